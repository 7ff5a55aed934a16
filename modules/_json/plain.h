/* plain.h: where the plain characters of a JSON string end: those that stand for themselves. */
#ifndef KRAIT_MODULES_JSON_PLAIN_H
#define KRAIT_MODULES_JSON_PLAIN_H

#include <emmintrin.h>

#include "base/common.h"

/* The first of p[i..n) that is a control character, a quote, a backslash or, if `ascii`, not printable ASCII; n if none is. */
ALWAYS_INLINE ssize plain_bytes_end(const uint8_t *p, ssize n, ssize i, bool ascii)
{
    const __m128i control = _mm_set1_epi8(0x1f), quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\'), del = _mm_set1_epi8(127);
    for (; i + 16 <= n; i += 16) {
        __m128i c = _mm_loadu_si128((const __m128i *)(p + i));
        __m128i odd = _mm_or_si128(_mm_cmpeq_epi8(_mm_min_epu8(c, control), c),
                                   _mm_or_si128(_mm_cmpeq_epi8(c, quote), _mm_cmpeq_epi8(c, backslash)));
        int mask = _mm_movemask_epi8(ascii ? _mm_or_si128(odd, _mm_cmpeq_epi8(_mm_max_epu8(c, del), c)) : odd);
        if (mask)
            return i + __builtin_ctz((unsigned)mask);
    }
    while (i < n && p[i] >= ' ' && p[i] != '"' && p[i] != '\\' && (!ascii || p[i] < 127))
        i++;
    return i;
}

#endif
