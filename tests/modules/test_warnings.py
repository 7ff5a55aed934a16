"""warnings and _warnings: where a warning comes from, and which filters count."""
import sys
import unittest
import warnings


class WarningsTest(unittest.TestCase):
    def test_once_wants_a_dict_to_remember_in(self):
        remembered = warnings.onceregistry
        try:
            with warnings.catch_warnings():
                warnings.simplefilter('once')
                warnings.onceregistry = None
                with self.assertRaisesRegex(TypeError, 'onceregistry must be a dict, not NoneType'):
                    warnings.warn_explicit('foo', Warning, 'bar', 1, registry=None)
        finally:
            warnings.onceregistry = remembered

    def file_of_warning(self, **namespace):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            exec(compile('import warnings; warnings.warn("x")', 'code', 'exec'), namespace)
        return caught[0].filename

    def test_file_is_the_modules(self):
        self.assertEqual(self.file_of_warning(__name__='m', __file__='/a/m.pyc'), '/a/m.py')
        self.assertEqual(self.file_of_warning(__name__='m'), 'm')

    def test_file_of_a_script_without_one(self):
        argv = sys.argv
        self.addCleanup(setattr, sys, 'argv', argv)
        sys.argv = ['script']
        self.assertEqual(self.file_of_warning(__name__='__main__'), 'script')
        sys.argv = ['']
        self.assertEqual(self.file_of_warning(__name__='__main__'), '__main__')

    def test_line_of_what_dies_when_a_local_is_set(self):
        class Loud:
            def __del__(self):
                lines.append(sys._getframe(1).f_lineno)
        lines = []
        def f():
            x = Loud()
            y = 1

            x = None
        f()
        self.assertEqual(lines, [f.__code__.co_firstlineno + 4])


if __name__ == '__main__':
    unittest.main()
