"""Syntax trees: parsing, walking, changing and writing them.

The node classes are those of module _ast; their fields are in the attribute
_fields of each, their positions in _attributes. What Python 3.2 had not
(end_lineno, end_col_offset, and kind of literals) are further attributes.
"""

from _ast import *
from _ast import AST, PyCF_ONLY_AST, PyCF_TYPE_COMMENTS
from _ast import PyCF_ALLOW_TOP_LEVEL_AWAIT, PyCF_OPTIMIZED_AST
from _ast import _set_literal_classes


def parse(source, filename='<unknown>', mode='exec', *, type_comments=False,
          feature_version=None, optimize=-1):
    """Return the tree of a source text; mode is as for compile().

    feature_version, the version of Python whose grammar is wanted, is a hint
    that is checked but otherwise not needed.
    """
    flags = PyCF_ONLY_AST
    if optimize > 0:
        flags |= PyCF_OPTIMIZED_AST
    if type_comments:
        flags |= PyCF_TYPE_COMMENTS
    if isinstance(feature_version, tuple):
        major, minor = feature_version
        if major != 3:
            raise ValueError(f'Unsupported major version: {major}')
    return compile(source, filename, mode, flags, optimize=optimize)


# ---- values ----

def _malformed(node):
    message = 'malformed node or string'
    if line := getattr(node, 'lineno', None):
        message += f' on line {line}'
    return ValueError(f'{message}: {node!r}')


def _number(node):
    if isinstance(node, Constant) and type(node.value) in (int, float, complex):
        return node.value
    raise _malformed(node)


def _signed_number(node):
    if isinstance(node, UnaryOp) and isinstance(node.op, (UAdd, USub)):
        value = _number(node.operand)
        return +value if isinstance(node.op, UAdd) else -value
    return _number(node)


def _literal(node):
    if isinstance(node, Constant):
        return node.value
    if isinstance(node, Tuple):
        return tuple(map(_literal, node.elts))
    if isinstance(node, List):
        return list(map(_literal, node.elts))
    if isinstance(node, Set):
        return set(map(_literal, node.elts))
    if isinstance(node, Dict):
        if len(node.keys) != len(node.values):
            raise _malformed(node)
        return dict(zip(map(_literal, node.keys), map(_literal, node.values)))
    if (isinstance(node, Call) and isinstance(node.func, Name)
            and node.func.id == 'set' and node.args == node.keywords == []):
        return set()
    if isinstance(node, BinOp) and isinstance(node.op, (Add, Sub)):
        left, right = _signed_number(node.left), _number(node.right)
        if isinstance(left, complex) != isinstance(right, complex):
            return left + right if isinstance(node.op, Add) else left - right
    return _signed_number(node)


def literal_eval(node_or_string):
    """Return the value of an expression made of literals only.

    These are strings, bytes, numbers, tuples, lists, dicts, sets, booleans,
    None and Ellipsis. Anything else is a ValueError.
    """
    if isinstance(node_or_string, str):
        node_or_string = parse(node_or_string.lstrip(' \t'), mode='eval')
    if isinstance(node_or_string, Expression):
        node_or_string = node_or_string.body
    return _literal(node_or_string)


# ---- text of a tree ----

_LATER_FIELDS = {'kind', 'posonlyargs', 'type_comment', 'type_ignores', 'type_params'}


def dump(node, annotate_fields=True, include_attributes=False, *, indent=None,
         show_empty=False):
    """Return a tree as text that would build it, for debugging.

    With annotate_fields false the names of the fields are left out where that
    is unambiguous. Attributes such as line numbers are shown only on request;
    fields that 3.2 did not have only if there is something in them, or with
    show_empty. indent (a number of spaces or a string) gives each item a line
    of its own.
    """
    if not isinstance(node, AST):
        raise TypeError(f'expected AST, got {node.__class__.__name__!r}')
    if indent is not None and not isinstance(indent, str):
        indent = ' ' * indent

    def join(opening, items, closing, level, simple):
        if indent is None or not items or simple:
            return opening + ', '.join(items) + closing
        start = '\n' + indent * (level + 1)
        return opening + start + (',' + start).join(items) + closing

    def is_absent(name, value):
        return not show_empty and name in _LATER_FIELDS and (value is None or value == [])

    def text(node, level):
        """Return the text of a node and whether it fits on its parent's line."""
        if isinstance(node, list):
            items = [text(x, level + 1)[0] for x in node]
            return join('[', items, ']', level, False), not items
        if not isinstance(node, AST):
            return repr(node), True
        cls = type(node)
        parts, simple = [], True
        named = annotate_fields
        for name in node._fields:
            try:
                value = getattr(node, name)
            except AttributeError:
                named = True
                continue
            if is_absent(name, value):
                named = True
                continue
            part, leaf = text(value, level + 1)
            simple = simple and leaf
            parts.append(f'{name}={part}' if named else part)
        if include_attributes:
            for name in node._attributes:
                value = getattr(node, name, None)
                if value is None and (not hasattr(node, name)
                                      or getattr(cls, name, ...) is None):
                    continue
                part, leaf = text(value, level + 1)
                simple = simple and leaf
                parts.append(f'{name}={part}')
        simple = simple and len(parts) <= 3
        return join(cls.__name__ + '(', parts, ')', level, simple), not parts

    return text(node, 0)[0]


# ---- positions ----

def copy_location(new_node, old_node):
    """Copy the position of old_node to new_node, if both can have one."""
    for name in 'lineno', 'col_offset', 'end_lineno', 'end_col_offset':
        if all('lineno' in x._attributes for x in (old_node, new_node)):
            value = getattr(old_node, name, None)
            # Of the end it may be known that it is unknown.
            if value is not None or (hasattr(old_node, name)
                                     and name.startswith('end_')):
                setattr(new_node, name, value)
    return new_node


def fix_missing_locations(node):
    """Give all nodes without a position that of their parent."""
    def fix(node, position):
        if 'lineno' in node._attributes:
            position = dict(position)
            for name in position:
                value = getattr(node, name, None)
                if value is None and (not hasattr(node, name)
                                      or name.startswith('end_')):
                    setattr(node, name, position[name])
                else:
                    position[name] = value
        for child in iter_child_nodes(node):
            fix(child, position)
    fix(node, {'lineno': 1, 'end_lineno': 1, 'col_offset': 0,
               'end_col_offset': 0})
    return node


def increment_lineno(node, n=1):
    """Add n to all line numbers of a tree."""
    for child in walk(node):
        if isinstance(child, TypeIgnore):
            child.lineno = getattr(child, 'lineno', 0) + n
            continue
        if 'lineno' in child._attributes:
            child.lineno = getattr(child, 'lineno', 0) + n
        if ('lineno' in child._attributes
                and (end := getattr(child, 'end_lineno', 0)) is not None):
            child.end_lineno = end + n
    return node


def _lines(source):
    """Split source after the line ends that the language knows."""
    lines = ['']
    for line in source.splitlines(keepends=True):
        lines[-1] += line
        if line.endswith(('\r', '\n')):      # not \f, \v and the like
            lines.append('')
    return lines


def get_source_segment(source, node, *, padded=False):
    """Return the text of a node, or None if its position is not known.

    padded: the first line is given the indentation that it has in the source.
    """
    try:
        if node.end_lineno is None or node.end_col_offset is None:
            return None
        first, last = node.lineno - 1, node.end_lineno - 1
        start, end = node.col_offset, node.end_col_offset
    except AttributeError:
        return None
    lines = [line.encode() for line in _lines(source)[first:last + 1]]
    lines[-1] = lines[-1][:end]
    head = lines[0][:start]
    lines[0] = lines[0][start:]
    result = b''.join(lines).decode()
    if padded and first < last:
        head = head.decode()
        result = ''.join(c if c in '\f\t' else ' ' for c in head) + result
    return result


# ---- walking ----

def iter_fields(node):
    """Yield (name, value) of each field that the node has."""
    for name in node._fields:
        try:
            yield name, getattr(node, name)
        except AttributeError:
            pass


def iter_child_nodes(node):
    """Yield the nodes in the fields of a node, also those in lists."""
    for name, value in iter_fields(node):
        if isinstance(value, AST):
            yield value
        elif isinstance(value, list):
            for item in value:
                if isinstance(item, AST):
                    yield item


def walk(node):
    """Yield a node and all below it, level by level."""
    from collections import deque
    todo = deque([node])
    while todo:
        node = todo.popleft()
        todo.extend(iter_child_nodes(node))
        yield node


def _docstring_node(node):
    """Return the Constant that is the docstring of a node, or None."""
    if not isinstance(node, (AsyncFunctionDef, FunctionDef, ClassDef, Module)):
        raise TypeError(f"{node.__class__.__name__!r} can't have docstrings")
    if node.body and isinstance(node.body[0], Expr):
        value = node.body[0].value
        if isinstance(value, Constant) and isinstance(value.value, str):
            return value
    return None


def get_docstring(node, clean=True):
    """Return the docstring of a function, class or module node, or None."""
    constant = _docstring_node(node)
    if constant is None:
        return None
    if not clean:
        return constant.value
    import inspect
    return inspect.cleandoc(constant.value)


class NodeVisitor:
    """Walks a tree, calling for each node the method visit_ClassOfTheNode.

    Where a class has no such method generic_visit() goes on to the children,
    which are therefore reached only if a method of yours calls it as well.
    """

    def visit(self, node):
        """Visit a node."""
        method = getattr(self, 'visit_' + node.__class__.__name__, None)
        if method is None and isinstance(node, Constant):
            method = self.visit_Constant
        return (method or self.generic_visit)(node)

    def generic_visit(self, node):
        """Visit the children of a node."""
        for child in iter_child_nodes(node):
            self.visit(child)

    def visit_Constant(self, node):
        """Visit a literal whose class has no method: by that of the value."""
        for name, types in _literal_types.items():
            if type(node.value) in types:
                method = getattr(self, 'visit_' + name, None)
                if method is not None:
                    return method(node)
        return self.generic_visit(node)


class NodeTransformer(NodeVisitor):
    """A NodeVisitor whose methods return what is to replace the node.

    None removes it; among statements a list may replace it.
    """

    def generic_visit(self, node):
        """Visit the children of a node and put in what comes back."""
        for name, old in iter_fields(node):
            if isinstance(old, list):
                new = []
                for item in old:
                    if isinstance(item, AST):
                        item = self.visit(item)
                        if item is None:
                            continue
                        if not isinstance(item, AST):
                            new.extend(item)
                            continue
                    new.append(item)
                old[:] = new
            elif isinstance(old, AST):
                new = self.visit(old)
                if new is None:
                    delattr(node, name)
                else:
                    setattr(node, name, new)
        return node


def unparse(ast_obj):
    """Return source text for a tree: not what it was made from, but equal to it."""
    from _ast_unparse import Writer
    return Writer().text(ast_obj)


# ---- classes of older grammars ----

# Literals have classes of their own, those of 3.2; parse() gives instances of them. They are Constants, as since 3.8.
_literal_types = {
    'Num': (int, float, complex), 'Str': (str,), 'Bytes': (bytes,),
    'NameConstant': (type(None), bool), 'Ellipsis': (type(...),),
}


def _value(self):
    """The value, under its former name."""
    return self.value


def _set_value(self, value):
    self.value = value


Constant.n = Constant.s = property(_value, _set_value)


class _Literal(type):
    """Takes a plain Constant, too, for an instance by the type of its value."""

    def __instancecheck__(cls, instance):
        if type.__instancecheck__(cls, instance):
            return True
        return (type(instance) is Constant and cls.__module__ == __name__
                and type(getattr(instance, 'value', instance))
                in _literal_types.get(cls.__name__, ()))


class Num(Constant, metaclass=_Literal):
    """A number."""

    _fields = __match_args__ = ('n',)


class Str(Constant, metaclass=_Literal):
    """A string."""

    _fields = __match_args__ = ('s',)


class Bytes(Constant, metaclass=_Literal):
    """Bytes."""

    _fields = __match_args__ = ('s',)


class NameConstant(Constant, metaclass=_Literal):
    """None, False or True."""

    _fields = __match_args__ = ('value',)


class Ellipsis(Constant, metaclass=_Literal):
    """The constant `...`."""

    _fields = __match_args__ = ()
    value = ...


_set_literal_classes(Num, Str, Bytes, NameConstant, Ellipsis)


class slice(AST):
    """Base of the classes of slices, which are expressions now."""


class Index(slice):
    """A subscript; made as the value itself."""

    def __new__(cls, value=None, **kwargs):
        return value


class ExtSlice(slice):
    """A subscript with several slices; made as a Tuple."""

    def __new__(cls, dims=(), **kwargs):
        return Tuple(list(dims), Load(), **kwargs)


class Suite(mod):
    """Never made."""


class AugLoad(expr_context):
    """Never made."""


class AugStore(expr_context):
    """Never made."""


class Param(expr_context):
    """Never made."""


def main():
    """Print the tree of a file."""
    import argparse
    import sys
    parser = argparse.ArgumentParser(prog='python -m ast')
    parser.add_argument('infile', nargs='?', default='-',
                        help='the file to parse; defaults to stdin')
    parser.add_argument('-m', '--mode', default='exec',
                        choices=('exec', 'single', 'eval', 'func_type'),
                        help='specify what kind of code must be parsed')
    parser.add_argument('--no-type-comments', default=True,
                        action='store_false',
                        help="don't add information about type comments")
    parser.add_argument('-a', '--include-attributes', action='store_true',
                        help='include attributes such as line numbers and '
                             'column offsets')
    parser.add_argument('-i', '--indent', type=int, default=3,
                        help='indentation of nodes (number of spaces)')
    args = parser.parse_args()
    if args.infile == '-':
        name, source = '<stdin>', sys.stdin.buffer.read()
    else:
        name = args.infile
        with open(args.infile, 'rb') as f:
            source = f.read()
    tree = parse(source, name, args.mode, type_comments=args.no_type_comments)
    print(dump(tree, include_attributes=args.include_attributes,
               indent=args.indent))


if __name__ == '__main__':
    main()
