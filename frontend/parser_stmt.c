/* parser_stmt.c: simple statements and lines of them (manual: reference/simple_stmts). */
#include "frontend/constants.h"
#include "frontend/parser_internal.h"

/* ---- Imports ---- */

/* NAME ('.' NAME)*, as one str. */
static Ref parse_dotted_name(Parser *p)
{
    Token first = *p->tok;
    if (!at(p, TOK_NAME))
        fail_syntax(p);
    advance(p);
    if (!at(p, TOK_DOT))
        return identifier(p, &first);
    ssize base = p->bytes.len;
    bool ok = byte_vec_extend(&p->bytes, first.start, first.end - first.start);
    while (accept(p, TOK_DOT)) {
        if (!at(p, TOK_NAME))
            fail_syntax(p);
        ok = ok && byte_vec_push(&p->bytes, '.') && byte_vec_extend(&p->bytes, p->tok->start, p->tok->end - p->tok->start);
        advance(p);
    }
    if (!ok)
        fail_memory(p);
    Ref name = own_value(p, make_identifier(p->t, p->bytes.item + base, p->bytes.len - base));
    p->bytes.len = base;
    return name;
}

/* name ['as' NAME] */
static Node *parse_alias(Parser *p, bool dotted)
{
    Pos start = here(p);
    Ref name = dotted ? parse_dotted_name(p) : expect_identifier(p);
    Ref asname = accept(p, TOK_AS) ? expect_identifier(p) : EMPTY;
    Node *n = make_node(p, AST_alias, start);
    n->alias.name = name;
    n->alias.asname = asname;
    return n;
}

static Node *parse_import(Parser *p)
{
    Pos start = here(p);
    ssize base = p->nodes.len;
    advance(p);
    if (at(p, TOK_NEWLINE))
        fail_here(p, "Expected one or more names after 'import'");
    do
        push_node(p, parse_alias(p, true));
    while (accept(p, TOK_COMMA));
    if (at(p, TOK_FROM)) {
        advance(p);
        parse_dotted_name(p);
        fail_from(p, start, "Did you mean to use 'from ... import ...' instead?");
    }
    NodeSeq *names = pop_nodes(p, base);
    Node *n = make_node(p, AST_Import, start);
    n->Import.names = names;
    return n;
}

/* What follows `import` in `from ... import`. */
static NodeSeq *parse_imported_names(Parser *p)
{
    ssize base = p->nodes.len;
    Token first = *p->tok;
    if (at(p, TOK_STAR)) {
        advance(p);
        Ref star = own_value(p, make_identifier(p->t, "*", 1));
        Node *n = make_node(p, AST_alias, (Pos){first.lineno, first.col});
        n->alias.name = star;
        return single_node(p, n);
    }
    if (at(p, TOK_NEWLINE))
        fail_here(p, "Expected one or more names after 'import'");
    bool parenthesized = accept(p, TOK_LPAR);
    do
        push_node(p, parse_alias(p, false));
    while (accept(p, TOK_COMMA) && !(parenthesized && at(p, TOK_RPAR)) && !at(p, TOK_NEWLINE));
    if (parenthesized)
        expect(p, TOK_RPAR);
    else if (p->prev.kind == TOK_COMMA)
        fail_here(p, "trailing comma not allowed without surrounding parentheses");
    return pop_nodes(p, base);
}

/* ---- __future__ ---- */

static const struct { const char *name; uint32_t flag; } future_features[] = {
    {"nested_scopes", 0}, {"generators", 0}, {"division", FUTURE_DIVISION}, {"absolute_import", FUTURE_ABSOLUTE_IMPORT},
    {"with_statement", FUTURE_WITH_STATEMENT}, {"print_function", FUTURE_PRINT_FUNCTION},
    {"unicode_literals", FUTURE_UNICODE_LITERALS}, {"barry_as_FLUFL", FUTURE_BARRY_AS_BDFL},
    {"generator_stop", FUTURE_GENERATOR_STOP}, {"annotations", FUTURE_ANNOTATIONS},
};

/* -1: no such feature. */
static int find_feature(Ref name)
{
    for (int i = 0; i < COUNT_OF(future_features); i++)
        if (is_text(name, future_features[i].name))
            return i;
    return -1;
}

uint32_t future_flags_of(const Node *n)
{
    uint32_t flags = 0;
    for (ssize i = 0; i < n->ImportFrom.names->n; i++) {
        int feature = find_feature(n->ImportFrom.names->item[i]->alias.name);
        if (feature >= 0)
            flags |= future_features[feature].flag;
    }
    return flags;
}

/* Records an error about __future__, to be raised if the source has no other. */
static void defer_error(Parser *p, const Node *at, const char *format, Ref name)
{
    SourceSpan span = {at->lineno, at->col_offset, at->end_lineno, at->end_col_offset};
    bool recorded = p->deferred.kind != NO_ERROR;
    syntax_error_set(&p->deferred, SYNTAX_ERROR, span, p->lexer.text, p->lexer.end - p->lexer.text, format,
                     is_empty(name) ? "" : peek_text(p->t, name));
    if (!recorded)
        syntax_error_count_from_0(&p->deferred);
}

static void check_future_import(Parser *p, const Node *n)
{
    if (!p->future_allowed)
        defer_error(p, n, "from __future__ imports must occur at the beginning of the file%s", EMPTY);
    for (ssize i = 0; i < n->ImportFrom.names->n; i++) {
        const Node *alias = n->ImportFrom.names->item[i];
        if (is_text(alias->alias.name, "braces"))
            defer_error(p, n, "not a chance%s", EMPTY);
        else if (find_feature(alias->alias.name) < 0)
            defer_error(p, n, "future feature %s is not defined", alias->alias.name);
    }
    p->options->flags |= future_flags_of(n);
}

static Node *parse_import_from(Parser *p)
{
    Pos start = here(p);
    Ref module = EMPTY;
    int level = 0;
    advance(p);
    while (at(p, TOK_DOT) || at(p, TOK_ELLIPSIS)) {
        level += at(p, TOK_DOT) ? 1 : 3;
        advance(p);
    }
    if (level == 0 || !at(p, TOK_IMPORT))
        module = parse_dotted_name(p);
    expect(p, TOK_IMPORT);
    NodeSeq *names = parse_imported_names(p);
    Node *n = make_node(p, AST_ImportFrom, start);
    n->ImportFrom.module = module;
    n->ImportFrom.names = names;
    n->ImportFrom.level = level;
    if (level == 0 && is_text(module, "__future__"))
        check_future_import(p, n);
    else
        p->future_allowed = false;
    return n;
}

/* ---- The others ---- */

static Node *parse_keyword_statement(Parser *p, AstKind kind)
{
    Pos start = here(p);
    advance(p);
    return make_node(p, kind, start);
}

static Node *parse_return(Parser *p)
{
    Pos start = here(p);
    Node *value = NULL;
    advance(p);
    if (!at(p, TOK_NEWLINE) && !at(p, TOK_SEMI))
        value = parse_star_expressions(p);
    Node *n = make_node(p, AST_Return, start);
    n->Return.value = value;
    return n;
}

static Node *parse_raise(Parser *p)
{
    Pos start = here(p);
    Node *exc = NULL, *cause = NULL;
    advance(p);
    if (!at(p, TOK_NEWLINE) && !at(p, TOK_SEMI)) {
        exc = parse_expression(p);
        if (accept(p, TOK_FROM))
            cause = parse_expression(p);
    }
    Node *n = make_node(p, AST_Raise, start);
    n->Raise.exc = exc;
    n->Raise.cause = cause;
    return n;
}

static Node *parse_assert(Parser *p)
{
    Pos start = here(p);
    Node *msg = NULL;
    advance(p);
    Node *test = parse_expression(p);
    if (accept(p, TOK_COMMA))
        msg = parse_expression(p);
    Node *n = make_node(p, AST_Assert, start);
    n->Assert.test = test;
    n->Assert.msg = msg;
    return n;
}

/* global and nonlocal */
static Node *parse_scope_statement(Parser *p, AstKind kind)
{
    Pos start = here(p);
    ssize base = p->refs.len;
    do {
        advance(p);
        push_ref(p, expect_identifier(p));
    } while (at(p, TOK_COMMA));
    RefSeq *names = pop_refs(p, base);
    Node *n = make_node(p, kind, start);
    n->Global.names = names;        /* Nonlocal has the same field */
    return n;
}

/* `type NAME ...` */
static Node *parse_type_alias(Parser *p)
{
    Pos start = here(p);
    advance(p);
    Node *name = make_name(p, p->tok, AST_Store);
    advance(p);
    NodeSeq *type_params = parse_type_params(p);
    expect(p, TOK_EQUAL);
    Node *value = parse_expression(p);
    Node *n = make_node(p, AST_TypeAlias, start);
    n->TypeAlias.name = name;
    n->TypeAlias.type_params = type_params;
    n->TypeAlias.value = value;
    return n;
}

Node *parse_simple_statement(Parser *p)
{
    switch (p->tok->kind) {
    case TOK_RETURN:   return parse_return(p);
    case TOK_IMPORT:   return parse_import(p);
    case TOK_FROM:     return parse_import_from(p);
    case TOK_RAISE:    return parse_raise(p);
    case TOK_PASS:     return parse_keyword_statement(p, AST_Pass);
    case TOK_BREAK:    return parse_keyword_statement(p, AST_Break);
    case TOK_CONTINUE: return parse_keyword_statement(p, AST_Continue);
    case TOK_DEL:      return parse_delete(p);
    case TOK_ASSERT:   return parse_assert(p);
    case TOK_GLOBAL:   return parse_scope_statement(p, AST_Global);
    case TOK_NONLOCAL: return parse_scope_statement(p, AST_Nonlocal);
    case TOK_NAME:
        if (at_name(p, SPELLS_TYPE) && next_is(p, TOK_NAME))
            return parse_type_alias(p);
        break;
    }
    return parse_assignment_or_expression(p);
}

/* A docstring and future imports may come before a future import. */
static bool may_precede_future(const Node *n)
{
    return n->kind == AST_ImportFrom ||
           (n->kind == AST_Expr && n->Expr.value->kind == AST_Constant && is_str_constant(n->Expr.value->Constant.value));
}

/* simple (';' simple)* [';'] NEWLINE, pushed. */
void parse_simple_statements(Parser *p)
{
    do {
        if (at(p, TOK_NEWLINE) && p->prev.kind == TOK_SEMI)
            break;
        Node *n = parse_simple_statement(p);
        push_node(p, n);
        p->future_allowed = p->future_allowed && may_precede_future(n);
    } while (accept(p, TOK_SEMI));
    expect(p, TOK_NEWLINE);
}

void parse_statement(Parser *p)
{
    Node *compound = parse_compound_statement(p);
    if (compound) {
        p->future_allowed = false;
        push_node(p, compound);
    } else {
        parse_simple_statements(p);
    }
}
