/* utf8.h: UTF-8 to code points and back (RFC 3629).
 *
 * Malformed input is described the way Unicode recommends and Python's codec reports it: an error covers the
 * maximal subpart, the longest prefix of a well-formed sequence. Code points travel as arrays of 1-, 2- or
 * 4-byte units, one unit a code point (never surrogate pairs). What to do about lone surrogates is the
 * caller's choice: UTF8_SURROGATES admits them (three bytes each), else they are errors. */
#ifndef KRAIT_BASE_UTF8_H
#define KRAIT_BASE_UTF8_H

#include "base/common.h"

#define UTF8_SURROGATES 1u      /* accept D800..DFFF as if they were characters ("surrogatepass") */

typedef enum Utf8Status {
    UTF8_OK,
    UTF8_BAD_START,             /* "invalid start byte" */
    UTF8_BAD_CONTINUATION,      /* "invalid continuation byte" */
    UTF8_TRUNCATED,             /* "unexpected end of data": more bytes could still make it well-formed */
} Utf8Status;

/* Python's wording of a status. */
const char *utf8_reason(Utf8Status status);

/* Length of the run of ASCII bytes (below 0x80) that s begins with. */
ssize utf8_ascii_prefix(const void *s, ssize n);

static inline bool utf8_is_ascii(const void *s, ssize n)
{
    return utf8_ascii_prefix(s, n) == n;
}

typedef struct Utf8Scan {
    ssize valid;                /* bytes well-formed from the start: all of them, or where the error begins */
    ssize count;                /* code points in them */
    uint32_t max;               /* not the largest code point, but its class: 0x7F, 0xFF, 0xFFFF or 0x10FFFF */
    Utf8Status status;
    int error_length;           /* bytes in error at s + valid: 1 to 3 */
} Utf8Scan;

/* Validate and measure, up to the first error. True: all of s is well-formed. */
bool utf8_scan(const char *s, ssize n, unsigned flags, Utf8Scan *scan);

/* Decode the sequence at s (n > 0 bytes are there). UTF8_OK: *cp, and *length bytes were read.
 * Else *length bytes are in error. */
Utf8Status utf8_decode_one(const char *s, ssize n, unsigned flags, uint32_t *cp, int *length);

/* Decode well-formed bytes (scanned before), which must fit the units; the number of units written is
 * scan.count. Surrogates are copied as they come. */
void utf8_decode1(const char *s, ssize n, uint8_t *out);
void utf8_decode2(const char *s, ssize n, uint16_t *out);
void utf8_decode4(const char *s, ssize n, uint32_t *out);

/* Code points in well-formed bytes. */
ssize utf8_count(const char *s, ssize n);

/* The next code point of well-formed bytes; advances *s. */
static inline uint32_t utf8_next(const char **s)
{
    const unsigned char *p = (const unsigned char *)*s;
    uint32_t c = p[0];
    if (likely(c < 0x80)) {
        *s += 1;
    } else if (c < 0xE0) {
        c = (c & 0x1F) << 6 | (p[1] & 0x3F);
        *s += 2;
    } else if (c < 0xF0) {
        c = (c & 0x0F) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3F);
        *s += 3;
    } else {
        c = (c & 0x07) << 18 | (p[1] & 0x3Fu) << 12 | (p[2] & 0x3Fu) << 6 | (p[3] & 0x3F);
        *s += 4;
    }
    return c;
}

/* Bytes that a code point takes, 1 to 4, and writing them (surrogates as three bytes). */
static inline int utf8_length(uint32_t cp)
{
    return cp < 0x80 ? 1 : cp < 0x800 ? 2 : cp < 0x10000 ? 3 : 4;
}

static inline int utf8_encode_one(uint32_t cp, char out[4])
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    if (cp < 0x800) {
        out[0] = (char)(0xC0 | cp >> 6);
        out[1] = (char)(0x80 | (cp & 0x3F));
        return 2;
    }
    if (cp < 0x10000) {
        out[0] = (char)(0xE0 | cp >> 12);
        out[1] = (char)(0x80 | (cp >> 6 & 0x3F));
        out[2] = (char)(0x80 | (cp & 0x3F));
        return 3;
    }
    out[0] = (char)(0xF0 | cp >> 18);
    out[1] = (char)(0x80 | (cp >> 12 & 0x3F));
    out[2] = (char)(0x80 | (cp >> 6 & 0x3F));
    out[3] = (char)(0x80 | (cp & 0x3F));
    return 4;
}

/* Bytes that n code points take. */
ssize utf8_size1(const uint8_t *s, ssize n);
ssize utf8_size2(const uint16_t *s, ssize n);
ssize utf8_size4(const uint32_t *s, ssize n);

/* Write them; out has room for utf8_sizeK bytes. Returns the end of what was written. */
char *utf8_encode1(const uint8_t *s, ssize n, char *out);
char *utf8_encode2(const uint16_t *s, ssize n, char *out);
char *utf8_encode4(const uint32_t *s, ssize n, char *out);

/* Index of the first surrogate at or after start, or n. */
ssize utf8_find_surrogate2(const uint16_t *s, ssize start, ssize n);
ssize utf8_find_surrogate4(const uint32_t *s, ssize start, ssize n);

#endif
