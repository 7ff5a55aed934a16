"""Reading XML as a sequence of events with nodes, of which those wanted are expanded to trees.

    for event, node in parse('file.xml'):
        if event == START_ELEMENT and node.tagName == 'item':
            events.expandNode(node)
"""

import xml.sax
import xml.sax.handler
from xml.dom import XMLNS_NAMESPACE

START_ELEMENT = 'START_ELEMENT'
END_ELEMENT = 'END_ELEMENT'
COMMENT = 'COMMENT'
START_DOCUMENT = 'START_DOCUMENT'
END_DOCUMENT = 'END_DOCUMENT'
PROCESSING_INSTRUCTION = 'PROCESSING_INSTRUCTION'
IGNORABLE_WHITESPACE = 'IGNORABLE_WHITESPACE'
CHARACTERS = 'CHARACTERS'


class PullDOM(xml.sax.ContentHandler):
    """A handler that makes a node of each event and puts both into a queue.

    The queue is a linked list: [(event, node), rest]; firstEvent is what comes before its first item.
    """

    _locator = None
    document = None

    def __init__(self, documentFactory=None):
        self.documentFactory = documentFactory
        self.firstEvent = [None, None]
        self.lastEvent = self.firstEvent
        self.elementStack = []
        self.push = self.elementStack.append
        self.pending_events = []                # what comes before the root element, and so before the document
        self._ns_contexts = [{'http://www.w3.org/XML/1998/namespace': 'xml'}]       # uri: prefix
        self._current_context = self._ns_contexts[-1]
        self._xmlns_attrs = []                  # declarations of the element to come

    def pop(self):
        result = self.elementStack[-1]
        del self.elementStack[-1]
        return result

    def _add(self, event, node):
        self.lastEvent[1] = [(event, node), None]
        self.lastEvent = self.lastEvent[1]

    def setDocumentLocator(self, locator):
        self._locator = locator

    def startPrefixMapping(self, prefix, uri):
        self._xmlns_attrs.append((prefix or 'xmlns', uri))
        self._ns_contexts.append(self._current_context.copy())
        self._current_context[uri] = prefix or None

    def endPrefixMapping(self, prefix):
        self._current_context = self._ns_contexts.pop()

    def _qualified(self, uri, localname, tag):
        if not uri:
            return localname
        prefix = self._current_context[uri]
        return prefix + ':' + localname if prefix else localname

    def startElementNS(self, name, tagName, attrs):
        uri, localname = name
        if uri:
            tagName = tagName or self._qualified(uri, localname, tagName)
            if self.document:
                node = self.document.createElementNS(uri, tagName)
            else:
                node = self.buildDocument(uri, tagName)
        elif self.document:
            node = self.document.createElement(localname)
        else:
            node = self.buildDocument(None, localname)
        for prefix, value in self._xmlns_attrs:
            qname = prefix if prefix == 'xmlns' else 'xmlns:' + prefix
            attr = self.document.createAttributeNS(XMLNS_NAMESPACE, qname)
            attr.value = value
            node.setAttributeNodeNS(attr)
        self._xmlns_attrs = []
        for (a_uri, a_localname), value in attrs.items():
            if a_uri:
                attr = self.document.createAttributeNS(a_uri, self._qualified(a_uri, a_localname, None))
                node.setAttributeNodeNS(attr)
            else:
                attr = self.document.createAttribute(a_localname)
                node.setAttributeNode(attr)
            attr.value = value
        self._add(START_ELEMENT, node)
        self.push(node)

    def endElementNS(self, name, tagName):
        self._add(END_ELEMENT, self.pop())

    def startElement(self, name, attrs):
        if self.document:
            node = self.document.createElement(name)
        else:
            node = self.buildDocument(None, name)
        for aname, value in attrs.items():
            attr = self.document.createAttribute(aname)
            attr.value = value
            node.setAttributeNode(attr)
        self._add(START_ELEMENT, node)
        self.push(node)

    def endElement(self, name):
        self._add(END_ELEMENT, self.pop())

    def comment(self, s):
        if self.document:
            self._add(COMMENT, self.document.createComment(s))
        else:
            self.pending_events.append([(COMMENT, s), None])

    def processingInstruction(self, target, data):
        if self.document:
            self._add(PROCESSING_INSTRUCTION, self.document.createProcessingInstruction(target, data))
        else:
            self.pending_events.append([(PROCESSING_INSTRUCTION, target, data), None])

    def ignorableWhitespace(self, chars):
        self._add(IGNORABLE_WHITESPACE, self.document.createTextNode(chars))

    def characters(self, chars):
        self._add(CHARACTERS, self.document.createTextNode(chars))

    def startDocument(self):
        if self.documentFactory is None:
            import xml.dom.minidom
            self.documentFactory = xml.dom.minidom.Document.implementation

    def buildDocument(self, uri, tagname):
        """The root element of a new document; what came before it comes first."""
        node = self.documentFactory.createDocument(uri, tagname, None)
        self.document = node
        self._add(START_DOCUMENT, node)
        self.push(node)
        for e in self.pending_events:
            if e[0][0] == PROCESSING_INSTRUCTION:
                _, target, data = e[0]
                self._add(PROCESSING_INSTRUCTION, self.document.createProcessingInstruction(target, data))
            elif e[0][0] == COMMENT:
                self._add(COMMENT, self.document.createComment(e[0][1]))
            else:
                raise AssertionError('Unknown pending event ', e[0][0])
        self.pending_events = None
        return node.firstChild

    def endDocument(self):
        self._add(END_DOCUMENT, self.document)
        self.pop()

    def clear(self):
        """Forget the events."""
        self.document = None


class ErrorHandler:
    def warning(self, exception):
        print(exception)

    def error(self, exception):
        raise exception

    def fatalError(self, exception):
        raise exception


class DOMEventStream:
    """An iterator over (event, node), which reads the file as it goes."""

    def __init__(self, stream, parser, bufsize):
        self.stream = stream
        self.parser = parser
        self.bufsize = bufsize
        if not hasattr(self.parser, 'feed'):
            self.getEvent = self._slurp
        self.reset()

    def reset(self):
        self.pulldom = PullDOM()
        # The namespaces of events are the document's.
        self.parser.setFeature(xml.sax.handler.feature_namespaces, 1)
        self.parser.setContentHandler(self.pulldom)

    def __getitem__(self, pos):
        rc = self.getEvent()
        if rc:
            return rc
        raise IndexError

    def __next__(self):
        rc = self.getEvent()
        if rc:
            return rc
        raise StopIteration

    def __iter__(self):
        return self

    def expandNode(self, node):
        """Read up to the end of an element and hang all on it."""
        event = self.getEvent()
        parents = [node]
        while event:
            token, cur_node = event
            if cur_node is node:
                return
            if token != END_ELEMENT:
                parents[-1].appendChild(cur_node)
            if token == START_ELEMENT:
                parents.append(cur_node)
            elif token == END_ELEMENT:
                del parents[-1]
            event = self.getEvent()

    def getEvent(self):
        """The next (event, node), or None at the end (the end of the document is no event)."""
        if not self.pulldom.firstEvent[1]:
            self.pulldom.lastEvent = self.pulldom.firstEvent
        while not self.pulldom.firstEvent[1]:
            buf = self.stream.read(self.bufsize)
            if not buf:
                self.parser.close()
                return None
            self.parser.feed(buf)
        rc = self.pulldom.firstEvent[1][0]
        self.pulldom.firstEvent[1] = self.pulldom.firstEvent[1][1]
        return rc

    def _slurp(self):
        """getEvent() of a parser that cannot be fed: all is read now."""
        self.parser.parse(self.stream)
        self.getEvent = self._emit
        return self._emit()

    def _emit(self):
        if not self.pulldom.firstEvent[1]:
            return None
        rc = self.pulldom.firstEvent[1][0]
        self.pulldom.firstEvent[1] = self.pulldom.firstEvent[1][1]
        return rc

    def clear(self):
        """Let go of the parser and the file."""
        self.pulldom.clear()
        del self.pulldom
        self.parser = None
        self.stream = None


class SAX2DOM(PullDOM):
    """A handler that builds the whole tree."""

    def startElementNS(self, name, tagName, attrs):
        PullDOM.startElementNS(self, name, tagName, attrs)
        self._attach()

    def startElement(self, name, attrs):
        PullDOM.startElement(self, name, attrs)
        self._attach()

    def _attach(self):
        node = self.elementStack[-1]
        parent = self.elementStack[-2]
        if node.parentNode is not parent:
            parent.appendChild(node)

    def processingInstruction(self, target, data):
        PullDOM.processingInstruction(self, target, data)
        self._attach_leaf()

    def ignorableWhitespace(self, chars):
        PullDOM.ignorableWhitespace(self, chars)
        self._attach_leaf()

    def characters(self, chars):
        PullDOM.characters(self, chars)
        self._attach_leaf()

    def _attach_leaf(self):
        if self.document:
            self.elementStack[-1].appendChild(self.lastEvent[0][1])


default_bufsize = (2 ** 14) - 20


def parse(stream_or_string, parser=None, bufsize=None):
    """A DOMEventStream of a file or its name."""
    if bufsize is None:
        bufsize = default_bufsize
    if isinstance(stream_or_string, str):
        stream = open(stream_or_string, 'rb')
    else:
        stream = stream_or_string
    if not parser:
        parser = xml.sax.make_parser()
    return DOMEventStream(stream, parser, bufsize)


def parseString(string, parser=None):
    """A DOMEventStream of a str."""
    from io import StringIO

    bufsize = len(string)
    if not parser:
        parser = xml.sax.make_parser()
    return DOMEventStream(StringIO(string), parser, bufsize)
