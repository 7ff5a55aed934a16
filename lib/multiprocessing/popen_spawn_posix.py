"""Starting a child as a fresh interpreter, which gets the process object pickled."""

import io
import os

from . import popen_fork, reduction, spawn, util
from .context import set_spawning_popen

__all__ = ['Popen']


class _DupFd:
    """A descriptor in what is pickled for a child that inherits it."""

    def __init__(self, fd):
        self.fd = fd

    def detach(self):
        return self.fd


class Popen(popen_fork.Popen):
    method = 'spawn'
    DupFd = _DupFd

    def __init__(self, process_obj):
        self._fds = []
        super().__init__(process_obj)

    def duplicate_for_child(self, fd):
        self._fds.append(fd)
        return fd

    def _pickle(self, process_obj):
        """What the child has to know: how to set itself up, and its process object."""
        data = io.BytesIO()
        set_spawning_popen(self)
        try:
            reduction.dump(spawn.get_preparation_data(process_obj._name), data)
            reduction.dump(process_obj, data)
        finally:
            set_spawning_popen(None)
        return data.getbuffer()

    def _launch(self, process_obj):
        from . import resource_tracker
        tracker = resource_tracker.getfd()
        self._fds.append(tracker)
        data = self._pickle(process_obj)
        parent_read, child_write, child_read, parent_write = -1, -1, -1, -1
        try:
            parent_read, child_write = os.pipe()
            child_read, parent_write = os.pipe()
            self._fds += [child_read, child_write]
            self.pid = util.spawnv_passfds(
                spawn.get_executable(),
                spawn.get_command_line(tracker_fd=tracker, pipe_handle=child_read), self._fds)
            self.sentinel = parent_read
            self.finalizer = util.Finalize(self, os.close, (parent_read,))
            parent_read = -1
            with open(parent_write, 'wb', closefd=False) as f:
                f.write(data)
        finally:
            for fd in parent_read, child_write, child_read, parent_write:
                if fd >= 0:
                    os.close(fd)
