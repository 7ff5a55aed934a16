/* cmath.c: the module cmath: functions of complex numbers.
 *
 * The C library's complex functions have the special values that Python's manual asks for (both are those of C99's annex
 * G). This file turns an invalid operation into a ValueError and a result beyond the range of floats into an OverflowError,
 * and has log with a base, polar coordinates and what is particular to Python. Python manual: cmath. */
#include <complex.h>
#undef I
#include <float.h>
#include <math.h>

#include "object/float.h"
#include "object/int.h"
#include "object/module.h"
#include "object/tuple.h"
#include "gen/modules/cmath.h"

typedef double complex Z;

static Value raise_domain(Thread *t) { return raise_value(t, "math domain error"); }
static Value raise_range(Thread *t)  { return raise_overflow(t, "math range error"); }

/* complex(v) of a number: a complex, what has __complex__, or a float. */
static bool get(Thread *t, Ref v, Z *z)
{
    double x;
    if (has_flag(v, TYPE_IS_COMPLEX)) {
        *z = CMPLX(as_complex(v)->real, as_complex(v)->imag);
        return true;
    }
    if (!is_float(v) && !is_int(v)) {
        Value made;
        Lookup found = call_special(t, v, NAME(__complex__), NULL, 0, &made);
        if (found == ERROR)
            return false;
        if (found == FOUND) {
            OWN Value owned = made;
            if (!has_flag(owned, TYPE_IS_COMPLEX))
                return raise_type(t, "__complex__ returned non-complex (type %T)", owned), false;
            *z = CMPLX(as_complex(owned)->real, as_complex(owned)->imag);
            return true;
        }
    }
    if (!to_double(t, v, &x))
        return false;
    *z = CMPLX(x, 0.0);
    return true;
}

static Value make(Thread *t, Z z) { return complex_from(t, creal(z), cimag(z)); }

static bool is_finite(Z z)  { return isfinite(creal(z)) && isfinite(cimag(z)); }
static bool has_nan(Z z) { return isnan(creal(z)) || isnan(cimag(z)); }
static bool has_inf(Z z) { return isinf(creal(z)) || isinf(cimag(z)); }

/* Functions that are finite wherever they are defined, poles apart. */
static Value apply(Thread *t, Ref v, Z (*function)(Z))
{
    Z z;
    if (!get(t, v, &z))
        return EMPTY;
    Z r = function(z);
    if (is_finite(z) && !is_finite(r))
        return raise_domain(t);
    return make(t, r);
}

/* exp and its kin: too large is an overflow; the sine or cosine of an infinite angle is invalid, unless the size of the
 * result is known all the same (`angle` times exp(-inf) is 0). */
static Value apply_exponential(Thread *t, Ref v, Z (*function)(Z), bool angle_is_real)
{
    Z z;
    if (!get(t, v, &z))
        return EMPTY;
    double angle = angle_is_real ? creal(z) : cimag(z), size = angle_is_real ? cimag(z) : creal(z);
    Z r = function(z);
    if (is_finite(z))
        return has_nan(r) || has_inf(r) ? raise_range(t) : make(t, r);
    if (isinf(angle) && (isfinite(size) || (isinf(size) && !(function == cexp && size < 0.0))))
        return raise_domain(t);
    return make(t, r);
}

/* cosh and sinh of numbers whose exponential is out of range, though the result need not be: exp(x) = e exp(x - 1). */
static Z cosh_wide(Z z)
{
    double x = creal(z), y = cimag(z);
    if (!is_finite(z) || fabs(x) <= 708.0)
        return ccosh(z);
    double smaller = x - copysign(1.0, x);
    return CMPLX(cos(y) * cosh(smaller) * M_E, sin(y) * sinh(smaller) * M_E);
}
static Z sinh_wide(Z z)
{
    double x = creal(z), y = cimag(z);
    if (!is_finite(z) || fabs(x) <= 708.0)
        return csinh(z);
    double smaller = x - copysign(1.0, x);
    return CMPLX(cos(y) * sinh(smaller) * M_E, sin(y) * cosh(smaller) * M_E);
}
static Z exp_wide(Z z)
{
    double x = creal(z), y = cimag(z);
    if (!is_finite(z) || x <= 708.0)
        return cexp(z);
    double r = exp(x - 1.0);
    return CMPLX(r * cos(y) * M_E, r * sin(y) * M_E);
}
/* cos(z) = cosh(iz), sin(z) = -i sinh(iz). */
static Z cos_wide(Z z) { return cosh_wide(CMPLX(-cimag(z), creal(z))); }
static Z sin_wide(Z z)
{
    Z r = sinh_wide(CMPLX(-cimag(z), creal(z)));
    return CMPLX(cimag(r), -creal(r));
}

/* ---- powers and logarithms ---- */

/** Return the exponential value e**z. */
FUNCTION1(cmath, exp, z)
{
    Z w;
    if (!get(t, z, &w))
        return EMPTY;
    /* exp(inf + iy) and exp(nan + iy) are invalid for an infinite y; exp(-inf + iy) is 0. */
    if (isinf(cimag(w)) && (isfinite(creal(w)) || creal(w) == INFINITY))
        return raise_domain(t);
    Z r = exp_wide(w);
    return is_finite(w) && !is_finite(r) ? raise_range(t) : make(t, r);
}

/* Near 1 the real part is log1p of what |z|^2 exceeds 1 by; far out and near 0 z is scaled first. */
static Z log_of(Z z)
{
    double x = fabs(creal(z)), y = fabs(cimag(z)), real;
    if (!is_finite(z))
        return clog(z);
    double big = fmax(x, y), small = fmin(x, y);
    if (big > DBL_MAX / 4.0)
        real = log(hypot(x / 2.0, y / 2.0)) + M_LN2;
    else if (big < DBL_MIN)
        real = big > 0.0 ? log(hypot(ldexp(x, DBL_MANT_DIG), ldexp(y, DBL_MANT_DIG))) - DBL_MANT_DIG * M_LN2 : -INFINITY;
    else if (hypot(x, y) >= 0.71 && hypot(x, y) <= 1.73)
        real = log1p((big - 1.0) * (big + 1.0) + small * small) / 2.0;
    else
        real = log(hypot(x, y));
    return CMPLX(real, atan2(cimag(z), creal(z)));
}

static bool logarithm(Thread *t, Ref v, Z *r)
{
    Z z;
    if (!get(t, v, &z))
        return false;
    if (creal(z) == 0.0 && cimag(z) == 0.0)
        return raise_domain(t), false;
    *r = log_of(z);
    return true;
}

/** log(z[, base]) -> the logarithm of z to the given base.
 *
 * If the base is not specified, returns the natural logarithm (base e) of z. */
FUNCTION(cmath, log, "(z, base=?, /)")
{
    Z x, y;
    if (!logarithm(t, a->z, &x))
        return EMPTY;
    if (is_empty(a->base))
        return make(t, x);
    if (!logarithm(t, a->base, &y))
        return EMPTY;
    if (creal(y) == 0.0 && cimag(y) == 0.0)
        return raise_domain(t);
    OWN Value p = make(t, x), q = make(t, y);
    return is_empty(p) || is_empty(q) ? EMPTY : binary_op(t, OP_TRUEDIV, p, q);
}

/** Return the base-10 logarithm of z. */
FUNCTION1(cmath, log10, z)
{
    Z r;
    return logarithm(t, z, &r) ? complex_from(t, creal(r) / M_LN10, cimag(r) / M_LN10) : EMPTY;
}

/** Return the square root of z. */
FUNCTION1(cmath, sqrt, z) { return apply(t, z, csqrt); }

/* ---- trigonometry ---- */

/** Return the arc cosine of z. */
FUNCTION1(cmath, acos, z) { return apply(t, z, cacos); }

/** Return the arc sine of z. */
FUNCTION1(cmath, asin, z) { return apply(t, z, casin); }

/** Return the arc tangent of z. */
FUNCTION1(cmath, atan, z) { return apply(t, z, catan); }

/** Return the cosine of z. */
FUNCTION1(cmath, cos, z) { return apply_exponential(t, z, cos_wide, true); }

/** Return the sine of z. */
FUNCTION1(cmath, sin, z) { return apply_exponential(t, z, sin_wide, true); }

/* Of the tangents only those of an infinite angle and a finite size are invalid. */
static Value apply_tangent(Thread *t, Ref v, Z (*function)(Z), bool angle_is_real)
{
    Z z;
    if (!get(t, v, &z))
        return EMPTY;
    double angle = angle_is_real ? creal(z) : cimag(z), size = angle_is_real ? cimag(z) : creal(z);
    if (isnan(angle) && size == 0.0)            /* C99 keeps the zero, Python does not */
        return complex_from(t, (double)NAN, (double)NAN);
    return isinf(angle) && isfinite(size) ? raise_domain(t) : make(t, function(z));
}

/** Return the tangent of z. */
FUNCTION1(cmath, tan, z) { return apply_tangent(t, z, ctan, true); }

/* Python knows no angle for 0 + nan i, where C99 has a right one. */
static Z acosh_of(Z z) { return creal(z) == 0.0 && isnan(cimag(z)) ? CMPLX(NAN, NAN) : cacosh(z); }

/** Return the inverse hyperbolic cosine of z. */
FUNCTION1(cmath, acosh, z) { return apply(t, z, acosh_of); }

/** Return the inverse hyperbolic sine of z. */
FUNCTION1(cmath, asinh, z) { return apply(t, z, casinh); }

/** Return the inverse hyperbolic tangent of z. */
FUNCTION1(cmath, atanh, z) { return apply(t, z, catanh); }

/** Return the hyperbolic cosine of z. */
FUNCTION1(cmath, cosh, z) { return apply_exponential(t, z, cosh_wide, false); }

/** Return the hyperbolic sine of z. */
FUNCTION1(cmath, sinh, z) { return apply_exponential(t, z, sinh_wide, false); }

/** Return the hyperbolic tangent of z. */
FUNCTION1(cmath, tanh, z) { return apply_tangent(t, z, ctanh, false); }

/* ---- polar coordinates ---- */

/** Return argument, also known as the phase angle, of a complex. */
FUNCTION1(cmath, phase, z)
{
    Z w;
    return get(t, z, &w) ? float_from(t, carg(w)) : EMPTY;
}

/** Convert a complex from rectangular coordinates to polar coordinates.
 *
 * r is the distance from 0 and phi the phase angle. */
FUNCTION1(cmath, polar, z)
{
    Z w;
    if (!get(t, z, &w))
        return EMPTY;
    double r = hypot(creal(w), cimag(w));
    if (isinf(r) && is_finite(w))
        return raise_range(t);
    OWN Value length = float_from(t, r), angle = float_from(t, carg(w));
    return is_empty(length) || is_empty(angle) ? EMPTY : tuple_pack(t, 2, length, angle);
}

/* Infinite lengths: each part is infinite or 0 by the sign of the cosine and sine. */
static Z rect_infinite(double r, double phi)
{
    if (isnan(phi))
        return CMPLX(fabs(r), NAN);
    if (phi == 0.0)
        return CMPLX(r, phi * copysign(1.0, r));
    return CMPLX(copysign(INFINITY, cos(phi)) * copysign(1.0, r), copysign(INFINITY, sin(phi)) * copysign(1.0, r));
}

/** Convert from polar coordinates to rectangular coordinates. */
FUNCTION(cmath, rect, "(r: float, phi: float, /)")
{
    double r = a->r, phi = a->phi;
    if (isinf(phi) && r != 0.0 && !isnan(r))
        return raise_domain(t);
    if (!isfinite(phi) && r == 0.0)
        return complex_from(t, 0.0, 0.0);
    if (isinf(r))
        return make(t, rect_infinite(r, phi));
    if (phi == 0.0)                     /* keeps the sign of the zero */
        return complex_from(t, r, isnan(r) ? phi : r * phi);
    return complex_from(t, r * cos(phi), r * sin(phi));
}

/* ---- classification ---- */

/** Return True if both the real and imaginary parts of z are finite, else False. */
FUNCTION1(cmath, isfinite, z)
{
    Z w;
    return get(t, z, &w) ? bool_value(is_finite(w)) : EMPTY;
}

/** Checks if the real or imaginary part of z is infinite. */
FUNCTION1(cmath, isinf, z)
{
    Z w;
    return get(t, z, &w) ? bool_value(has_inf(w)) : EMPTY;
}

/** Checks if the real or imaginary part of z not a number (NaN). */
FUNCTION1(cmath, isnan, z)
{
    Z w;
    return get(t, z, &w) ? bool_value(has_nan(w)) : EMPTY;
}

/** Determine whether two complex numbers are close in value.
 *
 *   rel_tol
 *     maximum difference for being considered "close", relative to the
 *     magnitude of the input values
 *   abs_tol
 *     maximum difference for being considered "close", regardless of the
 *     magnitude of the input values
 *
 * Return True if a is close in value to b, and False otherwise.
 *
 * For the values to be considered close, the difference between them must be
 * smaller than at least one of the tolerances.
 *
 * -inf, inf and NaN behave similarly to the IEEE 754 Standard. That is, NaN is
 * not close to anything, even itself. inf and -inf are only close to themselves. */
FUNCTION(cmath, isclose, "(a, b, *, rel_tol: float=1e-09, abs_tol: float=0.0)")
{
    Z x, y;
    if (!get(t, a->a, &x) || !get(t, a->b, &y))
        return EMPTY;
    if (a->rel_tol < 0.0 || a->abs_tol < 0.0)
        return raise_value(t, "tolerances must be non-negative");
    if (creal(x) == creal(y) && cimag(x) == cimag(y))
        return TRUE_VALUE;
    if (has_inf(x) || has_inf(y))
        return FALSE_VALUE;
    double difference = cabs(x - y);
    return bool_value(difference <= a->rel_tol * cabs(y) || difference <= a->rel_tol * cabs(x) || difference <= a->abs_tol);
}

static bool cmath_exec(Thread *t, Ref module)
{
    return module_add_take(t, module, "pi", float_from(t, M_PI)) && module_add_take(t, module, "e", float_from(t, M_E))
           && module_add_take(t, module, "tau", float_from(t, 2 * M_PI))
           && module_add_take(t, module, "inf", float_from(t, INFINITY))
           && module_add_take(t, module, "nan", float_from(t, (double)NAN))
           && module_add_take(t, module, "infj", complex_from(t, 0.0, INFINITY))
           && module_add_take(t, module, "nanj", complex_from(t, 0.0, (double)NAN));
}

MODULE(cmath, .exec = cmath_exec,
       .doc = "This module provides access to mathematical functions for complex\nnumbers.");
