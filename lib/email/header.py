"""Headers with characters beyond ASCII (RFC 2047), and their folding."""

__all__ = ['Header', 'decode_header', 'make_header']

import binascii
import re

import email.base64mime
import email.quoprimime
from email import charset as _charset
from email.errors import HeaderParseError

Charset = _charset.Charset

NL = '\n'
SPACE = ' '
BSPACE = b' '
SPACE8 = ' ' * 8
EMPTYSTRING = ''
MAXLINELEN = 78
FWS = ' \t'

USASCII = Charset('us-ascii')
UTF8 = Charset('utf-8')

# An encoded word: =?charset?encoding?text?=
ecre = re.compile(r'=\?([^?]*?)\?([qQbB])\?(.*?)\?=', re.VERBOSE | re.MULTILINE)
# A field name: printable characters but the colon.
fcre = re.compile(r'[\041-\071\073-\176]+:$')
# A line that looks like a new header: it would smuggle one in.
_embedded_header = re.compile(r'\n[^ \t]+:')


def decode_header(header):
    """[(text, charset)] of a header, str or Header.

    The text is bytes, with charset None where it was not encoded; a header
    without any encoded word is one str.
    """
    if hasattr(header, '_chunks'):
        return [(_charset._encode(string, str(charset)), str(charset))
                for string, charset in header._chunks]
    if not ecre.search(header):
        return [(header, None)]
    words = []
    for line in header.splitlines():
        parts = ecre.split(line)
        first = True
        while parts:
            plain = parts.pop(0)
            if first:
                plain = plain.lstrip()
                first = False
            if plain:
                words.append((plain, None, None))
            if parts:
                charset = parts.pop(0).lower()
                encoding = parts.pop(0).lower()
                words.append((parts.pop(0), encoding, charset))
    # White space between encoded words does not count.
    kept = []
    for i, word in enumerate(words):
        if (0 < i < len(words) - 1 and word[1] is None and word[0].isspace()
                and words[i - 1][1] and words[i + 1][1]):
            continue
        kept.append(word)
    decoded = [(_decode_word(text, encoding), charset) for text, encoding, charset in kept]
    # Neighbours of the same charset become one.
    collapsed = []
    for word, charset in decoded:
        if collapsed and collapsed[-1][1] == charset:
            previous = collapsed[-1][0]
            glue = b' ' if charset is None else b''
            collapsed[-1] = previous + glue + word, charset
        else:
            collapsed.append((word, charset))
    return collapsed


def _decode_word(text, encoding):
    if encoding is None:
        return bytes(text, 'raw-unicode-escape')
    if encoding == 'q':
        return bytes(email.quoprimime.header_decode(text), 'raw-unicode-escape')
    text += '==='[:-len(text) % 4]
    try:
        return email.base64mime.decode(text)
    except binascii.Error:
        raise HeaderParseError('Base64 decoding error') from None


def make_header(decoded_seq, maxlinelen=None, header_name=None, continuation_ws=' '):
    """A Header of what decode_header() gives."""
    h = Header(maxlinelen=maxlinelen, header_name=header_name,
               continuation_ws=continuation_ws)
    for s, charset in decoded_seq:
        if charset is not None and not isinstance(charset, Charset):
            charset = Charset(charset)
        h.append(s, charset)
    return h


class Header:
    """A header made of chunks, each in a character set."""

    def __init__(self, s=None, charset=None, maxlinelen=None, header_name=None,
                 continuation_ws=' ', errors='strict'):
        if charset is None:
            charset = USASCII
        elif not isinstance(charset, Charset):
            charset = Charset(charset)
        self._charset = charset
        self._continuation_ws = continuation_ws
        self._chunks = []
        if s is not None:
            self.append(s, charset, errors)
        self._maxlinelen = MAXLINELEN if maxlinelen is None else maxlinelen
        # The first line has the name and ': ' before it.
        self._headerlen = 0 if header_name is None else len(header_name) + 2

    def __str__(self):
        """The text, unencoded."""
        self._normalize()
        result = []
        lastcs = None
        lastspace = None
        for string, charset in self._chunks:
            nextcs = charset
            if nextcs == _charset.UNKNOWN8BIT:
                string = string.encode('ascii', 'surrogateescape').decode('ascii', 'replace')
            # A space goes between encoded text and text that is not.
            if result:
                hasspace = string and self._nonctext(string[0])
                if lastcs not in (None, 'us-ascii'):
                    if nextcs in (None, 'us-ascii') and not hasspace:
                        result.append(' ')
                        nextcs = None
                elif nextcs not in (None, 'us-ascii') and not lastspace:
                    result.append(' ')
            lastspace = string and self._nonctext(string[-1])
            lastcs = nextcs
            result.append(string)
        return ''.join(result)

    def __eq__(self, other):
        return other == str(self)

    def append(self, s, charset=None, errors='strict'):
        """Add text: bytes in charset, or a str that can be encoded in it."""
        if charset is None:
            charset = self._charset
        elif not isinstance(charset, Charset):
            charset = Charset(charset)
        if not isinstance(s, str):
            input_charset = charset.input_codec or 'us-ascii'
            if input_charset == _charset.UNKNOWN8BIT:
                s = s.decode('us-ascii', 'surrogateescape')
            else:
                s = s.decode(input_charset, errors)
        output_charset = charset.output_codec or 'us-ascii'
        if output_charset != _charset.UNKNOWN8BIT:
            try:
                s.encode(output_charset, errors)
            except UnicodeEncodeError:
                if output_charset != 'us-ascii':
                    raise
                charset = UTF8
        self._chunks.append((s, charset))

    def _nonctext(self, s):
        return s.isspace() or s in ('(', ')', '\\')

    def encode(self, splitchars=';, \t', maxlinelen=None, linesep='\n'):
        """The header as it is sent: encoded and folded.

        Lines are broken, where they must be, after one of splitchars, the first
        of them preferred.
        """
        self._normalize()
        if maxlinelen is None:
            maxlinelen = self._maxlinelen
        if maxlinelen == 0:
            maxlinelen = 1000000    # no folding
        folder = _Folder(self._headerlen, maxlinelen, self._continuation_ws, splitchars)
        lastcs = None
        hasspace = lastspace = None
        for string, charset in self._chunks:
            if hasspace is not None:
                hasspace = string and self._nonctext(string[0])
                if lastcs not in (None, 'us-ascii'):
                    if not hasspace or charset not in (None, 'us-ascii'):
                        folder.add_transition()
                elif charset not in (None, 'us-ascii') and not lastspace:
                    folder.add_transition()
            lastspace = string and self._nonctext(string[-1])
            lastcs = charset
            hasspace = False
            lines = string.splitlines()
            folder.feed('', lines[0] if lines else '', charset)
            for line in lines[1:]:
                # The text was folded before: keep its breaks.
                folder.newline()
                if charset.header_encoding is not None:
                    folder.feed(self._continuation_ws, ' ' + line.lstrip(), charset)
                else:
                    stripped = line.lstrip()
                    folder.feed(line[:len(line) - len(stripped)], stripped, charset)
            if len(lines) > 1:
                folder.newline()
        if self._chunks:
            folder.add_transition()
        value = folder.text(linesep)
        if _embedded_header.search(value):
            raise HeaderParseError('header value appears to contain an embedded header: {!r}'
                                   .format(value))
        return value

    def _normalize(self):
        # Neighbouring chunks of the same charset become one.
        chunks = []
        last_charset = None
        pending = []
        for string, charset in self._chunks:
            if charset == last_charset:
                pending.append(string)
            else:
                if last_charset is not None:
                    chunks.append((' '.join(pending), last_charset))
                pending = [string]
                last_charset = charset
        if last_charset is not None:
            chunks.append((' '.join(pending), last_charset))
        self._chunks = chunks


class _Folder:
    """Collects words, each with the space before it, into lines that are not too long."""

    def __init__(self, headerlen, maxlen, continuation_ws, splitchars):
        self.maxlen = maxlen
        self.continuation_ws = continuation_ws
        self.splitchars = splitchars
        self.lines = []
        self.start(headerlen)

    def start(self, length=0, words=()):
        # length: of what is on the line already and not ours.
        self.initial = length
        self.words = list(words)

    def length(self):
        return self.initial + sum(len(space) + len(word) for space, word in self.words)

    def text(self, linesep):
        self.newline()
        return linesep.join(self.lines)

    def only_spaces(self):
        return self.initial == 0 and (not self.words
                                      or ''.join(map(''.join, self.words)).isspace())

    def newline(self):
        # A lone space at the end, put there between chunks, joins what follows or goes.
        end = self.words.pop() if self.words else None
        if end is not None and end != (' ', ''):
            self.words.append(end)
        if self.length() > 0:
            line = ''.join(map(''.join, self.words))
            if self.only_spaces() and self.lines:
                self.lines[-1] += line
            else:
                self.lines.append(line)
        self.start()

    def add_transition(self):
        self.words.append((' ', ''))

    def feed(self, space, string, charset):
        if charset.header_encoding is None:
            # Text that stays as it is: it breaks where it has spaces.
            self.add_words(space, string)
            return
        lines = charset.header_encode_lines(string, self.rooms(space))
        first = lines.pop(0) if lines else None
        if first is not None:
            self.add(space, first)
        if not lines:
            return
        last = lines.pop()
        self.newline()
        self.lines.extend(self.continuation_ws + line for line in lines)
        self.words.append((self.continuation_ws, last))

    def rooms(self, space):
        yield self.maxlen - self.length() - len(space)
        while True:
            yield self.maxlen - len(self.continuation_ws)

    def add_words(self, space, string):
        parts = re.split('([' + FWS + ']+)', space + string)
        if parts[0]:
            parts.insert(0, '')
        else:
            del parts[0]
        for i in range(0, len(parts), 2):
            self.add(parts[i], parts[i + 1] if i + 1 < len(parts) else '')

    def add(self, space, string):
        self.words.append((space, string))
        if self.length() <= self.maxlen:
            return
        i = self.best_break()
        if i is None:
            # Nowhere to break: the word goes to a line of its own, if it does not have one.
            space, string = self.words.pop()
            if self.initial > 0 or self.words:
                self.newline()
                if not space:
                    space = ' '
            self.words.append((space, string))
            return
        rest = self.words[i:]
        del self.words[i:]
        self.lines.append(''.join(map(''.join, self.words)))
        self.start(0, rest)

    def best_break(self):
        for ch in self.splitchars:
            for i in range(len(self.words) - 1, 0, -1):
                if ch.isspace():
                    if self.words[i][0].startswith(ch):
                        return i
                elif self.words[i - 1][1].endswith(ch):
                    return i
        return None
