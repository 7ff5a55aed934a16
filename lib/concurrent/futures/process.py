"""An executor of processes.

submit() notes a call; a thread of this process, the manager, feeds calls to
the queue that the workers read, a few ahead of them (those in the queue cannot
be cancelled any more), and gives their answers to the futures.  When a worker
ends by itself the executor is broken: nobody knows what it had taken.
"""

import atexit
import itertools
import os
import queue
import threading
import traceback
import weakref

import multiprocessing as mp
import multiprocessing.connection
from concurrent.futures import _base
from multiprocessing.queues import Queue

# A few calls more than workers wait in their queue, so that none is idle.
EXTRA_QUEUED_CALLS = 1

_managers = weakref.WeakKeyDictionary()     # manager threads -> what wakes them
_global_shutdown = False


def _python_exit():
    """The interpreter ends: lets the workers finish what they were given."""
    global _global_shutdown
    _global_shutdown = True
    items = list(_managers.items())
    for thread, wakeup in items:
        wakeup.wake()
    for thread, wakeup in items:
        thread.join()


atexit.register(_python_exit)


class BrokenProcessPool(_base.BrokenExecutor):
    """A worker has ended by itself."""


# ---- what travels ----

class _RemoteTraceback(Exception):
    """The cause of a worker's error: its traceback as text."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class _ExceptionWithTraceback:
    def __init__(self, exc, tb):
        text = ''.join(traceback.format_exception(type(exc), exc, tb))
        self.exc = exc
        # The frames would keep what they have alive.
        self.exc.__traceback__ = None
        self.tb = '\n"""\n%s"""' % text

    def __reduce__(self):
        return _rebuild_exception, (self.exc, self.tb)


def _rebuild_exception(exc, tb):
    exc.__cause__ = _RemoteTraceback(tb)
    return exc


class _WorkItem:
    def __init__(self, future, fn, args, kwargs):
        self.future = future
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _CallItem:
    def __init__(self, work_id, fn, args, kwargs):
        self.work_id = work_id
        self.fn = fn
        self.args = args
        self.kwargs = kwargs


class _ResultItem:
    def __init__(self, work_id, exception=None, result=None, exit_pid=None):
        self.work_id = work_id
        self.exception = exception
        self.result = result
        self.exit_pid = exit_pid        # of a worker that has done its share


class _CallQueue(Queue):
    """The workers' queue: a call that cannot be pickled fails, no other."""

    def __init__(self, maxsize, *, ctx, pending, wakeup):
        self.pending = pending
        self.wakeup = wakeup
        super().__init__(maxsize, ctx=ctx)
        self._ignore_epipe = True

    def _on_queue_feeder_error(self, e, obj):
        if not isinstance(obj, _CallItem):
            super()._on_queue_feeder_error(e, obj)
            return
        e.__cause__ = _RemoteTraceback('\n"""\n%s"""' % ''.join(
            traceback.format_exception(type(e), e, e.__traceback__)))
        item = self.pending.pop(obj.work_id, None)
        self.wakeup.wake()
        if item is not None:
            item.future.set_exception(e)


class _Wakeup:
    """A pipe that lets the manager look around."""

    def __init__(self):
        self._lock = threading.Lock()
        self._reader, self._writer = mp.connection.Pipe(duplex=False)
        self._closed = False

    def wake(self):
        with self._lock:
            if not self._closed:
                self._writer.send_bytes(b'')

    def clear(self):
        while self._reader.poll():
            self._reader.recv_bytes()

    def close(self):
        with self._lock:
            if not self._closed:
                self._closed = True
                self._writer.close()
                self._reader.close()


# ---- workers ----

def _process_worker(call_queue, result_queue, initializer, initargs, max_tasks=None):
    """What a worker does until it gets None instead of a call."""
    if initializer is not None:
        try:
            initializer(*initargs)
        except BaseException:
            _base.LOGGER.critical('Exception in initializer:', exc_info=True)
            return                      # this breaks the executor
    done = 0
    while True:
        item = call_queue.get(block=True)
        if item is None:
            result_queue.put(_ResultItem(None, exit_pid=os.getpid()))
            return
        exit_pid = None
        done += 1
        if done == max_tasks:
            exit_pid = os.getpid()
        try:
            answer = _ResultItem(item.work_id, result=item.fn(*item.args, **item.kwargs),
                                 exit_pid=exit_pid)
        except BaseException as e:
            answer = _ResultItem(item.work_id, exit_pid=exit_pid,
                                 exception=_ExceptionWithTraceback(e, e.__traceback__))
        try:
            result_queue.put(answer)
        except BaseException as e:
            result_queue.put(_ResultItem(item.work_id, exit_pid=exit_pid,
                                         exception=_ExceptionWithTraceback(e, e.__traceback__)))
        # What a call held on to is not to live until the next one.
        del item, answer
        if exit_pid is not None:
            return


# ---- the manager ----

class _Manager(threading.Thread):
    """The thread between futures and workers.  It does not keep the executor:
    when that is collected the workers end as well."""

    def __init__(self, executor):
        super().__init__(daemon=True)
        self.wakeup = executor._wakeup
        self.shutdown_lock = executor._shutdown_lock
        self.processes = executor._processes
        self.call_queue = executor._call_queue
        self.result_queue = executor._result_queue
        self.work_ids = executor._work_ids
        self.pending = executor._pending_work_items
        self.max_tasks = executor._max_tasks_per_child

        def collected(_, wakeup=self.wakeup):
            wakeup.wake()
        self.executor_reference = weakref.ref(executor, collected)

    def run(self):
        while True:
            self._feed()
            item, broken, cause = self._wait_for_answer()
            if broken:
                self._break(cause)
                return
            if item is not None:
                self._take(item)
                del item
            executor = self.executor_reference()
            ending = _global_shutdown or executor is None or executor._shutdown
            if ending:
                if executor is not None:
                    executor._shutdown = True
                    if executor._cancel_pending:
                        self._cancel_pending()
                        executor._cancel_pending = False
                if not self.pending:
                    del executor
                    self._finish()
                    return
            del executor

    def _feed(self):
        """Moves calls to the workers' queue, as long as it has room."""
        while not self.call_queue.full():
            try:
                work_id = self.work_ids.get(block=False)
            except queue.Empty:
                return
            item = self.pending.get(work_id)
            if item is None:
                continue
            if item.future.set_running_or_notify_cancel():
                self.call_queue.put(_CallItem(work_id, item.fn, item.args, item.kwargs), block=True)
            else:
                del self.pending[work_id]

    def _wait_for_answer(self):
        """(answer or None, whether a worker has ended, the reason if known)"""
        reader, wakeup = self.result_queue._reader, self.wakeup._reader
        with self.shutdown_lock:
            sentinels = [p.sentinel for p in list(self.processes.values())]
        ready = mp.connection.wait([reader, wakeup] + sentinels)
        item, broken, cause = None, True, None
        if reader in ready:
            try:
                item = reader.recv()
                broken = False
            except BaseException as e:
                cause = traceback.format_exception(type(e), e, e.__traceback__)
        elif wakeup in ready:
            broken = False
        self.wakeup.clear()
        return item, broken, cause

    def _take(self, answer):
        if answer.work_id is not None:
            item = self.pending.pop(answer.work_id, None)
            if item is not None:
                if answer.exception:
                    item.future.set_exception(answer.exception)
                else:
                    item.future.set_result(answer.result)
        if answer.exit_pid is not None:
            with self.shutdown_lock:
                p = self.processes.pop(answer.exit_pid, None)
            if p is not None:
                p.join()
            executor = self.executor_reference()
            if executor is not None and not executor._shutdown:
                executor._start_workers()

    def _cancel_pending(self):
        for work_id, item in list(self.pending.items()):
            if item.future.cancel():
                del self.pending[work_id]

    def _break(self, cause):
        """Fails what is pending, ends the workers."""
        executor = self.executor_reference()
        if executor is not None:
            executor._broken = ('A child process terminated abruptly, the process pool is not '
                                'usable anymore')
            executor._shutdown = True
        error = BrokenProcessPool('A process in the process pool was terminated abruptly while '
                                  'the future was running or pending.')
        if cause is not None:
            error.__cause__ = _RemoteTraceback("\n'''\n%s'''" % ''.join(cause))
        for item in self.pending.values():
            try:
                item.future.set_exception(error)
            except _base.InvalidStateError:
                pass                    # cancelled meanwhile
        self.pending.clear()
        for p in list(self.processes.values()):
            p.terminate()
        self._join(list(self.processes.values()))

    def _finish(self):
        """Tells the workers that there is nothing more, and waits for them."""
        with self.shutdown_lock:
            workers = list(self.processes.values())
        told = 0
        while told < len(workers) and any(p.is_alive() for p in workers):
            try:
                self.call_queue.put_nowait(None)
                told += 1
            except queue.Full:
                # They will make room: their answers have to be read for that.
                if self.result_queue._reader.poll(0.01):
                    self.result_queue._reader.recv()
        self._join(workers)

    def _join(self, workers):
        self.call_queue.close()
        self.call_queue.join_thread()
        for p in workers:
            # A worker that writes its last answer must not wait for ever.
            while p.is_alive():
                ready = mp.connection.wait([p.sentinel, self.result_queue._reader])
                if self.result_queue._reader in ready:
                    try:
                        self.result_queue._reader.recv()
                    except (EOFError, OSError):
                        break
                else:
                    break
            p.join()
        self.wakeup.close()


# ---- the executor ----

_system_limits_checked = False
_system_limited = None


def _check_system_limits():
    """NotImplementedError where there are not enough semaphores."""
    global _system_limits_checked, _system_limited
    if not _system_limits_checked:
        _system_limits_checked = True
        try:
            n = os.sysconf('SC_SEM_NSEMS_MAX')
        except (AttributeError, ValueError):
            return
        if n != -1 and n < 256:
            _system_limited = ('system provides too few semaphores (%d available, 256 necessary)' % n)
    if _system_limited:
        raise NotImplementedError(_system_limited)


def _process_chunk(fn, chunk):
    return [fn(*args) for args in chunk]


def _chunks_of(*iterables, chunksize):
    items = zip(*iterables)
    while True:
        chunk = tuple(itertools.islice(items, chunksize))
        if not chunk:
            return
        yield chunk


def _flatten(lists):
    """The items; none of them is kept."""
    for items in lists:
        items.reverse()
        while items:
            yield items.pop()


class ProcessPoolExecutor(_base.Executor):
    """Runs calls in at most max_workers processes.  Functions, arguments and
    results are pickled."""

    def __init__(self, max_workers=None, mp_context=None, initializer=None, initargs=(), *,
                 max_tasks_per_child=None):
        _check_system_limits()
        if max_workers is None:
            max_workers = os.cpu_count() or 1
        if max_workers <= 0:
            raise ValueError('max_workers must be greater than 0')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        if max_tasks_per_child is not None:
            if not isinstance(max_tasks_per_child, int):
                raise TypeError('max_tasks_per_child must be an integer')
            if max_tasks_per_child <= 0:
                raise ValueError('max_tasks_per_child must be >= 1')
        self._max_workers = max_workers
        self._mp_context = mp_context or mp.get_context()
        self._initializer = initializer
        self._initargs = initargs
        self._max_tasks_per_child = max_tasks_per_child
        self._queue_management_thread = None
        self._processes = {}                # number -> process
        self._shutdown = False
        self._shutdown_lock = threading.Lock()
        self._broken = False
        self._cancel_pending = False
        self._queue_count = 0
        self._pending_work_items = {}
        self._work_ids = queue.Queue()
        self._wakeup = _Wakeup()
        self._call_queue = _CallQueue(max_workers + EXTRA_QUEUED_CALLS, ctx=self._mp_context,
                                      pending=self._pending_work_items, wakeup=self._wakeup)
        self._result_queue = self._mp_context.SimpleQueue()

    def _start_manager(self):
        if self._queue_management_thread is None:
            # The workers first: a child of fork() shall not have the thread's state.
            self._start_workers()
            self._queue_management_thread = _Manager(self)
            _managers[self._queue_management_thread] = self._wakeup
            self._queue_management_thread.start()

    def _start_workers(self):
        while len(self._processes) < self._max_workers:
            p = self._mp_context.Process(
                target=_process_worker,
                args=(self._call_queue, self._result_queue, self._initializer, self._initargs,
                      self._max_tasks_per_child))
            p.start()
            self._processes[p.pid] = p

    def submit(self, fn, *args, **kwargs):
        with self._shutdown_lock:
            if self._broken:
                raise BrokenProcessPool(self._broken)
            if self._shutdown:
                raise RuntimeError('cannot schedule new futures after shutdown')
            if _global_shutdown:
                raise RuntimeError('cannot schedule new futures after interpreter shutdown')
            f = _base.Future()
            self._pending_work_items[self._queue_count] = _WorkItem(f, fn, args, kwargs)
            self._work_ids.put(self._queue_count)
            self._queue_count += 1
            self._start_manager()
            self._wakeup.wake()
            return f

    def map(self, fn, *iterables, timeout=None, chunksize=1):
        """Like map(), the calls made concurrently, chunksize of them at once
        by a worker, the results in order."""
        if chunksize < 1:
            raise ValueError('chunksize must be >= 1.')
        import functools
        lists = super().map(functools.partial(_process_chunk, fn),
                            _chunks_of(*iterables, chunksize=chunksize), timeout=timeout)
        return _flatten(lists)

    def shutdown(self, wait=True, *, cancel_futures=False):
        with self._shutdown_lock:
            self._cancel_pending = cancel_futures
            self._shutdown = True
            self._wakeup.wake()
        if self._queue_management_thread is not None:
            if wait:
                self._queue_management_thread.join()
        else:
            self._wakeup.close()
        # Descriptors go with the last reference.
        self._queue_management_thread = None
        self._call_queue = None
        self._result_queue = None
        self._processes = None

    shutdown.__doc__ = _base.Executor.shutdown.__doc__
