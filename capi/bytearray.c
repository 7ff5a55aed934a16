/* bytearray.c: bytearrays (C API: "Byte Array Objects"). */
#include "capi/convert.h"
#include "object/bytes_ops.h"
#include "object/error.h"

/* The bytearray that o is; NULL with SystemError. */
static ByteArray *check_bytearray(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_ptr(v) && type_is_subtype(type_of(v), &bytearray_type)))
        return as_bytearray(v);
    return bad_call(t), NULL;
}

/* bytearray(o) */
PyObject *PyByteArray_FromObject(PyObject *o)
{
    Thread *t = this_thread();
    return to_c_take(t, o ? call1(t, value_of(&bytearray_type), from_c(o)) : call0(t, value_of(&bytearray_type)));
}

/* s NULL: of any content. */
PyObject *PyByteArray_FromStringAndSize(const char *s, Py_ssize_t n)
{
    Thread *t = this_thread();
    if (n < 0)
        return raise_system(t, "Negative size passed to PyByteArray_FromStringAndSize"), NULL;
    if (s)
        return to_c_take(t, bytearray_from(t, s, n));
    OWN Value array = bytearray_from(t, NULL, 0);
    if (is_empty(array) || !bytearray_resize(t, as_bytearray(array), n))
        return NULL;
    if (n)
        memset(as_bytearray(array)->data, 0, (size_t)n);
    return to_c_take(t, take(&array));
}

/* Of anything with a buffer. */
PyObject *PyByteArray_Concat(PyObject *a, PyObject *b)
{
    Thread *t = this_thread();
    Buffer left;
    if (!a || !b)
        return bad_call(t);
    Ref first = from_c(a), second = from_c(b);
    if (!has_buffer(first) || !has_buffer(second))
        return raise_type(t, "can't concat %T to %T", second, first), NULL;
    if (!buffer_get(t, first, &left, BUFFER_SIMPLE))
        return NULL;
    OWN Value array = bytearray_from(t, left.data, left.len);
    buffer_release(&left);
    return is_empty(array) ? NULL : to_c_take(t, byte_concat(t, array, second));
}

Py_ssize_t PyByteArray_Size(PyObject *o)
{
    ByteArray *b = check_bytearray(this_thread(), o);
    return b ? b->len : -1;
}

/* With a NUL behind, until the length changes. */
char *PyByteArray_AsString(PyObject *o)
{
    ByteArray *b = check_bytearray(this_thread(), o);
    return b ? (char *)b->data : NULL;
}

int PyByteArray_Resize(PyObject *o, Py_ssize_t n)
{
    Thread *t = this_thread();
    ByteArray *b = check_bytearray(t, o);
    if (!b)
        return -1;
    if (n < 0)
        return raise_value(t, "Can only resize to positive sizes, got %zd", n), -1;
    return status_to_c(bytearray_resize(t, b, n));
}
