"""Cookies on the client's side: as Netscape defined them and servers use them, and as
RFC 2965 does.

A CookieJar keeps cookies in _cookies, by domain, path and name. Which cookies are
taken and which are sent back is decided by a CookiePolicy. A request is one of
urllib.request, or anything with its methods for cookies; a response has info().
"""

import copy
import http.client
import logging
import re
import threading
import time
import urllib.parse
import urllib.request
from calendar import timegm

__all__ = ['Cookie', 'CookieJar', 'CookiePolicy', 'DefaultCookiePolicy',
           'FileCookieJar', 'LWPCookieJar', 'LoadError', 'MozillaCookieJar']

debug = False               # True or a logger's level: tell what is decided, and why
logger = None


def _debug(*args):
    if not debug:
        return
    global logger
    if not logger:
        logger = logging.getLogger('http.cookiejar')
    return logger.debug(*args)


DEFAULT_HTTP_PORT = str(http.client.HTTP_PORT)

MISSING_FILENAME_TEXT = ('a filename was not supplied (nor was the CookieJar '
                         'instance initialised with one)')


def _warn_unhandled_exception():
    # What a server sends must not stop a program: but a bug should be seen.
    import io
    import traceback
    import warnings
    f = io.StringIO()
    traceback.print_exc(None, f)
    warnings.warn('http.cookiejar bug!\n%s' % f.getvalue(), stacklevel=2)


# ---- dates ----

EPOCH_YEAR = 1970
DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun',
          'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
_MONTH_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}


def time2isoz(t=None):
    """Seconds since the epoch as 'YYYY-MM-DD hh:mm:ssZ'; by default the time now."""
    return time.strftime('%Y-%m-%d %H:%M:%SZ', time.gmtime(t))


def time2netscape(t=None):
    """Seconds since the epoch as 'Wdy, DD-Mon-YYYY HH:MM:SS GMT'; by default now."""
    tm = time.gmtime(t)
    return '%s, %02d-%s-%04d %02d:%02d:%02d GMT' % (
        DAYS[tm.tm_wday], tm.tm_mday, MONTHS[tm.tm_mon - 1], tm.tm_year,
        tm.tm_hour, tm.tm_min, tm.tm_sec)


UTC_ZONES = {'GMT': None, 'UTC': None, 'UT': None, 'Z': None}
TIMEZONE_RE = re.compile(r'^([-+])?(\d\d?):?(\d\d)?$', re.ASCII)


def offset_from_tz_string(tz):
    """Seconds east of UTC for '+hhmm' or a name of UTC; None for others."""
    if tz in UTC_ZONES:
        return 0
    m = TIMEZONE_RE.search(tz)
    if not m:
        return None
    offset = 3600 * int(m.group(2)) + 60 * int(m.group(3) or 0)
    return -offset if m.group(1) == '-' else offset


def _seconds(day, mon, yr, hr, min, sec, tz):
    """Seconds since the epoch for texts; None where they are no date."""
    yr = int(yr)
    if yr > 9999:
        return None
    mon = _MONTH_NUMBERS.get(mon.lower(), None) or (int(mon) if mon.isdigit() else None)
    if mon is None or not 1 <= mon <= 12:
        return None
    day, hr, min, sec = int(day), int(hr or 0), int(min or 0), int(sec or 0)
    if yr < 1000:
        # Of two digits: the year that is nearest.
        this_year = time.localtime().tm_year
        yr += this_year - this_year % 100
        if yr - this_year > 50:
            yr -= 100
        elif this_year - yr > 50:
            yr += 100
    if not (yr >= EPOCH_YEAR and 1 <= day <= 31 and 0 <= hr <= 24 and 0 <= min <= 59 and
            0 <= sec <= 61):
        return None
    offset = offset_from_tz_string((tz or 'UTC').upper())
    if offset is None:
        return None
    return timegm((yr, mon, day, hr, min, sec)) - offset


STRICT_DATE_RE = re.compile(r'^[SMTWF][a-z][a-z], (\d\d) ([JFMASOND][a-z][a-z]) '
                            r'(\d\d\d\d) (\d\d):(\d\d):(\d\d) GMT$', re.ASCII)
WEEKDAY_RE = re.compile(r'^(?:Sun|Mon|Tue|Wed|Thu|Fri|Sat)[a-z]*,?\s*', re.I | re.ASCII)
LOOSE_HTTP_DATE_RE = re.compile(r'''
    (\d\d?)                         # day
    (?:\s+|[-/])
    (\w+)                           # month
    (?:\s+|[-/])
    (\d+)                           # year
    (?:
        (?:\s+|:)
        (\d\d?):(\d\d)              # hour, minute
        (?::(\d\d))?                # second
    )?
    \s*
    ([-+]?\d{2,4}|(?![APap][Mm]\b)[A-Za-z]+)?   # zone
    \s*
    (?:\(\w+\))?                    # the zone's name
    \s*$''', re.X | re.ASCII)


def http2time(text):
    """Seconds since the epoch for a date as HTTP or Netscape writes it, or much like it;
    None where it is none."""
    m = STRICT_DATE_RE.search(text)
    if m:
        day, mon, yr, hr, min, sec = m.groups()
        if mon.lower() not in _MONTH_NUMBERS:
            return None
        return timegm((int(yr), _MONTH_NUMBERS[mon.lower()], int(day),
                       int(hr), int(min), int(sec)))
    text = WEEKDAY_RE.sub('', ' '.join(text.split()), 1)
    m = LOOSE_HTTP_DATE_RE.match(text)
    return _seconds(*m.groups()) if m else None


ISO_DATE_RE = re.compile(r'''
    (\d{4})                         # year
    [-/]?
    (\d\d?)                         # month
    [-/]?
    (\d\d?)                         # day
    (?:
        (?:\s+|[-:Tt])
        (\d\d?):?(\d\d)             # hour, minute
        (?::?(\d\d(?:\.\d*)?))?     # second
    )?
    \s*
    ([-+]?\d\d?:?(?:\d\d)?|[Zz])?   # zone
    \s*$''', re.X | re.ASCII)


def iso2time(text):
    """Seconds since the epoch for a date of ISO 8601; None where it is none."""
    m = ISO_DATE_RE.match(' '.join(text.split()))
    if not m:
        return None
    yr, mon, day, hr, min, sec, tz = m.groups()
    return _seconds(day, mon, yr, hr, min, float(sec or 0), tz)


# ---- headers ----

def unmatched(match):
    """What is left of a text behind a match at its beginning."""
    start, end = match.span(0)
    return match.string[:start] + match.string[end:]


HEADER_TOKEN_RE = re.compile(r'^\s*([^=\s;,]+)')
HEADER_QUOTED_VALUE_RE = re.compile(r'^\s*=\s*"([^"\\]*(?:\\.[^"\\]*)*)"')
HEADER_VALUE_RE = re.compile(r'^\s*=\s*([^\s;,]*)')
HEADER_ESCAPE_RE = re.compile(r'\\(.)')


def split_header_words(header_values):
    """Lists of (name, value) for headers 'name=value; name, name="value"': a list for
    each part between commas. A value is None where there is no =."""
    assert not isinstance(header_values, str)
    result = []
    for text in header_values:
        pairs = []
        while text:
            m = HEADER_TOKEN_RE.search(text)
            if m:
                text = unmatched(m)
                name = m.group(1)
                m = HEADER_QUOTED_VALUE_RE.search(text)
                if m:
                    text = unmatched(m)
                    value = HEADER_ESCAPE_RE.sub(r'\1', m.group(1))
                else:
                    m = HEADER_VALUE_RE.search(text)
                    value = None
                    if m:
                        text = unmatched(m)
                        value = m.group(1).rstrip()
                pairs.append((name, value))
            elif text.lstrip().startswith(','):
                text = text.lstrip()[1:]
                if pairs:
                    result.append(pairs)
                pairs = []
            else:
                # Separators, or what makes no sense.
                rest = re.sub(r'^[=\s;]*', '', text)
                text = rest if rest != text else text[1:]
        if pairs:
            result.append(pairs)
    return result


HEADER_JOIN_ESCAPE_RE = re.compile(r'([\"\\])')


def join_header_words(lists):
    """The header that split_header_words() reads: values quoted where they must be."""
    headers = []
    for pairs in lists:
        attributes = []
        for name, value in pairs:
            if value is not None:
                if not re.search(r'^\w+$', value):
                    value = '"%s"' % HEADER_JOIN_ESCAPE_RE.sub(r'\\\1', value)
                name = '%s=%s' % (name, value)
            attributes.append(name)
        if attributes:
            headers.append('; '.join(attributes))
    return ', '.join(headers)


def strip_quotes(text):
    """A text without the quotes around it."""
    if text.startswith('"'):
        text = text[1:]
    if text.endswith('"'):
        text = text[:-1]
    return text


_KNOWN_NS_ATTRIBUTES = ('expires', 'domain', 'path', 'secure', 'version', 'port', 'max-age')


def parse_ns_headers(ns_headers):
    """Lists of (name, value) for Netscape's Set-Cookie headers, which know no commas
    and no quotes. 'expires' becomes a number, and ('version', '0') is added."""
    result = []
    for header in ns_headers:
        pairs = []
        version_set = False
        for i, part in enumerate(header.split(';')):
            key, equals, value = part.partition('=')
            key = key.strip()
            value = value.strip() if equals else None
            if not key:
                if i == 0:
                    break
                continue
            if i > 0:
                lowered = key.lower()
                if lowered in _KNOWN_NS_ATTRIBUTES:
                    key = lowered
                if key == 'version':
                    if value is not None:
                        value = strip_quotes(value)
                    version_set = True
                elif key == 'expires':
                    if value is not None:
                        value = http2time(strip_quotes(value))
            pairs.append((key, value))
        if pairs:
            if not version_set:
                pairs.append(('version', '0'))
            result.append(pairs)
    return result


# ---- domains, hosts and paths ----

IPV4_RE = re.compile(r'\.\d+$', re.ASCII)


def is_HDN(text):
    """Whether a text is a host's domain name, rather than an address."""
    return not (IPV4_RE.search(text) or text == '' or text[0] == '.' or text[-1] == '.')


def domain_match(A, B):
    """Whether host A domain-matches B (RFC 2965): they are the same, or B is .C and A
    is N.C, C a domain name and N not empty."""
    A = A.lower()
    B = B.lower()
    if A == B:
        return True
    if not is_HDN(A):
        return False
    return A.rfind(B) > 0 and A.endswith(B) and B.startswith('.') and is_HDN(B[1:])


def liberal_is_HDN(text):
    """Whether a text, perhaps with a dot at the end, is no address."""
    return not IPV4_RE.search(text)


def user_domain_match(A, B):
    """Whether A is B, or B begins with a dot and A ends with it: for the lists that
    users make."""
    A = A.lower()
    B = B.lower()
    if not (liberal_is_HDN(A) and liberal_is_HDN(B)):
        return A == B
    if B.startswith('.'):
        return A.endswith(B)
    return A == B


cut_port_re = re.compile(r':\d+$', re.ASCII)


def request_host(request):
    """A request's host, without the port, in lower case."""
    host = urllib.parse.urlparse(request.get_full_url())[1]
    if host == '':
        host = request.get_header('Host', '')
    return cut_port_re.sub('', host, 1).lower()


def eff_request_host(request):
    """(host, host with '.local' if it is a name without dots)."""
    erhn = req_host = request_host(request)
    if '.' not in req_host:
        erhn = req_host + '.local'
    return req_host, erhn


def request_path(request):
    """A request's path, with parameters, escaped; it begins with /."""
    path = escape_path(urllib.parse.urlsplit(request.get_full_url()).path)
    return path if path.startswith('/') else '/' + path


def request_port(request):
    """A request's port as text; None where it is no number."""
    _, colon, port = request.host.partition(':')
    if not colon:
        return DEFAULT_HTTP_PORT
    try:
        int(port)
    except ValueError:
        _debug("nonnumeric port: '%s'", port)
        return None
    return port


# What stays as it is in a path; the % of an escape is among them.
HTTP_PATH_SAFE = "%/;:@&=+$,!~*'()"
ESCAPED_CHAR_RE = re.compile(r'%([0-9a-fA-F][0-9a-fA-F])')


def uppercase_escaped_char(match):
    return '%%%s' % match.group(1).upper()


def escape_path(path):
    """A path with what may not be in one escaped (as UTF-8), and escapes in upper case."""
    return ESCAPED_CHAR_RE.sub(uppercase_escaped_char, urllib.parse.quote(path, HTTP_PATH_SAFE))


def reach(h):
    """A host's reach (RFC 2965): .B for A.B, B having a dot or being 'local'; else h."""
    i = h.find('.')
    if i >= 0:
        b = h[i + 1:]
        if is_HDN(h) and ('.' in b or b == 'local'):
            return '.' + b
    return h


def is_third_party(request):
    """Whether the request's host is out of the reach of the one that the user asked for."""
    req_host = request_host(request)
    return not domain_match(req_host, reach(request.origin_req_host))


# ---- cookies ----

class Cookie:
    """A cookie: the standard attributes, those that are not standard in a dictionary,
    and whether port, domain and path were told by the server.

    version 0 is Netscape's; value may be None; port a list of ports as text, or None;
    expires seconds since the epoch, or None; discard: the session's end is the cookie's.
    """

    def __init__(self, version, name, value, port, port_specified,
                 domain, domain_specified, domain_initial_dot, path, path_specified,
                 secure, expires, discard, comment, comment_url, rest, rfc2109=False):
        if version is not None:
            version = int(version)
        if expires is not None:
            expires = int(float(expires))
        if port is None and port_specified is True:
            raise ValueError('if port is None, port_specified must be false')
        self.version = version
        self.name = name
        self.value = value
        self.port = port
        self.port_specified = port_specified
        # Domains are compared in lower case.
        self.domain = domain.lower()
        self.domain_specified = domain_specified
        self.domain_initial_dot = domain_initial_dot
        self.path = path
        self.path_specified = path_specified
        self.secure = secure
        self.expires = expires
        self.discard = discard
        self.comment = comment
        self.comment_url = comment_url
        self.rfc2109 = rfc2109
        self._rest = copy.copy(rest)

    def has_nonstandard_attr(self, name):
        return name in self._rest

    def get_nonstandard_attr(self, name, default=None):
        return self._rest.get(name, default)

    def set_nonstandard_attr(self, name, value):
        self._rest[name] = value

    def is_expired(self, now=None):
        """Whether the time is up."""
        if now is None:
            now = time.time()
        return self.expires is not None and self.expires <= now

    def __str__(self):
        port = '' if self.port is None else ':' + self.port
        text = self.name if self.value is None else '%s=%s' % (self.name, self.value)
        return '<Cookie %s for %s>' % (text, self.domain + port + self.path)

    def __repr__(self):
        names = ('version', 'name', 'value', 'port', 'port_specified', 'domain',
                 'domain_specified', 'domain_initial_dot', 'path', 'path_specified',
                 'secure', 'expires', 'discard', 'comment', 'comment_url')
        args = ['%s=%r' % (name, getattr(self, name)) for name in names]
        args += ['rest=%r' % self._rest, 'rfc2109=%r' % self.rfc2109]
        return '%s(%s)' % (self.__class__.__name__, ', '.join(args))


class CookiePolicy:
    """Which cookies are taken from servers, and sent to them.

    netscape, rfc2965: whether the protocol is spoken; hide_cookie2: do not tell servers
    that RFC 2965 is understood.
    """

    def set_ok(self, cookie, request):
        """Whether a cookie that came is to be kept."""
        raise NotImplementedError()

    def return_ok(self, cookie, request):
        """Whether a cookie is to be sent with a request."""
        raise NotImplementedError()

    def domain_return_ok(self, domain, request):
        """False where no cookie of a domain is to be sent; saves looking at them."""
        return True

    def path_return_ok(self, path, request):
        """False where no cookie of a path is to be sent."""
        return True


class DefaultCookiePolicy(CookiePolicy):
    """The rules of both protocols, as browsers keep them, with switches to be stricter,
    and with lists of domains."""

    DomainStrictNoDots = 1          # A.B may not set a cookie for .C where A has dots
    DomainStrictNonDomain = 2       # cookies without a domain go to their host only
    DomainRFC2965Match = 4          # domains must match as RFC 2965 says
    DomainLiberal = 0
    DomainStrict = DomainStrictNoDots | DomainStrictNonDomain

    def __init__(self, blocked_domains=None, allowed_domains=None,
                 netscape=True, rfc2965=False, rfc2109_as_netscape=None,
                 hide_cookie2=False, strict_domain=False,
                 strict_rfc2965_unverifiable=True, strict_ns_unverifiable=False,
                 strict_ns_domain=DomainLiberal,
                 strict_ns_set_initial_dollar=False, strict_ns_set_path=False,
                 secure_protocols=('https', 'wss')):
        self.netscape = netscape
        self.rfc2965 = rfc2965
        self.rfc2109_as_netscape = rfc2109_as_netscape
        self.hide_cookie2 = hide_cookie2
        self.strict_domain = strict_domain
        self.strict_rfc2965_unverifiable = strict_rfc2965_unverifiable
        self.strict_ns_unverifiable = strict_ns_unverifiable
        self.strict_ns_domain = strict_ns_domain
        self.strict_ns_set_initial_dollar = strict_ns_set_initial_dollar
        self.strict_ns_set_path = strict_ns_set_path
        self.secure_protocols = secure_protocols
        self._blocked_domains = tuple(blocked_domains or ())
        self.set_allowed_domains(allowed_domains)

    def blocked_domains(self):
        """The domains with which no cookies are exchanged."""
        return self._blocked_domains

    def set_blocked_domains(self, blocked_domains):
        self._blocked_domains = tuple(blocked_domains)

    def is_blocked(self, domain):
        return any(user_domain_match(domain, blocked) for blocked in self._blocked_domains)

    def allowed_domains(self):
        """The only domains with which cookies are exchanged, or None for all."""
        return self._allowed_domains

    def set_allowed_domains(self, allowed_domains):
        self._allowed_domains = None if allowed_domains is None else tuple(allowed_domains)

    def is_not_allowed(self, domain):
        if self._allowed_domains is None:
            return False
        return not any(user_domain_match(domain, allowed) for allowed in self._allowed_domains)

    # ---- may a cookie be kept? ----

    def set_ok(self, cookie, request):
        _debug(' - checking cookie %s=%s', cookie.name, cookie.value)
        return all(getattr(self, 'set_ok_' + n)(cookie, request)
                   for n in ('version', 'verifiability', 'name', 'path', 'domain', 'port'))

    def set_ok_version(self, cookie, request):
        if cookie.version is None:
            # Set-Cookie2 must have it, and Set-Cookie is given it.
            _debug('   Set-Cookie2 without version attribute (%s=%s)',
                   cookie.name, cookie.value)
            return False
        return self._protocol_ok(cookie)

    def _protocol_ok(self, cookie):
        if cookie.version > 0 and not self.rfc2965:
            _debug('   RFC 2965 cookies are switched off')
            return False
        if cookie.version == 0 and not self.netscape:
            _debug('   Netscape cookies are switched off')
            return False
        return True

    def set_ok_verifiability(self, cookie, request):
        if request.unverifiable and is_third_party(request):
            if cookie.version > 0 and self.strict_rfc2965_unverifiable:
                _debug('   third-party RFC 2965 cookie during unverifiable transaction')
                return False
            if cookie.version == 0 and self.strict_ns_unverifiable:
                _debug('   third-party Netscape cookie during unverifiable transaction')
                return False
        return True

    def set_ok_name(self, cookie, request):
        # RFC 2965's own names begin with $.
        if cookie.version == 0 and self.strict_ns_set_initial_dollar and \
                cookie.name.startswith('$'):
            _debug("   illegal name (starts with '$'): '%s'", cookie.name)
            return False
        return True

    def set_ok_path(self, cookie, request):
        if cookie.path_specified:
            if (cookie.version > 0 or self.strict_ns_set_path) and \
                    not self.path_return_ok(cookie.path, request):
                _debug('   path attribute %s is not a prefix of request path %s',
                       cookie.path, request_path(request))
                return False
        return True

    def set_ok_domain(self, cookie, request):
        if self.is_blocked(cookie.domain):
            _debug('   domain %s is in user block-list', cookie.domain)
            return False
        if self.is_not_allowed(cookie.domain):
            _debug('   domain %s is not in user allow-list', cookie.domain)
            return False
        if not cookie.domain_specified:
            return True
        req_host, erhn = eff_request_host(request)
        domain = cookie.domain
        if self.strict_domain and domain.count('.') >= 2 and self._is_country_domain(domain):
            _debug('   country-code second level domain %s', domain)
            return False
        undotted = domain[1:] if domain.startswith('.') else domain
        if '.' not in undotted and domain != '.local':
            _debug('   non-local domain %s contains no embedded dot', domain)
            return False
        if cookie.version == 0:
            if not (erhn.endswith(domain) or ('.' + erhn).endswith(domain)):
                _debug('   effective request-host %s (even with added initial dot) does not '
                       'end with %s', erhn, domain)
                return False
        if cookie.version > 0 or self.strict_ns_domain & self.DomainRFC2965Match:
            if not domain_match(erhn, domain):
                _debug('   effective request-host %s does not domain-match %s', erhn, domain)
                return False
        if cookie.version > 0 or self.strict_ns_domain & self.DomainStrictNoDots:
            host_prefix = req_host[:-len(domain)]
            if '.' in host_prefix and not IPV4_RE.search(req_host):
                _debug('   host prefix %s for domain %s contains a dot', host_prefix, domain)
                return False
        return True

    def _is_country_domain(self, domain):
        """Whether a domain is of the form .co.uk."""
        i = domain.rfind('.')
        j = domain.rfind('.', 0, i)
        if j != 0:                  # it has more parts
            return False
        return len(domain) - i == 3 and domain[1:i].lower() in (
            'co', 'ac', 'com', 'edu', 'org', 'net', 'gov', 'mil', 'int', 'aero', 'biz', 'cat',
            'coop', 'info', 'jobs', 'mobi', 'museum', 'name', 'pro', 'travel', 'eu')

    def set_ok_port(self, cookie, request):
        if not cookie.port_specified:
            return True
        req_port = request_port(request) or '80'
        for port in cookie.port.split(','):
            if not port.isdigit():
                _debug('   bad port %s (not numeric)', port)
                return False
            if port == req_port:
                return True
        _debug('   request port (%s) not found in %s', req_port, cookie.port)
        return False

    # ---- may a cookie be sent? ----

    def return_ok(self, cookie, request):
        # Path and domain_return_ok() have been asked already.
        _debug(' - checking cookie %s=%s', cookie.name, cookie.value)
        return all(getattr(self, 'return_ok_' + n)(cookie, request)
                   for n in ('version', 'verifiability', 'secure', 'expires', 'port', 'domain'))

    def return_ok_version(self, cookie, request):
        return self._protocol_ok(cookie)

    def return_ok_verifiability(self, cookie, request):
        return self.set_ok_verifiability(cookie, request)

    def return_ok_secure(self, cookie, request):
        if cookie.secure and request.type not in self.secure_protocols:
            _debug('   secure cookie with non-secure request')
            return False
        return True

    def return_ok_expires(self, cookie, request):
        if cookie.is_expired(self._now):
            _debug('   cookie expired')
            return False
        return True

    def return_ok_port(self, cookie, request):
        if cookie.port:
            req_port = request_port(request) or '80'
            if req_port not in cookie.port.split(','):
                _debug('   request port %s does not match cookie port %s',
                       req_port, cookie.port)
                return False
        return True

    def return_ok_domain(self, cookie, request):
        req_host, erhn = eff_request_host(request)
        domain = cookie.domain
        dotted = domain if domain.startswith('.') else '.' + domain
        if cookie.version == 0 and self.strict_ns_domain & self.DomainStrictNonDomain and \
                not cookie.domain_specified and domain != erhn:
            _debug('   cookie with unspecified domain does not string-compare equal to '
                   'request domain')
            return False
        if cookie.version > 0 and not domain_match(erhn, domain):
            _debug('   effective request-host name %s does not domain-match RFC 2965 cookie '
                   'domain %s', erhn, domain)
            return False
        if cookie.version == 0 and not ('.' + erhn).endswith(dotted):
            _debug('   request-host %s does not match Netscape cookie domain %s',
                   req_host, domain)
            return False
        return True

    def domain_return_ok(self, domain, request):
        # A quick look, so Netscape's rule, which is the wider one.
        req_host, erhn = eff_request_host(request)
        dotted = domain if not domain or domain.startswith('.') else '.' + domain
        if not (('.' + req_host).endswith(dotted) or ('.' + erhn).endswith(dotted)):
            return False
        if self.is_blocked(domain):
            _debug('   domain %s is in user block-list', domain)
            return False
        if self.is_not_allowed(domain):
            _debug('   domain %s is not in user allow-list', domain)
            return False
        return True

    def path_return_ok(self, path, request):
        _debug('- checking cookie path=%s', path)
        req_path = request_path(request)
        if req_path == path or req_path.startswith(path) and \
                (path.endswith('/') or req_path[len(path):len(path) + 1] == '/'):
            return True
        _debug('  %s does not path-match %s', req_path, path)
        return False

    _now = None                     # of the jar's request, so that it counts once


class Absent:
    """What an attribute is that is not there, where None has a meaning."""


def deepvalues(mapping):
    """The values of a mapping, and of the mappings in it, in the order of the keys."""
    for key in sorted(mapping):
        value = mapping[key]
        if isinstance(value, dict):
            yield from deepvalues(value)
        else:
            yield value


class CookieJar:
    """Cookies, which it takes from responses and adds to requests. Iterates over them."""

    non_word_re = re.compile(r'\W')
    quote_re = re.compile(r'([\"\\])')
    strict_domain_re = re.compile(r'\.?[^.]*')
    domain_re = re.compile(r'[^.]*')
    dots_re = re.compile(r'^\.+')
    magic_re = re.compile(r'^\#LWP-Cookies-(\d+\.\d+)', re.ASCII)

    def __init__(self, policy=None):
        if policy is None:
            policy = DefaultCookiePolicy()
        self._policy = policy
        self._cookies_lock = threading.RLock()
        self._cookies = {}

    def set_policy(self, policy):
        self._policy = policy

    # ---- sending ----

    def _cookies_for_request(self, request):
        cookies = []
        for domain, by_path in self._cookies.items():
            if not self._policy.domain_return_ok(domain, request):
                continue
            _debug('Checking %s for cookies to return', domain)
            for path, by_name in by_path.items():
                if not self._policy.path_return_ok(path, request):
                    continue
                for cookie in by_name.values():
                    if self._policy.return_ok(cookie, request):
                        _debug("   it's a match")
                        cookies.append(cookie)
                    else:
                        _debug('   not returning cookie')
        return cookies

    def _cookie_attrs(self, cookies):
        """The parts of the header Cookie, longer paths first."""
        cookies.sort(key=lambda cookie: len(cookie.path), reverse=True)
        attrs = []
        for i, cookie in enumerate(cookies):
            version = cookie.version
            if i == 0 and version > 0:
                attrs.append('$Version=%s' % version)
            # Netscape knows no quotes.
            value = cookie.value
            if value is not None and version > 0 and self.non_word_re.search(value):
                value = self.quote_re.sub(r'\\\1', value)
            attrs.append(cookie.name if value is None else '%s=%s' % (cookie.name, value))
            if version > 0:
                if cookie.path_specified:
                    attrs.append('$Path="%s"' % cookie.path)
                if cookie.domain.startswith('.'):
                    domain = cookie.domain
                    if not cookie.domain_initial_dot:
                        domain = domain[1:]
                    attrs.append('$Domain="%s"' % domain)
                if cookie.port is not None:
                    attrs.append('$Port="%s"' % cookie.port if cookie.port_specified
                                 else '$Port')
        return attrs

    def add_cookie_header(self, request):
        """Add the header Cookie to a request (and Cookie2, where RFC 2965 is spoken)."""
        _debug('add_cookie_header')
        with self._cookies_lock:
            self._policy._now = self._now = int(time.time())
            cookies = self._cookies_for_request(request)
            attrs = self._cookie_attrs(cookies)
            if attrs and not request.has_header('Cookie'):
                request.add_unredirected_header('Cookie', '; '.join(attrs))
            if self._policy.rfc2965 and not self._policy.hide_cookie2 and \
                    not request.has_header('Cookie2'):
                if any(cookie.version != 1 for cookie in cookies):
                    request.add_unredirected_header('Cookie2', '$Version="1"')
        self.clear_expired_cookies()

    # ---- receiving ----

    _VALUE_ATTRS = ('version', 'expires', 'domain', 'path', 'port', 'comment', 'commenturl')
    _BOOLEAN_ATTRS = ('discard', 'secure')

    def _normalized_cookie_tuples(self, attrs_set):
        """(name, value, standard attributes, others) for each cookie of parsed headers;
        what makes no sense is left out."""
        cookie_tuples = []
        for cookie_attrs in attrs_set:
            name, value = cookie_attrs[0]
            parsed = self._parse_attributes(cookie_attrs[1:])
            if parsed is not None:
                cookie_tuples.append((name, value) + parsed)
        return cookie_tuples

    def _parse_attributes(self, pairs):
        """(standard attributes, others); None for a bad cookie."""
        standard, rest = {}, {}
        max_age_set = False
        for key, value in pairs:
            lowered = key.lower()
            if lowered in self._VALUE_ATTRS or lowered in self._BOOLEAN_ATTRS or \
                    lowered == 'max-age':
                key = lowered
            if key in self._BOOLEAN_ATTRS and value is None:
                value = True
            if key in standard:
                continue                # the first counts
            if key == 'domain':
                if value is None:
                    _debug('   missing value for domain attribute')
                    return None
                value = value.lower()
            if key == 'expires':
                if max_age_set:
                    continue            # max-age counts more
                if value is None:
                    _debug('   missing or invalid value for expires attribute: '
                           'treating as session cookie')
                    continue
            if key == 'max-age':
                max_age_set = True
                try:
                    value = int(value)
                except (TypeError, ValueError):
                    _debug('   missing or invalid (non-numeric) value for max-age attribute')
                    return None
                # As a time, which does for RFC 2965 too.
                key = 'expires'
                value = self._now + value
            if key in self._VALUE_ATTRS or key in self._BOOLEAN_ATTRS:
                if value is None and key not in ('port', 'comment', 'commenturl', 'path'):
                    _debug('   missing value for %s attribute', key)
                    return None
                standard[key] = value
            else:
                rest[key] = value
        return standard, rest

    def _cookie_from_cookie_tuple(self, tup, request):
        """A Cookie; None where one is to be deleted, or the cookie makes no sense."""
        name, value, standard, rest = tup
        domain = standard.get('domain', Absent)
        path = standard.get('path', Absent)
        port = standard.get('port', Absent)
        expires = standard.get('expires', Absent)
        version = standard.get('version', None)
        if version is not None:
            try:
                version = int(version)
            except ValueError:
                return None             # it makes no sense

        path_specified = path is not Absent and path != '' and path is not None
        if path_specified:
            path = escape_path(path)
        else:
            path = self._default_path(request, version)

        domain_specified = domain is not Absent
        domain_initial_dot = domain_specified and domain.startswith('.')
        if not domain_specified:
            domain = eff_request_host(request)[1]
        elif not domain_initial_dot:
            domain = '.' + domain

        port_specified = False
        if port is Absent:
            port = None
        elif port is None:
            port = request_port(request)    # 'Port' alone is the request's
        else:
            port_specified = True
            port = re.sub(r'\s+', '', port)

        discard = standard.get('discard', False)
        if expires is Absent:
            expires = None
            discard = True
        elif expires <= self._now:
            # The server wants it gone.
            try:
                self.clear(domain, path, name)
            except KeyError:
                pass
            _debug("Expiring cookie, domain='%s', path='%s', name='%s'", domain, path, name)
            return None
        return Cookie(version, name, value, port, port_specified,
                      domain, domain_specified, domain_initial_dot, path, path_specified,
                      standard.get('secure', False), expires, discard,
                      standard.get('comment', None), standard.get('commenturl', None), rest)

    def _default_path(self, request, version):
        """The request's path up to the last slash, which Netscape leaves away."""
        path = request_path(request)
        i = path.rfind('/')
        if i >= 0:
            path = path[:i] if version == 0 else path[:i + 1]
        return path or '/'

    def _cookies_from_attrs_set(self, attrs_set, request):
        cookies = (self._cookie_from_cookie_tuple(tup, request)
                   for tup in self._normalized_cookie_tuples(attrs_set))
        return [cookie for cookie in cookies if cookie]

    def _process_rfc2109_cookies(self, cookies):
        """Set-Cookie with Version=1 is RFC 2109's: taken for Netscape's by default where
        RFC 2965 is not spoken."""
        as_netscape = getattr(self._policy, 'rfc2109_as_netscape', None)
        if as_netscape is None:
            as_netscape = not self._policy.rfc2965
        for cookie in cookies:
            if cookie.version == 1:
                cookie.rfc2109 = True
                if as_netscape:
                    cookie.version = 0

    def make_cookies(self, response, request):
        """A list of the Cookies in a response, whether the policy likes them or not."""
        headers = response.info()
        rfc2965_headers = headers.get_all('Set-Cookie2', [])
        ns_headers = headers.get_all('Set-Cookie', [])
        self._policy._now = self._now = int(time.time())
        rfc2965 = self._policy.rfc2965
        netscape = self._policy.netscape
        if not (rfc2965_headers and rfc2965) and not (ns_headers and netscape):
            return []
        try:
            cookies = self._cookies_from_attrs_set(split_header_words(rfc2965_headers), request)
        except Exception:
            _warn_unhandled_exception()
            cookies = []
        if ns_headers and netscape:
            try:
                ns_cookies = self._cookies_from_attrs_set(parse_ns_headers(ns_headers), request)
            except Exception:
                _warn_unhandled_exception()
                ns_cookies = []
            self._process_rfc2109_cookies(ns_cookies)
            # Of one cookie told in both ways, RFC 2965's counts.
            if rfc2965:
                known = {(c.domain, c.path, c.name) for c in cookies}
                ns_cookies = [c for c in ns_cookies if (c.domain, c.path, c.name) not in known]
            cookies.extend(ns_cookies)
        return cookies

    def set_cookie_if_ok(self, cookie, request):
        """Keep a cookie if the policy allows it."""
        with self._cookies_lock:
            self._policy._now = self._now = int(time.time())
            if self._policy.set_ok(cookie, request):
                self.set_cookie(cookie)

    def set_cookie(self, cookie):
        """Keep a cookie, whether the policy likes it or not."""
        with self._cookies_lock:
            by_path = self._cookies.setdefault(cookie.domain, {})
            by_path.setdefault(cookie.path, {})[cookie.name] = cookie

    def extract_cookies(self, response, request):
        """Keep the cookies of a response that the policy allows."""
        _debug('extract_cookies: %s', response.info())
        with self._cookies_lock:
            for cookie in self.make_cookies(response, request):
                if self._policy.set_ok(cookie, request):
                    _debug(' setting cookie: %s', cookie)
                    self.set_cookie(cookie)

    # ---- forgetting ----

    def clear(self, domain=None, path=None, name=None):
        """Forget all cookies, or those of a domain, of a path in it, or one; KeyError."""
        if name is not None:
            if domain is None or path is None:
                raise ValueError('domain and path must be given to remove a cookie by name')
            del self._cookies[domain][path][name]
        elif path is not None:
            if domain is None:
                raise ValueError('domain must be given to remove cookies by path')
            del self._cookies[domain][path]
        elif domain is not None:
            del self._cookies[domain]
        else:
            self._cookies = {}

    def clear_session_cookies(self):
        """Forget the cookies that end with the session."""
        with self._cookies_lock:
            for cookie in list(self):
                if cookie.discard:
                    self.clear(cookie.domain, cookie.path, cookie.name)

    def clear_expired_cookies(self):
        """Forget the cookies whose time is up."""
        with self._cookies_lock:
            now = time.time()
            for cookie in list(self):
                if cookie.is_expired(now):
                    self.clear(cookie.domain, cookie.path, cookie.name)

    def __iter__(self):
        return deepvalues(self._cookies)

    def __len__(self):
        return sum(1 for cookie in self)

    def __repr__(self):
        return '<%s[%s]>' % (self.__class__.__name__, ', '.join(repr(c) for c in self))

    def __str__(self):
        return '<%s[%s]>' % (self.__class__.__name__, ', '.join(str(c) for c in self))


# ---- jars in files ----

class LoadError(OSError):
    """A file of cookies makes no sense."""


class FileCookieJar(CookieJar):
    """A jar that can be saved and loaded; the subclasses know a format."""

    def __init__(self, filename=None, delayload=False, policy=None):
        CookieJar.__init__(self, policy)
        if filename is not None:
            try:
                filename + ''
            except TypeError:
                import os
                try:
                    filename = os.fspath(filename)
                except TypeError:
                    raise ValueError('filename must be string-like') from None
        self.filename = filename
        self.delayload = bool(delayload)

    def save(self, filename=None, ignore_discard=False, ignore_expires=False):
        """Save the cookies; those of the session, and those whose time is up, only if
        asked for."""
        raise NotImplementedError()

    def _name(self, filename):
        if filename is None:
            filename = self.filename
        if filename is None:
            raise ValueError(MISSING_FILENAME_TEXT)
        return filename

    def load(self, filename=None, ignore_discard=False, ignore_expires=False):
        """Add the cookies of a file to those here."""
        filename = self._name(filename)
        with open(filename) as f:
            self._really_load(f, filename, ignore_discard, ignore_expires)

    def revert(self, filename=None, ignore_discard=False, ignore_expires=False):
        """Forget all cookies and load those of a file; nothing changes where it fails."""
        filename = self._name(filename)
        with self._cookies_lock:
            old_state = copy.deepcopy(self._cookies)
            self._cookies = {}
            try:
                self.load(filename, ignore_discard, ignore_expires)
            except OSError:
                self._cookies = old_state
                raise

    def _kept(self, ignore_discard, ignore_expires):
        """The cookies to be saved."""
        now = time.time()
        return [cookie for cookie in self
                if (ignore_discard or not cookie.discard) and
                (ignore_expires or not cookie.is_expired(now))]


def lwp_cookie_str(cookie):
    """A cookie as a line of an LWPCookieJar's file."""
    h = [(cookie.name, cookie.value), ('path', cookie.path), ('domain', cookie.domain)]
    if cookie.port is not None:
        h.append(('port', cookie.port))
    for present, name in ((cookie.path_specified, 'path_spec'),
                          (cookie.port_specified, 'port_spec'),
                          (cookie.domain_initial_dot, 'domain_dot'),
                          (cookie.secure, 'secure')):
        if present:
            h.append((name, None))
    if cookie.expires:
        h.append(('expires', time2isoz(float(cookie.expires))))
    if cookie.discard:
        h.append(('discard', None))
    if cookie.comment:
        h.append(('comment', cookie.comment))
    if cookie.comment_url:
        h.append(('commenturl', cookie.comment_url))
    for key in sorted(cookie._rest):
        h.append((key, str(cookie._rest[key])))
    h.append(('version', str(cookie.version)))
    return join_header_words([h])


class LWPCookieJar(FileCookieJar):
    """The format of libwww-perl: lines 'Set-Cookie3: ...', fit to be read."""

    def as_lwp_str(self, ignore_discard=True, ignore_expires=True):
        """The cookies as lines."""
        return '\n'.join(['Set-Cookie3: %s' % lwp_cookie_str(cookie)
                          for cookie in self._kept(ignore_discard, ignore_expires)] + [''])

    def save(self, filename=None, ignore_discard=False, ignore_expires=False):
        with open(self._name(filename), 'w') as f:
            f.write('#LWP-Cookies-2.0\n')
            f.write(self.as_lwp_str(ignore_discard, ignore_expires))

    def _really_load(self, f, filename, ignore_discard, ignore_expires):
        if not self.magic_re.search(f.readline()):
            raise LoadError('%r does not look like a Set-Cookie3 (LWP) format file' % filename)
        now = time.time()
        header = 'Set-Cookie3:'
        for line in f:
            if not line.startswith(header):
                continue
            line = line[len(header):].strip()
            try:
                for data in split_header_words([line]):
                    c = self._cookie(data)
                    if (ignore_discard or not c.discard) and \
                            (ignore_expires or not c.is_expired(now)):
                        self.set_cookie(c)
            except Exception:
                _warn_unhandled_exception()
                raise LoadError('invalid Set-Cookie3 format file %r: %r'
                                % (filename, line)) from None

    def _cookie(self, data):
        name, value = data[0]
        standard = dict.fromkeys(('version', 'port', 'path', 'domain', 'expires', 'comment',
                                  'commenturl'))
        flags = dict.fromkeys(('port_spec', 'path_spec', 'domain_dot', 'secure', 'discard'),
                              False)
        rest = {}
        for key, v in data[1:]:
            lowered = key.lower()
            if lowered in flags:
                flags[lowered] = True if v is None else v
            elif lowered in standard:
                standard[lowered] = v
            else:
                rest[key] = v
        expires = standard['expires']
        if expires is None:
            flags['discard'] = True
        else:
            expires = iso2time(expires)
        domain = standard['domain']
        return Cookie(standard['version'], name, value, standard['port'], flags['port_spec'],
                      domain, domain.startswith('.'), flags['domain_dot'],
                      standard['path'], flags['path_spec'], flags['secure'], expires,
                      flags['discard'], standard['comment'], standard['commenturl'], rest)


class MozillaCookieJar(FileCookieJar):
    """The format of cookies.txt, which curl, Lynx and old browsers use. It loses what it
    has no place for: RFC 2965's attributes, and ports."""

    magic_re = re.compile('#( Netscape)? HTTP Cookie File')
    header = ('# Netscape HTTP Cookie File\n'
              '# http://curl.haxx.se/rfc/cookie_spec.html\n'
              '# This is a generated file!  Do not edit.\n\n')

    def _really_load(self, f, filename, ignore_discard, ignore_expires):
        if not self.magic_re.search(f.readline()):
            raise LoadError('%r does not look like a Netscape format cookies file' % filename)
        now = time.time()
        line = ''
        try:
            for line in f:
                rest = {}
                # Cookies for HTTP only are marked like a comment.
                if line.startswith('#HttpOnly_'):
                    rest['HTTPOnly'] = ''
                    line = line[len('#HttpOnly_'):]
                if line.endswith('\n'):
                    line = line[:-1]
                if line.strip().startswith(('#', '$')) or not line.strip():
                    continue
                domain, domain_specified, path, secure, expires, name, value = line.split('\t')
                if name == '':
                    # A value without a name there is a name without a value here.
                    name, value = value, None
                discard = expires == ''
                c = Cookie(0, name, value, None, False, domain, domain_specified == 'TRUE',
                           domain.startswith('.'), path, False, secure == 'TRUE',
                           None if discard else expires, discard, None, None, rest)
                if (ignore_discard or not c.discard) and \
                        (ignore_expires or not c.is_expired(now)):
                    self.set_cookie(c)
        except OSError:
            raise
        except Exception:
            _warn_unhandled_exception()
            raise LoadError('invalid Netscape format cookies file %r: %r'
                            % (filename, line)) from None

    def save(self, filename=None, ignore_discard=False, ignore_expires=False):
        with open(self._name(filename), 'w') as f:
            f.write(self.header)
            for cookie in self._kept(ignore_discard, ignore_expires):
                name, value = cookie.name, cookie.value
                if value is None:
                    name, value = '', cookie.name
                domain = cookie.domain
                if cookie.has_nonstandard_attr('HTTPOnly'):
                    domain = '#HttpOnly_' + domain
                f.write('\t'.join([
                    domain, 'TRUE' if cookie.domain.startswith('.') else 'FALSE', cookie.path,
                    'TRUE' if cookie.secure else 'FALSE',
                    '' if cookie.expires is None else str(cookie.expires),
                    name, value]) + '\n')
