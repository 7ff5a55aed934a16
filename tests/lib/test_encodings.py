"""The codecs' modules, whose classes lib/encodings/_factory.py makes."""

import codecs
import encodings.ascii
import encodings.hex_codec
import encodings.utf_16
import io
import sys
import unittest

TEXT = ['ascii', 'latin_1', 'utf_7', 'utf_8', 'utf_8_sig', 'utf_16', 'utf_16_le', 'utf_16_be', 'utf_32',
        'utf_32_le', 'utf_32_be', 'unicode_escape', 'raw_unicode_escape', 'cp1252', 'punycode', 'idna']
BINARY = ['base64', 'hex', 'quopri', 'uu', 'bz2', 'zlib']


class FactoryTest(unittest.TestCase):

    def test_every_part_of_a_codec_does_the_same(self):
        for name, sample in [(n, 'abc') for n in TEXT] + [(n, b'abc=\xff') for n in BINARY] + [('rot13', 'abc')]:
            info = codecs.lookup(name)
            encoded, used = info.encode(sample)
            self.assertEqual(used, len(sample), name)
            self.assertEqual(info.decode(encoded), (sample, len(encoded)), name)
            encoder, decoder = info.incrementalencoder(), info.incrementaldecoder()
            self.assertEqual(decoder.decode(encoder.encode(sample, True), True), sample, name)
            if name == 'rot13':         # streams are of bytes
                continue
            out = io.BytesIO()
            info.streamwriter(out).write(sample)
            self.assertEqual(info.streamreader(io.BytesIO(out.getvalue())).read(), sample, name)

    def test_classes_look_as_if_defined_in_the_module(self):
        for module in encodings.ascii, encodings.hex_codec, encodings.utf_16:
            for name in 'IncrementalEncoder', 'IncrementalDecoder', 'StreamWriter', 'StreamReader':
                cls = getattr(module, name)
                self.assertEqual((cls.__module__, cls.__qualname__), (module.__name__, name))
            self.assertIs(module.getregentry().streamreader, module.StreamReader)
        self.assertEqual(encodings.hex_codec.StreamReader.charbuffertype, bytes)

    def test_binary_codecs_are_strict_and_not_for_text(self):
        for name in BINARY:
            with self.assertRaises(AssertionError):
                codecs.lookup(name).encode(b'', 'ignore')
            with self.assertRaisesRegex(LookupError, 'is not a text encoding'):
                'x'.encode(name)

    def test_incomplete_characters_wait(self):
        for name in 'utf_8', 'utf_16_le', 'utf_32_be', 'utf_7', 'unicode_escape':
            decoder = codecs.getincrementaldecoder(name)()
            text = 'a\u20acb'
            parts = [decoder.decode(bytes([byte])) for byte in text.encode(name)]
            self.assertEqual(''.join(parts) + decoder.decode(b'', True), text)
            with self.assertRaises(UnicodeDecodeError):
                codecs.lookup(name).decode('\u20ac'.encode(name)[:-1] if name != 'utf_7' else b'+IK')


class MarkedTest(unittest.TestCase):

    def test_mark_is_written_once(self):
        for name, size in ('utf-16', 2), ('utf-32', 4):
            encoder = codecs.getincrementalencoder(name)()
            self.assertEqual(encoder.getstate(), 2)
            self.assertEqual(len(encoder.encode('a')), 2 * size)
            self.assertEqual(encoder.getstate(), 0)
            self.assertEqual(len(encoder.encode('a')), size)
            encoder.setstate(2)
            self.assertEqual(len(encoder.encode('a')), 2 * size)
            encoder.reset()
            with self.assertRaises(UnicodeEncodeError):
                encoder.encode('\ud800')
            self.assertEqual(encoder.getstate(), 2)         # nothing was written

    def test_mark_tells_the_order(self):
        for bits in '16', '32':
            native = 'le' if sys.byteorder == 'little' else 'be'
            for order in 'le', 'be':
                data = ('\ufeffab').encode('utf-%s-%s' % (bits, order))
                decoder = codecs.getincrementaldecoder('utf-' + bits)()
                self.assertEqual(decoder.getstate(), (b'', 2))
                self.assertEqual(''.join(decoder.decode(bytes([byte])) for byte in data), 'ab')
                self.assertEqual(decoder.getstate(), (b'', int(order != native)))
                again = codecs.getincrementaldecoder('utf-' + bits)()
                again.setstate(decoder.getstate())
                self.assertEqual(again.decode('c'.encode('utf-%s-%s' % (bits, order))), 'c')
                reader = codecs.getreader('utf-' + bits)(io.BytesIO(data + data))
                self.assertEqual(reader.read(), 'ab\ufeffab')
                reader.seek(0)
                self.assertEqual(reader.read(), 'ab\ufeffab')

    def test_stream_without_mark(self):
        for bits in '16', '32':
            decoder = codecs.getincrementaldecoder('utf-' + bits)()
            with self.assertRaisesRegex(UnicodeError, 'UTF-%s stream does not start with BOM' % bits):
                decoder.decode('ab'.encode('utf-%s-le' % bits))


if __name__ == '__main__':
    unittest.main()
