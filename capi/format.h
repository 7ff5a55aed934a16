/* format.h: the formatting of messages in the C API. */
#ifndef KRAIT_CAPI_FORMAT_H
#define KRAIT_CAPI_FORMAT_H

#include "capi/convert.h"

/* A str from a format with the directives of PyUnicode_FromFormat(): printf's %c %d %i %u %x %o %X with l, ll, z, t, j; %p %s %%, and for
 * objects %A %S %R, %U (a str), %V (a str or NULL, and then a text), %T and %N (the name of the type of an object, of a type). */
Value c_format(Thread *t, const char *format, va_list ap);

#endif
