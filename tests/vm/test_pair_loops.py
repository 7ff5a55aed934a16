"""for a, b in ... over dict.items(), enumerate() and zip(): without tuples, but as if there were."""
import unittest


def pairs(iterable):
    result = []
    for a, b in iterable:
        result.append((a, b))
    return result


class PairLoopTest(unittest.TestCase):
    def setUp(self):
        for i in range(5):              # the site is warm
            pairs(zip([1, 2], [3, 4]))

    def test_each_kind_at_one_site(self):
        self.assertEqual(pairs({1: 2, 'a': 'b'}.items()), [(1, 2), ('a', 'b')])
        self.assertEqual(pairs(enumerate('ab', 2**62 - 1)), [(2**62 - 1, 'a'), (2**62, 'b')])
        self.assertEqual(pairs(zip((i for i in range(9)), 'ab')), [(0, 'a'), (1, 'b')])
        self.assertEqual(pairs([(1, 2), 'xy']), [(1, 2), ('x', 'y')])

    def test_wrong_number_of_iterables(self):
        self.assertRaises(ValueError, pairs, zip([1, 2]))
        self.assertRaises(ValueError, pairs, zip([1], [2], [3]))
        self.assertEqual(pairs(zip()), [])

    def test_strict_lengths(self):
        self.assertRaisesRegex(ValueError, 'shorter', pairs, zip([1, 2], [1], strict=True))
        self.assertRaisesRegex(ValueError, 'longer', pairs, zip([1], [1, 2], strict=True))
        self.assertEqual(pairs(zip([1], [2], strict=True)), [(1, 2)])

    def test_exceptions_pass(self):
        def fails():
            yield 1
            raise KeyError('x')
        self.assertRaises(KeyError, pairs, zip(fails(), 'abc'))
        self.assertRaises(KeyError, pairs, zip('abc', fails()))
        self.assertRaises(KeyError, pairs, enumerate(fails()))

    def test_mutation_is_noticed(self):
        d = {i: i for i in range(10)}
        with self.assertRaises(RuntimeError):
            for k, v in d.items():
                d[k + 100] = v

    def test_subclasses_are_asked(self):
        class Odd(zip):
            def __next__(self):
                a, b = super().__next__()
                return b, a
        self.assertEqual(pairs(Odd([1], [2])), [(2, 1)])

    def test_every_line_is_traced(self):
        import sys
        lines = []

        def trace(frame, event, arg):
            if event == 'line' and frame.f_code is pairs.__code__:
                lines.append(frame.f_lineno - frame.f_code.co_firstlineno)
            return trace
        sys.settrace(trace)
        try:
            pairs(enumerate('ab'))
        finally:
            sys.settrace(None)
        self.assertEqual(lines, [1, 2, 3, 2, 3, 2, 4])


if __name__ == '__main__':
    unittest.main()
