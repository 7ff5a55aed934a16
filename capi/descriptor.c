/* descriptor.c: descriptors made by hand (C API: "Descriptor Objects"), and list[int] (C API: "Objects for Type Hinting"). Those of
 * members and of getters and setters are in member.c. */
#include "object/descriptor.h"

#include "capi/function.h"
#include "object/error.h"
#include "object/generic_alias.h"

/* flag: METH_CLASS or 0, whatever def says itself. */
static PyObject *method_descriptor(PyTypeObject *type, PyMethodDef *def, int flag)
{
    Thread *t = this_thread();
    if (!type || !def)
        return bad_call(t);
    if ((def->ml_flags & METH_CLASS) != flag) {
        PyMethodDef *changed = capi_keep(t, sizeof *changed);
        if (!changed)
            return NULL;
        *changed = *def;
        changed->ml_flags ^= METH_CLASS;
        def = changed;
    }
    const MethodDef *row = foreign_method(t, def, type_from_c(type));
    return row ? to_c_take(t, method_descriptor_new(t, type_from_c(type), row)) : NULL;
}

PyObject *PyDescr_NewMethod(PyTypeObject *type, PyMethodDef *def)      { return method_descriptor(type, def, 0); }
PyObject *PyDescr_NewClassMethod(PyTypeObject *type, PyMethodDef *def) { return method_descriptor(type, def, METH_CLASS); }

/* The method of a slot (object.__str__) of one object. */
PyObject *PyWrapper_New(PyObject *descriptor, PyObject *self)
{
    Thread *t = this_thread();
    if (!descriptor || !self || !is_exact(from_c(descriptor), &wrapper_descriptor_type))
        return bad_call(t);
    Ref v = from_c(self);
    return to_c_take(t, wrapper_descriptor_type.descr_get(t, from_c(descriptor), v, value_of(type_of(v))));
}

PyObject *Py_GenericAlias(PyObject *origin, PyObject *args)
{
    Thread *t = this_thread();
    return origin && args ? to_c_take(t, generic_alias_new(t, from_c(origin), from_c(args))) : bad_call(t);
}
