"""The interface of SAX's parsers, and the objects they hand out."""

from . import handler
from ._exceptions import SAXNotRecognizedException, SAXNotSupportedException


class XMLReader:
    """The base of parsers: they report to handlers what they read."""

    def __init__(self):
        self._cont_handler = handler.ContentHandler()
        self._dtd_handler = handler.DTDHandler()
        self._ent_handler = handler.EntityResolver()
        self._err_handler = handler.ErrorHandler()

    def parse(self, source):
        """Read a document from a file, its name or an InputSource."""
        raise NotImplementedError('This method must be implemented!')

    def getContentHandler(self):
        """The ContentHandler."""
        return self._cont_handler

    def setContentHandler(self, handler):
        """Set who receives the content."""
        self._cont_handler = handler

    def getDTDHandler(self):
        """The DTDHandler."""
        return self._dtd_handler

    def setDTDHandler(self, handler):
        """Set who receives declarations."""
        self._dtd_handler = handler

    def getEntityResolver(self):
        """The EntityResolver."""
        return self._ent_handler

    def setEntityResolver(self, resolver):
        """Set who finds external entities."""
        self._ent_handler = resolver

    def getErrorHandler(self):
        """The ErrorHandler."""
        return self._err_handler

    def setErrorHandler(self, handler):
        """Set who receives errors."""
        self._err_handler = handler

    def setLocale(self, locale):
        """Set the language of messages."""
        raise SAXNotSupportedException('Locale support not implemented')

    def getFeature(self, name):
        """The state of a feature."""
        raise SAXNotRecognizedException("Feature '%s' not recognized" % name)

    def setFeature(self, name, state):
        """Set a feature."""
        raise SAXNotRecognizedException("Feature '%s' not recognized" % name)

    def getProperty(self, name):
        """The value of a property."""
        raise SAXNotRecognizedException("Property '%s' not recognized" % name)

    def setProperty(self, name, value):
        """Set a property."""
        raise SAXNotRecognizedException("Property '%s' not recognized" % name)


class IncrementalParser(XMLReader):
    """A parser that can be fed parts of a document: feed(), close(), reset()."""

    def __init__(self, bufsize=2 ** 16):
        self._bufsize = bufsize
        XMLReader.__init__(self)

    def parse(self, source):
        from . import saxutils

        source = saxutils.prepare_input_source(source)
        self.prepareParser(source)
        file = source.getCharacterStream()
        if file is None:
            file = source.getByteStream()
        while True:
            buffer = file.read(self._bufsize)
            if not buffer:
                break
            self.feed(buffer)
        self.close()

    def feed(self, data):
        """Read a part of the document."""
        raise NotImplementedError('This method must be implemented!')

    def prepareParser(self, source):
        """Called by parse() before it feeds."""
        raise NotImplementedError('prepareParser must be overridden!')

    def close(self):
        """End the document."""
        raise NotImplementedError('This method must be implemented!')

    def reset(self):
        """Make ready for the next document."""
        raise NotImplementedError('This method must be implemented!')


class Locator:
    """Tells where an event comes from."""

    def getColumnNumber(self):
        """The column where the event ends."""
        return -1

    def getLineNumber(self):
        """The line where the event ends."""
        return -1

    def getPublicId(self):
        """The public identifier of the document."""
        return None

    def getSystemId(self):
        """The name of the document."""
        return None


class InputSource:
    """Where to read a document: a stream of characters, else of bytes, else a name; and what is known about it."""

    def __init__(self, system_id=None):
        self.__system_id = system_id
        self.__public_id = None
        self.__encoding = None
        self.__bytefile = None
        self.__charfile = None

    def setPublicId(self, public_id):
        """Set the public identifier."""
        self.__public_id = public_id

    def getPublicId(self):
        """The public identifier."""
        return self.__public_id

    def setSystemId(self, system_id):
        """Set the name."""
        self.__system_id = system_id

    def getSystemId(self):
        """The name."""
        return self.__system_id

    def setEncoding(self, encoding):
        """Set the encoding of the bytes."""
        self.__encoding = encoding

    def getEncoding(self):
        """The encoding of the bytes."""
        return self.__encoding

    def setByteStream(self, bytefile):
        """Set a file of bytes."""
        self.__bytefile = bytefile

    def getByteStream(self):
        """The file of bytes."""
        return self.__bytefile

    def setCharacterStream(self, charfile):
        """Set a file of text; it is used before the bytes."""
        self.__charfile = charfile

    def getCharacterStream(self):
        """The file of text."""
        return self.__charfile


class AttributesImpl:
    """The attributes of an element: a mapping of names to values."""

    def __init__(self, attrs):
        self._attrs = attrs

    def getLength(self):
        return len(self._attrs)

    def getType(self, name):
        return 'CDATA'

    def getValue(self, name):
        return self._attrs[name]

    def getValueByQName(self, name):
        return self._attrs[name]

    def getNameByQName(self, name):
        if name not in self._attrs:
            raise KeyError(name)
        return name

    def getQNameByName(self, name):
        if name not in self._attrs:
            raise KeyError(name)
        return name

    def getNames(self):
        return list(self._attrs.keys())

    def getQNames(self):
        return list(self._attrs.keys())

    def __len__(self):
        return len(self._attrs)

    def __getitem__(self, name):
        return self._attrs[name]

    def keys(self):
        return list(self._attrs.keys())

    def __contains__(self, name):
        return name in self._attrs

    def get(self, name, alternative=None):
        return self._attrs.get(name, alternative)

    def copy(self):
        return self.__class__(self._attrs)

    def items(self):
        return list(self._attrs.items())

    def values(self):
        return list(self._attrs.values())


class AttributesNSImpl(AttributesImpl):
    """The attributes of an element by (uri, local name). qnames maps those to the names in the document."""

    def __init__(self, attrs, qnames):
        self._attrs = attrs
        self._qnames = qnames

    def getValueByQName(self, name):
        return self._attrs[self.getNameByQName(name)]

    def getNameByQName(self, name):
        for nsname, qname in self._qnames.items():
            if qname == name:
                return nsname
        raise KeyError(name)

    def getQNameByName(self, name):
        return self._qnames[name]

    def getQNames(self):
        return list(self._qnames.values())

    def copy(self):
        return self.__class__(self._attrs, self._qnames)
