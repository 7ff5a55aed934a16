"""Codecs: error handlers and their positions, incomplete input."""
import codecs
import unittest


class Names(unittest.TestCase):
    def test_names_that_cannot_be(self):
        for name, error in ('utf-8\0x', ValueError), ('\0', ValueError), ('utf-8\ud800', UnicodeEncodeError):
            for use in (lambda: 'a'.encode(name), lambda: b'a'.decode(name), lambda: bytearray(b'a').decode(name), lambda: str(b'a', name),
                        lambda: bytes('a', name), lambda: bytearray('a', name), lambda: 'a'.encode('ascii', name),
                        lambda: b'a'.decode('ascii', name), lambda: codecs.lookup(name), lambda: codecs.lookup_error(name),
                        lambda: codecs.encode('a', name), lambda: codecs.decode(b'a', 'ascii', name)):
                with self.assertRaises(error) as caught:
                    use()
                self.assertIs(type(caught.exception), error)


class Errors(unittest.TestCase):
    def test_maximal_subparts(self):
        self.assertEqual(b'\xe4\xb8a\xff\xf0\x9f\x98'.decode('utf-8', 'replace'), '\ufffda\ufffd\ufffd')

    def test_fields_of_the_exception(self):
        with self.assertRaises(UnicodeEncodeError) as caught:
            'ab\u0394\u0395c'.encode('ascii')
        e = caught.exception
        self.assertEqual((e.encoding, e.object, e.start, e.end, e.reason),
                         ('ascii', 'ab\u0394\u0395c', 2, 4, 'ordinal not in range(128)'))

    def test_surrogateescape_round_trip(self):
        data = bytes(range(256))
        self.assertEqual(data.decode('utf-8', 'surrogateescape').encode('utf-8', 'surrogateescape'), data)

    def test_handler_may_go_back_and_replace_the_input(self):
        def handler(e):
            e.object = b'xyz'
            return ('-', 1)
        codecs.register_error('test.replaceinput', handler)
        self.assertEqual(b'a\xff'.decode('ascii', 'test.replaceinput'), 'a-yz')

    def test_handler_position_out_of_bounds(self):
        codecs.register_error('test.outside', lambda e: ('', 99))
        with self.assertRaisesRegex(IndexError, 'position 99 from error handler out of bounds'):
            '\xe9'.encode('ascii', 'test.outside')

    def test_incomplete_input_is_left(self):
        self.assertEqual(codecs.utf_8_decode(b'a\xe4\xb8'), ('a', 1))
        self.assertEqual(codecs.utf_16_le_decode(b'a\0\x00\xd8'), ('a', 2))
        self.assertEqual(codecs.utf_7_decode(b'a+AG'), ('a', 1))

    def test_utf_7(self):
        text = 'a+~\\\u0394\U0001f600-'
        self.assertEqual(text.encode('utf-7').decode('utf-7'), text)

    def test_charmap(self):
        table = codecs.charmap_build('abc\xe9\ufffe')
        self.assertEqual(codecs.charmap_encode('c\xe9z', 'replace', codecs.charmap_build('abc\xe9?'))[0], b'\x02\x03\x04')
        with self.assertRaises(UnicodeEncodeError):
            codecs.charmap_encode('z', 'strict', table)


class RegistryErrorTest(unittest.TestCase):
    def codec_that_raises(self, name, error):
        def fail(*args):
            raise error
        def search(wanted):
            return codecs.CodecInfo(fail, fail, name=name) if wanted == name else None
        codecs.register(search)
        self.addCleanup(codecs.unregister, search)

    def test_plain_errors_name_the_codec(self):
        error = RuntimeError('message')
        self.codec_that_raises('test_plain', error)
        with self.assertRaisesRegex(RuntimeError, r"^encoding with 'test_plain' codec failed \(RuntimeError: message\)$") as caught:
            'x'.encode('test_plain')
        self.assertIs(caught.exception.__cause__, error)
        with self.assertRaisesRegex(RuntimeError, "^decoding with 'test_plain' codec failed"):
            b'x'.decode('test_plain')

    def test_errors_with_more_to_tell_stay_as_they_are(self):
        error = RuntimeError('a', 'b')
        self.codec_that_raises('test_more', error)
        with self.assertRaises(RuntimeError) as caught:
            'x'.encode('test_more')
        self.assertIs(caught.exception, error)

    def test_escapes_that_are_none_are_deprecated(self):
        for decode in codecs.escape_decode, codecs.unicode_escape_decode:
            with self.assertWarnsRegex(DeprecationWarning, r"invalid escape sequence '\\d'"):
                self.assertEqual(len(decode(rb'\d\z')[0]), 4)


if __name__ == '__main__':
    unittest.main()
