/* fcntl.c: file control and locks on descriptors (Library "fcntl"). */
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <signal.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"
#include "gen/modules/fcntl.h"

#define ARGUMENT_MAX 1024       /* bytes of a structure passed by value */

/* A structure given as bytes-like object or str; false, nothing raised, when v is neither. */
static bool take_structure(Thread *t, Ref v, const char *function, uint8_t *out, ssize *n)
{
    OWN Value bytes = is_str(v) ? str_encode(t, v, NULL, NULL) : retain(v);
    Buffer b;
    if (is_empty(bytes) || !has_buffer(bytes) || !buffer_get(t, bytes, &b, BUFFER_SIMPLE))
        return false;
    bool fits = b.len <= ARGUMENT_MAX;
    if (fits) {
        memcpy(out, b.data, (size_t)b.len);
        out[b.len] = 0;
        *n = b.len;
    } else {
        raise_value(t, "%s string arg too long", function);
    }
    buffer_release(&b);
    return fits;
}
/* An int argument: any that fits 32 bits, signed or not, or 64. */
static bool to_word(Thread *t, Ref v, const char *function, long *out)
{
    OWN Value index = EMPTY;
    int64_t n;
    if (!is_int(v) && !type_of(v)->index)
        return raise_type(t, "%s() argument 3 must be an integer, a bytes-like object or str, not %T", function, v), false;
    index = to_index(t, v);
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &n)) {
        uint64_t u;
        if (!int_as_uint64(index, &u))
            return raise_overflow(t, "Python int too large to convert to C long"), false;
        n = (int64_t)u;
    }
    *out = n;
    return true;
}

/** Perform the operation `cmd` on file descriptor fd.
 *
 * The values used for `cmd` are operating system dependent, and are available
 * as constants in the fcntl module, using the same names as used in
 * the relevant C header files.  The argument arg is optional, and
 * defaults to 0; it may be an int or a string.  If arg is given as a string,
 * the return value of fcntl is a string of that length, containing the
 * resulting value put in the arg buffer by the operating system.  The length
 * of the arg string is not allowed to exceed 1024 bytes.  If the arg given
 * is an integer or if none is specified, the result value is an integer
 * corresponding to the return value of the fcntl call in the C code. */
FUNCTION(fcntl, fcntl, "(fd, cmd: int, arg=0, /)")
{
    uint8_t structure[ARGUMENT_MAX + 1];
    ssize n;
    int fd, result;
    long word;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    if (take_structure(t, a->arg, "fcntl", structure, &n)) {
        BLOCKING_CALL(t, result, interruptible_fcntl(fd, a->cmd, (long)structure));
        return result < 0 ? raise_last(t) : bytes_from(t, structure, n);
    }
    if (is_raised(t) || !to_word(t, a->arg, "fcntl", &word))
        return EMPTY;
    BLOCKING_CALL(t, result, interruptible_fcntl(fd, a->cmd, word));
    return result < 0 ? raise_last(t) : fixnum(result);
}

/* On a writable buffer itself; the call sees a copy with a NUL behind it when that is small enough. */
static Value ioctl_in_place(Thread *t, int fd, unsigned long request, Buffer *b)
{
    uint8_t copy[ARGUMENT_MAX + 1];
    void *data = b->data;
    int result;
    if (b->len <= ARGUMENT_MAX) {
        memcpy(copy, b->data, (size_t)b->len);
        copy[b->len] = 0;
        data = copy;
    }
    BLOCKING_BEGIN(t)
    result = ioctl(fd, request, data);
    BLOCKING_END(t)
    if (data == copy && result >= 0)
        memcpy(b->data, copy, (size_t)b->len);
    return result < 0 ? raise_last(t) : fixnum(result);
}
/** Perform the operation request on file descriptor fd.
 *
 * The values used for request are operating system dependent, and are available
 * as constants in the fcntl or termios library modules, using the same names as
 * used in the relevant C header files.
 *
 * The argument `arg` is optional, and defaults to 0; it may be an int or a
 * buffer containing character data (most likely a string or an array).
 *
 * If the argument is a mutable buffer (such as an array) and if the
 * mutate_flag argument (which is only allowed in this case) is true then the
 * buffer is (in effect) passed to the operating system and changes made by
 * the OS will be reflected in the contents of the buffer after the call has
 * returned.  The return value is the integer returned by the ioctl system
 * call. */
FUNCTION(fcntl, ioctl, "(fd, request, arg=0, mutate_flag: bool=True, /)")
{
    uint8_t structure[ARGUMENT_MAX + 1];
    ssize n;
    int fd, result;
    long request, word;
    Buffer b;
    if (!to_descriptor(t, a->fd, &fd) || !to_word(t, a->request, "ioctl", &request))
        return EMPTY;
    request &= 0xffffffff;
    if (a->mutate_flag && has_buffer(a->arg) && !is_bytes(a->arg)) {
        if (buffer_get(t, a->arg, &b, BUFFER_WRITABLE)) {
            Value v = ioctl_in_place(t, fd, (unsigned long)request, &b);
            buffer_release(&b);
            return v;
        }
        raised_clear(t);            /* read-only: by value */
    }
    if (take_structure(t, a->arg, "ioctl", structure, &n)) {
        BLOCKING_BEGIN(t)
        result = ioctl(fd, (unsigned long)request, structure);
        BLOCKING_END(t)
        return result < 0 ? raise_last(t) : bytes_from(t, structure, n);
    }
    if (is_raised(t) || !to_word(t, a->arg, "ioctl", &word))
        return EMPTY;
    BLOCKING_BEGIN(t)
    result = ioctl(fd, (unsigned long)request, word);
    BLOCKING_END(t)
    return result < 0 ? raise_last(t) : fixnum(result);
}
/** Perform the lock operation `operation` on file descriptor `fd`.
 *
 * See the Unix manual page for flock(2) for details. */
FUNCTION(fcntl, flock, "(fd, operation: int, /)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, interruptible_flock(fd, a->operation));
    return none_or_last(t, result);
}
/** A wrapper around the fcntl() locking calls.
 *
 * `fd` is the file descriptor of the file to lock or unlock, and operation is one
 * of the following values:
 *
 *     LOCK_UN - unlock
 *     LOCK_SH - acquire a shared lock
 *     LOCK_EX - acquire an exclusive lock
 *
 * When operation is LOCK_SH or LOCK_EX, it can also be bitwise ORed with
 * LOCK_NB to avoid blocking on lock acquisition. */
FUNCTION(fcntl, lockf, "(fd, cmd: int, len: int64=0, start: int64=0, whence: int=0, /)")
{
    struct flock lock = {.l_start = a->start, .l_len = a->len, .l_whence = (short)a->whence};
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    if (a->cmd == LOCK_UN)
        lock.l_type = F_UNLCK;
    else if (a->cmd & LOCK_SH)
        lock.l_type = F_RDLCK;
    else if (a->cmd & LOCK_EX)
        lock.l_type = F_WRLCK;
    else
        return raise_value(t, "unrecognized lockf argument");
    BLOCKING_CALL(t, result, interruptible_fcntl(fd, a->cmd & LOCK_NB ? F_SETLK : F_SETLKW, (long)&lock));
    return none_or_last(t, result);
}

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(LOCK_SH), C(LOCK_EX), C(LOCK_NB), C(LOCK_UN), C(LOCK_MAND), C(LOCK_READ), C(LOCK_WRITE), C(LOCK_RW), C(F_DUPFD),
    C(F_DUPFD_CLOEXEC), C(F_GETFD), C(F_SETFD), C(F_GETFL), C(F_SETFL), C(F_GETLK), C(F_SETLK), C(F_SETLKW), C(F_OFD_GETLK),
    C(F_OFD_SETLK), C(F_OFD_SETLKW), C(F_GETOWN), C(F_SETOWN), C(F_GETOWN_EX), C(F_SETOWN_EX), C(F_GETSIG), C(F_SETSIG),
    C(F_RDLCK), C(F_WRLCK), C(F_UNLCK), C(F_EXLCK), C(F_SHLCK), C(F_SETLEASE), C(F_GETLEASE), C(F_NOTIFY), C(F_SETPIPE_SZ),
    C(F_GETPIPE_SZ), C(F_ADD_SEALS), C(F_GET_SEALS), C(F_SEAL_SEAL), C(F_SEAL_SHRINK), C(F_SEAL_GROW), C(F_SEAL_WRITE),
    C(FD_CLOEXEC), C(FASYNC), C(DN_ACCESS), C(DN_MODIFY), C(DN_CREATE), C(DN_DELETE), C(DN_RENAME), C(DN_ATTRIB),
    C(DN_MULTISHOT), C(FICLONE), C(FICLONERANGE),
#undef C
    {"F_GETLK64", F_GETLK}, {"F_SETLK64", F_SETLK}, {"F_SETLKW64", F_SETLKW},
    {"I_NREAD", 21249}, {"I_PUSH", 21250}, {"I_POP", 21251}, {"I_LOOK", 21252}, {"I_FLUSH", 21253}, {"I_SRDOPT", 21254},
    {"I_GRDOPT", 21255}, {"I_STR", 21256}, {"I_SETSIG", 21257}, {"I_GETSIG", 21258}, {"I_FIND", 21259}, {"I_LINK", 21260},
    {"I_UNLINK", 21261}, {"I_PEEK", 21263}, {"I_FDINSERT", 21264}, {"I_SENDFD", 21265}, {"I_RECVFD", 21262}, {"I_SWROPT", 21267},
    {"I_GWROPT", 21268}, {"I_LIST", 21269}, {"I_PLINK", 21270}, {"I_PUNLINK", 21271}, {"I_SETCLTIME", 21280},
    {"I_GETCLTIME", 21281}, {"I_CKBAND", 21277}, {"I_GETBAND", 21278}, {"I_ATMARK", 21279}, {"I_CANPUT", 21282},
};
static bool fcntl_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return true;
}

MODULE(fcntl, .doc = "This module performs file control and I/O control on file\n"
                     "descriptors.  It is an interface to the fcntl() and ioctl() Unix\n"
                     "routines.  File descriptors can be obtained with the fileno() method of\n"
                     "a file or socket object.", .exec = fcntl_exec);
