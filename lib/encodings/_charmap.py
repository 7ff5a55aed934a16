"""Makes the codecs of single-byte encodings from their tables."""

import codecs
from . import _factory, _tables


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

    def encode(input, errors='strict'):
        return codecs.charmap_encode(input, errors, encoding_table)

    def decode(input, errors='strict'):
        return codecs.charmap_decode(input, errors, decoding_table)

    if public is None:
        public = _tables.public_names.get(name, name.replace('_', '-'))
    module = {'__name__': f'{__package__}.{name}'}
    _factory.codec(module, public, encode, decode)
    return module['getregentry']()
