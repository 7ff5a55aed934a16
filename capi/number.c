/* number.c: operators on any operands (C API: "Number Protocol"). */
#include "capi/convert.h"
#include "object/error.h"
#include "object/int_internal.h"

int PyNumber_Check(PyObject *o)
{
    if (!o)
        return 0;
    Ref v = from_c(o);
    const Type *type = type_of(v);
    return type->index || type->int_ || type->float_ || type->flags & TYPE_IS_COMPLEX;
}

int PyIndex_Check(PyObject *o) { return o && type_of(from_c(o))->index; }

/* ---- two operands ---- */

#define BINARY(name, op) \
    PyObject *PyNumber_##name(PyObject *a, PyObject *b) \
    { \
        Thread *t = this_thread(); \
        return a && b ? to_c_take(t, binary_op(t, op, from_c(a), from_c(b))) : null_call(t); \
    }
#define INPLACE(name, op) \
    PyObject *PyNumber_InPlace##name(PyObject *a, PyObject *b) \
    { \
        Thread *t = this_thread(); \
        return a && b ? to_c_take(t, inplace_op(t, op, from_c(a), from_c(b))) : null_call(t); \
    }
#define BOTH(name, op) BINARY(name, op) INPLACE(name, op)

BOTH(Add, OP_ADD)
BOTH(Subtract, OP_SUB)
BOTH(Multiply, OP_MUL)
BOTH(MatrixMultiply, OP_MATMUL)
BOTH(FloorDivide, OP_FLOORDIV)
BOTH(TrueDivide, OP_TRUEDIV)
BOTH(Remainder, OP_MOD)
BOTH(Lshift, OP_LSHIFT)
BOTH(Rshift, OP_RSHIFT)
BOTH(And, OP_AND)
BOTH(Xor, OP_XOR)
BOTH(Or, OP_OR)
BINARY(Divmod, OP_DIVMOD)

PyObject *PyNumber_Power(PyObject *a, PyObject *b, PyObject *modulus)
{
    Thread *t = this_thread();
    return a && b && modulus ? to_c_take(t, power(t, from_c(a), from_c(b), from_c(modulus))) : null_call(t);
}

PyObject *PyNumber_InPlacePower(PyObject *a, PyObject *b, PyObject *modulus)
{
    Thread *t = this_thread();
    if (!a || !b || !modulus)
        return null_call(t);
    Ref x = from_c(a), y = from_c(b), m = from_c(modulus);
    if (is_none(m))
        return to_c_take(t, inplace_op(t, OP_POW, x, y));
    TernarySlot slot = type_of(x)->ipower;
    Value result = slot ? slot(t, x, y, m) : NOT_IMPLEMENTED;
    return to_c_take(t, is_not_implemented(result) ? power(t, x, y, m) : result);
}

/* ---- one operand ---- */

#define UNARY(name, function) \
    PyObject *PyNumber_##name(PyObject *o) \
    { \
        Thread *t = this_thread(); \
        return o ? to_c_take(t, function(t, from_c(o))) : null_call(t); \
    }

/* An exact float, of numbers and of texts. */
static Value float_from_object(Thread *t, Ref v) { return call1(t, value_of(&float_type), v); }

UNARY(Negative, negative)
UNARY(Positive, positive)
UNARY(Absolute, absolute)
UNARY(Invert, invert)
UNARY(Index, to_index)
UNARY(Long, int_from_object)
UNARY(Float, float_from_object)

PyObject *PyNumber_ToBase(PyObject *n, int base)
{
    Thread *t = this_thread();
    if (base != 2 && base != 8 && base != 10 && base != 16)
        return raise_system(t, "PyNumber_ToBase: base must be 2, 8, 10 or 16"), NULL;
    if (!n)
        return null_call(t);
    OWN Value index = to_index(t, from_c(n));
    return is_empty(index) ? NULL : to_c_take(t, int_to_str(t, index, base, base != 10));
}

/* error NULL: clipped to what fits. */
Py_ssize_t PyNumber_AsSsize_t(PyObject *o, PyObject *error)
{
    Thread *t = this_thread();
    ssize n;
    if (!o)
        return null_call(t), -1;
    if (error && !is_type(from_c(error)))
        return bad_call(t), -1;
    return to_ssize(t, from_c(o), error ? as_type(from_c(error)) : NULL, &n) ? n : -1;
}
