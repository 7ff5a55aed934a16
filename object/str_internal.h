/* str_internal.h: what the files of str share and others need not see. */
#ifndef KRAIT_OBJECT_STR_INTERNAL_H
#define KRAIT_OBJECT_STR_INTERNAL_H

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
/* v itself when it is exactly a str, else an exact copy (for subclasses). */
Value str_exact(Thread *t, Ref v);
Value str_repeat(Thread *t, Ref s, ssize count);

/* --- str_search.c: the methods' work; bounds already adjusted --- */
ssize str_find_last(const Str *s, const Str *sub, ssize start, ssize end);
ssize str_count(const Str *s, const Str *sub, ssize start, ssize end);
bool str_tail_match(const Str *s, const Str *affix, ssize start, ssize end, bool at_end);
Value str_replace(Thread *t, Ref s, Ref old, Ref new_, ssize max);
Value str_split(Thread *t, Ref s, Ref separator, ssize max);            /* separator EMPTY: whitespace */
Value str_rsplit(Thread *t, Ref s, Ref separator, ssize max);
Value str_splitlines(Thread *t, Ref s, bool keep_ends);
Value str_partition(Thread *t, Ref s, Ref separator, bool last);
enum StripSide { STRIP_LEFT = 1, STRIP_RIGHT = 2, STRIP_BOTH = 3 };
Value str_strip(Thread *t, Ref s, Ref chars, enum StripSide side);      /* chars EMPTY: whitespace */

/* --- str_case.c --- */
Value str_lower(Thread *t, Ref s);
Value str_upper(Thread *t, Ref s);
Value str_casefold(Thread *t, Ref s);
Value str_title(Thread *t, Ref s);
Value str_capitalize(Thread *t, Ref s);
Value str_swapcase(Thread *t, Ref s);
bool str_is_upper(const Str *s), str_is_lower(const Str *s), str_is_title(const Str *s);
enum CharProperty { CHAR_ALPHA, CHAR_DECIMAL, CHAR_DIGIT, CHAR_NUMERIC, CHAR_ALNUM, CHAR_SPACE, CHAR_PRINTABLE };
bool str_all(const Str *s, enum CharProperty property);         /* false for "", but for CHAR_PRINTABLE */
bool char_is_space(uint32_t c), char_is_line_break(uint32_t c);

/* --- str_translate.c --- */
Value str_translate(Thread *t, Ref s, Ref table);
Value str_make_table(Thread *t, Ref x, Ref y, Ref z);                   /* y, z EMPTY when absent */

/* --- str_text.c, str_format.c --- */
Value str_repr(Thread *t, Ref v);
Value str_ascii_of(Thread *t, Ref s);                                   /* escapes what is not ASCII in a str (a repr) */
Value str_do_format(Thread *t, Ref format, const Value *args, ssize nargs, Ref kwargs, Ref mapping);
Value str_format_fields(Thread *t, Ref s);                              /* _string.formatter_parser */
Value str_format_field_name(Thread *t, Ref s);                          /* _string.formatter_field_name_split */

/* --- str_intern.c --- */
void intern_forget(Str *s);                                             /* when an interned str dies */

/* --- str_iterator.c --- */
Value str_iter(Thread *t, Ref s);

#endif
