/* template_body.h: one template (not a header of its own: included by templates_*.c for each, with BEGIN and the kinds defined). */
Value TEMPLATE_NAME(void)
{
    const Instr *pc = hole_pc();
    Value callee, *args, names, result;
    ssize nargs;
    unsigned dest;

    goto BEGIN;
#include TEMPLATE_BODIES
guard_failed:
    f->pc = hole_pc() - 1;
    GO(jit_guard_failed);
step:
    f->pc = hole_pc() - 1;
    GO(jit_step);
run_traced:
unwind:
error:
    f->pc = pc;
    GO(jit_leave);
}
#undef TEMPLATE_NAME
#undef BEGIN
#undef KIND_A
#undef KIND_B
#undef KIND_C
#undef FOLLOWER
