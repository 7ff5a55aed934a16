"""The tables of RFC 3454, computed from the Unicode 3.2 database."""

from unicodedata import ucd_3_2_0 as unicodedata

assert unicodedata.unidata_version == '3.2.0'

_b1 = frozenset([0xad, 0x34f, 0x1806, 0x180b, 0x180c, 0x180d, 0x200b, 0x200c,
                 0x200d, 0x2060, *range(0xfe00, 0xfe10), 0xfeff])
_c22_specials = frozenset([0x6dd, 0x70f, 0x180e, 0x200c, 0x200d, 0x2028, 0x2029,
                           0x2060, 0x2061, 0x2062, 0x2063, *range(0x206a, 0x2070),
                           0xfeff, *range(0xfff9, 0xfffd), *range(0x1d173, 0x1d17b)])
_c6 = frozenset(range(0xfff9, 0xfffe))
_c7 = frozenset(range(0x2ff0, 0x2ffc))
_c8 = frozenset([0x340, 0x341, 0x200e, 0x200f, *range(0x202a, 0x202f),
                 *range(0x206a, 0x2070)])
_c9 = frozenset([0xe0001, *range(0xe0020, 0xe0080)])


def _category(code):
    return unicodedata.category(code)


def in_table_a1(code):
    """Unassigned code points."""
    if _category(code) != 'Cn':
        return False
    c = ord(code)
    return not (0xfdd0 <= c < 0xfdf0 or c & 0xfffe == 0xfffe)


def in_table_b1(code):
    """Commonly mapped to nothing."""
    return ord(code) in _b1


def map_table_b3(code):
    """Case folding without normalization."""
    if _category(code) == 'Cn':
        return code             # later versions may fold it, 3.2 does not
    return code.casefold()


def map_table_b2(a):
    """Case folding for use with NFKC."""
    folded = map_table_b3(a)
    b = unicodedata.normalize('NFKC', folded)
    c = unicodedata.normalize('NFKC', ''.join(map(map_table_b3, b)))
    return c if b != c else folded


def in_table_c11(code):
    """The ASCII space."""
    return code == ' '


def in_table_c12(code):
    """Other spaces."""
    return _category(code) == 'Zs' and code != ' '


def in_table_c11_c12(code):
    """Spaces."""
    return _category(code) == 'Zs'


def in_table_c21(code):
    """ASCII control characters."""
    return ord(code) < 128 and _category(code) == 'Cc'


def in_table_c22(code):
    """Other control characters."""
    c = ord(code)
    if c < 128:
        return False
    return _category(code) == 'Cc' or c in _c22_specials


def in_table_c21_c22(code):
    """Control characters."""
    return _category(code) == 'Cc' or ord(code) in _c22_specials


def in_table_c3(code):
    """Private use."""
    return _category(code) == 'Co'


def in_table_c4(code):
    """Non-character code points."""
    c = ord(code)
    return 0xfdd0 <= c < 0xfdf0 or c & 0xfffe == 0xfffe


def in_table_c5(code):
    """Surrogates."""
    return _category(code) == 'Cs'


def in_table_c6(code):
    """Inappropriate for plain text."""
    return ord(code) in _c6


def in_table_c7(code):
    """Inappropriate for canonical representation."""
    return ord(code) in _c7


def in_table_c8(code):
    """Change of display properties, deprecated."""
    return ord(code) in _c8


def in_table_c9(code):
    """Tagging characters."""
    return ord(code) in _c9


def in_table_d1(code):
    """Written from right to left."""
    return unicodedata.bidirectional(code) in ('R', 'AL')


def in_table_d2(code):
    """Written from left to right."""
    return unicodedata.bidirectional(code) == 'L'
