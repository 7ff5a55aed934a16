/* _tkinter.c: Tcl and Tk (loaded on demand): making interpreters. lib/tkinter shows them. Interpreters are in app.c, values in
 * values.c. Python manual: tkinter. See tkinter.h. */
#include "modules/_tkinter/tkinter.h"
#include <ctype.h>
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "gen/modules/_tkinter/_tkinter.h"
#include <tk.h>                 /* last: X defines None, True and the like as macros */

typedef struct TkinterState { int busy_wait_ms; } TkinterState;

/* What a new interpreter is told. */
typedef struct Settings { const char *screen, *class_name, *use; bool interactive, want_tk, sync; } Settings;

static int set_up(Tcl_Interp *interp, const Settings *s)
{
    char argv0[256];
    snprintf(argv0, sizeof argv0, "%s", s->class_name);
    argv0[0] = (char)tolower((unsigned char)argv0[0]);
    Tcl_DeleteCommand(interp, "exit");              /* that is for Python to decide */
    if (s->screen)
        Tcl_SetVar2(interp, "env", "DISPLAY", s->screen, TCL_GLOBAL_ONLY);
    Tcl_SetVar(interp, "tcl_interactive", s->interactive ? "1" : "0", TCL_GLOBAL_ONLY);
    Tcl_SetVar(interp, "argv0", argv0, TCL_GLOBAL_ONLY);
    if (s->sync)
        Tcl_SetVar(interp, "argv", "-sync", TCL_GLOBAL_ONLY);
    if (s->use) {
        Tcl_SetVar(interp, "argv", "-use", TCL_GLOBAL_ONLY | TCL_LIST_ELEMENT | TCL_APPEND_VALUE);
        Tcl_SetVar(interp, "argv", s->use, TCL_GLOBAL_ONLY | TCL_LIST_ELEMENT | TCL_APPEND_VALUE);
    }
    if (Tcl_Init(interp) == TCL_ERROR)
        return TCL_ERROR;
    return s->want_tk ? Tk_Init(interp) : TCL_OK;
}

static const char *optional_text(Thread *t, Ref v) { return is_empty(v) ? NULL : str_utf8(t, v, NULL); }

/** A new interpreter of Tcl.
 *
 *   wantTk
 *     if false, then Tk_Init() doesn't get called
 *   sync
 *     if true, then pass -sync to wish
 *   use
 *     if not None, then pass -use to wish */
FUNCTION(_tkinter, create, "(screenName: str? = None, baseName: str? = '', className: str = 'Tk', interactive: bool = False, wantobjects: bool = False, wantTk: bool = True, sync: bool = False, use: str? = None, /)")
{
    Settings s = {optional_text(t, a->screenName), str_utf8(t, a->className, NULL), optional_text(t, a->use), a->interactive, a->wantTk, a->sync};
    if (is_raised(t))
        return EMPTY;
    Tcl_Interp *interp = Tcl_CreateInterp();
    int code;
    BLOCKING_BEGIN(t)
    code = set_up(interp, &s);
    BLOCKING_END(t)
    if (code == TCL_OK)
        return app_new_take(t, interp, a->wantobjects);
    raise_tcl(t, interp);
    Tcl_DeleteInterp(interp);
    return EMPTY;
}

/** Set the busy-wait interval in milliseconds between successive calls to Tcl_DoOneEvent in a threaded Python interpreter.
 *
 * Here the interpreter sleeps in Tcl; the number is only kept. */
FUNCTION(_tkinter, setbusywaitinterval, "(new_val: int, /)")
{
    TkinterState *s = module_state(t, self);
    if (a->new_val < 0)
        return raise_value(t, "busywaitinterval must be >= 0");
    s->busy_wait_ms = a->new_val;
    return NONE;
}
/** Return the current busy-wait interval between successive calls to Tcl_DoOneEvent in a threaded Python interpreter. */
FUNCTION0(_tkinter, getbusywaitinterval)
{
    const TkinterState *s = module_state(t, self);
    return fixnum(s->busy_wait_ms);
}

static bool flatten_into(Thread *t, List *list, Ref sequence)
{
    OWN Value items = to_tuple(t, sequence);
    if (is_empty(items) || !recursion_enter(t, " while flattening a sequence"))
        return false;
    bool ok = true;
    for (ssize i = 0; ok && i < as_tuple(items)->len; i++) {
        Ref v = as_tuple(items)->item[i];
        if (is_tuple(v) || is_list(v))
            ok = flatten_into(t, list, v);
        else if (!is_none(v))
            ok = list_append(t, list, v);
    }
    recursion_leave(t);
    return ok;
}
/** The items of a sequence and of the tuples and lists in it, without None. */
FUNCTION1(_tkinter, _flatten, item)
{
    ssize n;
    if (!length(t, item, &n))
        return raised_catch(t, &exc_TypeError) ? raise_type(t, "argument must be sequence") : EMPTY;
    OWN Value list = list_new(t, n);
    return !is_empty(list) && flatten_into(t, as_list(list), item) ? to_tuple(t, list) : EMPTY;
}

static const struct { const char *name; int value; } constants[] = {
    {"READABLE", TCL_READABLE}, {"WRITABLE", TCL_WRITABLE}, {"EXCEPTION", TCL_EXCEPTION}, {"WINDOW_EVENTS", TCL_WINDOW_EVENTS},
    {"FILE_EVENTS", TCL_FILE_EVENTS}, {"TIMER_EVENTS", TCL_TIMER_EVENTS}, {"IDLE_EVENTS", TCL_IDLE_EVENTS},
    {"ALL_EVENTS", TCL_ALL_EVENTS}, {"DONT_WAIT", TCL_DONT_WAIT},
};

static bool _tkinter_exec(Thread *t, Ref module)
{
    TkinterState *s = module_state(t, module);
    s->busy_wait_ms = 20;
    OWN Value program = import_attribute(t, "sys", "executable");
    if (is_empty(program))
        return false;
    Tcl_FindExecutable(is_str(program) ? str_text(t, program) : NULL);
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return module_add_text(t, module, "TK_VERSION", TK_VERSION) && module_add_text(t, module, "TCL_VERSION", TCL_VERSION)
        && module_add_type(t, module, &tcl_error_type) && module_add_type(t, module, &tcl_object_type)
        && module_add_type(t, module, &app_type) && module_add(t, module, "TkappType", value_of(&app_type))
        && module_add_type(t, module, &timer_type) && module_add(t, module, "TkttType", value_of(&timer_type));
}

MODULE(_tkinter, .exec = _tkinter_exec, .state_size = sizeof(TkinterState), .doc = "Tcl and Tk.");
