"""iter(), enumerate, zip, map, filter, reversed, generic aliases, and the protocol functions behind them."""
import unittest


class Sequence:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError
        return i * 10


class IteratorTest(unittest.TestCase):
    def test_sequence_by_position(self):
        self.assertEqual(list(Sequence()), [0, 10, 20])
        self.assertIn(20, Sequence())
        with self.assertRaisesRegex(TypeError, "'int' object is not iterable"):
            iter(3)

    def test_callable_with_sentinel(self):
        items = [1, 2, 3, 4]
        self.assertEqual(list(iter(items.pop, 2)), [4, 3])

    def test_enumerate_past_small_ints(self):
        start = 2**62 - 2
        self.assertEqual(list(enumerate('abcd', start)), [(start + i, c) for i, c in enumerate('abcd')])

    def test_tuples_kept_are_not_changed(self):
        self.assertEqual(list(zip('ab', [1, 2])), [('a', 1), ('b', 2)])
        self.assertEqual(list(enumerate('ab')), [(0, 'a'), (1, 'b')])

    def test_zip_strict(self):
        self.assertEqual(list(zip([1], [2], strict=True)), [(1, 2)])
        with self.assertRaisesRegex(ValueError, r'zip\(\) argument 2 is shorter than argument 1'):
            list(zip([1, 2], [1], strict=True))
        with self.assertRaisesRegex(ValueError, r'zip\(\) argument 3 is longer than arguments 1-2'):
            list(zip([1], [1], [1, 2], strict=True))

    def test_map_and_filter(self):
        self.assertEqual(list(map(pow, [2, 3], [3, 2])), [8, 9])
        self.assertEqual(list(filter(None, [0, 1, '', 'a'])), [1, 'a'])
        self.assertRaises(TypeError, map, len)

    def test_reversed(self):
        class Sized(Sequence):
            def __len__(self):
                return 3
        self.assertEqual(list(reversed(Sized())), [20, 10, 0])
        self.assertEqual(list(reversed([1, 2])), [2, 1])
        self.assertRaises(TypeError, reversed, {1})

    def test_generic_alias(self):
        alias = list[int]
        self.assertEqual(repr(alias), 'list[int]')
        self.assertEqual((alias.__origin__, alias.__args__), (list, (int,)))
        self.assertEqual(alias([1]), [1])
        self.assertEqual(alias, list[int])
        self.assertEqual(hash(alias), hash(list[int]))
        self.assertRaises(TypeError, isinstance, [], alias)

    def test_union(self):
        union = int | str
        self.assertEqual(repr(union | None), 'int | str | None')
        self.assertEqual(union, str | int)
        self.assertTrue(isinstance(1, union) and not isinstance(1.5, union))
        self.assertIs(int | int, int)

    def test_length_hint(self):
        import operator

        class Hinted:
            def __length_hint__(self):
                return -1
        self.assertEqual(operator.length_hint(object(), 12), 12)
        self.assertRaises(ValueError, operator.length_hint, Hinted())


class TupleTest(unittest.TestCase):
    def test_basics(self):
        self.assertIs(tuple(()), ())
        t = (1, 2, 3)
        self.assertIs(tuple(t), t)
        self.assertEqual(t[::-1] + (4,) * 2, (3, 2, 1, 4, 4))
        self.assertEqual(repr((1,)), '(1,)')
        self.assertRaisesRegex(ValueError, r'tuple.index\(x\): x not in tuple', t.index, 9)

    def test_hash(self):
        self.assertEqual(hash((1, 2)), hash((1.0, 2.0)))
        self.assertEqual(len({hash((i, j)) for i in range(60) for j in range(60)}), 3600)

    def test_subclass_with_attributes(self):
        class T(tuple):
            pass
        t = T([1, 2])
        t.x = 5
        self.assertEqual((t, t.x), ((1, 2), 5))


if __name__ == '__main__':
    unittest.main()
