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

/* Copies the items of dimension `dim` and below from p; returns the end of what was written. */
static uint8_t *copy_dimension(const Buffer *b, int dim, const uint8_t *p, uint8_t *out)
{
    if (dim == b->ndim) {
        memcpy(out, p, (size_t)b->item_size);
        return out + b->item_size;
    }
    for (ssize i = 0; i < b->shape[dim]; i++) {
        const uint8_t *item = p + i * b->strides[dim];
        if (b->suboffsets && b->suboffsets[dim] >= 0)
            item = *(const uint8_t *const *)item + b->suboffsets[dim];
        out = copy_dimension(b, dim + 1, item, out);
    }
    return out;
}

void buffer_copy(const Buffer *b, void *out)
{
    if (b->len == 0)
        return;
    if (!b->strides || buffer_is_contiguous(b, false))
        memcpy(out, b->data, (size_t)b->len);
    else
        copy_dimension(b, 0, b->data, out);
}
