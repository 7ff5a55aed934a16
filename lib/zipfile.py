"""ZIP archives: reading, writing, appending; with ZIP64 and traditional decryption.

An archive is read from its end: a record there tells where the central
directory lies, which lists the members and where their local headers are.
"""

import binascii
import importlib.util
import io
import os
import shutil
import stat
import struct
import sys
import time

try:
    import threading
except ImportError:
    import dummy_threading as threading
try:
    import zlib
    crc32 = zlib.crc32
except ImportError:
    zlib = None
    crc32 = binascii.crc32
try:
    import bz2
except ImportError:
    bz2 = None
try:
    import lzma
except ImportError:
    lzma = None

__all__ = ['BadZipFile', 'BadZipfile', 'error', 'ZIP_STORED', 'ZIP_DEFLATED', 'ZIP_BZIP2',
           'ZIP_LZMA', 'is_zipfile', 'ZipInfo', 'ZipFile', 'PyZipFile', 'LargeZipFile', 'Path']


class BadZipFile(Exception):
    pass


class LargeZipFile(Exception):
    """The archive needs ZIP64, which is not allowed."""


error = BadZipfile = BadZipFile

ZIP64_LIMIT = (1 << 31) - 1
ZIP_FILECOUNT_LIMIT = (1 << 16) - 1
ZIP_MAX_COMMENT = (1 << 16) - 1

ZIP_STORED = 0
ZIP_DEFLATED = 8
ZIP_BZIP2 = 12
ZIP_LZMA = 14

DEFAULT_VERSION = 20
ZIP64_VERSION = 45
BZIP2_VERSION = 46
LZMA_VERSION = 63
MAX_EXTRACT_VERSION = 63

# End of central directory: signature, disk, disk of the directory, entries here and in all,
# size and offset of the directory, length of the comment.
structEndArchive = b'<4s4H2LH'
stringEndArchive = b'PK\005\006'
sizeEndCentDir = struct.calcsize(structEndArchive)
(_ECD_SIGNATURE, _ECD_DISK_NUMBER, _ECD_DISK_START, _ECD_ENTRIES_THIS_DISK,
 _ECD_ENTRIES_TOTAL, _ECD_SIZE, _ECD_OFFSET, _ECD_COMMENT_SIZE,
 _ECD_COMMENT, _ECD_LOCATION) = range(10)

# Entry of the central directory
structCentralDir = '<4s4B4HL2L5H2L'
stringCentralDir = b'PK\001\002'
sizeCentralDir = struct.calcsize(structCentralDir)
(_CD_SIGNATURE, _CD_CREATE_VERSION, _CD_CREATE_SYSTEM, _CD_EXTRACT_VERSION,
 _CD_EXTRACT_SYSTEM, _CD_FLAG_BITS, _CD_COMPRESS_TYPE, _CD_TIME, _CD_DATE, _CD_CRC,
 _CD_COMPRESSED_SIZE, _CD_UNCOMPRESSED_SIZE, _CD_FILENAME_LENGTH, _CD_EXTRA_FIELD_LENGTH,
 _CD_COMMENT_LENGTH, _CD_DISK_NUMBER_START, _CD_INTERNAL_FILE_ATTRIBUTES,
 _CD_EXTERNAL_FILE_ATTRIBUTES, _CD_LOCAL_HEADER_OFFSET) = range(19)

# Local header
structFileHeader = '<4s2B4HL2L2H'
stringFileHeader = b'PK\003\004'
sizeFileHeader = struct.calcsize(structFileHeader)
(_FH_SIGNATURE, _FH_EXTRACT_VERSION, _FH_EXTRACT_SYSTEM, _FH_GENERAL_PURPOSE_FLAG_BITS,
 _FH_COMPRESSION_METHOD, _FH_LAST_MOD_TIME, _FH_LAST_MOD_DATE, _FH_CRC,
 _FH_COMPRESSED_SIZE, _FH_UNCOMPRESSED_SIZE, _FH_FILENAME_LENGTH,
 _FH_EXTRA_FIELD_LENGTH) = range(12)

# Their counterparts of ZIP64
structEndArchive64Locator = '<4sLQL'
stringEndArchive64Locator = b'PK\x06\x07'
sizeEndCentDir64Locator = struct.calcsize(structEndArchive64Locator)
structEndArchive64 = '<4sQ2H2L4Q'
stringEndArchive64 = b'PK\x06\x06'
sizeEndCentDir64 = struct.calcsize(structEndArchive64)

_DD_SIGNATURE = 0x08074b50

_FLAG_ENCRYPTED = 0x01
_FLAG_LZMA_EOS = 0x02
_FLAG_DESCRIPTOR = 0x08     # sizes and CRC follow the data
_FLAG_PATCHED = 0x20
_FLAG_STRONG = 0x40
_FLAG_UTF8 = 0x800


def _strip_extra(extra, xids):
    # The extra data without the fields of these numbers.
    result = b''
    i = 0
    modified = False
    while i + 4 <= len(extra):
        xid, xlen = struct.unpack('<HH', extra[i:i + 4])
        j = i + 4 + xlen
        if xid in xids:
            modified = True
        else:
            result += extra[i:j]
        i = j
    return result + extra[i:] if modified else extra


def is_zipfile(filename):
    """Is it a ZIP archive, by its end?  A name or a file."""
    try:
        if hasattr(filename, 'read'):
            return _EndRecData(filename) is not None
        with open(filename, 'rb') as fp:
            return _EndRecData(fp) is not None
    except OSError:
        return False


def _EndRecData64(fpin, offset, endrec):
    # Replace what the record says by what that of ZIP64 says, if there is one.
    try:
        fpin.seek(offset - sizeEndCentDir64Locator, 2)
    except OSError:
        return endrec
    data = fpin.read(sizeEndCentDir64Locator)
    if len(data) != sizeEndCentDir64Locator:
        return endrec
    sig, diskno, reloff, disks = struct.unpack(structEndArchive64Locator, data)
    if sig != stringEndArchive64Locator:
        return endrec
    if diskno != 0 or disks > 1:
        raise BadZipFile('zipfiles that span multiple disks are not supported')
    fpin.seek(offset - sizeEndCentDir64Locator - sizeEndCentDir64, 2)
    data = fpin.read(sizeEndCentDir64)
    if len(data) != sizeEndCentDir64:
        return endrec
    (sig, sz, create_version, read_version, disk_num, disk_dir, dircount, dircount2,
     dirsize, diroffset) = struct.unpack(structEndArchive64, data)
    if sig != stringEndArchive64:
        return endrec
    endrec[_ECD_SIGNATURE] = sig
    endrec[_ECD_DISK_NUMBER] = disk_num
    endrec[_ECD_DISK_START] = disk_dir
    endrec[_ECD_ENTRIES_THIS_DISK] = dircount
    endrec[_ECD_ENTRIES_TOTAL] = dircount2
    endrec[_ECD_SIZE] = dirsize
    endrec[_ECD_OFFSET] = diroffset
    return endrec


def _EndRecData(fpin):
    """The record at the end, with comment and position added; None if there is none."""
    fpin.seek(0, 2)
    filesize = fpin.tell()
    try:
        fpin.seek(-sizeEndCentDir, 2)
    except OSError:
        return None
    data = fpin.read()
    if (len(data) == sizeEndCentDir and data[0:4] == stringEndArchive
            and data[-2:] == b'\000\000'):
        endrec = list(struct.unpack(structEndArchive, data))
        endrec.append(b'')
        endrec.append(filesize - sizeEndCentDir)
        return _EndRecData64(fpin, -sizeEndCentDir, endrec)
    # There is a comment: the last record within its reach is it.
    start_of_search = max(filesize - (1 << 16) - sizeEndCentDir, 0)
    fpin.seek(start_of_search, 0)
    data = fpin.read()
    start = data.rfind(stringEndArchive)
    if start < 0:
        return None
    record = data[start:start + sizeEndCentDir]
    if len(record) != sizeEndCentDir:
        return None
    endrec = list(struct.unpack(structEndArchive, record))
    size = endrec[_ECD_COMMENT_SIZE]
    endrec.append(data[start + sizeEndCentDir:start + sizeEndCentDir + size])
    endrec.append(start_of_search + start)
    return _EndRecData64(fpin, start_of_search + start - filesize, endrec)


class ZipInfo:
    """What is known of a member."""

    __slots__ = ('orig_filename', 'filename', 'date_time', 'compress_type', '_compresslevel',
                 'comment', 'extra', 'create_system', 'create_version', 'extract_version',
                 'reserved', 'flag_bits', 'volume', 'internal_attr', 'external_attr',
                 'header_offset', 'CRC', 'compress_size', 'file_size', '_raw_time')

    def __init__(self, filename='NoName', date_time=(1980, 1, 1, 0, 0, 0)):
        self.orig_filename = filename
        # A zero byte ends the name; slashes separate its parts.
        null_byte = filename.find(chr(0))
        if null_byte >= 0:
            filename = filename[0:null_byte]
        if os.sep != '/' and os.sep in filename:
            filename = filename.replace(os.sep, '/')
        self.filename = filename
        self.date_time = date_time
        if date_time[0] < 1980:
            raise ValueError('ZIP does not support timestamps before 1980')
        self.compress_type = ZIP_STORED
        self._compresslevel = None
        self.comment = b''
        self.extra = b''
        self.create_system = 0 if sys.platform == 'win32' else 3
        self.create_version = DEFAULT_VERSION
        self.extract_version = DEFAULT_VERSION
        self.reserved = 0
        self.flag_bits = 0
        self.volume = 0
        self.internal_attr = 0
        self.external_attr = 0

    def __repr__(self):
        result = ['<%s filename=%r' % (self.__class__.__name__, self.filename)]
        if self.compress_type != ZIP_STORED:
            result.append(' compress_type=%s' % compressor_names.get(self.compress_type,
                                                                     self.compress_type))
        hi = self.external_attr >> 16
        lo = self.external_attr & 0xFFFF
        if hi:
            result.append(' filemode=%r' % stat.filemode(hi))
        if lo:
            result.append(' external_attr=%#x' % lo)
        isdir = self.is_dir()
        if not isdir or self.file_size:
            result.append(' file_size=%r' % self.file_size)
        if (not isdir or self.compress_size) and (self.compress_type != ZIP_STORED
                                                  or self.file_size != self.compress_size):
            result.append(' compress_size=%r' % self.compress_size)
        result.append('>')
        return ''.join(result)

    def FileHeader(self, zip64=None):
        """The local header."""
        dt = self.date_time
        dosdate = (dt[0] - 1980) << 9 | dt[1] << 5 | dt[2]
        dostime = dt[3] << 11 | dt[4] << 5 | (dt[5] // 2)
        if self.flag_bits & _FLAG_DESCRIPTOR:
            CRC = compress_size = file_size = 0
        else:
            CRC = self.CRC
            compress_size = self.compress_size
            file_size = self.file_size
        extra = self.extra
        min_version = 0
        if zip64 is None:
            zip64 = file_size > ZIP64_LIMIT or compress_size > ZIP64_LIMIT
        if zip64:
            extra = extra + struct.pack('<HHQQ', 1, 16, file_size, compress_size)
        if file_size > ZIP64_LIMIT or compress_size > ZIP64_LIMIT:
            if not zip64:
                raise LargeZipFile('Filesize would require ZIP64 extensions')
            file_size = compress_size = 0xffffffff
            min_version = ZIP64_VERSION
        min_version = max(min_version, _METHOD_VERSIONS.get(self.compress_type, 0))
        self.extract_version = max(min_version, self.extract_version)
        self.create_version = max(min_version, self.create_version)
        filename, flag_bits = self._encodeFilenameFlags()
        header = struct.pack(structFileHeader, stringFileHeader, self.extract_version,
                             self.reserved, flag_bits, self.compress_type, dostime, dosdate,
                             CRC, compress_size, file_size, len(filename), len(extra))
        return header + filename + extra

    def _encodeFilenameFlags(self):
        try:
            return self.filename.encode('ascii'), self.flag_bits
        except UnicodeEncodeError:
            return self.filename.encode('utf-8'), self.flag_bits | _FLAG_UTF8

    def _decodeExtra(self):
        # Only the sizes of ZIP64 are of interest.
        extra = self.extra
        while len(extra) >= 4:
            tp, ln = struct.unpack('<HH', extra[:4])
            if tp == 1:
                data = extra[4:ln + 4]
                if ln + 4 > len(extra) or ln not in (0, 8, 16, 24, 28):
                    raise BadZipFile('Corrupt zip64 extra field')
                counts = list(struct.unpack('<%dQ' % (ln // 8), data[:ln // 8 * 8]))
                for name, absent in (('file_size', (0xffffffffffffffff, 0xffffffff)),
                                     ('compress_size', (0xffffffff,)),
                                     ('header_offset', (0xffffffff,))):
                    if getattr(self, name) in absent:
                        if not counts:
                            raise BadZipFile('Corrupt zip64 extra field. %s not found.' % name)
                        setattr(self, name, counts.pop(0))
            extra = extra[ln + 4:]

    @classmethod
    def from_file(cls, filename, arcname=None, *, strict_timestamps=True):
        """Of a file in the file system."""
        if isinstance(filename, os.PathLike):
            filename = os.fspath(filename)
        st = os.stat(filename)
        isdir = stat.S_ISDIR(st.st_mode)
        date_time = time.localtime(st.st_mtime)[0:6]
        if not strict_timestamps:
            if date_time[0] < 1980:
                date_time = 1980, 1, 1, 0, 0, 0
            elif date_time[0] > 2107:
                date_time = 2107, 12, 31, 23, 59, 59
        if arcname is None:
            arcname = filename
        arcname = os.path.normpath(os.path.splitdrive(arcname)[1])
        while arcname[0] in (os.sep, os.altsep):
            arcname = arcname[1:]
        if isdir:
            arcname += '/'
        zinfo = cls(arcname, date_time)
        zinfo.external_attr = (st.st_mode & 0xFFFF) << 16
        if isdir:
            zinfo.file_size = 0
            zinfo.external_attr |= 0x10     # the directory bit of MS-DOS
        else:
            zinfo.file_size = st.st_size
        return zinfo

    def is_dir(self):
        return self.filename[-1] == '/'


# Traditional PKWARE encryption: three keys, updated with each byte of plain text.

_crctable = None


def _crc_of_byte(crc):
    for _ in range(8):
        crc = (crc >> 1) ^ 0xEDB88320 if crc & 1 else crc >> 1
    return crc


def _ZipDecrypter(pwd):
    """A function that decrypts, in order, what it is given."""
    global _crctable
    if _crctable is None:
        _crctable = list(map(_crc_of_byte, range(256)))
    table = _crctable
    key0, key1, key2 = 0x12345678, 0x23456789, 0x34567890

    def update(c):
        nonlocal key0, key1, key2
        key0 = (key0 >> 8) ^ table[(key0 ^ c) & 0xFF]
        key1 = (key1 + (key0 & 0xFF)) & 0xFFFFFFFF
        key1 = (key1 * 134775813 + 1) & 0xFFFFFFFF
        key2 = (key2 >> 8) ^ table[(key2 ^ (key1 >> 24)) & 0xFF]

    for c in pwd:
        update(c)

    def decrypter(data):
        result = bytearray()
        for c in data:
            k = key2 | 2
            c ^= ((k * (k ^ 1)) >> 8) & 0xFF
            update(c)
            result.append(c)
        return bytes(result)
    return decrypter


class LZMACompressor:
    """LZMA as ZIP has it: a raw stream after its properties."""

    def __init__(self):
        self._comp = None

    def _init(self):
        props = lzma._encode_filter_properties({'id': lzma.FILTER_LZMA1})
        self._comp = lzma.LZMACompressor(lzma.FORMAT_RAW, filters=[
            lzma._decode_filter_properties(lzma.FILTER_LZMA1, props)])
        return struct.pack('<BBH', 9, 4, len(props)) + props

    def compress(self, data):
        if self._comp is None:
            return self._init() + self._comp.compress(data)
        return self._comp.compress(data)

    def flush(self):
        if self._comp is None:
            return self._init() + self._comp.flush()
        return self._comp.flush()


class LZMADecompressor:
    def __init__(self):
        self._decomp = None
        self._unconsumed = b''
        self.eof = False

    def decompress(self, data):
        if self._decomp is None:
            self._unconsumed += data
            if len(self._unconsumed) <= 4:
                return b''
            psize, = struct.unpack('<H', self._unconsumed[2:4])
            if len(self._unconsumed) <= 4 + psize:
                return b''
            self._decomp = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[
                lzma._decode_filter_properties(lzma.FILTER_LZMA1,
                                               self._unconsumed[4:4 + psize])])
            data = self._unconsumed[4 + psize:]
            del self._unconsumed
        result = self._decomp.decompress(data)
        self.eof = self._decomp.eof
        return result


compressor_names = {
    0: 'store', 1: 'shrink', 2: 'reduce', 3: 'reduce', 4: 'reduce', 5: 'reduce',
    6: 'implode', 7: 'tokenize', 8: 'deflate', 9: 'deflate64', 10: 'implode', 12: 'bzip2',
    14: 'lzma', 18: 'terse', 19: 'lz77', 97: 'wavpack', 98: 'ppmd'}
_METHOD_VERSIONS = {ZIP_BZIP2: BZIP2_VERSION, ZIP_LZMA: LZMA_VERSION}


def _check_compression(compression):
    if compression == ZIP_STORED:
        return
    for method, module, name, needs in (
            (ZIP_DEFLATED, zlib, 'ZIP_DEFLATED', 'zlib'), (ZIP_BZIP2, bz2, 'ZIP_BZIP2', 'bz2'),
            (ZIP_LZMA, lzma, 'ZIP_LZMA', 'lzma')):
        if compression == method:
            if not module:
                raise RuntimeError('Compression requires the (missing) %s module' % needs)
            return
    raise NotImplementedError('That compression method is not supported')


def _get_compressor(compress_type, compresslevel=None):
    if compress_type == ZIP_DEFLATED:
        level = zlib.Z_DEFAULT_COMPRESSION if compresslevel is None else compresslevel
        return zlib.compressobj(level, zlib.DEFLATED, -15)
    if compress_type == ZIP_BZIP2:
        return bz2.BZ2Compressor() if compresslevel is None else bz2.BZ2Compressor(compresslevel)
    if compress_type == ZIP_LZMA:
        return LZMACompressor()
    return None


def _get_decompressor(compress_type):
    if compress_type == ZIP_STORED:
        return None
    if compress_type == ZIP_DEFLATED:
        return zlib.decompressobj(-15)
    if compress_type == ZIP_BZIP2:
        return bz2.BZ2Decompressor()
    if compress_type == ZIP_LZMA:
        return LZMADecompressor()
    descr = compressor_names.get(compress_type)
    if descr:
        raise NotImplementedError('compression type %d (%s)' % (compress_type, descr))
    raise NotImplementedError('compression type %d' % (compress_type,))


class _SharedFile:
    """A part of the archive's file, with a position of its own."""

    def __init__(self, file, pos, close, lock, writing):
        self._file = file
        self._pos = pos
        self._close = close
        self._lock = lock
        self._writing = writing

    def read(self, n=-1):
        with self._lock:
            if self._writing():
                raise ValueError("Can't read from the ZIP file while there is an open writing "
                                 'handle on it. Close the writing handle before trying to read.')
            self._file.seek(self._pos)
            data = self._file.read(n)
            self._pos = self._file.tell()
            return data

    def close(self):
        if self._file is not None:
            file = self._file
            self._file = None
            self._close(file)


class _Tellable:
    """Counts what is written to a file that cannot tell."""

    def __init__(self, fp):
        self.fp = fp
        self.offset = 0

    def write(self, data):
        n = self.fp.write(data)
        self.offset += n
        return n

    def tell(self):
        return self.offset

    def flush(self):
        self.fp.flush()

    def close(self):
        self.fp.close()


class ZipExtFile(io.BufferedIOBase):
    """A member being read."""

    MAX_N = 1 << 31 - 1
    MIN_READ_SIZE = 4096

    def __init__(self, fileobj, mode, zipinfo, decrypter=None, close_fileobj=False):
        self._fileobj = fileobj
        self._decrypter = decrypter
        self._close_fileobj = close_fileobj
        self._compress_type = zipinfo.compress_type
        self._compress_left = zipinfo.compress_size
        self._left = zipinfo.file_size
        self._decompressor = _get_decompressor(self._compress_type)
        self._eof = False
        self._readbuffer = b''
        self._offset = 0
        self.newlines = None
        # The key check took twelve bytes.
        if self._decrypter is not None:
            self._compress_left -= 12
        self.mode = mode
        self.name = zipinfo.filename
        if hasattr(zipinfo, 'CRC'):
            self._expected_crc = zipinfo.CRC
            self._running_crc = crc32(b'')
        else:
            self._expected_crc = None

    def __repr__(self):
        result = ['<%s.%s' % (self.__class__.__module__, self.__class__.__qualname__)]
        if not self.closed:
            result.append(' name=%r mode=%r' % (self.name, self.mode))
            if self._compress_type != ZIP_STORED:
                result.append(' compress_type=%s' % compressor_names.get(self._compress_type,
                                                                         self._compress_type))
        else:
            result.append(' [closed]')
        result.append('>')
        return ''.join(result)

    def readline(self, limit=-1):
        if limit < 0:
            # The usual case: the line is in the buffer.
            i = self._readbuffer.find(b'\n', self._offset) + 1
            if i > 0:
                line = self._readbuffer[self._offset:i]
                self._offset = i
                return line
        return io.BufferedIOBase.readline(self, limit)

    def peek(self, n=1):
        if n > len(self._readbuffer) - self._offset:
            chunk = self.read(n)
            if len(chunk) > self._offset:
                self._readbuffer = chunk + self._readbuffer[self._offset:]
                self._offset = 0
            else:
                self._offset -= len(chunk)
        return self._readbuffer[self._offset:self._offset + 512]

    def readable(self):
        return True

    def _take_buffer(self):
        """What is left in the buffer, which is empty then."""
        buf = self._readbuffer[self._offset:]
        self._readbuffer = b''
        self._offset = 0
        return buf

    def read(self, n=-1):
        if n is None or n < 0:
            buf = self._take_buffer()
            while not self._eof:
                buf += self._read1(self.MAX_N)
            return buf
        end = n + self._offset
        if end < len(self._readbuffer):
            buf = self._readbuffer[self._offset:end]
            self._offset = end
            return buf
        n = end - len(self._readbuffer)
        buf = self._take_buffer()
        while n > 0 and not self._eof:
            data = self._read1(n)
            if n < len(data):
                self._readbuffer = data
                self._offset = n
                buf += data[:n]
                break
            buf += data
            n -= len(data)
        return buf

    def read1(self, n):
        if n is None or n < 0:
            buf = self._take_buffer()
            while not self._eof:
                data = self._read1(self.MAX_N)
                if data:
                    buf += data
                    break
            return buf
        end = n + self._offset
        if end < len(self._readbuffer):
            buf = self._readbuffer[self._offset:end]
            self._offset = end
            return buf
        n = end - len(self._readbuffer)
        buf = self._take_buffer()
        if n > 0:
            while not self._eof:
                data = self._read1(n)
                if n < len(data):
                    self._readbuffer = data
                    self._offset = n
                    buf += data[:n]
                    break
                if data:
                    buf += data
                    break
        return buf

    def _update_crc(self, newdata):
        if self._expected_crc is None:
            return
        self._running_crc = crc32(newdata, self._running_crc)
        if self._eof and self._running_crc != self._expected_crc:
            raise BadZipFile('Bad CRC-32 for file %r' % self.name)

    def _read1(self, n):
        # Up to n compressed bytes, decompressed.
        if self._eof or n <= 0:
            return b''
        if self._compress_type == ZIP_DEFLATED:
            data = self._decompressor.unconsumed_tail
            if n > len(data):
                data += self._read2(n - len(data))
        else:
            data = self._read2(n)
        if self._compress_type == ZIP_STORED:
            self._eof = self._compress_left <= 0
        elif self._compress_type == ZIP_DEFLATED:
            n = max(n, self.MIN_READ_SIZE)
            data = self._decompressor.decompress(data, n)
            self._eof = (self._decompressor.eof or self._compress_left <= 0
                         and not self._decompressor.unconsumed_tail)
            if self._eof:
                data += self._decompressor.flush()
        else:
            data = self._decompressor.decompress(data)
            self._eof = self._decompressor.eof or self._compress_left <= 0
        data = data[:self._left]
        self._left -= len(data)
        if self._left <= 0:
            self._eof = True
        self._update_crc(data)
        return data

    def _read2(self, n):
        # Up to n bytes, decrypted.
        if self._compress_left <= 0:
            return b''
        n = min(max(n, self.MIN_READ_SIZE), self._compress_left)
        data = self._fileobj.read(n)
        self._compress_left -= len(data)
        if not data:
            raise EOFError
        if self._decrypter is not None:
            data = self._decrypter(data)
        return data

    def close(self):
        try:
            if self._close_fileobj:
                self._fileobj.close()
        finally:
            super().close()


class _ZipWriteFile(io.BufferedIOBase):
    """A member being written."""

    def __init__(self, zf, zinfo, zip64):
        self._zinfo = zinfo
        self._zip64 = zip64
        self._zipfile = zf
        self._compressor = _get_compressor(zinfo.compress_type, zinfo._compresslevel)
        self._file_size = 0
        self._compress_size = 0
        self._crc = 0

    @property
    def _fileobj(self):
        return self._zipfile.fp

    def writable(self):
        return True

    def write(self, data):
        if self.closed:
            raise ValueError('I/O operation on closed file.')
        if isinstance(data, (bytes, bytearray)):
            nbytes = len(data)
        else:
            data = memoryview(data)
            nbytes = data.nbytes
        self._file_size += nbytes
        self._crc = crc32(data, self._crc)
        if self._compressor:
            data = self._compressor.compress(data)
            self._compress_size += len(data)
        self._fileobj.write(data)
        return nbytes

    def close(self):
        if self.closed:
            return
        try:
            super().close()
            zinfo = self._zinfo
            if self._compressor:
                buf = self._compressor.flush()
                self._compress_size += len(buf)
                self._fileobj.write(buf)
                zinfo.compress_size = self._compress_size
            else:
                zinfo.compress_size = self._file_size
            zinfo.CRC = self._crc
            zinfo.file_size = self._file_size
            zf = self._zipfile
            if zinfo.flag_bits & _FLAG_DESCRIPTOR:
                # The header could not tell: what it should have told follows.
                fmt = '<LLQQ' if self._zip64 else '<LLLL'
                self._fileobj.write(struct.pack(fmt, _DD_SIGNATURE, zinfo.CRC,
                                                zinfo.compress_size, zinfo.file_size))
                zf.start_dir = self._fileobj.tell()
            else:
                if not self._zip64:
                    if self._file_size > ZIP64_LIMIT:
                        raise RuntimeError('File size unexpectedly exceeded ZIP64 limit')
                    if self._compress_size > ZIP64_LIMIT:
                        raise RuntimeError('Compressed size unexpectedly exceeded ZIP64 limit')
                # Go back and write the header again.
                zf.start_dir = self._fileobj.tell()
                self._fileobj.seek(zinfo.header_offset)
                self._fileobj.write(zinfo.FileHeader(self._zip64))
                self._fileobj.seek(zf.start_dir)
            zf.filelist.append(zinfo)
            zf.NameToInfo[zinfo.filename] = zinfo
        finally:
            self._zipfile._writing = False


class ZipFile:
    """An archive: a file name or a binary file, and mode 'r', 'w', 'x' or 'a'."""

    fp = None
    _windows_illegal_name_trans_table = None

    def __init__(self, file, mode='r', compression=ZIP_STORED, allowZip64=True,
                 compresslevel=None, *, strict_timestamps=True):
        if mode not in ('r', 'w', 'x', 'a'):
            raise ValueError("ZipFile requires mode 'r', 'w', 'x', or 'a'")
        _check_compression(compression)
        self._allowZip64 = allowZip64
        self._didModify = False
        self.debug = 0
        self.NameToInfo = {}
        self.filelist = []
        self.compression = compression
        self.compresslevel = compresslevel
        self.mode = mode
        self.pwd = None
        self._comment = b''
        self._strict_timestamps = strict_timestamps
        if isinstance(file, os.PathLike):
            file = os.fspath(file)
        if isinstance(file, str):
            self._filePassed = 0
            self.filename = file
            # To append, write to an old file or else make a new one.
            modes = {'r': ['rb'], 'w': ['w+b', 'wb'], 'x': ['x+b', 'xb'],
                     'a': ['r+b', 'w+b', 'wb']}[mode]
            for i, filemode in enumerate(modes):
                try:
                    self.fp = io.open(file, filemode)
                    break
                except OSError:
                    if i == len(modes) - 1:
                        raise
        else:
            self._filePassed = 1
            self.fp = file
            self.filename = getattr(file, 'name', None)
        self._fileRefCnt = 1
        self._lock = threading.RLock()
        self._seekable = True
        self._writing = False
        try:
            if mode == 'r':
                self._RealGetContents()
            elif mode in ('w', 'x'):
                self._start_new()
            else:
                try:
                    self._RealGetContents()
                    self.fp.seek(self.start_dir)    # over the directory
                except BadZipFile:
                    # Not an archive: one is put behind it.
                    self.fp.seek(0, 2)
                    self._didModify = True
                    self.start_dir = self.fp.tell()
        except:
            fp = self.fp
            self.fp = None
            self._fpclose(fp)
            raise

    def _start_new(self):
        # The directory must be written even if nothing is added.
        self._didModify = True
        try:
            self.start_dir = self.fp.tell()
        except (AttributeError, OSError):
            self.fp = _Tellable(self.fp)
            self.start_dir = 0
            self._seekable = False
        else:
            try:
                self.fp.seek(self.start_dir)
            except (AttributeError, OSError):
                self._seekable = False

    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback):
        self.close()

    def __repr__(self):
        result = ['<%s.%s' % (self.__class__.__module__, self.__class__.__qualname__)]
        if self.fp is not None:
            if self._filePassed:
                result.append(' file=%r' % self.fp)
            elif self.filename is not None:
                result.append(' filename=%r' % self.filename)
            result.append(' mode=%r' % self.mode)
        else:
            result.append(' [closed]')
        result.append('>')
        return ''.join(result)

    def _RealGetContents(self):
        """Read the central directory."""
        fp = self.fp
        try:
            endrec = _EndRecData(fp)
        except OSError:
            raise BadZipFile('File is not a zip file') from None
        if not endrec:
            raise BadZipFile('File is not a zip file')
        if self.debug > 1:
            print(endrec)
        size_cd = endrec[_ECD_SIZE]
        offset_cd = endrec[_ECD_OFFSET]
        self._comment = endrec[_ECD_COMMENT]
        # What precedes the archive in the file shifts all offsets.
        concat = endrec[_ECD_LOCATION] - size_cd - offset_cd
        if endrec[_ECD_SIGNATURE] == stringEndArchive64:
            concat -= sizeEndCentDir64 + sizeEndCentDir64Locator
        if self.debug > 2:
            print('given, inferred, offset', offset_cd, offset_cd + concat, concat)
        self.start_dir = offset_cd + concat
        if self.start_dir < 0:
            raise BadZipFile('Bad offset for central directory')
        fp.seek(self.start_dir, 0)
        fp = io.BytesIO(fp.read(size_cd))
        total = 0
        while total < size_cd:
            entry = fp.read(sizeCentralDir)
            if len(entry) != sizeCentralDir:
                raise BadZipFile('Truncated central directory')
            entry = struct.unpack(structCentralDir, entry)
            if entry[_CD_SIGNATURE] != stringCentralDir:
                raise BadZipFile('Bad magic number for central directory')
            filename = fp.read(entry[_CD_FILENAME_LENGTH])
            flags = entry[_CD_FLAG_BITS]
            filename = filename.decode('utf-8' if flags & _FLAG_UTF8 else 'cp437')
            x = ZipInfo(filename)
            x.extra = fp.read(entry[_CD_EXTRA_FIELD_LENGTH])
            x.comment = fp.read(entry[_CD_COMMENT_LENGTH])
            x.header_offset = entry[_CD_LOCAL_HEADER_OFFSET]
            (x.create_version, x.create_system, x.extract_version, x.reserved, x.flag_bits,
             x.compress_type, t, d, x.CRC, x.compress_size, x.file_size) = entry[1:12]
            if x.extract_version > MAX_EXTRACT_VERSION:
                raise NotImplementedError('zip file version %.1f' % (x.extract_version / 10))
            x.volume, x.internal_attr, x.external_attr = entry[15:18]
            x._raw_time = t
            x.date_time = ((d >> 9) + 1980, (d >> 5) & 0xF, d & 0x1F,
                           t >> 11, (t >> 5) & 0x3F, (t & 0x1F) * 2)
            x._decodeExtra()
            x.header_offset += concat
            self.filelist.append(x)
            self.NameToInfo[x.filename] = x
            total += (sizeCentralDir + entry[_CD_FILENAME_LENGTH]
                      + entry[_CD_EXTRA_FIELD_LENGTH] + entry[_CD_COMMENT_LENGTH])
            if self.debug > 2:
                print('total', total)

    def namelist(self):
        return [data.filename for data in self.filelist]

    def infolist(self):
        return self.filelist

    def printdir(self, file=None):
        """Print a table of contents."""
        print('%-46s %19s %12s' % ('File Name', 'Modified    ', 'Size'), file=file)
        for zinfo in self.filelist:
            date = '%d-%02d-%02d %02d:%02d:%02d' % zinfo.date_time[:6]
            print('%-46s %s %12d' % (zinfo.filename, date, zinfo.file_size), file=file)

    def testzip(self):
        """Read all members; return the name of the first bad one, or None."""
        for zinfo in self.filelist:
            try:
                with self.open(zinfo.filename, 'r') as f:
                    while f.read(1 << 20):
                        pass
            except BadZipFile:
                return zinfo.filename

    def getinfo(self, name):
        info = self.NameToInfo.get(name)
        if info is None:
            raise KeyError('There is no item named %r in the archive' % name)
        return info

    def setpassword(self, pwd):
        if pwd and not isinstance(pwd, bytes):
            raise TypeError('pwd: expected bytes, got %s' % type(pwd).__name__)
        self.pwd = pwd or None

    @property
    def comment(self):
        return self._comment

    @comment.setter
    def comment(self, comment):
        if not isinstance(comment, bytes):
            raise TypeError('comment: expected bytes, got %s' % type(comment).__name__)
        if len(comment) > ZIP_MAX_COMMENT:
            import warnings
            warnings.warn('Archive comment is too long; truncating to %d bytes'
                          % ZIP_MAX_COMMENT, stacklevel=2)
            comment = comment[:ZIP_MAX_COMMENT]
        self._comment = comment
        self._didModify = True

    def read(self, name, pwd=None):
        """The contents of a member."""
        with self.open(name, 'r', pwd) as fp:
            return fp.read()

    def open(self, name, mode='r', pwd=None, *, force_zip64=False):
        """A member as a file, for reading ('r') or writing ('w')."""
        if mode not in {'r', 'w'}:
            raise ValueError('open() requires mode "r" or "w"')
        if pwd and not isinstance(pwd, bytes):
            raise TypeError('pwd: expected bytes, got %s' % type(pwd).__name__)
        if pwd and mode == 'w':
            raise ValueError('pwd is only supported for reading files')
        if not self.fp:
            raise ValueError('Attempt to use ZIP archive that was already closed')
        if isinstance(name, ZipInfo):
            zinfo = name
        elif mode == 'w':
            zinfo = ZipInfo(name)
            zinfo.compress_type = self.compression
            zinfo._compresslevel = self.compresslevel
        else:
            zinfo = self.getinfo(name)
        if mode == 'w':
            return self._open_to_write(zinfo, force_zip64=force_zip64)
        if self._writing:
            raise ValueError("Can't read from the ZIP file while there is an open writing "
                             'handle on it. Close the writing handle before trying to read.')
        self._fileRefCnt += 1
        zef_file = _SharedFile(self.fp, zinfo.header_offset, self._fpclose, self._lock,
                               lambda: self._writing)
        try:
            return ZipExtFile(zef_file, mode, zinfo,
                              self._start_reading(zef_file, zinfo, name, pwd), True)
        except:
            zef_file.close()
            raise

    def _start_reading(self, f, zinfo, name, pwd):
        # Skip the local header; return a decrypter if one is needed.
        fheader = f.read(sizeFileHeader)
        if len(fheader) != sizeFileHeader:
            raise BadZipFile('Truncated file header')
        fheader = struct.unpack(structFileHeader, fheader)
        if fheader[_FH_SIGNATURE] != stringFileHeader:
            raise BadZipFile('Bad magic number for file header')
        fname = f.read(fheader[_FH_FILENAME_LENGTH])
        if fheader[_FH_EXTRA_FIELD_LENGTH]:
            f.read(fheader[_FH_EXTRA_FIELD_LENGTH])
        if zinfo.flag_bits & _FLAG_PATCHED:
            raise NotImplementedError('compressed patched data (flag bit 5)')
        if zinfo.flag_bits & _FLAG_STRONG:
            raise NotImplementedError('strong encryption (flag bit 6)')
        fname_str = fname.decode('utf-8' if zinfo.flag_bits & _FLAG_UTF8 else 'cp437')
        if fname_str != zinfo.orig_filename:
            raise BadZipFile('File name in directory %r and header %r differ.'
                             % (zinfo.orig_filename, fname))
        if not zinfo.flag_bits & _FLAG_ENCRYPTED:
            return None
        if not pwd:
            pwd = self.pwd
        if not pwd:
            raise RuntimeError('File %r is encrypted, password required for extraction' % name)
        decrypter = _ZipDecrypter(pwd)
        # The last of twelve bytes tells a wrong password, mostly.
        header = decrypter(f.read(12))
        if zinfo.flag_bits & _FLAG_DESCRIPTOR:
            check = (zinfo._raw_time >> 8) & 0xff
        else:
            check = (zinfo.CRC >> 24) & 0xff
        if header[11] != check:
            raise RuntimeError('Bad password for file %r' % name)
        return decrypter

    def _open_to_write(self, zinfo, force_zip64=False):
        if force_zip64 and not self._allowZip64:
            raise ValueError('force_zip64 is True, but allowZip64 was False when opening the '
                             'ZIP file.')
        if self._writing:
            raise ValueError("Can't write to the ZIP file while there is another write handle "
                             'open on it. Close the first handle before opening another.')
        # Size and CRC come later.
        if not hasattr(zinfo, 'file_size'):
            zinfo.file_size = 0
        zinfo.compress_size = 0
        zinfo.CRC = 0
        zinfo.flag_bits = 0x00
        if zinfo.compress_type == ZIP_LZMA:
            zinfo.flag_bits |= _FLAG_LZMA_EOS
        if not self._seekable:
            zinfo.flag_bits |= _FLAG_DESCRIPTOR
        if not zinfo.external_attr:
            zinfo.external_attr = 0o600 << 16
        zip64 = self._allowZip64 and (force_zip64 or zinfo.file_size * 1.05 > ZIP64_LIMIT)
        if self._seekable:
            self.fp.seek(self.start_dir)
        zinfo.header_offset = self.fp.tell()
        self._writecheck(zinfo)
        self._didModify = True
        self.fp.write(zinfo.FileHeader(zip64))
        self._writing = True
        return _ZipWriteFile(self, zinfo, zip64)

    def extract(self, member, path=None, pwd=None):
        """Extract a member below path (the current directory); return where it is."""
        if path is None:
            path = os.getcwd()
        else:
            path = os.fspath(path)
        return self._extract_member(member, path, pwd)

    def extractall(self, path=None, members=None, pwd=None):
        """Extract all members, or those in members."""
        if members is None:
            members = self.namelist()
        if path is None:
            path = os.getcwd()
        else:
            path = os.fspath(path)
        for zipinfo in members:
            self._extract_member(zipinfo, path, pwd)

    @classmethod
    def _sanitize_windows_name(cls, arcname, pathsep):
        """The name without what Windows does not allow."""
        table = cls._windows_illegal_name_trans_table
        if not table:
            illegal = ':<>|"?*'
            table = str.maketrans(illegal, '_' * len(illegal))
            cls._windows_illegal_name_trans_table = table
        arcname = arcname.translate(table)
        arcname = (x.rstrip('.') for x in arcname.split(pathsep))
        return pathsep.join(x for x in arcname if x)

    def _extract_member(self, member, targetpath, pwd):
        if not isinstance(member, ZipInfo):
            member = self.getinfo(member)
        # Nothing outside of targetpath: no drives, no roots, no way up.
        arcname = member.filename.replace('/', os.path.sep)
        if os.path.altsep:
            arcname = arcname.replace(os.path.altsep, os.path.sep)
        arcname = os.path.splitdrive(arcname)[1]
        arcname = os.path.sep.join(x for x in arcname.split(os.path.sep)
                                   if x not in ('', os.path.curdir, os.path.pardir))
        if os.path.sep == '\\':
            arcname = self._sanitize_windows_name(arcname, os.path.sep)
        targetpath = os.path.normpath(os.path.join(targetpath, arcname))
        folder = os.path.dirname(targetpath)
        if folder and not os.path.exists(folder):
            os.makedirs(folder)
        if member.is_dir():
            if not os.path.isdir(targetpath):
                os.mkdir(targetpath)
            return targetpath
        with self.open(member, pwd=pwd) as source, io.open(targetpath, 'wb') as target:
            shutil.copyfileobj(source, target)
        return targetpath

    def _writecheck(self, zinfo):
        if zinfo.filename in self.NameToInfo:
            import warnings
            warnings.warn('Duplicate name: %r' % zinfo.filename, stacklevel=3)
        if self.mode not in ('w', 'x', 'a'):
            raise ValueError("write() requires mode 'w', 'x', or 'a'")
        if not self.fp:
            raise ValueError('Attempt to write ZIP archive that was already closed')
        _check_compression(zinfo.compress_type)
        if not self._allowZip64:
            requires = None
            if len(self.filelist) >= ZIP_FILECOUNT_LIMIT:
                requires = 'Files count'
            elif zinfo.file_size > ZIP64_LIMIT:
                requires = 'Filesize'
            elif zinfo.header_offset > ZIP64_LIMIT:
                requires = 'Zipfile size'
            if requires:
                raise LargeZipFile(requires + ' would require ZIP64 extensions')

    def _check_writable(self):
        if not self.fp:
            raise ValueError('Attempt to write to ZIP archive that was already closed')
        if self._writing:
            raise ValueError("Can't write to ZIP archive while an open writing handle exists")

    def write(self, filename, arcname=None, compress_type=None, compresslevel=None):
        """Add a file."""
        self._check_writable()
        zinfo = ZipInfo.from_file(filename, arcname, strict_timestamps=self._strict_timestamps)
        if zinfo.is_dir():
            self._write_dir(zinfo)
            return
        zinfo.compress_type = self.compression if compress_type is None else compress_type
        zinfo._compresslevel = self.compresslevel if compresslevel is None else compresslevel
        with io.open(filename, 'rb') as src, self.open(zinfo, 'w') as dest:
            shutil.copyfileobj(src, dest, 1024 * 8)

    def _write_dir(self, zinfo):
        zinfo.compress_size = 0
        zinfo.CRC = 0
        with self._lock:
            if self._seekable:
                self.fp.seek(self.start_dir)
            zinfo.header_offset = self.fp.tell()
            if zinfo.compress_type == ZIP_LZMA:
                zinfo.flag_bits |= _FLAG_LZMA_EOS
            self._writecheck(zinfo)
            self._didModify = True
            self.filelist.append(zinfo)
            self.NameToInfo[zinfo.filename] = zinfo
            self.fp.write(zinfo.FileHeader(False))
            self.start_dir = self.fp.tell()

    def mkdir(self, zinfo_or_directory_name, mode=511):
        """Add a directory."""
        if isinstance(zinfo_or_directory_name, ZipInfo):
            zinfo = zinfo_or_directory_name
            if not zinfo.is_dir():
                raise ValueError('The given ZipInfo does not describe a directory')
        elif isinstance(zinfo_or_directory_name, str):
            name = zinfo_or_directory_name
            if not name.endswith('/'):
                name += '/'
            zinfo = ZipInfo(name)
            zinfo.file_size = 0
            zinfo.external_attr = ((0o40000 | mode) & 0xFFFF) << 16 | 0x10
        else:
            raise TypeError('Expected type str or ZipInfo')
        self._write_dir(zinfo)

    def writestr(self, zinfo_or_arcname, data, compress_type=None, compresslevel=None):
        """Add a member with these contents, str or bytes."""
        if isinstance(data, str):
            data = data.encode('utf-8')
        if not isinstance(zinfo_or_arcname, ZipInfo):
            zinfo = ZipInfo(filename=zinfo_or_arcname,
                            date_time=time.localtime(time.time())[:6])
            zinfo.compress_type = self.compression
            zinfo._compresslevel = self.compresslevel
            if zinfo.filename[-1] == '/':
                zinfo.external_attr = 0o40775 << 16
                zinfo.external_attr |= 0x10
            else:
                zinfo.external_attr = 0o600 << 16
        else:
            zinfo = zinfo_or_arcname
        self._check_writable()
        if compress_type is not None:
            zinfo.compress_type = compress_type
        if compresslevel is not None:
            zinfo._compresslevel = compresslevel
        zinfo.file_size = len(data)
        with self._lock:
            with self.open(zinfo, mode='w') as dest:
                dest.write(data)

    def __del__(self):
        self.close()

    def close(self):
        """Write the central directory, if anything changed, and close the file."""
        if self.fp is None:
            return
        if self._writing:
            raise ValueError("Can't close the ZIP file while there is an open writing handle "
                             'on it. Close the writing handle before closing the zip.')
        try:
            if self.mode in ('w', 'x', 'a') and self._didModify:
                with self._lock:
                    if self._seekable:
                        self.fp.seek(self.start_dir)
                    self._write_end_record()
        finally:
            fp = self.fp
            self.fp = None
            self._fpclose(fp)

    def _write_end_record(self):
        for zinfo in self.filelist:
            self.fp.write(self._central_entry(zinfo))
        end = self.fp.tell()
        count = len(self.filelist)
        size = end - self.start_dir
        offset = self.start_dir
        requires = None
        if count > ZIP_FILECOUNT_LIMIT:
            requires = 'Files count'
        elif offset > ZIP64_LIMIT:
            requires = 'Central directory offset'
        elif size > ZIP64_LIMIT:
            requires = 'Central directory size'
        if requires:
            if not self._allowZip64:
                raise LargeZipFile(requires + ' would require ZIP64 extensions')
            self.fp.write(struct.pack(structEndArchive64, stringEndArchive64,
                                      sizeEndCentDir64 - 12, 45, 45, 0, 0, count, count,
                                      size, offset))
            self.fp.write(struct.pack(structEndArchive64Locator, stringEndArchive64Locator,
                                      0, end, 1))
            count = min(count, 0xFFFF)
            size = min(size, 0xFFFFFFFF)
            offset = min(offset, 0xFFFFFFFF)
        self.fp.write(struct.pack(structEndArchive, stringEndArchive, 0, 0, count, count,
                                  size, offset, len(self._comment)))
        self.fp.write(self._comment)
        if self.mode == 'a' and hasattr(self.fp, 'truncate'):
            self.fp.truncate()
        self.fp.flush()

    def _central_entry(self, zinfo):
        dt = zinfo.date_time
        dosdate = (dt[0] - 1980) << 9 | dt[1] << 5 | dt[2]
        dostime = dt[3] << 11 | dt[4] << 5 | (dt[5] // 2)
        extra = []
        if zinfo.file_size > ZIP64_LIMIT or zinfo.compress_size > ZIP64_LIMIT:
            extra.append(zinfo.file_size)
            extra.append(zinfo.compress_size)
            file_size = compress_size = 0xffffffff
        else:
            file_size = zinfo.file_size
            compress_size = zinfo.compress_size
        if zinfo.header_offset > ZIP64_LIMIT:
            extra.append(zinfo.header_offset)
            header_offset = 0xffffffff
        else:
            header_offset = zinfo.header_offset
        extra_data = zinfo.extra
        min_version = 0
        if extra:
            extra_data = _strip_extra(extra_data, (1,))
            extra_data = struct.pack('<HH' + 'Q' * len(extra), 1, 8 * len(extra),
                                     *extra) + extra_data
            min_version = ZIP64_VERSION
        min_version = max(min_version, _METHOD_VERSIONS.get(zinfo.compress_type, 0))
        filename, flag_bits = zinfo._encodeFilenameFlags()
        return struct.pack(structCentralDir, stringCentralDir,
                           max(min_version, zinfo.create_version), zinfo.create_system,
                           max(min_version, zinfo.extract_version), zinfo.reserved, flag_bits,
                           zinfo.compress_type, dostime, dosdate, zinfo.CRC, compress_size,
                           file_size, len(filename), len(extra_data), len(zinfo.comment), 0,
                           zinfo.internal_attr, zinfo.external_attr, header_offset) \
            + filename + extra_data + zinfo.comment

    def _fpclose(self, fp):
        assert self._fileRefCnt > 0
        self._fileRefCnt -= 1
        if not self._fileRefCnt and not self._filePassed:
            fp.close()


class PyZipFile(ZipFile):
    """An archive of compiled Python modules."""

    def __init__(self, file, mode='r', compression=ZIP_STORED, allowZip64=True, optimize=-1):
        ZipFile.__init__(self, file, mode=mode, compression=compression,
                         allowZip64=allowZip64)
        self._optimize = optimize

    def writepy(self, pathname, basename='', filterfunc=None):
        """Add a module, or all in a directory, or a package, compiled."""
        pathname = os.fspath(pathname)
        if filterfunc and not filterfunc(pathname):
            if self.debug:
                print('%s %r skipped by filterfunc'
                      % ('path' if os.path.isdir(pathname) else 'file', pathname))
            return
        folder, name = os.path.split(pathname)
        if not os.path.isdir(pathname):
            if pathname[-3:] != '.py':
                raise RuntimeError('Files added with writepy() must end with ".py"')
            self._add_module(pathname[:-3], basename)
            return
        initname = os.path.join(pathname, '__init__.py')
        if not os.path.isfile(initname):
            if self.debug:
                print('Adding files from directory', pathname)
            for filename in sorted(os.listdir(pathname)):
                path = os.path.join(pathname, filename)
                if os.path.splitext(filename)[1] == '.py':
                    if filterfunc and not filterfunc(path):
                        if self.debug:
                            print('file %r skipped by filterfunc' % path)
                        continue
                    self._add_module(path[:-3], basename)
            return
        basename = '%s/%s' % (basename, name) if basename else name
        if self.debug:
            print('Adding package in', pathname, 'as', basename)
        self._add_module(initname[:-3], basename)
        names = sorted(os.listdir(pathname))
        names.remove('__init__.py')
        for filename in names:
            path = os.path.join(pathname, filename)
            if os.path.isdir(path):
                if os.path.isfile(os.path.join(path, '__init__.py')):
                    self.writepy(path, basename, filterfunc=filterfunc)
            elif os.path.splitext(filename)[1] == '.py':
                if filterfunc and not filterfunc(path):
                    if self.debug:
                        print('file %r skipped by filterfunc' % path)
                    continue
                self._add_module(path[:-3], basename)

    def _add_module(self, pathname, basename):
        fname, arcname = self._get_codename(pathname, basename)
        if self.debug:
            print('Adding', arcname)
        self.write(fname, arcname)

    def _get_codename(self, pathname, basename):
        """The file to add for a module, compiled if need be, and its name in the archive."""
        def compiled(file, optimize=-1):
            import py_compile
            if self.debug:
                print('Compiling', file)
            try:
                py_compile.compile(file, doraise=True, optimize=optimize)
            except py_compile.PyCompileError as err:
                print(err.msg)
                return False
            return True

        def fresh(path):
            return os.path.isfile(path) and os.stat(path).st_mtime >= os.stat(source).st_mtime

        source = pathname + '.py'
        legacy = pathname + '.pyc'
        caches = [importlib.util.cache_from_source(source, optimization=o)
                  for o in ('', 1, 2)]
        arcname = legacy
        if self._optimize == -1:
            if fresh(legacy):
                fname = legacy
            else:
                for fname in caches:
                    if fresh(fname):
                        break
                else:
                    if compiled(source):
                        fname = caches[min(sys.flags.optimize, 2)]
                    else:
                        fname = arcname = source
        else:
            if self._optimize not in (0, 1, 2):
                raise ValueError("invalid value for 'optimize': {!r}".format(self._optimize))
            fname = caches[self._optimize]
            if not fresh(fname) and not compiled(source, self._optimize):
                fname = arcname = source
        archivename = os.path.split(arcname)[1]
        if basename:
            archivename = '%s/%s' % (basename, archivename)
        return fname, archivename


class Path:
    """A file or folder in an archive, with a part of what pathlib.Path has.

    root: a ZipFile or what opens one; at: the name in it, of a folder with a slash at
    the end, and '' for the archive itself.  Folders that only the names of files tell
    of are there too.
    """

    def __init__(self, root, at=''):
        self.root = root if isinstance(root, ZipFile) else ZipFile(root)
        self.at = at

    def __eq__(self, other):
        if type(self) is not type(other):
            return NotImplemented
        return (self.root, self.at) == (other.root, other.at)

    def __hash__(self):
        return hash((self.root, self.at))

    def __repr__(self):
        return '%s(%r, %r)' % (type(self).__name__, self.root.filename, self.at)

    def __str__(self):
        return '/'.join([str(self.root.filename), self.at]) if self.at else str(self.root.filename)

    def _path(self):
        import pathlib
        return pathlib.PurePosixPath(self.at) if self.at else pathlib.PurePath(self.root.filename)

    def _at(self, at):
        return type(self)(self.root, at)

    @property
    def name(self):
        """The last part of the name."""
        return self._path().name

    @property
    def suffix(self):
        return self._path().suffix

    @property
    def suffixes(self):
        return self._path().suffixes

    @property
    def stem(self):
        return self._path().stem

    @property
    def filename(self):
        """A path with that of the archive before it."""
        import pathlib
        return pathlib.Path(self.root.filename).joinpath(self.at)

    @property
    def parent(self):
        if not self.at:
            return self.filename.parent
        folder = self.at.rstrip('/').rpartition('/')[0]
        return self._at(folder + '/' if folder else '')

    def _below(self):
        """The names of what is in the folder, each once; those of folders with a slash."""
        found = {}
        for name in self.root.namelist():
            if name.startswith(self.at) and len(name) > len(self.at):
                part, slash, _ = name[len(self.at):].partition('/')
                found[part + slash] = None
        return found

    def is_dir(self):
        return not self.at or self.at.endswith('/')

    def is_file(self):
        return self.exists() and not self.is_dir()

    def is_symlink(self):
        """Whether a file is stored as a symbolic link."""
        return self.is_file() and stat.S_ISLNK(self.root.getinfo(self.at).external_attr >> 16)

    def exists(self):
        names = self.root.NameToInfo
        return not self.at or self.at in names or (self.is_dir() and any(name.startswith(self.at) for name in names))

    def iterdir(self):
        """What is in the folder."""
        if not self.is_dir():
            raise ValueError("Can't listdir a file")
        return iter([self._at(self.at + name) for name in self._below()])

    def joinpath(self, *names):
        """What has that name below it; a folder that is there is taken for one."""
        import posixpath
        at = posixpath.join(self.at, *map(str, names))
        joined = self._at(at)
        if at and not at.endswith('/') and not joined.exists() and self._at(at + '/').exists():
            return self._at(at + '/')
        return joined

    def __truediv__(self, name):
        return self.joinpath(name)

    def open(self, mode='r', *args, pwd=None, **kwargs):
        """The file, for text unless the mode has a 'b'; then as ZipFile.open() does."""
        if self.is_dir():
            raise IsADirectoryError(self)
        if mode[0] == 'r' and not self.exists():
            raise FileNotFoundError(self)
        stream = self.root.open(self.at, mode[0], pwd=pwd)
        if 'b' in mode:
            if args or kwargs:
                raise ValueError('encoding args invalid for binary operation')
            return stream
        return io.TextIOWrapper(stream, *args, **kwargs)

    def read_text(self, *args, **kwargs):
        with self.open('r', *args, **kwargs) as file:
            return file.read()

    def read_bytes(self):
        with self.open('rb') as file:
            return file.read()


def main(args=None):
    """List, test, extract or create an archive from the command line."""
    import argparse
    parser = argparse.ArgumentParser(description='A simple command-line interface for '
                                     'zipfile module.')
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument('-l', '--list', metavar='<zipfile>', help='Show listing of a zipfile')
    group.add_argument('-e', '--extract', nargs=2, metavar=('<zipfile>', '<output_dir>'),
                       help='Extract zipfile into target dir')
    group.add_argument('-c', '--create', nargs='+', metavar=('<name>', '<file>'),
                       help='Create zipfile from sources')
    group.add_argument('-t', '--test', metavar='<zipfile>', help='Test if a zipfile is valid')
    args = parser.parse_args(args)
    if args.test is not None:
        with ZipFile(args.test, 'r') as zf:
            badfile = zf.testzip()
        if badfile:
            print('The following enclosed file is corrupted: {!r}'.format(badfile))
        print('Done testing')
    elif args.list is not None:
        with ZipFile(args.list, 'r') as zf:
            zf.printdir()
    elif args.extract is not None:
        src, target = args.extract
        with ZipFile(src, 'r') as zf:
            zf.extractall(target)
    elif args.create is not None:
        zip_name = args.create.pop(0)

        def add(zf, path, zippath):
            if os.path.isfile(path):
                zf.write(path, zippath, ZIP_DEFLATED)
            elif os.path.isdir(path):
                if zippath:
                    zf.write(path, zippath)
                for name in os.listdir(path):
                    add(zf, os.path.join(path, name), os.path.join(zippath, name))

        with ZipFile(zip_name, 'w') as zf:
            for path in args.create:
                zippath = os.path.basename(path)
                if not zippath:
                    zippath = os.path.basename(os.path.dirname(path))
                if zippath in ('', os.curdir, os.pardir):
                    zippath = ''
                add(zf, path, zippath)


if __name__ == '__main__':
    main()
