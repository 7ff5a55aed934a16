"""What readers and writers of sound files have in common, whatever the format
(wave, aifc, sunau): the parameters, and the count of frames.

A subclass names its exception (_error), its tuple of parameters (_params) and its
compression types (_compressions: type to name).
"""

import builtins


class SoundFile:
    """The parameters of a sound, and the file it lies in."""

    _compressions = {}
    _file = None
    _opened = False         # whether the file is ours to close

    def __init__(self, f):
        self._open(f, self._open_mode)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        self.close()

    def __del__(self):
        self.close()

    def _open(self, f, mode):
        """Open a file by name, or take one that is open; then read or write its header."""
        self._opened = isinstance(f, str)
        if self._opened:
            f = builtins.open(f, mode)
        try:
            self.initfp(f)
        except:
            if self._opened:
                f.close()
            raise

    def getnchannels(self):
        """The number of channels: 1 is mono, 2 is stereo."""
        return self._nchannels

    def getsampwidth(self):
        """The bytes of a sample."""
        return self._sampwidth

    def getframerate(self):
        """Frames a second."""
        return self._framerate

    def getcomptype(self):
        """The compression type."""
        return self._comptype

    def getcompname(self):
        """The compression type for people."""
        return self._compname

    def getparams(self):
        """All parameters: (nchannels, sampwidth, framerate, nframes, comptype, compname)."""
        return self._params(self._nchannels, self._sampwidth, self._framerate,
                            self._nframes, self._comptype, self._compname)

    def _frame_size(self):
        """The bytes of a frame as the program sees it, uncompressed."""
        return self._nchannels * self._sampwidth


class Reader(SoundFile):
    """_nframes are in the file; _soundpos is the next to be read."""

    _open_mode = 'rb'

    def getnframes(self):
        """The number of frames in the file."""
        return self._nframes

    def getmarkers(self):
        """The marks, or None."""
        return None

    def getmark(self, id):
        """The mark with a number, as (id, position, name)."""
        raise self._error('no marks')

    def tell(self):
        """The number of the next frame."""
        return self._soundpos

    def rewind(self):
        """Go to the first frame."""
        self.setpos(0)

    def _check_pos(self, pos):
        if pos < 0 or pos > self._nframes:
            raise self._error('position not in range')


class Writer(SoundFile):
    """The header is written before the first data, and mended at the end where the
    number of frames was not told right: _datalength is what the header says,
    _datawritten what is there."""

    _open_mode = 'wb'

    def _reset(self):
        self._nchannels = self._sampwidth = self._framerate = 0
        self._nframes = self._nframeswritten = 0
        self._datawritten = self._datalength = 0

    def close(self):
        """Write what the header lacks, and leave the file."""
        file = self._file
        try:
            if file:
                self._ensure_header_written(0)
                if self._datalength != self._datawritten:
                    self._patchheader()
                file.flush()
        finally:
            self._file = None
            if file and self._opened:
                file.close()

    def _check_not_started(self):
        if self._nframeswritten:
            raise self._error('cannot change parameters after starting to write')

    def setnchannels(self, nchannels):
        """The number of channels."""
        self._check_not_started()
        if nchannels < 1:
            raise self._error('bad # of channels')
        self._nchannels = nchannels

    def getnchannels(self):
        if not self._nchannels:
            raise self._error('number of channels not set')
        return self._nchannels

    def setsampwidth(self, sampwidth):
        """The bytes of a sample, 1 to 4."""
        self._check_not_started()
        if sampwidth < 1 or sampwidth > 4:
            raise self._error('bad sample width')
        self._sampwidth = sampwidth

    def getsampwidth(self):
        if not self._sampwidth:
            raise self._error('sample width not set')
        return self._sampwidth

    def setframerate(self, framerate):
        """Frames a second, rounded to a whole number."""
        self._check_not_started()
        framerate = int(round(framerate))
        if framerate <= 0:
            raise self._error('bad frame rate')
        self._framerate = framerate

    def getframerate(self):
        if not self._framerate:
            raise self._error('frame rate not set')
        return self._framerate

    def setnframes(self, nframes):
        """The number of frames; it is corrected at the end where the file can seek."""
        self._check_not_started()
        self._nframes = nframes

    def getnframes(self):
        """The frames written so far."""
        return self._nframeswritten

    def tell(self):
        """The frames written so far."""
        return self._nframeswritten

    def setcomptype(self, comptype, compname):
        """The compression type, and its name for people."""
        self._check_not_started()
        if comptype not in self._compressions:
            raise self._error('unsupported compression type')
        self._comptype = comptype
        self._compname = compname

    def setparams(self, params):
        """All parameters: (nchannels, sampwidth, framerate, nframes, comptype, compname)."""
        nchannels, sampwidth, framerate, nframes, comptype, compname = params
        self._check_not_started()
        self.setcomptype(comptype, compname)
        self.setnchannels(nchannels)
        self.setsampwidth(sampwidth)
        self.setframerate(framerate)
        self.setnframes(nframes)

    def getparams(self):
        if not self._nchannels or not self._sampwidth or not self._framerate:
            raise self._error('not all parameters set')
        return SoundFile.getparams(self)

    def setmark(self, id, pos, name):
        """Set a mark."""
        raise self._error('setmark() not supported')

    def getmark(self, id):
        """A mark that was set."""
        raise self._error('no marks')

    def getmarkers(self):
        """The marks that were set, or None."""
        return None

    def _check_params(self):
        if not self._nchannels:
            raise self._error('# channels not specified')
        if not self._sampwidth:
            raise self._error('sample width not specified')
        if not self._framerate:
            raise self._error('sampling rate not specified')

    def writeframesraw(self, data):
        """Write frames, and leave the header as it is."""
        if not isinstance(data, (bytes, bytearray)):
            data = memoryview(data).cast('B')
        self._ensure_header_written(len(data))
        nframes = len(data) // self._frame_size()
        data = self._convert(data)
        self._file.write(data)
        self._datawritten += len(data)
        self._nframeswritten += nframes

    def writeframes(self, data):
        """Write frames, and see that the number in the header is right."""
        self.writeframesraw(data)
        if self._datalength != self._datawritten:
            self._patchheader()

    def _convert(self, data):
        """Frames as the file has them."""
        return data


def open_mode(f, mode, error):
    """'r' or 'w' for the mode given to open(), or that of the file."""
    if mode is None:
        mode = getattr(f, 'mode', 'rb')
    if mode in ('r', 'rb'):
        return 'r'
    if mode in ('w', 'wb'):
        return 'w'
    raise error("mode must be 'r', 'rb', 'w', or 'wb'")
