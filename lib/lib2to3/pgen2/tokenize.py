"""Tokens of Python 2 and Python 3 source text.

generate_tokens(readline) yields (type, text, (line, column), (line, column), physical line), as the tokenize module does, but from text, and
it also knows <>, backquotes, 0777L and u'' with any prefix. async and await are tokens of their own only in `async def` and before
`def`, `with` and `for`; elsewhere they are names.
"""
import codecs
import re
from codecs import BOM_UTF8, lookup

from . import token
from .token import *

__all__ = [name for name in vars(token) if name[0] != "_"] + ["tokenize", "generate_tokens", "untokenize"]


def group(*choices):
    return "(" + "|".join(choices) + ")"


def any(*choices):
    return group(*choices) + "*"


def maybe(*choices):
    return group(*choices) + "?"


Whitespace = r"[ \f\t]*"
Comment = r"#[^\r\n]*"
Ignore = Whitespace + any(r"\\\r?\n" + Whitespace) + maybe(Comment)
Name = r"\w+"

Number = group(r"0[xX](?:_?[\da-fA-F])+[lL]?",
               r"0[bB](?:_?[01])+[lL]?",
               r"0[oO]?_?[0-7]+(?:_[0-7]+)*[lL]?(?![0-9_.eEjJ])",
               r"(?:\d+(?:_\d+)*)?\.\d+(?:_\d+)*(?:[eE][-+]?\d+(?:_\d+)*)?[jJ]?",
               r"\d+(?:_\d+)*\.(?:[eE][-+]?\d+(?:_\d+)*)?[jJ]?",
               r"\d+(?:_\d+)*[eE][-+]?\d+(?:_\d+)*[jJ]?",
               r"\d+(?:_\d+)*[jJ]",
               r"\d+(?:_\d+)*[lL]?")

_prefix = r"(?:[uUrRbBfF]|[uU][rR]|[bBfF][rR]|[rR][bBfF])?"
Operator = group(r"\*\*=?", r">>=?", r"<<=?", r"<>", r"!=", r"//=?", r"->", r"[+\-*/%&@|^=<>]=?", r"~")
Special = group(r"\r?\n", r"[\[\](){}]", r"[:;.,`]")

_pseudo = re.compile(
    r"(?P<blank>[ \f\t]*)(?:"
    r"(?P<continued>\\\r?\n|\Z)"
    r"|(?P<comment>#[^\r\n]*)"
    r"|(?P<triple>" + _prefix + r"(?:'''|\"\"\"))"
    r"|(?P<number>" + Number + r")"
    r"|(?P<string>" + _prefix + r"(?:'[^\n'\\]*(?:\\.[^\n'\\]*)*(?:'|\\\r?\n)|\"[^\n\"\\]*(?:\\.[^\n\"\\]*)*(?:\"|\\\r?\n)))"
    r"|(?P<op>" + group(Operator, Special) + r")"
    r"|(?P<name>" + Name + r"))")
_ends = {"'": re.compile(r"[^'\\]*(?:\\.[^'\\]*)*'", re.S), '"': re.compile(r'[^"\\]*(?:\\.[^"\\]*)*"', re.S),
         "'''": re.compile(r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''", re.S),
         '"""': re.compile(r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""', re.S)}

tabsize = 8


class TokenError(Exception):
    pass


class StopTokenizing(Exception):
    pass


def printtoken(type, token, start, end, line):
    print("%d,%d-%d,%d:\t%s\t%s" % (start + end + (tok_name[type], repr(token))))


def tokenize(readline, tokeneater=printtoken):
    """Call tokeneater(type, text, start, end, line) for each token; it may raise StopTokenizing."""
    try:
        tokenize_loop(readline, tokeneater)
    except StopTokenizing:
        pass


def tokenize_loop(readline, tokeneater):
    for info in generate_tokens(readline):
        tokeneater(*info)


# ---- encoding ----

_cookie = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)", re.ASCII)
_blank = re.compile(br"^[ \t\f]*(?:[#\r\n]|$)", re.ASCII)


def _get_normal_name(orig_enc):
    enc = orig_enc[:12].lower().replace("_", "-")
    if enc == "utf-8" or enc.startswith("utf-8-"):
        return "utf-8"
    if enc in ("latin-1", "iso-8859-1", "iso-latin-1") or enc.startswith(("latin-1-", "iso-8859-1-", "iso-latin-1-")):
        return "iso-8859-1"
    return orig_enc


def detect_encoding(readline):
    """(encoding, lines read) of a source file, by its mark or its coding comment; utf-8 otherwise."""
    def read():
        try:
            return readline()
        except StopIteration:
            return b""

    def find_cookie(line):
        try:
            text = line.decode("ascii")
        except UnicodeDecodeError:
            return None
        match = _cookie.match(text)
        if match is None:
            return None
        encoding = _get_normal_name(match.group(1))
        try:
            codec = lookup(encoding)
        except LookupError:
            raise SyntaxError("unknown encoding: " + encoding) from None
        if marked:
            if codec.name != "utf-8":
                raise SyntaxError("encoding problem: utf-8")
            encoding += "-sig"
        return encoding

    first = read()
    marked = first.startswith(BOM_UTF8)
    if marked:
        first = first[3:]
    default = "utf-8-sig" if marked else "utf-8"
    if not first:
        return default, []
    encoding = find_cookie(first)
    if encoding:
        return encoding, [first]
    if not _blank.match(first):
        return default, [first]
    second = read()
    if not second:
        return default, [first]
    return find_cookie(second) or default, [first, second]


# ---- text back from tokens ----

class Untokenizer:

    def __init__(self):
        self.tokens = []
        self.prev_row = 1
        self.prev_col = 0

    def add_whitespace(self, start):
        row, col = start
        assert row <= self.prev_row
        if col > self.prev_col:
            self.tokens.append(" " * (col - self.prev_col))

    def untokenize(self, iterable):
        iterable = iter(iterable)
        for t in iterable:
            if len(t) == 2:
                self.compat(t, iterable)
                break
            type, text, start, end = t[:4]
            self.add_whitespace(start)
            self.tokens.append(text)
            self.prev_row, self.prev_col = end
            if type in (NEWLINE, NL):
                self.prev_row += 1
                self.prev_col = 0
        return "".join(self.tokens)

    def compat(self, token, iterable):
        """The rest of tokens that are pairs of type and text: their spacing is ours to choose."""
        from itertools import chain
        indents = []
        fresh = True
        for t in chain([token], iterable):
            type, text = t[:2]
            if type == INDENT:
                indents.append(text)
                continue
            if type == DEDENT:
                indents.pop()
                continue
            if fresh and indents:
                self.tokens.append(indents[-1])
            fresh = type in (NEWLINE, NL)
            self.tokens.append(text + " " if type in (NAME, NUMBER, ASYNC, AWAIT) else text)


def untokenize(iterable):
    return Untokenizer().untokenize(iterable)


# ---- tokens ----

def generate_tokens(readline):
    depth = 0                               # of blocks
    inside, outer = False, 0                # in an async def, and the depth at which it stands
    line_ended = False
    held = None                             # an `async`, until the next token tells what it is
    for info in _raw_tokens(readline):
        type, text = info[:2]
        if type == INDENT:
            depth += 1
        elif type == DEDENT:
            depth -= 1
        elif type == NEWLINE:
            line_ended = True
        elif line_ended and type not in (COMMENT, NL):
            line_ended = False
            inside = inside and depth > outer
        if held is not None:
            begins = type == NAME and text == "def"
            if begins and not inside:
                inside, outer = True, depth
            yield (ASYNC if inside else NAME,) + held[1:]
            held = None
        if type == NAME and text == "async":
            held = info
        elif type == NAME and text == "await" and inside:
            yield (AWAIT,) + info[1:]
        else:
            yield info


def _raw_tokens(readline):
    """Tokens without regard to async: lines, indentation, strings over several lines, brackets."""
    number = depth = 0
    continued = False
    indents = [0]
    string = None                           # (end pattern, start, text so far, first lines, may it go on only after backslash)
    while True:
        try:
            line = readline()
        except StopIteration:
            line = ""
        number += 1
        pos, end = 0, len(line)
        if string is not None:
            if not line:
                raise TokenError("EOF in multi-line string", string[1])
            pattern, start, text, lines, single = string
            match = pattern.match(line)
            if match:
                pos = match.end()
                yield STRING, text + line[:pos], start, (number, pos), lines + line
                string = None
            elif single and not line.endswith(("\\\n", "\\\r\n")):
                yield ERRORTOKEN, text + line, start, (number, end), lines
                string = None
                continue
            else:
                string = (pattern, start, text + line, lines + line, single)
                continue
        elif depth == 0 and not continued:
            if not line:
                break
            column = 0
            while pos < end and line[pos] in " \t\f":
                column = column + 1 if line[pos] == " " else (column // tabsize + 1) * tabsize if line[pos] == "\t" else 0
                pos += 1
            if pos == end:
                break
            if line[pos] in "#\r\n":
                if line[pos] == "#":
                    comment = line[pos:].rstrip("\r\n")
                    yield COMMENT, comment, (number, pos), (number, pos + len(comment)), line
                    pos += len(comment)
                yield NL, line[pos:], (number, pos), (number, end), line
                continue
            if column > indents[-1]:
                indents.append(column)
                yield INDENT, line[:pos], (number, 0), (number, pos), line
            while column < indents[-1]:
                if column not in indents:
                    raise IndentationError("unindent does not match any outer indentation level", ("<tokenize>", number, pos, line))
                indents.pop()
                yield DEDENT, "", (number, pos), (number, pos), line
        elif not line:
            raise TokenError("EOF in multi-line statement", (number, 0))
        continued = False

        while pos < end:
            match = _pseudo.match(line, pos)
            if match is None:
                while pos < end and line[pos] in " \f\t":
                    pos += 1
                if pos < end:
                    yield ERRORTOKEN, line[pos], (number, pos), (number, pos + 1), line
                    pos += 1
                continue
            begin, stop = match.end("blank"), match.end()
            text = line[begin:stop]
            where = (number, begin)
            kind = _kind(match)
            pos = stop
            if kind == "continued":
                if text:
                    yield NL, text, where, (number, pos), line
                    continued = True
            elif kind == "comment":
                yield COMMENT, text, where, (number, pos), line
            elif kind == "number":
                yield NUMBER, text, where, (number, pos), line
            elif kind == "name":
                yield NAME, text, where, (number, pos), line
            elif kind == "triple":
                pattern = _ends[text[-3:]]
                close = pattern.match(line, pos)
                if close:
                    pos = close.end()
                    yield STRING, line[begin:pos], where, (number, pos), line
                else:
                    string = (pattern, where, line[begin:], line, False)
                    break
            elif kind == "string":
                if text.endswith("\n"):
                    quote = text.lstrip("uUrRbBfF")[0]
                    string = (_ends[quote], where, line[begin:], line, True)
                    break
                yield STRING, text, where, (number, pos), line
            elif text[-1] == "\n":
                yield NL if depth else NEWLINE, text, where, (number, pos), line
            else:
                if text in "([{":
                    depth += 1
                elif text in ")]}":
                    depth -= 1
                yield OP, text, where, (number, pos), line
    for _ in indents[1:]:
        yield DEDENT, "", (number, 0), (number, 0), ""
    yield ENDMARKER, "", (number, 0), (number, 0), ""


def _kind(match):
    for kind in ("continued", "comment", "triple", "number", "string", "op", "name"):
        if match.group(kind) is not None:
            return kind
