/* buffer.c: the memory of objects (C API: "Buffer Protocol", "Old Buffer Protocol"). Py_buffer is our Buffer: the same fields. */
#include "object/buffer.h"

#include "capi/convert.h"
#include "object/error.h"
#include "object/protocol.h"

static_assert(sizeof(Py_buffer) == sizeof(Buffer) && offsetof(Py_buffer, obj) == offsetof(Buffer, object)
              && offsetof(Py_buffer, format) == offsetof(Buffer, format) && offsetof(Py_buffer, internal) == offsetof(Buffer, internal), "alike");

static Buffer *buffer_from_c(const Py_buffer *view) { return (Buffer *)view; }

int PyObject_CheckBuffer(PyObject *o) { return o && has_buffer(from_c(o)); }

/* The exporter's own exceptions come through: BufferError for what it cannot give. view->obj is NULL after an error. */
int PyObject_GetBuffer(PyObject *o, Py_buffer *view, int flags)
{
    Thread *t = this_thread();
    Ref v = from_c(o);
    if (!view)
        return raise_format(t, &exc_BufferError, "PyObject_GetBuffer: view==NULL argument is obsolete"), -1;
    view->obj = NULL;
    if (!o)
        return bad_call(t), -1;
    if (!has_buffer(v))
        return raise_type(t, "a bytes-like object is required, not '%T'", v), -1;
    if (type_of(v)->get_buffer(t, v, buffer_from_c(view), flags))
        return 0;
    view->obj = NULL;
    return -1;
}

void PyBuffer_Release(Py_buffer *view) { buffer_release(buffer_from_c(view)); }

int PyBuffer_FillInfo(Py_buffer *view, PyObject *o, void *buf, Py_ssize_t len, int readonly, int flags)
{
    Thread *t = this_thread();
    if (!view)
        return raise_format(t, &exc_BufferError, "PyBuffer_FillInfo: view==NULL argument is obsolete"), -1;
    if (flags == PyBUF_READ || flags == PyBUF_WRITE)
        return bad_call(t), -1;
    return status_to_c(buffer_fill(t, buffer_from_c(view), from_c(o), buf, len, readonly, flags));
}

/* ---- layout ---- */

/* order: 'C', 'F', or 'A' for either. */
int PyBuffer_IsContiguous(const Py_buffer *view, char order)
{
    const Buffer *b = buffer_from_c(view);
    return ((order == 'C' || order == 'A') && buffer_is_contiguous(b, false)) || ((order == 'F' || order == 'A') && buffer_is_contiguous(b, true));
}

void *PyBuffer_GetPointer(const Py_buffer *view, const Py_ssize_t *indices) { return buffer_item(buffer_from_c(view), indices); }

void PyBuffer_FillContiguousStrides(int ndim, Py_ssize_t *shape, Py_ssize_t *strides, int itemsize, char order)
{
    buffer_fill_strides(ndim, shape, strides, itemsize, order == 'F');
}

Py_ssize_t PyBuffer_SizeFromFormat(const char *format)
{
    Thread *t = this_thread();
    ssize n;
    OWN Value calcsize = import_attribute(t, "struct", "calcsize");
    OWN Value text = is_empty(calcsize) ? EMPTY : name_from_c(t, format);
    OWN Value size = is_empty(text) ? EMPTY : call1(t, calcsize, text);
    return !is_empty(size) && to_ssize(t, size, &exc_OverflowError, &n) ? n : -1;
}

/* ---- copying ---- */

static bool check_dimensions(Thread *t, const Py_buffer *view)
{
    return view->ndim <= BUFFER_MAX_DIM || (bad_call(t), false);
}

/* 'A': in the order the view has, if it is contiguous. */
static bool is_fortran(const Py_buffer *view, char order)
{
    return order == 'F' || (order == 'A' && !buffer_is_contiguous(buffer_from_c(view), false) && buffer_is_contiguous(buffer_from_c(view), true));
}

int PyBuffer_ToContiguous(void *buf, const Py_buffer *view, Py_ssize_t len, char order)
{
    Thread *t = this_thread();
    if (len != view->len)
        return raise_value(t, "PyBuffer_ToContiguous: len != view->len"), -1;
    if (!check_dimensions(t, view))
        return -1;
    buffer_copy_order(buffer_from_c(view), buf, is_fortran(view, order), false);
    return 0;
}

/* Fewer bytes than the view has: so many of its items, in that order, are written. */
int PyBuffer_FromContiguous(const Py_buffer *view, const void *buf, Py_ssize_t len, char order)
{
    Thread *t = this_thread();
    const Buffer *b = buffer_from_c(view);
    bool fortran = is_fortran(view, order);
    if (!check_dimensions(t, view))
        return -1;
    if (len >= view->len) {
        buffer_copy_order(b, (void *)buf, fortran, true);
        return 0;
    }
    uint8_t *whole = mem_alloc(t, (size_t)view->len);
    if (!whole)
        return -1;
    buffer_copy_order(b, whole, fortran, false);
    memcpy(whole, buf, (size_t)MAX(len, (ssize)0));
    buffer_copy_order(b, whole, fortran, true);
    mem_free(whole);
    return 0;
}

/* Item by item in C order, whatever layouts both have. */
static bool copy_data(Thread *t, Buffer *to, Buffer *from)
{
    if (to->len < from->len)
        return raise_format(t, &exc_BufferError, "destination is too small to receive data from source"), false;
    uint8_t *flat = mem_alloc(t, (size_t)from->len);
    if (!flat)
        return false;
    buffer_copy_order(from, flat, false, false);
    if (to->len == from->len)
        buffer_copy_order(to, flat, false, true);
    else if (PyBuffer_FromContiguous((const Py_buffer *)to, flat, from->len, 'C'))
        return mem_free(flat), false;
    mem_free(flat);
    return true;
}

int PyObject_CopyData(PyObject *dest, PyObject *src)
{
    Thread *t = this_thread();
    Py_buffer to, from;
    if (!PyObject_CheckBuffer(dest) || !PyObject_CheckBuffer(src))
        return raise_type(t, "both destination and source must be bytes-like objects"), -1;
    if (PyObject_GetBuffer(dest, &to, PyBUF_FULL))
        return -1;
    bool good = !PyObject_GetBuffer(src, &from, PyBUF_FULL_RO);
    if (good) {
        good = check_dimensions(t, &to) && check_dimensions(t, &from) && copy_data(t, buffer_from_c(&to), buffer_from_c(&from));
        PyBuffer_Release(&from);
    }
    PyBuffer_Release(&to);
    return status_to_c(good);
}

/* ---- the old protocol: a pointer, for as long as the object lives and does not move its memory ---- */

static int old_buffer(PyObject *o, const void **buffer, Py_ssize_t *len, int flags, const char *refusal)
{
    Thread *t = this_thread();
    Py_buffer view;
    if (!o || !buffer || !len)
        return null_call(t), -1;
    if (PyObject_GetBuffer(o, &view, flags)) {
        if (refusal && (raised_catch(t, &exc_BufferError) || raised_catch(t, &exc_TypeError)))
            raise_type(t, "%s", refusal);
        return -1;
    }
    *buffer = view.buf;
    *len = view.len;
    PyBuffer_Release(&view);
    return 0;
}

int PyObject_AsReadBuffer(PyObject *o, const void **buffer, Py_ssize_t *len) { return old_buffer(o, buffer, len, PyBUF_SIMPLE, NULL); }
int PyObject_AsCharBuffer(PyObject *o, const char **buffer, Py_ssize_t *len)
{
    return old_buffer(o, (const void **)buffer, len, PyBUF_SIMPLE, NULL);
}
int PyObject_AsWriteBuffer(PyObject *o, void **buffer, Py_ssize_t *len)
{
    return old_buffer(o, (const void **)buffer, len, PyBUF_WRITABLE, "expected a writable bytes-like object");
}

/* Cannot fail: errors are swallowed. */
int PyObject_CheckReadBuffer(PyObject *o)
{
    Py_buffer view;
    if (!PyObject_CheckBuffer(o))
        return 0;
    if (PyObject_GetBuffer(o, &view, PyBUF_SIMPLE)) {
        raised_clear(this_thread());
        return 0;
    }
    PyBuffer_Release(&view);
    return 1;
}
