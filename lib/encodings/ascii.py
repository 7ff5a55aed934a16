"""The codec of ASCII."""

import codecs
from ._factory import codec

codec(globals(), 'ascii', codecs.ascii_encode, codecs.ascii_decode)
