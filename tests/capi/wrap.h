/* wrap.h: makes functions of the C API callable from Python, by their signature: WRAP_OO(PyNumber_Add) gives a method of that name which
 * takes two objects and returns one. An argument `...` is NULL. A NULL result without an exception is shown as `...`; -1
 * with an exception raises. Used by the modules of these tests. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static __attribute__((unused)) PyObject *wrap_argument(PyObject *args, Py_ssize_t i)
{
    PyObject *o = i < PyTuple_Size(args) ? PyTuple_GetItem(args, i) : NULL;
    return o == Py_Ellipsis ? NULL : o;
}
static __attribute__((unused)) Py_ssize_t wrap_number(PyObject *args, Py_ssize_t i) { return PyLong_AsSsize_t(PyTuple_GetItem(args, i)); }

static __attribute__((unused)) PyObject *wrap_result(PyObject *result)
{
    if (!result && !PyErr_Occurred()) {
        Py_INCREF(Py_Ellipsis);
        return Py_Ellipsis;
    }
    return result;
}
static __attribute__((unused)) PyObject *wrap_lent(PyObject *result)
{
    Py_XINCREF(result);
    return wrap_result(result);
}
static __attribute__((unused)) PyObject *wrap_long(long result) { return PyErr_Occurred() ? NULL : PyLong_FromLong(result); }
static __attribute__((unused)) PyObject *wrap_void(void)
{
    if (PyErr_Occurred())
        return NULL;
    Py_INCREF(Py_None);
    return Py_None;
}

#define A(i)    wrap_argument(args, i)
#define N(i)    wrap_number(args, i)
#define WRAP(name, ...) static PyObject *wrap_##name(PyObject *self, PyObject *args) { (void)self; (void)args; __VA_ARGS__ }
#define WRAP_(name)     WRAP(name, return wrap_result(name());)
#define WRAP_O(name)    WRAP(name, return wrap_result(name(A(0)));)
#define WRAP_OO(name)   WRAP(name, return wrap_result(name(A(0), A(1)));)
#define WRAP_OOO(name)  WRAP(name, return wrap_result(name(A(0), A(1), A(2)));)
#define WRAP_ON(name)   WRAP(name, return wrap_result(name(A(0), N(1)));)
#define WRAP_ONN(name)  WRAP(name, return wrap_result(name(A(0), N(1), N(2)));)
#define LENT_OO(name)   WRAP(name, return wrap_lent(name(A(0), A(1)));)
#define LENT_ON(name)   WRAP(name, return wrap_lent(name(A(0), N(1)));)
#define LONG_O(name)    WRAP(name, return wrap_long(name(A(0)));)
#define LONG_OO(name)   WRAP(name, return wrap_long(name(A(0), A(1)));)
#define LONG_OOO(name)  WRAP(name, return wrap_long(name(A(0), A(1), A(2)));)
#define LONG_ON(name)   WRAP(name, return wrap_long(name(A(0), N(1)));)
#define LONG_OON(name)  WRAP(name, return wrap_long(name(A(0), A(1), N(2)));)
#define LONG_ONN(name)  WRAP(name, return wrap_long(name(A(0), N(1), N(2)));)
#define LONG_ONO(name)  WRAP(name, return wrap_long(name(A(0), N(1), A(2)));)
#define LONG_ONNO(name) WRAP(name, return wrap_long(name(A(0), N(1), N(2), A(3)));)
#define ROW(name)       {#name, wrap_##name, METH_VARARGS, NULL},

#define MODULE(name, ...) \
    static PyMethodDef methods[] = {__VA_ARGS__ {NULL, NULL, 0, NULL}}; \
    static struct PyModuleDef def = {PyModuleDef_HEAD_INIT, #name, NULL, -1, methods, NULL, NULL, NULL, NULL}; \
    PyMODINIT_FUNC PyInit_##name(void) { return PyModule_Create(&def); }
