/* parser_params.c: parameters of functions and lambdas, and type parameters (manual: reference/compound_stmts, "Function
 * definitions", "Type parameter lists"). */
#include "frontend/parser_internal.h"

/* A parameter list being read. Positional parameters lie on p->nodes as pairs of arg and default (or NULL); from the star
 * on, keyword-only ones do. */
typedef struct {
    bool lambda;
    bool slash, star, defaults;         /* came already; defaults: of a positional parameter */
    ssize base, nposonly;
    NodeSeq *args, *arg_defaults;       /* set at the star, or at the end */
    Node *vararg, *kwarg;
} Parameters;

static bool at_end(Parser *p, const Parameters *s)
{
    return at(p, s->lambda ? TOK_COLON : TOK_RPAR);
}

/* NAME [':' annotation] */
static Node *parse_parameter(Parser *p, bool lambda, bool starred)
{
    Pos start = here(p);
    Node *annotation = NULL;
    Ref name = expect_identifier(p);
    if (!lambda && accept(p, TOK_COLON)) {
        if (starred && at(p, TOK_STAR)) {
            Pos star = here(p);
            advance(p);
            Node *value = parse_bitwise_or(p);
            annotation = make_node(p, AST_Starred, star);
            annotation->Starred.value = value;
            annotation->Starred.ctx = AST_Load;
        } else {
            annotation = parse_expression(p);
        }
    }
    Node *n = make_node(p, AST_arg, start);
    n->arg.arg = name;
    n->arg.annotation = annotation;
    return n;
}

static Node *parse_default(Parser *p, const Parameters *s)
{
    Token equal = *p->tok;
    if (!accept(p, TOK_EQUAL))
        return NULL;
    if (at_end(p, s) || at(p, TOK_COMMA))
        fail_token(p, &equal, "expected default value expression");
    return parse_expression(p);
}

static void parse_plain_parameter(Parser *p, Parameters *s)
{
    Node *arg = parse_parameter(p, s->lambda, false);
    Node *value = parse_default(p, s);
    if (!s->star) {
        if (!value && s->defaults)
            fail_node(p, arg, "parameter without a default follows parameter with a default");
        s->defaults |= value != NULL;
    }
    push_node(p, arg);
    push_node(p, value);
}

static void parse_slash(Parser *p, Parameters *s)
{
    Token slash = *p->tok;
    if (s->slash)
        fail_token(p, &slash, "/ may appear only once");
    if (s->star)
        fail_token(p, &slash, "/ must be ahead of *");
    if (p->nodes.len == s->base) {
        if (next_is(p, TOK_COMMA))
            fail_token(p, &slash, "at least one argument must precede /");
        fail_syntax(p);
    }
    advance(p);
    if (at(p, TOK_STAR))
        fail_here(p, "expected comma between / and *");
    s->slash = true;
    s->nposonly = (p->nodes.len - s->base) / 2;
}

static void parse_star(Parser *p, Parameters *s)
{
    Token star = *p->tok;
    if (s->star)
        fail_token(p, &star, "* argument may appear only once");
    s->star = true;
    pop_node_pairs(p, s->base, &s->args, &s->arg_defaults);
    advance(p);
    if (at(p, TOK_COMMA)) {
        const Token *next = peek_token(p, 1);
        if (next->kind == (s->lambda ? TOK_COLON : TOK_RPAR) || next->kind == TOK_DOUBLESTAR)
            fail_token(p, s->lambda ? next : &star, "named arguments must follow bare *");
        return;
    }
    if (at_end(p, s))
        fail_token(p, s->lambda ? p->tok : &star, "named arguments must follow bare *");
    s->vararg = parse_parameter(p, s->lambda, true);
    if (at(p, TOK_EQUAL))
        fail_here(p, "var-positional argument cannot have default value");
}

static void parse_double_star(Parser *p, Parameters *s)
{
    advance(p);
    s->kwarg = parse_parameter(p, s->lambda, false);
    if (at(p, TOK_EQUAL))
        fail_here(p, "var-keyword argument cannot have default value");
    if (at(p, TOK_COMMA)) {
        const Token *next = peek_token(p, 1);
        if (next->kind == TOK_NAME || next->kind == TOK_STAR || next->kind == TOK_DOUBLESTAR || next->kind == TOK_SLASH)
            fail_token(p, next, "arguments cannot follow var-keyword argument");
    }
}

/* `def f((a, b))` of Python 2. */
NORETURN static void diagnose_parenthesized(Parser *p, const Parameters *s)
{
    Token open = *p->tok;
    int n = 1;
    if (s->star || s->slash || s->defaults)
        fail_syntax(p);
    while (peek_token(p, n)->kind == TOK_NAME && peek_token(p, n + 1)->kind == TOK_COMMA)
        n += 2;
    if (peek_token(p, n)->kind == TOK_NAME)
        n++;
    const Token *close = peek_token(p, n);
    if (n > 1 && close->kind == TOK_RPAR)
        fail_span(p, (SourceSpan){open.lineno, open.col, close->end_lineno, close->end_col}, "%s cannot be parenthesized",
                  s->lambda ? "Lambda expression parameters" : "Function parameters");
    fail_syntax(p);
}

/* The defaults there are: those of the last positional parameters. */
static NodeSeq *present_defaults(Parser *p, const NodeSeq *all)
{
    ssize base = p->nodes.len;
    for (ssize i = 0; i < all->n; i++)
        if (all->item[i])
            push_node(p, all->item[i]);
    return pop_nodes(p, base);
}

static NodeSeq *slice_nodes(Parser *p, const NodeSeq *seq, ssize from, ssize to)
{
    ssize base = p->nodes.len;
    for (ssize i = from; i < to; i++)
        push_node(p, seq->item[i]);
    return pop_nodes(p, base);
}

Node *parse_parameters(Parser *p, bool lambda)
{
    Parameters s = {.lambda = lambda, .base = p->nodes.len};
    NodeSeq *kwonlyargs = &ast_no_nodes, *kw_defaults = &ast_no_nodes;
    Pos start = here(p);
    while (!at_end(p, &s)) {
        switch (p->tok->kind) {
        case TOK_NAME:       parse_plain_parameter(p, &s); break;
        case TOK_SLASH:      parse_slash(p, &s); break;
        case TOK_STAR:       parse_star(p, &s); break;
        case TOK_DOUBLESTAR: parse_double_star(p, &s); break;
        case TOK_LPAR:       diagnose_parenthesized(p, &s);
        default:             fail_syntax(p);
        }
        if (!accept(p, TOK_COMMA) || s.kwarg)
            break;
    }
    if (s.star)
        pop_node_pairs(p, s.base, &kwonlyargs, &kw_defaults);
    else
        pop_node_pairs(p, s.base, &s.args, &s.arg_defaults);
    Node *n = make_node(p, AST_arguments, start);
    n->arguments.posonlyargs = slice_nodes(p, s.args, 0, s.nposonly);
    n->arguments.args = s.nposonly ? slice_nodes(p, s.args, s.nposonly, s.args->n) : s.args;
    n->arguments.vararg = s.vararg;
    n->arguments.kwonlyargs = kwonlyargs;
    n->arguments.kw_defaults = kw_defaults;
    n->arguments.kwarg = s.kwarg;
    n->arguments.defaults = s.defaults ? present_defaults(p, s.arg_defaults) : &ast_no_nodes;
    return n;
}

/* ---- Type parameters ---- */

/* `*Ts: bound` and `**P: bound` make no sense. */
static void refuse_bound(Parser *p, const char *kind)
{
    if (!at(p, TOK_COLON))
        return;
    Token colon = *p->tok;
    advance(p);
    Node *bound = parse_expression(p);
    fail_span(p, (SourceSpan){colon.lineno, colon.col, p->prev.end_lineno, p->prev.end_col}, "cannot use %s with %s",
              bound->kind == AST_Tuple ? "constraints" : "bound", kind);
}

static Node *parse_type_param(Parser *p)
{
    Pos start = here(p);
    Node *n, *bound = NULL, *value = NULL;
    TokenKind kind = p->tok->kind;
    if (kind == TOK_STAR || kind == TOK_DOUBLESTAR)
        advance(p);
    Ref name = expect_identifier(p);
    if (kind == TOK_STAR)
        refuse_bound(p, "TypeVarTuple");
    else if (kind == TOK_DOUBLESTAR)
        refuse_bound(p, "ParamSpec");
    else if (accept(p, TOK_COLON))
        bound = parse_expression(p);
    if (accept(p, TOK_EQUAL)) {
        Pos value_start = here(p);
        if (kind == TOK_STAR && accept(p, TOK_STAR)) {
            Node *inner = parse_bitwise_or(p);
            value = make_node(p, AST_Starred, value_start);
            value->Starred.value = inner;
            value->Starred.ctx = AST_Load;
        } else {
            value = parse_expression(p);
        }
    }
    if (kind == TOK_STAR) {
        n = make_node(p, AST_TypeVarTuple, start);
        n->TypeVarTuple.default_value = value;
    } else if (kind == TOK_DOUBLESTAR) {
        n = make_node(p, AST_ParamSpec, start);
        n->ParamSpec.default_value = value;
    } else {
        n = make_node(p, AST_TypeVar, start);
        n->TypeVar.bound = bound;
        n->TypeVar.default_value = value;
    }
    n->TypeVar.name = name;             /* the first field of all three */
    return n;
}

NodeSeq *parse_type_params(Parser *p)
{
    if (!at(p, TOK_LSQB))
        return &ast_no_nodes;
    TokenKind next = peek_token(p, 1)->kind;
    if (next != TOK_NAME && next != TOK_STAR && next != TOK_DOUBLESTAR && next != TOK_RSQB)
        return &ast_no_nodes;           /* the caller will stumble over the bracket */
    ssize base = p->nodes.len;
    advance(p);
    if (at(p, TOK_RSQB))
        fail_here(p, "Type parameter list cannot be empty");
    do
        push_node(p, parse_type_param(p));
    while (accept(p, TOK_COMMA) && !at(p, TOK_RSQB));
    expect(p, TOK_RSQB);
    return pop_nodes(p, base);
}
