"""Compression by zlib as a codec from bytes to bytes."""

import zlib
from ._factory import compression_codec

compression_codec(globals(), 'zlib', zlib.compress, zlib.decompress,
                  zlib.compressobj, zlib.decompressobj)
