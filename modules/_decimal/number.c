/* number.c: the representation of decimal numbers: coefficients in limbs, powers of ten, shifting by digits, rounding to a context.
 * General Decimal Arithmetic Specification: "The Arithmetic Model", "Exceptional conditions". */
#include "modules/_decimal/number.h"

#include <math.h>

typedef unsigned __int128 Wide;

const uint64_t power10_table[20] = {
    1ull, 10ull, 100ull, 1000ull, 10000ull, 100000ull, 1000000ull, 10000000ull, 100000000ull, 1000000000ull, 10000000000ull,
    100000000000ull, 1000000000000ull, 10000000000000ull, 100000000000000ull, 1000000000000000ull, 10000000000000000ull,
    100000000000000000ull, 1000000000000000000ull, 10000000000000000000ull,
};
#define E19 10000000000000000000ull

ALWAYS_INLINE int bit_width(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }

ALWAYS_INLINE ssize strip(const mp_limb_t *p, ssize n)
{
    while (n > 0 && p[n - 1] == 0)
        n--;
    return n;
}

ALWAYS_INLINE Wide wide_of(const Num *r)
{
    return r->n == 0 ? 0 : r->n == 1 ? r->limb[0] : (Wide)r->limb[1] << 64 | r->limb[0];
}
ALWAYS_INLINE void set_wide(Num *r, Wide w)
{
    r->limb[0] = (mp_limb_t)w;
    r->limb[1] = (mp_limb_t)(w >> 64);
    r->n = r->limb[1] ? 2 : r->limb[0] != 0;
}

Env env_exact(const Env *e)
{
    return (Env){.t = e->t, .cache = e->cache, .prec = MAX_PREC, .emin = MIN_EMIN, .emax = MAX_EMAX, .rounding = ROUND_HALF_EVEN};
}

/* ---- memory ---- */

/* More digits than this are refused at once: GMP has no way to report that its own scratch memory ran out. */
#define LIMBS_MAX ((ssize)1 << 28)

bool num_reserve(Env *e, Num *r, ssize n)
{
    if (n <= r->room)
        return true;
    mp_limb_t *limb = n > LIMBS_MAX ? (raise_memory(e->t), NULL) : mem_alloc_array(e->t, n, sizeof *limb);
    if (!limb)
        return false;
    num_free(r);
    r->limb = limb;
    r->room = n;
    r->owned = true;
    return true;
}

bool num_grow(Env *e, Num *r, ssize n)
{
    if (n <= r->room)
        return true;
    mp_limb_t *limb = n > LIMBS_MAX ? (raise_memory(e->t), NULL) : mem_alloc_array(e->t, n, sizeof *limb);
    if (!limb)
        return false;
    memcpy(limb, r->limb, (size_t)r->n * sizeof *limb);
    num_free(r);
    r->limb = limb;
    r->room = n;
    r->owned = true;
    return true;
}

/* ---- powers of ten ---- */

void num_cache_free(NumCache *cache)
{
    for (int i = 0; i <= POWER10_SLOTS; i++)
        mem_free(cache->power[i].limb);
    if (cache->ln2_bits)
        mpz_clear(cache->ln2);
    if (cache->ln10_bits)
        mpz_clear(cache->ln10);
}

ssize power10_limbs(int64_t k)
{
    if (k > LIMBS_MAX * 19)
        return SSIZE_MAX_;
    return (ssize)((double)k * 3.3219280948873626 / 64) + 2;
}

/* 10^k = 5^k * 2^k; 5^k by squaring, from the leading bits of k. */
static bool make_power10(Env *e, Power10 *p, int64_t k)
{
    ssize room = power10_limbs(k) + 2;
    if (room > LIMBS_MAX)
        return raise_memory(e->t), false;
    mp_limb_t *a = mem_alloc_array(e->t, room, sizeof *a);
    mp_limb_t *b = a ? mem_alloc_array(e->t, room, sizeof *b) : NULL;
    if (!b) {
        mem_free(a);
        return false;
    }
    int shift = MAX(bit_width((uint64_t)k) - 4, 0);
    int64_t top = k >> shift;
    ssize n = 1;
    a[0] = 1;
    while (top--)
        a[0] *= 5;
    while (shift--) {
        mpn_sqr(b, a, n);
        n = strip(b, 2 * n);
        if (k >> shift & 1) {
            mp_limb_t carry = mpn_mul_1(b, b, n, 5);
            if (carry)
                b[n++] = carry;
        }
        mp_limb_t *swap = a;
        a = b;
        b = swap;
    }
    ssize whole = k / 64;
    mpn_zero(b, whole);
    if (k % 64) {
        b[whole + n] = mpn_lshift(b + whole, a, n, (unsigned)(k % 64));
        n = strip(b, whole + n + 1);
    } else {
        mpn_copyi(b + whole, a, n);
        n += whole;
    }
    mem_free(a);
    mem_free(p->limb);
    *p = (Power10){b, n, k};
    return true;
}

const Power10 *power10(Env *e, int64_t k)
{
    Power10 *p = &e->cache->power[k < 50000 ? k % POWER10_SLOTS : POWER10_SLOTS];
    if (p->limb && p->k == k)
        return p;
    return make_power10(e, p, k) ? p : NULL;
}

/* ---- setting ---- */

ALWAYS_INLINE int64_t digits_of_word(uint64_t x)
{
    int d = bit_width(x) * 1233 >> 12;
    return d + (d < 20 && x >= power10_table[d]);
}
ALWAYS_INLINE int64_t digits_of_wide(Wide w)            /* not 0 */
{
    if (!(w >> 64))
        return digits_of_word((uint64_t)w);
    int bits = 64 + bit_width((uint64_t)(w >> 64)), d = bits * 1233 >> 12;      /* 19 <= d <= 38 */
    return d + (w >= (Wide)E19 * power10_table[d - 19]);
}

bool num_count_digits(Env *e, Num *r)
{
    if (r->n <= 1) {
        r->digits = r->n ? digits_of_word(r->limb[0]) : 1;
        return true;
    }
    if (r->n == 2) {
        r->digits = digits_of_wide(wide_of(r));
        return true;
    }
    int top = bit_width(r->limb[r->n - 1]);
    int64_t bits = (r->n - 1) * 64 + top;
    if (r->n > 64) {            /* by logarithm, unless that is too near to a whole number */
        uint64_t head = r->limb[r->n - 1] << (64 - top);
        if (top < 64)
            head |= r->limb[r->n - 2] >> top;
        long double log = log10l((long double)head) + (long double)(bits - 64) * 0.301029995663981195213738894724493027L;
        long double whole = floorl(log);
        if (log - whole > 1e-7L && log - whole < 1 - 1e-7L) {
            r->digits = (int64_t)whole + 1;
            return true;
        }
    }
    int64_t d = (int64_t)((long double)(bits - 1) * 0.301029995663981195213738894724493027L);
    d = MAX(d - (r->n > 64), (int64_t)1);
    for (;; d++) {              /* the first power above r; runs once or twice */
        const Power10 *p = power10(e, d);
        if (!p)
            return false;
        if (r->n < p->n || (r->n == p->n && mpn_cmp(r->limb, p->limb, r->n) < 0))
            break;
    }
    r->digits = d;
    return true;
}

bool num_copy(Env *e, Num *r, const Num *a)
{
    if (!num_reserve(e, r, a->n))
        return false;
    for (ssize i = 0; i < a->n; i++)
        r->limb[i] = a->limb[i];
    r->n = a->n;
    r->exp = a->exp;
    r->digits = a->digits;
    r->kind = a->kind;
    r->negative = a->negative;
    return true;
}

bool num_set_limbs(Env *e, Num *r, const mp_limb_t *limb, ssize n, bool negative, int64_t exp)
{
    n = strip(limb, n);
    if (!num_reserve(e, r, n))
        return false;
    for (ssize i = 0; i < n; i++)
        r->limb[i] = limb[i];
    r->n = n;
    r->kind = FINITE;
    r->negative = negative;
    r->exp = exp;
    return num_count_digits(e, r);
}

void num_set_small(Num *r, uint64_t coefficient, bool negative, int64_t exp)
{
    r->limb[0] = coefficient;
    r->n = coefficient != 0;
    r->digits = coefficient ? digits_of_word(coefficient) : 1;
    r->kind = FINITE;
    r->negative = negative;
    r->exp = exp;
}

void num_set_zero(Num *r, bool negative, int64_t exp) { num_set_small(r, 0, negative, exp); }

void num_set_infinity(Num *r, bool negative)
{
    r->n = 0;
    r->digits = 1;
    r->exp = 0;
    r->kind = INFINITE;
    r->negative = negative;
}

bool num_set_invalid(Env *e, Num *r, uint32_t condition)
{
    e->status |= condition;
    r->n = 0;
    r->digits = 0;
    r->exp = 0;
    r->kind = QUIET;
    r->negative = false;
    return true;
}

/* ---- shifting by digits ---- */

bool num_shift_up(Env *e, Num *r, int64_t k)
{
    if (k <= 0 || r->n == 0)
        return true;
    r->digits += k;
    if (r->digits <= 38) {
        if (!num_grow(e, r, 2))
            return false;
        Wide w = wide_of(r);
        for (; k > 19; k -= 19)
            w *= E19;
        set_wide(r, w * power10_table[k]);
        return true;
    }
    if (k <= 19) {
        if (!num_grow(e, r, r->n + 1))
            return false;
        mp_limb_t carry = mpn_mul_1(r->limb, r->limb, r->n, power10_table[k]);
        if (carry)
            r->limb[r->n++] = carry;
        return true;
    }
    const Power10 *p = power10(e, k);
    if (!p)
        return false;
    NUM(product);
    if (!num_reserve(e, &product, r->n + p->n))
        return false;
    if (r->n >= p->n)
        mpn_mul(product.limb, r->limb, r->n, p->limb, p->n);
    else
        mpn_mul(product.limb, p->limb, p->n, r->limb, r->n);
    ssize n = strip(product.limb, r->n + p->n);
    if (!num_reserve(e, r, n))
        return false;
    mpn_copyi(r->limb, product.limb, n);
    r->n = n;
    return true;
}

ALWAYS_INLINE int rest_of(uint64_t rest, uint64_t half, bool below)
{
    if (rest == half)
        return below ? REST_ABOVE_HALF : REST_HALF;
    return rest > half ? REST_ABOVE_HALF : rest || below ? REST_BELOW_HALF : REST_ZERO;
}

/* k <= 38, in one or two divisions by a limb. */
static void shift_down_small(Num *r, int64_t k, int *rest)
{
    uint64_t low = 0, high, divisor;
    if (k > 19) {
        low = mpn_divrem_1(r->limb, 0, r->limb, r->n, E19);
        r->n = strip(r->limb, r->n);
        k -= 19;
    }
    divisor = power10_table[k];
    if (r->n <= 1) {
        high = r->n ? r->limb[0] % divisor : 0;
        if (r->n) {
            r->limb[0] /= divisor;
            r->n = r->limb[0] != 0;
        }
    } else {
        high = mpn_divrem_1(r->limb, 0, r->limb, r->n, divisor);
        r->n = strip(r->limb, r->n);
    }
    *rest = rest_of(high, divisor / 2, low != 0);
}

bool num_shift_down(Env *e, Num *r, int64_t k, int *rest)
{
    *rest = REST_ZERO;
    if (k <= 0 || r->n == 0)
        return true;
    if (k > r->digits) {
        *rest = REST_BELOW_HALF;
        r->n = 0;
        r->digits = 1;
        return true;
    }
    int64_t left = r->digits - k;           /* exact: the leading digits stay */
    if (k <= 38) {
        shift_down_small(r, k, rest);
        r->digits = MAX(left, (int64_t)1);
        return true;
    }
    const Power10 *p = power10(e, k);
    if (!p)
        return false;
    NUM(remainder);
    NUM(quotient);
    if (!num_reserve(e, &remainder, p->n + 1) || !num_reserve(e, &quotient, r->n + 1))
        return false;
    if (r->n < p->n) {
        mpn_copyi(remainder.limb, r->limb, r->n);
        remainder.n = r->n;
        r->n = 0;
    } else {
        mpn_tdiv_qr(quotient.limb, remainder.limb, 0, r->limb, r->n, p->limb, p->n);
        ssize n = strip(quotient.limb, r->n - p->n + 1);
        mpn_copyi(r->limb, quotient.limb, n);
        r->n = n;
        remainder.n = strip(remainder.limb, p->n);
    }
    r->digits = MAX(left, (int64_t)1);
    if (remainder.n) {
        remainder.limb[remainder.n] = mpn_lshift(remainder.limb, remainder.limb, remainder.n, 1);
        ssize n = strip(remainder.limb, remainder.n + 1);
        int order = n != p->n ? (n < p->n ? -1 : 1) : mpn_cmp(remainder.limb, p->limb, n);
        *rest = order < 0 ? REST_BELOW_HALF : order == 0 ? REST_HALF : REST_ABOVE_HALF;
    }
    return true;
}

int64_t num_last_digit(const Num *a)
{
    return a->n == 0 ? 0 : (int64_t)(a->n == 1 ? a->limb[0] % 10 : mpn_mod_1(a->limb, a->n, 10));
}

bool num_round_up(uint8_t rounding, const Num *r, int rest)
{
    if (rest == REST_ZERO)
        return false;
    switch (rounding) {
    case ROUND_UP:        return true;
    case ROUND_DOWN:      return false;
    case ROUND_CEILING:   return !r->negative;
    case ROUND_FLOOR:     return r->negative;
    case ROUND_HALF_UP:   return rest >= REST_HALF;
    case ROUND_HALF_DOWN: return rest > REST_HALF;
    case ROUND_HALF_EVEN: return rest > REST_HALF || (rest == REST_HALF && r->n && (r->limb[0] & 1));
    default:              return num_last_digit(r) % 5 == 0;            /* ROUND_05UP */
    }
}

bool num_increment(Env *e, Num *r)
{
    if (!num_grow(e, r, r->n + 1))
        return false;
    if (r->n == 0) {
        r->limb[0] = 1;
        r->n = 1;
        return true;
    }
    if (mpn_add_1(r->limb, r->limb, r->n, 1))
        r->limb[r->n++] = 1;
    return num_count_digits(e, r);
}

/* Factors of ten by halving steps: each step tries 10^step once, so the cost is that of a few divisions. */
bool num_strip_zeros(Env *e, Num *r, int64_t limit)
{
    if (r->n == 0 || limit <= 0 || (r->limb[0] & 1))
        return true;
    limit = MIN(limit, r->digits - 1);
    if (r->n <= 2) {
        Wide w = wide_of(r);
        int64_t twos = r->limb[0] ? __builtin_ctzll(r->limb[0]) : 64 + __builtin_ctzll(r->limb[1]), done = 0;
        limit = MIN(limit, twos);
        for (int64_t step = 16; step; step /= 2)
            while (step <= limit && w % power10_table[step] == 0) {
                w /= power10_table[step];
                limit -= step;
                done += step;
            }
        set_wide(r, w);
        r->digits -= done;
        r->exp += done;
        return true;
    }
    ssize zero_limbs = 0;
    while (r->limb[zero_limbs] == 0)
        zero_limbs++;
    limit = MIN(limit, zero_limbs * 64 + __builtin_ctzll(r->limb[zero_limbs]));
    NUM(trial);
    int64_t step = 1;
    while (step * 2 <= limit)
        step *= 2;
    for (; step; step /= 2) {
        if (step > limit)
            continue;
        int rest;
        if (!num_copy(e, &trial, r) || !num_shift_down(e, &trial, step, &rest))
            return false;
        if (rest == REST_ZERO) {
            trial.exp = r->exp + step;
            if (!num_copy(e, r, &trial))
                return false;
            limit -= step;
        }
    }
    return true;
}

/* ---- rounding to a context ---- */

bool num_rescale(Env *e, Num *r, int64_t exp, uint8_t rounding, int *rest)
{
    *rest = REST_ZERO;
    if (r->n && r->exp > exp && !num_shift_up(e, r, r->exp - exp))
        return false;
    if (r->exp < exp) {
        if (!num_shift_down(e, r, exp - r->exp, rest))
            return false;
        if (num_round_up(rounding, r, *rest) && !num_increment(e, r))
            return false;
    }
    r->exp = exp;
    return true;
}

static bool overflow(Env *e, Num *r)
{
    e->status |= EXPONENT_OVERFLOW | INEXACT | ROUNDED;
    bool infinite;
    switch (e->rounding) {
    case ROUND_DOWN: case ROUND_05UP: infinite = false; break;
    case ROUND_CEILING:               infinite = !r->negative; break;
    case ROUND_FLOOR:                 infinite = r->negative; break;
    default:                          infinite = true;
    }
    if (infinite) {
        num_set_infinity(r, r->negative);
        return true;
    }
    const Power10 *p = power10(e, e->prec);             /* the largest number: all nines */
    if (!p || !num_reserve(e, r, p->n))
        return false;
    mpn_sub_1(r->limb, p->limb, p->n, 1);
    r->n = strip(r->limb, p->n);
    r->digits = e->prec;
    r->exp = etop(e);
    return true;
}

static void finalize_zero(Env *e, Num *r)
{
    int64_t low = etiny(e), high = e->clamp ? etop(e) : e->emax;
    if (r->exp < low || r->exp > high) {
        r->exp = r->exp < low ? low : high;
        e->status |= CLAMPED;
    }
}

/* Drops what is too much; REST as for num_shift_down. */
static bool drop_digits(Env *e, Num *r, int64_t drop, bool sticky)
{
    int rest;
    if (!num_shift_down(e, r, drop, &rest))
        return false;
    if (sticky && (rest == REST_ZERO || rest == REST_HALF))
        rest++;
    r->exp += drop;
    e->status |= ROUNDED;
    if (rest == REST_ZERO)
        return true;
    e->status |= INEXACT;
    if (!num_round_up(e->rounding, r, rest))
        return true;
    if (!num_increment(e, r))
        return false;
    if (r->digits > e->prec) {                          /* 99..9 became 10..0 */
        if (!num_shift_down(e, r, 1, &rest))
            return false;
        r->exp++;
    }
    return true;
}

bool num_finalize(Env *e, Num *r, bool sticky)
{
    int64_t top = adjusted(r);
    if (likely(r->digits <= e->prec && top <= (e->clamp ? etop(e) : e->emax) && r->exp >= e->emin && r->n && !sticky))
        return true;
    if (r->n == 0 && !sticky)
        return finalize_zero(e, r), true;
    if (top > e->emax)
        return overflow(e, r);
    bool subnormal = top < e->emin;
    int64_t drop = MAX(r->digits - e->prec, etiny(e) - r->exp);
    if (drop > 0) {
        uint32_t before = e->status;
        e->status &= ~(uint32_t)INEXACT;
        if (!drop_digits(e, r, drop, sticky))
            return false;
        if (subnormal && (e->status & INEXACT))
            e->status |= EXPONENT_UNDERFLOW;
        e->status |= before;
        if (r->n == 0)
            e->status |= CLAMPED;
        else if (adjusted(r) > e->emax)
            return overflow(e, r);
    }
    if (subnormal)
        e->status |= SUBNORMAL;
    if (e->clamp && r->exp > etop(e)) {
        if (!num_shift_up(e, r, r->exp - etop(e)))
            return false;
        r->exp = etop(e);
        e->status |= CLAMPED;
    }
    return true;
}

/* ---- NaN ---- */

bool num_fix_nan(Env *e, Num *r)
{
    int64_t room = e->prec - e->clamp;
    if (r->digits <= room)
        return true;
    const Power10 *p = power10(e, room);                /* payload modulo 10^room */
    NUM(remainder);
    NUM(quotient);
    if (!p || !num_reserve(e, &remainder, p->n) || !num_reserve(e, &quotient, r->n + 1))
        return false;
    if (r->n >= p->n) {
        mpn_tdiv_qr(quotient.limb, remainder.limb, 0, r->limb, r->n, p->limb, p->n);
        r->n = strip(remainder.limb, p->n);
        mpn_copyi(r->limb, remainder.limb, r->n);
    }
    if (!num_count_digits(e, r))
        return false;
    if (r->n == 0)
        r->digits = 0;
    return true;
}

Lookup num_nan(Env *e, Num *r, const Num *a, const Num *b)
{
    const Num *from;
    if (a->kind == SIGNALING || (b && b->kind == SIGNALING)) {
        from = a->kind == SIGNALING ? a : b;
        e->status |= INVALID_OPERATION;
    } else if (a->kind == QUIET || (b && b->kind == QUIET)) {
        from = a->kind == QUIET ? a : b;
    } else {
        return MISSING;
    }
    if (!num_copy(e, r, from))
        return ERROR;
    r->kind = QUIET;
    return num_fix_nan(e, r) ? FOUND : ERROR;
}

/* ---- integers ---- */

bool num_as_int64(Env *e, const Num *a, int64_t *out)
{
    NUM(r);
    int rest;
    *out = 0;
    if (is_special(a))
        return false;
    if (a->n == 0)
        return true;
    if (adjusted(a) > 18 || adjusted(a) < 0)
        return false;
    if (!num_copy(e, &r, a) || !num_rescale(e, &r, 0, ROUND_DOWN, &rest))
        return raised_clear(e->t), false;
    if (rest != REST_ZERO || r.n > 1 || (r.n && r.limb[0] > INT64_MAX))
        return false;
    int64_t i = r.n ? (int64_t)r.limb[0] : 0;
    *out = a->negative ? -i : i;
    return true;
}

bool num_is_integer(Env *e, const Num *a, Test *is)
{
    NUM(r);
    int rest;
    *is = TEST_TRUE;
    if (a->n == 0 || a->exp >= 0)
        return true;
    if (adjusted(a) < 0 || (a->limb[0] & 1))
        return *is = TEST_FALSE, true;
    if (!num_copy(e, &r, a) || !num_shift_down(e, &r, -a->exp, &rest))
        return false;
    *is = rest == REST_ZERO ? TEST_TRUE : TEST_FALSE;
    return true;
}

/* ---- digits ---- */

char *num_digits(Env *e, const Num *a, char *small)
{
    if (a->n <= 2) {
        Wide w = wide_of(a);
        char *p = small + MAX(a->digits, (int64_t)1);
        uint64_t low = (uint64_t)w;
        if (w >> 64) {
            uint64_t part = (uint64_t)(w % E19);
            w /= E19;
            for (int i = 0; i < 19; i++, part /= 10)
                *--p = (char)('0' + part % 10);
            low = (uint64_t)w;
            if (w >> 64) {                              /* 39 digits */
                *--p = (char)('0' + (int)(w % 10));
                low = (uint64_t)(w / 10);
            }
        }
        while (p > small) {
            *--p = (char)('0' + low % 10);
            low /= 10;
        }
        return small;
    }
    NUM(copy);                                          /* mpn_get_str destroys its input */
    if (!num_copy(e, &copy, a) || !num_grow(e, &copy, a->n + 1))
        return NULL;
    char *text = mem_alloc(e->t, (size_t)a->digits + 2);
    if (!text)
        return NULL;
    ssize count = (ssize)mpn_get_str((unsigned char *)text, 10, copy.limb, copy.n);
    ssize zeros = count - a->digits;
    if (zeros > 0)
        memmove(text, text + zeros, (size_t)a->digits);
    for (ssize i = 0; i < a->digits; i++)
        text[i] = (char)(text[i] + '0');
    return text;
}

bool num_from_digits(Env *e, Num *r, const char *digits, ssize n)
{
    while (n > 1 && *digits == '0')
        digits++, n--;
    if (n <= 19) {
        uint64_t x = 0;
        for (ssize i = 0; i < n; i++)
            x = x * 10 + (uint64_t)(digits[i] - '0');
        r->limb[0] = x;
        r->n = x != 0;
        r->digits = MAX(n, (ssize)1);
        return true;
    }
    if (n <= 38) {
        Wide w = 0;
        uint64_t x = 0;
        for (ssize i = 0; i < n - 19; i++)
            x = x * 10 + (uint64_t)(digits[i] - '0');
        w = x;
        x = 0;
        for (ssize i = n - 19; i < n; i++)
            x = x * 10 + (uint64_t)(digits[i] - '0');
        set_wide(r, w * E19 + x);
        r->digits = n;
        return true;
    }
    uint8_t *values = mem_alloc(e->t, (size_t)n);
    if (!values)
        return false;
    for (ssize i = 0; i < n; i++)
        values[i] = (uint8_t)(digits[i] - '0');
    bool ok = num_reserve(e, r, power10_limbs(n) + 1);
    if (ok) {
        r->n = strip(r->limb, (ssize)mpn_set_str(r->limb, values, (size_t)n, 10));
        r->digits = n;
    }
    mem_free(values);
    return ok;
}
