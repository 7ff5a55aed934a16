"""The part of an event loop that does not depend on how files are watched: callbacks, timers, tasks, executors, and the
making of connections and servers, for which a subclass has the sock_...() operations and the transports."""

__all__ = ['BaseEventLoop']

import collections
import concurrent.futures
import heapq
import os
import socket
import subprocess
import sys
import threading
import time
import warnings
import weakref

from . import constants, coroutines, events, futures, tasks, transports
from .log import logger

_CANCELLED_TIMERS_MIN = 100             # fewer cancelled timers than that are not worth removing


def _stop_when_done(future):
    if not future.cancelled() and isinstance(future.exception(), (SystemExit, KeyboardInterrupt)):
        return                          # run_forever() raises it
    future._loop.stop()


def _socket_kind(sock):
    """The type of a socket without the flags that Linux has in it."""
    return sock.type & 0xF


def _check_client_tls(ssl, server_hostname, ssl_handshake_timeout):
    if not ssl:
        if server_hostname is not None:
            raise ValueError('server_hostname is only meaningful with ssl')
        if ssl_handshake_timeout is not None:
            raise ValueError('ssl_handshake_timeout is only meaningful with ssl')


def _check_server_tls(ssl, ssl_handshake_timeout):
    if isinstance(ssl, bool):
        raise TypeError('ssl argument must be an SSLContext or None')
    if not ssl and ssl_handshake_timeout is not None:
        raise ValueError('ssl_handshake_timeout is only meaningful with ssl')


class _Tls:
    """How a connection is to be encrypted.  context: an SSLContext, or True for one with the default settings."""

    def __init__(self, context, server_hostname=None, server_side=False, handshake_timeout=None):
        self.context = None if isinstance(context, bool) else context
        self.server_hostname = server_hostname or None      # '': the host is not to be checked
        self.server_side = server_side
        self.handshake_timeout = constants.SSL_HANDSHAKE_TIMEOUT if handshake_timeout is None else handshake_timeout

    def protocol(self, loop, protocol, waiter, call_connection_made=True):
        """The protocol that encrypts for the given one."""
        from . import sslproto          # OpenSSL is not loaded before it is needed
        return sslproto.SSLProtocol(loop, protocol, self.context, waiter, self.server_side, self.server_hostname,
                                    call_connection_made, self.handshake_timeout)


class Server(events.AbstractServer):
    """Listening sockets of a loop, and the connections that came through them."""

    def __init__(self, loop, sockets, protocol_factory, backlog, tls=None):
        self._loop = loop
        self._tls = tls
        self._sockets = sockets
        self._protocol_factory = protocol_factory
        self._backlog = backlog
        self._serving = False
        self._connections = 0
        self._waiters = []
        self._forever = None

    def __repr__(self):
        return f'<{type(self).__name__} sockets={self.sockets!r}>'

    @property
    def sockets(self):
        return () if self._sockets is None else tuple(self._sockets)

    def get_loop(self):
        return self._loop

    def is_serving(self):
        return self._serving

    def _start(self):
        if self._serving or self._sockets is None:
            return
        self._serving = True
        for sock in self._sockets:
            sock.listen(self._backlog)
            self._loop._start_serving(self._protocol_factory, sock, self._tls, self, self._backlog)

    def _attach(self):
        self._connections += 1

    def _detach(self):
        self._connections -= 1
        if self._connections == 0 and self._sockets is None:
            self._wake()

    def _wake(self):
        waiters, self._waiters = self._waiters, []
        for waiter in waiters:
            tasks._set_unless_done(waiter, None)

    def close(self):
        if self._sockets is None:
            return
        sockets, self._sockets = self._sockets, None
        for sock in sockets:
            self._loop._stop_serving(sock)
        self._serving = False
        if self._forever is not None and not self._forever.done():
            self._forever.cancel()
        if self._connections == 0:
            self._wake()

    async def start_serving(self):
        self._start()
        await tasks.sleep(0)

    async def serve_forever(self):
        if self._forever is not None:
            raise RuntimeError(f'server {self!r} is already being awaited on serve_forever()')
        if self._sockets is None:
            raise RuntimeError(f'server {self!r} is closed')
        self._start()
        self._forever = self._loop.create_future()
        try:
            await self._forever
        finally:
            self._forever = None
            self.close()

    async def wait_closed(self):
        """Wait until the server is closed and its connections are."""
        if self._sockets is None and self._connections == 0:
            return
        waiter = self._loop.create_future()
        self._waiters.append(waiter)
        await waiter


class BaseEventLoop(events.AbstractEventLoop):
    """Runs callbacks in the order in which they were scheduled; _select(timeout) of a subclass adds those of I/O."""

    def __init__(self):
        self._ready = collections.deque()
        self._scheduled = []            # heap of TimerHandles
        self._cancelled_timers = 0
        self._closed = False
        self._stopping = False
        self._thread_id = None
        self._selector = None           # a subclass's
        self._clock_resolution = time.get_clock_info('monotonic').resolution
        self._debug = coroutines._DEBUG or getattr(sys.flags, 'dev_mode', False)
        self._default_executor = None
        self._task_factory = None
        self._exception_handler = None
        self._async_generators = weakref.WeakSet()
        self._async_generators_shut = False
        self.slow_callback_duration = 0.1

    def __repr__(self):
        return f'<{type(self).__name__} running={self.is_running()} closed={self.is_closed()} debug={self.get_debug()}>'

    def __del__(self):
        if not getattr(self, '_closed', True):
            warnings.warn(f'unclosed event loop {self!r}', ResourceWarning, source=self)
            if not self.is_running():
                self.close()

    # Running

    def run_forever(self):
        """Run until stop() is called."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError('This event loop is already running')
        if events._get_running_loop() is not None:
            raise RuntimeError('Cannot run the event loop while another loop is running')
        self._thread_id = threading.get_ident()
        former_hooks = sys.get_asyncgen_hooks()
        try:
            sys.set_asyncgen_hooks(firstiter=self._async_generator_first, finalizer=self._async_generator_finalizer)
            events._set_running_loop(self)
            while True:
                self._run_once()
                if self._stopping:
                    break
        finally:
            self._stopping = False
            self._thread_id = None
            events._set_running_loop(None)
            sys.set_asyncgen_hooks(*former_hooks)

    def run_until_complete(self, future):
        """Run until the future, or the task of a coroutine, is done; its result or exception is that of the call."""
        self._check_closed()
        if self.is_running():
            raise RuntimeError('This event loop is already running')
        is_new = not futures.isfuture(future)
        future = tasks.ensure_future(future, loop=self)
        if is_new:
            future._log_destroy_pending = False
        future.add_done_callback(_stop_when_done)
        try:
            self.run_forever()
        except BaseException:
            if is_new and future.done() and not future.cancelled():
                future.exception()      # it is the one being raised
            raise
        finally:
            future.remove_done_callback(_stop_when_done)
        if not future.done():
            raise RuntimeError('Event loop stopped before Future completed.')
        return future.result()

    def stop(self):
        """End run_forever() after the callbacks that are ready now."""
        self._stopping = True

    def is_running(self):
        return self._thread_id is not None

    def is_closed(self):
        return self._closed

    def close(self):
        if self.is_running():
            raise RuntimeError('Cannot close a running event loop')
        if self._closed:
            return
        self._closed = True
        self._ready.clear()
        self._scheduled.clear()
        executor, self._default_executor = self._default_executor, None
        if executor is not None:
            executor.shutdown(wait=False)

    def _check_closed(self):
        if self._closed:
            raise RuntimeError('Event loop is closed')

    def _run_once(self):
        """Wait for I/O and timers, then call what is ready; what that makes ready waits for the next turn."""
        scheduled, ready = self._scheduled, self._ready
        if self._cancelled_timers > _CANCELLED_TIMERS_MIN and self._cancelled_timers * 2 > len(scheduled):
            for handle in scheduled:
                if handle._cancelled:
                    handle._scheduled = False
            scheduled[:] = [handle for handle in scheduled if not handle._cancelled]
            heapq.heapify(scheduled)
            self._cancelled_timers = 0
        while scheduled and scheduled[0]._cancelled:
            self._cancelled_timers -= 1
            heapq.heappop(scheduled)._scheduled = False
        timeout = None
        if ready or self._stopping:
            timeout = 0
        elif scheduled:
            timeout = min(max(0, scheduled[0]._when - self.time()), 24 * 3600)
        self._process_events(self._selector.select(timeout))
        now = self.time() + self._clock_resolution
        while scheduled and scheduled[0]._when < now:
            handle = heapq.heappop(scheduled)
            handle._scheduled = False
            ready.append(handle)
        for _ in range(len(ready)):
            handle = ready.popleft()
            if not handle._cancelled:
                handle._run()
        handle = None                   # not kept alive while waiting

    def _process_events(self, event_list):
        """Make the handles ready of what the selector has reported."""
        raise NotImplementedError

    def _make_socket_transport(self, sock, protocol, waiter=None, *, extra=None, server=None):
        """A transport on a connected stream socket."""
        raise NotImplementedError

    def _make_datagram_transport(self, sock, protocol, address, waiter):
        raise NotImplementedError

    def _start_serving(self, protocol_factory, sock, tls=None, server=None, backlog=100):
        """Accept connections on a listening socket until _stop_serving(sock), which closes it."""
        raise NotImplementedError

    def _stop_serving(self, sock):
        raise NotImplementedError

    def _write_to_self(self):
        """Ends a select() of another thread."""
        raise NotImplementedError

    # Callbacks

    def time(self):
        return time.monotonic()

    def _check_callback(self, callback, method):
        if coroutines.iscoroutine(callback) or coroutines.iscoroutinefunction(callback):
            raise TypeError(f'coroutines cannot be used with {method}()')
        if not callable(callback):
            raise TypeError(f'a callable object was expected by {method}(), got {callback!r}')

    def call_soon(self, callback, *args, context=None):
        self._check_closed()
        if self._debug:
            self._check_callback(callback, 'call_soon')
            if self._thread_id is not None and self._thread_id != threading.get_ident():
                raise RuntimeError('Non-thread-safe operation invoked on an event loop other than the current one')
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(self, callback, *args, context=None):
        self._check_closed()
        handle = events.Handle(callback, args, self, context)
        self._ready.append(handle)
        self._write_to_self()
        return handle

    def call_later(self, delay, callback, *args, context=None):
        if delay is None:
            raise TypeError('delay must not be None')
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(self, when, callback, *args, context=None):
        if when is None:
            raise TypeError('when cannot be None')
        self._check_closed()
        if self._debug:
            self._check_callback(callback, 'call_at')
        handle = events.TimerHandle(when, callback, args, self, context)
        heapq.heappush(self._scheduled, handle)
        handle._scheduled = True
        return handle

    def _timer_handle_cancelled(self, handle):
        if handle._scheduled:
            self._cancelled_timers += 1

    # Futures and tasks

    def create_future(self):
        return futures.Future(loop=self)

    def create_task(self, coro, *, name=None, context=None):
        self._check_closed()
        if self._task_factory is None:
            return tasks.Task(coro, loop=self, name=name, context=context)
        task = self._task_factory(self, coro) if context is None else self._task_factory(self, coro, context=context)
        if name is not None and hasattr(task, 'set_name'):
            task.set_name(name)
        return task

    def set_task_factory(self, factory):
        if factory is not None and not callable(factory):
            raise TypeError('task factory must be a callable or None')
        self._task_factory = factory

    def get_task_factory(self):
        return self._task_factory

    # Asynchronous generators: those not run to their end are closed by the loop (PEP 525)

    def _async_generator_first(self, generator):
        if self._async_generators_shut:
            warnings.warn(f'asynchronous generator {generator!r} was scheduled after loop.shutdown_asyncgens() call',
                          ResourceWarning, source=self)
        self._async_generators.add(generator)

    def _async_generator_finalizer(self, generator):
        self._async_generators.discard(generator)
        if not self.is_closed():
            self.call_soon_threadsafe(self.create_task, generator.aclose())

    async def shutdown_asyncgens(self):
        """Close all asynchronous generators that were started and not finished."""
        self._async_generators_shut = True
        closing = list(self._async_generators)
        self._async_generators.clear()
        if not closing:
            return
        results = await tasks.gather(*[generator.aclose() for generator in closing], return_exceptions=True, loop=self)
        for result, generator in zip(results, closing):
            if isinstance(result, Exception):
                self.call_exception_handler({
                    'message': f'an error occurred during closing of asynchronous generator {generator!r}',
                    'exception': result,
                    'asyncgen': generator,
                })

    # Threads

    def run_in_executor(self, executor, func, *args):
        """A future for func(*args), called in a thread (or by the given executor)."""
        self._check_closed()
        if self._debug:
            self._check_callback(func, 'run_in_executor')
        if executor is None:
            if self._default_executor is None:
                self._default_executor = concurrent.futures.ThreadPoolExecutor(max_workers=min(32, (os.cpu_count() or 1) + 4))
            executor = self._default_executor
        return futures.wrap_future(executor.submit(func, *args), loop=self)

    def set_default_executor(self, executor):
        if not isinstance(executor, concurrent.futures.ThreadPoolExecutor):
            raise TypeError('executor must be ThreadPoolExecutor instance')
        self._default_executor = executor

    async def shutdown_default_executor(self, timeout=None):
        """Wait until the threads of the default executor have ended."""
        if self._default_executor is None:
            return
        done = self.create_future()

        def shutdown():
            self._default_executor.shutdown(wait=True)
            if not self.is_closed():
                self.call_soon_threadsafe(tasks._set_unless_done, done, None)

        thread = threading.Thread(target=shutdown)
        thread.start()
        try:
            await tasks.wait_for(done, timeout)
        finally:
            if done.done():
                thread.join()

    def getaddrinfo(self, host, port, *, family=0, type=0, proto=0, flags=0):
        return self.run_in_executor(None, socket.getaddrinfo, host, port, family, type, proto, flags)

    def getnameinfo(self, sockaddr, flags=0):
        return self.run_in_executor(None, socket.getnameinfo, sockaddr, flags)

    # Connections and servers

    async def create_connection(self, protocol_factory, host=None, port=None, *, ssl=None, family=0, proto=0, flags=0,
                                sock=None, local_addr=None, server_hostname=None, ssl_handshake_timeout=None):
        """Connect to a TCP server; returns (transport, protocol).  Tries the addresses of the host in turn."""
        _check_client_tls(ssl, server_hostname, ssl_handshake_timeout)
        if ssl and server_hostname is None:
            if not host:
                raise ValueError('You must set server_hostname when using ssl without a host')
            server_hostname = host
        if sock is None:
            if host is None and port is None:
                raise ValueError('host and port was not specified and no sock specified')
            sock = await self._connect_to_host(host, port, family, proto, flags, local_addr)
        elif host is not None or port is not None:
            raise ValueError('host/port and sock can not be specified at the same time')
        elif _socket_kind(sock) != socket.SOCK_STREAM:
            raise ValueError(f'A Stream Socket was expected, got {sock!r}')
        tls = _Tls(ssl, server_hostname, False, ssl_handshake_timeout) if ssl else None
        return await self._attach(sock, protocol_factory, tls)

    async def _connect_to_host(self, host, port, family, proto, flags, local_addr):
        found = await self.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM, proto=proto, flags=flags)
        if not found:
            raise OSError('getaddrinfo() returned empty list')
        errors = []
        for family, kind, proto, _, address in found:
            sock = socket.socket(family, kind, proto)
            try:
                sock.setblocking(False)
                if local_addr is not None:
                    self._bind_socket(sock, local_addr)
                await self.sock_connect(sock, address)
                return sock
            except OSError as error:
                sock.close()
                errors.append(error)
            except BaseException:
                sock.close()
                raise
        if len(errors) == 1 or len({str(error) for error in errors}) == 1:
            raise errors[0]
        raise OSError('Multiple exceptions: ' + ', '.join(str(error) for error in errors))

    async def _attach(self, sock, protocol_factory, tls=None):
        sock.setblocking(False)
        protocol = protocol_factory()
        waiter = self.create_future()
        transport = self._make_transport(sock, protocol, waiter, tls)
        try:
            await waiter
        except BaseException:
            transport.close()
            raise
        return transport, protocol

    def _make_transport(self, sock, protocol, waiter, tls, extra=None, server=None):
        """A transport on a connected socket, encrypted if `tls`; the waiter is done when the protocol can use it."""
        if tls is None:
            return self._make_socket_transport(sock, protocol, waiter, extra=extra, server=server)
        ssl_protocol = tls.protocol(self, protocol, waiter)
        self._make_socket_transport(sock, ssl_protocol, extra=extra, server=server)
        return ssl_protocol._app_transport

    async def start_tls(self, transport, protocol, sslcontext, *, server_side=False, server_hostname=None,
                        ssl_handshake_timeout=None):
        """Encrypt a connection that stands; returns the transport to be used from now on."""
        if not hasattr(sslcontext, 'wrap_bio'):
            raise TypeError(f'sslcontext is expected to be an instance of ssl.SSLContext, got {sslcontext!r}')
        if not isinstance(transport, transports.Transport):
            raise TypeError(f'transport {transport!r} is not supported by start_tls()')
        waiter = self.create_future()
        ssl_protocol = _Tls(sslcontext, server_hostname, server_side, ssl_handshake_timeout).protocol(
            self, protocol, waiter, call_connection_made=False)
        encrypted = ssl_protocol._app_transport
        transport.pause_reading()       # what comes now is the handshake
        transport.set_protocol(ssl_protocol)
        self.call_soon(ssl_protocol.connection_made, transport)
        self.call_soon(transport.resume_reading)
        try:
            await waiter
        except BaseException:
            transport.close()
            raise
        return encrypted

    async def connect_accepted_socket(self, protocol_factory, sock, *, ssl=None, ssl_handshake_timeout=None):
        """A transport and a protocol for a socket that was accepted elsewhere."""
        _check_client_tls(ssl, None, ssl_handshake_timeout)
        if _socket_kind(sock) != socket.SOCK_STREAM:
            raise ValueError(f'A Stream Socket was expected, got {sock!r}')
        return await self._attach(sock, protocol_factory, _Tls(ssl, None, True, ssl_handshake_timeout) if ssl else None)

    async def create_server(self, protocol_factory, host=None, port=None, *, family=socket.AF_UNSPEC,
                            flags=socket.AI_PASSIVE, sock=None, backlog=100, ssl=None, reuse_address=None,
                            reuse_port=None, start_serving=True, ssl_handshake_timeout=None):
        """Serve TCP connections; returns a Server."""
        _check_server_tls(ssl, ssl_handshake_timeout)
        if sock is not None:
            if host is not None or port is not None:
                raise ValueError('host/port and sock can not be specified at the same time')
            if _socket_kind(sock) != socket.SOCK_STREAM:
                raise ValueError(f'A Stream Socket was expected, got {sock!r}')
            listening = [sock]
        elif host is None and port is None:
            raise ValueError('Neither host/port nor sock were specified')
        else:
            listening = await self._bind(host, port, family, flags, reuse_address, reuse_port)
        return self._start_server(listening, protocol_factory, backlog, start_serving, ssl, ssl_handshake_timeout)

    async def _bind(self, host, port, family, flags, reuse_address, reuse_port):
        hosts = [None] if host == '' or host is None else [host] if isinstance(host, str) else list(host)
        found = []
        for one in hosts:
            for entry in await self.getaddrinfo(one, port, family=family, type=socket.SOCK_STREAM, flags=flags):
                if entry not in found:
                    found.append(entry)
        listening = []
        try:
            for family, kind, proto, _, address in found:
                try:
                    sock = socket.socket(family, kind, proto)
                except OSError:
                    continue            # a family that this system does not have
                listening.append(sock)
                if reuse_address is None or reuse_address:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, True)
                if reuse_port:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, True)
                if family == socket.AF_INET6:
                    sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, True)
                self._bind_socket(sock, address)
        except BaseException:
            for sock in listening:
                sock.close()
            raise
        return listening

    @staticmethod
    def _bind_socket(sock, address):
        try:
            sock.bind(address)
        except OSError as error:
            raise OSError(error.errno, f'error while attempting to bind on address {address!r}: '
                                       f'{error.strerror.lower()}') from None

    def _start_server(self, listening, protocol_factory, backlog, start, ssl, ssl_handshake_timeout):
        for sock in listening:
            sock.setblocking(False)
        tls = _Tls(ssl, None, True, ssl_handshake_timeout) if ssl else None
        server = Server(self, listening, protocol_factory, backlog, tls)
        if start:
            server._start()
        return server

    async def _datagram_address(self, address, family, proto, flags):
        found = await self.getaddrinfo(*address[:2], family=family, type=socket.SOCK_DGRAM, proto=proto, flags=flags)
        if not found:
            raise OSError('getaddrinfo() returned empty list')
        family, _, proto, _, resolved = found[0]
        return family, proto, resolved

    async def create_datagram_endpoint(self, protocol_factory, local_addr=None, remote_addr=None, *, family=0, proto=0,
                                       flags=0, reuse_port=None, allow_broadcast=None, sock=None):
        """A socket for datagrams; returns (transport, protocol)."""
        if sock is None:
            if local_addr is None and remote_addr is None and not family:
                raise ValueError('unexpected address family')
            if local_addr is not None:
                family, proto, local_addr = await self._datagram_address(local_addr, family, proto, flags)
            if remote_addr is not None:
                family, proto, remote_addr = await self._datagram_address(remote_addr, family, proto, flags)
            sock = socket.socket(family, socket.SOCK_DGRAM, proto)
            try:
                sock.setblocking(False)
                if reuse_port:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, True)
                if allow_broadcast:
                    sock.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, True)
                if local_addr is not None:
                    sock.bind(local_addr)
                if remote_addr is not None:
                    await self.sock_connect(sock, remote_addr)
            except BaseException:
                sock.close()
                raise
        elif _socket_kind(sock) != socket.SOCK_DGRAM:
            raise ValueError(f'A UDP Socket was expected, got {sock!r}')
        elif local_addr or remote_addr or family or proto or flags or reuse_port or allow_broadcast:
            raise ValueError('socket modifier keyword arguments can not be used when sock is specified')
        else:
            sock.setblocking(False)
        protocol = protocol_factory()
        waiter = self.create_future()
        transport = self._make_datagram_transport(sock, protocol, remote_addr, waiter)
        await waiter
        return transport, protocol

    # Subprocesses

    async def _make_subprocess_transport(self, protocol, args, shell, stdin, stdout, stderr, bufsize, extra=None, **kwargs):
        """A transport of a new process: a subclass's."""
        raise NotImplementedError

    @staticmethod
    def _check_subprocess(universal_newlines, shell, bufsize, expected_shell):
        if universal_newlines:
            raise ValueError('universal_newlines must be False')
        if bool(shell) != expected_shell:
            raise ValueError(f'shell must be {expected_shell}')
        if bufsize != 0:
            raise ValueError('bufsize must be 0')

    async def _start_subprocess(self, protocol_factory, args, shell, stdin, stdout, stderr, bufsize, kwargs):
        protocol = protocol_factory()
        if self._debug:
            logger.debug('run %s %r stdin=%r stdout=%r stderr=%r', 'shell command' if shell else 'program', args, stdin,
                         stdout, stderr)
        transport = await self._make_subprocess_transport(protocol, args, shell, stdin, stdout, stderr, bufsize, **kwargs)
        if self._debug:
            logger.info('%r: %r', args, transport)
        return transport, protocol

    async def subprocess_shell(self, protocol_factory, cmd, *, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, universal_newlines=False, shell=True, bufsize=0, **kwargs):
        """Run a command line of the shell; returns (transport, protocol)."""
        if not isinstance(cmd, (bytes, str)):
            raise ValueError('cmd must be a string')
        self._check_subprocess(universal_newlines, shell, bufsize, True)
        return await self._start_subprocess(protocol_factory, cmd, True, stdin, stdout, stderr, bufsize, kwargs)

    async def subprocess_exec(self, protocol_factory, program, *args, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=False, shell=False, bufsize=0, **kwargs):
        """Run a program with arguments; returns (transport, protocol)."""
        self._check_subprocess(universal_newlines, shell, bufsize, False)
        args = (program,) + args
        for arg in args:
            if not isinstance(arg, (str, bytes, os.PathLike)):
                raise TypeError(f'program arguments must be a bytes or text string, not {type(arg).__name__}')
        return await self._start_subprocess(protocol_factory, args, False, stdin, stdout, stderr, bufsize, kwargs)

    # Errors

    def get_exception_handler(self):
        return self._exception_handler

    def set_exception_handler(self, handler):
        """Let handler(loop, context) handle what nobody can catch; None restores the default."""
        if handler is not None and not callable(handler):
            raise TypeError(f'A callable object or None is expected, got {handler!r}')
        self._exception_handler = handler

    def default_exception_handler(self, context):
        """Log the error."""
        lines = [context.get('message') or 'Unhandled exception in event loop']
        lines += [f'{key}: {context[key]!r}' for key in sorted(context) if key not in ('message', 'exception')]
        error = context.get('exception')
        info = (type(error), error, error.__traceback__) if error is not None else False
        logger.error('\n'.join(lines), exc_info=info)

    def call_exception_handler(self, context):
        try:
            if self._exception_handler is None:
                self.default_exception_handler(context)
            else:
                self._exception_handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            try:
                self.default_exception_handler({'message': 'Unhandled error in exception handler', 'exception': error,
                                                'context': context})
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException:
                logger.error('Exception in default exception handler', exc_info=True)

    def get_debug(self):
        return self._debug

    def set_debug(self, enabled):
        self._debug = enabled
