/* lexer.h: tokens of Python source.
 *
 * Works on decoded text (decode.h): valid UTF-8, newlines are \n, the last line ends with one, a NUL follows. Tokens come
 * one at a time and point into that text. f-strings are tokens too (PEP 701): FSTRING_START, then FSTRING_MIDDLE and the
 * tokens of the fields, then FSTRING_END.
 */
#ifndef KRAIT_FRONTEND_LEXER_H
#define KRAIT_FRONTEND_LEXER_H

#include "frontend/syntax_error.h"

typedef enum {
#define TOKEN(name) TOK_##name,
#define OPERATOR(name, text) TOK_##name,
#define KEYWORD(name, text) TOK_##name,
#include "frontend/tokens.def"
    TOK_COUNT
} TokenKind;

_Static_assert(TOK_INDENT == TOK_NEWLINE + 1 && TOK_DEDENT == TOK_INDENT + 1, "the parser tests for this range");
#define TOK_FIRST_OPERATOR TOK_LPAR
#define TOK_FIRST_KEYWORD  TOK_FALSE

typedef struct {
    uint8_t kind;               /* TokenKind */
    uint8_t level;              /* open brackets after this token (an f-string field counts as one) */
    uint8_t spelling;           /* NAME: a Spelling */
    int32_t lineno, col, end_lineno, end_col;   /* lines from 1, columns in bytes from 0 */
    const char *start, *end;
} Token;

/* Names that mean something in some places. */
typedef enum { PLAIN_NAME, SPELLS_ASYNC, SPELLS_AWAIT, SPELLS_MATCH, SPELLS_CASE, SPELLS_TYPE, SPELLS_PRINT, SPELLS_EXEC,
               SPELLS_UNDERSCORE } Spelling;

enum {
    LEX_MAX_BRACKETS = 200,
    LEX_MAX_INDENT = 100,
    LEX_MAX_FSTRINGS = 150      /* f-strings within fields of f-strings */
};

enum LexFlag {
    LEX_ALL = 1,                /* COMMENT and NL tokens as well */
};

/* An f-string being read. */
typedef struct {
    const char *start;          /* of the token FSTRING_START */
    int32_t lineno, col;
    char quote;
    bool triple, raw;
    uint8_t level;              /* brackets open around it */
    uint8_t fields;             /* open fields of it, at most 2: so many in `f"{x:{y}}"` at y */
    bool has_comment;           /* there is one in a field of it */
    bool in_spec;               /* in literal text of a format specification of the innermost field */
} LexFString;

typedef struct {
    char kind;                  /* ( [ { */
    bool is_field;              /* the { of an f-string field */
    int32_t lineno, col;
} LexBracket;

typedef struct Lexer {
    const char *text, *end;     /* the whole text; *end == 0 */
    const char *cur;            /* next character */
    const char *line;           /* start of the line of cur */
    int32_t lineno;
    uint32_t flags;
    SyntaxErrorRecord *error;   /* where errors go */
    bool line_start;            /* cur is at the start of a logical line: indentation counts */
    bool at_end;                /* the end of the text has been met: if there is an error, more text might mend it */
    int pending;                /* INDENT (1) or DEDENTs (-n) to hand out */
    int nindent, nbrackets, nfstrings;
    int indent[LEX_MAX_INDENT], tab_indent[LEX_MAX_INDENT];     /* columns with tabs to 8, and with tabs as 1 */
    LexBracket bracket[LEX_MAX_BRACKETS];
    LexFString fstring[LEX_MAX_FSTRINGS];
    bool (*warn)(struct Lexer *lx, SourceSpan at, const char *message);   /* may be NULL; false: an error is recorded */
    void *context;              /* for warn */
} Lexer;

/* `text` as decode.h makes it. */
void lexer_init(Lexer *lx, const char *text, ssize len, uint32_t flags, SyntaxErrorRecord *error);
/* The next token; after ENDMARKER, ENDMARKER again. False: an error is recorded. */
bool lexer_next(Lexer *lx, Token *token) MUST_CHECK;
/* Records "'(' was never closed" for the innermost open bracket. */
COLD void lexer_report_unclosed(Lexer *lx);
/* Records an error; returns false. */
COLD PRINTF(4, 5) bool lexer_fail(Lexer *lx, SyntaxErrorKind kind, SourceSpan at, const char *format, ...);

extern const char *const token_names[TOK_COUNT];    /* "NAME", "PLUS", "IF" */
extern const char *const token_texts[TOK_COUNT];    /* "+", "if"; NULL where the text varies */

#endif
