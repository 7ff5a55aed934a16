"""Temporary files and directories, with names nobody else has."""

import errno as _errno
import functools as _functools
import io as _io
import os as _os
import shutil as _shutil
import sys as _sys
import warnings as _warnings
import weakref as _weakref
from random import Random as _Random
import _thread
_allocate_lock = _thread.allocate_lock

__all__ = ['NamedTemporaryFile', 'TemporaryFile', 'SpooledTemporaryFile',
           'TemporaryDirectory', 'mkstemp', 'mkdtemp', 'mktemp',
           'TMP_MAX', 'gettempprefix', 'tempdir', 'gettempdir',
           'gettempprefixb', 'gettempdirb']

_text_openflags = _os.O_RDWR | _os.O_CREAT | _os.O_EXCL
_text_openflags |= getattr(_os, 'O_NOFOLLOW', 0)
_bin_openflags = _text_openflags | getattr(_os, 'O_BINARY', 0)

TMP_MAX = getattr(_os, 'TMP_MAX', 10000)
template = 'tmp'
tempdir = None

_once_lock = _allocate_lock()


def _exists(path):
    return _os.path.lexists(path)


def _infer_return_type(*args):
    """str or bytes, as the arguments that are given agree."""
    kind = None
    for arg in args:
        if arg is None:
            continue
        if hasattr(arg, '__fspath__'):
            arg = _os.fspath(arg)
        this = bytes if isinstance(arg, bytes) else str
        if kind is not None and kind is not this:
            raise TypeError("Can't mix bytes and non-bytes in path components.")
        kind = this
    return str if kind is None else kind


def _sanitize_params(prefix, suffix, dir):
    kind = _infer_return_type(prefix, suffix, dir)
    if suffix is None:
        suffix = kind()
    if prefix is None:
        prefix = template if kind is str else _os.fsencode(template)
    if dir is None:
        dir = gettempdir() if kind is str else gettempdirb()
    return prefix, suffix, dir, kind


class _RandomNameSequence:
    """An endless sequence of names that cannot be guessed."""

    characters = 'abcdefghijklmnopqrstuvwxyz0123456789_'

    @property
    def rng(self):
        # The child of a fork must not repeat its parent's names.
        pid = _os.getpid()
        if pid != getattr(self, '_rng_pid', None):
            self._rng = _Random()
            self._rng_pid = pid
        return self._rng

    def __iter__(self):
        return self

    def __next__(self):
        choose = self.rng.choice
        return ''.join([choose(self.characters) for _ in range(8)])


def _candidate_tempdir_list():
    candidates = []
    for name in 'TMPDIR', 'TEMP', 'TMP':
        value = _os.getenv(name)
        if value:
            candidates.append(value)
    candidates += ['/tmp', '/var/tmp', '/usr/tmp']
    try:
        candidates.append(_os.getcwd())
    except (AttributeError, OSError):
        candidates.append(_os.curdir)
    return candidates


def _get_default_tempdir():
    """The first candidate in which a file can be made and written."""
    names = _RandomNameSequence()
    candidates = _candidate_tempdir_list()
    for folder in candidates:
        if folder != _os.curdir:
            folder = _os.path.abspath(folder)
        for _ in range(100):
            path = _os.path.join(folder, next(names))
            try:
                fd = _os.open(path, _bin_openflags, 0o600)
                try:
                    try:
                        with _io.open(fd, 'wb', closefd=False) as f:
                            f.write(b'blat')
                    finally:
                        _os.close(fd)
                finally:
                    _os.unlink(path)
                return folder
            except FileExistsError:
                pass
            except OSError:
                break
    raise FileNotFoundError(_errno.ENOENT,
                            'No usable temporary directory found in %s' % candidates)


_name_sequence = None


def _get_candidate_names():
    global _name_sequence
    if _name_sequence is None:
        with _once_lock:
            if _name_sequence is None:
                _name_sequence = _RandomNameSequence()
    return _name_sequence


def _mkstemp_inner(dir, pre, suf, flags, output_type):
    names = _get_candidate_names()
    if output_type is bytes:
        names = map(_os.fsencode, names)
    for _ in range(TMP_MAX):
        path = _os.path.join(dir, pre + next(names) + suf)
        try:
            fd = _os.open(path, flags, 0o600)
        except FileExistsError:
            continue
        return fd, _os.path.abspath(path)
    raise FileExistsError(_errno.EEXIST, 'No usable temporary file name found')


def gettempprefix():
    """The default prefix of names."""
    return template


def gettempprefixb():
    return _os.fsencode(gettempprefix())


def gettempdir():
    """The directory used when none is given."""
    global tempdir
    if tempdir is None:
        with _once_lock:
            if tempdir is None:
                tempdir = _get_default_tempdir()
    return tempdir


def gettempdirb():
    return _os.fsencode(gettempdir())


def mkstemp(suffix=None, prefix=None, dir=None, text=False):
    """Make a file; return an open descriptor and the absolute path.  The caller deletes it."""
    prefix, suffix, dir, kind = _sanitize_params(prefix, suffix, dir)
    return _mkstemp_inner(dir, prefix, suffix,
                          _text_openflags if text else _bin_openflags, kind)


def mkdtemp(suffix=None, prefix=None, dir=None):
    """Make a directory only its creator can use; return its path.  The caller deletes it."""
    prefix, suffix, dir, kind = _sanitize_params(prefix, suffix, dir)
    names = _get_candidate_names()
    if kind is bytes:
        names = map(_os.fsencode, names)
    for _ in range(TMP_MAX):
        path = _os.path.join(dir, prefix + next(names) + suffix)
        try:
            _os.mkdir(path, 0o700)
        except FileExistsError:
            continue
        return path
    raise FileExistsError(_errno.EEXIST, 'No usable temporary directory name found')


def mktemp(suffix='', prefix=template, dir=None):
    """A name that does not exist now.  Unsafe: somebody else may make it first."""
    if dir is None:
        dir = gettempdir()
    names = _get_candidate_names()
    for _ in range(TMP_MAX):
        path = _os.path.join(dir, prefix + next(names) + suffix)
        if not _exists(path):
            return path
    raise FileExistsError(_errno.EEXIST, 'No usable temporary filename found')


class _TemporaryFileCloser:
    """Closes a file and, if wanted, deletes it: once, at the latest when collected."""

    # The interpreter may be ending: os may be gone by then.
    _unlink = staticmethod(_os.unlink)

    def __init__(self, file, name, delete=True, delete_on_close=True):
        self.file = file
        self.name = name
        self.delete = delete
        self.delete_on_close = delete_on_close
        self.close_called = False
        self.deleted = False

    def close(self):
        if not self.close_called and self.file is not None:
            self.close_called = True
            try:
                self.file.close()
            finally:
                if self.delete and self.delete_on_close:
                    self.remove()

    def remove(self):
        if self.delete and not self.deleted:
            self.deleted = True
            try:
                self._unlink(self.name)
            except FileNotFoundError:
                if self.delete_on_close:
                    raise

    def __del__(self):
        self.close()
        self.remove()


class _TemporaryFileWrapper:
    """A file object with a name, deleted on close."""

    def __init__(self, file, name, delete=True, delete_on_close=True):
        self.file = file
        self.name = name
        self.delete = delete
        self._closer = _TemporaryFileCloser(file, name, delete, delete_on_close)

    def __getattr__(self, name):
        file = self.__dict__['file']
        value = getattr(file, name)
        if hasattr(value, '__call__'):
            # A method kept alone must keep the closer, or the file would close under it.
            method = value

            @_functools.wraps(method)
            def wrapper(*args, **kwargs):
                return method(*args, **kwargs)
            wrapper._closer = self._closer
            value = wrapper
        if not isinstance(value, int):
            setattr(self, name, value)
        return value

    def __enter__(self):
        self.file.__enter__()
        return self

    def __exit__(self, exc, value, tb):
        result = self.file.__exit__(exc, value, tb)
        self._closer.close()
        self._closer.remove()
        return result

    def close(self):
        self._closer.close()

    def __iter__(self):
        # A generator, so that iterating keeps the file alive.
        for line in self.file:
            yield line


def NamedTemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None,
                       suffix=None, prefix=None, dir=None, delete=True, *,
                       errors=None, delete_on_close=True):
    """A temporary file that has a name in the file system."""
    prefix, suffix, dir, kind = _sanitize_params(prefix, suffix, dir)
    if 'b' not in mode:
        encoding = _text_encoding(encoding)
    fd, name = _mkstemp_inner(dir, prefix, suffix, _bin_openflags, kind)
    try:
        file = _io.open(fd, mode, buffering=buffering, newline=newline,
                        encoding=encoding, errors=errors)
        return _TemporaryFileWrapper(file, name, delete, delete_on_close)
    except BaseException:
        _os.unlink(name)
        _os.close(fd)
        raise


def _text_encoding(encoding):
    check = getattr(_io, 'text_encoding', None)
    return encoding if check is None else check(encoding, 3)


if _os.name != 'posix' or _sys.platform == 'cygwin':
    TemporaryFile = NamedTemporaryFile
else:
    _O_TMPFILE_WORKS = hasattr(_os, 'O_TMPFILE')

    def TemporaryFile(mode='w+b', buffering=-1, encoding=None, newline=None,
                      suffix=None, prefix=None, dir=None, *, errors=None):
        """A temporary file without a name: it vanishes when closed."""
        global _O_TMPFILE_WORKS
        prefix, suffix, dir, kind = _sanitize_params(prefix, suffix, dir)
        fd = None
        if _O_TMPFILE_WORKS:
            try:
                fd = _os.open(dir, (_bin_openflags | _os.O_TMPFILE) & ~_os.O_CREAT, 0o600)
            except IsADirectoryError:
                _O_TMPFILE_WORKS = False    # the kernel does not know the flag
            except OSError:
                pass                        # the file system does not support it
        if fd is None:
            fd, name = _mkstemp_inner(dir, prefix, suffix, _bin_openflags, kind)
            try:
                _os.unlink(name)
            except BaseException:
                _os.close(fd)
                raise
        try:
            return _io.open(fd, mode, buffering=buffering, newline=newline,
                            encoding=encoding, errors=errors)
        except BaseException:
            _os.close(fd)
            raise


class SpooledTemporaryFile:
    """A file kept in memory until it grows past max_size or its descriptor is wanted."""

    __class_getitem__ = classmethod(type(list[int]))

    _rolled = False

    def __init__(self, max_size=0, mode='w+b', buffering=-1, encoding=None,
                 newline=None, suffix=None, prefix=None, dir=None, *, errors=None):
        if 'b' in mode:
            self._file = _io.BytesIO()
        else:
            # Newlines are translated when the text reaches a real file.
            self._file = _io.StringIO(newline='\n')
        self._max_size = max_size
        self._TemporaryFileArgs = {
            'mode': mode, 'buffering': buffering, 'suffix': suffix,
            'prefix': prefix, 'encoding': encoding, 'newline': newline,
            'dir': dir, 'errors': errors}

    def _check(self, file):
        if self._rolled:
            return
        if self._max_size and file.tell() > self._max_size:
            self.rollover()

    def rollover(self):
        """Move to a real file now."""
        if self._rolled:
            return
        old = self._file
        new = self._file = TemporaryFile(**self._TemporaryFileArgs)
        position = old.tell()
        new.write(old.getvalue())
        new.seek(position, 0)
        self._rolled = True

    def __enter__(self):
        if self._file.closed:
            raise ValueError('Cannot enter context with closed file')
        return self

    def __exit__(self, exc, value, tb):
        self._file.close()

    def __iter__(self):
        return self._file.__iter__()

    def __next__(self):
        return self._file.__next__()

    def close(self):
        self._file.close()

    def __del__(self):
        file = self.__dict__.get('_file')
        if file is not None and not file.closed and self._rolled:
            _warnings.warn('Unclosed file %r' % self, ResourceWarning, 2, source=self)
            file.close()

    @property
    def closed(self):
        return self._file.closed

    @property
    def encoding(self):
        return self._file.encoding

    @property
    def errors(self):
        return self._file.errors

    @property
    def mode(self):
        try:
            return self._file.mode
        except AttributeError:
            return self._TemporaryFileArgs['mode']

    @property
    def name(self):
        try:
            return self._file.name
        except AttributeError:
            return None

    @property
    def newlines(self):
        return self._file.newlines

    def fileno(self):
        self.rollover()
        return self._file.fileno()

    def flush(self):
        self._file.flush()

    def isatty(self):
        return self._file.isatty()

    def read(self, *args):
        return self._file.read(*args)

    def read1(self, *args):
        return self._file.read1(*args)

    def readinto(self, b):
        return self._file.readinto(b)

    def readinto1(self, b):
        return self._file.readinto1(b)

    def readline(self, *args):
        return self._file.readline(*args)

    def readlines(self, *args):
        return self._file.readlines(*args)

    def readable(self):
        return self._file.readable()

    def writable(self):
        return self._file.writable()

    def seekable(self):
        return self._file.seekable()

    def seek(self, *args):
        return self._file.seek(*args)

    def tell(self):
        return self._file.tell()

    def detach(self):
        return self._file.detach()

    def truncate(self, size=None):
        if size is None:
            return self._file.truncate()
        if size > self._max_size:
            self.rollover()
        return self._file.truncate(size)

    def write(self, s):
        file = self._file
        result = file.write(s)
        self._check(file)
        return result

    def writelines(self, iterable):
        file = self._file
        result = file.writelines(iterable)
        self._check(file)
        return result


class TemporaryDirectory:
    """A directory that is deleted, with all in it, at the end of the with block."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, suffix=None, prefix=None, dir=None,
                 ignore_cleanup_errors=False, *, delete=True):
        self.name = mkdtemp(suffix, prefix, dir)
        self._ignore_cleanup_errors = ignore_cleanup_errors
        self._delete = delete
        self._finalizer = _weakref.finalize(
            self, self._cleanup, self.name,
            warn_message='Implicitly cleaning up {!r}'.format(self),
            ignore_errors=ignore_cleanup_errors, delete=delete)

    @classmethod
    def _rmtree(cls, name, ignore_errors=False):
        def onerror(func, path, info):
            # A directory or file its owner made read-only goes all the same.
            if issubclass(info[0], PermissionError):
                try:
                    if path != name:
                        _os.chmod(_os.path.dirname(path), 0o700)
                    if not _os.path.islink(path):
                        _os.chmod(path, 0o700)
                    try:
                        _os.unlink(path)
                    except (IsADirectoryError, PermissionError):
                        cls._rmtree(path, ignore_errors=ignore_errors)
                except FileNotFoundError:
                    pass
            elif issubclass(info[0], FileNotFoundError) or ignore_errors:
                pass
            else:
                raise info[1]
        _shutil.rmtree(name, onerror=onerror)

    @classmethod
    def _cleanup(cls, name, warn_message, ignore_errors=False, delete=True):
        if delete:
            cls._rmtree(name, ignore_errors=ignore_errors)
            _warnings.warn(warn_message, ResourceWarning)

    def __repr__(self):
        return '<{} {!r}>'.format(self.__class__.__name__, self.name)

    def __enter__(self):
        return self.name

    def __exit__(self, exc, value, tb):
        if self._delete:
            self.cleanup()

    def cleanup(self):
        if self._finalizer.detach() or _os.path.exists(self.name):
            self._rmtree(self.name, ignore_errors=self._ignore_cleanup_errors)
