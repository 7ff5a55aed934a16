/* atexit.c: the module atexit: functions to be called at the interpreter's end. Manual: Library "atexit". The callbacks are in
 * interp->atexit, a list of tuples (function, args, kwargs or None); the newest is called first.
 */
#include "object/dict.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/module.h"
#include "object/tuple.h"
#include "object/str.h"
#include "gen/modules/atexit.h"

static List *callbacks(Thread *t)
{
    if (is_empty(t->interp->atexit))
        t->interp->atexit = list_new(t, 4);
    return is_empty(t->interp->atexit) ? NULL : as_list(t->interp->atexit);
}

/** Register a function to be executed upon normal program termination
 *
 *     func - function to be called at exit
 *     args - optional arguments to pass to func
 *     kwargs - optional keyword arguments to pass to func
 *
 *     func is returned to facilitate usage as a decorator. */
FUNCTION(atexit, register, "(func, /, *args, **kwargs)")
{
    if (!is_callable(a->func))
        return raise_type(t, "the first argument must be callable");
    List *list = callbacks(t);
    OWN Value args = list ? tuple_from_array(t, a->args, a->args_count) : EMPTY;
    Value entry = is_empty(args) ? EMPTY : tuple_pack(t, 3, a->func, args, is_empty(a->kwargs) ? NONE : a->kwargs);
    return !is_empty(entry) && list_append_take(t, list, entry) ? retain(a->func) : EMPTY;
}

/* Shows the raised exception like an uncaught one; it stays in *last. */
static void show(Thread *t, Value *last)
{
    replace_take(last, raised_take(t));
    if (type_is_subtype(type_of(*last), &exc_SystemExit))
        return;
    OWN Value exception = retain(*last);
    OWN Value traceback = is_empty(as_exception(exception)->traceback) ? NONE : retain(as_exception(exception)->traceback);
    OWN Value hook = retain(dict_peek_text(t, t->interp->sys_dict, "__excepthook__"));
    OWN Value file = retain(dict_peek_name(t->interp->sys_dict, NAME(stderr)));
    OWN Value heading = is_empty(file) || is_none(file) ? EMPTY : str_from_text(t, "Error in atexit._run_exitfuncs:\n");
    OWN Value written = is_empty(heading) ? EMPTY : call_method1(t, file, NAME(write), heading);
    raised_clear(t);
    OWN Value shown = is_empty(hook) ? EMPTY : call3(t, hook, value_of(type_of(exception)), exception, traceback);
    raised_clear(t);
}

/** Run all registered exit functions.
 *
 * If a callback raises an exception, it is shown; the last one is raised when all have run. */
FUNCTION0(atexit, _run_exitfuncs)
{
    OWN Value last = EMPTY;
    List *list;
    while ((list = callbacks(t)) && list->len) {
        OWN Value entry = list->item[--list->len];
        Value *part = as_tuple(entry)->item;
        OWN Value result = call_tuple(t, part[0], part[1], is_none(part[2]) ? EMPTY : part[2]);
        if (is_empty(result))
            show(t, &last);
    }
    return is_empty(last) ? NONE : raise_again_take(t, take(&last));
}

/** Clear the list of previously registered exit functions. */
FUNCTION0(atexit, _clear)
{
    List *list = callbacks(t);
    return list ? (list_clear(list), NONE) : EMPTY;
}

/** Return the number of registered exit functions. */
FUNCTION0(atexit, _ncallbacks)
{
    List *list = callbacks(t);
    return list ? fixnum(list->len) : EMPTY;
}

/** Unregister an exit function which was previously registered using
 * atexit.register
 *
 *     func - function to be unregistered */
FUNCTION1(atexit, unregister, func)
{
    List *list = callbacks(t);
    for (ssize i = list ? list->len : 0; i-- > 0;) {
        if (i >= list->len)                     /* a comparison took some away */
            continue;
        OWN Value entry = retain(list->item[i]);
        Test same_ = equal(t, as_tuple(entry)->item[0], func);
        if (same_ == TEST_ERROR)
            return EMPTY;
        if (same_ == TEST_TRUE && i < list->len && same(list->item[i], entry) && !list_set_slice(t, list, i, i + 1, EMPTY))
            return EMPTY;
    }
    return list ? NONE : EMPTY;
}

MODULE(atexit,
    .doc = "allow programmer to define multiple exit functions to be executed\n"
           "upon normal program termination.\n\n"
           "Two public functions, register and unregister, are defined.");
