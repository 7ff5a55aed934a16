/* special.c: special methods in Python that an instruction runs in a frame of the interpreter's own loop, instead of calling them
 * through the type's slot (Reference 3.3).
 *
 * The operands stay in their registers while the method runs. Its frame is flagged FRAME_OPERATOR: when it returns, special_return()
 * does what is left of the caller's instruction, and special_stopped() looks at the exception that ends it.
 * The special_*() functions that begin such a frame return NULL, nothing raised, when it is not that simple: the method is missing,
 * no plain function, or not the first to be asked; or there is no room. The slot's function then does everything.
 */
#include "object/error.h"
#include "object/slots.h"
#include "vm/frame_inline.h"
#include "vm/opcodes.h"

/* ---- beginning ---- */

/* The function that v's class has for a special method, if it takes just `count` arguments (with v). */
ALWAYS_INLINE Function *method_of(Thread *t, Type *type, Ref name, int count)
{
    Ref found = type_lookup(t, type, name);
    return is_exact(found, &function_type) && as_function(found)->code->exact_args == count ? as_function(found) : NULL;
}

ALWAYS_INLINE Frame *begin(Thread *t, Frame *f, Function *method, uint32_t count, Ref a, Ref b, Ref c)
{
    Value *window = frame_top(f);

    if (unlikely(!frame_fits(t, method->code, window)))
        return NULL;
    window[0] = retain(a);
    if (count > 1)
        window[1] = retain(b);
    if (count > 2)
        window[2] = retain(c);
    object_retain(&method->head);
    Frame *frame = frame_push_fitting(t, method, window, count, 0);
    frame->flags = FRAME_OPERATOR;
    return frame;
}

static const void *const binary_names[BINARY_OPS] = {
    [OP_ADD] = &name___add__, [OP_SUB] = &name___sub__, [OP_MUL] = &name___mul__, [OP_TRUEDIV] = &name___truediv__,
    [OP_FLOORDIV] = &name___floordiv__, [OP_MOD] = &name___mod__, [OP_POW] = &name___pow__, [OP_LSHIFT] = &name___lshift__,
    [OP_RSHIFT] = &name___rshift__, [OP_AND] = &name___and__, [OP_OR] = &name___or__, [OP_XOR] = &name___xor__,
    [OP_MATMUL] = &name___matmul__, [OP_DIVMOD] = &name___divmod__,
};
static const void *const inplace_names[BINARY_OPS] = {
    [OP_ADD] = &name___iadd__, [OP_SUB] = &name___isub__, [OP_MUL] = &name___imul__, [OP_TRUEDIV] = &name___itruediv__,
    [OP_FLOORDIV] = &name___ifloordiv__, [OP_MOD] = &name___imod__, [OP_POW] = &name___ipow__, [OP_LSHIFT] = &name___ilshift__,
    [OP_RSHIFT] = &name___irshift__, [OP_AND] = &name___iand__, [OP_OR] = &name___ior__, [OP_XOR] = &name___ixor__,
    [OP_MATMUL] = &name___imatmul__, [OP_DIVMOD] = &name___divmod__,
};
static const void *const compare_names[] = {
    [CMP_LT] = &name___lt__, [CMP_LE] = &name___le__, [CMP_EQ] = &name___eq__, [CMP_NE] = &name___ne__, [CMP_GT] = &name___gt__,
    [CMP_GE] = &name___ge__,
};

/* Is a asked before b? Not if b's class is derived from a's. */
static bool asked_first(Ref a, Ref b)
{
    return type_of(a) == type_of(b) || !(type_of(b)->flags & TYPE_HEAP);
}

Frame *special_binary_op(Thread *t, Frame *f, BinaryOp op, Ref a, Ref b)
{
    Function *method = asked_first(a, b) ? method_of(t, type_of(a), value_of(binary_names[op]), 2) : NULL;
    return method ? begin(t, f, method, 2, a, b, EMPTY) : NULL;
}

Frame *special_inplace_op(Thread *t, Frame *f, BinaryOp op, Ref a, Ref b)
{
    if (!inplace_slot(type_of(a), op))
        return special_binary_op(t, f, op, a, b);
    Function *method = method_of(t, type_of(a), value_of(inplace_names[op]), 2);
    return method ? begin(t, f, method, 2, a, b, EMPTY) : NULL;
}

Frame *special_compare(Thread *t, Frame *f, CompareOp op, Ref a, Ref b)
{
    Function *method = asked_first(a, b) ? method_of(t, type_of(a), value_of(compare_names[op]), 2) : NULL;
    return method ? begin(t, f, method, 2, a, b, EMPTY) : NULL;
}

Frame *special1(Thread *t, Frame *f, Ref name, Ref a)
{
    Function *method = method_of(t, type_of(a), name, 1);
    return method ? begin(t, f, method, 1, a, EMPTY, EMPTY) : NULL;
}

Frame *special2(Thread *t, Frame *f, Ref name, Ref a, Ref b)
{
    Function *method = method_of(t, type_of(a), name, 2);
    return method ? begin(t, f, method, 2, a, b, EMPTY) : NULL;
}

Frame *special3(Thread *t, Frame *f, Ref name, Ref a, Ref b, Ref c)
{
    Function *method = method_of(t, type_of(a), name, 3);
    return method ? begin(t, f, method, 3, a, b, c) : NULL;
}

Frame *special_getattr(Thread *t, Frame *f, Ref v, Ref name, Value *found)
{
    Ref fallback = getattr_fallback(t, type_of(v));

    *found = EMPTY;
    if (!is_exact(fallback, &function_type) || as_function(fallback)->code->exact_args != 2)
        return NULL;
    OWN Value keep = retain(fallback);
    switch (object_generic_find(t, v, name, found)) {
    case MISSING:
        return begin(t, f, as_function(fallback), 2, v, name, EMPTY);
    default:
        return NULL;
    }
}

/* ---- ending ---- */

/* What an instruction's method is for; what comes after the arithmetic. */
typedef enum { ROLE_OTHER, ROLE_BINARY, ROLE_INPLACE, ROLE_COMPARE } Role;

static Role role_of(uint8_t op, int *which)
{
    static const uint8_t binary[] = {
        [I_ADD - I_ADD] = OP_ADD, [I_SUB - I_ADD] = OP_SUB, [I_MUL - I_ADD] = OP_MUL, [I_TRUEDIV - I_ADD] = OP_TRUEDIV,
        [I_FLOORDIV - I_ADD] = OP_FLOORDIV, [I_MOD - I_ADD] = OP_MOD, [I_POW - I_ADD] = OP_POW, [I_LSHIFT - I_ADD] = OP_LSHIFT,
        [I_RSHIFT - I_ADD] = OP_RSHIFT, [I_AND - I_ADD] = OP_AND, [I_OR - I_ADD] = OP_OR, [I_XOR - I_ADD] = OP_XOR,
        [I_MATMUL - I_ADD] = OP_MATMUL,
    };
    static const uint8_t compares[] = {
        [I_LT - I_LT] = CMP_LT, [I_LE - I_LT] = CMP_LE, [I_EQ - I_LT] = CMP_EQ, [I_NE - I_LT] = CMP_NE, [I_GT - I_LT] = CMP_GT,
        [I_GE - I_LT] = CMP_GE,
    };
    _Static_assert(I_IADD == I_MATMUL + 1 && I_IMATMUL - I_IADD == I_MATMUL - I_ADD, "in-place operators in the others' order");
    if (op >= I_ADD && op <= I_MATMUL)
        return *which = binary[op - I_ADD], ROLE_BINARY;
    if (op >= I_IADD && op <= I_IMATMUL)
        return *which = binary[op - I_IADD], ROLE_INPLACE;
    if (op >= I_LT && op <= I_GE)
        return *which = compares[op - I_LT], ROLE_COMPARE;
    return ROLE_OTHER;
}

ALWAYS_INLINE Ref read_operand(Frame *f, uint16_t operand)
{
    return ((int16_t)operand < 0 ? f->code->consts_end : f->regs)[(int16_t)operand];
}

/* The method has returned NotImplemented. */
static Value go_on_refused(Thread *t, Frame *f, const Instr *i, uint8_t op)
{
    int which = 0;
    Role role = role_of(op, &which);
    Ref a = read_operand(f, i->b), b = read_operand(f, i->c);

    switch (role) {
    case ROLE_BINARY:  return binary_op_refused(t, (BinaryOp)which, a, b, false);
    case ROLE_INPLACE: return binary_op_refused(t, (BinaryOp)which, a, b, true);
    case ROLE_COMPARE: return compare_refused(t, (CompareOp)which, a, b);
    default:           return NOT_IMPLEMENTED;
    }
}

ALWAYS_INLINE void finish_operand(Frame *f, uint16_t operand)
{
    if ((int16_t)operand >= (int)f->code->local_count)
        release(take(&f->regs[operand]));
}

bool special_return(Thread *t, Frame *f, Value result_take)
{
    const Instr *i = f->pc - 1;
    uint8_t op = opcode_generic(i->op);
    OWN Value result = result_take;

    if (unlikely(is_not_implemented(result))) {
        result = go_on_refused(t, f, i, op);
        if (is_empty(result))
            return false;
    }
    switch (op) {
    case I_STORE_ATTR:
        finish_operand(f, i->a);
        finish_operand(f, i->b);
        return true;
    case I_SETITEM:
        finish_operand(f, i->a);
        finish_operand(f, i->b);
        finish_operand(f, i->c);
        return true;
    case I_FOR_ITER:
        f->pc++;                                        /* over the JUMP out of the loop */
        break;
    case I_IN:
    case I_NOT_IN: {
        Test r = test(t, result);
        if (r == TEST_ERROR)
            return false;
        replace_take(&result, bool_value((r == TEST_TRUE) == (op == I_IN)));
        finish_operand(f, i->b);
        finish_operand(f, i->c);
        break;
    }
    case I_LOAD_ATTR:
        finish_operand(f, i->b);
        break;
    default:
        finish_operand(f, i->b);
        finish_operand(f, i->c);
    }
    replace_take(&f->regs[i->a], take(&result));
    return true;
}

bool special_stopped(Thread *t, Frame *f)
{
    const Instr *i = f->pc - 1;

    if (opcode_generic(i->op) != I_FOR_ITER || !raised_catch(t, &exc_StopIteration))
        return false;
    release(take(&f->regs[i->b]));
    return true;
}
