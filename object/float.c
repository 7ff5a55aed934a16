/* float.c: float, IEEE 754 doubles (manual: Built-in Types, "Numeric Types", "Additional Methods on Float").
 *
 * Representation: doubles of common size are flonums, in the Value itself; the others (tiny, huge, -0.0, infinities, NaNs)
 * and instances of subclasses are struct Float. Comparison with ints is exact: neither side is rounded to the other.
 * float_text.c has the text forms. */
#include "object/float_internal.h"

#include <errno.h>
#include <math.h>

#include "base/floattext.h"
#include "base/hash.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/method.h"
#include "object/order.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/float.h"

Value float_box(Thread *t, double d)
{
    Float *f = object_new(t, &float_type, sizeof(Float));
    if (!f)
        return EMPTY;
    f->unused_ = 0;
    f->value = d;
    return value_of(f);
}

static void float_dealloc(Object *o)
{
    object_free(o, object_size(o));
}

/* ---- Arithmetic ---- */

/* The double that a float or an int stands for; MISSING for other types. */
ALWAYS_INLINE Lookup operand(Thread *t, Ref v, double *d)
{
    if (likely(is_flonum(v)))
        *d = flonum_value(v);
    else if (is_fixnum(v))
        *d = (double)fixnum_value(v);
    else if (is_float(v))
        *d = float_value(v);
    else if (is_int(v))
        return int_as_double(t, v, d) ? FOUND : ERROR;
    else
        return MISSING;
    return FOUND;
}

/* Both operands; otherwise *result is what the slot returns. */
ALWAYS_INLINE bool operands(Thread *t, Ref a, Ref b, double *x, double *y, Value *result)
{
    Lookup found = operand(t, a, x);
    if (likely(found == FOUND))
        found = operand(t, b, y);
    *result = found == MISSING ? NOT_IMPLEMENTED : EMPTY;
    return found == FOUND;
}

double float_mod(double a, double b)
{
    double r = fmod(a, b);
    if (r) {
        if ((b < 0) != (r < 0))
            r += b;
        return r;
    }
    return copysign(0.0, b);
}

double float_floordiv(double a, double b)
{
    double r = fmod(a, b), q = (a - r) / b;         /* nearly an integer */
    if (r && (b < 0) != (r < 0))
        q -= 1.0;
    if (!q)
        return copysign(0.0, a / b);
    double whole = floor(q);
    return q - whole > 0.5 ? whole + 1.0 : whole;
}

static Value float_add(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? float_from(t, x + y) : result;
}

static Value float_sub(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? float_from(t, x - y) : result;
}

static Value float_mul(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? float_from(t, x * y) : result;
}

static Value float_truediv(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    return y ? float_from(t, x / y) : raise_zero_division(t, "float division by zero");
}

static Value float_floordiv_slot(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    return y ? float_from(t, float_floordiv(x, y)) : raise_zero_division(t, "float floor division by zero");
}

static Value float_mod_slot(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    return y ? float_from(t, float_mod(x, y)) : raise_zero_division(t, "float modulo by zero");
}

static Value float_divmod(Thread *t, Ref a, Ref b)
{
    double x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    if (!y)
        return raise_zero_division(t, "float divmod()");
    Value pair[2] = {float_from(t, float_floordiv(x, y)), float_from(t, float_mod(x, y))};
    if (is_empty(pair[0]) || is_empty(pair[1])) {
        release(pair[0]);
        release(pair[1]);
        return EMPTY;
    }
    return tuple_from_array_take(t, pair, 2);
}

/* OverflowError(34, 'Numerical result out of range') */
static Value raise_range(Thread *t)
{
    OWN Value message = str_from_text(t, strerror(ERANGE));
    if (is_empty(message))
        return EMPTY;
    OWN Value exception = call2(t, value_of(&exc_OverflowError), fixnum(ERANGE), message);
    return is_empty(exception) ? EMPTY : raise_object(t, exception, EMPTY);
}

Value float_pow(Thread *t, double a, double b)
{
    /* The C standard's pow has Python's answers for infinities and NaNs; what it reports through errno is ours to find. */
    if (!isfinite(a) || !isfinite(b))
        return float_from(t, pow(a, b));
    if (a == 0 && b < 0)
        return raise_zero_division(t, "0.0 cannot be raised to a negative power");
    if (a < 0 && b != floor(b))
        return complex_power(t, a, 0.0, b, 0.0);
    double result = pow(a, b);
    return isinf(result) ? raise_range(t) : float_from(t, result);
}

static Value float_power_slot(Thread *t, Ref a, Ref b, Ref modulus)
{
    double x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    if (!is_none(modulus))
        return raise_type(t, "pow() 3rd argument not allowed unless all arguments are integers");
    return float_pow(t, x, y);
}

static Value float_negative(Thread *t, Ref self) { return float_from(t, -float_value(self)); }
static Value float_absolute(Thread *t, Ref self) { return float_from(t, fabs(float_value(self))); }
static Value float_exact(Thread *t, Ref self)
{
    return is_flonum(self) || is_exact(self, &float_type) ? retain(self) : float_from(t, float_value(self));
}
static Value float_int(Thread *t, Ref self)      { return int_from_double(t, float_value(self)); }
static Test float_truth(Thread *t UNUSED, Ref self) { return float_value(self) != 0 ? TEST_TRUE : TEST_FALSE; }

static bool float_hash_slot(Thread *t UNUSED, Ref self, int64_t *hash)
{
    *hash = hash_double(float_value(self));
    return true;
}

/* ---- Comparison ---- */

/* |d| against the magnitude of an int of the same bit length. */
static int compare_magnitudes(double d, const mp_limb_t *limb, ssize n)
{
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(d, &exponent), 64);              /* d == m * 2^(exponent - 64), top bit set */
    int width = exponent - ((int)n - 1) * 64;                           /* bits in the top limb, 1 to 64 */
    mp_limb_t top = m >> (64 - width), next = width < 64 ? m << width : 0;
    if (top != limb[n - 1])
        return top < limb[n - 1] ? -1 : 1;
    if (n == 1)
        return next ? 1 : 0;
    if (next != limb[n - 2])
        return next < limb[n - 2] ? -1 : 1;
    for (ssize i = n - 2; i-- > 0;)
        if (limb[i])
            return -1;
    return 0;
}

static int compare_with_int(double d, Ref i)                            /* d is no NaN */
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool negative;
    ssize n = int_limbs(i, &limb, &small, &negative), bits = int_bit_length(i);
    int sign = n == 0 ? 0 : negative ? -1 : 1, sign_d = (d > 0) - (d < 0);
    if (sign_d != sign)
        return sign_d < sign ? -1 : 1;
    if (sign == 0)
        return 0;
    int exponent = 0, order;
    if (isinf(d))
        order = 1;
    else if (frexp(d, &exponent), exponent != bits)
        order = exponent < bits ? -1 : 1;
    else
        order = compare_magnitudes(fabs(d), limb, n);
    return negative ? -order : order;
}

Test float_compare_int(double d, Ref i, CompareOp op)
{
    if (isnan(d))
        return op == CMP_NE ? TEST_TRUE : TEST_FALSE;
    int order;
    if (is_fixnum(i) && fixnum_value(i) <= (int64_t)1 << 53 && fixnum_value(i) >= -((int64_t)1 << 53)) {
        double x = (double)fixnum_value(i);
        order = (d > x) - (d < x);
    } else {
        order = compare_with_int(d, i);
    }
    return order_holds(order, 0, op) ? TEST_TRUE : TEST_FALSE;
}

static Value float_compare_slot(Thread *t UNUSED, Ref a, Ref b, CompareOp op)
{
    if (!is_float(a))
        return NOT_IMPLEMENTED;
    double x = float_value(a);
    if (is_int(b))
        return bool_value(float_compare_int(x, b, op) == TEST_TRUE);
    if (!is_float(b))
        return NOT_IMPLEMENTED;
    double y = float_value(b);
    switch (op) {
    case CMP_LT: return bool_value(x < y);
    case CMP_LE: return bool_value(x <= y);
    case CMP_EQ: return bool_value(x == y);
    case CMP_NE: return bool_value(x != y);
    case CMP_GT: return bool_value(x > y);
    default:     return bool_value(x >= y);
    }
}

/* ---- Methods, in the order of the manual ---- */

/** Return a pair of integers, whose ratio is exactly equal to the original float.

The ratio is in lowest terms and has a positive denominator.  Raise
OverflowError on infinities and a ValueError on NaNs.

>>> (2.5).as_integer_ratio()
(5, 2)
>>> (-.75).as_integer_ratio()
(-3, 4) */
METHOD0(float, as_integer_ratio)
{
    double d = float_value(self);
    if (isinf(d))
        return raise_overflow(t, "cannot convert Infinity to integer ratio");
    if (isnan(d))
        return raise_value(t, "cannot convert NaN to integer ratio");
    int exponent;
    int64_t m = (int64_t)ldexp(frexp(d, &exponent), 53);
    if (m == 0)
        return tuple_pack(t, 2, fixnum(0), fixnum(1));
    exponent -= 53;
    int zeros = __builtin_ctzll((uint64_t)m);
    m >>= zeros;
    exponent += zeros;
    Value numerator = exponent > 0 ? int_lshift(t, fixnum(m), fixnum(exponent)) : fixnum(m);
    Value denominator = exponent < 0 ? int_lshift(t, fixnum(1), fixnum(-exponent)) : fixnum(1);
    if (is_empty(numerator) || is_empty(denominator)) {
        release(numerator);
        release(denominator);
        return EMPTY;
    }
    Value pair[2] = {numerator, denominator};
    return tuple_from_array_take(t, pair, 2);
}

/** Return True if the float is an integer. */
METHOD0(float, is_integer)
{
    double d = float_value(self);
    return bool_value(isfinite(d) && floor(d) == d);
}

/** Return a hexadecimal representation of a floating-point number.

>>> (-6.5).hex()
'-0x1.a000000000000p+2'
>>> 0.3.hex()
'0x1.3333333333333p-2' */
METHOD0(float, hex)
{
    return float_hex(t, float_value(self));
}

/** Create a floating-point number from a hexadecimal string.

>>> float.fromhex('0x1.8p3')
12.0
>>> float.fromhex('-0x.4p-1')
-0.125 */
CLASSMETHOD1(float, fromhex, string)
{
    if (!is_str(string))
        return raise_type(t, "fromhex() argument must be str, not %T", string);
    ssize n;
    const char *s = str_utf8(t, string, &n);
    double d;
    if (!s || !float_from_hex(t, s, n, &d))
        return EMPTY;
    OWN Value v = float_from(t, d);
    return is_empty(v) || same(self, value_of(&float_type)) ? take(&v) : call1(t, self, v);
}

/** Return self, the complex conjugate of any float. */
METHOD0(float, conjugate)
{
    return float_exact(t, self);
}

/** the real part of a complex number */
GETTER(float, real)
{
    return float_exact(t, self);
}

/** the imaginary part of a complex number */
GETTER(float, imag)
{
    return float_from(t, 0.0);
}

/** Return the Integral closest to x between 0 and x. */
METHOD0(float, __trunc__)
{
    return int_from_double(t, float_value(self));
}

/** Return the floor as an Integral. */
METHOD0(float, __floor__)
{
    return int_from_double(t, floor(float_value(self)));
}

/** Return the ceiling as an Integral. */
METHOD0(float, __ceil__)
{
    return int_from_double(t, ceil(float_value(self)));
}

/** Return the Integral closest to x, rounding half toward even.

When an argument is passed, work like built-in round(x, ndigits). */
METHOD(float, __round__, "(self, ndigits=None, /)")
{
    double d = float_value(self), rounded;
    if (is_none(a->ndigits))
        return int_from_double(t, rint(d));
    ssize digits;
    if (!to_ssize(t, a->ndigits, NULL, &digits))
        return EMPTY;
    if (!isfinite(d) || digits > 400)
        return float_exact(t, self);
    if (digits < -400)
        return float_from(t, copysign(0.0, d));
    if (!double_round(d, (int)digits, &rounded))
        return raise_overflow(t, "rounded value too large to represent");
    return float_from(t, rounded);
}

/** Formats the float according to format_spec. */
METHOD1(float, __format__, format_spec)
{
    if (!is_str(format_spec))
        return raise_type(t, "__format__() argument must be str, not %T", format_spec);
    return float_format_spec(t, self, format_spec);
}

METHOD0(float, __getnewargs__)
{
    Value item = float_exact(t, self);
    return is_empty(item) ? EMPTY : tuple_from_array_take(t, &item, 1);
}

/* What __setformat__ was told to pretend lies in the interpreter's cache of singletons. */
static const char *const format_keys[2] = {"float.__setformat__ double", "float.__setformat__ float"};

bool float_format_unknown(Thread *t, bool single)
{
    Ref cache = t->interp->abstract_cache;
    return !is_empty(cache) && same(dict_peek_text(t, as_dict(cache), format_keys[single]), TRUE_VALUE);
}

static const char *const native_format = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? "IEEE, little-endian" : "IEEE, big-endian";

static bool parse_format_type(Thread *t, const char *function, Ref typestr, bool *single)
{
    if (!is_str(typestr))
        return raise_type(t, "%s() argument must be str, not %T", function, typestr), false;
    *single = str_is(typestr, "float");
    if (!*single && !str_is(typestr, "double"))
        return raise_value(t, "%s() argument 1 must be 'double' or 'float'", function), false;
    return true;
}

/** You probably don't want to use this function.

It exists mainly to be used in Python's test suite.  It returns the storage format of 'double' or 'float'. */
CLASSMETHOD1(float, __getformat__, typestr)
{
    bool single;
    if (!parse_format_type(t, "__getformat__", typestr, &single))
        return EMPTY;
    return str_from_text(t, float_format_unknown(t, single) ? "unknown" : native_format);
}

/** You probably don't want to use this function.

It exists mainly to be used in Python's test suite.  Override the automatic determination of C-level floating point type:
fmt is 'unknown' or the format the machine has.  struct then refuses infinities and NaNs in the standard formats. */
CLASSMETHOD(float, __setformat__, "(cls, typestr, fmt, /)")
{
    bool single;
    if (!parse_format_type(t, "__setformat__", a->typestr, &single))
        return EMPTY;
    if (!is_str(a->fmt))
        return raise_type(t, "__setformat__() argument 2 must be str, not %T", a->fmt);
    bool unknown = str_is(a->fmt, "unknown");
    if (!unknown && !str_is(a->fmt, native_format)) {
        if (str_is(a->fmt, "IEEE, little-endian") || str_is(a->fmt, "IEEE, big-endian"))
            return raise_value(t, "can only set %S format to 'unknown' or the detected platform value", a->typestr);
        return raise_value(t, "__setformat__() argument 2 must be 'unknown', 'IEEE, little-endian' or 'IEEE, big-endian'");
    }
    Value *cache = &t->interp->abstract_cache;
    if (is_empty(*cache) && is_empty(*cache = dict_new(t)))
        return EMPTY;
    return dict_set_text(t, as_dict(*cache), format_keys[single], bool_value(unknown)) ? NONE : EMPTY;
}

/** Convert a string or number to a floating-point number, if possible. */
NEW(float, "(x=0)")
{
    double d;
    if (cls == &float_type && (is_flonum(a->x) || is_exact(a->x, &float_type)))
        return retain(a->x);
    /* A str whose class has __float__ is converted by that. */
    Type *type = type_of(a->x);
    Lookup found = type->float_ ? MISSING : float_parse(t, a->x, &d);
    if (found == ERROR)
        return EMPTY;
    if (found == MISSING && !type->float_ && !type->index)
        return raise_type(t, "float() argument must be a string or a real number, not '%T'", a->x);
    if (found == MISSING && !to_double(t, a->x, &d))
        return EMPTY;
    if (cls == &float_type)
        return float_from(t, d);
    Value made = type_alloc(t, cls, 0);
    if (!is_empty(made))
        ((Float *)object_of(made))->value = d;
    return made;
}

static Value float_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs)
{
    return nargs != 1 ? EMPTY : is_flonum(args[0]) ? args[0] : is_fixnum(args[0]) ? float_from(t, (double)fixnum_value(args[0]))
        : float_new_slot(t, &float_type, args, 1, EMPTY);
}

Type float_type = {
    TYPE_HEAD("float", Float),
    .doc = float_new_doc,
    .flags = TYPE_BASE | TYPE_IS_FLOAT,
    .methods = float_methods, .getset = float_getset,
    .dealloc = float_dealloc,
    .new_ = float_new_slot, .construct = float_construct, .new_signature = &float_new_signature,
    .repr = float_repr, .hash = float_hash_slot, .compare = float_compare_slot, .truth = float_truth,
    .negative = float_negative, .positive = float_exact, .absolute = float_absolute, .int_ = float_int, .float_ = float_exact,
    .add = float_add, .sub = float_sub, .mul = float_mul, .truediv = float_truediv, .floordiv = float_floordiv_slot,
    .mod = float_mod_slot, .divmod = float_divmod, .power = float_power_slot,
};
