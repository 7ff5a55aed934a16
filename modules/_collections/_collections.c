/* _collections.c: the C part of collections: deque, defaultdict, OrderedDict (in files of their own), the counting loop of
 * Counter and the field descriptors of named tuples. The rest is lib/collections. Python manual: collections. */
#include "modules/_collections/types.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_collections/_collections.h"

/* ---- _tuplegetter ---- */

typedef struct TupleGetter { Object head; ssize index; Value doc; } TupleGetter;
ALWAYS_INLINE TupleGetter *as_getter(Ref v) { return (TupleGetter *)object_of(v); }

NEW(tuplegetter, "(cls, index: index, doc, /)")
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v)) {
        as_getter(v)->index = a->index;
        as_getter(v)->doc = retain(a->doc);
    }
    return v;
}

static void tuplegetter_dealloc(Object *o)
{
    release(((TupleGetter *)o)->doc);
    object_free(o, sizeof(TupleGetter));
}

static void tuplegetter_traverse(Object *o, Visitor *visitor) { visit(visitor, ((TupleGetter *)o)->doc); }

static Value tuplegetter_get(Thread *t, Ref self, Ref instance, Ref owner UNUSED)
{
    ssize i = as_getter(self)->index;
    if (is_empty(instance))
        return retain(self);
    if (!is_tuple(instance)) {
        if (is_none(instance))
            return retain(self);
        return raise_type(t, "descriptor for index '%zd' for tuple subclasses doesn't apply to '%T' object", i, instance);
    }
    if (i < 0 || i >= as_tuple(instance)->len)
        return raise_index(t, "tuple index out of range");
    return retain(as_tuple(instance)->item[i]);
}

static bool tuplegetter_set(Thread *t, Ref self UNUSED, Ref instance UNUSED, Ref value)
{
    return raise_format(t, &exc_AttributeError, is_empty(value) ? "can't delete attribute" : "can't set attribute"), false;
}

static Value tuplegetter_repr(Thread *t, Ref self)
{
    return str_format(t, "_tuplegetter(%zd, %R)", as_getter(self)->index, as_getter(self)->doc);
}

/** Return state information for pickling. */
METHOD0(tuplegetter, __reduce__)
{
    OWN Value args = tuple_pack(t, 2, fixnum(as_getter(self)->index), as_getter(self)->doc);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

GETTER(tuplegetter, __doc__) { return retain(as_getter(self)->doc); }
SETTER(tuplegetter, __doc__)
{
    replace_take(&as_getter(self)->doc, is_empty(value) ? NONE : retain(value));
    return true;
}

Type tuplegetter_type = {
    TYPE_HEAD("_collections._tuplegetter", TupleGetter), .flags = TYPE_GC,
    .dealloc = tuplegetter_dealloc, .traverse = tuplegetter_traverse,
    .new_ = tuplegetter_new_slot, .new_signature = &tuplegetter_new_signature,
    .descr_get = tuplegetter_get, .descr_set = tuplegetter_set, .repr = tuplegetter_repr,
    .methods = tuplegetter_methods, .getset = tuplegetter_getset,
};

/* ---- counting ---- */

static bool count_in_dict(Thread *t, Dict *d, Ref key)
{
    int64_t hash;
    Value *place, sum;
    if (!hash_of(t, key, &hash))
        return false;
    Lookup found = dict_find_place(t, d, key, hash, &place);
    if (found == ERROR)
        return false;
    if (found == MISSING)
        return dict_set_hash(t, d, key, hash, fixnum(1));
    if (is_fixnum(*place) && fixnum_add(*place, fixnum(1), &sum)) {
        *place = sum;
        return true;
    }
    OWN Value held = retain(*place);
    OWN Value more = binary_op(t, OP_ADD, held, fixnum(1));
    return !is_empty(more) && dict_set_hash(t, d, key, hash, more);
}

static bool count_in_mapping(Thread *t, Ref mapping, Ref get, Ref key)
{
    OWN Value old = call2(t, get, key, fixnum(0));
    OWN Value more = is_empty(old) ? EMPTY : binary_op(t, OP_ADD, old, fixnum(1));
    return !is_empty(more) && set_item(t, mapping, key, more);
}

/** _count_elements(mapping, iterable) -> None
 *
 * Count elements in the iterable, updating the mapping */
FUNCTION(_collections, _count_elements, "(mapping, iterable, /)")
{
    OWN Value it = iter(t, a->iterable);
    OWN Value get = is_empty(it) ? EMPTY : get_attr(t, a->mapping, NAME(get));
    if (is_empty(get))
        return EMPTY;
    Type *type = type_of(a->mapping);
    bool plain = type->flags & TYPE_IS_DICT && same(type_lookup(t, type, NAME(__setitem__)), type_lookup(t, &dict_type, NAME(__setitem__))) &&
                 same(type_lookup(t, type, NAME(get)), type_lookup(t, &dict_type, NAME(get)));
    for (;;) {
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == ERROR ? EMPTY : NONE;
        if (plain ? !count_in_dict(t, as_dict(a->mapping), key) : !count_in_mapping(t, a->mapping, get, key))
            return EMPTY;
    }
}

static bool _collections_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &deque_type) && module_add_type(t, module, &deque_iterator_type) &&
           module_add_type(t, module, &deque_reverse_iterator_type) && module_add_type(t, module, &defaultdict_type) &&
           module_add_type(t, module, &ordered_dict_type) && module_add_type(t, module, &tuplegetter_type);
}

MODULE(_collections, .doc = "High performance data structures.", .exec = _collections_exec);
