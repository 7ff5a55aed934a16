"""Files and data compressed with bzip2."""

import io
import _compression
from _bz2 import BZ2Compressor, BZ2Decompressor
from builtins import open as _builtin_open
try:
    from threading import RLock
except ImportError:
    from dummy_threading import RLock

__all__ = ['BZ2File', 'BZ2Compressor', 'BZ2Decompressor', 'open', 'compress', 'decompress']

_CLOSED, _READ, _WRITE = 0, 1, 3


class BZ2File(_compression.BaseStream):
    """A bzip2 file, opened for reading or writing of bytes."""

    def __init__(self, filename, mode='r', buffering=None, compresslevel=9):
        # One lock for all operations: a file may be shared by threads.
        self._lock = RLock()
        self._fp = None
        self._closefp = False
        self._mode = _CLOSED
        if buffering is not None:
            import warnings
            warnings.warn("Use of 'buffering' argument is deprecated", DeprecationWarning,
                          stacklevel=2)
        if not 1 <= compresslevel <= 9:
            raise ValueError('compresslevel must be between 1 and 9')
        if mode in ('', 'r', 'rb'):
            mode, code = 'rb', _READ
        elif mode in ('w', 'wb', 'x', 'xb', 'a', 'ab'):
            mode, code = mode[0] + 'b', _WRITE
            self._compressor = BZ2Compressor(compresslevel)
        else:
            raise ValueError('Invalid mode: %r' % (mode,))
        if isinstance(filename, (str, bytes)) or hasattr(filename, '__fspath__'):
            self._fp = _builtin_open(filename, mode)
            self._closefp = True
            self._mode = code
        elif hasattr(filename, 'read') or hasattr(filename, 'write'):
            self._fp = filename
            self._mode = code
        else:
            raise TypeError('filename must be a str, bytes, file or PathLike object')
        if code == _READ:
            raw = _compression.DecompressReader(self._fp, BZ2Decompressor,
                                                trailing_error=OSError)
            self._buffer = io.BufferedReader(raw)
        else:
            self._pos = 0

    def close(self):
        with self._lock:
            if self._mode == _CLOSED:
                return
            try:
                if self._mode == _READ:
                    self._buffer.close()
                elif self._mode == _WRITE:
                    self._fp.write(self._compressor.flush())
                    self._compressor = None
            finally:
                try:
                    if self._closefp:
                        self._fp.close()
                finally:
                    self._fp = None
                    self._closefp = False
                    self._mode = _CLOSED
                    self._buffer = None

    @property
    def closed(self):
        return self._mode == _CLOSED

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name

    @property
    def mode(self):
        return 'wb' if self._mode == _WRITE else 'rb'

    def fileno(self):
        self._check_not_closed()
        return self._fp.fileno()

    def seekable(self):
        return self.readable() and self._buffer.seekable()

    def readable(self):
        self._check_not_closed()
        return self._mode == _READ

    def writable(self):
        self._check_not_closed()
        return self._mode == _WRITE

    def peek(self, n=0):
        """Some bytes, without moving."""
        with self._lock:
            self._check_can_read()
            return self._buffer.peek(n)

    def read(self, size=-1):
        with self._lock:
            self._check_can_read()
            return self._buffer.read(size)

    def read1(self, size=-1):
        with self._lock:
            self._check_can_read()
            if size < 0:
                size = io.DEFAULT_BUFFER_SIZE
            return self._buffer.read1(size)

    def readinto(self, b):
        with self._lock:
            self._check_can_read()
            return self._buffer.readinto(b)

    @staticmethod
    def _size(size):
        if not isinstance(size, int):
            if not hasattr(size, '__index__'):
                raise TypeError('Integer argument expected')
            size = size.__index__()
        return size

    def readline(self, size=-1):
        size = self._size(size)
        with self._lock:
            self._check_can_read()
            return self._buffer.readline(size)

    def readlines(self, size=-1):
        size = self._size(size)
        with self._lock:
            self._check_can_read()
            return self._buffer.readlines(size)

    def __iter__(self):
        self._check_not_closed()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def write(self, data):
        with self._lock:
            self._check_can_write()
            if isinstance(data, (bytes, bytearray)):
                length = len(data)
            else:
                data = memoryview(data)
                length = data.nbytes
            self._fp.write(self._compressor.compress(data))
            self._pos += length
            return length

    def writelines(self, seq):
        with self._lock:
            return _compression.BaseStream.writelines(self, seq)

    def seek(self, offset, whence=io.SEEK_SET):
        with self._lock:
            self._check_can_seek()
            return self._buffer.seek(offset, whence)

    def tell(self):
        with self._lock:
            self._check_not_closed()
            return self._buffer.tell() if self._mode == _READ else self._pos


def open(filename, mode='rb', compresslevel=9, encoding=None, errors=None, newline=None):
    """Open a bzip2 file, in binary or (with 't' in mode) in text mode."""
    if 't' in mode:
        if 'b' in mode:
            raise ValueError('Invalid mode: %r' % (mode,))
    else:
        for name, value in ('encoding', encoding), ('errors', errors), ('newline', newline):
            if value is not None:
                raise ValueError("Argument %r not supported in binary mode" % name)
    binary = BZ2File(filename, mode.replace('t', ''), compresslevel=compresslevel)
    if 't' in mode:
        return io.TextIOWrapper(binary, encoding, errors, newline)
    return binary


def compress(data, compresslevel=9):
    """Compress at once."""
    c = BZ2Compressor(compresslevel)
    return c.compress(data) + c.flush()


def decompress(data):
    """Decompress at once; several streams in a row are one."""
    results = []
    while data:
        d = BZ2Decompressor()
        try:
            result = d.decompress(data)
        except OSError:
            if results:
                break       # garbage after the last stream
            raise
        results.append(result)
        if not d.eof:
            raise ValueError('Compressed data ended before the '
                             'end-of-stream marker was reached')
        data = d.unused_data
    return b''.join(results)
