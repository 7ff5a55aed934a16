/* _opcode.c: module _opcode: the instruction set for lib/dis.py, from the table in vm/opcodes.h. */
#include "frontend/opcode_info.h"
#include "object/code.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_opcode.h"

static const char *const meanings[OPCODE_COUNT] = {
#define OP(name, kinds, effects, meaning) meaning,
    OPCODES(OP)
#undef OP
};

/** table() -> a list with one str per opcode: its name, the kinds of its operands n, a, b, c, its meaning, a line each. */
FUNCTION0(_opcode, table)
{
    OWN Value rows = list_new(t, OPCODE_COUNT);
    for (int i = 0; !is_empty(rows) && i < OPCODE_COUNT; i++) {
        const OpcodeInfo *info = &opcode_info[i];
        OWN Value row = str_format(t, "%s\n%s\n%s", info->name, info->kinds, meanings[i]);
        if (is_empty(row) || !list_append(t, as_list(rows), row))
            return EMPTY;
    }
    return take(&rows);
}

/** generic(opcode) -> the opcode of the instruction set that a specialised opcode stands for. */
FUNCTION(_opcode, generic, "(opcode: int, /)")
{
    if (a->opcode < 0 || a->opcode > UINT8_MAX)
        return raise_value(t, "opcode must be in range(256)");
    return fixnum(opcode_generic((uint8_t)a->opcode));
}

/** skips(opcode) -> whether the instruction may skip the next one, a jump. */
FUNCTION(_opcode, skips, "(opcode: int, /)") 
{
    return bool_value(a->opcode >= 0 && a->opcode < OPCODE_COUNT && opcode_skips((int)a->opcode));
}

/** locals(code) -> the names of the first registers: local variables, with those that are cells; a tuple. */
FUNCTION(_opcode, locals, "(code, /)")
{
    if (!is_exact(a->code, &code_type))
        return raise_type(t, "locals() argument must be code, not %T", a->code);
    if (!code_ready(t, as_code(a->code)))
        return EMPTY;
    return tuple_from_array(t, as_code(a->code)->local_names, as_code(a->code)->local_count);
}

MODULE(_opcode, .doc = "The instruction set.");
