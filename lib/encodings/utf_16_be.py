"""The codec of UTF-16-BE."""

import codecs
from ._factory import codec

codec(globals(), 'utf-16-be', codecs.utf_16_be_encode, partial=codecs.utf_16_be_decode)
