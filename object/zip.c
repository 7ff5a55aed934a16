/* zip.c: zip(*iterables, strict=False) (Built-in Functions). */
#include "object/iterator.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/object/zip.h"

typedef struct Zip {
    Object head;
    Value iterators;            /* a tuple */
    Value last;                 /* the tuple given out last, or EMPTY */
    bool strict;
} Zip;
ALWAYS_INLINE Zip *as_zip(Ref v) { return (Zip *)object_of(v); }

NEW(zip, "(cls, /, *iterables, strict: bool = False)")
{
    OWN Value iterators = tuple_new(t, a->iterables_count);
    if (is_empty(iterators))
        return EMPTY;
    for (ssize i = 0; i < a->iterables_count; i++)
        if (is_empty(as_tuple(iterators)->item[i] = iter(t, a->iterables[i])))
            return EMPTY;
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_zip(v)->iterators = take(&iterators);
    as_zip(v)->strict = a->strict;
    return v;
}

static void zip_dealloc(Object *o)
{
    release(((Zip *)o)->iterators);
    release(((Zip *)o)->last);
    object_free(o, object_size(o));
}

static void zip_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Zip *)o)->iterators);
    visit(visitor, ((Zip *)o)->last);
}

static Value raise_length(Thread *t, ssize i, const char *how)
{
    if (i == 1)
        return raise_value(t, "zip() argument 2 is %s than argument 1", how);
    return raise_value(t, "zip() argument %zd is %s than arguments 1-%zd", i + 1, how, i);
}

/* strict: iterator i is exhausted and the ones before it were not; or it is the first, and none may have more. */
static Value check_strict(Thread *t, Tuple *iterators, ssize i)
{
    if (is_raised(t))
        return EMPTY;
    if (i > 0)
        return raise_length(t, i, "shorter");
    for (i = 1; i < iterators->len; i++) {
        Value item;
        Lookup found = step(t, iterators->item[i], &item);
        if (found == ERROR)
            return EMPTY;
        if (found == FOUND) {
            release(item);
            return raise_length(t, i, "longer");
        }
    }
    return EMPTY;
}

PairStep zip_step_pair(Thread *t, Ref self, Value *a, Value *b)
{
    Zip *z = as_zip(self);
    Tuple *iterators = as_tuple(z->iterators);
    if (unlikely(iterators->len != 2))
        return PAIR_NOT;
    *a = next_or_stop(t, iterators->item[0]);
    if (!is_empty(*a)) {
        *b = next_or_stop(t, iterators->item[1]);
        if (likely(!is_empty(*b)))
            return PAIR_FOUND;
        release(take(a));
        if (pair_end(t) == PAIR_END && z->strict)
            check_strict(t, iterators, 1);
    } else if (pair_end(t) == PAIR_END && z->strict) {
        check_strict(t, iterators, 0);
    }
    return is_raised(t) ? PAIR_ERROR : PAIR_END;
}

static Value zip_next(Thread *t, Ref self)
{
    Zip *z = as_zip(self);
    Tuple *iterators = as_tuple(z->iterators);
    ssize n = iterators->len;
    if (n == 0)
        return EMPTY;
    OWN Value result = tuple_reuse(&z->last);
    bool reused = !is_empty(result);
    if (!reused && is_empty(result = tuple_new(t, n)))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        Value item = next_or_stop(t, iterators->item[i]);
        if (is_empty(item)) {
            if (is_raised(t) && !raised_catch(t, &exc_StopIteration))
                return EMPTY;
            return z->strict ? check_strict(t, iterators, i) : EMPTY;
        }
        replace_take(&as_tuple(result)->item[i], item);
    }
    if (!reused && is_empty(z->last))
        z->last = retain(result);
    return take(&result);
}

/** Return state information for pickling. */
METHOD0(zip, __reduce__)
{
    if (as_zip(self)->strict)
        return tuple_pack(t, 3, value_of(type_of(self)), as_zip(self)->iterators, TRUE_VALUE);
    return tuple_pack(t, 2, value_of(type_of(self)), as_zip(self)->iterators);
}

/** Set state information for unpickling. */
METHOD(zip, __setstate__, "(self, state: bool, /)")
{
    as_zip(self)->strict = a->state;
    return NONE;
}

Type zip_type = {
    TYPE_HEAD("zip", Zip), .flags = TYPE_GC | TYPE_BASE,
    .doc = "The zip object yields n-length tuples, where n is the number of iterables\npassed as positional arguments to zip().  The i-th element in every tuple\n"
           "comes from the i-th iterable argument to zip().  This continues until the\nshortest argument is exhausted.\n\n"
           "If strict is true and one of the arguments is exhausted before the others,\nraise a ValueError.",
    .dealloc = zip_dealloc, .traverse = zip_traverse,
    .new_ = zip_new_slot, .new_signature = &zip_new_signature,
    .iter = iter_self, .next = zip_next, .methods = zip_methods,
};
