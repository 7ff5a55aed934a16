/* iobase.c: _IOBase, the class all files derive from, and the abstract layers _RawIOBase, _BufferedIOBase, _TextIOBase.
 * Manual: io, "Class hierarchy".
 *
 * A file that is dropped unclosed is closed by its finalizer. Layers dropped together can be finalized in any order (they
 * may be parts of cycles): each first finalizes the layer above that owns it, so that pending data is always written.
 */
#include "modules/io/io.h"

#include "object/dict.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"
#include "vm/config.h"
#include "gen/modules/io/iobase.h"

/* declgen: names _dealloc_warn __IOBase_closed */

/* ---- what the layers share ---- */

bool io_is_plain_buffered(Ref v)
{
    return io_is_plain(v, &buffered_reader_type) || io_is_plain(v, &buffered_writer_type) || io_is_plain(v, &buffered_random_type);
}

void io_dealloc(Object *o) { object_free(o, object_size(o)); }

static bool is_ours(Ref v) { return is_ptr(v) && !is_empty(v) && type_is_subtype(type_of(v), &iobase_type); }

void io_wrap(Ref inner, void *wrapper)
{
    if (is_ours(inner) && !as_iobase(inner)->wrapper)
        as_iobase(inner)->wrapper = wrapper;
}

void io_unwrap(Ref inner, void *wrapper)
{
    if (is_ours(inner) && as_iobase(inner)->wrapper == wrapper)
        as_iobase(inner)->wrapper = NULL;
}

bool io_is_closed(Thread *t, Ref v, bool *closed)
{
    while (io_is_plain_buffered(v) && as_buffered(v)->ok)
        v = as_buffered(v)->raw;
    if (io_is_plain(v, &fileio_type)) {
        *closed = as_fileio(v)->fd < 0;
        return true;
    }
    OWN Value value = get_attr(t, v, NAME(closed));
    Test truth = is_empty(value) ? TEST_ERROR : test(t, value);
    *closed = truth == TEST_TRUE;
    return truth != TEST_ERROR;
}

bool io_check_closed(Thread *t, Ref v)
{
    bool closed;
    return io_is_closed(t, v, &closed) && !(closed && (raise_closed_file(t), true));
}

bool io_test_method(Thread *t, Ref v, Ref name, bool *result)
{
    OWN Value value = call_method0(t, v, name);
    Test truth = is_empty(value) ? TEST_ERROR : test(t, value);
    *result = truth == TEST_TRUE;
    return truth != TEST_ERROR;
}

bool io_check(Thread *t, Ref v, Ref name, const char *message)
{
    bool able;
    return io_test_method(t, v, name, &able) && (able || (raise_unsupported(t, message), false));
}

void io_dealloc_warn(Thread *t, Ref v, Ref source)
{
    if (is_empty(v))
        return;
    OWN Value done = call_method1(t, v, NAME(_dealloc_warn), source);
    if (is_empty(done))
        raised_clear(t);
}

void io_chain_take(Thread *t, Value first)
{
    if (is_empty(first))
        return;
    if (!is_raised(t)) {
        t->raised = first;
        return;
    }
    if (same(t->raised, first))
        release(first);
    else
        replace_take(&as_exception(t->raised)->context, first);
}

bool io_offset(Thread *t, Ref v, int64_t *n)
{
    if (likely(is_fixnum(v))) {
        *n = fixnum_value(v);
        return true;
    }
    return to_int64(t, v, n);
}

bool io_size(Thread *t, Ref v, ssize *n)
{
    if (is_none(v)) {
        *n = -1;
        return true;
    }
    if (!is_fixnum(v) && !type_of(v)->index)
        return raise_type(t, "argument should be integer or None, not '%T'", v), false;
    return to_ssize(t, v, &exc_OverflowError, n);
}

Value io_state_error(Thread *t, Ref self)
{
    return raise_type(t, "cannot pickle '%s' object", type_of(self)->name);
}

Value io_attributes(Thread *t, Ref self)
{
    OWN Value dict = attrs_dict(t, self);
    if (is_empty(dict) || dict_len(as_dict(dict)) == 0)
        return is_empty(dict) ? EMPTY : NONE;
    return dict_copy(t, as_dict(dict));
}

bool io_set_attributes(Thread *t, Ref self, Ref dict, const char *what)
{
    if (is_none(dict))
        return true;
    if (!is_dict(dict))
        return raise_type(t, "%s item of state should be a dict, got a %T", what, dict), false;
    OWN Value own = attrs_dict(t, self);
    return !is_empty(own) && dict_update(t, as_dict(own), dict);
}

/* ---- the finalizer ---- */

/* Closes self if it is open. The close() of a class made in Python may do anything, and fail: nobody is there to be told
 * but in development mode. */
static void close_dropped(Thread *t, Ref self)
{
    bool closed;
    if (!io_is_closed(t, self, &closed)) {
        raised_clear(t);                /* never initialized, or odd: closing may still do some good */
        closed = false;
    }
    if (closed)
        return;
    as_iobase(self)->finalizing = true;
    OWN Value done = call_method0(t, self, NAME(close));
    if (!is_empty(done))
        return;
    if (t->interp->config && t->interp->config->dev_mode)
        report_unraisable_in(t, self);
    else
        raised_clear(t);
}

Value io_finalize(Thread *t, Ref self)
{
    IoBase *wrapper = as_iobase(self)->wrapper;
    if (wrapper) {
        OWN Value own = retain_object(wrapper);
        as_iobase(self)->wrapper = NULL;
        OWN Value done = io_finalize(t, own);
    }
    close_dropped(t, self);
    return NONE;
}

/* ---- _IOBase ---- */

/** Moves to the position offset bytes from the start (whence 0), from here (1) or from the end (2); returns it. */
METHOD(iobase, seek, "(self, offset, whence=0, /)") { return raise_unsupported(t, "seek"); }

/** Return current stream position. */
METHOD0(iobase, tell) { return call_method2(t, self, NAME(seek), fixnum(0), fixnum(1)); }

/** Cuts or extends the file to size bytes, by default to the current position, which stays. Returns the size. */
METHOD(iobase, truncate, "(self, size=None, /)") { return raise_unsupported(t, "truncate"); }

/** Writes out what is buffered. Does nothing for files that only read. */
METHOD0(iobase, flush) { return as_iobase(self)->closed ? raise_closed_file(t) : NONE; }

Value io_base_close(Thread *t, Ref self)
{
    if (as_iobase(self)->closed)
        return NONE;
    OWN Value done = call_method0(t, self, NAME(flush));
    as_iobase(self)->closed = true;
    return is_empty(done) ? EMPTY : NONE;
}

/** Flushes and closes the file. Closing a closed file does nothing. */
METHOD0(iobase, close) { return io_base_close(t, self); }

GETTER(iobase, closed) { return bool_value(as_iobase(self)->closed); }

/** Can the position be changed? If not, seek(), tell() and truncate() raise OSError. */
METHOD0(iobase, seekable) { return FALSE_VALUE; }

/** Can it be read? If not, read() raises OSError. */
METHOD0(iobase, readable) { return FALSE_VALUE; }

/** Can it be written? If not, write() raises OSError. */
METHOD0(iobase, writable) { return FALSE_VALUE; }

METHOD(iobase, _checkClosed, "(self, msg=None, /)") { return io_check_closed(t, self) ? NONE : EMPTY; }
METHOD(iobase, _checkSeekable, "(self, msg=None, /)")
{
    return io_check(t, self, NAME(seekable), "File or stream is not seekable.") ? TRUE_VALUE : EMPTY;
}
METHOD(iobase, _checkReadable, "(self, msg=None, /)")
{
    return io_check(t, self, NAME(readable), "File or stream is not readable.") ? TRUE_VALUE : EMPTY;
}
METHOD(iobase, _checkWritable, "(self, msg=None, /)")
{
    return io_check(t, self, NAME(writable), "File or stream is not writable.") ? TRUE_VALUE : EMPTY;
}

/** The file descriptor; OSError if there is none. */
METHOD0(iobase, fileno) { return raise_unsupported(t, "fileno"); }

/** Is it a terminal? */
METHOD0(iobase, isatty) { return io_check_closed(t, self) ? FALSE_VALUE : EMPTY; }

METHOD0(iobase, __enter__) { return io_check_closed(t, self) ? retain(self) : EMPTY; }
METHOD(iobase, __exit__, "(self, *args)") { return call_method0(t, self, NAME(close)); }

/* Bytes of the next line that peek() shows, at least 1. */
static bool count_ahead(Thread *t, Ref peek, ssize limit, ssize *count)
{
    *count = 1;
    OWN Value ahead = call1(t, peek, fixnum(1));
    if (is_empty(ahead))
        return false;
    if (!is_bytes(ahead))
        return raise_format(t, &exc_OSError, "peek() should have returned a bytes object, not '%T'", ahead), false;
    ssize n = as_bytes(ahead)->len;
    if (limit >= 0 && n > limit)
        n = limit;
    const uint8_t *newline = memchr(as_bytes(ahead)->data, '\n', (size_t)n);
    if (n > 0)
        *count = newline ? newline + 1 - as_bytes(ahead)->data : n;
    return true;
}

/** The next line with its end, of at most size bytes if size is not negative; empty at the end of the file. */
METHOD(iobase, readline, "(self, size=-1, /)")
{
    ssize limit;
    OWN Value peek = EMPTY;
    if (!io_size(t, a->size, &limit) || find_attr(t, self, NAME(peek), &peek) == ERROR)
        return EMPTY;
    OWN Value line = bytearray_from(t, NULL, 0);
    while (!is_empty(line)) {
        ssize len = as_bytearray(line)->len, count = 1;
        if (limit >= 0 && len >= limit)
            break;
        if (!is_empty(peek) && !count_ahead(t, peek, limit < 0 ? -1 : limit - len, &count))
            return EMPTY;
        OWN Value piece = call_method1(t, self, NAME(read), fixnum(count));
        if (is_empty(piece))
            return EMPTY;
        if (!is_bytes(piece))
            return raise_format(t, &exc_OSError, "read() should have returned a bytes object, not '%T'", piece);
        ssize n = as_bytes(piece)->len;
        if (n == 0)
            break;
        if (!bytearray_resize(t, as_bytearray(line), len + n))
            return EMPTY;
        memcpy(as_bytearray(line)->data + len, as_bytes(piece)->data, (size_t)n);
        if (as_bytes(piece)->data[n - 1] == '\n')
            break;
    }
    return is_empty(line) ? EMPTY : bytes_from(t, as_bytearray(line)->data, as_bytearray(line)->len);
}

/** A list of the lines; with a positive hint, only until their sizes together exceed it. */
METHOD(iobase, readlines, "(self, hint=-1, /)")
{
    ssize hint, total = 0;
    if (!io_size(t, a->hint, &hint))
        return EMPTY;
    OWN Value lines = list_new(t, 0), it = is_empty(lines) ? EMPTY : iter(t, self);
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        Value line;
        ssize n;
        Lookup found = step(t, it, &line);
        if (found != FOUND)
            return found == ERROR ? EMPTY : take(&lines);
        if (!list_append(t, as_list(lines), line)) {
            release(line);
            return EMPTY;
        }
        bool measured = hint <= 0 || length(t, line, &n);
        release(line);
        if (!measured)
            return EMPTY;
        if (hint > 0 && (total += n) > hint)
            return take(&lines);
    }
}

/** Writes each of the lines. Line ends are not added. */
METHOD(iobase, writelines, "(self, lines, /)")
{
    if (!io_check_closed(t, self))
        return EMPTY;
    OWN Value it = iter(t, a->lines);
    if (is_empty(it))
        return EMPTY;
    for (;;) {
        OWN Value line = EMPTY;
        Lookup found = step(t, it, &line);
        if (found != FOUND)
            return found == ERROR ? EMPTY : NONE;
        OWN Value done = call_method1(t, self, NAME(write), line);
        if (is_empty(done))
            return EMPTY;
    }
}

static Value iobase_iter(Thread *t, Ref self) { return io_check_closed(t, self) ? retain(self) : EMPTY; }

static Value iobase_next(Thread *t, Ref self)
{
    OWN Value line = call_method0(t, self, NAME(readline));
    ssize n;
    if (is_empty(line) || !length(t, line, &n))
        return EMPTY;
    return n > 0 ? take(&line) : EMPTY;
}

GETTER(iobase, __dict__) { return attrs_dict(t, self); }
SETTER(iobase, __dict__)
{
    return is_empty(value) ? (raise_type(t, "cannot delete __dict__"), false) : attrs_set_dict(t, self, value);
}
GETTER(iobase, _finalizing) { return bool_value(as_iobase(self)->finalizing); }
SETTER(iobase, _finalizing)
{
    Test truth = is_empty(value) ? TEST_FALSE : test(t, value);
    as_iobase(self)->finalizing = truth == TEST_TRUE;
    return truth != TEST_ERROR;
}

static void iobase_traverse(Object *o UNUSED, Visitor *visitor UNUSED) {}

Type iobase_type = {
    TYPE_HEAD("_io._IOBase", IoBase), .flags = IO_FLAGS,
    .doc = "The class all files derive from: closing, context manager, lines.\n\n"
           "Methods that a kind of file does not support raise UnsupportedOperation.\n"
           "Calling anything but close() on a closed file raises ValueError.",
    .new_ = object_new_slot, .dealloc = io_dealloc, .traverse = iobase_traverse, .finalize = io_finalize,
    .iter = iobase_iter, .next = iobase_next, .methods = iobase_methods, .getset = iobase_getset,
};

/* ---- _RawIOBase ---- */

/** Read up to size bytes; all of them when it is -1 (readall()). None means that nothing was there just now. */
METHOD(rawiobase, read, "(self, size=-1, /)")
{
    ssize size;
    if (!io_size(t, a->size, &size))
        return EMPTY;
    if (size < 0)
        return call_method0(t, self, NAME(readall));
    OWN Value buffer = bytearray_from(t, NULL, 0);
    if (is_empty(buffer) || !bytearray_resize(t, as_bytearray(buffer), size))
        return EMPTY;
    if (size)
        memset(as_bytearray(buffer)->data, 0, (size_t)size);
    OWN Value count = call_method1(t, self, NAME(readinto), buffer);
    ssize n;
    if (is_empty(count) || is_none(count))
        return take(&count);
    if (!to_ssize(t, count, &exc_ValueError, &n))
        return EMPTY;
    if (n < 0 || n > as_bytearray(buffer)->len)
        return raise_value(t, "readinto returned %zd outside buffer size %zd", n, as_bytearray(buffer)->len);
    return bytes_from(t, as_bytearray(buffer)->data, n);
}

/** Everything up to the end, by as many calls of read() as it takes. */
METHOD0(rawiobase, readall)
{
    OWN Value all = bytearray_from(t, NULL, 0);
    bool any = false;
    while (!is_empty(all)) {
        OWN Value piece = call_method1(t, self, NAME(read), fixnum(DEFAULT_BUFFER_SIZE));
        if (is_empty(piece))
            return EMPTY;
        if (is_none(piece)) {
            if (!any)
                return NONE;
            break;
        }
        if (!is_bytes(piece))
            return raise_type(t, "read() should return bytes");
        ssize len = as_bytearray(all)->len, n = as_bytes(piece)->len;
        if (n == 0)
            break;
        any = true;
        if (!bytearray_resize(t, as_bytearray(all), len + n))
            return EMPTY;
        memcpy(as_bytearray(all)->data + len, as_bytes(piece)->data, (size_t)n);
    }
    return is_empty(all) ? EMPTY : bytes_from(t, as_bytearray(all)->data, as_bytearray(all)->len);
}

/* What a raw file of one's own has to have. */
static Value not_defined(Thread *t, Ref self, const char *name)
{
    return raise_format(t, &exc_NotImplementedError, "%T does not define %s()", self, name);
}

/** Read bytes into a writable bytes-like object; the number read, None if nothing was there just now. For subclasses to define. */
METHOD1(rawiobase, readinto, buffer)    { return not_defined(t, self, "readinto"); }
/** Write bytes; the number written, which can be less than given, None if nothing could be just now. For subclasses to define. */
METHOD1(rawiobase, write, data)         { return not_defined(t, self, "write"); }

Type rawiobase_type = {
    TYPE_HEAD("_io._RawIOBase", IoBase), .flags = IO_FLAGS, .base = &iobase_type, .doc = "The class of binary files without a buffer.",
    .dealloc = io_dealloc, .traverse = iobase_traverse, .methods = rawiobase_methods,
};

/* ---- _BufferedIOBase ---- */

/* Fills the buffer by one call of read() or read1(). */
static Value read_into(Thread *t, Ref self, Ref name, const Buffer *buffer)
{
    OWN Value data = call_method1(t, self, name, fixnum(buffer->len));
    if (is_empty(data))
        return EMPTY;
    if (!is_bytes(data))
        return raise_type(t, "read() should return bytes");
    ssize n = as_bytes(data)->len;
    if (n > buffer->len)
        return raise_value(t, "read() returned too much data: %zd bytes requested, %zd returned", buffer->len, n);
    if (n)
        memcpy(buffer->data, as_bytes(data)->data, (size_t)n);
    return fixnum(n);
}

METHOD(bufferediobase, readinto, "(self, buffer: wbuffer, /)") { return read_into(t, self, NAME(read), &a->buffer); }
METHOD(bufferediobase, readinto1, "(self, buffer: wbuffer, /)") { return read_into(t, self, NAME(read1), &a->buffer); }

/** Separates the raw file from the buffer, which is of no use any more, and returns it. */
METHOD0(bufferediobase, detach) { return raise_unsupported(t, "detach"); }

/** Up to size bytes: fewer only at the end of the file, or from a terminal; everything if size is negative or None. None if
 * nothing is there just now and the raw file does not block. */
METHOD(bufferediobase, read, "(self, size=-1, /)") { return raise_unsupported(t, "read"); }

/** Up to size bytes, by at most one read of the raw file. */
METHOD(bufferediobase, read1, "(self, size=-1, /)") { return raise_unsupported(t, "read1"); }

/** Writes the bytes of b and returns their number. BlockingIOError if the buffer is full and the raw file takes no more. */
METHOD(bufferediobase, write, "(self, b, /)") { return raise_unsupported(t, "write"); }

Type bufferediobase_type = {
    TYPE_HEAD("_io._BufferedIOBase", IoBase), .flags = IO_FLAGS, .base = &iobase_type,
    .doc = "The class of binary files with a buffer: read() returns what was asked for unless the file ends.",
    .dealloc = io_dealloc, .traverse = iobase_traverse, .methods = bufferediobase_methods,
};

/* ---- _TextIOBase ---- */

/** Separates the buffer from the text file, which is of no use any more, and returns it. */
METHOD0(textiobase, detach) { return raise_unsupported(t, "detach"); }

/** Up to size characters; everything if size is negative or None. */
METHOD(textiobase, read, "(self, size=-1, /)") { return raise_unsupported(t, "read"); }

/** The next line with its end, of at most size characters if size is not negative; empty at the end of the file. */
METHOD(textiobase, readline, "(self, size=-1, /)") { return raise_unsupported(t, "readline"); }

/** Writes the str and returns the number of its characters. */
METHOD(textiobase, write, "(self, s, /)") { return raise_unsupported(t, "write"); }

/** The name of the encoding. */
GETTER(textiobase, encoding) { return NONE; }

/** The kinds of line ends seen so far: None, a str or a tuple of strs. */
GETTER(textiobase, newlines) { return NONE; }

/** The name of the error handler. */
GETTER(textiobase, errors) { return NONE; }

Type textiobase_type = {
    TYPE_HEAD("_io._TextIOBase", IoBase), .flags = IO_FLAGS, .base = &iobase_type,
    .doc = "The class of text files: they read and write str.",
    .dealloc = io_dealloc, .traverse = iobase_traverse, .methods = textiobase_methods, .getset = textiobase_getset,
};
