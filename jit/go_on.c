/* go_on.c: what machine code goes on with (jit.h). Compiled like the templates, with the state in registers, but part of the
 * executable. */
#include "jit/template.h"

#include "vm/trace.h"

/* All of these must be left by jumps, or the C stack would grow: so they are small, and none is part of another. */
#define NOT_INLINED __attribute__((noinline))

/* Goes on at f->pc of the frame on top. */
static NOT_INLINED Value go_on(void)
{
    f = t->frame;
    Code *code = f->code;
    R = f->regs;
    K = code->consts_end;
    if (unlikely(!code->machine_address))
        GO(jit_leave);
    MachineCode *to = (MachineCode *)(uintptr_t)code->machine_address[f->pc - code->instr];
    GO(to);
}

NOT_INLINED Value jit_begin(void)
{
    MachineCode *entry = t->machine_entry;
    t->machine_entry = NULL;
    R = f->regs;
    K = f->code->consts_end;
    GO(entry);
}

NOT_INLINED Value jit_leave(void)
{
    return MACHINE_LEFT;
}

NOT_INLINED Value jit_step(void)
{
    Value result = vm_step(t, f);
    if (!same(result, MACHINE_STEPPED))
        return result;
    GO(go_on);
}

Value jit_guard_failed(void)
{
    jit_count_failure(t, f->code);
    GO(jit_step);
}

Value jit_interrupted(void)
{
    if (!handle_interrupt(t) || t->interrupt & INTERRUPT_TRACE)
        GO(jit_leave);
    GO(go_on);
}

Value jit_enter_cold(void)
{
    f->pc = f->code->instr;
    if (--f->code->heat >= 0 || !machine_enter(t, f))
        GO(jit_leave);
    GO(jit_begin);
}
