"""Builds minidom's documents from the events of Expat."""

from xml.dom import EMPTY_NAMESPACE, EMPTY_PREFIX, XMLNS_NAMESPACE, minidom
from xml.dom.minidom import Node, _append_child
from xml.parsers import expat

_theDOMImplementation = minidom.getDOMImplementation()

CDATA_SECTION_NODE = Node.CDATA_SECTION_NODE
TEXT_NODE = Node.TEXT_NODE


class ExpatBuilder:
    """Reads one document, without namespaces."""

    def __init__(self, options=None):
        self._parser = None
        self.document = self.curNode = None
        self._cdata = False
        self.reset()

    def createParser(self):
        return expat.ParserCreate()

    def getParser(self):
        """The parser of Expat, with handlers set."""
        if not self._parser:
            parser = self._parser = self.createParser()
            parser.buffer_text = True
            parser.ordered_attributes = True
            parser.specified_attributes = True
            self.install(parser)
        return self._parser

    def reset(self):
        """Make ready for a document."""
        self.document = _theDOMImplementation.createDocument(EMPTY_NAMESPACE, None, None)
        self.curNode = self.document
        self._cdata = False
        self._parser = None

    def install(self, parser):
        parser.StartDoctypeDeclHandler = self.start_doctype_decl_handler
        parser.StartElementHandler = self.start_element_handler
        parser.EndElementHandler = self.end_element_handler
        parser.ProcessingInstructionHandler = self.pi_handler
        parser.EntityDeclHandler = self.entity_decl_handler
        parser.NotationDeclHandler = self.notation_decl_handler
        parser.CommentHandler = self.comment_handler
        parser.StartCdataSectionHandler = self.start_cdata_section_handler
        parser.EndCdataSectionHandler = self.end_cdata_section_handler
        parser.ExternalEntityRefHandler = self.external_entity_ref_handler
        parser.CharacterDataHandler = self.character_data_handler
        parser.ElementDeclHandler = self.element_decl_handler
        parser.AttlistDeclHandler = self.attlist_decl_handler
        parser.XmlDeclHandler = self.xml_decl_handler

    def parseFile(self, file):
        """The Document of a file."""
        parser = self.getParser()
        while True:
            buffer = file.read(16 * 1024)
            if not buffer:
                break
            parser.Parse(buffer, False)
        parser.Parse(b'', True)
        return self._finish()

    def parseString(self, string):
        """The Document of a str or bytes."""
        self.getParser().Parse(string, True)
        return self._finish()

    def _finish(self):
        document = self.document
        self.reset()
        return document

    # -- events --

    def xml_decl_handler(self, version, encoding, standalone):
        self.document.version = version
        self.document.encoding = encoding
        if standalone >= 0:
            self.document.standalone = bool(standalone)

    def start_doctype_decl_handler(self, doctypeName, systemId, publicId, has_internal_subset):
        doctype = self.document.implementation.createDocumentType(doctypeName, publicId, systemId)
        doctype.ownerDocument = self.document
        _append_child(self.document, doctype)
        self.document.doctype = doctype
        doctype.entities._seq = []
        doctype.notations._seq = []
        parser = self._parser
        parser.CommentHandler = None
        parser.ProcessingInstructionHandler = None
        if has_internal_subset:
            # All text up to the end is kept as it stands.
            self._subset = []
            parser.DefaultHandlerExpand = self._subset.append
        else:
            self._subset = None
        parser.EndDoctypeDeclHandler = self.end_doctype_decl_handler

    def end_doctype_decl_handler(self):
        parser = self._parser
        parser.DefaultHandlerExpand = None
        parser.CommentHandler = self.comment_handler
        parser.ProcessingInstructionHandler = self.pi_handler
        if self._subset is not None:
            # From the bracket that opens it to the one that closes it.
            text = ''.join(self._subset)
            self.document.doctype.internalSubset = text.partition('[')[2].rpartition(']')[0]

    def entity_decl_handler(self, entityName, is_parameter_entity, value, base, systemId, publicId, notationName):
        if is_parameter_entity:
            return
        node = self.document._create_entity(entityName, publicId, systemId, notationName)
        if value is not None:
            # An internal entity.
            _append_child(node, self.document.createTextNode(value))
        self.document.doctype.entities._seq.append(node)

    def notation_decl_handler(self, notationName, base, systemId, publicId):
        self.document.doctype.notations._seq.append(self.document._create_notation(notationName, publicId, systemId))

    def element_decl_handler(self, name, model):
        if model[0] in (expat.model.XML_CTYPE_SEQ, expat.model.XML_CTYPE_CHOICE):
            self.document._element_content.add(name)

    def attlist_decl_handler(self, elem, name, type, default, required):
        if type == 'ID':
            self.document._id_attributes.add((elem, name))

    def external_entity_ref_handler(self, context, base, systemId, publicId):
        return 1

    def pi_handler(self, target, data):
        _append_child(self.curNode, self.document.createProcessingInstruction(target, data))

    def comment_handler(self, data):
        _append_child(self.curNode, self.document.createComment(data))

    def start_cdata_section_handler(self):
        self._cdata = True
        self._cdata_continue = False

    def end_cdata_section_handler(self):
        self._cdata = False
        self._cdata_continue = False

    def character_data_handler(self, data):
        children = self.curNode.childNodes
        last = children[-1] if children else None
        if self._cdata:
            if self._cdata_continue and last.nodeType == CDATA_SECTION_NODE:
                last.appendData(data)
                return
            node = self.document.createCDATASection(data)
            self._cdata_continue = True
        elif last is not None and last.nodeType == TEXT_NODE:
            last.data = last.data + data
            return
        else:
            node = self.document.createTextNode(data)
        _append_child(self.curNode, node)

    def _add_attributes(self, node, attributes):
        for i in range(0, len(attributes), 2):
            a = minidom.Attr(attributes[i], EMPTY_NAMESPACE, None, EMPTY_PREFIX)
            a.value = attributes[i + 1]
            a.ownerDocument = self.document
            a.specified = True
            node.setAttributeNode(a)

    def start_element_handler(self, name, attributes):
        node = self.document.createElement(name)
        _append_child(self.curNode, node)
        self.curNode = node
        self._add_attributes(node, attributes)

    def end_element_handler(self, name):
        self.curNode = self.curNode.parentNode


def _parse_ns_name(name):
    """(uri, local name, prefix, qualified name) of Expat's "uri local prefix"."""
    parts = name.split(' ')
    if len(parts) == 3:
        uri, localname, prefix = parts
        return uri, localname, prefix, '%s:%s' % (prefix, localname)
    if len(parts) == 2:
        uri, localname = parts
        return uri, localname, EMPTY_PREFIX, localname
    if len(parts) == 1:
        return EMPTY_NAMESPACE, name, EMPTY_PREFIX, name
    raise ValueError("Unsupported syntax: spaces in URIs not supported: %r" % name)


class ExpatBuilderNS(ExpatBuilder):
    """Reads one document, with namespaces."""

    def reset(self):
        ExpatBuilder.reset(self)
        self._ns_declarations = []          # of the element to come

    def createParser(self):
        parser = expat.ParserCreate(namespace_separator=' ')
        parser.namespace_prefixes = True
        return parser

    def install(self, parser):
        ExpatBuilder.install(self, parser)
        parser.StartNamespaceDeclHandler = self.start_namespace_decl_handler

    def start_namespace_decl_handler(self, prefix, uri):
        self._ns_declarations.append((prefix, uri))

    def start_element_handler(self, name, attributes):
        if ' ' in name:
            uri, localname, prefix, qname = _parse_ns_name(name)
        else:
            uri, localname, prefix, qname = EMPTY_NAMESPACE, None, EMPTY_PREFIX, name
        node = minidom.Element(qname, uri, prefix, localname)
        node.ownerDocument = self.document
        _append_child(self.curNode, node)
        self.curNode = node
        for prefix, uri in self._ns_declarations:
            if prefix:
                a = minidom.Attr('xmlns:' + prefix, XMLNS_NAMESPACE, prefix, 'xmlns')
            else:
                a = minidom.Attr('xmlns', XMLNS_NAMESPACE, 'xmlns', EMPTY_PREFIX)
            a.value = uri or ''
            a.ownerDocument = self.document
            node.setAttributeNode(a)
        self._ns_declarations = []
        for i in range(0, len(attributes), 2):
            name = attributes[i]
            if ' ' in name:
                uri, localname, prefix, qname = _parse_ns_name(name)
                a = minidom.Attr(qname, uri, localname, prefix)
            else:
                a = minidom.Attr(name, EMPTY_NAMESPACE, name, EMPTY_PREFIX)
            a.value = attributes[i + 1]
            a.ownerDocument = self.document
            a.specified = True
            node.setAttributeNode(a)


def makeBuilder(options=None, namespaces=True):
    """A builder."""
    return ExpatBuilderNS(options) if namespaces else ExpatBuilder(options)


def parse(file, namespaces=True):
    """The Document of a file or its name."""
    builder = makeBuilder(namespaces=namespaces)
    if isinstance(file, str):
        with open(file, 'rb') as fp:
            return builder.parseFile(fp)
    return builder.parseFile(file)


def parseString(string, namespaces=True):
    """The Document of a str or bytes."""
    return makeBuilder(namespaces=namespaces).parseString(string)
