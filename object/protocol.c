/* protocol.c: text, identity, comparison, truth and class tests on any value (protocol.h). */
#include "object/protocol.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/hash.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/frame.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/slots.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- the depth of recursion ---------------------------------------------------------------------------------- */

#define HEADROOM 50

bool recursion_headroom(Thread *t)
{
    if (t->in_headroom)
        return false;
    t->in_headroom = true;
    t->frame_limit += HEADROOM;
    return true;
}

void recursion_headroom_end(Thread *t, bool granted)
{
    if (!granted)
        return;
    t->in_headroom = false;
    t->frame_limit -= HEADROOM;
}

/* The limit is reached. A program that catches RecursionError and recurses again without ever giving up a good part of its frames would
 * go on for ever (twice as long for each frame): when the frame in which the uppermost ones stand was there for so many errors, it ends. */
#define OVERFLOWS_MAX 1000

static int limit_of_frames(const Thread *t) { return (int)MIN((ssize)t->recursion_limit, t->frames_end - t->frames - 2 * HEADROOM); }

static void note_overflow(Thread *t)
{
    int limit = limit_of_frames(t);
    Frame *low = t->frames + (limit > 200 ? limit - 50 : limit * 3 / 4);
    if (low >= t->frame_next)
        return;
    if (!(low->flags & FRAME_OVERFLOWED)) {
        low->flags |= FRAME_OVERFLOWED;
        low->overflows = 0;
    } else if (++low->overflows == OVERFLOWS_MAX) {
        fprintf(stderr, "Fatal Python error: Cannot recover from stack overflow.\n");
        abort();
    }
}

Value raise_recursion(Thread *t, const char *where)
{
    note_overflow(t);
    bool granted = recursion_headroom(t);
    raise_format(t, &exc_RecursionError, "maximum recursion depth exceeded%s", where);
    recursion_headroom_end(t, granted);
    return EMPTY;
}

bool recursion_enter(Thread *t, const char *where)
{
    if (likely(t->frame_next <= --t->frame_limit && c_stack_left(t)))
        return true;
    t->frame_limit++;
    raise_recursion(t, where);
    return false;
}

void recursion_leave(Thread *t) { t->frame_limit++; }

int recursion_depth(const Thread *t) { return limit_of_frames(t) - (int)(t->frame_limit - t->frame_next); }

void recursion_limit_set(Thread *t, int limit)
{
    int depth = recursion_depth(t);
    t->recursion_limit = limit;
    t->frame_limit = t->frame_next + (limit_of_frames(t) - depth);
}

/* ---- text ---------------------------------------------------------------------------------------------------- */

Value repr(Thread *t, Ref v)
{
    Type *type = type_of(v);

    if (!type->repr)
        return str_format(t, "<%N object at %p>", type, (void *)object_of(v));
    if (!recursion_enter(t, " while getting the repr of an object"))
        return EMPTY;
    OWN Value result = type->repr(t, v);
    recursion_leave(t);
    if (!is_empty(result) && !is_str(result))
        return raise_type(t, "__repr__ returned non-string (type %T)", result);
    return take(&result);
}

Value to_str(Thread *t, Ref v)
{
    Type *type = type_of(v);

    if (type == &str_type)
        return retain(v);
    if (!type->str)
        return repr(t, v);
    if (!recursion_enter(t, " while getting the str of an object"))
        return EMPTY;
    OWN Value result = type->str(t, v);
    recursion_leave(t);
    if (!is_empty(result) && !is_str(result))
        return raise_type(t, "__str__ returned non-string (type %T)", result);
    return take(&result);
}

Value ascii(Thread *t, Ref v)
{
    OWN Value text = repr(t, v);
    if (is_empty(text) || as_str(text)->ascii)
        return take(&text);
    OWN Value encoded = str_encode(t, text, "ascii", "backslashreplace");
    return is_empty(encoded) ? EMPTY : str_from_ascii(t, (char *)as_bytes(encoded)->data, as_bytes(encoded)->len);
}

Value format_value(Thread *t, Ref v, Ref spec)
{
    Value result;
    OWN Value empty = EMPTY;

    if (is_empty(spec)) {
        if (is_exact(v, &str_type))
            return retain(v);
        if (is_fixnum(v))
            return repr(t, v);
        spec = empty = str_empty(t);
    } else if (is_fixnum(v)) {
        return int_format_spec(t, v, spec);
    } else if (is_flonum(v)) {
        return float_format_spec(t, v, spec);
    } else if (is_exact(v, &str_type)) {
        return str_format_spec(t, v, spec);
    }
    Lookup r = call_special(t, v, NAME(__format__), &spec, 1, &result);
    if (r == MISSING)
        return raise_type(t, "Type %T doesn't define __format__", v);
    if (r == FOUND && !is_str(result)) {
        OWN Value owned = result;
        return raise_type(t, "__format__ must return a str, not %T", result);
    }
    return r == FOUND ? result : EMPTY;
}

/* ---- hash ---------------------------------------------------------------------------------------------------- */

int64_t hash_pointer(Ref v)
{
    uint64_t p = (uint64_t)(uintptr_t)object_of(v);
    int64_t h = (int64_t)(p >> 4 | p << 60);
    return h == -1 ? -2 : h;
}

bool hash_unhashable(Thread *t, Ref v, int64_t *hash UNUSED)
{
    return raise_type(t, "unhashable type: '%T'", v), false;
}

bool hash_of(Thread *t, Ref v, int64_t *hash)
{
    if (is_fixnum(v)) {
        int64_t i = fixnum_value(v);
        const int64_t modulus = (1ll << 61) - 1;
        if (unlikely(i <= -modulus || i >= modulus))
            i %= modulus;
        *hash = i == -1 ? -2 : i;
        return true;
    }
    Type *type = type_of(v);
    if (type == &str_type) {
        Str *s = as_str(v);
        *hash = s->hash != -1 ? s->hash : str_hash(s);
        return true;
    }
    if (!type->hash)
        return hash_unhashable(t, v, hash);
    if (!c_stack_left(t))
        return raise_recursion(t, ""), false;
    return type->hash(t, v, hash);
}

/* ---- recursion guard of repr --------------------------------------------------------------------------------- */

Lookup repr_enter(Thread *t, Ref v)
{
    if (is_empty(t->repr_guard)) {
        t->repr_guard = list_new(t, 8);
        if (is_empty(t->repr_guard))
            return ERROR;
    }
    List *running = as_list(t->repr_guard);
    for (ssize i = running->len; i-- > 0;)
        if (same(running->item[i], v))
            return FOUND;
    return list_append(t, running, v) ? MISSING : ERROR;
}

void repr_leave(Thread *t, Ref v)
{
    List *running = as_list(t->repr_guard);
    for (ssize i = running->len; i-- > 0;)
        if (same(running->item[i], v)) {
            Value gone = running->item[i];
            memmove(running->item + i, running->item + i + 1, (size_t)(running->len - i - 1) * sizeof(Value));
            running->len--;
            release(gone);
            return;
        }
}

/* ---- comparison and truth ------------------------------------------------------------------------------------ */

static const CompareOp swapped[] = {CMP_GT, CMP_GE, CMP_EQ, CMP_NE, CMP_LT, CMP_LE};
static const char *const symbols[] = {"<", "<=", "==", "!=", ">", ">="};

static Value by_identity(Thread *t, Ref a, Ref b, CompareOp op)
{
    if (op == CMP_EQ || op == CMP_NE)
        return bool_value(same(a, b) == (op == CMP_EQ));
    return raise_type(t, "'%s' not supported between instances of '%T' and '%T'", symbols[op], a, b);
}

Value compare_refused(Thread *t, CompareOp op, Ref a, Ref b)
{
    CompareSlot reflected = type_of(b)->compare;
    Value r = reflected ? reflected(t, b, a, swapped[op]) : NOT_IMPLEMENTED;
    return is_not_implemented(r) ? by_identity(t, a, b, op) : r;
}

static Value compare_slots(Thread *t, Ref a, Ref b, CompareOp op)
{
    Type *ta = type_of(a), *tb = type_of(b);
    bool reflected_tried = false;
    Value r;

    if (ta != tb && tb->compare && type_is_subtype(tb, ta)) {
        reflected_tried = true;
        r = tb->compare(t, b, a, swapped[op]);
        if (!is_not_implemented(r))
            return r;
    }
    if (ta->compare) {
        r = ta->compare(t, a, b, op);
        if (!is_not_implemented(r))
            return r;
    }
    return reflected_tried ? by_identity(t, a, b, op) : compare_refused(t, op, a, b);
}

static bool fixnum_compare(Ref a, Ref b, CompareOp op)
{
    switch (op) {
    case CMP_LT: return fixnum_less(a, b);
    case CMP_LE: return fixnum_less_equal(a, b);
    case CMP_EQ: return same(a, b);
    case CMP_NE: return !same(a, b);
    case CMP_GT: return fixnum_less(b, a);
    default:     return fixnum_less_equal(b, a);
    }
}

/* Values of one type whose comparison runs no Python code. */
ALWAYS_INLINE bool compares_plainly(Ref a, Ref b)
{
    Type *type = type_of(a);
    return type == type_of(b) && (type == &str_type || type == &float_type || type == &int_type || type == &bytes_type);
}

Value compare(Thread *t, Ref a, Ref b, CompareOp op)
{
    if (both_fixnum(a, b))
        return bool_value(fixnum_compare(a, b, op));
    if (compares_plainly(a, b))
        return type_of(a)->compare(t, a, b, op);
    if (!recursion_enter(t, " in comparison"))
        return EMPTY;
    OWN Value keep_a = retain(a), keep_b = retain(b);
    Value r = compare_slots(t, a, b, op);
    recursion_leave(t);
    return r;
}

Test test(Thread *t, Ref v)
{
    if (is_fixnum(v))
        return !same(v, fixnum(0));
    if (same(v, TRUE_VALUE))
        return TEST_TRUE;
    if (same(v, FALSE_VALUE) || is_none(v))
        return TEST_FALSE;
    if (is_flonum(v))
        return !same(v, FLONUM_ZERO);
    Type *type = type_of(v);
    if (type->truth)
        return type->truth(t, v);
    if (type->len) {
        ssize n;
        return !type->len(t, v, &n) ? TEST_ERROR : n != 0;
    }
    return TEST_TRUE;
}

Test compare_test(Thread *t, Ref a, Ref b, CompareOp op)
{
    if (both_fixnum(a, b))
        return fixnum_compare(a, b, op);
    OWN Value r = compare(t, a, b, op);
    return is_empty(r) ? TEST_ERROR : test(t, r);
}

Test equal(Thread *t, Ref a, Ref b)
{
    if (same(a, b))
        return TEST_TRUE;
    if (both_fixnum(a, b))
        return TEST_FALSE;
    if (is_exact(a, &str_type) && is_exact(b, &str_type))
        return str_equal(as_str(a), as_str(b));
    return compare_test(t, a, b, CMP_EQ);
}

bool is_callable(Ref v) { return type_of(v)->call != NULL; }

/* ---- isinstance and issubclass ------------------------------------------------------------------------------- */

/* cls.__bases__ as a tuple: MISSING when cls is nothing like a class. */
static Lookup bases_of(Thread *t, Ref cls, Value *bases)
{
    Lookup r = find_attr(t, cls, NAME(__bases__), bases);
    if (r == FOUND && !is_tuple(*bases)) {
        release(*bases);
        return MISSING;
    }
    return r;
}

static Test is_abstract_subclass(Thread *t, Ref derived, Ref cls)
{
    if (same(derived, cls))
        return TEST_TRUE;
    Value bases;
    Lookup r = bases_of(t, derived, &bases);
    if (r != FOUND)
        return r == ERROR ? TEST_ERROR : TEST_FALSE;
    OWN Value owned = bases;
    Test result = TEST_FALSE;
    if (!recursion_enter(t, " in __issubclass__"))
        return TEST_ERROR;
    for (ssize i = 0; i < as_tuple(bases)->len && result == TEST_FALSE; i++)
        result = is_abstract_subclass(t, as_tuple(bases)->item[i], cls);
    recursion_leave(t);
    return result;
}

static bool check_class(Thread *t, Ref cls, const char *message)
{
    Value bases;
    Lookup r = bases_of(t, cls, &bases);
    if (r == FOUND)
        release(bases);
    if (r == MISSING)
        raise_type(t, "%s", message);
    return r == FOUND;
}

Test is_instance_plain(Thread *t, Ref v, Ref cls)
{
    Value own;
    Test result = TEST_FALSE;

    if (is_type(cls)) {
        if (type_is_subtype(type_of(v), as_type(cls)))
            return TEST_TRUE;
        Lookup r = find_attr(t, v, NAME(__class__), &own);
        if (r == FOUND) {
            if (is_type(own) && as_type(own) != type_of(v))
                result = type_is_subtype(as_type(own), as_type(cls));
            release(own);
        }
        return r == ERROR ? TEST_ERROR : result;
    }
    if (!check_class(t, cls, "isinstance() arg 2 must be a type, a tuple of types, or a union"))
        return TEST_ERROR;
    Lookup r = find_attr(t, v, NAME(__class__), &own);
    if (r != FOUND)
        return r == ERROR ? TEST_ERROR : TEST_FALSE;
    result = is_abstract_subclass(t, own, cls);
    release(own);
    return result;
}

Test is_subclass_plain(Thread *t, Ref derived, Ref cls)
{
    if (is_type(derived) && is_type(cls))
        return type_is_subtype(as_type(derived), as_type(cls));
    if (!check_class(t, derived, "issubclass() arg 1 must be a class")
        || !check_class(t, cls, "issubclass() arg 2 must be a class, a tuple of classes, or a union"))
        return TEST_ERROR;
    return is_abstract_subclass(t, derived, cls);
}

typedef Test (*ClassTest)(Thread *t, Ref v, Ref cls);

/* cls.__instancecheck__(v) and the like, tuples and the plain test behind it. */
static Test class_test(Thread *t, Ref v, Ref cls, Ref hook, ClassTest plain, ClassTest whole)
{
    if (is_exact(cls, &type_type))
        return plain(t, v, cls);
    if (is_tuple(cls)) {
        Test result = TEST_FALSE;
        OWN Value keep = retain(cls);
        if (!recursion_enter(t, plain == is_instance_plain ? " in __instancecheck__" : " in __subclasscheck__"))
            return TEST_ERROR;
        for (ssize i = 0; i < as_tuple(cls)->len && result == TEST_FALSE; i++)
            result = whole(t, v, as_tuple(cls)->item[i]);
        recursion_leave(t);
        return result;
    }
    if (is_type(cls) && type_of(cls) == &type_type)
        return plain(t, v, cls);
    Value r;
    if (!recursion_enter(t, plain == is_instance_plain ? " in __instancecheck__" : " in __subclasscheck__"))
        return TEST_ERROR;
    Lookup found = call_special(t, cls, hook, &v, 1, &r);
    recursion_leave(t);
    if (found == MISSING)
        return plain(t, v, cls);
    if (found == ERROR)
        return TEST_ERROR;
    OWN Value owned = r;
    return test(t, r);
}

Test is_instance(Thread *t, Ref v, Ref cls)
{
    if (is_type(cls) && type_of(v) == as_type(cls))
        return TEST_TRUE;
    return class_test(t, v, cls, NAME(__instancecheck__), is_instance_plain, is_instance);
}

Test is_subclass(Thread *t, Ref v, Ref cls)
{
    return class_test(t, v, cls, NAME(__subclasscheck__), is_subclass_plain, is_subclass);
}
