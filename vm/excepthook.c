/* excepthook.c: exceptions that nobody has caught are shown (Library: sys.excepthook, sys.last_value). */
#include "vm/excepthook.h"

#include <stdio.h>

#include "object/dict.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/protocol.h"
#include "object/str.h"
#include "vm/state.h"

static void write_error(Thread *t, Ref text)
{
    OWN Value file = retain(dict_peek_name(t->interp->sys_dict, NAME(stderr)));
    OWN Value line = is_empty(file) || is_none(file) ? EMPTY : str_format(t, "%S\n", text);
    OWN Value done = is_empty(line) ? EMPTY : call_method1(t, file, NAME(write), line);
    if (is_empty(done)) {
        raised_clear(t);
        fprintf(stderr, "%s\n", str_text(t, text));
    }
}

int exit_status(Thread *t, Ref exception)
{
    Ref code = ((SystemExitError *)object_of(exception))->code;
    if (is_empty(code) || is_none(code))
        return 0;
    if (is_int(code)) {
        int64_t n;
        return int_as_int64(code, &n) ? (int)(n & 0xFF) : 0xFF;    /* what the system keeps of it */
    }
    OWN Value text = to_str(t, code);
    if (is_empty(text))
        raised_clear(t);
    else {
        flush_standard_streams(t);
        write_error(t, text);
    }
    return 1;
}

bool exception_show(Thread *t, Ref exception, bool set_last, int *status)
{
    Ref traceback = as_exception(exception)->traceback;
    OWN Value own = is_empty(traceback) ? NONE : retain(traceback);
    Ref type = value_of(type_of(exception));
    if (set_last && (!dict_set_text(t, t->interp->sys_dict, "last_exc", exception) || !dict_set_text(t, t->interp->sys_dict, "last_type", type)
        || !dict_set_text(t, t->interp->sys_dict, "last_value", exception) || !dict_set_text(t, t->interp->sys_dict, "last_traceback", own)))
        raised_clear(t);
    flush_standard_streams(t);
    OWN Value hook = retain(dict_peek_text(t, t->interp->sys_dict, "excepthook"));
    if (is_empty(hook)) {
        fprintf(stderr, "sys.excepthook is missing\n");
        hook = retain(dict_peek_text(t, t->interp->sys_dict, "__excepthook__"));
    }
    OWN Value done = is_empty(hook) ? EMPTY : call3(t, hook, type, exception, own);
    if (is_empty(done) && is_raised(t)) {
        OWN Value second = raised_take(t);
        if (type_is_subtype(type_of(second), &exc_SystemExit)) {
            *status = exit_status(t, second);
            return true;
        }
        OWN Value standard = retain(dict_peek_text(t, t->interp->sys_dict, "__excepthook__"));
        fprintf(stderr, "Error in sys.excepthook:\n");
        OWN Value traceback2 = is_empty(as_exception(second)->traceback) ? NONE : retain(as_exception(second)->traceback);
        OWN Value shown = is_empty(standard) ? EMPTY : call3(t, standard, value_of(type_of(second)), second, traceback2);
        raised_clear(t);
        fprintf(stderr, "\nOriginal exception was:\n");
        OWN Value again = is_empty(standard) ? EMPTY : call3(t, standard, type, exception, own);
        raised_clear(t);
    }
    return false;
}
