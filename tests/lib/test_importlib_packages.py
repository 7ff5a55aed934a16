"""importlib.metadata and importlib.resources: what is known of installed packages, and the files they carry; zipfile.Path."""
import importlib
import importlib.abc
import importlib.metadata as metadata
import importlib.readers
import importlib.resources as resources
import importlib.resources.abc
import os
import pathlib
import sys
import tempfile
import unittest
import warnings
import zipfile

METADATA = '''\
Metadata-Version: 2.1
Name: Sample.Thing
Version: 1.2.3
Summary: A thing
Classifier: One
Classifier: Two
Keywords: a b
Requires-Dist: other >=2
Requires-Dist: more ; extra == "x"

The body.
'''
ENTRY_POINTS = '''\
[console_scripts]
thing = sample_thing.inner:run [x, y]
; = os
[plugins]
path = os.path
'''
RECORD = '''\
sample_thing/__init__.py,sha256=abc,12
"sample_thing/odd,name.txt",,
Sample_Thing-1.2.3.dist-info/RECORD,,
sample_thing/gone.py,,
'''
FILES = {
    'sample_thing/__init__.py': 'x = 1\n', 'sample_thing/inner.py': 'def run():\n    return "run"\n', 'sample_thing/text.txt': 'caf\xe9\n',
    'sample_thing/data/deep.bin': 'deep', 'sample_thing/odd,name.txt': 'odd', 'Sample_Thing-1.2.3.dist-info/METADATA': METADATA,
    'Sample_Thing-1.2.3.dist-info/entry_points.txt': ENTRY_POINTS, 'Sample_Thing-1.2.3.dist-info/RECORD': RECORD,
    'old-0.1.egg-info/PKG-INFO': 'Metadata-Version: 1.0\nName: old\nVersion: 0.1\n',
    'old-0.1.egg-info/requires.txt': 'plain\n[extra]\nfancy\n[:python_version < "3"]\nback\n',
    'single-7-py3.2.egg-info': 'Metadata-Version: 1.0\nName: single\nVersion: 7\n',
}


class InFolder(unittest.TestCase):
    def make(self, folder):
        for name, text in FILES.items():
            path = pathlib.Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding='utf-8')
        return folder

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.root = self.make(temporary.name)
        sys.path.insert(0, self.root)
        self.addCleanup(sys.path.remove, self.root)
        importlib.invalidate_caches()
        for name in 'sample_thing', 'sample_thing.inner':
            sys.modules.pop(name, None)
            self.addCleanup(sys.modules.pop, name, None)

    def test_distributions(self):
        for name in 'Sample.Thing', 'sample-thing', 'SAMPLE__THING':
            self.assertEqual(metadata.version(name), '1.2.3')
        self.assertEqual((metadata.version('old'), metadata.version('single')), ('0.1', '7'))
        self.assertEqual({d.name for d in metadata.distributions(path=[self.root])}, {'Sample.Thing', 'old', 'single'})
        self.assertEqual(metadata.requires('sample.thing'), ['other >=2', 'more ; extra == "x"'])
        self.assertEqual(metadata.requires('old'), ['plain', 'fancy; extra == "extra"', 'back; python_version < "3"'])
        self.assertIsNone(metadata.requires('single'))
        with self.assertRaises(metadata.PackageNotFoundError) as caught:
            metadata.distribution('nothing')
        self.assertEqual((caught.exception.name, str(caught.exception)), ('nothing', 'No package metadata was found for nothing'))
        self.assertRaises(ValueError, metadata.distribution, '')
        self.assertEqual(metadata.packages_distributions()['sample_thing'], ['Sample.Thing'])

    def test_metadata(self):
        m = metadata.metadata('sample_thing')
        self.assertEqual((m['name'], m['SUMMARY'], m.get_all('classifier')), ('Sample.Thing', 'A thing', ['One', 'Two']))
        self.assertEqual(m.json, {'metadata_version': '2.1', 'name': 'Sample.Thing', 'version': '1.2.3', 'summary': 'A thing',
                                  'classifier': ['One', 'Two'], 'keywords': ['a', 'b'], 'description': 'The body.\n',
                                  'requires_dist': ['other >=2', 'more ; extra == "x"']})
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            self.assertRaises(DeprecationWarning, lambda: m['nothing'])
            self.assertEqual(m.get('nothing', 1), 1)

    def test_entry_points(self):
        points = metadata.entry_points(group='console_scripts')
        point = points['thing']
        self.assertEqual((point.module, point.attr, point.extras, point.dist.version), ('sample_thing.inner', 'run', ['x', 'y'], '1.2.3'))
        self.assertEqual(point.load()(), 'run')
        self.assertIs(metadata.entry_points().select(group='plugins', name='path')['path'].load(), os.path)
        self.assertEqual(metadata.entry_points(group='nothing'), ())
        self.assertRaises(KeyError, lambda: points['nothing'])
        self.assertLessEqual({'console_scripts', 'plugins'}, metadata.entry_points().groups)
        self.assertRaises(AttributeError, setattr, point, 'name', 'x')
        self.assertRaises(ValueError, lambda: metadata.EntryPoint('a', '!', 'b').module)
        self.assertEqual(repr(metadata.EntryPoint('a', 'b:c', 'd')), "EntryPoint(name='a', value='b:c', group='d')")

    def test_files(self):
        first, odd, record = metadata.files('sample.thing')
        self.assertEqual((str(first), first.size, first.hash.mode, first.hash.value), ('sample_thing/__init__.py', 12, 'sha256', 'abc'))
        self.assertEqual((odd.name, odd.size, odd.hash), ('odd,name.txt', None, None))
        self.assertEqual((first.read_text(), record.read_binary()), ('x = 1\n', RECORD.encode()))
        self.assertIsNone(metadata.files('single'))

    def test_resources(self):
        import sample_thing
        for anchor in 'sample_thing', sample_thing, 'sample_thing.inner':
            self.assertEqual((resources.files(anchor) / 'text.txt').read_text(encoding='utf-8'), 'caf\xe9\n')
        self.assertEqual(resources.read_text('sample_thing', 'text.txt'), 'caf\xe9\n')
        self.assertEqual(resources.read_binary('sample_thing', 'data', 'deep.bin'), b'deep')
        self.assertRaises(TypeError, resources.read_text, 'sample_thing', 'data', 'deep.bin')
        self.assertRaises(FileNotFoundError, resources.read_binary, 'sample_thing', 'nothing')
        self.assertRaises(TypeError, resources.read_binary, None, 'text.txt')
        self.assertTrue(resources.is_resource('sample_thing', 'text.txt'))
        self.assertFalse(resources.is_resource('sample_thing', 'data'))
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            self.assertLessEqual({'text.txt', 'data', '__init__.py'}, set(resources.contents('sample_thing')))
        for part in 'text.txt', 'data':
            with resources.as_file(resources.files('sample_thing') / part) as path:
                self.assertTrue(path.exists())
                files = sorted(p.name for p in path.iterdir()) if part == 'data' else path.read_bytes()
                self.assertEqual(files, ['deep.bin'] if part == 'data' else 'caf\xe9\n'.encode())
        with resources.path('sample_thing', 'text.txt') as path, resources.open_binary('sample_thing', 'text.txt') as file:
            self.assertEqual(path.read_bytes(), file.read())
        reader = sample_thing.__loader__.get_resource_reader('sample_thing')
        self.assertIsInstance(reader, importlib.abc.ResourceReader)
        with reader.open_resource('text.txt') as file:
            self.assertEqual(file.read(), 'caf\xe9\n'.encode())
        self.assertIsInstance(reader.files(), importlib.abc.Traversable)


class InArchive(InFolder):
    def make(self, folder):
        name = os.path.join(folder, 'archive.zip')
        with zipfile.ZipFile(name, 'w') as archive:
            for path, text in FILES.items():
                archive.writestr(path, text.encode())
        return name


class NamespaceTest(unittest.TestCase):
    def test_folders_as_one(self):
        with tempfile.TemporaryDirectory() as folder:
            for part, name in (('one', 'a'), ('one', 'both'), ('two', 'b'), ('two', 'both')):
                path = pathlib.Path(folder, part, 'krait_space', name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(part)
            added = [os.path.join(folder, part) for part in ('one', 'two')]
            sys.path[:0] = added
            try:
                found = resources.files('krait_space')
            finally:
                del sys.path[:2], sys.modules['krait_space']
            self.assertIsInstance(found, importlib.readers.MultiplexedPath)
            self.assertEqual(sorted(item.name for item in found.iterdir()), ['a', 'b', 'both'])
            self.assertEqual((found / 'b').read_text(), 'two')
            self.assertEqual((found / 'both').read_text(), 'one')
            self.assertRaises(FileNotFoundError, found.open)
            self.assertRaises(FileNotFoundError, (found / 'nothing').read_text)
        self.assertRaises(FileNotFoundError, importlib.readers.MultiplexedPath)
        self.assertRaises(NotADirectoryError, importlib.readers.MultiplexedPath, __file__)


class ReaderTest(unittest.TestCase):
    def test_a_reader_without_folders(self):
        import io
        import types

        class Reader(importlib.abc.ResourceReader):
            def open_resource(self, resource):
                if resource != 'one':
                    raise FileNotFoundError(resource)
                return io.BytesIO(b'1')
            def resource_path(self, resource):
                raise FileNotFoundError(resource)
            def is_resource(self, path):
                return path == 'one'
            def contents(self):
                return ['one']

        class Loader:
            def get_resource_reader(self, name):
                return Reader()
        module = types.ModuleType('read_by_reader')
        module.__spec__ = importlib.machinery.ModuleSpec('read_by_reader', Loader(), is_package=True)
        self.assertEqual((resources.read_text(module, 'one'), resources.is_resource(module, 'two')), ('1', False))
        self.assertEqual([item.name for item in resources.files(module).iterdir()], ['one'])
        with resources.as_file(resources.files(module) / 'one') as path:
            self.assertEqual(path.read_bytes(), b'1')
        self.assertFalse(path.exists())


class ZipPathTest(unittest.TestCase):
    def test_paths(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'a.zip')
            with zipfile.ZipFile(name, 'w') as archive:
                archive.writestr('top.tar.gz', 'top')
                archive.writestr('b/c/d.txt', 'deep')
            with zipfile.ZipFile(name) as archive:
                root = zipfile.Path(archive)
                self.assertEqual(sorted(p.name for p in root.iterdir()), ['b', 'top.tar.gz'])
                top, deep = root / 'top.tar.gz', root.joinpath('b', 'c', 'd.txt')
                self.assertEqual((top.suffix, top.suffixes, top.stem, deep.name, deep.at), ('.gz', ['.tar', '.gz'], 'top.tar', 'd.txt', 'b/c/d.txt'))
                self.assertEqual((deep.read_text(encoding='ascii'), deep.read_bytes()), ('deep', b'deep'))
                self.assertEqual((deep.is_file(), deep.is_dir(), (root / 'b').is_dir(), (root / 'x').exists()), (True, False, True, False))
                self.assertEqual((deep.parent, deep.parent.at, (root / 'b').parent.at), (root / 'b' / 'c', 'b/c/', ''))
                self.assertEqual((str(deep), deep.filename), (name + '/b/c/d.txt', pathlib.Path(name, 'b/c/d.txt')))
                self.assertRaises(FileNotFoundError, (root / 'x').open)
                self.assertRaises(IsADirectoryError, (root / 'b').open)
                self.assertRaises(ValueError, deep.iterdir)
                self.assertRaises(ValueError, deep.open, 'rb', encoding='ascii')


if __name__ == '__main__':
    unittest.main()
