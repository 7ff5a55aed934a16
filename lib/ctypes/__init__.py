"""Create and manipulate C data types in Python, and call functions of shared libraries.

The base classes and everything that touches memory are in C (module _ctypes). Here are the named types, function prototypes,
and libraries as objects. Calling conventions, types and functions of Windows are left out, but for ctypes.wintypes.
"""
import os as _os
import struct as _struct
import sys as _sys

from _ctypes import Union, Structure, Array
from _ctypes import _Pointer
from _ctypes import CFuncPtr as _CFuncPtr
from _ctypes import __version__ as _ctypes_version
from _ctypes import RTLD_LOCAL, RTLD_GLOBAL
from _ctypes import ArgumentError
from _ctypes import sizeof, byref, addressof, alignment, resize
from _ctypes import get_errno, set_errno
from _ctypes import POINTER, pointer, _pointer_type_cache
from _ctypes import _SimpleCData
from _ctypes import dlopen as _dlopen
from _ctypes import cast as _cast, string_at as _string_at, wstring_at as _wstring_at
from _ctypes import _memmove_addr, _memset_addr
from _ctypes import FUNCFLAG_CDECL as _FUNCFLAG_CDECL
from _ctypes import FUNCFLAG_PYTHONAPI as _FUNCFLAG_PYTHONAPI
from _ctypes import FUNCFLAG_USE_ERRNO as _FUNCFLAG_USE_ERRNO
from _ctypes import FUNCFLAG_USE_LASTERROR as _FUNCFLAG_USE_LASTERROR

__version__ = "1.1.0"

DEFAULT_MODE = RTLD_LOCAL


# ---- simple types ----

class c_short(_SimpleCData):
    _type_ = "h"


class c_ushort(_SimpleCData):
    _type_ = "H"


class c_long(_SimpleCData):
    _type_ = "l"


class c_ulong(_SimpleCData):
    _type_ = "L"


if _struct.calcsize("i") == _struct.calcsize("l"):
    c_int = c_long
    c_uint = c_ulong
else:
    class c_int(_SimpleCData):
        _type_ = "i"

    class c_uint(_SimpleCData):
        _type_ = "I"

if _struct.calcsize("l") == _struct.calcsize("q"):
    c_longlong = c_long
    c_ulonglong = c_ulong
else:
    class c_longlong(_SimpleCData):
        _type_ = "q"

    class c_ulonglong(_SimpleCData):
        _type_ = "Q"


class c_float(_SimpleCData):
    _type_ = "f"


class c_double(_SimpleCData):
    _type_ = "d"


class c_longdouble(_SimpleCData):
    _type_ = "g"


class c_ubyte(_SimpleCData):
    _type_ = "B"


class c_byte(_SimpleCData):
    _type_ = "b"


class c_char(_SimpleCData):
    _type_ = "c"


class c_wchar(_SimpleCData):
    _type_ = "u"


class c_bool(_SimpleCData):
    _type_ = "?"


class c_char_p(_SimpleCData):
    _type_ = "z"

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, c_void_p.from_buffer(self).value)


class c_wchar_p(_SimpleCData):
    _type_ = "Z"

    def __repr__(self):
        return "%s(%s)" % (type(self).__name__, c_void_p.from_buffer(self).value)


class c_void_p(_SimpleCData):
    _type_ = "P"


class py_object(_SimpleCData):
    _type_ = "O"

    def __repr__(self):
        try:
            return super().__repr__()
        except ValueError:
            return "%s(<NULL>)" % type(self).__name__


# One byte, or without an order of bytes that structures could ask for.
for _type in c_byte, c_ubyte, c_char, c_bool:
    _type.__ctype_be__ = _type.__ctype_le__ = _type
del _type

c_voidp = c_void_p

_by_size = {sizeof(t): t for t in (c_longlong, c_long, c_int, c_short, c_byte)}
_unsigned_by_size = {sizeof(t): t for t in (c_ulonglong, c_ulong, c_uint, c_ushort, c_ubyte)}
c_int8, c_int16, c_int32, c_int64 = (_by_size[n] for n in (1, 2, 4, 8))
c_uint8, c_uint16, c_uint32, c_uint64 = (_unsigned_by_size[n] for n in (1, 2, 4, 8))
c_size_t = _unsigned_by_size[sizeof(c_void_p)]
c_ssize_t = c_time_t = _by_size[sizeof(c_void_p)]
del _by_size, _unsigned_by_size

_pointer_type_cache[None] = c_void_p


# ---- buffers of characters ----

def _buffer(item, init, size, text):
    if isinstance(init, text):
        array = (item * (len(init) + 1 if size is None else size))()
        array.value = init
        return array
    if isinstance(init, int):
        return (item * init)()
    raise TypeError(init)


def create_string_buffer(init, size=None):
    """A mutable array of c_char: of a length, or with bytes in it and, unless a size is given, room for their final zero."""
    return _buffer(c_char, init, size, bytes)


c_buffer = create_string_buffer


def create_unicode_buffer(init, size=None):
    """A mutable array of c_wchar: of a length, or with a str in it and, unless a size is given, room for its final zero."""
    return _buffer(c_wchar, init, size, str)


# ---- pointers to what is not known yet ----

def SetPointerType(pointer, cls):
    """Says what a pointer type made as POINTER("name") points to."""
    if _pointer_type_cache.get(cls, None) is not None:
        raise RuntimeError("This type already exists in the cache")
    if id(pointer) not in _pointer_type_cache:
        raise RuntimeError("What's this???")
    pointer.set_type(cls)
    _pointer_type_cache[cls] = pointer
    del _pointer_type_cache[id(pointer)]


def ARRAY(typ, len):
    return typ * len


# ---- function prototypes ----

_prototypes = {}


def _prototype(name, flags, restype, argtypes):
    key = name, restype, argtypes, flags
    try:
        return _prototypes[key]
    except KeyError:
        pass
    cls = type(_CFuncPtr)(name, (_CFuncPtr,), {"_argtypes_": argtypes, "_restype_": restype, "_flags_": flags, "__module__": __name__})
    _prototypes[key] = cls
    return cls


_c_functype_cache = _prototypes


def CFUNCTYPE(restype, *argtypes, use_errno=False, use_last_error=False):
    """CFUNCTYPE(restype, *argtypes, use_errno=False, use_last_error=False) -> function prototype.

    The prototype makes functions in these ways:
    prototype(integer address) -> foreign function
    prototype(callable) -> a C function that calls a Python one
    prototype((name, library)[, paramflags]) -> foreign function exported by name
    """
    flags = _FUNCFLAG_CDECL
    if use_errno:
        flags |= _FUNCFLAG_USE_ERRNO
    if use_last_error:
        flags |= _FUNCFLAG_USE_LASTERROR
    return _prototype("CFunctionType", flags, restype, argtypes)


def PYFUNCTYPE(restype, *argtypes):
    """As CFUNCTYPE, for C functions that need the GIL and may raise Python exceptions."""
    return _prototype("CFunctionType", _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI, restype, argtypes)


# ---- libraries ----

class CDLL:
    """A loaded shared library, whose functions are its attributes.

    Each attribute access makes the function once; each item access makes a new one, whose types can be set apart.
    """
    _func_flags_ = _FUNCFLAG_CDECL
    _func_restype_ = c_int
    _name = "<uninitialized>"
    _handle = 0
    _FuncPtr = None

    def __init__(self, name, mode=DEFAULT_MODE, handle=None, use_errno=False, use_last_error=False, winmode=None):
        self._name = name
        flags = self._func_flags_
        if use_errno:
            flags |= _FUNCFLAG_USE_ERRNO
        if use_last_error:
            flags |= _FUNCFLAG_USE_LASTERROR

        class _FuncPtr(_CFuncPtr):
            _flags_ = flags
            _restype_ = self._func_restype_
        self._FuncPtr = _FuncPtr
        self._handle = _dlopen(name, mode) if handle is None else handle

    def __repr__(self):
        return "<%s '%s', handle %x at %#x>" % (type(self).__name__, self._name, self._handle & (_sys.maxsize * 2 + 1),
                                                id(self) & (_sys.maxsize * 2 + 1))

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        function = self.__getitem__(name)
        setattr(self, name, function)
        return function

    def __getitem__(self, name_or_ordinal):
        function = self._FuncPtr((name_or_ordinal, self))
        if not isinstance(name_or_ordinal, int):
            function.__name__ = name_or_ordinal
        return function


class PyDLL(CDLL):
    """A library whose functions are called with the GIL, and raise the exceptions that they set."""
    _func_flags_ = _FUNCFLAG_CDECL | _FUNCFLAG_PYTHONAPI


class LibraryLoader:
    """Loads libraries as attributes, items, or by LoadLibrary(): cdll, pydll."""

    def __init__(self, dlltype):
        self._dlltype = dlltype

    def __getattr__(self, name):
        if name[0] == "_":
            raise AttributeError(name)
        library = self._dlltype(name)
        setattr(self, name, library)
        return library

    def __getitem__(self, name):
        return getattr(self, name)

    def LoadLibrary(self, name):
        return self._dlltype(name)


cdll = LibraryLoader(CDLL)
pydll = LibraryLoader(PyDLL)
pythonapi = PyDLL(None)


# ---- memory ----

memmove = CFUNCTYPE(c_void_p, c_void_p, c_void_p, c_size_t)(_memmove_addr)
memset = CFUNCTYPE(c_void_p, c_void_p, c_int, c_size_t)(_memset_addr)


def cast(obj, typ):
    """A pointer of the type `typ` to the memory that obj, a pointer, array or address, refers to."""
    return _cast(obj, typ)


def string_at(ptr, size=-1):
    """string_at(addr[, size]) -> bytes: the bytes at addr, up to a zero if no size is given."""
    return _string_at(ptr, size)


def wstring_at(ptr, size=-1):
    """wstring_at(addr[, size]) -> str: the wide characters at addr, up to a zero if no size is given."""
    return _wstring_at(ptr, size)


from ctypes._endian import BigEndianStructure, LittleEndianStructure, BigEndianUnion, LittleEndianUnion
