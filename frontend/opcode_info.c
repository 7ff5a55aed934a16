/* opcode_info.c: the table of opcode_info.h. */
#include "frontend/opcode_info.h"

const OpcodeInfo opcode_info[OPCODE_COUNT] = {
#define OP(name, kinds, effects, meaning) [I_##name] = {#name, kinds, effects[0]},
    OPCODES(OP)
#undef OP
};
