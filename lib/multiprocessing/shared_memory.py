"""Memory that processes share by name, and lists that lie in it.

A block lives until unlink(), whichever process made it.  The resource tracker
gives up the names of blocks whose users have all ended without that.
"""

import mmap
import os
import struct
import types

import _posixshmem

from . import resource_tracker

__all__ = ['SharedMemory', 'ShareableList']

_NAME_LENGTH_MAX = 14           # with the slash: what every POSIX system takes
_PREFIX = '/psm_'


def _new_name():
    """A name that hardly anybody has."""
    return _PREFIX + os.urandom((_NAME_LENGTH_MAX - len(_PREFIX)) // 2).hex()


class SharedMemory:
    """A block of shared memory.

    create: whether a new one is made, of at least `size` bytes; otherwise the one
    with that name is used.  A new block without a name is given one.  track: the
    resource tracker removes the block when all processes that it knows have ended.
    """

    _name = None
    _fd = -1
    _mmap = None
    _buf = None

    def __init__(self, name=None, create=False, size=0, *, track=True):
        if size < 0:
            raise ValueError("'size' must be a positive integer")
        if create and size == 0:
            raise ValueError("'size' must be a positive number different from zero")
        if name is None and not create:
            raise ValueError("'name' can only be None if create=True")
        self._track = track
        flags = os.O_RDWR | (os.O_CREAT | os.O_EXCL if create else 0)
        if name is None:
            while self._fd < 0:
                self._name = _new_name()
                try:
                    self._fd = _posixshmem.shm_open(self._name, flags, mode=0o600)
                except FileExistsError:
                    pass
        else:
            self._name = name if name.startswith('/') else '/' + name
            self._fd = _posixshmem.shm_open(self._name, flags, mode=0o600)
        try:
            if create:
                os.ftruncate(self._fd, size)
            self._size = os.fstat(self._fd).st_size
            self._mmap = mmap.mmap(self._fd, self._size)
        except (OSError, ValueError):
            self.close()
            if create:
                _posixshmem.shm_unlink(self._name)
            raise
        if track:
            resource_tracker.register(self._name, 'shared_memory')
        self._buf = memoryview(self._mmap)

    def __del__(self):
        try:
            self.close()
        except (OSError, BufferError):
            pass

    def __reduce__(self):
        return type(self), (self.name, False, self.size)

    def __repr__(self):
        return '%s(%r, size=%d)' % (type(self).__name__, self.name, self.size)

    @property
    def buf(self):
        """A memoryview of the block; None once it is closed."""
        return self._buf

    @property
    def name(self):
        """The name by which others find the block."""
        return self._name[1:] if self._name.startswith('/') else self._name

    @property
    def size(self):
        """The size in bytes, which may be more than was asked for."""
        return self._size

    def close(self):
        """Give up this view of the block, not the block."""
        if self._buf is not None:
            self._buf.release()
            self._buf = None
        if self._mmap is not None:
            self._mmap.close()
            self._mmap = None
        if self._fd >= 0:
            os.close(self._fd)
            self._fd = -1

    def unlink(self):
        """Remove the block: to be done once, by one process.  It goes when all have
        closed it."""
        if self._name:
            _posixshmem.shm_unlink(self._name)
            if self._track:
                resource_tracker.unregister(self._name, 'shared_memory')


# ---- lists ----
#
# In the block: the number of items; for each where its value ends (of the first also
# where it begins, always 0), its format for struct, as 8 bytes, and a code that says
# what bytes become; then the values.

_INT = struct.Struct('q')
_FORMAT_LENGTH = 8
_ALIGNMENT = 8
_STR_LENGTH_MAX = 10000000
_PLAIN, _STR, _BYTES, _NONE = range(4)


def _describe(value):
    """(format, code, what is packed) of a value; TypeError for types that cannot be kept."""
    if isinstance(value, bool):
        return 'xxxxxxx?', _PLAIN, value
    if isinstance(value, int):
        return 'q', _PLAIN, value
    if isinstance(value, float):
        return 'd', _PLAIN, value
    if value is None:
        return 'xxxxxx?x', _NONE, False
    if isinstance(value, str):
        value, code = value.encode(), _STR
    elif isinstance(value, bytes):
        code = _BYTES
    else:
        raise TypeError('type %r cannot be kept in a ShareableList' % type(value).__name__)
    if len(value) > _STR_LENGTH_MAX:
        raise ValueError('item is longer than %d bytes' % _STR_LENGTH_MAX)
    return '%ds' % (_ALIGNMENT * (len(value) // _ALIGNMENT + 1)), code, value


class ShareableList:
    """A list in shared memory: of a fixed length, of ints (of 64 bits), floats,
    bools, strs, bytes and None.

    An item can be replaced, a str or bytes by one that needs no more room than the
    first did.  Null characters at the end of a str or bytes are lost.
    """

    def __init__(self, sequence=None, *, name=None):
        if name is not None and sequence is None:
            self.shm = SharedMemory(name)
            self._length = _INT.unpack_from(self.shm.buf, 0)[0]
            return
        values = list(() if sequence is None else sequence)
        items = [_describe(value) for value in values]
        ends, end = [0], 0
        for form, code, packed in items:
            end += struct.calcsize('<' + form)
            ends.append(end)
        self._length = len(items)
        self.shm = SharedMemory(name, create=True, size=self._values_start() + end)
        _INT.pack_into(self.shm.buf, 0, self._length)
        for i, end in enumerate(ends):
            _INT.pack_into(self.shm.buf, 8 + 8 * i, end)
        for i, item in enumerate(items):
            self._put(i, *item)

    def _formats_start(self):
        return 8 + 8 * (self._length + 1)

    def _codes_start(self):
        return self._formats_start() + _FORMAT_LENGTH * self._length

    def _values_start(self):
        return self._codes_start() + -(-self._length // _ALIGNMENT) * _ALIGNMENT

    def _position(self, index):
        """An index that exists, not negative."""
        index = index if index >= 0 else index + self._length
        if not 0 <= index < self._length:
            raise IndexError('index out of range')
        return index

    def _room(self, i):
        """Where the value of an item lies: (start, end)."""
        start, end = struct.unpack_from('qq', self.shm.buf, 8 + 8 * i)
        return self._values_start() + start, self._values_start() + end

    def _get_packing_format(self, i):
        packed = struct.unpack_from('8s', self.shm.buf, self._formats_start() + _FORMAT_LENGTH * i)[0]
        return packed.rstrip(b'\0').decode('ascii')

    def _put(self, i, form, code, packed):
        struct.pack_into('8s', self.shm.buf, self._formats_start() + _FORMAT_LENGTH * i, form.encode('ascii'))
        self.shm.buf[self._codes_start() + i] = code
        struct.pack_into('<' + form, self.shm.buf, self._room(i)[0], packed)

    def __getitem__(self, index):
        i = self._position(index)
        code = self.shm.buf[self._codes_start() + i]
        value = struct.unpack_from('<' + self._get_packing_format(i), self.shm.buf, self._room(i)[0])[0]
        if code == _NONE:
            return None
        if code in (_STR, _BYTES):
            value = value.rstrip(b'\0')
        return value.decode() if code == _STR else value

    def __setitem__(self, index, value):
        i = self._position(index)
        form, code, packed = _describe(value)
        start, end = self._room(i)
        if code in (_STR, _BYTES):
            if len(packed) > end - start:
                raise ValueError('bytes/str item exceeds available storage')
            form = '%ds' % (end - start)
        self._put(i, form, code, packed)

    def __reduce__(self):
        from functools import partial
        return partial(type(self), name=self.shm.name), ()

    def __len__(self):
        return self._length

    def __repr__(self):
        return '%s(%r, name=%r)' % (type(self).__name__, list(self), self.shm.name)

    @property
    def format(self):
        """The formats of all items, for module struct."""
        return ''.join(self._get_packing_format(i) for i in range(self._length))

    def count(self, value):
        """How often a value is among the items."""
        return sum(value == item for item in self)

    def index(self, value):
        """Where a value is first; ValueError if it is not there."""
        for i, item in enumerate(self):
            if value == item:
                return i
        raise ValueError('%r not in this container' % (value,))

    __class_getitem__ = classmethod(types.GenericAlias)
