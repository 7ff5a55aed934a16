"""The exceptions of asyncio."""

__all__ = ['BrokenBarrierError', 'CancelledError', 'IncompleteReadError', 'InvalidStateError', 'LimitOverrunError',
           'QueueShutDown', 'TimeoutError']

from concurrent.futures import CancelledError as _FutureCancelled


class CancelledError(_FutureCancelled):
    """The future or task was cancelled."""


TimeoutError = TimeoutError             # the built-in one, also under this module's name


class InvalidStateError(Exception):
    """The operation is not allowed in this state of the future."""


class IncompleteReadError(EOFError):
    """The stream ended before what was asked for was there.

    partial: the bytes that were read; expected: how many were asked for, or None.
    """

    def __init__(self, partial, expected):
        wanted = 'undefined' if expected is None else repr(expected)
        super().__init__(f'{len(partial)} bytes read on a total of {wanted} expected bytes')
        self.partial = partial
        self.expected = expected

    def __reduce__(self):
        return type(self), (self.partial, self.expected)


class LimitOverrunError(Exception):
    """The buffer's limit was reached while looking for a separator.

    consumed: how many bytes are to be taken from the buffer to go on.
    """

    def __init__(self, message, consumed):
        super().__init__(message)
        self.consumed = consumed

    def __reduce__(self):
        return type(self), (self.args[0], self.consumed)


class BrokenBarrierError(RuntimeError):
    """The barrier is broken."""


class QueueShutDown(Exception):
    """The queue has been shut down."""
