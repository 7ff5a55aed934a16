/* jit_tables.h: the templates as the build leaves them to the compiler (tools/template_list.c, tools/template_pack.c). */
#ifndef KRAIT_JIT_JIT_TABLES_H
#define KRAIT_JIT_JIT_TABLES_H

#include <stdbool.h>
#include <stdint.h>

enum HoleName { HOLE_A_, HOLE_B_, HOLE_C_, HOLE_N_, HOLE_WIDE_, HOLE_CACHE_, HOLE_WIDE_CACHE_, HOLE_NEXT_A_, HOLE_NEXT_B_, HOLE_NEXT_C_, HOLE_PC_, HOLE_NEXT_, HOLE_SECOND_, HOLE_THIRD_, HOLE_TARGET_,
                HOLE_NEXT_TARGET_, HOLE_COUNT };
enum PatchForm { PATCH_64, PATCH_32, PATCH_32_SIGNED, PATCH_RELATIVE };
typedef struct Patch {
    uint16_t offset;
    uint8_t form;                   /* PatchForm */
    uint8_t hole;                   /* HoleName, or HOLE_COUNT: an address in the executable */
    int32_t addend;
    const void *address;
} Patch;
typedef struct Template {
    const unsigned char *text;
    const Patch *patches;
    uint16_t size, patch_count;
    bool falls_through;             /* ends with a jump to the next instruction, which need not be copied */
} Template;

/* Operand kinds and what follows, as in template.h: index of a variant of an instruction's template. */
#define TEMPLATE_VARIANTS (5 * 5 * 5 * 3)
#define TEMPLATE_VARIANT(a, b, c, follower) ((((a) * 5 + (b)) * 5 + (c)) * 3 + (follower))
extern const Template template_table[];
extern const uint16_t template_index[256][TEMPLATE_VARIANTS];      /* in template_table; 0: none */
/* The operand kinds that an opcode's templates are for: bits 1 << KIND_, of a, b and c (0: of no account); whether what follows matters. */
typedef struct TemplateOperands { uint8_t kinds[3]; bool follower; } TemplateOperands;
extern const TemplateOperands template_operands[256];
extern const uint16_t template_step, template_enter;

#endif
