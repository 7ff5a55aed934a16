"""fileinput and macpath."""

import contextlib
import fileinput
import io
import macpath
import os
import shutil
import tempfile
import unittest


class Files(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, 'w') as f:
            f.write(text)
        return path

    def test_lines_of_all_files(self):
        a, b, c = self.write('a', '1\n2\n'), self.write('b', ''), self.write('c', '3')
        with fileinput.input([a, b, c]) as lines:
            seen = [(line, fileinput.lineno(), fileinput.filelineno(),
                     os.path.basename(fileinput.filename())) for line in lines]
        self.assertEqual(seen, [('1\n', 1, 1, 'a'), ('2\n', 2, 2, 'a'), ('3', 3, 1, 'c')])

    def test_in_place_keeps_the_permissions_and_a_backup(self):
        path = self.write('x', 'one\ntwo\n')
        os.chmod(path, 0o640)
        with fileinput.FileInput(path, inplace=True, backup='.old') as lines:
            for line in lines:
                print(line.upper(), end='')
        with open(path) as f:
            self.assertEqual(f.read(), 'ONE\nTWO\n')
        with open(path + '.old') as f:
            self.assertEqual(f.read(), 'one\ntwo\n')
        self.assertEqual(os.stat(path).st_mode & 0o777, 0o640)

    def test_nextfile_restores_stdout(self):
        path = self.write('x', 'one\ntwo\n')
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            with fileinput.FileInput(path, inplace=True) as lines:
                next(lines)
                lines.nextfile()
                print('to us')
        self.assertEqual(out.getvalue(), 'to us\n')
        self.assertEqual(os.listdir(self.folder), ['x'])


class OldMac(unittest.TestCase):
    def test_paths(self):
        self.assertEqual(macpath.join('disk:', 'folder', 'file'), 'disk:folder:file')
        self.assertEqual(macpath.split('disk:folder:file'), ('disk:folder', 'file'))
        self.assertEqual(macpath.normpath('disk:a::b:'), 'disk:b')
        self.assertRaises(macpath.norm_error, macpath.normpath, 'disk::b')


if __name__ == '__main__':
    unittest.main()
