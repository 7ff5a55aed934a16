"""The module sys."""
import io
import sys
import unittest


class InfoTest(unittest.TestCase):
    def test_version(self):
        self.assertEqual(sys.version_info[:3], (3, 2, 0))
        self.assertEqual([sys.implementation.name, sys.implementation.cache_tag], ['krait', 'krait-32'])
        self.assertEqual(sys.hexversion >> 16, 0x0302)

    def test_limits(self):
        self.assertEqual(sys.maxsize, 2 ** 63 - 1)
        self.assertEqual(sys.maxunicode, 0x10FFFF)
        self.assertEqual(sys.hash_info.modulus, 2 ** 61 - 1)
        self.assertEqual(hash(float('inf')), sys.hash_info.inf)
        self.assertEqual(sys.float_info.dig, 15)

    def test_module_names(self):
        self.assertIn('sys', sys.builtin_module_names)
        self.assertIn('collections', sys.stdlib_module_names)


class FunctionTest(unittest.TestCase):
    def test_reference_counts(self):
        items = []
        self.assertEqual(sys.getrefcount(items), 2)
        other = items
        self.assertEqual(sys.getrefcount(items), 3)
        self.assertEqual(sys.getrefcount([]), 1)

    def test_sizes(self):
        self.assertGreaterEqual(sys.getsizeof(1.5), 24)
        self.assertGreater(sys.getsizeof([1] * 100), sys.getsizeof([]))

    def test_exc_info(self):
        self.assertEqual(sys.exc_info(), (None, None, None))
        try:
            1 / 0
        except ZeroDivisionError as e:
            self.assertEqual(sys.exc_info(), (ZeroDivisionError, e, e.__traceback__))
            self.assertIs(sys.exception(), e)

    def test_exit(self):
        for args, code in [((), None), ((3,), 3), (('text',), 'text'), (((4, 5),), (4, 5))]:
            with self.assertRaises(SystemExit) as caught:
                sys.exit(*args)
            self.assertEqual(caught.exception.code, code)

    def test_getframe(self):
        self.assertEqual(sys._getframe().f_code.co_name, 'test_getframe')
        self.assertRaises(ValueError, sys._getframe, 100000)

    def test_getsizeof(self):
        self.assertGreater(sys.getsizeof([1, 2, 3]), sys.getsizeof([]) - 1)
        self.assertRaises(TypeError, sys.getsizeof)

        class Bad:
            def __sizeof__(self):
                return 'x'
        self.assertRaises(TypeError, sys.getsizeof, Bad())
        self.assertEqual(sys.getsizeof(Bad(), 7), 7)

    def test_recursion_limit(self):
        limit = sys.getrecursionlimit()

        def depth(n):
            return 0 if n == 0 else 1 + depth(n - 1)
        try:
            sys.setrecursionlimit(5000)
            self.assertEqual(depth(4000), 4000)
            with self.assertRaises(RuntimeError) as caught:
                depth(6000)
            self.assertIn('maximum recursion depth exceeded', str(caught.exception))
        finally:
            sys.setrecursionlimit(limit)
        self.assertRaises(ValueError, sys.setrecursionlimit, 0)

    def test_switch_interval(self):
        old = sys.getswitchinterval()
        try:
            sys.setswitchinterval(0.25)
            self.assertEqual(sys.getswitchinterval(), 0.25)
        finally:
            sys.setswitchinterval(old)
        self.assertRaises(ValueError, sys.setswitchinterval, 0)

    def test_missing_attribute(self):
        with self.assertRaises(AttributeError) as caught:
            sys.nothing_of_that_name
        self.assertEqual(str(caught.exception), "module 'sys' has no attribute 'nothing_of_that_name'")


class HookTest(unittest.TestCase):
    def capture(self, name):
        stream = io.StringIO()
        self.addCleanup(setattr, sys, name, getattr(sys, name))
        setattr(sys, name, stream)
        return stream

    def test_displayhook(self):
        import builtins
        out = self.capture('stdout')
        sys.displayhook(42)
        sys.displayhook(None)
        self.assertEqual([out.getvalue(), builtins._], ['42\n', 42])

    def test_excepthook_shows_the_chain(self):
        err = self.capture('stderr')
        try:
            try:
                1 / 0
            except ZeroDivisionError:
                raise KeyError('x')
        except KeyError:
            sys.__excepthook__(*sys.exc_info())
        text = err.getvalue()
        self.assertIn('ZeroDivisionError: division by zero\n\nDuring handling of the above exception', text)
        self.assertTrue(text.endswith("KeyError: 'x'\n"), text)

    def test_unraisable(self):
        seen = []
        self.addCleanup(setattr, sys, 'unraisablehook', sys.unraisablehook)
        sys.unraisablehook = lambda args: seen.append((args.exc_type, str(args.exc_value)))

        class Bad:
            def __del__(self):
                raise ValueError('in __del__')
        Bad()
        self.assertEqual(seen, [(ValueError, 'in __del__')])


if __name__ == '__main__':
    unittest.main()
