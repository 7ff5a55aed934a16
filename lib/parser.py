"""Parsing of source text to ST objects, and their compilation.

A part of the module of 3.2: an ST object keeps the source, checked, and can be compiled. The concrete parse tree of 3.2's own
parser does not exist here: its conversion to and from tuples and lists raises NotImplementedError. Module ast has the syntax
tree.
"""

import ast

__all__ = ['ParserError', 'STType', 'compilest', 'expr', 'isexpr', 'issuite', 'sequence2st', 'st2list', 'st2tuple', 'suite',
           'tuple2st']


class ParserError(Exception):
    """Raised for a tree that is none. (Source that cannot be parsed raises SyntaxError.)"""


def _no_concrete_tree():
    raise NotImplementedError('parser: there is no concrete parse tree; module ast has the syntax tree')


class STType:
    """A parsed source: an expression or a suite. Made by expr() and suite()."""

    __slots__ = '_source', '_is_suite', '_tree'

    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'parser.st' instances")

    def isexpr(self):
        """Whether it is an expression."""
        return not self._is_suite

    def issuite(self):
        """Whether it is a suite."""
        return self._is_suite

    def compile(self, filename='<syntax-tree>'):
        """A code object, for exec() or eval()."""
        return compile(self._tree, filename, 'exec' if self._is_suite else 'eval')

    def totuple(self, line_info=False, col_info=False):
        """Not available."""
        _no_concrete_tree()

    def tolist(self, line_info=False, col_info=False):
        """Not available."""
        _no_concrete_tree()

    def _key(self):
        return self._is_suite, ast.dump(self._tree)

    def __eq__(self, other):
        return self._key() == other._key() if isinstance(other, STType) else NotImplemented

    def __lt__(self, other):
        return self._key() < other._key() if isinstance(other, STType) else NotImplemented

    def __le__(self, other):
        return self._key() <= other._key() if isinstance(other, STType) else NotImplemented

    def __gt__(self, other):
        return self._key() > other._key() if isinstance(other, STType) else NotImplemented

    def __ge__(self, other):
        return self._key() >= other._key() if isinstance(other, STType) else NotImplemented

    __hash__ = None

    def __reduce__(self):
        return (suite if self._is_suite else expr), (self._source,)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self

    def __repr__(self):
        return '<parser.st object at %#x>' % id(self)


def _parse(source, is_suite):
    if not isinstance(source, str):
        raise TypeError('%s() argument 1 must be str, not %s' % ('suite' if is_suite else 'expr', type(source).__name__))
    st = object.__new__(STType)
    st._source = source
    st._is_suite = is_suite
    st._tree = compile(source, '<string>', 'exec' if is_suite else 'eval', ast.PyCF_ONLY_AST)
    return st


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
    """Not available."""
    return _check('st2tuple', st).totuple(line_info, col_info)


def st2list(st, line_info=False, col_info=False):
    """Not available."""
    return _check('st2list', st).tolist(line_info, col_info)


def sequence2st(sequence):
    """Not available."""
    _no_concrete_tree()


tuple2st = sequence2st
