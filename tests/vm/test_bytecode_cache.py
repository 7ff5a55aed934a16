"""The files of the bytecode cache: written once, taken while they are good, never trusted."""
import importlib
import importlib.util
import os
import py_compile
import random
import subprocess
import sys
import tempfile
import unittest

SOURCE = '''
import sys
class A:
    """doc"""
    def __init__(self, *a, b=2.5, **d):
        self.a = [i * 2 for i in range(3) if i]
    def g(self):
        try:
            yield from self.a
        except (ValueError, KeyError) as e:
            raise RuntimeError(f"{e!r:>5}") from e
        finally:
            pass
x = list(A(1, c=1 << 70).g())
'''


class CacheTest(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.path = os.path.join(self.folder, 'cached_one.py')
        sys.path.insert(0, self.folder)
        self.flag = sys.dont_write_bytecode
        sys.dont_write_bytecode = False
        self.write('x = 1\n')
        self.addCleanup(self.clean)

    def clean(self):
        import shutil
        sys.path.remove(self.folder)
        sys.dont_write_bytecode = self.flag
        sys.modules.pop('cached_one', None)
        shutil.rmtree(self.folder)

    def write(self, text):
        with open(self.path, 'w') as file:
            file.write(text)

    def load(self):
        sys.modules.pop('cached_one', None)
        importlib.invalidate_caches()
        return importlib.import_module('cached_one')

    def test_written_beside_the_source(self):
        module = self.load()
        cached = os.path.join(self.folder, '__pycache__', 'cached_one.krait-32.pyc')
        self.assertEqual([module.__cached__, module.__file__], [cached, self.path])
        self.assertEqual(os.listdir(os.path.dirname(cached)), [os.path.basename(cached)])

    def test_stale_is_made_again(self):
        self.load()
        self.write('x = 12345\n')
        self.assertEqual(self.load().x, 12345)

    def test_not_written(self):
        sys.dont_write_bytecode = True
        self.load()
        self.assertEqual(os.listdir(self.folder), ['cached_one.py'])

    def test_folder_that_cannot_be_made(self):
        open(os.path.join(self.folder, '__pycache__'), 'w').close()
        self.assertEqual(self.load().x, 1)

    def test_other_magic_number_and_truncated_header(self):
        cached = self.load().__cached__
        with open(cached, 'rb') as file:
            data = file.read()
        for bad in b'', data[:3], data[:7], data[:11], b'\0\0\0\0' + data[4:]:
            with open(cached, 'wb') as file:
                file.write(bad)
            self.assertEqual(self.load().x, 1)
            with open(cached, 'rb') as file:
                self.assertEqual(file.read(), data)

    def test_bytecode_without_source(self):
        py_compile.compile(self.path, self.path + 'c', doraise=True)
        os.unlink(self.path)
        module = self.load()
        self.assertEqual([module.x, module.__file__], [1, self.path + 'c'])
        with open(self.path + 'c', 'wb') as file:
            file.write(b'junk')
        self.assertRaises(ImportError, self.load)

    def test_damaged_bytecode_does_no_harm(self):
        # In a process of its own: what is loaded in spite of the damage may do anything a program can.
        self.write(SOURCE)
        py_compile.compile(self.path, self.path + 'c', doraise=True)
        script = '''
import random, signal, sys
def alarm(*a): raise TimeoutError
signal.signal(signal.SIGALRM, alarm)
data = open(sys.argv[1], 'rb').read()
import importlib.machinery
random.seed(5)
for n in range(300):
    bad = bytearray(data)
    for _ in range(random.choice((1, 1, 2, 5))):
        bad[random.randrange(12, len(bad))] = random.randrange(256)
    open(sys.argv[1], 'wb').write(bad if n % 4 else data[:random.randrange(len(data))])
    loader = importlib.machinery.SourcelessFileLoader('m', sys.argv[1])
    try:
        code = loader.get_code('m')
    except (ImportError, EOFError, ValueError, TypeError):
        continue
    signal.setitimer(signal.ITIMER_REAL, 0.5)
    try:
        exec(code, {'__name__': 'm'})
    except BaseException:
        pass
    signal.setitimer(signal.ITIMER_REAL, 0)
print('done')
'''
        p = subprocess.Popen([sys.executable, '-c', script, self.path + 'c'], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, err = p.communicate()
        self.assertEqual([p.returncode, out[-5:]], [0, b'done\n'], err[-500:])


class LibrarySourceTest(unittest.TestCase):
    """The executable alone, without a folder beside it, still has the sources of its library."""

    def run_alone(self, code):
        with tempfile.TemporaryDirectory() as folder:
            import shutil
            alone = os.path.join(folder, 'krait')
            shutil.copy(sys.executable, alone)
            os.mkdir(os.path.join(folder, 'lib'))
            here = os.path.join(os.path.dirname(sys.executable), 'lib')
            for name in os.listdir(here):
                if name.endswith('.so'):
                    os.symlink(os.path.join(here, name), os.path.join(folder, 'lib', name))
            p = subprocess.Popen([alone, '-W', 'ignore', '-c', code], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                 universal_newlines=True)
            return p.communicate()[0]

    def test_source(self):
        self.assertEqual(self.run_alone(
            'import inspect, os, keyword, linecache\n'
            'print(os.path.exists(os.__file__))\n'
            'print(inspect.getsource(keyword).splitlines()[0] == linecache.getline(keyword.__file__, 1, vars(keyword)).rstrip())\n'
            'print(os.__loader__.get_data(keyword.__file__).decode() == os.__loader__.get_source("keyword"))\n'),
            'False\nTrue\nTrue\n')

    def test_old_functions(self):
        self.assertEqual(self.run_alone(
            'import imp\n'
            'file, path, details = imp.find_module("keyword")\n'
            'print(details, imp.load_module("again", file, path, details).iskeyword("if"))\n'
            'print(imp.find_module("json")[2][2] == imp.PKG_DIRECTORY)\n'), "('.py', 'r', 1) True\nTrue\n")

    def test_traceback(self):
        self.assertIn('    text = text.expandtabs', self.run_alone('import textwrap; textwrap.fill(3)'))


if __name__ == '__main__':
    unittest.main()
