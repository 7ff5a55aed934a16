"""The part of an event loop that does not depend on how files are watched: callbacks, timers, tasks, executors."""

__all__ = ['BaseEventLoop']

import collections
import concurrent.futures
import heapq
import os
import socket
import subprocess
import sys
import threading
import time
import warnings
import weakref

from . import coroutines, events, futures, tasks
from .log import logger

_CANCELLED_TIMERS_MIN = 100             # fewer cancelled timers than that are not worth removing


def _stop_when_done(future):
    if not future.cancelled() and isinstance(future.exception(), (SystemExit, KeyboardInterrupt)):
        return                          # run_forever() raises it
    future._loop.stop()


class BaseEventLoop(events.AbstractEventLoop):
    """Runs callbacks in the order in which they were scheduled; _select(timeout) of a subclass adds those of I/O."""

    def __init__(self):
        self._ready = collections.deque()
        self._scheduled = []            # heap of TimerHandles
        self._cancelled_timers = 0
        self._closed = False
        self._stopping = False
        self._thread_id = None
        self._selector = None           # a subclass's
        self._clock_resolution = time.get_clock_info('monotonic').resolution
        self._debug = coroutines._DEBUG or getattr(sys.flags, 'dev_mode', False)
        self._default_executor = None
        self._task_factory = None
        self._exception_handler = None
        self._async_generators = weakref.WeakSet()
        self._async_generators_shut = False
        self.slow_callback_duration = 0.1

    def __repr__(self):
        return f'<{type(self).__name__} running={self.is_running()} closed={self.is_closed()} debug={self.get_debug()}>'

    def __del__(self):
        if not getattr(self, '_closed', True):
            warnings.warn(f'unclosed event loop {self!r}', ResourceWarning, source=self)
            if not self.is_running():
                self.close()

    # Running

    def run_forever(self):
        """Run until stop() is called."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError('This event loop is already running')
        if events._get_running_loop() is not None:
            raise RuntimeError('Cannot run the event loop while another loop is running')
        self._thread_id = threading.get_ident()
        former_hooks = sys.get_asyncgen_hooks()
        try:
            sys.set_asyncgen_hooks(firstiter=self._async_generator_first, finalizer=self._async_generator_finalizer)
            events._set_running_loop(self)
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            self._thread_id = None
            events._set_running_loop(None)
            sys.set_asyncgen_hooks(*former_hooks)

    def run_until_complete(self, future):
        """Run until the future, or the task of a coroutine, is done; its result or exception is that of the call."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError('This event loop is already running')
        is_new = not futures.isfuture(future)
        future = tasks.ensure_future(future, loop=self)
        if is_new:
            future._log_destroy_pending = False
        future.add_done_callback(_stop_when_done)
        try:
            self.run_forever()
        except BaseException:
            if is_new and future.done() and not future.cancelled():
                future.exception()      # it is the one being raised
            raise
        finally:
            future.remove_done_callback(_stop_when_done)
        if not future.done():
            raise RuntimeError('Event loop stopped before Future completed.')
        return future.result()

    def stop(self):
        """End run_forever() after the callbacks that are ready now."""
        self._stopping = True

    def is_running(self):
        return self._thread_id is not None

    def is_closed(self):
        return self._closed

    def close(self):
        if self.is_running():
            raise RuntimeError('Cannot close a running event loop')
        if self._closed:
            return
        self._closed = True
        self._ready.clear()
        self._scheduled.clear()
        executor, self._default_executor = self._default_executor, None
        if executor is not None:
            executor.shutdown(wait=False)

    def _check_closed(self):
        if self._closed:
            raise RuntimeError('Event loop is closed')

    def _run_once(self):
        """Wait for I/O and timers, then call what is ready; what that makes ready waits for the next turn."""
        scheduled, ready = self._scheduled, self._ready
        if self._cancelled_timers > _CANCELLED_TIMERS_MIN and self._cancelled_timers * 2 > len(scheduled):
            for handle in scheduled:
                if handle._cancelled:
                    handle._scheduled = False
            scheduled[:] = [handle for handle in scheduled if not handle._cancelled]
            heapq.heapify(scheduled)
            self._cancelled_timers = 0
        while scheduled and scheduled[0]._cancelled:
            self._cancelled_timers -= 1
            heapq.heappop(scheduled)._scheduled = False
        timeout = None
        if ready or self._stopping:
            timeout = 0
        elif scheduled:
            timeout = min(max(0, scheduled[0]._when - self.time()), 24 * 3600)
        self._process_events(self._selector.select(timeout))
        now = self.time() + self._clock_resolution
        while scheduled and scheduled[0]._when < now:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()
        handle = None                   # not kept alive while waiting

    def _process_events(self, event_list):
        """Make the handles ready of what the selector has reported."""
        raise NotImplementedError

    def _write_to_self(self):
        """Ends a select() of another thread."""
        raise NotImplementedError

    # Callbacks

    def time(self):
        return time.monotonic()

    def _check_callback(self, callback, method):
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError(f'coroutines cannot be used with {method}()')
        if not callable(callback):
            raise TypeError(f'a callable object was expected by {method}(), got {callback!r}')

    def call_soon(self, callback, *args, context=None):
        self._check_closed()
        if self._debug:
            self._check_callback(callback, 'call_soon')
            if self._thread_id is not None and self._thread_id != threading.get_ident():
                raise RuntimeError('Non-thread-safe operation invoked on an event loop other than the current one')
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(self, callback, *args, context=None):
        self._check_closed()
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._write_to_self()
        return handle

    def call_later(self, delay, callback, *args, context=None):
        if delay is None:
            raise TypeError('delay must not be None')
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError('when cannot be None')
        self._check_closed()
        if self._debug:
            self._check_callback(callback, 'call_at')
        handle = events.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, handle)
        handle._scheduled = True
        return handle

    def _timer_handle_cancelled(self, handle):
        if handle._scheduled:
            self._cancelled_timers += 1

    # Futures and tasks

    def create_future(self):
        return futures.Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        self._check_closed()
        if self._task_factory is None:
            return tasks.Task(coro, loop=self, name=name, context=context)
        task = self._task_factory(self, coro) if context is None else self._task_factory(self, coro, context=context)
        if name is not None and hasattr(task, 'set_name'):
            task.set_name(name)
        return task

    def set_task_factory(self, factory):
        if factory is not None and not callable(factory):
            raise TypeError('task factory must be a callable or None')
        self._task_factory = factory

    def get_task_factory(self):
        return self._task_factory

    # Asynchronous generators: those not run to their end are closed by the loop (PEP 525)

    def _async_generator_first(self, generator):
        if self._async_generators_shut:
            warnings.warn(f'asynchronous generator {generator!r} was scheduled after loop.shutdown_asyncgens() call',
                          ResourceWarning, source=self)
        self._async_generators.add(generator)

    def _async_generator_finalizer(self, generator):
        self._async_generators.discard(generator)
        if not self.is_closed():
            self.call_soon_threadsafe(self.create_task, generator.aclose())

    async def shutdown_asyncgens(self):
        """Close all asynchronous generators that were started and not finished."""
        self._async_generators_shut = True
        closing = list(self._async_generators)
        self._async_generators.clear()
        if not closing:
            return
        results = await tasks.gather(*[generator.aclose() for generator in closing], return_exceptions=True, loop=self)
        for result, generator in zip(results, closing):
            if isinstance(result, Exception):
                self.call_exception_handler({
                    'message': f'an error occurred during closing of asynchronous generator {generator!r}',
                    'exception': result,
                    'asyncgen': generator,
                })

    # Threads

    def run_in_executor(self, executor, func, *args):
        """A future for func(*args), called in a thread (or by the given executor)."""
        self._check_closed()
        if self._debug:
            self._check_callback(func, 'run_in_executor')
        if executor is None:
            if self._default_executor is None:
                self._default_executor = concurrent.futures.ThreadPoolExecutor(max_workers=min(32, (os.cpu_count() or 1) + 4))
            executor = self._default_executor
        return futures.wrap_future(executor.submit(func, *args), loop=self)

    def set_default_executor(self, executor):
        if not isinstance(executor, concurrent.futures.ThreadPoolExecutor):
            raise TypeError('executor must be ThreadPoolExecutor instance')
        self._default_executor = executor

    async def shutdown_default_executor(self, timeout=None):
        """Wait until the threads of the default executor have ended."""
        if self._default_executor is None:
            return
        done = self.create_future()

        def shutdown():
            self._default_executor.shutdown(wait=True)
            if not self.is_closed():
                self.call_soon_threadsafe(tasks._set_unless_done, done, None)

        thread = threading.Thread(target=shutdown)
        thread.start()
        try:
            await tasks.wait_for(done, timeout)
        finally:
            if done.done():
                thread.join()

    def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        return self.run_in_executor(None, socket.getaddrinfo, host, port, family, type, proto, flags)

    def getnameinfo(self, sockaddr, flags=0):
        return self.run_in_executor(None, socket.getnameinfo, sockaddr, flags)

    # Subprocesses

    async def _make_subprocess_transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
        """A transport of a new process: a subclass's."""
        raise NotImplementedError

    @staticmethod
    def _check_subprocess(universal_newlines, shell, bufsize, expected_shell):
        if universal_newlines:
            raise ValueError('universal_newlines must be False')
        if bool(shell) != expected_shell:
            raise ValueError(f'shell must be {expected_shell}')
        if bufsize != 0:
            raise ValueError('bufsize must be 0')

    async def _start_subprocess(self, protocol_factory, args, shell, stdin, stdout, stderr, bufsize, kwargs):
        protocol = protocol_factory()
        if self._debug:
            logger.debug('run %s %r stdin=%r stdout=%r stderr=%r', 'shell command' if shell else 'program', args, stdin,
                         stdout, stderr)
        transport = await self._make_subprocess_transport(protocol, args, shell, stdin, stdout, stderr, bufsize, **kwargs)
        if self._debug:
            logger.info('%r: %r', args, transport)
        return transport, protocol

    async def subprocess_shell(self, protocol_factory, cmd, *, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, universal_newlines=False, shell=True, bufsize=0, **kwargs):
        """Run a command line of the shell; returns (transport, protocol)."""
        if not isinstance(cmd, (bytes, str)):
            raise ValueError('cmd must be a string')
        self._check_subprocess(universal_newlines, shell, bufsize, True)
        return await self._start_subprocess(protocol_factory, cmd, True, stdin, stdout, stderr, bufsize, kwargs)

    async def subprocess_exec(self, protocol_factory, program, *args, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=False, shell=False, bufsize=0, **kwargs):
        """Run a program with arguments; returns (transport, protocol)."""
        self._check_subprocess(universal_newlines, shell, bufsize, False)
        args = (program,) + args
        for arg in args:
            if not isinstance(arg, (str, bytes, os.PathLike)):
                raise TypeError(f'program arguments must be a bytes or text string, not {type(arg).__name__}')
        return await self._start_subprocess(protocol_factory, args, False, stdin, stdout, stderr, bufsize, kwargs)

    # Errors

    def get_exception_handler(self):
        return self._exception_handler

    def set_exception_handler(self, handler):
        """Let handler(loop, context) handle what nobody can catch; None restores the default."""
        if handler is not None and not callable(handler):
            raise TypeError(f'A callable object or None is expected, got {handler!r}')
        self._exception_handler = handler

    def default_exception_handler(self, context):
        """Log the error."""
        lines = [context.get('message') or 'Unhandled exception in event loop']
        lines += [f'{key}: {context[key]!r}' for key in sorted(context) if key not in ('message', 'exception')]
        error = context.get('exception')
        info = (type(error), error, error.__traceback__) if error is not None else False
        logger.error('\n'.join(lines), exc_info=info)

    def call_exception_handler(self, context):
        try:
            if self._exception_handler is None:
                self.default_exception_handler(context)
            else:
                self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            try:
                self.default_exception_handler({'message': 'Unhandled error in exception handler', 'exception': error,
                                                'context': context})
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                logger.error('Exception in default exception handler', exc_info=True)

    def get_debug(self):
        return self._debug

    def set_debug(self, enabled):
        self._debug = enabled
