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
/* Copies between a view and `flat`, memory of b->len bytes, in which the items lie in C or in Fortran order: out of the view, or into it
 * (store). A view without strides is in C order. */
void buffer_copy_order(const Buffer *b, void *flat, bool fortran, bool store);
/* Entry i of dimension `dim` in p. */
ALWAYS_INLINE uint8_t *buffer_step(const Buffer *b, int dim, uint8_t *p, ssize i)
{
    p += i * b->strides[dim];
    return b->suboffsets && b->suboffsets[dim] >= 0 ? *(uint8_t **)(void *)p + b->suboffsets[dim] : p;
}
/* The item at the indices, one for each dimension; strides must be there. */
void *buffer_item(const Buffer *b, const ssize *index);
/* Strides of items in a row. */
void buffer_fill_strides(int ndim, const ssize *shape, ssize *strides, ssize item_size, bool fortran);
#define BUFFER_MAX_DIM 64
/* Is the memory one block with the items in C order (fortran: in Fortran order)? */
bool buffer_is_contiguous(const Buffer *b, bool fortran);

#endif
