/* float.c: float and complex (C API: "Floating-Point Objects", "Complex Number Objects"). */
#include <float.h>

#include "capi/convert.h"
#include "object/error.h"

/* ---- float ---- */

PyObject *PyFloat_FromDouble(double d)
{
    Thread *t = this_thread();
    return to_c_take(t, float_from(t, d));
}

PyObject *PyFloat_FromString(PyObject *text)
{
    Thread *t = this_thread();
    return text ? to_c_take(t, float_from_text(t, from_c(text))) : bad_call(t);
}

double PyFloat_AsDouble(PyObject *o)
{
    Thread *t = this_thread();
    double d;
    if (!o)
        return raise_type(t, "bad argument type for built-in operation"), -1.0;
    Ref v = from_c(o);
    if (is_float(v))
        return float_value(v);
    return to_double(t, v, &d) ? d : -1.0;
}

double PyFloat_GetMax(void) { return DBL_MAX; }
double PyFloat_GetMin(void) { return DBL_MIN; }

PyObject *PyFloat_GetInfo(void)
{
    Thread *t = this_thread();
    return to_c_take(t, import_attribute(t, "sys", "float_info"));
}

/* ---- complex ---- */

PyObject *PyComplex_FromDoubles(double real, double imag)
{
    Thread *t = this_thread();
    return to_c_take(t, complex_from(t, real, imag));
}

/* FOUND: v is a complex, or its __complex__() gave one; both parts are there. MISSING: it is none. */
static Lookup complex_parts(Thread *t, PyObject *o, double *real, double *imag)
{
    if (!o)
        return raise_type(t, "bad argument type for built-in operation"), ERROR;
    Ref v = from_c(o);
    Value made = EMPTY;
    Lookup found = has_flag(v, TYPE_IS_COMPLEX) ? FOUND : is_ptr(v) ? call_special(t, v, NAME(__complex__), NULL, 0, &made) : MISSING;
    OWN Value owned = found == FOUND ? made : EMPTY;
    if (found != FOUND)
        return found;
    if (is_empty(owned))
        owned = retain(v);
    if (!has_flag(owned, TYPE_IS_COMPLEX))
        return raise_type(t, "%T.__complex__() must return a complex, not %T", v, owned), ERROR;
    *real = as_complex(owned)->real;
    *imag = as_complex(owned)->imag;
    return FOUND;
}

double PyComplex_RealAsDouble(PyObject *o)
{
    double real, imag;
    Lookup found = complex_parts(this_thread(), o, &real, &imag);
    return found == FOUND ? real : found == MISSING ? PyFloat_AsDouble(o) : -1.0;
}

/* 0.0 of all that is no complex number. */
double PyComplex_ImagAsDouble(PyObject *o)
{
    double real, imag;
    Lookup found = complex_parts(this_thread(), o, &real, &imag);
    return found == FOUND ? imag : found == MISSING ? 0.0 : -1.0;
}
