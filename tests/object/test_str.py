"""str: representation, searching, case, formatting. Behaviour that programs rely on."""
import unittest


class Representation(unittest.TestCase):
    def test_slices_narrow_so_that_equal_texts_are_equal(self):
        s = 'ab\u0394\U0001f600cd'
        self.assertEqual(s[:2], 'ab')
        self.assertEqual(hash(s[4:]), hash('cd'))
        self.assertEqual({s[:2]: 1}['ab'], 1)

    def test_appending_keeps_older_references_unchanged(self):
        s = 'a'
        seen = []
        for i in range(100):
            seen.append(s)
            s += 'b'
        self.assertEqual([len(x) for x in seen], list(range(1, 101)))

    def test_appending_a_wider_text(self):
        s = ''
        for c in 'ab\xe9\u0394\U0001f600z':
            s += c
        self.assertEqual(s, 'ab\xe9\u0394\U0001f600z')

    def test_appending_itself(self):
        s = 'ab' * 100
        s += s
        self.assertEqual(s, 'ab' * 200)

    def test_replacing_the_wide_characters_narrows(self):
        self.assertEqual('a\U0001f600b'.replace('\U0001f600', '-'), 'a-b')
        self.assertEqual(hash('a\u0394'.replace('\u0394', '')), hash('a'))

    def test_subclass_keeps_attributes(self):
        class S(str):
            pass
        s = S('text')
        s.x = 1
        self.assertEqual((s, s.x, type(s), type(s[:])), ('text', 1, S, str))
        self.assertEqual(type(str(s)), str)


class Searching(unittest.TestCase):
    def test_empty_needle(self):
        self.assertEqual('abc'.find('', 3), 3)
        self.assertEqual('abc'.find('', 4), -1)
        self.assertEqual('abc'.rfind(''), 3)
        self.assertEqual('abc'.count(''), 4)

    def test_needle_wider_than_text(self):
        self.assertEqual('abc'.find('\u0394'), -1)
        self.assertEqual('abc'.split('\u0394'), ['abc'])

    def test_periodic_text_takes_linear_time(self):
        n = 200000
        self.assertEqual(('a' * n).find('a' * 1000 + 'b' + 'a' * 1000), -1)
        self.assertEqual(('\u0394' * n).rfind('\u0394' * 1000 + 'b' + '\u0394' * 1000), -1)

    def test_split_rest_keeps_trailing_whitespace(self):
        self.assertEqual(' a b  c '.split(None, 1), ['a', 'b  c '])
        self.assertEqual(' a b  c '.rsplit(None, 1), [' a b', 'c'])

    def test_split_empty_separator(self):
        with self.assertRaisesRegex(ValueError, 'empty separator'):
            'a'.split('')

    def test_splitlines_of_all_kinds(self):
        self.assertEqual('a\nb\r\nc\rd\x85e\u2028f'.splitlines(), list('abcdef'))
        self.assertEqual('a\r\n\n'.splitlines(True), ['a\r\n', '\n'])


class Case(unittest.TestCase):
    def test_full_mappings(self):
        self.assertEqual('\xdf'.upper(), 'SS')
        self.assertEqual('\xdf'.casefold(), 'ss')
        self.assertEqual('\u0130'.lower(), 'i\u0307')

    def test_final_sigma(self):
        self.assertEqual('\u0391\u03a3'.lower(), '\u03b1\u03c2')
        self.assertEqual('\u03a3\u0391'.lower(), '\u03c3\u03b1')

    def test_long_ascii(self):
        self.assertEqual(('Az@[`{' * 20).swapcase(), 'aZ@[`{' * 20)


class Format(unittest.TestCase):
    def test_fields(self):
        self.assertEqual('{0[k]}{1.real}{a!r:>4}'.format({'k': 1}, 2, a='x'), "12 'x'")
        self.assertEqual('{:{}}|'.format('a', 3), 'a  |')
        self.assertEqual('{{{}}}'.format(1), '{1}')

    def test_errors(self):
        for text, message in [('{', "Single '{' encountered"), ('}', "Single '}' encountered"),
                              ('{0', "expected '}' before end"), ('{0:{', "unmatched '{' in format spec"),
                              ('{0}{}', 'cannot switch from manual')]:
            with self.assertRaisesRegex(ValueError, message):
                text.format(1)

    def test_format_map_asks_the_mapping(self):
        class Missing(dict):
            def __missing__(self, key):
                return key.upper()
        self.assertEqual('{a}{b}'.format_map(Missing(a=1)), '1B')


class MappingTest(unittest.TestCase):
    """One character for another, tables and title case, of all widths."""
    texts = ['ab c', 'abAB1 _z', 'äöÄb', 'αβaγ Σ', 'a😀bα']

    def each(self):
        for text in self.texts:
            for n in 0, 1, 7, 15, 16, 17, 33, 1023, 1024, 1025, 2050:
                yield (text * n)[:n]

    def test_replace_a_character(self):
        for s in self.each():
            for old in 'aäα😀':
                for new in 'xäα😀':
                    want = ''.join([new if c == old else c for c in s])
                    self.assertEqual(s.replace(old, new), want)
                    self.assertEqual(s.replace(old, new, len(s) + 1), want)
                    self.assertEqual(s.replace(old, new, 2).count(new), s.count(new) * (old != new) + min(2, s.count(old)) if old != new else s.count(old))

    def test_replacing_the_only_wide_character_narrows(self):
        self.assertTrue('aaä'.replace('ä', 'a').isascii())
        self.assertEqual(hash('aαa'.replace('α', 'a')), hash('aaa'))

    def test_translate(self):
        table = {ord('a'): None, ord('b'): 'B', ord('c'): ord('ä'), ord(' '): '<>', ord('α'): 'a', ord('z'): ''}
        for s in self.each():
            want = ''.join([('' if v is None else chr(v) if isinstance(v, int) else v) for v in [table.get(ord(c), c) for c in s]])
            self.assertEqual(s.translate(table), want)

    def test_title(self):
        self.assertEqual("they're BILL's 1st x_y\x7f".title(), "They'Re Bill'S 1St X_Y\x7f")

    def test_join_short_pieces(self):
        for n in range(40):
            pieces = ['x' * i for i in range(n)]
            self.assertEqual(len(', '.join(pieces)), sum(map(len, pieces)) + max(0, n - 1) * 2)
            self.assertEqual(b', '.join([p.encode() for p in pieces]).decode(), ', '.join(pieces))
            self.assertEqual('ä'.join(pieces).replace('ä', ''), ''.join(pieces))

class QuickPathTest(unittest.TestCase):
    def test_strip_of_ascii_characters(self):
        self.assertEqual(' \t\x1f a \n'.strip(), 'a')
        self.assertEqual('xyaxyx'.strip('xy'), 'a')
        self.assertEqual('\xe9xa\xe9'.strip('x'), '\xe9xa\xe9')
        self.assertEqual('xx'.strip('x'), '')
        self.assertEqual('a\xe9'.strip('\xe9'), 'a')
        self.assertEqual('\u20aca'.rstrip('a'), '\u20ac')
        self.assertRaisesRegex(TypeError, 'strip arg must be None or str', 'a'.strip, 1)

    def test_replace(self):
        self.assertEqual('a-b--c-'.replace('-', '+='), 'a+=b+=+=c+=')
        self.assertEqual('aXbbXc'.replace('Xb', '', 1), 'abXc')
        self.assertEqual('aXa'.replace('X', '\xe9'), 'a\xe9a')
        self.assertEqual('a\xe9a'.replace('\xe9', 'ee'), 'aeea')
        self.assertTrue('a\xe9a'.replace('\xe9', 'ee').isascii())
        self.assertEqual('\u20aca'.replace('\u20ac', 'E'), 'Ea')
        self.assertEqual('abc'.replace('zz', 'y'), 'abc')

    def test_case_of_other_than_ascii(self):
        self.assertEqual('\xc9COLE \u0416'.lower(), '\xe9cole \u0436')
        self.assertEqual('stra\xdfe'.upper(), 'STRASSE')
        self.assertEqual('\xe9\xff'.upper(), '\xc9\u0178')
        self.assertEqual('A\u03a3'.lower(), 'a\u03c2')
        self.assertEqual(('\xc9' * 300).lower(), '\xe9' * 300)
        self.assertEqual('\u0130'.lower(), 'i\u0307')
        self.assertEqual('\xdf'.casefold(), 'ss')

    def test_split_at_near_and_far_places(self):
        text = 'a,' + 'b' * 40 + ',,c'
        self.assertEqual(text.split(','), ['a', 'b' * 40, '', 'c'])
        self.assertEqual(text.split(',', 1), ['a', 'b' * 40 + ',,c'])
        self.assertEqual(text.encode().split(b','), [b'a', b'b' * 40, b'', b'c'])
        self.assertEqual(b'a\n\nb\r\nc'.splitlines(), [b'a', b'', b'b', b'c'])
        self.assertEqual(b'a\nb'.splitlines(True), [b'a\n', b'b'])


if __name__ == '__main__':
    unittest.main()
