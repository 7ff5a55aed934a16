/* import.h: the import statement: the quick way in C for what the executable holds, the rest by lib/importlib. */
#ifndef KRAIT_VM_IMPORT_H
#define KRAIT_VM_IMPORT_H

#include "object/module.h"

typedef struct ImportState ImportState;

bool import_init(Thread *t) MUST_CHECK;         /* at the interpreter's start */
void import_free(Interp *interp);

/* ---- the statement ---- */
/* __import__(name, globals, locals, fromlist, level): globals (a dict, or EMPTY) is only read for relative imports; the
 * result is the top-level package, or with a fromlist (not NONE, not empty) the module itself. level is any int. */
Value import_name(Thread *t, Ref name, Ref globals, Ref fromlist, Ref level);
/* Is `function` the built-in __import__, so that import_name() may be called instead? */
bool import_is_standard(Thread *t, Ref function);
/* `from module import name` when the module has no such attribute: a submodule in sys.modules; else ImportError. */
Value import_from_missing(Thread *t, Ref module, Ref name);
/* The module of the absolute name itself (a.b gives a.b): importlib.import_module(). */
Value import_absolute(Thread *t, Ref name);
/* May an entry of sys.path before the library's have this top-level module? */
bool import_may_be_on_path(Thread *t, const char *name);
/* A top-level library module, whatever sys.path says; so are those it imports meanwhile. For what import itself needs. */
Value import_from_library(Thread *t, const char *name);
/* lib/importlib/_bootstrap.py, loaded and installed. Borrowed. EMPTY: exception set. */
Ref import_bootstrap(Thread *t);

/* ---- modules in the executable ---- */
/* The C module: from sys.modules, else made, with its __spec__ and __loader__. ImportError: there is none. */
Value import_builtin(Thread *t, const char *name);
/* Is there a C module of that name: linked in, or in a file of its own that tools/externals.sh made? *found EMPTY if not, else
 * its path as a str, or NONE when linked in. */
bool builtin_find(Thread *t, Ref name, Value *path) MUST_CHECK;
/* A new module object from a ModuleDef found by name; path as from builtin_find. */
Value builtin_create(Thread *t, Ref name, Ref path);

/* A module of our own from the shared library at `path`, found by sys.path (vm/import.c); C API modules by capi/. */
Value extension_create(Thread *t, Ref spec, Ref name, Ref path);
bool extension_exec(Thread *t, Ref module) MUST_CHECK;
Value raise_extension_error(Thread *t, Ref message, Ref name, Ref path);       /* ImportError with that name and path */
/* Those of the C API, defined by capi/module.c: the module, for one that is initialised in several phases not yet executed; and that.
 * handle: of dlopen(). */
Value capi_extension_create(Thread *t, void *handle, Ref spec, Ref name, Ref path);
bool capi_extension_exec(Thread *t, Ref module) MUST_CHECK;

/* ---- the library in Python (library.c): in the executable, or in a folder that overrides it ---- */
typedef struct LibraryModule {
    const char *name;           /* dotted, NUL-terminated; lives as long as the argument of library_find() */
    char file[256];             /* path below the library's folder: "json/__init__.py" */
    bool is_package;
    const uint8_t *code;        /* marshalled; NULL: in a folder */
    ssize code_size;
    const char *source;         /* as in the file; NULL: in a folder */
    ssize source_size;
} LibraryModule;
bool library_find(Thread *t, const char *name, LibraryModule *m);       /* by module name; raises nothing */
bool library_find_file(Thread *t, const char *file, LibraryModule *m);  /* by `file`, in the executable only */
ssize library_count(Thread *t);                                         /* modules in the executable, if they count */
void library_get(ssize i, LibraryModule *m);
Value library_code(Thread *t, const LibraryModule *m);                  /* the code object */
Value library_source(Thread *t, const LibraryModule *m);                /* the bytes of the file */
Value library_read_file(Thread *t, Ref path);                              /* the bytes of any file; OSError */
/* The folder that the library is or seems to be in: sys.path has it, __file__ of its modules starts with it. Borrowed str. */
Ref library_path(Thread *t);
Value library_file(Thread *t, const LibraryModule *m);                  /* library_path()/file */
/* A new module with __spec__, __loader__, __package__, __file__, __path__, __cached__; not in sys.modules. */
Value library_module_new(Thread *t, const LibraryModule *m);
/* Runs its code in the namespace of `module`. */
bool library_exec(Thread *t, Ref module, const LibraryModule *m) MUST_CHECK;

/* Of modules/marshal.c. A code object from data of the executable's own, which is trusted; its co_filename, and that of the code
 * inside it, is `file`. And the way there: bytes. */
Value marshal_load_code(Thread *t, const uint8_t *p, ssize n, Ref file);
Value marshal_dump(Thread *t, Ref v);
/* What dumps() and loads() do, with code allowed. */
Value marshal_write(Thread *t, Ref v, int version);
Value marshal_read(Thread *t, const uint8_t *p, ssize n);

/* ---- specs and loaders (spec.c) ---- */
extern Type module_spec_type, builtin_importer_type, library_importer_type;
typedef struct ModuleSpec {
    Object head;
    Value name, loader, origin, loader_state, search_locations, cached;    /* EMPTY reads as None */
    Value uninitialized_submodules;     /* list */
    bool has_location, initializing;    /* initializing: __spec__._initializing, the module's code is running */
    Thread *importer;                   /* the thread that runs it from C; NULL: importlib does */
} ModuleSpec;
/* All but name may be EMPTY. */
Value spec_new(Thread *t, Ref name, Ref loader, Ref origin, Ref search_locations, bool has_location);
Value builtin_spec(Thread *t, Ref name, Ref path);     /* of a C module; path as from builtin_find() */
/* ---- the import lock of the module imp; recursive ---- */
void import_lock_acquire(Thread *t);
bool import_lock_release(Thread *t);    /* false: t does not hold it */
bool import_lock_held(Thread *t);       /* by any thread */

#endif
