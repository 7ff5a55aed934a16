import unittest

import extension

m = extension.load("arguments")


class ParseTest(unittest.TestCase):
    def check(self, error, message, function, *args, **kwargs):
        with self.assertRaises(error) as caught:
            function(*args, **kwargs)
        self.assertEqual(str(caught.exception), message)

    def test_numbers(self):
        self.assertEqual(m.numbers(255, 257, -5, 65537, -70000, 1 << 32, -1 << 63, -1, 1 << 62, 1 << 64, 5, 1.5, 2, [1]),
                         (255, 1, -5, 1, -70000, 0, -1 << 63, (1 << 64) - 1, 1 << 62, 0, 5, 1.5, 2.0, 1))
        rest = (1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1)
        self.check(OverflowError, "unsigned byte integer is greater than maximum", m.numbers, 256, *rest)
        self.check(OverflowError, "unsigned byte integer is less than minimum", m.numbers, -1, *rest)
        self.check(TypeError, "integer argument expected, got float", m.numbers, 1.0, *rest)
        self.check(TypeError, "numbers() takes exactly 14 arguments (1 given)", m.numbers, 1)
        self.check(OverflowError, "signed short integer is less than minimum", m.numbers, 1, 1, -40000, *rest[2:])
        self.check(OverflowError, "Python int too large to convert to C int", m.numbers, 1, 1, 1, 1, 1 << 70, *rest[4:])

    def test_texts(self):
        self.assertEqual(m.texts("a\u20ac", None, b"b", "c\0d", None), ("a\u20ac", None, b"b", b"c\0d", None))
        self.assertEqual(m.texts("", "z", b"", b"c", b"d"), ("", "z", b"", b"c", "d"))
        self.check(ValueError, "embedded null character", m.texts, "\0", None, b"", "", None)
        self.check(ValueError, "embedded null byte", m.texts, "", None, b"\0", "", None)
        self.check(TypeError, "argument 1 must be str, not bytes", m.texts, b"", None, b"", "", None)
        self.check(TypeError, "argument 2 must be str or None, not int", m.texts, "", 5, b"", "", None)
        self.check(TypeError, "argument 1 must be str, not None", m.texts, None, None, b"", "", None)

    def test_objects(self):
        self.assertEqual(m.objects(1000, [1]), [1000, [1], (None, None)])
        self.assertEqual(m.objects(1.5, [], "s", b"b"), [1.5, [], ("s", b"b")])
        self.check(TypeError, "objects() argument 2 must be list, not tuple", m.objects, 1, ())
        self.check(TypeError, "objects() argument 3 must be str, not bytes", m.objects, 1, [], b"")
        self.check(TypeError, "objects() takes at least 2 arguments (1 given)", m.objects, 1)
        self.check(TypeError, "objects() takes at most 4 arguments (5 given)", m.objects, 1, [], "", b"", 5)

    def test_converters(self):
        self.assertEqual(m.converter(1, 2), (2, 2))
        self.assertRaises(KeyError, m.converter, "", 2)
        self.assertRaises(TypeError, m.converter, 1, "")
        self.assertEqual(m.was_cleaned(), -1)

    def test_buffers(self):
        self.assertEqual(m.buffers("a\u20ac", bytearray(b"x\0y")), ("a\u20ac".encode(), b"x\0y"))
        self.assertEqual(m.buffers(memoryview(b"abc")[1:], b""), (b"bc", b""))
        self.check(TypeError, "a bytes-like object is required, not 'str'", m.buffers, "", "")

    def test_encoded(self):
        self.check(ValueError, "embedded null byte", m.encoded, "ab", "\xe9", "x\xe9")
        self.assertRaises(UnicodeEncodeError, m.encoded, "", "\u20ac", "x")
        self.assertEqual(m.encoded("", b"\xff\0", "abc")[1:], (b"\xff\0", b"abc"))
        self.check(ValueError, "encoded string too long (4, maximum length 3)", m.encoded, "", "", "abcd")

    def test_nested(self):
        self.assertEqual(m.nested((1, (2, 1000))), {"a": 1, "b": [2, 1000]})
        self.check(TypeError, "argument 1 must be sequence of length 2, not 1", m.nested, (1,))
        self.check(TypeError, "argument 1, item 1 must be sequence, not int", m.nested, (1, 2))

    def test_keywords(self):
        self.assertEqual(m.keywords(1), (1, -1, -1, -1))
        self.assertEqual(m.keywords(1, 2, d=4), (1, 2, -1, 4))
        self.assertEqual(m.keywords(1, c=3), (1, -1, 3, -1))
        self.assertRaises(TypeError, m.keywords)
        self.check(TypeError, "argument for keywords() given by name ('b') and position (2)", m.keywords, 1, 2, b=3)
        self.check(TypeError, "'x' is an invalid keyword argument for keywords()", m.keywords, 1, x=3)
        self.check(TypeError, "keywords() takes at most 3 positional arguments (4 given)", m.keywords, 1, 2, 3, 4)

    def test_others(self):
        self.assertEqual(m.unpack(1), (1, None))
        self.check(TypeError, "unpack expected at least 1 argument, got 0", m.unpack)
        self.check(TypeError, "one int, please", m.message, "x")
        self.check(TypeError, "one int, please", m.message)

    def test_build(self):
        self.assertEqual(m.values(), (None, (), [], {}, b"x", "\u20ac", 1 + 2j, "ab", 1000))
        self.assertIsNone(m.message(5))


if __name__ == "__main__":
    unittest.main()
