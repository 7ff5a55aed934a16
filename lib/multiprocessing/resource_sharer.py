"""Giving descriptors to other processes on demand.

What is pickled of a descriptor is an address and a number; who unpickles it
connects to there, where a thread hands it out, once.
"""

import os
import signal
import threading

from . import process, reduction, util

__all__ = ['stop', 'DupFd']


class DupFd:
    """A duplicate of fd, to be pickled; detach() gives it to the receiver."""

    def __init__(self, fd):
        copy = os.dup(fd)

        def send(conn, pid):
            reduction.send_handle(conn, copy, pid)

        self._id = _sharer.register(send, lambda: os.close(copy))

    def detach(self):
        with _sharer.get_connection(self._id) as conn:
            return reduction.recv_handle(conn)


class _Sharer:
    """Hands out what was registered, in a thread that starts with the first."""

    def __init__(self):
        self._lock = threading.Lock()
        self._old_locks = []
        self._reset()
        util.register_after_fork(self, _Sharer._after_fork)

    def _reset(self):
        self._key = 0
        self._cache = {}            # key -> (send, close)
        self._listener = self._address = self._thread = None

    def register(self, send, close):
        """(address, key) of something that send(conn, pid) hands out; close()
        is called when it has been."""
        with self._lock:
            if self._address is None:
                self._start()
            self._key += 1
            self._cache[self._key] = send, close
            return self._address, self._key

    @staticmethod
    def get_connection(ident):
        from .connection import Client
        address, key = ident
        conn = Client(address, authkey=process.current_process().authkey)
        conn.send((key, os.getpid()))
        return conn

    def _start(self):
        from .connection import Listener
        util.debug('starting listener and thread for sending handles')
        self._listener = Listener(authkey=process.current_process().authkey)
        self._address = self._listener.address
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        if hasattr(signal, 'pthread_sigmask'):
            signal.pthread_sigmask(signal.SIG_BLOCK, range(1, signal.NSIG))
        listener = self._listener
        while True:
            try:
                with listener.accept() as conn:
                    message = conn.recv()
                    if message is None:
                        return
                    key, pid = message
                    send, close = self._cache.pop(key)
                    try:
                        send(conn, pid)
                    finally:
                        close()
            except Exception:
                if not util.is_exiting():
                    import sys
                    sys.excepthook(*sys.exc_info())

    def stop(self, timeout=None):
        """Ends the thread and drops what nobody has fetched."""
        from .connection import Client
        with self._lock:
            if self._address is None:
                return
            with Client(self._address, authkey=process.current_process().authkey) as conn:
                conn.send(None)
            self._thread.join(timeout)
            if self._thread.is_alive():
                util.sub_warning('_ResourceSharer thread did not stop when asked')
            self._close()

    def _close(self):
        if self._listener is not None:
            self._listener.close()
        for send, close in self._cache.values():
            close()
        self._reset()

    def _after_fork(self):
        # The thread is not here; the lock may be held by one that is not either.
        self._old_locks.append(self._lock)
        self._lock = threading.Lock()
        self._close()


_sharer = _Sharer()
stop = _sharer.stop
