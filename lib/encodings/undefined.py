"""A codec that always fails, to turn off implicit conversion."""

import codecs


def _refuse(self, input=None, *args):
    raise UnicodeError('undefined encoding')


class Codec(codecs.Codec):
    encode = decode = _refuse


class IncrementalEncoder(codecs.IncrementalEncoder):
    encode = _refuse


class IncrementalDecoder(codecs.IncrementalDecoder):
    decode = _refuse


class StreamWriter(Codec, codecs.StreamWriter):
    pass


class StreamReader(Codec, codecs.StreamReader):
    pass


def getregentry():
    return codecs.CodecInfo(
        name='undefined', encode=Codec().encode, decode=Codec().decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
