"""The client's side of XML-RPC, and the XML that both sides speak.

    with ServerProxy('http://betty.userland.com') as server:
        print(server.examples.getStateName(41))

Values are ints of 32 bits, floats, strings, booleans, lists (and tuples), dictionaries
with strings as keys, DateTime, Binary and bytes; None where both sides agree to it.
Instances are sent as dictionaries of their attributes.
"""

import base64
import errno
import http.client
import sys
import time
import urllib.parse
from datetime import datetime
from decimal import Decimal
from io import BytesIO
from xml.parsers import expat
try:
    import gzip
except ImportError:
    gzip = None

__version__ = '%d.%d' % sys.version_info[:2]

MAXINT = 2 ** 31 - 1
MININT = -2 ** 31

# Codes of faults that the specifications reserve.
PARSE_ERROR = -32700
SERVER_ERROR = -32600
APPLICATION_ERROR = -32500
SYSTEM_ERROR = -32400
TRANSPORT_ERROR = -32300
NOT_WELLFORMED_ERROR = -32700
UNSUPPORTED_ENCODING = -32701
INVALID_ENCODING_CHAR = -32702
INVALID_XMLRPC = -32600
METHOD_NOT_FOUND = -32601
INVALID_METHOD_PARAMS = -32602
INTERNAL_ERROR = -32603


def escape(s):
    """Text for XML."""
    return s.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


# ---- exceptions ----

class Error(Exception):
    """What can go wrong with a call."""

    __str__ = object.__str__


class ProtocolError(Error):
    """HTTP failed: url, errcode, errmsg and the answer's headers."""

    def __init__(self, url, errcode, errmsg, headers):
        Error.__init__(self)
        self.url = url
        self.errcode = errcode
        self.errmsg = errmsg
        self.headers = headers

    def __repr__(self):
        return '<%s for %s: %s %s>' % (self.__class__.__name__, self.url, self.errcode,
                                       self.errmsg)


class ResponseError(Error):
    """The answer makes no sense."""


class Fault(Error):
    """The server says that the call failed: faultCode, faultString."""

    def __init__(self, faultCode, faultString, **extra):
        Error.__init__(self)
        self.faultCode = faultCode
        self.faultString = faultString

    def __repr__(self):
        return '<%s %s: %r>' % (self.__class__.__name__, self.faultCode, self.faultString)


# ---- values of their own types ----

boolean = Boolean = bool


def _strftime(value):
    if isinstance(value, datetime):
        # strftime() may not know years with less than four digits.
        return '%04d%02d%02dT%02d:%02d:%02d' % (value.year, value.month, value.day,
                                                value.hour, value.minute, value.second)
    if not isinstance(value, (tuple, time.struct_time)):
        if value == 0:
            value = time.time()
        value = time.localtime(value)
    return '%04d%02d%02dT%02d:%02d:%02d' % value[:6]


class DateTime:
    """A date and time without a zone, as XML-RPC has it: made of its text, a time tuple,
    a datetime, or seconds since the epoch; by default the time now."""

    def __init__(self, value=0):
        self.value = value if isinstance(value, str) else _strftime(value)

    def make_comparable(self, other):
        """Both texts, for comparison; TypeError."""
        if isinstance(other, DateTime):
            return self.value, other.value
        if isinstance(other, datetime):
            return self.value, _strftime(other)
        if isinstance(other, str):
            return self.value, other
        if hasattr(other, 'timetuple'):
            return self.timetuple(), other.timetuple()
        otype = other.__class__.__name__ if hasattr(other, '__class__') else type(other)
        raise TypeError("Can't compare %s and %s" % (self.__class__.__name__, otype))

    def __lt__(self, other):
        s, o = self.make_comparable(other)
        return s < o

    def __le__(self, other):
        s, o = self.make_comparable(other)
        return s <= o

    def __gt__(self, other):
        s, o = self.make_comparable(other)
        return s > o

    def __ge__(self, other):
        s, o = self.make_comparable(other)
        return s >= o

    def __eq__(self, other):
        s, o = self.make_comparable(other)
        return s == o

    def timetuple(self):
        return time.strptime(self.value, '%Y%m%dT%H:%M:%S')

    def __str__(self):
        return self.value

    def __repr__(self):
        return '<%s %r at %#x>' % (self.__class__.__name__, self.value, id(self))

    def decode(self, data):
        """Take the value from XML."""
        self.value = str(data).strip()

    def encode(self, out):
        """Write the value as XML."""
        out.write('<value><dateTime.iso8601>')
        out.write(self.value)
        out.write('</dateTime.iso8601></value>\n')


def _datetime(data):
    value = DateTime()
    value.decode(data)
    return value


def _datetime_type(data):
    return datetime.strptime(data, '%Y%m%dT%H:%M:%S')


class Binary:
    """Bytes, in data, which travel as base64."""

    def __init__(self, data=None):
        if data is None:
            data = b''
        elif not isinstance(data, (bytes, bytearray)):
            raise TypeError('expected bytes or bytearray, not %s' % data.__class__.__name__)
        else:
            data = bytes(data)
        self.data = data

    def __str__(self):
        return str(self.data, 'latin-1')

    def __eq__(self, other):
        if isinstance(other, Binary):
            other = other.data
        return self.data == other

    __hash__ = None

    def decode(self, data):
        """Take the value from XML."""
        self.data = base64.decodebytes(data)

    def encode(self, out):
        """Write the value as XML."""
        out.write('<value><base64>\n')
        out.write(base64.encodebytes(self.data).decode('ascii'))
        out.write('</base64></value>\n')


def _binary(data):
    value = Binary()
    value.decode(data)
    return value


WRAPPERS = (DateTime, Binary)


# ---- XML to values ----

class ExpatParser:
    """Parses XML, and tells a target (an Unmarshaller)."""

    def __init__(self, target):
        self._parser = parser = expat.ParserCreate(None, None)
        self._target = target
        parser.StartElementHandler = target.start
        parser.EndElementHandler = target.end
        parser.CharacterDataHandler = target.data
        target.xml(None, None)

    def feed(self, data):
        self._parser.Parse(data, False)

    def close(self):
        try:
            parser = self._parser
        except AttributeError:
            return
        del self._target, self._parser      # they refer to each other
        parser.Parse(b'', True)


class Unmarshaller:
    """Makes values of the elements it is told of; close() gives a tuple of them.

    _stack: values that are complete; _marks: where in it the containers begin that are
    being read; _value: within an element value, whose text is a string by default.
    """

    def __init__(self, use_datetime=False, use_builtin_types=False):
        self._type = None
        self._stack = []
        self._marks = []
        self._data = []
        self._value = False
        self._methodname = None
        self._encoding = 'utf-8'
        self.append = self._stack.append
        self._use_datetime = use_builtin_types or use_datetime
        self._use_bytes = use_builtin_types

    def close(self):
        if self._type is None or self._marks:
            raise ResponseError()
        if self._type == 'fault':
            raise Fault(**self._stack[0])
        return tuple(self._stack)

    def getmethodname(self):
        return self._methodname

    # ---- events ----

    def xml(self, encoding, standalone):
        self._encoding = encoding

    def start(self, tag, attrs):
        # The names of extensions have a prefix.
        if ':' in tag:
            tag = tag.split(':')[-1]
        if tag in ('array', 'struct'):
            self._marks.append(len(self._stack))
        self._data = []
        if self._value and tag not in self.dispatch:
            raise ResponseError('unknown tag %r' % tag)
        self._value = tag == 'value'

    def data(self, text):
        self._data.append(text)

    def end(self, tag):
        method = self.dispatch.get(tag)
        if method is None:
            if ':' not in tag:
                return
            method = self.dispatch.get(tag.split(':')[-1])
            if method is None:
                return
        method(self, ''.join(self._data))

    dispatch = {}

    def end_nil(self, data):
        self.append(None)
        self._value = False
    dispatch['nil'] = end_nil

    def end_boolean(self, data):
        if data not in ('0', '1'):
            raise TypeError('bad boolean value')
        self.append(data == '1')
        self._value = False
    dispatch['boolean'] = end_boolean

    def end_int(self, data):
        self.append(int(data))
        self._value = False
    for _name in 'i1', 'i2', 'i4', 'i8', 'int', 'biginteger':
        dispatch[_name] = end_int
    del _name

    def end_double(self, data):
        self.append(float(data))
        self._value = False
    dispatch['double'] = end_double
    dispatch['float'] = end_double

    def end_bigdecimal(self, data):
        self.append(Decimal(data))
        self._value = False
    dispatch['bigdecimal'] = end_bigdecimal

    def end_string(self, data):
        if self._encoding:
            data = data.decode(self._encoding)
        self.append(data)
        self._value = False
    dispatch['string'] = end_string
    dispatch['name'] = end_string       # a struct's keys are strings

    def end_array(self, data):
        mark = self._marks.pop()
        self._stack[mark:] = [self._stack[mark:]]
        self._value = False
    dispatch['array'] = end_array

    def end_struct(self, data):
        mark = self._marks.pop()
        items = self._stack[mark:]
        self._stack[mark:] = [dict(zip(items[::2], items[1::2]))]
        self._value = False
    dispatch['struct'] = end_struct

    def end_base64(self, data):
        value = Binary()
        value.decode(data.encode('ascii'))
        self.append(value.data if self._use_bytes else value)
        self._value = False
    dispatch['base64'] = end_base64

    def end_dateTime(self, data):
        value = DateTime()
        value.decode(data)
        self.append(_datetime_type(data) if self._use_datetime else value)
    dispatch['dateTime.iso8601'] = end_dateTime

    def end_value(self, data):
        # Without an element for a type it is a string.
        if self._value:
            self.end_string(data)
    dispatch['value'] = end_value

    def end_params(self, data):
        self._type = 'params'
    dispatch['params'] = end_params

    def end_fault(self, data):
        self._type = 'fault'
    dispatch['fault'] = end_fault

    def end_methodName(self, data):
        if self._encoding:
            data = data.decode(self._encoding)
        self._methodname = data
        self._type = 'methodName'       # there may be no params
    dispatch['methodName'] = end_methodName


# ---- values to XML ----

class Marshaller:
    """Writes values as XML."""

    def __init__(self, encoding=None, allow_none=False):
        self.memo = {}              # ids of the containers we are in
        self.data = None
        self.encoding = encoding
        self.allow_none = allow_none

    dispatch = {}

    def dumps(self, values):
        """The XML of a tuple of parameters, or a Fault."""
        out = []
        write = out.append
        if isinstance(values, Fault):
            write('<fault>\n')
            self._dump({'faultCode': values.faultCode, 'faultString': values.faultString},
                       write)
            write('</fault>\n')
        else:
            write('<params>\n')
            for v in values:
                write('<param>\n')
                self._dump(v, write)
                write('</param>\n')
            write('</params>\n')
        return ''.join(out)

    def _dump(self, value, write):
        f = self.dispatch.get(type(value))
        if f is None:
            # An instance without attributes cannot be sent, nor can one of a subclass of
            # what is sent otherwise: it would arrive without its class.
            if not hasattr(value, '__dict__'):
                raise TypeError('cannot marshal %s objects' % type(value))
            for type_ in type(value).__mro__:
                if type_ in self.dispatch:
                    raise TypeError('cannot marshal %s objects' % type(value))
            f = self.dispatch['_arbitrary_instance']
        f(self, value, write)

    def dump_nil(self, value, write):
        if not self.allow_none:
            raise TypeError('cannot marshal None unless allow_none is enabled')
        write('<value><nil/></value>')
    dispatch[type(None)] = dump_nil

    def dump_bool(self, value, write):
        write('<value><boolean>%s</boolean></value>\n' % ('1' if value else '0'))
    dispatch[bool] = dump_bool

    def dump_long(self, value, write):
        if value > MAXINT or value < MININT:
            raise OverflowError('int exceeds XML-RPC limits')
        write('<value><int>%d</int></value>\n' % int(value))
    dispatch[int] = dump_long
    dump_int = dump_long

    def dump_double(self, value, write):
        write('<value><double>%r</double></value>\n' % (value,))
    dispatch[float] = dump_double

    def dump_unicode(self, value, write, escape=escape):
        write('<value><string>%s</string></value>\n' % escape(value))
    dispatch[str] = dump_unicode

    def dump_bytes(self, value, write):
        write('<value><base64>\n')
        write(base64.encodebytes(value).decode('ascii'))
        write('</base64></value>\n')
    dispatch[bytes] = dump_bytes
    dispatch[bytearray] = dump_bytes

    def _enter(self, value, kind):
        i = id(value)
        if i in self.memo:
            raise TypeError('cannot marshal recursive ' + kind)
        self.memo[i] = None
        return i

    def dump_array(self, value, write):
        i = self._enter(value, 'sequences')
        write('<value><array><data>\n')
        for v in value:
            self._dump(v, write)
        write('</data></array></value>\n')
        del self.memo[i]
    dispatch[tuple] = dump_array
    dispatch[list] = dump_array

    def dump_struct(self, value, write, escape=escape):
        i = self._enter(value, 'dictionaries')
        write('<value><struct>\n')
        for k, v in value.items():
            write('<member>\n')
            if not isinstance(k, str):
                raise TypeError('dictionary key must be string')
            write('<name>%s</name>\n' % escape(k))
            self._dump(v, write)
            write('</member>\n')
        write('</struct></value>\n')
        del self.memo[i]
    dispatch[dict] = dump_struct

    def dump_datetime(self, value, write):
        write('<value><dateTime.iso8601>%s</dateTime.iso8601></value>\n' % _strftime(value))
    dispatch[datetime] = dump_datetime

    def dump_instance(self, value, write):
        if value.__class__ in WRAPPERS:
            self.write = write          # as the wrappers see us
            value.encode(self)
            del self.write
        else:
            self.dump_struct(value.__dict__, write)
    dispatch[DateTime] = dump_instance
    dispatch[Binary] = dump_instance
    dispatch['_arbitrary_instance'] = dump_instance


# ---- documents ----


def getparser(use_datetime=False, use_builtin_types=False):
    """(parser, unmarshaller), connected."""
    target = Unmarshaller(use_datetime, use_builtin_types)
    return ExpatParser(target), target


def dumps(params, methodname=None, methodresponse=None, encoding=None, allow_none=False):
    """The XML of parameters, or a Fault: of a call with a method's name, of an answer with
    methodresponse, else of the parameters alone."""
    assert isinstance(params, (tuple, Fault)), 'argument must be tuple or Fault instance'
    if isinstance(params, Fault):
        methodresponse = 1
    elif methodresponse and isinstance(params, tuple):
        assert len(params) == 1, 'response tuple must be a singleton'
    if not encoding:
        encoding = 'utf-8'
    data = Marshaller(encoding, allow_none).dumps(params)
    if encoding != 'utf-8':
        xmlheader = "<?xml version='1.0' encoding='%s'?>\n" % str(encoding)
    else:
        xmlheader = "<?xml version='1.0'?>\n"
    if methodname:
        return ''.join((xmlheader, '<methodCall>\n<methodName>', escape(methodname),
                        '</methodName>\n', data, '</methodCall>\n'))
    if methodresponse:
        return ''.join((xmlheader, '<methodResponse>\n', data, '</methodResponse>\n'))
    return data


def loads(data, use_datetime=False, use_builtin_types=False):
    """(values, method's name or None) of XML; the Fault in it is raised."""
    p, u = getparser(use_datetime=use_datetime, use_builtin_types=use_builtin_types)
    p.feed(data)
    p.close()
    return u.close(), u.getmethodname()


def gzip_encode(data):
    """Data as gzip has them."""
    if not gzip:
        raise NotImplementedError
    f = BytesIO()
    with gzip.GzipFile(mode='wb', fileobj=f, compresslevel=1) as gzf:
        gzf.write(data)
    return f.getvalue()


def gzip_decode(data, max_decode=20971520):
    """The data in gzip's; ValueError where they are none, or more than max_decode bytes
    (negative: no limit)."""
    if not gzip:
        raise NotImplementedError
    with gzip.GzipFile(mode='rb', fileobj=BytesIO(data)) as gzf:
        try:
            if max_decode < 0:
                decoded = gzf.read()
            else:
                decoded = gzf.read(max_decode + 1)
        except OSError:
            raise ValueError('invalid data') from None
    if max_decode >= 0 and len(decoded) > max_decode:
        raise ValueError('max gzipped payload length exceeded')
    return decoded


class GzipDecodedResponse(gzip.GzipFile if gzip else object):
    """A response that is unpacked as it is read."""

    def __init__(self, response):
        if not gzip:
            raise NotImplementedError
        self.io = BytesIO(response.read())
        gzip.GzipFile.__init__(self, mode='rb', fileobj=self.io)

    def close(self):
        try:
            gzip.GzipFile.close(self)
        finally:
            self.io.close()


# ---- calls ----

class _Method:
    """What a ServerProxy's attribute is: it sends the call, or has dotted names in it."""

    def __init__(self, send, name):
        self.__send = send
        self.__name = name

    def __getattr__(self, name):
        return _Method(self.__send, '%s.%s' % (self.__name, name))

    def __call__(self, *args):
        return self.__send(self.__name, args)


class Transport:
    """Sends calls over HTTP, on a connection that is kept."""

    user_agent = 'Python-xmlrpc/%s' % __version__
    accept_gzip_encoding = True
    # From how many bytes on calls are compressed; None: never.
    encode_threshold = None

    def __init__(self, use_datetime=False, use_builtin_types=False, *, headers=()):
        self._use_datetime = use_datetime
        self._use_builtin_types = use_builtin_types
        self._connection = (None, None)         # (host, connection)
        self._headers = list(headers)
        self._extra_headers = []

    def request(self, host, handler, request_body, verbose=False):
        """Send a call and return the answer's values. If the server closed the connection
        meanwhile, once more on a new one."""
        for i in (0, 1):
            try:
                return self.single_request(host, handler, request_body, verbose)
            except http.client.RemoteDisconnected:
                if i:
                    raise
            except OSError as e:
                if i or e.errno not in (errno.ECONNRESET, errno.ECONNABORTED, errno.EPIPE):
                    raise

    def single_request(self, host, handler, request_body, verbose=False):
        try:
            http_conn = self.send_request(host, handler, request_body, verbose)
            resp = http_conn.getresponse()
            if resp.status == 200:
                self.verbose = verbose
                return self.parse_response(resp)
        except Fault:
            raise
        except Exception:
            # The connection's state is not known.
            self.close()
            raise
        # What the answer holds must be read, for the next one.
        if resp.getheader('content-length', ''):
            resp.read()
        raise ProtocolError(host + handler, resp.status, resp.reason, dict(resp.getheaders()))

    def getparser(self):
        return getparser(use_datetime=self._use_datetime,
                         use_builtin_types=self._use_builtin_types)

    def get_host_info(self, host):
        """(host, headers, keywords) of a host, or a tuple of it and keywords for TLS; with
        user and password in it they become a header."""
        x509 = {}
        if isinstance(host, tuple):
            host, x509 = host
        auth, at, host = host.rpartition('@')
        extra_headers = []
        if at:
            auth = urllib.parse.unquote_to_bytes(auth)
            auth = ''.join(base64.encodebytes(auth).decode('utf-8').split())
            extra_headers = [('Authorization', 'Basic ' + auth)]
        return host, extra_headers, x509

    def make_connection(self, host):
        if self._connection and host == self._connection[0]:
            return self._connection[1]
        chost, self._extra_headers, x509 = self.get_host_info(host)
        self._connection = host, http.client.HTTPConnection(chost)
        return self._connection[1]

    def close(self):
        """Close the connection; the next call opens one."""
        host, connection = self._connection
        if connection:
            self._connection = (None, None)
            connection.close()

    def send_request(self, host, handler, request_body, debug):
        connection = self.make_connection(host)
        headers = self._headers + self._extra_headers
        if debug:
            connection.set_debuglevel(1)
        if self.accept_gzip_encoding and gzip:
            connection.putrequest('POST', handler, skip_accept_encoding=True)
            headers.append(('Accept-Encoding', 'gzip'))
        else:
            connection.putrequest('POST', handler)
        headers.append(('Content-Type', 'text/xml'))
        headers.append(('User-Agent', self.user_agent))
        self.send_headers(connection, headers)
        self.send_content(connection, request_body)
        return connection

    def send_headers(self, connection, headers):
        for key, val in headers:
            connection.putheader(key, val)

    def send_content(self, connection, request_body):
        if self.encode_threshold is not None and self.encode_threshold < len(request_body) and \
                gzip:
            connection.putheader('Content-Encoding', 'gzip')
            request_body = gzip_encode(request_body)
        connection.putheader('Content-Length', str(len(request_body)))
        connection.endheaders(request_body)

    def parse_response(self, response):
        """The values in a response."""
        stream = response
        if hasattr(response, 'getheader') and \
                response.getheader('Content-Encoding', '') == 'gzip':
            stream = GzipDecodedResponse(response)
        p, u = self.getparser()
        while True:
            data = stream.read(1024)
            if not data:
                break
            if self.verbose:
                print('body:', repr(data))
            p.feed(data)
        if stream is not response:
            stream.close()
        p.close()
        return u.close()


class SafeTransport(Transport):
    """Sends calls over HTTPS."""

    def __init__(self, use_datetime=False, use_builtin_types=False, *, headers=(),
                 context=None):
        Transport.__init__(self, use_datetime=use_datetime,
                           use_builtin_types=use_builtin_types, headers=headers)
        self.context = context

    def make_connection(self, host):
        if self._connection and host == self._connection[0]:
            return self._connection[1]
        if not hasattr(http.client, 'HTTPSConnection'):
            raise NotImplementedError("your version of http.client doesn't support HTTPS")
        chost, self._extra_headers, x509 = self.get_host_info(host)
        self._connection = host, http.client.HTTPSConnection(chost, None, context=self.context,
                                                             **(x509 or {}))
        return self._connection[1]


class ServerProxy:
    """A server, whose functions are this object's methods.

    proxy('close')() closes the connection, proxy('transport') is what sends the calls.
    """

    def __init__(self, uri, transport=None, encoding=None, verbose=False, allow_none=False,
                 use_datetime=False, use_builtin_types=False, *, headers=(), context=None):
        p = urllib.parse.urlsplit(uri)
        if p.scheme not in ('http', 'https'):
            raise OSError('unsupported XML-RPC protocol')
        self.__host = p.netloc
        self.__handler = urllib.parse.urlunsplit(['', '', *p[2:]])
        if not self.__handler:
            self.__handler = '/RPC2'
        if transport is None:
            if p.scheme == 'https':
                transport = SafeTransport(use_datetime, use_builtin_types, headers=headers,
                                          context=context)
            else:
                transport = Transport(use_datetime, use_builtin_types, headers=headers)
        self.__transport = transport
        self.__encoding = encoding or 'utf-8'
        self.__verbose = verbose
        self.__allow_none = allow_none

    def __close(self):
        self.__transport.close()

    def __request(self, methodname, params):
        request = dumps(params, methodname, encoding=self.__encoding,
                        allow_none=self.__allow_none).encode(self.__encoding,
                                                             'xmlcharrefreplace')
        response = self.__transport.request(self.__host, self.__handler, request,
                                            verbose=self.__verbose)
        return response[0] if len(response) == 1 else response

    def __repr__(self):
        return '<%s for %s%s>' % (self.__class__.__name__, self.__host, self.__handler)

    def __getattr__(self, name):
        return _Method(self.__request, name)

    def __call__(self, attr):
        if attr == 'close':
            return self.__close
        if attr == 'transport':
            return self.__transport
        raise AttributeError('Attribute %r not found' % (attr,))

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.__close()


Server = ServerProxy                # its old name


# ---- several calls at once ----

class _MultiCallMethod:
    def __init__(self, call_list, name):
        self.__call_list = call_list
        self.__name = name

    def __getattr__(self, name):
        return _MultiCallMethod(self.__call_list, '%s.%s' % (self.__name, name))

    def __call__(self, *args):
        self.__call_list.append((self.__name, args))


class MultiCallIterator:
    """The results of several calls, in their order; a fault among them is raised."""

    def __init__(self, results):
        self.results = results

    def __getitem__(self, i):
        item = self.results[i]
        if isinstance(item, dict):
            raise Fault(item['faultCode'], item['faultString'])
        if isinstance(item, list):
            return item[0]
        raise ValueError('unexpected type in multicall result')


class MultiCall:
    """Calls that are collected, and sent together when this is called itself.

        multi = MultiCall(server)
        multi.add(2, 3)
        multi.pow(2, 8)
        a, b = multi()
    """

    def __init__(self, server):
        self.__server = server
        self.__call_list = []

    def __repr__(self):
        return '<%s at %#x>' % (self.__class__.__name__, id(self))

    def __getattr__(self, name):
        return _MultiCallMethod(self.__call_list, name)

    def __call__(self):
        calls = [{'methodName': name, 'params': args} for name, args in self.__call_list]
        return MultiCallIterator(self.__server.system.multicall(calls))
