import codecs
import os
import sys
import unittest

import extension

c = extension.load("text")
BAD = "bad argument type for built-in operation"
SNAKE = "a\xe9\u20ac\U0001f40d"


class Text(str):
    """A subclass, whose methods do not count."""
    def split(self, *args):
        raise AssertionError
    find = count = replace = __eq__ = __len__ = split
    __hash__ = str.__hash__


class Case(unittest.TestCase):
    def fails(self, cls, message, function, *args):
        with self.assertRaises(cls) as caught:
            function(*args)
        self.assertIs(type(caught.exception), cls)
        if message:
            self.assertEqual(str(caught.exception), message)


class CreationTest(Case):
    def test_from_utf8(self):
        self.assertEqual(c.FromString(SNAKE), SNAKE)
        self.assertEqual(c.FromStringAndSize("abc", 2), "ab")
        self.assertEqual(c.FromStringAndSize(None, 0), "")
        self.fails(UnicodeDecodeError, "'utf-8' codec can't decode byte 0xff in position 1: invalid start byte", c.FromString, b"a\xff")
        self.fails(SystemError, "Negative size passed to PyUnicode_FromStringAndSize", c.FromStringAndSize, "a", -1)

    def test_from_object(self):
        s = "text"
        self.assertIs(c.FromObject(s), s)
        self.assertIs(type(c.FromObject(Text("text"))), str)
        for wrong in (5, 1 << 70, b"bytes"):
            self.fails(TypeError, "Can't convert '%s' object to str implicitly" % type(wrong).__name__, c.FromObject, wrong)

    def test_from_ordinal(self):
        self.assertEqual([c.FromOrdinal(i) for i in (0, 65, 0xE9, 0x1F40D)], ["\0", "A", "\xe9", "\U0001f40d"])
        for wrong in (-1, 0x110000):
            self.fails(ValueError, "chr() arg not in range(0x110000)", c.FromOrdinal, wrong)

    def test_wide(self):
        for text in ("", "a\0b", SNAKE, "\udc80", Text(SNAKE)):
            self.assertEqual(c.wide(text, True), str.__str__(text))
            self.assertEqual(c.ucs4_copy(text.replace("\0", "") if type(text) is str else text), str.__str__(text).replace("\0", ""))
        self.assertEqual(c.wide(SNAKE), SNAKE)
        self.fails(ValueError, "embedded null character", c.wide, "a\0b")
        self.fails(TypeError, BAD, c.wide, 5, True)
        self.assertEqual(c.wide_part("abc", 2), [2, "abxxxxxx"])
        self.assertEqual(c.wide_part("abc", 3), [3, "abcxxxxx"])
        self.assertEqual(c.wide_part("abc", 8), [3, "abc\0xxxx"])
        self.assertEqual(c.wide_part("", 1), [0, "\0xxxxxxx"])
        self.fails(ValueError, "character U+110000 is not in range [U+0000; U+10ffff]", c.bad_wide)

    def test_ucs4(self):
        self.assertEqual(c.ucs4("abc", 4, True), "abc\0")
        self.assertEqual(c.ucs4("abc", 4), "abcx")
        self.assertEqual(c.ucs4(SNAKE, 4), SNAKE)
        self.fails(SystemError, "string is longer than the buffer", c.ucs4, "abc", 2)
        self.fails(SystemError, "string is longer than the buffer", c.ucs4, "abc", 3, True)
        self.fails(TypeError, BAD, c.ucs4_copy, b"abc")

    def test_utf8(self):
        self.assertEqual(c.utf8("abc"), b"abc\0")
        self.assertEqual(c.utf8(SNAKE), SNAKE.encode() + b"\0")
        self.assertEqual(c.utf8(Text(SNAKE)), SNAKE.encode() + b"\0")
        self.fails(TypeError, BAD, c.utf8, 5)
        self.fails(UnicodeEncodeError, None, c.utf8, "\udc80")

    def test_interning(self):
        self.assertEqual(c.interned(), 1)
        s = Text("sub")
        self.assertIs(c.intern(s), s)
        self.assertEqual(c.intern("".join(["ab", "cd"])), "abcd")


class CharacterTest(Case):
    def test_length(self):
        self.assertEqual([c.GetLength(s) for s in ("", SNAKE, Text("ab"))], [0, 4, 2])
        self.fails(TypeError, BAD, c.GetLength, 5)

    def test_read(self):
        self.assertEqual([c.ReadChar(SNAKE, i) for i in range(4)], [ord(x) for x in SNAKE])
        for i in (-1, 4):
            self.fails(IndexError, "string index out of range", c.ReadChar, SNAKE, i)
        self.fails(TypeError, BAD, c.ReadChar, b"a", 0)

    def test_write(self):
        self.assertEqual(c.written("xabc", 1, ord("X")), "aXc")
        self.assertEqual(c.written("xa\u20acc", 1, 0x20AD), "a\u20adc")
        self.fails(IndexError, "string index out of range", c.written, "xabc", 3, 0)
        self.fails(ValueError, "character out of range", c.written, "xabc", 1, 0x20AC)
        self.fails(SystemError, "Cannot modify a string currently used", c.WriteChar, "abcdef", 0, 65)
        self.fails(TypeError, BAD, c.WriteChar, 5, 0, 65)

    def test_resize(self):
        self.assertEqual(c.resized(SNAKE + "more", 4), SNAKE)
        self.assertEqual(c.resized("abc", 3), "abc")
        self.assertEqual(c.resized("abc", 0), "")
        self.assertEqual(c.resized("abc", 5)[:3], "abc")
        self.assertEqual(len(c.resized("abc", 5)), 5)
        for args in (("abc", -1), (5, 1), (None, 1)):
            self.fails(SystemError, None, c.resized, *args)


class FormatTest(Case):
    def test_str(self):
        self.assertEqual(c.format("\xe9'"),
                         "\U0001f40d|-1|   42|42   |00042|4000000000|-1|18446744073709551615|-5|5|7|ff|ff|s\xe9|abc|0x1234|"
                         "\"\\xe9'\"|\xe9'|\xe9'|text|\xe9'|\"\xe9'\"|%")
        self.assertEqual(c.format_wide("abc"), "[       abc][abc       ][ab][    'a][-9000000000000000000][18000000000000000000][       abc]")
        for wrong in (-1, 0x110000):
            self.fails(OverflowError, "character argument not in range(0x110000)", c.format_char, wrong)

    def test_bytes(self):
        self.assertEqual(c.bytes_format(), b"c|-1|4000000000|-1|5|-5|5|7|ff|text|abc|0x1234|%")
        self.assertEqual(c.bytes_format_char(255), b"\xff")
        for wrong in (-1, 256):
            self.fails(OverflowError, "PyBytes_FromFormatV(): %c format expects an integer in range [0; 255]", c.bytes_format_char, wrong)
        self.assertEqual(c.bytes_format_rest(), b"a5 %y %d")


class ComparisonTest(Case):
    def test_compare(self):
        for a, b, order in (("a", "a", 0), ("a", "b", -1), ("b", "a", 1), ("a", "ab", -1), ("\U0001f40d", "\u20ac", 1), (Text("x"), "x", 0)):
            self.assertEqual(c.Compare(a, b), order)
        self.fails(TypeError, "Can't compare str and int", c.Compare, "a", 1)
        self.fails(TypeError, "Can't compare bytes and str", c.Compare, b"a", "a")

    def test_with_ascii(self):
        for a, b, order in (("a", "a", 0), ("a", "b", -1), ("ab", "a", 1), ("a", "ab", -1), ("\u20ac", "a", 1), ("a\0", "a", 1), ("\xe9", b"\xe9", 0)):
            self.assertEqual(c.CompareWithASCIIString(a, b), order)

    @unittest.skipIf(c.EqualToUTF8("", "") < 0, "not in this API")
    def test_equal_to_utf8(self):
        for a, b, same in (("", "", 1), (SNAKE, SNAKE, 1), ("a", "ab", 0), ("ab", "a", 0), ("\udc80", b"\xed\xb2\x80", 0), ("\xe9", b"\xe9", 0)):
            self.assertEqual(c.EqualToUTF8(a, b), same)

    def test_rich(self):
        self.assertEqual([c.RichCompare("a", "b", op) for op in range(6)], [True, True, False, True, False, False])
        self.assertEqual([c.RichCompare("a", Text("a"), op) for op in range(6)], [False, True, True, False, False, True])
        self.assertIs(c.RichCompare("a", 1, 2), NotImplemented)
        self.assertIs(c.RichCompare(1, "a", 2), NotImplemented)

    def test_contains(self):
        self.assertEqual((c.Contains("abc", "b"), c.Contains("abc", "d"), c.Contains("", "")), (1, 0, 1))
        self.fails(TypeError, "'in <string>' requires string as left operand, not int", c.Contains, "abc", 1)
        self.fails(TypeError, "must be str, not int", c.Contains, 1, "abc")
        self.assertEqual([c.IsIdentifier(s) for s in ("a1", "1a", "", "\xe9")], [1, 0, 0, 1])


class OperationTest(Case):
    def test_concat(self):
        self.assertEqual(c.Concat("a", SNAKE), "a" + SNAKE)
        self.fails(TypeError, "must be str, not int", c.Concat, 1, "a")
        self.fails(TypeError, 'can only concatenate str (not "int") to str', c.Concat, "a", 1)
        for append in (c.Append, c.AppendAndDel):
            self.assertEqual(append("a", SNAKE), "a" + SNAKE)
            self.assertEqual(append("", "b"), "b")
            for args in ((None, "a"), ("a", None), (1, "a")):
                self.fails(SystemError, None, append, *args)
        self.assertEqual(c.doubled("ab"), "ab!ab!")

    def test_split(self):
        self.assertEqual(c.Split(Text(" a b  c "), None, -1), ["a", "b", "c"])
        self.assertEqual(c.Split("a,b,c", ",", 1), ["a", "b,c"])
        self.assertEqual(c.RSplit("a,b,c", ",", 1), ["a,b", "c"])
        self.fails(ValueError, "empty separator", c.Split, "a", "", -1)
        self.fails(TypeError, "must be str, not int", c.Split, 1, None, -1)
        self.fails(TypeError, "must be str, not bytes", c.RSplit, "a", b",", -1)
        self.assertEqual(c.Splitlines("a\nb\r\nc", 0), ["a", "b", "c"])
        self.assertEqual(c.Splitlines("a\nb\r\nc", 1), ["a\n", "b\r\n", "c"])
        self.assertEqual(c.Partition("a.b.c", "."), ("a", ".", "b.c"))
        self.assertEqual(c.RPartition("a.b.c", "."), ("a.b", ".", "c"))
        self.fails(TypeError, "must be str, not int", c.Partition, "a", 1)

    def test_translate(self):
        table = {ord("a"): "AA", ord("b"): None, ord("c"): 0x20AC}
        self.assertEqual(c.Translate("abcd", table, "ignore"), "AA\u20acd")
        self.assertEqual(c.Translate("acd", table), "AA\u20acd")
        with self.assertRaises(UnicodeTranslateError) as caught:
            c.Translate("abbc", table, "strict")
        e = caught.exception
        self.assertEqual((e.object, e.start, e.end, e.reason), ("abbc", 1, 3, "character maps to <undefined>"))
        self.assertEqual(c.Translate("abbc", table, "replace"), "AA\ufffd\ufffd\u20ac")
        codecs.register_error("test.capi", lambda e: ("<%d>" % (e.end - e.start), e.end))
        self.assertEqual(c.Translate("abbcb", table, "test.capi"), "AA<2>\u20ac<1>")
        codecs.register_error("test.capi", lambda e: "text")
        self.fails(TypeError, "translating error handler must return (str, int) tuple", c.Translate, "b", table, "test.capi")
        self.fails(TypeError, "must be str, not int", c.Translate, 5, table, "strict")

    def test_join(self):
        self.assertEqual(c.Join(",", ["a", "b"]), "a,b")
        self.assertEqual(c.Join(None, ["a", "b"]), "a b")
        self.assertEqual(c.Join(",", (x for x in "abc")), "a,b,c")
        self.fails(TypeError, "separator: expected str instance, int found", c.Join, 1, ["a", "b"])
        self.fails(TypeError, "sequence item 1: expected str instance, int found", c.Join, ",", ["a", 1])

    def test_tailmatch(self):
        for args, result in ((("abc", "ab", 0, 9, -1), 1), (("abc", "bc", 0, 9, 1), 1), (("abc", "ab", 0, 9, 1), 0), (("abc", "b", 1, -1, -1), 1),
                             (("abc", "", 3, 3, -1), 1), (("abc", "", 4, 9, -1), 0)):
            self.assertEqual(c.Tailmatch(*args), result, args)
        self.fails(TypeError, "must be str, not int", c.Tailmatch, "a", 1, 0, 1, 1)
        self.fails(TypeError, "must be str, not tuple", c.Tailmatch, "a", ("a",), 0, 1, 1)

    def test_find(self):
        for args, result in ((("abcabc", "b", 0, 9, 1), 1), (("abcabc", "b", 0, 9, -1), 4), (("abcabc", "b", -3, 9, 1), 4), (("abc", "d", 0, 9, 1), -1),
                             ((Text(SNAKE), "\u20ac", 0, 9, 1), 2), (("abc", "", 2, 9, 1), 2), (("abc", "a", 0, -3, 1), -1)):
            self.assertEqual(c.Find(*args), result, args)
        self.fails(TypeError, "must be str, not int", c.Find, "a", 1, 0, 1, 1)
        self.assertEqual(c.FindChar("abcabc", 98, 0, 9, 1), 1)
        self.assertEqual(c.FindChar("abcabc", 98, 0, 9, -1), 4)
        self.assertEqual(c.FindChar("abcabc", 98, 2, 4, -1), -1)
        self.assertEqual(c.FindChar("abc", 0x1F40D, 0, 9, 1), -1)
        self.assertEqual(c.FindChar(SNAKE, 0x1F40D, 0, 9, 1), 3)

    def test_count(self):
        self.assertEqual(c.Count(Text("abcabc"), "b", 0, 9), 2)
        self.assertEqual(c.Count("abcabc", "b", 2, -1), 1)
        self.assertEqual(c.Count("abc", "", 0, 9), 4)
        self.fails(TypeError, "must be str, not int", c.Count, "a", 1, 0, 1)

    def test_replace(self):
        self.assertEqual(c.Replace(Text("abab"), "a", SNAKE, -1), SNAKE + "b" + SNAKE + "b")
        self.assertEqual(c.Replace("abab", "a", "", 1), "bab")
        self.fails(TypeError, "must be str, not int", c.Replace, "a", "a", 1, 1)
        self.assertEqual(c.Substring("abcd", 1, 3), "bc")
        self.assertEqual(c.Substring("abcd", 1, 30), "bcd")
        self.assertEqual(c.Substring("abcd", 3, 1), "")
        for bad in ((-1, 2), (0, -1)):
            self.fails(IndexError, "string index out of range", c.Substring, "abcd", *bad)

    def test_format(self):
        self.assertEqual(c.Format("%s-%d", ("a", 1000)), "a-1000")
        self.assertEqual(c.Format("%(a)s", {"a": 1.5}), "1.5")
        self.fails(TypeError, "must be str, not int", c.Format, 1, ())
        self.fails(SystemError, None, c.Format, "a", None)


class DecodeTest(Case):
    def test_any(self):
        self.assertEqual(c.Decode(b"\xe9", "latin-1"), "\xe9")
        self.assertEqual(c.Decode(SNAKE.encode()), SNAKE)
        self.assertEqual(c.Decode(b"\xe9", "cp437"), "\u0398")
        self.assertEqual(c.Decode(b"a\xff", "ascii", "replace"), "a\ufffd")
        self.fails(LookupError, "unknown encoding: nothing-like-it", c.Decode, b"a", "nothing-like-it")
        self.fails(LookupError, None, c.Decode, b"a", "hex")
        self.assertEqual(c.FromEncodedObject(bytearray(b"\xe9"), "latin-1"), "\xe9")
        self.assertEqual(c.FromEncodedObject(memoryview(b"abc")), "abc")
        self.assertEqual(c.FromEncodedObject(b"", "utf-8"), "")
        self.fails(TypeError, "decoding str is not supported", c.FromEncodedObject, "a")
        self.fails(TypeError, "decoding to str: need a bytes-like object, int found", c.FromEncodedObject, 5000)

    def test_each(self):
        self.assertEqual(c.DecodeUTF8(b"a\xff", "replace"), "a\ufffd")
        self.fails(UnicodeDecodeError, None, c.DecodeUTF8, b"a\xff")
        self.assertEqual(c.DecodeUTF8Stateful(b"a\xe2\x82"), ["a", 1])
        self.assertEqual(c.DecodeUTF7(b"+IKw-"), "\u20ac")
        self.assertEqual(c.DecodeUTF16(b"\xff\xfea\0", 0), ["a", -1])
        self.assertEqual(c.DecodeUTF16(b"\0a", 1), ["a", 1])
        self.assertEqual(c.DecodeUTF16Stateful(b"a\0b"), ["a", 2])
        self.assertEqual(c.DecodeUTF32(b"\xff\xfe\0\0a\0\0\0", 0), ["a", -1])
        self.assertEqual(c.DecodeLatin1(b"\xe9"), "\xe9")
        self.assertEqual(c.DecodeASCII(b"a\xe9", "ignore"), "a")
        self.fails(UnicodeDecodeError, None, c.DecodeASCII, b"a\xe9")
        self.assertEqual(c.DecodeUnicodeEscape(b"\\u20ac\\n"), "\u20ac\n")
        self.assertEqual(c.DecodeRawUnicodeEscape(b"\\u20ac\\n"), "\u20ac\\n")
        self.assertEqual(c.DecodeCharmap(b"\0\1", "xy"), "xy")
        self.assertEqual(c.DecodeCharmap(b"\0\1\xe9"), "\0\1\xe9")
        self.assertEqual(c.DecodeCharmap(b"\0", {0: "abc"}), "abc")
        self.fails(UnicodeDecodeError, None, c.DecodeCharmap, b"\5", "xy")

    def test_file_names_and_locale(self):
        self.assertEqual(c.DecodeFSDefault(b"a\xff"), "a\udcff")
        self.assertEqual(c.EncodeFSDefault("a\udcff\xe9"), b"a\xff\xc3\xa9")
        self.assertEqual(c.DecodeLocale(b"abc"), "abc")
        self.assertEqual(c.DecodeLocale(b"a\xff", "surrogateescape"), "a\udcff")
        self.fails(UnicodeDecodeError, None, c.DecodeLocale, b"a\xff")
        self.fails(ValueError, "embedded null byte", c.DecodeLocale, b"a\0b")
        self.fails(ValueError, None, c.DecodeLocale, b"a", "ignore")
        self.assertEqual(c.EncodeLocale("a\udcff", "surrogateescape"), b"a\xff")
        self.assertEqual(c.DecodeLocale(c.EncodeLocale("a\xe9")), "a\xe9")
        self.fails(UnicodeEncodeError, None, c.EncodeLocale, "a\udcff")
        self.fails(ValueError, "embedded null character", c.EncodeLocale, "a\0b")
        self.assertEqual(c.locale(b"a\xc3\xa9\xff"), ["a\xe9\udcff", b"a\xc3\xa9\xff"])

    def test_path_converters(self):
        class Path:
            def __fspath__(self):
                return "p\xe9"
        self.assertEqual(c.FSConverter("p\xe9"), b"p\xc3\xa9")
        self.assertEqual(c.FSConverter(b"p"), b"p")
        self.assertEqual(c.FSConverter(Path()), b"p\xc3\xa9")
        self.assertEqual(c.FSDecoder(b"p\xff"), "p\udcff")
        self.assertEqual(c.FSDecoder(Path()), "p\xe9")
        self.assertEqual(c.clean_up(), 1)
        for convert in (c.FSConverter, c.FSDecoder):
            self.fails(TypeError, "expected str, bytes or os.PathLike object, not int", convert, 5)
        self.fails(ValueError, "embedded null byte", c.FSConverter, "a\0b")
        self.fails(ValueError, "embedded null character", c.FSDecoder, "a\0b")


class EncodeTest(Case):
    def test_each(self):
        self.assertEqual(c.AsEncodedString("\xe9", "latin-1"), b"\xe9")
        self.assertEqual(c.AsEncodedString("\xe9"), b"\xc3\xa9")
        self.assertEqual(c.AsEncodedString("\u20ac", "ascii", "xmlcharrefreplace"), b"&#8364;")
        self.assertEqual(c.AsUTF8String(SNAKE), SNAKE.encode())
        self.assertEqual(c.AsUTF16String("a"), b"\xff\xfea\0")
        self.assertEqual(c.AsUTF32String("a"), b"\xff\xfe\0\0a\0\0\0")
        self.assertEqual(c.AsUnicodeEscapeString("\u20ac\n"), b"\\u20ac\\n")
        self.assertEqual(c.AsRawUnicodeEscapeString("\u20ac\n"), b"\\u20ac\n")
        self.assertEqual(c.AsLatin1String("\xe9"), b"\xe9")
        self.assertEqual(c.AsASCIIString("a"), b"a")
        self.fails(UnicodeEncodeError, None, c.AsLatin1String, "\u20ac")
        self.fails(UnicodeEncodeError, None, c.AsASCIIString, "\xe9")
        self.assertEqual(c.AsCharmapString("ab", {97: 1, 98: b"xy"}), b"\1xy")
        self.fails(UnicodeEncodeError, None, c.AsCharmapString, "c", {97: 1})

    def test_what_is_no_str(self):
        for encode in (c.AsEncodedString, c.AsUTF8String, c.AsUTF16String, c.AsUTF32String, c.AsUnicodeEscapeString, c.AsRawUnicodeEscapeString,
                       c.AsLatin1String, c.AsASCIIString, c.EncodeLocale, c.BuildEncodingMap):
            self.fails(TypeError, BAD, encode, 1 << 40)

    def test_encoding_map(self):
        table = bytes(range(256)).decode("cp437")
        self.assertEqual(c.AsCharmapString("\u0398\xe9", c.BuildEncodingMap(table)), "\u0398\xe9".encode("cp437"))


class BytesTest(Case):
    def test_creation(self):
        self.assertEqual(c.bytes_FromStringAndSize(b"a\0b", 3), b"a\0b")
        self.assertEqual([c.bytes_filled(n) for n in (0, 1, 5)], [b"", b"x", b"xxxxx"])
        self.assertEqual(bytes([65]), b"A")
        self.fails(SystemError, "Negative size passed to PyBytes_FromStringAndSize", c.bytes_FromStringAndSize, b"", -1)

    def test_from_object(self):
        b = b"abcdef"
        self.assertIs(c.bytes_FromObject(b), b)
        for other in (bytearray(b), memoryview(b), list(b), tuple(b), iter(b)):
            self.assertEqual(c.bytes_FromObject(other), b)
        self.fails(TypeError, "cannot convert 'str' object to bytes", c.bytes_FromObject, "a")
        self.fails(TypeError, "cannot convert 'int' object to bytes", c.bytes_FromObject, 5)

    def test_access(self):
        self.assertEqual(c.bytes_Size(b"abc"), 3)
        self.fails(TypeError, "expected bytes, int found", c.bytes_Size, 1000)
        self.assertEqual(c.bytes_AsStringAndSize(b"a\0b", True), b"a\0b\0")
        self.assertEqual(c.bytes_AsStringAndSize(b"ab"), b"ab")
        self.fails(ValueError, "embedded null byte", c.bytes_AsStringAndSize, b"a\0b")
        self.fails(TypeError, "expected bytes, str found", c.bytes_AsStringAndSize, "ab")

    def test_concat(self):
        for concat in (c.bytes_Concat, c.bytes_ConcatAndDel):
            self.assertEqual(concat(b"ab", b"cd"), b"abcd")
            self.assertEqual(concat(b"ab", bytearray(b"cd")), b"abcd")
            self.assertIsNone(concat(b"ab", None))
            self.assertIsNone(concat(None, b"ab"))
            self.fails(TypeError, "can't concat int to bytes", concat, b"ab", 5)
            self.fails(TypeError, "can't concat bytes to int", concat, 5, b"ab")

    def test_repr(self):
        self.assertEqual([c.bytes_Repr(b, True) for b in (b"a'b", b'a"b', b"a'\"\n\xff")], [repr(b) for b in (b"a'b", b'a"b', b"a'\"\n\xff")])
        self.assertEqual(c.bytes_Repr(b"a'b\\"), "b'a\\'b\\\\'")

    def test_escapes(self):
        self.assertEqual(c.bytes_DecodeEscape(b"a\\n\\x41\\101"), b"a\nAA")
        self.fails(ValueError, "invalid \\x escape at position 1", c.bytes_DecodeEscape, b"a\\xg")
        self.assertEqual(c.bytes_DecodeEscape(b"a\\xg", "replace"), b"a?g")


class ByteArrayTest(Case):
    def test_creation(self):
        self.assertEqual(c.array_FromObject(b"abc"), bytearray(b"abc"))
        self.assertEqual(c.array_FromObject(3), bytearray(3))
        self.fails(TypeError, "string argument without an encoding", c.array_FromObject, "abc")
        self.assertEqual(c.array_FromStringAndSize(b"abc", 2), bytearray(b"ab"))
        self.assertEqual([c.array_filled(n) for n in (0, 1, 100)], [bytearray(b"x" * n) for n in (0, 1, 100)])
        self.fails(SystemError, "Negative size passed to PyByteArray_FromStringAndSize", c.array_FromStringAndSize, b"", -1)

    def test_access(self):
        self.assertEqual([c.array_text(bytearray(b)) for b in (b"", b"abc", b"x" * 64)], [b"\0", b"abc\0", b"x" * 64 + b"\0"])

    def test_concat(self):
        self.assertEqual(c.array_Concat(b"ab", memoryview(b"cd")), bytearray(b"abcd"))
        self.assertIs(type(c.array_Concat(b"ab", b"")), bytearray)
        self.fails(TypeError, "can't concat int to bytes", c.array_Concat, b"ab", 5)

    def test_resize(self):
        b = bytearray(b"abcdef")
        c.array_Resize(b, 3)
        self.assertEqual(b, b"abc")
        c.array_Resize(b, 300)
        self.assertEqual((len(b), b[:3]), (300, b"abc"))
        with memoryview(b):
            self.fails(BufferError, "Existing exports of data: object cannot be re-sized", c.array_Resize, b, 3)


if __name__ == "__main__":
    unittest.main()
