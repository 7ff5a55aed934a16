/* parser_expr.c: expressions from lambda down to primaries (manual: reference/expressions).
 *
 *   expression:   disjunction ['if' disjunction 'else' expression] | lambda
 *   disjunction:  conjunction ('or' conjunction)*      conjunction: inversion ('and' inversion)*
 *   inversion:    'not' inversion | comparison         comparison: bitwise_or (operator bitwise_or)*
 *   bitwise_or:   binary operators by precedence       factor: ('+' | '-' | '~') factor | power
 *   power:        ['await'] primary ['**' factor]      primary: atom (call | subscript | '.' NAME)*
 *
 * Left-associative operators and primaries are loops, so `1 + 1 + ...` of any length takes no stack.
 */
#include "frontend/parser_internal.h"

#include <ctype.h>

/* ---- What can begin an expression ---- */

bool starts_operand(const Token *token)
{
    switch (token->kind) {
    case TOK_NAME: case TOK_NUMBER: case TOK_STRING: case TOK_FSTRING_START: case TOK_NONE: case TOK_TRUE: case TOK_FALSE:
    case TOK_LBRACE: case TOK_TILDE: case TOK_ELLIPSIS: case TOK_LAMBDA: case TOK_NOT:
        return true;
    default:
        return false;
    }
}

bool starts_expression(const Token *token)
{
    switch (token->kind) {
    case TOK_LPAR: case TOK_LSQB: case TOK_PLUS: case TOK_MINUS:
        return true;
    default:
        return starts_operand(token);
    }
}

/* ---- Primaries ---- */

/* Whether the current token is the keyword `await`. In an async function it always is; elsewhere it is when what follows
 * cannot go on after a name. */
static bool at_await(Parser *p)
{
    if (p->in_async)
        return true;
    const Token *next = peek_token(p, 1);
    return starts_operand(next) && next->kind != TOK_NOT && next->spelling != SPELLS_ASYNC;
}

static Node *parse_attribute(Parser *p, Node *value, Pos start)
{
    advance(p);
    Ref attr = expect_identifier(p);
    Node *n = make_node(p, AST_Attribute, start);
    n->Attribute.value = value;
    n->Attribute.attr = attr;
    n->Attribute.ctx = AST_Load;
    return n;
}

Node *parse_primary(Parser *p)
{
    Pos start = here(p);
    Node *e = parse_atom(p);
    for (;;) {
        switch (p->tok->kind) {
        case TOK_DOT:  e = parse_attribute(p, e, start); break;
        case TOK_LPAR: e = parse_call(p, e, start); break;
        case TOK_LSQB: e = parse_subscript(p, e, start); break;
        default:       return e;
        }
    }
}

static Node *parse_await(Parser *p)
{
    Pos start = here(p);
    if (likely(!at_name(p, SPELLS_AWAIT)) || !at_await(p))
        return parse_primary(p);
    advance(p);
    Node *value = parse_primary(p);
    Node *n = make_node(p, AST_Await, start);
    n->Await.value = value;
    return n;
}

/* ---- Operators ---- */

static Node *make_binary(Parser *p, Node *left, AstKind op, Node *right, Pos start)
{
    Node *n = make_node(p, AST_BinOp, start);
    n->BinOp.left = left;
    n->BinOp.op = (uint8_t)op;
    n->BinOp.right = right;
    return n;
}

/* `3 + not x`: at `not`. */
NORETURN COLD static void fail_not(Parser *p)
{
    Pos start = here(p);
    parse_disjunction(p);
    fail_span(p, (SourceSpan){start.lineno, start.col, p->prev.end_lineno, p->prev.end_col},
              "'not' after an operator must be parenthesized");
}

static Node *parse_factor(Parser *p)
{
    Pos start = here(p);
    AstKind op;
    switch (p->tok->kind) {
    case TOK_PLUS:  op = AST_UAdd; break;
    case TOK_MINUS: op = AST_USub; break;
    case TOK_TILDE: op = AST_Invert; break;
    default: {
        Node *base = parse_await(p);
        if (likely(!at(p, TOK_DOUBLESTAR)))
            return base;
        advance(p);
        enter(p);
        Node *exponent = parse_factor(p);
        leave(p);
        return make_binary(p, base, AST_Pow, exponent, start);
    }
    }
    advance(p);
    if (unlikely(at(p, TOK_NOT)))
        fail_not(p);
    enter(p);
    Node *operand = parse_factor(p);
    leave(p);
    Node *n = make_node(p, AST_UnaryOp, start);
    n->UnaryOp.op = (uint8_t)op;
    n->UnaryOp.operand = operand;
    return n;
}

/* Left-associative binary operators; 0: not one. */
static const struct { uint8_t precedence, op; } binary_operators[TOK_COUNT] = {
    [TOK_VBAR] = {1, AST_BitOr}, [TOK_CIRCUMFLEX] = {2, AST_BitXor}, [TOK_AMPER] = {3, AST_BitAnd},
    [TOK_LEFTSHIFT] = {4, AST_LShift}, [TOK_RIGHTSHIFT] = {4, AST_RShift},
    [TOK_PLUS] = {5, AST_Add}, [TOK_MINUS] = {5, AST_Sub},
    [TOK_STAR] = {6, AST_Mult}, [TOK_SLASH] = {6, AST_Div}, [TOK_DOUBLESLASH] = {6, AST_FloorDiv},
    [TOK_PERCENT] = {6, AST_Mod}, [TOK_AT] = {6, AST_MatMult},
};

/* Operators of at least this precedence; recursion goes one level per level of precedence. */
static Node *parse_binary(Parser *p, int precedence)
{
    Pos start = here(p);
    Node *left = parse_factor(p);
    for (;;) {
        int found = binary_operators[p->tok->kind].precedence;
        AstKind op = binary_operators[p->tok->kind].op;
        if (found < precedence || found == 0)
            return left;
        advance(p);
        if (unlikely(at(p, TOK_NOT)) && found >= 5)
            fail_not(p);
        Node *right = parse_binary(p, found + 1);
        left = make_binary(p, left, op, right, start);
    }
}

Node *parse_bitwise_or(Parser *p)
{
    return parse_binary(p, 1);
}

/* Reads a comparison operator if there is one. */
static bool accept_comparison(Parser *p, AstKind *op)
{
    bool flufl;
    switch (p->tok->kind) {
    case TOK_EQEQUAL:      *op = AST_Eq; break;
    case TOK_LESS:         *op = AST_Lt; break;
    case TOK_LESSEQUAL:    *op = AST_LtE; break;
    case TOK_GREATER:      *op = AST_Gt; break;
    case TOK_GREATEREQUAL: *op = AST_GtE; break;
    case TOK_IN:           *op = AST_In; break;
    case TOK_NOTEQUAL:
        flufl = p->options->flags & FUTURE_BARRY_AS_BDFL;
        if (flufl && *p->tok->start == '!')
            fail_here(p, "with Barry as BDFL, use '<>' instead of '!='");
        if (!flufl && *p->tok->start == '<')
            return false;
        *op = AST_NotEq;
        break;
    case TOK_NOT:
        if (!next_is(p, TOK_IN))
            return false;
        advance(p);
        *op = AST_NotIn;
        break;
    case TOK_IS:
        advance(p);
        *op = AST_Is;
        if (accept(p, TOK_NOT))
            *op = AST_IsNot;
        return true;
    default:
        return false;
    }
    advance(p);
    return true;
}

static Node *parse_comparison(Parser *p)
{
    Pos start = here(p);
    Node *left = parse_bitwise_or(p);
    AstKind op;
    if (likely(!accept_comparison(p, &op)))
        return left;
    ssize base = p->nodes.len, first_op = p->bytes.len;
    do {
        if (!byte_vec_push(&p->bytes, (char)op))
            fail_memory(p);
        push_node(p, parse_bitwise_or(p));
    } while (accept_comparison(p, &op));
    KindSeq *ops = ast_kind_seq(p->arena, p->bytes.len - first_op);
    if (!ops)
        fail_memory(p);
    memcpy(ops->item, p->bytes.item + first_op, (size_t)ops->n);
    p->bytes.len = first_op;
    NodeSeq *comparators = pop_nodes(p, base);
    Node *n = make_node(p, AST_Compare, start);
    n->Compare.left = left;
    n->Compare.ops = ops;
    n->Compare.comparators = comparators;
    return n;
}

static Node *parse_inversion(Parser *p)
{
    if (likely(!at(p, TOK_NOT)))
        return parse_comparison(p);
    Pos start = here(p);
    advance(p);
    enter(p);
    Node *operand = parse_inversion(p);
    leave(p);
    Node *n = make_node(p, AST_UnaryOp, start);
    n->UnaryOp.op = AST_Not;
    n->UnaryOp.operand = operand;
    return n;
}

/* first (keyword operand)*: one flat BoolOp. */
static Node *parse_boolean(Parser *p, TokenKind keyword, AstKind op, Node *(*operand)(Parser *))
{
    Pos start = here(p);
    Node *first = operand(p);
    if (likely(!at(p, keyword)))
        return first;
    ssize base = p->nodes.len;
    push_node(p, first);
    while (accept(p, keyword))
        push_node(p, operand(p));
    NodeSeq *values = pop_nodes(p, base);
    Node *n = make_node(p, AST_BoolOp, start);
    n->BoolOp.op = (uint8_t)op;
    n->BoolOp.values = values;
    return n;
}

static Node *parse_conjunction(Parser *p)
{
    return parse_boolean(p, TOK_AND, AST_And, parse_inversion);
}

Node *parse_disjunction(Parser *p)
{
    return parse_boolean(p, TOK_OR, AST_Or, parse_conjunction);
}

/* ---- Conditional expressions, lambda ---- */

static Node *parse_lambda(Parser *p)
{
    Pos start = here(p);
    advance(p);
    Node *args = parse_parameters(p, true);
    expect(p, TOK_COLON);
    if (at(p, TOK_FSTRING_MIDDLE) || (at(p, TOK_RBRACE) && p->prev.level && p->lexer.nfstrings)) {
        /* the colon began a format specification */
        fail_span(p, (SourceSpan){start.lineno, start.col, p->prev.end_lineno, p->prev.end_col},
                  "f-string: lambda expressions are not allowed without parentheses: unexpected EOF while parsing");
    }
    Node *body = parse_expression(p);
    Node *n = make_node(p, AST_Lambda, start);
    n->Lambda.args = args;
    n->Lambda.body = body;
    return n;
}

static Node *parse_conditional(Parser *p, Node *body, Pos start)
{
    advance(p);
    Node *test = parse_disjunction(p);
    if (!at(p, TOK_ELSE)) {
        if (at(p, TOK_COLON))
            fail_syntax(p);
        fail_range(p, body, test, "expected 'else' after 'if' expression");
    }
    advance(p);
    Node *orelse = parse_expression(p);
    Node *n = make_node(p, AST_IfExp, start);
    n->IfExp.test = test;
    n->IfExp.body = body;
    n->IfExp.orelse = orelse;
    return n;
}

/* `print x` or `exec x` of Python 2: says how a call of print() looks, with the arguments if they lie in one line. */
static COLD void fail_legacy(Parser *p, Node *e, Node *next, const char *name, const char *argument, const char *end)
{
    enum { SHOWN_MAX = 200 };
    if (strcmp(name, "print"))
        fail_range(p, e, next, "Missing parentheses in call to '%s'", name);
    bool soft_space = end > argument && end[-1] == ',';
    if (soft_space)
        do
            end--;
        while (end > argument && isspace((unsigned char)end[-1]));
    ssize n = end - argument;
    if (n <= 0 || n > SHOWN_MAX || memchr(argument, '\n', (size_t)n))
        fail_range(p, e, next, "Missing parentheses in call to 'print'. Did you mean print(...)?");
    fail_range(p, e, next, "Missing parentheses in call to 'print'. Did you mean print(%.*s%s)?", (int)n, argument,
               soft_space ? ", end=\" \"" : "");
}

/* An expression and right after it what can only begin another: a statement of Python 2, or a comma was forgotten. */
static NOINLINE void diagnose_juxtaposition(Parser *p, Node *e, bool soft)
{
    Attempt a;
    if (p->on_failure)
        return;
    if (is_closing_quote(p, p->tok))
        fail_here(p, "f-string: expecting '}'");
    bool lone_name = e->kind == AST_Name && !(e->flags & NODE_PARENTHESIZED);
    bool legacy = lone_name && (p->prev.spelling == SPELLS_PRINT || p->prev.spelling == SPELLS_EXEC);
    const char *name = p->prev.spelling == SPELLS_PRINT ? "print" : "exec";
    if (!legacy && (soft || (lone_name && at(p, TOK_STRING))))
        return;
    const char *argument = p->tok->start;
    Node *next = attempt(p, &a, legacy ? parse_star_expressions : parse_expression);
    if (!next)          /* a part of it will do */
        next = attempt(p, &a, parse_disjunction);
    if (!next)
        next = attempt(p, &a, parse_primary);
    int level = p->prev.level;
    const char *argument_end = p->prev.end;
    if (!next)
        return;
    attempt_undo(p, &a);
    if (legacy)
        fail_legacy(p, e, next, name, argument, argument_end);
    if (level > 0)
        fail_range(p, e, next, "invalid syntax. Perhaps you forgot a comma?");
}

static Node *parse_expression_or(Parser *p, void (*juxtaposed)(Parser *, Node *, bool))
{
    Pos start = here(p);
    Node *e;
    enter(p);
    if (unlikely(at(p, TOK_LAMBDA))) {
        e = parse_lambda(p);
    } else {
        Spelling spelling = p->tok->spelling;
        e = parse_disjunction(p);
        if (at(p, TOK_IF))
            e = parse_conditional(p, e, start);
        else if (unlikely(starts_operand(p->tok)) && !at_comprehension(p))
            juxtaposed(p, e, spelling == SPELLS_MATCH || spelling == SPELLS_CASE || spelling == SPELLS_TYPE ||
                             spelling == SPELLS_UNDERSCORE);
        if (unlikely(at(p, TOK_NOT))) {         /* `in` was expected after it */
            advance(p);
            fail_syntax(p);
        }
    }
    leave(p);
    return e;
}

Node *parse_expression(Parser *p)
{
    return parse_expression_or(p, diagnose_juxtaposition);
}

/* A key's colon was forgotten, rather than a comma. */
static void diagnose_no_colon(Parser *p, Node *key, bool soft)
{
    (void)soft;
    fail_span(p, (SourceSpan){key->lineno, key->end_col_offset - 1, key->end_lineno, -1},
              "':' expected after dictionary key");
}

Node *parse_dict_key(Parser *p)
{
    Node *key = parse_expression_or(p, diagnose_no_colon);
    if (!at(p, TOK_COLON))
        diagnose_no_colon(p, key, false);
    return key;
}

/* ---- Assignment expressions ---- */

/* Whether e can stand before the = of "can't assign to ... here": an operand of |, and nothing that is a target already. */
static bool may_be_meant_equal(const Node *e)
{
    switch (e->kind) {
    case AST_BoolOp: case AST_Compare: case AST_IfExp: case AST_Lambda: case AST_NamedExpr: case AST_Starred:
        return e->flags & NODE_PARENTHESIZED;
    case AST_UnaryOp:
        return e->UnaryOp.op != AST_Not || e->flags & NODE_PARENTHESIZED;
    case AST_List: case AST_Tuple: case AST_GeneratorExp: case AST_Yield: case AST_YieldFrom:
        return false;
    case AST_Constant:
        return !same(e->Constant.value, NONE_REF) && !is_bool(e->Constant.value);
    default:
        return true;
    }
}

/* = bitwise_or, with neither = nor := after it. What follows may be wrong in other ways. */
static Node *parse_equal_value(Parser *p)
{
    Attempt a;
    advance(p);
    Node *value = attempt(p, &a, parse_bitwise_or);
    if (!value)
        value = parse_primary(p);
    if (at(p, TOK_EQUAL) || at(p, TOK_COLONEQUAL))
        fail_syntax(p);
    return value;
}

/* At a = after an expression where none may stand: probably == or := was meant. Returns if it has nothing to say. */
NOINLINE void diagnose_equal(Parser *p, Node *e)
{
    Attempt a;
    if (p->on_failure || !may_be_meant_equal(e))
        return;
    Node *value = attempt(p, &a, parse_equal_value);
    if (!value)
        return;
    attempt_undo(p, &a);
    report_equal(p, e, value);
}

void report_equal(Parser *p, Node *e, Node *value)
{
    if (!may_be_meant_equal(e))
        return;
    if (e->kind == AST_Name && !(e->flags & NODE_PARENTHESIZED))
        fail_range(p, e, value, "invalid syntax. Maybe you meant '==' or ':=' instead of '='?");
    fail_node(p, e, "can't assign to %s here. Maybe you meant '==' instead of '='?", expression_name(e));
}

static Node *parse_named_value(Parser *p)
{
    advance(p);
    return parse_expression(p);
}

void fail_named_target(Parser *p, Node *e)
{
    Attempt a;
    if (p->on_failure || !attempt(p, &a, parse_named_value))
        fail_syntax(p);
    fail_node(p, e, "cannot use assignment expressions with %s", expression_name(e));
}

Node *parse_named_expression(Parser *p)
{
    Pos start = here(p);
    if (at(p, TOK_NAME) && next_is(p, TOK_COLONEQUAL)) {
        Node *target = make_name(p, p->tok, AST_Store);
        advance(p);
        advance(p);
        Node *value = parse_expression(p);
        Node *n = make_node(p, AST_NamedExpr, start);
        n->NamedExpr.target = target;
        n->NamedExpr.value = value;
        return n;
    }
    Node *e = parse_expression(p);
    if (unlikely(at(p, TOK_COLONEQUAL)))
        fail_named_target(p, e);
    if (unlikely(at(p, TOK_EQUAL)))
        diagnose_equal(p, e);
    return e;
}

/* ---- Lists of expressions ---- */

static Node *parse_starred(Parser *p)
{
    Pos start = here(p);
    advance(p);
    Node *value = parse_bitwise_or(p);
    Node *n = make_node(p, AST_Starred, start);
    n->Starred.value = value;
    n->Starred.ctx = AST_Load;
    return n;
}

static Node *parse_star_expression(Parser *p)
{
    return at(p, TOK_STAR) ? parse_starred(p) : parse_expression(p);
}

Node *parse_star_named_expression(Parser *p)
{
    return at(p, TOK_STAR) ? parse_starred(p) : parse_named_expression(p);
}

/* At the comma after the first element: the tuple without parentheses. */
Node *parse_expressions_as_tuple(Parser *p, Node *first, Pos start, Node *(*element)(Parser *p))
{
    ssize base = p->nodes.len;
    push_node(p, first);
    while (accept(p, TOK_COMMA) && (starts_expression(p->tok) || at(p, TOK_STAR)))
        push_node(p, element(p));
    NodeSeq *elts = pop_nodes(p, base);
    Node *n = make_node(p, AST_Tuple, start);
    n->flags = NODE_BARE;
    n->Tuple.elts = elts;
    n->Tuple.ctx = AST_Load;
    return n;
}

Node *parse_star_expressions(Parser *p)
{
    Pos start = here(p);
    Node *first = parse_star_expression(p);
    return at(p, TOK_COMMA) ? parse_expressions_as_tuple(p, first, start, parse_star_expression) : first;
}

Node *parse_yield(Parser *p)
{
    Pos start = here(p);
    Node *n, *value = NULL;
    advance(p);
    if (accept(p, TOK_FROM)) {
        value = parse_expression(p);
        n = make_node(p, AST_YieldFrom, start);
        n->YieldFrom.value = value;
        return n;
    }
    if (starts_expression(p->tok) || at(p, TOK_STAR))
        value = parse_star_expressions(p);
    n = make_node(p, AST_Yield, start);
    n->Yield.value = value;
    return n;
}

Node *parse_yield_or_star_expressions(Parser *p)
{
    return at(p, TOK_YIELD) ? parse_yield(p) : parse_star_expressions(p);
}
