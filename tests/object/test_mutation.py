"""Containers whose elements, arguments or indices lie, raise or change the container while it works.

What comes out of most of these is nobody's business; that nothing crashes, and that what is reported is an exception, is.
"""

import operator
import sys
import unittest
import weakref

HUGE = (2**62, 2**63 - 1, 2**63, 2**64, 2**100, -2**62, -2**63, -2**63 - 1, -2**100)


class Hook:
    """Runs an action when compared, hashed, converted or iterated."""

    def __init__(self, action=None, value=1):
        self.action = action
        self.value = value
        self.calls = 0

    def run(self):
        self.calls += 1
        if self.action and self.calls < 50:
            self.action()

    def __eq__(self, other):
        self.run()
        return False

    def __lt__(self, other):
        self.run()
        return id(self) < id(other)

    def __gt__(self, other):
        self.run()
        return id(self) > id(other)

    def __hash__(self):
        return 1

    def __index__(self):
        self.run()
        return self.value

    def __len__(self):
        self.run()
        return self.value

    def __iter__(self):
        self.run()
        return iter([1, 2, 3])

    def __bool__(self):
        self.run()
        return True

    def __str__(self):
        self.run()
        return 'hook'

    __repr__ = __str__

    def __format__(self, spec):
        self.run()
        return 'hook'

    def __float__(self):
        self.run()
        return 1.0


class Dying:
    """Runs an action when it goes."""

    def __init__(self, action):
        self.action = action

    def __del__(self):
        self.action()


def attempt(f, *args):
    """f(*args), whatever it says."""
    try:
        return f(*args)
    except (TypeError, ValueError, IndexError, KeyError, RuntimeError, OverflowError, MemoryError, BufferError, AttributeError,
            StopIteration) as e:
        return e


class Lists(unittest.TestCase):

    def actions(self, l):
        return [l.clear, lambda: l.append(1), lambda: l.extend(range(1000)), lambda: l.__delitem__(slice(None, None, 2)),
                lambda: l.__setitem__(slice(None), []), lambda: l.__init__([1, 2]), lambda: l.__imul__(0), l.reverse,
                lambda: attempt(l.pop), lambda: l.insert(0, 5)]

    def each(self, use):
        for k in range(10):
            l = []
            hook = Hook(self.actions(l)[k])
            l.extend([object(), 2, hook, 'x', Hook(self.actions(l)[k])] * 3)
            attempt(use, l, hook)
            repr(l[:3])

    def test_searching(self):
        self.each(lambda l, h: l.index(h))
        self.each(lambda l, h: l.index(object()))
        self.each(lambda l, h: l.count(h))
        self.each(lambda l, h: l.remove(object()))
        self.each(lambda l, h: object() in l)
        self.each(lambda l, h: l == [object()] * 15)
        self.each(lambda l, h: l < [object()] * 15)

    def test_sorting(self):
        self.each(lambda l, h: l.sort())
        self.each(lambda l, h: l.sort(reverse=True))
        self.each(lambda l, h: l.sort(key=lambda x: (h.run(), 1)[1]))
        self.each(lambda l, h: l.sort(key=lambda x: h))
        self.each(lambda l, h: sorted(l))
        self.each(lambda l, h: (min(l), max(l)))

    def test_list_is_empty_while_sorted(self):
        l = [3, 1, 2]
        seen = []
        l.sort(key=lambda x: seen.append(len(l)) or x)
        self.assertEqual((l, seen), ([1, 2, 3], [0, 0, 0]))
        with self.assertRaisesRegex(ValueError, 'list modified during sort'):
            l.sort(key=lambda x: l.append(1) or x)
        self.assertEqual(sorted(l), [1, 2, 3])

    def test_key_raises_midway(self):
        l = [3, 'a', 1, None, 2]
        self.assertRaises(TypeError, l.sort)
        self.assertEqual(len(l), 5)

        def key(x):
            if x == 1:
                raise KeyError(x)
            return 0
        self.assertRaises(KeyError, l.sort, key=key)
        self.assertEqual(len(l), 5)

    def test_indices(self):
        self.each(lambda l, h: l[h])
        self.each(lambda l, h: l.__setitem__(h, 1))
        self.each(lambda l, h: l.__delitem__(h))
        self.each(lambda l, h: l[h:h:h])
        self.each(lambda l, h: l.__setitem__(slice(h, Hook(h.action, 9), h), [1, 2, 3]))
        self.each(lambda l, h: l.__setitem__(slice(0, 9, Hook(h.action, 3)), [1, 2, 3]))
        self.each(lambda l, h: l.__delitem__(slice(h, Hook(h.action, 14), Hook(h.action, 2))))
        self.each(lambda l, h: l.insert(h, 1))
        self.each(lambda l, h: l.pop(h))
        self.each(lambda l, h: l * h)
        self.each(lambda l, h: l.__imul__(h))
        self.each(lambda l, h: l.index(1, h, Hook(h.action, 100)))

    def test_iterables(self):
        def source(l, h):
            for i in range(20):
                h.run()
                yield i
        self.each(lambda l, h: l.extend(source(l, h)))
        self.each(lambda l, h: l.__setitem__(slice(2, 5), source(l, h)))
        self.each(lambda l, h: l.__setitem__(slice(2, 5), h))
        self.each(lambda l, h: l.__setitem__(slice(0, 9, 3), source(l, h)))
        self.each(lambda l, h: l.__iadd__(source(l, h)))
        self.each(lambda l, h: l.__init__(source(l, h)))
        self.each(lambda l, h: [h.run() for x in l])
        self.each(lambda l, h: [h.run() for x in reversed(l)])
        self.each(lambda l, h: list(map(lambda a, b: h.run(), l, l)))
        self.each(lambda l, h: list(zip(l, source(l, h))))
        l = [1, 2, 3]
        l.extend(l)
        l[1:1] = l
        l[::2] = l[::2]
        self.assertEqual(len(l), 12)
        l += l
        self.assertEqual(len(l), 24)

    def test_repr(self):
        self.each(lambda l, h: repr(l))
        self.each(lambda l, h: str([l, l]))
        l = []
        l.append(l)
        self.assertEqual(repr(l), '[[...]]')
        t = (l,)
        l.append(t)
        self.assertEqual(repr(t), '([[...], (...)],)')

    def test_items_die(self):
        for use in (lambda l: l.clear(), lambda l: l.__delitem__(slice(None)), lambda l: l.__setitem__(slice(None), [1]),
                    lambda l: l.__setitem__(slice(None, None, 2), [0] * ((len(l) + 1) // 2)), lambda l: l.pop(0), lambda l: l.pop(),
                    lambda l: l.__setitem__(0, 1), lambda l: l.__delitem__(0), lambda l: l.__init__([1]), lambda l: l.__imul__(0),
                    lambda l: l.__delitem__(slice(None, None, 2))):
            for k in range(10):
                l = []
                l.extend(Dying(self.actions(l)[k]) for _ in range(6))
                attempt(use, l)
                l.clear()
                l.clear()

    def test_lying_hints(self):
        class Liar:
            def __init__(self, hint):
                self.hint = hint

            def __length_hint__(self):
                if isinstance(self.hint, Exception):
                    raise self.hint
                return self.hint

            def __iter__(self):
                return iter('abc')
        for hint in (0, 1, 100, 2**40, 2**62, sys.maxsize):
            try:
                self.assertEqual(list(Liar(hint)), ['a', 'b', 'c'])
            except (MemoryError, OverflowError):
                self.assertGreater(hint, 2**30)
        self.assertRaises(ValueError, list, Liar(-1))
        self.assertRaises(TypeError, list, Liar('x'))
        self.assertRaises(KeyError, list, Liar(KeyError()))
        self.assertEqual(list(Liar(NotImplemented)), ['a', 'b', 'c'])
        for kind in (tuple, bytes, bytearray, set, frozenset):
            for hint in (2**62, -1, 'x', KeyError()):
                attempt(kind, Liar(hint))

    def test_huge(self):
        for n in HUGE:
            for f in (lambda: [1] * n, lambda: (1,) * n, lambda: 'ab' * n, lambda: b'ab' * n, lambda: bytearray(b'ab') * n):
                r = attempt(f)
                if n < 0:
                    self.assertTrue(len(r) == 0 if not isinstance(r, Exception) else isinstance(r, OverflowError), (n, r))
                else:
                    self.assertIsInstance(r, (OverflowError, MemoryError))
            for s in ([1, 2], (1, 2), 'ab', b'ab', bytearray(b'ab'), range(2), memoryview(b'ab')):
                self.assertIsInstance(attempt(operator.getitem, s, n), IndexError)
                self.assertIn(len(s[n:]), (0, 2))
                self.assertIn(len(s[:n]), (0, 2))
                if not isinstance(s, memoryview):
                    self.assertIn(len(s[::n]), (1,))
            l = [1, 2]
            self.assertIsInstance(attempt(l.insert, n, 3), (OverflowError, type(None)))
            self.assertIsInstance(attempt(l.pop, n), (OverflowError, IndexError))
            self.assertIsInstance(attempt(l.index, 7, n, -n), ValueError)
            del l[n:], l[:0:n]


class Mappings(unittest.TestCase):

    def actions(self, d):
        return [d.clear, lambda: d.update(dict.fromkeys(range(100))), lambda: d.__setitem__('new', 1), lambda: attempt(d.popitem),
                lambda: d.__init__({1: 2}), lambda: d.setdefault(Hook(), 1), lambda: d.__ior__({'k': 3}),
                lambda: [d.pop(k, None) for k in list(d)[:3]]]

    def each(self, use):
        for size in (1, 3, 30):
            for k in range(8):
                d = {}
                hook = Hook(self.actions(d)[k])
                for i in range(size):
                    d[i] = Hook(self.actions(d)[k])
                    d['s%d' % i] = i
                d[hook] = hook
                d[Hook(self.actions(d)[k])] = 1
                attempt(use, d, hook)
                repr(len(d))

    def test_looking_up(self):
        self.each(lambda d, h: d[Hook(h.action)])
        self.each(lambda d, h: Hook(h.action) in d)
        self.each(lambda d, h: d.get(Hook(h.action)))
        self.each(lambda d, h: d.__setitem__(Hook(h.action), 1))
        self.each(lambda d, h: d.__delitem__(Hook(h.action)))
        self.each(lambda d, h: d.pop(Hook(h.action), None))
        self.each(lambda d, h: d.setdefault(Hook(h.action), []))
        self.each(lambda d, h: d[1.0])

    def test_merging(self):
        self.each(lambda d, h: d.update({Hook(h.action): 1}))
        self.each(lambda d, h: {Hook(h.action): 1, 2: 3}.update(d))
        self.each(lambda d, h: d | {Hook(h.action): 1})
        self.each(lambda d, h: {Hook(h.action): 1} | d)
        self.each(lambda d, h: d.update((h.run(), k)[1] for k in [(1, 2), (3, 4)]))
        self.each(lambda d, h: d.update([h, h]))
        self.each(lambda d, h: {**d, Hook(h.action): 1})
        self.each(lambda d, h: dict(d, a=1))
        self.each(lambda d, h: dict.fromkeys(d, h))
        self.each(lambda d, h: dict(zip(d, d)))
        self.each(lambda d, h: d == {Hook(h.action): 1, **d})
        self.each(lambda d, h: d == {k: Hook(h.action) for k in d})

        class Keys:
            def __init__(self, h):
                self.h = h

            def keys(self):
                self.h.run()
                return [1, 2, 3]

            def __getitem__(self, key):
                self.h.run()
                return Hook(self.h.action)
        self.each(lambda d, h: d.update(Keys(h)))
        self.each(lambda d, h: dict(**Keys(h)))

    def test_walking(self):
        for view in (dict.keys, dict.values, dict.items):
            self.each(lambda d, h: [h.run() for _ in view(d)])
            self.each(lambda d, h: [h.run() for _ in reversed(view(d))])
            self.each(lambda d, h: list(map(lambda x: h.run(), view(d))))
            self.each(lambda d, h: repr(view(d)))
            self.each(lambda d, h: Hook(h.action) in view(d))
        self.each(lambda d, h: d.keys() & [Hook(h.action), 1, 's1'])
        self.each(lambda d, h: d.keys() | [Hook(h.action)])
        self.each(lambda d, h: d.keys() - [Hook(h.action)])
        self.each(lambda d, h: d.keys() ^ {Hook(h.action)})
        self.each(lambda d, h: d.items() & {(1, h): 1}.keys())
        self.each(lambda d, h: d.keys() == {Hook(h.action), *d})
        self.each(lambda d, h: d.keys().isdisjoint([Hook(h.action)]))
        self.each(lambda d, h: repr(d))
        self.each(lambda d, h: sorted(d, key=lambda k: (h.run(), 1)[1]))

    def test_changed_while_walked(self):
        d = dict.fromkeys(range(5))
        it = iter(d)
        next(it)
        d[9] = 1
        self.assertRaisesRegex(RuntimeError, 'dictionary changed size during iteration', next, it)
        d = {1: 1, 2: 2}
        it = iter(d.items())
        next(it)
        del d[1]
        d[3] = 3
        self.assertIsInstance(attempt(lambda: [next(it) for _ in range(9)]), (RuntimeError, StopIteration))

    def test_values_die(self):
        for use in (dict.clear, lambda d: d.__setitem__(1, 1), lambda d: d.pop(1), lambda d: d.popitem(), lambda d: d.update({1: 1, 2: 2}),
                    lambda d: d.__delitem__(1), lambda d: d.__init__({1: 2}), lambda d: d.update(d.copy()), lambda d: d.__ior__({2: 1})):
            for k in range(8):
                d = {}
                for i in range(6):
                    d[i] = Dying(self.actions(d)[k])
                d[Hook()] = Dying(self.actions(d)[k])
                attempt(use, d)
                d.clear()
                d.clear()

    def test_keys_die(self):
        class Key(Dying):
            def __eq__(self, other):
                return other is self or isinstance(other, Key)

            def __hash__(self):
                return 5
        for k in range(8):
            d = {}
            key = Key(self.actions(d)[k])
            d[key] = 1
            del key
            d[Key(lambda: None)] = 2
            attempt(d.pop, Key(lambda: None))
            d.clear()

    def test_hash_raises_or_lies(self):
        class Bad:
            def __hash__(self):
                raise KeyError('hash')
        d = {}
        for f in (lambda: d[Bad()], lambda: d.get(Bad()), lambda: d.pop(Bad()), lambda: d.setdefault(Bad()), lambda: {Bad()},
                  lambda: Bad() in set(), lambda: d.update([(Bad(), 1)]), lambda: frozenset([Bad()]), lambda: {Bad(): 1}):
            self.assertRaisesRegex(KeyError, 'hash', f)

        class Huge:
            def __hash__(self):
                return 2**200
        self.assertEqual({Huge(): 1}.__len__(), 1)

        class Text:
            def __hash__(self):
                return 'x'
        self.assertRaises(TypeError, hash, Text())

    def test_equal_str_of_another_class(self):
        class S(str):
            def __eq__(self, other):
                d.clear()
                return str.__eq__(self, other)
            __hash__ = str.__hash__
        for n in (1, 20):
            d = {'k%d' % i: i for i in range(n)}
            d[S('odd')] = 1
            attempt(lambda: d['odd'])
            d = {S('k%d' % i): i for i in range(n)}
            attempt(lambda: d['k0'])
            d = {'k%d' % i: i for i in range(n)}
            attempt(lambda: d[S('k0')])


class Sets(unittest.TestCase):

    def actions(self, s):
        return [s.clear, lambda: s.update(range(100)), lambda: s.add('new'), lambda: attempt(s.pop), lambda: s.__init__([1]),
                lambda: s.intersection_update([1, 2]), lambda: s.difference_update(list(s)[:3]), lambda: s.symmetric_difference_update({1, 77})]

    def each(self, use):
        for size in (1, 3, 30):
            for k in range(8):
                s = set()
                hook = Hook(self.actions(s)[k])
                s.update(range(size), 'abc', [hook, Hook(self.actions(s)[k])])
                other = {Hook(hook.action), Hook(hook.action), 1, 'b', 999}
                attempt(use, s, other)
                attempt(use, other, s)
                repr(len(s))

    def test_algebra(self):
        for f in (operator.or_, operator.and_, operator.sub, operator.xor, operator.ior, operator.iand, operator.isub, operator.ixor,
                  operator.eq, operator.le, operator.lt, operator.ge, operator.gt):
            self.each(f)
            self.each(lambda s, o: f(frozenset(s), o))
        for name in ('union', 'intersection', 'difference', 'symmetric_difference', 'update', 'intersection_update', 'difference_update',
                     'symmetric_difference_update', 'isdisjoint', 'issubset', 'issuperset'):
            self.each(lambda s, o: getattr(s, name)(o))
            self.each(lambda s, o: getattr(s, name)(list(o)))
            self.each(lambda s, o: getattr(s, name)(dict.fromkeys(o)))
            self.each(lambda s, o: getattr(s, name)(x for x in o))
            self.each(lambda s, o: getattr(s, name)(s))

    def test_elements(self):
        self.each(lambda s, o: [x in s for x in o])
        self.each(lambda s, o: [s.add(x) for x in o])
        self.each(lambda s, o: [s.discard(x) for x in o])
        self.each(lambda s, o: [attempt(s.remove, x) for x in o])
        self.each(lambda s, o: [s.pop() for x in o])
        self.each(lambda s, o: [s.add(2) or s.clear() for x in s])
        self.each(lambda s, o: repr(s))
        self.each(lambda s, o: set(s))
        self.each(lambda s, o: frozenset(o) in {frozenset(s)})
        self.each(lambda s, o: sorted(s, key=lambda x: s.clear()))
        self.each(lambda s, o: list(map(lambda x: s.clear(), s)))

    def test_elements_die(self):
        for use in (set.clear, set.pop, lambda s: s.difference_update(set(list(s)[:2])), lambda s: s.intersection_update([]),
                    lambda s: s.__init__(), lambda s: s.__isub__(s), lambda s: s.__iand__(set())):
            for k in range(8):
                s = set()
                s.update(Dying(self.actions(s)[k]) for _ in range(12))
                attempt(use, s)
                s.clear()
                s.clear()

    def test_with_itself(self):
        s = {1, 2, 3}
        self.assertEqual((s | s, s & s, s - s, s ^ s), (s, s, set(), set()))
        self.assertIsNot(s | s, s)
        self.assertIsNot(s & s, s)
        f = frozenset(s)
        self.assertEqual((type(f & f), f & f), (frozenset, f))

    def test_changed_while_walked(self):
        s = {1, 2, 3}
        it = iter(s)
        next(it)
        s.add(99)
        self.assertRaisesRegex(RuntimeError, 'Set changed size during iteration', next, it)

    def test_dict_changed_while_taken(self):
        class Key:
            def __hash__(self):
                return 1

            def __eq__(self, other):
                if armed:
                    d.clear()
                return False
        armed = False
        d = {Key(): 1, Key(): 2}
        armed = True
        with self.assertRaisesRegex(RuntimeError, 'changed size'):
            {Key()}.update(d)

    def test_keys_are_not_hashed_again(self):
        class Counting(int):
            hashed = 0

            def __hash__(self):
                Counting.hashed += 1
                return int.__hash__(self)
        d = dict.fromkeys(map(Counting, range(10)))
        s = set(d)
        s.difference(d), s | s, s & set(s), frozenset(d), s.issubset(s), s.symmetric_difference_update(set(d))
        self.assertEqual(Counting.hashed, 10)


class Buffers(unittest.TestCase):

    def test_bytearray_changes_under_operations(self):
        def shrink(b):
            return lambda: attempt(b.clear)

        def grow(b):
            return lambda: attempt(b.extend, b'x' * 5000)
        uses = (
            lambda b, h: b.__setitem__(h, 65), lambda b, h: b.__setitem__(0, h), lambda b, h: b.__setitem__(slice(h, None), b'abc'),
            lambda b, h: b.__setitem__(slice(0, 2), [1, h, 2]), lambda b, h: b.__delitem__(h), lambda b, h: b.__delitem__(slice(h, 9, h)),
            lambda b, h: b.insert(h, 1), lambda b, h: b.insert(1, h), lambda b, h: b.append(h), lambda b, h: b.pop(h),
            lambda b, h: b.remove(h), lambda b, h: b.extend([1, h, 2]), lambda b, h: b.extend(h), lambda b, h: b * h,
            lambda b, h: b.__imul__(h), lambda b, h: b.find(b'a', h, h), lambda b, h: b.count(h), lambda b, h: h in b,
            lambda b, h: b.join([b'x', b, b'y']), lambda b, h: b.replace(b'a', b'b', h), lambda b, h: b.split(b'a', h),
            lambda b, h: b.ljust(h), lambda b, h: b.center(Hook(h.action, 5000)), lambda b, h: b % h, lambda b, h: b'%s' % (b,),
            lambda b, h: b'%d %s' % (h, b), lambda b, h: b.hex(':', h), lambda b, h: b.startswith(b'a', h), lambda b, h: b.__init__([h, h]),
            lambda b, h: int.from_bytes([h, h], 'big'), lambda b, h: bytes([h, 1]), lambda b, h: bytes(h), lambda b, h: bytearray(h),
            lambda b, h: b[h:h:h], lambda b, h: b[h], lambda b, h: b.index(h, h), lambda b, h: b.expandtabs(h), lambda b, h: b.rjust(5, h),
            lambda b, h: b.translate(None, h), lambda b, h: b.splitlines(h), lambda b, h: b.__iadd__(h), lambda b, h: b.strip(h),
            lambda b, h: b.join(h), lambda b, h: b.__setitem__(slice(None, None, 2), [h] * 5))
        for make in (shrink, grow):
            for use in uses:
                for value in (0, 1, 5, 300, -1):
                    b = bytearray(b'abcdefghij')
                    attempt(use, b, Hook(make(b), value))
                    bytes(b)

    def test_join_of_what_changes_the_list(self):
        class Exporter(bytearray):
            pass
        parts = [b'a', bytearray(b'b' * 100), b'c']

        class Lazy:
            def __iter__(self):
                for p in parts:
                    parts[1].clear()
                    yield p
        self.assertEqual(b'-'.join(Lazy()), b'a--c')
        self.assertRaises(TypeError, b','.join, [b'a', 'b'])
        self.assertRaises(TypeError, ','.join, ['a', b'b'])

    def test_exported_memory_does_not_move(self):
        b = bytearray(b'abcdef')
        m = memoryview(b)
        for f in (b.clear, lambda: b.append(1), lambda: b.extend(b'x'), b.pop, lambda: b.__delitem__(0), lambda: b.__imul__(2),
                  lambda: b.__setitem__(slice(0, 1), b''), lambda: b.__setitem__(slice(None, None, 2), b''), lambda: b.insert(0, 1),
                  lambda: b.__iadd__(b'x'), lambda: b.remove(97), lambda: b.__init__(b'zz'), lambda: b.__delitem__(slice(None, None, 2))):
            self.assertRaises(BufferError, f)
            self.assertEqual(m.tobytes(), b'abcdef')
        m.release()
        b.append(1)

    def test_memoryview_released_under_operations(self):
        for use in (lambda m, h: m[h], lambda m, h: m.__setitem__(h, 1), lambda m, h: m.__setitem__(0, h), lambda m, h: m[h:h:h],
                    lambda m, h: m.__setitem__(slice(h, 3), b'abc'), lambda m, h: m.cast('B', [h, h]), lambda m, h: m.hex(':', h),
                    lambda m, h: h in m, lambda m, h: m == h, lambda m, h: list(m), lambda m, h: m.tolist(), lambda m, h: m.index(h)):
            for value in (0, 1, 2, -1, 300):
                b = bytearray(b'abcdefgh')
                m = memoryview(b)

                def action():
                    attempt(m.release)
                    attempt(b.clear)
                attempt(use, m, Hook(action, value))
        b = bytearray(8)
        m = memoryview(b)
        self.assertRaisesRegex(ValueError, 'operation forbidden on released memoryview object', m.__getitem__,
                               Hook(lambda: (m.release(), b.clear())))
        m = memoryview(bytearray(8)).cast('d')

        class F:
            def __float__(self):
                m.release()
                return 1.0
        self.assertRaises(ValueError, m.__setitem__, 0, F())

    def test_iterator_over_shrinking_bytearray(self):
        b = bytearray(b'abc')
        it = iter(b)
        next(it)
        b.clear()
        self.assertEqual(list(it), [])
        b.extend(b'xyz')
        self.assertEqual(list(it), [])

    def test_huge(self):
        for n in HUGE:
            for f in (bytes, bytearray, lambda n: b'a'.ljust(n), lambda n: b'a'.center(n), lambda n: b'a'.zfill(n), lambda n: b'\t'.expandtabs(n),
                      lambda n: bytearray(b'a').rjust(n), lambda n: (5).to_bytes(n, 'big'), lambda n: memoryview(b'abc')[n],
                      lambda n: memoryview(b'abc').cast('B', [n]), lambda n: memoryview(b'abc').cast('B', [n, n, 8]),
                      lambda n: b'abc'.replace(b'b', b'x', n), lambda n: b'abc'.split(b'b', n), lambda n: b'a' .find(b'a', n, n),
                      lambda n: b'%*d' % (n, 1), lambda n: b'%.*f' % (n, 1.0), lambda n: b'abc'.hex(':', n)):
                attempt(f, n)
        self.assertRaises((OverflowError, MemoryError), b'\t'.expandtabs, sys.maxsize)
        self.assertRaises((OverflowError, MemoryError), lambda: (b'\t' * 3).expandtabs(2**62))


class Texts(unittest.TestCase):

    def test_arguments_run_code(self):
        l = ['a', 'b', 'c']
        for f in (lambda h: ','.join(h), lambda h: '%s %d' % (h, h), lambda h: '%*.*f' % (h, h, 1.5), lambda h: '{} {!r} {:>{}}'.format(h, h, 1, h),
                  lambda h: '{0.value} {0[1]}'.format(h), lambda h: f'{h} {h!r:>{5}}', lambda h: 'abc'.translate({97: h}),
                  lambda h: 'abc'.find('b', h, h), lambda h: 'abc'[h:h:h], lambda h: 'a' * h, lambda h: 'abc'.split('b', h),
                  lambda h: 'abc'.center(h), lambda h: 'abc'.replace('a', 'b', h), lambda h: str(h), lambda h: chr(h), lambda h: '%c' % h,
                  lambda h: 'a\tb'.expandtabs(h), lambda h: 'abc'.zfill(h), lambda h: 'x'.startswith('y', h), lambda h: str(b'abc', h),
                  lambda h: '%(a)s' % {'a': h}, lambda h: '%s' % h, lambda h: '{:{}}'.format(1, h), lambda h: print(h, file=h)):
            for value in (0, 1, -1, 5, 0x110000):
                attempt(f, Hook(l.clear, value))

    def test_join_of_a_list_that_changes(self):
        l = []

        class S(str):
            def __str__(self):
                l.clear()
                return 'x'
        l.extend([S('a'), S('b'), 'c'])
        self.assertEqual(','.join(l), 'a,b,c')

        def items():
            for i in range(3):
                yield str(i)
                l.clear()
        self.assertEqual(''.join(items()), '012')

    def test_translate_with_a_table_that_changes(self):
        class Table(dict):
            def __missing__(self, key):
                self.clear()
                return chr(key + 1)
        self.assertEqual('abcabc'.translate(Table()), 'bcdbcd')

        class Raising:
            def __getitem__(self, key):
                raise ZeroDivisionError
        self.assertRaises(ZeroDivisionError, 'abc'.translate, Raising())

        class Odd:
            def __getitem__(self, key):
                return {97: None, 98: 'xyz', 99: 0x10FFFF}[key]
        self.assertEqual('abcd'.translate(Odd()), 'xyz\U0010ffffd')
        for bad in (-1, 0x110000, 2**70, 1.5, b'a'):
            self.assertRaises((ValueError, TypeError), 'a'.translate, {97: bad})
        long = 'abc' * 2000 + 'é' + 'cab' * 700
        self.assertEqual(long.translate({97: 'x', 98: None}), long.replace('a', 'x').replace('b', ''))
        self.assertEqual(long.translate({97: 0x20AC}), long.replace('a', '\u20ac'))

    def test_huge(self):
        for n in HUGE:
            for f in (lambda n: 'a'.ljust(n), lambda n: 'a'.center(n), lambda n: 'a'.zfill(n), lambda n: '\t'.expandtabs(n),
                      lambda n: '%*d' % (n, 1), lambda n: '%.*f' % (n, 1.0), lambda n: '{:{}}'.format(1, n), lambda n: '{:.{}f}'.format(1.0, n),
                      lambda n: format('x', '%d' % n), lambda n: format(1, '%d' % n), lambda n: format(1.0, '.%d' % n), lambda n: chr(n),
                      lambda n: 'abc'.replace('b', 'x', n), lambda n: 'abc'.split('b', n), lambda n: 'a'.find('a', n, n),
                      lambda n: '{%d}' % n, lambda n: ('{%d}' % n).format(1), lambda n: '%{}s'.format(n) % 'x', lambda n: '%.{}s'.format(n) % 'x',
                      lambda n: '%.{}d'.format(n) % 1, lambda n: '{0[%d]}' .replace('%d', str(n)).format([1]), lambda n: 'x'.rjust(n, '\u20ac')):
                attempt(f, n)
        self.assertRaises((OverflowError, MemoryError), '\t\t'.expandtabs, 2**62)
        self.assertRaises((OverflowError, MemoryError), 'a'.center, sys.maxsize)
        self.assertRaises((OverflowError, MemoryError), lambda: '%{}d'.format(sys.maxsize) % 1)
        self.assertRaises(ValueError, lambda: '%{}d'.format(2**64) % 1)
        self.assertRaises(ValueError, format, 1, '1' * 30)

    def test_format_reenters(self):
        class F:
            def __format__(self, spec):
                return '{:{}}'.format(1, spec or '3')

            def __getattr__(self, name):
                return self

            def __getitem__(self, key):
                return self
        self.assertEqual('{0.a[b].c:{1}}|{0}'.format(F(), 5), '    1|  1')


class Ranges(unittest.TestCase):

    def test_lies(self):
        for v in HUGE + (0, 1, -1):
            for w in HUGE + (0, 1, -1):
                for step in (1, -1, 2**63, -2**64):
                    r = range(v, w, step)
                    attempt(len, r)
                    attempt(lambda: (r[0], r[-1], r[v], r[1:v:w or 1], v in r, r.index(v), r.count(w), hash(r), bool(r), r == range(w, v, step)))
                    attempt(next, iter(r))
                    attempt(next, reversed(r))
                slice(v, w).indices(10)
                attempt(slice(v, w, v).indices, 2**65)
                attempt(slice(v, w, w).indices, -1)

    def test_index_that_raises(self):
        class Bad:
            def __index__(self):
                raise ZeroDivisionError

        class Wrong:
            def __index__(self):
                return 1.5
        for f in (lambda b: range(b), lambda b: [1][b], lambda b: [1][b:], lambda b: 'a'[b], lambda b: 'a' * b, lambda b: [1] * b, lambda b: (1,)[b],
                  lambda b: b'a'[b], lambda b: slice(b).indices(5), lambda b: bytes([b]), lambda b: chr(b), lambda b: hex(b), lambda b: 'a'.center(b),
                  lambda b: [].insert(b, 1), lambda b: memoryview(b'a')[b], lambda b: range(5)[b], lambda b: bytearray(3).insert(b, 1)):
            self.assertRaises(ZeroDivisionError, f, Bad())
            self.assertRaises(TypeError, f, Wrong())


class Iterators(unittest.TestCase):

    def test_next_of_something_else(self):
        class It:
            def __init__(self):
                self.n = 0

            def __iter__(self):
                return self

            def __next__(self):
                self.n += 1
                if self.n == 3:
                    self.__class__ = Ended
                return self.n

        class Ended:
            def __iter__(self):
                return self

            def __next__(self):
                raise StopIteration
        self.assertEqual(list(It()), [1, 2, 3])
        self.assertEqual(sum(It()), 6)
        self.assertEqual(sorted(It(), reverse=True), [3, 2, 1])

    def test_iterator_frees_itself(self):
        class Loop:
            def __init__(self, l):
                self.l = l

            def __getitem__(self, i):
                if i == 3:
                    holder.clear()
                if i > 5:
                    raise IndexError
                return i
        holder = []
        holder.append(iter(Loop(holder)))
        self.assertEqual(list(holder[0]), [0, 1, 2, 3, 4, 5])

    def test_zip_map_filter_reentered(self):
        def again():
            return attempt(next, z)
        z = zip(iter([1, 2, 3]), iter(again, None))
        attempt(list, z)
        z = map(lambda x: attempt(next, z), [1, 2, 3])
        attempt(list, z)
        z = filter(lambda x: attempt(next, z), [1, 2, 3])
        attempt(list, z)

    def test_weakref_callbacks_change_the_container(self):
        class O:
            pass
        for use in (lambda l: l.clear(), lambda l: l.pop(), lambda l: l.__delitem__(slice(None))):
            l = []
            l.extend(O() for _ in range(5))
            refs = [weakref.ref(o, lambda r: l.append(1)) for o in l]
            attempt(use, l)
            self.assertEqual(len(refs), 5)
            del refs


if __name__ == '__main__':
    unittest.main()
