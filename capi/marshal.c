/* marshal.c: values as bytes and back (C API: "Data marshalling support"). */
#include "capi/convert.h"
#include "vm/import.h"

PyObject *PyMarshal_WriteObjectToString(PyObject *o, int version)
{
    Thread *t = this_thread();
    return o ? to_c_take(t, marshal_write(t, from_c(o), version)) : bad_call(t);
}

/* The value at the beginning; what follows it is left. */
PyObject *PyMarshal_ReadObjectFromString(const char *p, Py_ssize_t n)
{
    Thread *t = this_thread();
    return p && n >= 0 ? to_c_take(t, marshal_read(t, (const uint8_t *)p, n)) : bad_call(t);
}
