"""Character sets, and how each is encoded in messages."""

__all__ = ['Charset', 'add_alias', 'add_charset', 'add_codec']

import email.base64mime
import email.quoprimime
from email import errors
from email.encoders import encode_7or8bit
from functools import partial

# Ways to encode
QP = 1
BASE64 = 2
SHORTEST = 3

RFC2047_CHROME_LEN = 7      # the length of =?? ? ?=

DEFAULT_CHARSET = 'us-ascii'
UNKNOWN8BIT = 'unknown-8bit'
EMPTYSTRING = ''

# name -> (header encoding, body encoding, character set to write)
CHARSETS = {
    'iso-8859-1': (QP, QP, None), 'iso-8859-2': (QP, QP, None),
    'iso-8859-3': (QP, QP, None), 'iso-8859-4': (QP, QP, None),
    'iso-8859-9': (QP, QP, None), 'iso-8859-10': (QP, QP, None),
    'iso-8859-13': (QP, QP, None), 'iso-8859-14': (QP, QP, None),
    'iso-8859-15': (QP, QP, None), 'iso-8859-16': (QP, QP, None),
    'windows-1252': (QP, QP, None), 'viscii': (QP, QP, None),
    'us-ascii': (None, None, None), 'big5': (BASE64, BASE64, None),
    'gb2312': (BASE64, BASE64, None), 'euc-jp': (BASE64, None, 'iso-2022-jp'),
    'shift_jis': (BASE64, None, 'iso-2022-jp'), 'iso-2022-jp': (BASE64, None, None),
    'koi8-r': (BASE64, BASE64, None), 'utf-8': (SHORTEST, BASE64, 'utf-8'),
}
ALIASES = {
    'latin_1': 'iso-8859-1', 'latin-1': 'iso-8859-1', 'latin_2': 'iso-8859-2',
    'latin-2': 'iso-8859-2', 'latin_3': 'iso-8859-3', 'latin-3': 'iso-8859-3',
    'latin_4': 'iso-8859-4', 'latin-4': 'iso-8859-4', 'latin_5': 'iso-8859-9',
    'latin-5': 'iso-8859-9', 'latin_6': 'iso-8859-10', 'latin-6': 'iso-8859-10',
    'latin_7': 'iso-8859-13', 'latin-7': 'iso-8859-13', 'latin_8': 'iso-8859-14',
    'latin-8': 'iso-8859-14', 'latin_9': 'iso-8859-15', 'latin-9': 'iso-8859-15',
    'latin_10': 'iso-8859-16', 'latin-10': 'iso-8859-16', 'cp949': 'ks_c_5601-1987',
    'euc_jp': 'euc-jp', 'euc_kr': 'euc-kr', 'ascii': 'us-ascii',
}
# Character sets whose codec has another name.
CODEC_MAP = {'gb2312': 'eucgb2312_cn', 'big5': 'big5_tw', 'us-ascii': None}


def add_charset(charset, header_enc=None, body_enc=None, output_charset=None):
    """Tell how a character set is to be encoded."""
    if body_enc == SHORTEST:
        raise ValueError('SHORTEST not allowed for body_enc')
    CHARSETS[charset] = header_enc, body_enc, output_charset


def add_alias(alias, canonical):
    ALIASES[alias] = canonical


def add_codec(charset, codecname):
    """Tell the codec of a character set."""
    CODEC_MAP[charset] = codecname


def _encode(string, codec):
    if codec == UNKNOWN8BIT:
        return string.encode('ascii', 'surrogateescape')
    return string.encode(codec)


class Charset:
    """A character set with its encodings for headers and bodies."""

    def __init__(self, input_charset=DEFAULT_CHARSET):
        try:
            if isinstance(input_charset, str):
                input_charset.encode('ascii')
            else:
                input_charset = str(input_charset, 'ascii')
        except UnicodeError:
            raise errors.CharsetError(input_charset) from None
        input_charset = input_charset.lower()
        self.input_charset = ALIASES.get(input_charset, input_charset)
        header, body, output = CHARSETS.get(self.input_charset, (SHORTEST, BASE64, None))
        if not output:
            output = self.input_charset
        self.header_encoding = header
        self.body_encoding = body
        self.output_charset = ALIASES.get(output, output)
        self.input_codec = CODEC_MAP.get(self.input_charset, self.input_charset)
        self.output_codec = CODEC_MAP.get(self.output_charset, self.output_charset)

    def __str__(self):
        return self.input_charset.lower()

    __repr__ = __str__

    def __eq__(self, other):
        return str(self) == str(other).lower()

    def get_body_encoding(self):
        """The name of the transfer encoding, or a function that encodes a message."""
        assert self.body_encoding != SHORTEST
        if self.body_encoding == QP:
            return 'quoted-printable'
        if self.body_encoding == BASE64:
            return 'base64'
        return encode_7or8bit

    def get_output_charset(self):
        return self.output_charset or self.input_charset

    def _get_encoder(self, header_bytes):
        # The module for headers: base64mime, quoprimime or None.
        if self.header_encoding == BASE64:
            return email.base64mime
        if self.header_encoding == QP:
            return email.quoprimime
        if self.header_encoding == SHORTEST:
            if (email.base64mime.header_length(header_bytes)
                    < email.quoprimime.header_length(header_bytes)):
                return email.base64mime
            return email.quoprimime
        return None

    def header_encode(self, string):
        """An encoded word, or the string itself where none is needed."""
        codec = self.output_codec or 'us-ascii'
        header_bytes = _encode(string, codec)
        module = self._get_encoder(header_bytes)
        if module is None:
            return string
        return module.header_encode(header_bytes, codec)

    def header_encode_lines(self, string, maxlengths):
        """Encoded words of which each fits the next of maxlengths; None for an empty first."""
        codec = self.output_codec or 'us-ascii'
        header_bytes = _encode(string, codec)
        module = self._get_encoder(header_bytes)
        encoder = partial(module.header_encode, charset=codec)
        extra = len(self.get_output_charset()) + RFC2047_CHROME_LEN
        lines = []
        current = []
        room = next(maxlengths) - extra
        for character in string:
            current.append(character)
            length = module.header_length(_encode(''.join(current), codec))
            if length > room:
                current.pop()
                if not lines and not current:
                    lines.append(None)      # nothing fits the first line
                else:
                    lines.append(encoder(_encode(''.join(current), codec)))
                current = [character]
                room = next(maxlengths) - extra
        lines.append(encoder(_encode(''.join(current), codec)))
        return lines

    def body_encode(self, string):
        """A body in the transfer encoding of this character set."""
        if not string:
            return string
        if self.body_encoding is BASE64:
            if isinstance(string, str):
                string = string.encode(self.output_charset)
            return email.base64mime.body_encode(string)
        if self.body_encoding is QP:
            # quoprimime works on characters that stand for bytes.
            if isinstance(string, str):
                string = string.encode(self.output_charset)
            return email.quoprimime.body_encode(string.decode('latin1'))
        if isinstance(string, str):
            string = string.encode(self.output_charset).decode('ascii')
        return string
