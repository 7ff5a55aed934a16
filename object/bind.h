/* bind.h: binding of call arguments to the parameters of a Signature.
 *
 * declgen writes for each declaration with a signature a function of vectorcall's shape that fills the argument struct (the
 * frame) and calls the body. The usual calls, positional arguments only, are bound by the inline functions here, which the
 * compiler folds with the constant Param; all others go to bind_arguments(), which interprets the signature.
 */
#ifndef KRAIT_OBJECT_BIND_H
#define KRAIT_OBJECT_BIND_H

#include <limits.h>
#include <math.h>

#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "object/state.h"
#include "object/str.h"

/* Binds any arguments into *frame or raises. What it took (buffers, **kwargs) is given up by bind_release(). */
bool bind_arguments(Thread *t, const char *function, const Signature *s, const Value *args, ssize nargs, Ref names, void *frame) MUST_CHECK;
void bind_release(const Signature *s, void *frame);
/* Converts one argument; raises. */
bool bind_convert(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame) MUST_CHECK;
/* Gives up the buffers of the first n parameters, when the next could not be converted. */
void bind_undo(const Signature *s, ssize n, void *frame);

#define BIND_FIELD(frame, param, T) ((T *)((char *)(frame) + (param)->offset))

/* The field's value for an argument that is absent, or None where the default is None. */
ALWAYS_INLINE void bind_none(const Param *p, void *frame)
{
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *BIND_FIELD(frame, p, Ref) = NONE; break;
    case CONVERT_INDEX:
    case CONVERT_CLAMPED:
    case CONVERT_SIZE: *BIND_FIELD(frame, p, ssize) = SSIZE_MIN_; break;
    case CONVERT_INT: *BIND_FIELD(frame, p, int) = INT_MIN; break;
    case CONVERT_INT64: *BIND_FIELD(frame, p, int64_t) = INT64_MIN; break;
    case CONVERT_UINT64: *BIND_FIELD(frame, p, uint64_t) = UINT64_MAX; break;
    case CONVERT_BOOL: *BIND_FIELD(frame, p, bool) = false; break;
    case CONVERT_FLOAT: *BIND_FIELD(frame, p, double) = NAN; break;
    case CONVERT_ORDINAL: *BIND_FIELD(frame, p, uint32_t) = UINT32_MAX; break;
    case CONVERT_BUFFER:
    case CONVERT_WBUFFER: *BIND_FIELD(frame, p, Buffer) = (Buffer){0}; break;
    default: *BIND_FIELD(frame, p, Ref) = EMPTY; break;
    }
}

ALWAYS_INLINE void bind_zero(const Param *p, void *frame)
{
    switch ((enum Conversion)p->conversion) {
    case CONVERT_INT: *BIND_FIELD(frame, p, int) = 0; break;
    case CONVERT_BOOL: *BIND_FIELD(frame, p, bool) = false; break;
    case CONVERT_ORDINAL: *BIND_FIELD(frame, p, uint32_t) = 0; break;
    case CONVERT_BUFFER:
    case CONVERT_WBUFFER: *BIND_FIELD(frame, p, Buffer) = (Buffer){0}; break;
    default: *BIND_FIELD(frame, p, uint64_t) = 0; break;     /* EMPTY, 0, 0.0: all bits zero */
    }
}

ALWAYS_INLINE void bind_int(const Param *p, void *frame)
{
    int64_t i = p->default_int;
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT: *BIND_FIELD(frame, p, Ref) = fixnum(i); break;
    case CONVERT_INT: *BIND_FIELD(frame, p, int) = (int)i; break;
    case CONVERT_BOOL: *BIND_FIELD(frame, p, bool) = i != 0; break;
    case CONVERT_ORDINAL: *BIND_FIELD(frame, p, uint32_t) = (uint32_t)i; break;
    default: *BIND_FIELD(frame, p, int64_t) = i; break;
    }
}

ALWAYS_INLINE void bind_bool(const Param *p, void *frame, bool b)
{
    if (p->conversion == CONVERT_BOOL)
        *BIND_FIELD(frame, p, bool) = b;
    else
        *BIND_FIELD(frame, p, Ref) = bool_value(b);
}

/* A flonum: the generator takes only such defaults for plain objects as the flonum range holds. */
ALWAYS_INLINE void bind_float(const Param *p, void *frame)
{
    double d;
    Value v;
    memcpy(&d, &p->default_int, sizeof d);
    if (p->conversion == CONVERT_FLOAT)
        *BIND_FIELD(frame, p, double) = d;
    else
        *BIND_FIELD(frame, p, Ref) = flonum_from(d, &v) ? v : FLONUM_ZERO;
}

ALWAYS_INLINE void bind_default(Thread *t, const Param *p, void *frame)
{
    switch ((enum DefaultKind)p->default_kind) {
    case DEFAULT_REQUIRED:
    case DEFAULT_ABSENT: bind_zero(p, frame); break;
    case DEFAULT_NONE: bind_none(p, frame); break;
    case DEFAULT_TRUE: bind_bool(p, frame, true); break;
    case DEFAULT_FALSE: bind_bool(p, frame, false); break;
    case DEFAULT_INT: bind_int(p, frame); break;
    case DEFAULT_FLOAT: bind_float(p, frame); break;
    case DEFAULT_TEXT:
        if (p->conversion == CONVERT_ORDINAL)
            *BIND_FIELD(frame, p, uint32_t) = str_at(p->default_object, 0);
        else
            *BIND_FIELD(frame, p, Ref) = value_of(p->default_object);
        break;
    case DEFAULT_EMPTY_TUPLE: *BIND_FIELD(frame, p, Ref) = t->interp->empty_tuple; break;
    }
}

/* bind_convert(), without a call for the commonest. */
ALWAYS_INLINE bool bind_one(Thread *t, const char *function, const Signature *s, const Param *p, Ref v, void *frame)
{
    switch ((enum Conversion)p->conversion) {
    case CONVERT_OBJECT:
        *BIND_FIELD(frame, p, Ref) = v;
        return true;
    case CONVERT_STR:
        if (likely(is_exact(v, &str_type))) {
            *BIND_FIELD(frame, p, Ref) = v;
            return true;
        }
        break;
    case CONVERT_CLAMPED:
    case CONVERT_INDEX:
        if (likely(is_fixnum(v))) {
            *BIND_FIELD(frame, p, ssize) = fixnum_value(v);
            return true;
        }
        break;
    case CONVERT_FLOAT:
        if (likely(is_flonum(v))) {
            *BIND_FIELD(frame, p, double) = flonum_value(v);
            return true;
        }
        break;
    case CONVERT_BOOL:
        if (likely(is_bool(v))) {
            *BIND_FIELD(frame, p, bool) = same(v, TRUE_VALUE);
            return true;
        }
        break;
    default: break;
    }
    return bind_convert(t, function, s, p, v, frame);
}

#endif
