"""Chunks of IFF files: a name of four bytes, a size of four, that many bytes of
data, and a byte of padding where the size is odd. AIFF and RIFF are made of them.
"""

import struct

__all__ = ['Chunk']


class Chunk:
    """A chunk as a file, from the place where the file `file` stands.

    align: chunks begin at even places; bigendian: the size is; inclheader: it
    counts the eight bytes of name and size too. EOFError where no chunk begins.
    """

    def __init__(self, file, align=True, bigendian=True, inclheader=False):
        self.closed = False
        self.align = align
        self.file = file
        self.chunkname = file.read(4)
        if len(self.chunkname) < 4:
            raise EOFError
        try:
            self.chunksize, = struct.unpack('>L' if bigendian else '<L', file.read(4))
        except struct.error:
            raise EOFError from None
        if inclheader:
            self.chunksize -= 8
        self.size_read = 0
        try:
            self.offset = file.tell()
        except (AttributeError, OSError):
            self.seekable = False
        else:
            self.seekable = True

    def getname(self):
        """The name (ID), four bytes."""
        return self.chunkname

    def getsize(self):
        """The number of bytes of data."""
        return self.chunksize

    def close(self):
        """Go to the chunk's end; the underlying file stays open."""
        if not self.closed:
            try:
                self.skip()
            finally:
                self.closed = True

    def _check_open(self):
        if self.closed:
            raise ValueError('I/O operation on closed file')

    def isatty(self):
        self._check_open()
        return False

    def seek(self, pos, whence=0):
        """Go to a place in the data."""
        self._check_open()
        if not self.seekable:
            raise OSError('cannot seek')
        if whence == 1:
            pos += self.size_read
        elif whence == 2:
            pos += self.chunksize
        if pos < 0 or pos > self.chunksize:
            raise RuntimeError
        self.file.seek(self.offset + pos, 0)
        self.size_read = pos

    def tell(self):
        self._check_open()
        return self.size_read

    def read(self, size=-1):
        """At most size bytes of the data, all that are left by default."""
        self._check_open()
        left = self.chunksize - self.size_read
        if left <= 0:
            return b''
        if size < 0 or size > left:
            size = left
        data = self.file.read(size)
        self.size_read += len(data)
        if self.size_read == self.chunksize and self._padded():
            self.size_read += len(self.file.read(1))
        return data

    def _padded(self):
        return self.align and self.chunksize % 2 == 1

    def skip(self):
        """Go behind the data and the padding, where the next chunk begins."""
        self._check_open()
        end = self.chunksize + self._padded()
        if self.seekable:
            try:
                self.file.seek(end - self.size_read, 1)
                self.size_read = end
                return
            except OSError:
                pass
        while self.size_read < end:
            data = self.file.read(min(8192, end - self.size_read))
            if not data:
                raise EOFError
            self.size_read += len(data)
