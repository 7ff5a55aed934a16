"""The process that gives up the names of semaphores and of shared memory,
whatever ends their users.

Processes started afresh find them by name, so the names stay as long as the
program runs.  The tracker is told of each by a pipe; when the last writer of it
has ended, it gives up the names that are left.  A message is a line
COMMAND:name:type.
"""

import os
import signal
import sys
import threading
import warnings

from . import spawn, util

__all__ = ['ensure_running', 'register', 'unregister']


def _unlinkers():
    """What gives up a name, by the type of what it names."""
    import _multiprocessing
    import _posixshmem
    return {'semaphore': _multiprocessing.sem_unlink, 'shared_memory': _posixshmem.shm_unlink,
            'noop': lambda name: None}


class ResourceTracker:
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
            self._send('PROBE', '0', 'noop')
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
            program = 'from multiprocessing.resource_tracker import main; main(%d)' % read
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

    def register(self, name, rtype):
        """Names something of that type to the tracker."""
        self.ensure_running()
        self._send('REGISTER', name, rtype)

    def unregister(self, name, rtype):
        """The name has been given up."""
        self.ensure_running()
        self._send('UNREGISTER', name, rtype)

    def _send(self, command, name, rtype):
        message = '{0}:{1}:{2}\n'.format(command, name, rtype).encode('ascii')
        if len(message) > 512:
            # One write of that size is never mixed with another's.
            raise ValueError('name too long')
        if os.write(self._fd, message) != len(message):
            raise AssertionError('short write to the resource tracker')


_resource_tracker = ResourceTracker()
ensure_running = _resource_tracker.ensure_running
register = _resource_tracker.register
unregister = _resource_tracker.unregister
getfd = _resource_tracker.getfd


def main(fd):
    """The tracker."""
    unlinkers = _unlinkers()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT, signal.SIGTERM})
    for stream in sys.stdin, sys.stdout:
        try:
            stream.close()
        except Exception:
            pass
    names = {rtype: set() for rtype in unlinkers}
    try:
        with open(fd, 'rb') as messages:
            for line in messages:
                try:
                    command, name = line.strip().decode('ascii').split(':', 1)
                    name, rtype = name.rsplit(':', 1)
                    if rtype not in unlinkers:
                        raise ValueError('Cannot register %s for automatic cleanup: '
                                         'unknown resource type %s' % (name, rtype))
                    if command == 'REGISTER':
                        names[rtype].add(name)
                    elif command == 'UNREGISTER':
                        names[rtype].remove(name)
                    elif command != 'PROBE':
                        raise RuntimeError('unrecognized command %r' % command)
                except Exception:
                    try:
                        sys.excepthook(*sys.exc_info())
                    except:
                        pass
    finally:
        for rtype, left in names.items():
            _clean_up(rtype, left, unlinkers[rtype])


def _clean_up(rtype, names, unlink):
    """Give up the names that are left, and say so."""
    who = 'semaphore_tracker' if rtype == 'semaphore' else 'resource_tracker'
    what = 'semaphores' if rtype == 'semaphore' else rtype + ' objects'
    if names:
        try:
            warnings.warn('%s: There appear to be %d leaked %s to clean up at shutdown'
                          % (who, len(names), what))
        except Exception:
            pass
    for name in names:
        try:
            unlink(name)
        except Exception as e:
            warnings.warn('%s: %r: %s' % (who, name, e))
