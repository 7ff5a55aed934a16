"""modules/_ctypes and lib/ctypes: types, layout, memory, what is kept alive, buffers. Calls: test_ctypes_calls.py."""
import array
import copy
import ctypes
import gc
import pickle
import struct
import sys
import unittest
import weakref
from ctypes import *
from ctypes import wintypes


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Named(Structure):
    _fields_ = [("name", c_char_p), ("next", POINTER(c_int))]


class Simple(unittest.TestCase):
    def test_ints_are_cut_to_their_width(self):
        self.assertEqual(c_byte(200).value, -56)
        self.assertEqual(c_ushort(-1).value, 65535)
        self.assertEqual(c_ulonglong(-1).value, 2 ** 64 - 1)
        self.assertEqual(c_longlong(2 ** 64 + 5).value, 5)
        self.assertEqual(c_int(-2 ** 70 + 3).value, 3)
        self.assertEqual(c_int(-2 ** 65 - 1).value, -1)

    def test_wrong_types(self):
        for cls, value, message in ((c_int, "x", ""), (c_int, 1.5, ""), (c_double, "x", ""),
                                    (c_char, "x", "one character bytes, bytearray or integer expected"),
                                    (c_char, b"xy", "one character bytes"), (c_char, 256, "one character bytes"),
                                    (c_wchar, b"x", "unicode string expected instead of bytes instance"),
                                    (c_char_p, "x", "bytes or integer address expected instead of str instance"),
                                    (c_wchar_p, b"x", "unicode string or integer address expected instead of bytes instance"),
                                    (c_void_p, "x", "cannot be converted to pointer")):
            self.assertRaisesRegex(TypeError, message, cls, value)
        self.assertRaisesRegex(TypeError, "__init__ expected at most 1 argument, got 2", c_int, 1, 2)
        self.assertRaisesRegex(TypeError, r"c_int\(\) takes no keyword arguments", c_int, value=1)
        with self.assertRaises(TypeError):
            del c_int().value
        self.assertRaisesRegex(TypeError, "unhashable type", hash, c_int(1))

    def test_values(self):
        self.assertEqual(c_char(b"x").value, b"x")
        self.assertEqual(c_char(65).value, b"A")
        self.assertEqual(c_wchar("\U0001F600").value, "\U0001F600")
        self.assertEqual(c_bool([]).value, False)
        self.assertEqual(c_float(0.1).value, struct.unpack("f", struct.pack("f", 0.1))[0])
        self.assertEqual(c_longdouble(1.5).value, 1.5)
        self.assertEqual(c_void_p(None).value, None)
        self.assertEqual(c_void_p(-1).value, 2 ** 64 - 1)
        self.assertEqual(c_wchar_p("\u20acx").value, "\u20acx")
        self.assertEqual(c_char_p(b"abc").value, b"abc")
        self.assertEqual([bool(c(0)) for c in (c_int, c_double, c_bool)], [False] * 3)
        self.assertTrue(c_int(256))

    def test_repr(self):
        self.assertEqual(repr(c_int(3)), "c_int(3)")
        self.assertEqual(repr(py_object()), "py_object(<NULL>)")
        self.assertTrue(repr(type("Mine", (c_int,), {})(3)).startswith("<Mine object at 0x"))

    def test_objects(self):
        marker = object()
        box = py_object(marker)
        self.assertIs(box.value, marker)
        self.assertIs(box._objects, marker)
        self.assertEqual(py_object(12).value, 12)
        self.assertEqual(py_object(2.5).value, 2.5)
        self.assertRaisesRegex(ValueError, "PyObject is NULL", lambda: py_object().value)
        point = Point(1, 2)
        self.assertIs(py_object(point).value, point)

    def test_super_in_a_class_with_a_byte_order(self):
        class Number(c_int.__base__):
            _type_ = "i"

            def __repr__(self):
                return "<%s>" % super().__repr__()
        self.assertEqual(repr(Number(3)), "<Number(3)>")

    def test_wide_character_out_of_range(self):
        cell = c_uint(0x110000)
        self.assertRaisesRegex(ValueError, "not in range", lambda: c_wchar.from_buffer(cell).value)

    def test_classes_need_a_letter(self):
        meta, base = type(c_int), c_int.__bases__
        self.assertRaisesRegex(AttributeError, "class must define a '_type_' attribute", meta, "M", base, {})
        self.assertRaisesRegex(ValueError, "string of length 1", meta, "M", base, {"_type_": "ii"})
        self.assertRaisesRegex(AttributeError, "containing one of", meta, "M", base, {"_type_": "!"})
        self.assertRaisesRegex(TypeError, "abstract class", base[0])
        self.assertRaises(TypeError, type(c_int).__base__, "M", base, {"_type_": "i"})

    def test_class_is_assigned_memory_is_not_overrun(self):
        small = c_byte(1)
        small.__class__ = c_longlong
        self.assertRaisesRegex(ValueError, "beyond the memory", lambda: small.value)

        class Large(Structure):
            _fields_ = [("a", c_char * 1000), ("b", c_int), ("bits", c_int, 3)]

        class Short(Structure):
            _fields_ = [("a", c_char)]
        one = Short()
        one.__class__ = Large
        for name in "a", "b", "bits":
            self.assertRaises(ValueError, getattr, one, name)
        self.assertRaises(ValueError, setattr, one, "b", 1)
        self.assertRaises(ValueError, setattr, one, "bits", 1)


class Arrays(unittest.TestCase):
    def test_items(self):
        a = (c_int * 4)(1, 2)
        self.assertEqual(list(a), [1, 2, 0, 0])
        a[-1] = 9
        self.assertEqual((a[3], len(a), a[1:4:2], a[::-1]), (9, 4, [2, 9], [9, 0, 2, 1]))
        a[:2] = [7, 8]
        self.assertEqual(a[:], [7, 8, 0, 9])
        self.assertRaisesRegex(ValueError, "same size", a.__setitem__, slice(0, 2), [1])
        self.assertRaisesRegex(TypeError, "has no len", a.__setitem__, slice(0, 2), pointer(c_int()))
        self.assertRaisesRegex(IndexError, "invalid index", a.__getitem__, 4)
        self.assertRaisesRegex(IndexError, "invalid index", a.__setitem__, -5, 1)
        self.assertRaisesRegex(TypeError, "indices must be integers", a.__getitem__, "x")
        self.assertRaisesRegex(TypeError, "deletion", a.__delitem__, 0)
        self.assertRaises(IndexError, c_int * 1, 1, 2)

    def test_characters(self):
        text = (c_char * 4)(b"a", b"b")
        self.assertEqual((text.value, text.raw, text[1:], text[::-1]), (b"ab", b"ab\0\0", b"b\0\0", b"\0\0ba"))
        text.value = b"xyzw"
        self.assertEqual(text.value, b"xyzw")
        self.assertRaisesRegex(ValueError, "byte string too long", setattr, text, "value", b"12345")
        self.assertRaisesRegex(TypeError, "bytes expected instead of str instance", setattr, text, "value", "a")
        text.raw = bytearray(b"pq")
        self.assertEqual(text.raw, b"pqzw")
        wide = create_unicode_buffer("a\u20ac", 4)
        self.assertEqual((wide.value, wide[:]), ("a\u20ac", "a\u20ac\0\0"))
        self.assertRaisesRegex(ValueError, "string too long", setattr, wide, "value", "12345")

    def test_classes(self):
        self.assertIs(c_int * 3, c_int * 3)
        self.assertIs(3 * c_int, c_int * 3)
        self.assertEqual((c_int * 3).__name__, "c_int_Array_3")
        self.assertRaisesRegex(ValueError, "Array length must be >= 0, not -1", lambda: c_int * -1)
        self.assertRaisesRegex(OverflowError, "array too large", lambda: c_int * 2 ** 62)
        self.assertRaises(OverflowError, lambda: c_int * 2 ** 64)
        self.assertRaises(MemoryError, c_char * (2 ** 62))
        self.assertEqual(sizeof(c_int * 0), 0)
        meta = type(Array)
        for body, error in (({"_type_": c_int}, AttributeError), ({"_length_": 3}, AttributeError),
                            ({"_type_": int, "_length_": 3}, TypeError), ({"_type_": c_int, "_length_": -1}, ValueError),
                            ({"_type_": c_int, "_length_": 2 ** 80}, OverflowError), ({"_type_": c_int, "_length_": "3"}, AttributeError)):
            self.assertRaises(error, meta, "A", (Array,), body)

    def test_array_classes_go_when_unused(self):
        gone = weakref.ref(c_int * 12345)
        gc.collect()
        self.assertIsNone(gone())

    def test_nested(self):
        grid = (c_int * 3 * 2)((1, 2, 3), (4, 5, 6))
        self.assertEqual([row[:] for row in grid], [[1, 2, 3], [4, 5, 6]])
        grid[0][1] = 20
        self.assertEqual(grid[0][:], [1, 20, 3])
        self.assertIs(grid[1]._b_base_, grid)


class Structures(unittest.TestCase):
    def test_layout(self):
        class S(Structure):
            _fields_ = [("a", c_char), ("b", c_double), ("c", c_short)]
        self.assertEqual((S.a.offset, S.b.offset, S.c.offset, sizeof(S), alignment(S)), (0, 8, 16, 24, 8))
        self.assertEqual(repr(S.b), "<Field type=c_double, ofs=8, size=8>")

        class Packed(Structure):
            _pack_ = 1
            _fields_ = S._fields_
        self.assertEqual((Packed.b.offset, sizeof(Packed), alignment(Packed)), (1, 11, 1))

        class U(Union):
            _fields_ = [("i", c_int), ("d", c_double)]
        self.assertEqual((U.d.offset, sizeof(U)), (0, 8))
        u = U(d=1.0)
        self.assertEqual(u.i, 0)

    def test_bit_fields_lie_as_gcc_puts_them(self):
        class S(Structure):
            _fields_ = [("a", c_int, 3), ("b", c_int, 30), ("c", c_uint, 5), ("d", c_short, 16), ("e", c_char)]
        s = S(-1, 5, 31, -7, b"z")
        self.assertEqual((s.a, s.b, s.c, s.d, s.e, sizeof(S)), (-1, 5, 31, -7, b"z", 16))
        self.assertEqual(repr(S.b), "<Field type=c_int, ofs=4:0, bits=30>")
        self.assertEqual((S.a.size, S.e.offset), (3 << 16, 12))
        s.a = 3
        self.assertEqual((s.a, s.b), (3, 5))
        s.b = 2 ** 29
        self.assertEqual((s.a, s.b, s.c), (3, -2 ** 29, 31))

    def test_wide_and_boolean_bit_fields(self):
        class S(Structure):
            _fields_ = [("a", c_ulonglong, 1), ("b", c_ulonglong, 63), ("c", c_bool, 1), ("d", c_longlong, 64)]
        s = S(1, 2 ** 63 - 1, [1], -5)
        self.assertEqual((s.a, s.b, s.c, s.d), (1, 2 ** 63 - 1, True, -5))

    def test_big_endian(self):
        class S(BigEndianStructure):
            _fields_ = [("a", c_ushort), ("b", c_uint), ("f", c_float), ("grid", c_short * 2)]
        s = S(0x1234, 0x56789ABC, 1.5, (1, -2))
        self.assertEqual(bytes(s), struct.pack(">HxxIfhh", 0x1234, 0x56789ABC, 1.5, 1, -2))
        self.assertEqual((s.a, s.b, s.f, s.grid[:]), (0x1234, 0x56789ABC, 1.5, [1, -2]))

        class Bits(BigEndianStructure):
            _fields_ = [("a", c_ushort, 4), ("b", c_ushort, 12)]
        self.assertEqual(bytes(Bits(0x1, 0x234)), b"\x12\x34")
        self.assertEqual((Bits.from_buffer_copy(b"\xab\xcd").a, Bits.from_buffer_copy(b"\xab\xcd").b), (0xA, 0xBCD))
        self.assertRaises(TypeError, type(S), "T", (BigEndianStructure,), {"_fields_": [("p", POINTER(c_int))]})
        self.assertIs(c_int.__ctype_le__, c_int)
        self.assertEqual(bytes(c_int.__ctype_be__(1)), b"\0\0\0\1")

    def test_fields_are_checked(self):
        meta = type(Structure)

        def make(**body):
            return meta("S", (Structure,), body)
        for fields, error, message in ((3, TypeError, "must be a sequence of pairs"), ([("a",)], TypeError, "pairs"),
                                       ([("a", int)], TypeError, r"\(index 0\) must be a C type"), ([(b"a", c_int)], TypeError, "pairs"),
                                       ([("a", c_int, 33)], ValueError, "number of bits invalid for bit field"),
                                       ([("a", c_int, 0)], ValueError, "number of bits"), ([("a", c_int, "x")], TypeError, ""),
                                       ([("a", c_float, 3)], TypeError, "bit fields not allowed for type c_float"),
                                       ([("a", c_char * (2 ** 62))], OverflowError, "structure too large")):
            self.assertRaisesRegex(error, message, make, _fields_=fields)
        for pack in -1, "x", 2 ** 40:
            self.assertRaisesRegex(ValueError, "_pack_ must be", make, _pack_=pack, _fields_=[])
        with self.assertRaisesRegex(AttributeError, "_fields_ is final"):
            Point._fields_ = []
        recursive = make()
        with self.assertRaisesRegex(AttributeError, "cannot contain itself"):
            recursive._fields_ = [("r", recursive)]
        with self.assertRaisesRegex(AttributeError, "_fields_ is final"):
            recursive._fields_ = [("r", recursive * 2)]

    def test_initialisers(self):
        self.assertEqual((Point(y=3).x, Point(1, y=3).y), (0, 3))
        self.assertRaisesRegex(TypeError, "too many initializers", Point, 1, 2, 3)
        self.assertRaisesRegex(TypeError, "duplicate values for field 'x'", Point, 1, x=2)
        self.assertRaises(TypeError, Structure)

        class Line(Structure):
            _fields_ = [("start", Point), ("end", Point)]
        line = Line((1, 2), Point(3, 4))
        self.assertEqual((line.start.y, line.end.x), (2, 3))
        with self.assertRaisesRegex(RuntimeError, r"\(Point\) <class 'TypeError'>: too many initializers"):
            Line((1, 2, 3))
        with self.assertRaisesRegex(TypeError, "expected Point instance, got int"):
            line.start = 3
        with self.assertRaisesRegex(TypeError, "incompatible types, c_int instance instead of Point instance"):
            line.start = c_int(3)
        with self.assertRaises(TypeError):
            del line.start

    def test_derived_structures_go_on(self):
        class Space(Point):
            _fields_ = [("z", c_double)]
        s = Space(1, 2, 3)
        self.assertEqual((s.x, s.y, s.z, Space.z.offset, sizeof(Space)), (1, 2, 3.0, 8, 16))
        self.assertEqual(memoryview(s).format, "T{<i:x:<i:y:<d:z:}")

    def test_anonymous_members(self):
        class Choice(Union):
            _fields_ = [("name", c_char_p), ("number", c_int)]

        class Row(Structure):
            _anonymous_ = ["choice"]
            _fields_ = [("kind", c_char_p), ("choice", Choice), ("rest", c_char_p)]
        row = Row(b"k", rest=b"r")
        row.name = b"n"
        self.assertEqual((row.kind, row.name, row.rest, Row.name.offset), (b"k", b"n", b"r", 8))
        self.assertEqual(sorted(map(bytes, row._objects.values())), [b"k", b"n", b"r"])
        row.number = 7
        self.assertEqual(row.choice.number, 7)
        meta = type(Structure)
        self.assertRaises(TypeError, meta, "S", (Structure,), {"_fields_": [], "_anonymous_": 3})
        self.assertRaises(AttributeError, meta, "S", (Structure,), {"_fields_": [], "_anonymous_": ["a"]})
        self.assertRaises(AttributeError, meta, "S", (Structure,), {"_fields_": [("a", c_int)], "_anonymous_": ["a"]})

    def test_text_fields(self):
        class S(Structure):
            _fields_ = [("raw", c_char * 3), ("text", c_wchar * 3)]
        s = S(b"abc", "xy")
        self.assertEqual((s.raw, s.text), (b"abc", "xy"))
        s.raw = b"q"
        self.assertEqual((s.raw, bytes(s)[:3]), (b"q", b"q\0c"))
        self.assertRaisesRegex(ValueError, r"bytes too long \(4, maximum length 3\)", setattr, s, "raw", b"1234")
        self.assertRaisesRegex(TypeError, "expected bytes, str found", setattr, s, "raw", "a")
        self.assertRaisesRegex(ValueError, r"string too long \(4, maximum length 3\)", setattr, s, "text", "1234")

    def test_descriptor_of_another_class(self):
        self.assertRaisesRegex(TypeError, "not a ctype instance", Point.x.__get__, 3)
        self.assertRaises(ValueError, Point.y.__get__, c_byte())

    def test_conversion_that_moves_the_memory(self):
        class S(Structure):
            _fields_ = [("flag", c_bool), ("room", c_char * 100)]
        s = S()

        class Resizes:
            def __bool__(self):
                resize(s, 100000)
                return True
        s.flag = Resizes()
        self.assertEqual((s.flag, sizeof(s)), (True, 100000))

    def test_wintypes(self):
        flag = wintypes.VARIANT_BOOL(5)
        self.assertEqual((repr(flag), bytes(flag)), ("VARIANT_BOOL(True)", b"\xff\xff"))
        self.assertEqual(sizeof(wintypes.HWND), 8)


class Pointers(unittest.TestCase):
    def test_contents(self):
        i = c_int(3)
        p = pointer(i)
        self.assertEqual((p.contents.value, p[0], bool(p)), (3, 3, True))
        p[0] = 7
        self.assertEqual(i.value, 7)
        p.contents = c_int(8)
        self.assertEqual((p[0], i.value), (8, 7))
        self.assertIs(POINTER(c_int), type(p))
        self.assertRaisesRegex(TypeError, "expected c_int instead of c_short", setattr, p, "contents", c_short())
        self.assertRaises(TypeError, p.__delitem__, 0)

    def test_null(self):
        p = POINTER(c_int)()
        self.assertFalse(p)
        for f in (lambda: p[0], lambda: p.contents, lambda: p[0:1], lambda: p.__setitem__(0, 1)):
            self.assertRaisesRegex(ValueError, "NULL pointer access", f)
        self.assertRaisesRegex(ValueError, "NULL pointer access", string_at, None, 3)

    def test_slices(self):
        a = (c_int * 5)(*range(5))
        p = cast(a, POINTER(c_int))
        self.assertEqual((p[1:4], p[4:0:-2], p[3:1]), ([1, 2, 3], [4, 2], []))
        for bad in slice(1, None), slice(None, 3, -1), slice(0, 3, 0):
            self.assertRaises(ValueError, p.__getitem__, bad)
        self.assertRaises(MemoryError, p.__getitem__, slice(0, 2 ** 62))
        self.assertEqual(cast(create_string_buffer(b"abc"), POINTER(c_char))[:3], b"abc")

    def test_incomplete(self):
        cell_pointer = POINTER("cell")
        self.assertRaisesRegex(TypeError, "has no _type_", cell_pointer)
        bare = cell_pointer.from_buffer(c_void_p(1))
        for f in (lambda: bare[0], lambda: bare.contents, lambda: setattr(bare, "contents", c_int()), lambda: bare.__setitem__(0, 1)):
            self.assertRaisesRegex(TypeError, "has no _type_", f)

        class Cell(Structure):
            _fields_ = [("value", c_int), ("next", cell_pointer)]
        SetPointerType(cell_pointer, Cell)
        last = Cell(2)
        first = Cell(1, pointer(last))
        self.assertEqual(first.next[0].value, 2)
        del ctypes._pointer_type_cache[Cell]

    def test_wrong_arguments(self):
        self.assertRaisesRegex(TypeError, "must be a ctypes type", POINTER, int)
        self.assertRaisesRegex(TypeError, "_type_ must have storage info", pointer, 3)
        self.assertRaisesRegex(TypeError, "byref", byref, 3)
        for f in sizeof, alignment, addressof:
            self.assertRaises(TypeError, f, 3)
        self.assertRaises(TypeError, cast, c_int(3), c_int)
        self.assertRaises(ArgumentError, cast, 1.5, c_void_p)

    def test_cast_keeps_what_it_points_to(self):
        class Traced(Structure):
            _fields_ = [("a", c_int)]
        t = Traced(5)
        gone = weakref.ref(t)
        p = cast(pointer(t), POINTER(c_byte))
        del t
        gc.collect()
        self.assertEqual((p[0], gone() is None), (5, False))
        del p
        gc.collect()
        self.assertIsNone(gone())
        self.assertEqual(string_at(cast(b"some text", c_void_p)), b"some text")


class Memory(unittest.TestCase):
    def test_kept_objects(self):
        self.assertEqual(c_char_p(b"abc")._objects, b"abc")
        row = Named(b"one")
        self.assertEqual(row._objects, {"0": b"one"})
        i = c_int(1)
        row.next = pointer(i)
        self.assertEqual(row._objects["1"], {"1": i})

        class Outer(Structure):
            _fields_ = [("n", c_int), ("names", c_char_p * 3)]
        outer = Outer()
        outer.names[2] = b"deep"
        self.assertEqual(outer._objects, {"2:1": b"deep"})
        self.assertIs(outer.names._b_base_, outer)

    def test_a_part_keeps_the_whole(self):
        class Holder(Structure):
            _fields_ = [("p", Point), ("grid", c_int * 100)]
        part = Holder(Point(1, 2)).p
        gc.collect()
        self.assertEqual((part.x, part.y), (1, 2))

    def test_from_buffer(self):
        data = bytearray(8)
        p = Point.from_buffer(data)
        p.y = 0x01020304
        self.assertEqual(data[4:], b"\4\3\2\1")
        self.assertRaises(BufferError, data.append, 1)
        self.assertRaises(BufferError, list(p._objects.values())[0].release)
        del p
        gc.collect()
        data.append(1)
        self.assertEqual(c_ushort.from_buffer(data, 6).value, 0x0102)
        for source, offset, error, message in ((b"12345678", 0, TypeError, "not writable"), (bytearray(3), 0, ValueError, "too small"),
                                               (bytearray(9), 2, ValueError, r"\(9 instead of at least 10 bytes\)"),
                                               (bytearray(9), -1, ValueError, "cannot be negative"), ("x", 0, TypeError, "bytes-like"),
                                               (memoryview(bytearray(20))[::2], 0, TypeError, "not C contiguous"),
                                               (bytearray(9), sys.maxsize, ValueError, "too small")):
            self.assertRaisesRegex(error, message, Point.from_buffer, source, offset)
        self.assertRaises(OverflowError, Point.from_buffer, bytearray(9), 2 ** 64)

    def test_from_buffer_copy(self):
        p = Point.from_buffer_copy(struct.pack("ii", 3, 4))
        self.assertEqual((p.x, p.y, p._objects), (3, 4, None))
        self.assertRaisesRegex(ValueError, "too small", Point.from_buffer_copy, b"1234567")
        self.assertRaisesRegex(ValueError, "negative", Point.from_buffer_copy, b"12345678", -1)

    def test_from_address(self):
        i = c_int(5)
        self.assertEqual(c_int.from_address(addressof(i)).value, 5)
        self.assertRaisesRegex(TypeError, "integer expected", c_int.from_address, "x")
        self.assertEqual((i._b_needsfree_, c_int.from_address(addressof(i))._b_needsfree_), (1, 0))

    def test_resize(self):
        class Growing(Structure):
            _fields_ = [("n", c_int), ("items", c_int * 1)]
        g = Growing(1, (7,))
        part = g.items
        resize(g, 4000)
        self.assertEqual((sizeof(g), g.n, g.items[0], part[0]), (4000, 1, 7, 7))
        resize(g, 5000)
        self.assertEqual(g.items[0], 7)
        self.assertRaisesRegex(ValueError, "minimum size is 8", resize, g, 4)
        self.assertRaisesRegex(ValueError, "doesn't own it", resize, g.items, 100)
        self.assertRaisesRegex(TypeError, "ctypes instance", resize, 3, 100)
        self.assertRaises(MemoryError, resize, g, 2 ** 62)
        with memoryview(g):
            self.assertRaises(BufferError, resize, g, 6000)

    def test_memmove_memset_string_at(self):
        buffer = create_string_buffer(10)
        memset(buffer, ord("x"), 4)
        self.assertEqual(buffer.value, b"xxxx")
        memmove(addressof(buffer) + 1, b"abc", 2)
        self.assertEqual(string_at(buffer), b"xabx")
        self.assertEqual(string_at(addressof(buffer), 2), b"xa")
        self.assertEqual(wstring_at(create_unicode_buffer("h\u00e4llo"), 3), "h\u00e4l")
        self.assertEqual(wstring_at("direct"), "direct")
        self.assertRaises(ValueError, string_at, buffer, -2)
        self.assertRaises(ArgumentError, string_at, 1.5)

    def test_buffers(self):
        grid = memoryview((c_int * 3 * 2)((1, 2, 3)))
        self.assertEqual((grid.shape, array.array("i", grid.tobytes()).tolist()), ((2, 3), [1, 2, 3, 0, 0, 0]))
        view = memoryview((c_short * 3)(1, 2, 3))
        self.assertEqual((view.format, view.shape, view.itemsize, view.readonly), ("<h", (3,), 2, False))
        self.assertEqual(memoryview(c_double(1.5)).shape, ())
        for cls, text in ((Point, "T{<i:x:<i:y:}"), (POINTER(c_int * 2), "&(2)<i"), (CFUNCTYPE(None), "X{}"), (c_longdouble, "<g"),
                          (type("U", (Union,), {"_fields_": [("a", c_int)]}), "B")):
            self.assertEqual(memoryview(cls()).format, text)

        class Gaps(Structure):
            _fields_ = [("a", c_char), ("b", c_int), ("c", c_short)]
        self.assertEqual(memoryview(Gaps()).format, "T{<c:a:3x<i:b:<h:c:2x}")
        numbers = (c_int * 2)()
        memoryview(numbers).cast("B")[4] = 9
        self.assertEqual(numbers[:], [0, 9])

    def test_pickle_and_copy(self):
        p = Point(1, 2)
        p.extra = "kept"
        for q in pickle.loads(pickle.dumps(p)), copy.copy(p), copy.deepcopy(p):
            self.assertEqual((q.x, q.y, q.extra), (1, 2, "kept"))
        self.assertEqual(pickle.loads(pickle.dumps((c_int * 3)(1, 2, 3).__getitem__(1))), 2)
        for unable in c_char_p(), pointer(p), Named(), CFUNCTYPE(None)(), (c_void_p * 2)():
            self.assertRaisesRegex(ValueError, "containing pointers cannot be pickled", pickle.dumps, unable)
        self.assertRaises(TypeError, p.__setstate__, 3, b"")
        self.assertRaises(TypeError, p.__setstate__, {}, 3)
        p.__setstate__({}, b"\x09" + bytes(100))
        self.assertEqual(p.x, 9)

    def test_weak_references_and_cycles(self):
        class Node(Structure):
            pass
        Node._fields_ = [("next", POINTER(Node))]
        n = Node()
        n.next = pointer(n)
        gone = weakref.ref(n)
        del n
        gc.collect()
        self.assertIsNone(gone())

    def test_array_module_memory(self):
        a = array.array("i", [1, 2, 3])
        x = (c_int * 3).from_buffer(a)
        x[1] = 20
        self.assertEqual(a[1], 20)
        self.assertRaises(BufferError, a.append, 1)


if __name__ == "__main__":
    unittest.main()
