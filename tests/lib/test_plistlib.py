"""Property lists: both formats, what Apple's programs write, hostile input."""
import datetime
import plistlib
import random
import unittest
from plistlib import FMT_BINARY, FMT_XML

VALUE = {'text': 'a < b & c', 'unicode': 'Gr\u00fc\u00dfe \U0001f600', 'numbers': [0, 255, 256, -1, 2 ** 63, 1.5, -0.25], 'flags': [True, False],
         'data': b'\x00\xff' * 50, 'when': datetime.datetime(2011, 2, 3, 4, 5, 6), 'empty': [{}, [], '', b'']}


class PlistTest(unittest.TestCase):
    def test_round_trips(self):
        for fmt in FMT_XML, FMT_BINARY:
            self.assertEqual(plistlib.loads(plistlib.dumps(VALUE, fmt=fmt)), VALUE)
            self.assertEqual(plistlib.loads(plistlib.dumps(VALUE, fmt=fmt), fmt=fmt), VALUE)

    def test_xml_text(self):
        text = plistlib.dumps({'b': [1, b'abc'], 'a': True}).decode().partition('<plist')[2]
        self.assertEqual(text, ' version="1.0">\n<dict>\n\t<key>a</key>\n\t<true/>\n\t<key>b</key>\n\t<array>\n\t\t<integer>1</integer>\n'
                               '\t\t<data>\n\t\tYWJj\n\t\t</data>\n\t</array>\n</dict>\n</plist>\n')

    def test_binary_shares_equal_atoms(self):
        data = plistlib.dumps(['same', 'same', 1, True, 1.0], fmt=FMT_BINARY)
        self.assertEqual(data.count(b'same'), 1)
        self.assertEqual(list(map(type, plistlib.loads(data))), [str, str, int, bool, float])

    def test_uid(self):
        for number in 0, 255, 256, 2 ** 40:
            self.assertEqual(plistlib.loads(plistlib.dumps(plistlib.UID(number), fmt=FMT_BINARY)), plistlib.UID(number))
        self.assertRaises(TypeError, plistlib.dumps, plistlib.UID(1))

    def test_errors(self):
        self.assertRaises(TypeError, plistlib.dumps, {1: 2})
        self.assertRaises(TypeError, plistlib.dumps, [None])
        self.assertRaises(OverflowError, plistlib.dumps, 2 ** 64, fmt=FMT_BINARY)
        self.assertRaises(ValueError, plistlib.dumps, 'a\x00')
        self.assertRaises(plistlib.InvalidFileException, plistlib.loads, b'nothing')
        self.assertRaises(ValueError, plistlib.loads, b'<plist><dict><string>x</string></dict></plist>')

    def test_damaged_binary_is_an_error(self):
        good = plistlib.dumps(VALUE, fmt=FMT_BINARY)
        chance = random.Random(7)
        for _ in range(2000):
            data = bytearray(good)
            for _ in range(chance.randrange(1, 5)):
                data[chance.randrange(len(data))] = chance.randrange(256)
            try:
                plistlib.loads(bytes(data), fmt=FMT_BINARY)
            except (plistlib.InvalidFileException, RecursionError):
                pass


if __name__ == '__main__':
    unittest.main()
