"""Rot13 as a codec from str to str."""

import codecs
from ._factory import codec

_lower = 'abcdefghijklmnopqrstuvwxyz'
rot13_map = str.maketrans(_lower + _lower.upper(),
                          _lower[13:] + _lower[:13]
                          + _lower[13:].upper() + _lower[:13].upper())


def _rotate(input, errors='strict'):
    return str.translate(input, rot13_map), len(input)


codec(globals(), 'rot-13', _rotate, _rotate, text=False)


def rot13(infile, outfile):
    outfile.write(codecs.encode(infile.read(), 'rot-13'))
