"""Instructions that adapt to what they see give the same results when they see something else."""
import io
import unittest


def repeat(function, *args):
    for _ in range(10):
        result = function(*args)
    return result


class SpecialisationTest(unittest.TestCase):

    def test_float_pairs(self):
        def compute(a, b, c):
            return a * b + c, c - a * b, (a + b) * c, c * (a - b)
        self.assertEqual(repeat(compute, 2.0, 3.0, 0.5), (6.5, -5.5, 2.5, -0.5))
        self.assertEqual(repeat(compute, 2, 3, 5), (11, -1, 25, -5))
        self.assertEqual(compute(1e300, 1e300, 1.0)[0], float('inf'))
        self.assertEqual(compute(0.0, 3.0, 0.0), (0.0, 0.0, 0.0, -0.0))
        self.assertRaises(TypeError, compute, 2.0, 3.0, 'x')

    def test_callees_of_other_kinds(self):
        def call(f, x):
            return f(x)
        self.assertEqual(repeat(call, lambda x: x + 1, 1), 2)
        self.assertEqual(call(lambda x, y=5: x + y, 1), 6)
        self.assertEqual(call(str, 1), '1')
        self.assertEqual(call([1, 2].count, 1), 1)
        with self.assertRaises(TypeError):
            call(lambda: 0, 1)
        self.assertEqual(repeat(call, lambda x: x + 1, 1), 2)

    def test_globals_that_move(self):
        space = {}
        exec('x = 1\ndef get(): return x\ndef size(v): return len(v)', space)
        self.assertEqual(repeat(space['get']), 1)
        self.assertEqual(repeat(space['size'], 'abc'), 3)
        for i in range(100):
            space['name%d' % i] = i
        space['x'] = 2
        self.assertEqual(space['get'](), 2)
        space['len'] = lambda v: 'mine'
        self.assertEqual(space['size']('abc'), 'mine')
        del space['x']
        self.assertRaises(NameError, space['get'])

    def test_super_by_another_name(self):
        space = {}
        exec('class A:\n    def f(self): return "A"\n'
             'class B(A):\n    def f(self): return super().f()\n'
             'class C(A):\n    def f(self): return "C"\n'
             'class D(B, C): pass\n', space)
        self.assertEqual(repeat(space['B']().f), 'A')
        self.assertEqual(repeat(space['D']().f), 'C')
        space['A'].f = lambda self: 'new'
        self.assertEqual(space['B']().f(), 'new')
        space['super'] = lambda: space['C']()
        self.assertEqual(space['B']().f(), 'C')

    def test_extension_of_arguments(self):
        def f(*args):
            return args
        for call in (lambda: f(*5), lambda: f(1, *5)):
            with self.assertRaises(TypeError) as caught:
                call()
            self.assertIn('f() argument after * must be an iterable, not int', str(caught.exception))

    def test_builtin_attributes(self):
        def read(o):
            return o.start
        self.assertEqual(repeat(read, slice(4, 5)), 4)
        self.assertEqual(read(range(3, 5)), 3)
        self.assertRaises(AttributeError, read, 1)
        code = repeat(lambda f: f.__code__.co_name, repeat)
        self.assertEqual(code, 'repeat')

    def test_properties(self):
        class A:
            def __init__(self, x):
                self.x = x

            @property
            def twice(self):
                return 2 * self.x

        def read(o):
            return o.twice
        self.assertEqual(repeat(read, A(2)), 4)
        self.assertEqual(repeat(lambda: A(3).twice), 6)
        self.assertEqual([o.twice for o in map(A, range(12))][11], 22)
        self.assertEqual(list(o.twice for o in map(A, range(12)))[11], 22)
        with self.assertRaises(TypeError):
            read(A(None))
        A.twice = property(lambda self, y=1: y)
        self.assertEqual(repeat(read, A(2)), 1)
        A.twice = property(len)
        with self.assertRaises(TypeError):
            read(A(2))
        del A.twice
        with self.assertRaises(AttributeError):
            read(A(2))

    def test_property_at_the_recursion_limit(self):
        class A:
            @property
            def deep(self):
                return self.deep
        with self.assertRaises(RuntimeError):
            A().deep

    def test_spread_calls(self):
        class A:
            def method(self, *args, **kw):
                return args, kw

        def plain(a, b=2, *, c=3):
            return a, b, c

        def numbers(*args):
            yield from args
        self.assertEqual(repeat(lambda: plain(*[1])), (1, 2, 3))
        self.assertEqual(repeat(lambda: plain(*(1, 5), **{})), (1, 5, 3))
        self.assertEqual(repeat(lambda: plain(*(1, 5), **{'c': 6})), (1, 5, 6))
        self.assertEqual(repeat(lambda: A().method(*'ab')), (('a', 'b'), {}))
        self.assertEqual(repeat(lambda: list(numbers(*range(40)))), list(range(40)))
        self.assertEqual(list(plain(*[i]) for i in range(2)), [(0, 2, 3), (1, 2, 3)])
        self.assertEqual(len(A().method(*range(100000))[0]), 100000)
        with self.assertRaises(TypeError):
            plain(*())
        with self.assertRaises(TypeError):
            plain(*(1, 2, 3))

    def test_instances_with_default_arguments(self):
        class A:
            def __init__(self, a, b=2, *rest, c=3):
                self.all = a, b, rest, c
        self.assertEqual(repeat(lambda: A(1).all), (1, 2, (), 3))
        self.assertEqual(repeat(lambda: A(1, 5, 6).all), (1, 5, (6,), 3))
        self.assertEqual(list(A(i).all[0] for i in range(9)), list(range(9)))

        def wrong():
            return A()
        for _ in range(9):
            self.assertRaises(TypeError, wrong)

        class B:
            def __init__(self):
                yield 1
        for _ in range(9):
            self.assertRaises(TypeError, B)

    def test_pieces_of_strings(self):
        class Odd(int):
            def __format__(self, spec):
                return 'odd'

        def show(a, b):
            return f'{a}{b}|{a:03}|{a!s}'
        self.assertEqual(repeat(show, 5, -7), '5-7|005|5')
        self.assertEqual(repeat(show, 2**62, '\u0416'), '4611686018427387904\u0416|4611686018427387904|4611686018427387904')
        self.assertEqual(show(Odd(5), True), 'oddTrue|odd|5')
        self.assertEqual(show(-2**62, 10**30), '-4611686018427387904' + str(10**30) + '|-4611686018427387904|-4611686018427387904')
        for n in range(62):
            for i in (2**n, 2**n - 1, -2**n, 10**(n // 4), 10**(n // 4) - 1):
                self.assertEqual(f'{i}.', str(i) + '.')
                self.assertEqual(f'{i:7}.', str(i).rjust(7) + '.')
        self.assertEqual([format(-5, s) for s in ('0', '04', '4d', '12', '099')], ['-5', '-005', '  -5', ' ' * 10 + '-5', '-' + '5'.rjust(98, '0')])
        for bad in ('5 ', '4x4', 'dd', 'd4'):
            self.assertRaises(ValueError, format, 5, bad)

class FallbackTest(unittest.TestCase):
    """Classes with __getattr__: what there is, is found at once; what goes away, is asked for."""

    def make(self):
        class C:
            shared = 'shared'

            def __init__(self):
                self.own = 'own'

            def method(self):
                return 'method'

            @property
            def failing(self):
                raise AttributeError('failing')

            def __getattr__(self, name):
                return lambda: 'asked ' + name
        return C

    def test_found_then_deleted(self):
        C = self.make()
        instance = C()

        def read(c):
            return c.own, c.shared, c.method()
        self.assertEqual(repeat(read, instance), ('own', 'shared', 'method'))
        del instance.own
        self.assertEqual(read(instance)[0](), 'asked own')
        del C.shared, C.method
        own, shared, called = read(C())
        self.assertEqual((own, shared(), called), ('own', 'asked shared', 'asked method'))

    def test_property_that_fails(self):
        self.assertEqual(repeat(lambda c: c.failing(), self.make()()), 'asked failing')

    def test_getattribute_comes_later(self):
        C = self.make()

        def read(c):
            return c.own, c.shared, c.method
        repeat(read, C())
        C.__getattribute__ = lambda self, name: 'all'
        self.assertEqual(read(C()), ('all', 'all', 'all'))

    def test_instances_of_subclasses_of_builtin_classes(self):
        for base, args in ((dict, ()), (list, ()), (int, (7,)), (str, ('text',)), (tuple, ((1, 2, 3),)), (set, ()), (float, (1.5,)),
                           (bytes, (b'12345',)), (Exception, ('a', 'b')), (OSError, (2, 'no')), (io.StringIO, ()), (io.BytesIO, ())):
            class C(base):
                shared = 'shared'

                def __init__(self, *args):
                    self.a = 'a'
                    self.b = 1

                def method(self):
                    return self.a

            def make():
                return C(*args)

            def read(c):
                return c.a, c.shared, c.method()

            def write(c, value):
                c.a = value
                c.new = value
                return c.a, c.new
            with self.subTest(base.__name__):
                c = repeat(make)
                self.assertEqual(repeat(read, c), ('a', 'shared', 'a'))
                self.assertEqual(repeat(write, c, 'x'), ('x', 'x'))
                self.assertEqual(repeat(write, make(), 'y'), ('y', 'y'))
                c.method = lambda: 'own'
                self.assertEqual(read(c), ('x', 'shared', 'own'))
                self.assertEqual(read(make()), ('a', 'shared', 'a'))
                c.shared = 'own'
                self.assertEqual(read(c), ('x', 'own', 'own'))
                del c.a, c.shared
                with self.assertRaises(AttributeError):
                    read(c)
                c.__dict__['a'] = 'through the dict'
                self.assertEqual(read(c), ('through the dict', 'shared', 'own'))
                self.assertEqual(write(c, 2), (2, 2))
                self.assertEqual(c.__dict__['a'], 2)
                C.a = property(lambda self: 'property', lambda self, value: None)
                self.assertEqual(read(c)[0], 'property')
                self.assertEqual(write(make(), 3), ('property', 3))
                C.shared, C.method = 'new', lambda self: 'new'
                self.assertEqual(read(make()), ('property', 'new', 'new'))
                for attribute in range(100):
                    setattr(c, 'name%d' % attribute, attribute)
                self.assertEqual(c.name99, 99)

    def test_classes_with_both_new_and_init(self):
        class Made(list):
            def __init__(self, items, more=2, *rest):
                list.__init__(self, items)
                self.more = more

        class Number(int):
            def __new__(cls, n, *rest):
                if n == 'other':
                    return 'no number'
                if n == 'derived':
                    return int.__new__(Derived, 5)
                if n == 'change':
                    cls.__init__ = changed
                    n = 0
                return int.__new__(cls, n)

            def __init__(self, n, *rest):
                self.how = 'made', n, rest

        class Derived(Number):
            def __init__(self, *args):
                self.how = 'derived'

        def changed(self, n, *rest):
            self.how = 'changed'
            return None

        def make(cls, *args):
            return cls(args[0])

        def make2(cls, a, b):
            return cls(a, b)
        self.assertEqual(repeat(make, Made, (1, 2)), [1, 2])
        self.assertEqual(make(Made, ()).more, 2)
        self.assertEqual(repeat(make2, Made, (1,), 5).more, 5)
        self.assertRaises(TypeError, make, Made, 5)
        self.assertEqual(repeat(make, Number, 3).how, ('made', 3, ()))
        self.assertEqual(repeat(make2, Number, 3, 4).how, ('made', 3, (4,)))
        self.assertEqual(make(Number, 'other'), 'no number')
        self.assertEqual(make(Number, 'derived').how, 'derived')
        self.assertRaises(ValueError, make, Number, 'x')
        self.assertEqual(make(Number, 'change').how, 'changed')
        self.assertEqual(make(Number, 1).how, 'changed')
        Number.__init__ = lambda self, n: 5
        self.assertRaises(TypeError, make, Number, 1)
        self.assertEqual(repeat(make, Derived, 1).how, 'derived')

    def test_generator_makes_exceptions(self):
        class Error(Exception):
            def __init__(self, n):
                self.n = n

        def errors():
            for n in range(20):
                yield Error(n)
        self.assertEqual([(e.n, e.args) for e in errors()], [(n, (n,)) for n in range(20)])

    def test_plain_exceptions(self):
        class Error(ValueError):
            pass

        def make(cls, *args):
            return cls(*args), cls(), cls('a'), cls('a', 'b')
        for cls in (Error, KeyError):
            self.assertEqual([e.args for e in repeat(make, cls, 1, 2, 3)], [(1, 2, 3), (), ('a',), ('a', 'b')])
        with self.assertRaises(TypeError):
            Error(a=1)
        Error.__init__ = lambda self, *args: setattr(self, 'seen', args)
        self.assertEqual([e.seen for e in make(Error, 1)], [(1,), (), ('a',), ('a', 'b')])
        Error.__new__ = staticmethod(lambda cls, *args: KeyError.__new__(KeyError, 'new'))
        self.assertEqual([type(e) for e in make(Error, 1)], [KeyError] * 4)

    def test_methods_of_files(self):
        def write(f):
            return f.write('x'), f.tell()
        f = io.StringIO()
        self.assertEqual(repeat(write, f), (1, 10))
        f.tell = lambda: 'mine'
        self.assertEqual(repeat(write, f), (1, 'mine'))
        self.assertEqual(write(io.StringIO()), (1, 1))

    def test_class_whose_metaclass_has_one(self):
        class Meta(type):
            def __getattr__(cls, name):
                return 'asked ' + name

        class C(metaclass=Meta):
            x = 1

            def f():
                return 2

        def read():
            return C.x, C.f()
        self.assertEqual(repeat(read), (1, 2))
        C.x = 3
        self.assertEqual(read(), (3, 2))
        del C.x
        self.assertEqual(read(), ('asked x', 2))
        self.assertEqual(repeat(lambda: C.y), 'asked y')


if __name__ == '__main__':
    unittest.main()
