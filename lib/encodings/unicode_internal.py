"""The codec of the characters as they lie in memory: four bytes each."""

import codecs
import sys
import warnings
from ._factory import codec

_encode = codecs.utf_32_le_encode if sys.byteorder == 'little' else codecs.utf_32_be_encode


def _warn():
    warnings.warn('unicode_internal codec has been deprecated', DeprecationWarning, stacklevel=3)


def encode(input, errors='strict'):
    _warn()
    if not isinstance(input, str):
        return codecs.readbuffer_encode(input, errors)
    return _encode(input, 'surrogatepass')[0], len(input)


def decode(input, errors='strict'):
    _warn()
    if isinstance(input, str):
        return input, len(input)
    data = memoryview(input).tobytes()
    chars = []
    i = 0
    while i < len(data):
        end = i + 4
        number = int.from_bytes(data[i:end], sys.byteorder)
        if end > len(data):
            end = len(data)
            reason = 'truncated input'
        elif number <= sys.maxunicode:
            chars.append(chr(number))
            i = end
            continue
        else:
            reason = 'illegal code point (> 0x10FFFF)'
        exc = UnicodeDecodeError('unicode_internal', data, i, end, reason)
        result = codecs.lookup_error(errors)(exc)
        if not isinstance(result, tuple) or list(map(type, result)) != [str, int]:
            raise TypeError('decoding error handler must return (str, int) tuple')
        text, i = result
        data = exc.object
        if i < 0:
            i += len(data)
        if not 0 <= i <= len(data):
            raise IndexError(f'position {i} from error handler out of bounds')
        chars.append(text)
    return ''.join(chars), len(data)


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input, errors, final):
        if not final:
            input = input[:len(input) & ~3]
        return decode(input, errors)


codec(globals(), 'unicode-internal', encode, decode, incrementaldecoder=IncrementalDecoder)
