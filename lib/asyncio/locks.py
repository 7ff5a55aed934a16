"""Locks between tasks: not for threads."""

__all__ = ['Lock', 'Event', 'Condition', 'Semaphore', 'BoundedSemaphore', 'Barrier']

import collections
import enum

from . import events
from .exceptions import BrokenBarrierError, CancelledError


class _Waiting:
    """What has a queue of waiting tasks; belongs to the loop of the first that waits (or to `loop`)."""

    def __init__(self, loop=None):
        self._own_loop = loop
        self._waiters = collections.deque()

    @property
    def _loop(self):
        return events.get_event_loop() if self._own_loop is None else self._own_loop

    def _get_loop(self):
        running = events._get_running_loop()
        if self._own_loop is None:
            self._own_loop = events.get_event_loop() if running is None else running
        if running is not None and running is not self._own_loop:
            raise RuntimeError(f'{self!r} is bound to a different event loop')
        return self._own_loop

    def _wake(self, n=1):
        """Let the first n that wait and are not cancelled go on."""
        for waiter in self._waiters:
            if n == 0:
                break
            if not waiter.done():
                waiter.set_result(True)
                n -= 1

    async def _wait(self):
        waiter = self._get_loop().create_future()
        self._waiters.append(waiter)
        try:
            await waiter
        finally:
            self._waiters.remove(waiter)

    def _repr(self, state):
        waiting = f',waiters:{len(self._waiters)}' if self._waiters else ''
        return f'<{super().__repr__()[1:-1]} [{state}{waiting}]>'


class _Released:
    """The context manager of `with (yield from lock)`."""

    def __init__(self, lock):
        self._lock = lock

    def __enter__(self):
        return None

    def __exit__(self, *exc_info):
        self._lock.release()
        self._lock = None


class _Acquired:
    """async with, and the older `with (yield from lock)`, `with await lock`."""

    def __enter__(self):
        raise RuntimeError('"yield from" should be used as context manager expression')

    def __exit__(self, *exc_info):
        pass                            # never comes: __enter__() fails

    def __await__(self):
        yield from self.acquire().__await__()
        return _Released(self)

    __iter__ = __await__

    async def __aenter__(self):
        await self.acquire()
        return None

    async def __aexit__(self, *exc_info):
        self.release()


class Lock(_Acquired, _Waiting):
    """Mutual exclusion, in the order of the requests."""

    def __init__(self, *, loop=None):
        super().__init__(loop)
        self._locked = False

    def __repr__(self):
        return self._repr('locked' if self._locked else 'unlocked')

    def locked(self):
        return self._locked

    async def acquire(self):
        if not self._locked and all(waiter.cancelled() for waiter in self._waiters):
            self._locked = True
            return True
        try:
            await self._wait()
        except CancelledError:
            if not self._locked:
                self._wake_first()      # it may have been this one's turn
            raise
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError('Lock is not acquired.')
        self._locked = False
        self._wake_first()

    def _wake_first(self):
        """Let the first go on, unless one is on its way already."""
        if not any(waiter.done() and not waiter.cancelled() for waiter in self._waiters):
            self._wake()


class Event(_Waiting):
    """A flag that tasks can wait for."""

    def __init__(self, *, loop=None):
        super().__init__(loop)
        self._value = False

    def __repr__(self):
        return self._repr('set' if self._value else 'unset')

    def is_set(self):
        return self._value

    def set(self):
        if not self._value:
            self._value = True
            self._wake(len(self._waiters))

    def clear(self):
        self._value = False

    async def wait(self):
        if not self._value:
            await self._wait()
        return True


class Condition(_Acquired, _Waiting):
    """A lock with tasks that wait, having released it, to be notified."""

    def __init__(self, lock=None, *, loop=None):
        super().__init__(loop)
        if lock is not None and lock._loop is not self._loop:
            raise ValueError('loop argument must agree with lock')
        self._lock = Lock(loop=loop) if lock is None else lock
        self.locked = self._lock.locked
        self.acquire = self._lock.acquire
        self.release = self._lock.release

    def __repr__(self):
        return self._repr('locked' if self.locked() else 'unlocked')

    async def wait(self):
        """Release the lock, wait for a notify(), acquire it again."""
        if not self.locked():
            raise RuntimeError('cannot wait on un-acquired lock')
        self.release()
        try:
            await self._wait()
            return True
        finally:
            cancelled = None
            while True:
                try:
                    await self.acquire()
                    break
                except CancelledError as error:
                    cancelled = error
            if cancelled is not None:
                raise cancelled

    async def wait_for(self, predicate):
        result = predicate()
        while not result:
            await self.wait()
            result = predicate()
        return result

    def notify(self, n=1):
        if not self.locked():
            raise RuntimeError('cannot notify on un-acquired lock')
        self._wake(n)

    def notify_all(self):
        self.notify(len(self._waiters))


class Semaphore(_Acquired, _Waiting):
    """A counter that acquire() lowers, waiting while it is 0, and release() raises."""

    def __init__(self, value=1, *, loop=None):
        if value < 0:
            raise ValueError('Semaphore initial value must be >= 0')
        super().__init__(loop)
        self._value = value

    def __repr__(self):
        return self._repr('locked' if self.locked() else f'unlocked,value:{self._value}')

    def locked(self):
        return self._value == 0 or any(not waiter.cancelled() for waiter in self._waiters)

    async def acquire(self):
        if not self.locked():
            self._value -= 1
            return True
        waiter = self._get_loop().create_future()
        self._waiters.append(waiter)
        try:
            try:
                await waiter
            finally:
                self._waiters.remove(waiter)
        except CancelledError:
            if waiter.done() and not waiter.cancelled():
                self._value += 1        # it had been granted
                self._grant()
            raise
        return True

    def release(self):
        self._value += 1
        self._grant()

    def _grant(self):
        for waiter in self._waiters:
            if self._value == 0:
                break
            if not waiter.done():
                self._value -= 1
                waiter.set_result(True)


class BoundedSemaphore(Semaphore):
    """A semaphore that may not be released more often than it was acquired."""

    def __init__(self, value=1, *, loop=None):
        self._bound = value
        super().__init__(value, loop=loop)

    def release(self):
        if self._value >= self._bound:
            raise ValueError('BoundedSemaphore released too many times')
        super().release()


class _BarrierState(enum.Enum):
    FILLING = 'filling'
    DRAINING = 'draining'
    RESETTING = 'resetting'
    BROKEN = 'broken'


class Barrier:
    """Lets `parties` tasks wait for each other."""

    def __init__(self, parties):
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._condition = Condition()
        self._parties = parties
        self._state = _BarrierState.FILLING
        self._count = 0

    def __repr__(self):
        waiting = '' if self.broken else f', waiters:{self.n_waiting}/{self.parties}'
        return f'<{super().__repr__()[1:-1]} [{self._state.value}{waiting}]>'

    async def __aenter__(self):
        return await self.wait()

    async def __aexit__(self, *exc_info):
        pass

    async def wait(self):
        """The task's number among those that passed together."""
        async with self._condition:
            await self._condition.wait_for(lambda: self._state not in (_BarrierState.DRAINING, _BarrierState.RESETTING))
            if self._state is _BarrierState.BROKEN:
                raise BrokenBarrierError('Barrier aborted')
            index = self._count
            self._count += 1
            try:
                if index + 1 == self._parties:
                    self._state = _BarrierState.DRAINING
                    self._condition.notify_all()
                else:
                    await self._condition.wait_for(lambda: self._state is not _BarrierState.FILLING)
                    if self._state is not _BarrierState.DRAINING:
                        raise BrokenBarrierError('Abort or reset of barrier')
                return index
            finally:
                self._count -= 1
                if self._count == 0 and self._state in (_BarrierState.DRAINING, _BarrierState.RESETTING):
                    self._state = _BarrierState.FILLING
                    self._condition.notify_all()

    async def reset(self):
        async with self._condition:
            if self._count > 0:
                if self._state is not _BarrierState.RESETTING:
                    self._state = _BarrierState.RESETTING
            else:
                self._state = _BarrierState.FILLING
            self._condition.notify_all()

    async def abort(self):
        async with self._condition:
            self._state = _BarrierState.BROKEN
            self._condition.notify_all()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._count if self._state is _BarrierState.FILLING else 0

    @property
    def broken(self):
        return self._state is _BarrierState.BROKEN
