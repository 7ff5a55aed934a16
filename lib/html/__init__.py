"""Escaping text for HTML, and back."""

import re as _re

__all__ = ['escape', 'unescape']


def escape(s, quote=True):
    """Replace & < > and, if quote, the quotes by entities."""
    s = s.replace('&', '&amp;')
    s = s.replace('<', '&lt;').replace('>', '&gt;')
    if quote:
        s = s.replace('"', '&quot;').replace("'", '&#x27;')
    return s


# What browsers make of numbers that are no characters (HTML5, 8.2.4.69).
_invalid_charrefs = {0x00: '\ufffd', 0x0d: '\r'}
_invalid_charrefs.update(
    (0x80 + i, c) for i, c in enumerate(
        '\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d'
        '\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d'
        '\u017e\u0178'))
_invalid_codepoints = (set(range(0x1, 0x9)) | {0xb} | set(range(0xe, 0x20))
                       | set(range(0x7f, 0xa0)) | set(range(0xfdd0, 0xfdf0))
                       | {plane << 16 | low for plane in range(17) for low in (0xfffe, 0xffff)})
_charref = _re.compile(r'&(#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)')


_html5 = None               # html.entities.html5, once it is needed: it is large


def _replace_charref(m):
    s = m.group(1)
    if s[0] == '#':
        num = int(s[2:].rstrip(';'), 16) if s[1] in 'xX' else int(s[1:].rstrip(';'))
        if num in _invalid_charrefs:
            return _invalid_charrefs[num]
        if 0xD800 <= num <= 0xDFFF or num > 0x10FFFF:
            return '\uFFFD'
        if num in _invalid_codepoints:
            return ''
        return chr(num)
    html5 = _html5
    if s in html5:
        return html5[s]
    # The longest name it begins with, as HTML5 says.
    for x in range(len(s) - 1, 1, -1):
        if s[:x] in html5:
            return html5[s[:x]] + s[x:]
    return '&' + s


def unescape(s):
    """Replace entities and character references by characters."""
    global _html5
    if '&' not in s:
        return s
    if _html5 is None:
        from html.entities import html5 as _html5
    return _charref.sub(_replace_charref, s)
