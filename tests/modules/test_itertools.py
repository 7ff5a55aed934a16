"""itertools: every iterator, its odd arguments, and copies of running ones."""
import copy
import unittest
from itertools import *


class ItertoolsTest(unittest.TestCase):
    def test_infinite(self):
        self.assertEqual(list(islice(count(2**62 - 1), 3)), [2**62 - 1, 2**62, 2**62 + 1])
        self.assertEqual(list(islice(count(1, 0.5), 3)), [1, 1.5, 2.0])
        self.assertEqual(repr(count(3)), 'count(3)')
        self.assertEqual(repr(count(3, 2)), 'count(3, 2)')
        self.assertEqual(''.join(islice(cycle('abc'), 8)), 'abcabcab')
        self.assertEqual(list(cycle([])), [])
        self.assertEqual(list(repeat('x', 3)), ['x'] * 3)
        self.assertEqual(repr(repeat('x', 3)), "repeat('x', 3)")
        self.assertEqual(list(repeat('x', -3)), [])

    def test_accumulate(self):
        self.assertEqual(list(accumulate([1, 2, 3])), [1, 3, 6])
        self.assertEqual(list(accumulate([3, 1, 4], max)), [3, 3, 4])
        self.assertEqual(list(accumulate([1, 2], initial=10)), [10, 11, 13])

    def test_chain(self):
        self.assertEqual(list(chain('ab', [], 'c')), list('abc'))
        self.assertEqual(list(chain.from_iterable(['ab', 'c'])), list('abc'))

    def test_selecting(self):
        self.assertEqual(list(compress('abcd', [1, 0, 1])), ['a', 'c'])
        self.assertEqual(list(dropwhile(lambda x: x < 3, [1, 4, 2])), [4, 2])
        self.assertEqual(list(takewhile(lambda x: x < 3, [1, 4, 2])), [1])
        self.assertEqual(list(filterfalse(lambda x: x % 2, range(5))), [0, 2, 4])
        self.assertEqual(list(filterfalse(None, [0, 1])), [0])
        self.assertEqual(list(starmap(pow, [(2, 3), [3, 2]])), [8, 9])

    def test_islice(self):
        for args in [(5,), (2, 7), (2, None, 3), (None,), (0, 20, 4), (3, 3), (5, 2), (1, 8, 20)]:
            self.assertEqual(list(islice(range(10), *args)), list(range(10))[slice(*args)])
        self.assertRaisesRegex(ValueError, 'Stop argument for islice', islice, [], -1)
        self.assertRaisesRegex(ValueError, 'Step for islice', islice, [], 0, 1, 0)
        it = iter(range(10))
        list(islice(it, 3))
        self.assertEqual(next(it), 3)

    def test_groupby(self):
        self.assertEqual([(k, list(g)) for k, g in groupby('aabbb')], [('a', ['a', 'a']), ('b', ['b'] * 3)])
        stale = [g for k, g in groupby('aab')]
        self.assertEqual([list(g) for g in stale], [[], ['b']] if list(stale[1]) else [[], []])

    def test_tee(self):
        a, b, c = tee(range(200), 3)
        self.assertEqual([next(a) for _ in range(150)], list(range(150)))
        self.assertEqual(list(b), list(range(200)))
        d = copy.copy(a)
        self.assertEqual(list(a), list(range(150, 200)))
        self.assertEqual(list(d), list(range(150, 200)))
        self.assertEqual(list(c), list(range(200)))
        self.assertEqual(tee([], 0), ())

    def test_long_tee_chain_is_released(self):
        a, b = tee(range(300000))
        for x in a:
            pass
        del a, b

    def test_zip_longest_pairwise(self):
        self.assertEqual(list(zip_longest('abc', [1], fillvalue='-')), [('a', 1), ('b', '-'), ('c', '-')])
        self.assertEqual(list(pairwise('abc')), [('a', 'b'), ('b', 'c')])
        self.assertEqual(list(pairwise('a')), [])

    def test_combinatoric(self):
        self.assertEqual(list(product('ab', repeat=2)), [('a', 'a'), ('a', 'b'), ('b', 'a'), ('b', 'b')])
        self.assertEqual(list(product()), [()])
        self.assertEqual(list(product('ab', [])), [])
        self.assertEqual([''.join(p) for p in permutations('abc')], ['abc', 'acb', 'bac', 'bca', 'cab', 'cba'])
        self.assertEqual([''.join(p) for p in permutations('abc', 2)], ['ab', 'ac', 'ba', 'bc', 'ca', 'cb'])
        self.assertEqual(list(permutations('ab', 3)), [])
        self.assertEqual([''.join(p) for p in combinations('abcd', 3)], ['abc', 'abd', 'acd', 'bcd'])
        self.assertEqual([''.join(p) for p in combinations_with_replacement('ab', 2)], ['aa', 'ab', 'bb'])
        self.assertEqual(list(combinations([], 0)), [()])
        self.assertRaises(ValueError, combinations, 'a', -1)
        self.assertEqual(len(list(permutations(range(7)))), 5040)

    def test_copies_go_on_from_where_they_are(self):
        for make in [
            lambda: count(5), lambda: repeat(1, 5), lambda: accumulate([1, 2, 3, 4]), lambda: chain('abc', 'def'),
            lambda: compress('abcdef', [1, 0, 1, 1, 1]), lambda: dropwhile(bool, [1, 0, 1, 2]), lambda: takewhile(bool, [1, 2, 0]),
            lambda: filterfalse(bool, [0, 0, 0]), lambda: islice('abcdef', 1, 6, 2), lambda: starmap(pow, [(1, 2), (3, 4)]),
            lambda: zip_longest('abc', 'd'), lambda: product('ab', 'cd'), lambda: permutations('abcd', 3),
            lambda: combinations('abcde', 3), lambda: combinations_with_replacement('abc', 2),
        ]:
            it = make()
            next(it)
            again = copy.deepcopy(it)
            self.assertEqual(list(islice(again, 50)), list(islice(it, 50)))

    def test_tee_of_a_tee_is_itself_first(self):
        a, b = tee('abc')
        c, d = tee(a)
        self.assertIs(a, c)
        self.assertEqual([list(d), list(c), list(b)], [list('abc')] * 3)


if __name__ == '__main__':
    unittest.main()
