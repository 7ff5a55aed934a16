"""Module objects, types.SimpleNamespace."""
import sys
import types
import unittest


class ModuleTest(unittest.TestCase):
    def test_new_module(self):
        m = types.ModuleType("spam", "Docs.")
        self.assertEqual((m.__name__, m.__doc__), ("spam", "Docs."))
        self.assertEqual(repr(m), "<module 'spam'>")
        self.assertIsNone(types.ModuleType("spam").__doc__)

    def test_name_must_be_str(self):
        self.assertRaises(TypeError, types.ModuleType, 1)
        self.assertRaises(TypeError, types.ModuleType)

    def test_dict_is_the_namespace(self):
        m = types.ModuleType("spam")
        m.x = 1
        self.assertEqual(m.__dict__["x"], 1)
        m.__dict__["y"] = 2
        self.assertEqual(m.y, 2)
        del m.x
        self.assertNotIn("x", m.__dict__)
        with self.assertRaises(AttributeError):
            m.__dict__ = {}

    def test_missing_attribute(self):
        with self.assertRaisesRegex(AttributeError, "module 'spam' has no attribute 'x'"):
            types.ModuleType("spam").x

    def test_getattr_hook(self):
        m = types.ModuleType("spam")
        m.__getattr__ = lambda name: name.upper()
        m.here = 1
        self.assertEqual((m.here, m.missing), (1, "MISSING"))

    def test_dir(self):
        m = types.ModuleType("spam")
        m.x = 1
        self.assertIn("x", dir(m))
        m.__dir__ = lambda: ["b", "a"]
        self.assertEqual(dir(m), ["a", "b"])

    def test_repr_of_built_in(self):
        self.assertEqual(repr(sys), "<module 'sys' (built-in)>")

    def test_file_in_repr(self):
        m = types.ModuleType("spam")
        m.__file__ = "/tmp/spam.py"
        self.assertEqual(repr(m), "<module 'spam' from '/tmp/spam.py'>")

    def test_subclass(self):
        class M(types.ModuleType):
            y = 5
        self.assertEqual(M("spam").y, 5)


class NamespaceTest(unittest.TestCase):
    def test_attributes(self):
        n = types.SimpleNamespace(a=1)
        n.b = 2
        self.assertEqual(vars(n), {"a": 1, "b": 2})
        del n.a
        self.assertEqual(repr(n), "namespace(b=2)")

    def test_equality(self):
        self.assertEqual(types.SimpleNamespace(a=1), types.SimpleNamespace(a=1))
        self.assertNotEqual(types.SimpleNamespace(a=1), types.SimpleNamespace(a=2))

    def test_recursive_repr(self):
        n = types.SimpleNamespace()
        n.n = n
        self.assertEqual(repr(n), "namespace(n=namespace(...))")

    def test_subclass_repr(self):
        class Spam(types.SimpleNamespace):
            pass
        self.assertEqual(repr(Spam(a=1)), "Spam(a=1)")


if __name__ == "__main__":
    unittest.main()
