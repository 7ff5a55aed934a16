"""Instructions that adapt to what they see give the same results when they see something else."""
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


if __name__ == '__main__':
    unittest.main()
