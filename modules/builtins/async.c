/* async.c: aiter and anext. Manual: Library "Built-in Functions". */
#include "modules/builtins/builtins.h"

#include "object/method.h"
#include "object/tuple.h"
#include "vm/vm.h"
#include "gen/modules/builtins/async.h"

/** Return an AsyncIterator for an AsyncIterable object. */
FUNCTION1(builtins, aiter, async_iterable)
{
    Type *type = type_of(async_iterable);
    if (!type->aiter)
        return raise_type(t, "'%T' object is not an async iterable", async_iterable);
    OWN Value it = type->aiter(t, async_iterable);
    if (!is_empty(it) && !type_of(it)->anext)
        return raise_type(t, "aiter() returned not an async iterator of type '%T'", it);
    return take(&it);
}

/* The awaitable of anext(iterator, default): runs the one of __anext__ and answers StopAsyncIteration with the default. */
typedef struct AnextAwaitable {
    Object head;
    Value awaitable, fallback;
    Value iterator;             /* of the awaitable; EMPTY until it is first stepped */
} AnextAwaitable;

static AnextAwaitable *as_anext(Ref v) { return (AnextAwaitable *)object_of(v); }

static void anext_clear(Object *o)
{
    AnextAwaitable *a = (AnextAwaitable *)o;
    replace_take(&a->awaitable, EMPTY);
    replace_take(&a->fallback, EMPTY);
    replace_take(&a->iterator, EMPTY);
}
static void anext_dealloc(Object *o)
{
    anext_clear(o);
    object_free(o, sizeof(AnextAwaitable));
}
static void anext_traverse(Object *o, Visitor *visitor)
{
    AnextAwaitable *a = (AnextAwaitable *)o;
    visit(visitor, a->awaitable);
    visit(visitor, a->fallback);
    visit(visitor, a->iterator);
}

static bool prepare(Thread *t, AnextAwaitable *a)
{
    if (is_empty(a->iterator))
        a->iterator = get_awaitable(t, a->awaitable, 0);
    return !is_empty(a->iterator);
}

/* After a failure: the end of the asynchronous iteration is the default's turn. */
static Value fall_back(Thread *t, AnextAwaitable *a)
{
    return raised_catch(t, &exc_StopAsyncIteration) ? raise_value_of(t, &exc_StopIteration, a->fallback) : EMPTY;
}

static Value anext_send_value(Thread *t, Ref self, Ref value)
{
    AnextAwaitable *a = as_anext(self);
    Value out;
    if (!prepare(t, a))
        return EMPTY;
    Lookup r = iterator_send(t, a->iterator, value, &out);
    if (r == FOUND)
        return out;
    if (r == ERROR)
        return fall_back(t, a);
    OWN Value result = out;
    return raise_value_of(t, &exc_StopIteration, result);
}

static Value anext_next(Thread *t, Ref self) { return anext_send_value(t, self, NONE); }
static Value anext_self(Thread *t UNUSED, Ref self) { return retain(self); }

/** Send a value into the awaitable. */
METHOD1(anext_awaitable, send, value) { return anext_send_value(t, self, value); }

/** Throw an exception into the awaitable. */
METHOD(anext_awaitable, throw, "(self, /, *args)")
{
    AnextAwaitable *an = as_anext(self);
    if (!prepare(t, an))
        return EMPTY;
    Value result = call_method(t, an->iterator, NAME(throw), a->args, a->args_count);
    return is_empty(result) ? fall_back(t, an) : result;
}

/** Close the awaitable. */
METHOD0(anext_awaitable, close)
{
    AnextAwaitable *a = as_anext(self);
    if (!prepare(t, a))
        return EMPTY;
    Value result = call_method0(t, a->iterator, NAME(close));
    return is_empty(result) ? fall_back(t, a) : result;
}

Type anext_awaitable_type = {
    TYPE_HEAD("anext_awaitable", AnextAwaitable),
    .flags = TYPE_GC,
    .dealloc = anext_dealloc,
    .traverse = anext_traverse,
    .clear = anext_clear,
    .iter = anext_self,
    .next = anext_next,
    .await = anext_self,
    .methods = anext_awaitable_methods,
};

/** Return the next item from the async iterator.
 *
 * If default is given and the async iterator is exhausted,
 * it is returned instead of raising StopAsyncIteration.
 */
FUNCTION(builtins, anext, "(async_iterator, default=?, /)")
{
    Type *type = type_of(a->async_iterator);
    if (!type->anext)
        return raise_type(t, "'%T' object is not an async iterator", a->async_iterator);
    OWN Value awaitable = type->anext(t, a->async_iterator);
    if (is_empty(awaitable) || is_empty(a->default_))
        return take(&awaitable);
    if (!type_ready(t, &anext_awaitable_type))
        return EMPTY;
    AnextAwaitable *an = object_new_zeroed(t, &anext_awaitable_type, sizeof *an);
    if (an) {
        an->awaitable = take(&awaitable);
        an->fallback = retain(a->default_);
    }
    return value_of(an);
}
