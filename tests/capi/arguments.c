/* arguments.c: PyArg_Parse... and Py_BuildValue (test_arguments.py): each function gives its arguments back as it got them. */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *numbers(PyObject *self, PyObject *args)
{
    unsigned char b, B;
    short h;
    unsigned short H;
    int i, p;
    unsigned I;
    long l;
    unsigned long k;
    long long L;
    unsigned long long K;
    Py_ssize_t n;
    float f;
    double d;
    if (!PyArg_ParseTuple(args, "bBhHiIlkLKnfdp:numbers", &b, &B, &h, &H, &i, &I, &l, &k, &L, &K, &n, &f, &d, &p))
        return NULL;
    return Py_BuildValue("(BBhHiIlkLKnfdi)", b, B, h, H, i, I, l, k, L, K, n, f, d, p);
}
static PyObject *texts(PyObject *self, PyObject *args)
{
    const char *s, *z, *y, *sized, *none;
    Py_ssize_t n, m;
    if (!PyArg_ParseTuple(args, "szys#z#", &s, &z, &y, &sized, &n, &none, &m))
        return NULL;
    return Py_BuildValue("szyy#z#", s, z, y, sized, n, none, m);
}
static PyObject *objects(PyObject *self, PyObject *args)
{
    PyObject *o, *list, *str = NULL, *bytes = NULL;
    if (!PyArg_ParseTuple(args, "OO!|US:objects", &o, &PyList_Type, &list, &str, &bytes))
        return NULL;
    return Py_BuildValue("[OO(OO)]", o, list, str ? str : Py_None, bytes ? bytes : Py_None);
}
static int twice(PyObject *o, void *out)
{
    if (!o)                             /* clean up */
        return *(int *)out = -1, 0;
    if (!PyLong_Check(o)) {
        PyErr_SetString(PyExc_KeyError, "no int");
        return 0;
    }
    return *(int *)out = 2, Py_CLEANUP_SUPPORTED;
}
static int cleaned;
static PyObject *converter(PyObject *self, PyObject *args)
{
    int i = 0, j;
    if (!PyArg_ParseTuple(args, "O&i", twice, &i, &j)) {
        cleaned = i;
        return NULL;
    }
    return Py_BuildValue("ii", i, j);
}
static PyObject *was_cleaned(PyObject *self, PyObject *nothing) { return Py_BuildValue("i", cleaned); }
static PyObject *buffers(PyObject *self, PyObject *args)
{
    Py_buffer a, b;
    if (!PyArg_ParseTuple(args, "s*y*", &a, &b))
        return NULL;
    PyObject *result = Py_BuildValue("y#y#", a.buf, a.len, b.buf, b.len);
    Py_XDECREF(a.obj);
    Py_XDECREF(b.obj);
    return result;
}
static PyObject *encoded(PyObject *self, PyObject *args)
{
    char *text = NULL, *sized = NULL, room[4], *in_room = room;
    Py_ssize_t n, m = sizeof room;
    if (!PyArg_ParseTuple(args, "eset#es#", "utf-16-le", &text, "latin-1", &sized, &n, NULL, &in_room, &m))
        return NULL;
    PyObject *result = Py_BuildValue("yy#y#", text, sized, n, room, m);
    PyMem_Free(text);
    PyMem_Free(sized);
    return result;
}
static PyObject *nested(PyObject *self, PyObject *args)
{
    int a, b;
    PyObject *c;
    if (!PyArg_ParseTuple(args, "(i(iO))", &a, &b, &c))
        return NULL;
    return Py_BuildValue("{s:i,s:[i,O]}", "a", a, "b", b, c);
}
static PyObject *keywords(PyObject *self, PyObject *args, PyObject *kwargs)
{
    static char *names[] = {"", "b", "c", "d", NULL};
    int a, b = -1, c = -1, d = -1;
    if (!PyArg_ParseTupleAndKeywords(args, kwargs, "i|ii$i:keywords", names, &a, &b, &c, &d))
        return NULL;
    return Py_BuildValue("iiii", a, b, c, d);
}
static PyObject *unpack(PyObject *self, PyObject *args)
{
    PyObject *a, *b = Py_None;
    return PyArg_UnpackTuple(args, "unpack", 1, 2, &a, &b) ? Py_BuildValue("OO", a, b) : NULL;
}
static PyObject *message(PyObject *self, PyObject *args)
{
    int i;
    return PyArg_ParseTuple(args, "i;one int, please", &i) ? Py_BuildValue("") : NULL;
}
static PyObject *values(PyObject *self, PyObject *nothing)
{
    double z[2] = {1, 2};
    return Py_BuildValue("O()[]{}cCDs#N", Py_None, 'x', 0x20ac, z, "abc", (Py_ssize_t)2, Py_BuildValue("i", 1000));
}

static PyMethodDef functions[] = {
    {"numbers", numbers, METH_VARARGS, NULL}, {"texts", texts, METH_VARARGS, NULL}, {"objects", objects, METH_VARARGS, NULL},
    {"converter", converter, METH_VARARGS, NULL}, {"was_cleaned", was_cleaned, METH_NOARGS, NULL}, {"buffers", buffers, METH_VARARGS, NULL},
    {"encoded", encoded, METH_VARARGS, NULL}, {"nested", nested, METH_VARARGS, NULL},
    {"keywords", (PyCFunction)(void (*)(void))keywords, METH_VARARGS | METH_KEYWORDS, NULL}, {"unpack", unpack, METH_VARARGS, NULL},
    {"message", message, METH_VARARGS, NULL}, {"values", values, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL},
};
static PyModuleDef def = {PyModuleDef_HEAD_INIT, "arguments", NULL, 0, functions, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_arguments(void) { return PyModule_Create(&def); }
