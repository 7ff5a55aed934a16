"""This module provides mechanisms to use signal handlers in Python.

alarm() -- cause SIGALRM after a specified time [Unix only]
setitimer() -- cause a signal (described below) after a specified
               float time and the timer may restart then [Unix only]
getitimer() -- get current value of timer [Unix only]
signal() -- set the action for a given signal
getsignal() -- get the signal action for a given signal
pause() -- wait until a signal arrives [Unix only]
default_int_handler() -- default SIGINT handler

Signal numbers, the actions SIG_DFL and SIG_IGN, and the ways to change a mask are members of enumerations, which are
ints as well."""

import _signal
from _signal import *
from enum import IntEnum


def _enumeration(name, wanted):
    """An enumeration of the constants of _signal that are wanted; they become this module's."""
    members = {key: value for key, value in sorted(vars(_signal).items(), key=lambda item: item[0]) if wanted(key)}
    enumeration = IntEnum(name, members, module=__name__)
    globals().update(enumeration.__members__)
    return enumeration


_masks = {'SIG_BLOCK', 'SIG_UNBLOCK', 'SIG_SETMASK'}
Signals = _enumeration('Signals', lambda name: name.isupper() and name.startswith('SIG') and not name.startswith('SIG_'))
Handlers = _enumeration('Handlers', lambda name: name in ('SIG_DFL', 'SIG_IGN'))
Sigmasks = _enumeration('Sigmasks', lambda name: name in _masks)
del _enumeration, _masks


def _member(enumeration, value):
    """The member that has the value, or the value itself: a handler, a signal without a name."""
    if not isinstance(value, int):
        return value
    try:
        return enumeration(value)
    except ValueError:
        return value


def _number(value):
    """The plain int of a member, for C code."""
    return int(value) if isinstance(value, IntEnum) else value


def _signals(numbers):
    return {_member(Signals, number) for number in numbers}


def signal(signalnum, handler):
    return _member(Handlers, _signal.signal(_number(signalnum), _number(handler)))
signal.__doc__ = _signal.signal.__doc__


def getsignal(signalnum):
    return _member(Handlers, _signal.getsignal(_number(signalnum)))
getsignal.__doc__ = _signal.getsignal.__doc__


def pthread_sigmask(how, mask):
    return _signals(_signal.pthread_sigmask(how, mask))
pthread_sigmask.__doc__ = _signal.pthread_sigmask.__doc__


def sigpending():
    return _signals(_signal.sigpending())
sigpending.__doc__ = _signal.sigpending.__doc__


def sigwait(sigset):
    return _member(Signals, _signal.sigwait(sigset))
sigwait.__doc__ = _signal.sigwait.__doc__


def valid_signals():
    return _signals(_signal.valid_signals())
valid_signals.__doc__ = _signal.valid_signals.__doc__
