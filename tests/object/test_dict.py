"""dict: order, deletion, views, and keys whose comparison changes the dict."""
import unittest


class Key:
    """All alike by hash; an action runs at each comparison."""

    def __init__(self, name, action=None):
        self.name, self.action = name, action

    def __hash__(self):
        return 7

    def __eq__(self, other):
        if self.action:
            self.action()
        return isinstance(other, Key) and self.name == other.name


class DictTest(unittest.TestCase):
    def test_order_of_insertion_survives_growth_and_deletion(self):
        d = {}
        for i in range(1000):
            d['k%d' % i] = i
        for i in range(0, 1000, 3):
            del d['k%d' % i]
        for i in range(0, 1000, 3):
            d['k%d' % i] = -i
        expected = [i for i in range(1000) if i % 3] + [-i for i in range(0, 1000, 3)]
        self.assertEqual(list(d.values()), expected)
        self.assertEqual(list(reversed(d)), list(d)[::-1])

    def test_equal_numbers_are_one_key(self):
        d = {1: 'a'}
        d[1.0] = 'b'
        d[True] = 'c'
        self.assertEqual(d, {1: 'c'})
        self.assertIs(type(next(iter(d))), int)

    def test_str_keys_then_others(self):
        d = {'a': 1, 'b': 2}
        d[3] = 4
        d[None] = 5
        self.assertEqual(d['a'], 1)
        self.assertEqual(list(d), ['a', 'b', 3, None])

    def test_str_subclass_key_is_found_and_finds(self):
        class S(str):
            pass
        d = {'a': 1}
        self.assertEqual(d[S('a')], 1)
        d[S('b')] = 2
        self.assertEqual(d['b'], 2)

    def test_values_at_the_end_come_and_go(self):
        d = {i: i for i in range(20)}
        for i in range(5000):
            d[-i - 1] = i
            self.assertEqual(d.popitem(), (-i - 1, i))
        self.assertEqual(list(d), list(range(20)))
        self.assertNotIn(99, d)

    def test_queue(self):
        d = dict.fromkeys(range(100))
        for i in range(5000):
            first = next(iter(d))
            self.assertEqual(first, i)
            del d[first]
            d[i + 100] = None
        self.assertEqual(len(d), 100)

    def test_missing(self):
        class D(dict):
            def __missing__(self, key):
                return key * 2
        self.assertEqual(D()[4], 8)
        self.assertRaises(KeyError, D().pop, 1)
        self.assertRaises(KeyError, dict().__getitem__, 1)

    def test_change_of_size_during_iteration(self):
        d = {1: 1}
        with self.assertRaisesRegex(RuntimeError, 'dictionary changed size during iteration'):
            for k in d:
                d[2] = 2
        d = {0: 0}
        with self.assertRaisesRegex(RuntimeError, 'dictionary keys changed during iteration'):
            for k in d:
                del d[0]
                d[0] = 0

    def test_comparison_that_clears_the_dict(self):
        for n in (3, 30):
            d = {}
            keys = [Key(i) for i in range(n)]
            d.update((k, k.name) for k in keys)
            for k in keys:
                k.action = d.clear
            self.assertNotIn(Key(-1), d)
            self.assertEqual(len(d), 0)

    def test_comparison_that_grows_the_dict(self):
        d = {}
        key = Key('x', lambda: d.setdefault(len(d), 0) and None)
        for i in range(4):
            d[Key(i)] = i
        d[key] = 1
        self.assertEqual(d[Key('x')], 1)

    def test_items_tuples_kept_are_not_changed(self):
        d = {i: -i for i in range(10)}
        self.assertEqual([pair for pair in d.items()], [(i, -i) for i in range(10)])
        it = iter(d.items())
        first = next(it)
        next(it)
        self.assertEqual(first, (0, 0))

    def test_views_as_sets(self):
        a, b = {1: 1, 2: 2}.keys(), {2: 2, 3: 3}.keys()
        self.assertEqual(a & b, {2})
        self.assertEqual(a | b, {1, 2, 3})
        self.assertEqual(a - b, {1})
        self.assertEqual(a ^ b, {1, 3})
        self.assertEqual(a & [1, 5], {1})
        self.assertTrue(a <= {1, 2, 3} and not a.isdisjoint([2]))
        self.assertIn((1, 1), {1: 1}.items())
        self.assertEqual(repr({1: 2}.items()), 'dict_items([(1, 2)])')
        self.assertEqual({1: []}.items() & {1: 2}.keys(), set())

    def test_update_messages(self):
        with self.assertRaisesRegex(TypeError, 'cannot convert dictionary update sequence element #0 to a sequence'):
            dict([1])
        with self.assertRaisesRegex(ValueError, 'dictionary update sequence element #1 has length 3; 2 is required'):
            dict([(1, 2), (1, 2, 3)])
        with self.assertRaisesRegex(TypeError, 'unhashable type'):
            {[]: 1}

    def test_merge_operators(self):
        a = {1: 1, 2: 2}
        self.assertEqual(a | {2: 3, 4: 4}, {1: 1, 2: 3, 4: 4})
        a |= [(5, 6)]
        self.assertEqual(a, {1: 1, 2: 2, 5: 6})
        self.assertRaises(TypeError, lambda: a | [(1, 2)])

    def test_repr_of_dict_in_itself(self):
        d = {}
        d['d'] = d
        self.assertEqual(repr(d), "{'d': {...}}")

    def test_missing_whose_descriptor_fails(self):
        class Failing:
            def __get__(self, instance, owner):
                raise OSError('no')

        class D(dict):
            __missing__ = Failing()
        self.assertRaises(OSError, lambda: D()[1])

    def test_pickling_of_iterators(self):
        it = iter({1: 2, 3: 4}.items())
        next(it)
        function, args = it.__reduce__()
        self.assertEqual(list(function(*args)), [(3, 4)])
        self.assertEqual(list(it), [(3, 4)])

class MergeTest(unittest.TestCase):
    def test_pairs_and_zip(self):
        pairs = [('k%d' % i, i) for i in range(20)]
        self.assertEqual(dict(pairs), {'k%d' % i: i for i in range(20)})
        self.assertEqual(dict([('a', 1), ['a', 2], 'bc']), {'a': 2, 'b': 'c'})
        self.assertEqual(dict(zip('abc', (1, 2, 3))), {'a': 1, 'b': 2, 'c': 3})
        self.assertEqual(dict(zip('ab', (1, 2), (3, 4)[:0])), {})
        self.assertRaises(ValueError, dict, zip('ab', (1, 2), (3, 4)))
        self.assertRaisesRegex(ValueError, 'element #1 has length 3; 2 is required', dict, [(1, 2), (1, 2, 3)])
        self.assertRaisesRegex(TypeError, 'element #0 to a sequence', dict, [1])
        self.assertRaises(ZeroDivisionError, dict, zip((1, 2), (1 // i for i in (1, 0))))
        self.assertRaises(TypeError, dict, zip(([],), (1,)))

    def test_list_of_pairs_that_shrinks_meanwhile(self):
        class Key:
            def __hash__(self):
                del pairs[:]
                return 1
        pairs = [(Key(), 1), (2, 2)]
        self.assertEqual(len(dict(pairs)), 1)

    def test_names_merged(self):
        a = {'a': 1, 'b': 2}
        a.update({'b': 3, 'c': 4})
        self.assertEqual(a, {'a': 1, 'b': 3, 'c': 4})
        self.assertEqual({**a, **{'z': 0, 'a': 9}}, {'a': 9, 'b': 3, 'c': 4, 'z': 0})
        self.assertEqual(list(a | {'q': 1}), ['a', 'b', 'c', 'q'])

    def test_old_value_that_changes_the_source_as_it_dies(self):
        class Dying:
            def __del__(self):
                source['new'] = 1
        target, source = {'a': Dying(), 'b': 1}, {'a': 1, 'b': 2}
        self.assertRaises(RuntimeError, target.update, source)

    def test_keyword_arguments_of_one_mapping_are_a_copy(self):
        def f(**names):
            names['x'] = 1
            return names
        given = {'a': 1}
        self.assertEqual(f(**given), {'a': 1, 'x': 1})
        self.assertEqual(given, {'a': 1})


if __name__ == '__main__':
    unittest.main()
