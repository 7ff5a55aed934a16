"""Operations on the paths of Windows, for use on any system."""

curdir = '.'
pardir = '..'
extsep = '.'
sep = '\\'
pathsep = ';'
altsep = '/'
defpath = '.;C:\\bin'
devnull = 'nul'

import os
import sys
import genericpath
from genericpath import *
from genericpath import isdevdrive, isjunction

__all__ = ['normcase', 'isabs', 'join', 'splitdrive', 'splitroot', 'split',
           'splitext', 'basename', 'dirname', 'commonprefix', 'getsize',
           'getmtime', 'getatime', 'getctime', 'islink', 'exists', 'lexists',
           'isdir', 'isfile', 'ismount', 'expanduser', 'expandvars',
           'normpath', 'abspath', 'curdir', 'pardir', 'sep', 'pathsep',
           'defpath', 'altsep', 'extsep', 'devnull', 'realpath',
           'supports_unicode_filenames', 'relpath', 'samefile',
           'sameopenfile', 'samestat', 'commonpath', 'isjunction',
           'isdevdrive', 'isreserved', 'splitunc']

supports_unicode_filenames = True


def _marks(path):
    """(separators, sep, altsep, colon) of the path's type."""
    if isinstance(path, bytes):
        return b'\\/', b'\\', b'/', b':'
    return '\\/', '\\', '/', ':'


def normcase(s):
    """Lower case and backslashes."""
    s = os.fspath(s)
    if isinstance(s, bytes):
        return os.fsencode(os.fsdecode(s).replace('/', '\\').lower())
    return s.replace('/', '\\').lower()


def isabs(s):
    """Whether a path is absolute."""
    s = os.fspath(s)
    seps, sep, altsep, colon = _marks(s)
    head = s[:3].replace(altsep, sep)
    # Python 3.2 takes a root without a drive for absolute as well.
    if head.startswith(sep * 2):
        return True
    s = splitdrive(s)[1]
    return len(s) > 0 and s[:1] in seps


def join(path, *paths):
    """Join components; an absolute one discards what is before."""
    path = os.fspath(path)
    seps, sep, altsep, colon = _marks(path)
    try:
        if not paths:
            path[:0] + sep
        drive, root, rest = splitroot(path)
        for p in map(os.fspath, paths):
            p_drive, p_root, p_rest = splitroot(p)
            if p_root:
                if p_drive or not drive:
                    drive = p_drive
                root, rest = p_root, p_rest
                continue
            if p_drive and p_drive != drive:
                if p_drive.lower() != drive.lower():
                    drive, root, rest = p_drive, p_root, p_rest
                    continue
                drive = p_drive         # the same but for its case
            if rest and rest[-1:] not in seps:
                rest += sep
            rest += p_rest
        # A UNC drive needs a separator before a relative path.
        if rest and not root and drive and drive[-1:] not in colon + seps:
            return drive + sep + rest
        return drive + root + rest
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types('join', path, *paths)
        raise


def splitdrive(p):
    """(drive or UNC share, path)"""
    drive, root, rest = splitroot(p)
    return drive, root + rest


def splitroot(p):
    """(drive, root, rest); the root is one separator or empty."""
    p = os.fspath(p)
    seps, sep, altsep, colon = _marks(p)
    empty = p[:0]
    normp = p.replace(altsep, sep)
    if normp[:1] == sep:
        if normp[1:2] != sep or normp[2:3] == sep:
            return empty, p[:1], p[1:]
        # \\server\share\ or \\?\UNC\server\share\
        unc = b'\\\\?\\UNC\\' if isinstance(p, bytes) else '\\\\?\\UNC\\'
        start = 8 if normp[:8].upper() == unc else 2
        index = normp.find(sep, start)
        if index == -1:
            return p, empty, empty
        index2 = normp.find(sep, index + 1)
        if index2 == index + 1 and start == 2:
            # Three separators are no share.
            return empty, p[:1], p[1:]
        if index2 == -1:
            return p, empty, empty
        return p[:index2], p[index2:index2 + 1], p[index2 + 1:]
    if normp[1:2] == colon:
        if normp[2:3] == sep:
            return p[:2], p[2:3], p[3:]
        return p[:2], empty, p[2:]
    return empty, empty, p


def splitunc(p):
    """(UNC share, rest); use splitdrive() instead."""
    import warnings
    warnings.warn('ntpath.splitunc is deprecated, use ntpath.splitdrive instead',
                  DeprecationWarning, 2)
    drive, path = splitdrive(p)
    if len(drive) == 2:
        return p[:0], p             # a drive letter
    return drive, path


def split(p):
    """(head, tail): the tail is what is after the last separator."""
    p = os.fspath(p)
    seps = _marks(p)[0]
    drive, root, rest = splitroot(p)
    i = len(rest)
    while i and rest[i - 1:i] not in seps:
        i -= 1
    head, tail = rest[:i], rest[i:]
    return drive + root + head.rstrip(seps), tail


def splitext(p):
    """(path, extension)"""
    p = os.fspath(p)
    if isinstance(p, bytes):
        return genericpath._splitext(p, b'\\', b'/', b'.')
    return genericpath._splitext(p, '\\', '/', '.')


def basename(p):
    """What is after the last separator."""
    return split(p)[1]


def dirname(p):
    """What is before the last separator."""
    return split(p)[0]


def ismount(path):
    """Whether a path is the root of a drive or share."""
    path = os.fspath(path)
    seps = _marks(path)[0]
    drive, root, rest = splitroot(abspath(path))
    if drive and drive[:1] in seps:
        return not rest
    return bool(root) and not rest


def expanduser(path):
    """Replace ~ or ~user by the profile directory."""
    path = os.fspath(path)
    tilde = b'~' if isinstance(path, bytes) else '~'
    if not path.startswith(tilde):
        return path
    seps = _marks(path)[0]
    i, n = 1, len(path)
    while i < n and path[i:i + 1] not in seps:
        i += 1
    if 'HOME' in os.environ:
        userhome = os.environ['HOME']
    elif 'USERPROFILE' in os.environ:
        userhome = os.environ['USERPROFILE']
    elif 'HOMEPATH' not in os.environ:
        return path
    else:
        userhome = join(os.environ.get('HOMEDRIVE', ''), os.environ['HOMEPATH'])
    if i != 1:
        # The profiles are taken to lie side by side.
        target = path[1:i]
        if isinstance(target, bytes):
            target = os.fsdecode(target)
        userhome = join(dirname(userhome), target)
    if isinstance(path, bytes):
        userhome = os.fsencode(userhome)
    return userhome + path[i:]


def expandvars(path):
    """Replace $name, ${name} and %name%; unknown ones and quoted text stay."""
    path = os.fspath(path)
    if isinstance(path, bytes):
        if b'$' not in path and b'%' not in path:
            return path
        return os.fsencode(expandvars(os.fsdecode(path)))
    if '$' not in path and '%' not in path:
        return path
    import re
    pattern = r"'[^']*'?|%%|%([^%]*)%|%|\$\$|\$\{([^}]*)\}|\$\{|\$([\w-]+)|\$"

    def value(m):
        text = m.group()
        if text[0] == "'":
            return text
        if text in ('%%', '$$'):
            return text[0]
        for name in m.groups():
            if name is not None:
                return os.environ.get(name, text)
        return text

    # An opening % or ${ without its end, or a quote, leaves the rest alone.
    return re.sub(pattern, value, path, flags=re.ASCII)


def normpath(path):
    """Backslashes, and no redundant components."""
    path = os.fspath(path)
    seps, sep, altsep, colon = _marks(path)
    curdir, pardir = (b'.', b'..') if isinstance(path, bytes) else ('.', '..')
    if path[:4] in (b'\\\\.\\', b'\\\\?\\', '\\\\.\\', '\\\\?\\'):
        return path             # the system takes such paths literally
    path = path.replace(altsep, sep)
    drive, root, rest = splitroot(path)
    parts = []
    for comp in rest.split(sep):
        if not comp or comp == curdir:
            continue
        if comp == pardir:
            if parts and parts[-1] != pardir:
                parts.pop()
                continue
            if root:
                continue
        parts.append(comp)
    prefix = drive + root
    if not prefix and not parts:
        parts.append(curdir)
    return prefix + sep.join(parts)


def abspath(path):
    """The absolute path, as far as can be told away from Windows."""
    path = os.fspath(path)
    if not isabs(path):
        cwd = os.getcwdb() if isinstance(path, bytes) else os.getcwd()
        path = join(cwd, path)
    return normpath(path)


def realpath(path, *, strict=False):
    """The same as abspath() away from Windows."""
    return abspath(path)


def relpath(path, start=None):
    """The path relative to start."""
    path = os.fspath(path)
    sep, curdir, pardir = ((b'\\', b'.', b'..') if isinstance(path, bytes)
                           else ('\\', '.', '..'))
    if start is None:
        start = curdir
    if not path:
        raise ValueError('no path specified')
    start = os.fspath(start)
    try:
        start_drive, start_root, start_rest = splitroot(abspath(start))
        path_drive, path_root, path_rest = splitroot(abspath(path))
        if normcase(start_drive) != normcase(path_drive):
            raise ValueError(f'path is on mount {path_drive!r}, start on mount '
                             f'{start_drive!r}')
        start_list = [x for x in start_rest.split(sep) if x]
        path_list = [x for x in path_rest.split(sep) if x]
        i = 0
        for e1, e2 in zip(start_list, path_list):
            if normcase(e1) != normcase(e2):
                break
            i += 1
        parts = [pardir] * (len(start_list) - i) + path_list[i:]
        return sep.join(parts) or curdir
    except (TypeError, ValueError, AttributeError, BytesWarning, DeprecationWarning):
        genericpath._check_arg_types('relpath', path, start)
        raise


def commonpath(paths):
    """The longest common sub-path."""
    paths = tuple(map(os.fspath, paths))
    if not paths:
        raise ValueError('commonpath() arg is an empty sequence')
    seps, sep, altsep, colon = _marks(paths[0])
    curdir = b'.' if isinstance(paths[0], bytes) else '.'
    try:
        split_drives = [splitroot(p.replace(altsep, sep).lower()) for p in paths]
        split_paths = [p.split(sep) for d, r, p in split_drives]
        if len({d for d, r, p in split_drives}) != 1:
            raise ValueError("Paths don't have the same drive")
        drive, root, path = splitroot(paths[0].replace(altsep, sep))
        if len({r for d, r, p in split_drives}) != 1:
            raise ValueError("Can't mix absolute and relative paths")
        common = [c for c in path.split(sep) if c and c != curdir]
        split_paths = [[c for c in s if c and c != curdir] for s in split_paths]
        s1, s2 = min(split_paths), max(split_paths)
        n = len(s1)
        for i, c in enumerate(s1):
            if c != s2[i]:
                n = i
                break
        return drive + root + sep.join(common[:n])
    except (TypeError, AttributeError):
        genericpath._check_arg_types('commonpath', *paths)
        raise


_reserved_names = frozenset(
    ['CON', 'PRN', 'AUX', 'NUL', 'CONIN$', 'CONOUT$']
    + [f'{name}{digit}' for name in ('COM', 'LPT') for digit in '123456789\xb9\xb2\xb3'])


def isreserved(path):
    """Whether a path contains a name that Windows reserves."""
    path = os.fsdecode(splitroot(path)[2]).replace(altsep, sep)
    return any(_is_reserved_name(name) for name in reversed(path.split(sep)))


def _is_reserved_name(name):
    if name[-1:] in ('.', ' '):
        return name not in ('.', '..')
    if any(c in '"*:<>?|/\\' or c < ' ' for c in name):
        return True
    return name.partition('.')[0].rstrip(' ').upper() in _reserved_names
