/* constants.h: the Python values a parser needs. Results are owned; EMPTY: an exception is set on t. */
#ifndef KRAIT_FRONTEND_CONSTANTS_H
#define KRAIT_FRONTEND_CONSTANTS_H

#include "object/object.h"

/* An interned str, NFKC-normalised when it is not ASCII (PEP 3131). */
Value make_identifier(Thread *t, const char *text, ssize len) MUST_CHECK;
/* A str from UTF-8 in which surrogates may stand as three bytes each. */
Value make_str(Thread *t, const char *utf8, ssize len) MUST_CHECK;
Value make_bytes(Thread *t, const char *bytes, ssize len) MUST_CHECK;
/* From digits of the base, without prefix or underscores; any length. */
Value make_int(Thread *t, const char *digits, ssize len, int base) MUST_CHECK;
/* From decimal text without underscores: [digits][.[digits]][e[+-]digits]. Overflow gives inf. */
Value make_float(Thread *t, const char *text, ssize len) MUST_CHECK;
Value make_imaginary(Thread *t, const char *text, ssize len) MUST_CHECK;

bool is_str_constant(Ref v);
bool is_text(Ref str, const char *ascii);               /* a str equal to that */
const char *peek_text(Thread *t, Ref str);              /* for messages: UTF-8, lent while the str lives */

/* Decodes bytes with a codec named by a coding cookie: an owned str. EMPTY: there is no such codec, or the bytes do not
 * decode, and `reason` says so in words; or an exception is set and `reason` is empty. Runs Python. */
Value decode_source(Thread *t, const char *encoding, const char *bytes, ssize len, char *reason, size_t size) MUST_CHECK;
/* The UTF-8 of a str made by decode_source, lent until it is released. NULL: it has surrogates, exception set. */
const char *peek_str_utf8(Thread *t, Ref str, ssize *len) MUST_CHECK;

#endif
