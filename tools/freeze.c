/* freeze.c: compiles the library in Python into one block for the executable (vm/library_format.h).
 *
 *     freeze OUTPUT FOLDER
 *
 * It is the interpreter without main/: the code is made by the compiler that will run it. Each .py file below FOLDER gives an entry
 * with its code, marshalled, and its source. A file that does not compile is reported, and kept as source alone, so that
 * importing it shows the error.
 */
#include "frontend/compile.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/vec.h"
#include "object/bytes.h"
#include "object/exception.h"
#include "object/str.h"
#include "vm/import.h"
#include "vm/library_format.h"
#include "vm/state.h"

typedef struct Entry { char *name, *file; bool is_package; } Entry;
VEC(EntryVec, entry_vec, Entry)
VEC(ByteVec, byte_vec, uint8_t)

static NORETURN void fail(const char *what, const char *detail)
{
    fprintf(stderr, "freeze: %s %s\n", what, detail);
    exit(1);
}

/* ---- the files ---- */

static void add_file(EntryVec *entries, const char *file)
{
    Entry e = {strdup(file), strdup(file), false};
    size_t n = strlen(file) - 3;
    e.name[n] = 0;
    if (n >= 9 && !strcmp(e.name + n - 9, "/__init__")) {
        e.name[n - 9] = 0;
        e.is_package = true;
    }
    for (char *p = e.name; *p; p++)
        if (*p == '/')
            *p = '.';
    if (!entry_vec_push(entries, e))
        fail("out of memory", "");
}

static void walk(EntryVec *entries, const char *root, const char *below)
{
    char path[4096], file[1024];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", root, below);
    DIR *d = opendir(path);
    if (!d)
        fail("cannot read", path);
    for (struct dirent *f; (f = readdir(d));) {
        if (f->d_name[0] == '.' || !strcmp(f->d_name, "__pycache__"))
            continue;
        snprintf(file, sizeof file, "%s%s%s", below, *below ? "/" : "", f->d_name);
        snprintf(path, sizeof path, "%s/%s", root, file);
        size_t n = strlen(file);
        if (stat(path, &st) != 0)
            continue;
        if (S_ISDIR(st.st_mode))
            walk(entries, root, file);
        else if (n > 3 && !strcmp(file + n - 3, ".py"))
            add_file(entries, file);
    }
    closedir(d);
}

static int by_name(const void *a, const void *b) { return strcmp(((const Entry *)a)->name, ((const Entry *)b)->name); }

static char *read_source(const char *root, const char *file, size_t *n)
{
    char path[4096];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s", root, file);
    FILE *f = fopen(path, "rb");
    char *text = f && fstat(fileno(f), &st) == 0 ? malloc((size_t)st.st_size + 1) : NULL;
    if (!text || fread(text, 1, (size_t)st.st_size, f) != (size_t)st.st_size)
        fail("cannot read", path);
    fclose(f);
    text[st.st_size] = 0;
    *n = (size_t)st.st_size;
    return text;
}

/* ---- the block ---- */

/* Appends the bytes, aligned, with a NUL behind; returns their offset. */
static uint32_t put(ByteVec *out, const void *p, size_t n)
{
    static const uint8_t zeros[16];
    if (!byte_vec_extend(out, zeros, -out->len & 7))
        fail("out of memory", "");
    uint32_t offset = (uint32_t)out->len;
    if (!byte_vec_extend(out, p, (ssize)n) || !byte_vec_extend(out, zeros, 1))
        fail("out of memory", "");
    if (out->len > INT32_MAX)
        fail("the library is too large", "");
    return offset;
}

/* The code of the file, marshalled; EMPTY: reported. */
static Value compile_file(Thread *t, const Entry *e, const char *source, size_t n)
{
    OWN Value name = str_from_text(t, e->file);
    OWN Value code = is_empty(name) ? EMPTY : compile_source(t, source, (ssize)n, name, COMPILE_EXEC, 0, 0);
    Value data = is_empty(code) ? EMPTY : marshal_dump(t, code);
    if (!is_empty(data))
        return data;
    OWN Value exception = raised_take(t);
    OWN Value text = to_str(t, exception);
    int line = 0;
    if (is_ptr(exception) && type_is_subtype(type_of(exception), &exc_SyntaxError)) {
        Ref number = ((SyntaxErrorObject *)object_of(exception))->lineno;
        line = !is_empty(number) && is_fixnum(number) ? (int)fixnum_value(number) : 0;
    }
    fprintf(stderr, "lib/%s:%d: %s: %s\n", e->file, line, type_display_name(type_of(exception)), is_empty(text) ? "?" : str_text(t, text));
    raised_clear(t);
    return EMPTY;
}

int main(int argc, char **argv)
{
    Config config = {.hash_seed = "0", .no_site = true, .ignore_environment = true, .isolated = true};
    EntryVec entries = {0};
    ByteVec out = {0};
    const char *error;

    if (argc != 3)
        fail("usage:", "freeze OUTPUT FOLDER");
    Interp *interp = interp_create(&config, &error);
    if (!interp)
        fail("cannot start:", error);
    Thread *t = interp->main_thread;
    walk(&entries, argv[2], "");
    qsort(entries.item, (size_t)entries.len, sizeof *entries.item, by_name);

    LibraryHeader header = {LIBRARY_MAGIC, (uint32_t)entries.len, 0};
    size_t table = sizeof header + (size_t)entries.len * sizeof(LibraryEntry);
    LibraryEntry *row = calloc((size_t)entries.len + 1, sizeof *row);
    char **source = calloc((size_t)entries.len + 1, sizeof *source);
    if (!row || !source || !byte_vec_reserve(&out, (ssize)table))
        fail("out of memory", "");
    out.len = (ssize)table;
    /* What is looked at together lies together, so that little of the block is ever read: names, code, sources. */
    for (ssize i = 0; i < entries.len; i++) {
        const Entry *e = &entries.item[i];
        row[i].name = put(&out, e->name, strlen(e->name));
        row[i].is_package = e->is_package;
    }
    for (ssize i = 0; i < entries.len; i++)
        row[i].file = put(&out, entries.item[i].file, strlen(entries.item[i].file));
    for (ssize i = 0; i < entries.len; i++) {
        const Entry *e = &entries.item[i];
        size_t n;
        source[i] = read_source(argv[2], e->file, &n);
        row[i].source_size = (uint32_t)n;
        OWN Value code = compile_file(t, e, source[i], n);
        if (!is_empty(code)) {
            row[i].code = put(&out, as_bytes(code)->data, (size_t)as_bytes(code)->len);
            row[i].code_size = (uint32_t)as_bytes(code)->len;
        }
    }
    for (ssize i = 0; i < entries.len; i++) {
        row[i].source = put(&out, source[i], row[i].source_size);
        free(source[i]);
    }
    free(source);
    memcpy(out.item, &header, sizeof header);
    memcpy(out.item + sizeof header, row, table - sizeof header);
    FILE *f = fopen(argv[1], "wb");
    if (!f || fwrite(out.item, 1, (size_t)out.len, f) != (size_t)out.len || fclose(f) != 0)
        fail("cannot write", argv[1]);
    printf("freeze: %zd modules, %zd KiB\n", entries.len, out.len / 1024);
    return 0;
}
