"""The codec of raw Unicode escapes, as in the source of Python."""

import codecs
from ._factory import codec

codec(globals(), 'raw-unicode-escape', codecs.raw_unicode_escape_encode, partial=codecs.raw_unicode_escape_decode)
