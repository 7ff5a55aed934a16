"""The process that gives up the names of semaphores, whatever ends their users.

Processes started afresh find semaphores by name, so the names stay as long as
the program runs.  The tracker is told of each by a pipe; when the last writer
of it has ended, it gives up the names that are left.
"""

import os
import signal
import sys
import threading
import warnings

from . import spawn, util

__all__ = ['ensure_running', 'register', 'unregister']


class SemaphoreTracker:
    """Our side: starts the tracker when needed, and tells it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._fd = None
        self._pid = None

    def getfd(self):
        self.ensure_running()
        return self._fd

    def ensure_running(self):
        """Starts the tracker, also when it has died."""
        with self._lock:
            if self._fd is not None:
                if self._pid is None or not self._has_ended():
                    return
                os.close(self._fd)
                self._fd = self._pid = None
                warnings.warn('semaphore_tracker: process died unexpectedly, '
                              'relaunching.  Some semaphores might leak.')
            self._start()

    def _has_ended(self):
        # It belongs to the process that started it; a child of that leaves it alone.
        try:
            return os.waitpid(self._pid, os.WNOHANG)[0] != 0
        except ChildProcessError:
            return not self._can_write()

    def _can_write(self):
        try:
            self._send('PROBE', '0')
        except OSError:
            return False
        return True

    def _start(self):
        keep = []
        try:
            keep.append(sys.stderr.fileno())
        except Exception:
            pass
        read, write = os.pipe()
        try:
            keep.append(read)
            program = 'from multiprocessing.semaphore_tracker import main; main(%d)' % read
            executable = spawn.get_executable()
            args = [executable] + util._args_from_interpreter_flags() + ['-c', program]
            # A signal to the group shall not end it before it is ready for that.
            signals = {signal.SIGINT, signal.SIGTERM}
            old = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
            try:
                self._pid = util.spawnv_passfds(executable, args, keep)
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, old)
        except:
            os.close(write)
            raise
        finally:
            os.close(read)
        self._fd = write

    def register(self, name):
        """Names a semaphore to the tracker."""
        self.ensure_running()
        self._send('REGISTER', name)

    def unregister(self, name):
        """The name has been given up."""
        self.ensure_running()
        self._send('UNREGISTER', name)

    def _send(self, command, name):
        message = '{0}:{1}\n'.format(command, name).encode('ascii')
        if len(name) > 512:
            # One write of that size is never mixed with another's.
            raise ValueError('name too long')
        if os.write(self._fd, message) != len(message):
            raise AssertionError('short write to the semaphore tracker')


_semaphore_tracker = SemaphoreTracker()
ensure_running = _semaphore_tracker.ensure_running
register = _semaphore_tracker.register
unregister = _semaphore_tracker.unregister
getfd = _semaphore_tracker.getfd


def main(fd):
    """The tracker."""
    import _multiprocessing
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    for stream in sys.stdin, sys.stdout:
        try:
            stream.close()
        except Exception:
            pass
    names = set()
    try:
        with open(fd, 'rb') as messages:
            for line in messages:
                try:
                    command, name = line.strip().split(b':', 1)
                    if command == b'REGISTER':
                        names.add(name)
                    elif command == b'UNREGISTER':
                        names.remove(name)
                    elif command != b'PROBE':
                        raise RuntimeError('unrecognized command %r' % command)
                except Exception:
                    try:
                        sys.excepthook(*sys.exc_info())
                    except:
                        pass
    finally:
        if names:
            try:
                warnings.warn('semaphore_tracker: There appear to be %d leaked '
                              'semaphores to clean up at shutdown' % len(names))
            except Exception:
                pass
        for name in names:
            try:
                _multiprocessing.sem_unlink(name.decode('ascii'))
            except Exception as e:
                warnings.warn('semaphore_tracker: %r: %s' % (name.decode('ascii'), e))
