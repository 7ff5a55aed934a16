/* hash.h: the hash functions under hash(): keyed bytes, numbers, pointers, sequences.
 *
 * A hash is an int64_t that is never -1 (the C API keeps -1 for errors); the functions below that say "a hash"
 * keep to it. Numbers: Python manual, Built-in Types, "Hashing of numeric types": equal numbers of whatever
 * type hash alike, by reduction modulo the prime 2**61 - 1. */
#ifndef KRAIT_BASE_HASH_H
#define KRAIT_BASE_HASH_H

#include "base/common.h"

#define HASH_BITS      61
#define HASH_MODULUS   ((UINT64_C(1) << HASH_BITS) - 1)
#define HASH_INFINITY  314159
#define HASH_IMAGINARY UINT64_C(1000003)

typedef struct HashKey {
    uint64_t k0, k1;
} HashKey;

static inline int64_t hash_not_minus_one(uint64_t h)
{
    return h == UINT64_MAX ? -2 : (int64_t)h;
}

/* SipHash-2-4 and SipHash-1-3 of n bytes, all 64 bits of it. */
uint64_t hash_siphash24(HashKey key, const void *data, size_t n);
uint64_t hash_siphash13(HashKey key, const void *data, size_t n);

/* A hash of bytes. Empty input gives 0, whatever the key. */
static inline int64_t hash_bytes(HashKey key, const void *data, size_t n)
{
    return n ? hash_not_minus_one(hash_siphash24(key, data, n)) : 0;
}

/* The key that PYTHONHASHSEED=seed stands for (seed 0: the fixed key of zeros). */
HashKey hash_key_from_seed(uint32_t seed);

/* x modulo 2**61 - 1. */
static inline uint64_t hash_reduce(uint64_t x)
{
    x = (x & HASH_MODULUS) + (x >> HASH_BITS);
    return x >= HASH_MODULUS ? x - HASH_MODULUS : x;
}

/* A hash of an int. */
static inline int64_t hash_int64(int64_t x)
{
    uint64_t magnitude = x < 0 ? -(uint64_t)x : (uint64_t)x;
    int64_t h = (int64_t)hash_reduce(magnitude);
    return hash_not_minus_one((uint64_t)(x < 0 ? -h : h));
}

/* The same for magnitude of n 64-bit limbs, least significant first. */
int64_t hash_limbs(const uint64_t *limb, ssize n, bool negative);

/* A hash of a float; NaN gives 0 (the caller may prefer one by identity). */
int64_t hash_double(double x);

/* a * b modulo 2**61 - 1, for a and b below the modulus; and b**e. For hash(Fraction) and hash(Decimal). */
uint64_t hash_multiply(uint64_t a, uint64_t b);
uint64_t hash_power(uint64_t b, uint64_t e);

/* A hash of an address: the low bits of an object's address never vary, so they go to the top. */
static inline int64_t hash_address(const void *p)
{
    uint64_t x = (uint64_t)(uintptr_t)p;
    return hash_not_minus_one(x >> 4 | x << 60);
}

/* The hash of a sequence from those of its items, order and length counting (after xxHash64's lanes):
 *     uint64_t acc = hash_sequence_start();
 *     for each item: acc = hash_sequence_add(acc, h);
 *     h = hash_sequence_finish(acc, n); */
#define HASH_PRIME_1 UINT64_C(11400714785074694791)
#define HASH_PRIME_2 UINT64_C(14029467366897019727)
#define HASH_PRIME_5 UINT64_C(2870177450012600261)

static inline uint64_t hash_sequence_start(void)
{
    return HASH_PRIME_5;
}

static inline uint64_t hash_sequence_add(uint64_t acc, int64_t h)
{
    acc += (uint64_t)h * HASH_PRIME_2;
    acc = acc << 31 | acc >> 33;
    return acc * HASH_PRIME_1;
}

static inline int64_t hash_sequence_finish(uint64_t acc, ssize n)
{
    acc += (uint64_t)n ^ (HASH_PRIME_5 ^ UINT64_C(0x9E3779B97F4A7C15));
    return hash_not_minus_one(acc);
}

/* Scatter the bits of an item's hash so that a xor over the items (a set's hash) does not cancel out. */
static inline uint64_t hash_scatter(uint64_t h)
{
    h = (h ^ h >> 32 ^ UINT64_C(0x5851F42D4C957F2D)) * HASH_PRIME_1;
    return h ^ h >> 29;
}

#endif
