/* run.c: running a command, a module, a file, a folder or archive, or standard input, as __main__. */
#include "frontend/compile.h"
#include "main/run.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/excepthook.h"
#include "vm/import.h"
#include "vm/state.h"
#include "vm/vm.h"

Ref main_namespace(Thread *t)
{
    Ref module = dict_peek_name(t->interp->modules, NAME(__main__));
    return is_empty(module) || !is_module(module) ? raise_runtime(t, "unable to get the __main__ module") : value_of(module_dict(module));
}

static Value file_text(Thread *t, const char *s) { return str_from_utf8_lossless(t, s, (ssize)strlen(s)); }

/* ---- exceptions at the top ---- */

bool handle_exception(Thread *t, Options *o, int *status)
{
    OWN Value exception = raised_take(t);
    *status = 1;
    if (type_is_subtype(type_of(exception), &exc_SystemExit) && !o->config.inspect) {
        *status = exit_status(t, exception);
        return true;
    }
    if (type_is_subtype(type_of(exception), &exc_KeyboardInterrupt))
        *status = STATUS_INTERRUPTED;
    return exception_show(t, exception, true, status);
}

/* The exit status of something that ran: `result` is consumed. */
static int finish(Thread *t, Options *o, Value result)
{
    int status = 0;
    if (is_empty(result))
        handle_exception(t, o, &status);
    release(result);
    return status;
}

/* ---- sources ---- */

static Value run_source(Thread *t, const char *text, ssize n, Ref filename, uint32_t flags)
{
    Ref names = main_namespace(t);
    OWN Value code = is_empty(names) ? EMPTY : compile_source(t, text, n, filename, COMPILE_EXEC, flags, t->interp->config->optimize);
    return is_empty(code) ? EMPTY : run_code(t, code, names, names, EMPTY);
}

static Value read_all(Thread *t, int fd)
{
    ssize room = 65536, n = 0, got;
    OWN Value bytes = bytes_new(t, room);
    while (!is_empty(bytes) && (got = read(fd, as_bytes(bytes)->data + n, (size_t)(room - n))) != 0) {
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return raise_errno(t, errno);
        if ((n += got) == room) {
            Value more = bytes_new(t, room * 2);
            if (!is_empty(more))
                memcpy(as_bytes(more)->data, as_bytes(bytes)->data, (size_t)n);
            replace_take(&bytes, more);
            room *= 2;
        }
    }
    return !is_empty(bytes) && bytes_shrink_take(t, &bytes, n) ? take(&bytes) : EMPTY;
}

static bool prepend_path(Thread *t, const char *folder)
{
    if (t->interp->config->safe_path)
        return true;
    Ref path = dict_peek_name(t->interp->sys_dict, NAME(path));
    OWN Value entry = file_text(t, folder);
    return !is_empty(entry) && (!is_exact(path, &list_type) || list_insert(t, as_list(path), 0, entry));
}

/* ---- what can be run ---- */

/* What does not come from a file says that it was built in. */
static bool set_builtin_loader(Thread *t)
{
    Ref names = main_namespace(t);
    return !is_empty(names) && dict_set(t, as_dict(names), NAME(__loader__), value_of(&builtin_importer_type));
}

static int run_command(Thread *t, Options *o)
{
    OWN Value filename = intern_text(t, "<string>");
    OWN Value text = file_text(t, o->command);
    ssize n;
    const char *source = is_empty(text) || is_empty(filename) ? NULL : str_utf8(t, text, &n);
    if (!source) {
        raised_clear(t);
        fprintf(stderr, "Unable to decode the command from the command line:\n");
        return 1;
    }
    if (!prepend_path(t, "") || !set_builtin_loader(t))
        return finish(t, o, EMPTY);
    return finish(t, o, run_source(t, source, n, filename, PARSE_SOURCE_IS_UTF8 | PARSE_IGNORE_COOKIE));
}

static Value run_as_main(Thread *t, const char *module, bool set_argv0)
{
    OWN Value function = import_attribute(t, "runpy", "_run_module_as_main");
    OWN Value name = is_empty(function) ? EMPTY : file_text(t, module);
    return is_empty(name) ? EMPTY : call2(t, function, name, bool_value(set_argv0));
}

static int run_module(Thread *t, Options *o)
{
    if (!prepend_path(t, ""))
        return finish(t, o, EMPTY);
    return finish(t, o, run_as_main(t, o->module, true));
}

/* The folder of a script, symbolic links resolved, goes first in sys.path. */
static bool prepend_script_folder(Thread *t, const char *file)
{
    char folder[PATH_MAX];
    if (!realpath(file, folder))
        return true;
    char *slash = strrchr(folder, '/');
    slash[slash == folder] = 0;
    return prepend_path(t, folder);
}

static bool is_archive(int fd)
{
    unsigned char magic[4];
    char tail[65557];
    struct stat st;
    if (pread(fd, magic, 4, 0) == 4 && !memcmp(magic, "PK\3\4", 4))
        return true;
    if (fstat(fd, &st) != 0 || st.st_size < 22 || (pread(fd, magic, 2, 0) == 2 && !memcmp(magic, "#!", 2) && 0))
        return false;
    ssize_t n = MIN((ssize_t)st.st_size, (ssize_t)sizeof tail);
    n = pread(fd, tail, (size_t)n, st.st_size - n);
    return n >= 22 && memmem(tail, (size_t)n, "PK\5\6", 4);
}

static int run_archive(Thread *t, Options *o)
{
    bool safe = t->interp->config->safe_path;
    t->interp->config->safe_path = false;               /* the archive is what is run: it is always searched */
    bool good = prepend_path(t, o->file);
    t->interp->config->safe_path = safe;
    return good ? finish(t, o, run_as_main(t, "__main__", false)) : finish(t, o, EMPTY);
}

static bool is_bytecode(Ref source, const char *file)
{
    size_t n = strlen(file);
    const uint8_t *p = as_bytes(source)->data;
    return (n > 4 && !strcmp(file + n - 4, ".pyc")) || (as_bytes(source)->len >= 4 && p[2] == '\r' && p[3] == '\n' && p[0] == (KRAIT_MAGIC & 0xFF) && p[1] == (KRAIT_MAGIC >> 8 & 0xFF));
}

/* Runs the contents of a .pyc file; it is trusted no more than what marshal.loads() gets. */
static Value run_bytecode(Thread *t, Ref data)
{
    enum { HEADER = 12 };
    uint32_t magic = 0;
    ssize n = as_bytes(data)->len;
    memcpy(&magic, as_bytes(data)->data, (size_t)MIN(n, (ssize)4));
    if (magic != KRAIT_MAGIC || n < HEADER)
        return raise_runtime(t, "Bad magic number in .pyc file");
    Ref names = main_namespace(t);
    OWN Value marshal = is_empty(names) ? EMPTY : import_builtin(t, "marshal");
    OWN Value loads = is_empty(marshal) ? EMPTY : get_attr_text(t, marshal, "loads");
    OWN Value body = is_empty(loads) ? EMPTY : bytes_from(t, as_bytes(data)->data + HEADER, n - HEADER);
    OWN Value code = is_empty(body) ? EMPTY : call1(t, loads, body);
    if (is_empty(code))
        return EMPTY;
    return is_exact(code, &code_type) ? run_code(t, code, names, names, EMPTY) : raise_runtime(t, "Bad code object in .pyc file");
}

static int run_file(Thread *t, Options *o)
{
    struct stat st;
    int fd = open(o->file, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        fprintf(stderr, "%s: can't open file '%s': [Errno %d] %s\n", o->config.executable, o->file, errno, strerror(errno));
        return 2;
    }
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return run_archive(t, o);
    }
    if (is_archive(fd)) {
        close(fd);
        return run_archive(t, o);
    }
    OWN Value source = read_all(t, fd), filename = is_empty(source) ? EMPTY : file_text(t, o->file);
    close(fd);
    Ref names = is_empty(filename) ? EMPTY : main_namespace(t);
    if (is_empty(names) || !prepend_script_folder(t, o->file) || !dict_set(t, as_dict(names), NAME(__file__), filename)
        || !dict_set(t, as_dict(names), NAME(__cached__), NONE))
        return finish(t, o, EMPTY);
    if (is_bytecode(source, o->file))
        return finish(t, o, run_bytecode(t, source));
    const char *text = (const char *)as_bytes(source)->data;
    ssize n = as_bytes(source)->len;
    if (o->skip_first_line) {
        const char *newline = memchr(text, '\n', (size_t)n);
        n -= newline ? newline - text : n;              /* the newline stays, so that line numbers are right */
        text = newline ? newline : text;
    }
    return finish(t, o, run_source(t, text, n, filename, 0));
}

static int run_stdin(Thread *t, Options *o)
{
    if (!prepend_path(t, "") || !set_builtin_loader(t))
        return finish(t, o, EMPTY);
    if (isatty(0) || o->config.interactive)
        return repl_run(t, o);
    OWN Value source = read_all(t, 0), filename = is_empty(source) ? EMPTY : intern_text(t, "<stdin>");
    Ref names = is_empty(filename) ? EMPTY : main_namespace(t);
    if (is_empty(names) || !dict_set(t, as_dict(names), NAME(__file__), filename) || !dict_set(t, as_dict(names), NAME(__cached__), NONE))
        return finish(t, o, EMPTY);
    return finish(t, o, run_source(t, (const char *)as_bytes(source)->data, as_bytes(source)->len, filename, 0));
}

/* -W and PYTHONWARNINGS are for the module warnings to understand. */
static bool apply_warning_options(Thread *t, Options *o)
{
    if (!o->config.warn_count)
        return true;
    OWN Value name = intern_text(t, "warnings");
    OWN Value module = is_empty(name) ? EMPTY : import_module(t, name);
    return !is_empty(module);
}

static bool has_file(const char *format, const char *folder)
{
    char path[PATH_MAX];
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
    int n = snprintf(path, sizeof path, format, folder);
#pragma GCC diagnostic pop
    return n > 0 && n < (int)sizeof path && access(path, F_OK) == 0;
}

/* lib/site.py would take longer than everything else at the start, so it is imported only if there is something for it to do:
 * packages of the installation or of the user, a virtual environment, PYTHONPATH with relative names or customizations. */
static bool needs_site(Thread *t, Options *o)
{
    static const char *const customize[] = {"sitecustomize", "usercustomize"};
    const Config *c = &o->config;
    char folder[PATH_MAX];
    if (c->no_site)
        return false;
    if (o->mode == RUN_INTERACTIVE_OR_STDIN && isatty(0))
        return true;                        /* completion and history */
    if (!c->no_user_site) {
        const char *base = c->ignore_environment ? NULL : getenv("PYTHONUSERBASE"), *home = getenv("HOME");
        if (base && *base ? has_file("%s/lib/python3.2/site-packages", base) : home && has_file("%s/.local/lib/python3.2/site-packages", home))
            return true;
    }
    const char *slash = strrchr(c->executable, '/');
    if (slash) {
        snprintf(folder, sizeof folder, "%.*s", (int)(slash - c->executable), c->executable);
        if (has_file("%s/pyvenv.cfg", folder) || has_file("%s/../pyvenv.cfg", folder))
            return true;
    }
    size_t n = strlen(c->prefix);
    if (n > 10) {                           /* PREFIX/lib/krait */
        snprintf(folder, sizeof folder, "%.*s", (int)n - 10, c->prefix);
        if (has_file("%s/lib/python3.2/site-packages", folder))
            return true;
    }
    for (const char *p = c->python_path; p && *p; p = strchr(p, ':') ? strchr(p, ':') + 1 : NULL)
        if (*p != '/')
            return true;
    for (ssize i = 0; c->python_path && i < COUNT_OF(customize); i++)
        if (import_may_be_on_path(t, customize[i]))
            return true;
    return false;
}

static bool enable_fault_handler(Thread *t)
{
    OWN Value module = import_builtin(t, "faulthandler");
    OWN Value enable = is_empty(module) ? EMPTY : get_attr_text(t, module, "enable");
    OWN Value done = is_empty(enable) ? EMPTY : call0(t, enable);
    if (is_empty(done) && raised_catch(t, &exc_RuntimeError))       /* there is no sys.stderr */
        return true;
    return !is_empty(done);
}

static bool start_tracemalloc(Thread *t, int frames)
{
    OWN Value module = import_builtin(t, "_tracemalloc");
    OWN Value start = is_empty(module) ? EMPTY : get_attr_text(t, module, "start");
    OWN Value done = is_empty(start) ? EMPTY : call1(t, start, fixnum(frames));
    return !is_empty(done);
}

int run_options(Thread *t, Options *o)
{
    int status;
    if (o->config.trace_allocations && !start_tracemalloc(t, o->config.trace_allocations))
        return finish(t, o, EMPTY);
    if (o->config.fault_handler && !enable_fault_handler(t))
        return finish(t, o, EMPTY);
    if (needs_site(t, o)) {
        OWN Value site = import_from_library(t, "site");
        if (is_empty(site))
            return finish(t, o, EMPTY);
    }
    if (!apply_warning_options(t, o))
        return finish(t, o, EMPTY);
    switch (o->mode) {
    case RUN_COMMAND: status = run_command(t, o); break;
    case RUN_MODULE: status = run_module(t, o); break;
    case RUN_FILE: status = run_file(t, o); break;
    default: return run_stdin(t, o);
    }
    const char *inspect = o->config.ignore_environment ? NULL : getenv("PYTHONINSPECT");
    if (o->config.inspect || (inspect && *inspect)) {
        o->config.inspect = 0;
        o->config.quiet = 1;
        status = repl_run(t, o);
    }
    return status;
}
