"""Tokenization help for Python programs.

tokenize() takes the readline method of a binary file and yields TokenInfo
tuples, of comments and blank lines as well; untokenize() turns them back
into source.
"""

import re
import sys
from codecs import lookup, BOM_UTF8
from collections import namedtuple
from io import TextIOWrapper
import token
from token import *
from token import EXACT_TOKEN_TYPES

__all__ = token.__all__ + ['tokenize', 'generate_tokens', 'detect_encoding',
                           'untokenize', 'TokenInfo', 'open', 'TokenError']


class TokenInfo(namedtuple('TokenInfo', 'type string start end line')):
    """A token: type, string, (row, column) of start and end, physical line."""

    def __repr__(self):
        kind = f'{self.type} ({tok_name[self.type]})'
        return (f'TokenInfo(type={kind}, string={self.string!r}, start={self.start!r}, '
                f'end={self.end!r}, line={self.line!r})')

    @property
    def exact_type(self):
        """The type, with operators told apart."""
        if self.type == OP and self.string in EXACT_TOKEN_TYPES:
            return EXACT_TOKEN_TYPES[self.string]
        return self.type


class TokenError(Exception):
    """Raised when the source ends in the middle of something."""


class StopTokenizing(Exception):
    pass


# Regular expressions. All the parts are put together once, on first use.

def _string_prefixes():
    """All spellings of the prefixes of strings."""
    result = {''}
    for prefix in 'b', 'r', 'u', 'f', 'br', 'rb', 'fr', 'rf':
        spellings = ['']
        for char in prefix:
            spellings = [s + c for s in spellings for c in (char, char.upper())]
        result.update(spellings)
    return result


def _alternatives(*choices):
    return '(' + '|'.join(choices) + ')'


Whitespace = r'[ \f\t]*'
Comment = r'#[^\r\n]*'
Name = r'\w+'

_imag_digits = r'[0-9](?:_?[0-9])*'
_exponent = rf'[eE][-+]?{_imag_digits}'
_point = _alternatives(rf'{_imag_digits}\.(?:{_imag_digits})?',
                       rf'\.{_imag_digits}') + rf'(?:{_exponent})?'
Floatnumber = _alternatives(_point, _imag_digits + _exponent)
Imagnumber = _alternatives(rf'{_imag_digits}[jJ]', Floatnumber + '[jJ]')
Intnumber = _alternatives(r'0[xX](?:_?[0-9a-fA-F])+', r'0[bB](?:_?[01])+',
                          r'0[oO](?:_?[0-7])+', r'0(?:_?0)*|[1-9](?:_?[0-9])*')
Number = _alternatives(Imagnumber, Floatnumber, Intnumber)

_prefix = '(?:' + '|'.join(sorted(_string_prefixes(), reverse=True)) + ')'
Triple = _alternatives(_prefix + "'''", _prefix + '"""')
_operators = '|'.join(re.escape(op) for op in sorted(EXACT_TOKEN_TYPES, reverse=True))
Special = _alternatives(r'\r?\n', _operators)

# The rest of a string after its opening quotes.
_ends = {"'": r"[^'\\]*(?:\\.[^'\\]*)*'",
         '"': r'[^"\\]*(?:\\.[^"\\]*)*"',
         "'''": r"[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''",
         '"""': r'[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'}

# A string of one quote may go on after a backslash at the end of the line.
_continued = _alternatives(_prefix + r"'[^\n'\\]*(?:\\.[^\n'\\]*)*" + _alternatives("'", r'\\\r?\n'),
                           _prefix + r'"[^\n"\\]*(?:\\.[^\n"\\]*)*' + _alternatives('"', r'\\\r?\n'))
PseudoToken = Whitespace + _alternatives(r'\\\r?\n|\Z', Comment, Triple, Number,
                                         _continued, Name, Special)

_compiled = {}


def _compile(expression, flags=0):
    try:
        return _compiled[expression]
    except KeyError:
        pattern = _compiled[expression] = re.compile(expression, flags)
        return pattern


_prefixes = _string_prefixes()
single_quoted = {p + q for p in _prefixes for q in ("'", '"')}
triple_quoted = {p + q for p in _prefixes for q in ("'''", '"""')}

tabsize = 8


class Untokenizer:
    """Puts tokens together again."""

    def __init__(self):
        self.tokens = []
        self.prev_row = 1
        self.prev_col = 0
        self.prev_type = None
        self.prev_line = ''
        self.encoding = None

    def add_whitespace(self, start):
        row, col = start
        if row < self.prev_row or row == self.prev_row and col < self.prev_col:
            raise ValueError(f'start ({row},{col}) precedes previous end '
                             f'({self.prev_row},{self.prev_col})')
        rows = row - self.prev_row
        if rows:
            self.tokens.append('\\\n' * rows)
            self.prev_col = 0
        cols = col - self.prev_col
        if cols:
            self.tokens.append(' ' * cols)

    def untokenize(self, iterable):
        it = iter(iterable)
        indents = []
        startline = False
        for t in it:
            if len(t) == 2:
                self.compat(t, it)
                break
            tok_type, text, start, end, line = t
            if tok_type == ENCODING:
                self.encoding = text
                continue
            if tok_type == ENDMARKER:
                break
            if tok_type == INDENT:
                indents.append(text)
                continue
            if tok_type == DEDENT:
                indents.pop()
                self.prev_row, self.prev_col = end
                continue
            if tok_type in (NEWLINE, NL):
                startline = True
            elif startline and indents:
                indent = indents[-1]
                if start[1] >= len(indent):
                    self.tokens.append(indent)
                    self.prev_col = len(indent)
                startline = False
            self.add_whitespace(start)
            self.tokens.append(text)
            self.prev_row, self.prev_col = end
            if tok_type in (NEWLINE, NL):
                self.prev_row += 1
                self.prev_col = 0
        return ''.join(self.tokens)

    def compat(self, first, iterable):
        """Tokens of two items: make any spacing that reads the same."""
        indents = []
        append = self.tokens.append
        startline = first[0] in (NEWLINE, NL)
        after_string = False
        from itertools import chain
        for tok in chain([first], iterable):
            kind, text = tok[:2]
            if kind == ENCODING:
                self.encoding = text
                continue
            if kind in (NAME, NUMBER, ASYNC, AWAIT):
                text += ' '
            # Adjacent strings must not become one.
            if kind == STRING:
                if after_string:
                    text = ' ' + text
                after_string = True
            else:
                after_string = False
            if kind == INDENT:
                indents.append(text)
                continue
            if kind == DEDENT:
                indents.pop()
                continue
            if kind in (NEWLINE, NL):
                startline = True
            elif startline and indents:
                append(indents[-1])
                startline = False
            append(text)


def untokenize(iterable):
    """Turn tokens back into source.

    The result is bytes if the first token is ENCODING, else str.  Full tokens
    keep their places; of two-item ones only type and string are used.
    """
    ut = Untokenizer()
    out = ut.untokenize(iterable)
    if ut.encoding is not None:
        out = out.encode(ut.encoding)
    return out


# Encodings

_cookie = r'^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)'
_blank = br'^[ \t\f]*(?:[#\r\n]|$)'


def _get_normal_name(orig_enc):
    """Normal names for the spellings of UTF-8 and Latin-1."""
    enc = orig_enc[:12].lower().replace('_', '-')
    if enc == 'utf-8' or enc.startswith('utf-8-'):
        return 'utf-8'
    if enc in ('latin-1', 'iso-8859-1', 'iso-latin-1') or enc.startswith(
            ('latin-1-', 'iso-8859-1-', 'iso-latin-1-')):
        return 'iso-8859-1'
    return orig_enc


def detect_encoding(readline):
    """Find the encoding of a source file.

    Returns it with a list of the lines read (at most two, as bytes).  The
    default is utf-8, or utf-8-sig with a BOM.
    """
    filename = getattr(getattr(readline, '__self__', None), 'name', None)
    bom_found = False
    default = 'utf-8'

    def read_or_stop():
        try:
            return readline()
        except StopIteration:
            return b''

    def complain(msg):
        if filename is not None:
            msg = f'{msg} for {filename!r}'
        raise SyntaxError(msg)

    def find_cookie(line):
        try:
            line_string = line.decode('utf-8')
        except UnicodeDecodeError:
            complain('invalid or missing encoding declaration')
        match = _compile(_cookie, re.ASCII).match(line_string)
        if not match:
            return None
        encoding = _get_normal_name(match.group(1))
        try:
            lookup(encoding)
        except LookupError:
            if filename is None:
                raise SyntaxError('unknown encoding: ' + encoding) from None
            raise SyntaxError(f'unknown encoding for {filename!r}: {encoding}') from None
        if bom_found:
            if encoding != 'utf-8':
                if filename is None:
                    raise SyntaxError('encoding problem: utf-8')
                raise SyntaxError(f'encoding problem for {filename!r}: utf-8')
            encoding += '-sig'
        return encoding

    first = read_or_stop()
    if first.startswith(BOM_UTF8):
        bom_found = True
        first = first[3:]
        default = 'utf-8-sig'
    if not first:
        return default, []
    encoding = find_cookie(first)
    if encoding:
        return encoding, [first]
    if not _compile(_blank, re.ASCII).match(first):
        return default, [first]
    second = read_or_stop()
    if not second:
        return default, [first]
    encoding = find_cookie(second)
    if encoding:
        return encoding, [first, second]
    return default, [first, second]


_builtin_open = open


def open(filename):
    """Open a source file for reading text in the encoding it declares."""
    buffer = _builtin_open(filename, 'rb')
    try:
        encoding, lines = detect_encoding(buffer.readline)
        buffer.seek(0)
        text = TextIOWrapper(buffer, encoding, line_buffering=True)
        text.mode = 'r'
        return text
    except:
        buffer.close()
        raise


# The tokenizer

def tokenize(readline):
    """Yield the tokens of a source given by a readline of bytes.

    The first is ENCODING, the last ENDMARKER.
    """
    from itertools import chain, repeat
    encoding, consumed = detect_encoding(readline)
    rest = iter(readline, b'')
    empty = repeat(b'')
    return _tokenize(chain(consumed, rest, empty).__next__, encoding)


def generate_tokens(readline):
    """Yield the tokens of a source given by a readline of str."""
    return _tokenize(readline, None)


def _tokenize(readline, encoding):
    lnum = parenlev = 0
    continued = False               # after a backslash at the end of a line
    contstr = None                  # the part of a string read so far
    indents = [0]
    last_line = line = ''

    if encoding is not None:
        if encoding == 'utf-8-sig':
            encoding = 'utf-8'      # the BOM is gone
        yield TokenInfo(ENCODING, encoding, (0, 0), (0, 0), '')
    pseudo_match = _compile(PseudoToken).match
    while True:
        try:
            last_line = line
            line = readline()
        except StopIteration:
            line = '' if encoding is None else b''
        if encoding is not None:
            line = line.decode(encoding)
        lnum += 1
        pos, end_of_line = 0, len(line)

        if contstr is not None:
            # Inside a string that began on an earlier line.
            if not line:
                raise TokenError('EOF in multi-line string', strstart)
            endmatch = endprog.match(line)
            if endmatch:
                pos = end = endmatch.end(0)
                yield TokenInfo(STRING, contstr + line[:end], strstart,
                                (lnum, end), contline + line)
                contstr = None
                contline = None
            elif needcont and line[-2:] != '\\\n' and line[-3:] != '\\\r\n':
                yield TokenInfo(ERRORTOKEN, contstr + line, strstart,
                                (lnum, len(line)), contline)
                contstr = None
                contline = None
                continue
            else:
                contstr += line
                contline += line
                continue
        elif parenlev == 0 and not continued:
            # A new statement: measure its indentation.
            if not line:
                break
            column = 0
            while pos < end_of_line:
                char = line[pos]
                if char == ' ':
                    column += 1
                elif char == '\t':
                    column = (column // tabsize + 1) * tabsize
                elif char == '\f':
                    column = 0
                else:
                    break
                pos += 1
            if pos == end_of_line:
                break
            if line[pos] in '#\r\n':
                # A line with nothing but a comment has no indentation.
                if line[pos] == '#':
                    comment = line[pos:].rstrip('\r\n')
                    yield TokenInfo(COMMENT, comment, (lnum, pos),
                                    (lnum, pos + len(comment)), line)
                    pos += len(comment)
                yield TokenInfo(NL, line[pos:], (lnum, pos), (lnum, len(line)), line)
                continue
            if column > indents[-1]:
                indents.append(column)
                yield TokenInfo(INDENT, line[:pos], (lnum, 0), (lnum, pos), line)
            while column < indents[-1]:
                if column not in indents:
                    raise IndentationError(
                        'unindent does not match any outer indentation level',
                        ('<tokenize>', lnum, pos, line))
                indents.pop()
                yield TokenInfo(DEDENT, '', (lnum, pos), (lnum, pos), line)
        else:
            if not line:
                raise TokenError('EOF in multi-line statement', (lnum, 0))
            continued = False

        while pos < end_of_line:
            match = pseudo_match(line, pos)
            if not match:
                yield TokenInfo(ERRORTOKEN, line[pos], (lnum, pos), (lnum, pos + 1), line)
                pos += 1
                continue
            start, end = match.span(1)
            start_pos, end_pos, pos = (lnum, start), (lnum, end), end
            if start == end:
                continue
            text, initial = line[start:end], line[start]
            if (initial in '0123456789'
                    or initial == '.' and text not in ('.', '...')):
                yield TokenInfo(NUMBER, text, start_pos, end_pos, line)
            elif initial in '\r\n':
                yield TokenInfo(NL if parenlev > 0 else NEWLINE, text, start_pos,
                                end_pos, line)
            elif initial == '#':
                yield TokenInfo(COMMENT, text, start_pos, end_pos, line)
            elif text in triple_quoted:
                endprog = _compile(_ends[text[-3:]], re.DOTALL)
                endmatch = endprog.match(line, pos)
                if endmatch:
                    pos = endmatch.end(0)
                    yield TokenInfo(STRING, line[start:pos], start_pos, (lnum, pos), line)
                else:
                    strstart = start_pos
                    contstr = line[start:]
                    contline = line
                    needcont = False
                    break
            elif (initial in '\'"' or text[:2] in single_quoted
                  or text[:3] in single_quoted):
                if text[-1] == '\n':
                    quote = text.lstrip('bBrRuUfF')[0]
                    endprog = _compile(_ends[quote], re.DOTALL)
                    strstart = start_pos
                    contstr = line[start:]
                    contline = line
                    needcont = True
                    break
                yield TokenInfo(STRING, text, start_pos, end_pos, line)
            elif initial.isidentifier():
                yield TokenInfo(NAME, text, start_pos, end_pos, line)
            elif initial == '\\':
                continued = True
            else:
                if initial in '([{':
                    parenlev += 1
                elif initial in ')]}':
                    parenlev -= 1
                yield TokenInfo(OP, text, start_pos, end_pos, line)

    # The last line may lack its newline; the token is there all the same.
    if last_line and last_line[-1] not in '\r\n' and not last_line.strip().startswith('#'):
        yield TokenInfo(NEWLINE, '', (lnum - 1, len(last_line)),
                        (lnum - 1, len(last_line) + 1), '')
    for _ in indents[1:]:
        yield TokenInfo(DEDENT, '', (lnum, 0), (lnum, 0), '')
    yield TokenInfo(ENDMARKER, '', (lnum, 0), (lnum, 0), '')


def main(args=None):
    """The command line: show the tokens of a file."""
    import argparse

    def error(message, filename=None, location=None):
        if location:
            print(f'{filename}:{location[0]}:{location[1]}: error: {message}', file=sys.stderr)
        elif filename:
            print(f'{filename}: error: {message}', file=sys.stderr)
        else:
            print(f'error: {message}', file=sys.stderr)
        sys.exit(1)

    parser = argparse.ArgumentParser(prog='python -m tokenize')
    parser.add_argument(dest='filename', nargs='?', metavar='filename.py',
                        help='the file to tokenize; defaults to stdin')
    parser.add_argument('-e', '--exact', dest='exact', action='store_true',
                        help='display token names using the exact type')
    options = parser.parse_args(args)
    filename = options.filename or '<stdin>'
    try:
        if options.filename:
            with _builtin_open(filename, 'rb') as f:
                tokens = list(tokenize(f.readline))
        else:
            tokens = _tokenize(sys.stdin.readline, None)
        for tok in tokens:
            kind = tok.exact_type if options.exact else tok.type
            place = f'{tok.start[0]},{tok.start[1]}-{tok.end[0]},{tok.end[1]}:'
            print(f'{place:<20}{tok_name[kind]:<15}{tok.string!r:<15}')
    except IndentationError as err:
        line, column = err.args[1][1:3]
        error(err.args[0], filename, (line, column))
    except TokenError as err:
        error(err.args[0], filename, err.args[1])
    except SyntaxError as err:
        error(err, filename)
    except OSError as err:
        error(err)
    except KeyboardInterrupt:
        print('interrupted')


if __name__ == '__main__':
    main()
