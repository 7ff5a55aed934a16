"""Files and data compressed with bzip2."""

import _compression
from _bz2 import BZ2Compressor, BZ2Decompressor

__all__ = ['BZ2File', 'BZ2Compressor', 'BZ2Decompressor', 'open', 'compress', 'decompress']


def _index(size):
    if not isinstance(size, int):
        if not hasattr(size, '__index__'):
            raise TypeError('Integer argument expected')
        size = size.__index__()
    return size


class BZ2File(_compression.CompressedFile):
    """A bzip2 file, opened for reading or writing of bytes."""

    def __init__(self, filename, mode='r', buffering=None, compresslevel=9):
        super().__init__()
        if buffering is not None:
            import warnings
            warnings.warn("Use of 'buffering' argument is deprecated", DeprecationWarning,
                          stacklevel=2)
        if not 1 <= compresslevel <= 9:
            raise ValueError('compresslevel must be between 1 and 9')
        if mode in ('', 'r', 'rb'):
            self._start_reading(filename, BZ2Decompressor, OSError)
        elif mode in ('w', 'wb', 'x', 'xb', 'a', 'ab'):
            self._start_writing(filename, mode, BZ2Compressor(compresslevel))
        else:
            raise ValueError('Invalid mode: %r' % (mode,))

    def readline(self, size=-1):
        size = _index(size)
        with self._lock:
            self._check_can_read()
            return self._buffer.readline(size)

    def readlines(self, size=-1):
        return super().readlines(_index(size))


def open(filename, mode='rb', compresslevel=9, encoding=None, errors=None, newline=None):
    """Open a bzip2 file, in binary or (with 't' in mode) in text mode."""
    def open_binary(mode):
        return BZ2File(filename, mode, compresslevel=compresslevel)
    return _compression.open_file(open_binary, mode, encoding, errors, newline)


def compress(data, compresslevel=9):
    """Compress at once."""
    c = BZ2Compressor(compresslevel)
    return c.compress(data) + c.flush()


def decompress(data):
    """Decompress at once; several streams in a row are one, and none are no data."""
    if not data:
        return b''
    return _compression.decompress(BZ2Decompressor, data, OSError, ValueError)
