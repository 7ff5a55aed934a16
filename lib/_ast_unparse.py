"""Source text of syntax trees, for ast.unparse().

Expressions are made as strings, inside out: the level that the surroundings
require decides about parentheses. Statements are lines in a list.
"""

import ast
import re

# How tightly expressions bind, from the loosest.
(_NAMED, _TUPLE, _YIELD, _TEST, _OR, _AND, _NOT, _COMPARE, _BITOR, _BITXOR,
 _BITAND, _SHIFT, _ARITH, _TERM, _FACTOR, _POWER, _AWAIT, _ATOM) = range(18)

_binary = {
    'Add': ('+', _ARITH), 'Sub': ('-', _ARITH), 'Mult': ('*', _TERM),
    'MatMult': ('@', _TERM), 'Div': ('/', _TERM), 'Mod': ('%', _TERM),
    'FloorDiv': ('//', _TERM), 'LShift': ('<<', _SHIFT),
    'RShift': ('>>', _SHIFT), 'BitOr': ('|', _BITOR),
    'BitXor': ('^', _BITXOR), 'BitAnd': ('&', _BITAND), 'Pow': ('**', _POWER),
}
_unary = {'Invert': ('~', _FACTOR), 'UAdd': ('+', _FACTOR),
          'USub': ('-', _FACTOR), 'Not': ('not ', _NOT)}
_comparison = {
    'Eq': '==', 'NotEq': '!=', 'Lt': '<', 'LtE': '<=', 'Gt': '>', 'GtE': '>=',
    'Is': 'is', 'IsNot': 'is not', 'In': 'in', 'NotIn': 'not in',
}
_quotes = "'", '"', '"""', "'''"
_INFINITY = '1e309'                 # reads as inf


def _name(node):
    return node.__class__.__name__


def _escape(text, quote):
    """Return text as it may stand between these quotes."""
    multiline = len(quote) == 3

    def escape(match):
        c = match[0]
        if c == '\\' or (not multiline and c in quote):
            return '\\' + c
        if (c in '\n\t' and multiline) or c.isprintable():
            return c
        return c.encode('unicode_escape').decode('ascii')

    text = re.sub(r'[^ !#-&(-[\]-~]', escape, text)
    if multiline:
        text = text.replace(quote, '\\' + '\\'.join(quote))
        before = text[:-1]
        escaped = (len(before) - len(before.rstrip('\\'))) % 2
        if text.endswith(quote[0]) and not escaped:
            text = before + '\\' + quote[0]
    return text


def _escapes(text, quote):
    """Return how often text would need a backslash between these quotes."""
    return text.count(quote) + (len(quote) == 3 and text.endswith(quote[0]))


class Writer:
    """Turns one tree into text."""

    def __init__(self):
        self.lines = []
        self.depth = 0
        self.fields = {}            # text of the value of each FormattedValue

    def text(self, node):
        """Return the source text of any node, or list of statements."""
        if isinstance(node, list):
            self.block(node)
        elif isinstance(node, ast.Module):
            self.body(node)
        elif isinstance(node, ast.Interactive):
            self.block(node.body)
        elif isinstance(node, ast.FunctionType):
            arguments = ', '.join(map(self.expr, node.argtypes))
            return f'({arguments}) -> {self.expr(node.returns)}'
        elif isinstance(node, ast.Expression):
            return self.expr(node.body)
        elif isinstance(node, ast.stmt):
            self.stmt(node)
        elif isinstance(node, ast.excepthandler):
            self.handler(node, '')
        elif isinstance(node, ast.match_case):
            self.case(node)
        elif isinstance(node, ast.pattern):
            return self.pattern(node)
        elif isinstance(node, ast.operator):
            return _binary[_name(node)][0]
        elif isinstance(node, ast.unaryop):
            return _unary[_name(node)][0].strip()
        elif isinstance(node, ast.cmpop):
            return _comparison[_name(node)]
        elif isinstance(node, ast.boolop):
            return _name(node).lower()
        else:
            return self.expr(node)
        while self.lines and not self.lines[0]:
            del self.lines[0]
        return '\n'.join(self.lines)

    # ---- statements ----

    def line(self, text):
        self.lines.append('    ' * self.depth + text)

    def block(self, statements):
        for statement in statements:
            self.stmt(statement)

    def stmt(self, node):
        getattr(self, 'stmt_' + _name(node))(node)

    def suite(self, head, statements, comment=None):
        """Write `head:` and the statements below it."""
        self.line(head + ':' + (f' # type: {comment}' if comment else ''))
        self.depth += 1
        self.block(statements)
        self.depth -= 1

    def body(self, node):
        """Write a body that may begin with a docstring."""
        doc = ast._docstring_node(node)
        if doc is not None:
            self.docstring(doc)
        self.block(node.body[1:] if doc is not None else node.body)

    def docstring(self, doc):
        quote = min('"""', "'''", key=lambda q: _escapes(doc.value, q))
        text = _escape(doc.value, quote)
        prefix = 'u' if doc.kind == 'u' else ''
        self.line(f'{prefix}{quote}{text}{quote}')

    def definition(self, node, head):
        self.lines.append('')
        for decorator in node.decorator_list:
            self.line('@' + self.expr(decorator))
        comment = getattr(node, 'type_comment', None)
        self.line(head + ':' + (f' # type: {comment}' if comment else ''))
        self.depth += 1
        self.body(node)
        self.depth -= 1

    def stmt_FunctionDef(self, node, keyword='def'):
        head = (f'{keyword} {node.name}{self.type_params(node)}'
                f'({self.expr(node.args)})')
        if node.returns:
            head += ' -> ' + self.expr(node.returns)
        self.definition(node, head)

    def stmt_AsyncFunctionDef(self, node):
        self.stmt_FunctionDef(node, 'async def')

    def stmt_ClassDef(self, node):
        arguments = [self.expr(x) for x in node.bases + node.keywords]
        head = f'class {node.name}{self.type_params(node)}'
        self.definition(node, head + (f'({", ".join(arguments)})'
                                      if arguments else ''))

    def type_params(self, node):
        params = getattr(node, 'type_params', None)
        return f'[{", ".join(map(self.expr, params))}]' if params else ''

    def stmt_Return(self, node):
        self.line('return ' + self.expr(node.value) if node.value else 'return')

    def value(self, node):
        """A target, or what else may be a tuple without parentheses."""
        return self.expr(node, _TUPLE)

    def stmt_Delete(self, node):
        self.line('del ' + ', '.join(map(self.expr, node.targets)))

    def stmt_Assign(self, node):
        parts = [self.value(x) for x in node.targets] + [self.expr(node.value)]
        comment = f' # type: {node.type_comment}' if node.type_comment else ''
        self.line(' = '.join(parts) + comment)

    def stmt_TypeAlias(self, node):
        self.line(f'type {self.expr(node.name)}{self.type_params(node)}'
                  f' = {self.expr(node.value)}')

    def stmt_AugAssign(self, node):
        self.line(f'{self.expr(node.target)} {_binary[_name(node.op)][0]}= '
                  f'{self.expr(node.value)}')

    def stmt_AnnAssign(self, node):
        target = self.expr(node.target)
        if not node.simple and isinstance(node.target, ast.Name):
            target = f'({target})'
        value = ' = ' + self.expr(node.value) if node.value else ''
        self.line(f'{target}: {self.expr(node.annotation)}{value}')

    def stmt_For(self, node, keyword='for'):
        self.suite(f'{keyword} {self.value(node.target)} in '
                   f'{self.expr(node.iter)}', node.body, node.type_comment)
        self.else_(node)

    def stmt_AsyncFor(self, node):
        self.stmt_For(node, 'async for')

    def else_(self, node):
        if node.orelse:
            self.suite('else', node.orelse)

    def stmt_While(self, node):
        self.suite('while ' + self.expr(node.test), node.body)
        self.else_(node)

    def stmt_If(self, node):
        keyword = 'if '
        while True:
            self.suite(keyword + self.expr(node.test), node.body)
            if len(node.orelse) != 1 or not isinstance(node.orelse[0], ast.If):
                return self.else_(node)
            keyword, node = 'elif ', node.orelse[0]

    def stmt_With(self, node, keyword='with'):
        items = ', '.join(map(self.expr, node.items))
        self.suite(f'{keyword} {items}', node.body, node.type_comment)

    def stmt_AsyncWith(self, node):
        self.stmt_With(node, 'async with')

    def stmt_Raise(self, node):
        text = 'raise'
        if node.exc:
            text += ' ' + self.expr(node.exc)
        elif node.cause:
            raise ValueError("Node can't be used without a value attribute.")
        if node.cause:
            text += ' from ' + self.expr(node.cause)
        self.line(text)

    def stmt_Try(self, node, star=''):
        self.suite('try', node.body)
        for handler in node.handlers:
            self.handler(handler, star)
        self.else_(node)
        if node.finalbody:
            self.suite('finally', node.finalbody)

    def stmt_TryStar(self, node):
        self.stmt_Try(node, '*')

    def handler(self, node, star):
        text = 'except' + star
        if node.type:
            text += ' ' + self.expr(node.type)
        if node.name:
            text += ' as ' + node.name
        self.suite(text, node.body)

    def stmt_Assert(self, node):
        text = 'assert ' + self.expr(node.test)
        self.line(text + (', ' + self.expr(node.msg) if node.msg else ''))

    def stmt_Import(self, node):
        self.line('import ' + ', '.join(map(self.expr, node.names)))

    def stmt_ImportFrom(self, node):
        self.line(f'from {"." * (node.level or 0)}{node.module or ""} import '
                  + ', '.join(map(self.expr, node.names)))

    def stmt_Global(self, node):
        self.line('global ' + ', '.join(node.names))

    def stmt_Nonlocal(self, node):
        self.line('nonlocal ' + ', '.join(node.names))

    def stmt_Expr(self, node):
        self.line(self.expr(node.value, _YIELD))

    def stmt_Pass(self, node):
        self.line('pass')

    def stmt_Break(self, node):
        self.line('break')

    def stmt_Continue(self, node):
        self.line('continue')

    # ---- match ----

    def stmt_Match(self, node):
        self.line(f'match {self.expr(node.subject)}:')
        self.depth += 1
        for case in node.cases:
            self.case(case)
        self.depth -= 1

    def case(self, node):
        head = 'case ' + self.pattern(node.pattern)
        if node.guard:
            head += ' if ' + self.expr(node.guard)
        self.suite(head, node.body)

    def pattern(self, node, level=_TEST):
        """The text of a pattern; `as` binds looser than `|`."""
        name = _name(node)
        if name == 'MatchValue':
            return self.expr(node.value)
        if name == 'MatchSingleton':
            return repr(node.value)
        if name == 'MatchSequence':
            return f'[{", ".join(map(self.pattern, node.patterns))}]'
        if name == 'MatchStar':
            return '*' + (node.name or '_')
        if name == 'MatchMapping':
            items = [f'{self.expr(k)}: {self.pattern(p)}'
                     for k, p in zip(node.keys, node.patterns)]
            if node.rest:
                items.append('**' + node.rest)
            return '{' + ', '.join(items) + '}'
        if name == 'MatchClass':
            items = [self.pattern(p) for p in node.patterns]
            items += [f'{k}={self.pattern(p)}'
                      for k, p in zip(node.kwd_attrs, node.kwd_patterns)]
            return f'{self.expr(node.cls)}({", ".join(items)})'
        if name == 'MatchAs':
            if node.name is None:
                return '_'
            if node.pattern is None:
                return node.name
            text = f'{self.pattern(node.pattern, _BITOR)} as {node.name}'
            return f'({text})' if level > _TEST else text
        if name == 'MatchOr':
            text = ' | '.join(self.pattern(p, _ATOM) for p in node.patterns)
            return f'({text})' if level > _BITOR else text
        raise TypeError(f'not a pattern: {node!r}')

    # ---- expressions ----

    def expr(self, node, level=_TEST):
        """Return the text of an expression for a place that takes `level`."""
        name = 'Constant' if isinstance(node, ast.Constant) else _name(node)
        own, text = getattr(self, 'expr_' + name)(node)
        return f'({text})' if own < level else text

    def list_(self, nodes):
        return ', '.join(map(self.expr, nodes))

    def expr_BoolOp(self, node):
        word, own = (('and', _AND) if isinstance(node.op, ast.And)
                     else ('or', _OR))
        # Each operand is held to bind tighter than the one before.
        return own, f' {word} '.join(self.expr(x, min(own + 1 + i, _ATOM))
                                     for i, x in enumerate(node.values))

    def expr_NamedExpr(self, node):
        return _NAMED, f'{self.expr(node.target, _ATOM)} := {self.expr(node.value, _ATOM)}'

    def expr_BinOp(self, node):
        sign, own = _binary[_name(node.op)]
        left, right = own, own + 1
        if sign == '**':            # to the right
            left, right = own + 1, own
        return own, (f'{self.expr(node.left, left)} {sign} '
                     f'{self.expr(node.right, right)}')

    def expr_UnaryOp(self, node):
        sign, own = _unary[_name(node.op)]
        return own, sign + self.expr(node.operand, own)

    def expr_Lambda(self, node):
        arguments = self.expr(node.args)
        return _TEST, (f'lambda {arguments}: ' if arguments
                       else 'lambda: ') + self.expr(node.body)

    def expr_IfExp(self, node):
        return _TEST, (f'{self.expr(node.body, _OR)} if '
                       f'{self.expr(node.test, _OR)} else '
                       f'{self.expr(node.orelse)}')

    def expr_Dict(self, node):
        items = [f'{self.expr(k)}: {self.expr(v)}' if k is not None
                 else '**' + self.expr(v, _BITOR)
                 for k, v in zip(node.keys, node.values)]
        return _ATOM, '{' + ', '.join(items) + '}'

    def expr_Set(self, node):
        # There is no display of an empty set but this.
        return _ATOM, '{' + (self.list_(node.elts) or '*()') + '}'

    def loops(self, node):
        return ''.join(map(self.expr, node.generators))

    def expr_ListComp(self, node):
        return _ATOM, f'[{self.expr(node.elt)}{self.loops(node)}]'

    def expr_SetComp(self, node):
        return _ATOM, '{' + self.expr(node.elt) + self.loops(node) + '}'

    def expr_DictComp(self, node):
        return _ATOM, (f'{{{self.expr(node.key)}: {self.expr(node.value)}'
                       f'{self.loops(node)}}}')

    def expr_GeneratorExp(self, node):
        return _ATOM, f'({self.expr(node.elt)}{self.loops(node)})'

    def expr_comprehension(self, node):
        text = (f' {"async " if node.is_async else ""}for '
                f'{self.value(node.target)} in {self.expr(node.iter, _OR)}')
        return _ATOM, text + ''.join(' if ' + self.expr(x, _OR)
                                     for x in node.ifs)

    def expr_Await(self, node):
        return _AWAIT, 'await ' + self.expr(node.value, _ATOM)

    def expr_Yield(self, node):
        return _YIELD, ('yield ' + self.expr(node.value, _ATOM) if node.value
                        else 'yield')

    def expr_YieldFrom(self, node):
        if not getattr(node, 'value', None):
            raise ValueError("Node can't be used without a value attribute.")
        return _YIELD, 'yield from ' + self.expr(node.value, _ATOM)

    def expr_Compare(self, node):
        text = self.expr(node.left, _BITOR)
        for op, right in zip(node.ops, node.comparators):
            text += f' {_comparison[_name(op)]} {self.expr(right, _BITOR)}'
        return _COMPARE, text

    def expr_Call(self, node):
        function = self.expr(node.func, _ATOM)
        return _ATOM, f'{function}({self.list_(node.args + node.keywords)})'

    def expr_keyword(self, node):
        prefix = '**' if node.arg is None else node.arg + '='
        return _ATOM, prefix + self.expr(node.value)

    def expr_Attribute(self, node):
        value = self.expr(node.value, _ATOM)
        if isinstance(node.value, ast.Constant) and type(node.value.value) is int:
            value += ' '            # 1 .real
        return _ATOM, f'{value}.{node.attr}'

    def expr_Subscript(self, node):
        index = node.slice
        if isinstance(index, ast.Tuple) and index.elts:
            text = self.list_(index.elts) + (',' if len(index.elts) == 1 else '')
        else:
            text = self.expr(index)
        return _ATOM, f'{self.expr(node.value, _ATOM)}[{text}]'

    def expr_Starred(self, node):
        return _BITOR, '*' + self.expr(node.value, _BITOR)

    def expr_Name(self, node):
        return _ATOM, node.id

    def expr_List(self, node):
        return _ATOM, f'[{self.list_(node.elts)}]'

    def expr_Tuple(self, node):
        if not node.elts:
            return _ATOM, '()'
        return _TUPLE, self.list_(node.elts) + (',' if len(node.elts) == 1
                                                else '')

    def expr_Slice(self, node):
        text = (self.expr(node.lower) if node.lower else '') + ':'
        if node.upper:
            text += self.expr(node.upper)
        if node.step:
            text += ':' + self.expr(node.step)
        return _ATOM, text

    def expr_Constant(self, node):
        value = node.value
        if value is ...:
            return _ATOM, '...'
        if isinstance(value, tuple):
            items = [self.expr(ast.Constant(x)) for x in value]
            return ((_TUPLE, ', '.join(items) + (',' if len(items) == 1 else ''))
                    if items else (_ATOM, '()'))
        text = repr(value)
        if isinstance(value, (float, complex)):
            text = text.replace('inf', _INFINITY)
            text = text.replace('nan', f'({_INFINITY}-{_INFINITY})')
        if node.kind == 'u':
            text = 'u' + text
        negative = isinstance(value, (int, float)) and text.startswith('-')
        return (_FACTOR if negative else _ATOM), text

    # ---- formatted strings ----

    def expr_JoinedStr(self, node):
        # First the quotes that literal text need not escape.
        literal = ''.join(x.value for x in node.values
                          if isinstance(x, ast.Constant))
        for quote in sorted(_quotes, key=lambda q: _escapes(literal, q)):
            text = self.format_parts(node, quote, False)
            if text is not None:
                return _ATOM, f'f{quote}{text}{quote}'
        # Strings inside may have the same quotes, since 3.12.
        text = self.format_parts(node, "'", True)
        return _ATOM, f"f'{text}'"

    def expr_FormattedValue(self, node):
        return self.expr_JoinedStr(ast.JoinedStr([node]))

    def format_parts(self, node, quote, nest):
        """Return what stands between the quotes, or None if they do not suit."""
        out = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                text = _escape(part.value, quote)
                out.append(text.replace('{', '{{').replace('}', '}}'))
            elif isinstance(part, ast.FormattedValue):
                text = self.replacement(part, quote, nest)
                if text is None:
                    return None
                out.append(text)
            else:
                raise ValueError(f'Unexpected node inside JoinedStr, {part!r}')
        if (len(quote) == 3 and out and isinstance(part, ast.Constant)
                and out[-1].endswith(quote[0]) and not out[-1].endswith('\\' + quote[0])):
            return None
        return ''.join(out)

    def replacement(self, node, quote, nest):
        text = self.fields.get(node)
        if text is None:            # once: strings in strings try all quotes
            text = self.fields[node] = self.expr(node.value, _TEST + 1)
        if not nest and (quote in text or '\\' in text):
            return None
        if text.startswith('{'):
            text = ' ' + text       # {{ would be a brace
        if node.conversion != -1:
            text += '!' + chr(node.conversion)
        if node.format_spec:
            spec = (self.format_parts(node.format_spec, quote, nest)
                    if isinstance(node.format_spec, ast.JoinedStr)
                    else _escape(node.format_spec.value, quote))
            if spec is None:
                return None
            text += ':' + spec
        return '{' + text + '}'

    # ---- parts of expressions and statements ----

    def expr_arguments(self, node):
        positional = node.posonlyargs + node.args
        missing = len(positional) - len(node.defaults)
        items = []
        for i, arg in enumerate(positional):
            text = self.expr(arg)
            if i >= missing:
                text += '=' + self.expr(node.defaults[i - missing])
            items.append(text)
            if i + 1 == len(node.posonlyargs):
                items.append('/')
        if node.vararg:
            items.append('*' + self.expr(node.vararg))
        elif node.kwonlyargs:
            items.append('*')
        for arg, default in zip(node.kwonlyargs, node.kw_defaults):
            items.append(self.expr(arg)
                         + ('=' + self.expr(default) if default else ''))
        if node.kwarg:
            items.append('**' + self.expr(node.kwarg))
        return _ATOM, ', '.join(items)

    def expr_arg(self, node):
        annotation = node.annotation
        return _ATOM, node.arg + (': ' + self.expr(annotation) if annotation
                                  else '')

    def expr_alias(self, node):
        return _ATOM, node.name + (f' as {node.asname}' if node.asname else '')

    def expr_withitem(self, node):
        text = self.expr(node.context_expr)
        if node.optional_vars:
            text += ' as ' + self.expr(node.optional_vars)
        return _ATOM, text

    def type_param(self, name, node):
        if getattr(node, 'bound', None):
            name += ': ' + self.expr(node.bound)
        if getattr(node, 'default_value', None):
            name += ' = ' + self.expr(node.default_value)
        return _ATOM, name

    def expr_TypeVar(self, node):
        return self.type_param(node.name, node)

    def expr_TypeVarTuple(self, node):
        return self.type_param('*' + node.name, node)

    def expr_ParamSpec(self, node):
        return self.type_param('**' + node.name, node)
