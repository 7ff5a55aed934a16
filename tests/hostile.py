"""Values that are hostile to whoever takes them as arguments, for the tests that give every function every kind of argument."""


class Index:
    def __init__(self, value):
        self.value = value

    def __index__(self):
        if isinstance(self.value, type):
            raise self.value('from __index__')
        return self.value


class Number:
    def __init__(self, value):
        self.value = value

    def __int__(self):
        return self.value
    __float__ = __complex__ = __bool__ = __bytes__ = __int__


class Length:
    """A sequence of three that tells another length."""

    def __init__(self, value):
        self.value = value

    def __len__(self):
        if isinstance(self.value, type):
            raise self.value('from __len__')
        return self.value

    def __getitem__(self, i):
        return [1, 2, 3][i]


class Iterable:
    def __init__(self, value, hint=0):
        self.value = value
        self.hint = hint

    def __iter__(self):
        return self.value

    def __length_hint__(self):
        return self.hint


class Failing:
    """An iterator that fails after its first item."""

    def __init__(self):
        self.n = 1

    def __iter__(self):
        return self

    def __next__(self):
        self.n -= 1
        if self.n < 0:
            raise ZeroDivisionError('from __next__')
        return self.n


class Equal:
    def __init__(self, value):
        self.value = value

    def __eq__(self, other):
        if isinstance(self.value, type):
            raise self.value('from __eq__')
        return self.value
    __lt__ = __gt__ = __eq__

    def __hash__(self):
        return 1


class Hash:
    def __init__(self, value):
        self.value = value

    def __hash__(self):
        return self.value


class Shown:
    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return self.value
    __str__ = __repr__

    def __format__(self, spec):
        return self.value


class Mapping:
    def __init__(self, names):
        self.names = names

    def keys(self):
        return self.names

    def __getitem__(self, key):
        if isinstance(key, int) and key > 9:
            raise IndexError
        return 7


class Text(str):
    pass


class Items(list):
    pass


HUGE = (2**61, 2**62 - 1, 2**62, -2**62, -2**62 - 1, 2**63 - 1, 2**63, -2**63, -2**63 - 1, 2**64, 10**30)
SMALL = (0, 1, -1, 2, 5, -7, True, 255, 256)
MAKERS = (
    lambda: 0.0, lambda: -2.5, lambda: float('inf'), lambda: float('nan'), lambda: 1e308, lambda: 1j,
    lambda: '', lambda: 'a', lambda: 'ab\xe4', lambda: '\u0100x', lambda: '\U0001f600', lambda: '\ud800', lambda: '\0', lambda: ' 1 ',
    lambda: '%d', lambda: '{}', lambda: 'utf-8', lambda: Text('ab'), lambda: 'a b\r\nc',
    lambda: b'', lambda: b'a', lambda: b'ab\xff', lambda: bytearray(b'ab'), lambda: memoryview(b'abcd'), lambda: memoryview(b'abcd')[::2],
    lambda: memoryview(bytearray(8)).cast('H'), lambda: memoryview(bytes(4)).cast('B', [2, 2]),
    lambda: (), lambda: (1, 2), lambda: ('a', 'b'), lambda: [], lambda: [3, 1, 2], lambda: [1, 'a'], lambda: Items([1, 2]),
    lambda: {}, lambda: {1: 2, 'a': 3}, lambda: {1, 2}, lambda: frozenset('ab'), lambda: {1: 2}.items(), lambda: {'a': []}.items(),
    lambda: range(3), lambda: range(5, 0, -2), lambda: range(2**63, 2**63 + 3), lambda: slice(None), lambda: slice(0, 5, 0),
    lambda: slice('a', 2), lambda: slice(-2**70, 2**70, 2), lambda: slice(Index(KeyError), 1), lambda: iter([1, 2]), lambda: [(1, 2)],
    lambda: None, lambda: Ellipsis, lambda: NotImplemented, lambda: object(), lambda: int, lambda: len, lambda: (lambda *a: a > (1,)),
    lambda: Index(1), lambda: Index(-1), lambda: Index(2**63), lambda: Index('a'), lambda: Index(None), lambda: Index(KeyError),
    lambda: Number(1.5), lambda: Number('a'), lambda: Number(2**70), lambda: Length(-1), lambda: Length(2**62), lambda: Length(2**63),
    lambda: Length('a'), lambda: Length(KeyError), lambda: Iterable(None), lambda: Iterable(iter('ab'), -1), lambda: Iterable(iter('ab'), 2**63),
    lambda: Iterable(iter('ab'), 'a'), lambda: Iterable(Failing()), lambda: Equal(True), lambda: Equal(KeyError), lambda: Equal(NotImplemented),
    lambda: Hash(2**70), lambda: Hash('a'), lambda: Shown('r'), lambda: Shown(3), lambda: Mapping([1]), lambda: Mapping(3), lambda: Mapping('ab'),
    lambda: Mapping([[]]))
