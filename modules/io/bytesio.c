/* bytesio.c: BytesIO, a binary file in memory. Manual: io, "Buffered Streams".
 *
 * The contents are the first `len` bytes of a bytes object, which may be longer: room to grow. It is shared with whoever
 * gave it to us or got it from getvalue(), as long as nobody writes: an object with other owners is copied first. While
 * there are buffers out (getbuffer()), the contents may be written but cannot move.
 */
#include "modules/io/io.h"

#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"
#include "gen/modules/io/bytesio.h"

#define LEN_MAX (SSIZE_MAX_ - 8192)

typedef struct BytesIO {
    IoBase base;
    Value store;                    /* an exact bytes; EMPTY: closed, or nothing yet */
    ssize len, pos;
    ssize exports;
    bool open;
} BytesIO;
ALWAYS_INLINE BytesIO *as_bytesio(Ref v) { return (BytesIO *)object_of(v); }

ALWAYS_INLINE uint8_t *data_of(const BytesIO *b) { return as_bytes(b->store)->data; }

static bool check_open(Thread *t, BytesIO *b)
{
    return likely(b->open) || (raise_closed_file(t), false);
}
static bool check_exports(Thread *t, BytesIO *b)
{
    return b->exports == 0 || (raise_format(t, &exc_BufferError, "Existing exports of data: object cannot be re-sized"), false);
}

/* ---- the store ---- */

/* Makes the store ours alone, of `capacity` bytes, at least the len ones. */
static bool make_own(Thread *t, BytesIO *b, ssize capacity)
{
    if (capacity > LEN_MAX)
        return raise_overflow(t, "new buffer size too large"), false;
    capacity = MAX(capacity, (ssize)2);             /* shorter ones are shared by all */
    if (!is_empty(b->store) && as_bytes(b->store)->head.refcount == 1 && as_bytes(b->store)->len > 1)
        return bytes_resize(t, &b->store, capacity);
    Value own = bytes_new(t, capacity);
    if (is_empty(own))
        return false;
    if (b->len)
        memcpy(as_bytes(own)->data, data_of(b), (size_t)MIN(b->len, capacity));
    replace_take(&b->store, own);
    return true;
}

static bool is_shared(const BytesIO *b) { return as_bytes(b->store)->head.refcount != 1; }

/* Before writing up to `end`. */
static bool prepare(Thread *t, BytesIO *b, ssize end)
{
    ssize capacity = is_empty(b->store) ? 0 : as_bytes(b->store)->len;
    if (end > capacity)
        return make_own(t, b, end < 64 ? 64 : end + (end >> 3) + 32);
    if (!is_empty(b->store) && is_shared(b))
        return make_own(t, b, capacity);
    if (!is_empty(b->store))
        as_bytes(b->store)->hash = -1;
    return true;
}

static bool write_span(Thread *t, BytesIO *b, const void *p, ssize n)
{
    if (n == 0)
        return true;
    if (b->pos > LEN_MAX - n)
        return raise_overflow(t, "new position too large"), false;
    ssize end = b->pos + n;
    if (!prepare(t, b, MAX(end, b->len)))
        return false;
    if (b->pos > b->len)
        memset(data_of(b) + b->len, 0, (size_t)(b->pos - b->len));
    memmove(data_of(b) + b->pos, p, (size_t)n);
    b->pos = end;
    b->len = MAX(b->len, end);
    return true;
}

/* ---- making ---- */

static Value bytesio_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = cls->flags & TYPE_ABSTRACT ? type_raise_abstract(t, cls) : type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_bytesio(v)->open = true;
    return v;
}

/** A binary file in memory, with these bytes in it. */
INIT(bytesio, "(self, initial_bytes=None)")
{
    BytesIO *b = as_bytesio(self);
    if (!check_exports(t, b))
        return false;
    b->len = b->pos = 0;
    b->open = true;
    replace_take(&b->store, EMPTY);
    if (is_none(a->initial_bytes))
        return true;
    if (is_exact(a->initial_bytes, &bytes_type)) {
        b->len = as_bytes(a->initial_bytes)->len;
        replace_take(&b->store, retain(a->initial_bytes));
        return true;
    }
    Buffer buffer;
    if (!buffer_get(t, a->initial_bytes, &buffer, BUFFER_SIMPLE))
        return false;
    bool good = write_span(t, b, buffer.data, buffer.len);
    buffer_release(&buffer);
    b->pos = 0;
    return good;
}

static void bytesio_dealloc(Object *o)
{
    replace_take(&((BytesIO *)o)->store, EMPTY);
    io_dealloc(o);
}
static void bytesio_traverse(Object *o UNUSED, Visitor *visitor UNUSED) {}

/* ---- reading ---- */

ALWAYS_INLINE ssize left(const BytesIO *b) { return b->pos < b->len ? b->len - b->pos : 0; }

static Value take_bytes(Thread *t, BytesIO *b, ssize n)
{
    ssize start = b->pos;
    if (n < 0 || n > left(b))
        n = left(b);
    if (n == 0)
        return bytes_new(t, 0);
    b->pos += n;
    if (start == 0 && n == as_bytes(b->store)->len && b->exports == 0 && n > 1)
        return retain(b->store);
    return bytes_from(t, data_of(b) + start, n);
}

static Value read_method(Thread *t, Ref self, Ref size)
{
    ssize n;
    return check_open(t, as_bytesio(self)) && io_size(t, size, &n) && check_open(t, as_bytesio(self)) ? take_bytes(t, as_bytesio(self), n) : EMPTY;
}

/** Up to size bytes; everything if size is negative or None. */
METHOD(bytesio, read, "(self, size=-1, /)")  { return read_method(t, self, a->size); }
METHOD(bytesio, read1, "(self, size=-1, /)") { return read_method(t, self, a->size); }

/** Reads into the buffer; returns the number of bytes. */
METHOD(bytesio, readinto, "(self, buffer: wbuffer, /)")
{
    BytesIO *b = as_bytesio(self);
    if (!check_open(t, b))
        return EMPTY;
    ssize n = MIN(a->buffer.len, left(b));
    if (n) {
        memcpy(a->buffer.data, data_of(b) + b->pos, (size_t)n);
        b->pos += n;
    }
    return fixnum(n);
}

static Value take_line(Thread *t, BytesIO *b, ssize limit)
{
    ssize n = left(b);
    if (limit >= 0 && limit < n)
        n = limit;
    const uint8_t *start = n ? data_of(b) + b->pos : NULL, *newline = n ? memchr(start, '\n', (size_t)n) : NULL;
    return take_bytes(t, b, newline ? newline + 1 - start : n);
}

/** The next line with its end, of at most size bytes if size is not negative; empty at the end. */
METHOD(bytesio, readline, "(self, size=-1, /)")
{
    ssize limit;
    return check_open(t, as_bytesio(self)) && io_size(t, a->size, &limit) && check_open(t, as_bytesio(self)) ? take_line(t, as_bytesio(self), limit) : EMPTY;
}

/** A list of the lines; with a positive size, only until their sizes together reach it. */
METHOD(bytesio, readlines, "(self, size=None, /)")
{
    ssize limit, total = 0;
    if (!check_open(t, as_bytesio(self)) || !io_size(t, a->size, &limit) || !check_open(t, as_bytesio(self)))
        return EMPTY;
    OWN Value lines = list_new(t, 0);
    while (!is_empty(lines)) {
        Value line = take_line(t, as_bytesio(self), -1);
        if (is_empty(line))
            return EMPTY;
        ssize n = as_bytes(line)->len;
        if (n == 0) {
            release(line);
            return take(&lines);
        }
        if (!list_append_take(t, as_list(lines), line))
            return EMPTY;
        total += n;
        if (limit > 0 && total >= limit)
            return take(&lines);
    }
    return EMPTY;
}

static Value bytesio_next(Thread *t, Ref self)
{
    if (type_of(self)->flags & TYPE_HEAP)
        return iobase_type.next(t, self);
    OWN Value line = check_open(t, as_bytesio(self)) ? take_line(t, as_bytesio(self), -1) : EMPTY;
    return !is_empty(line) && as_bytes(line)->len ? take(&line) : EMPTY;
}

/* ---- writing ---- */

/** Writes the bytes of b and returns their number. */
METHOD1(bytesio, write, b)
{
    BytesIO *file = as_bytesio(self);
    if (!check_open(t, file) || !check_exports(t, file))
        return EMPTY;
    if (is_exact(b, &bytes_type))
        return write_span(t, file, as_bytes(b)->data, as_bytes(b)->len) ? fixnum(as_bytes(b)->len) : EMPTY;
    Buffer from;
    if (!buffer_get(t, b, &from, BUFFER_SIMPLE))
        return EMPTY;
    bool good = check_open(t, file) && check_exports(t, file) && write_span(t, file, from.data, from.len);
    Value n = good ? fixnum(from.len) : EMPTY;
    buffer_release(&from);
    return n;
}

/** Writes each of the bytes objects. */
METHOD(bytesio, writelines, "(self, lines, /)")
{
    OWN Value it = check_open(t, as_bytesio(self)) ? iter(t, a->lines) : EMPTY;
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        OWN Value line = EMPTY;
        Lookup found = step(t, it, &line);
        if (found != FOUND)
            return found == ERROR ? EMPTY : NONE;
        OWN Value done = bytesio_write_method(t, self, line);
        if (is_empty(done))
            return EMPTY;
    }
}

/* ---- position and size ---- */

/** The current position. */
METHOD0(bytesio, tell) { return check_open(t, as_bytesio(self)) ? fixnum(as_bytesio(self)->pos) : EMPTY; }

/** Moves to pos bytes from the start (whence 0), from here (1) or from the end (2); returns the position. */
METHOD(bytesio, seek, "(self, pos: index, whence: int=0, /)")
{
    BytesIO *b = as_bytesio(self);
    ssize base;
    if (!check_open(t, b))
        return EMPTY;
    if (a->pos < 0 && a->whence == 0)
        return raise_value(t, "negative seek value %zd", a->pos);
    if (a->whence < 0 || a->whence > 2)
        return raise_value(t, "invalid whence (%i, should be 0, 1 or 2)", a->whence);
    base = a->whence == 0 ? 0 : a->whence == 1 ? b->pos : b->len;
    if (a->pos > SSIZE_MAX_ - base)
        return raise_overflow(t, "new position too large");
    b->pos = MAX(a->pos + base, (ssize)0);
    return int_from_ssize(t, b->pos);
}

/** Cuts the file to size bytes, by default to the current position, which stays. Returns the size. */
METHOD(bytesio, truncate, "(self, size=None, /)")
{
    BytesIO *b = as_bytesio(self);
    ssize size = b->pos;
    if (!check_open(t, b) || !check_exports(t, b))
        return EMPTY;
    if (!is_none(a->size) && (!io_size(t, a->size, &size) || !check_open(t, b) || !check_exports(t, b)))
        return EMPTY;
    if (size < 0)
        return raise_value(t, "negative size value %zd", size);
    if (size < b->len) {
        b->len = size;
        if (!make_own(t, b, size))
            return EMPTY;
    }
    return int_from_ssize(t, size);
}

/** All bytes in the file. */
METHOD0(bytesio, getvalue)
{
    BytesIO *b = as_bytesio(self);
    if (!check_open(t, b))
        return EMPTY;
    if (b->len <= 1)
        return b->len ? bytes_from(t, data_of(b), 1) : bytes_new(t, 0);
    if (b->exports)                     /* buffers may write to it: not to be shared */
        return bytes_from(t, data_of(b), b->len);
    if (as_bytes(b->store)->len != b->len && !make_own(t, b, b->len))
        return EMPTY;
    return retain(b->store);
}

METHOD0(bytesio, flush)    { return check_open(t, as_bytesio(self)) ? NONE : EMPTY; }
METHOD0(bytesio, isatty)   { return check_open(t, as_bytesio(self)) ? FALSE_VALUE : EMPTY; }
METHOD0(bytesio, readable) { return check_open(t, as_bytesio(self)) ? TRUE_VALUE : EMPTY; }
METHOD0(bytesio, writable) { return check_open(t, as_bytesio(self)) ? TRUE_VALUE : EMPTY; }
METHOD0(bytesio, seekable) { return check_open(t, as_bytesio(self)) ? TRUE_VALUE : EMPTY; }

/** Gives up the contents. */
METHOD0(bytesio, close)
{
    BytesIO *b = as_bytesio(self);
    if (!check_exports(t, b))
        return EMPTY;
    b->open = false;
    b->len = 0;
    replace_take(&b->store, EMPTY);
    return NONE;
}
GETTER(bytesio, closed) { return bool_value(!as_bytesio(self)->open); }

METHOD0(bytesio, __sizeof__)
{
    BytesIO *b = as_bytesio(self);
    ssize own = !is_empty(b->store) && !is_shared(b) ? as_bytes(b->store)->len + (ssize)sizeof(Bytes) : 0;
    return fixnum((ssize)object_size(object_of(self)) + own);
}

/* ---- pickling ---- */

METHOD0(bytesio, __getstate__)
{
    OWN Value value = bytesio_getvalue_method(t, self), attributes = is_empty(value) ? EMPTY : io_attributes(t, self);
    return is_empty(attributes) ? EMPTY : tuple_pack(t, 3, value, fixnum(as_bytesio(self)->pos), attributes);
}

METHOD1(bytesio, __setstate__, state)
{
    BytesIO *b = as_bytesio(self);
    ssize pos;
    if (!is_tuple(state) || as_tuple(state)->len < 3)
        return raise_type(t, "%T.__setstate__ argument should be 3-tuple, got %T", self, state);
    if (!check_open(t, b) || !check_exports(t, b))
        return EMPTY;
    struct bytesio_init_args init = {.initial_bytes = as_tuple(state)->item[0]};
    if (!bytesio_init_body(t, self, &init))
        return EMPTY;
    if (!is_int(as_tuple(state)->item[1]))
        return raise_type(t, "second item of state must be an integer, not %T", as_tuple(state)->item[1]);
    if (!to_ssize(t, as_tuple(state)->item[1], &exc_OverflowError, &pos))
        return EMPTY;
    if (pos < 0)
        return raise_value(t, "position value cannot be negative");
    b->pos = pos;
    return io_set_attributes(t, self, as_tuple(state)->item[2], "third") ? NONE : EMPTY;
}

/* ---- getbuffer() ---- */

typedef struct BytesIOBuffer { Object head; Value source; } BytesIOBuffer;

/** A view of the contents, which can be written; as long as it lives, the file cannot change its size. */
METHOD0(bytesio, getbuffer)
{
    if (!check_open(t, as_bytesio(self)))
        return EMPTY;
    OWN Value exporter = type_alloc(t, &bytesio_buffer_type, 0);
    if (is_empty(exporter))
        return EMPTY;
    ((BytesIOBuffer *)object_of(exporter))->source = retain(self);
    return memoryview_from(t, exporter);
}

static bool buffer_get_slot(Thread *t, Ref self, Buffer *buffer, int flags)
{
    BytesIO *b = as_bytesio(((BytesIOBuffer *)object_of(self))->source);
    if (b->exports == 0 && (is_empty(b->store) || is_shared(b) || as_bytes(b->store)->len < 2) && !make_own(t, b, b->len))
        return false;
    as_bytes(b->store)->hash = -1;
    if (!buffer_fill(t, buffer, self, data_of(b), b->len, false, flags))
        return false;
    b->exports++;
    return true;
}
static void buffer_release_slot(Ref self, Buffer *buffer UNUSED) { as_bytesio(((BytesIOBuffer *)object_of(self))->source)->exports--; }

static void bytesio_buffer_dealloc(Object *o)
{
    release(((BytesIOBuffer *)o)->source);
    object_free(o, sizeof(BytesIOBuffer));
}
static void bytesio_buffer_traverse(Object *o, Visitor *visitor) { visit(visitor, ((BytesIOBuffer *)o)->source); }

Type bytesio_buffer_type = {
    TYPE_HEAD("_io._BytesIOBuffer", BytesIOBuffer), .flags = TYPE_GC, .dealloc = bytesio_buffer_dealloc,
    .traverse = bytesio_buffer_traverse, .get_buffer = buffer_get_slot, .release_buffer = buffer_release_slot,
};

Type bytesio_type = {
    TYPE_HEAD("_io.BytesIO", BytesIO), .flags = IO_FLAGS, .base = &bufferediobase_type, .doc = bytesio_init_doc,
    .dealloc = bytesio_dealloc, .traverse = bytesio_traverse, .new_ = bytesio_new_slot, .init = bytesio_init_slot,
    .init_signature = &bytesio_init_signature, .next = bytesio_next, .methods = bytesio_methods, .getset = bytesio_getset,
};
