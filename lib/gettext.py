"""Messages in the user's language, from catalogs in the GNU format .mo."""

import os
import re
import sys

__all__ = ['NullTranslations', 'GNUTranslations', 'Catalog', 'find', 'translation', 'install',
           'textdomain', 'bindtextdomain', 'bind_textdomain_codeset', 'dgettext', 'dngettext',
           'gettext', 'lgettext', 'ldgettext', 'ldngettext', 'lngettext', 'ngettext',
           'pgettext', 'dpgettext', 'npgettext', 'dnpgettext']

_default_localedir = os.path.join(sys.base_prefix, 'share', 'locale')


# The plural form is chosen by an expression of C over n.  It is parsed here and turned
# into one of Python; nothing but numbers, n and operators gets through.

_token = re.compile(r'''
    (?P<WHITESPACES>[ \t]+) | (?P<NUMBER>[0-9]+\b) | (?P<NAME>n\b) | (?P<PARENTHESIS>[()])
    | (?P<OPERATOR>[-*/%+?:]|[><!]=?|==|&&|\|\|) | (?P<INVALID>\w+|.)''',
    re.VERBOSE | re.DOTALL)


def _tokenize(plural):
    for m in _token.finditer(plural):
        kind = m.lastgroup
        if kind == 'WHITESPACES':
            continue
        value = m.group(kind)
        if kind == 'INVALID':
            raise ValueError('invalid token in plural form: %s' % value)
        yield value
    yield ''


def _error(value):
    if value:
        return ValueError('unexpected token in plural form: %s' % value)
    return ValueError('unexpected end of plural form')


_binary_ops = [['||'], ['&&'], ['==', '!='], ['<', '>', '<=', '>='], ['+', '-'], ['*', '/', '%']]
_precedence = {op: i for i, ops in enumerate(_binary_ops, 1) for op in ops}
_python_ops = {'||': 'or', '&&': 'and', '/': '//'}


def _parse(tokens, priority=-1):
    # Returns the expression in Python, and the token after it.
    result = ''
    token = next(tokens)
    while token == '!':
        result += 'not '
        token = next(tokens)
    if token == '(':
        sub, token = _parse(tokens)
        result = '%s(%s)' % (result, sub)
        if token != ')':
            raise ValueError('unbalanced parenthesis in plural form')
    elif token == 'n':
        result = '%s%s' % (result, token)
    else:
        try:
            value = int(token, 10)
        except ValueError:
            raise _error(token) from None
        result = '%s%d' % (result, value)
    token = next(tokens)
    j = 100
    while token in _precedence:
        i = _precedence[token]
        if i < priority:
            break
        # Comparisons do not chain in C.
        if i in (3, 4) and j in (3, 4):
            result = '(%s)' % result
        op = _python_ops.get(token, token)
        right, token = _parse(tokens, i + 1)
        result = '%s %s %s' % (result, op, right)
        j = i
    if j == priority == 4:
        result = '(%s)' % result
    if token == '?' and priority <= 0:
        if_true, token = _parse(tokens, 0)
        if token != ':':
            raise _error(token)
        if_false, token = _parse(tokens)
        result = '%s if %s else %s' % (if_true, result, if_false)
        if priority == 0:
            result = '(%s)' % result
    return result, token


def _as_int(n):
    if isinstance(n, int):
        return n
    try:
        i = round(n)
    except TypeError:
        raise TypeError('Plural value must be an integer, got %s'
                        % (n.__class__.__name__,)) from None
    import warnings
    warnings.warn('Plural value must be an integer, got %s' % (n.__class__.__name__,),
                  DeprecationWarning, 4)
    return n


def c2py(plural):
    """The plural function of an expression of C."""
    if len(plural) > 1000:
        raise ValueError('plural form expression is too long')
    try:
        result, token = _parse(_tokenize(plural))
        if token:
            raise _error(token)
        depth = 0
        for c in result:
            if c == '(':
                depth += 1
                if depth > 20:
                    raise ValueError('plural form expression is too complex')
            elif c == ')':
                depth -= 1
        scope = {'_as_int': _as_int}
        exec('def func(n):\n'
             '    if not isinstance(n, int):\n'
             '        n = _as_int(n)\n'
             '    return int(%s)\n' % result, scope)
        return scope['func']
    except RecursionError:
        raise ValueError('plural form expression is too complex') from None


def _expand_lang(loc):
    """The names under which a locale's catalog may be found, the most special first."""
    import locale
    loc = locale.normalize(loc)
    codeset = territory = modifier = ''
    at = loc.find('@')
    if at >= 0:
        modifier = loc[at:]
        loc = loc[:at]
    dot = loc.find('.')
    if dot >= 0:
        codeset = loc[dot:]
        loc = loc[:dot]
    bar = loc.find('_')
    if bar >= 0:
        territory = loc[bar:]
        loc = loc[:bar]
    result = []
    for use in range(7, -1, -1):
        parts = [loc]
        for bit, part in (4, territory), (1, codeset), (2, modifier):
            if use & bit:
                if not part:
                    break
                parts.append(part)
        else:
            result.append(''.join(parts))
    return result


class NullTranslations:
    """Translates nothing; the base of catalogs."""

    def __init__(self, fp=None):
        self._info = {}
        self._charset = None
        self._output_charset = None
        self._fallback = None
        if fp is not None:
            self._parse(fp)

    def _parse(self, fp):
        pass

    def add_fallback(self, fallback):
        """Ask fallback for what is not in this catalog."""
        if self._fallback:
            self._fallback.add_fallback(fallback)
        else:
            self._fallback = fallback

    def gettext(self, message):
        return self._fallback.gettext(message) if self._fallback else message

    def ngettext(self, msgid1, msgid2, n):
        if self._fallback:
            return self._fallback.ngettext(msgid1, msgid2, n)
        return msgid1 if n == 1 else msgid2

    def pgettext(self, context, message):
        return self._fallback.pgettext(context, message) if self._fallback else message

    def npgettext(self, context, msgid1, msgid2, n):
        if self._fallback:
            return self._fallback.npgettext(context, msgid1, msgid2, n)
        return msgid1 if n == 1 else msgid2

    def _to_bytes(self, text):
        if self._output_charset:
            return text.encode(self._output_charset)
        import locale
        return text.encode(locale.getpreferredencoding())

    def lgettext(self, message):
        if self._fallback:
            return self._fallback.lgettext(message)
        return self._to_bytes(message)

    def lngettext(self, msgid1, msgid2, n):
        if self._fallback:
            return self._fallback.lngettext(msgid1, msgid2, n)
        return self._to_bytes(msgid1 if n == 1 else msgid2)

    def info(self):
        return self._info

    def charset(self):
        return self._charset

    def output_charset(self):
        return self._output_charset

    def set_output_charset(self, charset):
        self._output_charset = charset

    def install(self, names=None):
        """Make _ (and others, by name) built-in functions."""
        import builtins
        builtins.__dict__['_'] = self.gettext
        if hasattr(names, '__contains__'):
            for name in 'gettext', 'ngettext', 'lgettext', 'lngettext', 'pgettext', 'npgettext':
                if name in names:
                    builtins.__dict__[name] = getattr(self, name)
            if 'gettext' in names:
                builtins.__dict__['gettext'] = builtins.__dict__['_']


class GNUTranslations(NullTranslations):
    """A catalog read from a .mo file."""

    LE_MAGIC = 0x950412de
    BE_MAGIC = 0xde120495
    CONTEXT = '%s\x04%s'        # a message with a context
    VERSIONS = 0, 1

    def _get_versions(self, version):
        return version >> 16, version & 0xffff

    def _parse(self, fp):
        from struct import unpack
        filename = getattr(fp, 'name', '')
        self._catalog = catalog = {}
        self.plural = lambda n: int(n != 1)     # as in English
        buf = fp.read()
        buflen = len(buf)
        magic = unpack('<I', buf[:4])[0]
        if magic == self.LE_MAGIC:
            version, count, originals, translations = unpack('<4I', buf[4:20])
            pair = '<II'
        elif magic == self.BE_MAGIC:
            version, count, originals, translations = unpack('>4I', buf[4:20])
            pair = '>II'
        else:
            raise OSError(0, 'Bad magic number', filename)
        major, minor = self._get_versions(version)
        if major not in self.VERSIONS:
            raise OSError(0, 'Bad version number ' + str(major), filename)
        for i in range(count):
            mlen, moff = unpack(pair, buf[originals:originals + 8])
            mend = moff + mlen
            tlen, toff = unpack(pair, buf[translations:translations + 8])
            tend = toff + tlen
            if mend >= buflen or tend >= buflen:
                raise OSError(0, 'File is corrupt', filename)
            msg = buf[moff:mend]
            tmsg = buf[toff:tend]
            if mlen == 0:
                self._parse_header(tmsg)
            charset = self._charset or 'ascii'
            if b'\x00' in msg:
                msgid1, msgid2 = msg.split(b'\x00')
                msgid1 = str(msgid1, charset)
                for form, text in enumerate(tmsg.split(b'\x00')):
                    catalog[msgid1, form] = str(text, charset)
            else:
                catalog[str(msg, charset)] = str(tmsg, charset)
            originals += 8
            translations += 8

    def _parse_header(self, data):
        # The translation of nothing is the header of the catalog.
        lastk = None
        for b_item in data.split(b'\n'):
            item = b_item.decode().strip()
            if not item:
                continue
            # Comments of xgettext
            if item.startswith('#-#-#-#-#') and item.endswith('#-#-#-#-#'):
                continue
            k = v = None
            if ':' in item:
                k, v = item.split(':', 1)
                k = k.strip().lower()
                v = v.strip()
                self._info[k] = v
                lastk = k
            elif lastk:
                self._info[lastk] += '\n' + item
            if k == 'content-type':
                self._charset = v.split('charset=')[1]
            elif k == 'plural-forms':
                self.plural = c2py(v.split(';')[1].split('plural=')[1])

    def gettext(self, message):
        missing = object()
        text = self._catalog.get(message, missing)
        if text is not missing:
            return text
        return self._fallback.gettext(message) if self._fallback else message

    def ngettext(self, msgid1, msgid2, n):
        try:
            return self._catalog[msgid1, self.plural(n)]
        except KeyError:
            if self._fallback:
                return self._fallback.ngettext(msgid1, msgid2, n)
            return msgid1 if n == 1 else msgid2

    def pgettext(self, context, message):
        text = self._catalog.get(self.CONTEXT % (context, message))
        if text is not None:
            return text
        return self._fallback.pgettext(context, message) if self._fallback else message

    def npgettext(self, context, msgid1, msgid2, n):
        try:
            return self._catalog[self.CONTEXT % (context, msgid1), self.plural(n)]
        except KeyError:
            if self._fallback:
                return self._fallback.npgettext(context, msgid1, msgid2, n)
            return msgid1 if n == 1 else msgid2

    def lgettext(self, message):
        text = self._catalog.get(message)
        if text is None:
            if self._fallback:
                return self._fallback.lgettext(message)
            text = message
        return self._to_bytes(text)

    def lngettext(self, msgid1, msgid2, n):
        try:
            text = self._catalog[msgid1, self.plural(n)]
        except KeyError:
            if self._fallback:
                return self._fallback.lngettext(msgid1, msgid2, n)
            text = msgid1 if n == 1 else msgid2
        return self._to_bytes(text)


def find(domain, localedir=None, languages=None, all=False):
    """The file of a catalog, or None; with all, a list of files."""
    if localedir is None:
        localedir = _default_localedir
    if languages is None:
        languages = []
        for name in 'LANGUAGE', 'LC_ALL', 'LC_MESSAGES', 'LANG':
            value = os.environ.get(name)
            if value:
                languages = value.split(':')
                break
        if 'C' not in languages:
            languages.append('C')
    names = []
    for lang in languages:
        for name in _expand_lang(lang):
            if name not in names:
                names.append(name)
    result = [] if all else None
    for lang in names:
        if lang == 'C':
            break
        mofile = os.path.join(localedir, lang, 'LC_MESSAGES', '%s.mo' % domain)
        if os.path.exists(mofile):
            if not all:
                return mofile
            result.append(mofile)
    return result


_translations = {}      # (class, file) -> catalog


def translation(domain, localedir=None, languages=None, class_=None, fallback=False,
                codeset=None):
    """The catalog of a domain; each is read once."""
    if class_ is None:
        class_ = GNUTranslations
    mofiles = find(domain, localedir, languages, all=True)
    if not mofiles:
        if fallback:
            return NullTranslations()
        from errno import ENOENT
        raise FileNotFoundError(ENOENT, 'No translation file found for domain', domain)
    result = None
    for mofile in mofiles:
        key = class_, os.path.abspath(mofile)
        t = _translations.get(key)
        if t is None:
            with open(mofile, 'rb') as fp:
                t = _translations.setdefault(key, class_(fp))
        # A copy: the fallbacks and the charset are this caller's.
        import copy
        t = copy.copy(t)
        if codeset:
            t.set_output_charset(codeset)
        if result is None:
            result = t
        else:
            result.add_fallback(t)
    return result


def install(domain, localedir=None, codeset=None, names=None):
    """Make _ a built-in function that translates."""
    translation(domain, localedir, fallback=True, codeset=codeset).install(names)


# The interface of GNU gettext: a current domain, and directories for domains.

_localedirs = {}
_localecodesets = {}
_current_domain = 'messages'


def textdomain(domain=None):
    global _current_domain
    if domain is not None:
        _current_domain = domain
    return _current_domain


def bindtextdomain(domain, localedir=None):
    if localedir is not None:
        _localedirs[domain] = localedir
    return _localedirs.get(domain, _default_localedir)


def bind_textdomain_codeset(domain, codeset=None):
    if codeset is not None:
        _localecodesets[domain] = codeset
    return _localecodesets.get(domain)


def _catalog_of(domain):
    return translation(domain, _localedirs.get(domain), fallback=True,
                       codeset=_localecodesets.get(domain))


def dgettext(domain, message):
    return _catalog_of(domain).gettext(message)


def ldgettext(domain, message):
    return _catalog_of(domain).lgettext(message)


def dngettext(domain, msgid1, msgid2, n):
    return _catalog_of(domain).ngettext(msgid1, msgid2, n)


def ldngettext(domain, msgid1, msgid2, n):
    return _catalog_of(domain).lngettext(msgid1, msgid2, n)


def dpgettext(domain, context, message):
    return _catalog_of(domain).pgettext(context, message)


def dnpgettext(domain, context, msgid1, msgid2, n):
    return _catalog_of(domain).npgettext(context, msgid1, msgid2, n)


def gettext(message):
    return dgettext(_current_domain, message)


def lgettext(message):
    return ldgettext(_current_domain, message)


def ngettext(msgid1, msgid2, n):
    return dngettext(_current_domain, msgid1, msgid2, n)


def lngettext(msgid1, msgid2, n):
    return ldngettext(_current_domain, msgid1, msgid2, n)


def pgettext(context, message):
    return dpgettext(_current_domain, context, message)


def npgettext(context, msgid1, msgid2, n):
    return dnpgettext(_current_domain, context, msgid1, msgid2, n)


# The name of old.
Catalog = translation
