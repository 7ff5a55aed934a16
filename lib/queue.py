"""Queues for threads."""

import threading
from collections import deque
from heapq import heappush, heappop
from time import monotonic as time
import types

try:
    from _queue import SimpleQueue
except ImportError:
    SimpleQueue = None

__all__ = ['Empty', 'Full', 'ShutDown', 'Queue', 'PriorityQueue', 'LifoQueue',
           'SimpleQueue']

try:
    from _queue import Empty
except ImportError:
    class Empty(Exception):
        'Exception raised by Queue.get(block=0)/get_nowait().'


class Full(Exception):
    'Exception raised by Queue.put(block=0)/put_nowait().'


class ShutDown(Exception):
    'Raised when put/get with shut-down queue.'


class Queue:
    """A first-in first-out queue; with a maxsize put() may have to wait.

    All the conditions share one lock, which is held while the queue changes.
    """

    def __init__(self, maxsize=0):
        self.maxsize = maxsize
        self._init(maxsize)
        self.mutex = threading.Lock()
        self.not_empty = threading.Condition(self.mutex)
        self.not_full = threading.Condition(self.mutex)
        self.all_tasks_done = threading.Condition(self.mutex)
        self.unfinished_tasks = 0
        self.is_shutdown = False

    def task_done(self):
        """Say that the work on an item is done, for join()."""
        with self.all_tasks_done:
            unfinished = self.unfinished_tasks - 1
            if unfinished <= 0:
                if unfinished < 0:
                    raise ValueError('task_done() called too many times')
                self.all_tasks_done.notify_all()
            self.unfinished_tasks = unfinished

    def join(self):
        """Wait until task_done() was called for all items."""
        with self.all_tasks_done:
            while self.unfinished_tasks:
                self.all_tasks_done.wait()

    def qsize(self):
        """The approximate size."""
        with self.mutex:
            return self._qsize()

    def empty(self):
        """Whether the queue is empty, at this moment."""
        with self.mutex:
            return not self._qsize()

    def full(self):
        """Whether the queue is full, at this moment."""
        with self.mutex:
            return 0 < self.maxsize <= self._qsize()

    def put(self, item, block=True, timeout=None):
        """Put an item, waiting for a free slot if block, at most timeout seconds."""
        with self.not_full:
            if self.is_shutdown:
                raise ShutDown
            if self.maxsize > 0:
                if not block:
                    if self._qsize() >= self.maxsize:
                        raise Full
                elif timeout is None:
                    while self._qsize() >= self.maxsize:
                        self.not_full.wait()
                        if self.is_shutdown:
                            raise ShutDown
                elif timeout < 0:
                    raise ValueError("'timeout' must be a non-negative number")
                else:
                    endtime = time() + timeout
                    while self._qsize() >= self.maxsize:
                        remaining = endtime - time()
                        if remaining <= 0.0:
                            raise Full
                        self.not_full.wait(remaining)
                        if self.is_shutdown:
                            raise ShutDown
            self._put(item)
            self.unfinished_tasks += 1
            self.not_empty.notify()

    def get(self, block=True, timeout=None):
        """Get an item, waiting for one if block, at most timeout seconds."""
        with self.not_empty:
            if self.is_shutdown and not self._qsize():
                raise ShutDown
            if not block:
                if not self._qsize():
                    raise Empty
            elif timeout is None:
                while not self._qsize():
                    self.not_empty.wait()
                    if self.is_shutdown and not self._qsize():
                        raise ShutDown
            elif timeout < 0:
                raise ValueError("'timeout' must be a non-negative number")
            else:
                endtime = time() + timeout
                while not self._qsize():
                    remaining = endtime - time()
                    if remaining <= 0.0:
                        raise Empty
                    self.not_empty.wait(remaining)
                    if self.is_shutdown and not self._qsize():
                        raise ShutDown
            item = self._get()
            self.not_full.notify()
            return item

    def put_nowait(self, item):
        """put() without waiting."""
        return self.put(item, block=False)

    def get_nowait(self):
        """get() without waiting."""
        return self.get(block=False)

    def shutdown(self, immediate=False):
        """Have put() fail, and get() when the queue is empty, or at once."""
        with self.mutex:
            self.is_shutdown = True
            if immediate:
                while self._qsize():
                    self._get()
                    if self.unfinished_tasks > 0:
                        self.unfinished_tasks -= 1
                self.all_tasks_done.notify_all()
            self.not_empty.notify_all()
            self.not_full.notify_all()

    # Subclasses override these; they run with the lock held.

    def _init(self, maxsize):
        self.queue = deque()

    def _qsize(self):
        return len(self.queue)

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.popleft()

    try:
        __class_getitem__ = classmethod(types.GenericAlias)
    except AttributeError:
        pass


class PriorityQueue(Queue):
    """A queue that gives the smallest item first."""

    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        heappush(self.queue, item)

    def _get(self):
        return heappop(self.queue)


class LifoQueue(Queue):
    """A queue that gives the newest item first."""

    def _init(self, maxsize):
        self.queue = []

    def _put(self, item):
        self.queue.append(item)

    def _get(self):
        return self.queue.pop()


class _PySimpleQueue:
    """An unbounded first-in first-out queue, which can be used from __del__."""

    # Whoever waits announces a lock of its own, which put() opens. Items are counted by nobody: a waiter looks again after its
    # announcement, and one that was woken without need wakes another for what is left.

    def __init__(self):
        self._queue = deque()
        self._waiting = deque()

    def put(self, item, block=True, timeout=None):
        """Put an item; it never waits."""
        self._queue.append(item)
        if self._waiting:
            self._wake()

    def _wake(self):
        try:
            lock = self._waiting.popleft()
        except IndexError:
            return
        lock.release()

    def get(self, block=True, timeout=None):
        """Get an item, waiting for one if block, at most timeout seconds."""
        if timeout is not None and timeout < 0:
            raise ValueError("'timeout' must be a non-negative number")
        try:
            return self._queue.popleft()
        except IndexError:
            return self._wait(block, timeout)

    def _wait(self, block, timeout):
        end = None if timeout is None else time() + timeout
        while block:
            lock = threading.Lock()
            lock.acquire()
            self._waiting.append(lock)
            try:
                if not self._queue:
                    lock.acquire(True, -1 if end is None else max(end - time(), 0))
                return self._queue.popleft()
            except IndexError:
                if end is not None and time() >= end:
                    break
            finally:
                try:
                    self._waiting.remove(lock)
                except ValueError:
                    if self._queue:
                        self._wake()
        raise Empty

    def put_nowait(self, item):
        """The same as put()."""
        return self.put(item, block=False)

    def get_nowait(self):
        """get() without waiting."""
        return self.get(block=False)

    def empty(self):
        """Whether the queue is empty, at this moment."""
        return len(self._queue) == 0

    def qsize(self):
        """The approximate size."""
        return len(self._queue)

    try:
        __class_getitem__ = classmethod(types.GenericAlias)
    except AttributeError:
        pass


if SimpleQueue is None:
    SimpleQueue = _PySimpleQueue
