/* parser.h: from source text to a tree.
 *
 * The grammar is that of Python 3.13, hand-written recursive descent with precedence climbing for binary operators. What
 * came after 3.2 is soft: match, case, type, _, async and await are names wherever 3.2 allows a name (parser.c says when
 * they are not). Recursion is bounded: PARSE_DEPTH_MAX nested grammar levels, 200 open brackets, 100 indents.
 */
#ifndef KRAIT_FRONTEND_PARSER_H
#define KRAIT_FRONTEND_PARSER_H

#include "frontend/ast.h"
#include "frontend/syntax_error.h"

typedef enum {
    PARSE_EXEC,         /* Module */
    PARSE_EVAL,         /* Expression */
    PARSE_SINGLE        /* Interactive: one statement; a compound one must be ended by an empty line */
} ParseMode;

/* Flags of compile(); the values are those of Python 3.2 and the __future__ module, or ours where 3.2 has none. */
enum {
    PARSE_SOURCE_IS_UTF8    = 0x0100,       /* the text is UTF-8 whatever its coding cookie says */
    PARSE_DONT_IMPLY_DEDENT = 0x0200,       /* end of input does not end a block (codeop) */
    PARSE_IGNORE_COOKIE     = 0x0800,       /* as PARSE_SOURCE_IS_UTF8 */
    FUTURE_DIVISION         = 0x2000,
    FUTURE_ABSOLUTE_IMPORT  = 0x4000,
    FUTURE_WITH_STATEMENT   = 0x8000,
    FUTURE_PRINT_FUNCTION   = 0x10000,
    FUTURE_UNICODE_LITERALS = 0x20000,
    FUTURE_BARRY_AS_BDFL    = 0x40000,
    FUTURE_GENERATOR_STOP   = 0x80000,
    FUTURE_ANNOTATIONS      = 0x100000,
    FUTURE_ALL              = 0x1FE000,
    PARSE_TOP_LEVEL_AWAIT   = 0x1000000,    /* await, async for, async with are keywords outside functions too */
    PARSE_ALLOW_INCOMPLETE  = 0x2000000,    /* end of input too early gives INCOMPLETE_ERROR (codeop, REPL) */
};

typedef enum {
    WARN_SYNTAX, WARN_DEPRECATION,
    WARN_RESERVED       /* a DeprecationWarning that is no SyntaxError even when a filter says error */
} WarningCategory;
typedef enum {
    WARN_DONE,
    WARN_AS_ERROR,      /* a filter says error: the caller reports a SyntaxError with the message */
    WARN_RAISED         /* another exception is set */
} WarnResult;
typedef WarnResult (*WarnFunction)(void *context, WarningCategory category, const char *message, int lineno);

typedef struct {
    ParseMode mode;
    uint32_t flags;             /* in: as above. Out: with the FUTURE_ bits the source asks for added */
    const char *filename;       /* for the wording of decoding errors; may be NULL */
    WarnFunction warn;          /* may be NULL: no warnings */
    void *warn_context;
} ParseOptions;

/* The tree of a source, in the arena; NULL with *error filled (it must be zeroed, and is the caller's to free).
 * source[0..len) is bytes as read from a file: byte order mark, coding cookie and any newlines are dealt with here.
 * The decoded text stays with the arena. May run Python code (codecs, warning filters). */
Node *parse_source(Thread *t, AstArena *arena, const char *source, ssize len, ParseOptions *options,
                   SyntaxErrorRecord *error) MUST_CHECK;

/* The statement `from __future__ import ...` that is n sets these FUTURE_ bits; validated by the parser. */
uint32_t future_flags_of(const Node *n);

#define PARSE_DEPTH_MAX 1500    /* nested grammar levels, as counted by the recursive functions */

#endif
