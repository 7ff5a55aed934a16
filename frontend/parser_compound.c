/* parser_compound.c: compound statements (manual: reference/compound_stmts). */
#include "frontend/parser_internal.h"

void expect_colon(Parser *p, bool forced)
{
    if (unlikely(!at(p, TOK_COLON))) {
        if (forced || at(p, TOK_NEWLINE))
            fail_here(p, "expected ':'");
        fail_syntax(p);
    }
    advance(p);
}

NodeSeq *parse_block(Parser *p, const char *what, int line)
{
    ssize base = p->nodes.len;
    if (!accept(p, TOK_NEWLINE)) {
        parse_simple_statements(p);
        return pop_nodes(p, base);
    }
    if (!at(p, TOK_INDENT))
        fail_indent(p, "expected an indented block after %s on line %d", what, line);
    advance(p);
    while (!at(p, TOK_DEDENT)) {
        if (at(p, TOK_ENDMARKER))
            fail_syntax(p);
        parse_statement(p);
    }
    advance(p);
    return pop_nodes(p, base);
}

/* ['else' ':' block] */
static NodeSeq *parse_else(Parser *p)
{
    int line = p->tok->lineno;
    if (!accept(p, TOK_ELSE))
        return &ast_no_nodes;
    expect_colon(p, true);
    return parse_block(p, "'else' statement", line);
}

/* ---- if, while, for, with ---- */

/* if and elif: the chain is built in a loop, since it may be as long as the source. */
static Node *parse_if(Parser *p)
{
    ssize base = p->nodes.len;
    do {
        bool elif = at(p, TOK_ELIF);
        Pos start = here(p);
        advance(p);
        Node *test = parse_named_expression(p);
        expect_colon(p, false);
        NodeSeq *body = parse_block(p, elif ? "'elif' statement" : "'if' statement", start.lineno);
        Node *n = make_node(p, AST_If, start);
        n->If.test = test;
        n->If.body = body;
        push_node(p, n);
    } while (at(p, TOK_ELIF));
    NodeSeq *orelse = parse_else(p);
    for (ssize i = p->nodes.len; i-- > base; ) {
        Node *n = p->nodes.item[i];
        n->If.orelse = orelse;
        n->end_lineno = p->prev.end_lineno;
        n->end_col_offset = p->prev.end_col;
        if (i > base)
            orelse = single_node(p, n);
    }
    Node *first = p->nodes.item[base];
    p->nodes.len = base;
    return first;
}

static Node *parse_while(Parser *p)
{
    Pos start = here(p);
    advance(p);
    Node *test = parse_named_expression(p);
    expect_colon(p, false);
    NodeSeq *body = parse_block(p, "'while' statement", start.lineno);
    NodeSeq *orelse = parse_else(p);
    Node *n = make_node(p, AST_While, start);
    n->While.test = test;
    n->While.body = body;
    n->While.orelse = orelse;
    return n;
}

static Node *parse_for(Parser *p, Pos start, bool is_async)
{
    int line = p->tok->lineno;
    advance(p);
    Node *target = parse_for_targets(p, NULL);
    Node *iter = parse_star_expressions(p);
    expect_colon(p, false);
    NodeSeq *body = parse_block(p, "'for' statement", line);
    NodeSeq *orelse = parse_else(p);
    Node *n = make_node(p, is_async ? AST_AsyncFor : AST_For, start);
    n->For.target = target;             /* AsyncFor has the same fields */
    n->For.iter = iter;
    n->For.body = body;
    n->For.orelse = orelse;
    return n;
}

/* expression ['as' target] */
static Node *parse_with_item(Parser *p)
{
    Pos start = here(p);
    Node *vars = NULL;
    Node *context = parse_expression(p);
    if (accept(p, TOK_AS))
        vars = parse_target(p);
    Node *n = make_node(p, AST_withitem, start);
    n->withitem.context_expr = context;
    n->withitem.optional_vars = vars;
    return n;
}

/* Items in parentheses, and the colon after them. */
static Node *parse_parenthesized_items(Parser *p)
{
    Node *last;
    advance(p);
    do
        push_node(p, last = parse_with_item(p));
    while (accept(p, TOK_COMMA) && !at(p, TOK_RPAR));
    expect(p, TOK_RPAR);
    expect_colon(p, false);
    return last;
}

static Node *parse_plain_items(Parser *p)
{
    Node *last;
    do
        push_node(p, last = parse_with_item(p));
    while (accept(p, TOK_COMMA));
    expect_colon(p, false);
    return last;
}

/* `with (` may begin a list of items or the first item's expression: whichever gets to the colon; else whichever gets
 * further has its error reported. */
static void parse_with_items(Parser *p)
{
    Attempt a;
    if (!at(p, TOK_LPAR)) {
        parse_plain_items(p);
        return;
    }
    if (attempt(p, &a, parse_parenthesized_items))
        return;
    const char *furthest = p->furthest;
    if (attempt(p, &a, parse_plain_items))
        return;
    if (furthest > p->furthest)
        parse_parenthesized_items(p);
    else
        parse_plain_items(p);
}

static Node *parse_with(Parser *p, Pos start, bool is_async)
{
    int line = p->tok->lineno;
    ssize base = p->nodes.len;
    advance(p);
    parse_with_items(p);
    NodeSeq *items = pop_nodes(p, base);
    NodeSeq *body = parse_block(p, "'with' statement", line);
    Node *n = make_node(p, is_async ? AST_AsyncWith : AST_With, start);
    n->With.items = items;              /* AsyncWith has the same fields */
    n->With.body = body;
    return n;
}

/* ---- try ---- */

/* After the expression of an except clause: `except A, B:` of Python 2, and several classes without parentheses. */
static void diagnose_exception_list(Parser *p, Node *type)
{
    advance(p);
    while (starts_expression(p->tok)) {
        parse_expression(p);
        if (!accept(p, TOK_COMMA))
            break;
    }
    if (accept(p, TOK_AS))
        expect(p, TOK_NAME);
    if (at(p, TOK_COLON))
        fail_span(p, (SourceSpan){type->lineno, type->col_offset, p->prev.end_lineno, p->prev.end_col},
                  "multiple exception types must be parenthesized");
    fail_syntax(p);
}

/* *star: it is except*; *head: these words. */
static Node *parse_handler(Parser *p, bool *star, SourceSpan *head)
{
    Pos start = here(p);
    Node *type = NULL;
    Ref name = EMPTY;
    advance(p);
    *star = accept(p, TOK_STAR);
    *head = (SourceSpan){start.lineno, start.col, p->prev.end_lineno, p->prev.end_col};
    if (*star && (at(p, TOK_COLON) || at(p, TOK_NEWLINE)))
        fail_here(p, "expected one or more exception types");
    if (!at(p, TOK_COLON) && !at(p, TOK_NEWLINE)) {
        type = parse_expression(p);
        if (accept(p, TOK_AS))
            name = expect_identifier(p);
        else if (at(p, TOK_COMMA))
            diagnose_exception_list(p, type);
    }
    expect_colon(p, false);
    NodeSeq *body = parse_block(p, *star ? "'except*' statement" : "'except' statement", start.lineno);
    Node *n = make_node(p, AST_ExceptHandler, start);
    n->ExceptHandler.type = type;
    n->ExceptHandler.name = name;
    n->ExceptHandler.body = body;
    return n;
}

static NodeSeq *parse_handlers(Parser *p, bool *star)
{
    ssize base = p->nodes.len;
    while (at(p, TOK_EXCEPT)) {
        bool this_star;
        SourceSpan head;
        Node *handler = parse_handler(p, &this_star, &head);
        if (p->nodes.len > base && this_star != *star)
            fail_span(p, head, "cannot have both 'except' and 'except*' on the same 'try'");
        *star = this_star;
        push_node(p, handler);
    }
    return pop_nodes(p, base);
}

static Node *parse_try(Parser *p)
{
    Pos start = here(p);
    NodeSeq *orelse = &ast_no_nodes, *finalbody = &ast_no_nodes;
    bool star = false;
    advance(p);
    expect_colon(p, true);
    NodeSeq *body = parse_block(p, "'try' statement", start.lineno);
    if (!at(p, TOK_EXCEPT) && !at(p, TOK_FINALLY))
        fail_here(p, "expected 'except' or 'finally' block");
    NodeSeq *handlers = parse_handlers(p, &star);
    if (handlers->n)
        orelse = parse_else(p);
    int line = p->tok->lineno;
    if (accept(p, TOK_FINALLY)) {
        expect_colon(p, true);
        finalbody = parse_block(p, "'finally' statement", line);
    }
    Node *n = make_node(p, star ? AST_TryStar : AST_Try, start);
    n->Try.body = body;                 /* TryStar has the same fields */
    n->Try.handlers = handlers;
    n->Try.orelse = orelse;
    n->Try.finalbody = finalbody;
    return n;
}

/* ---- def, class ---- */

static Node *parse_type_params_rule(Parser *p)
{
    NodeSeq *params = parse_type_params(p);
    return params->n ? params->item[0] : NULL;
}

/* Type parameters that make no sense leave their bracket where a parenthesis should be. */
static NodeSeq *parse_function_type_params(Parser *p)
{
    Attempt a;
    if (!at(p, TOK_LSQB))
        return &ast_no_nodes;
    if (!attempt(p, &a, parse_type_params_rule))
        fail_here(p, "expected '('");
    attempt_undo(p, &a);
    return parse_type_params(p);
}

static Node *parse_function(Parser *p, Pos start, bool is_async, NodeSeq *decorators)
{
    Node *returns = NULL;
    int line = p->tok->lineno;
    bool outer_async = p->in_async;
    p->in_async |= is_async;            /* await is reserved in the header and in functions within, too */
    advance(p);
    Ref name = expect_identifier(p);
    NodeSeq *type_params = parse_function_type_params(p);
    expect_forced(p, TOK_LPAR);
    Node *args = parse_parameters(p, false);
    expect(p, TOK_RPAR);
    if (at(p, TOK_RARROW) && starts_expression(peek_token(p, 1))) {
        advance(p);
        returns = parse_expression(p);
    }
    expect_colon(p, true);
    NodeSeq *body = parse_block(p, "function definition", line);
    p->in_async = outer_async;
    Node *n = make_node(p, is_async ? AST_AsyncFunctionDef : AST_FunctionDef, start);
    n->FunctionDef.name = name;         /* AsyncFunctionDef has the same fields */
    n->FunctionDef.args = args;
    n->FunctionDef.body = body;
    n->FunctionDef.decorator_list = decorators;
    n->FunctionDef.returns = returns;
    n->FunctionDef.type_params = type_params;
    return n;
}

static Node *parse_class(Parser *p, NodeSeq *decorators)
{
    Pos start = here(p);
    NodeSeq *bases = &ast_no_nodes, *keywords = &ast_no_nodes;
    advance(p);
    Ref name = expect_identifier(p);
    NodeSeq *type_params = parse_type_params(p);
    if (accept(p, TOK_LPAR))
        parse_arguments(p, false, &bases, &keywords);
    expect_colon(p, false);
    NodeSeq *body = parse_block(p, "class definition", start.lineno);
    Node *n = make_node(p, AST_ClassDef, start);
    n->ClassDef.name = name;
    n->ClassDef.bases = bases;
    n->ClassDef.keywords = keywords;
    n->ClassDef.body = body;
    n->ClassDef.decorator_list = decorators;
    n->ClassDef.type_params = type_params;
    return n;
}

static bool at_async(Parser *p, TokenKind next)
{
    return at_name(p, SPELLS_ASYNC) && next_is(p, next);
}

static Node *parse_decorated(Parser *p)
{
    ssize base = p->nodes.len;
    while (accept(p, TOK_AT)) {
        push_node(p, parse_named_expression(p));
        expect(p, TOK_NEWLINE);
    }
    NodeSeq *decorators = pop_nodes(p, base);
    Pos start = here(p);
    if (at(p, TOK_CLASS))
        return parse_class(p, decorators);
    bool is_async = at_async(p, TOK_DEF);
    if (is_async)
        advance(p);
    if (!at(p, TOK_DEF))
        fail_syntax(p);
    return parse_function(p, start, is_async, decorators);
}

/* ---- match ---- */

/* match subject ':' NEWLINE, giving the subject. */
static Node *parse_match_header(Parser *p)
{
    advance(p);
    Pos start = here(p);
    Node *subject = parse_star_named_expression(p);
    if (at(p, TOK_COMMA))
        subject = parse_expressions_as_tuple(p, subject, start, parse_star_named_expression);
    else if (subject->kind == AST_Starred)
        fail_syntax(p);
    expect_colon(p, false);
    expect(p, TOK_NEWLINE);
    return subject;
}

/* At the name `match`; NULL when it is a name. */
static Node *parse_match(Parser *p)
{
    Attempt a;
    Node *subject;
    Pos start = here(p);
    const Token *next = peek_token(p, 1);
    bool operand = starts_operand(next);
    if (next->kind == TOK_NOT)
        operand = peek_token(p, 2)->kind != TOK_IN;
    if (operand)
        subject = parse_match_header(p);
    else if (starts_expression(next) || next->kind == TOK_STAR)
        subject = attempt(p, &a, parse_match_header);
    else
        return NULL;
    if (!subject)
        return NULL;
    if (!at(p, TOK_INDENT))
        fail_indent(p, "expected an indented block after 'match' statement on line %d", start.lineno);
    NodeSeq *cases = parse_cases(p);
    Node *n = make_node(p, AST_Match, start);
    n->Match.subject = subject;
    n->Match.cases = cases;
    return n;
}

/* ---- All of them ---- */

static Node *parse_async(Parser *p)
{
    Pos start = here(p);
    TokenKind next = peek_token(p, 1)->kind;
    if (next != TOK_DEF && next != TOK_FOR && next != TOK_WITH)
        return NULL;
    advance(p);
    if (next == TOK_DEF)
        return parse_function(p, start, true, &ast_no_nodes);
    return next == TOK_FOR ? parse_for(p, start, true) : parse_with(p, start, true);
}

Node *parse_compound_statement(Parser *p)
{
    Node *n;
    enter(p);
    switch (p->tok->kind) {
    case TOK_IF:    n = parse_if(p); break;
    case TOK_WHILE: n = parse_while(p); break;
    case TOK_FOR:   n = parse_for(p, here(p), false); break;
    case TOK_WITH:  n = parse_with(p, here(p), false); break;
    case TOK_TRY:   n = parse_try(p); break;
    case TOK_DEF:   n = parse_function(p, here(p), false, &ast_no_nodes); break;
    case TOK_CLASS: n = parse_class(p, &ast_no_nodes); break;
    case TOK_AT:    n = parse_decorated(p); break;
    case TOK_NAME:
        n = at_name(p, SPELLS_MATCH) ? parse_match(p) : at_name(p, SPELLS_ASYNC) ? parse_async(p) : NULL;
        break;
    default:        n = NULL;
    }
    leave(p);
    return n;
}
