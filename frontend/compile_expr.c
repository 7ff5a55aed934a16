/* compile_expr.c: expressions (Reference 6). */
#include "frontend/compile_internal.h"

#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

#define DISPLAY_MAX 60              /* items of a display that are collected in registers before it is built */

void eval_to(Compiler *c, const Node *e, int reg)
{
    int base = c->unit->top;
    Operand o = eval(c, e, reg);
    pop_to(c, base);
    if (reg >= c->unit->max_top)
        destination(c, base, reg);
    place(c, o, reg);
}

int push(Compiler *c, const Node *e)
{
    int reg = c->unit->top;
    eval_to(c, e, reg);
    return push_register(c);
}

void drop(Compiler *c, Operand o)
{
    if (is_temporary(c, o))
        clear(c, o.reg);
}

/* A name or constant runs no code that could rebind a local. */
Operand stable(Compiler *c, Operand o, const Node *later)
{
    if (!is_local(c, o) || !c->unit->scope->has_walrus || !later || later->kind == AST_Name || later->kind == AST_Constant)
        return o;
    int reg = push_register(c);
    emit(c, I_COPY, 0, reg, o.reg, 0);
    return in_register(reg);
}
Operand eval_stable(Compiler *c, const Node *e, const Node *later) { return stable(c, eval(c, e, ANY), later); }

/* ---- Warnings ---- */

void warn_syntax(Compiler *c, const Node *at, const char *message)
{
    Thread *t = c->common.t;
    if (warn_at(t, &exc_SyntaxWarning, c->common.filename, at->lineno, message))
        return;
    if (!raised_matches(t, &exc_SyntaxWarning))
        compilation_fail_raised(&c->common);
    raised_clear(t);                                /* made an error by a filter: then it is one with a place */
    fail(c, at, "%s", message);
}

static bool is_literal(const Node *e)
{
    return e->kind == AST_Constant && !is_none(e->Constant.value) && !is_bool(e->Constant.value)
        && !same(e->Constant.value, ELLIPSIS);
}

/* ---- Operators ---- */

int binary_opcode(int op, bool in_place)
{
    static const uint8_t opcode[][2] = {
        [AST_Add - AST_Add] = {I_ADD, I_IADD}, [AST_Sub - AST_Add] = {I_SUB, I_ISUB}, [AST_Mult - AST_Add] = {I_MUL, I_IMUL},
        [AST_MatMult - AST_Add] = {I_MATMUL, I_IMATMUL}, [AST_Div - AST_Add] = {I_TRUEDIV, I_ITRUEDIV},
        [AST_Mod - AST_Add] = {I_MOD, I_IMOD}, [AST_Pow - AST_Add] = {I_POW, I_IPOW},
        [AST_LShift - AST_Add] = {I_LSHIFT, I_ILSHIFT}, [AST_RShift - AST_Add] = {I_RSHIFT, I_IRSHIFT},
        [AST_BitOr - AST_Add] = {I_OR, I_IOR}, [AST_BitXor - AST_Add] = {I_XOR, I_IXOR}, [AST_BitAnd - AST_Add] = {I_AND, I_IAND},
        [AST_FloorDiv - AST_Add] = {I_FLOORDIV, I_IFLOORDIV},
    };
    return opcode[op - AST_Add][in_place];
}

/* A left-leaning chain may be as long as the source: from its leftmost operand upwards, in a loop. */
static Operand eval_binary(Compiler *c, const Node *e, int want)
{
    const Node *few[16], **spine = few, *n;
    int base = c->unit->top;
    ssize depth = 0, i = 0;
    for (n = e; n->kind == AST_BinOp; n = n->BinOp.left)
        depth++;
    if (depth > COUNT_OF(few))
        spine = compilation_alloc(&c->common, (size_t)depth * sizeof *spine);
    for (n = e; n->kind == AST_BinOp; n = n->BinOp.left)
        spine[i++] = n;
    Operand left = eval_stable(c, n, spine[i - 1]->BinOp.right);
    while (i-- > 0) {
        n = spine[i];
        set_place(c, n);
        Operand right = eval(c, n->BinOp.right, ANY);
        if (is_constant(left) && is_constant(right)) {
            Ref folded = fold_binary(c, n->BinOp.op, left.constant, right.constant);
            if (!is_empty(folded)) {
                left = constant_operand(folded);
                continue;
            }
        }
        int reg = destination(c, base, i ? ANY : want);
        emit(c, binary_opcode(n->BinOp.op, false), 0, reg, source(c, left), source(c, right));
        left = in_register(reg);
    }
    return left;
}

static Operand eval_unary(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top;
    Operand v = eval(c, e->UnaryOp.operand, ANY);
    if (is_constant(v)) {
        Ref folded = fold_unary(c, e->UnaryOp.op, v.constant);
        if (!is_empty(folded))
            return constant_operand(folded);
    }
    static const uint8_t opcode[] = {[AST_Invert - AST_Invert] = I_INVERT, [AST_Not - AST_Invert] = I_NOT,
                                     [AST_UAdd - AST_Invert] = I_POSITIVE, [AST_USub - AST_Invert] = I_NEGATIVE};
    int reg = destination(c, base, want);
    emit(c, opcode[e->UnaryOp.op - AST_Invert], 0, reg, source(c, v), 0);
    return in_register(reg);
}

/* ---- Comparisons ---- */

static int compare_opcode(int op)
{
    static const uint8_t opcode[] = {
        [AST_Eq - AST_Eq] = I_EQ, [AST_NotEq - AST_Eq] = I_NE, [AST_Lt - AST_Eq] = I_LT, [AST_LtE - AST_Eq] = I_LE,
        [AST_Gt - AST_Eq] = I_GT, [AST_GtE - AST_Eq] = I_GE, [AST_Is - AST_Eq] = I_IS, [AST_IsNot - AST_Eq] = I_IS_NOT,
        [AST_In - AST_Eq] = I_IN, [AST_NotIn - AST_Eq] = I_NOT_IN,
    };
    return opcode[op - AST_Eq];
}

/* The right operand; of `in`, a display of constants is made once. */
static Operand eval_comparator(Compiler *c, int op, const Node *e)
{
    if (op == AST_In || op == AST_NotIn) {
        Ref container = e->kind == AST_List ? fold_tuple(c, e->List.elts) : e->kind == AST_Set ? fold_frozenset(c, e->Set.elts) : EMPTY;
        if (!is_empty(container))
            return constant_operand(container);
    }
    return eval(c, e, ANY);
}

static void check_identity_comparison(Compiler *c, const Node *e)
{
    const Node *left = e->Compare.left;
    for (ssize i = 0; i < e->Compare.ops->n; left = e->Compare.comparators->item[i++]) {
        int op = e->Compare.ops->item[i];
        const Node *right = e->Compare.comparators->item[i];
        const Node *literal = is_literal(left) ? left : is_literal(right) ? right : NULL;
        if ((op != AST_Is && op != AST_IsNot) || !literal)
            continue;
        char message[120];
        snprintf(message, sizeof message, op == AST_Is ? "\"is\" with '%.50s' literal. Did you mean \"==\"?"
                 : "\"is not\" with '%.50s' literal. Did you mean \"!=\"?", type_of(literal->Constant.value)->name);
        warn_syntax(c, e, message);
    }
}

/* a < b < c: operands that are temporaries are kept for the second comparison in a register, and dropped at `fail` when the
 * first was false. With `to` (the jumping form) jumps there when the truth is `condition`; else the result is in register
 * `result`, a temporary reserved by the caller. */
static void compare_chain(Compiler *c, const Node *e, int result, bool condition, Label *to)
{
    ssize n = e->Compare.ops->n;
    int base = c->unit->top;
    Label end = LABEL, *when_false = to && !condition ? to : &end;
    struct Link { Label fail; int kept; } *links = compilation_alloc(&c->common, (size_t)n * sizeof *links);
    Operand left = eval_stable(c, e->Compare.left, e->Compare.comparators->item[0]);
    for (ssize i = 0; i < n; i++) {
        int op = e->Compare.ops->item[i];
        Operand right = eval_comparator(c, op, e->Compare.comparators->item[i]), used = right;
        bool last = i == n - 1;
        links[i] = (struct Link){LABEL, -1};
        if (!last)
            used = right = stable(c, right, e->Compare.comparators->item[i + 1]);
        if (!last && is_temporary(c, right)) {
            links[i].kept = right.reg;
            used = in_register(push_register(c));
            emit(c, I_COPY, 0, used.reg, right.reg, 0);
        }
        int outcome = to ? push_register(c) : result;
        emit(c, compare_opcode(op), 0, outcome, source(c, left), source(c, used));
        if (last && to)
            emit_jump(c, condition ? I_JUMP_IF_TRUE : I_JUMP_IF_FALSE, outcome, to);
        else if (!last && to)
            emit_jump(c, I_JUMP_IF_FALSE, outcome, links[i].kept < 0 ? when_false : &links[i].fail);
        else if (!last)
            emit_jump(c, I_JUMP_IF_FALSE_KEEP, outcome, links[i].kept < 0 ? &end : &links[i].fail);
        pop_to(c, base);
        left = right;
        if (links[i].kept > base + 1) {     /* long chains go back to the first register */
            left = in_register(push_register(c));
            emit(c, I_MOVE, 0, left.reg, right.reg, 0);
        } else if (links[i].kept >= 0)
            pop_to(c, links[i].kept + 1);
    }
    for (ssize i = 0; i < n; i++)
        if (links[i].kept >= 0) {
            jump(c, &end);
            bind_label(c, &links[i].fail);
            clear(c, links[i].kept);
            if (when_false != &end)
                jump(c, when_false);
        }
    bind_label(c, &end);
    pop_to(c, base);
}

static Operand eval_compare(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top;
    check_identity_comparison(c, e);
    if (e->Compare.ops->n > 1) {
        int result = push_register(c);
        compare_chain(c, e, result, false, NULL);
        if (want == ANY || want == result)
            return pop_to(c, want == ANY ? base + 1 : base), in_register(result);
        return pop_to(c, base), place(c, in_register(result), want), in_register(want);
    }
    int op = e->Compare.ops->item[0];
    Operand left = eval_stable(c, e->Compare.left, e->Compare.comparators->item[0]);
    Operand right = eval_comparator(c, op, e->Compare.comparators->item[0]);
    int reg = destination(c, base, want);
    emit(c, compare_opcode(op), 0, reg, source(c, left), source(c, right));
    return in_register(reg);
}

/* ---- Truth ---- */

static void jump_if_compare(Compiler *c, const Node *e, bool condition, Label *to)
{
    check_identity_comparison(c, e);
    if (e->Compare.ops->n > 1) {
        compare_chain(c, e, -1, condition, to);
        return;
    }
    int op = e->Compare.ops->item[0], base = c->unit->top;
    const Node *right = e->Compare.comparators->item[0];
    if ((op == AST_Is || op == AST_IsNot) && right->kind == AST_Constant && is_none(right->Constant.value)) {
        Operand left = eval(c, e->Compare.left, ANY);
        emit_jump(c, (op == AST_Is) == condition ? I_JUMP_IF_NONE : I_JUMP_IF_NOT_NONE, source(c, left), to);
        pop_to(c, base);
        return;
    }
    Operand left = eval_stable(c, e->Compare.left, right);
    Operand right_operand = eval_comparator(c, op, right);
    int reg = destination(c, base, ANY);
    emit(c, compare_opcode(op), 0, reg, source(c, left), source(c, right_operand));
    emit_jump(c, condition ? I_JUMP_IF_TRUE : I_JUMP_IF_FALSE, reg, to);
    pop_to(c, base);
}

static void jump_if_bool(Compiler *c, const Node *e, bool condition, Label *to)
{
    const NodeSeq *values = e->BoolOp.values;
    bool decides = e->BoolOp.op == AST_Or;          /* the truth of an operand that decides the whole */
    Label skip = LABEL;
    for (ssize i = 0; i < values->n - 1; i++)
        jump_if(c, values->item[i], decides, decides == condition ? to : &skip);
    jump_if(c, values->item[values->n - 1], condition, to);
    bind_label(c, &skip);
}

/* The test of a statement: a constant is decided here, and its line is none that runs. */
void jump_unless(Compiler *c, const Node *e, Label *to)
{
    Location at = c->unit->at;
    if (constant_truth(c, e) != TEST_ERROR)
        c->unit->at = (Location){0};
    jump_if(c, e, false, to);
    c->unit->at = at;
}

void jump_if(Compiler *c, const Node *e, bool condition, Label *to)
{
    compilation_check_depth(&c->common);
    Test truth = constant_truth(c, e);
    if (truth != TEST_ERROR) {
        if ((truth == TEST_TRUE) == condition)
            jump(c, to);
        return;
    }
    Location former = set_place(c, e);
    int base = c->unit->top;
    if (e->kind == AST_UnaryOp && e->UnaryOp.op == AST_Not)
        jump_if(c, e->UnaryOp.operand, !condition, to);
    else if (e->kind == AST_BoolOp)
        jump_if_bool(c, e, condition, to);
    else if (e->kind == AST_Compare)
        jump_if_compare(c, e, condition, to);
    else if (e->kind == AST_IfExp) {
        Label otherwise = LABEL, end = LABEL;
        jump_if(c, e->IfExp.test, false, &otherwise);
        jump_if(c, e->IfExp.body, condition, to);
        jump(c, &end);
        bind_label(c, &otherwise);
        jump_if(c, e->IfExp.orelse, condition, to);
        bind_label(c, &end);
    } else {
        Operand o = eval(c, e, ANY);
        if (is_constant(o)) {                       /* folded */
            truth = test(c->common.t, o.constant);
            if (truth == TEST_ERROR)
                raised_clear(c->common.t);
            if ((truth == TEST_TRUE) == condition)
                jump(c, to);
        } else
            emit_jump(c, condition ? I_JUMP_IF_TRUE : I_JUMP_IF_FALSE, o.reg, to);
        pop_to(c, base);
    }
    c->unit->at = former;
}

/* The result of alternatives is in the temporary that is `top`, or where it is wanted. */
static Operand merged(Compiler *c, int want)
{
    int reg = want == ANY ? push_register(c) : want;
    return in_register(reg);
}

static Operand eval_bool(Compiler *c, const Node *e, int want)
{
    const NodeSeq *values = e->BoolOp.values;
    bool decides = e->BoolOp.op == AST_Or;
    int base = c->unit->top;
    Label end = LABEL;
    for (ssize i = 0; i < values->n; i++) {
        Test truth = constant_truth(c, values->item[i]);
        bool last = i == values->n - 1 || (truth != TEST_ERROR && (truth == TEST_TRUE) == decides);
        if (!last && truth != TEST_ERROR)
            continue;                               /* a constant that is never the result */
        if (last && i == 0)
            return eval(c, values->item[0], want);
        if (last) {
            eval_to(c, values->item[i], base);
            break;
        }
        eval_to(c, values->item[i], base);
        emit_jump(c, decides ? I_JUMP_IF_TRUE_KEEP : I_JUMP_IF_FALSE_KEEP, base, &end);
    }
    bind_label(c, &end);
    if (want != ANY && want != base) {
        place(c, in_register(base), want);
        return in_register(want);
    }
    return merged(c, want);
}

static Operand eval_conditional(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top, reg = want == ANY ? base : want;
    Label otherwise = LABEL, end = LABEL;
    jump_if(c, e->IfExp.test, false, &otherwise);
    eval_to(c, e->IfExp.body, reg);
    jump(c, &end);
    bind_label(c, &otherwise);
    eval_to(c, e->IfExp.orelse, reg);
    bind_label(c, &end);
    return merged(c, want);
}

/* ---- Displays ---- */

static bool has_star(const NodeSeq *elts)
{
    for (ssize i = 0; i < elts->n; i++)
        if (elts->item[i]->kind == AST_Starred)
            return true;
    return false;
}

/* op: BUILD_LIST, BUILD_TUPLE or BUILD_SET. Long ones, and those with *items, grow in place; a tuple as a list first. */
Operand build_sequence(Compiler *c, const NodeSeq *elts, int op, int want)
{
    int base = c->unit->top, reg;
    if (elts->n <= DISPLAY_MAX && !has_star(elts)) {
        for (ssize i = 0; i < elts->n; i++)
            push(c, elts->item[i]);
        reg = destination(c, base, want);
        emit(c, op, 0, reg, base, (int)elts->n);
        return in_register(reg);
    }
    ssize i = 0;
    for (; i < elts->n && i < DISPLAY_MAX && elts->item[i]->kind != AST_Starred; i++)
        push(c, elts->item[i]);
    pop_to(c, base);
    int collection = push_register(c);
    bool is_set = op == I_BUILD_SET;
    emit(c, is_set ? I_BUILD_SET : I_BUILD_LIST, 0, collection, base, (int)i);
    for (; i < elts->n; i++) {
        bool star = elts->item[i]->kind == AST_Starred;
        Operand item = eval(c, star ? elts->item[i]->Starred.value : elts->item[i], ANY);
        emit(c, star ? is_set ? I_SET_UPDATE : I_LIST_EXTEND : is_set ? I_SET_ADD : I_LIST_APPEND, 0, collection, source(c, item), 0);
        pop_to(c, base + 1);
    }
    if (op == I_BUILD_TUPLE) {
        reg = destination(c, base, want);
        emit(c, I_LIST_TO_TUPLE, 0, reg, collection, 0);
        return in_register(reg);
    }
    if (want == ANY)
        return in_register(collection);
    pop_to(c, base);
    place(c, in_register(collection), want);
    return in_register(want);
}

/* [1, 2, 3], {1, 2, 3}: filled from one constant. */
static Operand build_from_constant(Compiler *c, Ref items, int build, int fill, int want)
{
    int base = c->unit->top, collection = push_register(c);
    emit(c, build, 0, collection, collection, 0);
    emit(c, fill, 0, collection, source(c, constant_operand(items)), 0);
    if (want == ANY)
        return in_register(collection);
    pop_to(c, base);
    place(c, in_register(collection), want);
    return in_register(want);
}

static Operand eval_list(Compiler *c, const Node *e, int want)
{
    if (e->List.elts->n >= 3) {
        Ref items = fold_tuple(c, e->List.elts);
        if (!is_empty(items) && assembler_const_fits(&c->unit->as, items))
            return build_from_constant(c, items, I_BUILD_LIST, I_LIST_EXTEND, want);
    }
    return build_sequence(c, e->List.elts, I_BUILD_LIST, want);
}
static Operand eval_set(Compiler *c, const Node *e, int want)
{
    if (e->Set.elts->n >= 3) {
        Ref items = fold_tuple(c, e->Set.elts);     /* in order: which of equal items stays must not depend on hashes */
        if (!is_empty(items) && assembler_const_fits(&c->unit->as, items))
            return build_from_constant(c, items, I_BUILD_SET, I_SET_UPDATE, want);
    }
    return build_sequence(c, e->Set.elts, I_BUILD_SET, want);
}

static Operand eval_tuple(Compiler *c, const Node *e, int want)
{
    Ref constant = fold_tuple(c, e->Tuple.elts);
    if (!is_empty(constant))
        return constant_operand(constant);
    return build_sequence(c, e->Tuple.elts, I_BUILD_TUPLE, want);
}

static bool constant_keys(const NodeSeq *keys)
{
    for (ssize i = 0; i < keys->n; i++)
        if (!keys->item[i] || keys->item[i]->kind != AST_Constant)
            return false;
    return true;
}

static Operand eval_dict(Compiler *c, const Node *e, int want)
{
    const NodeSeq *keys = e->Dict.keys, *values = e->Dict.values;
    int base = c->unit->top, dict;
    ssize i = 0;
    if (!constant_keys(keys))
        for (; i < keys->n && i < DISPLAY_MAX / 4 && keys->item[i]; i++) {
            push(c, keys->item[i]);
            push(c, values->item[i]);
        }
    if (i == keys->n) {
        dict = destination(c, base, want);
        emit(c, I_BUILD_MAP, 0, dict, base, (int)i);
        return in_register(dict);
    }
    dict = destination(c, base, ANY);
    emit(c, I_BUILD_MAP, 0, dict, base, (int)i);
    for (; i < keys->n; i++) {
        if (keys->item[i]) {
            Operand key = eval_stable(c, keys->item[i], values->item[i]);
            Operand value = eval(c, values->item[i], ANY);
            emit(c, I_MAP_ADD, 0, dict, source(c, key), source(c, value));
        } else {
            Operand mapping = eval(c, values->item[i], ANY);
            emit(c, I_MAP_UPDATE, 0, dict, source(c, mapping), 0);
        }
        pop_to(c, base + 1);
    }
    if (want == ANY)
        return in_register(dict);
    pop_to(c, base);
    place(c, in_register(dict), want);
    return in_register(want);
}

/* ---- f-strings ---- */

static Operand eval_formatted(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top, conversion = e->FormattedValue.conversion < 0 ? 0 : e->FormattedValue.conversion;
    const Node *spec_node = e->FormattedValue.format_spec;
    Operand value = eval_stable(c, e->FormattedValue.value, spec_node), spec = constant_operand(EMPTY);
    if (spec_node)
        spec = eval(c, spec_node, ANY);
    int reg = destination(c, base, want);
    if (spec_node)
        emit(c, I_FORMAT_SPEC, conversion, reg, source(c, value), source(c, spec));
    else
        emit(c, I_FORMAT, conversion, reg, source(c, value), 0);
    return in_register(reg);
}

/* Evaluates a replacement field of an f-string to the next register. What is only put in needs no str of its own. */
static void push_piece(Compiler *c, const Node *e)
{
    if (e->kind != AST_FormattedValue || e->FormattedValue.conversion >= 0 || e->FormattedValue.format_spec) {
        push(c, e);
        return;
    }
    Location former = set_place(c, e);
    int base = c->unit->top;
    Operand value = eval(c, e->FormattedValue.value, ANY);
    int reg = destination(c, base, ANY);
    emit(c, I_FORMAT_PIECE, 0, reg, source(c, value), 0);
    c->unit->at = former;
}

static bool is_text(const Node *e) { return e->kind == AST_Constant && is_str(e->Constant.value); }

/* The texts before, between and after the fields values[from..to); the first of them stands behind what has been built
 * already, if `go_on`. */
static Ref layout_of(Compiler *c, const NodeSeq *values, ssize from, ssize to, bool go_on)
{
    Value text[DISPLAY_MAX + 1];
    Ref empty = own(c, str_empty(c->common.t));
    int n = go_on;
    text[0] = text[n] = empty;
    for (ssize i = from; i < to; i++) {
        const Node *e = values->item[i];
        if (is_text(e))
            text[n] = as_str(text[n])->len ? own(c, str_concat(c->common.t, text[n], e->Constant.value)) : e->Constant.value;
        else
            text[++n] = empty;
    }
    return own(c, tuple_from_array(c->common.t, text, n + 1));
}

/* The same by additions, where the layout does not fit an operand: a code object with very many constants. */
static Operand add_pieces(Compiler *c, const NodeSeq *values, int want)
{
    int base = c->unit->top;
    Operand sum = constant_operand(canonical(c, own(c, str_empty(c->common.t))));
    for (ssize i = 0; i < values->n; i++) {
        Operand piece = is_text(values->item[i]) ? constant_operand(values->item[i]->Constant.value) : eval(c, values->item[i], ANY);
        int left = source(c, sum), right = source(c, piece);
        int reg = destination(c, base, i + 1 == values->n ? want : ANY);
        emit(c, I_ADD, 0, reg, left, right);
        sum = in_register(reg);
    }
    return sum;
}

static Operand eval_joined(Compiler *c, const Node *e, int want)
{
    const NodeSeq *values = e->JoinedStr.values;
    int base = c->unit->top;
    ssize count = 0, from = 0;
    const Node *only = NULL;
    for (ssize i = 0; i < values->n; i++)
        if (!is_text(values->item[i]) || as_str(values->item[i]->Constant.value)->len) {
            only = values->item[i];
            count++;
        }
    if (!count)
        return constant_operand(canonical(c, own(c, str_empty(c->common.t))));
    if (count == 1)
        return eval(c, only, want);
    if (!assembler_has_room(&c->unit->as))
        return add_pieces(c, values, want);
    for (ssize i = 0; i < values->n; i++) {
        if (c->unit->top - base == DISPLAY_MAX) {
            Ref layout = layout_of(c, values, from, i, from > 0);
            pop_to(c, base);
            emit(c, I_BUILD_STRING, 0, push_register(c), base, const_of(c, layout));
            from = i;
        }
        if (!is_text(values->item[i]))
            push_piece(c, values->item[i]);
    }
    Ref layout = layout_of(c, values, from, values->n, from > 0);
    int reg = destination(c, base, want);
    emit(c, I_BUILD_STRING, 0, reg, base, const_of(c, layout));
    return in_register(reg);
}

/* ---- Attributes and items ---- */

Operand load_attribute(Compiler *c, Operand object, Ref name, int base, int want)
{
    int32_t cache = cache_of(c, mangled(c, name));
    int reg = destination(c, base, want);
    emit(c, I_LOAD_ATTR, 0, reg, source(c, object), cache);
    return in_register(reg);
}

Operand eval_slice_index(Compiler *c, const Node *e)
{
    if (e->kind != AST_Slice)
        return eval(c, e, ANY);
    Location former = set_place(c, e);
    int base = c->unit->top, n = e->Slice.step ? 3 : 2;
    const Node *parts[] = {e->Slice.lower, e->Slice.upper, e->Slice.step};
    for (int i = 0; i < n; i++)
        if (parts[i])
            push(c, parts[i]);
        else
            push_constant(c, NONE);
    pop_to(c, base);
    int reg = push_register(c);
    emit(c, I_BUILD_SLICE, n, reg, base, 0);
    c->unit->at = former;
    return in_register(reg);
}

static const char *constant_type_name(const Node *e)
{
    switch (e->kind) {
    case AST_Constant:      return is_none(e->Constant.value) ? "NoneType" : type_of(e->Constant.value)->name;
    case AST_Tuple:         return "tuple";
    case AST_List: case AST_ListComp:   return "list";
    case AST_Dict: case AST_DictComp:   return "dict";
    case AST_Set: case AST_SetComp:     return "set";
    case AST_GeneratorExp:  return "generator";
    case AST_Lambda:        return "function";
    case AST_JoinedStr: case AST_FormattedValue: return "str";
    default:                return NULL;
    }
}

static void check_subscript(Compiler *c, const Node *e)
{
    const Node *v = e->Subscript.value;
    char message[200];
    bool not_subscriptable = v->kind == AST_Set || v->kind == AST_SetComp || v->kind == AST_GeneratorExp || v->kind == AST_Lambda
        || (v->kind == AST_Constant && !is_str(v->Constant.value) && !is_bytes(v->Constant.value) && !is_tuple(v->Constant.value));
    const Node *index = e->Subscript.slice;
    const char *index_type = constant_type_name(index);
    bool bad_index = index_type && (v->kind == AST_Tuple || v->kind == AST_List || v->kind == AST_ListComp || v->kind == AST_JoinedStr
                                    || (v->kind == AST_Constant && !not_subscriptable))
        && !(index->kind == AST_Constant && is_int(index->Constant.value));
    if (not_subscriptable)
        snprintf(message, sizeof message, "'%.50s' object is not subscriptable; perhaps you missed a comma?", constant_type_name(v));
    else if (bad_index)
        snprintf(message, sizeof message, "%.50s indices must be integers or slices, not %.50s; perhaps you missed a comma?",
                 constant_type_name(v), index_type);
    else
        return;
    warn_syntax(c, e, message);
}

static Operand eval_subscript(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top;
    check_subscript(c, e);
    Operand container = eval_stable(c, e->Subscript.value, e->Subscript.slice);
    Operand index = eval_slice_index(c, e->Subscript.slice);
    if (is_constant(container) && is_constant(index)) {
        Ref folded = fold_subscript(c, container.constant, index.constant);
        if (!is_empty(folded))
            return constant_operand(folded);
    }
    int reg = destination(c, base, want);
    emit(c, I_GETITEM, 0, reg, source(c, container), source(c, index));
    return in_register(reg);
}

/* ---- := ---- */

static Operand eval_named(Compiler *c, const Node *e, int want)
{
    (void)want;
    Ref name = e->NamedExpr.target->Name.id;
    int base = c->unit->top, local = local_of_name(c, name);
    check_store_name(c, e->NamedExpr.target, name);
    if (local >= 0) {
        eval_to(c, e->NamedExpr.value, local);
        store_name(c, name, in_register(local));
        return in_register(local);
    }
    Operand v = eval(c, e->NamedExpr.value, ANY);
    if (!is_temporary(c, v)) {
        store_name(c, name, v);
        return v;
    }
    int copy = push_register(c);
    emit(c, I_COPY, 0, copy, v.reg, 0);
    store_name(c, name, in_register(copy));
    pop_to(c, base + 1);
    if (want == base)
        pop_to(c, base);
    return v;
}

/* ---- yield and await ---- */

static bool in_function(const Unit *u) { return u->scope->kind == SCOPE_FUNCTION; }

/* Runs an awaitable's or delegate's iterator, which is in the temporary `iterator`, to its end; result there. */
static void delegate(Compiler *c, int iterator)
{
    int value = push_register(c);
    Label loop = LABEL, end = LABEL;
    load_constant(c, value, NONE);
    bind_back(c, &loop);
    emit(c, I_SEND, 0, value, iterator, value);
    emit_jump(c, I_JUMP, 0, &end);
    emit(c, I_YIELD, 1, value, value, iterator);
    jump_back(c, &loop);
    bind_label(c, &end);
    emit(c, I_MOVE, 0, iterator, value, 0);
    pop_to(c, iterator + 1);
}

/* kind as of GET_AWAITABLE. */
Operand emit_await(Compiler *c, Operand awaitable, int kind, int base, int want)
{
    pop_to(c, base);
    int iterator = push_register(c);
    emit(c, I_GET_AWAITABLE, kind, iterator, source(c, awaitable), 0);
    delegate(c, iterator);
    if (want == ANY)
        return in_register(iterator);
    pop_to(c, base);
    place(c, in_register(iterator), want);
    return in_register(want);
}

int async_next(Compiler *c, int iterator)
{
    int item = push_register(c);
    emit(c, I_GET_ANEXT, 0, item, iterator, 0);
    delegate(c, item);
    return item;
}

static Operand eval_await(Compiler *c, const Node *e, int want)
{
    Unit *u = c->unit;
    int base = u->top;
    if (!in_function(u) && !u->is_async_function)
        fail(c, e, "'await' outside function");
    if (!u->is_async_function && u->scope->comprehension != COMPREHENSION_GENERATOR)
        fail(c, e, "'await' outside async function");
    return emit_await(c, eval(c, e->Await.value, ANY), 0, base, want);
}

static Operand eval_yield(Compiler *c, const Node *e, int want)
{
    Unit *u = c->unit;
    int base = u->top;
    if (!in_function(u))
        fail(c, e, "'yield' outside function");
    Operand v = e->Yield.value ? eval(c, e->Yield.value, ANY) : constant_operand(NONE);
    if (u->is_async_function) {
        int wrapped = destination(c, base, ANY);
        emit(c, I_ASYNC_GEN_WRAP, 0, wrapped, source(c, v), 0);
        v = in_register(wrapped);
    }
    int reg = destination(c, base, want);
    emit(c, I_YIELD, 0, reg, source(c, v), 0);
    return in_register(reg);
}

static Operand eval_yield_from(Compiler *c, const Node *e, int want)
{
    Unit *u = c->unit;
    int base = u->top;
    if (!in_function(u))
        fail(c, e, "'yield' outside function");
    if (u->is_async_function)
        fail(c, e, "'yield from' inside async function");
    Operand v = eval(c, e->YieldFrom.value, ANY);
    int iterator = destination(c, base, ANY);
    emit(c, I_GET_YIELD_FROM, 0, iterator, source(c, v), 0);
    delegate(c, iterator);
    if (want == ANY)
        return in_register(iterator);
    pop_to(c, base);
    place(c, in_register(iterator), want);
    return in_register(want);
}

/* ---- All ---- */

static Operand eval_constant(Compiler *c, const Node *e, int want)
{
    Ref v = canonical(c, e->Constant.value);
    if (assembler_const_fits(&c->unit->as, v))
        return constant_operand(v);
    int reg = destination(c, c->unit->top, want);
    load_constant(c, reg, v);
    return in_register(reg);
}

static Operand eval_kind(Compiler *c, const Node *e, int want)
{
    int base = c->unit->top;
    switch (e->kind) {
    case AST_Constant:      return eval_constant(c, e, want);
    case AST_Name:
        if (same(e->Name.id, NAME(__debug__)))
            return constant_operand(bool_value(!c->common.optimize));
        return load_name(c, e->Name.id, want);
    case AST_BinOp:         return eval_binary(c, e, want);
    case AST_UnaryOp:       return eval_unary(c, e, want);
    case AST_BoolOp:        return eval_bool(c, e, want);
    case AST_Compare:       return eval_compare(c, e, want);
    case AST_IfExp:         return eval_conditional(c, e, want);
    case AST_Attribute: {
        Operand object = eval(c, e->Attribute.value, ANY);
        set_place_at_name(c, e, e);
        return load_attribute(c, object, e->Attribute.attr, base, want);
    }
    case AST_Subscript:     return eval_subscript(c, e, want);
    case AST_Call:          return eval_call(c, e, want);
    case AST_Tuple:         return eval_tuple(c, e, want);
    case AST_List:          return eval_list(c, e, want);
    case AST_Set:           return eval_set(c, e, want);
    case AST_Dict:          return eval_dict(c, e, want);
    case AST_JoinedStr:     return eval_joined(c, e, want);
    case AST_FormattedValue: return eval_formatted(c, e, want);
    case AST_Lambda:        return eval_lambda(c, e, want);
    case AST_ListComp: case AST_SetComp: case AST_DictComp: case AST_GeneratorExp:
        return eval_comprehension(c, e, want);
    case AST_NamedExpr:     return eval_named(c, e, want);
    case AST_Yield:         return eval_yield(c, e, want);
    case AST_YieldFrom:     return eval_yield_from(c, e, want);
    case AST_Await:         return eval_await(c, e, want);
    case AST_Slice: {
        Operand o = eval_slice_index(c, e);
        return want == ANY ? o : (pop_to(c, base), place(c, o, want), in_register(want));
    }
    case AST_Starred:
        fail(c, e, "can't use starred expression here");
    default:
        raise_system(c->common.t, "expression kind %d should not be possible", e->kind);
        compilation_fail_raised(&c->common);
    }
}

Operand eval(Compiler *c, const Node *e, int want)
{
    compilation_check_depth(&c->common);
    Location former = set_place(c, e);
    Operand o = eval_kind(c, e, want);
    c->unit->at = former;
    return o;
}
