"""range of any size, its iterators, and slice."""
import pickle
import unittest

BIG = 2**62


class Ranges(unittest.TestCase):
    def test_against_lists(self):
        for start in range(-4, 5):
            for stop in range(-4, 5):
                for step in (1, 2, 3, -1, -2, -5):
                    for base in (0, BIG, -BIG, 2**63, 10**30):
                        r = range(base + start, base + stop, step)
                        items, i = [], base + start
                        while (i < base + stop) if step > 0 else (i > base + stop):
                            items.append(i)
                            i += step
                        self.assertEqual(list(r), items)
                        self.assertEqual(list(reversed(r)), items[::-1])
                        self.assertEqual(len(r), len(items))
                        self.assertEqual(bool(r), bool(items))
                        self.assertEqual([r.index(x) for x in items], list(range(len(items))))
                        self.assertEqual(list(r[1:-1]), items[1:-1])
                        self.assertEqual(list(r[::-2]), items[::-2])
                        self.assertEqual(base in r, base in items)

    def test_huge(self):
        r = range(0, 10**40, 3)
        self.assertEqual(r[10**30], 3 * 10**30)
        self.assertEqual(r[-1], 10**40 - 1 - (10**40 - 1) % 3)
        self.assertIn(3 * 10**35, r)
        self.assertNotIn(3 * 10**35 + 1, r)
        self.assertEqual(r[10**20:10**21:10**19], range(3 * 10**20, 3 * 10**21, 3 * 10**19))
        self.assertRaises(OverflowError, len, r)
        self.assertRaises(IndexError, lambda: r[10**40])
        self.assertEqual(next(iter(r)), 0)

    def test_equality_and_hash_are_those_of_the_sequence(self):
        self.assertEqual(range(0, 3, 2), range(0, 4, 2))
        self.assertEqual(range(5, 5), range(0))
        self.assertEqual(range(1, 2, 5), range(1, 2, 7))
        self.assertNotEqual(range(3), range(4))
        self.assertEqual(hash(range(0, 3, 2)), hash(range(0, 4, 2)))
        self.assertEqual(hash(range(5, 5)), hash(range(0)))
        self.assertNotEqual(range(3), [0, 1, 2])

    def test_search_by_equality(self):
        class Any:
            def __eq__(self, other): return True
        self.assertIn(1.0, range(3))
        self.assertEqual(range(3).count(Any()), 3)
        self.assertEqual(range(5, 9).index(Any()), 0)
        self.assertEqual((range(3).count(2), range(3).count(7), range(3).count(True)), (1, 0, 1))
        self.assertRaisesRegex(ValueError, '7 is not in range', range(3).index, 7)

    def test_iterators_pickle_and_tell_what_is_left(self):
        for r in (range(5), range(BIG, BIG + 5), range(5, 0, -2)):
            for made in (iter(r), reversed(r)):
                next(made)
                rest = pickle.loads(pickle.dumps(made))
                self.assertEqual(made.__length_hint__(), len(r) - 1)
                self.assertEqual(list(rest), list(made))
                self.assertRaises(StopIteration, next, made)

    def test_errors(self):
        self.assertRaisesRegex(ValueError, r'range\(\) arg 3 must not be zero', range, 1, 2, 0)
        self.assertRaisesRegex(TypeError, "'float' object cannot be interpreted as an integer", range, 1.5)
        self.assertRaisesRegex(IndexError, 'range object index out of range', lambda: range(3)[3])
        self.assertRaises(TypeError, range)
        self.assertRaises(TypeError, range, 1, 2, 3, 4)
        self.assertRaises(TypeError, type, 'R', (range,), {})
        self.assertRaises(AttributeError, setattr, range(3), 'start', 1)

    def test_repr(self):
        self.assertEqual((repr(range(3)), repr(range(1, 5, 2))), ('range(0, 3)', 'range(1, 5, 2)'))


class Slices(unittest.TestCase):
    def test_indices(self):
        for start in (None, -12, -3, 0, 2, 20, 10**30, -10**30):
            for stop in (None, -12, -3, 0, 2, 20, 10**30, -10**30):
                for step in (None, 1, 2, -1, -3, 10**30, -10**30):
                    s = slice(start, stop, step)
                    for n in (0, 1, 5, 10):
                        self.assertEqual(list(range(n))[s], list(range(*s.indices(n))))
        self.assertEqual(slice(None).indices(10**30), (0, 10**30, 1))

    def test_comparison_and_hash(self):
        self.assertEqual(slice(1, 2), slice(1, 2, None))
        self.assertNotEqual(slice(1), slice(2))
        self.assertTrue(slice(1, 2, 3) < slice(1, 2, 4))
        self.assertEqual(repr(slice(1, 'a')), "slice(1, 'a', None)")
        self.assertEqual(pickle.loads(pickle.dumps(slice(1, 2))), slice(1, 2))

    def test_errors(self):
        self.assertRaisesRegex(ValueError, 'slice step cannot be zero', lambda: [1][::0])
        self.assertRaisesRegex(TypeError, 'slice indices must be integers or None or have an __index__ method', lambda: [1][1.5:])
        self.assertRaisesRegex(ValueError, 'length should not be negative', slice(1).indices, -1)
        self.assertRaises(TypeError, slice)

    def test_index_method_may_change_the_sequence(self):
        items = list(range(10))

        class Shrinks:
            def __index__(self):
                del items[3:]
                return 8
        self.assertEqual(items[0:Shrinks()], [0, 1, 2])


if __name__ == '__main__':
    unittest.main()
