"""list: growth, slices, methods, and code that changes a list while it is at work."""
import unittest


class Changing:
    """Equal to nothing; runs an action when compared."""

    def __init__(self, action):
        self.action = action

    def __eq__(self, other):
        self.action()
        return False


class ListTest(unittest.TestCase):
    def test_subclass_extended_by_itself(self):
        class Plain(list):
            pass

        class Iterating(list):
            def __iter__(self):
                return list.__iter__(self)
        for cls in Plain, Iterating:
            items = cls([1, 2])
            items += items
            items.extend(items)
            self.assertEqual(items, [1, 2] * 4)
            items[1:1] = items
            self.assertEqual(len(items), 16)

    def test_append_many(self):
        items = []
        for i in range(10000):
            items.append(i)
        self.assertEqual(items, list(range(10000)))

    def test_slice_assignment_grows_and_shrinks(self):
        items = list(range(10))
        items[2:4] = 'abcd'
        self.assertEqual(items, [0, 1, 'a', 'b', 'c', 'd', 4, 5, 6, 7, 8, 9])
        items[1:-1] = []
        self.assertEqual(items, [0, 9])
        items[:] = items
        self.assertEqual(items, [0, 9])

    def test_slice_assigned_to_itself(self):
        items = [1, 2, 3]
        items[1:1] = items
        self.assertEqual(items, [1, 1, 2, 3, 2, 3])

    def test_extended_slices(self):
        items = list(range(10))
        items[::3] = 'abcd'
        self.assertEqual(items, ['a', 1, 2, 'b', 4, 5, 'c', 7, 8, 'd'])
        del items[::-2]
        self.assertEqual(items, ['a', 2, 4, 'c', 8])
        with self.assertRaisesRegex(ValueError, 'attempt to assign sequence of size 1 to extended slice of size 3'):
            items[::2] = [1]

    def test_errors(self):
        items = [1, 2]
        for action, error, message in [
            (lambda: items[2], IndexError, 'list index out of range'),
            (lambda: items['a'], TypeError, 'list indices must be integers or slices, not str'),
            (lambda: items.index(5), ValueError, '5 is not in list'),
            (lambda: items.remove(5), ValueError, r'list.remove\(x\): x not in list'),
            (lambda: [].pop(), IndexError, 'pop from empty list'),
            (lambda: items.pop(7), IndexError, 'pop index out of range'),
            (lambda: items + (1,), TypeError, r'can only concatenate list \(not "tuple"\) to list'),
            (lambda: items.__setitem__(2, 0), IndexError, 'list assignment index out of range'),
        ]:
            with self.assertRaisesRegex(error, message):
                action()
        self.assertRaises(TypeError, hash, items)

    def test_insert_past_end_appends(self):
        items = [1]
        items.insert(100, 2)
        items.insert(-100, 0)
        self.assertEqual(items, [0, 1, 2])

    def test_repr_of_list_in_itself(self):
        items = [1]
        items.append(items)
        self.assertEqual(repr(items), '[1, [...]]')

    def test_list_emptied_by_comparison(self):
        items = []
        items.extend(Changing(items.clear) for _ in range(10))
        self.assertNotIn(1, items)
        self.assertEqual(items, [])
        items.extend(Changing(items.clear) for _ in range(10))
        self.assertEqual(items.count(1), 0)

    def test_repeat_and_inplace_operators(self):
        items = [1, 2]
        same = items
        items *= 3
        items += (9,)
        self.assertIs(items, same)
        self.assertEqual(items, [1, 2, 1, 2, 1, 2, 9])
        self.assertEqual(items * 0, [])
        self.assertEqual(-1 * items, [])

    def test_iterator_sees_appended_items_and_stays_exhausted(self):
        items = [1]
        it = iter(items)
        self.assertEqual(next(it), 1)
        items.append(2)
        self.assertEqual(list(it), [2])
        items.append(3)
        self.assertEqual(list(it), [])

    def test_iterator_length_hint_and_reduce(self):
        it = iter([1, 2, 3])
        next(it)
        self.assertEqual(it.__length_hint__(), 2)
        function, args, state = it.__reduce__()
        again = function(*args)
        again.__setstate__(state)
        self.assertEqual(list(again), [2, 3])

    def test_comparison(self):
        self.assertTrue([1, 2] < [1, 3] < [2] < [2, 0])
        nan = float('nan')
        self.assertEqual([nan], [nan])


class SortTest(unittest.TestCase):
    def test_stable_for_every_shape(self):
        import random
        random.seed(1)
        for n in list(range(70)) + [255, 1000]:
            for keys in (
                [random.randrange(5) for _ in range(n)], [i // 3 for i in range(n)], [-i // 3 for i in range(n)],
                [i % 7 for i in range(n)], [random.random() for _ in range(n)], [str(random.randrange(50)) for _ in range(n)],
                [i if i % 20 else random.randrange(n + 1) for i in range(n)], [(i % 3, 'a') for i in range(n)],
            ):
                pairs = [(k, i) for i, k in enumerate(keys)]
                ordered = sorted(pairs, key=lambda p: p[0])
                for (a, i), (b, j) in zip(ordered, ordered[1:]):
                    self.assertTrue(a < b or (a == b and i < j))
                self.assertEqual(sorted(pairs), ordered)
                backwards = sorted(pairs, key=lambda p: p[0], reverse=True)
                for (a, i), (b, j) in zip(backwards, backwards[1:]):
                    self.assertTrue(a > b or (a == b and i < j))

    def test_keys_of_every_kind_agree_with_comparison(self):
        import random
        random.seed(7)
        pick, number = random.choice, random.randrange
        kinds = (
            lambda: number(-2 ** 62, 2 ** 62), lambda: number(-100, 100), lambda: -random.random() * 10.0 ** number(-300, 300),
            lambda: pick([0.0, -0.0, 1.0, -1.0]), lambda: number(2 ** 62, 2 ** 80),
            lambda: pick([1, 2.0, 1.5, 2 ** 70, -2 ** 80, 2.0 ** 70, 2 ** 62, -2 ** 62, 2 ** 62 - 1, float('inf'), 10 ** 400, -10 ** 400]),
            lambda: '%x' % number(2 ** 60), lambda: 'a' * number(30), lambda: 'common/prefix/%d/%d' % (number(10), number(10)),
            lambda: pick(['a', 'a\0', 'a\0\0', '', 'b', '\0']), lambda: 'prefix' + '\0' * number(12),
            lambda: chr(number(0x60, 0x180)) * number(5), lambda: chr(number(1, 0x11000)) + chr(number(1, 0xd000)),
            lambda: b'%d' % number(100), lambda: bytes([number(256)]) * number(12), lambda: (number(3), number(3), 'x%d' % number(9)),
            lambda: (number(3),) * number(4), lambda: ('abcdefgh%d' % number(20), number(3)), lambda: ((1, number(3)), number(4)),
            lambda: (number(2), [number(5)]), lambda: tuple(number(2) for _ in range(11)), lambda: pick([True, number(4)]),
            lambda: pick([(1, 2), (1.0, 1), (True, 3)]),
        )
        for make in kinds:
            for n in (2, 7, 8, 20, 21, 100, 700):
                items = [make() for _ in range(n)]
                almost = sorted(items)
                almost[n // 2] = make()
                for items in (items, almost, almost[::-1]):
                    for reverse in (False, True):
                        for ordered in (sorted(items, reverse=reverse), sorted(items, key=lambda x: x, reverse=reverse)):
                            for a, b in zip(ordered, ordered[1:]):
                                self.assertFalse(b > a if reverse else b < a, (a, b))
                            self.assertEqual(sorted(map(repr, ordered)), sorted(map(repr, items)))
                indexed = [(item, i) for i, item in enumerate(items)]
                for (a, i), (b, j) in zip(*[sorted(indexed, key=lambda pair: pair[0])[k:] for k in (0, 1)]):
                    self.assertTrue(a < b or i < j, (a, i, b, j))

    def test_nan_among_tuples_and_floats(self):
        nan = float('nan')
        items = [(1, nan), (1, 2.0), (0, 1.0)] * 10 + [(1, float(i)) for i in range(30)]
        self.assertEqual(sorted(map(repr, sorted(items))), sorted(map(repr, items)))
        floats = [nan, 1.0, -1.0] * 30
        self.assertEqual(sorted(map(repr, sorted(floats))), sorted(map(repr, floats)))

    def test_error_in_comparison_of_tuples_keeps_all_items(self):
        items = [(i % 3, complex(i)) for i in range(60)]
        before = set(map(id, items))
        self.assertRaises(TypeError, items.sort)
        self.assertEqual(set(map(id, items)), before)

    def test_mixed_numbers(self):
        self.assertEqual(sorted([3, 1.5, 2, -0.0, 10**30, True]), [-0.0, True, 1.5, 2, 3, 10**30])

    def test_non_ascii_strings(self):
        words = ['z', '\u20ac', 'a', '\U0001f600', 'e\xe9', 'e']
        self.assertEqual(sorted(words), ['a', 'e', 'e\xe9', 'z', '\u20ac', '\U0001f600'])

    def test_error_in_comparison_keeps_all_items(self):
        class Odd:
            def __lt__(self, other):
                raise KeyError('no')
        items = [Odd() for _ in range(40)]
        before = set(map(id, items))
        self.assertRaises(KeyError, items.sort)
        self.assertEqual(set(map(id, items)), before)

    def test_error_in_key(self):
        items = [1, 2, 0, 3]
        self.assertRaises(ZeroDivisionError, items.sort, key=lambda x: 1 / x)
        self.assertEqual(items, [1, 2, 0, 3])

    def test_list_looks_empty_while_it_is_sorted(self):
        items = [3, 1, 2]
        seen = []
        items.sort(key=lambda x: (seen.append(list(items)), x)[1])
        self.assertEqual(seen, [[]] * 3)
        self.assertEqual(items, [1, 2, 3])

    def test_modification_is_noticed(self):
        items = [3, 1, 2]
        with self.assertRaisesRegex(ValueError, 'list modified during sort'):
            items.sort(key=lambda x: (items.append(9), x)[1])
        self.assertEqual(items, [1, 2, 3])

class BlockTest(unittest.TestCase):
    """Items lie in small blocks of the heap or in large ones of malloc(); a list moves from one to the other."""

    def test_growing_and_shrinking_across_the_border(self):
        items = []
        for n in (3, 60, 64, 65, 70, 200, 64, 63, 5, 0, 100):
            while len(items) < n:
                items.append(str(len(items)))
            del items[n:]
            self.assertEqual(items, [str(i) for i in range(n)])

    def test_many_replaced_items_at_once(self):
        items = [[i] for i in range(100)]
        items[10:90] = 'abc'
        self.assertEqual(items[8:15], [[8], [9], 'a', 'b', 'c', [90], [91]])

    def test_slice_takes_a_tuple_or_an_iterator(self):
        items = [1, 2, 3]
        items[1:2] = (7, 8, 9)
        self.assertEqual(items, [1, 7, 8, 9, 3])
        items[:0] = iter('ab')
        self.assertEqual(items, ['a', 'b', 1, 7, 8, 9, 3])
        items[1:3] = items
        self.assertEqual(items, ['a', 'a', 'b', 1, 7, 8, 9, 3, 7, 8, 9, 3])

    def test_replaced_items_may_change_the_list_as_they_die(self):
        class Dying:
            def __del__(self):
                items.append('x')
        items = [Dying(), Dying(), 3]
        items[:2] = [1, 2]
        self.assertEqual(items, [1, 2, 3, 'x', 'x'])

    def test_extending_with_keys(self):
        items = [0]
        items.extend({'a': 1, 'b': 2})
        items.extend({5})
        items += frozenset([6])
        self.assertEqual(items, [0, 'a', 'b', 5, 6])
        self.assertEqual(list(dict.fromkeys('xyz')), ['x', 'y', 'z'])
        self.assertEqual(sorted({3, 1, 2}), [1, 2, 3])
        self.assertEqual(tuple({4}), (4,))


if __name__ == '__main__':
    unittest.main()
