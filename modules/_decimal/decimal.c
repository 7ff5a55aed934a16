/* decimal.c: Decimal: making it from other objects, operators, comparison, hash. Its methods are in methods.c.
 * Python manual: decimal, "Decimal objects". */
#include <math.h>

#include "base/hash.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/list.h"
#include "object/number_text.h"
#include "object/order.h"
#include "object/tuple.h"
#include "modules/_decimal/types.h"
#include "gen/modules/_decimal/decimal.h"

/* ---- making Decimals ---- */

Value decimal_take(Thread *t, Type *cls, Num *r)
{
    Decimal *d;
    if (likely(cls == &Decimal_type)) {
        d = object_new(t, cls, sizeof *d);
        if (unlikely(!d))
            return EMPTY;
    } else {
        Value v = type_alloc(t, cls, 0);
        if (is_empty(v))
            return EMPTY;
        d = as_decimal(v);
    }
    d->num = *r;
    d->hash = -1;
    d->num.owned = false;
    d->num.limb = d->small;
    d->num.room = COUNT_OF(d->small);
    if (likely(r->n <= COUNT_OF(d->small))) {
        d->small[0] = r->limb[0];
        d->small[1] = r->n > 1 ? r->limb[1] : 0;
        return value_of(d);
    }
    /* Limbs of its own, just enough of them. */
    mp_limb_t *limb = r->owned && r->room - r->n <= 8 ? r->limb : mem_alloc_array(t, r->n, sizeof *limb);
    if (!limb) {
        d->num.n = 0;
        release(value_of(d));
        return EMPTY;
    }
    if (limb == r->limb) {
        r->owned = false;
        d->num.room = r->room;
    } else {
        mpn_copyi(limb, r->limb, r->n);
        d->num.room = r->n;
    }
    d->num.limb = limb;
    d->num.owned = true;
    return value_of(d);
}

Value decimal_result(Env *e, DecimalContext *c, Num *r)
{
    return context_signal(e->t, c, e->status) ? decimal_take(e->t, &Decimal_type, r) : EMPTY;
}

static void Decimal_dealloc(Object *o)
{
    Decimal *d = (Decimal *)o;
    if (d->num.owned)
        mem_free(d->num.limb);
    if (likely(o->type == &Decimal_type))
        object_free(o, sizeof *d);
    else
        object_free(o, object_size(o));
}

bool num_from_int(Env *e, Num *r, Ref v)
{
    if (is_fixnum(v)) {
        int64_t i = fixnum_value(v);
        num_set_small(r, i < 0 ? -(uint64_t)i : (uint64_t)i, i < 0, 0);
        return true;
    }
    mp_limb_t small;
    const mp_limb_t *limb;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative);
    return num_set_limbs(e, r, limb, n, negative, 0);
}

bool num_from_double(Env *e, Num *r, double d)
{
    if (isnan(d)) {
        num_set_zero(r, signbit(d), 0);
        r->kind = QUIET;
        r->digits = 0;
        return true;
    }
    if (isinf(d))
        return num_set_infinity(r, d < 0), true;
    if (d == 0.0)
        return num_set_zero(r, signbit(d), 0), true;
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(fabs(d), &exponent), 53);
    exponent -= 53;
    int twos = __builtin_ctzll(m);
    m >>= twos;
    exponent += twos;
    num_set_small(r, m, d < 0, 0);
    if (exponent == 0)
        return true;
    mpz_t power, view;
    mpz_init(power);
    if (exponent > 0) {
        mpz_set_ui(power, m);
        mpz_mul_2exp(power, power, (mp_bitcnt_t)exponent);
    } else {                                            /* m / 2^k = m * 5^k / 10^k */
        mpz_ui_pow_ui(power, 5, (unsigned long)-exponent);
        mpz_mul(power, power, mpz_roinit_n(view, r->limb, r->n));
    }
    bool ok = num_set_limbs(e, r, mpz_limbs_read(power), (ssize)mpz_size(power), d < 0, MIN(exponent, 0));
    mpz_clear(power);
    return ok;
}

Lookup decimal_operand(Env *e, Ref v, Num *room, const Num **out)
{
    if (is_decimal(v)) {
        *out = num_of(v);
        return FOUND;
    }
    if (!is_int(v))
        return MISSING;
    *out = room;
    return num_from_int(e, room, v) ? FOUND : ERROR;
}

bool decimal_operand_must(Env *e, Ref v, Num *room, const Num **out)
{
    Lookup found = decimal_operand(e, v, room, out);
    if (found == MISSING)
        raise_type(e->t, "conversion from %T to Decimal is not supported", v);
    return found == FOUND;
}

/* ---- conversion of objects ---- */

/* An exact value must lie within the widest limits. */
static void check_exact(Env *e, Num *r)
{
    if (is_special(r))
        return;
    bool fits = r->digits <= MAX_PREC && r->exp >= MIN_ETINY && (r->n ? adjusted(r) : r->exp) <= MAX_EMAX;
    if (!fits)
        num_set_invalid(e, r, INVALID_OPERATION);
}

static bool num_from_text(Env *e, Num *r, Ref text, bool exact)
{
    NumberText s;
    if (number_text_get(e->t, text, &s) != FOUND)
        return false;
    Lookup found = exact ? number_text_drop_underscores(e->t, &s) : FOUND;
    if (found == FOUND) {
        if (exact)
            number_text_strip(&s);
        found = num_parse(e, r, s.p, s.n);
    }
    number_text_free(&s);
    if (found == MISSING)
        num_set_invalid(e, r, CONVERSION_SYNTAX);
    return found != ERROR;
}

static bool digits_from_items(Env *e, Num *r, const Value *item, ssize n)
{
    char local[64], *digits = n <= COUNT_OF(local) ? local : mem_alloc(e->t, (size_t)n);
    bool ok = digits != NULL;
    for (ssize i = 0; ok && i < n; i++) {
        int64_t digit;
        if (!is_int(item[i]) || !int_as_int64(item[i], &digit) || digit < 0 || digit > 9) {
            raise_value(e->t, "coefficient must be a tuple of digits");
            ok = false;
        } else {
            digits[i] = (char)('0' + digit);
        }
    }
    r->n = 0;
    r->digits = 1;
    ok = ok && (n == 0 || num_from_digits(e, r, digits, n));
    if (digits != local)
        mem_free(digits);
    return ok;
}

/* (sign, digits, exponent), the exponent an int, 'F', 'n' or 'N'. */
static bool num_from_tuple(Env *e, Num *r, Ref v)
{
    Thread *t = e->t;
    if (as_tuple(v)->len != 3)
        return raise_value(t, "argument must be a sequence of length 3"), false;
    Ref sign = as_tuple(v)->item[0], exponent = as_tuple(v)->item[2];
    int64_t negative;
    if (!is_int(sign) || !int_as_int64(sign, &negative) || (negative != 0 && negative != 1))
        return raise_value(t, "sign must be an integer with the value 0 or 1"), false;
    num_set_zero(r, negative, 0);
    if (is_str(exponent) && str_is(exponent, "F"))
        return num_set_infinity(r, negative), true;
    bool quiet = is_str(exponent) && str_is(exponent, "n"), signaling = is_str(exponent) && str_is(exponent, "N");
    if (is_str(exponent) && !quiet && !signaling)
        return raise_value(t, "string argument in the third position must be 'F', 'n' or 'N'"), false;
    ssize exp = 0;
    if (!is_str(exponent) && !is_int(exponent))
        return raise_value(t, "exponent must be an integer"), false;
    if (is_int(exponent) && !to_ssize(t, exponent, &exc_OverflowError, &exp))
        return false;
    OWN Value digits = EMPTY;
    Ref given = as_tuple(v)->item[1];
    if (is_tuple(given) || is_list(given))
        digits = to_tuple(t, given);
    else
        return raise_value(t, "coefficient must be a tuple of digits"), false;
    if (is_empty(digits) || !digits_from_items(e, r, as_tuple(digits)->item, as_tuple(digits)->len))
        return false;
    if (quiet || signaling) {
        r->kind = signaling ? SIGNALING : QUIET;
        if (!r->n)
            r->digits = 0;
    } else {
        const int64_t far = 4 * MAX_EMAX;               /* out of all limits is far enough */
        r->exp = MAX(MIN((int64_t)exp, far), -far);
    }
    return true;
}

Value decimal_from_object(Thread *t, Type *cls, Ref v, DecimalContext *c, bool exact)
{
    Env e = context_env(t, c);
    if (exact)
        e = env_exact(&e);
    NUM(r);
    bool ok;
    if (is_decimal(v)) {
        if (exact && cls == &Decimal_type && is_exact(v, &Decimal_type))
            return retain(v);
        ok = num_copy(&e, &r, num_of(v));
        if (ok && !exact && is_nan(&r) && r.digits > e.prec - e.clamp)
            num_set_invalid(&e, &r, CONVERSION_SYNTAX);
    } else if (is_str(v)) {
        ok = num_from_text(&e, &r, v, exact);
    } else if (is_int(v)) {
        ok = num_from_int(&e, &r, v);
    } else if (is_tuple(v) || is_list(v)) {
        OWN Value tuple = to_tuple(t, v);
        ok = !is_empty(tuple) && num_from_tuple(&e, &r, tuple);
    } else if (is_float(v)) {
        if (!context_signal(t, c, FLOAT_OPERATION))
            return EMPTY;
        ok = num_from_double(&e, &r, float_value(v));
    } else {
        return raise_type(t, "conversion from %T to Decimal is not supported", v);
    }
    if (!ok)
        return EMPTY;
    if (exact)
        check_exact(&e, &r);
    else if (is_nan(&r) && r.digits > e.prec - e.clamp)
        num_set_invalid(&e, &r, CONVERSION_SYNTAX);
    else if (!is_special(&r) && !num_finalize(&e, &r, false))
        return EMPTY;
    if (!context_signal(t, c, e.status))
        return EMPTY;
    return decimal_take(t, cls, &r);
}

/** Construct a new Decimal object. 'value' can be an integer, string, tuple,
 * or another Decimal object. If no value is given, return Decimal('0').
 * The context does not affect the conversion and is only passed to determine
 * if the InvalidOperation trap is active. */
NEW(Decimal, "(cls, value='0', context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    OWN Value context = retain_object(c);
    return decimal_from_object(t, cls, a->value, c, true);
}

/* ---- operators ---- */

typedef bool (*BinaryNum)(Env *e, Num *r, const Num *a, const Num *b);

/* Both operands, or NOT_IMPLEMENTED in *other. */
static bool operands(Env *e, Ref a, Ref b, Num *room_a, Num *room_b, const Num **x, const Num **y, Value *other)
{
    Lookup found = decimal_operand(e, a, room_a, x);
    if (found == FOUND)
        found = decimal_operand(e, b, room_b, y);
    *other = found == MISSING ? NOT_IMPLEMENTED : EMPTY;
    return found == FOUND;
}

ALWAYS_INLINE Value binary(Thread *t, Ref a, Ref b, BinaryNum operation)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    if (is_exact(a, &Decimal_type) && is_exact(b, &Decimal_type)) {
        if (!operation(&e, &r, num_of(a), num_of(b)))
            return EMPTY;
        return decimal_result(&e, c, &r);
    }
    NUM(room_a);
    NUM(room_b);
    const Num *x, *y;
    Value other;
    if (!operands(&e, a, b, &room_a, &room_b, &x, &y, &other))
        return other;
    return operation(&e, &r, x, y) ? decimal_result(&e, c, &r) : EMPTY;
}

static Value Decimal_add(Thread *t, Ref a, Ref b)      { return binary(t, a, b, num_add); }
static Value Decimal_sub(Thread *t, Ref a, Ref b)      { return binary(t, a, b, num_subtract); }
static Value Decimal_mul(Thread *t, Ref a, Ref b)      { return binary(t, a, b, num_multiply); }
static Value Decimal_truediv(Thread *t, Ref a, Ref b)  { return binary(t, a, b, num_divide); }
static Value Decimal_floordiv(Thread *t, Ref a, Ref b) { return binary(t, a, b, num_divide_int); }
static Value Decimal_mod(Thread *t, Ref a, Ref b)      { return binary(t, a, b, num_remainder); }

static Value Decimal_divmod(Thread *t, Ref a, Ref b)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(room_a);
    NUM(room_b);
    NUM(q);
    NUM(r);
    const Num *x, *y;
    Value other;
    if (!operands(&e, a, b, &room_a, &room_b, &x, &y, &other))
        return other;
    if (!num_divmod(&e, &q, &r, x, y) || !context_signal(t, c, e.status))
        return EMPTY;
    OWN Value quotient = decimal_take(t, &Decimal_type, &q);
    OWN Value rest = is_empty(quotient) ? EMPTY : decimal_take(t, &Decimal_type, &r);
    return is_empty(rest) ? EMPTY : tuple_pack(t, 2, quotient, rest);
}

static Value Decimal_power(Thread *t, Ref a, Ref b, Ref modulo)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(room_a);
    NUM(room_b);
    NUM(room_m);
    NUM(r);
    const Num *x, *y, *m;
    Value other;
    if (!operands(&e, a, b, &room_a, &room_b, &x, &y, &other))
        return other;
    if (is_none(modulo))
        return num_power(&e, &r, x, y) ? decimal_result(&e, c, &r) : EMPTY;
    Lookup found = decimal_operand(&e, modulo, &room_m, &m);
    if (found != FOUND)
        return found == MISSING ? NOT_IMPLEMENTED : EMPTY;
    return num_power_modulo(&e, &r, x, y, m) ? decimal_result(&e, c, &r) : EMPTY;
}

typedef bool (*UnaryNum)(Env *e, Num *r, const Num *a);
static Value unary(Thread *t, Ref v, UnaryNum operation)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    return operation(&e, &r, num_of(v)) ? decimal_result(&e, c, &r) : EMPTY;
}
static Value Decimal_negative(Thread *t, Ref v) { return unary(t, v, num_minus); }
static Value Decimal_positive(Thread *t, Ref v) { return unary(t, v, num_plus); }
static Value Decimal_absolute(Thread *t, Ref v) { return unary(t, v, num_abs); }

static Test Decimal_truth(Thread *t UNUSED, Ref v) { return is_zero(num_of(v)) ? TEST_FALSE : TEST_TRUE; }

/* ---- conversion to numbers ---- */

Value decimal_to_int(Thread *t, Env *e, const Num *a, uint8_t rounding)
{
    if (is_nan(a))
        return raise_value(t, "cannot convert NaN to integer");
    if (a->kind == INFINITE)
        return raise_overflow(t, "cannot convert Infinity to integer");
    NUM(r);
    int rest;
    if (a->n && a->exp > 0 && power10_limbs(a->exp) == SSIZE_MAX_)
        return raise_memory(t);
    if (!num_copy(e, &r, a) || !num_rescale(e, &r, 0, rounding, &rest))
        return EMPTY;
    return int_from_limbs(t, r.limb, r.n, r.negative);
}

static bool plain_env(Thread *t, Env *e)
{
    State *state = decimal_state(t);
    if (!state)
        return false;
    *e = env_exact(&(Env){.t = t, .cache = &state->cache});
    return true;
}

static Value Decimal_int(Thread *t, Ref v)
{
    Env e;
    return plain_env(t, &e) ? decimal_to_int(t, &e, num_of(v), ROUND_DOWN) : EMPTY;
}

static Value Decimal_float(Thread *t, Ref v)
{
    Env e;
    double d;
    return plain_env(t, &e) && num_as_double(t, &e, num_of(v), &d) ? float_from(t, d) : EMPTY;
}

/* ---- text ---- */

static Value Decimal_str(Thread *t, Ref v)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    return num_to_str(t, &e, num_of(v), false, c->capitals);
}

static Value Decimal_repr(Thread *t, Ref v)
{
    OWN Value text = Decimal_str(t, v);
    return is_empty(text) ? EMPTY : str_format(t, "Decimal('%S')", text);
}

/* ---- hash ---- */

/* By the rule of sys.hash_info: reduced modulo the prime 2^61 - 1, of which 10 has an inverse. */
static bool Decimal_hash(Thread *t, Ref v, int64_t *hash)
{
    Decimal *d = as_decimal(v);
    const Num *a = &d->num;
    if (d->hash != -1) {
        *hash = d->hash;
        return true;
    }
    if (a->kind == SIGNALING)
        return raise_type(t, "Cannot hash a signaling NaN value"), false;
    int64_t h = 0;
    if (a->kind == INFINITE) {
        h = a->negative ? -HASH_INFINITY : HASH_INFINITY;
    } else if (a->kind == FINITE) {
        uint64_t exp = a->exp >= 0 ? (uint64_t)a->exp % (HASH_MODULUS - 1) : HASH_MODULUS - 1 - (uint64_t)-a->exp % (HASH_MODULUS - 1);
        h = hash_limbs(a->limb, a->n, false);
        h = (int64_t)hash_multiply((uint64_t)h, hash_power(10, exp));
        if (a->negative)
            h = -h;
    }
    *hash = d->hash = h == -1 ? -2 : h;
    return true;
}

/* ---- comparison ---- */

static Value compare_nums(Env *e, DecimalContext *c, const Num *a, const Num *b, CompareOp op)
{
    if (is_nan(a) || is_nan(b)) {
        bool equality = op == CMP_EQ || op == CMP_NE;
        if ((!equality || a->kind == SIGNALING || b->kind == SIGNALING) && !context_signal(e->t, c, INVALID_OPERATION))
            return EMPTY;
        return bool_value(op == CMP_NE);
    }
    bool ok;
    int order = num_compare(e, a, b, &ok);
    return ok ? bool_value(order_holds(order, 0, op)) : EMPTY;
}

/* A rational number n / d compares as a * d with n. */
static Value compare_rational(Thread *t, DecimalContext *c, Ref self, Ref other, CompareOp op)
{
    OWN Value numerator = get_attr(t, other, NAME(numerator));
    OWN Value denominator = is_empty(numerator) ? EMPTY : get_attr(t, other, NAME(denominator));
    if (is_empty(denominator))
        return EMPTY;
    if (!is_int(numerator) || !is_int(denominator))
        return raise_type(t, "numerator and denominator must be ints");
    Env e = context_env(t, c);
    NUM(n);
    NUM(d);
    NUM(product);
    const Num *a = num_of(self);
    if (!num_from_int(&e, &n, numerator) || !num_from_int(&e, &d, denominator))
        return EMPTY;
    if (is_special(a))
        return compare_nums(&e, c, a, &n, op);
    return num_multiply_exact(&e, &product, a, &d) ? compare_nums(&e, c, &product, &n, op) : EMPTY;
}

static Test is_rational(Thread *t, State *state, Ref v)
{
    if (is_empty(state->rational_class)) {
        Value cls = import_attribute(t, "numbers", "Rational");
        if (is_empty(cls))
            return TEST_ERROR;
        replace_take(&state->rational_class, cls);
    }
    return is_instance(t, v, state->rational_class);
}

static Value Decimal_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    if (is_exact(other, &Decimal_type)) {
        Env e = context_env(t, c);
        return compare_nums(&e, c, num_of(self), num_of(other), op);
    }
    Env e = context_env(t, c);
    NUM(room);
    const Num *y;
    bool equality = op == CMP_EQ || op == CMP_NE;
    Lookup found = decimal_operand(&e, other, &room, &y);
    if (found == FOUND)
        return compare_nums(&e, c, num_of(self), y, op);
    if (found == ERROR)
        return EMPTY;
    double d = NAN;
    bool is_real = is_float(other);
    if (is_real) {
        d = float_value(other);
    } else if (has_flag(other, TYPE_IS_COMPLEX) && equality) {
        is_real = as_complex(other)->imag == 0.0;
        d = as_complex(other)->real;
        if (!is_real)
            return bool_value(op == CMP_NE);
    }
    if (is_real) {
        if (equality)
            c->status |= FLOAT_OPERATION;
        else if (!context_signal(t, c, FLOAT_OPERATION))
            return EMPTY;
        return num_from_double(&e, &room, d) ? compare_nums(&e, c, num_of(self), &room, op) : EMPTY;
    }
    if (is_ptr(other) && !(type_of(other)->flags & TYPE_HEAP))
        return NOT_IMPLEMENTED;
    OWN Value context = retain_object(c);               /* asking runs Python code */
    Test rational = is_rational(t, c->state, other);
    if (rational == TEST_ERROR)
        return EMPTY;
    return rational == TEST_TRUE ? compare_rational(t, c, self, other, op) : NOT_IMPLEMENTED;
}


/* ---- methods of the protocols of numbers, copying and pickling; methods.c has the others ---- */

/** the real part of a complex number */
GETTER(Decimal, real) { return retain(self); }

/** the imaginary part of a complex number */
GETTER(Decimal, imag)
{
    NUM(r);
    num_set_zero(&r, false, 0);
    return decimal_take(t, &Decimal_type, &r);
}

METHOD0(Decimal, __copy__) { return retain(self); }

METHOD1(Decimal, __deepcopy__, memo) { return retain(self); }

METHOD0(Decimal, __reduce__)
{
    Env e;
    OWN Value text = plain_env(t, &e) ? num_to_str(t, &e, num_of(self), false, true) : EMPTY;
    OWN Value args = is_empty(text) ? EMPTY : tuple_pack(t, 1, text);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

METHOD0(Decimal, __sizeof__)
{
    const Num *a = num_of(self);
    return int_from_ssize(t, type_of(self)->size + (a->owned ? a->n * (ssize)sizeof *a->limb : 0));
}

METHOD0(Decimal, __complex__)
{
    Env e;
    double d;
    return plain_env(t, &e) && num_as_double(t, &e, num_of(self), &d) ? complex_from(t, d, 0.0) : EMPTY;
}

Type Decimal_type = {
    TYPE_HEAD("decimal.Decimal", Decimal), .flags = TYPE_BASE, .doc = Decimal_new_doc, .dealloc = Decimal_dealloc,
    .new_ = Decimal_new_slot, .new_signature = &Decimal_new_signature, .repr = Decimal_repr, .str = Decimal_str, .hash = Decimal_hash,
    .compare = Decimal_compare, .truth = Decimal_truth, .negative = Decimal_negative, .positive = Decimal_positive,
    .absolute = Decimal_absolute, .int_ = Decimal_int, .float_ = Decimal_float, .add = Decimal_add, .sub = Decimal_sub,
    .mul = Decimal_mul, .truediv = Decimal_truediv, .floordiv = Decimal_floordiv, .mod = Decimal_mod, .divmod = Decimal_divmod,
    .power = Decimal_power, .methods = Decimal_methods, .getset = Decimal_getset,
};
