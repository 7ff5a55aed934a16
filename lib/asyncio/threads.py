"""Blocking functions in threads."""

__all__ = ['to_thread']

import contextvars
import functools

from . import events


async def to_thread(func, /, *args, **kwargs):
    """The result of func(*args, **kwargs), called in a thread with the context of the caller."""
    context = contextvars.copy_context()
    return await events.get_running_loop().run_in_executor(None, functools.partial(context.run, func, *args, **kwargs))
