"""The codec of UTF-7."""

import codecs
from ._factory import codec

codec(globals(), 'utf-7', codecs.utf_7_encode, partial=codecs.utf_7_decode)
