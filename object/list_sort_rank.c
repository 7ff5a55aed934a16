/* list_sort_rank.c: ranks of the keys of a sort: numbers in their order, so that comparing looks at no objects.
 *
 * Keys must be alike: all numbers (ints, floats), all strs or all bytes. Fixnums and floats are told apart by their ranks. Of other
 * numbers, it is the nearest double; of texts, what follows the common prefix: 7 bytes and the length if all end there, 8 bytes, or
 * 3 code points of 21 bits. Tuples have the ranks of their first items: the sort takes groups of equal ones by the next items.
 */
#include <math.h>

#include "object/bytes.h"
#include "object/int.h"
#include "object/float.h"
#include "object/list_sort.h"
#include "object/str.h"
#include "object/tuple.h"

enum { NUMBERS = KEY_FIXNUM | KEY_FLOAT | KEY_INT, SIGN_BIT = 63 };

KeyKind kind_of_key(Ref v)
{
    if (is_fixnum(v))
        return KEY_FIXNUM;
    if (is_flonum(v))
        return KEY_FLOAT;
    Type *type = type_of(v);
    return type == &str_type ? KEY_STR : type == &tuple_type ? KEY_TUPLE : type == &float_type ? KEY_FLOAT
         : type == &int_type ? KEY_INT : type == &bytes_type ? KEY_BYTES : KEY_OTHER;
}

/* The kinds that occur among n keys; KEY_OTHER alone as soon as they have no ranks. `level` < 0: the keys, else items of tuples. */
static unsigned kinds_of(const Ranked *r, ssize n, ssize level)
{
    unsigned kinds = 0;
    for (ssize i = 0; i < n; i++) {
        Ref key = *r[i].key;
        if (level >= 0) {
            if (as_tuple(key)->len <= level)
                return KEY_OTHER;
            key = as_tuple(key)->item[level];
        }
        kinds |= kind_of_key(key);
        if (kinds & (kinds - 1) && kinds & ~NUMBERS)
            return KEY_OTHER;
    }
    return kinds;
}

ALWAYS_INLINE Ref part_of(const Ranked *r, ssize level)
{
    return level < 0 ? *r->key : as_tuple(*r->key)->item[level];
}

/* ---- numbers ---- */

static double nearest_double(Ref v)
{
    if (is_fixnum(v))
        return (double)fixnum_value(v);
    if (!is_exact(v, &int_type))
        return float_value(v);
    const mp_limb_t *limb;
    mp_limb_t small;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative), bits = int_bit_length(v);
    int shift = (int)(n * 64 - bits);
    uint64_t top = limb[n - 1] << shift;
    if (shift && n > 1)
        top |= limb[n - 2] >> (64 - shift);
    double d = ldexp((double)top, (int)MIN(bits - 64, (ssize)4096));
    return negative ? -d : d;
}

static RankQuality rank_numbers(Ranked *r, ssize n, ssize level, unsigned kinds)
{
    if (kinds == KEY_FIXNUM) {
        for (ssize i = 0; i < n; i++)
            r[i].rank = (uint64_t)fixnum_value(part_of(&r[i], level)) ^ (uint64_t)1 << SIGN_BIT;
        return RANK_EXACT;
    }
    for (ssize i = 0; i < n; i++) {
        double d = nearest_double(part_of(&r[i], level)) + 0.0;     /* -0.0 becomes 0.0, which it equals */
        uint64_t bits;
        if (d != d)
            return RANK_NONE;
        memcpy(&bits, &d, sizeof bits);
        r[i].rank = double_order(bits) ^ (uint64_t)1 << SIGN_BIT;
    }
    return kinds == KEY_FLOAT ? RANK_EXACT : RANK_WEAK;
}

/* ---- texts ---- */

typedef struct Text { const uint8_t *data; ssize len; } Text;

/* The bytes of a bytes object or of a str of one byte a code point. */
ALWAYS_INLINE Text text_of(Ref v, unsigned kind)
{
    return kind == KEY_STR ? (Text){str_data(as_str(v)), as_str(v)->len} : (Text){as_bytes(v)->data, as_bytes(v)->len};
}

/* How many bytes all have in front, and no less than `known`. */
static ssize common_prefix(const Ranked *r, ssize n, ssize level, unsigned kind, ssize known)
{
    Text first = text_of(part_of(&r[0], level), kind);
    ssize len = first.len;
    for (ssize i = 1; i < n && len > known; i++) {
        Text text = text_of(part_of(&r[i], level), kind);
        ssize limit = MIN(len, text.len);
        for (len = known; len < limit && first.data[len] == text.data[len]; len++)
            ;
    }
    return len;
}

/* Eight bytes as a number, the first one highest; what is behind the end counts as zero. */
ALWAYS_INLINE uint64_t eight_bytes(Text text, ssize from)
{
    uint64_t rank = 0;
    if (likely(text.len - from >= (ssize)sizeof rank)) {
        memcpy(&rank, text.data + from, sizeof rank);
        return __builtin_bswap64(rank);
    }
    for (ssize i = from; i < text.len; i++)
        rank |= (uint64_t)text.data[i] << 8 * (7 - (i - from));
    return rank;
}

/* Ranks from byte `from` on; *longest gets the greatest length. */
static void rank_bytes(Ranked *r, ssize n, ssize level, unsigned kind, ssize from, ssize *longest)
{
    *longest = 0;
    for (ssize i = 0; i < n; i++) {
        Text text = text_of(part_of(&r[i], level), kind);
        r[i].rank = eight_bytes(text, from);
        *longest = MAX(*longest, text.len);
    }
}

static RankQuality rank_texts(Ranked *r, ssize n, ssize level, unsigned kind)
{
    enum { PREFIX_WORTH = 4 };          /* looking at all keys once more pays from here on */
    ssize prefix = 0, longest;
    uint64_t varying = 0;
    rank_bytes(r, n, level, kind, 0, &longest);
    for (ssize i = 1; i < n; i++)
        varying |= r[i].rank ^ r[0].rank;
    ssize known = varying ? __builtin_clzll(varying) / 8 : (ssize)sizeof varying;
    known = MIN(known, text_of(part_of(&r[0], level), kind).len);
    if (longest > 7 && (known >= PREFIX_WORTH || longest - known <= 7)) {
        prefix = common_prefix(r, n, level, kind, 0);
        rank_bytes(r, n, level, kind, prefix, &longest);
    }
    if (longest - prefix > 7)
        return RANK_WEAK;
    for (ssize i = 0; i < n; i++)       /* all fit: the length tells those with NULs at the end apart */
        r[i].rank |= (uint64_t)(text_of(part_of(&r[i], level), kind).len - prefix);
    return RANK_EXACT;
}

static RankQuality rank_strs(Ranked *r, ssize n, ssize level)
{
    bool narrow = true;
    for (ssize i = 0; i < n && narrow; i++)
        narrow = as_str(part_of(&r[i], level))->kind == STR_1;
    if (narrow)
        return rank_texts(r, n, level, KEY_STR);
    for (ssize i = 0; i < n; i++) {
        const Str *s = as_str(part_of(&r[i], level));
        uint64_t rank = 0;
        for (ssize k = 0; k < 3; k++)
            rank = rank << 21 | (k < s->len ? str_at(s, k) : 0);
        r[i].rank = rank;
    }
    return RANK_WEAK;
}

/* ---- all ---- */

static RankQuality rank_alike(Ranked *r, ssize n, ssize level)
{
    ssize part = -1;                    /* which item of tuples */
    unsigned kinds = kinds_of(r, n, part);
    if (kinds == KEY_TUPLE)
        kinds = kinds_of(r, n, part = level);
    else if (level > 0)
        return RANK_NONE;
    if (kinds & KEY_OTHER || kinds & KEY_TUPLE)
        return RANK_NONE;
    return kinds & NUMBERS ? rank_numbers(r, n, part, kinds) : kinds == KEY_STR ? rank_strs(r, n, part) : rank_texts(r, n, part, kinds);
}

RankQuality rank_keys(Ranked *r, ssize n, ssize level)
{
    RankQuality quality = rank_alike(r, n, level);
    for (ssize i = 0; i < n && quality == RANK_NONE; i++)
        r[i].rank = 0;
    return quality;
}
