/* arith.c: comparison, addition, multiplication, division of decimal numbers: exact in limbs, then rounded once.
 * General Decimal Arithmetic Specification: "Arithmetic operations". */
#include "modules/_decimal/number.h"

ALWAYS_INLINE ssize strip(const mp_limb_t *p, ssize n)
{
    while (n > 0 && p[n - 1] == 0)
        n--;
    return n;
}

static int compare_limbs(const Num *a, const Num *b)
{
    if (a->n != b->n)
        return a->n < b->n ? -1 : 1;
    int order = a->n ? mpn_cmp(a->limb, b->limb, a->n) : 0;
    return (order > 0) - (order < 0);
}

/* ---- comparison ---- */

int num_compare_magnitude(Env *e, const Num *a, const Num *b, bool *ok)
{
    *ok = true;
    if (a->n == 0 || b->n == 0)
        return (a->n != 0) - (b->n != 0);
    int64_t top_a = adjusted(a), top_b = adjusted(b);
    if (top_a != top_b)
        return top_a < top_b ? -1 : 1;
    if (a->exp == b->exp)
        return compare_limbs(a, b);
    const Num *high = a->exp > b->exp ? a : b, *low = a->exp > b->exp ? b : a;     /* the digits differ by as much as exp */
    if (low->digits <= 19) {
        uint64_t x = high->limb[0] * power10_table[high->exp - low->exp], y = low->limb[0];
        int order = (x > y) - (x < y);
        return high == a ? order : -order;
    }
    NUM(up);
    if (!num_copy(e, &up, high) || !num_shift_up(e, &up, high->exp - low->exp)) {
        *ok = false;
        return 0;
    }
    int order = compare_limbs(&up, low);
    return high == a ? order : -order;
}

int num_compare(Env *e, const Num *a, const Num *b, bool *ok)
{
    *ok = true;
    if (is_zero(a) && is_zero(b))
        return 0;
    if (is_zero(a))
        return b->negative ? 1 : -1;
    if (is_zero(b) || a->negative != b->negative)
        return a->negative ? -1 : 1;
    int order;
    if (is_special(a) || is_special(b))
        order = (a->kind == INFINITE) - (b->kind == INFINITE);
    else
        order = num_compare_magnitude(e, a, b, ok);
    return a->negative ? -order : order;
}

int num_compare_total(Env *e, const Num *a, const Num *b, bool magnitude, bool *ok)
{
    bool negative_a = a->negative && !magnitude, negative_b = b->negative && !magnitude;
    int order;
    *ok = true;
    if (negative_a != negative_b)
        return negative_a ? -1 : 1;
    if (is_nan(a) || is_nan(b)) {
        /* number < signaling < quiet; then by payload */
        int rank_a = a->kind == SIGNALING ? 1 : a->kind == QUIET ? 2 : 0, rank_b = b->kind == SIGNALING ? 1 : b->kind == QUIET ? 2 : 0;
        order = rank_a != rank_b ? (rank_a < rank_b ? -1 : 1) : compare_limbs(a, b);
    } else if (is_special(a) || is_special(b)) {
        order = (a->kind == INFINITE) - (b->kind == INFINITE);
    } else {
        order = num_compare_magnitude(e, a, b, ok);
        if (order == 0)
            order = (a->exp > b->exp) - (a->exp < b->exp);
    }
    return negative_a ? -order : order;
}

/* ---- addition ---- */

static bool add_infinities(Env *e, Num *r, const Num *a, const Num *b, bool negative_b)
{
    if (a->kind == INFINITE && b->kind == INFINITE && a->negative != negative_b)
        return num_set_invalid(e, r, INVALID_OPERATION);
    num_set_infinity(r, a->kind == INFINITE ? a->negative : negative_b);
    return true;
}

static bool add_zero(Env *e, Num *r, const Num *a, const Num *b, bool negative_b)
{
    if (a->n == 0 && b->n == 0) {
        num_set_zero(r, a->negative == negative_b ? a->negative : e->rounding == ROUND_FLOOR, MIN(a->exp, b->exp));
        return num_finalize(e, r, false);
    }
    const Num *value = a->n ? a : b, *zero = a->n ? b : a;
    if (!num_copy(e, r, value))
        return false;
    r->negative = a->n ? a->negative : negative_b;
    int64_t exp = MAX(MIN(zero->exp, value->exp), value->exp - MAX(e->prec + 1 - value->digits, (int64_t)0));
    if (exp < r->exp) {                                 /* the zero's exponent shows, as far as the precision goes */
        if (!num_shift_up(e, r, r->exp - exp))
            return false;
        r->exp = exp;
    }
    return num_finalize(e, r, false);
}

/* r = the sum of the signed coefficients of a and b; same exponent. */
static bool add_aligned(Env *e, Num *r, const Num *a, const Num *b, bool negative_b)
{
    if (a->n < b->n || (a->n == b->n && a->negative != negative_b && mpn_cmp(a->limb, b->limb, a->n) < 0)) {
        const Num *c = a;
        r->negative = negative_b;
        negative_b = a->negative;
        a = b;
        b = c;
    } else {
        r->negative = a->negative;
    }
    if (!num_reserve(e, r, a->n + 1))
        return false;
    if (r->negative == negative_b) {
        mp_limb_t carry = mpn_add(r->limb, a->limb, a->n, b->limb, b->n);
        r->n = a->n;
        if (carry)
            r->limb[r->n++] = carry;
    } else {
        mpn_sub(r->limb, a->limb, a->n, b->limb, b->n);
        r->n = strip(r->limb, a->n);
        if (r->n == 0)
            r->negative = e->rounding == ROUND_FLOOR;
    }
    r->kind = FINITE;
    r->exp = a->exp;
    return num_count_digits(e, r) && num_finalize(e, r, false);
}

static bool add_signed(Env *e, Num *r, const Num *a, const Num *b, bool negative_b)
{
    if (unlikely(a->kind | b->kind)) {
        Lookup found = num_nan(e, r, a, b);
        return found != MISSING ? found == FOUND : add_infinities(e, r, a, b, negative_b);
    }
    if (a->n == 0 || b->n == 0)
        return add_zero(e, r, a, b, negative_b);
    if (a->exp == b->exp)
        return add_aligned(e, r, a, b, negative_b);
    const Num *high = a->exp > b->exp ? a : b, *low = a->exp > b->exp ? b : a;
    bool negative_high = high == a ? a->negative : negative_b, negative_low = high == a ? negative_b : a->negative;
    NUM(up);
    NUM(small);
    /* When low is too small to matter but for the direction of rounding, any number as small will do. */
    int64_t least = high->exp + MIN((int64_t)-1, high->digits - e->prec - 2);
    if (low->digits + low->exp - 1 < least) {
        num_set_small(&small, 1, negative_low, least);
        low = &small;
    }
    if (!num_copy(e, &up, high) || !num_shift_up(e, &up, high->exp - low->exp))
        return false;
    up.exp = low->exp;
    up.negative = negative_high;
    return add_aligned(e, r, &up, low, negative_low);
}

bool num_add(Env *e, Num *r, const Num *a, const Num *b)      { return add_signed(e, r, a, b, b->negative); }
bool num_subtract(Env *e, Num *r, const Num *a, const Num *b) { return add_signed(e, r, a, b, !b->negative); }

static bool copy_finalized(Env *e, Num *r, const Num *a, bool negative)
{
    Lookup found = num_nan(e, r, a, NULL);
    if (found != MISSING)
        return found == FOUND;
    if (!num_copy(e, r, a))
        return false;
    r->negative = negative;
    if (is_special(r))
        return true;
    if (r->n == 0 && e->rounding != ROUND_FLOOR)
        r->negative = false;                            /* as 0 + a and 0 - a are */
    return num_finalize(e, r, false);
}

bool num_plus(Env *e, Num *r, const Num *a)
{
    return copy_finalized(e, r, a, a->negative && !(a->kind == FINITE && a->n == 0 && e->rounding != ROUND_FLOOR));
}
bool num_minus(Env *e, Num *r, const Num *a)
{
    bool zero = a->kind == FINITE && a->n == 0;
    return copy_finalized(e, r, a, zero ? e->rounding == ROUND_FLOOR && !a->negative : !a->negative);
}
bool num_abs(Env *e, Num *r, const Num *a)
{
    return copy_finalized(e, r, a, false);
}

/* ---- multiplication ---- */

bool num_multiply_exact(Env *e, Num *r, const Num *a, const Num *b)
{
    r->kind = FINITE;
    r->negative = a->negative != b->negative;
    r->exp = a->exp + b->exp;
    if (a->n == 0 || b->n == 0) {
        num_set_zero(r, r->negative, r->exp);
        return true;
    }
    if (a->n == 1 && b->n == 1) {
        unsigned __int128 product = (unsigned __int128)a->limb[0] * b->limb[0];
        r->limb[0] = (mp_limb_t)product;
        r->limb[1] = (mp_limb_t)(product >> 64);
        r->n = 1 + (r->limb[1] != 0);
        return num_count_digits(e, r);
    }
    if (!num_reserve(e, r, a->n + b->n))
        return false;
    if (a == b || a->limb == b->limb)
        mpn_sqr(r->limb, a->limb, a->n);
    else if (a->n >= b->n)
        mpn_mul(r->limb, a->limb, a->n, b->limb, b->n);
    else
        mpn_mul(r->limb, b->limb, b->n, a->limb, a->n);
    r->n = strip(r->limb, a->n + b->n);
    return num_count_digits(e, r);
}

bool num_multiply(Env *e, Num *r, const Num *a, const Num *b)
{
    if (unlikely(a->kind | b->kind)) {
        Lookup found = num_nan(e, r, a, b);
        if (found != MISSING)
            return found == FOUND;
        if (is_zero(a) || is_zero(b))
            return num_set_invalid(e, r, INVALID_OPERATION);
        num_set_infinity(r, a->negative != b->negative);
        return true;
    }
    return num_multiply_exact(e, r, a, b) && num_finalize(e, r, false);
}

bool num_fma(Env *e, Num *r, const Num *a, const Num *b, const Num *c)
{
    NUM(product);
    if (a->kind == SIGNALING || b->kind == SIGNALING)
        return num_nan(e, r, a, b) == FOUND;
    if ((a->kind == INFINITE && is_zero(b)) || (b->kind == INFINITE && is_zero(a)))
        return num_set_invalid(e, r, INVALID_OPERATION);
    if (c->kind == SIGNALING)
        return num_nan(e, r, c, NULL) == FOUND;
    if (is_nan(a) || is_nan(b))
        return num_nan(e, r, a, b) == FOUND;
    if (is_special(a) || is_special(b))
        num_set_infinity(&product, a->negative != b->negative);
    else if (!num_multiply_exact(e, &product, a, b))
        return false;
    return num_add(e, r, &product, c);
}

/* ---- division ---- */

/* q = a / b cut to an integer, remainder in rest. Coefficients only; b is not 0. */
static bool divide_limbs(Env *e, Num *q, Num *rest, const Num *a, const Num *b)
{
    if (a->n < b->n) {
        num_set_zero(q, false, 0);
        return num_copy(e, rest, a);
    }
    if (!num_reserve(e, q, a->n - b->n + 1) || !num_reserve(e, rest, b->n))
        return false;
    if (b->n == 1)
        rest->limb[0] = mpn_divrem_1(q->limb, 0, a->limb, a->n, b->limb[0]);
    else
        mpn_tdiv_qr(q->limb, rest->limb, 0, a->limb, a->n, b->limb, b->n);
    q->n = strip(q->limb, a->n - b->n + 1);
    rest->n = strip(rest->limb, b->n);
    q->kind = rest->kind = FINITE;
    return num_count_digits(e, q);
}

bool num_divide(Env *e, Num *r, const Num *a, const Num *b)
{
    bool negative = a->negative != b->negative;
    if (unlikely(a->kind | b->kind)) {
        Lookup found = num_nan(e, r, a, b);
        if (found != MISSING)
            return found == FOUND;
        if (a->kind == INFINITE && b->kind == INFINITE)
            return num_set_invalid(e, r, INVALID_OPERATION);
        if (a->kind == INFINITE)
            return num_set_infinity(r, negative), true;
        num_set_zero(r, negative, etiny(e));            /* x / infinity */
        e->status |= CLAMPED;
        return true;
    }
    if (b->n == 0) {
        if (a->n == 0)
            return num_set_invalid(e, r, DIVISION_UNDEFINED);
        e->status |= DIVISION_BY_ZERO;
        return num_set_infinity(r, negative), true;
    }
    int64_t ideal = a->exp - b->exp;
    if (a->n == 0) {
        num_set_zero(r, negative, ideal);
        return num_finalize(e, r, false);
    }
    int64_t shift = b->digits - a->digits + e->prec + 1;
    if (power10_limbs(shift) > 1000) {                  /* an exact quotient needs no more than the divisor's bits: try that first */
        int64_t enough = b->n * 64 + MAX(b->digits - a->digits, (int64_t)0) + 20;
        if (enough < shift / 8 && shift > 100000000)
            shift = enough;
    }
    NUM(scaled);
    NUM(rest);
    const Num *dividend = a, *divisor = b;
    if (shift) {
        if (!num_copy(e, &scaled, shift > 0 ? a : b) || !num_shift_up(e, &scaled, shift > 0 ? shift : -shift))
            return false;
        dividend = shift > 0 ? &scaled : a;
        divisor = shift > 0 ? b : &scaled;
    }
    if (!divide_limbs(e, r, &rest, dividend, divisor))
        return false;
    r->negative = negative;
    r->exp = ideal - shift;
    if (rest.n == 0)
        return num_strip_zeros(e, r, shift) && num_finalize(e, r, false);
    if (shift != b->digits - a->digits + e->prec + 1)   /* not exact after all: it would take prec digits */
        return raise_memory(e->t), false;
    return num_finalize(e, r, true);
}

/* The integer quotient and the remainder of finite a and b != 0; FOUND. MISSING: the quotient takes more digits than there are. */
static Lookup divide_integer(Env *e, Num *q, Num *rest, const Num *a, const Num *b)
{
    int64_t exp = MIN(a->exp, b->exp), gap = adjusted(a) - adjusted(b);
    int rounded;
    if (a->n == 0 || gap <= -2) {
        num_set_zero(q, false, 0);
        if (!num_copy(e, rest, a))
            return ERROR;
        return num_rescale(e, rest, a->n ? MIN(exp, a->exp) : exp, e->rounding, &rounded) ? FOUND : ERROR;
    }
    if (gap > e->prec)
        return MISSING;
    NUM(up);
    const Num *x = a, *y = b;
    if (a->exp != b->exp) {
        if (!num_copy(e, &up, a->exp > b->exp ? a : b) || !num_shift_up(e, &up, a->exp > b->exp ? a->exp - b->exp : b->exp - a->exp))
            return ERROR;
        if (a->exp > b->exp)
            x = &up;
        else
            y = &up;
    }
    if (!divide_limbs(e, q, rest, x, y))
        return ERROR;
    if (q->digits > e->prec)
        return MISSING;
    q->exp = 0;
    rest->exp = exp;
    return num_count_digits(e, rest) ? FOUND : ERROR;
}

bool num_divide_int(Env *e, Num *r, const Num *a, const Num *b)
{
    bool negative = a->negative != b->negative;
    Lookup found = num_nan(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    if (a->kind == INFINITE) {
        if (b->kind == INFINITE)
            return num_set_invalid(e, r, INVALID_OPERATION);
        return num_set_infinity(r, negative), true;
    }
    if (b->kind == INFINITE)
        return num_set_zero(r, negative, 0), true;
    if (b->n == 0) {
        if (a->n == 0)
            return num_set_invalid(e, r, DIVISION_UNDEFINED);
        e->status |= DIVISION_BY_ZERO;
        return num_set_infinity(r, negative), true;
    }
    NUM(rest);
    found = divide_integer(e, r, &rest, a, b);
    if (found == MISSING)
        return num_set_invalid(e, r, DIVISION_IMPOSSIBLE);
    r->negative = negative;
    r->exp = 0;
    return found == FOUND && num_finalize(e, r, false);
}

/* The remainders that need no division: of NaNs and infinities, and by zero. */
static Lookup remainder_special(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = num_nan(e, r, a, b);
    bool done;
    if (found != MISSING)
        return found;
    if (a->kind == INFINITE)
        done = num_set_invalid(e, r, INVALID_OPERATION);
    else if (b->kind == INFINITE)
        done = num_copy(e, r, a) && num_finalize(e, r, false);
    else if (b->n == 0)
        done = num_set_invalid(e, r, a->n ? INVALID_OPERATION : DIVISION_UNDEFINED);
    else
        return MISSING;
    return done ? FOUND : ERROR;
}

bool num_remainder(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = remainder_special(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    NUM(q);
    found = divide_integer(e, &q, r, a, b);
    if (found == MISSING)
        return num_set_invalid(e, r, DIVISION_IMPOSSIBLE);
    r->negative = a->negative;
    return found == FOUND && num_finalize(e, r, false);
}

bool num_divmod(Env *e, Num *q, Num *r, const Num *a, const Num *b)
{
    bool negative = a->negative != b->negative;
    Lookup found = num_nan(e, q, a, b);
    if (found != MISSING)
        return found == FOUND && num_copy(e, r, q);
    if (a->kind == INFINITE) {
        if (b->kind == INFINITE)
            num_set_invalid(e, q, INVALID_OPERATION);
        else
            num_set_infinity(q, negative);
        return num_set_invalid(e, r, INVALID_OPERATION);
    }
    if (b->kind == INFINITE) {
        num_set_zero(q, negative, 0);
        return num_copy(e, r, a) && num_finalize(e, r, false);
    }
    if (b->n == 0) {
        if (a->n == 0) {
            num_set_invalid(e, q, DIVISION_UNDEFINED);
            return num_set_invalid(e, r, DIVISION_UNDEFINED);
        }
        e->status |= DIVISION_BY_ZERO;
        num_set_infinity(q, negative);
        return num_set_invalid(e, r, INVALID_OPERATION);
    }
    found = divide_integer(e, q, r, a, b);
    if (found == MISSING) {
        num_set_invalid(e, q, DIVISION_IMPOSSIBLE);
        return num_set_invalid(e, r, DIVISION_IMPOSSIBLE);
    }
    q->negative = negative;
    r->negative = a->negative;
    return found == FOUND && num_finalize(e, q, false) && num_finalize(e, r, false);
}

bool num_remainder_near(Env *e, Num *r, const Num *a, const Num *b)
{
    Lookup found = remainder_special(e, r, a, b);
    if (found != MISSING)
        return found == FOUND;
    NUM(q);
    NUM(rest);
    found = divide_integer(e, &q, &rest, a, b);
    if (found == ERROR)
        return false;
    if (found == MISSING)
        return num_set_invalid(e, r, DIVISION_IMPOSSIBLE);
    rest.negative = a->negative;
    NUM(twice);
    NUM(two);
    bool ok;
    num_set_small(&two, 2, false, 0);
    if (!num_multiply_exact(e, &twice, &rest, &two))
        return false;
    int order = num_compare_magnitude(e, &twice, b, &ok);
    if (!ok)
        return false;
    if (order > 0 || (order == 0 && q.n && (q.limb[0] & 1))) {     /* the next multiple of b is nearer */
        Env exact = env_exact(e);
        NUM(nearer);
        if (!add_signed(&exact, &nearer, &rest, b, !a->negative) || !num_increment(e, &q) || !num_copy(e, r, &nearer))
            return false;
        if (r->n == 0)
            r->negative = a->negative;
    } else if (!num_copy(e, r, &rest)) {
        return false;
    }
    if (q.digits > e->prec)
        return num_set_invalid(e, r, DIVISION_IMPOSSIBLE);
    return num_finalize(e, r, false);
}
