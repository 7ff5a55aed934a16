"""unicodedata: what differs between the database of today and that of Unicode 3.2."""
import unicodedata
import unittest


class OldDatabaseTest(unittest.TestCase):
    old = unicodedata.ucd_3_2_0

    def test_properties_changed_since(self):
        for name, char, before, now in [('category', '\u00a7', 'So', 'Po'), ('category', '\u200b', 'Zs', 'Cf'),
                                        ('bidirectional', '+', 'ET', 'ES'), ('mirrored', '\u0f3a', 0, 1),
                                        ('mirrored', '\u29a1', 1, 0), ('east_asian_width', '\u231a', 'N', 'W'),
                                        ('category', 'a', 'Ll', 'Ll'), ('mirrored', '(', 1, 1)]:
            with self.subTest(name=name, char=char):
                self.assertEqual(getattr(self.old, name)(char), before)
                self.assertEqual(getattr(unicodedata, name)(char), now)

    def test_decimals_changed_since(self):
        self.assertEqual(self.old.decimal('\u00b2'), 2)
        self.assertRaises(ValueError, unicodedata.decimal, '\u00b2')
        self.assertEqual(self.old.decimal('7'), 7)

    def test_later_characters_are_unassigned(self):
        self.assertEqual(self.old.category('\u0220'), 'Lu')
        self.assertEqual(self.old.category('\u0221'), 'Cn')
        self.assertEqual(self.old.east_asian_width('\u0221'), 'N')

    def test_aliases_are_not_found(self):
        self.assertEqual(unicodedata.lookup('LATIN SMALL LETTER GHA'), '\u01a3')
        self.assertRaises(KeyError, self.old.lookup, 'LATIN SMALL LETTER GHA')
        self.assertEqual(self.old.lookup('latin small letter oi'), '\u01a3')


if __name__ == '__main__':
    unittest.main()
