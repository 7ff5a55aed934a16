/* bytes.h: bytes and bytearray. What both share works on spans (bytes_ops.h). */
#ifndef KRAIT_OBJECT_BYTES_H
#define KRAIT_OBJECT_BYTES_H

#include "object/buffer.h"
#include "object/protocol.h"

typedef struct Bytes {
    Object head;
    ssize len;
    int64_t hash;               /* -1: not computed */
    uint8_t data[];             /* NUL-terminated */
} Bytes;
typedef struct ByteArray {
    Object head;
    ssize len, capacity;
    uint8_t *data, *start;      /* start: malloc'ed block; data may be ahead of it after deletions at the front */
    ssize exports;              /* buffers out: resizing raises BufferError */
} ByteArray;

ALWAYS_INLINE Bytes *as_bytes(Ref v) { return (Bytes *)object_of(v); }
ALWAYS_INLINE ByteArray *as_bytearray(Ref v) { return (ByteArray *)object_of(v); }
Value bytes_new(Thread *t, ssize len);                          /* uninitialised */
Value bytes_from(Thread *t, const void *p, ssize n);
Value bytes_from_object(Thread *t, Ref v);                      /* bytes(v) for bytes-like, iterables of ints */
bool bytes_shrink_take(Thread *t, Value *b, ssize len) MUST_CHECK;   /* cuts a fresh bytes; *b EMPTY on error */
/* Another length for a bytes that nobody else refers to (count 1, not empty); what is added is uninitialised. On error *b stays. */
bool bytes_resize(Thread *t, Value *b, ssize len) MUST_CHECK;
Value bytes_concat(Thread *t, Ref a, Ref b);
Value bytes_repr(Thread *t, Ref v);
/* format % args (PEP 461), as bytes (str_mod.c). It runs Python code: the caller keeps the format in place. */
Value bytes_mod(Thread *t, const uint8_t *format, ssize n, Ref args);
Value bytearray_from(Thread *t, const void *p, ssize n);
bool bytearray_resize(Thread *t, ByteArray *b, ssize len) MUST_CHECK;
Value bytes_iter(Thread *t, Ref v);
Value bytearray_iter(Thread *t, Ref v);
typedef struct ByteIterator { Object head; Value bytes; /* bytes or bytearray; EMPTY when exhausted */ ssize index; } ByteIterator;
extern Type bytes_iterator_type, bytearray_iterator_type;
Value memoryview_from(Thread *t, Ref v);
Value memoryview_from_memory(Thread *t, void *p, ssize n, bool readonly, Ref owner);
/* Of memory that b describes; its format must stay, the other arrays are copied. owner: kept as long as the view, or EMPTY. */
Value memoryview_from_buffer(Thread *t, const Buffer *b, Ref owner);
Value memoryview_contiguous_copy(Thread *t, Ref view, bool fortran);    /* of new bytes, with the same format and shape; view is not released */
const Buffer *memoryview_buffer(Thread *t, Ref view);                   /* lent by the view; NULL: ValueError, it has been released */

#endif
