"""Base64 as a codec from bytes to bytes."""

import base64
from ._factory import binary_codec

binary_codec(globals(), 'base64', base64.encodebytes, base64.decodebytes)
