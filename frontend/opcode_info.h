/* opcode_info.h: names and operand kinds of the generic instructions, as data (vm/opcodes.h tells what the kinds mean). */
#ifndef KRAIT_FRONTEND_OPCODE_INFO_H
#define KRAIT_FRONTEND_OPCODE_INFO_H

#include "base/common.h"
#include "vm/opcodes.h"

typedef struct OpcodeInfo {
    const char *name;
    char kinds[5];              /* of n, a, b, c */
    char effects;               /* 'L' leaf, 'R' may raise, 'P' may run Python code and raise */
} OpcodeInfo;
extern const OpcodeInfo opcode_info[OPCODE_COUNT];

ALWAYS_INLINE bool opcode_is_wide(int op)   { return opcode_info[op].kinds[3] == ' '; }     /* b and c are one number */
ALWAYS_INLINE bool opcode_counts(int op)    { return opcode_info[op].kinds[0] == '#'; }     /* n counts towards specialisation */
ALWAYS_INLINE bool opcode_jumps(int op)     { return opcode_info[op].kinds[2] == 'j'; }
/* The next instruction is skipped, or executed: a JUMP. */
ALWAYS_INLINE bool opcode_skips(int op)     { return op == I_FOR_ITER || op == I_SEND; }
ALWAYS_INLINE bool opcode_has_ext(int op)   { return op == I_CALL_KEYWORDS || op == I_IMPORT_NAME; }
/* What follows is not reached. */
ALWAYS_INLINE bool opcode_ends(int op)
{
    return op == I_JUMP || op == I_JUMP_BACK || op == I_RETURN || op == I_RAISE || op == I_RERAISE;
}

#endif
