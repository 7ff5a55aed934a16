"""Makes a codec's classes from its functions.

Most codecs differ only in two functions, encode(input, errors) and
decode(input, errors), which return (result, length used).  A codec's module
calls codec() or one of its special forms with its globals(), where then are
the names that every such module has: encode, decode, Codec, IncrementalEncoder,
IncrementalDecoder, StreamWriter, StreamReader and getregentry.
"""

import codecs


def codec(module, name, encode, decode=None, *, partial=None, binary=False, text=True,
          incrementalencoder=None, incrementaldecoder=None):
    """Define a codec in a module, whose dictionary is given.

    partial(input, errors, final) instead of decode() is a decoder that leaves an
    incomplete end of its input unless final is true.  The incremental classes
    given are those of a codec that does more than code each part by itself.
    binary: it decodes to bytes; text: str.encode() and bytes.decode() take it.
    """
    if decode is None:
        def decode(input, errors='strict'):
            return partial(input, errors, True)

    class Codec(codecs.Codec):
        pass

    Codec.encode = staticmethod(encode)
    Codec.decode = staticmethod(decode)

    class IncrementalEncoder(codecs.IncrementalEncoder):
        def encode(self, input, final=False):
            return encode(input, self.errors)[0]

    if partial is None:
        class IncrementalDecoder(codecs.IncrementalDecoder):
            def decode(self, input, final=False):
                return decode(input, self.errors)[0]
    else:
        class IncrementalDecoder(codecs.BufferedIncrementalDecoder):
            _buffer_decode = staticmethod(partial)

    class StreamWriter(Codec, codecs.StreamWriter):
        pass

    class StreamReader(Codec, codecs.StreamReader):
        charbuffertype = bytes if binary else str

    if partial is not None:
        StreamReader.decode = staticmethod(partial)
    publish(module, name, encode, decode, text, Codec,
            incrementalencoder or IncrementalEncoder,
            incrementaldecoder or IncrementalDecoder,
            StreamWriter, StreamReader)


def publish(module, name, encode, decode, text, *classes):
    """Put the parts of a codec into a module, as if they had been written there."""
    for cls in classes:
        cls.__module__, cls.__qualname__ = module['__name__'], cls.__name__
        module[cls.__name__] = cls

    def getregentry():
        return codecs.CodecInfo(
            name=name, encode=encode, decode=decode,
            incrementalencoder=module['IncrementalEncoder'],
            incrementaldecoder=module['IncrementalDecoder'],
            streamreader=module['StreamReader'], streamwriter=module['StreamWriter'],
            _is_text_encoding=text)

    module['encode'], module['decode'], module['getregentry'] = encode, decode, getregentry


def binary_codec(module, name, encode, decode, **classes):
    """A codec from bytes to bytes; its functions take and return only the data."""
    def encode_all(input, errors='strict'):
        assert errors == 'strict'
        return encode(input), len(input)

    def decode_all(input, errors='strict'):
        assert errors == 'strict'
        return decode(input), len(input)

    codec(module, name, encode_all, decode_all, binary=True, text=False, **classes)


def compression_codec(module, name, compress, decompress, compressor, decompressor):
    """A codec from bytes to bytes; the last two make the objects of its incremental forms."""
    class IncrementalEncoder(codecs.IncrementalEncoder):
        def __init__(self, errors='strict'):
            assert errors == 'strict'
            self.errors = errors
            self.compressobj = compressor()

        def encode(self, input, final=False):
            data = self.compressobj.compress(input)
            if final:
                data += self.compressobj.flush()
            return data

        def reset(self):
            self.compressobj = compressor()

    class IncrementalDecoder(codecs.IncrementalDecoder):
        def __init__(self, errors='strict'):
            assert errors == 'strict'
            self.errors = errors
            self.decompressobj = decompressor()

        def decode(self, input, final=False):
            try:
                data = self.decompressobj.decompress(input)
            except EOFError:            # after the end of the data
                return b''
            if final and hasattr(self.decompressobj, 'flush'):
                data += self.decompressobj.flush()
            return data

        def reset(self):
            self.decompressobj = decompressor()

    binary_codec(module, name, compress, decompress,
                 incrementalencoder=IncrementalEncoder, incrementaldecoder=IncrementalDecoder)
