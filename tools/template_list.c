/* template_list.c: writes the sources of the machine code templates: for each instruction, and each combination of the operand kinds
 * that matter to it, one function (jit/template_body.h). Usage: template_list GROUP FILE. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vm/specialised.h"

typedef struct Row { const char *name, *kinds; int generic; } Row;

static const Row rows[256] = {
#define OP(name, kinds, effects, meaning) {#name, kinds, I_##name},
    OPCODES(OP)
#undef OP
#define SP(name, generic, guard) {#name, NULL, I_##generic},
    SPECIALISED(SP)
#undef SP
};

/* Which bodies a group of instructions is in, by the generic opcode. */
typedef struct Group { const char *name; int first, last; const char *bodies[3]; } Group;
static const Group groups[] = {
    {"move",    I_MOVE, I_LOAD_CLASS_FREE, {"vm/ops_move.h"}},
    {"name",    I_LOAD_GLOBAL, I_STORE_NAME, {"vm/ops_name.h"}},
    {"attr",    I_LOAD_ATTR, I_LOAD_SUPER_METHOD, {"vm/ops_attr.h"}},
    {"item",    I_GETITEM, I_BUILD_SLICE, {"vm/ops_item.h"}},
    {"arith",   I_ADD, I_INVERT, {"vm/ops_arith.h"}},
    {"compare", I_NOT, I_JUMP_IF_NOT_NONE, {"vm/ops_compare.h"}},
    {"iter",    I_GET_ITER, I_UNPACK_STAR, {"vm/ops_iter.h", "vm/ops_generator.h"}},
    {"build",   I_BUILD_LIST, I_FORMAT_SPEC, {"vm/ops_build.h"}},
    {"call",    I_CALL, I_SEND, {"vm/ops_call.h", "vm/ops_generator.h"}},
};

/* Instructions that are left to the interpreter: rare, or never in a loop. */
static const int interpreted[] = {
    I_MAKE_CELL, I_DELETE_LOCAL, I_DELETE_CELL, I_DELETE_FREE, I_LOAD_CLASS_FREE, I_LOAD_GLOBAL, I_STORE_GLOBAL, I_DELETE_GLOBAL,
    I_LOAD_NAME, I_STORE_NAME, I_DELETE_ATTR, I_DELITEM, I_MATMUL, I_IMATMUL, I_CHECK_ITER, I_UNPACK_STAR, I_BUILD_SET, I_SET_UPDATE,
    I_MAP_UPDATE, I_LIST_EXTEND, I_LIST_MERGE, I_MAP_MERGE, I_LIST_TO_TUPLE,
};

static int is_interpreted(int op)
{
    for (unsigned i = 0; i < sizeof interpreted / sizeof *interpreted; i++)
        if (interpreted[i] == op)
            return 1;
    return 0;
}

static int ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n >= m && !strcmp(name + n - m, end);
}

/* Specialised forms whose source operands are registers without a reference, or locals. */
static int reads_plainly(const char *name)
{
    return ends_with(name, "_INT") || ends_with(name, "_FLOAT") || ends_with(name, "_CONST") || ends_with(name, "_LOCAL")
        || ends_with(name, "_LEFT") || ends_with(name, "_RIGHT");
}

static int is_comparison(int op)
{
    return (op >= I_LT && op <= I_NOT_IN) || op == I_NOT;
}

/* Arithmetic and comparisons of whatever comes: their templates do not tell locals from temporaries, for the number's sake. */
static int is_generic_operation(int op) { return (op >= I_ADD && op <= I_NOT_IN) || op == I_GETITEM; }

/* The kinds an operand may have, as digits of enum OperandKind (jit/jit_tables.h). */
static const char *kinds_of(int op, int operand)
{
    const Row *row = &rows[op];
    char kind = rows[row->generic].kinds[1 + operand];
    const char *name = row->name;

    if (is_generic_operation(op))
        return kind == 's' ? "34" : "0";
    if (kind == 'd')
        return ends_with(name, "_JUMP") || ends_with(name, "_KEEP") || ends_with(name, "_LEFT") || ends_with(name, "_RIGHT") || op == I_CLEAR ? "0" : "12";
    if (kind == 's' && !reads_plainly(name))
        return ends_with(name, "_JUMP") && operand == 1 ? "0" : "123";
    if (kind == 's' && !strcmp(name, "STORE_ATTR_LOCAL") && operand == 1)
        return "123";
    if (kind == 'p')
        return "13";
    return "0";
}

static int mask_of(int op, int operand)
{
    int mask = 0;
    for (const char *kind = kinds_of(op, operand); *kind; kind++)
        mask |= *kind == '0' ? 0 : 1 << (*kind - '0');
    return mask;
}

static int has_followers(int op) { return is_comparison(op) && op < OPCODE_COUNT; }

static void write_template(FILE *out, int op, char a, char b, char c, int follower)
{
    fprintf(out, "#define TEMPLATE_NAME template__%d_%c%c%c%d\n#define BEGIN op_%s\n", op, a, b, c, follower, rows[op].name);
    fprintf(out, "#define KIND_A %c\n#define KIND_B %c\n#define KIND_C %c\n#define FOLLOWER %d\n#include \"jit/template_body.h\"\n", a, b, c, follower);
}

static void write_instruction(FILE *out, int op)
{
    int followers = has_followers(op) ? 3 : 1;
    for (const char *a = kinds_of(op, 0); *a; a++)
        for (const char *b = kinds_of(op, 1); *b; b++)
            for (const char *c = kinds_of(op, 2); *c; c++)
                for (int follower = 0; follower < followers; follower++)
                        write_template(out, op, *a, *b, *c, follower);
}

static int write_group(FILE *out, const Group *g)
{
    fprintf(out, "/* Made by tools/template_list. */\n#include \"jit/template.h\"\n#define TEMPLATE_BODIES \"gen/jit/bodies_%s.h\"\n", g->name);
    for (int op = 0; op < ALL_OPCODES; op++)
        if (op != I_NOP && op != I_EXT && rows[op].generic >= g->first && rows[op].generic <= g->last && !is_interpreted(op))
            write_instruction(out, op);
    return 0;
}

int main(int argc, char **argv)
{
    if (argc != 3)
        return fprintf(stderr, "usage: template_list GROUP FILE\n"), 2;
    FILE *out = fopen(argv[2], "w");
    if (!out)
        return perror(argv[2]), 1;
    if (!strcmp(argv[1], "operands")) {
        fprintf(out, "/* Made by tools/template_list. */\n#include \"jit/jit_tables.h\"\nconst TemplateOperands template_operands[256] = {\n");
        for (int op = 0; op < ALL_OPCODES; op++)
            fprintf(out, "{{%d, %d, %d}, %d},\n", mask_of(op, 0), mask_of(op, 1), mask_of(op, 2), has_followers(op));
        fprintf(out, "};\n");
        return fclose(out);
    }
    for (unsigned i = 0; i < sizeof groups / sizeof *groups; i++) {
        const char *name = groups[i].name;
        size_t n = strlen(name);
        if (!strncmp(argv[1], "bodies_", 7) && !strcmp(argv[1] + 7, name)) {
            for (int k = 0; k < 3 && groups[i].bodies[k]; k++)
                fprintf(out, "#include \"%s\"\n", groups[i].bodies[k]);
            return fclose(out);
        }
        if (!strncmp(argv[1], name, n) && !argv[1][n]) {
            write_group(out, &groups[i]);
            return fclose(out);
        }
    }
    return fprintf(stderr, "template_list: no group %s\n", argv[1]), 2;
}
