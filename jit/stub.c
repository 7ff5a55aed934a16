/* stub.c: templates that belong to no instruction: handing one to the interpreter, and the beginning of a function. */
#include "jit/template.h"

Value template__step(void)
{
    f->pc = hole_pc() - 1;
    GO(jit_step);
}

Value template__enter(void)
{
    if (unlikely(t->interrupt)) {
        f->pc = hole_pc();
        GO(jit_interrupted);
    }
    NEXT();
}
