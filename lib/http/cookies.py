"""Cookies, as servers see them (RFC 2109 and practice).

A cookie is a Morsel: a key, a value and attributes; BaseCookie is a dictionary
of them that can be read from and written to HTTP headers.

>>> cookies = SimpleCookie()
>>> cookies['language'] = 'de'
>>> cookies['title'] = 'two words'
>>> cookies['title']['path'] = '/shelf'
>>> print(cookies.output(sep=' | '))
Set-Cookie: language=de | Set-Cookie: title="two words"; Path=/shelf
>>> print(cookies.output(attrs=[], header='Cookie:', sep=' | '))
Cookie: language=de | Cookie: title="two words"

What a browser sends back has no attributes; values are str.

>>> returned = SimpleCookie('language=de; title="two words"; n=3')
>>> returned['title'].value, returned['n'].value
('two words', '3')
>>> returned['title']['path']
''
"""

import re
import string

__all__ = ['CookieError', 'BaseCookie', 'SimpleCookie']


class CookieError(Exception):
    pass


_LegalChars = string.ascii_letters + string.digits + "!#$%&'*+-.^_`|~:"
_UnescapedChars = _LegalChars + ' ()/<=>?@[]{}'
# What a value in quotes escapes: by number, but for the quote and the backslash.
_Translator = {n: '\\%03o' % n for n in set(range(256)) - set(map(ord, _UnescapedChars))}
_Translator.update({ord('"'): '\\"', ord('\\'): '\\\\'})
_is_legal_key = re.compile('[%s]+' % re.escape(_LegalChars)).fullmatch


def _quote(str):
    """The value as it stands in a header."""
    if str is None or _is_legal_key(str):
        return str
    return '"' + str.translate(_Translator) + '"'


_unescape = re.compile(r'\\(?:([0-3][0-7][0-7])|(.))')


def _unquote(str):
    if str is None or len(str) < 2 or str[0] != '"' or str[-1] != '"':
        return str
    return _unescape.sub(lambda m: chr(int(m.group(1), 8)) if m.group(1) else m.group(2),
                         str[1:-1])


_weekdayname = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
_monthname = [None, 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct',
              'Nov', 'Dec']


def _getdate(future=0, weekdayname=_weekdayname, monthname=_monthname):
    """A date, some seconds from now."""
    from time import gmtime, time
    year, month, day, hh, mm, ss, wd, y, z = gmtime(time() + future)
    return '%s, %02d %3s %4d %02d:%02d:%02d GMT' % (
        weekdayname[wd], day, monthname[month], year, hh, mm, ss)


class Morsel(dict):
    """A key, a value, and the attributes, as items in lower case."""

    _reserved = {'expires': 'expires', 'path': 'Path', 'comment': 'Comment',
                 'domain': 'Domain', 'max-age': 'Max-Age', 'secure': 'Secure',
                 'httponly': 'HttpOnly', 'version': 'Version', 'samesite': 'SameSite'}
    _flags = {'secure', 'httponly'}

    def __init__(self):
        self._key = self._value = self._coded_value = None
        for key in self._reserved:
            dict.__setitem__(self, key, '')

    @property
    def key(self):
        return self._key

    @key.setter
    def key(self, key):
        _deprecated('key')
        self._key = key

    @property
    def value(self):
        return self._value

    @value.setter
    def value(self, value):
        _deprecated('value')
        self._value = value

    @property
    def coded_value(self):
        return self._coded_value

    @coded_value.setter
    def coded_value(self, coded_value):
        _deprecated('coded_value')
        self._coded_value = coded_value

    def __setitem__(self, K, V):
        K = K.lower()
        if K not in self._reserved:
            raise CookieError('Invalid attribute %r' % (K,))
        dict.__setitem__(self, K, V)

    def setdefault(self, key, val=None):
        key = key.lower()
        if key not in self._reserved:
            raise CookieError('Invalid attribute %r' % (key,))
        return dict.setdefault(self, key, val)

    def __eq__(self, morsel):
        if not isinstance(morsel, Morsel):
            return NotImplemented
        return (dict.__eq__(self, morsel) and self._value == morsel._value
                and self._key == morsel._key and self._coded_value == morsel._coded_value)

    __ne__ = object.__ne__

    def copy(self):
        morsel = Morsel()
        dict.update(morsel, self)
        morsel.__dict__.update(self.__dict__)
        return morsel

    def update(self, values):
        data = {}
        for key, val in dict(values).items():
            key = key.lower()
            if key not in self._reserved:
                raise CookieError('Invalid attribute %r' % (key,))
            data[key] = val
        dict.update(self, data)

    def isReservedKey(self, K):
        return K.lower() in self._reserved

    def set(self, key, val, coded_val, LegalChars=_LegalChars):
        """Set key, value, and the value as it stands in a header."""
        if LegalChars != _LegalChars:
            _deprecated('LegalChars')
        if key.lower() in self._reserved:
            raise CookieError('Attempt to set a reserved key %r' % (key,))
        if not _is_legal_key(key):
            raise CookieError('Illegal key %r' % (key,))
        self._key = key
        self._value = val
        self._coded_value = coded_val

    def __getstate__(self):
        return {'key': self._key, 'value': self._value, 'coded_value': self._coded_value}

    def __setstate__(self, state):
        self._key = state['key']
        self._value = state['value']
        self._coded_value = state['coded_value']

    def output(self, attrs=None, header='Set-Cookie:'):
        return '%s %s' % (header, self.OutputString(attrs))

    __str__ = output

    def __repr__(self):
        return '<%s: %s>' % (self.__class__.__name__, self.OutputString())

    def js_output(self, attrs=None):
        return '''
        <script type="text/javascript">
        <!-- begin hiding
        document.cookie = \"%s\";
        // end hiding -->
        </script>
        ''' % self.OutputString(attrs).replace('"', r'\"')

    def OutputString(self, attrs=None):
        """The cookie without the name of the header."""
        result = ['%s=%s' % (self.key, self.coded_value)]
        if attrs is None:
            attrs = self._reserved
        for key, value in sorted(self.items()):
            if value == '' or key not in attrs:
                continue
            if key == 'expires' and isinstance(value, int):
                result.append('%s=%s' % (self._reserved[key], _getdate(value)))
            elif key == 'max-age' and isinstance(value, int):
                result.append('%s=%d' % (self._reserved[key], value))
            elif key == 'comment' and isinstance(value, str):
                result.append('%s=%s' % (self._reserved[key], _quote(value)))
            elif key in self._flags:
                if value:
                    result.append(self._reserved[key])
            else:
                result.append('%s=%s' % (self._reserved[key], value))
        return '; '.join(result)


def _deprecated(name):
    import warnings
    if name == 'LegalChars':
        message = 'LegalChars parameter is deprecated, ignored and will be removed in ' \
            'future versions'
    else:
        message = 'The .%s setter is deprecated.  The attribute will be read-only in ' \
            'future releases.  Please use the set() method instead.' % name
    warnings.warn(message, DeprecationWarning, 3)


_key_chars = r"\w\d!#%&'~_`><@,:/\$\*\+\-\.\^\|\)\(\?\}\{\="
_CookiePattern = re.compile(r'''
    \s*
    (?P<key>[''' + _key_chars + r''']+?)
    (?:\s*=\s*
     (?P<val>
        "(?:[^\\"]|\\.)*"
      | \w{3},\s[\w\d\s-]{9,11}\s[\d:]{8}\sGMT
      | [''' + _key_chars + r'''\[\]]*
     ))?
    \s*
    (?:\s+|;|$)
    ''', re.ASCII | re.VERBOSE)


class BaseCookie(dict):
    """Morsels by key."""

    def value_decode(self, val):
        """(value, coded value) of what was in a header."""
        return val, val

    def value_encode(self, val):
        """(value, coded value) of what a program sets."""
        strval = str(val)
        return strval, strval

    def __init__(self, input=None):
        if input:
            self.load(input)

    def __set(self, key, real_value, coded_value):
        M = self.get(key, Morsel())
        M.set(key, real_value, coded_value)
        dict.__setitem__(self, key, M)

    def __setitem__(self, key, value):
        if isinstance(value, Morsel):
            dict.__setitem__(self, key, value)
        else:
            rval, cval = self.value_encode(value)
            self.__set(key, rval, cval)

    def output(self, attrs=None, header='Set-Cookie:', sep='\015\012'):
        """Headers for all morsels."""
        return sep.join(value.output(attrs, header) for key, value in sorted(self.items()))

    __str__ = output

    def __repr__(self):
        return '<%s: %s>' % (self.__class__.__name__, ' '.join(
            '%s=%s' % (key, repr(value.value)) for key, value in sorted(self.items())))

    def js_output(self, attrs=None):
        return ''.join(value.js_output(attrs) for key, value in sorted(self.items()))

    def load(self, rawdata):
        """Read cookies from a header, or from a dictionary."""
        if isinstance(rawdata, str):
            self.__parse_string(rawdata)
        else:
            for key, value in rawdata.items():
                self[key] = value

    def __parse_string(self, text, patt=_CookiePattern):
        # All or nothing: a header with an error is not used.
        i = 0
        n = len(text)
        parsed = []
        morsel_seen = False
        while 0 <= i < n:
            m = patt.match(text, i)
            if not m:
                break
            key, value = m.group('key'), m.group('val')
            i = m.end(0)
            if key[0] == '$':
                if morsel_seen:     # an attribute of RFC 2965
                    parsed.append((True, key[1:], value))
            elif key.lower() in Morsel._reserved:
                if not morsel_seen:
                    return
                if value is None:
                    if key.lower() not in Morsel._flags:
                        return
                    parsed.append((True, key, True))
                else:
                    parsed.append((True, key, _unquote(value)))
            elif value is not None:
                parsed.append((False, key, self.value_decode(value)))
                morsel_seen = True
            else:
                return
        M = None
        for is_attribute, key, value in parsed:
            if is_attribute:
                assert M is not None
                M[key] = value
            else:
                self.__set(key, *value)
                M = self[key]


class SimpleCookie(BaseCookie):
    """Values are strings, quoted where need be."""

    def value_decode(self, val):
        return _unquote(val), val

    def value_encode(self, val):
        strval = str(val)
        return strval, _quote(strval)
