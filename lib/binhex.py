"""BinHex 4: Macintosh files, with their two forks, as text.

The text is 6-bit encoded and run-length compressed; header and forks each end
with a CRC.
"""

import binascii
import io
import os
import struct

__all__ = ['binhex', 'hexbin', 'Error']


class Error(Exception):
    pass


_DID_HEADER = 0
_DID_DATA = 1

REASONABLY_LARGE = 32768
LINELEN = 64
RUNCHAR = b'\x90'


class FInfo:
    """Type and creator of a file."""

    def __init__(self):
        self.Type = '????'
        self.Creator = '????'
        self.Flags = 0


def getfileinfo(name):
    finfo = FInfo()
    with io.open(name, 'rb') as f:
        data = f.read(512)
        if 0 not in data:
            finfo.Type = 'TEXT'
        f.seek(0, 2)
        size = f.tell()
    folder, file = os.path.split(name)
    return file.replace(':', '-', 1), finfo, size, 0


class openrsrc:
    """A resource fork that is empty."""

    def __init__(self, *args):
        pass

    def read(self, *args):
        return b''

    def write(self, *args):
        pass

    def close(self):
        pass


class _Hqxcoderengine:
    """Writes 6-bit encoded lines; each starts anew after LINELEN characters."""

    def __init__(self, ofp):
        self.ofp = ofp
        self.data = b''
        self.hqxdata = b''
        self.linelen = LINELEN - 1      # the colon takes the first place

    def write(self, data):
        self.data += data
        whole = len(self.data) // 3 * 3
        self.hqxdata += binascii.b2a_hqx(self.data[:whole])
        self.data = self.data[whole:]
        self._flush(False)

    def _flush(self, force):
        pos = 0
        while pos <= len(self.hqxdata) - self.linelen:
            end = pos + self.linelen
            self.ofp.write(self.hqxdata[pos:end] + b'\r')
            self.linelen = LINELEN
            pos = end
        self.hqxdata = self.hqxdata[pos:]
        if force:
            self.ofp.write(self.hqxdata + b':\r')

    def close(self):
        if self.data:
            self.hqxdata += binascii.b2a_hqx(self.data)
        self._flush(True)
        self.ofp.close()
        del self.ofp


class _Rlecoderengine:
    """Run-length encodes on the way to another engine."""

    def __init__(self, ofp):
        self.ofp = ofp
        self.data = b''

    def write(self, data):
        self.data += data
        if len(self.data) < REASONABLY_LARGE:
            return
        self.ofp.write(binascii.rlecode_hqx(self.data))
        self.data = b''

    def close(self):
        if self.data:
            self.ofp.write(binascii.rlecode_hqx(self.data))
        self.ofp.close()
        del self.ofp


class BinHex:
    """A file being written: header, data fork, resource fork."""

    def __init__(self, name_finfo_dlen_rlen, ofp):
        name, finfo, dlen, rlen = name_finfo_dlen_rlen
        close_on_error = False
        if isinstance(ofp, str):
            ofp = io.open(ofp, 'wb')
            close_on_error = True
        try:
            ofp.write(b'(This file must be converted with BinHex 4.0)\r\r:')
            self.ofp = _Rlecoderengine(_Hqxcoderengine(ofp))
            self.crc = 0
            if finfo is None:
                finfo = FInfo()
            self.dlen = dlen
            self.rlen = rlen
            self._writeinfo(name, finfo)
            self.state = _DID_HEADER
        except:
            if close_on_error:
                ofp.close()
            raise

    def _writeinfo(self, name, finfo):
        if len(name) > 63:
            raise Error('Filename too long')
        self._write(bytes([len(name)]) + name.encode('latin-1') + b'\0'
                    + finfo.Type.encode('latin-1') + finfo.Creator.encode('latin-1')
                    + struct.pack('>hii', finfo.Flags, self.dlen, self.rlen))
        self._writecrc()

    def _write(self, data):
        self.crc = binascii.crc_hqx(data, self.crc)
        self.ofp.write(data)

    def _writecrc(self):
        self.ofp.write(struct.pack('>H', self.crc))
        self.crc = 0

    def write(self, data):
        if self.state != _DID_HEADER:
            raise Error('Writing data at the wrong time')
        self.dlen -= len(data)
        self._write(data)

    def close_data(self):
        if self.dlen != 0:
            raise Error('Incorrect data size, diff=%r' % (self.rlen,))
        self._writecrc()
        self.state = _DID_DATA

    def write_rsrc(self, data):
        if self.state < _DID_DATA:
            self.close_data()
        if self.state != _DID_DATA:
            raise Error('Writing resource data at the wrong time')
        self.rlen -= len(data)
        self._write(data)

    def close(self):
        if self.state is None:
            return
        try:
            if self.state < _DID_DATA:
                self.close_data()
            if self.state != _DID_DATA:
                raise Error('Close at the wrong time')
            if self.rlen != 0:
                raise Error('Incorrect resource-datasize, diff=%r' % (self.rlen,))
            self._writecrc()
        finally:
            self.state = None
            ofp = self.ofp
            del self.ofp
            ofp.close()


def binhex(inp, out):
    """Convert the file inp to the BinHex file out."""
    finfo = getfileinfo(inp)
    ofp = BinHex(finfo, out)
    with io.open(inp, 'rb') as ifp:
        while True:
            data = ifp.read(128000)
            if not data:
                break
            ofp.write(data)
        ofp.close_data()
    ifp = openrsrc(inp, 'rb')
    while True:
        data = ifp.read(128000)
        if not data:
            break
        ofp.write_rsrc(data)
    ofp.close()
    ifp.close()


class _Hqxdecoderengine:
    """Reads 6-bit encoded data."""

    def __init__(self, ifp):
        self.ifp = ifp
        self.eof = 0

    def read(self, wanted):
        """At least wanted bytes, unless the end comes first."""
        result = b''
        while wanted > 0:
            if self.eof:
                return result
            count = (wanted + 2) // 3 * 4
            data = self.ifp.read(count)
            # Line ends do not count: read on until a whole group is there.
            while True:
                try:
                    decoded, self.eof = binascii.a2b_hqx(data)
                    break
                except binascii.Incomplete:
                    pass
                more = self.ifp.read(1)
                if not more:
                    raise Error('Premature EOF on binhex file')
                data += more
            result += decoded
            wanted -= len(decoded)
            if not decoded and not self.eof:
                raise Error('Premature EOF on binhex file')
        return result

    def close(self):
        self.ifp.close()


class _Rledecoderengine:
    """Undoes the run-length encoding."""

    def __init__(self, ifp):
        self.ifp = ifp
        self.coded = b''
        self.plain = b''
        self.eof = 0

    def read(self, wanted):
        if wanted > len(self.plain):
            self._fill(wanted - len(self.plain))
        result = self.plain[:wanted]
        self.plain = self.plain[wanted:]
        return result

    def _fill(self, wanted):
        self.coded += self.ifp.read(wanted + 4)
        if self.ifp.eof:
            self.plain += binascii.rledecode_hqx(self.coded)
            self.coded = b''
            return
        # Keep back what a run marker may still apply to.
        mark = len(self.coded)
        if self.coded[-2:] == RUNCHAR + b'\0' and self.coded[-3:-2] != RUNCHAR:
            mark -= 2
        elif self.coded[-1:] == RUNCHAR:
            mark -= 2
        elif self.coded[-2:-1] == RUNCHAR:
            mark -= 3 if self.coded[-1:] == b'\0' else 0
        else:
            mark -= 1
        mark = max(mark, 0)
        if mark and self.coded[:mark].endswith(RUNCHAR):
            mark -= 1
        self.plain += binascii.rledecode_hqx(self.coded[:mark])
        self.coded = self.coded[mark:]

    def close(self):
        self.ifp.close()


class HexBin:
    """A file being read."""

    def __init__(self, ifp):
        if isinstance(ifp, str):
            ifp = io.open(ifp, 'rb')
        # The data begin with the first colon at the start of a line.
        while True:
            c = ifp.read(1)
            if not c:
                raise Error('No binhex data found')
            if c == b'\r':
                continue
            if c == b':':
                break
            while c and c != b'\r' and c != b'\n':
                c = ifp.read(1)
        self.ifp = _Rledecoderengine(_Hqxdecoderengine(ifp))
        self.crc = 0
        self._readheader()

    def _read(self, count):
        data = self.ifp.read(count)
        self.crc = binascii.crc_hqx(data, self.crc)
        return data

    def _checkcrc(self):
        filecrc = struct.unpack('>H', self.ifp.read(2))[0]
        self.crc &= 0xffff
        if filecrc != self.crc:
            raise Error('CRC error, computed %x, read %x' % (self.crc, filecrc))
        self.crc = 0

    def _readheader(self):
        count = self._read(1)
        name = self._read(ord(count))
        rest = self._read(1 + 4 + 4 + 2 + 4 + 4)
        self._checkcrc()
        kind, creator = rest[1:5], rest[5:9]
        flags, self.dlen, self.rlen = struct.unpack('>Hll', rest[9:19])
        self.FName = name
        self.FInfo = FInfo()
        self.FInfo.Creator = creator
        self.FInfo.Type = kind
        self.FInfo.Flags = flags
        self.state = _DID_HEADER

    def read(self, *n):
        if self.state != _DID_HEADER:
            raise Error('Read data at wrong time')
        n = min(n[0], self.dlen) if n else self.dlen
        data = b''
        while len(data) < n:
            data += self._read(n - len(data))
        self.dlen -= n
        return data

    def close_data(self):
        if self.state != _DID_HEADER:
            raise Error('close_data at wrong time')
        if self.dlen:
            self._read(self.dlen)
        self._checkcrc()
        self.state = _DID_DATA

    def read_rsrc(self, *n):
        if self.state == _DID_HEADER:
            self.close_data()
        if self.state != _DID_DATA:
            raise Error('Read resource data at wrong time')
        n = min(n[0], self.rlen) if n else self.rlen
        self.rlen -= n
        return self._read(n)

    def close(self):
        if self.state is None:
            return
        try:
            if self.rlen:
                self.read_rsrc(self.rlen)
            self._checkcrc()
        finally:
            self.state = None
            self.ifp.close()


def hexbin(inp, out):
    """Convert the BinHex file inp; out, if given, names the result."""
    ifp = HexBin(inp)
    if not out:
        out = ifp.FName
    with io.open(out, 'wb') as ofp:
        while True:
            data = ifp.read(128000)
            if not data:
                break
            ofp.write(data)
    ifp.close_data()
    data = ifp.read_rsrc(128000)
    if data:
        ofp = openrsrc(out, 'wb')
        ofp.write(data)
        while True:
            data = ifp.read_rsrc(128000)
            if not data:
                break
            ofp.write(data)
        ofp.close()
    ifp.close()
