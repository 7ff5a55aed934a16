/* utf8.c: validation, decoding and encoding of UTF-8 (see utf8.h).
 *
 * Two passes: utf8_scan validates and measures, so that the caller can allocate exactly; utf8_decodeK then
 * copies without checks. Both leap over ASCII 32 bytes at a time. */
#include "base/utf8.h"

#define HIGH_BITS UINT64_C(0x8080808080808080)

const char *utf8_reason(Utf8Status status)
{
    static const char *const reasons[] = {
        [UTF8_OK] = "ok",
        [UTF8_BAD_START] = "invalid start byte",
        [UTF8_BAD_CONTINUATION] = "invalid continuation byte",
        [UTF8_TRUNCATED] = "unexpected end of data",
    };
    return reasons[status];
}

ALWAYS_INLINE uint64_t load8(const unsigned char *p)
{
    uint64_t word;
    memcpy(&word, p, 8);
    return word;
}

ssize utf8_ascii_prefix(const void *s, ssize n)
{
    const unsigned char *p = s, *end = p + n;
    while (end - p >= 32) {
        if ((load8(p) | load8(p + 8) | load8(p + 16) | load8(p + 24)) & HIGH_BITS)
            break;
        p += 32;
    }
    while (end - p >= 8) {
        uint64_t high = load8(p) & HIGH_BITS;
        if (high)       /* little-endian: the lowest set bit is the first byte's */
            return p - (const unsigned char *)s + __builtin_ctzll(high) / 8;
        p += 8;
    }
    while (p < end && *p < 0x80)
        p++;
    return p - (const unsigned char *)s;
}

/* --- Four characters of two bytes at a time: runs of Greek, Cyrillic, Hebrew, Arabic text --- */

#define LANES(x) ((uint64_t)(x) * UINT64_C(0x0001000100010001))

/* Are the eight bytes (little-endian) four well-formed two-byte characters? The start byte is C2 at least. */
ALWAYS_INLINE bool is_two_bytes4(uint64_t w)
{
    return (w & LANES(0xC0E0)) == LANES(0x80C0) && (((w & LANES(0x1E)) + LANES(0xFE)) & LANES(0x100)) == LANES(0x100);
}
ALWAYS_INLINE uint64_t two_bytes4_decode(uint64_t w) { return (w & LANES(0x1F)) << 6 | (w >> 8 & LANES(0x3F)); }

/* Are the four units from 80 to 7FF? */
ALWAYS_INLINE bool is_two_units4(uint64_t w)
{
    return (w & LANES(0xF800)) == 0 && ((w + LANES(0x7F80)) & LANES(0x8000)) == LANES(0x8000);
}
ALWAYS_INLINE uint64_t two_bytes4_encode(uint64_t w) { return (w >> 6 & LANES(0x1F)) | (w & LANES(0x3F)) << 8 | LANES(0x80C0); }

/* --- Validation --- */

ALWAYS_INLINE bool is_continuation(unsigned char c)
{
    return (c & 0xC0) == 0x80;
}

/* The bytes that may follow a start byte: table 3-7 of the Unicode standard. Only the second is special. */
static void second_byte_range(unsigned start, unsigned flags, unsigned *low, unsigned *high)
{
    *low = 0x80;
    *high = 0xBF;
    switch (start) {
    case 0xE0: *low = 0xA0; break;                                      /* overlong */
    case 0xED: *high = flags & UTF8_SURROGATES ? 0xBF : 0x9F; break;    /* surrogates */
    case 0xF0: *low = 0x90; break;                                      /* overlong */
    case 0xF4: *high = 0x8F; break;                                     /* past 10FFFF */
    }
}

Utf8Status utf8_decode_one(const char *s, ssize n, unsigned flags, uint32_t *cp, int *length)
{
    const unsigned char *p = (const unsigned char *)s;
    unsigned start = p[0], low, high;
    int need = start < 0x80 ? 1 : start < 0xC2 ? 0 : start < 0xE0 ? 2 : start < 0xF0 ? 3 : start < 0xF5 ? 4 : 0;

    *length = 1;
    if (need <= 1) {
        *cp = start;
        return need ? UTF8_OK : UTF8_BAD_START;
    }
    if (n < 2)
        return UTF8_TRUNCATED;
    second_byte_range(start, flags, &low, &high);
    if (p[1] < low || p[1] > high)
        return UTF8_BAD_CONTINUATION;
    uint32_t c = (start & (0xFFu >> (need + 1))) << 6 | (p[1] & 0x3F);
    for (*length = 2; *length < need; ++*length) {
        if (*length >= n)
            return UTF8_TRUNCATED;
        unsigned char next = p[*length];
        if (!is_continuation(next))
            return UTF8_BAD_CONTINUATION;
        c = c << 6 | (next & 0x3F);
    }
    *cp = c;
    return UTF8_OK;
}

bool utf8_scan(const char *s, ssize n, unsigned flags, Utf8Scan *scan)
{
    const unsigned char *p = (const unsigned char *)s, *end = p + n;
    ssize count = 0;
    uint32_t all = 0;       /* the or of the code points: has the highest bit of the largest */
    *scan = (Utf8Scan){0};

    while (p < end) {
        unsigned c = *p;
        if (c < 0x80) {
            ssize run = utf8_ascii_prefix(p, end - p);
            p += run;
            count += run;
            continue;
        }
        if (c >= 0xC2 && c < 0xE0 && end - p >= 2 && is_continuation(p[1])) {
            all |= (c & 0x1F) << 6;
            p += 2;
            for (uint64_t w; end - p >= 8 && is_two_bytes4(w = load8(p)); p += 8, count += 4) {
                w |= w >> 32;
                all |= (w | w >> 16) << 6 & 0x7C0;
            }
        } else if (c > 0xE0 && c < 0xF0 && c != 0xED && end - p >= 3 && is_continuation(p[1]) && is_continuation(p[2])) {
            all |= 0x8000;
            p += 3;
        } else {
            uint32_t cp;
            int length;
            Utf8Status status = utf8_decode_one((const char *)p, end - p, flags, &cp, &length);
            if (status != UTF8_OK) {
                scan->status = status;
                scan->error_length = length;
                break;
            }
            all |= cp;
            p += length;
        }
        count++;
    }
    scan->valid = p - (const unsigned char *)s;
    scan->count = count;
    scan->max = all > 0xFFFF ? 0x10FFFF : all > 0xFF ? 0xFFFF : count == scan->valid ? 0x7F : 0xFF;
    return scan->status == UTF8_OK;
}

ssize utf8_count(const char *s, ssize n)
{
    ssize count = 0;
    for (ssize i = 0; i < n; i++)
        count += !is_continuation((unsigned char)s[i]);
    return count;
}

/* --- Decoding into units --- */

/* A run of two-byte characters, four at a time; `out` is of two-byte units, others take them one by one. */
ALWAYS_INLINE const char *decode_run2(const char *s, const char *end, uint16_t **out)
{
    for (uint64_t w; end - s >= 8 && is_two_bytes4(w = load8((const unsigned char *)s)); s += 8, *out += 4) {
        w = two_bytes4_decode(w);
        memcpy(*out, &w, 8);
    }
    return s;
}
ALWAYS_INLINE const char *decode_run1(const char *s, const char *end UNUSED, uint8_t **out UNUSED) { return s; }
ALWAYS_INLINE const char *decode_run4(const char *s, const char *end UNUSED, uint32_t **out UNUSED) { return s; }

#define DECODE(K, Unit)                                                             \
    void utf8_decode##K(const char *s, ssize n, Unit *out)                          \
    {                                                                               \
        const char *end = s + n;                                                    \
        while (s < end) {                                                           \
            if ((unsigned char)*s < 0x80) {                                         \
                ssize run = utf8_ascii_prefix(s, end - s);                          \
                for (ssize i = 0; i < run; i++)                                     \
                    out[i] = (Unit)(unsigned char)s[i];                             \
                s += run;                                                           \
                out += run;                                                         \
            } else {                                                                \
                s = decode_run##K(s, end, &out);                                    \
                while (s < end && (unsigned char)*s >= 0x80) {                      \
                    bool two = (unsigned char)*s < 0xE0;                            \
                    *out++ = (Unit)utf8_next(&s);                                   \
                    if (!two || K != 2)                                             \
                        continue;                                                   \
                    s = decode_run##K(s, end, &out);                                \
                }                                                                   \
            }                                                                       \
        }                                                                           \
    }

DECODE(1, uint8_t)
DECODE(2, uint16_t)
DECODE(4, uint32_t)

/* --- Encoding --- */

ssize utf8_size1(const uint8_t *s, ssize n)
{
    ssize size = n;
    for (ssize i = 0; i < n; i++)
        size += s[i] >> 7;
    return size;
}

ssize utf8_size2(const uint16_t *s, ssize n)
{
    ssize size = n;
    for (ssize i = 0; i < n; i++)
        size += (s[i] >= 0x80) + (s[i] >= 0x800);
    return size;
}

ssize utf8_size4(const uint32_t *s, ssize n)
{
    ssize size = n;
    for (ssize i = 0; i < n; i++)
        size += (s[i] >= 0x80) + (s[i] >= 0x800) + (s[i] >= 0x10000);
    return size;
}

char *utf8_encode1(const uint8_t *s, ssize n, char *out)
{
    const uint8_t *end = s + n;
    while (s < end) {
        if (*s < 0x80) {
            ssize run = utf8_ascii_prefix(s, end - s);
            memcpy(out, s, (size_t)run);
            s += run;
            out += run;
        } else {
            *out++ = (char)(0xC0 | *s >> 6);
            *out++ = (char)(0x80 | (*s++ & 0x3F));
        }
    }
    return out;
}

#define ENCODE(K, Unit, RUN)                                                        \
    char *utf8_encode##K(const Unit *s, ssize n, char *out)                         \
    {                                                                               \
        for (const Unit *end = s + n; s < end; s++) {                               \
            RUN                                                                     \
            if (*s < 0x80)                                                          \
                *out++ = (char)*s;                                                  \
            else                                                                    \
                out += utf8_encode_one(*s, out);                                    \
        }                                                                           \
        return out;                                                                 \
    }                                                                               \
                                                                                    \
    ssize utf8_find_surrogate##K(const Unit *s, ssize start, ssize n)               \
    {                                                                               \
        enum { BLOCK = 64 };                                                        \
        while (n - start >= BLOCK) {        /* without exits within, for vectors */ \
            Unit found = 0;                                                         \
            for (ssize i = 0; i < BLOCK; i++)                                       \
                found |= (s[start + i] & ~(Unit)0x7FF) == 0xD800;                   \
            if (found)                                                              \
                break;                                                              \
            start += BLOCK;                                                         \
        }                                                                           \
        while (start < n && (s[start] & ~(Unit)0x7FF) != 0xD800)                    \
            start++;                                                                \
        return start;                                                               \
    }

#define RUN_OF_TWO                                                                  \
    for (uint64_t w; end - s > 4 && (memcpy(&w, s, 8), is_two_units4(w)); s += 4) { \
        w = two_bytes4_encode(w);                                                   \
        memcpy(out, &w, 8);                                                         \
        out += 8;                                                                   \
    }
ENCODE(2, uint16_t, RUN_OF_TWO)
ENCODE(4, uint32_t, )
