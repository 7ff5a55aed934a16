/* builtins.c: the module builtins: functions on objects and iterables, and the namespace. Manual: Library "Built-in
 * Functions". The types are in object/; compile, exec, namespaces in code.c; print, input, open in io.c; help, exit and the
 * like in site.c. */
#include <math.h>

#include "modules/builtins/builtins.h"

#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/iter.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/vm.h"
#include "gen/modules/builtins/builtins.h"

/* ---- numbers and characters ---- */

/** Return the absolute value of the argument. */
FUNCTION1(builtins, abs, x) { return absolute(t, x); }

static Value int_in_base(Thread *t, Ref number, int base)
{
    OWN Value i = to_index(t, number);
    return is_empty(i) ? EMPTY : int_to_str(t, i, base, true);
}

/** Return the binary representation of an integer.
 *
 *    >>> bin(2796202)
 *    '0b1010101010101010101010'
 */
FUNCTION1(builtins, bin, number) { return int_in_base(t, number, 2); }

/** Return the octal representation of an integer.
 *
 *    >>> oct(342391)
 *    '0o1234567'
 */
FUNCTION1(builtins, oct, number) { return int_in_base(t, number, 8); }

/** Return the hexadecimal representation of an integer.
 *
 *    >>> hex(12648430)
 *    '0xc0ffee'
 */
FUNCTION1(builtins, hex, number) { return int_in_base(t, number, 16); }

/** Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff. */
FUNCTION(builtins, chr, "(i: int, /)")
{
    if (a->i < 0 || a->i > 0x10FFFF)
        return raise_value(t, "chr() arg not in range(0x110000)");
    return str_from_char(t, (uint32_t)a->i);
}

/** Return the Unicode code point for a one-character string. */
FUNCTION1(builtins, ord, c)
{
    ssize n;
    if (is_str(c)) {
        if (likely((n = as_str(c)->len) == 1))
            return fixnum(str_at(as_str(c), 0));
        return raise_type(t, "ord() expected a character, but string of length %zd found", n);
    }
    if (is_bytes(c) || has_flag(c, TYPE_IS_BYTEARRAY)) {
        const uint8_t *p = is_bytes(c) ? as_bytes(c)->data : as_bytearray(c)->data;
        n = is_bytes(c) ? as_bytes(c)->len : as_bytearray(c)->len;
        if (n == 1)
            return fixnum(p[0]);
        return raise_type(t, "ord() expected a character, but string of length %zd found", n);
    }
    return raise_type(t, "ord() expected string of length 1, but %T found", c);
}

/** Return the tuple (x//y, x%y).  Invariant: div*y + mod == x. */
FUNCTION(builtins, divmod, "(x, y, /)") { return binary_op(t, OP_DIVMOD, a->x, a->y); }

/** Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments.
 *
 * Some types, such as ints, are able to use a more efficient algorithm when
 * invoked using the three argument form.
 */
FUNCTION(builtins, pow, "(base, exp, mod=None)") { return power(t, a->base, a->exp, a->mod); }

/** Round a number to a given precision in decimal digits.
 *
 * The return value is an integer if ndigits is omitted or None.  Otherwise
 * the return value has the same type as the number.  ndigits may be negative.
 */
FUNCTION(builtins, round, "(number, ndigits=None)")
{
    Value result;
    if (is_none(a->ndigits)) {
        if (is_fixnum(a->number))
            return a->number;
        if (is_flonum(a->number))
            return int_from_double(t, rint(flonum_value(a->number)));
    }
    Lookup r = call_special(t, a->number, NAME(__round__), &a->ndigits, !is_none(a->ndigits), &result);
    if (r == MISSING)
        return raise_type(t, "type %T doesn't define __round__ method", a->number);
    return r == FOUND ? result : EMPTY;
}

/* ---- text and identity ---- */

/** Return an ASCII-only representation of an object.
 *
 * As repr(), return a string containing a printable representation of an
 * object, but escape the non-ASCII characters in the string returned by
 * repr() using \\x, \\u or \\U escapes.
 */
FUNCTION1(builtins, ascii, obj) { return ascii(t, obj); }

/** Return the canonical string representation of the object.
 *
 * For many object types, including most builtins, eval(repr(obj)) == obj.
 */
FUNCTION1(builtins, repr, obj) { return repr(t, obj); }

/** Return type(value).__format__(value, format_spec)
 *
 * Many built-in types implement format_spec according to the
 * Format Specification Mini-language. See help('FORMATTING').
 */
FUNCTION(builtins, format, "(value, format_spec: str = '', /)") { return format_value(t, a->value, a->format_spec); }

/** Return the hash value for the given object.
 *
 * Two objects that compare equal must also have the same hash value, but the
 * reverse is not necessarily true.
 */
FUNCTION1(builtins, hash, obj)
{
    int64_t hash;
    return hash_of(t, obj, &hash) ? int_from_int64(t, hash) : EMPTY;
}

/** Return the identity of an object.
 *
 * This is guaranteed to be unique among simultaneously existing objects.
 */
FUNCTION1(builtins, id, obj) { return int_from_uint64(t, obj.bits); }

/** Return whether the object is callable (i.e., some kind of function).
 *
 * Note that classes are callable, as are instances of classes with a
 * __call__() method.
 */
FUNCTION1(builtins, callable, obj) { return bool_value(is_callable(obj)); }

static Value bool_of_test(Test r) { return r == TEST_ERROR ? EMPTY : bool_value(r == TEST_TRUE); }

/** Return whether an object is an instance of a class or of a subclass thereof.
 *
 * A tuple, as in ``isinstance(x, (A, B, ...))``, may be given as the target to
 * check against. This is equivalent to ``isinstance(x, A) or isinstance(x, B)
 * or ...`` etc.
 */
FUNCTION(builtins, isinstance, "(obj, class_or_tuple, /)") { return bool_of_test(is_instance(t, a->obj, a->class_or_tuple)); }

/** Return whether 'cls' is derived from another class or is the same class.
 *
 * A tuple, as in ``issubclass(x, (A, B, ...))``, may be given as the target to
 * check against. This is equivalent to ``issubclass(x, A) or issubclass(x, B)
 * or ...``.
 */
FUNCTION(builtins, issubclass, "(cls, class_or_tuple, /)")
{
    return bool_of_test(is_subclass(t, a->cls, a->class_or_tuple));
}

/* ---- attributes ---- */

static bool check_name(Thread *t, Ref name)
{
    if (likely(is_str(name)))
        return true;
    raise_type(t, "attribute name must be string, not '%T'", name);
    return false;
}

/** Get a named attribute from an object.
 *
 * getattr(x, 'y') is equivalent to ``x.y``
 *
 * When a default argument is given, it is returned when the attribute doesn't
 * exist; without it, an exception is raised in that case.
 */
FUNCTION(builtins, getattr, "(object, name, default=?, /)")
{
    Value value;
    if (!check_name(t, a->name))
        return EMPTY;
    OWN Value name = intern_take(t, retain(a->name));
    if (is_empty(name))
        return EMPTY;
    if (is_empty(a->default_))
        return get_attr(t, a->object, name);
    Lookup r = find_attr(t, a->object, name, &value);
    return r == FOUND ? value : r == MISSING ? retain(a->default_) : EMPTY;
}

/** Return whether the object has an attribute with the given name.
 *
 * This is done by calling getattr(obj, name) and catching AttributeError.
 */
FUNCTION(builtins, hasattr, "(obj, name, /)")
{
    Value value;
    if (!check_name(t, a->name))
        return EMPTY;
    OWN Value name = intern_take(t, retain(a->name));
    Lookup r = is_empty(name) ? ERROR : find_attr(t, a->obj, name, &value);
    if (r == FOUND)
        release(value);
    return r == ERROR ? EMPTY : bool_value(r == FOUND);
}

/** Sets the named attribute on the given object to the specified value.
 *
 * setattr(x, 'y', v) is equivalent to ``x.y = v``
 */
FUNCTION(builtins, setattr, "(obj, name, value, /)")
{
    if (!check_name(t, a->name))
        return EMPTY;
    OWN Value name = intern_take(t, retain(a->name));
    return !is_empty(name) && set_attr(t, a->obj, name, a->value) ? NONE : EMPTY;
}

/** Deletes the named attribute from the given object.
 *
 * delattr(x, 'y') is equivalent to ``del x.y``
 */
FUNCTION(builtins, delattr, "(obj, name, /)")
{
    if (!check_name(t, a->name))
        return EMPTY;
    OWN Value name = intern_take(t, retain(a->name));
    return !is_empty(name) && set_attr(t, a->obj, name, EMPTY) ? NONE : EMPTY;
}

/* ---- iterables ---- */

/** Return the number of items in a container. */
FUNCTION1(builtins, len, obj)
{
    ssize n;
    return length(t, obj, &n) ? int_from_ssize(t, n) : EMPTY;
}

/** iter(iterable) -> iterator
 * iter(callable, sentinel) -> iterator
 *
 * Get an iterator from an object.
 *
 * In the first form, the argument must supply its own iterator, or be a
 * sequence.  In the second form, the callable is called until it returns the
 * sentinel.
 */
FUNCTION(builtins, iter, "(object, sentinel=?, /)")
{
    if (is_empty(a->sentinel))
        return iter(t, a->object);
    if (!is_callable(a->object))
        return raise_type(t, "iter(v, w): v must be callable");
    return callable_iterator_new(t, a->object, a->sentinel);
}

/** Return the next item from the iterator.
 *
 * If default is given and the iterator is exhausted,
 * it is returned instead of raising StopIteration.
 */
FUNCTION(builtins, next, "(iterator, default=?, /)")
{
    if (unlikely(!is_iterator(a->iterator)))
        return raise_type(t, "'%T' object is not an iterator", a->iterator);
    Value v = next_or_stop(t, a->iterator);
    if (likely(!is_empty(v)))
        return v;
    if (is_raised(t) && (is_empty(a->default_) || !raised_catch(t, &exc_StopIteration)))
        return EMPTY;
    return is_empty(a->default_) ? raise_stop_iteration(t, EMPTY) : retain(a->default_);
}

/* Walks an iterable while its items have a truth: whether that is true, if all do, else the contrary. */
static inline Value walk_while(Thread *t, Ref iterable, Test truth)
{
    OWN Value it = iter(t, iterable);
    Value item;
    Lookup r = ERROR;
    while (!is_empty(it) && (r = step(t, it, &item)) == FOUND) {
        Test found = test(t, item);
        release(item);
        if (found != truth)
            return found == TEST_ERROR ? EMPTY : bool_value(found == TEST_TRUE);
    }
    return r == ERROR ? EMPTY : bool_value(truth == TEST_TRUE);
}

/** Return True if bool(x) is True for all values x in the iterable.
 *
 * If the iterable is empty, return True.
 */
FUNCTION1(builtins, all, iterable) { return walk_while(t, iterable, TEST_TRUE); }

/** Return True if bool(x) is True for any x in the iterable.
 *
 * If the iterable is empty, return False.
 */
FUNCTION1(builtins, any, iterable) { return walk_while(t, iterable, TEST_FALSE); }

/** Return a new list containing all items from the iterable in ascending order.
 *
 * A custom key function can be supplied to customize the sort order, and the
 * reverse flag can be set to request the result in descending order.
 */
FUNCTION(builtins, sorted, "(iterable, /, *, key=None, reverse: bool = False)")
{
    OWN Value list = to_list(t, a->iterable);
    return !is_empty(list) && list_sort(t, as_list(list), a->key, a->reverse) ? take(&list) : EMPTY;
}

/* The state of a sum: while all is int that fits, or float, it is not an object. */
typedef struct Sum {
    enum { SUM_INT, SUM_FLOAT, SUM_OBJECT } kind;
    int64_t i;
    double d;
    Value object;               /* owned */
} Sum;

static Value sum_take(Thread *t, Sum *s)
{
    return s->kind == SUM_INT ? int_from_int64(t, s->i) : s->kind == SUM_FLOAT ? float_from(t, s->d) : take(&s->object);
}

/* Adds item if it is of the kind being summed, or makes the sum an object. False: an exception is set. */
static bool sum_add(Thread *t, Sum *s, Ref item)
{
    if (s->kind == SUM_INT) {
        if (is_fixnum(item) && !__builtin_add_overflow(s->i, fixnum_value(item), &s->i))
            return true;
        if (is_fixnum(item))
            s->i -= fixnum_value(item);             /* wrapped: take it back */
        else if (is_flonum(item)) {
            s->d = (double)s->i + flonum_value(item);
            s->kind = SUM_FLOAT;
            return true;
        }
    } else if (s->kind == SUM_FLOAT) {
        if (is_flonum(item)) {
            s->d += flonum_value(item);
            return true;
        }
        if (is_fixnum(item)) {
            s->d += (double)fixnum_value(item);
            return true;
        }
    }
    Value before = sum_take(t, s);
    s->kind = SUM_OBJECT;
    if (is_empty(before))
        return false;
    s->object = binary_op(t, OP_ADD, before, item);
    release(before);
    return !is_empty(s->object);
}

/** Return the sum of a 'start' value (default: 0) plus an iterable of numbers
 *
 * When the iterable is empty, return the start value.
 * This function is intended specifically for use with numeric values and may
 * reject non-numeric types.
 */
FUNCTION(builtins, sum, "(iterable, /, start=0)")
{
    Sum s = {SUM_OBJECT};
    if (is_str(a->start))
        return raise_type(t, "sum() can't sum strings [use ''.join(seq) instead]");
    if (is_bytes(a->start))
        return raise_type(t, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (has_flag(a->start, TYPE_IS_BYTEARRAY))
        return raise_type(t, "sum() can't sum bytearray [use b''.join(seq) instead]");
    if (is_fixnum(a->start))
        s = (Sum){SUM_INT, .i = fixnum_value(a->start)};
    else if (is_flonum(a->start))
        s = (Sum){SUM_FLOAT, .d = flonum_value(a->start)};
    else
        s.object = retain(a->start);

    if (is_exact(a->iterable, &list_type) || is_exact(a->iterable, &tuple_type)) {
        bool list = is_exact(a->iterable, &list_type);      /* the list may change while Python code adds */
        for (ssize i = 0; i < (list ? as_list(a->iterable)->len : as_tuple(a->iterable)->len); i++) {
            Value item = retain(list ? as_list(a->iterable)->item[i] : as_tuple(a->iterable)->item[i]);
            bool good = sum_add(t, &s, item);
            release(item);
            if (!good)
                return EMPTY;
        }
        return sum_take(t, &s);
    }
    OWN Value it = iter(t, a->iterable);
    NextSlot next_of = is_empty(it) ? NULL : type_of(it)->next;
    if (next_of)
        for (Value item; !is_empty(item = next_of(t, it));) {
            bool good = sum_add(t, &s, item);
            release(item);
            if (!good)
                return EMPTY;
        }
    if (is_empty(it) || (is_raised(t) && !raised_catch(t, &exc_StopIteration))) {
        release(take(&s.object));
        return EMPTY;
    }
    return sum_take(t, &s);
}

/* ---- min and max ---- */

/* Is candidate better than best? Fixnums and flonums are compared in place. */
ALWAYS_INLINE Test is_better(Thread *t, Ref candidate, Ref best, CompareOp op)
{
    if (both_fixnum(candidate, best))
        return op == CMP_LT ? fixnum_less(candidate, best) : fixnum_less(best, candidate);
    if (both_flonum(candidate, best))
        return op == CMP_LT ? flonum_value(candidate) < flonum_value(best) : flonum_value(candidate) > flonum_value(best);
    if (is_exact(candidate, &str_type) && is_exact(best, &str_type)) {
        int order = str_compare(as_str(candidate), as_str(best));
        return op == CMP_LT ? order < 0 : order > 0;
    }
    return compare_test(t, candidate, best, op);
}

/* Takes item over and keeps the better one. */
static bool consider_take(Thread *t, Value item, Ref key_function, CompareOp op, Value *best, Value *best_key)
{
    OWN Value own = item;
    OWN Value key = is_none(key_function) ? retain(item) : call1(t, key_function, item);
    if (is_empty(key))
        return false;
    Test better = is_empty(*best) ? TEST_TRUE : is_better(t, key, *best_key, op);
    if (better == TEST_TRUE) {
        replace_take(best, take(&own));
        replace_take(best_key, take(&key));
    }
    return better != TEST_ERROR;
}

/* Without a key, of the items of an iterator; EMPTY without an exception: there were none. */
static Value extreme_item(Thread *t, Ref it, CompareOp op)
{
    OWN Value best = EMPTY;
    Value item;
    Lookup r;
    while ((r = step(t, it, &item)) == FOUND) {
        Test better = is_empty(best) ? TEST_TRUE : is_better(t, item, best, op);
        if (better == TEST_TRUE)
            replace_take(&best, item);
        else
            release(item);
        if (better == TEST_ERROR)
            return EMPTY;
    }
    return r == ERROR ? EMPTY : take(&best);
}

/* Without a key, of several arguments: they stay the caller's. */
static Value extreme_argument(Thread *t, const Value *args, ssize count, CompareOp op)
{
    Ref best = args[0];
    for (ssize i = 1; i < count; i++) {
        Test better = is_better(t, args[i], best, op);
        if (better == TEST_ERROR)
            return EMPTY;
        if (better == TEST_TRUE)
            best = args[i];
    }
    return retain(best);
}

static Value extreme(Thread *t, const char *name, CompareOp op, const Value *args, ssize count, Ref key, Ref fallback)
{
    OWN Value best = EMPTY, best_key = EMPTY;

    if (count == 0)
        return raise_type(t, "%s expected at least 1 argument, got 0", name);
    if (count > 1) {
        if (!is_empty(fallback))
            return raise_type(t, "Cannot specify a default for %s() with multiple positional arguments", name);
        if (is_none(key))
            return extreme_argument(t, args, count, op);
        for (ssize i = 0; i < count; i++)
            if (!consider_take(t, retain(args[i]), key, op, &best, &best_key))
                return EMPTY;
        return take(&best);
    }
    OWN Value it = iter(t, args[0]);
    Value item;
    Lookup r = ERROR;
    if (is_empty(it))
        return EMPTY;
    if (is_none(key)) {
        best = extreme_item(t, it, op);
        r = is_empty(best) && is_raised(t) ? ERROR : MISSING;
    } else {
        while ((r = step(t, it, &item)) == FOUND)
            if (!consider_take(t, item, key, op, &best, &best_key))
                return EMPTY;
    }
    if (r == ERROR)
        return EMPTY;
    if (!is_empty(best))
        return take(&best);
    return is_empty(fallback) ? raise_value(t, "%s() arg is an empty sequence", name) : retain(fallback);
}

/** max(iterable, *[, default=obj, key=func]) -> value
 * max(arg1, arg2, *args, *[, key=func]) -> value
 *
 * With a single iterable argument, return its biggest item. The
 * default keyword-only argument specifies an object to return if
 * the provided iterable is empty.
 * With two or more positional arguments, return the largest argument.
 */
FUNCTION(builtins, max, "(*args, key=None, default=?)") { return extreme(t, "max", CMP_GT, a->args, a->args_count, a->key, a->default_); }

/** min(iterable, *[, default=obj, key=func]) -> value
 * min(arg1, arg2, *args, *[, key=func]) -> value
 *
 * With a single iterable argument, return its smallest item. The
 * default keyword-only argument specifies an object to return if
 * the provided iterable is empty.
 * With two or more positional arguments, return the smallest argument.
 */
FUNCTION(builtins, min, "(*args, key=None, default=?)") { return extreme(t, "min", CMP_LT, a->args, a->args_count, a->key, a->default_); }

/* ---- the namespace ---- */

static bool add_types(Thread *t, Ref module)
{
    static Type *const types[] = {
        &object_type, &type_type, &bool_type, &int_type, &float_type, &complex_type, &str_type, &bytes_type, &bytearray_type,
        &memoryview_type, &list_type, &tuple_type, &dict_type, &set_type, &frozenset_type, &range_type, &slice_type,
        &property_type, &classmethod_type, &staticmethod_type, &super_type, &enumerate_type, &zip_type, &map_type,
        &filter_type, &reversed_type, &exc_BaseException,
#define ROW(name, base) &exc_##name,
        BUILTIN_EXCEPTIONS(ROW)
#undef ROW
        &exc_ExceptionGroup,
    };
    for (ssize i = 0; i < COUNT_OF(types); i++)
        if (!module_add_type(t, module, types[i]))
            return false;
    return module_add(t, module, "IOError", value_of(&exc_OSError)) && module_add(t, module, "EnvironmentError", value_of(&exc_OSError));
}

static Value build_class_function(Thread *t, Ref self UNUSED, const Value *args, ssize nargs, Ref names)
{
    return build_class(t, args, nargs, names);
}
static const MethodDef build_class_def = {
    .name = "__build_class__", .kind = METHOD_FUNCTION, .arity = ARITY_ARGS, .call = build_class_function,
    .doc = "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\n"
           "Internal helper function used by the class statement.",
};

static bool builtins_exec(Thread *t, Ref module)
{
    Interp *interp = t->interp;
    if (!interp->builtins)
        interp->builtins = as_dict(retain_object(module_dict(module)));
    return module_add(t, module, "None", NONE) && module_add(t, module, "True", TRUE_VALUE) && module_add(t, module, "False", FALSE_VALUE)
           && module_add(t, module, "Ellipsis", ELLIPSIS) && module_add(t, module, "NotImplemented", NOT_IMPLEMENTED)
           && module_add(t, module, "__debug__", bool_value(!interp->config->optimize)) && add_types(t, module)
           && module_add_take(t, module, "__build_class__", builtin_function_new(t, &build_class_def, module, NAME(builtins)))
           && builtins_add_site(t, module);
}

MODULE(builtins,
    .doc = "Built-in functions, types, exceptions, and other objects.\n\n"
           "This module provides direct access to all 'built-in'\n"
           "identifiers of Python; for example, builtins.len is\n"
           "the full name for the built-in function len().\n\n"
           "This module is not normally accessed explicitly by most\n"
           "applications, but can be useful in modules that provide\n"
           "objects with the same name as a builtin and need to reference\n"
           "the built-in.",
    .exec = builtins_exec);
