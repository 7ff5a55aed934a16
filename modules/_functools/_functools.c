/* _functools.c: the C part of functools: reduce, cmp_to_key; partial and the lru_cache wrapper are in files of their own.
 * The rest is lib/functools.py. Python manual: functools. */
#include "modules/_functools/types.h"
#include "object/module.h"
#include "gen/modules/_functools/_functools.h"

/** reduce(function, iterable[, initial], /) -> value
 *
 * Apply a function of two arguments cumulatively to the items of an iterable, from left to right.
 *
 * This effectively reduces the iterable to a single value.  If initial is present,
 * it is placed before the items of the iterable in the calculation, and serves as
 * a default when the iterable is empty.
 *
 * For example, reduce(lambda x, y: x+y, [1, 2, 3, 4, 5])
 * calculates ((((1 + 2) + 3) + 4) + 5). */
FUNCTION(_functools, reduce, "(function, iterable, initial=?, /)")
{
    OWN Value result = retain(a->initial);
    OWN Value it = iter(t, a->iterable);
    if (is_empty(it)) {
        if (raised_matches(t, &exc_TypeError))
            raise_type(t, "reduce() arg 2 must support iteration");
        return EMPTY;
    }
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, it, &item);
        if (found == ERROR)
            return EMPTY;
        if (found == MISSING)
            break;
        if (is_empty(result)) {
            result = take(&item);
            continue;
        }
        Value combined = call2(t, a->function, result, item);
        if (is_empty(combined))
            return EMPTY;
        replace_take(&result, combined);
    }
    return is_empty(result) ? raise_type(t, "reduce() of empty iterable with no initial value") : take(&result);
}

/* ---- cmp_to_key ---- */

typedef struct KeyWrapper {
    Object head;
    Value compare, object;      /* object EMPTY: this is the factory that cmp_to_key() gives */
} KeyWrapper;
ALWAYS_INLINE KeyWrapper *as_wrapper(Ref v) { return (KeyWrapper *)object_of(v); }

static Value new_wrapper(Thread *t, Ref compare, Ref object)
{
    KeyWrapper *k = object_new(t, &key_wrapper_type, sizeof *k);
    if (k) {
        k->compare = retain(compare);
        k->object = retain(object);
    }
    return value_of(k);
}

static void key_wrapper_dealloc(Object *o)
{
    release(((KeyWrapper *)o)->compare);
    release(((KeyWrapper *)o)->object);
    object_free(o, sizeof(KeyWrapper));
}

static void key_wrapper_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((KeyWrapper *)o)->compare);
    visit(visitor, ((KeyWrapper *)o)->object);
}

/** Value wrapped by a key function. */
GETTER(key_wrapper, obj)
{
    return is_empty(as_wrapper(self)->object) ? raise_attribute(t, self, NAME(obj)) : retain(as_wrapper(self)->object);
}

METHOD(key_wrapper, wrap, "(self, obj)") { return new_wrapper(t, as_wrapper(self)->compare, a->obj); }

/* K(obj), with the argument by position or by name. */
static Value key_wrapper_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    return method_call(t, method_first(key_wrapper_methods), self, args, nargs, names);
}

static Value key_wrapper_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_exact(other, &key_wrapper_type))
        return raise_type(t, "other argument must be K instance");
    KeyWrapper *x = as_wrapper(self), *y = as_wrapper(other);
    if (is_empty(x->object) || is_empty(y->object))
        return raise_format(t, &exc_AttributeError, "object");
    OWN Value order = call2(t, x->compare, x->object, y->object);
    return is_empty(order) ? EMPTY : compare(t, order, fixnum(0), op);
}

Type key_wrapper_type = {
    TYPE_HEAD("functools.KeyWrapper", KeyWrapper), .flags = TYPE_GC,
    .dealloc = key_wrapper_dealloc, .traverse = key_wrapper_traverse,
    .call = key_wrapper_call, .compare = key_wrapper_compare, .hash = hash_unhashable, .getset = key_wrapper_getset,
};

/** Convert a cmp= function into a key= function. */
FUNCTION(_functools, cmp_to_key, "(mycmp)") { return new_wrapper(t, a->mycmp, EMPTY); }

static bool _functools_exec(Thread *t, Ref module)
{
    return type_ready(t, &key_wrapper_type) && module_add_type(t, module, &partial_type) && module_add_type(t, module, &lru_cache_type);
}

MODULE(_functools, .doc = "Tools that operate on functions.", .exec = _functools_exec);
