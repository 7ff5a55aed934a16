/* fold.c: constant folding. What would raise, or give a large result from a small source, is left for run time. */
#include "frontend/compile_internal.h"

#include "object/bytes.h"
#include "object/error.h"
#include "object/int.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"

#define MAX_INT_BITS    128         /* of a folded multiplication, power or shift; more are allowed for what is short to write */
#define MAX_STR_LEN     4096
#define MAX_TUPLE_LEN   256

/* What an operation gave: a constant, or EMPTY when it raised. */
static Ref result(Compiler *c, Value v)
{
    if (is_empty(v)) {
        raised_clear(c->common.t);
        return EMPTY;
    }
    return canonical(c, own(c, v));
}

static ssize sequence_length(Ref v)
{
    return is_exact(v, &str_type) ? as_str(v)->len : is_exact(v, &bytes_type) ? as_bytes(v)->len
        : is_exact(v, &tuple_type) ? as_tuple(v)->len : -1;
}

static bool repeat_is_small(Ref sequence, Ref count)
{
    ssize len = sequence_length(sequence);
    if (len < 0 || !is_fixnum(count))
        return false;
    ssize limit = is_exact(sequence, &tuple_type) ? MAX_TUPLE_LEN : MAX_STR_LEN;
    return len == 0 || (fixnum_value(count) >= 0 && fixnum_value(count) <= limit / len);
}

static bool multiplication_is_small(Ref a, Ref b)
{
    if (is_int(a) && is_int(b))
        return int_bit_length(a) + int_bit_length(b) <= MAX_INT_BITS;
    if (is_int(a))
        return repeat_is_small(b, a);
    if (is_int(b))
        return sequence_length(a) < 0 || repeat_is_small(a, b);
    return true;
}
static bool power_is_small(Ref a, Ref b)
{
    if (!is_int(a) || !is_int(b) || int_sign(b) <= 0)
        return true;
    return is_fixnum(b) && fixnum_value(b) <= MAX_INT_BITS && int_bit_length(a) * fixnum_value(b) <= MAX_INT_BITS;
}
static bool shift_is_small(Ref a, Ref b)
{
    if (!is_int(a) || !is_int(b))
        return true;
    return is_fixnum(b) && fixnum_value(b) >= 0 && fixnum_value(b) <= MAX_INT_BITS
        && int_bit_length(a) + fixnum_value(b) <= MAX_INT_BITS;
}

Ref fold_binary(Compiler *c, int op, Ref a, Ref b)
{
    Thread *t = c->common.t;
    static const int8_t operation[] = {
        [AST_Add - AST_Add] = OP_ADD, [AST_Sub - AST_Add] = OP_SUB, [AST_Mult - AST_Add] = OP_MUL,
        [AST_MatMult - AST_Add] = -1, [AST_Div - AST_Add] = OP_TRUEDIV, [AST_Mod - AST_Add] = OP_MOD,
        [AST_Pow - AST_Add] = OP_POW, [AST_LShift - AST_Add] = OP_LSHIFT, [AST_RShift - AST_Add] = OP_RSHIFT,
        [AST_BitOr - AST_Add] = OP_OR, [AST_BitXor - AST_Add] = OP_XOR, [AST_BitAnd - AST_Add] = OP_AND,
        [AST_FloorDiv - AST_Add] = OP_FLOORDIV,
    };
    int operation_of = operation[op - AST_Add];
    bool small = op == AST_Mult ? multiplication_is_small(a, b) : op == AST_Pow ? power_is_small(a, b)
        : op == AST_LShift ? shift_is_small(a, b) : true;
    if (operation_of < 0 || !small || (op == AST_Mod && sequence_length(a) >= 0))
        return EMPTY;
    if (op == AST_Add && sequence_length(a) + sequence_length(b) > MAX_STR_LEN)
        return EMPTY;
    return result(c, binary_op(t, operation_of, a, b));
}

Ref fold_unary(Compiler *c, int op, Ref v)
{
    Thread *t = c->common.t;
    if (op == AST_Not) {
        Test truth = test(t, v);
        if (truth == TEST_ERROR)
            return result(c, EMPTY);
        return bool_value(truth == TEST_FALSE);
    }
    return result(c, op == AST_USub ? negative(t, v) : op == AST_UAdd ? positive(t, v) : is_bool(v) ? EMPTY : invert(t, v));
}

Ref fold_subscript(Compiler *c, Ref container, Ref index)
{
    if (sequence_length(container) < 0 || !is_fixnum(index))
        return EMPTY;
    return result(c, get_item(c->common.t, container, index));
}

Ref constant_of(Compiler *c, const Node *e)
{
    switch (e->kind) {
    case AST_Constant: return canonical(c, e->Constant.value);
    case AST_Name:     return same(e->Name.id, NAME(__debug__)) ? bool_value(!c->common.optimize) : EMPTY;
    case AST_Tuple:    return fold_tuple(c, e->Tuple.elts);
    case AST_UnaryOp: {
        if (e->UnaryOp.operand->kind != AST_Constant || e->UnaryOp.op == AST_Not)
            return EMPTY;
        return fold_unary(c, e->UnaryOp.op, e->UnaryOp.operand->Constant.value);
    }
    default: return EMPTY;
    }
}

Ref fold_tuple(Compiler *c, const NodeSeq *elts)
{
    for (ssize i = 0; i < elts->n; i++)             /* cheap rejection before anything is made */
        if (elts->item[i]->kind != AST_Constant && elts->item[i]->kind != AST_Tuple && elts->item[i]->kind != AST_UnaryOp)
            return EMPTY;
    compilation_check_depth(&c->common);
    Value *items = compilation_alloc(&c->common, (size_t)(elts->n + 1) * sizeof *items);
    for (ssize i = 0; i < elts->n; i++) {
        items[i] = constant_of(c, elts->item[i]);
        if (is_empty(items[i]))
            return EMPTY;
    }
    return canonical(c, own(c, tuple_from_array(c->common.t, items, elts->n)));
}

Ref fold_frozenset(Compiler *c, const NodeSeq *elts)
{
    Ref items = fold_tuple(c, elts);
    return is_empty(items) ? EMPTY : result(c, frozenset_from(c->common.t, items));
}

Test constant_truth(Compiler *c, const Node *e)
{
    if (e->kind == AST_Constant || (e->kind == AST_Name && same(e->Name.id, NAME(__debug__)))) {
        Test truth = test(c->common.t, constant_of(c, e));
        if (truth == TEST_ERROR)
            raised_clear(c->common.t);
        return truth;
    }
    if (e->kind == AST_UnaryOp && e->UnaryOp.op == AST_Not) {
        compilation_check_depth(&c->common);
        Test truth = constant_truth(c, e->UnaryOp.operand);
        return truth == TEST_ERROR ? TEST_ERROR : truth == TEST_TRUE ? TEST_FALSE : TEST_TRUE;
    }
    return TEST_ERROR;
}
