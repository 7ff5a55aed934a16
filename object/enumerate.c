/* enumerate.c: enumerate(iterable, start) (Built-in Functions). */
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/enumerate.h"

typedef struct Enumerate {
    Object head;
    Value iterator, index;      /* index: an int of any size, of the next item */
    Value last;                 /* the pair given out last, or EMPTY */
} Enumerate;
ALWAYS_INLINE Enumerate *as_enumerate(Ref v) { return (Enumerate *)object_of(v); }

NEW(enumerate, "(cls, iterable, start=0)")
{
    OWN Value start = to_index(t, a->start);
    OWN Value iterator = is_empty(start) ? EMPTY : iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_enumerate(v)->iterator = take(&iterator);
    as_enumerate(v)->index = take(&start);
    return v;
}

static void enumerate_dealloc(Object *o)
{
    Enumerate *e = (Enumerate *)o;
    release(e->iterator);
    release(e->index);
    release(e->last);
    object_free(o, object_size(o));
}

static void enumerate_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Enumerate *)o)->iterator);
    visit(visitor, ((Enumerate *)o)->last);
}

static Value take_index(Thread *t, Enumerate *e)
{
    Value index = e->index, following;
    if (unlikely(!is_fixnum(index) || !fixnum_add(index, fixnum(1), &following)))
        following = int_add(t, index, fixnum(1));
    if (is_empty(following))
        return EMPTY;
    e->index = following;
    return index;
}

PairStep enumerate_step_pair(Thread *t, Ref self, Value *a, Value *b)
{
    Enumerate *e = as_enumerate(self);
    *b = next_or_stop(t, e->iterator);
    if (unlikely(is_empty(*b)))
        return pair_end(t);
    *a = take_index(t, e);
    if (likely(!is_empty(*a)))
        return PAIR_FOUND;
    release(take(b));
    return PAIR_ERROR;
}

static Value enumerate_next(Thread *t, Ref self)
{
    Enumerate *e = as_enumerate(self);
    Value pair[2];
    if (enumerate_step_pair(t, self, &pair[0], &pair[1]) != PAIR_FOUND)
        return EMPTY;
    Value result = tuple_reuse(&e->last);
    if (!is_empty(result)) {
        Tuple *p = as_tuple(result);
        Value old_index = p->item[0], old_item = p->item[1];
        memcpy(p->item, pair, sizeof pair);
        release(old_index);
        release(old_item);
        return result;
    }
    result = tuple_from_array_take(t, pair, 2);
    if (is_empty(e->last))
        e->last = retain(result);
    return result;
}

/** Return state information for pickling. */
METHOD0(enumerate, __reduce__)
{
    OWN Value args = tuple_pack(t, 2, as_enumerate(self)->iterator, as_enumerate(self)->index);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

/** See PEP 585 */
CLASSMETHOD1(enumerate, __class_getitem__, item) { return generic_alias_new(t, self, item); }

Type enumerate_type = {
    TYPE_HEAD("enumerate", Enumerate), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return an enumerate object.\n\n  iterable\n    an object supporting iteration\n\nThe enumerate object yields pairs containing a count (from start, which\n"
           "defaults to zero) and a value yielded by the iterable argument.\n\nenumerate is useful for obtaining an indexed list:\n"
           "    (0, seq[0]), (1, seq[1]), (2, seq[2]), ...",
    .dealloc = enumerate_dealloc, .traverse = enumerate_traverse,
    .new_ = enumerate_new_slot, .new_signature = &enumerate_new_signature,
    .iter = iter_self, .next = enumerate_next, .methods = enumerate_methods,
};
