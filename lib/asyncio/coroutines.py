"""What counts as a coroutine."""

__all__ = ['coroutine', 'iscoroutinefunction', 'iscoroutine']

import collections.abc
import functools
import inspect
import os
import sys
import types

from .log import logger

# Said by the environment: is every loop to be in debug mode?
_DEBUG = not sys.flags.ignore_environment and bool(os.environ.get('PYTHONASYNCIODEBUG'))

_is_coroutine = object()        # marks functions that coroutine() made


def coroutine(function):
    """Decorator for coroutines written as generators: their `yield from` awaits futures."""
    if inspect.iscoroutinefunction(function):
        return function
    if inspect.isgeneratorfunction(function):
        made = function
    else:
        @functools.wraps(function)
        def made(*args, **kwargs):
            result = function(*args, **kwargs)
            if inspect.isgenerator(result) or isinstance(result, collections.abc.Awaitable):
                result = yield from _awaited(result)
            return result
    wrapper = types.coroutine(made)
    try:
        wrapper._is_coroutine = _is_coroutine
    except AttributeError:
        pass
    return wrapper


@types.coroutine
def _awaited(x):
    return (yield from (x if inspect.isgenerator(x) else x.__await__()))


def iscoroutinefunction(function):
    """True for functions whose calls give coroutines."""
    return inspect.iscoroutinefunction(function) or getattr(function, '_is_coroutine', None) is _is_coroutine


def iscoroutine(x):
    """True for coroutine objects, also those written as generators."""
    return isinstance(x, (types.CoroutineType, types.GeneratorType, collections.abc.Coroutine))


def _format_coroutine(coro):
    """<name() running at file:line>, with `done, defined` instead of `running` where it has ended."""
    name = getattr(coro, '__qualname__', None) or getattr(coro, '__name__', None) or type(coro).__name__
    code = getattr(coro, 'cr_code', None) or getattr(coro, 'gi_code', None)
    running = getattr(coro, 'cr_running', None) or getattr(coro, 'gi_running', None)
    if code is None:
        return name + '() running' if running else name + '()'
    frame = getattr(coro, 'cr_frame', None) or getattr(coro, 'gi_frame', None)
    if frame is not None:
        return '{}() running at {}:{}'.format(name, code.co_filename, frame.f_lineno)
    return '{}() done, defined at {}:{}'.format(name, code.co_filename, code.co_firstlineno)
