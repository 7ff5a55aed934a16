/* pointer.c: _Pointer: the address of memory of another C type; POINTER() and pointer(). Manual: ctypes, "Pointers".
 *
 * The class of pointers to a class is made once and kept in a dict of the module, which programs see as _pointer_type_cache.
 */
#include "modules/_ctypes/types.h"

#include <stdio.h>

#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/pointer.h"

/* ---- the metaclass ---- */

/* "&" and the format of what is pointed at, with its dimensions. */
static bool fill_format(Thread *t, CType *c, const CType *item)
{
    StrBuilder b;
    char number[32];
    builder_init(&b, t);
    builder_char(&b, '&');
    for (int i = 0; i < item->ndim; i++) {
        snprintf(number, sizeof number, "%s%zd", i ? "," : "(", item->shape[i]);
        builder_text(&b, number);
    }
    if (item->ndim)
        builder_char(&b, ')');
    OWN Value text = builder_take(&b);
    const char *prefix = is_empty(text) ? NULL : str_utf8(t, text, NULL);
    return prefix && format_set(t, c, "%s%s", prefix, item->format ? item->format : "B");
}

static bool set_item_class(Thread *t, CType *c, Ref item)
{
    if (!defined_ctype(item))
        return raise_type(t, "_type_ must have storage info"), false;
    replace_take(&c->item, retain(item));
    return true;
}

static Value pointer_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    OWN Value cls = ctype_new(t, meta, args, nargs, names);
    if (is_empty(cls) || type_of(cls) != meta)
        return take(&cls);
    CType *c = as_ctype(cls);
    Ref item = own_attribute(t, cls, NAME(_type_));
    c->kind = KIND_POINTER;
    c->size = c->align = c->item_size = sizeof(void *);
    c->length = 1;
    c->has_pointers = true;
    c->ffi = &ffi_type_pointer;
    if (!is_empty(item) && (!set_item_class(t, c, item) || !fill_format(t, c, as_ctype(item))))
        return EMPTY;
    c->defined = c->final = true;
    return take(&cls);
}

/** Say what an incomplete pointer type points to. */
METHOD1(pointer_metatype, set_type, type)
{
    CType *c = as_ctype(self);
    if (!defined_ctype(type))
        return raise_type(t, "_type_ must have storage info");
    return set_attr(t, self, NAME(_type_), type) && set_item_class(t, c, type) ? NONE : EMPTY;
}

Type pointer_metatype_type = {
    TYPE_HEAD("_ctypes.PyCPointerType", CType), .doc = "metatype for the Pointer Objects", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = pointer_metatype_new, .methods = pointer_metatype_methods,
};

/* ---- instances ---- */

static CType *item_of(Ref self) { return as_ctype(ctype_of(self)->item); }

/* Where it points. NULL with ValueError when nowhere. */
static uint8_t *target(Thread *t, Ref self)
{
    uint8_t *p;
    if (is_empty(ctype_of(self)->item))
        return raise_type(t, "the pointer type has no _type_"), NULL;
    if (!data_check(t, as_data(self), 0, sizeof p))
        return NULL;
    memcpy(&p, as_data(self)->data, sizeof p);
    if (!p)
        raise_value(t, "NULL pointer access");
    return p;
}

static Value pointer_new_slot(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    CType *c = require_defined(t, value_of(cls));
    if (!c)
        return EMPTY;
    if (is_empty(c->item))
        return raise_type(t, "Cannot create instance: has no _type_");
    return data_new_slot(t, cls, args, nargs, names);
}

/** the object this pointer points to (read-write) */
GETTER(pointer, contents)
{
    uint8_t *p = target(t, self);
    return p ? data_at(t, item_of(self), self, 0, p) : EMPTY;
}
static bool set_contents(Thread *t, Ref self, Ref value)
{
    CType *item = item_of(self);
    if (!item)
        return raise_type(t, "the pointer type has no _type_"), false;
    if (!is_data(value) || !type_is_subtype(type_of(value), &item->type))
        return raise_type(t, "expected %N instead of %T", &item->type, value), false;
    if (!data_check(t, as_data(self), 0, sizeof(void *)))
        return false;
    memcpy(as_data(self)->data, &as_data(value)->data, sizeof(void *));
    if (!data_keep_take(t, self, 1, retain(value)))
        return false;
    Ref kept = data_keep(t, value);
    return !is_empty(kept) && data_keep_take(t, self, 0, retain(kept));
}
SETTER(pointer, contents)
{
    if (is_empty(value))
        return raise_type(t, "Pointer does not support item deletion"), false;
    return set_contents(t, self, value);
}

static bool pointer_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Ref contents;
    return data_init_argument(t, self, args, nargs, names, &contents) && (is_empty(contents) || set_contents(t, self, contents));
}

static Test pointer_truth(Thread *t, Ref self)
{
    void *p;
    if (!data_check(t, as_data(self), 0, sizeof p))
        return TEST_ERROR;
    memcpy(&p, as_data(self)->data, sizeof p);
    return p ? TEST_TRUE : TEST_FALSE;
}

/* The place of item i; the address wraps around as C's would. */
static uint8_t *at(uint8_t *p, const CType *item, ssize i) { return (uint8_t *)((uintptr_t)p + (uintptr_t)i * (uintptr_t)item->size); }

/* How many items a slice has, which need not know a length: its ends say it. */
static bool read_slice(Thread *t, Slice *s, ssize *start, ssize *step, ssize *n)
{
    ssize stop;
    *step = 1;
    if (!is_none(s->step)) {
        if (!to_ssize(t, s->step, &exc_ValueError, step))
            return false;
        if (*step == 0)
            return raise_value(t, "slice step cannot be zero"), false;
    }
    *start = 0;
    if (is_none(s->start) && *step < 0)
        return raise_value(t, "slice start is required for step < 0"), false;
    if (!is_none(s->start) && !to_ssize(t, s->start, &exc_ValueError, start))
        return false;
    if (is_none(s->stop))
        return raise_value(t, "slice stop is required"), false;
    if (!to_ssize(t, s->stop, &exc_ValueError, &stop))
        return false;
    __int128 distance = *step > 0 ? (__int128)stop - *start : (__int128)*start - stop;
    __int128 stride = *step > 0 ? *step : -(__int128)*step;
    __int128 count = distance <= 0 ? 0 : (distance - 1) / stride + 1;
    if (count > SSIZE_MAX_ / 16)
        return raise_memory(t), false;
    *n = (ssize)count;
    return true;
}

static Value load_slice(Thread *t, Ref self, Slice *slice)
{
    ssize start, step, n;
    if (!read_slice(t, slice, &start, &step, &n))
        return EMPTY;
    uint8_t *p = target(t, self);
    CType *item = p ? item_of(self) : NULL;
    if (!item)
        return EMPTY;
    if (item->kind == KIND_SIMPLE && strchr("cu", item->code))
        return characters_load(t, item->code, at(p, item, start), step * item->size, n);
    OWN Value list = list_new(t, n);
    for (ssize i = 0; !is_empty(list) && i < n; i++) {
        Value v = data_load(t, item, self, start + i * step, at(p, item, start + i * step));
        if (is_empty(v) || !list_append_take(t, as_list(list), v))
            return EMPTY;
    }
    return take(&list);
}

static Value pointer_item(Thread *t, Ref self, ssize i)
{
    uint8_t *p = target(t, self);
    return p ? data_load(t, item_of(self), self, i, at(p, item_of(self), i)) : EMPTY;
}
static Value pointer_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    if (is_exact(key, &slice_type))
        return load_slice(t, self, as_slice(key));
    if (!type_of(key)->index)
        return raise_type(t, "Pointer indices must be integer");
    return to_ssize(t, key, &exc_IndexError, &i) ? pointer_item(t, self, i) : EMPTY;
}

static bool pointer_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    ssize i;
    Stored s;
    if (is_empty(value))
        return raise_type(t, "Pointer does not support item deletion"), false;
    if (!type_of(key)->index)
        return raise_type(t, is_exact(key, &slice_type) ? "Pointer does not support slice assignment" : "Pointer indices must be integer"), false;
    if (!to_ssize(t, key, &exc_IndexError, &i) || !target(t, self))
        return false;
    OWN Value item = retain_object(item_of(self));
    bool good = stored_make(t, as_ctype(item), value, &s);
    uint8_t *p = good ? target(t, self) : NULL;         /* again: Python code has run */
    if (p) {
        memmove(at(p, as_ctype(item), i), s.from, (size_t)s.size);
        good = data_keep_take(t, self, i, take(&s.keep));
    }
    stored_free(&s);
    return p && good;
}

CType pointer_type = {.kind = KIND_POINTER, .type = {
    .head = OBJECT_STATIC(&pointer_metatype_type), .name = "_ctypes._Pointer", .size = sizeof(CData), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "The base class of pointers.", .new_ = pointer_new_slot, .init = pointer_init,
    .truth = pointer_truth, .getitem = pointer_getitem, .setitem = pointer_setitem,
    .getset = pointer_getset,
}};

/* ---- classes of pointers ---- */

static Value make_class(Thread *t, Ref cls, Dict *cache)
{
    bool named = is_str(cls);           /* an incomplete type, so far only a name */
    OWN Value name = named ? str_format(t, "LP_%S", cls) : str_format(t, "LP_%S", as_type(cls)->name_value);
    OWN Value bases = tuple_pack(t, 1, value_of(&pointer_type)), dict = dict_new(t);
    if (is_empty(name) || is_empty(bases) || is_empty(dict) || (!named && !dict_set(t, as_dict(dict), NAME(_type_), cls)))
        return EMPTY;
    OWN Value made = call3(t, value_of(&pointer_metatype_type), name, bases, dict);
    OWN Value key = is_empty(made) ? EMPTY : named ? int_from_uint64(t, made.bits) : retain(cls);
    return !is_empty(key) && dict_set(t, cache, key, made) ? take(&made) : EMPTY;
}

Value pointer_class_of(Thread *t, Ref cls)
{
    CtypesState *state = ctypes_state(t);
    Ref known;
    if (!state)
        return EMPTY;
    OWN Value cache = retain(state->pointer_types);
    Lookup r = dict_find(t, as_dict(cache), cls, &known);
    if (r != MISSING)
        return r == FOUND ? retain(known) : EMPTY;
    if (!is_str(cls) && !(is_ctype(cls) && as_type(cls)->flags & TYPE_HEAP))
        return raise_type(t, "must be a ctypes type");
    return make_class(t, cls, as_dict(cache));
}
