"""isinstance() and issubclass() with abstract classes, single dispatch, the numeric tower."""
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import singledispatch
from numbers import Number


@singledispatch
def size(value):
    return 0


@size.register(int)
def _(value):
    return value


@size.register(Sequence)
def _(value):
    return sum(map(size, value))


@size.register(Mapping)
def _(value):
    return sum(map(size, value.values()))


values = [1, 2.5, 'text', [1, 2, 3], (4, 5), {'a': 1, 'b': [2, 3]}, None, range(3), b'x']
counts = [0, 0, 0]
for _ in range(6000):
    for value in values:
        counts[0] += isinstance(value, Mapping)
        counts[1] += isinstance(value, Number)
        counts[2] += isinstance(value, (Mapping, Sequence))
total = sum(size(value) for _ in range(4000) for value in (1, [1, 2, 3], {'a': 1, 'b': (2, 3)}, range(3)))
part = Fraction(0)
for i in range(1, 4000):
    part += Fraction(i % 7, 12)
    total += part > Fraction(i, 5)
print(counts, total, part)
