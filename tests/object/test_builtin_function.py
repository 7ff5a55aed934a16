"""Built-in functions, method descriptors, getset and member descriptors, slot wrappers, bound methods."""
import types
import unittest


class DescriptorTest(unittest.TestCase):
    def test_repr_of_each_kind(self):
        self.assertEqual(repr(len), "<built-in function len>")
        self.assertTrue(repr([].append).startswith("<built-in method append of list object at 0x"))
        self.assertEqual(repr(list.append), "<method 'append' of 'list' objects>")
        self.assertEqual(repr(dict.__dict__["fromkeys"]), "<method 'fromkeys' of 'dict' objects>")
        self.assertEqual(repr(int.__dict__["real"]), "<attribute 'real' of 'int' objects>")
        self.assertEqual(repr(slice.__dict__["start"]), "<member 'start' of 'slice' objects>")
        self.assertEqual(repr(int.__add__), "<slot wrapper '__add__' of 'int' objects>")
        self.assertTrue(repr((1).__add__).startswith("<method-wrapper '__add__' of int object at 0x"))

    def test_names(self):
        self.assertEqual((len.__name__, len.__qualname__, len.__module__), ("len", "len", "builtins"))
        self.assertEqual([].append.__qualname__, "list.append")
        self.assertEqual(dict.fromkeys.__qualname__, "dict.fromkeys")
        self.assertEqual(list.append.__qualname__, "list.append")
        self.assertIs(list.append.__objclass__, list)
        self.assertEqual((1).__add__.__qualname__, "int.__add__")

    def test_self(self):
        items = []
        self.assertIs(items.append.__self__, items)
        self.assertIs(dict.fromkeys.__self__, dict)
        self.assertEqual((5).__add__.__self__, 5)

    def test_equality_is_same_function_of_same_object(self):
        a, b = [], []
        self.assertEqual(a.append, a.append)
        self.assertNotEqual(a.append, b.append)
        self.assertEqual(hash(a.append), hash(a.append))
        self.assertEqual(a.__len__, a.__len__)
        self.assertEqual(a.__len__, b.__len__)          # slot wrappers: of equal objects, as in 3.2
        self.assertNotEqual(a.__len__, [1].__len__)

    def test_unbound_call_needs_instance(self):
        with self.assertRaisesRegex(TypeError, "needs an argument"):
            list.append()
        with self.assertRaisesRegex(TypeError, "descriptor 'append' for 'list' objects doesn't apply to a 'int' object"):
            list.append(1, 2)
        with self.assertRaisesRegex(TypeError, "descriptor '__add__' .* 'int'"):
            int.__add__("a", 1)

    def test_getset_checks_instance(self):
        with self.assertRaisesRegex(TypeError, "descriptor 'real' for 'int' objects doesn't apply to a 'str' object"):
            int.__dict__["real"].__get__("x")

    def test_read_only_attribute(self):
        with self.assertRaises(AttributeError):
            (1).real = 2
        with self.assertRaises(AttributeError):
            slice(1).start = 2

    def test_class_method_of_subclass(self):
        class D(dict):
            pass
        self.assertIs(type(D.fromkeys("ab")), D)
        self.assertIs(type(D().fromkeys("ab")), D)

    def test_slots_descriptor(self):
        class C:
            __slots__ = ("x",)
        c = C()
        with self.assertRaises(AttributeError):
            c.x
        with self.assertRaises(AttributeError):
            del c.x
        c.x = 3
        self.assertEqual(C.x.__get__(c), 3)
        del c.x
        self.assertFalse(hasattr(c, "x"))
        self.assertEqual(repr(C.x), "<member 'x' of 'C' objects>")
        with self.assertRaises(TypeError):
            C.x.__get__(1)

    def test_reduce_gives_getattr(self):
        items = []
        self.assertEqual(items.append.__reduce__(), (getattr, (items, "append")))
        self.assertEqual(len.__reduce__(), "len")
        self.assertEqual(list.append.__reduce__(), (getattr, (list, "append")))


class BoundMethodTest(unittest.TestCase):
    class C:
        def f(self, a, b=2, *rest, c=3):
            "Docs."
            return self, a, b, rest, c

    def test_call_passes_object_first(self):
        c = self.C()
        method = c.f
        self.assertEqual(method(1), (c, 1, 2, (), 3))
        self.assertEqual(method(1, 5, 6, c=7), (c, 1, 5, (6,), 7))
        many = tuple(range(40))
        self.assertEqual(method(*many), (c, 0, 1, many[2:], 3))

    def test_attributes(self):
        c = self.C()
        self.assertIs(c.f.__self__, c)
        self.assertIs(c.f.__func__, self.C.f)
        self.assertEqual((c.f.__name__, c.f.__doc__), ("f", "Docs."))
        with self.assertRaises(AttributeError):
            c.f.attribute = 1

    def test_function_attributes_show_through(self):
        def g(self):
            pass
        g.mark = "here"
        self.assertEqual(types.MethodType(g, 1).mark, "here")

    def test_constructor_checks(self):
        with self.assertRaisesRegex(TypeError, "first argument must be callable"):
            types.MethodType(1, 2)
        with self.assertRaises(TypeError):
            types.MethodType(len, None)

    def test_repr(self):
        self.assertEqual(repr(types.MethodType(len, 5)), "<bound method len of 5>")

    def test_equality_and_hash(self):
        c = self.C()
        self.assertEqual(c.f, c.f)
        self.assertEqual(hash(c.f), hash(c.f))
        self.assertNotEqual(c.f, self.C().f)


class Namespaces(unittest.TestCase):

    def test_vars_of_a_class_with_its_own_dict(self):
        class C:
            __dict__ = property(lambda self: {'a': 2})
        self.assertEqual((C().__dict__, vars(C())), ({'a': 2}, {'a': 2}))

    def test_dir_without_class(self):
        class C:
            __slots__ = ['__class__', '__dict__']
        c = C()
        c.bar = 1
        self.assertEqual(dir(c), ['bar'])

    def test_dir_asks_the_locals(self):
        class D(dict):
            def keys(self):
                return list('xyz')
        self.assertEqual(eval('dir()', {}, D()), list('xyz'))

    def test_import_of_a_name_with_nul(self):
        self.assertRaises(ModuleNotFoundError, __import__, 'string\0')


if __name__ == "__main__":
    unittest.main()
