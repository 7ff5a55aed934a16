/* math.c: the module math: functions of real numbers over the C library, and of ints over GMP.
 *
 * The C library computes; this file adds Python's rules of errors: a result that is not a number from arguments that are
 * is a ValueError, an infinite one from finite arguments an OverflowError, or a ValueError at a singularity. Python manual:
 * math. */
#include <float.h>
#include <math.h>

#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/math.h"

static Value raise_domain(Thread *t) { return raise_value(t, "math domain error"); }
static Value raise_range(Thread *t)  { return raise_overflow(t, "math range error"); }

/* What an infinite result of finite arguments means. */
enum Infinity { SINGULAR, OVERFLOWS };

static Value finish(Thread *t, double r, bool nan_given, bool finite_given, enum Infinity infinity)
{
    if (isnan(r) && !nan_given)
        return raise_domain(t);
    if (isinf(r) && finite_given)
        return infinity == OVERFLOWS ? raise_range(t) : raise_domain(t);
    return float_from(t, r);
}

static Value apply(Thread *t, Ref v, double (*function)(double), enum Infinity infinity)
{
    double x;
    if (!to_double(t, v, &x))
        return EMPTY;
    return finish(t, function(x), isnan(x), isfinite(x), infinity);
}

static Value apply2(Thread *t, double x, double y, double (*function)(double, double))
{
    return finish(t, function(x, y), isnan(x) || isnan(y), isfinite(x) && isfinite(y), OVERFLOWS);
}

/* ---- number-theoretic and representation functions ---- */

/* round(v) by the special method `name` or of float(v). */
static Value round_by(Thread *t, Ref v, Ref name, double (*function)(double))
{
    if (!is_flonum(v)) {
        Value result;
        Lookup found = call_special(t, v, name, NULL, 0, &result);
        if (found != MISSING)
            return found == FOUND ? result : EMPTY;
    }
    double x;
    return to_double(t, v, &x) ? int_from_double(t, function(x)) : EMPTY;
}

/** Return the ceiling of x as an Integral.
 *
 * This is the smallest integer >= x. */
FUNCTION1(math, ceil, x) { return round_by(t, x, NAME(__ceil__), ceil); }

/** Return the floor of x as an Integral.
 *
 * This is the largest integer <= x. */
FUNCTION1(math, floor, x) { return round_by(t, x, NAME(__floor__), floor); }

/** Truncates the Real x to the nearest Integral toward 0.
 *
 * Uses the __trunc__ magic method. */
FUNCTION1(math, trunc, x)
{
    Value result;
    if (is_flonum(x))
        return int_from_double(t, flonum_value(x));
    Lookup found = call_special(t, x, NAME(__trunc__), NULL, 0, &result);
    if (found == MISSING)
        return raise_type(t, "type %T doesn't define __trunc__ method", x);
    return found == FOUND ? result : EMPTY;
}

/** Return the absolute value of the float x. */
FUNCTION1(math, fabs, x) { return apply(t, x, fabs, SINGULAR); }

/** Return a float with the magnitude (absolute value) of x but the sign of y.
 *
 * On platforms that support signed zeros, copysign(1.0, -0.0)
 * returns -1.0. */
FUNCTION(math, copysign, "(x: float, y: float, /)") { return float_from(t, copysign(a->x, a->y)); }

/** Return fmod(x, y), according to platform C.
 *
 * x % y may differ. */
FUNCTION(math, fmod, "(x: float, y: float, /)") { return apply2(t, a->x, a->y, fmod); }

/** Difference between x and the closest integer multiple of y.
 *
 * Return x - n*y where n*y is the closest integer multiple of y.
 * In the case where x is exactly halfway between two multiples of
 * y, the nearest even value of n is used. The result is always exact. */
FUNCTION(math, remainder, "(x: float, y: float, /)") { return apply2(t, a->x, a->y, remainder); }

/** Return the mantissa and exponent of x, as pair (m, e).
 *
 * m is a float and e is an int, such that x = m * 2.**e.
 * If x is 0, m and e are both 0.  Else 0.5 <= abs(m) < 1.0. */
FUNCTION(math, frexp, "(x: float, /)")
{
    int exponent = 0;
    OWN Value m = float_from(t, isfinite(a->x) ? frexp(a->x, &exponent) : a->x);
    return is_empty(m) ? EMPTY : tuple_pack(t, 2, m, fixnum(exponent));
}

/** Return x * (2**i).
 *
 * This is essentially the inverse of frexp(). */
FUNCTION(math, ldexp, "(x: float, i, /)")
{
    int64_t i;
    if (!is_int(a->i))
        return raise_type(t, "Expected an int as second argument to ldexp.");
    if (!int_as_int64(a->i, &i))
        i = int_sign(a->i) < 0 ? INT_MIN : INT_MAX;
    double r = ldexp(a->x, (int)MIN(MAX(i, (int64_t)INT_MIN), (int64_t)INT_MAX));
    return isinf(r) && isfinite(a->x) ? raise_range(t) : float_from(t, r);
}

/** Return the fractional and integer parts of x.
 *
 * Both results carry the sign of x and are floats. */
FUNCTION(math, modf, "(x: float, /)")
{
    double whole, part = modf(a->x, &whole);
    OWN Value p = float_from(t, part), w = float_from(t, whole);
    return is_empty(p) || is_empty(w) ? EMPTY : tuple_pack(t, 2, p, w);
}

/** Return True if x is neither an infinity nor a NaN, and False otherwise. */
FUNCTION(math, isfinite, "(x: float, /)") { return bool_value(isfinite(a->x)); }

/** Return True if x is a positive or negative infinity, and False otherwise. */
FUNCTION(math, isinf, "(x: float, /)") { return bool_value(isinf(a->x)); }

/** Return True if x is a NaN (not a number), and False otherwise. */
FUNCTION(math, isnan, "(x: float, /)") { return bool_value(isnan(a->x)); }

/** Determine whether two floating-point numbers are close in value.
 *
 *   rel_tol
 *     maximum difference for being considered "close", relative to the
 *     magnitude of the input values
 *   abs_tol
 *     maximum difference for being considered "close", regardless of the
 *     magnitude of the input values
 *
 * Return True if a is close in value to b, and False otherwise.
 *
 * For the values to be considered close, the difference between them
 * must be smaller than at least one of the tolerances.
 *
 * -inf, inf and NaN behave similarly to the IEEE 754 Standard.  That
 * is, NaN is not close to anything, even itself.  inf and -inf are
 * only close to themselves. */
FUNCTION(math, isclose, "(a: float, b: float, *, rel_tol: float=1e-09, abs_tol: float=0.0)")
{
    if (a->rel_tol < 0.0 || a->abs_tol < 0.0)
        return raise_value(t, "tolerances must be non-negative");
    if (a->a == a->b)
        return TRUE_VALUE;
    if (isinf(a->a) || isinf(a->b))
        return FALSE_VALUE;
    double difference = fabs(a->b - a->a);
    return bool_value(difference <= a->rel_tol * fmax(fabs(a->a), fabs(a->b)) || difference <= a->abs_tol);
}

/* Steps of doubles from x to y: their bits, read as ints, are in order. */
static double step_toward(double x, double y, uint64_t steps)
{
    int64_t from, to;
    memcpy(&from, &x, 8);
    memcpy(&to, &y, 8);
    from = from < 0 ? INT64_MIN - from : from;
    to = to < 0 ? INT64_MIN - to : to;
    /* The distance of any two fits 64 bits without sign. */
    uint64_t distance = from < to ? (uint64_t)to - (uint64_t)from : (uint64_t)from - (uint64_t)to;
    if (steps >= distance)
        return y;
    int64_t r = from < to ? from + (int64_t)steps : from - (int64_t)steps;
    bool negative = r < 0 || (r == 0 && signbit(x));
    uint64_t bits = r < 0 ? (uint64_t)(INT64_MIN - r) : (uint64_t)r;
    if (negative)
        bits |= 1ull << 63;
    memcpy(&x, &bits, 8);
    return x;
}

/** Return the floating-point value the given number of steps after x towards y.
 *
 * If steps is not specified or is None, it defaults to 1.
 *
 * Raises a TypeError, if x or y is not a double, or if steps is not an integer.
 * Raises ValueError if steps is negative. */
FUNCTION(math, nextafter, "(x: float, y: float, /, *, steps=None)")
{
    if (is_none(a->steps))
        return float_from(t, nextafter(a->x, a->y));
    OWN Value n = to_index(t, a->steps);
    if (is_empty(n))
        return EMPTY;
    if (int_sign(n) < 0)
        return raise_value(t, "steps must be a non-negative integer");
    uint64_t steps;
    if (!int_as_uint64(n, &steps))
        steps = UINT64_MAX;
    if (steps == 0 || isnan(a->x))
        return float_from(t, a->x);
    return float_from(t, isnan(a->y) || a->x == a->y ? a->y : step_toward(a->x, a->y, steps));
}

/** Return the value of the least significant bit of the float x. */
FUNCTION(math, ulp, "(x: float, /)")
{
    double x = fabs(a->x);
    if (isnan(x) || isinf(x))
        return float_from(t, x);
    double up = nextafter(x, INFINITY);
    return float_from(t, isinf(up) ? x - nextafter(x, -INFINITY) : up - x);
}

/** Fused multiply-add operation.
 *
 * Compute (x * y) + z with a single round. */
FUNCTION(math, fma, "(x: float, y: float, z: float, /)")
{
    double r = fma(a->x, a->y, a->z);
    if (isfinite(r))
        return float_from(t, r);
    if (isnan(r) && !isnan(a->x) && !isnan(a->y) && !isnan(a->z))
        return raise_value(t, "invalid operation in fma");
    if (isinf(r) && isfinite(a->x) && isfinite(a->y) && isfinite(a->z))
        return raise_overflow(t, "overflow in fma");
    return float_from(t, r);
}

/* ---- exact sums ---- */

/* Partial sums that do not overlap, smallest first: their exact sum is that of all floats added (Shewchuk 1997). */
typedef struct Partials {
    Thread *t;
    double *sum, few[32];
    ssize n, room;
    double special, infinities;         /* sums of what was not finite */
} Partials;

static bool partials_grow(Partials *p)
{
    double *more = mem_alloc_array(p->t, 2 * p->room, sizeof *more);
    if (!more)
        return false;
    memcpy(more, p->sum, (size_t)p->n * sizeof *more);
    if (p->sum != p->few)
        mem_free(p->sum);
    p->sum = more;
    p->room *= 2;
    return true;
}

static bool partials_add(Partials *p, double x)
{
    double given = x;
    ssize kept = 0;
    for (ssize i = 0; i < p->n; i++) {
        double y = p->sum[i];
        if (fabs(x) < fabs(y)) {
            double z = x;
            x = y;
            y = z;
        }
        double high = x + y, low = y - (high - x);
        if (low != 0.0)
            p->sum[kept++] = low;
        x = high;
    }
    p->n = kept;
    if (x == 0.0)
        return true;
    if (!isfinite(x)) {
        /* either a special value was given, or finite ones went out of range on the way */
        if (isfinite(given))
            return raise_overflow(p->t, "intermediate overflow in fsum"), false;
        if (isinf(given))
            p->infinities += given;
        p->special += given;
        p->n = 0;
        return true;
    }
    if (p->n == p->room && !partials_grow(p))
        return false;
    p->sum[p->n++] = x;
    return true;
}

static Value partials_total(Partials *p)
{
    if (p->special != 0.0)
        return isnan(p->infinities) ? raise_value(p->t, "-inf + inf in fsum") : float_from(p->t, p->special);
    if (p->n == 0)
        return float_from(p->t, 0.0);
    ssize i = p->n - 1;
    double high = p->sum[i], low = 0.0;
    while (i > 0 && low == 0.0) {
        double x = high, y = p->sum[--i];
        high = x + y;
        low = y - (high - x);
    }
    /* Halfway between two floats, the rest decides the direction. */
    if (i > 0 && ((low < 0.0 && p->sum[i - 1] < 0.0) || (low > 0.0 && p->sum[i - 1] > 0.0))) {
        double twice = low * 2.0, up = high + twice;
        if (twice == up - high)
            high = up;
    }
    return float_from(p->t, high);
}

/** Return an accurate floating-point sum of values in the iterable seq.
 *
 * Assumes IEEE-754 floating-point arithmetic. */
FUNCTION1(math, fsum, seq)
{
    OWN Value it = iter(t, seq);
    if (is_empty(it))
        return EMPTY;
    Partials p = {.t = t, .room = 32};
    p.sum = p.few;
    Value result = EMPTY, item;
    Lookup found;
    while ((found = step(t, it, &item)) == FOUND) {
        double x;
        bool good = to_double(t, item, &x) && partials_add(&p, x);
        release(item);
        if (!good)
            break;
    }
    if (found == MISSING)
        result = partials_total(&p);
    if (p.sum != p.few)
        mem_free(p.sum);
    return result;
}

/* A sum kept in three floats: high + middle + low. */
typedef struct Triple { double high, middle, low; } Triple;

static double two_sum(double x, double y, double *error)
{
    double s = x + y, z = s - x;
    *error = (x - (s - z)) + (y - z);
    return s;
}

static void triple_add_product(Triple *s, double x, double y)
{
    double p = x * y, e = fma(x, y, -p), e1, e2;
    s->high = two_sum(p, s->high, &e1);
    e = two_sum(e, s->middle, &e2);
    double e3;
    s->middle = two_sum(e, e1, &e3);
    s->low += e2 + e3;
}

static Value sum_of_products(Thread *t, Tuple *p, Tuple *q)
{
    OWN Value total = fixnum(0);
    for (ssize i = 0; i < p->len;) {
        Triple s = {0, 0, 0};
        ssize first = i;
        for (; i < p->len && is_flonum(p->item[i]) && (is_flonum(q->item[i]) || is_fixnum(q->item[i])); i++) {
            Ref y = q->item[i];
            triple_add_product(&s, flonum_value(p->item[i]), is_flonum(y) ? flonum_value(y) : (double)fixnum_value(y));
        }
        OWN Value term = EMPTY;
        if (i > first && isfinite(s.high)) {
            double rest;
            double high = two_sum(s.high, s.middle, &rest);
            replace_take(&term, float_from(t, high + (rest + s.low)));
        } else {
            i = first;
            replace_take(&term, binary_op(t, OP_MUL, p->item[i], q->item[i]));
            i++;
        }
        if (is_empty(term))
            return EMPTY;
        replace_take(&total, binary_op(t, OP_ADD, total, term));
        if (is_empty(total))
            return EMPTY;
    }
    return take(&total);
}

/** Return the sum of products of values from two iterables p and q.
 *
 * Roughly equivalent to:
 *
 *     sum(itertools.starmap(operator.mul, zip(p, q, strict=True)))
 *
 * For float and mixed int/float inputs, the intermediate products
 * and sums are computed with extended precision. */
FUNCTION(math, sumprod, "(p, q, /)")
{
    OWN Value p = to_tuple(t, a->p);
    OWN Value q = is_empty(p) ? EMPTY : to_tuple(t, a->q);
    if (is_empty(q))
        return EMPTY;
    if (as_tuple(p)->len != as_tuple(q)->len)
        return raise_value(t, "Inputs are not the same length");
    return sum_of_products(t, as_tuple(p), as_tuple(q));
}

/** Calculate the product of all the elements in the input iterable.
 *
 * The default start value for the product is 1.
 *
 * When the iterable is empty, return the start value.  This function is
 * intended specifically for use with numeric values and may reject
 * non-numeric types. */
FUNCTION(math, prod, "(iterable, /, *, start=1)")
{
    OWN Value it = iter(t, a->iterable), product = retain(a->start);
    if (is_empty(it))
        return EMPTY;
    Value item;
    Lookup found;
    while ((found = step(t, it, &item)) == FOUND) {
        if (both_flonum(product, item))
            product = float_from(t, flonum_value(product) * flonum_value(item));
        else if (!(both_fixnum(product, item) && fixnum_mul(product, item, &product)))
            replace_take(&product, binary_op(t, OP_MUL, product, item));
        release(item);
        if (is_empty(product))
            return EMPTY;
    }
    return found == ERROR ? EMPTY : take(&product);
}

/* ---- ints ---- */

/* An int seen as a GMP number, while the int lives. */
typedef struct Big { mpz_t z; mp_limb_t small; } Big;

static mpz_srcptr big_view(Big *b, Ref v)
{
    const mp_limb_t *limb;
    bool negative;
    ssize n = int_limbs(v, &limb, &b->small, &negative);
    return mpz_roinit_n(b->z, limb, negative ? -n : n);
}

static bool room_for(Thread *t, const Big *a, const Big *b) { return gmp_room(t, (ssize)(mpz_size(a->z) + mpz_size(b->z))); }

static Value int_from_mpz_take(Thread *t, mpz_t z)
{
    Value v = int_from_limbs(t, mpz_limbs_read(z), (ssize)mpz_size(z), mpz_sgn(z) < 0);
    mpz_clear(z);
    return v;
}

static uint64_t gcd_words(uint64_t x, uint64_t y)
{
    if (x == 0 || y == 0)
        return x | y;
    int twos = __builtin_ctzll(x | y);
    x >>= __builtin_ctzll(x);
    while (y) {
        y >>= __builtin_ctzll(y);
        if (x > y) {
            uint64_t z = x;
            x = y;
            y = z;
        }
        y -= x;
    }
    return x << twos;
}

static uint64_t magnitude(Ref v)        /* of a fixnum */
{
    int64_t i = fixnum_value(v);
    return i < 0 ? (uint64_t)-i : (uint64_t)i;
}

static Value big_operation(Thread *t, Ref x, Ref y, void (*operation)(mpz_t, const mpz_t, const mpz_t))
{
    Big p, q;
    mpz_t r;
    big_view(&p, x);
    big_view(&q, y);
    if (!room_for(t, &p, &q))
        return EMPTY;
    mpz_init(r);
    operation(r, p.z, q.z);
    return int_from_mpz_take(t, r);
}

static Value gcd_of(Thread *t, Ref x, Ref y)
{
    if (both_fixnum(x, y))
        return int_from_uint64(t, gcd_words(magnitude(x), magnitude(y)));
    return big_operation(t, x, y, mpz_gcd);
}

static Value lcm_of(Thread *t, Ref x, Ref y) { return big_operation(t, x, y, mpz_lcm); }

static Value fold_ints(Thread *t, const Value *args, ssize n, int64_t start, Value (*fold)(Thread *, Ref, Ref))
{
    OWN Value total = fixnum(start);
    for (ssize i = 0; i < n; i++) {
        OWN Value v = to_index(t, args[i]);
        if (is_empty(v))
            return EMPTY;
        replace_take(&total, fold(t, total, v));
        if (is_empty(total))
            return EMPTY;
    }
    return take(&total);
}

/** Greatest Common Divisor. */
FUNCTION(math, gcd, "(*integers)") { return fold_ints(t, a->integers, a->integers_count, 0, gcd_of); }

/** Least Common Multiple. */
FUNCTION(math, lcm, "(*integers)") { return fold_ints(t, a->integers, a->integers_count, 1, lcm_of); }

/** Return the integer part of the square root of the input. */
FUNCTION1(math, isqrt, n)
{
    OWN Value v = to_index(t, n);
    if (is_empty(v))
        return EMPTY;
    if (int_sign(v) < 0)
        return raise_value(t, "isqrt() argument must be nonnegative");
    Big b;
    mpz_t root;
    big_view(&b, v);
    if (!room_for(t, &b, &b))
        return EMPTY;
    mpz_init(root);
    mpz_sqrt(root, b.z);
    return int_from_mpz_take(t, root);
}

/* 3.2 took floats with whole values here. */
static Value whole(Thread *t, Ref v)
{
    if (!is_float(v))
        return to_index(t, v);
    double x = float_value(v);
    if (!(isfinite(x) && x == floor(x)))
        return raise_value(t, "factorial() only accepts integral values");
    return int_from_double(t, x);
}

/** Find x!.
 *
 * Raise a ValueError if x is negative or non-integral. */
FUNCTION1(math, factorial, x)
{
    OWN Value n = whole(t, x);
    int64_t i;
    if (is_empty(n))
        return EMPTY;
    if (int_sign(n) < 0)
        return raise_value(t, "factorial() not defined for negative values");
    /* Beyond this the result would not fit any memory. */
    if (!int_as_int64(n, &i) || i > UINT32_MAX)
        return raise_overflow(t, "factorial() argument should not exceed %lld", (long long)UINT32_MAX);
    if (!gmp_room(t, (ssize)((double)i * log2((double)i + 2) / 64)))
        return EMPTY;
    mpz_t r;
    mpz_init(r);
    mpz_fac_ui(r, (unsigned long)i);
    return int_from_mpz_take(t, r);
}

static bool get_count(Thread *t, Ref v, const char *name, Value *out)
{
    *out = to_index(t, v);
    if (is_empty(*out))
        return false;
    return int_sign(*out) >= 0 || (raise_value(t, "%s must be a non-negative integer", name), false);
}

/* n * (n-1) * ... * (n-k+1), halves first so that the factors multiplied are of a size. */
static Value falling(Thread *t, Ref n, int64_t first, int64_t k)
{
    if (k == 0)
        return fixnum(1);
    if (k == 1) {
        OWN Value i = int_from_int64(t, first);
        return is_empty(i) ? EMPTY : int_sub(t, n, i);
    }
    OWN Value x = falling(t, n, first, k / 2);
    OWN Value y = is_empty(x) ? EMPTY : falling(t, n, first + k / 2, k - k / 2);
    return is_empty(y) ? EMPTY : int_mul(t, x, y);
}

/** Number of ways to choose k items from n items without repetition and with order.
 *
 * Evaluates to n! / (n - k)! when k <= n and evaluates
 * to zero when k > n.
 *
 * If k is not specified or is None, then k defaults to n
 * and the function returns n!.
 *
 * Raises TypeError if either of the arguments are not integers.
 * Raises ValueError if either of the arguments are negative. */
FUNCTION(math, perm, "(n, k=None, /)")
{
    if (is_none(a->k))
        return is_float(a->n) ? raise_type(t, "'%T' object cannot be interpreted as an integer", a->n)
                              : math_factorial_method(t, self, a->n);
    OWN Value n = EMPTY, k = EMPTY;
    if (!get_count(t, a->n, "n", &n) || !get_count(t, a->k, "k", &k))
        return EMPTY;
    if (int_compare(k, n) > 0)
        return fixnum(0);
    int64_t count;
    if (!int_as_int64(k, &count))
        return raise_overflow(t, "k must not exceed %lld", (long long)INT64_MAX);
    return falling(t, n, 0, count);
}

/* False: on the way, numbers do not fit. */
static bool small_binomial(uint64_t n, uint64_t k, uint64_t *result)
{
    uint64_t r = 1;
    if (k > 64)
        return false;
    for (uint64_t i = 1; i <= k; i++) {         /* r is (n choose i - 1): the product can be divided */
        if (__builtin_mul_overflow(r, n - k + i, &r))
            return false;
        r /= i;
    }
    *result = r;
    return true;
}

/** Number of ways to choose k items from n items without repetition and without order.
 *
 * Evaluates to n! / (k! * (n - k)!) when k <= n and evaluates
 * to zero when k > n.
 *
 * Also called the binomial coefficient because it is equivalent
 * to the coefficient of k-th term in polynomial expansion of the
 * expression (1 + x)**n.
 *
 * Raises TypeError if either of the arguments are not integers.
 * Raises ValueError if either of the arguments are negative. */
FUNCTION(math, comb, "(n, k, /)")
{
    OWN Value n = EMPTY, k = EMPTY;
    if (!get_count(t, a->n, "n", &n) || !get_count(t, a->k, "k", &k))
        return EMPTY;
    OWN Value other = int_sub(t, n, k);
    if (is_empty(other))
        return EMPTY;
    if (int_sign(other) < 0)
        return fixnum(0);
    uint64_t count;
    if (!int_as_uint64(int_compare(other, k) < 0 ? other : k, &count))
        return raise_overflow(t, "min(n - k, k) must not exceed %lld", (long long)INT64_MAX);
    uint64_t small;
    if (is_fixnum(n) && small_binomial((uint64_t)fixnum_value(n), count, &small))
        return int_from_uint64(t, small);
    Big b;
    mpz_t r;
    mpz_init(r);
    mpz_bin_ui(r, big_view(&b, n), count);
    return int_from_mpz_take(t, r);
}

/* ---- powers and logarithms ---- */

/** Return e raised to the power of x. */
FUNCTION1(math, exp, x) { return apply(t, x, exp, OVERFLOWS); }

/** Return 2 raised to the power of x. */
FUNCTION1(math, exp2, x) { return apply(t, x, exp2, OVERFLOWS); }

/** Return exp(x)-1.
 *
 * This function avoids the loss of precision involved in the direct evaluation of exp(x)-1 for small x. */
FUNCTION1(math, expm1, x) { return apply(t, x, expm1, OVERFLOWS); }

/** Return the square root of x. */
FUNCTION1(math, sqrt, x) { return apply(t, x, sqrt, SINGULAR); }

/** Return the cube root of x. */
FUNCTION1(math, cbrt, x) { return apply(t, x, cbrt, SINGULAR); }

/** Return x**y (x to the power of y). */
FUNCTION(math, pow, "(x: float, y: float, /)")
{
    if (a->x == 0.0 && a->y < 0.0)              /* of -inf too, as 3.2 has it */
        return raise_domain(t);
    double r = pow(a->x, a->y);
    return finish(t, r, isnan(a->x) || isnan(a->y), isfinite(a->x) && isfinite(a->y), a->x == 0.0 ? SINGULAR : OVERFLOWS);
}

/* v = *m * 2 ** *e for a positive int, 0.5 <= *m < 1, right to the last bit of *m. */
static void int_frexp(Ref v, double *m, double *e)
{
    const mp_limb_t *limb;
    mp_limb_t small;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative);
    int zeros = __builtin_clzll(limb[n - 1]), exponent;
    uint64_t top = limb[n - 1] << zeros;
    if (zeros && n > 1)
        top |= limb[n - 2] >> (64 - zeros);
    *m = frexp((double)top, &exponent);
    *e = (double)(64 * n - zeros) + (exponent - 64);
}

/* The logarithm of v, an int of any size or a real number; `base_log_2` is the logarithm of 2. */
static bool logarithm(Thread *t, Ref v, double (*function)(double), double log_2, double *r)
{
    if (is_int(v) && !is_fixnum(v) && !is_bool(v)) {
        if (int_sign(v) <= 0)
            return raise_domain(t), false;
        double m, e;
        int_frexp(v, &m, &e);
        *r = e <= DBL_MAX_EXP - 1 ? function(ldexp(m, (int)e)) : function(m) + e * log_2;
        return true;
    }
    double x;
    if (is_fixnum(v))
        x = (double)fixnum_value(v);
    else if (!to_double(t, v, &x))
        return false;
    if (x <= 0.0)
        return raise_domain(t), false;
    *r = function(x);
    return true;
}

/** Return the logarithm of x to the given base.
 *
 * If the base is not specified, returns the natural logarithm (base e) of x. */
FUNCTION(math, log, "(x, base=?, /)")
{
    double x, base;
    if (!logarithm(t, a->x, log, M_LN2, &x))
        return EMPTY;
    if (is_empty(a->base))
        return float_from(t, x);
    if (!logarithm(t, a->base, log, M_LN2, &base))
        return EMPTY;
    return base == 0.0 ? raise_zero_division(t, "float division by zero") : float_from(t, x / base);
}

/** Return the natural logarithm of 1+x (base e).
 *
 * The result is computed in a way which is accurate for x near zero. */
FUNCTION1(math, log1p, x) { return apply(t, x, log1p, SINGULAR); }

/** Return the base 2 logarithm of x. */
FUNCTION1(math, log2, x)
{
    double r;
    return logarithm(t, x, log2, 1.0, &r) ? float_from(t, r) : EMPTY;
}

/** Return the base 10 logarithm of x. */
FUNCTION1(math, log10, x)
{
    double r;
    return logarithm(t, x, log10, M_LN2 / M_LN10, &r) ? float_from(t, r) : EMPTY;
}

/* ---- trigonometry ---- */

/** Return the arc cosine (measured in radians) of x.
 *
 * The result is between 0 and pi. */
FUNCTION1(math, acos, x) { return apply(t, x, acos, SINGULAR); }

/** Return the arc sine (measured in radians) of x.
 *
 * The result is between -pi/2 and pi/2. */
FUNCTION1(math, asin, x) { return apply(t, x, asin, SINGULAR); }

/** Return the arc tangent (measured in radians) of x.
 *
 * The result is between -pi/2 and pi/2. */
FUNCTION1(math, atan, x) { return apply(t, x, atan, SINGULAR); }

/** Return the arc tangent (measured in radians) of y/x.
 *
 * Unlike atan(y/x), the signs of both x and y are considered. */
FUNCTION(math, atan2, "(y: float, x: float, /)") { return float_from(t, atan2(a->y, a->x)); }

/** Return the cosine of x (measured in radians). */
FUNCTION1(math, cos, x) { return apply(t, x, cos, SINGULAR); }

/** Return the sine of x (measured in radians). */
FUNCTION1(math, sin, x) { return apply(t, x, sin, SINGULAR); }

/** Return the tangent of x (measured in radians). */
FUNCTION1(math, tan, x) { return apply(t, x, tan, SINGULAR); }

/** Return the inverse hyperbolic cosine of x. */
FUNCTION1(math, acosh, x) { return apply(t, x, acosh, SINGULAR); }

/** Return the inverse hyperbolic sine of x. */
FUNCTION1(math, asinh, x) { return apply(t, x, asinh, SINGULAR); }

/** Return the inverse hyperbolic tangent of x. */
FUNCTION1(math, atanh, x) { return apply(t, x, atanh, SINGULAR); }

/** Return the hyperbolic cosine of x. */
FUNCTION1(math, cosh, x) { return apply(t, x, cosh, OVERFLOWS); }

/** Return the hyperbolic sine of x. */
FUNCTION1(math, sinh, x) { return apply(t, x, sinh, OVERFLOWS); }

/** Return the hyperbolic tangent of x. */
FUNCTION1(math, tanh, x) { return apply(t, x, tanh, SINGULAR); }

/** Convert angle x from radians to degrees. */
FUNCTION(math, degrees, "(x: float, /)") { return float_from(t, a->x * (180.0 / M_PI)); }

/** Convert angle x from degrees to radians. */
FUNCTION(math, radians, "(x: float, /)") { return float_from(t, a->x * (M_PI / 180.0)); }

/* The length of a vector of non-negative x[0..n). Scaled by a power of two, so that no square leaves the range, the squares
 * are added with their rounding errors, and one step of Newton's method takes the errors into the root. */
static double norm(double *x, ssize n)
{
    double max = 0.0;
    bool has_nan = false;
    for (ssize i = 0; i < n; i++) {
        has_nan |= isnan(x[i]);
        max = fmax(max, x[i]);
    }
    if (isinf(max) || (!has_nan && (max == 0.0 || n == 1)))
        return max;
    if (has_nan)
        return NAN;
    int exponent;
    frexp(max, &exponent);
    double sum = 0.0, rest = 0.0;
    for (ssize i = 0; i < n; i++) {
        double y = ldexp(x[i], -exponent), square = y * y, error;
        rest += fma(y, y, -square);
        sum = two_sum(sum, square, &error);
        rest += error;
    }
    double root = sqrt(sum + rest);
    root += (fma(-root, root, sum) + rest) / (2.0 * root);
    return ldexp(root, exponent);
}

/* Room for the coordinates of most vectors. */
#define FEW 16

/** Multidimensional Euclidean distance from the origin to a point.
 *
 * Roughly equivalent to:
 *     sqrt(sum(x**2 for x in coordinates))
 *
 * For a two dimensional point (x, y), gives the hypotenuse
 * using the Pythagorean theorem:  sqrt(x*x + y*y).
 *
 * For example, the hypotenuse of a 3/4/5 right triangle is:
 *
 *     >>> hypot(3.0, 4.0)
 *     5.0 */
FUNCTION(math, hypot, "(*coordinates)")
{
    double few[FEW], *x = few;
    ssize n = a->coordinates_count;
    Value result = EMPTY;
    if (n > FEW && !(x = mem_alloc_array(t, n, sizeof *x)))
        return EMPTY;
    bool good = true, finite = true;
    for (ssize i = 0; good && i < n; i++) {
        good = to_double(t, a->coordinates[i], &x[i]);
        if (good) {
            x[i] = fabs(x[i]);
            finite &= isfinite(x[i]);
        }
    }
    if (good) {
        double r = norm(x, n);
        result = n == 2 && isinf(r) && finite ? raise_range(t) : float_from(t, r);
    }
    if (x != few)
        mem_free(x);
    return result;
}

/** Return the Euclidean distance between two points p and q.
 *
 * The points should be specified as sequences (or iterables) of
 * coordinates.  Both inputs must have the same dimension.
 *
 * Roughly equivalent to:
 *     sqrt(sum((px - qx) ** 2.0 for px, qx in zip(p, q))) */
FUNCTION(math, dist, "(p, q, /)")
{
    OWN Value p = to_tuple(t, a->p);
    OWN Value q = is_empty(p) ? EMPTY : to_tuple(t, a->q);
    if (is_empty(q))
        return EMPTY;
    ssize n = as_tuple(p)->len;
    if (as_tuple(q)->len != n)
        return raise_value(t, "both points must have the same number of dimensions");
    double *x = mem_alloc_array(t, n, sizeof *x);
    if (!x)
        return EMPTY;
    bool good = true;
    for (ssize i = 0; good && i < n; i++) {
        double u = 0, v = 0;
        good = to_double(t, as_tuple(p)->item[i], &u) && to_double(t, as_tuple(q)->item[i], &v);
        x[i] = fabs(u - v);
    }
    Value result = good ? float_from(t, norm(x, n)) : EMPTY;
    mem_free(x);
    return result;
}

/* ---- special functions ---- */

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/** Error function at x. */
FUNCTION1(math, erf, x) { return apply(t, x, erf, SINGULAR); }

/** Complementary error function at x. */
FUNCTION1(math, erfc, x) { return apply(t, x, erfc, SINGULAR); }

/** Gamma function at x. */
FUNCTION(math, gamma, "(x: float, /)")
{
    double x = a->x;
    bool pole = x == 0.0 || (x < 0.0 && x == floor(x));     /* -inf too */
    return pole ? raise_domain(t) : finish(t, tgamma(x), isnan(x), isfinite(x), OVERFLOWS);
}

/** Natural logarithm of absolute value of Gamma function at x. */
FUNCTION(math, lgamma, "(x: float, /)")
{
    double x = a->x;
    bool pole = isfinite(x) && x <= 0.0 && x == floor(x);
    return pole ? raise_domain(t) : finish(t, log_gamma(x), isnan(x), isfinite(x), OVERFLOWS);
}

static bool math_exec(Thread *t, Ref module)
{
    return module_add_take(t, module, "pi", float_from(t, M_PI)) && module_add_take(t, module, "e", float_from(t, M_E))
           && module_add_take(t, module, "tau", float_from(t, 2 * M_PI))
           && module_add_take(t, module, "inf", float_from(t, INFINITY))
           && module_add_take(t, module, "nan", float_from(t, (double)NAN));
}

MODULE(math, .exec = math_exec,
       .doc = "This module provides access to the mathematical functions\ndefined by the C standard.");
