"""Operations on files and trees of files: copy, move, delete, archive."""

import fnmatch
import os
import stat
import sys

try:
    import zlib
    del zlib
    _ZLIB_SUPPORTED = True
except ImportError:
    _ZLIB_SUPPORTED = False
try:
    import bz2
    del bz2
    _BZ2_SUPPORTED = True
except ImportError:
    _BZ2_SUPPORTED = False
try:
    import lzma
    del lzma
    _LZMA_SUPPORTED = True
except ImportError:
    _LZMA_SUPPORTED = False
try:
    from pwd import getpwnam
except ImportError:
    getpwnam = None
try:
    from grp import getgrnam
except ImportError:
    getgrnam = None

__all__ = ['copyfileobj', 'copyfile', 'copymode', 'copystat', 'copy', 'copy2',
           'copytree', 'move', 'rmtree', 'Error', 'SpecialFileError',
           'ExecError', 'make_archive', 'get_archive_formats',
           'register_archive_format', 'unregister_archive_format',
           'get_unpack_formats', 'register_unpack_format',
           'unregister_unpack_format', 'unpack_archive',
           'ignore_patterns', 'chown', 'which', 'get_terminal_size',
           'SameFileError', 'disk_usage']

COPY_BUFSIZE = 64 * 1024


class Error(OSError):
    pass


class SameFileError(Error):
    """Source and destination are the same file."""


class SpecialFileError(OSError):
    """The operation makes no sense for a special file (a pipe, say)."""


class ExecError(OSError):
    """A command could not be executed."""


class ReadError(OSError):
    """An archive cannot be read."""


class RegistryError(Exception):
    """A registry of archive formats refuses."""


def copyfileobj(fsrc, fdst, length=COPY_BUFSIZE):
    """Copy from one open file to another."""
    read, write = fsrc.read, fdst.write
    while True:
        data = read(length)
        if not data:
            break
        write(data)


def _samefile(src, dst):
    if hasattr(os.path, 'samefile'):
        try:
            return os.path.samefile(src, dst)
        except OSError:
            return False
    return (os.path.normcase(os.path.abspath(src))
            == os.path.normcase(os.path.abspath(dst)))


def copyfile(src, dst, *, follow_symlinks=True):
    """Copy the data of src to dst."""
    if _samefile(src, dst):
        raise SameFileError('{!r} and {!r} are the same file'.format(src, dst))
    for path in src, dst:
        try:
            st = os.stat(path)
        except OSError:
            continue
        if stat.S_ISFIFO(st.st_mode):
            raise SpecialFileError('`%s` is a named pipe' % os.fspath(path))
    if not follow_symlinks and os.path.islink(src):
        os.symlink(os.readlink(src), dst)
    else:
        with open(src, 'rb') as fsrc:
            with open(dst, 'wb') as fdst:
                copyfileobj(fsrc, fdst)
    return dst


def copymode(src, dst, *, follow_symlinks=True):
    """Copy the permission bits."""
    if not follow_symlinks and os.path.islink(src) and os.path.islink(dst):
        if not hasattr(os, 'lchmod'):
            return
        get, change = os.lstat, os.lchmod
    else:
        get, change = os.stat, os.chmod
    change(dst, stat.S_IMODE(get(src).st_mode))


if hasattr(os, 'listxattr'):
    def _copyxattr(src, dst, *, follow_symlinks=True):
        """Copy extended attributes, as far as both file systems have them."""
        import errno
        refused = errno.ENOTSUP, errno.ENODATA, errno.EINVAL
        try:
            names = os.listxattr(src, follow_symlinks=follow_symlinks)
        except OSError as e:
            if e.errno not in refused:
                raise
            return
        for name in names:
            try:
                value = os.getxattr(src, name, follow_symlinks=follow_symlinks)
                os.setxattr(dst, name, value, follow_symlinks=follow_symlinks)
            except OSError as e:
                if e.errno not in refused + (errno.EPERM,):
                    raise
else:
    def _copyxattr(*args, **kwargs):
        pass


def copystat(src, dst, *, follow_symlinks=True):
    """Copy permission bits, times, flags and extended attributes."""
    follow = follow_symlinks or not (os.path.islink(src) and os.path.islink(dst))

    def lookup(name):
        # On links, only with functions that can leave links alone.
        func = getattr(os, name, None)
        if func is None or not follow and func not in os.supports_follow_symlinks:
            return lambda *args, **kwargs: None
        return func

    st = lookup('stat')(src, follow_symlinks=follow)
    mode = stat.S_IMODE(st.st_mode)
    lookup('utime')(dst, ns=(st.st_atime_ns, st.st_mtime_ns), follow_symlinks=follow)
    # Before chmod: dst may become read-only by it.
    _copyxattr(src, dst, follow_symlinks=follow)
    try:
        lookup('chmod')(dst, mode, follow_symlinks=follow)
    except NotImplementedError:
        pass    # the platform has fchmodat, but not for links
    if hasattr(st, 'st_flags'):
        import errno
        try:
            lookup('chflags')(dst, st.st_flags, follow_symlinks=follow)
        except OSError as why:
            if why.errno not in (getattr(errno, 'EOPNOTSUPP', None),
                                 getattr(errno, 'ENOTSUP', None)):
                raise


def copy(src, dst, *, follow_symlinks=True):
    """Copy data and permission bits; dst may be a directory.  Return the new path."""
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    copyfile(src, dst, follow_symlinks=follow_symlinks)
    copymode(src, dst, follow_symlinks=follow_symlinks)
    return dst


def copy2(src, dst, *, follow_symlinks=True):
    """Copy data and metadata; dst may be a directory.  Return the new path."""
    if os.path.isdir(dst):
        dst = os.path.join(dst, os.path.basename(src))
    copyfile(src, dst, follow_symlinks=follow_symlinks)
    copystat(src, dst, follow_symlinks=follow_symlinks)
    return dst


def ignore_patterns(*patterns):
    """For copytree's ignore: leave out names that match a pattern."""
    def ignore(path, names):
        ignored = []
        for pattern in patterns:
            ignored.extend(fnmatch.filter(names, pattern))
        return set(ignored)
    return ignore


def copytree(src, dst, symlinks=False, ignore=None, copy_function=copy2,
             ignore_dangling_symlinks=False, dirs_exist_ok=False):
    """Copy a whole tree; errors are collected and raised at the end."""
    names = os.listdir(src)
    ignored = ignore(os.fspath(src), names) if ignore is not None else set()
    os.makedirs(dst, exist_ok=dirs_exist_ok)
    errors = []
    for name in names:
        if name in ignored:
            continue
        source = os.path.join(src, name)
        target = os.path.join(dst, name)
        try:
            if os.path.islink(source):
                link = os.readlink(source)
                if symlinks:
                    os.symlink(link, target)
                    copystat(source, target, follow_symlinks=not symlinks)
                    continue
                if not os.path.exists(source) and ignore_dangling_symlinks:
                    continue
            if os.path.isdir(source):
                copytree(source, target, symlinks, ignore, copy_function,
                         ignore_dangling_symlinks, dirs_exist_ok)
            else:
                copy_function(source, target)
        except Error as e:
            errors.extend(e.args[0])
        except OSError as why:
            errors.append((source, target, str(why)))
    try:
        copystat(src, dst)
    except OSError as why:
        if getattr(why, 'winerror', None) is None:
            errors.append((src, dst, str(why)))
    if errors:
        raise Error(errors)
    return dst


# rmtree.  Where the system allows, each directory is opened and its entries are named
# relative to that descriptor, so that nobody can swap a link in on the way.

def _rmtree_unsafe(path, onerror):
    try:
        names = os.listdir(path)
    except OSError:
        onerror(os.listdir, path, sys.exc_info())
        names = []
    for name in names:
        full = os.path.join(path, name)
        try:
            mode = os.lstat(full).st_mode
        except OSError:
            mode = 0
        if stat.S_ISDIR(mode):
            try:
                if os.path.islink(full):
                    raise OSError('Cannot call rmtree on a symbolic link')
            except OSError:
                onerror(os.path.islink, full, sys.exc_info())
                continue
            _rmtree_unsafe(full, onerror)
        else:
            try:
                os.unlink(full)
            except OSError:
                onerror(os.unlink, full, sys.exc_info())
    try:
        os.rmdir(path)
    except OSError:
        onerror(os.rmdir, path, sys.exc_info())


def _rmtree_safe_fd(topfd, path, onerror):
    try:
        names = os.listdir(topfd)
    except OSError as e:
        e.filename = path
        onerror(os.listdir, path, sys.exc_info())
        return
    for name in names:
        full = os.path.join(path, name)
        try:
            before = os.stat(name, dir_fd=topfd, follow_symlinks=False)
            is_dir = stat.S_ISDIR(before.st_mode)
        except OSError:
            is_dir = False
        if not is_dir:
            try:
                os.unlink(name, dir_fd=topfd)
            except OSError:
                onerror(os.unlink, full, sys.exc_info())
            continue
        try:
            fd = os.open(name, os.O_RDONLY, dir_fd=topfd)
        except OSError:
            onerror(os.open, full, sys.exc_info())
            continue
        try:
            if os.path.samestat(before, os.fstat(fd)):
                _rmtree_safe_fd(fd, full, onerror)
                try:
                    os.rmdir(name, dir_fd=topfd)
                except OSError:
                    onerror(os.rmdir, full, sys.exc_info())
            else:
                try:
                    # Somebody put a link there between the two calls.
                    raise OSError('Cannot call rmtree on a symbolic link')
                except OSError:
                    onerror(os.path.islink, full, sys.exc_info())
        finally:
            os.close(fd)


_use_fd_functions = ({os.open, os.stat, os.unlink, os.rmdir} <= os.supports_dir_fd
                     and os.listdir in os.supports_fd
                     and os.stat in os.supports_follow_symlinks)


def rmtree(path, ignore_errors=False, onerror=None, *, onexc=None, dir_fd=None):
    """Delete a whole tree; onerror(function, path, exc_info) decides about errors."""
    if ignore_errors:
        def onerror(*args):
            pass
    elif onexc is not None:
        def onerror(func, path, info):
            return onexc(func, path, info[1])
    elif onerror is None:
        def onerror(*args):
            raise
    if not _use_fd_functions:
        if dir_fd is not None:
            raise NotImplementedError('dir_fd unavailable on this platform')
        try:
            if os.path.islink(path):
                raise OSError('Cannot call rmtree on a symbolic link')
        except OSError:
            onerror(os.path.islink, path, sys.exc_info())
            return
        return _rmtree_unsafe(path, onerror)
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    try:
        before = os.lstat(path) if dir_fd is None else \
            os.stat(path, dir_fd=dir_fd, follow_symlinks=False)
    except Exception:
        onerror(os.lstat, path, sys.exc_info())
        return
    try:
        fd = os.open(path, os.O_RDONLY) if dir_fd is None else \
            os.open(path, os.O_RDONLY, dir_fd=dir_fd)
    except Exception:
        onerror(os.open, path, sys.exc_info())
        return
    try:
        if os.path.samestat(before, os.fstat(fd)):
            _rmtree_safe_fd(fd, path, onerror)
            try:
                if dir_fd is None:
                    os.rmdir(path)
                else:
                    os.rmdir(path, dir_fd=dir_fd)
            except OSError:
                onerror(os.rmdir, path, sys.exc_info())
        else:
            try:
                raise OSError('Cannot call rmtree on a symbolic link')
            except OSError:
                onerror(os.path.islink, path, sys.exc_info())
    finally:
        os.close(fd)


rmtree.avoids_symlink_attacks = _use_fd_functions


# move

def _basename(path):
    # Of a directory too when a slash ends it.
    path = os.fspath(path)
    separators = os.path.sep + (os.path.altsep or '')
    return os.path.basename(path.rstrip(separators))


def move(src, dst, copy_function=copy2):
    """Move a file or a tree, across file systems if need be.  Return the new path."""
    real_dst = dst
    if os.path.isdir(dst):
        if _samefile(src, dst):
            # On a file system that ignores case this is a change of case.
            os.rename(src, dst)
            return
        real_dst = os.path.join(dst, _basename(src))
        if os.path.exists(real_dst):
            raise Error("Destination path '%s' already exists" % real_dst)
    try:
        os.rename(src, real_dst)
    except OSError:
        if os.path.islink(src):
            os.symlink(os.readlink(src), real_dst)
            os.unlink(src)
        elif os.path.isdir(src):
            if _destinsrc(src, dst):
                raise Error("Cannot move a directory '%s' into itself '%s'." % (src, dst))
            copytree(src, real_dst, copy_function=copy_function, symlinks=True)
            rmtree(src)
        else:
            copy_function(src, real_dst)
            os.unlink(src)
    return real_dst


def _destinsrc(src, dst):
    src = os.path.abspath(src)
    dst = os.path.abspath(dst)
    if not src.endswith(os.path.sep):
        src += os.path.sep
    if not dst.endswith(os.path.sep):
        dst += os.path.sep
    return dst.startswith(src)


# Archives

def _get_gid(name):
    if getgrnam is None or name is None:
        return None
    try:
        return getgrnam(name)[2]
    except KeyError:
        return None


def _get_uid(name):
    if getpwnam is None or name is None:
        return None
    try:
        return getpwnam(name)[2]
    except KeyError:
        return None


_TAR_SUFFIX = {'gzip': '.gz', 'bzip2': '.bz2', 'xz': '.xz'}


def _make_tarball(base_name, base_dir, compress='gzip', verbose=0, dry_run=0,
                  owner=None, group=None, logger=None):
    supported = {None: True, 'gzip': _ZLIB_SUPPORTED, 'bzip2': _BZ2_SUPPORTED,
                 'xz': _LZMA_SUPPORTED}
    if not supported.get(compress):
        raise ValueError("bad value for 'compress', or compression format not "
                         'supported : {0}'.format(compress))
    import tarfile
    suffix = _TAR_SUFFIX.get(compress, '')
    archive = base_name + '.tar' + suffix
    _make_folder_of(archive, dry_run, logger)
    if logger is not None:
        logger.info('Creating tar archive')
    uid = _get_uid(owner)
    gid = _get_gid(group)

    def set_owner(info):
        if gid is not None:
            info.gid = gid
            info.gname = group
        if uid is not None:
            info.uid = uid
            info.uname = owner
        return info

    if not dry_run:
        tar = tarfile.open(archive, 'w|%s' % suffix[1:])
        try:
            tar.add(base_dir, filter=set_owner)
        finally:
            tar.close()
    return archive


def _make_folder_of(archive, dry_run, logger):
    folder = os.path.dirname(archive)
    if folder and not os.path.exists(folder):
        if logger is not None:
            logger.info('creating %s', folder)
        if not dry_run:
            os.makedirs(folder)


def _make_zipfile(base_name, base_dir, verbose=0, dry_run=0, logger=None):
    import zipfile
    archive = base_name + '.zip'
    _make_folder_of(archive, dry_run, logger)
    if logger is not None:
        logger.info("creating '%s' and adding '%s' to it", archive, base_dir)
    if dry_run:
        return archive
    with zipfile.ZipFile(archive, 'w', compression=zipfile.ZIP_DEFLATED) as zf:
        def add(path):
            zf.write(path, path)
            if logger is not None:
                logger.info("adding '%s'", path)
        path = os.path.normpath(base_dir)
        if path != os.curdir:
            add(path)
        for folder, dirs, files in os.walk(base_dir):
            for name in sorted(dirs):
                add(os.path.normpath(os.path.join(folder, name)))
            for name in files:
                path = os.path.normpath(os.path.join(folder, name))
                if os.path.isfile(path):
                    add(path)
    return archive


# name -> (function, extra arguments, description)
_ARCHIVE_FORMATS = {
    'tar': (_make_tarball, [('compress', None)], 'uncompressed tar file'),
}
if _ZLIB_SUPPORTED:
    _ARCHIVE_FORMATS['gztar'] = _make_tarball, [('compress', 'gzip')], "gzip'ed tar-file"
    _ARCHIVE_FORMATS['zip'] = _make_zipfile, [], 'ZIP file'
if _BZ2_SUPPORTED:
    _ARCHIVE_FORMATS['bztar'] = _make_tarball, [('compress', 'bzip2')], "bzip2'ed tar-file"
if _LZMA_SUPPORTED:
    _ARCHIVE_FORMATS['xztar'] = _make_tarball, [('compress', 'xz')], "xz'ed tar-file"


def get_archive_formats():
    """Names and descriptions of the formats make_archive knows."""
    return sorted((name, row[2]) for name, row in _ARCHIVE_FORMATS.items())


def register_archive_format(name, function, extra_args=None, description=''):
    """Let function(base_name, base_dir, ...) make archives of that name."""
    if extra_args is None:
        extra_args = []
    if not callable(function):
        raise TypeError('The %s object is not callable' % function)
    if not isinstance(extra_args, (tuple, list)):
        raise TypeError('extra_args needs to be a sequence')
    for element in extra_args:
        if not isinstance(element, (tuple, list)) or len(element) != 2:
            raise TypeError('extra_args elements are : (arg_name, value)')
    _ARCHIVE_FORMATS[name] = function, extra_args, description


def unregister_archive_format(name):
    del _ARCHIVE_FORMATS[name]


def make_archive(base_name, format, root_dir=None, base_dir=None, verbose=0,
                 dry_run=0, owner=None, group=None, logger=None):
    """Make an archive of base_dir, named relative to root_dir; return its file name."""
    try:
        row = _ARCHIVE_FORMATS[format]
    except KeyError:
        raise ValueError('unknown archive format %r' % format) from None
    kwargs = {'dry_run': dry_run, 'logger': logger}
    kwargs.update(row[1])
    if format != 'zip':
        kwargs['owner'] = owner
        kwargs['group'] = group
    saved = os.getcwd()
    if root_dir is not None:
        if logger is not None:
            logger.debug("changing into '%s'", root_dir)
        base_name = os.path.abspath(base_name)
        if not dry_run:
            os.chdir(root_dir)
    if base_dir is None:
        base_dir = os.curdir
    try:
        return row[0](base_name, base_dir, **kwargs)
    finally:
        if root_dir is not None:
            if logger is not None:
                logger.debug("changing back to '%s'", saved)
            os.chdir(saved)


def get_unpack_formats():
    """Name, extensions and description of the formats unpack_archive knows."""
    return sorted((name, row[0], row[3]) for name, row in _UNPACK_FORMATS.items())


def register_unpack_format(name, extensions, function, extra_args=None, description=''):
    """Let function(file, directory, ...) unpack files with those extensions."""
    if extra_args is None:
        extra_args = []
    known = {}
    for other, row in _UNPACK_FORMATS.items():
        for ext in row[0]:
            known[ext] = other
    for ext in extensions:
        if ext in known:
            raise RegistryError('%s is already registered for "%s"' % (ext, known[ext]))
    if not callable(function):
        raise TypeError('The registered function must be a callable')
    _UNPACK_FORMATS[name] = extensions, function, extra_args, description


def unregister_unpack_format(name):
    del _UNPACK_FORMATS[name]


def _unpack_zipfile(filename, extract_dir):
    import zipfile
    if not zipfile.is_zipfile(filename):
        raise ReadError('%s is not a zip file' % filename)
    with zipfile.ZipFile(filename) as zf:
        for info in zf.infolist():
            name = info.filename
            # Nothing outside of extract_dir.
            if name.startswith('/') or '..' in name:
                continue
            target = os.path.join(extract_dir, *name.split('/'))
            folder = os.path.dirname(target)
            if not os.path.isdir(folder):
                os.makedirs(folder)
            if not name.endswith('/'):
                with zf.open(name) as source, open(target, 'wb') as dest:
                    copyfileobj(source, dest)


def _unpack_tarfile(filename, extract_dir, *, filter=None):
    import tarfile
    try:
        tar = tarfile.open(filename)
    except tarfile.TarError:
        raise ReadError('%s is not a compressed or uncompressed tar file'
                        % filename) from None
    try:
        if filter is None:
            tar.extractall(extract_dir)
        else:
            tar.extractall(extract_dir, filter=filter)
    finally:
        tar.close()


# name -> (extensions, function, extra arguments, description)
_UNPACK_FORMATS = {
    'tar': (['.tar'], _unpack_tarfile, [], 'uncompressed tar file'),
    'zip': (['.zip'], _unpack_zipfile, [], 'ZIP file'),
}
if _ZLIB_SUPPORTED:
    _UNPACK_FORMATS['gztar'] = ['.tar.gz', '.tgz'], _unpack_tarfile, [], "gzip'ed tar-file"
if _BZ2_SUPPORTED:
    _UNPACK_FORMATS['bztar'] = ['.tar.bz2', '.tbz2'], _unpack_tarfile, [], "bzip2'ed tar-file"
if _LZMA_SUPPORTED:
    _UNPACK_FORMATS['xztar'] = ['.tar.xz', '.txz'], _unpack_tarfile, [], "xz'ed tar-file"


def _find_unpack_format(filename):
    for name, row in _UNPACK_FORMATS.items():
        for ext in row[0]:
            if filename.endswith(ext):
                return name
    return None


def unpack_archive(filename, extract_dir=None, format=None, *, filter=None):
    """Unpack an archive into extract_dir (the current directory by default)."""
    if extract_dir is None:
        extract_dir = os.getcwd()
    extract_dir = os.fspath(extract_dir)
    filename = os.fspath(filename)
    kwargs = {} if filter is None else {'filter': filter}
    if format is not None:
        try:
            row = _UNPACK_FORMATS[format]
        except KeyError:
            raise ValueError("Unknown unpack format '{0}'".format(format)) from None
    else:
        format = _find_unpack_format(filename)
        if format is None:
            raise ReadError("Unknown archive format '{0}'".format(filename))
        row = _UNPACK_FORMATS[format]
    row[1](filename, extract_dir, **dict(row[2], **kwargs))


# Others

if hasattr(os, 'statvfs'):
    import collections
    _ntuple_diskusage = collections.namedtuple('usage', 'total used free')

    def disk_usage(path):
        """Total, used and free bytes of the file system that holds path."""
        st = os.statvfs(path)
        free = st.f_bavail * st.f_frsize
        total = st.f_blocks * st.f_frsize
        used = (st.f_blocks - st.f_bfree) * st.f_frsize
        return _ntuple_diskusage(total, used, free)


def chown(path, user=None, group=None, *, dir_fd=None, follow_symlinks=True):
    """Change owner and group, given by name or number."""
    if user is None and group is None:
        raise ValueError('user and/or group must be set')
    uid, gid = user, group
    if user is None:
        uid = -1
    elif isinstance(user, str):
        uid = _get_uid(user)
        if uid is None:
            raise LookupError('no such user: {!r}'.format(user))
    if group is None:
        gid = -1
    elif not isinstance(group, int):
        gid = _get_gid(group)
        if gid is None:
            raise LookupError('no such group: {!r}'.format(group))
    if dir_fd is None and follow_symlinks:
        os.chown(path, uid, gid)
    else:
        os.chown(path, uid, gid, dir_fd=dir_fd, follow_symlinks=follow_symlinks)


def get_terminal_size(fallback=(80, 24)):
    """Columns and lines: from COLUMNS and LINES, else from the terminal, else fallback."""
    def number(name):
        try:
            return int(os.environ[name])
        except (KeyError, ValueError):
            return 0
    columns, lines = number('COLUMNS'), number('LINES')
    if columns <= 0 or lines <= 0:
        try:
            size = os.get_terminal_size(sys.__stdout__.fileno())
        except (AttributeError, ValueError, OSError):
            size = os.terminal_size(fallback)
        if columns <= 0:
            columns = size.columns or fallback[0]
        if lines <= 0:
            lines = size.lines or fallback[1]
    return os.terminal_size((columns, lines))


def _runnable(path, mode):
    return os.path.exists(path) and os.access(path, mode) and not os.path.isdir(path)


def which(cmd, mode=os.F_OK | os.X_OK, path=None):
    """The file that a shell would run for cmd, or None."""
    if os.path.dirname(cmd):
        return cmd if _runnable(cmd, mode) else None
    as_bytes = isinstance(cmd, bytes)
    if path is None:
        path = os.environ.get('PATH', None)
        if path is None:
            try:
                path = os.confstr('CS_PATH')
            except (AttributeError, ValueError):
                path = os.defpath
    if not path:
        return None
    if as_bytes:
        folders = os.fsencode(path).split(os.fsencode(os.pathsep))
    else:
        folders = os.fsdecode(path).split(os.pathsep)
    seen = set()
    for folder in folders:
        normal = os.path.normcase(folder)
        if normal not in seen:
            seen.add(normal)
            name = os.path.join(folder, cmd)
            if _runnable(name, mode):
                return name
    return None
