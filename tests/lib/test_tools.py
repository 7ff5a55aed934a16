"""Small modules: crypt, mailcap, pipes, pyclbr, tabnanny, webbrowser, xdrlib, zipapp, _dummy_thread."""

import _dummy_thread
import crypt
import io
import mailcap
import os
import pipes
import pyclbr
import subprocess
import sys
import tabnanny
import tempfile
import tokenize
import unittest
import warnings
import webbrowser
import xdrlib
import zipapp


class ToolsTest(unittest.TestCase):

    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.dir = directory.name

    def file(self, name, text):
        path = os.path.join(self.dir, name)
        with open(path, 'w') as f:
            f.write(text)
        return path

    def test_crypt_of_its_own_result(self):
        for method in crypt.methods:
            hash = crypt.crypt('password', method)
            self.assertEqual(crypt.crypt('password', hash), hash)
            self.assertNotEqual(crypt.crypt('other', hash), hash)
        self.assertRaises(ValueError, crypt.crypt, 'a\0b', 'ab')
        self.assertRaises(OSError, crypt.crypt, 'a', '*')

    def test_mailcap(self):
        path = self.file('caps', '# comment\nimage/*; show %s; test=test 1 -eq 1\nimage/png; pngview \\\n%s; edit=e %s\n')
        with open(path) as f, warnings.catch_warnings():
            warnings.simplefilter('ignore')
            caps = mailcap.readmailcapfile(f)
        self.assertEqual(mailcap.findmatch(caps, 'image/png', filename='x.png')[0], 'pngview x.png')
        self.assertEqual(mailcap.findmatch(caps, 'image/gif', filename='x')[0], 'show x')
        with self.assertWarns(mailcap.UnsafeMailcapInput):
            self.assertEqual(mailcap.findmatch(caps, 'image/gif', filename='x; rm y'), (None, None))

    def test_pipes_with_files_between(self):
        t = pipes.Template()
        t.append('tr a-z A-Z', '--')
        t.append('cat $IN > $OUT', 'ff')
        t.append('sed s/A/_/', '--')
        source, target = self.file('in', 'abca\n'), os.path.join(self.dir, 'out')
        self.assertEqual(t.copy(source, target), 0)
        with open(target) as f:
            self.assertEqual(f.read(), '_BCA\n')

    def test_pyclbr(self):
        self.file('mod.py', 'import os\nclass A:\n    def f(self): pass\nclass B(A, os.PathLike):\n    pass\ndef g():\n    pass\n')
        found = pyclbr.readmodule_ex('mod', [self.dir])
        self.assertEqual((found['A'].methods, found['g'].lineno), ({'f': 3}, 6))
        self.assertEqual([getattr(s, 'name', s) for s in found['B'].super], ['A', 'PathLike'])
        self.assertRaises(ImportError, pyclbr.readmodule, 'no_such_module_at_all')

    def test_tabnanny(self):
        def nag(source):
            tabnanny.process_tokens(tokenize.generate_tokens(io.StringIO(source).readline))
        nag('if 1:\n\tif 2:\n\t\tpass\n')
        with self.assertRaises(tabnanny.NannyNag) as caught:
            nag('if 1:\n        x = 1\n\ty = 2\n')
        self.assertEqual(caught.exception.get_lineno(), 3)

    def test_webbrowser_of_a_command_line(self):
        target = os.path.join(self.dir, 'url')
        browser = webbrowser.get('sh -c "echo %s > {}"'.format(target))
        self.assertTrue(browser.open('http://example.com/'))
        with open(target) as f:
            self.assertEqual(f.read(), 'http://example.com/\n')
        self.assertRaises(webbrowser.Error, webbrowser.get, 'no-such-browser')

    def test_xdr(self):
        p = xdrlib.Packer()
        p.pack_string(b'abc')
        p.pack_hyper(-2)
        p.pack_list([1, 2], p.pack_int)
        data = p.get_buffer()
        self.assertEqual(data[:8], b'\0\0\0\3abc\0')
        u = xdrlib.Unpacker(data)
        self.assertEqual((u.unpack_string(), u.unpack_hyper(), u.unpack_list(u.unpack_int)), (b'abc', -2, [1, 2]))
        self.assertRaises(EOFError, u.unpack_int)
        self.assertRaises(xdrlib.ConversionError, p.pack_uint, -1)

    def test_zipapp_runs(self):
        source = os.path.join(self.dir, 'app')
        os.mkdir(source)
        with open(os.path.join(source, 'm.py'), 'w') as f:
            f.write('def main():\n    print("it runs")\n')
        target = os.path.join(self.dir, 'app.pyz')
        zipapp.create_archive(source, target, '/usr/bin/env krait', main='m:main')
        self.assertEqual(zipapp.get_interpreter(target), '/usr/bin/env krait')
        self.assertEqual(subprocess.check_output([sys.executable, target]), b'it runs\n')
        self.assertRaises(zipapp.ZipAppError, zipapp.create_archive, source, target)

    def test_dummy_threads_run_at_once(self):
        done = []
        _dummy_thread.start_new_thread(done.append, (1,))
        self.assertEqual(done, [1])
        lock = _dummy_thread.allocate_lock()
        self.assertTrue(lock.acquire())
        self.assertFalse(lock.acquire(False))
        lock.release()
        self.assertRaises(RuntimeError, lock.release)


if __name__ == '__main__':
    unittest.main()
