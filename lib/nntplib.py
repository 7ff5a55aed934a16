"""A client for network news: NNTP as RFC 977, 2980 and 3977 define it."""

import collections
import datetime
import re
import socket
from socket import _GLOBAL_DEFAULT_TIMEOUT
try:
    import ssl
except ImportError:
    ssl = None

__all__ = ['NNTP', 'NNTPError', 'NNTPReplyError', 'NNTPTemporaryError',
           'NNTPPermanentError', 'NNTPProtocolError', 'NNTPDataError', 'decode_header']

_MAXLINE = 2048     # longer lines than the RFCs allow are an attack


class NNTPError(Exception):
    """Anything wrong with the server's answer, in response."""

    def __init__(self, *args):
        Exception.__init__(self, *args)
        self.response = args[0] if args else 'No response given'


class NNTPReplyError(NNTPError):
    """An answer that was not expected."""


class NNTPTemporaryError(NNTPError):
    """An answer 4xx."""


class NNTPPermanentError(NNTPError):
    """An answer 5xx."""


class NNTPProtocolError(NNTPError):
    """An answer that does not begin as the protocol says."""


class NNTPDataError(NNTPError):
    """Data that make no sense."""


NNTP_PORT = 119
NNTP_SSL_PORT = 563

# Answers followed by lines of data up to a single dot.
_LONGRESP = {'100', '101', '211', '215', '220', '221', '222', '224', '225',
             '230', '231', '282'}
_DEFAULT_OVERVIEW_FMT = ['subject', 'from', 'date', 'message-id', 'references',
                         ':bytes', ':lines']
_OVERVIEW_FMT_ALTERNATIVES = {'bytes': ':bytes', 'lines': ':lines'}
_CRLF = b'\r\n'

GroupInfo = collections.namedtuple('GroupInfo', ['group', 'last', 'first', 'flag'])
ArticleInfo = collections.namedtuple('ArticleInfo', ['number', 'message_id', 'lines'])


def decode_header(header_str):
    """A header with its =?...?= words decoded."""
    from email.header import decode_header as decode
    return ''.join(text.decode(charset or 'ascii') if isinstance(text, bytes) else text
                   for text, charset in decode(header_str))


def _parse_overview_fmt(lines):
    """The fields of overview.fmt: lower case names, the metadata first."""
    fmt = []
    for line in lines:
        if line[0] == ':':
            name = ':' + line[1:].partition(':')[0]
        else:
            name = line.partition(':')[0]
        name = name.lower()
        fmt.append(_OVERVIEW_FMT_ALTERNATIVES.get(name, name))
    required = _DEFAULT_OVERVIEW_FMT
    if len(fmt) < len(required):
        raise NNTPDataError('LIST OVERVIEW.FMT response too short')
    if fmt[:len(required)] != required:
        raise NNTPDataError('LIST OVERVIEW.FMT redefines default fields')
    return fmt


def _parse_overview(lines, fmt, data_process_func=None):
    """[(article number, {field: text})] of an OVER answer."""
    defaults = len(_DEFAULT_OVERVIEW_FMT)
    result = []
    for line in lines:
        number, *tokens = line.split('\t')
        fields = {}
        for i, token in enumerate(tokens):
            if i >= len(fmt):
                continue        # a field that overview.fmt does not know
            name = fmt[i]
            if i >= defaults and not name.startswith(':'):
                # The other fields carry their name: absent or 'Name: text'.
                prefix = name + ': '
                if token and token[:len(prefix)].lower() != prefix:
                    raise NNTPDataError("OVER/XOVER response doesn't include "
                                        'names of additional headers')
                token = token[len(prefix):] if token else None
            fields[name] = token
        result.append((int(number), fields))
    return result


def _parse_datetime(date_str, time_str=None):
    """A datetime from 'YYYYMMDD' and 'HHMMSS', or from both in one; the year may have two digits."""
    if time_str is None:
        time_str = date_str[-6:]
        date_str = date_str[:-6]
    year = int(date_str[:-4])
    if year < 70:
        year += 2000
    elif year < 100:
        year += 1900
    return datetime.datetime(year, int(date_str[-4:-2]), int(date_str[-2:]),
                             int(time_str[:2]), int(time_str[2:4]), int(time_str[4:6]))


def _unparse_datetime(dt, legacy=False):
    """('YYYYMMDD', 'HHMMSS') of a date or datetime; 'YYMMDD' for servers of RFC 977."""
    if isinstance(dt, datetime.datetime):
        time_str = '{0.hour:02d}{0.minute:02d}{0.second:02d}'.format(dt)
    else:
        time_str = '000000'
    if legacy:
        date_str = '{0:02d}{1.month:02d}{1.day:02d}'.format(dt.year % 100, dt)
    else:
        date_str = '{0.year:04d}{0.month:02d}{0.day:02d}'.format(dt)
    return date_str, time_str


def _check_date(date):
    if not isinstance(date, (datetime.date, datetime.datetime)):
        raise TypeError("the date parameter must be a date or datetime object, "
                        "not '{:40}'".format(date.__class__.__name__))


if ssl is not None:
    def _encrypt_on(sock, context, hostname):
        if context is None:
            context = ssl._create_stdlib_context()
        return context.wrap_socket(sock, server_hostname=hostname)


class _NNTPBase:
    """The protocol, over any file."""

    encoding = 'utf-8'
    # Articles may hold anything: what does not decode is kept as surrogates.
    errors = 'surrogateescape'

    def __init__(self, file, host, readermode=None, timeout=_GLOBAL_DEFAULT_TIMEOUT):
        self.host = host
        self.file = file
        self.debugging = 0
        self.welcome = self._getresp()
        self._caps = None
        self.getcapabilities()
        self.readermode_afterauth = False
        if readermode and 'READER' not in self._caps:
            self._setreadermode()
            if not self.readermode_afterauth:
                self._caps = None
                self.getcapabilities()
        self.tls_on = False
        self.authenticated = False

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if hasattr(self, 'file'):
            try:
                self.quit()
            except (OSError, EOFError):
                pass
            finally:
                if hasattr(self, 'file'):
                    self._close()

    def getwelcome(self):
        if self.debugging:
            print('*welcome*', repr(self.welcome))
        return self.welcome

    def getcapabilities(self):
        """{capability: [arguments]}, empty for a server without CAPABILITIES."""
        if self._caps is None:
            self.nntp_version = 1
            self.nntp_implementation = None
            try:
                resp, caps = self.capabilities()
            except (NNTPPermanentError, NNTPTemporaryError):
                self._caps = {}
            else:
                self._caps = caps
                if 'VERSION' in caps:
                    self.nntp_version = max(map(int, caps['VERSION']))
                if 'IMPLEMENTATION' in caps:
                    self.nntp_implementation = ' '.join(caps['IMPLEMENTATION'])
        return self._caps

    def set_debuglevel(self, level):
        self.debugging = level

    debug = set_debuglevel

    # Lines

    def _putline(self, line):
        line = line + _CRLF
        if self.debugging > 1:
            print('*put*', repr(line))
        self.file.write(line)
        self.file.flush()

    def _putcmd(self, line):
        if '\n' in line or '\r' in line:
            raise ValueError('newlines not allowed in an NNTP command')
        if self.debugging:
            print('*cmd*', repr(line))
        self._putline(line.encode(self.encoding, self.errors))

    def _getline(self, strip_crlf=True):
        line = self.file.readline(_MAXLINE + 1)
        if len(line) > _MAXLINE:
            raise NNTPDataError('line too long')
        if self.debugging > 1:
            print('*get*', repr(line))
        if not line:
            raise EOFError
        if strip_crlf:
            if line[-2:] == _CRLF:
                line = line[:-2]
            elif line[-1:] in _CRLF:
                line = line[:-1]
        return line

    def _getresp(self):
        resp = self._getline()
        if self.debugging:
            print('*resp*', repr(resp))
        resp = resp.decode(self.encoding, self.errors)
        c = resp[:1]
        if c == '4':
            raise NNTPTemporaryError(resp)
        if c == '5':
            raise NNTPPermanentError(resp)
        if c not in '123':
            raise NNTPProtocolError(resp)
        return resp

    def _getlongresp(self, file=None):
        opened = None
        try:
            if isinstance(file, (str, bytes)):
                opened = file = open(file, 'wb')
            resp = self._getresp()
            if resp[:3] not in _LONGRESP:
                raise NNTPReplyError(resp)
            lines = []
            if file is not None:
                while True:
                    line = self._getline(False)
                    if line in (b'.\r\n', b'.\n'):
                        break
                    if line.startswith(b'..'):
                        line = line[1:]
                    file.write(line)
            else:
                while True:
                    line = self._getline()
                    if line == b'.':
                        break
                    if line.startswith(b'..'):
                        line = line[1:]
                    lines.append(line)
        finally:
            if opened:
                opened.close()
        return resp, lines

    def _shortcmd(self, line):
        self._putcmd(line)
        return self._getresp()

    def _longcmd(self, line, file=None):
        self._putcmd(line)
        return self._getlongresp(file)

    def _longcmdstring(self, line, file=None):
        self._putcmd(line)
        resp, lines = self._getlongresp(file)
        return resp, [line.decode(self.encoding, self.errors) for line in lines]

    def _getoverviewfmt(self):
        try:
            return self._cachedoverviewfmt
        except AttributeError:
            pass
        try:
            resp, lines = self._longcmdstring('LIST OVERVIEW.FMT')
        except NNTPPermanentError:
            fmt = _DEFAULT_OVERVIEW_FMT[:]
        else:
            fmt = _parse_overview_fmt(lines)
        self._cachedoverviewfmt = fmt
        return fmt

    def _grouplist(self, lines):
        return [GroupInfo(*line.split()) for line in lines]

    # Commands

    def capabilities(self):
        resp, lines = self._longcmdstring('CAPABILITIES')
        caps = {}
        for line in lines:
            name, *tokens = line.split()
            caps[name] = tokens
        return resp, caps

    def newgroups(self, date, *, file=None):
        """Groups made since date."""
        _check_date(date)
        d, t = _unparse_datetime(date, self.nntp_version < 2)
        resp, lines = self._longcmdstring('NEWGROUPS {0} {1}'.format(d, t), file)
        return resp, self._grouplist(lines)

    def newnews(self, group, date, *, file=None):
        """Message ids of articles since date."""
        _check_date(date)
        d, t = _unparse_datetime(date, self.nntp_version < 2)
        return self._longcmdstring('NEWNEWS {0} {1} {2}'.format(group, d, t), file)

    def list(self, group_pattern=None, *, file=None):
        """All groups, or those that match a pattern."""
        command = 'LIST ACTIVE ' + group_pattern if group_pattern is not None else 'LIST'
        resp, lines = self._longcmdstring(command, file)
        return resp, self._grouplist(lines)

    def _getdescriptions(self, group_pattern, return_all):
        pattern = re.compile('^(?P<group>[^ \t]+)[ \t]+(.*)$')
        resp, lines = self._longcmdstring('LIST NEWSGROUPS ' + group_pattern)
        if not resp.startswith('215'):
            # An older command does the same.
            resp, lines = self._longcmdstring('XGTITLE ' + group_pattern)
        groups = {}
        for line in lines:
            m = pattern.search(line.strip())
            if m:
                name, description = m.group(1, 2)
                if not return_all:
                    return description
                groups[name] = description
        return (resp, groups) if return_all else ''

    def description(self, group):
        return self._getdescriptions(group, False)

    def descriptions(self, group_pattern):
        return self._getdescriptions(group_pattern, True)

    def group(self, name):
        """(response, count, first, last, name)"""
        resp = self._shortcmd('GROUP ' + name)
        if not resp.startswith('211'):
            raise NNTPReplyError(resp)
        words = resp.split()
        count = first = last = 0
        n = len(words)
        if n > 1:
            count = words[1]
        if n > 2:
            first = words[2]
        if n > 3:
            last = words[3]
        if n > 4:
            name = words[4].lower()
        return resp, int(count), int(first), int(last), name

    def help(self, *, file=None):
        return self._longcmdstring('HELP', file)

    def _statparse(self, resp):
        words = resp.split()
        return resp, int(words[1]), words[2]

    def _statcmd(self, line):
        return self._statparse(self._shortcmd(line))

    def stat(self, message_spec=None):
        return self._statcmd('STAT {0}'.format(message_spec) if message_spec else 'STAT')

    def next(self):
        return self._statcmd('NEXT')

    def last(self):
        return self._statcmd('LAST')

    def _artcmd(self, line, file=None):
        resp, lines = self._longcmd(line, file)
        resp, number, message_id = self._statparse(resp)
        return resp, ArticleInfo(number, message_id, lines)

    def _spec(self, command, message_spec):
        return command if message_spec is None else '{0} {1}'.format(command, message_spec)

    def head(self, message_spec=None, *, file=None):
        return self._artcmd(self._spec('HEAD', message_spec), file)

    def body(self, message_spec=None, *, file=None):
        return self._artcmd(self._spec('BODY', message_spec), file)

    def article(self, message_spec=None, *, file=None):
        return self._artcmd(self._spec('ARTICLE', message_spec), file)

    def slave(self):
        return self._shortcmd('SLAVE')

    def xhdr(self, hdr, str, *, file=None):
        pattern = re.compile('^([0-9]+) ?(.*)\n?')
        resp, lines = self._longcmdstring('XHDR {0} {1}'.format(hdr, str), file)

        def split(line):
            m = pattern.match(line)
            return m.group(1, 2) if m else line
        return resp, [split(line) for line in lines]

    def xover(self, start, end, *, file=None):
        resp, lines = self._longcmdstring('XOVER {0}-{1}'.format(start, end), file)
        return resp, _parse_overview(lines, self._getoverviewfmt())

    def over(self, message_spec, *, file=None):
        """Overviews of the articles from start to end (None: the rest), or of a message."""
        command = 'OVER' if 'OVER' in self._caps else 'XOVER'
        if isinstance(message_spec, (tuple, list)):
            start, end = message_spec
            command += ' {0}-{1}'.format(start, end or '')
        elif message_spec is not None:
            command += ' ' + message_spec
        resp, lines = self._longcmdstring(command, file)
        return resp, _parse_overview(lines, self._getoverviewfmt())

    def xgtitle(self, group, *, file=None):
        import warnings
        warnings.warn('The XGTITLE extension is not actively used, '
                      'use descriptions() instead', DeprecationWarning, 2)
        pattern = re.compile('^([^ \t]+)[ \t]+(.*)$')
        resp, raw = self._longcmdstring('XGTITLE ' + group, file)
        lines = []
        for line in raw:
            m = pattern.search(line.strip())
            if m:
                lines.append(m.group(1, 2))
        return resp, lines

    def xpath(self, id):
        import warnings
        warnings.warn('The XPATH extension is not actively used', DeprecationWarning, 2)
        resp = self._shortcmd('XPATH {0}'.format(id))
        if not resp.startswith('223'):
            raise NNTPReplyError(resp)
        try:
            _, path = resp.split()
        except ValueError:
            raise NNTPReplyError(resp) from None
        return resp, path

    def date(self):
        """(response, the server's time)"""
        resp = self._shortcmd('DATE')
        if not resp.startswith('111'):
            raise NNTPReplyError(resp)
        words = resp.split()
        if len(words) != 2 or len(words[1]) != 14:
            raise NNTPDataError(resp)
        return resp, _parse_datetime(words[1], None)

    def _post(self, command, f):
        resp = self._shortcmd(command)
        if not resp.startswith('3'):
            raise NNTPReplyError(resp)
        if isinstance(f, (bytes, bytearray)):
            f = f.splitlines()
        for line in f:
            if not line.endswith(_CRLF):
                line = line.rstrip(b'\r\n') + _CRLF
            if line.startswith(b'.'):
                line = b'.' + line
            self.file.write(line)
        self.file.write(b'.\r\n')
        self.file.flush()
        return self._getresp()

    def post(self, data):
        """Post an article: bytes or an iterable of lines."""
        return self._post('POST', data)

    def ihave(self, message_id, data):
        return self._post('IHAVE {0}'.format(message_id), data)

    def _close(self):
        self.file.close()
        del self.file

    def quit(self):
        try:
            return self._shortcmd('QUIT')
        finally:
            self._close()

    def login(self, user=None, password=None, usenetrc=True):
        if self.authenticated:
            raise ValueError('Already logged in.')
        if not user and not usenetrc:
            raise ValueError('At least one of `user` and `usenetrc` must be specified')
        try:
            if usenetrc and not user:
                import netrc
                auth = netrc.netrc().authenticators(self.host)
                if auth:
                    user, password = auth[0], auth[2]
        except OSError:
            pass
        if not user:
            return
        resp = self._shortcmd('authinfo user ' + user)
        if resp.startswith('381'):
            if not password:
                raise NNTPReplyError(resp)
            resp = self._shortcmd('authinfo pass ' + password)
            if not resp.startswith('281'):
                raise NNTPPermanentError(resp)
        # What the server can do may have changed.
        self._caps = None
        self.getcapabilities()
        if self.readermode_afterauth and 'READER' not in self._caps:
            self._setreadermode()
            self._caps = None
            self.getcapabilities()

    def _setreadermode(self):
        try:
            self.welcome = self._shortcmd('mode reader')
        except NNTPPermanentError:
            pass
        except NNTPTemporaryError as e:
            if e.response.startswith('480'):
                self.readermode_afterauth = True    # authentication comes first
            else:
                raise

    if ssl is not None:
        def starttls(self, context=None):
            """Go on encrypted."""
            if self.tls_on:
                raise ValueError('TLS is already enabled.')
            if self.authenticated:
                raise ValueError('TLS cannot be started after authentication.')
            resp = self._shortcmd('STARTTLS')
            if not resp.startswith('382'):
                raise NNTPError('TLS failed to start.')
            self.file.close()
            self.sock = _encrypt_on(self.sock, context, self.host)
            self.file = self.sock.makefile('rwb')
            self.tls_on = True
            self._caps = None
            self.getcapabilities()


class NNTP(_NNTPBase):
    """A connection to a news server."""

    def __init__(self, host, port=NNTP_PORT, user=None, password=None, readermode=None,
                 usenetrc=False, timeout=_GLOBAL_DEFAULT_TIMEOUT):
        self.host = host
        self.port = port
        self.sock = self._create_socket(timeout)
        file = None
        try:
            file = self.sock.makefile('rwb')
            _NNTPBase.__init__(self, file, host, readermode, timeout)
            if user or usenetrc:
                self.login(user, password, usenetrc)
        except:
            if file:
                file.close()
            self.sock.close()
            raise

    def _create_socket(self, timeout):
        if timeout is not None and not timeout:
            raise ValueError('Non-blocking socket (timeout=0) is not supported')
        return socket.create_connection((self.host, self.port), timeout)

    def _close(self):
        try:
            _NNTPBase._close(self)
        finally:
            self.sock.close()


if ssl is not None:
    class NNTP_SSL(NNTP):
        """A connection encrypted from the start."""

        def __init__(self, host, port=NNTP_SSL_PORT, user=None, password=None,
                     ssl_context=None, readermode=None, usenetrc=False,
                     timeout=_GLOBAL_DEFAULT_TIMEOUT):
            self.ssl_context = ssl_context
            super().__init__(host, port, user, password, readermode, usenetrc, timeout)

        def _create_socket(self, timeout):
            sock = super()._create_socket(timeout)
            try:
                return _encrypt_on(sock, self.ssl_context, self.host)
            except:
                sock.close()
                raise

    __all__.append('NNTP_SSL')
