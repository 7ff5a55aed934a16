"""Memory that a process shares with its children: pieces of mapped files.

An arena is a mapped file without a name; the heap cuts blocks (arena, start,
stop) from arenas and joins free neighbours again.
"""

import bisect
import mmap
import os
import sys
import tempfile
import threading

from . import reduction, util

__all__ = ['BufferWrapper']


class Arena:
    """A mapped file; a child that is started afresh maps it by its descriptor."""

    def __init__(self, size, fd=-1):
        self.size = size
        self.fd = fd
        if fd == -1:
            self.fd, name = tempfile.mkstemp(prefix='pym-%d-' % os.getpid(), dir=self._folder(size))
            os.unlink(name)
            util.Finalize(self, os.close, (self.fd,))
            os.ftruncate(self.fd, size)
        self.buffer = mmap.mmap(self.fd, self.size)

    @staticmethod
    def _folder(size):
        """Memory rather than disk, if there is room."""
        if sys.platform == 'linux':
            try:
                status = os.statvfs('/dev/shm')
                if status.f_bavail * status.f_frsize >= size and os.access('/dev/shm', os.W_OK):
                    return '/dev/shm'
            except OSError:
                pass
        return util.get_temp_dir()


def _reduce_arena(arena):
    if arena.fd == -1:
        raise ValueError('Arena is unpicklable because forking was enabled when it was created')
    return _rebuild_arena, (arena.size, reduction.DupFd(arena.fd))


def _rebuild_arena(size, handle):
    return Arena(size, handle.detach())


reduction.register(Arena, _reduce_arena)


class Heap:
    """Cuts blocks from arenas: the smallest free one that is large enough."""
    _alignment = 8

    def __init__(self, size=mmap.PAGESIZE):
        self._lastpid = os.getpid()
        self._lock = threading.Lock()
        self._size = size                       # of the next arena
        self._lengths = []                      # of free blocks, sorted, each once
        self._len_to_seq = {}                   # length -> free blocks of that length
        self._start_to_block = {}               # (arena, start) -> free block
        self._stop_to_block = {}                # (arena, stop) -> free block
        self._allocated_blocks = set()
        self._arenas = []
        self._pending_free_blocks = []          # freed while the lock was taken

    @staticmethod
    def _roundup(n, alignment):
        return (n + alignment - 1) // alignment * alignment

    def malloc(self, size):
        """A block of at least that size."""
        if size < 0:
            raise ValueError('Size {0:n} out of range'.format(size))
        if sys.maxsize <= size:
            raise OverflowError('Size {0:n} too large'.format(size))
        if os.getpid() != self._lastpid:
            self.__init__()                     # after a fork: the parent's arenas are its own
        with self._lock:
            self._free_pending_blocks()
            size = self._roundup(max(size, 1), self._alignment)
            arena, start, stop = self._take(size)
            rest = start + size
            if rest < stop:
                self._add_free((arena, rest, stop))
            block = arena, start, rest
            self._allocated_blocks.add(block)
            return block

    def _take(self, size):
        """A free block of at least that size, maybe all of a new arena."""
        i = bisect.bisect_left(self._lengths, size)
        if i == len(self._lengths):
            length = self._roundup(max(self._size, size), mmap.PAGESIZE)
            self._size *= 2
            util.info('allocating a new mmap of length %d', length)
            arena = Arena(length)
            self._arenas.append(arena)
            return arena, 0, length
        block = self._len_to_seq[self._lengths[i]][-1]
        self._remove_free(block)
        return block

    def _add_free(self, block):
        """Notes a free block, joined with its free neighbours."""
        arena, start, stop = block
        before = self._stop_to_block.get((arena, start))
        if before is not None:
            start = before[1]
            self._remove_free(before)
        after = self._start_to_block.get((arena, stop))
        if after is not None:
            stop = after[2]
            self._remove_free(after)
        block = arena, start, stop
        length = stop - start
        if length in self._len_to_seq:
            self._len_to_seq[length].append(block)
        else:
            self._len_to_seq[length] = [block]
            bisect.insort(self._lengths, length)
        self._start_to_block[arena, start] = block
        self._stop_to_block[arena, stop] = block

    def _remove_free(self, block):
        arena, start, stop = block
        del self._start_to_block[arena, start]
        del self._stop_to_block[arena, stop]
        length = stop - start
        blocks = self._len_to_seq[length]
        blocks.remove(block)
        if not blocks:
            del self._len_to_seq[length]
            self._lengths.remove(length)

    def free(self, block):
        """Gives a block back.  The collector may call this in the midst of
        malloc(): then the block waits until the lock is free."""
        if os.getpid() != self._lastpid:
            return
        if not self._lock.acquire(False):
            self._pending_free_blocks.append(block)
            return
        try:
            self._free_pending_blocks()
            self._allocated_blocks.remove(block)
            self._add_free(block)
        finally:
            self._lock.release()

    def _free_pending_blocks(self):
        while True:
            try:
                block = self._pending_free_blocks.pop()
            except IndexError:
                return
            self._allocated_blocks.remove(block)
            self._add_free(block)


class BufferWrapper:
    """A block of shared memory, given back when this object goes."""
    _heap = Heap()

    def __init__(self, size):
        if size < 0:
            raise ValueError('Size {0:n} out of range'.format(size))
        if sys.maxsize <= size:
            raise OverflowError('Size {0:n} too large'.format(size))
        block = BufferWrapper._heap.malloc(size)
        self._state = block, size
        util.Finalize(self, BufferWrapper._heap.free, args=(block,))

    def create_memoryview(self):
        (arena, start, stop), size = self._state
        return memoryview(arena.buffer)[start:start + size]
