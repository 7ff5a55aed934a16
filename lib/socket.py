"""Network endpoints: the socket object of _socket with files, timeouts and conveniences."""

import _socket
from _socket import *
import io
import os
import sys

try:
    import errno
except ImportError:
    errno = None
EBADF = getattr(errno, 'EBADF', 9)
EAGAIN = getattr(errno, 'EAGAIN', 11)
EWOULDBLOCK = getattr(errno, 'EWOULDBLOCK', 11)

__all__ = ['fromfd', 'getfqdn', 'create_connection', 'create_server',
           'has_dualstack_ipv6', 'AddressFamily', 'SocketKind']
__all__.extend(name for name in dir(_socket) if name[0] != '_')

# The constants of _socket become members of enumerations, which are ints with a good repr.
from enum import IntEnum, IntFlag


def _gather(kind, name, prefix, exclude=()):
    members = [(n, getattr(_socket, n)) for n in dir(_socket)
               if n.isupper() and n.startswith(prefix) and n not in exclude]
    cls = kind(name, members, module=__name__)
    for n, _ in members:
        globals()[n] = getattr(cls, n)
    return cls


AddressFamily = _gather(IntEnum, 'AddressFamily', 'AF_')
SocketKind = _gather(IntEnum, 'SocketKind', 'SOCK_')
MsgFlag = _gather(IntFlag, 'MsgFlag', 'MSG_')
AddressInfo = _gather(IntFlag, 'AddressInfo', 'AI_')

_LOCALHOST = '127.0.0.1'
_LOCALHOST_V6 = '::1'


def _member(value, enum):
    try:
        return enum(value)
    except ValueError:
        return value


class _GiveupOnSendfile(Exception):
    pass


class socket(_socket.socket):
    """An endpoint of communication."""

    __slots__ = ['__weakref__', '_io_refs', '_closed']

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        if fileno is None or not _detects_kind:
            if family == -1:
                family = AF_INET
            if type == -1:
                type = SOCK_STREAM
            if proto == -1:
                proto = 0
        _socket.socket.__init__(self, family, type, proto, fileno)
        # Files made by makefile() keep the descriptor open: it closes with the last.
        self._io_refs = 0
        self._closed = False

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if not self._closed:
            self.close()

    def __repr__(self):
        text = '<%s.%s%s fd=%i, family=%s, type=%s, proto=%i' % (
            self.__class__.__module__, self.__class__.__qualname__,
            ' [closed]' if getattr(self, '_closed', False) else '',
            self.fileno(), self.family, self.type, self.proto)
        if not self._closed:
            for label, get in ('laddr', self.getsockname), ('raddr', self.getpeername):
                try:
                    address = get()
                    if address:
                        text += ', %s=%s' % (label, address)
                except (error, AttributeError):
                    pass
        return text + '>'

    def __getstate__(self):
        raise TypeError('Cannot serialize socket object')

    def dup(self):
        """Another socket object on a duplicate of the descriptor."""
        fd = dup(self.fileno())
        sock = self.__class__(self.family, self.type, self.proto, fileno=fd)
        sock.settimeout(self.gettimeout())
        return sock

    def accept(self):
        """Wait for a connection; return (socket, address)."""
        fd, address = self._accept()
        # Linux tells flags in type (SOCK_NONBLOCK): the new socket has none.
        kind = self.type & ~globals().get('SOCK_NONBLOCK', 0)
        sock = socket(self.family, kind, self.proto, fileno=fd)
        # With a default timeout none, the connection is blocking though the listener is not.
        if getdefaulttimeout() is None and self.gettimeout():
            sock.setblocking(True)
        return sock, address

    def makefile(self, mode='r', buffering=None, *, encoding=None, errors=None, newline=None):
        """A file on the socket."""
        if not set(mode) <= {'r', 'w', 'b'}:
            raise ValueError("invalid mode %r (only r, w, b allowed)" % (mode,))
        writing = 'w' in mode
        reading = 'r' in mode or not writing
        binary = 'b' in mode
        raw = SocketIO(self, ('r' if reading else '') + ('w' if writing else ''))
        self._io_refs += 1
        if buffering is None:
            buffering = -1
        if buffering < 0:
            buffering = io.DEFAULT_BUFFER_SIZE
        if buffering == 0:
            if not binary:
                raise ValueError('unbuffered streams must be binary')
            return raw
        if reading and writing:
            buffer = io.BufferedRWPair(raw, raw, buffering)
        elif reading:
            buffer = io.BufferedReader(raw, buffering)
        else:
            buffer = io.BufferedWriter(raw, buffering)
        if binary:
            return buffer
        text = io.TextIOWrapper(buffer, encoding, errors, newline)
        text.mode = mode
        return text

    def sendfile(self, file, offset=0, count=None):
        """Send a file; return the number of bytes sent."""
        try:
            return self._sendfile_use_sendfile(file, offset, count)
        except _GiveupOnSendfile:
            return self._sendfile_use_send(file, offset, count)

    def _sendfile_use_sendfile(self, file, offset=0, count=None):
        if not hasattr(os, 'sendfile'):
            raise _GiveupOnSendfile('os.sendfile() not available on this platform')
        self._check_sendfile_params(file, offset, count)
        import selectors
        sockno = self.fileno()
        try:
            fileno = file.fileno()
            size = os.fstat(fileno).st_size
        except (AttributeError, io.UnsupportedOperation, OSError) as e:
            raise _GiveupOnSendfile(e)      # not a regular file
        if not size:
            return 0
        timeout = self.gettimeout()
        if timeout == 0:
            raise ValueError('non-blocking sockets are not supported')
        selector_class = getattr(selectors, 'PollSelector', selectors.SelectSelector)
        total = 0
        with selector_class() as selector:
            selector.register(sockno, selectors.EVENT_WRITE)
            try:
                while True:
                    if timeout and not selector.select(timeout):
                        raise _socket.timeout('timed out')
                    block = min(count or size, 1 << 30)
                    if count:
                        block = count - total
                        if block <= 0:
                            break
                    try:
                        sent = os.sendfile(sockno, fileno, offset, block)
                    except BlockingIOError:
                        if not timeout:
                            selector.select()
                        continue
                    except OSError as e:
                        if total == 0:
                            raise _GiveupOnSendfile(e)
                        raise e from None
                    if sent == 0:
                        break
                    offset += sent
                    total += sent
                return total
            finally:
                if total > 0 and hasattr(file, 'seek'):
                    file.seek(offset)

    def _sendfile_use_send(self, file, offset=0, count=None):
        self._check_sendfile_params(file, offset, count)
        if self.gettimeout() == 0:
            raise ValueError('non-blocking sockets are not supported')
        if offset:
            file.seek(offset)
        total = 0
        try:
            while True:
                block = 8192 if not count else min(count - total, 8192)
                if block <= 0:
                    break
                data = memoryview(file.read(block))
                if not data:
                    break
                while data:
                    try:
                        sent = self.send(data)
                    except BlockingIOError:
                        continue
                    total += sent
                    data = data[sent:]
            return total
        finally:
            if total > 0 and hasattr(file, 'seek'):
                file.seek(offset + total)

    def _check_sendfile_params(self, file, offset, count):
        if 'b' not in getattr(file, 'mode', 'b'):
            raise ValueError('file should be opened in binary mode')
        if not self.type & SOCK_STREAM:
            raise ValueError('only SOCK_STREAM type sockets are supported')
        if count is not None:
            if not isinstance(count, int):
                raise TypeError('count must be a positive integer (got {!r})'.format(count))
            if count <= 0:
                raise ValueError('count must be a positive integer (got {!r})'.format(count))

    def _decref_socketios(self):
        if self._io_refs > 0:
            self._io_refs -= 1
        if self._closed:
            self.close()

    def _real_close(self, _ss=_socket.socket):
        # The default argument is for the time when the interpreter ends.
        _ss.close(self)

    def close(self):
        self._closed = True
        if self._io_refs <= 0:
            self._real_close()

    def detach(self):
        """Close the object but not the descriptor, which is returned."""
        self._closed = True
        return super().detach()

    @property
    def family(self):
        return _member(super().family, AddressFamily)

    @property
    def type(self):
        return _member(super().type, SocketKind)

    def get_inheritable(self):
        return os.get_inheritable(self.fileno())

    def set_inheritable(self, inheritable):
        os.set_inheritable(self.fileno(), inheritable)


# From 3.7 on, and here, _socket finds out the kind of a descriptor itself when told -1.
_detects_kind = sys.version_info >= (3, 7) or sys.implementation.name == 'krait'


def fromfd(fd, family, type, proto=0):
    """A socket object on a duplicate of a descriptor."""
    return socket(family, type, proto, dup(fd))


if hasattr(_socket.socket, 'sendmsg'):
    import array

    def send_fds(sock, buffers, fds, flags=0, address=None):
        """Send descriptors over a Unix socket."""
        return sock.sendmsg(buffers, [(_socket.SOL_SOCKET, _socket.SCM_RIGHTS,
                                       array.array('i', fds))])
    __all__.append('send_fds')

if hasattr(_socket.socket, 'recvmsg'):
    import array

    def recv_fds(sock, bufsize, maxfds, flags=0):
        """Receive data and descriptors over a Unix socket."""
        fds = array.array('i')
        msg, ancillary, flags, address = sock.recvmsg(
            bufsize, _socket.CMSG_LEN(maxfds * fds.itemsize))
        for level, kind, data in ancillary:
            if level == _socket.SOL_SOCKET and kind == _socket.SCM_RIGHTS:
                fds.frombytes(data[:len(data) - len(data) % fds.itemsize])
        return msg, list(fds), flags, address
    __all__.append('recv_fds')


if hasattr(_socket, 'socketpair'):
    def socketpair(family=None, type=SOCK_STREAM, proto=0):
        """Two sockets connected to each other."""
        if family is None:
            family = getattr(_socket, 'AF_UNIX', AF_INET)
        a, b = _socket.socketpair(family, type, proto)
        return (socket(family, type, proto, a.detach()),
                socket(family, type, proto, b.detach()))
    __all__.append('socketpair')


class SocketIO(io.RawIOBase):
    """Raw input and output on a socket, for makefile()."""

    def __init__(self, sock, mode):
        if mode not in ('r', 'w', 'rw', 'rb', 'wb', 'rwb'):
            raise ValueError('invalid mode: %r' % mode)
        io.RawIOBase.__init__(self)
        self._sock = sock
        self._mode = mode if 'b' in mode else mode + 'b'
        self._reading = 'r' in mode
        self._writing = 'w' in mode
        self._timeout_occurred = False

    def readinto(self, b):
        """Read into b; return the count, 0 at the end, None if nothing is there yet."""
        self._checkClosed()
        self._checkReadable()
        if self._timeout_occurred:
            raise OSError('cannot read from timed out object')
        while True:
            try:
                return self._sock.recv_into(b)
            except timeout:
                # What a buffer on top had got is lost: the stream is of no more use.
                self._timeout_occurred = True
                raise
            except error as e:
                if e.args[0] in (EAGAIN, EWOULDBLOCK):
                    return None
                raise

    def write(self, b):
        self._checkClosed()
        self._checkWritable()
        try:
            return self._sock.send(b)
        except error as e:
            if e.args[0] in (EAGAIN, EWOULDBLOCK):
                return None
            raise

    def readable(self):
        if self.closed:
            raise ValueError('I/O operation on closed socket.')
        return self._reading

    def writable(self):
        if self.closed:
            raise ValueError('I/O operation on closed socket.')
        return self._writing

    def seekable(self):
        if self.closed:
            raise ValueError('I/O operation on closed socket.')
        return super().seekable()

    def fileno(self):
        self._checkClosed()
        return self._sock.fileno()

    def _checkClosed(self, msg=None):
        if self.closed:
            raise ValueError('I/O operation on closed file.' if msg is None else msg)

    def _checkReadable(self, msg=None):
        if not self._reading:
            raise io.UnsupportedOperation('File or stream is not readable.')

    def _checkWritable(self, msg=None):
        if not self._writing:
            raise io.UnsupportedOperation('File or stream is not writable.')

    @property
    def name(self):
        return -1 if self.closed else self.fileno()

    @property
    def mode(self):
        return self._mode

    def close(self):
        if self.closed:
            return
        io.RawIOBase.close(self)
        self._sock._decref_socketios()
        self._sock = None


def getfqdn(name=''):
    """The fully qualified name of a host (this one by default)."""
    name = name.strip()
    if not name or name in ('0.0.0.0', '::'):
        name = gethostname()
    try:
        hostname, aliases, _ = gethostbyaddr(name)
    except error:
        return name
    for candidate in [hostname] + aliases:
        if '.' in candidate:
            return candidate
    return hostname


_GLOBAL_DEFAULT_TIMEOUT = object()


def create_connection(address, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None,
                      *, all_errors=False):
    """Connect to (host, port), trying every address the host has."""
    host, port = address
    errors = []
    for family, kind, proto, _, sockaddr in getaddrinfo(host, port, 0, SOCK_STREAM):
        sock = None
        try:
            sock = socket(family, kind, proto)
            if timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(timeout)
            if source_address:
                sock.bind(source_address)
            sock.connect(sockaddr)
            errors.clear()
            return sock
        except error as e:
            if not all_errors:
                errors.clear()
            errors.append(e)
            if sock is not None:
                sock.close()
    if not errors:
        raise error('getaddrinfo returns an empty list')
    try:
        if all_errors:
            raise ExceptionGroup('create_connection failed', errors)
        raise errors[0]
    finally:
        errors.clear()  # the traceback would keep a cycle


def has_dualstack_ipv6():
    """Can one IPv6 socket also take IPv4 connections?"""
    if not has_ipv6 or not hasattr(_socket, 'IPPROTO_IPV6') \
            or not hasattr(_socket, 'IPV6_V6ONLY'):
        return False
    try:
        with socket(AF_INET6, SOCK_STREAM) as sock:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0)
            return True
    except error:
        return False


def create_server(address, *, family=AF_INET, backlog=None, reuse_port=False,
                  dualstack_ipv6=False):
    """A listening TCP socket bound to address."""
    if reuse_port and not hasattr(_socket, 'SO_REUSEPORT'):
        raise ValueError('SO_REUSEPORT not supported on this platform')
    if dualstack_ipv6:
        if not has_dualstack_ipv6():
            raise ValueError('dualstack_ipv6 not supported on this platform')
        if family != AF_INET6:
            raise ValueError('dualstack_ipv6 requires AF_INET6 family')
    sock = socket(family, SOCK_STREAM)
    try:
        try:
            sock.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
        except error:
            pass
        if reuse_port:
            sock.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1)
        if has_ipv6 and family == AF_INET6:
            sock.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 0 if dualstack_ipv6 else 1)
        try:
            sock.bind(address)
        except error as e:
            raise error(e.errno, '%s (while attempting to bind on address %r)'
                        % (e.strerror, address)) from None
        sock.listen() if backlog is None else sock.listen(backlog)
        return sock
    except error:
        sock.close()
        raise


def getaddrinfo(host, port, family=0, type=0, proto=0, flags=0):
    """The ways to reach host and port: (family, type, proto, canonname, address) each."""
    return [(_member(af, AddressFamily), _member(kind, SocketKind), proto, name, address)
            for af, kind, proto, name, address
            in _socket.getaddrinfo(host, port, family, type, proto, flags)]
