"""Memory-mapped files whose file changes."""

import mmap
import os
import tempfile
import unittest


class Truncated(unittest.TestCase):
    def setUp(self):
        self.file = tempfile.TemporaryFile()
        self.file.write(b'x' * (3 * mmap.PAGESIZE))
        self.file.flush()
        self.map = mmap.mmap(self.file.fileno(), 0)

    def tearDown(self):
        self.map.close()
        self.file.close()

    def test_access_beyond_the_end_raises(self):
        self.file.truncate(mmap.PAGESIZE)
        self.assertEqual(self.map[0], ord('x'))
        for access in (lambda: self.map[2 * mmap.PAGESIZE], lambda: self.map[-3:], lambda: self.map.find(b'y'),
                       lambda: self.map.read(), lambda: self.map.__setitem__(-1, 1),
                       lambda: self.map.__setitem__(slice(-2, None), b'ab')):
            self.assertRaises(OSError, access)
        self.assertEqual(self.map.size(), mmap.PAGESIZE)

    def test_buffers_read_zeros(self):
        with memoryview(self.map) as view:
            self.file.truncate(0)
            self.assertEqual(view[:2].tobytes(), b'\0\0')

    def test_resize_makes_it_whole(self):
        self.file.truncate(0)
        self.assertRaises(OSError, lambda: self.map[1])
        self.map.resize(mmap.PAGESIZE)
        self.map[0] = 65
        self.assertEqual(self.map[:2], b'A\0')
        self.file.seek(0)
        self.assertEqual(self.file.read(2), b'A\0')

    def test_item_out_of_range_comes_before_its_type(self):
        self.assertRaises(IndexError, self.map.__setitem__, len(self.map), b'x')

    def test_removed_file_stays_mapped(self):
        handle, name = tempfile.mkstemp()
        os.write(handle, b'abc')
        with mmap.mmap(handle, 0) as m:
            os.close(handle)
            os.unlink(name)
            self.assertEqual(m[:], b'abc')


if __name__ == '__main__':
    unittest.main()
