"""XInclude for element trees: include() replaces xi:include elements by what they name."""

import copy
from urllib.parse import urljoin

from . import ElementTree

XINCLUDE = '{http://www.w3.org/2001/XInclude}'
XINCLUDE_INCLUDE = XINCLUDE + 'include'
XINCLUDE_FALLBACK = XINCLUDE + 'fallback'
# How deep inclusions may nest, by default.
DEFAULT_MAX_INCLUSION_DEPTH = 6


class FatalIncludeError(SyntaxError):
    """Raised for what cannot be included."""


class LimitedRecursiveIncludeError(FatalIncludeError):
    """Raised when inclusions nest too deep."""


def default_loader(href, parse, encoding=None):
    """An Element of the XML file href, or (parse 'text') its text."""
    if parse == 'xml':
        with open(href, 'rb') as file:
            return ElementTree.parse(file).getroot()
    with open(href, 'r', encoding=encoding or 'UTF-8') as file:
        return file.read()


def include(elem, loader=None, base_url=None, max_depth=DEFAULT_MAX_INCLUSION_DEPTH):
    """Expand the xi:include elements in elem, in place.

    loader(href, parse, encoding=None) gives an Element or text, or None. base_url: what names are relative to; max_depth: how
    deep inclusions may nest, None for any depth.
    """
    if max_depth is None:
        max_depth = -1
    elif max_depth < 0:
        raise ValueError('expected non-negative depth or None for "max_depth", got %r' % max_depth)
    if hasattr(elem, 'getroot'):
        elem = elem.getroot()
    _include(elem, loader or default_loader, base_url, max_depth, set())


def _include(elem, loader, base_url, max_depth, parents):
    i = 0
    while i < len(elem):
        e = elem[i]
        if e.tag == XINCLUDE_INCLUDE:
            href = e.get('href')
            if base_url:
                href = urljoin(base_url, href)
            parse = e.get('parse', 'xml')
            if parse == 'xml':
                elem[i] = _load_xml(e, href, parse, loader, max_depth, parents)
            elif parse == 'text':
                text = loader(href, parse, e.get('encoding'))
                if text is None:
                    raise FatalIncludeError('cannot load %r as %r' % (href, parse))
                text += e.tail or ''
                if i:
                    elem[i - 1].tail = (elem[i - 1].tail or '') + text
                else:
                    elem.text = (elem.text or '') + text
                del elem[i]
                continue
            else:
                raise FatalIncludeError('unknown parse type in xi:include tag (%r)' % parse)
        elif e.tag == XINCLUDE_FALLBACK:
            raise FatalIncludeError('xi:fallback tag must be child of xi:include (%r)' % e.tag)
        else:
            _include(e, loader, base_url, max_depth, parents)
        i += 1


def _load_xml(e, href, parse, loader, max_depth, parents):
    """The element an xi:include stands for, itself expanded."""
    if href in parents:
        raise FatalIncludeError('recursive include of %s' % href)
    if max_depth == 0:
        raise LimitedRecursiveIncludeError('maximum xinclude depth reached when including file %s' % href)
    node = loader(href, parse)
    if node is None:
        raise FatalIncludeError('cannot load %r as %r' % (href, parse))
    node = copy.copy(node)              # the loader may give the same again
    parents.add(href)
    _include(node, loader, href, max_depth - 1, parents)
    parents.remove(href)
    if e.tail:
        node.tail = (node.tail or '') + e.tail
    return node
