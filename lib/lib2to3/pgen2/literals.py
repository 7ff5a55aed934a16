"""Values of string literals, without eval()."""
import re

_SIMPLE = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "'": "'", '"': '"', "\\": "\\"}


def escape(m):
    """The character that a matched escape sequence stands for."""
    text, tail = m.group(0, 1)
    if tail in _SIMPLE:
        return _SIMPLE[tail]
    if tail.startswith("x"):
        digits, base = tail[1:], 16
        if len(digits) < 2:
            raise ValueError("invalid hex string escape ('\\%s')" % tail)
    else:
        digits, base = tail, 8
    try:
        return chr(int(digits, base))
    except ValueError:
        raise ValueError("invalid string escape ('\\%s')" % tail) from None


def evalString(s):
    """The value of a literal without prefix, in any of the four kinds of quotes."""
    quote = s[:3] if s[:3] in ("'''", '"""') else s[:1]
    if quote[:1] not in ("'", '"') or len(s) < 2 * len(quote) or not s.endswith(quote):
        raise ValueError("not a string literal: %r" % (s,))
    return re.sub(r"\\('|\"|\\|[abfnrtv]|x.{0,2}|[0-7]{1,3})", escape, s[len(quote):-len(quote)])
