/* fileio.c: FileIO, a file of the operating system, read and written without a buffer. Manual: io, "Raw File I/O".
 *
 * System calls give up the GIL and are repeated when a signal interrupted them (PEP 475). A file that does not block and
 * has nothing yields None.
 */
#include "modules/io/io.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include "object/int.h"
#include "vm/system_call.h"
#include "gen/modules/io/fileio.h"

#define READ_MAX ((ssize)0x7FFFF000)        /* Linux moves no more in one call */

/* ---- opening ---- */

static Value raise_bad_mode(Thread *t)
{
    return raise_value(t, "Must have exactly one of create/read/write/append mode and at most one plus");
}

/* Sets the flags of f; the flags for open(). */
static bool parse_mode(Thread *t, FileIO *f, const char *mode, int *flags)
{
    bool chosen = false, plus = false;

    *flags = O_CLOEXEC;
    for (const char *p = mode; *p; p++) {
        switch (*p) {
        case 'x': case 'r': case 'w': case 'a':
            if (chosen)
                return raise_bad_mode(t), false;
            chosen = true;
            if (*p == 'r') {
                f->readable = true;
                break;
            }
            f->writable = true;
            f->created = *p == 'x';
            f->appending = *p == 'a';
            *flags |= *p == 'x' ? O_EXCL | O_CREAT : *p == 'w' ? O_CREAT | O_TRUNC : O_APPEND | O_CREAT;
            break;
        case 'b':
            break;
        case '+':
            if (plus)
                return raise_bad_mode(t), false;
            plus = true;
            break;
        default:
            return raise_value(t, "invalid mode: %.200s", mode), false;
        }
    }
    if (!chosen)
        return raise_bad_mode(t), false;
    if (plus)
        f->readable = f->writable = true;
    *flags |= f->readable && f->writable ? O_RDWR : f->readable ? O_RDONLY : O_WRONLY;
    return true;
}

static bool open_by_opener(Thread *t, FileIO *f, Ref file, Ref opener, int flags)
{
    OWN Value result = call2(t, opener, file, fixnum(flags));
    int fd;
    if (is_empty(result))
        return false;
    if (!is_int(result))
        return raise_type(t, "expected integer from opener"), false;
    if (!to_c_int(t, result, &fd))
        return false;
    if (fd < 0)
        return raise_value(t, "opener returned %d", fd), false;
    f->fd = fd;
    return descriptor_set_inheritable(fd, false) || (raise_errno(t, errno), false);
}

static bool open_by_name(Thread *t, FileIO *f, Ref file, int flags)
{
    OWN Value path = to_fs_bytes(t, file);
    int fd;
    if (is_empty(path))
        return false;
    BLOCKING_CALL(t, fd, interruptible_openat(AT_FDCWD, (const char *)as_bytes(path)->data, flags, 0666));
    if (fd < 0)
        return raise_last_path(t, file), false;
    f->fd = fd;
    return true;
}

/* What the system says about the open file. Directories cannot be read. */
static bool look_at_file(Thread *t, FileIO *f, Ref file)
{
    struct stat st;
    if (fstat(f->fd, &st) < 0)
        return errno == EBADF ? (raise_errno_path(t, errno, file), false) : true;
    if (S_ISDIR(st.st_mode))
        return raise_errno_path(t, EISDIR, file), false;
    f->character_device = S_ISCHR(st.st_mode);
    if (st.st_blksize > 1)
        f->block_size = (int)st.st_blksize;
    return true;
}

static bool close_descriptor(Thread *t, FileIO *f)
{
    int fd = f->fd, result;
    if (fd < 0)
        return true;
    f->fd = -1;
    BLOCKING_BEGIN(t)
    result = close(fd);
    BLOCKING_END(t)
    return result == 0 || (raise_errno(t, errno), false);       /* Linux has closed it even on EINTR */
}

/* Gives up the descriptor of an open that failed; one that was passed in stays open. */
static bool fail_open(FileIO *f, bool own)
{
    if (own && f->fd >= 0)
        close(f->fd);
    f->fd = -1;
    return false;
}

static bool open_file(Thread *t, FileIO *f, Ref file, const char *mode, bool closefd, Ref opener)
{
    int fd = -1, flags;
    if (is_int(file)) {
        if (!to_c_int(t, file, &fd))
            return false;
        if (fd < 0)
            return raise_value(t, "negative file descriptor"), false;
    } else if (is_float(file)) {
        return raise_type(t, "integer argument expected, got float"), false;
    }
    f->created = f->readable = f->writable = f->appending = f->character_device = false;
    f->seekable = -1;
    f->block_size = DEFAULT_BUFFER_SIZE;
    f->closefd = closefd;
    f->base.closed = f->base.finalizing = false;
    if (!parse_mode(t, f, mode, &flags))
        return false;
    if (fd >= 0)
        f->fd = fd;
    else if (!closefd)
        return raise_value(t, "Cannot use closefd=False with file name"), false;
    else if (is_none(opener) ? !open_by_name(t, f, file, flags) : !open_by_opener(t, f, file, opener, flags))
        return fail_open(f, true);
    if (!look_at_file(t, f, file))
        return fail_open(f, fd < 0);
    if (!(f->base.head.type->flags & TYPE_HEAP))
        replace_take(&f->name, retain(file));
    else if (!set_attr(t, value_of(f), NAME(name), file))     /* a class may have its own idea of `name` */
        return fail_open(f, fd < 0);
    int64_t end;
    if (f->appending && !fileio_seek(t, f, 0, SEEK_END, &end)) {
        if (!raised_matches(t, &exc_OSError))
            return fail_open(f, fd < 0);
        raised_clear(t);                /* a pipe */
    }
    return true;
}

static Value alloc(Thread *t, Type *cls)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v)) {
        as_fileio(v)->fd = -1;
        as_fileio(v)->closefd = true;
    }
    return v;
}

Value fileio_open(Thread *t, Ref file, const char *mode, bool closefd, Ref opener)
{
    OWN Value v = alloc(t, &fileio_type);
    return !is_empty(v) && open_file(t, as_fileio(v), file, mode, closefd, opener) ? take(&v) : EMPTY;
}

static Value fileio_new_slot(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return cls->flags & TYPE_ABSTRACT ? type_raise_abstract(t, cls) : alloc(t, cls);
}

/** Opens a file: a path, or a descriptor that is open already.
 *
 * The mode is one of 'r', 'w', 'x' and 'a' for reading (default), writing,
 * exclusive creation and appending; with a '+' for both reading and writing.
 * The opener is called as opener(file, flags) and returns an open descriptor.
 */
INIT(fileio, "(self, file, mode: str='r', closefd: bool=True, opener=None)")
{
    FileIO *f = as_fileio(self);
    if (f->fd >= 0) {
        if (!f->closefd)
            f->fd = -1;
        else if (!close_descriptor(t, f))
            return false;
    }
    OWN Value mode = retain(a->mode), file = retain(a->file);
    const char *text = str_utf8(t, mode, NULL);
    return text && open_file(t, f, file, text, a->closefd, a->opener);
}

/* ---- system calls ---- */

bool fileio_read(Thread *t, FileIO *f, void *p, ssize size, ssize *n)
{
    int fd = f->fd;
    ssize_t got;
    size = MIN(size, READ_MAX);
    BLOCKING_CALL(t, got, interruptible_read(fd, p, (size_t)size));
    *n = got;
    if (likely(got >= 0))
        return true;
    if (!is_raised(t) && (errno == EAGAIN || errno == EWOULDBLOCK))
        return true;
    return raise_last(t), false;
}

bool fileio_write(Thread *t, FileIO *f, const void *p, ssize size, ssize *n)
{
    int fd = f->fd;
    ssize_t put;
    size = MIN(size, READ_MAX);
    BLOCKING_CALL(t, put, interruptible_write(fd, p, (size_t)size));
    *n = put;
    if (likely(put >= 0))
        return true;
    if (!is_raised(t) && (errno == EAGAIN || errno == EWOULDBLOCK))
        return true;
    return raise_last(t), false;
}

bool fileio_seek(Thread *t, FileIO *f, int64_t offset, int whence, int64_t *position)
{
    int fd = f->fd;
    off_t at;
    BLOCKING_BEGIN(t)
    at = lseek(fd, offset, whence);
    BLOCKING_END(t)
    if (f->seekable < 0)
        f->seekable = at >= 0;
    *position = at;
    return at >= 0 || (raise_errno(t, errno), false);
}

bool fileio_is_seekable(Thread *t, FileIO *f)
{
    int64_t position;
    if (f->seekable < 0 && !fileio_seek(t, f, 0, SEEK_CUR, &position))
        raised_clear(t);
    return f->seekable > 0;
}

/* Bytes that are probably left, and one more to see the end. */
static ssize guess_rest(FileIO *f)
{
    struct stat st;
    off_t at = lseek(f->fd, 0, SEEK_CUR);
    if (at < 0 || fstat(f->fd, &st) < 0 || st.st_size < at || st.st_size - at >= SSIZE_MAX_ - 65536)
        return DEFAULT_BUFFER_SIZE;
    return st.st_size > 0 ? (ssize)(st.st_size - at) + 1 : DEFAULT_BUFFER_SIZE;
}

Value fileio_readall(Thread *t, FileIO *f)
{
    ssize len = 0, room = guess_rest(f);
    OWN Value all = bytes_new(t, room);
    while (!is_empty(all)) {
        ssize n;
        if (len == room) {
            room += MAX(room >> 1, (ssize)DEFAULT_BUFFER_SIZE);
            if (!bytes_resize(t, &all, room))
                return EMPTY;
        }
        if (f->fd < 0)
            return raise_closed_file(t);        /* by a signal handler or another thread */
        if (!fileio_read(t, f, as_bytes(all)->data + len, room - len, &n))
            return EMPTY;
        if (n <= 0) {
            if (n < 0 && len == 0)
                return NONE;
            return bytes_shrink_take(t, &all, len) ? take(&all) : EMPTY;
        }
        len += n;
    }
    return EMPTY;
}

/* ---- methods ---- */

static bool check_open(Thread *t, FileIO *f) { return f->fd >= 0 || (raise_value(t, "I/O operation on closed file"), false); }
static bool check_readable(Thread *t, FileIO *f)
{
    return check_open(t, f) && (f->readable || (raise_unsupported(t, "File not open for reading"), false));
}
static bool check_writable(Thread *t, FileIO *f)
{
    return check_open(t, f) && (f->writable || (raise_unsupported(t, "File not open for writing"), false));
}

/** Up to size bytes by one system call, or all until the end if size is negative. None if the file does not block and
 * nothing is there. */
METHOD(fileio, read, "(self, size=-1, /)")
{
    FileIO *f = as_fileio(self);
    ssize size, n;
    if (!check_readable(t, f) || !io_size(t, a->size, &size) || !check_open(t, f))
        return EMPTY;
    if (size < 0)
        return fileio_readall(t, f);
    size = MIN(size, READ_MAX);
    OWN Value data = bytes_new(t, size);
    if (is_empty(data) || !fileio_read(t, f, as_bytes(data)->data, size, &n))
        return EMPTY;
    if (n < 0)
        return NONE;
    return bytes_shrink_take(t, &data, n) ? take(&data) : EMPTY;
}

/** Everything from here to the end. None if the file does not block and nothing is there. */
METHOD0(fileio, readall) { return check_readable(t, as_fileio(self)) ? fileio_readall(t, as_fileio(self)) : EMPTY; }

static Value count_or_none(ssize n) { return n < 0 ? NONE : fixnum(n); }

/** Reads into the buffer by one system call; returns the number of bytes, or None if nothing is there. */
METHOD(fileio, readinto, "(self, buffer: wbuffer, /)")
{
    ssize n;
    if (!check_readable(t, as_fileio(self)) || !fileio_read(t, as_fileio(self), a->buffer.data, a->buffer.len, &n))
        return EMPTY;
    return count_or_none(n);
}

/** Writes bytes by one system call; returns how many were written, or None if the file does not block and takes none. */
METHOD(fileio, write, "(self, b: buffer, /)")
{
    ssize n;
    if (!check_writable(t, as_fileio(self)) || !fileio_write(t, as_fileio(self), a->b.data, a->b.len, &n))
        return EMPTY;
    /* a signal may have ended the write early: its handler is not to wait any longer */
    return handle_signals(t) ? count_or_none(n) : EMPTY;
}

/** Moves to offset bytes from the start (whence 0), from here (1) or from the end (2); returns the position. */
METHOD(fileio, seek, "(self, pos, whence: int=0, /)")
{
    int64_t offset, position;
    if (!check_open(t, as_fileio(self)) || !io_offset(t, a->pos, &offset) || !check_open(t, as_fileio(self)))
        return EMPTY;
    return fileio_seek(t, as_fileio(self), offset, a->whence, &position) ? int_from_int64(t, position) : EMPTY;
}

/** The current position. */
METHOD0(fileio, tell)
{
    int64_t position;
    return check_open(t, as_fileio(self)) && fileio_seek(t, as_fileio(self), 0, SEEK_CUR, &position) ? int_from_int64(t, position) : EMPTY;
}

/** Cuts or extends the file to size bytes, by default to the current position, which stays. Returns the size. */
METHOD(fileio, truncate, "(self, size=None, /)")
{
    FileIO *f = as_fileio(self);
    int64_t size;
    int result, fd;
    if (!check_writable(t, f))
        return EMPTY;
    if (is_none(a->size) ? !fileio_seek(t, f, 0, SEEK_CUR, &size) : !io_offset(t, a->size, &size) || !check_open(t, f))
        return EMPTY;
    fd = f->fd;
    BLOCKING_CALL(t, result, ftruncate(fd, size));
    return result < 0 ? raise_last(t) : int_from_int64(t, size);
}

METHOD0(fileio, seekable)
{
    return check_open(t, as_fileio(self)) ? bool_value(fileio_is_seekable(t, as_fileio(self))) : EMPTY;
}
METHOD0(fileio, readable) { return check_open(t, as_fileio(self)) ? bool_value(as_fileio(self)->readable) : EMPTY; }
METHOD0(fileio, writable) { return check_open(t, as_fileio(self)) ? bool_value(as_fileio(self)->writable) : EMPTY; }
METHOD0(fileio, fileno)   { return check_open(t, as_fileio(self)) ? fixnum(as_fileio(self)->fd) : EMPTY; }
METHOD0(fileio, isatty)   { return check_open(t, as_fileio(self)) ? bool_value(isatty(as_fileio(self)->fd)) : EMPTY; }

/* "unclosed file": warned of when the finalizer closes the file. */
static void warn_unclosed(Thread *t, FileIO *f, Ref source)
{
    if (f->fd < 0 || !f->closefd)
        return;
    Value raised = raised_take(t);
    if (!warn_resource(t, source, "unclosed file %R", source)) {
        if (raised_matches(t, &exc_Warning))
            report_unraisable_in(t, value_of(f));
        raised_clear(t);
    }
    release(raised_take(t));
    t->raised = raised;
}

METHOD1(fileio, _dealloc_warn, source)
{
    warn_unclosed(t, as_fileio(self), source);
    return NONE;
}

/** Closes the file and, unless it was opened with closefd=False, its descriptor. */
METHOD0(fileio, close)
{
    FileIO *f = as_fileio(self);
    OWN Value done = io_base_close(t, self);
    if (!f->closefd) {
        f->fd = -1;
        return take(&done);
    }
    Value raised = raised_take(t);
    if (f->base.finalizing)
        warn_unclosed(t, f, self);
    bool closed = close_descriptor(t, f);
    io_chain_take(t, raised);
    return closed && !is_empty(done) ? NONE : EMPTY;
}

METHOD0(fileio, __getstate__) { return io_state_error(t, self); }

/* ---- attributes ---- */

static const char *mode_text(const FileIO *f)
{
    if (f->created)
        return f->readable ? "xb+" : "xb";
    if (f->appending)
        return f->readable ? "ab+" : "ab";
    return f->readable ? f->writable ? "rb+" : "rb" : "wb";
}

/** True if the file is closed */
GETTER(fileio, closed)  { return bool_value(as_fileio(self)->fd < 0); }
/** Does closing the file close the descriptor? */
GETTER(fileio, closefd) { return bool_value(as_fileio(self)->closefd); }
/** The mode, as for open(). */
GETTER(fileio, mode)    { return str_from_text(t, mode_text(as_fileio(self))); }
GETTER(fileio, _blksize) { return fixnum(as_fileio(self)->block_size); }
/** What the file was opened by. */
GETTER(fileio, name)
{
    Ref name = as_fileio(self)->name;
    return is_empty(name) ? raise_attribute(t, self, NAME(name)) : retain(name);
}
SETTER(fileio, name)
{
    if (is_empty(value) && is_empty(as_fileio(self)->name))
        return raise_attribute(t, self, NAME(name)), false;
    replace_take(&as_fileio(self)->name, retain(value));
    return true;
}

static Value fileio_repr(Thread *t, Ref self)
{
    FileIO *f = as_fileio(self);
    const char *type = type_of(self)->flags & TYPE_HEAP ? type_display_name(type_of(self)) : "_io.FileIO";
    if (f->fd < 0)
        return str_format(t, "<%s [closed]>", type);
    const char *closefd = f->closefd ? "True" : "False";
    if (is_empty(f->name))
        return str_format(t, "<%s fd=%d mode='%s' closefd=%s>", type, f->fd, mode_text(f), closefd);
    Lookup running = repr_enter(t, self);
    if (running != MISSING)
        return running == ERROR ? EMPTY : raise_runtime(t, "reentrant call inside %s.__repr__", type);
    OWN Value name = retain(f->name);
    Value text = str_format(t, "<%s name=%R mode='%s' closefd=%s>", type, name, mode_text(f), closefd);
    repr_leave(t, self);
    return text;
}

static void fileio_clear(Object *o) { replace_take(&((FileIO *)o)->name, EMPTY); }
static void fileio_dealloc(Object *o)
{
    fileio_clear(o);
    io_dealloc(o);
}
static void fileio_traverse(Object *o, Visitor *visitor) { visit(visitor, ((FileIO *)o)->name); }

Type fileio_type = {
    TYPE_HEAD("_io.FileIO", FileIO), .flags = IO_FLAGS, .base = &rawiobase_type, .doc = fileio_init_doc,
    .dealloc = fileio_dealloc, .traverse = fileio_traverse, .clear = fileio_clear,
    .new_ = fileio_new_slot, .init = fileio_init_slot, .init_signature = &fileio_init_signature,
    .repr = fileio_repr, .methods = fileio_methods, .getset = fileio_getset,
};
