/* template.h: an instruction's body as a template of machine code: a function that gcc compiles at build time and that jit/compile.c
 * copies and patches ("copy-and-patch": Xu and Kjolstad, OOPSLA 2021). Included by the generated files templates_*.c.
 *
 * The bodies are those of the interpreter (vm/ops_*.h), under other definitions of the macros they are written in:
 * - Operands, addresses of caches and of the instruction are holes: undefined symbols, patched for each use. Their kinds (a
 *   local, a temporary, a constant) are known when a template is compiled, so each has one template for each combination.
 * - To go on is a tail call, to what follows in the copy or to a jump's target. The state lies in four registers that C functions
 *   preserve, and that gcc sets aside here; `pc` exists only where a body stores it.
 * - A failed guard, and what is too rare to be worth machine code, is left to the interpreter: jit_step() executes the
 *   instruction from its beginning.
 */
#ifndef KRAIT_JIT_TEMPLATE_H
#define KRAIT_JIT_TEMPLATE_H

#define TEMPLATE 1

/* Destroying an object, and ending a frame that somebody looked at, are rare: those calls go through thunks (compile.c) that save all
 * registers, so that they cost a template nothing when they are not made. (The declarations in the headers become ones of these
 * functions.) */
#include "object/value.h"
#define XMM_REGISTERS "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", \
    "xmm14", "xmm15"
ALWAYS_INLINE void destroy_far(Object *o)
{
    __asm__ volatile("call jit_destroy_thunk" : : "D"(o) : "memory", "cc", XMM_REGISTERS);
}
#define object_destroy destroy_far
#include "object/object.h"
#undef object_destroy
#include "vm/vm.h"
ALWAYS_INLINE void frame_pop_far(Thread *thread, Frame *frame)
{
    __asm__ volatile("call jit_frame_pop_thunk" : : "D"(thread), "S"(frame) : "memory", "cc", XMM_REGISTERS);
}
#define frame_pop frame_pop_far
#include "vm/frame_inline.h"
#undef frame_pop

#include "jit/jit.h"
#include "jit/jit_tables.h"
#include "vm/loop.h"

register Thread *t __asm__("r14");
register Frame *f __asm__("r12");
register Value *R __asm__("rbx");
register Value *K __asm__("r13");

/* ---- holes ---- */
/* Undefined symbols whose addresses are the numbers. Declared as weak aliases, so that gcc takes it that a number may be zero and that
 * two may be the same. An operand's hole is the offset of a register or constant, which gcc makes the displacement of a
 * memory operand: the number of the register is an exact quotient (gcc knows of the address's alignment). The holes are signed numbers of 32 bits (-mcmodel=kernel). */
#define HOLE(type, name, symbol) static const type name[1] __attribute__((weakref(symbol), unused))
HOLE(Value, hole_a, "HOLE_A");
HOLE(Value, hole_b, "HOLE_B");
HOLE(Value, hole_c, "HOLE_C");
HOLE(char, hole_n, "HOLE_N");
HOLE(char, hole_wide, "HOLE_WIDE");
HOLE(Value, hole_next_a, "HOLE_NEXT_A");        /* operands of the next instruction */
HOLE(Value, hole_next_b, "HOLE_NEXT_B");
HOLE(Value, hole_next_c, "HOLE_NEXT_C");
HOLE(char, hole_cache, "HOLE_CACHE");           /* offset of cache c from K */
HOLE(char, hole_wide_cache, "HOLE_WIDE_CACHE"); /* of cache bc */
#define NUMBER_OF(hole) ((ssize)(hole))
#define OPERAND(hole) ((hole) - (const Value *)0)
ALWAYS_INLINE const Instr *hole_pc(void)     /* the next instruction */
{
    const Instr *pc;
    __asm__("movabsq $HOLE_PC, %0" : "=r"(pc));
    return pc;
}
/* The next instruction, the ones after it, the target of this jump, the target of the jump that is next. */
MachineCode HOLE_NEXT, HOLE_SECOND, HOLE_THIRD, HOLE_TARGET, HOLE_NEXT_TARGET;

/* ---- operands ---- */
#define IS_TEMPORARY_A (KIND_A == KIND_TEMPORARY || (KIND_A == KIND_REGISTER && A >= f->code->local_count))
#define IS_TEMPORARY_B (KIND_B == KIND_TEMPORARY || (KIND_B == KIND_REGISTER && B >= f->code->local_count))
#define IS_TEMPORARY_C (KIND_C == KIND_TEMPORARY || (KIND_C == KIND_REGISTER && C >= f->code->local_count))
#define IS_TEMPORARY(operand) IS_TEMPORARY_##operand
#define A OPERAND(hole_a)
#define B OPERAND(hole_b)
#define C OPERAND(hole_c)
#define N NUMBER_OF(hole_n)
#define WIDE NUMBER_OF(hole_wide)
#define I (pc[-1])
#define READ_A (KIND_A == KIND_CONSTANT ? K : R)[A]
#define READ_B (KIND_B == KIND_CONSTANT ? K : R)[B]
#define READ_C (KIND_C == KIND_CONSTANT ? K : R)[C]
#define READ(operand) READ_##operand
#define NEXT_A OPERAND(hole_next_a)
#define NEXT_READ_B R[OPERAND(hole_next_b)]
#define NEXT_READ_C R[OPERAND(hole_next_c)]
#define IS_CONSTANT(operand) (KIND_##operand == KIND_CONSTANT)
#define FINISH(operand, v) do { \
        if (is_ptr(v) && IS_TEMPORARY_##operand) { \
            R[operand] = EMPTY; \
            release(v); \
        } \
    } while (0)
#define OWNED(operand) ({ \
        Value v_ = READ_##operand; \
        if (IS_TEMPORARY_##operand) \
            R[operand] = EMPTY; \
        else \
            retain(v_); \
        v_; \
    })
#define SET_RESULT(i, value) do { \
        Value *slot_ = &R[i]; \
        Value old_ = *slot_; \
        *slot_ = (value); \
        if (unlikely(is_ptr(old_)) && !is_empty(old_)) \
            object_release(object_of(old_)); \
    } while (0)
#define DROP_REGISTER(i) SET_RESULT(i, EMPTY)
/* A temporary is dead before it is written: it holds no reference (opcodes.h). */
#define SET(i, value) do { \
        if (KIND_A == KIND_TEMPORARY) \
            R[i] = (value); \
        else \
            SET_RESULT(i, value); \
    } while (0)
#define CACHE() ((Cache *)((char *)K + NUMBER_OF(hole_cache)))
#define WIDE_CACHE() ((Cache *)((char *)K + NUMBER_OF(hole_wide_cache)))

/* ---- control ---- */
#define TRACING 0
#define GO(where) return where()
#define NEXT() GO(HOLE_NEXT)
#define NEXT_BUT_ONE() GO(HOLE_SECOND)
#define NEXT_BUT_TWO() GO(HOLE_THIRD)
#define JUMP() GO(HOLE_TARGET)
#define LOOP() do { \
        if (unlikely(t->interrupt)) { \
            f->pc = pc + WIDE; \
            GO(jit_interrupted); \
        } \
        GO(HOLE_TARGET); \
    } while (0)
#define FOLLOWED_BY(jump) (FOLLOWER == FOLLOWED_BY_##jump)
#define NEXT_JUMP_UNLESS(truth) do { if (truth) GO(HOLE_SECOND); GO(HOLE_NEXT_TARGET); } while (0)
#define SAVE() (f->pc = pc)
#define HANDLE_INTERRUPT() GO(jit_interrupted)
#define LOAD_FRAME() do { \
        R = f->regs; \
        K = f->code->consts_end; \
        pc = f->pc; \
    } while (0)
#define RESUME() do { \
        uint32_t *address_ = f->code->machine_address; \
        if (unlikely(!address_)) { \
            f->pc = pc; \
            GO(jit_leave); \
        } \
        MachineCode *to_ = (MachineCode *)(uintptr_t)address_[pc - f->code->instr]; \
        GO(to_); \
    } while (0)
#define ENTER_CODE(code, window) do { \
        Code *code_ = (code); \
        R = (window); \
        K = code_->consts_end; \
        MachineCode *to_ = code_->machine_entry; \
        if (unlikely(!to_)) \
            GO(jit_enter_cold); \
        GO(to_); \
    } while (0)
#define DISPATCH() goto step
#define GUARD_FAILED(label) goto guard_failed
#define INTERPRET() goto step
#define WHEN_WARM(statement) ((void)0);
#define SPECIALISE(statement) ((void)0)

#endif
