/* bytes_ops.h: what bytes and bytearray share. Each function takes either as `self`, and a result that is bytes-like has
 * self's kind (exactly bytes or bytearray, also for subclasses). The methods of both types are declarations over these.
 *
 * The bytes of a bytearray may move whenever Python code runs or the array is changed: functions convert their arguments
 * first and look at the bytes after that. A `Ref sub` is a bytes-like object or an int in range(256).
 */
#ifndef KRAIT_OBJECT_BYTES_OPS_H
#define KRAIT_OBJECT_BYTES_OPS_H

#include "object/bytes.h"

typedef struct ByteSpan {
    const uint8_t *data;
    ssize len;
} ByteSpan;

ALWAYS_INLINE ByteSpan byte_span(Ref self)
{
    return is_bytes(self) ? (ByteSpan){as_bytes(self)->data, as_bytes(self)->len}
                          : (ByteSpan){as_bytearray(self)->data, as_bytearray(self)->len};
}
/* A new object of self's kind. */
Value byte_like(Thread *t, Ref self, const void *p, ssize n);
/* The same, to be filled: *data is its memory. */
Value byte_like_new(Thread *t, Ref self, ssize n, uint8_t **data);
/* A byte from an int: "byte must be in range(0, 256)". */
bool byte_from(Thread *t, Ref v, uint8_t *byte) MUST_CHECK;

/* Slots */
Value byte_getitem(Thread *t, Ref self, Ref key, const char *what);
Test byte_contains(Thread *t, Ref self, Ref item);
Value byte_concat(Thread *t, Ref self, Ref other);
Value byte_repeat(Thread *t, Ref self, ssize count);
Value byte_compare_spans(ByteSpan a, ByteSpan b, CompareOp op);
/* The comparison of a bytes-like type, named `what`, with something else: NotImplemented, under -b with a BytesWarning. */
Value byte_compare_other(Thread *t, const char *what, Ref other, CompareOp op);
/* str() of a bytes-like object: its repr, under -b with a BytesWarning. */
Value byte_str(Thread *t, const char *what, Ref self);
Value byte_repr(Thread *t, ByteSpan s, const char *before, const char *after);

/* Searching; bounds are `clamped` arguments. */
enum ByteSearch { BYTE_FIND, BYTE_RFIND, BYTE_INDEX, BYTE_RINDEX, BYTE_COUNT };
Value byte_search(Thread *t, Ref self, enum ByteSearch what, Ref sub, ssize start, ssize end);
Value byte_affix(Thread *t, Ref self, bool at_end, Ref affix, ssize start, ssize end);
Value byte_remove_affix(Thread *t, Ref self, bool at_end, const Buffer *affix);
Value byte_replace(Thread *t, Ref self, const Buffer *old, const Buffer *new_, ssize max);
Value byte_split(Thread *t, Ref self, Ref separator, ssize max, bool from_right);      /* separator NONE: whitespace */
Value byte_splitlines(Thread *t, Ref self, bool keep_ends);
Value byte_partition(Thread *t, Ref self, Ref separator, bool last);
Value byte_strip(Thread *t, Ref self, Ref chars, bool left, bool right);               /* chars NONE: whitespace */

/* Text-like */
enum ByteCase { BYTE_LOWER, BYTE_UPPER, BYTE_SWAPCASE, BYTE_CAPITALIZE, BYTE_TITLE };
Value byte_map_case(Thread *t, Ref self, enum ByteCase what);
enum ByteTest { BYTE_IS_ALNUM, BYTE_IS_ALPHA, BYTE_IS_ASCII, BYTE_IS_DIGIT, BYTE_IS_LOWER, BYTE_IS_SPACE, BYTE_IS_TITLE, BYTE_IS_UPPER };
Value byte_test(Ref self, enum ByteTest what);
enum BytePad { BYTE_LEFT, BYTE_RIGHT, BYTE_CENTER };
Value byte_justify(Thread *t, Ref self, enum BytePad text_at, ssize width, Ref fill);   /* fill EMPTY: space */
Value byte_zfill(Thread *t, Ref self, ssize width);
Value byte_expandtabs(Thread *t, Ref self, ssize tab_size);
Value byte_translate(Thread *t, Ref self, Ref table, Ref deleted);                      /* deleted EMPTY: none */
Value byte_maketrans(Thread *t, const Buffer *from, const Buffer *to);
Value byte_join(Thread *t, Ref self, Ref iterable);
Value byte_decode(Thread *t, Ref self, Ref encoding, Ref errors);
/* Hexadecimal text of a span; separator EMPTY for none (str or bytes of length 1). */
Value byte_hex(Thread *t, ByteSpan s, Ref separator, int group);
/* The bytes that hexadecimal text stands for. */
Value byte_from_hex(Thread *t, Ref text);
/* bytes(source, encoding, errors) and bytearray(...): fresh bytes (exactly). */
Value byte_construct(Thread *t, Ref source, Ref encoding, Ref errors);

#endif
