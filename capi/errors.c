/* errors.c: raising, fetching and restoring exceptions (C API: "Exception Handling").
 *
 * The thread's exception is always an instance (t->raised). What the older functions call type, value and traceback are its class, the
 * instance itself, and its __traceback__; PyErr_Restore() and PyErr_SetObject() make the instance at once.
 */
#include <errno.h>

#include "capi/format.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/protocol.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "vm/excepthook.h"
#include "vm/pending.h"

/* ---- the exceptions: variables in C, of which clients read the address of the class ---- */

#define EXCEPTION_VARIABLE(name) PyObject *const PyExc_##name = (PyObject *)&exc_##name;
Py_EXCEPTIONS_(EXCEPTION_VARIABLE)
PyObject *const PyExc_EnvironmentError = (PyObject *)&exc_OSError;
PyObject *const PyExc_IOError = (PyObject *)&exc_OSError;

/* ---- raising ---- */

static bool is_exception_class(Ref v) { return is_type(v) && as_type(v)->flags & TYPE_IS_EXCEPTION; }

/* The instance that `value` stands for: itself, or cls(), cls(value), cls(*value) for none, one or a tuple of arguments. */
static Value make_instance(Thread *t, Ref cls, Ref value)
{
    if (is_exception(value) && is_exception_class(cls) && type_is_subtype(type_of(value), as_type(cls)))
        return retain(value);
    OWN Value made = is_empty(value) || is_none(value) ? call0(t, cls)
        : is_exact(value, &tuple_type) ? call(t, cls, as_tuple(value)->item, as_tuple(value)->len, EMPTY) : call1(t, cls, value);
    if (!is_empty(made) && !is_exception(made))
        return raise_type(t, "calling %R should have returned an instance of BaseException, not %N", cls, type_of(made));
    return take(&made);
}

static void set_object(Thread *t, Ref cls, Ref value)
{
    if (!is_exception_class(cls)) {
        raise_system(t, "_PyErr_SetObject: exception %R is not a BaseException subclass", cls);
        return;
    }
    OWN Value replaced = raised_take(t);
    OWN Value made = make_instance(t, cls, value);
    if (!is_empty(made))
        raise_object(t, made, EMPTY);
}

void PyErr_SetObject(PyObject *type, PyObject *value) { set_object(this_thread(), from_c(type), from_c(value)); }
void PyErr_SetNone(PyObject *type)                    { set_object(this_thread(), from_c(type), EMPTY); }

void PyErr_SetString(PyObject *type, const char *message)
{
    Thread *t = this_thread();
    OWN Value text = utf8_decode(t, (const uint8_t *)message, (ssize)strlen(message), "replace", NULL);
    if (!is_empty(text))
        set_object(t, from_c(type), text);
}

PyObject *PyErr_FormatV(PyObject *type, const char *format, va_list ap)
{
    Thread *t = this_thread();
    raised_clear(t);                            /* %R and the like run code */
    OWN Value text = c_format(t, format, ap);
    if (!is_empty(text))
        set_object(t, from_c(type), text);
    return NULL;
}

PyObject *PyErr_Format(PyObject *type, const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    PyErr_FormatV(type, format, ap);
    va_end(ap);
    return NULL;
}

PyObject *PyErr_NoMemory(void)
{
    raise_memory(this_thread());
    return NULL;
}

int PyErr_BadArgument(void)
{
    raise_type(this_thread(), "bad argument type for built-in operation");
    return 0;
}

void _PyErr_BadInternalCall(const char *file, int line)
{
    raise_system(this_thread(), "%s:%d: bad argument to internal function", file, line);
}

void (PyErr_BadInternalCall)(void) { bad_call(this_thread()); }

/* type(errno, message[, filename[, None, filename2]]) */
PyObject *PyErr_SetFromErrnoWithFilenameObjects(PyObject *type, PyObject *filename, PyObject *filename2)
{
    Thread *t = this_thread();
    int error = errno;
    char buffer[256];
    const char *message = error ? strerror_r(error, buffer, sizeof buffer) : "Error";
    if (error == EINTR && PyErr_CheckSignals())
        return NULL;
    OWN Value text = str_from_utf8_lossless(t, message, (ssize)strlen(message));
    if (is_empty(text))
        return NULL;
    Value args[5] = {fixnum(error), text, from_c(filename), NONE, from_c(filename2)};
    OWN Value made = call(t, from_c(type), args, filename2 ? 5 : filename ? 3 : 2, EMPTY);
    if (!is_empty(made))
        set_object(t, value_of(type_of(made)), made);
    return NULL;
}

PyObject *PyErr_SetFromErrnoWithFilenameObject(PyObject *type, PyObject *filename)
{
    return PyErr_SetFromErrnoWithFilenameObjects(type, filename, NULL);
}

PyObject *PyErr_SetFromErrno(PyObject *type) { return PyErr_SetFromErrnoWithFilenameObjects(type, NULL, NULL); }

PyObject *PyErr_SetFromErrnoWithFilename(PyObject *type, const char *filename)
{
    int error = errno;                          /* decoding may change it */
    OWN Value name = filename ? str_from_utf8_lossless(this_thread(), filename, (ssize)strlen(filename)) : EMPTY;
    errno = error;
    if (filename && is_empty(name))
        return NULL;
    return PyErr_SetFromErrnoWithFilenameObjects(type, (PyObject *)object_of(name), NULL);
}

PyObject *PyErr_SetImportErrorSubclass(PyObject *type, PyObject *message, PyObject *name, PyObject *path)
{
    Thread *t = this_thread();
    Ref cls = from_c(type);
    if (!is_type(cls) || !type_is_subtype(as_type(cls), &exc_ImportError))
        return raise_type(t, "expected a subclass of ImportError"), NULL;
    if (!message)
        return raise_type(t, "expected a message argument"), NULL;
    OWN Value names = tuple_pack(t, 2, NAME(name), NAME(path));
    Value args[3] = {from_c(message), name ? from_c(name) : NONE, path ? from_c(path) : NONE};
    OWN Value made = is_empty(names) ? EMPTY : call(t, cls, args, 1, names);
    if (!is_empty(made))
        set_object(t, value_of(type_of(made)), made);
    return NULL;
}

PyObject *PyErr_SetImportError(PyObject *message, PyObject *name, PyObject *path)
{
    return PyErr_SetImportErrorSubclass(PyExc_ImportError, message, name, path);
}

/* ---- the exception on its way ---- */

PyObject *PyErr_Occurred(void)
{
    Thread *t = this_thread();
    return t && is_raised(t) ? (PyObject *)type_of(t->raised) : NULL;
}

void PyErr_Clear(void) { raised_clear(this_thread()); }

PyObject *PyErr_GetRaisedException(void) { return to_c_take(this_thread(), raised_take(this_thread())); }

void PyErr_SetRaisedException(PyObject *exception) { replace_take(&this_thread()->raised, from_c_take(exception)); }

void PyErr_Fetch(PyObject **type, PyObject **value, PyObject **traceback)
{
    Thread *t = this_thread();
    Value e = raised_take(t);
    *type = *value = *traceback = NULL;
    if (is_empty(e))
        return;
    *type = to_c(t, value_of(type_of(e)));
    *traceback = to_c(t, as_exception(e)->traceback);
    *value = to_c_take(t, e);
}

/* The instance for the three of them, all owned here, with its traceback set. EMPTY: another exception is set. */
static Value assemble_take(Thread *t, Value type, Value value, Value traceback)
{
    OWN Value cls = type, given = value, trace = traceback;
    OWN Value e = is_exception_class(cls) ? make_instance(t, cls, given)
                : raise_type(t, "exceptions must derive from BaseException, not %N", type_of(cls));
    if (is_empty(e))
        return EMPTY;
    if (!is_empty(trace) && is_exact(trace, &traceback_type))
        replace_take(&as_exception(e)->traceback, take(&trace));
    return take(&e);
}

void PyErr_Restore(PyObject *type, PyObject *value, PyObject *traceback)
{
    Thread *t = this_thread();
    raised_clear(t);
    if (!type) {
        release(from_c_take(value));
        release(from_c_take(traceback));
        return;
    }
    Value e = assemble_take(t, from_c_take(type), from_c_take(value), from_c_take(traceback));
    if (!is_empty(e))
        raise_again_take(t, e);
}

void PyErr_NormalizeException(PyObject **type, PyObject **value, PyObject **traceback)
{
    Thread *t = this_thread();
    if (!*type)
        return;
    Ref cls = from_c(*type), given = from_c(*value);
    OWN Value e = is_exception_class(cls) ? make_instance(t, cls, given) : retain(given);
    if (is_empty(e)) {                          /* making it failed: that is the exception now */
        PyObject *old[3] = {*type, *value, *traceback};
        PyErr_Fetch(type, value, traceback);
        for (int i = 0; i < 3; i++)
            release(from_c_take(old[i]));
        return;
    }
    PyObject *old[2] = {*type, *value};
    *type = to_c(t, value_of(type_of(e)));
    *value = to_c(t, e);
    for (int i = 0; i < 2; i++)
        release(from_c_take(old[i]));
}

int PyErr_GivenExceptionMatches(PyObject *exception, PyObject *type)
{
    Ref e = from_c(exception), cls = from_c(type);
    if (!exception || !type)
        return 0;
    if (is_tuple(cls)) {
        for (ssize i = 0; i < as_tuple(cls)->len; i++)
            if (PyErr_GivenExceptionMatches(exception, (PyObject *)object_of(as_tuple(cls)->item[i])))
                return 1;
        return 0;
    }
    if (is_exception(e))
        e = value_of(type_of(e));
    if (is_exception_class(e) && is_exception_class(cls))
        return type_is_subtype(as_type(e), as_type(cls));
    return same(e, cls);
}

int PyErr_ExceptionMatches(PyObject *type) { return PyErr_GivenExceptionMatches(PyErr_Occurred(), type); }

/* ---- the exception being handled: sys.exc_info() ---- */

/* The innermost that handles one, or the outermost. */
static Handled *innermost(Thread *t)
{
    Handled *h = t->handled;
    while (is_empty(h->exception) && h->previous)
        h = h->previous;
    return h;
}

PyObject *PyErr_GetHandledException(void)
{
    Thread *t = this_thread();
    return to_c(t, innermost(t)->exception);
}

void PyErr_SetHandledException(PyObject *exception)
{
    Thread *t = this_thread();
    Ref e = from_c(exception);
    replace_take(&t->handled->exception, is_none(e) ? EMPTY : retain(e));
}

void PyErr_GetExcInfo(PyObject **type, PyObject **value, PyObject **traceback)
{
    Thread *t = this_thread();
    Ref e = innermost(t)->exception;
    *type = *value = *traceback = NULL;
    if (is_empty(e))
        return;
    *type = to_c(t, value_of(type_of(e)));
    *value = to_c(t, e);
    *traceback = to_c(t, is_empty(as_exception(e)->traceback) ? NONE : as_exception(e)->traceback);
}

void PyErr_SetExcInfo(PyObject *type, PyObject *value, PyObject *traceback)
{
    PyErr_SetHandledException(value);
    release(from_c_take(type));
    release(from_c_take(value));
    release(from_c_take(traceback));
}

/* ---- warnings and reports ---- */

static Type *category_of(Thread *t, PyObject *category)
{
    Ref v = from_c(category);
    if (!category)
        return &exc_RuntimeWarning;
    if (is_exception_class(v) && type_is_subtype(as_type(v), &exc_Warning))
        return as_type(v);
    return raise_type(t, "category must be a Warning subclass, not '%T'", v), NULL;
}

/* message: EMPTY with an exception set is passed on. */
static int warn_about(Thread *t, PyObject *category, Value message_take, Py_ssize_t level, Ref source)
{
    OWN Value message = message_take;
    Type *cls = is_empty(message) ? NULL : category_of(t, category);
    return cls && warn_explicit_text(t, cls, message, (int)MIN(level, (Py_ssize_t)INT_MAX), source) ? 0 : -1;
}

int PyErr_WarnEx(PyObject *category, const char *message, Py_ssize_t level)
{
    Thread *t = this_thread();
    return warn_about(t, category, str_from_text(t, message), level, EMPTY);
}

int PyErr_WarnFormat(PyObject *category, Py_ssize_t level, const char *format, ...)
{
    Thread *t = this_thread();
    va_list ap;
    va_start(ap, format);
    Value text = c_format(t, format, ap);
    va_end(ap);
    return warn_about(t, category, text, level, EMPTY);
}

int PyErr_ResourceWarning(PyObject *source, Py_ssize_t level, const char *format, ...)
{
    Thread *t = this_thread();
    va_list ap;
    va_start(ap, format);
    Value text = c_format(t, format, ap);
    va_end(ap);
    return warn_about(t, PyExc_ResourceWarning, text, level, from_c(source));
}

int PyErr_WarnExplicit(PyObject *category, const char *message, const char *filename, int line, const char *module, PyObject *registry)
{
    Thread *t = this_thread();
    OWN Value function = import_attribute(t, "warnings", "warn_explicit");
    OWN Value text = is_empty(function) ? EMPTY : str_from_text(t, message);
    OWN Value file = is_empty(text) ? EMPTY : str_from_utf8_lossless(t, filename, (ssize)strlen(filename));
    OWN Value name = is_empty(file) ? EMPTY : module ? str_from_text(t, module) : NONE;
    if (is_empty(name))
        return -1;
    Type *cls = category_of(t, category);
    Value args[6] = {text, cls ? value_of(cls) : EMPTY, file, fixnum(line), name, registry ? from_c(registry) : NONE};
    OWN Value result = cls ? call(t, function, args, 6, EMPTY) : EMPTY;
    return status_to_c(!is_empty(result));
}

void PyErr_WriteUnraisable(PyObject *where)
{
    Thread *t = this_thread();
    if (where)
        report_unraisable_in(t, from_c(where));
    else
        report_unraisable_in(t, NONE);
}

void PyErr_PrintEx(int set_last)
{
    Thread *t = this_thread();
    int status;
    OWN Value e = raised_take(t);
    if (is_empty(e))
        return;
    if (type_is_subtype(type_of(e), &exc_SystemExit) && !t->interp->config->inspect)
        Py_Exit(exit_status(t, e));
    if (exception_show(t, e, set_last, &status))
        Py_Exit(status);
}

void PyErr_Print(void) { PyErr_PrintEx(1); }

void PyErr_DisplayException(PyObject *exception)
{
    Thread *t = this_thread();
    OWN Value kept = raised_take(t), hook = retain(dict_peek_text(t, t->interp->sys_dict, "__excepthook__"));
    Ref e = from_c(exception);
    if (is_exception(e) && !is_empty(hook)) {
        Ref trace = as_exception(e)->traceback;
        release(call3(t, hook, value_of(type_of(e)), e, is_empty(trace) ? NONE : trace));
    }
    raised_clear(t);
    t->raised = take(&kept);
}

void PyErr_Display(PyObject *type, PyObject *value, PyObject *traceback)
{
    Thread *t = this_thread();
    Ref e = from_c(value), trace = from_c(traceback);
    (void)type;
    if (is_exception(e) && is_exact(trace, &traceback_type) && is_empty(as_exception(e)->traceback))
        replace_take(&as_exception(e)->traceback, retain(trace));
    PyErr_DisplayException(value);
    (void)t;
}

/* ---- new exception classes ---- */

PyObject *PyErr_NewExceptionWithDoc(const char *name, const char *doc, PyObject *base, PyObject *dict)
{
    Thread *t = this_thread();
    const char *dot = strrchr(name, '.');
    if (!dot)
        return raise_system(t, "PyErr_NewException: name must be module.class"), NULL;
    Ref given = base ? from_c(base) : value_of(&exc_Exception);
    OWN Value bases = is_tuple(given) ? retain(given) : tuple_pack(t, 1, given);
    OWN Value space = is_empty(bases) ? EMPTY : dict ? dict_copy(t, as_dict(from_c(dict))) : dict_new(t);
    OWN Value title = is_empty(space) ? EMPTY : str_from_text(t, dot + 1);
    if (is_empty(title))
        return NULL;
    if (is_empty(dict_peek_name(as_dict(space), NAME(__module__)))
        && !dict_set_text_take(t, as_dict(space), "__module__", str_from_utf8(t, name, dot - name)))
        return NULL;
    if (doc && !dict_set_text_take(t, as_dict(space), "__doc__", str_from_text(t, doc)))
        return NULL;
    return to_c_take(t, call3(t, value_of(&type_type), title, bases, space));
}

PyObject *PyErr_NewException(const char *name, PyObject *base, PyObject *dict)
{
    return PyErr_NewExceptionWithDoc(name, NULL, base, dict);
}

const char *PyExceptionClass_Name(PyObject *cls) { return type_from_c((PyTypeObject *)cls)->name; }

/* ---- signals ---- */

int PyErr_CheckSignals(void) { return status_to_c(handle_signals(this_thread())); }
