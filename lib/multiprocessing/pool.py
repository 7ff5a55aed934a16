"""Pools: workers that tasks are handed to.

A task is (job, index, function, args, kwargs); the worker answers (job, index,
(success, value)).  Three threads of the pool's process carry it: one makes the
tasks of what was asked and writes them to the workers' queue, one reads the
answers and gives them to the results, one replaces workers that have ended.
"""

import collections
import itertools
import os
import queue
import threading
import time
import traceback
import weakref

from . import util
from .connection import Pipe as _Pipe, wait as _wait
from .context import TimeoutError, _default_context

__all__ = ['Pool', 'ThreadPool']

RUN, CLOSE, TERMINATE = 'RUN', 'CLOSE', 'TERMINATE'

_job_counter = itertools.count()


def _map_chunk(task):
    return list(map(*task))


def _starmap_chunk(task):
    return list(itertools.starmap(task[0], task[1]))


# ---- errors that travel ----

class RemoteTraceback(Exception):
    """The cause of an error of a worker: its traceback as text."""

    def __init__(self, tb):
        self.tb = tb

    def __str__(self):
        return self.tb


class ExceptionWithTraceback:
    """An exception that is pickled with its traceback as text."""

    def __init__(self, exc, tb):
        text = ''.join(traceback.format_exception(type(exc), exc, tb))
        self.exc = exc
        self.tb = '\n"""\n%s"""' % text

    def __reduce__(self):
        return _rebuild_exception, (self.exc, self.tb)


def _rebuild_exception(exc, tb):
    exc.__cause__ = RemoteTraceback(tb)
    return exc


class MaybeEncodingError(Exception):
    """A worker's result that cannot be pickled."""

    def __init__(self, exc, value):
        self.exc = repr(exc)
        self.value = repr(value)
        super().__init__(self.exc, self.value)

    def __str__(self):
        return "Error sending result: '%s'. Reason: '%s'" % (self.value, self.exc)

    def __repr__(self):
        return '<%s: %s>' % (type(self).__name__, self)


def _raise(error):
    raise error


# ---- workers ----

def worker(inqueue, outqueue, initializer=None, initargs=(), maxtasks=None, wrap_exception=False):
    """What a worker does until it gets None instead of a task."""
    if maxtasks is not None and not (isinstance(maxtasks, int) and maxtasks >= 1):
        raise AssertionError('Maxtasks {!r} is not valid'.format(maxtasks))
    if hasattr(inqueue, '_writer'):
        # So the queues end when the pool's process does.
        inqueue._writer.close()
        outqueue._reader.close()
    if initializer is not None:
        initializer(*initargs)
    done = 0
    while maxtasks is None or done < maxtasks:
        try:
            task = inqueue.get()
        except (EOFError, OSError):
            util.debug('worker got EOFError or OSError -- exiting')
            break
        if task is None:
            util.debug('worker got sentinel -- exiting')
            break
        job, index, function, args, kwargs = task
        try:
            answer = True, function(*args, **kwargs)
        except Exception as e:
            if wrap_exception and function is not _raise:
                e = ExceptionWithTraceback(e, e.__traceback__)
            answer = False, e
        try:
            outqueue.put((job, index, answer))
        except Exception as e:
            wrapped = MaybeEncodingError(e, answer[1])
            util.debug('Possible encoding error while sending result: %s', wrapped)
            outqueue.put((job, index, (False, wrapped)))
        # What a task held on to is not to live until the next one.
        task = job = answer = function = args = kwargs = None
        done += 1
    util.debug('worker exiting after %d tasks' % done)


# ---- pools ----

class Pool:
    """Processes that tasks are handed to."""
    _wrap_exception = True

    @staticmethod
    def Process(ctx, *args, **kwargs):
        return ctx.Process(*args, **kwargs)

    def __init__(self, processes=None, initializer=None, initargs=(),
                 maxtasksperchild=None, context=None):
        self._ctx = context or _default_context.get_context()
        self._setup_queues()
        self._taskqueue = queue.Queue()
        self._cache = {}                # job -> its result
        self._state = RUN
        self._maxtasksperchild = maxtasksperchild
        self._initializer = initializer
        self._initargs = initargs
        if processes is None:
            processes = os.cpu_count() or 1
        if processes < 1:
            raise ValueError('Number of processes must be at least 1')
        if maxtasksperchild is not None and (not isinstance(maxtasksperchild, int)
                                             or maxtasksperchild <= 0):
            raise ValueError('maxtasksperchild must be a positive int or None')
        if initializer is not None and not callable(initializer):
            raise TypeError('initializer must be a callable')
        self._processes = processes
        self._pool = []
        # What is written here lets the thread that minds the workers look again.
        self._wake_reader, self._wake_writer = _Pipe(duplex=False)
        try:
            self._repopulate_pool()
        except Exception:
            for p in self._pool:
                if p.exitcode is None:
                    p.terminate()
            for p in self._pool:
                p.join()
            raise
        self._worker_handler = self._start_thread(self._mind_workers)
        self._task_handler = self._start_thread(self._handle_tasks)
        self._result_handler = self._start_thread(self._handle_results)
        # The threads keep the pool alive as long as there is something to end.
        self._terminate = util.Finalize(self, Pool._terminate_pool, args=(weakref.ref(self),),
                                        exitpriority=15)

    def _start_thread(self, target):
        thread = threading.Thread(target=target, daemon=True)
        thread.start()
        return thread

    def _setup_queues(self):
        self._inqueue = self._ctx.SimpleQueue()
        self._outqueue = self._ctx.SimpleQueue()
        self._quick_put = self._inqueue._writer.send
        self._quick_get = self._outqueue._reader.recv

    def __repr__(self):
        return '<%s.%s state=%s pool_size=%d>' % (
            type(self).__module__, type(self).__qualname__, self._state, len(self._pool))

    def __reduce__(self):
        raise NotImplementedError('pool objects cannot be passed between processes or pickled')

    def __enter__(self):
        self._check_running()
        return self

    def __exit__(self, *error):
        self.terminate()

    def _check_running(self):
        if self._state != RUN:
            raise ValueError('Pool not running')

    # ---- workers ----

    def _join_exited_workers(self):
        """Drops the workers that have ended; whether there were any."""
        ended = [p for p in self._pool if p.exitcode is not None]
        for p in ended:
            util.debug('cleaning up worker %s' % p.name)
            p.join()
            self._pool.remove(p)
        return bool(ended)

    def _repopulate_pool(self):
        """Starts as many workers as are missing."""
        while len(self._pool) < self._processes:
            p = self.Process(self._ctx, target=worker,
                             args=(self._inqueue, self._outqueue, self._initializer, self._initargs,
                                   self._maxtasksperchild, self._wrap_exception))
            p.name = p.name.replace('Process', 'PoolWorker')
            p.daemon = True
            p.start()
            self._pool.append(p)
            util.debug('added worker')

    def _maintain_pool(self):
        if self._join_exited_workers():
            self._repopulate_pool()

    def _sentinels(self):
        return [p.sentinel for p in self._pool]

    def _wake(self):
        try:
            self._wake_writer.send_bytes(b'')
        except OSError:
            pass

    def _mind_workers(self):
        """A thread: replaces workers that end, as long as there are tasks."""
        while self._state == RUN or (self._cache and self._state != TERMINATE):
            self._maintain_pool()
            try:
                _wait(self._sentinels() + [self._wake_reader])
                while self._wake_reader.poll():
                    self._wake_reader.recv_bytes()
            except (OSError, ValueError, EOFError):
                if self._state == TERMINATE:
                    break
        # Ends the thread that hands out tasks.
        self._taskqueue.put(None)
        util.debug('worker handler exiting')

    # ---- tasks ----

    def _tasks(self, job, function, iterable):
        """A task for each item; where the items fail, one that raises that."""
        index = -1
        try:
            for index, item in enumerate(iterable):
                yield job, index, function, (item,), {}
        except Exception as e:
            yield job, index + 1, _raise, (e,), {}

    def _handle_tasks(self):
        """A thread: writes tasks to the workers' queue."""
        task = tasks = result = None
        while True:
            request = self._taskqueue.get()
            if request is None:
                break
            tasks, set_length = request
            request = task = None
            number = -1
            for task in tasks:
                if self._state == TERMINATE:
                    util.debug('task handler found thread._state != RUN')
                    break
                number += 1
                try:
                    self._quick_put(task)
                except Exception as e:
                    result = self._cache.get(task[0])
                    if result is not None:
                        result._set(task[1], (False, e))
                    result = None
            else:
                if set_length:
                    set_length(number + 1)
                tasks = task = set_length = None
                continue
            break
        try:
            # The thread that reads answers and the workers are to end, too.
            self._end_results()
            for p in self._pool:
                self._quick_put(None)
        except OSError:
            util.debug('task handler got OSError when sending sentinels')
        util.debug('task handler exiting')

    def _end_results(self):
        self._outqueue.put(None)

    def _handle_results(self):
        """A thread: gives answers to the results that wait for them."""
        ending = False
        while not (ending and (self._state == TERMINATE or not self._cache)):
            try:
                answer = self._quick_get()
            except (OSError, EOFError):
                util.debug('result handler got EOFError/OSError -- exiting')
                return
            if answer is None:
                ending = True
                continue
            job, index, value = answer
            result = self._cache.get(job)
            if result is not None:
                result._set(index, value)
            answer = job = value = result = None
            if not self._cache:
                self._wake()
        # Those who still write must not wait for ever.
        if hasattr(self._outqueue, '_reader'):
            try:
                for i in range(10):
                    if not self._outqueue._reader.poll():
                        break
                    self._quick_get()
            except (OSError, EOFError):
                pass
        util.debug('result handler exiting')

    # ---- what can be asked ----

    def apply(self, func, args=(), kwds={}):
        """func(*args, **kwds), in a worker."""
        return self.apply_async(func, args, kwds).get()

    def map(self, func, iterable, chunksize=None):
        """[func(item) for item in iterable], the items in chunks to the workers."""
        return self._map_async(func, iterable, _map_chunk, chunksize).get()

    def starmap(self, func, iterable, chunksize=None):
        """[func(*item) for item in iterable]"""
        return self._map_async(func, iterable, _starmap_chunk, chunksize).get()

    def apply_async(self, func, args=(), kwds={}, callback=None, error_callback=None):
        """Like apply(), but returns a result to wait for."""
        self._check_running()
        result = ApplyResult(self, callback, error_callback)
        self._taskqueue.put(([(result._job, 0, func, args, kwds)], None))
        return result

    def map_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, _map_chunk, chunksize, callback, error_callback)

    def starmap_async(self, func, iterable, chunksize=None, callback=None, error_callback=None):
        return self._map_async(func, iterable, _starmap_chunk, chunksize, callback, error_callback)

    def _map_async(self, func, iterable, mapper, chunksize=None, callback=None, error_callback=None):
        self._check_running()
        if not hasattr(iterable, '__len__'):
            iterable = list(iterable)
        if chunksize is None:
            # Four chunks for each worker.
            chunksize = -(-len(iterable) // (len(self._pool) * 4))
        if len(iterable) == 0:
            chunksize = 0
        result = MapResult(self, chunksize, len(iterable), callback, error_callback)
        chunks = self._chunks(func, iterable, chunksize)
        self._taskqueue.put((self._tasks(result._job, mapper, chunks), None))
        return result

    @staticmethod
    def _chunks(func, iterable, size):
        items = iter(iterable)
        while True:
            chunk = tuple(itertools.islice(items, size))
            if not chunk:
                return
            yield func, chunk

    def imap(self, func, iterable, chunksize=1):
        """An iterator of func(item), in order."""
        return self._imap(IMapIterator, func, iterable, chunksize)

    def imap_unordered(self, func, iterable, chunksize=1):
        """An iterator of func(item), as they get ready."""
        return self._imap(IMapUnorderedIterator, func, iterable, chunksize)

    def _imap(self, kind, func, iterable, chunksize):
        self._check_running()
        if chunksize < 1:
            raise ValueError('Chunksize must be 1+, not {0:n}'.format(chunksize))
        result = kind(self)
        if chunksize == 1:
            tasks = self._tasks(result._job, func, iterable)
        else:
            tasks = self._tasks(result._job, _map_chunk, self._chunks(func, iterable, chunksize))
        self._taskqueue.put((tasks, result._set_length))
        if chunksize == 1:
            return result
        return (item for chunk in result for item in chunk)

    # ---- the end ----

    def close(self):
        """No more tasks; the workers end when they have done what there is."""
        util.debug('closing pool')
        if self._state == RUN:
            self._state = CLOSE
            self._wake()

    def terminate(self):
        """Ends the workers, whatever they do."""
        util.debug('terminating pool')
        self._state = TERMINATE
        self._terminate()

    def join(self):
        """Waits until the workers have ended; after close() or terminate()."""
        util.debug('joining pool')
        if self._state == RUN:
            raise ValueError('Pool is still running')
        self._worker_handler.join()
        self._task_handler.join()
        self._result_handler.join()
        for p in self._pool:
            p.join()

    def _help_task_handler(self, alive):
        """The thread may wait for room in the queue: makes some, with the
        readers' lock, so that no worker is ended while it has that."""
        util.debug('removing tasks from inqueue until task handler finished')
        self._inqueue._rlock.acquire()
        while alive() and self._inqueue._reader.poll():
            self._inqueue._reader.recv_bytes()
            time.sleep(0)

    @staticmethod
    def _terminate_pool(ref):
        util.debug('finalizing pool')
        self = ref()
        if self is None:
            return
        self._state = TERMINATE
        self._wake()
        self._taskqueue.put(None)
        util.debug('helping task handler/workers to finish')
        self._help_task_handler(self._task_handler.is_alive)
        self._end_results()
        me = threading.current_thread()
        if self._worker_handler is not me:
            self._worker_handler.join()
        if self._pool and hasattr(self._pool[0], 'terminate'):
            util.debug('terminating workers')
            for p in self._pool:
                if p.exitcode is None:
                    p.terminate()
        for thread in self._task_handler, self._result_handler:
            if thread is not me:
                thread.join()
        if self._pool and hasattr(self._pool[0], 'terminate'):
            util.debug('joining pool workers')
            for p in self._pool:
                if p.is_alive():
                    p.join()


# ---- results ----

class ApplyResult:
    """The result of a task that is maybe not done."""

    def __init__(self, pool, callback, error_callback):
        self._pool = pool
        self._event = threading.Event()
        self._job = next(_job_counter)
        self._cache = pool._cache
        self._callback = callback
        self._error_callback = error_callback
        self._cache[self._job] = self

    def ready(self):
        return self._event.is_set()

    def successful(self):
        if not self.ready():
            raise ValueError('{0!r} not ready'.format(self))
        return self._success

    def wait(self, timeout=None):
        self._event.wait(timeout)

    def get(self, timeout=None):
        """The value, or the error raised; TimeoutError after timeout seconds."""
        self.wait(timeout)
        if not self.ready():
            raise TimeoutError
        if self._success:
            return self._value
        raise self._value

    def _set(self, index, answer):
        self._success, self._value = answer
        self._finish()

    def _finish(self):
        callback = self._callback if self._success else self._error_callback
        if callback:
            callback(self._value)
        self._event.set()
        del self._cache[self._job]
        self._pool = None

    __class_getitem__ = classmethod(type(list[int]))


AsyncResult = ApplyResult


class MapResult(ApplyResult):
    """The result of chunks; ready when all are, with the first error if there is one."""

    def __init__(self, pool, chunksize, length, callback, error_callback):
        super().__init__(pool, callback, error_callback)
        self._success = True
        self._value = [None] * length
        self._chunksize = chunksize
        if chunksize <= 0:
            self._left = 0
            self._event.set()
            del self._cache[self._job]
        else:
            self._left = -(-length // chunksize)

    def _set(self, index, answer):
        self._left -= 1
        success, value = answer
        if success and self._success:
            start = index * self._chunksize
            self._value[start:start + self._chunksize] = value
        elif not success and self._success:
            self._success, self._value = False, value
        if self._left == 0:
            self._finish()


class IMapIterator:
    """Results in order; those that are ready early wait in _early."""

    def __init__(self, pool):
        self._pool = pool
        self._cond = threading.Condition(threading.Lock())
        self._job = next(_job_counter)
        self._cache = pool._cache
        self._items = collections.deque()
        self._index = 0                 # of the next result
        self._length = None             # once it is known
        self._early = {}
        self._cache[self._job] = self

    def __iter__(self):
        return self

    def next(self, timeout=None):
        with self._cond:
            if not self._cond.wait_for(lambda: self._items or self._index == self._length, timeout):
                raise TimeoutError
            if not self._items:
                self._pool = None
                raise StopIteration
            success, value = self._items.popleft()
        if success:
            return value
        raise value

    __next__ = next

    def _set(self, index, answer):
        with self._cond:
            self._take(index, answer)
            self._cond.notify()
            self._forget_if_done()

    def _take(self, index, answer):
        self._early[index] = answer
        while self._index in self._early:
            self._items.append(self._early.pop(self._index))
            self._index += 1

    def _set_length(self, length):
        with self._cond:
            self._length = length
            self._cond.notify()
            self._forget_if_done()

    def _forget_if_done(self):
        if self._index == self._length:
            self._cache.pop(self._job, None)
            self._pool = None


class IMapUnorderedIterator(IMapIterator):
    """Results as they get ready."""

    def _take(self, index, answer):
        self._items.append(answer)
        self._index += 1


# ---- threads ----

class ThreadPool(Pool):
    """The same with threads."""
    _wrap_exception = False

    @staticmethod
    def Process(ctx, *args, **kwargs):
        from .dummy import Process
        return Process(*args, **kwargs)

    def __init__(self, processes=None, initializer=None, initargs=()):
        Pool.__init__(self, processes, initializer, initargs)

    def _setup_queues(self):
        self._inqueue = queue.Queue()
        self._outqueue = queue.Queue()
        self._quick_put = self._inqueue.put
        self._quick_get = self._outqueue.get

    def _sentinels(self):
        return []

    def _help_task_handler(self, alive):
        """Throws the tasks away, so that the workers end at once."""
        try:
            while True:
                self._inqueue.get(block=False)
        except queue.Empty:
            pass
        for p in self._pool:
            self._inqueue.put(None)
