/* str.h: str. PEP 393 representation: 1, 2 or 4 bytes a code point, the narrowest that holds the widest one. */
#ifndef KRAIT_OBJECT_STR_H
#define KRAIT_OBJECT_STR_H

#include <stdarg.h>

#include "object/protocol.h"

typedef enum { STR_1 = 1, STR_2 = 2, STR_4 = 4 } StrKind;

struct Str {
    Object head;
    ssize len;                  /* code points */
    int64_t hash;               /* -1: not computed yet */
    uint8_t kind;               /* StrKind: bytes per code point */
    bool ascii;                 /* all < 128 (kind is STR_1); then the data is its own UTF-8 */
    bool interned;
    uint8_t room;               /* 0: the block is exact; else the code of its size (str_core.c): room to append in place */
    uint32_t utf8_len;          /* of utf8 below; UINT32_MAX: it is longer or has lone surrogates in it (only fit for messages) */
    char *utf8_or_data[];       /* not ascii: [0] is the cached UTF-8 (malloc'ed) or NULL, data follows. ascii: data starts here */
};
/* The code points are NUL-terminated. An interned str (all names) may be compared by identity with other interned ones. */

ALWAYS_INLINE Str *as_str(Ref v) { return (Str *)object_of(v); }
ALWAYS_INLINE void *str_data(const Str *s) { return (char *)s->utf8_or_data + (s->ascii ? 0 : sizeof(char *)); }
ALWAYS_INLINE uint32_t str_at(const Str *s, ssize i)
{
    const void *data = str_data(s);
    return s->kind == STR_1 ? ((const uint8_t *)data)[i] : s->kind == STR_2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
}

/* Bytes that follow the fixed part: type->size + str_tail_size(s) is the size of an exact block (attributes of instances of
 * subclasses come after them). */
ALWAYS_INLINE size_t str_tail_size(const Str *s)
{
    return (size_t)(s->len + 1) * s->kind + (s->ascii ? 0 : sizeof(char *));
}
/* The interpreter steps it inline. */
typedef struct StrIterator { Object head; Value str; /* EMPTY when exhausted */ ssize index; } StrIterator;
extern Type str_iterator_type;

/* Construction. */
Value str_new(Thread *t, ssize len, uint32_t max_char);         /* uninitialised data; fill before anyone sees it */
Value str_from_ascii(Thread *t, const char *s, ssize n);        /* caller knows it is ASCII */
Value str_from_latin1(Thread *t, const uint8_t *s, ssize n);
Value str_from_utf8(Thread *t, const char *s, ssize n);         /* strict: UnicodeDecodeError */
Value str_from_utf8_lossless(Thread *t, const char *s, ssize n);/* surrogateescape: file names, command line */
Value str_from_text(Thread *t, const char *s);                  /* NUL-terminated UTF-8 */
Value str_from_points(Thread *t, const uint32_t *s, ssize n);   /* narrows */
Value str_from_char(Thread *t, uint32_t c);
Value str_format(Thread *t, const char *format, ...);           /* directives of error.h */
Value str_vformat(Thread *t, const char *format, va_list ap);
Value str_empty(Thread *t);

/* Interning: the canonical str; intern_take consumes. Result is mortal-counted like any str. */
Value intern_take(Thread *t, Value s);
Value intern_text(Thread *t, const char *s);
Value intern_utf8(Thread *t, const char *s, ssize n);
void intern_table_free(Interp *interp);                         /* at the interpreter's end */

/* UTF-8 of s, cached in it, NUL-terminated; NULL with UnicodeEncodeError for lone surrogates. n may be NULL. */
const char *str_utf8(Thread *t, Ref s, ssize *n);
/* For messages: never fails (escapes what it must), valid while s lives and is not used again concurrently. */
const char *str_text(Thread *t, Ref s);

int64_t str_hash(Str *s);                                       /* computes and caches */
bool str_equal(const Str *a, const Str *b);
int str_compare(const Str *a, const Str *b);
bool str_is(Ref s, const char *ascii);                          /* s == ascii, s a str */
Value str_concat(Thread *t, Ref a, Ref b);
/* Appends to *s, in place when the reference is the only one. Consumes *s; *s EMPTY on error. Makes `s += x` loops linear. */
bool str_append(Thread *t, Value *s, Ref tail) MUST_CHECK;
Value str_slice(Thread *t, Ref s, ssize start, ssize end);      /* 0 <= start <= end <= len */
ssize str_find(const Str *s, const Str *sub, ssize start, ssize end);       /* -1: absent */
ssize str_find_char(const Str *s, uint32_t c, ssize start, ssize end);
Value str_join(Thread *t, Ref separator, Ref iterable);
Value str_join_array(Thread *t, Ref separator, const Value *items, ssize n);
/* layout[0] + pieces[0] + layout[1] + ... + layout[n]: a tuple of exact strs and n pieces, each a str or a fixnum (put in in
 * decimal), taken unless it fails. What an f-string does. */
Value str_fill_layout_take(Thread *t, const Tuple *layout, Value *pieces);
Value str_mod(Thread *t, Ref format, Ref args);                 /* format % args */
/* Characters by table[ord(c)]: kept on LookupError; for None, what the error handler puts ("ignore": nothing). */
Value str_translate(Thread *t, Ref s, Ref table, const char *errors);
bool str_is_identifier(const Str *s);
/* For string.Formatter: an iterator over (literal, field name, spec, conversion); a field name as (first, rest iterator). */
Value str_format_fields(Thread *t, Ref s);
Value str_format_field_name(Thread *t, Ref s);

/* Encoding and decoding (codec.c). encoding, errors: NULL means utf-8, strict. */
Value str_encode(Thread *t, Ref s, const char *encoding, const char *errors);
Value str_decode(Thread *t, const uint8_t *p, ssize n, const char *encoding, const char *errors);
Value str_encode_fs(Thread *t, Ref s);                          /* utf-8/surrogateescape; bytes; ValueError on embedded NUL is the caller's */

/* StrBuilder: builds a str piece by piece, widening as needed. Lies where it was initialised: it points at its own room. */
typedef struct StrBuilder {
    Thread *t;
    void *data; ssize len, capacity; uint32_t max_char; uint8_t kind; bool failed;
    uint64_t small[16];         /* where data is at first */
} StrBuilder;
void builder_init(StrBuilder *b, Thread *t);
bool builder_char(StrBuilder *b, uint32_t c);
bool builder_str(StrBuilder *b, Ref s);
bool builder_slice(StrBuilder *b, Ref s, ssize start, ssize end);
bool builder_ascii(StrBuilder *b, const char *s, ssize n);
bool builder_text(StrBuilder *b, const char *ascii);
bool builder_repr(StrBuilder *b, Ref v);                        /* runs Python code */
bool builder_fill(StrBuilder *b, uint32_t c, ssize n);
Value builder_take(StrBuilder *b);                              /* the str, or EMPTY if anything failed; frees */
void builder_free(StrBuilder *b);

/* The format mini-language (format.c), shared by str, int, float, complex, Decimal. */
Value str_format_spec(Thread *t, Ref s, Ref spec);
Value int_format_spec(Thread *t, Ref i, Ref spec);
Value float_format_spec(Thread *t, Ref f, Ref spec);
Value complex_format_spec(Thread *t, Ref c, Ref spec);

#endif
