"""Files and data compressed with LZMA: the formats .xz and .lzma, and raw streams."""

import _compression
from _lzma import *
from _lzma import _encode_filter_properties, _decode_filter_properties

__all__ = [
    'CHECK_NONE', 'CHECK_CRC32', 'CHECK_CRC64', 'CHECK_SHA256', 'CHECK_ID_MAX',
    'CHECK_UNKNOWN', 'FILTER_LZMA1', 'FILTER_LZMA2', 'FILTER_DELTA', 'FILTER_X86',
    'FILTER_IA64', 'FILTER_ARM', 'FILTER_ARMTHUMB', 'FILTER_POWERPC', 'FILTER_SPARC',
    'FORMAT_AUTO', 'FORMAT_XZ', 'FORMAT_ALONE', 'FORMAT_RAW',
    'MF_HC3', 'MF_HC4', 'MF_BT2', 'MF_BT3', 'MF_BT4',
    'MODE_FAST', 'MODE_NORMAL', 'PRESET_DEFAULT', 'PRESET_EXTREME',
    'LZMACompressor', 'LZMADecompressor', 'LZMAFile', 'LZMAError',
    'open', 'compress', 'decompress', 'is_check_supported']


class LZMAFile(_compression.CompressedFile):
    """An LZMA file, opened for reading or writing of bytes."""

    def __init__(self, filename=None, mode='r', *, format=None, check=-1, preset=None,
                 filters=None):
        super().__init__()
        if mode in ('r', 'rb'):
            if check != -1:
                raise ValueError('Cannot specify an integrity check '
                                 'when opening a file for reading')
            if preset is not None:
                raise ValueError('Cannot specify a preset compression '
                                 'level when opening a file for reading')
            if format is None:
                format = FORMAT_AUTO
            self._start_reading(filename, LZMADecompressor, LZMAError,
                                format=format, filters=filters)
        elif mode in ('w', 'wb', 'a', 'ab', 'x', 'xb'):
            if format is None:
                format = FORMAT_XZ
            self._start_writing(filename, mode,
                                LZMACompressor(format=format, check=check,
                                               preset=preset, filters=filters))
        else:
            raise ValueError('Invalid mode: {!r}'.format(mode))


def open(filename, mode='rb', *, format=None, check=-1, preset=None, filters=None,
         encoding=None, errors=None, newline=None):
    """Open an LZMA file, in binary or (with 't' in mode) in text mode."""
    def open_binary(mode):
        return LZMAFile(filename, mode, format=format, check=check,
                        preset=preset, filters=filters)
    return _compression.open_file(open_binary, mode, encoding, errors, newline)


def compress(data, format=FORMAT_XZ, check=-1, preset=None, filters=None):
    """Compress at once."""
    c = LZMACompressor(format, check, preset, filters)
    return c.compress(data) + c.flush()


def decompress(data, format=FORMAT_AUTO, memlimit=None, filters=None):
    """Decompress at once; several streams in a row are one."""
    def make_decompressor():
        return LZMADecompressor(format, memlimit, filters)
    return _compression.decompress(make_decompressor, data, LZMAError, LZMAError)
