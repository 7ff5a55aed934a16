"""Special methods in Python that instructions run in the interpreter's own loop (vm/special.c). Each case goes through a loop, so
that the sites get warm and, under PYTHON_JIT=1, are machine code."""
import sys
import unittest


def repeat(test):
    def method(self):
        for i in range(20):
            test(self, i)
    method.__name__ = test.__name__
    return method


class Number:
    def __init__(self, n=0):
        self.n = n
    def __add__(self, other):
        return Number(self.n + other.n) if isinstance(other, Number) else NotImplemented
    def __radd__(self, other):
        return ('radd', other, self.n)
    def __isub__(self, other):
        self.n -= other
        return self
    def __imul__(self, other):
        return NotImplemented
    def __mul__(self, other):
        return ('mul', self.n, other)
    def __eq__(self, other):
        return self.n == other.n if isinstance(other, Number) else NotImplemented
    def __lt__(self, other):
        return NotImplemented
    def __gt__(self, other):
        return 'greater'
    def __contains__(self, item):
        return [item] if item > self.n else []
    def __getitem__(self, key):
        return key, self.n
    def __setitem__(self, key, value):
        self.n = value
        return 'dropped'


class Derived(Number):
    def __radd__(self, other):
        return 'derived first'


class OperatorTest(unittest.TestCase):
    @repeat
    def test_binary(self, i):
        a, b = Number(i), Number(1)
        self.assertEqual((a + b).n, i + 1)
        self.assertEqual((Number(1) + Number(2)).n, 3)

    @repeat
    def test_not_implemented_asks_the_other_operand(self, i):
        class Other:
            def __radd__(self, other):
                return 'other'
        self.assertEqual(Number(i) + Other(), 'other')
        with self.assertRaisesRegex(TypeError, r"unsupported operand type\(s\) for \+: 'Number' and 'int'"):
            Number(i) + 1
        self.assertEqual(1 + Number(i), ('radd', 1, i))

    @repeat
    def test_a_derived_class_is_asked_first(self, i):
        self.assertEqual(Number(i) + Derived(), 'derived first')

    @repeat
    def test_in_place(self, i):
        a = b = Number(i)
        a -= 1
        self.assertIs(a, b)
        self.assertEqual(a.n, i - 1)
        a *= 2
        self.assertEqual(a, ('mul', i - 1, 2))
        b += Number(3)
        self.assertEqual(b.n, i + 2)

    @repeat
    def test_comparison(self, i):
        a, b = Number(i), Number(i)
        if not a == b:
            self.fail()
        self.assertEqual(a < b, 'greater')
        self.assertIs(a == 1, False)
        with self.assertRaisesRegex(TypeError, "'<=' not supported between instances of 'Number' and 'Number'"):
            a <= b

    @repeat
    def test_items(self, i):
        a = Number(5)
        self.assertEqual(a[i], (i, 5))
        a[0] = i
        self.assertEqual(a.n, i)
        self.assertIs(i + 1 in a, True)
        self.assertIs(i + 1 not in a, False)
        self.assertIs(i in a, False)

    @repeat
    def test_an_exception_leaves_operands_alone(self, i):
        class Bad:
            def __add__(self, other):
                raise ValueError('add')
            __lt__ = __getitem__ = __contains__ = __add__
            def __setitem__(self, key, value):
                raise ValueError('set')
        for operation in (lambda: Bad() + Bad(), lambda: Bad() < Bad(), lambda: Bad()[Bad()], lambda: Bad() in Bad()):
            with self.assertRaises(ValueError):
                operation()
        try:
            Bad()[1] = Bad()
        except ValueError as e:
            self.assertEqual(e.__traceback__.tb_next.tb_frame.f_code.co_name, '__setitem__')

    @repeat
    def test_operands_in_a_generator(self, i):
        def numbers():
            for k in range(3):
                x = yield Number(k) + Number(i)
                cell = Number(x)
                cell[0] = cell[1]
                yield cell.n
        g = numbers()
        self.assertEqual(next(g).n, i)
        self.assertEqual(g.send(7), (1, 7))
        self.assertEqual(next(g).n, i + 1)

    @repeat
    def test_frames_seen_from_a_method(self, i):
        class Looks:
            def __add__(self, other):
                return sys._getframe().f_back.f_code.co_name
            def __lt__(self, other):
                self.frame = sys._getframe()
                return True
        a = Looks()
        self.assertEqual(a + a, 'test_frames_seen_from_a_method')
        self.assertIs(a < a, True)
        self.assertEqual(a.frame.f_locals['other'], a)
        self.assertIsNone(a.frame.f_locals.get('x'))
        del a.frame

    def test_endless_recursion(self):
        class Endless:
            def __add__(self, other):
                return self + other
        with self.assertRaises(RuntimeError):
            Endless() + 1

    @repeat
    def test_the_method_changes_the_class(self, i):
        class Changing:
            def __add__(self, other):
                Changing.__add__ = lambda self, other: 'second'
                return 'first'
        self.assertEqual([Changing() + 1 for k in range(3)], ['first', 'second', 'second'])


class IterationTest(unittest.TestCase):
    class Count:
        def __init__(self, n):
            self.n = n
        def __iter__(self):
            return self
        def __next__(self):
            if self.n == 0:
                raise StopIteration
            self.n -= 1
            return self.n

    @repeat
    def test_loop(self, i):
        self.assertEqual([x for x in self.Count(4)], [3, 2, 1, 0])
        total = 0
        for x in self.Count(i):
            total += x
        else:
            total += 1000
        self.assertEqual(total, 1000 + i * (i - 1) // 2)

    @repeat
    def test_loop_in_a_generator(self, i):
        def g():
            for x in self.Count(3):
                yield x
        self.assertEqual(list(g()), [2, 1, 0])

    @repeat
    def test_other_exceptions_pass(self, i):
        class Bad(self.Count):
            def __next__(self):
                raise KeyError(i)
        with self.assertRaises(KeyError):
            for x in Bad(1):
                pass

    @repeat
    def test_the_iterator_dies_at_the_end_of_the_loop(self, i):
        log = []
        class Dies(self.Count):
            def __del__(self):
                log.append('dead')
        for x in Dies(1):
            log.append(x)
        log.append('after')
        self.assertEqual(log, [0, 'dead', 'after'])

    def test_traced(self):
        events = []
        def tracer(frame, event, arg):
            if frame.f_code.co_name == '__next__':
                events.append(event)
            return tracer
        def run():
            return [x for x in self.Count(1)]
        sys.settrace(tracer)
        try:
            run()
        finally:
            sys.settrace(None)
        self.assertEqual(events.count('call'), 2)
        self.assertEqual(events.count('return'), 2)
        self.assertEqual(events.count('exception'), 1)


class AccessTest(unittest.TestCase):
    class Field:
        def __set_name__(self, owner, name):
            self.name = '_' + name
        def __get__(self, instance, owner):
            return self if instance is None else getattr(instance, self.name)
        def __set__(self, instance, value):
            setattr(instance, self.name, value)
            return 'dropped'

    class Record:
        @property
        def half(self):
            return self.whole / 2
        @half.setter
        def half(self, value):
            self.whole = value * 2
            return 'dropped'
        def __getattr__(self, name):
            if name == 'none':
                raise AttributeError('none here')
            return 'missing ' + name
        def __call__(self, a, b=2, *rest, c=3):
            return a, b, rest, c
    Record.field = Field()
    Record.field.name = '_field'

    @repeat
    def test_property(self, i):
        r = self.Record()
        r.half = i
        self.assertEqual(r.whole, 2 * i)
        self.assertEqual(r.half, i)
        self.Record().half = self.Record()._x = 3

    @repeat
    def test_descriptor(self, i):
        r = self.Record()
        r.field = i
        self.assertEqual(r._field, i)
        self.assertEqual(r.field, i)
        self.assertIs(type(self.Record.field), self.Field)

    @repeat
    def test_setting_in_a_generator(self, i):
        def g(r, v):
            r.field = v
            r.half = v
            yield
            yield r.field
            yield r.half
        self.assertEqual(list(g(self.Record(), i)), [None, i, i])

    @repeat
    def test_getattr(self, i):
        r = self.Record()
        self.assertEqual(r.foo, 'missing foo')
        r.foo = i
        self.assertEqual(r.foo, i)
        with self.assertRaisesRegex(AttributeError, 'none here'):
            r.none

    def test_accessors_that_change(self):
        class C:
            @property
            def x(self):
                return 1
        def read(c):
            return c.x
        c = C()
        self.assertEqual([read(c) for i in range(9)], [1] * 9)
        C.x = property(lambda self: 2)
        self.assertEqual([read(c) for i in range(9)], [2] * 9)
        C.x.__init__(lambda self, extra=0: 3)
        self.assertEqual([read(c) for i in range(9)], [3] * 9)
        C.x.__init__(None)
        with self.assertRaises(AttributeError):
            read(c)

    def test_a_descriptor_class_that_changes(self):
        class D:
            def __get__(self, instance, owner):
                return 1
            def __set__(self, instance, value):
                instance.set = value
        class C:
            x = D()
        def use(c):
            c.x = 5
            return c.x
        c = C()
        for i in range(9):
            self.assertEqual(use(c), 1)
        D.__get__ = lambda self, instance, owner: 2
        D.__set__ = lambda self, instance, value: setattr(instance, 'other', value)
        for i in range(9):
            self.assertEqual(use(c), 2)
        self.assertEqual(c.other, 5)
        del D.__set__, D.__get__
        use(c)
        self.assertEqual(c.__dict__['x'], 5)
        self.assertEqual(use(c), 5)

    @repeat
    def test_call(self, i):
        r = self.Record()
        self.assertEqual(r(i), (i, 2, (), 3))
        self.assertEqual(r(i, 4, 5, 6), (i, 4, (5, 6), 3))
        self.assertEqual(r(i, c=5), (i, 2, (), 5))
        with self.assertRaisesRegex(TypeError, r"__call__\(\) missing 1 required positional argument: 'a'"):
            r()

    @repeat
    def test_construction(self, i):
        class Meta(type):
            pass
        class Made(metaclass=Meta):
            def __init__(self, a, b=3, *rest):
                self.all = a, b, rest
        for k in range(5):
            self.assertEqual(Made(i).all, (i, 3, ()))
            self.assertEqual(Made(i, 4, 5).all, (i, 4, (5,)))
        def make():
            return Made()
        with self.assertRaisesRegex(TypeError, r"missing 1 required positional argument: 'a'"):
            make()
        def build():
            return Made(1)
        self.assertEqual(build().all[0], 1)
        Meta.__call__ = lambda cls, a: ('made', a)
        for k in range(5):
            self.assertEqual(build(), ('made', 1))


if __name__ == '__main__':
    unittest.main()
