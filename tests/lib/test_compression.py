"""What bz2, lzma and gzip share: files, open() and decompress() (lib/_compression.py)."""

import bz2
import gzip
import io
import lzma
import os
import tempfile
import threading
import unittest

TEXT = b''.join(b'line %d\n' % i for i in range(3000))


class FileTest(unittest.TestCase):

    def setUp(self):
        handle, self.path = tempfile.mkstemp()
        os.close(handle)
        self.addCleanup(os.unlink, self.path)

    def test_written_files_are_read_back(self):
        for module, cls in (bz2, bz2.BZ2File), (lzma, lzma.LZMAFile), (gzip, gzip.GzipFile):
            with module.open(self.path, 'wb') as f:
                self.assertTrue(f.writable() and not f.readable())
                f.writelines([TEXT[:100], TEXT[100:]])
                self.assertEqual(f.tell(), len(TEXT))
            with cls(self.path) as f:
                self.assertTrue(f.readable() and not f.writable())
                self.assertEqual(f.readline(), b'line 0\n')
                self.assertEqual(next(f), b'line 1\n')
                self.assertEqual(f.peek(4)[:4], b'line')
                self.assertEqual(f.readlines(8), [b'line 2\n', b'line 3\n'])
                buffer = bytearray(7)
                self.assertEqual(f.readinto(buffer), 7)
                self.assertEqual(buffer, b'line 4\n')
                self.assertEqual(f.seek(-10, io.SEEK_END), len(TEXT) - 10)
                self.assertEqual(f.read(), TEXT[-10:])
                self.assertEqual(f.seek(7), 7)
                self.assertEqual(f.read1(6), b'line 1')

    def test_text_mode_decodes(self):
        for module in bz2, lzma, gzip:
            with module.open(self.path, 'wt', encoding='utf-16', newline='\n') as f:
                f.write('ä\nb')
            with module.open(self.path, 'rt', encoding='utf-16') as f:
                self.assertEqual(list(f), ['ä\n', 'b'])

    def test_open_checks_its_arguments(self):
        for module in bz2, lzma, gzip:
            with self.assertRaisesRegex(ValueError, "Invalid mode: 'rbt'"):
                module.open(self.path, 'rbt')
            for name in 'encoding', 'errors', 'newline':
                with self.assertRaisesRegex(ValueError, "Argument '%s' not supported in binary mode" % name):
                    module.open(self.path, 'rb', **{name: ''})
            with self.assertRaises(TypeError):
                module.open(3.5)

    def test_closed_and_wrongly_used_files(self):
        for cls in bz2.BZ2File, lzma.LZMAFile:
            f = cls(io.BytesIO(), 'w')
            self.assertEqual(f.mode, 'wb')
            with self.assertRaisesRegex(io.UnsupportedOperation, 'File not open for reading'):
                f.read()
            with self.assertRaisesRegex(io.UnsupportedOperation, 'Seeking is only supported'):
                f.seek(0)
            f.close()
            f.close()
            self.assertTrue(f.closed)
            for method in f.read, f.readline, f.tell, f.fileno, f.readable, f.__iter__:
                with self.assertRaisesRegex(ValueError, 'I/O operation on closed file'):
                    method()

    def test_wrong_arguments_leave_no_file(self):
        os.unlink(self.path)
        with self.assertRaises(ValueError):
            bz2.BZ2File(self.path, 'w', compresslevel=0)
        with self.assertRaises(lzma.LZMAError):
            lzma.LZMAFile(self.path, 'w', preset=77)
        self.assertFalse(os.path.exists(self.path))
        open(self.path, 'w').close()

    def test_length_of_other_buffers_is_in_bytes(self):
        for cls in bz2.BZ2File, lzma.LZMAFile, gzip.GzipFile:
            out = io.BytesIO()
            with cls(*(('', 'w', 9, out) if cls is gzip.GzipFile else (out, 'w'))) as f:
                self.assertEqual(f.write(memoryview(b'abcdefgh').cast('I')), 8)
                self.assertEqual(f.tell(), 8)

    def test_threads_may_share_a_file(self):
        for cls, compress in (bz2.BZ2File, bz2.compress), (lzma.LZMAFile, lzma.compress):
            lines = []
            with cls(io.BytesIO(compress(TEXT))) as f:
                threads = [threading.Thread(target=lambda: lines.extend(f)) for _ in range(4)]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            self.assertEqual(sorted(lines), sorted(TEXT.splitlines(True)))


class AtOnceTest(unittest.TestCase):

    def test_streams_in_a_row_are_one_and_garbage_is_ignored(self):
        for module in bz2, lzma:
            data = module.compress(b'one ') + module.compress(b'two')
            self.assertEqual(module.decompress(data), b'one two')
            self.assertEqual(module.decompress(data + b'garbage'), b'one two')

    def test_truncated_data(self):
        message = 'Compressed data ended before the end-of-stream marker was reached'
        for module, error in (bz2, ValueError), (lzma, lzma.LZMAError):
            with self.assertRaisesRegex(error, message):
                module.decompress(module.compress(TEXT)[:-5])
        self.assertEqual(bz2.decompress(b''), b'')
        with self.assertRaises(lzma.LZMAError):
            lzma.decompress(b'')

    def test_decompressor_gives_the_rest_bit_by_bit(self):
        for make, compress in (bz2.BZ2Decompressor, bz2.compress), (lzma.LZMADecompressor, lzma.compress):
            d = make()
            parts = [d.decompress(compress(TEXT) + b'rest', max_length=1000)]
            while not d.eof:
                self.assertFalse(d.needs_input)
                parts.append(d.decompress(b'', max_length=1000))
            self.assertTrue(all(len(part) <= 1000 for part in parts))
            self.assertEqual(b''.join(parts), TEXT)
            self.assertEqual(d.unused_data, b'rest')
            with self.assertRaises(EOFError):
                d.decompress(b'x')

    def test_compressor_is_flushed_once(self):
        for make, module in (bz2.BZ2Compressor, bz2), (lzma.LZMACompressor, lzma):
            c = make()
            data = c.compress(b'') + c.compress(TEXT) + c.flush()
            self.assertEqual(module.decompress(data), TEXT)
            with self.assertRaisesRegex(ValueError, 'Repeated call'):
                c.flush()
            with self.assertRaisesRegex(ValueError, 'has been flushed'):
                c.compress(b'x')


if __name__ == '__main__':
    unittest.main()
