/* state.h: what the C API keeps per thread and per interpreter. */
#ifndef KRAIT_CAPI_STATE_H
#define KRAIT_CAPI_STATE_H

#include "include/Python.h"
#include "object/module.h"
#include "object/state.h"
#include "object/str.h"

/* A call of a special method by its slot wrapper: says whose C function is meant, for a subclass may have another one (type.c). */
typedef struct DirectCall {
    Type *owner;
    Ref self;
    const void *function;               /* the trampoline */
    struct DirectCall *previous;
} DirectCall;

struct CapiThread {
    Object **lent;                      /* boxes lent to extensions, each with a reference of ours */
    ssize lent_count, lent_capacity;
    DirectCall *direct;
    Value dict;                         /* PyThreadState_GetDict(); EMPTY until asked for */
    int ensured;                        /* calls of PyGILState_Ensure() on a C thread that was adopted for them */
    Value package_context;              /* full name of the module whose PyInit function runs, or EMPTY */
};
typedef struct CapiThread CapiThread;

struct CapiInterp {
    wchar_t *texts[4];                  /* init.c: what Py_GetPrefix() and the others have lent; NULL until asked for */
    struct ForeignTable *functions;     /* function.c: rows made for PyMethodDefs */
    Value dict;                         /* PyInterpreterState_GetDict(); EMPTY until asked for */
    Dict *modules_by_path;              /* module.c: single-phase modules that cannot be made twice; (path, name) -> module */
    Dict *modules_by_def;               /* module.c: PyState_FindModule: def's address -> module */
    struct KeptBlock *kept;             /* capi_keep() */
};
typedef struct CapiInterp CapiInterp;

/* Of the thread, made when first needed. NULL: MemoryError. */
CapiThread *capi_thread(Thread *t) MUST_CHECK;
CapiInterp *capi_interp(Thread *t) MUST_CHECK;
/* Memory that is given back at the interpreter's very end: what classes made for extensions point at. NULL: MemoryError. */
void *capi_keep(Thread *t, size_t size) MUST_CHECK;

/* thread.c: the interpreter that PyGILState_Ensure() on new C threads is for: the first one that is named. */
void capi_use_interp(Interp *interp);
void capi_forget_interp(const Interp *interp);

/* The calling thread: API functions have no parameter for it. */
ALWAYS_INLINE Thread *this_thread(void) { return current_thread; }

#endif
