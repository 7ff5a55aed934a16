/* filter.c: filter(function, iterable) (Built-in Functions). */
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/filter.h"

typedef struct Filter { Object head; Value function, iterator; } Filter;
ALWAYS_INLINE Filter *as_filter(Ref v) { return (Filter *)object_of(v); }

NEW(filter, "(cls, function, iterable, /)")
{
    OWN Value iterator = iter(t, a->iterable);
    Value v = is_empty(iterator) ? EMPTY : type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_filter(v)->function = retain(a->function);
    as_filter(v)->iterator = take(&iterator);
    return v;
}

static void filter_dealloc(Object *o)
{
    release(((Filter *)o)->function);
    release(((Filter *)o)->iterator);
    object_free(o, object_size(o));
}

static void filter_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Filter *)o)->function);
    visit(visitor, ((Filter *)o)->iterator);
}

static Test accepts(Thread *t, Ref function, Ref item)
{
    if (is_none(function) || same(function, value_of(&bool_type)))
        return test(t, item);
    OWN Value verdict = call1(t, function, item);
    return is_empty(verdict) ? TEST_ERROR : test(t, verdict);
}

static Value filter_next(Thread *t, Ref self)
{
    Filter *f = as_filter(self);
    for (;;) {
        OWN Value item = next_or_stop(t, f->iterator);
        if (is_empty(item))
            return EMPTY;
        switch (accepts(t, f->function, item)) {
        case TEST_TRUE:  return take(&item);
        case TEST_FALSE: continue;
        default:         return EMPTY;
        }
    }
}

/** Return state information for pickling. */
METHOD0(filter, __reduce__)
{
    OWN Value args = tuple_pack(t, 2, as_filter(self)->function, as_filter(self)->iterator);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, value_of(type_of(self)), args);
}

Type filter_type = {
    TYPE_HEAD("filter", Filter), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Return an iterator yielding those items of iterable for which function(item)\nis true. If function is None, return the items that are true.",
    .dealloc = filter_dealloc, .traverse = filter_traverse,
    .new_ = filter_new_slot, .new_signature = &filter_new_signature,
    .iter = iter_self, .next = filter_next, .methods = filter_methods,
};
