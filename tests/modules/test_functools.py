import copy
import functools
import types
import unittest


class PartialTest(unittest.TestCase):
    def test_nested_calls_keep_the_order_of_arguments(self):
        class Partial(functools.partial):
            pass
        def collect(*args, **keywords):
            return args, keywords
        f = Partial(Partial(Partial(collect, 1, 2), 3, a=1), 4)
        self.assertEqual(f(5, b=6), ((1, 2, 3, 4, 5), {'a': 1, 'b': 6}))
        self.assertEqual(Partial(Partial(collect), 1)(x=2), ((1,), {'x': 2}))
        method = types.MethodType(types.MethodType(types.MethodType(collect, 1), 2), 3)
        self.assertEqual(method(4, a=5), ((1, 2, 3, 4), {'a': 5}))


    def test_copy_shares_the_arguments(self):
        f = functools.partial(max, [1])
        f.attribute = []
        g = copy.copy(f)
        self.assertIs(g.args, f.args)
        self.assertIs(g.attribute, f.attribute)

    def test_setstate_none_drops_attributes(self):
        f = functools.partial(max)
        f.attribute = 1
        f.__setstate__((min, (1,), {}, None))
        self.assertEqual((f.func, f.args, f.__dict__), (min, (1,), {}))


if __name__ == '__main__':
    unittest.main()
