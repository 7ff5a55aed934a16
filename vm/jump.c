/* jump.c: assigning frame.f_lineno in a trace function: the jump command of debuggers (Reference 3.2 "Frame objects").
 *
 * A jump may leave blocks (loops, try, with, except) but not enter one, and may neither enter nor leave a finally clause: where it
 * arrives, each temporary is either free, or it belongs to a block that the jump does not leave. What registers hold at both ends is what the verifier computes
 * (frontend/verify.h); blocks are read off the code: a FOR_ITER with all up to its exit, what lies between a backward jump and
 * its target, a protected range of the exception table, and a handler from its ENTER_HANDLER to the last LEAVE_HANDLER. A `finally` body lies there twice, for the normal
 * and for the exceptional path; of several places with the line the one that leaves the fewest blocks is taken.
 */
#include "vm/trace.h"

#include <stdlib.h>

#include "frontend/opcode_info.h"
#include "frontend/verify.h"
#include "object/error.h"
#include "object/int.h"
#include "object/protocol.h"
#include "vm/opcodes.h"

/* ---- what registers hold ---- */

/* The state before instruction `at`: code->register_count bytes (RegisterState). MISSING: it cannot be reached. */
static Lookup states_at(Thread *t, const Code *c, uint32_t at, uint8_t *states)
{
    Instr *instr = mem_alloc_array(t, c->instr_count, sizeof *instr);
    Value *values = instr ? mem_alloc_array(t, c->const_count + c->cache_count + 1, sizeof *values) : NULL;
    if (!values)
        return mem_free(instr), ERROR;
    for (uint32_t i = 0; i < c->instr_count; i++) {
        instr[i] = c->instr[i];
        instr[i].op = opcode_generic(instr[i].op);
        if (opcode_counts(instr[i].op))
            instr[i].n = 0;
    }
    for (uint32_t i = 0; i < c->const_count; i++)
        values[i] = c->consts_end[~(ssize)i];
    for (uint32_t i = 0; i < c->cache_count; i++)
        values[c->const_count + i] = c->cache[i].name;
    CodeSpec spec = {
        .flags = c->flags, .arg_count = c->arg_count, .positional_only_count = c->positional_only_count,
        .keyword_only_count = c->keyword_only_count, .local_count = c->local_count, .register_count = c->register_count,
        .instr_count = c->instr_count, .const_count = c->const_count, .cache_count = c->cache_count,
        .handler_count = c->handler_count, .free_count = c->free_count, .instr = instr, .consts = values,
        .cache_names = values + c->const_count, .handlers = c->handlers, .locations = c->locations, .local_names = c->local_names,
        .local_kinds = c->local_kinds, .free_names = c->free_names, .name = c->name, .qualname = c->qualname,
        .filename = c->filename, .doc = c->doc, .first_line = c->first_line, .self_attrs = c->self_attrs,
    };
    Lookup r = code_states(t, &spec, at, states);
    mem_free(values);
    mem_free(instr);
    return r;
}

/* ---- blocks ---- */

/* Calls in(block) for every block around `at`; a block is told by a number: of its FOR_ITER, of a backward jump's or a handler's
 * target. The test of a `while` is where its loop begins, and not in it. */
enum BlockKind { BLOCK_FOR = 1, BLOCK_WHILE, BLOCK_PROTECTED, BLOCK_HANDLER };
typedef struct JumpBlock { enum BlockKind kind; uint32_t id; } JumpBlock;
#define BLOCKS_MAX 64

static uint32_t jump_target(const Code *c, uint32_t i) { return (uint32_t)((int64_t)i + 1 + c->instr[i].wide); }

static uint32_t handler_end(const Code *c, uint32_t enter)
{
    uint32_t end = enter + 1;
    for (uint32_t i = enter + 1; i < c->instr_count; i++) {
        if (c->instr[i].op == I_ENTER_HANDLER && c->instr[i].a == c->instr[enter].a)
            break;
        if (c->instr[i].op == I_LEAVE_HANDLER && c->instr[i].a == c->instr[enter].a)
            end = i + 1;
    }
    return end;
}

/* Is the line in the finally clause whose handler begins at `enter`? All copies of the clause have the same lines. */
static bool in_finally(const Code *c, uint32_t enter, int line)
{
    int first = 0, last = 0;
    for (uint32_t i = enter + 1, end = handler_end(c, enter); i < end; i++) {
        int here = c->locations[i].line;
        if (here > 0 && (!first || here < first))
            first = here;
        if (here > last)
            last = here;
    }
    return first && line >= first && line <= last;
}

static bool crosses_finally(const Code *c, int from, int to)
{
    for (uint32_t i = 0; i < c->instr_count; i++)
        if (c->instr[i].op == I_ENTER_HANDLER && c->instr[i].n && in_finally(c, i, from) != in_finally(c, i, to))
            return true;
    return false;
}

/* The end of the loop that the backward jump at `jump` closes: several jumps may lead to its beginning. */
static uint32_t loop_end(const Code *c, uint32_t begin, uint32_t jump)
{
    for (uint32_t i = jump + 1; i < c->instr_count; i++)
        if (opcode_generic(c->instr[i].op) == I_JUMP_BACK && jump_target(c, i) == begin)
            jump = i;
    return jump + 1;
}

static const JumpBlock *find_block(const JumpBlock *blocks, int count, JumpBlock b)
{
    for (int i = 0; i < count; i++)
        if (blocks[i].kind == b.kind && blocks[i].id == b.id)
            return &blocks[i];
    return NULL;
}

/* All blocks around `at`, in no particular order; false: nested too deeply for us. */
static bool blocks_around(const Code *c, uint32_t at, JumpBlock *blocks, int *count)
{
    *count = 0;
    for (uint32_t i = 0; i < c->instr_count; i++) {
        uint8_t op = opcode_generic(c->instr[i].op);
        JumpBlock b = {0, i};
        if (op == I_FOR_ITER && at >= i && at < (uint32_t)((int64_t)i + 2 + c->instr[i + 1].wide))
            b.kind = BLOCK_FOR;
        else if (op == I_ENTER_HANDLER && at >= i && at < handler_end(c, i))
            b.kind = BLOCK_HANDLER;
        else if (op == I_JUMP_BACK && at > jump_target(c, i) && at < loop_end(c, jump_target(c, i), i))
            b = (JumpBlock){BLOCK_WHILE, jump_target(c, i)};
        if (b.kind == BLOCK_WHILE && find_block(blocks, *count, b))
            continue;
        if (b.kind && *count == BLOCKS_MAX)
            return false;
        if (b.kind)
            blocks[(*count)++] = b;
    }
    for (uint32_t h = 0; h < c->handler_count; h++) {
        bool known = at < c->handlers[h].start || at >= c->handlers[h].end;
        for (int i = 0; i < *count && !known; i++)
            known = blocks[i].kind == BLOCK_PROTECTED && blocks[i].id == c->handlers[h].target;
        if (!known && *count == BLOCKS_MAX)
            return false;
        if (!known)
            blocks[(*count)++] = (JumpBlock){BLOCK_PROTECTED, c->handlers[h].target};
    }
    return true;
}

/* ---- where to ---- */

static bool starts_line(const Code *c, uint32_t i, int line)
{
    return c->locations[i].line == line && (i == 0 || c->locations[i - 1].line != line);
}

/* The line itself or the next one with code; 0: there is none. */
static int line_with_code(const Code *c, int line)
{
    int best = 0;
    for (uint32_t i = 0; i < c->instr_count; i++) {
        int here = c->locations[i].line;
        if (here >= line && (!best || here < best))
            best = here;
    }
    return best;
}

/* Does what register r holds suit an instruction that expects `wanted` there? Locals that are unbound get None on arrival. */
static bool suits(const Code *c, uint32_t r, Ref held, RegisterState from, RegisterState to)
{
    if (r >= c->local_count)
        return to == HOLDS_NOTHING || to == from;
    if ((from == IS_CELL) != (to == IS_CELL))
        return false;
    return to <= IS_VALUE || to == from || (to == IS_STR && !is_empty(held) && is_exact(held, &str_type))
        || (to == IS_TUPLE && !is_empty(held) && is_exact(held, &tuple_type)) || (to == IS_LIST && !is_empty(held) && is_exact(held, &list_type))
        || (to == IS_DICT && !is_empty(held) && is_exact(held, &dict_type));
}

/* Is the jump from -> to possible? *left: how many blocks it leaves. *why: the error if not. */
static Lookup judge(Thread *t, Frame *f, uint32_t from, const uint8_t *from_states, uint32_t to, int *left, const char **why)
{
    const Code *c = f->code;
    JumpBlock source[BLOCKS_MAX], target[BLOCKS_MAX];
    int sources, targets;

    if (!blocks_around(c, from, source, &sources) || !blocks_around(c, to, target, &targets)) {
        *why = "too many nested blocks";
        return MISSING;
    }
    for (int i = 0; i < targets; i++)
        if (!find_block(source, sources, target[i])) {
            bool except = target[i].kind == BLOCK_HANDLER;
            *why = except ? "can't jump to 'except' line as there's no exception" : "can't jump into the middle of a block";
            return MISSING;
        }
    *left = sources - targets;
    uint8_t *states = mem_alloc_array(t, c->register_count + 1, 1);
    if (!states)
        return ERROR;
    Lookup r = states_at(t, c, to, states);
    *why = "can't jump into the middle of a statement";
    for (uint32_t i = 0; r == FOUND && i < c->register_count; i++)
        if (!suits(c, i, f->regs[i], from_states[i], states[i]))
            r = MISSING;
    mem_free(states);
    return r;
}

bool jump_prepare(Thread *t, FrameObject *o, Ref value)
{
    int64_t wanted;
    if (!is_int(value))
        return raise_value(t, "lineno must be an integer"), false;
    if (o->frame && o->line_override && !o->in_line_event && frame_instr(o->frame) <= 0)
        return raise_value(t, "can't jump from the 'call' trace event of a new frame"), false;
    if (!o->frame || is_empty(o->trace))
        return raise_value(t, "f_lineno can only be set by a trace function"), false;
    if (!o->in_line_event && opcode_generic(o->frame->code->instr[frame_instr(o->frame)].op) == I_YIELD)
        return raise_value(t, "can't jump from a yield statement"), false;
    if (!o->in_line_event)
        return raise_value(t, "can only jump from a 'line' trace event"), false;
    Frame *f = o->frame;
    const Code *c = f->code;
    if (!int_as_int64(value, &wanted) || wanted != (int)wanted)
        return raise_format(t, &exc_OverflowError, "line number is out of range"), false;
    if (wanted < c->first_line)
        return raise_value(t, "line %d comes before the current code block", (int)wanted), false;
    int line = line_with_code(c, (int)wanted);
    if (!line)
        return raise_value(t, "line %d comes after the current code block", (int)wanted), false;
    uint32_t from = (uint32_t)frame_instr(f);
    if (crosses_finally(c, c->locations[from].line, line))
        return raise_value(t, "can't jump into or out of a 'finally' block"), false;
    uint8_t *states = mem_alloc_array(t, c->register_count + 1, 1);
    if (!states || states_at(t, c, from, states) == ERROR)
        return mem_free(states), false;
    const char *why = "can't jump there";
    int best_left = -1;
    for (uint32_t i = 0; i < c->instr_count; i++) {
        int left = 0;
        const char *problem;
        if (!starts_line(c, i, line))
            continue;
        Lookup r = judge(t, f, from, states, i, &left, &problem);
        if (r == ERROR)
            return mem_free(states), false;
        if (r == MISSING)
            why = problem;
        else if (best_left < 0 || left < best_left) {
            best_left = left;
            o->jump_to = (int32_t)i;
        }
    }
    mem_free(states);
    if (best_left < 0)
        return raise_value(t, "%s", why), false;
    o->line_override = line;
    return true;
}

/* ---- the jump ---- */

/* Leaves the handlers around `from` that are not around `to`, innermost (the highest registers) first. */
static void leave_handlers(Thread *t, Frame *f, uint32_t from, uint32_t to)
{
    JumpBlock source[BLOCKS_MAX], target[BLOCKS_MAX];
    int sources, targets;

    if (!blocks_around(f->code, from, source, &sources) || !blocks_around(f->code, to, target, &targets))
        return;
    for (;;) {
        int innermost = -1;
        for (int i = 0; i < sources; i++)
            if (source[i].kind == BLOCK_HANDLER && from > source[i].id && !find_block(target, targets, source[i])
                && (innermost < 0 || f->code->instr[source[i].id].a > f->code->instr[source[innermost].id].a))
                innermost = i;
        if (innermost < 0)
            return;
        uint16_t r = f->code->instr[source[innermost].id].a;
        replace_take(&t->handled->exception, take(&f->regs[r + 1]));
        release(take(&f->regs[r]));
        source[innermost].kind = BLOCK_PROTECTED;
    }
}

bool jump_perform(Thread *t, Frame *f)
{
    FrameObject *o = f->object;
    const Code *c = f->code;
    uint32_t from = (uint32_t)frame_instr(f), to = (uint32_t)o->jump_to;
    uint8_t *states = mem_alloc_array(t, c->register_count + 1, 1);
    int unbound = 0;

    o->jump_to = -1;
    o->line_override = 0;
    if (!states || states_at(t, c, to, states) == ERROR)
        return mem_free(states), false;
    leave_handlers(t, f, from, to);
    for (uint32_t i = 0; i < c->register_count; i++) {
        if (i < c->local_count && states[i] >= IS_VALUE && is_empty(f->regs[i])) {
            f->regs[i] = NONE;
            unbound++;
        } else if (i >= c->local_count && states[i] == HOLDS_NOTHING) {
            release(take(&f->regs[i]));
        }
    }
    mem_free(states);
    f->pc = c->instr + to + 1;
    o->traced_instr = (int32_t)to;
    o->traced_line = c->locations[to].line;
    return !unbound || warn(t, &exc_RuntimeWarning, 0, "assigning None to %d unbound local%s", unbound, unbound == 1 ? "" : "s");
}
