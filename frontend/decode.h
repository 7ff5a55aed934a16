/* decode.h: source bytes to text (PEP 263; manual: reference/lexical_analysis, "Encoding declarations"). */
#ifndef KRAIT_FRONTEND_DECODE_H
#define KRAIT_FRONTEND_DECODE_H

#include "frontend/syntax_error.h"
#include "object/value.h"

/* Decoded source: valid UTF-8 without byte order mark, lines ended by \n alone (the last one too), then a NUL. */
typedef struct {
    char *text;                 /* malloc'd */
    ssize len;
    bool implied_newline;       /* the last newline was not in the source */
    char encoding[40];          /* as declared, normalised: "utf-8", "iso-8859-1", or the cookie's spelling */
} SourceText;

/* `ignore_cookie`: the bytes are UTF-8 whatever a coding cookie says. False: *error is filled. Codecs other than UTF-8,
 * Latin-1 and ASCII are looked up on t and may run Python code. */
bool source_decode(Thread *t, const char *bytes, ssize len, bool ignore_cookie, const char *filename, SourceText *out,
                   SyntaxErrorRecord *error) MUST_CHECK;
void source_free(SourceText *source);

/* Looks for a coding cookie in the first two lines: true and its spelling in `name` (NUL-terminated, cut to fit). */
bool find_coding_cookie(const char *bytes, ssize len, char *name, size_t size);

#endif
