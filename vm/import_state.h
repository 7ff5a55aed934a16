/* import_state.h: what the import system keeps per interpreter; for import.c, library.c, spec.c. */
#ifndef KRAIT_VM_IMPORT_STATE_H
#define KRAIT_VM_IMPORT_STATE_H

#include "vm/import.h"

/* A thread that waits for a module another one is importing; on the waiter's C stack. */
typedef struct ImportWait { Thread *thread; ModuleSpec *spec; struct ImportWait *next; } ImportWait;

struct ImportState {
    bool external;                  /* a shared library has been loaded */
    Value bootstrap;                /* the module importlib._bootstrap once installed, else EMPTY */
    Value library_path;             /* str, made when first asked for */
    Value finders[4];               /* sys.meta_path as importlib made it; none before */
    ssize finder_count, own_finders;
    const MethodDef *standard;      /* of builtins.__import__ */
    int library_only;               /* > 0: names of library modules are not looked for in sys.path first */
    ImportWait *waits;
    Thread *lock_owner;             /* of imp.acquire_lock() */
    ssize lock_count;
    int64_t nested_time;            /* -X importtime: ns spent in the imports that the running one has made */
    int time_depth, time_header;
};

#endif
