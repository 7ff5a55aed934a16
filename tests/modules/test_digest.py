"""Message digests without OpenSSL."""

import _blake2
import _md5
import _sha1
import _sha256
import _sha3
import _sha512
import hashlib
import pickle
import random
import threading
import unittest

try:
    import _hashlib
except ImportError:
    _hashlib = None


class Digest(unittest.TestCase):
    known = [
        (_md5.md5, '900150983cd24fb0d6963f7d28e17f72'),
        (_sha1.sha1, 'a9993e364706816aba3e25717850c26c9cd0d89d'),
        (_sha256.sha224, '23097d223405d8228642a477bda255b32aadbce4bda0b3f7e36c9da7'),
        (_sha256.sha256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'),
        (_sha3.sha3_256, '3a985da74fe225b2045c172d6bd390bd855f086e3e9d525b46bfe24511431532'),
        (_blake2.blake2s, '508c5e8c327c14e2e1a72ba34eeb452f37458b209ed63a294d999b4c86675982'),
    ]

    def test_known_values(self):
        for make, digest in self.known:
            self.assertEqual(make(b'abc').hexdigest(), digest)

    def test_pieces_of_any_size(self):
        data = random.Random(1).getrandbits(8 * 3000).to_bytes(3000, 'little')
        for make in (_md5.md5, _sha1.sha1, _sha256.sha256, _sha512.sha384, _sha512.sha512,
                     _sha3.sha3_224, _sha3.sha3_512, _blake2.blake2b, _blake2.blake2s):
            for step in 1, 63, 64, 65, 127, 128, 129, 144, 1000:
                whole = make(data[:step * 7])
                pieces = make()
                for i in range(7):
                    pieces.update(data[i * step:min((i + 1) * step, len(data))])
                self.assertEqual(pieces.digest(), whole.digest(), (make, step))

    @unittest.skipUnless(_hashlib, 'without OpenSSL there is nothing to compare with')
    def test_same_as_openssl(self):
        for make in _md5.md5, _sha1.sha1, _sha256.sha224, _sha256.sha256, _sha512.sha384, _sha512.sha512:
            for n in 0, 1, 55, 56, 63, 64, 111, 112, 119, 120, 128, 5000:
                data = bytes(range(256)) * 20
                self.assertEqual(make(data[:n]).digest(), _hashlib.new(make().name, data[:n]).digest())

    def test_copy_goes_on_by_itself(self):
        for make, digest in self.known:
            first = make(b'a')
            second = first.copy()
            second.update(b'bc')
            self.assertEqual(second.hexdigest(), digest)
            self.assertEqual(first.digest(), make(b'a').digest())

    def test_shake_gives_any_length(self):
        long = _sha3.shake_256(b'x').digest(1000)
        for n in 0, 1, 135, 136, 137, 500:
            self.assertEqual(_sha3.shake_256(b'x').digest(n), long[:n])
        self.assertRaises(ValueError, _sha3.shake_256().digest, -1)
        self.assertRaises(ValueError, _sha3.shake_256().digest, 1 << 29)

    def test_blake2_parameters(self):
        self.assertEqual(hashlib.blake2b(b'foo', digest_size=16, key=b'bar', salt=b'baz', person=b'bing', fanout=2,
                                         depth=3, leaf_size=4, node_offset=5, node_depth=6, inner_size=7,
                                         last_node=True).hexdigest(), '920568b0c5873b2f0ab67bedb6cf1b2b')
        self.assertRaises(ValueError, hashlib.blake2b, key=b'x' * 65)
        self.assertRaises(ValueError, hashlib.blake2s, digest_size=33)
        self.assertRaises(OverflowError, hashlib.blake2s, node_offset=1 << 48)
        self.assertEqual(hashlib.blake2s.SALT_SIZE, 8)

    def test_text_is_refused(self):
        for make, digest in self.known:
            self.assertRaises(TypeError, make, 'abc')
            self.assertRaises(TypeError, make().update, 1)
            self.assertRaises(TypeError, pickle.dumps, make())

    def test_threads(self):
        h = hashlib.blake2b()
        data = b'x' * 5000
        threads = [threading.Thread(target=lambda: [h.update(data) for i in range(50)]) for j in range(4)]
        for t in threads:
            t.start()
        for t in threads:
            t.join()
        self.assertEqual(h.digest(), hashlib.blake2b(data * 200).digest())


if __name__ == '__main__':
    unittest.main()
