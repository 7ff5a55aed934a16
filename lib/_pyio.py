"""The io module in plain Python: same classes, same behaviour, far slower.

It shows how the layers fit together, is a base to experiment on, and a second
opinion when the one in C (_io) is doubted.

    RawIOBase       FileIO: one system call a method
    BufferedIOBase  BytesIO, BufferedReader, BufferedWriter, BufferedRandom,
                    BufferedRWPair: bytes, a buffer in front of a raw file
    TextIOBase      TextIOWrapper, StringIO: decoded and encoded text
"""

import abc
import codecs
import errno
import io
import locale
import os
import re
import stat
import sys
from _thread import allocate_lock, get_ident
from io import (BlockingIOError, UnsupportedOperation,
                SEEK_SET, SEEK_CUR, SEEK_END)

__all__ = ['BlockingIOError', 'open', 'IOBase', 'RawIOBase', 'FileIO',
           'BytesIO', 'StringIO', 'BufferedIOBase', 'BufferedReader',
           'BufferedWriter', 'BufferedRWPair', 'BufferedRandom', 'TextIOBase',
           'TextIOWrapper', 'UnsupportedOperation', 'SEEK_SET', 'SEEK_CUR',
           'SEEK_END']

DEFAULT_BUFFER_SIZE = 8192

# The most that is asked of a raw file at once, however much the caller wants.
_TRANSFER_MAX = 1 << 20

_valid_whence = {0, 1, 2, getattr(os, 'SEEK_HOLE', 0), getattr(os, 'SEEK_DATA', 0)}


def _to_size(size):
    """The size argument of read() and its like as an int; None is -1."""
    if size is None:
        return -1
    try:
        index = size.__index__
    except AttributeError:
        raise TypeError("argument should be integer or None, not '%s'"
                        % type(size).__name__) from None
    return index()


def _to_position(position):
    try:
        index = position.__index__
    except AttributeError:
        raise TypeError("'%s' object cannot be interpreted as an integer"
                        % type(position).__name__) from None
    return index()


def _byte_view(data, what='write'):
    """The bytes of a bytes-like object, whatever its items are."""
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    view = memoryview(data)
    return view if view.format == 'B' and view.ndim == 1 else view.cast('B')


def _target_view(buffer):
    if isinstance(buffer, str):
        raise TypeError("readinto() argument must be read-write bytes-like object, not 'str'")
    view = _byte_view(buffer)
    if view.readonly:
        raise TypeError("readinto() argument must be read-write bytes-like object, not '%s'"
                        % type(buffer).__name__)
    return view


# ---- open() ----

def text_encoding(encoding, stacklevel=2):
    """The encoding itself, or for None the one that open() then takes.

    For functions that pass their encoding parameter on.  With -X
    warn_default_encoding, None gives an EncodingWarning."""
    if encoding is None:
        encoding = 'utf-8' if getattr(sys.flags, 'utf8_mode', 0) else 'locale'
        if getattr(sys.flags, 'warn_default_encoding', 0):
            import warnings
            warnings.warn("'encoding' argument not specified.",
                          EncodingWarning, stacklevel + 1)
    return encoding


def _parse_mode(mode):
    """(mode for FileIO, has '+', is binary) of open()'s mode, which is checked."""
    letters = set(mode)
    if letters - set('axrwb+tU') or len(mode) > len(letters):
        raise ValueError('invalid mode: %r' % mode)
    kind = letters & set('xrwa')
    if 'U' in letters:
        if letters & set('xwa+'):
            raise ValueError("mode U cannot be combined with 'x', 'w', 'a', or '+'")
        import warnings
        warnings.warn("'U' mode is deprecated", DeprecationWarning, 3)
        kind = {'r'}
    if letters >= {'t', 'b'}:
        raise ValueError("can't have text and binary mode at once")
    if len(kind) != 1:
        raise ValueError('must have exactly one of create/read/write/append mode')
    update = '+' in letters
    return kind.pop() + '+' * update, update, 'b' in letters


def open(file, mode='r', buffering=-1, encoding=None, errors=None,
         newline=None, closefd=True, opener=None):
    """Opens file (a path, or the number of a file that is open) as a stream.

    mode: 'r' to read, 'w' to write anew, 'x' to create, 'a' to append, with
    '+' to do both, 'b' for bytes, 't' (the default) for text.  buffering: 0
    none (bytes only), 1 line by line (text only), more: the buffer's size;
    by default line by line on terminals, else as large as the device likes.
    encoding, errors, newline: see TextIOWrapper.  closefd=False keeps a
    file given by number open when the stream is closed.  opener(path, flags)
    is called to get the number of the open file."""
    if not isinstance(file, int):
        file = os.fspath(file)
    for name, value, kind in (('mode', mode, str), ('buffering', buffering, int)):
        if not isinstance(value, kind):
            raise TypeError('invalid %s: %r' % (name, value))
    for name, value in (('encoding', encoding), ('errors', errors)):
        if value is not None and not isinstance(value, str):
            raise TypeError('invalid %s: %r' % (name, value))
    raw_mode, update, binary = _parse_mode(mode)
    if binary:
        for name, value in (('encoding', encoding), ('errors', errors), ('newline', newline)):
            if value is not None:
                raise ValueError("binary mode doesn't take %s argument"
                                 % ('an ' + name if name != 'newline' else 'a newline'))
        if buffering == 1:
            import warnings
            warnings.warn("line buffering (buffering=1) isn't supported in binary mode, "
                          "the default buffer size will be used", RuntimeWarning, 2)

    result = raw = FileIO(file, raw_mode, closefd, opener)
    try:
        line_buffering = not binary and (buffering == 1 or buffering < 0 and raw.isatty())
        if buffering < 0 or buffering == 1:
            size = raw._blksize if raw._blksize > 1 else DEFAULT_BUFFER_SIZE
        else:
            size = buffering
        if size == 0:
            if binary:
                return result
            raise ValueError("can't have unbuffered text I/O")
        if update:
            result = BufferedRandom(raw, size)
        elif raw_mode == 'r':
            result = BufferedReader(raw, size)
        else:
            result = BufferedWriter(raw, size)
        if not binary:
            result = TextIOWrapper(result, text_encoding(encoding), errors,
                                   newline, line_buffering)
            result.mode = mode
        return result
    except:
        result.close()
        raise


def open_code(path):
    """Opens a file of program text, which is to be run, as bytes."""
    if not isinstance(path, str):
        raise TypeError("open_code() argument 'path' must be str, not %s"
                        % type(path).__name__)
    return open(path, 'rb')


class OpenWrapper:
    """open() as a class, so that it can be an attribute of a class."""

    def __new__(cls, *args, **kwargs):
        return open(*args, **kwargs)


# ---- the abstract classes ----

class IOBase(metaclass=abc.ABCMeta):
    """What all streams have: closing, position, lines, a with block, an end.

    Methods that a kind of stream does not have raise UnsupportedOperation;
    methods of a closed stream raise ValueError."""

    __closed = False

    def _unsupported(self, name):
        raise UnsupportedOperation('%s.%s() not supported' % (type(self).__name__, name))

    # ---- position ----

    def seek(self, offset, whence=SEEK_SET):
        """Moves to offset bytes from the start (whence 0), from here (1) or
        from the end (2).  Returns the position."""
        self._unsupported('seek')

    def tell(self):
        """The position."""
        return self.seek(0, SEEK_CUR)

    def truncate(self, pos=None):
        """Makes the file pos bytes long, by default to here.  The position
        stays.  Returns the size."""
        self._unsupported('truncate')

    # ---- the end ----

    def flush(self):
        """Hands on what waits to be written."""
        self._checkClosed()

    def close(self):
        """Flushes and closes.  No effect the second time."""
        if not self.__closed:
            try:
                self.flush()
            finally:
                self.__closed = True

    def __del__(self):
        # Failure has nobody to be told to; a half-made object has no attributes.
        try:
            if self.closed:
                return
        except Exception:
            return
        try:
            self.close()
        except Exception:
            pass

    @property
    def closed(self):
        return self.__closed

    # ---- what it can do ----

    def seekable(self):
        """Whether seek(), tell() and truncate() work."""
        return False

    def readable(self):
        """Whether read() and its like work."""
        return False

    def writable(self):
        """Whether write() works."""
        return False

    def _checkClosed(self, msg=None):
        if self.closed:
            raise ValueError('I/O operation on closed file.' if msg is None else msg)

    def _checkSeekable(self, msg=None):
        if not self.seekable():
            raise UnsupportedOperation('File or stream is not seekable.' if msg is None else msg)

    def _checkReadable(self, msg=None):
        if not self.readable():
            raise UnsupportedOperation('File or stream is not readable.' if msg is None else msg)

    def _checkWritable(self, msg=None):
        if not self.writable():
            raise UnsupportedOperation('File or stream is not writable.' if msg is None else msg)

    def __enter__(self):
        self._checkClosed()
        return self

    def __exit__(self, *error):
        self.close()

    def fileno(self):
        """The number of the open file behind it."""
        self._unsupported('fileno')

    def isatty(self):
        """Whether it is a terminal."""
        self._checkClosed()
        return False

    # ---- lines ----

    def readline(self, size=-1):
        """The next line, with its end, of at most size bytes."""
        size = _to_size(size)
        peek = getattr(self, 'peek', None)
        line = bytearray()
        while size < 0 or len(line) < size:
            n = 1
            if peek is not None:
                ahead = peek(1)
                if ahead:
                    n = ahead.find(b'\n') + 1 or len(ahead)
                    if size >= 0:
                        n = min(n, size - len(line))
            piece = self.read(n)
            if not isinstance(piece, bytes):
                raise OSError("read() should have returned a bytes object, not '%s'"
                              % type(piece).__name__)
            line += piece
            if not piece or piece.endswith(b'\n'):
                break
        return bytes(line)

    def __iter__(self):
        self._checkClosed()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=None):
        """The lines that follow; no more once they have hint bytes together."""
        hint = _to_size(hint)
        if hint <= 0:
            return list(self)
        lines, total = [], 0
        for line in self:
            lines.append(line)
            total += len(line)
            if total >= hint:
                break
        return lines

    def writelines(self, lines):
        """Writes each item; nothing is put between them."""
        self._checkClosed()
        for line in lines:
            self.write(line)


class RawIOBase(IOBase):
    """Unbuffered bytes: each method is about one system call.

    A class of its kind gives readinto() and write(); both return the number
    of bytes, None if nothing can be done just now without waiting."""

    def read(self, size=-1):
        """Up to size bytes; all that follow if size is negative."""
        size = _to_size(size)
        if size < 0:
            return self.readall()
        buffer = bytearray(size)
        n = self.readinto(buffer)
        if n is None:
            return None
        if not 0 <= n <= size:
            raise ValueError('readinto returned %d outside buffer size %d' % (n, size))
        return bytes(buffer[:n])

    def readall(self):
        """Everything up to the end."""
        data = bytearray()
        while True:
            piece = self.read(DEFAULT_BUFFER_SIZE)
            if not piece:
                return piece if piece is None and not data else bytes(data)
            data += piece

    def readinto(self, buffer):
        """Reads into a bytes-like object; the number of bytes."""
        self._unsupported('readinto')

    def write(self, data):
        """Writes bytes; their number, which can be less than given."""
        self._unsupported('write')


class BufferedIOBase(IOBase):
    """Bytes with read() that gives all that is asked for and write() that
    takes all that is given; BlockingIOError where that would mean to wait."""

    def read(self, size=-1):
        """Up to size bytes, less only at the end; by default everything."""
        self._unsupported('read')

    def read1(self, size=-1):
        """Up to size bytes by at most one system call."""
        self._unsupported('read1')

    def readinto(self, buffer):
        """Reads into a bytes-like object; the number of bytes."""
        return self._read_into(buffer, self.read)

    def readinto1(self, buffer):
        """Like readinto(), by at most one system call."""
        return self._read_into(buffer, self.read1)

    def _read_into(self, buffer, read):
        with _target_view(buffer) as view:
            data = read(len(view))
            if data is None:
                return None
            if len(data) > len(view):
                raise ValueError('read() returned too much data: %d bytes requested, %d returned'
                                 % (len(view), len(data)))
            view[:len(data)] = data
            return len(data)

    def write(self, data):
        """Writes all bytes of data; their number."""
        self._unsupported('write')

    def detach(self):
        """Gives up the raw file and returns it."""
        self._unsupported('detach')


class TextIOBase(IOBase):
    """Text: characters and lines instead of bytes."""

    def read(self, size=-1):
        """Up to size characters; by default everything."""
        self._unsupported('read')

    def readline(self, size=-1):
        """The next line, of at most size characters."""
        self._unsupported('readline')

    def write(self, text):
        """Writes text; the number of characters."""
        self._unsupported('write')

    def truncate(self, pos=None):
        """Makes the file pos long, by default to here."""
        self._unsupported('truncate')

    def detach(self):
        """Gives up the binary file and returns it."""
        self._unsupported('detach')

    @property
    def encoding(self):
        """The encoding's name, if there is one."""
        return None

    @property
    def errors(self):
        """What is done about characters that have no code."""
        return None

    @property
    def newlines(self):
        """The line ends seen so far: None, a str or a tuple of them."""
        return None


def _refuse_pickling(self):
    raise TypeError("cannot pickle '%s' object" % type(self).__name__)


# ---- FileIO ----

class FileIO(RawIOBase):
    """A file of the system by its number.

    file is a path or a number; mode as for open(), without 't'."""

    _fd = -1
    _readable = _writable = _appending = False
    _created = False
    _seekable = None
    _closefd = True

    def __init__(self, file, mode='r', closefd=True, opener=None):
        if self._fd >= 0:           # made anew: the file it had is closed
            try:
                if self._closefd:
                    os.close(self._fd)
            finally:
                self._fd = -1
        if isinstance(file, float):
            raise TypeError('integer argument expected, got float')
        if isinstance(file, int) and file < 0:
            raise ValueError('negative file descriptor')
        if not isinstance(mode, str):
            raise TypeError('invalid mode: %s' % (mode,))
        flags = self._set_mode(mode)
        fd = self._open(file, flags, closefd, opener)
        try:
            status = os.fstat(fd)
            if stat.S_ISDIR(status.st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), file)
            self._blksize = getattr(status, 'st_blksize', 0)
            if self._blksize <= 1:
                self._blksize = DEFAULT_BUFFER_SIZE
            self.name = file
            if self._appending:
                self._go_to_end(fd)
        except:
            if not isinstance(file, int):
                os.close(fd)
            raise
        self._seekable = None
        self._closefd = closefd
        self._fd = fd

    def _set_mode(self, mode):
        """Notes what the mode allows; the flags for os.open()."""
        if set(mode) - set('xrwab+'):
            raise ValueError('invalid mode: %s' % (mode,))
        kind = [c for c in mode if c in 'rwax']
        if len(kind) != 1 or mode.count('+') > 1:
            raise ValueError('Must have exactly one of create/read/write/append '
                             'mode and at most one plus')
        update = '+' in mode
        self._created = kind == ['x']
        self._appending = kind == ['a']
        self._readable = update or kind == ['r']
        self._writable = update or kind != ['r']
        flags = {'r': 0, 'w': os.O_CREAT | os.O_TRUNC, 'a': os.O_APPEND | os.O_CREAT,
                 'x': os.O_EXCL | os.O_CREAT}[kind[0]]
        flags |= os.O_RDWR if update else os.O_WRONLY if self._writable else os.O_RDONLY
        return flags | getattr(os, 'O_CLOEXEC', 0)

    def _open(self, file, flags, closefd, opener):
        if isinstance(file, int):
            return file
        if not closefd:
            raise ValueError('Cannot use closefd=False with file name')
        if opener is None:
            return os.open(file, flags, 0o666)
        fd = opener(file, flags)
        if not isinstance(fd, int):
            raise TypeError('expected integer from opener')
        if fd < 0:
            raise ValueError('opener returned %d' % fd)
        os.set_inheritable(fd, False)
        return fd

    def _go_to_end(self, fd):
        try:
            os.lseek(fd, 0, SEEK_END)
        except OSError as e:
            if e.errno != errno.ESPIPE:
                raise

    def __del__(self):
        if self._fd >= 0 and self._closefd and not self.closed:
            import warnings
            warnings.warn('unclosed file %r' % (self,), ResourceWarning,
                          stacklevel=2, source=self)
        super().__del__()

    __getstate__ = _refuse_pickling

    def __repr__(self):
        name = '%s.%s' % (type(self).__module__, type(self).__qualname__)
        if self.closed:
            return '<%s [closed]>' % name
        try:
            which = 'name=%r' % (self.name,)
        except AttributeError:
            which = 'fd=%d' % self._fd
        return '<%s %s mode=%r closefd=%r>' % (name, which, self.mode, self._closefd)

    def _checkReadable(self, msg=None):
        if not self._readable:
            raise UnsupportedOperation('File not open for reading')

    def _checkWritable(self, msg=None):
        if not self._writable:
            raise UnsupportedOperation('File not open for writing')

    def read(self, size=None):
        """Up to size bytes by one system call; None if it would have to
        wait.  Everything if size is negative or None."""
        self._checkClosed()
        self._checkReadable()
        size = _to_size(size)
        if size < 0:
            return self.readall()
        try:
            return os.read(self._fd, size)
        except BlockingIOError:
            return None

    def readall(self):
        """Everything up to the end; what there is if more would mean to wait."""
        self._checkClosed()
        self._checkReadable()
        data = bytearray()
        size = self._rest()
        while True:
            if len(data) >= size:
                size = len(data) + max(len(data), DEFAULT_BUFFER_SIZE)
            try:
                piece = os.read(self._fd, size - len(data))
            except BlockingIOError:
                return bytes(data) if data else None
            if not piece:
                return bytes(data)
            data += piece

    def _rest(self):
        """About how many bytes follow, and one more to see the end."""
        try:
            position = os.lseek(self._fd, 0, SEEK_CUR)
            return max(os.fstat(self._fd).st_size - position, 0) + 1
        except OSError:
            return DEFAULT_BUFFER_SIZE

    def readinto(self, buffer):
        self._checkClosed()
        self._checkReadable()
        with _target_view(buffer) as view:
            data = self.read(len(view))
            if data is None:
                return None
            view[:len(data)] = data
            return len(data)

    def write(self, data):
        self._checkClosed()
        self._checkWritable()
        with _byte_view(data) as view:
            try:
                return os.write(self._fd, view)
            except BlockingIOError:
                return None

    def seek(self, offset, whence=SEEK_SET):
        self._checkClosed()
        return os.lseek(self._fd, _to_position(offset), whence)

    def tell(self):
        self._checkClosed()
        return os.lseek(self._fd, 0, SEEK_CUR)

    def truncate(self, size=None):
        self._checkClosed()
        self._checkWritable()
        if size is None:
            size = self.tell()
        os.ftruncate(self._fd, size)
        return size

    def close(self):
        if not self.closed:
            try:
                super().close()
            finally:
                fd, self._fd = self._fd, -1
                if fd >= 0 and self._closefd:
                    os.close(fd)

    def seekable(self):
        self._checkClosed()
        if self._seekable is None:
            try:
                os.lseek(self._fd, 0, SEEK_CUR)
                self._seekable = True
            except OSError:
                self._seekable = False
        return self._seekable

    def readable(self):
        self._checkClosed()
        return self._readable

    def writable(self):
        self._checkClosed()
        return self._writable

    def fileno(self):
        self._checkClosed()
        return self._fd

    def isatty(self):
        self._checkClosed()
        return os.isatty(self._fd)

    @property
    def closefd(self):
        """Whether close() closes the file of the system too."""
        return self._closefd

    @property
    def mode(self):
        kind = 'x' if self._created else 'a' if self._appending else 'r' if self._readable else 'w'
        return kind + 'b' + '+' * (self._readable and self._writable)


# ---- BytesIO ----

class BytesIO(BufferedIOBase):
    """A stream of bytes in memory."""

    # Whoever makes one by __new__() alone has an empty stream.
    _buffer = None

    def __init__(self, initial_bytes=None):
        self._buffer = bytearray()
        self._pos = 0
        if initial_bytes is not None:
            self._buffer += _byte_view(initial_bytes)

    def __getstate__(self):
        self._checkClosed()
        return self.__dict__.copy()

    def getvalue(self):
        """All bytes, wherever the position is."""
        self._checkClosed()
        return bytes(self._buffer)

    def getbuffer(self):
        """A view of the bytes, through which they can be changed; while it
        lives, their number cannot change."""
        self._checkClosed()
        return memoryview(self._buffer)

    def close(self):
        if self._buffer is not None:
            del self._buffer[:]     # BufferError if there are views
        super().close()

    def read(self, size=-1):
        self._checkClosed()
        size = _to_size(size)
        start = self._pos
        end = len(self._buffer) if size < 0 else min(len(self._buffer), start + size)
        if end <= start:
            return b''
        self._pos = end
        return bytes(self._buffer[start:end])

    def read1(self, size=-1):
        return self.read(size)

    def readinto(self, buffer):
        self._checkClosed()
        with _target_view(buffer) as view:
            data = BytesIO.read(self, len(view))
            view[:len(data)] = data
            return len(data)

    readinto1 = readinto

    def readline(self, size=-1):
        self._checkClosed()
        size = _to_size(size)
        end = self._buffer.find(b'\n', self._pos) + 1 or len(self._buffer)
        n = max(end - self._pos, 0)
        return BytesIO.read(self, n if size < 0 else min(n, size))

    def write(self, data):
        self._checkClosed()
        with _byte_view(data) as view:
            n = len(view)
            if n:
                hole = self._pos - len(self._buffer)
                if hole > 0:
                    self._buffer += bytes(hole)
                self._buffer[self._pos:self._pos + n] = view
                self._pos += n
        return n

    def seek(self, offset, whence=SEEK_SET):
        self._checkClosed()
        offset = _to_position(offset)
        if whence == SEEK_SET:
            if offset < 0:
                raise ValueError('negative seek position %r' % (offset,))
            self._pos = offset
        elif whence == SEEK_CUR:
            self._pos = max(0, self._pos + offset)
        elif whence == SEEK_END:
            self._pos = max(0, len(self._buffer) + offset)
        else:
            raise ValueError('invalid whence (%r, should be 0, 1 or 2)' % (whence,))
        return self._pos

    def tell(self):
        self._checkClosed()
        return self._pos

    def truncate(self, size=None):
        self._checkClosed()
        if size is None:
            size = self._pos
        else:
            size = _to_position(size)
            if size < 0:
                raise ValueError('negative truncate position %r' % (size,))
        del self._buffer[size:]
        return size

    def seekable(self):
        self._checkClosed()
        return True

    readable = writable = seekable


# ---- buffered files ----

class _Lock:
    """Lets one thread at a time work on a buffered file; a signal handler
    that comes back to it in the midst of that gets an error, no deadlock."""

    def __init__(self):
        self.lock = allocate_lock()
        self.holder = None

    def __enter__(self):
        me = get_ident()
        if self.holder == me:
            raise RuntimeError('reentrant call inside a buffered stream')
        self.lock.acquire()
        self.holder = me

    def __exit__(self, *error):
        self.holder = None
        self.lock.release()


class _Buffered(BufferedIOBase):
    """A window of bytes in front of a raw file, for both directions.

    Not dirty: _window holds bytes read, those before _at being behind us; the
    position is raw's less what is ahead.  Dirty: all of _window is to be
    written; the position is raw's plus that.  To turn from reading to
    writing, raw is moved back over what is ahead; to turn from writing to
    reading, the window is written."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        buffer_size = _to_position(buffer_size)
        self._raw = raw
        if buffer_size <= 0:
            raise ValueError('buffer size must be strictly positive')
        self.buffer_size = buffer_size
        self._drop_window()
        self._lock = _Lock()

    __getstate__ = _refuse_pickling

    def __repr__(self):
        name = '%s.%s' % (type(self).__module__, type(self).__qualname__)
        try:
            return '<%s name=%r>' % (name, self.name)
        except (AttributeError, ValueError):
            return '<%s>' % name

    # ---- raw ----

    @property
    def raw(self):
        return self._raw

    def _attached(self):
        if self._raw is None:
            raise ValueError('raw stream has been detached')
        return self._raw

    @property
    def closed(self):
        return self._attached().closed

    @property
    def name(self):
        return self._attached().name

    @property
    def mode(self):
        return self._attached().mode

    def seekable(self):
        return self._attached().seekable()

    def fileno(self):
        return self._attached().fileno()

    def isatty(self):
        return self._attached().isatty()

    def _raw_result(self, n, size, method):
        """Checks the number of bytes that raw said."""
        if n is not None and not 0 <= n <= size:
            raise OSError('raw %s() returned invalid length %d (should have been '
                          'between 0 and %d)' % (method, n, size))
        return n

    def _raw_read(self, view):
        """Reads once into the view; the number of bytes or None."""
        return self._raw_result(self._raw.readinto(view), len(view), 'readinto')

    def _raw_write(self, view):
        return self._raw_result(self._raw.write(view), len(view), 'write')

    def _raw_position(self, position):
        if position < 0:
            raise OSError('Raw stream returned invalid position %r' % (position,))
        return position

    # ---- the window ----

    def _drop_window(self):
        self._window = bytearray()
        self._at = 0
        self._dirty = False

    def _ahead(self):
        """How many bytes were read and not handed out."""
        return 0 if self._dirty else len(self._window) - self._at

    def _take(self, n):
        """Up to n of the bytes ahead."""
        piece = bytes(self._window[self._at:self._at + n])
        self._at += len(piece)
        return piece

    def _fill(self, size=0):
        """Reads into the empty window once; the number of bytes or None."""
        self._drop_window()
        target = bytearray(min(max(self.buffer_size, size), max(self.buffer_size, _TRANSFER_MAX)))
        with memoryview(target) as view:
            n = self._raw_read(view)
        if n:
            del target[n:]
            self._window = target
        return n

    def _write_window(self):
        """Writes the dirty window; what raw does not take stays in it.
        False if raw would have to wait."""
        while self._dirty and self._window:
            with memoryview(self._window) as view:
                n = self._raw_write(view)
            if n is None:
                return False
            del self._window[:n]
        if self._dirty:
            self._drop_window()
        return True

    def _flush_dirty(self):
        if not self._write_window():
            raise _would_block(0)

    def _settle(self):
        """Writes what is to be written, and moves raw to our position."""
        self._flush_dirty()
        ahead = self._ahead()
        if ahead:
            self._raw_position(self._raw.seek(-ahead, SEEK_CUR))
        self._drop_window()

    # ---- position ----

    def tell(self):
        position = self._raw_position(self._attached().tell())
        return position + len(self._window) if self._dirty else position - self._ahead()

    def seek(self, target, whence=SEEK_SET):
        if whence not in _valid_whence:
            raise ValueError('whence value %d unsupported' % whence)
        self._checkClosed('seek of closed file')
        self._checkSeekable()
        target = _to_position(target)
        with self._lock:
            self._flush_dirty()
            if self._window and whence in (SEEK_SET, SEEK_CUR):
                # Inside of what was read: raw is not asked to move.
                here = self._raw_position(self._raw.tell()) - self._ahead()
                wanted = target if whence == SEEK_SET else here + target
                at = self._at + wanted - here
                if 0 <= at <= len(self._window):
                    self._at = at
                    return wanted
            if whence == SEEK_CUR:
                target -= self._ahead()
            position = self._raw_position(self._raw.seek(target, whence))
            self._drop_window()
            return position

    def truncate(self, pos=None):
        self._checkClosed('truncate of closed file')
        self._checkWritable('truncate')
        with self._lock:
            self._settle()
            if pos is None:
                pos = self._raw.tell()
            return self._raw.truncate(pos)

    # ---- the end ----

    def flush(self):
        self._checkClosed('flush of closed file')
        with self._lock:
            self._flush()

    def close(self):
        if self._raw is not None and not self.closed:
            try:
                self.flush()        # what it cannot write is lost
            finally:
                self._raw.close()

    def detach(self):
        """Flushes, gives up the raw file and returns it."""
        raw = self._attached()
        self.flush()
        self._raw = None
        return raw


def _would_block(written):
    return BlockingIOError(errno.EAGAIN, 'write could not complete without blocking', written)


class BufferedReader(_Buffered):
    """A buffer for reading in front of a raw file."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.readable():
            raise UnsupportedOperation('File or stream is not readable.')
        super().__init__(raw, buffer_size)

    def readable(self):
        return self._attached().readable()

    def _flush(self):
        self._raw.flush()

    def read(self, size=-1):
        """Up to size bytes: less only at the end, or if more would mean to
        wait (None if nothing is there); everything if size is negative."""
        self._checkClosed('read of closed file')
        size = _to_size(size)
        if size < -1:
            raise ValueError('read length must be non-negative or -1')
        with self._lock:
            return self._read_all() if size < 0 else self._read(size)

    def _read(self, size):
        pieces = []
        while True:
            if self._ahead():
                pieces.append(self._take(size))
                size -= len(pieces[-1])
            if size <= 0:
                break
            self._flush_dirty()
            n = self._fill(size)
            if not n:
                if n is None and not pieces:
                    return None
                break
        return b''.join(pieces)

    def _read_all(self):
        head = self._take(self._ahead()) if self._ahead() else b''
        self._flush_dirty()
        self._drop_window()
        if hasattr(self._raw, 'readall'):
            rest = self._raw.readall()
            if rest is not None and not isinstance(rest, bytes):
                raise TypeError('readall() should return bytes')
            return head + rest if rest is not None else head or None
        pieces = [head] if head else []
        while True:
            piece = self._raw.read()
            if not piece:
                return piece if piece is None and not pieces else b''.join(pieces)
            pieces.append(piece)

    def read1(self, size=-1):
        """Up to size bytes: those in the buffer, else what one read of raw
        gives.  A negative size means as many as the buffer holds."""
        self._checkClosed('read of closed file')
        size = _to_position(size)
        if size < 0:
            size = self.buffer_size
        if size == 0:
            return b''
        with self._lock:
            if not self._ahead():
                self._flush_dirty()
                self._fill()
            return self._take(size)

    def peek(self, size=0):
        """Bytes that are next, without moving; one read of raw at most."""
        self._checkClosed('peek of closed file')
        with self._lock:
            if not self._ahead():
                self._flush_dirty()
                self._fill()
            return bytes(self._window[self._at:])

    def readinto(self, buffer):
        return self._read_into(buffer, False)

    def readinto1(self, buffer):
        return self._read_into(buffer, True)

    def _read_into(self, buffer, once):
        self._checkClosed('readinto of closed file')
        with _target_view(buffer) as view, self._lock:
            done = 0
            while done < len(view):
                piece = self._take(len(view) - done) if self._ahead() else b''
                view[done:done + len(piece)] = piece
                done += len(piece)
                rest = len(view) - done
                if rest == 0:
                    break
                self._flush_dirty()
                if rest > self.buffer_size:     # straight to where it goes
                    self._drop_window()
                    with view[done:] as target:
                        n = self._raw_read(target)
                    done += n or 0
                elif once and done:
                    break
                else:
                    n = self._fill()
                if not n:
                    return None if n is None and not done else done
                if once and done:
                    break
            return done

    def readline(self, size=-1):
        self._checkClosed('readline of closed file')
        size = _to_size(size)
        pieces = []
        with self._lock:
            while True:
                if self._ahead():
                    end = self._window.find(b'\n', self._at) + 1
                    n = (end or len(self._window)) - self._at
                    if 0 <= size <= n:
                        n, end = size, True
                    pieces.append(self._take(n))
                    if size > 0:
                        size -= n
                    if end:
                        break
                if size == 0:
                    break
                self._flush_dirty()
                if not self._fill():
                    break
        return b''.join(pieces)


class BufferedWriter(_Buffered):
    """A buffer for writing in front of a raw file."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.writable():
            raise UnsupportedOperation('File or stream is not writable.')
        super().__init__(raw, buffer_size)

    def writable(self):
        return self._attached().writable()

    def _flush(self):
        self._settle()

    def _put(self, view):
        """Adds what fits to the dirty window; the number of bytes."""
        n = min(len(view), self.buffer_size - len(self._window))
        if n > 0:
            self._window += view[:n]
            self._at = len(self._window)
            self._dirty = True
        return max(n, 0)

    def write(self, data):
        """Puts the bytes to the buffer, which is written to raw when it is
        full, flushed or closed.  BlockingIOError if raw would have to wait
        and the buffer cannot take the rest."""
        self._checkClosed('write to closed file')
        with _byte_view(data) as view, self._lock:
            self._checkClosed('write to closed file')
            if not self._dirty:
                self._settle()
            size = len(view)
            if size <= self.buffer_size - len(self._window):
                return self._put(view)
            if not self._write_window():
                done = self._put(view)
                if done < size:
                    raise _would_block(done)
                return done
            done = 0
            while size - done > self.buffer_size:
                n = self._raw_write(view[done:])
                if n is None:
                    raise _would_block(done + self._put(view[done:]))
                done += n
            self._put(view[done:])
            return size


class BufferedRandom(BufferedWriter, BufferedReader):
    """A buffer for reading and writing in front of a raw file with seek()."""

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.seekable():
            raise UnsupportedOperation('File or stream is not seekable.')
        super().__init__(raw, buffer_size)


class BufferedRWPair(BufferedIOBase):
    """Two raw files, one to read and one to write, such as a pipe's ends or
    a socket, as one stream."""

    def __init__(self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE):
        self.reader = BufferedReader(reader, buffer_size)
        self.writer = BufferedWriter(writer, buffer_size)

    def read(self, size=-1):
        return self.reader.read(size)

    def read1(self, size=-1):
        return self.reader.read1(size)

    def readinto(self, buffer):
        return self.reader.readinto(buffer)

    def readinto1(self, buffer):
        return self.reader.readinto1(buffer)

    def peek(self, size=0):
        return self.reader.peek(size)

    def readable(self):
        return self.reader.readable()

    def write(self, data):
        return self.writer.write(data)

    def writable(self):
        return self.writer.writable()

    def flush(self):
        return self.writer.flush()

    def close(self):
        try:
            self.writer.close()
        finally:
            self.reader.close()

    def isatty(self):
        return self.reader.isatty() or self.writer.isatty()

    @property
    def closed(self):
        return self.writer.closed


# ---- line ends ----

class IncrementalNewlineDecoder(codecs.IncrementalDecoder):
    r"""Translates \r\n and \r to \n behind another decoder (None: its input is
    text), or only notes them; a \r\n is never cut in two."""

    _LF, _CR, _CRLF = 1, 2, 4

    def __init__(self, decoder, translate, errors='strict'):
        super().__init__(errors)
        self.decoder = decoder
        self.translate = translate
        self._seen = 0
        self._held_cr = False       # at the end of the last input

    def decode(self, input, final=False):
        text = input if self.decoder is None else self.decoder.decode(input, final=final)
        if not isinstance(text, str):
            raise TypeError("decoder should return a string result, not '%s'"
                            % type(text).__name__)
        if self._held_cr and (text or final):
            text = '\r' + text
            self._held_cr = False
        if not final and text.endswith('\r'):
            text = text[:-1]
            self._held_cr = True
        if '\r' not in text:
            if '\n' in text:
                self._seen |= self._LF
            return text
        crlf = text.count('\r\n')
        if crlf:
            self._seen |= self._CRLF
        if text.count('\r') > crlf:
            self._seen |= self._CR
        if text.count('\n') > crlf:
            self._seen |= self._LF
        if self.translate:
            text = text.replace('\r\n', '\n').replace('\r', '\n')
        return text

    def getstate(self):
        held, flags = (b'', 0) if self.decoder is None else self.decoder.getstate()
        return held, flags << 1 | self._held_cr

    def setstate(self, state):
        if not isinstance(state, tuple):
            raise TypeError('state argument must be a tuple')
        held, flags = state
        self._held_cr = bool(flags & 1)
        if self.decoder is not None:
            self.decoder.setstate((held, flags >> 1))

    def reset(self):
        self._seen = 0
        self._held_cr = False
        if self.decoder is not None:
            self.decoder.reset()

    @property
    def newlines(self):
        kinds = [text for bit, text in ((self._CR, '\r'), (self._LF, '\n'), (self._CRLF, '\r\n'))
                 if self._seen & bit]
        return tuple(kinds) if len(kinds) > 1 else kinds[0] if kinds else None


_any_line_end = re.compile('\r\n?|\n').search


def _find_line_end(text, start, newline):
    """Where the line from start on ends, -1 if it has no end here.  newline is
    what ends lines, '' if all three kinds do."""
    if newline:
        at = text.find(newline, start)
        return at if at < 0 else at + len(newline)
    match = _any_line_end(text, start)
    return match.end() if match else -1


def _check_newline(newline):
    if newline is not None and not isinstance(newline, str):
        raise TypeError('newline must be str or None, not %s' % type(newline).__name__)
    if newline not in (None, '', '\n', '\r', '\r\n'):
        raise ValueError('illegal newline value: %r' % (newline,))


# ---- TextIOWrapper ----

_POSITION_BITS = 64                 # of a position: then come, of the decoder,
_FLAGS_BITS = 64                    # its flags,
_FEED_BITS = 32                     # the bytes it gets from there on,
_SKIP_BITS = 32                     # and the characters of those to skip


class TextIOWrapper(TextIOBase):
    r"""Text on top of a binary file.

    encoding: by default that of the locale.  errors: what to do about what
    cannot be coded, by default 'strict'.  newline: None reads all of \n, \r
    and \r\n as \n and writes \n as the system's line end; '' ends lines at
    all three and changes nothing; another ends lines at that, and writes \n
    as that.  line_buffering: flush at each line end written.  write_through:
    nothing is kept back (it never is, here).

    For tell(), the bytes of the chunk being handed out and the decoder's
    state before it are kept in _snapshot."""

    _CHUNK_SIZE = 8192
    _buffer = None

    def __init__(self, buffer, encoding=None, errors=None, newline=None,
                 line_buffering=False, write_through=False):
        _check_newline(newline)
        if encoding is None or encoding == 'locale':
            encoding = locale.getpreferredencoding(False)
        if not isinstance(encoding, str):
            raise ValueError('invalid encoding: %r' % (encoding,))
        if errors is None:
            errors = 'strict'
        elif not isinstance(errors, str):
            raise ValueError('invalid errors: %r' % (errors,))
        self._find_codec(encoding, errors)
        self._buffer = buffer
        self._encoding = encoding
        self._errors = errors
        self._line_buffering = line_buffering
        self._write_through = write_through
        self._set_newline(newline)
        self._seekable = self._telling = buffer.seekable()
        self._has_read1 = hasattr(buffer, 'read1')
        self._decoder = self._encoder = None
        self._forget_read()
        if self._seekable and self.writable() and buffer.tell() != 0:
            self._encoder_for(False)

    def _find_codec(self, encoding, errors):
        codec = codecs.lookup(encoding)
        if not getattr(codec, '_is_text_encoding', True):
            raise LookupError('%r is not a text encoding; use codecs.open() to handle '
                              'arbitrary codecs' % encoding)
        if '\0' in errors:
            raise ValueError('embedded null character')
        self._codec = codec

    def _set_newline(self, newline):
        self._newline = newline
        self._universal = not newline
        self._line_end = '\n' if newline is None else newline
        written = os.linesep if newline is None else newline or '\n'
        self._written_end = written if written != '\n' else None

    __getstate__ = _refuse_pickling

    def __repr__(self):
        parts = ['%s.%s' % (type(self).__module__, type(self).__qualname__)]
        for name in ('name', 'mode'):
            try:
                parts.append('%s=%r' % (name, getattr(self, name)))
            except (AttributeError, ValueError):
                pass
        parts.append('encoding=%r' % self.encoding)
        return '<%s>' % ' '.join(parts)

    # ---- attributes ----

    @property
    def encoding(self):
        return self._encoding

    @property
    def errors(self):
        return self._errors

    @property
    def line_buffering(self):
        return self._line_buffering

    @property
    def write_through(self):
        return self._write_through

    @property
    def newlines(self):
        return self._decoder.newlines if self._decoder and self._universal else None

    @property
    def buffer(self):
        return self._buffer

    def _attached(self):
        if self._buffer is None:
            if '_codec' in self.__dict__:
                raise ValueError('underlying buffer has been detached')
            raise ValueError('I/O operation on uninitialized object')
        return self._buffer

    @property
    def closed(self):
        return self._attached().closed

    @property
    def name(self):
        return self._attached().name

    def seekable(self):
        self._checkClosed()
        return self._seekable

    def readable(self):
        return self._attached().readable()

    def writable(self):
        return self._attached().writable()

    def fileno(self):
        return self._attached().fileno()

    def isatty(self):
        return self._attached().isatty()

    def reconfigure(self, *, encoding=None, errors=None, newline=Ellipsis,
                    line_buffering=None, write_through=None):
        """Changes what is given.  Encoding and newline cannot change once
        something was read."""
        if self._decoder is not None and (encoding is not None or errors is not None
                                          or newline is not Ellipsis):
            raise UnsupportedOperation('It is not possible to set the encoding or newline '
                                       'of stream after the first read')
        if errors is None:
            errors = self._errors if encoding is None else 'strict'
        elif not isinstance(errors, str):
            raise TypeError('invalid errors: %r' % (errors,))
        if encoding is None:
            encoding = self._encoding
        elif not isinstance(encoding, str):
            raise TypeError('invalid encoding: %r' % (encoding,))
        elif encoding == 'locale':
            encoding = locale.getpreferredencoding(False)
        if newline is Ellipsis:
            newline = self._newline
        _check_newline(newline)
        self.flush()
        if (encoding, errors) != (self._encoding, self._errors):
            self._find_codec(encoding, errors)
            self._encoding, self._errors = encoding, errors
            self._encoder = None
            if self._seekable and self.writable() and self._buffer.tell() != 0:
                self._encoder_for(False)
        self._set_newline(newline)
        if line_buffering is not None:
            self._line_buffering = bool(line_buffering)
        if write_through is not None:
            self._write_through = bool(write_through)

    # ---- the end ----

    def flush(self):
        self._checkClosed()
        self._buffer.flush()
        self._telling = self._seekable

    def close(self):
        if self._buffer is not None and not self.closed:
            try:
                self.flush()
            finally:
                self._buffer.close()

    def detach(self):
        """Flushes, gives up the binary file and returns it."""
        buffer = self._attached()
        self.flush()
        self._buffer = None
        return buffer

    # ---- writing ----

    def _encoder_for(self, at_start):
        """Sets the encoder to the start of a file, where a byte order mark
        belongs, or to a place after it."""
        if self._encoder is None:
            self._encoder = self._codec.incrementalencoder(self._errors)
        if at_start:
            self._encoder.reset()
        else:
            self._encoder.setstate(0)

    def write(self, text):
        self._checkClosed()
        if not isinstance(text, str):
            raise TypeError('write() argument must be str, not %s' % type(text).__name__)
        if self._encoder is None:
            self._checkWritable('not writable')
            self._encoder = self._codec.incrementalencoder(self._errors)
        written = text.replace('\n', self._written_end) if self._written_end else text
        data = self._encoder.encode(written)
        if not isinstance(data, bytes):
            raise TypeError("encoder should return a bytes object, not '%s'"
                            % type(data).__name__)
        self._buffer.write(data)
        if self._line_buffering and ('\n' in text or '\r' in text):
            self.flush()
        self._forget_read()
        if self._decoder is not None:
            self._decoder.reset()
        return len(text)

    # ---- reading ----

    def _forget_read(self):
        self._chars, self._used, self._snapshot = '', 0, None

    def _take(self, end):
        text = self._chars[self._used:end]
        self._used += len(text)
        return text

    def _ready_to_read(self):
        self._checkClosed()
        if self._decoder is None:
            self._checkReadable('not readable')
            decoder = self._codec.incrementaldecoder(self._errors)
            if self._universal:
                decoder = IncrementalNewlineDecoder(decoder, self._newline is None)
            self._decoder = decoder

    def _decode(self, data, final):
        text = self._decoder.decode(data, final)
        if not isinstance(text, str):
            raise TypeError("decoder should return a string result, not '%s'"
                            % type(text).__name__)
        return text

    def _state(self):
        """The decoder's state, checked: the bytes it holds back, its flags."""
        state = self._decoder.getstate()
        if not (isinstance(state, tuple) and len(state) == 2 and isinstance(state[1], int)):
            raise TypeError('illegal decoder state')
        if not isinstance(state[0], bytes):
            raise TypeError('illegal decoder state: the first item should be a bytes '
                            "object, not '%s'" % type(state[0]).__name__)
        return state

    def _input(self, read, *size):
        data = read(*size)
        if isinstance(data, str) or data is None:
            raise TypeError("underlying %s() should have returned a bytes-like object, not '%s'"
                            % (read.__name__, type(data).__name__))
        return bytes(_byte_view(data))

    def _read_chunk(self):
        """Decodes another chunk to _chars; False at the end."""
        if self._telling:
            held, flags = self._state()
        data = self._input(self._buffer.read1 if self._has_read1 else self._buffer.read,
                           self._CHUNK_SIZE)
        self._chars, self._used = self._decode(data, not data), 0
        if self._telling:
            self._snapshot = flags, held + data
        return bool(data or self._chars)

    def read(self, size=-1):
        """Up to size characters; everything if size is negative or None."""
        self._ready_to_read()
        size = _to_size(size)
        if size < 0:
            rest = self._decode(self._input(self._buffer.read), True)
            text = self._take(None) + rest
            self._forget_read()
            return text
        pieces = []
        while size > 0:
            if self._used == len(self._chars) and not self._read_chunk():
                break
            pieces.append(self._take(self._used + size))
            size -= len(pieces[-1])
        return ''.join(pieces)

    def readline(self, size=-1):
        """The next line with its end, of at most size characters."""
        self._ready_to_read()
        size = _to_size(size)
        line = ''                   # what the chunks before had of the line
        while True:
            start = len(line)
            text = line + self._chars[self._used:]
            # A \r\n may lie across two chunks.
            end = _find_line_end(text, max(start - 1, 0), self._line_end)
            if end < 0 and 0 <= size <= len(text):
                end = size
            if end >= 0:
                if 0 <= size < end:
                    end = size
                self._used += end - start
                return text[:end]
            line = text
            if not self._read_chunk():
                return line

    def __next__(self):
        self._telling = False
        line = self.readline()
        if not line:
            self._snapshot = None
            self._telling = self._seekable
            raise StopIteration
        return line

    # ---- position ----

    @staticmethod
    def _pack(position, flags=0, feed=0, skip=0, need_end=False):
        value = int(need_end)
        for part, bits in ((skip, _SKIP_BITS), (feed, _FEED_BITS), (flags, _FLAGS_BITS),
                           (position, _POSITION_BITS)):
            value = value << bits | part
        return value

    @staticmethod
    def _unpack(value):
        parts = []
        for bits in (_POSITION_BITS, _FLAGS_BITS, _FEED_BITS, _SKIP_BITS):
            parts.append(value & (1 << bits) - 1)
            value >>= bits
        return parts + [bool(value)]

    def tell(self):
        """The position, an int that means something to seek() only.

        It is a place where the decoder can start: the position in the binary
        file, the decoder's flags there, and how much to decode and skip from
        there on."""
        self._checkClosed()
        if not self._seekable:
            raise UnsupportedOperation('underlying stream is not seekable')
        if not self._telling:
            raise OSError('telling position disabled by next() call')
        self.flush()
        position = self._buffer.tell()
        if self._decoder is None or self._snapshot is None:
            return position
        flags, data = self._snapshot
        position -= len(data)
        if not self._used:
            return self._pack(position, flags)
        state = self._decoder.getstate()
        seen = getattr(self._decoder, '_seen', 0)
        try:
            return self._tell_in_chunk(position, flags, data, self._used)
        finally:
            self._decoder.setstate(state)
            if self._universal:
                self._decoder._seen = seen

    def _probe(self, flags, data):
        """(characters, bytes held back, flags) after decoding the data."""
        self._decoder.setstate((b'', flags))
        chars = len(self._decode(data, False))
        held, flags = self._state()
        return chars, len(held), flags

    def _tell_in_chunk(self, position, flags, data, chars):
        # The fewest bytes that give the characters handed out, by bisection;
        # a byte for each is right where all are ASCII.
        low, high, guess = 0, len(data), chars
        while high - low > 1:
            middle = guess if low < guess < high else (low + high) // 2
            guess = middle - 1 if middle == guess else -1
            if self._probe(flags, data[:middle])[0] < chars:
                low = middle
            else:
                high = middle
        given, held, state = self._probe(flags, data[:high])
        if given == chars and not held:
            return self._pack(position + high, state)
        need_end = given < chars
        # The decoder cannot start there: the last place before where it can.
        for safe in range(high, 0, -1):
            given, held, state = self._probe(flags, data[:safe])
            if not held and given <= chars:
                break
        else:
            safe, given, state = 0, 0, flags
        return self._pack(position + safe, state, high - safe, chars - given, need_end)

    def seek(self, cookie, whence=SEEK_SET):
        """Moves to a position that tell() gave, to the start (0), or to
        where we are or the end (0 with whence 1 or 2)."""
        self._checkClosed()
        if not self._seekable:
            raise UnsupportedOperation('underlying stream is not seekable')
        if whence == SEEK_CUR:
            if cookie != 0:
                raise UnsupportedOperation("can't do nonzero cur-relative seeks")
            cookie = self.tell()
        elif whence == SEEK_END:
            if cookie != 0:
                raise UnsupportedOperation("can't do nonzero end-relative seeks")
            return self._seek_end()
        elif whence != SEEK_SET:
            raise ValueError('invalid whence (%r, should be 0, 1 or 2)' % (whence,))
        cookie = _to_position(cookie)
        if cookie < 0:
            raise ValueError('negative seek position %r' % (cookie,))
        self.flush()
        position, flags, feed, skip, need_end = self._unpack(cookie)
        self._buffer.seek(position)
        self._forget_read()
        if cookie == 0 and self._decoder is not None:
            self._decoder.reset()
        elif self._decoder is not None or flags or skip:
            self._ready_to_read()
            self._decoder.setstate((b'', flags))
            self._snapshot = flags, b''
        if skip:
            data = self._input(self._buffer.read, feed)
            self._chars = self._decode(data, need_end)
            self._snapshot = flags, data
            if len(self._chars) < skip:
                raise OSError("can't restore logical file position")
            self._used = skip
        self._set_encoder(cookie == 0)
        return cookie

    def _seek_end(self):
        self.flush()
        position = self._buffer.seek(0, SEEK_END)
        self._forget_read()
        if self._decoder is not None:
            self._decoder.reset()
        self._set_encoder(position == 0)
        return position

    def _set_encoder(self, at_start):
        if self._encoder is not None or not at_start and self.writable():
            self._encoder_for(at_start)

    def truncate(self, pos=None):
        self.flush()
        if pos is None:
            pos = self.tell()
        return self._buffer.truncate(pos)


# ---- StringIO ----

class StringIO(TextIOBase):
    r"""A stream of text in memory.

    newline as for TextIOWrapper, except that None writes \n as it is.  What
    is written at the end waits in _pieces until somebody looks at _text."""

    _text = ''
    _pieces = ()
    _pos = 0
    _decoder = None

    def __init__(self, initial_value='', newline='\n'):
        _check_newline(newline)
        if initial_value is not None and not isinstance(initial_value, str):
            raise TypeError('initial_value must be str or None, not %s'
                            % type(initial_value).__name__)
        self._newline = newline
        self._line_end = '\n' if newline is None else newline
        self._text, self._pieces, self._pos = '', [], 0
        self._end = 0               # the length of it all
        self._decoder = None
        if not newline:
            self._decoder = IncrementalNewlineDecoder(None, newline is None)
        if initial_value:
            self.write(initial_value)
            self._pos = 0

    def __getstate__(self):
        self._checkClosed()
        self._join()
        return self.__dict__.copy()

    def __repr__(self):
        return object.__repr__(self)

    def _join(self):
        if self._pieces:
            self._text += ''.join(self._pieces)
            self._pieces = []
        return self._text

    def getvalue(self):
        """All text, wherever the position is."""
        self._checkClosed()
        return self._join()

    def read(self, size=-1):
        self._checkClosed()
        size = _to_size(size)
        start = self._pos
        text = self._join()[start:] if size < 0 else self._join()[start:start + size]
        self._pos += len(text)
        return text

    def readline(self, size=-1):
        self._checkClosed()
        size = _to_size(size)
        text, start = self._join(), self._pos
        if start >= len(text):
            return ''
        end = _find_line_end(text, start, self._line_end)
        if end < 0:
            end = len(text)
        if 0 <= size < end - start:
            end = start + size
        self._pos = end
        return text[start:end]

    def write(self, text):
        self._checkClosed()
        if not isinstance(text, str):
            raise TypeError("string argument expected, got '%s'" % type(text).__name__)
        count = len(text)
        if self._decoder is not None:
            text = self._decoder.decode(text, True)
        elif self._newline != '\n':
            text = text.replace('\n', self._newline)
        if not text:
            return count
        if self._pos >= self._end:
            if self._pos > self._end:
                self._pieces.append('\0' * (self._pos - self._end))
            self._pieces.append(text)
            self._pos = self._end = self._pos + len(text)
        else:
            old, start = self._join(), self._pos
            self._pos += len(text)
            self._text = old[:start] + text + old[self._pos:]
            self._end = len(self._text)
        return count

    def seek(self, offset, whence=SEEK_SET):
        self._checkClosed()
        offset = _to_position(offset)
        if whence == SEEK_SET:
            if offset < 0:
                raise ValueError('Negative seek position %r' % (offset,))
            self._pos = offset
        elif whence in (SEEK_CUR, SEEK_END):
            if offset:
                raise OSError("Can't do nonzero cur-relative seeks")
            if whence == SEEK_END:
                self._pos = self._end
        else:
            raise ValueError('Invalid whence (%r, should be 0, 1 or 2)' % (whence,))
        return self._pos

    def tell(self):
        self._checkClosed()
        return self._pos

    def truncate(self, size=None):
        self._checkClosed()
        if size is None:
            size = self._pos
        else:
            size = _to_position(size)
            if size < 0:
                raise ValueError('Negative size value %r' % (size,))
        self._text = self._join()[:size]
        self._end = len(self._text)
        return size

    def close(self):
        super().close()
        self._text, self._pieces = '', []

    def seekable(self):
        self._checkClosed()
        return True

    readable = writable = seekable

    @property
    def line_buffering(self):
        self._checkClosed()
        return False

    @property
    def newlines(self):
        self._checkClosed()
        return self._decoder.newlines if self._decoder is not None else None


# Whoever asks the classes of io gets the same answer for streams of either
# implementation.
io.IOBase.register(IOBase)
io.RawIOBase.register(RawIOBase)
io.BufferedIOBase.register(BufferedIOBase)
io.TextIOBase.register(TextIOBase)
RawIOBase.register(io.FileIO)
for _class in (io.BytesIO, io.BufferedReader, io.BufferedWriter, io.BufferedRandom,
               io.BufferedRWPair):
    BufferedIOBase.register(_class)
for _class in io.StringIO, io.TextIOWrapper:
    TextIOBase.register(_class)
del _class
