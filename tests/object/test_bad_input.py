"""Huge widths, counts and sizes, and arguments whose special methods lie or change what they are given to.

Where the manual says what comes out, that is checked; for the rest it is enough that nothing crashes and that what is raised is an
ordinary exception.
"""
import sys
import unittest

HUGE = (2**61, 2**62 - 1, 2**62, 2**63 - 1)
TOO_LARGE = (2**63, 2**64, 2**100)
REFUSED = (MemoryError, OverflowError, ValueError)


class Index:
    """An index that does something first."""

    def __init__(self, value, action):
        self.value = value
        self.action = action

    def __index__(self):
        self.action()
        return self.value


def tolerate(function, *args):
    """Calls; any ordinary exception will do."""
    try:
        return function(*args)
    except Exception as e:
        return e


class HugeNumbersTest(unittest.TestCase):
    def refused(self, function, *args):
        with self.assertRaises(REFUSED):
            function(*args)

    def test_repeats(self):
        for n in HUGE + TOO_LARGE:
            for s in 'ab', 'aä', 'a\u0100', b'ab', bytearray(b'ab'), [1, 2], (1, 2):
                self.refused(lambda: s * n)
                self.refused(lambda: n * s)
        for empty in '', b'', bytearray(), [], ():
            for n in HUGE:
                self.assertEqual(len(empty * n), 0)
            for n in TOO_LARGE:
                self.refused(lambda: empty * n)
        for s in 'ab', b'ab', [1], (1,):
            self.assertEqual(len(s * -2**62), 0)

    def test_repeats_in_place(self):
        for n in HUGE + TOO_LARGE:
            for s in bytearray(b'ab'), [1, 2]:
                with self.assertRaises(REFUSED):
                    s *= n
                self.assertEqual(len(s), 2)

    def test_widths_below_zero(self):
        for s in 'ab', 'a\u0100', b'ab', bytearray(b'ab'):
            for method in 'ljust', 'rjust', 'center', 'zfill':
                for n in -1, -2**62, -2**63 + 1, -2**63:
                    self.assertEqual(getattr(s, method)(n), s)

    def test_widths(self):
        for n in HUGE + TOO_LARGE:
            for s in 'ab', b'ab', bytearray(b'ab'):
                for method in 'center', 'ljust', 'rjust', 'zfill':
                    self.refused(getattr(s, method), n)
            self.refused('a\tb'.expandtabs, n)
            self.refused(b'a\tb'.expandtabs, n)

    def test_formats(self):
        for n in HUGE + TOO_LARGE:
            for value in 'a', 1, 1.5, 2**70, 1j:
                self.refused(format, value, '%d' % n)
                self.refused(format, value, '0%d' % n)
                self.refused(format, value, '^%d,' % n if value != 'a' else '^%d' % n)
            self.refused('{:{}}'.format, 1, n)
            self.refused(('%%%dd' % n).__mod__, 1)
            self.refused(lambda: '%*d' % (n, 1))
            self.refused(lambda: b'%*d' % (n, 1))
            self.refused(lambda: '%.*f' % (n, 1.5))
            self.refused(format, 1.5, '.%df' % n)
        self.assertRaises(ValueError, '{%d}'.__mod__(2**70).format, 1)
        self.assertRaises(IndexError, '{9999999999}'.format, 1)

    def test_replacing(self):
        big = 'x' * 2**20
        self.refused(('ab' * 2**20).replace, 'a', big * 2**12) if sys.maxsize < 2**40 else None
        self.assertEqual('aaa'.replace('a', 'b', 2**63 - 1), 'bbb')
        for n in TOO_LARGE:
            self.refused('aaa'.replace, 'a', 'b', n)
            self.refused('a a'.split, None, n)
            self.refused(b'a a'.split, None, n)

    def test_sizes(self):
        for n in HUGE + TOO_LARGE:
            self.refused(bytes, n)
            self.refused(bytearray, n)
            self.refused((1).to_bytes, n, 'little')
            self.refused(lambda: list(range(n)))
        self.refused(lambda: 1 << 2**62)
        self.refused(lambda: 3 << 2**70)
        self.refused(lambda: 3 ** 2**62)
        self.assertEqual(1 >> 2**70, 0)
        self.assertEqual(-1 >> 2**70, -1)
        self.assertEqual(0 << 2**70, 0)

    def test_positions(self):
        for n in HUGE + TOO_LARGE:
            for s in 'abc', b'abc', bytearray(b'abc'), [97, 98, 99], (97, 98, 99), range(3), memoryview(b'abc'):
                self.assertEqual(len(s[-n:n]), 3)
                self.assertEqual(len(s[n:-n]), 0)
                self.assertEqual(len(s[::n]), 1)
                self.assertEqual(len(s[::-n]), 1)
                self.assertRaises(IndexError, lambda: s[n])
                self.assertRaises(IndexError, lambda: s[-n])
            self.assertEqual('abc'.find('b', -n, n), 1)
            self.assertEqual('abc'.find('b', n), -1)
            self.assertEqual(b'abc'.rfind(b'c', -n, n), 2)
            self.assertEqual([1, 2].index(2, -n, n), 1)
        items = [1, 2]
        items.insert(2**63 - 1, 3)
        self.assertEqual(items, [1, 2, 3])
        self.assertRaises(OverflowError, items.insert, 2**63, 4)
        self.assertRaises(IndexError, items.pop, 2**62)

    def test_ranges(self):
        r = range(-2**63, 2**63 - 1)
        self.assertRaises(OverflowError, len, r)
        self.assertEqual(r[2**63], 0)
        self.assertIn(2**62, r)
        self.assertEqual(range(2**100, 2**100 + 10**20, 10**19).index(2**100 + 10**19), 1)
        self.assertEqual(len(range(0, 2**63 - 1)), 2**63 - 1)
        self.assertEqual(list(enumerate('ab', 2**63 - 1)), [(2**63 - 1, 'a'), (2**63, 'b')])

    def test_texts_of_numbers(self):
        for text in '1' * 5000 + 'x', '0x' + 'f' * 5000 + 'g', '_1', '1' + '_' * 100, '1e' + '9' * 400 + 'x':
            self.assertRaises(ValueError, int, text, 0)
        self.assertEqual(float('1e' + '9' * 400), float('inf'))
        self.assertEqual(float('1e-' + '9' * 400), 0.0)
        self.assertEqual(float('0.' + '0' * 5000 + '1e5001'), 1.0)
        self.assertRaises(ValueError, int, '1', 2**31)
        self.assertRaises(ValueError, int, '1', -2**70)
        self.assertRaises(ValueError, int, '10', 37)


class LyingIndexTest(unittest.TestCase):
    def test_bytearray_emptied_while_indexed(self):
        for use in (lambda b, i: b[i], lambda b, i: b.__setitem__(i, 1), lambda b, i: b.__delitem__(i), lambda b, i: b.pop(i),
                    lambda b, i: b.insert(i, 65), lambda b, i: b[i:], lambda b, i: b.__setitem__(slice(i, None), b'xy'),
                    lambda b, i: b.__setitem__(slice(None, None, i), b'x' * 9), lambda b, i: b.__delitem__(slice(i, None, 2)),
                    lambda b, i: b.find(b'x', i), lambda b, i: b.startswith(b'x', i), lambda b, i: b.replace(b'x', b'y', i),
                    lambda b, i: b.zfill(i), lambda b, i: b.split(None, i), lambda b, i: b * i, lambda b, i: b.__imul__(i),
                    lambda b, i: i in b, lambda b, i: b.append(i), lambda b, i: b.count(i), lambda b, i: b.extend([i, i])):
            b = bytearray(b'x' * 100)
            tolerate(use, b, Index(7, b.clear))
            self.assertLessEqual(len(b), 300)
            b = bytearray(b'x' * 100)
            tolerate(use, b, Index(7, lambda: b.extend(bytes(10000))))

    def test_value_of_a_byte_empties_it(self):
        b = bytearray(b'abc')
        with self.assertRaises(IndexError):
            b[2] = Index(65, b.clear)
        b = bytearray(100)
        tolerate(b.__setitem__, slice(0, 50), [Index(1, b.clear)] * 3)

    def test_list_emptied_while_indexed(self):
        for use in (lambda l, i: l[i], lambda l, i: l.__setitem__(i, 1), lambda l, i: l.__delitem__(i), lambda l, i: l.pop(i),
                    lambda l, i: l.insert(i, 65), lambda l, i: l[i:], lambda l, i: l.__setitem__(slice(i, None), 'xy'),
                    lambda l, i: l.__setitem__(slice(None, None, i), 'x' * 9), lambda l, i: l.__delitem__(slice(i, None, 2)),
                    lambda l, i: l.index(3, i), lambda l, i: l * i, lambda l, i: l.__imul__(i)):
            items = list(range(100))
            tolerate(use, items, Index(7, items.clear))
            items = list(range(100))
            tolerate(use, items, Index(7, lambda: items.extend(range(10000))))

    def test_memoryview_released_while_indexed(self):
        for use in (lambda m, i: m[i], lambda m, i: m.__setitem__(i, 1), lambda m, i: m[i:], lambda m, i: m.__setitem__(0, i),
                    lambda m, i: m.__setitem__(slice(i, i), b''), lambda m, i: m.hex(' ', i), lambda m, i: m.cast('B', [i])):
            b = bytearray(100)
            m = memoryview(b)

            def drop():
                m.release()
                b.clear()
            tolerate(use, m, Index(7, drop))

    def test_wrong_results(self):
        class Wrong:
            def __index__(self):
                return 'x'
        for use in (lambda i: [1][i], lambda i: 'a' * i, lambda i: range(i), lambda i: bytes(i), lambda i: 'a'.center(i),
                    lambda i: (1, 2)[i:], lambda i: hex(i), lambda i: 'abc'.find('a', i), lambda i: chr(i), lambda i: 1 << i):
            self.assertRaises(TypeError, use, Wrong())


class LyingLengthTest(unittest.TestCase):
    class Sequence:
        def __init__(self, n):
            self.n = n

        def __len__(self):
            return self.n

        def __getitem__(self, i):
            if i > 3:
                raise IndexError
            return i

    def test_lengths(self):
        for n in -1, -2**63, -2**70:
            self.assertRaises((ValueError, OverflowError), len, self.Sequence(n))
            self.assertRaises((ValueError, OverflowError), bool, self.Sequence(n))
        for n in 2**63, 2**100:
            self.assertRaises(OverflowError, len, self.Sequence(n))
        self.assertEqual(len(self.Sequence(2**63 - 1)), 2**63 - 1)
        self.assertRaises(TypeError, len, self.Sequence('x'))
        self.assertRaises(TypeError, len, self.Sequence(1.5))

    def test_sequences_that_lie(self):
        for n in 0, 1, 100, 2**20:
            for make in list, tuple, set, bytes, bytearray, sorted, lambda s: [*s], lambda s: list(map(abs, s)):
                self.assertEqual(len(make(self.Sequence(n))), 4)
            tolerate(lambda: list(reversed(self.Sequence(n))))
        for n in -1, 2**62, 2**63 - 1:
            for make in list, tuple, bytearray, reversed, lambda s: [1].extend(s):
                tolerate(make, self.Sequence(n))

    def test_counts_that_are_no_ints(self):
        import heapq
        import operator
        for n in 1.5, 'a', None:
            self.assertRaises(TypeError, heapq.nlargest, n, 'abc')
            self.assertRaises(TypeError, heapq.nsmallest, n, 'abc')
            self.assertRaises(TypeError, operator.length_hint, 2, n)
        self.assertEqual(operator.length_hint(2, Index(-1, int)), -1)
        with self.assertRaisesRegex(TypeError, 'invalid slice key'):
            memoryview(b'ab')[...]

    def test_hints(self):
        class Hint:
            def __init__(self, hint):
                self.hint = hint

            def __iter__(self):
                return iter([1, 2])

            def __length_hint__(self):
                return self.hint
        for hint in 0, 1, 1000:
            self.assertEqual(list(Hint(hint)), [1, 2])
        for hint in -1, 2**100, 'x', 1.5:
            self.assertRaises((ValueError, OverflowError, TypeError), list, Hint(hint))
        self.assertRaises(MemoryError, list, Hint(2**63 - 1))
        items = [0]
        items.extend(Hint(2**63 - 1))       # no such number of items can be meant
        self.assertEqual(items, [0, 1, 2])


class LyingKeyTest(unittest.TestCase):
    def key(self, action, equal=True):
        class Key:
            def __hash__(self):
                return 1

            def __eq__(self, other):
                action()
                return equal
        return Key()

    def test_dict_changed_by_comparison(self):
        for equal in False, True:
            for use in (lambda d, k: d[k], lambda d, k: d.get(k), lambda d, k: d.__setitem__(k, 1), lambda d, k: d.__delitem__(k),
                        lambda d, k: d.pop(k, None), lambda d, k: d.setdefault(k, 1), lambda d, k: k in d, lambda d, k: d.update({k: 1}),
                        lambda d, k: d | {k: 1}, lambda d, k: {k: 1} == d, lambda d, k: d.keys() & {k}, lambda d, k: d.keys() - {k},
                        lambda d, k: dict.fromkeys([k], 1) == d, lambda d, k: (k, 1) in d.items()):
                for size in 3, 30, 3000:
                    for action in ('clear', 'grow', 'shrink'):
                        d = {}

                        def act():
                            if action == 'clear':
                                d.clear()
                            elif action == 'grow':
                                d.update((str(i), i) for i in range(size * 3))
                            elif d:
                                d.popitem()
                        quiet = []
                        d[self.key(lambda: quiet or act(), equal)] = 1
                        quiet.append(1)
                        for i in range(size):
                            d[(i,)] = i
                        quiet.clear()
                        tolerate(use, d, self.key(act, equal))

    def test_set_changed_by_comparison(self):
        for equal in False, True:
            for use in (lambda s, k: s.add(k), lambda s, k: k in s, lambda s, k: s.discard(k), lambda s, k: s.remove(k),
                        lambda s, k: s.update([k]), lambda s, k: s | {k}, lambda s, k: s & {k}, lambda s, k: s - {k}, lambda s, k: s ^ {k},
                        lambda s, k: s.symmetric_difference_update([k]), lambda s, k: s.intersection_update([k]),
                        lambda s, k: s.difference_update([k]), lambda s, k: s <= {k}, lambda s, k: s.isdisjoint([k]), lambda s, k: s == {k}):
                for size in 0, 3, 300:
                    for action in 'clear', 'grow', 'pop':
                        s = set()

                        def act():
                            if action == 'clear':
                                s.clear()
                            elif action == 'grow':
                                s.update(range(size * 3 + 10))
                            elif s:
                                s.pop()
                        quiet = [1]
                        s.add(self.key(lambda: quiet or act(), equal))
                        s.update((i,) for i in range(size))
                        quiet.clear()
                        tolerate(use, s, self.key(act, equal))

    def test_tuples_as_keys_compare_their_items(self):
        d = {(1, 'a'): 1, (1, 2.5): 2, (True, 'b'): 3, ((1, 2), 3): 4}
        for i in range(20):
            d[i, 'x%d' % i] = i
        self.assertEqual([d[1.0, 'a'], d[True, 'a'], d[1, 2.5], d[1, 'b'], d[(1.0, 2), 3.0], d[7, 'x7']], [1, 1, 2, 3, 4, 7])
        self.assertNotIn((1, 'c'), d)
        self.assertNotIn((1, 'a', 1), d)
        self.assertIn((1.0, 'a'), set(d))

        class Text(str):
            def __eq__(self, other):
                return True
            __hash__ = str.__hash__
        self.assertEqual(d[1, Text('a')], 1)
        nan = float('nan')
        self.assertIn((nan, 1), {(nan, 1)})

    def test_keywords_that_compare_in_python(self):
        """The call's parameters must not lie where the comparison's own calls put theirs."""
        class Name(str):
            def __hash__(self):
                return 1

            def __eq__(self, other):
                def f(*args, **names):
                    return [args, names]
                f(1, 2, 3, 4, 5, 6, 7, 8, x=1, y=2)
                return str.__eq__(self, other)

        class Failing(Name):
            __hash__ = Name.__hash__

            def __eq__(self, other):
                1 / 0

        def g(a, b=2, *args, c, **rest):
            return a, b, args, c, rest
        for i in range(3):
            self.assertEqual(repr(g(*[1, 2, 3], **{Name('p'): 1, Name('q'): 2, 'c': [3], 'z': 5})),
                             "(1, 2, (3,), [3], {'p': 1, 'q': 2, 'z': 5})")
            self.assertEqual(repr(g(**{Name('p'): 1, Name('q'): 2, 'c': [3], 'a': 5})), "(5, 2, (), [3], {'p': 1, 'q': 2})")
        with self.assertRaisesRegex(TypeError, "missing 1 required keyword-only argument: 'c'"):
            g(1, **{Name('b'): 1, Name('q'): 1})
        with self.assertRaisesRegex(TypeError, "got multiple values for argument 'b'"):
            g(1, 2, **{Name('p'): 1, Name('b'): 1})
        with self.assertRaises(ZeroDivisionError):
            g(1, c=1, **{Name('p'): 1, Failing('q'): 2})

    def test_defaults_of_keywords_are_found_without_comparing_in_python(self):
        class Name(str):
            def __hash__(self):
                return hash('c')

            def __eq__(self, other):
                raise AssertionError

        def g(a, *, c=1, d=3):
            return a, c, d
        g.__kwdefaults__ = {Name('x'): 7, 'd': 4}
        with self.assertRaisesRegex(TypeError, "missing 1 required keyword-only argument: 'c'"):
            g(1)
        self.assertEqual(g(1, c=2), (1, 2, 4))

    def test_hashes(self):
        class Hash:
            def __init__(self, value):
                self.value = value

            def __hash__(self):
                return self.value
        for value in -1, 2**63, -2**63 - 1, 2**100, 2**61 - 1:
            self.assertIsInstance(hash(Hash(value)), int)
            self.assertIn(hash(Hash(value)), range(-2**63, 2**63))
        self.assertEqual(hash(Hash(-1)), -2)
        for value in 'x', 1.5, None:
            self.assertRaises(TypeError, hash, Hash(value))
            self.assertRaises(TypeError, set, [(1, Hash(value))])
        self.assertRaises(TypeError, hash, (1, []))


class DeepTest(unittest.TestCase):
    """What is nested deeper than any stack is refused with RecursionError."""

    def nested(self, make, innermost, n=100000):
        for i in range(n):
            innermost = make(innermost)
        return innermost

    def test_methods_of_methods(self):
        import types
        method = self.nested(lambda x: types.MethodType(x, 1), len, 1000000)
        for use in repr, dir, hash, (lambda m: m.__name__), (lambda m: m.nothing), (lambda m: m.__reduce__()):
            self.assertRaises(RecursionError, use, method)
        self.assertRaisesRegex(TypeError, 'exactly one argument .1000000 given', lambda: method())

    def test_ordered_dicts_are_pickled(self):
        import collections
        import pickle
        deep = self.nested(lambda x: collections.OrderedDict(a=x), None)
        for use in pickle.dumps, repr, lambda d: d == deep.copy():
            tolerate(use, deep)
        self.assertRaises(RecursionError, pickle.dumps, deep)


class MutationTest(unittest.TestCase):
    def test_join(self):
        class Item:
            def __iter__(self):
                items.clear()
                return iter('ab')
        items = ['x', 'y']
        self.assertEqual(','.join(Item()), 'a,b')
        self.assertRaises(TypeError, ','.join, ['a', 1])
        self.assertRaises(TypeError, b','.join, [b'a', 'x'])
        self.assertRaises(TypeError, b','.join, ['x'] * 3)
        self.assertEqual(b','.join([bytearray(b'a'), memoryview(b'b'), b'c']), b'a,b,c')
        self.assertEqual(b','.join([b'a', bytearray(b'b')]), b'a,b')

        def grow():
            for i in range(100):
                items.append('z')
                yield 'q'
        self.assertEqual(''.join(grow()), 'q' * 100)

    def test_arrays_that_add_themselves(self):
        b = bytearray(b'abc')
        b += b
        b.extend(b)
        b[1:1] = b
        b[:] = b + b
        self.assertEqual(len(b), 48)
        b[::2] = b[1::2]
        m = memoryview(b)
        self.assertRaises(BufferError, b.extend, b'x')
        self.assertRaises(BufferError, b.clear)
        self.assertRaises(BufferError, b.__init__, iter([1, 2]))
        m[:24] = m[24:]
        m[1:] = m[:-1]
        m.release()
        items = [1, 2, 3]
        items += items
        items.extend(items)
        items[1:1] = items
        items[::2] = items[1::2]
        self.assertEqual(len(items), 24)

    def test_translate_by_a_table_that_changes(self):
        class Table(dict):
            def __missing__(self, key):
                self[key] = chr(key + 1)
                if len(self) > 5:
                    self.clear()
                return 'xx'
        self.assertEqual(len('abcdefgh'.translate(Table())), 16)
        self.assertRaises(TypeError, 'a'.translate, {97: 1.5})
        self.assertRaises(ValueError, 'a'.translate, {97: 0x110000})
        self.assertRaises((ValueError, OverflowError), 'a'.translate, {97: -1})
        self.assertRaises((ValueError, OverflowError), 'a'.translate, {97: 2**70})

    def test_formats_that_change_their_arguments(self):
        class Clear:
            def __format__(self, spec):
                items.clear()
                return 'c'

            def __str__(self):
                items.clear()
                return 's'
            __repr__ = __str__
        items = [Clear(), 'x' * 1000]
        self.assertEqual('{0[0]}'.format(items), 'c')
        items = [Clear(), 'x' * 1000]
        self.assertRaises(IndexError, '{0[0]}{0[1]}'.format, items)
        mapping = {'a': Clear()}
        items = mapping
        self.assertEqual('%(a)s' % mapping, 's')
        items = [Clear()]
        self.assertEqual('%s' % items, '[s]')

        class Wrong:
            def __format__(self, spec):
                return 1

            def __str__(self):
                return 1
            __repr__ = __str__
        for use in (lambda: '%s' % Wrong(), lambda: '%r' % Wrong(), lambda: '{}'.format(Wrong()), lambda: f'{Wrong()!r}', lambda: str(Wrong())):
            self.assertRaises(TypeError, use)

    def test_iterables_that_change_their_container(self):
        items = list(range(50))

        def pop():
            while items:
                yield items.pop()
        items[10:20] = pop()
        d = dict.fromkeys(range(50))

        def delete():
            for key in list(d):
                del d[key]
                yield key, 1
        d.update(delete())
        s = set(range(50))

        def discard():
            for key in list(s):
                s.discard(key)
                yield key
        s.update(discard())
        s = set(range(50))
        tolerate(s.intersection_update, discard())
        s = set(range(50))
        tolerate(s.difference_update, discard())
        tolerate(max, pop(), [1, 2])

    def test_pairs_whose_container_changes(self):
        d = {i: [i] for i in range(100)}
        with self.assertRaises(RuntimeError):
            for key, value in d.items():
                del d[key]
                key = value = None
        items = [[i] for i in range(100)]
        count = 0
        for i, item in enumerate(items):
            items.pop()
            count += 1
        self.assertEqual(count, 50)
        for a, b in zip(items, items):
            items.clear()
            self.assertEqual((a, b), ([0], [0]))

    def test_dying_items(self):
        class Dying:
            def __del__(self):
                items.append(1)
                items.clear()
        items = [Dying() for i in range(10)]
        items[2:5] = []
        items = [Dying() for i in range(10)]
        items.clear()
        items = [Dying() for i in range(10)]
        items[:] = [Dying()]
        items = [Dying() for i in range(10)]
        items *= 0
        items = [Dying() for i in range(10)]
        tolerate(items.remove, None)
        items = [Dying() for i in range(10)]
        tolerate(items.__delitem__, slice(None, None, 2))


if __name__ == '__main__':
    unittest.main()
