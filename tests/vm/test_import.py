"""The import statement: modules in the executable, in files, in packages; errors."""
import _imp
import contextlib
import importlib.machinery
import importlib.util
import io
import os
import subprocess
import sys
import tempfile
import unittest


class StatementTest(unittest.TestCase):
    def test_name_with_a_nul(self):
        sys.meta_path.append(type('Nothing', (), {'find_spec': lambda self, name, path=None, target=None: None})())
        try:
            with self.assertRaises(ImportError):
                __import__('string\0')
        finally:
            sys.meta_path.pop()

    def assertMessage(self, exception, text, function, *args, **kwargs):
        with self.assertRaises(exception) as caught:
            function(*args, **kwargs)
        self.assertEqual(str(caught.exception), text)
        return caught.exception

    def test_submodule(self):
        import collections.abc
        self.assertIs(collections.abc, sys.modules['collections.abc'])

    def test_arguments(self):
        self.assertMessage(ValueError, 'Empty module name', __import__, '')
        self.assertMessage(TypeError, 'module name must be a string', __import__, 5)
        self.assertMessage(ValueError, 'level must be >= 0', __import__, 'sys', level=-1)

    def test_missing(self):
        e = self.assertMessage(ImportError, "No module named 'no_such_module'", __import__, 'no_such_module')
        self.assertEqual(e.name, 'no_such_module')
        self.assertMessage(ImportError, "No module named 'sys.x'; 'sys' is not a package", __import__, 'sys.x')
        self.assertMessage(ImportError, "No module named 'collections.no_such'", __import__, 'collections.no_such')

    def test_none_in_sys_modules(self):
        sys.modules['halted_'] = None
        self.addCleanup(sys.modules.pop, 'halted_')
        self.assertMessage(ImportError, 'import of halted_ halted; None in sys.modules', __import__, 'halted_')

    def test_from_missing_name(self):
        with self.assertRaises(ImportError) as caught:
            from collections import no_such_name
        self.assertTrue(str(caught.exception).startswith("cannot import name 'no_such_name' from 'collections' ("))
        self.assertEqual(caught.exception.name, 'collections')

    def test_relative_without_package(self):
        self.assertMessage(ImportError, 'attempted relative import with no known parent package',
                           __import__, 'x', {'__package__': '', '__name__': 'm'}, None, (), 1)
        self.assertRaises(ValueError, __import__, 'x', {'__package__': 'collections', '__name__': 'collections'}, None, (), 2)

    def test_finder_in_front_is_asked_first(self):
        asked = []

        class Finder:
            @staticmethod
            def find_spec(name, path=None, target=None):
                asked.append(name)
        sys.meta_path.insert(0, Finder)
        self.addCleanup(sys.meta_path.remove, Finder)
        self.assertRaises(ImportError, __import__, 'no_such_module')
        self.assertEqual(asked, ['no_such_module'])


class FileTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name
        sys.path.insert(0, self.folder)
        self.addCleanup(sys.path.remove, self.folder)
        self.addCleanup(self.forget, set(sys.modules))

    def forget(self, known):
        for name in set(sys.modules) - known:
            del sys.modules[name]

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'w') as file:
            file.write(text)

    def test_file(self):
        self.write('krait_test_a.py', 'x = __name__, __file__, __spec__.name')
        import krait_test_a
        self.assertEqual(krait_test_a.x, ('krait_test_a', os.path.join(self.folder, 'krait_test_a.py'), 'krait_test_a'))

    def test_package(self):
        self.write('krait_test_p/__init__.py', 'from . import sub\nfrom .sub import y')
        self.write('krait_test_p/sub.py', 'y = 7')
        import krait_test_p
        self.assertEqual([krait_test_p.y, krait_test_p.sub.y], [7, 7])

    def test_namespace_package(self):
        self.write('krait_test_n/m.py', 'z = 1')
        import krait_test_n.m
        self.assertEqual(krait_test_n.m.z, 1)

    def test_a_file_goes_before_the_library(self):
        self.write('this.py', 'mine = True')
        sys.modules.pop('this', None)
        import this
        self.assertTrue(this.mine)

    def test_module_that_fails_is_taken_out_again(self):
        self.write('krait_test_f.py', '1 / 0')
        self.assertRaises(ZeroDivisionError, __import__, 'krait_test_f')
        self.assertNotIn('krait_test_f', sys.modules)

    def test_traceback_has_no_frames_of_importlib(self):
        self.write('krait_test_t.py', '1 / 0')
        try:
            import krait_test_t
        except ZeroDivisionError as e:
            names, tb = [], e.__traceback__
            while tb:
                names.append(os.path.basename(tb.tb_frame.f_code.co_filename))
                tb = tb.tb_next
        self.assertEqual(names, ['test_import.py', 'krait_test_t.py'])

    def test_circular(self):
        self.write('krait_test_c.py', 'import krait_test_d\nx = 1')
        self.write('krait_test_d.py', 'from krait_test_c import x')
        with self.assertRaises(ImportError) as caught:
            import krait_test_c
        self.assertIn('most likely due to a circular import', str(caught.exception))

    def test_module_may_replace_itself(self):
        self.write('krait_test_r.py', 'import sys\nsys.modules[__name__] = 42')
        self.assertEqual(__import__('krait_test_r'), 42)


class LibraryTest(unittest.TestCase):
    def test_attributes(self):
        import json
        self.assertEqual(json.__package__, 'json')
        self.assertEqual(json.__file__, os.path.join(json.__path__[0], '__init__.py'))
        self.assertIs(json.__spec__.loader, json.__loader__)
        self.assertTrue(json.__spec__.has_location)

    def test_source(self):
        import keyword
        import linecache
        source = keyword.__loader__.get_source('keyword')
        self.assertIn('kwlist', source)
        self.assertEqual(linecache.getline(keyword.__file__, 1, keyword.__dict__), source.splitlines(True)[0])

    def test_find_spec(self):
        import importlib.util
        spec = importlib.util.find_spec('json.decoder')
        self.assertEqual([spec.name, spec.parent], ['json.decoder', 'json'])
        self.assertIsNone(importlib.util.find_spec('no_such_module'))

    def test_reload(self):
        import importlib
        import keyword
        old = keyword.kwlist
        self.assertIs(importlib.reload(keyword), keyword)
        self.assertIsNot(keyword.kwlist, old)


class FrozenTest(unittest.TestCase):
    def test_modules_that_show_it(self):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            import __phello__.spam
            import __hello__
        self.assertEqual(out.getvalue(), 'Hello world!\n' * 3)
        self.assertTrue(__hello__.initialized and __phello__.spam.initialized)
        self.assertEqual((__phello__.__path__, __phello__.__spec__.origin), ([], 'frozen'))
        self.assertEqual([_imp.is_frozen(n) for n in ('__hello__', '__phello__.spam', 'sys')], [True, True, False])
        self.assertEqual([_imp.is_frozen_package(n) for n in ('__hello__', '__phello__')], [False, True])

    def test_others(self):
        for function in _imp.get_frozen_object, _imp.is_frozen_package:
            with self.assertRaises(ImportError) as caught:
                function('sys')
            self.assertEqual(caught.exception.name, 'sys')
        self.assertIsNone(_imp.init_frozen('sys'))


class InvalidateCachesTest(unittest.TestCase):
    def test_entries_without_a_finder_are_asked_for_again(self):
        with tempfile.TemporaryDirectory() as folder:
            new = os.path.join(folder, 'new')
            sys.path_importer_cache.update({new: None, 'no such place': None})
            self.addCleanup(sys.path_importer_cache.pop, new, None)
            self.addCleanup(sys.path_importer_cache.pop, 'no such place', None)
            os.mkdir(new)
            importlib.invalidate_caches()
            self.assertIsNotNone(sys.path_importer_cache[new])
            self.assertIsNone(sys.path_importer_cache['no such place'])


class LibraryImporterTest(unittest.TestCase):
    def test_importers_of_one_folder_are_equal(self):
        import colorsys
        importer = colorsys.__loader__
        other = type(importer)(importer.path)
        self.assertEqual((other == importer, other != importer, hash(other) == hash(importer)), (True, False, True))
        self.assertNotEqual(importer, importer.path)
        spec = importlib.util.spec_from_file_location('colorsys', colorsys.__file__, loader=other)
        self.assertEqual(spec, colorsys.__spec__)


class BuiltinByLoaderOfOnesOwnTest(unittest.TestCase):
    def test_the_module_names_the_loader_that_asked(self):
        class Loader(importlib.machinery.BuiltinImporter):
            pass
        module = _imp.create_builtin(importlib.machinery.ModuleSpec('errno', Loader))
        self.assertIs(module.__loader__, Loader)
        module = _imp.create_builtin(importlib.machinery.ModuleSpec('errno', None))
        self.assertEqual(module.__loader__.__name__, 'BuiltinImporter')


class FinderOfOnesOwnTest(unittest.TestCase):

    def test_library_modules_have_builtins_also_where_importlib_imports_them(self):
        program = ("import sys\n"
                   "class Finder:\n"
                   "    def find_spec(self, name, path=None, target=None): return None\n"
                   "sys.meta_path.insert(0, Finder())\n"
                   "import colorsys\n"
                   "print('__builtins__' in vars(colorsys), colorsys.rgb_to_yiq(0, 0, 0)[0])\n")
        out = subprocess.check_output([sys.executable, "-c", program])
        self.assertEqual(out, b"True 0.0\n")


if __name__ == '__main__':
    unittest.main()
