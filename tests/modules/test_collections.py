"""The C part of collections and functools: deque, defaultdict, OrderedDict, partial, lru_cache, and heapq, bisect, random."""
import bisect
import copy
import functools
import heapq
import operator
import pickle
import random
import unittest
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple


class DequeTest(unittest.TestCase):
    def test_against_a_list(self):
        rng = random.Random(5)
        d, items = deque(), []
        for i in range(3000):
            action = rng.randrange(8)
            if action < 2:
                d.append(i), items.append(i)
            elif action < 4:
                d.appendleft(i), items.insert(0, i)
            elif action == 4 and items:
                self.assertEqual(d.pop(), items.pop())
            elif action == 5 and items:
                self.assertEqual(d.popleft(), items.pop(0))
            elif action == 6 and items:
                k = rng.randrange(-len(items), len(items))
                self.assertEqual(d[k], items[k])
                del d[k], items[k]
            elif items:
                k = rng.randrange(-3, len(items) + 3)
                d.insert(k, i), items.insert(k, i)
            n = rng.randrange(-5, 6)
            d.rotate(n)
            if items:
                n %= len(items)
                items[:] = items[-n:] + items[:-n] if n else items
            self.assertEqual(list(d), items)

    def test_maxlen(self):
        d = deque('abcd', 3)
        self.assertEqual(repr(d), "deque(['b', 'c', 'd'], maxlen=3)")
        d.appendleft('x')
        self.assertEqual(list(d), ['x', 'b', 'c'])
        self.assertRaises(IndexError, d.insert, 0, 1)
        self.assertEqual(list(d * 3), ['x', 'b', 'c'])
        self.assertEqual(list(deque('ab', 0)), [])
        self.assertRaises(ValueError, deque, [], -1)

    def test_mutation_during_iteration(self):
        d = deque('ab')
        with self.assertRaisesRegex(RuntimeError, 'deque mutated during iteration'):
            for x in d:
                d.append(x)

    def test_errors_and_pickles(self):
        self.assertRaisesRegex(IndexError, 'pop from an empty deque', deque().pop)
        self.assertRaises(ValueError, deque('a').remove, 'b')
        d = deque([1, 2, 3], 5)
        for again in (copy.copy(d), copy.deepcopy(d), pickle.loads(pickle.dumps(d))):
            self.assertEqual((again, again.maxlen), (d, 5))


class DequeOfClassTest(unittest.TestCase):
    def test_operators_need_a_deque_of_new(self):
        class D(deque):
            pass
        d = D('ab')
        D.__new__ = lambda cls, *args: [1]
        for operation in lambda: d * 2, lambda: d + d:
            with self.assertRaisesRegex(TypeError, r'D\(\) must return a deque, not list'):
                operation()


class NamedTupleTest(unittest.TestCase):
    def test_source_makes_the_class_again(self):
        for fields in '', 'x', 'x y z':
            cls = namedtuple('Made', fields)
            scope = {}
            exec(cls._source, scope)
            again, values = scope['Made'], range(len(fields.split()))
            a, b = cls(*values), again._make(values)
            self.assertEqual((repr(a), a._asdict(), a._fields, tuple(a)), (repr(b), b._asdict(), b._fields, tuple(b)))
            self.assertRaises(TypeError, again, 1, 2, 3, 4)

        class Child(namedtuple('Parent', 'p')):
            pass
        self.assertIn('class Parent(tuple)', Child._source)


class DictsTest(unittest.TestCase):
    def test_defaultdict_repr_in_subclass(self):
        class Sub(defaultdict):
            pass
        self.assertEqual(repr(Sub()), 'defaultdict(None, {})')

    def test_dict_subclass_with_one_of_setitem_and_delitem(self):
        class Kept(dict):
            def __delitem__(self, key):
                pass
        d = Kept(a=1)
        d['b'] = 2
        del d['a']
        self.assertEqual(d, {'a': 1, 'b': 2})

        class Logged(Kept):
            def __setitem__(self, key, value):
                super().__setitem__(key, [value])
        e = Logged()
        e['c'] = 3
        self.assertEqual(e, {'c': [3]})

    def test_pop_of_an_ordered_dict_does_not_ask_missing(self):
        class Missing(OrderedDict):
            def __missing__(self, key):
                return 0
        self.assertRaises(KeyError, Missing().pop, 'a')
        self.assertEqual(Missing().pop('a', 5), 5)

    def test_defaultdict(self):
        d = defaultdict(list, a=[1])
        d['b'].append(2)
        self.assertEqual(d, {'a': [1], 'b': [2]})
        self.assertEqual(repr(d), "defaultdict(<class 'list'>, {'a': [1], 'b': [2]})")
        self.assertIsNone(d.get('z'))
        self.assertRaises(KeyError, defaultdict().__getitem__, 1)
        self.assertRaises(TypeError, defaultdict, 1)
        again = pickle.loads(pickle.dumps(d))
        self.assertEqual((again, again.default_factory), (d, list))
        self.assertIs(type(d | {'c': 1}), defaultdict)

    def test_ordered_dict(self):
        od = OrderedDict((c, i) for i, c in enumerate('abcde'))
        od.move_to_end('b')
        od.move_to_end('e', last=False)
        self.assertEqual(''.join(od), 'eacdb')
        self.assertEqual(od.popitem(last=False), ('e', 4))
        self.assertEqual(od.popitem(), ('b', 1))
        self.assertNotEqual(od, OrderedDict(reversed(list(od.items()))))
        self.assertEqual(od, dict(od))
        self.assertRaises(KeyError, od.move_to_end, 'zz')
        od.x = 1
        self.assertEqual(copy.deepcopy(od).x, 1)

    def test_ordered_dict_moved_while_iterated(self):
        d = OrderedDict.fromkeys('abcde')
        seen = []
        with self.assertRaises(RuntimeError):
            for key in d:
                seen.append(key)
                d.move_to_end(key)
        self.assertEqual(seen, ['a'])
        self.assertEqual(list(d), list('bcdea'))

    def test_ordered_dict_pop_ignores_missing(self):
        class Missing(OrderedDict):
            def __missing__(self, key):
                return 0
        self.assertRaises(KeyError, Missing().pop, 'a')

    def test_ordered_dict_as_lru(self):
        od = OrderedDict.fromkeys(range(50))
        for i in range(50, 3000):
            oldest = next(iter(od))
            od.move_to_end(oldest)
            od[i] = None
            self.assertNotEqual(od.popitem(last=False)[0], oldest)
        self.assertEqual(len(od), 50)
        self.assertIn(2999, od)

    def test_many_moves_to_the_front(self):
        od = OrderedDict.fromkeys(range(100))
        for i in range(2000):
            od.move_to_end(next(reversed(od)), last=False)
        self.assertEqual(list(od), list(range(100)))

    def test_counter_and_namedtuple(self):
        self.assertEqual(Counter('abca'), {'a': 2, 'b': 1, 'c': 1})
        P = namedtuple('P', 'x y')
        self.assertEqual(P(1, 2).y, 2)
        self.assertRaises(AttributeError, setattr, P(1, 2), 'x', 3)


class FunctoolsTest(unittest.TestCase):
    def test_partial(self):
        f = functools.partial(functools.partial(lambda *a, **k: (a, k), 1, x=2), 3, y=4)
        self.assertEqual(f(5, x=6), ((1, 3, 5), {'x': 6, 'y': 4}))
        self.assertEqual(f.args, (1, 3))
        self.assertEqual(repr(functools.partial(len, 1, a=2)), 'functools.partial(<built-in function len>, 1, a=2)')
        self.assertRaises(TypeError, functools.partial)
        g = pickle.loads(pickle.dumps(functools.partial(max, 3)))
        self.assertEqual(g(9), 9)

    def test_lru_cache(self):
        calls = []

        @functools.lru_cache(maxsize=2)
        def f(x, y=0):
            calls.append(x)
            return x
        self.assertEqual([f(1), f(2), f(1), f(3), f(1), f(2)], [1, 2, 1, 3, 1, 2])
        self.assertEqual(calls, [1, 2, 3, 2])
        self.assertEqual(tuple(f.cache_info()), (2, 4, 2, 2))
        f.cache_clear()
        self.assertEqual(f.cache_info().currsize, 0)
        self.assertRaises(TypeError, f, [])

    def test_lru_cache_recursive_and_typed(self):
        @functools.lru_cache(None)
        def fib(n):
            return n if n < 2 else fib(n - 1) + fib(n - 2)
        self.assertEqual(fib(100), 354224848179261915075)

        @functools.lru_cache(typed=True)
        def kind(x):
            return type(x)
        self.assertEqual((kind(1), kind(1.0)), (int, float))

    def test_cmp_to_key_and_reduce(self):
        self.assertEqual(sorted([3, 1, 2], key=functools.cmp_to_key(lambda a, b: b - a)), [3, 2, 1])
        self.assertEqual(functools.reduce(operator.add, [1, 2, 3], 10), 16)
        self.assertRaises(TypeError, functools.reduce, operator.add, [])


class AlgorithmTest(unittest.TestCase):
    def test_heap(self):
        rng = random.Random(3)
        items = [rng.randrange(100) for _ in range(300)]
        heap = items[:]
        heapq.heapify(heap)
        self.assertEqual([heapq.heappop(heap) for _ in items], sorted(items))
        for x in items:
            heapq.heappush(heap, x)
        self.assertEqual(heapq.heappushpop(heap, -1), -1)
        self.assertEqual(heapq.heapreplace(heap, 1000), min(items))
        self.assertRaises(IndexError, heapq.heappop, [])

    def test_heap_changed_by_comparison(self):
        heap = []

        class Hostile:
            def __lt__(self, other):
                heap.clear()
                return True
        heap.extend(Hostile() for _ in range(10))
        with self.assertRaises(RuntimeError):
            heapq.heappush(heap, Hostile())

    def test_bisect(self):
        items = [1, 2, 2, 2, 3]
        self.assertEqual((bisect.bisect_left(items, 2), bisect.bisect_right(items, 2)), (1, 4))
        self.assertEqual(bisect.bisect(items, 2, 0, 2), 2)
        bisect.insort(items, 2.5)
        self.assertEqual(items, [1, 2, 2, 2, 2.5, 3])
        self.assertEqual(bisect.bisect([3, 2, 1], -2, key=lambda x: -x), 2)
        self.assertRaises(ValueError, bisect.bisect, items, 1, -1)

    def test_random_sequences(self):
        rng = random.Random(12345)
        self.assertEqual([rng.random() for _ in range(3)], [0.41661987254534116, 0.010169169457068361, 0.8252065092537432])
        self.assertEqual(rng.getrandbits(70), 440049631897308080450)
        state = rng.getstate()
        a = rng.random()
        rng.setstate(state)
        self.assertEqual(rng.random(), a)
        self.assertEqual(random.Random(2**100).random(), random.Random(-2**100).random())

    def test_getters(self):
        self.assertEqual(operator.itemgetter(1, 0)('ab'), ('b', 'a'))
        self.assertEqual(operator.attrgetter('real.imag')(5), 0)
        self.assertEqual(operator.methodcaller('replace', 'a', 'b')('aa'), 'bb')
        self.assertEqual(repr(operator.itemgetter(1)), 'operator.itemgetter(1)')

    def test_ordered_dict_without_attributes_has_no_state(self):
        import collections
        self.assertIsNone(collections.OrderedDict(a=1).__reduce__()[2])

    def test_bisect_beyond_63_bits(self):
        import bisect
        import sys
        n = sys.maxsize
        self.assertEqual(bisect.bisect_right(range(n - 1), n - 3), n - 2)

class DequeOfListTest(unittest.TestCase):
    def test_equality_looks_at_lengths_first(self):
        class Unequalled:
            def __eq__(self, other):
                raise ZeroDivisionError
        self.assertNotEqual(deque([Unequalled()]), deque())
        self.assertRaises(ZeroDivisionError, lambda: deque([Unequalled()]) == deque([1]))

    def test_list_that_shrinks_as_items_are_dropped(self):
        class Dying:
            def __del__(self):
                del items[:]
        items = [Dying(), 1, 2]
        d = deque(maxlen=1)
        d.extend(items)
        del items[0:1]
        d.extend([3, 4])
        self.assertEqual(list(d), [4])


if __name__ == '__main__':
    unittest.main()
