"""Structures and unions whose simple fields have the byte order of the other kind of machine."""
import sys
from ctypes import Array, Structure, Union

_OTHER_ENDIAN = "__ctype_be__" if sys.byteorder == "little" else "__ctype_le__"


def _other_endian(typ):
    """The class of ctypes like `typ` with the other byte order; TypeError for those that have none."""
    if hasattr(typ, _OTHER_ENDIAN):
        return getattr(typ, _OTHER_ENDIAN)
    if isinstance(typ, type(Array)):
        return _other_endian(typ._type_) * typ._length_
    if issubclass(typ, (Structure, Union)):
        return typ
    raise TypeError("This type does not support other endian: %s" % typ)


class _Swapping:
    def __setattr__(self, name, value):
        if name == "_fields_":
            value = [(field[0], _other_endian(field[1])) + tuple(field[2:]) for field in value]
        super().__setattr__(name, value)


class _swapped_meta(_Swapping, type(Structure)):
    pass


class _swapped_union_meta(_Swapping, type(Union)):
    pass


class _SwappedStructure(Structure, metaclass=_swapped_meta):
    """Structure with the byte order this machine does not have"""
    __slots__ = ()
    _swappedbytes_ = None


class _SwappedUnion(Union, metaclass=_swapped_union_meta):
    """Union with the byte order this machine does not have"""
    __slots__ = ()
    _swappedbytes_ = None


if sys.byteorder == "little":
    LittleEndianStructure, BigEndianStructure = Structure, _SwappedStructure
    LittleEndianUnion, BigEndianUnion = Union, _SwappedUnion
else:
    LittleEndianStructure, BigEndianStructure = _SwappedStructure, Structure
    LittleEndianUnion, BigEndianUnion = _SwappedUnion, Union
for _cls, _name in ((_SwappedStructure, "Structure"), (_SwappedUnion, "Union")):
    _cls.__name__ = _cls.__qualname__ = ("BigEndian" if sys.byteorder == "little" else "LittleEndian") + _name
del _cls, _name
