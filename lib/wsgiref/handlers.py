"""Base classes of WSGI servers and gateways."""

import os
import sys
import time
from .util import FileWrapper, guess_scheme, is_hop_by_hop
from .headers import Headers

__all__ = ['BaseHandler', 'SimpleHandler', 'BaseCGIHandler', 'CGIHandler',
           'IISCGIHandler', 'read_environ']

# English in every locale.
_weekdayname = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
_monthname = [None, 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun',
              'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']


def format_date_time(timestamp):
    """A time as HTTP's headers have it."""
    year, month, day, hh, mm, ss, wd, y, z = time.gmtime(timestamp)
    return '%s, %02d %3s %4d %02d:%02d:%02d GMT' % (_weekdayname[wd], day, _monthname[month],
                                                    year, hh, mm, ss)


_is_request = {'SCRIPT_NAME', 'PATH_INFO', 'QUERY_STRING', 'REQUEST_METHOD', 'AUTH_TYPE',
               'CONTENT_TYPE', 'CONTENT_LENGTH', 'HTTPS', 'REMOTE_USER',
               'REMOTE_IDENT'}.__contains__


def _needs_transcode(k):
    return _is_request(k) or k.startswith('HTTP_') or k.startswith('SSL_') or \
        k.startswith('REDIRECT_') and _needs_transcode(k[9:])


def read_environ():
    """os.environ, with what the request brought as WSGI wants it: bytes, one a character."""
    enc = sys.getfilesystemencoding()
    return {k: v.encode(enc, 'surrogateescape').decode('iso-8859-1') if _needs_transcode(k)
            else v for k, v in os.environ.items()}


class BaseHandler:
    """Runs an application for one request: run(app). A subclass says where the request
    comes from and the response goes."""

    wsgi_version = (1, 0)
    wsgi_multithread = True
    wsgi_multiprocess = True
    wsgi_run_once = False

    origin_server = True            # whether it writes whole responses of HTTP
    http_version = '1.0'
    server_software = None

    os_environ = read_environ()     # what every environment begins with
    wsgi_file_wrapper = FileWrapper
    headers_class = Headers

    # The response to what fails.
    traceback_limit = None
    error_status = '500 Internal Server Error'
    error_headers = [('Content-Type', 'text/plain')]
    error_body = b'A server error occurred.  Please contact the administrator.'

    # The state of a response.
    status = result = None
    headers_sent = False
    headers = None
    bytes_sent = 0

    def run(self, application):
        """Run an application, and write its response."""
        try:
            self.setup_environ()
            self.result = application(self.environ, self.start_response)
            self.finish_response()
        except (ConnectionAbortedError, BrokenPipeError, ConnectionResetError):
            # The client has gone, which is no fault of the application.
            return
        except:
            try:
                self.handle_error()
            except:
                # Nothing more can be done than to close.
                self.close()
                raise

    def setup_environ(self):
        """Make the environment."""
        env = self.environ = self.os_environ.copy()
        self.add_cgi_vars()
        env['wsgi.input'] = self.get_stdin()
        env['wsgi.errors'] = self.get_stderr()
        env['wsgi.version'] = self.wsgi_version
        env['wsgi.run_once'] = self.wsgi_run_once
        env['wsgi.url_scheme'] = self.get_scheme()
        env['wsgi.multithread'] = self.wsgi_multithread
        env['wsgi.multiprocess'] = self.wsgi_multiprocess
        if self.wsgi_file_wrapper is not None:
            env['wsgi.file_wrapper'] = self.wsgi_file_wrapper
        if self.origin_server and self.server_software:
            env.setdefault('SERVER_SOFTWARE', self.server_software)

    def finish_response(self):
        """Send what the application gave, and close."""
        try:
            if not self.result_is_file() or not self.sendfile():
                for data in self.result:
                    self.write(data)
                self.finish_content()
        except:
            # Its close() must be called in any case.
            if hasattr(self.result, 'close'):
                self.result.close()
            raise
        else:
            self.close()

    def get_scheme(self):
        """The scheme of the request's address."""
        return guess_scheme(self.environ)

    def set_content_length(self):
        """Set Content-Length, if it can be told: where all data are one block."""
        try:
            blocks = len(self.result)
        except (TypeError, AttributeError, NotImplementedError):
            pass
        else:
            if blocks == 1:
                self.headers['Content-Length'] = str(self.bytes_sent)

    def cleanup_headers(self):
        """Change what must be changed before headers are sent."""
        if 'Content-Length' not in self.headers:
            self.set_content_length()

    def start_response(self, status, headers, exc_info=None):
        """What the application calls first: PEP 3333 has its rules."""
        if exc_info:
            try:
                if self.headers_sent:
                    raise exc_info[1].with_traceback(exc_info[2])
            finally:
                exc_info = None
        elif self.headers is not None:
            raise AssertionError('Headers already set!')
        self.status = status
        self.headers = self.headers_class(headers)
        status = self._convert_string_type(status, 'Status')
        assert len(status) >= 4, 'Status must be at least 4 characters'
        assert status[:3].isdigit(), 'Status message must begin w/3-digit code'
        assert status[3] == ' ', 'Status message must have a space after code'
        if __debug__:
            for name, val in headers:
                name = self._convert_string_type(name, 'Header name')
                val = self._convert_string_type(val, 'Header value')
                assert not is_hop_by_hop(name), \
                    f"Hop-by-hop header, '{name}: {val}', not allowed"
        return self.write

    def _convert_string_type(self, value, title):
        if type(value) is str:
            return value
        raise AssertionError('{0} must be of type str (got {1})'.format(title, repr(value)))

    def send_preamble(self):
        """Send what comes before the headers: status and a few headers of HTTP."""
        if self.origin_server:
            if self.client_is_modern():
                self._write(('HTTP/%s %s\r\n' % (self.http_version, self.status))
                            .encode('iso-8859-1'))
                if 'Date' not in self.headers:
                    self._write(('Date: %s\r\n' % format_date_time(time.time()))
                                .encode('iso-8859-1'))
                if self.server_software and 'Server' not in self.headers:
                    self._write(('Server: %s\r\n' % self.server_software).encode('iso-8859-1'))
        else:
            self._write(('Status: %s\r\n' % self.status).encode('iso-8859-1'))

    def write(self, data):
        """Send data, after the headers."""
        assert type(data) is bytes, 'write() argument must be a bytes instance'
        if not self.status:
            raise AssertionError('write() before start_response()')
        if not self.headers_sent:
            # The length of what may be all of it.
            self.bytes_sent = len(data)
            self.send_headers()
        else:
            self.bytes_sent += len(data)
        self._write(data)
        self._flush()

    def sendfile(self):
        """Send a file that the application gave, in a way of the system's; whether that was
        done."""
        return False

    def finish_content(self):
        """Send the headers, if there were no data."""
        if not self.headers_sent:
            # The length of nothing, but for answers to HEAD and the like.
            self.headers.setdefault('Content-Length', '0')
            self.send_headers()

    def close(self):
        """Close what the application gave, and forget the request."""
        try:
            if hasattr(self.result, 'close'):
                self.result.close()
        finally:
            self.result = self.headers = self.status = self.environ = None
            self.bytes_sent = 0
            self.headers_sent = False

    def send_headers(self):
        """Send the headers."""
        self.cleanup_headers()
        self.headers_sent = True
        if not self.origin_server or self.client_is_modern():
            self.send_preamble()
            self._write(bytes(self.headers))

    def result_is_file(self):
        """Whether the application gave a wrapped file."""
        wrapper = self.wsgi_file_wrapper
        return wrapper is not None and isinstance(self.result, wrapper)

    def client_is_modern(self):
        """Whether the client understands status and headers (HTTP 0.9 did not)."""
        return self.environ['SERVER_PROTOCOL'].upper() != 'HTTP/0.9'

    def log_exception(self, exc_info):
        """Write an exception to the request's errors."""
        try:
            from traceback import print_exception
            stderr = self.get_stderr()
            print_exception(exc_info[0], exc_info[1], exc_info[2], self.traceback_limit, stderr)
            stderr.flush()
        finally:
            exc_info = None

    def handle_error(self):
        """Log the exception, and answer with an error if nothing was sent yet."""
        self.log_exception(sys.exc_info())
        if not self.headers_sent:
            self.result = self.error_output(self.environ, self.start_response)
            self.finish_response()

    def error_output(self, environ, start_response):
        """A WSGI application that answers with an error."""
        start_response(self.error_status, self.error_headers[:], sys.exc_info())
        return [self.error_body]

    # What a subclass must define.

    def _write(self, data):
        """Send bytes; they may be buffered."""
        raise NotImplementedError

    def _flush(self):
        """Send what is buffered."""
        raise NotImplementedError

    def get_stdin(self):
        """A file for wsgi.input."""
        raise NotImplementedError

    def get_stderr(self):
        """A file for wsgi.errors."""
        raise NotImplementedError

    def add_cgi_vars(self):
        """Add the request to the environment."""
        raise NotImplementedError


class SimpleHandler(BaseHandler):
    """A handler for files and an environment that it is given."""

    def __init__(self, stdin, stdout, stderr, environ, multithread=True, multiprocess=False):
        self.stdin = stdin
        self.stdout = stdout
        self.stderr = stderr
        self.base_env = environ
        self.wsgi_multithread = multithread
        self.wsgi_multiprocess = multiprocess

    def get_stdin(self):
        return self.stdin

    def get_stderr(self):
        return self.stderr

    def add_cgi_vars(self):
        self.environ.update(self.base_env)

    def _write(self, data):
        result = self.stdout.write(data)
        if result is None or result == len(data):
            return
        from warnings import warn
        warn('SimpleHandler.stdout.write() should not do partial writes', DeprecationWarning)
        while True:
            data = data[result:]
            if not data:
                break
            result = self.stdout.write(data)

    def _flush(self):
        self.stdout.flush()
        self._flush = self.stdout.flush


class BaseCGIHandler(SimpleHandler):
    """The same, for protocols like CGI: a web server writes the response's first line."""

    origin_server = False


class CGIHandler(BaseCGIHandler):
    """A script run by CGI: standard files and os.environ.

        CGIHandler().run(app)
    """

    wsgi_run_once = True
    # It is in os.environ already.
    os_environ = {}

    def __init__(self):
        BaseCGIHandler.__init__(self, sys.stdin.buffer, sys.stdout.buffer, sys.stderr,
                                read_environ(), multithread=False, multiprocess=True)


class IISCGIHandler(BaseCGIHandler):
    """The same for Microsoft's server, which puts SCRIPT_NAME before PATH_INFO."""

    wsgi_run_once = True
    os_environ = {}

    def __init__(self):
        environ = read_environ()
        path = environ.get('PATH_INFO', '')
        script = environ.get('SCRIPT_NAME', '')
        if (path + '/').startswith(script + '/'):
            environ['PATH_INFO'] = path[len(script):]
        BaseCGIHandler.__init__(self, sys.stdin.buffer, sys.stdout.buffer, sys.stderr, environ,
                                multithread=False, multiprocess=True)
