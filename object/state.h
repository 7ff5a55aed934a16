/* state.h: Thread and Interp, off which all mutable state hangs. */
#ifndef KRAIT_OBJECT_STATE_H
#define KRAIT_OBJECT_STATE_H

#include "object/type.h"

typedef struct Frame Frame;
/* Machine code, as it is entered at any instruction by Interp.machine_run or by other machine code. See vm/machine.h. */
typedef Value MachineCode(void);

/* Bits of Thread.interrupt: what to do between instructions. */
enum Interrupt { INTERRUPT_SIGNALS = 1, INTERRUPT_GIL = 2, INTERRUPT_GC = 4, INTERRUPT_ASYNC = 8,
                 INTERRUPT_TRACE = 16 /* stays set: the traced loop is wanted (vm/trace.h) */ };

/* The exception being handled (sys.exc_info): one per running except block's owner; generators have their own. */
typedef struct Handled {
    Value exception;            /* owned; EMPTY when none */
    struct Handled *previous;
} Handled;

struct Thread {
    /* read by the interpreter all the time */
    Frame *frame;               /* innermost Python frame, NULL outside */
    Value raised;               /* exception on its way, owned; EMPTY when none. Set exactly when a call reports failure */
    Heap *heap;                 /* the interpreter's */
    Interp *interp;
    volatile uint32_t interrupt; /* non-zero: something to do between instructions (signals, GIL request, collection, async exc) */
    int recursion_limit;        /* as sys.setrecursionlimit() was told; frame_limit enforces it */
    char *c_limit;              /* lowest C stack address we may use */
    Handled *handled;
    Handled handled_base;

    /* the value stack and the frame stack: reserved mappings that never move */
    Value *stack, *stack_end;
    Frame *frames, *frames_end, *frame_next;
    Frame *frame_limit;         /* no frame from here on: the recursion limit as a place on the frame stack. Each guarded C call
                                 * and running generator lowers it by one, so one comparison checks the depth of all */

    bool in_headroom;           /* frame_limit is beyond the limit for now (recursion_headroom) */

    Value trace_function, profile_function;     /* sys.settrace, sys.setprofile; EMPTY when none */
    bool tracing;
    MachineCode *machine_entry; /* set when vm_run() is to change over to machine code */
    Value async_exception;      /* PyThreadState_SetAsyncExc */
    Value dict;                 /* thread-local storage of threading.local */
    Value context;              /* contextvars */
    Value sentinel;             /* lock released when the thread ends (_thread._set_sentinel) */
    Value async_hooks[2];       /* sys.set_asyncgen_hooks: firstiter, finalizer */
    Value origin_tracking;      /* sys.set_coroutine_origin_tracking_depth: an int, EMPTY for 0 */
    Value coroutine_wrapper;    /* sys.set_coroutine_wrapper; EMPTY when none */
    bool in_coroutine_wrapper;
    uint64_t id;                /* pthread_t of the thread */
    int repr_depth;
    Value repr_guard;           /* list of objects whose repr is running, or EMPTY */
    Thread *next, *previous;    /* of the interpreter's threads */
    void *gil;                  /* vm/gil.c */
    struct CapiThread *capi;    /* capi/state.h; NULL until an extension module's function is called */
    int critical;               /* > 0: destroy only queues (deep deallocation) */
    Value *trash; ssize trash_count, trash_capacity;
};

struct Interp {
    Heap *heap;
    Thread *threads, *main_thread;
    Dict *modules;              /* sys.modules */
    Dict *sys_dict, *builtins;  /* namespaces of those modules */
    struct InternTable *interned;               /* str_intern.c; made on first use */
    Value codec_search_path, codec_cache, codec_errors;     /* object/codec.c */
    uint64_t hash_key[2];
    struct GcState *gc;
    struct GilState *gil;
    struct ImportState *import;
    struct TypeCache *type_cache;
    struct MethodCache *method_cache;           /* vm/vm.h */
    uint32_t next_type_version;
    uint64_t next_keys_version;
    Value atexit, warnings_state;
    Value abstract_cache;       /* dict for per-interpreter singletons of modules: key -> value */
    size_t thread_stack_size;   /* of new threads; 0: default */
    Value signal_handlers[65];  /* vm/pending.c */
    bool finalizing;
    ssize weakref_count;        /* objects with weak references */
    struct WeakTable *weakrefs; /* weakref.c */
    struct ModuleStates *module_states;         /* module.c */
    int int_max_str_digits;
    bool (*machine_translate)(Thread *t, Frame *f);    /* vm/machine.h; NULL: everything is interpreted */
    Value (*machine_run)(Thread *t, Frame *f);          /* runs it from t->machine_entry */
    int32_t code_heat;          /* Code.heat at first */
    void *machine_region;       /* jit/compile.c */
    int (*read_line)(Thread *t, const char *prompt, char **line);      /* vm/line_input.h; NULL: no line editing */
    bool bytes_warning;         /* -b: comparing bytes with str, and str() of bytes, warn */
    struct CapiInterp *capi;    /* capi/state.h; NULL until an extension module is loaded */
    struct Config *config;      /* what was decided before the start: vm/config.h */
    Value empty_tuple, empty_str, empty_bytes, empty_frozenset;      /* singletons */
    Value latin1[256];          /* one-character strings */
    Value bytes1[256];
    Value memory_error;         /* preallocated instance */
};

/* The running thread: one instruction in an executable. Used where no `t` can be passed (dealloc, C API). */
extern __thread Thread *current_thread;

/* Guards C recursion in slots (repr, compare, call ...): false with RuntimeError "maximum recursion depth exceeded<where>". */
bool recursion_enter(Thread *t, const char *where) MUST_CHECK;
void recursion_leave(Thread *t);
/* Frames, guarded C calls and running generators now; and the limit, at least 1, which the room for frames bounds too. */
int recursion_depth(const Thread *t);
void recursion_limit_set(Thread *t, int limit);
/* The cheap half of that guard, for where C calls C through a slot without a level of Python's: is there C stack left? */
ALWAYS_INLINE bool c_stack_left(const Thread *t) { return likely((char *)__builtin_frame_address(0) > t->c_limit); }
Value raise_recursion(Thread *t, const char *where);
/* A few levels beyond the limit, for what runs on nobody's behalf where recursion ends: making the error, finalizers, and the
 * report of what they raise. True: granted now, and to be ended by the caller; false: granted already. */
bool recursion_headroom(Thread *t) MUST_CHECK;
void recursion_headroom_end(Thread *t, bool granted);

#endif
