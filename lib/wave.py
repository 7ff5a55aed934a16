"""Read and write WAV files, of PCM samples.

f = wave.open(file, 'rb') gives a Wave_read, wave.open(file, 'wb') a Wave_write;
file is a name or an open file. Frames are bytes in the machine's byte order;
samples of one byte are without sign.
"""

import struct
import sys
from collections import namedtuple
from _soundfile import Reader, Writer, open_mode
from chunk import Chunk

__all__ = ['open', 'openfp', 'Error', 'Wave_read', 'Wave_write']


class Error(Exception):
    """What is wrong with a WAV file, or a parameter."""


WAVE_FORMAT_PCM = 0x0001
_WAVE_FORMAT_EXTENSIBLE = 0xFFFE
# The rest of the identity of PCM, where the format is extensible.
_PCM_SUBFORMAT = b'\x01\x00\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71'

_wave_params = namedtuple('_wave_params',
                          'nchannels sampwidth framerate nframes comptype compname')


def _swapped(data, width):
    """The file's samples in the machine's order, or back."""
    if width != 1 and sys.byteorder == 'big':
        from audioop import byteswap
        return byteswap(data, width)
    return data


class Wave_read(Reader):
    """A WAV file being read."""

    _error = Error
    _params = _wave_params

    def initfp(self, file):
        """Read the header, up to the sound's data."""
        self._soundpos = 0
        self._nchannels = None
        self._data_chunk = None
        riff = Chunk(file, bigendian=False)
        if riff.getname() != b'RIFF':
            raise Error('file does not start with RIFF id')
        if riff.read(4) != b'WAVE':
            raise Error('not a WAVE file')
        while True:
            try:
                chunk = Chunk(riff, bigendian=False)
            except EOFError:
                break
            name = chunk.getname()
            if name == b'fmt ':
                self._read_fmt_chunk(chunk)
            elif name == b'data':
                if self._nchannels is None:
                    raise Error('data chunk before fmt chunk')
                self._data_chunk = chunk
                self._nframes = chunk.getsize() // self._frame_size()
                break
            chunk.skip()
        if self._nchannels is None or self._data_chunk is None:
            raise Error('fmt chunk and/or data chunk missing')
        self._data_seek_needed = False
        self._file = file

    def _read_fmt_chunk(self, chunk):
        try:
            form, nchannels, self._framerate, _, _, bits = struct.unpack('<HHLLHH', chunk.read(16))
        except struct.error:
            raise EOFError from None
        if form == _WAVE_FORMAT_EXTENSIBLE:
            extra = chunk.read(24)
            if extra[8:] == _PCM_SUBFORMAT:
                form = WAVE_FORMAT_PCM
        if form != WAVE_FORMAT_PCM:
            raise Error('unknown format: %r' % (form,))
        self._sampwidth = (bits + 7) // 8
        if not self._sampwidth:
            raise Error('bad sample width')
        if not nchannels:
            raise Error('bad # of channels')
        self._nchannels = nchannels
        self._comptype = 'NONE'
        self._compname = 'not compressed'

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
        self._soundpos = pos
        self._data_seek_needed = True

    def readframes(self, nframes):
        """At most nframes frames, as bytes."""
        if self._data_seek_needed:
            self._data_chunk.seek(self._soundpos * self._frame_size())
            self._data_seek_needed = False
        if nframes == 0:
            return b''
        data = self._data_chunk.read(nframes * self._frame_size())
        self._soundpos += len(data) // self._frame_size()
        return _swapped(data, self._sampwidth)


class Wave_write(Writer):
    """A WAV file being written."""

    _error = Error
    _params = _wave_params
    _compressions = {'NONE'}

    def initfp(self, file):
        self._file = file
        self._reset()
        self._headerwritten = False
        self._comptype = 'NONE'
        self._compname = 'not compressed'

    def setcomptype(self, comptype, compname='not compressed'):
        Writer.setcomptype(self, comptype, compname)

    def _convert(self, data):
        return _swapped(data, self._sampwidth)

    def _ensure_header_written(self, size):
        if not self._headerwritten:
            self._check_params()
            self._write_header(size)

    def _write_header(self, size):
        """The header, for the frames announced, or at least those that come now."""
        frame = self._frame_size()
        if not self._nframes:
            self._nframes = size // frame
        self._datalength = self._nframes * frame
        try:
            self._start = self._file.tell()
        except (AttributeError, OSError):
            self._start = None
        self._file.write(struct.pack(
            '<4sL4s4sLHHLLHH4sL', b'RIFF', 36 + self._datalength, b'WAVE',
            b'fmt ', 16, WAVE_FORMAT_PCM, self._nchannels, self._framerate,
            frame * self._framerate, frame, self._sampwidth * 8,
            b'data', self._datalength))
        self._headerwritten = True

    def _patchheader(self):
        if self._start is None:
            raise OSError('cannot seek to the header')
        end = self._file.tell()
        self._file.seek(self._start + 4)
        self._file.write(struct.pack('<L', 36 + self._datawritten))
        self._file.seek(self._start + 40)
        self._file.write(struct.pack('<L', self._datawritten))
        self._file.seek(end)
        self._datalength = self._datawritten


def open(f, mode=None):
    """A Wave_read (mode 'r' or 'rb') or Wave_write ('w', 'wb')."""
    return Wave_read(f) if open_mode(f, mode, Error) == 'r' else Wave_write(f)


openfp = open
