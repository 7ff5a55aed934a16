"""Odds and ends for messages: addresses, dates, ids, encoded parameters."""

__all__ = ['collapse_rfc2231_value', 'decode_params', 'decode_rfc2231', 'encode_rfc2231',
           'formataddr', 'formatdate', 'format_datetime', 'getaddresses', 'make_msgid',
           'mktime_tz', 'parseaddr', 'parsedate', 'parsedate_tz', 'parsedate_to_datetime',
           'unquote']

import datetime
import os
import re
import time
import urllib.parse

from email._parseaddr import quote, AddressList as _AddressList, mktime_tz
from email._parseaddr import parsedate, parsedate_tz, _parsedate_tz

COMMASPACE = ', '
EMPTYSTRING = ''
UEMPTYSTRING = ''
CRLF = '\r\n'
TICK = "'"

specialsre = re.compile(r'[][\\()<>@,:;".]')
escapesre = re.compile(r'[\\"]')


def _has_surrogates(s):
    """Does the text hold bytes that did not decode?"""
    try:
        s.encode()
        return False
    except UnicodeEncodeError:
        return True


def _sanitize(string):
    """The text with such bytes replaced by question marks."""
    return string.encode('utf-8', 'surrogateescape').decode('utf-8', 'replace')


def formataddr(pair, charset='utf-8'):
    """'name <address>' of a pair; the name is encoded if it is not ASCII."""
    name, address = pair
    address.encode('ascii')     # it must be
    if not name:
        return address
    try:
        name.encode('ascii')
    except UnicodeEncodeError:
        if isinstance(charset, str):
            from email.charset import Charset
            charset = Charset(charset)
        return '%s <%s>' % (charset.header_encode(name), address)
    quotes = '"' if specialsre.search(name) else ''
    name = escapesre.sub(r'\\\g<0>', name)
    return '%s%s%s <%s>' % (quotes, name, quotes, address)


def getaddresses(fieldvalues):
    """[(name, address)] of a sequence of fields."""
    return _AddressList(', '.join(str(v) for v in fieldvalues)).addresslist


def parseaddr(addr):
    """(name, address); ('', '') if the text is no address."""
    addresses = _AddressList(addr).addresslist
    return addresses[0] if addresses else ('', '')


def _format_timetuple_and_zone(t, zone):
    return '%s, %02d %s %04d %02d:%02d:%02d %s' % (
        ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'][t[6]], t[2],
        ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov',
         'Dec'][t[1] - 1], t[0], t[3], t[4], t[5], zone)


def formatdate(timeval=None, localtime=False, usegmt=False):
    """A time (now by default) as RFC 2822 has it."""
    if timeval is None:
        timeval = time.time()
    if localtime or usegmt:
        moment = datetime.datetime.fromtimestamp(timeval, datetime.timezone.utc)
    else:
        moment = datetime.datetime.utcfromtimestamp(timeval)
    if localtime:
        moment = moment.astimezone()
        usegmt = False
    return format_datetime(moment, usegmt)


def format_datetime(dt, usegmt=False):
    """A datetime as RFC 2822 has it; without a zone it is UTC of an unknown place."""
    now = dt.timetuple()
    if usegmt:
        if dt.tzinfo is None or dt.tzinfo != datetime.timezone.utc:
            raise ValueError('usegmt option requires a UTC datetime')
        zone = 'GMT'
    elif dt.tzinfo is None:
        zone = '-0000'
    else:
        zone = dt.strftime('%z')
    return _format_timetuple_and_zone(now, zone)


def make_msgid(idstring=None, domain=None):
    """A unique value for Message-ID."""
    import random
    import socket
    parts = [str(int(time.time() * 100)), str(os.getpid()), str(random.getrandbits(64))]
    if idstring is not None:
        parts.append(idstring)
    return '<%s@%s>' % ('.'.join(parts), socket.getfqdn() if domain is None else domain)


def parsedate_to_datetime(data):
    """A datetime of a date; without a zone if that is -0000."""
    *parts, offset = _parsedate_tz(data)
    if offset is None:
        return datetime.datetime(*parts[:6])
    return datetime.datetime(*parts[:6], tzinfo=datetime.timezone(
        datetime.timedelta(seconds=offset)))


def unquote(str):
    """Without the quotes or brackets around it."""
    if len(str) > 1:
        if str.startswith('"') and str.endswith('"'):
            return str[1:-1].replace('\\\\', '\\').replace('\\"', '"')
        if str.startswith('<') and str.endswith('>'):
            return str[1:-1]
    return str


# Parameters in other character sets, in pieces: name*0*=charset'language'text (RFC 2231).

def decode_rfc2231(s):
    """(charset, language, text) of charset'language'text."""
    parts = s.split("'", 2)
    if len(parts) <= 2:
        return None, None, s
    return parts


def encode_rfc2231(s, charset=None, language=None):
    """charset'language'text, with %xx escapes."""
    s = urllib.parse.quote(s, safe='', encoding=charset or 'ascii')
    if charset is None and language is None:
        return s
    return "%s'%s'%s" % (charset, '' if language is None else language, s)


rfc2231_continuation = re.compile(r'^(?P<name>\w+)\*((?P<num>[0-9]+)\*?)?$', re.ASCII)


def decode_params(params):
    """The parameters with the pieces put together; params[0] is the main value."""
    result = [params[0]]
    pieces = {}
    for name, value in params[1:]:
        encoded = name.endswith('*')
        value = unquote(value)
        m = rfc2231_continuation.match(name)
        if m:
            name, number = m.group('name', 'num')
            if number is not None:
                number = int(number)
            pieces.setdefault(name, []).append((number, value, encoded))
        else:
            result.append((name, '"%s"' % quote(value)))
    for name, parts in pieces.items():
        parts.sort(key=lambda part: -1 if part[0] is None else part[0])
        value = []
        extended = False
        for number, s, encoded in parts:
            if encoded:
                # The escapes are of bytes, whose meaning the charset tells.
                s = urllib.parse.unquote(s, encoding='latin-1')
                extended = True
            value.append(s)
        value = quote(''.join(value))
        if extended:
            charset, language, value = decode_rfc2231(value)
            result.append((name, (charset, language, '"%s"' % value)))
        else:
            result.append((name, '"%s"' % value))
    return result


def collapse_rfc2231_value(value, errors='replace', fallback_charset='us-ascii'):
    """The text of a parameter, which may be (charset, language, value)."""
    if not isinstance(value, tuple) or len(value) != 3:
        return unquote(value)
    charset, language, text = value
    if charset is None:
        charset = fallback_charset
    try:
        return str(bytes(text, 'raw-unicode-escape'), charset, errors)
    except LookupError:
        return unquote(text)        # an unknown charset


def localtime(dt=None, isdst=None):
    """A datetime (now by default) in the local zone."""
    if dt is None:
        dt = datetime.datetime.now(datetime.timezone.utc)
        return dt.astimezone()
    if dt.tzinfo is not None:
        return dt.astimezone()
    if isdst is None:
        isdst = -1
    # mktime() knows the rules of the zone, and hears isdst.
    tm = dt.timetuple()[:-1] + (isdst,)
    seconds = time.mktime(tm)
    local = time.localtime(seconds)
    zone = datetime.timezone(datetime.timedelta(seconds=local.tm_gmtoff), local.tm_zone)
    return dt.replace(tzinfo=zone)
