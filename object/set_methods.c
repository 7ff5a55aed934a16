/* set_methods.c: the types set and frozenset, and their iterator (Built-in Types, "Set Types"). The table is in set.c.
 * Results of operators and methods are of the base type of the left operand, set or frozenset, never of a subclass. */
#include "base/hash.h"
#include "object/generic_alias.h"
#include "object/list.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/sequence.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/set_methods.h"

/* ---- construction ---- */

static Value set_new_instance(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return set_new_of(t, cls);
}

static Value set_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs)
{
    if (nargs > 1)
        return EMPTY;
    OWN Value set = set_new(t);
    return is_empty(set) || (nargs && !set_update(t, as_set(set), args[0])) ? EMPTY : take(&set);
}

INIT(set, "(self, iterable=(), /)")
{
    if (as_set(self)->used)
        set_clear(as_set(self));
    return set_update(t, as_set(self), a->iterable);
}

static Value empty_frozenset(Thread *t)
{
    Value *empty = &t->interp->empty_frozenset;
    if (is_empty(*empty))
        *empty = set_new_of(t, &frozenset_type);
    return retain(*empty);
}

Value frozenset_from(Thread *t, Ref iterable)
{
    if (is_exact(iterable, &frozenset_type))
        return retain(iterable);
    OWN Value set = set_new_of(t, &frozenset_type);
    if (is_empty(set) || !set_update(t, as_set(set), iterable))
        return EMPTY;
    return as_set(set)->used ? take(&set) : empty_frozenset(t);
}

/* A subclass with an __init__ of its own may take other arguments; only the first concerns us. */
static Value frozenset_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (cls == &frozenset_type || cls->init == frozenset_type.init) {
        if (!is_empty(names) && as_tuple(names)->len)
            return raise_type(t, "%N() takes no keyword arguments", cls);
    }
    if (nargs > 1)
        return raise_type(t, "frozenset expected at most 1 argument, got %zd", nargs);
    if (cls == &frozenset_type)
        return nargs ? frozenset_from(t, args[0]) : empty_frozenset(t);
    OWN Value set = set_new_of(t, cls);
    if (is_empty(set) || (nargs && !set_update(t, as_set(set), args[0])))
        return EMPTY;
    return take(&set);
}

static void clear_cycle(Object *o) { set_clear((Set *)o); }

/* ---- slots ---- */

static bool set_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_set(self)->used;
    return true;
}

static Value set_repr(Thread *t, Ref self)
{
    StrBuilder b;
    bool plain = is_exact(self, &set_type);
    if (as_set(self)->used == 0)
        return str_format(t, "%T()", self);
    Lookup running = repr_enter(t, self);
    if (running == ERROR)
        return EMPTY;
    if (running == FOUND)
        return str_format(t, "%T(...)", self);
    OWN Value items = to_list(t, self);
    builder_init(&b, t);
    if (!plain) {
        builder_text(&b, type_display_name(type_of(self)));
        builder_char(&b, '(');
    }
    bool ok = !is_empty(items) && builder_char(&b, '{');
    for (ssize i = 0; ok && i < as_list(items)->len; i++)
        ok = (i == 0 || builder_ascii(&b, ", ", 2)) && builder_repr(&b, as_list(items)->item[i]);
    repr_leave(t, self);
    if (!ok) {
        builder_free(&b);
        return EMPTY;
    }
    builder_ascii(&b, "})", plain ? 1 : 2);
    return builder_take(&b);
}

/* The order of the keys must not matter, nor patterns in their hashes cancel out. */
static bool frozenset_hash(Thread *t UNUSED, Ref self, int64_t *hash)
{
    Set *s = as_set(self);
    if (s->hash == -1) {
        uint64_t h = 0;
        for (ssize i = 0; i <= s->mask; i++)
            if (!is_empty(s->entry[i].key))
                h ^= hash_scatter((uint64_t)s->entry[i].hash);
        s->hash = hash_not_minus_one(hash_scatter(h ^ ((uint64_t)s->used + 1) * 1927868237));
    }
    *hash = s->hash;
    return true;
}

/* A set cannot be hashed, but `set in sets` means its frozen equal. */
static Value frozen_key(Thread *t, Ref key)
{
    if (!(is_ptr(key) && has_flag(key, TYPE_IS_SET)) || !raised_matches(t, &exc_TypeError))
        return EMPTY;
    raised_clear(t);
    return set_copy_as(t, &frozenset_type, as_set(key));
}

static Lookup find_key(Thread *t, Set *s, Ref key)
{
    Lookup found = set_contains(t, s, key);
    if (found != ERROR)
        return found;
    OWN Value frozen = frozen_key(t, key);
    return is_empty(frozen) ? ERROR : set_contains(t, s, frozen);
}

static Lookup discard_key(Thread *t, Set *s, Ref key)
{
    Lookup found = set_discard(t, s, key);
    if (found != ERROR)
        return found;
    OWN Value frozen = frozen_key(t, key);
    return is_empty(frozen) ? ERROR : set_discard(t, s, frozen);
}

static Test set_contains_slot(Thread *t, Ref self, Ref key) { return (Test)find_key(t, as_set(self), key); }

static Value set_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_any_set(other))
        return NOT_IMPLEMENTED;
    Set *x = as_set(self), *y = as_set(other);
    Test result = TEST_FALSE;
    switch (op) {
    case CMP_EQ:
    case CMP_NE:
        if (x->used == y->used && !(set_base_type(x) == &frozenset_type && set_base_type(y) == &frozenset_type && x->hash != -1 && y->hash != -1 && x->hash != y->hash))
            result = set_is_subset(t, x, y);
        break;
    case CMP_LE: result = set_is_subset(t, x, y); break;
    case CMP_GE: result = set_is_subset(t, y, x); break;
    case CMP_LT: if (x->used < y->used) result = set_is_subset(t, x, y); break;
    case CMP_GT: if (x->used > y->used) result = set_is_subset(t, y, x); break;
    }
    return result == TEST_ERROR ? EMPTY : bool_value(result != (op == CMP_NE));
}

static Value copy_of(Thread *t, Ref v) { return set_copy_as(t, set_base_type(as_set(v)), as_set(v)); }

static Value set_or(Thread *t, Ref a, Ref b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return NOT_IMPLEMENTED;
    return set_union(t, as_set(a), as_set(b));
}

static Value set_and(Thread *t, Ref a, Ref b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return NOT_IMPLEMENTED;
    return set_intersection(t, as_set(a), b);
}

static Value set_sub(Thread *t, Ref a, Ref b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return NOT_IMPLEMENTED;
    return set_difference(t, as_set(a), b);
}

static Value set_xor(Thread *t, Ref a, Ref b)
{
    if (!is_any_set(a) || !is_any_set(b))
        return NOT_IMPLEMENTED;
    return set_symmetric_difference(t, as_set(a), b);
}

static bool intersection_update(Thread *t, Ref self, Ref other)
{
    OWN Value result = set_intersection(t, as_set(self), other);
    if (is_empty(result))
        return false;
    set_swap(as_set(self), as_set(result));
    return true;
}

static Value set_ior(Thread *t, Ref self, Ref other)
{
    if (!is_any_set(other))
        return NOT_IMPLEMENTED;
    return set_update(t, as_set(self), other) ? retain(self) : EMPTY;
}
static Value set_iand(Thread *t, Ref self, Ref other)
{
    if (!is_any_set(other))
        return NOT_IMPLEMENTED;
    return intersection_update(t, self, other) ? retain(self) : EMPTY;
}
static Value set_isub(Thread *t, Ref self, Ref other)
{
    if (!is_any_set(other))
        return NOT_IMPLEMENTED;
    return set_difference_update(t, as_set(self), other) ? retain(self) : EMPTY;
}
static Value set_ixor(Thread *t, Ref self, Ref other)
{
    if (!is_any_set(other))
        return NOT_IMPLEMENTED;
    return set_symmetric_difference_update(t, as_set(self), other) ? retain(self) : EMPTY;
}

/* ---- methods of both ---- */

static Value union_with(Thread *t, Ref self, const Value *others, ssize n)
{
    OWN Value result = copy_of(t, self);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 0; i < n; i++)
        if (!set_update(t, as_set(result), others[i]))
            return EMPTY;
    return take(&result);
}

static Value intersection_with(Thread *t, Ref self, const Value *others, ssize n)
{
    OWN Value result = n ? retain(self) : copy_of(t, self);
    for (ssize i = 0; i < n && !is_empty(result); i++)
        replace_take(&result, set_intersection(t, as_set(result), others[i]));
    return take(&result);
}

static Value difference_with(Thread *t, Ref self, const Value *others, ssize n)
{
    OWN Value result = n ? set_difference(t, as_set(self), others[0]) : copy_of(t, self);
    if (is_empty(result))
        return EMPTY;
    for (ssize i = 1; i < n; i++)
        if (!set_difference_update(t, as_set(result), others[i]))
            return EMPTY;
    return take(&result);
}

static Value subset_of(Thread *t, Ref self, Ref other)
{
    OWN Value set = is_any_set(other) ? retain(other) : set_new(t);
    if (is_empty(set) || (!is_any_set(other) && !set_update(t, as_set(set), other)))
        return EMPTY;
    Test result = set_is_subset(t, as_set(self), as_set(set));
    return result == TEST_ERROR ? EMPTY : bool_value(result);
}

typedef struct Inclusion { Set *set; bool missing; } Inclusion;

static bool require_key(Thread *t, void *context, Ref key, int64_t hash)
{
    Inclusion *inclusion = context;
    Lookup found = set_find_hash(t, inclusion->set, key, hash);
    inclusion->missing = found == MISSING;
    return found == FOUND;
}

static Value superset_of(Thread *t, Ref self, Ref other)
{
    Inclusion inclusion = {as_set(self), false};
    if (set_each_key(t, other, require_key, &inclusion))
        return TRUE_VALUE;
    return inclusion.missing ? FALSE_VALUE : EMPTY;
}

static Value disjoint_from(Thread *t, Ref self, Ref other)
{
    Test result = set_is_disjoint(t, as_set(self), other);
    return result == TEST_ERROR ? EMPTY : bool_value(result);
}

static Value reduce(Thread *t, Ref self)
{
    OWN Value items = to_list(t, self);
    OWN Value args = is_empty(items) ? EMPTY : tuple_pack(t, 1, items);
    OWN Value state = is_empty(args) ? EMPTY : object_getstate(t, self);
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

static Value size_of(Ref self)
{
    Set *s = as_set(self);
    return fixnum((ssize)object_size(&s->head) + (s->entry == s->small ? 0 : (s->mask + 1) * (ssize)sizeof(SetEntry)));
}

/* ---- set ---- */

/** Add an element to a set.
 *
 * This has no effect if the element is already present. */
METHOD1(set, add, object)
{
    return set_add(t, as_set(self), object) ? NONE : EMPTY;
}

/** Remove all elements from this set. */
METHOD0(set, clear)
{
    set_clear(as_set(self));
    return NONE;
}

/** Return a shallow copy of a set. */
METHOD0(set, copy) { return copy_of(t, self); }

/** Return a new set with elements in the set that are not in the others. */
METHOD(set, difference, "(self, /, *others)") { return difference_with(t, self, a->others, a->others_count); }

/** Update the set, removing elements found in others. */
METHOD(set, difference_update, "(self, /, *others)")
{
    for (ssize i = 0; i < a->others_count; i++)
        if (!set_difference_update(t, as_set(self), a->others[i]))
            return EMPTY;
    return NONE;
}

/** Remove an element from a set if it is a member.
 *
 * Unlike set.remove(), the discard() method does not raise
 * an exception when an element is missing from the set. */
METHOD1(set, discard, object)
{
    return discard_key(t, as_set(self), object) == ERROR ? EMPTY : NONE;
}

/** Return a new set with elements common to the set and all others. */
METHOD(set, intersection, "(self, /, *others)") { return intersection_with(t, self, a->others, a->others_count); }

/** Update the set, keeping only elements found in it and all others. */
METHOD(set, intersection_update, "(self, /, *others)")
{
    OWN Value result = intersection_with(t, self, a->others, a->others_count);
    if (is_empty(result))
        return EMPTY;
    set_swap(as_set(self), as_set(result));
    return NONE;
}

/** Return True if two sets have a null intersection. */
METHOD1(set, isdisjoint, other) { return disjoint_from(t, self, other); }

/** Report whether another set contains this set. */
METHOD1(set, issubset, other) { return subset_of(t, self, other); }

/** Report whether this set contains another set. */
METHOD1(set, issuperset, other) { return superset_of(t, self, other); }

/** Remove and return an arbitrary set element.
 *
 * Raises KeyError if the set is empty. */
METHOD0(set, pop)
{
    Value key;
    return set_pop(as_set(self), &key) ? key : raise_format(t, &exc_KeyError, "pop from an empty set");
}

/** Remove an element from a set; it must be a member.
 *
 * If the element is not a member, raise a KeyError. */
METHOD1(set, remove, object)
{
    switch (discard_key(t, as_set(self), object)) {
    case FOUND:   return NONE;
    case MISSING: return raise_key(t, object);
    default:      return EMPTY;
    }
}

/** Return a new set with elements in either the set or other but not both. */
METHOD1(set, symmetric_difference, other) { return set_symmetric_difference(t, as_set(self), other); }

/** Update the set, keeping only elements found in either set, but not in both. */
METHOD1(set, symmetric_difference_update, other)
{
    return set_symmetric_difference_update(t, as_set(self), other) ? NONE : EMPTY;
}

/** Return a new set with elements from the set and all others. */
METHOD(set, union, "(self, /, *others)") { return union_with(t, self, a->others, a->others_count); }

/** Update the set, adding elements from all others. */
METHOD(set, update, "(self, /, *others)")
{
    for (ssize i = 0; i < a->others_count; i++)
        if (!set_update(t, as_set(self), a->others[i]))
            return EMPTY;
    return NONE;
}

/** Return state information for pickling. */
METHOD0(set, __reduce__) { return reduce(t, self); }
/** S.__sizeof__() -> size of S in memory, in bytes. */
METHOD0(set, __sizeof__) { return size_of(self); }
/** See PEP 585 */
CLASSMETHOD1(set, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/* ---- frozenset ---- */

/** Return a shallow copy of a set. */
METHOD0(frozenset, copy) { return is_exact(self, &frozenset_type) ? retain(self) : copy_of(t, self); }
/** Return a new set with elements in the set that are not in the others. */
METHOD(frozenset, difference, "(self, /, *others)") { return difference_with(t, self, a->others, a->others_count); }
/** Return a new set with elements common to the set and all others. */
METHOD(frozenset, intersection, "(self, /, *others)") { return intersection_with(t, self, a->others, a->others_count); }
/** Return True if two sets have a null intersection. */
METHOD1(frozenset, isdisjoint, other) { return disjoint_from(t, self, other); }
/** Report whether another set contains this set. */
METHOD1(frozenset, issubset, other) { return subset_of(t, self, other); }
/** Report whether this set contains another set. */
METHOD1(frozenset, issuperset, other) { return superset_of(t, self, other); }
/** Return a new set with elements in either the set or other but not both. */
METHOD1(frozenset, symmetric_difference, other) { return set_symmetric_difference(t, as_set(self), other); }
/** Return a new set with elements from the set and all others. */
METHOD(frozenset, union, "(self, /, *others)") { return union_with(t, self, a->others, a->others_count); }
/** Return state information for pickling. */
METHOD0(frozenset, __reduce__) { return reduce(t, self); }
/** S.__sizeof__() -> size of S in memory, in bytes. */
METHOD0(frozenset, __sizeof__) { return size_of(self); }
/** See PEP 585 */
CLASSMETHOD1(frozenset, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/* ---- iterator ---- */

typedef struct SetIterator {
    Object head;
    Value set;                  /* EMPTY: exhausted */
    ssize position, used, remaining;
} SetIterator;
ALWAYS_INLINE SetIterator *as_iterator(Ref v) { return (SetIterator *)object_of(v); }

static Value set_iter(Thread *t, Ref self)
{
    SetIterator *it = object_new(t, &set_iterator_type, sizeof *it);
    if (!it)
        return EMPTY;
    it->set = retain(self);
    it->position = 0;
    it->used = it->remaining = as_set(self)->used;
    return value_of(it);
}

static void iterator_dealloc(Object *o)
{
    release(((SetIterator *)o)->set);
    object_free(o, sizeof(SetIterator));
}

static void iterator_traverse(Object *o, Visitor *visitor) { visit(visitor, ((SetIterator *)o)->set); }

static Value iterator_next(Thread *t, Ref self)
{
    SetIterator *it = as_iterator(self);
    Ref key;
    if (is_empty(it->set))
        return EMPTY;
    if (it->used != as_set(it->set)->used) {
        it->used = -1;
        return raise_runtime(t, "Set changed size during iteration");
    }
    if (set_next(as_set(it->set), &it->position, &key)) {
        it->remaining--;
        return retain(key);
    }
    release(take(&it->set));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(set_iterator, __length_hint__)
{
    SetIterator *it = as_iterator(self);
    return fixnum(is_empty(it->set) || it->used != as_set(it->set)->used ? 0 : it->remaining);
}

/** Return state information for pickling. */
METHOD0(set_iterator, __reduce__)
{
    SetIterator *it = as_iterator(self), *copy = object_new(t, &set_iterator_type, sizeof *copy);
    if (!copy)
        return EMPTY;
    copy->set = retain(it->set);
    copy->position = it->position;
    copy->used = it->used;
    copy->remaining = it->remaining;
    OWN Value held = value_of(copy);
    OWN Value rest = to_list(t, held);
    OWN Value function = get_builtin(t, NAME(iter));
    OWN Value args = is_empty(rest) ? EMPTY : tuple_pack(t, 1, rest);
    return is_empty(function) || is_empty(args) ? EMPTY : tuple_pack(t, 2, function, args);
}

/* ---- types ---- */

Type set_iterator_type = {
    TYPE_HEAD("set_iterator", SetIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse,
    .iter = iter_self, .next = iterator_next, .methods = set_iterator_methods,
};

Type set_type = {
    TYPE_HEAD("set", Set),
    .doc = "set() -> new empty set object\nset(iterable) -> new set object\n\nBuild an unordered collection of unique elements.",
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_SET | TYPE_WEAKREFS,
    .dealloc = set_dealloc, .traverse = set_traverse, .clear = clear_cycle,
    .new_ = set_new_instance, .construct = set_construct, .init = set_init_slot, .init_signature = &set_init_signature,
    .repr = set_repr, .hash = hash_unhashable, .compare = set_compare, .iter = set_iter,
    .len = set_len, .contains = set_contains_slot,
    .sub = set_sub, .and_ = set_and, .xor_ = set_xor, .or_ = set_or,
    .isub = set_isub, .iand = set_iand, .ixor = set_ixor, .ior = set_ior,
    .methods = set_methods,
};

Type frozenset_type = {
    TYPE_HEAD("frozenset", Set),
    .doc = "frozenset() -> empty frozenset object\nfrozenset(iterable) -> frozenset object\n\nBuild an immutable unordered collection of unique elements.",
    .flags = TYPE_GC | TYPE_BASE | TYPE_IS_FROZENSET | TYPE_WEAKREFS,
    .dealloc = set_dealloc, .traverse = set_traverse, .clear = clear_cycle,
    .new_ = frozenset_new,
    .repr = set_repr, .hash = frozenset_hash, .compare = set_compare, .iter = set_iter,
    .len = set_len, .contains = set_contains_slot,
    .sub = set_sub, .and_ = set_and, .xor_ = set_xor, .or_ = set_or,
    .methods = frozenset_methods,
};
