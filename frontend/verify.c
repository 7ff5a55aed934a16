/* verify.c: the bytecode verifier (verify.h).
 *
 * Operands are checked one by one against their kinds. Then what every register holds is computed for every instruction by
 * walking the code from its beginning, with the state at each jump target and handler being what all paths to it have in
 * common, until nothing changes. So no instruction reads a register that may be empty, temporaries are consumed once, and
 * those that the interpreter takes for a list, a cell, an iterator or an exception are one. O(instructions * registers), a few
 * times over where loops make states change.
 */
#include "frontend/verify.h"

#include <stdlib.h>

#include "base/vec.h"
#include "frontend/opcode_info.h"
#include "object/error.h"
#include "object/str.h"
#include "object/tuple.h"

typedef RegisterState Holds;

typedef struct State { bool reached, queued; uint16_t *closure; uint8_t *holds; } State;   /* closure: cells in an IS_CLOSURE */

VEC(IndexVec, index_vec, uint32_t)

typedef struct {
    Thread *t;
    const CodeSpec *s;
    bool strict;
    const char *problem;
    uint32_t at;
    int32_t *leader;            /* of an instruction: its number among jump targets and handlers, or -1 */
    State *states;
    uint32_t nleaders;
    IndexVec work;              /* instructions that are leaders with a changed state */
    uint8_t *now;               /* the state being carried along */
    uint16_t *now_closure;
    uint32_t lowest_written;    /* since the state was last merged into the handler */
    uint32_t lowest_consumed;   /* temporary, by this instruction */
    uint32_t watch;             /* code_states(): the instruction whose state is wanted, copied to `watched` */
    uint8_t *watched;
    bool watch_reached;
} Verifier;

static bool refuse(Verifier *v, const char *problem)
{
    if (!v->problem)
        v->problem = problem;
    return false;
}

/* ---- Structure: operands one by one ---- */

static bool is_register(const Verifier *v, int i)   { return i >= 0 && (uint32_t)i < v->s->register_count; }
static bool is_constant(const Verifier *v, int i)   { return i < 0 && (uint32_t)~i < v->s->const_count; }
static Ref constant(const Verifier *v, uint32_t i)  { return i < v->s->const_count ? v->s->consts[i] : EMPTY; }
static bool is_name(Ref v)                          { return !is_empty(v) && is_exact(v, &str_type); }

static bool is_target(const Verifier *v, int64_t i)
{
    return i >= 0 && i < v->s->instr_count && v->s->instr[i].op != I_EXT;
}

static bool cache_good(const Verifier *v, int op, uint32_t i)
{
    bool call = op == I_CALL || op == I_CALL_METHOD;
    return i < v->s->cache_count && (call || is_name(v->s->cache_names[i]));
}
/* The texts of an f-string. */
static bool is_layout(Ref v)
{
    if (!is_exact(v, &tuple_type) || !as_tuple(v)->len)
        return false;
    for (ssize i = 0; i < as_tuple(v)->len; i++)
        if (!is_exact(as_tuple(v)->item[i], &str_type))
            return false;
    return true;
}
static bool constant_good(const Verifier *v, int op, uint32_t i)
{
    Ref c = constant(v, i);
    switch (op) {
    case I_MAKE_FUNCTION: return !is_empty(c) && is_exact(c, &code_type);
    case I_BUILD_STRING:  return !is_empty(c) && is_layout(c);
    default:              return is_name(c);
    }
}

static bool may_be_none(int op)
{
    return op == I_BUILD_LIST || op == I_BUILD_TUPLE || op == I_BUILD_SET || op == I_BUILD_MAP || op == I_BUILD_STRING
        || op == I_MAKE_FUNCTION || op == I_UNPACK;
}

static bool operand_good(Verifier *v, uint32_t at, int op, char kind, int32_t value, bool wide)
{
    int small = (int16_t)value;
    switch (kind) {
    case '-': case 'i': case '#':   return true;
    case 'd':   return is_register(v, small) || refuse(v, "destination out of range");
    case 's': case 'p':
        return is_register(v, small) || is_constant(v, small) || refuse(v, "operand out of range");
    case 't':           /* none may be needed to build something: ranges are checked with their lengths */
        return op == I_YIELD || (small >= (int)v->s->local_count && small < (int)v->s->register_count)
            || (may_be_none(op) && small == (int)v->s->register_count) || refuse(v, "temporary out of range");
    case 'l':   return (uint32_t)small < v->s->local_count || refuse(v, "local variable out of range");
    case 'f':   return (uint32_t)(uint16_t)value < v->s->free_count || refuse(v, "free variable out of range");
    case 'k':   return cache_good(v, op, wide ? (uint32_t)value : (uint16_t)value) || refuse(v, "cache out of range");
    case 'm':   return constant_good(v, op, (uint16_t)value) || refuse(v, "constant of the wrong kind");
    case 'w':   return (uint32_t)value < v->s->const_count || refuse(v, "constant out of range");
    case 'j':   return is_target(v, (int64_t)at + 1 + value) || refuse(v, "jump out of range");
    default:    return refuse(v, "unknown operand kind");
    }
}

static bool ext_good(Verifier *v, uint32_t at)
{
    const Instr *i = &v->s->instr[at];
    if (at + 1 >= v->s->instr_count || i[1].op != I_EXT)
        return refuse(v, "instruction without its second word");
    Ref c = constant(v, i[1].a);
    if (i->op == I_IMPORT_NAME)
        return is_name(c) || refuse(v, "constant of the wrong kind");
    if (is_empty(c) || !is_exact(c, &tuple_type) || as_tuple(c)->len != i->c)
        return refuse(v, "constant of the wrong kind");
    for (ssize k = 0; k < as_tuple(c)->len; k++)
        if (!is_name(as_tuple(c)->item[k]))
            return refuse(v, "constant of the wrong kind");
    return true;
}

static bool instr_good(Verifier *v, uint32_t at)
{
    const Instr *i = &v->s->instr[at];
    v->at = at;
    if (i->op >= OPCODE_COUNT)
        return refuse(v, "unknown opcode");
    const char *kinds = opcode_info[i->op].kinds;
    bool wide = opcode_is_wide(i->op);
    if (i->op == I_EXT)
        return (at && v->s->instr[at - 1].op < OPCODE_COUNT && opcode_has_ext(v->s->instr[at - 1].op)) || refuse(v, "misplaced second word");
    if (i->op == I_RAISE)                   /* has n operands */
        kinds = i->n == 0 ? "i---" : i->n == 1 ? "is--" : "iss-";
    if (!operand_good(v, at, i->op, kinds[1], i->a, false)
        || !operand_good(v, at, i->op, kinds[2], wide ? i->wide : i->b, wide)
        || (!wide && !operand_good(v, at, i->op, kinds[3], i->c, false)))
        return false;
    if (opcode_has_ext(i->op) && !ext_good(v, at))
        return false;
    if (opcode_skips(i->op) && (at + 2 >= v->s->instr_count || i[1].op != I_JUMP))
        return refuse(v, "iteration without its exit");
    if (at + 1 == v->s->instr_count && !opcode_ends(i->op))
        return refuse(v, "the end is reached");
    uint32_t namespace_flags = CODE_NEWLOCALS | CODE_OPTIMIZED;
    bool needs_namespace = i->op == I_LOAD_NAME || i->op == I_STORE_NAME || i->op == I_DELETE_NAME || i->op == I_LOAD_CLASS_FREE
        || i->op == I_LOAD_LOCALS || i->op == I_SETUP_ANNOTATIONS || i->op == I_IMPORT_STAR;
    if (needs_namespace && v->s->flags & namespace_flags)
        return refuse(v, "instruction needs a namespace");
    uint32_t suspendable = CODE_GENERATOR | CODE_COROUTINE | CODE_ASYNC_GENERATOR;
    if ((i->op == I_YIELD || i->op == I_SEND) && !(v->s->flags & suspendable))
        return refuse(v, "yield outside a generator");
    return true;
}

static bool header_good(Verifier *v)
{
    const CodeSpec *s = v->s;
    int64_t parameters = (int64_t)s->arg_count + s->keyword_only_count + !!(s->flags & CODE_VARARGS) + !!(s->flags & CODE_VARKEYWORDS);
    if (s->arg_count < 0 || s->keyword_only_count < 0 || s->positional_only_count < 0 || s->positional_only_count > s->arg_count
        || parameters > s->local_count || s->local_count > s->register_count || s->register_count > INT16_MAX)
        return refuse(v, "invalid counts");
    if (!s->instr_count)
        return refuse(v, "no instructions");
    for (uint32_t i = 0; i < s->local_count; i++)
        if (s->local_kinds[i] > LOCAL_CELL)
            return refuse(v, "invalid kind of local variable");
    for (uint32_t i = 0; i < s->handler_count; i++) {
        const Handler *h = &s->handlers[i];
        if (h->start >= h->end || h->end > s->instr_count || !is_target(v, h->target) || h->depth < s->local_count
            || h->depth >= s->register_count)
            return refuse(v, "invalid exception table");
    }
    return true;
}

/* ---- Leaders ---- */

static void mark_leader(Verifier *v, uint32_t i)
{
    if (v->leader[i] < 0)
        v->leader[i] = (int32_t)v->nleaders++;
}

static bool find_leaders(Verifier *v)
{
    const CodeSpec *s = v->s;
    v->leader = malloc((s->instr_count + 1) * sizeof *v->leader);
    if (!v->leader)
        return raise_memory(v->t), false;
    memset(v->leader, 0xFF, (s->instr_count + 1) * sizeof *v->leader);      /* -1 */
    mark_leader(v, 0);
    for (uint32_t i = 0; i < s->instr_count; i++)
        if (opcode_jumps(s->instr[i].op))
            mark_leader(v, (uint32_t)((int64_t)i + 1 + s->instr[i].wide));
    for (uint32_t i = 0; i < s->handler_count; i++)
        mark_leader(v, s->handlers[i].target);
    size_t registers = s->register_count ? s->register_count : 1;
    if (v->nleaders * registers > (size_t)1 << 28)
        return refuse(v, "too large");
    v->states = calloc(v->nleaders, sizeof *v->states);
    v->now = calloc(registers, 1);
    v->now_closure = calloc(registers, sizeof *v->now_closure);
    uint8_t *holds = calloc(v->nleaders * registers, 1);
    uint16_t *closure = calloc(v->nleaders * registers, sizeof *closure);
    if (!v->states || !v->now || !v->now_closure || !holds || !closure) {
        if (v->states)
            v->states[0] = (State){.holds = holds, .closure = closure};
        else {
            free(holds);
            free(closure);
        }
        return raise_memory(v->t), false;
    }
    for (uint32_t i = 0; i < v->nleaders; i++) {
        v->states[i].holds = holds + i * registers;
        v->states[i].closure = closure + i * registers;
    }
    return true;
}

/* ---- States ---- */

static bool is_value(Holds h) { return h >= IS_VALUE; }

static Holds common(Holds a, Holds b)
{
    if (a == b)
        return a;
    if ((a == IS_EXCEPTION && b == IS_EXCEPTION_OR_NONE) || (a == IS_EXCEPTION_OR_NONE && b == IS_EXCEPTION))
        return IS_EXCEPTION_OR_NONE;
    if ((a == IS_CLOSURE && b == IS_TUPLE) || (a == IS_TUPLE && b == IS_CLOSURE))
        return IS_TUPLE;
    if (is_value(a) && is_value(b))
        return IS_VALUE;
    if ((a == HOLDS_SELF || is_value(a) || a == HOLDS_NOTHING) && (b == HOLDS_SELF || is_value(b) || b == HOLDS_NOTHING)
        && (a == HOLDS_SELF || b == HOLDS_SELF))
        return HOLDS_SELF;
    return HOLDS_UNKNOWN;
}

/* Merges the carried state into that at `target`, registers from `depth` up being empty but for an exception in `depth` (depth -1:
 * a jump). */
static bool flow_to(Verifier *v, uint32_t target, int depth)
{
    State *s = &v->states[v->leader[target]];
    bool changed = !s->reached;
    for (uint32_t r = 0; r < v->s->register_count; r++) {
        Holds here = depth >= 0 && (int)r > depth ? HOLDS_NOTHING : depth >= 0 && (int)r == depth ? IS_EXCEPTION : v->now[r];
        Holds both = s->reached ? common(s->holds[r], here) : here;
        if (here == HOLDS_FORMER ? both != HOLDS_FORMER : s->reached && s->holds[r] == HOLDS_FORMER)
            return refuse(v, "exception handled on one of two paths");
        if (both == IS_CLOSURE && s->reached && s->closure[r] != v->now_closure[r])
            both = IS_TUPLE;
        if (v->strict && both == HOLDS_UNKNOWN && r >= v->s->local_count && s->reached && s->holds[r] != HOLDS_UNKNOWN)
            return refuse(v, "temporary live on one of two paths");
        if (both != s->holds[r] || !s->reached) {
            s->holds[r] = both;
            changed = true;
        }
        s->closure[r] = v->now_closure[r];
    }
    s->reached = true;
    if (changed && !s->queued) {
        s->queued = true;
        if (!index_vec_push(&v->work, target))
            return raise_memory(v->t), false;
    }
    return true;
}

static bool put(Verifier *v, int reg, Holds what)
{
    if (v->now[reg] == HOLDS_FORMER)
        return refuse(v, "handled exception overwritten");
    v->now[reg] = what;
    v->lowest_written = MIN(v->lowest_written, (uint32_t)reg);
    return true;
}
/* Into a register that must not hold anything that would leak. */
static bool put_fresh(Verifier *v, int reg, Holds what)
{
    if (v->strict && (is_value(v->now[reg]) || v->now[reg] == HOLDS_UNKNOWN))
        return refuse(v, "live temporary overwritten");
    return put(v, reg, what);
}

static Holds held(const Verifier *v, int operand)
{
    if (operand >= 0)
        return v->now[operand];
    Ref c = v->s->consts[~operand];
    return is_exact(c, &str_type) ? IS_STR : is_exact(c, &tuple_type) ? IS_TUPLE : is_none(c) ? IS_EXCEPTION_OR_NONE : IS_VALUE;
}
static bool is_temporary(const Verifier *v, int operand) { return operand >= (int)v->s->local_count; }

static bool empty_temporary(Verifier *v, int temporary)
{
    v->lowest_consumed = MIN(v->lowest_consumed, (uint32_t)temporary);
    return put(v, temporary, HOLDS_NOTHING);
}
static bool read_value(Verifier *v, int operand)
{
    return is_value(held(v, operand)) || refuse(v, "register may be empty");
}
/* Reads an operand of kind s. */
static bool consume(Verifier *v, int operand)
{
    if (!read_value(v, operand))
        return false;
    return !is_temporary(v, operand) || empty_temporary(v, operand);
}
static bool consume_range(Verifier *v, int first, int64_t n)
{
    if (n && (first < (int)v->s->local_count || first + n > v->s->register_count))
        return refuse(v, "temporaries out of range");
    for (int i = 0; i < n; i++)
        if (!consume(v, first + i))
            return false;
    return true;
}
static bool put_range(Verifier *v, int first, int64_t n, Holds what)
{
    if (n && (first < (int)v->s->local_count || first + n > v->s->register_count))
        return refuse(v, "temporaries out of range");
    for (int i = 0; i < n; i++)
        if (!put_fresh(v, first + i, what))
            return false;
    return true;
}
static bool expect(Verifier *v, int operand, Holds what)
{
    Holds h = held(v, operand);
    bool good = h == what || (what == IS_EXCEPTION_OR_NONE && h == IS_EXCEPTION) || (what == IS_TUPLE && h == IS_CLOSURE);
    return good || refuse(v, "register of the wrong kind");
}
/* A register that a call or method call reads besides its values. */
static bool consume_self(Verifier *v, int reg)
{
    if (!is_register(v, reg))
        return refuse(v, "temporaries out of range");
    Holds h = v->now[reg];
    if (h != HOLDS_NOTHING && h != HOLDS_SELF && !is_value(h))
        return refuse(v, "register may be empty");
    return empty_temporary(v, reg);
}

/* ---- Instructions with effects of their own ---- */

static bool make_function(Verifier *v, const Instr *i)
{
    const Code *code = as_code(constant(v, i->c));
    int reg = (int16_t)i->b;
    if (i->n & ~31)
        return refuse(v, "unknown part of a function");
    if (!(i->n & 8) && code->free_count)
        return refuse(v, "function without its closure");
    for (int bit = 1; bit <= 16; bit <<= 1) {
        if (!(i->n & bit))
            continue;
        if (!is_register(v, reg) || reg < (int)v->s->local_count)
            return refuse(v, "temporaries out of range");
        if (bit == 8 && (v->now[reg] != IS_CLOSURE || v->now_closure[reg] != code->free_count))
            return refuse(v, "closure of the wrong size");
        if (bit == 4 ? v->now[reg] != IS_DICT && !expect(v, reg, IS_TUPLE) : bit != 8 && !expect(v, reg, bit == 2 ? IS_DICT : IS_TUPLE))
            return false;
        if (!consume(v, reg++))
            return false;
    }
    return put(v, i->a, IS_VALUE);
}

static bool build_tuple(Verifier *v, const Instr *i)
{
    int first = (int16_t)i->b;
    bool cells = i->c > 0;
    for (int k = 0; cells && k < i->c; k++)
        cells = is_register(v, first + k) && v->now[first + k] == IS_CELL;
    if (!consume_range(v, first, i->c) || !put(v, i->a, cells ? IS_CLOSURE : IS_TUPLE))
        return false;
    v->now_closure[i->a] = i->c;
    return true;
}

/* A test for None of a copy just made tells about the original. */
static int original_of(const Verifier *v, uint32_t at)
{
    const Instr *i = &v->s->instr[at];
    return at && v->leader[at] < 0 && i[-1].op == I_COPY && i[-1].a == i->a ? (int16_t)i[-1].b : -1;
}
static bool jump_if_none(Verifier *v, uint32_t at)
{
    const Instr *i = &v->s->instr[at];
    uint32_t target = (uint32_t)((int64_t)at + 1 + i->wide);
    int original = original_of(v, at);
    bool refine = original >= 0 && v->now[original] == IS_EXCEPTION_OR_NONE;
    if (!consume(v, (int16_t)i->a))
        return false;
    if (refine && i->op == I_JUMP_IF_NOT_NONE)
        v->now[original] = IS_EXCEPTION;
    if (!flow_to(v, target, -1))
        return false;
    if (refine)
        v->now[original] = i->op == I_JUMP_IF_NOT_NONE ? IS_EXCEPTION_OR_NONE : IS_EXCEPTION;
    return true;
}

static bool intrinsic(Verifier *v, const Instr *i)
{
    int a = (int16_t)i->b, b = (int16_t)i->c;
    switch (i->n) {
    case INTRINSIC_TYPEVAR: case INTRINSIC_TYPEVAR_BOUND: case INTRINSIC_TYPEVAR_CONSTRAINTS: case INTRINSIC_PARAMSPEC:
    case INTRINSIC_TYPEVARTUPLE:
        if (!expect(v, a, IS_STR))
            return false;
        break;
    case INTRINSIC_SUBSCRIPT_GENERIC: case INTRINSIC_TYPE_ALIAS:
        if (!expect(v, a, IS_TUPLE))
            return false;
        break;
    case INTRINSIC_SET_TYPEPARAM_DEFAULT: case INTRINSIC_SET_FUNCTION_TYPE_PARAMS: case INTRINSIC_STOPITERATION_ERROR:
        break;
    default:
        return refuse(v, "unknown intrinsic function");
    }
    return consume(v, a) && consume(v, b) && put(v, i->a, IS_VALUE);
}

static bool import_name(Verifier *v, const Instr *i)
{
    Ref level = (int16_t)i->b < 0 ? constant(v, (uint32_t)~(int16_t)i->b) : EMPTY;
    if (!is_fixnum(level))
        return refuse(v, "import without a level");
    return consume(v, (int16_t)i->b) && consume(v, (int16_t)i->c) && put(v, i->a, IS_VALUE);
}

/* What the kinds of the operands say. */
static bool generic_effect(Verifier *v, const Instr *i, Holds result)
{
    const char *kinds = opcode_info[i->op].kinds;
    bool wide = opcode_is_wide(i->op);
    const int operand[4] = {0, (int16_t)i->a, wide ? -1 : (int16_t)i->b, wide ? -1 : (int16_t)i->c};
    for (int k = 1; k < (wide ? 2 : 4); k++)
        if (kinds[k] == 'p' ? !read_value(v, operand[k]) : kinds[k] == 's' && !consume(v, operand[k]))
            return false;
    if (kinds[1] == 'd')
        return put(v, i->a, result);
    return true;
}

static Holds result_kind(int op)
{
    switch (op) {
    case I_GET_ITER: case I_CHECK_ITER: case I_GET_YIELD_FROM: case I_GET_AWAITABLE: case I_GET_AITER: case I_GET_ANEXT: return IS_ITERATOR;
    case I_FORMAT: case I_FORMAT_SPEC: return IS_STR;
    case I_FORMAT_PIECE: return IS_PIECE;
    case I_LIST_TO_TUPLE: return IS_TUPLE;
    case I_EXC_GROUP_RERAISE: return IS_EXCEPTION_OR_NONE;
    case I_LOAD_CLOSURE: return IS_CELL;
    default: return IS_VALUE;
    }
}

static bool is_cell(Verifier *v, int local) { return v->now[local] == IS_CELL || refuse(v, "local variable is no cell"); }

/* Of a BUILD_STRING, whose operands have been checked. */
static ssize pieces_of(const Verifier *v, const Instr *i) { return as_tuple(constant(v, i->c))->len - 1; }

/* The effect on the carried state, for what follows or is jumped to. */
static bool effect(Verifier *v, uint32_t at)
{
    const Instr *i = &v->s->instr[at];
    int a = (int16_t)i->a, b = (int16_t)i->b, c = (int16_t)i->c;
    Holds h;
    switch (i->op) {
    case I_EXT: case I_NOP: case I_JUMP: case I_JUMP_BACK:
        return true;
    case I_MOVE:
        if (!read_value(v, b))
            return false;
        h = held(v, b);
        if (h == IS_CLOSURE)
            v->now_closure[a] = v->now_closure[b];
        return (!is_temporary(v, b) || empty_temporary(v, b)) && put(v, a, h);
    case I_COPY:
        if (b >= 0 && held(v, b) == IS_CLOSURE)
            v->now_closure[a] = v->now_closure[b];
        return read_value(v, b) && put(v, a, held(v, b));
    case I_LOAD_CONST:
        return put(v, a, is_exact(constant(v, (uint32_t)i->wide), &str_type) ? IS_STR
                   : is_exact(constant(v, (uint32_t)i->wide), &tuple_type) ? IS_TUPLE : IS_VALUE);
    case I_CLEAR: case I_DELETE_LOCAL:
        return put(v, a, HOLDS_NOTHING);
    case I_CHECK_BOUND:
        return is_value(v->now[a]) || put(v, a, IS_VALUE);
    case I_MAKE_CELL:   return put(v, a, IS_CELL);
    case I_LOAD_CELL:   return is_cell(v, b) && put(v, a, IS_VALUE);
    case I_STORE_CELL:  return is_cell(v, a) && consume(v, b);
    case I_DELETE_CELL: return is_cell(v, a);
    case I_LOAD_METHOD:
        return consume(v, b) && put_range(v, a, 2, IS_VALUE) && put(v, a + 1, HOLDS_SELF);
    case I_LOAD_SUPER_METHOD:
        return consume_range(v, b, 3) && put_range(v, a, 2, IS_VALUE) && put(v, a + 1, HOLDS_SELF);
    case I_BUILD_SLICE:
        return i->n == 2 || i->n == 3 ? consume_range(v, b, i->n) && put(v, a, IS_VALUE) : refuse(v, "slice of a wrong size");
    case I_BUILD_LIST:  return consume_range(v, b, i->c) && put(v, a, IS_LIST);
    case I_BUILD_SET:   return consume_range(v, b, i->c) && put(v, a, IS_SET);
    case I_BUILD_MAP:   return consume_range(v, b, 2 * (int64_t)i->c) && put(v, a, IS_DICT);
    case I_BUILD_TUPLE: return build_tuple(v, i);
    case I_BUILD_STRING:
        for (ssize k = 0; k < pieces_of(v, i); k++)
            if (k > UINT16_MAX || !is_register(v, b + (int)k) || (v->now[b + k] != IS_PIECE && !expect(v, b + (int)k, IS_STR)))
                return refuse(v, "register of the wrong kind");
        return consume_range(v, b, pieces_of(v, i)) && put(v, a, IS_STR);
    case I_LIST_APPEND: case I_LIST_EXTEND:
        return a >= 0 && expect(v, a, IS_LIST) && consume(v, b);
    case I_LIST_MERGE:  return a >= 0 && expect(v, a, IS_LIST) && consume(v, b) && read_value(v, c);
    case I_SET_ADD: case I_SET_UPDATE:
        return a >= 0 && expect(v, a, IS_SET) && consume(v, b);
    case I_MAP_ADD:     return a >= 0 && expect(v, a, IS_DICT) && consume(v, b) && consume(v, c);
    case I_MAP_UPDATE:  return a >= 0 && expect(v, a, IS_DICT) && consume(v, b);
    case I_MAP_MERGE:   return a >= 0 && expect(v, a, IS_DICT) && consume(v, b) && read_value(v, c);
    case I_LIST_TO_TUPLE: return expect(v, b, IS_LIST) && generic_effect(v, i, IS_TUPLE);
    case I_UNPACK:      return consume(v, b) && put_range(v, a, i->c, IS_VALUE);
    case I_UNPACK_STAR: return consume(v, b) && put_range(v, a, (int64_t)i->n + 1 + i->c, IS_VALUE);
    case I_FORMAT: case I_FORMAT_SPEC:
        return i->n == 0 || i->n == 's' || i->n == 'r' || i->n == 'a' ? generic_effect(v, i, IS_STR) : refuse(v, "unknown conversion");
    case I_CALL:        return consume_range(v, b, 1 + (int64_t)i->n) && put(v, a, IS_VALUE);
    case I_CALL_METHOD:
        return consume_range(v, b, 1) && consume_self(v, b + 1) && consume_range(v, b + 2, i->n) && put(v, a, IS_VALUE);
    case I_CALL_KEYWORDS:
        return consume_range(v, b, 1) && consume_self(v, b + 1) && consume_range(v, b + 2, (int64_t)i->n + i->c) && put(v, a, IS_VALUE);
    case I_CALL_SPREAD:
        if (!consume_range(v, b, 1) || !is_register(v, b + 2) || (v->now[b + 1] != IS_LIST && !expect(v, b + 1, IS_TUPLE))
            || (v->now[b + 2] != HOLDS_NOTHING && !expect(v, b + 2, IS_DICT)))
            return refuse(v, "register of the wrong kind");
        return empty_temporary(v, b + 1) && empty_temporary(v, b + 2) && put(v, a, IS_VALUE);
    case I_MAKE_FUNCTION: return make_function(v, i);
    case I_YIELD:
        return (i->n == 0 || (i->n == 1 && is_register(v, c) && expect(v, c, IS_ITERATOR)) || refuse(v, "register of the wrong kind"))
            && consume(v, b) && put(v, a, IS_VALUE);
    case I_END_ASYNC_FOR:
        return expect(v, b, IS_EXCEPTION) && read_value(v, a) && put(v, b, HOLDS_NOTHING) && put(v, a, HOLDS_NOTHING);
    case I_GET_ANEXT:   return read_value(v, b) && put(v, a, IS_ITERATOR);
    case I_RERAISE:     return expect(v, a, IS_EXCEPTION);
    case I_RAISE:
        return i->n > 2 ? refuse(v, "unknown form of raise") : i->n == 0 || (read_value(v, a) && (i->n == 1 || read_value(v, b)));
    case I_RETURN:
        if (!read_value(v, a))
            return false;
        for (uint32_t r = 0; r < v->s->register_count; r++)
            if (v->now[r] == HOLDS_FORMER)
                return refuse(v, "return while an exception is handled");
        for (uint32_t r = i->b; r < v->s->register_count; r++)
            if (v->now[r] != HOLDS_NOTHING && r != i->a)
                return refuse(v, "return leaves a register behind");
        return i->b <= v->s->register_count || refuse(v, "invalid count of registers");
    case I_ENTER_HANDLER:
        return (is_register(v, a + 1) || refuse(v, "temporaries out of range")) && expect(v, a, IS_EXCEPTION)
            && put_fresh(v, a + 1, HOLDS_FORMER);
    case I_LEAVE_HANDLER:
        if (!is_register(v, a + 1) || v->now[a + 1] != HOLDS_FORMER || !expect(v, a, IS_EXCEPTION))
            return refuse(v, "no exception is handled");
        v->now[a + 1] = HOLDS_NOTHING;
        return put(v, a, HOLDS_NOTHING);
    case I_EXC_MATCH:
        return expect(v, b, IS_EXCEPTION) && consume(v, c) && put(v, a, IS_VALUE);
    case I_EXC_GROUP_MATCH:
        return (held(v, b) == IS_EXCEPTION_OR_NONE || expect(v, b, IS_EXCEPTION)) && consume(v, c)
            && put_range(v, a, 2, IS_EXCEPTION_OR_NONE);
    case I_EXC_GROUP_RERAISE:
        return expect(v, b, IS_EXCEPTION) && expect(v, c, IS_LIST) && generic_effect(v, i, IS_EXCEPTION_OR_NONE);
    case I_WITH_ENTER: case I_ASYNC_WITH_ENTER:
        return consume(v, b) && put_range(v, a, 2, IS_VALUE);
    case I_WITH_EXCEPT:
        return read_value(v, b) && expect(v, c, IS_EXCEPTION) && put(v, a, IS_VALUE);
    case I_IMPORT_NAME: return import_name(v, i);
    case I_MATCH_KEYS:  return read_value(v, b) && expect(v, c, IS_TUPLE) && put(v, a, IS_VALUE);
    case I_MATCH_CLASS:
        if (!is_register(v, c + 1) || !expect(v, c + 1, IS_TUPLE))
            return refuse(v, "register of the wrong kind");
        return read_value(v, b) && consume_range(v, c, 2) && put(v, a, IS_VALUE);
    case I_INTRINSIC:   return intrinsic(v, i);
    default:            return generic_effect(v, i, result_kind(i->op));
    }
}

/* ---- Walking ---- */

static const Handler *handler_at(const Verifier *v, uint32_t at)
{
    for (uint32_t i = 0; i < v->s->handler_count; i++)
        if (at >= v->s->handlers[i].start && at < v->s->handlers[i].end)
            return &v->s->handlers[i];
    return NULL;
}

static bool can_raise(int op) { return opcode_info[op].effects != 'L' && op != I_LEAVE_HANDLER && op != I_CLEAR; }

/* Exceptions of this instruction: nothing above the handler's depth is a handled one. That nothing below it is consumed by the
 * instruction, so that the handler finds it as it was before, shows when its effect is known: walk(). */
static bool flow_to_handler(Verifier *v, uint32_t at, const Handler *h, bool new_handler)
{
    int first = h ? (int)h->depth : (int)v->s->local_count;
    for (uint32_t r = (uint32_t)first; r < v->s->register_count; r++)
        if (v->now[r] == HOLDS_FORMER)
            return refuse(v, "exception leaves a handler");
    if (!h || (!new_handler && v->lowest_written >= h->depth))
        return true;
    v->at = at;
    v->lowest_written = UINT32_MAX;
    return flow_to(v, h->target, (int)h->depth);
}

/* From a leader to the end of what follows it, or to where the paths join others. */
static bool walk(Verifier *v, uint32_t at)
{
    State *s = &v->states[v->leader[at]];
    size_t registers = v->s->register_count;
    const Handler *last = NULL;
    s->queued = false;
    memcpy(v->now, s->holds, registers);
    memcpy(v->now_closure, s->closure, registers * sizeof *v->now_closure);
    for (bool first = true;; first = false) {
        const Instr *i = &v->s->instr[at];
        v->at = at;
        if (!first && v->leader[at] >= 0)
            return flow_to(v, at, -1);
        if (unlikely(v->watched && at == v->watch)) {
            memcpy(v->watched, v->now, registers);
            v->watch_reached = true;
        }
        const Handler *h = can_raise(i->op) ? handler_at(v, at) : NULL;
        v->lowest_consumed = UINT32_MAX;
        if (can_raise(i->op)) {
            if (!flow_to_handler(v, at, h, h != last))
                return false;
            last = h;
        }
        uint32_t target = opcode_jumps(i->op) ? (uint32_t)((int64_t)at + 1 + i->wide) : 0;
        switch (i->op) {
        case I_JUMP: case I_JUMP_BACK:
            return flow_to(v, target, -1);
        case I_JUMP_IF_FALSE: case I_JUMP_IF_TRUE:
            if (!consume(v, (int16_t)i->a) || !flow_to(v, target, -1))
                return false;
            break;
        case I_JUMP_IF_FALSE_KEEP: case I_JUMP_IF_TRUE_KEEP:
            if (!is_temporary(v, (int16_t)i->a))
                return refuse(v, "temporary out of range");
            if (!read_value(v, (int16_t)i->a) || !flow_to(v, target, -1) || !put(v, (int16_t)i->a, HOLDS_NOTHING))
                return false;
            break;
        case I_JUMP_IF_NONE: case I_JUMP_IF_NOT_NONE:
            if (!jump_if_none(v, at))
                return false;
            break;
        case I_FOR_ITER: case I_SEND: {         /* the JUMP is taken when the iterator is exhausted, and dropped */
            int iterator = (int16_t)i->b;
            if (!is_temporary(v, iterator) || !expect(v, iterator, IS_ITERATOR) || (i->op == I_SEND && !consume(v, (int16_t)i->c)))
                return refuse(v, "register of the wrong kind");
            Holds before = v->now[i->a];
            v->now[iterator] = HOLDS_NOTHING;
            if (i->op == I_SEND)
                v->now[i->a] = IS_VALUE;
            if (v->leader[at + 1] >= 0)
                return refuse(v, "jump into an iteration");
            if (!flow_to(v, (uint32_t)((int64_t)at + 2 + i[1].wide), -1))
                return false;
            v->now[i->a] = before;
            v->now[iterator] = IS_ITERATOR;
            if (!put(v, i->a, IS_VALUE))
                return false;
            at++;
            break;
        }
        default:
            if (!effect(v, at))
                return false;
            if (opcode_ends(i->op))
                return true;
            break;
        }
        if (h && v->lowest_consumed < h->depth)
            return refuse(v, "temporary of an exception handler consumed");
        at++;
    }
}

static bool flow(Verifier *v)
{
    const CodeSpec *s = v->s;
    uint32_t parameters = (uint32_t)(s->arg_count + s->keyword_only_count) + !!(s->flags & CODE_VARARGS) + !!(s->flags & CODE_VARKEYWORDS);
    for (uint32_t i = 0; i < parameters; i++)
        v->now[i] = IS_VALUE;
    uint32_t varargs = (uint32_t)(s->arg_count + s->keyword_only_count);
    if (s->flags & CODE_VARARGS)
        v->now[varargs] = IS_TUPLE;
    if (s->flags & CODE_VARKEYWORDS)
        v->now[varargs + !!(s->flags & CODE_VARARGS)] = IS_DICT;
    if (!flow_to(v, 0, -1))
        return false;
    while (v->work.len) {
        uint32_t at = index_vec_pop(&v->work);
        v->lowest_written = UINT32_MAX;
        if (!walk(v, at))
            return false;
    }
    return true;
}

static bool run(Verifier *v)
{
    bool good = header_good(v);
    for (uint32_t i = 0; good && i < v->s->instr_count; i++)
        good = instr_good(v, i);
    good = good && find_leaders(v) && flow(v);
    if (v->states) {
        free(v->states[0].holds);
        free(v->states[0].closure);
    }
    free(v->states);
    free(v->leader);
    free(v->now);
    free(v->now_closure);
    index_vec_free(&v->work);
    return good;
}

bool code_verify(Thread *t, const CodeSpec *spec, bool strict, const char **problem, uint32_t *at)
{
    Verifier v = {.t = t, .s = spec, .strict = strict};
    bool good = run(&v);
    *problem = v.problem;
    *at = v.at;
    return good;
}

Lookup code_states(Thread *t, const CodeSpec *spec, uint32_t at, uint8_t *states)
{
    Verifier v = {.t = t, .s = spec, .watch = at, .watched = states};
    if (!run(&v))
        return v.problem ? MISSING : ERROR;
    return v.watch_reached ? FOUND : MISSING;
}
