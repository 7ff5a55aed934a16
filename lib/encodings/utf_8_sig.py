"""The codec of UTF-8 with a signature: a BOM written first and skipped first."""

import codecs

_BOM = codecs.BOM_UTF8


def encode(input, errors='strict'):
    return _BOM + codecs.utf_8_encode(input, errors)[0], len(input)


def decode(input, errors='strict'):
    prefix = 0
    if input[:3] == _BOM:
        input = input[3:]
        prefix = 3
    output, consumed = codecs.utf_8_decode(input, errors, True)
    return output, consumed + prefix


class IncrementalEncoder(codecs.IncrementalEncoder):
    def __init__(self, errors='strict'):
        super().__init__(errors)
        self.first = 1

    def encode(self, input, final=False):
        result = codecs.utf_8_encode(input, self.errors)[0]
        if self.first:
            self.first = 0
            result = _BOM + result
        return result

    def reset(self):
        super().reset()
        self.first = 1

    def getstate(self):
        return self.first

    def setstate(self, state):
        self.first = state


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def __init__(self, errors='strict'):
        super().__init__(errors)
        self.first = 1

    def _buffer_decode(self, input, errors, final):
        if self.first:
            if len(input) < 3:
                if _BOM.startswith(input) and not final:
                    return '', 0        # wait for the rest of it
                if input or final:
                    self.first = 0
            else:
                self.first = 0
                if input[:3] == _BOM:
                    output, consumed = codecs.utf_8_decode(input[3:], errors, final)
                    return output, consumed + 3
        return codecs.utf_8_decode(input, errors, final)

    def reset(self):
        super().reset()
        self.first = 1

    def getstate(self):
        return super().getstate()[0], self.first

    def setstate(self, state):
        super().setstate(state)
        self.first = state[1]


class StreamWriter(codecs.StreamWriter):
    def reset(self):
        super().reset()
        self.__dict__.pop('encode', None)

    def encode(self, input, errors='strict'):
        self.encode = codecs.utf_8_encode       # the signature comes once
        return encode(input, errors)


class StreamReader(codecs.StreamReader):
    def reset(self):
        super().reset()
        self.__dict__.pop('decode', None)

    def decode(self, input, errors='strict'):
        if len(input) < 3:
            if _BOM.startswith(input):
                return '', 0
        elif input[:3] == _BOM:
            self.decode = codecs.utf_8_decode
            output, consumed = codecs.utf_8_decode(input[3:], errors)
            return output, consumed + 3
        self.decode = codecs.utf_8_decode
        return codecs.utf_8_decode(input, errors)


def getregentry():
    return codecs.CodecInfo(
        name='utf-8-sig', encode=encode, decode=decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
