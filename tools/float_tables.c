/* float_tables.c: writes the table of powers of ten that base/floattext.c multiplies by.
 *
 *     float_tables OUT.c
 *
 * Entry k is 10**k scaled to 128 bits, its highest bit set, rounded up. No library is needed: 40-word
 * integers and schoolbook arithmetic do. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/floattext_powers.h"

enum { WORDS = 40 };    /* 32 bits each: 10**342 has 1137 bits */

static void multiply_small(uint32_t *a, uint32_t by)
{
    uint64_t carry = 0;
    for (int i = 0; i < WORDS; i++) {
        carry += (uint64_t)a[i] * by;
        a[i] = (uint32_t)carry;
        carry >>= 32;
    }
}

static int compare(const uint32_t *a, const uint32_t *b)
{
    for (int i = WORDS; i-- > 0;)
        if (a[i] != b[i])
            return a[i] < b[i] ? -1 : 1;
    return 0;
}

static void subtract(uint32_t *a, const uint32_t *b)
{
    int64_t borrow = 0;
    for (int i = 0; i < WORDS; i++) {
        borrow += (int64_t)a[i] - b[i];
        a[i] = (uint32_t)borrow;
        borrow >>= 32;
    }
}

static int bit(const uint32_t *a, int i)
{
    return i < 0 ? 0 : a[i / 32] >> (i % 32) & 1;
}

static int bit_length(const uint32_t *a)
{
    int n = WORDS * 32;
    while (n > 0 && !bit(a, n - 1))
        n--;
    return n;
}

typedef unsigned __int128 Power;

/* The top 128 bits of a, rounded up. */
static Power leading(const uint32_t *a)
{
    int n = bit_length(a);
    Power top = 0;
    for (int i = 0; i < 128; i++)
        top = top << 1 | (unsigned)bit(a, n - 1 - i);
    for (int i = n - 129; i >= 0; i--)
        if (bit(a, i))
            return top + 1;
    return top;
}

/* The leading 128 bits of 1/a, rounded up; a is not a power of two. */
static Power reciprocal(const uint32_t *a)
{
    uint32_t rest[WORDS] = {0};
    int n = bit_length(a);
    Power quotient = 0;
    rest[(n - 1) / 32] = UINT32_C(1) << ((n - 1) % 32);
    for (int i = 0; i < 128; i++) {
        multiply_small(rest, 2);
        quotient <<= 1;
        if (compare(rest, a) >= 0) {
            subtract(rest, a);
            quotient |= 1;
        }
    }
    return quotient + 1;
}

static void write_power(FILE *out, int k)
{
    uint32_t a[WORDS] = {1};
    for (int i = k < 0 ? -k : k; i > 0; i--)
        multiply_small(a, 10);
    Power p = k < 0 ? reciprocal(a) : leading(a);
    fprintf(out, "    {UINT64_C(0x%016" PRIX64 "), UINT64_C(0x%016" PRIX64 ")},   /* 1e%d */\n",
            (uint64_t)(p >> 64), (uint64_t)p, k);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: float_tables OUT.c\n");
        return 2;
    }
    FILE *out = fopen(argv[1], "w");
    if (!out) {
        perror(argv[1]);
        return 1;
    }
    fprintf(out, "/* Written by tools/float_tables.c. */\n#include \"base/floattext_powers.h\"\n\n"
                 "const FloatPower float_powers[FLOAT_POWER_MAX - FLOAT_POWER_MIN + 1] = {\n");
    for (int k = FLOAT_POWER_MIN; k <= FLOAT_POWER_MAX; k++)
        write_power(out, k);
    fprintf(out, "};\n");
    if (fclose(out) != 0) {
        perror(argv[1]);
        remove(argv[1]);
        return 1;
    }
    return 0;
}
