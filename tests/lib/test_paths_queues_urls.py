"""os.path.normpath(), queue.SimpleQueue, base32 and base85, urlsplit()."""
import base64
import gzip
import posixpath
import queue
import threading
import time
import unittest
from datetime import timedelta
from urllib.parse import urlparse, urlsplit


class NormpathTest(unittest.TestCase):

    def test_redundant_parts(self):
        for path, wanted in (('', '.'), ('/', '/'), ('//', '//'), ('///', '/'), ('a/', 'a'), ('./a', 'a'), ('a//b', 'a/b'),
                             ('a/../b', 'b'), ('../a', '../a'), ('../../a', '../../a'), ('a/../../b', '../b'), ('/..', '/'),
                             ('//a/..', '//'), ('///a/..', '/'), ('a/b/../..', '.'), ('a/b/../../../c', '../c'),
                             ('/a/../..//b/.', '/b'), ('.../a', '.../a'), ('..//.', '..'), ('\u00e9/\u0416/../x', '\u00e9/x'),
                             ('x/../\U0001f600/./y', '\U0001f600/y'), ('a/' * 3000 + '..', 'a/' * 2998 + 'a')):
            self.assertEqual(posixpath.normpath(path), wanted)
            self.assertEqual(posixpath.normpath(path.encode()), wanted.encode())
        self.assertRaises(TypeError, posixpath.normpath, 5)


class SimpleQueueTest(unittest.TestCase):

    def test_many_consumers_and_producers(self):
        q, got = queue.SimpleQueue(), []

        def consume():
            for item in iter(q.get, None):
                got.append(item)

        def produce(first):
            for i in range(first, first + 300):
                q.put(i)
        consumers = [threading.Thread(target=consume) for _ in range(3)]
        producers = [threading.Thread(target=produce, args=(i * 300,)) for i in range(3)]
        for thread in consumers + producers:
            thread.start()
        for thread in producers:
            thread.join()
        for _ in consumers:
            q.put(None)
        for thread in consumers:
            thread.join()
        self.assertEqual(sorted(got), list(range(900)))

    def test_waiting_ends(self):
        q = queue.SimpleQueue()
        start = time.monotonic()
        self.assertRaises(queue.Empty, q.get, timeout=0.02)
        self.assertGreaterEqual(time.monotonic() - start, 0.015)
        self.assertRaises(queue.Empty, q.get_nowait)
        self.assertRaises(ValueError, q.get, timeout=-1)
        q.put(1)
        self.assertEqual((q.qsize(), q.get(timeout=1), q.empty()), (1, 1, True))


class TextTest(unittest.TestCase):

    def test_base32(self):
        for data, text in ((b'', b''), (b'a', b'ME======'), (b'ab', b'MFRA===='), (b'abc', b'MFRGG==='), (b'abcd', b'MFRGGZA='),
                           (b'abcde', b'MFRGGZDF'), (bytearray(b'abcdef'), b'MFRGGZDFMY======')):
            self.assertEqual(base64.b32encode(data), text)
            self.assertEqual(base64.b32decode(text), data)
        self.assertEqual(base64.b32hexencode(b'abcd'), b'C5H66P0=')

    def test_base85(self):
        for n in range(12):
            data = bytes(range(n)) + b'\0' * n
            for pad in (False, True):
                wanted = data + b'\0' * (-len(data) % 4 if pad else 0)
                self.assertEqual(base64.b85decode(base64.b85encode(data, pad)), wanted)
                self.assertEqual(base64.a85decode(base64.a85encode(data, pad=pad)), wanted)
        self.assertEqual(base64.b85encode(b'hello world'), b'Xk~0{Zy<MXa%^M')
        self.assertEqual(base64.a85encode(b'\0\0\0\0abc    ', foldspaces=True), b'z@:E^h+<Vd')
        self.assertEqual(base64.a85encode(b'\0\0'), b'!!!')

    def test_urls(self):
        self.assertEqual(tuple(urlsplit('HTTP://u@h:80/p;q?x#f')), ('http', 'u@h:80', '/p;q', 'x', 'f'))
        self.assertEqual(tuple(urlparse(b'http://h/p;q?x')), (b'http', b'h', b'/p', b'q', b'x', b''))
        self.assertEqual(tuple(urlsplit('path:80')), ('', '', 'path:80', '', ''))
        self.assertEqual(tuple(urlsplit('1a://b')), ('', '', '1a://b', '', ''))
        self.assertEqual(tuple(urlsplit('//h#f', 'ftp', False)), ('ftp', 'h', '#f', '', ''))
        self.assertIs(urlsplit('http://same'), urlsplit('http://same'))
        self.assertRaises(TypeError, urlsplit, 'a', b'http')

    def test_durations(self):
        for delta, text in ((timedelta(1, 2, 3), '1 day, 0:00:02.000003'), (timedelta(-1), '-1 day, 0:00:00'), (timedelta(0), '0:00:00'),
                            (timedelta.max, '999999999 days, 23:59:59.999999')):
            self.assertEqual(str(delta), text)

    def test_gzip(self):
        data = b'hello ' * 50
        self.assertEqual(gzip.decompress(gzip.compress(data, mtime=5)), data)
        self.assertEqual(gzip.compress(memoryview(data), mtime=5)[:10], b'\x1f\x8b\x08\0\5\0\0\0\2\xff')


if __name__ == '__main__':
    unittest.main()
