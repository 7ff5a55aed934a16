"""An event loop over a proactor: an object whose operations are started, and give a future that is done when they are.

The proactor has recv(sock, n), send(sock, data), accept(sock), connect(sock, address), select(timeout), _stop_serving(sock)
and close().  This system has none of its own; a subclass gives one, and _socketpair().
"""

__all__ = ['BaseProactorEventLoop']

import socket
import warnings

from . import base_events, constants, futures, transports
from .log import logger


class _ProactorBasePipeTransport(transports._FlowControlMixin, transports.BaseTransport):
    """What transports have in common: closing, errors, a buffer of what is to be written after the running operation."""

    def __init__(self, loop, sock, protocol, waiter=None, extra=None, server=None):
        super().__init__(extra, loop)
        self._set_extra(sock)
        self._sock = sock
        self._protocol = protocol
        self._server = server
        self._buffer = None             # bytearray, or None
        self._read_fut = None           # the operations running
        self._write_fut = None
        self._pending_write = 0         # bytes of it
        self._conn_lost = 0
        self._closing = False
        self._eof_written = False
        if server is not None:
            server._attach()
        loop.call_soon(protocol.connection_made, self)
        if waiter is not None:
            loop.call_soon(futures._set_result_unless_cancelled, waiter, None)

    def _set_extra(self, sock):
        self._extra['pipe'] = sock

    def __repr__(self):
        state = 'closed' if self._sock is None else 'closing' if self._closing else 'open'
        return f'<{type(self).__name__} {state} {self._sock!r}>'

    def __del__(self):
        if self._sock is not None:
            warnings.warn(f'unclosed transport {self!r}', ResourceWarning, source=self)
            self.close()

    def set_protocol(self, protocol):
        self._protocol = protocol

    def get_protocol(self):
        return self._protocol

    def is_closing(self):
        return self._closing

    def close(self):
        """Stop reading; close when all is written."""
        if self._closing:
            return
        self._closing = True
        self._conn_lost += 1
        if not self._buffer and self._write_fut is None:
            self._loop.call_soon(self._call_connection_lost, None)
        if self._read_fut is not None:
            self._read_fut.cancel()
            self._read_fut = None

    def _fatal_error(self, error, message='Fatal error on pipe transport'):
        if isinstance(error, (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)):
            if self._loop.get_debug():
                logger.debug('%r: %s', self, message, exc_info=True)
        else:
            self._loop.call_exception_handler({'message': message, 'exception': error, 'transport': self,
                                               'protocol': self._protocol})
        self._force_close(error)

    def _force_close(self, error):
        if self._closing:
            return
        self._closing = True
        self._conn_lost += 1
        for operation in self._write_fut, self._read_fut:
            if operation is not None:
                operation.cancel()
        self._write_fut = self._read_fut = None
        self._pending_write = 0
        self._buffer = None
        self._loop.call_soon(self._call_connection_lost, error)

    def _call_connection_lost(self, error):
        try:
            self._protocol.connection_lost(error)
        finally:
            if self._sock is not None:
                # Wakes whoever reads the other end, even if the descriptor is open elsewhere too.
                if hasattr(self._sock, 'shutdown'):
                    try:
                        self._sock.shutdown(socket.SHUT_RDWR)
                    except OSError:
                        pass
                self._sock.close()
                self._sock = None
            server, self._server = self._server, None
            if server is not None:
                server._detach()

    def get_write_buffer_size(self):
        return self._pending_write + (0 if self._buffer is None else len(self._buffer))


class _ProactorReadPipeTransport(_ProactorBasePipeTransport, transports.ReadTransport):

    def __init__(self, loop, sock, protocol, waiter=None, extra=None, server=None):
        super().__init__(loop, sock, protocol, waiter, extra, server)
        self._paused = False
        self._reschedule_on_resume = False
        self._loop.call_soon(self._loop_reading)

    def is_reading(self):
        return not self._paused and not self._closing

    def pause_reading(self):
        if not self._closing:
            self._paused = True

    def resume_reading(self):
        if self._closing or not self._paused:
            return
        self._paused = False
        if self._reschedule_on_resume:
            self._loop.call_soon(self._loop_reading, self._read_fut)
            self._reschedule_on_resume = False

    def _loop_reading(self, future=None):
        """Called with the operation that is done: hands over what it read, and starts the next one."""
        if self._paused:
            self._reschedule_on_resume = True
            return
        data = None
        try:
            if future is not None:
                assert self._read_fut is future or (self._read_fut is None and self._closing)
                self._read_fut = None
                data = future.result()
            if self._closing or data == b'':
                return                  # `finally` tells of the end
            self._read_fut = self._loop._proactor.recv(self._sock, 4096)
        except ConnectionAbortedError as error:
            if not self._closing:
                self._fatal_error(error, 'Fatal read error on pipe transport')
            elif self._loop.get_debug():
                logger.debug('Read error on pipe transport while closing', exc_info=True)
        except ConnectionResetError as error:
            self._force_close(error)
        except OSError as error:
            self._fatal_error(error, 'Fatal read error on pipe transport')
        except futures.CancelledError:
            if not self._closing:
                raise
        else:
            self._read_fut.add_done_callback(self._loop_reading)
        finally:
            if data:
                self._protocol.data_received(data)
            elif data is not None:
                if self._loop.get_debug():
                    logger.debug('%r received EOF', self)
                if not self._protocol.eof_received():
                    self.close()


class _ProactorBaseWritePipeTransport(_ProactorBasePipeTransport, transports.WriteTransport):

    def write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f'data argument must be a bytes-like object, not {type(data).__name__!r}')
        if self._eof_written:
            raise RuntimeError('write_eof() already called')
        if not data:
            return
        if self._conn_lost:
            if self._conn_lost >= constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES:
                logger.warning('socket.send() raised exception.')
            self._conn_lost += 1
            return
        if self._write_fut is None:
            self._loop_writing(data=bytes(data))
        elif not self._buffer:
            self._buffer = bytearray(data)
            self._maybe_pause_protocol()
        else:
            self._buffer.extend(data)
            self._maybe_pause_protocol()

    def _loop_writing(self, future=None, data=None):
        """Called with the operation that is done: starts the next one."""
        try:
            if future is not None and self._write_fut is None and self._closing:
                return                  # cancelled
            assert future is self._write_fut
            self._write_fut = None
            self._pending_write = 0
            if future is not None:
                future.result()
            if data is None:
                data, self._buffer = self._buffer, None
            if not data:
                if self._closing:
                    self._loop.call_soon(self._call_connection_lost, None)
                if self._eof_written:
                    self._sock.shutdown(socket.SHUT_WR)
                self._maybe_resume_protocol()
                return
            self._write_fut = self._loop._proactor.send(self._sock, data)
            if self._write_fut.done():
                self._write_fut.add_done_callback(self._loop_writing)
            else:
                self._pending_write = len(data)
                self._write_fut.add_done_callback(self._loop_writing)
                self._maybe_pause_protocol()
        except ConnectionResetError as error:
            self._force_close(error)
        except OSError as error:
            self._fatal_error(error, 'Fatal write error on pipe transport')

    def can_write_eof(self):
        return True

    def write_eof(self):
        self.close()

    def abort(self):
        """Close at once."""
        self._force_close(None)


class _ProactorWritePipeTransport(_ProactorBaseWritePipeTransport):
    """Learns of the reader's end by a read that ends."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._read_fut = self._loop._proactor.recv(self._sock, 16)
        self._read_fut.add_done_callback(self._pipe_closed)

    def _pipe_closed(self, future):
        if future.cancelled():
            return
        if self._closing:
            assert self._read_fut is None
            return
        self._read_fut = None
        if self._write_fut is not None:
            self._force_close(BrokenPipeError())
        else:
            self.close()


class _ProactorDuplexPipeTransport(_ProactorReadPipeTransport, _ProactorBaseWritePipeTransport, transports.Transport):

    def can_write_eof(self):
        return False

    def write_eof(self):
        raise NotImplementedError


class _ProactorSocketTransport(_ProactorReadPipeTransport, _ProactorBaseWritePipeTransport, transports.Transport):

    def _set_extra(self, sock):
        self._extra['socket'] = sock
        for key, method in ('sockname', 'getsockname'), ('peername', 'getpeername'):
            if key not in self._extra:
                try:
                    self._extra[key] = getattr(sock, method)()
                except (OSError, AttributeError):
                    pass

    def can_write_eof(self):
        return True

    def write_eof(self):
        if self._closing or self._eof_written:
            return
        self._eof_written = True
        if self._write_fut is None:
            self._sock.shutdown(socket.SHUT_WR)


class BaseProactorEventLoop(base_events.BaseEventLoop):

    def __init__(self, proactor):
        super().__init__()
        self._proactor = self._selector = proactor      # has select(), too
        self._self_reading_future = None
        self._accept_futures = {}       # descriptor of a listening socket -> the operation running
        set_loop = getattr(proactor, 'set_loop', None)
        if set_loop is not None:
            set_loop(self)
        # Bytes arriving here end select().
        self._ssock, self._csock = self._socketpair()
        self._ssock.setblocking(False)
        self._csock.setblocking(False)
        self._internal_fds = 1
        self.call_soon(self._loop_self_reading)

    def _socketpair(self):
        raise NotImplementedError

    def close(self):
        if self.is_running():
            raise RuntimeError('Cannot close a running event loop')
        if self.is_closed():
            return
        self._stop_accept_futures()
        self._close_self_pipe()
        self._proactor.close()
        self._proactor = self._selector = None
        super().close()

    def _close_self_pipe(self):
        if self._self_reading_future is not None:
            self._self_reading_future.cancel()
            self._self_reading_future = None
        self._ssock.close()
        self._csock.close()
        self._ssock = self._csock = None
        self._internal_fds -= 1

    def _loop_self_reading(self, future=None):
        try:
            if future is not None:
                future.result()
            self._self_reading_future = future = self._proactor.recv(self._ssock, 4096)
        except futures.CancelledError:
            return                      # closing
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.call_exception_handler({'message': 'Error on reading from the event loop self pipe', 'exception': error,
                                         'loop': self})
        else:
            future.add_done_callback(self._loop_self_reading)

    def _write_to_self(self):
        self._csock.send(b'\0')

    def _process_events(self, event_list):
        """Nothing: futures have been made done by select()."""

    # Operations: the proactor's futures

    def sock_recv(self, sock, n):
        return self._proactor.recv(sock, n)

    def sock_sendall(self, sock, data):
        return self._proactor.send(sock, data)

    def sock_connect(self, sock, address):
        return self._proactor.connect(sock, address)

    def sock_accept(self, sock):
        return self._proactor.accept(sock)

    # Transports and servers

    def _make_socket_transport(self, sock, protocol, waiter=None, *, extra=None, server=None):
        return _ProactorSocketTransport(self, sock, protocol, waiter, extra, server)

    def _make_duplex_pipe_transport(self, sock, protocol, waiter=None, extra=None):
        return _ProactorDuplexPipeTransport(self, sock, protocol, waiter, extra)

    def _make_read_pipe_transport(self, sock, protocol, waiter=None, extra=None):
        return _ProactorReadPipeTransport(self, sock, protocol, waiter, extra)

    def _make_write_pipe_transport(self, sock, protocol, waiter=None, extra=None):
        return _ProactorWritePipeTransport(self, sock, protocol, waiter, extra)

    def _start_serving(self, protocol_factory, sock, tls=None, server=None, backlog=100):

        def loop(future=None):
            try:
                if future is not None:
                    connection, address = future.result()
                    self._make_transport(connection, protocol_factory(), None, tls, {'peername': address}, server)
                if self.is_closed():
                    return
                future = self._proactor.accept(sock)
            except OSError as error:
                if sock.fileno() != -1:
                    self.call_exception_handler({'message': 'Accept failed on a socket', 'exception': error, 'socket': sock})
                    sock.close()
            except futures.CancelledError:
                sock.close()
            else:
                self._accept_futures[sock.fileno()] = future
                future.add_done_callback(loop)

        self.call_soon(loop)

    def _stop_accept_futures(self):
        for future in self._accept_futures.values():
            future.cancel()
        self._accept_futures.clear()

    def _stop_serving(self, sock):
        future = self._accept_futures.pop(sock.fileno(), None)
        if future is not None:
            future.cancel()
        self._proactor._stop_serving(sock)
        sock.close()
