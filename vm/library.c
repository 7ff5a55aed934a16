/* library.c: the library in Python, in the executable or in a folder.
 *
 * In the executable it is one read-only block, made by tools/freeze.c (which describes its format), with the code of each module
 * marshalled and its source as it is; nothing of it is read before it is asked for. If the configuration names a folder
 * (PYTHONHOME, KRAITHOME, or a lib/ with the library beside the executable), that is used instead, and modules are compiled when
 * they are imported.
 */
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <fcntl.h>

#include "base/platform.h"
#include "frontend/compile.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/str.h"
#include "vm/config.h"
#include "vm/import_state.h"
#include "vm/library_format.h"

extern const uint8_t library_archive[] __attribute__((weak));      /* gen/frozen.c; absent in the tool that makes it */

/* ---- the block in the executable ---- */

static const LibraryHeader *header(void)
{
    const uint8_t *p = library_archive;
    __asm__("" : "+r"(p));              /* an absent weak symbol has the address 0, which gcc may not assume away */
    return p && !memcmp(p, LIBRARY_MAGIC, 8) ? (const LibraryHeader *)p : NULL;
}

static void fill(LibraryModule *m, const LibraryEntry *e)
{
    const char *base = (const char *)header();
    m->name = base + e->name;
    snprintf(m->file, sizeof m->file, "%s", base + e->file);
    m->is_package = e->is_package;
    m->code = (const uint8_t *)base + e->code;
    m->code_size = e->code_size;
    m->source = base + e->source;
    m->source_size = e->source_size;
}

void library_get(ssize i, LibraryModule *m) { fill(m, &header()->entry[i]); }

ssize library_count(Thread *t) { return header() && !t->interp->config->library ? header()->count : 0; }

static bool find_in_block(const char *name, LibraryModule *m)
{
    const LibraryHeader *h = header();
    for (ssize low = 0, high = h ? h->count : 0; low < high;) {
        ssize middle = (low + high) / 2;
        int order = strcmp(name, (const char *)h + h->entry[middle].name);
        if (order == 0)
            return fill(m, &h->entry[middle]), true;
        if (order < 0)
            high = middle;
        else
            low = middle + 1;
    }
    return false;
}

/* What lies in [p, p + n) of the block has been read and is not needed again soon: its pages leave the process (they stay in the
 * system's cache), with those around that the system brought in along with them. */
static void forget(const uint8_t *p, size_t n)
{
    enum { AROUND = 65536 };
    const LibraryHeader *h = header();
    const LibraryEntry *last = &h->entry[h->count - 1];
    uintptr_t start = (uintptr_t)p & ~(uintptr_t)(AROUND - 1), end = ((uintptr_t)p + n + AROUND - 1) & ~(uintptr_t)(AROUND - 1);
    start = MAX(start, (uintptr_t)h);
    end = MIN(end, (uintptr_t)h + last->source + last->source_size);
    platform_discard((void *)start, end - start);
}

/* ---- the folder ---- */

static bool find_in_folder(const char *folder, const char *name, LibraryModule *m)
{
    char path[4096];
    struct stat st;
    if (strlen(name) > sizeof m->file - 16 || strchr(name, '/') || !*name)
        return false;
    memset(m, 0, sizeof *m);
    m->name = name;
    for (int package = 1; package >= 0; package--) {
        int n = snprintf(m->file, sizeof m->file, "%s", name);
        for (int i = 0; i < n; i++)
            if (m->file[i] == '.')
                m->file[i] = '/';
        strcat(m->file, package ? "/__init__.py" : ".py");
        snprintf(path, sizeof path, "%s/%s", folder, m->file);
        m->is_package = package;
        if (stat(path, &st) == 0 && S_ISREG(st.st_mode))
            return true;
    }
    return false;
}

static Value read_file(Thread *t, const char *path)
{
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        int error = errno;
        if (fd >= 0)
            close(fd);
        OWN Value name = str_from_utf8_lossless(t, path, (ssize)strlen(path));
        return is_empty(name) ? EMPTY : raise_errno_path(t, error, name);
    }
    Value bytes = bytes_new(t, st.st_size);
    ssize done = 0, got = 1;
    while (!is_empty(bytes) && done < st.st_size && (got = read(fd, as_bytes(bytes)->data + done, (size_t)(st.st_size - done))) > 0)
        done += got;
    close(fd);
    if (!is_empty(bytes) && done < st.st_size && !bytes_shrink_take(t, &bytes, done))
        return EMPTY;
    return bytes;
}

/* ---- both ---- */

bool library_find(Thread *t, const char *name, LibraryModule *m)
{
    const char *folder = t->interp->config->library;
    return folder ? find_in_folder(folder, name, m) : find_in_block(name, m);
}

bool library_find_file(Thread *t, const char *file, LibraryModule *m)
{
    char name[sizeof m->file];
    size_t n = strlen(file);
    if (n >= sizeof name || n < 4 || strcmp(file + n - 3, ".py") != 0)
        return false;
    memcpy(name, file, n - 3);
    name[n - 3] = 0;
    if (n > 12 && !strcmp(file + n - 12, "/__init__.py"))
        name[n - 12] = 0;
    for (char *p = name; *p; p++)
        if (*p == '/')
            *p = '.';
    if (t->interp->config->library || !find_in_block(name, m))
        return false;
    return !strcmp(m->file, file);
}

Ref library_path(Thread *t)
{
    ImportState *s = t->interp->import;
    if (is_empty(s->library_path)) {
        Config *c = t->interp->config;
        const char *path = c->library ? c->library : c->prefix ? c->prefix : "<library>";
        s->library_path = str_from_utf8_lossless(t, path, (ssize)strlen(path));
        if (is_empty(s->library_path)) {
            raised_clear(t);
            return t->interp->empty_str;
        }
    }
    return s->library_path;
}

Value library_file(Thread *t, const LibraryModule *m) { return str_format(t, "%S/%s", library_path(t), m->file); }

Value library_source(Thread *t, const LibraryModule *m)
{
    char path[4096];
    if (m->source)
        return bytes_from(t, m->source, m->source_size);
    snprintf(path, sizeof path, "%s/%s", t->interp->config->library, m->file);
    return read_file(t, path);
}

Value library_read_file(Thread *t, Ref path)
{
    OWN Value bytes = str_encode_fs(t, path);
    return is_empty(bytes) ? EMPTY : read_file(t, (const char *)as_bytes(bytes)->data);
}

Value library_code(Thread *t, const LibraryModule *m)
{
    OWN Value file = library_file(t, m);
    if (is_empty(file))
        return EMPTY;
    if (m->code && m->code_size && !t->interp->config->optimize) {
        Value code = marshal_load_code(t, m->code, m->code_size, file);
        forget(m->code, m->code_size);
        return code;
    }
    OWN Value source = library_source(t, m);
    if (is_empty(source))
        return EMPTY;
    return compile_source(t, (const char *)as_bytes(source)->data, as_bytes(source)->len, file, COMPILE_EXEC, 0, t->interp->config->optimize);
}
