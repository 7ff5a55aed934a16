/* sequence.c: items by position (C API: "Sequence Protocol"). */
#include "object/sequence.h"

#include "capi/convert.h"
#include "object/int.h"
#include "object/list.h"
#include "object/range.h"

int PySequence_Check(PyObject *o) { return o && is_sequence(from_c(o)); }

/* A dict and its proxies have a length, but no positions. */
static bool is_mapping_only(Ref v) { return is_ptr(v) && (has_flag(v, TYPE_IS_DICT) || is_exact(v, &mapping_proxy_type)); }

Py_ssize_t PySequence_Size(PyObject *o)
{
    Thread *t = this_thread();
    ssize n;
    if (!o)
        return null_call(t), -1;
    Ref v = from_c(o);
    if (is_mapping_only(v))
        return raise_type(t, "%T is not a sequence", v), -1;
    return length(t, v, &n) ? n : -1;
}
Py_ssize_t PySequence_Length(PyObject *o) { return PySequence_Size(o); }

PyObject *PySequence_Concat(PyObject *a, PyObject *b)
{
    Thread *t = this_thread();
    return a && b ? to_c_take(t, sequence_concat(t, from_c(a), from_c(b), false)) : null_call(t);
}
PyObject *PySequence_InPlaceConcat(PyObject *a, PyObject *b)
{
    Thread *t = this_thread();
    return a && b ? to_c_take(t, sequence_concat(t, from_c(a), from_c(b), true)) : null_call(t);
}
PyObject *PySequence_Repeat(PyObject *o, Py_ssize_t count)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, sequence_repeat(t, from_c(o), count, false)) : null_call(t);
}
PyObject *PySequence_InPlaceRepeat(PyObject *o, Py_ssize_t count)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, sequence_repeat(t, from_c(o), count, true)) : null_call(t);
}

/* ---- items ---- */

/* A negative position is counted from the end, once; one that is before the start is left to the object. */
static bool adjust(Thread *t, Ref v, ssize *i)
{
    ssize n;
    if (*i >= 0 || !type_of(v)->len)
        return true;
    if (!length(t, v, &n))
        return false;
    if (*i + n >= 0)
        *i += n;
    return true;
}

PyObject *PySequence_GetItem(PyObject *o, Py_ssize_t i)
{
    Thread *t = this_thread();
    if (!o)
        return null_call(t);
    Ref v = from_c(o);
    if (!is_sequence(v)) {
        if (type_of(v)->getitem)
            return raise_type(t, "%T is not a sequence", v), NULL;
        return raise_type(t, "'%T' object does not support indexing", v), NULL;
    }
    return adjust(t, v, &i) ? to_c_take(t, get_index(t, v, i)) : NULL;
}

/* value EMPTY: delete. */
static int set_index(Thread *t, PyObject *o, ssize i, Ref value, const char *refusal)
{
    if (!o)
        return null_call(t), -1;
    Ref v = from_c(o);
    if (!type_of(v)->setitem || !is_sequence(v)) {
        if (type_of(v)->getitem && !is_sequence(v))
            return raise_type(t, "%T is not a sequence", v), -1;
        return raise_type(t, "'%T' object %s", v, refusal), -1;
    }
    OWN Value key = adjust(t, v, &i) ? int_from_ssize(t, i) : EMPTY;
    return status_to_c(!is_empty(key) && set_item(t, v, key, value));
}

int PySequence_SetItem(PyObject *o, Py_ssize_t i, PyObject *value)
{
    Thread *t = this_thread();
    if (!value)
        return PySequence_DelItem(o, i);
    return set_index(t, o, i, from_c(value), "does not support item assignment");
}
int PySequence_DelItem(PyObject *o, Py_ssize_t i) { return set_index(this_thread(), o, i, EMPTY, "doesn't support item deletion"); }

/* ---- slices ---- */

static Value slice_between(Thread *t, ssize low, ssize high)
{
    OWN Value start = int_from_ssize(t, low), stop = int_from_ssize(t, high);
    return is_empty(start) || is_empty(stop) ? EMPTY : slice_new(t, start, stop, EMPTY);
}

PyObject *PySequence_GetSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high)
{
    Thread *t = this_thread();
    if (!o)
        return null_call(t);
    Ref v = from_c(o);
    if (!type_of(v)->getitem)
        return raise_type(t, "'%T' object is unsliceable", v), NULL;
    OWN Value slice = slice_between(t, low, high);
    return is_empty(slice) ? NULL : to_c_take(t, get_item(t, v, slice));
}

static int set_slice(Thread *t, PyObject *o, ssize low, ssize high, Ref value, const char *what)
{
    if (!o)
        return null_call(t), -1;
    Ref v = from_c(o);
    if (!type_of(v)->setitem)
        return raise_type(t, "'%T' object doesn't support slice %s", v, what), -1;
    OWN Value slice = slice_between(t, low, high);
    return status_to_c(!is_empty(slice) && set_item(t, v, slice, value));
}

/* value NULL: delete. */
int PySequence_SetSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high, PyObject *value)
{
    return set_slice(this_thread(), o, low, high, from_c(value), "assignment");
}
int PySequence_DelSlice(PyObject *o, Py_ssize_t low, Py_ssize_t high)
{
    return set_slice(this_thread(), o, low, high, EMPTY, "deletion");
}

/* ---- searching ---- */

/* For counting and finding, "not iterable" is told of the argument. */
static void not_iterable(Thread *t, Ref v)
{
    if (!type_of(v)->iter && !is_sequence(v) && raised_catch(t, &exc_TypeError))
        raise_type(t, "argument of type '%T' is not iterable", v);
}

Py_ssize_t PySequence_Count(PyObject *o, PyObject *value)
{
    Thread *t = this_thread();
    ssize n;
    if (!o || !value)
        return null_call(t), -1;
    if (iterable_count(t, from_c(o), from_c(value), &n))
        return n;
    not_iterable(t, from_c(o));
    return -1;
}

Py_ssize_t PySequence_Index(PyObject *o, PyObject *value)
{
    Thread *t = this_thread();
    ssize i;
    if (!o || !value)
        return null_call(t), -1;
    switch (iterable_find(t, from_c(o), from_c(value), &i)) {
    case FOUND:   return i;
    case MISSING: return raise_value(t, "sequence.index(x): x not in sequence"), -1;
    default:      return not_iterable(t, from_c(o)), -1;
    }
}

int PySequence_Contains(PyObject *o, PyObject *value)
{
    Thread *t = this_thread();
    if (!o || !value)
        return null_call(t), -1;
    return test_to_c(contains(t, from_c(o), from_c(value)));
}
int PySequence_In(PyObject *o, PyObject *value) { return PySequence_Contains(o, value); }

/* ---- copies ---- */

PyObject *PySequence_List(PyObject *o)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, to_list(t, from_c(o))) : null_call(t);
}

PyObject *PySequence_Tuple(PyObject *o)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, to_tuple(t, from_c(o))) : null_call(t);
}

/* The list or tuple itself, or a new list: TypeError with the message for what is not iterable. */
PyObject *PySequence_Fast(PyObject *o, const char *message)
{
    Thread *t = this_thread();
    if (!o)
        return null_call(t);
    Ref v = from_c(o);
    if (is_exact(v, &list_type) || is_exact(v, &tuple_type))
        return to_c(t, v);
    OWN Value it = iter(t, v);
    if (is_empty(it)) {
        if (raised_catch(t, &exc_TypeError))
            raise_type(t, "%s", message);
        return NULL;
    }
    return to_c_take(t, to_list(t, it));
}
