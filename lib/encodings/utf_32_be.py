"""The codec of UTF-32-BE."""

import codecs
from ._factory import codec

codec(globals(), 'utf-32-be', codecs.utf_32_be_encode, partial=codecs.utf_32_be_decode)
