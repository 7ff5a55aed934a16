/* ordered_dict.c: collections.OrderedDict. Every dict keeps its order here; this one adds moving keys to either end, removing
 * from either end, and comparing with regard to order. Subclasses that override __setitem__ and the like see their
 * methods called, as with the mapping mixins. */
#include "modules/_collections/types.h"
#include "object/attrs.h"
#include "object/dict_internal.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_collections/ordered_dict.h"

ALWAYS_INLINE bool is_ordered(Ref v) { return is_ptr(v) && type_is_subtype(object_of(v)->type, &ordered_dict_type); }
/* Whether storing and deleting items may go straight to the table. */
ALWAYS_INLINE bool is_plain(Ref v) { return type_of(v)->setitem == dict_type.setitem; }

static bool store(Thread *t, Ref self, Ref key, Ref value)
{
    return is_plain(self) ? dict_set(t, as_dict(self), key, value) : set_item(t, self, key, value);
}

static bool store_from_keys(Thread *t, Ref self, Ref mapping, Ref keys)
{
    OWN Value it = iter(t, keys);
    if (is_empty(it))
        return false;
    for (;;) {
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == MISSING;
        OWN Value value = get_item(t, mapping, key);
        if (is_empty(value) || !store(t, self, key, value))
            return false;
    }
}

static bool store_pairs(Thread *t, Ref self, Ref pairs)
{
    OWN Value it = iter(t, pairs);
    if (is_empty(it))
        return false;
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == MISSING;
        OWN Value pair = to_list(t, item);
        if (is_empty(pair))
            return false;
        if (as_list(pair)->len != 2) {
            if (as_list(pair)->len > 2)
                return raise_value(t, "too many values to unpack (expected 2)"), false;
            return raise_value(t, "need more than %zd value%s to unpack", as_list(pair)->len, as_list(pair)->len == 1 ? "" : "s"), false;
        }
        if (!store(t, self, as_list(pair)->item[0], as_list(pair)->item[1]))
            return false;
    }
}

/* update() from one positional argument: a dict, anything with keys() or items(), or pairs. */
static bool update_from(Thread *t, Ref self, Ref other)
{
    OWN Value method = EMPTY;
    if (is_exact(other, &dict_type) || is_exact(other, &ordered_dict_type)) {
        if (is_plain(self))
            return dict_merge(t, as_dict(self), other, true);
        OWN Value keys = dict_keys_list(t, as_dict(other));
        return !is_empty(keys) && store_from_keys(t, self, other, keys);
    }
    Lookup found = find_attr(t, other, NAME(keys), &method);
    if (found == ERROR)
        return false;
    if (found == FOUND) {
        OWN Value keys = call0(t, method);
        return !is_empty(keys) && store_from_keys(t, self, other, keys);
    }
    found = find_attr(t, other, NAME(items), &method);
    if (found == ERROR)
        return false;
    if (found == FOUND) {
        OWN Value items = call0(t, method);
        return !is_empty(items) && store_pairs(t, self, items);
    }
    return store_pairs(t, self, other);
}

static Value ordered_dict_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    Value v = dict_type.new_(t, cls, args, nargs, names);
    if (!is_empty(v))
        as_dict(v)->ordered = true;
    return v;
}

static bool ordered_dict_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    if (nargs > 1)
        return raise_type(t, "expected at most 1 arguments, got %zd", nargs), false;
    if (nargs && !update_from(t, self, args[0]))
        return false;
    if (!is_empty(names))
        for (ssize i = 0; i < as_tuple(names)->len; i++)
            if (!store(t, self, as_tuple(names)->item[i], args[nargs + i]))
                return false;
    return true;
}

static Value ordered_dict_repr(Thread *t, Ref self)
{
    if (as_dict(self)->used == 0)
        return str_format(t, "%T()", self);
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : str_from_text(t, "...");
    OWN Value view = call_method0(t, self, NAME(items));
    OWN Value items = is_empty(view) ? EMPTY : to_list(t, view);
    Value text = is_empty(items) ? EMPTY : str_format(t, "%T(%R)", self, items);
    repr_leave(t, self);
    return text;
}

static Value ordered_dict_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_dict(other) || (op != CMP_EQ && op != CMP_NE))
        return NOT_IMPLEMENTED;
    Test alike = dict_equal(t, as_dict(self), as_dict(other));
    if (alike == TEST_TRUE && is_ordered(other)) {
        OWN Value x = dict_keys_list(t, as_dict(self));
        OWN Value y = is_empty(x) ? EMPTY : dict_keys_list(t, as_dict(other));
        alike = is_empty(y) ? TEST_ERROR : compare_test(t, x, y, CMP_EQ);
    }
    return alike == TEST_ERROR ? EMPTY : bool_value(alike == (op == CMP_EQ));
}

static Value copy_of(Thread *t, Ref self)
{
    OWN Value copy = call0(t, value_of(type_of(self)));
    if (is_empty(copy))
        return EMPTY;
    if (is_exact(self, &ordered_dict_type))
        return dict_merge(t, as_dict(copy), self, true) ? take(&copy) : EMPTY;
    OWN Value keys = to_list(t, self);
    for (ssize i = 0; !is_empty(keys) && i < as_list(keys)->len; i++) {
        OWN Value value = get_item(t, self, as_list(keys)->item[i]);
        if (is_empty(value) || !set_item(t, copy, as_list(keys)->item[i], value))
            return EMPTY;
    }
    return is_empty(keys) ? EMPTY : take(&copy);
}

static Value ordered_dict_or(Thread *t, Ref a, Ref b)
{
    if (!is_dict(a) || !is_dict(b))
        return NOT_IMPLEMENTED;
    OWN Value result = call1(t, value_of(type_of(is_ordered(a) ? a : b)), a);
    return is_empty(result) || !update_from(t, result, b) ? EMPTY : take(&result);
}

static Value ordered_dict_ior(Thread *t, Ref self, Ref other)
{
    return update_from(t, self, other) ? retain(self) : EMPTY;
}

/* ---- methods ---- */

/** Create a new ordered dictionary with keys from iterable and values set to value. */
CLASSMETHOD(ordered_dict, fromkeys, "(cls, iterable, value=None)")
{
    OWN Value made = call0(t, self);
    OWN Value it = is_empty(made) ? EMPTY : iter(t, a->iterable);
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        OWN Value key = EMPTY;
        Lookup found = step(t, it, &key);
        if (found != FOUND)
            return found == ERROR ? EMPTY : take(&made);
        if (!set_item(t, made, key, a->value))
            return EMPTY;
    }
}

/** Insert key with a value of default if key is not in the dictionary.
 *
 * Return the value for key if key is in the dictionary, else default. */
METHOD(ordered_dict, setdefault, "(self, key, default=None)")
{
    Value value;
    if (is_exact(self, &ordered_dict_type))
        return dict_setdefault(t, as_dict(self), a->key, a->default_, &value) == ERROR ? EMPTY : value;
    Test present = contains(t, self, a->key);
    if (present == TEST_ERROR)
        return EMPTY;
    if (present)
        return get_item(t, self, a->key);
    return set_item(t, self, a->key, a->default_) ? retain(a->default_) : EMPTY;
}

/** od.pop(key[,default]) -> v, remove specified key and return the corresponding value.
 *
 * If the key is not found, return the default if given; otherwise,
 * raise a KeyError. */
METHOD(ordered_dict, pop, "(self, key, default=?)")
{
    Value value;
    if (is_plain(self)) {
        switch (dict_pop(t, as_dict(self), a->key, &value)) {
        case FOUND:   return value;
        case ERROR:   return EMPTY;
        default:      break;
        }
    } else {
        Test present = contains(t, self, a->key);
        if (present == TEST_ERROR)
            return EMPTY;
        if (present) {
            OWN Value found = get_item(t, self, a->key);
            return is_empty(found) || !set_item(t, self, a->key, EMPTY) ? EMPTY : take(&found);
        }
    }
    return is_empty(a->default_) ? raise_key(t, a->key) : retain(a->default_);
}

/** Remove and return a (key, value) pair from the dictionary.
 *
 * Pairs are returned in LIFO order if last is true or FIFO order if false. */
METHOD(ordered_dict, popitem, "(self, last: bool = True)")
{
    Value pair[2];
    if (as_dict(self)->used == 0)
        return raise_format(t, &exc_KeyError, "dictionary is empty");
    dict_pop_end(as_dict(self), a->last, &pair[0], &pair[1]);
    return tuple_from_array_take(t, pair, 2);
}

/** Move an existing element to the end (or beginning if last is false).
 *
 * Raise KeyError if the element does not exist. */
METHOD(ordered_dict, move_to_end, "(self, key, last: bool = True)")
{
    switch (dict_move(t, as_dict(self), a->key, a->last)) {
    case FOUND:   return NONE;
    case MISSING: return raise_key(t, a->key);
    default:      return EMPTY;
    }
}

/** od.update([E, ]**F) -> None.  Update od from mapping/iterable E and F. */
METHOD(ordered_dict, update, "(self, /, *args, **kwargs)")
{
    if (a->args_count > 1)
        return raise_type(t, "update() takes at most 1 positional argument (%zd given)", a->args_count);
    if (a->args_count && !update_from(t, self, a->args[0]))
        return EMPTY;
    return is_empty(a->kwargs) || update_from(t, self, a->kwargs) ? NONE : EMPTY;
}

/** od.copy() -> a shallow copy of od */
METHOD0(ordered_dict, copy) { return copy_of(t, self); }
/** od.__copy__() -> a shallow copy of od */
METHOD0(ordered_dict, __copy__) { return copy_of(t, self); }

/** Return state information for pickling */
METHOD0(ordered_dict, __reduce__)
{
    OWN Value args = tuple_new(t, 0);
    OWN Value state = is_empty(args) ? EMPTY : object_getstate(t, self);
    if (!is_empty(state) && is_dict(state) && as_dict(state)->used == 0)        /* no attributes: nothing to restore */
        replace_take(&state, NONE);
    OWN Value items = is_empty(state) ? EMPTY : call_method0(t, self, NAME(items));
    OWN Value it = is_empty(items) ? EMPTY : iter(t, items);
    return is_empty(it) ? EMPTY : tuple_pack(t, 5, value_of(type_of(self)), args, state, NONE, it);
}

GETTER(ordered_dict, __dict__) { return attrs_dict(t, self); }
SETTER(ordered_dict, __dict__)
{
    return is_empty(value) ? (raise_type(t, "cannot delete __dict__"), false) : attrs_set_dict(t, self, value);
}

Type ordered_dict_type = {
    TYPE_HEAD("collections.OrderedDict", Dict), .base = &dict_type,
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_DICT | TYPE_IS_MAPPING | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "Dictionary that remembers insertion order",
    .new_ = ordered_dict_new, .init = ordered_dict_init, .repr = ordered_dict_repr, .compare = ordered_dict_compare, .hash = hash_unhashable,
    .dealloc = dict_dealloc, .traverse = dict_traverse,
    .or_ = ordered_dict_or, .ior = ordered_dict_ior,
    .methods = ordered_dict_methods, .getset = ordered_dict_getset,
};
