/* format.h: the parts of the format mini-language (format.c) that numeric types outside object/ need: Decimal. */
#ifndef KRAIT_OBJECT_FORMAT_H
#define KRAIT_OBJECT_FORMAT_H

#include "object/str.h"

typedef struct FormatSpec {
    uint32_t fill, type;            /* type 0: absent, for floats */
    char align;                     /* '<' '>' '=' '^' */
    char sign;                      /* '+' '-' ' ', 0: absent */
    char thousands;                 /* ',' '_', 0 */
    bool alternate, no_negative_zero, align_given;
    ssize width, precision;         /* -1: absent */
} FormatSpec;

/* Reads a specification; `of` is the object to be formatted, for the message. */
bool format_parse(Thread *t, Ref spec, Ref of, uint32_t default_type, char default_align, FormatSpec *f) MUST_CHECK;
Value format_raise_unknown(Thread *t, uint32_t type, Ref of);

/* How digits are grouped, as localeconv() tells it: group sizes from the right, the last repeated; CHAR_MAX ends grouping. */
typedef struct Grouping {
    const char *sizes;
    Value separator, point;         /* strs, owned; EMPTY: none, '.' */
} Grouping;

bool grouping_init(Thread *t, const FormatSpec *f, Grouping *g) MUST_CHECK;     /* by type: the locale's, or thousands */
void grouping_release(Grouping *g);

/* A number as text in parts. */
typedef struct Numeral {
    char sign;                      /* 0: none */
    const char *prefix;             /* "0x" ... */
    const char *digits;             /* before the point; none for inf and nan */
    ssize digit_count;
    const char *rest;               /* after the point, or from where digits end: fraction, exponent, '%' */
    ssize rest_len;
    bool point;
} Numeral;

/* Takes "[-]digits[.rest]" apart. */
void numeral_of(const char *text, ssize n, char sign_option, Numeral *out);
/* Lays the numeral out; f NULL: without padding. */
bool emit_numeral(StrBuilder *b, const Numeral *n, const Grouping *g, const FormatSpec *f);
char shown_sign(bool negative, char option);            /* 0: none */

#endif
