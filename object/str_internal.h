/* str_internal.h: what the files of str share and others need not see. */
#ifndef KRAIT_OBJECT_STR_INTERNAL_H
#define KRAIT_OBJECT_STR_INTERNAL_H

#include "base/utf8.h"
#include "object/str.h"

/* --- str_core.c --- */

/* The largest number that a code point of the class of `c` may be: 0x7F, 0xFF, 0xFFFF, 0x10FFFF. */
ALWAYS_INLINE uint32_t char_class(uint32_t c)
{
    return c < 0x80 ? 0x7F : c < 0x100 ? 0xFF : c < 0x10000 ? 0xFFFF : 0x10FFFF;
}
ALWAYS_INLINE StrKind char_kind(uint32_t c) { return c < 0x100 ? STR_1 : c < 0x10000 ? STR_2 : STR_4; }
/* The class that the representation of s tells: an upper bound of its code points. */
ALWAYS_INLINE uint32_t str_class(const Str *s)
{
    return s->ascii ? 0x7F : s->kind == STR_1 ? 0xFF : s->kind == STR_2 ? 0xFFFF : 0x10FFFF;
}
ALWAYS_INLINE uint32_t unit_at(const void *data, StrKind kind, ssize i)
{
    return kind == STR_1 ? ((const uint8_t *)data)[i] : kind == STR_2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
}
ALWAYS_INLINE void unit_put(void *data, StrKind kind, ssize i, uint32_t c)
{
    if (kind == STR_1)
        ((uint8_t *)data)[i] = (uint8_t)c;
    else if (kind == STR_2)
        ((uint16_t *)data)[i] = (uint16_t)c;
    else
        ((uint32_t *)data)[i] = c;
}
/* An upper bound, good to the class, of n units from start. */
uint32_t units_class(const void *data, StrKind kind, ssize n);
/* Copies n units, widening; to_kind >= from_kind, or the caller knows that they fit. */
void units_copy(void *to, StrKind to_kind, const void *from, StrKind from_kind, ssize n);
/* The same, from an index to an index. */
ALWAYS_INLINE void units_copy_at(void *to, StrKind to_kind, ssize to_start, const void *from, StrKind from_kind, ssize start, ssize n)
{
    units_copy((char *)to + to_start * to_kind, to_kind, (const char *)from + start * from_kind, from_kind, n);
}
/* A str of n units of that kind, narrowed as far as they allow. */
Value str_from_units(Thread *t, const void *data, StrKind kind, ssize n);
/* A str of well-formed UTF-8 that has been measured. */
Value str_from_scanned(Thread *t, const char *p, const Utf8Scan *scan);
/* v itself when it is exactly a str, else an exact copy (for subclasses). */
Value str_exact(Thread *t, Ref v);
Value str_repeat(Thread *t, Ref s, ssize count);
size_t str_block_size(const Str *s);            /* of an exact str */
void str_dealloc(Object *o);

/* --- str_build.c --- */
/* A str whose text may turn out to be all there is: builder_take_noted() then gives itself. *sole: EMPTY at first; owned. */
bool builder_str_noted(StrBuilder *b, Ref v, Value *sole);
Value builder_take_noted(StrBuilder *b, Value *sole);
/* Appends n units of that class, to be filled by the caller at once: their place, in units of b->kind; NULL on failure. */
void *builder_extend(StrBuilder *b, ssize n, uint32_t max_char);

/* --- str_search.c --- */
ssize str_find_last(const Str *s, const Str *sub, ssize start, ssize end);

/* --- str_text.c --- */
Value str_repr(Thread *t, Ref v);

/* --- str_intern.c --- */
void intern_forget(Str *s);                                             /* when an interned str dies */

/* --- str_iterator.c --- */
Value str_iter(Thread *t, Ref s);


#endif
