"""Threads, and the objects they synchronise with.

Everything here stands on the plain locks of _thread.  A waiter owns a lock of
its own, held; waking it is releasing that lock.  Condition keeps the waiters in
order of arrival, the other objects are written over Condition.
"""

import sys as _sys
import _thread
from collections import deque as _deque
from itertools import count as _count
from time import monotonic as _time
from weakref import WeakSet

__all__ = ['get_ident', 'active_count', 'Condition', 'current_thread',
           'enumerate', 'main_thread', 'TIMEOUT_MAX',
           'Event', 'Lock', 'RLock', 'Semaphore', 'BoundedSemaphore', 'Thread',
           'Barrier', 'BrokenBarrierError', 'Timer', 'ThreadError',
           'setprofile', 'settrace', 'local', 'stack_size',
           'excepthook', 'ExceptHookArgs', 'gettrace', 'getprofile']

_start_new_thread = _thread.start_new_thread
_allocate_lock = _thread.allocate_lock
_new_sentinel = getattr(_thread, '_set_sentinel', None)
get_ident = _thread.get_ident
_native_id = getattr(_thread, 'get_native_id', None)
if _native_id is not None:
    get_native_id = _native_id
    __all__.append('get_native_id')
ThreadError = _thread.error
TIMEOUT_MAX = _thread.TIMEOUT_MAX
stack_size = _thread.stack_size
Lock = _allocate_lock
try:
    from _thread import _local as local
except ImportError:
    from _threading_local import local
_CRLock = getattr(_thread, 'RLock', None)

_trace_hook = None
_profile_hook = None


def settrace(func):
    """Install func as the trace function of threads started from now on."""
    global _trace_hook
    _trace_hook = func


def gettrace():
    return _trace_hook


def setprofile(func):
    """Install func as the profile function of threads started from now on."""
    global _profile_hook
    _profile_hook = func


def getprofile():
    return _profile_hook


def _owner_name(owner):
    thread = _active.get(owner)
    return owner if thread is None else thread.name


def RLock(*args, **kwargs):
    """A lock its owner may take again; free when released as often as taken."""
    if _CRLock is None:
        return _PyRLock(*args, **kwargs)
    return _CRLock(*args, **kwargs)


class _RLock:
    """The reentrant lock in Python, for a _thread without one."""

    def __init__(self):
        self._block = _allocate_lock()
        self._owner = None
        self._count = 0

    def __repr__(self):
        return '<%s %s.%s object owner=%r count=%d at %s>' % (
            'locked' if self._block.locked() else 'unlocked',
            self.__class__.__module__, self.__class__.__qualname__,
            _owner_name(self._owner), self._count, hex(id(self)))

    def acquire(self, blocking=True, timeout=-1):
        me = get_ident()
        if self._owner == me:
            self._count += 1
            return 1
        taken = self._block.acquire(blocking, timeout)
        if taken:
            self._owner = me
            self._count = 1
        return taken

    __enter__ = acquire

    def release(self):
        if self._owner != get_ident():
            raise RuntimeError('cannot release un-acquired lock')
        self._count -= 1
        if not self._count:
            self._owner = None
            self._block.release()

    def __exit__(self, *exc):
        self.release()

    # What Condition needs of a lock it must let go whole.

    def _release_save(self):
        if self._count == 0:
            raise RuntimeError('cannot release un-acquired lock')
        state = self._count, self._owner
        self._count = 0
        self._owner = None
        self._block.release()
        return state

    def _acquire_restore(self, state):
        self._block.acquire()
        self._count, self._owner = state

    def _is_owned(self):
        return self._owner == get_ident()


_PyRLock = _RLock


class Condition:
    """A condition variable: threads wait until another notifies them."""

    def __init__(self, lock=None):
        if lock is None:
            lock = RLock()
        self._lock = lock
        self.acquire = lock.acquire
        self.release = lock.release
        for name in ('_release_save', '_acquire_restore', '_is_owned'):
            method = getattr(lock, name, None)
            if method is not None:
                setattr(self, name, method)
        self._waiters = _deque()

    def __enter__(self):
        return self._lock.__enter__()

    def __exit__(self, *args):
        return self._lock.__exit__(*args)

    def __repr__(self):
        return '<Condition(%s, %d)>' % (self._lock, len(self._waiters))

    # Stand-ins for a plain lock, which has no owner to ask.

    def _release_save(self):
        self._lock.release()

    def _acquire_restore(self, state):
        self._lock.acquire()

    def _is_owned(self):
        if self._lock.acquire(False):
            self._lock.release()
            return False
        return True

    def wait(self, timeout=None):
        """Release the lock, sleep until notified or timed out, take it again.

        Return False if the timeout ended the wait.
        """
        if not self._is_owned():
            raise RuntimeError('cannot wait on un-acquired lock')
        waiter = _allocate_lock()
        waiter.acquire()
        self._waiters.append(waiter)
        state = self._release_save()
        notified = False
        try:
            if timeout is None:
                waiter.acquire()
                notified = True
            elif timeout > 0:
                notified = waiter.acquire(True, timeout)
            else:
                notified = waiter.acquire(False)
            return notified
        finally:
            self._acquire_restore(state)
            if not notified:
                try:
                    self._waiters.remove(waiter)
                except ValueError:
                    pass

    def wait_for(self, predicate, timeout=None):
        """Wait until predicate() is true; return its last value."""
        deadline = None
        result = predicate()
        while not result:
            if timeout is not None:
                if deadline is None:
                    deadline = _time() + timeout
                else:
                    timeout = deadline - _time()
                    if timeout <= 0:
                        break
            self.wait(timeout)
            result = predicate()
        return result

    def notify(self, n=1):
        """Wake at most n of the waiting threads."""
        if not self._is_owned():
            raise RuntimeError('cannot notify on un-acquired lock')
        waiters = self._waiters
        while waiters and n > 0:
            waiter = waiters[0]
            try:
                waiter.release()
            except RuntimeError:
                # Already woken, but its thread was interrupted before it left the queue.
                pass
            else:
                n -= 1
            try:
                waiters.remove(waiter)
            except ValueError:
                pass

    def notify_all(self):
        """Wake all waiting threads."""
        self.notify(len(self._waiters))

    notifyAll = notify_all


class Semaphore:
    """A counter that blocks the thread that would take it below zero."""

    def __init__(self, value=1):
        if value < 0:
            raise ValueError('semaphore initial value must be >= 0')
        self._cond = Condition(Lock())
        self._value = value

    def __repr__(self):
        return '<%s.%s at %#x: value=%s>' % (
            self.__class__.__module__, self.__class__.__qualname__,
            id(self), self._value)

    def acquire(self, blocking=True, timeout=None):
        if not blocking and timeout is not None:
            raise ValueError("can't specify timeout for non-blocking acquire")
        deadline = None
        with self._cond:
            while self._value == 0:
                if not blocking:
                    return False
                if timeout is not None:
                    if deadline is None:
                        deadline = _time() + timeout
                    else:
                        timeout = deadline - _time()
                        if timeout <= 0:
                            return False
                self._cond.wait(timeout)
            self._value -= 1
            return True

    __enter__ = acquire

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            self._value += n
            self._cond.notify(n)

    def __exit__(self, *exc):
        self.release()


class BoundedSemaphore(Semaphore):
    """A semaphore that may not be released above its first value."""

    def __init__(self, value=1):
        Semaphore.__init__(self, value)
        self._initial_value = value

    def release(self, n=1):
        if n < 1:
            raise ValueError('n must be one or more')
        with self._cond:
            if self._value + n > self._initial_value:
                raise ValueError('Semaphore released too many times')
            self._value += n
            self._cond.notify(n)


class Event:
    """A flag that threads can wait for."""

    def __init__(self):
        self._cond = Condition(Lock())
        self._flag = False

    def __repr__(self):
        return '<%s.%s at %#x: %s>' % (
            self.__class__.__module__, self.__class__.__qualname__, id(self),
            'set' if self._flag else 'unset')

    def _reset_internal_locks(self):
        # In the child of a fork: the lock may be held by a thread that is gone.
        self._cond = Condition(Lock())

    _at_fork_reinit = _reset_internal_locks

    def is_set(self):
        return self._flag

    isSet = is_set

    def set(self):
        with self._cond:
            self._flag = True
            self._cond.notify_all()

    def clear(self):
        with self._cond:
            self._flag = False

    def wait(self, timeout=None):
        """Block until the flag is set or the timeout passes; return the flag."""
        with self._cond:
            if self._flag:
                return True
            return self._cond.wait(timeout) or self._flag


class BrokenBarrierError(RuntimeError):
    """The barrier was reset or broken while threads waited."""


# A barrier's phases: threads gather, then all leave before the next may enter.
_FILLING, _DRAINING, _RESETTING, _BROKEN = 0, 1, -1, -2


class Barrier:
    """Makes a fixed number of threads wait for each other, again and again."""

    def __init__(self, parties, action=None, timeout=None):
        if parties < 1:
            raise ValueError('parties must be > 0')
        self._cond = Condition(Lock())
        self._parties = parties
        self._action = action
        self._timeout = timeout
        self._phase = _FILLING
        self._inside = 0

    def __repr__(self):
        if self.broken:
            return '<%s.%s at %#x: broken>' % (
                self.__class__.__module__, self.__class__.__qualname__, id(self))
        return '<%s.%s at %#x: waiters=%d/%d>' % (
            self.__class__.__module__, self.__class__.__qualname__, id(self),
            self.n_waiting, self.parties)

    def wait(self, timeout=None):
        """Wait for all parties; return a different number from 0 up to each."""
        if timeout is None:
            timeout = self._timeout
        with self._cond:
            while self._phase in (_DRAINING, _RESETTING):
                self._cond.wait()
            if self._phase == _BROKEN:
                raise BrokenBarrierError
            index = self._inside
            self._inside += 1
            try:
                if self._inside == self._parties:
                    self._open()
                else:
                    self._await_phase(timeout)
                return index
            finally:
                self._inside -= 1
                self._leave()

    def _open(self):
        try:
            if self._action:
                self._action()
            self._phase = _DRAINING
            self._cond.notify_all()
        except:
            self._break()
            raise

    def _await_phase(self, timeout):
        if not self._cond.wait_for(lambda: self._phase != _FILLING, timeout):
            self._break()
            raise BrokenBarrierError
        if self._phase in (_RESETTING, _BROKEN):
            raise BrokenBarrierError

    def _leave(self):
        if self._inside == 0 and self._phase in (_RESETTING, _DRAINING):
            self._phase = _FILLING
            self._cond.notify_all()

    def _break(self):
        self._phase = _BROKEN
        self._cond.notify_all()

    def reset(self):
        """Return to the empty state; those waiting get BrokenBarrierError."""
        with self._cond:
            if self._inside > 0:
                if self._phase in (_FILLING, _BROKEN):
                    self._phase = _RESETTING
            else:
                self._phase = _FILLING
            self._cond.notify_all()

    def abort(self):
        """Break the barrier for good (until reset)."""
        with self._cond:
            self._break()

    @property
    def parties(self):
        return self._parties

    @property
    def n_waiting(self):
        return self._inside if self._phase == _FILLING else 0

    @property
    def broken(self):
        return self._phase == _BROKEN


_name_counter = _count(1).__next__


def _newname(template='Thread-%d'):
    return template % _name_counter()


# Who runs.  _limbo: start() was called, the thread has not yet shown itself.
_active_limbo_lock = _allocate_lock()
_active = {}
_limbo = {}
_dangling = WeakSet()


class Thread:
    """A thread of control: run() or target called in a thread of its own."""

    _initialized = False

    def __init__(self, group=None, target=None, name=None,
                 args=(), kwargs=None, *, daemon=None, context=None):
        assert group is None, 'group argument must be None for now'
        self._target = target
        self._name = str(name) if name is not None else _newname()
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._context = context
        self._daemonic = current_thread().daemon if daemon is None else daemon
        self._ident = None
        self._native_id = None
        self._tstate_lock = None
        self._started = Event()
        self._is_stopped = False
        self._initialized = True
        # The errors of a dying interpreter still need a place to go.
        self._stderr = _sys.stderr
        self._invoke_excepthook = _make_invoke_excepthook()
        _dangling.add(self)

    def _reset_internal_locks(self, is_alive):
        # In the child of a fork, for the thread that lives and those that do not.
        self._started._reset_internal_locks()
        if is_alive:
            self._make_sentinel()
        else:
            self._is_stopped = True
            self._tstate_lock = None

    def __repr__(self):
        assert self._initialized, 'Thread.__init__() was not called'
        status = 'initial'
        if self._started.is_set():
            status = 'started'
        self.is_alive()
        if self._is_stopped:
            status = 'stopped'
        if self._daemonic:
            status += ' daemon'
        if self._ident is not None:
            status += ' %s' % self._ident
        return '<%s(%s, %s)>' % (self.__class__.__name__, self._name, status)

    def start(self):
        """Begin the thread; may be called once."""
        if not self._initialized:
            raise RuntimeError('thread.__init__() not called')
        if self._started.is_set():
            raise RuntimeError('threads can only be started once')
        with _active_limbo_lock:
            _limbo[self] = self
        try:
            _start_new_thread(self._bootstrap, ())
        except Exception:
            with _active_limbo_lock:
                del _limbo[self]
            raise
        self._started.wait()

    def run(self):
        """What the thread does: by default, call target with its arguments."""
        try:
            if self._target:
                if self._context is not None:
                    self._context.run(self._target, *self._args, **self._kwargs)
                else:
                    self._target(*self._args, **self._kwargs)
        finally:
            # A thread kept for its result need not keep its arguments.
            del self._target, self._args, self._kwargs

    def _bootstrap(self):
        try:
            self._bootstrap_inner()
        except:
            # A daemon thread may outlive the modules it stands on: then hush.
            if self._daemonic and _sys is None:
                return
            raise

    def _set_ident(self):
        self._ident = get_ident()
        if _native_id is not None:
            self._native_id = _native_id()

    def _enlist(self):
        """Note that this object stands for the calling thread, which has been running before."""
        self._set_ident()
        with _active_limbo_lock:
            _active[self._ident] = self

    def _bootstrap_inner(self):
        try:
            self._set_ident()
            self._make_sentinel()
            with _active_limbo_lock:
                _active[self._ident] = self
                del _limbo[self]
            self._started.set()
            if _trace_hook:
                _sys.settrace(_trace_hook)
            if _profile_hook:
                _sys.setprofile(_profile_hook)
            try:
                self.run()
            except:
                self._invoke_excepthook(self)
        finally:
            with _active_limbo_lock:
                # Not _delete(): the entry may be that of a thread with the same id.
                try:
                    del _active[get_ident()]
                except KeyError:
                    pass
            if _new_sentinel is None:
                lock = self._tstate_lock
                if lock is not None and lock.locked():
                    lock.release()

    def _make_sentinel(self):
        # The sentinel is held as long as the thread lives.  When _thread offers one
        # it is let go only after the thread's state is gone.
        if _new_sentinel is not None:
            lock = _new_sentinel()
        else:
            lock = _allocate_lock()
        lock.acquire()
        self._tstate_lock = lock

    def _stop(self):
        self._is_stopped = True
        self._tstate_lock = None

    def _delete(self):
        with _active_limbo_lock:
            del _active[get_ident()]

    def join(self, timeout=None):
        """Wait until the thread ends, or the timeout passes."""
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if not self._started.is_set():
            raise RuntimeError('cannot join thread before it is started')
        if self is current_thread():
            raise RuntimeError('cannot join current thread')
        if timeout is None:
            self._wait_for_tstate_lock()
        else:
            self._wait_for_tstate_lock(timeout=max(timeout, 0))

    def _wait_for_tstate_lock(self, block=True, timeout=-1):
        lock = self._tstate_lock
        if lock is None:
            return
        taken = lock.acquire(block, timeout) if block else lock.acquire(False)
        if taken:
            lock.release()
            self._stop()

    @property
    def name(self):
        assert self._initialized, 'Thread.__init__() not called'
        return self._name

    @name.setter
    def name(self, name):
        assert self._initialized, 'Thread.__init__() not called'
        self._name = str(name)

    @property
    def ident(self):
        assert self._initialized, 'Thread.__init__() not called'
        return self._ident

    @property
    def native_id(self):
        assert self._initialized, 'Thread.__init__() not called'
        return self._native_id

    def is_alive(self):
        assert self._initialized, 'Thread.__init__() not called'
        if self._is_stopped or not self._started.is_set():
            return False
        self._wait_for_tstate_lock(False)
        return not self._is_stopped

    def isAlive(self):
        return self.is_alive()

    @property
    def daemon(self):
        assert self._initialized, 'Thread.__init__() not called'
        return self._daemonic

    @daemon.setter
    def daemon(self, daemonic):
        if not self._initialized:
            raise RuntimeError('Thread.__init__() not called')
        if self._started.is_set():
            raise RuntimeError('cannot set daemon status of active thread')
        self._daemonic = daemonic

    def isDaemon(self):
        return self.daemon

    def setDaemon(self, daemonic):
        self.daemon = daemonic

    def getName(self):
        return self.name

    def setName(self, name):
        self.name = name


class ExceptHookArgs(tuple):
    """What excepthook is given: exc_type, exc_value, exc_traceback, thread."""

    __slots__ = ()

    def __new__(cls, args):
        args = tuple(args)
        if len(args) != 4:
            raise TypeError('ExceptHookArgs() takes a 4-sequence (%d-sequence given)' % len(args))
        return tuple.__new__(cls, args)

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])

    def __repr__(self):
        return ('_thread.ExceptHookArgs(exc_type=%r, exc_value=%r, '
                'exc_traceback=%r, thread=%r)' % self)


def excepthook(args):
    """Report an exception that Thread.run() let through."""
    if args[0] == SystemExit:
        return
    thread = args[3]
    out = _sys.stderr
    if out is None:
        out = getattr(thread, '_stderr', None)
        if out is None:
            return
    name = get_ident() if thread is None else thread.name
    from traceback import print_exception
    out.write('Exception in thread %s:\n' % (name,))
    print_exception(args[0], args[1], args[2], file=out)
    try:
        out.flush()
    except Exception:
        pass


__excepthook__ = excepthook


def _make_invoke_excepthook():
    # Closed over what it needs: the module may be cleared when it runs.
    exc_info = _sys.exc_info
    default = excepthook

    def invoke_excepthook(thread):
        hook = globals().get('excepthook') or default
        info = exc_info()
        try:
            try:
                hook(ExceptHookArgs(info + (thread,)))
            except Exception:
                import sys
                sys.excepthook(*exc_info())
        finally:
            info = None
    return invoke_excepthook


class Timer(Thread):
    """Calls a function after a number of seconds, unless cancelled."""

    def __init__(self, interval, function, args=None, kwargs=None):
        Thread.__init__(self)
        self.interval = interval
        self.function = function
        self.args = args if args is not None else []
        self.kwargs = kwargs if kwargs is not None else {}
        self.finished = Event()

    def cancel(self):
        self.finished.set()

    def run(self):
        self.finished.wait(self.interval)
        if not self.finished.is_set():
            self.function(*self.args, **self.kwargs)
        self.finished.set()


class _MainThread(Thread):
    """The thread that started the interpreter."""

    def __init__(self):
        Thread.__init__(self, name='MainThread', daemon=False)
        self._make_sentinel()
        self._started.set()
        self._enlist()


class _DummyThread(Thread):
    """Stands for a thread not started by this module: alive for ever, never joined."""

    def __init__(self):
        Thread.__init__(self, name=_newname('Dummy-%d'), daemon=True)
        self._started.set()
        self._enlist()

    def _stop(self):
        pass

    def is_alive(self):
        assert not self._is_stopped and self._started.is_set()
        return True

    def join(self, timeout=None):
        assert False, 'cannot join a dummy thread'


def current_thread():
    """The Thread of the caller."""
    try:
        return _active[get_ident()]
    except KeyError:
        return _DummyThread()


currentThread = current_thread


def active_count():
    with _active_limbo_lock:
        return len(_active) + len(_limbo)


activeCount = active_count


def _enumerate():
    # Without the lock: for those who hold it.
    return list(_active.values()) + list(_limbo.values())


def enumerate():
    """All threads now alive, those about to start included."""
    with _active_limbo_lock:
        return _enumerate()


_exit_calls = []


def _register_atexit(func, *args, **kwargs):
    # Called when the main thread is done, before the others are joined.
    _exit_calls.append(lambda: func(*args, **kwargs))


_main_thread = _MainThread()


def main_thread():
    """The thread from which the interpreter was started."""
    return _main_thread


def _shutdown():
    """Called as the interpreter ends: wait for every thread that is not a daemon."""
    if _main_thread._is_stopped:
        return
    lock = _main_thread._tstate_lock
    if lock is not None and lock.locked():
        lock.release()
    _main_thread._stop()
    for call in reversed(_exit_calls):
        call()
    while True:
        for thread in enumerate():
            if not thread.daemon and thread.is_alive():
                thread.join()
                break
        else:
            break


def _after_fork():
    """In the child of a fork: only the forking thread is left, and it is the main one."""
    global _active_limbo_lock, _main_thread
    _active_limbo_lock = _allocate_lock()
    survivors = {}
    current = _active.get(get_ident())
    if current is None:
        current = _DummyThread()
    _main_thread = current
    threads = set(_enumerate())
    threads.update(_dangling)
    for thread in threads:
        if thread is current:
            thread._reset_internal_locks(True)
            ident = get_ident()
            thread._ident = ident
            survivors[ident] = thread
        else:
            if isinstance(thread, _DummyThread):
                continue
            if thread._started.is_set() or thread in _limbo:
                thread._reset_internal_locks(False)
    _limbo.clear()
    _active.clear()
    _active.update(survivors)


try:
    from posix import register_at_fork as _register_at_fork
except ImportError:
    pass
else:
    _register_at_fork(after_in_child=_after_fork)
