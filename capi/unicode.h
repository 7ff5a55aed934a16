/* unicode.h: what the files about str in the C API share. */
#ifndef KRAIT_CAPI_UNICODE_H
#define KRAIT_CAPI_UNICODE_H

#include "capi/convert.h"

/* Is o a str? NULL is none. */
bool is_str_of_c(PyObject *o);
/* The same with TypeError "bad argument type for built-in operation". */
bool expect_str(PyObject *o) MUST_CHECK;

#endif
