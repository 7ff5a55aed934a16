"""The JSON encoder."""

import re

try:
    from _json import encode_basestring_ascii as c_encode_basestring_ascii
except ImportError:
    c_encode_basestring_ascii = None
try:
    from _json import encode_basestring as c_encode_basestring
except ImportError:
    c_encode_basestring = None
try:
    from _json import make_encoder as c_make_encoder
except ImportError:
    c_make_encoder = None

ESCAPE = re.compile(r'[\x00-\x1f\\"]')
ESCAPE_ASCII = re.compile(r'[\\"]|[^ -~]')
ESCAPE_DCT = {'\\': '\\\\', '"': '\\"', '\b': '\\b', '\f': '\\f', '\n': '\\n',
              '\r': '\\r', '\t': '\\t'}
for _i in range(0x20):
    ESCAPE_DCT.setdefault(chr(_i), '\\u{0:04x}'.format(_i))
del _i
INFINITY = float('inf')


def py_encode_basestring(s):
    """A string in quotes."""
    return '"' + ESCAPE.sub(lambda m: ESCAPE_DCT[m.group()], s) + '"'


def _escape_ascii(m):
    c = m.group()
    known = ESCAPE_DCT.get(c)
    if known is not None:
        return known
    n = ord(c)
    if n < 0x10000:
        return '\\u{0:04x}'.format(n)
    n -= 0x10000
    return '\\u{0:04x}\\u{1:04x}'.format(0xd800 | n >> 10, 0xdc00 | n & 0x3ff)


def py_encode_basestring_ascii(s):
    """A string in quotes, in ASCII."""
    return '"' + ESCAPE_ASCII.sub(_escape_ascii, s) + '"'


encode_basestring = c_encode_basestring or py_encode_basestring
encode_basestring_ascii = c_encode_basestring_ascii or py_encode_basestring_ascii


class JSONEncoder:
    """Encodes dict, list, tuple, str, int, float, bool and None; default() for the rest."""

    item_separator = ', '
    key_separator = ': '

    def __init__(self, *, skipkeys=False, ensure_ascii=True, check_circular=True,
                 allow_nan=True, sort_keys=False, indent=None, separators=None,
                 default=None):
        self.skipkeys = skipkeys
        self.ensure_ascii = ensure_ascii
        self.check_circular = check_circular
        self.allow_nan = allow_nan
        self.sort_keys = sort_keys
        self.indent = indent
        if separators is not None:
            self.item_separator, self.key_separator = separators
        elif indent is not None:
            self.item_separator = ','
        if default is not None:
            self.default = default

    def default(self, o):
        """Overridden to return something that can be encoded in the place of o."""
        raise TypeError('Object of type %s is not JSON serializable' % o.__class__.__name__)

    def encode(self, o):
        """The JSON text of o.

        >>> from json.encoder import JSONEncoder
        >>> JSONEncoder().encode({'tea': ['black', 'green']})
        '{"tea": ["black", "green"]}'
        """
        if isinstance(o, str):
            return encode_basestring_ascii(o) if self.ensure_ascii else encode_basestring(o)
        chunks = self.iterencode(o, _one_shot=True)
        if not isinstance(chunks, (list, tuple)):
            chunks = list(chunks)
        return ''.join(chunks)

    def iterencode(self, o, _one_shot=False):
        """The JSON text of o in pieces."""
        markers = {} if self.check_circular else None
        encoder = encode_basestring_ascii if self.ensure_ascii else encode_basestring
        if _one_shot and c_make_encoder is not None:
            indent = self.indent
            if indent is not None and not isinstance(indent, str):
                indent = ' ' * indent
            iterencode = c_make_encoder(markers, self.default, encoder, indent,
                                        self.key_separator, self.item_separator,
                                        self.sort_keys, self.skipkeys, self.allow_nan)
        else:
            allow_nan = self.allow_nan

            def floatstr(o):
                if o != o:
                    text = 'NaN'
                elif o == INFINITY:
                    text = 'Infinity'
                elif o == -INFINITY:
                    text = '-Infinity'
                else:
                    return float.__repr__(o)
                if not allow_nan:
                    raise ValueError('Out of range float values are not JSON compliant: '
                                     + repr(o))
                return text

            iterencode = _make_iterencode(markers, self.default, encoder, self.indent,
                                          floatstr, self.key_separator, self.item_separator,
                                          self.sort_keys, self.skipkeys, _one_shot)
        return iterencode(o, 0)


def _make_iterencode(markers, default, encoder, indent, floatstr, key_separator,
                     item_separator, sort_keys, skipkeys, one_shot):
    """A generator function over the pieces of an object; markers finds cycles."""
    if indent is not None and not isinstance(indent, str):
        indent = ' ' * indent
    int_repr = int.__repr__

    def atom(o):
        # The text of what has no parts, or None.
        if isinstance(o, str):
            return encoder(o)
        if o is None:
            return 'null'
        if o is True:
            return 'true'
        if o is False:
            return 'false'
        if isinstance(o, int):
            return int_repr(o)      # also of subclasses, such as enumerations
        if isinstance(o, float):
            return floatstr(o)
        return None

    def enter(o):
        if markers is not None:
            key = id(o)
            if key in markers:
                raise ValueError('Circular reference detected')
            markers[key] = o

    def leave(o):
        if markers is not None:
            del markers[id(o)]

    def key_text(key):
        if isinstance(key, str):
            return key
        if isinstance(key, float):
            return floatstr(key)
        if key is True:
            return 'true'
        if key is False:
            return 'false'
        if key is None:
            return 'null'
        if isinstance(key, int):
            return int_repr(key)
        if skipkeys:
            return None
        raise TypeError('keys must be str, int, float, bool or None, not %s'
                        % key.__class__.__name__)

    def layout(level):
        # Inside a container: its level, what comes before the first item, between items.
        if indent is None:
            return level, None, item_separator
        newline = '\n' + indent * (level + 1)
        return level + 1, newline, item_separator + newline

    def sequence(items, level):
        if not items:
            yield '[]'
            return
        enter(items)
        yield '['
        level, newline, separator = layout(level)
        if newline is not None:
            yield newline
        first = True
        for value in items:
            if first:
                first = False
            else:
                yield separator
            text = atom(value)
            if text is not None:
                yield text
            else:
                yield from compound(value, level)
        if newline is not None:
            yield '\n' + indent * (level - 1)
        yield ']'
        leave(items)

    def mapping(dct, level):
        if not dct:
            yield '{}'
            return
        enter(dct)
        yield '{'
        level, newline, separator = layout(level)
        if newline is not None:
            yield newline
        first = True
        for key, value in sorted(dct.items()) if sort_keys else dct.items():
            key = key_text(key)
            if key is None:
                continue
            if first:
                first = False
            else:
                yield separator
            yield encoder(key)
            yield key_separator
            text = atom(value)
            if text is not None:
                yield text
            else:
                yield from compound(value, level)
        if newline is not None:
            yield '\n' + indent * (level - 1)
        yield '}'
        leave(dct)

    def compound(o, level):
        if isinstance(o, (list, tuple)):
            yield from sequence(o, level)
        elif isinstance(o, dict):
            yield from mapping(o, level)
        else:
            enter(o)
            yield from iterencode(default(o), level)
            leave(o)

    def iterencode(o, level):
        text = atom(o)
        if text is not None:
            yield text
        else:
            yield from compound(o, level)

    return iterencode
