"""The operating system: posix with the conveniences made from it."""

import abc
import sys
import stat as st

_names = sys.builtin_module_names

__all__ = ['altsep', 'curdir', 'pardir', 'sep', 'pathsep', 'linesep',
           'defpath', 'name', 'path', 'devnull', 'SEEK_SET', 'SEEK_CUR',
           'SEEK_END', 'fsencode', 'fsdecode', 'get_exec_path', 'fdopen',
           'extsep']

name = 'posix'
linesep = '\n'

import posix
from posix import *
try:
    from posix import _exit
    __all__.append('_exit')
except ImportError:
    pass


def _get_exports_list(module):
    """The public names of a C module."""
    try:
        return list(module.__all__)
    except AttributeError:
        return [n for n in dir(module) if n[0] != '_']


__all__.extend(_get_exports_list(posix))
try:
    from posix import _have_functions
except ImportError:
    _have_functions = None
import posixpath as path

sys.modules['os.path'] = path
from os.path import (curdir, pardir, sep, pathsep, defpath, extsep, altsep,
                     devnull)


def _exists(name):
    return name in globals()


# Which functions take a directory descriptor, an open descriptor instead of a
# path, an effective id, or can leave links alone.

def _make_sets():
    def available(names):
        return {globals()[n] for n in names.split() if n in globals()}

    if _have_functions is None:
        return set(), set(), set(), set()

    def having(*pairs):
        result = set()
        for feature, names in pairs:
            if feature in _have_functions:
                result |= available(names)
        return result

    dir_fd = having(
        ('HAVE_FACCESSAT', 'access'), ('HAVE_FCHMODAT', 'chmod'),
        ('HAVE_FCHOWNAT', 'chown'), ('HAVE_FSTATAT', 'stat'),
        ('HAVE_FUTIMESAT', 'utime'), ('HAVE_LINKAT', 'link'),
        ('HAVE_MKDIRAT', 'mkdir'), ('HAVE_MKFIFOAT', 'mkfifo'),
        ('HAVE_MKNODAT', 'mknod'), ('HAVE_OPENAT', 'open'),
        ('HAVE_READLINKAT', 'readlink'), ('HAVE_RENAMEAT', 'rename'),
        ('HAVE_SYMLINKAT', 'symlink'), ('HAVE_UNLINKAT', 'unlink rmdir'),
        ('HAVE_UTIMENSAT', 'utime'))
    effective_ids = having(('HAVE_FACCESSAT', 'access'))
    fd = having(
        ('HAVE_FCHDIR', 'chdir'), ('HAVE_FCHMOD', 'chmod'),
        ('HAVE_FCHOWN', 'chown'), ('HAVE_FDOPENDIR', 'listdir scandir'),
        ('HAVE_FEXECVE', 'execve'), ('HAVE_FTRUNCATE', 'truncate'),
        ('HAVE_FUTIMENS', 'utime'), ('HAVE_FUTIMES', 'utime'),
        ('HAVE_FPATHCONF', 'pathconf'), ('HAVE_FSTATVFS', 'statvfs'))
    fd |= available('stat')
    follow = available('stat') | having(
        ('HAVE_FACCESSAT', 'access'), ('HAVE_FCHOWNAT', 'chown'),
        ('HAVE_LCHFLAGS', 'chflags'), ('HAVE_LCHMOD', 'chmod'),
        ('HAVE_LCHOWN', 'chown'), ('HAVE_LINKAT', 'link'),
        ('HAVE_LUTIMES', 'utime'), ('HAVE_LSTAT', 'stat'),
        ('HAVE_FSTATAT', 'stat'), ('HAVE_UTIMENSAT', 'utime'))
    return dir_fd, effective_ids, fd, follow


(supports_dir_fd, supports_effective_ids, supports_fd,
 supports_follow_symlinks) = _make_sets()
del _make_sets

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


# Directories

def makedirs(name, mode=0o777, exist_ok=False):
    """Make a directory and those above it that are missing."""
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    if head and tail and not path.exists(head):
        try:
            makedirs(head, exist_ok=exist_ok)
        except FileExistsError:
            pass                    # someone else made it meanwhile
        cdir = bytes(curdir, 'ASCII') if isinstance(tail, bytes) else curdir
        if tail == cdir:            # "xxx/newdir/." exists by now
            return
    try:
        mkdir(name, mode)
    except OSError:
        if not exist_ok or not path.isdir(name):
            raise


def removedirs(name):
    """Remove a directory and those above it that become empty."""
    rmdir(name)
    head, tail = path.split(name)
    if not tail:
        head, tail = path.split(head)
    while head and tail:
        try:
            rmdir(head)
        except OSError:
            break
        head, tail = path.split(head)


def renames(old, new):
    """Rename, making directories as needed and removing empty ones."""
    head, tail = path.split(new)
    if head and tail and not path.exists(head):
        makedirs(head)
    rename(old, new)
    head, tail = path.split(old)
    if head and tail:
        try:
            removedirs(head)
        except OSError:
            pass


__all__.extend(['makedirs', 'removedirs', 'renames'])


def walk(top, topdown=True, onerror=None, followlinks=False):
    """Yield (directory, names of directories in it, names of files in it).

    If topdown, the caller may change the list of directories to steer the
    walk.  Errors are passed to onerror, or ignored.
    """
    stack = [fspath(top)]
    while stack:
        top = stack.pop()
        if isinstance(top, tuple):
            yield top
            continue
        dirs, nondirs, walk_dirs = [], [], []
        try:
            it = scandir(top)
        except OSError as error:
            if onerror is not None:
                onerror(error)
            continue
        failed = False
        with it:
            while True:
                try:
                    entry = next(it)
                except StopIteration:
                    break
                except OSError as error:
                    if onerror is not None:
                        onerror(error)
                    failed = True
                    break
                try:
                    is_dir = entry.is_dir()
                except OSError:
                    is_dir = False
                (dirs if is_dir else nondirs).append(entry.name)
                if not topdown and is_dir:
                    # Decide now whether to go there.
                    if followlinks:
                        walk_into = True
                    else:
                        try:
                            walk_into = not entry.is_symlink()
                        except OSError:
                            walk_into = True
                    if walk_into:
                        walk_dirs.append(entry.path)
        if failed:
            continue
        if topdown:
            yield top, dirs, nondirs
            for dirname in reversed(dirs):
                new_path = path.join(top, dirname)
                # A link may have replaced the directory meanwhile.
                if followlinks or not path.islink(new_path):
                    stack.append(new_path)
        else:
            stack.append((top, dirs, nondirs))
            stack.extend(reversed(walk_dirs))


__all__.append('walk')

if open in supports_dir_fd and (listdir in supports_fd or scandir in supports_fd):
    def fwalk(top='.', topdown=True, onerror=None, *, follow_symlinks=False,
              dir_fd=None):
        """Like walk(), with an open descriptor of the directory as fourth item."""
        top = fspath(top)
        stack = [('walk', top, dir_fd, None)]
        try:
            while stack:
                action, *args = stack.pop()
                if action == 'yield':
                    yield tuple(args)
                elif action == 'close':
                    close(args[0])
                else:
                    yield from _fwalk_step(stack, args, topdown, onerror, follow_symlinks,
                                           isinstance(top, bytes))
        finally:
            for action, *args in reversed(stack):
                if action == 'close':
                    close(args[0])

    def _fwalk_step(stack, args, topdown, onerror, follow_symlinks, isbytes):
        toppath, parent_fd, topname = args
        if topname is None:
            topname = toppath
        try:
            # The descriptor proves that what was looked at is what is opened.
            if not follow_symlinks:
                orig_st = stat(topname, follow_symlinks=False, dir_fd=parent_fd)
            topfd = open(topname, O_RDONLY | O_NONBLOCK, dir_fd=parent_fd)
        except OSError as err:
            if onerror is not None:
                onerror(err)
            return
        stack.append(('close', topfd))
        if not follow_symlinks:
            if not (st.S_ISDIR(orig_st.st_mode) and path.samestat(orig_st, stat(topfd))):
                return
        dirs, nondirs = [], []
        for name in listdir(topfd):
            if isbytes:
                name = fsencode(name)
            try:
                if st.S_ISDIR(stat(name, dir_fd=topfd).st_mode):
                    dirs.append(name)
                else:
                    nondirs.append(name)
            except OSError:
                try:
                    # Show dangling links as well.
                    if st.S_ISLNK(stat(name, dir_fd=topfd, follow_symlinks=False).st_mode):
                        nondirs.append(name)
                except OSError:
                    pass
        if topdown:
            yield toppath, dirs, nondirs, topfd
        else:
            stack.append(('yield', toppath, dirs, nondirs, topfd))
        for name in reversed(dirs):
            stack.append(('walk', path.join(toppath, name), topfd, name))

    __all__.append('fwalk')


# Running programs

def execl(file, *args):
    """Replace this process by a program."""
    execv(file, args)


def execle(file, *args):
    """Replace this process by a program; the last argument is its environment."""
    env = args[-1]
    execve(file, args[:-1], env)


def execlp(file, *args):
    """Replace this process by a program, searched along $PATH."""
    execvp(file, args)


def execlpe(file, *args):
    """The same with an environment as last argument."""
    env = args[-1]
    execvpe(file, args[:-1], env)


def execvp(file, args):
    """Replace this process by a program, searched along $PATH."""
    _execvpe(file, args)


def execvpe(file, args, env):
    """The same with an environment."""
    _execvpe(file, args, env)


__all__.extend(['execl', 'execle', 'execlp', 'execlpe', 'execvp', 'execvpe'])


def _execvpe(file, args, env=None):
    if env is not None:
        exec_func, argrest = execve, (args, env)
    else:
        exec_func, argrest = execv, (args,)
        env = environ
    if path.dirname(file):
        exec_func(file, *argrest)
        return
    saved_exc = None
    file = fsencode(file)
    for directory in map(fsencode, get_exec_path(env)):
        fullname = path.join(directory, file)
        try:
            exec_func(fullname, *argrest)
        except (FileNotFoundError, NotADirectoryError) as e:
            last_exc = e
        except OSError as e:
            last_exc = e
            if saved_exc is None:
                saved_exc = e
    if saved_exc is not None:
        raise saved_exc
    raise last_exc


def get_exec_path(env=None):
    """The directories in which programs are searched."""
    if env is None:
        env = environ
    # A dict of bytes is an environment too; comparing would only warn.
    import warnings
    with warnings.catch_warnings():
        warnings.simplefilter('ignore', BytesWarning)
        try:
            path_list = env.get('PATH')
        except TypeError:
            path_list = None
        if supports_bytes_environ:
            try:
                path_listb = env[b'PATH']
            except (KeyError, TypeError):
                pass
            else:
                if path_list is not None:
                    raise ValueError("env cannot contain 'PATH' and b'PATH' keys")
                path_list = path_listb
            if path_list is not None and isinstance(path_list, bytes):
                path_list = fsdecode(path_list)
    if path_list is None:
        path_list = defpath
    return path_list.split(pathsep)


# The environment

from _collections_abc import MutableMapping, Mapping


class _Environ(MutableMapping):
    """The environment; changes go to the C library as well."""

    def __init__(self, data, encodekey, decodekey, encodevalue, decodevalue):
        self.encodekey = encodekey
        self.decodekey = decodekey
        self.encodevalue = encodevalue
        self.decodevalue = decodevalue
        self._data = data

    def __getitem__(self, key):
        try:
            value = self._data[self.encodekey(key)]
        except KeyError:
            raise KeyError(key) from None
        return self.decodevalue(value)

    def __setitem__(self, key, value):
        key = self.encodekey(key)
        value = self.encodevalue(value)
        putenv(key, value)
        self._data[key] = value

    def __delitem__(self, key):
        encoded = self.encodekey(key)
        unsetenv(encoded)
        try:
            del self._data[encoded]
        except KeyError:
            raise KeyError(key) from None

    def __iter__(self):
        for key in list(self._data):
            yield self.decodekey(key)

    def __len__(self):
        return len(self._data)

    def __repr__(self):
        items = ', '.join(f'{self.decodekey(key)!r}: {self.decodevalue(value)!r}'
                          for key, value in self._data.items())
        return f'environ({{{items}}})'

    def copy(self):
        return dict(self)

    def setdefault(self, key, value):
        if key not in self:
            self[key] = value
        return self[key]

    def __ior__(self, other):
        self.update(other)
        return self

    def __or__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        new = dict(self)
        new.update(other)
        return new

    def __ror__(self, other):
        if not isinstance(other, Mapping):
            return NotImplemented
        new = dict(other)
        new.update(self)
        return new


def _create_environ():
    encoding = sys.getfilesystemencoding()

    def encode(value):
        if not isinstance(value, str):
            raise TypeError(f'str expected, not {type(value).__name__}')
        return value.encode(encoding, 'surrogateescape')

    def decode(value):
        return value.decode(encoding, 'surrogateescape')

    return _Environ(posix.environ, encode, decode, encode, decode)


environ = _create_environ()
del _create_environ


def getenv(key, default=None):
    """An environment variable, or the default."""
    return environ.get(key, default)


supports_bytes_environ = True


def _check_bytes(value):
    if not isinstance(value, bytes):
        raise TypeError(f'bytes expected, not {type(value).__name__}')
    return value


# The same variables, as bytes.
environb = _Environ(environ._data, _check_bytes, _check_bytes, _check_bytes, _check_bytes)


def getenvb(key, default=None):
    """An environment variable as bytes, or the default."""
    return environb.get(key, default)


def reload_environ():
    """Take over changes that were made behind our back."""
    fresh = posix._create_environ()
    environ._data.clear()
    environ._data.update(fresh)


if not hasattr(posix, '_create_environ'):
    del reload_environ

__all__.extend(['getenv', 'supports_bytes_environ', 'environb', 'getenvb'])


def _fspath(path):
    """The path that an object stands for: str or bytes."""
    if isinstance(path, (str, bytes)):
        return path
    path_type = type(path)
    try:
        path_repr = path_type.__fspath__(path)
    except AttributeError:
        if hasattr(path_type, '__fspath__'):
            raise
        raise TypeError('expected str, bytes or os.PathLike object, not '
                        + path_type.__name__) from None
    if isinstance(path_repr, (str, bytes)):
        return path_repr
    raise TypeError(f'expected {path_type.__name__}.__fspath__() to return str or '
                    f'bytes, not {type(path_repr).__name__}')


if not _exists('fspath'):
    fspath = _fspath
    fspath.__name__ = 'fspath'

__all__.append('fspath')


class PathLike(abc.ABC):
    """Stands for a path in the file system."""

    __slots__ = ()

    @abc.abstractmethod
    def __fspath__(self):
        """The path as str or bytes."""
        raise NotImplementedError

    @classmethod
    def __subclasshook__(cls, subclass):
        if cls is PathLike:
            return hasattr(subclass, '__fspath__') or NotImplemented
        return NotImplemented


try:
    PathLike.__class_getitem__ = classmethod(type(list[int]))
except TypeError:
    pass

__all__.append('PathLike')


def fsencode(filename):
    """A path as bytes; surrogates stand for bytes that could not be decoded."""
    filename = fspath(filename)
    if isinstance(filename, str):
        return filename.encode(sys.getfilesystemencoding(), 'surrogateescape')
    return filename


def fsdecode(filename):
    """A path as str; bytes that cannot be decoded become surrogates."""
    filename = fspath(filename)
    if isinstance(filename, bytes):
        return filename.decode(sys.getfilesystemencoding(), 'surrogateescape')
    return filename


# Spawning

P_WAIT = 0
P_NOWAIT = P_NOWAITO = 1

__all__.extend(['P_WAIT', 'P_NOWAIT', 'P_NOWAITO'])


def _spawnvef(mode, file, args, env, func):
    if not isinstance(args, (tuple, list)):
        raise TypeError('argv must be a tuple or a list')
    if not args or not args[0]:
        raise ValueError('argv first element cannot be empty')
    pid = fork()
    if not pid:
        # The child: it must never return.
        try:
            if env is None:
                func(file, args)
            else:
                func(file, args, env)
        except:
            _exit(127)
    if mode == P_NOWAIT:
        return pid
    while True:
        wpid, sts = waitpid(pid, 0)
        if WIFSTOPPED(sts):
            continue
        if WIFSIGNALED(sts):
            return -WTERMSIG(sts)
        if WIFEXITED(sts):
            return WEXITSTATUS(sts)
        raise OSError('Not stopped, signaled or exited???')


def spawnv(mode, file, args):
    """Run a program; the exit code if mode is P_WAIT, else the process id."""
    return _spawnvef(mode, file, args, None, execv)


def spawnve(mode, file, args, env):
    """The same with an environment."""
    return _spawnvef(mode, file, args, env, execve)


def spawnvp(mode, file, args):
    """spawnv() that searches along $PATH."""
    return _spawnvef(mode, file, args, None, execvp)


def spawnvpe(mode, file, args, env):
    """The same with an environment."""
    return _spawnvef(mode, file, args, env, execvpe)


def spawnl(mode, file, *args):
    """spawnv() with the arguments one by one."""
    return spawnv(mode, file, args)


def spawnle(mode, file, *args):
    """spawnve() with the arguments one by one, the environment last."""
    env = args[-1]
    return spawnve(mode, file, args[:-1], env)


def spawnlp(mode, file, *args):
    """spawnvp() with the arguments one by one."""
    return spawnvp(mode, file, args)


def spawnlpe(mode, file, *args):
    """spawnvpe() with the arguments one by one, the environment last."""
    env = args[-1]
    return spawnvpe(mode, file, args[:-1], env)


__all__.extend(['spawnv', 'spawnve', 'spawnvp', 'spawnvpe', 'spawnl',
                'spawnle', 'spawnlp', 'spawnlpe'])


def popen(cmd, mode='r', buffering=-1):
    """A pipe to or from a shell command, as a file."""
    if not isinstance(cmd, str):
        raise TypeError(f'invalid cmd type ({type(cmd)}, expected string)')
    if mode not in ('r', 'w'):
        raise ValueError(f'invalid mode {mode!r}')
    if buffering == 0 or buffering is None:
        raise ValueError('popen() does not support unbuffered streams')
    import io
    import subprocess
    if mode == 'r':
        proc = subprocess.Popen(cmd, shell=True, stdout=subprocess.PIPE, bufsize=buffering)
        return _wrap_close(io.TextIOWrapper(proc.stdout), proc)
    proc = subprocess.Popen(cmd, shell=True, stdin=subprocess.PIPE, bufsize=buffering)
    return _wrap_close(io.TextIOWrapper(proc.stdin), proc)


class _wrap_close:
    """The file of popen(): close() waits and returns the exit status."""

    def __init__(self, stream, proc):
        self._stream = stream
        self._proc = proc

    def close(self):
        self._stream.close()
        returncode = self._proc.wait()
        if returncode == 0:
            return None
        return returncode << 8      # as wait() has it

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


__all__.append('popen')


def fdopen(fd, mode='r', buffering=-1, encoding=None, *args, **kwargs):
    """A file object of a file descriptor."""
    if not isinstance(fd, int):
        raise TypeError(f'invalid fd type ({type(fd)}, expected integer)')
    import io
    return io.open(fd, mode, buffering, encoding, *args, **kwargs)


if _exists('sched_getaffinity') and _exists('cpu_count') and not _exists('process_cpu_count'):
    def process_cpu_count():
        """The number of processors this process may use."""
        return len(sched_getaffinity(0)) or None

del _exists
