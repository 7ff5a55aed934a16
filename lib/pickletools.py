"""Looking into pickles: the opcodes described, a disassembler, an optimizer.

The table of opcodes says of each its argument, what it takes from the stack
and what it leaves there; dis() checks a pickle against it.
"""

import codecs
import io
import pickle
import sys
from struct import unpack as _unpack

__all__ = ['dis', 'genops', 'optimize']

bytes_types = pickle.bytes_types

# Sizes of arguments that do not have a fixed one.
UP_TO_NEWLINE = -1
TAKEN_FROM_ARGUMENT1 = -2       # one byte of length
TAKEN_FROM_ARGUMENT4 = -3       # four bytes, signed
TAKEN_FROM_ARGUMENT4U = -4      # four bytes, unsigned
TAKEN_FROM_ARGUMENT8U = -5      # eight bytes, unsigned


class ArgumentDescriptor:
    """An argument in the pickle: its name, size and the function that reads it."""

    __slots__ = 'name', 'n', 'reader', 'doc'

    def __init__(self, name, n, reader, doc):
        self.name = name
        self.n = n
        self.reader = reader
        self.doc = doc


def _read(f, n, what):
    data = f.read(n)
    if len(data) != n:
        raise ValueError('not enough data in stream to read %s' % what)
    return data


def _add_example(read, name, data, result):
    """A reader made below is documented by an example."""
    read.__name__ = read.__qualname__ = 'read_' + name
    read.__doc__ = ('Read the argument %s.\n\n>>> import io\n>>> read_%s(io.BytesIO(%r))\n%s\n'
                    % (name, name, data, result))
    return read


def _fixed(name, fmt, size, data, result):
    def read(f):
        return _unpack(fmt, _read(f, size, name))[0]
    return _add_example(read, name, data, result)


read_uint1 = _fixed('uint1', '<B', 1, b'\xff\x01', '255')
read_uint2 = _fixed('uint2', '<H', 2, b'\x02\x01', '258')
read_int4 = _fixed('int4', '<i', 4, b'\xfe\xff\xff\xff', '-2')
read_uint4 = _fixed('uint4', '<I', 4, b'\x00\x00\x00\x80', '2147483648')
read_uint8 = _fixed('uint8', '<Q', 8, b'\x01\x00\x00\x00\x01\x00\x00\x00', '4294967297')
read_float8 = _fixed('float8', '>d', 8, b'\xbf\xe0\x00\x00\x00\x00\x00\x00', '-0.5')

uint1 = ArgumentDescriptor('uint1', 1, read_uint1, 'One-byte unsigned integer.')
uint2 = ArgumentDescriptor('uint2', 2, read_uint2,
                           'Two-byte unsigned integer, little-endian.')
int4 = ArgumentDescriptor('int4', 4, read_int4,
                          "Four-byte signed integer, little-endian, 2's complement.")
uint4 = ArgumentDescriptor('uint4', 4, read_uint4,
                           'Four-byte unsigned integer, little-endian.')
uint8 = ArgumentDescriptor('uint8', 8, read_uint8,
                           'Eight-byte unsigned integer, little-endian.')


def read_stringnl(f, decode=True, stripquotes=True):
    r"""A line: quoted, with escapes.

    >>> import io
    >>> read_stringnl(io.BytesIO(b"'spam'\neggs"))
    'spam'
    >>> read_stringnl(io.BytesIO(b'"spam'))
    Traceback (most recent call last):
        ...
    ValueError: no newline found when trying to read stringnl
    """
    data = f.readline()
    if not data.endswith(b'\n'):
        raise ValueError('no newline found when trying to read stringnl')
    data = data[:-1]
    if stripquotes:
        for q in b'"', b"'":
            if data.startswith(q):
                if not data.endswith(q):
                    raise ValueError("strinq quote %r not found at both ends of %r"
                                     % (q, data))
                data = data[1:-1]
                break
        else:
            raise ValueError('no string quotes around %r' % data)
    if decode:
        data = codecs.escape_decode(data)[0].decode('ascii')
    return data


def read_stringnl_noescape(f):
    return read_stringnl(f, stripquotes=False)


def read_stringnl_noescape_pair(f):
    r"""Two lines, joined by a space.

    >>> import io
    >>> read_stringnl_noescape_pair(io.BytesIO(b'os\npath\n'))
    'os path'
    """
    return '%s %s' % (read_stringnl_noescape(f), read_stringnl_noescape(f))


stringnl = ArgumentDescriptor('stringnl', UP_TO_NEWLINE, read_stringnl,
                              'A newline-terminated string, quoted, with escapes.')
stringnl_noescape = ArgumentDescriptor(
    'stringnl_noescape', UP_TO_NEWLINE, read_stringnl_noescape,
    'A newline-terminated string without quotes or escapes.')
stringnl_noescape_pair = ArgumentDescriptor(
    'stringnl_noescape_pair', UP_TO_NEWLINE, read_stringnl_noescape_pair,
    'A pair of newline-terminated strings.')


def _counted(name, read_size, convert, data, result):
    def read(f):
        n = read_size(f)
        if n < 0:
            raise ValueError('%s byte count < 0: %d' % (name, n))
        if n > sys.maxsize:
            raise ValueError('%s byte count > sys.maxsize: %d' % (name, n))
        data = f.read(n)
        if len(data) != n:
            raise ValueError('expected %d bytes in a %s, but only %d remain'
                             % (n, name, len(data)))
        return convert(data)
    return _add_example(read, name, data, result)


def _latin(data):
    return data.decode('latin-1')


def _utf8(data):
    return str(data, 'utf-8', 'surrogatepass')


read_string1 = _counted('string1', read_uint1, _latin,
    b'\x03abcd', "'abc'")
read_string4 = _counted('string4', read_int4, _latin,
    b'\x03\x00\x00\x00abcd', "'abc'")
read_bytes1 = _counted('bytes1', read_uint1, bytes,
    b'\x03abcd', "b'abc'")
read_bytes4 = _counted('bytes4', read_uint4, bytes,
    b'\x03\x00\x00\x00abcd', "b'abc'")
read_bytes8 = _counted('bytes8', read_uint8, bytes,
    b'\x03\x00\x00\x00\x00\x00\x00\x00abcd', "b'abc'")
read_bytearray8 = _counted('bytearray8', read_uint8, bytearray,
    b'\x03\x00\x00\x00\x00\x00\x00\x00abcd', "bytearray(b'abc')")
read_unicodestring1 = _counted('unicodestring1', read_uint1, _utf8,
    b'\x02\xc3\xa9', "'\xe9'")
read_unicodestring4 = _counted('unicodestring4', read_uint4, _utf8,
    b'\x02\x00\x00\x00\xc3\xa9', "'\xe9'")
read_unicodestring8 = _counted('unicodestring8', read_uint8, _utf8,
    b'\x02\x00\x00\x00\x00\x00\x00\x00\xc3\xa9', "'\xe9'")
read_long1 = _counted('long1', read_uint1, pickle.decode_long,
    b'\x02\x00\xff', '-256')
read_long4 = _counted('long4', read_int4, pickle.decode_long,
    b'\x02\x00\x00\x00\x00\xff', '-256')

string1 = ArgumentDescriptor('string1', TAKEN_FROM_ARGUMENT1, read_string1,
                             'A string with one byte of length.')
string4 = ArgumentDescriptor('string4', TAKEN_FROM_ARGUMENT4, read_string4,
                             'A string with four bytes of length, signed.')
bytes1 = ArgumentDescriptor('bytes1', TAKEN_FROM_ARGUMENT1, read_bytes1,
                            'Bytes with one byte of length.')
bytes4 = ArgumentDescriptor('bytes4', TAKEN_FROM_ARGUMENT4U, read_bytes4,
                            'Bytes with four bytes of length.')
bytes8 = ArgumentDescriptor('bytes8', TAKEN_FROM_ARGUMENT8U, read_bytes8,
                            'Bytes with eight bytes of length.')
bytearray8 = ArgumentDescriptor('bytearray8', TAKEN_FROM_ARGUMENT8U, read_bytearray8,
                                'A bytearray with eight bytes of length.')
unicodestring1 = ArgumentDescriptor('unicodestring1', TAKEN_FROM_ARGUMENT1,
                                    read_unicodestring1,
                                    'A string in UTF-8 with one byte of length.')
unicodestring4 = ArgumentDescriptor('unicodestring4', TAKEN_FROM_ARGUMENT4U,
                                    read_unicodestring4,
                                    'A string in UTF-8 with four bytes of length.')
unicodestring8 = ArgumentDescriptor('unicodestring8', TAKEN_FROM_ARGUMENT8U,
                                    read_unicodestring8,
                                    'A string in UTF-8 with eight bytes of length.')
long1 = ArgumentDescriptor('long1', TAKEN_FROM_ARGUMENT1, read_long1,
                           "An integer, 2's complement, with one byte of length.")
long4 = ArgumentDescriptor('long4', TAKEN_FROM_ARGUMENT4, read_long4,
                           "An integer, 2's complement, with four bytes of length.")


def read_unicodestringnl(f):
    r"""A line in the encoding raw-unicode-escape.

    >>> import io
    >>> read_unicodestringnl(io.BytesIO(b'\\u0061bc\nrest'))
    'abc'
    """
    data = f.readline()
    if not data.endswith(b'\n'):
        raise ValueError('no newline found when trying to read unicodestringnl')
    return str(data[:-1], 'raw-unicode-escape')


unicodestringnl = ArgumentDescriptor('unicodestringnl', UP_TO_NEWLINE,
                                     read_unicodestringnl,
                                     'A newline-terminated raw-unicode-escape string.')


def read_decimalnl_short(f):
    r"""A decimal number on a line; 00 and 01 are false and true.

    >>> import io
    >>> read_decimalnl_short(io.BytesIO(b'42\n'))
    42
    >>> read_decimalnl_short(io.BytesIO(b'01\n'))
    True
    """
    s = read_stringnl(f, decode=False, stripquotes=False)
    if s == b'00':
        return False
    if s == b'01':
        return True
    return int(s)


def read_decimalnl_long(f):
    r"""A decimal number on a line, with an L at the end or without.

    >>> import io
    >>> read_decimalnl_long(io.BytesIO(b'-42L\n'))
    -42
    """
    s = read_stringnl(f, decode=False, stripquotes=False)
    if s[-1:] == b'L':
        s = s[:-1]
    return int(s)


def read_floatnl(f):
    r"""A float's repr on a line.

    >>> import io
    >>> read_floatnl(io.BytesIO(b'-0.5\n7'))
    -0.5
    """
    return float(read_stringnl(f, decode=False, stripquotes=False))


decimalnl_short = ArgumentDescriptor('decimalnl_short', UP_TO_NEWLINE, read_decimalnl_short,
                                     'A newline-terminated decimal integer or bool.')
decimalnl_long = ArgumentDescriptor('decimalnl_long', UP_TO_NEWLINE, read_decimalnl_long,
                                    'A newline-terminated decimal integer.')
floatnl = ArgumentDescriptor('floatnl', UP_TO_NEWLINE, read_floatnl,
                             'A newline-terminated decimal float.')
float8 = ArgumentDescriptor('float8', 8, read_float8, 'A double, big-endian.')


class StackObject:
    """A kind of thing on the stack."""

    __slots__ = 'name', 'obtype', 'doc'

    def __init__(self, name, obtype, doc):
        self.name = name
        self.obtype = obtype
        self.doc = doc

    def __repr__(self):
        return self.name


pyint = pylong = StackObject('int', int, 'A Python integer object.')
pyinteger_or_bool = StackObject('int_or_bool', (int, bool), 'An integer or boolean object.')
pybool = StackObject('bool', bool, 'A Python boolean object.')
pyfloat = StackObject('float', float, 'A Python float object.')
pybytes_or_str = pystring = StackObject('bytes_or_str', (bytes, str),
                                        'A bytes or string object.')
pybytes = StackObject('bytes', bytes, 'A Python bytes object.')
pybytearray = StackObject('bytearray', bytearray, 'A Python bytearray object.')
pyunicode = StackObject('str', str, 'A Python string object.')
pynone = StackObject('None', type(None), 'The Python None object.')
pytuple = StackObject('tuple', tuple, 'A Python tuple object.')
pylist = StackObject('list', list, 'A Python list object.')
pydict = StackObject('dict', dict, 'A Python dict object.')
pyset = StackObject('set', set, 'A Python set object.')
pyfrozenset = StackObject('frozenset', set, 'A Python frozenset object.')
pybuffer = StackObject('buffer', object, 'An object with a buffer.')
anyobject = StackObject('any', object, 'Any kind of object whatsoever.')
markobject = StackObject('mark', StackObject, 'The mark that an opcode MARK leaves.')
stackslice = StackObject('stackslice', StackObject,
                         'All the objects above the topmost mark.')


class OpcodeInfo:
    """Everything about an opcode."""

    __slots__ = 'name', 'code', 'arg', 'stack_before', 'stack_after', 'proto', 'doc'

    def __init__(self, name, code, arg, stack_before, stack_after, proto, doc):
        self.name = name
        self.code = code
        self.arg = arg
        self.stack_before = stack_before
        self.stack_after = stack_after
        self.proto = proto
        self.doc = doc


_pair_slice = [anyobject, markobject, stackslice]

# name, code, argument, stack before, stack after, protocol, meaning
_ROWS = [
    ('INT', 'I', decimalnl_short, [], [pyinteger_or_bool], 0, 'Push an integer or bool.'),
    ('BININT', 'J', int4, [], [pyint], 1, 'Push a four-byte signed integer.'),
    ('BININT1', 'K', uint1, [], [pyint], 1, 'Push a one-byte unsigned integer.'),
    ('BININT2', 'M', uint2, [], [pyint], 1, 'Push a two-byte unsigned integer.'),
    ('LONG', 'L', decimalnl_long, [], [pyint], 0, 'Push a long integer.'),
    ('LONG1', '\x8a', long1, [], [pyint], 2, 'Long integer with one byte of length.'),
    ('LONG4', '\x8b', long4, [], [pyint], 2, 'Long integer with four bytes of length.'),
    ('STRING', 'S', stringnl, [], [pybytes_or_str], 0, 'Push a Python 2 string.'),
    ('BINSTRING', 'T', string4, [], [pybytes_or_str], 1, 'Push a Python 2 string.'),
    ('SHORT_BINSTRING', 'U', string1, [], [pybytes_or_str], 1,
     'Push a short Python 2 string.'),
    ('BINBYTES', 'B', bytes4, [], [pybytes], 3, 'Push a bytes object.'),
    ('SHORT_BINBYTES', 'C', bytes1, [], [pybytes], 3, 'Push a short bytes object.'),
    ('BINBYTES8', '\x8e', bytes8, [], [pybytes], 4, 'Push a long bytes object.'),
    ('BYTEARRAY8', '\x96', bytearray8, [], [pybytearray], 5, 'Push a bytearray object.'),
    ('NEXT_BUFFER', '\x97', None, [], [pybuffer], 5, 'Push an out-of-band buffer.'),
    ('READONLY_BUFFER', '\x98', None, [pybuffer], [pybuffer], 5,
     'Make the buffer on top read-only.'),
    ('NONE', 'N', None, [], [pynone], 0, 'Push None.'),
    ('NEWTRUE', '\x88', None, [], [pybool], 2, 'Push True.'),
    ('NEWFALSE', '\x89', None, [], [pybool], 2, 'Push False.'),
    ('UNICODE', 'V', unicodestringnl, [], [pyunicode], 0, 'Push a string.'),
    ('SHORT_BINUNICODE', '\x8c', unicodestring1, [], [pyunicode], 4, 'Push a short string.'),
    ('BINUNICODE', 'X', unicodestring4, [], [pyunicode], 1, 'Push a string.'),
    ('BINUNICODE8', '\x8d', unicodestring8, [], [pyunicode], 4, 'Push a long string.'),
    ('FLOAT', 'F', floatnl, [], [pyfloat], 0, 'Push a float written in decimal.'),
    ('BINFLOAT', 'G', float8, [], [pyfloat], 1, 'Push a float, eight bytes.'),
    ('EMPTY_LIST', ']', None, [], [pylist], 1, 'Push an empty list.'),
    ('APPEND', 'a', None, [pylist, anyobject], [pylist], 0, 'Append to a list.'),
    ('APPENDS', 'e', None, [pylist, markobject, stackslice], [pylist], 1,
     'Extend a list by the objects above the mark.'),
    ('LIST', 'l', None, [markobject, stackslice], [pylist], 0,
     'A list of the objects above the mark.'),
    ('EMPTY_TUPLE', ')', None, [], [pytuple], 1, 'Push an empty tuple.'),
    ('TUPLE', 't', None, [markobject, stackslice], [pytuple], 0,
     'A tuple of the objects above the mark.'),
    ('TUPLE1', '\x85', None, [anyobject], [pytuple], 2, 'A tuple of the topmost object.'),
    ('TUPLE2', '\x86', None, [anyobject, anyobject], [pytuple], 2,
     'A tuple of the two topmost objects.'),
    ('TUPLE3', '\x87', None, [anyobject, anyobject, anyobject], [pytuple], 2,
     'A tuple of the three topmost objects.'),
    ('EMPTY_DICT', '}', None, [], [pydict], 1, 'Push an empty dict.'),
    ('DICT', 'd', None, [markobject, stackslice], [pydict], 0,
     'A dict of the keys and values above the mark.'),
    ('SETITEM', 's', None, [pydict, anyobject, anyobject], [pydict], 0,
     'Put a key and a value into a dict.'),
    ('SETITEMS', 'u', None, [pydict, markobject, stackslice], [pydict], 1,
     'Put the keys and values above the mark into a dict.'),
    ('EMPTY_SET', '\x8f', None, [], [pyset], 4, 'Push an empty set.'),
    ('ADDITEMS', '\x90', None, [pyset, markobject, stackslice], [pyset], 4,
     'Add the objects above the mark to a set.'),
    ('FROZENSET', '\x91', None, [markobject, stackslice], [pyfrozenset], 4,
     'A frozenset of the objects above the mark.'),
    ('POP', '0', None, [anyobject], [], 0, 'Discard the topmost object.'),
    ('DUP', '2', None, [anyobject], [anyobject, anyobject], 0, 'Push the topmost object again.'),
    ('MARK', '(', None, [], [markobject], 0, 'Push a mark.'),
    ('POP_MARK', '1', None, [markobject, stackslice], [], 1,
     'Discard everything from the topmost mark on.'),
    ('GET', 'g', decimalnl_short, [], [anyobject], 0, 'Push an object from the memo.'),
    ('BINGET', 'h', uint1, [], [anyobject], 1, 'Push an object from the memo.'),
    ('LONG_BINGET', 'j', uint4, [], [anyobject], 1, 'Push an object from the memo.'),
    ('PUT', 'p', decimalnl_short, [], [], 0, 'Store the topmost object in the memo.'),
    ('BINPUT', 'q', uint1, [], [], 1, 'Store the topmost object in the memo.'),
    ('LONG_BINPUT', 'r', uint4, [], [], 1, 'Store the topmost object in the memo.'),
    ('MEMOIZE', '\x94', None, [anyobject], [anyobject], 4,
     'Store the topmost object under the next number of the memo.'),
    ('EXT1', '\x82', uint1, [], [anyobject], 2, 'Push an object of the extension registry.'),
    ('EXT2', '\x83', uint2, [], [anyobject], 2, 'Push an object of the extension registry.'),
    ('EXT4', '\x84', int4, [], [anyobject], 2, 'Push an object of the extension registry.'),
    ('GLOBAL', 'c', stringnl_noescape_pair, [], [anyobject], 0, 'Push module.name.'),
    ('STACK_GLOBAL', '\x93', None, [pyunicode, pyunicode], [anyobject], 4,
     'Push module.name, both taken from the stack.'),
    ('REDUCE', 'R', None, [anyobject, anyobject], [anyobject], 0,
     'Call the object below with the arguments on top.'),
    ('BUILD', 'b', None, [anyobject, anyobject], [anyobject], 0,
     'Give the object below the state on top.'),
    ('INST', 'i', stringnl_noescape_pair, [markobject, stackslice], [anyobject], 0,
     'An instance of module.class with the arguments above the mark.'),
    ('OBJ', 'o', None, [markobject, anyobject, stackslice], [anyobject], 1,
     'An instance of the class above the mark with the arguments above that.'),
    ('NEWOBJ', '\x81', None, [anyobject, anyobject], [anyobject], 2,
     'cls.__new__(cls, *args)'),
    ('NEWOBJ_EX', '\x92', None, [anyobject, anyobject, anyobject], [anyobject], 4,
     'cls.__new__(cls, *args, **kwargs)'),
    ('PROTO', '\x80', uint1, [], [], 2, 'The protocol of this pickle.'),
    ('STOP', '.', None, [anyobject], [], 0, 'The end: the topmost object is the result.'),
    ('FRAME', '\x95', uint8, [], [], 4, 'The beginning of a frame.'),
    ('PERSID', 'P', stringnl_noescape, [], [anyobject], 0,
     'Push the object of a persistent identifier.'),
    ('BINPERSID', 'Q', None, [anyobject], [anyobject], 1,
     'Push the object of the persistent identifier on top.'),
]
opcodes = [OpcodeInfo(*row) for row in _ROWS]
code2op = {op.code: op for op in opcodes}
assert len(code2op) == len(opcodes)


def _genops(data, yield_end_pos=False):
    if isinstance(data, bytes_types):
        data = io.BytesIO(data)
    getpos = getattr(data, 'tell', lambda: None)
    while True:
        pos = getpos()
        code = data.read(1)
        opcode = code2op.get(code.decode('latin-1'))
        if opcode is None:
            if code == b'':
                raise ValueError('pickle exhausted before seeing STOP')
            raise ValueError('at position %s, opcode %r unknown'
                             % ('<unknown>' if pos is None else pos, code))
        arg = None if opcode.arg is None else opcode.arg.reader(data)
        if yield_end_pos:
            yield opcode, arg, pos, getpos()
        else:
            yield opcode, arg, pos
        if code == b'.':
            assert opcode.name == 'STOP'
            break


def genops(pickle):
    """Iterate over (opcode, argument, position)."""
    return _genops(pickle)


def optimize(p):
    """An equivalent pickle without the PUTs that no GET needs."""
    get, put = 'GET', 'PUT'
    oldids = set()          # all that were put
    newids = {}             # those that are got -> their new numbers
    steps = []              # (what, argument, start, end)
    proto = 0
    protoheader = b''
    for opcode, arg, pos, end in _genops(p, yield_end_pos=True):
        if 'PUT' in opcode.name:
            oldids.add(arg)
            steps.append((put, arg, pos, end))
        elif opcode.name == 'MEMOIZE':
            idx = len(oldids)
            oldids.add(idx)
            steps.append((put, idx, pos, end))
        elif 'FRAME' in opcode.name:
            pass
        elif 'GET' in opcode.name:
            if opcode.proto > proto:
                proto = opcode.proto
            newids[arg] = None
            steps.append((get, arg, pos, end))
        elif opcode.name == 'PROTO':
            if arg > proto:
                proto = arg
            if pos == 0:
                protoheader = p[pos:end]
            else:
                steps.append((None, None, pos, end))
        else:
            steps.append((None, None, pos, end))
    out = io.BytesIO()
    out.write(protoheader)
    pickler = pickle._Pickler(out, proto)
    if proto >= 4:
        pickler.framer.start_framing()
    idx = 0
    for what, arg, start, end in steps:
        if what is put:
            if arg not in newids:
                continue
            data = pickler.put(idx)
            newids[arg] = idx
            idx += 1
        elif what is get:
            data = pickler.get(newids[arg])
        else:
            data = p[start:end]
        pickler.framer.commit_frame()
        pickler.write(data)
    pickler.framer.end_framing()
    return out.getvalue()


def dis(pickle, out=None, memo=None, indentlevel=4, annotate=0):
    """Print the opcodes of a pickle, and check that it makes sense."""
    stack = []              # the machine's stack, with kinds for objects
    if memo is None:
        memo = {}
    maxproto = -1
    markstack = []          # the positions of the marks
    indent = ' ' * indentlevel
    errormsg = None
    column = annotate
    for opcode, arg, pos in genops(pickle):
        if pos is not None:
            print('%5d:' % pos, end=' ', file=out)
        line = '%-4s %s%s' % (repr(opcode.code)[1:-1], indent * len(markstack), opcode.name)
        maxproto = max(maxproto, opcode.proto)
        before = opcode.stack_before
        after = opcode.stack_after
        numtopop = len(before)
        markmsg = None
        if markobject in before or (opcode.name == 'POP' and stack
                                    and stack[-1] is markobject):
            assert markobject not in after
            if markstack:
                markpos = markstack.pop()
                markmsg = '(MARK at %s)' % ('unknown opcode offset' if markpos is None
                                            else markpos)
                while stack[-1] is not markobject:
                    stack.pop()
                stack.pop()
                # What the opcode takes from below the mark.
                try:
                    numtopop = before.index(markobject)
                except ValueError:
                    assert opcode.name == 'POP'
                    numtopop = 0
            else:
                errormsg = markmsg = 'no MARK exists on stack'
        if opcode.name in ('PUT', 'BINPUT', 'LONG_BINPUT', 'MEMOIZE'):
            if opcode.name == 'MEMOIZE':
                memo_idx = len(memo)
                markmsg = '(as %d)' % memo_idx
            else:
                assert arg is not None
                memo_idx = arg
            if memo_idx in memo:
                errormsg = 'memo key %r already defined' % arg
            elif not stack:
                errormsg = "stack is empty -- can't store into memo"
            elif stack[-1] is markobject:
                errormsg = "can't store markobject in the memo"
            else:
                memo[memo_idx] = stack[-1]
        elif opcode.name in ('GET', 'BINGET', 'LONG_BINGET'):
            if arg in memo:
                assert len(after) == 1
                after = [memo[arg]]
            else:
                errormsg = 'memo key %r has never been stored into' % arg
        if arg is not None or markmsg:
            line += ' ' * (10 - len(opcode.name))
            if arg is not None:
                line += ' ' + repr(arg)
            if markmsg:
                line += ' ' + markmsg
        if annotate:
            line += ' ' * (column - len(line))
            # A column for all annotations, as far as it goes.
            column = min(max(len(line), annotate), 50)
            line += ' ' + opcode.doc.split('\n', 1)[0]
        print(line, file=out)
        if errormsg:
            raise ValueError(errormsg)
        if len(stack) < numtopop:
            raise ValueError('tries to pop %d items from stack with only %d items'
                             % (numtopop, len(stack)))
        if numtopop:
            del stack[-numtopop:]
        if markobject in after:
            assert markobject not in before
            markstack.append(pos)
        stack.extend(after)
    print('highest protocol among opcodes =', maxproto, file=out)
    if stack:
        raise ValueError('stack not empty after STOP: %r' % stack)


__test__ = {
    'disassembler_test': r"""
        >>> import pickle
        >>> dis(pickle.dumps([1, (2, 'text')], 0))
            0: (    MARK
            1: l        LIST       (MARK at 0)
            2: p    PUT        0
            5: L    LONG       1
            9: a    APPEND
           10: (    MARK
           11: L        LONG       2
           15: V        UNICODE    'text'
           21: p        PUT        1
           24: t        TUPLE      (MARK at 10)
           25: p    PUT        2
           28: a    APPEND
           29: .    STOP
        highest protocol among opcodes = 0
        >>> dis(pickle.dumps({1: None}, 2), annotate=1)
            0: \x80 PROTO      2 The protocol of this pickle.
            2: }    EMPTY_DICT   Push an empty dict.
            3: q    BINPUT     0 Store the topmost object in the memo.
            5: K    BININT1    1 Push a one-byte unsigned integer.
            7: N    NONE         Push None.
            8: s    SETITEM      Put a key and a value into a dict.
            9: .    STOP         The end: the topmost object is the result.
        highest protocol among opcodes = 2
        >>> dis(b'(K\x01l')
        Traceback (most recent call last):
            ...
        ValueError: pickle exhausted before seeing STOP
        """,
    'disassembler_memo_test': r"""
        A memo that is kept from one pickle to the next:

        >>> import io, pickle
        >>> f, value = io.BytesIO(), ['twice']
        >>> pickler = pickle.Pickler(f, 2)
        >>> pickler.dump(value)
        >>> pickler.dump(value)
        >>> f.seek(0)
        0
        >>> memo = {}
        >>> dis(f, memo=memo)
            0: \x80 PROTO      2
            2: ]    EMPTY_LIST
            3: q    BINPUT     0
            5: X    BINUNICODE 'twice'
           15: q    BINPUT     1
           17: a    APPEND
           18: .    STOP
        highest protocol among opcodes = 2
        >>> dis(f, memo=memo)
           19: \x80 PROTO      2
           21: h    BINGET     0
           23: .    STOP
        highest protocol among opcodes = 2
        """,
}


if __name__ == '__main__':
    import argparse
    parser = argparse.ArgumentParser(description='disassemble one or more pickle files')
    parser.add_argument('pickle_file', type=argparse.FileType('br'), nargs='+',
                        help='the pickle file')
    parser.add_argument('-o', '--output', default=sys.stdout, type=argparse.FileType('w'),
                        help='the file where the output should be written')
    parser.add_argument('-m', '--memo', action='store_true',
                        help='preserve memo between disassemblies')
    parser.add_argument('-l', '--indentlevel', default=4, type=int,
                        help='the number of blanks by which to indent a new MARK level')
    parser.add_argument('-a', '--annotate', action='store_true',
                        help='annotate each line with a short opcode description')
    parser.add_argument('-p', '--preamble', default='==> {name} <==',
                        help='if more than one pickle file is specified, print this before'
                        ' each disassembly')
    args = parser.parse_args()
    memo = {} if args.memo else None
    for f in args.pickle_file:
        if len(args.pickle_file) > 1:
            args.output.write(args.preamble.format(name=f.name) + '\n')
        dis(f, args.output, memo, args.indentlevel, 30 if args.annotate else 0)
