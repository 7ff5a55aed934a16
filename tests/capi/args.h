/* args.h: how the functions of the test modules get at their arguments and give numbers back, by no more than lists, str() and int(). */
#ifndef KRAIT_TESTS_CAPI_ARGS_H
#define KRAIT_TESTS_CAPI_ARGS_H

#define PY_SSIZE_T_CLEAN
#include <stdlib.h>
#include <string.h>

#include <Python.h>

/* Up to six positional arguments, borrowed; None is NULL. */
typedef struct Args { PyObject *o[6]; } Args;

static inline Args args_of(PyObject *tuple)
{
    Args a = {{NULL}};
    PyObject *list = PyObject_CallFunctionObjArgs((PyObject *)&PyList_Type, tuple, NULL);
    for (Py_ssize_t i = 0; list && i < PyList_Size(list) && i < 6; i++) {
        a.o[i] = PyList_GetItem(list, i);
        if (a.o[i] == Py_None)
            a.o[i] = NULL;
    }
    Py_XDECREF(list);                       /* the tuple has them, too */
    return a;
}

/* The text of a str or bytes; NULL for NULL. Lent by the argument. */
static inline const char *text_of(PyObject *o)
{
    return !o ? NULL : PyBytes_Check(o) ? PyBytes_AsString(o) : PyUnicode_AsUTF8AndSize(o, NULL);
}
static inline long number_of(PyObject *o)
{
    PyObject *text = o ? PyObject_Str(o) : NULL;
    long n = text ? strtol(text_of(text), NULL, 10) : 0;
    Py_XDECREF(text);
    return n;
}

/* An int; with an exception set, that. */
static inline PyObject *number(long n)
{
    if (PyErr_Occurred())
        return NULL;
    PyObject *text = PyUnicode_FromFormat("%ld", n);
    PyObject *result = text ? PyObject_CallFunctionObjArgs((PyObject *)&PyLong_Type, text, NULL) : NULL;
    Py_XDECREF(text);
    return result;
}
/* None, or with an exception set that. */
static inline PyObject *done(void)
{
    if (PyErr_Occurred())
        return NULL;
    Py_INCREF(Py_None);
    return Py_None;
}
/* A list of two; steals them. */
static inline PyObject *pair(PyObject *a, PyObject *b)
{
    PyObject *list = a && b ? PyList_New(2) : NULL;
    if (!list) {
        Py_XDECREF(a);
        Py_XDECREF(b);
        return NULL;
    }
    PyList_SetItem(list, 0, a);
    PyList_SetItem(list, 1, b);
    return list;
}

/* A function `name` of the module, with `a` for its arguments. */
#define FUNCTION(name, ...) \
    static PyObject *name##_(PyObject *self, PyObject *tuple) \
    { \
        Args a = args_of(tuple); \
        (void)self, (void)a; \
        __VA_ARGS__ \
    }
#define ROW(name) {#name, name##_, METH_VARARGS, NULL}

#define MODULE(name, ...) \
    static PyMethodDef methods[] = {__VA_ARGS__, {NULL, NULL, 0, NULL}}; \
    static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, #name, NULL, -1, methods, NULL, NULL, NULL, NULL}; \
    PyMODINIT_FUNC PyInit_##name(void) { return PyModule_Create(&def); }

#endif
