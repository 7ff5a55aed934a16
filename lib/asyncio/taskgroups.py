"""Groups of tasks that end together."""

__all__ = ['TaskGroup']

from . import events, tasks
from .exceptions import CancelledError


class TaskGroup:
    """Asynchronous context that waits for the tasks made in it.

    When one fails the others are cancelled, and the failures are raised as an exception group.
    """

    def __init__(self):
        self._entered = False
        self._exiting = False
        self._aborting = False
        self._parent = None
        self._cancel_asked = False
        self._tasks = set()
        self._errors = []
        self._fatal = None
        self._all_done = None

    def __repr__(self):
        return f'<TaskGroup tasks={len(self._tasks)} errors={len(self._errors)}>'

    async def __aenter__(self):
        if self._entered:
            raise RuntimeError(f'TaskGroup {self!r} has already been entered')
        self._loop = events.get_running_loop()
        self._parent = tasks.current_task(self._loop)
        if self._parent is None:
            raise RuntimeError(f'TaskGroup {self!r} cannot determine the parent task')
        self._entered = True
        return self

    def create_task(self, coro, *, name=None, context=None):
        if not self._entered:
            coro.close()
            raise RuntimeError(f'TaskGroup {self!r} has not been entered')
        if (self._exiting and not self._tasks) or self._aborting:
            coro.close()
            raise RuntimeError(f'TaskGroup {self!r} is {"shutting down" if self._aborting else "finished"}')
        task = self._loop.create_task(coro, name=name, context=context)
        self._tasks.add(task)
        task.add_done_callback(self._on_done)
        return task

    def _abort(self):
        self._aborting = True
        for task in self._tasks:
            if not task.done():
                task.cancel()

    def _on_done(self, task):
        self._tasks.discard(task)
        if self._all_done is not None and not self._tasks:
            tasks._set_unless_done(self._all_done, True)
        if task.cancelled() or task.exception() is None:
            return
        error = task.exception()
        self._errors.append(error)
        if isinstance(error, (SystemExit, KeyboardInterrupt)) and self._fatal is None:
            self._fatal = error
        if not self._aborting and not self._parent.done():
            self._abort()
            if not self._cancel_asked and not self._exiting:
                self._cancel_asked = True       # the block itself ends too
                self._parent.cancel()

    async def __aexit__(self, kind, error, tb):
        self._exiting = True
        cancelled = error if kind is not None and issubclass(kind, CancelledError) else None
        if self._cancel_asked and self._parent.uncancel() == 0:
            cancelled = None                    # our own request, not somebody else's
        if isinstance(error, (SystemExit, KeyboardInterrupt)) and self._fatal is None:
            self._fatal = error
        if kind is not None and not self._aborting:
            self._abort()
        while self._tasks:
            self._all_done = self._loop.create_future()
            try:
                await self._all_done
            except CancelledError as asked:
                if not self._aborting:
                    cancelled = asked
                    self._abort()
            self._all_done = None
        if self._fatal is not None:
            raise self._fatal
        if cancelled is not None and not self._errors:
            raise cancelled
        if kind is not None and not issubclass(kind, CancelledError):
            self._errors.append(error)
        if self._errors:
            raise BaseExceptionGroup('unhandled errors in a TaskGroup', self._errors) from None
