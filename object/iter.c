/* iter.c: the iterators behind iter(sequence) for classes with only __getitem__, and iter(callable, sentinel) (Built-in
 * Functions, iter). An exhausted iterator lets go of what it iterated over, and stays exhausted. */
#include "object/iter.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/iter.h"

/* ---- by position ---- */

typedef struct SequenceIterator {
    Object head;
    Value sequence;             /* EMPTY: exhausted */
    ssize index;
} SequenceIterator;
ALWAYS_INLINE SequenceIterator *as_sequence_iterator(Ref v) { return (SequenceIterator *)object_of(v); }

Value sequence_iterator_new(Thread *t, Ref sequence)
{
    SequenceIterator *it = object_new(t, &sequence_iterator_type, sizeof *it);
    if (!it)
        return EMPTY;
    it->sequence = retain(sequence);
    it->index = 0;
    return value_of(it);
}

static void sequence_iterator_dealloc(Object *o)
{
    release(((SequenceIterator *)o)->sequence);
    object_free(o, sizeof(SequenceIterator));
}

static void sequence_iterator_traverse(Object *o, Visitor *visitor) { visit(visitor, ((SequenceIterator *)o)->sequence); }

static Value sequence_iterator_next(Thread *t, Ref self)
{
    SequenceIterator *it = as_sequence_iterator(self);
    if (is_empty(it->sequence))
        return EMPTY;
    if (it->index == SSIZE_MAX_)
        return raise_overflow(t, "iter index too large");
    OWN Value sequence = retain(it->sequence);
    Value item = get_index(t, sequence, it->index);
    if (!is_empty(item)) {
        it->index++;
        return item;
    }
    if (raised_catch(t, &exc_IndexError) || raised_catch(t, &exc_StopIteration))
        release(take(&it->sequence));
    return EMPTY;
}

/** Private method returning an estimate of len(list(it)). */
METHOD0(sequence_iterator, __length_hint__)
{
    SequenceIterator *it = as_sequence_iterator(self);
    ssize n;
    if (is_empty(it->sequence))
        return fixnum(0);
    if (!type_of(it->sequence)->len)
        return NOT_IMPLEMENTED;
    if (!length(t, it->sequence, &n))
        return EMPTY;
    return fixnum(MAX(n - it->index, (ssize)0));
}

/** Return state information for pickling. */
METHOD0(sequence_iterator, __reduce__)
{
    SequenceIterator *it = as_sequence_iterator(self);
    OWN Value none_left = tuple_new(t, 0);
    return is_empty(none_left) ? EMPTY : iterator_reduce(t, NAME(iter), it->sequence, it->index, none_left);
}

/** Set state information for unpickling. */
METHOD(sequence_iterator, __setstate__, "(self, state: index, /)")
{
    SequenceIterator *it = as_sequence_iterator(self);
    if (!is_empty(it->sequence))
        it->index = MAX(a->state, (ssize)0);
    return NONE;
}

Type sequence_iterator_type = {
    TYPE_HEAD("iterator", SequenceIterator), .flags = TYPE_GC,
    .dealloc = sequence_iterator_dealloc, .traverse = sequence_iterator_traverse,
    .iter = iter_self, .next = sequence_iterator_next, .methods = sequence_iterator_methods,
};

/* ---- by calling ---- */

typedef struct CallableIterator {
    Object head;
    Value callable, sentinel;   /* EMPTY: exhausted */
} CallableIterator;
ALWAYS_INLINE CallableIterator *as_callable_iterator(Ref v) { return (CallableIterator *)object_of(v); }

Value callable_iterator_new(Thread *t, Ref callable, Ref sentinel)
{
    CallableIterator *it = object_new(t, &callable_iterator_type, sizeof *it);
    if (!it)
        return EMPTY;
    it->callable = retain(callable);
    it->sentinel = retain(sentinel);
    return value_of(it);
}

static void exhaust(CallableIterator *it)
{
    Value callable = take(&it->callable), sentinel = take(&it->sentinel);
    release(callable);
    release(sentinel);
}

static void callable_iterator_dealloc(Object *o)
{
    exhaust((CallableIterator *)o);
    object_free(o, sizeof(CallableIterator));
}

static void callable_iterator_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((CallableIterator *)o)->callable);
    visit(visitor, ((CallableIterator *)o)->sentinel);
}

static Value callable_iterator_next(Thread *t, Ref self)
{
    CallableIterator *it = as_callable_iterator(self);
    if (is_empty(it->callable))
        return EMPTY;
    OWN Value callable = retain(it->callable);
    OWN Value sentinel = retain(it->sentinel);
    OWN Value result = call0(t, callable);
    if (is_empty(result)) {
        if (raised_catch(t, &exc_StopIteration))
            exhaust(it);
        return EMPTY;
    }
    if (is_empty(it->callable))         /* the call has stepped this very iterator to its end */
        return EMPTY;
    switch (equal(t, sentinel, result)) {
    case TEST_FALSE: return take(&result);
    case TEST_TRUE:  exhaust(it); return EMPTY;
    default:         return EMPTY;
    }
}

/** Return state information for pickling. */
METHOD0(callable_iterator, __reduce__)
{
    CallableIterator *it = as_callable_iterator(self);
    OWN Value function = get_builtin(t, NAME(iter));
    if (is_empty(function))
        return EMPTY;
    if (is_empty(it->callable)) {
        OWN Value none_left = tuple_new(t, 0);
        return is_empty(none_left) ? EMPTY : iterator_reduce(t, NAME(iter), EMPTY, 0, none_left);
    }
    OWN Value args = tuple_pack(t, 2, it->callable, it->sentinel);
    return is_empty(args) ? EMPTY : tuple_pack(t, 2, function, args);
}

Type callable_iterator_type = {
    TYPE_HEAD("callable_iterator", CallableIterator), .flags = TYPE_GC,
    .dealloc = callable_iterator_dealloc, .traverse = callable_iterator_traverse,
    .iter = iter_self, .next = callable_iterator_next, .methods = callable_iterator_methods,
};
