import copy
import functools
import unittest


class PartialTest(unittest.TestCase):

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
