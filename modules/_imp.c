/* _imp.c: the module _imp: what importlib and imp need of the interpreter. Library modules in the executable are not "frozen" in
 * importlib's sense: LibraryImporter (vm/spec.c) finds them by sys.path. Frozen are only the three modules with which every
 * Python shows that freezing works.
 */
#include <sys/stat.h>

#include "base/hash.h"
#include "frontend/compile.h"
#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/import.h"
#include "vm/vm.h"
#include "gen/modules/_imp.h"

/* ---- the lock ---- */

/** Acquires the interpreter's import lock for the current thread.
 *
 * This lock should be used by import hooks to ensure thread-safety when importing
 * modules. On platforms without threads, this function does nothing. */
FUNCTION0(_imp, acquire_lock) { return import_lock_acquire(t), NONE; }

/** Release the interpreter's import lock.
 *
 * On platforms without threads, this function does nothing. */
FUNCTION0(_imp, release_lock) { return import_lock_release(t) ? NONE : raise_runtime(t, "not holding the import lock"); }

/** Return True if the import lock is currently held, else False.
 *
 * On platforms without threads, return False. */
FUNCTION0(_imp, lock_held) { return bool_value(import_lock_held(t)); }

/* ---- built-in modules ---- */

/** Returns True if the module name corresponds to a built-in module. */
FUNCTION(_imp, is_builtin, "(name: str, /)")
{
    OWN Value path = EMPTY;
    if (!builtin_find(t, a->name, &path))
        return EMPTY;
    /* as ever: -1 for one that cannot be made again */
    if (str_is(a->name, "sys") || str_is(a->name, "builtins"))
        return fixnum(-1);
    return fixnum(!is_empty(path));
}

/** Create an extension module. */
FUNCTION(_imp, create_builtin, "(spec, /)")
{
    OWN Value name = get_attr(t, a->spec, NAME(name)), path = EMPTY;
    if (is_empty(name))
        return EMPTY;
    if (!is_str(name))
        return raise_type(t, "name must be string, not %T", name);
    Ref found = dict_peek_name(t->interp->modules, name);
    if (!is_empty(found) && (str_is(name, "sys") || str_is(name, "builtins")))
        return retain(found);
    if (!builtin_find(t, name, &path))
        return EMPTY;
    if (is_empty(path))
        return NONE;
    /* Who asks by a spec may have another importer than the interpreter's. */
    OWN Value module = builtin_create(t, name, path), loader = EMPTY;
    Lookup given = is_empty(module) ? ERROR : find_attr(t, a->spec, NAME(loader), &loader);
    if (given == ERROR || (given == FOUND && !is_none(loader) && !dict_set(t, module_dict(module), NAME(__loader__), loader)))
        return EMPTY;
    return take(&module);
}

/** Initialize a built-in module. */
FUNCTION(_imp, exec_builtin, "(mod, /)") { return fixnum(0); }

/** Returns the list of file suffixes used to identify extension modules. */
FUNCTION0(_imp, extension_suffixes)
{
    static const char *const suffixes[] = {"." KRAIT_CACHE_TAG ".so", ".abi3.so", ".so"};
    OWN Value list = list_new(t, 3);
    for (ssize i = 0; i < COUNT_OF(suffixes) && !is_empty(list); i++)
        if (!list_append_take(t, as_list(list), str_from_text(t, suffixes[i])))
            return EMPTY;
    return take(&list);
}

/** Create an extension module. */
FUNCTION(_imp, create_dynamic, "(spec, file=None, /)")
{
    OWN Value name = get_attr(t, a->spec, NAME(name)), path = is_empty(name) ? EMPTY : get_attr(t, a->spec, NAME(origin));
    if (is_empty(path))
        return EMPTY;
    if (!is_str(name) || !is_str(path))
        return raise_type(t, "the name and the origin of an extension module must be strings");
    return extension_create(t, a->spec, name, path);
}

/** Initialize an extension module. */
FUNCTION(_imp, exec_dynamic, "(mod, /)")
{
    return extension_exec(t, a->mod) ? fixnum(0) : EMPTY;
}

/* ---- frozen modules: those that show that freezing works, as in every Python ---- */

typedef struct { const char *name, *source; bool is_package; } Frozen;

static const char hello[] = "initialized = True\n\ndef main():\n    print('Hello world!')\n\nmain()\n";
static const Frozen frozen[] = {{"__hello__", hello, false}, {"__phello__", hello, true}, {"__phello__.spam", hello, false}};

static const Frozen *find_frozen(Ref name)
{
    for (int i = 0; i < COUNT_OF(frozen); i++)
        if (str_is(name, frozen[i].name))
            return &frozen[i];
    return NULL;
}

static Value no_frozen(Thread *t, Ref name)
{
    OWN Value text = str_format(t, "No such frozen object named %S", name);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_ImportError), text);
    return is_empty(exception) || !set_attr(t, exception, NAME(name), name) ? EMPTY : raise_object(t, exception, EMPTY);
}

static Value frozen_code(Thread *t, const Frozen *f)
{
    OWN Value filename = str_from_text(t, "<frozen>");
    return is_empty(filename) ? EMPTY : compile_source(t, f->source, (ssize)strlen(f->source), filename, COMPILE_EXEC, 0, -1);
}

/** Returns True if the module name corresponds to a frozen module. */
FUNCTION(_imp, is_frozen, "(name: str, /)") { return bool_value(find_frozen(a->name)); }
/** Returns True if the module name is of a frozen package. */
FUNCTION(_imp, is_frozen_package, "(name: str, /)")
{
    const Frozen *f = find_frozen(a->name);
    return f ? bool_value(f->is_package) : no_frozen(t, a->name);
}
/** Create a code object for a frozen module. */
FUNCTION(_imp, get_frozen_object, "(name: str, data=None, /)")
{
    const Frozen *f = find_frozen(a->name);
    return f ? frozen_code(t, f) : no_frozen(t, a->name);
}
/** Initializes a frozen module. */
FUNCTION(_imp, init_frozen, "(name: str, /)")
{
    const Frozen *f = find_frozen(a->name);
    if (!f)
        return NONE;
    OWN Value code = frozen_code(t, f), module = is_empty(code) ? EMPTY : module_new(t, a->name);
    if (is_empty(module) || !dict_set(t, t->interp->modules, a->name, module))
        return EMPTY;
    OWN Value path = f->is_package ? list_new(t, 0) : EMPTY;
    if (f->is_package && (is_empty(path) || !set_attr(t, module, NAME(__path__), path)))
        return EMPTY;
    OWN Value globals = get_attr(t, module, NAME(__dict__));
    OWN Value result = is_empty(globals) ? EMPTY : run_code(t, code, globals, globals, EMPTY);
    return is_empty(result) ? EMPTY : take(&module);
}
/** Return info about the corresponding frozen module (if there is one) or None: (data, is_package, original name). */
FUNCTION(_imp, find_frozen, "(name: str, /, *, withdata: bool = False)")
{
    const Frozen *f = find_frozen(a->name);
    return f ? tuple_pack(t, 3, NONE, bool_value(f->is_package), a->name) : NONE;
}

/* ---- code and sources ---- */

/* Replaces the file name of code, and of the code in it that has the same. */
static void fix_filename(Code *code, Ref old, Ref new)
{
    if (!str_equal(as_str(code->filename), as_str(old)))
        return;
    replace_take(&code->filename, retain(new));
    for (uint32_t i = 1; !code->unread && i <= code->const_count; i++) {
        Ref v = code->consts_end[-(ssize)i];
        if (is_exact(v, &code_type))
            fix_filename(as_code(v), old, new);
    }
}

/** Changes code.co_filename to specify the passed-in file path.
 *
 *   code
 *     Code object to change.
 *   path
 *     File path to use. */
FUNCTION(_imp, _fix_co_filename, "(code, path: str, /)")
{
    if (!is_exact(a->code, &code_type))
        return raise_type(t, "_fix_co_filename() argument 1 must be code, not %T", a->code);
    OWN Value old = retain(as_code(a->code)->filename);
    if (!str_equal(as_str(old), as_str(a->path)))
        fix_filename(as_code(a->code), old, a->path);
    return NONE;
}

/** A hash of a source, for .pyc files that are checked by it. */
FUNCTION(_imp, source_hash, "(key: int64, source: buffer)")
{
    uint64_t hash = hash_siphash13((HashKey){(uint64_t)a->key, 0}, a->source.data, (size_t)a->source.len);
    return bytes_from(t, &hash, sizeof hash);
}

/** The hook of sys.path_hooks for archives: zipimport, imported when there is something for it. */
FUNCTION(_imp, _archive_hook, "(path, /)")
{
    char file[4096];
    struct stat st;
    const char *text = is_str(a->path) ? str_utf8(t, a->path, NULL) : NULL;
    raised_clear(t);
    bool maybe = false;
    if (text && *text && strlen(text) < sizeof file) {
        strcpy(file, text);
        while (!maybe) {                        /* the archive itself, or a folder in it */
            if (stat(file, &st) == 0) {
                maybe = S_ISREG(st.st_mode);
                break;
            }
            char *slash = strrchr(file, '/');
            if (!slash || slash == file)
                break;
            *slash = 0;
        }
    }
    if (!maybe)
        return raise_import(t, "not a Zip file: %R", a->path);
    OWN Value module = import_from_library(t, "zipimport");
    OWN Value cls = is_empty(module) ? EMPTY : get_attr_text(t, module, "zipimporter");
    return is_empty(cls) ? EMPTY : call1(t, cls, a->path);
}

static bool imp_exec(Thread *t, Ref module)
{
    return module_add_text(t, module, "check_hash_based_pycs", "default") && module_add_int(t, module, "pyc_magic_number_token", KRAIT_MAGIC);
}

MODULE(_imp, .doc = "(Extremely) low-level import machinery bits as used by importlib.", .exec = imp_exec);
