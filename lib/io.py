"""Core tools for working with streams; all of it is in _io.

Raw I/O reads and writes bytes of a file, buffered I/O puts a buffer in front of
it, text I/O decodes and encodes.  open() puts the layers together.
"""

__all__ = ['BlockingIOError', 'open', 'IOBase', 'RawIOBase', 'FileIO',
           'BytesIO', 'StringIO', 'BufferedIOBase', 'BufferedReader',
           'BufferedWriter', 'BufferedRWPair', 'BufferedRandom', 'TextIOBase',
           'TextIOWrapper', 'UnsupportedOperation', 'SEEK_SET', 'SEEK_CUR',
           'SEEK_END']

import _io
import abc

from _io import (DEFAULT_BUFFER_SIZE, BlockingIOError, UnsupportedOperation,
                 open, FileIO, BytesIO, StringIO, BufferedReader,
                 BufferedWriter, BufferedRWPair, BufferedRandom,
                 IncrementalNewlineDecoder, TextIOWrapper, open_code,
                 text_encoding)

OpenWrapper = open

UnsupportedOperation.__module__ = 'io'

SEEK_SET = 0
SEEK_CUR = 1
SEEK_END = 2


# The abstract classes add registration to what C gives.

class IOBase(_io._IOBase, metaclass=abc.ABCMeta):
    __doc__ = _io._IOBase.__doc__


class RawIOBase(_io._RawIOBase, IOBase):
    __doc__ = _io._RawIOBase.__doc__


class BufferedIOBase(_io._BufferedIOBase, IOBase):
    __doc__ = _io._BufferedIOBase.__doc__


class TextIOBase(_io._TextIOBase, IOBase):
    __doc__ = _io._TextIOBase.__doc__


RawIOBase.register(FileIO)
for _klass in (BytesIO, BufferedReader, BufferedWriter, BufferedRandom,
               BufferedRWPair):
    BufferedIOBase.register(_klass)
for _klass in StringIO, TextIOWrapper:
    TextIOBase.register(_klass)
del _klass
