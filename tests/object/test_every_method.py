"""Every method and function of the built-in types with every kind of argument: what goes wrong raises an ordinary exception, whose
message says something, and whatever comes out can be shown."""
import random
import unittest
import warnings
from hostile import HUGE, MAKERS, SMALL, Equal, Length, Text

SUBJECTS = {
    int: (0, -5, 10**30, -2**63, True), float: (1.5, -0.0, float('nan'), float('inf'), 1e308), complex: (1j, complex('nan')),
    str: ('', 'abcab', 'a\xe4', '\u0100x', '\U0001f600z', '\ud800', Text('ab')), bytes: (b'', b'abcab', b'\xff'), bytearray: (b'', b'abcab '),
    list: ((), (1, 2), ('a', 1), (Equal(KeyError), 1)), tuple: ((), (1, 2), (Equal(KeyError),)), set: ((), 'ab', (1, 2)), frozenset: ((), (1, 2)),
    dict: ({}, {'a': 1}, {Equal(KeyError): 1}),
}
OTHERS = (lambda: memoryview(bytearray(b'abcd')), lambda: memoryview(b'abcd')[::2], lambda: memoryview(bytearray(8)).cast('H'),
          lambda: memoryview(bytes(4)).cast('B', [2, 2]), lambda: range(0), lambda: range(5, 0, -2), lambda: range(2**63, 2**63 + 3),
          lambda: range(-2**63, 2**63, 2**60), lambda: slice(None), lambda: slice(1, 2), lambda: slice(0, 5, 0), lambda: slice('a'),
          lambda: {1: []}.keys(), lambda: {1: []}.values(), lambda: {1: []}.items(), lambda: iter([1, 2]), lambda: iter((1, 2)),
          lambda: iter('ab'), lambda: iter('\u0100b'), lambda: iter(b'ab'), lambda: iter(range(3)), lambda: iter(range(2**70, 2**70 + 3)),
          lambda: iter({1: 2}), lambda: iter({1, 2}), lambda: reversed([1, 2]), lambda: reversed({1: 2}), lambda: enumerate('ab'),
          lambda: enumerate('ab', 2**63), lambda: zip('ab', [1]), lambda: map(len, ['a']), lambda: filter(None, [1]), lambda: iter(len, 3),
          lambda: iter(Length(3)), lambda: (x for x in 'ab'), lambda: reversed(Length(3)))
FUNCTIONS = (int, float, complex, str, bytes, bytearray, memoryview, list, tuple, dict, set, frozenset, range, slice, bool, abs, all, any,
             ascii, bin, chr, divmod, enumerate, filter, format, hash, hex, isinstance, issubclass, iter, len, map, max, min, next, oct, ord,
             repr, reversed, sorted, sum, zip, getattr, hasattr, setattr, delattr, callable, type, property, int.from_bytes,
             str.maketrans, bytes.fromhex, bytearray.fromhex, float.fromhex, dict.fromkeys, bytes.maketrans, vars)
ORDINARY = (TypeError, ValueError, LookupError, ArithmeticError, MemoryError, AttributeError, BufferError, StopIteration, NotImplementedError)
NAMES = ('key', 'reverse', 'default', 'start', 'base', 'encoding', 'errors', 'strict', 'sep', 'byteorder', 'signed', 'sequence', 'x')
POWERS = {'__pow__', '__rpow__', '__lshift__', '__rlshift__', '__round__'}      # these may take for ever
LEFT_OUT = {'__init_subclass__', '__subclasshook__', '__class_getitem__', '__dir__'}


def make(cls, value):
    return cls(value) if cls not in (str, int, float, complex) else value


class EveryMethod(unittest.TestCase):
    def setUp(self):
        self.random = random.Random(20)
        catcher = warnings.catch_warnings()
        catcher.__enter__()
        self.addCleanup(catcher.__exit__, None, None, None)
        warnings.simplefilter('ignore')

    def arguments(self, count, huge):
        choose = self.random.choice
        for i in range(count):
            n = choose((0, 1, 1, 1, 1, 2, 2, 3))
            yield [choose(choose(((choose(SMALL),), (choose(HUGE if huge else SMALL),), (choose(MAKERS)(),), (choose(MAKERS)(),))))
                   for i in range(n)]

    def attack(self, what, function, args, names={}):
        try:
            result = function(*args, **names)
        except ORDINARY as e:
            if isinstance(e, TypeError) and not str(e):
                self.fail('%s%r: TypeError without a message' % (what, tuple(map(type, args))))
            return
        except Exception as e:
            self.fail('%s%r: %r' % (what, tuple(map(type, args)), e))
        if isinstance(result, (str, bytes, bytearray, list, tuple)) and len(result) > 10000:
            return
        try:
            if hasattr(type(result), '__next__'):
                for i, item in zip(range(5), result):
                    pass
            repr(result)
        except ORDINARY:
            pass

    def attack_methods(self, subject, count=12):
        """subject() makes the object afresh."""
        for name in dir(subject()):
            if name in LEFT_OUT:
                continue
            for args in self.arguments(count, huge=name not in POWERS):
                me = subject()
                self.attack('%s.%s' % (type(me).__name__, name), getattr(me, name), args) if callable(getattr(me, name)) else None

    def test_methods(self):
        for cls, values in SUBJECTS.items():
            for value in values:
                with self.subTest(cls=cls):
                    self.attack_methods(lambda: make(cls, value))

    def test_methods_of_other_types(self):
        for subject in OTHERS:
            with self.subTest(type=type(subject())):
                self.attack_methods(subject)

    def test_unbound_methods(self):
        """A method of the type itself, with any first argument."""
        for cls in SUBJECTS:
            for name, method in vars(cls).items():
                if callable(method) and name not in LEFT_OUT:
                    for args in self.arguments(6, huge=name not in POWERS):
                        self.attack('%s.%s' % (cls.__name__, name), method, args)

    def test_functions(self):
        for function in FUNCTIONS:
            for args in self.arguments(150, huge=True):
                names = {self.random.choice(NAMES): self.random.choice(MAKERS)()} if self.random.random() < .15 else {}
                self.attack(function.__name__, function, args, names)

    def test_operators(self):
        operators = [eval('lambda a, b: a %s b' % op) for op in
                     ('+', '-', '*', '/', '//', '%', '&', '|', '^', '==', '!=', '<', '<=', '>', '>=', 'in', 'not in', '@')]

        def item(a, b):
            return a[b]

        def set_item(a, b, c):
            a[b] = c

        def delete_item(a, b):
            del a[b]

        def set_slice(a, b, c, d):
            a[b:c] = d

        def set_steps(a, b, c, d, e):
            a[b:c:d] = e

        def delete_slice(a, b, c):
            del a[b:c]
        functions = [(f, 2) for f in operators + [item, delete_item]] + [(set_item, 3), (set_slice, 4), (set_steps, 5), (delete_slice, 3)]
        values = [lambda: self.random.choice(SMALL), lambda: self.random.choice(HUGE), lambda: self.random.choice(MAKERS)()]
        for function, n in functions:
            for i in range(400):
                args = [self.random.choice(values[1:])()] + [self.random.choice(values)() for i in range(n - 1)]
                self.attack(function.__name__, function, args)

    def test_formats(self):
        choose = self.random.choice
        digits = '', '', '5', '20', '9223372036854775807', '9223372036854775808', '9' * 40
        for i in range(1500):
            spec = ''.join([choose(('', '*', 'x<', '<', '>', '^', '=', '\xe4^')), choose(('', '+', '-', ' ', 'z')), choose(('', '#')),
                            choose(('', '0')), choose(digits), choose(('', ',', '_')), choose(('', '.', '.0', '.3', '.9223372036854775808')),
                            choose(('', *'bcdoxXneEfFgG%srQ'), )])
            value = choose((choose(SMALL), choose(HUGE), choose(MAKERS)()))
            self.attack('format', format, (value, spec))
            percent = '%' + ''.join([choose(('', '', '(a)', '(')), choose(('', '-', '+', '#', '0', ' ')), choose((*digits, '*')),
                                     choose(('', '.3', '.*', '.99999999999999999999')), choose(('', 'l')), choose([*'diuoxXefgGcrsab%q', ''])])
            for argument in value, (value,), (choose(SMALL), value), {'a': value}:
                self.attack('%', lambda: percent % argument, ())
                self.attack('%', lambda: percent.encode() % argument, ())
            field = choose(('{', '}', '{}', '{0[0]}', '{0[a]}', '{0[}', '{0.}', '{!r}', '{!z}', '{:{}}', '{:{}{}}', '{{}', '{' + '9' * 25 + '}', '{-1}',
                            '{0[' + '9' * 25 + ']}', '{0!', '{0!rx}', '{a.b}', '{ }', '{[0]}', '{}{0}', '{0}{}', '{:{:{}}}', '{:>9223372036854775807}'))
            self.attack('format', field.format, (value, 5)[:choose((0, 1, 2))])


if __name__ == '__main__':
    unittest.main()
