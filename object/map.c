/* map.c: map(function, *iterables) (Built-in Functions). */
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/map.h"

#define ARGS_INLINE 8

typedef struct Map {
    Object head;
    Value function, iterators;  /* iterators: a tuple */
} Map;
ALWAYS_INLINE Map *as_map(Ref v) { return (Map *)object_of(v); }

NEW(map, "(cls, /, *args)")
{
    if (a->args_count < 2)
        return raise_type(t, "map() must have at least two arguments.");
    OWN Value iterators = tuple_new(t, a->args_count - 1);
    if (is_empty(iterators))
        return EMPTY;
    for (ssize i = 1; i < a->args_count; i++)
        if (is_empty(as_tuple(iterators)->item[i - 1] = iter(t, a->args[i])))
            return EMPTY;
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_map(v)->function = retain(a->args[0]);
    as_map(v)->iterators = take(&iterators);
    return v;
}

static void map_dealloc(Object *o)
{
    release(((Map *)o)->function);
    release(((Map *)o)->iterators);
    object_free(o, object_size(o));
}

static void map_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Map *)o)->function);
    visit(visitor, ((Map *)o)->iterators);
}

static Value map_next(Thread *t, Ref self)
{
    Map *m = as_map(self);
    Tuple *iterators = as_tuple(m->iterators);
    Value few[ARGS_INLINE], *args = few, result = EMPTY;
    ssize n = iterators->len, got = 0;
    if (likely(n == 1)) {
        OWN Value item = next_or_stop(t, iterators->item[0]);
        return is_empty(item) ? EMPTY : call1(t, m->function, item);
    }
    if (n > COUNT_OF(few) && !(args = mem_alloc_array(t, n, sizeof *args)))
        return EMPTY;
    for (; got < n; got++)
        if (is_empty(args[got] = next_or_stop(t, iterators->item[got])))
            break;
    if (got == n)
        result = call(t, m->function, args, n, EMPTY);
    while (got > 0)
        release(args[--got]);
    if (args != few)
        mem_free(args);
    return result;
}

/** Return state information for pickling. */
METHOD0(map, __reduce__)
{
    Tuple *iterators = as_tuple(as_map(self)->iterators);
    OWN Value args = tuple_new(t, iterators->len + 1);
    if (is_empty(args))
        return EMPTY;
    as_tuple(args)->item[0] = retain(as_map(self)->function);
    for (ssize i = 0; i < iterators->len; i++)
        as_tuple(args)->item[i + 1] = retain(iterators->item[i]);
    return tuple_pack(t, 2, value_of(type_of(self)), args);
}

Type map_type = {
    TYPE_HEAD("map", Map), .flags = TYPE_GC | TYPE_BASE,
    .doc = "Make an iterator that computes the function using arguments from\neach of the iterables.  Stops when the shortest iterable is exhausted.",
    .dealloc = map_dealloc, .traverse = map_traverse,
    .new_ = map_new_slot, .new_signature = &map_new_signature,
    .iter = iter_self, .next = map_next, .methods = map_methods,
};
