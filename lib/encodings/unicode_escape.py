"""The codec of Unicode escapes, as in the source of Python."""

import codecs
from ._factory import codec

codec(globals(), 'unicode-escape', codecs.unicode_escape_encode, partial=codecs.unicode_escape_decode)
