/* set.c: set and frozenset (C API: "Set Objects"). A frozenset is changed only while nobody else has a reference to it. */
#include "object/set.h"

#include "capi/convert.h"
#include "object/error.h"

/* The set or frozenset that o is; NULL with SystemError. `changes`: a frozenset is wrong. */
static Set *check_set(Thread *t, PyObject *o, bool changes)
{
    Ref v = from_c(o);
    if (o && is_any_set(v) && (!changes || has_flag(v, TYPE_IS_SET)))
        return as_set(v);
    return bad_call(t), NULL;
}

/* Always a new one, also of an empty frozenset: it may be filled by PySet_Add(). */
static PyObject *set_of(Type *type, PyObject *iterable)
{
    Thread *t = this_thread();
    OWN Value set = set_new_of(t, type);
    if (!is_empty(set) && iterable && !set_update(t, as_set(set), from_c(iterable)))
        return NULL;
    return to_c_take(t, take(&set));
}

PyObject *PySet_New(PyObject *iterable)         { return set_of(&set_type, iterable); }
PyObject *PyFrozenSet_New(PyObject *iterable)
{
    Thread *t = this_thread();
    if (iterable && is_exact(from_c(iterable), &frozenset_type))
        return to_c(t, from_c(iterable));
    return set_of(&frozenset_type, iterable);
}

Py_ssize_t PySet_Size(PyObject *set)
{
    Set *s = check_set(this_thread(), set, false);
    return s ? s->used : -1;
}

int PySet_Contains(PyObject *set, PyObject *key)
{
    Thread *t = this_thread();
    Set *s = check_set(t, set, false);
    if (!s)
        return -1;
    return key ? (int)set_contains(t, s, from_c(key)) : (bad_call(t), -1);
}

int PySet_Add(PyObject *set, PyObject *key)
{
    Thread *t = this_thread();
    Set *s = check_set(t, set, false);
    if (!s)
        return -1;
    bool frozen = s->head.type->flags & TYPE_IS_FROZENSET;
    if (!key || (frozen && s->head.refcount != 1))
        return bad_call(t), -1;
    if (frozen)
        s->hash = -1;
    return status_to_c(set_add(t, s, from_c(key)));
}

/* 1: it was there, 0: not, -1: error. */
int PySet_Discard(PyObject *set, PyObject *key)
{
    Thread *t = this_thread();
    Set *s = check_set(t, set, true);
    if (!s)
        return -1;
    return key ? (int)set_discard(t, s, from_c(key)) : (bad_call(t), -1);
}

PyObject *PySet_Pop(PyObject *set)
{
    Thread *t = this_thread();
    Set *s = check_set(t, set, true);
    Value key;
    if (!s)
        return NULL;
    if (!set_pop(s, &key))
        return raise_format(t, &exc_KeyError, "pop from an empty set"), NULL;
    return to_c_take(t, key);
}

int PySet_Clear(PyObject *set)
{
    Set *s = check_set(this_thread(), set, true);
    if (s)
        set_clear(s);
    return status_to_c(s);
}
