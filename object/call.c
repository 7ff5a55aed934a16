/* call.c: calling any callable from C (call.h). */
#include "object/call.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/tuple.h"

#define SMALL_ARGS 8

Value call(Thread *t, Ref callable, const Value *args, ssize nargs, Ref names)
{
    if (is_exact(callable, &function_type))     /* its frame keeps it, and the stack is checked there */
        return function_type.call(t, callable, args, nargs, names);
    CallSlot slot = type_of(callable)->call;
    if (unlikely(!slot))
        return raise_type(t, "'%T' object is not callable", callable);
    if (!c_stack_left(t))
        return raise_recursion(t, " while calling a Python object");
    OWN Value keep = retain(callable);
    Value result = slot(t, callable, args, nargs, names);
    assert(is_empty(result) == is_raised(t));
    return result;
}

Value call0(Thread *t, Ref callable)        { return call(t, callable, NULL, 0, EMPTY); }
Value call1(Thread *t, Ref callable, Ref a) { return call(t, callable, &a, 1, EMPTY); }
Value call2(Thread *t, Ref callable, Ref a, Ref b)
{
    Value args[] = {a, b};
    return call(t, callable, args, 2, EMPTY);
}
Value call3(Thread *t, Ref callable, Ref a, Ref b, Ref c)
{
    Value args[] = {a, b, c};
    return call(t, callable, args, 3, EMPTY);
}

Value call_with_first(Thread *t, Ref callable, Ref first, const Value *args, ssize nargs, Ref names)
{
    ssize total = nargs + (is_empty(names) ? 0 : as_tuple(names)->len);
    Value small[SMALL_ARGS], *all = small;

    if (total + 1 > SMALL_ARGS && !(all = mem_alloc_array(t, total + 1, sizeof *all)))
        return EMPTY;
    all[0] = first;
    if (total)
        memcpy(all + 1, args, (size_t)total * sizeof *all);
    Value result = call(t, callable, all, nargs + 1, names);
    if (all != small)
        mem_free(all);
    return result;
}

Value call_tuple(Thread *t, Ref callable, Ref args, Ref kwargs)
{
    Tuple *positional = as_tuple(args);

    if (is_empty(kwargs) || dict_len(as_dict(kwargs)) == 0)
        return call(t, callable, positional->item, positional->len, EMPTY);
    ssize n = positional->len, k = dict_len(as_dict(kwargs)), at = 0, i = n;
    Value small[SMALL_ARGS], *all = small;
    OWN Value names = tuple_new(t, k);
    if (is_empty(names) || (n + k > SMALL_ARGS && !(all = mem_alloc_array(t, n + k, sizeof *all))))
        return EMPTY;
    if (n)
        memcpy(all, positional->item, (size_t)n * sizeof *all);
    Ref key, value;
    bool good = true;
    while (i < n + k && dict_next(as_dict(kwargs), &at, &key, &value)) {
        if (!is_str(key)) {
            raise_type(t, "keywords must be strings");
            good = false;
            break;
        }
        as_tuple(names)->item[i - n] = retain(key);
        all[i++] = retain(value);           /* the dict may change during the call */
    }
    Value result = good ? call(t, callable, all, n, names) : EMPTY;
    while (i-- > n)
        release(all[i]);
    if (all != small)
        mem_free(all);
    return result;
}

Value call_method(Thread *t, Ref object, Ref name, const Value *args, ssize nargs)
{
    Value method;
    bool unbound;

    if (find_method(t, object, name, &method, &unbound) != FOUND)
        return EMPTY;
    Value result = unbound ? call_with_first(t, method, object, args, nargs, EMPTY) : call(t, method, args, nargs, EMPTY);
    release(method);
    return result;
}
Value call_method0(Thread *t, Ref object, Ref name)        { return call_method(t, object, name, NULL, 0); }
Value call_method1(Thread *t, Ref object, Ref name, Ref a) { return call_method(t, object, name, &a, 1); }
Value call_method2(Thread *t, Ref object, Ref name, Ref a, Ref b)
{
    Value args[] = {a, b};
    return call_method(t, object, name, args, 2);
}
