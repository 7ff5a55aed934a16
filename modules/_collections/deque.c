/* deque.c: collections.deque: a double-ended queue.
 *
 * The items lie in a ring of `mask + 1` slots, a power of two, from `first` on; slots outside are undefined. Both ends are
 * O(1) amortised, access by position O(1), inserting and deleting in the middle O(n). `changes` counts what changes the
 * length or the order, so that iterators and searches notice. With a maxlen, what does not fit falls off the other end.
 */
#include "modules/_collections/types.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/sequence.h"
#include "object/tuple.h"
#include "gen/modules/_collections/deque.h"

typedef struct Deque {
    Object head;
    ssize len;
    Value *item;                /* the ring; NULL while mask is -1 */
    ssize first, mask;
    ssize maxlen;               /* -1: unbounded */
    uint64_t changes;
} Deque;
ALWAYS_INLINE Deque *as_deque(Ref v) { return (Deque *)object_of(v); }
ALWAYS_INLINE bool is_deque(Ref v)   { return is_ptr(v) && type_is_subtype(object_of(v)->type, &deque_type); }
ALWAYS_INLINE Value *at(Deque *d, ssize i) { return &d->item[(d->first + i) & d->mask]; }

/* ---- construction, growth, destruction ---- */

static Value deque_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_deque(v)->mask = as_deque(v)->maxlen = -1;
    return v;
}

static bool reserve(Thread *t, Deque *d, ssize n)
{
    ssize slots = MAX(d->mask + 1, (ssize)8);
    if (n <= d->mask + 1)
        return true;
    while (slots < n && slots < SSIZE_MAX_ / 32)
        slots <<= 1;
    if (slots < n)
        return raise_memory(t), false;
    Value *ring = mem_alloc_array(t, slots, sizeof *ring);
    if (!ring)
        return false;
    for (ssize i = 0; i < d->len; i++)
        ring[i] = *at(d, i);
    mem_free(d->item);
    d->item = ring;
    d->first = 0;
    d->mask = slots - 1;
    return true;
}

/* Empties the deque; its items are released after that. */
static void clear(Deque *d)
{
    Value *ring = d->item;
    ssize len = d->len, first = d->first, mask = d->mask;
    d->item = NULL;
    d->len = d->first = 0;
    d->mask = -1;
    d->changes++;
    for (ssize i = 0; i < len; i++)
        release(ring[(first + i) & mask]);
    mem_free(ring);
}

static void deque_dealloc(Object *o)
{
    clear((Deque *)o);
    object_free(o, object_size(o));
}

static void deque_traverse(Object *o, Visitor *visitor)
{
    Deque *d = (Deque *)o;
    for (ssize i = 0; i < d->len; i++)
        visit(visitor, *at(d, i));
}

static void clear_cycle(Object *o) { clear((Deque *)o); }

/* ---- both ends ---- */

static Value take_first(Deque *d)
{
    Value v = *at(d, 0);
    d->first = (d->first + 1) & d->mask;
    d->len--;
    d->changes++;
    return v;
}

static Value take_last(Deque *d)
{
    Value v = *at(d, d->len - 1);
    d->len--;
    d->changes++;
    return v;
}

static bool append_take(Thread *t, Deque *d, Value v)
{
    if (!reserve(t, d, d->len + 1)) {
        release(v);
        return false;
    }
    d->len++;
    *at(d, d->len - 1) = v;
    d->changes++;
    if (d->maxlen >= 0 && d->len > d->maxlen)
        release(take_first(d));
    return true;
}

static bool append_left_take(Thread *t, Deque *d, Value v)
{
    if (!reserve(t, d, d->len + 1)) {
        release(v);
        return false;
    }
    d->first = (d->first - 1) & d->mask;
    d->len++;
    *at(d, 0) = v;
    d->changes++;
    if (d->maxlen >= 0 && d->len > d->maxlen)
        release(take_last(d));
    return true;
}

static bool extend(Thread *t, Deque *d, Ref iterable, bool left)
{
    OWN Value source = same(iterable, value_of(d)) ? to_list(t, iterable) : retain(iterable);
    if (is_exact(source, &list_type) || is_exact(source, &tuple_type)) {
        bool list = is_exact(source, &list_type);       /* what is dropped at the other end may change the list */
        for (ssize i = 0; i < (list ? as_list(source)->len : as_tuple(source)->len); i++) {
            Value item = retain(list ? as_list(source)->item[i] : as_tuple(source)->item[i]);
            if (left ? !append_left_take(t, d, item) : !append_take(t, d, item))
                return false;
        }
        return true;
    }
    OWN Value it = is_empty(source) ? EMPTY : iter(t, source);
    if (is_empty(it))
        return false;
    for (;;) {
        Value item;
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == MISSING;
        if (left ? !append_left_take(t, d, item) : !append_take(t, d, item))
            return false;
    }
}

INIT(deque, "(self, iterable=?, maxlen=None)")
{
    Deque *d = as_deque(self);
    ssize maxlen = -1;
    if (!is_none(a->maxlen)) {
        if (!is_int(a->maxlen))
            return raise_type(t, "an integer is required"), false;
        if (!to_ssize(t, a->maxlen, &exc_OverflowError, &maxlen))
            return false;
        if (maxlen < 0)
            return raise_value(t, "maxlen must be non-negative"), false;
    }
    if (d->len)
        clear(d);
    d->maxlen = maxlen;
    return is_empty(a->iterable) || extend(t, d, a->iterable, false);
}

/* A new deque of the same class, maxlen and items. */
static Value copy_of(Thread *t, Ref self)
{
    Deque *d = as_deque(self);
    if (is_exact(self, &deque_type)) {
        Value v = deque_new(t, &deque_type, NULL, 0, EMPTY);
        if (is_empty(v) || !reserve(t, as_deque(v), d->len)) {
            release(v);
            return EMPTY;
        }
        Deque *c = as_deque(v);
        c->maxlen = d->maxlen;
        for (ssize i = 0; i < d->len; i++)
            c->item[i] = retain(*at(d, i));
        c->len = d->len;
        return v;
    }
    if (d->maxlen < 0)
        return call1(t, value_of(type_of(self)), self);
    return call2(t, value_of(type_of(self)), self, fixnum(d->maxlen));
}

/* ---- positions ---- */

static void swap(Value *x, Value *y)
{
    Value v = *x;
    *x = *y;
    *y = v;
}

static void rotate(Deque *d, ssize n)
{
    if (d->len < 2)
        return;
    n %= d->len;
    if (n < 0)
        n += d->len;
    if (n > d->len / 2)
        n -= d->len;
    for (; n > 0; n--) {
        Value v = *at(d, d->len - 1);
        d->first = (d->first - 1) & d->mask;
        *at(d, 0) = v;
    }
    for (; n < 0; n++) {
        Value v = *at(d, 0);
        d->first = (d->first + 1) & d->mask;
        *at(d, d->len - 1) = v;
    }
    d->changes++;
}

static Value remove_at(Deque *d, ssize i)
{
    if (i < d->len / 2) {
        for (; i > 0; i--)
            swap(at(d, i), at(d, i - 1));
        return take_first(d);
    }
    for (; i < d->len - 1; i++)
        swap(at(d, i), at(d, i + 1));
    return take_last(d);
}

/* Finds item in [start, end); IndexError-like trouble is told by RuntimeError. */
static Lookup find(Thread *t, Deque *d, Ref item, ssize start, ssize end, ssize *position)
{
    for (ssize i = start; i < end && i < d->len; i++) {
        uint64_t changes = d->changes;
        OWN Value candidate = retain(*at(d, i));
        Test alike = equal(t, candidate, item);
        if (alike == TEST_ERROR)
            return ERROR;
        if (d->changes != changes) {
            raise_runtime(t, "deque mutated during iteration");
            return ERROR;
        }
        if (alike) {
            *position = i;
            return FOUND;
        }
    }
    return MISSING;
}

/* ---- slots ---- */

static bool deque_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_deque(self)->len;
    return true;
}

static Test deque_contains(Thread *t, Ref self, Ref item)
{
    ssize i;
    return (Test)find(t, as_deque(self), item, 0, SSIZE_MAX_, &i);
}

static Value deque_item(Thread *t, Ref self, ssize i)
{
    Deque *d = as_deque(self);
    if ((size_t)i >= (size_t)d->len)
        return raise_index(t, "deque index out of range");
    return retain(*at(d, i));
}

static bool deque_index(Thread *t, Deque *d, Ref key, ssize *i)
{
    if (!type_of(key)->index)
        return raise_type(t, "sequence index must be integer, not '%T'", key), false;
    if (!to_ssize(t, key, &exc_IndexError, i))
        return false;
    if (*i < 0)
        *i += d->len;
    if ((size_t)*i >= (size_t)d->len)
        return raise_index(t, "deque index out of range"), false;
    return true;
}

static Value deque_getitem(Thread *t, Ref self, Ref key)
{
    ssize i;
    return deque_index(t, as_deque(self), key, &i) ? retain(*at(as_deque(self), i)) : EMPTY;
}

static bool deque_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    ssize i;
    if (!deque_index(t, as_deque(self), key, &i))
        return false;
    if (is_empty(value))
        release(remove_at(as_deque(self), i));
    else
        replace_take(at(as_deque(self), i), retain(value));
    return true;
}

static Value deque_repr(Thread *t, Ref self)
{
    Lookup running = repr_enter(t, self);
    if (running == ERROR)
        return EMPTY;
    if (running == FOUND)
        return str_from_text(t, "[...]");
    OWN Value items = to_list(t, self);
    OWN Value text = is_empty(items) ? EMPTY : repr(t, items);
    repr_leave(t, self);
    if (is_empty(text))
        return EMPTY;
    if (as_deque(self)->maxlen >= 0)
        return str_format(t, "%T(%S, maxlen=%zd)", self, text, as_deque(self)->maxlen);
    return str_format(t, "%T(%S)", self, text);
}

static Value deque_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_deque(other))
        return NOT_IMPLEMENTED;
    if (same(self, other) && (op == CMP_EQ || op == CMP_NE))
        return bool_value(op == CMP_EQ);
    if (as_deque(self)->len != as_deque(other)->len && (op == CMP_EQ || op == CMP_NE))
        return bool_value(op == CMP_NE);
    OWN Value x = to_list(t, self);
    OWN Value y = is_empty(x) ? EMPTY : to_list(t, other);
    return is_empty(y) ? EMPTY : compare(t, x, y, op);
}

/* A copy made by the class, whose __new__ may give anything; its operators go on with a deque only. */
static Value deque_copy_of(Thread *t, Ref self)
{
    OWN Value copy = copy_of(t, self);
    if (!is_empty(copy) && !is_deque(copy))
        return raise_type(t, "%T() must return a deque, not %T", self, copy);
    return take(&copy);
}

static Value deque_concat(Thread *t, Ref a, Ref b)
{
    if (!is_deque(a))
        return NOT_IMPLEMENTED;
    if (!is_deque(b))
        return raise_type(t, "can only concatenate deque (not \"%T\") to deque", b);
    OWN Value result = deque_copy_of(t, a);
    if (is_empty(result) || !extend(t, as_deque(result), b, false))
        return EMPTY;
    return take(&result);
}

static Value deque_inplace_concat(Thread *t, Ref self, Ref other)
{
    return extend(t, as_deque(self), other, false) ? retain(self) : EMPTY;
}

static bool repeat_in_place(Thread *t, Deque *d, ssize count)
{
    ssize len = d->len, total;
    if (count <= 0 || len == 0) {
        clear(d);
        return true;
    }
    /* Of what maxlen lets fall off again, whole rounds can be left out. */
    if (d->maxlen > 0 && count > d->maxlen / len + 2)
        count = d->maxlen / len + 2;
    if (__builtin_mul_overflow(len, count, &total) || total > SSIZE_MAX_ / 32)
        return raise_memory(t), false;
    OWN Value items = to_list(t, value_of(d));
    if (is_empty(items) || !reserve(t, d, d->maxlen >= 0 ? MIN(total, d->maxlen + 1) : total))
        return false;
    for (ssize k = 1; k < count; k++)
        for (ssize i = 0; i < len; i++)
            if (!append_take(t, d, retain(as_list(items)->item[i])))
                return false;
    return true;
}

static Value deque_repeat(Thread *t, Ref self, ssize count)
{
    OWN Value result = deque_copy_of(t, self);
    return is_empty(result) || !repeat_in_place(t, as_deque(result), count) ? EMPTY : take(&result);
}

static Value deque_inplace_repeat(Thread *t, Ref self, ssize count)
{
    return repeat_in_place(t, as_deque(self), count) ? retain(self) : EMPTY;
}

/* ---- methods ---- */

/** Add an element to the right side of the deque. */
METHOD1(deque, append, item) { return append_take(t, as_deque(self), retain(item)) ? NONE : EMPTY; }

/** Add an element to the left side of the deque. */
METHOD1(deque, appendleft, item) { return append_left_take(t, as_deque(self), retain(item)) ? NONE : EMPTY; }

/** Remove all elements from the deque. */
METHOD0(deque, clear)
{
    clear(as_deque(self));
    return NONE;
}

/** Return a shallow copy of a deque. */
METHOD0(deque, copy) { return copy_of(t, self); }
/** Return a shallow copy of a deque. */
METHOD0(deque, __copy__) { return copy_of(t, self); }

/** Return number of occurrences of value. */
METHOD1(deque, count, value)
{
    Deque *d = as_deque(self);
    ssize n = 0;
    for (ssize i = 0;; i++) {
        Lookup found = find(t, d, value, i, SSIZE_MAX_, &i);
        if (found != FOUND)
            return found == ERROR ? EMPTY : fixnum(n);
        n++;
    }
}

/** Extend the right side of the deque with elements from the iterable. */
METHOD1(deque, extend, iterable) { return extend(t, as_deque(self), iterable, false) ? NONE : EMPTY; }

/** Extend the left side of the deque with elements from the iterable. */
METHOD1(deque, extendleft, iterable) { return extend(t, as_deque(self), iterable, true) ? NONE : EMPTY; }

/** Return first index of value.
 *
 * Raises ValueError if the value is not present. */
METHOD(deque, index, "(self, value, start: clamped = 0, stop: clamped = 9223372036854775807, /)")
{
    Deque *d = as_deque(self);
    ssize i;
    switch (find(t, d, a->value, clamp_bound(a->start, d->len), clamp_bound(a->stop, d->len), &i)) {
    case FOUND:   return fixnum(i);
    case MISSING: return raise_value(t, "%R is not in deque", a->value);
    default:      return EMPTY;
    }
}

/** Insert value before index. */
METHOD(deque, insert, "(self, index: index, value, /)")
{
    Deque *d = as_deque(self);
    if (d->maxlen >= 0 && d->len >= d->maxlen)
        return raise_index(t, "deque already at its maximum size");
    ssize i = clamp_bound(a->index, d->len);
    if (i < d->len / 2) {
        if (!append_left_take(t, d, retain(a->value)))
            return EMPTY;
        for (ssize k = 0; k < i; k++)
            swap(at(d, k), at(d, k + 1));
    } else {
        if (!append_take(t, d, retain(a->value)))
            return EMPTY;
        for (ssize k = d->len - 1; k > i; k--)
            swap(at(d, k), at(d, k - 1));
    }
    return NONE;
}

/** Remove and return the rightmost element. */
METHOD0(deque, pop)
{
    return as_deque(self)->len ? take_last(as_deque(self)) : raise_index(t, "pop from an empty deque");
}

/** Remove and return the leftmost element. */
METHOD0(deque, popleft)
{
    return as_deque(self)->len ? take_first(as_deque(self)) : raise_index(t, "pop from an empty deque");
}

/** Remove first occurrence of value. */
METHOD1(deque, remove, value)
{
    Deque *d = as_deque(self);
    ssize n = d->len;
    for (ssize i = 0; i < n; i++) {
        OWN Value candidate = retain(*at(d, i));
        Test alike = equal(t, candidate, value);
        if (alike == TEST_ERROR)
            return EMPTY;
        if (d->len != n)
            return raise_index(t, "deque mutated during remove().");
        if (alike) {
            release(remove_at(d, i));
            return NONE;
        }
    }
    return raise_value(t, "deque.remove(x): x not in deque");
}

/** Reverse *IN PLACE*. */
METHOD0(deque, reverse)
{
    Deque *d = as_deque(self);
    for (ssize i = 0, j = d->len - 1; i < j; i++, j--)
        swap(at(d, i), at(d, j));
    d->changes++;
    return NONE;
}

/** Rotate the deque n steps to the right.  If n is negative, rotates left. */
METHOD(deque, rotate, "(self, n: index = 1, /)")
{
    rotate(as_deque(self), a->n);
    return NONE;
}

/** Return state information for pickling. */
METHOD0(deque, __reduce__)
{
    Deque *d = as_deque(self);
    OWN Value empty = tuple_new(t, 0);
    OWN Value state = is_empty(empty) ? EMPTY : object_getstate(t, self);
    OWN Value it = is_empty(state) ? EMPTY : iter(t, self);
    if (is_empty(it))
        return EMPTY;
    OWN Value args = d->maxlen < 0 ? retain(empty) : tuple_pack(t, 2, empty, fixnum(d->maxlen));
    return is_empty(args) ? EMPTY : tuple_pack(t, 4, value_of(type_of(self)), args, state, it);
}

/** Size of object in memory, in bytes. */
METHOD0(deque, __sizeof__)
{
    return fixnum((ssize)object_size(object_of(self)) + (as_deque(self)->mask + 1) * (ssize)sizeof(Value));
}

/** See PEP 585 */
CLASSMETHOD1(deque, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/** maximum size of a deque or None if unbounded */
GETTER(deque, maxlen) { return as_deque(self)->maxlen < 0 ? NONE : fixnum(as_deque(self)->maxlen); }

/* ---- iterators ---- */

typedef struct DequeIterator {
    Object head;
    Value deque;
    ssize index, remaining;     /* of the next item; how many are left */
    uint64_t changes;
} DequeIterator;
ALWAYS_INLINE DequeIterator *as_iterator(Ref v) { return (DequeIterator *)object_of(v); }

static Value new_iterator(Thread *t, Type *type, Ref deque)
{
    DequeIterator *it = object_new(t, type, sizeof *it);
    if (!it)
        return EMPTY;
    it->deque = retain(deque);
    it->remaining = as_deque(deque)->len;
    it->index = type == &deque_iterator_type ? 0 : it->remaining - 1;
    it->changes = as_deque(deque)->changes;
    return value_of(it);
}

static Value deque_iter(Thread *t, Ref self) { return new_iterator(t, &deque_iterator_type, self); }

/** Return a reverse iterator over the deque. */
METHOD0(deque, __reversed__) { return new_iterator(t, &deque_reverse_iterator_type, self); }

static void iterator_dealloc(Object *o)
{
    release(((DequeIterator *)o)->deque);
    object_free(o, sizeof(DequeIterator));
}

static void iterator_traverse(Object *o, Visitor *visitor) { visit(visitor, ((DequeIterator *)o)->deque); }

static Value step_by(Thread *t, DequeIterator *it, ssize direction)
{
    Deque *d = as_deque(it->deque);
    if (it->changes != d->changes) {
        it->remaining = 0;
        return raise_runtime(t, "deque mutated during iteration");
    }
    if (it->remaining == 0)
        return EMPTY;
    Value item = retain(*at(d, it->index));
    it->index += direction;
    it->remaining--;
    return item;
}

static Value iterator_next(Thread *t, Ref self)         { return step_by(t, as_iterator(self), 1); }
static Value reverse_iterator_next(Thread *t, Ref self) { return step_by(t, as_iterator(self), -1); }

/* _deque_iterator(deque, index): what unpickling calls. */
static Value make_iterator(Thread *t, Type *type, Ref deque, ssize index)
{
    if (!is_deque(deque))
        return raise_type(t, "argument 1 must be collections.deque, not %T", deque);
    Value v = new_iterator(t, type, deque);
    if (!is_empty(v)) {
        ssize skip = clamp_bound(MAX(index, (ssize)0), as_deque(deque)->len);
        as_iterator(v)->remaining -= skip;
        as_iterator(v)->index += type == &deque_iterator_type ? skip : -skip;
    }
    return v;
}

NEW(deque_iterator, "(cls, deque, index: index = 0, /)")         { return make_iterator(t, &deque_iterator_type, a->deque, a->index); }
NEW(deque_reverse_iterator, "(cls, deque, index: index = 0, /)") { return make_iterator(t, &deque_reverse_iterator_type, a->deque, a->index); }

/** Private method returning an estimate of len(list(it)). */
METHOD0(deque_iterator, __length_hint__) { return fixnum(as_iterator(self)->remaining); }

/** Return state information for pickling. */
METHOD0(deque_iterator, __reduce__)
{
    DequeIterator *it = as_iterator(self);
    OWN Value args = tuple_pack(t, 2, it->deque, fixnum(as_deque(it->deque)->len - it->remaining));
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

/* ---- types ---- */

Type deque_iterator_type = {
    TYPE_HEAD("_collections._deque_iterator", DequeIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iter_self, .next = iterator_next,
    .new_ = deque_iterator_new_slot, .new_signature = &deque_iterator_new_signature, .methods = deque_iterator_methods,
};

Type deque_reverse_iterator_type = {
    TYPE_HEAD("_collections._deque_reverse_iterator", DequeIterator), .flags = TYPE_GC,
    .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = iter_self, .next = reverse_iterator_next,
    .new_ = deque_reverse_iterator_new_slot, .new_signature = &deque_reverse_iterator_new_signature, .methods = deque_iterator_methods,
};

Type deque_type = {
    TYPE_HEAD("collections.deque", Deque), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS | TYPE_IS_SEQUENCE,
    .doc = "deque([iterable[, maxlen]]) --> deque object\n\nA list-like sequence optimized for data accesses near its endpoints.",
    .dealloc = deque_dealloc, .traverse = deque_traverse, .clear = clear_cycle,
    .new_ = deque_new, .init = deque_init_slot, .init_signature = &deque_init_signature,
    .repr = deque_repr, .hash = hash_unhashable, .compare = deque_compare, .iter = deque_iter,
    .len = deque_len, .getitem = deque_getitem, .setitem = deque_setitem, .contains = deque_contains, .item = deque_item,
    .concat = deque_concat, .repeat = deque_repeat, .inplace_concat = deque_inplace_concat, .inplace_repeat = deque_inplace_repeat,
    .methods = deque_methods, .getset = deque_getset,
};
