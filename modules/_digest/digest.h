/* digest.h: what the algorithms of message digests give to digest.c, which makes Python types of them. */
#ifndef KRAIT_MODULES_DIGEST_H
#define KRAIT_MODULES_DIGEST_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define DIGEST_BLOCK_MAX 168        /* SHAKE128's */

/* The state of one digest: all it takes to go on. Plain data: a copy goes on by itself. */
typedef struct DigestState {
    union { uint32_t word32[8]; uint64_t word64[25]; };
    uint64_t total;                 /* bytes so far, without those in the buffer */
    uint8_t buffer[DIGEST_BLOCK_MAX];
    uint8_t used;                   /* of the buffer */
    uint8_t size;                   /* of the digest; 0: as the algorithm's */
    uint8_t last_node;              /* BLAKE2 */
} DigestState;

typedef struct Algorithm {
    const char *name;
    uint8_t block_size, digest_size;        /* digest_size 0: as long as wanted */
    uint8_t suffix;                         /* Keccak's: what the padding begins with */
    uint8_t holds_last;                     /* a full buffer waits until there is more: the last block is treated otherwise */
    void (*start)(DigestState *s);
    void (*blocks)(DigestState *s, const uint8_t *p, size_t count);     /* total does not count them yet */
    /* Ends with the buffer's bytes; writes n bytes of the digest. */
    void (*finish)(const struct Algorithm *algorithm, DigestState *s, uint8_t *out, size_t n);
} Algorithm;

extern const Algorithm digest_md5, digest_sha1, digest_sha224, digest_sha256, digest_sha384, digest_sha512, digest_sha3_224,
    digest_sha3_256, digest_sha3_384, digest_sha3_512, digest_shake_128, digest_shake_256, digest_blake2b, digest_blake2s;

/* The 64 bytes of BLAKE2's parameters (32 for blake2s) make its start. */
void blake2b_start_with(DigestState *s, const uint8_t parameters[64]);
void blake2s_start_with(DigestState *s, const uint8_t parameters[32]);

static inline uint32_t get_le32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, 4);
    return v;
}
static inline uint64_t get_le64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
    return v;
}
static inline uint32_t get_be32(const uint8_t *p) { return __builtin_bswap32(get_le32(p)); }
static inline uint64_t get_be64(const uint8_t *p) { return __builtin_bswap64(get_le64(p)); }
static inline void put_le32(uint8_t *p, uint32_t v) { memcpy(p, &v, 4); }
static inline void put_le64(uint8_t *p, uint64_t v) { memcpy(p, &v, 8); }
static inline void put_be32(uint8_t *p, uint32_t v) { put_le32(p, __builtin_bswap32(v)); }
static inline void put_be64(uint8_t *p, uint64_t v) { put_le64(p, __builtin_bswap64(v)); }
static inline uint32_t rotate_left32(uint32_t v, int n)  { return v << n | v >> (32 - n); }
static inline uint32_t rotate_right32(uint32_t v, int n) { return v >> n | v << (32 - n); }
static inline uint64_t rotate_left64(uint64_t v, int n)  { return n ? v << n | v >> (64 - n) : v; }
static inline uint64_t rotate_right64(uint64_t v, int n) { return v >> n | v << (64 - n); }

/* The padding of MD5, SHA-1 and SHA-2: a bit, zeros, the length in bits in the last `length_size` bytes of a block. */
static inline void pad_with_length(const Algorithm *algorithm, DigestState *s, size_t length_size, int big_endian)
{
    uint64_t bits = (s->total + s->used) * 8, high = (s->total + s->used) >> 61;
    size_t block = algorithm->block_size;
    s->buffer[s->used++] = 0x80;
    if (s->used > block - length_size) {
        memset(s->buffer + s->used, 0, block - s->used);
        algorithm->blocks(s, s->buffer, 1);
        s->used = 0;
    }
    memset(s->buffer + s->used, 0, block - s->used);
    if (!big_endian)
        put_le64(s->buffer + block - 8, bits);
    else
        put_be64(s->buffer + block - 8, bits);
    if (length_size == 16)
        put_be64(s->buffer + block - 16, high);
    algorithm->blocks(s, s->buffer, 1);
}

#endif
