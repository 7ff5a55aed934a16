/* dict_methods.c: the type dict: its slots and methods (Built-in Types, "Mapping Types"). The table is in dict.c. */
#include "object/dict_internal.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/method.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/dict_methods.h"

static Value dict_new_instance(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    if (cls == &dict_type)
        return dict_new(t);
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_dict(v)->str_keys = true;
    return v;
}

/* dict(mapping_or_pairs, **names) with vectorcall arguments. */
static bool dict_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Dict *d = as_dict(self);
    if (nargs > 1)
        return raise_type(t, "dict expected at most 1 argument, got %zd", nargs), false;
    if (nargs && !dict_update(t, d, args[0]))
        return false;
    if (!is_empty(names))
        for (ssize i = 0; i < as_tuple(names)->len; i++)
            if (!dict_set(t, d, as_tuple(names)->item[i], args[nargs + i]))
                return false;
    return true;
}

static void clear_cycle(Object *o) { dict_clear((Dict *)o); }

static bool dict_len_slot(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_dict(self)->used;
    return true;
}

static Value dict_repr(Thread *t, Ref self)
{
    StrBuilder b;
    Lookup running = repr_enter(t, self);
    if (running == ERROR)
        return EMPTY;
    if (running == FOUND)
        return str_from_text(t, "{...}");
    builder_init(&b, t);
    builder_char(&b, '{');
    bool ok = true, first = true;
    ssize position = 0;
    for (Ref k, v; ok && dict_next(as_dict(self), &position, &k, &v); first = false) {
        OWN Value key = retain(k);
        OWN Value value = retain(v);
        ok = (first || builder_ascii(&b, ", ", 2)) && builder_repr(&b, key) && builder_ascii(&b, ": ", 2) && builder_repr(&b, value);
    }
    builder_char(&b, '}');
    repr_leave(t, self);
    return builder_take(&b);
}

static Value dict_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_dict(other) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    Test alike = dict_equal(t, as_dict(self), as_dict(other));
    return alike == TEST_ERROR ? EMPTY : bool_value(alike == (op == CMP_EQ));
}

Value dict_getitem(Thread *t, Ref self, Ref key)
{
    Ref value;
    Value made;
    switch (dict_find(t, as_dict(self), key, &value)) {
    case FOUND: return retain(value);
    case ERROR: return EMPTY;
    default:    break;
    }
    if (!is_exact(self, &dict_type)) {
        Value argument = key;
        if (call_special(t, self, NAME(__missing__), &argument, 1, &made) != MISSING)
            return made;
    }
    return raise_key(t, key);
}

static bool dict_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    if (!is_empty(value))
        return dict_set(t, as_dict(self), key, value);
    switch (dict_delete(t, as_dict(self), key)) {
    case FOUND:   return true;
    case MISSING: return raise_key(t, key), false;
    default:      return false;
    }
}

static Test dict_contains(Thread *t, Ref self, Ref key)
{
    Ref value;
    return (Test)dict_find(t, as_dict(self), key, &value);
}

static Value dict_or(Thread *t, Ref a, Ref b)
{
    if (!is_dict(a) || !is_dict(b))
        return NOT_IMPLEMENTED;
    OWN Value merged = dict_copy(t, as_dict(a));
    if (is_empty(merged) || !dict_update(t, as_dict(merged), b))
        return EMPTY;
    return take(&merged);
}

static Value dict_ior(Thread *t, Ref self, Ref other)
{
    return dict_update(t, as_dict(self), other) ? retain(self) : EMPTY;
}

/* ---- methods ---- */

/** Remove all items from the dict. */
METHOD0(dict, clear)
{
    dict_clear(as_dict(self));
    return NONE;
}

/** Return a shallow copy of the dict. */
METHOD0(dict, copy)
{
    return dict_copy(t, as_dict(self));
}

typedef struct Filling { Dict *dict; Ref value; } Filling;

static bool fill_key(Thread *t, void *context, Ref key, int64_t hash)
{
    Filling *f = context;
    return dict_set_hash(t, f->dict, key, hash, f->value);
}

static bool fill_from_keys(Thread *t, Ref target, Ref iterable, Ref value)
{
    if (is_exact(target, &dict_type) && (is_exact(iterable, &dict_type) || is_exact(iterable, &set_type) || is_exact(iterable, &frozenset_type)))
        return set_each_key(t, iterable, fill_key, &(Filling){as_dict(target), value});     /* they know the hashes */
    OWN Value it = iter(t, iterable);
    if (is_empty(it))
        return false;
    for (;;) {
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == MISSING;
        if (is_exact(target, &dict_type) ? !dict_set(t, as_dict(target), key, value) : !set_item(t, target, key, value))
            return false;
    }
}

/** Create a new dictionary with keys from iterable and values set to value. */
CLASSMETHOD(dict, fromkeys, "(cls, iterable, value=None, /)")
{
    OWN Value made = call0(t, self);
    if (is_empty(made) || !fill_from_keys(t, made, a->iterable, a->value))
        return EMPTY;
    return take(&made);
}

/** Return the value for key if key is in the dictionary, else default. */
METHOD(dict, get, "(self, key, default=None, /)")
{
    Ref value;
    switch (dict_find(t, as_dict(self), a->key, &value)) {
    case FOUND:   return retain(value);
    case MISSING: return retain(a->default_);
    default:      return EMPTY;
    }
}

static Value new_view(Thread *t, Type *type, Ref dict)
{
    DictView *view = object_new(t, type, sizeof *view);
    if (view)
        view->dict = retain(dict);
    return value_of(view);
}

/** Return a set-like object providing a view on the dict's items. */
METHOD0(dict, items)  { return new_view(t, &dict_items_type, self); }

/** Return a set-like object providing a view on the dict's keys. */
METHOD0(dict, keys)   { return new_view(t, &dict_keys_type, self); }

/** Return an object providing a view on the dict's values. */
METHOD0(dict, values) { return new_view(t, &dict_values_type, self); }

/** D.pop(k[,d]) -> v, remove specified key and return the corresponding value.
 *
 * If the key is not found, return the default if given; otherwise,
 * raise a KeyError. */
METHOD(dict, pop, "(self, key, default=?, /)")
{
    Value value;
    switch (dict_pop(t, as_dict(self), a->key, &value)) {
    case FOUND:   return value;
    case MISSING: return is_empty(a->default_) ? raise_key(t, a->key) : retain(a->default_);
    default:      return EMPTY;
    }
}

/** Remove and return a (key, value) pair as a 2-tuple.
 *
 * Pairs are returned in LIFO (last-in, first-out) order.
 * Raises KeyError if the dict is empty. */
METHOD0(dict, popitem)
{
    Value pair[2];
    if (!dict_pop_end(as_dict(self), true, &pair[0], &pair[1]))
        return raise_format(t, &exc_KeyError, "popitem(): dictionary is empty");
    return tuple_from_array_take(t, pair, 2);
}

/** Insert key with a value of default if key is not in the dictionary.
 *
 * Return the value for key if key is in the dictionary, else default. */
METHOD(dict, setdefault, "(self, key, default=None, /)")
{
    Value value;
    return dict_setdefault(t, as_dict(self), a->key, a->default_, &value) == ERROR ? EMPTY : value;
}

/** D.update([E, ]**F) -> None.  Update D from mapping/iterable E and F.
 *
 * If E is present and has a .keys() method, then does:  for k in E.keys(): D[k] = E[k]
 * If E is present and lacks a .keys() method, then does:  for k, v in E: D[k] = v
 * In either case, this is followed by: for k in F:  D[k] = F[k] */
METHOD(dict, update, "(self, /, *args, **kwargs)")
{
    if (a->args_count > 1)
        return raise_type(t, "update expected at most 1 argument, got %zd", a->args_count);
    if (a->args_count && !dict_update(t, as_dict(self), a->args[0]))
        return EMPTY;
    if (!is_empty(a->kwargs) && !dict_update(t, as_dict(self), a->kwargs))
        return EMPTY;
    return NONE;
}

/** Return a reverse iterator over the dict keys. */
METHOD0(dict, __reversed__)
{
    return dict_iterator_new(t, &dict_reverse_key_iterator_type, self);
}

static Value dict_iter(Thread *t, Ref self)
{
    return dict_iterator_new(t, &dict_key_iterator_type, self);
}

/** Return the size of the dict in memory. */
METHOD0(dict, __sizeof__)
{
    Dict *d = as_dict(self);
    ssize index = d->index_bits ? (ssize)(d->index_bits < 8 ? 1 : d->index_bits < 16 ? 2 : 4) << d->index_bits : 0;
    return fixnum((ssize)object_size(object_of(self)) + (ssize)d->entry_capacity * (ssize)entry_size(d) + index);
}

/** See PEP 585 */
CLASSMETHOD1(dict, __class_getitem__, item)
{
    return generic_alias_new(t, self, item);
}

static Value dict_construct(Thread *t, Type *cls UNUSED, const Value *args UNUSED, ssize nargs) { return nargs == 0 ? dict_new(t) : EMPTY; }

Type dict_type = {
    TYPE_HEAD("dict", Dict),
    .doc = "dict() -> new empty dictionary\ndict(mapping) -> new dictionary initialized from a mapping object's\n"
           "    (key, value) pairs\ndict(iterable) -> new dictionary initialized as if via:\n    d = {}\n"
           "    for k, v in iterable:\n        d[k] = v\ndict(**kwargs) -> new dictionary initialized with the name=value pairs\n"
           "    in the keyword argument list.  For example:  dict(one=1, two=2)",
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_DICT | TYPE_IS_MAPPING,
    .dealloc = dict_dealloc, .traverse = dict_traverse, .clear = clear_cycle,
    .new_ = dict_new_instance, .construct = dict_construct, .init = dict_init,
    .repr = dict_repr, .hash = hash_unhashable, .compare = dict_compare, .iter = dict_iter,
    .len = dict_len_slot, .getitem = dict_getitem, .setitem = dict_setitem, .contains = dict_contains,
    .or_ = dict_or, .ior = dict_ior,
    .methods = dict_methods,
};
