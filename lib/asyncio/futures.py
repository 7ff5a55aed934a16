"""Futures: results that will be there later."""

__all__ = ['Future', 'wrap_future', 'isfuture']

import concurrent.futures
import contextvars
import reprlib
import types

from . import events
from .exceptions import CancelledError, InvalidStateError, TimeoutError

_PENDING = 'PENDING'
_CANCELLED = 'CANCELLED'
_FINISHED = 'FINISHED'


def isfuture(x):
    """True for Future and what offers its face."""
    return hasattr(x.__class__, '_asyncio_future_blocking') and x._asyncio_future_blocking is not None


class Future:
    """A result or exception that callbacks and awaiting tasks get when it is set.  Not thread-safe.

    Callbacks are called by the loop, never at once.
    """

    _state = _PENDING
    _loop = None
    _callbacks = ()
    _result = None
    _exception = None
    _cancel_message = None
    _log_traceback = False
    # True while a task waits for it by `yield from`: tells that from a bare yield.
    _asyncio_future_blocking = False

    _source_traceback = None                # where it was made, in debug mode

    def __init__(self, *, loop=None):
        self._loop = events.get_event_loop() if loop is None else loop
        self._callbacks = []
        if self._loop.get_debug():
            self._source_traceback = events._extract_stack()

    def _format_callbacks(self):
        def text(pair):
            return events._format_callback_source(pair[0], ())

        callbacks = self._callbacks
        if len(callbacks) <= 2:
            parts = map(text, callbacks)
        else:
            parts = text(callbacks[0]), '<{} more>'.format(len(callbacks) - 2), text(callbacks[-1])
        return 'cb=[{}]'.format(', '.join(parts))

    def _repr_info(self):
        info = [self._state.lower()]
        if self._state == _FINISHED:
            if self._exception is not None:
                info.append('exception={!r}'.format(self._exception))
            else:
                info.append('result={}'.format(reprlib.repr(self._result)))
        if self._callbacks:
            info.append(self._format_callbacks())
        if self._source_traceback:
            info.append('created at {}:{}'.format(*self._source_traceback[-1][:2]))
        return info

    def __repr__(self):
        return '<{} {}>'.format(self.__class__.__name__, ' '.join(self._repr_info()))

    def __del__(self):
        if self._log_traceback:
            context = {
                'message': f'{type(self).__name__} exception was never retrieved',
                'exception': self._exception,
                'future': self,
            }
            if self._source_traceback:
                context['source_traceback'] = self._source_traceback
            self._loop.call_exception_handler(context)

    __class_getitem__ = classmethod(types.GenericAlias)

    def get_loop(self):
        return self._loop

    def cancel(self, msg=None):
        """Cancel the future; False if it is done already."""
        self._log_traceback = False
        if self._state != _PENDING:
            return False
        self._state = _CANCELLED
        self._cancel_message = msg
        self._schedule_callbacks()
        return True

    def cancelled(self):
        return self._state == _CANCELLED

    def done(self):
        return self._state != _PENDING

    def result(self):
        """The result; raises the exception that was set, CancelledError, or InvalidStateError while there is none."""
        error = self.exception()
        if error is not None:
            raise error.with_traceback(self._exception_traceback)
        return self._result

    def exception(self):
        """The exception that was set, or None; raises CancelledError, or InvalidStateError while not done."""
        if self._state == _CANCELLED:
            raise self._make_cancelled_error()
        if self._state == _PENDING:
            raise InvalidStateError('Result is not ready.')
        self._log_traceback = False
        return self._exception

    def _make_cancelled_error(self):
        return CancelledError() if self._cancel_message is None else CancelledError(self._cancel_message)

    def add_done_callback(self, callback, *, context=None):
        """Call callback(future) soon after the future is done."""
        if context is None:
            context = contextvars.copy_context()
        if self._state != _PENDING:
            self._loop.call_soon(callback, self, context=context)
        else:
            self._callbacks.append((callback, context))

    def remove_done_callback(self, callback):
        """Remove all occurrences of callback; returns how many there were."""
        kept = [pair for pair in self._callbacks if pair[0] != callback]
        removed = len(self._callbacks) - len(kept)
        self._callbacks[:] = kept
        return removed

    def set_result(self, result):
        if self._state != _PENDING:
            raise InvalidStateError(f'{self._state}: {self!r}')
        self._result = result
        self._state = _FINISHED
        self._schedule_callbacks()

    def set_exception(self, exception):
        if self._state != _PENDING:
            raise InvalidStateError(f'{self._state}: {self!r}')
        if isinstance(exception, type):
            exception = exception()
        if isinstance(exception, StopIteration):
            raise TypeError('StopIteration interacts badly with generators and cannot be raised into a Future')
        self._exception = exception
        self._exception_traceback = exception.__traceback__
        self._state = _FINISHED
        self._log_traceback = True
        self._schedule_callbacks()

    def _schedule_callbacks(self):
        callbacks, self._callbacks = self._callbacks, []
        for callback, context in callbacks:
            self._loop.call_soon(callback, self, context=context)

    def __await__(self):
        if not self.done():
            self._asyncio_future_blocking = True
            yield self                  # the task waits until the future is done
        if not self.done():
            raise RuntimeError("await wasn't used with future")
        return self.result()

    __iter__ = __await__                # for coroutines written as generators


def _copy_future_state(source, target):
    """Give target, a future of either kind, the outcome of source."""
    if target.cancelled() or target.done():
        return
    if source.cancelled():
        target.cancel()
    elif source.exception() is not None:
        error = source.exception()
        if type(error) is concurrent.futures.CancelledError:
            error = CancelledError(*error.args)
        target.set_exception(error)
    else:
        target.set_result(source.result())


def _set_result_unless_cancelled(future, result):
    if not future.cancelled():
        future.set_result(result)


def wrap_future(future, *, loop=None):
    """A Future that follows a concurrent.futures.Future; cancelling it cancels that."""
    if isfuture(future):
        return future
    if not isinstance(future, concurrent.futures.Future):
        raise TypeError(f'concurrent.futures.Future is expected, got {future!r}')
    loop = events.get_event_loop() if loop is None else loop
    made = loop.create_future()

    def copy_in_loop(source):
        if not loop.is_closed():
            loop.call_soon_threadsafe(_copy_future_state, source, made)

    def follow_cancel(made):
        if made.cancelled():
            future.cancel()

    made.add_done_callback(follow_cancel)
    future.add_done_callback(copy_in_loop)
    return made


_PyFuture = _CFuture = Future               # there is but one implementation
