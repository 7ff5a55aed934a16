"""The type of a file, guessed from its name."""

import os
import posixpath
import sys
import urllib.parse

__all__ = ['knownfiles', 'inited', 'MimeTypes', 'guess_type', 'guess_all_extensions',
           'guess_extension', 'add_type', 'init', 'read_mime_types', 'suffix_map',
           'encodings_map', 'types_map', 'common_types']

knownfiles = [
    '/etc/mime.types', '/etc/httpd/mime.types', '/etc/httpd/conf/mime.types',
    '/etc/apache/mime.types', '/etc/apache2/mime.types',
    '/usr/local/etc/httpd/conf/mime.types', '/usr/local/lib/netscape/mime.types',
    '/usr/local/etc/httpd/conf/mime.types', '/usr/local/etc/mime.types']

inited = False
_db = None


class MimeTypes:
    """A store of types; the maps have an entry for the standard and one for other types."""

    def __init__(self, filenames=(), strict=True):
        if not inited:
            init()
        self.encodings_map = encodings_map.copy()
        self.suffix_map = suffix_map.copy()
        self.types_map = {}, {}         # (not standard, standard)
        self.types_map_inv = {}, {}
        for ext, type in types_map.items():
            self.add_type(type, ext, True)
        for ext, type in common_types.items():
            self.add_type(type, ext, False)
        for name in filenames:
            self.read(name, strict)

    def add_type(self, type, ext, strict=True):
        self.types_map[strict][ext] = type
        exts = self.types_map_inv[strict].setdefault(type, [])
        if ext not in exts:
            exts.append(ext)

    def guess_type(self, url, strict=True):
        """(type, encoding) of a URL or file name; each may be None."""
        scheme, url = urllib.parse.splittype(os.fspath(url) if hasattr(url, '__fspath__')
                                             else url)
        if scheme == 'data':
            # data:[<mediatype>][;base64],<data>
            comma = url.find(',')
            if comma < 0:
                return None, None
            semi = url.find(';', 0, comma)
            type = url[:semi] if semi >= 0 else url[:comma]
            if '=' in type or '/' not in type:
                type = 'text/plain'
            return type, None
        base, ext = posixpath.splitext(url)
        while ext in self.suffix_map:
            base, ext = posixpath.splitext(base + self.suffix_map[ext])
        encoding = None
        if ext in self.encodings_map:
            encoding = self.encodings_map[ext]
            base, ext = posixpath.splitext(base)
        for types in self.types_map[True:] if strict else self.types_map[::-1]:
            for key in ext, ext.lower():
                if key in types:
                    return types[key], encoding
        return None, encoding

    def guess_all_extensions(self, type, strict=True):
        type = type.lower()
        extensions = list(self.types_map_inv[True].get(type, []))
        if not strict:
            for ext in self.types_map_inv[False].get(type, []):
                if ext not in extensions:
                    extensions.append(ext)
        return extensions

    def guess_extension(self, type, strict=True):
        extensions = self.guess_all_extensions(type, strict)
        return extensions[0] if extensions else None

    def read(self, filename, strict=True):
        """Read a file mime.types."""
        with open(filename, encoding='utf-8') as fp:
            self.readfp(fp, strict)

    def readfp(self, fp, strict=True):
        for line in fp:
            words = line.split()
            for i, word in enumerate(words):
                if word[0] == '#':
                    del words[i:]
                    break
            if words:
                for suff in words[1:]:
                    self.add_type(words[0], '.' + suff, strict)

    def read_windows_registry(self, strict=True):
        """Nothing, where there is no registry."""


def guess_type(url, strict=True):
    if _db is None:
        init()
    return _db.guess_type(url, strict)


def guess_all_extensions(type, strict=True):
    if _db is None:
        init()
    return _db.guess_all_extensions(type, strict)


def guess_extension(type, strict=True):
    if _db is None:
        init()
    return _db.guess_extension(type, strict)


def add_type(type, ext, strict=True):
    if _db is None:
        init()
    return _db.add_type(type, ext, strict)


def init(files=None):
    """Set up the maps; files are read besides (or, by default, the known ones)."""
    global suffix_map, types_map, encodings_map, common_types, inited, _db
    inited = True       # the constructor below looks at it
    db = MimeTypes()
    if files is None:
        files = knownfiles
    for file in files:
        if os.path.isfile(file):
            db.read(file)
    encodings_map = db.encodings_map
    suffix_map = db.suffix_map
    types_map = db.types_map[True]
    common_types = db.types_map[False]
    _db = db


def read_mime_types(file):
    """{suffix: type} of a file, None if it cannot be read."""
    try:
        f = open(file, encoding='utf-8')
    except OSError:
        return None
    with f:
        db = MimeTypes()
        db.readfp(f, True)
        return db.types_map[True]


_TYPES = '''
application/javascript .js .mjs
application/json .json
application/vnd.apple.mpegurl .m3u8
application/manifest+json .webmanifest
application/wasm .wasm
application/msword .doc .dot .wiz
application/octet-stream .bin .a .dll .exe .o .obj .so
application/oda .oda
application/pdf .pdf
application/pkcs7-mime .p7c
application/postscript .ps .ai .eps
application/vnd.apple.mpegurl .m3u
application/vnd.ms-excel .xls .xlb
application/vnd.ms-powerpoint .ppt .pot .ppa .pps .pwz
application/x-bcpio .bcpio
application/x-cpio .cpio
application/x-csh .csh
application/x-dvi .dvi
application/x-gtar .gtar
application/x-hdf .hdf
application/x-hdf5 .h5
application/x-latex .latex
application/x-mif .mif
application/x-netcdf .cdf .nc
application/x-pkcs12 .p12 .pfx
application/x-pn-realaudio .ram
application/x-python-code .pyc .pyo
application/x-sh .sh
application/x-shar .shar
application/x-shockwave-flash .swf
application/x-sv4cpio .sv4cpio
application/x-sv4crc .sv4crc
application/x-tar .tar
application/x-tcl .tcl
application/x-tex .tex
application/x-texinfo .texi .texinfo
application/x-troff .roff .t .tr
application/x-troff-man .man
application/x-troff-me .me
application/x-troff-ms .ms
application/x-ustar .ustar
application/x-wais-source .src
application/xml .xsl .rdf .wsdl .xpdl
application/zip .zip
audio/basic .au .snd
audio/mpeg .mp3 .mp2
audio/x-aiff .aif .aifc .aiff
audio/x-pn-realaudio .ra
audio/x-wav .wav
image/gif .gif
image/ief .ief
image/jpeg .jpg .jpe .jpeg
image/png .png
image/svg+xml .svg
image/tiff .tiff .tif
image/vnd.microsoft.icon .ico
image/x-cmu-raster .ras
image/x-ms-bmp .bmp
image/x-portable-anymap .pnm
image/x-portable-bitmap .pbm
image/x-portable-graymap .pgm
image/x-portable-pixmap .ppm
image/x-rgb .rgb
image/x-xbitmap .xbm
image/x-xpixmap .xpm
image/x-xwindowdump .xwd
message/rfc822 .eml .mht .mhtml .nws
text/css .css
text/csv .csv
text/html .html .htm
text/plain .txt .bat .c .h .ksh .pl
text/richtext .rtx
text/tab-separated-values .tsv
text/x-python .py
text/x-setext .etx
text/x-sgml .sgm .sgml
text/x-vcard .vcf
text/xml .xml
video/mp4 .mp4
video/mpeg .mpeg .m1v .mpa .mpe .mpg
video/quicktime .mov .qt
video/webm .webm
video/x-msvideo .avi
video/x-sgi-movie .movie
'''


def _default_mime_types():
    global suffix_map, encodings_map, types_map, common_types
    suffix_map = {'.svgz': '.svg.gz', '.tgz': '.tar.gz', '.taz': '.tar.gz', '.tz': '.tar.gz',
                  '.tbz2': '.tar.bz2', '.txz': '.tar.xz'}
    encodings_map = {'.gz': 'gzip', '.Z': 'compress', '.bz2': 'bzip2', '.xz': 'xz'}
    types_map = {}
    for line in _TYPES.split('\n'):
        words = line.split()
        for ext in words[1:]:
            types_map.setdefault(ext, words[0])
    # Not registered, but in use.
    common_types = {'.jpg': 'image/jpg', '.mid': 'audio/midi', '.midi': 'audio/midi',
                    '.pct': 'image/pict', '.pic': 'image/pict', '.pict': 'image/pict',
                    '.rtf': 'application/rtf', '.xul': 'text/xul'}


_default_mime_types()


def _main():
    import getopt
    usage = """\
Usage: mimetypes.py [options] type

Options:
    --help / -h       -- print this message and exit
    --lenient / -l    -- additionally search of some common, but non-standard
                         types.
    --extension / -e  -- guess extension instead of type

More than one type argument may be given."""

    def fail(code, msg=''):
        print(usage)
        if msg:
            print(msg)
        sys.exit(code)

    try:
        opts, args = getopt.getopt(sys.argv[1:], 'hle', ['help', 'lenient', 'extension'])
    except getopt.error as msg:
        fail(1, msg)
    strict = True
    extension = False
    for opt, arg in opts:
        if opt in ('-h', '--help'):
            fail(0)
        elif opt in ('-l', '--lenient'):
            strict = False
        elif opt in ('-e', '--extension'):
            extension = True
    for gtype in args:
        if extension:
            guess = guess_extension(gtype, strict)
            print(guess if guess else "I don't know anything about type " + gtype)
        else:
            guess, encoding = guess_type(gtype, strict)
            print('type: %s encoding: %s' % (guess, encoding) if guess
                  else "I don't know anything about type " + gtype)


if __name__ == '__main__':
    _main()
