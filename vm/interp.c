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
#include "vm/loop.h"

#ifndef TRACING
#define TRACING 0                   /* 1: this is vm_run_traced(), compiled by interp_traced.c; see trace.h */
#endif
#ifndef STEPPING
#define STEPPING 0                  /* 1: this is vm_step(), compiled by interp_step.c; see machine.h */
#endif

/* ---- decoding ---- */
/* The instruction being executed; a body that moves pc reads its operands before. */
#define I (pc[-1])
#define A I.a
#define B I.b
#define C I.c
#define READ(i)      ((int16_t)(i) >= 0 ? R : K)[(int16_t)(i)]
/* Operands of the next instruction, for those that execute it too. */
#define NEXT_A       (pc->a)
#define NEXT_READ_B  READ(pc->b)
#define NEXT_READ_C  READ(pc->c)
#define IS_CONSTANT(i) ((int16_t)(i) < 0)
#if TRACING
#define VM_RUN       vm_run_traced
#define DISPATCH()   goto trace_dispatch
#elif STEPPING
#define VM_RUN       vm_step
#define DISPATCH()   goto stepped
#else
#define VM_RUN       vm_interpret
#define DISPATCH()   goto *labels[(pc++)->op]
#endif
#define HEATING      (!TRACING && !STEPPING)
/* Counts towards machine code. When this code has become hot and has some, it goes on there. */
#define WARM_UP(code) do { \
        if (HEATING && unlikely(--(code)->heat < 0)) { \
            SAVE(); \
            if (machine_enter(t, f)) \
                return EMPTY; \
        } \
    } while (0)
/* Pending signals and the like, and the change to the traced loop; pc is saved. */
#define HANDLE_INTERRUPT() do { \
        SAVE(); \
        ERROR_IF(!handle_interrupt(t)); \
        if (!TRACING && t->interrupt & INTERRUPT_TRACE) \
            goto run_traced; \
    } while (0)
#define NEXT()       DISPATCH()
#define NEXT_BUT_ONE() do { pc++; NEXT(); } while (0)
#define NEXT_BUT_TWO() do { pc += 2; NEXT(); } while (0)
/* Goes on at an instruction's target; LOOP() backwards, where interrupts are looked at. */
#define JUMP()       do { pc += I.wide; NEXT(); } while (0)
#define LOOP() do { \
        pc += I.wide; \
        if (unlikely(t->interrupt)) \
            HANDLE_INTERRUPT(); \
        WARM_UP(f->code); \
        NEXT(); \
    } while (0)
/* A conditional jump on a result that no other instruction reads is executed along with what makes the result. */
#define FOLLOWED_BY(jump) (pc->op == I_##jump && pc->a == A && A >= temps)
#define NEXT_JUMP_UNLESS(truth) do { pc += (truth) ? 1 : 1 + pc->wide; NEXT(); } while (0)
/* Goes on in another frame, f, after LOAD_FRAME(); begins the one just pushed. */
#define RESUME()     DISPATCH()
#define ENTER_CODE(code, window) do { \
        Code *code_ = (code); \
        R = (window); \
        K = code_->consts_end; \
        pc = code_->instr; \
        if (unlikely(t->interrupt)) \
            HANDLE_INTERRUPT(); \
        WARM_UP(code_); \
        DISPATCH(); \
    } while (0)
/* A specialised form does not fit. Machine code leaves this to the interpreter; so does INTERPRET(), which stands before
 * anything has been done. */
#define GUARD_FAILED(label) goto label
#define INTERPRET()  ((void)0)
/* Executes the statement, which may rewrite the instruction; machine code has its instructions for good. */
#define SPECIALISE(statement) do { if (!TRACING) { statement; } } while (0)
/* Executes the statement when this site has seen enough to be specialised. */
#define WHEN_WARM(statement) do { \
        if (I.n < WARM) { \
            ((Instr *)pc)[-1].n++; \
        } else if (I.n == WARM) { \
            statement \
        } \
    } while (0);
#define SAVE()       (f->pc = pc)
#define N            I.n
#define WIDE         I.wide
#define temps        ((int)f->code->local_count)         /* the first temporary's register */
#define CACHE()      ((Cache *)K + C)       /* code.h: they begin where the constants end */
#define WIDE_CACHE() ((Cache *)K + WIDE)

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

/* The same for the result of a call, and for nothing. */
#define SET_RESULT(i, value) SET(i, value)
#define DROP_REGISTER(i) SET(i, EMPTY)
/* Gives up operand i if it is a temporary; v is what was read from it. */
#define FINISH(i, v) do { \
        if (is_ptr(v) && (int16_t)(i) >= temps) { \
            R[i] = EMPTY; \
            release(v); \
        } \
    } while (0)
#define IS_TEMPORARY(i) ((int16_t)(i) >= temps)
/* An owned copy of operand i: moved out of a temporary, counted otherwise. */
#define OWNED(i) ({ \
        Value v_ = READ(i); \
        if ((int16_t)(i) >= temps) \
            R[i] = EMPTY; \
        else \
            retain(v_); \
        v_; \
    })

#define LOAD_FRAME() do { \
        R = f->regs; \
        K = f->code->consts_end; \
        pc = f->pc; \
    } while (0)

/* The same for a frame just pushed. */

#if HEATING
static Value vm_interpret(Thread *t, Frame *f);
#endif

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
#if STEPPING
    goto *labels[(pc++)->op];
stepped:
    SAVE();
    return MACHINE_STEPPED;
#else
    DISPATCH();
#endif

#if TRACING
trace_dispatch:
    if (unlikely(!(t->interrupt & INTERRUPT_TRACE))) {
        SAVE();
        __atomic_fetch_or(&t->interrupt, INTERRUPT_LOOP_LEFT, __ATOMIC_RELAXED);
        return EMPTY;
    }
    f->pc = pc + 1;
    if (trace_wanted(f)) {
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
        uint16_t flags = f->flags;
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
        bool completed = flags & FRAME_OPERATOR && special_stopped(t, f);
        LOAD_FRAME();
        if (completed)
            DISPATCH();
        goto error;
    }
}

#if HEATING
/* Runs a frame by turns in the interpreter and in machine code: each returns to here to change over, so that the C stack does not
 * grow (machine.h). */
Value vm_run(Thread *t, Frame *f)
{
    bool enter = unlikely(--f->code->heat < 0) && !is_raised(t) && machine_enter(t, f);
    for (;;) {
        if (!enter) {
            Value result = vm_interpret(t, f);
            if (likely(!t->machine_entry))
                return result;
        }
        Value result = t->interp->machine_run(t, t->frame);
        if (!same(result, MACHINE_LEFT))
            return result;
        f = t->frame;
        if (unlikely(t->interrupt & INTERRUPT_TRACE)) {
            result = vm_run_traced(t, f);
            if (!trace_loop_left(t))
                return result;
            f = t->frame;
        }
        enter = false;
    }
}
#endif
