/* object.c: references and the object protocol (C API: "Reference Counting", "Object Protocol"). */
#include "capi/convert.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/weakref.h"
#include "vm/system_call.h"

/* ---- references ---- */

void Py_IncRef(PyObject *o)                 { retain(value_of(o)); }
void Py_DecRef(PyObject *o)                 { release(value_of(o)); }
void _Py_IncRef(PyObject *o)                { retain(value_of(o)); }
void _Py_DecRef(PyObject *o)                { release(value_of(o)); }
void _Py_SetRefcnt(PyObject *o, Py_ssize_t n)
{
    if (o->ob_refcnt >= 0)
        o->ob_refcnt = n;
}
PyObject *Py_NewRef(PyObject *o)            { return (PyObject *)object_of(retain(value_of(o))); }
PyObject *Py_XNewRef(PyObject *o)           { return Py_NewRef(o); }
int Py_Is(PyObject *a, PyObject *b)         { return a == b; }
int Py_IsNone(PyObject *o)                  { return o == Py_None; }
int Py_IsTrue(PyObject *o)                  { return o == Py_True; }
int Py_IsFalse(PyObject *o)                 { return o == Py_False; }

/* Called by clients' Py_DECREF when the count has come to 0. */
void _Py_Dealloc(PyObject *o) { object_destroy((Object *)o); }

PyObject *Py_GetConstantBorrowed(unsigned int id)
{
    Thread *t = this_thread();
    switch (id) {
    case Py_CONSTANT_NONE: return Py_None;
    case Py_CONSTANT_FALSE: return Py_False;
    case Py_CONSTANT_TRUE: return Py_True;
    case Py_CONSTANT_ELLIPSIS: return Py_Ellipsis;
    case Py_CONSTANT_NOT_IMPLEMENTED: return Py_NotImplemented;
    case Py_CONSTANT_ZERO: return box_new(t, fixnum(0));        /* these boxes are static */
    case Py_CONSTANT_ONE: return box_new(t, fixnum(1));
    case Py_CONSTANT_EMPTY_STR: return (PyObject *)object_of(t->interp->empty_str);
    case Py_CONSTANT_EMPTY_BYTES: return (PyObject *)object_of(t->interp->empty_bytes);
    case Py_CONSTANT_EMPTY_TUPLE: return (PyObject *)object_of(t->interp->empty_tuple);
    default: return bad_call(t);
    }
}

PyObject *Py_GetConstant(unsigned int id)
{
    PyObject *o = Py_GetConstantBorrowed(id);
    return o ? Py_NewRef(o) : NULL;
}

/* ---- text and identity ---- */

/* What functions that take any object show for NULL. */
static PyObject *null_text(Thread *t) { return to_c_take(t, str_from_text(t, "<NULL>")); }

PyObject *PyObject_Repr(PyObject *o)    { Thread *t = this_thread(); return o ? to_c_take(t, repr(t, from_c(o))) : null_text(t); }
PyObject *PyObject_Str(PyObject *o)     { Thread *t = this_thread(); return o ? to_c_take(t, to_str(t, from_c(o))) : null_text(t); }
PyObject *PyObject_ASCII(PyObject *o)   { Thread *t = this_thread(); return o ? to_c_take(t, ascii(t, from_c(o))) : null_text(t); }

/* bytes(o), but for ints, which are an error here. */
PyObject *PyObject_Bytes(PyObject *o)
{
    Thread *t = this_thread();
    if (!o)
        return to_c_take(t, bytes_from(t, "<NULL>", 6));
    Ref v = from_c(o);
    if (is_exact(v, &bytes_type))
        return to_c(t, v);
    if (is_int(v))
        return raise_type(t, "cannot convert '%T' object to bytes", v), NULL;
    return to_c_take(t, call1(t, value_of(&bytes_type), v));
}

PyObject *PyObject_Format(PyObject *o, PyObject *spec)
{
    Thread *t = this_thread();
    if (spec && !is_str(from_c(spec)))
        return raise_system(t, "Format specifier must be a string, not %T", from_c(spec)), NULL;
    return to_c_take(t, format_value(t, from_c(o), from_c(spec)));
}

Py_hash_t PyObject_Hash(PyObject *o)
{
    int64_t hash;
    return hash_of(this_thread(), from_c(o), &hash) ? hash : -1;
}

Py_hash_t PyObject_HashNotImplemented(PyObject *o)
{
    raise_type(this_thread(), "unhashable type: '%T'", from_c(o));
    return -1;
}

int PyObject_IsTrue(PyObject *o) { return test_to_c(test(this_thread(), from_c(o))); }

int PyObject_Not(PyObject *o)
{
    int truth = PyObject_IsTrue(o);
    return truth < 0 ? -1 : !truth;
}

PyObject *PyObject_RichCompare(PyObject *a, PyObject *b, int op)
{
    Thread *t = this_thread();
    if (!a || !b || op < Py_LT || op > Py_GE)
        return bad_call(t);
    return to_c_take(t, compare(t, from_c(a), from_c(b), (CompareOp)op));
}

int PyObject_RichCompareBool(PyObject *a, PyObject *b, int op)
{
    Thread *t = this_thread();
    if (!a || !b || op < Py_LT || op > Py_GE)
        return bad_call(t), -1;
    Ref x = from_c(a), y = from_c(b);
    if (same(x, y) && (op == Py_EQ || op == Py_NE))
        return op == Py_EQ;
    return test_to_c(compare_test(t, x, y, (CompareOp)op));
}

const int _Py_SwappedOp[] = {Py_GT, Py_GE, Py_EQ, Py_NE, Py_LT, Py_LE};

int Py_ReprEnter(PyObject *o)
{
    Lookup r = repr_enter(this_thread(), from_c(o));
    return r == ERROR ? -1 : r == FOUND;
}
void Py_ReprLeave(PyObject *o) { repr_leave(this_thread(), from_c(o)); }

int Py_EnterRecursiveCall(const char *where) { return status_to_c(recursion_enter(this_thread(), where)); }
void Py_LeaveRecursiveCall(void)             { recursion_leave(this_thread()); }
int _Py_CheckRecursiveCall(const char *where)
{
    Thread *t = this_thread();
    if (!recursion_enter(t, where))
        return -1;
    recursion_leave(t);
    return 0;
}

/* ---- classes ---- */

PyObject *PyObject_Type(PyObject *o)
{
    Thread *t = this_thread();
    return o ? to_c(t, value_of(type_of(from_c(o)))) : bad_call(t);
}
int PyObject_IsInstance(PyObject *o, PyObject *cls)     { return test_to_c(is_instance(this_thread(), from_c(o), from_c(cls))); }
int PyObject_IsSubclass(PyObject *o, PyObject *cls)     { return test_to_c(is_subclass(this_thread(), from_c(o), from_c(cls))); }
int PyCallable_Check(PyObject *o)                       { return o && is_callable(from_c(o)); }

PyObject *PyObject_Dir(PyObject *o)
{
    Thread *t = this_thread();
    Ref dir = dict_peek_name(t->interp->builtins, NAME(dir));
    if (is_empty(dir))
        return raise_runtime(t, "the builtin dir is missing"), NULL;
    return to_c_take(t, o ? call1(t, dir, from_c(o)) : call0(t, dir));
}

/* ---- attributes ---- */

PyObject *PyObject_GetAttr(PyObject *o, PyObject *name)
{
    Thread *t = this_thread();
    Ref key = from_c(name);
    if (!is_str(key))
        return raise_type(t, "attribute name must be string, not '%T'", key), NULL;
    return to_c_take(t, get_attr(t, from_c(o), key));
}

PyObject *PyObject_GetAttrString(PyObject *o, const char *name)
{
    Thread *t = this_thread();
    OWN Value key = name_from_c(t, name);
    return is_empty(key) ? NULL : to_c_take(t, get_attr(t, from_c(o), key));
}

int PyObject_GetOptionalAttr(PyObject *o, PyObject *name, PyObject **result)
{
    Thread *t = this_thread();
    Value found = EMPTY;
    Ref key = from_c(name);
    *result = NULL;
    if (!is_str(key))
        return raise_type(t, "attribute name must be string, not '%T'", key), -1;
    Lookup r = find_attr(t, from_c(o), key, &found);
    return lookup_to_c_take(t, r, found, result);
}

int PyObject_GetOptionalAttrString(PyObject *o, const char *name, PyObject **result)
{
    OWN Value key = name_from_c(this_thread(), name);
    *result = NULL;
    return is_empty(key) ? -1 : PyObject_GetOptionalAttr(o, (PyObject *)object_of(key), result);
}

int PyObject_HasAttrWithError(PyObject *o, PyObject *name)
{
    PyObject *found;
    int r = PyObject_GetOptionalAttr(o, name, &found);
    Py_XDECREF(found);
    return r;
}

int PyObject_HasAttrStringWithError(PyObject *o, const char *name)
{
    PyObject *found;
    int r = PyObject_GetOptionalAttrString(o, name, &found);
    Py_XDECREF(found);
    return r;
}

/* These two cannot fail: errors are swallowed. */
static int swallow(int r)
{
    if (r < 0)
        raised_clear(this_thread());
    return r > 0;
}
int PyObject_HasAttr(PyObject *o, PyObject *name)           { return swallow(PyObject_HasAttrWithError(o, name)); }
int PyObject_HasAttrString(PyObject *o, const char *name)   { return swallow(PyObject_HasAttrStringWithError(o, name)); }

int PyObject_SetAttr(PyObject *o, PyObject *name, PyObject *value)
{
    Thread *t = this_thread();
    Ref key = from_c(name);
    if (!is_str(key))
        return raise_type(t, "attribute name must be string, not '%T'", key), -1;
    return status_to_c(set_attr(t, from_c(o), key, from_c(value)));
}

int PyObject_SetAttrString(PyObject *o, const char *name, PyObject *value)
{
    Thread *t = this_thread();
    OWN Value key = name_from_c(t, name);
    return status_to_c(!is_empty(key) && set_attr(t, from_c(o), key, from_c(value)));
}

int PyObject_DelAttr(PyObject *o, PyObject *name)           { return PyObject_SetAttr(o, name, NULL); }
int PyObject_DelAttrString(PyObject *o, const char *name)   { return PyObject_SetAttrString(o, name, NULL); }

PyObject *PyObject_GenericGetAttr(PyObject *o, PyObject *name)
{
    Thread *t = this_thread();
    return to_c_take(t, object_generic_getattr(t, from_c(o), from_c(name)));
}

int PyObject_GenericSetAttr(PyObject *o, PyObject *name, PyObject *value)
{
    return status_to_c(object_generic_setattr(this_thread(), from_c(o), from_c(name), from_c(value)));
}

PyObject *PyObject_GenericGetDict(PyObject *o, void *context)
{
    Thread *t = this_thread();
    (void)context;
    return to_c_take(t, instance_dict_getset.get(t, from_c(o)));
}

int PyObject_GenericSetDict(PyObject *o, PyObject *value, void *context)
{
    (void)context;
    return status_to_c(instance_dict_getset.set(this_thread(), from_c(o), from_c(value)));
}

/* ---- items ---- */

Py_ssize_t PyObject_Size(PyObject *o)
{
    ssize n;
    return length(this_thread(), from_c(o), &n) ? n : -1;
}
Py_ssize_t PyObject_Length(PyObject *o) { return PyObject_Size(o); }

PyObject *PyObject_GetItem(PyObject *o, PyObject *key)
{
    Thread *t = this_thread();
    return to_c_take(t, get_item(t, from_c(o), from_c(key)));
}

int PyObject_SetItem(PyObject *o, PyObject *key, PyObject *value)
{
    Thread *t = this_thread();
    if (!o || !key || !value)
        return bad_call(t), -1;
    return status_to_c(set_item(t, from_c(o), from_c(key), from_c(value)));
}

int PyObject_DelItem(PyObject *o, PyObject *key) { return status_to_c(set_item(this_thread(), from_c(o), from_c(key), EMPTY)); }

int PyObject_DelItemString(PyObject *o, const char *key)
{
    Thread *t = this_thread();
    OWN Value name = name_from_c(t, key);
    return status_to_c(!is_empty(name) && set_item(t, from_c(o), name, EMPTY));
}

PyObject *PyObject_GetIter(PyObject *o)
{
    Thread *t = this_thread();
    return to_c_take(t, iter(t, from_c(o)));
}

PyObject *PyObject_GetAIter(PyObject *o)
{
    Thread *t = this_thread();
    Ref v = from_c(o);
    Type *type = type_of(v);
    if (!type->aiter)
        return raise_type(t, "'%T' object is not an async iterable", v), NULL;
    OWN Value it = type->aiter(t, v);
    if (!is_empty(it) && !type_of(it)->anext)
        return raise_type(t, "aiter() returned not an async iterator of type '%T'", it), NULL;
    return to_c_take(t, take(&it));
}

PyObject *PyObject_SelfIter(PyObject *o) { return Py_NewRef(o); }

int PyObject_AsFileDescriptor(PyObject *o)
{
    int fd;
    return to_descriptor(this_thread(), from_c(o), &fd) ? fd : -1;
}

/* Weak references to a dying object have been cleared before its tp_dealloc is called; but to what came to life meanwhile, not. */
void PyObject_ClearWeakRefs(PyObject *o)
{
    Thread *t = this_thread();
    if (t->interp->weakref_count && ((Object *)o)->type->flags & TYPE_WEAKREFS && weakref_count(value_of(o))) {
        ((Object *)o)->refcount++;
        weakrefs_clear((Object *)o);
        ((Object *)o)->refcount--;
    }
}
