/* weakref.c: weak references (C API: "Weak Reference Objects"). */
#include "object/weakref.h"

#include "capi/convert.h"
#include "object/error.h"

static bool is_proxy(Ref v) { return is_exact(v, &weakproxy_type) || is_exact(v, &weakcallableproxy_type); }

/* callback NULL or None: none. */
PyObject *PyWeakref_NewRef(PyObject *o, PyObject *callback)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, weakref_new(t, from_c(o), from_c(callback))) : bad_call(t);
}
PyObject *PyWeakref_NewProxy(PyObject *o, PyObject *callback)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, weakproxy_new(t, from_c(o), from_c(callback))) : bad_call(t);
}

/* Borrowed from whoever keeps the object alive; None when it is dead. */
PyObject *PyWeakref_GetObject(PyObject *ref)
{
    Thread *t = this_thread();
    Ref v = from_c(ref);
    if (!ref || (!is_weakref(v) && !is_proxy(v)))
        return bad_call(t);
    Object *referent = as_weakref(v)->referent;
    return referent && referent->refcount ? (PyObject *)referent : Py_None;
}

/* 1 and a new reference; 0: dead; -1: error. */
int PyWeakref_GetRef(PyObject *ref, PyObject **object)
{
    Thread *t = this_thread();
    Ref v = from_c(ref);
    *object = NULL;
    if (!ref)
        return bad_call(t), -1;
    if (!is_weakref(v) && !is_proxy(v))
        return raise_type(t, "expected a weakref"), -1;
    *object = (PyObject *)object_of(weakref_get(v));
    return *object != NULL;
}
