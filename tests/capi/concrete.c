/* concrete.c: int, bool, float, complex, tuple, dict, set, slice (test_concrete.py). */
#include "wrap.h"

/* ---- int ---- */

#define TO_LONG(name)       WRAP(name, return wrap_long((long)name(A(0)));)
#define TO_UNSIGNED(name)   WRAP(name, unsigned long i = name(A(0)); return PyErr_Occurred() ? NULL : PyLong_FromUnsignedLong(i);)
#define TO_DOUBLE(name)     WRAP(name, double d = name(A(0)); return d == -1.0 && PyErr_Occurred() ? NULL : PyFloat_FromDouble(d);)
#define SIGNED(ROW)     ROW(PyLong_AsLong) ROW(PyLong_AsLongLong) ROW(PyLong_AsSsize_t)
#define UNSIGNED(ROW)   ROW(PyLong_AsUnsignedLong) ROW(PyLong_AsUnsignedLongLong) ROW(PyLong_AsSize_t) \
    ROW(PyLong_AsUnsignedLongMask) ROW(PyLong_AsUnsignedLongLongMask)
#define DOUBLE(ROW)     ROW(PyLong_AsDouble) ROW(PyFloat_AsDouble) ROW(PyComplex_RealAsDouble) ROW(PyComplex_ImagAsDouble)
SIGNED(TO_LONG)
UNSIGNED(TO_UNSIGNED)
DOUBLE(TO_DOUBLE)
WRAP(PyLong_AsVoidPtr, void *p = PyLong_AsVoidPtr(A(0)); return PyErr_Occurred() ? NULL : PyLong_FromVoidPtr(p);)

/* (value, overflow) */
WRAP(PyLong_AsLongAndOverflow,
    int overflow, overflow2;
    long i = PyLong_AsLongAndOverflow(A(0), &overflow); long long j = PyLong_AsLongLongAndOverflow(A(0), &overflow2);
    if (PyErr_Occurred())
        return NULL;
    if (i != j || overflow != overflow2)
        return PyErr_Format(PyExc_AssertionError, "they differ");
    PyObject *pair = PyTuple_New(2);
    if (pair && (PyTuple_SetItem(pair, 0, PyLong_FromLong(i)) || PyTuple_SetItem(pair, 1, PyLong_FromLong(overflow))))
        return NULL;
    return pair;)

/* One number through each function that makes an int. */
WRAP(signed_ints,
    long i = PyLong_AsLong(A(0));
    return Py_BuildValue("(NNN)", PyLong_FromLong(i), PyLong_FromLongLong(i), PyLong_FromSsize_t(i));)
WRAP(unsigned_ints,
    unsigned long i = PyLong_AsUnsignedLong(A(0));
    return Py_BuildValue("(NNNN)", PyLong_FromUnsignedLong(i), PyLong_FromUnsignedLongLong(i), PyLong_FromSize_t(i), PyLong_FromVoidPtr((void *)i));)
WRAP(PyLong_FromDouble, return PyLong_FromDouble(PyFloat_AsDouble(A(0)));)
WRAP(PyBool_FromLong, return PyBool_FromLong(N(0));)
WRAP_(PyLong_GetInfo)

/* Of bytes: the int, and how far it has come; of bad ones just that. */
WRAP(PyLong_FromString,
    const void *text; Py_ssize_t n; char *end = NULL;
    if (PyObject_AsReadBuffer(A(0), &text, &n))
        return NULL;
    PyObject *made = PyLong_FromString(text, &end, (int)N(1));
    if (!made && (!A(2) || !PyErr_ExceptionMatches(PyExc_ValueError)))
        return NULL;
    PyErr_Clear();
    PyObject *pair = Py_BuildValue("(ON)", made ? made : Py_None, PyLong_FromSsize_t(end - (const char *)text));
    Py_XDECREF(made);
    return pair;)

/* ---- float and complex ---- */

WRAP_O(PyFloat_FromString)
WRAP_(PyFloat_GetInfo)
WRAP(float_limits, return Py_BuildValue("(NN)", PyFloat_FromDouble(PyFloat_GetMax()), PyFloat_FromDouble(PyFloat_GetMin()));)
WRAP(PyComplex_FromDoubles, return PyComplex_FromDoubles(PyFloat_AsDouble(A(0)), PyFloat_AsDouble(A(1)));)

/* ---- tuple ---- */

LONG_O(PyTuple_Size)
LENT_ON(PyTuple_GetItem)
WRAP_ONN(PyTuple_GetSlice)
WRAP(PyTuple_New, return PyTuple_New(N(0));)
/* Puts the third argument into a tuple that others know as well. */
WRAP(PyTuple_SetItem, Py_XINCREF(A(2)); return wrap_long(PyTuple_SetItem(A(0), N(1), A(2)));)
/* A new tuple of the items of a sequence, set from the end, each twice. */
WRAP(fill_tuple,
    Py_ssize_t n = PySequence_Size(A(0));
    PyObject *made = n < 0 ? NULL : PyTuple_New(n);
    for (int round = 0; made && round < 2; round++)
        for (Py_ssize_t i = n; i-- > 0;)
            if (PyTuple_SetItem(made, i, PySequence_GetItem(A(0), i))) {
                Py_DECREF(made);
                return NULL;
            }
    return made;)
WRAP(PyTuple_SetItem_outside, PyObject *made = PyTuple_New(1); int r = PyTuple_SetItem(made, N(0), PyLong_FromLong(1000)); Py_DECREF(made);
    return wrap_long(r);)

/* ---- dict ---- */

WRAP_(PyDict_New)
#define DICT_O(ROW) ROW(PyDict_Copy) ROW(PyDict_Keys) ROW(PyDict_Values) ROW(PyDict_Items) ROW(PyDictProxy_New)
DICT_O(WRAP_O)
LONG_O(PyDict_Size)
WRAP(PyDict_Clear, PyDict_Clear(A(0)); return wrap_void();)
#define DICT_GET(ROW) ROW(PyDict_GetItem) ROW(PyDict_GetItemWithError)
DICT_GET(LENT_OO)
#define DICT_OO(ROW) ROW(PyDict_Contains) ROW(PyDict_DelItem) ROW(PyDict_Update)
DICT_OO(LONG_OO)
LONG_OOO(PyDict_SetItem)
#define DICT_OON(ROW) ROW(PyDict_Merge) ROW(PyDict_MergeFromSeq2)
DICT_OON(LONG_OON)
/* With the key "key". */
WRAP(PyDict_GetItemString, return wrap_lent(PyDict_GetItemString(A(0), "key"));)
WRAP(PyDict_SetItemString, return wrap_long(PyDict_SetItemString(A(0), "key", A(1)));)
WRAP(PyDict_DelItemString, return wrap_long(PyDict_DelItemString(A(0), "key"));)
/* The exception that was there before stays. */
WRAP(get_with_exception,
    PyErr_SetString(PyExc_OSError, "before");
    PyObject *found = PyDict_GetItem(A(0), A(1));
    if (found)
        return PyErr_Format(PyExc_AssertionError, "found %R", found);
    return NULL;)
/* The pairs, kept borrowed until all are there. */
WRAP(walk,
    PyObject *lent[64]; Py_ssize_t position = 0; int n = 0; PyObject *key; PyObject *value;
    while (n < 64 && PyDict_Next(A(0), &position, &key, &value)) {
        lent[n++] = key;
        lent[n++] = value;
    }
    PyObject *list = PyList_New(0);
    for (int i = 0; list && i < n; i++)
        if (PyList_Append(list, lent[i]))
            return NULL;
    return list;)

/* ---- set ---- */

#define SET_O(ROW) ROW(PySet_New) ROW(PyFrozenSet_New) ROW(PySet_Pop)
SET_O(WRAP_O)
#define SET_LONG(ROW) ROW(PySet_Size) ROW(PySet_Clear)
SET_LONG(LONG_O)
#define SET_OO(ROW) ROW(PySet_Contains) ROW(PySet_Add) ROW(PySet_Discard)
SET_OO(LONG_OO)
/* A frozenset that is filled before anybody sees it. */
WRAP(fill_frozenset,
    PyObject *made = PyFrozenSet_New(NULL);
    for (Py_ssize_t i = 0; made && i < PyTuple_Size(args); i++)
        if (PySet_Add(made, PyTuple_GetItem(args, i))) {
            Py_DECREF(made);
            return NULL;
        }
    return made;)

/* ---- slice ---- */

WRAP_OOO(PySlice_New)
static PyObject *numbers(const Py_ssize_t *number, int n)
{
    PyObject *tuple = PyTuple_New(n);
    for (int i = 0; tuple && i < n; i++)
        PyTuple_SetItem(tuple, i, PyLong_FromSsize_t(number[i]));
    return tuple;
}
WRAP(PySlice_GetIndicesEx,
    Py_ssize_t n[4];
    return PySlice_GetIndicesEx(A(0), N(1), &n[0], &n[1], &n[2], &n[3]) ? wrap_result(NULL) : numbers(n, 4);)
WRAP(PySlice_GetIndices,
    Py_ssize_t n[3];
    return PySlice_GetIndices(A(0), N(1), &n[0], &n[1], &n[2]) ? wrap_result(NULL) : numbers(n, 3);)

MODULE(concrete, SIGNED(ROW) UNSIGNED(ROW) DOUBLE(ROW) ROW(PyLong_AsVoidPtr) ROW(PyLong_AsLongAndOverflow) ROW(signed_ints) ROW(unsigned_ints)
       ROW(PyLong_FromDouble) ROW(PyBool_FromLong) ROW(PyLong_GetInfo) ROW(PyLong_FromString) ROW(PyFloat_FromString) ROW(PyFloat_GetInfo)
       ROW(float_limits) ROW(PyComplex_FromDoubles) ROW(PyTuple_Size) ROW(PyTuple_GetItem) ROW(PyTuple_GetSlice) ROW(PyTuple_New)
       ROW(PyTuple_SetItem) ROW(fill_tuple) ROW(PyTuple_SetItem_outside) ROW(PyDict_New) DICT_O(ROW) ROW(PyDict_Size) ROW(PyDict_Clear)
       DICT_GET(ROW) DICT_OO(ROW) ROW(PyDict_SetItem) DICT_OON(ROW) ROW(PyDict_GetItemString) ROW(PyDict_SetItemString)
       ROW(PyDict_DelItemString) ROW(get_with_exception) ROW(walk) SET_O(ROW) SET_LONG(ROW) SET_OO(ROW) ROW(fill_frozenset)
       ROW(PySlice_New) ROW(PySlice_GetIndicesEx) ROW(PySlice_GetIndices))
