"""What the modules gzip, bz2 and lzma share: a raw stream that decompresses as it is read,
the file object around it, and the functions open() and decompress().
"""

import io
from _thread import RLock

BUFFER_SIZE = io.DEFAULT_BUFFER_SIZE


class BaseStream(io.BufferedIOBase):
    """A file of compressed data: the checks of its state.  Subclasses set mode and closed."""

    def _check_not_closed(self):
        if self.closed:
            raise ValueError('I/O operation on closed file')

    def _check_can_read(self):
        if not self.readable():
            raise io.UnsupportedOperation('File not open for reading')

    def _check_can_write(self):
        if not self.writable():
            raise io.UnsupportedOperation('File not open for writing')

    def _check_can_seek(self):
        if not self.readable():
            raise io.UnsupportedOperation('Seeking is only supported '
                                          'on files open for reading')
        if not self.seekable():
            raise io.UnsupportedOperation('The underlying file object '
                                          'does not support seeking')


class CompressedFile(BaseStream):
    """A file opened for reading or writing of bytes, as which bz2 and lzma show compressed data.

    A subclass calls _start_reading() or _start_writing() from its __init__().  One
    lock serves all operations: a file may be shared by threads.
    """

    def __init__(self):
        self._lock = RLock()
        self._fp = None
        self._closefp = False           # whether the file below is ours to close
        self._mode = None               # 'rb', 'wb', or None: closed
        self._buffer = None             # of the decompressed data
        self._compressor = None
        self._pos = 0                   # how much was written

    def _open(self, filename, mode):
        if isinstance(filename, (str, bytes)) or hasattr(filename, '__fspath__'):
            self._fp = io.open(filename, mode)
            self._closefp = True
        elif hasattr(filename, 'read') or hasattr(filename, 'write'):
            self._fp = filename
        else:
            raise TypeError('filename must be a str, bytes, file or PathLike object')

    def _start_reading(self, filename, decompressor, trailing_error, **decomp_args):
        self._open(filename, 'rb')
        self._mode = 'rb'
        raw = DecompressReader(self._fp, decompressor, trailing_error, **decomp_args)
        self._buffer = io.BufferedReader(raw)

    def _start_writing(self, filename, mode, compressor):
        self._compressor = compressor
        self._open(filename, mode[0] + 'b')
        self._mode = 'wb'

    def close(self):
        with self._lock:
            if self._mode is None:
                return
            try:
                if self._mode == 'rb':
                    self._buffer.close()
                else:
                    self._fp.write(self._compressor.flush())
            finally:
                try:
                    if self._closefp:
                        self._fp.close()
                finally:
                    self._fp = self._mode = self._buffer = self._compressor = None
                    self._closefp = False

    @property
    def closed(self):
        return self._mode is None

    @property
    def name(self):
        self._check_not_closed()
        return self._fp.name

    @property
    def mode(self):
        return self._mode or 'rb'

    def fileno(self):
        self._check_not_closed()
        return self._fp.fileno()

    def seekable(self):
        return self.readable() and self._buffer.seekable()

    def readable(self):
        self._check_not_closed()
        return self._mode == 'rb'

    def writable(self):
        self._check_not_closed()
        return self._mode == 'wb'

    def peek(self, size=-1):
        """Some bytes, without moving."""
        with self._lock:
            self._check_can_read()
            return self._buffer.peek(size)

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

    def readline(self, size=-1):
        with self._lock:
            self._check_can_read()
            return self._buffer.readline(size)

    def readlines(self, size=-1):
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
            length = length_in_bytes(data)
            self._fp.write(self._compressor.compress(data))
            self._pos += length
            return length

    def writelines(self, seq):
        with self._lock:
            return super().writelines(seq)

    def seek(self, offset, whence=io.SEEK_SET):
        with self._lock:
            self._check_can_seek()
            return self._buffer.seek(offset, whence)

    def tell(self):
        with self._lock:
            self._check_not_closed()
            return self._buffer.tell() if self._mode == 'rb' else self._pos


def length_in_bytes(data):
    return len(data) if isinstance(data, (bytes, bytearray)) else memoryview(data).nbytes


def open_file(open_binary, mode, encoding, errors, newline):
    """What open() does: open_binary(mode), below a text layer if there is a 't' in mode."""
    if 't' not in mode:
        for name, value in ('encoding', encoding), ('errors', errors), ('newline', newline):
            if value is not None:
                raise ValueError("Argument %r not supported in binary mode" % name)
        return open_binary(mode)
    if 'b' in mode:
        raise ValueError('Invalid mode: %r' % (mode,))
    return io.TextIOWrapper(open_binary(mode.replace('t', '')), encoding, errors, newline)


def decompress(make_decompressor, data, trailing_error, incomplete_error):
    """Decompress at once; several streams in a row are one, garbage after the last is ignored."""
    results = []
    while True:
        decompressor = make_decompressor()
        try:
            result = decompressor.decompress(data)
        except trailing_error:
            if results:
                break
            raise
        results.append(result)
        if not decompressor.eof:
            raise incomplete_error('Compressed data ended before the '
                                   'end-of-stream marker was reached')
        data = decompressor.unused_data
        if not data:
            break
    return b''.join(results)


class DecompressReader(io.RawIOBase):
    """Reads the concatenated streams of a file, decompressed; seeking back starts again."""

    def __init__(self, fp, decomp_factory, trailing_error=(), **decomp_args):
        self._fp = fp
        self._eof = False
        self._pos = 0
        self._size = -1         # of the decompressed data, once known
        self._decomp_factory = decomp_factory
        self._decomp_args = decomp_args
        self._decompressor = decomp_factory(**decomp_args)
        # What the decompressor raises on garbage after the last stream, which is ignored.
        self._trailing_error = trailing_error

    def readable(self):
        return True

    def seekable(self):
        return self._fp.seekable()

    def close(self):
        self._decompressor = None
        return super().close()

    def readinto(self, b):
        with memoryview(b) as view, view.cast('B') as byte_view:
            data = self.read(len(byte_view))
            byte_view[:len(data)] = data
        return len(data)

    def read(self, size=-1):
        if size < 0:
            return self.readall()
        if not size or self._eof:
            return b''
        data = None
        while True:
            if self._decompressor.eof:
                raw = self._decompressor.unused_data or self._fp.read(BUFFER_SIZE)
                if not raw:
                    break
                # Another stream follows, or garbage.
                self._decompressor = self._decomp_factory(**self._decomp_args)
                try:
                    data = self._decompressor.decompress(raw, size)
                except self._trailing_error:
                    break
            else:
                if self._decompressor.needs_input:
                    raw = self._fp.read(BUFFER_SIZE)
                    if not raw:
                        raise EOFError('Compressed file ended before the '
                                       'end-of-stream marker was reached')
                else:
                    raw = b''
                data = self._decompressor.decompress(raw, size)
            if data:
                break
        if not data:
            self._eof = True
            self._size = self._pos
            return b''
        self._pos += len(data)
        return data

    def readall(self):
        chunks = []
        while True:
            data = self.read(1 << 20)
            if not data:
                return b''.join(chunks)
            chunks.append(data)

    def _rewind(self):
        self._fp.seek(0)
        self._eof = False
        self._pos = 0
        self._decompressor = self._decomp_factory(**self._decomp_args)

    def seek(self, offset, whence=io.SEEK_SET):
        if whence == io.SEEK_CUR:
            offset = self._pos + offset
        elif whence == io.SEEK_END:
            if self._size < 0:
                while self.read(io.DEFAULT_BUFFER_SIZE):
                    pass
            offset = self._size + offset
        elif whence != io.SEEK_SET:
            raise ValueError('Invalid value for whence: {}'.format(whence))
        if offset < self._pos:
            self._rewind()
        else:
            offset -= self._pos
        while offset > 0:
            data = self.read(min(io.DEFAULT_BUFFER_SIZE, offset))
            if not data:
                break
            offset -= len(data)
        return self._pos

    def tell(self):
        return self._pos
