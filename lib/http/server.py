"""HTTP servers: one that only parses requests, one for files, one that runs CGI scripts.

Not for production: the checks are basic.
"""

__version__ = '0.6'
__all__ = ['HTTPServer', 'ThreadingHTTPServer', 'BaseHTTPRequestHandler',
           'SimpleHTTPRequestHandler', 'CGIHTTPRequestHandler']

import email.utils
import html
import http.client
import io
import mimetypes
import os
import posixpath
import shutil
import socket
import socketserver
import sys
import time
import urllib.parse
from http import HTTPStatus

DEFAULT_ERROR_MESSAGE = """\
<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN"
        "http://www.w3.org/TR/html4/strict.dtd">
<html>
    <head>
        <meta http-equiv="Content-Type" content="text/html;charset=utf-8">
        <title>Error response</title>
    </head>
    <body>
        <h1>Error response</h1>
        <p>Error code: %(code)d</p>
        <p>Message: %(message)s.</p>
        <p>Error code explanation: %(code)s - %(explain)s.</p>
    </body>
</html>
"""
DEFAULT_ERROR_CONTENT_TYPE = 'text/html;charset=utf-8'


class HTTPServer(socketserver.TCPServer):
    """A server that knows its name."""

    allow_reuse_address = 1

    def server_bind(self):
        socketserver.TCPServer.server_bind(self)
        host, port = self.server_address[:2]
        self.server_name = socket.getfqdn(host)
        self.server_port = port


class ThreadingHTTPServer(socketserver.ThreadingMixIn, HTTPServer):
    daemon_threads = True


class BaseHTTPRequestHandler(socketserver.StreamRequestHandler):
    """Parses requests and calls do_GET(), do_POST() and so on, which subclasses define."""

    sys_version = 'Python/' + sys.version.split()[0]
    server_version = 'BaseHTTP/' + __version__
    error_message_format = DEFAULT_ERROR_MESSAGE
    error_content_type = DEFAULT_ERROR_CONTENT_TYPE
    default_request_version = 'HTTP/0.9'
    protocol_version = 'HTTP/1.0'
    MessageClass = http.client.HTTPMessage
    weekdayname = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
    monthname = [None, 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep',
                 'Oct', 'Nov', 'Dec']
    responses = {v: (v.phrase, v.description) for v in HTTPStatus.__members__.values()}

    def parse_request(self):
        """Parse raw_requestline and the headers; on an error answer it and return False."""
        self.command = None
        self.request_version = version = self.default_request_version
        self.close_connection = True
        requestline = str(self.raw_requestline, 'iso-8859-1').rstrip('\r\n')
        self.requestline = requestline
        words = requestline.split()
        if len(words) == 3:
            command, path, version = words
            number = self._version(version)
            if number is None:
                self.send_error(HTTPStatus.BAD_REQUEST, 'Bad request version (%r)' % version)
                return False
            if number >= (1, 1) and self.protocol_version >= 'HTTP/1.1':
                self.close_connection = False
            if number >= (2, 0):
                self.send_error(HTTPStatus.HTTP_VERSION_NOT_SUPPORTED,
                                'Invalid HTTP version (%s)' % version.split('/', 1)[1])
                return False
        elif len(words) == 2:
            command, path = words
            self.close_connection = True
            if command != 'GET':
                self.send_error(HTTPStatus.BAD_REQUEST, 'Bad HTTP/0.9 request type (%r)'
                                % command)
                return False
        elif not words:
            return False
        else:
            self.send_error(HTTPStatus.BAD_REQUEST, 'Bad request syntax (%r)' % requestline)
            return False
        self.command, self.path, self.request_version = command, path, version
        # Two slashes at the start would make the path name a host, in a redirection.
        if self.path.startswith('//'):
            self.path = '/' + self.path.lstrip('/')
        try:
            self.headers = http.client.parse_headers(self.rfile, _class=self.MessageClass)
        except http.client.LineTooLong as err:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, 'Line too long',
                            str(err))
            return False
        except http.client.HTTPException as err:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, 'Too many headers',
                            str(err))
            return False
        connection = self.headers.get('Connection', '').lower()
        if connection == 'close':
            self.close_connection = True
        elif connection == 'keep-alive' and self.protocol_version >= 'HTTP/1.1':
            self.close_connection = False
        if (self.headers.get('Expect', '').lower() == '100-continue'
                and self.protocol_version >= 'HTTP/1.1'
                and self.request_version >= 'HTTP/1.1'):
            return self.handle_expect_100()
        return True

    @staticmethod
    def _version(text):
        # 'HTTP/1.1' -> (1, 1); None if it is wrong
        if text[:5] != 'HTTP/':
            return None
        parts = text[5:].split('.')
        if len(parts) != 2 or not all(p.isdigit() and len(p) <= 10 for p in parts):
            return None
        return int(parts[0]), int(parts[1])

    def handle_expect_100(self):
        """Tell the client to go on; may be overridden to send an error and return False."""
        self.send_response_only(HTTPStatus.CONTINUE)
        self.end_headers()
        return True

    def handle_one_request(self):
        try:
            self.raw_requestline = self.rfile.readline(65537)
            if len(self.raw_requestline) > 65536:
                self.requestline = self.request_version = self.command = ''
                self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
                return
            if not self.raw_requestline:
                self.close_connection = True
                return
            if not self.parse_request():
                return
            method = getattr(self, 'do_' + self.command, None)
            if method is None:
                self.send_error(HTTPStatus.NOT_IMPLEMENTED, 'Unsupported method (%r)'
                                % self.command)
                return
            method()
            self.wfile.flush()
        except socket.timeout as e:
            self.log_error('Request timed out: %r', e)
            self.close_connection = True

    def handle(self):
        self.close_connection = True
        self.handle_one_request()
        while not self.close_connection:
            self.handle_one_request()

    def send_error(self, code, message=None, explain=None):
        """Answer with an error and a page about it."""
        shortmsg, longmsg = self.responses.get(code, ('???', '???'))
        if message is None:
            message = shortmsg
        if explain is None:
            explain = longmsg
        self.log_error('code %d, message %s', code, message)
        self.send_response(code, message)
        self.send_header('Connection', 'close')
        body = None
        if code >= 200 and code not in (HTTPStatus.NO_CONTENT, HTTPStatus.RESET_CONTENT,
                                        HTTPStatus.NOT_MODIFIED):
            content = self.error_message_format % {
                'code': code, 'message': html.escape(message, quote=False),
                'explain': html.escape(explain, quote=False)}
            body = content.encode('UTF-8', 'replace')
            self.send_header('Content-Type', self.error_content_type)
            self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        if self.command != 'HEAD' and body:
            self.wfile.write(body)

    def send_response(self, code, message=None):
        """Begin an answer, with the headers that all answers have."""
        self.log_request(code)
        self.send_response_only(code, message)
        self.send_header('Server', self.version_string())
        self.send_header('Date', self.date_time_string())

    def _headers(self):
        if not hasattr(self, '_headers_buffer'):
            self._headers_buffer = []
        return self._headers_buffer

    def send_response_only(self, code, message=None):
        if self.request_version != 'HTTP/0.9':
            if message is None:
                message = self.responses[code][0] if code in self.responses else ''
            self._headers().append(('%s %d %s\r\n' % (self.protocol_version, code, message))
                                   .encode('latin-1', 'strict'))

    def send_header(self, keyword, value):
        if self.request_version != 'HTTP/0.9':
            self._headers().append(('%s: %s\r\n' % (keyword, value))
                                   .encode('latin-1', 'strict'))
        if keyword.lower() == 'connection':
            if value.lower() == 'close':
                self.close_connection = True
            elif value.lower() == 'keep-alive':
                self.close_connection = False

    def end_headers(self):
        if self.request_version != 'HTTP/0.9':
            self._headers().append(b'\r\n')
            self.flush_headers()

    def flush_headers(self):
        if hasattr(self, '_headers_buffer'):
            self.wfile.write(b''.join(self._headers_buffer))
            self._headers_buffer = []

    def log_request(self, code='-', size='-'):
        if isinstance(code, HTTPStatus):
            code = code.value
        self.log_message('"%s" %s %s', self.requestline, str(code), str(size))

    def log_error(self, format, *args):
        self.log_message(format, *args)

    # Control characters in requests must not reach the terminal.
    _control_char_table = {c: '\\x%02x' % c for c in list(range(0x20)) + list(range(0x7f, 0xa0))}
    _control_char_table[ord('\\')] = '\\\\'

    def log_message(self, format, *args):
        """Write a line to sys.stderr."""
        message = (format % args).translate(self._control_char_table)
        sys.stderr.write('%s - - [%s] %s\n'
                         % (self.address_string(), self.log_date_time_string(), message))

    def version_string(self):
        return self.server_version + ' ' + self.sys_version

    def date_time_string(self, timestamp=None):
        return email.utils.formatdate(time.time() if timestamp is None else timestamp,
                                      usegmt=True)

    def log_date_time_string(self):
        year, month, day, hh, mm, ss = time.localtime(time.time())[:6]
        return '%02d/%3s/%04d %02d:%02d:%02d' % (day, self.monthname[month], year, hh, mm, ss)

    def address_string(self):
        return self.client_address[0]


class SimpleHTTPRequestHandler(BaseHTTPRequestHandler):
    """Serves the files of a directory, and lists directories."""

    server_version = 'SimpleHTTP/' + __version__

    if not mimetypes.inited:
        mimetypes.init()
    extensions_map = mimetypes.types_map.copy()
    extensions_map.update({'': 'application/octet-stream', '.py': 'text/plain',
                           '.c': 'text/plain', '.h': 'text/plain'})

    directory = None        # the current one

    def __init__(self, *args, directory=None, **kwargs):
        if directory is not None:
            self.directory = os.fspath(directory)
        super().__init__(*args, **kwargs)

    def do_GET(self):
        f = self.send_head()
        if f:
            try:
                self.copyfile(f, self.wfile)
            finally:
                f.close()

    def do_HEAD(self):
        f = self.send_head()
        if f:
            f.close()

    def send_head(self):
        """Send the headers; return the file to send, or None after an error."""
        path = self.translate_path(self.path)
        if os.path.isdir(path):
            parts = urllib.parse.urlsplit(self.path)
            if not parts.path.endswith('/'):
                # Relative links in the page need the slash.
                self.send_response(HTTPStatus.MOVED_PERMANENTLY)
                self.send_header('Location', urllib.parse.urlunsplit(
                    (parts[0], parts[1], parts[2] + '/', parts[3], parts[4])))
                self.end_headers()
                return None
            for index in 'index.html', 'index.htm':
                index = os.path.join(path, index)
                if os.path.exists(index):
                    path = index
                    break
            else:
                return self.list_directory(path)
        ctype = self.guess_type(path)
        # A slash after the name of a file is not the file.
        if path.endswith('/'):
            self.send_error(HTTPStatus.NOT_FOUND, 'File not found')
            return None
        try:
            f = open(path, 'rb')
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, 'File not found')
            return None
        try:
            st = os.fstat(f.fileno())
            if self._not_modified(st):
                self.send_response(HTTPStatus.NOT_MODIFIED)
                self.end_headers()
                f.close()
                return None
            self.send_response(HTTPStatus.OK)
            self.send_header('Content-type', ctype)
            self.send_header('Content-Length', str(st.st_size))
            self.send_header('Last-Modified', self.date_time_string(st.st_mtime))
            self.end_headers()
            return f
        except:
            f.close()
            raise

    def _not_modified(self, st):
        if 'If-Modified-Since' not in self.headers or 'If-None-Match' in self.headers:
            return False
        import datetime
        try:
            since = email.utils.parsedate_to_datetime(self.headers['If-Modified-Since'])
        except (TypeError, IndexError, OverflowError, ValueError):
            return False
        if since.tzinfo is None:
            since = since.replace(tzinfo=datetime.timezone.utc)
        if since.tzinfo is not datetime.timezone.utc:
            return False
        modified = datetime.datetime.fromtimestamp(st.st_mtime, datetime.timezone.utc)
        return modified.replace(microsecond=0) <= since

    def list_directory(self, path):
        """Send the headers; return a file with the page."""
        try:
            names = os.listdir(path)
        except OSError:
            self.send_error(HTTPStatus.NOT_FOUND, 'No permission to list directory')
            return None
        names.sort(key=str.lower)
        try:
            display = urllib.parse.unquote(self.path, errors='surrogatepass')
        except UnicodeDecodeError:
            display = urllib.parse.unquote(path)
        display = html.escape(display, quote=False)
        enc = sys.getfilesystemencoding()
        title = 'Directory listing for %s' % display
        lines = ['<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01//EN" '
                 '"http://www.w3.org/TR/html4/strict.dtd">', '<html>\n<head>',
                 '<meta http-equiv="Content-Type" content="text/html; charset=%s">' % enc,
                 '<title>%s</title>\n</head>' % title,
                 '<body>\n<h1>%s</h1>' % title, '<hr>\n<ul>']
        for name in names:
            full = os.path.join(path, name)
            shown = link = name
            if os.path.isdir(full):
                shown = link = name + '/'
            if os.path.islink(full):
                shown = name + '@'
            lines.append('<li><a href="%s">%s</a></li>'
                         % (urllib.parse.quote(link, errors='surrogatepass'),
                            html.escape(shown, quote=False)))
        lines.append('</ul>\n<hr>\n</body>\n</html>\n')
        encoded = '\n'.join(lines).encode(enc, 'surrogateescape')
        f = io.BytesIO(encoded)
        self.send_response(HTTPStatus.OK)
        self.send_header('Content-type', 'text/html; charset=%s' % enc)
        self.send_header('Content-Length', str(len(encoded)))
        self.end_headers()
        return f

    def translate_path(self, path):
        """The file for a path of a URL; nothing outside the directory."""
        path = path.split('?', 1)[0].split('#', 1)[0]
        trailing_slash = path.rstrip().endswith('/')
        try:
            path = urllib.parse.unquote(path, errors='surrogatepass')
        except UnicodeDecodeError:
            path = urllib.parse.unquote(path)
        path = posixpath.normpath(path)
        result = os.getcwd() if self.directory is None else self.directory
        for word in filter(None, path.split('/')):
            if os.path.dirname(word) or word in (os.curdir, os.pardir):
                continue
            result = os.path.join(result, word)
        if trailing_slash:
            result += '/'
        return result

    def copyfile(self, source, outputfile):
        shutil.copyfileobj(source, outputfile)

    def guess_type(self, path):
        base, ext = posixpath.splitext(path)
        for ext in ext, ext.lower(), '':
            if ext in self.extensions_map:
                return self.extensions_map[ext]


def _url_collapse_path(path):
    """The path without . and .., which may not lead out of it; a slash parts the last word."""
    path, _, query = path.partition('?')
    path = urllib.parse.unquote(path)
    words = path.split('/')
    head = []
    for word in words[:-1]:
        if word == '..':
            head.pop()      # IndexError if there is nothing above
        elif word and word != '.':
            head.append(word)
    tail = words[-1]
    if tail == '..':
        head.pop()
        tail = ''
    elif tail == '.':
        tail = ''
    if query:
        tail = '?'.join((tail, query))
    return "/" + "/".join(head) + "/" + tail if head else "/" + tail


nobody = None


def nobody_uid():
    """The user id of 'nobody'."""
    global nobody
    if nobody:
        return nobody
    try:
        import pwd
    except ImportError:
        return -1
    try:
        nobody = pwd.getpwnam('nobody')[2]
    except KeyError:
        nobody = 1 + max(x[2] for x in pwd.getpwall())
    return nobody


def executable(path):
    return os.access(path, os.X_OK)


class CGIHTTPRequestHandler(SimpleHTTPRequestHandler):
    """Serves files, and runs those in the directories cgi_directories."""

    have_fork = hasattr(os, 'fork')
    rbufsize = 0        # the child must find the body unread
    cgi_directories = ['/cgi-bin', '/htbin']

    def do_POST(self):
        if self.is_cgi():
            self.run_cgi()
        else:
            self.send_error(HTTPStatus.NOT_IMPLEMENTED, 'Can only POST to CGI scripts')

    def send_head(self):
        if self.is_cgi():
            return self.run_cgi()
        return SimpleHTTPRequestHandler.send_head(self)

    def is_cgi(self):
        """Is this a script?  Then cgi_info is (directory, rest of the path)."""
        collapsed = _url_collapse_path(self.path)
        sep = collapsed.find('/', 1)
        while sep > 0 and collapsed[:sep] not in self.cgi_directories:
            sep = collapsed.find('/', sep + 1)
        if sep > 0:
            self.cgi_info = collapsed[:sep], collapsed[sep + 1:]
            return True
        return False

    def is_executable(self, path):
        return executable(path)

    def is_python(self, path):
        return os.path.splitext(path)[1].lower() in ('.py', '.pyw')

    def run_cgi(self):
        folder, rest = self.cgi_info
        path = folder + '/' + rest
        i = path.find('/', len(folder) + 1)
        while i >= 0:
            # Directories below may be a part of the script's path.
            nextdir = path[:i]
            if not os.path.isdir(self.translate_path(nextdir)):
                break
            folder, rest = nextdir, path[i + 1:]
            i = path.find('/', len(folder) + 1)
        rest, _, query = rest.partition('?')
        i = rest.find('/')
        script, rest = (rest[:i], rest[i:]) if i >= 0 else (rest, '')
        scriptname = folder + '/' + script
        scriptfile = self.translate_path(scriptname)
        if not os.path.exists(scriptfile):
            self.send_error(HTTPStatus.NOT_FOUND, 'No such CGI script (%r)' % scriptname)
            return
        if not os.path.isfile(scriptfile):
            self.send_error(HTTPStatus.FORBIDDEN, 'CGI script is not a plain file (%r)'
                            % scriptname)
            return
        ispy = self.is_python(scriptname)
        if (self.have_fork or not ispy) and not self.is_executable(scriptfile):
            self.send_error(HTTPStatus.FORBIDDEN, 'CGI script is not executable (%r)'
                            % scriptname)
            return
        env = self._environment(scriptname, rest, query)
        self.send_response(HTTPStatus.OK, 'Script output follows')
        self.flush_headers()
        decoded_query = query.replace('+', ' ')
        if self.have_fork:
            self._run_by_fork(script, scriptfile, decoded_query, env)
        else:
            self._run_by_subprocess(scriptfile, ispy, query, env)

    def _environment(self, scriptname, rest, query):
        env = dict(os.environ)
        env['SERVER_SOFTWARE'] = self.version_string()
        env['SERVER_NAME'] = self.server.server_name
        env['GATEWAY_INTERFACE'] = 'CGI/1.1'
        env['SERVER_PROTOCOL'] = self.protocol_version
        env['SERVER_PORT'] = str(self.server.server_port)
        env['REQUEST_METHOD'] = self.command
        pathinfo = urllib.parse.unquote(rest)
        env['PATH_INFO'] = pathinfo
        env['PATH_TRANSLATED'] = self.translate_path(pathinfo)
        env['SCRIPT_NAME'] = scriptname
        env['QUERY_STRING'] = query
        env['REMOTE_ADDR'] = self.client_address[0]
        authorization = self.headers.get('authorization')
        if authorization:
            authorization = authorization.split()
            if len(authorization) == 2:
                env['AUTH_TYPE'] = authorization[0]
                if authorization[0].lower() == 'basic':
                    import base64
                    import binascii
                    try:
                        user = base64.decodebytes(authorization[1].encode('ascii')).decode('ascii')
                    except (binascii.Error, UnicodeError):
                        pass
                    else:
                        user = user.split(':')
                        if len(user) == 2:
                            env['REMOTE_USER'] = user[0]
        if self.headers.get('content-type') is None:
            env['CONTENT_TYPE'] = self.headers.get_content_type()
        else:
            env['CONTENT_TYPE'] = self.headers['content-type']
        length = self.headers.get('content-length')
        if length:
            env['CONTENT_LENGTH'] = length
        referer = self.headers.get('referer')
        if referer:
            env['HTTP_REFERER'] = referer
        env['HTTP_ACCEPT'] = ','.join(self.headers.get_all('accept', ()))
        agent = self.headers.get('user-agent')
        if agent:
            env['HTTP_USER_AGENT'] = agent
        cookies = ', '.join(filter(None, self.headers.get_all('cookie', [])))
        if cookies:
            env['HTTP_COOKIE'] = cookies
        # Those of another request must not stay.
        for k in ('QUERY_STRING', 'REMOTE_HOST', 'CONTENT_LENGTH', 'HTTP_USER_AGENT',
                  'HTTP_COOKIE', 'HTTP_REFERER'):
            env.setdefault(k, '')
        return env

    def _run_by_fork(self, script, scriptfile, query, env):
        import select
        args = [script]
        if '=' not in query:
            args.append(query)
        uid = nobody_uid()
        self.wfile.flush()
        pid = os.fork()
        if pid:
            pid, status = os.waitpid(pid, 0)
            # Throw away what the script did not read.
            while select.select([self.rfile], [], [], 0)[0]:
                if not self.rfile.read(1):
                    break
            if status:
                self.log_error('CGI script exit status %#x', status)
            return
        try:
            try:
                os.setuid(uid)
            except OSError:
                pass
            os.dup2(self.rfile.fileno(), 0)
            os.dup2(self.wfile.fileno(), 1)
            os.execve(scriptfile, args, env)
        except:
            self.server.handle_error(self.request, self.client_address)
            os._exit(127)

    def _run_by_subprocess(self, scriptfile, ispy, query, env):
        import select
        import subprocess
        cmdline = [scriptfile]
        if ispy:
            cmdline = [sys.executable, '-u'] + cmdline
        if '=' not in query:
            cmdline.append(query)
        self.log_message('command: %s', subprocess.list2cmdline(cmdline))
        try:
            nbytes = int(self.headers.get('content-length'))
        except (TypeError, ValueError):
            nbytes = 0
        p = subprocess.Popen(cmdline, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, env=env)
        data = self.rfile.read(nbytes) if self.command.lower() == 'post' and nbytes > 0 else None
        while select.select([self.rfile._sock], [], [], 0)[0]:
            if not self.rfile._sock.recv(1):
                break
        stdout, stderr = p.communicate(data)
        self.wfile.write(stdout)
        if stderr:
            self.log_error('%s', stderr)
        p.stderr.close()
        p.stdout.close()
        if p.returncode:
            self.log_error('CGI script exit status %#x', p.returncode)
        else:
            self.log_message('CGI script exited OK')


def test(HandlerClass=BaseHTTPRequestHandler, ServerClass=HTTPServer, protocol='HTTP/1.0',
         port=8000, bind=''):
    """Serve until interrupted."""
    HandlerClass.protocol_version = protocol
    with ServerClass((bind, port), HandlerClass) as httpd:
        sa = httpd.socket.getsockname()
        print('Serving HTTP on {host} port {port} (http://{host}:{port}/) ...'
              .format(host=sa[0], port=sa[1]))
        try:
            httpd.serve_forever()
        except KeyboardInterrupt:
            print('\nKeyboard interrupt received, exiting.')
            sys.exit(0)


if __name__ == '__main__':
    import argparse
    parser = argparse.ArgumentParser()
    parser.add_argument('--cgi', action='store_true', help='Run as CGI Server')
    parser.add_argument('--bind', '-b', default='', metavar='ADDRESS',
                        help='Specify alternate bind address [default: all interfaces]')
    parser.add_argument('--directory', '-d', default=os.getcwd(),
                        help='Specify alternative directory [default: current directory]')
    parser.add_argument('port', action='store', default=8000, type=int, nargs='?',
                        help='Specify alternate port [default: 8000]')
    args = parser.parse_args()
    if args.cgi:
        handler = CGIHTTPRequestHandler
    else:
        from functools import partial
        handler = partial(SimpleHTTPRequestHandler, directory=args.directory)
    test(HandlerClass=handler, port=args.port, bind=args.bind)
