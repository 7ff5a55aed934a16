/* compression.h: what zlib, _bz2 and _lzma have in common: output that grows, input kept for later, one thread at a time.
 *
 * The libraries take a piece of input and a piece of output at a time and are run without the GIL; so each object has a
 * lock, held while its stream is worked on. */
#ifndef KRAIT_MODULES_COMPRESSION_H
#define KRAIT_MODULES_COMPRESSION_H

#include <pthread.h>

#include "object/bytes.h"
#include "vm/gil.h"

/* ---- the lock of an object ---- */

static inline void stream_lock(Thread *t, pthread_mutex_t *m)
{
    if (pthread_mutex_trylock(m) == 0)
        return;
    BLOCKING_BEGIN(t)
    pthread_mutex_lock(m);
    BLOCKING_END(t)
}
static inline void stream_unlock(pthread_mutex_t **m) { pthread_mutex_unlock(*m); }
/* Locks until the end of the scope. */
#define STREAM_LOCKED(t, m) \
    __attribute__((cleanup(stream_unlock))) pthread_mutex_t *locked_ UNUSED = ((void)stream_lock(t, m), (m))

/* ---- output ---- */

typedef struct Output {
    Value bytes;                /* its first `used` bytes are written */
    ssize used, limit;          /* limit: at most so many bytes; -1: any number */
} Output;

static inline bool output_start(Thread *t, Output *o, ssize first, ssize limit)
{
    if (limit >= 0 && limit < first)
        first = limit;
    *o = (Output){.bytes = bytes_new(t, MAX(first, (ssize)1)), .limit = limit};
    return !is_empty(o->bytes);
}
static inline void output_drop(Output *o) { release(take(&o->bytes)); }
static inline bool output_is_full(const Output *o) { return o->limit >= 0 && o->used >= o->limit; }
/* Room for more, at most `most` bytes: 0 when the limit is reached. False with MemoryError. */
static inline bool output_room(Thread *t, Output *o, size_t most, uint8_t **p, size_t *n)
{
    ssize size = as_bytes(o->bytes)->len;
    if (o->used == size && !output_is_full(o)) {
        if (size > SSIZE_MAX_ / 2) {
            raise_memory(t);
            return false;
        }
        size = MAX(2 * size, (ssize)1024);
        if (o->limit >= 0)
            size = MIN(size, o->limit);
        if (!bytes_resize(t, &o->bytes, size))
            return false;
    }
    if (o->limit >= 0)
        size = MIN(size, o->limit);
    *p = as_bytes(o->bytes)->data + o->used;
    *n = MIN((size_t)(size - o->used), most);
    return true;
}
static inline Value output_take(Thread *t, Output *o)
{
    return bytes_shrink_take(t, &o->bytes, o->used) ? take(&o->bytes) : EMPTY;
}
#define OUTPUT __attribute__((cleanup(output_drop))) Output

/* ---- input not used yet (decompressors with max_length) ---- */

typedef struct Pending {
    uint8_t *data;              /* mem_alloc'ed */
    size_t start, end, room;    /* data[start..end) waits */
} Pending;

static inline void pending_free(Pending *p) { mem_free(p->data); }

/* What is to be read: `data` alone, or what waits with `data` added to it. *p is valid until the next call. */
static inline bool pending_add(Thread *t, Pending *w, const uint8_t *data, size_t n, const uint8_t **p, size_t *len)
{
    size_t old = w->end - w->start;
    if (old == 0) {
        *p = data;
        *len = n;
        return true;
    }
    if (w->room - w->end < n) {
        memmove(w->data, w->data + w->start, old);
        w->start = 0;
        w->end = old;
        if (w->room < old + n) {
            uint8_t *more = mem_realloc(t, w->data, old + n);
            if (!more)
                return false;
            w->data = more;
            w->room = old + n;
        }
    }
    if (n)
        memcpy(w->data + w->end, data, n);
    w->end += n;
    *p = w->data + w->start;
    *len = old + n;
    return true;
}

/* Keeps rest[0..n), which is the end of what pending_add() gave, for the next time. */
static inline bool pending_keep(Thread *t, Pending *w, const uint8_t *rest, size_t n)
{
    if (w->data && rest >= w->data && rest <= w->data + w->room && w->end > w->start) {
        w->start = (size_t)(rest - w->data);
        w->end = w->start + n;
        return true;
    }
    if (n > w->room) {
        uint8_t *more = mem_realloc(t, w->data, n);
        if (!more)
            return false;
        w->data = more;
        w->room = n;
    }
    if (n)
        memcpy(w->data, rest, n);
    w->start = 0;
    w->end = n;
    return true;
}

#endif
