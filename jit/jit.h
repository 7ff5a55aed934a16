/* jit.h: machine code for hot Python code, by copying and patching templates (template.h). x86-64.
 *
 * A Code is translated whole, instruction by instruction, with the specialised forms it has at that time. What its templates
 * leave to the interpreter goes through jit_step(); a Code whose guards fail often is translated anew, a few times. Machine code
 * lies in one reserved region of the interpreter in the low 2 GiB, where it reaches all of the executable, and stays until the
 * interpreter ends.
 */
#ifndef KRAIT_JIT_JIT_H
#define KRAIT_JIT_JIT_H

#include "vm/machine.h"

/* Installs the compiler. Everything is interpreted where no executable memory is to be had and under -X jit=off (or PYTHON_JIT=off); -X jit=N sets how many
 * calls and iterations make code hot. */
void jit_init(Interp *interp);

/* ---- what templates go on with, seldom; f->pc is set unless told otherwise ---- */
COLD MachineCode jit_leave;         /* the interpreter goes on, or unwinds */
MachineCode jit_step;               /* the interpreter executes one instruction */
COLD MachineCode jit_guard_failed;  /* the same; counted */
COLD MachineCode jit_interrupted;   /* t->interrupt is set */
COLD MachineCode jit_enter_cold;    /* a function without machine code has been called; f->pc is not set */
MachineCode jit_begin;              /* at t->machine_entry */
void jit_count_failure(Thread *t, Code *code);

#endif
