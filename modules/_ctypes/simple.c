/* simple.c: _SimpleCData: instances that hold one C number, character, string pointer, address or Python object, and its metaclass.
 *
 * The letter in `_type_` says which. Each class made directly on _SimpleCData whose bytes have an order gets a sister with the
 * other byte order, for BigEndianStructure: `__ctype_be__` and `__ctype_le__` are the two.
 * Manual: ctypes, "Fundamental data types".
 */
#include "modules/_ctypes/types.h"

#include "object/dict.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_ctypes/simple.h"

/* ---- the metaclass ---- */

#define CODES "cbBhHiIlLdfuzZqQPXOv?g"

static const SimpleKind *read_kind(Thread *t, Ref cls)
{
    OWN Value code = get_attr(t, cls, NAME(_type_));
    if (is_empty(code)) {
        if (raised_catch(t, &exc_AttributeError))
            raise_format(t, &exc_AttributeError, "class must define a '_type_' attribute");
        return NULL;
    }
    if (!is_str(code))
        return raise_type(t, "class must define a '_type_' string attribute"), NULL;
    if (as_str(code)->len != 1)
        return raise_value(t, "class must define a '_type_' attribute which must be a string of length 1"), NULL;
    const SimpleKind *k = as_str(code)->ascii ? simple_kind((char)str_at(as_str(code), 0)) : NULL;
    if (!k)
        raise_format(t, &exc_AttributeError, "class must define a '_type_' attribute which must be\na single character string "
                     "containing one of '" CODES "'.");
    return k;
}

static bool fill(Thread *t, CType *c, const SimpleKind *k, bool swapped)
{
    c->kind = KIND_SIMPLE;
    c->code = k->code;
    c->swapped = swapped;
    c->size = c->align = c->item_size = k->size;
    c->ffi = k->ffi;
    c->has_pointers = strchr("zZPO", k->code) != NULL;
    c->defined = c->final = true;
    return format_set(t, c, "%c%c", swapped ? '>' : '<', k->format);
}

/* The class with the other byte order, and the attributes by which the two know each other. */
static bool add_sister(Thread *t, Type *meta, const Value *args, Ref cls, const SimpleKind *k)
{
    OWN Value body = dict_copy(t, as_dict(args[2]));
    if (is_empty(body) || dict_delete(t, as_dict(body), NAME(__classcell__)) == ERROR)      /* __class__ in methods means cls */
        return false;
    Value own[3] = {args[0], args[1], body};
    OWN Value sister = ctype_new(t, meta, own, 3, EMPTY);
    return !is_empty(sister) && fill(t, as_ctype(sister), k, true) && set_attr(t, sister, NAME(__ctype_be__), sister)
        && set_attr(t, sister, NAME(__ctype_le__), cls) && set_attr(t, cls, NAME(__ctype_be__), sister)
        && set_attr(t, cls, NAME(__ctype_le__), cls);
}

static Value simple_metatype_new(Thread *t, Type *meta, const Value *args, ssize nargs, Ref names)
{
    OWN Value cls = ctype_new(t, meta, args, nargs, names);
    if (is_empty(cls) || type_of(cls) != meta)          /* of another metaclass: that one has done it */
        return take(&cls);
    const SimpleKind *k = read_kind(t, cls);
    bool swapped = as_type(cls)->base != &simple_type.type && ((CType *)as_type(cls)->base)->swapped;
    if (!k || !fill(t, as_ctype(cls), k, swapped && k->swappable))
        return EMPTY;
    if (is_plain(as_ctype(cls)) && k->swappable && meta == &simple_metatype_type && !add_sister(t, meta, args, cls, k))
        return EMPTY;
    return take(&cls);
}

Type simple_metatype_type = {
    TYPE_HEAD("_ctypes.PyCSimpleType", CType), .doc = "metatype for the PyCSimpleType Objects", .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS,
    .base = &ctype_type, .new_ = simple_metatype_new,
};

/* ---- instances ---- */

/** current value */
GETTER(simple, value)
{
    CType *c = ctype_of(self);
    return data_check(t, as_data(self), 0, c->size) ? simple_load(t, c, as_data(self)->data) : EMPTY;
}

static bool set_value(Thread *t, Ref self, Ref value)
{
    CType *c = ctype_of(self);
    OWN Value cls = retain_object(c);                   /* conversions run Python code */
    uint8_t small[16] __attribute__((aligned(16)));
    Value keep;
    if (!simple_convert(t, c, small, value, &keep))
        return release(keep), false;
    if (!data_check(t, as_data(self), 0, c->size))
        return release(keep), false;
    memcpy(as_data(self)->data, small, (size_t)c->size);
    return data_keep_take(t, self, 0, keep);
}
SETTER(simple, value)
{
    if (is_empty(value))
        return raise_type(t, "can't delete attribute"), false;
    return set_value(t, self, value);
}

static bool simple_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Ref value;
    return data_init_argument(t, self, args, nargs, names, &value) && (is_empty(value) || set_value(t, self, value));
}

static Test simple_truth(Thread *t UNUSED, Ref self)
{
    CData *d = as_data(self);
    for (ssize i = 0; i < MIN(d->size, ctype_of(self)->size); i++)
        if (d->data[i])
            return TEST_TRUE;
    return TEST_FALSE;
}

static Value simple_repr(Thread *t, Ref self)
{
    if (!is_plain(ctype_of(self)))
        return str_format(t, "<%T object at 0x%lx>", self, (unsigned long)object_of(self));
    OWN Value value = simple_value_get(t, self);
    return is_empty(value) ? EMPTY : str_format(t, "%T(%R)", self, value);
}

CType simple_type = {.kind = KIND_SIMPLE, .type = {
    .head = OBJECT_STATIC(&simple_metatype_type), .name = "_ctypes._SimpleCData", .size = sizeof(CData), .base = &data_type.type,
    .flags = TYPE_BASE | TYPE_GC | TYPE_WEAKREFS, .doc = "The base class of simple C types.", .new_ = data_new_slot,
    .init = simple_init, .repr = simple_repr, .truth = simple_truth, .getset = simple_getset,
}};
