/* parser_pattern.c: the case blocks of match statements (manual: reference/compound_stmts, "The match statement"; PEP 634).
 *
 *   patterns:  a bare sequence (`case a, *b:`) or a pattern
 *   pattern:   or_pattern ['as' NAME]              or_pattern: closed ('|' closed)*
 *   closed:    literal | NAME | '_' | a.b | a.b(...) | '(' ... ')' | '[' ... ']' | '{' ... '}'
 */
#include "frontend/constants.h"
#include "frontend/parser_internal.h"

static Node *parse_pattern(Parser *p);

/* ---- Literals ---- */

static Node *make_match_value(Parser *p, Node *value, Pos start)
{
    Node *n = make_node(p, AST_MatchValue, start);
    n->MatchValue.value = value;
    return n;
}

/* ['-'] NUMBER */
static Node *parse_signed_number(Parser *p)
{
    Pos start = here(p);
    bool minus = accept(p, TOK_MINUS);
    if (!at(p, TOK_NUMBER))
        fail_syntax(p);
    Node *number = parse_number(p);
    if (!minus)
        return number;
    Node *n = make_node(p, AST_UnaryOp, start);
    n->UnaryOp.op = AST_USub;
    n->UnaryOp.operand = number;
    return n;
}

/* A number, or real +- imaginary. */
static Node *parse_number_expression(Parser *p)
{
    Pos start = here(p);
    Node *left = parse_signed_number(p);
    bool imaginary = (p->prev.end[-1] | 32) == 'j' && p->prev.start[1] != 'x' && p->prev.start[1] != 'X';
    if (!at(p, TOK_PLUS) && !at(p, TOK_MINUS))
        return left;
    AstKind op = at(p, TOK_PLUS) ? AST_Add : AST_Sub;
    if (imaginary)
        fail_node(p, left, "real number required in complex literal");
    advance(p);
    if (!at(p, TOK_NUMBER))
        fail_syntax(p);
    Node *right = parse_number(p);
    if ((p->prev.end[-1] | 32) != 'j')
        fail_node(p, right, "imaginary number required in complex literal");
    Node *n = make_node(p, AST_BinOp, start);
    n->BinOp.left = left;
    n->BinOp.op = (uint8_t)op;
    n->BinOp.right = right;
    return n;
}

static Node *parse_singleton_pattern(Parser *p)
{
    Pos start = here(p);
    Value value = at(p, TOK_NONE) ? NONE : bool_value(at(p, TOK_TRUE));
    advance(p);
    Node *n = make_node(p, AST_MatchSingleton, start);
    n->MatchSingleton.value = value;
    return n;
}

/* ---- Names ---- */

/* NAME ('.' NAME)*, as an expression. */
static Node *parse_name_or_attribute(Parser *p)
{
    Pos start = here(p);
    if (!at(p, TOK_NAME))
        fail_syntax(p);
    Node *e = make_name(p, p->tok, AST_Load);
    advance(p);
    while (accept(p, TOK_DOT)) {
        Ref attr = expect_identifier(p);
        Node *n = make_node(p, AST_Attribute, start);
        n->Attribute.value = e;
        n->Attribute.attr = attr;
        n->Attribute.ctx = AST_Load;
        e = n;
    }
    return e;
}

/* The arguments of a class pattern, after '('. */
static Node *parse_class_pattern(Parser *p, Node *cls, Pos start)
{
    ssize base = p->nodes.len, first_attr = p->refs.len;
    NodeSeq *patterns = NULL;
    Node *first = NULL;
    while (!at(p, TOK_RPAR)) {
        if (at(p, TOK_NAME) && next_is(p, TOK_EQUAL)) {
            if (!patterns)
                patterns = pop_nodes(p, base);
            push_ref(p, expect_identifier(p));
            advance(p);
            push_node(p, parse_pattern(p));
        } else {
            Node *positional = parse_pattern(p);
            if (patterns) {     /* report all of the misplaced run */
                first = first ? first : positional;
                while (accept(p, TOK_COMMA) && !at(p, TOK_RPAR) && !next_is(p, TOK_EQUAL))
                    positional = parse_pattern(p);
                fail_range(p, first, positional, "positional patterns follow keyword patterns");
            }
            push_node(p, positional);
        }
        if (!accept(p, TOK_COMMA))
            break;
    }
    expect(p, TOK_RPAR);
    NodeSeq *rest = pop_nodes(p, base);
    RefSeq *attrs = pop_refs(p, first_attr);
    Node *n = make_node(p, AST_MatchClass, start);
    n->MatchClass.cls = cls;
    n->MatchClass.patterns = patterns ? patterns : rest;
    n->MatchClass.kwd_attrs = attrs;
    n->MatchClass.kwd_patterns = patterns ? rest : &ast_no_nodes;
    return n;
}

/* A capture, the wildcard, a value by dotted name, or a class pattern. */
static Node *parse_name_pattern(Parser *p)
{
    Pos start = here(p);
    Token name = *p->tok;
    Node *e = parse_name_or_attribute(p);
    if (accept(p, TOK_LPAR))
        return parse_class_pattern(p, e, start);
    if (e->kind == AST_Attribute)
        return make_match_value(p, e, start);
    if (at(p, TOK_EQUAL))
        fail_syntax(p);
    Ref id = name.spelling == SPELLS_UNDERSCORE ? EMPTY : e->Name.id;
    Node *n = make_node(p, AST_MatchAs, start);
    n->MatchAs.name = id;
    return n;
}

/* ---- Sequences and mappings ---- */

static Node *parse_maybe_star_pattern(Parser *p)
{
    Pos start = here(p);
    if (!accept(p, TOK_STAR))
        return parse_pattern(p);
    bool wildcard = at_name(p, SPELLS_UNDERSCORE);
    Ref name = expect_identifier(p);
    Node *n = make_node(p, AST_MatchStar, start);
    n->MatchStar.name = wildcard ? EMPTY : name;
    return n;
}

/* The patterns after `first` up to a closer (or, for TOK_COLON, up to what ends a bare sequence). */
static Node *parse_sequence(Parser *p, Node *first, Pos start, TokenKind closer)
{
    ssize base = p->nodes.len;
    if (first)
        push_node(p, first);
    while (first && accept(p, TOK_COMMA) && !at(p, closer) && !(closer == TOK_COLON && at(p, TOK_IF)))
        push_node(p, parse_maybe_star_pattern(p));
    if (closer != TOK_COLON)
        expect(p, closer);
    NodeSeq *patterns = pop_nodes(p, base);
    Node *n = make_node(p, AST_MatchSequence, start);
    n->MatchSequence.patterns = patterns;
    return n;
}

/* A group or a sequence. */
static Node *parse_bracketed_pattern(Parser *p)
{
    Pos start = here(p);
    TokenKind closer = at(p, TOK_LPAR) ? TOK_RPAR : TOK_RSQB;
    advance(p);
    if (at(p, closer))
        return parse_sequence(p, NULL, start, closer);
    Node *first = parse_maybe_star_pattern(p);
    if (closer == TOK_RPAR && first->kind != AST_MatchStar && accept(p, TOK_RPAR))
        return first;
    if (closer == TOK_RPAR && !at(p, TOK_COMMA))
        fail_syntax(p);
    return parse_sequence(p, first, start, closer);
}

static Node *parse_mapping_key(Parser *p)
{
    switch (p->tok->kind) {
    case TOK_NUMBER: case TOK_MINUS: return parse_number_expression(p);
    case TOK_STRING: case TOK_FSTRING_START: return parse_strings(p);
    case TOK_NONE: case TOK_TRUE: case TOK_FALSE: return parse_atom(p);
    default: {
        Node *e = parse_name_or_attribute(p);
        if (e->kind != AST_Attribute)
            fail_syntax(p);
        return e;
    }
    }
}

static Node *parse_mapping(Parser *p)
{
    Pos start = here(p);
    ssize base = p->nodes.len;
    Ref rest = EMPTY;
    NodeSeq *keys, *patterns;
    advance(p);
    while (!at(p, TOK_RBRACE)) {
        if (accept(p, TOK_DOUBLESTAR)) {
            if (at_name(p, SPELLS_UNDERSCORE))
                fail_syntax(p);
            rest = expect_identifier(p);
            accept(p, TOK_COMMA);
            break;
        }
        push_node(p, parse_mapping_key(p));
        expect(p, TOK_COLON);
        push_node(p, parse_pattern(p));
        if (!accept(p, TOK_COMMA))
            break;
    }
    expect(p, TOK_RBRACE);
    pop_node_pairs(p, base, &keys, &patterns);
    Node *n = make_node(p, AST_MatchMapping, start);
    n->MatchMapping.keys = keys;
    n->MatchMapping.patterns = patterns;
    n->MatchMapping.rest = rest;
    return n;
}

/* ---- Patterns ---- */

static Node *parse_closed_pattern(Parser *p)
{
    Pos start = here(p);
    switch (p->tok->kind) {
    case TOK_NUMBER: case TOK_MINUS:
        return make_match_value(p, parse_number_expression(p), start);
    case TOK_STRING: case TOK_FSTRING_START:
        return make_match_value(p, parse_strings(p), start);
    case TOK_NONE: case TOK_TRUE: case TOK_FALSE:
        return parse_singleton_pattern(p);
    case TOK_NAME:
        return parse_name_pattern(p);
    case TOK_LPAR: case TOK_LSQB:
        return parse_bracketed_pattern(p);
    case TOK_LBRACE:
        return parse_mapping(p);
    default:
        fail_syntax(p);
    }
}

static Node *parse_or_pattern(Parser *p)
{
    Pos start = here(p);
    Node *first = parse_closed_pattern(p);
    if (!at(p, TOK_VBAR))
        return first;
    ssize base = p->nodes.len;
    push_node(p, first);
    while (accept(p, TOK_VBAR))
        push_node(p, parse_closed_pattern(p));
    NodeSeq *patterns = pop_nodes(p, base);
    Node *n = make_node(p, AST_MatchOr, start);
    n->MatchOr.patterns = patterns;
    return n;
}

static bool continues_name(const Token *t)
{
    return t->kind == TOK_DOT || t->kind == TOK_LPAR || t->kind == TOK_EQUAL;
}

static Node *parse_pattern(Parser *p)
{
    Pos start = here(p);
    enter(p);
    Node *pattern = parse_or_pattern(p);
    if (accept(p, TOK_AS)) {
        if (at_name(p, SPELLS_UNDERSCORE))
            fail_here(p, "cannot use '_' as a target");
        if (!at(p, TOK_NAME) || continues_name(peek_token(p, 1))) {
            if (!starts_expression(p->tok))
                fail_syntax(p);
            fail_node(p, parse_expression(p), "invalid pattern target");
        }
        Ref name = expect_identifier(p);
        Node *n = make_node(p, AST_MatchAs, start);
        n->MatchAs.pattern = pattern;
        n->MatchAs.name = name;
        pattern = n;
    }
    leave(p);
    return pattern;
}

static Node *parse_patterns(Parser *p)
{
    Pos start = here(p);
    Node *first = parse_maybe_star_pattern(p);
    if (at(p, TOK_COMMA))
        return parse_sequence(p, first, start, TOK_COLON);
    if (first->kind == AST_MatchStar)
        fail_syntax(p);
    return first;
}

static Node *parse_case(Parser *p)
{
    Pos start = here(p);
    Node *guard = NULL;
    advance(p);
    Node *pattern = parse_patterns(p);
    if (accept(p, TOK_IF))
        guard = parse_named_expression(p);
    expect_colon(p, false);
    NodeSeq *body = parse_block(p, "'case' statement", start.lineno);
    Node *n = make_node(p, AST_match_case, start);
    n->match_case.pattern = pattern;
    n->match_case.guard = guard;
    n->match_case.body = body;
    return n;
}

NodeSeq *parse_cases(Parser *p)
{
    ssize base = p->nodes.len;
    advance(p);
    do {
        if (!at_name(p, SPELLS_CASE))
            fail_syntax(p);
        push_node(p, parse_case(p));
    } while (!at(p, TOK_DEDENT));
    advance(p);
    return pop_nodes(p, base);
}
