/* slice.c: slices (C API: "Slice Objects"). */
#include "capi/convert.h"
#include "object/error.h"
#include "object/range.h"

/* The slice that o is; NULL with SystemError. */
static Slice *check_slice(Thread *t, PyObject *o)
{
    Ref v = from_c(o);
    if (likely(o && is_exact(v, &slice_type)))
        return as_slice(v);
    return bad_call(t), NULL;
}

/* NULL is None. */
PyObject *PySlice_New(PyObject *start, PyObject *stop, PyObject *step)
{
    Thread *t = this_thread();
    return to_c_take(t, slice_new(t, from_c(start), from_c(stop), from_c(step)));
}

int PySlice_Unpack(PyObject *slice, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step)
{
    Thread *t = this_thread();
    Slice *s = check_slice(t, slice);
    return status_to_c(s && slice_unpack(t, s, start, stop, step));
}

Py_ssize_t PySlice_AdjustIndices(Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t step)
{
    return slice_adjust(length, start, stop, step);
}

int PySlice_GetIndicesEx(PyObject *slice, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step, Py_ssize_t *count)
{
    if (PySlice_Unpack(slice, start, stop, step))
        return -1;
    *count = slice_adjust(length, start, stop, *step);
    return 0;
}

/* One part: None gives `absent`; what is no int fails without an exception. */
static bool old_part(Thread *t, Ref v, ssize absent, ssize *out)
{
    *out = absent;
    return is_none(v) || (is_int(v) && to_ssize(t, v, &exc_OverflowError, out));
}

/* The old one, which clips nothing: -1, mostly without an exception, for bounds outside the sequence. */
int PySlice_GetIndices(PyObject *slice, Py_ssize_t length, Py_ssize_t *start, Py_ssize_t *stop, Py_ssize_t *step)
{
    Thread *t = this_thread();
    Slice *s = check_slice(t, slice);
    if (!s || !old_part(t, s->step, 1, step))
        return -1;
    bool backwards = *step < 0;
    if (!old_part(t, s->start, backwards ? length - 1 : 0, start) || !old_part(t, s->stop, backwards ? -1 : length, stop))
        return -1;
    if (!is_none(s->start) && *start < 0)
        *start += length;
    if (!is_none(s->stop) && *stop < 0)
        *stop += length;
    return *stop > length || *start >= length || *step == 0 ? -1 : 0;
}
