"""Pack and unpack data as XDR (RFC 1014): big-endian, everything a multiple of four bytes."""

import struct
from io import BytesIO
from functools import wraps

__all__ = ['Error', 'Packer', 'Unpacker', 'ConversionError']


class Error(Exception):
    """What is wrong, in msg."""

    def __init__(self, msg):
        self.msg = msg

    def __repr__(self):
        return repr(self.msg)

    def __str__(self):
        return str(self.msg)


class ConversionError(Error):
    """A value cannot be packed."""


def _raises_conversion_error(method):
    @wraps(method)
    def result(self, value):
        try:
            return method(self, value)
        except struct.error as e:
            raise ConversionError(e.args[0]) from None
    return result


class Packer:
    """Collects packed data."""

    def __init__(self):
        self.reset()

    def reset(self):
        """Throw away what was packed."""
        self.__buf = BytesIO()

    def get_buffer(self):
        """What was packed, as bytes."""
        return self.__buf.getvalue()

    get_buf = get_buffer            # its old name

    def _pack(self, format, value):
        self.__buf.write(struct.pack(format, value))

    @_raises_conversion_error
    def pack_uint(self, x):
        """32 bits without sign."""
        self._pack('>L', x)

    @_raises_conversion_error
    def pack_int(self, x):
        """32 bits with sign."""
        self._pack('>l', x)

    pack_enum = pack_int

    def pack_bool(self, x):
        """A truth value, as an int."""
        self.__buf.write(b'\0\0\0\1' if x else b'\0\0\0\0')

    @_raises_conversion_error
    def pack_uhyper(self, x):
        """64 bits without sign."""
        try:
            high, low = x >> 32 & 0xFFFFFFFF, x & 0xFFFFFFFF
        except TypeError as e:
            raise ConversionError(e.args[0]) from None
        self._pack('>L', high)
        self._pack('>L', low)

    pack_hyper = pack_uhyper

    @_raises_conversion_error
    def pack_float(self, x):
        """A number of single precision."""
        self._pack('>f', x)

    @_raises_conversion_error
    def pack_double(self, x):
        """A number of double precision."""
        self._pack('>d', x)

    def pack_fstring(self, n, s):
        """n bytes of a string, padded; its length is not told."""
        if n < 0:
            raise ValueError('fstring size must be nonnegative')
        padded = (n + 3) // 4 * 4
        self.__buf.write(s[:n].ljust(padded, b'\0'))

    pack_fopaque = pack_fstring

    def pack_string(self, s):
        """A string, after its length."""
        self.pack_uint(len(s))
        self.pack_fstring(len(s), s)

    pack_opaque = pack_string
    pack_bytes = pack_string

    def pack_list(self, list, pack_item):
        """Items of a list whose length is not known: 1 before each, 0 at the end."""
        for item in list:
            self.pack_uint(1)
            pack_item(item)
        self.pack_uint(0)

    def pack_farray(self, n, list, pack_item):
        """The n items of a list; its length is not told."""
        if len(list) != n:
            raise ValueError('wrong array size')
        for item in list:
            pack_item(item)

    def pack_array(self, list, pack_item):
        """A list, after its length."""
        self.pack_uint(len(list))
        self.pack_farray(len(list), list, pack_item)


class Unpacker:
    """Takes packed data apart; EOFError where there are not enough."""

    def __init__(self, data):
        self.reset(data)

    def reset(self, data):
        """Begin with other data."""
        self.__buf = data
        self.__pos = 0

    def get_position(self):
        """Where the next item begins."""
        return self.__pos

    def set_position(self, position):
        """Go to a place."""
        self.__pos = position

    def get_buffer(self):
        """The data."""
        return self.__buf

    def done(self):
        """Error unless all data were unpacked."""
        if self.__pos < len(self.__buf):
            raise Error('unextracted data remains')

    def _take(self, n):
        start = self.__pos
        data = self.__buf[start:start + n]
        if len(data) < n:
            raise EOFError
        self.__pos = start + n
        return data

    def unpack_uint(self):
        return struct.unpack('>L', self._take(4))[0]

    def unpack_int(self):
        return struct.unpack('>l', self._take(4))[0]

    unpack_enum = unpack_int

    def unpack_bool(self):
        return bool(self.unpack_int())

    def unpack_uhyper(self):
        return struct.unpack('>Q', self._take(8))[0]

    def unpack_hyper(self):
        return struct.unpack('>q', self._take(8))[0]

    def unpack_float(self):
        return struct.unpack('>f', self._take(4))[0]

    def unpack_double(self):
        return struct.unpack('>d', self._take(8))[0]

    def unpack_fstring(self, n):
        if n < 0:
            raise ValueError('fstring size must be nonnegative')
        return self._take((n + 3) // 4 * 4)[:n]

    unpack_fopaque = unpack_fstring

    def unpack_string(self):
        return self.unpack_fstring(self.unpack_uint())

    unpack_opaque = unpack_string
    unpack_bytes = unpack_string

    def unpack_list(self, unpack_item):
        list = []
        while True:
            more = self.unpack_uint()
            if more == 0:
                return list
            if more != 1:
                raise ConversionError('0 or 1 expected, got %r' % (more,))
            list.append(unpack_item())

    def unpack_farray(self, n, unpack_item):
        return [unpack_item() for _ in range(n)]

    def unpack_array(self, unpack_item):
        return self.unpack_farray(self.unpack_uint(), unpack_item)
