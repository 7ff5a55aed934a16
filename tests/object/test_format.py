"""The format mini-language, and printf-style formatting of str and bytes."""
import unittest


class SoleTextTest(unittest.TestCase):
    def test_a_str_alone_is_given_itself(self):
        class Sub(str):
            pass
        s = ''.join(['ab', 'cd'])
        for text in ('%s' % s, '%s' % (s,), '%(a)s' % {'a': s}, '%s%s' % ('', s), '{}'.format(s), '{0:}'.format(s), '{a}'.format(a=s),
                     '{0!s}'.format(s), '{}{}'.format(s, ''), s.format(), s % (), format(s), format(s, ''), str(s), ''.join([s]), f'{s}',
                     f'{s:}', f'{s!s}'):
            self.assertIs(text, s)
        for text in ('%s' % Sub(s), '{}'.format(Sub(s)), Sub(s).format(), Sub(s) % ()):
            self.assertIs(type(text), str)
            self.assertEqual(text, s)
        self.assertEqual(('%s%s' % (s, s), '{}{}'.format(s, 'é'), '%.2s' % s, '%5s' % s, '{:{}}'.format(s, s[:0] + '6')),
                         ('abcdabcd', 'abcdé', 'ab', ' abcd', 'abcd  '))


class MiniLanguage(unittest.TestCase):
    def check(self, *rows):
        for value, spec, expected in rows:
            self.assertEqual(format(value, spec), expected, (value, spec))

    def test_str(self):
        self.check(('ab', '', 'ab'), ('ab', '5', 'ab   '), ('ab', '>5', '   ab'), ('ab', '*^5', '*ab**'), ('abc', '.2', 'ab'),
                   ('\xe9', '\u20ac<3s', '\xe9\u20ac\u20ac'), ('abc', '.0', ''))

    def test_int(self):
        self.check((5, '05', '00005'), (-5, '05', '-0005'), (5, '+', '+5'), (5, ' ', ' 5'), (255, '#x', '0xff'), (255, '#X', '0XFF'),
                   (255, '#010b', '0b11111111'), (5, '*=+6', '+****5'), (65, 'c', 'A'), (1234567, ',', '1,234,567'),
                   (1234567, '_', '1_234_567'), (0xabcdef12, '_x', 'abcd_ef12'), (1234, '010,', '00,001,234'), (123, '04,', '0,123'),
                   (2, '.1f', '2.0'), (2, '%', '200.000000%'), (10**20, '25d', '    100000000000000000000'), (True, 'd', '1'), (5, 'n', '5'))

    def test_float(self):
        self.check((1.5, '', '1.5'), (1.0, '6', '   1.0'), (1.5, '08.2f', '00001.50'), (-1.5, '=+8', '-    1.5'), (1234567.891, ',.2f', '1,234,567.89'),
                   (1e20, 'g', '1e+20'), (0.5, '.0%', '50%'), (float('inf'), '010,', '0000000inf'), (float('nan'), 'F', 'NAN'),
                   (1.0, '.3', '1.0'), (12345.0, '.3', '1.23e+04'), (1.0, '#.0f', '1.'), (2.5, '.0f', '2'), (-0.0001, 'z.1f', '0.0'))

    def test_complex(self):
        self.check((1 + 2j, '', '(1+2j)'), (1 + 2j, '.1f', '1.0+2.0j'), (1 + 2j, '>10', '    (1+2j)'), (2j, '', '2j'), (1 - 2j, '+.2e', '+1.00e+00-2.00e+00j'))

    def test_errors(self):
        for value, spec, message in (
                (5, 's', "Unknown format code 's' for object of type 'int'"), ('a', 'd', "Unknown format code 'd' for object of type 'str'"),
                (1.5, 'x', "Unknown format code 'x' for object of type 'float'"), (5, '.2d', 'Precision not allowed in integer format specifier'),
                (5, '.', 'Format specifier missing precision'), (5, ',_', "Cannot specify both ',' and '_'."), (5, ',x', "Cannot specify ',' with 'x'."),
                (5, '+c', "Sign not allowed with integer format specifier 'c'"), ('a', '+', 'Sign not allowed in string format specifier'),
                ('a', '=5', "'=' alignment not allowed in string format specifier"), (1j, '05', 'Zero padding is not allowed in complex format specifier'),
                (5, '9' * 30, 'Too many decimal digits in format string'), (5, 'xx', "Invalid format specifier 'xx' for object of type 'int'")):
            with self.assertRaises(ValueError) as caught:
                format(value, spec)
            self.assertEqual(str(caught.exception), message)
        self.assertRaises(OverflowError, format, 0x110000, 'c')
        self.assertRaises(OverflowError, format, 10**400, 'f')
        self.assertRaises(MemoryError, format, 5, '9223372036854775807,')


class Printf(unittest.TestCase):
    def check(self, *rows):
        for form, args, expected in rows:
            self.assertEqual(form % args, expected)
            if isinstance(args, (int, float)) or isinstance(args, tuple) and all(isinstance(a, (int, float)) for a in args):
                self.assertEqual(form.encode() % args, expected.encode())

    def test_numbers(self):
        self.check(('%d', 42, '42'), ('%5d|%-5d|%05d', (1, -2, -3), '    1|-2   |-0003'), ('%+d % d', (1, 2), '+1  2'), ('%#x %#X %#o', (255, 255, 8), '0xff 0XFF 0o10'),
                   ('%.3d', 5, '005'), ('%8.3d', -5, '    -005'), ('%#010x', 255, '0x000000ff'), ('%d', 3.99, '3'), ('%i%%', 5, '5%'), ('%x', 2**100, '1' + '0' * 25),
                   ('%f %.0e %G', (1.5, 12345.0, 1e-10), '1.500000 1e+04 1E-10'), ('%05.1f', float('-inf'), '-0inf'), ('%*d', (5, 1), '    1'), ('%*d', (-5, 1), '1    '), ('%.*f', (2, 1.0), '1.00'), ('%ld', 5, '5'))

    def test_text(self):
        self.check(('%s', 'a', 'a'), ('%5s|%-5s|%.1s', ('a', 'b', 'cd'), '    a|b    |c'), ('%r %a', ('\xe9', '\xe9'), "'\xe9' '\\xe9'"), ('%c%c', (65, 'B'), 'AB'),
                   ('%(a)s-%(b(c))d', {'a': 1, 'b(c)': 2}, '1-2'), ('%s', ((1, 2),), '(1, 2)'), ('', {}, ''), ('x', [1], 'x'))

    def test_bytes(self):
        self.assertEqual(b'%s %b %a %r' % (b'x', bytearray(b'y'), '\xe9', 'z'), b"x y '\\xe9' 'z'")
        self.assertEqual(b'%c%c' % (255, b'a'), b'\xffa')
        self.assertEqual(bytearray(b'%d') % 5, bytearray(b'5'))
        self.assertIs(type(bytearray(b'%d') % 5), bytearray)

        class B:
            def __bytes__(self): return b'made'
        self.assertEqual(b'%b' % B(), b'made')

    def test_errors(self):
        for form, args, kind, message in (
                ('%d', (), TypeError, 'not enough arguments for format string'), ('%d', (1, 2), TypeError, 'not all arguments converted during string formatting'),
                (b'%d', (1, 2), TypeError, 'not all arguments converted during bytes formatting'), ('%(a)s', 1, TypeError, 'format requires a mapping'),
                ('%(a', {}, ValueError, 'incomplete format key'), ('%', (1,), ValueError, 'incomplete format'), ('%z', 1, ValueError, "unsupported format character 'z' (0x7a) at index 1"),
                ('%x', 1.5, TypeError, '%x format: an integer is required, not float'), ('%c', 'ab', TypeError, '%c requires int or char'),
                ('%c', 0x110000, OverflowError, '%c arg not in range(0x110000)'), (b'%c', 256, OverflowError, '%c arg not in range(256)'),
                ('%*d', ('a', 1), TypeError, '* wants int'), ('%99999999999999999999d', 1, ValueError, 'width too big'), ('%.99999999999f', 1, ValueError, 'precision too big'),
                (b'%s', 'a', TypeError, "%b requires a bytes-like object, or an object that implements __bytes__, not 'str'")):
            with self.assertRaises(kind) as caught:
                form % args
            self.assertEqual(str(caught.exception)[:len(message)], message)


if __name__ == '__main__':
    unittest.main()
