"""The codec of UTF-8."""

import codecs
from ._factory import codec

codec(globals(), 'utf-8', codecs.utf_8_encode, partial=codecs.utf_8_decode)
