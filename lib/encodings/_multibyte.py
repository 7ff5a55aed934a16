"""Makes the codecs of the multibyte encodings."""

import codecs
import _multibyte
import _multibytecodec as mbc

names = frozenset(_multibyte.names)


def codec(name):
    """The CodecInfo of a multibyte encoding."""
    functions = mbc.MultibyteCodec(name)

    class Codec(codecs.Codec):
        encode = functions.encode
        decode = functions.decode

    class IncrementalEncoder(mbc.MultibyteIncrementalEncoder, codecs.IncrementalEncoder):
        codec = functions

    class IncrementalDecoder(mbc.MultibyteIncrementalDecoder, codecs.IncrementalDecoder):
        codec = functions

    class StreamReader(Codec, mbc.MultibyteStreamReader, codecs.StreamReader):
        codec = functions

        def __init__(self, stream, errors='strict'):
            codecs.StreamReader.__init__(self, stream, errors)
            mbc.MultibyteStreamReader.__init__(self, stream, errors)

    class StreamWriter(Codec, mbc.MultibyteStreamWriter, codecs.StreamWriter):
        codec = functions

    return codecs.CodecInfo(
        name=name, encode=functions.encode, decode=functions.decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
