"""Random operations on containers whose items have special methods that do further random operations on the same containers, lie,
or raise. Nothing is checked but that the interpreter survives; under a sanitizer that says much."""
import bisect
import collections
import functools
import gc
import heapq
import itertools
import operator
import random
import sys
import unittest
import weakref

ROUNDS = 25
STEPS = 50
ERRORS = KeyError, StopIteration, ValueError, TypeError, IndexError, AttributeError, RuntimeError, MemoryError


class Attack:
    """One round: the containers, and the operations on them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.depth = 0
        self.methods = {}
        self.make_classes()
        new = self.new
        self.lists = [[new() for i in range(self.random.randrange(8))], self.List(new() for i in range(4))]
        self.dicts = [{}, self.Dict(), collections.OrderedDict()]
        self.sets = [set(), set()]
        self.array = bytearray(b'hello world')
        self.view = memoryview(bytearray(b'abcdefgh'))
        self.tuple = tuple(new() for i in range(4))
        self.deque = collections.deque(new() for i in range(4))
        self.iterators = []
        for i in range(5):
            for d in self.dicts:
                self.quietly(lambda: d.__setitem__(new(), new()))
            for s in self.sets:
                self.quietly(lambda: s.add(new()))

    def quietly(self, function):
        try:
            return function()
        except Exception:
            return None

    def choose(self, *choices):
        return self.random.choice(choices)

    def act(self):
        """What a special method does first."""
        if self.depth > 3 or self.random.random() < .4:
            return
        self.depth += 1
        try:
            self.quietly(self.step)
        finally:
            self.depth -= 1

    def result(self, *choices):
        """What it does then: raises, or tells the wrong thing, or what it should."""
        self.act()
        r = self.random.random()
        if r < .08:
            raise self.choose(*ERRORS)('attack')
        if r < .16:
            return self.choose(None, 'x', -1, 2**62, 2**63, -2**63, [], 1.5, NotImplemented)
        return self.random.choice(choices)

    def make_classes(self):
        act, result, attack = self.act, self.result, self

        class Evil:
            __slots__ = 'hash', '__weakref__'

            def __init__(self):
                self.hash = attack.choose(0, 1, 2, 3)

            def __hash__(self):
                return self.hash if attack.random.random() < .9 else result(0, 1)

            def __iter__(self):
                return result(self, attack.some(attack.lists[0]), attack.some(attack.dicts[0]), attack.some(attack.array))

            def __next__(self):
                act()
                if attack.random.random() < .4:
                    raise StopIteration
                return attack.item()

            def __getitem__(self, i):
                act()
                if attack.random.random() < .4:
                    raise IndexError
                return attack.item()

            def __bytes__(self):
                return result(b'', b'ab', bytearray(b'a'))

            def keys(self):
                return result(attack.lists[0], attack.dicts[0], attack.sets[0], self)

            def __del__(self):
                act()

            def __getattr__(self, name):
                act()
                raise AttributeError(name)
        for name in 'eq ne lt le gt ge contains bool'.split():
            setattr(Evil, '__%s__' % name, lambda self, *other: result(True, False))
        for name in 'index int len length_hint'.split():
            setattr(Evil, '__%s__' % name, lambda self: result(0, 1, 2, 3, -1, 5, 10))
        for name in 'repr str format'.split():
            setattr(Evil, '__%s__' % name, lambda self, *spec: result('', 'a', '\u0100', '\U0001f600'))
        for name in 'add radd mul rmul or ror and rsub call float round reversed'.split():
            setattr(Evil, '__%s__' % name, lambda self, *other: result(1, attack.item()))

        def acting(base, *names):
            def method(name):
                def f(self, *args):
                    act()
                    return getattr(base, name)(self, *args)
                return f
            return type(base.__name__, (base,), {name: method(name) for name in names})
        self.Evil = Evil
        self.List = acting(list, '__len__', '__getitem__', '__eq__', 'append')
        self.Dict = acting(dict, '__len__', '__getitem__', '__setitem__', 'keys', '__missing__')
        self.Str = acting(str, '__eq__', '__hash__', '__str__')
        self.Int = acting(int, '__index__', '__eq__', '__hash__', '__add__', '__lt__')

    # what the operations work on

    def new(self):
        evil = self.Evil
        return self.choose(evil, evil, evil, lambda: self.random.randrange(5), lambda: self.choose(*'abc'), lambda: self.Str('a'),
                           lambda: self.Int(2), lambda: None, lambda: 1.5, lambda: (1, evil()), lambda: b'ab')()

    def container(self):
        d = self.dicts[0]
        return self.choose(*self.lists, *self.lists, *self.dicts, *self.sets, self.array, self.view, self.tuple, self.deque, self.Str('ab'),
                           'xyz', b'xyz', d.keys(), d.values(), d.items(), self.dicts[2].keys(), range(3))

    def bound(self):
        return self.choose(0, 1, 2, -1, 3, None, self.Evil(), self.Evil())

    def item(self):
        return self.choose(self.new, self.new, self.new, self.container, lambda: self.random.randrange(-3, 6),
                           lambda: slice(self.bound(), self.bound(), self.choose(None, None, 1, 2, -1, self.Evil())))()

    def some(self, iterable):
        """Not more than some: a list may grow while it is walked."""
        return itertools.islice(iterable, 30)

    def iterator(self):
        if self.iterators and self.random.random() < .5:
            return self.random.choice(self.iterators)
        c, evil = self.container, self.Evil
        make = self.choose(lambda: iter(c()), lambda: reversed(c()), lambda: zip(c(), c()), lambda: map(evil(), c()),
                           lambda: filter(self.choose(evil(), None), c()), lambda: enumerate(c(), self.choose(0, evil(), 2**63 - 2)),
                           lambda: iter(evil(), evil()), lambda: (x for x in c()), lambda: itertools.chain(c(), c()),
                           lambda: itertools.islice(c(), 0, self.bound()), lambda: itertools.groupby(c()), lambda: itertools.accumulate(c()))
        iterator = self.quietly(make) or iter(self.lists[0])
        if len(self.iterators) < 12:
            self.iterators.append(iterator)
        return iterator

    def finite(self, v):
        return self.some(v) if type(v) is not self.Evil and hasattr(type(v), '__next__') else v

    def use(self, v):
        if hasattr(type(v), '__next__') and type(v) is not self.Evil:
            collections.deque(self.some(v), 0)
        elif self.random.random() < .3 and len(self.lists[0]) < 50:
            self.lists[0].append(v)

    # the operations

    def step(self):
        if sum(map(list.__len__, self.lists)) + len(self.array) + len(self.deque) > 300:
            list.clear(self.lists[0])
            list.clear(self.lists[1])
            self.deque.clear()
            del self.array[:]
        self.choose(self.binary, self.method, self.method, self.method, self.function, self.function, self.function, self.subscript,
                    self.subscript, self.advance, self.loop)()

    def binary(self):
        f = self.choose(*[getattr(operator, name) for name in
                          'add sub mul and_ or_ xor eq ne lt le gt ge contains mod getitem iadd ior iand isub ixor concat countOf indexOf '
                          'truediv floordiv lshift'.split()])
        f(self.finite(self.container()), self.finite(self.item()))

    def method(self):
        c = self.container()
        names = self.methods.setdefault(type(c), [name for name in dir(type(c)) if callable(getattr(type(c), name)) and name not in (
            '__class__', '__new__', '__getattribute__', '__setattr__', '__delattr__', '__dir__', '__sizeof__', 'release', '__reduce_ex__')])
        name = self.random.choice(names)
        args = [self.choose(self.item, self.item, self.container, self.iterator)() for i in range(self.choose(0, 1, 1, 1, 2, 2, 3))]
        if name in ('__mul__', '__rmul__', '__imul__', 'ljust', 'rjust', 'center', 'zfill', 'rotate', 'expandtabs'):
            args = [self.choose(0, 1, 2, self.Evil())]
        names = {'key': self.Evil()} if name == 'sort' and self.random.random() < .5 else {}
        self.use(getattr(c, name)(*[self.finite(a) for a in args if name != 'sort'], **names))

    def function(self):
        c = self.choose(self.container, self.container, lambda: self.finite(self.iterator()), self.Evil)()
        evil, l, d = self.Evil, self.lists[0], self.dicts[0]

        def take(*args, **names):
            return len(args)

        def unpack():
            a, *b = self.some(c)
            x, y = c
        f = self.choose(
            lambda: sorted(c), lambda: sorted(c, key=evil()), lambda: min(c), lambda: max(c, key=evil()),
            lambda: sum(c, self.choose(0, evil(), [], 1.5)), lambda: list(self.some(c)), lambda: tuple(c), lambda: set(c), lambda: dict(c),
            lambda: dict.fromkeys(c, evil()), lambda: any(c), lambda: repr(c), lambda: hash(c), lambda: bytes(c), lambda: bytearray(c),
            lambda: ','.join(c), lambda: b','.join(c), lambda: '%s %r %d' % (c, evil(), evil()),
            lambda: '{} {!r:{}}'.format(c, evil(), self.choose(evil(), '', '>5')), lambda: int(evil()), lambda: float(evil()), lambda: bool(c),
            lambda: range(evil(), evil(), evil()), lambda: slice(evil(), evil(), evil()).indices(evil()), lambda: round(1.5, evil()),
            lambda: int.from_bytes(c, 'big'), lambda: str.maketrans(c), lambda: 'abc'.translate(c), lambda: 'abc'.split(self.Str('b'), evil()),
            lambda: b'abc'.find(c, evil(), evil()), lambda: functools.reduce(evil(), c), lambda: list(self.some(map(evil(), c, l, d))),
            lambda: take(*c), lambda: take(**c), lambda: take(*c, **d), unpack, lambda: {x: y for x, y in zip(c, l)}, lambda: {*c, *l},
            lambda: [*c, *d], lambda: {**d, **self.dicts[1]}, lambda: memoryview(self.array)[evil():evil()], lambda: bisect.insort(l, evil()),
            lambda: heapq.heapify(l), lambda: heapq.heappush(l, evil()), lambda: weakref.ref(evil(), evil()), lambda: collections.Counter(c),
            lambda: collections.deque(c, evil()), lambda: chr(evil()), lambda: type('X', (), d), lambda: eval('a+b', {}, d), gc.collect)
        self.use(f())

    def subscript(self):
        c = self.container()
        r = self.random.random()
        if r < .3:
            c[self.item()] = self.item()
        elif r < .5:
            del c[self.item()]
        elif r < .7:
            c[self.bound():self.bound()] = self.finite(self.choose(self.container, self.iterator, self.item)())
        elif r < .8:
            del c[self.bound():self.bound():self.choose(1, 2, -1, self.Evil())]
        else:
            self.use(c[self.item()])

    def advance(self):
        iterator = self.iterator()
        for i in range(self.random.randrange(5)):
            next(iterator)
            self.act()
        r = self.random.random()
        if r < .2:
            iterator.__length_hint__()
        elif r < .3:
            self.use(iterator.__reduce__())
        elif r < .4:
            iterator.__setstate__(self.choose(0, 2, -1, self.Evil(), 2**62, -2**63))
        elif r < .6 and self.iterators:
            self.iterators.pop()

    def loop(self):
        for x in self.some(self.container()):
            self.act()


class RandomAttacks(unittest.TestCase):
    def setUp(self):
        self.addCleanup(setattr, sys, 'unraisablehook', sys.unraisablehook)
        sys.unraisablehook = lambda told: None      # what callbacks of weak references raise

    def test_rounds(self):
        for seed in range(ROUNDS):
            attack = Attack(seed)
            for i in range(STEPS):
                attack.depth = 0
                attack.quietly(attack.step)
            attack.depth = 10


if __name__ == '__main__':
    unittest.main()
