/* complex.c: complex, a pair of doubles (manual: Built-in Types, "Numeric Types").
 *
 * Arithmetic between complex and real numbers makes the real one complex first (imaginary part 0.0), as in Python 3.2. Division is
 * Smith's method, which avoids needless overflow. Integer powers up to 100 multiply; others go through polar form. */
#include "object/float_internal.h"

#include <math.h>
#include <stdlib.h>

#include "base/floattext.h"
#include "base/hash.h"
#include "object/int.h"
#include "object/method.h"
#include "object/number_text.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/complex.h"

typedef struct Pair { double real, imag; } Pair;

Value complex_from(Thread *t, double real, double imag)
{
    Complex *c = object_new(t, &complex_type, sizeof(Complex));
    if (!c)
        return EMPTY;
    c->real_unused_ = 0;
    c->real = real;
    c->imag = imag;
    return value_of(c);
}

static void complex_dealloc(Object *o)
{
    object_free(o, object_size(o));
}

ALWAYS_INLINE bool is_complex(Ref v) { return is_ptr(v) && has_flag(v, TYPE_IS_COMPLEX); }
ALWAYS_INLINE Pair pair_of(Ref v)    { return (Pair){as_complex(v)->real, as_complex(v)->imag}; }

/* ---- Arithmetic ---- */

static Lookup operand(Thread *t, Ref v, Pair *p)
{
    p->imag = 0;
    if (is_complex(v))
        *p = pair_of(v);
    else if (is_float(v))
        p->real = float_value(v);
    else if (is_int(v))
        return int_as_double(t, v, &p->real) ? FOUND : ERROR;
    else
        return MISSING;
    return FOUND;
}

/* Both operands; otherwise *result is what the slot returns. */
static bool operands(Thread *t, Ref a, Ref b, Pair *x, Pair *y, Value *result)
{
    Lookup found = operand(t, a, x);
    if (found == FOUND)
        found = operand(t, b, y);
    *result = found == MISSING ? NOT_IMPLEMENTED : EMPTY;
    return found == FOUND;
}

static Pair multiply(Pair a, Pair b)
{
    return (Pair){a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real};
}

static Pair divide(Pair a, Pair b)                      /* b is not 0 */
{
    if (fabs(b.real) >= fabs(b.imag)) {
        double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
        return (Pair){(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
    }
    if (fabs(b.imag) >= fabs(b.real)) {
        double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
        return (Pair){(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
    }
    return (Pair){NAN, NAN};                            /* a NaN in b */
}

static Value complex_add(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? complex_from(t, x.real + y.real, x.imag + y.imag) : result;
}

static Value complex_sub(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? complex_from(t, x.real - y.real, x.imag - y.imag) : result;
}

static Value complex_mul(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    x = multiply(x, y);
    return complex_from(t, x.real, x.imag);
}

static Value complex_truediv(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    if (y.real == 0 && y.imag == 0)
        return raise_zero_division(t, "complex division by zero");
    x = divide(x, y);
    return complex_from(t, x.real, x.imag);
}

static Value complex_floordiv(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? raise_type(t, "can't take floor of complex number.") : result;
}

static Value complex_mod(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? raise_type(t, "can't mod complex numbers.") : result;
}

static Value complex_divmod(Thread *t, Ref a, Ref b)
{
    Pair x, y;
    Value result;
    return operands(t, a, b, &x, &y, &result) ? raise_type(t, "can't take floor or mod of complex number.") : result;
}

static Pair power_polar(Pair a, Pair b)                 /* a is not 0 */
{
    double size = hypot(a.real, a.imag), angle = atan2(a.imag, a.real);
    double length = pow(size, b.real), phase = angle * b.real;
    if (b.imag != 0) {
        length *= exp(-angle * b.imag);
        phase += b.imag * log(size);
    }
    return (Pair){length * cos(phase), length * sin(phase)};
}

static Pair power_whole(Pair a, int n)                  /* 0 <= n */
{
    Pair result = {1, 0};
    for (; n; n >>= 1) {
        if (n & 1)
            result = multiply(result, a);
        a = multiply(a, a);
    }
    return result;
}

Value complex_power(Thread *t, double a_real, double a_imag, double b_real, double b_imag)
{
    Pair a = {a_real, a_imag}, b = {b_real, b_imag}, result;
    bool whole = b.imag == 0 && b.real == floor(b.real) && fabs(b.real) <= 100;
    if (b.real == 0 && b.imag == 0) {
        result = (Pair){1, 0};
    } else if (a.real == 0 && a.imag == 0) {
        if (b.imag != 0 || b.real < 0)
            return raise_zero_division(t, "0.0 to a negative or complex power");
        result = (Pair){0, 0};
    } else if (whole) {
        result = power_whole(a, abs((int)b.real));
        if (b.real < 0)
            result = divide((Pair){1, 0}, result);
    } else {
        result = power_polar(a, b);
    }
    if ((isinf(result.real) || isinf(result.imag)) && isfinite(a.real) && isfinite(a.imag) && isfinite(b.real) && isfinite(b.imag))
        return raise_overflow(t, "complex exponentiation");
    return complex_from(t, result.real, result.imag);
}

static Value complex_power_slot(Thread *t, Ref a, Ref b, Ref modulus)
{
    Pair x, y;
    Value result;
    if (!operands(t, a, b, &x, &y, &result))
        return result;
    if (!is_none(modulus))
        return raise_value(t, "complex modulo");
    return complex_power(t, x.real, x.imag, y.real, y.imag);
}

static Value complex_negative(Thread *t, Ref self) { return complex_from(t, -as_complex(self)->real, -as_complex(self)->imag); }
static Value complex_exact(Thread *t, Ref self)
{
    return is_exact(self, &complex_type) ? retain(self) : complex_from(t, as_complex(self)->real, as_complex(self)->imag);
}

static Value complex_absolute(Thread *t, Ref self)
{
    Pair p = pair_of(self);
    double size = hypot(p.real, p.imag);
    if (isinf(size) && isfinite(p.real) && isfinite(p.imag))
        return raise_overflow(t, "absolute value too large");
    return float_from(t, size);
}

static Test complex_truth(Thread *t UNUSED, Ref self)
{
    return as_complex(self)->real != 0 || as_complex(self)->imag != 0 ? TEST_TRUE : TEST_FALSE;
}

static bool complex_hash(Thread *t UNUSED, Ref self, int64_t *hash)
{
    uint64_t h = (uint64_t)hash_double(as_complex(self)->real) + HASH_IMAGINARY * (uint64_t)hash_double(as_complex(self)->imag);
    *hash = hash_not_minus_one(h);
    return true;
}

static Value complex_compare(Thread *t UNUSED, Ref a, Ref b, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_complex(a))
        return NOT_IMPLEMENTED;
    Pair x = pair_of(a);
    bool equals;
    if (is_int(b))
        equals = x.imag == 0 && float_compare_int(x.real, b, CMP_EQ) == TEST_TRUE;
    else if (is_float(b))
        equals = x.imag == 0 && x.real == float_value(b);
    else if (is_complex(b))
        equals = x.real == as_complex(b)->real && x.imag == as_complex(b)->imag;
    else
        return NOT_IMPLEMENTED;
    return bool_value(equals == (op == CMP_EQ));
}

/* ---- Text ---- */

static Value complex_repr(Thread *t, Ref self)
{
    Pair p = pair_of(self);
    char text[2 * DOUBLE_REPR_SIZE + 4];
    ssize n = 0;
    bool bare = p.real == 0 && !signbit(p.real);
    if (!bare) {
        text[n++] = '(';
        n += double_format(p.real, 'r', 0, 0, text + n);
    }
    n += double_format(p.imag, 'r', 0, bare ? 0 : DOUBLE_SIGN, text + n);
    text[n++] = 'j';
    if (!bare)
        text[n++] = ')';
    return str_from_ascii(t, text, n);
}

ALWAYS_INLINE bool is_j(const char *s, const char *end) { return s < end && (*s == 'j' || *s == 'J'); }

static double sign_of(const char **s, const char *end)
{
    if (*s < end && (**s == '+' || **s == '-'))
        return *(*s)++ == '-' ? -1.0 : 1.0;
    return 1.0;
}

/* REAL, IMAGj, REAL+IMAGj, where a missing IMAG stands for 1; in parentheses or not. */
static bool parse(const char *s, const char *end, Pair *p)
{
    size_t used;
    bool overflow;
    *p = (Pair){0, 0};
    double number = double_parse(s, (size_t)(end - s), &used, &overflow);
    s += used;
    if (!used) {
        p->imag = sign_of(&s, end);
        return is_j(s, end) && s + 1 == end;
    }
    if (is_j(s, end)) {
        p->imag = number;
        return s + 1 == end;
    }
    p->real = number;
    if (s == end)
        return true;
    if (*s != '+' && *s != '-')
        return false;
    p->imag = double_parse(s, (size_t)(end - s), &used, &overflow);
    s += used;
    if (!used)
        p->imag = sign_of(&s, end);
    return is_j(s, end) && s + 1 == end;
}

static bool complex_parse(Thread *t, Ref v, Pair *p)
{
    NumberText text;
    if (number_text_get(t, v, &text) != FOUND)
        return false;
    Lookup found = number_text_drop_underscores(t, &text);
    if (found == FOUND) {
        number_text_strip(&text);
        bool open = text.n && text.p[0] == '(', closed = true;
        if (open) {
            closed = text.n > 1 && text.p[text.n - 1] == ')';
            text.p++;
            text.n -= closed ? 2 : 1;
            number_text_strip(&text);
        }
        found = closed && parse(text.p, text.p + text.n, p) ? FOUND : MISSING;
    }
    number_text_free(&text);
    ssize n;
    if (found == MISSING && (!is_str(v) || str_utf8(t, v, &n)))         /* lone surrogates: UnicodeEncodeError */
        raise_value(t, "complex() arg is a malformed string");
    return found == FOUND;
}

/* ---- Methods ---- */

static const MemberDef complex_members[] = {
    {.name = "real", .kind = MEMBER_DOUBLE, .offset = offsetof(Complex, real), .doc = "the real part of a complex number"},
    {.name = "imag", .kind = MEMBER_DOUBLE, .offset = offsetof(Complex, imag), .doc = "the imaginary part of a complex number"},
    {.name = NULL},
};

/** Return the complex conjugate of its argument. (3-4j).conjugate() == 3+4j. */
METHOD0(complex, conjugate)
{
    return complex_from(t, as_complex(self)->real, -as_complex(self)->imag);
}

/** Convert this value to exact type complex. */
METHOD0(complex, __complex__)
{
    return complex_exact(t, self);
}

/** Convert to a string according to format_spec. */
METHOD1(complex, __format__, format_spec)
{
    if (!is_str(format_spec))
        return raise_type(t, "__format__() argument must be str, not %T", format_spec);
    return complex_format_spec(t, self, format_spec);
}

METHOD0(complex, __getnewargs__)
{
    Value real = float_from(t, as_complex(self)->real), imag = float_from(t, as_complex(self)->imag);
    if (is_empty(real) || is_empty(imag)) {
        release(real);
        release(imag);
        return EMPTY;
    }
    Value pair[2] = {real, imag};
    return tuple_from_array_take(t, pair, 2);
}

/* ---- The constructor ---- */

/* v's __complex__(), which must be a complex; MISSING when it has none. */
static Lookup by_method(Thread *t, Ref v, Pair *p)
{
    Value made;
    Lookup found = call_special(t, v, NAME(__complex__), NULL, 0, &made);
    if (found != FOUND)
        return found;
    OWN Value owned = made;
    if (!is_complex(made))
        return raise_type(t, "__complex__ returned non-complex (type %T)", made), ERROR;
    if (!is_exact(made, &complex_type) &&
        !warn(t, &exc_DeprecationWarning, 1, "__complex__ returned non-complex (type %.200s).  The ability to return an instance "
              "of a strict subclass of complex is deprecated, and may not be supported in a future version of Python.",
              type_display_name(type_of(made))))
        return ERROR;
    *p = pair_of(owned);
    return FOUND;
}

static bool is_real(Ref v)
{
    return type_of(v)->float_ || type_of(v)->index;
}

/* complex(real): a number, anything with __complex__, __float__ or __index__. *whole says that v brought an imaginary part. */
static bool first_part(Thread *t, Ref v, Pair *p, bool *whole)
{
    *whole = true;
    if (is_exact(v, &complex_type)) {
        *p = pair_of(v);
        return true;
    }
    if (is_ptr(v)) {
        Lookup found = by_method(t, v, p);
        if (found != MISSING)
            return found == FOUND;
    }
    *whole = false;
    p->imag = 0;
    if (!is_real(v))
        return raise_type(t, "complex() first argument must be a string or a number, not '%T'", v), false;
    return to_double(t, v, &p->real);
}

static bool second_part(Thread *t, Ref v, Pair *p, bool *whole)
{
    *whole = is_complex(v);
    p->imag = 0;
    if (*whole) {
        *p = pair_of(v);
        return true;
    }
    if (is_str(v))
        return raise_type(t, "complex() second arg can't be a string"), false;
    if (!is_real(v))
        return raise_type(t, "complex() second argument must be a number, not '%T'", v), false;
    return to_double(t, v, &p->real);
}

/** Create a complex number from a string or numbers.

If a string is given, parse it as a complex number.
If a single number is given, convert it to a complex number.
If the 'real' or 'imag' arguments are given, create a complex number
with the specified real and imaginary components. */
NEW(complex, "(real=?, imag=?)")
{
    Pair real = {0, 0}, imag = {0, 0};
    bool real_whole = false, imag_whole = false;
    if (cls == &complex_type && is_empty(a->imag) && is_exact(a->real, &complex_type))
        return retain(a->real);
    if (!is_empty(a->real) && is_str(a->real)) {
        if (!is_empty(a->imag))
            return raise_type(t, "complex() can't take second arg if first is a string");
        if (!complex_parse(t, a->real, &real))
            return EMPTY;
    } else {
        if (!is_empty(a->imag) && is_str(a->imag))
            return raise_type(t, "complex() second arg can't be a string");
        if (!is_empty(a->real) && !first_part(t, a->real, &real, &real_whole))
            return EMPTY;
        if (!is_empty(a->imag)) {
            if (!second_part(t, a->imag, &imag, &imag_whole))
                return EMPTY;
            /* real + imag * 1j, touching a sign of zero only where both sides have something to say */
            if (imag_whole)
                real.real -= imag.imag;
            real.imag = real_whole ? real.imag + imag.real : imag.real;
        }
    }
    if (cls == &complex_type)
        return complex_from(t, real.real, real.imag);
    Value made = type_alloc(t, cls, 0);
    if (!is_empty(made)) {
        as_complex(made)->real = real.real;
        as_complex(made)->imag = real.imag;
    }
    return made;
}

Type complex_type = {
    TYPE_HEAD("complex", Complex),
    .doc = complex_new_doc,
    .flags = TYPE_BASE | TYPE_IS_COMPLEX,
    .methods = complex_methods, .members = complex_members,
    .dealloc = complex_dealloc,
    .new_ = complex_new_slot, .new_signature = &complex_new_signature,
    .repr = complex_repr, .hash = complex_hash, .compare = complex_compare, .truth = complex_truth,
    .negative = complex_negative, .positive = complex_exact, .absolute = complex_absolute,
    .add = complex_add, .sub = complex_sub, .mul = complex_mul, .truediv = complex_truediv,
    .floordiv = complex_floordiv, .mod = complex_mod, .divmod = complex_divmod, .power = complex_power_slot,
};
