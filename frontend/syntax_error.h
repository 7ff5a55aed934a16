/* syntax_error.h: the record of an error found in source text, before it becomes a Python exception.
 *
 * Decoder, lexer, parser, scopes and compiler all report through it. The first error of a compilation is the one
 * that counts: recording is a no-op when an error is there already. Lines count from 1; columns are 1-based code points, as
 * SyntaxError.offset is, with 0 for unknown.
 */
#ifndef KRAIT_FRONTEND_SYNTAX_ERROR_H
#define KRAIT_FRONTEND_SYNTAX_ERROR_H

#include <stdarg.h>

#include "base/common.h"

typedef enum {
    NO_ERROR,
    SYNTAX_ERROR, INDENTATION_ERROR, TAB_ERROR,     /* to be raised as these */
    INCOMPLETE_ERROR,       /* as SYNTAX_ERROR (_IncompleteInputError): more input could make it right; only on request */
    TOO_COMPLEX_ERROR,      /* MemoryError with the message: nested deeper than the C stack allows */
    NO_MEMORY_ERROR,        /* MemoryError */
    RAISED_ERROR            /* an exception is set on the thread already (by a codec, a warning filter, a constant) */
} SyntaxErrorKind;

typedef struct {
    SyntaxErrorKind kind;
    char *message;                          /* malloc'd UTF-8, NULL when there was no memory for it */
    int lineno, offset, end_lineno, end_offset;
    char *text;                             /* the line `lineno` with its newline, malloc'd UTF-8, or NULL */
} SyntaxErrorRecord;

/* Where an error lies, in the units of the tree: columns in bytes from 0; end_lineno 0 when there is no end. */
typedef struct { int lineno, col, end_lineno, end_col; } SourceSpan;

/* Fills an empty record; a no-op on one that is filled. `source` (UTF-8, `len` bytes) gives the line and turns byte
 * columns into code points; NULL when it is gone. */
COLD PRINTF(6, 7)
void syntax_error_set(SyntaxErrorRecord *e, SyntaxErrorKind kind, SourceSpan at, const char *source, ssize len,
                      const char *format, ...);
/* Adds the place to an error that has none. */
COLD void syntax_error_place(SyntaxErrorRecord *e, SourceSpan at, const char *source, ssize len);
COLD
void syntax_error_setv(SyntaxErrorRecord *e, SyntaxErrorKind kind, SourceSpan at, const char *source, ssize len,
                       const char *format, va_list arguments);
/* Errors about declarations and future imports are found when a whole scope is known, and as in Python 3.2 their
 * SyntaxError.offset counts from 0. */
COLD void syntax_error_count_from_0(SyntaxErrorRecord *e);
void syntax_error_free(SyntaxErrorRecord *e);       /* empties it */

#endif
