/* import.c: the import statement (Reference 5, "The import system").
 *
 * Modules in C and the library's modules (library.c) are found and run from here, without importlib: a module in
 * sys.modules costs a look-up, a library module what its own code costs. Everything else goes to
 * lib/importlib/_bootstrap.py, which is loaded when first needed. The short way is taken only while it gives the result that
 * importlib would give: sys.meta_path must be as it was made, and no entry of sys.path before the library's may have the
 * module.
 *
 * While a module's code runs, its spec says so (`initializing`), and another thread that imports it waits.
 */
#include "vm/import.h"

#include <sys/stat.h>
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/platform.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/frame.h"
#include "object/int.h"
#include "object/list.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/gil.h"
#include "vm/import_state.h"
#include "vm/vm.h"

static ImportState *state_of(Thread *t) { return t->interp->import; }

bool import_init(Thread *t)
{
    ImportState *s = t->interp->import = calloc(1, sizeof *s);
    if (!s)
        return raise_memory(t), false;
    return type_ready(t, &module_spec_type) && type_ready(t, &builtin_importer_type) && type_ready(t, &library_importer_type);
}

void import_free(Interp *interp)
{
    ImportState *s = interp->import;
    if (!s)
        return;
    release(take(&s->bootstrap));
    release(take(&s->library_path));
    for (ssize i = 0; i < COUNT_OF(s->finders); i++)
        release(take(&s->finders[i]));
    interp->import = NULL;
    free(s);
}

/* ---- errors ---- */

static Value raise_not_found(Thread *t, Ref name, const char *format, Ref detail)
{
    OWN Value text = is_empty(detail) ? str_format(t, format, name) : str_format(t, format, name, detail);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_ModuleNotFoundError), text);
    if (is_empty(exception))
        return EMPTY;
    replace_take(&((ImportErrorObject *)object_of(exception))->name, retain(name));
    return raise_object(t, exception, EMPTY);
}

/* ---- waiting for a module that another thread is importing ---- */

/* Lets others run for a moment. */
static void nap(Thread *t)
{
    BLOCKING_BEGIN(t)
    usleep(500);
    BLOCKING_END(t)
}

static bool wait_for_module(Thread *t, ModuleSpec *spec)
{
    Value own = retain_object(spec);
    /* A thread that waits for us must not be waited for: it goes on with what there is, as CPython does on deadlock. */
    while (spec->initializing && spec->importer != t && spec->importer) {
        Thread *other = spec->importer;
        ImportState *s = state_of(t);
        bool deadlock = false;
        for (int i = 0; i < 64 && other; i++) {
            Thread *next = NULL;
            for (ImportWait *w = s->waits; w; w = w->next)
                if (w->thread == other)
                    next = w->spec->importer;
            if (next == t)
                deadlock = true;
            other = next;
        }
        if (deadlock)
            break;
        ImportWait wait = {t, spec, s->waits};
        s->waits = &wait;
        nap(t);
        for (ImportWait **p = &s->waits; *p; p = &(*p)->next)
            if (*p == &wait) {
                *p = wait.next;
                break;
            }
    }
    release(own);
    return true;
}

/* ---- sys.modules ---- */

/* The module of that name in sys.modules, complete unless this thread is importing it; FOUND: *module owned. */
static Lookup find_imported(Thread *t, Ref name, Value *module)
{
    Ref found;
    Dict *modules = t->interp->modules;
    if (likely(as_str(name)->interned && modules->str_keys)) {
        found = dict_peek_name(modules, name);
        if (is_empty(found))
            return MISSING;
    } else {
        Lookup r = dict_find(t, modules, name, &found);
        if (r != FOUND)
            return r;
    }
    if (is_none(found))
        return raise_not_found(t, name, "import of %S halted; None in sys.modules", EMPTY), ERROR;
    *module = retain(found);
    if (likely(!t->next && !t->previous))       /* one thread: nobody else can be importing it */
        return FOUND;
    if (is_exact(found, &module_type)) {
        Ref spec = dict_peek_name(module_dict(found), NAME(__spec__));
        if (is_exact(spec, &module_spec_type) && ((ModuleSpec *)object_of(spec))->initializing) {
            if (((ModuleSpec *)object_of(spec))->importer)
                return wait_for_module(t, (ModuleSpec *)object_of(spec)) ? FOUND : (release(take(module)), ERROR);
            if (!is_empty(state_of(t)->bootstrap)) {        /* importlib has its own locks */
                OWN Value result = call_method1(t, state_of(t)->bootstrap, NAME(_lock_unlock_module), name);
                if (is_empty(result))
                    return release(take(module)), ERROR;
            }
        }
    }
    return FOUND;
}

/* ---- C modules ---- */

/* Modules in files of their own lie where the executable is built, or in the installed library's folder. */
static void *open_external(Thread *t, const char *name, char *path, size_t size)
{
    Config *c = t->interp->config;
    const char *slash = c->executable ? strrchr(c->executable, '/') : NULL;
    if (slash) {
        snprintf(path, size, "%.*s/lib/%s." KRAIT_CACHE_TAG ".so", (int)(slash - c->executable), c->executable, name);
        if (access(path, R_OK) == 0)
            return path;
    }
    if (c->prefix) {
        snprintf(path, size, "%s/%s." KRAIT_CACHE_TAG ".so", c->prefix, name);
        if (access(path, R_OK) == 0)
            return path;
    }
    return NULL;
}

bool builtin_find(Thread *t, Ref name, Value *path)
{
    char file[4096];
    *path = EMPTY;
    const Str *s = as_str(name);
    if (!s->ascii || s->len > 200 || strlen(str_data(s)) != s->len || strpbrk(str_data(s), "./"))
        return true;
    if (module_def_find(str_data(s)))
        *path = NONE;
    else if (open_external(t, str_data(s), file, sizeof file)) {
        *path = str_from_utf8_lossless(t, file, (ssize)strlen(file));
        return !is_empty(*path);
    }
    return true;
}

static const ModuleDef *load_external(Thread *t, Ref name, Ref path)
{
    char symbol[256];
    OWN Value bytes = str_encode_fs(t, path);
    if (is_empty(bytes))
        return NULL;
    const char *file = str_utf8(t, path, NULL);
    if (!file)
        return NULL;
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    t->interp->import->external = true;
    snprintf(symbol, sizeof symbol, "module_def_%s", str_text(t, name));
    const ModuleDef *def = handle ? dlsym(handle, symbol) : NULL;
    if (!def)
        raise_import(t, "%s", dlerror());
    return def;
}

Value builtin_create(Thread *t, Ref name, Ref path)
{
    const ModuleDef *def = is_none(path) ? module_def_find(str_text(t, name)) : load_external(t, name, path);
    if (!def)
        return is_raised(t) ? EMPTY : raise_not_found(t, name, "No module named '%S'", EMPTY);
    OWN Value module = module_from_def(t, def);
    if (is_empty(module))
        return EMPTY;
    Dict *d = module_dict(module);
    OWN Value spec = builtin_spec(t, name, path);
    if (is_empty(spec) || !dict_set(t, d, NAME(__spec__), spec) || !dict_set(t, d, NAME(__loader__), value_of(&builtin_importer_type))
        || !dict_set(t, d, NAME(__package__), t->interp->empty_str) || (!is_none(path) && !dict_set(t, d, NAME(__file__), path)))
        return EMPTY;
    return take(&module);
}

/* The last part of a dotted name. */
static const char *last_part(Thread *t, Ref name)
{
    const char *text = str_text(t, name), *dot = strrchr(text, '.');
    return dot ? dot + 1 : text;
}

Value raise_extension_error(Thread *t, Ref message, Ref name, Ref path)
{
    OWN Value exception = call1(t, value_of(&exc_ImportError), message);
    if (is_empty(exception))
        return EMPTY;
    replace_take(&((ImportErrorObject *)object_of(exception))->name, retain(name));
    replace_take(&((ImportErrorObject *)object_of(exception))->path, retain(path));
    return raise_object(t, exception, EMPTY);
}

Value extension_create(Thread *t, Ref spec, Ref name, Ref path)
{
    char symbol[256];
    const char *file = str_utf8(t, path, NULL);
    if (!file)
        return EMPTY;
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    t->interp->import->external = true;
    snprintf(symbol, sizeof symbol, "module_def_%s", last_part(t, name));
    if (handle && dlsym(handle, symbol)) {
        OWN Value last = intern_text(t, last_part(t, name));
        return is_empty(last) ? EMPTY : builtin_create(t, last, path);
    }
    if (handle)
        return capi_extension_create(t, handle, spec, name, path);
    OWN Value text = str_from_text(t, dlerror());
    return is_empty(text) ? EMPTY : raise_extension_error(t, text, name, path);
}

bool extension_exec(Thread *t, Ref module) { return capi_extension_exec(t, module); }

static Value import_builtin_at(Thread *t, Ref name, Ref path)
{
    OWN Value module = builtin_create(t, name, path);
    if (is_empty(module) || !dict_set(t, t->interp->modules, name, module))
        return EMPTY;
    return take(&module);
}

Value import_builtin(Thread *t, const char *name)
{
    OWN Value text = intern_text(t, name);
    Ref found = is_empty(text) ? EMPTY : dict_peek_name(t->interp->modules, text);
    if (is_empty(text) || !is_empty(found))
        return retain(found);
    return import_builtin_at(t, text, NONE);
}

/* ---- library modules ---- */

static Value import_library(Thread *t, Ref name, const LibraryModule *m)
{
    Dict *modules = t->interp->modules;
    OWN Value module = library_module_new(t, m);
    OWN Value spec = is_empty(module) ? EMPTY : retain(dict_peek_name(module_dict(module), NAME(__spec__)));
    if (is_empty(spec))
        return EMPTY;
    ModuleSpec *s = (ModuleSpec *)object_of(spec);
    s->initializing = true;
    s->importer = t;
    if (!dict_set(t, modules, name, module))
        return EMPTY;
    bool good = library_exec(t, module, m);
    s->initializing = false;
    s->importer = NULL;
    if (!good) {
        Value raised = raised_take(t);
        if (dict_delete(t, modules, name) == ERROR)
            raised_clear(t);
        return raise_again_take(t, raised);
    }
    Ref found = dict_peek_name(modules, name);          /* a module may put something else in its place */
    if (same(found, module))
        return take(&module);
    return is_empty(found) ? raise_key(t, name) : retain(found);
}

/* Does the folder or archive `entry` of sys.path offer a module `name`? It is enough to be right when it says no. */
static bool entry_may_have(Thread *t, Ref entry, const char *name)
{
    static const char *const suffixes[] = {"", ".py", ".pyc", "." KRAIT_CACHE_TAG ".so", ".abi3.so", ".so"};
    char path[4096];
    struct stat st;
    if (!is_str(entry))
        return is_bytes(entry);
    const char *folder = str_utf8(t, entry, NULL);
    if (!folder)
        return raised_clear(t), true;
    if (!*folder)
        folder = ".";
    if (stat(folder, &st) != 0)
        return strchr(folder, '/') && strstr(folder, ".zip/");
    if (!S_ISDIR(st.st_mode))
        return true;
    for (ssize i = 0; i < COUNT_OF(suffixes); i++) {
        int n = snprintf(path, sizeof path, "%s/%s%s", folder, name, suffixes[i]);
        if (n < 0 || n >= (int)sizeof path || access(path, F_OK) == 0)
            return true;
    }
    return false;
}

/* Would the entries of sys.path up to the library's, and the hooks, leave this top-level name to the library? */
static bool library_comes_first(Thread *t, const char *name)
{
    Ref path = dict_peek_name(t->interp->sys_dict, NAME(path));
    if (!is_exact(path, &list_type))
        return false;
    List *l = as_list(path);
    for (ssize i = 0; i < l->len; i++) {
        Ref entry = l->item[i];
        if (is_str(entry) && str_equal(as_str(entry), as_str(library_path(t))))
            return true;
        if (entry_may_have(t, entry, name))
            return false;
    }
    return true;
}

bool import_may_be_on_path(Thread *t, const char *name) { return !library_comes_first(t, name); }

/* Is it certain that importlib would not find this top-level name either? Then it need not be loaded to say so. */
static bool is_nowhere(Thread *t, const char *name)
{
    Ref path = dict_peek_name(t->interp->sys_dict, NAME(path)), hooks = dict_peek_name(t->interp->sys_dict, NAME(path_hooks));
    if (!is_empty(state_of(t)->bootstrap) || !is_exact(path, &list_type) || !is_exact(hooks, &list_type) || as_list(hooks)->len)
        return false;
    for (ssize i = 0; i < as_list(path)->len; i++) {
        Ref entry = as_list(path)->item[i];
        if (entry_may_have(t, entry, name))
            return false;
    }
    return true;
}

/* Is package.__path__ what the library gave it? */
static bool path_is_library(Ref parent, Ref search_path)
{
    if (!is_exact(search_path, &list_type) || as_list(search_path)->len != 1 || !is_exact(parent, &module_type))
        return false;
    Ref spec = dict_peek_name(module_dict(parent), NAME(__spec__));
    if (!is_exact(spec, &module_spec_type) || !is_exact(((ModuleSpec *)object_of(spec))->loader, &library_importer_type))
        return false;
    Ref own = ((ModuleSpec *)object_of(spec))->search_locations, entry = as_list(search_path)->item[0];
    return is_exact(own, &list_type) && as_list(own)->len == 1 && is_str(entry) && is_str(as_list(own)->item[0])
           && str_equal(as_str(entry), as_str(as_list(own)->item[0]));
}

/* sys.meta_path has just the finders that importlib put there, or nothing yet. */
static bool is_standard_meta_path(Thread *t)
{
    Ref list = dict_peek_name(t->interp->sys_dict, NAME(meta_path));
    ImportState *s = state_of(t);
    if (!is_exact(list, &list_type))
        return false;
    ssize n = as_list(list)->len;
    if (n != s->finder_count)
        return false;
    for (ssize i = 0; i < n; i++)
        if (!same(as_list(list)->item[i], s->finders[i]))
            return false;
    return true;
}

/* ---- importlib ---- */

/* The finders of its own are the last ones in sys.meta_path. */
static void remember_finders(Thread *t)
{
    ImportState *s = state_of(t);
    Ref list = dict_peek_name(t->interp->sys_dict, NAME(meta_path));
    for (ssize i = 0; i < s->finder_count; i++)
        release(take(&s->finders[i]));
    s->finder_count = 0;
    if (!is_exact(list, &list_type))
        return;
    ssize n = as_list(list)->len, first = MAX(n - s->own_finders, (ssize)0);
    for (ssize i = first; i < n && s->finder_count < COUNT_OF(s->finders); i++)
        s->finders[s->finder_count++] = retain(as_list(list)->item[i]);
}

/* Runs a part of importlib as a module that no import statement makes: nothing of import is there yet. */
static Value load_part(Thread *t, const char *library_name, Ref name)
{
    LibraryModule m;
    OWN Value found = retain(dict_peek_name(t->interp->modules, name));
    if (!is_empty(found))
        return take(&found);
    if (!library_find(t, library_name, &m))
        return raise_not_found(t, name, "No module named '%S'", EMPTY);
    OWN Value module = library_module_new(t, &m);
    if (is_empty(module) || !dict_set(t, module_dict(module), NAME(__name__), name) || !dict_set(t, t->interp->modules, name, module)
        || !library_exec(t, module, &m))
        return EMPTY;
    return take(&module);
}

/* The classes that are in C take the place of importlib's; the hooks for the library and for archives go before that for folders. */
static bool install(Thread *t, Ref core)
{
    OWN Value imp = import_builtin(t, "_imp"), sys = import_builtin(t, "sys");
    if (is_empty(imp) || is_empty(sys) || !dict_set(t, module_dict(core), NAME(ModuleSpec), value_of(&module_spec_type))
        || !dict_set(t, module_dict(core), NAME(BuiltinImporter), value_of(&builtin_importer_type))
        || !dict_set(t, module_dict(core), NAME(LibraryImporter), value_of(&library_importer_type)))
        return false;
    OWN Value first = call_method2(t, core, NAME(_install), sys, imp);
    OWN Value second = is_empty(first) ? EMPTY : call_method0(t, core, NAME(_install_external_importers));
    OWN Value archive_hook = is_empty(second) ? EMPTY : get_attr(t, imp, NAME(_archive_hook));
    Ref hooks = dict_peek_name(t->interp->sys_dict, NAME(path_hooks));
    if (is_empty(archive_hook))
        return false;
    return !is_exact(hooks, &list_type)
           || (list_insert(t, as_list(hooks), 0, value_of(&library_importer_type)) && list_insert(t, as_list(hooks), 1, archive_hook));
}

Ref import_bootstrap(Thread *t)
{
    ImportState *s = state_of(t);
    if (likely(!is_empty(s->bootstrap)))
        return s->bootstrap;
    OWN Value meta_path = retain(dict_peek_name(t->interp->sys_dict, NAME(meta_path)));
    ssize before = is_exact(meta_path, &list_type) ? as_list(meta_path)->len : 0;
    OWN Value core = load_part(t, "importlib._bootstrap", NAME(_frozen_importlib));
    OWN Value external = is_empty(core) ? EMPTY : load_part(t, "importlib._bootstrap_external", NAME(_frozen_importlib_external));
    if (is_empty(external))
        return EMPTY;
    s->bootstrap = retain(core);
    if (!install(t, core))
        return release(take(&s->bootstrap)), EMPTY;
    s->own_finders = is_exact(meta_path, &list_type) ? as_list(meta_path)->len - before : 0;
    remember_finders(t);
    return s->bootstrap;
}

/* Takes importlib's own frames out of the traceback of an error that passed through it: all of them for ImportError, else
 * only the runs that end where it calls the module's code. */
static void trim_traceback(Thread *t)
{
    Value *link, *run = NULL;
    if (!is_raised(t) || !is_exception(t->raised))
        return;
    bool always = raised_matches(t, &exc_ImportError);
    Config *c = t->interp->config;
    if (c->verbose)
        return;
    link = &as_exception(t->raised)->traceback;
    while (!is_empty(*link) && is_exact(*link, &traceback_type)) {
        Traceback *tb = (Traceback *)object_of(*link);
        if (!is_exact(tb->frame, &frame_type))
            return;
        Code *code = ((FrameObject *)object_of(tb->frame))->code;
        const char *file = str_text(t, code->filename);
        bool internal = strstr(file, "importlib/_bootstrap") != NULL;
        if (internal && !run)
            run = link;
        if (internal && (always || str_is(code->name, "_call_with_frames_removed"))) {
            Value next = retain(tb->next);
            replace_take(run, next);
            link = run;
            run = NULL;
        } else {
            if (!internal)
                run = NULL;
            link = &tb->next;
        }
    }
}

static Value import_by_importlib(Thread *t, Ref name)
{
    Ref bootstrap = import_bootstrap(t);
    OWN Value import_ = is_empty(bootstrap) ? EMPTY : retain(dict_peek_name(t->interp->builtins, NAME(__import__)));
    if (is_empty(import_)) {
        if (!is_empty(bootstrap))
            raise_import(t, "__import__ not found");
        return EMPTY;
    }
    Value module = call_method2(t, bootstrap, NAME(_find_and_load), name, import_);
    if (is_empty(module))
        trim_traceback(t);
    return module;
}

/* ---- finding and loading ---- */

static Value find_and_load(Thread *t, Ref name);

/* Binds the submodule in its package. */
static bool bind_in_parent(Thread *t, Ref parent, Ref child, Ref module)
{
    if (set_attr(t, parent, child, module))
        return true;
    if (!raised_catch(t, &exc_AttributeError))
        return false;
    return warn(t, &exc_ImportWarning, 1, "Cannot set an attribute on %R for child module %R", parent, child);
}

static Value load_submodule(Thread *t, Ref name, ssize dot)
{
    LibraryModule m;
    OWN Value search_path = EMPTY, found = EMPTY;
    OWN Value parent_name = intern_take(t, str_slice(t, name, 0, dot));
    if (is_empty(parent_name))
        return EMPTY;
    OWN Value parent = find_and_load(t, parent_name);
    if (is_empty(parent))
        return EMPTY;
    Lookup r = find_imported(t, name, &found);          /* the package may have imported it */
    if (r != MISSING)
        return take(&found);
    r = find_attr(t, parent, NAME(__path__), &search_path);
    if (r == ERROR)
        return EMPTY;
    if (r == MISSING)
        return raise_not_found(t, name, "No module named '%S'; '%S' is not a package", parent_name);
    const char *text = str_utf8(t, name, NULL);
    if (!text)
        return EMPTY;
    if (!path_is_library(parent, search_path))
        return import_by_importlib(t, name);
    if (!library_find(t, text, &m))
        return raise_not_found(t, name, "No module named '%S'", EMPTY);
    OWN Value module = import_library(t, name, &m);
    if (is_empty(module))
        return EMPTY;
    OWN Value child = intern_take(t, str_slice(t, name, dot + 1, as_str(name)->len));
    return is_empty(child) || !bind_in_parent(t, parent, child, module) ? EMPTY : take(&module);
}

static Value load(Thread *t, Ref name)
{
    LibraryModule m;
    OWN Value path = EMPTY;

    if (!is_standard_meta_path(t))
        return import_by_importlib(t, name);
    Str *s = as_str(name);
    for (ssize i = s->len; i-- > 0;)
        if (str_at(s, i) == '.')
            return load_submodule(t, name, i);
    if (str_find_char(s, 0, 0, s->len) >= 0)            /* what is looked for below ends at a NUL */
        return raise_not_found(t, name, "No module named %R", EMPTY);
    if (!builtin_find(t, name, &path))
        return EMPTY;
    if (!is_empty(path))
        return import_builtin_at(t, name, path);
    const char *text = str_utf8(t, name, NULL);
    if (!text) {
        raised_clear(t);
        return import_by_importlib(t, name);
    }
    if (library_find(t, text, &m)) {
        if (state_of(t)->library_only || library_comes_first(t, text))
            return import_library(t, name, &m);
    } else if (is_nowhere(t, text)) {
        return raise_not_found(t, name, "No module named '%S'", EMPTY);
    }
    return import_by_importlib(t, name);
}

/* load() for -X importtime: tells on standard error how long it took, without and with what it imports itself. */
static Value load_timed(Thread *t, Ref name)
{
    ImportState *s = state_of(t);
    int64_t outside = s->nested_time, start = clock_monotonic_ns();
    if (!s->time_header++)
        fputs("import time: self [us] | cumulative | imported package\n", stderr);
    s->nested_time = 0;
    s->time_depth += 2;
    Value module = load(t, name);
    s->time_depth -= 2;
    int64_t total = clock_monotonic_ns() - start;
    fprintf(stderr, "import time: %9ld | %10ld | %*s%s\n", (long)((total - s->nested_time) / 1000), (long)(total / 1000), s->time_depth, "",
            str_text(t, name));
    s->nested_time = outside + total;
    return module;
}

static Value find_and_load(Thread *t, Ref name)
{
    Value module;
    Lookup r = find_imported(t, name, &module);
    if (likely(r == FOUND))
        return module;
    if (r == ERROR)
        return EMPTY;
    if (str_is(name, "_frozen_importlib") && is_empty(state_of(t)->bootstrap)) {        /* importlib's first look at its core */
        if (is_empty(import_bootstrap(t)))
            return EMPTY;
        r = find_imported(t, name, &module);
        if (r != MISSING)
            return r == FOUND ? module : EMPTY;
    }
    if (!recursion_enter(t, " while importing a module"))
        return EMPTY;
    OWN Value interned = intern_take(t, is_exact(name, &str_type) ? retain(name) : str_slice(t, name, 0, as_str(name)->len));
    module = is_empty(interned) ? EMPTY : unlikely(t->interp->config->import_time) ? load_timed(t, interned) : load(t, interned);
    recursion_leave(t);
    return module;
}

Value import_from_library(Thread *t, const char *name)
{
    LibraryModule m;
    OWN Value text = intern_text(t, name), module = EMPTY;
    if (is_empty(text))
        return EMPTY;
    Lookup r = find_imported(t, text, &module);
    if (r != MISSING)
        return take(&module);
    if (!library_find(t, name, &m))
        return raise_not_found(t, text, "No module named '%S'", EMPTY);
    state_of(t)->library_only++;
    module = import_library(t, text, &m);
    state_of(t)->library_only--;
    return take(&module);
}

Value import_absolute(Thread *t, Ref name) { return find_and_load(t, name); }
Value import_module(Thread *t, Ref name) { return find_and_load(t, name); }

Value import_attribute(Thread *t, const char *module, const char *attribute)
{
    OWN Value name = intern_text(t, module);
    OWN Value m = is_empty(name) ? EMPTY : find_and_load(t, name);
    return is_empty(m) ? EMPTY : get_attr_text(t, m, attribute);
}

/* ---- relative names ---- */

/* __package__ and the spec should name the same package. */
static bool warn_if_other_parent(Thread *t, Ref package, Ref spec)
{
    OWN Value parent = EMPTY;
    if (is_empty(spec) || is_none(spec))
        return true;
    if (find_attr(t, spec, NAME(parent), &parent) == ERROR)
        return false;
    Test same_ = is_empty(parent) ? TEST_TRUE : equal(t, package, parent);
    if (same_ != TEST_FALSE)
        return same_ == TEST_TRUE;
    return warn(t, &exc_ImportWarning, 1, "__package__ != __spec__.parent (%R != %R)", package, parent);
}

/* The package that relative names in a module with these globals start from; a non-empty str. */
static Value calling_package(Thread *t, Dict *globals)
{
    OWN Value package = retain(dict_peek_name(globals, NAME(__package__)));
    OWN Value spec = retain(dict_peek_name(globals, NAME(__spec__)));

    if (!is_empty(package) && !is_none(package)) {
        if (!is_str(package))
            return raise_type(t, "package must be a string");
        return warn_if_other_parent(t, package, spec) ? take(&package) : EMPTY;
    }
    if (!is_empty(spec) && !is_none(spec)) {
        OWN Value parent = get_attr(t, spec, NAME(parent));
        if (!is_empty(parent) && !is_str(parent))
            return raise_type(t, "__spec__.parent must be a string");
        return take(&parent);
    }
    if (!warn(t, &exc_ImportWarning, 1, "can't resolve package from __spec__ or __package__, falling back on __name__ and __path__"))
        return EMPTY;
    OWN Value name = retain(dict_peek_name(globals, NAME(__name__)));
    if (is_empty(name))
        return raise_format(t, &exc_KeyError, "'__name__' not in globals");
    if (!is_str(name))
        return raise_type(t, "__name__ must be a string");
    if (!is_empty(dict_peek_name(globals, NAME(__path__))))
        return take(&name);
    for (ssize i = as_str(name)->len; i-- > 0;)
        if (str_at(as_str(name), i) == '.')
            return str_slice(t, name, 0, i);
    return raise_import(t, "attempted relative import with no known parent package");
}

static Value resolve(Thread *t, Ref name, Ref globals, int64_t level)
{
    if (is_empty(globals) || !is_dict(globals))
        return raise_format(t, &exc_KeyError, "'__name__' not in globals");
    OWN Value package = calling_package(t, as_dict(globals));
    if (is_empty(package))
        return EMPTY;
    ssize end = as_str(package)->len;
    if (!end)
        return raise_import(t, "attempted relative import with no known parent package");
    for (int64_t up = 1; up < level; up++) {
        while (end > 0 && str_at(as_str(package), end - 1) != '.')
            end--;
        if (end == 0)
            return raise_value(t, "attempted relative import beyond top-level package");
        end--;
    }
    OWN Value base = str_slice(t, package, 0, end);
    if (is_empty(base) || !as_str(name)->len)
        return take(&base);
    return str_format(t, "%S.%S", base, name);
}

/* ---- the statement ---- */

/* Imports package.item for the items of a fromlist that the package does not have. */
static bool import_items(Thread *t, Ref module, Ref list, bool in_all)
{
    OWN Value items = to_tuple(t, list);
    for (ssize i = 0; !is_empty(items) && i < as_tuple(items)->len; i++) {
        Ref item = as_tuple(items)->item[i];
        Value value;
        OWN Value held = EMPTY;
        if (!is_str(item)) {
            if (!in_all)
                return raise_type(t, "Item in ``from list'' must be str, not %T", item), false;
            OWN Value name = get_attr(t, module, NAME(__name__));
            return is_empty(name) ? false : (raise_type(t, "Item in %S.__all__ must be str, not %T", name, item), false);
        }
        if (str_is(item, "*")) {
            if (in_all)
                continue;
            Lookup r = find_attr(t, module, NAME(__all__), &value);
            held = r == FOUND ? value : EMPTY;
            if (r == ERROR || (r == FOUND && !import_items(t, module, value, true)))
                return false;
            continue;
        }
        Lookup r = find_attr(t, module, item, &value);
        if (r == ERROR)
            return false;
        if (r == FOUND) {
            release(value);
            continue;
        }
        OWN Value package = get_attr(t, module, NAME(__name__));
        OWN Value name = is_empty(package) ? EMPTY : intern_take(t, str_format(t, "%S.%S", package, item));
        if (is_empty(name))
            return false;
        held = find_and_load(t, name);
        if (!is_empty(held))
            continue;
        /* Missing is for `from` to tell, unless sys.modules forbids it. */
        if (!raised_matches(t, &exc_ModuleNotFoundError) || !is_empty(dict_peek_name(t->interp->modules, name)))
            return false;
        Ref missing = ((ImportErrorObject *)object_of(t->raised))->name;
        if (is_empty(missing) || !is_str(missing) || !str_equal(as_str(missing), as_str(name)))
            return false;
        raised_clear(t);
    }
    return !is_empty(items);
}

static ssize find_dot(Ref name)
{
    Str *s = as_str(name);
    return str_find_char(s, '.', 0, s->len);
}

/* What `import a.b.c` binds: the module a. `name` as written, `absolute` of the module imported. */
static Value top_package(Thread *t, Ref name, Ref absolute, Ref module, int64_t level)
{
    ssize dot = find_dot(name);
    if (dot < 0 || (level && !as_str(name)->len))
        return retain(module);
    ssize cut = as_str(name)->len - dot;
    OWN Value front = intern_take(t, str_slice(t, absolute, 0, as_str(absolute)->len - cut));
    if (is_empty(front))
        return EMPTY;
    if (level == 0)
        return find_and_load(t, front);
    Ref found = dict_peek_name(t->interp->modules, front);
    return is_empty(found) ? raise_format(t, &exc_KeyError, "%R not in sys.modules as expected", front) : retain(found);
}

Value import_name(Thread *t, Ref name, Ref globals, Ref fromlist, Ref level_value)
{
    int64_t level;
    if (!is_str(name))
        return raise_type(t, "module name must be a string");
    if (likely(is_fixnum(level_value)))
        level = fixnum_value(level_value);
    else if (!to_int64(t, level_value, &level))
        return EMPTY;
    if (level < 0)
        return raise_value(t, "level must be >= 0");
    if (level == 0 && !as_str(name)->len)
        return raise_value(t, "Empty module name");
    OWN Value absolute = level ? resolve(t, name, globals, level) : retain(name);
    if (is_empty(absolute))
        return EMPTY;
    OWN Value module = find_and_load(t, absolute);
    if (is_empty(module))
        return EMPTY;
    Test from = is_empty(fromlist) || is_none(fromlist) ? TEST_FALSE : test(t, fromlist);
    if (from == TEST_ERROR)
        return EMPTY;
    if (from == TEST_FALSE)
        return top_package(t, name, absolute, module, level);
    if (is_exact(module, &module_type) && is_empty(dict_peek_name(module_dict(module), NAME(__path__)))
        && is_empty(dict_peek_name(module_dict(module), NAME(__getattr__))))
        return take(&module);
    Value path;
    Lookup is_package = find_attr(t, module, NAME(__path__), &path);
    if (is_package == ERROR)
        return EMPTY;
    if (is_package == FOUND) {
        release(path);
        if (!import_items(t, module, fromlist, false))
            return EMPTY;
    }
    return take(&module);
}

bool import_is_standard(Thread *t, Ref function)
{
    ImportState *s = state_of(t);
    if (unlikely(!s->standard)) {
        const ModuleDef *def = module_def_find("builtins");
        for (const MethodDef *d = def ? method_first(def->functions) : NULL; d; d = method_next(d))
            if (!strcmp(d->name, "__import__"))
                s->standard = d;
    }
    return is_exact(function, &builtin_function_type) && ((BuiltinFunction *)object_of(function))->def == s->standard;
}

/* ---- from ---- */

/* The attribute if the module has it as a str; EMPTY, nothing raised, otherwise. */
static Value text_attribute(Thread *t, Ref module, Ref name)
{
    Value v;
    if (find_attr(t, module, name, &v) != FOUND) {
        raised_clear(t);
        return EMPTY;
    }
    if (is_str(v))
        return v;
    release(v);
    return EMPTY;
}

Value import_from_missing(Thread *t, Ref module, Ref name)
{
    OWN Value package = text_attribute(t, module, NAME(__name__));
    OWN Value file = text_attribute(t, module, NAME(__file__));
    OWN Value text = EMPTY;

    if (!is_empty(package)) {
        OWN Value full = str_format(t, "%S.%S", package, name);
        Ref found;
        Lookup r = is_empty(full) ? ERROR : dict_find(t, t->interp->modules, full, &found);
        if (r != MISSING)
            return r == FOUND ? retain(found) : EMPTY;
    }
    OWN Value shown = is_empty(package) ? str_from_text(t, "<unknown module name>") : retain(package);
    OWN Value spec = EMPTY;
    bool initializing = false;
    if (find_attr(t, module, NAME(__spec__), &spec) == FOUND && is_exact(spec, &module_spec_type))
        initializing = ((ModuleSpec *)object_of(spec))->initializing;
    raised_clear(t);
    if (is_empty(file))
        text = str_format(t, "cannot import name %R from %R (unknown location)", name, shown);
    else if (initializing)
        text = str_format(t, "cannot import name %R from partially initialized module %R (most likely due to a circular import) (%S)",
                          name, shown, file);
    else
        text = str_format(t, "cannot import name %R from %R (%S)", name, shown, file);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_ImportError), text);
    if (is_empty(exception))
        return EMPTY;
    ImportErrorObject *e = (ImportErrorObject *)object_of(exception);
    replace_take(&e->name, is_empty(package) ? NONE : retain(package));
    replace_take(&e->path, is_empty(file) ? NONE : retain(file));
    replace_take(&e->name_from, retain(name));
    return raise_object(t, exception, EMPTY);
}

/* ---- the import lock ---- */

void import_lock_acquire(Thread *t)
{
    ImportState *s = state_of(t);
    while (s->lock_owner && s->lock_owner != t)
        nap(t);
    s->lock_owner = t;
    s->lock_count++;
}

bool import_lock_release(Thread *t)
{
    ImportState *s = state_of(t);
    if (s->lock_owner != t)
        return false;
    if (--s->lock_count == 0)
        s->lock_owner = NULL;
    return true;
}

bool import_lock_held(Thread *t) { return state_of(t)->lock_owner; }
