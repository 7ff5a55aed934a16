/* int_internal.h: what the files of int share: construction from limbs, scratch limbs, parsing. */
#ifndef KRAIT_OBJECT_INT_INTERNAL_H
#define KRAIT_OBJECT_INT_INTERNAL_H

#include "object/int.h"

/* A new exact int with `n` uninitialised limbs; its size is n until int_finish_take. */
Int *int_alloc(Thread *t, ssize n) MUST_CHECK;
/* Makes the fresh `r` from int_alloc (consumed) a proper int: leading zero limbs go, what fits becomes a fixnum. */
Value int_finish_take(Thread *t, Int *r, bool negative);
/* The same for one limb more, a 1. */
Value int_carry_take(Thread *t, Int *r, bool negative);

/* Scratch limbs: on the C stack when few. `LIMBS s; if (!limbs_init(t, &s, n)) return EMPTY;` */
#define LIMBS_LOCAL 24
typedef struct Limbs { mp_limb_t *p; mp_limb_t local[LIMBS_LOCAL]; } Limbs;
static inline void limbs_free(Limbs *l)
{
    if (l->p && l->p != l->local)
        mem_free(l->p);
}
MUST_CHECK static inline bool limbs_init(Thread *t, Limbs *l, ssize n)
{
    l->p = n <= LIMBS_LOCAL ? l->local : mem_alloc_array(t, n, sizeof(mp_limb_t));
    return l->p != NULL;
}
#define LIMBS(name) __attribute__((cleanup(limbs_free))) Limbs name = {.p = NULL}

ALWAYS_INLINE ssize limbs_strip(const mp_limb_t *p, ssize n)
{
    while (n > 0 && p[n - 1] == 0)
        n--;
    return n;
}
ALWAYS_INLINE int bit_width(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }

/* m * 2^exponent, plus something less than one unit of m when `sticky`, rounded half to even (subnormals too). False: too large. */
bool double_from_scaled(uint64_t m, bool sticky, ssize exponent, double *out) MUST_CHECK;

/* The int for numbers (int, __int__, __index__, __trunc__); MISSING when v is no number. Runs Python code. */
Lookup int_find(Thread *t, Ref v, Value *out);
/* int(v) without a base: numbers and text. int(v, base): text only. */
Value int_from_object(Thread *t, Ref v);
Value int_from_text_object(Thread *t, Ref v, int base);
/* Parses; MISSING when the text is no literal of that base. */
Lookup int_parse(Thread *t, const char *s, ssize n, int base, Value *out);

#endif
