"""The East Asian encodings."""

import codecs
import io
import unittest

# A text, and its bytes in each encoding that has all of it.
SAMPLES = {
    'gb2312': ('中文A', b'\xd6\xd0\xce\xc4A'),
    'gbk': ('中文A', b'\xd6\xd0\xce\xc4A'),
    'gb18030': ('中\u1e3f\ue7c7\U00012345', b'\xd6\xd0\x815\xf47\xa8\xbc\x907\x959'),
    'hz': ('a中~b', b'a~{VP~}~~b'),
    'big5': ('中文', b'\xa4\xa4\xa4\xe5'),
    'cp950': ('中€', b'\xa4\xa4\xa3\xe1'),
    'big5hkscs': ('\xca\u0304中', b'\x88b\xa4\xa4'),
    'cp932': ('日～ｱ', b'\x93\xfa\x81\x60\xb1'),
    'shift_jis': ('日本\\', b'\x93\xfa\x96{\\'),
    'euc_jp': ('日ｱ\u4e02', b'\xc6\xfc\x8e\xb1\x8f\xb0\xa1'),
    'euc_jisx0213': ('か\u309aæ', b'\xa4\xf7\xa9\xdc'),
    'euc_jis_2004': ('か\u309aæ', b'\xa4\xf7\xa9\xdc'),
    'shift_jisx0213': ('か\u309aæ', b'\x82\xf5\x85\x7b'),
    'cp949': ('한글\ub09c\uac02', b'\xc7\xd1\xb1\xdb\xb3\xad\x81\x41'),
    'euc_kr': ('한\uc4d4', b'\xc7\xd1\xa4\xd4\xa4\xb6\xa4\xd0\xa4\xd4'),
    'johab': ('한글', b'\xd0\x65\x8b\x69'),
    'iso2022_jp': ('日\nx', b'\x1b$BF|\x1b(B\nx'),
    'iso2022_jp_1': ('\u4e02', b'\x1b$(D0!\x1b(B'),
    'iso2022_jp_2': ('日한', b'\x1b$BF|\x1b$(CGQ\x1b(B'),
    'iso2022_jp_3': ('か\u309a', b'\x1b$(O$w\x1b(B'),
    'iso2022_jp_2004': ('か\u309a', b'\x1b$(Q$w\x1b(B'),
    'iso2022_jp_ext': ('ｱ', b'\x1b(I1\x1b(B'),
    'iso2022_kr': ('a한\nb', b'a\x1b$)C\x0eGQ\x0f\nb'),
}


class Whole(unittest.TestCase):

    def test_both_ways(self):
        for name, (text, data) in SAMPLES.items():
            with self.subTest(name):
                self.assertEqual(text.encode(name), data)
                self.assertEqual(data.decode(name), text)

    def test_errors_in_place(self):
        with self.assertRaises(UnicodeDecodeError) as caught:
            b'ab\x81\x20'.decode('euc_jp')
        e = caught.exception
        self.assertEqual((e.encoding, e.start, e.end, e.reason), ('euc_jp', 2, 3, 'illegal multibyte sequence'))
        with self.assertRaises(UnicodeDecodeError) as caught:
            b'ab\xc6'.decode('euc_jp')
        self.assertEqual(caught.exception.reason, 'incomplete multibyte sequence')
        with self.assertRaises(UnicodeEncodeError) as caught:
            'ab\udc80'.encode('gb18030')
        self.assertEqual((caught.exception.start, caught.exception.end), (2, 3))

    def test_replacement_is_encoded_in_the_shift_state(self):
        self.assertEqual('日\u1234日'.encode('iso2022_jp', 'replace'), b'\x1b$BF|\x1b(B?\x1b$BF|\x1b(B')
        self.assertEqual('日\u1234'.encode('iso2022_jp', 'xmlcharrefreplace'), b'\x1b$BF|\x1b(B&#4660;')

    def test_handler_may_move_and_replace_the_input(self):
        def handler(exc):
            if isinstance(exc, UnicodeDecodeError):
                exc.object = b'z'
                return '!', 0
            return b'\xff\xfe', exc.end
        codecs.register_error('test.multibyte', handler)
        self.assertEqual(b'ab\xff'.decode('gbk', 'test.multibyte'), 'ab!z')
        self.assertEqual('a\udc80b'.encode('gbk', 'test.multibyte'), b'a\xff\xfeb')

    def test_every_two_bytes_decode_or_raise(self):
        for name in SAMPLES:
            for i in range(0, 256, 3):
                data = bytes([0x1b, 0x24, 0x42, i]) + bytes(range(0, 256, 5))
                data.decode(name, 'replace')
                self.assertRaises((UnicodeDecodeError, TypeError), str, data + b'\xff\xff\x80', name)

    def test_module_of_an_encoding(self):
        from encodings import euc_jp, cp437
        self.assertEqual(euc_jp.getregentry().name, 'euc_jp')
        self.assertEqual(cp437.decoding_table[0x80], 'Ç')


class Pieces(unittest.TestCase):

    def test_byte_by_byte(self):
        for name, (text, data) in SAMPLES.items():
            decoder = codecs.getincrementaldecoder(name)()
            got = ''.join(decoder.decode(bytes([b])) for b in data) + decoder.decode(b'', True)
            self.assertEqual(got, data.decode(name), name)

    def test_character_by_character(self):
        for name, (_, data) in SAMPLES.items():
            text = data.decode(name)
            encoder = codecs.getincrementalencoder(name)()
            self.assertEqual(b''.join(map(encoder.encode, text)) + encoder.encode('', True), data, name)

    def test_state_travels(self):
        decoder = codecs.getincrementaldecoder('iso2022_jp')()
        decoder.decode(b'\x1b$BF')
        state = decoder.getstate()
        self.assertEqual(state[0], b'F')
        other = codecs.getincrementaldecoder('iso2022_jp')()
        other.setstate(state)
        self.assertEqual(other.decode(b'|'), '日')
        encoder = codecs.getincrementalencoder('euc_jis_2004')()
        self.assertEqual(encoder.encode('か'), b'')
        other = codecs.getincrementalencoder('euc_jis_2004')()
        other.setstate(encoder.getstate())
        self.assertEqual(other.encode('\u309a'), b'\xa4\xf7')

    def test_state_survives_an_error(self):
        decoder = codecs.getincrementaldecoder('gbk')()
        decoder.decode(b'\xd6')
        self.assertRaises(UnicodeDecodeError, decoder.decode, b'', True)
        self.assertEqual(decoder.decode(b'\xd0'), '中')

    def test_streams(self):
        raw = io.BytesIO()
        writer = codecs.getwriter('iso2022_jp')(raw)
        writer.writelines(['日\n', '本'])
        writer.reset()
        self.assertEqual(raw.getvalue(), b'\x1b$BF|\x1b(B\n\x1b$BK\\\x1b(B')
        reader = codecs.getreader('iso2022_jp')(io.BytesIO(raw.getvalue()))
        self.assertEqual(reader.readline(), '日\n')
        self.assertEqual(reader.read(1), '本')
        self.assertEqual(reader.read(), '')
        with io.TextIOWrapper(io.BytesIO(raw.getvalue()), encoding='iso2022_jp') as f:
            self.assertEqual(f.readlines(), ['日\n', '本'])


if __name__ == '__main__':
    unittest.main()
