"""set and frozenset: algebra, types of results, and hostile keys."""
import unittest


class SetTest(unittest.TestCase):
    def test_algebra(self):
        a, b = {1, 2, 3}, frozenset([2, 3, 4])
        self.assertEqual(a | b, {1, 2, 3, 4})
        self.assertEqual(a & b, {2, 3})
        self.assertEqual(a - b, {1})
        self.assertEqual(a ^ b, {1, 4})
        self.assertIs(type(a | b), set)
        self.assertIs(type(b | a), frozenset)
        self.assertEqual(a.symmetric_difference([3, 3, 9]), {1, 2, 9})
        self.assertEqual(a.intersection([1, 2], [2, 5]), {2})
        self.assertEqual(a.difference([1], (2,)), {3})
        self.assertRaises(TypeError, lambda: a | [1])
        self.assertTrue(a.issuperset([1, 2]) and a.issubset(range(9)) and a.isdisjoint('x'))
        self.assertTrue({1} < {1, 2} and not {1} < {1} and {1} <= {1} and {1, 2} > frozenset([2]))

    def test_inplace(self):
        a = same = {1, 2, 3}
        a &= {2, 3, 4}
        a |= {9}
        a -= {3}
        a ^= {2, 5}
        self.assertIs(a, same)
        self.assertEqual(a, {9, 5})
        a -= a
        self.assertEqual(a, set())

    def test_many_come_and_go(self):
        s = set()
        for i in range(20000):
            s.add(i)
            if i >= 10:
                s.remove(i - 10)
        self.assertEqual(s, set(range(19990, 20000)))
        while s:
            s.pop()
        self.assertRaisesRegex(KeyError, 'pop from an empty set', s.pop)

    def test_set_as_key_is_looked_up_frozen(self):
        sets = {frozenset([1])}
        self.assertIn({1}, sets)
        sets.remove({1})
        self.assertEqual(sets, set())
        self.assertRaises(TypeError, sets.add, {1})

    def test_hash_does_not_depend_on_order(self):
        self.assertEqual(hash(frozenset('abc')), hash(frozenset('cba')))
        self.assertEqual(len({hash(frozenset(range(i))) for i in range(200)}), 200)

    def test_change_of_size_during_iteration(self):
        s = {1}
        with self.assertRaisesRegex(RuntimeError, 'Set changed size during iteration'):
            for x in s:
                s.add(2)

    def test_comparison_that_clears_the_set(self):
        s = set()

        class Key:
            def __hash__(self):
                return 1

            def __eq__(self, other):
                s.clear()
                return False
        s.add(1)
        s.add(Key())
        self.assertEqual(len(s), 1)
        self.assertNotIn(Key(), s)

    def test_repr(self):
        self.assertEqual(repr(set()), 'set()')
        self.assertEqual(repr({1}), '{1}')
        self.assertEqual(repr(frozenset([1])), 'frozenset({1})')

        class S(set):
            pass
        s = S([1])
        self.assertEqual(repr(s), 'S({1})')

    def test_subclass_results_are_base_sets(self):
        class S(set):
            pass
        self.assertIs(type(S([1]) | {2}), set)
        self.assertIs(type(S([1]).copy()), set)



class AlgebraTest(unittest.TestCase):
    def test_every_size_agrees_with_comprehensions(self):
        for n in (0, 1, 4, 5, 8, 20, 64, 70, 1000):
            for m in (0, 1, 7, 33, 900):
                a, b = set(range(n)), frozenset(range(n // 2, n // 2 + m))
                self.assertEqual(sorted(a | b), sorted({x for x in list(a) + list(b)}))
                self.assertEqual(sorted(a & b), [x for x in sorted(a) if x in b])
                self.assertEqual(sorted(a - b), [x for x in sorted(a) if x not in b])
                self.assertEqual(sorted(a ^ b), sorted([x for x in a if x not in b] + [x for x in b if x not in a]))
                for result in (a | b, a & b, a - b, a ^ b):
                    self.assertIs(type(result), set)
                for result in (b | a, b & a, b - a, b ^ a):
                    self.assertIs(type(result), frozenset)

    def test_symmetric_difference_of_itself_and_of_repeated_items(self):
        a = {1, 2, 3}
        self.assertEqual(a ^ a, set())
        self.assertEqual(a.symmetric_difference([3, 4, 4, 3]), {1, 2, 4})
        self.assertEqual(a, {1, 2, 3})
        self.assertEqual(a | a, a)
        self.assertIsNot(a | a, a)

    def test_operands_after_removals(self):
        a = set(range(100))
        for i in range(90):
            a.remove(i)
        self.assertEqual(a | {1}, set(range(90, 100)) | {1})
        self.assertEqual(sorted(a ^ {95, 5}), [5, 90, 91, 92, 93, 94, 96, 97, 98, 99])
        self.assertEqual(a.copy() - {99}, set(range(90, 99)))

class TableTest(unittest.TestCase):
    def test_growing_through_all_kinds_of_tables(self):
        for n in (0, 4, 5, 9, 19, 20, 60, 300):
            s = set(range(n))
            self.assertEqual(len(s), n)
            self.assertEqual(s | set(range(n, n + 3)), set(range(n + 3)))
            copy = s.copy()
            s.clear()
            self.assertEqual((s, len(copy)), (set(), n))

    def test_list_that_changes_while_its_keys_are_hashed(self):
        class Key:
            def __hash__(self):
                del items[1:]
                return 5
        items = [Key(), Key(), Key()]
        self.assertEqual(len(set(items)), 1)
        self.assertEqual(set(('a', 'b', 'a')), {'a', 'b'})


if __name__ == '__main__':
    unittest.main()
