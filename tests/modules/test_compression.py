"""bz2 and lzma: the objects of _bz2 and _lzma."""
import bz2
import lzma
import os
import unittest

DATA = b"".join(b"line %d of some text\n" % i for i in range(5000))


def in_pieces(decompressor, data, size, limit):
    """All output of a decompressor that gets `size` bytes at a time and may return `limit`."""
    out = []
    while not decompressor.eof:
        piece = b""
        if decompressor.needs_input:
            piece, data = data[:size], data[size:]
        got = decompressor.decompress(piece, limit)
        assert limit < 0 or len(got) <= limit
        out.append(got)
    return b"".join(out), data


class Both:
    def test_round_trip(self):
        for data in (b"", b"x", DATA, os.urandom(100000)):
            self.assertEqual(self.module.decompress(self.module.compress(data)), data)

    def test_pieces(self):
        c = self.compressor()
        packed = b"".join([c.compress(DATA[i:i + 777]) for i in range(0, len(DATA), 777)] + [c.flush()])
        for limit in (-1, 1000, 3, 0x10000):
            data, rest = in_pieces(self.decompressor(), packed, 100, limit)
            self.assertEqual((data, rest), (DATA, b""))

    def test_unused_data(self):
        d = self.decompressor()
        self.assertEqual(d.decompress(self.module.compress(DATA) + b"rest"), DATA)
        self.assertTrue(d.eof)
        self.assertFalse(d.needs_input)
        self.assertEqual(d.unused_data, b"rest")
        self.assertRaises(EOFError, d.decompress, b"")

    def test_use_after_flush(self):
        c = self.compressor()
        c.flush()
        self.assertRaisesRegex(ValueError, "Compressor has been flushed", c.compress, b"")
        self.assertRaisesRegex(ValueError, "Repeated call to flush", c.flush)

    def test_no_pickling(self):
        self.assertRaises(TypeError, self.compressor().__reduce__)
        self.assertRaises(TypeError, self.decompressor().__reduce__)


class Bz2(Both, unittest.TestCase):
    module, compressor, decompressor = bz2, bz2.BZ2Compressor, bz2.BZ2Decompressor

    def test_bad_data(self):
        self.assertRaisesRegex(OSError, "Invalid data stream", bz2.decompress, b"no bzip2 stream")
        self.assertRaises(ValueError, bz2.decompress, bz2.compress(DATA)[:-10])

    def test_bad_level(self):
        self.assertRaisesRegex(ValueError, "compresslevel must be between 1 and 9", bz2.BZ2Compressor, 0)
        self.assertRaises(TypeError, bz2.BZ2Compressor, "9")


class Lzma(Both, unittest.TestCase):
    module, compressor, decompressor = lzma, lzma.LZMACompressor, lzma.LZMADecompressor

    def test_formats(self):
        filters = [{"id": lzma.FILTER_DELTA, "dist": 4}, {"id": lzma.FILTER_LZMA2, "preset": 1}]
        raw = lzma.compress(DATA, lzma.FORMAT_RAW, filters=filters)
        self.assertEqual(lzma.decompress(raw, lzma.FORMAT_RAW, filters=filters), DATA)
        alone = lzma.compress(DATA, lzma.FORMAT_ALONE)
        self.assertEqual(lzma.decompress(alone), DATA)
        self.assertRaises(lzma.LZMAError, lzma.decompress, alone, lzma.FORMAT_XZ)

    def test_check(self):
        d = lzma.LZMADecompressor()
        self.assertEqual(d.check, lzma.CHECK_UNKNOWN)
        d.decompress(lzma.compress(DATA, check=lzma.CHECK_SHA256))
        self.assertEqual(d.check, lzma.CHECK_SHA256)

    def test_bad_filters(self):
        for filters, error in (([{"dist": 1}], ValueError), ([{"id": 98765}], ValueError), ([{"id": lzma.FILTER_DELTA, "x": 1}], ValueError),
                               ([b"no dict"], TypeError), ([{"id": lzma.FILTER_LZMA2}] * 5, ValueError), ({}, TypeError)):
            self.assertRaises(error, lzma.LZMACompressor, lzma.FORMAT_RAW, filters=filters)

    def test_bad_data(self):
        packed = lzma.compress(DATA)
        self.assertRaisesRegex(lzma.LZMAError, "Input format not supported", lzma.decompress, b"no stream")
        self.assertRaisesRegex(lzma.LZMAError, "Corrupt input data", lzma.decompress, packed[:100] + b"xxxx" + packed[104:])
        self.assertRaisesRegex(lzma.LZMAError, "Memory usage limit", lzma.decompress, packed, memlimit=1000)

    def test_filter_properties(self):
        properties = lzma._encode_filter_properties({"id": lzma.FILTER_LZMA1, "lc": 2, "dict_size": 1 << 20})
        self.assertEqual(lzma._decode_filter_properties(lzma.FILTER_LZMA1, properties),
                         {"id": lzma.FILTER_LZMA1, "dict_size": 1 << 20, "lc": 2, "lp": 0, "pb": 2})


if __name__ == "__main__":
    unittest.main()
