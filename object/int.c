/* int.c: int, the integers of any size (manual: Built-in Types, "Numeric Types").
 *
 * Representation: values of 63 bits are fixnums, without memory of their own. Others are struct Int: sign and magnitude in
 * 64-bit limbs, least significant first, no leading zero limb. An exact heap int is always out of fixnum range, so equal exact
 * ints have one form; instances of subclasses and the two bools are struct Int of any value. Ints never change.
 * A struct Int is allocated with exactly |size| limbs, so its block's size can be told from it.
 *
 * This file: making, reading and comparing ints, the constructor, methods and the type. int_arith.c: arithmetic.
 * int_text.c: to and from text. int_bytes.c: to and from bytes. */
#include "object/int_internal.h"

#include <math.h>

#include "base/hash.h"
#include "object/bytes.h"
#include "object/float.h"
#include "object/heap_pages.h"
#include "object/method.h"
#include "object/order.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/int.h"

/* ---- Making ints ---- */

Int *int_alloc(Thread *t, ssize n)
{
    if (n > (ssize)((SSIZE_MAX_ - sizeof(Int)) / sizeof(mp_limb_t)))
        return raise_memory(t), NULL;
    size_t size = sizeof(Int) + (size_t)n * sizeof(mp_limb_t);
    Int *r = likely(size <= 512) ? object_new_static(t, &int_type, size, false) : object_new(t, &int_type, size);
    if (r)
        r->size = n;
    return r;
}

static void int_discard(Int *r)
{
    size_t size = sizeof(Int) + (size_t)r->size * sizeof(mp_limb_t);
    if (likely(size <= 512))
        object_free_static(r, size, false);
    else
        object_free(r, size);
}

Value int_finish_take(Thread *t, Int *r, bool negative)
{
    ssize n = limbs_strip(r->limb, r->size);
    if (n == r->size && (n > 1 || (n == 1 && r->limb[0] > (uint64_t)FIXNUM_MAX + negative))) {
        r->size = negative ? -n : n;
        return value_of(r);
    }
    if (n > 1) {
        Int *cut = object_resize(t, r, sizeof(Int) + (size_t)r->size * sizeof(mp_limb_t), sizeof(Int) + (size_t)n * sizeof(mp_limb_t));
        if (!cut)
            return int_discard(r), EMPTY;
        cut->size = negative ? -n : n;
        return value_of(cut);
    }
    Value v = int_from_limbs(t, r->limb, n, negative);
    int_discard(r);
    return v;
}

Value int_carry_take(Thread *t, Int *r, bool negative)
{
    ssize n = r->size;
    Int *grown = object_resize(t, r, sizeof(Int) + (size_t)n * sizeof(mp_limb_t), sizeof(Int) + (size_t)(n + 1) * sizeof(mp_limb_t));
    if (!grown)
        return int_discard(r), EMPTY;
    grown->limb[n] = 1;
    grown->size = n + 1;
    return int_finish_take(t, grown, negative);
}

Value int_from_limbs(Thread *t, const mp_limb_t *limb, ssize n, bool negative)
{
    n = limbs_strip(limb, n);
    if (n == 0)
        return fixnum(0);
    if (n == 1 && limb[0] <= (uint64_t)FIXNUM_MAX + negative)
        return fixnum(negative ? -(int64_t)limb[0] : (int64_t)limb[0]);
    Int *r = int_alloc(t, n);
    if (!r)
        return EMPTY;
    memcpy(r->limb, limb, (size_t)n * sizeof(mp_limb_t));
    r->size = negative ? -n : n;
    return value_of(r);
}

Value int_from_int64(Thread *t, int64_t i)
{
    if (fits_fixnum(i))
        return fixnum(i);
    mp_limb_t limb = i < 0 ? -(uint64_t)i : (uint64_t)i;
    return int_from_limbs(t, &limb, 1, i < 0);
}

Value int_from_uint64(Thread *t, uint64_t i)
{
    if (i <= (uint64_t)FIXNUM_MAX)
        return fixnum((int64_t)i);
    mp_limb_t limb = i;
    return int_from_limbs(t, &limb, 1, false);
}

Value int_from_double(Thread *t, double d)
{
    if (d > -0x1p62 && d < 0x1p62)
        return fixnum((int64_t)d);
    if (isnan(d))
        return raise_value(t, "cannot convert float NaN to integer");
    if (isinf(d))
        return raise_overflow(t, "cannot convert float infinity to integer");
    int exponent;
    uint64_t m = (uint64_t)ldexp(frexp(fabs(d), &exponent), 64);
    mp_limb_t limb[17] = {0};                       /* 1024 bits and a spill */
    int shift = exponent - 64;                      /* d == m * 2^shift, and -2 < shift */
    if (shift < 0) {
        limb[0] = m >> -shift;
    } else {
        limb[shift / 64] = m << shift % 64;
        if (shift % 64)
            limb[shift / 64 + 1] = m >> (64 - shift % 64);
    }
    return int_from_limbs(t, limb, COUNT_OF(limb), d < 0);
}

/* An instance of the subclass `cls` with the value of v. */
static Value subclass_new(Thread *t, Type *cls, Ref v)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool is_negative;
    ssize n = int_limbs(v, &limb, &small, &is_negative);
    Value made = type_alloc(t, cls, n);
    if (is_empty(made))
        return EMPTY;
    Int *r = (Int *)object_of(made);
    memcpy(r->limb, limb, (size_t)n * sizeof(mp_limb_t));
    r->size = is_negative ? -n : n;
    return made;
}

static void int_dealloc(Object *o)
{
    Int *r = (Int *)o;
    if (likely(o->type == &int_type)) {
        r->size = r->size < 0 ? -r->size : r->size;
        int_discard(r);
    } else {
        object_free(o, object_size(o));
    }
}

/* ---- Reading ints ---- */

Value int_exact(Thread *t, Ref v)
{
    if (is_fixnum(v) || is_exact(v, &int_type))
        return retain(v);
    mp_limb_t small;
    const mp_limb_t *limb;
    bool is_negative;
    ssize n = int_limbs(v, &limb, &small, &is_negative);
    return int_from_limbs(t, limb, n, is_negative);
}

bool int_as_int64(Ref v, int64_t *out)
{
    if (is_fixnum(v)) {
        *out = fixnum_value(v);
        return true;
    }
    Int *r = (Int *)object_of(v);
    if (r->size == 0) {
        *out = 0;
        return true;
    }
    if ((r->size != 1 && r->size != -1) || r->limb[0] > (uint64_t)INT64_MAX + (r->size < 0))
        return false;
    *out = (int64_t)(r->size < 0 ? -r->limb[0] : r->limb[0]);
    return true;
}

bool int_as_uint64(Ref v, uint64_t *out)
{
    if (is_fixnum(v)) {
        *out = (uint64_t)fixnum_value(v);
        return fixnum_value(v) >= 0;
    }
    Int *r = (Int *)object_of(v);
    *out = r->size ? r->limb[0] : 0;
    return r->size == 0 || r->size == 1;
}

bool double_from_scaled(uint64_t m, bool sticky, ssize exponent, double *out)
{
    if (m == 0) {
        *out = 0.0;
        return true;
    }
    int lead = __builtin_clzll(m);
    m <<= lead;
    if (exponent > 2000)
        return false;
    ssize top = exponent - lead + 64;               /* the value lies in [2^(top-1), 2^top) */
    if (top < -1100) {
        *out = 0.0;
        return true;
    }
    int drop = 11;                                  /* bits of m beyond the 53 a double holds; more for subnormals */
    if (top < -1021)
        drop += (int)(-1021 - top);
    if (drop > 64) {
        *out = 0.0;
        return true;
    }
    uint64_t kept = drop == 64 ? 0 : m >> drop;
    uint64_t half = (uint64_t)1 << (drop - 1), rest = drop == 64 ? m : m & (((uint64_t)1 << drop) - 1);
    if (rest > half || (rest == half && (sticky || (kept & 1))))
        kept++;
    *out = ldexp((double)kept, (int)(top - 64 + drop));
    return !isinf(*out);
}

bool int_as_double(Thread *t, Ref v, double *out)
{
    if (is_fixnum(v)) {
        *out = (double)fixnum_value(v);
        return true;
    }
    Int *r = (Int *)object_of(v);
    ssize n = r->size < 0 ? -r->size : r->size;
    if (n == 0) {
        *out = 0.0;
        return true;
    }
    int lead = __builtin_clzll(r->limb[n - 1]);
    uint64_t m = r->limb[n - 1] << lead;
    bool sticky = false;
    if (n > 1) {
        if (lead)
            m |= r->limb[n - 2] >> (64 - lead);
        sticky = lead ? r->limb[n - 2] << lead != 0 : r->limb[n - 2] != 0;
        sticky = sticky || limbs_strip(r->limb, n - 2) > 0;
    }
    if (n > 17 || !double_from_scaled(m, sticky, (n - 1) * 64 - lead, out))
        return raise_overflow(t, "int too large to convert to float"), false;
    if (r->size < 0)
        *out = -*out;
    return true;
}

int int_sign(Ref v)
{
    if (is_fixnum(v))
        return (fixnum_value(v) > 0) - (fixnum_value(v) < 0);
    ssize n = ((Int *)object_of(v))->size;
    return (n > 0) - (n < 0);
}

int int_compare(Ref a, Ref b)
{
    if (both_fixnum(a, b))
        return fixnum_less(b, a) - fixnum_less(a, b);
    mp_limb_t small_a, small_b;
    const mp_limb_t *p, *q;
    bool negative_a, negative_b;
    ssize n = int_limbs(a, &p, &small_a, &negative_a), m = int_limbs(b, &q, &small_b, &negative_b);
    if (negative_a != negative_b)
        return negative_a ? -1 : 1;
    int order = n != m ? (n < m ? -1 : 1) : n ? mpn_cmp(p, q, n) : 0;
    order = (order > 0) - (order < 0);
    return negative_a ? -order : order;
}

ssize int_bit_length(Ref v)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool is_negative;
    ssize n = int_limbs(v, &limb, &small, &is_negative);
    return n ? (n - 1) * 64 + bit_width(limb[n - 1]) : 0;
}

int64_t int_hash(Ref v)
{
    if (is_fixnum(v))
        return hash_int64(fixnum_value(v));
    Int *r = (Int *)object_of(v);
    return hash_limbs(r->limb, r->size < 0 ? -r->size : r->size, r->size < 0);
}

/* ---- Slots ---- */

static bool int_hash_slot(Thread *t UNUSED, Ref self, int64_t *hash)
{
    *hash = int_hash(self);
    return true;
}

static Value int_compare_slot(Thread *t UNUSED, Ref a, Ref b, CompareOp op)
{
    if (!is_int(a) || !is_int(b))
        return NOT_IMPLEMENTED;
    int order = int_compare(a, b);
    return bool_value(order_holds(order, 0, op));
}

static Value int_repr(Thread *t, Ref self)         { return int_to_str(t, self, 10, false); }
static Test int_truth(Thread *t UNUSED, Ref self)  { return int_sign(self) ? TEST_TRUE : TEST_FALSE; }
static Value int_absolute(Thread *t, Ref self)     { return int_sign(self) < 0 ? int_negative(t, self) : int_exact(t, self); }

static Value int_float(Thread *t, Ref self)
{
    double d;
    return int_as_double(t, self, &d) ? float_from(t, d) : EMPTY;
}

#define BINARY_SLOT(name) \
    static Value int_##name##_slot(Thread *t, Ref a, Ref b) \
    { return is_int(a) && is_int(b) ? int_##name(t, a, b) : NOT_IMPLEMENTED; }
BINARY_SLOT(add) BINARY_SLOT(sub) BINARY_SLOT(mul) BINARY_SLOT(floordiv) BINARY_SLOT(mod) BINARY_SLOT(truediv)
BINARY_SLOT(lshift) BINARY_SLOT(rshift) BINARY_SLOT(and) BINARY_SLOT(or) BINARY_SLOT(xor)
#undef BINARY_SLOT

static Value int_divmod_slot(Thread *t, Ref a, Ref b)
{
    if (!is_int(a) || !is_int(b))
        return NOT_IMPLEMENTED;
    Value pair[2];
    if (!int_divmod(t, a, b, &pair[0], &pair[1]))
        return EMPTY;
    return tuple_from_array_take(t, pair, 2);
}

static Value int_power_slot(Thread *t, Ref a, Ref b, Ref modulus)
{
    if (!is_int(a) || !is_int(b) || !(is_none(modulus) || is_int(modulus)))
        return NOT_IMPLEMENTED;
    return int_pow(t, a, b, modulus);
}

/* ---- Methods, in the order of the manual ---- */

/** Number of bits necessary to represent self in binary.

>>> (100).bit_length()
7
>>> (-8).bit_length()
4 */
METHOD0(int, bit_length)
{
    return int_from_ssize(t, int_bit_length(self));
}

/** Number of ones in the binary representation of the absolute value of self. */
METHOD0(int, bit_count)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool is_negative;
    ssize n = int_limbs(self, &limb, &small, &is_negative);
    return n ? int_from_uint64(t, mpn_popcount(limb, n)) : fixnum(0);
}

static bool byte_order(Thread *t, Ref text, bool *little)
{
    *little = str_is(text, "little");
    if (!*little && !str_is(text, "big"))
        return raise_value(t, "byteorder must be either 'little' or 'big'"), false;
    return true;
}

/** Return an array of bytes representing an integer. */
METHOD(int, to_bytes, "(self, /, length: index = 1, byteorder: str = 'big', *, signed: bool = False)")
{
    bool little;
    if (!byte_order(t, a->byteorder, &little))
        return EMPTY;
    if (a->length < 0)
        return raise_value(t, "length argument must be non-negative");
    Value bytes = bytes_new(t, a->length);
    if (is_empty(bytes))
        return EMPTY;
    if (!int_to_bytes(t, self, as_bytes(bytes)->data, a->length, little, a->signed_)) {
        release(bytes);
        return EMPTY;
    }
    return bytes;
}

/** Return the integer represented by the given array of bytes. */
CLASSMETHOD(int, from_bytes, "(cls, /, bytes, byteorder: str = 'big', *, signed: bool = False)")
{
    bool little;
    if (!byte_order(t, a->byteorder, &little))
        return EMPTY;
    OWN Value bytes = is_int(a->bytes) || is_str(a->bytes)
        ? raise_type(t, "cannot convert '%T' object to bytes", a->bytes) : bytes_from_object(t, a->bytes);
    if (is_empty(bytes))
        return EMPTY;
    OWN Value v = int_from_bytes(t, as_bytes(bytes)->data, as_bytes(bytes)->len, little, a->signed_);
    if (is_empty(v) || same(self, value_of(&int_type)))
        return take(&v);
    return call1(t, self, v);
}

/** Return a pair of integers, whose ratio is equal to self, with a positive denominator. */
METHOD0(int, as_integer_ratio)
{
    Value pair[2] = {int_exact(t, self), fixnum(1)};
    return is_empty(pair[0]) ? EMPTY : tuple_from_array_take(t, pair, 2);
}

/** Returns True. Exists for duck type compatibility with float.is_integer. */
METHOD0(int, is_integer)
{
    return TRUE_VALUE;
}

/** Returns self, the complex conjugate of any int. */
METHOD0(int, conjugate)
{
    return int_exact(t, self);
}

/** the real part of a complex number */
GETTER(int, real)
{
    return int_exact(t, self);
}

/** the imaginary part of a complex number */
GETTER(int, imag)
{
    return fixnum(0);
}

/** the numerator of a rational number in lowest terms */
GETTER(int, numerator)
{
    return int_exact(t, self);
}

/** the denominator of a rational number in lowest terms */
GETTER(int, denominator)
{
    return fixnum(1);
}

/** Truncating an Integral returns itself. */
METHOD0(int, __trunc__)
{
    return int_exact(t, self);
}

/** Flooring an Integral returns itself. */
METHOD0(int, __floor__)
{
    return int_exact(t, self);
}

/** Ceiling of an Integral returns itself. */
METHOD0(int, __ceil__)
{
    return int_exact(t, self);
}

/* The multiple of 10**digits nearest to v, ties to the even multiple. */
static Value round_to_power(Thread *t, Ref v, int64_t digits)
{
    if (digits > int_bit_length(v) / 3 + 1)                 /* 10**digits > 2 * |v| */
        return fixnum(0);
    OWN Value unit = int_pow(t, fixnum(10), fixnum(digits), NONE);
    OWN Value quotient = EMPTY;
    OWN Value remainder = EMPTY;
    if (is_empty(unit) || !int_divmod(t, v, unit, &quotient, &remainder))
        return EMPTY;
    OWN Value twice = int_lshift(t, remainder, fixnum(1));
    if (is_empty(twice))
        return EMPTY;
    int order = int_compare(twice, unit);
    OWN Value odd = int_and(t, quotient, fixnum(1));
    if (is_empty(odd))
        return EMPTY;
    if (order > 0 || (order == 0 && int_sign(odd))) {
        Value up = int_add(t, quotient, fixnum(1));
        if (is_empty(up))
            return EMPTY;
        replace_take(&quotient, up);
    }
    return int_mul(t, quotient, unit);
}

/** Rounding an Integral returns itself. Rounding with an ndigits argument also returns an integer. */
METHOD(int, __round__, "(self, ndigits=?, /)")
{
    if (is_empty(a->ndigits) || is_none(a->ndigits))
        return int_exact(t, self);
    OWN Value digits = to_index(t, a->ndigits);
    if (is_empty(digits))
        return EMPTY;
    if (int_sign(digits) >= 0)
        return int_exact(t, self);
    int64_t n;
    if (!int_as_int64(digits, &n) || n == INT64_MIN)
        return fixnum(0);
    return round_to_power(t, self, -n);
}

/** Convert to a string according to format_spec. */
METHOD1(int, __format__, format_spec)
{
    if (!is_str(format_spec))
        return raise_type(t, "__format__() argument must be str, not %T", format_spec);
    return int_format_spec(t, self, format_spec);
}

METHOD0(int, __getnewargs__)
{
    Value item = int_exact(t, self);
    return is_empty(item) ? EMPTY : tuple_from_array_take(t, &item, 1);
}

/** Returns size in memory, in bytes. */
METHOD0(int, __sizeof__)
{
    if (is_fixnum(self))
        return fixnum(sizeof(Int) + sizeof(mp_limb_t));
    return int_from_ssize(t, (ssize)object_size(object_of(self)));
}

/* ---- The constructor ---- */

static Value with_base(Thread *t, Ref x, Ref base_object)
{
    ssize base;
    if (!to_ssize(t, base_object, NULL, &base))
        return EMPTY;
    if ((base != 0 && base < 2) || base > 36)
        return raise_value(t, "int() base must be >= 2 and <= 36, or 0");
    return int_from_text_object(t, x, (int)base);
}

/** int([x]) -> integer
int(x, base=10) -> integer

Convert a number or string to an integer, or return 0 if no arguments
are given.  If x is a number, return x.__int__().  For floating-point
numbers, this truncates towards zero.

If x is not a number or if base is given, then x must be a string,
bytes, or bytearray instance representing an integer literal in the
given base.  The literal can be preceded by '+' or '-' and be surrounded
by whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.
Base 0 means to interpret the base from the string as an integer literal.
>>> int('0b100', base=0)
4 */
NEW(int, "(x=?, base=?)")
{
    if (is_empty(a->x) && !is_empty(a->base))
        return raise_type(t, "int() missing string argument");
    OWN Value v = is_empty(a->x) ? fixnum(0) : is_empty(a->base) ? int_from_object(t, a->x) : with_base(t, a->x, a->base);
    if (is_empty(v) || cls == &int_type)
        return take(&v);
    return subclass_new(t, cls, v);
}

/* ---- arguments ---- */

Value int_argument(Thread *t, Ref v)
{
    if (is_int(v))
        return retain(v);
    if (type_of(v)->index)
        return to_index(t, v);
    if (is_float(v))
        return raise_type(t, "integer argument expected, got float");
    if (!type_of(v)->int_)
        return raise_type(t, "an integer is required (got type %T)", v);
    return to_int(t, v);
}

bool int_argument_c(Thread *t, Ref v, int *out)
{
    OWN Value number = int_argument(t, v);
    return !is_empty(number) && to_c_int(t, number, out);
}

static Value int_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs) { return nargs == 1 ? int_from_object(t, args[0]) : EMPTY; }

Type int_type = {
    TYPE_HEAD("int", Int),
    .item_size = sizeof(mp_limb_t),
    .doc = int_new_doc,
    .flags = TYPE_BASE | TYPE_IS_INT,
    .methods = int_methods, .getset = int_getset,
    .dealloc = int_dealloc,
    .new_ = int_new_slot, .construct = int_construct, .new_signature = &int_new_signature,
    .repr = int_repr, .hash = int_hash_slot, .compare = int_compare_slot, .truth = int_truth,
    .negative = int_negative, .positive = int_exact, .absolute = int_absolute, .invert = int_invert,
    .int_ = int_exact, .float_ = int_float, .index = int_exact,
    .add = int_add_slot, .sub = int_sub_slot, .mul = int_mul_slot, .mod = int_mod_slot, .divmod = int_divmod_slot,
    .lshift = int_lshift_slot, .rshift = int_rshift_slot, .and_ = int_and_slot, .xor_ = int_xor_slot, .or_ = int_or_slot,
    .floordiv = int_floordiv_slot, .truediv = int_truediv_slot, .power = int_power_slot,
};
