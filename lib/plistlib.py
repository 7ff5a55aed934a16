"""Property lists of Mac OS X: values of a few types, written as XML or in a binary form.

    with open(name, 'rb') as file:
        value = plistlib.load(file)
    data = plistlib.dumps({'name': 'tea', 'cups': [1, 2.5], 'hot': True}, fmt=plistlib.FMT_BINARY)

Strings, ints, floats, bools, bytes, datetimes, lists and tuples, and dicts with strings for keys can be written.
"""

import binascii
import codecs
import contextlib
import datetime
import enum
import io
import re
import struct
import warnings
from xml.parsers.expat import ParserCreate

__all__ = ['readPlist', 'writePlist', 'readPlistFromBytes', 'writePlistToBytes', 'Plist', 'Data', 'Dict',
           'InvalidFileException', 'FMT_XML', 'FMT_BINARY', 'UID', 'load', 'dump', 'loads', 'dumps']

PlistFormat = enum.Enum('PlistFormat', 'FMT_XML FMT_BINARY', module=__name__)
FMT_XML, FMT_BINARY = PlistFormat


class InvalidFileException(ValueError):
    def __init__(self, message='Invalid file'):
        ValueError.__init__(self, message)


class UID:
    """A number that stands for an object in the archives of a keyed archiver."""

    def __init__(self, data):
        if not isinstance(data, int):
            raise TypeError('data must be an int')
        if data >= 1 << 64:
            raise ValueError('UIDs cannot be >= 2**64')
        if data < 0:
            raise ValueError('UIDs must be positive')
        self.data = data

    def __index__(self):
        return self.data

    def __repr__(self):
        return '%s(%r)' % (self.__class__.__name__, self.data)

    def __reduce__(self):
        return self.__class__, (self.data,)

    def __eq__(self, other):
        return self.data == other.data if isinstance(other, UID) else NotImplemented

    def __hash__(self):
        return hash(self.data)


# ---- reading and writing ----

def load(fp, *, fmt=None, use_builtin_types=True, dict_type=dict):
    """Read a property list from a binary file; its format is recognised if none is given."""
    if fmt is None:
        header = fp.read(32)
        fp.seek(0)
        fmt = _recognised(header)
    if fmt is FMT_BINARY:
        return _BinaryReader(fp.read(), use_builtin_types, dict_type).read()
    return _XMLReader(use_builtin_types, dict_type).read(fp)


def loads(value, *, fmt=None, use_builtin_types=True, dict_type=dict):
    """Read a property list from bytes."""
    return load(io.BytesIO(value), fmt=fmt, use_builtin_types=use_builtin_types, dict_type=dict_type)


def dump(value, fp, *, fmt=FMT_XML, sort_keys=True, skipkeys=False):
    """Write a property list to a binary file."""
    if fmt not in PlistFormat:
        raise ValueError('Unsupported format: %r' % (fmt,))
    writer = _XMLWriter if fmt is FMT_XML else _BinaryWriter
    writer(fp.write, sort_keys, skipkeys).write_document(value)


def dumps(value, *, fmt=FMT_XML, skipkeys=False, sort_keys=True):
    """A property list as bytes."""
    out = io.BytesIO()
    dump(value, out, fmt=fmt, skipkeys=skipkeys, sort_keys=sort_keys)
    return out.getvalue()


def _recognised(header):
    if header.startswith(b'bplist00'):
        return FMT_BINARY
    for mark, encoding in ((b'', 'ascii'), (codecs.BOM_UTF8, 'ascii'), (codecs.BOM_UTF16_LE, 'utf-16-le'),
                           (codecs.BOM_UTF16_BE, 'utf-16-be')):
        for start in '<?xml', '<plist':
            if header.startswith(mark + start.encode(encoding)):
                return FMT_XML
    raise InvalidFileException()


def _items(mapping, sort_keys, skipkeys):
    """The pairs to be written."""
    pairs = list(mapping.items())
    if sort_keys:
        pairs.sort()
    for key, value in pairs:
        if isinstance(key, str):
            yield key, value
        elif not skipkeys:
            raise TypeError('keys must be strings')


# ---- XML ----

_HEADER = b"""\
<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
"""

_CONTROLS = re.compile('[\x00-\x08\x0b\x0c\x0e-\x1f]')
_DATE = re.compile(r'(?P<year>\d\d\d\d)(?:-(?P<month>\d\d)(?:-(?P<day>\d\d)'
                   r'(?:T(?P<hour>\d\d)(?::(?P<minute>\d\d)(?::(?P<second>\d\d))?)?)?)?)?Z', re.ASCII)


def _date_from_text(text):
    match = _DATE.match(text)
    if match is None:
        raise ValueError('not a date: %r' % text)
    fields = [int(field) for field in match.groups() if field is not None]
    return datetime.datetime(*fields + [1] * (3 - len(fields)))


def _date_text(d):
    return '%04d-%02d-%02dT%02d:%02d:%02dZ' % (d.year, d.month, d.day, d.hour, d.minute, d.second)


def _escaped(text):
    if _CONTROLS.search(text) is not None:
        raise ValueError("strings can't contains control characters; use bytes instead")
    text = text.replace('\r\n', '\n').replace('\r', '\n')
    return text.replace('&', '&amp;').replace('<', '&lt;').replace('>', '&gt;')


def _base64_lines(data, width=76):
    size = width // 4 * 3
    return [binascii.b2a_base64(data[i:i + size])[:-1].decode() for i in range(0, len(data), size)]


class _XMLWriter:
    def __init__(self, write, sort_keys, skipkeys):
        self.write = write
        self.sort_keys = sort_keys
        self.skipkeys = skipkeys
        self.level = 0

    def write_document(self, value):
        self.write(_HEADER)
        self.line('<plist version="1.0">')
        self.value(value)
        self.line('</plist>')

    def line(self, text):
        self.write(b'\t' * self.level + text.encode('utf-8') + b'\n')

    def element(self, name, text):
        self.line('<%s>%s</%s>' % (name, text, name))

    @contextlib.contextmanager
    def inside(self, name):
        self.line('<%s>' % name)
        self.level += 1
        yield
        self.level -= 1
        self.line('</%s>' % name)

    def value(self, value):
        if isinstance(value, str):
            self.element('string', _escaped(value))
        elif value is True:
            self.line('<true/>')
        elif value is False:
            self.line('<false/>')
        elif isinstance(value, int):
            if not -1 << 63 <= value < 1 << 64:
                raise OverflowError(value)
            self.element('integer', '%d' % value)
        elif isinstance(value, float):
            self.element('real', repr(value))
        elif isinstance(value, dict):
            self.dictionary(value)
        elif isinstance(value, Data):
            self.data(value.data)
        elif isinstance(value, (bytes, bytearray)):
            self.data(value)
        elif isinstance(value, datetime.datetime):
            self.element('date', _date_text(value))
        elif isinstance(value, (tuple, list)):
            self.array(value)
        else:
            raise TypeError('unsupported type: %s' % type(value))

    def data(self, data):
        self.line('<data>')
        for line in _base64_lines(data, max(16, 76 - 8 * self.level)):
            self.line(line)
        self.line('</data>')

    def dictionary(self, mapping):
        if not mapping:
            self.line('<dict/>')
            return
        with self.inside('dict'):
            for key, value in _items(mapping, self.sort_keys, self.skipkeys):
                self.element('key', _escaped(key))
                self.value(value)

    def array(self, values):
        if not values:
            self.line('<array/>')
            return
        with self.inside('array'):
            for value in values:
                self.value(value)


class _XMLReader:
    def __init__(self, use_builtin_types, dict_type):
        self.containers = []
        self.keys = []                  # for each container the key that waits for its value; None
        self.root = None
        self.text = []
        self.use_builtin_types = use_builtin_types
        self.dict_type = dict_type

    def read(self, file):
        self.parser = ParserCreate()
        self.parser.StartElementHandler = self.begin
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text_append
        self.parser.EntityDeclHandler = self.entity
        self.parser.ParseFile(file)
        return self.root

    def text_append(self, data):
        self.text.append(data)

    def entity(self, *declaration):
        raise InvalidFileException('XML entity declarations are not supported in plist files')

    def error(self, message):
        return ValueError('%s at line %d' % (message, self.parser.CurrentLineNumber))

    def begin(self, name, attributes):
        self.text = []
        if name == 'dict':
            self.open(self.dict_type())
        elif name == 'array':
            self.open([])

    def open(self, container):
        self.add(container)
        self.containers.append(container)
        self.keys.append(None)

    def end(self, name):
        text = ''.join(self.text)
        self.text = []
        if name == 'key':
            if not self.containers or isinstance(self.containers[-1], list) or self.keys[-1] is not None:
                raise self.error('unexpected key')
            self.keys[-1] = text
        elif name in ('dict', 'array'):
            if self.keys.pop() is not None:
                raise self.error("missing value for key")
            self.containers.pop()
        elif name == 'true':
            self.add(True)
        elif name == 'false':
            self.add(False)
        elif name == 'integer':
            self.add(int(text, 16) if text.startswith(('0x', '0X')) else int(text))
        elif name == 'real':
            self.add(float(text))
        elif name == 'string':
            self.add(text)
        elif name == 'data':
            data = binascii.a2b_base64(text.encode('utf-8'))
            self.add(data if self.use_builtin_types else Data(data))
        elif name == 'date':
            self.add(_date_from_text(text))

    def add(self, value):
        if not self.containers:
            self.root = value
        elif isinstance(self.containers[-1], list):
            self.containers[-1].append(value)
        elif self.keys[-1] is None:
            raise self.error('unexpected element')
        else:
            self.containers[-1][self.keys[-1]] = value
            self.keys[-1] = None


# ---- the binary format: objects, a table of their offsets, a trailer. Containers refer to objects by number. ----

_EPOCH = datetime.datetime(2001, 1, 1)
_TRAILER = struct.Struct('>6xBBQQQ')            # bytes of an offset, bytes of a reference, objects, root, table
_UNREAD = object()


class _BinaryReader:
    def __init__(self, data, use_builtin_types, dict_type):
        self.data = data
        self.use_builtin_types = use_builtin_types
        self.dict_type = dict_type

    def read(self):
        try:
            if len(self.data) < 32:
                raise InvalidFileException()
            offset_size, self.ref_size, count, root, table = _TRAILER.unpack(self.data[-32:])
            if not offset_size or not self.ref_size or table + count * offset_size > len(self.data):
                raise InvalidFileException()
            self.offsets = self.numbers(table, count, offset_size)
            self.objects = [_UNREAD] * count
            return self.object(root)
        except (OSError, IndexError, struct.error, OverflowError, ValueError) as e:
            if isinstance(e, InvalidFileException):
                raise
            raise InvalidFileException() from e

    def span(self, at, size):
        if at + size > len(self.data):
            raise InvalidFileException()
        return self.data[at:at + size]

    def numbers(self, at, count, size):
        data = self.span(at, count * size)
        return [int.from_bytes(data[i:i + size], 'big') for i in range(0, len(data), size)]

    def size(self, at, low):
        """(size, where what has it begins): the size is in the low half of the byte, or an int behind it."""
        if low != 15:
            return low, at
        width = 1 << (self.span(at, 1)[0] & 3)
        return int.from_bytes(self.span(at + 1, width), 'big'), at + 1 + width

    def object(self, number):
        value = self.objects[number]
        if value is _UNREAD:
            value = self.read_object(number)
        return value

    def read_object(self, number):
        at = self.offsets[number]
        token = self.span(at, 1)[0]
        at += 1
        kind, low = token & 0xf0, token & 15
        if kind in (0xa0, 0xd0):
            return self.container(number, at, kind, low)
        value = self.atom(at, token, kind, low)
        self.objects[number] = value
        return value

    def atom(self, at, token, kind, low):
        if token in (0x00, 0x08, 0x09, 0x0f):
            return {0x00: None, 0x08: False, 0x09: True, 0x0f: b''}[token]
        if kind == 0x10 and low <= 4:
            return int.from_bytes(self.span(at, 1 << low), 'big', signed=low >= 3)
        if token == 0x22:
            return struct.unpack('>f', self.span(at, 4))[0]
        if token == 0x23:
            return struct.unpack('>d', self.span(at, 8))[0]
        if token == 0x33:
            return _EPOCH + datetime.timedelta(seconds=struct.unpack('>d', self.span(at, 8))[0])
        if kind == 0x80:
            return UID(int.from_bytes(self.span(at, 1 + low), 'big'))
        if kind in (0x40, 0x50, 0x60):
            size, at = self.size(at, low)
            if kind == 0x60:
                return self.span(at, 2 * size).decode('utf-16be')
            data = self.span(at, size)
            if kind == 0x50:
                return data.decode('ascii')
            return data if self.use_builtin_types else Data(data)
        raise InvalidFileException()

    def container(self, number, at, kind, low):
        size, at = self.size(at, low)
        if kind == 0xa0:
            refs = self.numbers(at, size, self.ref_size)
            result = self.objects[number] = []      # known before what is in it, which may refer to it
            result.extend(map(self.object, refs))
            return result
        keys = self.numbers(at, size, self.ref_size)
        values = self.numbers(at + size * self.ref_size, size, self.ref_size)
        result = self.objects[number] = self.dict_type()
        try:
            for key, value in zip(keys, values):
                result[self.object(key)] = self.object(value)
        except TypeError:
            raise InvalidFileException() from None
        return result


def _width(number):
    """How many bytes numbers up to this one are written in."""
    return 1 if number < 1 << 8 else 2 if number < 1 << 16 else 4 if number < 1 << 32 else 8


class _BinaryWriter:
    def __init__(self, write, sort_keys, skipkeys):
        self.write = write
        self.sort_keys = sort_keys
        self.skipkeys = skipkeys

    def write_document(self, value):
        self.objects = []               # what is written, in order: values, or (container, numbers of what is in it)
        self.atoms = {}                 # (type, value) -> number
        self.containers = {}            # id -> number
        self.collect(value)
        count = len(self.objects)
        self.ref_size = _width(count)
        self.offset = 0
        self.put(b'bplist00')
        offsets = []
        for item in self.objects:
            offsets.append(self.offset)
            self.put(self.encoded(item))
        table = self.offset
        offset_size = _width(table)
        for offset in offsets:
            self.put(offset.to_bytes(offset_size, 'big'))
        self.put(_TRAILER.pack(offset_size, self.ref_size, count, 0, table))

    def put(self, data):
        self.write(data)
        self.offset += len(data)

    def collect(self, value):
        """The number of the value, which gets one, as does all in it, unless an equal one has one."""
        if isinstance(value, (dict, list, tuple)):
            if id(value) in self.containers:
                return self.containers[id(value)]
            number = self.containers[id(value)] = len(self.objects)
            self.objects.append(None)
            if isinstance(value, dict):
                pairs = list(_items(value, self.sort_keys, self.skipkeys))
                keys = [self.collect(key) for key, _ in pairs]
                self.objects[number] = value, keys, [self.collect(item) for _, item in pairs]
            else:
                self.objects[number] = value, [self.collect(item) for item in value]
            return number
        plain = value.data if isinstance(value, Data) else value
        key = type(value), bytes(plain) if isinstance(plain, bytearray) else plain
        try:
            if key in self.atoms:
                return self.atoms[key]
        except TypeError:
            raise TypeError('unsupported type: %s' % type(value)) from None
        self.atoms[key] = len(self.objects)
        self.objects.append(value)
        return len(self.objects) - 1

    def sized(self, kind, size):
        if size < 15:
            return bytes((kind | size,))
        return bytes((kind | 15,)) + self.integer(size)

    def integer(self, value):
        if value < 0:
            if value < -1 << 63:
                raise OverflowError(value)
            return b'\x13' + value.to_bytes(8, 'big', signed=True)
        if value < 1 << 63:
            size = _width(value)
            return bytes((0x10 | size.bit_length() - 1,)) + value.to_bytes(size, 'big')
        if value < 1 << 64:
            return b'\x14' + value.to_bytes(16, 'big')
        raise OverflowError(value)

    def references(self, numbers):
        return b''.join([number.to_bytes(self.ref_size, 'big') for number in numbers])

    def encoded(self, item):
        if type(item) is tuple:
            kind = 0xd0 if isinstance(item[0], dict) else 0xa0
            return self.sized(kind, len(item[1])) + b''.join(map(self.references, item[1:]))
        if item is None:
            return b'\x00'
        if item is False:
            return b'\x08'
        if item is True:
            return b'\x09'
        if isinstance(item, int):
            return self.integer(item)
        if isinstance(item, float):
            return struct.pack('>Bd', 0x23, item)
        if isinstance(item, datetime.datetime):
            return struct.pack('>Bd', 0x33, (item - _EPOCH).total_seconds())
        if isinstance(item, UID):
            size = _width(item.data)
            return bytes((0x80 | size - 1,)) + item.data.to_bytes(size, 'big')
        if isinstance(item, Data):
            item = item.data
        if isinstance(item, (bytes, bytearray)):
            return self.sized(0x40, len(item)) + item
        if isinstance(item, str):
            try:
                return self.sized(0x50, len(item)) + item.encode('ascii')
            except UnicodeEncodeError:
                data = item.encode('utf-16be')
                return self.sized(0x60, len(data) // 2) + data
        raise TypeError('unsupported type: %s' % type(item))


# ---- the functions of old ----

def _warn(message):
    warnings.warn(message, DeprecationWarning, stacklevel=3)


class _InternalDict(dict):
    """A dict whose keys are attributes as well, which is deprecated."""

    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        _warn('Attribute access from plist dicts is deprecated, use d[key] notation instead')
        return self[name]

    def __setattr__(self, name, value):
        _warn('Attribute access from plist dicts is deprecated, use d[key] notation instead')
        self[name] = value

    def __delattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        _warn('Attribute access from plist dicts is deprecated, use d[key] notation instead')
        del self[name]


class Dict(_InternalDict):
    def __init__(self, **keys):
        _warn('The plistlib.Dict class is deprecated, use builtin dict instead')
        super().__init__(**keys)


class Plist(_InternalDict):
    """A dict that can read and write itself; deprecated."""

    def __init__(self, **keys):
        _warn('The Plist class is deprecated, use the readPlist() and writePlist() functions instead')
        super().__init__(**keys)

    @classmethod
    def fromFile(cls, pathOrFile):
        with _opened(pathOrFile, 'rb') as file:
            value = load(file, use_builtin_types=False, dict_type=_InternalDict)
        plist = cls()
        plist.update(value)
        return plist

    def write(self, pathOrFile):
        with _opened(pathOrFile, 'wb') as file:
            dump(self, file)


class Data:
    """Bytes, as readPlist() gives them."""

    def __init__(self, data):
        if not isinstance(data, bytes):
            raise TypeError('data must be as bytes')
        self.data = data

    @classmethod
    def fromBase64(cls, data):
        return cls(binascii.a2b_base64(data.encode('utf-8') if isinstance(data, str) else data))

    def asBase64(self, maxlinelength=76):
        return ''.join([line + '\n' for line in _base64_lines(self.data, maxlinelength)]).encode()

    def __eq__(self, other):
        if isinstance(other, Data):
            return self.data == other.data
        return self.data == other if isinstance(other, bytes) else NotImplemented

    __hash__ = None

    def __repr__(self):
        return '%s(%r)' % (self.__class__.__name__, self.data)


@contextlib.contextmanager
def _opened(path_or_file, mode):
    if isinstance(path_or_file, str):
        with open(path_or_file, mode) as file:
            yield file
    else:
        yield path_or_file


def readPlist(pathOrFile):
    """Read a property list in XML from a file, or the file of that name; dicts have attributes, bytes are Data."""
    _warn('The readPlist function is deprecated, use load() instead')
    with _opened(pathOrFile, 'rb') as file:
        return load(file, use_builtin_types=False, dict_type=_InternalDict)


def writePlist(value, pathOrFile):
    """Write a property list as XML."""
    _warn('The writePlist function is deprecated, use dump() instead')
    with _opened(pathOrFile, 'wb') as file:
        dump(value, file)


def readPlistFromBytes(data):
    """Read a property list from bytes, as readPlist() does."""
    _warn('The readPlistFromBytes function is deprecated, use loads() instead')
    return loads(data, use_builtin_types=False, dict_type=_InternalDict)


def writePlistToBytes(value):
    """A property list in XML, as bytes."""
    _warn('The writePlistToBytes function is deprecated, use dumps() instead')
    return dumps(value)
