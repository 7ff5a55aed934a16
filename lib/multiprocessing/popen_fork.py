"""Starting a child by fork()."""

import os
import signal

from . import util

__all__ = ['Popen']


class Popen:
    """A child: pid, a sentinel that is readable once it has ended, its status."""
    method = 'fork'

    def __init__(self, process_obj):
        util._flush_std_streams()
        self.returncode = None
        self.finalizer = None
        self._launch(process_obj)

    def duplicate_for_child(self, fd):
        """The descriptor that the child shall have for fd."""
        return fd

    def poll(self, flag=os.WNOHANG):
        """The status, as in subprocess; None while the child runs."""
        if self.returncode is None:
            try:
                pid, status = os.waitpid(self.pid, flag)
            except OSError:
                return None             # somebody else has waited for it
            if pid == self.pid:
                if os.WIFSIGNALED(status):
                    self.returncode = -os.WTERMSIG(status)
                else:
                    self.returncode = os.WEXITSTATUS(status)
        return self.returncode

    def wait(self, timeout=None):
        if self.returncode is None:
            if timeout is not None:
                from .connection import wait
                if not wait([self.sentinel], timeout):
                    return None
            # The sentinel is closed: with a timeout of 0 too, the child is about to end.
            return self.poll(os.WNOHANG if timeout == 0.0 else 0)
        return self.returncode

    def _send_signal(self, number):
        if self.returncode is None:
            try:
                os.kill(self.pid, number)
            except ProcessLookupError:
                pass
            except OSError:
                if self.wait(timeout=0.1) is None:
                    raise

    def terminate(self):
        self._send_signal(signal.SIGTERM)

    def kill(self):
        self._send_signal(signal.SIGKILL)

    def _launch(self, process_obj):
        read, write = os.pipe()         # the child keeps write, so read ends with it
        code = 1
        self.pid = os.fork()
        if self.pid == 0:
            try:
                os.close(read)
                code = process_obj._bootstrap()
            finally:
                os._exit(code)
        os.close(write)
        self.finalizer = util.Finalize(self, os.close, (read,))
        self.sentinel = read

    def close(self):
        if self.finalizer is not None:
            self.finalizer()
