/* digits.c: operations of decimal numbers on exponents and single digits: quantize, rounding to integers, neighbours, shifting,
 * logical operations, maximum and minimum. General Decimal Arithmetic Specification: "Miscellaneous operations" and others. */
#include "modules/_decimal/number.h"

/* ---- rounding to an exponent ---- */

bool num_quantize(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    if (is_special(a) || is_special(b)) {
        if (a->kind != b->kind)
            return num_set_invalid(e, r, INVALID_OPERATION);
        return num_copy(e, r, a);
    }
    int64_t exp = b->exp;
    if (exp < etiny(e) || exp > e->emax)
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (a->n == 0) {
        num_set_zero(r, a->negative, exp);
        return num_finalize(e, r, false);
    }
    if (adjusted(a) > e->emax || adjusted(a) - exp + 1 > e->prec)
        return num_set_invalid(e, r, INVALID_OPERATION);
    int rest;
    if (!num_copy(e, r, a) || !num_rescale(e, r, exp, e->rounding, &rest))
        return false;
    if (r->n && adjusted(r) > e->emax)
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (r->digits > e->prec)
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (r->n && adjusted(r) < e->emin)
        e->status |= SUBNORMAL;
    if (exp > a->exp)
        e->status |= ROUNDED;
    if (rest != REST_ZERO)
        e->status |= INEXACT;
    /* The exponent stays what was asked for; with clamping it may be too large. */
    return e->clamp && r->exp > etop(e) ? num_finalize(e, r, false) : true;
}

static bool to_integral(Env *e, Num *r, const Num *a, bool exact)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    int rest;
    if (!num_copy(e, r, a))
        return false;
    if (is_special(a) || a->exp >= 0)
        return true;
    if (a->n == 0) {
        r->exp = 0;
        return true;
    }
    if (!num_rescale(e, r, 0, e->rounding, &rest))
        return false;
    if (exact)
        e->status |= ROUNDED | (rest != REST_ZERO ? INEXACT : 0);
    return true;
}

bool num_to_integral_exact(Env *e, Num *r, const Num *a) { return to_integral(e, r, a, true); }
bool num_to_integral(Env *e, Num *r, const Num *a)       { return to_integral(e, r, a, false); }

bool num_normalize(Env *e, Num *r, const Num *a)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    if (!num_copy(e, r, a))
        return false;
    if (is_special(a) || !num_finalize(e, r, false) || is_special(r))
        return !is_raised(e->t);
    if (r->n == 0) {
        r->exp = 0;
        return true;
    }
    int64_t highest = e->clamp ? etop(e) : e->emax;
    return num_strip_zeros(e, r, highest - r->exp);
}

/* ---- neighbours ---- */

static bool largest(Env *e, Num *r, bool negative)
{
    const Power10 *p = power10(e, e->prec);
    if (!p || !num_reserve(e, r, p->n))
        return false;
    mpn_sub_1(r->limb, p->limb, p->n, 1);
    r->n = p->n - (r->limb[p->n - 1] == 0);
    r->digits = e->prec;
    r->exp = etop(e);
    r->kind = FINITE;
    r->negative = negative;
    return true;
}

/* The next number towards -infinity or +infinity; sets no conditions but for a signaling NaN. */
static bool neighbour(Env *e, Num *r, const Num *a, bool down)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    if (a->kind == INFINITE) {
        if (a->negative == down)
            return num_copy(e, r, a);
        return largest(e, r, a->negative);
    }
    Env quiet = *e;
    quiet.rounding = down ? ROUND_FLOOR : ROUND_CEILING;
    quiet.status = 0;
    NUM(rounded);
    bool ok;
    if (!num_copy(e, &rounded, a) || !num_finalize(&quiet, &rounded, false))
        return false;
    if (is_special(&rounded) || num_compare(e, &rounded, a, &ok) != 0)
        return num_copy(e, r, &rounded);
    NUM(tiny);
    num_set_small(&tiny, 1, down, etiny(e) - 1);
    return num_add(&quiet, r, a, &tiny);
}

bool num_next_minus(Env *e, Num *r, const Num *a) { return neighbour(e, r, a, true); }
bool num_next_plus(Env *e, Num *r, const Num *a)  { return neighbour(e, r, a, false); }

bool num_next_toward(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    bool ok;
    int order = num_compare(e, a, b, &ok);
    if (!ok)
        return false;
    if (order == 0) {
        if (!num_copy(e, r, a))
            return false;
        r->negative = b->negative;
        return true;
    }
    if (!neighbour(e, r, a, order > 0))
        return false;
    if (r->kind == INFINITE) {
        if (a->kind != INFINITE)
            e->status |= EXPONENT_OVERFLOW | INEXACT | ROUNDED;
    } else if (adjusted(r) < e->emin) {
        e->status |= EXPONENT_UNDERFLOW | SUBNORMAL | INEXACT | ROUNDED;
        if (r->n == 0)
            e->status |= CLAMPED;
    }
    return true;
}

/* ---- exponents ---- */

bool num_logb(Env *e, Num *r, const Num *a)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    if (a->kind == INFINITE)
        return num_set_infinity(r, false), true;
    if (a->n == 0) {
        e->status |= DIVISION_BY_ZERO;
        return num_set_infinity(r, true), true;
    }
    int64_t top = adjusted(a);
    num_set_small(r, (uint64_t)(top < 0 ? -top : top), top < 0, 0);
    return num_finalize(e, r, false);
}

bool num_scaleb(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    int64_t n;
    if (is_special(b) || b->exp != 0 || !num_as_int64(e, b, &n) || n > 2 * (e->emax + e->prec) || n < -2 * (e->emax + e->prec))
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (!num_copy(e, r, a))
        return false;
    if (is_special(a))
        return true;
    r->exp += n;
    return num_finalize(e, r, false);
}

/* The number of places to move, an integer within the precision; false: it is none. */
static bool get_places(Env *e, const Num *b, int64_t *n)
{
    return !is_special(b) && b->exp == 0 && num_as_int64(e, b, n) && *n <= e->prec && *n >= -e->prec;
}

/* coefficient modulo 10^k, in place. */
static bool keep_low(Env *e, Num *r, int64_t k)
{
    if (r->digits <= k)
        return true;
    const Power10 *p = power10(e, k);
    NUM(q);
    NUM(rest);
    if (!p || !num_reserve(e, &q, r->n) || !num_reserve(e, &rest, p->n))
        return false;
    if (r->n >= p->n) {
        mpn_tdiv_qr(q.limb, rest.limb, 0, r->limb, r->n, p->limb, p->n);
        return num_set_limbs(e, r, rest.limb, p->n, r->negative, r->exp);
    }
    return true;
}

bool num_shift(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    int64_t n;
    int rest;
    if (!get_places(e, b, &n))
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (!num_copy(e, r, a))
        return false;
    if (is_special(a))
        return true;
    if (n >= 0)
        return keep_low(e, r, e->prec - n) && num_shift_up(e, r, n);
    return keep_low(e, r, e->prec) && num_shift_down(e, r, -n, &rest);
}

bool num_rotate(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    int64_t n;
    int rest;
    if (!get_places(e, b, &n))
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (is_special(a))
        return num_copy(e, r, a);
    if (n < 0)
        n += e->prec;
    NUM(high);
    NUM(low);
    if (!num_copy(e, &high, a) || !keep_low(e, &high, e->prec) || !num_copy(e, &low, &high))
        return false;
    /* The upper n digits of prec go to the bottom, the others up. */
    if (!num_shift_down(e, &high, e->prec - n, &rest) || !keep_low(e, &low, e->prec - n) || !num_shift_up(e, &low, n))
        return false;
    if (n == 0 || n == e->prec)
        return num_copy(e, r, a) && keep_low(e, r, e->prec);
    Env exact = env_exact(e);
    high.exp = low.exp = 0;
    high.negative = low.negative = false;
    if (!num_add(&exact, r, &high, &low))
        return false;
    r->exp = a->exp;
    r->negative = a->negative;
    return true;
}

/* ---- logical operations ---- */

static bool is_logical(const char *digits, ssize n)
{
    for (ssize i = 0; i < n; i++)
        if (digits[i] > '1')
            return false;
    return true;
}

enum LogicalOp { LOGICAL_AND, LOGICAL_OR, LOGICAL_XOR };

/* The last `count` digits of a, with zeros before them; NULL: MemoryError, or *valid false: no logical operand. */
static char *logical_digits(Env *e, const Num *a, bool *valid)
{
    *valid = a->kind == FINITE && a->exp == 0 && !a->negative;
    if (!*valid)
        return NULL;
    char small[48], *digits = num_digits(e, a, small);
    if (!digits)
        return NULL;
    *valid = is_logical(digits, a->digits);
    ssize count = *valid ? MAX((ssize)MIN(e->prec, (int64_t)SSIZE_MAX_ - 1), (ssize)a->digits) : 0;
    char *out = *valid ? mem_alloc(e->t, (size_t)count + 1) : NULL;
    if (out) {
        memset(out, '0', (size_t)count);
        memcpy(out + count - a->digits, digits, (size_t)a->digits);
        if (a->digits > e->prec)
            memmove(out, out + a->digits - e->prec, (size_t)e->prec);
    }
    if (digits != small)
        mem_free(digits);
    return out;
}

static bool logical(Env *e, Num *r, const Num *a, const Num *b, enum LogicalOp op)
{
    bool valid_a, valid_b = true;
    char *x = logical_digits(e, a, &valid_a), *y = x ? logical_digits(e, b, &valid_b) : NULL;
    bool ok;
    if (!valid_a || !valid_b) {
        ok = num_set_invalid(e, r, INVALID_OPERATION);
    } else if (!x || !y) {
        ok = false;
    } else {
        for (int64_t i = 0; i < e->prec; i++)
            x[i] = op == LOGICAL_AND ? x[i] & y[i] : op == LOGICAL_OR ? x[i] | y[i] : (x[i] ^ y[i]) | '0';
        num_set_zero(r, false, 0);
        ok = num_from_digits(e, r, x, e->prec);
    }
    mem_free(x);
    mem_free(y);
    return ok;
}

bool num_logical_and(Env *e, Num *r, const Num *a, const Num *b) { return logical(e, r, a, b, LOGICAL_AND); }
bool num_logical_or(Env *e, Num *r, const Num *a, const Num *b)  { return logical(e, r, a, b, LOGICAL_OR); }
bool num_logical_xor(Env *e, Num *r, const Num *a, const Num *b) { return logical(e, r, a, b, LOGICAL_XOR); }

bool num_logical_invert(Env *e, Num *r, const Num *a)
{
    NUM(ones);
    NUM(nine);
    NUM(rest);
    const Power10 *p = power10(e, e->prec);             /* (10^prec - 1) / 9 */
    if (!p || !num_reserve(e, &ones, p->n))
        return false;
    mpn_sub_1(ones.limb, p->limb, p->n, 1);
    mpn_divrem_1(ones.limb, 0, ones.limb, p->n, 9);
    return num_set_limbs(e, &rest, ones.limb, p->n, false, 0) && num_logical_xor(e, r, a, &rest);
}

/* ---- comparison operations, maximum and minimum ---- */

static bool set_order(Num *r, int order)
{
    num_set_small(r, order != 0, order < 0, 0);
    return true;
}

bool num_compare_op(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    bool ok;
    int order = num_compare(e, a, b, &ok);
    return ok && set_order(r, order);
}

bool num_compare_signal(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    if (found == FOUND)
        e->status |= INVALID_OPERATION;
    return found != MISSING ? found == FOUND : num_compare_op(e, r, a, b);
}

/* A quiet NaN loses against a number. */
static bool choose(Env *e, Num *r, const Num *a, const Num *b, bool magnitude, bool want_max)
{
    const Num *chosen;
    if (is_nan(a) || is_nan(b)) {
        if (a->kind == SIGNALING || b->kind == SIGNALING || (is_nan(a) && is_nan(b)))
            return num_nan(e, r, a, b) == FOUND;
        chosen = is_nan(a) ? b : a;
    } else {
        Num x = *a, y = *b;                             /* views */
        bool ok;
        if (magnitude)
            x.negative = y.negative = false;
        int order = num_compare(e, &x, &y, &ok);
        if (ok && order == 0)
            order = num_compare_total(e, a, b, false, &ok);
        if (!ok)
            return false;
        chosen = (order < 0) == want_max ? b : a;
    }
    return num_copy(e, r, chosen) && (is_special(r) || num_finalize(e, r, false));
}

bool num_max(Env *e, Num *r, const Num *a, const Num *b)     { return choose(e, r, a, b, false, true); }
bool num_min(Env *e, Num *r, const Num *a, const Num *b)     { return choose(e, r, a, b, false, false); }
bool num_max_mag(Env *e, Num *r, const Num *a, const Num *b) { return choose(e, r, a, b, true, true); }
bool num_min_mag(Env *e, Num *r, const Num *a, const Num *b) { return choose(e, r, a, b, true, false); }

/* ---- classes ---- */

bool num_is_normal(const Env *e, const Num *a)    { return a->kind == FINITE && a->n && adjusted(a) >= e->emin; }
bool num_is_subnormal(const Env *e, const Num *a) { return a->kind == FINITE && a->n && adjusted(a) < e->emin; }

const char *num_class(const Env *e, const Num *a)
{
    if (is_nan(a))
        return a->kind == SIGNALING ? "sNaN" : "NaN";
    if (a->kind == INFINITE)
        return a->negative ? "-Infinity" : "+Infinity";
    if (a->n == 0)
        return a->negative ? "-Zero" : "+Zero";
    if (num_is_subnormal(e, a))
        return a->negative ? "-Subnormal" : "+Subnormal";
    return a->negative ? "-Normal" : "+Normal";
}
