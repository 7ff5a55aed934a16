/* app.c: an interpreter of Tcl: running scripts, commands in Python, variables, events. See tkinter.h.
 *
 * An interpreter of Tcl belongs to the thread that made it. Calls from other threads are queued to that thread as events, and
 * the caller waits; it must be in mainloop() then. While Tcl runs, the GIL is given up; commands in Python, which Tcl calls
 * back, take it. What a callback raises is kept and ends mainloop(), where it is raised.
 */
#include "modules/_tkinter/tkinter.h"
#include <pthread.h>
#include <unistd.h>
#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_tkinter/app.h"

int Tk_Init(Tcl_Interp *interp);     /* <tk.h> would bring X's macros */
int Tk_GetNumMainWindows(void);

#define SIGNALS_MS 100              /* how long mainloop() sleeps before it looks for signals */
#define MAINLOOP_WAIT_MS 1000       /* how long another thread waits for mainloop() to begin */

struct App {
    Object head;
    Tcl_Interp *interp;
    Tcl_ThreadId thread;
    bool want_objects, in_mainloop, will_dispatch, quit;
    Value raised;               /* by a callback; EMPTY: nothing */
};
static App *as_app(Ref v) { return (App *)object_of(v); }

/* Runs Tcl without the GIL. */
#define IN_TCL(t, call) \
    do { \
        BLOCKING_BEGIN(t) \
        call; \
        BLOCKING_END(t) \
    } while (0)

/* ---- calls from other threads ---- */

typedef Value (*Body)(Thread *t, Ref self, const void *arguments);
typedef struct Request {
    Ref self;
    Body body;
    const void *arguments;      /* the caller's, which waits */
    Value result, raised;
    bool done;
    pthread_mutex_t mutex;
    pthread_cond_t changed;
} Request;
typedef struct RequestEvent { Tcl_Event event; Request *request; } RequestEvent;

/* In the interpreter's thread, called by Tcl. */
static int serve(Tcl_Event *event, int flags UNUSED)
{
    Request *r = ((RequestEvent *)event)->request;
    Thread *t = current_thread;
    gil_acquire(t);
    r->result = r->body(t, r->self, r->arguments);
    if (is_empty(r->result))
        r->raised = raised_take(t);
    gil_release(t);
    pthread_mutex_lock(&r->mutex);
    r->done = true;
    pthread_cond_signal(&r->changed);
    pthread_mutex_unlock(&r->mutex);
    return 1;
}

static bool wait_for_mainloop(Thread *t, App *app)
{
    for (int ms = 0; ms < MAINLOOP_WAIT_MS; ms += 10) {
        if (app->in_mainloop)
            return true;
        BLOCKING_BEGIN(t)
        usleep(10000);
        BLOCKING_END(t)
        if (!handle_signals(t))
            return false;
    }
    return app->in_mainloop || app->will_dispatch || (raise_runtime(t, "main thread is not in main loop"), false);
}

/* Runs the body in the interpreter's thread. */
static Value run_there(Thread *t, Ref self, Body body, const void *arguments)
{
    App *app = as_app(self);
    if (app->thread == Tcl_GetCurrentThread())
        return body(t, self, arguments);
    if (!wait_for_mainloop(t, app))
        return EMPTY;
    Request r = {.self = self, .body = body, .arguments = arguments};
    pthread_mutex_init(&r.mutex, NULL);
    pthread_cond_init(&r.changed, NULL);
    RequestEvent *e = (RequestEvent *)Tcl_Alloc(sizeof *e);        /* Tcl frees it */
    e->event.proc = serve;
    e->request = &r;
    BLOCKING_BEGIN(t)
    Tcl_ThreadQueueEvent(app->thread, &e->event, TCL_QUEUE_TAIL);
    Tcl_ThreadAlert(app->thread);
    pthread_mutex_lock(&r.mutex);
    while (!r.done)
        pthread_cond_wait(&r.changed, &r.mutex);
    pthread_mutex_unlock(&r.mutex);
    BLOCKING_END(t)
    pthread_cond_destroy(&r.changed);
    pthread_mutex_destroy(&r.mutex);
    return is_empty(r.result) ? raise_again_take(t, r.raised) : r.result;
}
#define RUN_THERE(body) run_there(t, self, body, a)

/* For what must not be called by another thread at all. */
static bool check_thread(Thread *t, Ref self)
{
    return as_app(self)->thread == Tcl_GetCurrentThread() || (raise_runtime(t, "Calling Tcl from different apartment"), false);
}

static Value app_result(Thread *t, App *app)
{
    Tcl_Obj *result = Tcl_GetObjResult(app->interp);
    Tcl_IncrRefCount(result);
    Value v = app->want_objects ? value_from_tcl(t, result) : tcl_text_of(t, result);
    Tcl_DecrRefCount(result);
    return v;
}
static Value text_result(Thread *t, App *app, int code)
{
    return code == TCL_ERROR ? raise_tcl(t, app->interp) : tcl_text_of(t, Tcl_GetObjResult(app->interp));
}

/* ---- commands in Python ---- */

/* The function is owned; the app is not, or an app with a command would never die: its interpreter and the commands end before it. */
typedef struct Command { Ref app; Value function; } Command;

/* A callback of Tcl raised: remembered for mainloop(), unless something is already. */
static int keep_raised(Thread *t, App *app)
{
    Value raised = raised_take(t);
    if (is_empty(app->raised))
        app->raised = raised;
    else
        release(raised);
    return TCL_ERROR;
}

static int run_command(ClientData data, Tcl_Interp *interp, int n, Tcl_Obj *const *arguments)
{
    Thread *t = current_thread;
    if (Tcl_InterpDeleted(interp))      /* by app_dealloc(): what is on its way out */
        return TCL_ERROR;
    gil_acquire(t);
    Command *c = data;
    OWN Value app = retain(c->app), function = retain(c->function), tuple = tuple_new(t, n - 1);       /* it may delete itself */
    bool ok = !is_empty(tuple);
    for (int i = 1; ok && i < n; i++)
        ok = !is_empty(as_tuple(tuple)->item[i - 1] = tcl_text_of(t, arguments[i]));
    OWN Value result = ok ? call_tuple(t, function, tuple, EMPTY) : EMPTY;
    Tcl_Obj *value = is_empty(result) ? NULL : tcl_from_value(t, interp, result);
    int code = TCL_OK;
    if (value)
        Tcl_SetObjResult(interp, value);
    else
        code = keep_raised(t, as_app(app));
    replace_take(&result, EMPTY);
    replace_take(&tuple, EMPTY);
    replace_take(&function, EMPTY);
    replace_take(&app, EMPTY);
    gil_release(t);
    return code;
}

static void forget_command(ClientData data)
{
    Thread *t = current_thread;
    Command *c = data;
    gil_acquire(t);
    release(c->function);
    mem_free(c);
    gil_release(t);
}

static Command *command_new(Thread *t, Ref app, Ref function)
{
    Command *c = mem_alloc(t, sizeof *c);
    if (c)
        *c = (Command){app, retain(function)};
    return c;
}

static Value create_command(Thread *t, Ref self, const void *arguments);
/** Make a command of Tcl that calls a function with its arguments as text. */
METHOD(app, createcommand, "(self, name: str, func, /)") { return RUN_THERE(create_command); }
static Value create_command(Thread *t, Ref self, const void *arguments)
{
    const struct app_createcommand_args *a = arguments;
    TCL_TEXT(name);
    if (!tcl_name_from(t, a->name, &name))
        return EMPTY;
    if (!is_callable(a->func))
        return raise_type(t, "command not callable");
    Command *c = command_new(t, self, a->func);
    Tcl_Command made = NULL;
    if (!c)
        return EMPTY;
    IN_TCL(t, made = Tcl_CreateObjCommand(as_app(self)->interp, name.p, run_command, c, forget_command));
    return made ? NONE : raise_format(t, &tcl_error_type, "can't create Tcl command");
}

static Value delete_command(Thread *t, Ref self, const void *arguments);
/** Delete a command of Tcl. */
METHOD(app, deletecommand, "(self, name: str, /)") { return RUN_THERE(delete_command); }
static Value delete_command(Thread *t, Ref self, const void *arguments)
{
    const struct app_deletecommand_args *a = arguments;
    TCL_TEXT(name);
    int code;
    if (!tcl_name_from(t, a->name, &name))
        return EMPTY;
    IN_TCL(t, code = Tcl_DeleteCommand(as_app(self)->interp, name.p));
    return code < 0 ? raise_format(t, &tcl_error_type, "can't delete Tcl command") : NONE;
}

/* ---- running Tcl ---- */

/* The words of a command, each counted; NULL with an exception. None ends them. */
static Tcl_Obj **words_from(Thread *t, App *app, const Value *args, ssize count, int *n)
{
    Tcl_Obj **words = mem_alloc_array(t, count + 1, sizeof *words);
    for (*n = 0; words && *n < count && !is_none(args[*n]); ++*n) {
        Tcl_Obj *word = tcl_from_value(t, app->interp, args[*n]);
        if (!word) {
            while (*n)
                Tcl_DecrRefCount(words[--*n]);
            mem_free(words);
            return NULL;
        }
        Tcl_IncrRefCount(word);
        words[*n] = word;
    }
    return words;
}

static Value call_tcl(Thread *t, Ref self, const void *arguments);
/** Call a command of Tcl with its arguments, or one tuple of them. */
METHOD(app, call, "(self, /, *args)") { return RUN_THERE(call_tcl); }
static Value call_tcl(Thread *t, Ref self, const void *arguments)
{
    const struct app_call_args *a = arguments;
    App *app = as_app(self);
    const Value *args = a->args;
    ssize count = a->args_count;
    OWN Value own = EMPTY;
    int n, code;
    if (count == 1 && (is_tuple(args[0]) || is_list(args[0]))) {
        own = to_tuple(t, args[0]);
        if (is_empty(own))
            return EMPTY;
        args = as_tuple(own)->item;
        count = as_tuple(own)->len;
    }
    if (count > INT_MAX)
        return raise_overflow(t, "too many arguments");
    Tcl_Obj **words = words_from(t, app, args, count, &n);
    if (!words)
        return EMPTY;
    IN_TCL(t, code = Tcl_EvalObjv(app->interp, n, words, TCL_EVAL_DIRECT | TCL_EVAL_GLOBAL));
    Value result = code == TCL_ERROR ? raise_tcl(t, app->interp) : app_result(t, app);
    while (n)
        Tcl_DecrRefCount(words[--n]);
    mem_free(words);
    return result;
}

/* One str to be run somehow. */
typedef struct ScriptArgument { Ref script; } ScriptArgument;
static Value run_script(Thread *t, Ref self, Ref script, int (*run)(Tcl_Interp *interp, const char *text))
{
    App *app = as_app(self);
    TCL_TEXT(text);
    int code;
    if (!tcl_name_from(t, script, &text))
        return EMPTY;
    IN_TCL(t, code = run(app->interp, text.p));
    return text_result(t, app, code);
}
static int run_text(Tcl_Interp *interp, const char *text)   { return Tcl_Eval(interp, text); }
static int run_file(Tcl_Interp *interp, const char *text)   { return Tcl_EvalFile(interp, text); }
static int run_record(Tcl_Interp *interp, const char *text) { return Tcl_RecordAndEval(interp, text, TCL_NO_EVAL); }
static int run_expr(Tcl_Interp *interp, const char *text)   { return Tcl_ExprString(interp, text); }
static int run_error_info(Tcl_Interp *interp, const char *text) { return Tcl_AddErrorInfo(interp, text), TCL_OK; }

static Value eval_there(Thread *t, Ref self, const void *a)     { return run_script(t, self, ((const ScriptArgument *)a)->script, run_text); }
static Value evalfile_there(Thread *t, Ref self, const void *a) { return run_script(t, self, ((const ScriptArgument *)a)->script, run_file); }
static Value record_there(Thread *t, Ref self, const void *a)   { return run_script(t, self, ((const ScriptArgument *)a)->script, run_record); }
static Value exprstring_there(Thread *t, Ref self, const void *a) { return run_script(t, self, ((const ScriptArgument *)a)->script, run_expr); }
static Value error_info_there(Thread *t, Ref self, const void *a)
{
    OWN Value result = run_script(t, self, ((const ScriptArgument *)a)->script, run_error_info);
    return is_empty(result) ? EMPTY : NONE;
}

/** Run a script; its result as text. */
METHOD(app, eval, "(self, script: str, /)") { return run_there(t, self, eval_there, &(ScriptArgument){a->script}); }
/** Run the script in a file; its result as text. */
METHOD(app, evalfile, "(self, fileName: str, /)") { return run_there(t, self, evalfile_there, &(ScriptArgument){a->fileName}); }
/** Note a script in Tcl's history. */
METHOD(app, record, "(self, script: str, /)") { return run_there(t, self, record_there, &(ScriptArgument){a->script}); }
/** Add text to Tcl's variable errorInfo. */
METHOD(app, adderrorinfo, "(self, msg: str, /)") { return run_there(t, self, error_info_there, &(ScriptArgument){a->msg}); }
/** The value of an expression, as text. */
METHOD(app, exprstring, "(self, s: str, /)") { return run_there(t, self, exprstring_there, &(ScriptArgument){a->s}); }

typedef union Number { long l; int i; double d; } Number;
static Value run_number(Thread *t, Ref self, Ref s, int (*run)(Tcl_Interp *interp, const char *text, Number *v), Number *v)
{
    TCL_TEXT(text);
    int code;
    if (!check_thread(t, self) || !tcl_name_from(t, s, &text))
        return EMPTY;
    IN_TCL(t, code = run(as_app(self)->interp, text.p, v));
    return code == TCL_ERROR ? raise_tcl(t, as_app(self)->interp) : NONE;
}
static int run_long(Tcl_Interp *interp, const char *text, Number *v)    { return Tcl_ExprLong(interp, text, &v->l); }
static int run_double(Tcl_Interp *interp, const char *text, Number *v)  { return Tcl_ExprDouble(interp, text, &v->d); }
static int run_boolean(Tcl_Interp *interp, const char *text, Number *v) { return Tcl_ExprBoolean(interp, text, &v->i); }
/** The value of an expression, an int. */
METHOD(app, exprlong, "(self, s: str, /)")
{
    Number v;
    return is_empty(run_number(t, self, a->s, run_long, &v)) ? EMPTY : int_from_int64(t, v.l);
}
/** The value of an expression, a float. */
METHOD(app, exprdouble, "(self, s: str, /)")
{
    Number v;
    return is_empty(run_number(t, self, a->s, run_double, &v)) ? EMPTY : float_from(t, v.d);
}
/** The value of an expression, 0 or 1. */
METHOD(app, exprboolean, "(self, s: str, /)")
{
    Number v;
    return is_empty(run_number(t, self, a->s, run_boolean, &v)) ? EMPTY : fixnum(v.i);
}

/* ---- variables ---- */

typedef struct VariableArguments { const Value *args; ssize count; int flags; } VariableArguments;     /* (name[, index][, value]) */

static bool variable_names(Thread *t, const VariableArguments *v, bool has_index, TclText *name, TclText *index)
{
    index->p = index->small;
    return tcl_name_from(t, v->args[0], name) && (!has_index || tcl_name_from(t, v->args[1], index));
}

static Value get_there(Thread *t, Ref self, const void *arguments)
{
    const VariableArguments *v = arguments;
    App *app = as_app(self);
    TCL_TEXT(name);
    TCL_TEXT(index);
    bool has_index = v->count == 2;
    Tcl_Obj *value;
    if (!variable_names(t, v, has_index, &name, &index))
        return EMPTY;
    IN_TCL(t, {
        value = Tcl_GetVar2Ex(app->interp, name.p, has_index ? index.p : NULL, v->flags | TCL_LEAVE_ERR_MSG);
        if (value)
            Tcl_IncrRefCount(value);
    });
    if (!value)
        return raise_tcl(t, app->interp);
    Value result = app->want_objects ? value_from_tcl(t, value) : tcl_text_of(t, value);
    Tcl_DecrRefCount(value);
    return result;
}
static Value set_there(Thread *t, Ref self, const void *arguments)
{
    const VariableArguments *v = arguments;
    App *app = as_app(self);
    TCL_TEXT(name);
    TCL_TEXT(index);
    bool has_index = v->count == 3;
    if (!variable_names(t, v, has_index, &name, &index))
        return EMPTY;
    Tcl_Obj *value = tcl_from_value(t, app->interp, v->args[v->count - 1]), *now;
    if (!value)
        return EMPTY;
    Tcl_IncrRefCount(value);
    IN_TCL(t, now = Tcl_SetVar2Ex(app->interp, name.p, has_index ? index.p : NULL, value, v->flags | TCL_LEAVE_ERR_MSG));
    Tcl_DecrRefCount(value);
    return now ? NONE : raise_tcl(t, app->interp);
}
static Value unset_there(Thread *t, Ref self, const void *arguments)
{
    const VariableArguments *v = arguments;
    App *app = as_app(self);
    TCL_TEXT(name);
    TCL_TEXT(index);
    bool has_index = v->count == 2;
    int code;
    if (!variable_names(t, v, has_index, &name, &index))
        return EMPTY;
    IN_TCL(t, code = Tcl_UnsetVar2(app->interp, name.p, has_index ? index.p : NULL, v->flags | TCL_LEAVE_ERR_MSG));
    return code == TCL_ERROR ? raise_tcl(t, app->interp) : NONE;
}
static Value on_variable(Thread *t, Ref self, const char *name, const Value *args, ssize count, ssize least, int flags, Body body)
{
    if (count < least || count > least + 1)
        return raise_type(t, "%s() takes %zd or %zd arguments (%zd given)", name, least, least + 1, count);
    return run_there(t, self, body, &(VariableArguments){args, count, flags});
}
/** getvar(name[, index]): the value of a variable. */
METHOD(app, getvar, "(self, /, *args)") { return on_variable(t, self, "getvar", a->args, a->args_count, 1, 0, get_there); }
/** globalgetvar(name[, index]): the value of a global variable. */
METHOD(app, globalgetvar, "(self, /, *args)") { return on_variable(t, self, "globalgetvar", a->args, a->args_count, 1, TCL_GLOBAL_ONLY, get_there); }
/** setvar(name[, index], value): set a variable. */
METHOD(app, setvar, "(self, /, *args)") { return on_variable(t, self, "setvar", a->args, a->args_count, 2, 0, set_there); }
/** globalsetvar(name[, index], value): set a global variable. */
METHOD(app, globalsetvar, "(self, /, *args)") { return on_variable(t, self, "globalsetvar", a->args, a->args_count, 2, TCL_GLOBAL_ONLY, set_there); }
/** unsetvar(name[, index]): remove a variable. */
METHOD(app, unsetvar, "(self, /, *args)") { return on_variable(t, self, "unsetvar", a->args, a->args_count, 1, 0, unset_there); }
/** globalunsetvar(name[, index]): remove a global variable. */
METHOD(app, globalunsetvar, "(self, /, *args)") { return on_variable(t, self, "globalunsetvar", a->args, a->args_count, 1, TCL_GLOBAL_ONLY, unset_there); }

/* ---- numbers and lists from text ---- */

/* A str as a value of Tcl, or that of a Tcl_Obj; counted. NULL with an exception. */
static Tcl_Obj *text_value(Thread *t, Ref v)
{
    Tcl_Obj *value = NULL;
    TCL_TEXT(text);
    if (is_tcl_object(v))
        value = tcl_of(v);
    else if (!is_str(v))
        raise_type(t, "must be str, not %T", v);
    else if (tcl_name_from(t, v, &text))
        value = Tcl_NewStringObj(text.p, (int)text.n);
    if (value)
        Tcl_IncrRefCount(value);
    return value;
}
/** An int from text, in Tcl's notation. */
METHOD1(app, getint, arg)
{
    bool is_number;
    if (is_int(arg))
        return int_exact(t, arg);
    Tcl_Obj *value = text_value(t, arg);
    if (!value)
        return EMPTY;
    Tcl_WideInt ignored;
    Value v = int_from_tcl(t, value, &is_number);
    if (!is_number) {
        Tcl_GetWideIntFromObj(as_app(self)->interp, value, &ignored);          /* for its message */
        v = raise_tcl(t, as_app(self)->interp);
    }
    Tcl_DecrRefCount(value);
    return v;
}
/** A float from text, in Tcl's notation. */
METHOD1(app, getdouble, arg)
{
    double d = 0;
    if (is_float(arg) || is_int(arg))
        return to_double(t, arg, &d) ? float_from(t, d) : EMPTY;
    Tcl_Obj *value = text_value(t, arg);
    if (!value)
        return EMPTY;
    int code = Tcl_GetDoubleFromObj(as_app(self)->interp, value, &d);
    Tcl_DecrRefCount(value);
    return code == TCL_OK ? float_from(t, d) : raise_tcl(t, as_app(self)->interp);
}
/** A bool from text: 0, no, off, false and their opposites. */
METHOD1(app, getboolean, arg)
{
    int b = 0;
    if (is_int(arg)) {
        Test truth = test(t, arg);
        return truth == TEST_ERROR ? EMPTY : bool_value(truth);
    }
    Tcl_Obj *value = text_value(t, arg);
    if (!value)
        return EMPTY;
    /* Numbers with a fraction are for values that are numbers, not for text. */
    int code = is_str(arg) ? Tcl_GetBoolean(as_app(self)->interp, Tcl_GetString(value), &b) : Tcl_GetBooleanFromObj(as_app(self)->interp, value, &b);
    Tcl_DecrRefCount(value);
    return code == TCL_OK ? bool_value(b) : raise_tcl(t, as_app(self)->interp);
}

static Value list_of_tcl(Thread *t, Tcl_Obj *const *items, int n)
{
    OWN Value tuple = tuple_new(t, n);
    for (int i = 0; !is_empty(tuple) && i < n; i++)
        if (is_empty(as_tuple(tuple)->item[i] = value_from_tcl(t, items[i])))
            return EMPTY;
    return take(&tuple);
}

/* The items of text that is a list; TclError if it is none and `interp` is given, else EMPTY. */
static Value split_text(Thread *t, Tcl_Interp *interp, const TclText *text)
{
    int n;
    const char **items;
    if (Tcl_SplitList(interp, text->p, &n, &items) != TCL_OK)
        return interp ? raise_tcl(t, interp) : EMPTY;
    OWN Value tuple = tuple_new(t, n);
    for (int i = 0; !is_empty(tuple) && i < n; i++)
        if (is_empty(as_tuple(tuple)->item[i] = text_from_tcl(t, items[i], (ssize)strlen(items[i]))))
            replace_take(&tuple, EMPTY);
    Tcl_Free((char *)items);
    return take(&tuple);
}

/* Text in the form of Tcl's own bytes: bytes are taken for that. */
static bool list_text(Thread *t, Ref v, TclText *text)
{
    text->p = text->small;
    if (!is_str(v) && !is_bytes(v))
        return raise_type(t, "must be str, bytes or Tcl_Obj, not %T", v), false;
    return is_str(v) && str_find_char(as_str(v), 0, 0, as_str(v)->len) >= 0 ? tcl_text_from(t, v, text) : tcl_name_from(t, v, text);
}

/** The items of a list of Tcl, a tuple. */
METHOD1(app, splitlist, arg)
{
    int n;
    Tcl_Obj **items;
    TCL_TEXT(text);
    if (is_tuple(arg) || is_list(arg))
        return to_tuple(t, arg);
    if (is_tcl_object(arg)) {
        if (Tcl_ListObjGetElements(as_app(self)->interp, tcl_of(arg), &n, &items) != TCL_OK)
            return raise_tcl(t, as_app(self)->interp);
        return list_of_tcl(t, items, n);
    }
    return list_text(t, arg, &text) ? split_text(t, as_app(self)->interp, &text) : EMPTY;
}

static Value split_value(Thread *t, Ref v);

/* A list within a list is split too; what is one word stays text. */
static Value split_words(Thread *t, const TclText *text)
{
    OWN Value words = split_text(t, NULL, text);
    if (is_empty(words))
        return is_raised(t) ? EMPTY : text_from_tcl(t, text->p, text->n);
    if (as_tuple(words)->len == 0)
        return text_from_tcl(t, "", 0);
    if (as_tuple(words)->len == 1)
        return retain(as_tuple(words)->item[0]);
    return split_value(t, words);
}

static Value split_items(Thread *t, Ref sequence)
{
    OWN Value items = to_tuple(t, sequence);
    OWN Value result = is_empty(items) ? EMPTY : tuple_new(t, as_tuple(items)->len);
    if (is_empty(result) || !recursion_enter(t, " while splitting a list"))
        return EMPTY;
    for (ssize i = 0; !is_empty(result) && i < as_tuple(items)->len; i++)
        if (is_empty(as_tuple(result)->item[i] = split_value(t, as_tuple(items)->item[i])))
            replace_take(&result, EMPTY);
    recursion_leave(t);
    return take(&result);
}

static Value split_value(Thread *t, Ref v)
{
    TCL_TEXT(text);
    if (is_tuple(v) || is_list(v))
        return split_items(t, v);
    if (!is_str(v) && !is_bytes(v))
        return retain(v);
    if (!list_text(t, v, &text))
        return EMPTY;
    return split_words(t, &text);
}

/** As splitlist(), and lists in the list are split too; text of one word stays text. */
METHOD1(app, split, arg)
{
    if (is_tcl_object(arg)) {
        int n;
        Tcl_Obj **items;
        if (Tcl_ListObjGetElements(NULL, tcl_of(arg), &n, &items) != TCL_OK)
            return value_from_tcl(t, tcl_of(arg));
        return n == 0 ? text_from_tcl(t, "", 0) : n == 1 ? value_from_tcl(t, items[0]) : list_of_tcl(t, items, n);
    }
    if (!is_str(arg) && !is_bytes(arg) && !is_tuple(arg) && !is_list(arg))
        return raise_type(t, "must be str, bytes or Tcl_Obj, not %T", arg);
    return split_value(t, arg);
}

/* ---- files and timers ---- */

typedef struct FileHandler { Value app, file, function; int fd; struct FileHandler *next; } FileHandler;

static void report_callback(Thread *t, Ref app) { keep_raised(t, as_app(app)); }

static void file_is_ready(ClientData data, int mask)
{
    Thread *t = current_thread;
    gil_acquire(t);
    FileHandler *h = data;
    OWN Value app = retain(h->app), file = retain(h->file), function = retain(h->function);
    OWN Value result = call2(t, function, file, fixnum(mask));
    if (is_empty(result))
        report_callback(t, app);
    replace_take(&result, EMPTY);
    replace_take(&function, EMPTY);
    replace_take(&file, EMPTY);
    replace_take(&app, EMPTY);
    gil_release(t);
}

/* The handlers of an interpreter hang off a variable of it that Tcl keeps for us. */
#define HANDLERS "krait.filehandlers"

static void remove_handler(Thread *t UNUSED, Tcl_Interp *interp, int fd)
{
    FileHandler *first = Tcl_GetAssocData(interp, HANDLERS, NULL), **link = &first;
    while (*link && (*link)->fd != fd)
        link = &(*link)->next;
    Tcl_DeleteFileHandler(fd);
    FileHandler *h = *link;
    if (!h)
        return;
    *link = h->next;
    Tcl_SetAssocData(interp, HANDLERS, NULL, first);
    release(h->app);
    release(h->file);
    release(h->function);
    mem_free(h);
}

/** Call func(file, mask) whenever the file can be read or written, as the mask says. */
METHOD(app, createfilehandler, "(self, file, mask: int, func, /)")
{
    int fd;
    if (!check_thread(t, self) || !to_descriptor(t, a->file, &fd))
        return EMPTY;
    if (!is_callable(a->func))
        return raise_type(t, "bad argument list");
    Tcl_Interp *interp = as_app(self)->interp;
    FileHandler *h = mem_alloc(t, sizeof *h);
    if (!h)
        return EMPTY;
    remove_handler(t, interp, fd);
    *h = (FileHandler){retain(self), retain(a->file), retain(a->func), fd, Tcl_GetAssocData(interp, HANDLERS, NULL)};
    Tcl_SetAssocData(interp, HANDLERS, NULL, h);
    Tcl_CreateFileHandler(fd, a->mask, file_is_ready, h);
    return NONE;
}
/** No more calls for a file. */
METHOD1(app, deletefilehandler, file)
{
    int fd;
    if (!check_thread(t, self) || !to_descriptor(t, file, &fd))
        return EMPTY;
    remove_handler(t, as_app(self)->interp, fd);
    return NONE;
}

typedef struct Timer { Object head; Tcl_TimerToken token; Value app, function; } Timer;       /* token NULL: over */
static Timer *as_timer(Ref v) { return (Timer *)object_of(v); }

static void timer_is_due(ClientData data)
{
    Thread *t = current_thread;
    gil_acquire(t);
    OWN Value self = value_of(data), app = retain(as_timer(self)->app), function = take(&as_timer(self)->function);    /* Tcl's reference */
    as_timer(self)->token = NULL;
    OWN Value result = is_empty(function) ? NONE : call0(t, function);
    if (is_empty(result))
        report_callback(t, app);
    replace_take(&result, EMPTY);
    replace_take(&function, EMPTY);
    replace_take(&app, EMPTY);
    replace_take(&self, EMPTY);
    gil_release(t);
}
/** No call. */
METHOD0(timer, deletetimerhandler)
{
    Timer *timer = as_timer(self);
    if (!timer->token)
        return NONE;
    if (!check_thread(t, timer->app))
        return EMPTY;
    Tcl_DeleteTimerHandler(timer->token);
    timer->token = NULL;
    release(take(&timer->function));
    DROP(timer);                    /* Tcl's reference; the caller has one */
    return NONE;
}
static void timer_dealloc(Object *o)
{
    release(((Timer *)o)->app);
    release(((Timer *)o)->function);
    object_free(o, sizeof(Timer));
}
static Value timer_repr(Thread *t, Ref self)
{
    return str_format(t, "<tktimertoken at %p%s>", (void *)object_of(self), as_timer(self)->token ? "" : ", handler deleted");
}
Type timer_type = {
    TYPE_HEAD("_tkinter.tktimertoken", Timer), .doc = "A call to come.", .dealloc = timer_dealloc, .repr = timer_repr, .methods = timer_methods,
};
/** Call func() once, in some milliseconds. The result can be deleted. */
METHOD(app, createtimerhandler, "(self, milliseconds: int, func, /)")
{
    if (!check_thread(t, self))
        return EMPTY;
    if (!is_callable(a->func))
        return raise_type(t, "bad argument list");
    Timer *timer = object_new_zeroed(t, &timer_type, sizeof *timer);
    if (!timer)
        return EMPTY;
    timer->app = retain(self);
    timer->function = retain(a->func);
    timer->token = Tcl_CreateTimerHandler(a->milliseconds, timer_is_due, timer);
    return retain_object(timer);        /* one reference for Tcl */
}

/* ---- events ---- */

static void wake(ClientData data) { *(Tcl_TimerToken *)data = NULL; }

/* One event, or a little time without one. False: an exception, of a signal handler or a callback. */
static bool do_event(Thread *t, App *app, int flags, int *done)
{
    Tcl_TimerToken timer = NULL;
    if (!(flags & TCL_DONT_WAIT))
        timer = Tcl_CreateTimerHandler(SIGNALS_MS, wake, &timer);
    IN_TCL(t, *done = Tcl_DoOneEvent(flags));
    if (timer)
        Tcl_DeleteTimerHandler(timer);
    if (!handle_signals(t))
        return false;
    if (is_empty(app->raised))
        return true;
    return raise_again_take(t, take(&app->raised)), false;
}

/** Handle events until quit(), or until no more than `threshold` main windows are left. */
METHOD(app, mainloop, "(self, threshold: int = 0, /)")
{
    App *app = as_app(self);
    if (!check_thread(t, self))
        return EMPTY;
    OWN Value own = retain(self);
    bool outer = app->in_mainloop;
    app->in_mainloop = true;
    app->quit = false;
    int done;
    bool ok = true;
    while (ok && Tk_GetNumMainWindows() > a->threshold && !app->quit)
        ok = do_event(t, app, 0, &done);
    app->in_mainloop = outer;
    app->quit = false;
    return ok ? NONE : EMPTY;
}
/** Handle one event, of the kinds in flags; was there one? */
METHOD(app, dooneevent, "(self, flags: int = 0, /)")
{
    int done;
    if (!check_thread(t, self))
        return EMPTY;
    OWN Value own = retain(self);
    return do_event(t, as_app(self), a->flags, &done) ? fixnum(done) : EMPTY;
}
/** End mainloop(). */
METHOD0(app, quit)
{
    as_app(self)->quit = true;
    if (as_app(self)->thread != Tcl_GetCurrentThread())
        Tcl_ThreadAlert(as_app(self)->thread);
    return NONE;
}
/** The address of the interpreter, for extensions of Tcl. */
METHOD0(app, interpaddr) { return int_from_uint64(t, (uint64_t)(uintptr_t)as_app(self)->interp); }
/** mainloop() is about to run: other threads' calls may wait for it. */
METHOD0(app, willdispatch)
{
    as_app(self)->will_dispatch = true;
    return NONE;
}
/** Load Tk, if it is not yet. */
METHOD0(app, loadtk)
{
    App *app = as_app(self);
    int code = TCL_OK;
    if (!check_thread(t, self))
        return EMPTY;
    IN_TCL(t, {
        code = Tcl_Eval(app->interp, "info exists tk_version");
        int there = 0;
        if (code == TCL_OK)
            code = Tcl_GetBooleanFromObj(app->interp, Tcl_GetObjResult(app->interp), &there);
        if (code == TCL_OK && !there)
            code = Tk_Init(app->interp);
    });
    return code == TCL_OK ? NONE : raise_tcl(t, app->interp);
}
/** Are results objects (True) or text? Without an argument: tells; else sets. */
METHOD(app, wantobjects, "(self, value=?, /)")
{
    App *app = as_app(self);
    if (is_empty(a->value))
        return bool_value(app->want_objects);
    Test truth = test(t, a->value);
    if (truth == TEST_ERROR)
        return EMPTY;
    app->want_objects = truth;
    return NONE;
}

/* ---- the type ---- */

Value app_new_take(Thread *t, Tcl_Interp *interp, bool want_objects)
{
    App *app = object_new_zeroed(t, &app_type, sizeof *app);
    if (!app) {
        Tcl_DeleteInterp(interp);
        return EMPTY;
    }
    app->interp = interp;
    app->thread = Tcl_GetCurrentThread();
    app->want_objects = want_objects;
    return value_of(app);
}

/* In another thread Tcl would end the process: rather leave the interpreter, and the app that its commands know. */
static void app_dealloc(Object *o)
{
    App *app = (App *)o;
    if (app->thread != Tcl_GetCurrentThread()) {
        o->refcount = IMMORTAL;
        return;
    }
    IN_TCL(current_thread, Tcl_DeleteInterp(app->interp));
    release(app->raised);
    object_free(o, sizeof *app);
}

Type app_type = {
    TYPE_HEAD("_tkinter.tkapp", App), .doc = "An interpreter of Tcl.", .dealloc = app_dealloc, .methods = app_methods,
};
