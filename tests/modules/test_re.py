"""re: the translation to PCRE2 where the two syntaxes differ, kinds of subjects, results and errors."""
import copy
import pickle
import re
import unittest
import warnings


class TranslationTest(unittest.TestCase):
    def test_space_has_the_separators(self):
        self.assertEqual(re.findall(r'\s', 'a\x1c\x85\xa0\u2028\u180e'), ['\x1c', '\x85', '\xa0', '\u2028'])
        self.assertEqual(re.findall(r'[\Sx]', '\x1fa\u3000b'), ['a', 'b'])
        self.assertEqual(re.findall(r'(?a)\s', '\x1c \xa0'), [' '])

    def test_word_characters_by_kind(self):
        for tail in ('', 'é', 'Ω', '\U00010400'):
            self.assertEqual(re.findall(r'\w+', 'ab-1_' + tail + ' ²'), ['ab', '1_' + tail, '²'])
            self.assertEqual(re.findall(r'[^\W\d]', 'a1' + tail), list('a' + tail))

    def test_multiline_matches_after_the_last_newline(self):
        self.assertEqual([m.start() for m in re.finditer('(?m)^', 'a\nb\n')], [0, 2, 4])

    def test_not_a_boundary_needs_a_subject(self):
        self.assertIsNone(re.search(r'\B', ''))
        self.assertIsNotNone(re.search(r'\B', ' '))

    def test_braces(self):
        self.assertEqual(re.match('a{,2}b{c}{', 'aab{c}{').span(), (0, 7))
        self.assertEqual(re.match('x{}', 'x{}').span(), (0, 3))

    def test_counts_beyond_pcre(self):
        self.assertEqual(re.match('.{65536,70000}', 'x' * 80000).span(), (0, 70000))
        self.assertEqual(re.match('.{65536,70000}?', 'x' * 80000).span(), (0, 65536))
        self.assertIsNone(re.match('.{70000}', 'x' * 69999))

    def test_large_pattern_uses_the_wide_library(self):
        words = '|'.join('word%dx' % i for i in range(20000))
        self.assertEqual(re.search(words, 'a word19999x').span(), (2, 12))
        self.assertEqual(re.search(words.encode(), b'a word19999x').span(), (2, 12))

    def test_look_behind_with_items_of_no_width(self):
        self.assertEqual(re.search(r'(?<=a(?:)*(?:b){0}(?=c)?)c', 'ac').span(), (1, 2))

    def test_possessive_and_atomic(self):
        self.assertIsNone(re.match('a*+a', 'aaa'))
        self.assertIsNone(re.match('(?>a*)a', 'aaa'))


class FlagsTest(unittest.TestCase):
    def test_flags_know_name_and_number(self):
        self.assertEqual((re.I.name, re.I.value, (re.I | re.M).name, re.RegexFlag(0).name), ('IGNORECASE', 2, 'IGNORECASE|MULTILINE', None))
        self.assertIs(re.RegexFlag.IGNORECASE, re.I)
        self.assertIs(re.RegexFlag.X, re.VERBOSE)


class FormerModulesTest(unittest.TestCase):
    def test_lower_case(self):
        import _sre
        self.assertEqual([_sre.getlower(ord(c), re.A) for c in 'A\xc4'], [ord('a'), 0xc4])
        self.assertEqual([_sre.getlower(ord(c), re.U) for c in 'A\xc4'], [ord('a'), 0xe4])
        self.assertEqual(_sre.MAXREPEAT, re.MAXREPEAT)


class SubjectTest(unittest.TestCase):
    def test_characters_beyond_the_kind_of_the_subject(self):
        self.assertIsNone(re.search('[\u4e00-\u9fff]', 'abc'))
        self.assertEqual(re.findall('[^\u4e00]', 'ab'), ['a', 'b'])
        self.assertEqual(re.sub('\u2028|b', '-', 'abc'), 'a-c')
        self.assertEqual(re.search('(?<=é|a)b', 'ab').span(), (1, 2))

    def test_case_across_kinds(self):
        self.assertTrue(re.match('\u212a', 'k', re.I))
        self.assertTrue(re.match('k', '\u212a', re.I))
        self.assertTrue(re.match('\u0178', 'ÿ', re.I))
        self.assertTrue(re.match('\ufb05', '\ufb06', re.I))
        self.assertIsNone(re.match('(?i:x)i', 'xI'))
        self.assertIsNone(re.match('É', 'é', re.I | re.A))

    def test_buffers(self):
        data = bytearray(b'one two')
        self.assertEqual(re.sub(b'o', b'0', data), b'0ne tw0')
        self.assertEqual(re.findall(b'o', memoryview(data)), [b'o', b'o'])
        m = re.match(b'one', data)
        data.clear()
        self.assertEqual(m.group(), b'')

    def test_mixed_types(self):
        for pattern, string, text in (('a', b'a', 'cannot use a string pattern on a bytes-like object'),
                                      (b'a', 'a', 'cannot use a bytes pattern on a string-like object'),
                                      ('a', 1, 'expected string or bytes-like object')):
            with self.assertRaises(TypeError) as caught:
                re.search(pattern, string)
            self.assertEqual(str(caught.exception), text)

    def test_long_subjects(self):
        self.assertEqual(re.match('(?:x|y)*', 'xy' * 500000).end(), 1000000)
        self.assertIsNone(re.match('((?:x|y)a?)*z', 'xy' * 100000))


class ResultTest(unittest.TestCase):
    def test_match_object(self):
        m = re.compile('(?P<a>x)(y)?').search('-x-')
        self.assertEqual((m['a'], m[2], m.span('a'), m.regs), ('x', None, (1, 2), ((1, 2), (1, 2), (-1, -1))))
        self.assertEqual((m.lastindex, m.lastgroup, m.expand(r'<\g<a>\2>')), (1, 'a', '<x>'))
        self.assertEqual(repr(m), "<re.Match object; span=(1, 2), match='x'>")
        self.assertRaises(IndexError, m.group, 'b')

    def test_last_group(self):
        self.assertEqual(re.match('(a)(b)?', 'a').lastindex, 1)
        self.assertEqual(re.match('((a)(b))', 'ab').lastindex, 1)
        self.assertEqual(re.match('(?:(a)|(b))*', 'ba').lastindex, 1)

    def test_empty_matches(self):
        self.assertEqual(re.sub('x*', '-', 'abxd'), '-a-b-d-')
        self.assertEqual(re.findall('x*', 'axb'), ['', 'x', '', ''])
        with warnings.catch_warnings():
            warnings.simplefilter('ignore')
            self.assertEqual(re.split('x*', 'axbc'), ['a', 'bc'])

    def test_callback_uses_the_same_pattern(self):
        p = re.compile('[ab]')
        self.assertEqual(p.sub(lambda m: p.sub('q', 'aaaa')[:1] + m.group(), 'a-b'), 'qa-qb')

    def test_pattern_travels(self):
        p = re.compile('x', re.I | re.M)
        self.assertEqual(repr(p), "re.compile('x', re.IGNORECASE|re.MULTILINE)")
        self.assertEqual(pickle.loads(pickle.dumps(p)), p)
        self.assertIs(copy.deepcopy(p), p)

    def test_scanner_with_groups_in_its_patterns(self):
        s = re.Scanner([(r'\d+', lambda s, text: int(text)), (r'(\w)(\w*)', lambda s, text: text), (r'\s+', None)])
        self.assertEqual(s.scan('12 abc !'), ([12, 'abc'], '!'))


class ErrorTest(unittest.TestCase):
    def test_where_it_is(self):
        with self.assertRaises(re.error) as caught:
            re.compile('ab\n(c')
        e = caught.exception
        self.assertEqual((e.msg, e.pos, e.lineno, e.colno), ('missing ), unterminated subpattern', 3, 2, 1))
        self.assertEqual(str(e), 'missing ), unterminated subpattern at position 3 (line 2, column 1)')

    def test_replacements(self):
        self.assertRaises(TypeError, re.sub, 'a', 1, 'a')
        self.assertRaises(TypeError, re.sub, 'a', lambda m: b'x', 'a')
        self.assertRaises(re.error, re.sub, 'a', r'\1', 'a')
        self.assertRaises(IndexError, re.sub, 'a', r'\g<x>', 'a')

    def test_deep_nesting(self):
        self.assertRaises((re.error, RuntimeError), re.compile, '(' * 100000)


if __name__ == '__main__':
    unittest.main()
