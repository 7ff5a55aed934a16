"""Process objects, in the parent and in the child."""

import itertools
import os
import signal
import sys
import threading
from _weakrefset import WeakSet

__all__ = ['BaseProcess', 'current_process', 'active_children', 'parent_process']

try:
    ORIGINAL_DIR = os.path.abspath(os.getcwd())
except OSError:
    ORIGINAL_DIR = None


def current_process():
    """The object of this process."""
    return _current_process


def active_children():
    """The children that live; those that have ended are joined."""
    _cleanup()
    return list(_children)


def parent_process():
    """The object of the process that started this one; None in the first."""
    return _parent_process


def _cleanup():
    for child in list(_children):
        if child._popen.poll() is not None:
            _children.discard(child)


class BaseProcess:
    """A process that runs run() of this object, by default target(*args,
    **kwargs).  The interface is that of threading.Thread."""

    def _Popen(self):
        raise NotImplementedError

    def __init__(self, group=None, target=None, name=None, args=(), kwargs={}, *, daemon=None):
        if group is not None:
            raise AssertionError('group argument must be None for now')
        self._identity = _current_process._identity + (next(_process_counter),)
        self._config = _current_process._config.copy()
        self._parent_pid = os.getpid()
        self._parent_name = _current_process.name
        self._popen = None
        self._closed = False
        self._target = target
        self._args = tuple(args)
        self._kwargs = dict(kwargs)
        self._name = name or type(self).__name__ + '-' + ':'.join(map(str, self._identity))
        if daemon is not None:
            self.daemon = daemon
        _dangling.add(self)

    def _check_open(self):
        if self._closed:
            raise ValueError('process object is closed')

    def _check_ours(self, what):
        self._check_open()
        if self._parent_pid != os.getpid():
            raise AssertionError('can only %s a child process' % what)

    def run(self):
        """What the process does."""
        if self._target:
            self._target(*self._args, **self._kwargs)

    def start(self):
        """Starts the process; once only."""
        self._check_open()
        if self._popen is not None:
            raise AssertionError('cannot start a process twice')
        if self._parent_pid != os.getpid():
            raise AssertionError('can only start a process object created by current process')
        if _current_process._config.get('daemon'):
            raise AssertionError('daemonic processes are not allowed to have children')
        _cleanup()
        self._popen = self._Popen(self)
        self._sentinel = self._popen.sentinel
        # The child has what it needs; keeping it would keep it alive.
        del self._target, self._args, self._kwargs
        _children.add(self)

    def terminate(self):
        """Ends the process by SIGTERM."""
        self._check_open()
        self._popen.terminate()

    def kill(self):
        """Ends the process by SIGKILL."""
        self._check_open()
        self._popen.kill()

    def join(self, timeout=None):
        """Waits until the process has ended, at most timeout seconds."""
        self._check_ours('join')
        if self._popen is None:
            raise AssertionError('can only join a started process')
        if self._popen.wait(timeout) is not None:
            _children.discard(self)

    def is_alive(self):
        """Whether the process runs."""
        self._check_open()
        if self is _current_process:
            return True
        self._check_ours('test')
        if self._popen is None:
            return False
        if self._popen.poll() is None:
            return True
        _children.discard(self)
        return False

    def close(self):
        """Lets go of what belongs to a process that has ended."""
        if self._popen is not None:
            if self._popen.poll() is None:
                raise ValueError('Cannot close a process while it is still running. '
                                 'You should first call join() or terminate().')
            self._popen.close()
            self._popen = None
            del self._sentinel
            _children.discard(self)
        self._closed = True

    @property
    def name(self):
        return self._name

    @name.setter
    def name(self, name):
        if not isinstance(name, str):
            raise AssertionError('name must be a string')
        self._name = name

    @property
    def daemon(self):
        """Whether the process is ended when its parent ends; by default what
        the parent is."""
        return self._config.get('daemon', False)

    @daemon.setter
    def daemon(self, daemonic):
        if self._popen is not None:
            raise AssertionError('process has already started')
        self._config['daemon'] = daemonic

    @property
    def authkey(self):
        """The secret by which processes know each other; the parent's by default."""
        return self._config['authkey']

    @authkey.setter
    def authkey(self, authkey):
        self._config['authkey'] = AuthenticationString(authkey)

    @property
    def exitcode(self):
        """None while it runs, -signal if one ended it, else the status."""
        self._check_open()
        if self is _current_process or self._popen is None:
            return None
        return self._popen.poll()

    @property
    def ident(self):
        """The number of the process; None before start()."""
        self._check_open()
        if self is _current_process:
            return os.getpid()
        return self._popen and self._popen.pid

    pid = ident

    @property
    def sentinel(self):
        """A descriptor that is readable once the process has ended."""
        self._check_open()
        try:
            return self._sentinel
        except AttributeError:
            raise ValueError('process not started') from None

    def __repr__(self):
        if self is _current_process:
            status = 'started'
        elif self._closed:
            status = 'closed'
        elif self._parent_pid != os.getpid():
            status = 'unknown'
        elif self._popen is None:
            status = 'initial'
        else:
            code = self._popen.poll()
            if code is None:
                status = 'started'
            elif code == 0:
                status = 'stopped'
            else:
                status = 'stopped[%s]' % _exitcode_names.get(code, code)
        return '<%s(%s, %s%s)>' % (type(self).__name__, self._name, status,
                                   ' daemon' if self.daemon else '')

    # ---- in the child ----

    def _bootstrap(self):
        """Runs in the child; the status it shall end with."""
        global _current_process, _parent_process, _process_counter, _children
        from . import context, util
        try:
            if self._start_method is not None:
                context._force_start_method(self._start_method)
            _process_counter = itertools.count(1)
            _children = set()
            util._close_stdin()
            _parent_process = _ParentProcess(self._parent_name, self._parent_pid)
            _current_process = self
            # What the parent wanted done at its end is not for us to do.
            util._exiting = False
            util._finalizer_registry.clear()
            util._run_after_forkers()
            util.info('child process calling self.run()')
            try:
                self.run()
                code = 0
            finally:
                util._exit_function()
        except SystemExit as e:
            code = _exit_status(e)
        except:
            code = 1
            import traceback
            sys.stderr.write('Process %s:\n' % self.name)
            traceback.print_exc()
        finally:
            threading._shutdown()
            util.info('process exiting with exitcode %s' % code)
            util._flush_std_streams()
        return code

    _start_method = None


def _exit_status(error):
    """What a SystemExit means: the number given; 1 for a text, which is shown."""
    if not error.args or error.args[0] is None:
        return 0
    code = error.args[0]
    if isinstance(code, int):
        return code
    sys.stderr.write(str(code) + '\n')
    return 1


class AuthenticationString(bytes):
    """A key that is not given away by pickling, but to children."""

    def __reduce__(self):
        from .context import get_spawning_popen
        if get_spawning_popen() is None:
            raise TypeError('Pickling an AuthenticationString object is disallowed '
                            'for security reasons')
        return AuthenticationString, (bytes(self),)


class _ParentProcess(BaseProcess):
    """What a child knows of its parent."""

    def __init__(self, name, pid):
        self._identity = ()
        self._name = name
        self._pid = pid
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._config = {}

    def is_alive(self):
        return os.getppid() == self._pid

    @property
    def ident(self):
        return self._pid

    pid = ident

    def join(self, timeout=None):
        import time
        end = None if timeout is None else time.monotonic() + timeout
        while self.is_alive() and (end is None or time.monotonic() < end):
            time.sleep(0.02)


class _MainProcess(BaseProcess):
    """The process that nobody of us started."""

    def __init__(self):
        self._identity = ()
        self._name = 'MainProcess'
        self._parent_pid = None
        self._popen = None
        self._closed = False
        self._config = {'authkey': AuthenticationString(os.urandom(32)),
                        'semprefix': '/mp'}

    def close(self):
        pass


_parent_process = None
_current_process = _MainProcess()
_process_counter = itertools.count(1)
_children = set()
_dangling = WeakSet()

_exitcode_names = {-number: name for name, number in vars(signal).items()
                   if name[:3] == 'SIG' and '_' not in name}
