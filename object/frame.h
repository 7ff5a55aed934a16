/* frame.h: activation records of Python functions. A Frame lies on the thread's frame stack, or inside its generator; a
 * FrameObject (what Python sees) is made only when somebody looks, and takes over the registers when the frame ends. */
#ifndef KRAIT_OBJECT_FRAME_H
#define KRAIT_OBJECT_FRAME_H

#include "object/function.h"

typedef struct FrameObject FrameObject;

enum FrameFlag {
    FRAME_ENTRY     = 1,        /* called from C: returning leaves vm_run() */
    FRAME_CONSTRUCT = 2,        /* runs __init__: `construct` is the result; if that is EMPTY, what the function returns is dropped */
    FRAME_GENERATOR = 4,        /* lies in a Generator with its registers */
    FRAME_CLASS     = 8,        /* class body or module: names live in `locals` */
    FRAME_INLINE    = 16,       /* a generator resumed by FOR_ITER or SEND of the frame `previous` */
    FRAME_OBJECT    = 32,       /* `object` is set */
    FRAME_OPERATOR  = 128,      /* runs a special method for the caller's instruction: special_return() completes that */
    FRAME_OVERFLOWED = 256,     /* was running when the recursion limit was reached (raise_recursion) */
    FRAME_TRACED    = 64,       /* its `call` event is over, or it ran already when tracing started (vm/trace.h) */
};

/* A free slot of the frame stack has no flags, locals, construct, object: a push need not clear them. */
struct Frame {
    Frame *previous;            /* the caller's, or the resumer's */
    const Instr *pc;            /* of the next instruction; exact only while the frame is not running or in a call */
    Value *regs;
    Value *top;                 /* generators only: where a callee's window may start; see frame_top() */
    Code *code;                 /* borrowed from func, or owned when there is none */
    Function *func;             /* owned; NULL for code run by exec() */
    Dict *globals, *builtins;   /* borrowed from func, or owned */
    Value locals;               /* the namespace of FRAME_CLASS frames; owned */
    Value construct;            /* owned */
    FrameObject *object;        /* owned; NULL until somebody looks */
    uint16_t result;            /* the caller's register for the result */
    uint16_t flags;
    uint32_t overflows;         /* FRAME_OVERFLOWED: RecursionErrors since */
    Handled handled;            /* generators only: what they handle */
};

struct FrameObject {
    Object head;
    Frame *frame;               /* while it lives, else NULL */
    Value back;                 /* once dead: the caller's FrameObject or EMPTY (found on demand while alive) */
    Code *code;                 /* owned */
    Dict *globals, *builtins;   /* owned */
    Value func;                 /* owned or EMPTY: keeps the closure */
    Value locals;               /* namespace, or the snapshot dict of fast locals; EMPTY until asked for */
    Value trace;                /* f_trace */
    bool trace_lines, trace_opcodes;
    bool in_line_event;         /* its trace function is running for `line`: f_lineno may be set */
    int32_t line_override;      /* f_lineno during a `call` event; else 0 */
    int32_t jump_to;            /* during a `line` event: the instruction that an assignment to f_lineno leads to; else -1 */
    int32_t traced_line, traced_instr;      /* of the last instruction that tracing looked at */
    int32_t instr;              /* index of the current instruction, once dead */
    ssize reg_count;            /* registers taken over, in `reg` */
    Value *reg;
};

ALWAYS_INLINE Dict *frame_globals(Frame *f) { return f->globals; }
ALWAYS_INLINE Value *frame_top(const Frame *f) { return f->flags & FRAME_GENERATOR ? f->top : f->regs + f->code->register_count; }
FrameObject *frame_object(Thread *t, Frame *f);             /* made on demand; borrowed from the frame; NULL on MemoryError */
Value frame_locals(Thread *t, Frame *f);                    /* locals(): the namespace, or a dict with a snapshot; owned */
int frame_line(const Frame *f);
ssize frame_instr(const Frame *f);                          /* index of the instruction being executed */
void frame_trace_from_here(FrameObject *o);                 /* the next `line` event is that of another line */
/* Called when a frame ends with `object` set: the object takes the registers (locals) over. */
void frame_detach(Thread *t, Frame *f);

typedef enum { GEN_CREATED, GEN_SUSPENDED, GEN_RUNNING, GEN_CLOSED } GenState;

typedef struct Generator {      /* also coroutine and async generator */
    Object head;
    Value name, qualname;
    uint8_t state;              /* GenState */
    bool async_closed, async_hooked, async_running;
    Value finalizer, origin;    /* of async generators, coroutines */
    Value running_athrow;
    Frame frame;
    Value reg[];                /* frame.code->register_count */
} Generator;
ALWAYS_INLINE Generator *as_generator(Ref v) { return (Generator *)object_of(v); }

#endif
