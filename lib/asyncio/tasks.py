"""Tasks: coroutines that the loop runs, and ways to wait for several."""

__all__ = ['Task', 'create_task', 'current_task', 'all_tasks', 'FIRST_COMPLETED', 'FIRST_EXCEPTION', 'ALL_COMPLETED', 'wait',
           'wait_for', 'as_completed', 'sleep', 'gather', 'shield', 'ensure_future', 'run_coroutine_threadsafe']

import concurrent.futures
import contextvars
import inspect
import itertools
import sys
import traceback
import types
import weakref

from . import coroutines, events, futures
from .exceptions import CancelledError, InvalidStateError

FIRST_COMPLETED = concurrent.futures.FIRST_COMPLETED
FIRST_EXCEPTION = concurrent.futures.FIRST_EXCEPTION
ALL_COMPLETED = concurrent.futures.ALL_COMPLETED

_name_numbers = itertools.count(1)
_all_tasks = weakref.WeakSet()
_current_tasks = {}             # loop -> the task whose step is running


def current_task(loop=None):
    """The task running in the loop now, or None."""
    return _current_tasks.get(events.get_running_loop() if loop is None else loop)


def all_tasks(loop=None):
    """The set of tasks of the loop that are not done."""
    loop = events.get_running_loop() if loop is None else loop
    return {task for task in list(_all_tasks) if task._loop is loop and not task.done()}


class Task(futures.Future):
    """A future that runs a coroutine: its result or exception is the coroutine's."""

    _must_cancel = False                # cancel() was asked for before the task could be told
    _fut_waiter = None                 # the future that it awaits

    def __init__(self, coro, *, loop=None, name=None, context=None):
        super().__init__(loop=loop)
        if not coroutines.iscoroutine(coro):
            self._log_destroy_pending = False
            raise TypeError(f'a coroutine was expected, got {coro!r}')
        self._named = name is not None
        self._name = str(name) if self._named else f'Task-{next(_name_numbers)}'
        self._coro = coro
        self._cancel_requests = 0
        self._log_destroy_pending = True
        self._context = contextvars.copy_context() if context is None else context
        self._loop.call_soon(self._step, context=self._context)
        _all_tasks.add(self)

    @classmethod
    def current_task(cls, loop=None):
        return _current_tasks.get(events.get_event_loop() if loop is None else loop)

    @classmethod
    def all_tasks(cls, loop=None):
        loop = events.get_event_loop() if loop is None else loop
        return {task for task in list(_all_tasks) if task._loop is loop}

    def _repr_info(self):
        info = super()._repr_info()
        if self._must_cancel:
            info[0] = 'cancelling'
        details = ['name={!r}'.format(self._name)] if self._named else []
        details.append('coro=<{}>'.format(coroutines._format_coroutine(self._coro)))
        if self._fut_waiter is not None:
            details.append('wait_for={!r}'.format(self._fut_waiter))
        return info[:1] + details + info[1:]

    def __del__(self):
        if self._state == futures._PENDING and getattr(self, '_log_destroy_pending', False):
            context = {'task': self, 'message': 'Task was destroyed but it is pending!'}
            if self._source_traceback:
                context['source_traceback'] = self._source_traceback
            self._loop.call_exception_handler(context)
        super().__del__()

    def get_coro(self):
        return self._coro

    def get_context(self):
        return self._context

    def get_name(self):
        return self._name

    def set_name(self, name):
        self._named = True
        self._name = str(name)

    def set_result(self, result):
        raise RuntimeError('Task does not support set_result operation')

    def set_exception(self, exception):
        raise RuntimeError('Task does not support set_exception operation')

    def get_stack(self, *, limit=None):
        """Frames of the suspended coroutine, the outermost first; those of the traceback if it has failed."""
        frames = []
        if self._exception is not None:
            tb = self._exception.__traceback__
            while tb is not None:
                frames.append(tb.tb_frame)
                tb = tb.tb_next
            return frames if limit is None else frames[:limit]
        frame = getattr(self._coro, 'cr_frame', None) or getattr(self._coro, 'gi_frame', None)
        while frame is not None:
            frames.insert(0, frame)
            frame = frame.f_back
        return frames if limit is None else frames[-limit:]

    def print_stack(self, *, limit=None, file=None):
        """Print the stack of the coroutine, or the traceback of its exception, as the traceback module does."""
        file = sys.stderr if file is None else file
        frames = self.get_stack(limit=limit)
        error = self._exception
        if not frames:
            print(f'No stack for {self!r}', file=file)
        elif error is not None:
            print(f'Traceback for {self!r} (most recent call last):', file=file)
        else:
            print(f'Stack for {self!r} (most recent call last):', file=file)
        lines = [(frame, frame.f_lineno) for frame in frames]
        traceback.print_list(traceback.StackSummary.extract(iter(lines)), file=file)
        if error is not None:
            for line in traceback.format_exception_only(type(error), error):
                print(line, file=file, end='')

    def cancel(self, msg=None):
        """Throw CancelledError into the coroutine at its next step; False if the task is done."""
        self._log_traceback = False
        if self.done():
            return False
        self._cancel_requests += 1
        if self._fut_waiter is not None and self._fut_waiter.cancel(msg=msg):
            return True                 # the step that it wakes raises the error
        self._must_cancel = True
        self._cancel_message = msg
        return True

    def cancelling(self):
        """How many requests to cancel there were that uncancel() has not taken back."""
        return self._cancel_requests

    def uncancel(self):
        if self._cancel_requests > 0:
            self._cancel_requests -= 1
            if self._cancel_requests == 0:
                self._must_cancel = False
        return self._cancel_requests

    def _step(self, error=None):
        if self.done():
            raise InvalidStateError(f'_step(): already done: {self!r}, {error!r}')
        if self._must_cancel:
            if not isinstance(error, CancelledError):
                error = self._make_cancelled_error()
            self._must_cancel = False
        self._fut_waiter = None
        former = _current_tasks.get(self._loop)
        _current_tasks[self._loop] = self
        try:
            self._advance(error)
        finally:
            if former is None:
                _current_tasks.pop(self._loop, None)
            else:
                _current_tasks[self._loop] = former
            self = None

    def _advance(self, error):
        try:
            result = self._coro.send(None) if error is None else self._coro.throw(error)
        except StopIteration as stop:
            if self._must_cancel:       # cancelled in its last step
                self._must_cancel = False
                super().cancel(msg=self._cancel_message)
            else:
                super().set_result(stop.value)
        except CancelledError as cancelled:
            super().cancel(msg=cancelled.args[0] if cancelled.args else None)
        except (KeyboardInterrupt, SystemExit) as fatal:
            super().set_exception(fatal)
            raise
        except BaseException as failure:
            super().set_exception(failure)
        else:
            self._wait_for(result)

    def _wait_for(self, result):
        """Arrange the next step after what the coroutine yielded."""
        blocking = getattr(result, '_asyncio_future_blocking', None)
        if blocking is None:
            if result is None:          # a bare yield: one turn of the loop
                self._loop.call_soon(self._step, context=self._context)
                return
            if inspect.isgenerator(result):
                problem = f'yield was used instead of yield from for generator in task {self!r} with {result!r}'
            else:
                problem = f'Task got bad yield: {result!r}'
        elif result is self:
            problem = f'Task cannot await on itself: {self!r}'
        elif result._loop is not self._loop:
            problem = f'Task {self!r} got Future {result!r} attached to a different loop'
        elif not blocking:
            problem = f'yield was used instead of yield from in task {self!r} with {result!r}'
        else:
            result._asyncio_future_blocking = False
            if type(result).add_done_callback is futures.Future.add_done_callback:
                result.add_done_callback(self._wakeup, context=self._context)
            else:                       # a class that may know nothing of contexts
                result.add_done_callback(self._wakeup)
            self._fut_waiter = result
            if self._must_cancel and result.cancel(msg=self._cancel_message):
                self._must_cancel = False
            return
        self._loop.call_soon(self._step, RuntimeError(problem), context=self._context)

    def _wakeup(self, future):
        try:
            future.result()
        except BaseException as error:
            self._step(error)
        else:
            self._step()
        self = None


_PyTask = _CTask = Task                     # there is but one implementation


def create_task(coro, *, name=None, context=None):
    """A task of the running loop for a coroutine."""
    return events.get_running_loop().create_task(coro, name=name, context=context)


@types.coroutine
def _wrap_awaitable(awaitable):
    return (yield from awaitable.__await__())


def ensure_future(x, *, loop=None):
    """A future for a coroutine (which becomes a task), an awaitable, or a future (returned as it is)."""
    if futures.isfuture(x):
        if loop is not None and loop is not x._loop:
            raise ValueError('The future belongs to a different loop than the one specified as the loop argument')
        return x
    if not coroutines.iscoroutine(x):
        if not inspect.isawaitable(x):
            raise TypeError('An asyncio.Future, a coroutine or an awaitable is required')
        x = _wrap_awaitable(x)
    return (events.get_event_loop() if loop is None else loop).create_task(x)


@types.coroutine
def _one_turn():
    yield


async def sleep(delay, result=None, *, loop=None):
    """Suspend the task for `delay` seconds; 0 lets others run once."""
    if delay != delay:
        raise ValueError('Invalid delay: NaN (not a number)')
    if delay <= 0:
        await _one_turn()
        return result
    loop = events.get_event_loop() if loop is None else loop
    future = loop.create_future()
    handle = loop.call_later(delay, _set_unless_done, future, result)
    try:
        return await future
    finally:
        handle.cancel()


def _set_unless_done(future, result):
    if not future.done():
        future.set_result(result)


async def wait(fs, *, loop=None, timeout=None, return_when=ALL_COMPLETED):
    """Wait for futures; returns the sets (done, pending).  What is pending after the timeout goes on."""
    if futures.isfuture(fs) or coroutines.iscoroutine(fs):
        raise TypeError(f'expect a list of futures, not {type(fs).__name__}')
    fs = set(fs)
    if not fs:
        raise ValueError('Set of Tasks/Futures is empty.')
    if return_when not in (FIRST_COMPLETED, FIRST_EXCEPTION, ALL_COMPLETED):
        raise ValueError(f'Invalid return_when value: {return_when}')
    loop = events.get_event_loop() if loop is None else loop
    return await _wait({ensure_future(f, loop=loop) for f in fs}, timeout, return_when, loop)


async def _wait(fs, timeout, return_when, loop):
    waiter = loop.create_future()
    count = 0

    def on_done(future):
        nonlocal count
        count -= 1
        if (count <= 0 or return_when == FIRST_COMPLETED
                or (return_when == FIRST_EXCEPTION and not future.cancelled() and future.exception() is not None)):
            _set_unless_done(waiter, None)

    pending = [f for f in fs if not f.done()]
    count = len(pending)
    satisfied = not pending or (return_when == FIRST_COMPLETED and count < len(fs)) or (
        return_when == FIRST_EXCEPTION and any(f.done() and not f.cancelled() and f.exception() is not None for f in fs))
    if not satisfied:
        timer = None if timeout is None else loop.call_later(timeout, _set_unless_done, waiter, None)
        for f in pending:
            f.add_done_callback(on_done)
        try:
            await waiter
        finally:
            if timer is not None:
                timer.cancel()
            for f in pending:
                f.remove_done_callback(on_done)
    done = {f for f in fs if f.done()}
    return done, fs - done


async def wait_for(fut, timeout, *, loop=None):
    """Wait for one awaitable; cancel it and raise TimeoutError when it takes longer than `timeout` seconds."""
    loop = events.get_event_loop() if loop is None else loop
    future = ensure_future(fut, loop=loop)
    if timeout is None:
        return await future
    if timeout > 0 or future.done():
        try:
            await _wait({future}, timeout, ALL_COMPLETED, loop)
        except CancelledError:
            if future.done():
                return future.result()
            future.cancel()
            await _wait({future}, None, ALL_COMPLETED, loop)
            raise
        if future.done():
            return future.result()
    future.cancel()
    await _wait({future}, None, ALL_COMPLETED, loop)
    if future.cancelled():
        raise TimeoutError
    return future.result()              # it had its result, or failed, before it could be cancelled


def as_completed(fs, *, loop=None, timeout=None):
    """Iterate over awaitables that give the results in the order in which they come."""
    if futures.isfuture(fs) or coroutines.iscoroutine(fs):
        raise TypeError(f'expect an iterable of futures, not {type(fs).__name__}')
    from .queues import Queue
    loop = events.get_event_loop() if loop is None else loop
    todo = {ensure_future(f, loop=loop) for f in set(fs)}
    done = Queue(loop=loop)
    timer = None

    def on_timeout():
        for f in todo:
            f.remove_done_callback(on_done)
            done.put_nowait(None)
        todo.clear()

    def on_done(future):
        if todo:
            todo.remove(future)
            done.put_nowait(future)
            if not todo and timer is not None:
                timer.cancel()

    async def next_one():
        future = await done.get()
        if future is None:
            raise TimeoutError
        return future.result()

    for f in todo:
        f.add_done_callback(on_done)
    if todo and timeout is not None:
        timer = loop.call_later(timeout, on_timeout)
    for _ in range(len(todo)):
        yield next_one()


class _GatheringFuture(futures.Future):
    """The future of gather(): cancelling it cancels the children."""

    def __init__(self, children, *, loop):
        super().__init__(loop=loop)
        self._children = children
        self._cancel_requested = False

    def cancel(self, msg=None):
        if self.done():
            return False
        asked = False
        for child in self._children:
            asked |= child.cancel(msg=msg)
        if asked:
            self._cancel_requested = True
            self._cancel_message = msg
        return asked


def gather(*coros_or_futures, loop=None, return_exceptions=False):
    """A future for the list of results, in the order of the arguments.

    The first exception is that of the whole, unless return_exceptions makes them results.
    """
    if not coros_or_futures:
        outer = (events.get_event_loop() if loop is None else loop).create_future()
        outer.set_result([])
        return outer
    made = {}
    children = []
    for x in coros_or_futures:
        if id(x) not in made:
            future = ensure_future(x, loop=loop)
            if loop is None:
                loop = future._loop
            if future is not x and hasattr(future, '_log_destroy_pending'):
                future._log_destroy_pending = False
            made[id(x)] = future
        children.append(made[id(x)])
    distinct = list(dict.fromkeys(children))
    left = len(distinct)
    outer = _GatheringFuture(distinct, loop=loop)

    def outcome(child):
        if child.cancelled():
            return child._make_cancelled_error()
        return child._result if child.exception() is None else child.exception()

    def on_done(child):
        nonlocal left
        left -= 1
        if outer.done():
            if not child.cancelled():
                child.exception()       # looked at
            return
        if not return_exceptions:
            if child.cancelled():
                outer.set_exception(child._make_cancelled_error())
                return
            if child.exception() is not None:
                outer.set_exception(child.exception())
                return
        if left == 0:
            if outer._cancel_requested:
                outer.set_exception(outer._make_cancelled_error())
            else:
                outer.set_result([outcome(c) for c in children])

    for child in distinct:
        child.add_done_callback(on_done)
    return outer


def shield(arg, *, loop=None):
    """A future for the awaitable that can be cancelled without cancelling the awaitable."""
    inner = ensure_future(arg, loop=loop)
    if inner.done():
        return inner
    outer = inner._loop.create_future()

    def on_inner_done(inner):
        if outer.cancelled():
            if not inner.cancelled():
                inner.exception()
        elif inner.cancelled():
            outer.cancel()
        elif inner.exception() is not None:
            outer.set_exception(inner.exception())
        else:
            outer.set_result(inner.result())

    def on_outer_done(outer):
        if not inner.done():
            inner.remove_done_callback(on_inner_done)

    inner.add_done_callback(on_inner_done)
    outer.add_done_callback(on_outer_done)
    return outer


def run_coroutine_threadsafe(coro, loop):
    """Run a coroutine in a loop of another thread; returns a concurrent.futures.Future."""
    if not coroutines.iscoroutine(coro):
        raise TypeError('A coroutine object is required')
    future = concurrent.futures.Future()

    def start():
        try:
            task = ensure_future(coro, loop=loop)
        except BaseException as error:
            if future.set_running_or_notify_cancel():
                future.set_exception(error)
            raise

        def on_done(task):
            if task.cancelled():
                future.cancel()         # while it is not running yet: then it could not be
            if future.set_running_or_notify_cancel():
                futures._copy_future_state(task, future)

        task.add_done_callback(on_done)
        future.add_done_callback(lambda f: loop.call_soon_threadsafe(task.cancel) if f.cancelled() and not loop.is_closed() else None)

    loop.call_soon_threadsafe(start)
    return future
