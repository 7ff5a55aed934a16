/* _ctypes.c: module _ctypes: C data types and calls of C functions; lib/ctypes shows it. Python manual: ctypes.
 *
 * The parts: metatype.c (what classes share), data.c (what instances share), simple.c, pointer.c, array.c, struct.c and field.c,
 * function.c; convert.c and argument.c for values, call.c and callback.c for the two directions of calls. This file has the
 * functions of the module.
 */
#include "modules/_ctypes/types.h"

#include <dlfcn.h>
#include <wchar.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_ctypes/_ctypes.h"

extern const ModuleDef module_def__ctypes;
CtypesState *ctypes_state(Thread *t) { return module_def_state(t, &module_def__ctypes); }

/* ---- sizes and addresses ---- */

/** sizeof(C type) -> integer
 * sizeof(C instance) -> integer
 *
 * Return the size in bytes of a C instance */
FUNCTION1(_ctypes, sizeof, obj)
{
    if (is_data(obj))
        return int_from_ssize(t, as_data(obj)->size);
    CType *c = defined_ctype(obj);
    return c ? int_from_ssize(t, c->size) : raise_type(t, "this type has no size");
}
/** alignment(C type) -> integer
 * alignment(C instance) -> integer
 *
 * Return the alignment requirements of a C instance */
FUNCTION1(_ctypes, alignment, obj)
{
    CType *c = is_data(obj) ? ctype_of(obj) : defined_ctype(obj);
    return c ? int_from_ssize(t, c->align) : raise_type(t, "no alignment info");
}
/** addressof(C instance) -> integer
 *
 * Return the address of the C instance internal buffer */
FUNCTION1(_ctypes, addressof, obj)
{
    if (!is_data(obj))
        return raise_type(t, "invalid type");
    return int_from_uint64(t, (uint64_t)as_data(obj)->data);
}
/** byref(C instance[, offset=0]) -> byref-object
 *
 * Return a pointer lookalike to a C instance, only usable as function argument */
FUNCTION(_ctypes, byref, "(obj, offset: index=0, /)")
{
    if (!is_data(a->obj))
        return raise_type(t, "byref() argument must be a ctypes instance, not '%T'", a->obj);
    return parameter_pointer(t, 'P', (void *)((uintptr_t)as_data(a->obj)->data + (uintptr_t)a->offset), a->obj);
}
/** Resize the memory buffer of a ctypes instance */
FUNCTION(_ctypes, resize, "(obj, size: index, /)")
{
    if (!is_data(a->obj))
        return raise_type(t, "excepted ctypes instance");
    return data_resize(t, a->obj, a->size) ? NONE : EMPTY;
}

/** The class of pointers to the given class. */
FUNCTION1(_ctypes, POINTER, cls) { return pointer_class_of(t, cls); }
/** A pointer to the instance. */
FUNCTION1(_ctypes, pointer, obj)
{
    if (!is_data(obj))
        return raise_type(t, "_type_ must have storage info");
    OWN Value cls = pointer_class_of(t, value_of(type_of(obj)));
    return is_empty(cls) ? EMPTY : call1(t, cls, obj);
}

/* ---- errno ---- */

FUNCTION0(_ctypes, get_errno) { return fixnum(*private_errno()); }
FUNCTION(_ctypes, set_errno, "(value: int, /)")
{
    int old = *private_errno();
    *private_errno() = a->value;
    return fixnum(old);
}

/* ---- libraries ---- */

static Value raise_dl(Thread *t)
{
    const char *why = dlerror();
    return raise_format(t, &exc_OSError, "%s", why ? why : "dlopen() error");
}

/** dlopen(name, flag=RTLD_LOCAL): open a shared library. None: the program itself. */
FUNCTION(_ctypes, dlopen, "(name, flag: int=0, /)")
{
    OWN Value name = is_none(a->name) ? EMPTY : to_fs_bytes(t, a->name);
    if (is_empty(name) && !is_none(a->name))
        return EMPTY;
    const char *file = is_empty(name) ? NULL : (const char *)as_bytes(name)->data;
    void *handle;
    dlerror();
    handle = dlopen(file, a->flag | RTLD_NOW);      /* with the GIL: constructors may call Python */
    return handle ? int_from_uint64(t, (uint64_t)handle) : raise_dl(t);
}
/** Find symbol in a library given by its handle. */
FUNCTION(_ctypes, dlsym, "(handle, name: str, /)")
{
    uint64_t handle;
    const char *name = str_utf8(t, a->name, NULL);
    if (!name || !int_masked(t, a->handle, &handle))
        return EMPTY;
    dlerror();
    void *address = dlsym((void *)handle, name);
    return address ? int_from_uint64(t, (uint64_t)address) : raise_dl(t);
}
/** Close a library. */
FUNCTION1(_ctypes, dlclose, handle)
{
    uint64_t h;
    if (!int_masked(t, handle, &h))
        return EMPTY;
    dlerror();
    return dlclose((void *)h) ? raise_dl(t) : NONE;
}

static Value call_bare(Thread *t, Ref address, Ref args)
{
    uint64_t p;
    if (!is_int(address))
        return raise_type(t, "an integer function address is required, not %T", address);
    return int_masked(t, address, &p) ? foreign_call(t, (void *)p, FUNCTION_CDECL, EMPTY, EMPTY, as_tuple(args)->item, as_tuple(args)->len)
                                      : EMPTY;
}
/** Call the function at an address with a tuple of arguments; its result is an int. */
FUNCTION(_ctypes, call_function, "(address, arguments: tuple, /)") { return call_bare(t, a->address, a->arguments); }
FUNCTION(_ctypes, call_cdeclfunction, "(address, arguments: tuple, /)") { return call_bare(t, a->address, a->arguments); }

/* ---- memory at addresses ---- */

/** cast(obj, typ): a pointer of another class to the same memory; keeps alive what obj keeps. */
FUNCTION(_ctypes, cast, "(obj, typ)")
{
    CType *c = defined_ctype(a->typ);
    Value hold;
    void *p;
    if (!c || !(c->kind == KIND_POINTER || c->kind == KIND_FUNCTION || (c->kind == KIND_SIMPLE && strchr("PzZXO", c->code))))
        return raise_type(t, "cast() argument 2 must be a pointer, not %s",
                          is_type(a->typ) ? type_display_name(as_type(a->typ)) : type_display_name(type_of(a->typ)));
    if (!address_argument(t, a->obj, &p, &hold)) {
        if (raised_matches(t, &exc_TypeError))
            extend_error(t, &argument_error_type, "argument 1: ");
        return EMPTY;
    }
    OWN Value held = hold, result = call0(t, a->typ);
    if (is_empty(result))
        return EMPTY;
    if (!is_data(result) || as_data(result)->size < (ssize)sizeof p)
        return raise_type(t, "cast() argument 2 gave %T", result);
    memcpy(as_data(result)->data, &p, sizeof p);
    Ref kept = is_data(a->obj) ? data_keep(t, a->obj) : held;
    if (is_empty(kept))
        return EMPTY;
    if (is_exact(kept, &dict_type)) {
        OWN Value id = int_from_uint64(t, a->obj.bits), dict = retain(kept);
        if (is_empty(id) || !dict_set(t, as_dict(dict), id, a->obj))
            return EMPTY;
    }
    if (!is_data(a->obj) && c->length)
        return data_keep_take(t, result, -1, retain(held)) ? take(&result) : EMPTY;
    if (!is_none(kept))
        replace_take(&as_data(result)->keep, retain(kept));
    return take(&result);
}

/* The address an argument stands for, not NULL; hold as in address_argument(). */
static bool read_address(Thread *t, Ref v, ssize size, void **p, Value *hold)
{
    if (size < -1)
        return raise_value(t, "size must not be negative"), *hold = EMPTY, false;
    if (!address_argument(t, v, p, hold)) {
        if (raised_matches(t, &exc_TypeError))
            extend_error(t, &argument_error_type, "argument 1: ");
        return false;
    }
    if (*p || size == 0)
        return true;
    release(take(hold));
    return raise_value(t, "NULL pointer access"), false;
}
/** string_at(addr[, size]) -> bytes
 *
 * Return the bytes at addr. */
FUNCTION(_ctypes, string_at, "(ptr, size: index=-1)")
{
    void *p;
    Value hold;
    if (!read_address(t, a->ptr, a->size, &p, &hold))
        return EMPTY;
    OWN Value held = hold;
    return bytes_from(t, p, a->size < 0 ? (ssize)strlen(p) : a->size);
}
/** wstring_at(addr[, size]) -> string
 *
 * Return the string of wide characters at addr. */
FUNCTION(_ctypes, wstring_at, "(ptr, size: index=-1)")
{
    void *p;
    Value hold;
    if (!read_address(t, a->ptr, a->size, &p, &hold))
        return EMPTY;
    OWN Value held = hold;
    return text_load(t, p, a->size < 0 ? (ssize)wcslen(p) : a->size);
}

/* ---- for debugging and pickling ---- */

/** An instance of the class with the state of an older one: what pickles of instances call. */
FUNCTION(_ctypes, _unpickle, "(typ, state: tuple, /)")
{
    OWN Value made = call_method1(t, a->typ, NAME(__new__), a->typ);
    OWN Value setter = is_empty(made) ? EMPTY : get_attr(t, made, NAME(__setstate__));
    OWN Value done = is_empty(setter) ? EMPTY : call_tuple(t, setter, a->state, EMPTY);
    return is_empty(done) ? EMPTY : take(&made);
}
/** The buffer format, dimensions and shape of a class or instance. */
FUNCTION1(_ctypes, buffer_info, obj)
{
    CType *c = is_data(obj) ? ctype_of(obj) : defined_ctype(obj);
    if (!c)
        return raise_type(t, "not a ctypes type or object");
    OWN Value shape = tuple_new(t, c->ndim), format = str_from_text(t, c->format ? c->format : "B");
    for (int i = 0; !is_empty(shape) && i < c->ndim; i++)
        if (is_empty(as_tuple(shape)->item[i] = int_from_ssize(t, c->shape[i])))
            return EMPTY;
    return is_empty(shape) || is_empty(format) ? EMPTY : tuple_pack(t, 3, format, fixnum(c->ndim), shape);
}
/** The object that id() has given the number of. */
FUNCTION1(_ctypes, PyObj_FromPtr, address)
{
    uint64_t bits;
    if (!is_int(address))
        return raise_type(t, "an integer address is required, not %T", address);
    if (!int_masked(t, address, &bits))
        return EMPTY;
    return bits ? retain((Value){bits}) : raise_value(t, "NULL pointer access");
}
/** Add a reference. */
FUNCTION1(_ctypes, Py_INCREF, obj)
{
    retain(obj);
    return retain(obj);
}
/** Take a reference away. */
FUNCTION1(_ctypes, Py_DECREF, obj)
{
    Value given = retain(obj);
    release(obj);
    return given;
}

/* ---- the module ---- */

static bool add_types(Thread *t, Ref module)
{
    Type *hidden[] = {&ctype_type, &simple_metatype_type, &pointer_metatype_type, &array_metatype_type, &struct_metatype_type,
                      &union_metatype_type, &function_metatype_type, &data_type.type, &field_type, &parameter_type};
    Type *shown[] = {&simple_type.type, &pointer_type.type, &array_type.type, &struct_type.type, &aggregate_union_type.type,
                     &function_pointer_type.type, &argument_error_type};
    for (int i = 0; i < COUNT_OF(hidden); i++)
        if (!type_ready(t, hidden[i]))
            return false;
    for (int i = 0; i < COUNT_OF(shown); i++)
        if (!module_add_type(t, module, shown[i]))
            return false;
    return true;
}
static bool add_address(Thread *t, Ref module, const char *name, void *address)
{
    return module_add_take(t, module, name, int_from_uint64(t, (uint64_t)address));
}

static bool ctypes_exec(Thread *t, Ref module)
{
    CtypesState *state = ctypes_state(t);
    if (!state || (is_empty(state->pointer_types) && is_empty(state->pointer_types = dict_new(t))))
        return false;
    return add_types(t, module) && module_add(t, module, "_pointer_type_cache", state->pointer_types)
        && module_add_int(t, module, "RTLD_LOCAL", RTLD_LOCAL) && module_add_int(t, module, "RTLD_GLOBAL", RTLD_GLOBAL)
        && module_add_int(t, module, "FUNCFLAG_CDECL", FUNCTION_CDECL) && module_add_int(t, module, "FUNCFLAG_PYTHONAPI", FUNCTION_PYTHON)
        && module_add_int(t, module, "FUNCFLAG_USE_ERRNO", FUNCTION_USE_ERRNO)
        && module_add_int(t, module, "FUNCFLAG_USE_LASTERROR", FUNCTION_USE_LASTERROR)
        && module_add_text(t, module, "__version__", "1.1.0") && add_address(t, module, "_memmove_addr", memmove)
        && add_address(t, module, "_memset_addr", memset);
}
static void ctypes_clear(void *state) { release(take(&((CtypesState *)state)->pointer_types)); }

MODULE(_ctypes, .doc = "Create and manipulate C compatible data types in Python.", .exec = ctypes_exec, .state_size = sizeof(CtypesState),
       .state_clear = ctypes_clear);
