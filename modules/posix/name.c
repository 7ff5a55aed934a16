/* name.c: names in directories: link, rename, remove, make nodes; the working directory (Library "os", "Files and
 * Directories").
 */
#include "modules/posix/posix.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "gen/modules/posix/name.h"

/** Create a hard link to a file. */
FUNCTION(posix, link, "(src, dst, *, src_dir_fd=None, dst_dir_fd=None, follow_symlinks: bool=True)")
{
    PATH source, target = {.fd = -1};
    int from, to, result;
    if (!path_convert(t, &source, a->src, "link", "src", 0) || !path_convert(t, &target, a->dst, "link", "dst", 0)
        || !path_directory(t, &source, a->src_dir_fd, "link", &from) || !path_directory(t, &target, a->dst_dir_fd, "link", &to))
        return EMPTY;
    /* plain link() of Linux does not follow; what the default has always been */
    bool plain = from == AT_FDCWD && to == AT_FDCWD && a->follow_symlinks;
    BLOCKING_CALL(t, result, plain ? link(source.name, target.name)
                                   : linkat(from, source.name, to, target.name, a->follow_symlinks ? AT_SYMLINK_FOLLOW : 0));
    return result < 0 ? raise_paths(t, &source, &target) : NONE;
}
/** Create a symbolic link pointing to src named dst. */
FUNCTION(posix, symlink, "(src, dst, target_is_directory: bool=False, *, dir_fd=None)")
{
    PATH source, target = {.fd = -1};
    int directory, result;
    if (!path_convert(t, &source, a->src, "symlink", "src", 0) || !path_convert(t, &target, a->dst, "symlink", "dst", 0)
        || !path_directory(t, &target, a->dir_fd, "symlink", &directory))
        return EMPTY;
    BLOCKING_CALL(t, result, symlinkat(source.name, directory, target.name));
    return result < 0 ? raise_paths(t, &source, &target) : NONE;
}
/** Return a string representing the path to which the symbolic link points. */
FUNCTION(posix, readlink, "(path, *, dir_fd=None)")
{
    PATH p;
    int directory;
    char buffer[PATH_MAX + 1];
    ssize n;
    if (!path_convert(t, &p, a->path, "readlink", "path", 0) || !path_directory(t, &p, a->dir_fd, "readlink", &directory))
        return EMPTY;
    BLOCKING_CALL(t, n, readlinkat(directory, p.name, buffer, sizeof buffer));
    return n < 0 ? raise_path(t, &p) : path_like(t, &p, buffer, n);
}

static Value rename_path(Thread *t, Ref src, Ref dst, Ref src_dir_fd, Ref dst_dir_fd, const char *function)
{
    PATH source, target = {.fd = -1};
    int from, to, result;
    if (!path_convert(t, &source, src, function, "src", 0) || !path_convert(t, &target, dst, function, "dst", 0)
        || !path_directory(t, &source, src_dir_fd, function, &from) || !path_directory(t, &target, dst_dir_fd, function, &to))
        return EMPTY;
    BLOCKING_CALL(t, result, renameat(from, source.name, to, target.name));
    return result < 0 ? raise_paths(t, &source, &target) : NONE;
}
/** Rename a file or directory. */
FUNCTION(posix, rename, "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")
{
    return rename_path(t, a->src, a->dst, a->src_dir_fd, a->dst_dir_fd, "rename");
}
/** Rename a file or directory, overwriting the destination. */
FUNCTION(posix, replace, "(src, dst, *, src_dir_fd=None, dst_dir_fd=None)")
{
    return rename_path(t, a->src, a->dst, a->src_dir_fd, a->dst_dir_fd, "replace");
}

static Value unlink_path(Thread *t, Ref path, Ref dir_fd, const char *function, int flags)
{
    PATH p;
    int directory, result;
    if (!path_convert(t, &p, path, function, "path", 0) || !path_directory(t, &p, dir_fd, function, &directory))
        return EMPTY;
    BLOCKING_CALL(t, result, unlinkat(directory, p.name, flags));
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Remove a file (same as remove()). */
FUNCTION(posix, unlink, "(path, *, dir_fd=None)") { return unlink_path(t, a->path, a->dir_fd, "unlink", 0); }
/** Remove a file (same as unlink()). */
FUNCTION(posix, remove, "(path, *, dir_fd=None)") { return unlink_path(t, a->path, a->dir_fd, "remove", 0); }
/** Remove a directory. */
FUNCTION(posix, rmdir, "(path, *, dir_fd=None)") { return unlink_path(t, a->path, a->dir_fd, "rmdir", AT_REMOVEDIR); }

/** Create a directory. */
FUNCTION(posix, mkdir, "(path, mode: int=511, *, dir_fd=None)")
{
    PATH p;
    int directory, result;
    if (!path_convert(t, &p, a->path, "mkdir", "path", 0) || !path_directory(t, &p, a->dir_fd, "mkdir", &directory))
        return EMPTY;
    BLOCKING_CALL(t, result, mkdirat(directory, p.name, (mode_t)a->mode));
    return result < 0 ? raise_path(t, &p) : NONE;
}
static Value make_node(Thread *t, Ref path, Ref dir_fd, const char *function, mode_t mode, dev_t device)
{
    PATH p;
    int directory, result;
    if (!path_convert(t, &p, path, function, "path", 0) || !path_directory(t, &p, dir_fd, function, &directory))
        return EMPTY;
    BLOCKING_CALL(t, result, mknodat(directory, p.name, mode, device));
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Create a "fifo" (a POSIX named pipe). */
FUNCTION(posix, mkfifo, "(path, mode: int=438, *, dir_fd=None)")
{
    return make_node(t, a->path, a->dir_fd, "mkfifo", (mode_t)a->mode | S_IFIFO, 0);
}
/** Create a node in the file system. */
FUNCTION(posix, mknod, "(path, mode: int=384, device: uint64=0, *, dir_fd=None)")
{
    return make_node(t, a->path, a->dir_fd, "mknod", (mode_t)a->mode, a->device);
}

/* ---- the working directory ---- */

/** Change the current working directory to the specified path. */
FUNCTION(posix, chdir, "(path)")
{
    PATH p;
    int result;
    if (!path_convert(t, &p, a->path, "chdir", "path", PATH_FD))
        return EMPTY;
    BLOCKING_CALL(t, result, p.name ? chdir(p.name) : fchdir(p.fd));
    return result < 0 ? raise_path(t, &p) : NONE;
}
/** Change to the directory of the given file descriptor. */
FUNCTION(posix, fchdir, "(fd)")
{
    int fd, result;
    if (!to_descriptor(t, a->fd, &fd))
        return EMPTY;
    BLOCKING_CALL(t, result, fchdir(fd));
    return none_or_last(t, result);
}
/** Change root directory to path. */
FUNCTION(posix, chroot, "(path)")
{
    PATH p;
    int result;
    if (!path_convert(t, &p, a->path, "chroot", "path", 0))
        return EMPTY;
    BLOCKING_CALL(t, result, chroot(p.name));
    return result < 0 ? raise_path(t, &p) : NONE;
}

static Value working_directory(Thread *t, bool as_bytes_)
{
    char *name;
    BLOCKING_BEGIN(t)
    name = getcwd(NULL, 0);
    BLOCKING_END(t)
    if (!name)
        return raise_last(t);
    Value v = as_bytes_ ? bytes_from(t, name, (ssize)strlen(name)) : fs_decode(t, name);
    free(name);
    return v;
}
/** Return a unicode string representing the current working directory. */
FUNCTION0(posix, getcwd) { return working_directory(t, false); }
/** Return a bytes string representing the current working directory. */
FUNCTION0(posix, getcwdb) { return working_directory(t, true); }
