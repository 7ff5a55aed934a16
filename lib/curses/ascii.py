"""The characters of ASCII: names of the control characters, and tests.

Tests take a number or a character; conversions give back what they were given, a number or a character.
"""

controlnames = [
    'NUL', 'SOH', 'STX', 'ETX', 'EOT', 'ENQ', 'ACK', 'BEL',
    'BS', 'HT', 'LF', 'VT', 'FF', 'CR', 'SO', 'SI',
    'DLE', 'DC1', 'DC2', 'DC3', 'DC4', 'NAK', 'SYN', 'ETB',
    'CAN', 'EM', 'SUB', 'ESC', 'FS', 'GS', 'RS', 'US',
    'SP',
]

for _code, _name in enumerate(controlnames):
    globals()[_name] = _code
del _code, _name
TAB = 0x09
NL = 0x0a
DEL = 0x7f


def _number(c):
    return ord(c) if isinstance(c, str) else c


def _like(c, number):
    return chr(number) if isinstance(c, str) else number


def isalnum(c): return isalpha(c) or isdigit(c)
def isalpha(c): return isupper(c) or islower(c)
def isascii(c): return 0 <= _number(c) <= 127
def isblank(c): return _number(c) in (9, 32)
def iscntrl(c): return 0 <= _number(c) <= 31 or _number(c) == 127
def isdigit(c): return 48 <= _number(c) <= 57
def isgraph(c): return 33 <= _number(c) <= 126
def islower(c): return 97 <= _number(c) <= 122
def isprint(c): return 32 <= _number(c) <= 126
def ispunct(c): return isgraph(c) and not isalnum(c)
def isspace(c): return _number(c) in (9, 10, 11, 12, 13, 32)
def isupper(c): return 65 <= _number(c) <= 90
def isxdigit(c): return isdigit(c) or 65 <= _number(c) <= 70 or 97 <= _number(c) <= 102
def isctrl(c): return 0 <= _number(c) < 32
def ismeta(c): return _number(c) > 127


def ascii(c):
    """The character without its high bit."""
    return _like(c, _number(c) & 0x7f)


def ctrl(c):
    """The control character of a letter."""
    return _like(c, _number(c) & 0x1f)


def alt(c):
    """The character with its high bit set."""
    return _like(c, _number(c) | 0x80)


def unctrl(c):
    """As text: ^X for a control character, ! in front of one with the high bit."""
    bits = _number(c)
    if bits == 0x7f:
        rep = '^?'
    elif isprint(bits & 0x7f):
        rep = chr(bits & 0x7f)
    else:
        rep = '^' + chr((bits & 0x7f | 0x20) + 0x20)
    return '!' + rep if bits & 0x80 else rep
