/* iterator.c: what iterators of built-in types have in common. */
#include "object/iterator.h"

#include "object/dict.h"
#include "object/str.h"
#include "object/tuple.h"

Value iter_self(Thread *t UNUSED, Ref self)
{
    return retain(self);
}

Value get_builtin(Thread *t, Ref name)
{
    Ref v = dict_peek_name(t->interp->builtins, name);
    return is_empty(v) ? raise_name(t, name, "name '%S' is not defined") : retain(v);
}

Value iterator_reduce(Thread *t, Ref function_name, Ref container, ssize index, Ref exhausted)
{
    bool done = is_empty(container);
    OWN Value function = get_builtin(t, done ? NAME(iter) : function_name);
    if (is_empty(function))
        return EMPTY;
    OWN Value args = tuple_pack(t, 1, done ? exhausted : container);
    if (is_empty(args))
        return EMPTY;
    return done ? tuple_pack(t, 2, function, args) : tuple_pack(t, 3, function, args, fixnum(index));
}
