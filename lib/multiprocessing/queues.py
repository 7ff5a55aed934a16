"""Queues over pipes."""

import collections
import errno
import os
import sys
import threading
import time
import weakref
from queue import Empty, Full

from . import connection, context, reduction, util

__all__ = ['Queue', 'SimpleQueue', 'JoinableQueue']

_ForkingPickler = reduction.ForkingPickler


class Queue:
    """A queue of processes.

    put() hands the object to a thread, the feeder, which pickles it and
    writes it to the pipe: so put() never waits for the pipe.  _sem counts the
    room that is left."""

    def __init__(self, maxsize=0, *, ctx):
        if maxsize <= 0:
            from .synchronize import SEM_VALUE_MAX as maxsize
        self._maxsize = maxsize
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = ctx.Lock()
        self._opid = os.getpid()
        self._wlock = None if sys.platform == 'win32' else ctx.Lock()
        self._sem = ctx.BoundedSemaphore(maxsize)
        self._ignore_epipe = False      # for concurrent.futures
        self._start_afresh()
        if sys.platform != 'win32':
            util.register_after_fork(self, Queue._start_afresh)

    def __getstate__(self):
        context.assert_spawning(self)
        return (self._ignore_epipe, self._maxsize, self._reader, self._writer,
                self._rlock, self._wlock, self._sem, self._opid)

    def __setstate__(self, state):
        (self._ignore_epipe, self._maxsize, self._reader, self._writer,
         self._rlock, self._wlock, self._sem, self._opid) = state
        self._start_afresh()

    def _start_afresh(self):
        """No feeder, nothing to feed: a new queue, or one in another process."""
        self._notempty = threading.Condition(threading.Lock())
        self._buffer = collections.deque()
        self._thread = self._jointhread = self._close = None
        self._joincancelled = self._closed = False
        self._send_bytes = self._writer.send_bytes
        self._recv_bytes = self._reader.recv_bytes
        self._poll = self._reader.poll

    def put(self, obj, block=True, timeout=None):
        """Puts an object; Full if there is no room, with block after timeout seconds."""
        if self._closed:
            raise ValueError('Queue %r is closed' % self)
        if not self._sem.acquire(block, timeout):
            raise Full
        with self._notempty:
            if self._thread is None:
                self._start_thread()
            self._buffer.append(obj)
            self._notempty.notify()

    def get(self, block=True, timeout=None):
        """Takes an object; Empty if there is none, with block after timeout seconds."""
        if self._closed:
            raise ValueError('Queue %r is closed' % self)
        if block and timeout is None:
            with self._rlock:
                data = self._recv_bytes()
            self._sem.release()
        else:
            end = time.monotonic() + timeout if block else None
            if not self._rlock.acquire(block, timeout if block else None):
                raise Empty
            try:
                if block:
                    if not self._poll(end - time.monotonic()):
                        raise Empty
                elif not self._poll():
                    raise Empty
                data = self._recv_bytes()
                self._sem.release()
            finally:
                self._rlock.release()
        return _ForkingPickler.loads(data)

    def qsize(self):
        """How many objects there are, about."""
        return self._maxsize - self._sem._semlock._get_value()

    def empty(self):
        return not self._poll()

    def full(self):
        return self._sem._semlock._is_zero()

    def get_nowait(self):
        return self.get(False)

    def put_nowait(self, obj):
        return self.put(obj, False)

    def close(self):
        """This process will put nothing more.  What it has put is still written."""
        self._closed = True
        try:
            self._reader.close()
        finally:
            close, self._close = self._close, None
            if close:
                close()

    def join_thread(self):
        """Waits until all that was put is written; after close()."""
        util.debug('Queue.join_thread()')
        if not self._closed:
            raise AssertionError('Queue {0!r} not closed'.format(self))
        if self._jointhread:
            self._jointhread()

    def cancel_join_thread(self):
        """The process need not wait at its end until all is written."""
        util.debug('Queue.cancel_join_thread()')
        self._joincancelled = True
        try:
            self._jointhread.cancel()
        except AttributeError:
            pass

    # ---- the feeder ----

    def _start_thread(self):
        util.debug('Queue._start_thread()')
        self._buffer.clear()
        self._thread = threading.Thread(
            target=Queue._feed, name='QueueFeederThread', daemon=True,
            args=(self._buffer, self._notempty, self._send_bytes, self._wlock,
                  self._writer.close, self._ignore_epipe, self._on_queue_feeder_error, self._sem))
        self._thread.start()
        # The process waits at its end for what is not written, but for what
        # is put by a process that only reads.
        if not self._joincancelled:
            self._jointhread = util.Finalize(self._thread, Queue._finalize_join,
                                             [weakref.ref(self._thread)], exitpriority=-5)
        self._close = util.Finalize(self, Queue._finalize_close,
                                    [self._buffer, self._notempty], exitpriority=10)

    @staticmethod
    def _finalize_join(thread_ref):
        thread = thread_ref()
        if thread is not None:
            thread.join()

    @staticmethod
    def _finalize_close(buffer, notempty):
        with notempty:
            buffer.append(_end)
            notempty.notify()

    @staticmethod
    def _feed(buffer, notempty, send_bytes, write_lock, close, ignore_epipe, on_error, sem):
        util.debug('starting thread to feed data to pipe')
        while True:
            obj = None
            try:
                with notempty:
                    while not buffer:
                        notempty.wait()
                    obj = buffer.popleft()
                if obj is _end:
                    util.debug('feeder thread got sentinel -- exiting')
                    close()
                    return
                data = _ForkingPickler.dumps(obj)
                if write_lock is None:
                    send_bytes(data)
                else:
                    with write_lock:
                        send_bytes(data)
                data = None
            except Exception as e:
                if ignore_epipe and getattr(e, 'errno', 0) == errno.EPIPE:
                    return
                if util.is_exiting():
                    util.info('error in queue thread: %s', e)
                    return
                sem.release()               # its room is free again
                on_error(e, obj)

    @staticmethod
    def _on_queue_feeder_error(e, obj):
        """Called for an object that cannot be written."""
        import traceback
        traceback.print_exc()

    __class_getitem__ = classmethod(type(list[int]))


_end = object()


class JoinableQueue(Queue):
    """A queue that knows which objects have been dealt with."""

    def __init__(self, maxsize=0, *, ctx):
        Queue.__init__(self, maxsize, ctx=ctx)
        self._unfinished_tasks = ctx.Semaphore(0)
        self._cond = ctx.Condition()

    def __getstate__(self):
        return Queue.__getstate__(self) + (self._cond, self._unfinished_tasks)

    def __setstate__(self, state):
        Queue.__setstate__(self, state[:-2])
        self._cond, self._unfinished_tasks = state[-2:]

    def put(self, obj, block=True, timeout=None):
        if self._closed:
            raise ValueError('Queue %r is closed' % self)
        if not self._sem.acquire(block, timeout):
            raise Full
        with self._notempty, self._cond:
            if self._thread is None:
                self._start_thread()
            self._buffer.append(obj)
            self._unfinished_tasks.release()
            self._notempty.notify()

    def task_done(self):
        """One of the objects taken has been dealt with."""
        with self._cond:
            if not self._unfinished_tasks.acquire(False):
                raise ValueError('task_done() called too many times')
            if self._unfinished_tasks._semlock._is_zero():
                self._cond.notify_all()

    def join(self):
        """Waits until all that was put has been dealt with."""
        with self._cond:
            if not self._unfinished_tasks._semlock._is_zero():
                self._cond.wait()


class SimpleQueue:
    """A pipe with locks: put() writes itself, and waits while the pipe is full."""

    def __init__(self, *, ctx):
        self._reader, self._writer = connection.Pipe(duplex=False)
        self._rlock = ctx.Lock()
        self._wlock = None if sys.platform == 'win32' else ctx.Lock()
        self._poll = self._reader.poll

    def close(self):
        self._reader.close()
        self._writer.close()

    def empty(self):
        return not self._poll()

    def __getstate__(self):
        context.assert_spawning(self)
        return self._reader, self._writer, self._rlock, self._wlock

    def __setstate__(self, state):
        self._reader, self._writer, self._rlock, self._wlock = state
        self._poll = self._reader.poll

    def get(self):
        with self._rlock:
            data = self._reader.recv_bytes()
        return _ForkingPickler.loads(data)

    def put(self, obj):
        data = _ForkingPickler.dumps(obj)
        if self._wlock is None:
            self._writer.send_bytes(data)
        else:
            with self._wlock:
                self._writer.send_bytes(data)

    __class_getitem__ = classmethod(type(list[int]))
