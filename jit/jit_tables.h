/* jit_tables.h: the templates as the build leaves them to the compiler (tools/template_list.c, tools/template_pack.c). */
#ifndef KRAIT_JIT_JIT_TABLES_H
#define KRAIT_JIT_JIT_TABLES_H

#include <stdbool.h>
#include <stdint.h>

/* What an operand is, where a template is for that only. */
enum OperandKind { KIND_OTHER, KIND_LOCAL, KIND_TEMPORARY, KIND_CONSTANT, KIND_REGISTER /* local or temporary */, KIND_COUNT };
/* Whether the next instruction is a jump on this one's result, which is then executed along. */
enum Follower { FOLLOWED_BY_NONE, FOLLOWED_BY_JUMP_IF_FALSE, FOLLOWED_BY_JUMP_IF_TRUE, FOLLOWER_COUNT };

/* Undefined symbols of templates, HOLE_A and so on: template.h says what each stands for. */
#define HOLES(X) \
    X(A) X(B) X(C) X(N) X(WIDE) X(CACHE) X(WIDE_CACHE) X(NEXT_A) X(NEXT_B) X(NEXT_C) X(PC) \
    X(NEXT) X(SECOND) X(THIRD) X(TARGET) X(NEXT_TARGET) \
    X(OWN_HOT) X(OWN_COLD) /* no symbols: the copy's own parts */
enum HoleNumber {
#define HOLE_NUMBER(name) HOLE_##name##_,
    HOLES(HOLE_NUMBER)
#undef HOLE_NUMBER
    HOLE_COUNT
};
enum PatchForm { PATCH_64, PATCH_32, PATCH_32_SIGNED, PATCH_RELATIVE };
typedef struct Patch {
    uint16_t offset;
    uint8_t form;                   /* PatchForm */
    uint8_t hole;                   /* HoleNumber, or HOLE_COUNT: an address in the executable */
    int32_t addend;
    const void *address;
} Patch;
typedef struct TemplatePart { const unsigned char *text; const Patch *patches; uint16_t size, patch_count; } TemplatePart;
typedef struct Template {
    TemplatePart hot, cold;         /* copied to different places */
    uint8_t goes_on;                /* the hot part ends with a jump there (HoleNumber), not copied if it would lead to what follows; or HOLE_COUNT */
} Template;

/* The variants of an instruction's template, by the kinds of its operands and what follows. */
#define TEMPLATE_VARIANTS (KIND_COUNT * KIND_COUNT * KIND_COUNT * FOLLOWER_COUNT)
#define TEMPLATE_VARIANT(a, b, c, follower) ((((a) * KIND_COUNT + (b)) * KIND_COUNT + (c)) * FOLLOWER_COUNT + (follower))
extern const Template template_table[];
extern const uint16_t template_index[256][TEMPLATE_VARIANTS];      /* in template_table; 0: none */
/* The operand kinds that an opcode's templates are for: bits 1 << KIND_, of a, b and c (0: of no account); whether what follows matters. */
typedef struct TemplateOperands { uint8_t kinds[3]; bool follower; } TemplateOperands;
extern const TemplateOperands template_operands[256];
extern const uint16_t template_step, template_enter;

#endif
