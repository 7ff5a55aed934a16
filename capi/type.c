/* type.c: what the API asks of any type (C API: "Type Objects"). */
#include "capi/type.h"

#include "object/error.h"
#include "object/protocol.h"
#include "object/type_internal.h"

/* Bits of PyType_GetFlags() for ours. */
static const struct { uint32_t ours; unsigned long theirs; } flag_rows[] = {
    {TYPE_HEAP, Py_TPFLAGS_HEAPTYPE}, {TYPE_GC, Py_TPFLAGS_HAVE_GC}, {TYPE_BASE, Py_TPFLAGS_BASETYPE},
    {TYPE_READY, Py_TPFLAGS_READY}, {TYPE_ABSTRACT, Py_TPFLAGS_IS_ABSTRACT}, {TYPE_IS_INT, Py_TPFLAGS_LONG_SUBCLASS},
    {TYPE_IS_LIST, Py_TPFLAGS_LIST_SUBCLASS}, {TYPE_IS_TUPLE, Py_TPFLAGS_TUPLE_SUBCLASS}, {TYPE_IS_BYTES, Py_TPFLAGS_BYTES_SUBCLASS},
    {TYPE_IS_STR, Py_TPFLAGS_UNICODE_SUBCLASS}, {TYPE_IS_DICT, Py_TPFLAGS_DICT_SUBCLASS},
    {TYPE_IS_EXCEPTION, Py_TPFLAGS_BASE_EXC_SUBCLASS}, {TYPE_IS_TYPE, Py_TPFLAGS_TYPE_SUBCLASS},
    {TYPE_IS_MAPPING, Py_TPFLAGS_MAPPING}, {TYPE_IS_SEQUENCE, Py_TPFLAGS_SEQUENCE},
};

unsigned long PyType_GetFlags(PyTypeObject *cls)
{
    const Type *type = type_from_c(cls);
    unsigned long flags = Py_TPFLAGS_DEFAULT;
    for (ssize i = 0; i < COUNT_OF(flag_rows); i++)
        if (type->flags & flag_rows[i].ours)
            flags |= flag_rows[i].theirs;
    if (!(type->flags & TYPE_HEAP))
        flags |= Py_TPFLAGS_IMMUTABLETYPE;
    return flags;
}

int PyType_IsSubtype(PyTypeObject *a, PyTypeObject *b) { return type_is_subtype(type_from_c(a), type_from_c(b)); }

int PyType_Ready(PyTypeObject *type) { return status_to_c(type_ready(this_thread(), type_from_c(type))); }

void PyType_Modified(PyTypeObject *type)
{
    Thread *t = this_thread();
    if (!type_modified(t, type_from_c(type), EMPTY))
        raised_clear(t);
}

unsigned int PyType_ClearCache(void) { return 0; }

Value type_full_name(Thread *t, Type *type)
{
    OWN Value qualname = type_qualname(t, type), module = is_empty(qualname) ? EMPTY : type_module(t, type);
    if (is_empty(qualname) || is_empty(module) || !is_str(module) || str_is(module, "builtins") || str_is(module, "__main__"))
        return is_raised(t) ? EMPTY : take(&qualname);
    return str_format(t, "%S.%S", module, qualname);
}
