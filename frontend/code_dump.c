/* code_dump.c: code objects as text (code_dump.h). Operands are shown by the kinds of opcodes.h:
 *
 *     12   3  ADD          x, y, #1             line, index, opcode, operands: locals by name, temporaries as %n, constants
 */
#include "frontend/code_dump.h"

#include "frontend/opcode_info.h"
#include "object/object.h"
#include "object/protocol.h"
#include "object/str.h"

static void show_register(FILE *f, Thread *t, const Code *code, int reg)
{
    if (reg < (int)code->local_count)
        fprintf(f, "%s", str_text(t, code->local_names[reg]));
    else
        fprintf(f, "%%%d", reg - (int)code->local_count);
}

static void show_constant(FILE *f, Thread *t, const Code *code, uint32_t index)
{
    if (index >= code->const_count) {
        fprintf(f, "const %u?", index);
        return;
    }
    Ref v = code->consts_end[~(ssize)index];
    if (is_exact(v, &code_type)) {
        fprintf(f, "<code %s>", str_text(t, as_code(v)->name));
        return;
    }
    Value text = repr(t, v);
    fprintf(f, "%.60s", is_empty(text) ? "?" : str_text(t, text));
    release(text);
}

static void show_operand(FILE *f, Thread *t, const Code *code, char kind, int32_t v, ssize at, bool wide)
{
    switch (kind) {
    case 'd': case 's': case 'p': case 't': case 'l':
        if ((int16_t)v < 0)
            show_constant(f, t, code, (uint32_t)~(int16_t)v);
        else
            show_register(f, t, code, v);
        break;
    case 'w': case 'm':
        show_constant(f, t, code, (uint32_t)v);
        break;
    case 'f':
        fprintf(f, "free %s", (uint32_t)v < code->free_count ? str_text(t, code->free_names[v]) : "?");
        break;
    case 'k':
        if ((uint32_t)v < code->cache_count && !is_empty(code->cache[v].name))
            fprintf(f, "%s", str_text(t, code->cache[v].name));
        else
            fprintf(f, "cache %d", v);
        break;
    case 'j':
        fprintf(f, "-> %zd", (ssize_t)(at + 1 + v));
        break;
    default:
        fprintf(f, "%d", wide ? v : (int)(uint16_t)v);
        break;
    }
}

static void show_instr(FILE *f, Thread *t, const Code *code, ssize at, int *line)
{
    const Instr *instr = &code->instr[at];
    int here = code->locations[at].line;
    fprintf(f, "%6.*d", here && here != *line, here && here != *line ? here : 0);
    *line = here ? here : *line;
    if (instr->op >= OPCODE_COUNT) {
        fprintf(f, "%5zd  op %d\n", (ssize_t)at, instr->op);
        return;
    }
    const char *kinds = opcode_info[instr->op].kinds, *separator = "";
    bool wide = opcode_is_wide(instr->op);
    fprintf(f, "%5zd  %-20s", (ssize_t)at, opcode_info[instr->op].name);
    if (kinds[0] == 'i') {
        fprintf(f, "n=%d", instr->n);
        separator = ", ";
    }
    for (int i = 1; i < (wide ? 3 : 4); i++) {
        if (kinds[i] == '-')
            continue;
        fprintf(f, "%s", separator);
        show_operand(f, t, code, kinds[i], i == 1 ? instr->a : wide ? instr->wide : i == 2 ? instr->b : instr->c, at, wide);
        separator = ", ";
    }
    fprintf(f, "\n");
}

void code_dump(FILE *f, Thread *t, const Code *code)
{
    int line = 0;
    fprintf(f, "%s  (%s, line %d)  flags %#x, args %d/%d/%d, %u locals, %u registers\n", str_text(t, code->qualname),
            str_text(t, code->filename), code->first_line, code->flags, code->positional_only_count, code->arg_count,
            code->keyword_only_count, code->local_count, code->register_count);
    for (uint32_t i = 0; i < code->local_count; i++)
        fprintf(f, "%s%s%s", i ? ", " : "  locals: ", str_text(t, code->local_names[i]),
                code->local_kinds[i] == LOCAL_CELL ? " (cell)" : "");
    for (uint32_t i = 0; i < code->free_count; i++)
        fprintf(f, "%s%s", i ? ", " : code->local_count ? "; free: " : "  free: ", str_text(t, code->free_names[i]));
    if (code->local_count || code->free_count)
        fprintf(f, "\n");
    for (uint32_t i = 0; i < code->instr_count; i++)
        show_instr(f, t, code, i, &line);
    for (uint32_t i = 0; i < code->handler_count; i++) {
        const Handler *h = &code->handlers[i];
        fprintf(f, "  handler %u..%u -> %u, exception in ", h->start, h->end, h->target);
        show_register(f, t, code, (int)h->depth);
        fprintf(f, "\n");
    }
    fprintf(f, "\n");
    for (uint32_t i = 0; i < code->const_count; i++)
        if (is_exact(code->consts_end[~(ssize)i], &code_type))
            code_dump(f, t, as_code(code->consts_end[~(ssize)i]));
}
