"""Hexadecimal digits as a codec from bytes to bytes."""

import binascii
from ._factory import binary_codec

binary_codec(globals(), 'hex', binascii.b2a_hex, binascii.a2b_hex)
