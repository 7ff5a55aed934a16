"""property, classmethod, staticmethod."""
import unittest


class PropertyTest(unittest.TestCase):
    def test_get_set_delete(self):
        class C:
            log = ()

            @property
            def x(self):
                "The x."
                return self.log

            @x.setter
            def x(self, value):
                self.log += (value,)

            @x.deleter
            def x(self):
                self.log = ("deleted",)
        c = C()
        c.x = 1
        c.x = 2
        self.assertEqual(c.x, (1, 2))
        del c.x
        self.assertEqual(c.x, ("deleted",))
        self.assertEqual(C.x.__doc__, "The x.")

    def test_missing_accessors(self):
        class C:
            x = property()
        for action in (lambda: C().x, lambda: setattr(C(), "x", 1), lambda: delattr(C(), "x")):
            with self.assertRaises(AttributeError) as caught:
                action()
            self.assertIn("property 'x' of", str(caught.exception))

    def test_doc_argument_wins_over_getter(self):
        def f(self):
            "getter"
        self.assertEqual(property(f).__doc__, "getter")
        self.assertEqual(property(f, doc="own").__doc__, "own")
        self.assertIsNone(property().__doc__)

    def test_subclass_keeps_getter_doc(self):
        class P(property):
            pass

        def f(self):
            "getter"
        self.assertEqual(P(f).__doc__, "getter")
        self.assertEqual(P(f, doc="own").__doc__, "own")
        self.assertIs(type(P(f).setter(len)), P)

    def test_functions_are_read_only(self):
        p = property(len)
        self.assertIs(p.fget, len)
        self.assertIsNone(p.fset)
        with self.assertRaises(AttributeError):
            p.fget = None

    def test_error_in_getter_propagates(self):
        class C:
            x = property(lambda self: 1 / 0)
        self.assertRaises(ZeroDivisionError, lambda: C().x)

    def test_is_abstract(self):
        def f(self):
            pass
        self.assertFalse(property(f).__isabstractmethod__)
        f.__isabstractmethod__ = True
        self.assertTrue(property(f).__isabstractmethod__)
        self.assertTrue(property(None, f).__isabstractmethod__)
        self.assertTrue(classmethod(f).__isabstractmethod__)
        self.assertTrue(staticmethod(f).__isabstractmethod__)


class MethodWrapTest(unittest.TestCase):
    class C:
        @classmethod
        def c(cls, *args):
            "Class docs."
            return cls, args

        @staticmethod
        def s(*args):
            return args

    def test_class_method_binds_class(self):
        class D(self.C):
            pass
        self.assertEqual(D.c(1), (D, (1,)))
        self.assertEqual(D().c(1), (D, (1,)))

    def test_static_method_binds_nothing(self):
        self.assertEqual(self.C.s(1), (1,))
        self.assertEqual(self.C().s(1), (1,))

    def test_wrapped_function(self):
        wrap = self.C.__dict__["c"]
        self.assertIs(wrap.__func__, wrap.__wrapped__)
        self.assertEqual((wrap.__name__, wrap.__doc__), ("c", "Class docs."))

    def test_attributes_can_be_set(self):
        wrap = staticmethod(len)
        wrap.mark = 1
        self.assertEqual(wrap.__dict__["mark"], 1)

    def test_static_method_is_callable(self):
        self.assertEqual(staticmethod(len)("abc"), 3)

    def test_arguments(self):
        self.assertRaises(TypeError, classmethod)
        self.assertRaises(TypeError, staticmethod, len, len)
        self.assertRaises(TypeError, classmethod, function=len)

    def test_repr_does_not_show_the_function(self):
        self.assertTrue(repr(staticmethod(len)).startswith('<staticmethod object at 0x'))
        self.assertTrue(repr(classmethod(len)).startswith('<classmethod object at 0x'))


if __name__ == "__main__":
    unittest.main()
