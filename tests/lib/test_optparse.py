import unittest
from optparse import OptionConflictError, OptionError, OptionGroup, OptionParser


class Parser(OptionParser):
    def error(self, msg):
        raise ValueError(msg)


class ParseTest(unittest.TestCase):

    def setUp(self):
        self.parser = Parser(prog='p', usage='%prog FILE')
        self.parser.add_option('-n', '--number', type=int, help='a number [default: %default]', default=3)
        self.parser.add_option('-v', action='count', dest='verbose')
        self.parser.add_option('--pair', nargs=2, metavar='X Y')

    def parse(self, line):
        values, args = self.parser.parse_args(line.split())
        return values.number, values.verbose, values.pair, args

    def test_forms(self):
        self.assertEqual(self.parse('a -vv -n0x10 --pair 1 2 b'), (16, 2, ('1', '2'), ['a', 'b']))
        self.assertEqual(self.parse('--num=5 -- -v'), (5, None, None, ['-v']))

    def test_errors(self):
        for line, message in [('-x', 'no such option: -x'), ('-n', '-n option requires 1 argument'),
                              ('-n x', "option -n: invalid integer value: 'x'"),
                              ('--pair 1', '--pair option requires 2 arguments')]:
            with self.assertRaises(ValueError) as caught:
                self.parse(line)
            self.assertEqual(str(caught.exception), message)

    def test_help(self):
        lines = [line.rstrip() for line in self.parser.format_help().split('\n')]
        self.assertEqual(lines, ['Usage: p FILE', '', 'Options:', '  -h, --help            show this help message and exit',
                                 '  -n NUMBER, --number=NUMBER', '                        a number [default: 3]', '  -v',
                                 '  --pair=X Y', ''])

    def test_no_heading_without_options(self):
        parser = Parser(prog='p', add_help_option=False)
        self.assertEqual(parser.format_help(), 'Usage: p [options]\n\n')

    def test_conflict(self):
        group = OptionGroup(self.parser, 'Group')
        with self.assertRaisesRegex(OptionConflictError, r'option -n: conflicting option string\(s\): -n'):
            group.add_option('-n')

    def test_bad_option(self):
        with self.assertRaisesRegex(OptionError, "option -b: invalid action: 'foo'"):
            self.parser.add_option('-b', action='foo')


if __name__ == '__main__':
    unittest.main()
