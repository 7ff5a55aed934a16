/* build_value.c: Py_BuildValue(), and the calls whose arguments are built so (C API: "Parsing arguments and building values", "Call
 * Protocol").
 */
#include <stdio.h>

#include "capi/convert.h"
#include "object/bytes.h"
#include "object/call.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/list.h"
#include "object/protocol.h"
#include "object/str.h"
#include "object/tuple.h"

/* A format that is being read. An error sticks: what is left is read all the same, since N owns what it passes. */
typedef struct Builder { Thread *t; const char *format; bool failed; } Builder;

static bool is_separator(char c) { return c == ',' || c == ':' || c == ' ' || c == '\t'; }

/* Units up to `end`, which closes them; -1: it is missing. */
static ssize count_units(const char *f, char end)
{
    ssize n = 0;
    for (int depth = 0; depth || *f != end; f++) {
        switch (*f) {
        case 0: return -1;
        case '(': case '[': case '{':
            n += !depth;
            depth++;
            break;
        case ')': case ']': case '}': depth--; break;
        case '#': case '&': break;
        default: n += !depth && !is_separator(*f);
        }
    }
    return n;
}

static Value build_unit(Builder *b, va_list ap);

/* n units and what ends them. */
static Value build_items(Builder *b, char end, ssize n, va_list ap)
{
    Value list = n < 0 ? raise_system(b->t, "unmatched paren in format") : list_new(b->t, n);
    b->failed |= is_empty(list);
    for (ssize i = 0; i < n; i++) {
        Value v = build_unit(b, ap);
        if (b->failed || !list_append_take(b->t, as_list(list), v)) {
            if (b->failed)
                release(v);
            b->failed = true;
        }
    }
    while (is_separator(*b->format))
        b->format++;
    if (!b->failed && *b->format != end) {
        raise_system(b->t, "Unmatched paren in format");
        b->failed = true;
    } else if (end && *b->format) {
        b->format++;
    }
    if (b->failed) {
        release(list);
        return EMPTY;
    }
    return list;
}

static Value build_container(Builder *b, char end, va_list ap)
{
    ssize n = count_units(b->format, end);
    OWN Value list = build_items(b, end, n, ap);
    if (is_empty(list) || end == ']')
        return take(&list);
    if (end != '}')
        return to_tuple(b->t, list);
    if (n % 2)
        return raise_system(b->t, "Bad dict format");
    OWN Value dict = dict_new(b->t);
    for (ssize i = 0; i < n && !is_empty(dict); i += 2)
        if (!dict_set(b->t, as_dict(dict), as_list(list)->item[i], as_list(list)->item[i + 1]))
            return EMPTY;
    return take(&dict);
}

/* s, z, U: UTF-8; y: bytes; u: wide characters. NULL gives None. */
static Value build_text(Builder *b, char unit, va_list ap)
{
    const char *text = va_arg(ap, const char *);
    bool sized = *b->format == '#';
    ssize n = 0;
    if (sized) {
        b->format++;
        n = va_arg(ap, ssize);
    }
    if (!text)
        return NONE;
    if (unit == 'u') {
        if (!sized)
            n = (ssize)wcslen((const wchar_t *)text);
        return str_from_points(b->t, (const uint32_t *)text, n);
    }
    if (!sized)
        n = (ssize)strlen(text);
    return unit == 'y' ? bytes_from(b->t, text, n) : str_from_utf8(b->t, text, n);
}

static Value build_object(Builder *b, char unit, va_list ap)
{
    if (*b->format == '&') {
        b->format++;
        PyObject *(*converter)(void *) = va_arg(ap, PyObject *(*)(void *));
        PyObject *o = converter(va_arg(ap, void *));
        return o || is_raised(b->t) ? from_c_take(o) : raise_system(b->t, "NULL object passed to Py_BuildValue");
    }
    PyObject *o = va_arg(ap, PyObject *);
    if (!o)                                     /* a failure of the caller's that has its exception already, or should have */
        return is_raised(b->t) ? EMPTY : raise_system(b->t, "NULL object passed to Py_BuildValue");
    return unit == 'N' ? from_c_take(o) : retain(from_c(o));
}

static Value build_plain(Builder *b, char unit, va_list ap)
{
    Thread *t = b->t;
    char c;
    int point;
    const double *parts;
    switch (unit) {
    case 'b': case 'B': case 'h': case 'i': return fixnum(va_arg(ap, int));
    case 'H': return fixnum(va_arg(ap, int));
    case 'I': return fixnum(va_arg(ap, unsigned));
    case 'l': case 'L': case 'n': return int_from_int64(t, va_arg(ap, int64_t));
    case 'k': case 'K': return int_from_uint64(t, va_arg(ap, uint64_t));
    case 'd': case 'f': return float_from(t, va_arg(ap, double));
    case 'D':
        parts = va_arg(ap, const double *);
        return complex_from(t, parts[0], parts[1]);
    case 'c':
        c = (char)va_arg(ap, int);
        return bytes_from(t, &c, 1);
    case 'C':
        point = va_arg(ap, int);
        return point < 0 || point > 0x10FFFF ? raise_value(t, "chr() arg not in range(0x110000)") : str_from_char(t, (uint32_t)point);
    case 's': case 'z': case 'U': case 'y': case 'u': return build_text(b, unit, ap);
    case 'O': case 'S': case 'N': return build_object(b, unit, ap);
    default: return raise_system(t, "bad format char passed to Py_BuildValue");
    }
}

static Value build_unit(Builder *b, va_list ap)
{
    while (is_separator(*b->format))
        b->format++;
    char unit = *b->format++;
    Value v;
    switch (unit) {
    case '(': v = build_container(b, ')', ap); break;
    case '[': v = build_container(b, ']', ap); break;
    case '{': v = build_container(b, '}', ap); break;
    default: v = build_plain(b, unit, ap);
    }
    b->failed |= is_empty(v);
    return v;
}

/* None, one value, or the tuple of several. */
static Value build(Thread *t, const char *format, va_list ap_given)
{
    Builder b = {t, format, false};
    va_list ap;
    ssize n = count_units(format, 0);
    if (n == 0)
        return NONE;
    va_copy(ap, ap_given);
    Value v = n == 1 ? build_unit(&b, ap) : n < 0 ? raise_system(t, "unmatched paren in format") : build_container(&b, 0, ap);
    va_end(ap);
    if (b.failed) {
        release(v);
        return EMPTY;
    }
    return v;
}

PyObject *Py_VaBuildValue(const char *format, va_list ap)
{
    Thread *t = this_thread();
    return to_c_take(t, build(t, format, ap));
}
PyObject *_Py_VaBuildValue_SizeT(const char *format, va_list ap) { return Py_VaBuildValue(format, ap); }

#define BUILD(name) \
    PyObject *name(const char *format, ...) \
    { \
        va_list ap; \
        va_start(ap, format); \
        PyObject *o = Py_VaBuildValue(format, ap); \
        va_end(ap); \
        return o; \
    }
BUILD(Py_BuildValue)
BUILD(_Py_BuildValue_SizeT)

/* ---- calls with such arguments ---- */

/* callable(...): what the format builds, if it is a tuple its items are the arguments. The reference to callable is consumed. */
static PyObject *call_built(Thread *t, Value callable_take, const char *format, va_list ap)
{
    OWN Value callable = callable_take;
    if (is_empty(callable))
        return NULL;
    if (!format || !*format)
        return to_c_take(t, call0(t, callable));
    OWN Value args = build(t, format, ap);
    if (is_empty(args))
        return NULL;
    return to_c_take(t, is_exact(args, &tuple_type) ? call(t, callable, as_tuple(args)->item, as_tuple(args)->len, EMPTY) : call1(t, callable, args));
}

static Value method_of(Thread *t, PyObject *o, const char *name)
{
    if (!o || !name)
        return is_raised(t) ? EMPTY : raise_system(t, "null argument to internal routine");
    OWN Value key = name_from_c(t, name);
    OWN Value method = is_empty(key) ? EMPTY : get_attr(t, from_c(o), key);
    if (!is_empty(method) && !is_callable(method))
        return raise_type(t, "attribute of type '%T' is not callable", method);
    return take(&method);
}

#define CALL(name, parameters, callable) \
    PyObject *name parameters \
    { \
        Thread *t = this_thread(); \
        va_list ap; \
        va_start(ap, format); \
        PyObject *result = call_built(t, callable, format, ap); \
        va_end(ap); \
        return result; \
    }
#define CALLABLE (callable ? retain(from_c(callable)) : is_raised(t) ? EMPTY : raise_system(t, "null argument to internal routine"))
CALL(PyObject_CallFunction, (PyObject *callable, const char *format, ...), CALLABLE)
CALL(_PyObject_CallFunction_SizeT, (PyObject *callable, const char *format, ...), CALLABLE)
CALL(PyEval_CallFunction, (PyObject *callable, const char *format, ...), CALLABLE)
CALL(PyObject_CallMethod, (PyObject *o, const char *name, const char *format, ...), method_of(t, o, name))
CALL(_PyObject_CallMethod_SizeT, (PyObject *o, const char *name, const char *format, ...), method_of(t, o, name))
CALL(PyEval_CallMethod, (PyObject *o, const char *name, const char *format, ...), method_of(t, o, name))
