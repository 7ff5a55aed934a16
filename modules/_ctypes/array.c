/* array.c: Array: a fixed number of items of one C type, and its metaclass. Manual: ctypes, "Arrays", "Arrays and pointers".
 *
 * Slices are lists, but bytes of c_char and str of c_wchar. Arrays of those two have the attributes `value` (up to the first zero)
 * and, for c_char, `raw`.
 */
#include "modules/_ctypes/types.h"

#include <wchar.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "gen/modules/_ctypes/array.h"

static CType *item_of(Ref self) { return as_ctype(ctype_of(self)->item); }

/* ---- arrays of characters ---- */

/** string value */
GETTER(char_array, value)
{
    CData *d = as_data(self);
    return bytes_from(t, d->data, (ssize)strnlen((char *)d->data, (size_t)d->size));
}
SETTER(char_array, value)
{
    CData *d = as_data(self);
    if (is_empty(value))
        return raise_type(t, "can't delete attribute"), false;
    if (!is_bytes(value))
        return raise_type(t, "bytes expected instead of %T instance", value), false;
    ssize n = as_bytes(value)->len;
    if (n > d->size)
        return raise_value(t, "byte string too long"), false;
    memcpy(d->data, as_bytes(value)->data, (size_t)(n < d->size ? n + 1 : n));      /* its zero, too, where there is room */
    return true;
}
/** value */
GETTER(char_array, raw) { return bytes_from(t, as_data(self)->data, as_data(self)->size); }
SETTER(char_array, raw)
{
    Buffer b;
    if (is_empty(value))
        return raise_type(t, "can't delete attribute"), false;
    if (!buffer_get(t, value, &b, BUFFER_C_CONTIGUOUS))
        return false;
    bool fits = b.len <= as_data(self)->size;
    if (fits)
        memmove(as_data(self)->data, b.data, (size_t)b.len);
    else
        raise_value(t, "byte string too long");
    buffer_release(&b);
    return fits;
}
/** string value */
GETTER(wide_array, value)
{
    const wchar_t *p = (const wchar_t *)as_data(self)->data;
    ssize n = 0, room = as_data(self)->size / (ssize)sizeof *p;
    while (n < room && p[n])
        n++;
    return text_load(t, p, n);
}
SETTER(wide_array, value)
{
    CData *d = as_data(self);
    if (is_empty(value))
        return raise_type(t, "can't delete attribute"), false;
    if (!is_str(value))
        return raise_type(t, "unicode string expected instead of %T instance", value), false;
    ssize n = as_str(value)->len, room = d->size / (ssize)sizeof(wchar_t);
    if (n > room)
        return raise_value(t, "string too long"), false;
    text_store(value, (wchar_t *)d->data);
    if (n < room)
        ((wchar_t *)d->data)[n] = 0;
    return true;
}

static bool add_attributes(Thread *t, Ref cls, const CType *item)
{
    const GetSetDef *def = item->kind != KIND_SIMPLE ? NULL : item->code == 'c' ? char_array_getset : item->code == 'u' ? wide_array_getset : NULL;
    for (; def && def->name; def++) {
        if (!is_empty(dict_peek_text(t, as_type(cls)->dict, def->name)))
            continue;
        OWN Value descriptor = getset_descriptor_new(t, as_type(cls), def);
        OWN Value name = is_empty(descriptor) ? EMPTY : intern_text(t, def->name);
        if (is_empty(name) || !set_attr(t, cls, name, descriptor))
            return false;
    }
    return true;
}

/* ---- the metaclass ---- */

/* A class attribute, inherited or not; EMPTY with AttributeError "class must define a '<name>' attribute<more>". */
static Value class_attribute(Thread *t, Ref cls, Ref name, const char *more)
{
    Value v;
    Lookup r = find_attr(t, cls, name, &v);
    if (r == MISSING)
        raise_format(t, &exc_AttributeError, "class must define a '%S' attribute%s", name, more);
    return r == FOUND ? v : EMPTY;
}

static bool read_length(Thread *t, Ref cls, ssize *length)
{
    static const char *const wanted = ", which must be a positive integer";
    int64_t n;
    OWN Value v = class_attribute(t, cls, NAME(_length_), wanted);
    if (is_empty(v))
        return false;
    if (!is_int(v))
        return raise_format(t, &exc_AttributeError, "class must define a '_length_' attribute%s", wanted), false;
    if (int_sign(v) < 0)
        return raise_value(t, "The '_length_' attribute must not be negative"), false;
    if (!int_as_int64(v, &n))
        return raise_overflow(t, "The '_length_' attribute is too large"), false;
    *length = n;
    return true;
}

static bool fill(Thread *t, CType *c, CType *item, ssize length)
{
    c->kind = KIND_ARRAY;
    if (__builtin_mul_overflow(length, item->size, &c->size))
        return raise_overflow(t, "array too large"), false;
    c->shape = mem_alloc_array(t, item->ndim + 1, sizeof *c->shape);
    if (!c->shape || !format_set(t, c, "%s", item->format ? item->format : "B"))
        return false;
    c->ndim = item->ndim + 1;
    c->shape[0] = length;
    for (int i = 0; i < item->ndim; i++)
        c->shape[i + 1] = item->shape[i];
    c->item_size = item->item_size;
    c->length = length;
    c->align = item->align;
    c->has_pointers = item->has_pointers;
    c->ffi = &ffi_type_pointer;
    c->item = retain_object(item);
    item->final = true;
    c->defined = c->final = true;
    return add_attributes(t, value_of(c), item);
}

static Value array_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    ssize length;
    OWN Value cls = ctype_new(t, meta, args, nargs, names);
    if (is_empty(cls) || type_of(cls) != meta)
        return take(&cls);
    if (!read_length(t, cls, &length))
        return EMPTY;
    OWN Value item = class_attribute(t, cls, NAME(_type_), "");
    if (is_empty(item))
        return EMPTY;
    if (!defined_ctype(item))
        return raise_type(t, "_type_ must have storage info");
    return fill(t, as_ctype(cls), as_ctype(item), length) ? take(&cls) : EMPTY;
}

Type array_metatype_type = {
    TYPE_HEAD("_ctypes.PyCArrayType", CType), .doc = "metatype for the Array Objects", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = array_metatype_new,
};

/* ---- items ---- */

static Value load_item(Thread *t, Ref self, ssize i)
{
    CType *item = item_of(self);
    if (!data_check(t, as_data(self), i * item->size, item->size))
        return EMPTY;
    return data_load(t, item, self, i, as_data(self)->data + i * item->size);
}
static Value array_item(Thread *t, Ref self, ssize i)
{
    if ((size_t)i >= (size_t)ctype_of(self)->length)
        return raise_index(t, "invalid index");
    return load_item(t, self, i);
}

static bool read_index(Thread *t, Ref self, Ref key, ssize *i)
{
    ssize n = ctype_of(self)->length;
    if (!type_of(key)->index)
        return raise_type(t, "indices must be integers"), false;
    if (!to_ssize(t, key, &exc_IndexError, i))
        return false;
    if (*i < 0)
        *i += n;
    return (size_t)*i < (size_t)n || (raise_index(t, "invalid index"), false);
}

static Value load_slice(Thread *t, Ref self, Slice *slice)
{
    ssize start, stop, step;
    if (!slice_unpack(t, slice, &start, &stop, &step))
        return EMPTY;
    ssize n = slice_adjust(ctype_of(self)->length, &start, &stop, step);
    CType *item = item_of(self);
    if (item->kind == KIND_SIMPLE && strchr("cu", item->code)) {
        ssize last = start + (n - 1) * step;
        if (n && !data_check(t, as_data(self), MAX(start, last) * item->size, item->size))
            return EMPTY;
        return characters_load(t, item->code, as_data(self)->data + start * item->size, step * item->size, n);
    }
    OWN Value list = list_new(t, n);
    for (ssize i = 0; !is_empty(list) && i < n; i++) {
        Value v = load_item(t, self, start + i * step);
        if (is_empty(v) || !list_append_take(t, as_list(list), v))
            return EMPTY;
    }
    return take(&list);
}

static Value array_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    if (is_exact(key, &slice_type))
        return load_slice(t, self, as_slice(key));
    return read_index(t, self, key, &i) ? load_item(t, self, i) : EMPTY;
}

static bool store_item(Thread *t, Ref self, ssize i, Ref value)
{
    CType *item = item_of(self);
    return data_store(t, self, i * item->size, item, value, i);
}

static bool store_slice(Thread *t, Ref self, Slice *slice, Ref value)
{
    ssize start, stop, step, given;
    if (!slice_unpack(t, slice, &start, &stop, &step) || !length(t, value, &given))      /* a pointer has no end */
        return false;
    OWN Value items = to_list(t, value);
    if (is_empty(items))
        return false;
    ssize n = slice_adjust(ctype_of(self)->length, &start, &stop, step);
    if (as_list(items)->len != n)
        return raise_value(t, "Can only assign sequence of same size"), false;
    for (ssize i = 0; i < n && i < as_list(items)->len; i++)
        if (!store_item(t, self, start + i * step, as_list(items)->item[i]))
            return false;
    return true;
}

static bool array_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    ssize i;
    if (is_empty(value))
        return raise_type(t, "Array does not support item deletion"), false;
    if (is_exact(key, &slice_type))
        return store_slice(t, self, as_slice(key), value);
    return read_index(t, self, key, &i) && store_item(t, self, i, value);
}

static bool array_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = ctype_of(self)->length;
    return true;
}

INIT(array, "(self, /, *args)")
{
    for (ssize i = 0; i < a->args_count; i++) {
        if (i >= ctype_of(self)->length)
            return raise_index(t, "invalid index"), false;
        if (!store_item(t, self, i, a->args[i]))
            return false;
    }
    return true;
}

CType array_type = {.kind = KIND_ARRAY, .type = {
    .head = OBJECT_STATIC(&array_metatype_type), .name = "_ctypes.Array", .size = sizeof(CData), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "Abstract base class for arrays.\n\nThe recommended way to create concrete array "
    "types is by multiplying any\nctypes data type with a non-negative integer.", .new_ = data_new_slot, .init = array_init_slot,
    .init_signature = &array_init_signature, .len = array_len, .item = array_item, .getitem = array_getitem, .setitem = array_setitem,
}};
