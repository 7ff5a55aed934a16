/* sha3.c: SHA-3 and SHAKE (FIPS 202): the sponge over Keccak-f[1600]. Lane (x, y) is word x + 5 * y. */
#include "modules/_digest/digest.h"

static const uint64_t round_constants[24] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};
/* The walk of rho and pi through the lanes, from lane 1, and how far each is turned. */
static const uint8_t walk[24] = {10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1};
static const uint8_t turns[24] = {1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44};

static void permute(uint64_t lane[25])
{
    uint64_t c[5];
    for (int round = 0; round < 24; round++) {
#pragma GCC unroll 5
        for (int x = 0; x < 5; x++)
            c[x] = lane[x] ^ lane[x + 5] ^ lane[x + 10] ^ lane[x + 15] ^ lane[x + 20];
#pragma GCC unroll 5
        for (int x = 0; x < 5; x++) {
            uint64_t d = c[(x + 4) % 5] ^ rotate_left64(c[(x + 1) % 5], 1);
#pragma GCC unroll 5
            for (int y = 0; y < 25; y += 5)
                lane[x + y] ^= d;
        }
        uint64_t moving = lane[1];
#pragma GCC unroll 24
        for (int i = 0; i < 24; i++) {
            uint64_t here = lane[walk[i]];
            lane[walk[i]] = rotate_left64(moving, turns[i]);
            moving = here;
        }
#pragma GCC unroll 5
        for (int y = 0; y < 25; y += 5) {
            memcpy(c, lane + y, sizeof c);
#pragma GCC unroll 5
            for (int x = 0; x < 5; x++)
                lane[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
        }
        lane[0] ^= round_constants[round];
    }
}

static void start(DigestState *s) { memset(s->word64, 0, sizeof s->word64); }

static void absorb(uint64_t lane[25], const uint8_t *p, size_t rate)
{
    for (size_t i = 0; i < rate / 8; i++)
        lane[i] ^= get_le64(p + 8 * i);
    permute(lane);
}
#define BLOCKS(rate) \
    static void blocks_##rate(DigestState *s, const uint8_t *p, size_t count) \
    { \
        for (; count; count--, p += rate) \
            absorb(s->word64, p, rate); \
    }
BLOCKS(168)
BLOCKS(144)
BLOCKS(136)
BLOCKS(104)
BLOCKS(72)

static void finish(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    size_t rate = algorithm->block_size;
    memset(s->buffer + s->used, 0, rate - s->used);
    s->buffer[s->used] = algorithm->suffix;
    s->buffer[rate - 1] |= 0x80;
    absorb(s->word64, s->buffer, rate);
    while (n > rate) {
        memcpy(out, s->word64, rate);
        out += rate;
        n -= rate;
        permute(s->word64);
    }
    memcpy(out, s->word64, n);
}

#define SPONGE(name_, rate, size, suffix_) \
    {.name = name_, .block_size = rate, .digest_size = size, .suffix = suffix_, .start = start, .blocks = blocks_##rate, .finish = finish}
const Algorithm digest_sha3_224 = SPONGE("sha3_224", 144, 28, 0x06);
const Algorithm digest_sha3_256 = SPONGE("sha3_256", 136, 32, 0x06);
const Algorithm digest_sha3_384 = SPONGE("sha3_384", 104, 48, 0x06);
const Algorithm digest_sha3_512 = SPONGE("sha3_512", 72, 64, 0x06);
const Algorithm digest_shake_128 = SPONGE("shake_128", 168, 0, 0x1f);
const Algorithm digest_shake_256 = SPONGE("shake_256", 136, 0, 0x1f);
