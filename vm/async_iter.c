/* async_iter.c: __aiter__ and __anext__ as `async for` calls them (Reference 3.4.4.2, PEP 492).
 *
 * Until Python 3.6 __aiter__ might return an awaitable of the asynchronous iterator. That is still taken, with a
 * DeprecationWarning: a LegacyIterator stands for the iterator, and its first step awaits it.
 */
#include "object/error.h"
#include "object/exception.h"
#include "object/iterator.h"
#include "object/method.h"
#include "vm/vm.h"
#include "gen/vm/async_iter.h"

typedef struct LegacyIterator {
    Object head;
    Value awaited;              /* iterator of the awaitable, until it has given the iterator */
    Value iterator;             /* EMPTY before */
} LegacyIterator;

/* What awaits one item. */
typedef struct LegacyStep {
    Object head;
    Value owner;                /* LegacyIterator */
    Value awaiting;             /* iterator of what is awaited: for the iterator itself, then for the item; EMPTY: ended */
    bool for_item;
} LegacyStep;

static Type legacy_iterator_type, legacy_step_type;
static LegacyIterator *as_legacy(Ref v) { return (LegacyIterator *)object_of(v); }
static LegacyStep *as_legacy_step(Ref v) { return (LegacyStep *)object_of(v); }

/* ---- the operations of `async for` ---- */

static Value legacy_iterator_new(Thread *t, Value awaited_take)
{
    bool ready = type_ready(t, &legacy_iterator_type) && type_ready(t, &legacy_step_type);
    LegacyIterator *l = ready ? object_new(t, &legacy_iterator_type, sizeof *l) : NULL;
    if (!l)
        return release(awaited_take), EMPTY;
    l->awaited = awaited_take;
    l->iterator = EMPTY;
    return value_of(l);
}

/* `found` came from the __aiter__ of v and is no asynchronous iterator. */
static Value await_iterator(Thread *t, Ref v, Ref found)
{
    OWN Value awaited = get_awaitable(t, found, 0);
    if (is_empty(awaited)) {
        OWN Value cause = raised_take(t);
        OWN Value error = exception_new(t, &exc_TypeError, "'async for' received an invalid object from __aiter__ that does not "
                                        "implement __anext__: %T", found);
        return is_empty(error) ? EMPTY : raise_object(t, error, cause);
    }
    if (!warn(t, &exc_DeprecationWarning, 1, "'%T' implements legacy __aiter__ protocol; __aiter__ should return an asynchronous "
              "iterator, not awaitable", v))
        return EMPTY;
    return legacy_iterator_new(t, take(&awaited));
}

Value slow_get_aiter(Thread *t, Ref v)
{
    if (!type_of(v)->aiter)
        return raise_type(t, "'async for' requires an object with __aiter__ method, got %T", v);
    OWN Value it = type_of(v)->aiter(t, v);
    if (is_empty(it))
        return EMPTY;
    return type_of(it)->anext ? take(&it) : await_iterator(t, v, it);
}

Value coroutine_wrap_anext(Thread *t, Ref v)
{
    if (!type_of(v)->anext)
        return raise_type(t, "'async for' requires an iterator with __anext__ method, got %T", v);
    OWN Value awaitable = type_of(v)->anext(t, v);
    if (is_empty(awaitable))
        return EMPTY;
    if (is_exact(v, &async_generator_type))
        return take(&awaitable);
    Value result = get_awaitable(t, awaitable, 0);
    if (is_empty(result)) {
        OWN Value cause = raised_take(t);
        OWN Value error = exception_new(t, &exc_TypeError, "'async for' received an invalid object from __anext__: %T", awaitable);
        if (!is_empty(error))
            raise_object(t, error, cause);
    }
    return result;
}

/* ---- an iterator that must be awaited first ---- */

static void legacy_iterator_dealloc(Object *o)
{
    LegacyIterator *l = (LegacyIterator *)o;
    release(l->awaited);
    release(l->iterator);
    object_free(o, sizeof *l);
}
static void legacy_iterator_traverse(Object *o, Visitor *visitor)
{
    LegacyIterator *l = (LegacyIterator *)o;
    visit(visitor, l->awaited);
    visit(visitor, l->iterator);
}

static Value legacy_anext(Thread *t, Ref self)
{
    LegacyIterator *l = as_legacy(self);
    bool for_item = !is_empty(l->iterator);
    OWN Value awaiting = for_item ? coroutine_wrap_anext(t, l->iterator) : retain(l->awaited);
    if (is_empty(awaiting))
        return EMPTY;
    LegacyStep *s = object_new(t, &legacy_step_type, sizeof *s);
    if (!s)
        return EMPTY;
    s->owner = retain(self);
    s->awaiting = take(&awaiting);
    s->for_item = for_item;
    return value_of(s);
}

static Type legacy_iterator_type = {
    TYPE_HEAD("async_iterator_awaiter", LegacyIterator), .flags = TYPE_GC, .dealloc = legacy_iterator_dealloc,
    .traverse = legacy_iterator_traverse, .aiter = iter_self, .anext = legacy_anext,
};

static void legacy_step_dealloc(Object *o)
{
    LegacyStep *s = (LegacyStep *)o;
    release(s->owner);
    release(s->awaiting);
    object_free(o, sizeof *s);
}
static void legacy_step_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((LegacyStep *)o)->owner);
    visit(visitor, ((LegacyStep *)o)->awaiting);
}

/* Judges a step of s->awaiting: when that was for the iterator, goes on with its first item. */
static Value legacy_outcome(Thread *t, LegacyStep *s, Lookup r, Value out)
{
    while (r == MISSING) {
        OWN Value result = out;
        release(take(&s->awaiting));
        if (s->for_item)
            return raise_stop_iteration(t, is_none(result) ? EMPTY : result);
        s->for_item = true;
        replace_take(&as_legacy(s->owner)->iterator, retain(result));
        s->awaiting = coroutine_wrap_anext(t, result);
        if (is_empty(s->awaiting))
            return EMPTY;
        OWN Value awaiting = retain(s->awaiting);
        r = iterator_send(t, awaiting, NONE, &out);
    }
    return r == FOUND ? out : EMPTY;
}

static Value legacy_send(Thread *t, Ref self, Ref value)
{
    OWN Value keep = retain(self), awaiting = retain(as_legacy_step(self)->awaiting);
    Value out = EMPTY;
    if (is_empty(awaiting))
        return raise_runtime(t, "cannot reuse already awaited __anext__()");
    Lookup r = iterator_send(t, awaiting, value, &out);
    return legacy_outcome(t, as_legacy_step(self), r, out);
}
static Value legacy_next(Thread *t, Ref self) { return legacy_send(t, self, NONE); }

METHOD1(legacy_step, send, value) { return legacy_send(t, self, value); }
METHOD(legacy_step, throw, "(self, *args)")
{
    OWN Value keep = retain(self), awaiting = retain(as_legacy_step(self)->awaiting);
    if (is_empty(awaiting))
        return raise_runtime(t, "cannot reuse already awaited __anext__()");
    OWN Value method = get_attr(t, awaiting, NAME(throw));
    Value out = is_empty(method) ? EMPTY : call(t, method, a->args, a->args_count, EMPTY);
    if (!is_empty(out))
        return out;
    if (!raised_matches(t, &exc_StopIteration))
        return EMPTY;
    OWN Value stop = raised_take(t);
    return legacy_outcome(t, as_legacy_step(self), MISSING, stop_iteration_value(t, stop));
}
METHOD0(legacy_step, close)
{
    OWN Value awaiting = take(&as_legacy_step(self)->awaiting);
    return is_empty(awaiting) ? NONE : call_method0(t, awaiting, NAME(close));
}

static Type legacy_step_type = {
    TYPE_HEAD("async_iterator_step", LegacyStep), .flags = TYPE_GC, .dealloc = legacy_step_dealloc, .traverse = legacy_step_traverse,
    .iter = iter_self, .await = iter_self, .next = legacy_next, .methods = legacy_step_methods,
};
