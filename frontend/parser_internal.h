/* parser_internal.h: what the parts of the parser share.
 *
 * Control: a parsing function returns its node or does not return. A syntax error, a lexer's error or want of memory jumps
 * to parse_source (or to the innermost attempt, see below); everything made so far lies in the arena or on the parser's own
 * stacks, so nothing leaks. Functions are called with the current token being the first of what they parse, and return
 * with it being the first after.
 *
 * Attempts: where one token of lookahead cannot decide (`match (x)...`, `with (a, b)...`), a rule is tried with the tokens
 * being kept, and taken back if it fails. Attempts do not nest in valid programs beyond one level, so this stays linear.
 */
#ifndef KRAIT_FRONTEND_PARSER_INTERNAL_H
#define KRAIT_FRONTEND_PARSER_INTERNAL_H

#include <setjmp.h>

#include "base/vec.h"
#include "frontend/lexer.h"
#include "frontend/parser.h"
#include "object/state.h"

typedef struct { int32_t lineno, col; } Pos;

VEC(TokenVec, token_vec, Token)
VEC(NodeVec, node_vec, Node *)
VEC(RefVec, ref_vec, Ref)
VEC(ByteVec, byte_vec, char)

/* Names already made, by their spelling in the source. */
typedef struct { const char *text; uint32_t len, hash; Ref value; } NameEntry;

typedef struct Parser {
    Token *tok;                 /* the current token, in tokens.item */
    TokenVec tokens;            /* it and those looked ahead at; in an attempt or field, those since its start as well */
    Token prev;                 /* the last token before it that is not NEWLINE, INDENT or DEDENT: where nodes end */
    Thread *t;
    AstArena *arena;
    ParseOptions *options;
    SyntaxErrorRecord *error;
    jmp_buf *on_fatal;          /* error is filled */
    jmp_buf *on_failure;        /* innermost attempt, or NULL: a syntax error in it only says "no" */
    const char *furthest;       /* where an attempt failed */
    ssize field_mark;           /* the first token of the f-string field being read, or -1; they are kept */
    const char *warned;         /* literals up to here have had their warnings */
    int depth;                  /* nested grammar levels */
    bool in_async;              /* in an async def, or under PARSE_TOP_LEVEL_AWAIT: async and await are reserved words */
    const char *failure;        /* what fail_syntax says instead of "invalid syntax", or NULL */
    bool future_allowed;        /* only a docstring and future imports so far */
    bool implied_newline;
    SyntaxErrorRecord deferred; /* an error that only counts if there is no other: about __future__ */
    NodeVec nodes;              /* sequences being built; each user pops to where it began */
    RefVec refs;
    ByteVec bytes;              /* text of the literal being decoded; kinds of operators */
    NameEntry *names;           /* open addressing, a power of two */
    ssize nnames, names_size;
    Lexer lexer;
} Parser;

/* ---- Tokens ---- */

void fetch_token(Parser *p);                    /* the slow part of advance() */
Token *peek_token(Parser *p, int n);            /* the n-th token after the current one, until the next call */

ALWAYS_INLINE void advance(Parser *p)
{
    if (likely(p->tok->kind < TOK_NEWLINE || p->tok->kind > TOK_DEDENT))
        p->prev = *p->tok;
    if (p->tok + 1 < p->tokens.item + p->tokens.len)
        p->tok++;
    else
        fetch_token(p);
}
ALWAYS_INLINE bool at(const Parser *p, TokenKind kind) { return p->tok->kind == kind; }
ALWAYS_INLINE bool accept(Parser *p, TokenKind kind)
{
    if (p->tok->kind != kind)
        return false;
    advance(p);
    return true;
}
ALWAYS_INLINE bool at_name(const Parser *p, Spelling s) { return p->tok->spelling == s; }
ALWAYS_INLINE bool next_is(Parser *p, TokenKind kind) { return peek_token(p, 1)->kind == kind; }
/* The token, or "invalid syntax". */
void expect(Parser *p, TokenKind kind);
/* The token, or "expected 'x'". */
void expect_forced(Parser *p, TokenKind kind);

ALWAYS_INLINE Pos here(const Parser *p) { return (Pos){p->tok->lineno, p->tok->col}; }

/* ---- Nodes ---- */

/* A node from `start` to the end of the last token read. */
Node *make_node(Parser *p, AstKind kind, Pos start);
Node *make_name(Parser *p, const Token *token, AstKind ctx);
Node *make_constant(Parser *p, Value value_take, Pos start);
Ref own_value(Parser *p, Value v);              /* the arena's from now on; EMPTY: stops with the exception set on t */
Ref identifier(Parser *p, const Token *token);  /* of a NAME token */
Ref expect_identifier(Parser *p);               /* reads a NAME */
ALWAYS_INLINE Pos start_of(const Node *n) { return (Pos){n->lineno, n->col_offset}; }

void push_node(Parser *p, Node *n);
/* The nodes pushed since there were `base` of them, popped. */
NodeSeq *pop_nodes(Parser *p, ssize base);
/* As pop_nodes, of items pushed in turns for two sequences. */
void pop_node_pairs(Parser *p, ssize base, NodeSeq **even, NodeSeq **odd);
NodeSeq *single_node(Parser *p, Node *n);
void push_ref(Parser *p, Ref r);
RefSeq *pop_refs(Parser *p, ssize base);
NORETURN COLD void fail_memory(Parser *p);

/* ---- Errors ---- */

/* "invalid syntax" and the like at the current token. */
NORETURN COLD void fail_syntax(Parser *p);
NORETURN COLD PRINTF(3, 4) void fail_span(Parser *p, SourceSpan at, const char *format, ...);
NORETURN COLD PRINTF(3, 4) void fail_node(Parser *p, const Node *n, const char *format, ...);
NORETURN COLD PRINTF(4, 5) void fail_range(Parser *p, const Node *from, const Node *to, const char *format, ...);
NORETURN COLD PRINTF(3, 4) void fail_token(Parser *p, const Token *token, const char *format, ...);
NORETURN COLD PRINTF(2, 3) void fail_here(Parser *p, const char *format, ...);      /* at the current token */
/* From the start of something to the end of the current token. */
NORETURN COLD PRINTF(3, 4) void fail_from(Parser *p, Pos start, const char *format, ...);
NORETURN COLD PRINTF(2, 3) void fail_indent(Parser *p, const char *format, ...);
NORETURN COLD void fail_raised(Parser *p);      /* an exception is set on t */
NORETURN COLD void fail_too_deep(Parser *p);
/* Whether the token begins with the quote of the f-string whose field we are in, and so was probably meant to end it. */
COLD bool is_closing_quote(const Parser *p, const Token *token);
ALWAYS_INLINE SourceSpan token_span(const Token *t)
{
    return (SourceSpan){t->lineno, t->col, t->end_lineno, t->end_col};
}
/* What an expression is called in messages: "function call", "literal", ... */
const char *expression_name(const Node *e);
void parser_warn(Parser *p, WarningCategory category, SourceSpan at, const char *message);

ALWAYS_INLINE void enter(Parser *p)
{
    if (unlikely(++p->depth > PARSE_DEPTH_MAX || !c_stack_left(p->t)))
        fail_too_deep(p);
}
ALWAYS_INLINE void leave(Parser *p) { p->depth--; }

/* ---- Attempts ---- */
typedef struct {
    ssize mark;                 /* the token it began at */
    ssize nnodes, nrefs, nbytes;
    Token prev;
    int depth;
} Attempt;
/* What the rule returns; NULL, and nothing read, when there is a syntax error (p->furthest tells where). A fatal error, the
 * lexer's or want of memory, leaves this as well. */
Node *attempt(Parser *p, Attempt *a, Node *(*rule)(Parser *));
/* Goes back to where a successful attempt began; before anything more is read. */
void attempt_undo(Parser *p, const Attempt *a);

/* ---- Rules: parser_expr.c ---- */
bool starts_operand(const Token *token);        /* it can only be the beginning of an expression, never go on with one */
bool starts_expression(const Token *token);     /* it can be the beginning of an expression */
Node *parse_expression(Parser *p);              /* conditional expression or lambda */
Node *parse_dict_key(Parser *p);                /* of a dictionary's second or later item: a colon must follow */
Node *parse_named_expression(Parser *p);        /* ... or NAME := expression */
Node *parse_disjunction(Parser *p);
Node *parse_bitwise_or(Parser *p);
Node *parse_primary(Parser *p);
Node *parse_star_expressions(Parser *p);        /* a, *b: a tuple when there is a comma */
Node *parse_star_named_expression(Parser *p);
Node *parse_yield(Parser *p);
Node *parse_yield_or_star_expressions(Parser *p);
/* At := after e, which is not a name. */
NORETURN void fail_named_target(Parser *p, Node *e);
/* At a = after e where none may stand: reports what was likely meant, or returns. */
void diagnose_equal(Parser *p, Node *e);
void report_equal(Parser *p, Node *e, Node *value);         /* the same when it is known what follows the = */
Node *parse_expressions_as_tuple(Parser *p, Node *first, Pos start, Node *(*element)(Parser *p));

/* parser_atom.c */
Node *parse_atom(Parser *p);
Node *parse_call(Parser *p, Node *function, Pos start);     /* at '(' */
/* After '(', reads ')'. `generator`: a lone generator expression may go without parentheses of its own. */
void parse_arguments(Parser *p, bool generator, NodeSeq **args, NodeSeq **keywords);
Node *parse_subscript(Parser *p, Node *value, Pos start);   /* at '[' */
bool at_comprehension(Parser *p);
NodeSeq *parse_comprehension_clauses(Parser *p);

/* parser_string.c */
Node *parse_strings(Parser *p);                 /* adjacent literals */
Node *parse_number(Parser *p);
NORETURN void fail_field(Parser *p);            /* a syntax error in a field of an f-string */

/* parser_params.c */
Node *parse_parameters(Parser *p, bool lambda); /* up to, not including, ')' or ':' */
NodeSeq *parse_type_params(Parser *p);          /* at '[', or nothing */

/* parser_target.c */
/* Turns an expression into a target (AST_Store, AST_Del): sets contexts. False: *culprit is what cannot be one. */
bool set_context(Node *e, AstKind ctx, Node **culprit);
/* Up to and including `in`: a target, or a tuple of them without parentheses. `no_in` is said where `in` is missing, or NULL. */
Node *parse_for_targets(Parser *p, const char *no_in);
Node *parse_target(Parser *p);                  /* one, of a with statement */
Node *parse_assignment_or_expression(Parser *p);        /* a simple statement that begins with an expression */
Node *parse_delete(Parser *p);

/* parser_pattern.c */
NodeSeq *parse_cases(Parser *p);                /* the block of a match statement, after its colon and NEWLINE */

/* parser_stmt.c */
void parse_statement(Parser *p);                /* pushes one or, for `a; b`, several */
void parse_simple_statements(Parser *p);
Node *parse_simple_statement(Parser *p);

/* parser_compound.c */
Node *parse_compound_statement(Parser *p);      /* NULL: no compound statement begins here */
/* A block after its header's colon. `what` and `line` are for "expected an indented block after %s on line %d". */
NodeSeq *parse_block(Parser *p, const char *what, int line);
/* The colon of a header. `forced`: "expected ':'" whatever stands there, else only at the end of the line. */
void expect_colon(Parser *p, bool forced);

#endif
