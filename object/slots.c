/* slots.c: special methods and the slots they stand for (Reference 3.3): see slots.h.
 *
 * Each row of slot_defs has the wrapper that calls a C slot the way Python calls the method, and the generic function
 * that calls the Python method the way C calls the slot. Rows of one slot are adjacent (__add__, __radd__).
 */
#include "object/type_internal.h"

#include "object/dict.h"
#include "object/error.h"
#include "object/function.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- calling special methods --------------------------------------------------------------------------------- */

static Value call_or_error(Thread *t, Ref self, Ref name, const Value *args, ssize nargs)
{
    Value result;
    Lookup r = call_special(t, self, name, args, nargs, &result);
    if (r == MISSING)
        return raise_attribute(t, self, name);
    return r == FOUND ? result : EMPTY;
}
static Value special0(Thread *t, Ref self, Ref name)        { return call_or_error(t, self, name, NULL, 0); }
static Value special1(Thread *t, Ref self, Ref name, Ref a) { return call_or_error(t, self, name, &a, 1); }
static Value special2(Thread *t, Ref self, Ref name, Ref a, Ref b)
{
    Value args[2] = {a, b};
    return call_or_error(t, self, name, args, 2);
}
/* NOT_IMPLEMENTED when there is no such method. */
static Value special1_or_not(Thread *t, Ref self, Ref name, Ref a)
{
    Value result;
    Lookup r = call_special(t, self, name, &a, 1, &result);
    return r == MISSING ? NOT_IMPLEMENTED : r == FOUND ? result : EMPTY;
}
static bool done(Value result)
{
    bool good = !is_empty(result);
    release(result);
    return good;
}

/* ---- generic slots: unary and binary ------------------------------------------------------------------------- */

#define GENERIC_UNARY(slot, dunder) \
    static Value generic_##slot(Thread *t, Ref self) { return special0(t, self, dunder); }
GENERIC_UNARY(negative, NAME(__neg__))
GENERIC_UNARY(positive, NAME(__pos__))
GENERIC_UNARY(absolute, NAME(__abs__))
GENERIC_UNARY(invert, NAME(__invert__))
GENERIC_UNARY(int_, NAME(__int__))
GENERIC_UNARY(float_, NAME(__float__))
GENERIC_UNARY(index, NAME(__index__))
GENERIC_UNARY(repr, NAME(__repr__))
GENERIC_UNARY(str, NAME(__str__))
GENERIC_UNARY(await, NAME(__await__))
GENERIC_UNARY(aiter, NAME(__aiter__))
GENERIC_UNARY(anext, NAME(__anext__))

/* An error in __del__ has nobody to go to: it is reported here, with the method it was raised in. */
static Value generic_finalize(Thread *t, Ref self)
{
    Value result = special0(t, self, NAME(__del__));
    if (!is_empty(result))
        return result;
    OWN Value raised = raised_take(t);
    OWN Value method = get_attr(t, self, NAME(__del__));
    if (is_empty(method))
        raised_clear(t);
    raise_again_take(t, take(&raised));
    report_unraisable_in(t, is_empty(method) ? self : method);
    return NONE;
}

static bool overrides(Thread *t, Ref a, Ref b, Ref name)
{
    return !same(type_lookup(t, type_of(a), name), type_lookup(t, type_of(b), name));
}

/* a OP b where at least one of the classes defines the operator in Python: __op__ of a, __rop__ of b; b first when its
 * class is a subclass that provides another __rop__. `own` says whether a's and b's slots are this generic function. */
static Value generic_binary(Thread *t, Ref a, Ref b, bool a_own, bool b_own, Ref name, Ref reflected)
{
    bool try_b = type_of(a) != type_of(b) && b_own;

    if (a_own) {
        if (try_b && type_is_subtype(type_of(b), type_of(a)) && overrides(t, b, a, reflected)) {
            Value r = special1_or_not(t, b, reflected, a);
            if (!is_not_implemented(r))
                return r;
            try_b = false;
        }
        Value r = special1_or_not(t, a, name, b);
        if (!is_not_implemented(r) || type_of(a) == type_of(b))
            return r;
    }
    return try_b ? special1_or_not(t, b, reflected, a) : NOT_IMPLEMENTED;
}
#define GENERIC_BINARY(slot, dunder, reflected) \
    static Value generic_##slot(Thread *t, Ref a, Ref b) \
    { \
        return generic_binary(t, a, b, type_of(a)->slot == generic_##slot, type_of(b)->slot == generic_##slot, dunder, reflected); \
    }
GENERIC_BINARY(add, NAME(__add__), NAME(__radd__))
GENERIC_BINARY(sub, NAME(__sub__), NAME(__rsub__))
GENERIC_BINARY(mul, NAME(__mul__), NAME(__rmul__))
GENERIC_BINARY(mod, NAME(__mod__), NAME(__rmod__))
GENERIC_BINARY(divmod, NAME(__divmod__), NAME(__rdivmod__))
GENERIC_BINARY(lshift, NAME(__lshift__), NAME(__rlshift__))
GENERIC_BINARY(rshift, NAME(__rshift__), NAME(__rrshift__))
GENERIC_BINARY(and_, NAME(__and__), NAME(__rand__))
GENERIC_BINARY(xor_, NAME(__xor__), NAME(__rxor__))
GENERIC_BINARY(or_, NAME(__or__), NAME(__ror__))
GENERIC_BINARY(floordiv, NAME(__floordiv__), NAME(__rfloordiv__))
GENERIC_BINARY(truediv, NAME(__truediv__), NAME(__rtruediv__))
GENERIC_BINARY(matmul, NAME(__matmul__), NAME(__rmatmul__))

static Value generic_power(Thread *t, Ref a, Ref b, Ref c)
{
    bool a_own = type_of(a)->power == generic_power, b_own = type_of(b)->power == generic_power;
    if (is_none(c))
        return generic_binary(t, a, b, a_own, b_own, NAME(__pow__), NAME(__rpow__));
    return a_own ? special2(t, a, NAME(__pow__), b, c) : NOT_IMPLEMENTED;
}
static Value generic_ipower(Thread *t, Ref a, Ref b, Ref c UNUSED) { return special1_or_not(t, a, NAME(__ipow__), b); }

#define GENERIC_INPLACE(slot, dunder) \
    static Value generic_##slot(Thread *t, Ref a, Ref b) { return special1_or_not(t, a, dunder, b); }
GENERIC_INPLACE(iadd, NAME(__iadd__))
GENERIC_INPLACE(isub, NAME(__isub__))
GENERIC_INPLACE(imul, NAME(__imul__))
GENERIC_INPLACE(imod, NAME(__imod__))
GENERIC_INPLACE(ilshift, NAME(__ilshift__))
GENERIC_INPLACE(irshift, NAME(__irshift__))
GENERIC_INPLACE(iand, NAME(__iand__))
GENERIC_INPLACE(ixor, NAME(__ixor__))
GENERIC_INPLACE(ior, NAME(__ior__))
GENERIC_INPLACE(ifloordiv, NAME(__ifloordiv__))
GENERIC_INPLACE(itruediv, NAME(__itruediv__))
GENERIC_INPLACE(imatmul, NAME(__imatmul__))

/* ---- generic slots: the others ------------------------------------------------------------------------------- */

static bool generic_hash(Thread *t, Ref self, int64_t *hash)
{
    OWN Value result = special0(t, self, NAME(__hash__));
    if (is_empty(result))
        return false;
    if (!is_int(result))
        return raise_type(t, "__hash__ method should return an integer"), false;
    if (!int_as_int64(result, hash))
        *hash = int_hash(result);
    if (*hash == -1)
        *hash = -2;
    return true;
}

static Ref compare_name(CompareOp op)
{
    switch (op) {
    case CMP_LT: return NAME(__lt__);
    case CMP_LE: return NAME(__le__);
    case CMP_EQ: return NAME(__eq__);
    case CMP_NE: return NAME(__ne__);
    case CMP_GT: return NAME(__gt__);
    default:     return NAME(__ge__);
    }
}
/* A method that cannot be bound counts as absent, as ever: `__eq__ = property(...)` that raises means "not comparable". */
Value generic_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    Ref found = type_lookup(t, type_of(self), compare_name(op));
    if (is_exact(found, &function_type) && as_function(found)->code->exact_args == 2)
        return function_call_method(t, as_function(found), self, &other, 1);

    Value method;
    bool unbound;
    switch (lookup_special(t, self, compare_name(op), &method, &unbound)) {
    case ERROR:
        raised_clear(t);
        return NOT_IMPLEMENTED;
    case MISSING:
        return NOT_IMPLEMENTED;
    default:
        break;
    }
    OWN Value owned = method;
    return unbound ? call2(t, method, self, other) : call1(t, method, other);
}

static Value generic_iter(Thread *t, Ref self)
{
    Ref method = type_lookup(t, type_of(self), NAME(__iter__));
    if (is_none(method))
        return raise_type(t, "'%T' object is not iterable", self);
    return special0(t, self, NAME(__iter__));
}

static Value generic_next(Thread *t, Ref self)
{
    return special0(t, self, NAME(__next__));
}

static bool length_result(Thread *t, Value result_take, ssize *length)
{
    OWN Value result = result_take;
    if (is_empty(result))
        return false;
    OWN Value index = to_index(t, result);
    if (is_empty(index))
        return false;
    if (int_sign(index) < 0)
        return raise_value(t, "__len__() should return >= 0"), false;
    return to_ssize(t, index, &exc_OverflowError, length);
}
static bool generic_len(Thread *t, Ref self, ssize *length)
{
    return length_result(t, special0(t, self, NAME(__len__)), length);
}

Value generic_getitem(Thread *t, Ref self, Ref key) { return special1(t, self, NAME(__getitem__), key); }
bool generic_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    /* A class that defines one of the two methods mostly inherits the other from a built-in type, whose slot does both. */
    Ref method = type_lookup(t, type_of(self), is_empty(value) ? NAME(__delitem__) : NAME(__setitem__));
    if (is_exact(method, &wrapper_descriptor_type)) {
        WrapperDescriptor *d = (WrapperDescriptor *)object_of(method);
        if (d->slot->offset == offsetof(Type, setitem) && type_is_subtype(type_of(self), d->owner))
            return ((SetItemSlot)d->function)(t, self, key, value);
    }
    return done(is_empty(value) ? special1(t, self, NAME(__delitem__), key) : special2(t, self, NAME(__setitem__), key, value));
}
/* The slot where only __delitem__ is Python's and __setitem__ is that of the C base (Counter): no look-up for the latter. */
static bool own_delitem(Thread *t, Ref self, Ref key, Ref value)
{
    if (is_empty(value))
        return generic_setitem(t, self, key, value);
    const Type *type = type_of(self);
    while (type->setitem == own_delitem)
        type = type->base;
    return type->setitem(t, self, key, value);
}
static bool inherits_setitem(Thread *t, const Type *type, const void *inherited)
{
    const Type *base = type->base;
    while (base->setitem == own_delitem)
        base = base->base;
    return (const void *)base->setitem == inherited && is_exact(type_lookup(t, (Type *)type, NAME(__setitem__)), &wrapper_descriptor_type);
}
Test generic_contains(Thread *t, Ref self, Ref item)
{
    Ref method = type_lookup(t, type_of(self), NAME(__contains__));
    if (is_none(method))
        return raise_type(t, "'%T' object is not a container", self), TEST_ERROR;
    if (is_empty(method))
        return contains_by_iteration(t, self, item);
    OWN Value result = special1(t, self, NAME(__contains__), item);
    return is_empty(result) ? TEST_ERROR : test(t, result);
}
static Test generic_truth(Thread *t, Ref self)
{
    Value result;
    Lookup r = call_special(t, self, NAME(__bool__), NULL, 0, &result);
    if (r == ERROR)
        return TEST_ERROR;
    if (r == MISSING) {
        ssize n;
        return !generic_len(t, self, &n) ? TEST_ERROR : n != 0;
    }
    OWN Value owned = result;
    if (!is_bool(result))
        return raise_type(t, "__bool__ should return bool, returned %T", result), TEST_ERROR;
    return same(result, TRUE_VALUE);
}

static Value generic_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Value method;
    bool unbound;
    Lookup r = lookup_special(t, self, NAME(__call__), &method, &unbound);

    if (r == MISSING)
        return raise_attribute(t, self, NAME(__call__));
    if (r == ERROR)
        return EMPTY;
    OWN Value owned = method;
    if (!recursion_enter(t, " while calling a Python object"))
        return EMPTY;
    Value result = unbound ? call_with_first(t, method, self, args, nargs, names) : call(t, method, args, nargs, names);
    recursion_leave(t);
    return result;
}

/* Is `get` object.__getattribute__? */
static bool is_plain_getattribute(Ref get)
{
    return is_exact(get, &wrapper_descriptor_type) && ((WrapperDescriptor *)object_of(get))->function == (void *)object_generic_getattr;
}

static Value generic_getattr(Thread *t, Ref self, Ref name)
{
    Type *type = type_of(self);
    OWN Value owner = retain_object(type);
    Ref get = type_lookup(t, type, NAME(__getattribute__));
    Ref fallback = type_lookup(t, type, NAME(__getattr__));
    Value result;

    if (is_plain_getattribute(get)) {
        OWN Value interned = intern_take(t, retain(name));
        if (is_empty(interned))
            return EMPTY;
        switch (object_generic_find(t, self, interned, &result)) {
        case FOUND:
            return result;
        case MISSING:
            if (is_empty(fallback))
                return raise_attribute(t, self, interned);
            return special1(t, self, NAME(__getattr__), interned);
        default:
            break;
        }
    } else {
        result = special1(t, self, NAME(__getattribute__), name);
        if (!is_empty(result))
            return result;
    }
    fallback = type_lookup(t, type, NAME(__getattr__));
    if (is_empty(fallback) || !raised_catch(t, &exc_AttributeError))
        return EMPTY;
    return special1(t, self, NAME(__getattr__), name);
}
bool meta_getattr_is_plain(Thread *t, Type *meta)
{
    if (meta->getattr == type_type.getattr)
        return true;
    Ref get = meta->getattr == generic_getattr ? type_lookup(t, meta, NAME(__getattribute__)) : EMPTY;
    return !is_empty(get) && is_exact(get, &wrapper_descriptor_type)
        && ((WrapperDescriptor *)object_of(get))->function == (void *)type_type.getattr;
}

Ref getattr_fallback(Thread *t, Type *type)
{
    if (type->getattr != generic_getattr || !is_plain_getattribute(type_lookup(t, type, NAME(__getattribute__))))
        return EMPTY;
    return type_lookup(t, type, NAME(__getattr__));
}
static bool generic_setattr(Thread *t, Ref self, Ref name, Ref value)
{
    return done(is_empty(value) ? special1(t, self, NAME(__delattr__), name) : special2(t, self, NAME(__setattr__), name, value));
}

static Value generic_descr_get(Thread *t, Ref self, Ref instance, Ref owner)
{
    Ref method = type_lookup(t, type_of(self), NAME(__get__));
    if (is_empty(method))
        return retain(self);
    return special2(t, self, NAME(__get__), is_empty(instance) ? NONE : instance, is_empty(owner) ? NONE : owner);
}
static bool generic_descr_set(Thread *t, Ref self, Ref instance, Ref value)
{
    return done(is_empty(value) ? special1(t, self, NAME(__delete__), instance) : special2(t, self, NAME(__set__), instance, value));
}

static bool generic_init(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Value method;
    bool unbound;

    if (lookup_special(t, self, NAME(__init__), &method, &unbound) != FOUND)
        return is_raised(t) ? false : (raise_attribute(t, self, NAME(__init__)), false);
    OWN Value owned = method;
    OWN Value result = unbound ? call_with_first(t, method, self, args, nargs, names) : call(t, method, args, nargs, names);
    if (is_empty(result))
        return false;
    if (!is_none(result))
        return raise_type(t, "__init__() should return None, not '%T'", result), false;
    return true;
}

static Value generic_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    OWN Value method = get_attr(t, value_of(cls), NAME(__new__));
    return is_empty(method) ? EMPTY : call_with_first(t, method, value_of(cls), args, nargs, names);
}

/* ---- wrappers ------------------------------------------------------------------------------------------------ */

#define WRAPPER(name) static Value wrap_##name(Thread *t, Ref self, const Value *args UNUSED, ssize nargs, Ref names, void *slot)

static bool arity(Thread *t, ssize nargs, Ref names, ssize wanted)
{
    if (!is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "wrapper takes no keyword arguments"), false;
    if (nargs != wanted)
        return raise_type(t, "expected %zd argument%s, got %zd", wanted, wanted == 1 ? "" : "s", nargs), false;
    return true;
}
static bool arity_between(Thread *t, ssize nargs, Ref names, ssize low, ssize high)
{
    if (nargs >= low && nargs <= high)
        return arity(t, nargs, names, nargs);
    if (nargs < low)
        return raise_type(t, "expected at least %zd argument%s, got %zd", low, low == 1 ? "" : "s", nargs), false;
    return raise_type(t, "expected at most %zd arguments, got %zd", high, nargs), false;
}
static Value test_value(Test r) { return r == TEST_ERROR ? EMPTY : bool_value(r); }

WRAPPER(unary)   { return arity(t, nargs, names, 0) ? ((UnarySlot)slot)(t, self) : EMPTY; }
WRAPPER(binary)  { return arity(t, nargs, names, 1) ? ((BinarySlot)slot)(t, self, args[0]) : EMPTY; }
WRAPPER(binary_reflected) { return arity(t, nargs, names, 1) ? ((BinarySlot)slot)(t, args[0], self) : EMPTY; }
WRAPPER(power)
{
    return arity_between(t, nargs, names, 1, 2) ? ((TernarySlot)slot)(t, self, args[0], nargs == 2 ? args[1] : NONE) : EMPTY;
}
WRAPPER(power_reflected)
{
    return arity_between(t, nargs, names, 1, 2) ? ((TernarySlot)slot)(t, args[0], self, nargs == 2 ? args[1] : NONE) : EMPTY;
}
WRAPPER(power_inplace) { return arity(t, nargs, names, 1) ? ((TernarySlot)slot)(t, self, args[0], NONE) : EMPTY; }
WRAPPER(hash)
{
    int64_t hash;
    return arity(t, nargs, names, 0) && ((HashSlot)slot)(t, self, &hash) ? int_from_int64(t, hash) : EMPTY;
}
WRAPPER(len)
{
    ssize n;
    return arity(t, nargs, names, 0) && ((LenSlot)slot)(t, self, &n) ? int_from_ssize(t, n) : EMPTY;
}
WRAPPER(truth)    { return arity(t, nargs, names, 0) ? test_value(((TestSlot)slot)(t, self)) : EMPTY; }
WRAPPER(contains) { return arity(t, nargs, names, 1) ? test_value(((ContainsSlot)slot)(t, self, args[0])) : EMPTY; }
#define WRAPPER_COMPARE(name, op) \
    WRAPPER(name) { return arity(t, nargs, names, 1) ? ((CompareSlot)slot)(t, self, args[0], op) : EMPTY; }
WRAPPER_COMPARE(lt, CMP_LT)
WRAPPER_COMPARE(le, CMP_LE)
WRAPPER_COMPARE(eq, CMP_EQ)
WRAPPER_COMPARE(ne, CMP_NE)
WRAPPER_COMPARE(gt, CMP_GT)
WRAPPER_COMPARE(ge, CMP_GE)
WRAPPER(next)
{
    if (!arity(t, nargs, names, 0))
        return EMPTY;
    Value item = ((NextSlot)slot)(t, self);
    return is_empty(item) && !is_raised(t) ? raise_stop_iteration(t, EMPTY) : item;
}
WRAPPER(setitem) { return arity(t, nargs, names, 2) && ((SetItemSlot)slot)(t, self, args[0], args[1]) ? NONE : EMPTY; }
WRAPPER(delitem) { return arity(t, nargs, names, 1) && ((SetItemSlot)slot)(t, self, args[0], EMPTY) ? NONE : EMPTY; }
WRAPPER(getattr)
{
    if (!arity(t, nargs, names, 1))
        return EMPTY;
    if (!is_str(args[0]))
        return raise_type(t, "attribute name must be string, not '%T'", args[0]);
    return ((GetAttrSlot)slot)(t, self, args[0]);
}
/* object.__setattr__(SomeType, ...) must not get round the class's own rules ("Carlo Verre's hack"). */
static bool may_setattr(Thread *t, Ref self, Ref name, void *slot, const char *what)
{
    Type *type = type_of(self);
    if (!is_str(name))
        return raise_type(t, "attribute name must be string, not '%T'", name), false;
    while (type && (type->flags & TYPE_HEAP || type->setattr == generic_setattr))
        type = type->base;
    if (type && type->setattr != (SetAttrSlot)slot)
        return raise_type(t, "can't apply this %s to %N object", what, type), false;
    return true;
}
WRAPPER(setattr)
{
    return arity(t, nargs, names, 2) && may_setattr(t, self, args[0], slot, "__setattr__") && ((SetAttrSlot)slot)(t, self, args[0], args[1]) ? NONE : EMPTY;
}
WRAPPER(delattr)
{
    return arity(t, nargs, names, 1) && may_setattr(t, self, args[0], slot, "__delattr__") && ((SetAttrSlot)slot)(t, self, args[0], EMPTY) ? NONE : EMPTY;
}
WRAPPER(descr_get)
{
    if (!arity_between(t, nargs, names, 1, 2))
        return EMPTY;
    Ref instance = is_none(args[0]) ? EMPTY : args[0], owner = nargs < 2 || is_none(args[1]) ? EMPTY : args[1];
    if (is_empty(instance) && is_empty(owner))
        return raise_type(t, "__get__(None, None) is invalid");
    return ((DescrGetSlot)slot)(t, self, instance, owner);
}
WRAPPER(descr_set)    { return arity(t, nargs, names, 2) && ((DescrSetSlot)slot)(t, self, args[0], args[1]) ? NONE : EMPTY; }
WRAPPER(descr_delete) { return arity(t, nargs, names, 1) && ((DescrSetSlot)slot)(t, self, args[0], EMPTY) ? NONE : EMPTY; }
WRAPPER(call) { return ((CallSlot)slot)(t, self, args, nargs, names); }
WRAPPER(init) { return ((InitSlot)slot)(t, self, args, nargs, names) ? NONE : EMPTY; }
WRAPPER(finalize)
{
    if (!arity(t, nargs, names, 0))
        return EMPTY;
    Value result = ((UnarySlot)slot)(t, self);
    release(result);
    return is_empty(result) ? EMPTY : NONE;
}
WRAPPER(repeat)
{
    ssize n;
    typedef Value (*RepeatSlot)(Thread *, Ref, ssize);
    return arity(t, nargs, names, 1) && to_ssize(t, args[0], &exc_OverflowError, &n) ? ((RepeatSlot)slot)(t, self, n) : EMPTY;
}
static Value wrap_sequence_item(Thread *t, Ref self, const Value *args, ssize nargs, Ref names, void *slot)
{
    ssize i, n;
    if (!arity(t, nargs, names, 1) || !to_ssize(t, args[0], &exc_IndexError, &i))
        return EMPTY;
    if (i < 0 && type_of(self)->len) {
        if (!type_of(self)->len(t, self, &n))
            return EMPTY;
        i += n;
    }
    return ((ItemSlot)slot)(t, self, i);
}

/* ---- the table ----------------------------------------------------------------------------------------------- */

/* A row's NAME(x) stands for two fields, the text and the interned str; it must not expand before it reaches ROW_NAME. */
#undef NAME
#define ROW_NAME(x) #x, &name_##x
#define SLOT(name, field, wrapper, text, doc) {ROW_##name, offsetof(Type, field), wrapper, (void *)generic_##field, text, doc}
#define UNARY(name, field, doc) SLOT(name, field, wrap_unary, "($self, /)", doc)
#define BINARY(name, reflected, field, symbol) \
    SLOT(name, field, wrap_binary, "($self, value, /)", "Return self" symbol "value."), \
    SLOT(reflected, field, wrap_binary_reflected, "($self, value, /)", "Return value" symbol "self.")
#define INPLACE(name, field, symbol) SLOT(name, field, wrap_binary, "($self, value, /)", "Return self" symbol "value.")
#define COMPARE(name, wrapper, symbol) SLOT(name, compare, wrapper, "($self, value, /)", "Return self" symbol "value.")
#define C_ONLY(name, field, wrapper, text, doc) {ROW_##name, offsetof(Type, field), wrapper, NULL, text, doc}

const SlotDef slot_defs[] = {
    SLOT(NAME(__repr__), repr, wrap_unary, "($self, /)", "Return repr(self)."),
    SLOT(NAME(__hash__), hash, wrap_hash, "($self, /)", "Return hash(self)."),
    SLOT(NAME(__call__), call, wrap_call, "($self, /, *args, **kwargs)", "Call self as a function."),
    SLOT(NAME(__str__), str, wrap_unary, "($self, /)", "Return str(self)."),
    SLOT(NAME(__getattribute__), getattr, wrap_getattr, "($self, name, /)", "Return getattr(self, name)."),
    SLOT(NAME(__getattr__), getattr, NULL, NULL, NULL),
    SLOT(NAME(__setattr__), setattr, wrap_setattr, "($self, name, value, /)", "Implement setattr(self, name, value)."),
    SLOT(NAME(__delattr__), setattr, wrap_delattr, "($self, name, /)", "Implement delattr(self, name)."),
    COMPARE(NAME(__lt__), wrap_lt, "<"),
    COMPARE(NAME(__le__), wrap_le, "<="),
    COMPARE(NAME(__eq__), wrap_eq, "=="),
    COMPARE(NAME(__ne__), wrap_ne, "!="),
    COMPARE(NAME(__gt__), wrap_gt, ">"),
    COMPARE(NAME(__ge__), wrap_ge, ">="),
    UNARY(NAME(__iter__), iter, "Implement iter(self)."),
    SLOT(NAME(__next__), next, wrap_next, "($self, /)", "Implement next(self)."),
    SLOT(NAME(__get__), descr_get, wrap_descr_get, "($self, instance, owner=None, /)", "Return an attribute of instance, which is of type owner."),
    SLOT(NAME(__set__), descr_set, wrap_descr_set, "($self, instance, value, /)", "Set an attribute of instance to value."),
    SLOT(NAME(__delete__), descr_set, wrap_descr_delete, "($self, instance, /)", "Delete an attribute of instance."),
    SLOT(NAME(__init__), init, wrap_init, "($self, /, *args, **kwargs)", "Initialize self.  See help(type(self)) for accurate signature."),
    SLOT(NAME(__del__), finalize, wrap_finalize, "($self, /)", "Called when the instance is about to be destroyed."),
    BINARY(NAME(__add__), NAME(__radd__), add, "+"),
    BINARY(NAME(__sub__), NAME(__rsub__), sub, "-"),
    BINARY(NAME(__mul__), NAME(__rmul__), mul, "*"),
    BINARY(NAME(__mod__), NAME(__rmod__), mod, "%"),
    SLOT(NAME(__divmod__), divmod, wrap_binary, "($self, value, /)", "Return divmod(self, value)."),
    SLOT(NAME(__rdivmod__), divmod, wrap_binary_reflected, "($self, value, /)", "Return divmod(value, self)."),
    SLOT(NAME(__pow__), power, wrap_power, "($self, value, mod=None, /)", "Return pow(self, value, mod)."),
    SLOT(NAME(__rpow__), power, wrap_power_reflected, "($self, value, mod=None, /)", "Return pow(value, self, mod)."),
    UNARY(NAME(__neg__), negative, "-self"),
    UNARY(NAME(__pos__), positive, "+self"),
    UNARY(NAME(__abs__), absolute, "abs(self)"),
    SLOT(NAME(__bool__), truth, wrap_truth, "($self, /)", "True if self else False"),
    UNARY(NAME(__invert__), invert, "~self"),
    BINARY(NAME(__lshift__), NAME(__rlshift__), lshift, "<<"),
    BINARY(NAME(__rshift__), NAME(__rrshift__), rshift, ">>"),
    BINARY(NAME(__and__), NAME(__rand__), and_, "&"),
    BINARY(NAME(__xor__), NAME(__rxor__), xor_, "^"),
    BINARY(NAME(__or__), NAME(__ror__), or_, "|"),
    UNARY(NAME(__int__), int_, "int(self)"),
    UNARY(NAME(__float__), float_, "float(self)"),
    INPLACE(NAME(__iadd__), iadd, "+="),
    INPLACE(NAME(__isub__), isub, "-="),
    INPLACE(NAME(__imul__), imul, "*="),
    INPLACE(NAME(__imod__), imod, "%="),
    SLOT(NAME(__ipow__), ipower, wrap_power_inplace, "($self, value, /)", "Return self**=value."),
    INPLACE(NAME(__ilshift__), ilshift, "<<="),
    INPLACE(NAME(__irshift__), irshift, ">>="),
    INPLACE(NAME(__iand__), iand, "&="),
    INPLACE(NAME(__ixor__), ixor, "^="),
    INPLACE(NAME(__ior__), ior, "|="),
    BINARY(NAME(__floordiv__), NAME(__rfloordiv__), floordiv, "//"),
    BINARY(NAME(__truediv__), NAME(__rtruediv__), truediv, "/"),
    INPLACE(NAME(__ifloordiv__), ifloordiv, "//="),
    INPLACE(NAME(__itruediv__), itruediv, "/="),
    UNARY(NAME(__index__), index, "Return self converted to an integer, if self is suitable for use as an index into a list."),
    BINARY(NAME(__matmul__), NAME(__rmatmul__), matmul, "@"),
    INPLACE(NAME(__imatmul__), imatmul, "@="),
    SLOT(NAME(__len__), len, wrap_len, "($self, /)", "Return len(self)."),
    SLOT(NAME(__getitem__), getitem, wrap_binary, "($self, key, /)", "Return self[key]."),
    SLOT(NAME(__setitem__), setitem, wrap_setitem, "($self, key, value, /)", "Set self[key] to value."),
    SLOT(NAME(__delitem__), setitem, wrap_delitem, "($self, key, /)", "Delete self[key]."),
    SLOT(NAME(__contains__), contains, wrap_contains, "($self, key, /)", "Return bool(key in self)."),
    UNARY(NAME(__await__), await, "Return an iterator to be used in await expression."),
    UNARY(NAME(__aiter__), aiter, "Return an awaitable, that resolves in asynchronous iterator."),
    UNARY(NAME(__anext__), anext, "Return a value or raise StopAsyncIteration."),
    /* sequence slots that only C types fill; classes in Python use the rows above */
    C_ONLY(NAME(__add__), concat, wrap_binary, "($self, value, /)", "Return self+value."),
    C_ONLY(NAME(__mul__), repeat, wrap_repeat, "($self, value, /)", "Return self*value."),
    C_ONLY(NAME(__rmul__), repeat, wrap_repeat, "($self, value, /)", "Return value*self."),
    C_ONLY(NAME(__iadd__), inplace_concat, wrap_binary, "($self, value, /)", "Implement self+=value."),
    C_ONLY(NAME(__imul__), inplace_repeat, wrap_repeat, "($self, value, /)", "Implement self*=value."),
    C_ONLY(NAME(__getitem__), item, wrap_sequence_item, "($self, key, /)", "Return self[key]."),
    {.name = NULL},
};
#define NAME(identifier) value_of(&name_##identifier)

/* ---- keeping slots and special methods in step --------------------------------------------------------------- */

static void **slot_at(const Type *type, const SlotDef *def) { return (void **)((char *)type + def->offset); }

/* First and last offsets of the function-pointer slots, which are contiguous but for data in between. */
void slots_inherit(Type *type, const Type *base)
{
#define INHERIT(field) if (!type->field) type->field = base->field
    if (!type->hash && !type->compare) {
        type->hash = base->hash;
        type->compare = base->compare;
    } else if (!type->hash) {
        type->hash = hash_unhashable;
    }
    INHERIT(compare);
    if (base != &object_type || type->flags & TYPE_HEAP)
        INHERIT(new_);
    INHERIT(dealloc);
    if (!type->traverse && base->flags & TYPE_GC && type->size == base->size) {
        type->traverse = base->traverse;
        INHERIT(clear);
    }
    INHERIT(init); INHERIT(call); INHERIT(finalize); INHERIT(getattr); INHERIT(setattr); INHERIT(descr_get);
    INHERIT(descr_set); INHERIT(repr); INHERIT(str); INHERIT(iter); INHERIT(next); INHERIT(len); INHERIT(getitem);
    INHERIT(setitem); INHERIT(contains); INHERIT(item); INHERIT(concat); INHERIT(repeat); INHERIT(inplace_concat);
    INHERIT(inplace_repeat); INHERIT(truth); INHERIT(negative); INHERIT(positive); INHERIT(absolute); INHERIT(invert);
    INHERIT(int_); INHERIT(float_); INHERIT(index); INHERIT(add); INHERIT(sub); INHERIT(mul); INHERIT(mod);
    INHERIT(divmod); INHERIT(lshift); INHERIT(rshift); INHERIT(and_); INHERIT(xor_); INHERIT(or_); INHERIT(floordiv);
    INHERIT(truediv); INHERIT(matmul); INHERIT(power); INHERIT(iadd); INHERIT(isub); INHERIT(imul); INHERIT(imod);
    INHERIT(ilshift); INHERIT(irshift); INHERIT(iand); INHERIT(ixor); INHERIT(ior); INHERIT(ifloordiv);
    INHERIT(itruediv); INHERIT(imatmul); INHERIT(ipower); INHERIT(await); INHERIT(aiter); INHERIT(anext);
    INHERIT(get_buffer); INHERIT(release_buffer);
    if (!type->dict_offset)
        type->dict_offset = base->dict_offset;
    if (!type->size)
        type->size = base->size;
    if (!type->item_size)
        type->item_size = base->item_size;
    if (base->flags & TYPE_ATTRS && !type->attrs_offset)
        type->flags |= TYPE_ATTRS;
    type->flags |= base->flags & (TYPE_INHERITED | TYPE_WEAKREFS);
    if (base->flags & TYPE_GC && type->traverse)
        type->flags |= TYPE_GC;
#undef INHERIT
}

/* Sets one slot of a class made in Python from what its MRO says now about the slot's special methods. */
static void update_slot(Thread *t, Type *type, const SlotDef *first)
{
    void *specific = NULL, *generic = NULL;
    bool use_generic = false;
    const SlotDef *def = first;

    for (; def->name && def->offset == first->offset; def++) {
        Ref found = type_lookup(t, type, value_of(def->interned));
        if (is_empty(found))
            continue;
        if (is_exact(found, &wrapper_descriptor_type)) {
            WrapperDescriptor *w = (WrapperDescriptor *)object_of(found);
            if (w->slot->offset == def->offset && w->slot->wrapper == def->wrapper && type_is_subtype(type, w->owner)) {
                if (!specific || specific == w->function)
                    specific = w->function;
                else
                    use_generic = true;
                generic = def->generic;
                continue;
            }
            if (!w->slot->generic)                  /* a sequence slot of a C base: inherited as that */
                continue;
        }
        if (is_none(found) && first->offset == offsetof(Type, hash)) {
            specific = (void *)hash_unhashable;
            continue;
        }
        use_generic = true;
        generic = def->generic;
    }
    *slot_at(type, first) = use_generic ? generic : specific;
    if (use_generic && specific && first->offset == offsetof(Type, setitem) && inherits_setitem(t, type, specific))
        type->setitem = own_delitem;
    if (first->offset == offsetof(Type, next) && use_generic && is_none(type_lookup(t, type, value_of(first->interned))))
        *slot_at(type, first) = NULL;
}

/* Sequence slots have no row of their own for classes: they hold while the C base's methods are not overridden. */
static void update_sequence_slots(Thread *t, Type *type)
{
    static const struct { uint16_t offset; const void *name; } rows[] = {
        {offsetof(Type, concat), &name___add__}, {offsetof(Type, repeat), &name___mul__},
        {offsetof(Type, inplace_concat), &name___iadd__}, {offsetof(Type, inplace_repeat), &name___imul__},
        {offsetof(Type, item), &name___getitem__},
    };
    Type *base = type;
    while (base->flags & TYPE_HEAP && !type_is_foreign(base))
        base = base->base;
    if (base == type)
        return;                         /* an extension type's own */
    for (ssize i = 0; i < COUNT_OF(rows); i++) {
        void **slot = (void **)((char *)type + rows[i].offset), *of_base = *(void **)((char *)base + rows[i].offset);
        Ref found = type_lookup(t, type, value_of(rows[i].name)), original = type_lookup(t, base, value_of(rows[i].name));
        *slot = of_base && same(found, original) ? of_base : NULL;
    }
}

/* __new__ is a static method, not a wrapper: classes without one of their own use their C base's function directly. */
static void update_new(Thread *t, Type *type)
{
    Ref found = type_lookup(t, type, NAME(__new__));
    Type *owner = new_wrapper_owner(found);

    type->new_ = owner ? owner->new_ : is_empty(found) ? type->base->new_ : generic_new;
}

/* Is the class's MRO itself and then its base's? And are its attributes' names such that slot_find() knows them? */
static bool inherits_singly(const Type *type)
{
    const Type *base = type->base;
    ssize at = 0;
    Ref key, value;

    if (!type->mro || !base->mro || type->mro->len != base->mro->len + 1
        || memcmp(type->mro->item + 1, base->mro->item, (size_t)base->mro->len * sizeof(Value)))
        return false;
    while (dict_next(type->dict, &at, &key, &value))
        if (!is_str(key) || !as_str(key)->interned)
            return false;
    return true;
}

/* Then its slots are its base's, but for those whose special methods it defines itself. */
static void inherit_and_update(Thread *t, Type *type)
{
    static const size_t from = offsetof(Type, dealloc), to = offsetof(Type, release_buffer) + sizeof(BufferReleaseSlot);
    OWN Value own = retain_object(type->dict);
    ssize at = 0;
    Ref key, value;
    bool sequence = false;

    memcpy((char *)type + from, (char *)type->base + from, to - from);
    if (!(type->flags & TYPE_IS_EXCEPTION))         /* exception_construct() looks at the class */
        type->construct = NULL;
    while (dict_next(as_dict(own), &at, &key, &value)) {
        const SlotDef *slot = slot_find(key);
        if (!slot)
            continue;
        if (!slot->generic) {
            update_new(t, type);
            continue;
        }
        while (slot > slot_defs && slot[-1].offset == slot->offset)
            slot--;
        update_slot(t, type, slot);
        sequence = true;
    }
    if (sequence)
        update_sequence_slots(t, type);
}

static void fill_from_all(Thread *t, Type *type)
{
    Type *base = type->base;

    type->dealloc = base->dealloc;
    type->traverse = base->traverse;
    type->clear = base->clear;
    type->get_buffer = base->get_buffer;
    type->release_buffer = base->release_buffer;
    for (const SlotDef *def = slot_defs; def->name && def->generic;) {
        const SlotDef *first = def;
        update_slot(t, type, first);
        while (def->name && def->offset == first->offset)
            def++;
    }
    update_sequence_slots(t, type);
    update_new(t, type);
}

void slots_fill(Thread *t, Type *type)
{
    if (inherits_singly(type))
        inherit_and_update(t, type);
    else
        fill_from_all(t, type);
    if (unlikely(type_is_foreign(type)))
        capi_slots_restore(t, type);
}

const SlotDef *slot_find(Ref name)
{
    Str *s = as_str(name);

    if (s->len < 6 || !s->ascii || ((char *)str_data(s))[0] != '_')
        return NULL;
    if (same(name, NAME(__module__)) || same(name, NAME(__doc__)) || same(name, NAME(__dict__)) || same(name, NAME(__weakref__)))
        return NULL;                                /* every class has them */
    for (const SlotDef *def = slot_defs; def->name; def++)
        if (def->interned == object_of(name))
            return def;
    static const SlotDef new_def = {.name = "__new__"};
    return same(name, NAME(__new__)) ? &new_def : NULL;
}

static void update_type(Thread *t, Type *type)
{
    slots_fill(t, type);
    each_subclass(t, type, update_type);
}
bool slots_update(Thread *t, Type *type, const SlotDef *slot UNUSED)
{
    update_type(t, type);
    return true;
}

bool slots_add_wrappers(Thread *t, Type *type, Dict *dict)
{
    for (const SlotDef *def = slot_defs; def->name; def++) {
        void *function = *slot_at(type, def);
        if (!function || !def->wrapper)
            continue;
        if (type->base && *slot_at(type->base, def) == function)
            continue;                               /* inherited: found by the MRO */
        if (def->offset == offsetof(Type, init) && type->init == object_init_slot && type != &object_type)
            continue;
        Value name = value_of(def->interned);
        if (!is_empty(dict_peek_name(dict, name)))
            continue;                               /* the number slot's row came first */
        OWN Value descriptor = NONE;
        if (function != (void *)hash_unhashable) {
            release(descriptor);
            descriptor = wrapper_descriptor_new(t, type, def, function);
        }
        if (is_empty(descriptor) || !dict_set(t, dict, name, descriptor))
            return false;
    }
    if (type->new_ && (!type->base || type->new_ != type->base->new_ || type == &object_type)) {
        OWN Value wrapper = new_wrapper_new(t, type);
        return !is_empty(wrapper) && dict_set(t, dict, NAME(__new__), wrapper);
    }
    return true;
}
