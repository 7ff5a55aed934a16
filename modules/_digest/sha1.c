/* sha1.c: SHA-1 (FIPS 180-4). */
#include "modules/_digest/digest.h"

static void start(DigestState *s)
{
    static const uint32_t initial[5] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    memcpy(s->word32, initial, sizeof initial);
}

static void one_block(uint32_t *h, const uint8_t *p)
{
    uint32_t a = h[0], b = h[1], c = h[2], d = h[3], e = h[4], w[80];
    for (int i = 0; i < 16; i++)
        w[i] = get_be32(p + 4 * i);
    for (int i = 16; i < 80; i++)
        w[i] = rotate_left32(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
#pragma GCC unroll 80
    for (int i = 0; i < 80; i++) {
        uint32_t f, k;
        switch (i / 20) {
        case 0:  f = d ^ (b & (c ^ d)); k = 0x5a827999; break;
        case 1:  f = b ^ c ^ d; k = 0x6ed9eba1; break;
        case 2:  f = (b & c) | (d & (b | c)); k = 0x8f1bbcdc; break;
        default: f = b ^ c ^ d; k = 0xca62c1d6; break;
        }
        f += rotate_left32(a, 5) + e + k + w[i];
        e = d;
        d = c;
        c = rotate_left32(b, 30);
        b = a;
        a = f;
    }
    h[0] += a;
    h[1] += b;
    h[2] += c;
    h[3] += d;
    h[4] += e;
}
static void blocks(DigestState *s, const uint8_t *p, size_t count)
{
    for (; count; count--, p += 64)
        one_block(s->word32, p);
}

static void finish(const Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n)
{
    pad_with_length(algorithm, s, 8, 1);
    for (size_t i = 0; i < n / 4; i++)
        put_be32(out + 4 * i, s->word32[i]);
}

const Algorithm digest_sha1 = {.name = "sha1", .block_size = 64, .digest_size = 20, .start = start, .blocks = blocks, .finish = finish};
