"""Help for testing programs that use asyncio: a loop with a clock of its own, test servers, mocks."""
import collections
import contextlib
import io
import logging
import os
import re
import selectors
import socket
import socketserver
import sys
import tempfile
import threading
import time
import unittest
from http.server import HTTPServer
from unittest import mock
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from . import base_events, events, futures, tasks

from .log import logger

try:
    import ssl
except ImportError:
    ssl = None


def data_file(filename):
    """The path of a file of the test package, where that is installed."""
    try:
        from test import support
        folders = [os.path.dirname(support.__file__), os.path.dirname(os.path.dirname(support.__file__))]
    except ImportError:
        folders = []
    for folder in folders:
        path = os.path.join(folder, filename)
        if os.path.isfile(path):
            return path
    raise FileNotFoundError(filename)


def _data_file_or_none(filename):
    try:
        return data_file(filename)
    except FileNotFoundError:
        return None


ONLYCERT = _data_file_or_none('ssl_cert.pem')
ONLYKEY = _data_file_or_none('ssl_key.pem')


def dummy_ssl_context():
    return None if ssl is None else ssl.SSLContext(ssl.PROTOCOL_TLS)


# ---- running loops ----

def run_briefly(loop):
    """Let the loop run what is ready."""
    async def once():
        pass

    made = once()
    task = loop.create_task(made)
    task._log_destroy_pending = False       # it is ours, and may be left when the loop is stopped
    try:
        loop.run_until_complete(task)
    finally:
        made.close()


def run_until(loop, pred, timeout=30):
    """Run the loop until pred() is true; TimeoutError after timeout seconds."""
    deadline = time.time() + timeout
    while not pred():
        if timeout is not None:
            timeout = deadline - time.time()
            if timeout <= 0:
                raise futures.TimeoutError()
        loop.run_until_complete(tasks.sleep(0.001, loop=loop))


def run_once(loop):
    """One turn of the loop."""
    loop.call_soon(loop.stop)
    loop.run_forever()


# ---- servers ----

class SilentWSGIRequestHandler(WSGIRequestHandler):

    def get_stderr(self):
        return io.StringIO()

    def log_message(self, format, *args):
        pass


class SilentWSGIServer(WSGIServer):

    request_timeout = 2

    def get_request(self):
        request, address = super().get_request()
        request.settimeout(self.request_timeout)
        return request, address

    def handle_error(self, request, client_address):
        pass


class SSLWSGIServerMixin:

    def finish_request(self, request, client_address):
        context = ssl.SSLContext()
        context.load_cert_chain(ONLYCERT, ONLYKEY)
        wrapped = context.wrap_socket(request, server_side=True)
        try:
            self.RequestHandlerClass(wrapped, client_address, self)
            wrapped.close()
        except OSError:
            pass


class SSLWSGIServer(SSLWSGIServerMixin, SilentWSGIServer):
    pass


def _application(environ, start_response):
    start_response('200 OK', [('Content-type', 'text/plain')])
    return [b'Test message']


def _run_test_server(*, address, use_ssl=False, server_cls, server_ssl_cls):
    server = (server_ssl_cls if use_ssl else server_cls)(address, SilentWSGIRequestHandler)
    server.set_app(_application)
    server.address = server.server_address
    thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.05))
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextlib.contextmanager
def run_test_server(*, host='127.0.0.1', port=0, use_ssl=False):
    yield from _run_test_server(address=(host, port), use_ssl=use_ssl, server_cls=SilentWSGIServer, server_ssl_cls=SSLWSGIServer)


if hasattr(socket, 'AF_UNIX'):

    class UnixHTTPServer(socketserver.UnixStreamServer, HTTPServer):

        def server_bind(self):
            socketserver.UnixStreamServer.server_bind(self)
            self.server_name = '127.0.0.1'
            self.server_port = 80

    class UnixWSGIServer(UnixHTTPServer, WSGIServer):

        request_timeout = 2

        def server_bind(self):
            UnixHTTPServer.server_bind(self)
            self.setup_environ()

        def get_request(self):
            request, address = super().get_request()
            request.settimeout(self.request_timeout)
            return request, ('127.0.0.1', '')       # a WSGI server wants an address like this

    class SilentUnixWSGIServer(UnixWSGIServer):

        def handle_error(self, request, client_address):
            pass

    class UnixSSLWSGIServer(SSLWSGIServerMixin, SilentUnixWSGIServer):
        pass

    def gen_unix_socket_path():
        with tempfile.NamedTemporaryFile() as file:
            return file.name

    @contextlib.contextmanager
    def unix_socket_path():
        path = gen_unix_socket_path()
        try:
            yield path
        finally:
            try:
                os.unlink(path)
            except OSError:
                pass

    @contextlib.contextmanager
    def run_test_unix_server(*, use_ssl=False):
        with unix_socket_path() as path:
            yield from _run_test_server(address=path, use_ssl=use_ssl, server_cls=SilentUnixWSGIServer, server_ssl_cls=UnixSSLWSGIServer)


socketpair = socket.socketpair


# ---- mocks ----

def make_test_protocol(base):
    """An object whose class has a mock for each public method of base."""
    names = {name: MockCallback(return_value=None) for name in dir(base) if not (name.startswith('__') and name.endswith('__'))}
    return type('TestProtocol', (base,) + base.__bases__, names)()


class TestSelector(selectors.BaseSelector):
    """A selector that never reports anything."""

    def __init__(self):
        self.keys = {}

    def register(self, fileobj, events, data=None):
        key = selectors.SelectorKey(fileobj, 0, events, data)
        self.keys[fileobj] = key
        return key

    def unregister(self, fileobj):
        return self.keys.pop(fileobj)

    def select(self, timeout):
        return []

    def get_map(self):
        return self.keys


class TestLoop(base_events.BaseEventLoop):
    """A loop whose clock stands still but when advance_time() is called.

    gen, a generator, says by how much: it is sent the delay of each timer made, and yields by how much the clock goes on
    after a turn of the loop. It must be at its end when the loop is closed.
    """

    def __init__(self, gen=None):
        super().__init__()
        if gen is None:
            def gen():
                yield
            self._check_on_close = False
        else:
            self._check_on_close = True
        self._gen = gen()
        next(self._gen)
        self._time = 0
        self._clock_resolution = 1e-9
        self._timers = []
        self._selector = TestSelector()
        self.readers = {}
        self.writers = {}
        self.reset_counters()
        self._transports = {}

    def time(self):
        return self._time

    def advance_time(self, advance):
        if advance:
            self._time += advance

    def close(self):
        super().close()
        if self._check_on_close:
            try:
                self._gen.send(0)
            except StopIteration:
                pass
            else:
                raise AssertionError('Time generator is not finished')

    def _watch(self, handles, fd, callback, args):
        handles[fd] = events.Handle(callback, args, self)

    def _unwatch(self, handles, counter, fd):
        counter[fd] += 1
        if fd in handles:
            del handles[fd]
            return True
        return False

    def _check_watched(self, handles, fd, callback, args):
        if fd not in handles:
            raise AssertionError('fd {} is not registered'.format(fd))
        handle = handles[fd]
        if handle._callback != callback:
            raise AssertionError('unexpected callback: {} != {}'.format(handle._callback, callback))
        if handle._args != args:
            raise AssertionError('unexpected callback args: {} != {}'.format(handle._args, args))

    def _add_reader(self, fd, callback, *args):
        self._watch(self.readers, fd, callback, args)

    def _remove_reader(self, fd):
        return self._unwatch(self.readers, self.remove_reader_count, fd)

    def assert_reader(self, fd, callback, *args):
        self._check_watched(self.readers, fd, callback, args)

    def assert_no_reader(self, fd):
        if fd in self.readers:
            raise AssertionError('fd {} is registered'.format(fd))

    def _add_writer(self, fd, callback, *args):
        self._watch(self.writers, fd, callback, args)

    def _remove_writer(self, fd):
        return self._unwatch(self.writers, self.remove_writer_count, fd)

    def assert_writer(self, fd, callback, *args):
        self._check_watched(self.writers, fd, callback, args)

    def _ensure_fd_no_transport(self, fd):
        transport = self._transports.get(fd)
        if transport is not None and not transport.is_closing():
            raise RuntimeError('File descriptor {!r} is used by transport {!r}'.format(fd, transport))

    def add_reader(self, fd, callback, *args):
        self._ensure_fd_no_transport(fd)
        return self._add_reader(fd, callback, *args)

    def remove_reader(self, fd):
        self._ensure_fd_no_transport(fd)
        return self._remove_reader(fd)

    def add_writer(self, fd, callback, *args):
        self._ensure_fd_no_transport(fd)
        return self._add_writer(fd, callback, *args)

    def remove_writer(self, fd):
        self._ensure_fd_no_transport(fd)
        return self._remove_writer(fd)

    def reset_counters(self):
        self.remove_reader_count = collections.defaultdict(int)
        self.remove_writer_count = collections.defaultdict(int)

    def _run_once(self):
        super()._run_once()
        for when in self._timers:
            self.advance_time(self._gen.send(when))
        self._timers = []

    def call_at(self, when, callback, *args, **kwargs):
        self._timers.append(when)
        return super().call_at(when, callback, *args, **kwargs)

    def _process_events(self, event_list):
        return

    def _write_to_self(self):
        pass


def MockCallback(**kwargs):
    return mock.Mock(spec=['__call__'], **kwargs)


class MockPattern(str):
    """A regular expression that is equal to what it is found in: for assert_called_with()."""

    def __eq__(self, other):
        return bool(re.search(str(self), other, re.S))

    __hash__ = str.__hash__


def get_function_source(func):
    """(file, line) of a function."""
    source = events._get_function_source(func)
    if source is None:
        raise ValueError('unable to get the source of %r' % (func,))
    return source


class TestCase(unittest.TestCase):
    """Has loops that are closed after the test; there is no current loop unless set_event_loop() sets one."""

    @staticmethod
    def close_loop(loop):
        executor = loop._default_executor
        if executor is not None:
            executor.shutdown(wait=True)
        loop.close()

    def set_event_loop(self, loop, *, cleanup=True):
        assert loop is not None
        events.set_event_loop(None)         # what is tested shall be given its loop
        if cleanup:
            self.addCleanup(self.close_loop, loop)

    def new_test_loop(self, gen=None):
        loop = TestLoop(gen)
        self.set_event_loop(loop)
        return loop

    def unpatch_get_running_loop(self):
        events._get_running_loop = self._get_running_loop

    def setUp(self):
        self._get_running_loop = events._get_running_loop
        events._get_running_loop = lambda: None

    def tearDown(self):
        self.unpatch_get_running_loop()
        events.set_event_loop(None)
        self.assertEqual(sys.exc_info(), (None, None, None))
        self.doCleanups()
        try:
            from test import support
        except ImportError:
            return
        support.reap_children()


@contextlib.contextmanager
def disable_logger():
    """Without messages of asyncio."""
    level = logger.level
    try:
        logger.setLevel(logging.CRITICAL + 1)
        yield
    finally:
        logger.setLevel(level)


def mock_nonblocking_socket(proto=socket.IPPROTO_TCP, type=socket.SOCK_STREAM, family=socket.AF_INET):
    sock = mock.MagicMock(socket.socket)
    sock.proto = proto
    sock.type = type
    sock.family = family
    sock.gettimeout.return_value = 0.0
    return sock


def force_legacy_ssl_support():
    return mock.patch('asyncio.sslproto._is_sslproto_available', return_value=False)
