"""Files that fail under the program: a disk that is full, files removed, replaced or cut off behind its back. The errors are the
documented ones, nothing that could still be written is lost, and nothing crashes."""
import io
import os
import resource
import shutil
import signal
import tempfile
import unittest
import zipfile
import zlib


class Folder(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.folder, True)
        self.path = os.path.join(self.folder, 'file')

    def write(self, *names):
        for name in names:
            path = os.path.join(self.folder, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, 'w') as file:
                file.write(name)
        return os.path.join(self.folder, names[0].split('/')[0])


class FullDisk(Folder):
    """No file may grow beyond 1000 bytes for a while."""

    def setUp(self):
        super().setUp()
        self.addCleanup(signal.signal, signal.SIGXFSZ, signal.signal(signal.SIGXFSZ, signal.SIG_IGN))
        self.hard = resource.getrlimit(resource.RLIMIT_FSIZE)[1]
        self.addCleanup(self.limit, self.hard)

    def limit(self, size):
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, self.hard))

    def contents(self):
        with open(self.path, 'rb') as file:
            return file.read()

    def test_what_was_not_written_is_written_later(self):
        for mode in 'wb', 'w+b', 'w', 'w+':
            with self.subTest(mode=mode):
                text = (lambda s: s.encode()) if 'b' in mode else str
                file = open(self.path, mode)
                self.limit(1000)
                file.write(text('a' * 600))
                file.flush()
                file.write(text('b' * 600))
                for i in range(2):
                    self.assertRaises(OSError, file.flush)
                self.assertEqual(self.contents(), b'a' * 600 + b'b' * 400)
                self.limit(self.hard)
                file.write(text('c'))
                file.close()
                self.assertEqual(self.contents(), b'a' * 600 + b'b' * 600 + b'c')

    def test_seeking_keeps_what_could_not_be_written(self):
        with open(self.path, 'w+b') as file:
            file.write(b'0' * 990)
            file.flush()
            self.limit(1000)
            file.write(b'1' * 20)
            self.assertRaises(OSError, file.seek, 0)
            self.assertRaises(OSError, file.read, 1)
            self.limit(self.hard)
            self.assertEqual((file.seek(0), file.read()), (0, b'0' * 990 + b'1' * 20))

    def test_closing_raises_and_closes(self):
        file = open(self.path, 'w')
        self.limit(1000)
        file.write('a' * 2000)
        self.assertRaises(OSError, file.close)
        self.assertTrue(file.closed and file.buffer.closed and file.buffer.raw.closed)
        file.close()

    def test_copying_raises(self):
        source = os.path.join(self.folder, 'source')
        with open(source, 'wb') as file:
            file.write(bytes(50000))
        self.limit(1000)
        for copy in shutil.copyfile, shutil.copy, shutil.copy2:
            self.assertRaises(OSError, copy, source, '/dev/full' if copy is shutil.copyfile else self.path)
            self.assertEqual(os.path.getsize(source), 50000)
        with open(source, 'rb') as file, self.assertRaises(OSError), open(self.path, 'wb') as target:
            shutil.copyfileobj(file, target)
        with self.assertRaises(OSError), tempfile.SpooledTemporaryFile(max_size=100) as file:
            file.write(bytes(50000))
            file.flush()

    def test_a_raw_file_that_tells_nonsense(self):
        class Raw(io.RawIOBase):
            answer = None

            def writable(self):
                return True

            def write(self, data):
                return len(data) if self.answer is None else self.answer
        for answer in -1, 10**6, 2**63, 'a', 1.5:
            raw = Raw()
            raw.answer = answer
            file = io.BufferedWriter(raw)
            file.write(b'abc')
            self.assertRaises((OSError, ValueError), file.flush)
            raw.answer = None
            file.flush()


class BehindOurBack(Folder):
    def test_removing_a_tree_whose_files_vanish(self):
        for remove, wanted in (lambda: shutil.rmtree(tree, True), []), (lambda: shutil.rmtree(tree, onerror=told), [FileNotFoundError]):
            tree = self.write('tree/a', 'tree/b', 'tree/d/c')
            errors = []
            unlink = os.unlink

            def vanishing(path, **names):
                if os.path.basename(path) == 'b':
                    unlink(path, **names)
                return unlink(path, **names)

            def told(function, path, info):
                errors.append(info[0])
            os.unlink = vanishing
            try:
                remove()
            finally:
                os.unlink = unlink
            self.assertEqual((errors, os.path.exists(tree)), (wanted, False))

    def test_a_folder_replaced_by_a_link_is_not_followed(self):
        outside = self.write('outside/kept')
        tree = self.write('tree/d/x')
        scandir = os.scandir

        def replacing(where):
            entries = list(scandir(where))
            if any(entry.name == 'd' for entry in entries):
                os.rename(os.path.join(tree, 'd'), os.path.join(self.folder, 'moved'))
                os.symlink(outside, os.path.join(tree, 'd'))

            class Entries(list):
                __enter__ = lambda self: self
                __exit__ = lambda self, *error: None
                close = lambda self: None
            return Entries(entries)
        os.scandir = replacing
        try:
            shutil.rmtree(tree, True)
        finally:
            os.scandir = scandir
        self.assertEqual(os.listdir(outside), ['kept'])

    def test_copying_a_tree_tells_what_it_could_not_copy(self):
        tree = self.write('tree/a', 'tree/b')
        os.symlink('nowhere', os.path.join(tree, 'dangling'))
        with self.assertRaises(shutil.Error) as caught:
            shutil.copytree(tree, os.path.join(self.folder, 'copy'))
        self.assertEqual([os.path.basename(error[0]) for error in caught.exception.args[0]], ['dangling'])
        self.assertEqual(sorted(os.listdir(os.path.join(self.folder, 'copy'))), ['a', 'b'])

    def test_temporary_files_removed_by_others(self):
        file = tempfile.NamedTemporaryFile(dir=self.folder)
        file.write(b'abc')
        os.unlink(file.name)
        try:
            file.close()
        except FileNotFoundError:
            pass
        self.assertTrue(file.file.closed)
        file.close()
        folder = tempfile.mkdtemp(dir=self.folder)
        os.rmdir(folder)
        self.assertRaises(FileNotFoundError, tempfile.mkstemp, dir=folder)
        self.assertRaises(FileNotFoundError, tempfile.NamedTemporaryFile, dir=folder)
        temporary = tempfile.TemporaryDirectory(dir=self.folder)
        shutil.rmtree(temporary.name)
        try:
            temporary.cleanup()
        except FileNotFoundError:
            pass
        temporary = tempfile.TemporaryDirectory(dir=self.folder)
        os.rmdir(temporary.name)
        self.write(os.path.basename(temporary.name))
        self.assertRaises(NotADirectoryError, temporary.cleanup)

    def test_an_archive_cut_off_while_it_is_open(self):
        with zipfile.ZipFile(self.path, 'w', zipfile.ZIP_DEFLATED) as archive:
            archive.writestr('a', os.urandom(50000))
        with zipfile.ZipFile(self.path) as archive:
            os.truncate(self.path, 20000)
            self.assertRaises((EOFError, zipfile.BadZipFile, zlib.error), archive.read, 'a')
            os.truncate(self.path, 0)
            self.assertRaises((EOFError, zipfile.BadZipFile, zlib.error), archive.read, 'a')

    def test_reading_a_file_that_is_cut_off(self):
        with open(self.path, 'wb') as file:
            file.write(b'line\n' * 10000)
        with open(self.path) as file:
            file.readline()
            os.truncate(self.path, 0)
            self.assertLessEqual(len(file.read()), 50000)
            self.assertEqual(file.read(), '')


if __name__ == '__main__':
    unittest.main()
