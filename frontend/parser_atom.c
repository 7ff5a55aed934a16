/* parser_atom.c: atoms, displays, comprehensions, calls and subscripts (manual: reference/expressions, "Atoms",
 * "Primaries"). */
#include "frontend/parser_internal.h"

/* ---- Comprehensions ---- */

bool at_comprehension(Parser *p)
{
    return at(p, TOK_FOR) || (at_name(p, SPELLS_ASYNC) && next_is(p, TOK_FOR));
}

static Node *parse_comprehension_clause(Parser *p)
{
    Pos start = here(p);
    bool is_async = accept(p, TOK_NAME);
    advance(p);
    Node *target = parse_for_targets(p, "'in' expected after for-loop variables");
    Node *iter = parse_disjunction(p);
    ssize base = p->nodes.len;
    while (accept(p, TOK_IF))
        push_node(p, parse_disjunction(p));
    NodeSeq *ifs = pop_nodes(p, base);
    Node *n = make_node(p, AST_comprehension, start);
    n->comprehension.target = target;
    n->comprehension.iter = iter;
    n->comprehension.ifs = ifs;
    n->comprehension.is_async = is_async;
    return n;
}

NodeSeq *parse_comprehension_clauses(Parser *p)
{
    ssize base = p->nodes.len;
    enter(p);
    while (at_comprehension(p))
        push_node(p, parse_comprehension_clause(p));
    leave(p);
    return pop_nodes(p, base);
}

/* `element for ...`, before the closing bracket. */
static Node *parse_comprehension(Parser *p, AstKind kind, Node *element, Pos start, TokenKind closer)
{
    if (element->kind == AST_Starred)
        fail_node(p, element, "iterable unpacking cannot be used in comprehension");
    NodeSeq *generators = parse_comprehension_clauses(p);
    expect(p, closer);
    Node *n = make_node(p, kind, start);
    n->ListComp.elt = element;      /* set comprehensions and generator expressions have the same fields */
    n->ListComp.generators = generators;
    return n;
}
_Static_assert(offsetof(Node, ListComp.generators) == offsetof(Node, GeneratorExp.generators) &&
               offsetof(Node, ListComp.generators) == offsetof(Node, SetComp.generators), "three kinds of one layout");

/* ---- Displays ---- */

static Node *parse_clauses_rule(Parser *p)
{
    return parse_comprehension_clauses(p)->item[0];
}

/* The elements of a list or set after `first`, and the closing bracket; a tuple's likewise. */
static NodeSeq *parse_elements(Parser *p, Node *first, TokenKind closer)
{
    ssize base = p->nodes.len;
    push_node(p, first);
    while (accept(p, TOK_COMMA) && !at(p, closer)) {
        if (closer != TOK_RPAR && unlikely(at_comprehension(p)))
            break;
        push_node(p, parse_star_named_expression(p));
    }
    if (closer != TOK_RPAR && unlikely(at_comprehension(p))) {
        Attempt a;
        Node *last = p->nodes.item[p->nodes.len - 1];
        if (!p->on_failure && attempt(p, &a, parse_clauses_rule))
            fail_range(p, first, last, "did you forget parentheses around the comprehension target?");
    }
    expect(p, closer);
    return pop_nodes(p, base);
}

static Node *parse_parenthesized(Parser *p)
{
    Pos start = here(p);
    Node *n;
    Token open = *p->tok;
    advance(p);
    if (at(p, TOK_RPAR)) {
        advance(p);
        n = make_node(p, AST_Tuple, start);
        n->Tuple.elts = &ast_no_nodes;
        n->Tuple.ctx = AST_Load;
        return n;
    }
    if (at(p, TOK_YIELD)) {
        n = parse_yield(p);
        expect(p, TOK_RPAR);
        n->flags |= NODE_PARENTHESIZED;
        return n;
    }
    if (at(p, TOK_DOUBLESTAR)) {
        Token stars = *p->tok;
        advance(p);
        parse_expression(p);
        if (at(p, TOK_RPAR))
            fail_token(p, &stars, "cannot use double starred expression here");
        fail_token(p, &stars, "invalid syntax");
    }
    Node *e = parse_star_named_expression(p);
    if (at_comprehension(p))
        return parse_comprehension(p, AST_GeneratorExp, e, (Pos){open.lineno, open.col}, TOK_RPAR);
    if (at(p, TOK_COMMA)) {
        NodeSeq *elts = parse_elements(p, e, TOK_RPAR);
        n = make_node(p, AST_Tuple, start);
        n->Tuple.elts = elts;
        n->Tuple.ctx = AST_Load;
        return n;
    }
    if (e->kind == AST_Starred && at(p, TOK_RPAR))
        fail_node(p, e, "cannot use starred expression here");
    expect(p, TOK_RPAR);
    e->flags |= NODE_PARENTHESIZED;
    return e;
}

static Node *parse_list(Parser *p)
{
    Pos start = here(p);
    NodeSeq *elts = &ast_no_nodes;
    advance(p);
    if (!accept(p, TOK_RSQB)) {
        Node *e = parse_star_named_expression(p);
        if (at_comprehension(p))
            return parse_comprehension(p, AST_ListComp, e, start, TOK_RSQB);
        elts = parse_elements(p, e, TOK_RSQB);
    }
    Node *n = make_node(p, AST_List, start);
    n->List.elts = elts;
    n->List.ctx = AST_Load;
    return n;
}

/* After the colon of a dictionary's item. */
static Node *parse_dict_value(Parser *p)
{
    const Token colon = p->prev;
    if (at(p, TOK_STAR)) {
        Pos star = here(p);
        advance(p);
        parse_bitwise_or(p);
        fail_span(p, (SourceSpan){star.lineno, star.col, p->prev.end_lineno, p->prev.end_col},
                  "cannot use a starred expression in a dictionary value");
    }
    if (at(p, TOK_RBRACE) || at(p, TOK_COMMA))
        fail_token(p, &colon, "expression expected after dictionary key and ':'");
    return parse_expression(p);
}

/* An item into p->nodes as key (NULL for **) and value. */
static void parse_dict_item(Parser *p)
{
    if (accept(p, TOK_DOUBLESTAR)) {
        push_node(p, NULL);
        push_node(p, parse_bitwise_or(p));
        return;
    }
    Node *key = parse_dict_key(p);
    advance(p);
    push_node(p, key);
    push_node(p, parse_dict_value(p));
}

/* The items from the second on, and the brace; the first lies on p->nodes from `base`. */
static Node *finish_dict(Parser *p, ssize base, Pos start)
{
    NodeSeq *keys, *values;
    while (accept(p, TOK_COMMA) && !at(p, TOK_RBRACE))
        parse_dict_item(p);
    expect(p, TOK_RBRACE);
    pop_node_pairs(p, base, &keys, &values);
    Node *n = make_node(p, AST_Dict, start);
    n->Dict.keys = keys;
    n->Dict.values = values;
    return n;
}

static Node *parse_dict_comprehension(Parser *p, Node *key, Node *value, Pos start)
{
    NodeSeq *generators = parse_comprehension_clauses(p);
    expect(p, TOK_RBRACE);
    Node *n = make_node(p, AST_DictComp, start);
    n->DictComp.key = key;
    n->DictComp.value = value;
    n->DictComp.generators = generators;
    return n;
}

/* A dictionary or set, display or comprehension. */
static Node *parse_braces(Parser *p)
{
    Pos start = here(p);
    ssize base = p->nodes.len;
    advance(p);
    if (at(p, TOK_RBRACE))
        return finish_dict(p, base, start);
    if (at(p, TOK_DOUBLESTAR)) {
        Token stars = *p->tok;
        parse_dict_item(p);
        if (at_comprehension(p))
            fail_token(p, &stars, "dict unpacking cannot be used in dict comprehension");
        return finish_dict(p, base, start);
    }
    Node *first = parse_star_named_expression(p);
    if (at(p, TOK_COLON) && first->kind != AST_Starred &&
        (first->kind != AST_NamedExpr || first->flags & NODE_PARENTHESIZED)) {
        advance(p);
        Node *value = parse_dict_value(p);
        if (at_comprehension(p))
            return parse_dict_comprehension(p, first, value, start);
        push_node(p, first);
        push_node(p, value);
        return finish_dict(p, base, start);
    }
    if (at_comprehension(p))
        return parse_comprehension(p, AST_SetComp, first, start, TOK_RBRACE);
    NodeSeq *elts = parse_elements(p, first, TOK_RBRACE);
    Node *n = make_node(p, AST_Set, start);
    n->Set.elts = elts;
    return n;
}

/* ---- Atoms ---- */

static Node *parse_singleton(Parser *p, Value value)
{
    Pos start = here(p);
    advance(p);
    Node *n = make_node(p, AST_Constant, start);
    n->Constant.value = value;      /* immortal */
    return n;
}

Node *parse_atom(Parser *p)
{
    Node *n;
    switch (p->tok->kind) {
    case TOK_NAME:
        if (p->in_async && at_name(p, SPELLS_ASYNC))
            fail_syntax(p);
        n = make_name(p, p->tok, AST_Load);
        advance(p);
        return n;
    case TOK_NUMBER:        return parse_number(p);
    case TOK_STRING:
    case TOK_FSTRING_START: return parse_strings(p);
    case TOK_LPAR:
        enter(p);
        n = parse_parenthesized(p);
        leave(p);
        return n;
    case TOK_LSQB:          return parse_list(p);
    case TOK_LBRACE:        return parse_braces(p);
    case TOK_NONE:          return parse_singleton(p, NONE);
    case TOK_TRUE:          return parse_singleton(p, TRUE_VALUE);
    case TOK_FALSE:         return parse_singleton(p, FALSE_VALUE);
    case TOK_ELLIPSIS:      return parse_singleton(p, ELLIPSIS);
    default:                fail_syntax(p);
    }
}

/* ---- Calls ---- */

/* An argument list being read: what came so far decides what may follow. Positional ones go to p->nodes; keywords too, in
 * the order of the source, and are sorted out at the end. */
typedef struct {
    bool keyword, unpacking;        /* name=value, **value came */
    bool first;
    const char *misplaced;          /* an error, reported at the end of the list, or NULL */
    Pos misplaced_at;               /* {0}: at the token after the list */
} ArgumentState;

static Node *make_keyword(Parser *p, const Token *name, Node *value, Pos start)
{
    Ref arg = name ? identifier(p, name) : EMPTY;
    Node *n = make_node(p, AST_keyword, start);
    n->keyword.arg = arg;
    n->keyword.value = value;
    return n;
}

/* name=value */
static Node *parse_keyword_argument(Parser *p)
{
    Token name = *p->tok, equal;
    advance(p);
    equal = *p->tok;
    advance(p);
    SourceSpan head = {name.lineno, name.col, equal.end_lineno, equal.end_col};
    if (at(p, TOK_COMMA) || at(p, TOK_RPAR))
        fail_span(p, head, "expected argument value expression");
    Node *value = parse_expression(p);
    if (at_comprehension(p))
        fail_span(p, head, "invalid syntax");
    return make_keyword(p, &name, value, (Pos){name.lineno, name.col});
}

/* At a = after what is not a name. */
NORETURN static void bad_keyword(Parser *p, const Token *first, const Node *e)
{
    SourceSpan at = {e->lineno, e->col_offset, p->tok->end_lineno, p->tok->end_col};
    if (first->kind == TOK_TRUE || first->kind == TOK_FALSE || first->kind == TOK_NONE)
        if (first->end == p->prev.end)
            fail_span(p, at, "can't assign to %s", token_texts[first->kind]);
    fail_span(p, at, "expression cannot contain assignment, perhaps you meant \"==\"?");
}

/* A positional argument; `open` is the bracket, for a lone generator expression, which owns the call's parentheses. */
static Node *parse_positional_argument(Parser *p, const Token *open, ArgumentState *s)
{
    Token first = *p->tok;
    Pos start = here(p);
    Node *e;
    if (at(p, TOK_NAME) && next_is(p, TOK_COLONEQUAL)) {
        e = parse_named_expression(p);
    } else {
        e = parse_expression(p);
        if (at(p, TOK_EQUAL))
            bad_keyword(p, &first, e);
    }
    if (at_comprehension(p)) {
        if (!open)
            fail_syntax(p);
        NodeSeq *generators = parse_comprehension_clauses(p);
        if (!s->first || !at(p, TOK_RPAR))
            fail_span(p, (SourceSpan){start.lineno, start.col, p->prev.end_lineno, p->prev.end_col},
                      "Generator expression must be parenthesized");
        advance(p);
        Node *n = make_node(p, AST_GeneratorExp, (Pos){open->lineno, open->col});
        n->GeneratorExp.elt = e;
        n->GeneratorExp.generators = generators;
        return n;
    }
    return e;
}

/* `*a = b`, `**a = b` in a call; at the =. */
NORETURN static void fail_unpacking(Parser *p, Pos start, const char *kind)
{
    advance(p);
    parse_expression(p);
    fail_span(p, (SourceSpan){start.lineno, start.col, p->prev.end_lineno, p->prev.end_col},
              "can't assign to %s argument unpacking", kind);
}

/* '*' expression, of a call or a subscript. */
static Node *parse_unpacking(Parser *p)
{
    Pos start = here(p);
    const char *outer = p->failure;
    p->failure = "Invalid star expression";
    advance(p);
    Node *value = parse_expression(p);
    p->failure = outer;
    if (at(p, TOK_EQUAL))
        fail_unpacking(p, start, "iterable");
    Node *n = make_node(p, AST_Starred, start);
    n->Starred.value = value;
    n->Starred.ctx = AST_Load;
    return n;
}

/* Reads one argument onto p->nodes. True when it was a lone generator expression, which took the closing parenthesis. */
static bool parse_argument(Parser *p, const Token *open, ArgumentState *s)
{
    Pos start = here(p);
    Node *n;
    if (at(p, TOK_STAR)) {
        Pos comma = {p->prev.lineno, p->prev.col};
        n = parse_unpacking(p);
        if (s->unpacking && !s->misplaced) {
            s->misplaced = "iterable argument unpacking follows keyword argument unpacking";
            s->misplaced_at = comma;
        }
    } else if (at(p, TOK_DOUBLESTAR)) {
        advance(p);
        Node *value = parse_expression(p);
        if (at(p, TOK_EQUAL))
            fail_unpacking(p, start, "keyword");
        n = make_keyword(p, NULL, value, start);
        s->unpacking = true;
    } else if (at(p, TOK_NAME) && next_is(p, TOK_EQUAL)) {
        n = parse_keyword_argument(p);
        s->keyword = true;
    } else {
        n = parse_positional_argument(p, open, s);
        if (n->kind == AST_GeneratorExp && p->prev.kind == TOK_RPAR && s->first && open && n->lineno == open->lineno &&
            n->col_offset == open->col) {
            push_node(p, n);
            return true;
        }
        if ((s->unpacking || s->keyword) && !s->misplaced)
            s->misplaced = s->unpacking ? "positional argument follows keyword argument unpacking"
                                        : "positional argument follows keyword argument";
    }
    push_node(p, n);
    return false;
}

/* Splits what lies on p->nodes from `base` into arguments and keywords. */
static void sort_arguments(Parser *p, ssize base, NodeSeq **args, NodeSeq **keywords)
{
    ssize end = p->nodes.len, nargs = 0;
    for (ssize i = base; i < end; i++)
        nargs += p->nodes.item[i]->kind != AST_keyword;
    if (nargs < end - base) {
        for (ssize i = base; i < end; i++)      /* keywords, to the end of the stack */
            if (p->nodes.item[i]->kind == AST_keyword)
                push_node(p, p->nodes.item[i]);
        *keywords = pop_nodes(p, end);
        ssize n = base;
        for (ssize i = base; i < end; i++)
            if (p->nodes.item[i]->kind != AST_keyword)
                p->nodes.item[n++] = p->nodes.item[i];
        p->nodes.len = n;
    } else {
        *keywords = &ast_no_nodes;
    }
    *args = pop_nodes(p, base);
}

void parse_arguments(Parser *p, bool generator, NodeSeq **args, NodeSeq **keywords)
{
    Token open = p->prev;
    ssize base = p->nodes.len;
    ArgumentState s = {.first = true};
    bool closed = false;
    while (!at(p, TOK_RPAR)) {
        closed = parse_argument(p, generator ? &open : NULL, &s);
        s.first = false;
        if (closed || !accept(p, TOK_COMMA))
            break;
    }
    if (unlikely(s.misplaced)) {
        if (s.misplaced_at.lineno)
            fail_span(p, (SourceSpan){s.misplaced_at.lineno, s.misplaced_at.col, p->prev.end_lineno, p->prev.end_col},
                      "%s", s.misplaced);
        fail_here(p, "%s", s.misplaced);
    }
    if (!closed)
        expect(p, TOK_RPAR);
    sort_arguments(p, base, args, keywords);
}

Node *parse_call(Parser *p, Node *function, Pos start)
{
    NodeSeq *args, *keywords;
    advance(p);
    parse_arguments(p, true, &args, &keywords);
    Node *n = make_node(p, AST_Call, start);
    n->Call.func = function;
    n->Call.args = args;
    n->Call.keywords = keywords;
    return n;
}

/* ---- Subscripts ---- */

static bool ends_slice_part(const Parser *p)
{
    return at(p, TOK_COLON) || at(p, TOK_COMMA) || at(p, TOK_RSQB);
}

/* lower:upper:step, or an expression, or *expression. */
static Node *parse_slice(Parser *p)
{
    Pos start = here(p);
    Node *lower = NULL, *upper = NULL, *step = NULL;
    if (at(p, TOK_STAR))
        return parse_unpacking(p);
    if (!at(p, TOK_COLON)) {
        lower = parse_named_expression(p);
        if (!at(p, TOK_COLON))
            return lower;
        if (lower->kind == AST_NamedExpr && !(lower->flags & NODE_PARENTHESIZED))
            fail_syntax(p);
    }
    advance(p);
    if (!ends_slice_part(p))
        upper = parse_expression(p);
    if (accept(p, TOK_COLON) && !ends_slice_part(p))
        step = parse_expression(p);
    Node *n = make_node(p, AST_Slice, start);
    n->Slice.lower = lower;
    n->Slice.upper = upper;
    n->Slice.step = step;
    return n;
}

Node *parse_subscript(Parser *p, Node *value, Pos start)
{
    advance(p);
    Pos index_start = here(p);
    Node *index = parse_slice(p);
    if (at(p, TOK_COMMA) || index->kind == AST_Starred) {
        ssize base = p->nodes.len;
        push_node(p, index);
        while (accept(p, TOK_COMMA) && !at(p, TOK_RSQB))
            push_node(p, parse_slice(p));
        NodeSeq *elts = pop_nodes(p, base);
        index = make_node(p, AST_Tuple, index_start);
        index->Tuple.elts = elts;
        index->Tuple.ctx = AST_Load;
    }
    expect(p, TOK_RSQB);
    Node *n = make_node(p, AST_Subscript, start);
    n->Subscript.value = value;
    n->Subscript.slice = index;
    n->Subscript.ctx = AST_Load;
    return n;
}
