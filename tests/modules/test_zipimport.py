"""zipimport, modulefinder, compileall, runpy of archives."""
import compileall
import contextlib
import importlib
import io
import modulefinder
import os
import pkgutil
import runpy
import subprocess
import sys
import tempfile
import unittest
import zipfile
import zipimport


class ArchiveTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.archive = os.path.join(folder.name, 'a.zip')

    def make(self, files, compression=zipfile.ZIP_DEFLATED, before=b''):
        with zipfile.ZipFile(self.archive, 'w', compression) as z:
            for name, text in files.items():
                z.writestr(name, text)
        if before:
            with open(self.archive, 'rb') as file:
                data = file.read()
            with open(self.archive, 'wb') as file:
                file.write(before + data)
        zipimport._zip_directory_cache.clear()
        sys.path_importer_cache.clear()

    @contextlib.contextmanager
    def on_path(self, *below):
        sys.path.insert(0, os.path.join(self.archive, *below))
        before = set(sys.modules)
        try:
            yield
        finally:
            del sys.path[0]
            for name in set(sys.modules) - before:
                del sys.modules[name]

    FILES = {'zone.py': 'x = 5\ndef f(): raise KeyError("y")\n', 'zpack/__init__.py': '', 'zpack/sub.py': 'y = 6\n',
             'zpack/data.txt': 'data', 'zspace/inner.py': 'z = 7\n'}

    def test_modules(self):
        for compression in zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED:
            for before in b'', b'#!/usr/bin/env krait\n':
                self.make(self.FILES, compression, before)
                with self.subTest(compression), self.on_path():
                    import zone, zpack.sub, zspace.inner
                    self.assertEqual([zone.x, zpack.sub.y, zspace.inner.z], [5, 6, 7])
                    self.assertEqual(zone.__file__, self.archive + '/zone.py')
                    self.assertEqual(zone.__loader__.get_source('zone'), self.FILES['zone.py'])
                    self.assertEqual(pkgutil.get_data('zpack', 'data.txt'), b'data')
                    self.assertEqual(sorted(m.name for m in pkgutil.iter_modules([self.archive])), ['zone', 'zpack'])

    def test_folder_in_an_archive(self):
        self.make(self.FILES)
        with self.on_path('zpack'):
            import sub
            self.assertEqual(sub.y, 6)
            self.assertEqual(repr(sub.__loader__), f'<zipimporter object "{self.archive}/zpack/">')

    def test_traceback_shows_the_source(self):
        self.make(self.FILES)
        with self.on_path():
            import traceback
            import zone
            try:
                zone.f()
            except KeyError:
                self.assertIn('def f(): raise KeyError("y")', traceback.format_exc())

    def test_errors(self):
        self.assertRaises(zipimport.ZipImportError, zipimport.zipimporter, '')
        self.assertRaises(zipimport.ZipImportError, zipimport.zipimporter, '/no/such/file')
        with open(self.archive, 'wb') as file:
            file.write(b'PK\5\6' + b'\xff' * 30)
        self.assertRaises(zipimport.ZipImportError, zipimport.zipimporter, self.archive)
        self.make(self.FILES)
        importer = zipimport.zipimporter(self.archive)
        self.assertIsNone(importer.find_module('nothing'))
        self.assertRaises(zipimport.ZipImportError, importer.load_module, 'nothing')
        self.assertRaises(OSError, importer.get_data, 'nothing')

    def test_run(self):
        self.make({'__main__.py': 'import sys; print(__name__, sys.argv[1:]); value = 3', 'helper.py': ''})
        out = subprocess.check_output([sys.executable, self.archive, 'a'], universal_newlines=True)
        self.assertEqual(out, "__main__ ['a']\n")
        with contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(runpy.run_path(self.archive)['value'], 3)


class PathTest(unittest.TestCase):
    def test_bytes_like_paths_are_deprecated(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'a.zip')
            with zipfile.ZipFile(path, 'w') as z:
                z.writestr('one.py', '')
            self.assertEqual(zipimport.zipimporter(os.fsencode(path)).archive, path)
            for value in bytearray(os.fsencode(path)), memoryview(os.fsencode(path)):
                with self.assertWarns(DeprecationWarning):
                    self.assertEqual(zipimport.zipimporter(value).archive, path)


class FinderTest(unittest.TestCase):
    def test_imports_are_found(self):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {'main.py': 'import one\nfrom pack import sub, NAME, missing\nimport sys, nowhere\n', 'one.py': 'def f():\n import two\n',
                               'two.py': '', 'pack/__init__.py': 'NAME = 1\n', 'pack/sub.py': 'from . import other\nfrom .deep import *\n',
                               'pack/other.py': '', 'pack/deep.py': ''}.items():
                path = os.path.join(folder, name)
                os.makedirs(os.path.dirname(path), exist_ok=True)
                with open(path, 'w') as file:
                    file.write(text)
            finder = modulefinder.ModuleFinder([folder])
            finder.run_script(os.path.join(folder, 'main.py'))
            self.assertEqual(sorted(finder.modules),
                             ['__main__', 'one', 'pack', 'pack.deep', 'pack.other', 'pack.sub', 'sys', 'two'])
            self.assertEqual(finder.any_missing(), ['nowhere', 'pack.missing'])


class CompileAllTest(unittest.TestCase):
    def test_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            os.mkdir(os.path.join(folder, 'below'))
            for name in 'one.py', 'below/two.py':
                with open(os.path.join(folder, name), 'w') as file:
                    file.write('x = 1\n')
            self.assertTrue(compileall.compile_dir(folder, quiet=1))
            self.assertTrue(os.path.exists(importlib.util.cache_from_source(os.path.join(folder, 'below', 'two.py'))))
            with open(os.path.join(folder, 'bad.py'), 'w') as file:
                file.write('x (\n')
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                self.assertFalse(compileall.compile_dir(folder, quiet=1))
            self.assertIn('SyntaxError', out.getvalue())


if __name__ == '__main__':
    unittest.main()
