/* buffer_vector.h: several buffers at once, as readv, writev, sendmsg and their like take them. */
#ifndef KRAIT_VM_BUFFER_VECTOR_H
#define KRAIT_VM_BUFFER_VECTOR_H

#include <sys/uio.h>

#include "object/buffer.h"

typedef struct BufferVector { struct iovec *part; Buffer *buffer; int count; } BufferVector;
/* The bytes-like objects of an iterable; `v` must be zeroed before and released after, also on failure. */
bool vector_fill(Thread *t, BufferVector *v, Ref iterable, bool writable) MUST_CHECK;
void vector_release(BufferVector *v);
/* BUFFERS v = {0}; is released at the end of the scope. */
#define BUFFERS __attribute__((cleanup(vector_release))) BufferVector

#endif
