"""The codec of UTF-32 with a byte order mark."""

from ._marked import codec

codec(globals(), 32)
