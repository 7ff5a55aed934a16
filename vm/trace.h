/* trace.h: sys.settrace and sys.setprofile (Library "sys"; Reference 3.2 "Frame objects").
 *
 * The interpreter loop exists twice (interp.c, interp_traced.c): vm_run() knows nothing of tracing; vm_run_traced() asks this file
 * before each instruction and at each return, exception and call of a built-in function. All state of a running frame is in
 * the Frame, so a loop hands over to the other at any instruction. INTERRUPT_TRACE in Thread.interrupt means "the traced loop is
 * wanted": a function is set, and it is not itself running. Frames that run when tracing starts are flagged FRAME_TRACED, so
 * that they hand over when they return. While allocations are watched (heap.h) the traced loop is wanted too: in it the line of every
 * frame is exact at any moment.
 */
#ifndef KRAIT_VM_TRACE_H
#define KRAIT_VM_TRACE_H

#include "object/frame.h"

/* A bit of Thread.interrupt next to those of state.h: vm_run_traced() has not ended the frame but asks for the other loop. */
#define INTERRUPT_LOOP_LEFT 0x10000

/* The loop that looks for events; like vm_run(). When tracing ends it returns early, with INTERRUPT_LOOP_LEFT set: vm_run() is to go on with
 * t->frame. (A call from each loop to the other would fill the C stack.) */
Value vm_run_traced(Thread *t, Frame *f);

/* For sys: replaces the function (NONE: none). */
void trace_set(Thread *t, Ref function);
void profile_set(Thread *t, Ref function);
/* func(*args) with tracing on though a trace function is running: sys.call_tracing. */
Value trace_call_tracing(Thread *t, Ref func, Ref args);

/* For tracemalloc: heap_watch(), and what follows for the interpreter's threads, of which t runs. */
bool trace_allocations(Thread *t, HeapWatch *watch) MUST_CHECK;

/* For vm_run_traced(). False: the trace function raised, or an exception is set as before. */
bool trace_instruction(Thread *t, Frame *f) MUST_CHECK;             /* f->pc is behind the instruction to come; may move */
void trace_thrown(Thread *t, Frame *f);                             /* a generator goes on with t->raised */
bool trace_return(Thread *t, Frame *f, Ref value) MUST_CHECK;       /* value EMPTY: it ends by an exception, which is set */
void trace_exception(Thread *t, Frame *f);                          /* t->raised may be replaced by the trace function's */
/* An iterator that f runs ended with `value`: an `exception` event of f where the value is not None, or where f delegates
 * to it (yield from, await a generator or coroutine). */
bool trace_stop(Thread *t, Frame *f, Ref value, bool delegated) MUST_CHECK;
bool trace_is_c_call(Thread *t, Ref callee);                        /* must the call below be made? */
Value trace_c_call(Thread *t, Frame *f, Ref callee, const Value *args, ssize nargs, Ref names);
Value trace_c_call_spread(Thread *t, Frame *f, Ref callee, Ref positional, Ref keywords);   /* a tuple, and a dict or EMPTY */

/* Assignment to f_lineno (jump.c): prepared while the trace function runs, done when it has returned. */
bool jump_prepare(Thread *t, FrameObject *o, Ref line) MUST_CHECK;
bool jump_perform(Thread *t, Frame *f) MUST_CHECK;

/* After vm_run_traced(): is the frame t->frame to be gone on with? */
ALWAYS_INLINE bool trace_loop_left(Thread *t)
{
    if (likely(!(t->interrupt & INTERRUPT_LOOP_LEFT)))
        return false;
    __atomic_fetch_and(&t->interrupt, ~(uint32_t)INTERRUPT_LOOP_LEFT, __ATOMIC_RELAXED);
    return true;
}

/* Does vm_run_traced() call trace_instruction() here? */
ALWAYS_INLINE bool trace_wanted(const Frame *f)
{
    return !(f->flags & FRAME_TRACED) || (f->object && !is_empty(f->object->trace));
}

#endif
