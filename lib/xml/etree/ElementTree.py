"""XML as a tree of elements.

An Element has a tag, attributes (a dict), text before its first child, tail (the text after its end), and children like a list.
An ElementTree is a document. XML() and parse() read with XMLParser, which reports to a target, usually a TreeBuilder;
iterparse() and XMLPullParser report while they read. tostring() and ElementTree.write() write.

A tag is a name or '{uri}name'; Comment and ProcessingInstruction elements have that function as tag. Python manual:
xml.etree.ElementTree.
"""

import collections
import contextlib
import io
import re
import sys
import warnings

from . import ElementPath

__all__ = [
    'Comment', 'dump', 'Element', 'ElementTree', 'fromstring', 'fromstringlist', 'indent', 'iselement', 'iterparse', 'parse',
    'ParseError', 'PI', 'ProcessingInstruction', 'QName', 'SubElement', 'tostring', 'tostringlist', 'TreeBuilder', 'VERSION',
    'XML', 'XMLID', 'XMLParser', 'XMLPullParser', 'XMLTreeBuilder', 'register_namespace', 'canonicalize',
    'C14NWriterTarget',
]

VERSION = '1.3.0'


class ParseError(SyntaxError):
    """Raised for text that is no XML. code: expat's number; position: (line, column)."""


def iselement(element):
    """Whether it looks like an element."""
    return hasattr(element, 'tag')


# ---- elements ----

class Element:
    """An XML element: tag, attrib, text, tail, and children, as in a list."""

    tag = None
    attrib = None
    text = None
    tail = None

    def __init__(self, tag, attrib={}, **extra):
        if not isinstance(attrib, dict):
            raise TypeError('attrib must be dict, not %s' % attrib.__class__.__name__)
        self.tag = tag
        self.attrib = {**attrib, **extra}
        self._children = []

    def __repr__(self):
        return '<%s %r at %#x>' % (self.__class__.__name__, self.tag, id(self))

    def makeelement(self, tag, attrib):
        """A new element of the same class. Use SubElement() instead."""
        return self.__class__(tag, attrib)

    def __copy__(self):
        elem = self.makeelement(self.tag, self.attrib)
        elem.text = self.text
        elem.tail = self.tail
        elem[:] = self
        return elem

    def copy(self):
        """The same as copy.copy(): children are shared."""
        warnings.warn('elem.copy() is deprecated. Use copy.copy(elem) instead.', DeprecationWarning, stacklevel=2)
        return self.__copy__()

    # -- children --

    def __len__(self):
        return len(self._children)

    def __bool__(self):
        warnings.warn("The behavior of this method will change in future versions.  Use specific 'len(elem)' or "
                      "'elem is not None' test instead.", FutureWarning, stacklevel=2)
        return len(self._children) != 0

    def __getitem__(self, index):
        return self._children[index]

    def __setitem__(self, index, element):
        if isinstance(index, slice):
            element = list(element)
            for item in element:
                self._assert_is_element(item)
        else:
            self._assert_is_element(element)
        self._children[index] = element

    def __delitem__(self, index):
        del self._children[index]

    def append(self, subelement):
        """Add a child at the end."""
        self._assert_is_element(subelement)
        self._children.append(subelement)

    def extend(self, elements):
        """Add children at the end."""
        for element in elements:
            self._assert_is_element(element)
            self._children.append(element)

    def insert(self, index, subelement):
        """Add a child at a position."""
        self._assert_is_element(subelement)
        self._children.insert(index, subelement)

    def _assert_is_element(self, e):
        if not isinstance(e, _Element_Py):
            raise TypeError('expected an Element, not %s' % type(e).__name__)

    def remove(self, subelement):
        """Remove a child, compared by identity (or as its class says)."""
        self._children.remove(subelement)

    def getchildren(self):
        """The children as list. Deprecated."""
        warnings.warn("This method will be removed in future versions.  Use 'list(elem)' or iteration over elem instead.",
                      DeprecationWarning, stacklevel=2)
        return self._children

    def clear(self):
        """Remove all but the tag."""
        self.attrib.clear()
        self._children = []
        self.text = self.tail = None

    # -- search --

    def find(self, path, namespaces=None):
        """The first element found by a tag name or path, or None. namespaces maps prefixes to uris."""
        return ElementPath.find(self, path, namespaces)

    def findtext(self, path, default=None, namespaces=None):
        """The text of the first element found, '' if it has none, or default."""
        return ElementPath.findtext(self, path, default, namespaces)

    def findall(self, path, namespaces=None):
        """A list of the elements found, in document order."""
        return ElementPath.findall(self, path, namespaces)

    def iterfind(self, path, namespaces=None):
        """An iterator over the elements found, in document order."""
        return ElementPath.iterfind(self, path, namespaces)

    def iter(self, tag=None):
        """Yield this element and all below it, in document order; only those with a tag (None, '*': all)."""
        if tag == '*':
            tag = None
        if tag is None or self.tag == tag:
            yield self
        # Without recursion, so that depth costs nothing.
        stack = [iter(self._children)]
        while stack:
            for e in stack[-1]:
                children = e._children
                if tag is None or e.tag == tag:
                    yield e
                    children = e._children
                if children:
                    stack.append(iter(children))
                    break
            else:
                stack.pop()

    def getiterator(self, tag=None):
        """A list of what iter() yields. Deprecated."""
        warnings.warn("This method will be removed in future versions.  Use 'elem.iter()' or 'list(elem.iter())' instead.",
                      PendingDeprecationWarning, stacklevel=2)
        return list(self.iter(tag))

    def itertext(self):
        """Yield all text in this element, in document order."""
        if not isinstance(self.tag, str) and self.tag is not None:
            return
        text = self.text
        if text:
            yield text
        for e in self:
            yield from e.itertext()
            text = e.tail
            if text:
                yield text

    # -- attributes --

    def get(self, key, default=None):
        """The value of an attribute."""
        return self.attrib.get(key, default)

    def set(self, key, value):
        """Set an attribute."""
        self.attrib[key] = value

    def keys(self):
        """The names of attributes."""
        return self.attrib.keys()

    def items(self):
        """The attributes as (name, value)."""
        return self.attrib.items()


# Some programs ask for the one written in Python by this name.
_Element_Py = Element


def SubElement(parent, tag, attrib={}, **extra):
    """A new element, added to the children of parent."""
    element = parent.makeelement(tag, {**attrib, **extra})
    parent.append(element)
    return element


def Comment(text=None):
    """An element that is written as comment."""
    element = Element(Comment)
    element.text = text
    return element


def ProcessingInstruction(target, text=None):
    """An element that is written as processing instruction."""
    element = Element(ProcessingInstruction)
    element.text = target
    if text:
        element.text += ' ' + text
    return element


PI = ProcessingInstruction


class QName:
    """A qualified name, '{uri}tag', as tag, attribute or value: written with a prefix for the uri."""

    def __init__(self, text_or_uri, tag=None):
        self.text = '{%s}%s' % (text_or_uri, tag) if tag else text_or_uri

    def __str__(self):
        return self.text

    def __repr__(self):
        return '<%s %r>' % (self.__class__.__name__, self.text)

    def __hash__(self):
        return hash(self.text)

    def _other(self, other):
        return other.text if isinstance(other, QName) else other

    def __le__(self, other):
        return self.text <= self._other(other)

    def __lt__(self, other):
        return self.text < self._other(other)

    def __ge__(self, other):
        return self.text >= self._other(other)

    def __gt__(self, other):
        return self.text > self._other(other)

    def __eq__(self, other):
        return self.text == self._other(other)


# ---- documents ----

class ElementTree:
    """A document: an element hierarchy, with reading and writing. file: a name or file to read."""

    def __init__(self, element=None, file=None):
        self._root = element
        if file:
            self.parse(file)

    def getroot(self):
        """The root element."""
        return self._root

    def _setroot(self, element):
        self._root = element

    def parse(self, source, parser=None):
        """Read a file (or its name) in place of what was here; the root element."""
        with contextlib.ExitStack() as stack:
            if not hasattr(source, 'read'):
                source = stack.enter_context(open(source, 'rb'))
            if parser is None:
                parser = XMLParser()
            while True:
                data = source.read(65536)
                if not data:
                    break
                parser.feed(data)
            self._root = parser.close()
            return self._root

    def iter(self, tag=None):
        """Yield all elements, in document order; only those with a tag."""
        return self._root.iter(tag)

    def getiterator(self, tag=None):
        """A list of what iter() yields. Deprecated."""
        warnings.warn("This method will be removed in future versions.  Use 'tree.iter()' or 'list(tree.iter())' instead.",
                      PendingDeprecationWarning, stacklevel=2)
        return list(self.iter(tag))

    def _relative(self, path):
        if path[:1] == '/':
            path = '.' + path
            warnings.warn('This search is broken in 1.3 and earlier, and will be fixed in a future version.  If you rely on the '
                          'current behaviour, change it to %r' % path, FutureWarning, stacklevel=3)
        return path

    def find(self, path, namespaces=None):
        """The same as getroot().find()."""
        return self._root.find(self._relative(path), namespaces)

    def findtext(self, path, default=None, namespaces=None):
        """The same as getroot().findtext()."""
        return self._root.findtext(self._relative(path), default, namespaces)

    def findall(self, path, namespaces=None):
        """The same as getroot().findall()."""
        return self._root.findall(self._relative(path), namespaces)

    def iterfind(self, path, namespaces=None):
        """The same as getroot().iterfind()."""
        return self._root.iterfind(self._relative(path), namespaces)

    def write(self, file_or_filename, encoding=None, xml_declaration=None, default_namespace=None, method=None, *,
              short_empty_elements=True):
        """Write to a file or a file of that name.

        encoding: default US-ASCII, 'unicode' for text; xml_declaration: None if the encoding needs it; default_namespace: the
        uri written without prefix; method: 'xml', 'html', 'text' or 'c14n'.
        """
        if not method:
            method = 'xml'
        elif method not in _serialize:
            raise ValueError('unknown method %r' % method)
        if not encoding:
            encoding = 'utf-8' if method == 'c14n' else 'us-ascii'
        with _get_writer(file_or_filename, encoding) as (write, declared_encoding):
            if method == 'xml' and (xml_declaration or xml_declaration is None
                                    and encoding.lower() not in ('utf-8', 'us-ascii', 'unicode')):
                write("<?xml version='1.0' encoding='%s'?>\n" % declared_encoding)
            if method == 'text':
                _serialize_text(write, self._root)
            elif method == 'c14n':
                write(canonicalize(tostring(self._root, 'unicode')))
            else:
                qnames, namespaces = _namespaces(self._root, default_namespace)
                _serialize[method](write, self._root, qnames, namespaces, short_empty_elements=short_empty_elements)

    def write_c14n(self, file):
        """Write in canonical form."""
        return self.write(file, method='c14n')


# ---- writing ----

@contextlib.contextmanager
def _get_writer(file_or_filename, encoding):
    """A function that writes text to what write() was given, and the encoding to declare."""
    try:
        write = file_or_filename.write
    except AttributeError:
        # A name.
        if encoding.lower() == 'unicode':
            encoding = 'utf-8'
        with open(file_or_filename, 'w', encoding=encoding, errors='xmlcharrefreplace') as file:
            yield file.write, encoding
        return
    if encoding.lower() == 'unicode':
        yield write, getattr(file_or_filename, 'encoding', None) or 'utf-8'
        return
    # A file of bytes: text is encoded on its way; closing the text layer must not close the file.
    with contextlib.ExitStack() as stack:
        if isinstance(file_or_filename, io.BufferedIOBase):
            file = file_or_filename
        elif isinstance(file_or_filename, io.RawIOBase):
            file = io.BufferedWriter(file_or_filename)
            stack.callback(file.detach)
        else:
            # Anything with a method write().
            file = io.BufferedIOBase()
            file.writable = lambda: True
            file.write = write
            try:
                file.seekable = file_or_filename.seekable
                file.tell = file_or_filename.tell       # whether a byte order mark is to be written
            except AttributeError:
                pass
        file = io.TextIOWrapper(file, encoding=encoding, errors='xmlcharrefreplace', newline='\n')
        stack.callback(file.detach)
        yield file.write, encoding


def _namespaces(elem, default_namespace=None):
    """({name: as it is written}, {uri: prefix}) for all names in an element; names are tags, attributes and QNames."""
    qnames = {None: None}
    namespaces = {}
    if default_namespace:
        namespaces[default_namespace] = ''

    def add(qname):
        try:
            if qname[:1] == '{':
                uri, tag = qname[1:].rsplit('}', 1)
                prefix = namespaces.get(uri)
                if prefix is None:
                    prefix = _namespace_map.get(uri) or 'ns%d' % len(namespaces)
                    if prefix != 'xml':
                        namespaces[uri] = prefix
                qnames[qname] = '%s:%s' % (prefix, tag) if prefix else tag
            else:
                if default_namespace:
                    raise ValueError('cannot use non-qualified names with default_namespace option')
                qnames[qname] = qname
        except TypeError:
            _raise_serialization_error(qname)

    for e in elem.iter():
        tag = e.tag
        if isinstance(tag, QName):
            tag = tag.text
        if isinstance(tag, str):
            if tag not in qnames:
                add(tag)
        elif tag is not None and tag is not Comment and tag is not PI:
            _raise_serialization_error(tag)
        for key, value in e.items():
            if isinstance(key, QName):
                key = key.text
            if key not in qnames:
                add(key)
            if isinstance(value, QName) and value.text not in qnames:
                add(value.text)
        if isinstance(e.text, QName) and e.text.text not in qnames:
            add(e.text.text)
    return qnames, namespaces


def _write_start(write, elem, tag, qnames, namespaces, escape):
    """The start tag, without its end."""
    write('<' + tag)
    if namespaces:
        for uri, prefix in sorted(namespaces.items(), key=lambda item: item[1]):
            write(' xmlns%s="%s"' % (':' + prefix if prefix else '', _escape_attrib(uri)))
    # In order of names.
    for key, value in sorted(elem.items(), key=lambda item: str(item[0])):
        if isinstance(key, QName):
            key = key.text
        value = qnames[value.text] if isinstance(value, QName) else escape(value)
        write(' %s="%s"' % (qnames[key], value))


def _serialize_xml(write, elem, qnames, namespaces, short_empty_elements, **kwargs):
    tag, text = elem.tag, elem.text
    if tag is Comment:
        write('<!--%s-->' % text)
    elif tag is ProcessingInstruction:
        write('<?%s?>' % text)
    else:
        tag = qnames[tag.text if isinstance(tag, QName) else tag]
        if tag is None:
            # Only what is in it.
            if text:
                write(_escape_cdata(text))
            for e in elem:
                _serialize_xml(write, e, qnames, None, short_empty_elements)
        else:
            _write_start(write, elem, tag, qnames, namespaces, _escape_attrib)
            if text or len(elem) or not short_empty_elements:
                write('>')
                if text:
                    write(qnames[text.text] if isinstance(text, QName) else _escape_cdata(text))
                for e in elem:
                    _serialize_xml(write, e, qnames, None, short_empty_elements)
                write('</' + tag + '>')
            else:
                write(' />')
    if elem.tail:
        write(_escape_cdata(elem.tail))


HTML_EMPTY = {'area', 'base', 'basefont', 'br', 'col', 'embed', 'frame', 'hr', 'img', 'input', 'isindex', 'link', 'meta', 'param',
              'source', 'track', 'wbr'}


def _serialize_html(write, elem, qnames, namespaces, **kwargs):
    tag, text = elem.tag, elem.text
    if tag is Comment:
        write('<!--%s-->' % _escape_cdata(text))
    elif tag is ProcessingInstruction:
        write('<?%s?>' % _escape_cdata(text))
    else:
        tag = qnames[tag.text if isinstance(tag, QName) else tag]
        if tag is None:
            if text:
                write(_escape_cdata(text))
            for e in elem:
                _serialize_html(write, e, qnames, None)
        else:
            _write_start(write, elem, tag, qnames, namespaces, _escape_attrib_html)
            write('>')
            lower = tag.lower()
            if text:
                if isinstance(text, QName):
                    write(qnames[text.text])
                else:
                    write(text if lower in ('script', 'style') else _escape_cdata(text))
            for e in elem:
                _serialize_html(write, e, qnames, None)
            if lower not in HTML_EMPTY:
                write('</' + tag + '>')
    if elem.tail:
        write(_escape_cdata(elem.tail))


def _serialize_text(write, elem):
    for part in elem.itertext():
        write(part)
    if elem.tail:
        write(elem.tail)


_serialize = {'xml': _serialize_xml, 'html': _serialize_html, 'text': _serialize_text, 'c14n': None}


def register_namespace(prefix, uri):
    """Have names of a uri written with a prefix, in place of what was registered for either."""
    if re.match(r'ns\d+$', prefix):
        raise ValueError('Prefix format reserved for internal use')
    for k, v in list(_namespace_map.items()):
        if k == uri or v == prefix:
            del _namespace_map[k]
    _namespace_map[uri] = prefix


_namespace_map = {
    'http://www.w3.org/XML/1998/namespace': 'xml',
    'http://www.w3.org/1999/xhtml': 'html',
    'http://www.w3.org/1999/02/22-rdf-syntax-ns#': 'rdf',
    'http://schemas.xmlsoap.org/wsdl/': 'wsdl',
    'http://www.w3.org/2001/XMLSchema': 'xs',
    'http://www.w3.org/2001/XMLSchema-instance': 'xsi',
    'http://purl.org/dc/elements/1.1/': 'dc',
}
register_namespace._namespace_map = _namespace_map


def _raise_serialization_error(text):
    raise TypeError('cannot serialize %r (type %s)' % (text, type(text).__name__))


_needs_escape = re.compile('[&<>]').search
_attrib_needs_escape = re.compile('[&<>"\r\n\t]').search


def _escape_cdata(text):
    try:
        if _needs_escape(text) is None:
            return text
    except TypeError:
        _raise_serialization_error(text)
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def _escape_attrib(text):
    try:
        if _attrib_needs_escape(text) is None:
            return text
    except TypeError:
        _raise_serialization_error(text)
    text = _escape_cdata(text).replace('"', '&quot;')
    # A reader would make blanks of line ends and tabs.
    return text.replace('\r\n', '\n').replace('\r', '\n').replace('\n', '&#10;').replace('\t', '&#09;')


def _escape_attrib_html(text):
    try:
        return text.replace('&', '&amp;').replace('>', '&gt;').replace('"', '&quot;')
    except (TypeError, AttributeError):
        _raise_serialization_error(text)


def tostring(element, encoding=None, method=None, *, xml_declaration=None, default_namespace=None, short_empty_elements=True):
    """An element as bytes (as str if the encoding is 'unicode'). The others as for ElementTree.write()."""
    stream = io.StringIO() if encoding and encoding.lower() == 'unicode' else io.BytesIO()
    ElementTree(element).write(stream, encoding, xml_declaration=xml_declaration, default_namespace=default_namespace,
                               method=method, short_empty_elements=short_empty_elements)
    return stream.getvalue()


class _ListDataStream(io.BufferedIOBase):
    """A file that keeps what is written as list of parts."""

    def __init__(self, lst):
        self.lst = lst

    def writable(self):
        return True

    def seekable(self):
        return True

    def write(self, b):
        self.lst.append(b)

    def tell(self):
        return len(self.lst)


def tostringlist(element, encoding=None, method=None, *, xml_declaration=None, default_namespace=None,
                 short_empty_elements=True):
    """The same as tostring(), in parts."""
    parts = []
    ElementTree(element).write(_ListDataStream(parts), encoding, xml_declaration=xml_declaration,
                               default_namespace=default_namespace, method=method, short_empty_elements=short_empty_elements)
    return parts


def dump(elem):
    """Write an element or tree to standard output, for debugging."""
    if not isinstance(elem, ElementTree):
        elem = ElementTree(elem)
    elem.write(sys.stdout, encoding='unicode')
    tail = elem.getroot().tail
    if not tail or tail[-1] != '\n':
        sys.stdout.write('\n')


def indent(tree, space='  ', level=0):
    """Add white space to an element or tree so that it is written with a line per element, space deeper at each level."""
    if isinstance(tree, ElementTree):
        tree = tree.getroot()
    if level < 0:
        raise ValueError('Initial indentation level must be >= 0, got %s' % level)
    if len(tree):
        _indent_children(tree, space, '\n' + level * space)


def _indent_children(elem, space, newline):
    deeper = newline + space
    if not elem.text or not elem.text.strip():
        elem.text = deeper
    for child in elem:
        if len(child):
            _indent_children(child, space, deeper)
        if not child.tail or not child.tail.strip():
            child.tail = deeper
    # The last is followed by the end of its parent.
    if not child.tail.strip():
        child.tail = newline


# ---- reading ----

def parse(source, parser=None):
    """An ElementTree of a file (or its name)."""
    tree = ElementTree()
    tree.parse(source, parser)
    return tree


def XML(text, parser=None):
    """The root element of a document in a str or bytes."""
    if not parser:
        parser = XMLParser(target=TreeBuilder())
    parser.feed(text)
    return parser.close()


fromstring = XML


def XMLID(text, parser=None):
    """(root element, {id: element}) of a document in a str or bytes."""
    tree = XML(text, parser)
    return tree, {elem.get('id'): elem for elem in tree.iter() if elem.get('id')}


def fromstringlist(sequence, parser=None):
    """The root element of a document in parts."""
    if not parser:
        parser = XMLParser(target=TreeBuilder())
    for text in sequence:
        parser.feed(text)
    return parser.close()


class TreeBuilder:
    """Builds a tree from events: start(), data(), end(), comment(), pi(); close() gives the root.

    element_factory(tag, attrs) makes the elements; comment_factory(text), pi_factory(target, text) those for comments and
    processing instructions, which are put into the tree if insert_comments, insert_pis are set.
    """

    def __init__(self, element_factory=None, *, comment_factory=None, pi_factory=None, insert_comments=False, insert_pis=False):
        self._data = []             # text since the last event
        self._elem = []             # elements that are open
        self._last = None           # the last element, open or closed
        self._root = None
        self._tail = None           # true if the last element is closed
        self._factory = Element if element_factory is None else element_factory
        self._comment_factory = Comment if comment_factory is None else comment_factory
        self._pi_factory = ProcessingInstruction if pi_factory is None else pi_factory
        self.insert_comments = insert_comments
        self.insert_pis = insert_pis

    def close(self):
        """The root element."""
        assert len(self._elem) == 0, 'missing end tags'
        assert self._root is not None, 'missing toplevel element'
        return self._root

    def _flush(self):
        if not self._data:
            return
        if self._last is not None:
            text = ''.join(self._data)
            if self._tail:
                assert self._last.tail is None, 'internal error (tail)'
                self._last.tail = text
            else:
                assert self._last.text is None, 'internal error (text)'
                self._last.text = text
        self._data = []

    def data(self, data):
        """Add text to the element that is open, or to the tail of the last one closed."""
        self._data.append(data)

    def start(self, tag, attrs):
        """Open an element; the element."""
        if self._data:
            self._flush()
        self._last = elem = self._factory(tag, attrs)
        if self._elem:
            self._elem[-1].append(elem)
        elif self._root is None:
            self._root = elem
        self._elem.append(elem)
        self._tail = 0
        return elem

    def end(self, tag):
        """Close the element that is open; the element."""
        if self._data:
            self._flush()
        self._last = self._elem.pop()
        assert self._last.tag == tag, 'end tag mismatch (expected %s, got %s)' % (self._last.tag, tag)
        self._tail = 1
        return self._last

    def comment(self, text):
        """Make a comment; the element."""
        return self._single(self._comment_factory, self.insert_comments, text)

    def pi(self, target, text=None):
        """Make a processing instruction; the element."""
        return self._single(self._pi_factory, self.insert_pis, target, text)

    def _single(self, factory, insert, *args):
        elem = factory(*args)
        if insert:
            self._flush()
            self._last = elem
            if self._elem:
                self._elem[-1].append(elem)
            self._tail = 1
        return elem


class XMLParser:
    """Reads a document, in parts, and reports to a target's methods start, end, data, comment, pi, doctype, start_ns, end_ns,
    as far as it has them; close() gives what the target's close() does. encoding: instead of the document's.
    """

    def __init__(self, html=0, target=None, encoding=None):
        from xml.parsers import expat

        parser = expat.ParserCreate(encoding, '}')
        if target is None:
            target = TreeBuilder()
        # The underscored names of old are used by some programs.
        self.parser = self._parser = parser
        self.target = self._target = target
        self._error = expat.error
        self._names = {}            # {expat's name: '{uri}name'}
        self._doctype = None
        self.entity = {}
        self.version = 'Expat %d.%d.%d' % expat.version_info
        parser.DefaultHandlerExpand = self._default
        if type(target) is TreeBuilder and hasattr(target, '_start_expat'):
            # In C, and takes the events as they come.
            self._on_start, self._on_end = target._start_expat, target._end_expat
        else:
            self._on_start, self._on_end = self._start, self._end
        if hasattr(target, 'start'):
            parser.StartElementHandler = self._on_start
        if hasattr(target, 'end'):
            parser.EndElementHandler = self._on_end
        if hasattr(target, 'start_ns'):
            parser.StartNamespaceDeclHandler = self._start_ns
        if hasattr(target, 'end_ns'):
            parser.EndNamespaceDeclHandler = self._end_ns
        if hasattr(target, 'data'):
            parser.CharacterDataHandler = target.data
        if hasattr(target, 'comment'):
            parser.CommentHandler = target.comment
        if hasattr(target, 'pi'):
            parser.ProcessingInstructionHandler = target.pi
        parser.buffer_text = 1
        parser.ordered_attributes = 1

    # -- events of expat --

    def _fixname(self, key):
        try:
            name = self._names[key]
        except KeyError:
            name = '{' + key if '}' in key else key
            self._names[key] = name
        return name

    def _start(self, tag, attr_list):
        fixname = self._fixname
        attrib = {}
        if attr_list:
            for i in range(0, len(attr_list), 2):
                attrib[fixname(attr_list[i])] = attr_list[i + 1]
        return self.target.start(fixname(tag), attrib)

    def _end(self, tag):
        return self.target.end(self._fixname(tag))

    def _start_ns(self, prefix, uri):
        return self.target.start_ns(prefix or '', uri or '')

    def _end_ns(self, prefix):
        return self.target.end_ns(prefix or '')

    def _default(self, text):
        """What has no handler of its own: entities that expat does not know, and the document type in parts."""
        prefix = text[:1]
        if prefix == '&':
            try:
                data_handler = self.target.data
            except AttributeError:
                return
            try:
                data_handler(self.entity[text[1:-1]])
            except KeyError:
                parser = self.parser
                err = self._error('undefined entity %s: line %d, column %d'
                                  % (text, parser.ErrorLineNumber, parser.ErrorColumnNumber))
                err.code = 11       # XML_ERROR_UNDEFINED_ENTITY
                err.lineno = parser.ErrorLineNumber
                err.offset = parser.ErrorColumnNumber
                raise err from None
        elif prefix == '<' and text == '<!DOCTYPE':
            self._doctype = []
        elif self._doctype is not None:
            self._default_in_doctype(prefix, text)

    def _default_in_doctype(self, prefix, text):
        if prefix == '>':
            self._doctype = None
            return
        text = text.strip()
        if not text:
            return
        self._doctype.append(text)
        if len(self._doctype) <= 2:
            return
        kind = self._doctype[1]
        if kind == 'PUBLIC' and len(self._doctype) == 4:
            name, kind, pubid, system = self._doctype
            if pubid:
                pubid = pubid[1:-1]
        elif kind == 'SYSTEM' and len(self._doctype) == 3:
            name, kind, system = self._doctype
            pubid = None
        else:
            return
        if hasattr(self.target, 'doctype'):
            self.target.doctype(name, pubid, system[1:-1])
        elif type(self).doctype is not XMLParser.doctype:
            _warn_doctype(2)
            self.doctype(name, pubid, system[1:-1])
        self._doctype = None

    def doctype(self, name, pubid, system):
        """Deprecated: define doctype() in the target."""
        _warn_doctype(3)

    def _setevents(self, events_queue, events_to_report):
        """Report to a queue of (event, element) too."""
        parser = self._parser
        append = events_queue.append
        for name in events_to_report:
            if name == 'start':
                def handler(tag, attrib_in, event=name, start=self._on_start):
                    append((event, start(tag, attrib_in)))
                parser.StartElementHandler = handler
            elif name == 'end':
                def handler(tag, event=name, end=self._on_end):
                    append((event, end(tag)))
                parser.EndElementHandler = handler
            elif name == 'start-ns':
                if hasattr(self.target, 'start_ns'):
                    def handler(prefix, uri, event=name, start_ns=self._start_ns):
                        append((event, start_ns(prefix, uri)))
                else:
                    def handler(prefix, uri, event=name):
                        append((event, (prefix or '', uri or '')))
                parser.StartNamespaceDeclHandler = handler
            elif name == 'end-ns':
                if hasattr(self.target, 'end_ns'):
                    def handler(prefix, event=name, end_ns=self._end_ns):
                        append((event, end_ns(prefix)))
                else:
                    def handler(prefix, event=name):
                        append((event, None))
                parser.EndNamespaceDeclHandler = handler
            elif name == 'comment':
                def handler(text, event=name, self=self):
                    append((event, self.target.comment(text)))
                parser.CommentHandler = handler
            elif name == 'pi':
                def handler(target, text, event=name, self=self):
                    append((event, self.target.pi(target, text)))
                parser.ProcessingInstructionHandler = handler
            else:
                raise ValueError('unknown event %r' % name)

    # -- feeding --

    def _raise_parse_error(self, value):
        err = ParseError(value)
        err.code = value.code
        err.position = value.lineno, value.offset
        raise err

    def feed(self, data):
        """Read a part of the document: str or bytes."""
        try:
            self.parser.Parse(data, False)
        except self._error as v:
            self._raise_parse_error(v)

    def flush(self):
        """Report all that can be told from what was read."""
        deferral = self.parser.GetReparseDeferralEnabled()
        try:
            self.parser.SetReparseDeferralEnabled(False)
            self.feed(b'')
        finally:
            self.parser.SetReparseDeferralEnabled(deferral)

    def close(self):
        """End the document; what the target's close() gives."""
        try:
            self.parser.Parse(b'', True)
        except self._error as v:
            self._raise_parse_error(v)
        try:
            close_handler = self.target.close
        except AttributeError:
            return None
        else:
            return close_handler()
        finally:
            # The handlers refer to this object.
            del self.parser, self._parser
            del self.target, self._target
            del self._on_start, self._on_end


def _warn_doctype(stacklevel):
    warnings.warn('This method of XMLParser is deprecated.  Define doctype() method on the TreeBuilder target.',
                  DeprecationWarning, stacklevel=stacklevel + 1)


XMLTreeBuilder = XMLParser


class XMLPullParser:
    """Reads a document in parts, without waiting: feed() parts, then iterate over read_events().

    events: of 'start', 'end', 'comment', 'pi', 'start-ns', 'end-ns'; default 'end'.
    """

    def __init__(self, events=None, *, _parser=None):
        self._events_queue = collections.deque()
        self._parser = _parser or XMLParser(target=TreeBuilder())
        if events is None:
            events = 'end',
        self._parser._setevents(self._events_queue, events)

    def feed(self, data):
        """Read a part of the document: str or bytes."""
        if self._parser is None:
            raise ValueError('feed() called after end of stream')
        if data:
            try:
                self._parser.feed(data)
            except SyntaxError as exc:
                # In its place among the events.
                self._events_queue.append(exc)

    def _close_and_return_root(self):
        root = self._parser.close()
        self._parser = None
        return root

    def close(self):
        """End the document. Unlike XMLParser.close() it gives nothing: the root has been an event."""
        self._close_and_return_root()

    def read_events(self):
        """An iterator over the events not read yet: (event, element), or a pair prefix, uri for 'start-ns'."""
        events = self._events_queue
        while events:
            event = events.popleft()
            if isinstance(event, Exception):
                raise event
            yield event

    def flush(self):
        """Report all that can be told from what was read."""
        if self._parser is None:
            raise ValueError('flush() called after end of stream')
        self._parser.flush()


class _IterParseIterator:
    """Yields (event, element) while it reads; root is the root element, once all is read."""

    def __init__(self, source, events, parser):
        self._close_source = False
        self._pull_parser = XMLPullParser(events=events, _parser=parser)
        self._source = source
        self.root = None
        if not hasattr(source, 'read'):
            self._source = open(source, 'rb')
            self._close_source = True
        self._events = self._read()

    def _read(self):
        pull = self._pull_parser
        try:
            while True:
                yield from pull.read_events()
                data = self._source.read(16 * 1024)
                if not data:
                    break
                pull.feed(data)
            root = pull._close_and_return_root()
            yield from pull.read_events()
            self.root = root
        finally:
            if self._close_source:
                self._source.close()

    def __next__(self):
        return next(self._events)

    def __iter__(self):
        return self

    def close(self):
        """Close the file, if iterparse() opened it."""
        self._events.close()
        if self._close_source:
            self._source.close()

    def __del__(self):
        if self._close_source:
            self._source.close()


def iterparse(source, events=None, parser=None):
    """An iterator over (event, element) that reads a file (or its name) as it goes. events as for XMLPullParser."""
    return _IterParseIterator(source, events, parser)


# ---- canonical form ----

def canonicalize(xml_data=None, *, out=None, from_file=None, **options):
    """A document (text, or a file or its name) in canonical form (C14N 2.0), as str or written to a file.

    Options: with_comments, strip_text, rewrite_prefixes, qname_aware_tags, qname_aware_attrs, exclude_attrs, exclude_tags.
    """
    if xml_data is None and from_file is None:
        raise ValueError("Either 'xml_data' or 'from_file' must be provided as input")
    sio = None
    if out is None:
        sio = out = io.StringIO()
    parser = XMLParser(target=C14NWriterTarget(out.write, **options))
    if xml_data is not None:
        parser.feed(xml_data)
        parser.close()
    else:
        parse(from_file, parser=parser)
    return sio.getvalue() if sio is not None else None


class C14NWriterTarget:
    """A target of XMLParser that writes canonical form to a function. Options as for canonicalize()."""

    _looks_like_prefix_name = re.compile(r'^\w+:\w+$').match

    def __init__(self, write, *, with_comments=False, strip_text=False, rewrite_prefixes=False, qname_aware_tags=None,
                 qname_aware_attrs=None, exclude_attrs=None, exclude_tags=None):
        self._write = write
        self._data = []
        self._with_comments = with_comments
        self._strip_text = strip_text
        self._exclude_attrs = set(exclude_attrs) if exclude_attrs else None
        self._exclude_tags = set(exclude_tags) if exclude_tags else None
        self._rewrite_prefixes = rewrite_prefixes
        self._qname_aware_tags = set(qname_aware_tags) if qname_aware_tags else set()
        self._qname_aware_attrs = set(qname_aware_attrs) if qname_aware_attrs else set()
        # A scope per open element: what the document declares, (uri, prefix); and what was written, {uri: prefix}.
        self._declared = [[('http://www.w3.org/XML/1998/namespace', 'xml')], []]
        self._written = [{'http://www.w3.org/XML/1998/namespace': 'xml'}]
        self._prefix_of_uri = {}        # with rewrite_prefixes: n0, n1 ...
        self._preserve_space = [False]
        self._pending_start = None
        self._root_seen = self._root_done = False
        self._ignored_depth = 0

    # -- namespaces --

    def _declared_uri(self, prefix):
        for scope in reversed(self._declared):
            for uri, known in scope:
                if known == prefix:
                    return uri
        if not prefix:
            return ''
        raise ValueError('Prefix %r of QName is not declared in scope' % prefix)

    def _declared_prefix(self, uri):
        """The innermost prefix of a uri that still means it."""
        for scope in reversed(self._declared):
            for known, prefix in scope:
                if known == uri and self._declared_uri(prefix) == uri:
                    return prefix
        return None

    def _written_prefix(self, uri):
        hidden = set()
        for scope in reversed(self._written):
            if uri in scope and scope[uri] not in hidden:
                return scope[uri]
            hidden.update(scope.values())
        return None

    def _prefix_for(self, uri, is_attribute):
        """The prefix to write for a uri, noted in the current scope."""
        prefix = self._written_prefix(uri)
        if prefix is not None and not (is_attribute and prefix == ''):
            return prefix
        if self._rewrite_prefixes:
            prefix = self._prefix_of_uri.setdefault(uri, 'n%d' % len(self._prefix_of_uri))
        else:
            prefix = self._declared_prefix(uri)
            if prefix is None:
                raise ValueError('Namespace "%s" is not declared in scope' % uri)
        self._written[-1][uri] = prefix
        return prefix

    def _number_prefixes(self, tag, attrs, qname_text):
        """Give the namespaces of an element, its attributes and names in values their numbers, in order of uris."""
        uris = {name[1:].rsplit('}', 1)[0] for name in [tag, *attrs] if name[:1] == '{'}
        if tag[:1] != '{':
            uris.add('')                # no namespace has a prefix then, too
        values = [attrs[key] for key in attrs if key in self._qname_aware_attrs and self._looks_like_prefix_name(attrs[key])]
        if qname_text:
            values.append(qname_text)
        uris.update(self._declared_uri(value.split(':', 1)[0]) for value in values)
        uris.discard('http://www.w3.org/XML/1998/namespace')
        for uri in sorted(uris):
            self._prefix_of_uri.setdefault(uri, 'n%d' % len(self._prefix_of_uri))

    def _qname(self, name, is_attribute=False):
        if name[:1] == '{':
            uri, tag = name[1:].rsplit('}', 1)
        else:
            uri, tag = '', name
        if not uri and (is_attribute or not self._rewrite_prefixes):
            if not is_attribute and self._written_prefix('') is None and any('' in s.values() for s in self._written):
                self._written[-1][''] = ''      # the default namespace is undone
            return tag
        prefix = self._prefix_for(uri, is_attribute)
        return '%s:%s' % (prefix, tag) if prefix else tag

    def _qname_in_text(self, text):
        prefix, name = text.split(':', 1)
        return self._qname('{%s}%s' % (self._declared_uri(prefix), name))

    # -- events --

    def start_ns(self, prefix, uri):
        if self._ignored_depth:
            return
        if self._data:
            self._flush()
        self._declared[-1].append((uri, prefix))

    def start(self, tag, attrs):
        if self._exclude_tags is not None and (self._ignored_depth or tag in self._exclude_tags):
            self._ignored_depth += 1
            return
        if self._data:
            self._flush()
        self._written.append({})
        if self._qname_aware_tags and tag in self._qname_aware_tags:
            # Its text is a name: the start tag is written when that is known.
            self._pending_start = tag, attrs
            return
        self._write_start(tag, attrs)

    def _write_start(self, tag, attrs, qname_text=None):
        if self._exclude_attrs is not None and attrs:
            attrs = {k: v for k, v in attrs.items() if k not in self._exclude_attrs}
        if self._rewrite_prefixes:
            self._number_prefixes(tag, attrs, qname_text)
        tag_name = self._qname(tag)
        rows = []
        # By uri, then name.
        for key in sorted(attrs, key=lambda k: k[1:].split('}', 1) if k[0] == '{' else ['', k]):
            value = attrs[key]
            if key in self._qname_aware_attrs and self._looks_like_prefix_name(value):
                value = self._qname_in_text(value)
            rows.append((self._qname(key, True), value))
        text = self._qname_in_text(qname_text) if qname_text else None
        declarations = sorted((prefix, uri) for uri, prefix in self._written[-1].items())
        write = self._write
        write('<' + tag_name)
        for prefix, uri in declarations:
            write(' %s="%s"' % ('xmlns:' + prefix if prefix else 'xmlns', _escape_attrib_c14n(uri)))
        for name, value in rows:
            write(' %s="%s"' % (name, _escape_attrib_c14n(value)))
        write('>')
        if text is not None:
            write(_escape_cdata_c14n(text))
        space = attrs.get('{http://www.w3.org/XML/1998/namespace}space')
        self._preserve_space.append(space == 'preserve' if space else self._preserve_space[-1])
        self._root_seen = True
        self._declared.append([])

    def data(self, data):
        if not self._ignored_depth:
            self._data.append(data)

    def _flush(self):
        text = ''.join(self._data)
        self._data = []
        if self._strip_text and not self._preserve_space[-1]:
            text = text.strip()
        if self._pending_start is not None:
            start, self._pending_start = self._pending_start, None
            is_name = bool(text) and bool(self._looks_like_prefix_name(text))
            self._write_start(*start, text if is_name else None)
            if is_name:
                return
        if text and self._root_seen:
            self._write(_escape_cdata_c14n(text))

    def end(self, tag):
        if self._ignored_depth:
            self._ignored_depth -= 1
            return
        if self._data or self._pending_start is not None:
            self._flush()
        self._write('</%s>' % self._qname(tag))
        self._preserve_space.pop()
        self._root_done = len(self._preserve_space) == 1
        self._declared.pop()
        self._declared[-1] = []
        self._written.pop()

    def comment(self, text):
        if self._with_comments and not self._ignored_depth:
            self._write_apart('<!--%s-->' % _escape_cdata_c14n(text))

    def pi(self, target, data):
        if not self._ignored_depth:
            self._write_apart('<?%s %s?>' % (target, _escape_cdata_c14n(data)) if data else '<?%s?>' % target)

    def _write_apart(self, text):
        """What may stand beside the root element has a line of its own there."""
        if self._root_done:
            self._write('\n')
        elif self._root_seen and self._data:
            self._flush()
        self._write(text)
        if not self._root_seen:
            self._write('\n')


def _escape_cdata_c14n(text):
    return _escape_cdata(text).replace('\r', '&#xD;')


def _escape_attrib_c14n(text):
    return (text.replace('&', '&amp;').replace('<', '&lt;').replace('"', '&quot;').replace('\t', '&#x9;').replace('\n', '&#xA;')
            .replace('\r', '&#xD;'))


try:
    from _elementtree import Element, SubElement, TreeBuilder       # the same in C
except ImportError:
    pass
