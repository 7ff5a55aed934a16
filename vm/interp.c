/* interp.c: the interpreter loop. The instructions' bodies are in ops_*.h, once each; this file says how they are fetched,
 * how operands are read and consumed, and what happens on error, return and call.
 *
 * Machine state while running: pc (next instruction), R (registers), K (constants, indexed by negative operands), f (frame).
 * A body that can raise or run Python code stores pc in f->pc first (SAVE) so that tracebacks, tracing and frame objects see
 * where we are. No body keeps state in C locals across a call into Python code other than through these and the registers.
 *
 * Ownership: a body reads operands as Refs. FINISH_b/c give up consumed temporaries after the result is computed, then SET
 * stores it. On `goto error` nothing need be given up: unwinding releases all temporaries of the frame above the handler's
 * depth. Scope-bound releases (OWN) do not run on the computed goto of NEXT, so bodies do not use them.
 */
#include <math.h>

#include "vm/vm.h"

#include "object/attrs.h"
#include "object/descriptor.h"
#include "object/dict.h"
#include "object/iterator.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/module.h"
#include "object/range.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/frame_inline.h"
#include "vm/specialised.h"

#ifndef TRACING
#define TRACING 0                   /* 1: this is vm_run_traced(), compiled by interp_traced.c; see trace.h */
#endif

#define WARM 2                      /* executions before a site is specialised */
#define CALL_MISSES 8               /* failed guards before a call site stays general */
#define COLD_SITE 255               /* n of a site that is not tried again */

/* ---- decoding ---- */
/* The instruction being executed; a body that moves pc reads its operands before. */
#define I (pc[-1])
#define A I.a
#define B I.b
#define C I.c
#define READ(i)      ((int16_t)(i) >= 0 ? R : K)[(int16_t)(i)]
#if TRACING
#define VM_RUN       vm_run_traced
#define DISPATCH()   goto trace_dispatch
#else
#define VM_RUN       vm_run
#define DISPATCH()   goto *labels[(pc++)->op]
#endif
/* Pending signals and the like, and the change to the traced loop; pc is saved. */
#define HANDLE_INTERRUPT() do { \
        SAVE(); \
        ERROR_IF(!handle_interrupt(t)); \
        if (!TRACING && t->interrupt & INTERRUPT_TRACE) \
            goto run_traced; \
    } while (0)
#define NEXT()       DISPATCH()
#define SAVE()       (f->pc = pc)
#define temps        ((int)f->code->local_count)         /* the first temporary's register */
#define CACHES       ((Cache *)K)           /* code.h: they begin where the constants end */

/* Stores an owned result in a register. The old value may die, and what runs then may look at this frame's line. */
#define SET(i, value) do { \
        Value *slot_ = &R[i]; \
        Value old_ = *slot_; \
        *slot_ = (value); \
        if (unlikely(is_ptr(old_)) && !is_empty(old_)) { \
            SAVE(); \
            object_release(object_of(old_)); \
        } \
    } while (0)

/* Gives up operand i if it is a temporary; v is what was read from it. */
#define FINISH(i, v) do { \
        if (is_ptr(v) && (int16_t)(i) >= temps) { \
            R[i] = EMPTY; \
            release(v); \
        } \
    } while (0)
/* An owned copy of operand i: moved out of a temporary, counted otherwise. */
#define OWNED(i) ({ \
        Value v_ = READ(i); \
        if ((int16_t)(i) >= temps) \
            R[i] = EMPTY; \
        else \
            retain(v_); \
        v_; \
    })

#define OP(name)     op_##name:
#define ERROR_IF(x)  do { if (unlikely(x)) goto error; } while (0)

#define LOAD_FRAME() do { \
        R = f->regs; \
        K = f->code->consts_end; \
        pc = f->pc; \
    } while (0)

static inline void release_stored_name(Frame *f, const Instr *next, unsigned from, Ref text)
{
    if ((next->op != I_STORE_NAME_DICT && next->op != I_STORE_GLOBAL_DICT) || next->a != from || object_of(text)->refcount != 2)
        return;
    Cache *k = &f->code->cache[next->wide];
    if (f->globals->keys_version != k->keys_version || (next->op == I_STORE_NAME_DICT && object_of(f->locals) != (Object *)f->globals))
        return;
    Value *entry = k->place;
    if (same(*entry, text)) {
        *entry = NONE;
        object_of(text)->refcount--;
    }
}

/* The same for a frame just pushed. */
#define ENTER_FRAME() do { \
        Code *code_ = f->code; \
        R = f->regs; \
        K = code_->consts_end; \
        pc = code_->instr; \
    } while (0)

Value VM_RUN(Thread *t, Frame *f)
{
    static const void *const labels[256] = {
#define OP_LABEL(name, kinds, effects, meaning) &&op_##name,
        OPCODES(OP_LABEL)
#undef OP_LABEL
#define SP(name, generic, guard) &&op_##name,
        SPECIALISED(SP)
#undef SP
    };
    const Instr *pc;
    Value *R, *K;
    /* of calls in progress */
    Value callee, *args, names;
    ssize nargs;
    unsigned dest;                  /* register for the result */
    Value result;

    LOAD_FRAME();
    if (unlikely(is_raised(t))) {       /* a generator resumed by throw(), or this loop takes over an error */
        if (TRACING)
            trace_thrown(t, f);
        goto error;
    }
    DISPATCH();

#if TRACING
trace_dispatch:
    if (unlikely(!(t->interrupt & INTERRUPT_TRACE))) {
        SAVE();
        __atomic_fetch_or(&t->interrupt, INTERRUPT_LOOP_LEFT, __ATOMIC_RELAXED);
        return EMPTY;
    }
    if (trace_wanted(f)) {
        f->pc = pc + 1;
        bool good = trace_instruction(t, f);
        pc = f->pc;
        ERROR_IF(!good);
        pc--;
    }
    goto *labels[is_empty(t->profile_function) ? pc++->op : opcode_generic(pc++->op)];      /* those call built-ins by trace_c_call() */
#endif

#include "vm/ops_move.h"
#include "vm/ops_name.h"
#include "vm/ops_arith.h"
#include "vm/ops_compare.h"
#include "vm/ops_attr.h"
#include "vm/ops_item.h"
#include "vm/ops_iter.h"
#include "vm/ops_build.h"
#include "vm/ops_call.h"
#include "vm/ops_generator.h"
#include "vm/ops_except.h"
#include "vm/ops_misc.h"

run_traced:                             /* from vm_run() only */
    result = vm_run_traced(t, f);
    if (!trace_loop_left(t))
        return result;
    f = t->frame;
    LOAD_FRAME();
    if (is_raised(t))
        goto error;
    DISPATCH();

    /* ---- a failed instruction: t->raised is set, pc is behind it ---- */
error:
    f->pc = pc;
    if (unlikely(!is_raised(t)))
        raise_system(t, "error return without exception set in %s", opcode_names[I.op]);
    if (!TRACING && unlikely(t->interrupt & INTERRUPT_TRACE))
        goto run_traced;
    traceback_add(t, f);
    if (TRACING)
        trace_exception(t, f);
unwind: {
        const Handler *h = handler_find(f->code, (uint32_t)(f->pc - f->code->instr) - 1);
        if (h) {
            for (uint32_t i = h->depth; i < f->code->register_count; i++) {
                Value v = f->regs[i];
                if (is_ptr(v) && !is_empty(v)) {
                    f->regs[i] = EMPTY;
                    release(v);
                }
            }
            f->regs[h->depth] = raised_take(t);
            f->pc = f->code->instr + h->target;
            LOAD_FRAME();
            DISPATCH();
        }
        if (TRACING && !trace_return(t, f, EMPTY))
            traceback_add(t, f);
        uint8_t flags = f->flags;
        if (flags & FRAME_GENERATOR) {
            Generator *g = CONTAINER_OF(f, Generator, frame);
            Frame *caller = f->previous;
            generator_finish(t, g);
            if (flags & FRAME_ENTRY)
                return EMPTY;
            t->frame_limit++;
            callee = value_of(g);
            bool ended = generator_stopped(t, callee, &result);
            f = caller;
            LOAD_FRAME();
            if (ended)
                goto ended_inline;
            release(callee);
            goto error;
        }
        Frame *caller = f->previous;
        frame_pop(t, f);
        if (flags & FRAME_ENTRY)
            return EMPTY;
        f = caller;
        LOAD_FRAME();
        goto error;
    }
}
