/* bytes.c: bytes (C API: "Bytes Objects"). */
#include <stdio.h>
#include <stdlib.h>

#include "capi/format.h"
#include "base/vec.h"
#include "object/bytes_ops.h"
#include "object/codec.h"
#include "object/error.h"

/* The bytes that o is; NULL with TypeError. */
static Bytes *expect_bytes(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_bytes(v)))
        return as_bytes(v);
    if (o)
        raise_type(t, "expected bytes, %T found", v);
    else
        bad_call(t);
    return NULL;
}

/* s NULL: of any content, to be written before anybody else sees it. */
PyObject *PyBytes_FromStringAndSize(const char *s, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (n < 0)
        return raise_system(t, "Negative size passed to PyBytes_FromStringAndSize"), NULL;
    return to_c_take(t, s ? bytes_from(t, s, n) : bytes_new(t, n));
}

PyObject *PyBytes_FromString(const char *s) { return PyBytes_FromStringAndSize(s, (ssize)strlen(s)); }

/* From what has a buffer, or an iterable of ints. */
PyObject *PyBytes_FromObject(PyObject *o)
{
    Thread *t = this_thread();
    if (!o)
        return bad_call(t);
    Ref v = from_c(o);
    if (is_exact(v, &bytes_type))
        return to_c(t, v);
    if (is_str(v) || (is_int(v) && !has_buffer(v)))
        return raise_type(t, "cannot convert '%T' object to bytes", v), NULL;
    return to_c_take(t, bytes_from_object(t, v));
}

Py_ssize_t PyBytes_Size(PyObject *o)
{
    Bytes *b = expect_bytes(this_thread(), o);
    return b ? b->len : -1;
}

char *PyBytes_AsString(PyObject *o)
{
    Bytes *b = expect_bytes(this_thread(), o);
    return b ? (char *)b->data : NULL;
}

int PyBytes_AsStringAndSize(PyObject *o, char **buffer, Py_ssize_t *n)
{
    Thread *t = this_thread();
    if (!buffer)
        return bad_call(t), -1;
    Bytes *b = expect_bytes(t, o);
    if (!b)
        return -1;
    *buffer = (char *)b->data;
    if (n)
        *n = b->len;
    else if (strlen(*buffer) != (size_t)b->len)
        return raise_value(t, "embedded null byte"), -1;
    return 0;
}

/* ---- formats ---- */

VEC(ByteVec, byte_vec, uint8_t)

/* printf's directives without flags and widths, %s with a precision; one that is none of these ends it: the rest is taken as it is. */
static bool put_directive(Thread *t, ByteVec *out, const Directive *d, va_list ap)
{
    char number[64];
    const char *s;
    ssize n;
    switch (d->kind) {
    case '%': return byte_vec_push(out, '%');
    case 'c': {
        int c = va_arg(ap, int);
        if (c < 0 || c > 255)
            return raise_overflow(t, "PyBytes_FromFormatV(): %%c format expects an integer in range [0; 255]"), false;
        return byte_vec_push(out, (uint8_t)c);
    }
    case 's':
        s = va_arg(ap, const char *);
        n = d->precision < 0 ? (ssize)strlen(s) : (ssize)strnlen(s, (size_t)d->precision);
        return byte_vec_extend(out, (const uint8_t *)s, n);
    case 'p':
        n = snprintf(number, sizeof number, "0x%lx", (unsigned long)(uintptr_t)va_arg(ap, void *));
        break;
    case 'x': n = snprintf(number, sizeof number, "%llx", (unsigned long long)va_arg(ap, unsigned)); break;
    case 'u': n = snprintf(number, sizeof number, "%llu", d->longs ? va_arg(ap, unsigned long long) : va_arg(ap, unsigned)); break;
    default:  n = snprintf(number, sizeof number, "%lld", d->longs ? va_arg(ap, long long) : va_arg(ap, int)); break;
    }
    return byte_vec_extend(out, (const uint8_t *)number, n);
}

PyObject *PyBytes_FromFormatV(const char *format, va_list ap_given)
{
    Thread *t = this_thread();
    ByteVec out = {0};
    va_list ap;
    bool good = true;
    va_copy(ap, ap_given);
    for (const char *p = format; good && *p;) {
        const char *percent = strchrnul(p, '%');
        good = byte_vec_extend(&out, (const uint8_t *)p, percent - p);
        p = percent;
        if (good && *p) {
            Directive d;
            const char *next = read_directive(p + 1, &d, ap);
            bool known = d.kind && strchr("%csp", d.kind) ? !d.longs : d.kind && strchr("diux", d.kind);
            good = known ? put_directive(t, &out, &d, ap) : byte_vec_extend(&out, (const uint8_t *)p, (ssize)strlen(p));
            p = known ? next : "";
        }
    }
    va_end(ap);
    if (!good && !is_raised(t))
        raise_memory(t);
    Value result = good ? bytes_from(t, out.item, out.len) : EMPTY;
    byte_vec_free(&out);
    return to_c_take(t, result);
}

PyObject *PyBytes_FromFormat(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    PyObject *result = PyBytes_FromFormatV(format, ap);
    va_end(ap);
    return result;
}

/* ---- concatenation: on failure *place becomes NULL ---- */

void PyBytes_Concat(PyObject **place, PyObject *right)
{
    Thread *t = this_thread();
    if (!place || !*place)
        return;
    OWN Value left = from_c_take(*place);
    *place = NULL;
    if (!right)
        return;
    if (is_bytes(left))
        *place = to_c_take(t, bytes_concat(t, left, from_c(right)));
    else
        raise_type(t, "can't concat %T to %T", from_c(right), left);
}

void PyBytes_ConcatAndDel(PyObject **place, PyObject *right)
{
    PyBytes_Concat(place, right);
    release(value_of(right));
}

/* ---- literals ---- */

/* Without smart quotes the quotes are single ones, whatever is in between. */
PyObject *PyBytes_Repr(PyObject *o, int smart_quotes)
{
    Thread *t = this_thread();
    Bytes *b = expect_bytes(t, o);
    OWN Value text = b ? byte_repr(t, (ByteSpan){b->data, b->len}, "", "") : EMPTY;
    if (is_empty(text) || smart_quotes || str_at(as_str(text), 1) == '\'')
        return to_c_take(t, take(&text));
    StrBuilder out;
    builder_init(&out, t);
    builder_text(&out, "b'");
    for (ssize i = 2; i < as_str(text)->len - 1; i++) {
        uint32_t c = str_at(as_str(text), i);
        if (c == '\'')
            builder_char(&out, '\\');
        builder_char(&out, c);
    }
    builder_char(&out, '\'');
    return to_c_take(t, builder_take(&out));
}

/* The last two parameters are of times when literals could be recoded. */
PyObject *PyBytes_DecodeEscape(const char *s, Py_ssize_t n, const char *errors, Py_ssize_t unicode, const char *recode_encoding)
{
    Thread *t = this_thread();
    (void)unicode, (void)recode_encoding;
    return n < 0 ? bad_call(t) : to_c_take(t, bytes_escape_decode(t, (const uint8_t *)s, n, errors));
}
