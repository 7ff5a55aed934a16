/* vm.h: the interpreter's inside: running frames, calls, slow paths. */
#ifndef KRAIT_VM_VM_H
#define KRAIT_VM_VM_H

#include "object/code.h"
#include "object/frame.h"
#include "object/function.h"
#include "object/protocol.h"
#include "vm/trace.h"

/* ---- interp.c ---- */
/* Runs the frame on top (flagged FRAME_ENTRY or a generator's) until it returns or yields; the result, owned, or EMPTY
 * with an exception set. For a generator: state tells yield from return. */
Value vm_run(Thread *t, Frame *f);

/* The same by the loop that is wanted: see trace.h. */
ALWAYS_INLINE Value run_frame(Thread *t, Frame *f)
{
    if (likely(!(t->interrupt & INTERRUPT_TRACE)))
        return vm_run(t, f);
    Value result = vm_run_traced(t, f);
    return trace_loop_left(t) ? vm_run(t, t->frame) : result;
}

/* ---- call.c ---- */
/* Pushes a frame for `func` (consumed) whose window starts at `window` with its parameters in place; the other locals are
 * emptied here. NULL with RecursionError or MemoryError: then the parameters are released. */
Frame *frame_push(Thread *t, Value func_take, Value *window, uint32_t parameters_set);
/* For a call from f of callable[0], a Python function, with the positional arguments in callable[1], a list or tuple, and the others in
 * callable[2], a dict or EMPTY: binds them in a new frame, which has taken all three. NULL: an exception is set; or none, the call
 * being less plain than that (of a generator, or without room), and nothing has changed. */
Frame *frame_push_spread(Thread *t, Frame *f, Value *callable, unsigned result);
/* Ends the frame on top: releases its registers, function and namespace, unlinks it. Leaves t->frame at the caller's. */
void frame_pop(Thread *t, Frame *f);
/* Binds `nargs` positional arguments and the values for `names` after them (all owned, at args, consumed) to func's
 * parameters in `window` (which may be args itself). False with TypeError: then everything is released. */
bool bind_call(Thread *t, Function *func, Value *window, Value *args, ssize nargs, Ref names) MUST_CHECK;
/* A generator, coroutine or async generator for a call whose parameters are bound in window (moved out). */
Value generator_from_call(Thread *t, Value func_take, Value *window);
/* Runs code in a namespace: exec(), class bodies, modules. closure: tuple or EMPTY. */
Value run_code(Thread *t, Ref code, Ref globals, Ref locals, Ref closure);
/* __build_class__(func, name, *bases, **kw). */
Value build_class(Thread *t, const Value *args, ssize nargs, Ref names);

/* ---- unwind.c ---- */
/* Adds the frame to the traceback of t->raised. */
void traceback_add(Thread *t, Frame *f);
Value traceback_new(Thread *t, Ref next, FrameObject *frame, int32_t instr, int32_t line);
/* The handler for instruction index `at`, or NULL. */
const Handler *handler_find(const Code *code, uint32_t at);

/* ---- generator.c ---- */
extern Type coroutine_wrapper_type, async_value_type, async_step_type;
/* Resumes g with `value` (NONE to start), or with t->raised set to throw it in. Yielded value, or EMPTY: nothing raised means it
 * returned, with *result the owned return value. */
Value generator_resume(Thread *t, Generator *g, Value value_take, Value *result);
/* Sends to any iterator for `yield from` and await: FOUND: *out yielded; MISSING: *out returned; ERROR. */
Lookup iterator_send(Thread *t, Ref iterator, Ref value, Value *out);
/* The iterator a suspended generator delegates to, borrowed; EMPTY when none. */
Ref generator_delegate(const Generator *g);
void generator_finish(Thread *t, Generator *g);             /* the frame has ended: state closed */
void generator_refuse(Thread *t, Generator *g);             /* too deep to run it: one that was to start has ended, unrun */
/* A generator run inline has failed with t->raised: true when that was a StopIteration (no longer set), which ends it with
 * its value, owned. */
bool generator_stopped(Thread *t, Ref generator, Value *value);
Value get_awaitable(Thread *t, Ref v, int context);
Value get_yield_from(Thread *t, Ref v, const Code *code);
Value async_value_wrap(Thread *t, Value v_take);

/* ---- async_iter.c: __aiter__ and __anext__ for `async for` ---- */
Value slow_get_aiter(Thread *t, Ref v);
Value coroutine_wrap_anext(Thread *t, Ref v);

/* ---- coroutine_hooks.c ---- */
/* A new coroutine under sys.set_coroutine_origin_tracking_depth() or set_coroutine_wrapper(): what the call returns. */
Value coroutine_observed(Thread *t, Value coroutine_take);

/* ---- slow.c: what instructions do when their fast path does not apply ---- */
Value slow_load_global(Thread *t, Frame *f, Ref name);
Value slow_load_name(Thread *t, Frame *f, Ref name);
bool slow_store_name(Thread *t, Frame *f, Ref name, Ref value) MUST_CHECK;
bool slow_delete_name(Thread *t, Frame *f, Ref name) MUST_CHECK;
bool slow_unpack(Thread *t, Ref v, Value *to, ssize n) MUST_CHECK;
bool slow_unpack_star(Thread *t, Ref v, Value *to, ssize before, ssize after) MUST_CHECK;
bool slow_list_extend(Thread *t, Ref list, Ref v) MUST_CHECK;
bool slow_list_merge(Thread *t, Ref list, Ref v, Ref callable) MUST_CHECK;
Value slow_build_set(Thread *t, Value *items, ssize n);           /* consumes the items it added */
Value slow_build_map(Thread *t, Value *pairs, ssize n);
bool slow_setup_annotations(Thread *t, Frame *f) MUST_CHECK;
bool slow_map_update(Thread *t, Ref dict, Ref mapping) MUST_CHECK;
bool slow_map_merge(Thread *t, Ref dict, Ref mapping, Ref callable) MUST_CHECK;
Value slow_import_name(Thread *t, Frame *f, Ref name, Ref level, Ref fromlist);
Value slow_import_from(Thread *t, Ref module, Ref name);
bool slow_import_star(Thread *t, Frame *f, Ref module) MUST_CHECK;
Value slow_match_keys(Thread *t, Ref subject, Ref keys);
Value slow_match_class(Thread *t, Ref subject, Ref cls, ssize positional, Ref names);
bool slow_with_enter(Thread *t, Ref manager, Value *to, bool async) MUST_CHECK;
Value slow_with_except(Thread *t, Ref exit, Ref exception);
Value slow_make_function(Thread *t, Frame *f, Ref code, unsigned bits, Value *parts);
Value slow_format(Thread *t, Ref v, Ref spec, int conversion);
Value slow_intrinsic(Thread *t, int id, Ref a, Ref b);
/* What LOAD_METHOD finds, both owned: something to call, EMPTY on error; and its first argument, or EMPTY. */
typedef struct LoadedMethod { Value callable, self; } LoadedMethod;
LoadedMethod slow_load_method(Thread *t, Ref v, Ref name);
/* `function` is what the name super means; for the built-in one a method found is remembered in k. */
Value slow_load_super(Thread *t, Ref function, Ref cls, Ref object, Cache *k, Value *self);
void raise_unbound_local(Thread *t, const Code *code, uint32_t local);
void raise_unbound_free(Thread *t, const Code *code, uint32_t index);
bool handle_interrupt(Thread *t) MUST_CHECK;

/* ---- special.c: special methods in Python that run in the loop; see there ---- */
/* Frames for a OP b, a OP= b, a comparison, and for methods named `name` of a. NULL, nothing raised: call the slot. */
Frame *special_binary_op(Thread *t, Frame *f, BinaryOp op, Ref a, Ref b);
Frame *special_inplace_op(Thread *t, Frame *f, BinaryOp op, Ref a, Ref b);
Frame *special_compare(Thread *t, Frame *f, CompareOp op, Ref a, Ref b);
Frame *special1(Thread *t, Frame *f, Ref name, Ref a);
Frame *special2(Thread *t, Frame *f, Ref name, Ref a, Ref b);
Frame *special3(Thread *t, Frame *f, Ref name, Ref a, Ref b, Ref c);
/* A frame for __getattr__ when v has no attribute `name`, by object.__getattribute__; else NULL, with *found if it has, or an exception
 * set; or neither: call the slot. */
Frame *special_getattr(Thread *t, Frame *f, Ref v, Ref name, Value *found);
/* The method that an instruction of f runs has returned: completes the instruction. f is on top again. */
bool special_return(Thread *t, Frame *f, Value result_take) MUST_CHECK;
/* It has failed: true if that was the end of a loop, and the instruction is completed. */
bool special_stopped(Thread *t, Frame *f);
/* May v's class have special methods in Python? */
ALWAYS_INLINE bool may_be_special(Ref v) { return is_ptr(v) && object_of(v)->type->flags & TYPE_HEAP; }

/* ---- specialise.c: after the generic form ran often enough; each may rewrite *at ---- */
void specialise_load_attr(Thread *t, Instr *at, Cache *k, Ref v);
void specialise_store_attr(Thread *t, Instr *at, Cache *k, Ref v);
void specialise_load_method(Thread *t, Instr *at, Cache *k, Ref v);
void specialise_load_global(Thread *t, Frame *f, Instr *at, Cache *k);
void specialise_store_global(Thread *t, Frame *f, Instr *at, Cache *k);
void specialise_float_pair(const Code *code, Instr *at);
/* A call site whose callee is a function or method in C; base: the callee and what follows it, nargs: without self. */
void specialise_call_builtin(Thread *t, Instr *at, Cache *k, Ref callee, const Value *base, ssize nargs);
void specialise_call(Thread *t, Instr *at, Cache *k, Ref callable);
extern const char *const opcode_names[];

/* Methods found by (shape, name): for sites that see too many shapes for an inline cache. */
#define METHOD_LINES 1024
typedef struct MethodLine { Shape *shape; const Object *name; Ref function; /* borrowed while the version holds */ uint32_t version; } MethodLine;
struct MethodCache { MethodLine line[METHOD_LINES]; };
ALWAYS_INLINE MethodLine *method_line(struct MethodCache *cache, const Shape *shape, Ref name)
{
    return &cache->line[((uintptr_t)shape >> 4 ^ (uintptr_t)object_of(name) >> 5) % METHOD_LINES];
}
/* The function that v.name(...) calls with v first, for instances of `shape`; borrowed; EMPTY when it is not that simple. */
Ref method_of_shape(Thread *t, Type *type, Shape *shape, Ref name);

#endif
