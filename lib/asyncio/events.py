"""The faces of event loops, handles of scheduled callbacks, the policy that makes loops, the running loop."""

__all__ = ['AbstractEventLoopPolicy', 'AbstractEventLoop', 'AbstractServer', 'Handle', 'TimerHandle',
           'get_event_loop_policy', 'set_event_loop_policy', 'get_event_loop', 'set_event_loop', 'new_event_loop',
           'get_running_loop', '_get_running_loop', '_set_running_loop', 'get_child_watcher',
           'set_child_watcher']

import contextvars
import functools
import inspect
import os
import reprlib
import sys
import threading
import traceback

from . import constants


def _get_function_source(func):
    """(file, line) of a function; None for what is not written in Python."""
    func = inspect.unwrap(func)
    if inspect.isfunction(func):
        return func.__code__.co_filename, func.__code__.co_firstlineno
    if isinstance(func, (functools.partial, functools.partialmethod)):
        return _get_function_source(func.func)
    return None


def _format_callback(func, args, kwargs=None, suffix=''):
    """A call as text: name(arguments)."""
    if isinstance(func, functools.partial):
        return _format_callback(func.func, func.args, func.keywords, _format_arguments(args, kwargs) + suffix)
    name = getattr(func, '__qualname__', None) or getattr(func, '__name__', None) or repr(func)
    return name + _format_arguments(args, kwargs) + suffix


def _format_arguments(args, kwargs):
    parts = [reprlib.repr(arg) for arg in args or ()] + ['{}={}'.format(name, reprlib.repr(value)) for name, value in (kwargs or {}).items()]
    return '({})'.format(', '.join(parts))


def _format_callback_source(func, args):
    text = _format_callback(func, args)
    source = _get_function_source(func)
    return text if source is None else '{} at {}:{}'.format(text, *source)


def _extract_stack():
    """The stack of who calls our caller: where a future or handle was made. Not longer than is useful."""
    stack = traceback.StackSummary.extract(traceback.walk_stack(sys._getframe(2)), limit=constants.DEBUG_STACK_DEPTH, lookup_lines=False)
    stack.reverse()
    return stack


class Handle:
    """A callback that the loop will call, or has called; may be cancelled."""

    __slots__ = ('_callback', '_args', '_cancelled', '_loop', '_context', '_source_traceback', '_repr', '__weakref__')

    def __init__(self, callback, args, loop, context=None):
        self._callback = callback
        self._args = args
        self._loop = loop
        self._cancelled = False
        self._repr = None                   # what it was, for a cancelled one in debug mode
        self._source_traceback = _extract_stack() if loop.get_debug() else None
        self._context = contextvars.copy_context() if context is None else context

    def _repr_info(self):
        info = [self.__class__.__name__]
        if self._cancelled:
            info.append('cancelled')
        if self._callback is not None:
            info.append(_format_callback_source(self._callback, self._args))
        if self._source_traceback:
            info.append('created at {}:{}'.format(*self._source_traceback[-1][:2]))
        return info

    def __repr__(self):
        return self._repr or '<{}>'.format(' '.join(self._repr_info()))

    def get_context(self):
        return self._context

    def cancel(self):
        if not self._cancelled:
            self._cancelled = True
            if self._loop.get_debug():
                self._repr = repr(self)
            self._callback = self._args = None

    def cancelled(self):
        return self._cancelled

    def _run(self):
        try:
            self._context.run(self._callback, *self._args)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            context = {
                'message': 'Exception in callback {}'.format(_format_callback_source(self._callback, self._args)),
                'exception': error,
                'handle': self,
            }
            if self._source_traceback:
                context['source_traceback'] = self._source_traceback
            self._loop.call_exception_handler(context)
        self = None


class TimerHandle(Handle):
    """A callback for a certain time of the loop's clock, in seconds."""

    __slots__ = ('_scheduled', '_when')

    def __init__(self, when, callback, args, loop, context=None):
        if when is None:
            raise TypeError('when cannot be None')
        super().__init__(callback, args, loop, context)
        self._when = when
        self._scheduled = False

    def _repr_info(self):
        info = super()._repr_info()
        info.insert(2 if self._cancelled else 1, 'when={}'.format(self._when))
        return info

    def when(self):
        return self._when

    def cancel(self):
        if not self._cancelled:
            self._loop._timer_handle_cancelled(self)
        super().cancel()

    def __hash__(self):
        return hash(self._when)

    def __lt__(self, other):
        if isinstance(other, TimerHandle):
            return self._when < other._when
        return NotImplemented

    def __le__(self, other):
        if isinstance(other, TimerHandle):
            return self._when <= other._when
        return NotImplemented

    def __gt__(self, other):
        if isinstance(other, TimerHandle):
            return self._when > other._when
        return NotImplemented

    def __ge__(self, other):
        if isinstance(other, TimerHandle):
            return self._when >= other._when
        return NotImplemented

    def __eq__(self, other):
        if isinstance(other, TimerHandle):
            return (self._when == other._when and self._callback == other._callback and self._args == other._args
                    and self._cancelled == other._cancelled)
        return NotImplemented


class AbstractServer:
    """What create_server() returns."""

    def close(self):
        raise NotImplementedError

    def get_loop(self):
        raise NotImplementedError

    def is_serving(self):
        raise NotImplementedError

    async def start_serving(self):
        raise NotImplementedError

    async def serve_forever(self):
        raise NotImplementedError

    async def wait_closed(self):
        raise NotImplementedError

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_info):
        self.close()
        await self.wait_closed()


def _abstract(name, is_async=False):
    def method(self, *args, **kwargs):
        raise NotImplementedError
    async def async_method(self, *args, **kwargs):
        raise NotImplementedError
    chosen = async_method if is_async else method
    chosen.__name__ = name
    chosen.__qualname__ = f'AbstractEventLoop.{name}'
    return chosen


class AbstractEventLoop:
    """The operations of an event loop; each raises NotImplementedError here."""

    for _name in ('run_forever', 'run_until_complete', 'stop', 'is_running', 'is_closed', 'close', 'call_soon',
                  'call_later', 'call_at', 'time', 'create_future', 'create_task', 'call_soon_threadsafe',
                  'run_in_executor', 'set_default_executor', 'add_reader', 'remove_reader', 'add_writer',
                  'remove_writer', 'add_signal_handler', 'remove_signal_handler', 'set_task_factory',
                  'get_task_factory', 'get_exception_handler', 'set_exception_handler', 'default_exception_handler',
                  'call_exception_handler', 'get_debug', 'set_debug'):
        locals()[_name] = _abstract(_name)
    for _name in ('shutdown_asyncgens', 'shutdown_default_executor', 'getaddrinfo', 'getnameinfo',
                  'create_connection', 'create_server', 'start_tls', 'create_unix_connection', 'create_unix_server',
                  'create_datagram_endpoint', 'connect_read_pipe', 'connect_write_pipe', 'subprocess_shell',
                  'subprocess_exec', 'sock_recv', 'sock_recv_into', 'sock_sendall', 'sock_connect', 'sock_accept',
                  'sock_sendfile', 'sendfile', 'connect_accepted_socket'):
        locals()[_name] = _abstract(_name, is_async=True)
    del _name


class AbstractEventLoopPolicy:
    """Decides which loop is the current one of a context, and makes new ones."""

    def get_event_loop(self):
        raise NotImplementedError

    def set_event_loop(self, loop):
        raise NotImplementedError

    def new_event_loop(self):
        raise NotImplementedError

    def get_child_watcher(self):
        raise NotImplementedError

    def set_child_watcher(self, watcher):
        raise NotImplementedError


class BaseDefaultEventLoopPolicy(AbstractEventLoopPolicy):
    """One loop per thread; made on demand in the main thread only."""

    class _Local(threading.local):
        _loop = None
        _set_called = False

    _loop_factory = None            # a subclass's

    def __init__(self):
        self._local = self._Local()

    def get_event_loop(self):
        local = self._local
        if local._loop is None and not local._set_called and threading.current_thread() is threading.main_thread():
            self.set_event_loop(self.new_event_loop())
        if local._loop is None:
            raise RuntimeError(f'There is no current event loop in thread {threading.current_thread().name!r}.')
        return local._loop

    def set_event_loop(self, loop):
        if loop is not None and not isinstance(loop, AbstractEventLoop):
            raise TypeError(f"loop must be an instance of AbstractEventLoop or None, not '{type(loop).__name__}'")
        self._local._set_called = True
        self._local._loop = loop

    def new_event_loop(self):
        return self._loop_factory()


class _Running(threading.local):
    loop = None
    pid = None


_running = _Running()
_policy = None
_policy_lock = threading.Lock()


def _get_running_loop():
    """The loop running in this thread, or None."""
    loop = _running.loop
    if loop is not None and _running.pid == os.getpid():
        return loop
    return None


def _set_running_loop(loop):
    _running.loop = loop
    _running.pid = os.getpid()


def get_running_loop():
    """The loop running in this thread; RuntimeError if there is none."""
    loop = _get_running_loop()
    if loop is None:
        raise RuntimeError('no running event loop')
    return loop


def get_event_loop_policy():
    global _policy
    if _policy is None:
        with _policy_lock:
            if _policy is None:
                from .unix_events import DefaultEventLoopPolicy
                _policy = DefaultEventLoopPolicy()
    return _policy


def set_event_loop_policy(policy):
    """Set the policy; None restores the default one."""
    global _policy
    if policy is not None and not isinstance(policy, AbstractEventLoopPolicy):
        raise TypeError(f"policy must be an instance of AbstractEventLoopPolicy or None, not '{type(policy).__name__}'")
    _policy = policy


def get_event_loop():
    """The running loop, or else the one of the policy."""
    loop = _get_running_loop()
    return get_event_loop_policy().get_event_loop() if loop is None else loop


def set_event_loop(loop):
    get_event_loop_policy().set_event_loop(loop)


def new_event_loop():
    return get_event_loop_policy().new_event_loop()


def get_child_watcher():
    """The policy's watcher of processes."""
    return get_event_loop_policy().get_child_watcher()


def set_child_watcher(watcher):
    get_event_loop_policy().set_child_watcher(watcher)
