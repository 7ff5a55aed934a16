import unittest

import extension

c = extension.load("descriptors")


class DescriptorTest(unittest.TestCase):
    def test_method(self):
        class Thing:
            pass
        Thing.pair = c.PyDescr_NewMethod(Thing)
        thing = Thing()
        self.assertEqual(thing.pair(1 << 40), (thing, 1 << 40))
        self.assertEqual(Thing.pair(thing, 2), (thing, 2))
        self.assertEqual((Thing.pair.__name__, Thing.pair.__doc__, Thing.pair.__objclass__), ("pair", "The object, and another one.", Thing))
        self.assertRaises(TypeError, Thing.pair, 5, 2)
        self.assertRaises(TypeError, thing.pair)

    def test_class_method(self):
        class Thing:
            pass
        Thing.pair = c.PyDescr_NewClassMethod(Thing)
        self.assertEqual(Thing.pair(1), (Thing, 1))
        self.assertEqual(Thing().pair(2.5), (Thing, 2.5))

    def test_wrapper(self):
        self.assertEqual(c.PyWrapper_New(int.__dict__["__add__"], 1 << 40)(1), (1 << 40) + 1)
        self.assertRaises(SystemError, c.PyWrapper_New, 5, 5)

    def test_generic_alias(self):
        self.assertEqual(repr(c.Py_GenericAlias(list, int)), "list[int]")
        self.assertEqual(c.Py_GenericAlias(dict, (str, int)).__args__, (str, int))


if __name__ == "__main__":
    unittest.main()
