"""The codec of UTF-32-LE."""

import codecs
from ._factory import codec

codec(globals(), 'utf-32-le', codecs.utf_32_le_encode, partial=codecs.utf_32_le_decode)
