"""Regular expressions.

Python's syntax is read here, with Python's errors, and translated to that of PCRE2, which `_pcre` runs over the memory of
the subject. The functions are match, fullmatch, search, sub, subn, split, findall, finditer, compile, purge, template and
escape; Pattern and Match are the types of what they return.
"""

import sys

import _pcre
from _pcre import Match, Pattern, Scanner as _PatternScanner

__all__ = [
    "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer", "compile", "purge", "template", "escape",
    "error", "Pattern", "Match", "A", "I", "L", "M", "S", "X", "U", "T", "ASCII", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL",
    "VERBOSE", "UNICODE", "TEMPLATE", "DEBUG", "NOFLAG",
]

__version__ = "2.2.1"


class RegexFlag(int):
    """The flags: ints that show their names."""

    __slots__ = ()

    def __repr__(self):
        rest = int(self)
        names = []
        for name in _FLAG_NAMES:
            flag = globals()[name]
            if rest & flag:
                names.append("re." + name)
                rest &= ~int(flag)
        if rest or not names:
            names.append(hex(rest) if names else "re.NOFLAG" if not rest else "re.RegexFlag(%s)" % hex(rest))
        return "|".join(names)

    __str__ = __repr__

    @property
    def name(self):
        """The name, of several flags joined by "|"; None without flags."""
        return repr(self).replace("re.", "") if self else None

    @property
    def value(self):
        """The number."""
        return int(self)

    def __or__(self, other):
        return RegexFlag(int(self) | int(other)) if isinstance(other, int) else NotImplemented

    def __and__(self, other):
        return RegexFlag(int(self) & int(other)) if isinstance(other, int) else NotImplemented

    def __xor__(self, other):
        return RegexFlag(int(self) ^ int(other)) if isinstance(other, int) else NotImplemented

    __ror__ = __or__
    __rand__ = __and__
    __rxor__ = __xor__

    def __invert__(self):
        return RegexFlag(~int(self))


_FLAG_NAMES = ("TEMPLATE", "IGNORECASE", "LOCALE", "MULTILINE", "DOTALL", "UNICODE", "VERBOSE", "DEBUG", "ASCII")

NOFLAG = RegexFlag(0)
T = TEMPLATE = RegexFlag(1)             # ignored
I = IGNORECASE = RegexFlag(2)           # ignore case
L = LOCALE = RegexFlag(4)               # \\w, \\b and case by the current locale (bytes only)
M = MULTILINE = RegexFlag(8)            # ^ and $ match at each line
S = DOTALL = RegexFlag(16)              # . matches newlines too
U = UNICODE = RegexFlag(32)             # Unicode rules (assumed for str)
X = VERBOSE = RegexFlag(64)             # whitespace and comments are ignored
DEBUG = RegexFlag(128)                  # print the translation
A = ASCII = RegexFlag(256)              # ASCII rules

for _name in (*_FLAG_NAMES, "A", "I", "L", "M", "S", "T", "U", "X", "NOFLAG"):
    setattr(RegexFlag, _name, globals()[_name])
del _name

_pattern_type = Pattern


class error(Exception):
    """Exception raised for invalid regular expressions.

    Attributes:

        msg: The unformatted error message
        pattern: The regular expression pattern
        pos: The index in the pattern where compilation failed (may be None)
        lineno: The line corresponding to pos (may be None)
        colno: The column corresponding to pos (may be None)
    """

    def __init__(self, msg, pattern=None, pos=None):
        self.msg = msg
        self.pattern = pattern
        self.pos = pos
        self.lineno = self.colno = None
        if pattern is not None and pos is not None:
            msg = "%s at position %d" % (msg, pos)
            newline = "\n" if isinstance(pattern, str) else b"\n"
            self.lineno = pattern.count(newline, 0, pos) + 1
            self.colno = pos - pattern.rfind(newline, 0, pos)
            if newline in pattern:
                msg = "%s (line %d, column %d)" % (msg, self.lineno, self.colno)
        super().__init__(msg)


PatternError = error


# ---- the functions ----

def match(pattern, string, flags=0):
    """Try to apply the pattern at the start of the string, returning a Match, or None if no match was found."""
    return _compile(pattern, flags).match(string)


def fullmatch(pattern, string, flags=0):
    """Try to apply the pattern to all of the string, returning a Match, or None if no match was found."""
    return _compile(pattern, flags).fullmatch(string)


def search(pattern, string, flags=0):
    """Scan through string looking for a match to the pattern, returning a Match, or None if no match was found."""
    return _compile(pattern, flags).search(string)


def sub(pattern, repl, string, count=0, flags=0):
    """Return the string obtained by replacing the leftmost non-overlapping occurrences of the pattern in string by the
    replacement repl. repl can be either a string or a callable; if a string, backslash escapes in it are processed. If it is
    a callable, it's passed the Match object and must return a replacement string to be used."""
    return _compile(pattern, flags).sub(repl, string, count)


def subn(pattern, repl, string, count=0, flags=0):
    """Return a 2-tuple containing (new_string, number): what sub() returns, and the number of substitutions made."""
    return _compile(pattern, flags).subn(repl, string, count)


def split(pattern, string, maxsplit=0, flags=0):
    """Split the source string by the occurrences of the pattern, returning a list containing the resulting substrings. If
    capturing parentheses are used in pattern, then the text of all groups in the pattern are also returned as part of the
    resulting list. If maxsplit is nonzero, at most maxsplit splits occur, and the remainder of the string is returned as
    the final element of the list."""
    return _compile(pattern, flags).split(string, maxsplit)


def findall(pattern, string, flags=0):
    """Return a list of all non-overlapping matches in the string.

    If one or more capturing groups are present in the pattern, return a list of groups; this will be a list of tuples if
    the pattern has more than one group. Empty matches are included in the result."""
    return _compile(pattern, flags).findall(string)


def finditer(pattern, string, flags=0):
    """Return an iterator over all non-overlapping matches in the string. For each match, the iterator returns a Match.

    Empty matches are included in the result."""
    return _compile(pattern, flags).finditer(string)


def compile(pattern, flags=0):
    "Compile a regular expression pattern, returning a Pattern object."
    return _compile(pattern, flags)


def purge():
    "Clear the regular expression caches"
    _cache.clear()
    _templates.clear()


def template(pattern, flags=0):
    "Compile a template pattern, returning a Pattern object"
    return _compile(pattern, flags | T)


_PLAIN = frozenset("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")


def escape(pattern):
    """Escape all the characters in pattern except ASCII letters, numbers and '_'."""
    if isinstance(pattern, str):
        plain = _PLAIN
        return "".join([c if c in plain else "\\000" if c == "\000" else "\\" + c for c in pattern])
    text = str(pattern, "latin-1")
    return escape(text).encode("latin-1")


# ---- compiled patterns ----

_cache = {}
_MAXCACHE = 512


def _compile(pattern, flags):
    try:
        return _cache[type(pattern), pattern, flags]
    except KeyError:
        pass
    if isinstance(pattern, Pattern):
        if flags:
            raise ValueError("cannot process flags argument with a compiled pattern")
        return pattern
    given = flags = int(flags)
    is_str = isinstance(pattern, str)
    parser = _parse(pattern, flags, 0x7F if is_str else 0xFF)
    for text in parser.warnings:
        import warnings
        warnings.warn(text, DeprecationWarning, stacklevel=3)
    result = _pcre.compile(pattern if is_str else bytes(pattern), parser.flags & ~(DEBUG | _UNICODE_GIVEN), parser.groups, parser.names,
                           bytes(parser.ends) if parser.groups < 256 else tuple(parser.ends), parser.repeated, parser.low,
                           parser.high, parser.result())
    if flags & DEBUG:
        print(parser.output)
    else:
        if len(_cache) >= _MAXCACHE:
            _cache.clear()
        _cache[type(pattern), pattern, given] = result
    return result


def _parse(pattern, flags, limit):
    """Parses the pattern; the translation is for subjects without characters beyond `limit`."""
    if isinstance(pattern, str):
        text = pattern
    else:
        try:
            text = str(memoryview(pattern), "latin-1")
        except TypeError:
            raise TypeError("first argument must be string or compiled pattern") from None
    parser = _Parser(pattern, text, flags, limit, [])
    while True:
        try:
            parser.run()
            return parser
        except _Restart:
            flags = parser.flags
            if not flags & _UNICODE_GIVEN:
                flags &= ~U             # it was assumed
            parser = _Parser(pattern, text, flags, limit, parser.warnings)


def _translate(pattern, flags, limit):
    """For _pcre: the translation for other subjects; None if they need a wider one."""
    return _parse(pattern, flags, limit).result()


class _Restart(Exception):
    """Flags found in the pattern change how it is read."""


# ---- the parser ----

MAXREPEAT = 4294967295
MAXGROUPS = 2147483647
_COUNT_MAX = 65535                      # of PCRE2's quantifiers

_SPECIAL = frozenset("\\[.^$(*+?{|)")
_SPACE = frozenset(" \t\n\r\v\f")
_DIGITS = frozenset("0123456789")
_OCTAL = frozenset("01234567")
_HEX = frozenset("0123456789abcdefABCDEF")
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_CONTROLS = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_FLAGS = {"i": I, "L": L, "m": M, "s": S, "x": X, "a": A, "t": T, "u": U}
_GLOBAL = A | L | U | T | DEBUG

# What an item of a sequence is, for the quantifier that follows it.
_NOTHING, _PLACE, _REPEAT, _LOOK, _ITEM = range(5)


def _quoted(code):
    """A character as PCRE2 text: itself where that is safe."""
    c = chr(code)
    if code < 127:
        if c in _PLAIN or c == " ":
            return c
        if code > 32:
            return "\\" + c
    return "\\x{%x}" % code


_QUOTED = [_quoted(i) for i in range(128)]

# Ranges of the characters of \s and, up to 255, of \d and \w: where PCRE2 differs from Python, or is slower by properties.
_RANGES = {
    "s": ((9, 13), (0x1C, 0x20), (0x85, 0x85), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029),
          (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000)),
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122), (0xAA, 0xAA), (0xB2, 0xB3), (0xB5, 0xB5), (0xB9, 0xBA), (0xBC, 0xBE),
          (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0xFF)),
}


def _clipped(ranges, limit):
    return [(low, min(high, limit)) for low, high in ranges if low <= limit]


def _complement(ranges, limit):
    result = []
    start = 0
    for low, high in ranges:
        if low > start:
            result.append((start, low - 1))
        start = high + 1
    if start <= limit:
        result.append((start, limit))
    return result


def _set_text(ranges):
    """Ranges as they stand in a PCRE2 set."""
    result = []
    for low, high in ranges:
        result.append(chr(low) if low < 128 and chr(low) in _PLAIN else "\\x{%x}" % low)
        if high > low:
            result.append("%s%s" % ("-" if high > low + 1 else "",
                                    chr(high) if high < 128 and chr(high) in _PLAIN else "\\x{%x}" % high))
    return "".join(result)


_categories = {}


def _category(letter, ascii, limit):
    """The text of \\d \\D \\s \\S \\w \\W inside a set."""
    try:
        return _categories[letter, ascii, limit]
    except KeyError:
        pass
    lower = letter.lower()
    if ascii or (lower != "s" and limit != 0xFF):
        text = "\\" + letter
    else:
        ranges = _clipped(_RANGES[lower], limit)
        text = _set_text(ranges if letter == lower else _complement(ranges, limit))
    _categories[letter, ascii, limit] = text
    return text


# Characters that ignoring case makes equal beyond Unicode's simple case folding, which is what PCRE2 does.
_EQUALS = ((0x49, 0x69, 0x130, 0x131), (0x390, 0x1FD3), (0x3B0, 0x1FE3), (0xFB05, 0xFB06))
_EQUAL = {code: codes for codes in _EQUALS for code in codes}


class _Parser:
    """One pass over a pattern, which reads it and writes the translation as it goes.

    Methods that read an item give its text, and the least and greatest number of characters it matches. Only sets, literals
    and categories depend on `limit`, the greatest code point of the subjects: what can not occur in them is left out.
    """

    def __init__(self, pattern, text, flags, limit, warnings):
        self.pattern = pattern          # as given, for errors
        self.text = text
        self.end = len(text)
        self.at = 0
        self.is_str = isinstance(pattern, str)
        if flags & U:
            flags |= _UNICODE_GIVEN
        self.flags = _check_flags(pattern, flags)
        self.limit = limit
        self.ascii = not self.flags & U
        self.warnings = warnings
        self.groups = 0
        self.names = {}
        self.widths = [None]            # (low, high) of each closed group; None while it is open
        self.ends = []                  # groups in the order of their closing parentheses
        self.repeated = False           # several groups inside a repetition: that order says little
        self.lookbehind = 0             # the first group that would lie in the look-behind being read; 0 outside
        self.varying_lookbehind = False
        self.conditions = []            # (group, position) of (?(1)...): groups that may come later
        self.caseless = bool(flags & I) # somewhere in the pattern
        self.folding = self.caseless    # here
        self.widest = 0                 # the greatest code point among the characters matched
        self.nothing = "[^\\x{0}-\\x{%x}]" % max(limit, 0xFF)      # matches no character

    def error(self, message, at):
        return error(message, self.pattern, at)

    def run(self):
        self.output, self.low, self.high = self.alternatives(self.flags & X, 0)
        if self.at < self.end:
            raise self.error("unbalanced parenthesis", self.at)
        for group, at in self.conditions:
            if group > self.groups:
                raise self.error("invalid group reference %d" % group, at)
        self.flags = _check_flags(self.pattern, self.flags)
        if self.varying_lookbehind:
            raise error("look-behind requires fixed-width pattern")

    def result(self):
        """The translation; None if a character beyond the limit may match one within it by ignoring case."""
        return None if self.caseless and self.widest > self.limit else self.output

    # -- structure --

    def alternatives(self, verbose, depth):
        output, low, high = self.sequence(verbose, depth, not depth)
        text = self.text
        if self.at >= self.end or text[self.at] != "|":
            return output, low, high
        outputs = [output]
        while self.at < self.end and text[self.at] == "|":
            self.at += 1
            output, l, h = self.sequence(verbose, depth, False)
            outputs.append(output)
            low = min(low, l)
            high = max(high, h)
        return "|".join(outputs), low, high

    def sequence(self, verbose, depth, first):
        """Reads items up to | or ) or the end. `first`: nothing of the pattern has been read yet."""
        text = self.text
        end = self.end
        output = []
        low = high = l = h = 0          # of all, of the last item
        kind = _NOTHING
        groups = 0                      # before the last item
        special = _SPECIAL
        quoted = _QUOTED
        while self.at < end:
            here = self.at
            c = text[here]
            if verbose:
                if c in _SPACE:
                    self.at = here + 1
                    continue
                if c == "#":
                    newline = text.find("\n", here)
                    self.at = end if newline < 0 else newline + 1
                    continue
            if c not in special:
                self.at = here + 1
                output.append(quoted[ord(c)] if c < "\x80" and c not in "iI" else self.literal(ord(c)))
                l = h = 1
                kind = _ITEM
            elif c in "|)":
                break
            elif c in "*+?{":
                counts = self.counts(here, c)
                if counts is None:
                    self.at = here + 1
                    output.append("\\{")
                    l = h = 1
                    kind = _ITEM
                else:
                    if kind == _NOTHING or kind == _PLACE:
                        raise self.error("nothing to repeat", here)
                    if kind == _REPEAT:
                        raise self.error("multiple repeat", here)
                    least, most = counts
                    item = output.pop()
                    low -= l
                    high -= h
                    output.append(self.repeat(item, kind, h, least, most, self.groups - groups, here))
                    l = min(l * least, MAXREPEAT)
                    h = min(h * most, MAXREPEAT)
                    kind = _REPEAT
            elif c == "\\":
                groups = self.groups
                item, l, h, kind = self.escape(here)
                output.append(item)
            elif c == "[":
                output.append(self.set(here))
                l = h = 1
                kind = _ITEM
            elif c == "(":
                before = self.groups
                item, gl, gh, gkind = self.group(here, verbose, depth, first and not output)
                if gkind == _NOTHING:
                    continue
                groups = before
                output.append(item)
                l, h, kind = gl, gh, gkind
            else:
                self.at = here + 1
                output.append(c)
                if c == ".":
                    l = h = 1
                    kind = _ITEM
                else:
                    l = h = 0
                    kind = _PLACE
            low += l
            high += h
        return "".join(output), min(low, MAXREPEAT), min(high, MAXREPEAT)

    # -- repetition --

    def counts(self, here, c):
        """The bounds a quantifier gives; None if the { is an ordinary character."""
        text = self.text
        at = here + 1
        if c == "*":
            least, most = 0, MAXREPEAT
        elif c == "+":
            least, most = 1, MAXREPEAT
        elif c == "?":
            least, most = 0, 1
        else:
            start = at
            while text[at:at + 1] in _DIGITS:
                at += 1
            low = high = text[start:at]
            if text[at:at + 1] == ",":
                at += 1
                start = at
                while text[at:at + 1] in _DIGITS:
                    at += 1
                high = text[start:at]
            elif not low:
                return None
            if text[at:at + 1] != "}":
                return None
            at += 1
            least = int(low) if low else 0
            most = int(high) if high else MAXREPEAT
            if least >= MAXREPEAT or (high and most >= MAXREPEAT):
                raise OverflowError("the repetition number is too large")
            if most < least:
                raise self.error("min repeat greater than max repeat", here + 1)
        self.at = at
        return least, most

    def repeat(self, item, kind, width, least, most, groups, here):
        suffix = self.text[self.at:self.at + 1]
        if suffix in ("?", "+"):
            self.at += 1
        else:
            suffix = ""
        if groups > 1:
            self.repeated = True
        if kind == _LOOK:
            item = "(?:" + item + ")"
        if self.lookbehind and (width == 0 or most == 0):
            # PCRE2 takes any varying count for a varying width.
            if most == 0:
                return "(?(DEFINE)%s)" % item if groups else "(?:)"
            return item if least else "(?:|%s)" % item if suffix == "?" else "(?:%s|)" % item
        endless = most == MAXREPEAT
        if least <= _COUNT_MAX and (endless or most <= _COUNT_MAX):
            if endless:
                count = "*" if least == 0 else "+" if least == 1 else "{%d,}" % least
            elif least == most:
                count = "{%d}" % least
            else:
                count = "?" if most == 1 else "{%d,%d}" % (least, most)
            return item + count + suffix
        if groups:
            raise self.error("groups can be repeated up to %d times, or without limit" % _COUNT_MAX, here)
        result = []
        _repeat_more(result, item, least, "{%d}", "")
        if endless:
            result.append(item + "*" + suffix)
        else:
            _repeat_more(result, item, most - least, "{0,%d}", suffix if suffix == "?" else "")
        return ("(?>%s)" if suffix == "+" else "(?:%s)") % "".join(result)

    # -- characters --

    def literal(self, code):
        if code > self.widest:
            self.widest = code
        if self.folding and code in _EQUAL and not self.ascii:
            return self.set_output([(code, code), (code, code)], (), False)
        if code < 128:
            return _QUOTED[code]
        return "\\x{%x}" % code if code <= self.limit else self.nothing

    def number_escape(self, here, at, digits):
        """\\x, \\u, \\U with exactly so many digits."""
        text = self.text
        stop = at
        while stop < at + digits and text[stop:stop + 1] in _HEX:
            stop += 1
        if stop < at + digits:
            raise self.error("incomplete escape " + text[here:stop], here)
        self.at = stop
        code = int(text[at:stop], 16)
        if code > 0x10FFFF:
            raise self.error("bad escape " + text[here:stop], here)
        return code

    def octal(self, here, stop):
        escape = self.text[here:stop]
        self.at = stop
        code = int(escape[1:], 8)
        if code > 0o377:
            raise self.error("octal escape value %s outside of range 0-0o377" % escape, here)
        return code

    def character_escape(self, here, c, in_set):
        """The code of a character written with a backslash, in and outside sets alike; None for others."""
        if c in _CONTROLS:
            self.at = here + 2
            return _CONTROLS[c]
        if c == "x":
            return self.number_escape(here, here + 2, 2)
        if self.is_str and c == "u":
            return self.number_escape(here, here + 2, 4)
        if self.is_str and c == "U":
            return self.number_escape(here, here + 2, 8)
        if c in _OCTAL and (c != "0" or in_set):
            digits = self.text[here + 1:here + 4]
            if in_set:
                stop = here + 2
                while stop < here + 4 and self.text[stop:stop + 1] in _OCTAL:
                    stop += 1
                return self.octal(here, stop)
            if len(digits) == 3 and digits[1] in _OCTAL and digits[2] in _OCTAL:
                return self.octal(here, here + 4)
        elif c == "0":
            stop = here + 2
            while stop < here + 4 and self.text[stop:stop + 1] in _OCTAL:
                stop += 1
            self.at = stop
            return int(self.text[here + 1:stop], 8)
        return None

    def escape(self, here):
        """A backslash outside a set."""
        text = self.text
        c = text[here + 1:here + 2]
        if not c:
            raise self.error("bad escape (end of pattern)", here)
        self.at = here + 2
        if c in "dDsSwW":
            if self.ascii or (c in "dDwW" and self.limit != 0xFF):
                return "\\" + c, 1, 1, _ITEM
            if c in "DSW":
                return "[^%s]" % _category(c.lower(), False, self.limit), 1, 1, _ITEM
            return "[%s]" % _category(c, False, self.limit), 1, 1, _ITEM
        if c == "b" or c == "A":
            return "\\" + c, 0, 0, _PLACE
        if c == "B":                    # not in an empty subject
            return "(?!\\A\\z)\\B", 0, 0, _PLACE
        if c == "Z":
            return "\\z", 0, 0, _PLACE
        code = self.character_escape(here, c, False)
        if code is not None:
            return self.literal(code), 1, 1, _ITEM
        if c in _DIGITS:
            if text[here + 2:here + 3] in _DIGITS:
                self.at = here + 3
            group = int(text[here + 1:self.at])
            if group > self.groups:
                raise self.error("invalid group reference %d" % group, here + 1)
            return self.reference(group, here)
        if c in _LETTERS:
            raise self.error("bad escape \\" + c, here)
        return self.literal(ord(c)), 1, 1, _ITEM

    def reference(self, group, at):
        width = self.widths[group]
        if width is None:
            raise self.error("cannot refer to an open group", at)
        self.check_lookbehind(group)
        return "\\g{%d}" % group, width[0], width[1], _ITEM

    def check_lookbehind(self, group):
        if self.lookbehind:
            if group > self.groups or self.widths[group] is None:
                raise self.error("cannot refer to an open group", self.at)
            if group >= self.lookbehind:
                raise self.error("cannot refer to group defined in the same lookbehind subpattern", self.at)

    # -- sets --

    def set(self, here):
        text = self.text
        end = self.end
        at = here + 1
        negated = text[at:at + 1] == "^"
        if negated:
            at += 1
        first = at
        ranges = []
        letters = set()
        self.at = at
        while True:
            at = self.at
            if at >= end:
                raise self.error("unterminated character set", here)
            c = text[at]
            if c == "]" and at > first:
                self.at = at + 1
                break
            low = self.set_item(at, c)
            if text[self.at:self.at + 1] == "-" and text[self.at + 1:self.at + 2] != "]":
                stop = self.at + 1
                if stop >= end:
                    raise self.error("unterminated character set", here)
                high = self.set_item(stop, text[stop])
                if isinstance(low, str) or isinstance(high, str) or high < low:
                    raise self.error("bad character range " + text[at:self.at], at)
                ranges.append((low, high))
            elif isinstance(low, str):
                letters.add(low)
            else:
                ranges.append((low, low))
        return self.set_output(ranges, letters, negated)

    def set_item(self, at, c):
        """A character's code, or the letter of a category."""
        self.at = at + 1
        if c != "\\":
            return ord(c)
        c = self.text[at + 1:at + 2]
        if not c:
            raise self.error("bad escape (end of pattern)", at)
        if c in "dDsSwW":
            self.at = at + 2
            return c
        code = self.character_escape(at, c, True)
        if code is not None:
            return code
        if c in _LETTERS or c in _DIGITS:
            raise self.error("bad escape \\" + c, at)
        self.at = at + 2
        return ord(c)

    def set_output(self, ranges, letters, negated):
        limit = self.limit
        for low, high in ranges:
            if high > self.widest:
                self.widest = high
        if self.folding and not self.ascii:
            ranges = ranges + [(code, code) for codes in _EQUALS for code in codes
                               if [1 for low, high in ranges for c in codes if low <= c <= high]]
        if self.widest > limit or self.folding:
            ranges = _clipped(ranges, limit)
        if not letters:
            if not ranges:
                return "(?s:.)" if negated else self.nothing
            if not negated and len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
                return self.literal(ranges[0][0])
        elif len(letters) > 1 and ("s" in letters and "S" in letters or "w" in letters and "W" in letters
                                   or "d" in letters and "D" in letters):
            return self.nothing if negated else "(?s:.)"
        output = "[^" if negated else "["
        for letter in sorted(letters):
            output += _category(letter, self.ascii, limit)
        return output + _set_text(ranges) + "]"

    # -- parentheses --

    def close(self, here):
        if self.text[self.at:self.at + 1] != ")":
            raise self.error("missing ), unterminated subpattern", here)
        self.at += 1

    def name(self, terminator):
        """A group's name, up to the terminator, which is passed."""
        start = self.at
        stop = self.text.find(terminator, start)
        if stop < 0:
            if start >= self.end:
                raise self.error("missing group name", start)
            raise self.error("missing %s, unterminated name" % terminator, start)
        if stop == start:
            raise self.error("missing group name", start)
        self.at = stop + 1
        return self.text[start:stop]

    def group(self, here, verbose, depth, first):
        """What starts with a parenthesis. `first`: only flags have been read before."""
        text = self.text
        self.at = here + 1
        if text[here + 1:here + 2] != "?":
            return self.capture(here, verbose, depth, None)
        at = here + 2
        c = text[at:at + 1]
        if not c:
            raise self.error("unexpected end of pattern", at)
        self.at = at + 1
        if c == ":":
            return self.enclosed(here, "(?:", verbose, depth, _ITEM)
        if c == "P":
            return self.named(here, verbose, depth)
        if c == "=" or c == "!":
            item, low, high, kind = self.enclosed(here, "(?" + c, verbose, depth, _LOOK)
            return item, 0, 0, _LOOK
        if c == "<":
            return self.look_behind(here, verbose, depth)
        if c == "#":
            stop = text.find(")", at)
            if stop < 0:
                raise self.error("missing ), unterminated comment", here)
            self.at = stop + 1
            return "", 0, 0, _NOTHING
        if c == "(":
            return self.conditional(here, verbose, depth)
        if c == ">":
            return self.enclosed(here, "(?>", verbose, depth, _ITEM)
        if c in _FLAGS or c == "-":
            return self.flag_group(here, verbose, depth, first)
        raise self.error("unknown extension ?" + c, here + 1)

    def enclosed(self, here, opening, verbose, depth, kind):
        output, low, high = self.alternatives(verbose, depth + 1)
        self.close(here)
        return opening + output + ")", low, high, kind

    def capture(self, here, verbose, depth, name):
        self.groups += 1
        number = self.groups
        if name is not None:
            self.names[sys.intern(name)] = number
        self.widths.append(None)
        item = self.enclosed(here, "(", verbose, depth, _ITEM)
        self.widths[number] = item[1], item[2]
        self.ends.append(number)
        return item

    def named(self, here, verbose, depth):
        c = self.text[self.at:self.at + 1]
        if not c:
            raise self.error("unexpected end of pattern", self.at)
        self.at += 1
        start = self.at
        if c == "<":
            name = self.name(">")
            if not name.isidentifier():
                raise self.error("bad character in group name %r" % name, start)
            if name in self.names:
                raise self.error("redefinition of group name %r as group %d; was group %d"
                                 % (name, self.groups + 1, self.names[name]), start)
            return self.capture(here, verbose, depth, name)
        if c == "=":
            name = self.name(")")
            if not name.isidentifier():
                raise self.error("bad character in group name %r" % name, start)
            if name not in self.names:
                raise self.error("unknown group name %r" % name, start)
            return self.reference(self.names[name], start)
        raise self.error("unknown extension ?P" + c, here + 1)

    def look_behind(self, here, verbose, depth):
        c = self.text[self.at:self.at + 1]
        if not c:
            raise self.error("unexpected end of pattern", self.at)
        if c not in "=!":
            raise self.error("unknown extension ?<" + c, here + 1)
        self.at += 1
        outer = self.lookbehind
        if not outer:
            self.lookbehind = self.groups + 1
        item, low, high, kind = self.enclosed(here, "(?<" + c, verbose, depth, _LOOK)
        self.lookbehind = outer
        if low != high:
            self.varying_lookbehind = True
        return item, 0, 0, _LOOK

    def conditional(self, here, verbose, depth):
        start = self.at
        name = self.name(")")
        if name.isidentifier():
            if name not in self.names:
                raise self.error("unknown group name %r" % name, start)
            group = self.names[name]
        else:
            if not (name.isdecimal() and name.isascii()):
                raise self.error("bad character in group name %r" % name, start)
            group = int(name)
            if not group:
                raise self.error("bad group number", start)
            if group >= MAXGROUPS:
                raise self.error("invalid group reference %d" % group, start)
            self.conditions.append((group, start))
        self.check_lookbehind(group)
        yes, low, high = self.sequence(verbose, depth + 1, False)
        no = ""
        if self.text[self.at:self.at + 1] == "|":
            self.at += 1
            no, l, h = self.sequence(verbose, depth + 1, False)
            if self.text[self.at:self.at + 1] == "|":
                raise self.error("conditional backref with more than two branches", self.at)
            low = min(low, l)
            high = max(high, h)
        else:
            low = 0
        self.close(here)
        return "(?(%d)%s|%s)" % (group, yes, no), low, high, _ITEM

    # -- flags --

    def flag_letters(self, stops, message):
        """Reads letters of flags up to one of `stops`, which is passed: the flags and that character."""
        text = self.text
        flags = 0
        while True:
            c = text[self.at:self.at + 1]
            if flags and c and c in stops:
                self.at += 1
                return flags, c
            if c not in _FLAGS:
                raise self.error("unknown flag" if c.isalpha() else message if flags else "missing flag", self.at)
            flags |= _FLAGS[c]
            self.at += 1

    def flag_group(self, here, verbose, depth, first):
        self.at = here + 2
        on = off = 0
        c = "-"
        if self.text[self.at] == "-":
            self.at += 1
        else:
            on, c = self.flag_letters(")-:", "missing -, : or )")
        if c == ")":
            self.turn_on(on, first)
            return "", 0, 0, _NOTHING
        if on & _GLOBAL:
            raise self.error("bad inline flags: cannot turn on global flag", self.at - 1)
        if c == "-":
            off, c = self.flag_letters(":", "missing :")
            if off & _GLOBAL:
                raise self.error("bad inline flags: cannot turn off global flag", self.at - 1)
            if on & off:
                raise self.error("bad inline flags: flag turned on and off", self.at - 1)
        if on & I:
            self.caseless = True
        verbose = (verbose or on & X) and not off & X
        opening = "(?" + _flag_text(on)
        if off & (I | M | S):
            opening += "-" + _flag_text(off)
        outer = self.folding
        self.folding = bool((outer or on & I) and not off & I)
        item = self.enclosed(here, opening + ":", verbose, depth, _ITEM)
        self.folding = outer
        return item

    def turn_on(self, flags, first):
        """(?flags): for the whole pattern."""
        if not first:
            shown = self.pattern[:20]
            self.warnings.append("Flags not at the start of the expression %r%s"
                                 % (shown, " (truncated)" if len(self.pattern) > 20 else ""))
        if flags & U:
            self.flags |= _UNICODE_GIVEN
        elif flags & A and not self.flags & _UNICODE_GIVEN:
            self.flags &= ~U
        before = self.flags
        self.flags |= flags
        if flags & I:
            self.caseless = self.folding = True
        if (flags & X and not before & X) or (flags & A and not self.ascii):
            raise _Restart


_UNICODE_GIVEN = 1 << 16                # U was given, not assumed


def _check_flags(pattern, flags):
    """The flags with U where it is assumed; ValueError if they contradict each other."""
    if isinstance(pattern, str):
        if flags & L:
            raise ValueError("cannot use LOCALE flag with a str pattern")
        if flags & A and flags & U:
            raise ValueError("ASCII and UNICODE flags are incompatible")
        if not flags & A:
            flags |= U
    else:
        if flags & U:
            raise ValueError("cannot use UNICODE flag with a bytes pattern")
        if flags & L and flags & A:
            raise ValueError("ASCII and LOCALE flags are incompatible")
    return flags


def _flag_text(flags):
    return ("i" if flags & I else "") + ("m" if flags & M else "") + ("s" if flags & S else "")


def _repeat_more(result, item, n, count, suffix):
    """Appends what repeats the item n times, n beyond PCRE2's limit."""
    whole, rest = divmod(n, _COUNT_MAX)
    if whole:
        whole = min(whole, _COUNT_MAX)
        result.append("(?:%s%s%s){%d}" % (item, count % _COUNT_MAX, suffix, whole))
    if rest:
        result.append(item + count % rest + suffix)


# ---- templates of sub() and expand() ----

_templates = {}


def _template(pattern, source):
    """For _pcre: the parts of a replacement: texts, and numbers of groups."""
    try:
        return _templates[pattern, type(source), source]
    except KeyError:
        pass
    if isinstance(source, str):
        parts = tuple(_template_parts(pattern, source, source))
    else:
        source = bytes(memoryview(source))
        parts = tuple([part if isinstance(part, int) else part.encode("latin-1")
                       for part in _template_parts(pattern, source, str(source, "latin-1"))])
    if len(_templates) >= _MAXCACHE:
        _templates.clear()
    _templates[pattern, type(source), source] = parts
    return parts


def _template_parts(pattern, source, text):
    parts = []
    literal = ""

    def reference(group, at):
        if group > pattern.groups:
            raise error("invalid group reference %d" % group, source, at)
        nonlocal literal
        if literal:
            parts.append(literal)
            literal = ""
        parts.append(group)

    at = 0
    while True:
        here = text.find("\\", at)
        if here < 0:
            break
        literal += text[at:here]
        c = text[here + 1:here + 2]
        at = here + 2
        if not c:
            raise error("bad escape (end of pattern)", source, here)
        if c == "g":
            group, at = _template_name(pattern, source, text, at)
            reference(group, here + 3)
        elif c == "0":
            while at < here + 4 and text[at:at + 1] in _OCTAL:
                at += 1
            literal += chr(int(text[here + 1:at], 8) & 0xFF)
        elif c in _DIGITS:
            if text[at:at + 1] in _DIGITS:
                at += 1
                digits = text[here + 1:here + 4]
                if len(digits) == 3 and c in _OCTAL and digits[1] in _OCTAL and digits[2] in _OCTAL:
                    at += 1
                    code = int(digits, 8)
                    if code > 0o377:
                        raise error("octal escape value \\%s outside of range 0-0o377" % digits, source, here)
                    literal += chr(code)
                    continue
            reference(int(text[here + 1:at]), here + 1)
        elif c in _CONTROLS:
            literal += chr(_CONTROLS[c])
        else:
            if c in _LETTERS:
                import warnings
                warnings.warn("bad escape \\" + c, DeprecationWarning, stacklevel=5)
            literal += "\\" + c
    literal += text[at:]
    if literal:
        parts.append(literal)
    return parts


def _template_name(pattern, source, text, at):
    r"""The group of a \g<name>, and where it ends."""
    if text[at:at + 1] != "<":
        raise error("missing <", source, at)
    start = at + 1
    stop = text.find(">", start)
    if stop < 0 and start < len(text):
        raise error("missing >, unterminated name", source, start)
    if stop <= start:
        raise error("missing group name", source, start)
    name = text[start:stop]
    if name.isidentifier():
        try:
            return pattern.groupindex[name], stop + 1
        except KeyError:
            raise IndexError("unknown group name %r" % name) from None
    if not (name.isdecimal() and name.isascii()):
        raise error("bad character in group name %r" % name, source, start)
    group = int(name)
    if group >= MAXGROUPS:
        raise error("invalid group reference %d" % group, source, start)
    return group, stop + 1


_pcre.setup(_translate, _template, _compile, error)


# ---- the lexical scanner ----

class Scanner:
    """Splits a string into tokens: `lexicon` is a list of (pattern, action), tried in order.

    An action is called with the scanner and the text; its result is the token. None drops the text."""

    def __init__(self, lexicon, flags=0):
        self.lexicon = lexicon
        self.actions = {}               # by the group that stands for the pattern
        phrases = []
        group = 1
        for phrase, action in lexicon:
            self.actions[group] = action
            phrases.append("(%s)" % phrase)
            group += 1 + compile(phrase, flags).groups
        self.scanner = compile("|".join(phrases), flags)

    def scan(self, string):
        result = []
        next_match = self.scanner.scanner(string).match
        done = 0
        while True:
            m = next_match()
            if not m:
                break
            stop = m.end()
            if stop == done:
                break
            action = self.actions[m.lastindex]
            if callable(action):
                self.match = m
                action = action(self, m.group())
            if action is not None:
                result.append(action)
            done = stop
        return result, string[done:]
