"""The JSON decoder."""

import re

from json import scanner
try:
    from _json import scanstring as c_scanstring
except ImportError:
    c_scanstring = None

__all__ = ['JSONDecoder', 'JSONDecodeError']

NaN = float('nan')
PosInf = float('inf')
NegInf = float('-inf')


class JSONDecodeError(ValueError):
    """The text is not JSON: msg at pos of doc, which is line lineno, column colno."""

    def __init__(self, msg, doc, pos):
        lineno = doc.count('\n', 0, pos) + 1
        colno = pos - doc.rfind('\n', 0, pos)
        ValueError.__init__(self, '%s: line %d column %d (char %d)'
                            % (msg, lineno, colno, pos))
        self.msg = msg
        self.doc = doc
        self.pos = pos
        self.lineno = lineno
        self.colno = colno

    def __reduce__(self):
        return self.__class__, (self.msg, self.doc, self.pos)


_CONSTANTS = {'-Infinity': NegInf, 'Infinity': PosInf, 'NaN': NaN}
# A run of plain characters and what ends it: the quote, an escape or a control character.
_CHUNK = re.compile(r'([^"\\\x00-\x1f]*)(["\\\x00-\x1f])')
_ESCAPES = {'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n',
            'r': '\r', 't': '\t'}
_HEX4 = re.compile('[0-9A-Fa-f]{4}')


def _decode_uXXXX(s, pos):
    # pos is at the u.
    m = _HEX4.match(s, pos + 1)
    if m is None:
        raise JSONDecodeError('Invalid \\uXXXX escape', s, pos)
    return int(m.group(), 16)


def py_scanstring(s, end, strict=True):
    """The string whose first character after the quote is at end; and the index after it.

    strict refuses control characters.
    """
    chunks = []
    begin = end - 1
    while True:
        m = _CHUNK.match(s, end)
        if m is None:
            raise JSONDecodeError('Unterminated string starting at', s, begin)
        end = m.end()
        content, terminator = m.groups()
        if content:
            chunks.append(content)
        if terminator == '"':
            return ''.join(chunks), end
        if terminator != '\\':
            if strict:
                raise JSONDecodeError('Invalid control character {0!r} at'.format(terminator),
                                      s, end - 1)
            chunks.append(terminator)
            continue
        try:
            esc = s[end]
        except IndexError:
            raise JSONDecodeError('Unterminated string starting at', s, begin) from None
        if esc != 'u':
            try:
                char = _ESCAPES[esc]
            except KeyError:
                raise JSONDecodeError('Invalid \\escape: {0!r}'.format(esc), s, end) from None
            end += 1
        else:
            uni = _decode_uXXXX(s, end)
            end += 5
            # Two surrogates are one character.
            if 0xd800 <= uni <= 0xdbff and s[end:end + 2] == '\\u':
                low = _decode_uXXXX(s, end + 1)
                if 0xdc00 <= low <= 0xdfff:
                    uni = 0x10000 + ((uni - 0xd800) << 10 | low - 0xdc00)
                    end += 6
            char = chr(uni)
        chunks.append(char)


scanstring = c_scanstring or py_scanstring

WHITESPACE = re.compile(r'[ \t\n\r]*')
WHITESPACE_STR = ' \t\n\r'
_skip = WHITESPACE.match


def JSONObject(s_and_end, strict, scan_once, object_hook, object_pairs_hook, memo=None):
    """The object whose first character after the brace is at end; and the index after it."""
    s, end = s_and_end
    pairs = []
    memoize = memo.setdefault if memo is not None else {}.setdefault
    end = _skip(s, end).end()
    nextchar = s[end:end + 1]
    if nextchar != '"':
        if nextchar == '}':
            return _finish(pairs, object_hook, object_pairs_hook), end + 1
        raise JSONDecodeError('Expecting property name enclosed in double quotes', s, end)
    end += 1
    while True:
        key, end = scanstring(s, end, strict)
        key = memoize(key, key)
        if s[end:end + 1] != ':':
            end = _skip(s, end).end()
            if s[end:end + 1] != ':':
                raise JSONDecodeError("Expecting ':' delimiter", s, end)
        end = _skip(s, end + 1).end()
        try:
            value, end = scan_once(s, end)
        except StopIteration as err:
            raise JSONDecodeError('Expecting value', s, err.value) from None
        pairs.append((key, value))
        end = _skip(s, end).end()
        nextchar = s[end:end + 1]
        if nextchar == '}':
            return _finish(pairs, object_hook, object_pairs_hook), end + 1
        if nextchar != ',':
            raise JSONDecodeError("Expecting ',' delimiter", s, end)
        end = _skip(s, end + 1).end()
        if s[end:end + 1] != '"':
            raise JSONDecodeError('Expecting property name enclosed in double quotes', s, end)
        end += 1


def _finish(pairs, object_hook, object_pairs_hook):
    if object_pairs_hook is not None:
        return object_pairs_hook(pairs)
    result = dict(pairs)
    return result if object_hook is None else object_hook(result)


def JSONArray(s_and_end, scan_once):
    """The list whose first character after the bracket is at end; and the index after it."""
    s, end = s_and_end
    values = []
    end = _skip(s, end).end()
    if s[end:end + 1] == ']':
        return values, end + 1
    while True:
        try:
            value, end = scan_once(s, end)
        except StopIteration as err:
            raise JSONDecodeError('Expecting value', s, err.value) from None
        values.append(value)
        end = _skip(s, end).end()
        nextchar = s[end:end + 1]
        if nextchar == ']':
            return values, end + 1
        if nextchar != ',':
            raise JSONDecodeError("Expecting ',' delimiter", s, end)
        end = _skip(s, end + 1).end()


class JSONDecoder:
    """Decodes JSON: objects to dict, arrays to list, and so on.

    The hooks convert objects (object_hook gets a dict, object_pairs_hook a list
    of pairs) and numbers (parse_float, parse_int, parse_constant get text).
    """

    def __init__(self, *, object_hook=None, parse_float=None, parse_int=None,
                 parse_constant=None, strict=True, object_pairs_hook=None):
        self.object_hook = object_hook
        self.parse_float = parse_float or float
        self.parse_int = parse_int or int
        self.parse_constant = parse_constant or _CONSTANTS.__getitem__
        self.strict = strict
        self.object_pairs_hook = object_pairs_hook
        self.parse_object = JSONObject
        self.parse_array = JSONArray
        self.parse_string = scanstring
        self.memo = {}
        self.scan_once = scanner.make_scanner(self)

    def decode(self, s, _w=WHITESPACE.match):
        """The value of a whole document."""
        obj, end = self.raw_decode(s, idx=_w(s, 0).end())
        end = _w(s, end).end()
        if end != len(s):
            raise JSONDecodeError('Extra data', s, end)
        return obj

    def raw_decode(self, s, idx=0):
        """The value that begins at idx, and the index after it."""
        try:
            return self.scan_once(s, idx)
        except StopIteration as err:
            raise JSONDecodeError('Expecting value', s, err.value) from None
