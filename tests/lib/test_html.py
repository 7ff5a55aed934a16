"""html: character references of the standard."""
import html
import html.entities
import unittest


class References(unittest.TestCase):
    def test_the_whole_table(self):
        table = html.entities.html5
        self.assertEqual((len(table), sum(not name.endswith(';') for name in table)), (2231, 106))
        self.assertEqual((table['CounterClockwiseContourIntegral;'], table['lang;'], table['acE;'], table['AMP']),
                         ('\u2233', '\u27e8', '\u223e\u0333', '&'))
        for name, number in html.entities.name2codepoint.items():
            if name not in ('lang', 'rang'):            # another character since HTML 4
                self.assertEqual(table[name + ';'], chr(number))

    def test_the_longest_name_counts(self):
        self.assertEqual(html.unescape('&notin; &notit; &notinva;'), '\u2209 \xacit; \u2209')


if __name__ == '__main__':
    unittest.main()
