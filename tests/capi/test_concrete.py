import collections
import gc
import sys
import types
import unittest

import extension

c = extension.load("concrete")
NULL = ...
TOP = 1 << 63
INTS = (0, 1, -1, 256, 257, -5, -6, 1000, (1 << 31) - 1, 1 << 31, -1 << 31, 1 << 32, (1 << 62) - 1, 1 << 62, -(1 << 62), -(1 << 62) - 1, TOP - 1, -TOP)


class Int(int):
    pass


class Index:
    def __init__(self, n):
        self.n = n

    def __index__(self):
        return self.n


class Whole:
    def __int__(self):
        return 77


class Case(unittest.TestCase):
    def raises(self, error, message, function, *args):
        with self.assertRaises(error) as caught:
            function(*args)
        if message is not None:
            self.assertEqual(str(caught.exception), message)

    def same(self, got, expected):
        self.assertIs(type(got), type(expected))
        self.assertEqual(repr(got), repr(expected))


class IntTest(Case):
    def test_signed(self):
        for i in INTS:
            self.assertEqual(c.signed_ints(i), (i, i, i))
            self.assertEqual(c.PyLong_AsLongAndOverflow(i), (i, 0))
            for f in (c.PyLong_AsLong, c.PyLong_AsLongLong, c.PyLong_AsSsize_t):
                self.same(f(i), i)
                self.same(f(Int(i)), i)
        self.assertEqual(c.PyLong_AsLong(True), 1)
        self.assertEqual([c.PyLong_AsLongAndOverflow(i) for i in (TOP, -TOP - 1, 1 << 200)], [(-1, 1), (-1, -1), (-1, 1)])
        for i in (TOP, -TOP - 1, 1 << 100):
            self.raises(OverflowError, "Python int too large to convert to C long", c.PyLong_AsLong, i)
            self.raises(OverflowError, None, c.PyLong_AsLongLong, i)
            self.raises(OverflowError, "Python int too large to convert to C ssize_t", c.PyLong_AsSsize_t, i)

    def test_unsigned(self):
        checked = (c.PyLong_AsUnsignedLong, c.PyLong_AsUnsignedLongLong, c.PyLong_AsSize_t)
        for i in [i for i in INTS if i >= 0] + [TOP, 2 * TOP - 1]:
            self.assertEqual(c.unsigned_ints(i), (i, i, i, i))
            for f in checked:
                self.same(f(i), i)
        for f, negative in zip(checked, ("can't convert negative value to unsigned int", "can't convert negative int to unsigned",
                                         "can't convert negative value to size_t")):
            self.raises(OverflowError, negative, f, -1)
            self.raises(OverflowError, None, f, 2 * TOP)
        for i in INTS + (2 * TOP, 3 * TOP + 5, -(1 << 100) - 3):
            self.assertEqual(c.PyLong_AsUnsignedLongMask(i), i % (2 * TOP))
            self.assertEqual(c.PyLong_AsUnsignedLongLongMask(i), i % (2 * TOP))

    def test_pointers(self):
        for i in (0, 1000, TOP, 2 * TOP - 1):
            self.assertEqual(c.PyLong_AsVoidPtr(i), i)
        self.assertEqual(c.PyLong_AsVoidPtr(-1), 2 * TOP - 1)
        self.raises(OverflowError, None, c.PyLong_AsVoidPtr, 2 * TOP)
        self.raises(OverflowError, None, c.PyLong_AsVoidPtr, -TOP - 1)
        self.raises(TypeError, None, c.PyLong_AsVoidPtr, "1")

    def test_conversion(self):
        for f in (c.PyLong_AsLong, c.PyLong_AsLongLong, c.PyLong_AsUnsignedLongMask):
            self.assertEqual((f(Index(5)), f(Whole())), (5, 77))
            for wrong in ("5", None, [], 1j):
                self.raises(TypeError, None, f, wrong)
        for f in (c.PyLong_AsUnsignedLong, c.PyLong_AsSize_t, c.PyLong_AsSsize_t, c.PyLong_AsUnsignedLongLong, c.PyLong_AsDouble):
            for wrong in (1.0, "5", None, Whole()):
                self.raises(TypeError, None, f, wrong)
        for f in (c.PyLong_AsLong, c.PyLong_AsUnsignedLong, c.PyLong_AsSsize_t, c.PyLong_AsDouble, c.PyLong_AsUnsignedLongMask):
            self.raises(SystemError, None, f, NULL)

    def test_double(self):
        for i in INTS + (1 << 100, 1 << 1000):
            self.same(c.PyLong_AsDouble(i), float(i))
        self.raises(OverflowError, "int too large to convert to float", c.PyLong_AsDouble, 1 << 1024)
        for d in (0.0, -1.9, 1e15, 1e300):
            self.same(c.PyLong_FromDouble(d), int(d))
        self.raises(OverflowError, "cannot convert float infinity to integer", c.PyLong_FromDouble, float("inf"))
        self.raises(ValueError, "cannot convert float NaN to integer", c.PyLong_FromDouble, float("nan"))

    def test_text(self):
        for text, base in ((b"12", 10), (b"  -0x1F ", 0), (b"0b11", 2), (b"zz", 36), (b"+7", 8), (b"123456789012345678901234567890", 10),
                           (b"0", 0), (b"\t0o17\n", 0)):
            self.assertEqual(c.PyLong_FromString(text, base), (int(text, base), len(text)))
        for text, base, end in ((b"12abc", 10, 2), (b" 1f,", 16, 3), (b"19", 8, 1), (b"7 8", 10, 2), (b"0b12", 0, 3), (b"x", 10, 0), (b"", 10, 0)):
            self.assertEqual(c.PyLong_FromString(text, base, True), (None, end))
            self.raises(ValueError, "invalid literal for int() with base {0}: '{1}'".format(base, text.decode()), c.PyLong_FromString, text, base)
        for base in (1, 37, -1):
            self.raises(ValueError, "int() arg 2 must be >= 2 and <= 36", c.PyLong_FromString, b"1", base)

    def test_bool_and_info(self):
        self.assertEqual([c.PyBool_FromLong(i) for i in (0, 1, -7)], [False, True, True])
        self.assertEqual(c.PyLong_GetInfo(), sys.int_info)


class FloatTest(Case):
    def test_double(self):
        class Real:
            def __float__(self):
                return 2.5

        class Float(float):
            pass
        for x, d in ((1.5, 1.5), (-0.0, -0.0), (1e300, 1e300), (Float(3), 3.0), (7, 7.0), (Real(), 2.5), (Index(4), 4.0), (True, 1.0)):
            self.same(c.PyFloat_AsDouble(x), d)
            self.same(c.PyComplex_RealAsDouble(x), d)
            self.same(c.PyComplex_ImagAsDouble(x), 0.0)
        self.assertEqual(repr(c.PyFloat_AsDouble(float("nan"))), "nan")
        self.raises(TypeError, "must be real number, not str", c.PyFloat_AsDouble, "1")
        self.raises(TypeError, "bad argument type for built-in operation", c.PyFloat_AsDouble, NULL)

    def test_text(self):
        for text in ("1.5", b" -inf ", bytearray(b"1e-5")):
            self.same(c.PyFloat_FromString(text), float(text))
        self.raises(ValueError, "could not convert string to float: 'x'", c.PyFloat_FromString, "x")
        self.raises(TypeError, None, c.PyFloat_FromString, 5)

    def test_limits(self):
        self.assertEqual(c.PyFloat_GetInfo(), sys.float_info)
        self.assertEqual(c.float_limits(), (sys.float_info.max, sys.float_info.min))

    def test_complex(self):
        class Complex:
            def __complex__(self):
                return 3 + 4j
        self.same(c.PyComplex_FromDoubles(1.5, -0.0), complex(1.5, -0.0))
        self.assertEqual([(c.PyComplex_RealAsDouble(x), c.PyComplex_ImagAsDouble(x)) for x in (1 + 2j, Complex())], [(1.0, 2.0), (3.0, 4.0)])
        self.raises(TypeError, None, c.PyComplex_RealAsDouble, "1")
        self.assertEqual(c.PyComplex_ImagAsDouble("1"), 0.0)


class TupleTest(Case):
    def test_items(self):
        class Tuple(tuple):
            pass
        for t in ((1 << 40, 2.5, "x", None), Tuple((1, -0.0, 5, 1 << 90))):
            self.assertEqual(c.PyTuple_Size(t), 4)
            for i in range(4):
                self.same(c.PyTuple_GetItem(t, i), t[i])
            for i in (-1, 4):
                self.raises(IndexError, "tuple index out of range", c.PyTuple_GetItem, t, i)
            self.assertEqual(c.PyTuple_GetSlice(t, -5, 2), t[:2])
            self.assertEqual(c.PyTuple_GetSlice(t, 3, 1), ())
            self.assertEqual(c.PyTuple_GetSlice(t, 1, 100), t[1:])
        for f in (c.PyTuple_Size, lambda x: c.PyTuple_GetItem(x, 0), lambda x: c.PyTuple_GetSlice(x, 0, 1)):
            self.raises(SystemError, None, f, [1])
            self.raises(SystemError, None, f, NULL)

    def test_filling(self):
        items = [1 << 40, 2.5, "x", object(), 1 << 90, 7]
        self.assertEqual(c.fill_tuple(items), tuple(items))
        self.assertEqual(c.fill_tuple([]), ())
        self.assertEqual(c.PyTuple_New(0), ())
        self.raises(SystemError, None, c.PyTuple_New, -1)
        self.raises(IndexError, "tuple assignment index out of range", c.PyTuple_SetItem_outside, 1)
        self.raises(IndexError, None, c.PyTuple_SetItem_outside, -1)

    def test_a_tuple_others_know_cannot_be_changed(self):
        t = tuple([1, 2])
        self.raises(SystemError, None, c.PyTuple_SetItem, t, 0, 5)
        self.raises(SystemError, None, c.PyTuple_SetItem, [1], 0, 5)
        self.assertEqual(t, (1, 2))

    def test_a_filled_tuple_is_seen_by_the_collector(self):
        class Node:
            pass
        node = Node()
        node.cycle = c.fill_tuple([node])
        alive = []
        node.end = type("End", (), {"__del__": lambda self: alive.append(1)})()
        del node
        gc.collect()
        self.assertEqual(alive, [1])


class Unequal:
    def __hash__(self):
        return hash(1000)

    def __eq__(self, other):
        raise ZeroDivisionError


class DictTest(Case):
    def test_looking_up(self):
        class Dict(dict):
            def __getitem__(self, key):
                raise AssertionError

            def __missing__(self, key):
                raise AssertionError
        for d in ({1000: 1 << 40, "key": 2.5, 1.5: None}, Dict({1000: 1 << 40, "key": 2.5, 1.5: None})):
            for key, value in ((1000, 1 << 40), ("key", 2.5), (1.5, None), (1000.0, 1 << 40)):
                self.same(c.PyDict_GetItem(d, key), value)
                self.same(c.PyDict_GetItemWithError(d, key), value)
                self.assertEqual(c.PyDict_Contains(d, key), 1)
            self.assertEqual((c.PyDict_GetItem(d, 5), c.PyDict_GetItemWithError(d, 5), c.PyDict_Contains(d, 5)), (NULL, NULL, 0))
            self.assertEqual((c.PyDict_GetItemString(d), c.PyDict_GetItemString({})), (2.5, NULL))
            self.assertEqual(c.PyDict_Size(d), 3)

    def test_get_item_swallows_errors(self):
        for key in ([], Unequal(), NULL):
            self.assertIs(c.PyDict_GetItem({1000: 1}, key), NULL)
        self.assertIs(c.PyDict_GetItem([], 1), NULL)
        for key in ([], Unequal(), 7):
            self.raises(OSError, "before", c.get_with_exception, {1000: 1}, key)
        self.raises(TypeError, "unhashable type: 'list'", c.PyDict_GetItemWithError, {}, [])
        self.raises(ZeroDivisionError, None, c.PyDict_GetItemWithError, {1000: 1}, Unequal())
        self.raises(TypeError, None, c.PyDict_Contains, {1: 1}, [])

    def test_changing(self):
        d = c.PyDict_New()
        self.assertEqual(c.PyDict_SetItem(d, 1 << 40, 2.5), 0)
        self.assertEqual(c.PyDict_SetItemString(d, 1 << 62), 0)
        self.assertEqual(d, {1 << 40: 2.5, "key": 1 << 62})
        self.assertIs(type(list(d)[0]), int)
        copy = c.PyDict_Copy(d)
        self.assertEqual((c.PyDict_DelItem(d, 1 << 40), c.PyDict_DelItemString(d), d), (0, 0, {}))
        self.raises(KeyError, "'key'", c.PyDict_DelItemString, d)
        self.raises(KeyError, "5", c.PyDict_DelItem, d, 5)
        self.raises(TypeError, "unhashable type: 'list'", c.PyDict_SetItem, d, [], 1)
        self.assertEqual((c.PyDict_Size(copy), c.PyDict_Clear(copy), copy, c.PyDict_Clear([1])), (2, None, {}, None))

    def test_contents(self):
        d = {1000: "a", "b": 1 << 62, 2.5: None}
        self.assertEqual((c.PyDict_Keys(d), c.PyDict_Values(d), c.PyDict_Items(d)), (list(d), list(d.values()), list(d.items())))
        self.assertEqual(c.walk(d), [1000, "a", "b", 1 << 62, 2.5, None])
        self.assertEqual(c.walk({i: i / 8 for i in range(1000, 1020)}), [x for i in range(1000, 1020) for x in (i, i / 8)])
        self.assertEqual((c.walk({}), c.walk([1])), ([], []))

    def test_merging(self):
        class Keys:
            def keys(self):
                return [1, 2]

            def __getitem__(self, key):
                return key * 1000
        d = {1: "old"}
        self.assertEqual((c.PyDict_Merge(d, Keys(), 0), d), (0, {1: "old", 2: 2000}))
        self.assertEqual((c.PyDict_Merge(d, {1: "new", 3: 3}, 0), d), (0, {1: "old", 2: 2000, 3: 3}))
        self.assertEqual((c.PyDict_Update(d, Keys()), d), (0, {1: 1000, 2: 2000, 3: 3}))
        self.assertEqual((c.PyDict_MergeFromSeq2(d, [(1, "x"), [4, "y"]], 0), d), (0, {1: 1000, 2: 2000, 3: 3, 4: "y"}))
        self.assertEqual((c.PyDict_MergeFromSeq2(d, iter(["az"]), 1), d["a"]), (0, "z"))
        self.raises(AttributeError, "'list' object has no attribute 'keys'", c.PyDict_Merge, d, [(1, 2)], 1)
        self.raises(TypeError, "cannot convert dictionary update sequence element #1 to a sequence", c.PyDict_MergeFromSeq2, d, [(1, 2), 3], 1)
        self.raises(ValueError, "dictionary update sequence element #0 has length 3; 2 is required", c.PyDict_MergeFromSeq2, d, [(1, 2, 3)], 0)

    def test_wrong_arguments(self):
        for f in (c.PyDict_Copy, c.PyDict_Keys, c.PyDict_Values, c.PyDict_Items, c.PyDict_Size):
            for wrong in ([], NULL):
                self.raises(SystemError, None, f, wrong)
        self.raises(SystemError, None, c.PyDict_SetItem, [], 1, 1)
        self.raises(SystemError, None, c.PyDict_DelItem, [], 1)
        self.raises(SystemError, None, c.PyDict_GetItemWithError, [], 1)
        self.raises(SystemError, None, c.PyDict_Update, {}, NULL)
        self.raises(SystemError, None, c.PyDict_Merge, [], {}, 1)

    def test_proxy(self):
        d = {1: 1000}
        proxy = c.PyDictProxy_New(d)
        self.assertIs(type(proxy), types.MappingProxyType)
        d[2] = 2
        self.assertEqual(proxy[2], 2)
        self.raises(TypeError, "mappingproxy() argument must be a mapping, not list", c.PyDictProxy_New, [])


class SetTest(Case):
    def test_new(self):
        self.assertEqual([c.PySet_New(NULL), c.PySet_New([1000, 2.5, 1000]), c.PyFrozenSet_New("ab"), c.PyFrozenSet_New(NULL)],
                         [set(), {1000, 2.5}, frozenset("ab"), frozenset()])
        self.assertIs(type(c.PyFrozenSet_New([1])), frozenset)
        self.raises(TypeError, "'int' object is not iterable", c.PySet_New, 5)
        self.raises(TypeError, "unhashable type: 'list'", c.PyFrozenSet_New, [[]])

    def test_keys(self):
        s = {1000, "x"}
        self.assertEqual((c.PySet_Contains(s, 1000), c.PySet_Contains(s, 7), c.PySet_Contains(frozenset(s), "x")), (1, 0, 1))
        self.assertEqual((c.PySet_Add(s, 1 << 62), c.PySet_Add(s, 1000), s, c.PySet_Size(s)), (0, 0, {1000, "x", 1 << 62}, 3))
        self.assertEqual((c.PySet_Discard(s, 1000), c.PySet_Discard(s, 1000), s), (1, 0, {"x", 1 << 62}))
        self.assertEqual({c.PySet_Pop(s), c.PySet_Pop(s)}, {"x", 1 << 62})
        self.raises(KeyError, "'pop from an empty set'", c.PySet_Pop, s)
        s.add(1)
        self.assertEqual((c.PySet_Clear(s), s), (0, set()))
        for f in (c.PySet_Contains, c.PySet_Add, c.PySet_Discard):
            self.raises(TypeError, "unhashable type: 'list'", f, s, [])
        self.raises(TypeError, None, c.PySet_Contains, s, set())

    def test_frozenset(self):
        made = c.fill_frozenset(1000, 2.5, "x")
        self.assertEqual((made, hash(made)), (frozenset([1000, 2.5, "x"]), hash(frozenset([1000, 2.5, "x"]))))
        self.raises(SystemError, None, c.PySet_Add, made, 1)
        for f in (c.PySet_Pop, c.PySet_Clear):
            self.raises(SystemError, None, f, made)
        self.raises(SystemError, None, c.PySet_Discard, made, 1)
        self.assertEqual(len(frozenset()), 0)

    def test_wrong_arguments(self):
        for f in (c.PySet_Size, c.PySet_Pop, c.PySet_Clear):
            for wrong in ([], {}, NULL):
                self.raises(SystemError, None, f, wrong)


class SliceTest(Case):
    def test_new(self):
        self.assertEqual(c.PySlice_New(1000, NULL, 2.5), slice(1000, None, 2.5))
        self.assertEqual(c.PySlice_New(NULL, NULL, NULL), slice(None))

    def test_indices(self):
        ends = (None, 0, 3, 10, 1000, -1, -3, -1000, 1 << 80, -1 << 80)
        for start in ends:
            for stop in ends:
                for step in (None, 1, 2, -1, -3, 1000):
                    s = slice(start, stop, step)
                    expected = s.indices(10)
                    self.assertEqual(c.PySlice_GetIndicesEx(s, 10), expected + (len(range(*expected)),))
        self.assertEqual(c.PySlice_GetIndicesEx(slice(Index(1), Index(5)), 10), (1, 5, 1, 4))
        self.raises(ValueError, "slice step cannot be zero", c.PySlice_GetIndicesEx, slice(1, 2, 0), 5)
        self.raises(TypeError, "slice indices must be integers or None or have an __index__ method", c.PySlice_GetIndicesEx, slice("a"), 5)

    def test_the_old_function_clips_nothing(self):
        for s, expected in ((slice(None), (0, 10, 1)), (slice(2, -1), (2, 9, 1)), (slice(None, None, -2), (9, -1, -2)), (slice(2, 11), NULL),
                            (slice(10, 10), NULL), (slice(0, 5, 0), NULL), (slice("a", 5), NULL), (slice(-20, 5), (-10, 5, 1))):
            self.assertEqual(c.PySlice_GetIndices(s, 10), expected)
        self.raises(OverflowError, None, c.PySlice_GetIndices, slice(1 << 70), 10)


if __name__ == "__main__":
    unittest.main()
