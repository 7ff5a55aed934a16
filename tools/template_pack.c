/* template_pack.c: reads the object files of the machine code templates (ELF64, x86-64) and writes them as tables in C: jit/jit_tables.h
 * has their form. Usage: template_pack OUTPUT OBJECT...
 *
 * Each template is a function in two sections of its own, of hot and of cold code (tools/template_split.c). Their relocations become
 * patches: against a hole, or against the template's other section, or against a symbol of the executable, or against the
 * object's constants, which are written out along. A function that calls a hole instead of jumping there (gcc made no tail call)
 * is of no use and is left out, as is one that needs something this program does not know.
 */
#include <elf.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "jit/jit_tables.h"

enum { MAX_TEMPLATES = 8192 };

static const char *const hole_names[] = {
#define HOLE_NAME(name) "HOLE_" #name,
    HOLES(HOLE_NAME)
#undef HOLE_NAME
};

typedef struct Object { const char *path; char *data; Elf64_Shdr *section; const char *section_names; Elf64_Sym *symbol; const char *names; int number; } Object;
typedef struct Piece { char *text, *patches; unsigned size, patch_count; } Piece;
typedef struct Made { Piece piece[2]; const char *goes_on; } Made;

static Made made[MAX_TEMPLATES];
static unsigned made_count = 1;             /* 0: none */
static uint16_t index_of[256][TEMPLATE_VARIANTS];
static unsigned step_index, enter_index, left_out, functions;
static char *externals[4096];
static unsigned external_count;

static void fail(const char *path, const char *what)
{
    fprintf(stderr, "template_pack: %s: %s\n", path, what);
    exit(1);
}

static char *read_file(const char *path)
{
    FILE *in = fopen(path, "rb");
    if (!in || fseek(in, 0, SEEK_END))
        fail(path, "cannot be read");
    long size = ftell(in);
    char *data = malloc((size_t)size + 1);
    rewind(in);
    if (!data || fread(data, 1, (size_t)size, in) != (size_t)size)
        fail(path, "cannot be read");
    fclose(in);
    return data;
}

static void open_object(Object *o, const char *path, int number)
{
    o->path = path;
    o->number = number;
    o->data = read_file(path);
    Elf64_Ehdr *header = (Elf64_Ehdr *)o->data;
    if (memcmp(header->e_ident, ELFMAG, SELFMAG) || header->e_machine != EM_X86_64)
        fail(path, "is no object for x86-64");
    o->section = (Elf64_Shdr *)(o->data + header->e_shoff);
    o->section_names = o->data + o->section[header->e_shstrndx].sh_offset;
    for (int i = 0; i < header->e_shnum; i++)
        if (o->section[i].sh_type == SHT_SYMTAB) {
            o->symbol = (Elf64_Sym *)(o->data + o->section[i].sh_offset);
            o->names = o->data + o->section[o->section[i].sh_link].sh_offset;
        }
    if (!o->symbol)
        fail(path, "has no symbols");
}

static const char *section_name(const Object *o, int i) { return o->section_names + o->section[i].sh_name; }

static int find_hole(const char *name)
{
    for (int i = 0; i < (int)HOLE_COUNT; i++)
        if (!strcmp(name, hole_names[i]))
            return i;
    return HOLE_COUNT;
}

/* The number of a symbol of the executable. */
static unsigned external(const char *name)
{
    for (unsigned i = 0; i < external_count; i++)
        if (!strcmp(externals[i], name))
            return i;
    if (external_count == sizeof externals / sizeof *externals)
        fail(name, "too many symbols");
    externals[external_count] = strdup(name);
    return external_count++;
}

/* One relocation of a piece of the template in sections own[] as an initialiser of a Patch. 0: not possible. */
static int add_patch(const Object *o, const Elf64_Rela *r, const int *own, Piece *piece, size_t *length, const char **form_hole)
{
    static const char *const forms[] = {"PATCH_64", "PATCH_32", "PATCH_32_SIGNED", "PATCH_RELATIVE"};
    const Elf64_Sym *s = &o->symbol[ELF64_R_SYM(r->r_info)];
    int form;
    switch (ELF64_R_TYPE(r->r_info)) {
    case R_X86_64_64: form = 0; break;
    case R_X86_64_32: form = 1; break;
    case R_X86_64_32S: form = 2; break;
    case R_X86_64_PC32: case R_X86_64_PLT32: form = 3; break;
    default: return 0;
    }
    const char *name = ELF64_ST_TYPE(s->st_info) == STT_SECTION ? "" : o->names + s->st_name;
    int hole = find_hole(name);
    long addend = (long)r->r_addend;
    char address[300] = "0";
    if (hole == HOLE_COUNT) {
        if (s->st_shndx == own[0] || (own[1] && s->st_shndx == own[1])) {
            hole = s->st_shndx == own[0] ? HOLE_OWN_HOT_ : HOLE_OWN_COLD_;
            addend += (long)s->st_value;
        } else if (!*name || ELF64_ST_BIND(s->st_info) == STB_LOCAL) {        /* a constant of this object */
            if (s->st_shndx >= SHN_LORESERVE || strncmp(section_name(o, s->st_shndx), ".rodata", 7))
                return 0;
            snprintf(address, sizeof address, "constants_%d_%d + %lu", o->number, s->st_shndx, (unsigned long)s->st_value);
        } else {
            snprintf(address, sizeof address, "external_%u", external(name));
        }
    }
    bool goes_on = hole < HOLE_OWN_HOT_ || (!strncmp(name, "jit_", 4) && strcmp(name, "jit_count_failure") && !strstr(name, "_thunk"));
    if (goes_on && form == 3 && r->r_offset && (unsigned char)piece->text[r->r_offset - 1] == 0xE8)
        return 0;                                       /* not a tail call */
    *form_hole = hole < (int)HOLE_COUNT ? hole_names[hole] : NULL;
    piece->patches = realloc(piece->patches, *length + 400);
    *length += (size_t)sprintf(piece->patches + *length, "{%lu, %s, %d, %ld, %s}, ", (unsigned long)r->r_offset, forms[form], hole, addend,
                               address);
    piece->patch_count++;
    return 1;
}

static bool same_piece(const Piece *a, const Piece *b)
{
    return a->size == b->size && !memcmp(a->text, b->text, a->size) && !strcmp(a->patches, b->patches);
}

static unsigned find_or_add(Made *m)
{
    for (unsigned i = 1; i < made_count; i++)
        if (same_piece(&made[i].piece[0], &m->piece[0]) && same_piece(&made[i].piece[1], &m->piece[1]))
            return i;
    if (made_count == MAX_TEMPLATES)
        fail("templates", "too many");
    made[made_count] = *m;
    return made_count++;
}

/* One of a template's sections; *goes_on becomes the hole that its last instruction jumps to, if it does that. */
static bool read_piece(const Object *o, int sections, const int *own, int section, Piece *piece, const char **goes_on)
{
    size_t length = 0;
    const char *last = NULL;
    uint64_t last_offset = 0;
    *piece = (Piece){.text = o->data + o->section[section].sh_offset, .patches = calloc(1, 1)};
    piece->size = section ? (unsigned)o->section[section].sh_size : 0;
    for (int k = 0; section && k < sections; k++) {
        if (o->section[k].sh_type != SHT_RELA || (int)o->section[k].sh_info != section)
            continue;
        const Elf64_Rela *r = (const Elf64_Rela *)(o->data + o->section[k].sh_offset);
        for (size_t n = o->section[k].sh_size / sizeof *r; n; n--, r++) {
            const char *hole;
            if (!add_patch(o, r, own, piece, &length, &hole))
                return false;
            if (r->r_offset >= last_offset) {
                last_offset = r->r_offset;
                last = hole;
            }
        }
    }
    *goes_on = last && last_offset + 4 == piece->size && (unsigned char)piece->text[piece->size - 5] == 0xE9 ? last : NULL;
    return piece->size <= 65535;
}

static int find_section(const Object *o, int sections, const char *name)
{
    for (int i = 0; i < sections; i++)
        if (!strcmp(section_name(o, i), name) && o->section[i].sh_type == SHT_PROGBITS)
            return i;
    return 0;
}

/* The template whose hot part is section i; 0: it cannot be one. */
static unsigned read_template(const Object *o, int sections, int i)
{
    Made m = {0};
    const char *ignored;
    char cold[300];
    snprintf(cold, sizeof cold, ".text.cold.%s", section_name(o, i) + strlen(".text."));
    const int own[2] = {i, find_section(o, sections, cold)};
    return read_piece(o, sections, own, own[0], &m.piece[0], &m.goes_on) && read_piece(o, sections, own, own[1], &m.piece[1], &ignored)
        ? find_or_add(&m) : 0;
}

static void read_object(const char *path, int number, FILE *out)
{
    Object o = {0};
    open_object(&o, path, number);
    int sections = ((Elf64_Ehdr *)o.data)->e_shnum;
    for (int i = 0; i < sections; i++) {
        const char *name = section_name(&o, i);
        if (!strncmp(name, ".rodata", 7) && o.section[i].sh_size) {
            fprintf(out, "static const unsigned char constants_%d_%d[] __attribute__((aligned(16), unused)) = {", number, i);
            for (size_t k = 0; k < o.section[i].sh_size; k++)
                fprintf(out, "%d,", (unsigned char)o.data[o.section[i].sh_offset + k]);
            fprintf(out, "};\n");
        }
        int op, kinds, follower;
        if (strncmp(name, ".text.template__", 16))
            continue;                   /* stub.o has functions of the executable besides */
        functions++;
        unsigned found = read_template(&o, sections, i);
        left_out += !found;
        if (!found && getenv("TEMPLATE_PACK_VERBOSE"))
            fprintf(stderr, "left out: %s\n", name + 16);
        if (!strcmp(name + 16, "step"))
            step_index = found;
        else if (!strcmp(name + 16, "enter"))
            enter_index = found;
        else if (sscanf(name + 16, "%d_%3d%1d", &op, &kinds, &follower) == 3)
            index_of[op][TEMPLATE_VARIANT(kinds / 100, kinds / 10 % 10, kinds % 10, follower)] = (uint16_t)found;
        else
            fail(path, name);
    }
}

static void write_tables(FILE *out)
{
    for (unsigned i = 1; i < made_count; i++)
        for (int part = 0; part < 2; part++) {
            const Piece *p = &made[i].piece[part];
            fprintf(out, "static const unsigned char text_%u_%d[] = {", i, part);
            for (unsigned k = 0; k < p->size; k++)
                fprintf(out, "%d,", (unsigned char)p->text[k]);
            fprintf(out, "};\nstatic const Patch patches_%u_%d[] = {%s};\n", i, part, p->patches);
        }
    fprintf(out, "const Template template_table[] = {{.goes_on = HOLE_COUNT},\n");
    for (unsigned i = 1; i < made_count; i++) {
        fprintf(out, "{");
        for (int part = 0; part < 2; part++)
            fprintf(out, "{text_%u_%d, patches_%u_%d, %u, %u}, ", i, part, i, part, made[i].piece[part].size, made[i].piece[part].patch_count);
        fprintf(out, "%s%s},\n", made[i].goes_on ? made[i].goes_on : "HOLE_COUNT", made[i].goes_on ? "_" : "");
    }
    fprintf(out, "};\nconst uint16_t template_index[256][TEMPLATE_VARIANTS] = {\n");
    for (int op = 0; op < 256; op++) {
        int any = 0;
        for (int k = 0; k < TEMPLATE_VARIANTS; k++)
            any |= index_of[op][k];
        if (!any)
            continue;
        fprintf(out, "[%d] = {", op);
        for (int k = 0; k < TEMPLATE_VARIANTS; k++)
            if (index_of[op][k])
                fprintf(out, "[%d] = %d,", k, index_of[op][k]);
        fprintf(out, "},\n");
    }
    fprintf(out, "};\nconst uint16_t template_step = %u, template_enter = %u;\n", step_index, enter_index);
}

int main(int argc, char **argv)
{
    if (argc < 3)
        return fprintf(stderr, "usage: template_pack OUTPUT OBJECT...\n"), 2;
    FILE *out = fopen(argv[1], "w"), *body = tmpfile();
    if (!out || !body)
        fail(argv[1], "cannot be written");
    for (int i = 2; i < argc; i++)
        read_object(argv[i], i, body);
    if (!step_index || !enter_index)
        fail(argv[1], "the stubs are missing");
    write_tables(body);
    /* The executable's symbols, of whatever type. */
    fprintf(out, "/* Made by tools/template_pack: %u templates of %u functions, %u without a tail call left out. */\n", made_count - 1, functions,
            left_out);
    fprintf(out, "#include \"jit/jit_tables.h\"\n");
    for (unsigned i = 0; i < external_count; i++)
        fprintf(out, "extern const char external_%u[] __asm__(\"%s\");\n", i, externals[i]);
    rewind(body);
    for (int c; (c = getc(body)) != EOF;)
        putc(c, out);
    fprintf(stderr, "templates: %u of %u functions, %u left out\n", made_count - 1, functions, left_out);
    return fclose(out) ? 1 : 0;
}
