"""SAX: reading XML as a sequence of events.

    parse(filename, handler)        handler: a handler.ContentHandler
    parser = make_parser()          an xmlreader.XMLReader, by Expat
"""

from . import handler
from ._exceptions import (SAXException, SAXNotRecognizedException, SAXNotSupportedException, SAXParseException,
                          SAXReaderNotAvailable)
from .handler import ContentHandler, ErrorHandler
from .xmlreader import InputSource

import os as _os
import sys as _sys

default_parser_list = ['xml.sax.expatreader']
if not _sys.flags.ignore_environment and _os.environ.get('PY_SAX_PARSER'):
    default_parser_list = _os.environ['PY_SAX_PARSER'].split(',')


def parse(source, handler, errorHandler=ErrorHandler()):
    """Read a file, its name, or an InputSource, and report to a ContentHandler."""
    parser = make_parser()
    parser.setContentHandler(handler)
    parser.setErrorHandler(errorHandler)
    parser.parse(source)


def parseString(string, handler, errorHandler=ErrorHandler()):
    """Read a document in a str or bytes, and report to a ContentHandler."""
    import io

    if errorHandler is None:
        errorHandler = ErrorHandler()
    parser = make_parser()
    parser.setContentHandler(handler)
    parser.setErrorHandler(errorHandler)
    source = InputSource()
    if isinstance(string, str):
        source.setCharacterStream(io.StringIO(string))
    else:
        source.setByteStream(io.BytesIO(string))
    parser.parse(source)


def make_parser(parser_list=()):
    """A new XMLReader: create_parser() of the first module in the list, or in default_parser_list, that can be imported."""
    for name in list(parser_list) + default_parser_list:
        try:
            return _create_parser(name)
        except ImportError:
            # A module that is there and fails to import something is an error.
            if name in _sys.modules:
                raise
        except SAXReaderNotAvailable:
            pass
    raise SAXReaderNotAvailable('No parsers found', None)


def _create_parser(parser_name):
    module = __import__(parser_name, {}, {}, ['create_parser'])
    return module.create_parser()
