"""Paths as objects: pure ones compute, concrete ones go to the file system.

A path is kept as drive, root and parts; its text is made when first asked for.
"""

import fnmatch
import io
import ntpath
import os
import posixpath
import re
import sys
from collections.abc import Sequence
from errno import EBADF, ELOOP, EINVAL, ENOENT, ENOTDIR
from stat import (S_ISBLK, S_ISCHR, S_ISDIR, S_ISFIFO, S_ISLNK, S_ISREG, S_ISSOCK)
from urllib.parse import quote_from_bytes as urlquote_from_bytes

supports_symlinks = True
try:
    import nt
    _getfinalpathname = getattr(nt, '_getfinalpathname', None)
except ImportError:
    nt = None
    _getfinalpathname = None

__all__ = ['PurePath', 'PurePosixPath', 'PureWindowsPath', 'Path', 'PosixPath', 'WindowsPath']


class _Flavour:
    """The syntax of paths on a system."""

    def __init__(self):
        self.join = self.sep.join

    def parse_parts(self, parts):
        """(drive, root, parts) of path texts, the later ones relative to the earlier."""
        parsed = []
        sep, altsep = self.sep, self.altsep
        drv = root = ''
        it = reversed(parts)
        for part in it:
            if not part:
                continue
            if altsep:
                part = part.replace(altsep, sep)
            drv, root, rel = self.splitroot(part)
            if sep in rel:
                for x in reversed(rel.split(sep)):
                    if x and x != '.':
                        parsed.append(sys.intern(x))
            elif rel and rel != '.':
                parsed.append(sys.intern(rel))
            if drv or root:
                if not drv:
                    # A root without a drive: an earlier part may have the drive.
                    for part in it:
                        if not part:
                            continue
                        if altsep:
                            part = part.replace(altsep, sep)
                        drv = self.splitroot(part)[0]
                        if drv:
                            break
                break
        if drv or root:
            parsed.append(drv + root)
        parsed.reverse()
        return drv, root, parsed

    def join_parsed_parts(self, drv, root, parts, drv2, root2, parts2):
        if root2:
            if not drv2 and drv:
                return drv, root2, [drv + root2] + parts2[1:]
        elif drv2:
            if drv2 == drv or self.casefold(drv2) == self.casefold(drv):
                return drv, root, parts + parts2[1:]    # relative on the same drive
        else:
            return drv, root, parts + parts2
        return drv2, root2, parts2


class _WindowsFlavour(_Flavour):
    sep = '\\'
    altsep = '/'
    has_drv = True
    pathmod = ntpath
    is_supported = os.name == 'nt'
    drive_letters = set('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
    ext_namespace_prefix = '\\\\?\\'
    reserved_names = ({'CON', 'PRN', 'AUX', 'NUL'} | {'COM%d' % i for i in range(1, 10)}
                      | {'LPT%d' % i for i in range(1, 10)})

    def splitroot(self, part, sep=sep):
        first = part[0:1]
        second = part[1:2]
        prefix = ''
        if second == sep and first == sep:
            # \\?\ before the path is for the system alone.
            prefix, part = self._split_extended_path(part)
            first = part[0:1]
            second = part[1:2]
        third = part[2:3]
        if second == sep and first == sep and third != sep:
            # \\machine\mount\rest
            index = part.find(sep, 2)
            if index != -1:
                index2 = part.find(sep, index + 1)
                if index2 != index + 1:
                    if index2 == -1:
                        index2 = len(part)
                    if prefix:
                        return prefix + part[1:index2], sep, part[index2 + 1:]
                    return part[:index2], sep, part[index2 + 1:]
        drv = root = ''
        if second == ':' and first in self.drive_letters:
            drv = part[:2]
            part = part[2:]
            first = third
        if first == sep:
            root = first
            part = part.lstrip(sep)
        return prefix + drv, root, part

    def _split_extended_path(self, s):
        prefix = ''
        if s.startswith(self.ext_namespace_prefix):
            prefix = s[:4]
            s = s[4:]
            if s.startswith('UNC\\'):
                prefix += s[:3]
                s = '\\' + s[3:]
        return prefix, s

    def casefold(self, s):
        return s.lower()

    def casefold_parts(self, parts):
        return [p.lower() for p in parts]

    def compile_pattern(self, pattern):
        return re.compile(fnmatch.translate(pattern), re.IGNORECASE).fullmatch

    def resolve(self, path, strict=False):
        s = str(path)
        if not s:
            return os.getcwd()
        if _getfinalpathname is None:
            return None
        if strict:
            return self._split_extended_path(_getfinalpathname(s))[1]
        tail = []
        while True:
            try:
                s = self._split_extended_path(_getfinalpathname(s))[1]
            except FileNotFoundError:
                previous = s
                s, name = os.path.split(s)
                tail.append(name)
                if previous == s:
                    return path
            else:
                return os.path.join(s, *reversed(tail))

    def is_reserved(self, parts):
        if not parts or parts[0].startswith('\\\\'):
            return False
        return parts[-1].partition('.')[0].upper() in self.reserved_names

    def make_uri(self, path):
        drive = path.drive
        if len(drive) == 2 and drive[1] == ':':
            rest = path.as_posix()[2:].lstrip('/')
            return 'file:///%s/%s' % (drive, urlquote_from_bytes(rest.encode('utf-8')))
        return 'file:' + urlquote_from_bytes(path.as_posix().encode('utf-8'))

    def gethomedir(self, username):
        if 'HOME' in os.environ:
            home = os.environ['HOME']
        elif 'USERPROFILE' in os.environ:
            home = os.environ['USERPROFILE']
        elif 'HOMEPATH' in os.environ:
            home = os.environ.get('HOMEDRIVE', '') + os.environ['HOMEPATH']
        else:
            raise RuntimeError("Can't determine home directory")
        if username and os.environ['USERNAME'] != username:
            drv, root, parts = self.parse_parts((home,))
            if parts[-1] != os.environ['USERNAME']:
                raise RuntimeError("Can't determine home directory for %r" % username)
            parts[-1] = username
            home = drv + root + self.join(parts[1:]) if drv or root else self.join(parts)
        return home


class _PosixFlavour(_Flavour):
    sep = '/'
    altsep = ''
    has_drv = False
    pathmod = posixpath
    is_supported = os.name != 'nt'

    def splitroot(self, part, sep=sep):
        if part and part[0] == sep:
            stripped = part.lstrip(sep)
            # Two slashes, not more, may mean something else (POSIX, 4.11).
            if len(part) - len(stripped) == 2:
                return '', sep * 2, stripped
            return '', sep, stripped
        return '', '', part

    def casefold(self, s):
        return s

    def casefold_parts(self, parts):
        return parts

    def compile_pattern(self, pattern):
        return re.compile(fnmatch.translate(pattern)).fullmatch

    def resolve(self, path, strict=False):
        sep = self.sep
        seen = {}

        def resolve(path, rest):
            if rest.startswith(sep):
                path = ''
            for name in rest.split(sep):
                if not name or name == '.':
                    continue
                if name == '..':
                    path = path.rpartition(sep)[0]
                    continue
                newpath = path + sep + name
                if newpath in seen:
                    path = seen[newpath]
                    if path is not None:
                        continue
                    # It is being resolved: a loop.
                    raise RuntimeError('Symlink loop from %r' % newpath)
                try:
                    target = os.readlink(newpath)
                except OSError as e:
                    if e.errno != EINVAL and strict:
                        raise
                    path = newpath      # not a link, or not there
                else:
                    seen[newpath] = None
                    path = resolve(path, target)
                    seen[newpath] = path
            return path

        base = '' if path.is_absolute() else os.getcwd()
        return resolve(base, str(path)) or sep

    def is_reserved(self, parts):
        return False

    def make_uri(self, path):
        return 'file://' + urlquote_from_bytes(bytes(path))

    def gethomedir(self, username):
        if not username:
            try:
                return os.environ['HOME']
            except KeyError:
                import pwd
                return pwd.getpwuid(os.getuid()).pw_dir
        import pwd
        try:
            return pwd.getpwnam(username).pw_dir
        except KeyError:
            raise RuntimeError("Can't determine home directory for %r" % username) from None


_windows_flavour = _WindowsFlavour()
_posix_flavour = _PosixFlavour()


# Globbing: a selector for each part of the pattern, each handing on to the next.

def _make_selector(pattern_parts, flavour):
    pat = pattern_parts[0]
    child_parts = pattern_parts[1:]
    if pat == '**':
        cls = _RecursiveWildcardSelector
    elif '**' in pat:
        raise ValueError("Invalid pattern: '**' can only be an entire path component")
    elif any(c in pat for c in '*?['):
        cls = _WildcardSelector
    else:
        cls = _PreciseSelector
    return cls(pat, child_parts, flavour)


class _Selector:
    def __init__(self, child_parts, flavour):
        self.child_parts = child_parts
        if child_parts:
            self.successor = _make_selector(child_parts, flavour)
            self.dironly = True
        else:
            self.successor = None
            self.dironly = False

    def select_from(self, parent_path):
        if not parent_path.is_dir():
            return iter([])
        return self._select_from(parent_path)

    def _hand_on(self, path):
        if self.successor is None:
            return [path]
        return self.successor._select_from(path)


class _PreciseSelector(_Selector):
    def __init__(self, name, child_parts, flavour):
        self.name = name
        _Selector.__init__(self, child_parts, flavour)

    def _select_from(self, parent_path):
        try:
            path = parent_path._make_child_relpath(self.name)
            if path.is_dir() if self.dironly else path.exists():
                yield from self._hand_on(path)
        except PermissionError:
            return


class _WildcardSelector(_Selector):
    def __init__(self, pat, child_parts, flavour):
        self.match = flavour.compile_pattern(pat)
        _Selector.__init__(self, child_parts, flavour)

    def _select_from(self, parent_path):
        try:
            for entry in list(os.scandir(str(parent_path))):
                if not self.dironly or _entry_is_dir(entry):
                    if self.match(entry.name):
                        path = parent_path._make_child_relpath(entry.name)
                        yield from self._hand_on(path)
        except PermissionError:
            return


class _RecursiveWildcardSelector(_Selector):
    def __init__(self, pat, child_parts, flavour):
        _Selector.__init__(self, child_parts, flavour)

    def _iterate_directories(self, parent_path):
        yield parent_path
        try:
            for entry in list(os.scandir(str(parent_path))):
                if _entry_is_dir(entry) and not entry.is_symlink():
                    yield from self._iterate_directories(
                        parent_path._make_child_relpath(entry.name))
        except PermissionError:
            return

    def _select_from(self, parent_path):
        yielded = set()     # '**/**' leads to the same place in many ways
        for start in self._iterate_directories(parent_path):
            for path in self._hand_on(start):
                if path not in yielded:
                    yield path
                    yielded.add(path)


def _entry_is_dir(entry):
    try:
        return entry.is_dir()
    except OSError as e:
        if e.errno not in (ENOENT, ENOTDIR, EBADF, ELOOP):
            raise
        return False


class _PathParents(Sequence):
    """The ancestors of a path, the nearest first."""

    __slots__ = '_pathcls', '_drv', '_root', '_parts'

    def __init__(self, path):
        self._pathcls = type(path)      # not the path, which would make a cycle
        self._drv = path._drv
        self._root = path._root
        self._parts = path._parts

    def __len__(self):
        if self._drv or self._root:
            return len(self._parts) - 1
        return len(self._parts)

    def __getitem__(self, idx):
        if isinstance(idx, slice):
            return tuple(self[i] for i in range(*idx.indices(len(self))))
        if idx < 0 or idx >= len(self):
            raise IndexError(idx)
        return self._pathcls._from_parsed_parts(self._drv, self._root,
                                                self._parts[:-idx - 1])

    def __repr__(self):
        return '<{}.parents>'.format(self._pathcls.__name__)


class PurePath:
    """A path of this system, without access to the file system."""

    __slots__ = ('_drv', '_root', '_parts', '_str', '_hash', '_pparts', '_cached_cparts',
                 '__weakref__')

    def __new__(cls, *args):
        if cls is PurePath:
            cls = PureWindowsPath if os.name == 'nt' else PurePosixPath
        return cls._from_parts(args)

    def __reduce__(self):
        return self.__class__, tuple(self._parts)

    @classmethod
    def _parse_args(cls, args):
        parts = []
        for a in args:
            if isinstance(a, PurePath):
                parts += a._parts
                continue
            a = os.fspath(a)
            if not isinstance(a, str):
                raise TypeError('argument should be a str object or an os.PathLike object '
                                'returning str, not %r' % type(a))
            parts.append(str(a))    # a subclass of str would be kept alive
        return cls._flavour.parse_parts(parts)

    @classmethod
    def _from_parts(cls, args, init=True):
        self = object.__new__(cls)
        self._drv, self._root, self._parts = self._parse_args(args)
        if init:
            self._init()
        return self

    @classmethod
    def _from_parsed_parts(cls, drv, root, parts, init=True):
        self = object.__new__(cls)
        self._drv = drv
        self._root = root
        self._parts = parts
        if init:
            self._init()
        return self

    @classmethod
    def _format_parsed_parts(cls, drv, root, parts):
        if drv or root:
            return drv + root + cls._flavour.join(parts[1:])
        return cls._flavour.join(parts)

    def _init(self):
        pass

    def _make_child(self, args):
        drv, root, parts = self._parse_args(args)
        return self._from_parsed_parts(*self._flavour.join_parsed_parts(
            self._drv, self._root, self._parts, drv, root, parts))

    def __str__(self):
        try:
            return self._str
        except AttributeError:
            self._str = self._format_parsed_parts(self._drv, self._root, self._parts) or '.'
            return self._str

    def __fspath__(self):
        return str(self)

    def as_posix(self):
        return str(self).replace(self._flavour.sep, '/')

    def __bytes__(self):
        return os.fsencode(str(self))

    def __repr__(self):
        return '{}({!r})'.format(self.__class__.__name__, self.as_posix())

    def as_uri(self):
        if not self.is_absolute():
            raise ValueError("relative path can't be expressed as a file URI")
        return self._flavour.make_uri(self)

    @property
    def _cparts(self):
        # The parts in the form in which they are compared.
        try:
            return self._cached_cparts
        except AttributeError:
            self._cached_cparts = self._flavour.casefold_parts(self._parts)
            return self._cached_cparts

    def __eq__(self, other):
        if not isinstance(other, PurePath):
            return NotImplemented
        return self._cparts == other._cparts and self._flavour is other._flavour

    def __hash__(self):
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(tuple(self._cparts))
            return self._hash

    def __lt__(self, other):
        if not isinstance(other, PurePath) or self._flavour is not other._flavour:
            return NotImplemented
        return self._cparts < other._cparts

    def __le__(self, other):
        if not isinstance(other, PurePath) or self._flavour is not other._flavour:
            return NotImplemented
        return self._cparts <= other._cparts

    def __gt__(self, other):
        if not isinstance(other, PurePath) or self._flavour is not other._flavour:
            return NotImplemented
        return self._cparts > other._cparts

    def __ge__(self, other):
        if not isinstance(other, PurePath) or self._flavour is not other._flavour:
            return NotImplemented
        return self._cparts >= other._cparts

    drive = property(lambda self: self._drv, doc='The drive letter or share, if any.')
    root = property(lambda self: self._root, doc='The root, if any.')

    @property
    def anchor(self):
        return self._drv + self._root

    @property
    def name(self):
        """The last part, unless that is the anchor."""
        parts = self._parts
        if len(parts) == (1 if (self._drv or self._root) else 0):
            return ''
        return parts[-1]

    @property
    def suffix(self):
        name = self.name
        i = name.rfind('.')
        return name[i:] if 0 < i < len(name) - 1 else ''

    @property
    def suffixes(self):
        name = self.name
        if name.endswith('.'):
            return []
        return ['.' + suffix for suffix in name.lstrip('.').split('.')[1:]]

    @property
    def stem(self):
        name = self.name
        i = name.rfind('.')
        return name[:i] if 0 < i < len(name) - 1 else name

    def with_name(self, name):
        if not self.name:
            raise ValueError('%r has an empty name' % (self,))
        drv, root, parts = self._flavour.parse_parts((name,))
        if (not name or name[-1] in [self._flavour.sep, self._flavour.altsep]
                or drv or root or len(parts) != 1):
            raise ValueError('Invalid name %r' % name)
        return self._from_parsed_parts(self._drv, self._root, self._parts[:-1] + [name])

    def with_stem(self, stem):
        return self.with_name(stem + self.suffix)

    def with_suffix(self, suffix):
        f = self._flavour
        if f.sep in suffix or f.altsep and f.altsep in suffix:
            raise ValueError('Invalid suffix %r' % (suffix,))
        if suffix and not suffix.startswith('.') or suffix == '.':
            raise ValueError('Invalid suffix %r' % (suffix,))
        name = self.name
        if not name:
            raise ValueError('%r has an empty name' % (self,))
        old = self.suffix
        name = name[:-len(old)] + suffix if old else name + suffix
        return self._from_parsed_parts(self._drv, self._root, self._parts[:-1] + [name])

    def relative_to(self, *other):
        if not other:
            raise TypeError('need at least one argument')
        parts = self._parts
        drv, root = self._drv, self._root
        abs_parts = [drv, root] + parts[1:] if root else parts
        to_drv, to_root, to_parts = self._parse_args(other)
        to_abs_parts = [to_drv, to_root] + to_parts[1:] if to_root else to_parts
        n = len(to_abs_parts)
        cf = self._flavour.casefold_parts
        if (root or drv) if n == 0 else cf(abs_parts[:n]) != cf(to_abs_parts):
            formatted = self._format_parsed_parts(to_drv, to_root, to_parts)
            raise ValueError('{!r} does not start with {!r}'.format(str(self), str(formatted)))
        return self._from_parsed_parts('', root if n == 1 else '', abs_parts[n:])

    def is_relative_to(self, *other):
        try:
            self.relative_to(*other)
            return True
        except ValueError:
            return False

    @property
    def parts(self):
        try:
            return self._pparts
        except AttributeError:
            self._pparts = tuple(self._parts)
            return self._pparts

    def joinpath(self, *args):
        return self._make_child(args)

    def __truediv__(self, key):
        try:
            return self._make_child((key,))
        except TypeError:
            return NotImplemented

    def __rtruediv__(self, key):
        try:
            return self._from_parts([key] + self._parts)
        except TypeError:
            return NotImplemented

    @property
    def parent(self):
        drv, root, parts = self._drv, self._root, self._parts
        if len(parts) == 1 and (drv or root):
            return self
        return self._from_parsed_parts(drv, root, parts[:-1])

    @property
    def parents(self):
        return _PathParents(self)

    def is_absolute(self):
        return bool(self._root) and (not self._flavour.has_drv or bool(self._drv))

    def is_reserved(self):
        return self._flavour.is_reserved(self._parts)

    def match(self, path_pattern):
        """Does the path, or for a relative pattern its end, match?"""
        cf = self._flavour.casefold
        path_pattern = cf(path_pattern)
        drv, root, pat_parts = self._flavour.parse_parts((path_pattern,))
        if not pat_parts:
            raise ValueError('empty pattern')
        if drv and drv != cf(self._drv):
            return False
        if root and root != cf(self._root):
            return False
        parts = self._cparts
        if drv or root:
            if len(pat_parts) != len(parts):
                return False
            pat_parts = pat_parts[1:]
        elif len(pat_parts) > len(parts):
            return False
        return all(fnmatch.fnmatchcase(part, pat)
                   for part, pat in zip(reversed(parts), reversed(pat_parts)))


os.PathLike.register(PurePath)


class PurePosixPath(PurePath):
    _flavour = _posix_flavour
    __slots__ = ()


class PureWindowsPath(PurePath):
    _flavour = _windows_flavour
    __slots__ = ()


class Path(PurePath):
    """A path of this system, with access to the file system."""

    __slots__ = '_closed',

    def __new__(cls, *args, **kwargs):
        if cls is Path:
            cls = WindowsPath if os.name == 'nt' else PosixPath
        self = cls._from_parts(args, init=False)
        if not self._flavour.is_supported:
            raise NotImplementedError('cannot instantiate %r on your system' % (cls.__name__,))
        self._init()
        return self

    def _init(self):
        self._closed = False

    def _make_child_relpath(self, part):
        return self._from_parsed_parts(self._drv, self._root, self._parts + [part])

    def __enter__(self):
        self._check_open()
        return self

    def __exit__(self, t, v, tb):
        self._closed = True

    def _check_open(self):
        if self._closed:
            raise ValueError('I/O operation on closed path')

    @classmethod
    def cwd(cls):
        return cls(os.getcwd())

    @classmethod
    def home(cls):
        return cls(cls()._flavour.gethomedir(None))

    def samefile(self, other_path):
        st = self.stat()
        try:
            other_st = other_path.stat()
        except AttributeError:
            other_st = os.stat(other_path)
        return os.path.samestat(st, other_st)

    def iterdir(self):
        """The paths of what is in the directory."""
        self._check_open()
        for name in os.listdir(str(self)):
            if name in {'.', '..'}:
                continue
            yield self._make_child_relpath(name)
            self._check_open()

    def _glob(self, pattern, prefix):
        if not pattern:
            raise ValueError('Unacceptable pattern: {!r}'.format(pattern))
        pattern = self._flavour.casefold(pattern)
        drv, root, pattern_parts = self._flavour.parse_parts((pattern,))
        if drv or root:
            raise NotImplementedError('Non-relative patterns are unsupported')
        return _make_selector(prefix + tuple(pattern_parts), self._flavour).select_from(self)

    def glob(self, pattern):
        """The paths below this one that match."""
        yield from self._glob(pattern, ())

    def rglob(self, pattern):
        """The same at any depth."""
        yield from self._glob(pattern, ('**',)) if pattern else self._glob_all()

    def _glob_all(self):
        return _make_selector(('**',), self._flavour).select_from(self)

    def absolute(self):
        self._check_open()
        if self.is_absolute():
            return self
        return self._from_parts([os.getcwd()] + self._parts)

    def resolve(self, strict=False):
        """Absolute, without links and ..; with strict, it must exist."""
        self._check_open()
        s = self._flavour.resolve(self, strict=strict)
        if s is None:
            # No way to resolve: at least see that it is there.
            self.stat()
            s = str(self.absolute())
        return self._from_parts((self._flavour.pathmod.normpath(s),))

    def stat(self, *, follow_symlinks=True):
        return os.stat(str(self)) if follow_symlinks else os.lstat(str(self))

    def owner(self):
        import pwd
        return pwd.getpwuid(self.stat().st_uid).pw_name

    def group(self):
        import grp
        return grp.getgrgid(self.stat().st_gid).gr_name

    def open(self, mode='r', buffering=-1, encoding=None, errors=None, newline=None):
        self._check_open()
        return io.open(str(self), mode, buffering, encoding, errors, newline)

    def read_bytes(self):
        with self.open(mode='rb') as f:
            return f.read()

    def read_text(self, encoding=None, errors=None):
        with self.open(mode='r', encoding=encoding, errors=errors) as f:
            return f.read()

    def write_bytes(self, data):
        view = memoryview(data)     # refuses str before the file is emptied
        with self.open(mode='wb') as f:
            return f.write(view)

    def write_text(self, data, encoding=None, errors=None, newline=None):
        if not isinstance(data, str):
            raise TypeError('data must be str, not %s' % data.__class__.__name__)
        with self.open(mode='w', encoding=encoding, errors=errors, newline=newline) as f:
            return f.write(data)

    def readlink(self):
        return self._from_parts((os.readlink(str(self)),))

    def touch(self, mode=0o666, exist_ok=True):
        """Make the file if it is not there, else set its time."""
        self._check_open()
        if exist_ok:
            try:
                os.utime(str(self), None)
            except OSError:
                pass
            else:
                return
        flags = os.O_CREAT | os.O_WRONLY
        if not exist_ok:
            flags |= os.O_EXCL
        os.close(os.open(str(self), flags, mode))

    def mkdir(self, mode=0o777, parents=False, exist_ok=False):
        self._check_open()
        try:
            os.mkdir(str(self), mode)
        except FileNotFoundError:
            if not parents or self.parent == self:
                raise
            self.parent.mkdir(parents=True, exist_ok=True)
            self.mkdir(mode, parents=False, exist_ok=exist_ok)
        except OSError:
            # Not by the error number, which differs on some systems.
            if not exist_ok or not self.is_dir():
                raise

    def chmod(self, mode, *, follow_symlinks=True):
        if follow_symlinks:
            os.chmod(str(self), mode)
        else:
            self.lchmod(mode)

    def lchmod(self, mode):
        if not hasattr(os, 'lchmod'):
            raise NotImplementedError('lchmod() not available on this system')
        os.lchmod(str(self), mode)

    def unlink(self, missing_ok=False):
        self._check_open()
        try:
            os.unlink(str(self))
        except FileNotFoundError:
            if not missing_ok:
                raise

    def rmdir(self):
        os.rmdir(str(self))

    def lstat(self):
        return os.lstat(str(self))

    def rename(self, target):
        self._check_open()
        os.rename(str(self), str(target))
        return self.__class__(target)

    def replace(self, target):
        self._check_open()
        os.replace(str(self), str(target))
        return self.__class__(target)

    def symlink_to(self, target, target_is_directory=False):
        os.symlink(str(target), str(self), target_is_directory)

    def hardlink_to(self, target):
        os.link(str(target), str(self))

    def exists(self):
        try:
            self.stat()
        except OSError as e:
            if e.errno not in (ENOENT, ENOTDIR):
                raise
            return False
        return True

    def _mode_is(self, test, stat):
        # A broken link is nothing.
        try:
            return test(stat().st_mode)
        except OSError as e:
            if e.errno not in (ENOENT, ENOTDIR):
                raise
            return False

    def is_dir(self):
        return self._mode_is(S_ISDIR, self.stat)

    def is_file(self):
        return self._mode_is(S_ISREG, self.stat)

    def is_symlink(self):
        return self._mode_is(S_ISLNK, self.lstat)

    def is_block_device(self):
        return self._mode_is(S_ISBLK, self.stat)

    def is_char_device(self):
        return self._mode_is(S_ISCHR, self.stat)

    def is_fifo(self):
        return self._mode_is(S_ISFIFO, self.stat)

    def is_socket(self):
        return self._mode_is(S_ISSOCK, self.stat)

    def is_mount(self):
        return os.path.ismount(str(self))

    def expanduser(self):
        """~ and ~user replaced by home directories."""
        if (not (self._drv or self._root) and self._parts
                and self._parts[0][:1] == '~'):
            home = self._flavour.gethomedir(self._parts[0][1:])
            return self._from_parts([home] + self._parts[1:])
        return self


class PosixPath(Path, PurePosixPath):
    __slots__ = ()


class WindowsPath(Path, PureWindowsPath):
    __slots__ = ()
