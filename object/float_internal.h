/* float_internal.h: what the files of float and complex share. */
#ifndef KRAIT_OBJECT_FLOAT_INTERNAL_H
#define KRAIT_OBJECT_FLOAT_INTERNAL_H

#include "object/float.h"

/* float(text) into *d. FOUND, MISSING (v is no text), ERROR. */
Lookup float_parse(Thread *t, Ref v, double *d);
Value float_hex(Thread *t, double d);
/* float.fromhex of ASCII text; false with ValueError or OverflowError. */
bool float_from_hex(Thread *t, const char *s, ssize n, double *d) MUST_CHECK;

/* a ** b; ZeroDivisionError, OverflowError. */
Value complex_power(Thread *t, double a_real, double a_imag, double b_real, double b_imag);

#endif
