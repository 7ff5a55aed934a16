"""Queues between tasks."""

__all__ = ['Queue', 'PriorityQueue', 'LifoQueue', 'QueueFull', 'QueueEmpty']

import collections
import heapq
import types

from . import locks
from .exceptions import QueueShutDown


class QueueEmpty(Exception):
    """get_nowait() of an empty queue."""


class QueueFull(Exception):
    """put_nowait() to a full queue."""


class Queue:
    """First in, first out; maxsize <= 0: without limit."""

    def __init__(self, maxsize=0, *, loop=None):
        self._maxsize = maxsize
        self._getting = locks._Waiting(loop)
        self._putting = locks._Waiting(loop)
        self._getters = self._getting._waiters
        self._putters = self._putting._waiters
        self._unfinished_tasks = 0
        self._finished = locks.Event(loop=loop)
        self._finished.set()
        self._shut_down = False
        self._init(maxsize)

    # What PriorityQueue and LifoQueue do otherwise.

    def _init(self, maxsize):
        self._queue = collections.deque()

    def _get(self):
        return self._queue.popleft()

    def _put(self, item):
        self._queue.append(item)

    def __repr__(self):
        return f'<{type(self).__name__} at {id(self):#x} {self._format()}>'

    def __str__(self):
        return f'<{type(self).__name__} {self._format()}>'

    def _format(self):
        parts = [f'maxsize={self._maxsize!r}']
        if getattr(self, '_queue', None):
            parts.append(f'_queue={list(self._queue)!r}')
        if self._getters:
            parts.append(f'_getters[{len(self._getters)}]')
        if self._putters:
            parts.append(f'_putters[{len(self._putters)}]')
        if self._unfinished_tasks:
            parts.append(f'tasks={self._unfinished_tasks}')
        return ' '.join(parts)

    @property
    def _loop(self):
        return self._getting._loop

    __class_getitem__ = classmethod(types.GenericAlias)

    @property
    def maxsize(self):
        return self._maxsize

    def qsize(self):
        return len(self._queue)

    def empty(self):
        return not self._queue

    def full(self):
        return 0 < self._maxsize <= self.qsize()

    async def put(self, item):
        """Put an item, waiting for a free place."""
        while self.full() and not self._shut_down:
            try:
                await self._putting._wait()
            except BaseException:
                if not self.full():
                    self._putting._wake()       # the place goes to another
                raise
        self.put_nowait(item)

    def put_nowait(self, item):
        if self._shut_down:
            raise QueueShutDown
        if self.full():
            raise QueueFull
        self._put(item)
        self._unfinished_tasks += 1
        self._finished.clear()
        self._getting._wake()

    async def get(self):
        """Take an item, waiting for one."""
        while self.empty():
            if self._shut_down:
                raise QueueShutDown
            try:
                await self._getting._wait()
            except BaseException:
                if not self.empty():
                    self._getting._wake()
                raise
        return self.get_nowait()

    def get_nowait(self):
        if self.empty():
            raise QueueShutDown if self._shut_down else QueueEmpty
        item = self._get()
        self._putting._wake()
        return item

    def task_done(self):
        """Tell that the work on one item is done."""
        if self._unfinished_tasks <= 0:
            raise ValueError('task_done() called too many times')
        self._unfinished_tasks -= 1
        if self._unfinished_tasks == 0:
            self._finished.set()

    async def join(self):
        """Wait until task_done() was called for each item."""
        if self._unfinished_tasks > 0:
            await self._finished.wait()

    def shutdown(self, immediate=False):
        """No more items; those that wait get QueueShutDown, at once or when the queue is empty."""
        self._shut_down = True
        if immediate:
            while not self.empty():
                self._get()
                if self._unfinished_tasks > 0:
                    self._unfinished_tasks -= 1
            if self._unfinished_tasks == 0:
                self._finished.set()
        self._getting._wake(len(self._getters))
        self._putting._wake(len(self._putters))


class PriorityQueue(Queue):
    """Lowest item first."""

    def _init(self, maxsize):
        self._queue = []

    def _put(self, item):
        heapq.heappush(self._queue, item)

    def _get(self):
        return heapq.heappop(self._queue)


class LifoQueue(Queue):
    """Last in, first out."""

    def _init(self, maxsize):
        self._queue = []

    def _get(self):
        return self._queue.pop()
