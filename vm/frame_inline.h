/* frame_inline.h: pushing and popping frames, the part of a call that must be quick. */
#ifndef KRAIT_VM_FRAME_INLINE_H
#define KRAIT_VM_FRAME_INLINE_H

#include "vm/vm.h"

/* Gives up what a failed push was given. Cold. */
Frame *frame_push_failed(Thread *t, Function *func, Value *window, uint32_t parameters_set);

/* Is there room for a frame of code whose registers are at window? */
ALWAYS_INLINE bool frame_fits(const Thread *t, const Code *code, const Value *window)
{
    return likely(window + code->register_count < t->stack_end) && likely(t->frame_next < t->frame_limit);
}

/* frame_push() where it fits. */
ALWAYS_INLINE Frame *frame_push_fitting(Thread *t, Function *func, Value *window, uint32_t parameters_set, unsigned result)
{
    Code *code = func->code;
    Frame *f = t->frame_next;

    t->frame_next = f + 1;
    for (Value *p = window + parameters_set, *end = window + code->local_count; p < end; p++)
        *p = EMPTY;
    f->previous = t->frame;
    f->regs = window;
    f->code = code;
    f->func = func;
    f->globals = func->globals;
    f->builtins = func->builtins;
    f->result = (uint16_t)result;
    t->frame = f;
    return f;
}

/* frame_push() for a function; see vm.h. func is consumed. The caller wants the result in register `result`. f->pc is left to the
 * caller, who usually goes on without it. */
ALWAYS_INLINE Frame *frame_push_inline(Thread *t, Function *func, Value *window, uint32_t parameters_set, unsigned result)
{
    if (unlikely(!frame_fits(t, func->code, window)))
        return frame_push_failed(t, func, window, parameters_set);
    return frame_push_fitting(t, func, window, parameters_set, result);
}

/* Ends a frame without flags. `used`: registers from there on hold no counted references. */
ALWAYS_INLINE void frame_pop_plain(Thread *t, Frame *f, uint32_t used)
{
    for (Value *p = f->regs, *end = p + used; p < end; p++) {
        Value v = *p;
        if (is_ptr(v) && !is_empty(v)) {
            *p = EMPTY;
            object_release(object_of(v));
        }
    }
    if (unlikely(f->flags)) {                   /* a finalizer looked at the frame */
        frame_pop(t, f);
        return;
    }
    t->frame = f->previous;
    t->frame_next = f;
    object_release(&f->func->head);
}

/* For calls from a generator's frame, whose registers do not lie on the stack: the arguments move to the stack's top. */
ALWAYS_INLINE Value *window_move(Thread *t UNUSED, Frame *f, Value *args, ssize n)
{
    Value *window = frame_top(f);
    for (ssize i = 0; i < n; i++) {
        window[i] = args[i];
        args[i] = EMPTY;
    }
    return window;
}

#endif
