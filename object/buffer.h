/* buffer.h: the buffer protocol (PEP 3118) between C types. */
#ifndef KRAIT_OBJECT_BUFFER_H
#define KRAIT_OBJECT_BUFFER_H

#include "object/type.h"

/* What an exporter fills. Same fields and order as Py_buffer (80 bytes). shape/strides NULL: one dimension of bytes. */
struct Buffer {
    void *data;
    Value object;               /* the exporter, owned by the buffer */
    ssize len;                  /* bytes */
    ssize item_size;
    int readonly;
    int ndim;
    const char *format;         /* struct syntax; NULL means "B" */
    ssize *shape, *strides, *suboffsets;
    void *internal;             /* the exporter's */
};
enum BufferFlag { BUFFER_SIMPLE = 0, BUFFER_WRITABLE = 1, BUFFER_FORMAT = 4, BUFFER_ND = 8, BUFFER_STRIDES = 0x10 | 8,
                  BUFFER_C_CONTIGUOUS = 0x20 | 0x18, BUFFER_F_CONTIGUOUS = 0x40 | 0x18, BUFFER_ANY_CONTIGUOUS = 0x80 | 0x18,
                  BUFFER_INDIRECT = 0x100 | 0x18, BUFFER_FULL_RO = 0x100 | 0x18 | 4 };

/* Asks v for a view; TypeError "a bytes-like object is required, not 'T'", BufferError. Release exactly once. */
bool buffer_get(Thread *t, Ref v, Buffer *b, int flags) MUST_CHECK;
void buffer_release(Buffer *b);
/* For exporters of plain memory: fills all fields (one dimension of bytes) and retains v. */
bool buffer_fill(Thread *t, Buffer *b, Ref v, void *data, ssize len, bool readonly, int flags) MUST_CHECK;
bool has_buffer(Ref v);
/* The bytes of a view of any layout, items in C order; out has room for b->len. */
void buffer_copy(const Buffer *b, void *out);
/* Is the memory one block with the items in C order (fortran: in Fortran order)? */
bool buffer_is_contiguous(const Buffer *b, bool fortran);

#endif
