/* stat.c: what the system knows about files: stat, access, permissions, owners, times, extended attributes (Library "os",
 * "Files and Directories").
 */
#include "modules/posix/posix.h"

#include <math.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <linux/limits.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "object/float.h"
#include "object/list.h"
#include "gen/modules/posix/stat.h"

/* ---- stat ---- */

enum { STAT_SECONDS = 7, STAT_FLOAT = 10, STAT_NS = 13, STAT_BLKSIZE = 16, STAT_BLOCKS, STAT_RDEV };
static const StructField stat_fields[] = {
    {"st_mode", "protection bits"}, {"st_ino", "inode"}, {"st_dev", "device"}, {"st_nlink", "number of hard links"},
    {"st_uid", "user ID of owner"}, {"st_gid", "group ID of owner"}, {"st_size", "total size, in bytes"},
    {structseq_unnamed, "integer time of last access"}, {structseq_unnamed, "integer time of last modification"},
    {structseq_unnamed, "integer time of last change"},
    {"st_atime", "time of last access"}, {"st_mtime", "time of last modification"}, {"st_ctime", "time of last change"},
    {"st_atime_ns", "time of last access in nanoseconds"}, {"st_mtime_ns", "time of last modification in nanoseconds"},
    {"st_ctime_ns", "time of last change in nanoseconds"}, {"st_blksize", "blocksize for filesystem I/O"},
    {"st_blocks", "number of blocks allocated"}, {"st_rdev", "device type (if inode device)"}, {NULL, NULL},
};
static const StructDesc stat_desc = {
    "os.stat_result",
    "stat_result: Result from stat, fstat, or lstat.\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (mode, ino, dev, nlink, uid, gid, size, atime, mtime, ctime)\n"
    "or via the attributes st_mode, st_ino, st_dev, st_nlink, st_uid, and so on.\n\n"
    "Posix/windows: If your platform supports st_blksize, st_blocks, st_rdev,\n"
    "or st_flags, they are available as attributes only.\n\n"
    "See os.stat for more information.",
    stat_fields, 10,
};

/* A result made from ten items alone has their times in its attributes as well. */
static Value stat_result_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    Value made = posix_state(t)->structseq_new(t, cls, args, nargs, names);
    for (int i = 0; i < 3 && !is_empty(made); i++)
        if (is_none(as_tuple(made)->item[STAT_FLOAT + i]))
            structseq_set_take(made, STAT_FLOAT + i, retain(as_tuple(made)->item[STAT_SECONDS + i]));
    return made;
}

static bool set_time(Thread *t, Ref made, int i, struct timespec at)
{
    OWN Value seconds = int_from_int64(t, at.tv_sec), ns = EMPTY;
    int64_t total;
    if (is_empty(seconds))
        return false;
    if (!__builtin_mul_overflow((int64_t)at.tv_sec, (int64_t)1000000000, &total) && !__builtin_add_overflow(total, at.tv_nsec, &total)) {
        ns = int_from_int64(t, total);
    } else {
        OWN Value scaled = int_mul(t, seconds, fixnum(1000000000));
        ns = is_empty(scaled) ? EMPTY : int_add(t, scaled, fixnum(at.tv_nsec));
    }
    Value precise = posix_state(t)->int_times ? retain(seconds) : float_from(t, (double)at.tv_sec + 1e-9 * (double)at.tv_nsec);
    structseq_set_take(made, STAT_FLOAT + i, precise);
    structseq_set_take(made, STAT_SECONDS + i, take(&seconds));
    structseq_set_take(made, STAT_NS + i, take(&ns));
    return !is_raised(t);
}

Value stat_value(Thread *t, const struct stat *st)
{
    OWN Value made = structseq_new(t, posix_state(t)->stat_result);
    if (is_empty(made))
        return EMPTY;
    structseq_set_take(made, 0, fixnum(st->st_mode));
    structseq_set_take(made, 1, int_from_uint64(t, st->st_ino));
    structseq_set_take(made, 2, int_from_uint64(t, st->st_dev));
    structseq_set_take(made, 3, int_from_uint64(t, st->st_nlink));
    structseq_set_take(made, 4, fixnum(st->st_uid));
    structseq_set_take(made, 5, fixnum(st->st_gid));
    structseq_set_take(made, 6, int_from_int64(t, st->st_size));
    structseq_set_take(made, STAT_BLKSIZE, int_from_int64(t, st->st_blksize));
    structseq_set_take(made, STAT_BLOCKS, int_from_int64(t, st->st_blocks));
    structseq_set_take(made, STAT_RDEV, int_from_uint64(t, st->st_rdev));
    bool good = !is_raised(t) && set_time(t, made, 0, st->st_atim) && set_time(t, made, 1, st->st_mtim) && set_time(t, made, 2, st->st_ctim);
    return good ? take(&made) : EMPTY;
}

static Value do_stat(Thread *t, Ref path, Ref dir_fd, bool follow, const char *function)
{
    PATH p;
    struct stat st;
    int directory, result;
    if (!path_convert(t, &p, path, function, "path", function[0] == 'l' ? 0 : PATH_FD) || !path_directory(t, &p, dir_fd, function, &directory))
        return EMPTY;
    if (!p.name && !follow)
        return raise_value(t, "%s: cannot use fd and follow_symlinks together", function);
    BLOCKING_BEGIN(t)
    result = p.name ? fstatat(directory, p.name, &st, follow ? 0 : AT_SYMLINK_NOFOLLOW) : fstat(p.fd, &st);
    BLOCKING_END(t)
    return result < 0 ? raise_path(t, &p) : stat_value(t, &st);
}
/** Perform a stat system call on the given path.
 *
 *   path
 *     Path to be examined; can be string, bytes, a path-like object or
 *     open-file-descriptor int.
 *   dir_fd
 *     If not None, it should be a file descriptor open to a directory,
 *     and path should be a relative string; path will then be relative to
 *     that directory.
 *   follow_symlinks
 *     If False, and the last element of the path is a symbolic link,
 *     stat will examine the symbolic link itself instead of the file
 *     the link points to. */
FUNCTION(posix, stat, "(path, *, dir_fd=None, follow_symlinks: bool=True)") { return do_stat(t, a->path, a->dir_fd, a->follow_symlinks, "stat"); }
/** Perform a stat system call on the given path, without following symbolic links. */
FUNCTION(posix, lstat, "(path, *, dir_fd=None)") { return do_stat(t, a->path, a->dir_fd, false, "lstat"); }
/** Perform a stat system call on the given file descriptor. */
FUNCTION(posix, fstat, "(fd: int)")
{
    struct stat st;
    int result;
    BLOCKING_CALL(t, result, fstat(a->fd, &st));
    return result < 0 ? raise_last(t) : stat_value(t, &st);
}
/** Determine whether os.stat represents time stamps as float objects. */
FUNCTION(posix, stat_float_times, "(newvalue=?, /)")
{
    PosixState *s = posix_state(t);
    if (!warn(t, &exc_DeprecationWarning, 1, "stat_float_times() is deprecated"))
        return EMPTY;
    if (is_empty(a->newvalue) || same(a->newvalue, fixnum(-1)))
        return bool_value(!s->int_times);
    Test floats = test(t, a->newvalue);
    if (floats == TEST_ERROR)
        return EMPTY;
    s->int_times = !floats;
    return NONE;
}

/* ---- statvfs ---- */

static const StructField statvfs_fields[] = {
    {"f_bsize", NULL}, {"f_frsize", NULL}, {"f_blocks", NULL}, {"f_bfree", NULL}, {"f_bavail", NULL}, {"f_files", NULL},
    {"f_ffree", NULL}, {"f_favail", NULL}, {"f_flag", NULL}, {"f_namemax", NULL}, {"f_fsid", NULL}, {NULL, NULL},
};
static const StructDesc statvfs_desc = {
    "os.statvfs_result",
    "statvfs_result: Result from statvfs or fstatvfs.\n\n"
    "This object may be accessed either as a tuple of\n"
    "  (bsize, frsize, blocks, bfree, bavail, files, ffree, favail, flag, namemax),\n"
    "or via the attributes f_bsize, f_frsize, f_blocks, f_bfree, and so on.\n\n"
    "See os.statvfs for more information.",
    statvfs_fields, 10,
};
static Value statvfs_value(Thread *t, const struct statvfs *st)
{
    uint64_t fields[] = {st->f_bsize, st->f_frsize, st->f_blocks, st->f_bfree, st->f_bavail, st->f_files,
                         st->f_ffree, st->f_favail, st->f_flag, st->f_namemax, st->f_fsid};
    OWN Value made = structseq_new(t, posix_state(t)->statvfs_result);
    for (int i = 0; i < COUNT_OF(fields) && !is_empty(made); i++)
        structseq_set_take(made, i, int_from_uint64(t, fields[i]));
    return is_raised(t) ? EMPTY : take(&made);
}
/** Perform a statvfs system call on the given path. */
FUNCTION(posix, statvfs, "(path)")
{
    PATH p;
    struct statvfs st;
    int result;
    if (!path_convert(t, &p, a->path, "statvfs", "path", PATH_FD))
        return EMPTY;
    BLOCKING_CALL(t, result, p.name ? statvfs(p.name, &st) : fstatvfs(p.fd, &st));
    return result < 0 ? raise_path(t, &p) : statvfs_value(t, &st);
}
/** Perform an fstatvfs system call on the given fd. */
FUNCTION(posix, fstatvfs, "(fd: int, /)")
{
    struct statvfs st;
    int result;
    BLOCKING_CALL(t, result, fstatvfs(a->fd, &st));
    return result < 0 ? raise_last(t) : statvfs_value(t, &st);
}

/* ---- permissions and owners ---- */

/** Use the real uid/gid to test for access to a path.
 *
 *   mode
 *     Operating-system mode bitfield.  Can be F_OK to test existence,
 *     or the inclusive-OR of R_OK, W_OK, and X_OK.
 *   effective_ids
 *     If True, access will use the effective uid/gid instead of
 *     the real uid/gid. */
FUNCTION(posix, access, "(path, mode: int, *, dir_fd=None, effective_ids: bool=False, follow_symlinks: bool=True)")
{
    PATH p;
    int directory, result;
    if (!path_convert(t, &p, a->path, "access", "path", 0) || !path_directory(t, &p, a->dir_fd, "access", &directory))
        return EMPTY;
    int flags = (a->effective_ids ? AT_EACCESS : 0) | (a->follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW);
    BLOCKING_BEGIN(t)
    result = faccessat(directory, p.name, a->mode, flags);
    BLOCKING_END(t)
    return bool_value(result == 0);
}
/** Change the access permissions of a file. */
FUNCTION(posix, chmod, "(path, mode: int, *, dir_fd=None, follow_symlinks: bool=True)")
{
    PATH p;
    int directory, result;
    if (!path_convert(t, &p, a->path, "chmod", "path", PATH_FD) || !path_directory(t, &p, a->dir_fd, "chmod", &directory))
        return EMPTY;
    BLOCKING_CALL(t, result, !p.name ? fchmod(p.fd, (mode_t)a->mode)
                             : fchmodat(directory, p.name, (mode_t)a->mode, a->follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW));
    if (result < 0 && !a->follow_symlinks && (errno == ENOTSUP || errno == EOPNOTSUPP) && !is_raised(t))
        return directory != AT_FDCWD ? raise_value(t, "chmod: cannot use dir_fd and follow_symlinks together")
                                     : raise_format(t, &exc_NotImplementedError, "chmod: follow_symlinks unavailable on this platform");
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Change the access permissions of the file given by file descriptor fd. */
FUNCTION(posix, fchmod, "(fd: int, mode: int)")
{
    int result;
    BLOCKING_CALL(t, result, fchmod(a->fd, (mode_t)a->mode));
    return none_or_last(t, result);
}
/** Change the owner and group id of path to the numeric uid and gid. */
FUNCTION(posix, chown, "(path, uid, gid, *, dir_fd=None, follow_symlinks: bool=True)")
{
    PATH p;
    int directory, result;
    uid_t uid;
    gid_t gid;
    if (!path_convert(t, &p, a->path, "chown", "path", PATH_FD) || !to_uid(t, a->uid, &uid) || !to_gid(t, a->gid, &gid)
        || !path_directory(t, &p, a->dir_fd, "chown", &directory))
        return EMPTY;
    if (!p.name && !a->follow_symlinks)
        return raise_value(t, "chown: cannot use fd and follow_symlinks together");
    BLOCKING_CALL(t, result, !p.name ? fchown(p.fd, uid, gid)
                             : fchownat(directory, p.name, uid, gid, a->follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW));
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Change the owner and group id of the file specified by file descriptor. */
FUNCTION(posix, fchown, "(fd: int, uid, gid)")
{
    int result;
    uid_t uid;
    gid_t gid;
    if (!to_uid(t, a->uid, &uid) || !to_gid(t, a->gid, &gid))
        return EMPTY;
    BLOCKING_CALL(t, result, fchown(a->fd, uid, gid));
    return none_or_last(t, result);
}
/** Change the owner and group id of path, without following symbolic links. */
FUNCTION(posix, lchown, "(path, uid, gid)")
{
    PATH p;
    int result;
    uid_t uid;
    gid_t gid;
    if (!path_convert(t, &p, a->path, "lchown", "path", 0) || !to_uid(t, a->uid, &uid) || !to_gid(t, a->gid, &gid))
        return EMPTY;
    BLOCKING_CALL(t, result, lchown(p.name, uid, gid));
    return result < 0 ? raise_path(t, &p) : NONE;
}

/* ---- times ---- */

/* Seconds, int or float, to a timespec; rounded down. */
static bool to_timespec(Thread *t, Ref v, struct timespec *out)
{
    if (is_float(v)) {
        double whole, d = float_value(v);
        if (isnan(d))
            return raise_value(t, "Invalid value NaN (not a number)"), false;
        double ns = floor(modf(d, &whole) * 1e9);
        if (ns < 0) {
            ns += 1e9;
            whole--;
        }
        if (!(whole >= -0x1p63 && whole < 0x1p63))
            return raise_overflow(t, "timestamp out of range for platform time_t"), false;
        *out = (struct timespec){(time_t)whole, (long)ns};
        return true;
    }
    OWN Value index = to_index(t, v);
    int64_t seconds;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &seconds))
        return raise_overflow(t, "timestamp out of range for platform time_t"), false;
    *out = (struct timespec){seconds, 0};
    return true;
}
static bool to_timespec_ns(Thread *t, Ref v, struct timespec *out)
{
    OWN Value pair = binary_op(t, OP_DIVMOD, v, fixnum(1000000000));
    int64_t seconds, ns;
    if (is_empty(pair))
        return false;
    if (!is_tuple(pair) || as_tuple(pair)->len != 2)
        return raise_type(t, "%T.__divmod__() must return a 2-tuple, not %T", v, pair), false;
    if (!to_int64(t, as_tuple(pair)->item[0], &seconds) || !to_int64(t, as_tuple(pair)->item[1], &ns))
        return false;
    *out = (struct timespec){seconds, ns};
    return true;
}
static bool is_pair(Ref v) { return is_tuple(v) && as_tuple(v)->len == 2; }

/* What utime() is to set: the times, or now when neither argument is given. */
static bool read_times(Thread *t, Ref times, Ref ns, struct timespec out[2])
{
    out[0] = out[1] = (struct timespec){.tv_nsec = UTIME_NOW};
    if (!is_none(times) && !is_empty(ns))
        return raise_value(t, "utime: you may specify either 'times' or 'ns' but not both"), false;
    if (!is_none(times)) {
        if (!is_pair(times))
            return raise_type(t, "utime: 'times' must be either a tuple of two ints or None"), false;
        return to_timespec(t, as_tuple(times)->item[0], &out[0]) && to_timespec(t, as_tuple(times)->item[1], &out[1]);
    }
    if (is_empty(ns))
        return true;
    if (!is_pair(ns))
        return raise_type(t, "utime: 'ns' must be a tuple of two ints"), false;
    return to_timespec_ns(t, as_tuple(ns)->item[0], &out[0]) && to_timespec_ns(t, as_tuple(ns)->item[1], &out[1]);
}
/** Set the access and modified time of path.
 *
 * If times is not None, it must be a tuple (atime, mtime);
 *     atime and mtime should be expressed as float seconds since the epoch.
 * If ns is specified, it must be a tuple (atime_ns, mtime_ns);
 *     atime_ns and mtime_ns should be expressed as integer nanoseconds
 *     since the epoch.
 * If times is None and ns is unspecified, utime uses the current time. */
FUNCTION(posix, utime, "(path, times=None, *, ns=?, dir_fd=None, follow_symlinks: bool=True)")
{
    PATH p;
    struct timespec times[2];
    int directory, result;
    if (!path_convert(t, &p, a->path, "utime", "path", PATH_FD) || !read_times(t, a->times, a->ns, times)
        || !path_directory(t, &p, a->dir_fd, "utime", &directory))
        return EMPTY;
    if (!p.name && !a->follow_symlinks)
        return raise_value(t, "utime: cannot use fd and follow_symlinks together");
    BLOCKING_CALL(t, result, !p.name ? futimens(p.fd, times) : utimensat(directory, p.name, times, a->follow_symlinks ? 0 : AT_SYMLINK_NOFOLLOW));
    return result < 0 ? raise_path(t, &p) : NONE;
}

/* ---- devices ---- */

/** Extracts a device major number from a raw device number. */
FUNCTION(posix, major, "(device: uint64, /)") { return fixnum(major(a->device)); }
/** Extracts a device minor number from a raw device number. */
FUNCTION(posix, minor, "(device: uint64, /)") { return fixnum(minor(a->device)); }
/** Composes a raw device number from the major and minor device numbers. */
FUNCTION(posix, makedev, "(major: int, minor: int, /)") { return int_from_uint64(t, makedev((unsigned)a->major, (unsigned)a->minor)); }

/* ---- extended attributes ---- */

#define XATTR_FIRST_TRY 256

static bool xattr_arguments(Thread *t, Path *p, Ref path, Path *attribute, Ref name, const char *function, bool follow, int allowed)
{
    *attribute = (Path){.fd = -1};
    if (!path_convert(t, p, path, function, "path", PATH_FD | allowed))
        return false;
    if (!is_empty(name) && !path_convert(t, attribute, name, function, "attribute", 0))
        return false;
    if (!follow && p->fd >= 0)
        return raise_value(t, "%s: cannot use fd and follow_symlinks together", function), false;
    return true;
}
/* The attribute's value, or the list of names when attribute is NULL, into a buffer. */
static ssize xattr_read(const Path *p, const char *attribute, bool follow, void *data, size_t size)
{
    const char *name = is_empty(p->object) ? "." : p->name;
    if (attribute)
        return !name ? fgetxattr(p->fd, attribute, data, size) : follow ? getxattr(name, attribute, data, size)
                                                                        : lgetxattr(name, attribute, data, size);
    return !name ? flistxattr(p->fd, data, size) : follow ? listxattr(name, data, size) : llistxattr(name, data, size);
}
static Value xattr_bytes(Thread *t, const Path *p, const char *attribute, bool follow)
{
    static const int sizes[] = {XATTR_FIRST_TRY, XATTR_SIZE_MAX};
    for (int i = 0; i < COUNT_OF(sizes); i++) {
        OWN Value bytes = bytes_new(t, sizes[i]);
        ssize n;
        if (is_empty(bytes))
            return EMPTY;
        BLOCKING_BEGIN(t)
        n = xattr_read(p, attribute, follow, as_bytes(bytes)->data, (size_t)sizes[i]);
        BLOCKING_END(t)
        if (n >= 0)
            return bytes_shrink_take(t, &bytes, n) ? take(&bytes) : EMPTY;
        if (errno != ERANGE)
            break;
    }
    return raise_path(t, p);
}
/** Return the value of extended attribute attribute on path. */
FUNCTION(posix, getxattr, "(path, attribute, *, follow_symlinks: bool=True)")
{
    PATH p, attribute;
    return xattr_arguments(t, &p, a->path, &attribute, a->attribute, "getxattr", a->follow_symlinks, 0)
        ? xattr_bytes(t, &p, attribute.name, a->follow_symlinks) : EMPTY;
}
/** Return a list of extended attributes on path. */
FUNCTION(posix, listxattr, "(path=None, *, follow_symlinks: bool=True)")
{
    PATH p, none;
    if (!xattr_arguments(t, &p, a->path, &none, EMPTY, "listxattr", a->follow_symlinks, PATH_NONE))
        return EMPTY;
    OWN Value bytes = xattr_bytes(t, &p, NULL, a->follow_symlinks), list = is_empty(bytes) ? EMPTY : list_new(t, 0);
    if (is_empty(list))
        return EMPTY;
    const char *name = (char *)as_bytes(bytes)->data, *end = name + as_bytes(bytes)->len;
    for (; name < end; name += strlen(name) + 1) {
        Value text = fs_decode(t, name);
        if (is_empty(text) || !list_append_take(t, as_list(list), text))
            return EMPTY;
    }
    return take(&list);
}
/** Set extended attribute attribute on path to value. */
FUNCTION(posix, setxattr, "(path, attribute, value: buffer, flags: int=0, *, follow_symlinks: bool=True)")
{
    PATH p, attribute;
    int result;
    if (!xattr_arguments(t, &p, a->path, &attribute, a->attribute, "setxattr", a->follow_symlinks, 0))
        return EMPTY;
    const void *data = a->value.data;
    size_t n = (size_t)a->value.len;
    BLOCKING_BEGIN(t)
    result = !p.name ? fsetxattr(p.fd, attribute.name, data, n, a->flags)
           : a->follow_symlinks ? setxattr(p.name, attribute.name, data, n, a->flags) : lsetxattr(p.name, attribute.name, data, n, a->flags);
    BLOCKING_END(t)
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Remove extended attribute attribute on path. */
FUNCTION(posix, removexattr, "(path, attribute, *, follow_symlinks: bool=True)")
{
    PATH p, attribute;
    int result;
    if (!xattr_arguments(t, &p, a->path, &attribute, a->attribute, "removexattr", a->follow_symlinks, 0))
        return EMPTY;
    BLOCKING_BEGIN(t)
    result = !p.name ? fremovexattr(p.fd, attribute.name)
           : a->follow_symlinks ? removexattr(p.name, attribute.name) : lremovexattr(p.name, attribute.name);
    BLOCKING_END(t)
    return result < 0 ? raise_path(t, &p) : NONE;
}

/* ---- the types ---- */

bool posix_add_stat_types(Thread *t, Ref module, PosixState *s)
{
    s->stat_result = structseq_type_new(t, &stat_desc);
    s->statvfs_result = structseq_type_new(t, &statvfs_desc);
    if (is_empty(s->stat_result) || is_empty(s->statvfs_result))
        return false;
    s->structseq_new = as_type(s->stat_result)->new_;
    as_type(s->stat_result)->new_ = stat_result_new;
    return module_add(t, module, "stat_result", s->stat_result) && module_add(t, module, "statvfs_result", s->statvfs_result);
}
