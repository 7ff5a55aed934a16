"""Futures and executors: what all kinds share."""

import collections
import logging
import threading
import time

FIRST_COMPLETED = 'FIRST_COMPLETED'
FIRST_EXCEPTION = 'FIRST_EXCEPTION'
ALL_COMPLETED = 'ALL_COMPLETED'
_AS_COMPLETED = '_AS_COMPLETED'

# The states of a future.  Cancelled becomes cancelled-and-notified when the executor
# comes upon it.
PENDING = 'PENDING'
RUNNING = 'RUNNING'
CANCELLED = 'CANCELLED'
CANCELLED_AND_NOTIFIED = 'CANCELLED_AND_NOTIFIED'
FINISHED = 'FINISHED'

_STATE_TO_DESCRIPTION_MAP = {
    PENDING: 'pending', RUNNING: 'running', CANCELLED: 'cancelled',
    CANCELLED_AND_NOTIFIED: 'cancelled', FINISHED: 'finished'}

LOGGER = logging.getLogger('concurrent.futures')


class Error(Exception):
    """Base of the exceptions."""


class CancelledError(Error):
    """The future was cancelled."""


class TimeoutError(Error, TimeoutError):
    """The time was over. Also the built-in exception of this name, which asyncio and others raise."""


class InvalidStateError(Error):
    """The operation is not allowed in this state."""


class BrokenExecutor(RuntimeError):
    """The executor cannot run anything any more."""


class _Waiter:
    """Waits for one of its futures, in the interest of as_completed() or wait()."""

    def __init__(self):
        self.event = threading.Event()
        self.finished_futures = []
        self.lock = threading.Lock()

    def add_result(self, future):
        self._add(future)

    add_exception = add_cancelled = add_result

    def _add(self, future):
        with self.lock:
            self.finished_futures.append(future)
            self.event.set()


class _AllCompletedWaiter(_Waiter):
    """Waits for all futures, or until one fails."""

    def __init__(self, num_pending_calls, stop_on_exception):
        super().__init__()
        self.num_pending_calls = num_pending_calls
        self.stop_on_exception = stop_on_exception

    def _add(self, future, failed=False):
        with self.lock:
            self.finished_futures.append(future)
            self.num_pending_calls -= 1
            if not self.num_pending_calls or failed and self.stop_on_exception:
                self.event.set()

    def add_exception(self, future):
        self._add(future, True)


class _AcquireFutures:
    """Locks several futures, in an order that cannot deadlock."""

    def __init__(self, futures):
        self.futures = sorted(futures, key=id)

    def __enter__(self):
        for future in self.futures:
            future._condition.acquire()

    def __exit__(self, *args):
        for future in self.futures:
            future._condition.release()


def _create_and_install_waiters(fs, return_when):
    if return_when in (_AS_COMPLETED, FIRST_COMPLETED):
        waiter = _Waiter()
    else:
        pending = sum(f._state not in (CANCELLED_AND_NOTIFIED, FINISHED) for f in fs)
        if return_when == FIRST_EXCEPTION:
            waiter = _AllCompletedWaiter(pending, stop_on_exception=True)
        elif return_when == ALL_COMPLETED:
            waiter = _AllCompletedWaiter(pending, stop_on_exception=False)
        else:
            raise ValueError('Invalid return condition: %r' % return_when)
    for f in fs:
        f._waiters.append(waiter)
    return waiter


def _remove_waiter(future, waiter):
    with future._condition:
        future._waiters.remove(waiter)


def as_completed(fs, timeout=None):
    """Iterate over futures as they are completed."""
    deadline = None if timeout is None else time.monotonic() + timeout
    fs = set(fs)
    total = len(fs)
    with _AcquireFutures(fs):
        finished = set(f for f in fs if f._state in (CANCELLED_AND_NOTIFIED, FINISHED))
        pending = fs - finished
        waiter = _create_and_install_waiters(fs, _AS_COMPLETED)
    finished = list(finished)
    try:
        while True:
            # A future that was yielded must not be kept alive here.
            while finished:
                f = finished.pop()
                _remove_waiter(f, waiter)
                fs.discard(f)
                box = [f]
                del f
                yield box.pop()
            if not pending:
                break
            if deadline is None:
                remaining = None
            else:
                remaining = deadline - time.monotonic()
                if remaining < 0:
                    raise TimeoutError('%d (of %d) futures unfinished'
                                       % (len(pending), total))
            waiter.event.wait(remaining)
            with waiter.lock:
                finished = waiter.finished_futures
                waiter.finished_futures = []
                waiter.event.clear()
            finished.reverse()
            pending.difference_update(finished)
    finally:
        for f in fs:
            _remove_waiter(f, waiter)


DoneAndNotDoneFutures = collections.namedtuple('DoneAndNotDoneFutures', 'done not_done')


def wait(fs, timeout=None, return_when=ALL_COMPLETED):
    """Wait for futures; return the sets of those that are done and not done."""
    fs = set(fs)
    with _AcquireFutures(fs):
        done = set(f for f in fs if f._state in (CANCELLED_AND_NOTIFIED, FINISHED))
        not_done = fs - done
        if return_when == FIRST_COMPLETED and done:
            return DoneAndNotDoneFutures(done, not_done)
        if return_when == FIRST_EXCEPTION and any(
                f for f in done if not f.cancelled() and f.exception() is not None):
            return DoneAndNotDoneFutures(done, not_done)
        if not not_done:
            return DoneAndNotDoneFutures(done, not_done)
        waiter = _create_and_install_waiters(fs, return_when)
    waiter.event.wait(timeout)
    for f in fs:
        _remove_waiter(f, waiter)
    done.update(waiter.finished_futures)
    return DoneAndNotDoneFutures(done, fs - done)


class Future:
    """The result, to be, of a call."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self):
        self._condition = threading.Condition()
        self._state = PENDING
        self._result = None
        self._exception = None
        self._waiters = []
        self._done_callbacks = []

    def _invoke_callbacks(self):
        for callback in self._done_callbacks:
            try:
                callback(self)
            except Exception:
                LOGGER.exception('exception calling callback for %r', self)

    def __repr__(self):
        with self._condition:
            text = '<%s at %#x state=%s' % (self.__class__.__name__, id(self),
                                            _STATE_TO_DESCRIPTION_MAP[self._state])
            if self._state == FINISHED:
                if self._exception:
                    text += ' raised %s' % self._exception.__class__.__name__
                else:
                    text += ' returned %s' % self._result.__class__.__name__
            return text + '>'

    def cancel(self):
        """Cancel, if it has not begun; return whether it is cancelled."""
        with self._condition:
            if self._state in (RUNNING, FINISHED):
                return False
            if self._state in (CANCELLED, CANCELLED_AND_NOTIFIED):
                return True
            self._state = CANCELLED
            self._condition.notify_all()
        self._invoke_callbacks()
        return True

    def cancelled(self):
        with self._condition:
            return self._state in (CANCELLED, CANCELLED_AND_NOTIFIED)

    def running(self):
        with self._condition:
            return self._state == RUNNING

    def done(self):
        with self._condition:
            return self._state in (CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED)

    def __get_result(self):
        if self._exception:
            try:
                raise self._exception
            finally:
                self = None     # the traceback would keep a cycle
        return self._result

    def add_done_callback(self, fn):
        """Call fn with this future when it is done, at once if it is."""
        with self._condition:
            if self._state not in (CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED):
                self._done_callbacks.append(fn)
                return
        try:
            fn(self)
        except Exception:
            LOGGER.exception('exception calling callback for %r', self)

    def _await_end(self, timeout):
        # With the condition held; true if it ended regularly.
        for waited in False, True:
            if self._state in (CANCELLED, CANCELLED_AND_NOTIFIED):
                raise CancelledError()
            if self._state == FINISHED:
                return
            if not waited:
                self._condition.wait(timeout)
        raise TimeoutError()

    def result(self, timeout=None):
        """What the call returned; what it raised is raised."""
        try:
            with self._condition:
                self._await_end(timeout)
                return self.__get_result()
        finally:
            self = None

    def exception(self, timeout=None):
        """What the call raised, or None."""
        with self._condition:
            self._await_end(timeout)
            return self._exception

    # For executors, and tests

    def set_running_or_notify_cancel(self):
        """True if the call may begin, false if it was cancelled."""
        with self._condition:
            if self._state == CANCELLED:
                self._state = CANCELLED_AND_NOTIFIED
                for waiter in self._waiters:
                    waiter.add_cancelled(self)
                return False
            if self._state == PENDING:
                self._state = RUNNING
                return True
            LOGGER.critical('Future %s in unexpected state: %s', id(self), self._state)
            raise RuntimeError('Future in unexpected state')

    def set_result(self, result):
        with self._condition:
            self._check_open()
            self._result = result
            self._state = FINISHED
            for waiter in self._waiters:
                waiter.add_result(self)
            self._condition.notify_all()
        self._invoke_callbacks()

    def set_exception(self, exception):
        with self._condition:
            self._check_open()
            self._exception = exception
            self._state = FINISHED
            for waiter in self._waiters:
                waiter.add_exception(self)
            self._condition.notify_all()
        self._invoke_callbacks()

    def _check_open(self):
        if self._state in (CANCELLED, CANCELLED_AND_NOTIFIED, FINISHED):
            raise InvalidStateError('{}: {!r}'.format(self._state, self))


class Executor:
    """Takes calls to be made asynchronously."""

    def submit(self, fn, *args, **kwargs):
        """A future for fn(*args, **kwargs)."""
        raise NotImplementedError()

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Like map(), the calls made concurrently, the results in order."""
        deadline = None if timeout is None else timeout + time.monotonic()
        fs = [self.submit(fn, *args) for args in zip(*iterables)]

        def results():
            try:
                fs.reverse()
                while fs:
                    # Popped, so that no reference to the future is left.
                    if deadline is None:
                        yield fs.pop().result()
                    else:
                        yield fs.pop().result(deadline - time.monotonic())
            finally:
                for future in fs:
                    future.cancel()
        return results()

    def shutdown(self, wait=True, *, cancel_futures=False):
        """Take no more calls; wait for those that were taken."""

    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_val, exc_tb):
        self.shutdown(wait=True)
        return False
