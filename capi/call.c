/* call.c: calling Python callables from C (C API: "Call Protocol"). Those that build their arguments by a format are in build_value.c. */
#include <stdarg.h>

#include "capi/convert.h"
#include "object/call.h"
#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"

/* Arguments of C as Values, borrowed from C: on the stack when few. */
typedef struct Span { Value local[10], *item; } Span;

static bool span_init(Thread *t, Span *s, PyObject *const *args, ssize n)
{
    s->item = n <= COUNT_OF(s->local) ? s->local : mem_alloc_array(t, n, sizeof *s->item);
    for (ssize i = 0; s->item && i < n; i++)
        s->item[i] = from_c(args[i]);
    return s->item;
}
static void span_free(Span *s)
{
    if (s->item != s->local)
        mem_free(s->item);
}

PyObject *PyObject_Call(PyObject *callable, PyObject *args, PyObject *kwargs)
{
    Thread *t = this_thread();
    if (!is_tuple(from_c(args)) || (kwargs && !is_dict(from_c(kwargs))))
        return bad_call(t);
    return to_c_take(t, call_tuple(t, from_c(callable), from_c(args), from_c(kwargs)));
}
PyObject *PyCFunction_Call(PyObject *f, PyObject *args, PyObject *kwargs)       { return PyObject_Call(f, args, kwargs); }
PyObject *PyVectorcall_Call(PyObject *f, PyObject *args, PyObject *kwargs)      { return PyObject_Call(f, args, kwargs); }

PyObject *PyObject_CallNoArgs(PyObject *callable)
{
    Thread *t = this_thread();
    return to_c_take(t, call0(t, from_c(callable)));
}

PyObject *PyObject_CallObject(PyObject *callable, PyObject *args)
{
    Thread *t = this_thread();
    if (!args)
        return PyObject_CallNoArgs(callable);
    if (!is_tuple(from_c(args)))
        return raise_type(t, "argument list must be a tuple"), NULL;
    return PyObject_Call(callable, args, NULL);
}

PyObject *PyEval_CallObjectWithKeywords(PyObject *callable, PyObject *args, PyObject *kwargs)
{
    Thread *t = this_thread();
    if (args && !is_tuple(from_c(args)))
        return raise_type(t, "argument list must be a tuple"), NULL;
    if (kwargs && !is_dict(from_c(kwargs)))
        return raise_type(t, "keyword list must be a dictionary"), NULL;
    return PyObject_Call(callable, args ? args : (PyObject *)object_of(t->interp->empty_tuple), kwargs);
}

Py_ssize_t PyVectorcall_NARGS(size_t nargsf) { return (Py_ssize_t)(nargsf & ~PY_VECTORCALL_ARGUMENTS_OFFSET); }

/* callable(first, args...) with first EMPTY for none. */
static PyObject *vectorcall(Thread *t, Ref callable, PyObject *const *args, ssize n, Ref names)
{
    Span s;
    if (!span_init(t, &s, args, n + (is_empty(names) ? 0 : as_tuple(names)->len)))
        return NULL;
    Value result = call(t, callable, s.item, n, names);
    span_free(&s);
    return to_c_take(t, result);
}

PyObject *PyObject_Vectorcall(PyObject *callable, PyObject *const *args, size_t nargsf, PyObject *names)
{
    return vectorcall(this_thread(), from_c(callable), args, PyVectorcall_NARGS(nargsf), from_c(names));
}

PyObject *PyObject_VectorcallMethod(PyObject *name, PyObject *const *args, size_t nargsf, PyObject *names)
{
    Thread *t = this_thread();
    Value method;
    bool unbound;
    if (find_method(t, from_c(args[0]), from_c(name), &method, &unbound) != FOUND) {
        if (!is_raised(t))
            raise_attribute(t, from_c(args[0]), from_c(name));
        return NULL;
    }
    OWN Value owned = method;
    ssize n = PyVectorcall_NARGS(nargsf);
    return unbound ? vectorcall(t, owned, args, n, from_c(names)) : vectorcall(t, owned, args + 1, n - 1, from_c(names));
}

/* The arguments up to NULL, as a tuple. */
static Value collect(Thread *t, va_list ap)
{
    va_list count;
    ssize n = 0;
    va_copy(count, ap);
    while (va_arg(count, PyObject *))
        n++;
    va_end(count);
    Value tuple = tuple_new(t, n);
    for (ssize i = 0; !is_empty(tuple) && i < n; i++)
        as_tuple(tuple)->item[i] = retain(from_c(va_arg(ap, PyObject *)));
    return tuple;
}

PyObject *PyObject_CallFunctionObjArgs(PyObject *callable, ...)
{
    Thread *t = this_thread();
    va_list ap;
    if (!callable)
        return null_call(t);
    va_start(ap, callable);
    OWN Value args = collect(t, ap);
    va_end(ap);
    return is_empty(args) ? NULL : to_c_take(t, call(t, from_c(callable), as_tuple(args)->item, as_tuple(args)->len, EMPTY));
}

PyObject *PyObject_CallMethodObjArgs(PyObject *o, PyObject *name, ...)
{
    Thread *t = this_thread();
    va_list ap;
    if (!o || !name)
        return null_call(t);
    va_start(ap, name);
    OWN Value args = collect(t, ap);
    va_end(ap);
    OWN Value method = is_empty(args) ? EMPTY : get_attr(t, from_c(o), from_c(name));
    return is_empty(method) ? NULL : to_c_take(t, call(t, method, as_tuple(args)->item, as_tuple(args)->len, EMPTY));
}
