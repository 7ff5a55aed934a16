/* hash.c: SipHash-2-4 and 1-3, and the numeric hash of doubles and big integers (see hash.h). */
#include "base/hash.h"

#include <math.h>

/* --- SipHash (Aumasson and Bernstein) --- */

typedef struct {
    uint64_t v0, v1, v2, v3;
} Sip;

ALWAYS_INLINE uint64_t rotate_left(uint64_t x, int bits)
{
    return x << bits | x >> (64 - bits);
}

ALWAYS_INLINE void sip_round(Sip *s)
{
    s->v0 += s->v1;
    s->v2 += s->v3;
    s->v1 = rotate_left(s->v1, 13) ^ s->v0;
    s->v3 = rotate_left(s->v3, 16) ^ s->v2;
    s->v0 = rotate_left(s->v0, 32);
    s->v2 += s->v1;
    s->v0 += s->v3;
    s->v1 = rotate_left(s->v1, 17) ^ s->v2;
    s->v3 = rotate_left(s->v3, 21) ^ s->v0;
    s->v2 = rotate_left(s->v2, 32);
}

ALWAYS_INLINE void sip_absorb(Sip *s, uint64_t word, int rounds)
{
    s->v3 ^= word;
#pragma GCC unroll 4
    for (int i = 0; i < rounds; i++)
        sip_round(s);
    s->v0 ^= word;
}

/* The last n bytes, 0 to 7, little-endian. */
ALWAYS_INLINE uint64_t load_tail(const unsigned char *p, size_t n)
{
    uint64_t word = 0;
    uint32_t four;
    uint16_t two;
    if (n & 4) {
        memcpy(&four, p, 4);
        word = four;
        p += 4;
    }
    if (n & 2) {
        memcpy(&two, p, 2);
        word |= (uint64_t)two << (8 * (n & 4));
        p += 2;
    }
    if (n & 1)
        word |= (uint64_t)*p << (8 * (n & 6));
    return word;
}

/* With so many rounds for each word and at the end. */
ALWAYS_INLINE uint64_t sip_hash(HashKey key, const void *data, size_t n, int rounds, int final_rounds)
{
    const unsigned char *p = data;
    Sip s = {
        key.k0 ^ UINT64_C(0x736f6d6570736575),
        key.k1 ^ UINT64_C(0x646f72616e646f6d),
        key.k0 ^ UINT64_C(0x6c7967656e657261),
        key.k1 ^ UINT64_C(0x7465646279746573),
    };
    for (size_t left = n; left >= 8; left -= 8, p += 8) {
        uint64_t word;
        memcpy(&word, p, 8);
        sip_absorb(&s, word, rounds);
    }
    sip_absorb(&s, (uint64_t)n << 56 | load_tail(p, n & 7), rounds);
    s.v2 ^= 0xFF;
#pragma GCC unroll 4
    for (int i = 0; i < final_rounds; i++)
        sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

uint64_t hash_siphash24(HashKey key, const void *data, size_t n) { return sip_hash(key, data, n, 2, 4); }
uint64_t hash_siphash13(HashKey key, const void *data, size_t n) { return sip_hash(key, data, n, 1, 3); }

HashKey hash_key_from_seed(uint32_t seed)
{
    if (!seed)
        return (HashKey){0, 0};
    /* A linear congruential generator gives the bytes: the values of hash() for a seed are what other Pythons give. */
    unsigned char byte[16];
    uint32_t state = seed;
    for (int i = 0; i < 16; i++) {
        state = state * 214013 + 2531011;
        byte[i] = (unsigned char)(state >> 16);
    }
    uint64_t word[2];
    memcpy(word, byte, sizeof word);
    return (HashKey){word[0], word[1]};
}

/* --- Numbers --- */

int64_t hash_double(double x)
{
    int exponent;
    if (isnan(x))
        return 0;
    if (isinf(x))
        return x > 0 ? HASH_INFINITY : -HASH_INFINITY;
    if (x == 0)
        return 0;

    double fraction = frexp(fabs(x), &exponent);            /* x = fraction * 2**exponent */
    uint64_t mantissa = (uint64_t)ldexp(fraction, 53);      /* exact: 53 bits */
    int shift = (exponent - 53) % HASH_BITS;                /* 2**61 is 1 modulo 2**61 - 1 */
    if (shift < 0)
        shift += HASH_BITS;
    uint64_t h = hash_reduce(mantissa);
    h = (h << shift & HASH_MODULUS) | h >> (HASH_BITS - shift);
    return hash_not_minus_one(x < 0 ? -h : h);
}

int64_t hash_limbs(const uint64_t *limb, ssize n, bool negative)
{
    uint64_t h = 0;
    for (ssize i = n; i-- > 0;) {
        h = (h << 3 & HASH_MODULUS) | h >> (HASH_BITS - 3);  /* times 2**64, which is 2**3 here */
        h = hash_reduce(h + hash_reduce(limb[i]));
    }
    return hash_not_minus_one(negative ? -h : h);
}

uint64_t hash_multiply(uint64_t a, uint64_t b)
{
    unsigned __int128 product = (unsigned __int128)a * b;
    return hash_reduce((uint64_t)(product & HASH_MODULUS) + (uint64_t)(product >> HASH_BITS));
}

uint64_t hash_power(uint64_t b, uint64_t e)
{
    uint64_t result = 1;
    for (; e; e >>= 1) {
        if (e & 1)
            result = hash_multiply(result, b);
        b = hash_multiply(b, b);
    }
    return result;
}
