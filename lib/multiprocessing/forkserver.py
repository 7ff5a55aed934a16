"""A process that forks for others.

It is a single thread in a fresh interpreter, so it can fork safely.  Who wants
a child connects to its socket and sends four descriptors: where the child reads
its pickles; where its number and later its status are to be written; the pipe
that keeps the server alive; the semaphore tracker's.  Further ones are what the
child is to have.
"""

import os
import selectors
import signal
import socket
import struct
import sys
import threading

from . import connection, process, reduction, resource_tracker, spawn, util

__all__ = ['ensure_running', 'get_inherited_fds', 'connect_to_new_process',
           'set_forkserver_preload']

MAXFDS_TO_SEND = 256
_NUMBER = struct.Struct('q')


# ---- our side ----

class ForkServer:
    def __init__(self):
        self._address = None
        self._alive_fd = None           # the server ends when all of these are closed
        self._forkserver_pid = None
        self._inherited_fds = None
        self._lock = threading.Lock()
        self._preload_modules = ['__main__']

    def set_forkserver_preload(self, modules_names):
        """What the server is to import before it forks."""
        if not all(type(name) is str for name in modules_names):
            raise TypeError('module_names must be a list of strings')
        self._preload_modules = modules_names

    def get_inherited_fds(self):
        """The descriptors this process got from its parent by the server;
        None if it was not forked by one."""
        return self._inherited_fds

    def connect_to_new_process(self, fds):
        """Asks for a child that has these descriptors; returns the end where
        its number and status can be read, and that where its data goes."""
        self.ensure_running()
        if len(fds) + 4 >= MAXFDS_TO_SEND:
            raise ValueError('too many fds')
        with socket.socket(socket.AF_UNIX) as client:
            client.setblocking(True)
            client.connect(self._address)
            parent_read, child_write = os.pipe()
            child_read, parent_write = os.pipe()
            try:
                reduction.sendfds(client, [child_read, child_write, self._alive_fd,
                                           resource_tracker.getfd()] + list(fds))
                return parent_read, parent_write
            except:
                os.close(parent_read)
                os.close(parent_write)
                raise
            finally:
                os.close(child_read)
                os.close(child_write)

    def ensure_running(self):
        """Starts the server, also when it has died."""
        with self._lock:
            resource_tracker.ensure_running()
            if self._forkserver_pid is not None:
                pid, status = os.waitpid(self._forkserver_pid, os.WNOHANG)
                if not pid:
                    return
                os.close(self._alive_fd)
                self._address = self._alive_fd = self._forkserver_pid = None
            elif self._alive_fd is not None:
                return                  # it is our parent's
            self._start()

    def _start(self):
        preload, data = list(self._preload_modules), {}
        if preload:
            wanted = {'sys_path', 'init_main_from_path', 'init_main_from_name'}
            data = {name: value for name, value in spawn.get_preparation_data('ignore').items()
                    if name in wanted}
        with socket.socket(socket.AF_UNIX) as listener:
            address = connection.arbitrary_address('AF_UNIX')
            listener.bind(address)
            os.chmod(address, 0o600)
            listener.listen()
            alive_read, alive_write = os.pipe()
            try:
                program = ('from multiprocessing.forkserver import main; '
                           'main(%d, %d, %r, **%r)' % (listener.fileno(), alive_read, preload, data))
                executable = spawn.get_executable()
                args = [executable] + util._args_from_interpreter_flags() + ['-c', program]
                self._forkserver_pid = util.spawnv_passfds(
                    executable, args, [listener.fileno(), alive_read])
            except:
                os.close(alive_write)
                raise
            finally:
                os.close(alive_read)
            self._address = address
            self._alive_fd = alive_write


_forkserver = ForkServer()
ensure_running = _forkserver.ensure_running
get_inherited_fds = _forkserver.get_inherited_fds
connect_to_new_process = _forkserver.connect_to_new_process
set_forkserver_preload = _forkserver.set_forkserver_preload


# ---- the server ----

def main(listener_fd, alive_fd, preload, main_path=None, sys_path=None, **data):
    """The server's whole life."""
    if preload:
        if sys_path is not None:
            sys.path = sys_path
        if '__main__' in preload:
            process.current_process()._inheriting = True
            try:
                spawn.prepare(data)
            finally:
                del process.current_process()._inheriting
        for name in preload:
            try:
                __import__(name)
            except ImportError:
                pass
        util._flush_std_streams()
    util._close_stdin()
    child_read, child_write = os.pipe()
    os.set_blocking(child_read, False)
    os.set_blocking(child_write, False)
    # SIGCHLD only wakes the loop, SIGINT is not for us.
    old = {signal.SIGCHLD: signal.signal(signal.SIGCHLD, lambda *args: None),
           signal.SIGINT: signal.signal(signal.SIGINT, signal.SIG_IGN)}
    old_wakeup = signal.set_wakeup_fd(child_write)
    statuses = {}                       # number of a child -> where its status goes
    with socket.socket(socket.AF_UNIX, fileno=listener_fd) as listener, \
            selectors.DefaultSelector() as selector:
        _forkserver._address = listener.getsockname()
        for what in listener, alive_fd, child_read:
            selector.register(what, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, events in selector.select()}
            if alive_fd in ready:
                return                  # nobody is left who could ask
            if child_read in ready:
                os.read(child_read, 65536)
                _report_ended(statuses)
            if listener in ready:
                with listener.accept()[0] as s:
                    _fork_for(s, statuses, old, old_wakeup,
                              [child_read, child_write, alive_fd], [listener, selector])


def _report_ended(statuses):
    """Tells how the children that have ended did."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        fd = statuses.pop(pid, None)
        if fd is not None:
            code = -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)
            try:
                write_signed(fd, code)
            except BrokenPipeError:
                pass                    # nobody wants to know
            os.close(fd)


def _fork_for(s, statuses, old, old_wakeup, fds_to_close, to_close):
    try:
        fds = reduction.recvfds(s, MAXFDS_TO_SEND)
    except (EOFError, OSError):
        return
    child_read, status_write, *inherited = fds
    s.close()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            for what in to_close:
                what.close()
            for fd in fds_to_close + list(statuses.values()):
                os.close(fd)
            code = _serve_one(child_read, inherited, old, old_wakeup, status_write)
        except Exception:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
        finally:
            os._exit(code)
    try:
        write_signed(status_write, pid)
    except BrokenPipeError:
        pass
    statuses[pid] = status_write
    for fd in [child_read] + inherited:
        os.close(fd)


def _serve_one(child_read, inherited, old, old_wakeup, status_write):
    """In the child: becomes what the pickles say; its status."""
    signal.set_wakeup_fd(old_wakeup)
    for number, handler in old.items():
        signal.signal(number, handler)
    os.close(status_write)
    _forkserver._alive_fd, resource_tracker._resource_tracker._fd, *_forkserver._inherited_fds = inherited
    return spawn._main(child_read)


# ---- numbers on pipes ----

def read_signed(fd):
    data = b''
    while len(data) < _NUMBER.size:
        piece = os.read(fd, _NUMBER.size - len(data))
        if not piece:
            raise EOFError('unexpected EOF')
        data += piece
    return _NUMBER.unpack(data)[0]


def write_signed(fd, number):
    data = _NUMBER.pack(number)
    while data:
        n = os.write(fd, data)
        if n == 0:
            raise RuntimeError('should not get here')
        data = data[n:]
