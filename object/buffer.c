/* buffer.c: asking objects for views of their memory (PEP 3118). */
#include "object/buffer.h"

#include "object/bytes.h"
#include "object/error.h"
#include "object/object.h"

bool has_buffer(Ref v)
{
    return is_ptr(v) && type_of(v)->get_buffer != NULL;
}

bool buffer_get(Thread *t, Ref v, Buffer *b, int flags)
{
    if (likely(is_exact(v, &bytes_type) && flags == BUFFER_SIMPLE)) {       /* what most are */
        *b = (Buffer){.data = as_bytes(v)->data, .object = retain(v), .len = as_bytes(v)->len, .item_size = 1, .readonly = true, .ndim = 1};
        return true;
    }
    b->object = EMPTY;
    if (!has_buffer(v))
        return raise_type(t, "a bytes-like object is required, not '%T'", v), false;
    if (type_of(v)->get_buffer(t, v, b, flags))
        return true;
    b->object = EMPTY;
    if ((flags & BUFFER_WRITABLE) && raised_matches(t, &exc_BufferError)) {
        raised_clear(t);
        raise_type(t, "a read-write bytes-like object is required, not '%T'", v);
    }
    return false;
}

void buffer_release(Buffer *b)
{
    Value object = take(&b->object);
    if (is_empty(object))
        return;
    if (type_of(object)->release_buffer)
        type_of(object)->release_buffer(object, b);
    release(object);
}

bool buffer_fill(Thread *t, Buffer *b, Ref v, void *data, ssize len, bool readonly, int flags)
{
    if ((flags & BUFFER_WRITABLE) && readonly)
        return raise_format(t, &exc_BufferError, "Object is not writable."), false;
    *b = (Buffer){.data = data, .object = retain(v), .len = len, .item_size = 1, .readonly = readonly, .ndim = 1};
    if (flags & BUFFER_FORMAT)
        b->format = "B";
    if ((flags & BUFFER_ND) == BUFFER_ND)
        b->shape = &b->len;
    if ((flags & BUFFER_STRIDES) == BUFFER_STRIDES)
        b->strides = &b->item_size;
    return true;
}

bool buffer_is_contiguous(const Buffer *b, bool fortran)
{
    ssize expected = b->item_size;
    if (b->suboffsets)
        return false;
    if (!b->strides || b->len == 0)
        return !fortran || b->ndim <= 1 || b->len == 0;
    for (int i = 0; i < b->ndim; i++) {
        int dim = fortran ? i : b->ndim - 1 - i;
        if (b->shape[dim] > 1 && b->strides[dim] != expected)
            return false;
        expected *= b->shape[dim];
    }
    return true;
}

void buffer_fill_strides(int ndim, const ssize *shape, ssize *strides, ssize item_size, bool fortran)
{
    for (int i = 0; i < ndim; i++) {
        int dim = fortran ? i : ndim - 1 - i;
        strides[dim] = item_size;
        item_size *= shape[dim];
    }
}

void *buffer_item(const Buffer *b, const ssize *index)
{
    uint8_t *p = b->data;
    for (int dim = 0; dim < b->ndim; dim++)
        p = buffer_step(b, dim, p, index[dim]);
    return p;
}

ALWAYS_INLINE uint8_t *copy_item(const Buffer *b, uint8_t *p, uint8_t *flat, bool store)
{
    memcpy(store ? p : flat, store ? flat : p, (size_t)b->item_size);
    return flat + b->item_size;
}

/* Copies the items of dimension `dim` and below at p, in C order; returns the end of them in `flat`. */
static uint8_t *copy_dimension(const Buffer *b, int dim, uint8_t *p, uint8_t *flat, bool store)
{
    if (dim == b->ndim)
        return copy_item(b, p, flat, store);
    for (ssize i = 0; i < b->shape[dim]; i++)
        flat = copy_dimension(b, dim + 1, buffer_step(b, dim, p, i), flat, store);
    return flat;
}

/* The same in Fortran order: the first index runs fastest. */
static void copy_fortran(const Buffer *b, uint8_t *flat, bool store)
{
    ssize index[BUFFER_MAX_DIM] = {0};
    for (int dim = 0; dim < b->ndim;) {
        flat = copy_item(b, buffer_item(b, index), flat, store);
        for (dim = 0; dim < b->ndim && ++index[dim] == b->shape[dim]; dim++)
            index[dim] = 0;
    }
}

void buffer_copy_order(const Buffer *b, void *flat, bool fortran, bool store)
{
    ssize strides[BUFFER_MAX_DIM];
    Buffer whole = *b;
    if (b->len == 0)
        return;
    if (buffer_is_contiguous(b, fortran)) {
        memcpy(store ? b->data : flat, store ? flat : b->data, (size_t)b->len);
        return;
    }
    if (!whole.strides) {
        buffer_fill_strides(b->ndim, b->shape, strides, b->item_size, false);
        whole.strides = strides;
    }
    if (fortran)
        copy_fortran(&whole, flat, store);
    else
        copy_dimension(&whole, 0, b->data, flat, store);
}

void buffer_copy(const Buffer *b, void *out) { buffer_copy_order(b, out, false, false); }
