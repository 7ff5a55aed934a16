/* integer.c: int and bool (C API: "Integer Objects", "Boolean Objects").
 *
 * The conversions to C numbers take, as 3.2 documents, also what is no int, by __index__ or __int__ (a float too); the others and the
 * unsigned ones that check the range want an int.
 */
#include "capi/convert.h"
#include "object/error.h"
#include "object/int_internal.h"
#include "object/str.h"

/* ---- from C ---- */

PyObject *PyLong_FromLong(long i)                           { Thread *t = this_thread(); return to_c_take(t, int_from_int64(t, i)); }
PyObject *PyLong_FromLongLong(long long i)                  { return PyLong_FromLong(i); }
PyObject *PyLong_FromSsize_t(Py_ssize_t i)                  { return PyLong_FromLong(i); }
PyObject *PyLong_FromUnsignedLong(unsigned long i)          { Thread *t = this_thread(); return to_c_take(t, int_from_uint64(t, i)); }
PyObject *PyLong_FromUnsignedLongLong(unsigned long long i) { return PyLong_FromUnsignedLong(i); }
PyObject *PyLong_FromSize_t(size_t i)                       { return PyLong_FromUnsignedLong(i); }
PyObject *PyLong_FromVoidPtr(void *p)                       { return PyLong_FromUnsignedLong((uintptr_t)p); }
PyObject *PyLong_FromDouble(double d)                       { Thread *t = this_thread(); return to_c_take(t, int_from_double(t, d)); }
PyObject *PyBool_FromLong(long i)                           { Thread *t = this_thread(); return to_c(t, bool_value(i)); }

/* The first character at s that is in no numeral: whitespace, sign, prefix, digits, whitespace. */
static const char *numeral_end(const char *s, int base)
{
    s += strspn(s, " \t\n\v\f\r");
    s += *s == '+' || *s == '-';
    if (*s == '0' && s[1] && (base == 0 || base == 2 || base == 8 || base == 16)) {
        int letter = s[1] | 0x20, meant = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 0;
        if (meant && (base == 0 || base == meant)) {
            base = meant;
            s += 2;
        }
    }
    for (int limit = base ? base : 10;; s++) {
        int digit = *s >= '0' && *s <= '9' ? *s - '0' : (*s | 0x20) >= 'a' && (*s | 0x20) <= 'z' ? (*s | 0x20) - 'a' + 10 : 99;
        if (digit >= limit && *s != '_')
            break;
    }
    return s + strspn(s, " \t\n\v\f\r");
}

/* The whole text must be a numeral. *end, if asked for: the end of it, or with ValueError the first character that is not right. */
PyObject *PyLong_FromString(const char *text, char **end, int base)
{
    Thread *t = this_thread();
    if (base != 0 && (base < 2 || base > 36))
        return raise_value(t, "int() arg 2 must be >= 2 and <= 36"), NULL;
    ssize n = (ssize)strlen(text);
    Value v = int_from_text(t, text, n, base);
    if (end)
        *end = (char *)(is_empty(v) ? numeral_end(text, base) : text + n);
    return to_c_take(t, v);
}

/* ---- to C ---- */

/* The int that o is; EMPTY, with an exception, for all else. */
static Ref check_int(Thread *t, PyObject *o)
{
    if (!o)
        return bad_call(t), EMPTY;
    Ref v = from_c(o);
    return likely(is_int(v)) ? v : raise_type(t, "an integer is required (got type %T)", v);
}

/* The int that o is or is converted to. */
static Value integer_from(Thread *t, PyObject *o)
{
    if (!o)
        return bad_call(t), EMPTY;
    Ref v = from_c(o);
    if (likely(is_int(v)))
        return retain(v);
    const Type *type = type_of(v);
    if (type->index)
        return to_index(t, v);
    return type->int_ ? to_int(t, v) : raise_type(t, "an integer is required (got type %T)", v);
}

/* -1 and *overflow for what does not fit; -1 with an exception for what is no number. */
long PyLong_AsLongAndOverflow(PyObject *o, int *overflow)
{
    Thread *t = this_thread();
    int64_t i;
    *overflow = 0;
    OWN Value v = integer_from(t, o);
    if (is_empty(v))
        return -1;
    if (likely(int_as_int64(v, &i)))
        return i;
    *overflow = int_sign(v);
    return -1;
}
long long PyLong_AsLongLongAndOverflow(PyObject *o, int *overflow) { return PyLong_AsLongAndOverflow(o, overflow); }

long PyLong_AsLong(PyObject *o)
{
    int overflow;
    long i = PyLong_AsLongAndOverflow(o, &overflow);
    if (unlikely(overflow))
        raise_overflow(this_thread(), "Python int too large to convert to C long");
    return i;
}

long long PyLong_AsLongLong(PyObject *o)
{
    int overflow;
    long long i = PyLong_AsLongAndOverflow(o, &overflow);
    if (unlikely(overflow))
        raise_overflow(this_thread(), "int too big to convert");
    return i;
}

int PyLong_AsInt(PyObject *o)
{
    int overflow;
    long i = PyLong_AsLongAndOverflow(o, &overflow);
    if (!overflow && i >= INT_MIN && i <= INT_MAX)
        return (int)i;
    raise_overflow(this_thread(), "Python int too large to convert to C int");
    return -1;
}

Py_ssize_t PyLong_AsSsize_t(PyObject *o)
{
    Thread *t = this_thread();
    int64_t i;
    Ref v = check_int(t, o);
    if (is_empty(v))
        return -1;
    if (likely(int_as_int64(v, &i)))
        return i;
    raise_overflow(t, "Python int too large to convert to C ssize_t");
    return -1;
}

/* (uint64_t)-1 with an exception: what is no int, or does not fit. */
static uint64_t as_unsigned(PyObject *o, const char *negative, const char *too_large)
{
    Thread *t = this_thread();
    uint64_t i;
    Ref v = check_int(t, o);
    if (is_empty(v))
        return -1;
    if (likely(int_as_uint64(v, &i)))
        return i;
    raise_overflow(t, int_sign(v) < 0 ? negative : too_large);
    return -1;
}

unsigned long PyLong_AsUnsignedLong(PyObject *o)
{
    return as_unsigned(o, "can't convert negative value to unsigned int", "Python int too large to convert to C unsigned long");
}
unsigned long long PyLong_AsUnsignedLongLong(PyObject *o)
{
    return as_unsigned(o, "can't convert negative int to unsigned", "int too big to convert");
}
size_t PyLong_AsSize_t(PyObject *o)
{
    return as_unsigned(o, "can't convert negative value to size_t", "Python int too large to convert to C size_t");
}

/* Modulo 2**64. */
unsigned long PyLong_AsUnsignedLongMask(PyObject *o)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool is_negative;
    OWN Value v = integer_from(this_thread(), o);
    if (is_empty(v))
        return -1;
    if (int_limbs(v, &limb, &small, &is_negative) == 0)
        return 0;
    return is_negative ? -limb[0] : limb[0];
}
unsigned long long PyLong_AsUnsignedLongLongMask(PyObject *o) { return PyLong_AsUnsignedLongMask(o); }

double PyLong_AsDouble(PyObject *o)
{
    Thread *t = this_thread();
    double d;
    Ref v = check_int(t, o);
    return !is_empty(v) && int_as_double(t, v, &d) ? d : -1.0;
}

/* What PyLong_FromVoidPtr() gave; negative ints are wrapped round. NULL with an exception: an error. */
void *PyLong_AsVoidPtr(PyObject *o)
{
    Thread *t = this_thread();
    int64_t i;
    uint64_t u;
    Ref v = check_int(t, o);
    if (is_empty(v))
        return NULL;
    if (int_as_uint64(v, &u))
        return (void *)u;
    if (int_as_int64(v, &i))
        return (void *)i;
    raise_overflow(t, int_sign(v) < 0 ? "Python int too large to convert to C long" : "Python int too large to convert to C unsigned long");
    return NULL;
}

PyObject *PyLong_GetInfo(void)
{
    Thread *t = this_thread();
    return to_c_take(t, import_attribute(t, "sys", "int_info"));
}
