/* protocol_container.c: lengths, subscripts, iteration and membership of any value, by slots (protocol.h). */
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/sequence.h"
#include "object/tuple.h"

/* ---- length ---- */

bool length(Thread *t, Ref v, ssize *n)
{
    LenSlot len = type_of(v)->len;
    if (!len)
        return raise_type(t, "object of type '%T' has no len()", v), false;
    return len(t, v, n);
}

bool length_hint(Thread *t, Ref v, ssize fallback, ssize *n)
{
    Value hint;
    if (type_of(v)->len) {
        if (length(t, v, n))
            return true;
        if (!raised_catch(t, &exc_TypeError))
            return false;
    }
    Lookup found = call_special(t, v, NAME(__length_hint__), NULL, 0, &hint);
    *n = fallback;
    if (found == MISSING)
        return true;
    if (found == ERROR)
        return raised_catch(t, &exc_TypeError);
    OWN Value held = hint;
    if (is_not_implemented(held))
        return true;
    if (!is_int(held))
        return raise_type(t, "__length_hint__ must be an integer, not %T", held), false;
    if (!to_ssize(t, held, &exc_OverflowError, n))
        return false;
    return *n >= 0 || (raise_value(t, "__length_hint__() should return >= 0"), false);
}

/* ---- subscripts ---- */

static Value subscript_class(Thread *t, Ref cls, Ref key)
{
    OWN Value method = EMPTY;
    if (same(cls, value_of(&type_type)))
        return generic_alias_new(t, cls, key);
    switch (find_attr(t, cls, NAME(__class_getitem__), &method)) {
    case FOUND:   return is_none(method) ? raise_type(t, "'%T' object is not subscriptable", cls) : call1(t, method, key);
    case MISSING: return raise_type(t, "'%T' object is not subscriptable", cls);
    default:      return EMPTY;
    }
}

Value get_item(Thread *t, Ref v, Ref key)
{
    BinarySlot getitem = type_of(v)->getitem;
    if (likely(getitem != NULL))
        return getitem(t, v, key);
    if (is_type(v))
        return subscript_class(t, v, key);
    return raise_type(t, "'%T' object is not subscriptable", v);
}

bool set_item(Thread *t, Ref v, Ref key, Ref value)
{
    SetItemSlot setitem = type_of(v)->setitem;
    if (likely(setitem != NULL))
        return setitem(t, v, key, value);
    if (is_empty(value))
        return raise_type(t, "'%T' object doesn't support item deletion", v), false;
    return raise_type(t, "'%T' object does not support item assignment", v), false;
}

Value get_index(Thread *t, Ref v, ssize i)
{
    Type *type = type_of(v);
    if (!type->item) {
        OWN Value key = int_from_ssize(t, i);
        return is_empty(key) ? EMPTY : get_item(t, v, key);
    }
    if (i < 0) {
        ssize n;
        if (!length(t, v, &n))
            return EMPTY;
        i += n;
    }
    return type->item(t, v, i);
}

/* ---- iteration ---- */

bool is_iterator(Ref v) { return type_of(v)->next != NULL; }

/* Classes with __getitem__ and no __iter__ count as sequences; dicts and built-in mappings do not. */
bool is_sequence(Ref v)
{
    const Type *type = type_of(v);
    return type->item || (type->flags & TYPE_HEAP && type->getitem && !(type->flags & TYPE_IS_DICT));
}

Value iter(Thread *t, Ref v)
{
    Type *type = type_of(v);
    if (likely(type->iter != NULL)) {
        Value it = type->iter(t, v);
        if (is_empty(it) || likely(is_iterator(it)))
            return it;
        raise_type(t, "iter() returned non-iterator of type '%T'", it);
        release(it);
        return EMPTY;
    }
    if (is_sequence(v))
        return sequence_iterator_new(t, v);
    return raise_type(t, "'%T' object is not iterable", v);
}

Value next(Thread *t, Ref iterator)
{
    if (!type_of(iterator)->next)
        return raise_type(t, "'%T' object is not an iterator", iterator);
    Value item = next_or_stop(t, iterator);
    if (unlikely(is_empty(item)) && is_raised(t))
        raised_catch(t, &exc_StopIteration);
    return item;
}

Lookup step(Thread *t, Ref iterator, Value *item)
{
    *item = next(t, iterator);
    if (likely(!is_empty(*item)))
        return FOUND;
    return is_raised(t) ? ERROR : MISSING;
}

Value to_list(Thread *t, Ref iterable)
{
    if (is_exact(iterable, &list_type))
        return list_from_array(t, as_list(iterable)->item, as_list(iterable)->len);
    OWN Value list = list_new(t, 0);
    return is_empty(list) || !list_extend(t, as_list(list), iterable) ? EMPTY : take(&list);
}

Value to_tuple(Thread *t, Ref iterable)
{
    if (is_exact(iterable, &tuple_type))
        return retain(iterable);
    if (is_exact(iterable, &list_type))
        return tuple_from_array(t, as_list(iterable)->item, as_list(iterable)->len);
    OWN Value list = to_list(t, iterable);
    if (is_empty(list))
        return EMPTY;
    ssize n = as_list(list)->len;
    as_list(list)->len = 0;             /* its items move */
    return tuple_from_array_take(t, as_list(list)->item, n);
}

/* ---- membership ---- */

Test contains_by_iteration(Thread *t, Ref container, Ref item)
{
    if (!type_of(container)->iter && !is_sequence(container))
        return raise_type(t, "argument of type '%T' is not iterable", container), TEST_ERROR;
    OWN Value it = iter(t, container);
    if (is_empty(it))
        return TEST_ERROR;
    for (;;) {
        OWN Value candidate = EMPTY;
        Lookup found = step(t, it, &candidate);
        if (found != FOUND)
            return (Test)found;
        Test alike = equal(t, candidate, item);
        if (alike != TEST_FALSE)
            return alike;
    }
}

Test contains(Thread *t, Ref container, Ref item)
{
    ContainsSlot slot = type_of(container)->contains;
    return likely(slot != NULL) ? slot(t, container, item) : contains_by_iteration(t, container, item);
}

bool iterable_count(Thread *t, Ref iterable, Ref item, ssize *count)
{
    OWN Value it = iter(t, iterable);
    *count = 0;
    while (!is_empty(it)) {
        OWN Value candidate = EMPTY;
        Lookup found = step(t, it, &candidate);
        if (found != FOUND)
            return found == MISSING;
        Test alike = equal(t, candidate, item);
        if (alike == TEST_ERROR)
            return false;
        *count += alike;
    }
    return false;
}

Lookup iterable_find(Thread *t, Ref iterable, Ref item, ssize *position)
{
    OWN Value it = iter(t, iterable);
    for (*position = 0; !is_empty(it); ++*position) {
        OWN Value candidate = EMPTY;
        Lookup found = step(t, it, &candidate);
        Test alike = found == FOUND ? equal(t, candidate, item) : TEST_FALSE;
        if (found != FOUND || alike != TEST_FALSE)
            return found != FOUND ? found : (Lookup)alike;
    }
    return ERROR;
}

/* ---- sequences ---- */

Value sequence_concat(Thread *t, Ref a, Ref b, bool inplace)
{
    if (!is_sequence(a) || (!type_of(a)->concat && !is_sequence(b)))
        return raise_type(t, "'%T' object can't be concatenated", a);
    return inplace ? inplace_op(t, OP_ADD, a, b) : binary_op(t, OP_ADD, a, b);
}

Value sequence_repeat(Thread *t, Ref v, ssize count, bool inplace)
{
    Type *type = type_of(v);
    if (type->repeat)
        return inplace && type->inplace_repeat ? type->inplace_repeat(t, v, count) : type->repeat(t, v, count);
    if (!is_sequence(v))
        return raise_type(t, "'%T' object can't be repeated", v);
    OWN Value n = int_from_ssize(t, count);
    return is_empty(n) ? EMPTY : inplace ? inplace_op(t, OP_MUL, v, n) : binary_op(t, OP_MUL, v, n);
}
