/* number.h: decimal numbers and their arithmetic, as the General Decimal Arithmetic Specification (speleotrove.com/decimal)
 * defines it, without anything of Python but memory errors.
 *
 * A finite number is (-1)^negative * coefficient * 10^exp. The coefficient is a binary integer in GMP limbs: adding is an addition,
 * multiplying a multiplication; what decimal costs is rounding, a division by a power of ten. The powers are
 * cached, and up to 38 digits everything happens in two limbs.
 *
 * An operation is `bool num_xxx(Env *e, Num *r, operands...)`: false with MemoryError set; conditions are collected in e->status.
 * r is initialised (NUM) and is no operand, unless an operation says it works in place.
 */
#ifndef KRAIT_MODULES_DECIMAL_NUMBER_H
#define KRAIT_MODULES_DECIMAL_NUMBER_H

#include <gmp.h>

#include "object/heap.h"
#include "object/error.h"

enum Kind { FINITE, INFINITE, QUIET, SIGNALING };

typedef struct Num {
    mp_limb_t *limb;            /* the coefficient, or the payload of a NaN; least significant first */
    ssize n;                    /* limbs in use, no leading zero limb; 0 for zero and infinities */
    ssize room;                 /* limbs there are */
    int64_t exp;                /* 0 for specials */
    int64_t digits;             /* of the coefficient: 1 for zero. NaN: 0 when there is no payload */
    uint8_t kind;
    bool negative;
    bool owned;                 /* limb is mem_alloc'ed and freed with the number */
} Num;

/* A local number, freed at the end of the scope: NUM(r); */
#define NUM_LOCAL 8
#define NUM(name) \
    mp_limb_t name##_limbs[NUM_LOCAL]; \
    __attribute__((cleanup(num_free))) Num name = {.limb = name##_limbs, .room = NUM_LOCAL, .digits = 1}
static inline void num_free(Num *r)
{
    if (r->owned)
        mem_free(r->limb);
}

enum Rounding { ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_05UP, ROUNDINGS };

/* Conditions. Those of INVALID_CONDITIONS all raise the signal InvalidOperation. */
enum Condition {
    INVALID_OPERATION = 1 << 0, CONVERSION_SYNTAX = 1 << 1, DIVISION_IMPOSSIBLE = 1 << 2, DIVISION_UNDEFINED = 1 << 3,
    INVALID_CONTEXT = 1 << 4, FLOAT_OPERATION = 1 << 5, DIVISION_BY_ZERO = 1 << 6, EXPONENT_OVERFLOW = 1 << 7,
    EXPONENT_UNDERFLOW = 1 << 8, SUBNORMAL = 1 << 9, INEXACT = 1 << 10, ROUNDED = 1 << 11, CLAMPED = 1 << 12,
    INVALID_CONDITIONS = INVALID_OPERATION | CONVERSION_SYNTAX | DIVISION_IMPOSSIBLE | DIVISION_UNDEFINED | INVALID_CONTEXT,
};

#define MAX_PREC  INT64_C(999999999999999999)
#define MAX_EMAX  INT64_C(999999999999999999)
#define MIN_EMIN  INT64_C(-999999999999999999)
#define MIN_ETINY (MIN_EMIN - (MAX_PREC - 1))

/* A power of ten kept for the next time. */
typedef struct Power10 { mp_limb_t *limb; ssize n; int64_t k; } Power10;
#define POWER10_SLOTS 32
/* Caches of an interpreter: part of the module's state. The last of the slots is for large powers. */
typedef struct NumCache {
    Power10 power[POWER10_SLOTS + 1];
    mpz_t ln2, ln10;            /* times 2^bits */
    ssize ln2_bits, ln10_bits;  /* 0: not made yet */
} NumCache;
void num_cache_free(NumCache *cache);

/* What an operation works under: a copy of a context's settings, and where its conditions go. */
typedef struct Env {
    Thread *t;
    NumCache *cache;
    int64_t prec, emin, emax;
    uint8_t rounding;
    bool clamp;
    uint32_t status;
} Env;
ALWAYS_INLINE int64_t etiny(const Env *e) { return e->emin - (e->prec - 1); }
ALWAYS_INLINE int64_t etop(const Env *e)  { return e->emax - (e->prec - 1); }
/* The same with the widest limits: for exact work. */
Env env_exact(const Env *e);

ALWAYS_INLINE bool is_special(const Num *a)  { return a->kind != FINITE; }
ALWAYS_INLINE bool is_nan(const Num *a)      { return a->kind >= QUIET; }
ALWAYS_INLINE bool is_zero(const Num *a)     { return a->kind == FINITE && a->n == 0; }
ALWAYS_INLINE int64_t adjusted(const Num *a) { return a->exp + a->digits - 1; }

/* ---- number.c: representation ---- */

extern const uint64_t power10_table[20];
bool num_reserve(Env *e, Num *r, ssize n) MUST_CHECK;           /* room for n limbs; what was in it is lost */
bool num_grow(Env *e, Num *r, ssize n) MUST_CHECK;              /* the same, keeping them */
const Power10 *power10(Env *e, int64_t k);                      /* NULL: MemoryError. Lent until the next call */
ssize power10_limbs(int64_t k);                                 /* at most so many; refused sizes give SSIZE_MAX_ */
bool num_count_digits(Env *e, Num *r) MUST_CHECK;               /* sets r->digits */
bool num_copy(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_set_limbs(Env *e, Num *r, const mp_limb_t *limb, ssize n, bool negative, int64_t exp) MUST_CHECK;
void num_set_small(Num *r, uint64_t coefficient, bool negative, int64_t exp);
void num_set_infinity(Num *r, bool negative);
void num_set_zero(Num *r, bool negative, int64_t exp);
/* A quiet NaN without payload, for a condition. Always true. */
bool num_set_invalid(Env *e, Num *r, uint32_t condition);
bool num_shift_up(Env *e, Num *r, int64_t k) MUST_CHECK;        /* coefficient *= 10^k, in place; exp stays */
/* What a coefficient loses when digits are dropped: nothing, less than half a unit, half, more. */
enum Rest { REST_ZERO, REST_BELOW_HALF, REST_HALF, REST_ABOVE_HALF };
/* coefficient /= 10^k, in place; exp stays. False: MemoryError. */
bool num_shift_down(Env *e, Num *r, int64_t k, int *rest) MUST_CHECK;
bool num_round_up(uint8_t rounding, const Num *r, int rest);    /* does rounding add one to the coefficient? */
bool num_increment(Env *e, Num *r) MUST_CHECK;                  /* coefficient += 1, in place */
/* Takes trailing zeros off, at most `limit` of them; exp rises. In place. */
bool num_strip_zeros(Env *e, Num *r, int64_t limit) MUST_CHECK;
int64_t num_last_digit(const Num *a);
/* Drops digits below exponent `exp` or adds zeros, rounding; *rest tells what was lost. In place. */
bool num_rescale(Env *e, Num *r, int64_t exp, uint8_t rounding, int *rest) MUST_CHECK;
/* Fits a result into the context: rounding, overflow, underflow, clamping. `sticky`: the exact value is a little larger in
 * magnitude than r (by less than a unit; r has more than prec digits then). In place. */
bool num_finalize(Env *e, Num *r, bool sticky) MUST_CHECK;
/* Handles NaN operands (b may be NULL): FOUND when r is the result. */
Lookup num_nan(Env *e, Num *r, const Num *a, const Num *b);
bool num_fix_nan(Env *e, Num *r) MUST_CHECK;                    /* cuts a payload to the precision. In place */
/* The value as an int64; false if it is not integral or too large. */
bool num_as_int64(Env *e, const Num *a, int64_t *out);
bool num_is_integer(Env *e, const Num *a, Test *is);
/* The digits of the coefficient as text of a->digits bytes (not 0-terminated), freed by the caller; NULL: MemoryError. `small` holds 40 bytes. */
char *num_digits(Env *e, const Num *a, char *small);
bool num_from_digits(Env *e, Num *r, const char *digits, ssize n) MUST_CHECK;       /* '0'..'9'; sets the coefficient */

/* ---- arith.c: basic operations ---- */

int num_compare_magnitude(Env *e, const Num *a, const Num *b, bool *ok);      /* of finite ones */
int num_compare(Env *e, const Num *a, const Num *b, bool *ok);                /* no NaNs; *ok false: MemoryError */
int num_compare_total(Env *e, const Num *a, const Num *b, bool magnitude, bool *ok);
bool num_add(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_subtract(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_multiply(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_divide(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_divide_int(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_remainder(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_divmod(Env *e, Num *q, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_remainder_near(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_fma(Env *e, Num *r, const Num *a, const Num *b, const Num *c) MUST_CHECK;
bool num_plus(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_minus(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_abs(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_multiply_exact(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;     /* finite; not finalized */

/* ---- elementary.c: square root, exponential, logarithms, powers ---- */

bool num_sqrt(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_exp(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_ln(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_log10(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_power(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_power_modulo(Env *e, Num *r, const Num *a, const Num *b, const Num *modulo) MUST_CHECK;

/* ---- digits.c: exponents, single digits, neighbours, choice ---- */

bool num_quantize(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_to_integral_exact(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_to_integral(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_normalize(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_next_minus(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_next_plus(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_next_toward(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_logb(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_scaleb(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_shift(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_rotate(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_logical_invert(Env *e, Num *r, const Num *a) MUST_CHECK;
bool num_logical_and(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_logical_or(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_logical_xor(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_max(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_min(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_max_mag(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_min_mag(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_compare_op(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;          /* -1, 0, 1 or NaN */
bool num_compare_signal(Env *e, Num *r, const Num *a, const Num *b) MUST_CHECK;
bool num_is_normal(const Env *e, const Num *a);
bool num_is_subnormal(const Env *e, const Num *a);
const char *num_class(const Env *e, const Num *a);

#endif
