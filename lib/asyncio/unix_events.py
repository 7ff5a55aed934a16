"""What event loops of Unix have beside selectors: subprocesses, and the watchers that learn of their end."""

__all__ = ['SelectorEventLoop', 'AbstractChildWatcher', 'SafeChildWatcher', 'FastChildWatcher', 'ThreadedChildWatcher',
           'DefaultEventLoopPolicy']

import os
import signal
import subprocess
import sys
import threading
import warnings

from . import base_subprocess, events, selector_events
from .log import logger


class _UnixSelectorEventLoop(selector_events.BaseSelectorEventLoop):
    """The event loop of Unix."""

    async def _make_subprocess_transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
        with events.get_child_watcher() as watcher:
            waiter = self.create_future()
            transport = _UnixSubprocessTransport(self, protocol, args, shell, stdin, stdout, stderr, bufsize,
                                                 waiter=waiter, extra=extra, **kwargs)
            watcher.add_child_handler(transport.get_pid(), self._on_child_exit, transport)
            try:
                await waiter
            except BaseException:
                transport.close()
                await transport._wait()
                raise
        return transport

    def _on_child_exit(self, pid, returncode, transport):
        if self.is_closed():
            logger.warning('Loop %r that handles pid %r is closed', self, pid)
        else:
            self.call_soon_threadsafe(transport._process_exited, returncode)


class _UnixSubprocessTransport(base_subprocess.BaseSubprocessTransport):

    def _start(self, args, shell, stdin, stdout, stderr, bufsize, **kwargs):
        self._proc = subprocess.Popen(args, shell=shell, stdin=stdin, stdout=stdout, stderr=stderr,
                                      universal_newlines=False, bufsize=bufsize, **kwargs)


SelectorEventLoop = _UnixSelectorEventLoop


# ---- watchers ----

class AbstractChildWatcher:
    """Calls a handler when a process has ended.  Processes are started while it is entered as a context manager."""

    def add_child_handler(self, pid, callback, *args):
        """Call callback(pid, returncode, *args) when the process ends; it may do so from another thread."""
        raise NotImplementedError()

    def remove_child_handler(self, pid):
        """Forget the handler of the process; False if there was none."""
        raise NotImplementedError()

    def attach_loop(self, loop):
        """Use this loop (None: none any more)."""
        raise NotImplementedError()

    def close(self):
        raise NotImplementedError()

    def __enter__(self):
        raise NotImplementedError()

    def __exit__(self, a, b, c):
        raise NotImplementedError()


def _returncode(status):
    """As subprocess has it: the negative signal of a process that was killed."""
    if os.WIFSIGNALED(status):
        return -os.WTERMSIG(status)
    if os.WIFEXITED(status):
        return os.WEXITSTATUS(status)
    return status


class BaseChildWatcher(AbstractChildWatcher):
    """Told by SIGCHLD, through a loop of the main thread."""

    def __init__(self):
        self._loop = None
        self._callbacks = {}            # pid -> (callback, args)

    def close(self):
        self.attach_loop(None)

    def _do_waitpid(self, expected_pid):
        raise NotImplementedError()

    def _do_waitpid_all(self):
        raise NotImplementedError()

    def attach_loop(self, loop):
        if self._loop is not None and loop is None and self._callbacks:
            warnings.warn('A loop is being detached from a child watcher with pending handlers', RuntimeWarning)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.remove_signal_handler(signal.SIGCHLD)
        self._loop = loop
        if loop is not None:
            loop.add_signal_handler(signal.SIGCHLD, self._sig_chld)
            self._do_waitpid_all()      # those that ended before

    def _sig_chld(self):
        try:
            self._do_waitpid_all()
        except Exception as error:
            # The loop would not say more than that a callback failed.
            self._loop.call_exception_handler({'message': 'Unknown exception in SIGCHLD handler', 'exception': error})

    def _compute_returncode(self, status):
        return _returncode(status)


class SafeChildWatcher(BaseChildWatcher):
    """Asks for each of its processes by number, so it takes no exit status that others wait for."""

    def __enter__(self):
        return self

    def __exit__(self, a, b, c):
        pass

    def close(self):
        self._callbacks.clear()
        super().close()

    def add_child_handler(self, pid, callback, *args):
        if self._loop is None:
            raise RuntimeError('Cannot add child handler, the child watcher does not have a loop attached')
        self._callbacks[pid] = callback, args
        self._do_waitpid(pid)           # it may have ended already

    def remove_child_handler(self, pid):
        return self._callbacks.pop(pid, None) is not None

    def _do_waitpid_all(self):
        for pid in list(self._callbacks):
            self._do_waitpid(pid)

    def _do_waitpid(self, expected_pid):
        try:
            pid, status = os.waitpid(expected_pid, os.WNOHANG)
        except ChildProcessError:
            # Somebody else has taken its status.
            pid, returncode = expected_pid, 255
            logger.warning('Unknown child process pid %d, will report returncode 255', pid)
        else:
            if pid == 0:
                return                  # it is running
            returncode = self._compute_returncode(status)
            if self._loop.get_debug():
                logger.debug('process %s exited with returncode %s', expected_pid, returncode)
        callback, args = self._callbacks.pop(pid, (None, ()))
        if callback is not None:
            callback(pid, returncode, *args)
        elif self._loop.get_debug():
            logger.warning('Child watcher got an unexpected pid: %r', pid, exc_info=True)


class FastChildWatcher(BaseChildWatcher):
    """Takes the exit status of any process that has ended: quick with many, but nobody else gets a status."""

    def __init__(self):
        super().__init__()
        self._lock = threading.Lock()
        self._zombies = {}              # ended before their handler was added: pid -> return code
        self._forks = 0                 # how many are about to start a process

    def close(self):
        self._callbacks.clear()
        self._zombies.clear()
        super().close()

    def __enter__(self):
        with self._lock:
            self._forks += 1
        return self

    def __exit__(self, a, b, c):
        with self._lock:
            self._forks -= 1
            if self._forks or not self._zombies:
                return
            unknown = str(self._zombies)
            self._zombies.clear()
        logger.warning('Caught subprocesses termination from unknown pids: %s', unknown)

    def add_child_handler(self, pid, callback, *args):
        assert self._forks, 'Must use the context manager'
        if self._loop is None:
            raise RuntimeError('Cannot add child handler, the child watcher does not have a loop attached')
        with self._lock:
            try:
                returncode = self._zombies.pop(pid)
            except KeyError:
                self._callbacks[pid] = callback, args
                return
        callback(pid, returncode, *args)

    def remove_child_handler(self, pid):
        return self._callbacks.pop(pid, None) is not None

    def _do_waitpid_all(self):
        while True:
            try:
                pid, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return                  # there are none
            if pid == 0:
                return                  # all are running
            returncode = self._compute_returncode(status)
            with self._lock:
                callback, args = self._callbacks.pop(pid, (None, ()))
                if callback is None and self._forks:
                    # Perhaps one whose handler is about to be added.
                    self._zombies[pid] = returncode
                    continue
            if callback is None:
                logger.warning('Caught subprocess termination from unknown pid: %d -> %d', pid, returncode)
            else:
                callback(pid, returncode, *args)


class ThreadedChildWatcher(AbstractChildWatcher):
    """Waits for each process in a thread: for loops of any thread, without signals."""

    def is_active(self):
        return True

    def close(self):
        pass

    def __enter__(self):
        return self

    def __exit__(self, a, b, c):
        pass

    def attach_loop(self, loop):
        pass

    def add_child_handler(self, pid, callback, *args):
        threading.Thread(target=self._wait, name=f'waitpid-{pid}', args=(pid, callback, args), daemon=True).start()

    def remove_child_handler(self, pid):
        return False                    # its thread cannot be stopped

    def _wait(self, pid, callback, args):
        try:
            _, status = os.waitpid(pid, 0)
        except ChildProcessError:
            returncode = 255
            logger.warning('Unknown child process pid %d, will report returncode 255', pid)
        else:
            returncode = _returncode(status)
        callback(pid, returncode, *args)


# ---- the policy ----

class _UnixDefaultEventLoopPolicy(events.BaseDefaultEventLoopPolicy):
    """One loop per thread, and a watcher of processes: by default one that uses the main thread's loop."""

    _loop_factory = _UnixSelectorEventLoop

    def __init__(self):
        super().__init__()
        self._watcher = None

    def _init_watcher(self):
        with events._policy_lock:
            if self._watcher is None:
                self._watcher = SafeChildWatcher()
                if threading.current_thread() is threading.main_thread():
                    self._watcher.attach_loop(self._local._loop)

    def set_event_loop(self, loop):
        """Set the loop of this thread; that of the main thread watches processes."""
        super().set_event_loop(loop)
        if self._watcher is not None and threading.current_thread() is threading.main_thread():
            self._watcher.attach_loop(loop)

    def get_child_watcher(self):
        if self._watcher is None:
            self._init_watcher()
        return self._watcher

    def set_child_watcher(self, watcher):
        """Use this watcher (None: make one when it is needed)."""
        if watcher is not None and not isinstance(watcher, AbstractChildWatcher):
            raise TypeError(f'watcher must be an AbstractChildWatcher or None, not {type(watcher).__name__!r}')
        if self._watcher is not None:
            self._watcher.close()
        self._watcher = watcher


DefaultEventLoopPolicy = _UnixDefaultEventLoopPolicy
