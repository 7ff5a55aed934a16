/* int_arith.c: arithmetic of ints.
 *
 * Each operation first tries fixnums, then works on sign and magnitude with GMP's low-level functions (mpn_*), which are
 * subquadratic for large operands. Results are written straight into a new int of the largest size they can have and cut.
 * Division floors, as Python's does: the remainder has the sign of the divisor. Bitwise operations see two's complement
 * with infinitely many sign bits, which is produced limb by limb. */
#include "object/int_internal.h"

#include <math.h>

#include "object/float.h"

/* An int operand as sign and magnitude; `small` is where a fixnum's limb is put. */
typedef struct Operand {
    const mp_limb_t *limb;
    ssize n;
    bool negative;
    mp_limb_t small;
} Operand;

ALWAYS_INLINE void operand_init(Operand *o, Ref v)
{
    o->n = int_limbs(v, &o->limb, &o->small, &o->negative);
}

/* ---- Addition and subtraction ---- */

static Value add_magnitudes(Thread *t, const Operand *a, const Operand *b, bool negative)
{
    if (a->n < b->n) {
        const Operand *c = a;
        a = b;
        b = c;
    }
    if (a->n == 0)
        return fixnum(0);
    Int *r = int_alloc(t, a->n);
    if (!r)
        return EMPTY;
    mp_limb_t carry = b->n ? mpn_add(r->limb, a->limb, a->n, b->limb, b->n) : (mpn_copyi(r->limb, a->limb, a->n), 0);
    if (unlikely(carry))
        return int_carry_take(t, r, negative);
    return int_finish_take(t, r, negative);
}

static Value sub_magnitudes(Thread *t, const Operand *a, const Operand *b, bool negative)
{
    if (a->n < b->n || (a->n == b->n && a->n && mpn_cmp(a->limb, b->limb, a->n) < 0)) {
        const Operand *c = a;
        a = b;
        b = c;
        negative = !negative;
    }
    if (a->n == 0)
        return fixnum(0);
    Int *r = int_alloc(t, a->n);
    if (!r)
        return EMPTY;
    if (b->n)
        mpn_sub(r->limb, a->limb, a->n, b->limb, b->n);
    else
        mpn_copyi(r->limb, a->limb, a->n);
    return int_finish_take(t, r, negative);
}

Value int_add(Thread *t, Ref a, Ref b)
{
    Value sum;
    if (both_fixnum(a, b))
        return fixnum_add(a, b, &sum) ? sum : int_from_int64(t, fixnum_value(a) + fixnum_value(b));
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    return x.negative == y.negative ? add_magnitudes(t, &x, &y, x.negative) : sub_magnitudes(t, &x, &y, x.negative);
}

Value int_sub(Thread *t, Ref a, Ref b)
{
    Value difference;
    if (both_fixnum(a, b))
        return fixnum_sub(a, b, &difference) ? difference : int_from_int64(t, fixnum_value(a) - fixnum_value(b));
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    return x.negative != y.negative ? add_magnitudes(t, &x, &y, x.negative) : sub_magnitudes(t, &x, &y, x.negative);
}

Value int_negative(Thread *t, Ref a)
{
    if (is_fixnum(a))
        return int_from_int64(t, -fixnum_value(a));
    Operand x;
    operand_init(&x, a);
    return int_from_limbs(t, x.limb, x.n, !x.negative);
}

/* ---- Multiplication ---- */

static Value from_int128(Thread *t, __int128 i)
{
    unsigned __int128 m = i < 0 ? -(unsigned __int128)i : (unsigned __int128)i;
    mp_limb_t limb[2] = {(mp_limb_t)m, (mp_limb_t)(m >> 64)};
    return int_from_limbs(t, limb, 2, i < 0);
}

/* More limbs than any memory holds: refused before anything is computed. */
#define POWER_LIMBS_MAX ((ssize)1 << 36)
#define GMP_SCRATCH 6           /* limbs that the hungriest algorithms of GMP need for each limb of their numbers */

bool gmp_probe(Thread *t, ssize limbs)
{
    void *scratch = limbs < POWER_LIMBS_MAX ? mem_alloc(t, (size_t)limbs * GMP_SCRATCH * sizeof(mp_limb_t)) : NULL;
    if (!scratch && !is_raised(t))
        raise_memory(t);
    mem_free(scratch);
    return scratch;
}

Value int_mul(Thread *t, Ref a, Ref b)
{
    Value product;
    if (both_fixnum(a, b))
        return fixnum_mul(a, b, &product) ? product : from_int128(t, (__int128)fixnum_value(a) * fixnum_value(b));
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    if (x.n == 0 || y.n == 0)
        return fixnum(0);
    Int *r = gmp_room(t, x.n + y.n) ? int_alloc(t, x.n + y.n) : NULL;
    if (!r)
        return EMPTY;
    if (x.limb == y.limb)
        mpn_sqr(r->limb, x.limb, x.n);
    else if (x.n >= y.n)
        mpn_mul(r->limb, x.limb, x.n, y.limb, y.n);
    else
        mpn_mul(r->limb, y.limb, y.n, x.limb, x.n);
    return int_finish_take(t, r, x.negative != y.negative);
}

/* ---- Floor division ---- */

/* |x| < |y|: the quotient is 0, or -1 when the signs differ. Outputs may be NULL. */
static bool divide_by_larger(Thread *t, Ref a, Ref b, bool signs_differ, Value *quotient, Value *remainder)
{
    bool borrow = signs_differ && int_sign(a);
    if (quotient)
        *quotient = fixnum(borrow ? -1 : 0);
    if (!remainder)
        return true;
    *remainder = borrow ? int_add(t, a, b) : int_exact(t, a);
    return !is_empty(*remainder);
}

/* Finishes a division of magnitudes whose truncated quotient lies in q (its last limb spare, 0) and remainder in r.
 * Consumes q. */
static bool floor_results(Thread *t, const Operand *x, const Operand *y, Int *q, mp_limb_t *r, Value *quotient, Value *remainder)
{
    bool differ = x->negative != y->negative;
    bool borrow = differ && limbs_strip(r, y->n) > 0;
    if (borrow)
        mpn_add_1(q->limb, q->limb, q->size, 1);
    Value qv = int_finish_take(t, q, differ);
    if (is_empty(qv))
        return false;
    if (remainder) {
        if (borrow)
            mpn_sub_n(r, y->limb, r, y->n);
        *remainder = int_from_limbs(t, r, y->n, y->negative);
        if (is_empty(*remainder))
            return release(qv), false;
    }
    if (quotient)
        *quotient = qv;
    else
        release(qv);
    return true;
}

static bool divide(Thread *t, Ref a, Ref b, Value *quotient, Value *remainder)
{
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    if (x.n < y.n || (x.n == y.n && mpn_cmp(x.limb, y.limb, x.n) < 0))
        return divide_by_larger(t, a, b, x.negative != y.negative, quotient, remainder);
    if (y.n == 1 && !quotient) {
        mp_limb_t r = mpn_mod_1(x.limb, x.n, y.limb[0]);
        if (r && x.negative != y.negative)
            r = y.limb[0] - r;
        *remainder = int_from_limbs(t, &r, 1, y.negative);
        return !is_empty(*remainder);
    }
    LIMBS(rest);
    if (!gmp_room(t, x.n) || !limbs_init(t, &rest, y.n))
        return false;
    Int *q = int_alloc(t, x.n - y.n + 2);                   /* one more for the step from truncating to flooring */
    if (!q)
        return false;
    q->limb[q->size - 1] = 0;
    if (y.n == 1)
        rest.p[0] = mpn_divrem_1(q->limb, 0, x.limb, x.n, y.limb[0]);
    else
        mpn_tdiv_qr(q->limb, rest.p, 0, x.limb, x.n, y.limb, y.n);
    return floor_results(t, &x, &y, q, rest.p, quotient, remainder);
}

ALWAYS_INLINE void fixnum_divide(int64_t a, int64_t b, int64_t *quotient, int64_t *remainder)
{
    int64_t q = a / b, r = a % b;
    if (r && (r ^ b) < 0) {
        q--;
        r += b;
    }
    *quotient = q;
    *remainder = r;
}

Value int_floordiv(Thread *t, Ref a, Ref b)
{
    if (unlikely(!int_sign(b)))
        return raise_zero_division(t, "integer division or modulo by zero");
    if (both_fixnum(a, b)) {
        int64_t q, r;
        fixnum_divide(fixnum_value(a), fixnum_value(b), &q, &r);
        return int_from_int64(t, q);
    }
    Value quotient;
    return divide(t, a, b, &quotient, NULL) ? quotient : EMPTY;
}

Value int_mod(Thread *t, Ref a, Ref b)
{
    if (unlikely(!int_sign(b)))
        return raise_zero_division(t, "integer modulo by zero");
    if (both_fixnum(a, b)) {
        int64_t q, r;
        fixnum_divide(fixnum_value(a), fixnum_value(b), &q, &r);
        return fixnum(r);
    }
    Value remainder;
    return divide(t, a, b, NULL, &remainder) ? remainder : EMPTY;
}

bool int_divmod(Thread *t, Ref a, Ref b, Value *quotient, Value *remainder)
{
    if (unlikely(!int_sign(b)))
        return raise_zero_division(t, "integer division or modulo by zero"), false;
    if (both_fixnum(a, b)) {
        int64_t q, r;
        fixnum_divide(fixnum_value(a), fixnum_value(b), &q, &r);
        *remainder = fixnum(r);
        *quotient = int_from_int64(t, q);
        return !is_empty(*quotient);
    }
    return divide(t, a, b, quotient, remainder);
}

/* ---- True division, correctly rounded ---- */

/* floor(x * 2^shift / y) for a quotient of at most 64 bits; *inexact says whether something was cut off. */
static bool scaled_quotient(Thread *t, const Operand *x, const Operand *y, ssize shift, uint64_t *quotient, bool *inexact)
{
    /* A negative shift moves y up instead: the same quotient, nothing lost. */
    ssize up_x = shift > 0 ? shift : 0, up_y = shift < 0 ? -shift : 0;
    ssize n = x->n + up_x / 64 + 1, m = y->n + up_y / 64 + 1;
    LIMBS(num);
    LIMBS(den);
    LIMBS(quot);
    LIMBS(rest);
    if (!limbs_init(t, &num, n) || !limbs_init(t, &den, m))
        return false;
    mpn_zero(num.p, n);
    mpn_zero(den.p, m);
    mpn_copyi(num.p + up_x / 64, x->limb, x->n);
    mpn_copyi(den.p + up_y / 64, y->limb, y->n);
    if (up_x % 64)
        mpn_lshift(num.p, num.p, n, up_x % 64);
    if (up_y % 64)
        mpn_lshift(den.p, den.p, m, up_y % 64);
    n = limbs_strip(num.p, n);
    m = limbs_strip(den.p, m);
    if (!gmp_room(t, n) || !limbs_init(t, &quot, n - m + 1) || !limbs_init(t, &rest, m))
        return false;
    mpn_tdiv_qr(quot.p, rest.p, 0, num.p, n, den.p, m);
    *quotient = quot.p[0];
    *inexact = limbs_strip(rest.p, m) > 0;
    return true;
}

Value int_truediv(Thread *t, Ref a, Ref b)
{
    if (unlikely(!int_sign(b)))
        return raise_zero_division(t, "division by zero");
    if (both_fixnum(a, b)) {
        int64_t i = fixnum_value(a), j = fixnum_value(b), exact = (int64_t)1 << 53;
        if (likely(i <= exact && i >= -exact && j <= exact && j >= -exact))
            return float_from(t, (double)i / (double)j);
    }
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    if (x.n == 0)
        return float_from(t, y.negative ? -0.0 : 0.0);
    ssize shift = 63 - (int_bit_length(a) - int_bit_length(b));     /* the quotient has 63 or 64 bits */
    uint64_t quotient = 1;
    bool inexact = true;
    double d;
    if (shift > 63 + 1100)
        d = 0.0;
    else if (shift < 63 - 1100)
        return raise_overflow(t, "integer division result too large for a float");
    else if (!scaled_quotient(t, &x, &y, shift, &quotient, &inexact))
        return EMPTY;
    else if (!double_from_scaled(quotient, inexact, -shift, &d))
        return raise_overflow(t, "integer division result too large for a float");
    return float_from(t, x.negative != y.negative ? -d : d);
}

/* ---- Powers ---- */

/* odd**e * 2**zeros, negated if `negative`; `odd` of n limbs is odd and greater than 1. Squares from the left. */
static Value power_of_odd(Thread *t, const mp_limb_t *odd, ssize n, ssize bits, uint64_t e, uint64_t zeros, bool negative)
{
    if (e > (uint64_t)POWER_LIMBS_MAX * 64 / (uint64_t)bits || zeros / 64 > (uint64_t)POWER_LIMBS_MAX)
        return raise_memory(t);
    ssize capacity = (ssize)((uint64_t)bits * e / 64) + 2 * n + 4, offset = (ssize)(zeros / 64);
    LIMBS(power);
    LIMBS(next);
    if (!gmp_room(t, capacity) || !limbs_init(t, &power, capacity) || !limbs_init(t, &next, capacity))
        return EMPTY;
    mp_limb_t *p = power.p, *q = next.p, *swap;
    ssize len = n;
    mpn_copyi(p, odd, n);
    for (int i = bit_width(e) - 2; i >= 0; i--) {
        mpn_sqr(q, p, len);
        len = limbs_strip(q, 2 * len);
        swap = p, p = q, q = swap;
        if (e >> i & 1) {
            mpn_mul(q, p, len, odd, n);
            len = limbs_strip(q, len + n);
            swap = p, p = q, q = swap;
        }
    }
    Int *r = int_alloc(t, len + offset + 1);
    if (!r)
        return EMPTY;
    mpn_zero(r->limb, offset);
    r->limb[len + offset] = 0;
    if (zeros % 64)
        r->limb[len + offset] = mpn_lshift(r->limb + offset, p, len, zeros % 64);
    else
        mpn_copyi(r->limb + offset, p, len);
    return int_finish_take(t, r, negative);
}

/* a**e for e > 0 with fixnum a while the results fit; false when they do not. */
static bool fixnum_power(int64_t a, uint64_t e, Value *out)
{
    int64_t result = 1;
    for (;;) {
        if ((e & 1) && __builtin_mul_overflow(result, a, &result))
            return false;
        e >>= 1;
        if (!e)
            break;
        if (__builtin_mul_overflow(a, a, &a))
            return false;
    }
    if (!fits_fixnum(result))
        return false;
    *out = fixnum(result);
    return true;
}

/* a**b for b >= 0. */
static Value power_plain(Thread *t, Ref a, Ref b)
{
    uint64_t e;
    bool huge = !int_as_uint64(b, &e);                      /* e is b's lowest limb then: its parity is right */
    Value result;
    if (!huge && e == 0)
        return fixnum(1);
    if (is_fixnum(a)) {
        int64_t i = fixnum_value(a);
        if (i == 0 || i == 1)
            return a;
        if (i == -1)
            return fixnum(e & 1 ? -1 : 1);
        if (!huge && fixnum_power(i, e, &result))
            return result;
    }
    Operand x;
    operand_init(&x, a);
    if (x.n == 0)                                           /* False, or a subclass's zero */
        return fixnum(0);
    if (huge)
        return raise_memory(t);
    ssize zeros = (ssize)mpn_scan1(x.limb, 0);
    LIMBS(odd);
    ssize n = x.n - zeros / 64;
    if (!limbs_init(t, &odd, n))
        return EMPTY;
    if (zeros % 64)
        mpn_rshift(odd.p, x.limb + zeros / 64, n, zeros % 64);
    else
        mpn_copyi(odd.p, x.limb + zeros / 64, n);
    n = limbs_strip(odd.p, n);
    ssize bits = (n - 1) * 64 + bit_width(odd.p[n - 1]);
    uint64_t all_zeros;
    if (__builtin_mul_overflow((uint64_t)zeros, e, &all_zeros))
        return raise_memory(t);
    return power_of_odd(t, odd.p, n, bits, bits == 1 ? 1 : e, all_zeros, x.negative && (e & 1));
}

static void alias(mpz_t z, const Operand *o)
{
    mpz_roinit_n(z, o->limb, o->negative ? -o->n : o->n);
}

/* a**e modulo m for small numbers: 0 <= a < m, e >= 0. */
static uint64_t power_mod_small(uint64_t a, uint64_t e, uint64_t m)
{
    uint64_t result = 1 % m;
    while (e) {
        if (e & 1)
            result = (uint64_t)((unsigned __int128)result * a % m);
        a = (uint64_t)((unsigned __int128)a * a % m);
        e >>= 1;
    }
    return result;
}

/* pow(a, b, m), any signs, m != 0. The result has the sign of m. */
static Value power_mod(Thread *t, Ref a, Ref b, Ref m)
{
    Operand base, exponent, modulus;
    operand_init(&base, a);
    operand_init(&exponent, b);
    operand_init(&modulus, m);
    if (both_fixnum(a, b) && is_fixnum(m) && !exponent.negative) {
        uint64_t r = base.n ? base.limb[0] % modulus.limb[0] : 0;
        if (r && base.negative)
            r = modulus.limb[0] - r;
        r = power_mod_small(r, exponent.n ? exponent.limb[0] : 0, modulus.limb[0]);
        if (r && modulus.negative)
            return fixnum((int64_t)r + fixnum_value(m));
        return fixnum((int64_t)r);
    }
    if (base.n > INT_MAX / 4 || exponent.n > INT_MAX / 4 || modulus.n > INT_MAX / 4)
        return raise_memory(t);
    if (!gmp_room(t, base.n + exponent.n + 2 * modulus.n))
        return EMPTY;
    mpz_t x, e, n, result;
    alias(x, &base);
    exponent.negative = false;
    alias(e, &exponent);
    alias(n, &modulus);
    mpz_init(result);
    if (int_sign(b) < 0) {
        if (!mpz_invert(result, x, n)) {
            mpz_clear(result);
            return raise_value(t, "base is not invertible for the given modulus");
        }
        mpz_powm(result, result, e, n);
    } else {
        mpz_powm(result, x, e, n);
    }
    if (mpz_sgn(result) < 0)
        mpz_add(result, result, n);
    if (modulus.negative && mpz_sgn(result) > 0)
        mpz_add(result, result, n);
    Value v = int_from_limbs(t, mpz_limbs_read(result), (ssize)mpz_size(result), mpz_sgn(result) < 0);
    mpz_clear(result);
    return v;
}

Value int_pow(Thread *t, Ref a, Ref b, Ref modulus)
{
    if (is_none(modulus)) {
        double base, exponent;
        if (int_sign(b) >= 0)
            return power_plain(t, a, b);
        if (!int_as_double(t, a, &base) || !int_as_double(t, b, &exponent))
            return EMPTY;
        return float_pow(t, base, exponent);
    }
    int sign = int_sign(modulus);
    if (sign == 0)
        return raise_value(t, "pow() 3rd argument cannot be 0");
    if (int_bit_length(modulus) == 1)
        return fixnum(0);
    return power_mod(t, a, b, modulus);
}

/* ---- Shifts ---- */

/* The shift count; MISSING when it is too large for any machine. */
static Lookup shift_count(Thread *t, Ref b, uint64_t *count)
{
    if (int_sign(b) < 0)
        return raise_value(t, "negative shift count"), ERROR;
    return int_as_uint64(b, count) ? FOUND : MISSING;
}

Value int_lshift(Thread *t, Ref a, Ref b)
{
    uint64_t count;
    Lookup found = shift_count(t, b, &count);
    if (found == ERROR)
        return EMPTY;
    if (!int_sign(a))
        return fixnum(0);
    if (found == MISSING || count > (uint64_t)SSIZE_MAX_)
        return raise_overflow(t, "too many digits in integer");
    if (is_fixnum(a) && count < 62) {
        int64_t i = fixnum_value(a), shifted = (int64_t)((uint64_t)i << count);
        if (shifted >> count == i)
            return int_from_int64(t, shifted);
    }
    Operand x;
    operand_init(&x, a);
    ssize offset = (ssize)(count / 64);
    Int *r = int_alloc(t, x.n + offset + 1);
    if (!r)
        return EMPTY;
    mpn_zero(r->limb, offset);
    r->limb[x.n + offset] = 0;
    if (count % 64)
        r->limb[x.n + offset] = mpn_lshift(r->limb + offset, x.limb, x.n, count % 64);
    else
        mpn_copyi(r->limb + offset, x.limb, x.n);
    return int_finish_take(t, r, x.negative);
}

Value int_rshift(Thread *t, Ref a, Ref b)
{
    uint64_t count;
    Lookup found = shift_count(t, b, &count);
    if (found == ERROR)
        return EMPTY;
    if (is_fixnum(a))
        return fixnum(fixnum_value(a) >> (found == MISSING || count > 63 ? 63 : count));
    Operand x;
    operand_init(&x, a);
    if (found == MISSING || count / 64 >= (uint64_t)x.n)
        return fixnum(x.negative ? -1 : 0);
    ssize offset = (ssize)(count / 64), n = x.n - offset;
    Int *r = int_alloc(t, n + 1);
    if (!r)
        return EMPTY;
    bool lost = limbs_strip(x.limb, offset) > 0;
    r->limb[n] = 0;
    if (count % 64)
        lost |= mpn_rshift(r->limb, x.limb + offset, n, count % 64) != 0;
    else
        mpn_copyi(r->limb, x.limb + offset, n);
    if (lost && x.negative)
        mpn_add_1(r->limb, r->limb, n + 1, 1);
    return int_finish_take(t, r, x.negative);
}

/* ---- Bitwise ---- */

/* Limb i of the two's complement of o; *carry starts as 1 for negative operands. */
ALWAYS_INLINE mp_limb_t complement_limb(const Operand *o, ssize i, mp_limb_t *carry)
{
    mp_limb_t limb = i < o->n ? o->limb[i] : 0;
    if (!o->negative)
        return limb;
    limb = ~limb + *carry;
    *carry &= limb == 0;
    return limb;
}

typedef enum { BIT_AND, BIT_OR, BIT_XOR } BitOp;

ALWAYS_INLINE mp_limb_t combine(BitOp op, mp_limb_t a, mp_limb_t b)
{
    return op == BIT_AND ? (a & b) : op == BIT_OR ? (a | b) : (a ^ b);
}

typedef mp_limb_t LimbPair __attribute__((vector_size(16)));

/* Of two numbers that are not negative. */
ALWAYS_INLINE Value bitwise_plain(Thread *t, BitOp op, const Operand *x, const Operand *y)
{
    if (x->n < y->n) {
        const Operand *z = x;
        x = y;
        y = z;
    }
    ssize n = op == BIT_AND ? y->n : x->n;
    Int *r = int_alloc(t, n);
    if (!r)
        return EMPTY;
    ssize i = 0;
    for (; i + 2 <= y->n; i += 2) {
        LimbPair p, q;
        memcpy(&p, x->limb + i, sizeof p);
        memcpy(&q, y->limb + i, sizeof q);
        p = op == BIT_AND ? (p & q) : op == BIT_OR ? (p | q) : (p ^ q);
        memcpy(r->limb + i, &p, sizeof p);
    }
    if (i < y->n)
        r->limb[i] = combine(op, x->limb[i], y->limb[i]);
    if (n > y->n)
        mpn_copyi(r->limb + y->n, x->limb + y->n, n - y->n);
    return int_finish_take(t, r, false);
}

ALWAYS_INLINE Value bitwise(Thread *t, BitOp op, Ref a, Ref b)
{
    Operand x, y;
    operand_init(&x, a);
    operand_init(&y, b);
    ssize n = MAX(x.n, y.n) + 1;
    if (op == BIT_AND && !x.negative)
        n = MIN(n, x.n);
    if (op == BIT_AND && !y.negative)
        n = MIN(n, y.n);
    bool negative = combine(op, x.negative, y.negative);
    if (!x.negative && !y.negative)
        return bitwise_plain(t, op, &x, &y);
    Int *r = int_alloc(t, n);
    if (!r)
        return EMPTY;
    mp_limb_t carry_x = 1, carry_y = 1;
    for (ssize i = 0; i < n; i++)
        r->limb[i] = combine(op, complement_limb(&x, i, &carry_x), complement_limb(&y, i, &carry_y));
    if (negative)
        mpn_neg(r->limb, r->limb, n);
    return int_finish_take(t, r, negative);
}

Value int_and(Thread *t, Ref a, Ref b)
{
    return both_fixnum(a, b) ? fixnum(fixnum_value(a) & fixnum_value(b)) : bitwise(t, BIT_AND, a, b);
}

Value int_or(Thread *t, Ref a, Ref b)
{
    return both_fixnum(a, b) ? fixnum(fixnum_value(a) | fixnum_value(b)) : bitwise(t, BIT_OR, a, b);
}

Value int_xor(Thread *t, Ref a, Ref b)
{
    return both_fixnum(a, b) ? fixnum(fixnum_value(a) ^ fixnum_value(b)) : bitwise(t, BIT_XOR, a, b);
}

Value int_invert(Thread *t, Ref a)
{
    if (is_fixnum(a))
        return fixnum(~fixnum_value(a));
    OWN Value minus = int_negative(t, a);
    return is_empty(minus) ? EMPTY : int_sub(t, minus, fixnum(1));
}
