/* frame_inline.h: pushing and popping frames, the part of a call that must be quick. */
#ifndef KRAIT_VM_FRAME_INLINE_H
#define KRAIT_VM_FRAME_INLINE_H

#include "vm/vm.h"

/* Gives up what a failed push was given. Cold. */
Frame *frame_push_failed(Thread *t, Function *func, Value *window, uint32_t parameters_set);
void frame_pop_slow(Thread *t, Frame *f);

/* frame_push() for a function; see vm.h. func is consumed. f->pc is left to the caller, who usually goes on without it. */
ALWAYS_INLINE Frame *frame_push_inline(Thread *t, Function *func, Value *window, uint32_t parameters_set)
{
    Code *code = func->code;
    Frame *f = t->frame_next;

    if (unlikely(window + code->register_count >= t->stack_end || f + 1 >= t->frames_end || t->depth >= t->recursion_limit))
        return frame_push_failed(t, func, window, parameters_set);
    t->depth++;
    t->frame_next = f + 1;
    for (uint32_t i = parameters_set; i < code->local_count; i++)
        window[i] = EMPTY;
    f->previous = t->frame;
    f->regs = window;
    f->top = window + code->register_count;
    f->code = code;
    f->func = func;
    f->globals = func->globals;
    f->builtins = func->builtins;
    f->locals = EMPTY;
    f->object = NULL;
    f->flags = 0;
    t->frame = f;
    return f;
}

/* `used`: registers from there on hold no counted references. */
ALWAYS_INLINE void frame_pop_inline(Thread *t, Frame *f, uint32_t used)
{
    if (unlikely(f->object || f->flags & (FRAME_CLASS | FRAME_CONSTRUCT))) {
        frame_pop_slow(t, f);
        return;
    }
    for (Value *p = f->regs, *end = p + used; p < end; p++) {
        Value v = *p;
        if (is_ptr(v) && !is_empty(v)) {
            *p = EMPTY;
            object_release(object_of(v));
        }
    }
    t->frame = f->previous;
    t->frame_next = f;
    t->depth--;
    object_release(&f->func->head);
}

/* For calls from a generator's frame, whose registers do not lie on the stack: the arguments move to the stack's top. */
ALWAYS_INLINE Value *window_move(Thread *t UNUSED, Frame *f, Value *args, ssize n)
{
    Value *window = f->top;
    for (ssize i = 0; i < n; i++) {
        window[i] = args[i];
        args[i] = EMPTY;
    }
    return window;
}

#endif
