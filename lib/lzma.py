"""Files and data compressed with LZMA: the formats .xz and .lzma, and raw streams."""

import io
import _compression
from builtins import open as _builtin_open
from _lzma import *
from _lzma import _encode_filter_properties, _decode_filter_properties

__all__ = [
    'CHECK_NONE', 'CHECK_CRC32', 'CHECK_CRC64', 'CHECK_SHA256', 'CHECK_ID_MAX',
    'CHECK_UNKNOWN', 'FILTER_LZMA1', 'FILTER_LZMA2', 'FILTER_DELTA', 'FILTER_X86',
    'FILTER_IA64', 'FILTER_ARM', 'FILTER_ARMTHUMB', 'FILTER_POWERPC', 'FILTER_SPARC',
    'FORMAT_AUTO', 'FORMAT_XZ', 'FORMAT_ALONE', 'FORMAT_RAW',
    'MF_HC3', 'MF_HC4', 'MF_BT2', 'MF_BT3', 'MF_BT4',
    'MODE_FAST', 'MODE_NORMAL', 'PRESET_DEFAULT', 'PRESET_EXTREME',
    'LZMACompressor', 'LZMADecompressor', 'LZMAFile', 'LZMAError',
    'open', 'compress', 'decompress', 'is_check_supported']

_CLOSED, _READ, _WRITE = 0, 1, 3


class LZMAFile(_compression.BaseStream):
    """An LZMA file, opened for reading or writing of bytes."""

    def __init__(self, filename=None, mode='r', *, format=None, check=-1, preset=None,
                 filters=None):
        self._fp = None
        self._closefp = False
        self._mode = _CLOSED
        if mode in ('r', 'rb'):
            if check != -1:
                raise ValueError('Cannot specify an integrity check '
                                 'when opening a file for reading')
            if preset is not None:
                raise ValueError('Cannot specify a preset compression '
                                 'level when opening a file for reading')
            if format is None:
                format = FORMAT_AUTO
            code = _READ
        elif mode in ('w', 'wb', 'a', 'ab', 'x', 'xb'):
            if format is None:
                format = FORMAT_XZ
            code = _WRITE
            self._compressor = LZMACompressor(format=format, check=check,
                                              preset=preset, filters=filters)
            self._pos = 0
        else:
            raise ValueError('Invalid mode: {!r}'.format(mode))
        if isinstance(filename, (str, bytes)) or hasattr(filename, '__fspath__'):
            if 'b' not in mode:
                mode += 'b'
            self._fp = _builtin_open(filename, mode)
            self._closefp = True
            self._mode = code
        elif hasattr(filename, 'read') or hasattr(filename, 'write'):
            self._fp = filename
            self._mode = code
        else:
            raise TypeError('filename must be a str, bytes, file or PathLike object')
        if code == _READ:
            raw = _compression.DecompressReader(self._fp, LZMADecompressor,
                                                trailing_error=LZMAError,
                                                format=format, filters=filters)
            self._buffer = io.BufferedReader(raw)

    def close(self):
        if self._mode == _CLOSED:
            return
        try:
            if self._mode == _READ:
                self._buffer.close()
                self._buffer = None
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

    def peek(self, size=-1):
        self._check_can_read()
        return self._buffer.peek(size)

    def read(self, size=-1):
        self._check_can_read()
        return self._buffer.read(size)

    def read1(self, size=-1):
        self._check_can_read()
        if size < 0:
            size = io.DEFAULT_BUFFER_SIZE
        return self._buffer.read1(size)

    def readline(self, size=-1):
        self._check_can_read()
        return self._buffer.readline(size)

    def write(self, data):
        self._check_can_write()
        if isinstance(data, (bytes, bytearray)):
            length = len(data)
        else:
            data = memoryview(data)
            length = data.nbytes
        self._fp.write(self._compressor.compress(data))
        self._pos += length
        return length

    def seek(self, offset, whence=io.SEEK_SET):
        self._check_can_seek()
        return self._buffer.seek(offset, whence)

    def tell(self):
        self._check_not_closed()
        return self._buffer.tell() if self._mode == _READ else self._pos


def open(filename, mode='rb', *, format=None, check=-1, preset=None, filters=None,
         encoding=None, errors=None, newline=None):
    """Open an LZMA file, in binary or (with 't' in mode) in text mode."""
    if 't' in mode:
        if 'b' in mode:
            raise ValueError('Invalid mode: %r' % (mode,))
    else:
        for name, value in ('encoding', encoding), ('errors', errors), ('newline', newline):
            if value is not None:
                raise ValueError("Argument %r not supported in binary mode" % name)
    binary = LZMAFile(filename, mode.replace('t', ''), format=format, check=check,
                      preset=preset, filters=filters)
    if 't' in mode:
        return io.TextIOWrapper(binary, encoding, errors, newline)
    return binary


def compress(data, format=FORMAT_XZ, check=-1, preset=None, filters=None):
    """Compress at once."""
    c = LZMACompressor(format, check, preset, filters)
    return c.compress(data) + c.flush()


def decompress(data, format=FORMAT_AUTO, memlimit=None, filters=None):
    """Decompress at once; several streams in a row are one."""
    results = []
    while True:
        d = LZMADecompressor(format, memlimit, filters)
        try:
            result = d.decompress(data)
        except LZMAError:
            if results:
                break       # garbage after the last stream
            raise
        results.append(result)
        if not d.eof:
            raise LZMAError('Compressed data ended before the '
                            'end-of-stream marker was reached')
        data = d.unused_data
        if not data:
            break
    return b''.join(results)
