/* sha2.c: SHA-224, SHA-256, SHA-384, SHA-512 (FIPS 180-4). */
#include "modules/_digest/digest.h"

/* The first 64 bits of the fractions of the cube roots of the first 80 primes; SHA-256 takes the upper halves of 64. */
static const uint64_t roots[80] = {
    0x428a2f98d728ae22, 0x7137449123ef65cd, 0xb5c0fbcfec4d3b2f, 0xe9b5dba58189dbbc, 0x3956c25bf348b538,
    0x59f111f1b605d019, 0x923f82a4af194f9b, 0xab1c5ed5da6d8118, 0xd807aa98a3030242, 0x12835b0145706fbe,
    0x243185be4ee4b28c, 0x550c7dc3d5ffb4e2, 0x72be5d74f27b896f, 0x80deb1fe3b1696b1, 0x9bdc06a725c71235,
    0xc19bf174cf692694, 0xe49b69c19ef14ad2, 0xefbe4786384f25e3, 0x0fc19dc68b8cd5b5, 0x240ca1cc77ac9c65,
    0x2de92c6f592b0275, 0x4a7484aa6ea6e483, 0x5cb0a9dcbd41fbd4, 0x76f988da831153b5, 0x983e5152ee66dfab,
    0xa831c66d2db43210, 0xb00327c898fb213f, 0xbf597fc7beef0ee4, 0xc6e00bf33da88fc2, 0xd5a79147930aa725,
    0x06ca6351e003826f, 0x142929670a0e6e70, 0x27b70a8546d22ffc, 0x2e1b21385c26c926, 0x4d2c6dfc5ac42aed,
    0x53380d139d95b3df, 0x650a73548baf63de, 0x766a0abb3c77b2a8, 0x81c2c92e47edaee6, 0x92722c851482353b,
    0xa2bfe8a14cf10364, 0xa81a664bbc423001, 0xc24b8b70d0f89791, 0xc76c51a30654be30, 0xd192e819d6ef5218,
    0xd69906245565a910, 0xf40e35855771202a, 0x106aa07032bbd1b8, 0x19a4c116b8d2d0c8, 0x1e376c085141ab53,
    0x2748774cdf8eeb99, 0x34b0bcb5e19b48a8, 0x391c0cb3c5c95a63, 0x4ed8aa4ae3418acb, 0x5b9cca4f7763e373,
    0x682e6ff3d6b2b8a3, 0x748f82ee5defb2fc, 0x78a5636f43172f60, 0x84c87814a1f0ab72, 0x8cc702081a6439ec,
    0x90befffa23631e28, 0xa4506cebde82bde9, 0xbef9a3f7b2c67915, 0xc67178f2e372532b, 0xca273eceea26619c,
    0xd186b8c721c0c207, 0xeada7dd6cde0eb1e, 0xf57d4f7fee6ed178, 0x06f067aa72176fba, 0x0a637dc5a2c898a6,
    0x113f9804bef90dae, 0x1b710b35131c471b, 0x28db77f523047d84, 0x32caab7b40c72493, 0x3c9ebe0a15c9bebc,
    0x431d67c49c100d4c, 0x4cc5d4becb3e42b6, 0x597f299cfc657e2a, 0x5fcb6fab3ad6faec, 0x6c44198c4a475817,
};

/* ---- 32 bits ---- */

static void start224(DigestState *s)
{
    static const uint32_t initial[8] = {
        0xc1059ed8, 0x367cd507, 0x3070dd17, 0xf70e5939, 0xffc00b31, 0x68581511, 0x64f98fa7, 0xbefa4fa4,
    };
    memcpy(s->word32, initial, sizeof initial);
}
static void start256(DigestState *s)
{
    static const uint32_t initial[8] = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };
    memcpy(s->word32, initial, sizeof initial);
}

static void one_block32(uint32_t *state, const uint8_t *p)
{
    uint32_t w[64], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = get_be32(p + 4 * i);
    for (int i = 16; i < 64; i++) {
        uint32_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right32(x, 7) ^ rotate_right32(x, 18) ^ x >> 3) + w[i - 7]
               + (rotate_right32(y, 17) ^ rotate_right32(y, 19) ^ y >> 10);
    }
    memcpy(v, state, sizeof v);
#pragma GCC unroll 64
    for (int i = 0; i < 64; i++) {
        /* the eight words move up by one each round: their names do instead */
        uint32_t a = v[-i & 7], b = v[(1 - i) & 7], c = v[(2 - i) & 7], e = v[(4 - i) & 7], f = v[(5 - i) & 7], g = v[(6 - i) & 7];
        uint32_t t = v[(7 - i) & 7] + (rotate_right32(e, 6) ^ rotate_right32(e, 11) ^ rotate_right32(e, 25)) + (g ^ (e & (f ^ g)))
                     + (uint32_t)(roots[i] >> 32) + w[i];
        v[(3 - i) & 7] += t;
        v[(7 - i) & 7] = t + (rotate_right32(a, 2) ^ rotate_right32(a, 13) ^ rotate_right32(a, 22)) + ((a & b) | (c & (a | b)));
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}
static void blocks32(DigestState *s, const uint8_t *p, size_t count)
{
    for (; count; count--, p += 64)
        one_block32(s->word32, p);
}
static void finish32(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    pad_with_length(algorithm, s, 8, 1);
    for (size_t i = 0; i < n / 4; i++)
        put_be32(out + 4 * i, s->word32[i]);
}

/* ---- 64 bits ---- */

static void start384(DigestState *s)
{
    static const uint64_t initial[8] = {
        0xcbbb9d5dc1059ed8, 0x629a292a367cd507, 0x9159015a3070dd17, 0x152fecd8f70e5939,
        0x67332667ffc00b31, 0x8eb44a8768581511, 0xdb0c2e0d64f98fa7, 0x47b5481dbefa4fa4,
    };
    memcpy(s->word64, initial, sizeof initial);
}
static void start512(DigestState *s)
{
    static const uint64_t initial[8] = {
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    };
    memcpy(s->word64, initial, sizeof initial);
}

static void one_block64(uint64_t *state, const uint8_t *p)
{
    uint64_t w[80], v[8];
    for (int i = 0; i < 16; i++)
        w[i] = get_be64(p + 8 * i);
    for (int i = 16; i < 80; i++) {
        uint64_t x = w[i - 15], y = w[i - 2];
        w[i] = w[i - 16] + (rotate_right64(x, 1) ^ rotate_right64(x, 8) ^ x >> 7) + w[i - 7]
               + (rotate_right64(y, 19) ^ rotate_right64(y, 61) ^ y >> 6);
    }
    memcpy(v, state, sizeof v);
#pragma GCC unroll 80
    for (int i = 0; i < 80; i++) {
        uint64_t a = v[-i & 7], b = v[(1 - i) & 7], c = v[(2 - i) & 7], e = v[(4 - i) & 7], f = v[(5 - i) & 7], g = v[(6 - i) & 7];
        uint64_t t = v[(7 - i) & 7] + (rotate_right64(e, 14) ^ rotate_right64(e, 18) ^ rotate_right64(e, 41)) + (g ^ (e & (f ^ g)))
                     + roots[i] + w[i];
        v[(3 - i) & 7] += t;
        v[(7 - i) & 7] = t + (rotate_right64(a, 28) ^ rotate_right64(a, 34) ^ rotate_right64(a, 39)) + ((a & b) | (c & (a | b)));
    }
    for (int i = 0; i < 8; i++)
        state[i] += v[i];
}
static void blocks64(DigestState *s, const uint8_t *p, size_t count)
{
    for (; count; count--, p += 128)
        one_block64(s->word64, p);
}
static void finish64(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    pad_with_length(algorithm, s, 16, 1);
    for (size_t i = 0; i < n / 8; i++)
        put_be64(out + 8 * i, s->word64[i]);
}

#define SHORT_WORDS(start_) .block_size = 64, .start = start_, .blocks = blocks32, .finish = finish32
#define LONG_WORDS(start_)  .block_size = 128, .start = start_, .blocks = blocks64, .finish = finish64
const Algorithm digest_sha224 = {.name = "sha224", .digest_size = 28, SHORT_WORDS(start224)};
const Algorithm digest_sha256 = {.name = "sha256", .digest_size = 32, SHORT_WORDS(start256)};
const Algorithm digest_sha384 = {.name = "sha384", .digest_size = 48, LONG_WORDS(start384)};
const Algorithm digest_sha512 = {.name = "sha512", .digest_size = 64, LONG_WORDS(start512)};
