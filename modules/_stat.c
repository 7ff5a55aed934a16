/* _stat.c: the C part of lib/stat.py: what the bits of st_mode mean (Library "stat"). */
#include <sys/stat.h>

#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "gen/modules/_stat.h"

static bool to_mode(Thread *t, Ref v, mode_t *mode)
{
    int64_t n;
    if (!to_int64(t, v, &n))
        return false;
    if (n < 0)
        return raise_overflow(t, "can't convert negative value to unsigned int"), false;
    if (n > UINT32_MAX)
        return raise_overflow(t, "mode out of range"), false;
    *mode = (mode_t)n;
    return true;
}
static Value is_kind(Thread *t, Ref v, mode_t kind)
{
    mode_t mode;
    return to_mode(t, v, &mode) ? bool_value((mode & S_IFMT) == kind) : EMPTY;
}
/** S_ISDIR(mode) -> bool
 *
 * Return True if mode is from a directory. */
FUNCTION1(_stat, S_ISDIR, mode) { return is_kind(t, mode, S_IFDIR); }
/** S_ISCHR(mode) -> bool
 *
 * Return True if mode is from a character special device file. */
FUNCTION1(_stat, S_ISCHR, mode) { return is_kind(t, mode, S_IFCHR); }
/** S_ISBLK(mode) -> bool
 *
 * Return True if mode is from a block special device file. */
FUNCTION1(_stat, S_ISBLK, mode) { return is_kind(t, mode, S_IFBLK); }
/** S_ISREG(mode) -> bool
 *
 * Return True if mode is from a regular file. */
FUNCTION1(_stat, S_ISREG, mode) { return is_kind(t, mode, S_IFREG); }
/** S_ISFIFO(mode) -> bool
 *
 * Return True if mode is from a FIFO (named pipe). */
FUNCTION1(_stat, S_ISFIFO, mode) { return is_kind(t, mode, S_IFIFO); }
/** S_ISLNK(mode) -> bool
 *
 * Return True if mode is from a symbolic link. */
FUNCTION1(_stat, S_ISLNK, mode) { return is_kind(t, mode, S_IFLNK); }
/** S_ISSOCK(mode) -> bool
 *
 * Return True if mode is from a socket. */
FUNCTION1(_stat, S_ISSOCK, mode) { return is_kind(t, mode, S_IFSOCK); }

static Value never(Thread *t, Ref v)
{
    mode_t mode;
    return to_mode(t, v, &mode) ? FALSE_VALUE : EMPTY;
}
/** S_ISDOOR(mode) -> bool
 *
 * Return True if mode is from a door. */
FUNCTION1(_stat, S_ISDOOR, mode) { return never(t, mode); }
/** S_ISPORT(mode) -> bool
 *
 * Return True if mode is from an event port. */
FUNCTION1(_stat, S_ISPORT, mode) { return never(t, mode); }
/** S_ISWHT(mode) -> bool
 *
 * Return True if mode is from a whiteout. */
FUNCTION1(_stat, S_ISWHT, mode) { return never(t, mode); }
/** Return the portion of the file's mode that can be set by os.chmod(). */
FUNCTION1(_stat, S_IMODE, mode)
{
    mode_t m;
    return to_mode(t, mode, &m) ? fixnum(m & 07777) : EMPTY;
}
/** Return the portion of the file's mode that describes the file type. */
FUNCTION1(_stat, S_IFMT, mode)
{
    mode_t m;
    return to_mode(t, mode, &m) ? fixnum(m & S_IFMT) : EMPTY;
}
static char kind_letter(mode_t mode)
{
    switch (mode & S_IFMT) {
    case S_IFREG: return '-';
    case S_IFDIR: return 'd';
    case S_IFLNK: return 'l';
    case S_IFBLK: return 'b';
    case S_IFCHR: return 'c';
    case S_IFIFO: return 'p';
    case S_IFSOCK: return 's';
    default: return '?';
    }
}
/** Convert a file's mode to a string of the form '-rwxrwxrwx' */
FUNCTION1(_stat, filemode, mode)
{
    mode_t m;
    if (!to_mode(t, mode, &m))
        return EMPTY;
    char text[10] = {kind_letter(m)};
    for (int i = 0; i < 9; i++)
        text[i + 1] = m & (0400u >> i) ? "rwx"[i % 3] : '-';
    if (m & S_ISUID)
        text[3] = m & S_IXUSR ? 's' : 'S';
    if (m & S_ISGID)
        text[6] = m & S_IXGRP ? 's' : 'S';
    if (m & S_ISVTX)
        text[9] = m & S_IXOTH ? 't' : 'T';
    return str_from_ascii(t, text, sizeof text);
}

static const struct { const char *name; int64_t value; } constants[] = {
#define C(name) {#name, name}
    C(S_IFDIR), C(S_IFCHR), C(S_IFBLK), C(S_IFREG), C(S_IFIFO), C(S_IFLNK), C(S_IFSOCK), C(S_ISUID), C(S_ISGID), C(S_ISVTX),
    C(S_IREAD), C(S_IWRITE), C(S_IEXEC), C(S_IRWXU), C(S_IRUSR), C(S_IWUSR), C(S_IXUSR), C(S_IRWXG), C(S_IRGRP), C(S_IWGRP),
    C(S_IXGRP), C(S_IRWXO), C(S_IROTH), C(S_IWOTH), C(S_IXOTH),
#undef C
    {"S_IFDOOR", 0}, {"S_IFPORT", 0}, {"S_IFWHT", 0}, {"S_ENFMT", S_ISGID},
    {"UF_NODUMP", 0x1}, {"UF_IMMUTABLE", 0x2}, {"UF_APPEND", 0x4}, {"UF_OPAQUE", 0x8}, {"UF_NOUNLINK", 0x10},
    {"UF_COMPRESSED", 0x20}, {"UF_HIDDEN", 0x8000}, {"SF_ARCHIVED", 0x10000}, {"SF_IMMUTABLE", 0x20000}, {"SF_APPEND", 0x40000},
    {"SF_NOUNLINK", 0x100000}, {"SF_SNAPSHOT", 0x200000},
    {"ST_MODE", 0}, {"ST_INO", 1}, {"ST_DEV", 2}, {"ST_NLINK", 3}, {"ST_UID", 4}, {"ST_GID", 5}, {"ST_SIZE", 6}, {"ST_ATIME", 7},
    {"ST_MTIME", 8}, {"ST_CTIME", 9},
    {"FILE_ATTRIBUTE_ARCHIVE", 32}, {"FILE_ATTRIBUTE_COMPRESSED", 2048}, {"FILE_ATTRIBUTE_DEVICE", 64},
    {"FILE_ATTRIBUTE_DIRECTORY", 16}, {"FILE_ATTRIBUTE_ENCRYPTED", 16384}, {"FILE_ATTRIBUTE_HIDDEN", 2},
    {"FILE_ATTRIBUTE_INTEGRITY_STREAM", 32768}, {"FILE_ATTRIBUTE_NORMAL", 128}, {"FILE_ATTRIBUTE_NOT_CONTENT_INDEXED", 8192},
    {"FILE_ATTRIBUTE_NO_SCRUB_DATA", 131072}, {"FILE_ATTRIBUTE_OFFLINE", 4096}, {"FILE_ATTRIBUTE_READONLY", 1},
    {"FILE_ATTRIBUTE_REPARSE_POINT", 1024}, {"FILE_ATTRIBUTE_SPARSE_FILE", 512}, {"FILE_ATTRIBUTE_SYSTEM", 4},
    {"FILE_ATTRIBUTE_TEMPORARY", 256}, {"FILE_ATTRIBUTE_VIRTUAL", 65536},
};
static bool _stat_exec(Thread *t, Ref module)
{
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return true;
}

MODULE(_stat, .doc = "S_IFMT_: file type bits\nS_IFDIR: directory\nS_IFCHR: character device\nS_IFBLK: block device\n"
                     "S_IFREG: regular file\nS_IFIFO: fifo (named pipe)\nS_IFLNK: symbolic link\nS_IFSOCK: socket file", .exec = _stat_exec);
