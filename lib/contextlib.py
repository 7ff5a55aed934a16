"""Tools for with statements."""

import abc
import sys
import _collections_abc
from collections import deque
from functools import wraps

__all__ = ['asynccontextmanager', 'contextmanager', 'closing', 'aclosing',
           'nullcontext', 'AbstractContextManager',
           'AbstractAsyncContextManager', 'AsyncExitStack',
           'ContextDecorator', 'ExitStack', 'redirect_stdout',
           'redirect_stderr', 'suppress', 'chdir', 'AsyncContextDecorator']

_generic = _collections_abc._generic


@_collections_abc._structural('__enter__', '__exit__')
class AbstractContextManager(abc.ABC):
    """An abstract base class for context managers."""

    if _generic is not None:
        __class_getitem__ = _generic

    __slots__ = ()

    def __enter__(self):
        """Return self upon entering the runtime context."""
        return self

    @abc.abstractmethod
    def __exit__(self, exc_type, exc_value, traceback):
        """Return true to swallow an exception raised within the context."""
        return None


@_collections_abc._structural('__aenter__', '__aexit__')
class AbstractAsyncContextManager(abc.ABC):
    """An abstract base class for asynchronous context managers."""

    if _generic is not None:
        __class_getitem__ = _generic

    __slots__ = ()

    async def __aenter__(self):
        """Return self upon entering the runtime context."""
        return self

    @abc.abstractmethod
    async def __aexit__(self, exc_type, exc_value, traceback):
        """Return true to swallow an exception raised within the context."""
        return None


class ContextDecorator:
    """Makes a context manager work as a decorator too."""

    def _recreate_cm(self):
        """A manager for one call; generator-based ones cannot be used twice."""
        return self

    def __call__(self, func):
        @wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)
        return inner


class AsyncContextDecorator:
    """Makes an asynchronous context manager work as a decorator too."""

    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @wraps(func)
        async def inner(*args, **kwds):
            async with self._recreate_cm():
                return await func(*args, **kwds)
        return inner


class _GeneratorBase:
    """What the managers made from generators share."""

    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        self.func, self.args, self.kwds = func, args, kwds
        doc = getattr(func, '__doc__', None)
        self.__doc__ = type(self).__doc__ if doc is None else doc

    def _recreate_cm(self):
        return self.__class__(self.func, self.args, self.kwds)


class _GeneratorContextManager(_GeneratorBase, AbstractContextManager, ContextDecorator):
    """Helper for @contextmanager."""

    def __enter__(self):
        # The arguments are needed only to make another manager.
        del self.args, self.kwds, self.func
        try:
            return next(self.gen)
        except StopIteration:
            raise RuntimeError("generator didn't yield") from None

    def __exit__(self, typ, value, traceback):
        if typ is None:
            try:
                next(self.gen)
            except StopIteration:
                return False
            try:
                raise RuntimeError("generator didn't stop")
            finally:
                self.gen.close()
        if value is None:
            value = typ()       # so that identity can be compared
        try:
            self.gen.throw(value)
        except StopIteration as exc:
            # Swallowed, unless it is the very one that was thrown in.
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                exc.__traceback__ = traceback
                return False
            # PEP 479 turns a StopIteration passed through into a RuntimeError.
            if isinstance(value, StopIteration) and exc.__cause__ is value:
                value.__traceback__ = traceback
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            exc.__traceback__ = traceback
            return False
        try:
            raise RuntimeError("generator didn't stop after throw()")
        finally:
            self.gen.close()


class _AsyncGeneratorContextManager(_GeneratorBase, AbstractAsyncContextManager,
                                    AsyncContextDecorator):
    """Helper for @asynccontextmanager."""

    async def __aenter__(self):
        del self.args, self.kwds, self.func
        try:
            return await self.gen.__anext__()
        except StopAsyncIteration:
            raise RuntimeError("generator didn't yield") from None

    async def __aexit__(self, typ, value, traceback):
        if typ is None:
            try:
                await self.gen.__anext__()
            except StopAsyncIteration:
                return False
            try:
                raise RuntimeError("generator didn't stop")
            finally:
                await self.gen.aclose()
        if value is None:
            value = typ()
        try:
            await self.gen.athrow(value)
        except StopAsyncIteration as exc:
            return exc is not value
        except RuntimeError as exc:
            if exc is value:
                exc.__traceback__ = traceback
                return False
            if (isinstance(value, (StopIteration, StopAsyncIteration))
                    and exc.__cause__ is value):
                value.__traceback__ = traceback
                return False
            raise
        except BaseException as exc:
            if exc is not value:
                raise
            exc.__traceback__ = traceback
            return False
        try:
            raise RuntimeError("generator didn't stop after athrow()")
        finally:
            await self.gen.aclose()


def contextmanager(func):
    """Make a context manager factory from a generator function with one yield.

    What comes before the yield runs on entry, what comes after it on exit; an
    exception of the with block is raised at the yield.
    """
    @wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)
    return helper


def asynccontextmanager(func):
    """The same for asynchronous generator functions and async with."""
    @wraps(func)
    def helper(*args, **kwds):
        return _AsyncGeneratorContextManager(func, args, kwds)
    return helper


class closing(AbstractContextManager):
    """Closes a thing at the end of the block."""

    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *exc_info):
        self.thing.close()


class aclosing(AbstractAsyncContextManager):
    """Awaits the aclose() of a thing at the end of the block."""

    def __init__(self, thing):
        self.thing = thing

    async def __aenter__(self):
        return self.thing

    async def __aexit__(self, *exc_info):
        await self.thing.aclose()


class _RedirectStream(AbstractContextManager):
    _stream = None

    def __init__(self, new_target):
        self._new_target = new_target
        self._old_targets = []      # a list, for reentrancy

    def __enter__(self):
        self._old_targets.append(getattr(sys, self._stream))
        setattr(sys, self._stream, self._new_target)
        return self._new_target

    def __exit__(self, exctype, excinst, exctb):
        setattr(sys, self._stream, self._old_targets.pop())


class redirect_stdout(_RedirectStream):
    """Sends what is written to sys.stdout to another file for a while."""

    _stream = 'stdout'


class redirect_stderr(_RedirectStream):
    """Sends what is written to sys.stderr to another file for a while."""

    _stream = 'stderr'


try:
    _exception_groups = BaseExceptionGroup
except NameError:
    _exception_groups = ()


class suppress(AbstractContextManager):
    """Suppresses the given exceptions; execution goes on after the block."""

    def __init__(self, *exceptions):
        self._exceptions = exceptions

    def __enter__(self):
        pass

    def __exit__(self, exctype, excinst, exctb):
        if exctype is None:
            return None
        if issubclass(exctype, self._exceptions):
            return True
        if issubclass(exctype, _exception_groups):
            match, rest = excinst.split(self._exceptions)
            if rest is None:
                return True
            raise rest
        return False


class _BaseExitStack:
    """What ExitStack and AsyncExitStack share: a stack of exit callbacks.

    An asynchronous callback is wrapped in _Asynchronous.
    """

    def __init__(self):
        self._exit_callbacks = deque()

    def pop_all(self):
        """Move the callbacks to a new stack."""
        new = type(self)()
        new._exit_callbacks = self._exit_callbacks
        self._exit_callbacks = deque()
        return new

    def push(self, exit):
        """Register a manager's exit, or a function with its signature."""
        method = getattr(type(exit), '__exit__', None)
        if method is None:
            self._push(exit)
        else:
            self._push_cm_exit(exit, method)
        return exit

    def enter_context(self, cm):
        """Enter a manager and register its exit; the result is that of enter."""
        cls = type(cm)
        enter, exit = cls.__enter__, cls.__exit__
        result = enter(cm)
        self._push_cm_exit(cm, exit)
        return result

    def callback(self, callback, /, *args, **kwds):
        """Register a function and its arguments."""
        def exit(exc_type, exc, tb):
            callback(*args, **kwds)
        exit.__wrapped__ = callback     # for introspection
        self._push(exit)
        return callback

    def _push_cm_exit(self, cm, cm_exit):
        self._push(_bind(cm_exit, cm))

    def _push(self, callback):
        self._exit_callbacks.append(callback)


class _Asynchronous:
    """A callback whose result is awaited."""

    def __init__(self, callback):
        self.callback = callback

    def __call__(self, *exc_details):
        return self.callback(*exc_details)


def _bind(function, obj):
    from types import MethodType
    return MethodType(function, obj)


class _Unwinding:
    """The state of unwinding a stack: what is pending, and its context chain."""

    def __init__(self, exc_details):
        self.pending = exc_details
        self.received = exc_details[0] is not None
        # What was being handled when the with statement began: chains of
        # __context__ end there.
        self.outer = sys.exc_info()[1]
        self.suppressed = False
        self.raised = False

    def swallowed(self):
        self.suppressed = True
        self.raised = False
        self.pending = (None, None, None)

    def replaced(self, exc):
        """A callback raised exc: set the context it would have had if nested."""
        old = self.pending[1]
        new = exc
        while new is not old:
            context = new.__context__
            if context is old:
                break
            if context is None or context is self.outer:
                new.__context__ = old
                break
            new = context
        self.raised = True
        self.pending = type(exc), exc, exc.__traceback__

    def finish(self):
        if self.raised:
            exc = self.pending[1]
            fixed = exc.__context__
            try:
                raise exc       # which sets __context__ anew
            except BaseException:
                exc.__context__ = fixed
                raise
        return self.received and self.suppressed


class ExitStack(_BaseExitStack, AbstractContextManager):
    """A stack of exit callbacks, run in reverse order at the end of the block.

    with ExitStack() as stack:
        files = [stack.enter_context(open(name)) for name in filenames]
    """

    def __enter__(self):
        return self

    def __exit__(self, *exc_details):
        state = _Unwinding(exc_details)
        while self._exit_callbacks:
            callback = self._exit_callbacks.pop()
            try:
                if callback(*state.pending):
                    state.swallowed()
            except BaseException as exc:
                state.replaced(exc)
        return state.finish()

    def close(self):
        """Unwind the stack now."""
        self.__exit__(None, None, None)


class AsyncExitStack(_BaseExitStack, AbstractAsyncContextManager):
    """A stack of synchronous and asynchronous exit callbacks."""

    async def enter_async_context(self, cm):
        """Enter an asynchronous manager and register its exit."""
        cls = type(cm)
        enter, exit = cls.__aenter__, cls.__aexit__
        result = await enter(cm)
        self._push_async_cm_exit(cm, exit)
        return result

    def push_async_exit(self, exit):
        """Register an asynchronous manager's exit, or a coroutine function."""
        method = getattr(type(exit), '__aexit__', None)
        if method is None:
            self._push(_Asynchronous(exit))
        else:
            self._push_async_cm_exit(exit, method)
        return exit

    def push_async_callback(self, callback, /, *args, **kwds):
        """Register a coroutine function and its arguments."""
        async def exit(exc_type, exc, tb):
            await callback(*args, **kwds)
        exit.__wrapped__ = callback
        self._push(_Asynchronous(exit))
        return callback

    async def aclose(self):
        """Unwind the stack now."""
        await self.__aexit__(None, None, None)

    def _push_async_cm_exit(self, cm, cm_exit):
        self._push(_Asynchronous(_bind(cm_exit, cm)))

    async def __aenter__(self):
        return self

    async def __aexit__(self, *exc_details):
        state = _Unwinding(exc_details)
        while self._exit_callbacks:
            callback = self._exit_callbacks.pop()
            try:
                swallow = callback(*state.pending)
                if isinstance(callback, _Asynchronous):
                    swallow = await swallow
                if swallow:
                    state.swallowed()
            except BaseException as exc:
                state.replaced(exc)
        return state.finish()


class nullcontext(AbstractContextManager, AbstractAsyncContextManager):
    """A manager that does nothing but return enter_result."""

    def __init__(self, enter_result=None):
        self.enter_result = enter_result

    def __enter__(self):
        return self.enter_result

    def __exit__(self, *excinfo):
        pass

    async def __aenter__(self):
        return self.enter_result

    async def __aexit__(self, *excinfo):
        pass


class chdir(AbstractContextManager):
    """Changes the current directory for a while; not safe among threads."""

    def __init__(self, path):
        self.path = path
        self._old_cwd = []

    def __enter__(self):
        import os
        self._old_cwd.append(os.getcwd())
        os.chdir(self.path)

    def __exit__(self, *excinfo):
        import os
        os.chdir(self._old_cwd.pop())
