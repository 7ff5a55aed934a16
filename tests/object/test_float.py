"""float and complex: arithmetic corner cases, text, rounding."""
import math
import unittest

INF, NAN = float('inf'), float('nan')


def same(a, b):
    return a == b and math.copysign(1, a) == math.copysign(1, b) or a != a and b != b


class Float(unittest.TestCase):
    def assertSame(self, a, b):
        self.assertTrue(same(a, b), '%r is not %r' % (a, b))

    def test_floor_division_and_modulo(self):
        self.assertEqual(divmod(-7.5, 2.0), (-4.0, 0.5))
        self.assertEqual(divmod(7.5, -2.0), (-4.0, -0.5))
        self.assertSame(-0.0 % 1.0, 0.0)
        self.assertSame(1.0 % -INF, -INF)
        self.assertSame(-1e-20 % 1e300, 1e300)
        for op in (lambda: 1.0 / 0, lambda: 1.0 // 0, lambda: 1.0 % 0, lambda: divmod(1.0, 0.0)):
            self.assertRaises(ZeroDivisionError, op)

    def test_powers(self):
        self.assertSame(NAN**0, 1.0)
        self.assertSame(1.0**NAN, 1.0)
        self.assertSame((-0.0)**3, -0.0)
        self.assertSame((-INF)**-3.0, -0.0)
        self.assertSame(0.0**INF, 0.0)
        self.assertRaisesRegex(ZeroDivisionError, '0.0 cannot be raised to a negative power', lambda: 0.0**-2)
        with self.assertRaises(OverflowError) as caught:
            1e300**2
        self.assertEqual(caught.exception.args, (34, 'Numerical result out of range'))
        self.assertIs(type((-8.0)**0.5), complex)

    def test_text(self):
        for text in ('1e16', '123456789012345.6', '1e-05', '0.0001', '5e-324', '1.7976931348623157e+308', '-0.0', 'nan', '-inf'):
            self.assertEqual(repr(float(text)).replace('+', ''), text.replace('1e16', '1e16').replace('+', ''))
        self.assertEqual(float(' 1_0.5e1 \n'), 105.0)
        self.assertEqual(float('\u0663.5'), 3.5)
        self.assertSame(float('1e400'), INF)
        for bad in ('', '1_', '1._5', '1e', '0x1', 'infinit', '1\0'):
            with self.assertRaises(ValueError) as caught:
                float(bad)
            self.assertEqual(str(caught.exception), 'could not convert string to float: %r' % bad)

    def test_hexadecimal(self):
        self.assertEqual((1.0).hex(), '0x1.0000000000000p+0')
        self.assertEqual((-5e-324).hex(), '-0x0.0000000000001p-1022')
        self.assertEqual((-0.0).hex(), '-0x0.0p+0')
        for x in (0.1, 1e300, 5e-324, -123.456):
            self.assertEqual(float.fromhex(x.hex()), x)
        self.assertEqual(float.fromhex('0x.8p1'), 1.0)
        self.assertEqual(float.fromhex('0x1.00000000000008p0'), 1.0)
        self.assertEqual(float.fromhex('0x1.000000000000080001p0'), 1.0000000000000002)
        self.assertEqual(float.fromhex('0x1p-1075'), 0.0)
        self.assertEqual(float.fromhex('0x1.8p-1075'), 5e-324)
        self.assertRaises(OverflowError, float.fromhex, '0x1p1024')
        self.assertRaises(OverflowError, float.fromhex, '0x1.fffffffffffff8p1023')
        for bad in ('', '0x', '0x1p', '1.g', '0x1 p1'):
            self.assertRaises(ValueError, float.fromhex, bad)

    def test_rounding(self):
        self.assertEqual([round(x) for x in (0.5, 1.5, 2.5, -0.5)], [0, 2, 2, 0])
        self.assertEqual(round(2.675, 2), 2.67)
        self.assertEqual(round(1e22, -20), 1e22)
        self.assertSame(round(-0.001, 2), -0.0)
        self.assertRaisesRegex(OverflowError, 'rounded value too large', round, 1.7e308, -308)

    def test_integer_ratio(self):
        self.assertEqual((0.75).as_integer_ratio(), (3, 4))
        self.assertEqual((-1e300).as_integer_ratio(), (-int(1e300), 1))
        self.assertEqual((5e-324).as_integer_ratio(), (1, 2**1074))
        self.assertRaises(OverflowError, INF.as_integer_ratio)
        self.assertRaises(ValueError, NAN.as_integer_ratio)

    def test_subclass_and_conversion_methods(self):
        class F(float):
            pass
        f = F(2.5)
        f.tag = 1
        self.assertEqual((f, f.tag, type(f + 0), type(float(f)), repr(f)), (2.5, 1, float, float, '2.5'))
        self.assertIs(type(F.fromhex('0x1')), F)

        class Bad:
            def __float__(self): return 'x'
        self.assertRaisesRegex(TypeError, r'Bad.__float__ returned non-float \(type str\)', float, Bad())

        class Index:
            def __index__(self): return 7
        self.assertEqual(float(Index()), 7.0)
        self.assertRaisesRegex(TypeError, r'float\(\) argument must be a string or a real number', float, [])


class Complex(unittest.TestCase):
    def test_text(self):
        for text in ('(1+2j)', '(-0-2.5j)', '1j', '(-0+1j)', '(nan+infj)', '(1e+100-1e-20j)'):
            self.assertEqual(repr(complex(text)), text)
        for text, value in (('j', 1j), ('-j', -1j), ('1+j', 1 + 1j), (' ( 3 ) ', 3 + 0j), ('1e3-J', 1000 - 1j), ('1_0j', 10j)):
            self.assertEqual(complex(text), value)
        for bad in ('', '(', '1+', '1+2', '1j2', '(1+2j', '1 + 2j', 'jj', '1+2j)', '++1j'):
            self.assertRaisesRegex(ValueError, r'complex\(\) arg is a malformed string', complex, bad)

    def test_arithmetic(self):
        self.assertEqual((1 + 2j) * (3 - 4j), 11 + 2j)
        self.assertEqual((11 + 2j) / (3 - 4j), 1 + 2j)
        self.assertEqual((1 + 1j)**2, 2j)
        self.assertEqual((2 + 0j)**-2, 0.25)
        self.assertEqual(abs(3 + 4j), 5.0)
        self.assertRaises(ZeroDivisionError, lambda: 1j / 0)
        self.assertRaises(ZeroDivisionError, lambda: 0j**-1)
        self.assertRaises(OverflowError, abs, complex(1.7e308, 1.7e308))
        for op in (lambda: 1j // 1, lambda: 1j % 1, lambda: divmod(1j, 1), lambda: 1j < 2, lambda: int(1j), lambda: float(1j)):
            self.assertRaises(TypeError, op)

    def test_equality_with_ints_is_exact(self):
        self.assertFalse(complex(2**53) == 2**53 + 1)
        self.assertTrue(3 + 0j == 3 == 3.0)
        self.assertEqual(hash(3 + 0j), hash(3))

    def test_constructor(self):
        self.assertEqual(complex(1, 2j), -1 + 0j)
        self.assertEqual(complex(real=1j, imag=1), 2j)

        class C:
            def __complex__(self): return 1 + 2j
        self.assertEqual(complex(C()), 1 + 2j)

        class Bad:
            def __complex__(self): return 1
        self.assertRaisesRegex(TypeError, '__complex__ returned non-complex', complex, Bad())
        self.assertRaisesRegex(TypeError, "can't take second arg if first is a string", complex, '1', 2)
        self.assertRaisesRegex(TypeError, "second arg can't be a string", complex, 1, '2')


if __name__ == '__main__':
    unittest.main()
