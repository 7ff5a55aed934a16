/* error.c: raising from C (error.h). */
#include "object/error.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/frame.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

/* ---- the raised exception ------------------------------------------------------------------------------------ */

Ref exception_handled(Thread *t)
{
    for (Handled *h = t->handled; h; h = h->previous)
        if (!is_empty(h->exception) && !is_none(h->exception))
            return h->exception;
    return EMPTY;
}

void exception_set_context(Thread *t, Ref exception)
{
    Ref handled = exception_handled(t);

    if (is_empty(handled) || same(handled, exception))
        return;
    Ref slow = handled;                     /* Floyd: the chain may already have a cycle made by Python code */
    bool step_slow = false;
    for (Ref e = handled;;) {
        Value *context = &as_exception(e)->context;
        if (is_empty(*context))
            break;
        if (same(*context, exception)) {
            replace_take(context, EMPTY);
            break;
        }
        e = *context;
        if (same(e, slow))
            break;
        if (step_slow)
            slow = as_exception(slow)->context;
        step_slow = !step_slow;
    }
    replace_take(&as_exception(exception)->context, retain(handled));
}

/* Raises an owned exception instance. */
static Value raise_instance_take(Thread *t, Value exception)
{
    if (is_empty(exception))
        return EMPTY;
    exception_set_context(t, exception);
    replace_take(&t->raised, exception);
    return EMPTY;
}

Value raise_again_take(Thread *t, Value exception)
{
    replace_take(&t->raised, exception);
    return EMPTY;
}

bool raised_matches(Thread *t, Type *cls)
{
    return is_raised(t) && type_is_subtype(type_of(t->raised), cls);
}
Value raised_take(Thread *t) { return take(&t->raised); }
void raised_clear(Thread *t) { replace_take(&t->raised, EMPTY); }
bool raised_catch(Thread *t, Type *cls)
{
    if (!raised_matches(t, cls))
        return false;
    raised_clear(t);
    return true;
}

Value raise_object(Thread *t, Ref v, Ref cause)
{
    OWN Value exception = EMPTY;

    if (is_type(v) && type_is_subtype(as_type(v), &exc_BaseException)) {
        exception = call0(t, v);
        if (is_empty(exception))
            return EMPTY;
        if (!is_exception(exception))
            return raise_type(t, "calling %R should have returned an instance of BaseException, not %T", v, exception);
    } else if (is_exception(v)) {
        exception = retain(v);
    } else {
        return raise_type(t, "exceptions must derive from BaseException");
    }
    if (!is_empty(cause)) {
        OWN Value fixed = EMPTY;
        if (is_type(cause) && type_is_subtype(as_type(cause), &exc_BaseException)) {
            fixed = call0(t, cause);
            if (is_empty(fixed))
                return EMPTY;
            if (!is_exception(fixed))
                return raise_type(t, "calling %R should have returned an instance of BaseException, not %T", cause, fixed);
        } else if (is_exception(cause)) {
            fixed = retain(cause);
        } else if (!is_none(cause)) {
            return raise_type(t, "exception causes must derive from BaseException");
        }
        replace_take(&as_exception(exception)->cause, take(&fixed));
        as_exception(exception)->suppress_context = true;
    }
    return raise_instance_take(t, take(&exception));
}

/* ---- making and raising -------------------------------------------------------------------------------------- */

Value raise_value_of(Thread *t, Type *cls, Ref argument)
{
    OWN Value keep = retain(argument);
    OWN Value args = EMPTY;
    if (cls->init == exception_init_slot) {
        args = tuple_pack(t, 1, argument);
        return is_empty(args) ? EMPTY : raise_instance_take(t, exception_alloc(t, cls, args));
    }
    return raise_instance_take(t, call1(t, value_of(cls), argument));
}

static Value vmessage(Thread *t, const char *format, va_list ap)
{
    Value pending = raised_take(t);         /* %R must not run with an exception set; the new one replaces it */
    Value text = str_vformat(t, format, ap);
    release(pending);
    return text;
}

Value raise_format(Thread *t, Type *cls, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    OWN Value text = vmessage(t, format, ap);
    va_end(ap);
    return is_empty(text) ? EMPTY : raise_value_of(t, cls, text);
}

Value exception_new(Thread *t, Type *cls, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    OWN Value text = str_vformat(t, format, ap);
    va_end(ap);
    return is_empty(text) ? EMPTY : call1(t, value_of(cls), text);
}

Value raise_memory(Thread *t)
{
    if (!is_empty(t->interp->memory_error))
        replace_take(&t->raised, retain(t->interp->memory_error));
    else {
        fputs("krait: out of memory\n", stderr);
        _exit(1);
    }
    return EMPTY;
}

Value raise_key(Thread *t, Ref key) { return raise_value_of(t, &exc_KeyError, key); }

Value raise_stop_iteration(Thread *t, Ref value)
{
    OWN Value keep = retain(value);
    OWN Value args = is_empty(value) || is_none(value) ? tuple_new(t, 0) : tuple_pack(t, 1, value);
    OWN Value exception = is_empty(args) ? EMPTY : exception_alloc(t, &exc_StopIteration, args);
    if (is_empty(exception))
        return EMPTY;
    ((StopIterationError *)object_of(exception))->value = retain(value);
    return raise_instance_take(t, take(&exception));
}

Value raise_attribute(Thread *t, Ref object, Ref name)
{
    OWN Value text = is_type(object)
        ? str_format(t, "type object '%N' has no attribute '%S'", as_type(object), name)
        : str_format(t, "'%T' object has no attribute '%S'", object, name);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(&exc_AttributeError), text);
    if (is_empty(exception))
        return EMPTY;
    AttributeErrorObject *e = (AttributeErrorObject *)object_of(exception);
    replace_take(&e->obj, retain(object));
    replace_take(&e->name, retain(name));
    return raise_instance_take(t, take(&exception));
}

Value raise_name(Thread *t, Ref name, const char *format)
{
    Type *cls = strncmp(format, "cannot access", 13) == 0 && strstr(format, "local variable") ? &exc_UnboundLocalError : &exc_NameError;
    if (strstr(format, "free variable"))
        cls = &exc_NameError;
    OWN Value text = str_format(t, format, name);
    OWN Value exception = is_empty(text) ? EMPTY : call1(t, value_of(cls), text);
    if (is_empty(exception))
        return EMPTY;
    replace_take(&((NameErrorObject *)object_of(exception))->name, retain(name));
    return raise_instance_take(t, take(&exception));
}

static Value raise_os(Thread *t, int err, Ref filename, Ref filename2)
{
    char buffer[256];
    const char *message = strerror_r(err, buffer, sizeof buffer);
    OWN Value text = str_from_utf8_lossless(t, message, (ssize)strlen(message));
    if (is_empty(text))
        return EMPTY;
    Value args[5] = {fixnum(err), text, filename, NONE, filename2};
    ssize n = !is_empty(filename2) ? 5 : !is_empty(filename) ? 3 : 2;
    if (is_empty(filename))
        args[2] = NONE;
    return raise_instance_take(t, call(t, value_of(&exc_OSError), args, n, EMPTY));
}
Value raise_errno(Thread *t, int err)                       { return raise_os(t, err, EMPTY, EMPTY); }
Value raise_errno_path(Thread *t, int err, Ref filename)    { return raise_os(t, err, filename, EMPTY); }
Value raise_errno_paths(Thread *t, int err, Ref filename, Ref filename2) { return raise_os(t, err, filename, filename2); }

Value raise_unicode_decode(Thread *t, const char *encoding, const uint8_t *bytes, ssize n, ssize start, ssize end, const char *reason)
{
    OWN Value object = bytes_from(t, bytes, n);
    return is_empty(object) ? EMPTY : raise_instance_take(t, unicode_decode_error_new(t, encoding, object, start, end, reason));
}
Value raise_unicode_encode(Thread *t, const char *encoding, Ref str, ssize start, ssize end, const char *reason)
{
    return raise_instance_take(t, unicode_encode_error_new(t, encoding, str, start, end, reason));
}

/* ---- reports and warnings ------------------------------------------------------------------------------------ */

/* sys.unraisablehook(UnraisableHookArgs(exception..., message, object)); the raised exception is what it is about. */
static bool call_unraisable_hook(Thread *t, Ref hook, Ref message, Ref object)
{
    OWN Value exception = raised_take(t);
    OWN Value traceback = is_empty(as_exception(exception)->traceback) ? NONE : retain(as_exception(exception)->traceback);
    Value items[5] = {value_of(type_of(exception)), exception, traceback, message, object};
    OWN Value args = tuple_from_array(t, items, 5);
    OWN Value cls = retain(dict_peek_text(t, t->interp->sys_dict, "UnraisableHookArgs"));
    if (!is_empty(cls) && !is_empty(args))
        replace_take(&args, call1(t, cls, args));
    OWN Value result = is_empty(args) ? EMPTY : call1(t, hook, args);
    return !is_empty(result);
}

/* message: a str or NONE; object: what the exception came from, or NONE. */
static void report(Thread *t, Ref message, Ref object)
{
    Dict *sys = t->interp->sys_dict;
    OWN Value hook = sys ? retain(dict_peek_text(t, sys, "unraisablehook")) : EMPTY;
    if (!is_empty(hook) && call_unraisable_hook(t, hook, message, object))
        return;
    OWN Value standard = sys ? retain(dict_peek_text(t, sys, "__unraisablehook__")) : EMPTY;
    if (is_raised(t) && !is_empty(standard)) {
        OWN Value text = str_from_text(t, "Exception ignored in sys.unraisablehook");
        if (!is_empty(text) && call_unraisable_hook(t, standard, text, hook))
            return;
    }
    raised_clear(t);
    fprintf(stderr, "%s\n", is_str(message) ? str_text(t, message) : "Exception ignored");
}

void report_unraisable(Thread *t, const char *format, ...)
{
    va_list ap;
    OWN Value exception = raised_take(t);       /* %R runs Python code */
    if (is_empty(exception))
        return;
    va_start(ap, format);
    OWN Value text = str_vformat(t, format, ap);
    va_end(ap);
    replace_take(&t->raised, take(&exception));
    report(t, is_empty(text) ? NONE : text, NONE);
}

void report_unraisable_in(Thread *t, Ref object)
{
    if (is_raised(t))
        report(t, NONE, object);
}

bool warn(Thread *t, Type *category, int stack_level, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    OWN Value text = str_vformat(t, format, ap);
    va_end(ap);
    if (is_empty(text))
        return false;
    return warn_explicit_text(t, category, text, stack_level, EMPTY);
}

bool warn_resource(Thread *t, Ref source, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    OWN Value text = str_vformat(t, format, ap);
    va_end(ap);
    return !is_empty(text) && warn_explicit_text(t, &exc_ResourceWarning, text, 1, source);
}
