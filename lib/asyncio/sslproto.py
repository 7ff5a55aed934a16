"""TLS between a transport and a protocol: SSLProtocol is the protocol of the one and gives the other a transport."""

__all__ = []

import collections
import warnings

try:
    import ssl
except ImportError:                     # built without OpenSSL
    ssl = None

from . import constants, protocols, transports
from .log import logger


def _is_sslproto_available():
    return hasattr(ssl, 'MemoryBIO')


def _create_transport_context(server_side, server_hostname):
    if server_side:
        raise ValueError('Server side SSL needs a valid SSLContext')
    context = ssl.create_default_context()
    if not server_hostname:
        context.check_hostname = False
    return context


_UNWRAPPED, _HANDSHAKE, _WRAPPED, _SHUTDOWN = range(4)
_CHUNK = 256 * 1024


class _SSLPipe:
    """Encrypts and decrypts: pieces of clear text in, pieces to send out, and the reverse; nothing is sent here."""

    def __init__(self, context, server_side, server_hostname=None):
        self._context = context
        self._server_side = server_side
        self._server_hostname = server_hostname
        self._state = _UNWRAPPED
        self._incoming = ssl.MemoryBIO()
        self._outgoing = ssl.MemoryBIO()
        self._sslobj = None
        self._need_ssldata = False
        self._handshake_callback = self._shutdown_callback = None

    @property
    def context(self):
        return self._context

    @property
    def ssl_object(self):
        """The SSLObject; None before the handshake begins and after the shutdown."""
        return self._sslobj

    @property
    def need_ssldata(self):
        """Does the last operation wait for data of the peer?"""
        return self._need_ssldata

    @property
    def wrapped(self):
        return self._state == _WRAPPED

    def do_handshake(self, callback=None):
        """Begin the handshake; at its end callback(None) is called, or callback(exception, the last pieces to send)."""
        if self._state != _UNWRAPPED:
            raise RuntimeError('handshake in progress or completed')
        self._sslobj = self._context.wrap_bio(self._incoming, self._outgoing, server_side=self._server_side,
                                              server_hostname=self._server_hostname)
        self._state = _HANDSHAKE
        self._handshake_callback = callback
        return self.feed_ssldata(b'', only_handshake=True)[0]

    def shutdown(self, callback=None):
        """Begin to say goodbye; callback() is called when the peer has done so too."""
        if self._state == _UNWRAPPED:
            raise RuntimeError('no security layer present')
        if self._state == _SHUTDOWN:
            raise RuntimeError('shutdown in progress')
        self._state = _SHUTDOWN
        self._shutdown_callback = callback
        return self.feed_ssldata(b'')[0]

    def feed_eof(self):
        """The peer will send no more."""
        self._incoming.write_eof()
        self.feed_ssldata(b'')

    def pending_ssldata(self):
        """What is to be sent yet: after a failure, the alert that tells the peer why."""
        return [self._outgoing.read()] if self._outgoing.pending else []

    def feed_ssldata(self, data, only_handshake=False):
        """Data of the peer; returns (pieces to send, pieces of clear text, of which b'' is the end)."""
        if self._state == _UNWRAPPED:
            return [], [data] if data else []
        if data:
            self._incoming.write(data)
        clear = []
        self._need_ssldata = False
        try:
            self._step(clear, only_handshake)
        except (ssl.SSLError, ssl.CertificateError) as error:
            number = getattr(error, 'errno', None)
            if number not in (ssl.SSL_ERROR_WANT_READ, ssl.SSL_ERROR_WANT_WRITE, ssl.SSL_ERROR_SYSCALL):
                if self._state == _HANDSHAKE and self._handshake_callback:
                    self._handshake_callback(error, self.pending_ssldata())
                raise
            self._need_ssldata = number == ssl.SSL_ERROR_WANT_READ
        return self.pending_ssldata(), clear

    def _step(self, clear, only_handshake):
        if self._state == _HANDSHAKE:
            self._sslobj.do_handshake()
            self._state = _WRAPPED
            if self._handshake_callback:
                self._handshake_callback(None)
            if only_handshake:
                return
        if self._state == _WRAPPED:
            while True:
                data = self._sslobj.read(_CHUNK)
                clear.append(data)
                if not data:
                    return
        if self._state == _SHUTDOWN:
            self._sslobj.unwrap()
            self._sslobj = None
            self._state = _UNWRAPPED
            if self._shutdown_callback:
                self._shutdown_callback()

    def feed_appdata(self, data, offset=0):
        """Clear text, from the offset on; returns (pieces to send, how far it came)."""
        if not 0 <= offset <= len(data):
            raise ValueError('offset is out of range')
        if self._state == _UNWRAPPED:
            return [data[offset:]] if offset < len(data) else [], len(data)
        pieces = []
        with memoryview(data) as view:
            while offset < len(view):
                self._need_ssldata = False
                try:
                    offset += self._sslobj.write(view[offset:offset + _CHUNK])
                except ssl.SSLError as error:
                    if error.errno not in (ssl.SSL_ERROR_WANT_READ, ssl.SSL_ERROR_WANT_WRITE, ssl.SSL_ERROR_SYSCALL):
                        raise
                    self._need_ssldata = error.errno == ssl.SSL_ERROR_WANT_READ
                pieces += self.pending_ssldata()
                if self._need_ssldata:
                    break
        return pieces, offset


class _SSLProtocolTransport(transports.Transport):
    """The transport of a protocol that talks through TLS."""

    def __init__(self, loop, ssl_protocol):
        self._loop = loop
        self._ssl_protocol = ssl_protocol
        self._closed = False

    def __repr__(self):
        return f'<{type(self).__name__} {"closing" if self._closed else "open"} over {self._ssl_protocol._transport!r}>'

    def __del__(self):
        if not self._closed:
            warnings.warn(f'unclosed transport {self!r}', ResourceWarning, source=self)
            self.close()

    def get_extra_info(self, name, default=None):
        """As of the transport below; also 'peercert', 'cipher', 'compression', 'sslcontext', 'ssl_object'."""
        return self._ssl_protocol._get_extra_info(name, default)

    def set_protocol(self, protocol):
        self._ssl_protocol._app_protocol = protocol

    def get_protocol(self):
        return self._ssl_protocol._app_protocol

    def is_closing(self):
        return self._closed

    def close(self):
        """Send what waits, say goodbye, close."""
        self._closed = True
        self._ssl_protocol._start_shutdown()

    def abort(self):
        """Close at once."""
        self._closed = True
        self._ssl_protocol._abort()

    def is_reading(self):
        below = self._ssl_protocol._transport
        return below is not None and below.is_reading()

    def pause_reading(self):
        if self._ssl_protocol._transport is not None:
            self._ssl_protocol._transport.pause_reading()

    def resume_reading(self):
        if self._ssl_protocol._transport is not None:
            self._ssl_protocol._transport.resume_reading()

    def set_write_buffer_limits(self, high=None, low=None):
        self._ssl_protocol._transport.set_write_buffer_limits(high, low)

    def get_write_buffer_limits(self):
        return self._ssl_protocol._transport.get_write_buffer_limits()

    def get_write_buffer_size(self):
        return self._ssl_protocol._transport.get_write_buffer_size()

    def write(self, data):
        if not isinstance(data, (bytes, bytearray, memoryview)):
            raise TypeError(f'data: expecting a bytes-like instance, got {type(data).__name__}')
        if data:
            self._ssl_protocol._write_appdata(data)

    def can_write_eof(self):
        """TLS connections do not end one direction alone."""
        return False


class SSLProtocol(protocols.Protocol):
    """The protocol of the transport below: it makes the handshake, then passes data on in clear text."""

    def __init__(self, loop, app_protocol, sslcontext=None, waiter=None, server_side=False, server_hostname=None,
                 call_connection_made=True, ssl_handshake_timeout=None):
        if ssl is None:
            raise RuntimeError('stdlib ssl module not available')
        if ssl_handshake_timeout is not None and ssl_handshake_timeout <= 0:
            raise ValueError(f'ssl_handshake_timeout should be a positive number, got {ssl_handshake_timeout}')
        if not sslcontext:
            sslcontext = _create_transport_context(server_side, server_hostname)
        self._server_side = server_side
        self._server_hostname = None if server_side else server_hostname
        self._sslcontext = sslcontext
        self._extra = {'sslcontext': sslcontext}
        self._backlog = collections.deque()         # [data, how much is encrypted]
        self._waiter = waiter
        self._loop = loop
        self._app_protocol = app_protocol
        self._app_transport = _SSLProtocolTransport(loop, self)
        self._sslpipe = None
        self._transport = None
        self._session_established = False
        self._in_handshake = False
        self._in_shutdown = False
        self._call_connection_made = call_connection_made
        self._handshake_timeout = ssl_handshake_timeout
        self._handshake_timer = None

    def _wakeup_waiter(self, error=None):
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.done():
            if error is not None:
                waiter.set_exception(error)
            else:
                waiter.set_result(None)

    # What the transport below tells

    def connection_made(self, transport):
        self._transport = transport
        self._sslpipe = _SSLPipe(self._sslcontext, self._server_side, self._server_hostname)
        self._in_handshake = True
        if self._handshake_timeout is not None:
            self._handshake_timer = self._loop.call_later(self._handshake_timeout, self._on_handshake_timeout)
        self._loop.call_soon(self._start_handshake)

    def connection_lost(self, exc):
        self._stop_timer()
        if self._session_established:
            self._session_established = False
            self._loop.call_soon(self._app_protocol.connection_lost, exc)
        elif self._app_transport is not None:
            self._app_transport._closed = True
        if exc is None and self._in_handshake:
            exc = ConnectionResetError('SSL handshake was not completed')
        self._in_handshake = False
        self._transport = None
        self._app_transport = None
        self._sslpipe = None
        self._wakeup_waiter(exc)

    def pause_writing(self):
        self._app_protocol.pause_writing()

    def resume_writing(self):
        self._app_protocol.resume_writing()

    def data_received(self, data):
        if self._sslpipe is None:
            return                      # closed meanwhile
        try:
            pieces, clear = self._sslpipe.feed_ssldata(data)
        except (ssl.SSLError, ssl.CertificateError) as error:
            if self._loop.get_debug():
                logger.warning('%r: SSL error %s', self, error)
            if self._sslpipe is not None:
                self._send(self._sslpipe.pending_ssldata())
                self._transport.close() if self._in_handshake else self._abort()
            return
        self._send(pieces)
        for data in clear:
            if self._in_shutdown:
                break                   # nobody wants it; and after the goodbye it would be in clear text
            if not data:
                self._start_shutdown()
                break
            self._deliver(data)
        if self._backlog:
            self._process_backlog()

    def _deliver(self, data):
        protocol = self._app_protocol
        if not isinstance(protocol, protocols.BufferedProtocol):
            protocol.data_received(data)
            return
        with memoryview(data) as view:
            done = 0
            while done < len(view):
                buffer = memoryview(protocol.get_buffer(len(view) - done))
                n = min(len(view) - done, len(buffer))
                if not n:
                    raise RuntimeError('get_buffer() returned an empty buffer')
                buffer[:n] = view[done:done + n]
                protocol.buffer_updated(n)
                done += n

    def eof_received(self):
        """The peer is gone, perhaps without a goodbye."""
        try:
            if self._loop.get_debug():
                logger.debug('%r received EOF', self)
            self._wakeup_waiter(ConnectionResetError())
            if not self._in_handshake and self._app_protocol.eof_received():
                logger.warning('returning true from eof_received() has no effect when using ssl')
        finally:
            if self._transport is not None:
                self._transport.close()

    # Details

    def _get_extra_info(self, name, default=None):
        if name in self._extra:
            return self._extra[name]
        return default if self._transport is None else self._transport.get_extra_info(name, default)

    # The handshake

    def _start_handshake(self):
        if self._sslpipe is None or self._transport is None:
            return
        try:
            self._send(self._sslpipe.do_handshake(self._on_handshake_complete))
        except Exception as error:
            if self._in_handshake:
                self._on_handshake_complete(error)

    def _stop_timer(self):
        timer, self._handshake_timer = self._handshake_timer, None
        if timer is not None:
            timer.cancel()

    def _on_handshake_timeout(self):
        if self._in_handshake:
            self._fatal_error(ConnectionAbortedError('SSL handshake is taking longer than '
                                                     f'{self._handshake_timeout} seconds: aborting the connection'))

    def _on_handshake_complete(self, error, last=()):
        self._in_handshake = False
        self._stop_timer()
        try:
            if error is not None:
                raise error
            connection = self._sslpipe.ssl_object
            self._extra.update(peercert=connection.getpeercert(), cipher=connection.cipher(),
                               compression=connection.compression(), ssl_object=connection)
        except BaseException as error:
            if self._loop.get_debug():
                logger.warning('%r: SSL handshake failed', self, exc_info=True)
            self._send(last)            # tells the peer why
            if self._transport is not None:
                self._transport.close()
            if self._app_transport is not None:
                self._app_transport._closed = True
            if not isinstance(error, Exception):
                raise
            self._wakeup_waiter(error)
            return
        if self._call_connection_made:
            self._app_protocol.connection_made(self._app_transport)
        self._wakeup_waiter()
        self._session_established = True
        # What was written meanwhile; not at once, so that connection_made() comes before anything else.
        self._loop.call_soon(self._process_backlog)

    # Writing

    def _send(self, pieces):
        if self._transport is not None:
            for data in pieces:
                self._transport.write(data)

    def _write_appdata(self, data):
        if self._in_shutdown and data:
            return
        self._backlog.append([bytes(data), 0])
        self._process_backlog()

    def _process_backlog(self):
        """Encrypts and sends what waits; b'' stands for the goodbye."""
        if self._transport is None or self._sslpipe is None or not self._session_established:
            return
        try:
            while self._backlog:
                item = self._backlog[0]
                data, offset = item
                if data:
                    pieces, item[1] = self._sslpipe.feed_appdata(data, offset)
                else:
                    # Closed later, since the goodbye is to be sent first.
                    pieces = self._sslpipe.shutdown(lambda: self._loop.call_soon(self._finalize))
                self._send(pieces)
                if item[1] < len(data):
                    break               # goes on when the peer has sent something
                self._backlog.popleft()
        except Exception as error:
            if self._in_shutdown and isinstance(error, ssl.SSLError):
                self._abort()           # the peer goes on sending instead of saying goodbye
            else:
                self._fatal_error(error, 'Fatal error on SSL transport')

    # The end

    def _start_shutdown(self):
        if self._in_shutdown:
            return
        if self._in_handshake or not self._session_established:
            self._abort()
        else:
            self._in_shutdown = True
            self._write_appdata(b'')

    def _finalize(self):
        self._sslpipe = None
        if self._transport is not None:
            self._transport.close()

    def _abort(self):
        try:
            if self._transport is not None:
                self._transport.abort()
        finally:
            self._finalize()

    def _fatal_error(self, error, message='Fatal error on transport'):
        if isinstance(error, (BrokenPipeError, ConnectionResetError, ConnectionAbortedError)):
            if self._loop.get_debug():
                logger.debug('%r: %s', self, message, exc_info=True)
        else:
            self._loop.call_exception_handler({'message': message, 'exception': error, 'transport': self._transport,
                                               'protocol': self})
        self._wakeup_waiter(error)
        if self._transport is not None:
            self._abort()
