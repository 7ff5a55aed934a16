"""The codec of Unicode escapes, as in the source of Python."""

import codecs


class Codec(codecs.Codec):
    encode = codecs.unicode_escape_encode
    decode = codecs.unicode_escape_decode


class IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input, final=False):
        return codecs.unicode_escape_encode(input, self.errors)[0]


class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
    def _buffer_decode(self, input, errors, final):
        try:
            return codecs.unicode_escape_decode(input, errors, final)
        except TypeError:           # decodes only as a whole
            return codecs.unicode_escape_decode(input, errors)


class StreamWriter(Codec, codecs.StreamWriter):
    pass


class StreamReader(Codec, codecs.StreamReader):
    def decode(self, input, errors='strict'):
        try:
            return codecs.unicode_escape_decode(input, errors, False)
        except TypeError:
            return codecs.unicode_escape_decode(input, errors)


def getregentry():
    return codecs.CodecInfo(
        name='unicode-escape', encode=Codec.encode, decode=Codec.decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
