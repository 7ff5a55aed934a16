/* views.c: buffers, memoryviews, weak references, capsules, struct sequences (test_views.py). Py_buffer is in the limited API of 3.11; for
 * older headers it is declared here. */
#include "wrap.h"

#ifndef PyBUF_SIMPLE
typedef struct {
    void *buf; PyObject *obj; Py_ssize_t len; Py_ssize_t itemsize; int readonly; int ndim; char *format;
    Py_ssize_t *shape; Py_ssize_t *strides; Py_ssize_t *suboffsets; void *internal;
} Py_buffer;
#define PyBUF_SIMPLE 0
#define PyBUF_WRITABLE 1
#define PyBUF_READ 0x100
#define PyBUF_WRITE 0x200
#define PyBUF_FULL_RO 0x11c
int PyObject_CheckBuffer(PyObject *o);
int PyObject_GetBuffer(PyObject *o, Py_buffer *view, int flags);
void PyBuffer_Release(Py_buffer *view);
int PyBuffer_FillInfo(Py_buffer *view, PyObject *o, void *buf, Py_ssize_t len, int readonly, int flags);
int PyBuffer_IsContiguous(const Py_buffer *view, char order);
void *PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices);
int PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order);
int PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len, char order);
void PyBuffer_FillContiguousStrides(int ndim, Py_ssize_t *shape, Py_ssize_t *strides, int itemsize, char order);
int PyObject_CopyData(PyObject *dest, PyObject *src);
PyObject *PyMemoryView_FromBuffer(const Py_buffer *view);
#endif

/* ---- buffers ---- */

LONG_O(PyObject_CheckBuffer)
LONG_O(PyObject_CheckReadBuffer)
LONG_OO(PyObject_CopyData)

/* (len, itemsize, readonly, ndim, format given, shape given, strides given, released) for the flags. */
WRAP(get_buffer,
    Py_buffer view;
    if (PyObject_GetBuffer(A(0), &view, (int)N(1)))
        return view.obj ? PyErr_Format(PyExc_AssertionError, "obj is left") : NULL;
    Py_ssize_t number[8] = {view.len, view.itemsize, view.readonly, view.ndim, view.format != NULL, view.shape != NULL, view.strides != NULL, 0};
    PyBuffer_Release(&view);
    number[7] = view.obj == NULL;
    PyBuffer_Release(&view);
    PyObject *tuple = PyTuple_New(8);
    for (int i = 0; tuple && i < 8; i++)
        PyTuple_SetItem(tuple, i, PyLong_FromSsize_t(number[i]));
    return tuple;)

/* Which of the orders C, F, A the object's memory has, as bits. */
WRAP(orders,
    Py_buffer view;
    if (PyObject_GetBuffer(A(0), &view, PyBUF_FULL_RO))
        return NULL;
    int r = PyBuffer_IsContiguous(&view, 'C') | PyBuffer_IsContiguous(&view, 'F') << 1 | PyBuffer_IsContiguous(&view, 'A') << 2;
    PyBuffer_Release(&view);
    return PyLong_FromLong(r);)

/* The first bytes in C (0) or Fortran (1) order, as a list of ints. */
WRAP(flat,
    Py_buffer view; unsigned char bytes[64];
    if (PyObject_GetBuffer(A(0), &view, PyBUF_FULL_RO))
        return NULL;
    int r = PyBuffer_ToContiguous(bytes, &view, view.len + N(2), "CFA"[N(1)]);
    PyObject *list = r ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; list && i < view.len; i++) {
        PyObject *number = PyLong_FromLong(bytes[i]);
        PyList_Append(list, number);
        Py_DECREF(number);
    }
    PyBuffer_Release(&view);
    return list;)
/* Writes 100, 101, ... into the first so many items, in that order. */
WRAP(fill,
    Py_buffer view; unsigned char bytes[64];
    for (int i = 0; i < 64; i++)
        bytes[i] = (unsigned char)(100 + i);
    if (PyObject_GetBuffer(A(0), &view, PyBUF_FULL_RO | PyBUF_WRITABLE))
        return NULL;
    int r = PyBuffer_FromContiguous(&view, bytes, N(2), "CFA"[N(1)]);
    PyBuffer_Release(&view);
    return wrap_long(r);)
/* The byte at two indices. */
WRAP(byte_at,
    Py_buffer view; Py_ssize_t index[2] = {N(1), N(2)};
    if (PyObject_GetBuffer(A(0), &view, PyBUF_FULL_RO))
        return NULL;
    long byte = *(unsigned char *)PyBuffer_GetPointer(&view, index);
    PyBuffer_Release(&view);
    return PyLong_FromLong(byte);)
WRAP(contiguous_strides,
    Py_ssize_t shape[3] = {2, 3, 4}; Py_ssize_t strides[3];
    PyBuffer_FillContiguousStrides(3, shape, strides, 8, "CF"[N(0)]);
    return Py_BuildValue("(NNN)", PyLong_FromSsize_t(strides[0]), PyLong_FromSsize_t(strides[1]), PyLong_FromSsize_t(strides[2]));)
/* What PyBuffer_FillInfo() says: (result of len, count of references to the object while it is held minus before). */
WRAP(fill_info,
    static char memory[16]; Py_buffer view; Py_ssize_t before = Py_REFCNT(A(0));
    if (PyBuffer_FillInfo(&view, A(0), memory, 16, (int)N(1), (int)N(2)))
        return NULL;
    Py_ssize_t held = Py_REFCNT(A(0)) - before; Py_ssize_t n = view.len;
    PyBuffer_Release(&view);
    return Py_BuildValue("(NNN)", PyLong_FromSsize_t(n), PyLong_FromSsize_t(held), PyLong_FromSsize_t(Py_REFCNT(A(0)) - before));)

/* The first byte by each of the old functions, and what is written by the last. */
WRAP(old_read,
    const void *p; const char *c; Py_ssize_t n; Py_ssize_t m;
    if (PyObject_AsReadBuffer(A(0), &p, &n) || PyObject_AsCharBuffer(A(0), &c, &m))
        return NULL;
    return Py_BuildValue("(NNN)", PyLong_FromSsize_t(n), PyLong_FromSsize_t(m), PyLong_FromLong(n ? *(const unsigned char *)p : -1));)
WRAP(old_write,
    void *p; Py_ssize_t n;
    if (PyObject_AsWriteBuffer(A(0), &p, &n))
        return NULL;
    memset(p, '!', (size_t)n);
    return PyLong_FromSsize_t(n);)

/* ---- memoryviews ---- */

static char memory[] = "0123456789";
WRAP_O(PyMemoryView_FromObject)
WRAP(PyMemoryView_FromMemory, return PyMemoryView_FromMemory(memory, 10, (int)N(0));)
WRAP(PyMemoryView_GetContiguous, return wrap_result(PyMemoryView_GetContiguous(A(0), (int)N(1), (char)N(2)));)
/* Two rows of five columns; the arrays are gone when it is used. */
WRAP(PyMemoryView_FromBuffer,
    Py_ssize_t shape[2] = {2, 5}; Py_ssize_t strides[2] = {5, 1};
    Py_buffer view = {memory, NULL, 10, 1, 0, 2, "B", shape, strides, NULL, NULL};
    PyObject *made = PyMemoryView_FromBuffer(&view);
    memset(shape, 1, sizeof shape);
    memset(strides, 1, sizeof strides);
    return made;)

/* ---- weak references ---- */

WRAP_OO(PyWeakref_NewRef)
WRAP_OO(PyWeakref_NewProxy)
WRAP(PyWeakref_GetObject, return wrap_lent(PyWeakref_GetObject(A(0)));)

/* ---- capsules ---- */

static int pointed[2];
static PyObject *told;                  /* a list: what destructors said */
static void destroy(PyObject *capsule)
{
    PyObject *text = PyUnicode_FromFormat("%s %s %d", PyCapsule_GetName(capsule), (const char *)PyCapsule_GetContext(capsule),
                                          (int)((int *)PyCapsule_GetPointer(capsule, PyCapsule_GetName(capsule)) - pointed));
    Py_INCREF(capsule);
    Py_DECREF(capsule);
    PyList_Append(told, text);
    Py_DECREF(text);
}
WRAP(new_capsule,
    Py_XDECREF(told);
    told = A(0);
    Py_XINCREF(told);
    PyObject *capsule = PyCapsule_New(pointed, "views.first", NULL);
    if (!capsule || PyCapsule_GetContext(capsule) || PyCapsule_GetDestructor(capsule) || PyErr_Occurred())
        return NULL;
    if (PyCapsule_SetContext(capsule, "context") || (told && PyCapsule_SetDestructor(capsule, destroy)))
        return NULL;
    return capsule;)
WRAP(change_capsule,
    if (PyCapsule_SetName(A(0), "views.other") || PyCapsule_SetPointer(A(0), pointed + 1))
        return NULL;
    return PyLong_FromLong(PyCapsule_IsValid(A(0), "views.other") && !PyCapsule_IsValid(A(0), "views.first") && !PyCapsule_IsValid(A(0), NULL));)
WRAP(PyCapsule_GetPointer, int *p = PyCapsule_GetPointer(A(0), "views.first"); return p ? PyLong_FromLong(p - pointed) : NULL;)
WRAP(PyCapsule_Import, int *p = PyCapsule_Import("views.first", 0); return p ? PyLong_FromLong(p - pointed) : NULL;)
WRAP(import_nothing, return PyCapsule_Import("no_such_module.x", 0) ? Py_None : NULL;)
WRAP(capsule_of_nothing, return PyCapsule_New(NULL, "name", NULL);)
WRAP(nameless_capsule, return PyCapsule_New(pointed, NULL, NULL);)

/* ---- struct sequences ---- */

/* Two items, one of them without a name, and two fields beyond; the description is gone afterwards. */
WRAP(new_struct,
    PyStructSequence_Field fields[5] = {{"a", "The first."}, {NULL, NULL}, {"c", NULL}, {"d", "The last."}, {NULL, NULL}};
    PyStructSequence_Desc desc = {"views.struct", "Some fields.", fields, 2};
#ifdef KRAIT
    fields[1].name = PyStructSequence_UnnamedField;
#else
    fields[1].name = "b";
#endif
    PyObject *type = (PyObject *)PyStructSequence_NewType(&desc);
    memset(fields, 1, sizeof fields);
    PyObject *made = type ? PyStructSequence_New((PyTypeObject *)type) : NULL;
    for (int i = 0; made && i < 4; i++) {
        PyObject *value = A(i);
        Py_INCREF(value);
        PyStructSequence_SetItem(made, i, value);
        if (PyObject_RichCompareBool(PyStructSequence_GetItem(made, i), value, Py_EQ) != 1)
            return NULL;
    }
    Py_XDECREF(type);
    return made;)

MODULE(views, ROW(PyObject_CheckBuffer) ROW(PyObject_CheckReadBuffer) ROW(PyObject_CopyData) ROW(get_buffer) ROW(orders) ROW(flat) ROW(fill)
       ROW(byte_at) ROW(contiguous_strides) ROW(fill_info) ROW(old_read) ROW(old_write) ROW(PyMemoryView_FromObject) ROW(PyMemoryView_FromMemory)
       ROW(PyMemoryView_GetContiguous) ROW(PyMemoryView_FromBuffer) ROW(PyWeakref_NewRef) ROW(PyWeakref_NewProxy) ROW(PyWeakref_GetObject)
       ROW(new_capsule) ROW(change_capsule) ROW(PyCapsule_GetPointer) ROW(PyCapsule_Import) ROW(import_nothing) ROW(capsule_of_nothing)
       ROW(nameless_capsule) ROW(new_struct))
