/* sys.c: the module sys (C API: "System Functions"). */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

#include "capi/format.h"
#include "modules/sys/sys.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/tuple.h"

/* Lent by sys. Errors are swallowed: NULL is "there is none". */
PyObject *PySys_GetObject(const char *name)
{
    Thread *t = this_thread();
    OWN Value raised = raised_take(t);
    Ref v = dict_peek_text(t, t->interp->sys_dict, name);
    raised_clear(t);
    t->raised = take(&raised);
    return is_empty(v) ? NULL : lend_to_c(t, v);
}

/* value NULL: it goes. */
int PySys_SetObject(const char *name, PyObject *value)
{
    Thread *t = this_thread();
    if (value)
        return status_to_c(dict_set_text(t, t->interp->sys_dict, name, from_c(value)));
    OWN Value key = name_from_c(t, name);
    return is_empty(key) || dict_delete(t, t->interp->sys_dict, key) == ERROR ? -1 : 0;
}

/* ---- command line and path ---- */

static Value text_of_wide(const wchar_t *s) { return from_c_take(PyUnicode_FromWideChar(s, -1)); }

static bool set_path(Thread *t, const wchar_t *path)
{
    OWN Value text = text_of_wide(path), colon = is_empty(text) ? EMPTY : str_from_char(t, ':');
    if (is_empty(colon))
        return false;
    OWN Value list = from_c_take(PyUnicode_Split((PyObject *)object_of(text), (PyObject *)object_of(colon), -1));
    return !is_empty(list) && dict_set_text(t, t->interp->sys_dict, "path", list);
}

/* These report nothing but by ending the process. */
void PySys_SetPath(const wchar_t *path)
{
    if (!set_path(this_thread(), path))
        Py_FatalError("can't assign sys.path");
}

/* The folder of the script that argv[0] names, or "" when it is no file: what sys.path begins with. */
static Value script_folder(Thread *t, Ref script)
{
    char real[PATH_MAX];
    OWN Value name = str_encode_fs(t, script);
    if (is_empty(name))
        return EMPTY;
    if (!as_bytes(name)->len || !realpath((char *)as_bytes(name)->data, real))
        return str_empty(t);
    char *slash = strrchr(real, '/');
    return str_from_utf8_lossless(t, real, slash == real ? 1 : slash - real);
}

static bool set_argv(Thread *t, int argc, wchar_t **argv, bool update_path)
{
    OWN Value list = list_new(t, MAX(argc, 1));
    if (is_empty(list))
        return false;
    for (int i = 0; i < MAX(argc, 1); i++) {
        OWN Value text = argc > 0 ? text_of_wide(argv[i]) : str_empty(t);
        if (is_empty(text) || !list_append(t, as_list(list), text))
            return false;
    }
    if (!dict_set_text(t, t->interp->sys_dict, "argv", list))
        return false;
    Ref path = dict_peek_text(t, t->interp->sys_dict, "path");
    if (!update_path || is_empty(path) || !is_list(path))
        return true;
    OWN Value folder = script_folder(t, as_list(list)->item[0]);
    return !is_empty(folder) && list_insert(t, as_list(path), 0, folder);
}

void PySys_SetArgvEx(int argc, wchar_t **argv, int update_path)
{
    if (!set_argv(this_thread(), argc, argv, update_path))
        Py_FatalError("can't assign sys.argv");
}
void PySys_SetArgv(int argc, wchar_t **argv) { PySys_SetArgvEx(argc, argv, 1); }

/* ---- the options -W and -X ---- */

/* The list sys.warnoptions; borrowed, NULL with an exception. */
static List *warn_options(Thread *t)
{
    Ref list = dict_peek_text(t, t->interp->sys_dict, "warnoptions");
    if (!is_empty(list) && is_list(list))
        return as_list(list);
    OWN Value fresh = list_new(t, 0);
    return !is_empty(fresh) && dict_set_text(t, t->interp->sys_dict, "warnoptions", fresh) ? as_list(fresh) : NULL;
}

void PySys_ResetWarnOptions(void)
{
    Thread *t = this_thread();
    List *l = warn_options(t);
    if (!l || !list_set_slice(t, l, 0, l->len, EMPTY))
        raised_clear(t);
}

void PySys_AddWarnOptionUnicode(PyObject *option)
{
    Thread *t = this_thread();
    List *l = warn_options(t);
    if (!l || !list_append(t, l, from_c(option)))
        raised_clear(t);
}

void PySys_AddWarnOption(const wchar_t *option)
{
    Thread *t = this_thread();
    OWN Value text = text_of_wide(option);
    if (is_empty(text))
        raised_clear(t);
    else
        PySys_AddWarnOptionUnicode((PyObject *)object_of(text));
}

int PySys_HasWarnOptions(void)
{
    Thread *t = this_thread();
    Ref list = dict_peek_text(t, t->interp->sys_dict, "warnoptions");
    return !is_empty(list) && is_list(list) && as_list(list)->len > 0;
}

/* Lent by sys: sys._xoptions. */
PyObject *PySys_GetXOptions(void)
{
    Thread *t = this_thread();
    Ref dict = dict_peek_text(t, t->interp->sys_dict, "_xoptions");
    if (!is_empty(dict) && is_dict(dict))
        return (PyObject *)object_of(dict);
    OWN Value fresh = dict_new(t);
    return !is_empty(fresh) && dict_set_text(t, t->interp->sys_dict, "_xoptions", fresh) ? (PyObject *)object_of(fresh) : NULL;
}

/* "name" or "name=value". */
void PySys_AddXOption(const wchar_t *option)
{
    Thread *t = this_thread();
    const wchar_t *equals = wcschr(option, L'=');
    PyObject *dict = PySys_GetXOptions();
    OWN Value name = dict ? from_c_take(PyUnicode_FromWideChar(option, equals ? equals - option : -1)) : EMPTY;
    OWN Value value = is_empty(name) ? EMPTY : equals ? text_of_wide(equals + 1) : TRUE_VALUE;
    if (is_empty(value) || !dict_set(t, as_dict(from_c(dict)), name, value))
        raised_clear(t);
}

/* ---- writing: exceptions are kept, and failures go to C's stream ---- */

static bool write_text(Thread *t, const char *stream, Ref text)
{
    OWN Value file = retain(dict_peek_text(t, t->interp->sys_dict, stream));
    if (is_empty(file) || is_none(file))
        return false;
    OWN Value result = call_method1(t, file, NAME(write), text);
    return !is_empty(result);
}

static void write_formatted(const char *stream, FILE *fallback, const char *format, va_list ap)
{
    Thread *t = this_thread();
    char buffer[1001];
    OWN Value raised = raised_take(t);
    int n = vsnprintf(buffer, sizeof buffer, format, ap);
    const char *rest = n < 0 || n >= (int)sizeof buffer ? "... truncated" : "";
    OWN Value text = utf8_decode(t, (uint8_t *)buffer, (ssize)strlen(buffer), "replace", NULL);
    OWN Value whole = is_empty(text) ? EMPTY : str_format(t, "%S%s", text, rest);
    if (is_empty(whole) || !write_text(t, stream, whole)) {
        raised_clear(t);
        fputs(buffer, fallback);
        fputs(rest, fallback);
    }
    t->raised = take(&raised);
}

void PySys_WriteStdout(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    write_formatted("stdout", stdout, format, ap);
    va_end(ap);
}

void PySys_WriteStderr(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    write_formatted("stderr", stderr, format, ap);
    va_end(ap);
}

/* The directives are those of PyUnicode_FromFormat(), the length is any. */
static void write_by_format(const char *stream, FILE *fallback, const char *format, va_list ap)
{
    Thread *t = this_thread();
    OWN Value raised = raised_take(t);
    OWN Value text = c_format(t, format, ap);
    if (!is_empty(text) && !write_text(t, stream, text)) {
        raised_clear(t);
        fputs(str_text(t, text), fallback);
    }
    raised_clear(t);
    t->raised = take(&raised);
}

void PySys_FormatStdout(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    write_by_format("stdout", stdout, format, ap);
    va_end(ap);
}

void PySys_FormatStderr(const char *format, ...)
{
    va_list ap;
    va_start(ap, format);
    write_by_format("stderr", stderr, format, ap);
    va_end(ap);
}

/* ---- auditing ---- */

int PySys_AuditTuple(const char *event, PyObject *args)
{
    Thread *t = this_thread();
    Ref v = args ? from_c(args) : t->interp->empty_tuple;
    if (!is_tuple(v))
        return raise_type(t, "args must be tuple, got %T", v), -1;
    OWN Value name = str_from_text(t, event);
    return status_to_c(!is_empty(name) && sys_audit(t, name, v));
}

/* The arguments by a format of Py_BuildValue(), one that is no tuple alone in one. */
int PySys_Audit(const char *event, const char *format, ...)
{
    Thread *t = this_thread();
    if (!format || !*format)
        return PySys_AuditTuple(event, NULL);
    va_list ap;
    va_start(ap, format);
    OWN Value args = from_c_take(Py_VaBuildValue(format, ap));
    va_end(ap);
    if (!is_empty(args) && !is_tuple(args))
        replace_take(&args, tuple_pack(t, 1, args));
    return is_empty(args) ? -1 : PySys_AuditTuple(event, (PyObject *)object_of(args));
}
