import csv
import io
import unittest


def read(lines, **options):
    return list(csv.reader(lines, **options))


def write(row, **options):
    out = io.StringIO()
    csv.writer(out, **options).writerow(row)
    return out.getvalue()


class Reader(unittest.TestCase):
    def test_plain_and_quoted(self):
        self.assertEqual(read(['a,"b,c",d\r\n', 'e,"f""g",\n']), [['a', 'b,c', 'd'], ['e', 'f"g', '']])

    def test_field_over_several_lines(self):
        self.assertEqual(read(['"a\n', 'b",c\n']), [['a\nb', 'c']])

    def test_empty_line_is_empty_row(self):
        self.assertEqual(read(['', '\n']), [[], []])

    def test_wide_text(self):
        self.assertEqual(read(['ä;"€;x";\U0001F600'], delimiter=';'), [['ä', '€;x', '\U0001F600']])
        self.assertEqual(read(['a→b→"c→"'], delimiter='→'), [['a', 'b', 'c→']])

    def test_numbers(self):
        self.assertEqual(read(['1,"2",'], quoting=csv.QUOTE_NONNUMERIC), [[1.0, '2', '']])
        with self.assertRaises(ValueError):
            read(['x'], quoting=csv.QUOTE_NONNUMERIC)

    def test_escapes(self):
        self.assertEqual(read(['a\\,b,"c\\"d"'], escapechar='\\'), [['a,b', 'c"d']])

    def test_errors(self):
        for lines, message in [(['a\nb'], 'new-line character seen in unquoted field'),
                               (['a\0'], 'line contains NUL'), (['"a\0"'], 'line contains NUL'),
                               ([b'a'], 'iterator should return strings, not bytes')]:
            with self.subTest(lines), self.assertRaisesRegex(csv.Error, message):
                read(lines)
        with self.assertRaisesRegex(csv.Error, "',' expected after '\"'"):
            read(['"a"b'], strict=True)
        with self.assertRaisesRegex(csv.Error, 'unexpected end of data'):
            read(['"a'], strict=True)

    def test_field_limit(self):
        old = csv.field_size_limit(5)
        try:
            self.assertEqual(read(['abcde,"abcde"']), [['abcde', 'abcde']])
            for line in ['abcdef,', ',abcdef', '"abcdef",', '"abc\\def"']:
                with self.assertRaisesRegex(csv.Error, r'field larger than field limit \(5\)'):
                    read([line], escapechar='\\')
        finally:
            csv.field_size_limit(old)

    def test_iterator_that_uses_its_reader(self):
        def lines():
            yield 'a,"'
            try:
                next(r)
            except (ValueError, csv.Error, StopIteration):
                pass
            yield 'b"'
        r = csv.reader(lines())
        try:
            list(r)
        except csv.Error:
            pass


class Writer(unittest.TestCase):
    def test_minimal(self):
        self.assertEqual(write(['a', 1, None, 'b,c', 'd"e', 'f\ng', 2.5]), 'a,1,,"b,c","d""e","f\ng",2.5\r\n')

    def test_single_empty_field(self):
        self.assertEqual(write(['']), '""\r\n')
        with self.assertRaisesRegex(csv.Error, 'single empty field record must be quoted'):
            write([''], quoting=csv.QUOTE_NONE)

    def test_quoting(self):
        self.assertEqual(write(['a', 1, None], quoting=csv.QUOTE_ALL), '"a","1",""\r\n')
        self.assertEqual(write(['a', 1, None], quoting=csv.QUOTE_NONNUMERIC), '"a",1,""\r\n')
        self.assertEqual(write(['a', 1, None], quoting=csv.QUOTE_STRINGS), '"a",1,\r\n')
        self.assertEqual(write(['a', 1, None], quoting=csv.QUOTE_NOTNULL), '"a","1",\r\n')
        self.assertEqual(write(['a,b'], quoting=csv.QUOTE_NONE, escapechar='\\'), 'a\\,b\r\n')
        with self.assertRaisesRegex(csv.Error, 'need to escape, but no escapechar set'):
            write(['a,b'], quoting=csv.QUOTE_NONE)

    def test_not_iterable(self):
        with self.assertRaisesRegex(csv.Error, 'iterable expected, not int'):
            write(3)

    def test_round_trip(self):
        row = ['', 'a"', '"', '\r', '\n', ',', ' x ', 'ä→\U0001F600', 'plain']
        self.assertEqual(read(write(row).splitlines(True)) if '\r' not in row else
                         list(csv.reader(io.StringIO(write(row), newline=''))), [row])


class Dialects(unittest.TestCase):
    def test_registry(self):
        csv.register_dialect('colons', delimiter=':')
        try:
            self.assertIn('colons', csv.list_dialects())
            self.assertEqual(read(['a:b'], dialect='colons'), [['a', 'b']])
        finally:
            csv.unregister_dialect('colons')
        with self.assertRaisesRegex(csv.Error, 'unknown dialect'):
            csv.get_dialect('colons')

    def test_parameters_are_checked(self):
        for options, message in [({'delimiter': 'ab'}, '"delimiter" must be a 1-character string'),
                                 ({'delimiter': 1}, '"delimiter" must be string, not int'),
                                 ({'quoting': 9}, 'bad "quoting" value'),
                                 ({'quotechar': None, 'quoting': csv.QUOTE_ALL}, 'quotechar must be set'),
                                 ({'lineterminator': None}, 'lineterminator must be set')]:
            with self.subTest(options), self.assertRaisesRegex(TypeError, message):
                csv.reader([], **options)


if __name__ == '__main__':
    unittest.main()
