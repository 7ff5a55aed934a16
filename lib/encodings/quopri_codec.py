"""Quoted-printable as a codec from bytes to bytes."""

import codecs
import quopri
from io import BytesIO


def _through(function, input, **options):
    out = BytesIO()
    function(BytesIO(input), out, **options)
    return out.getvalue()


def encode(input, errors='strict'):
    assert errors == 'strict'
    return _through(quopri.encode, input, quotetabs=True), len(input)


def decode(input, errors='strict'):
    assert errors == 'strict'
    return _through(quopri.decode, input), len(input)


class Codec(codecs.Codec):
    def encode(self, input, errors='strict'):
        return encode(input, errors)

    def decode(self, input, errors='strict'):
        return decode(input, errors)


class IncrementalEncoder(codecs.IncrementalEncoder):
    def encode(self, input, final=False):
        return encode(input, self.errors)[0]


class IncrementalDecoder(codecs.IncrementalDecoder):
    def decode(self, input, final=False):
        return decode(input, self.errors)[0]


class StreamWriter(Codec, codecs.StreamWriter):
    charbuffertype = bytes


class StreamReader(Codec, codecs.StreamReader):
    charbuffertype = bytes


def getregentry():
    return codecs.CodecInfo(
        name='quopri', encode=encode, decode=decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter,
        _is_text_encoding=False)
