"""The exceptions of SAX."""


class SAXException(Exception):
    """The base of SAX's exceptions: a message, and the exception behind it or None."""

    def __init__(self, msg, exception=None):
        self._msg = msg
        self._exception = exception
        Exception.__init__(self, msg)

    def getMessage(self):
        """The message."""
        return self._msg

    def getException(self):
        """The exception behind it, or None."""
        return self._exception

    def __str__(self):
        return self._msg

    def __getitem__(self, ix):
        raise AttributeError('__getitem__')


class SAXParseException(SAXException):
    """An error in a document, with its place. Taken from the locator now: that moves on."""

    def __init__(self, msg, exception, locator):
        SAXException.__init__(self, msg, exception)
        self._locator = locator
        self._systemId = locator.getSystemId()
        self._colnum = locator.getColumnNumber()
        self._linenum = locator.getLineNumber()

    def getColumnNumber(self):
        """The column where the error was found."""
        return self._colnum

    def getLineNumber(self):
        """The line where the error was found."""
        return self._linenum

    def getPublicId(self):
        """The public identifier of the document."""
        return self._locator.getPublicId()

    def getSystemId(self):
        """The name of the document."""
        return self._systemId

    def __str__(self):
        name, line, column = self.getSystemId(), self.getLineNumber(), self.getColumnNumber()
        return '%s:%s:%s: %s' % ('<unknown>' if name is None else name, '?' if line is None else line,
                                 '?' if column is None else column, self._msg)


class SAXNotRecognizedException(SAXException):
    """Raised for a feature or property that is not known."""


class SAXNotSupportedException(SAXException):
    """Raised for a value of a feature or property that cannot be had."""


class SAXReaderNotAvailable(SAXNotSupportedException):
    """Raised when a parser's library is missing."""
