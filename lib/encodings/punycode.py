"""Punycode (RFC 3492)."""

from ._factory import codec

# The parameters of section 5.
_BASE, _TMIN, _TMAX, _SKEW, _DAMP = 36, 1, 26, 38, 700
_INITIAL_BIAS, _INITIAL_N = 72, 128
_digits = b'abcdefghijklmnopqrstuvwxyz0123456789'


def _adapt(delta, first, numchars):
    delta = delta // _DAMP if first else delta // 2
    delta += delta // numchars
    k = 0
    while delta > (_BASE - _TMIN) * _TMAX // 2:
        delta //= _BASE - _TMIN
        k += _BASE
    return k + (_BASE - _TMIN + 1) * delta // (delta + _SKEW)


def _threshold(k, bias):
    return min(max(k - bias, _TMIN), _TMAX)


def punycode_encode(text):
    """The encoding procedure of section 6.3."""
    basic = [c for c in text if c < '\x80']
    output = bytearray(''.join(basic).encode('ascii'))
    h = b = len(basic)
    if b:
        output += b'-'
    n, delta, bias = _INITIAL_N, 0, _INITIAL_BIAS
    codes = [ord(c) for c in text]
    while h < len(codes):
        m = min(c for c in codes if c >= n)
        delta += (m - n) * (h + 1)
        n = m
        for c in codes:
            if c < n:
                delta += 1
            elif c == n:
                q, k = delta, _BASE
                while True:
                    t = _threshold(k, bias)
                    if q < t:
                        break
                    output.append(_digits[t + (q - t) % (_BASE - t)])
                    q = (q - t) // (_BASE - t)
                    k += _BASE
                output.append(_digits[q])
                bias = _adapt(delta, h == b, h + 1)
                delta = 0
                h += 1
        delta += 1
        n += 1
    return bytes(output)


def punycode_decode(text, errors):
    """The decoding procedure of section 6.2."""
    if isinstance(text, str):
        text = text.encode('ascii')
    elif isinstance(text, memoryview):
        text = bytes(text)
    pos = text.rfind(b'-')
    if pos == -1:
        base, extended = '', text
    else:
        base, extended = str(text[:pos], 'ascii', errors), text[pos + 1:]
    output = list(base)
    extended = str(extended, 'ascii', errors).upper()
    n, i, bias = _INITIAL_N, 0, _INITIAL_BIAS
    at = 0
    first = True
    while at < len(extended):
        old, weight, k = i, 1, _BASE
        while True:
            if at >= len(extended):
                if errors == 'strict':
                    raise UnicodeError('incomplete punicode string')
                return ''.join(output)
            char = extended[at]
            at += 1
            if 'A' <= char <= 'Z':
                digit = ord(char) - 65
            elif '0' <= char <= '9':
                digit = ord(char) - 22
            elif errors == 'strict':
                raise UnicodeError(f"Invalid extended code point '{char}'")
            else:
                return ''.join(output)
            i += digit * weight
            t = _threshold(k, bias)
            if digit < t:
                break
            weight *= _BASE - t
            k += _BASE
        size = len(output) + 1
        bias = _adapt(i - old, first, size)
        first = False
        n += i // size
        i %= size
        if n > 0x10ffff:
            if errors == 'strict':
                raise UnicodeError(f'Invalid character U+{n:x}')
            n = ord('?')
        output.insert(i, chr(n))
        i += 1
    return ''.join(output)


def encode(input, errors='strict'):
    return punycode_encode(input), len(input)


def decode(input, errors='strict'):
    if errors not in ('strict', 'replace', 'ignore'):
        raise UnicodeError('Unsupported error handling ' + errors)
    return punycode_decode(input, errors), len(input)


codec(globals(), 'punycode', encode, decode)
