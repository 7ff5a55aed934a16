"""Locks, semaphores, conditions, events and barriers that processes share."""

import sys
import tempfile
import threading

import _multiprocessing
from _multiprocessing import SEM_VALUE_MAX, sem_unlink

from . import context, process, util

__all__ = ['Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Condition', 'Event']

RECURSIVE_MUTEX, SEMAPHORE = 0, 1


class SemLock:
    """What locks and semaphores have in common: a _multiprocessing.SemLock.

    Under fork its name is given up at once: children have it by descent.
    Else children find it by name, which the tracker gives up in the end."""

    _names = tempfile._RandomNameSequence()

    def __init__(self, kind, value, maxvalue, *, ctx=None):
        if ctx is None:
            ctx = context._default_context.get_context()
        by_descent = sys.platform == 'win32' or ctx.get_start_method() == 'fork'
        for attempt in range(100):
            try:
                self._semlock = _multiprocessing.SemLock(kind, value, maxvalue,
                                                         self._make_name(), by_descent)
                break
            except FileExistsError:
                pass
        else:
            raise FileExistsError('cannot find name for semaphore')
        util.debug('created semlock with handle %s', self._semlock.handle)
        self._take_methods()
        util.register_after_fork(self, lambda obj: obj._semlock._after_fork())
        if not by_descent:
            from .resource_tracker import register
            name = self._semlock.name
            register(name, 'semaphore')
            util.Finalize(self, SemLock._cleanup, (name,), exitpriority=0)

    @staticmethod
    def _cleanup(name):
        from .resource_tracker import unregister
        sem_unlink(name)
        unregister(name, 'semaphore')

    @staticmethod
    def _make_name():
        return '%s-%s' % (process.current_process()._config['semprefix'], next(SemLock._names))

    def _take_methods(self):
        self.acquire = self._semlock.acquire
        self.release = self._semlock.release

    def __enter__(self):
        return self._semlock.__enter__()

    def __exit__(self, *args):
        return self._semlock.__exit__(*args)

    def __getstate__(self):
        context.assert_spawning(self)
        semlock = self._semlock
        return semlock.handle, semlock.kind, semlock.maxvalue, semlock.name

    def __setstate__(self, state):
        self._semlock = _multiprocessing.SemLock._rebuild(*state)
        util.debug('recreated blocker with handle %r', state[0])
        self._take_methods()

    def _owner(self):
        """Who has the lock, for repr()."""
        if self._semlock._is_mine():
            name = process.current_process().name
            thread = threading.current_thread().name
            return name if thread == 'MainThread' else name + '|' + thread
        if self._semlock._get_value() == 1:
            return 'None'
        if self._semlock._count() > 0:
            return 'SomeOtherThread'
        return 'SomeOtherProcess'


class Semaphore(SemLock):
    """A counter that processes take from, waiting while it is 0."""

    def __init__(self, value=1, *, ctx=None):
        super().__init__(SEMAPHORE, value, SEM_VALUE_MAX, ctx=ctx)

    def get_value(self):
        return self._semlock._get_value()

    def __repr__(self):
        try:
            value = self._semlock._get_value()
        except Exception:
            value = 'unknown'
        return '<%s(value=%s)>' % (type(self).__name__, value)


class BoundedSemaphore(Semaphore):
    """A semaphore that cannot be given back more often than it was taken."""

    def __init__(self, value=1, *, ctx=None):
        SemLock.__init__(self, SEMAPHORE, value, value, ctx=ctx)

    def __repr__(self):
        try:
            value = self._semlock._get_value()
        except Exception:
            value = 'unknown'
        return '<%s(value=%s, maxvalue=%s)>' % (type(self).__name__, value, self._semlock.maxvalue)


class Lock(SemLock):
    """A lock, which another process or thread may release."""

    def __init__(self, *, ctx=None):
        super().__init__(SEMAPHORE, 1, 1, ctx=ctx)

    def __repr__(self):
        try:
            owner = self._owner()
        except Exception:
            owner = 'unknown'
        return '<%s(owner=%s)>' % (type(self).__name__, owner)


class RLock(SemLock):
    """A lock that its owner can take again, and has to release as often."""

    def __init__(self, *, ctx=None):
        super().__init__(RECURSIVE_MUTEX, 1, 1, ctx=ctx)

    def __repr__(self):
        try:
            owner = self._owner()
            count = self._semlock._count() if self._semlock._is_mine() else \
                0 if owner == 'None' else 'nonzero'
        except Exception:
            owner = count = 'unknown'
        return '<%s(%s, %s)>' % (type(self).__name__, owner, count)


class Condition:
    """A condition variable of processes.

    Who waits counts itself in _sleeping_count, takes _wait_semaphore, and
    counts itself in _woken_count.  Who notifies first settles both counters
    (some may have stopped waiting by a time-out), then gives the semaphore
    once for each to be woken and waits until they all are: so nobody that
    comes later can take what was meant for them."""

    def __init__(self, lock=None, *, ctx=None):
        if ctx is None:
            ctx = context._default_context.get_context()
        self._lock = lock or ctx.RLock()
        self._sleeping_count = ctx.Semaphore(0)
        self._woken_count = ctx.Semaphore(0)
        self._wait_semaphore = ctx.Semaphore(0)
        self._take_methods()

    def __getstate__(self):
        context.assert_spawning(self)
        return self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore

    def __setstate__(self, state):
        self._lock, self._sleeping_count, self._woken_count, self._wait_semaphore = state
        self._take_methods()

    def _take_methods(self):
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        try:
            waiters = self._sleeping_count._semlock._get_value() - self._woken_count._semlock._get_value()
        except Exception:
            waiters = 'unknown'
        return '<%s(%s, %s)>' % (type(self).__name__, self._lock, waiters)

    def wait(self, timeout=None):
        """Waits until notified; False after timeout seconds."""
        if not self._lock._semlock._is_mine():
            raise AssertionError('must acquire() condition before using wait()')
        self._sleeping_count.release()
        count = self._lock._semlock._count()
        for i in range(count):
            self._lock.release()
        try:
            return self._wait_semaphore.acquire(True, timeout)
        finally:
            self._woken_count.release()
            for i in range(count):
                self._lock.acquire()

    def notify(self, n=1):
        """Wakes up to n of those that wait."""
        if not self._lock._semlock._is_mine():
            raise AssertionError('lock is not owned')
        # A notify() before has taken back what it gave too much.
        if self._wait_semaphore.acquire(False):
            raise AssertionError('notify: Should not have been able to acquire _wait_semaphore')
        # Those that stopped waiting since are not asleep any more.
        while self._woken_count.acquire(False):
            if not self._sleeping_count.acquire(False):
                raise AssertionError('notify: Bug in sleeping_count.acquire - res should not be False')
        sleepers = 0
        while sleepers < n and self._sleeping_count.acquire(False):
            self._wait_semaphore.release()
            sleepers += 1
        for i in range(sleepers):
            self._woken_count.acquire()
        # Some may have stopped by themselves: nobody is to take theirs.
        while sleepers and self._wait_semaphore.acquire(False):
            pass

    def notify_all(self):
        """Wakes all that wait."""
        self.notify(n=sys.maxsize)

    wait_for = threading.Condition.wait_for     # in terms of wait()


class Event:
    """A flag that processes can wait for."""

    def __init__(self, *, ctx=None):
        if ctx is None:
            ctx = context._default_context.get_context()
        self._cond = ctx.Condition(ctx.Lock())
        self._flag = ctx.Semaphore(0)

    def _look(self):
        if self._flag.acquire(False):
            self._flag.release()
            return True
        return False

    def is_set(self):
        with self._cond:
            return self._look()

    def set(self):
        with self._cond:
            self._flag.acquire(False)
            self._flag.release()
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag.acquire(False)

    def wait(self, timeout=None):
        """Waits until the flag is set; False after timeout seconds."""
        with self._cond:
            return self._look() or (self._cond.wait(timeout), self._look())[1]

    def __repr__(self):
        return '<%s at %#x %s>' % (type(self).__qualname__, id(self),
                                   'set' if self.is_set() else 'unset')


class Barrier(threading.Barrier):
    """A barrier of processes: that of threading, its state in shared memory."""

    def __init__(self, parties, action=None, timeout=None, *, ctx=None):
        from .heap import BufferWrapper
        if parties < 1:
            raise ValueError('parties must be > 0')
        if ctx is None:
            ctx = context._default_context.get_context()
        self.__setstate__((parties, action, timeout, ctx.Condition(), BufferWrapper(16)))
        self._phase = threading._FILLING
        self._inside = 0

    def __setstate__(self, state):
        self._parties, self._action, self._timeout, self._cond, self._wrapper = state
        self._numbers = self._wrapper.create_memoryview().cast('q')

    def __getstate__(self):
        return self._parties, self._action, self._timeout, self._cond, self._wrapper

    @property
    def _phase(self):
        return self._numbers[0]

    @_phase.setter
    def _phase(self, value):
        self._numbers[0] = value

    @property
    def _inside(self):
        return self._numbers[1]

    @_inside.setter
    def _inside(self, value):
        self._numbers[1] = value
