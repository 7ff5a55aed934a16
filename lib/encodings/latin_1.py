"""The codec of ISO 8859-1."""

import codecs
from ._factory import codec

codec(globals(), 'iso8859-1', codecs.latin_1_encode, codecs.latin_1_decode)
