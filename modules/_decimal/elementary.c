/* elementary.c: square root, exponential, logarithms and powers of decimal numbers, all correctly rounded.
 *
 * The transcendental ones are computed in binary fixed point (mpz, scaled by 2^bits) to a few digits more than the precision. If
 * what follows the last digit is too near to zeros, to nines or to a half to tell the rounding, again with more digits (Ziv's
 * strategy). Values that are exact, for which that would never end, are found before (powers: when it happens first).
 * General Decimal Arithmetic Specification: exp, ln, log10, power, square-root. */
#include "modules/_decimal/number.h"

#include <math.h>

#include "base/hash.h"

static void clear(mpz_t *x) { mpz_clear(*x); }
#define MPZ(name) __attribute__((cleanup(clear))) mpz_t name; mpz_init(name)

#define LOG2_10 3.3219280948873623479
#define LOG_10  2.3025850929940456840L

/* Precisions beyond this would take days, and memory that GMP cannot report as missing. */
#define BITS_MAX (INT64_C(1) << 32)

static ssize bits_for_digits(int64_t digits)
{
    return (ssize)((double)digits * LOG2_10) + 32;
}

static bool check_precision(Env *e, int64_t digits)
{
    return digits < BITS_MAX / 4 || (raise_memory(e->t), false);
}

static void set_coefficient(mpz_t x, const Num *a)
{
    mpz_t view;
    mpz_set(x, mpz_roinit_n(view, a->limb, a->n));
}

static bool num_from_mpz(Env *e, Num *r, const mpz_t x, int64_t exp)
{
    return num_set_limbs(e, r, mpz_limbs_read(x), (ssize)mpz_size(x), mpz_sgn(x) < 0, exp);
}

static bool set_power10(Env *e, mpz_t x, int64_t k)
{
    const Power10 *p = power10(e, k);
    mpz_t view;
    if (!p)
        return false;
    mpz_set(x, mpz_roinit_n(view, p->limb, p->n));
    return true;
}

/* ---- square root ---- */

bool num_sqrt(Env *e, Num *r, const Num *a)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    int64_t ideal = a->exp >= 0 ? a->exp / 2 : -((1 - a->exp) / 2);
    if (is_zero(a)) {
        num_set_zero(r, a->negative, ideal);
        return num_finalize(e, r, false);
    }
    if (a->negative)
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (a->kind == INFINITE)
        return num_set_infinity(r, false), true;
    int64_t shift = MAX(2 * (e->prec + 1) - a->digits, (int64_t)0);
    bool only_exact = shift > 1000000000;               /* refused as inexact results; exact roots need no more digits */
    if (only_exact)
        shift = 0;
    shift += (a->exp - shift) & 1;
    NUM(scaled);
    NUM(rest);
    if (!num_copy(e, &scaled, a) || !num_shift_up(e, &scaled, shift) || !num_reserve(e, r, (scaled.n + 1) / 2)
        || !num_reserve(e, &rest, scaled.n))
        return false;
    bool inexact = mpn_sqrtrem(r->limb, rest.limb, scaled.limb, scaled.n) != 0;
    if (inexact && only_exact)
        return raise_memory(e->t), false;
    r->n = (scaled.n + 1) / 2;
    while (r->n && r->limb[r->n - 1] == 0)
        r->n--;
    r->kind = FINITE;
    r->negative = false;
    r->exp = (a->exp - shift) / 2;
    Env nearest = *e;
    nearest.rounding = ROUND_HALF_EVEN;
    bool ok = num_count_digits(e, r) && (inexact || num_strip_zeros(e, r, ideal - r->exp)) && num_finalize(&nearest, r, inexact);
    e->status |= nearest.status;
    return ok;
}

/* ---- fixed point ---- */

/* x = atanh(1/n) * 2^bits, a unit or so too small per term. */
static void atanh_inverse(mpz_t x, unsigned long n, ssize bits)
{
    MPZ(power);
    MPZ(term);
    mpz_setbit(power, (mp_bitcnt_t)bits);
    mpz_tdiv_q_ui(power, power, n);
    mpz_set(x, power);
    for (unsigned long k = 3; mpz_sgn(power); k += 2) {
        mpz_tdiv_q_ui(power, power, n * n);
        mpz_tdiv_q_ui(term, power, k);
        mpz_add(x, x, term);
    }
}

/* x = a combination of three inverse hyperbolic tangents, times 2^bits. */
static void machin(mpz_t x, ssize bits, const int factor[3], const unsigned long n[3])
{
    ssize guard = 32;
    MPZ(part);
    mpz_set_ui(x, 0);
    for (int i = 0; i < 3; i++) {
        atanh_inverse(part, n[i], bits + guard);
        mpz_mul_si(part, part, factor[i]);
        mpz_add(x, x, part);
    }
    mpz_fdiv_q_2exp(x, x, (mp_bitcnt_t)guard);
}

/* ln 10 times 2^bits, off by a unit at most. */
static void set_ln10(Env *e, mpz_t x, ssize bits)
{
    NumCache *c = e->cache;
    if (c->ln10_bits < bits) {
        if (!c->ln10_bits)
            mpz_init(c->ln10);
        c->ln10_bits = bits + 64;
        machin(c->ln10, c->ln10_bits, (const int[]){46, 34, 20}, (const unsigned long[]){31, 49, 161});
    }
    mpz_fdiv_q_2exp(x, c->ln10, (mp_bitcnt_t)(c->ln10_bits - bits));
}

/* y = e^(x / 2^bits) * 2^bits for |x / 2^bits| < 3: reduced by halving, Taylor's series, squared again. The result is good to some
 * units, which the callers' guard bits cover. */
static void exp_fixed(mpz_t y, const mpz_t x, ssize bits)
{
    ssize halvings = (ssize)sqrt((double)bits) / 2 + 4, work = bits + 2 * halvings + 16;
    MPZ(t);
    MPZ(term);
    mpz_mul_2exp(t, x, (mp_bitcnt_t)(work - bits));
    mpz_fdiv_q_2exp(t, t, (mp_bitcnt_t)halvings);
    mpz_set_ui(term, 0);
    mpz_setbit(term, (mp_bitcnt_t)work);
    mpz_set(y, term);
    for (unsigned long k = 1; ; k++) {
        mpz_mul(term, term, t);
        mpz_tdiv_q_2exp(term, term, (mp_bitcnt_t)work);
        mpz_tdiv_q_ui(term, term, k);
        if (mpz_sgn(term) == 0)
            break;
        mpz_add(y, y, term);
    }
    for (ssize i = 0; i < halvings; i++) {
        mpz_mul(y, y, y);
        mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)work);
    }
    mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)(work - bits));
}

/* y = ln(m / 2^bits) * 2^bits for 0.3 < m / 2^bits < 3.2, by Halley's iteration y += 2 (m - e^y) / (m + e^y), which triples the good
 * bits. */
static void ln_fixed(mpz_t y, const mpz_t m, ssize bits)
{
    ssize steps[64], count = 0, goal = bits + 8;
    for (ssize b = goal; b > 45; b = b / 3 + 4)
        steps[count++] = b;
    long exponent;
    double head = mpz_get_d_2exp(&exponent, m);
    double start = log(ldexp(head, (int)(exponent - bits)));
    ssize have = 62;
    mpz_set_d(y, ldexp(start, 62));
    MPZ(ey);
    MPZ(difference);
    MPZ(cut);
    while (count--) {
        ssize b = steps[count] + 16;
        if (b >= have)
            mpz_mul_2exp(y, y, (mp_bitcnt_t)(b - have));
        else
            mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)(have - b));
        have = b;
        if (bits >= b)
            mpz_fdiv_q_2exp(cut, m, (mp_bitcnt_t)(bits - b));
        else
            mpz_mul_2exp(cut, m, (mp_bitcnt_t)(b - bits));
        exp_fixed(ey, y, b);
        mpz_sub(difference, cut, ey);
        mpz_add(ey, cut, ey);
        mpz_mul_2exp(difference, difference, (mp_bitcnt_t)b + 1);
        mpz_tdiv_q(difference, difference, ey);
        mpz_add(y, y, difference);
    }
    if (have >= bits)
        mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)(have - bits));
    else
        mpz_mul_2exp(y, y, (mp_bitcnt_t)(bits - have));
}

/* x = |a| * 2^bits; a finite. */
static bool set_fixed(Env *e, mpz_t x, const Num *a, int64_t exp, ssize bits)
{
    MPZ(power);
    set_coefficient(x, a);
    if (exp >= 0) {
        if (!set_power10(e, power, exp))
            return false;
        mpz_mul(x, x, power);
        mpz_mul_2exp(x, x, (mp_bitcnt_t)bits);
        return true;
    }
    if (-exp > a->digits + bits)                        /* less than a unit */
        return mpz_set_ui(x, 0), true;
    if (!set_power10(e, power, -exp))
        return false;
    mpz_mul_2exp(x, x, (mp_bitcnt_t)bits);
    mpz_tdiv_q(x, x, power);
    return true;
}

/* ---- rounding of what is known but for some units ---- */

/* Is it clear how coefficient x (give or take `error` units) rounds when the last `drop` digits go? */
static bool is_clear(Env *e, const mpz_t x, int64_t drop, unsigned long error, bool *ok)
{
    MPZ(unit);
    MPZ(rest);
    MPZ(half);
    if (!(*ok = set_power10(e, unit, drop)))
        return false;
    mpz_tdiv_r(rest, x, unit);
    mpz_fdiv_q_2exp(half, unit, 1);
    mpz_sub(unit, unit, rest);
    mpz_sub(half, half, rest);
    return mpz_cmp_ui(rest, error) > 0 && mpz_cmp_ui(unit, error) > 0 && mpz_cmpabs_ui(half, error) > 0;
}

/* Digits that rounding takes from a positive result of `digits` digits and that exponent. */
static int64_t digits_dropped(const Env *e, int64_t digits, int64_t exp)
{
    return MIN(MAX(digits - e->prec, etiny(e) - exp), digits + 1);
}

/* The result x * 10^exp, which is not exact: rounds it. MISSING: more digits are needed. */
static Lookup round_approximation(Env *e, Num *r, const mpz_t x, bool negative, int64_t exp)
{
    bool ok;
    if (!num_from_mpz(e, r, x, exp))
        return ERROR;
    int64_t drop = digits_dropped(e, r->digits, exp);
    if (drop < 3)
        return MISSING;
    if (!is_clear(e, x, drop, 50, &ok))
        return ok ? MISSING : ERROR;
    r->negative = negative;
    return num_finalize(e, r, true) ? FOUND : ERROR;
}

static bool set_overflow(Env *e, Num *r, bool negative)
{
    num_set_small(r, 1, negative, e->emax + 1);
    return num_finalize(e, r, false);
}
static bool set_underflow(Env *e, Num *r, bool negative)
{
    num_set_small(r, 1, negative, etiny(e) - 2);
    return num_finalize(e, r, true);
}
/* 1 and a little more, or less. */
static bool set_near_one(Env *e, Num *r, bool less, bool negative)
{
    const Power10 *p = power10(e, e->prec + 1);
    if (!p || !num_set_limbs(e, r, p->limb, p->n, negative, -(e->prec + 1)))
        return false;
    if (less) {
        mpn_sub_1(r->limb, r->limb, r->n, 1);
        while (r->limb[r->n - 1] == 0)
            r->n--;
        if (!num_count_digits(e, r))
            return false;
    }
    return num_finalize(e, r, true);
}

/* r = e^x for x = `power` / 2^bits, rounded, with `digits` digits to start with. */
static Lookup exp_result(Env *e, Num *r, const mpz_t power, ssize bits, int64_t digits, bool negative)
{
    MPZ(ln10);
    MPZ(whole);
    MPZ(rest);
    MPZ(y);
    set_ln10(e, ln10, bits + 64);                       /* 64 more, for the quotient may be that long */
    mpz_mul_2exp(rest, power, 64);
    mpz_fdiv_qr(whole, rest, rest, ln10);
    mpz_fdiv_q_2exp(rest, rest, 64);
    if (!mpz_fits_slong_p(whole))
        return (mpz_sgn(whole) > 0 ? set_overflow(e, r, negative) : set_underflow(e, r, negative)) ? FOUND : ERROR;
    int64_t exponent = mpz_get_si(whole);
    if (exponent > e->emax)
        return set_overflow(e, r, negative) ? FOUND : ERROR;
    if (exponent < etiny(e) - 2)
        return set_underflow(e, r, negative) ? FOUND : ERROR;
    exp_fixed(y, rest, bits);
    if (!set_power10(e, whole, digits))
        return ERROR;
    mpz_mul(y, y, whole);
    mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)bits);
    return round_approximation(e, r, y, negative, exponent - digits);
}

/* ---- exp ---- */

bool num_exp(Env *e, Num *r, const Num *a)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    if (a->kind == INFINITE)
        return a->negative ? num_set_zero(r, false, 0) : num_set_infinity(r, false), true;
    if (a->n == 0)
        return num_set_small(r, 1, false, 0), true;
    Env nearest = *e;
    nearest.rounding = ROUND_HALF_EVEN;
    int64_t top = adjusted(a), digits = e->prec + 8;
    if (top > 19)
        found = (a->negative ? set_underflow(&nearest, r, false) : set_overflow(&nearest, r, false)) ? FOUND : ERROR;
    else if (top < -(e->prec + 2))
        found = set_near_one(&nearest, r, a->negative, false) ? FOUND : ERROR;
    else if (!check_precision(e, e->prec))
        return false;
    for (; found == MISSING; digits += digits / 2) {
        MPZ(x);
        ssize bits = bits_for_digits(digits);
        if (!set_fixed(e, x, a, a->exp, bits))
            return false;
        if (a->negative)
            mpz_neg(x, x);
        found = exp_result(&nearest, r, x, bits, digits, false);
    }
    e->status |= nearest.status;
    return found == FOUND;
}

/* ---- logarithms ---- */

/* a = m * 10^exponent with m between 0.3 and 3.2. *lost: how many digits ln(a) has less than 1 has, when a is near 1. */
static bool split_for_ln(Env *e, const Num *a, int64_t *exponent, int64_t *lost)
{
    NUM(one);
    NUM(difference);
    char small[48], *digits = num_digits(e, a, small);
    if (!digits)
        return false;
    bool large = digits[0] > '3' || (digits[0] == '3' && a->digits > 1 && digits[1] > '0');
    if (digits != small)
        mem_free(digits);
    *exponent = adjusted(a) + large;
    *lost = 0;
    if (*exponent != 0)
        return true;
    Env exact = env_exact(e);
    num_set_small(&one, 1, false, 0);
    if (!num_subtract(&exact, &difference, a, &one))
        return false;
    *lost = MAX(-adjusted(&difference), (int64_t)0);
    return true;
}

/* y = ln(a) * 2^bits for positive a. */
static bool ln_of(Env *e, mpz_t y, const Num *a, int64_t exponent, ssize bits)
{
    MPZ(m);
    MPZ(ln10);
    if (!set_fixed(e, m, a, a->exp - exponent, bits + 64))
        return false;
    ln_fixed(y, m, bits + 64);
    if (exponent) {
        set_ln10(e, ln10, bits + 64);
        mpz_mul_si(ln10, ln10, exponent);
        mpz_add(y, y, ln10);
    }
    mpz_fdiv_q_2exp(y, y, 64);
    return true;
}

static bool is_one(Env *e, const Num *a)
{
    NUM(one);
    bool ok;
    num_set_small(&one, 1, false, 0);
    return a->kind == FINITE && num_compare_magnitude(e, a, &one, &ok) == 0 && ok;
}

/* The cases of a logarithm without any computing. */
static Lookup logarithm_special(Env *e, Num *r, const Num *a)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found;
    if (is_zero(a))
        return num_set_infinity(r, true), FOUND;
    if (a->negative)
        return num_set_invalid(e, r, INVALID_OPERATION), FOUND;
    if (a->kind == INFINITE)
        return num_set_infinity(r, false), FOUND;
    if (is_one(e, a))
        return num_set_zero(r, false, 0), FOUND;
    return MISSING;
}

static bool logarithm(Env *e, Num *r, const Num *a, bool decimal)
{
    int64_t exponent, lost, digits = e->prec + 8;
    if (!check_precision(e, e->prec) || !split_for_ln(e, a, &exponent, &lost))
        return false;
    Env nearest = *e;
    nearest.rounding = ROUND_HALF_EVEN;
    Lookup found = MISSING;
    for (; found == MISSING; digits += digits / 2) {
        MPZ(y);
        MPZ(scale);
        ssize bits = bits_for_digits(digits + lost);
        if (!ln_of(e, y, a, exponent, bits) || !set_power10(e, scale, digits + lost))
            return false;
        mpz_mul(y, y, scale);
        if (decimal) {
            set_ln10(e, scale, bits);
            mpz_tdiv_q(y, y, scale);
        } else {
            mpz_tdiv_q_2exp(y, y, (mp_bitcnt_t)bits);
        }
        bool negative = mpz_sgn(y) < 0;
        mpz_abs(y, y);
        found = round_approximation(&nearest, r, y, negative, -(digits + lost));
    }
    e->status |= nearest.status;
    return found == FOUND;
}

bool num_ln(Env *e, Num *r, const Num *a)
{
    Lookup found = logarithm_special(e, r, a);
    return found != MISSING ? found == FOUND : logarithm(e, r, a, false);
}

/* a = 10^k? */
static bool power_of_ten(Env *e, const Num *a, int64_t *k, bool *ok)
{
    NUM(bare);
    *ok = num_copy(e, &bare, a) && num_strip_zeros(e, &bare, INT64_MAX);
    *k = bare.exp;
    return *ok && bare.n == 1 && bare.limb[0] == 1;
}

bool num_log10(Env *e, Num *r, const Num *a)
{
    Lookup found = logarithm_special(e, r, a);
    int64_t k;
    bool ok;
    if (found != MISSING)
        return found == FOUND;
    if (power_of_ten(e, a, &k, &ok)) {
        num_set_small(r, (uint64_t)(k < 0 ? -k : k), k < 0, 0);
        Env nearest = *e;
        nearest.rounding = ROUND_HALF_EVEN;
        ok = num_finalize(&nearest, r, false);
        e->status |= nearest.status;
        return ok;
    }
    return ok && logarithm(e, r, a, true);
}

/* ---- power ---- */

/* coefficient^n, n > 0, not rounded. */
static bool power_exact(Env *e, Num *r, const Num *a, int64_t n, bool negative)
{
    MPZ(x);
    set_coefficient(x, a);
    mpz_pow_ui(x, x, (unsigned long)n);
    if (!num_from_mpz(e, r, x, a->exp * n))
        return false;
    r->negative = negative;
    return true;
}

/* n / d in lowest terms for |b|, if both fit; false when they are too large to belong to an exact power. */
static bool as_ratio(const Num *b, uint64_t *n, uint64_t *d)
{
    if (b->n > 1 || b->exp < -18 || b->exp > 18)
        return false;
    *n = b->limb[0];
    *d = 1;
    for (int64_t i = b->exp; i > 0; i--)
        if (__builtin_mul_overflow(*n, (uint64_t)10, n))
            return false;
    for (int64_t i = b->exp; i < 0; i++) {
        if (*n % 10 == 0) {
            *n /= 10;
            continue;
        }
        *d *= 10;
    }
    uint64_t x = *n, y = *d;
    while (y) {
        uint64_t z = x % y;
        x = y;
        y = z;
    }
    *n /= x;
    *d /= x;
    return true;
}

static uint64_t hash_of_coefficient(const Num *a)
{
    int64_t h = hash_limbs(a->limb, a->n, false);
    return (uint64_t)h;
}

/* Is v exactly a^b? Both bare of trailing zeros, positive. v^d == a^n, or v^d * a^n == 1, where |b| = n/d: first modulo a prime. */
static Lookup is_power(Env *e, const Num *v, const Num *a, const Num *b)
{
    uint64_t n, d;
    __int128 k;
    if (!as_ratio(b, &n, &d) || (a->n != 0 && d > (uint64_t)a->n * 64) || n > (uint64_t)v->n * 64 + 1)
        return MISSING;
    k = (__int128)v->exp * d;
    k = b->negative ? -(k + (__int128)a->exp * n) : k - (__int128)a->exp * n;
    if (b->negative ? k < 0 || k > MAX(v->digits, a->digits) * 256 + 64 : k != 0)
        return MISSING;
    uint64_t left = hash_power(hash_of_coefficient(v), d), right = hash_power(hash_of_coefficient(a), n);
    if (b->negative ? hash_multiply(left, right) != hash_power(10, (uint64_t)k) : left != right)
        return MISSING;
    MPZ(x);
    MPZ(y);
    set_coefficient(x, v);
    set_coefficient(y, a);
    mpz_pow_ui(x, x, d);
    mpz_pow_ui(y, y, n);
    if (b->negative) {
        mpz_mul(x, x, y);
        if (!set_power10(e, y, (int64_t)k))
            return ERROR;
    }
    return mpz_cmp(x, y) == 0 ? FOUND : MISSING;
}

/* An exact result, bare: with the zeros it is to show. */
static bool finish_exact(Env *e, Num *r, const Num *a, const Num *b, bool integer, bool negative)
{
    int64_t n, zeros = 0;
    r->negative = negative;
    if (!integer) {
        zeros = e->prec + 1 - r->digits;                /* counts as inexact */
        e->status |= INEXACT | ROUNDED;
    } else if (!b->negative && num_as_int64(e, b, &n)) {
        __int128 ideal = (__int128)a->exp * n, room = e->prec + 1 - r->digits;
        zeros = (int64_t)MIN(MAX(r->exp - ideal, (__int128)0), room);
    }
    if (zeros > 0) {
        if (!num_shift_up(e, r, zeros))
            return false;
        r->exp -= zeros;
    }
    if (!num_finalize(e, r, false))
        return false;
    if (!integer && (e->status & SUBNORMAL))
        e->status |= EXPONENT_UNDERFLOW;
    return true;
}

/* The value that the approximation x * 10^exp is next to, with prec + 1 digits, if that is the exact power. */
static Lookup exact_candidate(Env *e, Num *r, const mpz_t x, int64_t exp, const Num *bare, const Num *b)
{
    NUM(v);
    int rest;
    if (!num_from_mpz(e, &v, x, exp))
        return ERROR;
    int64_t drop = v.digits - (e->prec + 1);
    if (drop <= 0 || !num_rescale(e, &v, exp + drop, ROUND_HALF_EVEN, &rest) || !num_strip_zeros(e, &v, INT64_MAX))
        return is_raised(e->t) ? ERROR : MISSING;
    Lookup found = is_power(e, &v, bare, b);
    return found == FOUND && !num_copy(e, r, &v) ? ERROR : found;
}

/* |a|^b by exp(b * ln|a|). */
static bool power_general(Env *e, Num *r, const Num *a, const Num *b, bool integer, bool negative)
{
    int64_t exponent, lost, digits = e->prec + 8;
    NUM(bare);
    if (!check_precision(e, e->prec) || !num_copy(e, &bare, a) || !num_strip_zeros(e, &bare, INT64_MAX))
        return false;
    bare.negative = false;
    if (!split_for_ln(e, &bare, &exponent, &lost))
        return false;
    /* How large b * ln|a| is, in powers of ten, give or take one. */
    int64_t size = adjusted(b) + (exponent ? (int64_t)log10l(fabsl((long double)exponent) * LOG_10) : -lost);
    bool shrinks = b->negative != (exponent ? exponent < 0 : adjusted(a) < 0);
    if (size > 21)
        return shrinks ? set_underflow(e, r, negative) : set_overflow(e, r, negative);
    if (size < -(e->prec + 4))
        return set_near_one(e, r, shrinks, negative);
    bool tried = false;
    for (Lookup found = MISSING; ; digits += digits / 2) {
        MPZ(y);
        MPZ(factor);
        MPZ(ln10);
        ssize bits = bits_for_digits(digits);
        ssize wide = bits + 64 + (ssize)(MAX(adjusted(b), (int64_t)0) * LOG2_10 + 8);
        if (!ln_of(e, y, &bare, exponent, wide))
            return false;
        set_coefficient(factor, b);
        mpz_mul(y, y, factor);
        if (b->exp && !set_power10(e, factor, b->exp < 0 ? -b->exp : b->exp))
            return false;
        if (b->exp < 0)
            mpz_fdiv_q(y, y, factor);
        else if (b->exp > 0)
            mpz_mul(y, y, factor);
        if (b->negative)
            mpz_neg(y, y);
        mpz_fdiv_q_2exp(y, y, (mp_bitcnt_t)(wide - bits));
        found = exp_result(e, r, y, bits, digits, negative);
        if (found != MISSING)
            return found == FOUND;
        if (tried)
            continue;
        tried = true;
        MPZ(x);
        set_coefficient(x, r);                          /* what could not be rounded */
        NUM(exact);
        found = exact_candidate(e, &exact, x, r->exp, &bare, b);
        if (found == ERROR)
            return false;
        if (found == FOUND)
            return num_copy(e, r, &exact) && finish_exact(e, r, a, b, integer, negative);
    }
}

/* |a| = 1: 1 with as many zeros as the exponent would give. */
static bool power_of_one(Env *e, Num *r, const Num *a, const Num *b, bool integer, bool negative)
{
    int64_t exp = 0, n;
    if (!integer) {
        e->status |= INEXACT | ROUNDED;
        exp = 1 - e->prec;
    } else if (!b->negative) {
        if (!num_as_int64(e, b, &n) || n > e->prec)
            n = e->prec;
        __int128 product = (__int128)a->exp * n;
        exp = (int64_t)MAX(product, (__int128)(1 - e->prec));
        if (product < 1 - e->prec)
            e->status |= ROUNDED;
    }
    num_set_small(r, 1, negative, 0);
    if (!num_shift_up(e, r, -exp))
        return false;
    r->exp = exp;
    return num_finalize(e, r, false);
}

/* a^b for a = 10^k, when k * b is an integer. */
static Lookup power_of_power_of_ten(Env *e, Num *r, int64_t k, const Num *a, const Num *b, bool integer, bool negative)
{
    NUM(power);
    NUM(product);
    int64_t exp;
    num_set_small(&power, (uint64_t)(k < 0 ? -k : k), k < 0, 0);
    if (!num_multiply_exact(e, &product, &power, b))
        return ERROR;
    Test whole;
    if (!num_is_integer(e, &product, &whole))
        return ERROR;
    if (!whole)
        return MISSING;
    if (!num_as_int64(e, &product, &exp) || exp > e->emax || exp < etiny(e) - 1)
        return (product.negative ? set_underflow(e, r, negative) : set_overflow(e, r, negative)) ? FOUND : ERROR;
    num_set_small(r, 1, negative, exp);
    return finish_exact(e, r, a, b, integer, negative) ? FOUND : ERROR;
}

static bool power_of_infinity(Num *r, bool grows, bool negative)
{
    if (grows)
        num_set_infinity(r, negative);
    else
        num_set_zero(r, negative, 0);
    return true;
}

bool num_power(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    if (is_zero(b)) {
        if (is_zero(a))
            return num_set_invalid(e, r, INVALID_OPERATION);
        return num_set_small(r, 1, false, 0), true;
    }
    Test integer = TEST_FALSE;
    bool negative = false, ok;
    int64_t n, k;
    if (b->kind == FINITE && !num_is_integer(e, b, &integer))
        return false;
    if (a->negative) {
        if (!integer && !is_zero(a))
            return num_set_invalid(e, r, INVALID_OPERATION);
        if (integer && b->exp <= 0) {
            NUM(units);
            int rest;
            if (!num_copy(e, &units, b) || !num_rescale(e, &units, 0, ROUND_DOWN, &rest))
                return false;
            negative = units.n && (units.limb[0] & 1);
        }
    }
    if (is_zero(a))
        return power_of_infinity(r, b->negative, negative);
    if (a->kind == INFINITE)
        return power_of_infinity(r, !b->negative, negative);
    if (is_one(e, a) && b->kind == FINITE)
        return power_of_one(e, r, a, b, integer, negative);
    if (b->kind == INFINITE) {
        if (is_one(e, a))
            return power_of_one(e, r, a, b, false, negative);
        return power_of_infinity(r, (adjusted(a) >= 0) != b->negative, negative);
    }
    if (power_of_ten(e, a, &k, &ok)) {
        found = power_of_power_of_ten(e, r, k, a, b, integer, negative);
        if (found != MISSING)
            return found == FOUND;
    }
    if (!ok)
        return false;
    if (integer && !b->negative && num_as_int64(e, b, &n) && n < 1000000000
        && (__int128)n * a->digits <= (__int128)3 * MIN(e->prec, (int64_t)100000000) + 300)
        return power_exact(e, r, a, n, negative) && num_finalize(e, r, false);
    return power_general(e, r, a, b, integer, negative);
}

/* The coefficient with its zeros: an integer. */
static bool set_integer(Env *e, mpz_t x, const Num *a)
{
    NUM(whole);
    int rest;
    if (!num_copy(e, &whole, a) || !num_rescale(e, &whole, 0, ROUND_DOWN, &rest))
        return false;
    set_coefficient(x, &whole);
    return true;
}

bool num_power_modulo(Env *e, Num *r, const Num *a, const Num *b, const Num *m)
{
    Lookup found = num_nan(e, r, a, b);
    if (m->kind == SIGNALING && !(a->kind == SIGNALING || b->kind == SIGNALING))
        found = num_nan(e, r, m, NULL);
    else if (found == MISSING)
        found = num_nan(e, r, m, NULL);
    if (found != MISSING)
        return found == FOUND;
    Test whole_a, whole_b, whole_m;
    if (is_special(a) || is_special(b) || is_special(m))
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (!num_is_integer(e, a, &whole_a) || !num_is_integer(e, b, &whole_b) || !num_is_integer(e, m, &whole_m))
        return false;
    if (!whole_a || !whole_b || !whole_m || (b->negative && b->n) || m->n == 0 || adjusted(m) >= e->prec || (a->n == 0 && b->n == 0))
        return num_set_invalid(e, r, INVALID_OPERATION);
    MPZ(modulus);
    MPZ(base);
    MPZ(power);
    MPZ(ten);
    if (b->exp > 100000000)
        return raise_memory(e->t), false;
    if (!set_integer(e, modulus, m) || !set_integer(e, power, b))
        return false;
    if (a->exp > 0) {
        set_coefficient(base, a);
        mpz_set_ui(ten, 10);
        mpz_powm_ui(ten, ten, (unsigned long)a->exp, modulus);
        mpz_mul(base, base, ten);
    } else if (!set_integer(e, base, a)) {
        return false;
    }
    bool negative = a->negative && mpz_odd_p(power);
    mpz_powm(base, base, power, modulus);
    if (!num_from_mpz(e, r, base, 0))
        return false;
    r->negative = negative;
    return num_finalize(e, r, false);
}
