/* tuple.c: tuples (C API: "Tuple Objects"). A tuple is changed only while nobody else has a reference to it. */
#include "object/tuple.h"

#include <stdarg.h>

#include "capi/convert.h"
#include "object/error.h"
#include "object/gc.h"

/* The tuple that o is; NULL with SystemError. */
static Tuple *check_tuple(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_tuple(v)))
        return as_tuple(v);
    return bad_call(t), NULL;
}

/* Its places are empty until they are set, which has to be done before anybody else sees the tuple. */
PyObject *PyTuple_New(Py_ssize_t n)
{
    Thread *t = this_thread();
    return n < 0 ? bad_call(t) : to_c_take(t, tuple_new(t, n));
}

PyObject *PyTuple_Pack(Py_ssize_t n, ...)
{
    Thread *t = this_thread();
    va_list ap;
    if (n < 0)
        return bad_call(t);
    Value tuple = tuple_new(t, n);
    va_start(ap, n);
    for (ssize i = 0; !is_empty(tuple) && i < n; i++)
        as_tuple(tuple)->item[i] = retain(from_c(va_arg(ap, PyObject *)));
    va_end(ap);
    return to_c_take(t, tuple);
}

Py_ssize_t PyTuple_Size(PyObject *tuple)
{
    Tuple *v = check_tuple(this_thread(), tuple);
    return v ? v->len : -1;
}

PyObject *PyTuple_GetItem(PyObject *tuple, Py_ssize_t i)
{
    Thread *t = this_thread();
    Tuple *v = check_tuple(t, tuple);
    if (!v)
        return NULL;
    if (i < 0 || i >= v->len)
        return raise_index(t, "tuple index out of range"), NULL;
    return lend_to_c(t, v->item[i]);
}

/* Steals item, also on failure. */
int PyTuple_SetItem(PyObject *tuple, Py_ssize_t i, PyObject *item)
{
    Thread *t = this_thread();
    OWN Value value = from_c_take(item);
    Tuple *v = check_tuple(t, tuple);
    if (!v)
        return -1;
    if (v->head.refcount != 1)
        return bad_call(t), -1;
    if (i < 0 || i >= v->len)
        return raise_index(t, "tuple assignment index out of range"), -1;
    gc_track(&v->head);                         /* a collection may have found it harmless while it was empty */
    replace_take(&v->item[i], take(&value));
    return 0;
}

PyObject *PyTuple_GetSlice(PyObject *tuple, Py_ssize_t low, Py_ssize_t high)
{
    Thread *t = this_thread();
    Tuple *v = check_tuple(t, tuple);
    if (!v)
        return NULL;
    low = low < 0 ? 0 : MIN(low, v->len);
    high = high < low ? low : MIN(high, v->len);
    return to_c_take(t, tuple_slice(t, value_of(v), low, high));
}
