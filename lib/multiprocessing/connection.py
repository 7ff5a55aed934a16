"""Connections: messages over pipes and sockets, between processes and machines.

On the wire a message is its length, four bytes of the network's order and
signed (-1: eight more follow), and its bytes.
"""

import itertools
import os
import selectors
import socket
import struct
import time

from . import reduction, util
from .context import AuthenticationError, BufferTooShort

__all__ = ['Client', 'Listener', 'Pipe', 'wait']

_ForkingPickler = reduction.ForkingPickler

BUFSIZE = 8192
CONNECTION_TIMEOUT = 20.        # while a server is not there yet

default_family = 'AF_INET'
families = ['AF_INET']
if hasattr(socket, 'AF_UNIX'):
    default_family = 'AF_UNIX'
    families += ['AF_UNIX']

_temporary_counter = itertools.count()


def arbitrary_address(family):
    """An address of that family that is free."""
    if family == 'AF_INET':
        return 'localhost', 0
    if family == 'AF_UNIX':
        return os.path.join(util.get_temp_dir(),
                            'listener-%d-%d' % (os.getpid(), next(_temporary_counter)))
    raise ValueError('unrecognized family')


def _validate_family(family):
    if family == 'AF_PIPE' or family == 'AF_UNIX' and not hasattr(socket, family):
        raise ValueError('Family %s is not recognized.' % family)


def address_type(address):
    """The family of an address."""
    if type(address) is tuple:
        return 'AF_INET'
    if type(address) is str and address.startswith('\\\\'):
        return 'AF_PIPE'
    if type(address) is str or _is_abstract(address):
        return 'AF_UNIX'
    raise ValueError('address type of %r unrecognized' % (address,))


def _is_abstract(address):
    return isinstance(address, bytes) and address[:1] == b'\0'


# ---- connections ----

class _ConnectionBase:
    """What does not depend on how the bytes are sent."""
    _handle = None

    def __init__(self, handle, readable=True, writable=True):
        handle = handle.__index__()
        if handle < 0:
            raise ValueError('invalid handle')
        if not readable and not writable:
            raise ValueError('at least one of `readable` and `writable` must be True')
        self._handle = handle
        self._readable = readable
        self._writable = writable

    def __del__(self):
        if self._handle is not None:
            self._close()

    def _check_open(self):
        if self._handle is None:
            raise OSError('handle is closed')

    def _check_readable(self):
        self._check_open()
        if not self._readable:
            raise OSError('connection is write-only')

    def _check_writable(self):
        self._check_open()
        if not self._writable:
            raise OSError('connection is read-only')

    @property
    def closed(self):
        return self._handle is None

    @property
    def readable(self):
        return self._readable

    @property
    def writable(self):
        return self._writable

    def fileno(self):
        """The descriptor."""
        self._check_open()
        return self._handle

    def close(self):
        """Closes the connection; so does dropping the object."""
        if self._handle is not None:
            try:
                self._close()
            finally:
                self._handle = None

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    # ---- messages ----

    def send(self, obj):
        """Sends a picklable object."""
        self._check_writable()
        self._send_bytes(_ForkingPickler.dumps(obj))

    def recv(self):
        """Receives an object; EOFError once the other side has closed."""
        self._check_readable()
        return _ForkingPickler.loads(self._recv_bytes())

    def send_bytes(self, buf, offset=0, size=None):
        """Sends bytes, or a part of them, as one message."""
        self._check_writable()
        view = memoryview(buf)
        if view.itemsize > 1 or view.ndim != 1:
            view = view.cast('B')
        n = len(view)
        if offset < 0:
            raise ValueError('offset is negative')
        if n < offset:
            raise ValueError('buffer length < offset')
        if size is None:
            size = n - offset
        elif size < 0:
            raise ValueError('size is negative')
        elif offset + size > n:
            raise ValueError('buffer length < offset + size')
        self._send_bytes(view[offset:offset + size])

    def recv_bytes(self, maxlength=None):
        """Receives a message of at most that length as bytes; OSError, and
        the connection cannot be read any more, if it is longer."""
        self._check_readable()
        if maxlength is not None and maxlength < 0:
            raise ValueError('negative maxlength')
        data = self._recv_bytes(maxlength)
        if data is None:
            self._bad_message_length()
        return bytes(data)

    def _bad_message_length(self):
        if self._writable:
            self._readable = False
        else:
            self.close()
        raise OSError('bad message length')

    def recv_bytes_into(self, buf, offset=0):
        """Receives a message into a bytes-like object; its length.
        BufferTooShort, with the message, if it does not fit."""
        self._check_readable()
        with memoryview(buf) as view:
            room = view.nbytes
            if offset < 0:
                raise ValueError('negative offset')
            if offset > room:
                raise ValueError('offset too large')
            data = self._recv_bytes()
            if room < offset + len(data):
                raise BufferTooShort(bytes(data))
            with view.cast('B') as target:
                target[offset:offset + len(data)] = data
            return len(data)

    def poll(self, timeout=0.0):
        """Whether there is something to receive, within timeout seconds
        (None: wait for it)."""
        self._check_readable()
        return bool(wait([self], timeout))


class Connection(_ConnectionBase):
    """A connection over a descriptor: of a socket or of a pipe's end."""

    def _close(self, _close=os.close):
        _close(self._handle)

    def _write(self, data):
        view = memoryview(data)
        while view:
            view = view[os.write(self._handle, view):]

    def _read(self, size):
        data = bytearray()
        while len(data) < size:
            piece = os.read(self._handle, min(size - len(data), 1 << 20))
            if not piece:
                if data:
                    raise OSError('got end of file during message')
                raise EOFError
            if len(piece) == size:
                return piece
            data += piece
        return data

    def _send_bytes(self, data):
        n = len(data)
        if n > 0x7fffffff:
            self._write(struct.pack('!iQ', -1, n))
            self._write(data)
            return
        header = struct.pack('!i', n)
        if n > 16384:
            # The other side can make room while the rest is on its way.
            self._write(header)
            self._write(data)
        else:
            # One write: so short messages of several writers do not mix, and go at once.
            self._write(header + bytes(data))

    def _recv_bytes(self, maxlength=None):
        size, = struct.unpack('!i', self._read(4))
        if size == -1:
            size, = struct.unpack('!Q', self._read(8))
        if maxlength is not None and size > maxlength:
            return None
        return self._read(size) if size else b''


def _rebuild_connection(handle, readable, writable):
    return Connection(handle.detach(), readable, writable)


def _reduce_connection(conn):
    return _rebuild_connection, (reduction.DupFd(conn.fileno()), conn.readable, conn.writable)


reduction.register(Connection, _reduce_connection)


def Pipe(duplex=True):
    """Two connections: what one sends the other receives; if not duplex, the
    first only receives and the second only sends."""
    if not duplex:
        read, write = os.pipe()
        return Connection(read, writable=False), Connection(write, readable=False)
    first, second = socket.socketpair()
    first.setblocking(True)
    second.setblocking(True)
    return Connection(first.detach()), Connection(second.detach())


# ---- waiting ----

_WaitSelector = getattr(selectors, 'PollSelector', selectors.SelectSelector)


def wait(object_list, timeout=None):
    """Those of the connections, sockets and sentinels that are ready, as soon
    as there is one, or after timeout seconds."""
    with _WaitSelector() as selector:
        for obj in object_list:
            selector.register(obj, selectors.EVENT_READ)
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            ready = selector.select(timeout if timeout is None else max(timeout, 0))
            if ready:
                return [key.fileobj for key, events in ready]
            if end is not None:
                timeout = end - time.monotonic()
                if timeout <= 0:
                    return []


# ---- listeners and clients ----

class Listener:
    """Waits for connections at an address; the family is that of the address,
    by default the one that is best here.  With authkey, both sides have to
    know it."""

    def __init__(self, address=None, family=None, backlog=1, authkey=None):
        family = family or address and address_type(address) or default_family
        _validate_family(family)
        if authkey is not None and not isinstance(authkey, bytes):
            raise TypeError('authkey should be a byte string')
        address = address or arbitrary_address(family)
        self._listener = _SocketListener(address, family, backlog)
        self._authkey = authkey

    def accept(self):
        """The next connection; AuthenticationError if the key is wrong."""
        if self._listener is None:
            raise OSError('listener is closed')
        conn = self._listener.accept()
        if self._authkey is not None:
            try:
                deliver_challenge(conn, self._authkey)
                answer_challenge(conn, self._authkey)
            except:
                conn.close()
                raise
        return conn

    def close(self):
        """Closes the listener; connections stay."""
        listener, self._listener = self._listener, None
        if listener is not None:
            listener.close()

    @property
    def address(self):
        return self._listener._address

    @property
    def last_accepted(self):
        """The address of the last connection's other side, if it has one."""
        return self._listener._last_accepted

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


class _SocketListener:
    def __init__(self, address, family, backlog):
        self._socket = socket.socket(getattr(socket, family))
        try:
            if os.name == 'posix':
                self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.setblocking(True)
            self._socket.bind(address)
            self._socket.listen(backlog)
            self._address = self._socket.getsockname()
        except OSError:
            self._socket.close()
            raise
        self._family = family
        self._last_accepted = None
        self._unlink = None
        if family == 'AF_UNIX' and not _is_abstract(address):
            self._unlink = util.Finalize(self, os.unlink, args=(address,), exitpriority=0)

    def accept(self):
        s, self._last_accepted = self._socket.accept()
        s.setblocking(True)
        return Connection(s.detach())

    def close(self):
        try:
            self._socket.close()
        finally:
            unlink, self._unlink = self._unlink, None
            if unlink is not None:
                unlink()


def Client(address, family=None, authkey=None):
    """A connection to the listener at the address."""
    family = family or address_type(address)
    _validate_family(family)
    if authkey is not None and not isinstance(authkey, bytes):
        raise TypeError('authkey should be a byte string')
    with socket.socket(getattr(socket, family)) as s:
        s.setblocking(True)
        s.connect(address)
        conn = Connection(s.detach())
    if authkey is not None:
        try:
            answer_challenge(conn, authkey)
            deliver_challenge(conn, authkey)
        except:
            conn.close()
            raise
    return conn


# ---- authentication: each side proves that it knows the key ----

MESSAGE_LENGTH = 20
CHALLENGE = b'#CHALLENGE#'
WELCOME = b'#WELCOME#'
FAILURE = b'#FAILURE#'


def _digest(authkey, message):
    import hmac
    if not isinstance(authkey, bytes):
        raise ValueError('Authkey must be bytes, not {0!s}'.format(type(authkey)))
    return hmac.new(authkey, message, 'md5').digest()


def deliver_challenge(connection, authkey):
    """Lets the other side prove that it knows the key."""
    message = os.urandom(MESSAGE_LENGTH)
    wanted = _digest(authkey, message)
    connection.send_bytes(CHALLENGE + message)
    import hmac
    if hmac.compare_digest(connection.recv_bytes(256), wanted):
        connection.send_bytes(WELCOME)
    else:
        connection.send_bytes(FAILURE)
        raise AuthenticationError('digest received was wrong')


def answer_challenge(connection, authkey):
    """Proves to the other side that we know the key."""
    message = connection.recv_bytes(256)
    if not message.startswith(CHALLENGE):
        raise AssertionError('message = %r' % message)
    connection.send_bytes(_digest(authkey, message[len(CHALLENGE):]))
    if connection.recv_bytes(256) != WELCOME:
        raise AuthenticationError('digest sent was rejected')


# ---- connections that pickle by XML-RPC ----

class ConnectionWrapper:
    """A connection with another way to make bytes of objects."""

    def __init__(self, conn, dumps, loads):
        self._conn = conn
        self._dumps = dumps
        self._loads = loads
        for name in ('fileno', 'close', 'poll', 'recv_bytes', 'send_bytes'):
            setattr(self, name, getattr(conn, name))

    def send(self, obj):
        self._conn.send_bytes(self._dumps(obj))

    def recv(self):
        return self._loads(self._conn.recv_bytes())

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()


def _xml_dumps(obj):
    from xmlrpc.client import dumps
    return dumps((obj,), None, None, None, 1).encode('utf-8')


def _xml_loads(data):
    from xmlrpc.client import loads
    (obj,), method = loads(data.decode('utf-8'))
    return obj


class XmlListener(Listener):
    def accept(self):
        return ConnectionWrapper(Listener.accept(self), _xml_dumps, _xml_loads)


def XmlClient(*args, **kwds):
    return ConnectionWrapper(Client(*args, **kwds), _xml_dumps, _xml_loads)
