"""The io module in Python: where it does what the one in C does."""

import _pyio
import io
import os
import tempfile
import unittest
import weakref


class Same(unittest.TestCase):
    def setUp(self):
        handle, self.name = tempfile.mkstemp()
        os.close(handle)
        self.addCleanup(os.unlink, self.name)

    def test_positions_agree(self):
        text = 'a\xe9\u20ac\U0001f600\r\nb\rc\n' * 40
        with open(self.name, 'w', encoding='utf-8', newline='') as f:
            f.write(text)
        for encoding in 'utf-8', 'utf-16', 'cp1252':
            if encoding != 'utf-8':
                with open(self.name, 'w', encoding=encoding, errors='replace', newline='') as f:
                    f.write(text)
            with open(self.name, encoding=encoding) as f, _pyio.open(self.name, encoding=encoding) as g:
                f._CHUNK_SIZE = g._CHUNK_SIZE = 16
                for n in 1, 3, 2, 7, 5:
                    self.assertEqual(f.read(n), g.read(n))
                    place = f.tell()
                    self.assertEqual(place, g.tell())
                    rest = f.readline()
                    self.assertEqual(rest, g.readline())
                    f.seek(place)
                    g.seek(place)
                    self.assertEqual(f.read(2), g.read(2))
                self.assertEqual(f.newlines, g.newlines)

    def test_writing_after_reading(self):
        with _pyio.open(self.name, 'wb') as f:
            f.write(b'abcdefgh')
        with _pyio.open(self.name, 'r+b') as f:
            self.assertEqual(f.read(2), b'ab')
            f.write(b'XY')
            self.assertEqual(f.tell(), 4)
            self.assertEqual(f.read(1), b'e')
            f.flush()
            f.seek(0)
            self.assertEqual(f.read(), b'abXYefgh')

    def test_data_stays_when_a_write_fails(self):
        for module in io, _pyio:
            class Full(module.RawIOBase):
                full = True
                data = b''

                def writable(self):
                    return True

                def write(self, b):
                    if self.full:
                        raise OSError(28, 'No space left on device')
                    self.data += bytes(b)
                    return len(b)
            raw = Full()
            file = module.BufferedWriter(raw)
            file.write(b'precious')
            self.assertRaises(OSError, file.flush)
            self.assertRaises(OSError, file.flush)
            raw.full = False
            file.flush()
            self.assertEqual(raw.data, b'precious')

    def test_closes_at_once(self):
        file = _pyio.open(self.name, 'w')
        ref = weakref.ref(file.buffer)
        file.write('text')
        del file
        self.assertIsNone(ref())
        self.assertEqual(os.path.getsize(self.name), 4)

    def test_classes_are_those_of_io(self):
        with _pyio.open(self.name, 'rb') as f:
            self.assertIsInstance(f, io.BufferedIOBase)
            self.assertIsInstance(f.raw, io.RawIOBase)
        self.assertIsInstance(io.StringIO(), _pyio.TextIOBase)


if __name__ == '__main__':
    unittest.main()
