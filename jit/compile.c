/* compile.c: translating a Code: see jit.h. It shows only in the time a program takes. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "jit/jit.h"
#include "jit/jit_tables.h"
#include "object/str.h"
#include "vm/config.h"
#include "vm/specialised.h"
#include "vm/trace.h"
#include "vm/vm.h"

#define REGION_SIZE ((size_t)64 << 20)
#define GUARD_FAILURES 200          /* until a Code is translated anew */
#define TRANSLATIONS 8              /* of one Code at most: then its sites are too unsteady */
#define ALIGNMENT 16

/* The interpreter's machine code: one mapping, filled from the bottom. */
typedef struct Region { unsigned char *start, *next, *end; FILE *map; /* for write_map(), or NULL */ } Region;

/* Calls from templates that keep all registers but those for floats. */
#define THUNK(name, function) \
    __asm__(".text\n.globl " name "\n.type " name ", @function\n" name ":\n" \
            "push %rbp\nmov %rsp, %rbp\npush %rax\npush %rdi\npush %rsi\npush %rdx\npush %rcx\npush %r8\npush %r9\npush %r10\npush %r11\n" \
            "and $-16, %rsp\ncall " function "\nlea -72(%rbp), %rsp\n" \
            "pop %r11\npop %r10\npop %r9\npop %r8\npop %rcx\npop %rdx\npop %rsi\npop %rdi\npop %rax\npop %rbp\nret\n" \
            ".size " name ", . - " name "\n")
THUNK("jit_destroy_thunk", "object_destroy");
THUNK("jit_frame_pop_thunk", "frame_pop");

/* Calls machine code with the thread and the frame in the registers that template.h names. */
Value jit_run(Thread *t, Frame *f);
__asm__(".text\n.globl jit_run\n.type jit_run, @function\njit_run:\n"
        "push %rbx\npush %rbp\npush %r12\npush %r13\npush %r14\npush %r15\nsub $8, %rsp\n"
        "mov %rdi, %r14\nmov %rsi, %r12\ncall jit_begin\n"
        "add $8, %rsp\npop %r15\npop %r14\npop %r13\npop %r12\npop %rbp\npop %rbx\nret\n"
        ".size jit_run, . - jit_run\n");

/* ---- choosing templates ---- */

/* The kind of an operand among those a template is for; -1: there is none. */
static int operand_kind(const Code *c, uint16_t operand, unsigned kinds)
{
    int kind = (int16_t)operand < 0 ? KIND_CONSTANT : operand >= c->local_count ? KIND_TEMPORARY : KIND_LOCAL;

    if (!kinds)
        return 0;
    if (kinds & 1u << kind)
        return kind;
    if (kinds & 1u << KIND_REGISTER)
        return KIND_REGISTER;
    return kind == KIND_TEMPORARY && kinds == (1u << KIND_LOCAL | 1u << KIND_CONSTANT) ? KIND_LOCAL : -1;   /* read, never consumed */
}

static bool jumps_on(const Code *c, const Instr *i, uint8_t jump)
{
    return i + 1 < c->instr + c->instr_count && i[1].op == jump && i[1].a == i->a && i->a >= c->local_count;
}

/* A pair of float operations whose third operand is a constant is translated as its parts. */
static uint8_t part_of_pair(const Instr *i)
{
    uint8_t op = i->op;
    if (op >= I_ADD_ADD_LEFT && op <= I_MUL_MUL_RIGHT && (int16_t)(i[1].b == i->a ? i[1].c : i[1].b) < 0)
        return opcode_generic(op) == I_ADD ? I_ADD_FLOAT : opcode_generic(op) == I_SUB ? I_SUB_FLOAT : I_MUL_FLOAT;
    return op;
}

static unsigned choose(const Code *c, const Instr *i)
{
    if (i->op == I_NOP || i->op == I_EXT)
        return 0;
    uint8_t op = part_of_pair(i);
    const TemplateOperands *o = &template_operands[op];
    int a = operand_kind(c, i->a, o->kinds[0]), b = operand_kind(c, i->b, o->kinds[1]), k = operand_kind(c, i->c, o->kinds[2]);
    int follower = !o->follower ? FOLLOWED_BY_NONE : jumps_on(c, i, I_JUMP_IF_FALSE) ? FOLLOWED_BY_JUMP_IF_FALSE
        : jumps_on(c, i, I_JUMP_IF_TRUE) ? FOLLOWED_BY_JUMP_IF_TRUE : FOLLOWED_BY_NONE;
    unsigned found = a < 0 || b < 0 || k < 0 ? 0 : template_index[op][TEMPLATE_VARIANT(a, b, k, follower)];
    return found ? found : template_step;
}

/* ---- places ---- */

#define JUMP_SIZE 5u                /* of the jump that ends a template's hot part */

/* Where an instruction's copy lies. What usually runs lies in a row, in front; cold parts behind it, with the instructions that the
 * ones before them do along ("skipped"), which are entered by jumps only. */
typedef struct Place { uint32_t hot, cold; uint16_t template; bool skipped, falls_through; } Place;

static int instructions_skipped(const Template *m)
{
    return m->goes_on == HOLE_SECOND_ ? 1 : m->goes_on == HOLE_THIRD_ ? 2 : 0;
}

static void choose_templates(const Code *c, Place *place)
{
    ssize n = c->instr_count;
    for (ssize i = 0; i < n; i++)
        place[i].template = (uint16_t)choose(c, c->instr + i);
    for (ssize i = 0; i < n; i++) {
        const Template *m = &template_table[place[i].template];
        int skipped = place[i].template && !place[i].skipped ? instructions_skipped(m) : 0;
        for (int k = 1; k <= skipped; k++)
            place[i + k].skipped = true;
        place[i].falls_through = place[i].template && !place[i].skipped && (skipped || m->goes_on == HOLE_NEXT_)
            && !place[i + skipped + 1].skipped;
    }
}

/* Bytes of an instruction's copy among what usually runs. */
static uint32_t hot_size(const Place *p)
{
    return p->skipped || !p->template ? 0 : template_table[p->template].hot.size - (p->falls_through ? JUMP_SIZE : 0);
}

/* Sets all places, the entry's at `start`. The result is the end. */
static uint32_t set_places(const Code *c, Place *enter, Place *place, uint32_t start)
{
    *enter = (Place){.hot = start, .template = template_enter, .falls_through = true};
    uint32_t hot = start + hot_size(enter);
    for (uint32_t i = 0; i < c->instr_count; i++) {
        place[i].hot = hot;
        hot += hot_size(&place[i]);
    }
    enter->cold = hot;
    uint32_t cold = hot + template_table[template_enter].cold.size;
    for (uint32_t i = 0; i < c->instr_count; i++) {
        const Template *m = &template_table[place[i].template];
        if (place[i].skipped) {
            place[i].hot = cold;
            cold += m->hot.size;
        }
        place[i].cold = cold;
        cold += m->cold.size;
    }
    return cold;
}

/* ---- copying and patching ---- */

/* What a hole of instruction i (-1: the entry) stands for. */
static int64_t hole_value(const Code *c, ssize i, unsigned hole, const Place *own, const uint32_t *address)
{
    const Instr *at = c->instr + i;
    const int64_t value_size = sizeof(Value);
    switch (hole) {
    case HOLE_A_: return (int16_t)at->a * value_size;
    case HOLE_B_: return (template_operands[at->op].kinds[1] ? (int16_t)at->b : at->b) * value_size;
    case HOLE_C_: return (template_operands[at->op].kinds[2] ? (int16_t)at->c : at->c) * value_size;
    case HOLE_N_: return at->n;
    case HOLE_WIDE_: return at->wide;
    case HOLE_CACHE_: return at->c * (int64_t)sizeof(Cache);
    case HOLE_WIDE_CACHE_: return at->wide * (int64_t)sizeof(Cache);
    case HOLE_PC_: return (int64_t)(uintptr_t)(at + 1);
    case HOLE_NEXT_A_: return (int16_t)at[1].a * value_size;
    case HOLE_NEXT_B_: return (int16_t)at[1].b * value_size;
    case HOLE_NEXT_C_: return (int16_t)at[1].c * value_size;
    case HOLE_NEXT_: return address[i + 1];
    case HOLE_SECOND_: return address[i + 2];
    case HOLE_THIRD_: return address[i + 3];
    case HOLE_TARGET_: return address[i + 1 + at->wide];
    case HOLE_NEXT_TARGET_: return address[i + 2 + at[1].wide];
    case HOLE_OWN_HOT_: return own->hot;
    case HOLE_OWN_COLD_: return own->cold;
    }
    return 0;
}

static void copy_part(const Code *c, ssize i, const TemplatePart *part, unsigned size, uint32_t where, const Place *own, const uint32_t *address)
{
    unsigned char *to = (unsigned char *)(uintptr_t)where;
    memcpy(to, part->text, size);
    for (unsigned n = 0; n < part->patch_count; n++) {
        const Patch *p = &part->patches[n];
        if (p->offset >= size)
            continue;                                   /* the jump left out */
        int64_t value = (p->hole < HOLE_COUNT ? hole_value(c, i, p->hole, own, address) : (int64_t)(uintptr_t)p->address) + p->addend;
        if (p->form == PATCH_RELATIVE)
            value -= (int64_t)(uintptr_t)(to + p->offset);
        if (p->form == PATCH_64)
            memcpy(to + p->offset, &value, 8);
        else
            memcpy(to + p->offset, &(int32_t){(int32_t)value}, 4);
    }
}

static void copy_template(const Code *c, ssize i, const Place *own, const uint32_t *address)
{
    const Template *m = &template_table[own->template];
    copy_part(c, i, &m->hot, m->hot.size - (own->falls_through ? JUMP_SIZE : 0), own->hot, own, address);
    copy_part(c, i, &m->cold, m->cold.size, own->cold, own, address);
}

/* For `perf`, which looks up machine code made at run time in /tmp/perf-PID.map (-X perf). */
static void write_map(FILE *map, Thread *t, const Code *c, const Place *place)
{
    for (uint32_t i = 0; i < c->instr_count; i++) {
        const Template *m = &template_table[place[i].template];
        const char *code = str_text(t, c->name), *name = opcode_names[c->instr[i].op];
        int line = code_line(c, i);
        if (m->hot.size)
            fprintf(map, "%x %x py::%s:%s:%d\n", place[i].hot, m->hot.size - (place[i].falls_through ? JUMP_SIZE : 0), code, name, line);
        if (m->cold.size)
            fprintf(map, "%x %x py::%s:%s:%d:cold\n", place[i].cold, m->cold.size, code, name, line);
    }
    fflush(map);
}

/* Where in the region the code's machine code goes, and the table of its addresses before it. False: no room. */
static bool reserve(Region *region, const Code *c, Place *enter, Place *place, uint32_t **address)
{
    size_t table = ((size_t)c->instr_count * sizeof(uint32_t) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
    if (table > (size_t)(region->end - region->next))
        return false;
    *address = (uint32_t *)region->next;
    choose_templates(c, place);
    unsigned char *end = (unsigned char *)(uintptr_t)set_places(c, enter, place, (uint32_t)(uintptr_t)(region->next + table));
    if (end > region->end - ALIGNMENT)
        return false;
    region->next = (unsigned char *)(((uintptr_t)end + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1));
    return true;
}

/* False: no room. */
static bool translate(Thread *t, Region *region, Code *c)
{
    Place enter, *place = calloc(c->instr_count + 3, sizeof *place);    /* 3: what the last instruction might skip and go on with */
    uint32_t *address;
    bool reserved = place && reserve(region, c, &enter, place, &address);

    if (reserved) {
        for (uint32_t i = 0; i < c->instr_count; i++)
            address[i] = place[i].hot;
        copy_template(c, -1, &enter, address);
        for (uint32_t i = 0; i < c->instr_count; i++)
            if (place[i].template)
                copy_template(c, i, &place[i], address);
        if (region->map)
            write_map(region->map, t, c, place);
        c->machine_address = address;
        c->machine_entry = (MachineCode *)(uintptr_t)enter.hot;
        c->guard_failures = 0;
        c->translations++;
    }
    free(place);
    return reserved;
}

/* ---- changing over ---- */

static bool translate_hot(Thread *t, Frame *f)
{
    Code *c = f->code;
    return c->translations < TRANSLATIONS && translate(t, t->interp->machine_region, c);
}

void jit_count_failure(Thread *t, Code *c)
{
    if (unlikely(++c->guard_failures > GUARD_FAILURES) && c->translations < TRANSLATIONS)
        machine_code_discard(t, c);
}

static FILE *open_map(void)
{
    char name[40];
    snprintf(name, sizeof name, "/tmp/perf-%ld.map", (long)getpid());
    return fopen(name, "w");
}

void jit_init(Interp *interp)
{
    const char *wanted = interp->config->jit;
    static const int access = PROT_READ | PROT_WRITE | PROT_EXEC, kind = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_32BIT;
    Region *region = calloc(1, sizeof *region);
    if (!region || (wanted && (!strcmp(wanted, "off") || !strcmp(wanted, "0")))) {
        free(region);
        return;
    }
    region->start = region->next = mmap(NULL, REGION_SIZE, access, kind, -1, 0);
    if (region->start == MAP_FAILED) {
        free(region);
        return;
    }
    region->end = region->start + REGION_SIZE;
    if (interp->config->perf_map)
        region->map = open_map();
    interp->machine_region = region;
    if (wanted && atoi(wanted) > 0)
        interp->code_heat = atoi(wanted);
    interp->machine_translate = translate_hot;
    interp->machine_run = jit_run;
}
