/* descriptors.c: descriptors made by hand (test_descriptors.py). */
#include "wrap.h"

static PyObject *pair(PyObject *self, PyObject *o) { return PyTuple_Pack(2, self, o); }
static PyMethodDef pair_def = {"pair", pair, METH_O, "The object, and another one."};

WRAP(PyDescr_NewMethod, return wrap_result(PyDescr_NewMethod((PyTypeObject *)A(0), &pair_def));)
WRAP(PyDescr_NewClassMethod, return wrap_result(PyDescr_NewClassMethod((PyTypeObject *)A(0), &pair_def));)
WRAP_OO(PyWrapper_New)
WRAP_OO(Py_GenericAlias)

MODULE(descriptors, ROW(PyDescr_NewMethod) ROW(PyDescr_NewClassMethod) ROW(PyWrapper_New) ROW(Py_GenericAlias))
