"""Parsing of source text to ST objects, parse trees, and their compilation.

The trees are those of 3.2's grammar (see symbol and token for the numbers in them) with later syntax added to it; match and type
statements, type parameters and decorators that are no dotted name are not. Module ast has trees that are easier to use.
"""

import re
import symbol
import token

import _concrete_syntax

__all__ = ['ParserError', 'STType', 'compilest', 'expr', 'isexpr', 'issuite', 'sequence2st', 'st2list', 'st2tuple', 'suite',
           'tuple2st']

_CODING = re.compile(r'[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)')


class ParserError(Exception):
    """Raised for a tree that is none. (Source that cannot be parsed raises SyntaxError.)"""


class STType:
    """A parse tree: of an expression or a suite. Made by expr(), suite() and sequence2st()."""

    __slots__ = '_source', '_tree', '_encoding'

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'parser.st' instances")

    def isexpr(self):
        """Whether it is an expression."""
        return self._tree[0] == symbol.eval_input

    def issuite(self):
        """Whether it is a suite."""
        return self._tree[0] == symbol.file_input

    def compile(self, filename='<syntax-tree>'):
        """A code object, for exec() or eval()."""
        return compile(self._source, filename, 'exec' if self.issuite() else 'eval')

    def totuple(self, line_info=False, col_info=False):
        """The tree as tuples: (symbol, child, ...), or (token, text) with the line and the column if they are wanted."""
        return self._convert(tuple, line_info, col_info)

    def tolist(self, line_info=False, col_info=False):
        """The tree as lists."""
        return self._convert(list, line_info, col_info)

    def _convert(self, sequence, line_info, col_info):
        fields = [0, 1] + [2] * bool(line_info) + [3] * bool(col_info)
        stack = [([], iter(self._tree))]
        while True:                             # without recursion: trees are deep
            done, items = stack[-1]
            for item in items:
                if isinstance(item, list):
                    stack.append(([], iter(item)))
                    break
                done.append(sequence(item[i] for i in fields) if isinstance(item, tuple) else item)
            else:
                stack.pop()
                if not stack:
                    break
                stack[-1][0].append(sequence(done))
        if self._encoding is not None:
            return sequence((symbol.encoding_decl, sequence(done), self._encoding))
        return sequence(done)

    def __eq__(self, other):
        return self.totuple() == other.totuple() if isinstance(other, STType) else NotImplemented

    def __lt__(self, other):
        return self.totuple() < other.totuple() if isinstance(other, STType) else NotImplemented

    def __le__(self, other):
        return self.totuple() <= other.totuple() if isinstance(other, STType) else NotImplemented

    def __gt__(self, other):
        return self.totuple() > other.totuple() if isinstance(other, STType) else NotImplemented

    def __ge__(self, other):
        return self.totuple() >= other.totuple() if isinstance(other, STType) else NotImplemented

    __hash__ = None

    def __reduce__(self):
        return sequence2st, (self.totuple(True, True),)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return '<parser.st object at %#x>' % id(self)


def _make(tree, source, encoding):
    st = object.__new__(STType)
    st._tree = tree
    st._source = source
    st._encoding = encoding
    return st


def _encoding_of(source):
    for line in source.split('\n', 2)[:2]:
        if found := _CODING.match(line):
            return found.group(1)
    return None


def _parse(source, is_suite):
    if not isinstance(source, str):
        raise TypeError('%s() argument 1 must be str, not %s' % ('suite' if is_suite else 'expr', type(source).__name__))
    try:
        tree = _concrete_syntax.parse(source, is_suite)
    except (ValueError, SyntaxError, EOFError, KeyError) as e:
        compile(source, '<string>', 'exec' if is_suite else 'eval')         # knows what to say
        where = e.args[1] if len(e.args) > 1 else (0, '', 1, 0)
        raise SyntaxError('syntax that module parser does not know', ('<string>', where[2], where[3] + 1, '')) from None
    return _make(tree, source, _encoding_of(source) if is_suite else None)


def expr(source):
    """An ST object of an expression."""
    return _parse(source, False)


def suite(source):
    """An ST object of a suite of statements."""
    return _parse(source, True)


def _check(function, st):
    if not isinstance(st, STType):
        raise TypeError('%s() argument 1 must be parser.st, not %s' % (function, type(st).__name__))
    return st


def isexpr(st):
    """Whether an ST object is an expression."""
    return _check('isexpr', st).isexpr()


def issuite(st):
    """Whether an ST object is a suite."""
    return _check('issuite', st).issuite()


def compilest(st, filename='<syntax-tree>'):
    """A code object of an ST object."""
    return _check('compilest', st).compile(filename)


def st2tuple(st, line_info=False, col_info=False):
    """The tree of an ST object as tuples."""
    return _check('st2tuple', st).totuple(line_info, col_info)


def st2list(st, line_info=False, col_info=False):
    """The tree of an ST object as lists."""
    return _check('st2list', st).tolist(line_info, col_info)


def _is_sequence(x):
    return hasattr(x, '__getitem__') and hasattr(x, '__len__') and not isinstance(x, (str, bytes, bytearray, dict))


def _terminal(item):
    """The node of a token, checked."""
    if not 2 <= len(item) <= 4:
        raise ParserError('terminal nodes must have 2 or 3 entries')
    if not isinstance(item[1], str):
        raise ParserError('second item in terminal node must be a string, found %s' % type(item[1]).__name__)
    for i, name in (2, 'third'), (3, 'fourth'):
        if len(item) > i and not isinstance(item[i], int):
            raise ParserError('%s item in terminal node must be an integer, found %s' % (name, type(item[i]).__name__))
    item[1].encode()
    return (item[0], item[1]) + tuple(item[2:]) + (0, -1)[len(item) - 2:]


def _nodes(sequence):
    """The nodes of a tree given as sequences, checked one by one."""
    if len(sequence) == 0 or not isinstance(sequence[0], int):
        raise ParserError('illegal component tuple')
    root = [sequence[0]]
    stack = [(root, iter(sequence[1:]))]
    while stack:
        node, items = stack[-1]
        for item in items:
            if not _is_sequence(item) or len(item) == 0 or not isinstance(item[0], int):
                raise ParserError('illegal component tuple')
            if item[0] < token.NT_OFFSET:
                node.append(_terminal(item))
                continue
            if item[0] not in symbol.sym_name:
                raise ParserError('unknown node type %d' % item[0])
            child = [item[0]]
            node.append(child)
            stack.append((child, iter(item[1:])))
            break
        else:
            stack.pop()
    return root


def sequence2st(sequence):
    """An ST object of a tree in the form of totuple() or tolist(). ParserError if it is none of the grammar."""
    if not _is_sequence(sequence):
        raise ValueError('sequence2st() requires a single sequence argument')
    encoding = None
    if len(sequence) and sequence[0] == symbol.encoding_decl:
        if len(sequence) != 3 or not _is_sequence(sequence[1]):
            raise ParserError('missed encoding')
        encoding = sequence[2]
        if not isinstance(encoding, str):
            raise ParserError('encoding must be a string, found %s' % type(encoding).__name__)
        encoding.encode()
        sequence = sequence[1]
    if not len(sequence) or sequence[0] not in (symbol.eval_input, symbol.file_input):
        raise ParserError('parse tree does not use a valid start symbol')
    tree = _nodes(sequence)
    try:
        _concrete_syntax.check(tree)
    except ValueError as e:
        raise ParserError(str(e)) from None
    return _make(tree, _concrete_syntax.text_of(tree), encoding)


tuple2st = sequence2st
