"""Makes the codecs of single-byte encodings from their tables."""

import codecs
from . import _tables


def table(name):
    """The 256 characters of an encoding; U+FFFE stands for undefined.

    A table gives only what differs from a base: pairs of a first byte and the
    characters from there on.
    """
    base, changes = _tables.tables[name]
    chars = list(table(base)) if base else list(map(chr, range(256)))
    for start, text in changes:
        chars[start:start + len(text)] = text
    return ''.join(chars)


def codec(name, public=None):
    """The CodecInfo of a single-byte encoding."""
    decoding_table = table(name)
    encoding_table = codecs.charmap_build(decoding_table)

    class Codec(codecs.Codec):
        def encode(self, input, errors='strict'):
            return codecs.charmap_encode(input, errors, encoding_table)

        def decode(self, input, errors='strict'):
            return codecs.charmap_decode(input, errors, decoding_table)

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def encode(self, input, final=False):
            return codecs.charmap_encode(input, self.errors, encoding_table)[0]

    class IncrementalDecoder(codecs.IncrementalDecoder):
        def decode(self, input, final=False):
            return codecs.charmap_decode(input, self.errors, decoding_table)[0]

    class StreamWriter(Codec, codecs.StreamWriter):
        pass

    class StreamReader(Codec, codecs.StreamReader):
        pass

    if public is None:
        public = _tables.public_names.get(name, name.replace('_', '-'))
    return codecs.CodecInfo(
        name=public, encode=Codec().encode, decode=Codec().decode,
        incrementalencoder=IncrementalEncoder,
        incrementaldecoder=IncrementalDecoder,
        streamreader=StreamReader, streamwriter=StreamWriter)
