/* unicode.h: the Unicode Character Database: properties, case, normalisation, names.
 *
 * Code points are uint32_t; anything from 0x110000 up counts as unassigned. A property costs two table reads,
 * for ASCII one; nothing here allocates but unicode_normalize, and nothing is ever written, so all of it may be
 * used from any thread at any time. The tables are made at build time by tools/unicode_tables.c.
 * Python manual: unicodedata, and the str.is...() methods. */
#ifndef KRAIT_BASE_UNICODE_H
#define KRAIT_BASE_UNICODE_H

#include "base/unicode_tables.h"

/* --- Properties --- */

static inline const UnicodeRecord *unicode_record(uint32_t c)
{
    if (unlikely(c >= UNICODE_LIMIT))
        c = UNICODE_LIMIT - 1;          /* a noncharacter: category Cn */
    uint32_t block = unicode_record_block[c >> UNICODE_SHIFT];
    return &unicode_records[unicode_record_index[block << UNICODE_SHIFT | (c & ((1u << UNICODE_SHIFT) - 1))]];
}

/* The yes-or-no properties, UNICODE_ALPHA and so on. */
static inline uint32_t unicode_flags(uint32_t c)
{
    return likely(c < 128) ? unicode_ascii_flags[c] : unicode_record(c)->flags;
}

#define UNICODE_IS(property, mask)                              \
    static inline bool unicode_is_##property(uint32_t c)        \
    {                                                           \
        return (unicode_flags(c) & (mask)) != 0;                \
    }
UNICODE_IS(alpha, UNICODE_ALPHA)
UNICODE_IS(alnum, UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC)
UNICODE_IS(decimal, UNICODE_DECIMAL)
UNICODE_IS(digit, UNICODE_DIGIT)
UNICODE_IS(numeric, UNICODE_NUMERIC)
UNICODE_IS(space, UNICODE_SPACE)
UNICODE_IS(line_break, UNICODE_LINE_BREAK)
UNICODE_IS(upper, UNICODE_UPPER)
UNICODE_IS(lower, UNICODE_LOWER)
UNICODE_IS(title, UNICODE_TITLE)
UNICODE_IS(printable, UNICODE_PRINTABLE)
UNICODE_IS(cased, UNICODE_CASED)
UNICODE_IS(case_ignorable, UNICODE_CASE_IGNORABLE)
UNICODE_IS(xid_start, UNICODE_XID_START)            /* without '_', which Python adds */
UNICODE_IS(xid_continue, UNICODE_XID_CONTINUE)
UNICODE_IS(mirrored, UNICODE_MIRRORED)
UNICODE_IS(in_3_2, UNICODE_IN_3_2)                  /* assigned in Unicode 3.2 */
#undef UNICODE_IS

static inline int unicode_decimal(uint32_t c) { return unicode_record(c)->decimal; }      /* or -1 */
static inline int unicode_digit(uint32_t c) { return unicode_record(c)->digit; }          /* or -1 */
/* False: c has no numeric value. */
static inline bool unicode_numeric(uint32_t c, double *value)
{
    int i = unicode_record(c)->numeric;
    *value = unicode_numerics[i];
    return i != 0;
}

const char *unicode_category(uint32_t c);           /* "Lu"...; "Cn" if unassigned */
const char *unicode_bidirectional(uint32_t c);      /* "L"...; "" if unassigned */
const char *unicode_east_asian_width(uint32_t c);   /* "N", "F", "H", "W", "Na", "A" */
static inline int unicode_combining(uint32_t c) { return unicode_record(c)->combining; }

/* --- Case --- */

/* Simple mappings: one code point to one. */
static inline uint32_t unicode_upper(uint32_t c)
{
    return likely(c < 128) ? c - (c - 'a' < 26u ? 32 : 0) : c + (uint32_t)unicode_record(c)->upper;
}
static inline uint32_t unicode_lower(uint32_t c)
{
    return likely(c < 128) ? c + (c - 'A' < 26u ? 32 : 0) : c + (uint32_t)unicode_record(c)->lower;
}
static inline uint32_t unicode_title(uint32_t c)
{
    return likely(c < 128) ? c - (c - 'a' < 26u ? 32 : 0) : c + (uint32_t)unicode_record(c)->title;
}

/* Full mappings: write up to UNICODE_CASE_LIMIT code points, return how many. (The final sigma, which depends on
 * its neighbours, is the caller's: 03A3 becomes 03C2 after a cased letter, case-ignorable ones apart, if none
 * follows so.) */
enum { UNICODE_CASE_LIMIT = 3 };
int unicode_upper_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT]);
int unicode_lower_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT]);
int unicode_title_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT]);
int unicode_fold_full(uint32_t c, uint32_t out[UNICODE_CASE_LIMIT]);

/* --- Decomposition and normalisation --- */

/* The mapping in the database, one level deep: returns its length, 0 if there is none (also for Hangul
 * syllables); *tag is "" if canonical, else "<compat>" and so on. */
enum { UNICODE_DECOMPOSITION_LIMIT = 18 };
int unicode_decomposition(uint32_t c, const char **tag, uint32_t out[UNICODE_DECOMPOSITION_LIMIT]);

/* The primary composite of two code points, or 0. */
uint32_t unicode_compose(uint32_t first, uint32_t second);

typedef enum UnicodeForm { UNICODE_NFC, UNICODE_NFD, UNICODE_NFKC, UNICODE_NFKD } UnicodeForm;
typedef enum UnicodeAnswer { UNICODE_NO, UNICODE_MAYBE, UNICODE_YES } UnicodeAnswer;

/* Is the text in that form? n units of 1, 2 or 4 bytes, a code point each. */
UnicodeAnswer unicode_quick_check(UnicodeForm form, const void *text, int width, ssize n);

/* The text in that form, in memory for the caller to free(). False: out of memory. */
bool unicode_normalize(UnicodeForm form, const void *text, int width, ssize n, uint32_t **out, ssize *out_n) MUST_CHECK;

/* --- Names --- */

/* The name of c, with a NUL behind it; returns its length, or 0 if it has none. */
int unicode_name(uint32_t c, char out[UNICODE_NAME_LIMIT]);

/* The code point of that name or alias, in any case of letters. */
bool unicode_lookup(const char *name, ssize n, uint32_t *c);

/* The same, and named sequences too: returns the number of code points, 0 if there is no such name. */
int unicode_lookup_sequence(const char *name, ssize n, uint32_t out[UNICODE_SEQUENCE_LIMIT]);

#endif
