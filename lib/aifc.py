"""Read and write AIFF and AIFF-C files.

f = aifc.open(file, 'rb') gives an Aifc_read, aifc.open(file, 'wb') an Aifc_write;
file is a name or an open file, which close() closes. Frames are big-endian where
the sound is not compressed; u-LAW, a-LAW and G722 (Intel's ADPCM) sounds are
compressed and expanded, with samples of two bytes in the machine's order.
Compression types and names are bytes.
"""

import struct
import warnings
from collections import namedtuple
from _soundfile import Reader, Writer, open_mode
from chunk import Chunk

__all__ = ['Error', 'open', 'openfp']


class Error(Exception):
    """What is wrong with an AIFF file, or a parameter."""


_AIFC_version = 0xA2805140      # version 1 of AIFF-C, its date
_HUGE_VAL = 1.79769313486231e+308

_aifc_params = namedtuple('_aifc_params',
                          'nchannels sampwidth framerate nframes comptype compname')

_COMPRESSED = (b'ulaw', b'ULAW', b'alaw', b'ALAW', b'G722')


# ---- numbers and strings in chunks ----

def _read_packed(file, format):
    try:
        return struct.unpack(format, file.read(struct.calcsize(format)))[0]
    except struct.error:
        raise EOFError from None


def _read_long(file):
    return _read_packed(file, '>l')


def _read_ulong(file):
    return _read_packed(file, '>L')


def _read_short(file):
    return _read_packed(file, '>h')


def _read_ushort(file):
    return _read_packed(file, '>H')


def _read_string(file):
    """A length byte and that many bytes, padded to an even whole."""
    data = b''
    length = ord(file.read(1))
    if length:
        data = file.read(length)
    if length % 2 == 0:
        file.read(1)
    return data


def _read_float(f):
    """A number of 80 bits: sign and exponent, then 64 bits with the leading one."""
    expon = _read_ushort(f)
    mantissa = _read_ulong(f) << 32 | _read_ulong(f)
    sign = -1 if expon & 0x8000 else 1
    expon &= 0x7FFF
    if expon == 0 and mantissa == 0:
        return 0.0
    if expon == 0x7FFF:
        return _HUGE_VAL
    try:
        return sign * float(mantissa) * 2.0 ** (expon - 16383 - 63)
    except OverflowError:
        return _HUGE_VAL


def _write_short(f, x):
    f.write(struct.pack('>h', x))


def _write_ushort(f, x):
    f.write(struct.pack('>H', x))


def _write_long(f, x):
    f.write(struct.pack('>l', x))


def _write_ulong(f, x):
    f.write(struct.pack('>L', x))


def _write_string(f, s):
    if len(s) > 255:
        raise ValueError('string exceeds maximum pstring length')
    f.write(struct.pack('B', len(s)) + s)
    if len(s) % 2 == 0:
        f.write(b'\x00')


def _write_float(f, x):
    import math
    sign = 0x8000 if x < 0 else 0
    x = abs(x)
    if x == 0:
        expon = mantissa = 0
    else:
        fraction, expon = math.frexp(x)
        if expon > 16384 or fraction >= 1 or fraction != fraction:     # infinity or NaN
            expon, mantissa = sign | 0x7FFF, 0
        else:
            mantissa = int(math.ldexp(fraction, 64))
            expon += 16382
            if expon < 0:                                       # denormalised
                mantissa >>= -expon
                expon = 0
            expon |= sign
    _write_ushort(f, expon)
    _write_ulong(f, mantissa >> 32)
    _write_ulong(f, mantissa & 0xFFFFFFFF)


# ---- compressed sounds ----

class _Codec:
    """Between frames in the file and samples of two bytes; ADPCM has a state."""

    def __init__(self, comptype):
        import audioop
        kind = comptype.lower()
        if kind == b'ulaw':
            self._read = lambda data: audioop.ulaw2lin(data, 2)
            self._write = audioop.lin2ulaw
        elif kind == b'alaw':
            self._read = lambda data: audioop.alaw2lin(data, 2)
            self._write = audioop.lin2alaw
        else:
            self._state = None
            self._read, self._write = self._read_adpcm, self._write_adpcm
        self.per_byte = 2 if kind == b'g722' else 1     # samples

    def expand(self, data):
        return self._read(data)

    def compress(self, data):
        return self._write(data, 2)

    def _read_adpcm(self, data):
        import audioop
        data, self._state = audioop.adpcm2lin(data, 2, self._state)
        return data

    def _write_adpcm(self, data, width):
        import audioop
        data, self._state = audioop.lin2adpcm(data, width, self._state)
        return data


class Aifc_read(Reader):
    """An AIFF or AIFF-C file being read."""

    _error = Error
    _params = _aifc_params
    _file = None

    def initfp(self, file):
        """Read the chunks up to the sound's data."""
        self._version = 0
        self._markers = []
        self._soundpos = 0
        self._codec = None
        self._file = file
        form = Chunk(file)
        if form.getname() != b'FORM':
            raise Error('file does not start with FORM id')
        formdata = form.read(4)
        if formdata not in (b'AIFF', b'AIFC'):
            raise Error('not an AIFF or AIFF-C file')
        self._aifc = formdata == b'AIFC'
        self._comm_chunk_read = False
        self._ssnd_chunk = None
        while True:
            self._ssnd_seek_needed = True
            try:
                chunk = Chunk(file)
            except EOFError:
                break
            self._read_chunk(chunk)
            chunk.skip()
        if not self._comm_chunk_read or not self._ssnd_chunk:
            raise Error('COMM chunk and/or SSND chunk missing')

    def _read_chunk(self, chunk):
        name = chunk.getname()
        if name == b'COMM':
            self._read_comm_chunk(chunk)
            self._comm_chunk_read = True
        elif name == b'SSND':
            self._ssnd_chunk = chunk
            chunk.read(8)               # offset and block size
            self._ssnd_seek_needed = False
        elif name == b'FVER':
            self._version = _read_ulong(chunk)
        elif name == b'MARK':
            self._read_mark(chunk)

    def _read_comm_chunk(self, chunk):
        self._nchannels = _read_short(chunk)
        self._nframes = _read_long(chunk)
        self._sampwidth = (_read_short(chunk) + 7) // 8
        self._framerate = int(_read_float(chunk))
        if self._sampwidth < 0:
            raise Error('bad sample width')
        if self._nchannels < 0:
            raise Error('bad # of channels')
        if not self._aifc:
            self._comptype = b'NONE'
            self._compname = b'not compressed'
            return
        if chunk.chunksize == 18:
            # Some programs leave the compression out of the size.
            warnings.warn('Warning: bad COMM chunk size')
            chunk.chunksize = 23
            self._comptype = chunk.read(4)
            length = ord(chunk.file.read(1))
            chunk.chunksize += length | 1
            chunk.file.seek(-1, 1)
        else:
            self._comptype = chunk.read(4)
        self._compname = _read_string(chunk)
        if self._comptype == b'NONE':
            return
        if self._comptype not in _COMPRESSED:
            raise Error('unsupported compression type')
        self._codec = _Codec(self._comptype)
        self._sampwidth = 2

    def _read_mark(self, chunk):
        nmarkers = _read_short(chunk)
        try:
            for _ in range(nmarkers):
                id = _read_short(chunk)
                pos = _read_long(chunk)
                name = _read_string(chunk)
                # Some files have marks of nothing, which mean nothing.
                if pos or name:
                    self._markers.append((id, pos, name))
        except (EOFError, TypeError):
            warnings.warn('Warning: MARK chunk contains only %s marker%s instead of %s'
                          % (len(self._markers), '' if len(self._markers) == 1 else 's',
                             nmarkers))

    def getfp(self):
        """The file."""
        return self._file

    def close(self):
        """Close the file."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def getmarkers(self):
        return self._markers or None

    def getmark(self, id):
        for marker in self._markers:
            if id == marker[0]:
                return marker
        raise Error('marker {0!r} does not exist'.format(id))

    def setpos(self, pos):
        """Go to the frame with a number."""
        self._check_pos(pos)
        self._soundpos = pos
        self._ssnd_seek_needed = True

    def _file_size(self, nframes):
        """The bytes that so many frames take in the file."""
        if self._codec:
            return nframes * self._nchannels // self._codec.per_byte
        return nframes * self._frame_size()

    def readframes(self, nframes):
        """At most nframes frames, as bytes."""
        if self._ssnd_seek_needed:
            self._ssnd_chunk.seek(8 + self._file_size(self._soundpos))
            self._ssnd_seek_needed = False
        if nframes == 0:
            return b''
        data = self._ssnd_chunk.read(self._file_size(nframes))
        if self._codec and data:
            data = self._codec.expand(data)
        frame = self._frame_size()
        if frame:
            self._soundpos += len(data) // frame
        return data


class Aifc_write(Writer):
    """An AIFF-C file being written; AIFF after aiff(), or if its name ends so."""

    _error = Error
    _params = _aifc_params
    _compressions = (b'NONE',) + _COMPRESSED
    _file = None

    def __init__(self, f):
        super().__init__(f)
        self._aifc = not (isinstance(f, str) and f.endswith('.aiff'))

    def initfp(self, file):
        self._file = file
        self._version = _AIFC_version
        self._reset()
        self._comptype = b'NONE'
        self._compname = b'not compressed'
        self._codec = None
        self._markers = []
        self._marklength = 0
        self._aifc = True
        self._header_length = None      # of all but the sound, once written

    def aiff(self):
        """Make an AIFF file."""
        self._check_not_started()
        self._aifc = False

    def aifc(self):
        """Make an AIFF-C file."""
        self._check_not_started()
        self._aifc = True

    def setmark(self, id, pos, name):
        """Set a mark: a number over 0, a position, a name as bytes."""
        if id <= 0:
            raise Error('marker ID must be > 0')
        if pos < 0:
            raise Error('marker position must be >= 0')
        if not isinstance(name, bytes):
            raise Error('marker name must be bytes')
        for i, marker in enumerate(self._markers):
            if id == marker[0]:
                self._markers[i] = id, pos, name
                return
        self._markers.append((id, pos, name))

    def getmark(self, id):
        for marker in self._markers:
            if id == marker[0]:
                return marker
        raise Error('marker {0!r} does not exist'.format(id))

    def getmarkers(self):
        return self._markers or None

    def close(self):
        """Write what is missing, and close the file."""
        if self._file is None:
            return
        try:
            self._ensure_header_written(0)
            if self._datawritten % 2:
                self._file.write(b'\x00')
            self._write_markers()
            self._patchheader()
        finally:
            self._codec = None
            file, self._file = self._file, None
            file.close()

    def _convert(self, data):
        return self._codec.compress(data) if self._codec else data

    def _ensure_header_written(self, size):
        if self._header_length is not None:
            return
        if self._comptype in _COMPRESSED:
            if not self._sampwidth:
                self._sampwidth = 2
            if self._sampwidth != 2:
                raise Error('sample width must be 2 when compressing with '
                            'ulaw/ULAW, alaw/ALAW or G7.22 (ADPCM)')
        self._check_params()
        self._write_header(size)

    def _write_header(self, size):
        """The header, for the frames announced, or at least those that come now."""
        if self._aifc and self._comptype != b'NONE':
            self._codec = _Codec(self._comptype)
        if not self._nframes:
            self._nframes = size // self._frame_size()
        if self._codec:
            self._datalength = self._nframes * self._nchannels // self._codec.per_byte
        else:
            self._datalength = self._nframes * self._frame_size()
        self._datalength += self._datalength % 2
        f = self._file
        try:
            self._start = f.tell()
        except (AttributeError, OSError):
            self._start = None
        f.write(b'FORM')
        length = 4 + 8 + 18 + 16        # the type, and the COMM and SSND chunks
        if self._aifc:
            length += 12 + 4 + self._compname_length()
        self._header_length = length
        _write_ulong(f, length + self._datalength)
        if self._aifc:
            f.write(b'AIFCFVER')
            _write_ulong(f, 4)
            _write_ulong(f, self._version)
        else:
            f.write(b'AIFF')
        f.write(b'COMM')
        _write_ulong(f, 18 + (4 + self._compname_length() if self._aifc else 0))
        _write_short(f, self._nchannels)
        self._nframes_pos = None if self._start is None else f.tell()
        _write_ulong(f, self._nframes)
        _write_short(f, self._sampwidth * 8)
        _write_float(f, self._framerate)
        if self._aifc:
            f.write(self._comptype)
            _write_string(f, self._compname)
        f.write(b'SSND')
        self._ssnd_length_pos = None if self._start is None else f.tell()
        _write_ulong(f, self._datalength + 8)
        _write_ulong(f, 0)
        _write_ulong(f, 0)

    def _compname_length(self):
        return len(self._compname) + 2 & ~1

    def _write_markers(self):
        if not self._markers:
            return
        f = self._file
        f.write(b'MARK')
        # A mark: number, position and name with its length, an even whole.
        length = 2 + sum(6 + (len(name) + 2 & ~1) for _, _, name in self._markers)
        _write_ulong(f, length)
        self._marklength = length + 8
        _write_short(f, len(self._markers))
        for id, pos, name in self._markers:
            _write_short(f, id)
            _write_ulong(f, pos)
            _write_string(f, name)

    def _patchheader(self):
        datalength = self._datawritten + self._datawritten % 2     # the padding comes at the end
        if datalength == self._datalength and self._nframes == self._nframeswritten \
                and not self._marklength:
            return
        if self._start is None:
            raise OSError('cannot seek to the header')
        end = self._file.tell()
        self._file.seek(self._start + 4)
        _write_ulong(self._file, self._header_length + datalength + self._marklength)
        self._file.seek(self._nframes_pos)
        _write_ulong(self._file, self._nframeswritten)
        self._file.seek(self._ssnd_length_pos)
        _write_ulong(self._file, datalength + 8)
        self._file.seek(end)
        self._nframes = self._nframeswritten
        self._datalength = datalength


def open(f, mode=None):
    """An Aifc_read (mode 'r' or 'rb') or Aifc_write ('w', 'wb')."""
    return Aifc_read(f) if open_mode(f, mode, Error) == 'r' else Aifc_write(f)


openfp = open
