/* metatype.c: what the metaclasses of ctypes share: the extra part of a class, instances over given memory, classes of arrays.
 *
 * Manual: ctypes, "Data types": the class methods of _CData are methods of the metaclass.
 */
#include "modules/_ctypes/types.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "object/weakref.h"
#include "gen/modules/_ctypes/metatype.h"

/* ---- the extra part of a class ---- */

static void clear_own(CType *c)
{
    Value owned[] = {take(&c->item), take(&c->fields), take(&c->argtypes), take(&c->converters), take(&c->restype), take(&c->arrays)};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}
static void ctype_clear(Object *o)
{
    CType *c = (CType *)o;
    if (c->type.flags & TYPE_HEAP)
        clear_own(c);
    if (type_type.clear)
        type_type.clear(o);
}
static void ctype_dealloc(Object *o)
{
    CType *c = (CType *)o;
    clear_own(c);
    mem_free(c->format);
    mem_free(c->shape);
    type_type.dealloc(o);
}
static void ctype_traverse(Object *o, Visitor *visitor)
{
    CType *c = (CType *)o;
    type_type.traverse(o, visitor);
    if (!(c->type.flags & TYPE_HEAP))
        return;
    visit(visitor, c->item);
    visit(visitor, c->fields);
    visit(visitor, c->argtypes);
    visit(visitor, c->converters);
    visit(visitor, c->restype);
    visit(visitor, c->arrays);
}

Value ctype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    return type_type.new_(t, meta, args, nargs, names);
}
static Value ctype_new_slot(Thread *t, Type *meta, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create '%N' instances", meta);
}

Ref own_attribute(Thread *t, Ref cls, Ref name)
{
    Dict *d = type_dict(t, as_type(cls));
    return d ? dict_peek_name(d, name) : EMPTY;
}

bool format_set(Thread *t, CType *c, const char *format, ...)
{
    va_list ap, again;
    va_start(ap, format);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, format, ap);
    va_end(ap);
    char *text = n < 0 ? (raise_memory(t), NULL) : mem_alloc(t, (size_t)n + 1);
    if (text)
        vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    if (text) {
        mem_free(c->format);
        c->format = text;
    }
    return text != NULL;
}

CType *require_defined(Thread *t, Ref cls)
{
    CType *c = defined_ctype(cls);
    if (!c)
        raise_type(t, "abstract class");
    return c;
}

/* ---- instances over given memory ---- */

/** C.from_address(integer) -> C instance: access a C instance at the specified address */
METHOD(ctype, from_address, "(self, address, /)")
{
    uint64_t address;
    CType *c = require_defined(t, self);
    if (!c)
        return EMPTY;
    if (!is_int(a->address))
        return raise_type(t, "integer expected");
    return int_masked(t, a->address, &address) ? data_at(t, c, EMPTY, 0, (void *)address) : EMPTY;
}

static bool check_room(Thread *t, const CType *c, ssize len, ssize offset)
{
    if (offset < 0)
        return raise_value(t, "offset cannot be negative"), false;
    if (offset <= len && c->size <= len - offset)
        return true;
    OWN Value need = int_from_ssize(t, c->size), at = int_from_ssize(t, offset);
    OWN Value least = is_empty(need) || is_empty(at) ? EMPTY : int_add(t, need, at);
    if (!is_empty(least))
        raise_value(t, "Buffer size too small (%zd instead of at least %S bytes)", len, least);
    return false;
}

/** C.from_buffer(object, offset=0) -> C instance: create a C instance from a writeable buffer */
METHOD(ctype, from_buffer, "(self, object, offset: index=0, /)")
{
    CType *c = require_defined(t, self);
    OWN Value view = c ? memoryview_from(t, a->object) : EMPTY;
    if (is_empty(view))
        return EMPTY;
    Buffer *b = mem_alloc_zeroed(t, 1, sizeof *b);
    if (!b)
        return EMPTY;
    if (!buffer_get(t, view, b, BUFFER_FULL_RO))
        return mem_free(b), EMPTY;
    OWN Value result = EMPTY;
    if (b->readonly)
        raise_type(t, "underlying buffer is not writable");
    else if (!buffer_is_contiguous(b, false))
        raise_type(t, "underlying buffer is not C contiguous");
    else if (check_room(t, c, b->len, a->offset))
        result = data_at(t, c, EMPTY, 0, (uint8_t *)b->data + a->offset);
    if (is_empty(result)) {
        buffer_release(b);
        mem_free(b);
        return EMPTY;
    }
    as_data(result)->buffer = b;
    return data_keep_take(t, result, -1, take(&view)) ? take(&result) : EMPTY;
}

/** C.from_buffer_copy(object, offset=0) -> C instance: create a C instance from a readable buffer */
METHOD(ctype, from_buffer_copy, "(self, object, offset: index=0, /)")
{
    Buffer b;
    CType *c = require_defined(t, self);
    if (!c || !buffer_get(t, a->object, &b, BUFFER_C_CONTIGUOUS))
        return EMPTY;
    OWN Value result = check_room(t, c, b.len, a->offset) ? data_new(t, c) : EMPTY;
    if (!is_empty(result))
        memcpy(as_data(result)->data, (uint8_t *)b.data + a->offset, (size_t)c->size);
    buffer_release(&b);
    return take(&result);
}

/** C.in_dll(dll, name) -> C instance: access a C instance in a dll */
METHOD(ctype, in_dll, "(self, dll, name: str, /)")
{
    uint64_t handle;
    CType *c = require_defined(t, self);
    OWN Value v = c ? get_attr(t, a->dll, NAME(_handle)) : EMPTY;
    if (is_empty(v))
        return EMPTY;
    if (!is_int(v))
        return raise_type(t, "the _handle attribute of the second argument must be an integer");
    const char *name = int_masked(t, v, &handle) ? str_utf8(t, a->name, NULL) : NULL;
    if (!name)
        return EMPTY;
    dlerror();
    void *address = dlsym((void *)handle, name);
    if (!address) {
        const char *why = dlerror();
        return raise_value(t, "%s", why ? why : "symbol has no address");
    }
    return data_at(t, c, EMPTY, 0, address);
}

/** Convert a Python object into a function call parameter. */
METHOD1(ctype, from_param, value) { return ctype_from_param(t, self, value); }

/* ---- classes of arrays ---- */

#define PRUNE_FROM 64

/* Forgets classes that are gone. */
static bool prune(Thread *t, CType *c)
{
    ssize n = dict_len(as_dict(c->arrays));
    if (n < PRUNE_FROM || n & (n - 1))
        return true;
    OWN Value fresh = dict_new(t), old = retain(c->arrays);
    ssize at = 0;
    Ref length, reference;
    while (!is_empty(fresh) && dict_next(as_dict(old), &at, &length, &reference)) {
        OWN Value alive = weakref_get(reference);
        if (!is_empty(alive) && !dict_set(t, as_dict(fresh), length, reference))
            return false;
    }
    if (is_empty(fresh))
        return false;
    replace_take(&c->arrays, take(&fresh));
    return true;
}

static Value array_class_new(Thread *t, Ref cls, Ref length)
{
    OWN Value name = str_format(t, "%N_Array_%S", as_type(cls), length), dict = dict_new(t);
    OWN Value bases = tuple_pack(t, 1, value_of(&array_type));
    if (is_empty(name) || is_empty(dict) || is_empty(bases) || !dict_set(t, as_dict(dict), NAME(_length_), length)
        || !dict_set(t, as_dict(dict), NAME(_type_), cls))
        return EMPTY;
    return call3(t, value_of(&array_metatype_type), name, bases, dict);
}

Value metatype_repeat(Thread *t, Ref cls, ssize n)
{
    CType *c = as_ctype(cls);
    Ref known;
    if (!c->defined)
        return raise_type(t, "_type_ must have storage info");
    if (n < 0)
        return raise_value(t, "Array length must be >= 0, not %zd", n);
    OWN Value length = int_from_ssize(t, n);
    if (is_empty(length) || (is_empty(c->arrays) && is_empty(c->arrays = dict_new(t))))
        return EMPTY;
    Lookup r = dict_find(t, as_dict(c->arrays), length, &known);
    OWN Value alive = r == FOUND ? weakref_get(known) : EMPTY;
    if (r == ERROR || !is_empty(alive))
        return take(&alive);
    OWN Value made = array_class_new(t, cls, length);
    OWN Value reference = is_empty(made) ? EMPTY : weakref_new(t, made, EMPTY);
    if (is_empty(reference) || !prune(t, c) || !dict_set(t, as_dict(c->arrays), length, reference))
        return EMPTY;
    return take(&made);
}

Type ctype_type = {
    TYPE_HEAD("_ctypes.CType_Type", CType), .doc = "metatype for C types", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &type_type, .new_ = ctype_new_slot, .dealloc = ctype_dealloc, .traverse = ctype_traverse, .clear = ctype_clear,
    .repeat = metatype_repeat, .methods = ctype_methods,
};
