import collections
import operator
import types
import unittest

import extension

c = extension.load("abstract")
NULL = ...
NUMBERS = (0, 1, -1, 256, 257, -6, 1000, 1 << 61, (1 << 62) - 1, 1 << 62, -(1 << 62), -(1 << 62) - 1, 1 << 63, -1 << 63, 1 << 100,
           1.5, -0.0, 1e300, 1e-300, float("inf"), True, 2j)


class Int(int):
    pass


class Table:
    """A mapping by methods, which raises for the key 'bad'."""
    def __init__(self, **items):
        self.data = items

    def __getitem__(self, key):
        if key == "bad":
            raise ZeroDivisionError
        return self.data[key]

    def __setitem__(self, key, value):
        self.data[key] = value

    def __len__(self):
        return len(self.data)

    def keys(self):
        return iter(self.data)

    def values(self):
        return 42


class Positions:
    """A sequence by __getitem__ only."""
    def __init__(self, n):
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        if isinstance(i, int) and not 0 <= i < self.n:
            raise IndexError(i)
        return i


class Case(unittest.TestCase):
    def raises(self, error, message, function, *args):
        with self.assertRaises(error) as caught:
            function(*args)
        if message is not None:
            self.assertEqual(str(caught.exception), message)

    def same(self, got, expected):
        self.assertIs(type(got), type(expected))
        self.assertEqual(repr(got), repr(expected))

    def agree(self, function, oracle, *args):
        """Both give the same, or raise the same class."""
        try:
            expected = oracle(*args)
        except Exception as e:
            self.assertRaises(type(e), function, *args)
        else:
            self.same(function(*args), expected)


class NumberTest(Case):
    def test_binary(self):
        for name, oracle in (("Add", operator.add), ("Subtract", operator.sub), ("Multiply", operator.mul), ("FloorDivide", operator.floordiv),
                             ("TrueDivide", operator.truediv), ("Remainder", operator.mod), ("And", operator.and_), ("Or", operator.or_),
                             ("Xor", operator.xor)):
            for a in NUMBERS:
                for b in NUMBERS:
                    self.agree(getattr(c, "PyNumber_" + name), oracle, a, b)
                    self.agree(getattr(c, "PyNumber_InPlace" + name), oracle, a, b)
        for a in NUMBERS:
            self.agree(c.PyNumber_Divmod, divmod, a, 7)
            self.agree(c.PyNumber_Lshift, operator.lshift, a, 3)
            self.agree(c.PyNumber_Rshift, operator.rshift, a, 3)
            self.agree(c.PyNumber_InPlaceLshift, operator.lshift, a, 3)
            self.agree(c.PyNumber_InPlaceRshift, operator.rshift, a, 3)

    def test_power(self):
        for power in (c.PyNumber_Power, c.PyNumber_InPlacePower):
            self.assertEqual(power(3, 100, None), 3 ** 100)
            self.assertEqual(power(3, 100, 1000), pow(3, 100, 1000))
            self.raises(TypeError, None, power, 2.5, 2, 3)
            self.raises(SystemError, "null argument to internal routine", power, 1, 2, NULL)

    def test_in_place_changes_what_can_be_changed(self):
        l = [1]
        self.assertIs(c.PyNumber_InPlaceAdd(l, (2,)), l)
        self.assertIs(c.PyNumber_InPlaceMultiply(l, 2), l)
        self.assertEqual(l, [1, 2, 1, 2])

    def test_unary(self):
        for a in NUMBERS + (Int(5),):
            for name, oracle in (("Negative", operator.neg), ("Positive", operator.pos), ("Absolute", abs), ("Invert", operator.invert),
                                 ("Long", int), ("Float", float), ("Index", operator.index)):
                self.agree(getattr(c, "PyNumber_" + name), oracle, a)
        self.same(c.PyNumber_Long(" 12 "), 12)
        self.same(c.PyNumber_Long(b"-9223372036854775808"), -1 << 63)
        self.same(c.PyNumber_Float("1e3"), 1000.0)
        self.raises(TypeError, "'str' object cannot be interpreted as an integer", c.PyNumber_Index, "1")

    def test_wrong_operands(self):
        self.raises(TypeError, "unsupported operand type(s) for +: 'int' and 'str'", c.PyNumber_Add, 1, "")
        self.raises(TypeError, "unsupported operand type(s) for -=: 'int' and 'str'", c.PyNumber_InPlaceSubtract, 1, "")
        self.raises(TypeError, "bad operand type for unary -: 'str'", c.PyNumber_Negative, "")
        for f in (c.PyNumber_Add, c.PyNumber_Negative, c.PyNumber_Index, c.PyNumber_Long, c.PyNumber_Float, c.PySequence_Concat):
            self.raises(SystemError, "null argument to internal routine", f, NULL, 1)

    def test_check(self):
        self.assertEqual([c.PyNumber_Check(x) for x in (1, 1.5, 1j, True, Int(), "1", None, [], NULL)], [1, 1, 1, 1, 1, 0, 0, 0, 0])

    def test_base(self):
        for n in (0, 5, -300, 1 << 70):
            self.assertEqual([c.PyNumber_ToBase(n, base) for base in (2, 8, 10, 16)], [bin(n), oct(n), str(n), hex(n)])
        self.raises(TypeError, None, c.PyNumber_ToBase, 1.5, 10)
        self.raises(SystemError, "PyNumber_ToBase: base must be 2, 8, 10 or 16", c.PyNumber_ToBase, 1, 7)

    def test_ssize(self):
        top = (1 << 63) - 1
        self.assertEqual([c.PyNumber_AsSsize_t(n, IndexError) for n in (5, top, -top - 1, True)], [5, top, -top - 1, 1])
        self.raises(IndexError, "cannot fit 'int' into an index-sized integer", c.PyNumber_AsSsize_t, top + 1, IndexError)
        self.assertEqual([c.PyNumber_AsSsize_t(n, NULL) for n in (1 << 80, -1 << 80)], [top, -top - 1])
        self.raises(TypeError, None, c.PyNumber_AsSsize_t, 1.5, NULL)


class SequenceTest(Case):
    def test_check(self):
        yes = ([], (), "", b"", bytearray(), range(3), Positions(2), memoryview(b""), collections.deque())
        no = (1, {}, set(), None, types.MappingProxyType({}), iter([]), collections.OrderedDict(), NULL)
        self.assertEqual([c.PySequence_Check(x) for x in yes], [1] * len(yes))
        self.assertEqual([c.PySequence_Check(x) for x in no], [0] * len(no))

    def test_size(self):
        self.assertEqual([c.PySequence_Size(x) for x in ([1], "abc", {1, 2}, Positions(7))], [1, 3, 2, 7])
        self.raises(TypeError, "dict is not a sequence", c.PySequence_Size, {})
        self.raises(TypeError, "object of type 'int' has no len()", c.PySequence_Size, 5)
        self.raises(SystemError, "null argument to internal routine", c.PySequence_Size, NULL)

    def test_concat_and_repeat(self):
        for concat in (c.PySequence_Concat, c.PySequence_InPlaceConcat):
            self.assertEqual(concat([1], [1000000]), [1, 1000000])
            self.assertEqual(concat("a", "b"), "ab")
            self.raises(TypeError, "'int' object can't be concatenated", concat, 1, 2)
        l = [1]
        self.assertIs(c.PySequence_InPlaceConcat(l, "xy"), l)
        self.assertIs(c.PySequence_InPlaceRepeat(l, 2), l)
        self.assertEqual(l, [1, "x", "y"] * 2)
        for repeat in (c.PySequence_Repeat, c.PySequence_InPlaceRepeat):
            self.assertEqual(repeat((1,), 3), (1, 1, 1))
            self.assertEqual(repeat("ab", -1), "")
            self.raises(TypeError, "'int' object can't be repeated", repeat, 3, 3)

    def test_get_item(self):
        for s in ("abc", [10, 1000, 1 << 70], (1.5, 2, 3), b"abc", range(3), collections.deque("abc")):
            for i in (0, 2, -1, -3):
                self.same(c.PySequence_GetItem(s, i), s[i])
            for i in (3, -4, (1 << 63) - 1, -1 << 63):
                self.raises(IndexError, None, c.PySequence_GetItem, s, i)
        self.assertEqual(c.PySequence_GetItem(Positions(5), -1), 4)
        self.raises(IndexError, None, c.PySequence_GetItem, Positions(5), -6)
        self.raises(TypeError, "dict is not a sequence", c.PySequence_GetItem, {0: 1}, 0)
        self.raises(TypeError, "'int' object does not support indexing", c.PySequence_GetItem, 5, 0)

    def test_set_item(self):
        l = [0, 1, 2]
        self.assertEqual(c.PySequence_SetItem(l, -1, 1 << 65), 0)
        self.assertEqual(c.PySequence_SetItem(l, 0, 1.5), 0)
        self.assertEqual(l, [1.5, 1, 1 << 65])
        self.assertEqual(c.PySequence_DelItem(l, -2), 0)
        self.assertEqual(c.PySequence_SetItem(l, 0, NULL), 0)
        self.assertEqual(l, [1 << 65])
        for i in (1, -2):
            self.raises(IndexError, None, c.PySequence_SetItem, l, i, 1)
            self.raises(IndexError, None, c.PySequence_DelItem, l, i)
        self.raises(TypeError, "'tuple' object does not support item assignment", c.PySequence_SetItem, (1,), 0, 1)
        self.raises(TypeError, "'tuple' object doesn't support item deletion", c.PySequence_DelItem, (1,), 0)
        self.raises(TypeError, "dict is not a sequence", c.PySequence_SetItem, {}, 0, 1)

    def test_slices(self):
        self.assertEqual(c.PySequence_GetSlice("abcdef", 1, 3), "bc")
        self.assertEqual(c.PySequence_GetSlice([1, 2, 3], -2, 100), [2, 3])
        l = list(range(6))
        self.assertEqual(c.PySequence_SetSlice(l, 1, 3, (9,)), 0)
        self.assertEqual(c.PySequence_DelSlice(l, 2, 4), 0)
        self.assertEqual(l, [0, 9, 5])
        self.assertEqual(c.PySequence_SetSlice(l, 0, 1, NULL), 0)
        self.assertEqual(l, [9, 5])
        self.raises(TypeError, "'int' object is unsliceable", c.PySequence_GetSlice, 1, 0, 1)
        self.raises(TypeError, "'tuple' object doesn't support slice assignment", c.PySequence_SetSlice, (), 0, 1, ())
        self.raises(TypeError, "'tuple' object doesn't support slice deletion", c.PySequence_DelSlice, (), 0, 1)

    def test_search(self):
        l = [1000, 2, 1000.0, "x"]
        self.assertEqual((c.PySequence_Count(l, 1000), c.PySequence_Index(l, "x"), c.PySequence_Contains(l, 2)), (2, 3, 1))
        self.assertEqual((c.PySequence_Count(iter(l), 7), c.PySequence_Contains({1: 2}, 2)), (0, 0))
        self.raises(ValueError, "sequence.index(x): x not in sequence", c.PySequence_Index, l, 3)
        self.raises(TypeError, "argument of type 'int' is not iterable", c.PySequence_Index, 1, 1)
        self.raises(TypeError, "argument of type 'int' is not iterable", c.PySequence_Count, 1, 1)
        self.raises(TypeError, "argument of type 'int' is not iterable", c.PySequence_Contains, 1, 1)

    def test_copies(self):
        l, t = [1, 2], (1, 2)
        self.assertIsNot(c.PySequence_List(l), l)
        self.assertIs(c.PySequence_Tuple(t), t)
        self.assertIs(c.PySequence_Fast(l), l)
        self.assertIs(c.PySequence_Fast(t), t)
        self.assertEqual(c.PySequence_List(x for x in range(1000, 1003)), [1000, 1001, 1002])
        self.assertEqual(c.PySequence_Tuple("ab"), ("a", "b"))
        self.assertEqual(c.PySequence_Fast(range(2)), [0, 1])
        self.raises(TypeError, "no sequence at all", c.PySequence_Fast, 5)
        self.raises(TypeError, "'int' object is not iterable", c.PySequence_List, 5)

        def broken():
            yield 1
            raise KeyError("here")
        self.raises(KeyError, None, c.PySequence_Fast, broken())


class MappingTest(Case):
    def test_check_and_size(self):
        self.assertEqual([c.PyMapping_Check(x) for x in ({}, [], "", Table(), 1, set(), None, NULL)], [1, 1, 1, 1, 0, 0, 0, 0])
        self.assertEqual((c.PyMapping_Size({1: 2}), c.PyMapping_Size(Table())), (1, 0))
        self.raises(TypeError, "set is not a mapping", c.PyMapping_Size, set())

    def test_lists(self):
        d = {1: 1000, "b": 2.5}
        for m in (d, collections.OrderedDict(d), types.MappingProxyType(d)):
            self.assertEqual((c.PyMapping_Keys(m), c.PyMapping_Values(m), c.PyMapping_Items(m)),
                             ([1, "b"], [1000, 2.5], [(1, 1000), ("b", 2.5)]))
        self.assertEqual(c.PyMapping_Keys(Table(a=1)), ["a"])
        self.raises(TypeError, "Table.values() returned a non-iterable (type int)", c.PyMapping_Values, Table(a=1))
        self.raises(AttributeError, "'Table' object has no attribute 'items'", c.PyMapping_Items, Table(a=1))

    def test_by_string(self):
        for m in ({}, Table()):
            self.assertEqual(c.PyMapping_HasKeyString(m), 0)
            self.raises(KeyError, "'key'", c.PyMapping_GetItemString, m)
            self.assertEqual(c.PyMapping_SetItemString(m, 1 << 64), 0)
            self.assertEqual((c.PyMapping_GetItemString(m), c.PyMapping_HasKeyString(m)), (1 << 64, 1))
        self.raises(TypeError, None, c.PyMapping_GetItemString, 5)

    def test_has_key_swallows_errors(self):
        self.assertEqual([c.PyMapping_HasKey(*x) for x in (({1: 2}, 1), ({}, []), (Table(), "bad"), (5, 5), ([1], 0), (NULL, 1))],
                         [1, 0, 0, 0, 1, 0])


class IteratorTest(Case):
    def test_next(self):
        self.assertEqual(c.PyIter_Next(iter([1000])), 1000)
        self.assertIs(c.PyIter_Next(iter([])), NULL)
        self.assertEqual(c.total(iter(range(100000))), sum(range(100000)))
        self.assertEqual(c.total(x / 4 for x in range(1000)), sum(x / 4 for x in range(1000)))

        def broken():
            yield 1
            raise KeyError("here")
        self.raises(KeyError, None, c.total, broken())

        class Stops:
            def __iter__(self):
                return self

            def __next__(self):
                raise StopIteration(5)
        self.assertEqual(c.total(Stops()), 0)

    def test_new(self):
        self.assertEqual(list(c.PySeqIter_New(Positions(3))), [0, 1, 2])
        self.assertEqual(list(c.PySeqIter_New("ab")), ["a", "b"])
        self.raises(SystemError, None, c.PySeqIter_New, {})
        n = iter(range(1000, 2000))
        self.assertEqual(list(c.PyCallIter_New(lambda: next(n), 1003)), [1000, 1001, 1002])


if __name__ == "__main__":
    unittest.main()
