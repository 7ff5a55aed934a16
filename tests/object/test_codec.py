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

class RunTest(unittest.TestCase):
    """Codecs work on runs of characters at once: what interrupts them is in the middle."""

    def test_utf_16_and_32(self):
        for text in ('', 'plain', 'h\xe9llo', '\u20ac uro', 'a\U0001f600b\U0010ffff', 'x' * 300 + '\U0001f600'):
            for name in ('utf-16', 'utf-16-le', 'utf-16-be', 'utf-32', 'utf-32-le', 'utf-32-be'):
                self.assertEqual(text.encode(name).decode(name), text)
        self.assertEqual('a\u20ac\U0001f600'.encode('utf-16-be'), b'\0a\x20\xac\xd8\x3d\xde\0')
        self.assertEqual('a\u20ac'.encode('utf-32-le'), b'a\0\0\0\xac\x20\0\0')
        self.assertEqual('a\ud800b'.encode('utf-16-le', 'replace'), b'a\0?\0b\0')
        self.assertEqual('\U0001f600\ud800'.encode('utf-32-be', 'ignore'), b'\0\x01\xf6\0')
        self.assertRaises(UnicodeEncodeError, 'ab\udc00'.encode, 'utf-16')
        self.assertEqual(b'a\0\0\xd8b\0'.decode('utf-16-le', 'replace'), 'a\ufffdb')
        self.assertEqual(b'a\0\0\0\0\0\x11\0b\0\0\0'.decode('utf-32-le', 'replace'), 'a\ufffdb')
        with self.assertRaisesRegex(UnicodeDecodeError, 'surrogate code point range'):
            b'\0\0\xd8\0'.decode('utf-32-be')
        with self.assertRaisesRegex(UnicodeDecodeError, 'truncated data'):
            b'a\0\0\0b'.decode('utf-32-le')

    def test_charmap(self):
        text = 'caf\xe9 \u20ac ' * 30
        self.assertEqual(text.encode('cp1252').decode('cp1252'), text)
        self.assertEqual(b'a\x81b'.decode('cp1252', 'replace'), 'a\ufffdb')
        self.assertEqual('a\u0431aa\u0431'.encode('cp1252', 'replace'), b'a?aa?')
        self.assertEqual('a\u0431b'.encode('cp1252', 'xmlcharrefreplace'), b'a&#1073;b')
        with self.assertRaisesRegex(UnicodeDecodeError, "position 2: character maps to <undefined>"):
            b'ab\x81'.decode('cp1252')

    def test_escapes(self):
        text = '\x80\u20ac\U0001f600'
        self.assertEqual(text.encode('ascii', 'backslashreplace'), b'\\x80\\u20ac\\U0001f600')
        self.assertEqual(text.encode('ascii', 'xmlcharrefreplace'), b'&#128;&#8364;&#128512;')
        self.assertEqual('\0\udc80'.encode('ascii', 'surrogateescape'), b'\0\x80')
        self.assertEqual(b'a\xe2\x82b\xff'.decode('utf-8', 'surrogateescape'), 'a\udce2\udc82b\udcff')
        self.assertEqual(b'a\xe2\x82b\xff'.decode('utf-8', 'replace'), 'a\ufffdb\ufffd')
        self.assertEqual(b'a\xff'.decode('utf-8', 'ignore'), 'a')


if __name__ == '__main__':
    unittest.main()
