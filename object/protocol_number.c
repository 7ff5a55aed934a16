/* protocol_number.c: operators on any operands, and conversions to int, index and C numbers (manual: Data model,
 * "Emulating numeric types").
 *
 * A binary operator asks the slot of the left operand's type, then that of the right one's; when the right type is a subclass of
 * the left with a slot of its own, it is asked first. A slot function is asked once even if both types have it: it
 * looks at both operands itself. Then sequences get their turn: concatenation for +, repetition for *. */
#include "object/bytes.h"
#include "object/float.h"
#include "object/int_internal.h"
#include "object/method.h"
#include "object/str.h"

typedef struct Operator {
    ptrdiff_t slot, inplace;            /* offsets in Type */
    const char *symbol, *inplace_symbol;
} Operator;

#define ROW(slot_, inplace_, text) {offsetof(Type, slot_), offsetof(Type, inplace_), text, text "="}
static const Operator operators[BINARY_OPS] = {
    [OP_ADD] = ROW(add, iadd, "+"), [OP_SUB] = ROW(sub, isub, "-"), [OP_MUL] = ROW(mul, imul, "*"),
    [OP_TRUEDIV] = ROW(truediv, itruediv, "/"), [OP_FLOORDIV] = ROW(floordiv, ifloordiv, "//"), [OP_MOD] = ROW(mod, imod, "%"),
    [OP_LSHIFT] = ROW(lshift, ilshift, "<<"), [OP_RSHIFT] = ROW(rshift, irshift, ">>"),
    [OP_AND] = ROW(and_, iand, "&"), [OP_OR] = ROW(or_, ior, "|"), [OP_XOR] = ROW(xor_, ixor, "^"),
    [OP_MATMUL] = ROW(matmul, imatmul, "@"), [OP_DIVMOD] = {offsetof(Type, divmod), 0, "divmod()", "divmod()"},
    [OP_POW] = {offsetof(Type, power), offsetof(Type, ipower), "** or pow()", "**="},
};
#undef ROW

ALWAYS_INLINE BinarySlot slot_at(Type *type, ptrdiff_t offset)
{
    return *(BinarySlot *)((char *)type + offset);
}

static COLD Value raise_unsupported(Thread *t, const char *symbol, Ref a, Ref b)
{
    if (strcmp(symbol, ">>") == 0 && is_exact(a, &builtin_function_type)
        && strcmp(((BuiltinFunction *)object_of(a))->def->name, "print") == 0)
        return raise_type(t, "unsupported operand type(s) for %.100s: '%T' and '%T'. Did you mean \"print(<message>, file=<output_stream>)\"?",
                          symbol, a, b);
    return raise_type(t, "unsupported operand type(s) for %.100s: '%T' and '%T'", symbol, a, b);
}

/* ---- Binary operators ---- */

/* By the slots of both; NOT_IMPLEMENTED when neither knows. */
static Value by_slots(Thread *t, ptrdiff_t offset, Ref a, Ref b)
{
    Type *ta = type_of(a), *tb = type_of(b);
    BinarySlot left = slot_at(ta, offset), right = ta == tb ? NULL : slot_at(tb, offset);
    if (right == left)
        right = NULL;
    if (left && right && type_is_subtype(tb, ta)) {
        Value result = right(t, a, b);
        if (!is_not_implemented(result))
            return result;
        right = NULL;
    }
    if (left) {
        Value result = left(t, a, b);
        if (!is_not_implemented(result))
            return result;
    }
    return right ? right(t, a, b) : NOT_IMPLEMENTED;
}

/* The same for **, whose slots have a third operand; modulus NONE for two. Its type is asked last. */
static Value power_by_slots(Thread *t, Ref a, Ref b, Ref modulus)
{
    Type *ta = type_of(a), *tb = type_of(b);
    TernarySlot left = ta->power, right = ta == tb || tb->power == left ? NULL : tb->power;
    TernarySlot third = is_none(modulus) ? NULL : type_of(modulus)->power;
    if (third == left || third == right)
        third = NULL;
    Value result = NOT_IMPLEMENTED;
    if (left && right && type_is_subtype(tb, ta)) {
        result = right(t, a, b, modulus);
        right = NULL;
    }
    if (left && is_not_implemented(result))
        result = left(t, a, b, modulus);
    if (right && is_not_implemented(result))
        result = right(t, a, b, modulus);
    if (third && is_not_implemented(result))
        result = third(t, a, b, modulus);
    return result;
}

Value power(Thread *t, Ref a, Ref b, Ref modulus)
{
    Value result = power_by_slots(t, a, b, modulus);
    if (!is_not_implemented(result))
        return result;
    if (is_none(modulus))
        return raise_unsupported(t, "** or pow()", a, b);
    return raise_type(t, "unsupported operand type(s) for ** or pow(): '%T', '%T', '%T'", a, b, modulus);
}

static Value repeat(Thread *t, Value (*slot)(Thread *, Ref, ssize), Ref sequence, Ref count)
{
    if (!type_of(count)->index)
        return raise_type(t, "can't multiply sequence by non-int of type '%T'", count);
    ssize n;
    return to_ssize(t, count, &exc_OverflowError, &n) ? slot(t, sequence, n) : EMPTY;
}

/* + and * of sequences; NOT_IMPLEMENTED when the operands are none. */
static Value by_sequence(Thread *t, BinaryOp op, Ref a, Ref b, bool inplace)
{
    Type *ta = type_of(a), *tb = type_of(b);
    if (op == OP_ADD) {
        BinarySlot concat = inplace && ta->inplace_concat ? ta->inplace_concat : ta->concat;
        return concat ? concat(t, a, b) : NOT_IMPLEMENTED;
    }
    if (op == OP_MUL) {
        if (ta->repeat)
            return repeat(t, inplace && ta->inplace_repeat ? ta->inplace_repeat : ta->repeat, a, b);
        if (tb->repeat)
            return repeat(t, tb->repeat, b, a);
    }
    return NOT_IMPLEMENTED;
}

static Value by_type(Thread *t, BinaryOp op, Ref a, Ref b, bool inplace)
{
    Value result = op == OP_POW ? power_by_slots(t, a, b, NONE) : by_slots(t, operators[op].slot, a, b);
    if (!is_not_implemented(result))
        return result;
    result = by_sequence(t, op, a, b, inplace);
    if (!is_not_implemented(result))
        return result;
    return raise_unsupported(t, inplace ? operators[op].inplace_symbol : operators[op].symbol, a, b);
}

Value binary_op(Thread *t, BinaryOp op, Ref a, Ref b)
{
    if (both_fixnum(a, b)) {
        Value result;
        if (op == OP_ADD && fixnum_add(a, b, &result))
            return result;
        if (op == OP_SUB && fixnum_sub(a, b, &result))
            return result;
    }
    return by_type(t, op, a, b, false);
}

Value inplace_op(Thread *t, BinaryOp op, Ref a, Ref b)
{
    Type *type = type_of(a);
    Value result = NOT_IMPLEMENTED;
    if (op == OP_POW) {
        if (type->ipower)
            result = type->ipower(t, a, b, NONE);
    } else if (operators[op].inplace) {
        BinarySlot slot = slot_at(type, operators[op].inplace);
        if (slot)
            result = slot(t, a, b);
    }
    return is_not_implemented(result) ? by_type(t, op, a, b, true) : result;
}

BinarySlot inplace_slot(const Type *type, BinaryOp op)
{
    return operators[op].inplace ? slot_at((Type *)type, operators[op].inplace) : NULL;
}

Value binary_op_refused(Thread *t, BinaryOp op, Ref a, Ref b, bool inplace)
{
    Type *type = type_of(b);
    Value result = NOT_IMPLEMENTED;

    if (inplace && inplace_slot(type_of(a), op))
        return by_type(t, op, a, b, true);
    if (type != type_of(a) && op == OP_POW)
        result = type->power ? type->power(t, a, b, NONE) : NOT_IMPLEMENTED;
    else if (type != type_of(a) && slot_at(type, operators[op].slot))
        result = slot_at(type, operators[op].slot)(t, a, b);
    if (is_not_implemented(result))
        result = by_sequence(t, op, a, b, inplace);
    return is_not_implemented(result) ? raise_unsupported(t, inplace ? operators[op].inplace_symbol : operators[op].symbol, a, b) : result;
}

/* ---- Unary operators ---- */

Value negative(Thread *t, Ref v)
{
    UnarySlot slot = type_of(v)->negative;
    return slot ? slot(t, v) : raise_type(t, "bad operand type for unary -: '%T'", v);
}

Value positive(Thread *t, Ref v)
{
    UnarySlot slot = type_of(v)->positive;
    return slot ? slot(t, v) : raise_type(t, "bad operand type for unary +: '%T'", v);
}

Value invert(Thread *t, Ref v)
{
    UnarySlot slot = type_of(v)->invert;
    return slot ? slot(t, v) : raise_type(t, "bad operand type for unary ~: '%T'", v);
}

Value absolute(Thread *t, Ref v)
{
    UnarySlot slot = type_of(v)->absolute;
    return slot ? slot(t, v) : raise_type(t, "bad operand type for abs(): '%T'", v);
}

/* ---- Conversions ---- */

/* The exact int of what a method `name` returned; TypeError when that is no int, a warning when of a subclass. Consumes it. */
static Value checked_int_take(Thread *t, const char *name, Value made)
{
    if (is_fixnum(made) || is_empty(made) || is_exact(made, &int_type))
        return made;
    OWN Value owned = made;
    if (!is_int(made))
        return raise_type(t, "%s returned non-int (type %T)", name, made);
    if (!warn(t, &exc_DeprecationWarning, 1, "%s returned non-int (type %.200s).  The ability to return an instance of a strict "
              "subclass of int is deprecated, and may not be supported in a future version of Python.", name,
              type_display_name(type_of(made))))
        return EMPTY;
    return int_exact(t, owned);
}

Value to_index(Thread *t, Ref v)
{
    if (is_int(v))
        return int_exact(t, v);
    UnarySlot slot = type_of(v)->index;
    if (!slot)
        return raise_type(t, "'%T' object cannot be interpreted as an integer", v);
    return checked_int_take(t, "__index__", slot(t, v));
}

/* By __trunc__, whose result may be an int or have __int__ or __index__. */
static Value from_trunc_take(Thread *t, Value truncated)
{
    OWN Value owned = truncated;
    if (is_int(truncated))
        return int_exact(t, truncated);
    Type *type = type_of(truncated);
    if (type->index)
        return to_index(t, truncated);
    if (type->int_)
        return checked_int_take(t, "__int__", type->int_(t, truncated));
    return raise_type(t, "__trunc__ returned non-Integral (type %T)", truncated);
}

Lookup int_find(Thread *t, Ref v, Value *out)
{
    if (is_fixnum(v) || is_exact(v, &int_type)) {
        *out = retain(v);
        return FOUND;
    }
    Type *type = type_of(v);
    if (type->int_) {
        *out = checked_int_take(t, "__int__", type->int_(t, v));
    } else if (type->index) {
        *out = to_index(t, v);
    } else {
        Value truncated;
        if (is_str(v) || is_bytes(v))
            return MISSING;
        Lookup found = call_special(t, v, NAME(__trunc__), NULL, 0, &truncated);
        if (found != FOUND)
            return found;
        *out = from_trunc_take(t, truncated);
    }
    return is_empty(*out) ? ERROR : FOUND;
}

Value to_int(Thread *t, Ref v)
{
    Value result;
    Lookup found = int_find(t, v, &result);
    if (found == MISSING)
        return raise_type(t, "int() argument must be a string, a bytes-like object or a real number, not '%T'", v);
    return found == FOUND ? result : EMPTY;
}

bool to_ssize(Thread *t, Ref v, Type *error, ssize *n)
{
    if (likely(is_fixnum(v))) {
        *n = fixnum_value(v);
        return true;
    }
    OWN Value index = to_index(t, v);
    if (is_empty(index))
        return false;
    int64_t i;
    if (int_as_int64(index, &i)) {
        *n = i;
        return true;
    }
    if (!error) {
        *n = int_sign(index) < 0 ? SSIZE_MIN_ : SSIZE_MAX_;
        return true;
    }
    return raise_format(t, error, "cannot fit '%T' into an index-sized integer", v), false;
}

bool to_int64(Thread *t, Ref v, int64_t *n)
{
    if (likely(is_fixnum(v))) {
        *n = fixnum_value(v);
        return true;
    }
    OWN Value index = to_index(t, v);
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, n))
        return raise_overflow(t, "Python int too large to convert to C long"), false;
    return true;
}

bool to_c_int(Thread *t, Ref v, int *n)
{
    int64_t i;
    if (!to_int64(t, v, &i))
        return false;
    if (i > INT_MAX || i < INT_MIN)
        return raise_overflow(t, "Python int too large to convert to C int"), false;
    *n = (int)i;
    return true;
}

/* By __float__, which must return a float. */
static bool by_float_slot(Thread *t, Ref v, double *d)
{
    Value made = type_of(v)->float_(t, v);
    if (is_empty(made))
        return false;
    OWN Value owned = made;
    if (!is_float(made))
        return raise_type(t, "%T.__float__ returned non-float (type %T)", v, made), false;
    if (!is_flonum(made) && !is_exact(made, &float_type) &&
        !warn(t, &exc_DeprecationWarning, 1, "%.50s.__float__ returned non-float (type %.50s).  The ability to return an instance of "
              "a strict subclass of float is deprecated, and may not be supported in a future version of Python.",
              type_display_name(type_of(v)), type_display_name(type_of(made))))
        return false;
    *d = float_value(owned);
    return true;
}

bool to_double(Thread *t, Ref v, double *d)
{
    if (is_flonum(v) || is_exact(v, &float_type)) {
        *d = float_value(v);
        return true;
    }
    if (is_fixnum(v)) {
        *d = (double)fixnum_value(v);
        return true;
    }
    Type *type = type_of(v);
    if (type->float_)
        return by_float_slot(t, v, d);
    if (!type->index)
        return raise_type(t, "must be real number, not %T", v), false;
    OWN Value index = to_index(t, v);
    return !is_empty(index) && int_as_double(t, index, d);
}
