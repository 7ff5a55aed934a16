"""The codec of UTF-16-LE."""

import codecs
from ._factory import codec

codec(globals(), 'utf-16-le', codecs.utf_16_le_encode, partial=codecs.utf_16_le_decode)
