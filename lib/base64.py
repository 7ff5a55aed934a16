"""Base16, Base32, Base64, Base85 and Ascii85: bytes as printable text (RFC 3548)."""

import binascii
import re
import struct

__all__ = ['encode', 'decode', 'encodebytes', 'decodebytes',
           'b64encode', 'b64decode', 'b32encode', 'b32decode',
           'b32hexencode', 'b32hexdecode', 'b16encode', 'b16decode',
           'b85encode', 'b85decode', 'a85encode', 'a85decode', 'z85encode', 'z85decode',
           'standard_b64encode', 'standard_b64decode',
           'urlsafe_b64encode', 'urlsafe_b64decode']

bytes_types = (bytes, bytearray)


def _bytes_from_decode_data(s):
    if type(s) is bytes:
        return s
    if isinstance(s, str):
        try:
            return s.encode('ascii')
        except UnicodeEncodeError:
            raise ValueError('string argument should contain only ASCII characters') from None
    if isinstance(s, bytes_types):
        return s
    try:
        return memoryview(s).tobytes()
    except TypeError:
        raise TypeError('argument should be a bytes-like object or ASCII string, not %r'
                        % s.__class__.__name__) from None


def _to_bytes(s):
    return s if isinstance(s, bytes_types) else memoryview(s).tobytes()


def b64encode(s, altchars=None):
    """Encode; altchars replace + and /."""
    encoded = binascii.b2a_base64(s, newline=False)
    if altchars is not None:
        assert len(altchars) == 2, repr(altchars)
        return encoded.translate(bytes.maketrans(b'+/', altchars))
    return encoded


def b64decode(s, altchars=None, validate=False):
    """Decode; characters outside the alphabet are dropped, or refused if validate."""
    s = _bytes_from_decode_data(s)
    if altchars is not None:
        altchars = _bytes_from_decode_data(altchars)
        assert len(altchars) == 2, repr(altchars)
        s = s.translate(bytes.maketrans(altchars, b'+/'))
    if validate and not re.match(b'^[A-Za-z0-9+/]*={0,2}$', s):
        raise binascii.Error('Non-base64 digit found')
    return binascii.a2b_base64(s)


def standard_b64encode(s):
    return b64encode(s)


def standard_b64decode(s):
    return b64decode(s)


_urlsafe_encode = bytes.maketrans(b'+/', b'-_')
_urlsafe_decode = bytes.maketrans(b'-_', b'+/')


def urlsafe_b64encode(s):
    """b64encode with - and _ for + and /."""
    return b64encode(s).translate(_urlsafe_encode)


def urlsafe_b64decode(s):
    return b64decode(_bytes_from_decode_data(s).translate(_urlsafe_decode))


_b32alphabet = b'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
_b32hexalphabet = b'0123456789ABCDEFGHIJKLMNOPQRSTUV'
_b32_missing = {0: 0, 1: 1, 3: 2, 4: 3, 6: 4}       # padding signs -> bytes left out of the last group


def _b32decode(alphabet, s, casefold=False, map01=None):
    s = _bytes_from_decode_data(s)
    if len(s) % 8:
        raise binascii.Error('Incorrect padding')
    if map01 is not None:
        map01 = _bytes_from_decode_data(map01)
        assert len(map01) == 1, repr(map01)
        s = s.translate(bytes.maketrans(b'01', b'O' + map01))
    if casefold:
        s = s.upper()
    length = len(s)
    s = s.rstrip(b'=')
    padding = length - len(s)
    value = {c: i for i, c in enumerate(alphabet)}
    result = bytearray()
    for i in range(0, len(s), 8):
        group = s[i:i + 8]
        n = 0
        try:
            for c in group:
                n = (n << 5) + value[c]
        except KeyError:
            raise binascii.Error('Non-base32 digit found') from None
        result += (n << 5 * (8 - len(group))).to_bytes(5, 'big')
    if padding not in _b32_missing:
        raise binascii.Error('Incorrect padding')
    if padding:
        if not result:
            raise binascii.Error('Incorrect padding')
        del result[-_b32_missing[padding]:]
    return bytes(result)


def b32encode(s):
    return binascii.b2a_base32(s)


def b32decode(s, casefold=False, map01=None):
    """Decode; map01 is the letter a digit 1 stands for (and 0 is O)."""
    return _b32decode(_b32alphabet, s, casefold, map01)


def b32hexencode(s):
    return binascii.b2a_base32(s, _b32hexalphabet)


def b32hexdecode(s, casefold=False):
    return _b32decode(_b32hexalphabet, s, casefold)


def b16encode(s):
    return binascii.hexlify(s).upper()


def b16decode(s, casefold=False):
    s = _bytes_from_decode_data(s)
    if casefold:
        s = s.upper()
    if s.translate(None, b'0123456789ABCDEF'):
        raise binascii.Error('Non-base16 digit found')
    return binascii.unhexlify(s)


# Four bytes as five digits to the base 85.

_a85alphabet = bytes(range(33, 118))
_A85START = b'<~'
_A85END = b'~>'


def a85encode(b, *, foldspaces=False, wrapcol=0, pad=False, adobe=False):
    """Ascii85, with 'z' for four zeros and, if wanted, 'y' for four spaces."""
    result = binascii.b2a_base85(b, _a85alphabet, pad=bool(pad), zeros=b'z', spaces=b'y' if foldspaces else b'')
    if adobe:
        result = _A85START + result
    if wrapcol:
        wrapcol = max(2 if adobe else 1, wrapcol)
        lines = [result[i:i + wrapcol] for i in range(0, len(result), wrapcol)]
        if adobe and lines and len(lines[-1]) + 2 > wrapcol:
            lines.append(b'')
        result = b'\n'.join(lines)
    if adobe:
        result += _A85END
    return result


def a85decode(b, *, foldspaces=False, adobe=False, ignorechars=b' \t\n\r\v'):
    b = _bytes_from_decode_data(b)
    if adobe:
        if not b.endswith(_A85END):
            raise ValueError('Ascii85 encoded byte sequences must end with {!r}'
                             .format(_A85END))
        b = b[2:-2] if b.startswith(_A85START) else b[:-2]
    result = []
    group = []
    # Four more digits complete the last group; what they add is cut off.
    for x in b + b'u' * 4:
        if 33 <= x <= 117:
            group.append(x)
            if len(group) == 5:
                word = 0
                for c in group:
                    word = 85 * word + c - 33
                try:
                    result.append(struct.pack('!I', word))
                except struct.error:
                    raise ValueError('Ascii85 overflow') from None
                group = []
        elif x == 122:
            if group:
                raise ValueError('z inside Ascii85 5-tuple')
            result.append(b'\0\0\0\0')
        elif foldspaces and x == 121:
            if group:
                raise ValueError('y inside Ascii85 5-tuple')
            result.append(b'    ')
        elif x not in ignorechars:
            raise ValueError('Non-Ascii85 digit found: %c' % x)
    padding = 4 - len(group)
    data = b''.join(result)
    return data[:-padding] if padding else data


_b85alphabet = (b'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
                b'abcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~')
_z85alphabet = (b'0123456789abcdefghijklmnopqrstuvwxyz'
                b'ABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#')


def b85encode(b, pad=False):
    """Base85 as git and Mercurial have it."""
    return binascii.b2a_base85(b, _b85alphabet, pad=bool(pad))


def b85decode(b):
    return _b85decode(_bytes_from_decode_data(b), _b85alphabet, 'base85')


def _b85decode(b, alphabet, name):
    value = [None] * 256
    for i, c in enumerate(alphabet):
        value[c] = i
    padding = -len(b) % 5
    b = b + alphabet[-1:] * padding
    result = []
    for i in range(0, len(b), 5):
        word = 0
        for j, c in enumerate(b[i:i + 5]):
            if value[c] is None:
                raise ValueError('bad %s character at position %d' % (name, i + j))
            word = word * 85 + value[c]
        if word > 0xffffffff:
            raise ValueError('%s overflow in hunk starting at byte %d' % (name, i))
        result.append(struct.pack('!I', word))
    data = b''.join(result)
    return data[:-padding] if padding else data


def z85encode(s):
    """Base85 as ZeroMQ has it."""
    return binascii.b2a_base85(s, _z85alphabet)


def z85decode(s):
    return _b85decode(_bytes_from_decode_data(s), _z85alphabet, 'z85')


# The older interface: files, and lines as MIME has them.

MAXLINESIZE = 76
MAXBINSIZE = (MAXLINESIZE // 4) * 3


def encode(input, output):
    """Encode a binary file into lines."""
    while True:
        s = input.read(MAXBINSIZE)
        if not s:
            break
        while len(s) < MAXBINSIZE:
            more = input.read(MAXBINSIZE - len(s))
            if not more:
                break
            s += more
        output.write(binascii.b2a_base64(s))


def decode(input, output):
    """Decode a file of lines."""
    while True:
        line = input.readline()
        if not line:
            break
        output.write(binascii.a2b_base64(line))


def _input_type_check(s):
    try:
        m = memoryview(s)
    except TypeError as err:
        raise TypeError('expected bytes-like object, not %s' % s.__class__.__name__) from err
    if m.format not in ('c', 'b', 'B'):
        raise TypeError('expected single byte elements, not %r from %s'
                        % (m.format, s.__class__.__name__))
    if m.ndim != 1:
        raise TypeError('expected 1-D data, not %d-D data from %s'
                        % (m.ndim, s.__class__.__name__))


def encodebytes(s):
    """Lines of 76 characters."""
    _input_type_check(s)
    return b''.join([binascii.b2a_base64(s[i:i + MAXBINSIZE])
                     for i in range(0, len(s), MAXBINSIZE)])


def encodestring(s):
    import warnings
    warnings.warn('encodestring() is a deprecated alias, use encodebytes()',
                  DeprecationWarning, 2)
    return encodebytes(s)


def decodebytes(s):
    _input_type_check(s)
    return binascii.a2b_base64(s)


def decodestring(s):
    import warnings
    warnings.warn('decodestring() is a deprecated alias, use decodebytes()',
                  DeprecationWarning, 2)
    return decodebytes(s)


def main():
    """Encode or decode a file, from the command line."""
    import sys, getopt
    usage = """\
usage: %s [-d|-e|-u|-t] [file|-]
        -d, -u: decode
        -e: encode (default)
        -t: encode and decode string 'Aladdin:open sesame'""" % sys.argv[0]
    try:
        opts, args = getopt.getopt(sys.argv[1:], 'deut')
    except getopt.error as msg:
        sys.stdout = sys.stderr
        print(msg)
        print(usage)
        sys.exit(2)
    func = encode
    for o, a in opts:
        if o == '-e':
            func = encode
        elif o in ('-d', '-u'):
            func = decode
        elif o == '-t':
            return test()
    if args and args[0] != '-':
        with open(args[0], 'rb') as f:
            func(f, sys.stdout.buffer)
    else:
        func(sys.stdin.buffer, sys.stdout.buffer)


def test():
    s = b'Aladdin:open sesame'
    print(repr(s))
    encoded = encodebytes(s)
    print(repr(encoded))
    decoded = decodebytes(encoded)
    print(repr(decoded))
    assert s == decoded


if __name__ == '__main__':
    main()
