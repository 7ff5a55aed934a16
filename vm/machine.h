/* machine.h: the seam between the interpreter and machine code made at run time (jit/).
 *
 * Both keep all state in the Frame and its registers at every instruction boundary, so each can go on where the other stopped.
 * Code counts its entries and backward jumps (Code.heat); when it is hot the compiler that main/ has installed translates it, and
 * machine_enter() has vm_run() change over. Machine code does itself what is frequent and quick; for the rest it has the
 * interpreter execute single instructions (vm_step()), and where there is no machine code to go on with, or an exception is
 * on its way, it leaves: vm_run() changes back.
 */
#ifndef KRAIT_VM_MACHINE_H
#define KRAIT_VM_MACHINE_H

#include "object/code.h"
#include "object/frame.h"
#include "object/state.h"

/* What is returned in place of a result, and is none: */
#define MACHINE_STEPPED ((Value){4})        /* by vm_step(): t->frame->pc is where to go on */
#define MACHINE_LEFT    ((Value){8})        /* by machine code: the interpreter is to go on with t->frame */

/* Executes the instruction at f->pc (f is the frame on top): MACHINE_STEPPED; or it has ended the frame flagged FRAME_ENTRY or a
 * generator's, with the result as of vm_run(). */
Value vm_step(Thread *t, Frame *f);

/* Hot code: translates f's if need be. True: t->machine_entry is where to go on at f->pc; vm_run() shall do so. */
ALWAYS_INLINE bool machine_enter(Thread *t, Frame *f)
{
    Code *code = f->code;
    if (unlikely(!code->machine_entry) && (!t->interp->machine_translate || !t->interp->machine_translate(t, f))) {
        code->heat = INT32_MAX;
        return false;
    }
    code->heat = 0;                                     /* and stays hot */
    /* The entry for calls looks at interrupts first. */
    t->machine_entry = f->pc == code->instr ? code->machine_entry : (MachineCode *)(uintptr_t)code->machine_address[f->pc - code->instr];
    return true;
}

/* What a cache means has changed, so the machine code that reads it no longer holds. Frames that run it go on in the interpreter. */
ALWAYS_INLINE void machine_code_discard(Thread *t, Code *code)
{
    if (unlikely(code->machine_entry != NULL)) {
        code->machine_entry = NULL;
        code->machine_address = NULL;
        code->heat = t->interp->code_heat;
    }
}

#endif
