"""IsolatedAsyncioTestCase: tests that are coroutines."""

import asyncio
import contextvars
import inspect
from .case import TestCase

__unittest = True


class IsolatedAsyncioTestCase(TestCase):
    """A test case with an event loop of its own.

    All its methods run in one task's context, so that they see the same
    context variables.
    """

    loop_factory = None

    def __init__(self, methodName='runTest'):
        super().__init__(methodName)
        self._loop = None
        self._test_context = contextvars.copy_context()

    async def asyncSetUp(self):
        pass

    async def asyncTearDown(self):
        pass

    def addAsyncCleanup(self, func, /, *args, **kwargs):
        """Register a coroutine function to be called after asyncTearDown()."""
        self.addCleanup(func, *args, **kwargs)

    async def enterAsyncContext(self, cm):
        """Enter an asynchronous context manager until the end of the test."""
        cls = type(cm)
        try:
            enter, exit = cls.__aenter__, cls.__aexit__
        except AttributeError:
            raise TypeError(f"'{cls.__module__}.{cls.__qualname__}' object does not "
                            'support the asynchronous context manager protocol') from None
        result = await enter(cm)
        self.addAsyncCleanup(exit, cm, None, None, None)
        return result

    def _callSetUp(self):
        self._test_context.run(self.setUp)
        self._callAsync(self.asyncSetUp)

    def _callTestMethod(self, method):
        if self._callMaybeAsync(method) is not None:
            import warnings
            warnings.warn('It is deprecated to return a value that is not None from a '
                          f'test case ({method})', DeprecationWarning, stacklevel=4)

    def _callTearDown(self):
        self._callAsync(self.asyncTearDown)
        self._test_context.run(self.tearDown)

    def _callCleanup(self, function, *args, **kwargs):
        self._callMaybeAsync(function, *args, **kwargs)

    def _callAsync(self, func, *args, **kwargs):
        assert inspect.iscoroutinefunction(func), f'{func!r} is not an async function'
        return self._run(func(*args, **kwargs))

    def _callMaybeAsync(self, func, *args, **kwargs):
        result = self._test_context.run(func, *args, **kwargs)
        if inspect.isawaitable(result):
            return self._run(result)
        return result

    def _run(self, awaitable):
        async def main():
            return await awaitable
        loop = self._loop
        try:
            task = loop.create_task(main(), context=self._test_context)
        except TypeError:           # a loop that cannot set the context
            task = self._test_context.run(loop.create_task, main())
        return loop.run_until_complete(task)

    def _setupLoop(self):
        assert self._loop is None, 'the event loop is already set up'
        factory = self.loop_factory or asyncio.new_event_loop
        self._loop = loop = factory()
        asyncio.set_event_loop(loop)
        loop.set_debug(True)

    def _tearDownLoop(self):
        loop, self._loop = self._loop, None
        try:
            tasks = asyncio.all_tasks(loop)
            for task in tasks:
                task.cancel()
            if tasks:
                loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
            for task in tasks:
                if not task.cancelled() and task.exception() is not None:
                    loop.call_exception_handler({
                        'message': 'unhandled exception during test shutdown',
                        'exception': task.exception(), 'task': task})
            loop.run_until_complete(loop.shutdown_asyncgens())
        finally:
            asyncio.set_event_loop(None)
            loop.close()

    def run(self, result=None):
        self._setupLoop()
        try:
            return super().run(result)
        finally:
            self._tearDownLoop()

    def debug(self):
        self._setupLoop()
        try:
            super().debug()
        finally:
            self._tearDownLoop()
