"""Read and write AU files, the sounds of Sun and NeXT.

The header is six big-endian words (magic, header's size, data's size, encoding,
frames a second, channels) and a text; the samples are big-endian. u-LAW and a-LAW
files give, and u-LAW files take, samples of two bytes in the machine's order.
"""

from collections import namedtuple
from _soundfile import Reader, Writer, open_mode
import struct

__all__ = ['open', 'openfp', 'Error', 'Au_read', 'Au_write',
           'AUDIO_FILE_MAGIC', 'AUDIO_UNKNOWN_SIZE']

AUDIO_FILE_MAGIC = 0x2e736e64
AUDIO_FILE_ENCODING_MULAW_8 = 1
AUDIO_FILE_ENCODING_LINEAR_8 = 2
AUDIO_FILE_ENCODING_LINEAR_16 = 3
AUDIO_FILE_ENCODING_LINEAR_24 = 4
AUDIO_FILE_ENCODING_LINEAR_32 = 5
AUDIO_FILE_ENCODING_FLOAT = 6
AUDIO_FILE_ENCODING_DOUBLE = 7
AUDIO_FILE_ENCODING_ADPCM_G721 = 23
AUDIO_FILE_ENCODING_ADPCM_G722 = 24
AUDIO_FILE_ENCODING_ADPCM_G723_3 = 25
AUDIO_FILE_ENCODING_ADPCM_G723_5 = 26
AUDIO_FILE_ENCODING_ALAW_8 = 27
AUDIO_UNKNOWN_SIZE = 0xFFFFFFFF

_LINEAR_WIDTHS = {AUDIO_FILE_ENCODING_LINEAR_8: 1, AUDIO_FILE_ENCODING_LINEAR_16: 2,
                  AUDIO_FILE_ENCODING_LINEAR_24: 3, AUDIO_FILE_ENCODING_LINEAR_32: 4}
_LINEAR_ENCODINGS = {width: encoding for encoding, width in _LINEAR_WIDTHS.items()}
_COMPRESSIONS = {AUDIO_FILE_ENCODING_MULAW_8: ('ULAW', 'CCITT G.711 u-law'),
                 AUDIO_FILE_ENCODING_ALAW_8: ('ALAW', 'CCITT G.711 A-law')}

_sunau_params = namedtuple('_sunau_params',
                           'nchannels sampwidth framerate nframes comptype compname')


class Error(Exception):
    """What is wrong with an AU file, or a parameter."""


class Au_read(Reader):
    """An AU file being read."""

    _error = Error
    _params = _sunau_params

    def initfp(self, file):
        """Read the header."""
        self._soundpos = 0
        header = file.read(24)
        if len(header) < 24:
            raise EOFError
        magic, self._hdr_size, self._data_size, self._encoding, self._framerate, \
            self._nchannels = struct.unpack('>6L', header)
        if magic != AUDIO_FILE_MAGIC:
            raise Error('bad magic number')
        if self._hdr_size < 24:
            raise Error('header size too small')
        if self._hdr_size > 100:
            raise Error('header size ridiculously large')
        if self._encoding in _COMPRESSIONS:
            self._comptype, self._compname = _COMPRESSIONS[self._encoding]
            self._sampwidth = 2
            width = 1
        elif self._encoding in _LINEAR_WIDTHS:
            self._comptype, self._compname = 'NONE', 'not compressed'
            self._sampwidth = width = _LINEAR_WIDTHS[self._encoding]
        else:
            raise Error('encoding not (yet) supported')
        if not self._nchannels:
            raise Error('bad # of channels')
        self._file_frame_size = width * self._nchannels
        self._info = file.read(self._hdr_size - 24).partition(b'\0')[0]
        if self._data_size == AUDIO_UNKNOWN_SIZE:
            self._nframes = AUDIO_UNKNOWN_SIZE
        else:
            self._nframes = self._data_size // self._file_frame_size
        try:
            self._data_pos = file.tell()
        except (AttributeError, OSError):
            self._data_pos = None
        self._file = file

    def getfp(self):
        """The file, None once closed."""
        return self._file

    def close(self):
        """Leave the file; it is closed if it was opened by its name."""
        file, self._file = self._file, None
        if self._opened and file:
            file.close()

    def setpos(self, pos):
        """Go to the frame with a number."""
        self._check_pos(pos)
        if self._data_pos is None:
            raise OSError('cannot seek')
        self._file.seek(self._data_pos + pos * self._file_frame_size)
        self._soundpos = pos

    def readframes(self, nframes):
        """At most nframes frames, uncompressed; all that are left for AUDIO_UNKNOWN_SIZE."""
        if nframes == AUDIO_UNKNOWN_SIZE:
            data = self._file.read()
        else:
            if self._nframes != AUDIO_UNKNOWN_SIZE:
                nframes = min(nframes, self._nframes - self._soundpos)
            data = self._file.read(nframes * self._file_frame_size)
        self._soundpos += len(data) // self._file_frame_size
        if self._comptype != 'NONE':
            import audioop
            data = (audioop.ulaw2lin if self._comptype == 'ULAW' else audioop.alaw2lin)(data, 2)
        return data


class Au_write(Writer):
    """An AU file being written."""

    _error = Error
    _params = _sunau_params
    _compressions = {'NONE', 'ULAW'}

    def initfp(self, file):
        self._file = file
        self._reset()
        self._nframes = AUDIO_UNKNOWN_SIZE
        self._headerwritten = False
        self._info = b''
        self._comptype = 'ULAW'
        self._compname = 'CCITT G.711 u-law'

    def setnframes(self, nframes):
        self._check_not_started()
        if nframes < 0:
            raise Error('# of frames cannot be negative')
        self._nframes = nframes

    def setcomptype(self, type, name):
        Writer.setcomptype(self, type, name)

    def _convert(self, data):
        if self._comptype == 'ULAW':
            import audioop
            data = audioop.lin2ulaw(data, self._sampwidth)
        return data

    def _ensure_header_written(self, size):
        if not self._headerwritten:
            self._check_params()
            self._write_header()

    def _write_header(self):
        if self._comptype == 'NONE':
            encoding = _LINEAR_ENCODINGS[self._sampwidth]
            width = self._sampwidth
        else:
            encoding = AUDIO_FILE_ENCODING_MULAW_8
            width = 1
        if self._nframes == AUDIO_UNKNOWN_SIZE:
            self._datalength = AUDIO_UNKNOWN_SIZE
        else:
            self._datalength = self._nframes * width * self._nchannels
        # The text ends with a NUL, and the header at a multiple of eight.
        info = self._info + bytes(8 - len(self._info) % 8)
        try:
            self._start = self._file.tell()
        except (AttributeError, OSError):
            self._start = None
        self._file.write(struct.pack('>6L', AUDIO_FILE_MAGIC, 24 + len(info), self._datalength,
                                     encoding, self._framerate, self._nchannels) + info)
        self._headerwritten = True

    def _patchheader(self):
        if self._start is None:
            raise OSError('cannot seek')
        end = self._file.tell()
        self._file.seek(self._start + 8)
        self._file.write(struct.pack('>L', self._datawritten))
        self._file.seek(end)
        self._datalength = self._datawritten


def open(f, mode=None):
    """An Au_read (mode 'r' or 'rb') or Au_write ('w', 'wb')."""
    return Au_read(f) if open_mode(f, mode, Error) == 'r' else Au_write(f)


openfp = open
