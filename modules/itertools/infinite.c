/* infinite.c: count, cycle, repeat. */
#include "modules/itertools/types.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/itertools/infinite.h"

/* ---- count ---- */

typedef struct Count { Object head; Value number, step; } Count;
ALWAYS_INLINE Count *as_count(Ref v) { return (Count *)object_of(v); }
OWNS_VALUES(count, Count, number, 2)

static bool is_number(Ref v)
{
    Type *type = type_of(v);
    return type->index || type->int_ || type->float_ || type->flags & TYPE_IS_COMPLEX;
}

NEW(count, "(cls, start=0, step=1)")
{
    if (!is_number(a->start) || !is_number(a->step))
        return raise_type(t, "a number is required");
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_count(v)->number = retain(a->start);
    as_count(v)->step = retain(a->step);
    return v;
}

static Value count_next(Thread *t, Ref self)
{
    Count *c = as_count(self);
    Value following, number = c->number;
    if (likely(both_fixnum(number, c->step) && fixnum_add(number, c->step, &following))) {
        c->number = following;
        return number;
    }
    OWN Value held = retain(number);
    if (is_empty(following = binary_op(t, OP_ADD, held, c->step)))
        return EMPTY;
    replace_take(&c->number, following);
    return take(&held);
}

static Value count_repr(Thread *t, Ref self)
{
    Count *c = as_count(self);
    if (same(c->step, fixnum(1)))
        return str_format(t, "%T(%R)", self, c->number);
    return str_format(t, "%T(%R, %R)", self, c->number, c->step);
}

/** Return state information for pickling. */
METHOD0(count, __reduce__)
{
    Count *c = as_count(self);
    OWN Value args = same(c->step, fixnum(1)) ? tuple_pack(t, 1, c->number) : tuple_pack(t, 2, c->number, c->step);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

Type count_type = {
    TYPE_HEAD("itertools.count", Count), ITERATOR_SLOTS(count), .methods = count_methods, .repr = count_repr,
    .doc = "Return a count object whose .__next__() method returns consecutive values.\n\nEquivalent to:\n    def count(firstval=0, step=1):\n"
           "        x = firstval\n        while 1:\n            yield x\n            x += step",
};

/* ---- cycle ---- */

typedef struct Cycle {
    Object head;
    Value iterator, saved;      /* iterator EMPTY: it is exhausted, items come from the list `saved` */
    ssize index;
    bool complete;              /* saved has all items: do not save again (set by __setstate__) */
} Cycle;
ALWAYS_INLINE Cycle *as_cycle(Ref v) { return (Cycle *)object_of(v); }
OWNS_VALUES(cycle, Cycle, iterator, 2)

NEW(cycle, "(cls, iterable, /)")
{
    OWN Value iterator = iter(t, a->iterable);
    OWN Value saved = is_empty(iterator) ? EMPTY : list_new(t, 0);
    Value v = is_empty(saved) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_cycle(v)->iterator = take(&iterator);
    as_cycle(v)->saved = take(&saved);
    return v;
}

static Value cycle_next(Thread *t, Ref self)
{
    Cycle *c = as_cycle(self);
    if (!is_empty(c->iterator)) {
        OWN Value iterator = retain(c->iterator);
        OWN Value item = EMPTY;
        Lookup found = step(t, iterator, &item);
        if (found == ERROR)
            return EMPTY;
        if (found == FOUND)
            return c->complete || list_append(t, as_list(c->saved), item) ? take(&item) : EMPTY;
        release(take(&c->iterator));
        c->index = 0;
    }
    List *saved = as_list(c->saved);
    if (saved->len == 0)
        return EMPTY;
    if (c->index >= saved->len)
        c->index = 0;
    return retain(saved->item[c->index++]);
}

/** Return state information for pickling. */
METHOD0(cycle, __reduce__)
{
    Cycle *c = as_cycle(self);
    bool complete = is_empty(c->iterator) || c->complete;
    OWN Value rest = is_empty(c->iterator) ? iter(t, c->saved) : retain(c->iterator);
    if (is_empty(rest))
        return EMPTY;
    if (is_empty(c->iterator) && c->index) {
        OWN Value skipped = call_method1(t, rest, NAME(__setstate__), fixnum(c->index));
        if (is_empty(skipped))
            return EMPTY;
    }
    OWN Value args = tuple_pack(t, 1, rest);
    OWN Value state = is_empty(args) ? EMPTY : tuple_pack(t, 2, c->saved, fixnum(complete));
    return is_empty(state) ? EMPTY : tuple_pack(t, 3, value_of(type_of(self)), args, state);
}

/** Set state information for unpickling. */
METHOD1(cycle, __setstate__, state)
{
    int64_t complete;
    if (!is_tuple(state))
        return raise_type(t, "state is not a tuple");
    if (as_tuple(state)->len != 2 || !is_list(as_tuple(state)->item[0]))
        return raise_type(t, "state must be a tuple of a list and an int");
    if (!to_int64(t, as_tuple(state)->item[1], &complete))
        return EMPTY;
    as_cycle(self)->complete = complete;
    replace_take(&as_cycle(self)->saved, retain(as_tuple(state)->item[0]));
    return NONE;
}

Type cycle_type = {
    TYPE_HEAD("itertools.cycle", Cycle), ITERATOR_SLOTS(cycle), .methods = cycle_methods,
    .doc = "Return elements from the iterable until it is exhausted. Then repeat the sequence indefinitely.",
};

/* ---- repeat ---- */

typedef struct Repeat { Object head; Value object; ssize times; /* -1: for ever */ } Repeat;
ALWAYS_INLINE Repeat *as_repeat(Ref v) { return (Repeat *)object_of(v); }
OWNS_VALUES(repeat, Repeat, object, 1)

NEW(repeat, "(cls, object, times=?)")
{
    ssize times = -1;
    if (!is_empty(a->times) && (!to_ssize(t, a->times, &exc_OverflowError, &times) || (times = MAX(times, (ssize)0), false)))
        return EMPTY;
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_repeat(v)->object = retain(a->object);
    as_repeat(v)->times = times;
    return v;
}

static Value repeat_next(Thread *t UNUSED, Ref self)
{
    Repeat *r = as_repeat(self);
    if (r->times == 0)
        return EMPTY;
    if (r->times > 0)
        r->times--;
    return retain(r->object);
}

static Value repeat_repr(Thread *t, Ref self)
{
    Repeat *r = as_repeat(self);
    if (r->times < 0)
        return str_format(t, "%T(%R)", self, r->object);
    return str_format(t, "%T(%R, %zd)", self, r->object, r->times);
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(repeat, __length_hint__)
{
    return as_repeat(self)->times < 0 ? raise_type(t, "len() of unsized object") : fixnum(as_repeat(self)->times);
}

/** Return state information for pickling. */
METHOD0(repeat, __reduce__)
{
    Repeat *r = as_repeat(self);
    OWN Value args = r->times < 0 ? tuple_pack(t, 1, r->object) : tuple_pack(t, 2, r->object, fixnum(r->times));
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

Type repeat_type = {
    TYPE_HEAD("itertools.repeat", Repeat), ITERATOR_SLOTS(repeat), .methods = repeat_methods, .repr = repeat_repr,
    .doc = "repeat(object [,times]) -> create an iterator which returns the object\nfor the specified number of times.  If not specified, returns the object\nendlessly.",
};
