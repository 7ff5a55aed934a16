"""Starting a child by the fork server."""

import os

from . import forkserver, popen_spawn_posix, util

__all__ = ['Popen']


class _DupFd:
    """A descriptor in what is pickled: its place among those that are sent."""

    def __init__(self, index):
        self.index = index

    def detach(self):
        return forkserver.get_inherited_fds()[self.index]


class Popen(popen_spawn_posix.Popen):
    method = 'forkserver'
    DupFd = _DupFd

    def duplicate_for_child(self, fd):
        self._fds.append(fd)
        return len(self._fds) - 1

    def _launch(self, process_obj):
        data = self._pickle(process_obj)
        self.sentinel, write = forkserver.connect_to_new_process(self._fds)
        self.finalizer = util.Finalize(self, os.close, (self.sentinel,))
        with open(write, 'wb', closefd=True) as f:
            f.write(data)
        self.pid = forkserver.read_signed(self.sentinel)

    def poll(self, flag=os.WNOHANG):
        if self.returncode is None:
            from .connection import wait
            if not wait([self.sentinel], 0 if flag == os.WNOHANG else None):
                return None
            try:
                self.returncode = forkserver.read_signed(self.sentinel)
            except (OSError, EOFError):
                self.returncode = 255       # the server has died: nobody knows
        return self.returncode
