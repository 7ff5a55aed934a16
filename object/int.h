/* int.h: int. Values that fit 63 bits are fixnums; others, bools and instances of subclasses are struct Int with GMP limbs. */
#ifndef KRAIT_OBJECT_INT_H
#define KRAIT_OBJECT_INT_H

#include <gmp.h>
#include "object/protocol.h"

typedef struct Int {
    Object head;
    ssize size;                 /* number of limbs, negative for negative values, 0 for zero; no leading zero limb */
    mp_limb_t limb[];
} Int;

ALWAYS_INLINE Value int_from_fixnum(int64_t i) { return fixnum(i); }   /* i must fit */
Value int_from_int64(Thread *t, int64_t i);
Value int_from_uint64(Thread *t, uint64_t i);
ALWAYS_INLINE Value int_from_ssize(Thread *t, ssize i) { return likely(fits_fixnum(i)) ? fixnum(i) : int_from_int64(t, i); }
Value int_from_double(Thread *t, double d);                     /* truncates; OverflowError/ValueError for inf, nan */
Value int_from_limbs(Thread *t, const mp_limb_t *limb, ssize n, bool negative);  /* normalises to fixnum when it fits */
/* Parses digits of a base (0: by prefix) with underscores and surrounding whitespace: ValueError "invalid literal for int() with base 10: '..'". */
Value int_from_text(Thread *t, const char *ascii, ssize n, int base);
Value int_from_bytes(Thread *t, const uint8_t *p, ssize n, bool little_endian, bool is_signed);
/* The int's value by its own type only (v is an int): false if it does not fit (no exception). */
bool int_as_int64(Ref v, int64_t *out);
bool int_as_uint64(Ref v, uint64_t *out);
bool int_as_double(Thread *t, Ref v, double *out) MUST_CHECK;   /* correctly rounded; OverflowError */
int int_sign(Ref v);
int int_compare(Ref a, Ref b);                                  /* -1, 0, 1; both ints */
ssize int_bit_length(Ref v);
bool int_to_bytes(Thread *t, Ref v, uint8_t *out, ssize n, bool little_endian, bool is_signed) MUST_CHECK;
Value int_to_str(Thread *t, Ref v, int base, bool prefix);
#define FIXNUM_TEXT_MAX 72
ssize fixnum_text(int64_t i, int base, char *text);             /* writes it without prefix and end; its length */
#define DECIMAL_MAX 20                                          /* characters of an int64_t in decimal, at most */
int decimal_width(int64_t i);                                   /* characters of it in decimal */
char *decimal_before(int64_t i, char *end);                     /* writes it so that it ends before `end`; where it starts */
int64_t int_hash(Ref v);
/* Limbs of any int: *limb points into v or at the one-limb buffer `small`. Returns the limb count. */
ALWAYS_INLINE ssize int_limbs(Ref v, const mp_limb_t **limb, mp_limb_t *small, bool *negative)
{
    if (is_fixnum(v)) {
        int64_t i = fixnum_value(v);
        *small = i < 0 ? -(uint64_t)i : (uint64_t)i;
        *limb = small;
        *negative = i < 0;
        return i != 0;
    }
    Int *r = (Int *)object_of(v);
    *limb = r->limb;
    *negative = r->size < 0;
    return r->size < 0 ? -r->size : r->size;
}
/* The int for an argument that 3.2 takes as a C integer: by __index__, else by __int__, but of no float. */
Value int_argument(Thread *t, Ref v);
bool int_argument_c(Thread *t, Ref v, int *out) MUST_CHECK;
Value int_exact(Thread *t, Ref v);                              /* the plain int equal to an int of a subclass; owned */

/* Arithmetic on any two ints (fixnum or not); results normalised. */
Value int_add(Thread *t, Ref a, Ref b);
Value int_sub(Thread *t, Ref a, Ref b);
Value int_mul(Thread *t, Ref a, Ref b);
Value int_floordiv(Thread *t, Ref a, Ref b);
Value int_mod(Thread *t, Ref a, Ref b);
bool int_divmod(Thread *t, Ref a, Ref b, Value *quotient, Value *remainder) MUST_CHECK;
Value int_truediv(Thread *t, Ref a, Ref b);
Value int_pow(Thread *t, Ref a, Ref b, Ref modulus);            /* modulus NONE: none; negative exponent gives a float */
Value int_lshift(Thread *t, Ref a, Ref b);
Value int_rshift(Thread *t, Ref a, Ref b);
Value int_and(Thread *t, Ref a, Ref b);
Value int_or(Thread *t, Ref a, Ref b);
Value int_xor(Thread *t, Ref a, Ref b);
Value int_negative(Thread *t, Ref a);
Value int_invert(Thread *t, Ref a);

/* GMP ends the process when it gets no memory: this asks first whether there is working memory for an operation on numbers
 * of so many limbs together. MemoryError. */
bool gmp_probe(Thread *t, ssize limbs) MUST_CHECK;
MUST_CHECK ALWAYS_INLINE bool gmp_room(Thread *t, ssize limbs) { return likely(limbs < 8192) || gmp_probe(t, limbs); }

#endif
