"""An event loop on the selectors module, with sockets, pipes, signals, and transports for streams and datagrams."""

__all__ = []

import collections
import errno
import os
import selectors
import signal
import socket
import stat
import warnings

from . import base_events, constants, events, tasks, transports
from .base_events import _Tls, _check_client_tls, _check_server_tls, _socket_kind
from .protocols import BufferedProtocol

_CHUNK = 256 * 1024


def _check_nonblocking(sock):
    if sock.gettimeout() != 0:
        raise ValueError('the socket must be non-blocking')


class BaseSelectorEventLoop(base_events.BaseEventLoop):
    """An event loop; selector: an object of the selectors module, the best one by default."""

    def __init__(self, selector=None):
        super().__init__()
        self._selector = selectors.DefaultSelector() if selector is None else selector
        self._signal_handlers = {}
        # Bytes arriving here end select(): from other threads, and from signals.
        self._ssock, self._csock = socket.socketpair()
        self._internal_fds = 1
        self._ssock.setblocking(False)
        self._csock.setblocking(False)
        self._add(self._ssock.fileno(), 0, self._on_wake_up)

    def close(self):
        if self.is_running():
            raise RuntimeError('Cannot close a running event loop')
        if self.is_closed():
            return
        for number in list(self._signal_handlers):
            self.remove_signal_handler(number)
        super().close()
        self._internal_fds = 0
        for sock in self._ssock, self._csock:
            sock.close()
        self._ssock = self._csock = None
        self._selector.close()

    def _write_to_self(self):
        sock = self._csock              # close() may take it away
        if sock is not None:
            try:
                sock.send(b'\0')
            except OSError:
                pass                    # full: it is awake; closed: nobody sleeps

    def _on_wake_up(self):
        while True:
            try:
                data = self._ssock.recv(4096)
            except InterruptedError:
                continue
            except BlockingIOError:
                break
            if not data:
                break
            for number in data:
                if number:
                    self._on_signal(number)

    def _process_events(self, event_list):
        for key, mask in event_list:
            reader, writer = key.data
            if mask & selectors.EVENT_READ and reader is not None:
                self._ready_or_gone(key.fileobj, 0, reader)
            if mask & selectors.EVENT_WRITE and writer is not None:
                self._ready_or_gone(key.fileobj, 1, writer)

    def _ready_or_gone(self, fd, which, handle):
        if handle._cancelled:
            self._remove(fd, which)
        else:
            self._ready.append(handle)

    # Watching files.  A key's data is the pair (reader, writer) of handles.

    _EVENTS = selectors.EVENT_READ, selectors.EVENT_WRITE

    def _add(self, fd, which, callback, *args):
        self._check_closed()
        handle = events.Handle(callback, args, self, None)
        try:
            key = self._selector.get_key(fd)
        except KeyError:
            self._selector.register(fd, self._EVENTS[which], (handle, None) if which == 0 else (None, handle))
        else:
            pair = list(key.data)
            former, pair[which] = pair[which], handle
            self._selector.modify(fd, key.events | self._EVENTS[which], tuple(pair))
            if former is not None:
                former.cancel()
        return handle

    def _remove(self, fd, which):
        if self.is_closed():
            return False
        try:
            key = self._selector.get_key(fd)
        except KeyError:
            return False
        pair = list(key.data)
        former, pair[which] = pair[which], None
        mask = key.events & ~self._EVENTS[which]
        if mask:
            self._selector.modify(fd, mask, tuple(pair))
        else:
            self._selector.unregister(fd)
        if former is None:
            return False
        former.cancel()
        return True

    @staticmethod
    def _fileno(file):
        return file if isinstance(file, int) else file.fileno()

    def add_reader(self, fd, callback, *args):
        self._add(self._fileno(fd), 0, callback, *args)

    def remove_reader(self, fd):
        return self._remove(self._fileno(fd), 0)

    def add_writer(self, fd, callback, *args):
        self._add(self._fileno(fd), 1, callback, *args)

    def remove_writer(self, fd):
        return self._remove(self._fileno(fd), 1)

    # Signals

    def add_signal_handler(self, sig, callback, *args):
        """Call callback(*args) in the loop when the signal comes.  In the main thread only."""
        self._check_callback(callback, 'add_signal_handler')
        self._check_signal(sig)
        self._check_closed()
        try:
            signal.set_wakeup_fd(self._csock.fileno())
        except ValueError as error:
            raise RuntimeError(str(error))
        self._signal_handlers[sig] = events.Handle(callback, args, self, None)
        try:
            signal.signal(sig, lambda number, frame: None)      # the byte in the wake-up socket does the work
            signal.siginterrupt(sig, False)
        except OSError as error:
            del self._signal_handlers[sig]
            if error.errno == errno.EINVAL:
                raise RuntimeError(f'sig {sig} cannot be caught')
            raise

    def _on_signal(self, number):
        handle = self._signal_handlers.get(number)
        if handle is None:
            return
        if handle._cancelled:
            self.remove_signal_handler(number)
        else:
            self._ready.append(handle)

    def remove_signal_handler(self, sig):
        self._check_signal(sig)
        if self._signal_handlers.pop(sig, None) is None:
            return False
        signal.signal(sig, signal.default_int_handler if sig == signal.SIGINT else signal.SIG_DFL)
        if not self._signal_handlers:
            try:
                signal.set_wakeup_fd(-1)
            except (ValueError, OSError):
                pass
        return True

    @staticmethod
    def _check_signal(sig):
        if not isinstance(sig, int):
            raise TypeError(f'sig must be an int, not {sig!r}')
        if not 1 <= sig < signal.NSIG:
            raise ValueError(f'sig {sig} out of range(1, {signal.NSIG})')

    # Sockets

    async def _when_ready(self, sock, which):
        future = self.create_future()
        fd = sock.fileno()
        handle = self._add(fd, which, tasks._set_unless_done, future, None)
        try:
            await future
        finally:
            if not handle._cancelled:
                self._remove(fd, which)

    async def _retry(self, sock, which, operation, *args):
        """The result of a socket operation, waiting as often as it would block."""
        while True:
            try:
                return operation(*args)
            except (BlockingIOError, InterruptedError):
                await self._when_ready(sock, which)

    async def sock_recv(self, sock, n):
        _check_nonblocking(sock)
        return await self._retry(sock, 0, sock.recv, n)

    async def sock_recv_into(self, sock, buf):
        _check_nonblocking(sock)
        return await self._retry(sock, 0, sock.recv_into, buf)

    async def sock_recvfrom(self, sock, bufsize):
        _check_nonblocking(sock)
        return await self._retry(sock, 0, sock.recvfrom, bufsize)

    async def sock_sendto(self, sock, data, address):
        _check_nonblocking(sock)
        return await self._retry(sock, 1, sock.sendto, data, address)

    async def sock_sendall(self, sock, data):
        _check_nonblocking(sock)
        with memoryview(data) as view, view.cast('B') as view:
            sent = 0
            while sent < len(view):
                sent += await self._retry(sock, 1, sock.send, view[sent:])

    async def sock_connect(self, sock, address):
        _check_nonblocking(sock)
        if sock.family in (socket.AF_INET, socket.AF_INET6):
            found = await self.getaddrinfo(*address[:2], family=sock.family, type=_socket_kind(sock), proto=sock.proto)
            address = found[0][4]
        try:
            sock.connect(address)
            return
        except (BlockingIOError, InterruptedError):
            pass
        await self._when_ready(sock, 1)
        error = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
        if error:
            raise OSError(error, f'Connect call failed {address}')

    async def sock_accept(self, sock):
        _check_nonblocking(sock)
        connection, address = await self._retry(sock, 0, sock.accept)
        connection.setblocking(False)
        return connection, address

    def _make_socket_transport(self, sock, protocol, waiter=None, *, extra=None, server=None):
        return _SocketTransport(self, sock, protocol, waiter, extra, server)

    def _make_datagram_transport(self, sock, protocol, address, waiter):
        return _DatagramTransport(self, sock, protocol, address, waiter)

    def _start_serving(self, protocol_factory, sock, tls=None, server=None, backlog=100):
        self._add(sock.fileno(), 0, self._accept_connections, protocol_factory, sock, tls, server, backlog)

    def _stop_serving(self, sock):
        self._remove(sock.fileno(), 0)
        sock.close()

    def _accept_connections(self, protocol_factory, sock, tls, server, backlog):
        for _ in range(backlog):
            try:
                connection, address = sock.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:
                if error.errno not in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
                    raise
                self.call_exception_handler({'message': 'socket.accept() out of system resource', 'exception': error,
                                             'socket': sock})
                self._remove(sock.fileno(), 0)
                self.call_later(constants.ACCEPT_RETRY_DELAY, self._accept_again, protocol_factory, sock, tls, server, backlog)
                return
            connection.setblocking(False)
            try:
                self._make_transport(connection, protocol_factory(), None, tls, {'peername': address}, server)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                connection.close()
                self.call_exception_handler({'message': 'Error on transport creation for incoming connection',
                                             'exception': error})

    def _accept_again(self, protocol_factory, sock, *args):
        if sock.fileno() >= 0:
            self._start_serving(protocol_factory, sock, *args)

    # Unix sockets

    async def create_unix_connection(self, protocol_factory, path=None, *, ssl=None, sock=None, server_hostname=None,
                                     ssl_handshake_timeout=None):
        _check_client_tls(ssl, server_hostname, ssl_handshake_timeout)
        if ssl and server_hostname is None:
            raise ValueError('you have to pass server_hostname when using ssl')
        if sock is None:
            if path is None:
                raise ValueError('no path and sock were specified')
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                sock.setblocking(False)
                await self.sock_connect(sock, os.fspath(path))
            except BaseException:
                sock.close()
                raise
        elif path is not None:
            raise ValueError('path and sock can not be specified at the same time')
        elif sock.family != socket.AF_UNIX or _socket_kind(sock) != socket.SOCK_STREAM:
            raise ValueError(f'A UNIX Domain Stream Socket was expected, got {sock!r}')
        tls = _Tls(ssl, server_hostname, False, ssl_handshake_timeout) if ssl else None
        return await self._attach(sock, protocol_factory, tls)

    async def create_unix_server(self, protocol_factory, path=None, *, sock=None, backlog=100, ssl=None,
                                 start_serving=True, ssl_handshake_timeout=None):
        _check_server_tls(ssl, ssl_handshake_timeout)
        if sock is None:
            if path is None:
                raise ValueError('path was not specified, and no sock specified')
            path = os.fspath(path)
            sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            try:
                if path[:1] not in ('\0', b'\0') and os.path.exists(path) and stat.S_ISSOCK(os.stat(path).st_mode):
                    os.remove(path)
                sock.bind(path)
            except OSError as error:
                sock.close()
                if error.errno == errno.EADDRINUSE:
                    raise OSError(errno.EADDRINUSE, f'Address {path!r} is already in use') from None
                raise
        elif path is not None:
            raise ValueError('path and sock can not be specified at the same time')
        elif sock.family != socket.AF_UNIX or _socket_kind(sock) != socket.SOCK_STREAM:
            raise ValueError(f'A UNIX Domain Stream Socket was expected, got {sock!r}')
        return self._start_server([sock], protocol_factory, backlog, start_serving, ssl, ssl_handshake_timeout)

    async def _join(self, transport_class, file, protocol_factory):
        protocol = protocol_factory()
        waiter = self.create_future()
        transport = transport_class(self, file, protocol, waiter)
        await waiter
        return transport, protocol

    async def connect_read_pipe(self, protocol_factory, pipe):
        return await self._join(_ReadPipeTransport, pipe, protocol_factory)

    async def connect_write_pipe(self, protocol_factory, pipe):
        return await self._join(_WritePipeTransport, pipe, protocol_factory)


class _FileTransport(transports._FlowControlMixin, transports.Transport):
    """What transports of sockets and pipes share: a protocol, closing, a buffer of what is to be written."""

    def __init__(self, loop, file, protocol, waiter, extra=None, server=None):
        super().__init__(extra, loop)
        self._file = file
        self._fd = file.fileno()
        self._protocol = protocol
        self._server = server
        self._buffer = bytearray()
        self._closing = False
        self._eof = False
        self._paused = False
        self._lost = False
        if server is not None:
            server._attach()
        loop.call_soon(self._begin, waiter)

    def _begin(self, waiter):
        try:
            self._protocol.connection_made(self)
            if not self._closing:
                self._watch()
        finally:
            if waiter is not None:
                tasks._set_unless_done(waiter, None)

    def _watch(self):
        self._loop._add(self._fd, 0, self._read_ready)

    def __repr__(self):
        state = 'closed' if self._lost else 'closing' if self._closing else 'open'
        return f'<{type(self).__name__} {state} fd={self._fd}>'

    def __del__(self):
        if self._file is not None and not self._lost:
            warnings.warn(f'unclosed transport {self!r}', ResourceWarning, source=self)
            self._file.close()

    def set_protocol(self, protocol):
        self._protocol = protocol

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closing

    def is_reading(self):
        return not self._closing and not self._paused

    def pause_reading(self):
        if self.is_reading():
            self._paused = True
            self._loop._remove(self._fd, 0)

    def resume_reading(self):
        if self._paused and not self._closing:
            self._paused = False
            self._loop._add(self._fd, 0, self._read_ready)

    # Reading

    def _read_ready(self):
        try:
            data = self._read(_CHUNK)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._fail(error, 'Fatal read error on transport')
            return
        if data:
            self._received(data)
        else:
            self._end_of_file()

    def _received(self, data):
        if not isinstance(self._protocol, BufferedProtocol):
            self._protocol.data_received(data)
            return
        view = memoryview(data)
        while view:
            buffer = memoryview(self._protocol.get_buffer(len(view)))
            n = min(len(view), len(buffer))
            buffer[:n] = view[:n]
            self._protocol.buffer_updated(n)
            view = view[n:]

    def _end_of_file(self):
        if self._protocol.eof_received():
            self._loop._remove(self._fd, 0)     # half open: the protocol goes on writing
        else:
            self.close()

    # Writing

    def get_write_buffer_size(self):
        return len(self._buffer)

    def write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f'data argument must be a bytes-like object, not {type(data).__name__!r}')
        if self._eof:
            raise RuntimeError('Cannot call write() after write_eof()')
        if not data or self._lost:
            return
        if not self._buffer:
            try:
                n = self._write(data)
            except (BlockingIOError, InterruptedError):
                n = 0
            except OSError as error:
                self._fail(error, 'Fatal write error on transport')
                return
            data = memoryview(data)[n:]
            if not data:
                return
            self._loop._add(self._fd, 1, self._write_ready)
        self._buffer += data
        self._maybe_pause_protocol()

    def writelines(self, lines):
        self.write(b''.join(lines))

    def _write_ready(self):
        try:
            n = self._write(self._buffer)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._loop._remove(self._fd, 1)
            self._buffer.clear()
            self._fail(error, 'Fatal write error on transport')
            return
        del self._buffer[:n]
        self._maybe_resume_protocol()
        if not self._buffer:
            self._loop._remove(self._fd, 1)
            if self._closing:
                self._lose(None)
            elif self._eof:
                self._shut_down_writing()

    def write_eof(self):
        if self._closing or self._eof:
            return
        self._eof = True
        if not self._buffer:
            self._shut_down_writing()

    def can_write_eof(self):
        return True

    # Closing

    def close(self):
        """Stop reading; close when all is written."""
        if self._closing:
            return
        self._closing = True
        self._loop._remove(self._fd, 0)
        if not self._buffer:
            self._lose(None)

    def abort(self):
        """Close at once."""
        self._buffer.clear()
        self._closing = True
        self._lose(None)

    def _fail(self, error, message):
        if not isinstance(error, (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)):
            self._loop.call_exception_handler({'message': message, 'exception': error, 'transport': self,
                                               'protocol': self._protocol})
        self._buffer.clear()
        self._closing = True
        self._lose(error)

    def _lose(self, error):
        if self._lost:
            return
        self._lost = True
        self._loop._remove(self._fd, 0)
        self._loop._remove(self._fd, 1)
        self._loop.call_soon(self._connection_lost, error)

    def _connection_lost(self, error):
        try:
            self._protocol.connection_lost(error)
        finally:
            self._file.close()
            self._file = self._protocol = None
            server, self._server = self._server, None
            if server is not None:
                server._detach()


class _SocketTransport(_FileTransport):
    """A connected stream socket."""

    def __init__(self, loop, sock, protocol, waiter, extra=None, server=None):
        extra = dict(extra or (), socket=sock)
        for key, get in ('sockname', sock.getsockname), ('peername', sock.getpeername):
            if key not in extra:
                try:
                    extra[key] = get()
                except OSError:
                    extra[key] = None
        if sock.family in (socket.AF_INET, socket.AF_INET6) and _socket_kind(sock) == socket.SOCK_STREAM:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().__init__(loop, sock, protocol, waiter, extra, server)

    def _read(self, n):
        return self._file.recv(n)

    def _write(self, data):
        return self._file.send(data)

    def _shut_down_writing(self):
        self._file.shutdown(socket.SHUT_WR)


class _PipeTransport(_FileTransport):

    def __init__(self, loop, pipe, protocol, waiter):
        os.set_blocking(pipe.fileno(), False)
        super().__init__(loop, pipe, protocol, waiter, {'pipe': pipe})


class _ReadPipeTransport(_PipeTransport, transports.ReadTransport):

    def _read(self, n):
        return os.read(self._fd, n)

    def _end_of_file(self):
        self._protocol.eof_received()
        self.close()


class _WritePipeTransport(_PipeTransport, transports.WriteTransport):

    def _watch(self):
        # The writing end of a pipe becomes readable when nobody can read the other end any more.
        mode = os.fstat(self._fd).st_mode
        if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
            self._loop._add(self._fd, 0, self._on_reader_gone)

    def _on_reader_gone(self):
        error = BrokenPipeError() if self._buffer else None
        self._buffer.clear()
        self._closing = True
        self._lose(error)

    def _write(self, data):
        return os.write(self._fd, data)

    def _shut_down_writing(self):
        self.close()


class _DatagramTransport(_FileTransport, transports.DatagramTransport):
    """A datagram socket; what cannot be sent at once waits in a queue."""

    def __init__(self, loop, sock, protocol, address, waiter):
        super().__init__(loop, sock, protocol, waiter, {'socket': sock, 'sockname': sock.getsockname(), 'peername': address})
        self._address = address
        self._buffer = collections.deque()

    def get_write_buffer_size(self):
        return sum(len(data) for data, _ in self._buffer)

    def _read_ready(self):
        try:
            data, address = self._file.recvfrom(_CHUNK)
        except (BlockingIOError, InterruptedError):
            pass
        except OSError as error:
            self._protocol.error_received(error)
        else:
            self._protocol.datagram_received(data, address)

    def sendto(self, data, addr=None):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f'data argument must be a bytes-like object, not {type(data).__name__!r}')
        if self._address is not None and addr not in (None, self._address):
            raise ValueError(f'Invalid address: must be None or {self._address}')
        if self._lost:
            return
        if not self._buffer:
            if self._send(data, addr):
                return
            self._loop._add(self._fd, 1, self._write_ready)
        self._buffer.append((bytes(data), addr))
        self._maybe_pause_protocol()

    def _send(self, data, address):
        """False when it would block."""
        try:
            if self._address is not None:
                self._file.send(data)
            else:
                self._file.sendto(data, address)
        except (BlockingIOError, InterruptedError):
            return False
        except OSError as error:
            self._protocol.error_received(error)
        return True

    def _write_ready(self):
        while self._buffer and self._send(*self._buffer[0]):
            self._buffer.popleft()
        self._maybe_resume_protocol()
        if not self._buffer:
            self._loop._remove(self._fd, 1)
            if self._closing:
                self._lose(None)
