"""Encoded words: =?charset*language?encoding?text?= (RFC 2047, 2231).

The encodings are q, much like quoted-printable, and b, base64. Characters that stand for
bytes which could not be decoded are surrogates, as elsewhere in the package.
"""

__all__ = ['decode_q', 'encode_q', 'decode_b', 'encode_b', 'len_q', 'len_b', 'decode', 'encode']

import base64
import binascii
import re
from string import ascii_letters, digits
from email import errors

_q_escape = re.compile(rb'=([a-fA-F0-9]{2})')


def decode_q(encoded):
    """(bytes, defects) of text in encoding q."""
    return _q_escape.sub(lambda m: bytes([int(m.group(1), 16)]), encoded.replace(b'_', b' ')), []


# What each byte becomes: letters, digits and these stay as they are.
_Q_MAP = {byte: chr(byte) for byte in b'-!*+/' + ascii_letters.encode() + digits.encode()}
_Q_MAP[ord(' ')] = '_'
_Q_MAP.update({byte: '=%02X' % byte for byte in range(256) if byte not in _Q_MAP})


def encode_q(bstring):
    """Text in encoding q."""
    return ''.join([_Q_MAP[x] for x in bstring])


def len_q(bstring):
    """The length of what encode_q() gives."""
    return sum(len(_Q_MAP[x]) for x in bstring)


_not_base64 = re.compile(rb'[^A-Za-z0-9+/]')


def decode_b(encoded):
    """(bytes, defects) of text in encoding b. What cannot be decoded stays as it is."""
    defects = []
    body = encoded.rstrip(b'=')
    clean = _not_base64.sub(b'', body)
    if clean != body:
        defects.append(errors.InvalidBase64CharactersDefect())
    rest = len(clean) % 4
    if rest == 1:
        return encoded, [errors.InvalidBase64LengthDefect()]
    padding = -rest % 4
    if len(encoded) - len(body) < padding:
        defects.append(errors.InvalidBase64PaddingDefect())
    try:
        return base64.b64decode(clean + b'=' * padding), defects
    except binascii.Error:
        return encoded, defects + [errors.InvalidBase64LengthDefect()]


def encode_b(bstring):
    """Text in encoding b."""
    return base64.b64encode(bstring).decode('ascii')


def len_b(bstring):
    """The length of what encode_b() gives."""
    return (len(bstring) + 2) // 3 * 4


_decoders = {'q': decode_q, 'b': decode_b}
_encoders = {'q': encode_q, 'b': encode_b}


def decode(ew):
    """(text, charset, language, defects) of an encoded word; ValueError."""
    _, charset, cte, cte_string, _ = ew.split('?')
    charset, _, lang = charset.partition('*')
    cte = cte.lower()
    if cte not in _decoders:
        raise ValueError('unknown encoding %r' % cte)
    bstring = cte_string.encode('ascii', 'surrogateescape')
    bstring, defects = _decoders[cte](bstring)
    try:
        text = bstring.decode(charset)
    except UnicodeDecodeError:
        defects.append(errors.UndecodableBytesDefect(
            'Encoded word contains bytes not decodable using {!r} charset'.format(charset)))
        text = bstring.decode(charset, 'surrogateescape')
    except (LookupError, UnicodeEncodeError):
        text = bstring.decode('ascii', 'surrogateescape')
        if charset.lower() != 'unknown-8bit':
            defects.append(errors.CharsetError(
                'Unknown charset {!r} in encoded word; decoded as unknown bytes'.format(charset)))
    return text, charset, lang, defects


def encode(string, charset='utf-8', encoding=None, lang=''):
    """An encoded word; by default in the encoding that people can read, unless the other
    is shorter by five characters or more."""
    if charset == 'unknown-8bit':
        bstring = string.encode('utf-8', 'surrogateescape')
    else:
        bstring = string.encode(charset)
    if encoding is None:
        encoding = 'q' if len_q(bstring) - len_b(bstring) < 5 else 'b'
    if lang:
        lang = '*' + lang
    return '=?{}{}?{}?{}?='.format(charset, lang, encoding, _encoders[encoding](bstring))
