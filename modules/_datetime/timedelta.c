/* timedelta.c: durations. Arithmetic is done on the whole number of microseconds, in 128 bits (the largest duration takes
 * 77), or on ints where the other operand may be of any size. Python manual: datetime, timedelta objects. */
#include <math.h>
#include <stdio.h>

#include "base/hash.h"
#include "object/float.h"
#include "object/tuple.h"
#include "object/method.h"
#include "modules/_datetime/types.h"
#include "gen/modules/_datetime/timedelta.h"

/* ---- construction ---- */

static Value raise_magnitude(Thread *t, __int128 days)
{
    OWN Value text = int_from_int64(t, (int64_t)MIN(MAX(days, (__int128)INT64_MIN), (__int128)INT64_MAX));
    return is_empty(text) ? EMPTY : raise_overflow(t, "days=%S; must have magnitude <= %d", text, DELTA_DAYS_MAX);
}

Value delta_from_microseconds(Thread *t, Type *cls, __int128 us)
{
    /* Dividing 128 bits is slow; the microseconds of 292,000 years fit in 64. */
    __int128 seconds = us == (int64_t)us ? (int64_t)us / 1000000 : us / 1000000;
    int rest = (int)(us - seconds * 1000000);
    if (rest < 0) {
        rest += 1000000;
        seconds--;
    }
    if (seconds != (int64_t)seconds)
        return raise_magnitude(t, seconds / SECONDS_PER_DAY - (seconds < 0));
    int64_t days = (int64_t)seconds / SECONDS_PER_DAY;
    int second = (int)((int64_t)seconds % SECONDS_PER_DAY);
    if (second < 0) {
        second += SECONDS_PER_DAY;
        days--;
    }
    if (days > DELTA_DAYS_MAX || days < -DELTA_DAYS_MAX)
        return raise_magnitude(t, days);
    Value v = instance_new(t, cls, &timedelta_type, sizeof(Delta));
    if (!is_empty(v)) {
        Delta *d = as_delta(v);
        d->unused = EMPTY;
        d->hash = -1;
        d->days = (int)days;
        d->seconds = second;
        d->microseconds = rest;
    }
    return v;
}

static Value int_from_int128(Thread *t, __int128 i)
{
    unsigned __int128 u = i < 0 ? -(unsigned __int128)i : (unsigned __int128)i;
    mp_limb_t limb[2] = {(mp_limb_t)u, (mp_limb_t)(u >> 64)};
    return int_from_limbs(t, limb, limb[1] ? 2 : limb[0] ? 1 : 0, i < 0);
}

/* False: more than 80 bits, which is beyond all durations in any unit. */
static bool int_as_int128(Ref v, __int128 *out)
{
    const mp_limb_t *limb;
    mp_limb_t small;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative);
    if (n > 2 || (n == 2 && limb[1] >> 16))
        return false;
    unsigned __int128 u = n == 0 ? 0 : n == 1 ? limb[0] : (unsigned __int128)limb[1] << 64 | limb[0];
    *out = negative ? -(__int128)u : (__int128)u;
    return true;
}

static Value delta_from_int(Thread *t, Ref us)
{
    __int128 value;
    if (!int_as_int128(us, &value))
        return raise_overflow(t, "Python int too large to convert to C int");
    return delta_from_microseconds(t, &timedelta_type, value);
}

/* A sum of ints, exact, and of the fractions of floats. */
typedef struct Sum { __int128 whole; double fraction; } Sum;

static bool add_part(Thread *t, Sum *sum, Ref v, int64_t unit, const char *name)
{
    __int128 i;
    if (is_empty(v))
        return true;
    if (is_int(v)) {
        if (!int_as_int128(v, &i))
            return raise_overflow(t, "Python int too large to convert to C int"), false;
        sum->whole += i * unit;
        return true;
    }
    if (!is_float(v))
        return raise_type(t, "unsupported type for timedelta %s component: %T", name, v), false;
    double whole, part = modf(float_value(v), &whole);
    if (isnan(whole) || isinf(whole) || fabs(whole) > 1e24) {
        OWN Value number = int_from_double(t, whole);           /* the error for nan and infinities */
        if (!is_empty(number))
            raise_overflow(t, "Python int too large to convert to C int");
        return false;
    }
    sum->whole += (__int128)whole * unit;
    part = modf(part * (double)unit, &whole);
    sum->whole += (__int128)whole;
    sum->fraction += part;
    return true;
}

/* Rounds to whole microseconds, a half to the even one of the total. */
static __int128 sum_total(const Sum *sum)
{
    double rounded = round(sum->fraction);
    if (fabs(rounded - sum->fraction) == 0.5) {
        bool odd = sum->whole & 1;
        rounded = 2.0 * round((sum->fraction + odd) * 0.5) - odd;
    }
    return sum->whole + (__int128)rounded;
}

/** Difference between two datetime values.
 *
 * timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)
 *
 * All arguments are optional and default to 0.
 * Arguments may be integers or floats, and may be positive or negative. */
NEW(timedelta, "(cls, days=?, seconds=?, microseconds=?, milliseconds=?, minutes=?, hours=?, weeks=?)")
{
    Sum sum = {0, 0.0};
    if (!add_part(t, &sum, a->microseconds, 1, "microseconds") || !add_part(t, &sum, a->milliseconds, 1000, "milliseconds")
        || !add_part(t, &sum, a->seconds, 1000000, "seconds") || !add_part(t, &sum, a->minutes, 60000000ll, "minutes")
        || !add_part(t, &sum, a->hours, 3600000000ll, "hours") || !add_part(t, &sum, a->days, 86400000000ll, "days")
        || !add_part(t, &sum, a->weeks, 604800000000ll, "weeks"))
        return EMPTY;
    return delta_from_microseconds(t, cls, sum_total(&sum));
}

static void timedelta_dealloc(Object *o) { instance_free(o, &timedelta_type, sizeof(Delta)); }

/* ---- slots ---- */

static Value timedelta_repr(Thread *t, Ref self)
{
    Delta *d = as_delta(self);
    const char *name = type_of(self)->name;
    if (d->microseconds)
        return str_format(t, "%s(%d, %d, %d)", name, d->days, d->seconds, d->microseconds);
    if (d->seconds)
        return str_format(t, "%s(%d, %d)", name, d->days, d->seconds);
    return str_format(t, "%s(%d)", name, d->days);
}

static Value timedelta_str(Thread *t, Ref self)
{
    Delta *d = as_delta(self);
    int minutes = d->seconds / 60;
    char text[80];
    int n = d->days ? snprintf(text, sizeof text, "%d day%s, ", d->days, d->days == 1 || d->days == -1 ? "" : "s") : 0;
    n += snprintf(text + n, sizeof text - (size_t)n, "%d:%02d:%02d", minutes / 60, minutes % 60, d->seconds % 60);
    if (d->microseconds)
        n += snprintf(text + n, sizeof text - (size_t)n, ".%06d", d->microseconds);
    return str_from_ascii(t, text, n);
}

static bool timedelta_hash(Thread *t UNUSED, Ref self, int64_t *hash)
{
    Delta *d = as_delta(self);
    if (d->hash == -1) {
        uint64_t acc = hash_sequence_start();
        acc = hash_sequence_add(acc, d->days);
        acc = hash_sequence_add(acc, d->seconds);
        d->hash = hash_not_minus_one(hash_sequence_add(acc, d->microseconds));
    }
    *hash = d->hash;
    return true;
}

static Test timedelta_truth(Thread *t UNUSED, Ref self) { return delta_microseconds(as_delta(self)) != 0; }

static Value timedelta_compare(Thread *t UNUSED, Ref self, Ref other, CompareOp op)
{
    if (!is_delta(self) || !is_delta(other))
        return NOT_IMPLEMENTED;
    __int128 a = delta_microseconds(as_delta(self)), b = delta_microseconds(as_delta(other));
    return compare_numbers(a < b ? -1 : a > b, 0, op);
}

static Value timedelta_add(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a) || !is_delta(b))
        return NOT_IMPLEMENTED;
    return delta_from_microseconds(t, &timedelta_type, delta_microseconds(as_delta(a)) + delta_microseconds(as_delta(b)));
}
static Value timedelta_sub(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a) || !is_delta(b))
        return NOT_IMPLEMENTED;
    return delta_from_microseconds(t, &timedelta_type, delta_microseconds(as_delta(a)) - delta_microseconds(as_delta(b)));
}
static Value timedelta_negative(Thread *t, Ref v)
{
    return delta_from_microseconds(t, &timedelta_type, -delta_microseconds(as_delta(v)));
}
static Value timedelta_positive(Thread *t, Ref v)
{
    return delta_from_microseconds(t, &timedelta_type, delta_microseconds(as_delta(v)));
}
static Value timedelta_absolute(Thread *t, Ref v)
{
    return as_delta(v)->days < 0 ? timedelta_negative(t, v) : timedelta_positive(t, v);
}

/* a / b to the nearest int, a half to the even one. */
static Value divide_nearest(Thread *t, Ref a, Ref b)
{
    OWN Value q = EMPTY, r = EMPTY;
    if (!int_divmod(t, a, b, &q, &r))
        return EMPTY;
    OWN Value twice = int_add(t, r, r);
    if (is_empty(twice))
        return EMPTY;
    /* r has the sign of b: with both turned positive, compare 2r with b. */
    int order = int_compare(twice, b) * (int_sign(b) < 0 ? -1 : 1);
    OWN Value one = fixnum(1);
    OWN Value odd = int_and(t, q, one);
    if (is_empty(odd))
        return EMPTY;
    return order > 0 || (order == 0 && !same(odd, fixnum(0))) ? int_add(t, q, one) : take(&q);
}

/* numerator and denominator of a float. */
static bool float_ratio(Thread *t, Ref v, Value *numerator, Value *denominator)
{
    OWN Value pair = call_method0(t, v, NAME(as_integer_ratio));
    if (is_empty(pair))
        return false;
    if (!is_tuple(pair))
        return raise_type(t, "unexpected return type from as_integer_ratio(): expected tuple, got '%T'", pair), false;
    if (as_tuple(pair)->len != 2)
        return raise_value(t, "as_integer_ratio() must return a 2-tuple"), false;
    for (int i = 0; i < 2; i++)
        if (!is_int(as_tuple(pair)->item[i]))
            return raise_type(t, "as_integer_ratio() must return ints, not '%T'", as_tuple(pair)->item[i]), false;
    *numerator = retain(as_tuple(pair)->item[0]);
    *denominator = retain(as_tuple(pair)->item[1]);
    return true;
}

/* delta * n / d, rounded. */
static Value scale(Thread *t, Ref delta, Ref n, Ref d)
{
    OWN Value us = int_from_int128(t, delta_microseconds(as_delta(delta)));
    OWN Value product = is_empty(us) ? EMPTY : int_mul(t, us, n);
    OWN Value quotient = is_empty(product) ? EMPTY : divide_nearest(t, product, d);
    return is_empty(quotient) ? EMPTY : delta_from_int(t, quotient);
}

static Value timedelta_mul(Thread *t, Ref a, Ref b)
{
    Ref delta = is_delta(a) ? a : b, factor = is_delta(a) ? b : a;
    if (is_int(factor))
        return scale(t, delta, factor, fixnum(1));
    if (!is_float(factor))
        return NOT_IMPLEMENTED;
    OWN Value n = EMPTY, d = EMPTY;
    return float_ratio(t, factor, &n, &d) ? scale(t, delta, n, d) : EMPTY;
}

static Value timedelta_truediv(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a))
        return NOT_IMPLEMENTED;
    if (is_delta(b)) {
        OWN Value x = int_from_int128(t, delta_microseconds(as_delta(a))), y = int_from_int128(t, delta_microseconds(as_delta(b)));
        return is_empty(x) || is_empty(y) ? EMPTY : int_truediv(t, x, y);
    }
    if (is_int(b))
        return int_sign(b) ? scale(t, a, fixnum(1), b) : raise_zero_division(t, "integer division or modulo by zero");
    if (!is_float(b))
        return NOT_IMPLEMENTED;
    OWN Value n = EMPTY, d = EMPTY;
    if (!float_ratio(t, b, &n, &d))
        return EMPTY;
    return int_sign(n) ? scale(t, a, d, n) : raise_zero_division(t, "integer division or modulo by zero");
}

/* Both as ints of microseconds (b may be an int itself). */
static bool operands(Thread *t, Ref a, Ref b, Value *x, Value *y)
{
    *x = int_from_int128(t, delta_microseconds(as_delta(a)));
    *y = is_empty(*x) ? EMPTY : is_delta(b) ? int_from_int128(t, delta_microseconds(as_delta(b))) : retain(b);
    return !is_empty(*y);
}

static Value timedelta_floordiv(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a) || !(is_delta(b) || is_int(b)))
        return NOT_IMPLEMENTED;
    OWN Value x = EMPTY, y = EMPTY;
    OWN Value q = operands(t, a, b, &x, &y) ? int_floordiv(t, x, y) : EMPTY;
    return is_empty(q) || is_delta(b) ? take(&q) : delta_from_int(t, q);
}

static Value timedelta_mod(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a) || !is_delta(b))
        return NOT_IMPLEMENTED;
    OWN Value x = EMPTY, y = EMPTY;
    OWN Value r = operands(t, a, b, &x, &y) ? int_mod(t, x, y) : EMPTY;
    return is_empty(r) ? EMPTY : delta_from_int(t, r);
}

static Value timedelta_divmod(Thread *t, Ref a, Ref b)
{
    if (!is_delta(a) || !is_delta(b))
        return NOT_IMPLEMENTED;
    OWN Value x = EMPTY, y = EMPTY, q = EMPTY, r = EMPTY;
    if (!operands(t, a, b, &x, &y) || !int_divmod(t, x, y, &q, &r))
        return EMPTY;
    OWN Value delta = delta_from_int(t, r);
    return is_empty(delta) ? EMPTY : tuple_pack(t, 2, q, delta);
}

/* ---- methods ---- */

/** Total seconds in the duration. */
METHOD0(timedelta, total_seconds)
{
    OWN Value us = int_from_int128(t, delta_microseconds(as_delta(self)));
    return is_empty(us) ? EMPTY : int_truediv(t, us, fixnum(1000000));
}

/** __reduce__() -> (cls, state) */
METHOD0(timedelta, __reduce__)
{
    Delta *d = as_delta(self);
    OWN Value args = tuple_pack(t, 3, fixnum(d->days), fixnum(d->seconds), fixnum(d->microseconds));
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

static const MemberDef timedelta_members[] = {
    {"days", MEMBER_INT, false, offsetof(Delta, days), "Number of days."},
    {"seconds", MEMBER_INT, false, offsetof(Delta, seconds), "Number of seconds (>= 0 and less than 1 day)."},
    {"microseconds", MEMBER_INT, false, offsetof(Delta, microseconds), "Number of microseconds (>= 0 and less than 1 second)."},
    {0},
};

Type timedelta_type = {
    TYPE_HEAD("datetime.timedelta", Delta), .flags = TYPE_BASE, .doc = timedelta_new_doc, .dealloc = timedelta_dealloc,
    .new_ = timedelta_new_slot, .new_signature = &timedelta_new_signature, .repr = timedelta_repr, .str = timedelta_str,
    .hash = timedelta_hash, .compare = timedelta_compare, .truth = timedelta_truth, .negative = timedelta_negative,
    .positive = timedelta_positive, .absolute = timedelta_absolute, .add = timedelta_add, .sub = timedelta_sub,
    .mul = timedelta_mul, .truediv = timedelta_truediv, .floordiv = timedelta_floordiv, .mod = timedelta_mod,
    .divmod = timedelta_divmod, .methods = timedelta_methods, .members = timedelta_members,
};
