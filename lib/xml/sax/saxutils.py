"""Tools for SAX: escaping, writing XML from events, filters between parser and handler, opening of sources."""

import codecs
import io
import os
import urllib.parse
import urllib.request

from . import handler, xmlreader


def _replace_all(text, replacements):
    for old, new in replacements.items():
        text = text.replace(old, new)
    return text


def escape(data, entities={}):
    """data with & < > written as entities, and what else the dict says."""
    data = data.replace('&', '&amp;').replace('>', '&gt;').replace('<', '&lt;')
    return _replace_all(data, entities) if entities else data


def unescape(data, entities={}):
    """The reverse of escape()."""
    data = data.replace('&lt;', '<').replace('&gt;', '>')
    if entities:
        data = _replace_all(data, entities)
    return data.replace('&amp;', '&')           # last: what it makes is no entity


def quoteattr(data, entities={}):
    """data as attribute value, in quotes."""
    data = escape(data, {**entities, '\n': '&#10;', '\r': '&#13;', '\t': '&#9;'})
    if '"' not in data:
        return '"%s"' % data
    if "'" not in data:
        return "'%s'" % data
    return '"%s"' % data.replace('"', '&quot;')


def _gettextwriter(out, encoding):
    """A text file that writes to out, which may be a file of text or of bytes, or just have write()."""
    if out is None:
        import sys
        out = sys.stdout
    if isinstance(out, io.TextIOBase) or isinstance(out, (codecs.StreamWriter, codecs.StreamReaderWriter)):
        return out
    if isinstance(out, io.RawIOBase):
        class UnclosingRaw(io.RawIOBase):
            def writable(self):
                return True

            def write(self, data):
                return out.write(data)
        buffer = io.BufferedWriter(UnclosingRaw())
    else:
        buffer = io.BufferedIOBase()
        buffer.writable = lambda: True
        buffer.write = out.write
        try:
            buffer.seekable = out.seekable
            buffer.tell = out.tell              # whether a byte order mark is to be written
        except AttributeError:
            pass
    return io.TextIOWrapper(buffer, encoding=encoding, errors='xmlcharrefreplace', newline='\n', write_through=True)


class XMLGenerator(handler.ContentHandler):
    """A ContentHandler that writes the document again."""

    def __init__(self, out=None, encoding='iso-8859-1', short_empty_elements=False):
        handler.ContentHandler.__init__(self)
        out = _gettextwriter(out, encoding)
        self._write = out.write
        self._flush = out.flush
        self._out = out
        self._ns_contexts = [{}]        # uri: prefix, for each depth
        self._current_context = self._ns_contexts[-1]
        self._undeclared_ns_maps = []   # to be written with the next element
        self._encoding = encoding
        self._short_empty_elements = short_empty_elements
        self._pending_start_element = False

    def _qname(self, name):
        uri, local = name
        if not uri:
            return local
        if uri == 'http://www.w3.org/XML/1998/namespace':
            return 'xml:' + local           # known without declaration
        prefix = self._current_context[uri]
        return prefix + ':' + local if prefix else local

    def _finish_pending_start_element(self):
        if self._pending_start_element:
            self._write('>')
            self._pending_start_element = False

    def _end_start_tag(self):
        if self._short_empty_elements:
            self._pending_start_element = True
        else:
            self._write('>')

    def startDocument(self):
        self._write('<?xml version="1.0" encoding="%s"?>\n' % self._encoding)

    def endDocument(self):
        self._flush()

    def startPrefixMapping(self, prefix, uri):
        self._ns_contexts.append(self._current_context.copy())
        self._current_context[uri] = prefix
        self._undeclared_ns_maps.append((prefix, uri))

    def endPrefixMapping(self, prefix):
        self._current_context = self._ns_contexts[-1]
        del self._ns_contexts[-1]

    def startElement(self, name, attrs):
        self._finish_pending_start_element()
        self._write('<' + name)
        for key, value in attrs.items():
            self._write(' %s=%s' % (key, quoteattr(value)))
        self._end_start_tag()

    def _end(self, name):
        if self._pending_start_element:
            self._write('/>')
            self._pending_start_element = False
        else:
            self._write('</%s>' % name)

    def endElement(self, name):
        self._end(name)

    def startElementNS(self, name, qname, attrs):
        self._finish_pending_start_element()
        self._write('<' + self._qname(name))
        for prefix, uri in self._undeclared_ns_maps:
            self._write(' xmlns:%s="%s"' % (prefix, uri) if prefix else ' xmlns="%s"' % uri)
        self._undeclared_ns_maps = []
        for key, value in attrs.items():
            self._write(' %s=%s' % (self._qname(key), quoteattr(value)))
        self._end_start_tag()

    def endElementNS(self, name, qname):
        self._end(self._qname(name))

    def _text(self, content):
        if not isinstance(content, str):
            content = str(content, self._encoding)
        self._finish_pending_start_element()
        return content

    def characters(self, content):
        if content:
            self._write(escape(self._text(content)))

    def ignorableWhitespace(self, content):
        if content:
            self._write(self._text(content))

    def processingInstruction(self, target, data):
        self._finish_pending_start_element()
        self._write('<?%s %s?>' % (target, data))


class XMLFilterBase(xmlreader.XMLReader):
    """Stands between a parser (its parent) and the handlers, and passes everything on; subclasses override what they change."""

    def __init__(self, parent=None):
        xmlreader.XMLReader.__init__(self)
        self._parent = parent

    # -- as handler of the parent --

    def error(self, exception):
        self._err_handler.error(exception)

    def fatalError(self, exception):
        self._err_handler.fatalError(exception)

    def warning(self, exception):
        self._err_handler.warning(exception)

    def setDocumentLocator(self, locator):
        self._cont_handler.setDocumentLocator(locator)

    def startDocument(self):
        self._cont_handler.startDocument()

    def endDocument(self):
        self._cont_handler.endDocument()

    def startPrefixMapping(self, prefix, uri):
        self._cont_handler.startPrefixMapping(prefix, uri)

    def endPrefixMapping(self, prefix):
        self._cont_handler.endPrefixMapping(prefix)

    def startElement(self, name, attrs):
        self._cont_handler.startElement(name, attrs)

    def endElement(self, name):
        self._cont_handler.endElement(name)

    def startElementNS(self, name, qname, attrs):
        self._cont_handler.startElementNS(name, qname, attrs)

    def endElementNS(self, name, qname):
        self._cont_handler.endElementNS(name, qname)

    def characters(self, content):
        self._cont_handler.characters(content)

    def ignorableWhitespace(self, chars):
        self._cont_handler.ignorableWhitespace(chars)

    def processingInstruction(self, target, data):
        self._cont_handler.processingInstruction(target, data)

    def skippedEntity(self, name):
        self._cont_handler.skippedEntity(name)

    def notationDecl(self, name, publicId, systemId):
        self._dtd_handler.notationDecl(name, publicId, systemId)

    def unparsedEntityDecl(self, name, publicId, systemId, ndata):
        self._dtd_handler.unparsedEntityDecl(name, publicId, systemId, ndata)

    def resolveEntity(self, publicId, systemId):
        return self._ent_handler.resolveEntity(publicId, systemId)

    # -- as parser --

    def parse(self, source):
        self._parent.setContentHandler(self)
        self._parent.setErrorHandler(self)
        self._parent.setEntityResolver(self)
        self._parent.setDTDHandler(self)
        self._parent.parse(source)

    def setLocale(self, locale):
        self._parent.setLocale(locale)

    def getFeature(self, name):
        return self._parent.getFeature(name)

    def setFeature(self, name, state):
        self._parent.setFeature(name, state)

    def getProperty(self, name):
        return self._parent.getProperty(name)

    def setProperty(self, name, value):
        self._parent.setProperty(name, value)

    def getParent(self):
        """The parser this one filters."""
        return self._parent

    def setParent(self, parent):
        """Set the parser."""
        self._parent = parent


def prepare_input_source(source, base=''):
    """An InputSource that can be read, of a name, a file or an InputSource. base: what names are relative to."""
    if isinstance(source, os.PathLike):
        source = os.fspath(source)
    if isinstance(source, str):
        source = xmlreader.InputSource(source)
    elif hasattr(source, 'read'):
        file = source
        source = xmlreader.InputSource()
        if isinstance(file.read(0), str):
            source.setCharacterStream(file)
        else:
            source.setByteStream(file)
        if hasattr(file, 'name') and isinstance(file.name, str):
            source.setSystemId(file.name)
    if source.getCharacterStream() is None and source.getByteStream() is None:
        name = source.getSystemId()
        path = os.path.join(os.path.dirname(os.path.normpath(base)), name)
        if os.path.isfile(path):
            source.setSystemId(path)
            file = open(path, 'rb')
        else:
            source.setSystemId(urllib.parse.urljoin(base, name))
            file = urllib.request.urlopen(source.getSystemId())
        source.setByteStream(file)
    return source
