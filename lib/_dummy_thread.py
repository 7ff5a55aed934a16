"""A stand-in for _thread in an interpreter without threads: start_new_thread() runs the function at once.

    try:
        import _thread
    except ImportError:
        import _dummy_thread as _thread

Locks never block: there is nobody to wait for.
"""

__all__ = ['error', 'start_new_thread', 'exit', 'get_ident', 'allocate_lock', 'interrupt_main', 'LockType', 'RLock']

TIMEOUT_MAX = 2 ** 31
error = RuntimeError

_interrupt = False              # interrupt_main() was called in a running thread
_main = True                    # the main program runs, not a thread


def start_new_thread(function, args, kwargs={}):
    """Run function(*args, **kwargs) and return when it has ended; its exceptions are shown, SystemExit is not."""
    if type(args) != type(tuple()):
        raise TypeError('2nd arg must be a tuple')
    if type(kwargs) != type(dict()):
        raise TypeError('3rd arg must be a dict')
    global _main, _interrupt
    _main = False
    try:
        function(*args, **kwargs)
    except SystemExit:
        pass
    except:
        import traceback
        traceback.print_exc()
    _main = True
    if _interrupt:
        _interrupt = False
        raise KeyboardInterrupt


def exit():
    """End the thread: raise SystemExit."""
    raise SystemExit


def get_ident():
    """An identifier of the thread; there is but one, and it is not zero."""
    return 1


def allocate_lock():
    """A lock that does not lock."""
    return LockType()


def stack_size(size=None):
    """The size of the stack of threads cannot be set."""
    if size is not None:
        raise error('setting thread stack size not supported')
    return 0


def _set_sentinel():
    return LockType()


def interrupt_main():
    """Raise KeyboardInterrupt: at once, or when the running thread has ended."""
    if _main:
        raise KeyboardInterrupt
    global _interrupt
    _interrupt = True


class LockType:
    """Keeps whether it is held; acquiring one that is held succeeds only if the caller would wait."""

    def __init__(self):
        self.locked_status = False

    def acquire(self, waitflag=None, timeout=-1):
        if waitflag is None or waitflag:
            self.locked_status = True
            return True
        if not self.locked_status:
            self.locked_status = True
            return True
        if timeout > 0:
            import time
            time.sleep(timeout)
        return False

    def __enter__(self):
        return self.acquire()

    def __exit__(self, typ, val, tb):
        self.release()

    def release(self):
        if not self.locked_status:
            raise error
        self.locked_status = False
        return True

    def locked(self):
        return self.locked_status

    def __repr__(self):
        state = 'locked' if self.locked_status else 'unlocked'
        return f'<{state} {self.__class__.__module__}.{self.__class__.__qualname__} object at {hex(id(self))}>'


class RLock(LockType):
    """A lock that its holder may acquire again: it counts."""

    def __init__(self):
        super().__init__()
        self._levels = 0

    def acquire(self, waitflag=None, timeout=-1):
        locked = super().acquire(waitflag, timeout)
        if locked:
            self._levels += 1
        return locked

    def release(self):
        if self._levels == 0:
            raise error
        if self._levels == 1:
            super().release()
        self._levels -= 1
