"""The interfaces of SAX: what receives events. Subclasses override what they want to know."""

version = '2.0beta'


class ErrorHandler:
    """Receives errors and warnings of a parser."""

    def error(self, exception):
        """An error that the parser can go on after."""
        raise exception

    def fatalError(self, exception):
        """An error that ends the parse."""
        raise exception

    def warning(self, exception):
        """Something less than an error."""
        print(exception)


class ContentHandler:
    """Receives the content of a document."""

    def __init__(self):
        self._locator = None

    def setDocumentLocator(self, locator):
        """Told before all else; the locator tells where each event comes from."""
        self._locator = locator

    def startDocument(self):
        """The first event."""

    def endDocument(self):
        """The last event."""

    def startPrefixMapping(self, prefix, uri):
        """Before the start of the element that declares a namespace (feature_namespaces)."""

    def endPrefixMapping(self, prefix):
        """After the end of that element."""

    def startElement(self, name, attrs):
        """An element begins (without feature_namespaces). attrs: an xmlreader.AttributesImpl, valid until this returns."""

    def endElement(self, name):
        """An element ends."""

    def startElementNS(self, name, qname, attrs):
        """An element begins (feature_namespaces). name: (uri, local name); attrs: an AttributesNSImpl."""

    def endElementNS(self, name, qname):
        """An element ends."""

    def characters(self, content):
        """Text; it may come in several parts."""

    def ignorableWhitespace(self, whitespace):
        """White space in an element that has no text by its declaration (validating parsers)."""

    def processingInstruction(self, target, data):
        """A processing instruction."""

    def skippedEntity(self, name):
        """An entity that is not expanded."""


class DTDHandler:
    """Receives declarations that concern more than the parser."""

    def notationDecl(self, name, publicId, systemId):
        """A notation is declared."""

    def unparsedEntityDecl(self, name, publicId, systemId, ndata):
        """An entity that is no XML is declared."""


class EntityResolver:
    """Finds external entities."""

    def resolveEntity(self, publicId, systemId):
        """The name or InputSource to read."""
        return systemId


class LexicalHandler:
    """Receives what is not content: comments, the document type, CDATA sections (property_lexical_handler)."""

    def comment(self, content):
        """A comment."""

    def startDTD(self, name, public_id, system_id):
        """The document type declaration begins."""

    def endDTD(self):
        """The document type declaration ends."""

    def startCDATA(self):
        """A CDATA section begins."""

    def endCDATA(self):
        """A CDATA section ends."""


# ---- features: switches of a parser ----

# Namespaces are processed.
feature_namespaces = 'http://xml.org/sax/features/namespaces'
# Names are reported with prefix, and xmlns attributes.
feature_namespace_prefixes = 'http://xml.org/sax/features/namespace-prefixes'
# Names are interned.
feature_string_interning = 'http://xml.org/sax/features/string-interning'
# Documents are validated.
feature_validation = 'http://xml.org/sax/features/validation'
# External general, and parameter, entities are included.
feature_external_ges = 'http://xml.org/sax/features/external-general-entities'
feature_external_pes = 'http://xml.org/sax/features/external-parameter-entities'

all_features = [feature_namespaces, feature_namespace_prefixes, feature_string_interning, feature_validation,
                feature_external_ges, feature_external_pes]

# ---- properties: other settings ----

property_lexical_handler = 'http://xml.org/sax/properties/lexical-handler'
property_declaration_handler = 'http://xml.org/sax/properties/declaration-handler'
property_dom_node = 'http://xml.org/sax/properties/dom-node'
property_xml_string = 'http://xml.org/sax/properties/xml-string'
property_encoding = 'http://www.python.org/sax/properties/encoding'
# A dict in which names are interned.
property_interning_dict = 'http://www.python.org/sax/properties/interning-dict'

all_properties = [property_lexical_handler, property_dom_node, property_declaration_handler, property_xml_string,
                  property_encoding, property_interning_dict]
