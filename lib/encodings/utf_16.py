"""The codec of UTF-16 with a byte order mark."""

import codecs
import sys

encode = codecs.utf_16_encode


def decode(input, errors='strict'):
    return codecs.utf_16_decode(input, errors, True)


class IncrementalEncoder(codecs.IncrementalEncoder):
    """Writes the mark first, then the system's byte order."""

    def __init__(self, errors='strict'):
        super().__init__(errors)
        self.encoder = None         # until the mark is written

    def encode(self, input, final=False):
        if self.encoder is None:
            result = codecs.utf_16_encode(input, self.errors)[0]
            self._choose()
            return result
        return self.encoder(input, self.errors)[0]

    def _choose(self):
        if sys.byteorder == 'little':
            self.encoder = codecs.utf_16_le_encode
        else:
            self.encoder = codecs.utf_16_be_encode

    def reset(self):
        super().reset()
        self.encoder = None

    def getstate(self):
        # 0 is the state after the mark, the usual one when a file is appended to.
        return 0 if self.encoder else 2

    def setstate(self, state):
        if state:
            self.encoder = None
        else:
            self._choose()


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    """Takes the byte order from the mark."""

    def __init__(self, errors='strict'):
        super().__init__(errors)
        self.decoder = None

    def _buffer_decode(self, input, errors, final):
        if self.decoder is not None:
            return self.decoder(input, self.errors, final)
        output, consumed, byteorder = codecs.utf_16_ex_decode(input, errors, 0, final)
        if byteorder == -1:
            self.decoder = codecs.utf_16_le_decode
        elif byteorder == 1:
            self.decoder = codecs.utf_16_be_decode
        elif consumed >= 2:
            raise UnicodeError('UTF-16 stream does not start with BOM')
        return output, consumed

    def reset(self):
        super().reset()
        self.decoder = None

    def getstate(self):
        # 2: no mark seen yet; 1: not the system's byte order; 0: the system's.
        state = super().getstate()[0]
        if self.decoder is None:
            return state, 2
        big = self.decoder is codecs.utf_16_be_decode
        return state, int((sys.byteorder == 'big') != big)

    def setstate(self, state):
        super().setstate(state)
        flag = state[1]
        little, big = codecs.utf_16_le_decode, codecs.utf_16_be_decode
        if sys.byteorder == 'big':
            little, big = big, little
        if flag == 0:
            self.decoder = little
        elif flag == 1:
            self.decoder = big
        else:
            self.decoder = None


class StreamWriter(codecs.StreamWriter):
    def __init__(self, stream, errors='strict'):
        super().__init__(stream, errors)
        self.encoder = None

    def reset(self):
        super().reset()
        self.encoder = None

    def encode(self, input, errors='strict'):
        if self.encoder is not None:
            return self.encoder(input, errors)
        result = codecs.utf_16_encode(input, errors)
        if sys.byteorder == 'little':
            self.encoder = codecs.utf_16_le_encode
        else:
            self.encoder = codecs.utf_16_be_encode
        return result


class StreamReader(codecs.StreamReader):
    def reset(self):
        super().reset()
        self.__dict__.pop('decode', None)

    def decode(self, input, errors='strict'):
        output, consumed, byteorder = codecs.utf_16_ex_decode(input, errors, 0, False)
        if byteorder == -1:
            self.decode = codecs.utf_16_le_decode
        elif byteorder == 1:
            self.decode = codecs.utf_16_be_decode
        elif consumed >= 2:
            raise UnicodeError('UTF-16 stream does not start with BOM')
        return output, consumed


def getregentry():
    return codecs.CodecInfo(
        name='utf-16', encode=encode, decode=decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
