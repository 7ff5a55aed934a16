"""Makes the codecs UTF-16 and UTF-32, whose byte order mark says how the rest is encoded."""

import codecs
import sys
from ._factory import publish


def codec(module, bits):
    """Define the codec of code units of 16 or 32 bits in a module (see _factory.codec)."""
    def function(form):
        return getattr(codecs, f'utf_{bits}_{form}')

    native, swapped = ('le', 'be') if sys.byteorder == 'little' else ('be', 'le')
    encode, native_encode = function('encode'), function(f'{native}_encode')
    partial, ex_decode = function('decode'), function('ex_decode')
    native_decode, swapped_decode = function(f'{native}_decode'), function(f'{swapped}_decode')
    decoders = {-1: function('le_decode'), 1: function('be_decode'), 0: None}

    def decode(input, errors='strict'):
        return partial(input, errors, True)

    def decode_first(input, errors, final):
        """Decode the beginning: (result, length used, decoder of the rest or None)."""
        output, consumed, byteorder = ex_decode(input, errors, 0, final)
        if byteorder == 0 and consumed >= bits // 8:
            raise UnicodeError(f'UTF-{bits} stream does not start with BOM')
        return output, consumed, decoders[byteorder]

    class IncrementalEncoder(codecs.IncrementalEncoder):
        """Writes the mark first, then the system's byte order."""

        def __init__(self, errors='strict'):
            super().__init__(errors)
            self.encoder = None         # until the mark is written

        def encode(self, input, final=False):
            result = (self.encoder or encode)(input, self.errors)[0]
            self.encoder = native_encode
            return result

        def reset(self):
            super().reset()
            self.encoder = None

        def getstate(self):
            # 0 is the state after the mark, the usual one when a file is appended to.
            return 0 if self.encoder else 2

        def setstate(self, state):
            self.encoder = None if state else native_encode

    class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
        """Takes the byte order from the mark."""

        def __init__(self, errors='strict'):
            super().__init__(errors)
            self.decoder = None

        def _buffer_decode(self, input, errors, final):
            if self.decoder is not None:
                return self.decoder(input, self.errors, final)
            output, consumed, self.decoder = decode_first(input, errors, final)
            return output, consumed

        def reset(self):
            super().reset()
            self.decoder = None

        def getstate(self):
            # 2: no mark seen yet; 1: not the system's byte order; 0: the system's.
            buffered = super().getstate()[0]
            return buffered, 2 if self.decoder is None else int(self.decoder is swapped_decode)

        def setstate(self, state):
            super().setstate(state)
            self.decoder = {0: native_decode, 1: swapped_decode}.get(state[1])

    class StreamWriter(codecs.StreamWriter):
        def __init__(self, stream, errors='strict'):
            super().__init__(stream, errors)
            self.encoder = None

        def reset(self):
            super().reset()
            self.encoder = None

        def encode(self, input, errors='strict'):
            result = (self.encoder or encode)(input, errors)
            self.encoder = native_encode
            return result

    class StreamReader(codecs.StreamReader):
        def reset(self):
            super().reset()
            self.__dict__.pop('decode', None)

        def decode(self, input, errors='strict'):
            output, consumed, decoder = decode_first(input, errors, False)
            if decoder is not None:
                self.decode = decoder
            return output, consumed

    publish(module, f'utf-{bits}', encode, decode, True,
            IncrementalEncoder, IncrementalDecoder, StreamWriter, StreamReader)
