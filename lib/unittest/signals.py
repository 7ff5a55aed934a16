"""Stopping a run of tests gracefully on control-C."""

import signal
import weakref
from functools import wraps

__unittest = True


class _InterruptHandler:
    """The first interrupt stops all registered results, the second acts as before."""

    def __init__(self, default_handler):
        self.called = False
        self.original_handler = default_handler
        if isinstance(default_handler, int):
            if default_handler == signal.SIG_DFL:
                default_handler = signal.default_int_handler
            elif default_handler == signal.SIG_IGN:
                def default_handler(unused_signum, unused_frame):
                    pass
            else:
                raise TypeError('expected SIGINT signal handler to be signal.SIG_IGN, '
                                'signal.SIG_DFL, or a callable object')
        self.default_handler = default_handler

    def __call__(self, signum, frame):
        if signal.getsignal(signal.SIGINT) is not self:
            # Someone wrapped us: then decide nothing.
            self.default_handler(signum, frame)
        if self.called:
            self.default_handler(signum, frame)
        self.called = True
        for result in list(_results):
            result.stop()


_results = weakref.WeakKeyDictionary()
_interrupt_handler = None


def registerResult(result):
    """Have a result stopped on control-C."""
    _results[result] = 1


def removeResult(result):
    """Undo registerResult(); says whether it was registered."""
    return bool(_results.pop(result, None))


def installHandler():
    """Install the handler of control-C."""
    global _interrupt_handler
    if _interrupt_handler is None:
        _interrupt_handler = _InterruptHandler(signal.getsignal(signal.SIGINT))
        signal.signal(signal.SIGINT, _interrupt_handler)


def removeHandler(method=None):
    """Remove the handler, or make a decorator that does so during a call."""
    if method is not None:
        @wraps(method)
        def inner(*args, **kwargs):
            initial = signal.getsignal(signal.SIGINT)
            removeHandler()
            try:
                return method(*args, **kwargs)
            finally:
                signal.signal(signal.SIGINT, initial)
        return inner
    if _interrupt_handler is not None:
        signal.signal(signal.SIGINT, _interrupt_handler.original_handler)
