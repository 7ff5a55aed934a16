/* blake2.c: BLAKE2b and BLAKE2s (RFC 7693). The last block is marked as such, so a full buffer waits for more. */
#include "modules/_digest/digest.h"

static const uint64_t initial64[8] = {
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
};
static const uint32_t initial32[8] = {
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
};
static const uint8_t sigma[10][16] = {
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
};

/* One template for both word sizes: the rounds over columns and diagonals of the 4 x 4 words v. */
#define MIX(word, rotate, r1, r2, r3, r4, a, b, c, d, x, y) \
    do { \
        v[a] += v[b] + (x); \
        v[d] = rotate(v[d] ^ v[a], r1); \
        v[c] += v[d]; \
        v[b] = rotate(v[b] ^ v[c], r2); \
        v[a] += v[b] + (y); \
        v[d] = rotate(v[d] ^ v[a], r3); \
        v[c] += v[d]; \
        v[b] = rotate(v[b] ^ v[c], r4); \
    } while (0)
#define COMPRESS(name, word, get, rotate, initial, rounds, r1, r2, r3, r4) \
    static void name(word *h, const uint8_t *p, uint64_t counter, word last, word last_node) \
    { \
        word v[16], m[16]; \
        for (int i = 0; i < 16; i++) \
            m[i] = get(p + i * sizeof(word)); \
        for (int i = 0; i < 8; i++) { \
            v[i] = h[i]; \
            v[i + 8] = initial[i]; \
        } \
        v[12] ^= (word)counter; \
        v[13] ^= sizeof(word) == 4 ? (word)(counter >> 32) : 0; \
        v[14] ^= last; \
        v[15] ^= last_node; \
        _Pragma("GCC unroll 12") \
        for (int i = 0; i < rounds; i++) { \
            const uint8_t *s = sigma[i % 10]; \
            _Pragma("GCC unroll 4") \
            for (int j = 0; j < 4; j++) \
                MIX(word, rotate, r1, r2, r3, r4, j, j + 4, j + 8, j + 12, m[s[2 * j]], m[s[2 * j + 1]]); \
            _Pragma("GCC unroll 4") \
            for (int j = 0; j < 4; j++) \
                MIX(word, rotate, r1, r2, r3, r4, j, (j + 1) % 4 + 4, (j + 2) % 4 + 8, (j + 3) % 4 + 12, m[s[2 * j + 8]], m[s[2 * j + 9]]); \
        } \
        for (int i = 0; i < 8; i++) \
            h[i] ^= v[i] ^ v[i + 8]; \
    }
COMPRESS(compress64, uint64_t, get_le64, rotate_right64, initial64, 12, 32, 24, 16, 63)
COMPRESS(compress32, uint32_t, get_le32, rotate_right32, initial32, 10, 16, 12, 8, 7)

/* ---- BLAKE2b ---- */

void blake2b_start_with(DigestState *s, const uint8_t parameters[64])
{
    for (int i = 0; i < 8; i++)
        s->word64[i] = initial64[i] ^ get_le64(parameters + 8 * i);
}
static void start64(DigestState *s)
{
    static const uint8_t plain[64] = {64, 0, 1, 1};
    blake2b_start_with(s, plain);
}
static void blocks64(DigestState *s, const uint8_t *p, size_t count)
{
    uint64_t counter = s->total;
    for (; count; count--, p += 128)
        compress64(s->word64, p, counter += 128, 0, 0);
}
static void finish64(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    uint8_t digest[64];
    (void)algorithm;
    memset(s->buffer + s->used, 0, 128u - s->used);
    compress64(s->word64, s->buffer, s->total + s->used, ~(uint64_t)0, s->last_node ? ~(uint64_t)0 : 0);
    for (int i = 0; i < 8; i++)
        put_le64(digest + 8 * i, s->word64[i]);
    memcpy(out, digest, n);
}

/* ---- BLAKE2s ---- */

void blake2s_start_with(DigestState *s, const uint8_t parameters[32])
{
    for (int i = 0; i < 8; i++)
        s->word32[i] = initial32[i] ^ get_le32(parameters + 4 * i);
}
static void start32(DigestState *s)
{
    static const uint8_t plain[32] = {32, 0, 1, 1};
    blake2s_start_with(s, plain);
}
static void blocks32(DigestState *s, const uint8_t *p, size_t count)
{
    uint64_t counter = s->total;
    for (; count; count--, p += 64)
        compress32(s->word32, p, counter += 64, 0, 0);
}
static void finish32(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    uint8_t digest[32];
    (void)algorithm;
    memset(s->buffer + s->used, 0, 64u - s->used);
    compress32(s->word32, s->buffer, s->total + s->used, ~(uint32_t)0, s->last_node ? ~(uint32_t)0 : 0);
    for (int i = 0; i < 8; i++)
        put_le32(digest + 4 * i, s->word32[i]);
    memcpy(out, digest, n);
}

const Algorithm digest_blake2b = {.name = "blake2b", .block_size = 128, .digest_size = 64, .holds_last = 1, .start = start64,
                                  .blocks = blocks64, .finish = finish64};
const Algorithm digest_blake2s = {.name = "blake2s", .block_size = 64, .digest_size = 32, .holds_last = 1, .start = start32,
                                  .blocks = blocks32, .finish = finish32};
