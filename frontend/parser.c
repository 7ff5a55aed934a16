/* parser.c: the driver of the parser: tokens, nodes, errors, attempts, and parse_source (parser.h, parser_internal.h).
 *
 * The rules are in parser_expr.c, parser_atom.c, parser_string.c, parser_params.c, parser_target.c, parser_stmt.c,
 * parser_compound.c and parser_pattern.c.
 *
 * Soft keywords:
 *   async    reserved directly before def, for and with
 *   await    where something follows that no name can stand before
 *   both     reserved within async def, which no program of 3.2 has
 *   match    a statement if its line can be read as one, up to `:` and the end of the line
 *   case     reserved where a case block must begin
 *   type     reserved where another name follows
 *   _        the wildcard in patterns
 */
#include "frontend/parser.h"

#include <stdlib.h>

#include "frontend/constants.h"
#include "frontend/decode.h"
#include "frontend/parser_internal.h"

/* ---- Tokens ---- */

static NOINLINE void grow_tokens(Parser *p)
{
    TokenVec grown = {0};
    if (!token_vec_reserve(&grown, 2 * p->tokens.len) || !token_vec_extend(&grown, p->tokens.item, p->tokens.len))
        fail_memory(p);
    p->tok = grown.item + (p->tok - p->tokens.item);
    token_vec_free(&p->tokens);
    p->tokens = grown;
}

/* Appends the next token. May move the vector: p->tok is kept right. */
static Token *append_token(Parser *p)
{
    if (unlikely(p->tokens.len == p->tokens.cap))
        grow_tokens(p);
    Token *next = p->tokens.item + p->tokens.len;
    if (unlikely(!lexer_next(&p->lexer, next)))
        longjmp(*p->on_fatal, 1);
    if (unlikely(next->kind == TOK_ENDMARKER && p->lexer.nbrackets > 0)) {
        lexer_report_unclosed(&p->lexer);
        longjmp(*p->on_fatal, 1);
    }
    p->tokens.len++;
    return next;
}

void fetch_token(Parser *p)
{
    if (likely(!p->on_failure && p->field_mark < 0)) {
        p->tokens.len = 0;          /* the tokens read are not needed again: use their room */
        p->tok = p->tokens.item;
        append_token(p);
    } else {
        append_token(p);
        p->tok++;
    }
}

Token *peek_token(Parser *p, int n)
{
    while (p->tok + n >= p->tokens.item + p->tokens.len)
        append_token(p);
    return p->tok + n;
}

void expect(Parser *p, TokenKind kind)
{
    if (unlikely(p->tok->kind != kind))
        fail_syntax(p);
    advance(p);
}

void expect_forced(Parser *p, TokenKind kind)
{
    if (unlikely(p->tok->kind != kind))
        fail_here(p, "expected '%s'", token_texts[kind]);
    advance(p);
}

/* ---- Nodes ---- */

Node *make_node(Parser *p, AstKind kind, Pos start)
{
    Node *n = ast_node(p->arena, kind);
    if (unlikely(!n))
        fail_memory(p);
    n->lineno = start.lineno;
    n->col_offset = start.col;
    n->end_lineno = p->prev.end_lineno;
    n->end_col_offset = p->prev.end_col;
    return n;
}

Ref own_value(Parser *p, Value v)
{
    if (unlikely(is_empty(v)))
        fail_raised(p);
    if (unlikely(!ast_own_take(p->arena, v)))
        fail_memory(p);
    return v;
}

Node *make_constant(Parser *p, Value value_take, Pos start)
{
    Ref value = own_value(p, value_take);
    Node *n = make_node(p, AST_Constant, start);
    n->Constant.value = value;
    return n;
}

void push_node(Parser *p, Node *n)
{
    if (unlikely(!node_vec_push(&p->nodes, n)))
        fail_memory(p);
}

NodeSeq *pop_nodes(Parser *p, ssize base)
{
    ssize n = p->nodes.len - base;
    if (n == 0)
        return &ast_no_nodes;
    NodeSeq *seq = ast_nodes(p->arena, n);
    if (unlikely(!seq))
        fail_memory(p);
    memcpy(seq->item, p->nodes.item + base, (size_t)n * sizeof *seq->item);
    p->nodes.len = base;
    return seq;
}

void pop_node_pairs(Parser *p, ssize base, NodeSeq **even, NodeSeq **odd)
{
    ssize n = (p->nodes.len - base) / 2;
    *even = *odd = &ast_no_nodes;
    if (n == 0)
        return;
    *even = ast_nodes(p->arena, n);
    *odd = ast_nodes(p->arena, n);
    if (unlikely(!*even || !*odd))
        fail_memory(p);
    for (ssize i = 0; i < n; i++) {
        (*even)->item[i] = p->nodes.item[base + 2 * i];
        (*odd)->item[i] = p->nodes.item[base + 2 * i + 1];
    }
    p->nodes.len = base;
}

NodeSeq *single_node(Parser *p, Node *n)
{
    NodeSeq *seq = ast_nodes(p->arena, 1);
    if (unlikely(!seq))
        fail_memory(p);
    seq->item[0] = n;
    return seq;
}

void push_ref(Parser *p, Ref r)
{
    if (unlikely(!ref_vec_push(&p->refs, r)))
        fail_memory(p);
}

RefSeq *pop_refs(Parser *p, ssize base)
{
    ssize n = p->refs.len - base;
    if (n == 0)
        return &ast_no_refs;
    RefSeq *seq = ast_refs(p->arena, n);
    if (unlikely(!seq))
        fail_memory(p);
    memcpy(seq->item, p->refs.item + base, (size_t)n * sizeof *seq->item);
    p->refs.len = base;
    return seq;
}

/* ---- Names ---- */

static uint32_t hash_name(const char *s, ssize n)
{
    uint32_t h = (uint32_t)n;
    for (ssize i = 0; i < n; i++)
        h = h * 31 + (unsigned char)s[i];
    return h ^ h >> 15;
}

static void grow_names(Parser *p)
{
    ssize size = p->names_size ? 2 * p->names_size : 256;
    NameEntry *names = calloc((size_t)size, sizeof *names);
    if (!names)
        fail_memory(p);
    for (ssize i = 0; i < p->names_size; i++)
        if (p->names[i].text) {
            ssize j = p->names[i].hash & (size - 1);
            while (names[j].text)
                j = (j + 1) & (size - 1);
            names[j] = p->names[i];
        }
    free(p->names);
    p->names = names;
    p->names_size = size;
}

NOINLINE COLD static void warn_reserved(Parser *p, const Token *token)
{
    parser_warn(p, WARN_RESERVED, token_span(token), "'async' and 'await' will become reserved keywords in Python 3.7");
}

Ref identifier(Parser *p, const Token *token)
{
    if (unlikely(token->spelling == SPELLS_ASYNC || token->spelling == SPELLS_AWAIT))
        warn_reserved(p, token);
    ssize n = token->end - token->start;
    uint32_t hash = hash_name(token->start, n);
    if (2 * p->nnames >= p->names_size)
        grow_names(p);
    ssize mask = p->names_size - 1, i = hash & mask;
    for (; p->names[i].text; i = (i + 1) & mask)
        if (p->names[i].hash == hash && p->names[i].len == n && memcmp(p->names[i].text, token->start, (size_t)n) == 0)
            return p->names[i].value;
    Ref value = own_value(p, make_identifier(p->t, token->start, n));
    p->names[i] = (NameEntry){token->start, (uint32_t)n, hash, value};
    p->nnames++;
    return value;
}

Ref expect_identifier(Parser *p)
{
    if (!at(p, TOK_NAME) || (p->in_async && (at_name(p, SPELLS_ASYNC) || at_name(p, SPELLS_AWAIT))))
        fail_syntax(p);
    Ref name = identifier(p, p->tok);
    advance(p);
    return name;
}

Node *make_name(Parser *p, const Token *token, AstKind ctx)
{
    Ref id = identifier(p, token);
    Node *n = make_node(p, AST_Name, (Pos){token->lineno, token->col});
    n->end_lineno = token->end_lineno;
    n->end_col_offset = token->end_col;
    n->Name.id = id;
    n->Name.ctx = (uint8_t)ctx;
    return n;
}

/* ---- Errors ---- */

void fail_memory(Parser *p)
{
    syntax_error_set(p->error, NO_MEMORY_ERROR, (SourceSpan){0}, NULL, 0, "out of memory");
    longjmp(*p->on_fatal, 1);
}

void fail_too_deep(Parser *p)
{
    syntax_error_set(p->error, TOO_COMPLEX_ERROR, token_span(p->tok), p->lexer.text, p->lexer.end - p->lexer.text,
                     "Parser stack overflowed - Python source too complex to parse");
    longjmp(*p->on_fatal, 1);
}

void fail_raised(Parser *p)
{
    syntax_error_set(p->error, RAISED_ERROR, token_span(p->tok), p->lexer.text, p->lexer.end - p->lexer.text,
                     "an exception is set");
    longjmp(*p->on_fatal, 1);
}

/* An error of the lexer further down counts more than one of the parser: what the parser stumbled over is then most
 * likely its consequence. So does a bracket opened on an earlier line and never closed. */
static void check_rest_of_source(Parser *p)
{
    SyntaxErrorRecord later = {0};
    Token token;
    int line = p->tokens.item[p->tokens.len - 1].lineno;
    p->lexer.error = &later;
    p->lexer.warn = NULL;
    for (;;) {
        if (!lexer_next(&p->lexer, &token)) {
            if (later.kind != SYNTAX_ERROR || strcmp(later.message, "unexpected EOF while parsing") == 0 || strstr(later.message, "continuation char") || strstr(later.message, "f-string: expecting"))
                syntax_error_free(&later);
            break;
        }
        if (token.kind == TOK_ENDMARKER) {
            if (p->lexer.nbrackets > 0 && line > p->lexer.bracket[p->lexer.nbrackets - 1].lineno)
                lexer_report_unclosed(&p->lexer);
            break;
        }
    }
    if (later.kind != NO_ERROR) {
        syntax_error_free(p->error);
        *p->error = later;
    }
}

NORETURN COLD static void fail_with(Parser *p, SyntaxErrorKind kind, SourceSpan at, const char *format, va_list arguments)
{
    if (p->on_failure) {
        p->furthest = MAX(p->furthest, (const char *)p->tok->start);
        longjmp(*p->on_failure, 1);
    }
    syntax_error_setv(p->error, kind, at, p->lexer.text, p->lexer.end - p->lexer.text, format, arguments);
    bool unexpected = kind == INDENTATION_ERROR && strncmp(format, "unexpected", 10) == 0;
    bool at_end = p->lexer.at_end;
    if (!unexpected && !(at_end && p->options->flags & PARSE_ALLOW_INCOMPLETE))
        check_rest_of_source(p);
    p->lexer.at_end = at_end;           /* whether the error lies there */
    longjmp(*p->on_fatal, 1);
}

void fail_span(Parser *p, SourceSpan at, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, at, format, arguments);
}

void fail_node(Parser *p, const Node *n, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, (SourceSpan){n->lineno, n->col_offset, n->end_lineno, n->end_col_offset}, format, arguments);
}

void fail_range(Parser *p, const Node *from, const Node *to, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, (SourceSpan){from->lineno, from->col_offset, to->end_lineno, to->end_col_offset}, format,
              arguments);
}

void fail_token(Parser *p, const Token *token, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, token_span(token), format, arguments);
}

/* The current token's place. Where lines begin and end that is a point, and at the end of input the end of the last line. */
static SourceSpan current_span(Parser *p)
{
    SourceSpan at = token_span(p->tok);
    if (p->tok->kind != TOK_INDENT && p->tok->kind != TOK_DEDENT && p->tok->kind != TOK_ENDMARKER)
        return at;
    if (p->tok->start == p->lexer.end && at.lineno > 1) {
        const char *newline = p->lexer.end - 1, *line = newline;
        while (line > p->lexer.text && line[-1] != '\n')
            line--;
        return (SourceSpan){.lineno = at.lineno - 1, .col = (int)(newline - line)};
    }
    return (SourceSpan){.lineno = at.lineno, .col = at.end_col - 1};
}

void fail_here(Parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, current_span(p), format, arguments);
}

void fail_from(Parser *p, Pos start, const char *format, ...)
{
    va_list arguments;
    SourceSpan span = token_span(p->tok);
    span.lineno = start.lineno;
    span.col = start.col;
    va_start(arguments, format);
    fail_with(p, SYNTAX_ERROR, span, format, arguments);
}

void fail_indent(Parser *p, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fail_with(p, INDENTATION_ERROR, current_span(p), format, arguments);
}

void fail_syntax(Parser *p)
{
    if (at(p, TOK_INDENT))
        fail_indent(p, "unexpected indent");
    if (at(p, TOK_DEDENT))
        fail_indent(p, "unexpected unindent");
    if (p->field_mark >= 0 && !p->on_failure && !p->failure)
        fail_field(p);
    fail_here(p, "%s", p->failure ? p->failure : "invalid syntax");
}

const char *expression_name(const Node *e)
{
    switch (e->kind) {
    case AST_Attribute: return "attribute";
    case AST_Subscript: return "subscript";
    case AST_Starred: return "starred";
    case AST_Name: return "name";
    case AST_List: return "list";
    case AST_Tuple: return "tuple";
    case AST_Lambda: return "lambda";
    case AST_Call: return "function call";
    case AST_BoolOp: case AST_BinOp: case AST_UnaryOp: return "expression";
    case AST_GeneratorExp: return "generator expression";
    case AST_Yield: case AST_YieldFrom: return "yield expression";
    case AST_Await: return "await expression";
    case AST_ListComp: return "list comprehension";
    case AST_SetComp: return "set comprehension";
    case AST_DictComp: return "dict comprehension";
    case AST_Dict: return "dict literal";
    case AST_Set: return "set display";
    case AST_JoinedStr: case AST_FormattedValue: return "f-string expression";
    case AST_Compare: return "comparison";
    case AST_IfExp: return "conditional expression";
    case AST_NamedExpr: return "named expression";
    case AST_Constant:
        return same(e->Constant.value, NONE_REF) ? "None" : same(e->Constant.value, TRUE_VALUE) ? "True"
             : same(e->Constant.value, FALSE_VALUE) ? "False" : same(e->Constant.value, ELLIPSIS) ? "ellipsis" : "literal";
    default: return "expression";
    }
}

void parser_warn(Parser *p, WarningCategory category, SourceSpan at, const char *message)
{
    if (!p->options->warn)
        return;
    WarnResult result = p->options->warn(p->options->warn_context, category, message, at.lineno);
    if (result == WARN_RAISED)
        fail_raised(p);
    if (result == WARN_AS_ERROR) {
        p->on_failure = NULL;
        fail_span(p, at, "%s", message);
    }
}

static bool warn_from_lexer(Lexer *lx, SourceSpan at, const char *message)
{
    parser_warn(lx->context, WARN_DEPRECATION, at, message);
    return true;
}

/* ---- Attempts ---- */

void attempt_undo(Parser *p, const Attempt *a)
{
    p->tok = p->tokens.item + a->mark;
    p->nodes.len = a->nnodes;
    p->refs.len = a->nrefs;
    p->bytes.len = a->nbytes;
    p->prev = a->prev;
    p->depth = a->depth;
}

Node *attempt(Parser *p, Attempt *a, Node *(*rule)(Parser *))
{
    jmp_buf failure, *outer = p->on_failure;
    Node *volatile found = NULL;
    *a = (Attempt){.mark = p->tok - p->tokens.item, .nnodes = p->nodes.len, .nrefs = p->refs.len, .nbytes = p->bytes.len,
                   .prev = p->prev, .depth = p->depth};
    if (!outer)
        p->furthest = NULL;
    p->on_failure = &failure;
    if (setjmp(failure) == 0)
        found = rule(p);
    else
        attempt_undo(p, a);
    p->on_failure = outer;
    return found;
}

/* ---- The three kinds of input ---- */

static Node *parse_module(Parser *p)
{
    ssize base = p->nodes.len;
    while (!at(p, TOK_ENDMARKER))
        parse_statement(p);
    Node *n = make_node(p, AST_Module, (Pos){1, 0});
    n->Module.body = pop_nodes(p, base);
    n->Module.type_ignores = &ast_no_nodes;
    return n;
}

static Node *parse_eval_input(Parser *p)
{
    Node *body = parse_star_expressions(p);
    while (accept(p, TOK_NEWLINE))
        ;
    expect(p, TOK_ENDMARKER);
    Node *n = make_node(p, AST_Expression, (Pos){1, 0});
    n->Expression.body = body;
    return n;
}

static bool last_line_is_indented(const Parser *p)
{
    const char *line = p->lexer.end - 1;
    while (line > p->lexer.text && line[-1] != '\n')
        line--;
    return *line == ' ' || *line == '\t';
}

/* One statement. A compound one wants a last newline, unless the end of input ends a block (not with PARSE_DONT_IMPLY_DEDENT). */
static Node *parse_interactive(Parser *p)
{
    ssize base = p->nodes.len;
    Node *compound = NULL;
    if (at(p, TOK_ENDMARKER))
        fail_syntax(p);
    compound = parse_compound_statement(p);
    if (compound) {
        push_node(p, compound);
        if (at(p, TOK_ENDMARKER) && p->implied_newline
            && (p->options->flags & PARSE_DONT_IMPLY_DEDENT || !last_line_is_indented(p)))
            fail_syntax(p);
        expect(p, TOK_ENDMARKER);
    } else {
        parse_simple_statements(p);
        if (!at(p, TOK_ENDMARKER))
            fail_span(p, (SourceSpan){p->prev.end_lineno, p->prev.end_col, p->prev.end_lineno, p->prev.end_col + 1},
                      "multiple statements found while compiling a single statement");
    }
    Node *n = make_node(p, AST_Interactive, (Pos){1, 0});
    n->Interactive.body = pop_nodes(p, base);
    return n;
}

static Node *parse_input(Parser *p)
{
    switch (p->options->mode) {
    case PARSE_EVAL:   return parse_eval_input(p);
    case PARSE_SINGLE: return parse_interactive(p);
    default:           return parse_module(p);
    }
}

static void parser_free(Parser *p)
{
    token_vec_free(&p->tokens);
    node_vec_free(&p->nodes);
    ref_vec_free(&p->refs);
    byte_vec_free(&p->bytes);
    free(p->names);
    syntax_error_free(&p->deferred);
}

/* Runs the parser on decoded text; NULL with p->error filled. */
static Node *run(Parser *p)
{
    jmp_buf on_fatal;
    Node *volatile tree = NULL;
    p->on_fatal = &on_fatal;
    if (setjmp(on_fatal) == 0) {
        if (!token_vec_reserve(&p->tokens, 16))
            fail_memory(p);
        p->tok = p->tokens.item;
        *p->tok = (Token){.lineno = 1, .end_lineno = 1};
        append_token(p);
        tree = parse_input(p);
    }
    if (tree && p->deferred.kind != NO_ERROR) {
        *p->error = p->deferred;
        p->deferred = (SyntaxErrorRecord){0};
        tree = NULL;
    }
    return tree;
}

Node *parse_source(Thread *t, AstArena *arena, const char *source, ssize len, ParseOptions *options,
                   SyntaxErrorRecord *error)
{
    SourceText text;
    uint32_t flags = options->flags;
    if (!source_decode(t, source, len, flags & (PARSE_SOURCE_IS_UTF8 | PARSE_IGNORE_COOKIE), options->filename, &text, error))
        return NULL;
    Parser *p = calloc(1, sizeof *p);
    if (!p) {
        source_free(&text);
        syntax_error_set(error, NO_MEMORY_ERROR, (SourceSpan){0}, NULL, 0, "out of memory");
        return NULL;
    }
    p->t = t;
    p->arena = arena;
    p->options = options;
    p->error = error;
    p->in_async = flags & PARSE_TOP_LEVEL_AWAIT;
    p->future_allowed = options->mode != PARSE_EVAL;
    p->field_mark = -1;
    p->implied_newline = text.implied_newline;
    lexer_init(&p->lexer, text.text, text.len, 0, error);
    if (options->warn) {
        p->lexer.warn = warn_from_lexer;
        p->lexer.context = p;
    }
    Node *tree = run(p);
    if (!tree && p->lexer.at_end && flags & PARSE_ALLOW_INCOMPLETE &&
        (error->kind == SYNTAX_ERROR || error->kind == INDENTATION_ERROR))
        error->kind = INCOMPLETE_ERROR;
    parser_free(p);
    free(p);
    free(arena->text);
    arena->text = text.text;
    arena->text_len = text.len;
    return tree;
}
