/* search.c: searching in arrays of units (see search.h). The single-unit searches differ by width and are here; the
 * rest is one template. */
#define _GNU_SOURCE
#include "base/search.h"

#include <emmintrin.h>
#include <stdlib.h>
#include <wchar.h>

static_assert(sizeof(wchar_t) == 4, "wmemchr serves as the search for 4-byte units");

static inline ssize find_unit1_(const uint8_t *s, ssize n, uint8_t c)
{
    const uint8_t *p = memchr(s, c, (size_t)n);
    return p ? p - s : -1;
}

static inline ssize find_unit_last1_(const uint8_t *s, ssize n, uint8_t c)
{
    const uint8_t *p = memrchr(s, c, (size_t)n);
    return p ? p - s : -1;
}

/* Eight units at a time: one bit pair of the mask for each. */
static ssize find_unit2_(const uint16_t *s, ssize n, uint16_t c)
{
    ssize i = 0;
    __m128i wanted = _mm_set1_epi16((short)c);
    for (; i + 8 <= n; i += 8) {
        int mask = _mm_movemask_epi8(_mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(const void *)(s + i)), wanted));
        if (mask)
            return i + __builtin_ctz((unsigned)mask) / 2;
    }
    for (; i < n; i++)
        if (s[i] == c)
            return i;
    return -1;
}

static ssize find_unit_last2_(const uint16_t *s, ssize n, uint16_t c)
{
    ssize i = n;
    __m128i wanted = _mm_set1_epi16((short)c);
    for (; i >= 8; i -= 8) {
        int mask = _mm_movemask_epi8(_mm_cmpeq_epi16(_mm_loadu_si128((const __m128i *)(const void *)(s + i - 8)), wanted));
        if (mask)
            return i - 8 + (31 - __builtin_clz((unsigned)mask)) / 2;
    }
    while (i-- > 0)
        if (s[i] == c)
            return i;
    return -1;
}

static inline ssize find_unit4_(const uint32_t *s, ssize n, uint32_t c)
{
    const wchar_t *start = (const wchar_t *)s, *p = wmemchr(start, (wchar_t)c, (size_t)n);
    return p ? p - start : -1;
}

static inline ssize find_unit_last4_(const uint32_t *s, ssize n, uint32_t c)
{
    while (n-- > 0)
        if (s[n] == c)
            return n;
    return -1;
}

/* Where among the next 16 / K places units at p equal those of a, and units at q those of b: K bits for each place. */
#define BLOCK_FUNCTIONS(K, Unit, Int, set, equal)                                                                    \
    typedef __m128i Filter##K##_;                                                                                   \
    static inline Filter##K##_ filter##K##_(Unit c) { return set((Int)c); }                                         \
    static inline unsigned block##K##_(const Unit *p, Filter##K##_ a, const Unit *q, Filter##K##_ b)                \
    {                                                                                                               \
        return (unsigned)_mm_movemask_epi8(_mm_and_si128(equal(_mm_loadu_si128((const __m128i *)(const void *)p), a), \
                                                         equal(_mm_loadu_si128((const __m128i *)(const void *)q), b))); \
    }
BLOCK_FUNCTIONS(1, uint8_t, char, _mm_set1_epi8, _mm_cmpeq_epi8)
BLOCK_FUNCTIONS(2, uint16_t, short, _mm_set1_epi16, _mm_cmpeq_epi16)
BLOCK_FUNCTIONS(4, uint32_t, int, _mm_set1_epi32, _mm_cmpeq_epi32)

enum { FAILED_MAX = 4 };                    /* candidates that may fail before others are chosen */

#define K 1
#define UNIT uint8_t
#include "base/search_width.h"
#define K 2
#define UNIT uint16_t
#include "base/search_width.h"
#define K 4
#define UNIT uint32_t
#include "base/search_width.h"
