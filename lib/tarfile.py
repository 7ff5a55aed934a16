"""TAR archives: ustar, GNU and pax, plain or compressed, from files and streams.

An archive is a sequence of members, each a header block of 512 bytes and data
padded to blocks; what a header cannot hold is in extra members before it.
"""

import bisect
import copy
import io
import os
import re
import shutil
import stat
import struct
import sys
import time
from builtins import open as bltn_open

try:
    import grp
    import pwd
except ImportError:
    grp = pwd = None

__all__ = ['TarFile', 'TarInfo', 'is_tarfile', 'TarError', 'ReadError', 'CompressionError',
           'StreamError', 'ExtractError', 'HeaderError', 'ENCODING', 'USTAR_FORMAT',
           'GNU_FORMAT', 'PAX_FORMAT', 'DEFAULT_FORMAT', 'open']

version = '0.9.0'

NUL = b'\0'
BLOCKSIZE = 512
RECORDSIZE = BLOCKSIZE * 20
GNU_MAGIC = b'ustar  \0'
POSIX_MAGIC = b'ustar\x0000'
LENGTH_NAME = 100
LENGTH_LINK = 100
LENGTH_PREFIX = 155

REGTYPE = b'0'
AREGTYPE = b'\0'
LNKTYPE = b'1'
SYMTYPE = b'2'
CHRTYPE = b'3'
BLKTYPE = b'4'
DIRTYPE = b'5'
FIFOTYPE = b'6'
CONTTYPE = b'7'
GNUTYPE_LONGNAME = b'L'
GNUTYPE_LONGLINK = b'K'
GNUTYPE_SPARSE = b'S'
XHDTYPE = b'x'
XGLTYPE = b'g'
SOLARIS_XHDTYPE = b'X'

USTAR_FORMAT = 0
GNU_FORMAT = 1
PAX_FORMAT = 2
DEFAULT_FORMAT = GNU_FORMAT

SUPPORTED_TYPES = (REGTYPE, AREGTYPE, LNKTYPE, SYMTYPE, DIRTYPE, FIFOTYPE, CONTTYPE, CHRTYPE,
                   BLKTYPE, GNUTYPE_LONGNAME, GNUTYPE_LONGLINK, GNUTYPE_SPARSE)
REGULAR_TYPES = REGTYPE, AREGTYPE, CONTTYPE, GNUTYPE_SPARSE
GNU_TYPES = GNUTYPE_LONGNAME, GNUTYPE_LONGLINK, GNUTYPE_SPARSE
PAX_FIELDS = 'path', 'linkpath', 'size', 'mtime', 'uid', 'gid', 'uname', 'gname'
PAX_NAME_FIELDS = {'path', 'linkpath', 'uname', 'gname'}
PAX_NUMBER_FIELDS = {'atime': float, 'ctime': float, 'mtime': float, 'uid': int, 'gid': int,
                     'size': int}

ENCODING = 'utf-8' if os.name == 'nt' else sys.getfilesystemencoding()


# Fields of headers

def stn(s, length, encoding, errors):
    """Text as a field of that length."""
    s = s.encode(encoding, errors)
    return s[:length] + (length - len(s)) * NUL


def nts(s, encoding, errors):
    """The text of a field."""
    p = s.find(b'\0')
    if p != -1:
        s = s[:p]
    return s.decode(encoding, errors)


def nti(s):
    """The number of a field: octal, or (the first bit set) binary."""
    if s[0] in (0o200, 0o377):
        n = int.from_bytes(s[1:], 'big')
        if s[0] == 0o377:
            n = -(256 ** (len(s) - 1) - n)
        return n
    try:
        return int(nts(s, 'ascii', 'strict').strip() or '0', 8)
    except ValueError:
        raise InvalidHeaderError('invalid header') from None


def itn(n, digits=8, format=DEFAULT_FORMAT):
    """A number as a field; GNU can have those that octal cannot."""
    n = int(n)
    if 0 <= n < 8 ** (digits - 1):
        return bytes('%0*o' % (digits - 1, n), 'ascii') + NUL
    if format == GNU_FORMAT and -256 ** (digits - 1) <= n < 256 ** (digits - 1):
        if n >= 0:
            return b'\x80' + n.to_bytes(digits - 1, 'big')
        return b'\xff' + (256 ** digits + n).to_bytes(digits, 'big')[1:]
    raise ValueError('overflow in number field')


def calc_chksums(buf):
    """The checksum of a header, unsigned and (some tars have it so) signed."""
    unsigned = 256 + sum(buf[:148]) + sum(buf[156:512])
    signed = 256 + sum(struct.unpack_from('148b8x356b', buf))
    return unsigned, signed


def copyfileobj(src, dst, length=None, exception=OSError, bufsize=None):
    """Copy length bytes (or all)."""
    bufsize = bufsize or 16 * 1024
    if length == 0:
        return
    if length is None:
        shutil.copyfileobj(src, dst, bufsize)
        return
    while length > 0:
        buf = src.read(min(bufsize, length))
        if not buf:
            raise exception('unexpected end of data')
        if len(buf) < min(bufsize, length):
            dst.write(buf)
            raise exception('unexpected end of data')
        dst.write(buf)
        length -= len(buf)


def _safe_print(s):
    encoding = getattr(sys.stdout, 'encoding', None)
    if encoding is not None:
        s = s.encode(encoding, 'backslashreplace').decode(encoding)
    print(s, end=' ')


class TarError(Exception):
    pass


class ExtractError(TarError):
    pass


class ReadError(TarError):
    pass


class CompressionError(TarError):
    pass


class StreamError(TarError):
    pass


class HeaderError(TarError):
    pass


class EmptyHeaderError(HeaderError):
    """The end of the file."""


class TruncatedHeaderError(HeaderError):
    pass


class EOFHeaderError(HeaderError):
    """A block of zeros: the end of the archive."""


class InvalidHeaderError(HeaderError):
    pass


class SubsequentHeaderError(HeaderError):
    """A header that another one needs is wrong."""


# Streams: archives that are read or written strictly forwards

class _Stream:
    """A pipe of blocks, compressed or not; seeking goes forwards only."""

    def __init__(self, name, mode, comptype, fileobj, bufsize):
        self._extfileobj = True
        if fileobj is None:
            fileobj = bltn_open(name, mode + 'b')
            self._extfileobj = False
        if comptype == '*':
            # The start of the stream tells its kind.
            fileobj = _Peeked(fileobj)
            comptype = fileobj.kind()
        self.name = os.path.abspath(name) if name else ''
        self.mode = mode
        self.comptype = comptype
        self.fileobj = fileobj
        self.bufsize = bufsize
        self.buf = b''          # to be written, or decompressed and not yet read
        self.pos = 0
        self.closed = False
        try:
            self._compress, self._decompress, self.exception = self._codec(comptype, mode)
        except:
            if not self._extfileobj:
                self.fileobj.close()
            self.closed = True
            raise

    @staticmethod
    def _codec(comptype, mode):
        # (compressor, decompressor, exceptions of the latter)
        if comptype == 'gz':
            try:
                import zlib
            except ImportError:
                raise CompressionError('zlib module is not available') from None
            if mode == 'r':
                return None, zlib.decompressobj(16 + zlib.MAX_WBITS), zlib.error
            return zlib.compressobj(9, zlib.DEFLATED, 16 + zlib.MAX_WBITS), None, zlib.error
        if comptype == 'bz2':
            try:
                import bz2
            except ImportError:
                raise CompressionError('bz2 module is not available') from None
            if mode == 'r':
                return None, bz2.BZ2Decompressor(), OSError
            return bz2.BZ2Compressor(), None, OSError
        if comptype == 'xz':
            try:
                import lzma
            except ImportError:
                raise CompressionError('lzma module is not available') from None
            if mode == 'r':
                return None, lzma.LZMADecompressor(), lzma.LZMAError
            return lzma.LZMACompressor(), None, lzma.LZMAError
        if comptype != 'tar':
            raise CompressionError('unknown compression type %r' % comptype)
        return None, None, ()

    def __del__(self):
        if hasattr(self, 'closed') and not self.closed:
            self.close()

    def write(self, s):
        self.pos += len(s)
        if self._compress:
            s = self._compress.compress(s)
        self._write(s)

    def _write(self, s):
        self.buf += s
        while len(self.buf) > self.bufsize:
            self.fileobj.write(self.buf[:self.bufsize])
            self.buf = self.buf[self.bufsize:]

    def close(self):
        if self.closed:
            return
        self.closed = True
        try:
            if self.mode == 'w':
                if self._compress:
                    self.buf += self._compress.flush()
                if self.buf:
                    self.fileobj.write(self.buf)
                    self.buf = b''
        finally:
            if not self._extfileobj:
                self.fileobj.close()

    def tell(self):
        return self.pos

    def seek(self, pos=0):
        if pos - self.pos < 0:
            raise StreamError('seeking backwards is not allowed')
        left = pos - self.pos
        while left > 0:
            data = self.read(min(left, self.bufsize))
            if not data:
                break
            left -= len(data)
        return self.pos

    def read(self, size=None):
        if size is None:
            parts = []
            while True:
                buf = self._read(self.bufsize)
                if not buf:
                    break
                parts.append(buf)
            buf = b''.join(parts)
        else:
            buf = self._read(size)
        self.pos += len(buf)
        return buf

    def _read(self, size):
        parts = [self.buf]
        c = len(self.buf)
        while c < size:
            data = self.fileobj.read(self.bufsize)
            if not data:
                break
            if self._decompress:
                if getattr(self._decompress, 'eof', False):
                    break
                try:
                    data = self._decompress.decompress(data)
                except self.exception:
                    raise ReadError('invalid compressed data') from None
            parts.append(data)
            c += len(data)
        data = b''.join(parts)
        self.buf = data[size:]
        return data[:size]


class _Peeked:
    """A stream whose beginning has been looked at."""

    def __init__(self, fileobj):
        self.fileobj = fileobj
        self.buf = self.fileobj.read(BLOCKSIZE)

    def read(self, size):
        if self.buf:
            buf, self.buf = self.buf, b''
            return buf
        return self.fileobj.read(size)

    def kind(self):
        if self.buf.startswith(b'\x1f\x8b\x08'):
            return 'gz'
        if self.buf[0:3] == b'BZh' and self.buf[4:10] == b'1AY&SY':
            return 'bz2'
        if self.buf.startswith((b'\x5d\x00\x00\x80', b'\xfd7zXZ')):
            return 'xz'
        return 'tar'

    def close(self):
        self.fileobj.close()


# Members as files

class _FileInFile:
    """A part of the archive as a raw file; blockinfo are the (offset, size) that have data."""

    def __init__(self, fileobj, offset, size, blockinfo=None):
        self.fileobj = fileobj
        self.offset = offset
        self.size = size
        self.position = 0
        self.name = getattr(fileobj, 'name', None)
        self.closed = False
        if blockinfo is None:
            blockinfo = [(0, size)]
        # (is it data, start, stop, where in the archive)
        self.map = []
        lastpos = 0
        realpos = self.offset
        for off, sz in blockinfo:
            if off > lastpos:
                self.map.append((False, lastpos, off, None))
            self.map.append((True, off, off + sz, realpos))
            realpos += sz
            lastpos = off + sz
        if lastpos < self.size:
            self.map.append((False, lastpos, self.size, None))

    def flush(self):
        pass

    def readable(self):
        return True

    def writable(self):
        return False

    def seekable(self):
        return getattr(self.fileobj, 'seekable', lambda: True)()

    def tell(self):
        return self.position

    def seek(self, position, whence=io.SEEK_SET):
        if whence == io.SEEK_SET:
            self.position = min(max(position, 0), self.size)
        elif whence == io.SEEK_CUR:
            self.position = min(max(self.position + position, 0), self.size)
        elif whence == io.SEEK_END:
            self.position = max(min(self.size + position, self.size), 0)
        else:
            raise ValueError('Invalid argument')
        return self.position

    def read(self, size=None):
        left = self.size - self.position
        size = left if size is None else min(size, left)
        parts = []
        index = bisect.bisect_right([entry[1] for entry in self.map], self.position) - 1
        while size > 0:
            data, start, stop, offset = self.map[index]
            if not start <= self.position < stop:
                index += 1
                continue
            length = min(size, stop - self.position)
            if data:
                self.fileobj.seek(offset + (self.position - start))
                b = self.fileobj.read(length)
                if not b:
                    raise ReadError('unexpected end of data')
                parts.append(b)
            else:
                b = NUL * length
                parts.append(b)
            size -= len(b)
            self.position += len(b)
        return b''.join(parts)

    def readinto(self, b):
        buf = self.read(len(b))
        b[:len(buf)] = buf
        return len(buf)

    def close(self):
        self.closed = True


class ExFileObject(io.BufferedReader):
    """A member being read."""

    def __init__(self, tarfile, tarinfo):
        super().__init__(_FileInFile(tarfile.fileobj, tarinfo.offset_data, tarinfo.size,
                                     tarinfo.sparse))


class TarInfo:
    """What is known of a member."""

    __slots__ = ('name', 'mode', 'uid', 'gid', 'size', 'mtime', 'chksum', 'type', 'linkname',
                 'uname', 'gname', 'devmajor', 'devminor', 'offset', 'offset_data',
                 'pax_headers', 'sparse', 'tarfile', '_sparse_structs', '_link_target')

    def __init__(self, name=''):
        self.name = name
        self.mode = 0o644
        self.uid = 0
        self.gid = 0
        self.size = 0
        self.mtime = 0
        self.chksum = 0
        self.type = REGTYPE
        self.linkname = ''
        self.uname = ''
        self.gname = ''
        self.devmajor = 0
        self.devminor = 0
        self.offset = 0             # of the header
        self.offset_data = 0
        self.sparse = None
        self.pax_headers = {}

    @property
    def path(self):
        return self.name

    @path.setter
    def path(self, name):
        self.name = name

    @property
    def linkpath(self):
        return self.linkname

    @linkpath.setter
    def linkpath(self, linkname):
        self.linkname = linkname

    def _getpath(self):
        return self.name

    def __repr__(self):
        return '<%s %r at %#x>' % (self.__class__.__name__, self.name, id(self))

    def get_info(self):
        info = {name: getattr(self, name) for name in (
            'name', 'uid', 'gid', 'size', 'mtime', 'chksum', 'type', 'linkname', 'uname',
            'gname', 'devmajor', 'devminor')}
        info['mode'] = self.mode & 0o7777
        if info['type'] == DIRTYPE and not info['name'].endswith('/'):
            info['name'] += '/'
        return info

    # Writing

    def tobuf(self, format=DEFAULT_FORMAT, encoding=ENCODING, errors='surrogateescape'):
        """The header, with the extra members it needs."""
        info = self.get_info()
        if format == USTAR_FORMAT:
            return self.create_ustar_header(info, encoding, errors)
        if format == GNU_FORMAT:
            return self.create_gnu_header(info, encoding, errors)
        if format == PAX_FORMAT:
            return self.create_pax_header(info, encoding)
        raise ValueError('invalid format')

    def create_ustar_header(self, info, encoding, errors):
        info['magic'] = POSIX_MAGIC
        if len(info['linkname'].encode(encoding, errors)) > LENGTH_LINK:
            raise ValueError('linkname is too long')
        if len(info['name'].encode(encoding, errors)) > LENGTH_NAME:
            info['prefix'], info['name'] = self._posix_split_name(info['name'], encoding,
                                                                  errors)
        return self._create_header(info, USTAR_FORMAT, encoding, errors)

    def create_gnu_header(self, info, encoding, errors):
        info['magic'] = GNU_MAGIC
        buf = b''
        if len(info['linkname'].encode(encoding, errors)) > LENGTH_LINK:
            buf += self._create_gnu_long_header(info['linkname'], GNUTYPE_LONGLINK, encoding,
                                                errors)
        if len(info['name'].encode(encoding, errors)) > LENGTH_NAME:
            buf += self._create_gnu_long_header(info['name'], GNUTYPE_LONGNAME, encoding,
                                                errors)
        return buf + self._create_header(info, GNU_FORMAT, encoding, errors)

    def create_pax_header(self, info, encoding):
        info['magic'] = POSIX_MAGIC
        pax_headers = self.pax_headers.copy()
        # What is too long, or not ASCII, goes to the pax header.
        for name, hname, length in (('name', 'path', LENGTH_NAME),
                                    ('linkname', 'linkpath', LENGTH_LINK),
                                    ('uname', 'uname', 32), ('gname', 'gname', 32)):
            if hname in pax_headers:
                continue
            try:
                info[name].encode('ascii', 'strict')
            except UnicodeEncodeError:
                pax_headers[hname] = info[name]
                continue
            if len(info[name]) > length:
                pax_headers[hname] = info[name]
        for name, digits in ('uid', 8), ('gid', 8), ('size', 12), ('mtime', 12):
            if name in pax_headers:
                info[name] = 0      # the pax header counts
                continue
            val = info[name]
            if not 0 <= val < 8 ** (digits - 1) or isinstance(val, float):
                pax_headers[name] = str(val)
                info[name] = 0
        buf = self._create_pax_generic_header(pax_headers, XHDTYPE, encoding) \
            if pax_headers else b''
        return buf + self._create_header(info, USTAR_FORMAT, 'ascii', 'replace')

    @classmethod
    def create_pax_global_header(cls, pax_headers):
        return cls._create_pax_generic_header(pax_headers, XGLTYPE, 'utf-8')

    def _posix_split_name(self, name, encoding, errors):
        # (prefix, name): at the slash that makes both fit
        parts = name.split('/')
        for i in range(1, len(parts)):
            prefix = '/'.join(parts[:i])
            rest = '/'.join(parts[i:])
            if (len(prefix.encode(encoding, errors)) <= LENGTH_PREFIX
                    and len(rest.encode(encoding, errors)) <= LENGTH_NAME):
                return prefix, rest
        raise ValueError('name is too long')

    @staticmethod
    def _create_header(info, format, encoding, errors):
        parts = [
            stn(info.get('name', ''), 100, encoding, errors),
            itn(info.get('mode', 0) & 0o7777, 8, format),
            itn(info.get('uid', 0), 8, format),
            itn(info.get('gid', 0), 8, format),
            itn(info.get('size', 0), 12, format),
            itn(info.get('mtime', 0), 12, format),
            b'        ',        # the checksum counts as spaces
            info.get('type', REGTYPE),
            stn(info.get('linkname', ''), 100, encoding, errors),
            info.get('magic', POSIX_MAGIC),
            stn(info.get('uname', ''), 32, encoding, errors),
            stn(info.get('gname', ''), 32, encoding, errors),
            itn(info.get('devmajor', 0), 8, format),
            itn(info.get('devminor', 0), 8, format),
            stn(info.get('prefix', ''), 155, encoding, errors)]
        buf = struct.pack('%ds' % BLOCKSIZE, b''.join(parts))
        chksum = calc_chksums(buf[-BLOCKSIZE:])[0]
        return buf[:148] + bytes('%06o\0' % chksum, 'ascii') + buf[155:]

    @staticmethod
    def _create_payload(payload):
        rest = len(payload) % BLOCKSIZE
        return payload + (BLOCKSIZE - rest) * NUL if rest else payload

    @classmethod
    def _create_gnu_long_header(cls, name, type, encoding, errors):
        name = name.encode(encoding, errors) + NUL
        info = {'name': '././@LongLink', 'type': type, 'size': len(name), 'magic': GNU_MAGIC}
        return cls._create_header(info, USTAR_FORMAT, encoding, errors) \
            + cls._create_payload(name)

    @classmethod
    def _create_pax_generic_header(cls, pax_headers, type, encoding):
        # A value that UTF-8 cannot have makes all of them binary.
        binary = False
        for keyword, value in pax_headers.items():
            try:
                value.encode('utf-8', 'strict')
            except UnicodeEncodeError:
                binary = True
                break
        records = b'21 hdrcharset=BINARY\n' if binary else b''
        for keyword, value in pax_headers.items():
            keyword = keyword.encode('utf-8')
            value = value.encode(encoding, 'surrogateescape') if binary \
                else value.encode('utf-8')
            # The length counts its own digits.
            length = len(keyword) + len(value) + 3
            n = p = 0
            while True:
                n = length + len(str(p))
                if n == p:
                    break
                p = n
            records += bytes(str(p), 'ascii') + b' ' + keyword + b'=' + value + b'\n'
        info = {'name': '././@PaxHeader', 'type': type, 'size': len(records),
                'magic': POSIX_MAGIC}
        return cls._create_header(info, USTAR_FORMAT, 'ascii', 'replace') \
            + cls._create_payload(records)

    # Reading

    @classmethod
    def frombuf(cls, buf, encoding, errors):
        """A member of a header block."""
        if len(buf) == 0:
            raise EmptyHeaderError('empty header')
        if len(buf) != BLOCKSIZE:
            raise TruncatedHeaderError('truncated header')
        if buf.count(NUL) == BLOCKSIZE:
            raise EOFHeaderError('end of file header')
        chksum = nti(buf[148:156])
        if chksum not in calc_chksums(buf):
            raise InvalidHeaderError('bad checksum')
        obj = cls()
        obj.name = nts(buf[0:100], encoding, errors)
        obj.mode = nti(buf[100:108])
        obj.uid = nti(buf[108:116])
        obj.gid = nti(buf[116:124])
        obj.size = nti(buf[124:136])
        obj.mtime = nti(buf[136:148])
        obj.chksum = chksum
        obj.type = buf[156:157]
        obj.linkname = nts(buf[157:257], encoding, errors)
        obj.uname = nts(buf[265:297], encoding, errors)
        obj.gname = nts(buf[297:329], encoding, errors)
        obj.devmajor = nti(buf[329:337])
        obj.devminor = nti(buf[337:345])
        prefix = nts(buf[345:500], encoding, errors)
        # V7 archives mark directories by a slash only.
        if obj.type == AREGTYPE and obj.name.endswith('/'):
            obj.type = DIRTYPE
        if obj.type == GNUTYPE_SPARSE:
            # Four (offset, size), a flag that more follow, the real size.
            structs = []
            pos = 386
            for i in range(4):
                try:
                    structs.append((nti(buf[pos:pos + 12]), nti(buf[pos + 12:pos + 24])))
                except ValueError:
                    break
                pos += 24
            obj._sparse_structs = structs, bool(buf[482]), nti(buf[483:495])
        if obj.isdir():
            obj.name = obj.name.rstrip('/')
        # GNU uses the place of the prefix for other things.
        if prefix and obj.type not in GNU_TYPES:
            obj.name = prefix + '/' + obj.name
        return obj

    @classmethod
    def fromtarfile(cls, tarfile):
        """The next member of an archive."""
        buf = tarfile.fileobj.read(BLOCKSIZE)
        obj = cls.frombuf(buf, tarfile.encoding, tarfile.errors)
        obj.offset = tarfile.fileobj.tell() - BLOCKSIZE
        return obj._proc_member(tarfile)

    def _proc_member(self, tarfile):
        if self.type in (GNUTYPE_LONGNAME, GNUTYPE_LONGLINK):
            return self._proc_gnulong(tarfile)
        if self.type == GNUTYPE_SPARSE:
            return self._proc_sparse(tarfile)
        if self.type in (XHDTYPE, XGLTYPE, SOLARIS_XHDTYPE):
            return self._proc_pax(tarfile)
        return self._proc_builtin(tarfile)

    def _proc_builtin(self, tarfile):
        self.offset_data = tarfile.fileobj.tell()
        offset = self.offset_data
        if self.isreg() or self.type not in SUPPORTED_TYPES:
            offset += self._block(self.size)
        tarfile.offset = offset
        self._apply_pax_info(tarfile.pax_headers, tarfile.encoding, tarfile.errors)
        return self

    def _next_member(self, tarfile):
        try:
            return self.fromtarfile(tarfile)
        except HeaderError as e:
            raise SubsequentHeaderError(str(e)) from None

    def _proc_gnulong(self, tarfile):
        buf = tarfile.fileobj.read(self._block(self.size))
        member = self._next_member(tarfile)
        member.offset = self.offset
        text = nts(buf, tarfile.encoding, tarfile.errors)
        if self.type == GNUTYPE_LONGNAME:
            member.name = text
        else:
            member.linkname = text
        if member.isdir():
            member.name = member.name.rstrip('/')
        return member

    def _proc_sparse(self, tarfile):
        structs, isextended, origsize = self._sparse_structs
        del self._sparse_structs
        while isextended:
            buf = tarfile.fileobj.read(BLOCKSIZE)
            pos = 0
            for i in range(21):
                try:
                    offset, numbytes = nti(buf[pos:pos + 12]), nti(buf[pos + 12:pos + 24])
                except ValueError:
                    break
                if offset and numbytes:
                    structs.append((offset, numbytes))
                pos += 24
            isextended = bool(buf[504])
        self.sparse = structs
        self.offset_data = tarfile.fileobj.tell()
        tarfile.offset = self.offset_data + self._block(self.size)
        self.size = origsize
        return self

    def _proc_pax(self, tarfile):
        buf = tarfile.fileobj.read(self._block(self.size))
        pax_headers = tarfile.pax_headers if self.type == XGLTYPE \
            else tarfile.pax_headers.copy()
        m = re.search(br'\d+ hdrcharset=([^\n]+)\n', buf)
        if m is not None:
            pax_headers['hdrcharset'] = m.group(1).decode('utf-8')
        hdrcharset = pax_headers.get('hdrcharset')
        encoding = tarfile.encoding if hdrcharset == 'BINARY' else 'utf-8'
        # Records: "length keyword=value\n"
        record = re.compile(br'(\d+) ([^=]+)=')
        pos = 0
        while True:
            m = record.match(buf, pos)
            if not m:
                break
            length = int(m.group(1))
            if length == 0:
                raise InvalidHeaderError('invalid header')
            value = buf[m.end(2) + 1:m.start(1) + length - 1]
            keyword = self._decode_pax_field(m.group(2), 'utf-8', 'utf-8', tarfile.errors)
            if keyword in PAX_NAME_FIELDS:
                value = self._decode_pax_field(value, encoding, tarfile.encoding,
                                               tarfile.errors)
            else:
                value = self._decode_pax_field(value, 'utf-8', 'utf-8', tarfile.errors)
            pax_headers[keyword] = value
            pos += length
        member = self._next_member(tarfile)
        # Sparse files as GNU tar writes them in pax archives
        if 'GNU.sparse.map' in pax_headers:
            sparse = [int(x) for x in pax_headers['GNU.sparse.map'].split(',')]
            member.sparse = list(zip(sparse[::2], sparse[1::2]))
        elif 'GNU.sparse.size' in pax_headers:
            offsets = [int(x) for x in re.findall(br'\d+ GNU.sparse.offset=(\d+)\n', buf)]
            sizes = [int(x) for x in re.findall(br'\d+ GNU.sparse.numbytes=(\d+)\n', buf)]
            member.sparse = list(zip(offsets, sizes))
        elif (pax_headers.get('GNU.sparse.major') == '1'
              and pax_headers.get('GNU.sparse.minor') == '0'):
            self._proc_gnusparse_10(member, tarfile)
        if self.type in (XHDTYPE, SOLARIS_XHDTYPE):
            member._apply_pax_info(pax_headers, tarfile.encoding, tarfile.errors)
            member.offset = self.offset
            if 'size' in pax_headers:
                offset = member.offset_data
                if member.isreg() or member.type not in SUPPORTED_TYPES:
                    offset += member._block(member.size)
                tarfile.offset = offset
        return member

    def _proc_gnusparse_10(self, member, tarfile):
        # The map stands before the data: numbers on lines, padded to blocks.
        buf = tarfile.fileobj.read(BLOCKSIZE)
        fields, buf = buf.split(b'\n', 1)
        fields = int(fields)
        sparse = []
        while len(sparse) < fields * 2:
            if b'\n' not in buf:
                buf += tarfile.fileobj.read(BLOCKSIZE)
            number, buf = buf.split(b'\n', 1)
            sparse.append(int(number))
        member.offset_data = tarfile.fileobj.tell()
        member.sparse = list(zip(sparse[::2], sparse[1::2]))

    def _apply_pax_info(self, pax_headers, encoding, errors):
        for keyword, value in pax_headers.items():
            if keyword == 'GNU.sparse.name':
                self.path = value
            elif keyword in ('GNU.sparse.size', 'GNU.sparse.realsize'):
                self.size = int(value)
            elif keyword in PAX_FIELDS:
                if keyword in PAX_NUMBER_FIELDS:
                    try:
                        value = PAX_NUMBER_FIELDS[keyword](value)
                    except ValueError:
                        value = 0
                if keyword == 'path':
                    value = value.rstrip('/')
                setattr(self, keyword, value)
        self.pax_headers = pax_headers.copy()

    def _decode_pax_field(self, value, encoding, fallback_encoding, fallback_errors):
        try:
            return value.decode(encoding, 'strict')
        except UnicodeDecodeError:
            return value.decode(fallback_encoding, fallback_errors)

    def _block(self, count):
        """count rounded up to blocks."""
        blocks, remainder = divmod(count, BLOCKSIZE)
        return (blocks + bool(remainder)) * BLOCKSIZE

    def isreg(self):
        return self.type in REGULAR_TYPES

    def isfile(self):
        return self.isreg()

    def isdir(self):
        return self.type == DIRTYPE

    def issym(self):
        return self.type == SYMTYPE

    def islnk(self):
        return self.type == LNKTYPE

    def ischr(self):
        return self.type == CHRTYPE

    def isblk(self):
        return self.type == BLKTYPE

    def isfifo(self):
        return self.type == FIFOTYPE

    def issparse(self):
        return self.sparse is not None

    def isdev(self):
        return self.type in (CHRTYPE, BLKTYPE, FIFOTYPE)


class TarFile:
    """An archive."""

    debug = 0                   # 0 to 3: messages on sys.stderr
    dereference = False         # add what links point to
    ignore_zeros = False        # go on after blocks of zeros
    errorlevel = 1              # 0: never raise in extract; 1: fatal errors; 2: all
    format = DEFAULT_FORMAT
    encoding = ENCODING
    errors = None
    tarinfo = TarInfo
    fileobject = ExFileObject

    def __init__(self, name=None, mode='r', fileobj=None, format=None, tarinfo=None,
                 dereference=None, ignore_zeros=None, encoding=None, errors='surrogateescape',
                 pax_headers=None, debug=None, errorlevel=None, copybufsize=None):
        modes = {'r': 'rb', 'a': 'r+b', 'w': 'wb', 'x': 'xb'}
        if mode not in modes:
            raise ValueError("mode must be 'r', 'a', 'w' or 'x'")
        self.mode = mode
        self._mode = modes[mode]
        if not fileobj:
            if self.mode == 'a' and not os.path.exists(name):
                self.mode = 'w'
                self._mode = 'wb'
            fileobj = bltn_open(name, self._mode)
            self._extfileobj = False
        else:
            if (name is None and hasattr(fileobj, 'name')
                    and isinstance(fileobj.name, (str, bytes))):
                name = fileobj.name
            if hasattr(fileobj, 'mode'):
                self._mode = fileobj.mode
            self._extfileobj = True
        self.name = os.path.abspath(name) if name else None
        self.fileobj = fileobj
        for attr, value in (('format', format), ('tarinfo', tarinfo),
                            ('dereference', dereference), ('ignore_zeros', ignore_zeros),
                            ('encoding', encoding), ('debug', debug),
                            ('errorlevel', errorlevel)):
            if value is not None:
                setattr(self, attr, value)
        self.errors = errors
        self.pax_headers = pax_headers if pax_headers is not None \
            and self.format == PAX_FORMAT else {}
        self.copybufsize = copybufsize
        self.closed = False
        self.members = []
        self._loaded = False
        self.offset = self.fileobj.tell()
        self.inodes = {}        # (inode, device) -> name, for hard links
        try:
            if self.mode == 'r':
                self.firstmember = None
                self.firstmember = self.next()
            if self.mode == 'a':
                self._go_to_end()
            if self.mode in ('a', 'w', 'x'):
                self._loaded = True
                if self.pax_headers:
                    buf = self.tarinfo.create_pax_global_header(self.pax_headers.copy())
                    self.fileobj.write(buf)
                    self.offset += len(buf)
        except:
            if not self._extfileobj:
                self.fileobj.close()
            self.closed = True
            raise

    def _go_to_end(self):
        while True:
            self.fileobj.seek(self.offset)
            try:
                self.members.append(self.tarinfo.fromtarfile(self))
            except EOFHeaderError:
                self.fileobj.seek(self.offset)
                break
            except HeaderError as e:
                raise ReadError(str(e)) from None

    # Opening

    @classmethod
    def open(cls, name=None, mode='r', fileobj=None, bufsize=RECORDSIZE, **kwargs):
        """Open an archive; mode is 'r' or 'r:*' for any compression, 'w:gz' and so on,
        and 'r|gz' and so on for streams."""
        if not name and not fileobj:
            raise ValueError('nothing to open')
        if mode in ('r', 'r:*'):
            return cls._open_any(name, fileobj, kwargs)
        if ':' in mode:
            filemode, comptype = mode.split(':', 1)
            filemode = filemode or 'r'
            comptype = comptype or 'tar'
            if comptype not in cls.OPEN_METH:
                raise CompressionError('unknown compression type %r' % comptype)
            return getattr(cls, cls.OPEN_METH[comptype])(name, filemode, fileobj, **kwargs)
        if '|' in mode:
            filemode, comptype = mode.split('|', 1)
            filemode = filemode or 'r'
            comptype = comptype or 'tar'
            if filemode not in ('r', 'w'):
                raise ValueError("mode must be 'r' or 'w'")
            stream = _Stream(name, filemode, comptype, fileobj, bufsize)
            try:
                t = cls(name, filemode, stream, **kwargs)
            except:
                stream.close()
                raise
            t._extfileobj = False
            return t
        if mode in ('a', 'w', 'x'):
            return cls.taropen(name, mode, fileobj, **kwargs)
        raise ValueError('undiscernible mode')

    @classmethod
    def _open_any(cls, name, fileobj, kwargs):
        # The uncompressed last: a compressed file may look like an empty archive.
        for comptype in sorted(cls.OPEN_METH, key=lambda c: cls.OPEN_METH[c] == 'taropen'):
            func = getattr(cls, cls.OPEN_METH[comptype])
            saved_pos = fileobj.tell() if fileobj is not None else None
            try:
                return func(name, 'r', fileobj, **kwargs)
            except (ReadError, CompressionError):
                if fileobj is not None:
                    fileobj.seek(saved_pos)
        raise ReadError('file could not be opened successfully')

    @classmethod
    def taropen(cls, name, mode='r', fileobj=None, **kwargs):
        if mode not in ('r', 'a', 'w', 'x'):
            raise ValueError("mode must be 'r', 'a', 'w' or 'x'")
        return cls(name, mode, fileobj, **kwargs)

    @classmethod
    def _open_compressed(cls, name, mode, opened, wrong, what, kwargs):
        try:
            t = cls.taropen(name, mode, opened, **kwargs)
        except wrong:
            opened.close()
            if mode == 'r':
                raise ReadError('not %s file' % what) from None
            raise
        except:
            opened.close()
            raise
        t._extfileobj = False
        return t

    @classmethod
    def gzopen(cls, name, mode='r', fileobj=None, compresslevel=9, **kwargs):
        if mode not in ('r', 'w', 'x'):
            raise ValueError("mode must be 'r', 'w' or 'x'")
        try:
            import gzip
            gzip.GzipFile
        except (ImportError, AttributeError):
            raise CompressionError('gzip module is not available') from None
        try:
            opened = gzip.GzipFile(name, mode + 'b', compresslevel, fileobj)
        except OSError:
            if fileobj is not None and mode == 'r':
                raise ReadError('not a gzip file') from None
            raise
        return cls._open_compressed(name, mode, opened, OSError, 'a gzip', kwargs)

    @classmethod
    def bz2open(cls, name, mode='r', fileobj=None, compresslevel=9, **kwargs):
        if mode not in ('r', 'w', 'x'):
            raise ValueError("mode must be 'r', 'w' or 'x'")
        try:
            import bz2
        except ImportError:
            raise CompressionError('bz2 module is not available') from None
        opened = bz2.BZ2File(fileobj or name, mode, compresslevel=compresslevel)
        return cls._open_compressed(name, mode, opened, (OSError, EOFError), 'a bzip2', kwargs)

    @classmethod
    def xzopen(cls, name, mode='r', fileobj=None, preset=None, **kwargs):
        if mode not in ('r', 'w', 'x'):
            raise ValueError("mode must be 'r', 'w' or 'x'")
        try:
            import lzma
        except ImportError:
            raise CompressionError('lzma module is not available') from None
        opened = lzma.LZMAFile(fileobj or name, mode, preset=preset)
        return cls._open_compressed(name, mode, opened, (lzma.LZMAError, EOFError), 'an lzma',
                                    kwargs)

    OPEN_METH = {'tar': 'taropen', 'gz': 'gzopen', 'bz2': 'bz2open', 'xz': 'xzopen'}

    def close(self):
        """Close; what was written gets its end, two blocks of zeros."""
        if self.closed:
            return
        self.closed = True
        try:
            if self.mode in ('a', 'w', 'x'):
                self.fileobj.write(NUL * (BLOCKSIZE * 2))
                self.offset += BLOCKSIZE * 2
                remainder = self.offset % RECORDSIZE
                if remainder > 0:
                    self.fileobj.write(NUL * (RECORDSIZE - remainder))
        finally:
            if not self._extfileobj:
                self.fileobj.close()

    # Members

    def getmember(self, name):
        """The last member of that name."""
        tarinfo = self._getmember(name)
        if tarinfo is None:
            raise KeyError('filename %r not found' % name)
        return tarinfo

    def getmembers(self):
        self._check()
        if not self._loaded:
            self._load()
        return self.members

    def getnames(self):
        return [tarinfo.name for tarinfo in self.getmembers()]

    def gettarinfo(self, name=None, arcname=None, fileobj=None):
        """A member for a file; None for kinds that cannot be in an archive."""
        self._check('awx')
        if fileobj is not None:
            name = fileobj.name
        if arcname is None:
            arcname = name
        arcname = os.path.splitdrive(arcname)[1].replace(os.sep, '/').lstrip('/')
        tarinfo = self.tarinfo()
        tarinfo.tarfile = self
        if fileobj is None:
            statres = os.stat(name) if self.dereference else os.lstat(name)
        else:
            statres = os.fstat(fileobj.fileno())
        linkname = ''
        mode = statres.st_mode
        if stat.S_ISREG(mode):
            inode = statres.st_ino, statres.st_dev
            if (not self.dereference and statres.st_nlink > 1 and inode in self.inodes
                    and arcname != self.inodes[inode]):
                type = LNKTYPE      # the same file is in the archive already
                linkname = self.inodes[inode]
            else:
                type = REGTYPE
                if inode[0]:
                    self.inodes[inode] = arcname
        elif stat.S_ISDIR(mode):
            type = DIRTYPE
        elif stat.S_ISFIFO(mode):
            type = FIFOTYPE
        elif stat.S_ISLNK(mode):
            type = SYMTYPE
            linkname = os.readlink(name)
        elif stat.S_ISCHR(mode):
            type = CHRTYPE
        elif stat.S_ISBLK(mode):
            type = BLKTYPE
        else:
            return None
        tarinfo.name = arcname
        tarinfo.mode = mode
        tarinfo.uid = statres.st_uid
        tarinfo.gid = statres.st_gid
        tarinfo.size = statres.st_size if type == REGTYPE else 0
        tarinfo.mtime = statres.st_mtime
        tarinfo.type = type
        tarinfo.linkname = linkname
        if pwd:
            try:
                tarinfo.uname = pwd.getpwuid(tarinfo.uid)[0]
            except KeyError:
                pass
        if grp:
            try:
                tarinfo.gname = grp.getgrgid(tarinfo.gid)[0]
            except KeyError:
                pass
        if type in (CHRTYPE, BLKTYPE):
            if hasattr(os, 'major') and hasattr(os, 'minor'):
                tarinfo.devmajor = os.major(statres.st_rdev)
                tarinfo.devminor = os.minor(statres.st_rdev)
        return tarinfo

    def list(self, verbose=True, *, members=None):
        """Print a table of contents."""
        self._check()
        for tarinfo in self if members is None else members:
            if verbose:
                _safe_print(stat.filemode(tarinfo.mode))
                _safe_print('%s/%s' % (tarinfo.uname or tarinfo.uid,
                                       tarinfo.gname or tarinfo.gid))
                if tarinfo.ischr() or tarinfo.isblk():
                    _safe_print('%10s' % ('%d,%d' % (tarinfo.devmajor, tarinfo.devminor)))
                else:
                    _safe_print('%10d' % tarinfo.size)
                _safe_print('%d-%02d-%02d %02d:%02d:%02d' % time.localtime(tarinfo.mtime)[:6])
            _safe_print(tarinfo.name + ('/' if tarinfo.isdir() else ''))
            if verbose:
                if tarinfo.issym():
                    _safe_print('-> ' + tarinfo.linkname)
                if tarinfo.islnk():
                    _safe_print('link to ' + tarinfo.linkname)
            print()

    def add(self, name, arcname=None, recursive=True, exclude=None, *, filter=None):
        """Add a file; a directory with all in it.

        filter(tarinfo) returns the member to add, or None.
        """
        self._check('awx')
        if arcname is None:
            arcname = name
        if exclude is not None:
            import warnings
            warnings.warn('use the filter argument instead', DeprecationWarning, 2)
            if exclude(name):
                self._dbg(2, 'tarfile: Excluded %r' % name)
                return
        if self.name is not None and os.path.abspath(name) == self.name:
            self._dbg(2, 'tarfile: Skipped %r' % name)      # the archive itself
            return
        self._dbg(1, name)
        tarinfo = self.gettarinfo(name, arcname)
        if tarinfo is None:
            self._dbg(1, 'tarfile: Unsupported type %r' % name)
            return
        if filter is not None:
            tarinfo = filter(tarinfo)
            if tarinfo is None:
                self._dbg(2, 'tarfile: Excluded %r' % name)
                return
        if tarinfo.isreg():
            with bltn_open(name, 'rb') as f:
                self.addfile(tarinfo, f)
        elif tarinfo.isdir():
            self.addfile(tarinfo)
            if recursive:
                for f in sorted(os.listdir(name)):
                    self.add(os.path.join(name, f), os.path.join(arcname, f), recursive,
                             exclude, filter=filter)
        else:
            self.addfile(tarinfo)

    def addfile(self, tarinfo, fileobj=None):
        """Add a member, with data from a binary file."""
        self._check('awx')
        tarinfo = copy.copy(tarinfo)
        buf = tarinfo.tobuf(self.format, self.encoding, self.errors)
        self.fileobj.write(buf)
        self.offset += len(buf)
        if fileobj is not None:
            copyfileobj(fileobj, self.fileobj, tarinfo.size, bufsize=self.copybufsize)
            blocks, remainder = divmod(tarinfo.size, BLOCKSIZE)
            if remainder > 0:
                self.fileobj.write(NUL * (BLOCKSIZE - remainder))
                blocks += 1
            self.offset += blocks * BLOCKSIZE
        self.members.append(tarinfo)

    # Extracting

    def extractall(self, path='.', members=None, *, numeric_owner=False, filter=None):
        """Extract all members; filter(member, path) returns what to extract, or None."""
        directories = []
        for tarinfo in self if members is None else members:
            if filter is not None:
                tarinfo = filter(tarinfo, path)
                if tarinfo is None:
                    continue
            if tarinfo.isdir():
                # Its mode may forbid to write into it: that comes at the end.
                directories.append(tarinfo)
                tarinfo = copy.copy(tarinfo)
                tarinfo.mode = 0o700
            self.extract(tarinfo, path, set_attrs=not tarinfo.isdir(),
                         numeric_owner=numeric_owner)
        directories.sort(key=lambda a: a.name)
        directories.reverse()
        for tarinfo in directories:
            dirpath = os.path.join(path, tarinfo.name)
            try:
                self.chown(tarinfo, dirpath, numeric_owner=numeric_owner)
                self.utime(tarinfo, dirpath)
                self.chmod(tarinfo, dirpath)
            except ExtractError as e:
                if self.errorlevel > 1:
                    raise
                self._dbg(1, 'tarfile: %s' % e)

    def extract(self, member, path='', set_attrs=True, *, numeric_owner=False, filter=None):
        """Extract a member below path."""
        self._check('r')
        tarinfo = self.getmember(member) if isinstance(member, str) else member
        if filter is not None:
            tarinfo = filter(tarinfo, path)
            if tarinfo is None:
                return
        if tarinfo.islnk():
            tarinfo._link_target = os.path.join(path, tarinfo.linkname)
        try:
            self._extract_member(tarinfo, os.path.join(path, tarinfo.name),
                                 set_attrs=set_attrs, numeric_owner=numeric_owner)
        except OSError as e:
            if self.errorlevel > 0:
                raise
            if e.filename is None:
                self._dbg(1, 'tarfile: %s' % e.strerror)
            else:
                self._dbg(1, 'tarfile: %s %r' % (e.strerror, e.filename))
        except ExtractError as e:
            if self.errorlevel > 1:
                raise
            self._dbg(1, 'tarfile: %s' % e)

    def extractfile(self, member):
        """A member as a file, None if it has no data."""
        self._check('r')
        tarinfo = self.getmember(member) if isinstance(member, str) else member
        if tarinfo.isreg() or tarinfo.type not in SUPPORTED_TYPES:
            return self.fileobject(self, tarinfo)
        if tarinfo.islnk() or tarinfo.issym():
            if isinstance(self.fileobj, _Stream):
                raise StreamError('cannot extract (sym)link as file object')
            return self.extractfile(self._find_link_target(tarinfo))
        return None

    def _extract_member(self, tarinfo, targetpath, set_attrs=True, numeric_owner=False):
        targetpath = targetpath.rstrip('/').replace('/', os.sep)
        upperdirs = os.path.dirname(targetpath)
        if upperdirs and not os.path.exists(upperdirs):
            os.makedirs(upperdirs)
        if tarinfo.islnk() or tarinfo.issym():
            self._dbg(1, '%s -> %s' % (tarinfo.name, tarinfo.linkname))
        else:
            self._dbg(1, tarinfo.name)
        if tarinfo.isreg():
            self.makefile(tarinfo, targetpath)
        elif tarinfo.isdir():
            self.makedir(tarinfo, targetpath)
        elif tarinfo.isfifo():
            self.makefifo(tarinfo, targetpath)
        elif tarinfo.ischr() or tarinfo.isblk():
            self.makedev(tarinfo, targetpath)
        elif tarinfo.islnk() or tarinfo.issym():
            self.makelink(tarinfo, targetpath)
        elif tarinfo.type not in SUPPORTED_TYPES:
            self.makeunknown(tarinfo, targetpath)
        else:
            self.makefile(tarinfo, targetpath)
        if set_attrs:
            self.chown(tarinfo, targetpath, numeric_owner)
            if not tarinfo.issym():
                self.chmod(tarinfo, targetpath)
                self.utime(tarinfo, targetpath)

    def makedir(self, tarinfo, targetpath):
        try:
            os.mkdir(targetpath, 0o700)     # its mode is set later
        except FileExistsError:
            pass

    def makefile(self, tarinfo, targetpath):
        source = self.fileobj
        source.seek(tarinfo.offset_data)
        with bltn_open(targetpath, 'wb') as target:
            if tarinfo.sparse is not None:
                for offset, size in tarinfo.sparse:
                    target.seek(offset)
                    copyfileobj(source, target, size, ReadError, self.copybufsize)
                target.seek(tarinfo.size)
                target.truncate()
            else:
                copyfileobj(source, target, tarinfo.size, ReadError, self.copybufsize)

    def makeunknown(self, tarinfo, targetpath):
        self.makefile(tarinfo, targetpath)
        self._dbg(1, 'tarfile: Unknown file type %r, extracted as regular file.' % tarinfo.type)

    def makefifo(self, tarinfo, targetpath):
        if not hasattr(os, 'mkfifo'):
            raise ExtractError('fifo not supported by system')
        os.mkfifo(targetpath)

    def makedev(self, tarinfo, targetpath):
        if not hasattr(os, 'mknod') or not hasattr(os, 'makedev'):
            raise ExtractError('special devices not supported by system')
        mode = tarinfo.mode | (stat.S_IFBLK if tarinfo.isblk() else stat.S_IFCHR)
        os.mknod(targetpath, mode, os.makedev(tarinfo.devmajor, tarinfo.devminor))

    def makelink(self, tarinfo, targetpath):
        """Make the link, or where that cannot be a copy of what it points to."""
        try:
            if tarinfo.issym():
                os.symlink(tarinfo.linkname, targetpath)
            elif os.path.exists(tarinfo._link_target):
                os.link(tarinfo._link_target, targetpath)
            else:
                self._extract_member(self._find_link_target(tarinfo), targetpath)
        except NotImplementedError:
            try:
                self._extract_member(self._find_link_target(tarinfo), targetpath)
            except KeyError:
                raise ExtractError('unable to resolve link inside archive') from None

    def chown(self, tarinfo, targetpath, numeric_owner=False):
        if not (hasattr(os, 'geteuid') and os.geteuid() == 0):
            return      # only root may
        g, u = tarinfo.gid, tarinfo.uid
        if not numeric_owner:
            try:
                if grp:
                    g = grp.getgrnam(tarinfo.gname)[2]
            except KeyError:
                pass
            try:
                if pwd:
                    u = pwd.getpwnam(tarinfo.uname)[2]
            except KeyError:
                pass
        try:
            if tarinfo.issym() and hasattr(os, 'lchown'):
                os.lchown(targetpath, u, g)
            else:
                os.chown(targetpath, u, g)
        except OSError:
            raise ExtractError('could not change owner') from None

    def chmod(self, tarinfo, targetpath):
        try:
            os.chmod(targetpath, tarinfo.mode)
        except OSError:
            raise ExtractError('could not change mode') from None

    def utime(self, tarinfo, targetpath):
        try:
            os.utime(targetpath, (tarinfo.mtime, tarinfo.mtime))
        except OSError:
            raise ExtractError('could not change modification time') from None

    # Reading

    def next(self):
        """The next member, None at the end."""
        self._check('ra')
        if self.firstmember is not None:
            m = self.firstmember
            self.firstmember = None
            return m
        if self.offset != self.fileobj.tell():
            # See that the data before are all there.
            self.fileobj.seek(self.offset - 1)
            if not self.fileobj.read(1):
                raise ReadError('unexpected end of data')
        tarinfo = None
        while True:
            try:
                tarinfo = self.tarinfo.fromtarfile(self)
            except EOFHeaderError as e:
                if self.ignore_zeros:
                    self._dbg(2, '0x%X: %s' % (self.offset, e))
                    self.offset += BLOCKSIZE
                    continue
            except InvalidHeaderError as e:
                if self.ignore_zeros:
                    self._dbg(2, '0x%X: %s' % (self.offset, e))
                    self.offset += BLOCKSIZE
                    continue
                if self.offset == 0:
                    raise ReadError(str(e)) from None
            except EmptyHeaderError:
                if self.offset == 0:
                    raise ReadError('empty file') from None
            except TruncatedHeaderError as e:
                if self.offset == 0:
                    raise ReadError(str(e)) from None
            except SubsequentHeaderError as e:
                raise ReadError(str(e)) from None
            break
        if tarinfo is not None:
            self.members.append(tarinfo)
        else:
            self._loaded = True
        return tarinfo

    def _getmember(self, name, tarinfo=None, normalize=False):
        # The last of that name, or the last before tarinfo.
        members = self.getmembers()
        if tarinfo is not None:
            members = members[:members.index(tarinfo)]
        if normalize:
            name = os.path.normpath(name)
        for member in reversed(members):
            member_name = os.path.normpath(member.name) if normalize else member.name
            if name == member_name:
                return member

    def _load(self):
        while self.next() is not None:
            pass
        self._loaded = True

    def _check(self, mode=None):
        if self.closed:
            raise OSError('%s is closed' % self.__class__.__name__)
        if mode is not None and self.mode not in mode:
            raise OSError('bad operation for mode %r' % self.mode)

    def _find_link_target(self, tarinfo):
        if tarinfo.issym():
            # Relative to where the link is.
            linkname = '/'.join(filter(None, (os.path.dirname(tarinfo.name),
                                              tarinfo.linkname)))
            limit = None
        else:
            # A hard link is to an earlier member.
            linkname = tarinfo.linkname
            limit = tarinfo
        member = self._getmember(linkname, tarinfo=limit, normalize=True)
        if member is None:
            raise KeyError('linkname %r not found' % linkname)
        return member

    def __iter__(self):
        if self._loaded:
            yield from self.members
            return
        index = 0
        # The first member was read when the archive was opened.
        if self.firstmember is not None:
            tarinfo = self.next()
            index += 1
            yield tarinfo
        while True:
            if index < len(self.members):
                tarinfo = self.members[index]
            elif not self._loaded:
                tarinfo = self.next()
                if not tarinfo:
                    self._loaded = True
                    return
            else:
                return
            index += 1
            yield tarinfo

    def _dbg(self, level, msg):
        if level <= self.debug:
            print(msg, file=sys.stderr)

    def __enter__(self):
        self._check()
        return self

    def __exit__(self, type, value, traceback):
        if type is None:
            self.close()
            return
        # After an exception the archive does not get its end.
        if not self._extfileobj:
            self.fileobj.close()
        self.closed = True


def is_tarfile(name):
    """Can the file be opened as an archive?"""
    try:
        t = open(name)
        t.close()
        return True
    except TarError:
        return False


open = TarFile.open


def main():
    """List, test, extract or create an archive from the command line."""
    import argparse
    parser = argparse.ArgumentParser(description='A simple command-line interface for '
                                     'tarfile module.')
    parser.add_argument('-v', '--verbose', action='store_true', default=False,
                        help='Verbose output')
    group = parser.add_mutually_exclusive_group(required=True)
    group.add_argument('-l', '--list', metavar='<tarfile>', help='Show listing of a tarfile')
    group.add_argument('-e', '--extract', nargs='+', metavar=('<tarfile>', '<output_dir>'),
                       help='Extract tarfile into target dir')
    group.add_argument('-c', '--create', nargs='+', metavar=('<name>', '<file>'),
                       help='Create tarfile from sources')
    group.add_argument('-t', '--test', metavar='<tarfile>', help='Test if a tarfile is valid')
    args = parser.parse_args()
    if args.test is not None:
        src = args.test
        if is_tarfile(src):
            with open(src, 'r') as tar:
                tar.getmembers()
                print(tar.getmembers(), file=sys.stderr)
            if args.verbose:
                print('{!r} is a tar archive.'.format(src))
        else:
            parser.exit(1, '{!r} is not a tar archive.\n'.format(src))
    elif args.list is not None:
        src = args.list
        if is_tarfile(src):
            with TarFile.open(src, 'r:*') as tf:
                tf.list(verbose=args.verbose)
        else:
            parser.exit(1, '{!r} is not a tar archive.\n'.format(src))
    elif args.extract is not None:
        if len(args.extract) == 1:
            src, curdir = args.extract[0], os.curdir
        elif len(args.extract) == 2:
            src, curdir = args.extract
        else:
            parser.exit(1, parser.format_help())
        if is_tarfile(src):
            with TarFile.open(src, 'r:*') as tf:
                tf.extractall(path=curdir)
            if args.verbose:
                if curdir == '.':
                    print('{!r} file is extracted.'.format(src))
                else:
                    print('{!r} file is extracted into {!r} directory.'.format(src, curdir))
        else:
            parser.exit(1, '{!r} is not a tar archive.\n'.format(src))
    elif args.create is not None:
        tar_name = args.create.pop(0)
        ext = os.path.splitext(tar_name)[1]
        compressions = {'.gz': 'gz', '.tgz': 'gz', '.xz': 'xz', '.txz': 'xz', '.bz2': 'bz2',
                        '.tbz': 'bz2', '.tbz2': 'bz2', '.tb2': 'bz2'}
        tar_mode = 'w:' + compressions[ext] if ext in compressions else 'w'
        with TarFile.open(tar_name, tar_mode) as tf:
            for file_name in args.create:
                tf.add(file_name)
        if args.verbose:
            print('{!r} file created.'.format(tar_name))


if __name__ == '__main__':
    main()
