"""The codec of UTF-16 with a byte order mark."""

from ._marked import codec

codec(globals(), 16)
