/* buffer_vector.c: see buffer_vector.h. */
#include "vm/buffer_vector.h"

#include "object/error.h"
#include "object/protocol.h"
#include "object/tuple.h"

void vector_release(BufferVector *v)
{
    for (int i = 0; i < v->count; i++)
        buffer_release(&v->buffer[i]);
    mem_free(v->part);
    mem_free(v->buffer);
    *v = (BufferVector){0};
}

bool vector_fill(Thread *t, BufferVector *v, Ref iterable, bool writable)
{
    OWN Value items = to_tuple(t, iterable);
    if (is_empty(items))
        return false;
    ssize n = as_tuple(items)->len;
    if (n > INT_MAX)
        return raise_overflow(t, "too many buffers"), false;
    v->part = mem_alloc_array(t, n, sizeof *v->part);
    v->buffer = v->part ? mem_alloc_array(t, n, sizeof *v->buffer) : NULL;
    for (ssize i = 0; v->buffer && i < n; i++) {
        if (!buffer_get(t, as_tuple(items)->item[i], &v->buffer[i], writable ? BUFFER_WRITABLE : BUFFER_SIMPLE))
            return false;
        v->part[i] = (struct iovec){v->buffer[i].data, (size_t)v->buffer[i].len};
        v->count++;
    }
    return v->buffer != NULL;
}
