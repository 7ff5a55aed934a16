/* eval.c: compiling and running code, what is running, pending calls, the recursion limit (C API: "The Very High Level Layer",
 * "Reflection", "Asynchronous Notifications"). Threads are in thread.c.
 */
#include "capi/convert.h"
#include "frontend/compile.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/frame.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/pending.h"
#include "vm/vm.h"

/* ---- compiling and running ---- */

PyObject *Py_CompileString(const char *source, const char *filename, int start)
{
    Thread *t = this_thread();
    if (start != Py_single_input && start != Py_file_input && start != Py_eval_input)
        return bad_call(t);
    CompileMode mode = start == Py_single_input ? COMPILE_SINGLE : start == Py_eval_input ? COMPILE_EVAL : COMPILE_EXEC;
    OWN Value name = str_from_utf8_lossless(t, filename, (ssize)strlen(filename));
    if (is_empty(name))
        return NULL;
    return to_c_take(t, compile_source(t, source, (ssize)strlen(source), name, mode, 0, t->interp->config->optimize));
}

/* Are these a code object and its globals? */
static bool check_code(Thread *t, PyObject *code, PyObject *globals)
{
    if (!globals)
        return raise_system(t, "PyEval_EvalCodeEx: NULL globals"), false;
    return (code && is_exact(from_c(code), &code_type) && is_dict(from_c(globals))) || (bad_call(t), false);
}

/* locals NULL: the globals. */
PyObject *PyEval_EvalCode(PyObject *code, PyObject *globals, PyObject *locals)
{
    Thread *t = this_thread();
    if (!check_code(t, code, globals))
        return NULL;
    return to_c_take(t, run_code(t, from_c(code), from_c(globals), from_c(locals ? locals : globals), EMPTY));
}

static Value tuple_from_c(Thread *t, PyObject *const *item, ssize n)
{
    Value tuple = tuple_new(t, n);
    for (ssize i = 0; !is_empty(tuple) && i < n; i++)
        as_tuple(tuple)->item[i] = retain(from_c(item[i]));
    return tuple;
}

/* A function of the code with these defaults and cells. */
static Value function_for(Thread *t, Ref code, Ref globals, PyObject *const *defaults, ssize n, PyObject *kwdefaults, PyObject *closure)
{
    OWN Value function = function_new(t, code, globals);
    if (is_empty(function))
        return EMPTY;
    Function *f = as_function(function);
    if (n > 0 && is_empty(f->defaults = tuple_from_c(t, defaults, n)))
        return EMPTY;
    if (kwdefaults)
        f->keyword_defaults = retain(from_c(kwdefaults));
    if (closure)
        f->closure = (Tuple *)object_of(retain(from_c(closure)));
    return take(&function);
}

/* kwargs: kwargc pairs of name and value. Code that is no function's runs in locals and has no arguments. */
PyObject *PyEval_EvalCodeEx(PyObject *code_of_c, PyObject *globals, PyObject *locals, PyObject *const *args, int argc, PyObject *const *kwargs,
                            int kwargc, PyObject *const *defaults, int defaultc, PyObject *kwdefaults, PyObject *closure)
{
    Thread *t = this_thread();
    if (!check_code(t, code_of_c, globals))
        return NULL;
    Ref code = from_c(code_of_c);
    ssize cells = closure && is_tuple(from_c(closure)) ? as_tuple(from_c(closure))->len : 0;
    if ((closure && !is_tuple(from_c(closure))) || cells != as_code(code)->free_count || (kwdefaults && !is_dict(from_c(kwdefaults))))
        return bad_call(t);
    if (!(as_code(code)->flags & CODE_NEWLOCALS))
        return to_c_take(t, run_code(t, code, from_c(globals), from_c(locals ? locals : globals), from_c(closure)));
    OWN Value function = function_for(t, code, from_c(globals), defaults, defaultc, kwdefaults, closure);
    OWN Value positional = is_empty(function) ? EMPTY : tuple_from_c(t, args, argc);
    OWN Value named = is_empty(positional) ? EMPTY : dict_new(t);
    for (int i = 0; !is_empty(named) && i < kwargc; i++)
        if (!dict_set(t, as_dict(named), from_c(kwargs[2 * i]), from_c(kwargs[2 * i + 1])))
            return NULL;
    return is_empty(named) ? NULL : to_c_take(t, call_tuple(t, function, positional, named));
}

/* Frames come to C when they have started: there is none that could be run. */
PyObject *PyEval_EvalFrameEx(PyFrameObject *frame, int throwflag)
{
    Thread *t = this_thread();
    (void)throwflag;
    return frame ? (raise_runtime(t, "cannot evaluate a frame that has started"), NULL) : bad_call(t);
}
PyObject *PyEval_EvalFrame(PyFrameObject *frame) { return PyEval_EvalFrameEx(frame, 0); }

/* ---- what is running: lent by the frame; NULL without an exception when there is none ---- */

PyObject *PyEval_GetBuiltins(void)
{
    Thread *t = this_thread();
    return (PyObject *)(t->frame ? t->frame->builtins : t->interp->builtins);
}

PyObject *PyEval_GetGlobals(void)
{
    Thread *t = this_thread();
    return t->frame ? (PyObject *)t->frame->globals : NULL;
}

static Value current_locals(Thread *t) { return t->frame ? frame_locals(t, t->frame) : raise_system(t, "frame does not exist"); }

PyObject *PyEval_GetLocals(void)
{
    Thread *t = this_thread();
    OWN Value locals = current_locals(t);       /* the frame or its object keeps it */
    return (PyObject *)object_of(locals);
}

PyFrameObject *PyEval_GetFrame(void)
{
    Thread *t = this_thread();
    return t->frame ? (PyFrameObject *)frame_object(t, t->frame) : NULL;
}

PyObject *PyEval_GetFrameBuiltins(void) { return Py_XNewRef(PyEval_GetBuiltins()); }
PyObject *PyEval_GetFrameGlobals(void)  { return Py_XNewRef(PyEval_GetGlobals()); }
PyObject *PyEval_GetFrameLocals(void)
{
    Thread *t = this_thread();
    return to_c_take(t, current_locals(t));
}

/* For messages: "f" and "()", or the type's name and " object". */
const char *PyEval_GetFuncName(PyObject *function)
{
    Thread *t = this_thread();
    Ref v = from_c(function);
    if (is_exact(v, &method_type))
        v = ((BoundMethod *)object_of(v))->function;
    if (is_exact(v, &function_type))
        return str_utf8(t, as_function(v)->name, NULL);
    if (is_exact(v, &builtin_function_type))
        return ((BuiltinFunction *)object_of(v))->def->name;
    return type_display_name(type_of(v));
}

const char *PyEval_GetFuncDesc(PyObject *function)
{
    Ref v = from_c(function);
    return is_exact(v, &method_type) || is_exact(v, &function_type) || is_exact(v, &builtin_function_type) ? "()" : " object";
}

/* ---- pending calls ---- */

/* Any thread may call this, with the GIL or without. */
int Py_AddPendingCall(int (*function)(void *), void *argument) { return pending_call_add(function, argument) ? 0 : -1; }
int Py_MakePendingCalls(void)                                   { return status_to_c(handle_signals(this_thread())); }

/* ---- recursion ---- */

int Py_GetRecursionLimit(void)              { return this_thread()->recursion_limit; }
void Py_SetRecursionLimit(int limit)
{
    Thread *t = this_thread();
    for (Thread *other = t->interp->threads; other; other = other->next)
        recursion_limit_set(other, limit);
}
