/* file.c: descriptors: open, read, write and what else one does to an open file (Library "os", "File Descriptor Operations").
 * Descriptors made here are not inherited by executed programs (PEP 446).
 */
#include "modules/posix/posix.h"

#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include "object/list.h"
#include "vm/buffer_vector.h"
#include "gen/modules/posix/file.h"

/* The system takes no more at once. */
#define TRANSFER_MAX ((ssize)0x7ffff000)

/** Open a file for low level IO.  Returns a file descriptor (integer).
 *
 * If dir_fd is not None, it should be a file descriptor open to a directory,
 *   and path should be relative; path will then be relative to that directory. */
FUNCTION(posix, open, "(path, flags: int, mode: int=511, *, dir_fd=None)")
{
    PATH p;
    int directory, fd;
    if (!path_convert(t, &p, a->path, "open", "path", 0) || !path_directory(t, &p, a->dir_fd, "open", &directory))
        return EMPTY;
    BLOCKING_CALL(t, fd, interruptible_openat(directory, p.name, a->flags | O_CLOEXEC, a->mode));
    return fd < 0 ? raise_path(t, &p) : fixnum(fd);
}
/** Close a file descriptor. */
FUNCTION(posix, close, "(fd: int)")
{
    int failed;
    BLOCKING_BEGIN(t)
    failed = close(a->fd);
    BLOCKING_END(t)
    return failed && errno != EINTR ? raise_last(t) : NONE;         /* interrupted: it is closed all the same */
}
/** Closes all file descriptors in [fd_low, fd_high), ignoring errors. */
FUNCTION(posix, closerange, "(fd_low: int, fd_high: int, /)")
{
    int low = MAX(a->fd_low, 0), high = a->fd_high;
    BLOCKING_BEGIN(t)
    if (high > low && close_range((unsigned)low, (unsigned)high - 1, 0) != 0)
        for (int fd = low; fd < high; fd++)
            close(fd);
    BLOCKING_END(t)
    return NONE;
}
/** Return a duplicate of a file descriptor. */
FUNCTION(posix, dup, "(fd: int, /)") { return int_or_last(t, fcntl(a->fd, F_DUPFD_CLOEXEC, 0)); }
/** Duplicate file descriptor. */
FUNCTION(posix, dup2, "(fd: int, fd2: int, inheritable: bool=True)")
{
    int result;
    if (a->fd < 0 || a->fd2 < 0) {
        errno = EBADF;
        return raise_last(t);
    }
    /* dup3 refuses equal descriptors */
    if (a->inheritable || a->fd == a->fd2)
        BLOCKING_CALL(t, result, dup2(a->fd, a->fd2));
    else
        BLOCKING_CALL(t, result, dup3(a->fd, a->fd2, O_CLOEXEC));
    if (result >= 0 && !a->inheritable && a->fd == a->fd2 && !descriptor_set_inheritable(a->fd2, false))
        result = -1;
    return int_or_last(t, result);
}
/** Apply, test or remove a POSIX lock on an open file descriptor. */
FUNCTION(posix, lockf, "(fd: int, command: int, length: int64, /)")
{
    int result;
    BLOCKING_CALL(t, result, lockf(a->fd, a->command, a->length));
    return none_or_last(t, result);
}
/** Set the position of a file descriptor.  Return the new position. */
FUNCTION(posix, lseek, "(fd: int, position: int64, how: int, /)")
{
    off_t result;
    BLOCKING_CALL(t, result, lseek(a->fd, a->position, a->how));
    return int_or_last(t, result);
}

/* ---- reading and writing ---- */

static Value read_bytes(Thread *t, int fd, ssize length, bool positioned, off_t offset)
{
    if (length < 0) {
        errno = EINVAL;
        return raise_last(t);
    }
    length = MIN(length, TRANSFER_MAX);
    OWN Value bytes = bytes_new(t, length);
    ssize n;
    if (is_empty(bytes))
        return EMPTY;
    void *data = as_bytes(bytes)->data;
    if (positioned)
        BLOCKING_CALL(t, n, pread(fd, data, (size_t)length, offset));
    else
        BLOCKING_CALL(t, n, interruptible_read(fd, data, (size_t)length));
    if (n < 0)
        return raise_last(t);
    return n == length || bytes_shrink_take(t, &bytes, n) ? take(&bytes) : EMPTY;
}
/** Read from a file descriptor.  Returns a bytes object. */
FUNCTION(posix, read, "(fd: int, length: index, /)") { return read_bytes(t, a->fd, a->length, false, 0); }
/** Read a number of bytes from a file descriptor starting at a particular offset. */
FUNCTION(posix, pread, "(fd: int, length: index, offset: int64, /)") { return read_bytes(t, a->fd, a->length, true, a->offset); }
/** Write a bytes object to a file descriptor. */
FUNCTION(posix, write, "(fd: int, data: buffer, /)")
{
    ssize n;
    BLOCKING_CALL(t, n, interruptible_write(a->fd, a->data.data, (size_t)MIN(a->data.len, TRANSFER_MAX)));
    if (n >= 0 && !handle_signals(t))               /* a signal may have ended the write early */
        return EMPTY;
    return int_or_last(t, n);
}
/** Write bytes to a file descriptor starting at a particular offset. */
FUNCTION(posix, pwrite, "(fd: int, buffer: buffer, offset: int64, /)")
{
    ssize n;
    BLOCKING_CALL(t, n, pwrite(a->fd, a->buffer.data, (size_t)MIN(a->buffer.len, TRANSFER_MAX), a->offset));
    return int_or_last(t, n);
}

/* The buffers of a sequence as the system takes them. */
static bool read_buffers(Thread *t, BufferVector *v, Ref sequence, const char *function, bool writable)
{
    if (!is_list(sequence) && !is_tuple(sequence) && (is_dict(sequence) || !type_of(sequence)->getitem || !type_of(sequence)->len))
        return raise_type(t, "%s() arg 2 must be a sequence", function), false;
    return vector_fill(t, v, sequence, writable);
}
/** Read from a file descriptor into an iterable of buffers. */
FUNCTION(posix, readv, "(fd: int, buffers, /)")
{
    BUFFERS v = {0};
    ssize n;
    if (!read_buffers(t, &v, a->buffers, "readv", true))
        return EMPTY;
    BLOCKING_CALL(t, n, interruptible_readv(a->fd, v.part, v.count));
    return int_or_last(t, n);
}
/** Iterate over buffers, and write the contents of each to a file descriptor. */
FUNCTION(posix, writev, "(fd: int, buffers, /)")
{
    BUFFERS v = {0};
    ssize n;
    if (!read_buffers(t, &v, a->buffers, "writev", false))
        return EMPTY;
    BLOCKING_CALL(t, n, interruptible_writev(a->fd, v.part, v.count));
    return int_or_last(t, n);
}
/** Reads from a file descriptor into a number of mutable bytes-like objects, at an offset. */
FUNCTION(posix, preadv, "(fd: int, buffers, offset: int64, flags: int=0, /)")
{
    BUFFERS v = {0};
    ssize n;
    if (!read_buffers(t, &v, a->buffers, "preadv", true))
        return EMPTY;
    BLOCKING_CALL(t, n, preadv2(a->fd, v.part, v.count, a->offset, a->flags));
    return int_or_last(t, n);
}
/** Writes the bytes-like objects to a file descriptor at a given offset. */
FUNCTION(posix, pwritev, "(fd: int, buffers, offset: int64, flags: int=0, /)")
{
    BUFFERS v = {0};
    ssize n;
    if (!read_buffers(t, &v, a->buffers, "pwritev", false))
        return EMPTY;
    BLOCKING_CALL(t, n, pwritev2(a->fd, v.part, v.count, a->offset, a->flags));
    return int_or_last(t, n);
}

/* ---- from descriptor to descriptor ---- */

/* None, or an offset stored in *value with *offset pointing there. */
static bool optional_offset(Thread *t, Ref v, off_t *value, off_t **offset)
{
    *offset = is_none(v) ? NULL : value;
    return is_none(v) || to_int64(t, v, value);
}
/** Copy count bytes from file descriptor in_fd to file descriptor out_fd. */
FUNCTION(posix, sendfile, "(out_fd: int, in_fd: int, offset, count: index)")
{
    off_t value, *offset;
    ssize n;
    if (!optional_offset(t, a->offset, &value, &offset))
        return EMPTY;
    BLOCKING_CALL(t, n, interruptible_sendfile(a->out_fd, a->in_fd, offset, (size_t)a->count));
    return int_or_last(t, n);
}
/** Copy count bytes from one file descriptor to another. */
FUNCTION(posix, copy_file_range, "(src: int, dst: int, count: index, offset_src=None, offset_dst=None)")
{
    off_t source_value, target_value, *source, *target;
    ssize n;
    if (a->count < 0)
        return raise_value(t, "negative value for 'count' not allowed");
    if (!optional_offset(t, a->offset_src, &source_value, &source) || !optional_offset(t, a->offset_dst, &target_value, &target))
        return EMPTY;
    BLOCKING_CALL(t, n, copy_file_range(a->src, source, a->dst, target, (size_t)a->count, 0));
    return int_or_last(t, n);
}
/** Transfer count bytes from one pipe to a descriptor or vice versa. */
FUNCTION(posix, splice, "(src: int, dst: int, count: index, offset_src=None, offset_dst=None, flags: int=0)")
{
    off_t source_value, target_value, *source, *target;
    ssize n;
    if (a->count < 0)
        return raise_value(t, "negative value for 'count' not allowed");
    if (!optional_offset(t, a->offset_src, &source_value, &source) || !optional_offset(t, a->offset_dst, &target_value, &target))
        return EMPTY;
    BLOCKING_CALL(t, n, interruptible_splice(a->src, source, a->dst, target, (size_t)a->count, (unsigned)a->flags));
    return int_or_last(t, n);
}

/* ---- size and storage ---- */

/** Truncate a file, specified by file descriptor, to a specific length. */
FUNCTION(posix, ftruncate, "(fd: int, length: int64, /)")
{
    int result;
    BLOCKING_CALL(t, result, ftruncate(a->fd, a->length));
    return none_or_last(t, result);
}
/** Truncate a file, specified by path, to a specific length. */
FUNCTION(posix, truncate, "(path, length: int64)")
{
    PATH p;
    int result;
    if (!path_convert(t, &p, a->path, "truncate", "path", PATH_FD))
        return EMPTY;
    BLOCKING_CALL(t, result, p.name ? truncate(p.name, a->length) : ftruncate(p.fd, a->length));
    return result < 0 ? raise_path(t, &p) : NONE;
}
/* These give the error instead of setting errno. */
static Value from_error_number(Thread *t, int error)
{
    return is_raised(t) ? EMPTY : error ? raise_errno(t, error) : NONE;
}
/** Ensure a file has allocated at least a particular number of bytes on disk. */
FUNCTION(posix, posix_fallocate, "(fd: int, offset: int64, length: int64, /)")
{
    int error;
    do {
        BLOCKING_BEGIN(t)
        error = posix_fallocate(a->fd, a->offset, a->length);
        BLOCKING_END(t)
    } while (error == EINTR && handle_signals(t));
    return from_error_number(t, error);
}
/** Announce an intention to access data in a specific pattern. */
FUNCTION(posix, posix_fadvise, "(fd: int, offset: int64, length: int64, advice: int, /)")
{
    int error;
    do {
        BLOCKING_BEGIN(t)
        error = posix_fadvise(a->fd, a->offset, a->length, a->advice);
        BLOCKING_END(t)
    } while (error == EINTR && handle_signals(t));
    return from_error_number(t, error);
}
/** Force write of fd to disk. */
FUNCTION(posix, fsync, "(fd)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, fsync(fd));
    return none_or_last(t, result);
}
/** Force write of fd to disk without forcing update of metadata. */
FUNCTION(posix, fdatasync, "(fd)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, fdatasync(fd));
    return none_or_last(t, result);
}
/** Force write of everything to disk. */
FUNCTION0(posix, sync)
{
    BLOCKING_BEGIN(t)
    sync();
    BLOCKING_END(t)
    return NONE;
}

/* ---- pipes and other descriptors out of nothing ---- */

static Value pipe_pair(Thread *t, int flags)
{
    int fds[2];
    return pipe2(fds, flags) < 0 ? raise_last(t) : tuple_pack(t, 2, fixnum(fds[0]), fixnum(fds[1]));
}
/** Create a pipe.
 *
 * Returns a tuple of two file descriptors:
 *   (read_fd, write_fd) */
FUNCTION0(posix, pipe) { return pipe_pair(t, O_CLOEXEC); }
/** Create a pipe with flags set atomically. */
FUNCTION(posix, pipe2, "(flags: int, /)") { return pipe_pair(t, a->flags); }
/** Create an anonymous file in memory. */
FUNCTION(posix, memfd_create, "(name, flags=?)")
{
    int flags = MFD_CLOEXEC;
    if (!is_empty(a->flags) && !to_c_int(t, a->flags, &flags))
        return EMPTY;
    OWN Value name = to_fs_bytes(t, a->name);
    return is_empty(name) ? EMPTY : int_or_last(t, memfd_create((char *)as_bytes(name)->data, (unsigned)flags));
}
/** Creates and returns an event notification file descriptor. */
FUNCTION(posix, eventfd, "(initval: uint64, flags=?)")
{
    int flags = EFD_CLOEXEC;
    if (!is_empty(a->flags) && !to_c_int(t, a->flags, &flags))
        return EMPTY;
    return int_or_last(t, eventfd((unsigned)a->initval, flags));
}
/** Read eventfd value. */
FUNCTION(posix, eventfd_read, "(fd: int)")
{
    eventfd_t value;
    int result;
    BLOCKING_CALL(t, result, eventfd_read(a->fd, &value));
    return result < 0 ? raise_last(t) : int_from_uint64(t, value);
}
/** Write eventfd value. */
FUNCTION(posix, eventfd_write, "(fd: int, value: uint64)")
{
    int result;
    BLOCKING_CALL(t, result, eventfd_write(a->fd, a->value));
    return none_or_last(t, result);
}

/* ---- properties of descriptors ---- */

/** Get the close-on-exe flag of the specified file descriptor. */
FUNCTION(posix, get_inheritable, "(fd: int, /)")
{
    int flags = fcntl(a->fd, F_GETFD);
    return flags < 0 ? raise_last(t) : bool_value(!(flags & FD_CLOEXEC));
}
/** Set the inheritable flag of the specified file descriptor. */
FUNCTION(posix, set_inheritable, "(fd: int, inheritable: int, /)")
{
    return descriptor_set_inheritable(a->fd, a->inheritable) ? NONE : raise_last(t);
}
/** Get the blocking mode of the file descriptor: False if O_NONBLOCK is set. */
FUNCTION(posix, get_blocking, "(fd: int, /)")
{
    int flags = fcntl(a->fd, F_GETFL);
    return flags < 0 ? raise_last(t) : bool_value(!(flags & O_NONBLOCK));
}
/** Set the blocking mode of the specified file descriptor. */
FUNCTION(posix, set_blocking, "(fd: int, blocking: bool, /)")
{
    int on = !a->blocking;
    return none_or_last(t, ioctl(a->fd, FIONBIO, &on));
}
