/* functions.c: functions of every calling convention, results that break the rules, module functions (test_functions.py). */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *no_arguments(PyObject *self, PyObject *nothing) { return nothing ? NULL : PyUnicode_FromFormat("%R", self); }
static PyObject *one(PyObject *self, PyObject *o) { Py_INCREF(o); return o; }
static PyObject *varargs(PyObject *self, PyObject *args) { Py_INCREF(args); return args; }

static PyObject *keywords(PyObject *self, PyObject *args, PyObject *kwargs)
{
    PyObject *pair = PyList_New(2);
    if (!pair)
        return NULL;
    Py_INCREF(args);
    PyList_SetItem(pair, 0, args);
    if (!kwargs)
        kwargs = Py_None;
    Py_INCREF(kwargs);
    PyList_SetItem(pair, 1, kwargs);
    return pair;
}

/* The arguments in reverse order. */
static PyObject *fast(PyObject *self, PyObject *const *args, Py_ssize_t n)
{
    PyObject *list = PyList_New(n);
    for (Py_ssize_t i = 0; list && i < n; i++) {
        Py_INCREF(args[i]);
        PyList_SetItem(list, n - 1 - i, args[i]);
    }
    return list;
}

static PyObject *fast_keywords(PyObject *self, PyObject *const *args, Py_ssize_t n, PyObject *names)
{
    PyObject *list = fast(self, args, n + (names ? PyObject_Size(names) : 0));
    if (list && names && PyList_Append(list, names))
        return NULL;
    return list;
}

static PyObject *null_without_error(PyObject *self, PyObject *nothing) { return NULL; }
static PyObject *result_with_error(PyObject *self, PyObject *nothing)
{
    PyErr_SetString(PyExc_ValueError, "left behind");
    Py_INCREF(Py_None);
    return Py_None;
}
static PyObject *raise(PyObject *self, PyObject *args)
{
    PyObject *type = PyObject_GetItem(args, Py_False), *text = type ? PyObject_Str(type) : NULL;
    if (text)
        PyErr_Format(type, "%s %d %R %.2s %5d|%-5d|%05d %c %% %U", "text", -7, args, "abcd", 42, 42, 42, 'x', text);
    Py_XDECREF(text);
    Py_XDECREF(type);
    return NULL;
}
static PyObject *call(PyObject *self, PyObject *args)
{
    PyObject *function = PyObject_GetItem(args, Py_False), *result = PyObject_CallFunctionObjArgs(function, args, Py_None, NULL);
    Py_DECREF(function);
    return result;
}
/* What sum() does, with items that are lent. */
static PyObject *is_lent(PyObject *self, PyObject *list)
{
    PyObject *first = PyList_GetItem(list, 0), *again = PyList_GetItem(list, 0);
    return first && again && PyObject_RichCompareBool(first, again, Py_EQ) == 1 ? PyObject_Repr(first) : NULL;
}

static PyMethodDef functions_methods[] = {
    {"no_arguments", no_arguments, METH_NOARGS, "no_arguments($module)\n--\n\nTakes none."},
    {"one", one, METH_O, "Takes one."},
    {"varargs", varargs, METH_VARARGS, NULL},
    {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, "keywords(...) -> list"},
    {"fast", (PyCFunction)(void (*)(void))fast, 0x80, NULL},
    {"fast_keywords", (PyCFunction)(void (*)(void))fast_keywords, 0x80 | METH_KEYWORDS, NULL},
    {"null_without_error", null_without_error, METH_NOARGS, NULL},
    {"result_with_error", result_with_error, METH_NOARGS, NULL},
    {"raise_", raise, METH_VARARGS, NULL},
    {"call", call, METH_VARARGS, NULL},
    {"is_lent", is_lent, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, "functions", "Functions.", -1, functions_methods, NULL, NULL, NULL, NULL};

PyMODINIT_FUNC PyInit_functions(void)
{
    PyObject *m = PyModule_Create(&def);
    if (m && (PyModule_AddIntConstant(m, "ANSWER", 42) || PyModule_AddStringConstant(m, "TEXT", "text") || PyModule_AddIntConstant(m, "BIG", 1l << 62)))
        return NULL;
    return m;
}
