/* compression.h: what zlib, _bz2 and _lzma have in common: output that grows, input kept for later, one thread at a time.
 *
 * The libraries take a piece of input and a piece of output at a time and are run without the GIL; so each object has a
 * lock, held while its stream is worked on. The objects of _bz2 and _lzma differ only in the library's stream: the rest is
 * a struct Coder. */
#ifndef KRAIT_MODULES_COMPRESSION_H
#define KRAIT_MODULES_COMPRESSION_H

#include "object/buffer.h"
#include "object/bytes.h"
#include "object/exception.h"
#include "vm/gil.h"
#include "vm/object_lock.h"

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

/* ---- compressors and decompressors ---- */

#define FIRST_OUTPUT 8192

typedef struct Coder {
    bool ended;                 /* compressor: flushed; decompressor: the end of the stream was read */
    bool needs_input;           /* decompressor */
    Value unused;               /* decompressor: bytes: what came after the end */
    Pending pending;            /* decompressor: input that max_length left */
    ObjectLock lock;
} Coder;

static inline bool coder_init(Thread *t, Coder *c)
{
    c->needs_input = true;
    c->unused = bytes_new(t, 0);
    return !is_empty(c->unused);
}
static inline void coder_destroy(Coder *c)
{
    release(c->unused);
    pending_free(&c->pending);
}

/* A step of compression: takes from *data, adds to o. Sets *more: whether there is something left to be done. */
typedef bool Compress(Thread *t, Object *object, bool finish, const uint8_t **data, size_t *n, Output *o, bool *more);

static inline Value coder_run(Thread *t, Object *object, bool finish, const uint8_t *data, size_t n, Compress *compress)
{
    OUTPUT o = {0};
    bool more;
    if (!output_start(t, &o, FIRST_OUTPUT, -1))
        return EMPTY;
    do {
        if (!compress(t, object, finish, &data, &n, &o, &more))
            return EMPTY;
    } while (more);
    return output_take(t, &o);
}
/* The method compress(). */
static inline Value coder_compress(Thread *t, Coder *c, Object *object, const Buffer *input, Compress *compress)
{
    OBJECT_LOCKED(t, &c->lock);
    if (c->ended)
        return raise_value(t, "Compressor has been flushed");
    return coder_run(t, object, false, input->data, (size_t)input->len, compress);
}
/* The method flush(). */
static inline Value coder_flush(Thread *t, Coder *c, Object *object, Compress *compress)
{
    OBJECT_LOCKED(t, &c->lock);
    if (c->ended)
        return raise_value(t, "Repeated call to flush()");
    c->ended = true;
    return coder_run(t, object, true, NULL, 0, compress);
}

/* A step of decompression: takes from *data, adds to o. Sets *ended: whether the end of the stream was read; *starved:
 * whether there is nothing more to be had without more input. */
typedef bool Decompress(Thread *t, Object *object, const uint8_t **data, size_t *n, Output *o, bool *ended, bool *starved);

/* The method decompress(). at_end: what EOFError says when the end of the stream has been read already. */
static inline Value coder_decompress(Thread *t, Coder *c, Object *object, const Buffer *input, ssize max_length,
                                     Decompress *decompress, const char *at_end)
{
    OUTPUT o = {0};
    const uint8_t *data;
    size_t n;
    bool starved;
    OBJECT_LOCKED(t, &c->lock);
    if (c->ended)
        return raise_format(t, &exc_EOFError, "%s", at_end);
    if (!pending_add(t, &c->pending, input->data, (size_t)input->len, &data, &n)
        || !output_start(t, &o, FIRST_OUTPUT, MAX(max_length, (ssize)-1)))
        return EMPTY;
    do {
        if (!decompress(t, object, &data, &n, &o, &c->ended, &starved)) {
            c->pending.start = c->pending.end = 0;
            return EMPTY;
        }
    } while (!c->ended && !output_is_full(&o) && !starved);
    c->needs_input = !c->ended && n == 0 && !output_is_full(&o);
    if (c->ended && n) {
        Value rest = bytes_from(t, data, (ssize)n);
        if (is_empty(rest))
            return EMPTY;
        replace_take(&c->unused, rest);
        n = 0;
    }
    return pending_keep(t, &c->pending, data, n) ? output_take(t, &o) : EMPTY;
}

#endif
