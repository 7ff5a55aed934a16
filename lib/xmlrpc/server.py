"""The server's side of XML-RPC: alone, or as a script of a web server (CGI); with
documentation for browsers, if wanted.

    with SimpleXMLRPCServer(('localhost', 8000)) as server:
        server.register_function(pow)
        server.serve_forever()
"""

import html
import http.server
import os
import pydoc
import re
import socketserver
import sys
import traceback
from functools import partial
from http.server import BaseHTTPRequestHandler
from inspect import formatargspec, getfullargspec, isbuiltin, ismethod, ismodule
from xmlrpc.client import Fault, dumps, loads, gzip_encode, gzip_decode


def resolve_dotted_attribute(obj, attr, allow_dotted_names=True):
    """obj.a.b.c for 'a.b.c'; AttributeError for names that begin with _."""
    attrs = attr.split('.') if allow_dotted_names else [attr]
    for name in attrs:
        if name.startswith('_'):
            raise AttributeError('attempt to access private attribute "%s"' % name)
        obj = getattr(obj, name)
    return obj


def list_public_methods(obj):
    """The names of what can be called and does not begin with _."""
    return [member for member in dir(obj)
            if not member.startswith('_') and callable(getattr(obj, member))]


class SimpleXMLRPCDispatcher:
    """Functions by their names, and perhaps an instance whose methods come after them."""

    def __init__(self, allow_none=False, encoding=None, use_builtin_types=False):
        self.funcs = {}
        self.instance = None
        self.allow_none = allow_none
        self.encoding = encoding or 'utf-8'
        self.use_builtin_types = use_builtin_types

    def register_instance(self, instance, allow_dotted_names=False):
        """Calls go to an instance: to its _dispatch(method, params) if it has one, else to
        its methods. allow_dotted_names: also to what is reached through its attributes; of
        use only where those who call are trusted."""
        self.instance = instance
        self.allow_dotted_names = allow_dotted_names

    def register_function(self, function=None, name=None):
        """Calls of a name go to a function. As a decorator too."""
        if function is None:
            # Without a function it is a decorator, to be called with one.
            return partial(self.register_function, name=name)
        if name is None:
            name = function.__name__
        self.funcs[name] = function
        return function

    def register_introspection_functions(self):
        """Register system.listMethods, system.methodHelp and system.methodSignature."""
        self.funcs.update({'system.listMethods': self.system_listMethods,
                           'system.methodSignature': self.system_methodSignature,
                           'system.methodHelp': self.system_methodHelp})

    def register_multicall_functions(self):
        """Register system.multicall."""
        self.funcs.update({'system.multicall': self.system_multicall})

    def _marshaled_dispatch(self, data, dispatch_method=None, path=None):
        """The answer, as bytes of XML, to a call as XML. Exceptions become faults."""
        try:
            params, method = loads(data, use_builtin_types=self.use_builtin_types)
            if dispatch_method is not None:
                response = dispatch_method(method, params)
            else:
                response = self._dispatch(method, params)
            response = dumps((response,), methodresponse=1, allow_none=self.allow_none,
                             encoding=self.encoding)
        except Fault as fault:
            response = dumps(fault, allow_none=self.allow_none, encoding=self.encoding)
        except BaseException as exc:
            response = dumps(Fault(1, '%s:%s' % (type(exc), exc)), encoding=self.encoding,
                             allow_none=self.allow_none)
        return response.encode(self.encoding, 'xmlcharrefreplace')

    def system_listMethods(self):
        """system.listMethods() => ['add', 'subtract', 'multiple']

        Returns a list of the methods supported by the server."""
        methods = set(self.funcs.keys())
        if self.instance is not None:
            # An instance may tell, and has to where it dispatches itself.
            if hasattr(self.instance, '_listMethods'):
                methods |= set(self.instance._listMethods())
            elif not hasattr(self.instance, '_dispatch'):
                methods |= set(list_public_methods(self.instance))
        return sorted(methods)

    def system_methodSignature(self, method_name):
        """system.methodSignature('add') => [double, int, int]

        Returns a list describing the signature of the method. In the
        above example, the add method takes two integers as arguments
        and returns a double result.

        This server does NOT support system.methodSignature."""
        return 'signatures not supported'

    def system_methodHelp(self, method_name):
        """system.methodHelp('add') => "Adds two integers together"

        Returns a string containing documentation for the specified method."""
        method = None
        if method_name in self.funcs:
            method = self.funcs[method_name]
        elif self.instance is not None:
            if hasattr(self.instance, '_methodHelp'):
                return self.instance._methodHelp(method_name)
            if not hasattr(self.instance, '_dispatch'):
                try:
                    method = resolve_dotted_attribute(self.instance, method_name,
                                                      self.allow_dotted_names)
                except AttributeError:
                    pass
        return '' if method is None else pydoc.getdoc(method)

    def system_multicall(self, call_list):
        """system.multicall([{'methodName': 'add', 'params': [2, 2]}, ...]) => \\
[[4], ...]

        Allows the caller to package multiple XML-RPC calls into a single
        request."""
        results = []
        for call in call_list:
            try:
                results.append([self._dispatch(call['methodName'], call['params'])])
            except Fault as fault:
                results.append({'faultCode': fault.faultCode,
                                'faultString': fault.faultString})
            except BaseException as exc:
                results.append({'faultCode': 1, 'faultString': '%s:%s' % (type(exc), exc)})
        return results

    def _dispatch(self, method, params):
        """Call what a name means; Exception where it means nothing."""
        if method in self.funcs:
            return self.funcs[method](*params)
        if self.instance is not None:
            if hasattr(self.instance, '_dispatch'):
                return self.instance._dispatch(method, params)
            try:
                func = resolve_dotted_attribute(self.instance, method, self.allow_dotted_names)
            except AttributeError:
                pass
            else:
                if func is not None:
                    return func(*params)
        raise Exception('method "%s" is not supported' % method)


class SimpleXMLRPCRequestHandler(BaseHTTPRequestHandler):
    """Takes calls by POST, to one of rpc_paths (any, if that is empty)."""

    rpc_paths = ('/', '/RPC2', '/pydoc.css')
    # From how many bytes on answers are compressed, if the client likes that; None: never.
    encode_threshold = 1400
    # Answers are written in one piece, which leaves at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    aepattern = re.compile(r'''
        \s* ([^\s;]+) \s*                   # the encoding
        (;\s* q \s*=\s* ([0-9\.]+))?        # its weight
        ''', re.VERBOSE | re.IGNORECASE)

    def accept_encodings(self):
        """{encoding: weight} of the header Accept-Encoding."""
        result = {}
        for e in self.headers.get('Accept-Encoding', '').split(','):
            match = self.aepattern.match(e)
            if match:
                v = match.group(3)
                result[match.group(1)] = float(v) if v else 1.0
        return result

    def is_rpc_path_valid(self):
        return self.path in self.rpc_paths if self.rpc_paths else True

    def do_POST(self):
        """A call."""
        if not self.is_rpc_path_valid():
            self.report_404()
            return
        try:
            data = self._read_request()
            if data is None:
                return                      # it was answered
            # A server may be several dispatchers, by path; older ones know no path.
            response = self.server._marshaled_dispatch(
                data, getattr(self, '_dispatch', None), self.path)
        except Exception as e:
            # It should not fail: so it is told only to those who look for the bug.
            self.send_response(500)
            if getattr(self.server, '_send_traceback_header', False):
                self.send_header('X-exception', str(e))
                trace = str(traceback.format_exc().encode('ASCII', 'backslashreplace'), 'ASCII')
                self.send_header('X-traceback', trace)
            self.send_header('Content-length', '0')
            self.end_headers()
            return
        self.send_response(200)
        self.send_header('Content-type', 'text/xml')
        if self.encode_threshold is not None and len(response) > self.encode_threshold:
            if self.accept_encodings().get('gzip', 0):
                try:
                    response = gzip_encode(response)
                    self.send_header('Content-Encoding', 'gzip')
                except NotImplementedError:
                    pass
        self.send_header('Content-length', str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def _read_request(self):
        """The body. It is read in pieces, as one read of much fails on some systems."""
        left = int(self.headers['content-length'])
        pieces = []
        while left:
            piece = self.rfile.read(min(left, 10 * 1024 * 1024))
            if not piece:
                break
            pieces.append(piece)
            left -= len(piece)
        return self.decode_request_content(b''.join(pieces))

    def decode_request_content(self, data):
        """The body unpacked; None where that failed, and an answer was sent."""
        encoding = self.headers.get('content-encoding', 'identity').lower()
        if encoding == 'identity':
            return data
        if encoding == 'gzip':
            try:
                return gzip_decode(data)
            except NotImplementedError:
                self.send_response(501, 'encoding %r not supported' % encoding)
            except ValueError:
                self.send_response(400, 'error decoding gzip content')
        else:
            self.send_response(501, 'encoding %r not supported' % encoding)
        self.send_header('Content-length', '0')
        self.end_headers()

    def report_404(self):
        """Answer that there is no such page."""
        self.send_response(404)
        response = b'No such page'
        self.send_header('Content-type', 'text/plain')
        self.send_header('Content-length', str(len(response)))
        self.end_headers()
        self.wfile.write(response)

    def log_request(self, code='-', size='-'):
        """Log a request, if the server wants that."""
        if self.server.logRequests:
            BaseHTTPRequestHandler.log_request(self, code, size)


class SimpleXMLRPCServer(socketserver.TCPServer, SimpleXMLRPCDispatcher):
    """A server."""

    allow_reuse_address = True
    # Tell clients of exceptions that should not occur: only to find bugs.
    _send_traceback_header = False

    def __init__(self, addr, requestHandler=SimpleXMLRPCRequestHandler, logRequests=True,
                 allow_none=False, encoding=None, bind_and_activate=True,
                 use_builtin_types=False):
        self.logRequests = logRequests
        SimpleXMLRPCDispatcher.__init__(self, allow_none, encoding, use_builtin_types)
        socketserver.TCPServer.__init__(self, addr, requestHandler, bind_and_activate)


class MultiPathXMLRPCServer(SimpleXMLRPCServer):
    """A server with a dispatcher for each path."""

    def __init__(self, addr, requestHandler=SimpleXMLRPCRequestHandler, logRequests=True,
                 allow_none=False, encoding=None, bind_and_activate=True,
                 use_builtin_types=False):
        SimpleXMLRPCServer.__init__(self, addr, requestHandler, logRequests, allow_none,
                                    encoding, bind_and_activate, use_builtin_types)
        self.dispatchers = {}
        self.allow_none = allow_none
        self.encoding = encoding or 'utf-8'

    def add_dispatcher(self, path, dispatcher):
        """Calls to a path go to a dispatcher, which is returned."""
        self.dispatchers[path] = dispatcher
        return dispatcher

    def get_dispatcher(self, path):
        return self.dispatchers[path]

    def _marshaled_dispatch(self, data, dispatch_method=None, path=None):
        try:
            return self.dispatchers[path]._marshaled_dispatch(data, dispatch_method, path)
        except BaseException as exc:
            # Dispatchers make faults of exceptions; this one does not, or is not there.
            response = dumps(Fault(1, '%s:%s' % (type(exc), exc)), encoding=self.encoding,
                             allow_none=self.allow_none)
            return response.encode(self.encoding, 'xmlcharrefreplace')


class CGIXMLRPCRequestHandler(SimpleXMLRPCDispatcher):
    """A server that is a script of a web server: handle_request() takes one call."""

    def __init__(self, allow_none=False, encoding=None, use_builtin_types=False):
        SimpleXMLRPCDispatcher.__init__(self, allow_none, encoding, use_builtin_types)

    def _write(self, headers, body):
        for header in headers:
            print(header)
        print('Content-Length: %d' % len(body))
        print()
        sys.stdout.flush()
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()

    def handle_xmlrpc(self, request_text):
        """A call, as XML."""
        self._write(['Content-Type: text/xml'], self._marshaled_dispatch(request_text))

    def handle_get(self):
        """What is no call is refused."""
        code = 400
        message, explain = BaseHTTPRequestHandler.responses[code]
        response = http.server.DEFAULT_ERROR_MESSAGE % {
            'code': code, 'message': message, 'explain': explain}
        self._write(['Status: %d %s' % (code, message),
                     'Content-Type: %s' % http.server.DEFAULT_ERROR_CONTENT_TYPE],
                    response.encode('utf-8'))

    def handle_request(self, request_text=None):
        """What the web server passes on; request_text: a call, by default standard input."""
        if request_text is None and os.environ.get('REQUEST_METHOD', None) == 'GET':
            self.handle_get()
            return
        try:
            length = int(os.environ.get('CONTENT_LENGTH', None))
        except (ValueError, TypeError):
            length = -1
        if request_text is None:
            request_text = sys.stdin.read(length)
        self.handle_xmlrpc(request_text)


# ---- documentation for browsers ----

class ServerHTMLDoc(pydoc.HTMLDoc):
    """The functions of a server as a page."""

    def markup(self, text, escape=None, funcs={}, classes={}, methods={}):
        """A text with links for addresses, RFCs, PEPs and functions, whose names may have
        dots in them."""
        escape = escape or self.escape
        results = []
        here = 0
        pattern = re.compile(r'\b((http|https|ftp)://\S+[\w/]|RFC[- ]?(\d+)|'
                             r'PEP[- ]?(\d+)|(self\.)?((?:\w|\.)+))\b')
        for match in pattern.finditer(text):
            start, end = match.span()
            results.append(escape(text[here:start]))
            all, scheme, rfc, pep, selfdot, name = match.groups()
            if scheme or rfc or pep:
                results.append(pydoc.HTMLDoc.markup(self, all, escape))
            elif text[end:end + 1] == '(':
                results.append(self.namelink(name, methods, funcs, classes))
            elif selfdot:
                results.append('self.<strong>%s</strong>' % name)
            else:
                results.append(self.namelink(name, classes))
            here = end
        results.append(escape(text[here:]))
        return ''.join(results)

    def _argspec(self, object):
        """The parameters as a caller gives them; '(...)' where they are not known."""
        try:
            args, *rest = getfullargspec(object)
        except TypeError:
            return '(...)'
        if ismethod(object) or (isbuiltin(object) and not ismodule(object.__self__)):
            del args[0]
        return formatargspec(args, *rest)

    def docroutine(self, object, name, mod=None, funcs={}, classes={}, methods={}, cl=None):
        """A function, or a tuple of its signature and its documentation."""
        anchor = (cl and cl.__name__ or '') + '-' + name
        title = '<a name="%s"><strong>%s</strong></a>' % (self.escape(anchor),
                                                         self.escape(name))
        if isinstance(object, tuple):
            argspec = object[0] or '(...)'
            docstring = object[1] or ''
        else:
            argspec = self._argspec(object)
            docstring = pydoc.getdoc(object)
        doc = self.markup(docstring, self.preformat, funcs, classes, methods)
        doc = doc and '<dd><tt>%s</tt></dd>' % doc
        return '<dl><dt>%s</dt>%s</dl>\n' % (title + argspec, doc)

    def docserver(self, server_name, package_documentation, methods):
        """The page's contents."""
        fdict = {}
        for key, value in methods.items():
            fdict[key] = '#-' + key
            fdict[value] = fdict[key]
        head = '<big><big><strong>%s</strong></big></big>' % self.escape(server_name)
        result = self.heading(head, '#ffffff', '#7799ee')
        doc = self.markup(package_documentation, self.preformat, fdict)
        result += '<p>%s</p>\n' % (doc and '<tt>%s</tt>' % doc)
        contents = [self.docroutine(value, key, funcs=fdict)
                    for key, value in sorted(methods.items())]
        return result + self.bigsection('Methods', '#ffffff', '#eeaa77', ''.join(contents))


class XMLRPCDocGenerator:
    """What makes a server's documentation, beside a SimpleXMLRPCDispatcher."""

    def __init__(self):
        self.server_name = 'XML-RPC Server Documentation'
        self.server_documentation = ('This server exports the following methods through the '
                                     'XML-RPC protocol.')
        self.server_title = 'XML-RPC Server Documentation'

    def set_server_title(self, server_title):
        """The title of the page."""
        self.server_title = server_title

    def set_server_name(self, server_name):
        """The name at the top of the page."""
        self.server_name = server_name

    def set_server_documentation(self, server_documentation):
        """What is said about the server."""
        self.server_documentation = server_documentation

    def generate_html_documentation(self):
        """The page. An instance that dispatches itself may have _get_method_argstring(name)
        and _methodHelp(name)."""
        methods = {}
        for method_name in self.system_listMethods():
            if method_name in self.funcs:
                method = self.funcs[method_name]
            elif self.instance is not None:
                method = self._instance_method(method_name)
            else:
                assert 0, 'Could not find method in self.functions and no instance installed'
            methods[method_name] = method
        documenter = ServerHTMLDoc()
        documentation = documenter.docserver(self.server_name, self.server_documentation,
                                             methods)
        return documenter.page(html.escape(self.server_title), documentation)

    def _instance_method(self, method_name):
        """An instance's method, or (signature, documentation)."""
        info = [None, None]
        if hasattr(self.instance, '_get_method_argstring'):
            info[0] = self.instance._get_method_argstring(method_name)
        if hasattr(self.instance, '_methodHelp'):
            info[1] = self.instance._methodHelp(method_name)
        info = tuple(info)
        if info != (None, None):
            return info
        if not hasattr(self.instance, '_dispatch'):
            try:
                return resolve_dotted_attribute(self.instance, method_name)
            except AttributeError:
                pass
        return info


class DocXMLRPCRequestHandler(SimpleXMLRPCRequestHandler):
    """Takes calls, and gives the documentation to those who GET."""

    def do_GET(self):
        if not self.is_rpc_path_valid():
            self.report_404()
            return
        response = self.server.generate_html_documentation().encode('utf-8')
        self.send_response(200)
        self.send_header('Content-type', 'text/html')
        self.send_header('Content-length', str(len(response)))
        self.end_headers()
        self.wfile.write(response)


class DocXMLRPCServer(SimpleXMLRPCServer, XMLRPCDocGenerator):
    """A server with documentation."""

    def __init__(self, addr, requestHandler=DocXMLRPCRequestHandler, logRequests=True,
                 allow_none=False, encoding=None, bind_and_activate=True,
                 use_builtin_types=False):
        SimpleXMLRPCServer.__init__(self, addr, requestHandler, logRequests, allow_none,
                                    encoding, bind_and_activate, use_builtin_types)
        XMLRPCDocGenerator.__init__(self)


class DocCGIXMLRPCRequestHandler(CGIXMLRPCRequestHandler, XMLRPCDocGenerator):
    """A script of a web server, with documentation."""

    def __init__(self):
        CGIXMLRPCRequestHandler.__init__(self)
        XMLRPCDocGenerator.__init__(self)

    def handle_get(self):
        self._write(['Content-Type: text/html'],
                    self.generate_html_documentation().encode('utf-8'))
