"""Concrete parse trees, for module parser: a grammar, its tables, and the parser that they drive.

The grammar is that of the manual of 3.2 ("Full Grammar specification"), so that trees have the shape they had then; what later
versions added stands beside it without changing the shape of anything older. It is LL(1): each rule becomes a deterministic
automaton over labels, and one token decides where to go. A label is a token number, a symbol number (from 256) or, as str, a
keyword. Orders that only a longer rule could forbid (of parameters, say) are left to the compiler.

A node is a list: [symbol, child, ...], or for a token a tuple (number, text, line, column).
"""

import io
import symbol
import token
import tokenize

_GRAMMAR = """
single_input: NEWLINE | simple_stmt | compound_stmt NEWLINE
file_input: (NEWLINE | stmt)* ENDMARKER
eval_input: testlist NEWLINE* ENDMARKER
decorator: '@' dotted_name ['(' [arglist] ')'] NEWLINE
decorators: decorator+
decorated: decorators (classdef | funcdef | async_funcdef)
async_funcdef: 'async' funcdef
funcdef: 'def' NAME parameters ['->' test] ':' suite
parameters: '(' [typedargslist] ')'
typedargslist: (tfpdef ['=' test] | '*' [tfpdef] | '**' tfpdef | '/') (',' (tfpdef ['=' test] | '*' [tfpdef] | '**' tfpdef | '/'))* [',']
tfpdef: NAME [':' test]
varargslist: (vfpdef ['=' test] | '*' [vfpdef] | '**' vfpdef | '/') (',' (vfpdef ['=' test] | '*' [vfpdef] | '**' vfpdef | '/'))* [',']
vfpdef: NAME
stmt: simple_stmt | compound_stmt
simple_stmt: small_stmt (';' small_stmt)* [';'] NEWLINE
small_stmt: expr_stmt | del_stmt | pass_stmt | flow_stmt | import_stmt | global_stmt | nonlocal_stmt | assert_stmt
expr_stmt: testlist_star_expr (annassign | augassign (yield_expr | testlist) | ('=' (yield_expr | testlist_star_expr))*)
annassign: ':' test ['=' (yield_expr | testlist)]
testlist_star_expr: (test | star_expr) (',' (test | star_expr))* [',']
augassign: '+=' | '-=' | '*=' | '@=' | '/=' | '%=' | '&=' | '|=' | '^=' | '<<=' | '>>=' | '**=' | '//='
del_stmt: 'del' exprlist
pass_stmt: 'pass'
flow_stmt: break_stmt | continue_stmt | return_stmt | raise_stmt | yield_stmt
break_stmt: 'break'
continue_stmt: 'continue'
return_stmt: 'return' [testlist]
yield_stmt: yield_expr
raise_stmt: 'raise' [test ['from' test]]
import_stmt: import_name | import_from
import_name: 'import' dotted_as_names
import_from: 'from' (('.' | '...')* dotted_name | ('.' | '...')+) 'import' ('*' | '(' import_as_names ')' | import_as_names)
import_as_name: NAME ['as' NAME]
dotted_as_name: dotted_name ['as' NAME]
import_as_names: import_as_name (',' import_as_name)* [',']
dotted_as_names: dotted_as_name (',' dotted_as_name)*
dotted_name: NAME ('.' NAME)*
global_stmt: 'global' NAME (',' NAME)*
nonlocal_stmt: 'nonlocal' NAME (',' NAME)*
assert_stmt: 'assert' test [',' test]
compound_stmt: if_stmt | while_stmt | for_stmt | try_stmt | with_stmt | funcdef | classdef | decorated | async_stmt
async_stmt: 'async' (funcdef | with_stmt | for_stmt)
if_stmt: 'if' test ':' suite ('elif' test ':' suite)* ['else' ':' suite]
while_stmt: 'while' test ':' suite ['else' ':' suite]
for_stmt: 'for' exprlist 'in' testlist ':' suite ['else' ':' suite]
try_stmt: 'try' ':' suite ((except_clause ':' suite)+ ['else' ':' suite] ['finally' ':' suite] | 'finally' ':' suite)
with_stmt: 'with' with_item (',' with_item)* ':' suite
with_item: test ['as' expr]
except_clause: 'except' ['*'] [test ['as' NAME]]
suite: simple_stmt | NEWLINE INDENT stmt+ DEDENT
test: or_test ['if' or_test 'else' test | ':=' test] | lambdef
test_nocond: or_test | lambdef_nocond
lambdef: 'lambda' [varargslist] ':' test
lambdef_nocond: 'lambda' [varargslist] ':' test_nocond
or_test: and_test ('or' and_test)*
and_test: not_test ('and' not_test)*
not_test: 'not' not_test | comparison
comparison: expr (comp_op expr)*
comp_op: '<' | '>' | '==' | '>=' | '<=' | '!=' | 'in' | 'not' 'in' | 'is' | 'is' 'not'
star_expr: '*' expr
expr: xor_expr ('|' xor_expr)*
xor_expr: and_expr ('^' and_expr)*
and_expr: shift_expr ('&' shift_expr)*
shift_expr: arith_expr (('<<' | '>>') arith_expr)*
arith_expr: term (('+' | '-') term)*
term: factor (('*' | '@' | '/' | '%' | '//') factor)*
factor: ('+' | '-' | '~') factor | power
power: ['await'] atom trailer* ['**' factor]
atom: '(' [yield_expr | testlist_comp] ')' | '[' [testlist_comp] ']' | '{' [dictorsetmaker] '}' | NAME | NUMBER | STRING+ | '...' | 'None' | 'True' | 'False'
testlist_comp: (test | star_expr) (comp_for | (',' (test | star_expr))* [','])
trailer: '(' [arglist] ')' | '[' subscriptlist ']' | '.' NAME
subscriptlist: subscript (',' subscript)* [',']
subscript: star_expr | test | [test] ':' [test] [sliceop]
sliceop: ':' [test]
exprlist: (expr | star_expr) (',' (expr | star_expr))* [',']
testlist: (test | star_expr) (',' (test | star_expr))* [',']
dictorsetmaker: (test ':' test | '**' expr) (comp_for | (',' (test ':' test | '**' expr))* [',']) | (test | star_expr) (comp_for | (',' (test | star_expr))* [','])
classdef: 'class' NAME ['(' [arglist] ')'] ':' suite
arglist: (argument | '*' test | '**' test) (',' (argument | '*' test | '**' test))* [',']
argument: test [comp_for | '=' test]
comp_iter: comp_for | comp_if
comp_for: ['async'] 'for' exprlist 'in' or_test [comp_iter]
comp_if: 'if' test_nocond [comp_iter]
encoding_decl: NAME
yield_expr: 'yield' ['from' test | testlist]
"""


# ---- tables ----

def _make_tables():
    """By symbol number, automata, lists of ({label: state}, whether it may end), and the labels they begin with; and the keywords."""
    from lib2to3.pgen2.pgen import ParserGenerator
    generator = ParserGenerator('<grammar>', io.StringIO(_GRAMMAR))
    numbers = {name: number for number, name in symbol.sym_name.items()}

    def label(text):
        if text[0] != "'":
            return numbers[text] if text in numbers else getattr(token, text)
        return text[1:-1] if text[1].isalpha() else tokenize.EXACT_TOKEN_TYPES[text[1:-1]]

    automata, firsts = {}, {}
    for name, states in generator.rules.items():
        automata[numbers[name]] = [({label(text): to for text, to in arcs.items()}, may_end) for arcs, may_end in states]
        firsts[numbers[name]] = {label(text) for text in generator.first[name]}
    keywords = {label for states in automata.values() for arcs, may_end in states for label in arcs if isinstance(label, str)}
    return automata, firsts, keywords - {'async', 'await'}


_tables = None


def _get_tables():
    global _tables
    if _tables is None:
        _tables = _make_tables()
    return _tables


# ---- tokens ----

_NO_COLUMN = -1
_OPERAND = {token.NAME, token.NUMBER, token.STRING}
_CONSTANTS = {'None', 'True', 'False'}
_NAMES_ONLY = {token.COMMENT, token.NL, token.ENCODING}


def _tokens(source, is_suite):
    """The tokens as nodes; with one more NEWLINE before the end, as 3.2's tokenizer has it."""
    lines = source.count('\n') + (not source.endswith('\n'))
    for number, text, (line, column), _, _ in tokenize.generate_tokens(io.StringIO(source).readline):
        if number in _NAMES_ONLY:
            continue
        if number == token.ERRORTOKEN and text.isspace():
            continue
        if number == token.OP:
            number = tokenize.EXACT_TOKEN_TYPES[text]
        if number == token.NEWLINE:
            if not is_suite and not text:
                continue
            text = ''
        elif number in (token.INDENT, token.DEDENT):
            text, line, column = '', min(line, lines), _NO_COLUMN
        elif number == token.ENDMARKER:
            yield token.NEWLINE, '', lines, _NO_COLUMN
            line, column = lines, _NO_COLUMN
        yield number, text, line, column


def _label(item, following, keywords):
    """What the automata call a token. async and await are keywords only where nothing else could be meant."""
    number, text = item[:2]
    if number != token.NAME:
        return number
    if text in keywords:
        return text
    if text == 'async' and following[1] in ('def', 'with', 'for'):
        return text
    if text == 'await' and following[0] in _OPERAND and (following[1] not in keywords or following[1] in _CONSTANTS):
        return text                             # before a bracket it may be a name, and the tree says so
    return number


# ---- parsing ----

def parse(source, is_suite):
    """Return the tree of a source text; ValueError where it is not in the grammar."""
    automata, firsts, keywords = _get_tables()
    tokens = list(_tokens(source, is_suite))
    root = symbol.file_input if is_suite else symbol.eval_input
    node = [root]
    stack = [(automata[root], 0, node)]
    for i, item in enumerate(tokens):
        label = _label(item, tokens[min(i + 1, len(tokens) - 1)], keywords)
        while True:
            if not stack:
                raise ValueError('more after the end', item)
            automaton, state, node = stack.pop()
            arcs, may_end = automaton[state]
            if label in arcs:
                node.append(item)
                stack.append((automaton, arcs[label], node))
                break
            for inner, target in arcs.items():
                if inner in firsts and label in firsts[inner]:
                    child = [inner]
                    node.append(child)
                    stack.append((automaton, target, node))
                    stack.append((automata[inner], 0, child))
                    break
            else:
                if not may_end:
                    raise ValueError('invalid syntax', item)
    while stack:
        automaton, state, node = stack.pop()
        if not automaton[state][1]:
            raise ValueError('unexpected end', tokens[-1])
    return node


def check(node):
    """Raise ValueError unless a tree is one of the grammar."""
    automata, firsts, keywords = _get_tables()
    todo = [node]
    while todo:
        node = todo.pop()
        name = symbol.sym_name[node[0]]
        automaton, state = automata[node[0]], 0
        for child in node[1:]:
            label = child[0]
            arcs = automaton[state][0]
            if label == token.NAME and child[1] in arcs:
                label = child[1]
            elif label == token.NAME and child[1] in keywords:
                raise ValueError('illegal keyword %r in a %s node' % (child[1], name))
            if label not in arcs:
                raise ValueError('illegal child in a %s node' % name)
            if child[0] < token.NT_OFFSET:
                exact = tokenize.EXACT_TOKEN_TYPES.get(child[1])
                if exact != (child[0] if child[0] in _OPERATORS else None):
                    raise ValueError('illegal terminal: %r' % (child[1],))
            else:
                todo.append(child)
            state = arcs[label]
        if not automaton[state][1]:
            raise ValueError('illegal number of children for %s node' % name)


_OPERATORS = frozenset(tokenize.EXACT_TOKEN_TYPES.values())


def terminals(node):
    """Yield the tokens of a tree, in order."""
    todo = [node]
    while todo:
        node = todo.pop()
        if isinstance(node, tuple):
            yield node
        else:
            todo.extend(reversed(node[1:]))


def text_of(node):
    """Return source text with the tokens of a tree."""
    parts, depth, at_start = [], 0, True
    for number, text, *_ in terminals(node):
        if number == token.NEWLINE:
            parts.append('\n')
            at_start = True
        elif number == token.INDENT:
            depth += 1
        elif number == token.DEDENT:
            depth -= 1
        elif number != token.ENDMARKER:
            parts.append(' ' * depth if at_start else ' ')
            parts.append(text)
            at_start = False
    return ''.join(parts)
