#!/usr/bin/env python3
"""For scripts that a web server runs as CGI says: the form's fields, and help to see
what goes wrong.

    form = cgi.FieldStorage()
    if 'name' in form:
        print(form['name'].value)
"""

import codecs
import html
import locale
import os
import sys
import tempfile
import urllib.parse
from collections.abc import Mapping
from email.message import Message, _split_parameters
from email.parser import FeedParser
from io import BytesIO, StringIO, TextIOWrapper
from warnings import warn

__all__ = ['MiniFieldStorage', 'FieldStorage', 'parse', 'parse_qs', 'parse_qsl',
           'parse_multipart', 'parse_header', 'test', 'print_exception', 'print_environ',
           'print_form', 'print_directory', 'print_arguments', 'print_environ_usage', 'escape']

# ---- a log, for debugging ----

logfile = ''            # the name of a file to append to
logfp = None            # the file


def initlog(*allargs):
    """Open the log, if logfile names one, and log a first line."""
    global log, logfile, logfp
    if logfile and not logfp:
        try:
            logfp = open(logfile, 'a')
        except OSError:
            pass
    log = dolog if logfp else nolog
    log(*allargs)


def dolog(fmt, *args):
    """Write a line, a format with its arguments, to the log."""
    logfp.write(fmt % args + '\n')


def nolog(*allargs):
    """What log() is where there is no log."""


def closelog():
    """Close the log."""
    global log, logfile, logfp
    logfile = ''
    if logfp:
        logfp.close()
        logfp = None
    log = initlog


log = initlog           # log(format, *args)

# ---- functions that read a whole form ----

maxlen = 0              # of what is read, in bytes; 0: no limit


def _check_length(clen):
    if maxlen and clen > maxlen:
        raise ValueError('Maximum content length exceeded')


def parse(fp=None, environ=os.environ, keep_blank_values=0, strict_parsing=0, separator='&'):
    """The fields of a form as urllib.parse.parse_qs() gives them, from a file (by default
    standard input) and the query in the environment."""
    if fp is None:
        fp = sys.stdin
    encoding = getattr(fp, 'encoding', 'latin-1')
    if isinstance(fp, TextIOWrapper):
        fp = fp.buffer
    if 'REQUEST_METHOD' not in environ:
        environ['REQUEST_METHOD'] = 'GET'       # run by hand
    if environ['REQUEST_METHOD'] == 'POST':
        ctype, pdict = parse_header(environ['CONTENT_TYPE'])
        if ctype == 'multipart/form-data':
            return parse_multipart(fp, pdict, separator=separator)
        qs = ''
        if ctype == 'application/x-www-form-urlencoded':
            clen = int(environ['CONTENT_LENGTH'])
            _check_length(clen)
            qs = fp.read(clen).decode(encoding)
        if environ.get('QUERY_STRING'):
            qs = (qs + '&' if qs else '') + environ['QUERY_STRING']
        elif sys.argv[1:]:
            qs = (qs + '&' if qs else '') + sys.argv[1]
        environ['QUERY_STRING'] = qs            # for a second call
    elif 'QUERY_STRING' in environ:
        qs = environ['QUERY_STRING']
    else:
        qs = sys.argv[1] if sys.argv[1:] else ''
        environ['QUERY_STRING'] = qs
    return urllib.parse.parse_qs(qs, keep_blank_values, strict_parsing, encoding=encoding,
                                 separator=separator)


def parse_qs(qs, keep_blank_values=0, strict_parsing=0):
    """Deprecated: it is in urllib.parse."""
    warn('cgi.parse_qs is deprecated, use urllib.parse.parse_qs instead',
         DeprecationWarning, 2)
    return urllib.parse.parse_qs(qs, keep_blank_values, strict_parsing)


def parse_qsl(qs, keep_blank_values=0, strict_parsing=0):
    """Deprecated: it is in urllib.parse."""
    warn('cgi.parse_qsl is deprecated, use urllib.parse.parse_qsl instead',
         DeprecationWarning, 2)
    return urllib.parse.parse_qsl(qs, keep_blank_values, strict_parsing)


def parse_multipart(fp, pdict, encoding='utf-8', errors='replace', separator='&'):
    """The fields of a form of type multipart/form-data: {name: list of values as bytes}.

    pdict: the type's parameters, with 'boundary' as bytes. Files are read into memory,
    so FieldStorage is better for large ones.
    """
    boundary = pdict['boundary']
    if isinstance(boundary, bytes):
        boundary = boundary.decode('ascii')
    headers = Message()
    headers.set_type('multipart/form-data; boundary=' + boundary)
    if 'CONTENT-LENGTH' in pdict:
        headers['Content-Length'] = str(pdict['CONTENT-LENGTH'])
    environ = {'REQUEST_METHOD': 'POST'}
    form = FieldStorage(fp, headers=headers, environ=environ, encoding=encoding, errors=errors,
                        separator=separator)
    result = {}
    for field in form.list or ():
        value = field.value
        if isinstance(value, str):
            value = value.encode(encoding, errors)
        result.setdefault(field.name, []).append(value)
    return result


def parse_header(line):
    """(value, {parameter: value}) of a header such as Content-Type."""
    parts = _split_parameters(';' + line)
    key = next(parts)
    pdict = {}
    for p in parts:
        name, equals, value = p.partition('=')
        if equals:
            value = value.strip()
            if len(value) >= 2 and value[0] == value[-1] == '"':
                value = value[1:-1].replace('\\\\', '\\').replace('\\"', '"')
            pdict[name.strip().lower()] = value
    return key, pdict


# ---- fields ----

class MiniFieldStorage:
    """A field with no more than a name and a value."""

    # What a FieldStorage has besides.
    filename = None
    list = None
    type = None
    file = None
    type_options = {}
    disposition = None
    disposition_options = {}
    headers = {}

    def __init__(self, name, value):
        self.name = name
        self.value = value

    def __repr__(self):
        return 'MiniFieldStorage(%r, %r)' % (self.name, self.value)


class FieldStorage:
    """A form, or a field of one.

    A form is a mapping of names to fields, or lists of fields; its fields in order are in
    `list`. A field has a name, a filename if it is a file (else None), a value, and a
    file to read it from; its value is bytes for a file and else text. type and
    disposition are of its headers, type_options and disposition_options their
    parameters, and headers all of them.
    """

    bufsize = 8 * 1024
    _in_memory = 1000       # longer values go to a temporary file

    def __init__(self, fp=None, headers=None, outerboundary=b'', environ=os.environ,
                 keep_blank_values=0, strict_parsing=0, limit=None, encoding='utf-8',
                 errors='replace', max_num_fields=None, separator='&'):
        """fp: the file to read, by default standard input, not used for GET and HEAD.

        headers: by default made of the environment; outerboundary, limit: for parts of a
        form; keep_blank_values, strict_parsing, separator: see urllib.parse.parse_qs();
        max_num_fields: more are a ValueError.
        """
        method = 'GET'
        self.keep_blank_values = keep_blank_values
        self.strict_parsing = strict_parsing
        self.max_num_fields = max_num_fields
        self.separator = separator
        if 'REQUEST_METHOD' in environ:
            method = environ['REQUEST_METHOD'].upper()
        self.qs_on_post = None
        if method in ('GET', 'HEAD'):
            if 'QUERY_STRING' in environ:
                qs = environ['QUERY_STRING']
            else:
                qs = sys.argv[1] if sys.argv[1:] else ''
            fp = BytesIO(qs.encode(locale.getpreferredencoding(), 'surrogateescape'))
            if headers is None:
                headers = {'content-type': 'application/x-www-form-urlencoded'}
        if headers is None:
            headers = {}
            if method == 'POST':
                headers['content-type'] = 'application/x-www-form-urlencoded'
            if 'CONTENT_TYPE' in environ:
                headers['content-type'] = environ['CONTENT_TYPE']
            if 'QUERY_STRING' in environ:
                self.qs_on_post = environ['QUERY_STRING']
            if 'CONTENT_LENGTH' in environ:
                headers['content-length'] = environ['CONTENT_LENGTH']
        elif not isinstance(headers, (Mapping, Message)):
            raise TypeError('headers must be mapping or an instance of email.message.Message')
        self.headers = headers
        if fp is None:
            self.fp = sys.stdin.buffer
        elif isinstance(fp, TextIOWrapper):
            self.fp = fp.buffer
        else:
            if not (hasattr(fp, 'read') and hasattr(fp, 'readline')):
                raise TypeError('fp must be file pointer')
            self.fp = fp
        self.encoding = encoding
        self.errors = errors
        if not isinstance(outerboundary, bytes):
            raise TypeError('outerboundary must be bytes, not %s' % type(outerboundary).__name__)
        self.outerboundary = outerboundary
        self.bytes_read = 0
        self.limit = limit
        self._read_headers(method)
        self.list = self.file = None
        self.done = 0               # 1: the last boundary was read; -1: the data end early
        if self.type == 'application/x-www-form-urlencoded':
            self.read_urlencoded()
        elif self.type[:10] == 'multipart/':
            self.read_multi(environ, keep_blank_values, strict_parsing)
        else:
            self.read_single()

    def _read_headers(self, method):
        """What the headers say about this field."""
        headers = self.headers
        cdisp, pdict = '', {}
        if 'content-disposition' in headers:
            cdisp, pdict = parse_header(headers['content-disposition'])
        self.disposition = cdisp
        self.disposition_options = pdict
        self.name = pdict.get('name')
        self.filename = pdict.get('filename')
        self._binary_file = self.filename is not None
        if 'content-type' in headers:
            ctype, pdict = parse_header(headers['content-type'])
        elif self.outerboundary or method != 'POST':
            ctype, pdict = 'text/plain', {}
        else:
            ctype, pdict = 'application/x-www-form-urlencoded', {}
        self.type = ctype
        self.type_options = pdict
        self.innerboundary = pdict['boundary'].encode(self.encoding, self.errors) \
            if 'boundary' in pdict else b''
        clen = -1
        if 'content-length' in headers:
            try:
                clen = int(headers['content-length'])
            except ValueError:
                pass
            _check_length(clen)
        self.length = clen
        if self.limit is None and clen >= 0:
            self.limit = clen

    def __del__(self):
        try:
            self.file.close()
        except AttributeError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.file.close()

    def __repr__(self):
        return 'FieldStorage(%r, %r, %r)' % (self.name, self.filename, self.value)

    def __iter__(self):
        return iter(self.keys())

    def __getattr__(self, name):
        if name != 'value':
            raise AttributeError(name)
        if self.file:
            self.file.seek(0)
            value = self.file.read()
            self.file.seek(0)
            return value
        return self.list

    def _fields(self):
        if self.list is None:
            raise TypeError('not indexable')
        return self.list

    def __getitem__(self, key):
        found = [item for item in self._fields() if item.name == key]
        if not found:
            raise KeyError(key)
        return found[0] if len(found) == 1 else found

    def getvalue(self, key, default=None):
        """The value of a field, a list where there are several; default for none."""
        if key not in self:
            return default
        found = self[key]
        if isinstance(found, list):
            return [x.value for x in found]
        return found.value

    def getfirst(self, key, default=None):
        """The first value of a field."""
        if key not in self:
            return default
        found = self[key]
        return found[0].value if isinstance(found, list) else found.value

    def getlist(self, key):
        """A list of a field's values."""
        if key not in self:
            return []
        found = self[key]
        return [x.value for x in found] if isinstance(found, list) else [found.value]

    def keys(self):
        """The fields' names."""
        return list({item.name for item in self._fields()})

    def __contains__(self, key):
        return any(item.name == key for item in self._fields())

    def __len__(self):
        return len(self.keys())

    def __bool__(self):
        if self.list is None:
            raise TypeError('Cannot be converted to bool.')
        return bool(self.list)

    # ---- reading ----

    def _read_line(self):
        line = self.fp.readline(1 << 16)
        if not isinstance(line, bytes):
            raise ValueError('%s should return bytes, got %s' % (self.fp, type(line).__name__))
        self.bytes_read += len(line)
        return line

    def _query_fields(self, qs):
        query = urllib.parse.parse_qsl(
            qs, self.keep_blank_values, self.strict_parsing, encoding=self.encoding,
            errors=self.errors, max_num_fields=self.max_num_fields, separator=self.separator)
        return [MiniFieldStorage(key, value) for key, value in query]

    def read_urlencoded(self):
        """Read data in query string format."""
        qs = self.fp.read(self.length)
        if not isinstance(qs, bytes):
            raise ValueError('%s should return bytes, got %s' % (self.fp, type(qs).__name__))
        qs = qs.decode(self.encoding, self.errors)
        if self.qs_on_post:
            qs += '&' + self.qs_on_post
        self.list = self._query_fields(qs)
        self.skip_lines()

    FieldStorageClass = None        # of the fields; by default this one's own class

    def read_multi(self, environ, keep_blank_values, strict_parsing):
        """Read parts between boundaries."""
        ib = self.innerboundary
        if not valid_boundary(ib):
            raise ValueError('Invalid boundary in multipart form: %r' % (ib,))
        self.list = []
        if self.qs_on_post:
            self.list.extend(self._query_fields(self.qs_on_post))
        klass = self.FieldStorageClass or self.__class__
        line = self._read_line()
        while line and line.strip() != b'--' + ib:
            line = self._read_line()
        max_num_fields = self.max_num_fields
        if max_num_fields is not None:
            max_num_fields -= len(self.list)
        while True:
            headers = self._read_part_headers()
            if headers is None:         # the data end with a boundary that begins nothing
                break
            if max_num_fields is not None:
                max_num_fields -= 1
                if max_num_fields < 0:
                    raise ValueError('Max number of fields exceeded')
            limit = None if self.limit is None else self.limit - self.bytes_read
            part = klass(self.fp, headers, ib, environ, keep_blank_values, strict_parsing,
                         limit, self.encoding, self.errors, max_num_fields, self.separator)
            if max_num_fields is not None and part.list:
                max_num_fields -= len(part.list)
            self.bytes_read += part.bytes_read
            self.list.append(part)
            if part.done or self.bytes_read >= self.length > 0:
                break
        self.skip_lines()

    def _read_part_headers(self):
        parser = FeedParser()
        text = b''
        while True:
            line = self._read_line()
            text += line
            if not line.strip():
                break
        if not text:
            return None
        parser.feed(text.decode(self.encoding, self.errors))
        headers = parser.close()
        # Boundaries tell where a part ends; a length that says otherwise is wrong.
        del headers['content-length']
        return headers

    def read_single(self):
        """Read a value."""
        if self.length >= 0:
            self.read_binary()
            self.skip_lines()
        else:
            self.read_lines()
        self.file.seek(0)

    def _begin_file(self):
        """Values are kept in memory while they are short; text is decoded as it comes."""
        self.file = BytesIO() if self._binary_file else StringIO()
        self._moved = False
        self._decode = None if self._binary_file else \
            codecs.getincrementaldecoder(self.encoding)(self.errors).decode

    def _write(self, data, final=False):
        if not self._moved and self.file.tell() + len(data) > self._in_memory:
            old = self.file.getvalue()
            self.file = self.make_file()
            self.file.write(old)
            self._moved = True
        self.file.write(data if self._binary_file else self._decode(data, final))

    def _end_file(self):
        if not self._binary_file:
            self._write(b'', True)

    def read_binary(self):
        """Read as many bytes as the headers tell."""
        self._begin_file()
        todo = self.length
        while todo > 0:
            data = self.fp.read(min(todo, self.bufsize))
            if not isinstance(data, bytes):
                raise ValueError('%s should return bytes, got %s'
                                 % (self.fp, type(data).__name__))
            self.bytes_read += len(data)
            if not data:
                self.done = -1
                break
            self._write(data)
            todo -= len(data)
        self._end_file()

    def read_lines(self):
        """Read up to the boundary, or where there is none to the end."""
        self._begin_file()
        if self.outerboundary:
            self.read_lines_to_outerboundary()
        else:
            self.read_lines_to_eof()
        self._end_file()

    def read_lines_to_eof(self):
        while True:
            line = self._read_line()
            if not line:
                self.done = -1
                break
            self._write(line)

    def _lines_to_boundary(self):
        """The data up to the boundary: the line's end before it is not part of them."""
        next_boundary = b'--' + self.outerboundary
        last_boundary = next_boundary + b'--'
        line_end = b''              # not yet given out
        at_line_start = True
        start = self.bytes_read
        while self.limit is None or self.bytes_read - start < self.limit or self.limit < 0:
            line = self._read_line()
            if not line:
                self.done = -1
                break
            if line_end == b'\r':
                # The limit of a line fell between CR and, perhaps, LF.
                line = line_end + line
                line_end = b''
            if at_line_start and line.startswith(b'--'):
                stripped = line.rstrip()
                if stripped == next_boundary:
                    break
                if stripped == last_boundary:
                    self.done = 1
                    break
            previous = line_end
            for line_end in b'\r\n', b'\n', b'\r', b'':
                if line.endswith(line_end):
                    break
            at_line_start = line_end.endswith(b'\n')
            yield previous + line[:len(line) - len(line_end)]

    def read_lines_to_outerboundary(self):
        for data in self._lines_to_boundary():
            self._write(data)

    def skip_lines(self):
        """Skip what is left of the part."""
        if not self.outerboundary or self.done:
            return
        next_boundary = b'--' + self.outerboundary
        last_boundary = next_boundary + b'--'
        at_line_start = True
        while True:
            line = self._read_line()
            if not line:
                self.done = -1
                break
            if at_line_start and line.startswith(b'--'):
                stripped = line.strip()
                if stripped == next_boundary:
                    break
                if stripped == last_boundary:
                    self.done = 1
                    break
            at_line_start = line.endswith(b'\n')

    def make_file(self):
        """A file for a long value, to be written and read; it goes away when closed.

        Binary for files, text for others.
        """
        if self._binary_file:
            return tempfile.TemporaryFile('wb+')
        return tempfile.TemporaryFile('w+', encoding=self.encoding, newline='\n')


def valid_boundary(s):
    """Whether a boundary is as RFC 2046 wants it."""
    import re
    pattern = b'^[ -~]{0,200}[!-~]$' if isinstance(s, bytes) else '^[ -~]{0,200}[!-~]$'
    return re.match(pattern, s)


# ---- help to see what goes wrong ----

def test(environ=os.environ):
    """A script that shows what it gets, as HTML."""
    print('Content-type: text/html')
    print()
    sys.stderr = sys.stdout
    try:
        form = FieldStorage()
        print_directory()
        print_arguments()
        print_form(form)
        print_environ(environ)
        print_environ_usage()
    except:
        print_exception()


def print_exception(type=None, value=None, tb=None, limit=None):
    """Print a traceback, by default of the exception being handled, as HTML."""
    if type is None:
        type, value, tb = sys.exc_info()
    import traceback
    print()
    print('<H3>Traceback (most recent call last):</H3>')
    lines = traceback.format_tb(tb, limit) + traceback.format_exception_only(type, value)
    print('<PRE>%s<B>%s</B></PRE>' % (html.escape(''.join(lines[:-1])), html.escape(lines[-1])))


def _print_list(title, items):
    print()
    print('<H3>%s</H3>' % title)
    print('<DL>')
    for key, text in items:
        print('<DT>', html.escape(key), '<DD>', text)
    print('</DL>')
    print()


def print_environ(environ=os.environ):
    """Print the environment as HTML."""
    _print_list('Shell Environment:',
                [(key, html.escape(environ[key])) for key in sorted(environ.keys())])


def print_form(form):
    """Print a form's fields as HTML."""
    keys = sorted(form.keys())
    _print_list('Form Contents:' + ('' if keys else '<P>No form fields.'),
                [(key + ':', '<i>' + html.escape(repr(type(form[key]))) + '</i> ' +
                  html.escape(repr(form[key]))) for key in keys])


def print_directory():
    """Print the current directory as HTML."""
    print()
    print('<H3>Current Working Directory:</H3>')
    try:
        pwd = os.getcwd()
    except OSError as msg:
        print('OSError:', html.escape(str(msg)))
    else:
        print(html.escape(pwd))
    print()


def print_arguments():
    """Print the command line's arguments as HTML."""
    print()
    print('<H3>Command Line Arguments:</H3>')
    print()
    print(html.escape(repr(sys.argv)))
    print()


def print_environ_usage():
    """Print, as HTML, the environment variables that CGI knows."""
    names = ('AUTH_TYPE CONTENT_LENGTH CONTENT_TYPE DATE_GMT DATE_LOCAL DOCUMENT_NAME '
             'DOCUMENT_ROOT DOCUMENT_URI GATEWAY_INTERFACE LAST_MODIFIED PATH PATH_INFO '
             'PATH_TRANSLATED QUERY_STRING REMOTE_ADDR REMOTE_HOST REMOTE_IDENT REMOTE_USER '
             'REQUEST_METHOD SCRIPT_NAME SERVER_NAME SERVER_PORT SERVER_PROTOCOL SERVER_ROOT '
             'SERVER_SOFTWARE HTTP_ACCEPT HTTP_CONNECTION HTTP_HOST HTTP_PRAGMA HTTP_REFERER '
             'HTTP_USER_AGENT').split()
    print('<H3>These environment variables could have been set:</H3>')
    print('<UL>')
    for name in names:
        print('<LI>' + name)
    print('</UL>')
    print('In addition, HTTP headers sent by the client may be passed in the environment '
          'as HTTP_NAME.')


def escape(s, quote=None):
    """Deprecated: use html.escape(). Replaces &, < and >, and with quote the double quote."""
    warn('cgi.escape is deprecated, use html.escape instead', DeprecationWarning, stacklevel=2)
    s = html.escape(s, False)
    return s.replace('"', '&quot;') if quote else s


if __name__ == '__main__':
    test()
