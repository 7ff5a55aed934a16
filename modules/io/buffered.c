/* buffered.c: BufferedReader, BufferedWriter and BufferedRandom: a buffer in front of a raw file. Manual: io, "Buffered
 * Streams".
 *
 * One window, buffer[pos, end), serves both directions. While `dirty` is false it holds bytes read ahead: the file's logical
 * position is raw's minus the window's length. While it is true it holds bytes still to be written: raw's position plus
 * the length. To turn from reading to writing, raw is moved back over what was read ahead; from writing to reading, the
 * window is flushed.
 *
 * Raw files run without the GIL, and may be written in Python: `lock` is for the thread at work in the object, others wait (a
 * second entry by its owner is an error). It changes only under the GIL, so what finds it free and calls nothing
 * needs no lock. Views of the buffer that a raw file in Python is given keep the store alive, whatever becomes of us.
 */
#include "modules/io/io.h"

#include <errno.h>
#include <time.h>
#include <unistd.h>

#include "object/int.h"
#include "object/list.h"
#include "vm/gil.h"
#include "vm/pending.h"
#include "gen/modules/io/buffered.h"

#define TRANSFER_MAX ((ssize)1 << 20)       /* a raw file in Python is asked for no more at once */

ALWAYS_INLINE uint8_t *buffer_of(const Buffered *b) { return as_bytes(b->store)->data; }
ALWAYS_INLINE ssize window(const Buffered *b)       { return b->end - b->pos; }
ALWAYS_INLINE ssize ahead(const Buffered *b)        { return b->dirty ? 0 : b->end - b->pos; }
static void drop_window(Buffered *b)
{
    b->pos = b->end = 0;
    b->dirty = false;
}

/* ---- the lock ---- */

/* Locks b. A buffer given up by close() is made again if the raw file is still open. */
static bool enter(Thread *t, Buffered *b)
{
    if (unlikely(b->lock.owner != NULL)) {
        if (b->lock.owner == t)
            return raise_runtime(t, "reentrant call inside %R", value_of(b)), false;
        OWN Value keep = retain_object(b);
        object_lock_wait(t, &b->lock);
    }
    if (unlikely(is_empty(b->store)) && is_empty(b->store = bytes_new(t, MAX(b->size, (ssize)2))))
        return false;
    object_lock(t, &b->lock);
    return true;
}

static void leave(Buffered *b) { object_unlock(&b->lock); }

/* ---- checks ---- */

static COLD bool raise_not_ready(Thread *t, const Buffered *b)
{
    if (b->detached)
        return raise_value(t, "raw stream has been detached"), false;
    raise_uninitialized(t);
    return false;
}

ALWAYS_INLINE bool check(Thread *t, const Buffered *b) { return likely(b->ok) || raise_not_ready(t, b); }

/* `what` as in "read of closed file". */
static bool check_open(Thread *t, Buffered *b, const char *what)
{
    bool closed;
    if (!check(t, b) || !io_is_closed(t, b->raw, &closed))
        return false;
    return !closed || (raise_value(t, "%s closed file", what), false);
}

/* ---- raw ---- */

/* The count a raw file in Python returned. */
static bool raw_count(Thread *t, Ref result, ssize size, const char *method, ssize *n)
{
    if (is_empty(result))
        return false;
    if (is_none(result)) {
        *n = -1;
        return true;
    }
    if (!to_ssize(t, result, &exc_ValueError, n)) {
        if (raised_matches(t, &exc_TypeError)) {
            OWN Value cause = raised_take(t);
            OWN Value error = exception_new(t, &exc_OSError, "raw %s() failed", method);
            if (!is_empty(error))
                raise_object(t, error, cause);
        }
        return false;
    }
    if (*n < 0 || *n > size)
        return raise_format(t, &exc_OSError, "raw %s() returned invalid length %zd (should have been between 0 and %zd)", method, *n, size), false;
    return true;
}

/* Reads once into p, which lies in `owner`, a bytes, or anywhere if owner is EMPTY. *n: -1 when it would block. */
static bool raw_read(Thread *t, Buffered *b, void *p, ssize size, Ref owner, ssize *n)
{
    if (io_is_plain(b->raw, &fileio_type) && as_fileio(b->raw)->readable && as_fileio(b->raw)->fd >= 0) {
        if (!fileio_read(t, as_fileio(b->raw), p, size, n))
            return false;
    } else {
        size = MIN(size, TRANSFER_MAX);
        OWN Value own = is_empty(owner) ? bytes_new(t, MAX(size, (ssize)2)) : retain(owner);
        if (is_empty(own))
            return false;
        uint8_t *to = is_empty(owner) ? as_bytes(own)->data : p;
        OWN Value view = memoryview_from_memory(t, to, size, false, own);
        OWN Value result = is_empty(view) ? EMPTY : call_method1(t, b->raw, NAME(readinto), view);
        if (!raw_count(t, result, size, "readinto", n))
            return false;
        if (*n > 0 && to != p)
            memcpy(p, to, (size_t)*n);
    }
    if (*n > 0 && b->raw_position >= 0)
        b->raw_position += *n;
    return true;
}

/* Writes once. *n: -1 when it would block. */
static bool raw_write(Thread *t, Buffered *b, const void *p, ssize size, Ref owner, ssize *n)
{
    if (io_is_plain(b->raw, &fileio_type) && as_fileio(b->raw)->writable && as_fileio(b->raw)->fd >= 0) {
        if (!fileio_write(t, as_fileio(b->raw), p, size, n))
            return false;
    } else {
        OWN Value own = is_empty(owner) ? bytes_from(t, p, size) : retain(owner);
        if (is_empty(own))
            return false;
        void *from = is_empty(owner) ? as_bytes(own)->data : (void *)p;
        OWN Value view = memoryview_from_memory(t, from, size, true, own);
        OWN Value result = is_empty(view) ? EMPTY : call_method1(t, b->raw, NAME(write), view);
        if (!raw_count(t, result, size, "write", n))
            return false;
    }
    if (*n > 0 && b->raw_position >= 0)
        b->raw_position += *n;
    return true;
}

static bool raw_position_result(Thread *t, Buffered *b, Ref result)
{
    int64_t n;
    b->raw_position = -1;
    if (is_empty(result) || !to_int64(t, result, &n))
        return false;
    if (n < 0)
        return raise_format(t, &exc_OSError, "Raw stream returned invalid position %S", result), false;
    b->raw_position = n;
    return true;
}

static bool raw_tell(Thread *t, Buffered *b)
{
    if (io_is_plain(b->raw, &fileio_type) && as_fileio(b->raw)->fd >= 0) {
        int64_t position;
        b->raw_position = -1;
        return fileio_seek(t, as_fileio(b->raw), 0, SEEK_CUR, &position) && (b->raw_position = position, true);
    }
    OWN Value result = call_method0(t, b->raw, NAME(tell));
    return raw_position_result(t, b, result);
}

static bool raw_seek(Thread *t, Buffered *b, int64_t offset, int whence)
{
    if (io_is_plain(b->raw, &fileio_type) && as_fileio(b->raw)->fd >= 0) {
        int64_t position;
        b->raw_position = -1;
        return fileio_seek(t, as_fileio(b->raw), offset, whence, &position) && (b->raw_position = position, true);
    }
    OWN Value target = int_from_int64(t, offset);
    OWN Value result = is_empty(target) ? EMPTY : call_method2(t, b->raw, NAME(seek), target, fixnum(whence));
    return raw_position_result(t, b, result);
}

/* ---- the window ---- */

/* A write that a signal interrupted may have succeeded in part: the handler runs before the next, which may block. */
static bool run_handlers(Thread *t) { return likely(!(t->interrupt & INTERRUPT_SIGNALS)) || handle_signals(t); }

/* Writes all of a dirty window; what raw does not take just now stays in it: then *blocked. */
static bool flush_window(Thread *t, Buffered *b, bool *blocked)
{
    *blocked = false;
    while (b->dirty && window(b) > 0) {
        ssize n;
        if (!raw_write(t, b, buffer_of(b) + b->pos, window(b), b->store, &n))
            return false;
        if (n < 0) {
            *blocked = true;
            return true;
        }
        b->pos += n;
        if (window(b) > 0 && !run_handlers(t))
            return false;
    }
    if (b->dirty)
        drop_window(b);
    return true;
}

/* Writes the window or raises BlockingIOError. */
static bool flush_dirty(Thread *t, Buffered *b)
{
    bool blocked;
    if (!b->dirty)
        return true;
    return flush_window(t, b, &blocked) && (!blocked || (raise_would_block(t, 0), false));
}

/* Moves raw to the logical position and empties the window. */
static bool flush_and_rewind(Thread *t, Buffered *b)
{
    if (!flush_dirty(t, b))
        return false;
    ssize n = ahead(b);
    if (b->readable && n > 0) {
        if (!raw_seek(t, b, -(int64_t)n, SEEK_CUR))
            return false;
        drop_window(b);
    }
    return true;
}

/* Reads into the empty window. *n as of raw_read. */
static bool fill(Thread *t, Buffered *b, ssize *n)
{
    drop_window(b);
    if (!raw_read(t, b, buffer_of(b), b->size, b->store, n))
        return false;
    if (*n > 0)
        b->end = *n;
    return true;
}

/* Copies up to n bytes that are ahead. */
static ssize take_ahead(Buffered *b, void *to, ssize n)
{
    n = MIN(n, ahead(b));
    if (n > 0) {
        memcpy(to, buffer_of(b) + b->pos, (size_t)n);
        b->pos += n;
    }
    return n;
}

/* ---- making ---- */

static bool setup(Thread *t, Buffered *b, Ref raw, ssize size)
{
    Type *type = b->base.head.type;
    b->ok = b->detached = false;
    if (size <= 0)
        return raise_value(t, "buffer size must be strictly positive"), false;
    OWN Value store = bytes_new(t, MAX(size, (ssize)2));
    if (is_empty(store))
        return false;
    io_unwrap(b->raw, b);
    drop_window(b);
    b->size = size;
    b->readable = type_is_subtype(type, &buffered_reader_type) || type_is_subtype(type, &buffered_random_type);
    b->writable = type_is_subtype(type, &buffered_writer_type) || type_is_subtype(type, &buffered_random_type);
    replace_take(&b->store, take(&store));
    replace_take(&b->raw, retain(raw));
    b->raw_position = -1;
    io_wrap(raw, b);
    b->ok = true;
    return true;
}

Value buffered_open(Thread *t, Type *type, Ref raw, ssize size)
{
    OWN Value v = type_alloc(t, type, 0);
    return !is_empty(v) && setup(t, as_buffered(v), raw, size) ? take(&v) : EMPTY;
}

static bool check_raw(Thread *t, Ref self, Ref raw, Ref name, const char *message)
{
    as_buffered(self)->ok = false;
    return io_check(t, raw, name, message);
}

/** A buffer for reading in front of the raw file. */
INIT(buffered_reader, "(self, raw, buffer_size: index=8192)")
{
    return check_raw(t, self, a->raw, NAME(readable), "File or stream is not readable.") && setup(t, as_buffered(self), a->raw, a->buffer_size);
}
/** A buffer for writing in front of the raw file. */
INIT(buffered_writer, "(self, raw, buffer_size: index=8192)")
{
    return check_raw(t, self, a->raw, NAME(writable), "File or stream is not writable.") && setup(t, as_buffered(self), a->raw, a->buffer_size);
}
/** A buffer for reading and writing in front of a raw file with random access. */
INIT(buffered_random, "(self, raw, buffer_size: index=8192)")
{
    return check_raw(t, self, a->raw, NAME(seekable), "File or stream is not seekable.")
           && check_raw(t, self, a->raw, NAME(readable), "File or stream is not readable.")
           && check_raw(t, self, a->raw, NAME(writable), "File or stream is not writable.")
           && setup(t, as_buffered(self), a->raw, a->buffer_size);
}

static void buffered_clear(Object *o)
{
    Buffered *b = (Buffered *)o;
    io_unwrap(b->raw, b);
    b->ok = false;
    replace_take(&b->raw, EMPTY);
    replace_take(&b->store, EMPTY);
}
static void buffered_dealloc(Object *o)
{
    buffered_clear(o);
    io_dealloc(o);
}
static void buffered_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Buffered *)o)->raw); }

/* ---- reading ---- */

static Value concat(Thread *t, const void *head, ssize n, Ref tail)
{
    if (n == 0)
        return retain(tail);
    Value all = bytes_new(t, n + as_bytes(tail)->len);
    if (!is_empty(all)) {
        memcpy(as_bytes(all)->data, head, (size_t)n);
        memcpy(as_bytes(all)->data + n, as_bytes(tail)->data, (size_t)as_bytes(tail)->len);
    }
    return all;
}

/* The rest of raw by repeated read(), after `head`. */
static Value read_pieces(Thread *t, Buffered *b, Ref head)
{
    OWN Value all = bytearray_from(t, as_bytes(head)->data, as_bytes(head)->len);
    while (!is_empty(all)) {
        OWN Value piece = call_method0(t, b->raw, NAME(read));
        if (is_empty(piece))
            return EMPTY;
        if (!is_none(piece) && !is_bytes(piece))
            return raise_type(t, "read() should return bytes");
        ssize len = as_bytearray(all)->len, n = is_none(piece) ? 0 : as_bytes(piece)->len;
        if (n == 0) {
            if (is_none(piece) && len == 0)
                return NONE;
            return bytes_from(t, as_bytearray(all)->data, len);
        }
        if (b->raw_position >= 0)
            b->raw_position += n;
        if (!bytearray_resize(t, as_bytearray(all), len + n))
            return EMPTY;
        memcpy(as_bytearray(all)->data + len, as_bytes(piece)->data, (size_t)n);
    }
    return EMPTY;
}

static Value read_all(Thread *t, Buffered *b)
{
    OWN Value head = bytes_from(t, buffer_of(b) + b->pos, ahead(b));
    OWN Value rest = EMPTY;
    if (is_empty(head) || !flush_dirty(t, b))
        return EMPTY;
    drop_window(b);
    if (io_is_plain(b->raw, &fileio_type) && as_fileio(b->raw)->readable && as_fileio(b->raw)->fd >= 0) {
        rest = fileio_readall(t, as_fileio(b->raw));
    } else {
        OWN Value readall = EMPTY;
        Lookup found = find_attr(t, b->raw, NAME(readall), &readall);
        if (found != FOUND)
            return found == ERROR ? EMPTY : read_pieces(t, b, head);
        rest = call0(t, readall);
    }
    if (is_empty(rest))
        return EMPTY;
    if (is_none(rest))
        return as_bytes(head)->len ? take(&head) : NONE;
    if (!is_bytes(rest))
        return raise_type(t, "readall() should return bytes");
    if (b->raw_position >= 0)
        b->raw_position += as_bytes(rest)->len;
    return concat(t, as_bytes(head)->data, as_bytes(head)->len, rest);
}

/* Fills p with size bytes unless the file ends or blocks. *n: -1 if nothing came because it blocks. Once: by one read at
 * most, and by none if there is something ahead and what is missing would fit the buffer. */
static bool read_span(Thread *t, Buffered *b, uint8_t *p, ssize size, Ref owner, bool once, ssize *n)
{
    ssize done = take_ahead(b, p, size), got;
    *n = done;
    if (done == size || (once && done > 0 && size - done <= b->size))
        return true;
    if (!flush_dirty(t, b))
        return false;
    drop_window(b);
    while (done < size) {
        ssize rest = size - done;
        bool direct = rest >= b->size || (once && !is_empty(owner));
        if (direct ? !raw_read(t, b, p + done, once ? rest : rest - rest % b->size, owner, &got) : !fill(t, b, &got))
            return false;
        if (got <= 0) {
            *n = done > 0 || got == 0 ? done : -1;
            return true;
        }
        done += direct ? got : take_ahead(b, p + done, rest);
        *n = done;
        if (once)
            break;
    }
    return true;
}

static Value read_bytes(Thread *t, Buffered *b, ssize size, bool once)
{
    ssize n;
    OWN Value data = bytes_new(t, size);
    if (size == 0 || is_empty(data))
        return take(&data);
    uint8_t *p = as_bytes(data)->data;
    if (!read_span(t, b, p, size, size > 1 ? data : EMPTY, once, &n))
        return EMPTY;
    if (n < 0)
        return once ? bytes_new(t, 0) : NONE;
    if (n < size && as_bytes(data)->head.refcount > 1) {        /* raw has kept a view of it */
        replace_take(&data, bytes_from(t, p, n));
        return take(&data);
    }
    return bytes_shrink_take(t, &data, n) ? take(&data) : EMPTY;
}

/* Bytes that lie ahead, without the lock: only if nobody is at work. */
static Value read_ahead(Thread *t, Buffered *b, ssize n)
{
    if (b->lock.owner || n > ahead(b) || n <= 0)
        return EMPTY;
    Value data = bytes_from(t, buffer_of(b) + b->pos, n);
    if (!is_empty(data))
        b->pos += n;
    return data;
}

Value buffered_read(Thread *t, Ref self, ssize n)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "read of"))
        return EMPTY;
    Value data = read_ahead(t, b, n);
    if (!is_empty(data) || is_raised(t) || !enter(t, b))
        return data;
    data = n < 0 ? read_all(t, b) : read_bytes(t, b, n, false);
    leave(b);
    return data;
}

Value buffered_read1(Thread *t, Ref self, ssize n)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "read of"))
        return EMPTY;
    if (n < 0)
        n = b->size;
    if (!enter(t, b))
        return EMPTY;
    Value data = ahead(b) > 0 ? read_bytes(t, b, MIN(n, ahead(b)), false) : read_bytes(t, b, n, true);
    leave(b);
    return data;
}

static Value read_method(Thread *t, Ref self, Ref size)
{
    ssize n;
    if (!io_size(t, size, &n))
        return EMPTY;
    if (n < -1)
        return raise_value(t, "read length must be non-negative or -1");
    return buffered_read(t, self, n);
}

static Value read_into(Thread *t, Ref self, const Buffer *to, bool once)
{
    Buffered *b = as_buffered(self);
    ssize n = 0;
    if (!check_open(t, b, "readinto of") || !enter(t, b))
        return EMPTY;
    bool good = read_span(t, b, to->data, to->len, EMPTY, once, &n);
    leave(b);
    return !good ? EMPTY : n < 0 ? NONE : fixnum(n);
}

static Value peek(Thread *t, Ref self)
{
    Buffered *b = as_buffered(self);
    ssize n;
    if (!check_open(t, b, "peek of") || !enter(t, b))
        return EMPTY;
    bool good = flush_dirty(t, b) && (ahead(b) > 0 || fill(t, b, &n));
    Value data = good ? bytes_from(t, buffer_of(b) + b->pos, window(b)) : EMPTY;
    leave(b);
    return data;
}

/* Bytes of the next line that lie ahead; *whole: with its end, or with all of `limit`. */
static ssize line_ahead(const Buffered *b, ssize limit, bool *whole)
{
    ssize n = ahead(b);
    if (limit >= 0 && n > limit)
        n = limit;
    const uint8_t *start = n ? buffer_of(b) + b->pos : NULL, *newline = n ? memchr(start, '\n', (size_t)n) : NULL;
    *whole = newline || n == limit;
    return newline ? newline + 1 - start : n;
}

static Value read_long_line(Thread *t, Buffered *b, ssize limit)
{
    OWN Value line = bytearray_from(t, NULL, 0);
    for (;;) {
        bool whole;
        ssize n = line_ahead(b, limit, &whole), len = is_empty(line) ? 0 : as_bytearray(line)->len;
        if (is_empty(line) || !bytearray_resize(t, as_bytearray(line), len + n))
            return EMPTY;
        take_ahead(b, as_bytearray(line)->data + len, n);
        if (limit >= 0)
            limit -= n;
        if (whole)
            break;
        if (!flush_dirty(t, b) || !fill(t, b, &n))
            return EMPTY;
        if (n <= 0)
            break;
    }
    return bytes_from(t, as_bytearray(line)->data, as_bytearray(line)->len);
}

static Value read_line(Thread *t, Ref self, ssize limit)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "readline of"))
        return EMPTY;
    if (likely(!b->lock.owner)) {
        bool whole;
        ssize n = line_ahead(b, limit, &whole);
        if (whole) {
            Value line = n ? bytes_from(t, buffer_of(b) + b->pos, n) : bytes_new(t, 0);
            if (!is_empty(line))
                b->pos += n;
            return line;
        }
    }
    if (!enter(t, b))
        return EMPTY;
    Value line = read_long_line(t, b, limit);
    leave(b);
    return line;
}

static Value buffered_next(Thread *t, Ref self)
{
    OWN Value line = type_of(self)->flags & TYPE_HEAP ? call_method0(t, self, NAME(readline)) : read_line(t, self, -1);
    if (is_empty(line))
        return EMPTY;
    if (!is_bytes(line))
        return raise_format(t, &exc_OSError, "readline() should have returned a bytes object, not '%T'", line);
    return as_bytes(line)->len ? take(&line) : EMPTY;
}

/* ---- writing ---- */

/* Appends to the dirty window what fits; the number of bytes. */
static ssize put(Buffered *b, const uint8_t *p, ssize n)
{
    if (n > b->size - b->end && b->pos > 0) {
        memmove(buffer_of(b), buffer_of(b) + b->pos, (size_t)window(b));
        b->end -= b->pos;
        b->pos = 0;
    }
    n = MIN(n, b->size - b->end);
    if (n > 0) {
        memcpy(buffer_of(b) + b->end, p, (size_t)n);
        b->end += n;
        b->dirty = true;
    }
    return n;
}

static bool write_span(Thread *t, Buffered *b, const uint8_t *p, ssize n)
{
    bool blocked;
    ssize done, once;
    if (!b->dirty && !flush_and_rewind(t, b))           /* what was read ahead is behind us */
        return false;
    if (!b->dirty)
        drop_window(b);
    if (n <= b->size - window(b)) {
        put(b, p, n);
        return true;
    }
    if (!flush_window(t, b, &blocked))
        return false;
    if (blocked) {
        done = put(b, p, n);
        return done == n || (raise_would_block(t, done), false);
    }
    for (done = 0; n - done > b->size; done += once) {
        if (!raw_write(t, b, p + done, n - done, EMPTY, &once))
            return false;
        if (once < 0) {
            done += put(b, p + done, n - done);
            return raise_would_block(t, done), false;
        }
        if (!run_handlers(t))
            return false;
    }
    put(b, p + done, n - done);
    return true;
}

bool buffered_write(Thread *t, Ref self, const void *p, ssize n)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "write to"))
        return false;
    if (!b->lock.owner && b->dirty && n <= b->size - b->end) {
        put(b, p, n);
        return true;
    }
    if (!enter(t, b))
        return false;
    bool closed, good = io_is_closed(t, b->raw, &closed);      /* another thread may have closed it while we waited */
    if (good && closed)
        good = (raise_value(t, "write to closed file"), false);
    good = good && write_span(t, b, p, n);
    leave(b);
    return good;
}

static Value write_method(Thread *t, Ref self, const Buffer *from)
{
    return buffered_write(t, self, from->data, from->len) ? fixnum(from->len) : EMPTY;
}

Value buffered_flush(Thread *t, Ref self)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "flush of") || !enter(t, b))
        return EMPTY;
    bool good = flush_and_rewind(t, b);
    leave(b);
    return good ? NONE : EMPTY;
}

/* ---- position ---- */

static Value logical_position(Thread *t, Buffered *b)
{
    return int_from_int64(t, b->dirty ? b->raw_position + window(b) : b->raw_position - window(b));
}

static Value tell(Thread *t, Ref self)
{
    Buffered *b = as_buffered(self);
    if (!check(t, b) || !enter(t, b))
        return EMPTY;
    Value position = raw_tell(t, b) ? logical_position(t, b) : EMPTY;
    leave(b);
    return position;
}

/* Moves inside of what was read ahead, if the target lies there. */
static bool seek_in_window(Buffered *b, int64_t target, int whence)
{
    if (b->dirty || !b->readable || whence == SEEK_END || b->raw_position < 0 || b->end == 0)
        return false;
    int64_t delta = whence == SEEK_CUR ? target : target - (b->raw_position - window(b));
    if (delta < -b->pos || delta > window(b))
        return false;
    b->pos += delta;
    return true;
}

static Value seek_locked(Thread *t, Buffered *b, int64_t target, int whence)
{
    if (whence != SEEK_END && b->raw_position < 0 && ahead(b) > 0 && !raw_tell(t, b))
        return EMPTY;
    if (seek_in_window(b, target, whence))
        return logical_position(t, b);
    if (!flush_dirty(t, b))
        return EMPTY;
    if (whence == SEEK_CUR)
        target -= window(b);
    if (!raw_seek(t, b, target, whence))
        return EMPTY;
    drop_window(b);
    return int_from_int64(t, b->raw_position);
}

static Value seek(Thread *t, Ref self, Ref offset, int whence)
{
    Buffered *b = as_buffered(self);
    int64_t target;
    if (whence < 0 || whence > 4)
        return raise_value(t, "whence value %d unsupported", whence);
    if (!check_open(t, b, "seek of") || !io_check(t, b->raw, NAME(seekable), "File or stream is not seekable.")
        || !io_offset(t, offset, &target) || !check_open(t, b, "seek of") || !enter(t, b))
        return EMPTY;
    Value position = seek_locked(t, b, target, whence);
    leave(b);
    return position;
}

static Value truncate_at(Thread *t, Ref self, Ref size)
{
    Buffered *b = as_buffered(self);
    if (!check_open(t, b, "truncate of"))
        return EMPTY;
    if (!b->writable)
        return raise_unsupported(t, "truncate");
    if (!enter(t, b))
        return EMPTY;
    Value result = flush_and_rewind(t, b) ? call_method1(t, b->raw, NAME(truncate), size) : EMPTY;
    b->raw_position = -1;
    leave(b);
    return result;
}

/* ---- ending ---- */

static Value close_file(Thread *t, Ref self)
{
    Buffered *b = as_buffered(self);
    bool closed;
    if (!check(t, b) || !enter(t, b))
        return EMPTY;
    bool good = io_is_closed(t, b->raw, &closed);
    if (good && !closed && b->base.finalizing)
        io_dealloc_warn(t, b->raw, self);
    leave(b);
    if (!good || closed)
        return good ? NONE : EMPTY;
    OWN Value flushed = call_method0(t, self, NAME(flush));
    Value first = raised_take(t);
    OWN Value raw = retain(b->raw);
    OWN Value done = is_empty(raw) ? NONE : call_method0(t, raw, NAME(close));
    if (!b->lock.owner) {
        drop_window(b);                 /* what could not be written is lost */
        replace_take(&b->store, EMPTY);
    }
    bool failed = !is_empty(first);
    io_chain_take(t, first);
    return failed ? EMPTY : take(&done);
}

static Value detach(Thread *t, Ref self)
{
    Buffered *b = as_buffered(self);
    if (!check(t, b))
        return EMPTY;
    OWN Value flushed = call_method0(t, self, NAME(flush));
    if (is_empty(flushed))
        return EMPTY;
    io_unwrap(b->raw, b);
    b->ok = false;
    b->detached = true;
    return take(&b->raw);
}

static Value call_raw(Thread *t, Ref self, Ref name)
{
    return check(t, as_buffered(self)) ? call_method0(t, as_buffered(self)->raw, name) : EMPTY;
}
static Value raw_attribute(Thread *t, Ref self, Ref name)
{
    return check(t, as_buffered(self)) ? get_attr(t, as_buffered(self)->raw, name) : EMPTY;
}

static Value buffered_repr(Thread *t, Ref self)
{
    Type *type = type_of(self);
    OWN Value name = EMPTY;
    if (find_attr(t, self, NAME(name), &name) == ERROR) {
        if (!raised_catch(t, &exc_ValueError))
            return EMPTY;
    }
    if (is_empty(name))
        return str_format(t, "<%s>", type->name);
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : raise_runtime(t, "reentrant call inside %s.__repr__", type->name);
    Value text = str_format(t, "<%s name=%R>", type->name, name);
    repr_leave(t, self);
    return text;
}

static Value warn_dropped(Thread *t, Ref self, Ref source)
{
    if (as_buffered(self)->ok)
        io_dealloc_warn(t, as_buffered(self)->raw, source);
    return NONE;
}

static Value size_of(Ref self)
{
    return fixnum((ssize)object_size(object_of(self)) + (is_empty(as_buffered(self)->store) ? 0 : as_buffered(self)->size));
}

/* ---- what the three types have in common: their base ---- */

/** Separates the raw file from the buffer, which is of no use any more, and returns it. */
METHOD0(buffered, detach)   { return detach(t, self); }
/** Flushes the buffer and closes the raw file. */
METHOD0(buffered, close)    { return close_file(t, self); }
METHOD0(buffered, seekable) { return call_raw(t, self, NAME(seekable)); }
METHOD0(buffered, fileno)   { return call_raw(t, self, NAME(fileno)); }
METHOD0(buffered, isatty)   { return call_raw(t, self, NAME(isatty)); }
/** The current position. */
METHOD0(buffered, tell)     { return tell(t, self); }
/** Moves to target bytes from the start (whence 0), from here (1) or from the end (2); returns the position. */
METHOD(buffered, seek, "(self, target, whence: int=0, /)") { return seek(t, self, a->target, a->whence); }
/** Cuts or extends the file to pos bytes, by default to the current position. Returns the size. */
METHOD(buffered, truncate, "(self, pos=None, /)") { return truncate_at(t, self, a->pos); }
METHOD1(buffered, _dealloc_warn, source) { return warn_dropped(t, self, source); }
METHOD0(buffered, __getstate__) { return io_state_error(t, self); }
METHOD0(buffered, __sizeof__)   { return size_of(self); }

GETTER(buffered, closed) { return raw_attribute(t, self, NAME(closed)); }
GETTER(buffered, name)   { return raw_attribute(t, self, NAME(name)); }
GETTER(buffered, mode)   { return raw_attribute(t, self, NAME(mode)); }
GETTER(buffered, raw)
{
    Ref raw = as_buffered(self)->raw;
    return is_empty(raw) ? NONE : retain(raw);
}

static Type buffered_type = {
    TYPE_HEAD("_io._Buffered", Buffered), .flags = IO_FLAGS, .base = &bufferediobase_type, .doc = "What buffered files share.",
    .dealloc = buffered_dealloc, .traverse = buffered_traverse, .clear = buffered_clear, .new_ = object_new_slot,
    .repr = buffered_repr, .next = buffered_next, .methods = buffered_methods, .getset = buffered_getset,
};

/* ---- BufferedReader ---- */

/** Up to size bytes: fewer only at the end of the file, or if nothing more is there and raw does not block; everything if size
 * is negative or None. */
METHOD(buffered_reader, read, "(self, size=-1, /)")  { return read_method(t, self, a->size); }
/** Up to size bytes, by at most one read of raw, or what is in the buffer. */
METHOD(buffered_reader, read1, "(self, size: index=-1, /)") { return buffered_read1(t, self, a->size); }
METHOD(buffered_reader, readinto, "(self, buffer: wbuffer, /)")  { return read_into(t, self, &a->buffer, false); }
METHOD(buffered_reader, readinto1, "(self, buffer: wbuffer, /)") { return read_into(t, self, &a->buffer, true); }
/** Bytes that are next, without moving: what is in the buffer, else what one read of raw gives. */
METHOD(buffered_reader, peek, "(self, size=0, /)")      { return peek(t, self); }
METHOD(buffered_reader, readline, "(self, size=-1, /)")
{
    ssize limit;
    return io_size(t, a->size, &limit) ? read_line(t, self, limit) : EMPTY;
}
METHOD0(buffered_reader, readable) { return call_raw(t, self, NAME(readable)); }
METHOD0(buffered_reader, flush)    { return call_raw(t, self, NAME(flush)); }

Type buffered_reader_type = {
    TYPE_HEAD("_io.BufferedReader", Buffered), .flags = IO_FLAGS, .base = &buffered_type, .doc = buffered_reader_init_doc,
    .dealloc = buffered_dealloc, .traverse = buffered_traverse, .clear = buffered_clear,
    .new_ = object_new_slot, .init = buffered_reader_init_slot, .init_signature = &buffered_reader_init_signature,
    .methods = buffered_reader_methods,
};

/* ---- BufferedWriter ---- */

/** Writes the bytes of b, at the latest when the buffer is full, flushed or closed; returns their number. */
METHOD(buffered_writer, write, "(self, b: buffer, /)") { return write_method(t, self, &a->b); }
/** Writes the buffer to raw. */
METHOD0(buffered_writer, flush)    { return buffered_flush(t, self); }
METHOD0(buffered_writer, writable) { return call_raw(t, self, NAME(writable)); }

Type buffered_writer_type = {
    TYPE_HEAD("_io.BufferedWriter", Buffered), .flags = IO_FLAGS, .base = &buffered_type, .doc = buffered_writer_init_doc,
    .dealloc = buffered_dealloc, .traverse = buffered_traverse, .clear = buffered_clear,
    .new_ = object_new_slot, .init = buffered_writer_init_slot, .init_signature = &buffered_writer_init_signature,
    .methods = buffered_writer_methods,
};

/* ---- BufferedRandom ---- */

METHOD(buffered_random, read, "(self, size=-1, /)")  { return read_method(t, self, a->size); }
METHOD(buffered_random, read1, "(self, size: index=-1, /)") { return buffered_read1(t, self, a->size); }
METHOD(buffered_random, readinto, "(self, buffer: wbuffer, /)")  { return read_into(t, self, &a->buffer, false); }
METHOD(buffered_random, readinto1, "(self, buffer: wbuffer, /)") { return read_into(t, self, &a->buffer, true); }
METHOD(buffered_random, peek, "(self, size=0, /)")   { return peek(t, self); }
METHOD(buffered_random, readline, "(self, size=-1, /)")
{
    ssize limit;
    return io_size(t, a->size, &limit) ? read_line(t, self, limit) : EMPTY;
}
METHOD(buffered_random, write, "(self, b: buffer, /)") { return write_method(t, self, &a->b); }
METHOD0(buffered_random, flush)    { return buffered_flush(t, self); }
METHOD0(buffered_random, readable) { return call_raw(t, self, NAME(readable)); }
METHOD0(buffered_random, writable) { return call_raw(t, self, NAME(writable)); }

Type buffered_random_type = {
    TYPE_HEAD("_io.BufferedRandom", Buffered), .flags = IO_FLAGS, .base = &buffered_type, .doc = buffered_random_init_doc,
    .dealloc = buffered_dealloc, .traverse = buffered_traverse, .clear = buffered_clear,
    .new_ = object_new_slot, .init = buffered_random_init_slot, .init_signature = &buffered_random_init_signature,
    .methods = buffered_random_methods,
};
