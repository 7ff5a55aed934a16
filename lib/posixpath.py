"""Operations on the paths of POSIX.  Import os.path, not this."""

curdir = '.'
pardir = '..'
extsep = '.'
sep = '/'
pathsep = ':'
defpath = '/bin:/usr/bin'
altsep = None
devnull = '/dev/null'

import os
import posix
import sys
import stat
import genericpath
from genericpath import *
from genericpath import isjunction, isdevdrive

__all__ = ['normcase', 'isabs', 'join', 'splitdrive', 'splitroot', 'split',
           'splitext', 'basename', 'dirname', 'commonprefix', 'getsize',
           'getmtime', 'getatime', 'getctime', 'islink', 'exists', 'lexists',
           'isdir', 'isfile', 'ismount', 'expanduser', 'expandvars',
           'normpath', 'abspath', 'samefile', 'sameopenfile', 'samestat',
           'curdir', 'pardir', 'sep', 'pathsep', 'defpath', 'altsep',
           'extsep', 'devnull', 'realpath', 'supports_unicode_filenames',
           'relpath', 'commonpath', 'isjunction', 'isdevdrive']

supports_unicode_filenames = sys.platform == 'darwin'


def _sep(path):
    return b'/' if isinstance(path, bytes) else '/'


def normcase(s):
    """The path itself: case matters here."""
    return os.fspath(s)


def isabs(s):
    """Whether a path is absolute."""
    s = os.fspath(s)
    return s.startswith(_sep(s))


def join(a, *p):
    """Join components with / between; an absolute one discards what is before."""
    a = os.fspath(a)
    sep = _sep(a)
    path = a
    try:
        if not p:
            path[:0] + sep      # a check of the type
        for b in map(os.fspath, p):
            if b.startswith(sep):
                path = b
            elif not path:
                path += b       # which fails if the types differ
            elif path.endswith(sep):
                path += b
            else:
                path += sep + b
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types('join', a, *p)
        raise
    return path


def split(p):
    """(everything before the last /, what is after it)"""
    p = os.fspath(p)
    sep = _sep(p)
    i = p.rfind(sep) + 1
    head, tail = p[:i], p[i:]
    if head and head != sep * len(head):
        head = head.rstrip(sep)
    return head, tail


def splitext(p):
    """(path, extension); the extension is empty or begins with a dot."""
    p = os.fspath(p)
    if isinstance(p, bytes):
        return genericpath._splitext(p, b'/', None, b'.')
    return genericpath._splitext(p, '/', None, '.')


def splitdrive(p):
    """(drive, path); there are no drives here."""
    p = os.fspath(p)
    return p[:0], p


def splitroot(p):
    """(drive, root, rest); exactly two slashes are a root of their own."""
    p = os.fspath(p)
    sep = _sep(p)
    empty = p[:0]
    if p[:1] != sep:
        return empty, empty, p
    if p[1:2] != sep or p[2:3] == sep:
        return empty, sep, p[1:]
    return empty, p[:2], p[2:]


def basename(p):
    """What is after the last /."""
    p = os.fspath(p)
    return p[p.rfind(_sep(p)) + 1:]


def dirname(p):
    """What is before the last /."""
    return split(p)[0]


def ismount(path):
    """Whether a path is a mount point."""
    try:
        s1 = os.lstat(path)
    except (OSError, ValueError):
        return False
    if stat.S_ISLNK(s1.st_mode):
        return False
    path = os.fspath(path)
    parent = join(path, b'..' if isinstance(path, bytes) else '..')
    parent = realpath(parent)
    try:
        s2 = os.lstat(parent)
    except (OSError, ValueError):
        return False
    # Another device, or the root, which is its own parent.
    return s1.st_dev != s2.st_dev or s1.st_ino == s2.st_ino


def expanduser(path):
    """Replace ~ or ~user at the beginning by the home directory, if known."""
    path = os.fspath(path)
    tilde = b'~' if isinstance(path, bytes) else '~'
    if not path.startswith(tilde):
        return path
    sep = _sep(path)
    i = path.find(sep, 1)
    if i < 0:
        i = len(path)
    if i == 1:
        if 'HOME' in os.environ:
            userhome = os.environ['HOME']
        else:
            try:
                import pwd
                userhome = pwd.getpwuid(os.getuid()).pw_dir
            except (ImportError, KeyError):
                return path
    else:
        name = path[1:i]
        if isinstance(name, bytes):
            name = os.fsdecode(name)
        try:
            import pwd
            userhome = pwd.getpwnam(name).pw_dir
        except (ImportError, KeyError):
            return path
    if userhome is None:
        return path
    if isinstance(path, bytes):
        userhome = os.fsencode(userhome)
    userhome = userhome.rstrip(sep)
    return (userhome + path[i:]) or sep


_variable = {}


def expandvars(path):
    """Replace $name and ${name} by environment variables; unknown ones stay."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        dollar, pattern = b'$', br'\$(\w+|\{[^}]*\})'
        environ = getattr(os, 'environb', None)
    else:
        dollar, pattern = '$', r'\$(\w+|\{[^}]*\})'
        environ = os.environ
    if dollar not in path:
        return path
    if pattern not in _variable:
        import re
        _variable[pattern] = re.compile(pattern, re.ASCII)

    def value(m):
        name = m.group(1)
        if name[:1] in ('{', b'{'):
            name = name[1:-1]
        try:
            if environ is None:
                return os.fsencode(os.environ[os.fsdecode(name)])
            return environ[name]
        except KeyError:
            return m.group()
    # The values are not expanded again.
    return _variable[pattern].sub(value, path)


def normpath(path):
    """Remove what is redundant: A//B, A/./B and A/foo/../B become A/B."""
    return posix._path_normpath(os.fspath(path))


def abspath(path):
    """The absolute path, normalized."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        if not path.startswith(b'/'):
            path = join(os.getcwdb(), path)
    elif not path.startswith('/'):
        path = join(os.getcwd(), path)
    return posix._path_normpath(path)


def realpath(filename, *, strict=False):
    """The canonical path, without symbolic links.

    If strict, a path that does not exist or loops is an error.
    """
    filename = os.fspath(filename)
    if isinstance(filename, bytes):
        sep, curdir, pardir, getcwd = b'/', b'.', b'..', os.getcwdb
    else:
        sep, curdir, pardir, getcwd = '/', '.', '..', os.getcwd
    empty = filename[:0]
    if filename.startswith(sep):
        path = sep
        filename = filename[1:]
    else:
        path = getcwd()
    # What is left to do, last first; (None, link) says that link is resolved.
    rest = filename.split(sep)[::-1]
    seen = {}
    while rest:
        name = rest.pop()
        if name is None:
            link = rest.pop()
            seen[link] = path
            continue
        if name == empty or name == curdir:
            continue
        if name == pardir:
            path = path[:path.rindex(sep)] or sep
            continue
        newpath = path + name if path == sep else path + sep + name
        try:
            st = os.lstat(newpath)
            if not stat.S_ISLNK(st.st_mode):
                path = newpath
                continue
            if newpath in seen:
                known = seen[newpath]
                if known is not None:
                    path = known
                    continue
                # A loop: stat() gives the error, or we leave the rest as it is.
                if strict:
                    os.stat(newpath)
                path = newpath
                while rest:
                    name = rest.pop()
                    if name is None:
                        rest.pop()
                    else:
                        path = join(path, name)
                break
            target = os.readlink(newpath)
        except OSError:
            if strict:
                raise
            path = newpath
            continue
        seen[newpath] = None
        rest.append(newpath)
        rest.append(None)
        if target.startswith(sep):
            path = sep
            target = target[1:]
        rest.extend(target.split(sep)[::-1])
    return normpath(path)


def relpath(path, start=None):
    """The path relative to start, by default the current directory."""
    if not path:
        raise ValueError('no path specified')
    path = os.fspath(path)
    if isinstance(path, bytes):
        sep, curdir, pardir = b'/', b'.', b'..'
    else:
        sep, curdir, pardir = '/', '.', '..'
    start = curdir if start is None else os.fspath(start)
    try:
        start_list = [x for x in abspath(start).split(sep) if x]
        path_list = [x for x in abspath(path).split(sep) if x]
        i = len(commonprefix([start_list, path_list]))
        parts = [pardir] * (len(start_list) - i) + path_list[i:]
        return sep.join(parts) or curdir
    except (TypeError, AttributeError, BytesWarning, DeprecationWarning):
        genericpath._check_arg_types('relpath', path, start)
        raise


def commonpath(paths):
    """The longest common sub-path."""
    paths = tuple(map(os.fspath, paths))
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    if isinstance(paths[0], bytes):
        sep, curdir = b'/', b'.'
    else:
        sep, curdir = '/', '.'
    try:
        if len({p.startswith(sep) for p in paths}) != 1:
            raise ValueError("Can't mix absolute and relative paths")
        split_paths = [[c for c in path.split(sep) if c and c != curdir] for path in paths]
        common = commonprefix([min(split_paths), max(split_paths)])
        prefix = sep if paths[0].startswith(sep) else sep[:0]
        return prefix + sep.join(common)
    except (TypeError, AttributeError):
        genericpath._check_arg_types('commonpath', *paths)
        raise
