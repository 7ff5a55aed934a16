import importlib.machinery
import os
import sys
import unittest

import extension

functions = extension.load("functions")


class ModuleTest(unittest.TestCase):
    def test_module(self):
        self.assertEqual(functions.__name__, "functions")
        self.assertEqual(functions.__doc__, "Functions.")
        self.assertEqual(functions.__file__, os.path.join(extension.folder(), "functions.abi3.so"))
        self.assertIsInstance(functions.__loader__, importlib.machinery.ExtensionFileLoader)
        self.assertEqual((functions.ANSWER, functions.TEXT, functions.BIG), (42, "text", 1 << 62))

    def test_imported_again_it_is_the_same(self):
        del sys.modules["functions"]
        self.assertIs(importlib.import_module("functions"), functions)

    def test_no_init_function(self):
        os.symlink(functions.__file__, os.path.join(extension.folder(), "other.abi3.so"))
        with self.assertRaises(ImportError) as caught:
            import other
        self.assertIn("dynamic module does not define module export function (PyInit_other)", str(caught.exception))
        self.assertEqual(caught.exception.name, "other")
        self.assertEqual(caught.exception.path, os.path.join(extension.folder(), "other.abi3.so"))


class CallTest(unittest.TestCase):
    def test_conventions(self):
        self.assertEqual(functions.no_arguments(), repr(functions))
        for value in (0, 256, 257, -6, 1 << 61, 1 << 62, 1 << 100, 1.5, -0.0, 1e300, "text", None, True, functions):
            self.assertIs(type(functions.one(value)), type(value))
            self.assertEqual(functions.one(value), value)
            self.assertEqual(functions.varargs(value, 2), (value, 2))
            self.assertEqual(functions.fast(1, value), [value, 1])
        self.assertEqual(functions.varargs(), ())
        self.assertEqual(functions.keywords(1, 2.0), [(1, 2.0), None])
        self.assertEqual(functions.keywords(1, a=1000), [(1,), {"a": 1000}])
        self.assertEqual(functions.fast(*range(1000, 1020)), list(range(1019, 999, -1)))
        self.assertEqual(functions.fast_keywords(1, a=2, b=3.5), [3.5, 2, 1, ("a", "b")])

    def test_wrong_arguments(self):
        for call, message in [(lambda: functions.no_arguments(1), "no_arguments() takes no arguments (1 given)"),
                              (lambda: functions.one(), "one() takes exactly one argument (0 given)"),
                              (lambda: functions.one(x=1), "one() takes no keyword arguments"),
                              (lambda: functions.varargs(x=1), "varargs() takes no keyword arguments"),
                              (lambda: functions.fast(x=1), "fast() takes no keyword arguments")]:
            with self.assertRaises(TypeError) as caught:
                call()
            self.assertEqual(str(caught.exception), message)

    def test_attributes(self):
        f = functions.no_arguments
        self.assertIs(type(f), type(len))
        self.assertEqual((f.__name__, f.__doc__, f.__text_signature__), ("no_arguments", "Takes none.", "($module)"))
        self.assertIs(f.__self__, functions)
        self.assertEqual(f.__module__, "functions")
        self.assertEqual(functions.keywords.__doc__, "keywords(...) -> list")
        self.assertIsNone(functions.varargs.__doc__)

    def test_lent_items(self):
        self.assertEqual(functions.is_lent([1234567]), "1234567")
        self.assertEqual(functions.is_lent([1.25]), "1.25")

    def test_calls_back(self):
        self.assertEqual(functions.call(lambda *args: args, 5)[1], None)


class ErrorTest(unittest.TestCase):
    def test_null_without_error(self):
        with self.assertRaises(SystemError) as caught:
            functions.null_without_error()
        self.assertIn("returned NULL without setting an exception", str(caught.exception))

    def test_result_with_error(self):
        with self.assertRaises(SystemError) as caught:
            functions.result_with_error()
        self.assertIn("returned a result with an exception set", str(caught.exception))
        self.assertIsInstance(caught.exception.__cause__, ValueError)

    def test_format(self):
        with self.assertRaises(KeyError) as caught:
            functions.raise_(KeyError, 1)
        text = "text -7 (<class 'KeyError'>, 1) ab    42|42   |00042 x % <class 'KeyError'>"
        self.assertEqual(caught.exception.args, (text,))

    def test_context(self):
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                functions.raise_(ValueError)
        except ValueError as e:
            self.assertIsInstance(e.__context__, ZeroDivisionError)


if __name__ == "__main__":
    unittest.main()
