/* memoryview.c: memoryviews (C API: "MemoryView objects"). */
#include "capi/convert.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/error.h"

PyObject *PyMemoryView_FromObject(PyObject *o)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, memoryview_from(t, from_c(o))) : bad_call(t);
}

/* The caller keeps the memory. flags: PyBUF_READ or PyBUF_WRITE. */
PyObject *PyMemoryView_FromMemory(char *p, Py_ssize_t n, int flags)
{
    Thread *t = this_thread();
    if (!p || (flags != PyBUF_READ && flags != PyBUF_WRITE))
        return bad_call(t);
    return to_c_take(t, memoryview_from_memory(t, p, n, flags == PyBUF_READ, EMPTY));
}

/* The caller keeps the memory and the format, and releases what there is to release. */
PyObject *PyMemoryView_FromBuffer(const Py_buffer *view)
{
    Thread *t = this_thread();
    if (!view->buf)
        return raise_value(t, "PyMemoryView_FromBuffer(): info->buf must not be NULL"), NULL;
    return to_c_take(t, memoryview_from_buffer(t, (const Buffer *)view, EMPTY));
}

/* Of the object's own memory if that is contiguous in the order ('C', 'F', 'A': either), else, for reading only, of a copy. */
PyObject *PyMemoryView_GetContiguous(PyObject *o, int flags, char order)
{
    Thread *t = this_thread();
    if (!o || (flags != PyBUF_READ && flags != PyBUF_WRITE) || !order || !strchr("CFA", order))
        return bad_call(t);
    OWN Value view = memoryview_from(t, from_c(o));
    const Buffer *b = is_empty(view) ? NULL : memoryview_buffer(t, view);
    if (!b)
        return NULL;
    if (flags == PyBUF_WRITE && b->readonly)
        return raise_format(t, &exc_BufferError, "underlying buffer is not writable"), NULL;
    if (PyBuffer_IsContiguous((const Py_buffer *)b, order))
        return to_c_take(t, take(&view));
    if (flags == PyBUF_WRITE)
        return raise_format(t, &exc_BufferError, "writable contiguous buffer requested for a non-contiguous object."), NULL;
    return to_c_take(t, memoryview_contiguous_copy(t, view, order == 'F'));
}
