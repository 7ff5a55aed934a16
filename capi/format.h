/* format.h: the formatting of messages in the C API. */
#ifndef KRAIT_CAPI_FORMAT_H
#define KRAIT_CAPI_FORMAT_H

#include "capi/convert.h"

/* A str from a format with the directives of PyUnicode_FromFormat(): printf's %c %d %i %u %x %o %X with l, ll, z, t, j; %p %s %%, and for
 * objects %A %S %R, %U (a str), %V (a str or NULL, and then a text), %T and %N (the name of the type of an object, of a type). */
Value c_format(Thread *t, const char *format, va_list ap);

/* A directive: what follows a %. */
typedef struct Directive {
    char flags[8];                      /* those of printf */
    int width, precision;               /* -1: none */
    int longs;                          /* l's; 3: z, t or j, which are as long here */
    char kind;
} Directive;

/* Reads one at p, behind the %, and from ap what it takes for its width and precision; where it ends. */
const char *read_directive(const char *p, Directive *d, va_list ap);

#endif
