/* float.h: float: flonums, and boxes for the rest (uncommon exponents, -0.0, inf, nan, subclasses). */
#ifndef KRAIT_OBJECT_FLOAT_H
#define KRAIT_OBJECT_FLOAT_H

#include "object/protocol.h"

typedef struct Float {
    Object head;
    uint64_t unused_;           /* keeps the double off the shape word (attrs.h) */
    double value;
} Float;

Value float_box(Thread *t, double d);
ALWAYS_INLINE Value float_from(Thread *t, double d)
{
    Value v;
    return likely(flonum_from(d, &v)) ? v : float_box(t, d);
}
ALWAYS_INLINE double float_value(Ref v)      /* v is a float */
{
    return is_flonum(v) ? flonum_value(v) : ((Float *)object_of(v))->value;
}
Value float_from_text(Thread *t, Ref text);                     /* float('...') of a str or bytes-like */
Value float_repr(Thread *t, Ref v);
bool float_format_unknown(Thread *t, bool single);              /* float.__setformat__ made the format 'unknown' */
double float_floordiv(double a, double b), float_mod(double a, double b);   /* Python's; b != 0 */
Value float_pow(Thread *t, double a, double b);                 /* may give complex, ZeroDivisionError, OverflowError */
Test float_compare_int(double d, Ref i, CompareOp op);          /* exact */

typedef struct Complex { Object head; double real_unused_; double real, imag; } Complex;
Value complex_from(Thread *t, double real, double imag);
ALWAYS_INLINE Complex *as_complex(Ref v) { return (Complex *)object_of(v); }

#endif
