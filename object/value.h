/* value.h: Value, one 64-bit word that is an int, a float or a pointer to an object.
 *
 *   ...xxx1   fixnum: a 63-bit signed int in the upper bits
 *   ...xx10   flonum: a double with a common exponent (about 1e-77 .. 1e77), or 0.0
 *   ...0000   pointer to a heap or static Object, 16-byte aligned
 *   0         EMPTY: no value, or "an exception is set on the thread"
 *
 * A double is a flonum when the three bits under its sign are 011 or 100. Rotating the sign to the bottom brings those
 * bits to the top; subtracting 3<<61 leaves the two highest bits zero, and two tag bits are shifted in. The word
 * that would stand for 2^-255 (all zero before tagging) stands for 0.0 instead. Other doubles are boxed (float.h).
 * Every int in fixnum range is a fixnum: int.c makes heap ints only out of range (subclasses and bool aside).
 *
 * Value is an owned reference when it is a result, a container's item or a variable; Ref is the same word borrowed:
 * parameters are Refs. Only this file touches `bits`; compare identity with same().
 */
#ifndef KRAIT_OBJECT_VALUE_H
#define KRAIT_OBJECT_VALUE_H

#include "base/common.h"

typedef struct Object Object;
typedef struct Type Type;
typedef struct Thread Thread;
typedef struct Interp Interp;

typedef struct { uint64_t bits; } Value;
typedef Value Ref;

#define EMPTY ((Value){0})

#define FIXNUM_MAX (INT64_MAX >> 1)
#define FIXNUM_MIN (INT64_MIN >> 1)

ALWAYS_INLINE bool is_empty(Ref v)    { return v.bits == 0; }
ALWAYS_INLINE bool same(Ref a, Ref b) { return a.bits == b.bits; }

/* True for objects; false for fixnums, flonums and EMPTY is not asked (EMPTY counts as a pointer here). */
ALWAYS_INLINE bool is_ptr(Ref v)      { return (v.bits & 3) == 0; }
ALWAYS_INLINE bool is_fixnum(Ref v)   { return v.bits & 1; }
ALWAYS_INLINE bool is_flonum(Ref v)   { return (v.bits & 3) == 2; }
ALWAYS_INLINE bool both_fixnum(Ref a, Ref b) { return a.bits & b.bits & 1; }
ALWAYS_INLINE bool both_flonum(Ref a, Ref b) { return (((a.bits ^ 2) | (b.bits ^ 2)) & 3) == 0; }

ALWAYS_INLINE Object *object_of(Ref v) { return (Object *)v.bits; }
/* Wraps any object pointer; NULL gives EMPTY. Adds no reference. */
ALWAYS_INLINE Value value_of(const void *object) { return (Value){(uint64_t)object}; }

ALWAYS_INLINE bool fits_fixnum(int64_t i)     { return i >= FIXNUM_MIN && i <= FIXNUM_MAX; }
ALWAYS_INLINE Value fixnum(int64_t i)         { return (Value){(uint64_t)i << 1 | 1}; }
ALWAYS_INLINE int64_t fixnum_value(Ref v)     { return (int64_t)v.bits >> 1; }

/* Fixnum arithmetic on tagged words; false on overflow of 63 bits. */
ALWAYS_INLINE bool fixnum_add(Ref a, Ref b, Value *sum)
{
    int64_t r;
    if (__builtin_add_overflow((int64_t)a.bits, (int64_t)(b.bits - 1), &r))
        return false;
    sum->bits = (uint64_t)r;
    return true;
}
ALWAYS_INLINE bool fixnum_sub(Ref a, Ref b, Value *difference)
{
    int64_t r;
    if (__builtin_sub_overflow((int64_t)a.bits, (int64_t)(b.bits - 1), &r))
        return false;
    difference->bits = (uint64_t)r;
    return true;
}
ALWAYS_INLINE bool fixnum_mul(Ref a, Ref b, Value *product)
{
    int64_t r;
    if (__builtin_mul_overflow((int64_t)(a.bits - 1), fixnum_value(b), &r))
        return false;
    product->bits = (uint64_t)r + 1;
    return true;
}
/* Order of two fixnums is the order of their words. */
ALWAYS_INLINE bool fixnum_less(Ref a, Ref b)       { return (int64_t)a.bits < (int64_t)b.bits; }
ALWAYS_INLINE bool fixnum_less_equal(Ref a, Ref b) { return (int64_t)a.bits <= (int64_t)b.bits; }

#define FLONUM_BIAS (3ull << 61)
#define FLONUM_ZERO ((Value){2})

/* True and the word when `d` can be a flonum. */
ALWAYS_INLINE bool flonum_from(double d, Value *out)
{
    uint64_t bits, w;
    memcpy(&bits, &d, 8);
    w = (bits << 1 | bits >> 63) - FLONUM_BIAS;
    if (likely((w >> 62) == 0 && w != 0)) {
        out->bits = w << 2 | 2;
        return true;
    }
    out->bits = 2;
    return bits == 0;
}
ALWAYS_INLINE double flonum_value(Ref v)
{
    uint64_t w = v.bits >> 2;
    double d;
    if (unlikely(w == 0))
        return 0.0;
    w += FLONUM_BIAS;
    w = w >> 1 | w << 63;
    memcpy(&d, &w, 8);
    return d;
}

#endif
