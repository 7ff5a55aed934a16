"""What all of multiprocessing needs: logging, finalizers, care after a fork."""

import atexit
import itertools
import os
import sys
import threading
import weakref
from subprocess import _args_from_interpreter_flags

from . import process

__all__ = ['sub_debug', 'debug', 'info', 'sub_warning', 'get_logger', 'log_to_stderr',
           'get_temp_dir', 'register_after_fork', 'is_exiting', 'Finalize',
           'ForkAwareThreadLock', 'ForkAwareLocal', 'close_all_fds_except',
           'SUBDEBUG', 'SUBWARNING']

# ---- logging ----

NOTSET = 0
SUBDEBUG = 5
DEBUG = 10
INFO = 20
SUBWARNING = 25

LOGGER_NAME = 'multiprocessing'
DEFAULT_LOGGING_FORMAT = '[%(levelname)s/%(processName)s] %(message)s'

_logger = None
_log_to_stderr = False


def sub_debug(msg, *args):
    if _logger:
        _logger.log(SUBDEBUG, msg, *args)


def debug(msg, *args):
    if _logger:
        _logger.log(DEBUG, msg, *args)


def info(msg, *args):
    if _logger:
        _logger.log(INFO, msg, *args)


def sub_warning(msg, *args):
    if _logger:
        _logger.log(SUBWARNING, msg, *args)


def get_logger():
    """The logger of multiprocessing."""
    global _logger
    if _logger is None:
        import logging
        _logger = logging.getLogger(LOGGER_NAME)
        _logger.propagate = 0
        # It shall work until the very end, after the finalizers.
        atexit.unregister(_exit_function)
        atexit.register(_exit_function)
    return _logger


def log_to_stderr(level=None):
    """Lets the logger write to sys.stderr; returns it."""
    global _log_to_stderr
    import logging
    logger = get_logger()
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter(DEFAULT_LOGGING_FORMAT))
    logger.addHandler(handler)
    if level:
        logger.setLevel(level)
    _log_to_stderr = True
    return logger


# ---- a folder for sockets and files, gone at the end ----

def get_temp_dir():
    folder = process.current_process()._config.get('tempdir')
    if folder is None:
        import shutil
        import tempfile
        folder = tempfile.mkdtemp(prefix='pymp-')
        info('created temp directory %s', folder)
        Finalize(None, shutil.rmtree, args=(folder, True), exitpriority=-100)
        process.current_process()._config['tempdir'] = folder
    return folder


# ---- what objects do in the child of a fork ----

_afterfork_registry = weakref.WeakValueDictionary()
_afterfork_counter = itertools.count()


def register_after_fork(obj, func):
    """func(obj) is to be called in children, if obj lives."""
    _afterfork_registry[next(_afterfork_counter), id(obj), func] = obj


def _run_after_forkers():
    for (index, ident, func), obj in sorted(_afterfork_registry.items(), key=lambda item: item[0][0]):
        try:
            func(obj)
        except Exception as e:
            info('after forker raised exception %s', e)


# ---- finalizers ----

_finalizer_registry = {}        # (exit priority or None, number) -> Finalize
_finalizer_counter = itertools.count()


class Finalize:
    """A call to be made once: when obj goes, when this is called, or when the
    process ends, in the order of the exit priorities, highest first (None:
    not then)."""

    def __init__(self, obj, callback, args=(), kwargs=None, exitpriority=None):
        if exitpriority is not None and not isinstance(exitpriority, int):
            raise TypeError('Exitpriority (%r) must be None or int, not %s'
                            % (exitpriority, type(exitpriority)))
        if obj is None and exitpriority is None:
            raise ValueError('Without object, exitpriority cannot be None')
        self._weakref = None if obj is None else weakref.ref(obj, self)
        self._callback = callback
        self._args = args
        self._kwargs = kwargs or {}
        self._key = exitpriority, next(_finalizer_counter)
        self._pid = os.getpid()
        _finalizer_registry[self._key] = self

    def __call__(self, weak=None):
        """Makes the call, unless it was made or belongs to another process."""
        if _finalizer_registry.pop(self._key, None) is None:
            return None
        result = None
        if self._pid == os.getpid():
            result = self._callback(*self._args, **self._kwargs)
        self._forget()
        return result

    def _forget(self):
        self._weakref = self._callback = self._args = self._kwargs = None

    def cancel(self):
        """The call is not to be made any more."""
        if _finalizer_registry.pop(self._key, None) is not None:
            self._forget()

    def still_active(self):
        """Whether the call is still to be made."""
        return self._key in _finalizer_registry

    def __repr__(self):
        name = getattr(self._callback, '__name__', self._callback)
        if name is None:
            return '<%s object, dead>' % type(self).__name__
        return '<%s object, callback=%s, args=%s, kwargs=%s, exitpriority=%s>' % (
            type(self).__name__, name, self._args, self._kwargs, self._key[0])


def _run_finalizers(minpriority=None):
    """Makes the calls of at least that priority; by default of any but None."""
    keys = [key for key in list(_finalizer_registry)
            if key[0] is not None and (minpriority is None or key[0] >= minpriority)]
    for key in sorted(keys, reverse=True):
        finalizer = _finalizer_registry.get(key)
        if finalizer is not None:       # another call may have made it
            sub_debug('calling %s', finalizer)
            try:
                finalizer()
            except Exception:
                import traceback
                traceback.print_exc()
    if minpriority is None:
        _finalizer_registry.clear()


# ---- the end ----

_exiting = False


def is_exiting():
    """Whether this process is about to end."""
    return _exiting


def _exit_function(info=info, debug=debug, _run_finalizers=_run_finalizers,
                   active_children=process.active_children,
                   current_process=process.current_process):
    """Ends daemons, waits for the other children, makes the finalizers' calls."""
    global _exiting
    if _exiting:
        return
    _exiting = True
    info('process shutting down')
    _run_finalizers(0)
    if current_process() is not None:
        for child in active_children():
            if child.daemon:
                info('calling terminate() for daemon %s', child.name)
                child._popen.terminate()
        for child in active_children():
            info('calling join() for process %s', child.name)
            child.join()
    debug('running the remaining "atexit" finalizers')
    _run_finalizers()


atexit.register(_exit_function)


# ---- locks that are free after a fork ----

class ForkAwareThreadLock:
    """A lock of threads that is free in the child of a fork."""

    def __init__(self):
        self._reset()
        register_after_fork(self, ForkAwareThreadLock._reset)

    def _reset(self):
        self._lock = threading.Lock()
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)


class ForkAwareLocal(threading.local):
    """A threading.local that is empty in the child of a fork."""

    def __init__(self):
        register_after_fork(self, lambda obj: obj.__dict__.clear())

    def __reduce__(self):
        return type(self), ()


# ---- descriptors and streams ----

try:
    MAXFD = os.sysconf('SC_OPEN_MAX')
except Exception:
    MAXFD = 256


def close_all_fds_except(fds):
    """Closes all descriptors but these."""
    edges = [-1] + sorted(fds) + [MAXFD]
    for low, high in zip(edges, edges[1:]):
        os.closerange(low + 1, high)


def _close_stdin():
    """A child does not read what its parent is given."""
    if sys.stdin is None:
        return
    try:
        sys.stdin.close()
    except (OSError, ValueError):
        pass
    try:
        fd = os.open(os.devnull, os.O_RDONLY)
        try:
            sys.stdin = open(fd, closefd=False)
        except:
            os.close(fd)
            raise
    except (OSError, ValueError):
        pass


def _flush_std_streams():
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except (AttributeError, ValueError):
            pass


def spawnv_passfds(path, args, passfds):
    """Starts a program that inherits these descriptors only; its number."""
    import _posixsubprocess
    read, write = os.pipe()
    try:
        keep = tuple(sorted(set(map(int, passfds)) | {write}))
        pid = _posixsubprocess.fork_exec(
            args, (os.fsencode(path),), True, keep, None, None, -1, -1, -1, -1, -1, -1,
            read, write, False, False, None)
        os.close(write)
        write = -1
        failure = os.read(read, 1000)
    finally:
        os.close(read)
        if write >= 0:
            os.close(write)
    if failure:
        os.waitpid(pid, 0)
        number = int(failure.split(b':')[1], 16)
        raise OSError(number, os.strerror(number), path)
    return pid
