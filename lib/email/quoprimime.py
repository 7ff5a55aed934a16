"""Quoted-printable as headers and bodies of messages have it (RFC 2045 to 2047)."""

__all__ = ['body_decode', 'body_encode', 'body_length', 'decode', 'decodestring',
           'header_decode', 'header_encode', 'header_length', 'quote', 'unquote']

import re
from string import ascii_letters, digits, hexdigits

CRLF = '\r\n'
NL = '\n'
EMPTYSTRING = ''

# What each byte becomes: in headers nearly everything is quoted, in bodies nearly nothing.
_QUOPRI_MAP = ['=%02X' % c for c in range(256)]
_QUOPRI_HEADER_MAP = _QUOPRI_MAP[:]
_QUOPRI_BODY_MAP = _QUOPRI_MAP[:]
for _c in b'-!*+/' + ascii_letters.encode('ascii') + digits.encode('ascii'):
    _QUOPRI_HEADER_MAP[_c] = chr(_c)
_QUOPRI_HEADER_MAP[ord(' ')] = '_'
for _c in bytes(range(32, 127)) + b'\t':
    if _c != ord('='):
        _QUOPRI_BODY_MAP[_c] = chr(_c)
_QUOPRI_BODY_ENCODE_MAP = _QUOPRI_BODY_MAP[:]
for _c in b'\r\n':
    _QUOPRI_BODY_ENCODE_MAP[_c] = chr(_c)
del _c


def header_check(octet):
    """Must the byte be quoted in a header?"""
    return chr(octet) != _QUOPRI_HEADER_MAP[octet]


def body_check(octet):
    """Must the byte be quoted in a body?"""
    return chr(octet) != _QUOPRI_BODY_MAP[octet]


def header_length(bytearray):
    return sum(len(_QUOPRI_HEADER_MAP[octet]) for octet in bytearray)


def body_length(bytearray):
    return sum(len(_QUOPRI_BODY_MAP[octet]) for octet in bytearray)


def unquote(s):
    """The character of '=AB'."""
    return chr(int(s[1:3], 16))


def quote(c):
    return _QUOPRI_MAP[ord(c)]


def header_encode(header_bytes, charset='iso-8859-1'):
    """An encoded word."""
    if not header_bytes:
        return ''
    return '=?%s?q?%s?=' % (charset, header_bytes.decode('latin1')
                            .translate(_QUOPRI_HEADER_MAP))


def body_encode(body, maxlinelen=76, eol=NL):
    """Quote what must be, and break long lines with a = at the end."""
    if maxlinelen < 4:
        raise ValueError('maxlinelen must be at least 4')
    if not body:
        return body
    body = body.translate(_QUOPRI_BODY_ENCODE_MAP)
    room = maxlinelen - 1       # for the =
    out = []
    for line in body.splitlines():
        start = 0
        while len(line) - start > maxlinelen:
            stop = start + room
            # Not within an escape.
            if line[stop - 1] == '=':
                stop -= 1
            elif line[stop - 2] == '=':
                stop -= 2
            out.append(line[start:stop] + '=')
            start = stop
        # White space at the end of a line is quoted, on a line of its own if need be.
        if line and line[-1] in ' \t':
            left = maxlinelen - (len(line) - start)
            if left >= 2:
                quoted = quote(line[-1])
            elif left == 1:
                quoted = line[-1] + '=' + eol
            else:
                quoted = '=' + eol + quote(line[-1])
            out.append(line[start:-1] + quoted)
        else:
            out.append(line[start:])
    if body[-1] in CRLF:
        out.append('')
    return eol.join(out)


def decode(encoded, eol=NL):
    """Undo body_encode; lines end in eol."""
    if not encoded:
        return encoded
    decoded = ''
    for line in encoded.splitlines():
        line = line.rstrip()
        if not line:
            decoded += eol
            continue
        i = 0
        n = len(line)
        while i < n:
            c = line[i]
            if c != '=':
                decoded += c
                i += 1
            elif i + 1 == n:
                i += 1
                continue
            elif i + 2 < n and line[i + 1] in hexdigits and line[i + 2] in hexdigits:
                decoded += unquote(line[i:i + 3])
                i += 3
            else:
                decoded += c
                i += 1
            if i == n:
                decoded += eol
    # The last line may not have had an end.
    if encoded[-1] not in '\r\n' and decoded.endswith(eol):
        decoded = decoded[:-1]
    return decoded


body_decode = decode
decodestring = decode


def header_decode(s):
    """The contents of an encoded word, apart from its character set."""
    s = s.replace('_', ' ')
    return re.sub('=[a-fA-F0-9]{2}', lambda m: unquote(m.group()), s, flags=re.ASCII)
