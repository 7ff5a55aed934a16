/* methods.c: the methods of Decimal, in the order of the manual: thin calls of the operations in number.h under a context.
 * Python manual: decimal, "Decimal objects". */
#include "object/dict.h"
#include "object/float.h"
#include "object/tuple.h"
#include "modules/_decimal/types.h"
#include "gen/modules/_decimal/methods.h"

typedef bool (*UnaryNum)(Env *e, Num *r, const Num *a);
typedef bool (*BinaryNum)(Env *e, Num *r, const Num *a, const Num *b);

static Value unary(Thread *t, Ref self, Ref context, UnaryNum operation)
{
    DecimalContext *c = context_argument(t, context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    return operation(&e, &r, num_of(self)) ? decimal_result(&e, c, &r) : EMPTY;
}

static Value binary(Thread *t, Ref self, Ref other, Ref context, BinaryNum operation)
{
    DecimalContext *c = context_argument(t, context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    NUM(room);
    const Num *b;
    if (!decimal_operand_must(&e, other, &room, &b))
        return EMPTY;
    return operation(&e, &r, num_of(self), b) ? decimal_result(&e, c, &r) : EMPTY;
}

/* An environment for what depends on no context. */
static bool plain_env(Thread *t, Env *e)
{
    State *state = decimal_state(t);
    if (!state)
        return false;
    *e = env_exact(&(Env){.t = t, .cache = &state->cache});
    return true;
}

/* ---- operations under a context ---- */

/** Return the value of the (natural) exponential function e**x. */
METHOD(Decimal, exp, "(self, context=None)") { return unary(t, self, a->context, num_exp); }

/** Return the natural (base e) logarithm of the operand. */
METHOD(Decimal, ln, "(self, context=None)") { return unary(t, self, a->context, num_ln); }

/** Return the base ten logarithm of the operand. */
METHOD(Decimal, log10, "(self, context=None)") { return unary(t, self, a->context, num_log10); }

/** Return the adjusted exponent of the operand as a Decimal; -Infinity for zero. */
METHOD(Decimal, logb, "(self, context=None)") { return unary(t, self, a->context, num_logb); }

/** Return the digit-wise inversion of the (logical) operand. */
METHOD(Decimal, logical_invert, "(self, context=None)") { return unary(t, self, a->context, num_logical_invert); }

/** Return the largest representable number smaller than the operand. */
METHOD(Decimal, next_minus, "(self, context=None)") { return unary(t, self, a->context, num_next_minus); }

/** Return the smallest representable number larger than the operand. */
METHOD(Decimal, next_plus, "(self, context=None)") { return unary(t, self, a->context, num_next_plus); }

/** Return the operand rounded and without trailing zeros; zeros become 0. */
METHOD(Decimal, normalize, "(self, context=None)") { return unary(t, self, a->context, num_normalize); }

/** Return the square root of the operand to full precision. */
METHOD(Decimal, sqrt, "(self, context=None)") { return unary(t, self, a->context, num_sqrt); }

/** Compare the values of two operands: Decimal -1, 0, 1 or NaN. */
METHOD(Decimal, compare, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_compare_op); }

/** Like compare, except that all NaNs signal. */
METHOD(Decimal, compare_signal, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_compare_signal); }

/** Return the digit-wise 'and' of the two (logical) operands. */
METHOD(Decimal, logical_and, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_logical_and); }

/** Return the digit-wise 'or' of the two (logical) operands. */
METHOD(Decimal, logical_or, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_logical_or); }

/** Return the digit-wise 'exclusive or' of the two (logical) operands. */
METHOD(Decimal, logical_xor, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_logical_xor); }

/** Maximum of the two operands; a quiet NaN loses against a number. */
METHOD(Decimal, max, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_max); }

/** Like max, by absolute value. */
METHOD(Decimal, max_mag, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_max_mag); }

/** Minimum of the two operands; a quiet NaN loses against a number. */
METHOD(Decimal, min, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_min); }

/** Like min, by absolute value. */
METHOD(Decimal, min_mag, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_min_mag); }

/** Return the number next to the first operand in the direction of the second. */
METHOD(Decimal, next_toward, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_next_toward); }

/** Return the remainder of the division to the nearest integer: at most half the divisor. */
METHOD(Decimal, remainder_near, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_remainder_near); }

/** Return the first operand with its digits rotated by the second. */
METHOD(Decimal, rotate, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_rotate); }

/** Return the first operand with its exponent adjusted by the second. */
METHOD(Decimal, scaleb, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_scaleb); }

/** Return the first operand with its digits shifted by the second. */
METHOD(Decimal, shift, "(self, other, context=None)") { return binary(t, self, a->other, a->context, num_shift); }

/** Fused multiply-add: self * other + third with no rounding of the intermediate product.
 *
 * >>> Decimal('2').fma(Decimal('4.5'), 1)
 * Decimal('10.0') */
METHOD(Decimal, fma, "(self, other, third, context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    NUM(room_b);
    NUM(room_c);
    const Num *y, *z;
    if (!decimal_operand_must(&e, a->other, &room_b, &y) || !decimal_operand_must(&e, a->third, &room_c, &z))
        return EMPTY;
    return num_fma(&e, &r, num_of(self), y, z) ? decimal_result(&e, c, &r) : EMPTY;
}

/** Return a value equal to the first operand after rounding and having the exponent of the second operand.
 *
 * >>> Decimal('3.14159').quantize(Decimal('0.01'))
 * Decimal('3.14') */
METHOD(Decimal, quantize, "(self, exp, rounding=None, context=None, watchexp: bool = True)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    if (!is_none(a->rounding) && !rounding_argument(t, a->rounding, &e.rounding))
        return EMPTY;
    if (!a->watchexp) {                                 /* limits of the exponent do not count */
        e.emax = MAX_EMAX;
        e.emin = MIN_EMIN;
    }
    NUM(r);
    NUM(room);
    const Num *b;
    if (!decimal_operand_must(&e, a->exp, &room, &b))
        return EMPTY;
    return num_quantize(&e, &r, num_of(self), b) ? decimal_result(&e, c, &r) : EMPTY;
}

static Value to_integral(Thread *t, Ref self, Ref rounding, Ref context, UnaryNum operation)
{
    DecimalContext *c = context_argument(t, context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    if (!is_none(rounding) && !rounding_argument(t, rounding, &e.rounding))
        return EMPTY;
    NUM(r);
    return operation(&e, &r, num_of(self)) ? decimal_result(&e, c, &r) : EMPTY;
}

/** Round to the nearest integer without signaling Inexact or Rounded. */
METHOD(Decimal, to_integral, "(self, rounding=None, context=None)")
{
    return to_integral(t, self, a->rounding, a->context, num_to_integral);
}

/** Round to the nearest integer without signaling Inexact or Rounded. */
METHOD(Decimal, to_integral_value, "(self, rounding=None, context=None)")
{
    return to_integral(t, self, a->rounding, a->context, num_to_integral);
}

/** Round to the nearest integer, signaling Inexact or Rounded as appropriate. */
METHOD(Decimal, to_integral_exact, "(self, rounding=None, context=None)")
{
    return to_integral(t, self, a->rounding, a->context, num_to_integral_exact);
}

/** Return True if the operand is a normal finite number. */
METHOD(Decimal, is_normal, "(self, context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    return bool_value(num_is_normal(&e, num_of(self)));
}

/** Return True if the operand is subnormal. */
METHOD(Decimal, is_subnormal, "(self, context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    return bool_value(num_is_subnormal(&e, num_of(self)));
}

/** Return a string describing the class of the operand: 'sNaN', 'NaN', '-Infinity', '-Normal', '-Subnormal', '-Zero' ... */
METHOD(Decimal, number_class, "(self, context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    return str_from_text(t, num_class(&e, num_of(self)));
}

/** Convert to an engineering-type string. */
METHOD(Decimal, to_eng_string, "(self, context=None)")
{
    DecimalContext *c = context_argument(t, a->context);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    return num_to_str(t, &e, num_of(self), true, c->capitals);
}

/* The second operand of what needs a context only to convert it. */
static bool other_operand(Thread *t, Ref v, Ref context, Env *e, Num *room, const Num **b)
{
    DecimalContext *c = context_argument(t, context);
    if (!c)
        return false;
    *e = context_env(t, c);
    return decimal_operand_must(e, v, room, b);
}

static Value compare_total(Thread *t, Ref self, Ref other, Ref context, bool magnitude)
{
    Env e;
    NUM(r);
    NUM(room);
    const Num *b;
    bool ok;
    if (!other_operand(t, other, context, &e, &room, &b))
        return EMPTY;
    int order = num_compare_total(&e, num_of(self), b, magnitude, &ok);
    num_set_small(&r, order != 0, order < 0, 0);
    return ok ? decimal_take(t, &Decimal_type, &r) : EMPTY;
}

/** Compare by the abstract representation: a total order of all numbers and NaNs.
 *
 * >>> Decimal('5.0').compare_total(Decimal('5'))
 * Decimal('-1') */
METHOD(Decimal, compare_total, "(self, other, context=None)") { return compare_total(t, self, a->other, a->context, false); }

/** Like compare_total, without the signs. */
METHOD(Decimal, compare_total_mag, "(self, other, context=None)") { return compare_total(t, self, a->other, a->context, true); }

/** Return a copy of the first operand with the sign of the second.
 *
 * >>> Decimal('1.25').copy_sign(Decimal('-4'))
 * Decimal('-1.25') */
METHOD(Decimal, copy_sign, "(self, other, context=None)")
{
    Env e;
    NUM(r);
    NUM(room);
    const Num *b;
    if (!other_operand(t, a->other, a->context, &e, &room, &b) || !num_copy(&e, &r, num_of(self)))
        return EMPTY;
    r.negative = b->negative;
    return decimal_take(t, &Decimal_type, &r);
}

/** Test whether self and other have the same exponent, or both are NaN, or both infinite. */
METHOD(Decimal, same_quantum, "(self, other, context=None)")
{
    Env e;
    NUM(room);
    const Num *x = num_of(self), *b;
    if (!other_operand(t, a->other, a->context, &e, &room, &b))
        return EMPTY;
    if (is_special(x) || is_special(b))
        return bool_value((is_nan(x) && is_nan(b)) || (x->kind == INFINITE && b->kind == INFINITE));
    return bool_value(x->exp == b->exp);
}

/* ---- operations without a context ---- */

/** Return the adjusted exponent of the number: that of its leading digit. 0 for NaN and infinity. */
METHOD0(Decimal, adjusted) { return is_special(num_of(self)) ? fixnum(0) : int_from_int64(t, adjusted(num_of(self))); }

/** Return the canonical encoding of the argument: the number itself. */
METHOD0(Decimal, canonical) { return retain(self); }

/** Return self. */
METHOD0(Decimal, conjugate) { return retain(self); }

/** Return Decimal(10), the radix (base) in which the Decimal class does all its arithmetic. */
METHOD0(Decimal, radix)
{
    NUM(r);
    num_set_small(&r, 10, false, 0);
    return decimal_take(t, &Decimal_type, &r);
}

static Value copy_with_sign(Thread *t, Ref self, bool negative)
{
    Env e;
    NUM(r);
    if (!plain_env(t, &e) || !num_copy(&e, &r, num_of(self)))
        return EMPTY;
    r.negative = negative;
    return decimal_take(t, &Decimal_type, &r);
}

/** Return the absolute value of the argument, unaffected by context. */
METHOD0(Decimal, copy_abs) { return copy_with_sign(t, self, false); }

/** Return the negation of the argument, unaffected by context. */
METHOD0(Decimal, copy_negate) { return copy_with_sign(t, self, !num_of(self)->negative); }

/** Return True: a Decimal is always canonical. */
METHOD0(Decimal, is_canonical) { return TRUE_VALUE; }

/** Return True if the argument is a finite number. */
METHOD0(Decimal, is_finite) { return bool_value(num_of(self)->kind == FINITE); }

/** Return True if the argument is either positive or negative infinity. */
METHOD0(Decimal, is_infinite) { return bool_value(num_of(self)->kind == INFINITE); }

/** Return True if the argument is a (quiet or signaling) NaN. */
METHOD0(Decimal, is_nan) { return bool_value(is_nan(num_of(self))); }

/** Return True if the argument is a quiet NaN. */
METHOD0(Decimal, is_qnan) { return bool_value(num_of(self)->kind == QUIET); }

/** Return True if the argument is a signaling NaN. */
METHOD0(Decimal, is_snan) { return bool_value(num_of(self)->kind == SIGNALING); }

/** Return True if the argument has a negative sign; zeros and NaNs have signs too. */
METHOD0(Decimal, is_signed) { return bool_value(num_of(self)->negative); }

/** Return True if the argument is a (positive or negative) zero. */
METHOD0(Decimal, is_zero) { return bool_value(is_zero(num_of(self))); }

/* ---- conversions ---- */

/** Class method that converts a float to a decimal number, exactly.
 *
 * >>> Decimal.from_float(0.125)
 * Decimal('0.125')
 * >>> Decimal.from_float(float('inf'))
 * Decimal('Infinity') */
CLASSMETHOD1(Decimal, from_float, f)
{
    Env e;
    NUM(r);
    if (!plain_env(t, &e))
        return EMPTY;
    if (is_int(f) ? !num_from_int(&e, &r, f) : is_float(f) ? !num_from_double(&e, &r, float_value(f)) : true)
        return is_raised(t) ? EMPTY : raise_type(t, "argument must be int or float");
    if (same(self, value_of(&Decimal_type)))
        return decimal_take(t, &Decimal_type, &r);
    OWN Value plain = decimal_take(t, &Decimal_type, &r);
    return is_empty(plain) ? EMPTY : call1(t, self, plain);
}

static Value digit_tuple(Thread *t, Env *e, const Num *a)
{
    char small[48] = "0", *digits = small;
    if (a->digits == 0 || (is_special(a) && !is_nan(a)))
        return a->kind == INFINITE ? tuple_pack(t, 1, fixnum(0)) : tuple_new(t, 0);
    if (a->n && !(digits = num_digits(e, a, small)))
        return EMPTY;
    Value tuple = tuple_new(t, a->digits);
    for (int64_t i = 0; !is_empty(tuple) && i < a->digits; i++)
        as_tuple(tuple)->item[i] = fixnum(digits[i] - '0');
    if (digits != small)
        mem_free(digits);
    return tuple;
}

Value decimal_as_tuple(Thread *t, Ref v)
{
    const Num *a = num_of(v);
    State *state = decimal_state(t);
    Env e;
    if (!state || !plain_env(t, &e))
        return EMPTY;
    OWN Value digits = digit_tuple(t, &e, a);
    OWN Value exponent = a->kind == FINITE ? int_from_int64(t, a->exp) : intern_text(t, a->kind == INFINITE ? "F" : a->kind == QUIET ? "n" : "N");
    if (is_empty(digits) || is_empty(exponent))
        return EMPTY;
    return call3(t, state->tuple_class, fixnum(a->negative), digits, exponent);
}

/** Return a tuple representation of the number: DecimalTuple(sign, digits, exponent). */
METHOD0(Decimal, as_tuple) { return decimal_as_tuple(t, self); }

/** Return a pair of integers whose ratio is exactly equal to the original, in lowest terms, the denominator positive.
 *
 * >>> Decimal('2.75').as_integer_ratio()
 * (11, 4) */
METHOD0(Decimal, as_integer_ratio)
{
    Env e;
    const Num *a = num_of(self);
    if (a->kind == INFINITE)
        return raise_overflow(t, "cannot convert Infinity to integer ratio");
    if (is_nan(a))
        return raise_value(t, "cannot convert NaN to integer ratio");
    if (!plain_env(t, &e))
        return EMPTY;
    if (a->exp >= 0 || a->n == 0) {
        OWN Value whole = decimal_to_int(t, &e, a, ROUND_DOWN);
        return is_empty(whole) ? EMPTY : tuple_pack(t, 2, whole, fixnum(1));
    }
    const Power10 *p = power10(&e, -a->exp);
    if (!p)
        return EMPTY;
    mpz_t n, d, g, view;
    mpz_inits(n, d, g, NULL);
    mpz_set(n, mpz_roinit_n(view, a->limb, a->n));
    mpz_set(d, mpz_roinit_n(view, p->limb, p->n));
    mpz_gcd(g, n, d);
    mpz_divexact(n, n, g);
    mpz_divexact(d, d, g);
    OWN Value numerator = int_from_limbs(t, mpz_limbs_read(n), (ssize)mpz_size(n), a->negative);
    OWN Value denominator = int_from_limbs(t, mpz_limbs_read(d), (ssize)mpz_size(d), false);
    mpz_clears(n, d, g, NULL);
    return is_empty(numerator) || is_empty(denominator) ? EMPTY : tuple_pack(t, 2, numerator, denominator);
}

/** Formats the Decimal according to format_spec; a mapping like localeconv()'s overrides the locale for type 'n'. */
METHOD(Decimal, __format__, "(self, format_spec, override=None, /, *, _localeconv=None)")
{
    Ref override = is_none(a->override) ? a->_localeconv : a->override;
    if (!is_str(a->format_spec))
        return raise_type(t, "format arg must be str");
    return decimal_format(t, self, a->format_spec, is_none(override) ? EMPTY : override);
}

static Value round_to_int(Thread *t, Ref self, uint8_t rounding, const char *nan_message, const char *infinity_message)
{
    Env e;
    const Num *a = num_of(self);
    if (is_nan(a))
        return raise_value(t, "%s", nan_message);
    if (a->kind == INFINITE)
        return raise_overflow(t, "%s", infinity_message);
    return plain_env(t, &e) ? decimal_to_int(t, &e, a, rounding) : EMPTY;
}

#define NAN_MESSAGE "cannot convert NaN to integer"
#define INFINITY_MESSAGE "cannot convert Infinity to integer"

METHOD0(Decimal, __trunc__) { return round_to_int(t, self, ROUND_DOWN, NAN_MESSAGE, INFINITY_MESSAGE); }
METHOD0(Decimal, __floor__) { return round_to_int(t, self, ROUND_FLOOR, NAN_MESSAGE, INFINITY_MESSAGE); }
METHOD0(Decimal, __ceil__)  { return round_to_int(t, self, ROUND_CEILING, NAN_MESSAGE, INFINITY_MESSAGE); }

/** Round to the nearest int, halves to even; with an argument, to a Decimal with that many digits after the point.
 *
 * >>> round(Decimal('67.5'))
 * 68
 * >>> round(Decimal('1.2345'), 2)
 * Decimal('1.23') */
METHOD(Decimal, __round__, "(self, ndigits=?, /)")
{
    if (is_empty(a->ndigits))
        return round_to_int(t, self, ROUND_HALF_EVEN, NAN_MESSAGE, INFINITY_MESSAGE);
    int64_t n;
    if (!is_int(a->ndigits))
        return raise_type(t, "optional arg must be an integer");
    if (!int_as_int64(a->ndigits, &n))
        return raise_overflow(t, "Python int too large to convert to C ssize_t");
    DecimalContext *c = current_decimal_context(t);
    if (!c)
        return EMPTY;
    Env e = context_env(t, c);
    NUM(r);
    NUM(unit);
    n = MAX(MIN(n, 4 * MAX_EMAX), -4 * MAX_EMAX);
    num_set_small(&unit, 1, false, -n);
    return num_quantize(&e, &r, num_of(self), &unit) ? decimal_result(&e, c, &r) : EMPTY;
}
