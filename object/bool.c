/* bool.c: bool: the two ints True and False, immortal static objects (manual: "Boolean Values"). */
#include "object/int_internal.h"

#include "object/method.h"
#include "object/str.h"
#include "gen/object/bool.h"

Int false_object __attribute__((aligned(16))) = {.head = OBJECT_STATIC(&bool_type), .size = 0};
Int true_object __attribute__((aligned(16))) = {.head = OBJECT_STATIC(&bool_type), .size = 1, .limb = {1}};

static Value bool_repr(Thread *t UNUSED, Ref self)
{
    return same(self, TRUE_VALUE) ? NAME(True) : NAME(False);
}

#define BITWISE(name, op) \
    static Value bool_##name(Thread *t, Ref a, Ref b) \
    { \
        if (is_bool(a) && is_bool(b)) \
            return bool_value(same(a, TRUE_VALUE) op same(b, TRUE_VALUE)); \
        return is_int(a) && is_int(b) ? int_##name(t, a, b) : NOT_IMPLEMENTED; \
    }
BITWISE(and, &) BITWISE(or, |) BITWISE(xor, ^)
#undef BITWISE

/** bool(x) -> bool

Returns True when the argument x is true, False otherwise.
The builtins True and False are the only two instances of the class bool.
The class bool is a subclass of the class int, and cannot be subclassed. */
NEW(bool, "(x=False)")
{
    Test truth = test(t, a->x);
    return truth == TEST_ERROR ? EMPTY : bool_value(truth);
}

static Value bool_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs)
{
    Test truth = nargs == 1 ? test(t, args[0]) : TEST_ERROR;
    return truth == TEST_ERROR ? EMPTY : bool_value(truth);
}

Type bool_type = {
    TYPE_HEAD("bool", Int),
    .base = &int_type,
    .item_size = sizeof(mp_limb_t),
    .doc = bool_new_doc,
    .flags = TYPE_IS_INT,
    .new_ = bool_new_slot, .construct = bool_construct, .new_signature = &bool_new_signature,
    .repr = bool_repr,
    .and_ = bool_and, .or_ = bool_or, .xor_ = bool_xor,
};
