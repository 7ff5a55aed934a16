/* exceptions.c: exception objects: traceback, context, cause, arguments, the fields of UnicodeErrors; syntax errors' places (C API:
 * "Exception Objects", "Unicode Exception Objects").
 */
#include <signal.h>
#include <stdio.h>

#include "capi/convert.h"
#include "object/bytes.h"
#include "object/error.h"
#include "object/exception.h"
#include "object/protocol.h"
#include "object/tuple.h"
#include "vm/pending.h"

/* ---- every exception ---- */

int PyException_SetTraceback(PyObject *e, PyObject *traceback)
{
    return status_to_c(set_attr(this_thread(), from_c(e), NAME(__traceback__), from_c(traceback)));
}
PyObject *PyException_GetTraceback(PyObject *e) { return to_c(this_thread(), as_exception(from_c(e))->traceback); }
PyObject *PyException_GetCause(PyObject *e)     { return to_c(this_thread(), as_exception(from_c(e))->cause); }
PyObject *PyException_GetContext(PyObject *e)   { return to_c(this_thread(), as_exception(from_c(e))->context); }
PyObject *PyException_GetArgs(PyObject *e)      { return to_c(this_thread(), as_exception(from_c(e))->args); }

static Value none_is_empty(Value v) { return is_none(v) ? EMPTY : v; }

void PyException_SetCause(PyObject *e, PyObject *cause)
{
    as_exception(from_c(e))->suppress_context = true;
    replace_take(&as_exception(from_c(e))->cause, none_is_empty(from_c_take(cause)));
}

void PyException_SetContext(PyObject *e, PyObject *context)
{
    replace_take(&as_exception(from_c(e))->context, none_is_empty(from_c_take(context)));
}

void PyException_SetArgs(PyObject *e, PyObject *args) { replace_take(&as_exception(from_c(e))->args, retain(from_c(args))); }

/* ---- UnicodeErrors ---- */

static UnicodeErrorObject *unicode_error(PyObject *e) { return (UnicodeErrorObject *)object_of(from_c(e)); }

static PyObject *field(Value v, bool text, const char *name)
{
    Thread *t = this_thread();
    if (is_empty(v) || (text ? !is_str(v) : !is_bytes(v)))
        return raise_type(t, is_empty(v) ? "%s attribute not set" : text ? "%s attribute must be unicode" : "%s attribute must be bytes", name), NULL;
    return to_c(t, v);
}

/* Indices that are in the object, as readers of them rely on. */
static int get_start(PyObject *e, ssize *start, ssize length)
{
    *start = MIN(MAX(unicode_error(e)->start, (ssize)0), MAX(length - 1, (ssize)0));
    return 0;
}
static int get_end(PyObject *e, ssize *end, ssize length)
{
    *end = MIN(MAX(unicode_error(e)->end, MIN(length, (ssize)1)), length);
    return 0;
}
static ssize text_length(PyObject *e)   { return is_str(unicode_error(e)->object) ? as_str(unicode_error(e)->object)->len : 0; }
static ssize bytes_length(PyObject *e)  { return is_bytes(unicode_error(e)->object) ? as_bytes(unicode_error(e)->object)->len : 0; }

#define UNICODE_ERROR(kind, is_text, length) \
    PyObject *PyUnicode##kind##Error_GetObject(PyObject *e)             { return field(unicode_error(e)->object, is_text, "object"); } \
    PyObject *PyUnicode##kind##Error_GetReason(PyObject *e)             { return field(unicode_error(e)->reason, true, "reason"); } \
    int PyUnicode##kind##Error_GetStart(PyObject *e, Py_ssize_t *start) { return get_start(e, start, length(e)); } \
    int PyUnicode##kind##Error_GetEnd(PyObject *e, Py_ssize_t *end)     { return get_end(e, end, length(e)); } \
    int PyUnicode##kind##Error_SetStart(PyObject *e, Py_ssize_t start)  { return unicode_error(e)->start = start, 0; } \
    int PyUnicode##kind##Error_SetEnd(PyObject *e, Py_ssize_t end)      { return unicode_error(e)->end = end, 0; } \
    int PyUnicode##kind##Error_SetReason(PyObject *e, const char *reason) \
    { \
        Value text = str_from_text(this_thread(), reason); \
        if (!is_empty(text)) \
            replace_take(&unicode_error(e)->reason, text); \
        return status_to_c(!is_empty(text)); \
    }
UNICODE_ERROR(Decode, false, bytes_length)
UNICODE_ERROR(Encode, true, text_length)
UNICODE_ERROR(Translate, true, text_length)
PyObject *PyUnicodeDecodeError_GetEncoding(PyObject *e) { return field(unicode_error(e)->encoding, true, "encoding"); }
PyObject *PyUnicodeEncodeError_GetEncoding(PyObject *e) { return field(unicode_error(e)->encoding, true, "encoding"); }

PyObject *PyUnicodeDecodeError_Create(const char *encoding, const char *object, Py_ssize_t length, Py_ssize_t start, Py_ssize_t end, const char *reason)
{
    Thread *t = this_thread();
    OWN Value bytes = bytes_from(t, object, length);
    return is_empty(bytes) ? NULL : to_c_take(t, unicode_decode_error_new(t, encoding, bytes, start, end, reason));
}

/* ---- syntax errors ---- */

/* Line `line` of the file, with its end; NULL without an exception if there is none. */
PyObject *PyErr_ProgramText(const char *filename, int line)
{
    Thread *t = this_thread();
    FILE *f = filename && line > 0 ? fopen(filename, "r") : NULL;
    char *text = NULL;
    size_t room = 0;
    ssize n = -1;
    for (int i = 0; f && i < line && (n = getline(&text, &room, f)) >= 0; i++) {}
    if (f)
        fclose(f);
    Value v = n < 0 ? EMPTY : str_decode(t, (const uint8_t *)text, n, NULL, "replace");
    free(text);
    return to_c_take(t, v);
}

/* Puts file, line and text into the raised exception, a SyntaxError or something else that is given such attributes. */
void PyErr_SyntaxLocationEx(const char *filename, int line, int column)
{
    Thread *t = this_thread();
    OWN Value e = raised_take(t);
    if (is_empty(e))
        return;
    OWN Value file = filename ? str_from_utf8_lossless(t, filename, (ssize)strlen(filename)) : NONE, text = from_c_take(PyErr_ProgramText(filename, line));
    if (is_empty(file) || !set_attr(t, e, NAME(filename), file) || !set_attr(t, e, NAME(lineno), fixnum(line))
        || !set_attr(t, e, NAME(offset), column < 0 ? NONE : fixnum(column)) || (!is_empty(text) && PyObject_SetAttrString((PyObject *)object_of(e), "text", (PyObject *)object_of(text))))
        raised_clear(t);
    raise_again_take(t, take(&e));
}
void PyErr_SyntaxLocation(const char *filename, int line) { PyErr_SyntaxLocationEx(filename, line, -1); }

/* ---- signals ---- */

int PyErr_SetInterruptEx(int signal)
{
    if (signal < 1 || signal >= SIGNAL_COUNT)
        return -1;
    signal_simulate(this_thread(), signal);
    return 0;
}
void PyErr_SetInterrupt(void) { PyErr_SetInterruptEx(SIGINT); }
