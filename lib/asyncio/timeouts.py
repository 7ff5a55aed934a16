"""Deadlines for a block of code."""

__all__ = ['Timeout', 'timeout', 'timeout_at']

import enum

from . import events, tasks
from .exceptions import CancelledError


class _State(enum.Enum):
    CREATED = 'created'
    ENTERED = 'active'
    EXPIRING = 'expiring'
    EXPIRED = 'expired'
    EXITED = 'finished'


class Timeout:
    """Asynchronous context: cancels its task at the time `when` of the loop's clock, and turns that into TimeoutError."""

    def __init__(self, when):
        self._state = _State.CREATED
        self._timer = None
        self._task = None
        self._when = when

    def __repr__(self):
        when = f' when={self._when:.3f}' if self._state is _State.ENTERED and self._when is not None else ''
        return f'<Timeout [{self._state.value}]{when}>'

    def when(self):
        return self._when

    def expired(self):
        return self._state in (_State.EXPIRING, _State.EXPIRED)

    def reschedule(self, when):
        if self._state is not _State.ENTERED:
            if self._state is _State.CREATED:
                raise RuntimeError('Timeout has not been entered')
            raise RuntimeError(f'Cannot change state of {self._state.value} Timeout')
        self._when = when
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if when is not None:
            loop = events.get_running_loop()
            if when <= loop.time():
                self._timer = loop.call_soon(self._expire)
            else:
                self._timer = loop.call_at(when, self._expire)

    def _expire(self):
        self._task.cancel()
        self._state = _State.EXPIRING
        self._timer = None

    async def __aenter__(self):
        if self._state is not _State.CREATED:
            raise RuntimeError('Timeout has already been entered')
        self._task = tasks.current_task()
        if self._task is None:
            raise RuntimeError('Timeout should be used inside a task')
        self._state = _State.ENTERED
        self._requests = self._task.cancelling()
        self.reschedule(self._when)
        return self

    async def __aexit__(self, kind, error, tb):
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._state is _State.EXPIRING:
            self._state = _State.EXPIRED
            if self._task.uncancel() <= self._requests and kind is not None and issubclass(kind, CancelledError):
                raise TimeoutError from error
        elif self._state is _State.ENTERED:
            self._state = _State.EXITED
        return None


def timeout(delay):
    """The block may take `delay` seconds; None: any time."""
    return Timeout(None if delay is None else events.get_running_loop().time() + delay)


def timeout_at(when):
    """The block must end at a time of the loop's clock."""
    return Timeout(when)
