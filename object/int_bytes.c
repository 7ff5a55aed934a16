/* int_bytes.c: ints as bytes of either order, unsigned or two's complement: int.to_bytes, int.from_bytes, struct, array. */
#include "object/int_internal.h"

/* Limb i of n bytes in that order; bytes beyond them are `beyond`. */
ALWAYS_INLINE mp_limb_t load_limb(const uint8_t *p, ssize n, ssize i, bool little_endian, uint8_t beyond)
{
    mp_limb_t limb;
    if (i * 8 + 8 <= n) {
        memcpy(&limb, little_endian ? p + i * 8 : p + n - i * 8 - 8, 8);
        return little_endian ? limb : __builtin_bswap64(limb);
    }
    limb = 0;
    for (ssize k = i * 8 + 7; k >= i * 8; k--)
        limb = limb << 8 | (k >= n ? beyond : p[little_endian ? k : n - 1 - k]);
    return limb;
}

ALWAYS_INLINE void store_limb(uint8_t *p, ssize n, ssize i, bool little_endian, mp_limb_t limb)
{
    if (i * 8 + 8 <= n) {
        if (!little_endian)
            limb = __builtin_bswap64(limb);
        memcpy(little_endian ? p + i * 8 : p + n - i * 8 - 8, &limb, 8);
        return;
    }
    for (ssize k = i * 8; k < n; k++, limb >>= 8)
        p[little_endian ? k : n - 1 - k] = (uint8_t)limb;
}

Value int_from_bytes(Thread *t, const uint8_t *p, ssize n, bool little_endian, bool is_signed)
{
    bool negative = is_signed && n && p[little_endian ? n - 1 : 0] & 0x80;
    if (n <= 8) {
        uint64_t u = negative ? UINT64_MAX : 0;
        for (ssize i = 0; i < n; i++)
            u = u << 8 | p[little_endian ? n - 1 - i : i];
        return negative ? int_from_int64(t, (int64_t)u) : int_from_uint64(t, u);
    }
    Int *r = int_alloc(t, n / 8 + 1);
    if (!r)
        return EMPTY;
    for (ssize i = 0; i < r->size; i++) {
        mp_limb_t limb = load_limb(p, n, i, little_endian, negative ? 0xFF : 0);
        r->limb[i] = negative ? ~limb : limb;
    }
    if (negative)                                   /* -x is ~x + 1; the top bit is clear, so there is room */
        mpn_add_1(r->limb, r->limb, r->size, 1);
    return int_finish_take(t, r, negative);
}

/* Does the magnitude fit n bytes, as two's complement if is_signed? */
static bool fits(const mp_limb_t *limb, ssize count, bool negative, ssize n, bool is_signed)
{
    if (!count)
        return true;
    ssize bits = (count - 1) * 64 + bit_width(limb[count - 1]);
    if (bits > INT64_MAX - 8 || (bits + 7) / 8 > n)
        return false;
    if (!is_signed || bits < n * 8)
        return true;
    return negative && (ssize)mpn_scan1(limb, 0) == bits - 1;       /* exactly -2**(8n-1) */
}

bool int_to_bytes(Thread *t, Ref v, uint8_t *out, ssize n, bool little_endian, bool is_signed)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool negative;
    ssize count = int_limbs(v, &limb, &small, &negative);
    if (negative && !is_signed)
        return raise_overflow(t, "can't convert negative int to unsigned"), false;
    if (!fits(limb, count, negative, n, is_signed))
        return raise_overflow(t, "int too big to convert"), false;
    mp_limb_t carry = 1;
    for (ssize i = 0; i * 8 < n; i++) {
        mp_limb_t word = i < count ? limb[i] : 0;
        if (negative) {
            word = ~word + carry;
            carry &= word == 0;
        }
        store_limb(out, n, i, little_endian, word);
    }
    return true;
}
