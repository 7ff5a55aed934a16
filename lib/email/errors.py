"""Exceptions of the email package, and the defects that a parser notes on messages."""


class MessageError(Exception):
    """Base of the exceptions."""


class MessageParseError(MessageError):
    """Parsing failed."""


class HeaderParseError(MessageParseError):
    """A header cannot be parsed."""


class BoundaryError(MessageParseError):
    """Boundaries of parts are missing."""


class MultipartConversionError(MessageError, TypeError):
    """A part cannot be attached to a message that is not multipart."""


class CharsetError(MessageError):
    """An unknown or impossible character set."""


class HeaderWriteError(MessageError):
    """A header cannot be written."""


class MessageDefect(ValueError):
    """Base of the defects; line is where, if known."""

    def __init__(self, line=None):
        if line is not None:
            super().__init__(line)
        self.line = line


class NoBoundaryInMultipartDefect(MessageDefect):
    """A multipart message without a boundary parameter."""


class StartBoundaryNotFoundDefect(MessageDefect):
    """The boundary never appears."""


class CloseBoundaryNotFoundDefect(MessageDefect):
    """The closing boundary is missing."""


class FirstHeaderLineIsContinuationDefect(MessageDefect):
    """The first line is indented."""


class MisplacedEnvelopeHeaderDefect(MessageDefect):
    """A 'From ' line among the headers."""


class MissingHeaderBodySeparatorDefect(MessageDefect):
    """A line without a colon where headers are expected."""


MalformedHeaderDefect = MissingHeaderBodySeparatorDefect


class MultipartInvariantViolationDefect(MessageDefect):
    """Said to be multipart, but has no parts."""


class InvalidMultipartContentTransferEncodingDefect(MessageDefect):
    """A multipart with an encoding other than 7bit, 8bit and binary."""


class UndecodableBytesDefect(MessageDefect):
    """Bytes that do not decode."""


class InvalidBase64PaddingDefect(MessageDefect):
    """Base64 with too little padding."""


class InvalidBase64CharactersDefect(MessageDefect):
    """Base64 with characters outside its alphabet."""


class InvalidBase64LengthDefect(MessageDefect):
    """Base64 of an impossible length."""


class HeaderDefect(MessageDefect):
    """Base of the defects of headers."""

    def __init__(self, *args, **kw):
        super().__init__(*args, **kw)


class InvalidHeaderDefect(HeaderDefect):
    """A header that is not valid."""


class HeaderMissingRequiredValue(HeaderDefect):
    """A header that must have a value has none."""


class NonPrintableDefect(HeaderDefect):
    """ASCII characters that do not print; non_printables holds them."""

    def __init__(self, non_printables):
        super().__init__(non_printables)
        self.non_printables = non_printables

    def __str__(self):
        return ('the following ASCII non-printables found in header: {}'
                .format(self.non_printables))


class ObsoleteHeaderDefect(HeaderDefect):
    """Syntax that the RFC calls obsolete."""


class NonASCIILocalPartDefect(HeaderDefect):
    """A local part of an address that is not ASCII."""


class InvalidDateDefect(HeaderDefect):
    """A date that cannot be parsed."""
