"""Taking URLs apart, putting them together, quoting.

All functions take str or bytes (ASCII) and return the same; the results of
parsing are named tuples, a pair of classes for each kind.
"""

import re
import collections

__all__ = ['urlparse', 'urlunparse', 'urljoin', 'urldefrag',
           'urlsplit', 'urlunsplit', 'urlencode', 'parse_qs',
           'parse_qsl', 'quote', 'quote_plus', 'quote_from_bytes',
           'unquote', 'unquote_plus', 'unquote_to_bytes',
           'DefragResult', 'ParseResult', 'SplitResult',
           'DefragResultBytes', 'ParseResultBytes', 'SplitResultBytes']

# Properties of schemes; '' stands for no scheme.
uses_relative = ['', 'ftp', 'http', 'gopher', 'nntp', 'imap',
                 'wais', 'file', 'https', 'shttp', 'mms',
                 'prospero', 'rtsp', 'rtspu', 'sftp',
                 'svn', 'svn+ssh', 'ws', 'wss']
uses_netloc = ['', 'ftp', 'http', 'gopher', 'nntp', 'telnet',
               'imap', 'wais', 'file', 'mms', 'https', 'shttp',
               'snews', 'prospero', 'rtsp', 'rtspu', 'rsync',
               'svn', 'svn+ssh', 'sftp', 'nfs', 'git', 'git+ssh',
               'ws', 'wss', 'itms-services']
uses_params = ['', 'ftp', 'hdl', 'prospero', 'http', 'imap',
               'https', 'shttp', 'rtsp', 'rtspu', 'sip', 'sips',
               'mms', 'sftp', 'tel']
non_hierarchical = ['gopher', 'hdl', 'mailto', 'news',
                    'telnet', 'wais', 'imap', 'snews', 'sip', 'sips']
uses_query = ['', 'http', 'wais', 'imap', 'https', 'shttp', 'mms',
              'gopher', 'rtsp', 'rtspu', 'sip', 'sips']
uses_fragment = ['', 'ftp', 'hdl', 'http', 'gopher', 'news',
                 'nntp', 'wais', 'https', 'shttp', 'snews',
                 'file', 'prospero']

scheme_chars = ('abcdefghijklmnopqrstuvwxyz'
                'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
                '0123456789'
                '+-.')

# Control characters and spaces do not begin a URL; line ends and tabs are not part of one.
_JUNK_AT_ENDS = ''.join(map(chr, range(33)))
_UNSAFE = ('\t', '\r', '\n')

_MAX_CACHE_SIZE = 50
_parse_cache = {}


def clear_cache():
    _parse_cache.clear()
    _quoters.clear()


# Bytes are worked on as str and turned back at the end.

_implicit_encoding = 'ascii'
_implicit_errors = 'strict'


def _noop(obj):
    return obj


def _encode_result(obj, encoding=_implicit_encoding, errors=_implicit_errors):
    return obj.encode(encoding, errors)


def _decode_args(args, encoding=_implicit_encoding, errors=_implicit_errors):
    return tuple(x.decode(encoding, errors) if x else '' for x in args)


def _coerce_args(*args):
    """The arguments as str, and a function to convert the result."""
    for arg in args:
        if type(arg) is not str:
            break
    else:
        return args + (_noop,)
    str_input = isinstance(args[0], str)
    for arg in args[1:]:
        # The empty string is a default for both kinds.
        if arg and isinstance(arg, str) != str_input:
            raise TypeError('Cannot mix str and non-str arguments')
    if str_input:
        return args + (_noop,)
    return _decode_args(args) + (_encode_result,)


class _ResultMixinStr:
    __slots__ = ()

    def encode(self, encoding='ascii', errors='strict'):
        return self._encoded_counterpart(*(x.encode(encoding, errors) for x in self))


class _ResultMixinBytes:
    __slots__ = ()

    def decode(self, encoding='ascii', errors='strict'):
        return self._decoded_counterpart(*(x.decode(encoding, errors) for x in self))


class _NetlocMixin:
    """The parts of the network location: user:password@host:port."""

    __slots__ = ()

    def _symbols(self):
        return (b'@', b':', b'[', b']', b'%') if isinstance(self.netloc, bytes) \
            else ('@', ':', '[', ']', '%')

    @property
    def _userinfo(self):
        at, colon = self._symbols()[:2]
        userinfo, found, _ = self.netloc.rpartition(at)
        if not found:
            return None, None
        username, found, password = userinfo.partition(colon)
        return username, password if found else None

    @property
    def _hostinfo(self):
        at, colon, left, right, _ = self._symbols()
        hostinfo = self.netloc.rpartition(at)[2]
        _, bracket, rest = hostinfo.partition(left)
        if bracket:
            host, _, port = rest.partition(right)
            port = port.partition(colon)[2]
        else:
            host, _, port = hostinfo.partition(colon)
        return host, port or None

    @property
    def username(self):
        return self._userinfo[0]

    @property
    def password(self):
        return self._userinfo[1]

    @property
    def hostname(self):
        host = self._hostinfo[0]
        if not host:
            return None
        # A zone after % keeps its case.
        host, percent, zone = host.partition(self._symbols()[4])
        return host.lower() + percent + zone

    @property
    def port(self):
        port = self._hostinfo[1]
        if port is None:
            return None
        if isinstance(port, bytes):
            port = port.decode('ascii')
        try:
            number = int(port, 10)
        except ValueError:
            raise ValueError('Port could not be cast to integer value as %r' % port) from None
        if not 0 <= number <= 65535:
            raise ValueError('Port out of range 0-65535')
        return number


class _NetlocResultMixinStr(_NetlocMixin, _ResultMixinStr):
    __slots__ = ()


class _NetlocResultMixinBytes(_NetlocMixin, _ResultMixinBytes):
    __slots__ = ()


_DefragResultBase = collections.namedtuple('DefragResult', 'url fragment')
_SplitResultBase = collections.namedtuple('SplitResult', 'scheme netloc path query fragment')
_ParseResultBase = collections.namedtuple('ParseResult',
                                          'scheme netloc path params query fragment')
for _base, _doc in (
        (_DefragResultBase, 'A URL and its fragment.'),
        (_SplitResultBase, 'The five parts of scheme://netloc/path?query#fragment.'),
        (_ParseResultBase, 'The six parts of scheme://netloc/path;params?query#fragment.')):
    try:
        _base.__doc__ = _doc
    except AttributeError:
        pass
for _base, _field, _doc in (
        (_DefragResultBase, 'url', 'The URL with no fragment identifier.'),
        (_DefragResultBase, 'fragment',
         'Fragment identifier separated from URL, that allows indirect identification of a\n'
         'secondary resource by reference to a primary resource and additional identifying\n'
         'information.')):
    try:
        getattr(_base, _field).__doc__ = _doc
    except AttributeError:
        pass
del _base, _field, _doc

# Kept for old programs.
ResultBase = _NetlocResultMixinStr


class DefragResult(_DefragResultBase, _ResultMixinStr):
    __slots__ = ()

    def geturl(self):
        return self.url + '#' + self.fragment if self.fragment else self.url


class SplitResult(_SplitResultBase, _NetlocResultMixinStr):
    __slots__ = ()

    def geturl(self):
        return urlunsplit(self)


class ParseResult(_ParseResultBase, _NetlocResultMixinStr):
    __slots__ = ()

    def geturl(self):
        return urlunparse(self)


class DefragResultBytes(_DefragResultBase, _ResultMixinBytes):
    __slots__ = ()

    def geturl(self):
        return self.url + b'#' + self.fragment if self.fragment else self.url


class SplitResultBytes(_SplitResultBase, _NetlocResultMixinBytes):
    __slots__ = ()

    def geturl(self):
        return urlunsplit(self)


class ParseResultBytes(_ParseResultBase, _NetlocResultMixinBytes):
    __slots__ = ()

    def geturl(self):
        return urlunparse(self)


for _s, _b in ((DefragResult, DefragResultBytes), (SplitResult, SplitResultBytes),
               (ParseResult, ParseResultBytes)):
    _s._encoded_counterpart = _b
    _b._decoded_counterpart = _s
del _s, _b


def urlparse(url, scheme='', allow_fragments=True):
    """Six parts: scheme, netloc, path, params, query, fragment."""
    if type(url) is not str or type(scheme) is not str:
        url, scheme, back = _coerce_args(url, scheme)
        return back(urlparse(str(url), str(scheme), allow_fragments))
    scheme, netloc, url, query, fragment = urlsplit(url, scheme, allow_fragments)
    if ';' in url and scheme in uses_params:
        url, params = _splitparams(url)
    else:
        params = ''
    return ParseResult(scheme, netloc, url, params, query, fragment)


def _splitparams(url):
    # Parameters of the last segment of the path only.
    slash = url.rfind('/')
    i = url.find(';', slash) if slash >= 0 else url.find(';')
    if i < 0:
        return url, ''
    return url[:i], url[i + 1:]


def _splitnetloc(url, start=0):
    end = len(url)
    for c in '/?#':
        i = url.find(c, start)
        if i >= 0:
            end = min(end, i)
    return url[start:end], url[end:]


def _checknetloc(netloc):
    # Characters that normalisation would turn into delimiters may not hide in a host name.
    import unicodedata
    bare = netloc
    for c in '@:#?':
        bare = bare.replace(c, '')
    normal = unicodedata.normalize('NFKC', bare)
    if bare == normal:
        return
    for c in '/?#@:':
        if c in normal:
            raise ValueError("netloc '" + netloc + "' contains invalid characters "
                             'under NFKC normalization')


def urlsplit(url, scheme='', allow_fragments=True):
    """Five parts: scheme, netloc, path, query, fragment."""
    if type(url) is not str or type(scheme) is not str:
        url, scheme, back = _coerce_args(url, scheme)
        return back(urlsplit(str(url), str(scheme), allow_fragments))
    key = url, scheme, bool(allow_fragments)
    try:
        return _parse_cache[key]
    except KeyError:
        pass
    result = _split(*key)
    if len(_parse_cache) >= _MAX_CACHE_SIZE:
        clear_cache()
    _parse_cache[key] = result
    return result


def _split(url, scheme, allow_fragments):
    for c in _UNSAFE:
        if c in url:
            url = url.replace(c, '')
        if c in scheme:
            scheme = scheme.replace(c, '')
    url = url.lstrip(_JUNK_AT_ENDS)
    scheme = scheme.strip(_JUNK_AT_ENDS)
    netloc = query = fragment = ''
    i = url.find(':')
    if i > 0 and url[0].isalpha() and url[0] < '\x7f' and not url[:i].strip(scheme_chars):
        rest = url[i + 1:]
        # 'path:80' is a path with a number, not a scheme with one.
        if not rest or rest.strip('0123456789'):
            scheme, url = url[:i].lower(), rest
    if url[:2] == '//':
        netloc, url = _splitnetloc(url, 2)
        if ('[' in netloc) != (']' in netloc):
            raise ValueError('Invalid IPv6 URL')
    if allow_fragments and '#' in url:
        url, _, fragment = url.partition('#')
    if '?' in url:
        url, _, query = url.partition('?')
    if not netloc.isascii():
        _checknetloc(netloc)
    return SplitResult(scheme, netloc, url, query, fragment)


def urlunparse(components):
    """The URL of six parts."""
    scheme, netloc, url, params, query, fragment, back = _coerce_args(*components)
    if params:
        url = '%s;%s' % (url, params)
    return back(urlunsplit((scheme, netloc, url, query, fragment)))


def urlunsplit(components):
    """The URL of five parts; equal in meaning to the one they came from."""
    scheme, netloc, url, query, fragment, back = _coerce_args(*components)
    if netloc or (scheme and scheme in uses_netloc and url[:2] != '//'):
        if url and url[:1] != '/':
            url = '/' + url
        url = '//' + (netloc or '') + url
    if scheme:
        url = scheme + ':' + url
    if query:
        url = url + '?' + query
    if fragment:
        url = url + '#' + fragment
    return back(url)


def urljoin(base, url, allow_fragments=True):
    """The absolute URL that url means when found at base (RFC 3986)."""
    if not base:
        return url
    if not url:
        return base
    base, url, back = _coerce_args(base, url)
    bscheme, bnetloc, bpath, bparams, bquery, bfragment = \
        urlparse(base, '', allow_fragments)
    scheme, netloc, path, params, query, fragment = \
        urlparse(url, bscheme, allow_fragments)
    if scheme != bscheme or scheme not in uses_relative:
        return back(url)
    if scheme in uses_netloc:
        if netloc:
            return back(urlunparse((scheme, netloc, path, params, query, fragment)))
        netloc = bnetloc
    if not path and not params:
        return back(urlunparse((scheme, netloc, bpath, bparams,
                                query or bquery, fragment)))
    path = _join_paths(bpath, path)
    return back(urlunparse((scheme, netloc, path, params, query, fragment)))


def _join_paths(base, path):
    parts = base.split('/')
    if parts[-1] != '':
        # The last segment gives way to the new path.
        del parts[-1]
    if path[:1] == '/':
        segments = path.split('/')
    else:
        segments = parts + path.split('/')
        # Empty segments inside mean nothing.
        segments[1:-1] = filter(None, segments[1:-1])
    result = []
    for segment in segments:
        if segment == '..':
            if result:
                result.pop()
        elif segment != '.':
            result.append(segment)
    if segments[-1] in ('.', '..'):
        # It was a directory that was named.
        result.append('')
    return '/'.join(result) or '/'


def urldefrag(url):
    """The URL without its fragment, and the fragment."""
    url, back = _coerce_args(url)
    if '#' in url:
        scheme, netloc, path, params, query, fragment = urlparse(url)
        url = urlunparse((scheme, netloc, path, params, query, ''))
    else:
        fragment = ''
    return back(DefragResult(url, fragment))


# The result classes encode themselves: _encode_result calls their encode().

_hexdig = '0123456789ABCDEFabcdef'
_hextobyte = None
_nonascii = re.compile('([\x00-\x7f]+)')


def unquote_to_bytes(string):
    """The bytes that a string with %xx escapes stands for."""
    if not string:
        # An iterator would be true: make sure that it is an empty sequence.
        string.split
        return b''
    if isinstance(string, str):
        string = string.encode('utf-8')
    parts = string.split(b'%')
    if len(parts) == 1:
        return string
    global _hextobyte
    if _hextobyte is None:
        _hextobyte = {(a + b).encode(): bytes.fromhex(a + b)
                      for a in _hexdig for b in _hexdig}
    result = [parts[0]]
    for part in parts[1:]:
        byte = _hextobyte.get(part[:2])
        if byte is None:
            result.append(b'%')
            result.append(part)
        else:
            result.append(byte)
            result.append(part[2:])
    return b''.join(result)


def unquote(string, encoding='utf-8', errors='replace'):
    """Replace %xx escapes by the characters they encode."""
    if '%' not in string:
        string.split
        return string
    if encoding is None:
        encoding = 'utf-8'
    if errors is None:
        errors = 'replace'
    # Only ASCII spans can hold escapes.
    parts = _nonascii.split(string)
    for i in range(1, len(parts), 2):
        parts[i] = unquote_to_bytes(parts[i]).decode(encoding, errors)
    return ''.join(parts)


def _check_separator(separator):
    if not separator or not isinstance(separator, (str, bytes)):
        raise ValueError('Separator must be of type string or bytes.')


def parse_qs(qs, keep_blank_values=False, strict_parsing=False,
             encoding='utf-8', errors='replace', max_num_fields=None, separator='&'):
    """A query string as a dictionary of lists of values."""
    result = {}
    for name, value in parse_qsl(qs, keep_blank_values, strict_parsing, encoding=encoding,
                                 errors=errors, max_num_fields=max_num_fields,
                                 separator=separator):
        result.setdefault(name, []).append(value)
    return result


def parse_qsl(qs, keep_blank_values=False, strict_parsing=False,
              encoding='utf-8', errors='replace', max_num_fields=None, separator='&'):
    """A query string as a list of (name, value)."""
    qs, back = _coerce_args(qs)
    _check_separator(separator)
    if isinstance(separator, bytes):
        separator = separator.decode('ascii')
    if max_num_fields is not None and max_num_fields < 1 + qs.count(separator):
        raise ValueError('Max number of fields exceeded')
    result = []
    for pair in qs.split(separator):
        if not pair and not strict_parsing:
            continue
        name, found, value = pair.partition('=')
        if not found:
            if strict_parsing:
                raise ValueError('bad query field: %r' % (pair,))
            if not keep_blank_values:
                continue
        if value or keep_blank_values:
            result.append((back(unquote(name.replace('+', ' '), encoding, errors)),
                           back(unquote(value.replace('+', ' '), encoding, errors))))
    return result


def unquote_plus(string, encoding='utf-8', errors='replace'):
    """unquote, with plus signs for spaces."""
    return unquote(string.replace('+', ' '), encoding, errors)


_ALWAYS_SAFE = frozenset(b'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
                         b'abcdefghijklmnopqrstuvwxyz'
                         b'0123456789'
                         b'_.-')
_ALWAYS_SAFE_BYTES = bytes(_ALWAYS_SAFE)


class Quoter(dict):
    """From byte value to text, for one set of safe characters."""

    def __init__(self, safe):
        self.safe = _ALWAYS_SAFE.union(safe)

    def __repr__(self):
        return '<%s %r>' % (self.__class__.__name__, dict(self))

    def __missing__(self, b):
        text = chr(b) if b in self.safe else '%{:02X}'.format(b)
        self[b] = text
        return text


_quoters = {}


_kept = {}                  # what quote() leaves alone, by `safe`


def quote(string, safe='/', encoding=None, errors=None):
    """Replace characters that are special in URLs by %xx escapes."""
    if isinstance(string, str):
        if not string:
            return string
        if encoding is None and errors is None and isinstance(safe, str):
            keep = _kept.get(safe)
            if keep is None:
                keep = _kept[safe] = _ALWAYS_SAFE_BYTES.decode() + safe.encode('ascii', 'ignore').decode()
            if not string.rstrip(keep):
                return str(string)
        string = string.encode('utf-8' if encoding is None else encoding,
                               'strict' if errors is None else errors)
    else:
        if encoding is not None:
            raise TypeError("quote() doesn't support 'encoding' for bytes")
        if errors is not None:
            raise TypeError("quote() doesn't support 'errors' for bytes")
    return quote_from_bytes(string, safe)


def quote_plus(string, safe='', encoding=None, errors=None):
    """quote, with plus signs for spaces."""
    if (isinstance(string, str) and ' ' not in string
            or isinstance(string, bytes) and b' ' not in string):
        return quote(string, safe, encoding, errors)
    space = ' ' if isinstance(safe, str) else b' '
    return quote(string, safe + space, encoding, errors).replace(' ', '+')


def quote_from_bytes(bs, safe='/'):
    """quote for bytes."""
    if not isinstance(bs, (bytes, bytearray)):
        raise TypeError('quote_from_bytes() expected bytes')
    if not bs:
        return ''
    if isinstance(safe, str):
        safe = safe.encode('ascii', 'ignore')
    else:
        safe = bytes(c for c in safe if c < 128)
    if not bs.rstrip(_ALWAYS_SAFE_BYTES + safe):
        return bs.decode()
    quoter = _quoters.get(safe)
    if quoter is None:
        quoter = _quoters[safe] = Quoter(safe).__getitem__
    return ''.join([quoter(b) for b in bs])


def urlencode(query, doseq=False, safe='', encoding=None, errors=None,
              quote_via=quote_plus):
    """A query string from a mapping or a sequence of pairs.

    With doseq, a value that is a sequence gives a pair for each element.
    """
    if hasattr(query, 'items'):
        query = query.items()
    else:
        try:
            if len(query) and not isinstance(query[0], tuple):
                raise TypeError
        except TypeError:
            raise TypeError('not a valid non-string sequence or mapping object') from None

    def text(value):
        if isinstance(value, bytes):
            return quote_via(value, safe)
        return quote_via(str(value), safe, encoding, errors)

    result = []
    for name, value in query:
        name = text(name)
        if not doseq or isinstance(value, (bytes, str)):
            result.append(name + '=' + text(value))
            continue
        try:
            len(value)
        except TypeError:
            result.append(name + '=' + text(value))
        else:
            result.extend(name + '=' + text(item) for item in value)
    return '&'.join(result)


# Older functions that take URLs apart: undocumented, used far and wide.

def to_bytes(url):
    """The URL checked to be ASCII, as str."""
    if isinstance(url, str):
        try:
            url = url.encode('ASCII').decode()
        except UnicodeError:
            raise UnicodeError('URL ' + repr(url) + ' contains non-ASCII characters') from None
    return url


def unwrap(url):
    """'<URL:type://host/path>' -> 'type://host/path'"""
    url = str(url).strip()
    if url[:1] == '<' and url[-1:] == '>':
        url = url[1:-1].strip()
    if url[:4] == 'URL:':
        url = url[4:].strip()
    return url


def splittype(url):
    """'type:opaque' -> 'type', 'opaque'"""
    m = re.match('([^/:]+):(.*)', url, re.DOTALL)
    if m:
        return m.group(1).lower(), m.group(2)
    return None, url


def splithost(url):
    """'//host[:port]/path' -> 'host[:port]', '/path'"""
    m = re.match('//([^/#?]*)(.*)', url, re.DOTALL)
    if m:
        host, path = m.groups()
        if path and path[0] != '/':
            path = '/' + path
        return host, path
    return None, url


def splituser(host):
    """'user[:password]@host[:port]' -> 'user[:password]', 'host[:port]'"""
    user, at, host = host.rpartition('@')
    return user if at else None, host


def splitpasswd(user):
    """'user:password' -> 'user', 'password'"""
    user, colon, password = user.partition(':')
    return user, password if colon else None


def splitport(host):
    """'host:port' -> 'host', 'port'"""
    m = re.match('(.*):([0-9]*)$', host, re.DOTALL)
    if m:
        host, port = m.groups()
        if port:
            return host, port
    return host, None


def splitnport(host, defport=-1):
    """'host:port' -> 'host', number; None if that is no number"""
    host, colon, port = host.rpartition(':')
    if not colon:
        return port, defport
    if port:
        try:
            return host, int(port)
        except ValueError:
            return host, None
    return host, defport


def splitquery(url):
    """'/path?query' -> '/path', 'query'"""
    path, mark, query = url.rpartition('?')
    return (path, query) if mark else (url, None)


def splittag(url):
    """'/path#tag' -> '/path', 'tag'"""
    path, mark, tag = url.rpartition('#')
    return (path, tag) if mark else (url, None)


def splitattr(url):
    """'/path;attr1=value1;attr2=value2' -> '/path', ['attr1=value1', 'attr2=value2']"""
    words = url.split(';')
    return words[0], words[1:]


def splitvalue(attr):
    """'attr=value' -> 'attr', 'value'"""
    attr, mark, value = attr.partition('=')
    return attr, value if mark else None
