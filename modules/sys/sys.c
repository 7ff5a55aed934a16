/* sys.c: the module sys: functions. Manual: Library "sys". Constants are in info.c, paths in path.c, hooks for
 * results and exceptions in hooks.c; the standard streams are modules/io's. */
#include "modules/sys/sys.h"

#include <dlfcn.h>

#include "object/attrs.h"
#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/frame.h"
#include "object/int.h"
#include "object/list.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/trace.h"
#include "vm/config.h"
#include "vm/gil.h"
#include "vm/import.h"
#include "gen/modules/sys/sys.h"

extern const ModuleDef module_def_sys;

SysState *sys_state(Thread *t) { return module_def_state(t, &module_def_sys); }

/* ---- exceptions ---- */

/** Exit the interpreter by raising SystemExit(status).
 *
 * If the status is omitted or None, it defaults to zero (i.e., success).
 * If the status is an integer, it will be used as the system exit status.
 * If it is another kind of object, it will be printed and the system
 * exit status will be one (i.e., failure).
 */
FUNCTION(sys, exit, "(status=None, /)")
{
    if (is_none(a->status))
        return raise_object(t, value_of(&exc_SystemExit), EMPTY);
    if (is_tuple(a->status)) {
        OWN Value exception = call_tuple(t, value_of(&exc_SystemExit), a->status, EMPTY);
        return is_empty(exception) ? EMPTY : raise_object(t, exception, EMPTY);
    }
    return raise_value_of(t, &exc_SystemExit, a->status);
}

/** Return current exception information: (type, value, traceback).
 *
 * Return information about the most recent exception caught by an except
 * clause in the current stack frame or in an older stack frame.
 */
FUNCTION0(sys, exc_info)
{
    Ref e = exception_handled(t);
    if (is_empty(e))
        return tuple_pack(t, 3, NONE, NONE, NONE);
    Ref traceback = as_exception(e)->traceback;
    return tuple_pack(t, 3, value_of(type_of(e)), e, is_empty(traceback) ? NONE : traceback);
}

/** Return the current exception.
 *
 * Return the most recent exception caught by an except clause
 * in the current stack frame or in an older stack frame, or None
 * if no such clause exists.
 */
FUNCTION0(sys, exception)
{
    Ref e = exception_handled(t);
    return is_empty(e) ? NONE : retain(e);
}

/* ---- objects ---- */

/** ``Intern'' the given string.
 *
 * This enters the string in the (global) table of interned strings whose
 * purpose is to speed up dictionary lookups. Return the string itself or
 * the previously interned string object with the same value.
 */
FUNCTION(sys, intern, "(string: str, /)")
{
    if (!is_exact(a->string, &str_type))
        return raise_type(t, "can't intern %T", a->string);
    return intern_take(t, retain(a->string));
}

/** Return the reference count of object.
 *
 * The count returned is generally one higher than you might expect,
 * because it includes the (temporary) reference as an argument to
 * getrefcount().
 */
FUNCTION1(sys, getrefcount, object)
{
    if (!is_ptr(object) || object_of(object)->refcount < 0)
        return fixnum(UINT32_MAX);
    return fixnum(object_of(object)->refcount);
}

/** getsizeof(object [, default]) -> int
 *
 * Return the size of object in bytes.
 */
FUNCTION(sys, getsizeof, "(object, default=?)")
{
    Value result;
    ssize n;
    Lookup r = call_special(t, a->object, NAME(__sizeof__), NULL, 0, &result);
    if (r == MISSING)
        raise_type(t, "Type %T doesn't define __sizeof__", a->object);
    if (r == FOUND) {
        OWN Value size = result;
        if (!is_int(size))
            raise_type(t, "'%T' object cannot be interpreted as an integer", size);
        else if (to_ssize(t, size, &exc_OverflowError, &n)) {
            if (n >= 0)
                return int_from_ssize(t, n);
            raise_value(t, "__sizeof__() should return >= 0");
            return EMPTY;
        }
    }
    if (is_empty(a->default_) || !raised_catch(t, &exc_TypeError))
        return EMPTY;
    return retain(a->default_);
}

/** Return the number of memory blocks currently allocated. */
FUNCTION0(sys, getallocatedblocks) { return int_from_ssize(t, heap_block_count(t->heap)); }

/** Clear the internal type lookup cache. */
FUNCTION0(sys, _clear_type_cache) { return NONE; }
/** Clear all internal performance-related caches. */
FUNCTION0(sys, _clear_internal_caches) { return NONE; }
/** Return True if Python is exiting. */
FUNCTION0(sys, is_finalizing) { return bool_value(t->interp->finalizing); }

/* ---- frames ---- */

/** Return a frame object from the call stack.
 *
 * If optional integer depth is given, return the frame object that many
 * calls below the top of the stack.  If that is deeper than the call
 * stack, ValueError is raised.  The default for depth is zero, returning
 * the frame at the top of the call stack.
 *
 * This function should be used for internal and specialized purposes
 * only.
 */
FUNCTION(sys, _getframe, "(depth: int = 0, /)")
{
    Frame *f = t->frame;
    for (int i = a->depth; f && i > 0; i--)
        f = f->previous;
    if (!f)
        return raise_value(t, "call stack is not deep enough");
    FrameObject *o = frame_object(t, f);
    return o ? retain_object(o) : EMPTY;
}

/** Return the name of the module for a calling frame. */
FUNCTION(sys, _getframemodulename, "(depth: int = 0)")
{
    Frame *f = t->frame;
    for (int i = a->depth; f && i > 0; i--)
        f = f->previous;
    Ref name = f ? dict_peek_name(f->globals, NAME(__name__)) : EMPTY;
    return is_empty(name) ? NONE : retain(name);
}

/** Return a dict mapping each thread's thread id to its current stack frame. */
FUNCTION0(sys, _current_frames)
{
    OWN Value d = dict_new(t);
    for (Thread *other = t->interp->threads; other && !is_empty(d); other = other->next) {
        if (!other->frame)
            continue;
        FrameObject *o = frame_object(t, other->frame);
        OWN Value id = int_from_uint64(t, other->id);
        if (!o || is_empty(id) || !dict_set(t, as_dict(d), id, value_of(o)))
            return EMPTY;
    }
    return take(&d);
}

/** Return a dict mapping each thread's identifier to its current raised exception. */
FUNCTION0(sys, _current_exceptions)
{
    OWN Value d = dict_new(t);
    for (Thread *other = t->interp->threads; other && !is_empty(d); other = other->next) {
        Ref e = exception_handled(other);
        OWN Value id = int_from_uint64(t, other->id);
        if (is_empty(id) || !dict_set(t, as_dict(d), id, is_empty(e) ? NONE : e))
            return EMPTY;
    }
    return take(&d);
}

/* ---- limits ---- */

/** Return the current value of the recursion limit.
 *
 * The recursion limit is the maximum depth of the Python interpreter
 * stack.  This limit prevents infinite recursion from causing an overflow
 * of the C stack and crashing Python.
 */
FUNCTION0(sys, getrecursionlimit) { return fixnum(t->recursion_limit); }

/** Set the maximum depth of the Python interpreter stack to n.
 *
 * This limit prevents infinite recursion from causing an overflow of the C
 * stack and crashing Python.  The highest possible limit is platform-
 * dependent.
 */
FUNCTION(sys, setrecursionlimit, "(limit: int, /)")
{
    if (a->limit < 1)
        return raise_value(t, "recursion limit must be greater or equal than 1");
    if (recursion_depth(t) >= a->limit)
        return raise_format(t, &exc_RecursionError, "cannot set the recursion limit to %d at the recursion depth %d: the limit is too low",
                            a->limit, recursion_depth(t));
    for (Thread *other = t->interp->threads; other; other = other->next)
        recursion_limit_set(other, a->limit);
    return NONE;
}

/** Return the current thread switch interval; see sys.setswitchinterval(). */
FUNCTION0(sys, getswitchinterval)
{
    double seconds = gil_switch_interval(t->interp->gil);
    Value v;
    return flonum_from(seconds, &v) ? v : raise_system(t, "odd switch interval");
}

/** Set the ideal thread switching delay inside the Python interpreter.
 *
 * The actual frequency of switching threads can be lower if the
 * interpreter executes long sequences of uninterruptible code
 * (this is implementation-specific and workload-dependent).
 *
 * The parameter must represent the desired switching delay in seconds
 * A typical value is 0.005 (5 milliseconds).
 */
FUNCTION(sys, setswitchinterval, "(interval: float, /)")
{
    if (!(a->interval > 0))
        return raise_value(t, "switch interval must be strictly positive");
    gil_set_switch_interval(t->interp->gil, a->interval);
    return NONE;
}

/** Return the current check interval; see sys.setcheckinterval(). */
FUNCTION0(sys, getcheckinterval)
{
    return warn(t, &exc_DeprecationWarning, 1, "sys.getcheckinterval() and sys.setcheckinterval() are deprecated.  "
                                               "Use sys.getswitchinterval() instead.")
               ? fixnum(sys_state(t)->check_interval ? sys_state(t)->check_interval - 1 : 100) : EMPTY;
}

/** Set the check interval: how often threads were switched, before 3.2. It has no effect any more. */
FUNCTION(sys, setcheckinterval, "(n: int, /)")
{
    if (!warn(t, &exc_DeprecationWarning, 1, "sys.getcheckinterval() and sys.setcheckinterval() are deprecated.  "
                                             "Use sys.setswitchinterval() instead."))
        return EMPTY;
    sys_state(t)->check_interval = (int64_t)a->n + 1;
    return NONE;
}

/** Return the maximum number of digits allowed in integer string conversions; 0: unlimited. */
FUNCTION0(sys, get_int_max_str_digits) { return fixnum(t->interp->int_max_str_digits); }

/** Set the maximum string digits limit for non-binary int<->str conversions. */
FUNCTION(sys, set_int_max_str_digits, "(maxdigits: int)")
{
    if (a->maxdigits && a->maxdigits < 640)
        return raise_value(t, "maxdigits must be 0 or larger than 640");
    t->interp->int_max_str_digits = a->maxdigits;
    return NONE;
}

/* ---- encodings ---- */

/** Return the current default encoding used by the Unicode implementation. */
FUNCTION0(sys, getdefaultencoding) { return str_from_text(t, "utf-8"); }
/** Return the encoding used to convert Unicode filenames to OS filenames. */
FUNCTION0(sys, getfilesystemencoding) { return str_from_text(t, "utf-8"); }
/** Return the error mode used for Unicode to OS filename conversion. */
FUNCTION0(sys, getfilesystemencodeerrors) { return str_from_text(t, "surrogateescape"); }

/* ---- tracing ---- */

static void set_function(Value *slot, Ref function) { replace_take(slot, is_none(function) ? EMPTY : retain(function)); }
static Value get_function(Ref slot) { return is_empty(slot) ? NONE : retain(slot); }

/** Set the global debug tracing function.
 *
 * It will be called on each function call.  See the debugger chapter
 * in the library manual.
 */
FUNCTION1(sys, settrace, function) { return trace_set(t, function), NONE; }
/** Return the global debug tracing function set with sys.settrace. */
FUNCTION0(sys, gettrace) { return get_function(t->trace_function); }
/** Set the profiling function.
 *
 * It will be called on each function call and return.  See the profiler
 * chapter in the library manual.
 */
FUNCTION1(sys, setprofile, function) { return profile_set(t, function), NONE; }
/** Return the profiling function set with sys.setprofile. */
FUNCTION0(sys, getprofile) { return get_function(t->profile_function); }

/** Call func(*args), while tracing is enabled.
 *
 * The tracing state is saved, and restored afterwards.  This is intended
 * to be called from a debugger from a checkpoint, to recursively debug
 * some other code.
 */
FUNCTION(sys, call_tracing, "(func, args: tuple, /)")
{
    return trace_call_tracing(t, a->func, a->args);
}

/* ---- coroutines and asynchronous generators ---- */

/** Return the coroutine origin tracking depth: how many frames a new coroutine remembers. */
FUNCTION0(sys, get_coroutine_origin_tracking_depth)
{
    SysState *s = sys_state(t);
    return s ? fixnum(s->origin_depth) : EMPTY;
}

/** Enable or disable origin tracking for coroutine objects in this thread.
 *
 * Coroutine objects will track 'depth' frames of traceback information
 * about where they came from, available in their cr_origin attribute.
 *
 * Set a depth of 0 to disable.
 */
FUNCTION(sys, set_coroutine_origin_tracking_depth, "(depth: int)")
{
    SysState *s = sys_state(t);
    if (a->depth < 0)
        return raise_value(t, "depth must be >= 0");
    if (!s)
        return EMPTY;
    s->origin_depth = a->depth;
    replace_take(&t->origin_tracking, a->depth ? fixnum(a->depth) : EMPTY);
    return NONE;
}

/** set_coroutine_wrapper(wrapper)
 *
 * Set a wrapper for coroutine objects: what a call of an `async def`
 * function returns is wrapper(coroutine). None removes it.
 */
FUNCTION1(sys, set_coroutine_wrapper, wrapper)
{
    if (!is_none(wrapper) && !is_callable(wrapper))
        return raise_type(t, "callable expected, got %T", wrapper);
    set_function(&t->coroutine_wrapper, wrapper);
    return NONE;
}
/** Return the wrapper for coroutine objects set by sys.set_coroutine_wrapper. */
FUNCTION0(sys, get_coroutine_wrapper) { return get_function(t->coroutine_wrapper); }

/** set_asyncgen_hooks([firstiter] [, finalizer])
 *
 * Set a finalizer for async generators objects.
 */
FUNCTION(sys, set_asyncgen_hooks, "(firstiter=?, finalizer=?)")
{
    static const char *const names[] = {"firstiter", "finalizer"};
    Ref hooks[] = {a->firstiter, a->finalizer};
    for (int i = 0; i < 2; i++)
        if (!is_empty(hooks[i]) && !is_none(hooks[i]) && !is_callable(hooks[i]))
            return raise_type(t, "callable %s expected, got %T", names[i], hooks[i]);
    for (int i = 0; i < 2; i++)
        if (!is_empty(hooks[i]))
            set_function(&t->async_hooks[i], hooks[i]);
    return NONE;
}

/** Return the installed asynchronous generators hooks.
 *
 * This returns a namedtuple of the form (firstiter, finalizer).
 */
FUNCTION0(sys, get_asyncgen_hooks)
{
    static const StructField fields[] = {
        {"firstiter", "Hook to intercept first iteration"}, {"finalizer", "Hook to intercept finalization"}, {0}};
    static const StructDesc desc = {"asyncgen_hooks", "asyncgen_hooks\n\nStruct sequence providing information about asynchronous\n"
                                    "generators hooks.  The attributes are read only.", fields, 2};
    SysState *s = sys_state(t);
    if (!s || (is_empty(s->asyncgen_hooks) && is_empty(s->asyncgen_hooks = structseq_type_new(t, &desc))))
        return EMPTY;
    Value v = structseq_new(t, s->asyncgen_hooks);
    for (int i = 0; !is_empty(v) && i < 2; i++)
        structseq_set_take(v, i, get_function(t->async_hooks[i]));
    return v;
}

/* ---- auditing ---- */

/** Adds a new audit hook callback. */
FUNCTION(sys, addaudithook, "(hook)")
{
    SysState *s = sys_state(t);
    if (!s || (is_empty(s->audit_hooks) && is_empty(s->audit_hooks = list_new(t, 1))))
        return EMPTY;
    return list_append(t, as_list(s->audit_hooks), a->hook) ? NONE : EMPTY;
}

bool sys_audit(Thread *t, Ref event, Ref args)
{
    SysState *s = sys_state(t);
    if (!s || is_empty(s->audit_hooks))
        return s;
    OWN Value hooks = retain(s->audit_hooks);
    for (ssize i = 0; i < as_list(hooks)->len; i++) {
        OWN Value hook = retain(as_list(hooks)->item[i]);
        OWN Value result = call2(t, hook, event, args);
        if (is_empty(result))
            return false;
    }
    return true;
}

/** audit(event, *args)
 *
 * Passes the event to any hooks that are attached.
 */
FUNCTION(sys, audit, "(event, *args)")
{
    SysState *s = sys_state(t);
    if (!is_str(a->event))
        return raise_type(t, "expected str for argument 'event', not %T", a->event);
    if (!s || is_empty(s->audit_hooks))
        return s ? NONE : EMPTY;
    OWN Value args = tuple_from_array(t, a->args, a->args_count);
    return !is_empty(args) && sys_audit(t, a->event, args) ? NONE : EMPTY;
}

/* ---- the system ---- */

/** Return the current value of the flags that are used for dlopen calls. */
FUNCTION0(sys, getdlopenflags)
{
    SysState *s = sys_state(t);
    return s ? fixnum(s->dlopen_flags ? s->dlopen_flags : RTLD_NOW) : EMPTY;
}

/** Set the flags used by the interpreter for dlopen calls. */
FUNCTION(sys, setdlopenflags, "(flags: int, /)")
{
    SysState *s = sys_state(t);
    return s ? (s->dlopen_flags = a->flags, NONE) : EMPTY;
}

/** Names of the modules in Python and C that make up the library, worked out when first asked for. */
static Value library_names(Thread *t)
{
    OWN Value list = list_new(t, 256);
    for (const ModuleDef *const *d = module_registry; !is_empty(list) && *d; d++)
        if (strcmp((*d)->name, "__main__") && !list_append_take(t, as_list(list), intern_text(t, (*d)->name)))
            return EMPTY;
    for (ssize i = 0; !is_empty(list) && i < library_count(t); i++) {
        LibraryModule m;
        library_get(i, &m);
        if (!strchr(m.name, '.') && !list_append_take(t, as_list(list), intern_text(t, m.name)))
            return EMPTY;
    }
    return is_empty(list) ? EMPTY : frozenset_from(t, list);
}

/** Attributes that are made when first looked at. */
FUNCTION(sys, __getattr__, "(name: str, /)")
{
    if (str_is(a->name, "stdlib_module_names")) {
        Value names = library_names(t);
        if (is_empty(names) || !dict_set(t, t->interp->sys_dict, a->name, names))
            return release(names), EMPTY;
        return names;
    }
    OWN Value text = str_format(t, "module 'sys' has no attribute '%S'", a->name);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_AttributeError), text);
    Ref module = dict_peek_name(t->interp->modules, NAME(sys));
    if (is_empty(exception) || !set_attr(t, exception, NAME(name), a->name)
        || (!is_empty(module) && !set_attr(t, exception, NAME(obj), module)))
        return EMPTY;
    return raise_object(t, exception, EMPTY);
}

/* ---- the module ---- */

static bool sys_exec(Thread *t, Ref module)
{
    Interp *interp = t->interp;
    if (!interp->sys_dict)
        interp->sys_dict = as_dict(retain_object(module_dict(module)));
    static const struct { const char *name, *kept; } hooks[] = {
        {"displayhook", "__displayhook__"}, {"excepthook", "__excepthook__"}, {"breakpointhook", "__breakpointhook__"},
        {"unraisablehook", "__unraisablehook__"}};
    for (ssize i = 0; i < COUNT_OF(hooks); i++)
        if (!module_add(t, module, hooks[i].kept, dict_peek_text(t, module_dict(module), hooks[i].name)))
            return false;
    if (!module_add(t, module, "modules", value_of(interp->modules)) || !module_add_take(t, module, "meta_path", list_new(t, 0))
        || !module_add_take(t, module, "path_hooks", list_new(t, 0)) || !module_add_take(t, module, "path_importer_cache", dict_new(t)))
        return false;
    return module_add_take(t, module, "UnraisableHookArgs", retain(sys_hook_args_type(t))) && sys_add_info(t, module) && sys_add_paths(t, module);
}

static void sys_clear(void *state)
{
    SysState *s = state;
    release(take(&s->hook_args));
    release(take(&s->asyncgen_hooks));
    release(take(&s->audit_hooks));
}

MODULE(sys,
    .doc = "This module provides access to some objects used or maintained by the\n"
           "interpreter and to functions that interact strongly with the interpreter.",
    .exec = sys_exec, .state_size = sizeof(SysState), .state_clear = sys_clear);
