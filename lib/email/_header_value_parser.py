"""The values of headers as trees, by the grammars of RFC 5322, 2045, 2047 and 2231.

For each production there is a function get_...(text), which gives (token, rest of the
text) or raises HeaderParseError; the parse_... functions take the whole text. Input that
breaks the grammar is parsed as far as that makes sense, and the tokens note it as defects.

A token is a Terminal, a str, or a TokenList of tokens. str() of a token is its text,
repaired where it was broken; its `value` is the text that counts: without comments, white
space as one blank, quotes only where they are needed. fold() writes a tree as lines.
"""

import re
import urllib.parse
from operator import itemgetter
from email import _encoded_words as _ew
from email import errors
from email import utils

# Sets of characters: where the text of a kind ends.
WSP = set(' \t')
CFWS_LEADER = WSP | set('(')
SPECIALS = set(r'()<>@,:;.\"[]')
ATOM_ENDS = SPECIALS | WSP
DOT_ATOM_ENDS = ATOM_ENDS - set('.')
PHRASE_ENDS = SPECIALS - set('."(')         # . and quotes and comments may be in a phrase
TSPECIALS = (SPECIALS | set('/?=')) - set('.')
TOKEN_ENDS = TSPECIALS | WSP
ASPECIALS = TSPECIALS | set("*'%")
ATTRIBUTE_ENDS = ASPECIALS | WSP
EXTENDED_ATTRIBUTE_ENDS = ATTRIBUTE_ENDS - set('%')


def quote_string(value):
    """A text in quotes."""
    return '"' + str(value).replace('\\', '\\\\').replace('"', r'\"') + '"'


# ---- tokens ----

class TokenList(list):
    """Tokens in their order."""

    token_type = None
    syntactic_break = True          # a line may better begin with it than within it
    ew_combine_allowed = True       # with an encoded word before it
    as_ew_allowed = True            # it may be written as encoded words

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)
        self.defects = []

    def __str__(self):
        return ''.join(str(x) for x in self)

    def __repr__(self):
        return '{}({})'.format(self.__class__.__name__, super().__repr__())

    @property
    def value(self):
        return ''.join(x.value for x in self if x.value)

    @property
    def all_defects(self):
        """Its own defects and those of the tokens in it."""
        found = list(self.defects)
        for x in self:
            found += x.all_defects
        return found

    def startswith_fws(self):
        return self[0].startswith_fws()

    @property
    def comments(self):
        found = []
        for token in self:
            found += token.comments
        return found

    def fold(self, *, policy):
        """The text, as lines that a policy likes."""
        return _Folder(policy).fold(self)

    def pprint(self, indent=''):
        """Print the tree."""
        print(self.ppstr(indent=indent))

    def ppstr(self, indent=''):
        return '\n'.join(self._pp(indent))

    def _pp(self, indent=''):
        yield '{}{}/{}('.format(indent, self.__class__.__name__, self.token_type)
        for token in self:
            if isinstance(token, TokenList):
                yield from token._pp(indent + '    ')
            else:
                yield '{}    {!r}'.format(indent, token)
        extra = ' Defects: {}'.format(self.defects) if self.defects else ''
        yield '{}){}'.format(indent, extra)


class Terminal(str):
    """A piece of text of a type."""

    as_ew_allowed = True
    ew_combine_allowed = True
    syntactic_break = True

    def __new__(cls, value, token_type):
        self = super().__new__(cls, value)
        self.token_type = token_type
        self.defects = []
        return self

    def __repr__(self):
        return '{}({})'.format(self.__class__.__name__, super().__repr__())

    @property
    def all_defects(self):
        return list(self.defects)

    @property
    def comments(self):
        return []

    @property
    def value(self):
        return str.__str__(self)

    def startswith_fws(self):
        return self[:1] in WSP and len(self) > 0

    def __getnewargs__(self):
        return str.__str__(self), self.token_type


class ValueTerminal(Terminal):
    """Text that counts."""


class WhiteSpaceTerminal(Terminal):
    """White space, or what counts as such."""

    @property
    def value(self):
        return ' '

    def startswith_fws(self):
        return True


class EWWhiteSpaceTerminal(WhiteSpaceTerminal):
    """White space between encoded words, which does not count."""

    @property
    def value(self):
        return ''

    def __str__(self):
        return ''


class _InvalidEwError(errors.HeaderParseError):
    """An encoded word cannot be decoded."""




class WhiteSpaceTokenList(TokenList):
    @property
    def value(self):
        return ' '

    @property
    def comments(self):
        return [x.content for x in self if x.token_type == 'comment']


class UnstructuredTokenList(TokenList):
    token_type = 'unstructured'


class EncodedWord(TokenList):
    token_type = 'encoded-word'
    cte = charset = lang = None


class Phrase(TokenList):
    token_type = 'phrase'


class Word(TokenList):
    token_type = 'word'


class CFWSList(WhiteSpaceTokenList):
    token_type = 'cfws'


class Atom(TokenList):
    token_type = 'atom'


class Token(TokenList):
    token_type = 'token'


class QuotedString(TokenList):
    token_type = 'quoted-string'

    def _bare(self):
        for x in self:
            if x.token_type == 'bare-quoted-string':
                return x

    @property
    def content(self):
        return self._bare().value

    stripped_value = content

    @property
    def quoted_value(self):
        return ''.join(str(x) if x.token_type == 'bare-quoted-string' else x.value
                       for x in self)


class BareQuotedString(QuotedString):
    token_type = 'bare-quoted-string'

    def __str__(self):
        return quote_string(self.value)

    @property
    def value(self):
        return ''.join(str(x) for x in self)


class Comment(WhiteSpaceTokenList):
    token_type = 'comment'

    def __str__(self):
        return '(' + ''.join(self.quote(x) for x in self) + ')'

    def quote(self, value):
        if value.token_type == 'comment':
            return str(value)
        return re.sub(r'([\\()])', r'\\\1', str(value))

    @property
    def content(self):
        return ''.join(str(x) for x in self)

    @property
    def comments(self):
        return [self.content]


class _Mailboxes(TokenList):
    """What has mailboxes in it: valid ones, and all."""

    def _of_types(self, *types):
        return [x for x in self if x.token_type in types]


class AddressList(TokenList):
    token_type = 'address-list'

    @property
    def addresses(self):
        return [x for x in self if x.token_type == 'address']

    @property
    def mailboxes(self):
        return [mailbox for address in self.addresses for mailbox in address.mailboxes]

    @property
    def all_mailboxes(self):
        return [mailbox for address in self.addresses for mailbox in address.all_mailboxes]


class Address(TokenList):
    token_type = 'address'

    @property
    def display_name(self):
        return self[0].display_name if self[0].token_type == 'group' else None

    @property
    def mailboxes(self):
        if self[0].token_type == 'mailbox':
            return [self[0]]
        return [] if self[0].token_type == 'invalid-mailbox' else self[0].mailboxes

    @property
    def all_mailboxes(self):
        if self[0].token_type in ('mailbox', 'invalid-mailbox'):
            return [self[0]]
        return self[0].all_mailboxes


class MailboxList(_Mailboxes):
    token_type = 'mailbox-list'

    @property
    def mailboxes(self):
        return self._of_types('mailbox')

    @property
    def all_mailboxes(self):
        return self._of_types('mailbox', 'invalid-mailbox')


class GroupList(TokenList):
    token_type = 'group-list'

    def _list(self):
        for x in self:
            if x.token_type == 'mailbox-list':
                return x
        return MailboxList()

    @property
    def mailboxes(self):
        return self._list().mailboxes

    @property
    def all_mailboxes(self):
        return self._list().all_mailboxes


class Group(TokenList):
    token_type = 'group'

    @property
    def mailboxes(self):
        return self[2].mailboxes if self[2].token_type == 'group-list' else []

    @property
    def all_mailboxes(self):
        return self[2].all_mailboxes if self[2].token_type == 'group-list' else []

    @property
    def display_name(self):
        return self[0].display_name


class _HasAddress(TokenList):
    """What tells of one address, which is in its last token (or that which _inner() says)."""

    def _inner(self):
        return self[-1]

    @property
    def local_part(self):
        return self._inner().local_part

    @property
    def domain(self):
        return self._inner().domain

    @property
    def route(self):
        return self._inner().route

    @property
    def addr_spec(self):
        return self._inner().addr_spec


class NameAddr(_HasAddress):
    token_type = 'name-addr'

    @property
    def display_name(self):
        return None if len(self) == 1 else self[0].display_name


class AngleAddr(_HasAddress):
    token_type = 'angle-addr'

    def _find(self, token_type):
        for x in self:
            if x.token_type == token_type:
                return x

    @property
    def local_part(self):
        spec = self._find('addr-spec')
        return spec.local_part if spec is not None else None

    @property
    def domain(self):
        spec = self._find('addr-spec')
        return spec.domain if spec is not None else None

    @property
    def route(self):
        route = self._find('obs-route')
        return route.domains if route is not None else None

    @property
    def addr_spec(self):
        spec = self._find('addr-spec')
        return spec.addr_spec if spec is not None else '<>'


class ObsRoute(TokenList):
    token_type = 'obs-route'

    @property
    def domains(self):
        return [x.domain for x in self if x.token_type == 'domain']


class Mailbox(_HasAddress):
    token_type = 'mailbox'

    def _inner(self):
        return self[0]

    @property
    def display_name(self):
        return self[0].display_name if self[0].token_type == 'name-addr' else None


class InvalidMailbox(TokenList):
    token_type = 'invalid-mailbox'
    display_name = local_part = domain = route = addr_spec = None


class Domain(TokenList):
    token_type = 'domain'
    as_ew_allowed = False

    @property
    def domain(self):
        return ''.join(super().value.split())


class DotAtom(TokenList):
    token_type = 'dot-atom'


class DotAtomText(TokenList):
    token_type = 'dot-atom-text'
    as_ew_allowed = True


class NoFoldLiteral(TokenList):
    token_type = 'no-fold-literal'
    as_ew_allowed = False


class AddrSpec(TokenList):
    token_type = 'addr-spec'
    as_ew_allowed = False
    route = display_name = None

    @property
    def local_part(self):
        return self[0].local_part

    @property
    def domain(self):
        return None if len(self) < 3 else self[-1].domain

    @property
    def value(self):
        if len(self) < 3:
            return self[0].value
        return self[0].value.rstrip() + self[1].value + self[2].value.lstrip()

    @property
    def addr_spec(self):
        local = self.local_part
        if not local or set(local) & DOT_ATOM_ENDS:
            local = quote_string(local)
        return local if self.domain is None else local + '@' + self.domain


class ObsLocalPart(TokenList):
    token_type = 'obs-local-part'
    as_ew_allowed = False


class DisplayName(Phrase):
    token_type = 'display-name'
    ew_combine_allowed = False

    def _ends_with_space(self, end):
        """Whether there is white space or a comment at an end (0 or -1)."""
        if not self:
            return False
        token = self[end]
        if isinstance(token, TokenList) and token and token.token_type != 'cfws':
            token = token[end]
        return token.token_type == 'cfws'

    @property
    def display_name(self):
        text = super().value
        # The white space at the ends, one blank each, is not the name's; what is in quotes is.
        if self._ends_with_space(0):
            text = text[1:]
        if self._ends_with_space(-1):
            text = text[:-1]
        return text

    @property
    def value(self):
        if not (self.defects or any(x.token_type == 'quoted-string' for x in self)):
            return super().value
        return (' ' if self._ends_with_space(0) else '') + quote_string(self.display_name) + \
            (' ' if self._ends_with_space(-1) else '')


class LocalPart(TokenList):
    token_type = 'local-part'
    as_ew_allowed = False

    @property
    def value(self):
        if self[0].token_type == 'quoted-string':
            return self[0].quoted_value
        return self[0].value

    @property
    def local_part(self):
        """The text, without white space around it and around its dots."""
        pieces = list(_local_pieces(self))
        result = ''
        for i, (kind, text) in enumerate(pieces):
            if kind == 'space':
                around = pieces[i - 1][0] if i else 'dot', \
                    pieces[i + 1][0] if i + 1 < len(pieces) else 'dot'
                if 'dot' in around:
                    continue
            result += text
        return result


def _local_pieces(token):
    """('text' or 'dot' or 'space', its value) of the pieces of a local part."""
    for x in token:
        if x.token_type in ('cfws', 'fws', 'comment'):
            yield 'space', ' '
        elif x.token_type == 'dot':
            yield 'dot', '.'
        elif isinstance(x, TokenList) and x.token_type not in ('bare-quoted-string', 'atext',
                                                               'encoded-word'):
            yield from _local_pieces(x)
        else:
            yield 'text', x.value


class DomainLiteral(TokenList):
    token_type = 'domain-literal'
    as_ew_allowed = False

    @property
    def domain(self):
        return ''.join(super().value.split())

    @property
    def ip(self):
        for x in self:
            if x.token_type == 'ptext':
                return x.value


class MIMEVersion(TokenList):
    token_type = 'mime-version'
    major = minor = None


class Parameter(TokenList):
    token_type = 'parameter'
    sectioned = False
    extended = False
    charset = 'us-ascii'
    lang = None

    @property
    def section_number(self):
        # The attribute may be followed by a section.
        return self[1].number if self.sectioned else 0

    @property
    def param_value(self):
        for token in self:
            if token.token_type == 'value':
                return token.stripped_value
            if token.token_type == 'quoted-string':
                for inner in token:
                    if inner.token_type == 'bare-quoted-string':
                        for value in inner:
                            if value.token_type == 'value':
                                return value.stripped_value
        return ''


class InvalidParameter(Parameter):
    token_type = 'invalid-parameter'


class Attribute(TokenList):
    token_type = 'attribute'

    @property
    def stripped_value(self):
        for token in self:
            if token.token_type.endswith('attrtext'):
                return token.value


class Section(TokenList):
    token_type = 'section'
    number = None


class Value(TokenList):
    token_type = 'value'

    @property
    def stripped_value(self):
        token = self[0]
        if token.token_type == 'cfws':
            token = self[1]
        if token.token_type.endswith(('quoted-string', 'attribute', 'extended-attribute')):
            return token.stripped_value
        return self.value


class MimeParameters(TokenList):
    token_type = 'mime-parameters'
    syntactic_break = False
    _params = None

    @property
    def params(self):
        """(name, value) of each parameter, the sections of one put together (RFC 2231).

        A name that comes again does not count; but as sections of it they do, in the order
        of their numbers. Defects are noted the first time.
        """
        if self._params is None:
            self._params = list(self._join_sections())
        return iter(self._params)

    def _join_sections(self):
        by_name = {}
        for token in self:
            if token.token_type.endswith('parameter') and token[0].token_type == 'attribute':
                name = token[0].value.strip()
                by_name.setdefault(name, []).append((token.section_number, token))
        for name, parts in by_name.items():
            parts.sort(key=itemgetter(0))
            first = parts[0][1]
            if not first.extended and len(parts) > 1 and parts[1][0] == 0:
                parts[1][1].defects.append(errors.InvalidHeaderDefect(
                    'duplicate parameter name; duplicate(s) ignored'))
                parts = parts[:1]
            values = []
            for number, param in parts:
                if number != len(values):
                    if not param.extended:
                        param.defects.append(errors.InvalidHeaderDefect(
                            'duplicate parameter name; duplicate ignored'))
                        continue
                    param.defects.append(errors.InvalidHeaderDefect(
                        'inconsistent RFC2231 parameter numbering'))
                values.append(self._decoded(param, first.charset))
            yield name, ''.join(values)

    def _decoded(self, param, charset):
        value = param.param_value
        if not param.extended:
            return value
        try:
            data = urllib.parse.unquote_to_bytes(value)
        except UnicodeEncodeError:
            # It was text already: then each character is a byte.
            return urllib.parse.unquote(value, encoding='latin-1')
        try:
            value = data.decode(charset, 'surrogateescape')
        except (LookupError, UnicodeEncodeError):
            value = data.decode('us-ascii', 'surrogateescape')
        if utils._has_surrogates(value):
            param.defects.append(errors.UndecodableBytesDefect())
        return value

    def __str__(self):
        params = ['{}={}'.format(name, quote_string(value)) if value else name
                  for name, value in self.params]
        return ' ' + '; '.join(params) if params else ''


class ParameterizedHeaderValue(TokenList):
    syntactic_break = False

    @property
    def params(self):
        for token in reversed(self):
            if token.token_type == 'mime-parameters':
                return token.params
        return {}


class ContentType(ParameterizedHeaderValue):
    token_type = 'content-type'
    maintype = 'text'
    subtype = 'plain'


class ContentDisposition(ParameterizedHeaderValue):
    token_type = 'content-disposition'
    as_ew_allowed = False
    content_disposition = None


class ContentTransferEncoding(TokenList):
    token_type = 'content-transfer-encoding'
    as_ew_allowed = False
    cte = '7bit'


class HeaderLabel(TokenList):
    token_type = 'header-label'
    as_ew_allowed = False


class Header(TokenList):
    token_type = 'header'


class _Mark(ValueTerminal):
    as_ew_allowed = False
    ew_combine_allowed = False


DOT = ValueTerminal('.', 'dot')
ListSeparator = _Mark(',', 'list-separator')
RouteComponentMarker = _Mark('@', 'route-component-marker')


# ---- helpers ----

_wsp_splitter = re.compile('([ \t]+)').split
_non_printable = re.compile(r'[\x00-\x20\x7F]')


def _ends(chars):
    """A function that gives the text before the first of some characters."""
    return re.compile('[^{}]+'.format(re.escape(''.join(sorted(chars))))).match


_atom_text = _ends(ATOM_ENDS)
_token_text = _ends(TOKEN_ENDS)
_attribute_text = _ends(ATTRIBUTE_ENDS)
_extended_attribute_text = _ends(EXTENDED_ATTRIBUTE_ENDS)


def _validate_xtext(xtext):
    """Note what may not be in text."""
    found = _non_printable.findall(xtext)
    if found:
        xtext.defects.append(errors.NonPrintableDefect(found))
    if utils._has_surrogates(xtext):
        xtext.defects.append(errors.UndecodableBytesDefect(
            'Non-ASCII characters found in header token'))


def _get_ptext_to_endchars(value, endchars):
    """(text, rest, was something quoted) up to white space or one of some characters that
    is not quoted by a backslash."""
    fragment = _wsp_splitter(value, 1)[0] if value else ''
    text = []
    quoted = had_qp = False
    pos = 0
    for pos, ch in enumerate(fragment):
        if ch == '\\' and not quoted:
            quoted = True
            continue
        if quoted:
            quoted = False
            had_qp = True
        elif ch in endchars:
            break
        text.append(ch)
    else:
        pos = len(fragment)
    return ''.join(text), value[pos:], had_qp


def _bad(token, text):
    token.defects.append(errors.InvalidHeaderDefect(text))


def _obsolete(token, text):
    token.defects.append(errors.ObsoleteHeaderDefect(text))


def _get_text(value, match, token_type, what):
    m = match(value)
    if not m:
        raise errors.HeaderParseError('expected {} but found {!r}'.format(what, value))
    text = ValueTerminal(m.group(), token_type)
    _validate_xtext(text)
    return text, value[len(text):]


def _leader(value):
    """(white space and comments or None, rest)."""
    if value and value[0] in CFWS_LEADER:
        return get_cfws(value)
    return None, value


def _with_leader(token, leader):
    if leader is not None:
        token[:0] = [leader]
    return token


def _trailer(token, value):
    """Take white space and comments at the end of a token."""
    trailer, value = _leader(value)
    if trailer is not None:
        token.append(trailer)
    return token, value


# ---- white space, words and text ----

def get_fws(value):
    """White space."""
    newvalue = value.lstrip(' \t')
    return WhiteSpaceTerminal(value[:len(value) - len(newvalue)], 'fws'), newvalue


def get_encoded_word(value):
    """An encoded word."""
    if not value.startswith('=?'):
        raise errors.HeaderParseError('expected encoded word but found {}'.format(value))
    # Within the text of encoding q, ?= may be a question mark and an escape.
    end = value.find('?=', 2)
    if end >= 0 and value.count('?', 2, end) < 2:
        end = value.find('?=', end + 2)
    if end < 0:
        raise errors.HeaderParseError('expected encoded word but found {}'.format(value))
    word, rest = value[:end + 2], value[end + 2:]
    ew = EncodedWord()
    if len(word.split()) > 1:
        _bad(ew, 'whitespace inside encoded word')
    ew.cte = word
    try:
        text, charset, lang, defects = _ew.decode(word)
    except (ValueError, KeyError):
        raise _InvalidEwError("encoded word format invalid: '{}'".format(ew.cte)) from None
    ew.charset = charset
    ew.lang = lang
    ew.defects.extend(defects)
    for piece in _wsp_splitter(text):
        if not piece:
            continue
        if piece[0] in WSP:
            ew.append(WhiteSpaceTerminal(piece, 'fws'))
        else:
            vtext = ValueTerminal(piece, 'vtext')
            _validate_xtext(vtext)
            ew.append(vtext)
    return ew, rest


def _try_encoded_word(value):
    """(encoded word or None, rest)."""
    if value.startswith('=?'):
        try:
            return get_encoded_word(value)
        except errors.HeaderParseError:
            pass
    return None, value


def get_unstructured(value):
    """Text with encoded words in it: the whole of it."""
    unstructured = UnstructuredTokenList()
    while value:
        if value[0] in WSP:
            token, value = get_fws(value)
            unstructured.append(token)
            continue
        token, value = _try_encoded_word(value)
        if token is None:
            text = _wsp_splitter(value, 1)[0]
            value = value[len(text):]
            token = ValueTerminal(text, 'vtext')
            _validate_xtext(token)
        elif unstructured:
            # White space between encoded words does not count, but must be there.
            if unstructured[-1].token_type != 'fws':
                _bad(unstructured, 'missing whitespace before encoded word')
            elif len(unstructured) > 1 and unstructured[-2].token_type == 'encoded-word':
                unstructured[-1] = EWWhiteSpaceTerminal(unstructured[-1], 'fws')
        unstructured.append(token)
    return unstructured


def get_qp_ctext(value):
    """Text in a comment."""
    text, value, _ = _get_ptext_to_endchars(value, '()')
    ptext = WhiteSpaceTerminal(text, 'ptext')
    _validate_xtext(ptext)
    return ptext, value


def get_qcontent(value):
    """Text in quotes."""
    text, value, _ = _get_ptext_to_endchars(value, '"')
    ptext = ValueTerminal(text, 'ptext')
    _validate_xtext(ptext)
    return ptext, value


def get_atext(value):
    """The text of an atom."""
    return _get_text(value, _atom_text, 'atext', 'atext')


def get_bare_quoted_string(value):
    """A text in quotes. An encoded word in it, which is not allowed, is decoded."""
    if not value or value[0] != '"':
        raise errors.HeaderParseError("expected '\"' but found '{}'".format(value))
    quoted = BareQuotedString()
    value = value[1:]
    if value[:1] == '"':
        quoted.append(ValueTerminal('', 'ptext'))
    while value and value[0] != '"':
        if value[0] in WSP:
            token, value = get_fws(value)
        else:
            token, value = _try_encoded_word(value)
            if token is None:
                token, value = get_qcontent(value)
            else:
                _bad(quoted, 'encoded word inside quoted string')
                if len(quoted) > 1 and quoted[-1].token_type == 'fws' and \
                        quoted[-2].token_type == 'encoded-word':
                    quoted[-1] = EWWhiteSpaceTerminal(quoted[-1], 'fws')
        quoted.append(token)
    if not value:
        _bad(quoted, 'end of header inside quoted string')
    return quoted, value[1:]


def get_comment(value):
    """A comment, perhaps with comments in it."""
    if not value or value[0] != '(':
        raise errors.HeaderParseError("expected '(' but found '{}'".format(value))
    comment = Comment()
    value = value[1:]
    while value and value[0] != ')':
        if value[0] in WSP:
            token, value = get_fws(value)
        elif value[0] == '(':
            token, value = get_comment(value)
        else:
            token, value = get_qp_ctext(value)
        comment.append(token)
    if not value:
        _bad(comment, 'end of header inside comment')
    return comment, value[1:]


def get_cfws(value):
    """White space and comments."""
    cfws = CFWSList()
    while value and value[0] in CFWS_LEADER:
        token, value = get_fws(value) if value[0] in WSP else get_comment(value)
        cfws.append(token)
    return cfws, value


def get_quoted_string(value):
    """A text in quotes with white space around it."""
    leader, value = _leader(value)
    token, value = get_bare_quoted_string(value)
    return _trailer(_with_leader(QuotedString([token]), leader), value)


def get_atom(value):
    """An atom, which may be an encoded word, with white space around it."""
    leader, value = _leader(value)
    if value and value[0] in ATOM_ENDS:
        raise errors.HeaderParseError("expected atom but found '{}'".format(value))
    token, value = _try_encoded_word(value)
    if token is None:
        token, value = get_atext(value)
    return _trailer(_with_leader(Atom([token]), leader), value)


def get_dot_atom_text(value):
    """Atoms with dots between them, and no white space."""
    text = DotAtomText()
    if not value or value[0] in ATOM_ENDS:
        raise errors.HeaderParseError("expected atom at a start of dot-atom-text but found '{}'"
                                      .format(value))
    while value and value[0] not in ATOM_ENDS:
        token, value = get_atext(value)
        text.append(token)
        if value and value[0] == '.':
            text.append(DOT)
            value = value[1:]
    if text[-1] is DOT:
        raise errors.HeaderParseError("expected atom at end of dot-atom-text but found '{}'"
                                      .format('.' + value))
    return text, value


def get_dot_atom(value):
    """The same, with white space around it; or an encoded word."""
    leader, value = _leader(value)
    token, value = _try_encoded_word(value)
    if token is None:
        token, value = get_dot_atom_text(value)
    return _trailer(_with_leader(DotAtom([token]), leader), value)


def get_word(value):
    """An atom or a quoted string."""
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError("Expected 'atom' or 'quoted-string' but found nothing.")
    if value[0] == '"':
        token, value = get_quoted_string(value)
    elif value[0] in SPECIALS:
        raise errors.HeaderParseError("Expected 'atom' or 'quoted-string' but found '{}'"
                                      .format(value))
    else:
        token, value = get_atom(value)
    return _with_leader(token, leader), value


def get_phrase(value):
    """Words; dots and comments among them are obsolete."""
    phrase = Phrase()
    try:
        token, value = get_word(value)
        phrase.append(token)
    except errors.HeaderParseError:
        _bad(phrase, 'phrase does not start with word')
    while value and value[0] not in PHRASE_ENDS:
        if value[0] == '.':
            phrase.append(DOT)
            _obsolete(phrase, "period in 'phrase'")
            value = value[1:]
            continue
        try:
            token, value = get_word(value)
        except errors.HeaderParseError:
            if value[0] not in CFWS_LEADER:
                raise
            token, value = get_cfws(value)
            _obsolete(phrase, 'comment found without atom')
        phrase.append(token)
    return phrase, value


# ---- addresses ----

def get_local_part(value):
    """What stands before the @."""
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError('expected local-part but found {!r}'.format(value))
    try:
        token, value = get_dot_atom(value)
    except errors.HeaderParseError:
        try:
            token, value = get_word(value)
        except errors.HeaderParseError:
            if value[0] != '\\' and value[0] in PHRASE_ENDS:
                raise
            token = TokenList()
    local_part = LocalPart([_with_leader(token, leader)])
    if value and (value[0] == '\\' or value[0] not in PHRASE_ENDS):
        token, value = get_obs_local_part(str(local_part) + value)
        if token.token_type == 'invalid-obs-local-part':
            _bad(local_part, 'local-part is not dot-atom, quoted-string, or obs-local-part')
        else:
            _obsolete(local_part, 'local-part is not a dot-atom (contains CFWS)')
        local_part[0] = token
    try:
        local_part.value.encode('ascii')
    except UnicodeEncodeError:
        local_part.defects.append(errors.NonASCIILocalPartDefect(
            'local-part contains non-ASCII characters)'))
    return local_part, value


def get_obs_local_part(value):
    """Words and dots; what is wrong among them is noted."""
    local = ObsLocalPart()
    after_dot = False
    while value and (value[0] == '\\' or value[0] not in PHRASE_ENDS):
        if value[0] == '.':
            if after_dot:
                _bad(local, "invalid repeated '.'")
            local.append(DOT)
            after_dot = True
            value = value[1:]
            continue
        if value[0] == '\\':
            local.append(ValueTerminal('\\', 'misplaced-special'))
            value = value[1:]
            _bad(local, "'\\' character outside of quoted-string/ccontent")
            after_dot = False
            continue
        if local and local[-1].token_type != 'dot':
            _bad(local, "missing '.' between words")
        try:
            token, value = get_word(value)
            after_dot = False
        except errors.HeaderParseError:
            if value[0] not in CFWS_LEADER:
                raise
            token, value = get_cfws(value)
        local.append(token)
    if not local:
        raise errors.HeaderParseError('expected obs-local-part but found {!r}'.format(value))
    for tokens, text in (local, 'leading'), (local[::-1], 'trailing'):
        if tokens[0].token_type == 'cfws':
            tokens = tokens[1:]
        if tokens and tokens[0].token_type == 'dot':
            _bad(local, "Invalid {} '.' in local part".format(text))
    if local.defects:
        local.token_type = 'invalid-obs-local-part'
    return local, value


def get_dtext(value):
    """Text in a domain literal."""
    text, value, had_qp = _get_ptext_to_endchars(value, '[]')
    ptext = ValueTerminal(text, 'ptext')
    if had_qp:
        _obsolete(ptext, 'quoted printable found in domain-literal')
    _validate_xtext(ptext)
    return ptext, value


def get_domain_literal(value):
    """An address in brackets."""
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError('expected domain-literal')
    if value[0] != '[':
        raise errors.HeaderParseError("expected '[' at start of domain-literal but found '{}'"
                                      .format(value))
    literal = _with_leader(DomainLiteral([ValueTerminal('[', 'domain-literal-start')]), leader)
    value = value[1:]
    if value and value[0] in WSP:
        token, value = get_fws(value)
        literal.append(token)
    if value:
        token, value = get_dtext(value)
        literal.append(token)
    if value and value[0] in WSP:
        token, value = get_fws(value)
        literal.append(token)
    if value and value[0] != ']':
        raise errors.HeaderParseError("expected ']' at end of domain-literal but found '{}'"
                                      .format(value))
    if not value:
        _bad(literal, 'end of input inside domain-literal')
    literal.append(ValueTerminal(']', 'domain-literal-end'))
    return _trailer(literal, value[1:])


def get_domain(value):
    """A domain: names with dots, or an address in brackets."""
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError("expected domain but found '{}'".format(value))
    if value[0] == '[':
        token, value = get_domain_literal(value)
        return Domain([_with_leader(token, leader)]), value
    try:
        token, value = get_dot_atom(value)
    except errors.HeaderParseError:
        token, value = get_atom(value)
    if value and value[0] == '@':
        raise errors.HeaderParseError('Invalid Domain')
    domain = Domain([_with_leader(token, leader)])
    if value and value[0] == '.':
        _obsolete(domain, 'domain is not a dot-atom (contains CFWS)')
        if domain[0].token_type == 'dot-atom':
            domain[:] = domain[0]
        while value and value[0] == '.':
            domain.append(DOT)
            token, value = get_atom(value[1:])
            domain.append(token)
    return domain, value


def get_addr_spec(value):
    """local-part@domain."""
    token, value = get_local_part(value)
    addr_spec = AddrSpec([token])
    if not value or value[0] != '@':
        _bad(addr_spec, 'addr-spec local part with no domain')
        return addr_spec, value
    addr_spec.append(ValueTerminal('@', 'address-at-symbol'))
    token, value = get_domain(value[1:])
    addr_spec.append(token)
    return addr_spec, value


def get_obs_route(value):
    """@domain, @domain: before an address."""
    route = ObsRoute()
    domains = 0
    while value and value[0] != ':':
        if value[0] in CFWS_LEADER:
            token, value = get_cfws(value)
            route.append(token)
        elif value[0] == ',':
            route.append(ListSeparator)
            value = value[1:]
        elif value[0] == '@' and (not domains or route[-1].token_type != 'domain'):
            route.append(RouteComponentMarker)
            token, value = get_domain(value[1:])
            route.append(token)
            domains += 1
        else:
            break
    if not value:
        raise errors.HeaderParseError('end of header while parsing obs-route')
    if value[0] != ':' or not domains:
        raise errors.HeaderParseError("expected ':' marking end of obs-route but found '{}'"
                                      .format(value))
    route.append(ValueTerminal(':', 'end-of-obs-route-marker'))
    return route, value[1:]


def get_angle_addr(value):
    """<address>."""
    leader, value = _leader(value)
    if not value or value[0] != '<':
        raise errors.HeaderParseError('expected angle-addr but found {!r}'.format(value))
    angle_addr = _with_leader(AngleAddr([ValueTerminal('<', 'angle-addr-start')]), leader)
    value = value[1:]
    if value[:1] == '>':
        angle_addr.append(ValueTerminal('>', 'angle-addr-end'))
        _bad(angle_addr, 'null addr-spec in angle-addr')
        return angle_addr, value[1:]
    try:
        token, value = get_addr_spec(value)
    except errors.HeaderParseError:
        try:
            token, value = get_obs_route(value)
        except errors.HeaderParseError:
            raise errors.HeaderParseError('expected addr-spec or obs-route but found {!r}'
                                          .format(value)) from None
        _obsolete(angle_addr, 'obsolete route specification in angle-addr')
        angle_addr.append(token)
        token, value = get_addr_spec(value)
    angle_addr.append(token)
    if value and value[0] == '>':
        value = value[1:]
    else:
        _bad(angle_addr, "missing trailing '>' on angle-addr")
    angle_addr.append(ValueTerminal('>', 'angle-addr-end'))
    return _trailer(angle_addr, value)


def get_display_name(value):
    """The name before an address in angles."""
    phrase, value = get_phrase(value)
    display_name = DisplayName(phrase)
    display_name.defects = phrase.defects
    return display_name, value


def get_name_addr(value):
    """name <address>, or <address>."""
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError("expected name-addr but found '{}'".format(value))
    name_addr = NameAddr()
    if value[0] != '<':
        if value[0] in PHRASE_ENDS:
            raise errors.HeaderParseError("expected name-addr but found '{}'".format(value))
        token, value = get_display_name(value)
        if not value:
            raise errors.HeaderParseError("expected name-addr but found '{}'".format(token))
        if leader is not None:
            if isinstance(token[0], TokenList):
                token[0][:0] = [leader]
            else:
                token[:0] = [leader]
            leader = None
        name_addr.append(token)
    token, value = get_angle_addr(value)
    name_addr.append(_with_leader(token, leader))
    return name_addr, value


def get_mailbox(value):
    """name <address>, or an address alone."""
    try:
        token, value = get_name_addr(value)
    except errors.HeaderParseError:
        try:
            token, value = get_addr_spec(value)
        except errors.HeaderParseError:
            raise errors.HeaderParseError("expected mailbox but found '{}'"
                                          .format(value)) from None
    mailbox = Mailbox([token])
    if any(isinstance(x, errors.InvalidHeaderDefect) for x in token.all_defects):
        mailbox.token_type = 'invalid-mailbox'
    return mailbox, value


def get_invalid_mailbox(value, endchars):
    """What is no mailbox, up to one of some characters."""
    invalid = InvalidMailbox()
    while value and value[0] not in endchars:
        if value[0] in PHRASE_ENDS:
            invalid.append(ValueTerminal(value[0], 'misplaced-special'))
            value = value[1:]
        else:
            token, value = get_phrase(value)
            invalid.append(token)
    return invalid, value


def _list_element(value, get, found, ends, empty, invalid, wrap):
    """An element of a list of mailboxes or addresses goes to `found`; the rest of the text.
    An element may be empty, or none at all."""
    try:
        token, value = get(value)
        found.append(token)
    except errors.HeaderParseError:
        leader, value = _leader(value)
        if leader is None and value[:1] == ',' or leader is not None and \
                (not value or value[0] in ends):
            if leader is not None:
                found.append(leader)
            _obsolete(found, empty)
        else:
            token, value = get_invalid_mailbox(value, ends)
            found.append(wrap(_with_leader(token, leader)))
            _bad(found, invalid)
    return value


def get_mailbox_list(value):
    """Mailboxes with commas between them, up to a semicolon."""
    mailboxes = MailboxList()
    while value and value[0] != ';':
        value = _list_element(value, get_mailbox, mailboxes, ',;',
                              'empty element in mailbox-list', 'invalid mailbox in mailbox-list',
                              lambda token: token)
        if value and value[0] not in ',;':
            # There is more than a mailbox: which makes it none.
            mailbox = mailboxes[-1]
            mailbox.token_type = 'invalid-mailbox'
            token, value = get_invalid_mailbox(value, ',;')
            mailbox.extend(token)
            _bad(mailboxes, 'invalid mailbox in mailbox-list')
        if value and value[0] == ',':
            mailboxes.append(ListSeparator)
            value = value[1:]
    return mailboxes, value


def get_group_list(value):
    """The mailboxes of a group, which may be none."""
    group_list = GroupList()
    if not value:
        _bad(group_list, 'end of header before group-list')
        return group_list, value
    leader, value = _leader(value)
    if leader is not None and (not value or value[0] == ';'):
        if not value:
            _bad(group_list, 'end of header in group-list')
        group_list.append(leader)
        return group_list, value
    token, value = get_mailbox_list(value)
    if not token.all_mailboxes:
        if leader is not None:
            group_list.append(leader)
        group_list.extend(token)
        _obsolete(group_list, 'group-list with empty entries')
        return group_list, value
    group_list.append(_with_leader(token, leader))
    return group_list, value


def get_group(value):
    """name: mailboxes;"""
    token, value = get_display_name(value)
    if not value or value[0] != ':':
        raise errors.HeaderParseError("expected ':' at end of group display name but found '{}'"
                                      .format(value))
    group = Group([token, ValueTerminal(':', 'group-display-name-terminator')])
    value = value[1:]
    if value and value[0] == ';':
        group.append(ValueTerminal(';', 'group-terminator'))
        return group, value[1:]
    token, value = get_group_list(value)
    group.append(token)
    if not value:
        _bad(group, 'end of header in group')
    elif value[0] != ';':
        raise errors.HeaderParseError("expected ';' at end of group but found {}".format(value))
    group.append(ValueTerminal(';', 'group-terminator'))
    return group, value[1:]


def get_address(value):
    """A group or a mailbox."""
    try:
        token, value = get_group(value)
    except errors.HeaderParseError:
        try:
            token, value = get_mailbox(value)
        except errors.HeaderParseError:
            raise errors.HeaderParseError("expected address but found '{}'"
                                          .format(value)) from None
    return Address([token]), value


def get_address_list(value):
    """Addresses with commas between them: the whole text."""
    addresses = AddressList()
    while value:
        value = _list_element(value, get_address, addresses, ',',
                              'address-list entry with no content',
                              'invalid address in address-list', lambda token: Address([token]))
        if value and value[0] != ',':
            mailbox = addresses[-1][0]
            if mailbox.token_type == 'group':
                mailbox = addresses[-1][0] = InvalidMailbox([mailbox])
            mailbox.token_type = 'invalid-mailbox'
            token, value = get_invalid_mailbox(value, ',')
            mailbox.extend(token)
            _bad(addresses, 'invalid address in address-list')
        if value:
            addresses.append(ListSeparator)
            value = value[1:]
    return addresses, value


# ---- MIME ----

def parse_mime_version(value):
    """digits.digits, with white space and comments anywhere."""
    version = MIMEVersion()
    if not value:
        version.defects.append(errors.HeaderMissingRequiredValue(
            'Missing MIME version number (eg: 1.0)'))
        return version
    numbers = []
    for mark in '.', '':
        version, value = _trailer(version, value)
        if not value and mark:
            version.defects.append(errors.HeaderMissingRequiredValue(
                'Expected MIME version number but found only CFWS'))
        digits = re.match('[^ \t(.]*' if mark else '[^ \t(]*', value).group()
        value = value[len(digits):]
        if not digits.isdigit():
            if mark and digits:
                _bad(version, 'Expected MIME major version number but found {!r}'.format(digits))
                version.append(ValueTerminal(digits + value, 'xtext'))
                return version
            elif not mark:
                _bad(version, 'Incomplete MIME version; found only major number'
                     if not digits else
                     'Expected MIME minor version number but found {!r}'.format(digits))
                if digits:
                    version.append(ValueTerminal(digits, 'xtext'))
        else:
            numbers.append(int(digits))
            version.append(ValueTerminal(digits, 'digits'))
        version, value = _trailer(version, value)
        if mark:
            if not value or value[0] != '.':
                if numbers:
                    _bad(version, 'Incomplete MIME version; found only major number')
                break
            version.append(ValueTerminal('.', 'version-separator'))
            value = value[1:]
    if len(numbers) == 2:
        version.major, version.minor = numbers
    if value:
        _bad(version, 'Excess non-CFWS text after MIME version')
        version.append(ValueTerminal(value, 'xtext'))
    return version


def get_invalid_parameter(value):
    """What is no parameter, up to the next semicolon."""
    invalid = InvalidParameter()
    while value and value[0] != ';':
        if value[0] in PHRASE_ENDS:
            invalid.append(ValueTerminal(value[0], 'misplaced-special'))
            value = value[1:]
        else:
            token, value = get_phrase(value)
            invalid.append(token)
    return invalid, value


def get_ttext(value):
    """The text of a MIME token."""
    return _get_text(value, _token_text, 'ttext', 'ttext')


def _get_spaced(value, ends, get_text, kind):
    """A `kind` of what get_text finds, with white space around it; an error where it would be empty."""
    leader, value = _leader(value)
    if value and value[0] in ends:
        raise errors.HeaderParseError("expected token but found '{}'".format(value))
    token, value = get_text(value)
    return _trailer(_with_leader(kind([token]), leader), value)


def get_token(value):
    """A MIME token with white space around it."""
    return _get_spaced(value, TOKEN_ENDS, get_ttext, Token)


def get_attrtext(value):
    """The text of a parameter's name, or of a value in the manner of RFC 2231."""
    return _get_text(value, _attribute_text, 'attrtext', 'attrtext')


def get_attribute(value):
    """A parameter's name."""
    return _get_spaced(value, ATTRIBUTE_ENDS, get_attrtext, Attribute)


def get_extended_attrtext(value):
    """The same with escapes by %."""
    return _get_text(value, _extended_attribute_text, 'extended-attrtext', 'extended attrtext')


def get_extended_attribute(value):
    """A value with escapes by %."""
    return _get_spaced(value, EXTENDED_ATTRIBUTE_ENDS, get_extended_attrtext, Attribute)


def get_section(value):
    """*digits: which section of a parameter's value comes."""
    section = Section()
    m = re.match(r'\*(\d+)', value, re.ASCII)
    if not m:
        raise errors.HeaderParseError('Expected section number but found {}'.format(value))
    digits = m.group(1)
    if digits[0] == '0' and digits != '0':
        _bad(section, 'section number has an invalid leading 0')
    section.number = int(digits)
    section.append(ValueTerminal('*', 'section-marker'))
    section.append(ValueTerminal(digits, 'digits'))
    return section, value[m.end():]


def get_value(value):
    """A parameter's value: in quotes or not."""
    if not value:
        raise errors.HeaderParseError('Expected value but found end of string')
    leader, value = _leader(value)
    if not value:
        raise errors.HeaderParseError('Expected value but found only {}'.format(leader))
    token, value = get_quoted_string(value) if value[0] == '"' else get_extended_attribute(value)
    return Value([_with_leader(token, leader)]), value


def get_parameter(value):
    """name=value, or name*section*=charset'language'value (RFC 2231)."""
    token, value = get_attribute(value)
    param = Parameter([token])
    if not value or value[0] == ';':
        _bad(param, "Parameter contains name ({}) but no value".format(token))
        return param, value
    if value[0] == '*':
        try:
            token, value = get_section(value)
            param.sectioned = True
            param.append(token)
        except errors.HeaderParseError:
            pass
        if not value:
            raise errors.HeaderParseError('Incomplete parameter')
        if value[0] == '*':
            param.append(ValueTerminal('*', 'extended-parameter-marker'))
            value = value[1:]
            param.extended = True
    if value[:1] != '=':
        raise errors.HeaderParseError("Parameter not followed by '='")
    param.append(ValueTerminal('=', 'parameter-separator'))
    value = value[1:]
    token, value = _leader(value)
    if token is not None:
        param.append(token)
    if param.extended:
        return _get_extended_value(param, value)
    if param.sectioned and _charset_and_language(value):
        _bad(param, 'Apparent initial-extended-value but attribute was not marked as extended '
                    'or was not initial section')
        param.extended = True
        return _get_extended_value(param, value)
    token, value = get_value(value)
    param.append(token)
    return param, value


# The beginning of an extended value: charset'language'
_charset_and_language = re.compile(r"([^'\s;\"]*)'([^'\s;\"]*)'").match


def _get_extended_value(param, value):
    """The value of a parameter that is marked as extended. In quotes it is not valid, but
    is taken as if there were none, if it looks as it should."""
    rest = quoted = None
    target = param
    if value[:1] == '"':
        quoted, rest = get_quoted_string(value)
        inner = quoted.stripped_value
        if param.section_number == 0:
            usable = inner[:1] == "'" or re.match(r"[^'\s%]+'", inner) is not None
        else:
            usable = _extended_attribute_text(inner) is not None and \
                _extended_attribute_text(inner).end() == len(inner)
        if usable:
            _bad(param, 'Quoted string value for extended parameter is invalid')
            param.append(quoted)
            for target in quoted:
                if target.token_type == 'bare-quoted-string':
                    target[:] = []
                    break
            value = inner
        else:
            _bad(param, 'Parameter marked as extended but appears to have a quoted string value '
                        'that is non-encoded')
            token, value = get_value(value)
            param.append(token)
            param.extended = False
            return param, value
    m = _charset_and_language(value)
    if m and (param.section_number == 0 or param.charset == 'us-ascii'):
        if param.section_number > 0:
            _bad(param, 'Apparent initial-extended-value but attribute was not marked as '
                        'extended or was not initial section')
        param.charset, param.lang = m.group(1) or 'us-ascii', m.group(2)
        for text, token_type in ((m.group(1), 'extended-attrtext'), ("'", 'RFC2231-delimiter'),
                                 (m.group(2), 'extended-attrtext'), ("'", 'RFC2231-delimiter')):
            if text:
                target.append(ValueTerminal(text, token_type))
        value = value[m.end():]
    elif param.section_number == 0:
        _bad(param, "Expected RFC2231 char/lang encoding delimiter, but found {!r}".format(value))
        m = re.match(r"'[^']*'", value)
        if m:
            target.append(ValueTerminal(m.group(), 'RFC2231-delimiter'))
            value = value[m.end():]
    if quoted is None:
        token, value = get_value(value)
        target.append(token)
        return param, value
    # All that was in the quotes is the value.
    text = Value()
    while value:
        if value[0] in WSP:
            token, value = get_fws(value)
        elif value[0] == '"':
            token, value = ValueTerminal('"', 'DQUOTE'), value[1:]
        else:
            token, value = get_qcontent(value)
        text.append(token)
    target.append(text)
    return param, rest


def parse_mime_parameters(value):
    """Parameters with semicolons between them."""
    params = MimeParameters()
    while value:
        try:
            token, value = get_parameter(value)
            params.append(token)
        except errors.HeaderParseError:
            leader, value = _leader(value)
            if not value:
                params.append(leader)
                return params
            if value[0] == ';':
                if leader is not None:
                    params.append(leader)
                _bad(params, 'parameter entry with no content')
            else:
                token, value = get_invalid_parameter(value)
                params.append(_with_leader(token, leader))
                _bad(params, 'invalid parameter {!r}'.format(token))
        if value and value[0] != ';':
            # There is more than a parameter.
            param = params[-1]
            param.token_type = 'invalid-parameter'
            token, value = get_invalid_parameter(value)
            param.extend(token)
            _bad(params, 'parameter with invalid trailing text {!r}'.format(token))
        if value:
            params.append(ValueTerminal(';', 'parameter-separator'))
            value = value[1:]
    return params


def _find_mime_parameters(token_list, value):
    """Pass over what should not be there, up to parameters."""
    while value and value[0] != ';':
        if value[0] in PHRASE_ENDS:
            token_list.append(ValueTerminal(value[0], 'misplaced-special'))
            value = value[1:]
        else:
            token, value = get_phrase(value)
            token_list.append(token)
    if not value:
        return
    token_list.append(ValueTerminal(';', 'parameter-separator'))
    token_list.append(parse_mime_parameters(value[1:]))


def _append_parameters(header, value):
    """The parameters of a header; what is not one is noted."""
    if not value:
        return header
    if value[0] != ';':
        _bad(header, 'Only parameters are valid after {}, but found {!r}'
             .format(header.token_type, value))
        _find_mime_parameters(header, value)
        return header
    header.append(ValueTerminal(';', 'parameter-separator'))
    header.append(parse_mime_parameters(value[1:]))
    return header


def _begin(header, value, what, expected):
    """Append the token that a header begins with: (the token or None, the rest)."""
    if not value:
        header.defects.append(errors.HeaderMissingRequiredValue('Missing ' + what))
        return None, value
    try:
        token, value = get_token(value)
    except errors.HeaderParseError:
        _bad(header, 'Expected {} but found {!r}'.format(expected, value))
        return None, value
    header.append(token)
    return token, value


def parse_content_type_header(value):
    """maintype/subtype; parameters. Where that is wrong it is text/plain."""
    ctype = ContentType()
    token, value = _begin(ctype, value, 'content type specification', 'content maintype')
    if token is None:
        if value:
            _find_mime_parameters(ctype, value)
        return ctype
    if not value or value[0] != '/':
        _bad(ctype, 'Invalid content type')
        if value:
            _find_mime_parameters(ctype, value)
        return ctype
    ctype.maintype = token.value.strip().lower()
    ctype.append(ValueTerminal('/', 'content-type-separator'))
    value = value[1:]
    try:
        token, value = get_token(value)
    except errors.HeaderParseError:
        _bad(ctype, 'Expected content subtype but found {!r}'.format(value))
        _find_mime_parameters(ctype, value)
        ctype.maintype = 'text'
        return ctype
    ctype.append(token)
    if value and value[0] != ';':
        ctype.maintype = 'text'         # which the subtype is plain of already
    else:
        ctype.subtype = token.value.strip().lower()
    return _append_parameters(ctype, value)


def parse_content_disposition_header(value):
    """attachment or inline, or another token; parameters."""
    disposition = ContentDisposition()
    token, value = _begin(disposition, value, 'content disposition', 'content disposition')
    if token is None:
        if value:
            _find_mime_parameters(disposition, value)
        return disposition
    disposition.content_disposition = token.value.strip().lower()
    return _append_parameters(disposition, value)


def parse_content_transfer_encoding_header(value):
    """A token."""
    encoding = ContentTransferEncoding()
    token, value = _begin(encoding, value, 'content transfer encoding',
                          'content transfer encoding')
    if token is not None:
        encoding.cte = token.value.strip().lower()
    while value:
        _bad(encoding, 'Extra text after content transfer encoding')
        if value[0] in PHRASE_ENDS:
            encoding.append(ValueTerminal(value[0], 'misplaced-special'))
            value = value[1:]
        else:
            token, value = get_phrase(value)
            encoding.append(token)
    return encoding


# ---- writing ----

class _Folder:
    """Writes a tree as lines: a token that does not fit goes to a new line if it can begin
    one, else its parts are tried; text that is not ASCII becomes encoded words."""

    def __init__(self, policy):
        self.policy = policy
        self.maxlen = policy.max_line_length or float('inf')
        self.linesep = policy.linesep
        self.encoding = 'utf-8' if getattr(policy, 'utf8', False) else 'us-ascii'
        self.lines = ['']
        self.last_ew = None         # where the last encoded word of the line begins
        self.comments = {}          # id of a comment: its text

    def fold(self, tree):
        for part in tree:
            self.add(part, True)
        return self.linesep.join(self.lines) + self.linesep

    def _room(self):
        return self.maxlen - len(self.lines[-1])

    def _text(self, part):
        """str(part). A comment in a comment in a comment is asked for its text at each level:
        here that is not put together anew each time."""
        if part.token_type != 'comment':
            return str(part)
        text = self.comments.get(id(part))
        if text is None:
            text = '(' + ''.join([self._text(x) if x.token_type == 'comment' else part.quote(x)
                                  for x in part]) + ')'
            self.comments[id(part)] = text
        return text

    def _charset(self, text):
        """The charset of encoded words that a text needs; None."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError:
            return 'unknown-8bit' if utils._has_surrogates(text) else 'utf-8'
        return None

    def _break(self, text):
        """Begin a new line with a text, if white space allows that."""
        line = self.lines[-1]
        if text[:1] in WSP and text:
            self.lines.append(text)
        elif line and line[-1] in WSP and line.strip():
            self.lines[-1] = line[:-1]
            self.lines.append(line[-1] + text)
        else:
            return False
        self.last_ew = None
        return True

    def add(self, part, ew_allowed):
        """Write a token."""
        if part.token_type == 'mime-parameters':
            self._add_parameters(part)
            return
        text = self._text(part)
        if not text:
            return
        ew_allowed = ew_allowed and part.as_ew_allowed
        charset = self._charset(text)
        if charset is not None:
            if not isinstance(part, Terminal):
                if part.token_type in ('address', 'mailbox', 'invalid-mailbox'):
                    # An address had better not be broken.
                    folded = part.fold(policy=self.policy)[:-len(self.linesep)]
                    if self.linesep not in folded and not self._fits(folded) and \
                            len(folded) < self.maxlen and self._break(folded):
                        return
                self._add_parts(part, ew_allowed)
            elif ew_allowed:
                self._add_encoded(text, charset, part.ew_combine_allowed)
            elif not self._fits(text) and self._break(text):
                pass
            else:
                self.lines[-1] += text
            return
        if self._fits(text):
            self.lines[-1] += text
            return
        if part.syntactic_break and len(text) + 1 <= self.maxlen and self._break(text):
            return
        if not isinstance(part, Terminal):
            self._add_parts(part, ew_allowed)
        elif ew_allowed and len(text) + 1 > self.maxlen and part.token_type != 'fws':
            # Encoded it can be cut.
            self._add_encoded(text, 'utf-8', part.ew_combine_allowed)
        elif not self._break(text):
            self.lines[-1] += text          # there is no way

    def _fits(self, text):
        return len(text) <= self._room()

    def _add_parts(self, part, ew_allowed):
        if not part.ew_combine_allowed:
            self.last_ew = None
        if part.token_type == 'comment':
            self.lines[-1] += '('
        elif part.token_type == 'bare-quoted-string' and self._charset(str(part)) is None:
            # Its quotes belong to the text.
            words = _wsp_splitter(str(part))
            for word in words:
                if word:
                    self.add(ValueTerminal(word, 'fws' if word[0] in WSP else 'ptext'),
                             ew_allowed)
            return
        for inner in part:
            self.add(inner, ew_allowed)
        if part.token_type == 'comment':
            self.lines[-1] += ')'
        if not part.ew_combine_allowed:
            self.last_ew = None

    def _add_encoded(self, text, charset, combine):
        """Write a text as encoded words; if it may, in one with the last of the line, and
        what is between them."""
        lines = self.lines
        if self.last_ew is not None and combine:
            text = str(get_unstructured(lines[-1][self.last_ew:] + text))
            lines[-1] = lines[-1][:self.last_ew]
            charset = self._charset(text) or charset
        if text[0] in WSP:
            # White space stays outside.
            blank, text = text[0], text[1:]
            lines[-1] += blank
            if self._room() <= 0:
                self.lines[-1] = lines[-1][:-1]
                lines.append(blank)
        stripped = text.rstrip(' \t')
        trailing, text = text[len(stripped):], stripped
        position = len(lines[-1]) if self.last_ew is None or not combine else self.last_ew
        chrome = len('=?' + charset + '?q??=')
        if text and self.maxlen <= chrome + 1:
            raise errors.HeaderParseError('max_line_length is too small to fit an encoded word')
        while text:
            if self._room() <= chrome:
                lines.append(' ')
                position = 1
            first = text if self.maxlen == float('inf') else text[:self._room() - chrome]
            word = _ew.encode(first, charset=charset)
            while len(word) > self._room() and len(first) > 1:
                first = first[:-1]
                word = _ew.encode(first, charset=charset)
            # The whole may fit in the other encoding, though not a part of it in this one.
            if len(first) < len(text):
                whole = _ew.encode(text, charset=charset)
                if len(whole) <= self._room():
                    first, word = text, whole
            lines[-1] += word
            text = text[len(first):]
            if text:
                lines.append(' ')
                position = 1
        lines[-1] += trailing
        self.last_ew = position if combine else None

    def _add_parameters(self, part):
        """Write parameters, those that are long or not ASCII as RFC 2231 says."""
        lines = self.lines
        for name, value in part.params:
            if not lines[-1].rstrip().endswith(';'):
                lines[-1] += ';'
            charset, error_handler = self.encoding, 'strict'
            encoded = self._charset(value) is not None
            if encoded:
                charset = self._charset(value)
                if charset == 'unknown-8bit':
                    error_handler = 'surrogateescape'
            codec = 'utf-8' if charset == 'unknown-8bit' else charset
            if encoded:
                text = "{}*={}''{}".format(name, charset, urllib.parse.quote(
                    value, safe='', encoding=codec, errors=error_handler))
            else:
                text = '{}={}'.format(name, quote_string(value))
            if len(lines[-1]) + len(text) + 1 < self.maxlen:
                lines[-1] += ' ' + text
            elif len(text) + 2 <= self.maxlen:
                lines.append(' ' + text)
            else:
                self._add_sections(name, value, charset, codec, error_handler)

    def _add_sections(self, name, value, charset, codec, error_handler):
        section = 0
        prefix = charset + "''"
        maxlen = self.maxlen
        while value:
            chrome = len(name) + len(str(section)) + 3 + len(prefix)
            if maxlen <= chrome + 3:
                maxlen = 78             # not even that much room: it cannot be kept
            room = maxlen - chrome - 2  # for the blank before and the semicolon behind it
            split = room
            while True:
                text = urllib.parse.quote(value[:split], safe='', encoding=codec,
                                          errors=error_handler)
                if len(text) <= room or split == 1:
                    break
                split -= 1
            self.lines.append(' {}*{}*={}{}'.format(name, section, prefix, text))
            prefix = ''
            section += 1
            value = value[split:]
            if value:
                self.lines[-1] += ';'
