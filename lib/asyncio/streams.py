"""Streams: connections that coroutines read from and write to."""

__all__ = ['StreamReader', 'StreamWriter', 'StreamReaderProtocol', 'open_connection', 'start_server',
           'open_unix_connection', 'start_unix_server']

from . import coroutines, events, protocols, tasks
from .exceptions import IncompleteReadError, LimitOverrunError

_LIMIT = _DEFAULT_LIMIT = 64 * 1024


async def open_connection(host=None, port=None, *, loop=None, limit=_LIMIT, **kwds):
    """Connect to a TCP server; returns (reader, writer)."""
    loop = events.get_event_loop() if loop is None else loop
    reader = StreamReader(limit=limit, loop=loop)
    protocol = StreamReaderProtocol(reader, loop=loop)
    transport, _ = await loop.create_connection(lambda: protocol, host, port, **kwds)
    return reader, StreamWriter(transport, protocol, reader, loop)


async def open_unix_connection(path=None, *, loop=None, limit=_LIMIT, **kwds):
    loop = events.get_event_loop() if loop is None else loop
    reader = StreamReader(limit=limit, loop=loop)
    protocol = StreamReaderProtocol(reader, loop=loop)
    transport, _ = await loop.create_unix_connection(lambda: protocol, path, **kwds)
    return reader, StreamWriter(transport, protocol, reader, loop)


def _stream_factory(client_connected_cb, limit, loop):
    def factory():
        return StreamReaderProtocol(StreamReader(limit=limit, loop=loop), client_connected_cb, loop=loop)
    return factory


async def start_server(client_connected_cb, host=None, port=None, *, loop=None, limit=_LIMIT, **kwds):
    """Serve TCP; client_connected_cb(reader, writer) is called, or run as a task, for each connection."""
    loop = events.get_event_loop() if loop is None else loop
    return await loop.create_server(_stream_factory(client_connected_cb, limit, loop), host, port, **kwds)


async def start_unix_server(client_connected_cb, path=None, *, loop=None, limit=_LIMIT, **kwds):
    loop = events.get_event_loop() if loop is None else loop
    return await loop.create_unix_server(_stream_factory(client_connected_cb, limit, loop), path, **kwds)


class FlowControlMixin(protocols.Protocol):
    """Holds writers back while the transport's buffer is full."""

    def __init__(self, loop=None):
        self._loop = events.get_event_loop() if loop is None else loop
        self._paused = False
        self._lost = False
        self._drains = []

    def connection_lost(self, exc):
        self._lost = True
        for waiter in self._drains:
            if not waiter.done():
                if exc is None:
                    waiter.set_result(None)
                else:
                    waiter.set_exception(exc)

    def pause_writing(self):
        self._paused = True

    def resume_writing(self):
        self._paused = False
        for waiter in self._drains:
            tasks._set_unless_done(waiter, None)

    async def _drain(self):
        if self._lost:
            raise ConnectionResetError('Connection lost')
        if not self._paused:
            return
        waiter = self._loop.create_future()
        self._drains.append(waiter)
        try:
            await waiter
        finally:
            self._drains.remove(waiter)


class StreamReaderProtocol(FlowControlMixin):
    """Feeds a StreamReader."""

    def __init__(self, stream_reader, client_connected_cb=None, loop=None):
        super().__init__(loop)
        self._reader = stream_reader
        self._callback = client_connected_cb
        self._is_server = client_connected_cb is not None
        self._task = None
        self._over_ssl = False
        self._closed = self._loop.create_future()

    def connection_made(self, transport):
        self._reader.set_transport(transport)
        self._over_ssl = transport.get_extra_info('sslcontext') is not None
        if self._callback is None:
            return
        result = self._callback(self._reader, StreamWriter(transport, self, self._reader, self._loop))
        if coroutines.iscoroutine(result):
            def on_done(task):
                if not task.cancelled() and task.exception() is not None:
                    self._loop.call_exception_handler({'message': 'Unhandled exception in client_connected_cb',
                                                       'exception': task.exception(), 'transport': transport})
                    transport.close()
            self._task = self._loop.create_task(result)
            self._task.add_done_callback(on_done)
        self._callback = None

    def connection_lost(self, exc):
        super().connection_lost(exc)
        if self._reader is not None:
            if exc is None:
                self._reader.feed_eof()
            else:
                self._reader.set_exception(exc)
        if not self._closed.done():
            if exc is None:
                self._closed.set_result(None)
            else:
                self._closed.set_exception(exc)
                self._closed.exception()        # seen, whoever waits or not
        self._reader = self._task = None

    def data_received(self, data):
        if self._reader is not None:
            self._reader.feed_data(data)

    def eof_received(self):
        if self._reader is not None:
            self._reader.feed_eof()
        # Half of a TLS connection cannot stay open.
        return not self._over_ssl


class StreamWriter:
    """Writes to a transport."""

    def __init__(self, transport, protocol, reader, loop):
        self._transport = transport
        self._protocol = protocol
        self._reader = reader
        self._loop = loop

    def __repr__(self):
        return f'<{type(self).__name__} transport={self._transport!r} reader={self._reader!r}>'

    @property
    def transport(self):
        return self._transport

    def write(self, data):
        self._transport.write(data)

    def writelines(self, data):
        self._transport.writelines(data)

    def write_eof(self):
        return self._transport.write_eof()

    def can_write_eof(self):
        return self._transport.can_write_eof()

    def close(self):
        return self._transport.close()

    def is_closing(self):
        return self._transport.is_closing()

    async def wait_closed(self):
        await tasks.shield(self._protocol._closed)

    def get_extra_info(self, name, default=None):
        return self._transport.get_extra_info(name, default)

    async def start_tls(self, sslcontext, *, server_hostname=None, ssl_handshake_timeout=None):
        """Go on with TLS."""
        server_side = self._protocol._is_server
        await self.drain()
        self._transport = await self._loop.start_tls(self._transport, self._protocol, sslcontext, server_side=server_side,
                                                     server_hostname=server_hostname,
                                                     ssl_handshake_timeout=ssl_handshake_timeout)
        self._reader._transport = self._transport
        self._protocol._over_ssl = True

    async def drain(self):
        """Wait until it is sensible to write more."""
        if self._reader is not None and self._reader.exception() is not None:
            raise self._reader.exception()
        if self._transport.is_closing():
            await tasks.sleep(0)                # lets connection_lost() be called
        await self._protocol._drain()


class StreamReader:
    """Bytes that came; coroutines wait for more.  limit: half of what is buffered before the transport is paused."""

    def __init__(self, limit=_LIMIT, loop=None):
        if limit <= 0:
            raise ValueError('Limit cannot be <= 0')
        self._limit = limit
        self._loop = events.get_event_loop() if loop is None else loop
        self._buffer = bytearray()
        self._eof = False
        self._waiter = None
        self._exception = None
        self._transport = None
        self._paused = False

    def __repr__(self):
        parts = [type(self).__name__]
        if self._buffer:
            parts.append(f'{len(self._buffer)} bytes')
        if self._eof:
            parts.append('eof')
        if self._limit != _LIMIT:
            parts.append(f'l={self._limit}')
        for letter, value in ('w', self._waiter), ('e', self._exception), ('t', self._transport):
            if value:
                parts.append(f'{letter}={value!r}')
        if self._paused:
            parts.append('paused')
        return f"<{' '.join(parts)}>"

    def exception(self):
        return self._exception

    def set_exception(self, exc):
        self._exception = exc
        waiter, self._waiter = self._waiter, None
        if waiter is not None and not waiter.cancelled():
            waiter.set_exception(exc)

    def set_transport(self, transport):
        if self._transport is not None:
            raise RuntimeError('Transport already set')
        self._transport = transport

    def _wake(self):
        waiter, self._waiter = self._waiter, None
        if waiter is not None:
            tasks._set_unless_done(waiter, None)

    def feed_eof(self):
        self._eof = True
        self._wake()

    def at_eof(self):
        return self._eof and not self._buffer

    def feed_data(self, data):
        if self._eof:
            raise RuntimeError('feed_data after feed_eof')
        if not data:
            return
        self._buffer += data
        self._wake()
        if self._transport is not None and not self._paused and len(self._buffer) > 2 * self._limit:
            try:
                self._transport.pause_reading()
            except NotImplementedError:
                self._transport = None          # a kind that cannot be paused
            else:
                self._paused = True

    def _take(self, n):
        data = bytes(self._buffer[:n])
        del self._buffer[:n]
        self._resume()
        return data

    def _resume(self):
        if self._paused and len(self._buffer) <= self._limit:
            self._paused = False
            self._transport.resume_reading()

    async def _wait_for_data(self, who):
        if self._waiter is not None:
            raise RuntimeError(f'{who}() called while another coroutine is already waiting for incoming data')
        if self._paused:
            self._paused = False
            self._transport.resume_reading()
        self._waiter = self._loop.create_future()
        try:
            await self._waiter
        finally:
            self._waiter = None

    async def readline(self):
        """A line with its end; what there is at the end of the stream.  ValueError if it is longer than the limit."""
        try:
            return await self.readuntil(b'\n')
        except IncompleteReadError as error:
            return error.partial
        except LimitOverrunError as error:
            if self._buffer.startswith(b'\n', error.consumed):
                del self._buffer[:error.consumed + 1]
            else:
                self._buffer.clear()
            self._resume()
            raise ValueError(error.args[0])

    async def readuntil(self, separator=b'\n'):
        """Bytes up to and with the separator; LimitOverrunError leaves them in the buffer."""
        if not separator:
            raise ValueError('Separator should be at least one-byte string')
        if self._exception is not None:
            raise self._exception
        searched = 0
        while True:
            found = self._buffer.find(separator, searched)
            if found >= 0:
                break
            searched = max(0, len(self._buffer) + 1 - len(separator))
            if searched > self._limit:
                raise LimitOverrunError('Separator is not found, and chunk exceed the limit', searched)
            if self._eof:
                partial = self._take(len(self._buffer))
                raise IncompleteReadError(partial, None)
            await self._wait_for_data('readuntil')
        if found > self._limit:
            raise LimitOverrunError('Separator is found, but chunk is longer than limit', found)
        return self._take(found + len(separator))

    async def read(self, n=-1):
        """Up to n bytes, as soon as there are any; all until the end of the stream if n is negative."""
        if self._exception is not None:
            raise self._exception
        if n == 0:
            return b''
        if n < 0:
            blocks = []
            while True:
                block = await self.read(self._limit)
                if not block:
                    return b''.join(blocks)
                blocks.append(block)
        if not self._buffer and not self._eof:
            await self._wait_for_data('read')
        return self._take(n)

    async def readexactly(self, n):
        """n bytes; IncompleteReadError if the stream ends before."""
        if n < 0:
            raise ValueError('readexactly size can not be less than zero')
        if self._exception is not None:
            raise self._exception
        while len(self._buffer) < n:
            if self._eof:
                raise IncompleteReadError(self._take(len(self._buffer)), n)
            await self._wait_for_data('readexactly')
        return self._take(n) if n else b''

    def __aiter__(self):
        return self

    async def __anext__(self):
        line = await self.readline()
        if not line:
            raise StopAsyncIteration
        return line
