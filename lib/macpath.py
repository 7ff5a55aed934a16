"""Operations on the paths of Mac OS 9, for use on any system.

Colons part the names.  A path with a colon, but not as its first character,
is absolute: its first name is a volume.  ':' is the current folder, and each
further colon in a row goes up one folder.
"""

curdir = ':'
pardir = '::'
extsep = '.'
sep = ':'
pathsep = '\n'
defpath = ':'
altsep = None
devnull = 'Dev:Null'

import os
import genericpath
from genericpath import *

__all__ = ['normcase', 'isabs', 'join', 'splitdrive', 'split', 'splitext',
           'basename', 'dirname', 'commonprefix', 'getsize', 'getmtime',
           'getatime', 'getctime', 'islink', 'exists', 'lexists', 'isdir',
           'isfile', 'expanduser', 'expandvars', 'normpath', 'abspath',
           'curdir', 'pardir', 'sep', 'pathsep', 'defpath', 'altsep', 'extsep',
           'devnull', 'realpath', 'supports_unicode_filenames']

supports_unicode_filenames = True


def _colon(path):
    return b':' if isinstance(path, bytes) else ':'


def normcase(path):
    """Lower case: names that differ in case only are the same."""
    if not isinstance(path, (bytes, str)):
        raise TypeError("normcase() argument must be str or bytes, not '%s'"
                        % type(path).__name__)
    return path.lower()


def isabs(s):
    """Whether a path is absolute: has a colon, but not at its start."""
    return s.find(_colon(s)) > 0


def join(s, *p):
    """Joins paths; an absolute one discards what is before."""
    try:
        colon = _colon(s)
        path = s
        if not p:
            path[:0] + colon        # a TypeError if it is no path
        for t in p:
            if not path or isabs(t):
                path = t + colon[:0]
                continue
            if t[:1] == colon:
                t = t[1:]
            if colon not in path:
                path = colon + path
            if path[-1:] != colon:
                path += colon
            path += t
        return path
    except (TypeError, AttributeError, BytesWarning):
        genericpath._check_arg_types('join', s, *p)
        raise


def split(s):
    """(folder, last name); a folder that is only a volume keeps its colon."""
    colon = _colon(s)
    at = s.rfind(colon) + 1
    if not at:
        return s[:0], s
    folder, name = s[:at - 1], s[at:]
    if folder and colon not in folder:
        folder += colon
    return folder, name


def splitext(p):
    """(path without extension, extension)"""
    if isinstance(p, bytes):
        return genericpath._splitext(p, b':', None, b'.')
    return genericpath._splitext(p, sep, altsep, extsep)


def splitdrive(p):
    """('', path): volumes are part of the path."""
    return p[:0], p


def dirname(s):
    """The first part of split()."""
    return split(s)[0]


def basename(s):
    """The second part of split(), but for volumes."""
    return split(s)[1]


def ismount(s):
    """Whether a path is that of a volume."""
    if not isabs(s):
        return False
    folder, name = split(s)
    return not name


def islink(s):
    """Whether a path leads to an alias: never, where there are none."""
    return False


def expandvars(path):
    """The path: there are no variables."""
    return path


def expanduser(path):
    """The path: there are no home folders."""
    return path


class norm_error(Exception):
    """A path that cannot be normalized."""


def normpath(s):
    """The path without '::' and without a colon at its end.  norm_error if it
    goes up further than its volume."""
    colon = _colon(s)
    if colon not in s:
        return colon + s
    names = s.split(colon)
    at = 1
    while at < len(names) - 1:
        if names[at] or not names[at - 1]:
            at += 1
        elif at > 1:
            del names[at - 1:at + 1]
            at -= 1
        else:
            raise norm_error('Cannot use :: immediately after volume name')
    s = colon.join(names)
    if s[-1:] == colon and len(names) > 2 and s.strip(colon):
        s = s[:-1]
    return s


def abspath(path):
    """An absolute path, normalized."""
    if not isabs(path):
        path = join(os.getcwdb() if isinstance(path, bytes) else os.getcwd(), path)
    return normpath(path)


def realpath(path):
    """The path, absolute: there are no aliases to follow."""
    return abspath(path)
