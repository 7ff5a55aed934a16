/* context_methods.c: the operations as methods of Context: operands may be Decimals or ints.
 * Python manual: decimal, "Context objects". */
#include "object/float.h"
#include "object/tuple.h"
#include "modules/_decimal/types.h"
#include "gen/modules/_decimal/context_methods.h"

typedef bool (*UnaryNum)(Env *e, Num *r, const Num *a);
typedef bool (*BinaryNum)(Env *e, Num *r, const Num *a, const Num *b);

static Value unary(Thread *t, Ref self, Ref v, UnaryNum operation)
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    NUM(room);
    const Num *x;
    return decimal_operand_must(&e, v, &room, &x) && operation(&e, &r, x) ? decimal_result(&e, c, &r) : EMPTY;
}

static Value binary(Thread *t, Ref self, Ref v, Ref w, BinaryNum operation)
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    NUM(room_x);
    NUM(room_y);
    const Num *x, *y;
    if (!decimal_operand_must(&e, v, &room_x, &x) || !decimal_operand_must(&e, w, &room_y, &y))
        return EMPTY;
    return operation(&e, &r, x, y) ? decimal_result(&e, c, &r) : EMPTY;
}

/* The Decimal for an operand: its methods do the rest. */
static Value converted(Thread *t, Ref self, Ref v)
{
    Env e = context_env(t, as_decimal_context(self));
    NUM(room);
    const Num *x;
    if (is_decimal(v))
        return retain(v);
    return decimal_operand_must(&e, v, &room, &x) ? decimal_take(t, &Decimal_type, &room) : EMPTY;
}

static Value by_method(Thread *t, Ref self, Ref v, Ref name)
{
    OWN Value x = converted(t, self, v);
    return is_empty(x) ? EMPTY : call_method0(t, x, name);
}

/* With this context as the last argument. */
static Value by_method_here(Thread *t, Ref self, Ref v, Ref name)
{
    OWN Value x = converted(t, self, v);
    return is_empty(x) ? EMPTY : call_method1(t, x, name, self);
}

static Value by_method_other(Thread *t, Ref self, Ref v, Ref w, Ref name)
{
    OWN Value x = converted(t, self, v);
    return is_empty(x) ? EMPTY : call_method2(t, x, name, w, self);
}

/* ---- arithmetic ---- */

/** Return the absolute value of x.
 *
 * >>> ExtendedContext.abs(Decimal('-7.25'))
 * Decimal('7.25')
 * >>> ExtendedContext.abs(-3)
 * Decimal('3') */
METHOD(DecimalContext, abs, "(self, a)") { return unary(t, self, a->a, num_abs); }

/** Minus corresponds to the unary prefix minus operator.
 *
 * >>> ExtendedContext.minus(Decimal('2.50'))
 * Decimal('-2.50') */
METHOD(DecimalContext, minus, "(self, a)") { return unary(t, self, a->a, num_minus); }

/** Plus corresponds to the unary prefix plus operator: applies the context.
 *
 * >>> ExtendedContext.plus(Decimal('1.234567891'))
 * Decimal('1.23456789') */
METHOD(DecimalContext, plus, "(self, a)") { return unary(t, self, a->a, num_plus); }

/** Round to an integer without signaling Inexact or Rounded. */
METHOD(DecimalContext, to_integral, "(self, a)") { return unary(t, self, a->a, num_to_integral); }

/** Round to an integer without signaling Inexact or Rounded.
 *
 * >>> ExtendedContext.to_integral_value(Decimal('-7.6'))
 * Decimal('-8') */
METHOD(DecimalContext, to_integral_value, "(self, a)") { return unary(t, self, a->a, num_to_integral); }

/** Round to an integer, signaling Inexact or Rounded as appropriate.
 *
 * >>> ExtendedContext.to_integral_exact(Decimal('2.5'))
 * Decimal('2') */
METHOD(DecimalContext, to_integral_exact, "(self, a)") { return unary(t, self, a->a, num_to_integral_exact); }

/** Return the value of the (natural) exponential function e**x.
 *
 * >>> ExtendedContext.exp(Decimal('0'))
 * Decimal('1')
 * >>> ExtendedContext.exp(Decimal('2'))
 * Decimal('7.38905610') */
METHOD(DecimalContext, exp, "(self, a)") { return unary(t, self, a->a, num_exp); }

/** Return the natural (base e) logarithm of the operand.
 *
 * >>> ExtendedContext.ln(Decimal('1'))
 * Decimal('0')
 * >>> ExtendedContext.ln(Decimal('20'))
 * Decimal('2.99573227') */
METHOD(DecimalContext, ln, "(self, a)") { return unary(t, self, a->a, num_ln); }

/** Return the base ten logarithm of the operand.
 *
 * >>> ExtendedContext.log10(Decimal('1000'))
 * Decimal('3') */
METHOD(DecimalContext, log10, "(self, a)") { return unary(t, self, a->a, num_log10); }

/** Return the adjusted exponent of the operand as a Decimal; -Infinity for zero.
 *
 * >>> ExtendedContext.logb(Decimal('3421'))
 * Decimal('3') */
METHOD(DecimalContext, logb, "(self, a)") { return unary(t, self, a->a, num_logb); }

/** Return the digit-wise inversion of the (logical) operand.
 *
 * >>> ExtendedContext.logical_invert(Decimal('101'))
 * Decimal('111111010') */
METHOD(DecimalContext, logical_invert, "(self, a)") { return unary(t, self, a->a, num_logical_invert); }

/** Return the largest representable number smaller than the operand.
 *
 * >>> ExtendedContext.next_minus(Decimal('2'))
 * Decimal('1.99999999') */
METHOD(DecimalContext, next_minus, "(self, a)") { return unary(t, self, a->a, num_next_minus); }

/** Return the smallest representable number larger than the operand.
 *
 * >>> ExtendedContext.next_plus(Decimal('2'))
 * Decimal('2.00000001') */
METHOD(DecimalContext, next_plus, "(self, a)") { return unary(t, self, a->a, num_next_plus); }

/** Return the operand rounded and without trailing zeros; zeros become 0.
 *
 * >>> ExtendedContext.normalize(Decimal('250.00'))
 * Decimal('2.5E+2') */
METHOD(DecimalContext, normalize, "(self, a)") { return unary(t, self, a->a, num_normalize); }

/** Return the square root of the operand to full precision.
 *
 * >>> ExtendedContext.sqrt(Decimal('2.25'))
 * Decimal('1.5')
 * >>> ExtendedContext.sqrt(Decimal('10'))
 * Decimal('3.16227766') */
METHOD(DecimalContext, sqrt, "(self, a)") { return unary(t, self, a->a, num_sqrt); }

/** Return the sum of a and b.
 *
 * >>> ExtendedContext.add(Decimal('0.75'), Decimal('1.50'))
 * Decimal('2.25')
 * >>> ExtendedContext.add(2, Decimal('1E+3'))
 * Decimal('1002') */
METHOD(DecimalContext, add, "(self, a, b)") { return binary(t, self, a->a, a->b, num_add); }

/** Return a divided by b.
 *
 * >>> ExtendedContext.divide(Decimal('1'), Decimal('8'))
 * Decimal('0.125')
 * >>> ExtendedContext.divide(10, 3)
 * Decimal('3.33333333') */
METHOD(DecimalContext, divide, "(self, a, b)") { return binary(t, self, a->a, a->b, num_divide); }

/** Return a divided by b, truncated to an integer.
 *
 * >>> ExtendedContext.divide_int(Decimal('17'), Decimal('5'))
 * Decimal('3') */
METHOD(DecimalContext, divide_int, "(self, a, b)") { return binary(t, self, a->a, a->b, num_divide_int); }

/** Return the product of a and b.
 *
 * >>> ExtendedContext.multiply(Decimal('1.5'), Decimal('0.30'))
 * Decimal('0.450') */
METHOD(DecimalContext, multiply, "(self, a, b)") { return binary(t, self, a->a, a->b, num_multiply); }

/** Return a value equal to a (rounded), having the exponent of b.
 *
 * >>> ExtendedContext.quantize(Decimal('3.14159'), Decimal('0.01'))
 * Decimal('3.14') */
METHOD(DecimalContext, quantize, "(self, a, b)") { return binary(t, self, a->a, a->b, num_quantize); }

/** Return the remainder from integer division.
 *
 * >>> ExtendedContext.remainder(Decimal('17'), Decimal('-5'))
 * Decimal('2') */
METHOD(DecimalContext, remainder, "(self, a, b)") { return binary(t, self, a->a, a->b, num_remainder); }

/** Return the difference between a and b.
 *
 * >>> ExtendedContext.subtract(Decimal('5'), Decimal('0.01'))
 * Decimal('4.99') */
METHOD(DecimalContext, subtract, "(self, a, b)") { return binary(t, self, a->a, a->b, num_subtract); }

/** Compare the values of two operands: Decimal -1, 0, 1 or NaN.
 *
 * >>> ExtendedContext.compare(Decimal('3'), Decimal('3.0'))
 * Decimal('0')
 * >>> ExtendedContext.compare(Decimal('-1'), 1)
 * Decimal('-1') */
METHOD(DecimalContext, compare, "(self, a, b)") { return binary(t, self, a->a, a->b, num_compare_op); }

/** Like compare, except that all NaNs signal.
 *
 * >>> ExtendedContext.compare_signal(Decimal('8.5'), Decimal('8'))
 * Decimal('1') */
METHOD(DecimalContext, compare_signal, "(self, a, b)") { return binary(t, self, a->a, a->b, num_compare_signal); }

/** Return the digit-wise 'and' of the two (logical) operands.
 *
 * >>> ExtendedContext.logical_and(Decimal('1110'), Decimal('1011'))
 * Decimal('1010') */
METHOD(DecimalContext, logical_and, "(self, a, b)") { return binary(t, self, a->a, a->b, num_logical_and); }

/** Return the digit-wise 'or' of the two (logical) operands.
 *
 * >>> ExtendedContext.logical_or(Decimal('1100'), Decimal('1010'))
 * Decimal('1110') */
METHOD(DecimalContext, logical_or, "(self, a, b)") { return binary(t, self, a->a, a->b, num_logical_or); }

/** Return the digit-wise 'exclusive or' of the two (logical) operands.
 *
 * >>> ExtendedContext.logical_xor(Decimal('1100'), Decimal('1010'))
 * Decimal('110') */
METHOD(DecimalContext, logical_xor, "(self, a, b)") { return binary(t, self, a->a, a->b, num_logical_xor); }

/** Maximum of the two operands; a quiet NaN loses against a number.
 *
 * >>> ExtendedContext.max(Decimal('4'), Decimal('4.5'))
 * Decimal('4.5')
 * >>> ExtendedContext.max(Decimal('NaN'), 2)
 * Decimal('2') */
METHOD(DecimalContext, max, "(self, a, b)") { return binary(t, self, a->a, a->b, num_max); }

/** Like max, by absolute value.
 *
 * >>> ExtendedContext.max_mag(Decimal('3'), Decimal('-5'))
 * Decimal('-5') */
METHOD(DecimalContext, max_mag, "(self, a, b)") { return binary(t, self, a->a, a->b, num_max_mag); }

/** Minimum of the two operands; a quiet NaN loses against a number.
 *
 * >>> ExtendedContext.min(Decimal('4'), Decimal('4.5'))
 * Decimal('4') */
METHOD(DecimalContext, min, "(self, a, b)") { return binary(t, self, a->a, a->b, num_min); }

/** Like min, by absolute value.
 *
 * >>> ExtendedContext.min_mag(Decimal('3'), Decimal('-5'))
 * Decimal('3') */
METHOD(DecimalContext, min_mag, "(self, a, b)") { return binary(t, self, a->a, a->b, num_min_mag); }

/** Return the number next to the first operand in the direction of the second.
 *
 * >>> ExtendedContext.next_toward(Decimal('2'), Decimal('-1'))
 * Decimal('1.99999999') */
METHOD(DecimalContext, next_toward, "(self, a, b)") { return binary(t, self, a->a, a->b, num_next_toward); }

/** Return the remainder of the division to the nearest integer: at most half the divisor.
 *
 * >>> ExtendedContext.remainder_near(Decimal('18'), Decimal('5'))
 * Decimal('-2') */
METHOD(DecimalContext, remainder_near, "(self, a, b)") { return binary(t, self, a->a, a->b, num_remainder_near); }

/** Return the first operand with its digits rotated by the second.
 *
 * >>> ExtendedContext.rotate(Decimal('123456789'), Decimal('2'))
 * Decimal('345678912') */
METHOD(DecimalContext, rotate, "(self, a, b)") { return binary(t, self, a->a, a->b, num_rotate); }

/** Return the first operand with its exponent adjusted by the second.
 *
 * >>> ExtendedContext.scaleb(Decimal('4.5'), Decimal('3'))
 * Decimal('4.5E+3') */
METHOD(DecimalContext, scaleb, "(self, a, b)") { return binary(t, self, a->a, a->b, num_scaleb); }

/** Return the first operand with its digits shifted by the second.
 *
 * >>> ExtendedContext.shift(Decimal('1234'), Decimal('-2'))
 * Decimal('12') */
METHOD(DecimalContext, shift, "(self, a, b)") { return binary(t, self, a->a, a->b, num_shift); }

/** Return the quotient and remainder of a / b.
 *
 * >>> ExtendedContext.divmod(Decimal('17'), Decimal('5'))
 * (Decimal('3'), Decimal('2')) */
METHOD(DecimalContext, divmod, "(self, a, b)")
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(q);
    NUM(r);
    NUM(room_x);
    NUM(room_y);
    const Num *x, *y;
    if (!decimal_operand_must(&e, a->a, &room_x, &x) || !decimal_operand_must(&e, a->b, &room_y, &y)
        || !num_divmod(&e, &q, &r, x, y) || !context_signal(t, c, e.status))
        return EMPTY;
    OWN Value quotient = decimal_take(t, &Decimal_type, &q);
    OWN Value rest = is_empty(quotient) ? EMPTY : decimal_take(t, &Decimal_type, &r);
    return is_empty(rest) ? EMPTY : tuple_pack(t, 2, quotient, rest);
}

/** Return a multiplied by b, plus c, without rounding of the product.
 *
 * >>> ExtendedContext.fma(Decimal('2'), Decimal('4.5'), Decimal('1'))
 * Decimal('10.0') */
METHOD(DecimalContext, fma, "(self, a, b, c)")
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    NUM(room_x);
    NUM(room_y);
    NUM(room_z);
    const Num *x, *y, *z;
    if (!decimal_operand_must(&e, a->a, &room_x, &x) || !decimal_operand_must(&e, a->b, &room_y, &y)
        || !decimal_operand_must(&e, a->c, &room_z, &z))
        return EMPTY;
    return num_fma(&e, &r, x, y, z) ? decimal_result(&e, c, &r) : EMPTY;
}

/** Compute a**b, correctly rounded. If 'modulo' is given, compute (a**b) % modulo, exactly.
 *
 * >>> ExtendedContext.power(Decimal('3'), Decimal('4'))
 * Decimal('81')
 * >>> ExtendedContext.power(7, -1)
 * Decimal('0.142857143')
 * >>> ExtendedContext.power(5, 20, 13)
 * Decimal('1') */
METHOD(DecimalContext, power, "(self, a, b, modulo=None)")
{
    if (is_none(a->modulo))
        return binary(t, self, a->a, a->b, num_power);
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    NUM(room_x);
    NUM(room_y);
    NUM(room_m);
    const Num *x, *y, *m;
    if (!decimal_operand_must(&e, a->a, &room_x, &x) || !decimal_operand_must(&e, a->b, &room_y, &y)
        || !decimal_operand_must(&e, a->modulo, &room_m, &m))
        return EMPTY;
    return num_power_modulo(&e, &r, x, y, m) ? decimal_result(&e, c, &r) : EMPTY;
}

/* ---- the rest, as Decimal has it ---- */

/** Return a copy of the operand with the sign set to 0.
 *
 * >>> ExtendedContext.copy_abs(Decimal('-0.5'))
 * Decimal('0.5') */
METHOD(DecimalContext, copy_abs, "(self, a)") { return by_method(t, self, a->a, NAME(copy_abs)); }

/** Return a copy of the operand with the sign inverted.
 *
 * >>> ExtendedContext.copy_negate(Decimal('12'))
 * Decimal('-12') */
METHOD(DecimalContext, copy_negate, "(self, a)") { return by_method(t, self, a->a, NAME(copy_negate)); }

/** Return True if a is finite.
 *
 * >>> ExtendedContext.is_finite(Decimal('8.1'))
 * True
 * >>> ExtendedContext.is_finite(Decimal('Infinity'))
 * False */
METHOD(DecimalContext, is_finite, "(self, a)") { return by_method(t, self, a->a, NAME(is_finite)); }

/** Return True if a is infinite.
 *
 * >>> ExtendedContext.is_infinite(Decimal('-Infinity'))
 * True */
METHOD(DecimalContext, is_infinite, "(self, a)") { return by_method(t, self, a->a, NAME(is_infinite)); }

/** Return True if a is a NaN.
 *
 * >>> ExtendedContext.is_nan(Decimal('sNaN'))
 * True
 * >>> ExtendedContext.is_nan(9)
 * False */
METHOD(DecimalContext, is_nan, "(self, a)") { return by_method(t, self, a->a, NAME(is_nan)); }

/** Return True if a is a quiet NaN.
 *
 * >>> ExtendedContext.is_qnan(Decimal('NaN'))
 * True
 * >>> ExtendedContext.is_qnan(Decimal('sNaN'))
 * False */
METHOD(DecimalContext, is_qnan, "(self, a)") { return by_method(t, self, a->a, NAME(is_qnan)); }

/** Return True if a is a signaling NaN.
 *
 * >>> ExtendedContext.is_snan(Decimal('sNaN'))
 * True */
METHOD(DecimalContext, is_snan, "(self, a)") { return by_method(t, self, a->a, NAME(is_snan)); }

/** Return True if a is negative.
 *
 * >>> ExtendedContext.is_signed(Decimal('-0'))
 * True */
METHOD(DecimalContext, is_signed, "(self, a)") { return by_method(t, self, a->a, NAME(is_signed)); }

/** Return True if a is a zero.
 *
 * >>> ExtendedContext.is_zero(Decimal('0E+5'))
 * True */
METHOD(DecimalContext, is_zero, "(self, a)") { return by_method(t, self, a->a, NAME(is_zero)); }

/** Return True if a is a normal number.
 *
 * >>> ExtendedContext.is_normal(Decimal('0.1'))
 * True
 * >>> ExtendedContext.is_normal(Decimal('0.00'))
 * False */
METHOD(DecimalContext, is_normal, "(self, a)") { return by_method_here(t, self, a->a, NAME(is_normal)); }

/** Return True if a is subnormal.
 *
 * >>> ExtendedContext.is_subnormal(Decimal('0.1'))
 * False */
METHOD(DecimalContext, is_subnormal, "(self, a)") { return by_method_here(t, self, a->a, NAME(is_subnormal)); }

/** Return an indication of the class of a.
 *
 * >>> ExtendedContext.number_class(Decimal('-3.5'))
 * '-Normal'
 * >>> ExtendedContext.number_class(Decimal('0'))
 * '+Zero' */
METHOD(DecimalContext, number_class, "(self, a)") { return by_method_here(t, self, a->a, NAME(number_class)); }

/** Convert a number to a string, using engineering notation.
 *
 * >>> ExtendedContext.to_eng_string(Decimal('45E+4'))
 * '450E+3' */
METHOD(DecimalContext, to_eng_string, "(self, a)") { return by_method_here(t, self, a->a, NAME(to_eng_string)); }

/** Compare a and b using their abstract representation.
 *
 * >>> ExtendedContext.compare_total(Decimal('5.0'), Decimal('5'))
 * Decimal('-1')
 * >>> ExtendedContext.compare_total(Decimal('5'), Decimal('NaN'))
 * Decimal('-1') */
METHOD(DecimalContext, compare_total, "(self, a, b)") { return by_method_other(t, self, a->a, a->b, NAME(compare_total)); }

/** The same, without the signs. */
METHOD(DecimalContext, compare_total_mag, "(self, a, b)") { return by_method_other(t, self, a->a, a->b, NAME(compare_total_mag)); }

/** Copy the sign from b to a.
 *
 * >>> ExtendedContext.copy_sign(Decimal('1.25'), Decimal('-4'))
 * Decimal('-1.25') */
METHOD(DecimalContext, copy_sign, "(self, a, b)") { return by_method_other(t, self, a->a, a->b, NAME(copy_sign)); }

/** Return True if the two operands have the same exponent.
 *
 * >>> ExtendedContext.same_quantum(Decimal('1.23'), Decimal('0.01'))
 * True
 * >>> ExtendedContext.same_quantum(Decimal('1'), Decimal('10E+1'))
 * False */
METHOD(DecimalContext, same_quantum, "(self, a, b)") { return by_method_other(t, self, a->a, a->b, NAME(same_quantum)); }

static Value must_be_decimal(Thread *t, Ref v)
{
    return is_decimal(v) ? retain(v) : raise_type(t, "argument must be a Decimal");
}

/** Return a new instance of a: itself.
 *
 * >>> ExtendedContext.canonical(Decimal('4.20'))
 * Decimal('4.20') */
METHOD(DecimalContext, canonical, "(self, a)") { return must_be_decimal(t, a->a); }

/** Return True if a is canonical: always.
 *
 * >>> ExtendedContext.is_canonical(Decimal('4.20'))
 * True */
METHOD(DecimalContext, is_canonical, "(self, a)")
{
    OWN Value x = must_be_decimal(t, a->a);
    return is_empty(x) ? EMPTY : TRUE_VALUE;
}

/** Return a copy of the Decimal.
 *
 * >>> ExtendedContext.copy_decimal(Decimal('6.02E+23'))
 * Decimal('6.02E+23') */
METHOD(DecimalContext, copy_decimal, "(self, a)") { return converted(t, self, a->a); }

/** Convert a number to a string using scientific notation. */
METHOD(DecimalContext, to_sci_string, "(self, a)")
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    OWN Value x = converted(t, self, a->a);
    return is_empty(x) ? EMPTY : num_to_str(t, &e, num_of(x), false, c->capitals);
}

/** Return Decimal(10).
 *
 * >>> ExtendedContext.radix()
 * Decimal('10') */
METHOD0(DecimalContext, radix)
{
    NUM(r);
    num_set_small(&r, 10, false, 0);
    return decimal_take(t, &Decimal_type, &r);
}

/* ---- construction under the context ---- */

/** Create a new Decimal instance from num, using self as the context: rounded, unlike Decimal(num). */
METHOD(DecimalContext, create_decimal, "(self, num='0', /)")
{
    return decimal_from_object(t, &Decimal_type, a->num, as_decimal_context(self), false);
}

/** Create a new Decimal instance from float f, rounded to the context.
 *
 * >>> ExtendedContext.create_decimal_from_float(0.375)
 * Decimal('0.375') */
METHOD1(DecimalContext, create_decimal_from_float, f)
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    if (is_int(f) ? !num_from_int(&e, &r, f) : is_float(f) ? !num_from_double(&e, &r, float_value(f)) : true)
        return is_raised(t) ? EMPTY : raise_type(t, "argument must be int or float");
    if (!is_special(&r) && !num_finalize(&e, &r, false))
        return EMPTY;
    return decimal_result(&e, c, &r);
}

/** Round a to the context, the sign of a zero staying. */
METHOD(DecimalContext, _apply, "(self, a)")
{
    DecimalContext *c = as_decimal_context(self);
    Env e = context_env(t, c);
    NUM(r);
    NUM(room);
    const Num *x;
    if (!decimal_operand_must(&e, a->a, &room, &x) || !num_copy(&e, &r, x)
        || !(is_nan(&r) ? num_fix_nan(&e, &r) : is_special(&r) || num_finalize(&e, &r, false)))
        return EMPTY;
    return decimal_result(&e, c, &r);
}
