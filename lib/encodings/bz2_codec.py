"""Compression by bz2 as a codec from bytes to bytes."""

import bz2
from ._factory import compression_codec

compression_codec(globals(), 'bz2', bz2.compress, bz2.decompress,
                  bz2.BZ2Compressor, bz2.BZ2Decompressor)
