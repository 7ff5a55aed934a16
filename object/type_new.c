/* type_new.c: `T.__new__` of built-in types (Reference 3.3.1). */
#include "object/type_internal.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/tuple.h"
#include "gen/object/type_new.h"

/* A class may be passed to T.__new__ only if the C type it is built on is created by T.__new__ too. */
static bool is_safe(Thread *t, Type *owner, Type *cls)
{
    Type *c_base = cls;
    while (c_base->flags & TYPE_HEAP && !type_is_foreign(c_base))
        c_base = c_base->base;
    if (c_base->new_ != owner->new_)
        return raise_type(t, "%N.__new__(%N) is not safe, use %N.__new__()", owner, cls, c_base), false;
    return true;
}

static Value call_new(Thread *t, Type *owner, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (unlikely(owner->capi && owner != cls))
        return capi_new_call(t, owner, cls, args, nargs, names);
    return owner->new_(t, cls, args, nargs, names);
}

/** Create and return a new object.  See help(type) for accurate signature. */
FUNCTION(new_wrapper, __new__, "(*args, **kwargs)")
{
    Type *owner = as_type(self);

    if (a->args_count == 0)
        return raise_type(t, "%N.__new__(): not enough arguments", owner);
    if (!is_type(a->args[0]))
        return raise_type(t, "%N.__new__(X): X is not a type object (%T)", owner, a->args[0]);
    Type *cls = as_type(a->args[0]);
    if (!type_is_subtype(cls, owner))
        return raise_type(t, "%N.__new__(%N): %N is not a subtype of %N", owner, cls, cls, owner);
    if (!is_safe(t, owner, cls))
        return EMPTY;
    if (is_empty(a->kwargs) || as_dict(a->kwargs)->used == 0)
        return call_new(t, owner, cls, a->args + 1, a->args_count - 1, EMPTY);
    ssize n = a->args_count - 1, k = as_dict(a->kwargs)->used, at = 0, i = n;
    OWN Value names = tuple_new(t, k);
    Value *array = mem_alloc_array(t, n + k, sizeof *array);
    if (is_empty(names) || !array)
        return mem_free(array), EMPTY;
    memcpy(array, a->args + 1, (size_t)n * sizeof *array);
    Ref key, value;
    while (dict_next(as_dict(a->kwargs), &at, &key, &value)) {
        as_tuple(names)->item[i - n] = retain(key);
        array[i++] = value;
    }
    Value result = call_new(t, owner, cls, array, n, names);
    mem_free(array);
    return result;
}

Value new_wrapper_new(Thread *t, Type *type) { return builtin_function_new(t, new_wrapper_functions, value_of(type), EMPTY); }

Type *new_wrapper_owner(Ref v)
{
    if (is_empty(v) || !is_exact(v, &builtin_function_type))
        return NULL;
    BuiltinFunction *f = (BuiltinFunction *)object_of(v);
    return f->def == new_wrapper_functions ? as_type(f->self) : NULL;
}
