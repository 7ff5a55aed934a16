/* floattext_powers.h: the table that tools/float_tables.c writes for base/floattext.c. */
#ifndef KRAIT_BASE_FLOATTEXT_POWERS_H
#define KRAIT_BASE_FLOATTEXT_POWERS_H

#include "base/common.h"

enum { FLOAT_POWER_MIN = -342, FLOAT_POWER_MAX = 341 };

/* 10**k = (high * 2**64 + low) * 2**(floor(log2(10**k)) - 127), rounded up in the last place;
 * exact for k from 0 to 55. */
typedef struct FloatPower {
    uint64_t high, low;
} FloatPower;

extern const FloatPower float_powers[FLOAT_POWER_MAX - FLOAT_POWER_MIN + 1];

#endif
