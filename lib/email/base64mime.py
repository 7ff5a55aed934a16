"""Base64 as headers and bodies of messages have it (RFC 2045 to 2047)."""

__all__ = ['body_decode', 'body_encode', 'decode', 'decodestring', 'header_encode',
           'header_length']

from base64 import b64encode
from binascii import a2b_base64, b2a_base64

CRLF = '\r\n'
NL = '\n'
EMPTYSTRING = ''
MISC_LEN = 7        # of =?...?b?...?= apart from its contents


def header_length(bytearray):
    """The length of the encoded form, without the frame of an encoded word."""
    groups, left = divmod(len(bytearray), 3)
    return groups * 4 + (4 if left else 0)


def header_encode(header_bytes, charset='iso-8859-1'):
    """An encoded word."""
    if not header_bytes:
        return ''
    if isinstance(header_bytes, str):
        header_bytes = header_bytes.encode(charset)
    return '=?%s?b?%s?=' % (charset, b64encode(header_bytes).decode('ascii'))


def body_encode(s, maxlinelen=76, eol=NL):
    """Lines of at most maxlinelen characters."""
    if not s:
        return s
    step = maxlinelen * 3 // 4
    lines = []
    for i in range(0, len(s), step):
        line = b2a_base64(s[i:i + step]).decode('ascii')
        if line.endswith(NL) and eol != NL:
            line = line[:-1] + eol
        lines.append(line)
    return ''.join(lines)


def decode(string):
    """The bytes of an encoded body."""
    if not string:
        return bytes()
    if isinstance(string, str):
        return a2b_base64(string.encode('raw-unicode-escape'))
    return a2b_base64(string)


body_decode = decode
decodestring = decode
