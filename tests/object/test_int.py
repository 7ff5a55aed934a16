"""int: arithmetic against identities, text, bytes, conversions, and what odd operands do."""
import random
import unittest

EDGES = [0, 1, -1, 2**61, 2**62 - 1, 2**62, -2**62, -2**62 - 1, 2**63 - 1, 2**63, -2**63, 2**64 - 1, 2**64, -2**64, 2**128, 10**40, -10**40]


class Arithmetic(unittest.TestCase):
    def setUp(self):
        r = random.Random(7)
        self.values = EDGES + [r.choice([1, -1]) * r.getrandbits(r.choice([5, 62, 63, 64, 130, 700])) for _ in range(60)]

    def test_division_identity_and_sign_of_remainder(self):
        for a in self.values:
            for b in self.values:
                if b:
                    q, r = divmod(a, b)
                    self.assertEqual(q * b + r, a)
                    self.assertTrue(0 <= r < b or b < r <= 0)
                    self.assertEqual((q, r), (a // b, a % b))

    def test_ring_identities(self):
        for a in self.values:
            for b in self.values:
                self.assertEqual(a + b - b, a)
                self.assertEqual((a + b) * (a - b), a * a - b * b)
                self.assertEqual(-(a - b), b - a)

    def test_bitwise_identities(self):
        for a in self.values:
            self.assertEqual(~a, -a - 1)
            for b in self.values:
                self.assertEqual((a & b) + (a | b), a + b)
                self.assertEqual(a ^ b, (a | b) - (a & b))

    def test_shifts(self):
        for a in self.values:
            for n in (0, 1, 61, 62, 63, 64, 65, 200):
                self.assertEqual(a << n, a * 2**n)
                self.assertEqual(a >> n, a // 2**n)
        self.assertEqual((-5) >> 2**70, -1)
        self.assertEqual(0 << 2**70, 0)
        self.assertRaisesRegex(ValueError, 'negative shift count', lambda: 1 << -1)
        self.assertRaises((OverflowError, MemoryError), lambda: 1 << 2**70)

    def test_powers(self):
        self.assertEqual(3**200 // 3**199, 3)
        self.assertEqual((-2)**63, -2**63)
        self.assertEqual(12**40, (3**40) << 80)
        self.assertEqual(2**-2, 0.25)
        self.assertRaises(ZeroDivisionError, lambda: 0**-1)
        for m in (7, -7, 2**70 + 3, -2**70):
            for a in (3, -3, 10**30):
                self.assertEqual(pow(a, 13, m), a**13 % m)
        self.assertEqual(pow(3, -1, 7), 5)
        self.assertRaisesRegex(ValueError, 'not invertible', pow, 2, -1, 4)
        self.assertRaisesRegex(ValueError, '3rd argument cannot be 0', pow, 2, 3, 0)

    def test_true_division_is_correctly_rounded(self):
        self.assertEqual((2**1000 + 1) / 2**1000, 1.0)
        self.assertEqual(10**400 / 10**399, 10.0)
        self.assertEqual(1 / 2**1074, 5e-324)
        self.assertEqual(1 / 2**1075, 0.0)
        self.assertEqual(3 / 2**1075, 1e-323)
        self.assertEqual((2**53 + 1) / 1, float(2**53))
        self.assertRaisesRegex(OverflowError, 'integer division result too large', lambda: 10**400 / 1)
        self.assertRaisesRegex(ZeroDivisionError, '^division by zero$', lambda: 1 / 0)

    def test_comparison_with_floats_is_exact(self):
        self.assertFalse(2**53 + 1 == float(2**53))
        self.assertTrue(2**53 + 1 > float(2**53))
        self.assertTrue(10**400 > 1.7e308 and 10**400 < float('inf'))
        self.assertTrue(-10**400 > float('-inf'))
        self.assertFalse(10**30 < float('nan'))
        self.assertTrue(10**22 == 1e22)

    def test_equal_numbers_hash_alike(self):
        for i in (0, 1, -1, 2**61, 2**62, -2**64, 2**100):
            self.assertEqual(hash(i), hash(float(i)))
            self.assertNotEqual(hash(i), -1)


class Text(unittest.TestCase):
    def test_round_trip(self):
        for i in EDGES + [7**500, -3**1000]:
            self.assertEqual(int(str(i)), i)
            self.assertEqual(int(hex(i), 16), i)
            self.assertEqual(int(bin(i), 0), i)
            self.assertEqual(int(oct(i), 0), i)

    def test_literals(self):
        self.assertEqual(int('  -1_000 '), -1000)
        self.assertEqual(int('0x_ff', 0), 255)
        self.assertEqual(int('00_0', 0), 0)
        self.assertEqual(int('z' * 20, 36), 36**20 - 1)
        self.assertEqual(int('\u0661\u0662\u0663'), 123)
        self.assertEqual(int(b'12'), 12)
        self.assertEqual(int(bytearray(b'12')), 12)

    def test_bad_literals(self):
        for text, base in (('', 10), ('-', 10), ('1__0', 10), ('_1', 10), ('1_', 10), ('01', 0), ('0x', 16), ('2', 2), ('1\0', 10), ('1 2', 10)):
            with self.assertRaises(ValueError) as caught:
                int(text, base)
            self.assertEqual(str(caught.exception), 'invalid literal for int() with base %d: %r' % (base, text))
        self.assertRaisesRegex(ValueError, r'int\(\) base must be >= 2 and <= 36, or 0', int, '1', 37)
        self.assertRaisesRegex(ValueError, 'base must be', int, '1', 2**100)
        self.assertRaisesRegex(TypeError, "can't convert non-string with explicit base", int, 5, 3)

    def test_bytes(self):
        for i in EDGES:
            for order in ('big', 'little'):
                self.assertEqual(int.from_bytes(i.to_bytes(20, order, signed=True), order, signed=True), i)
        self.assertEqual((-128).to_bytes(1, 'big', signed=True), b'\x80')
        self.assertRaisesRegex(OverflowError, 'int too big to convert', (128).to_bytes, 1, 'big', signed=True)
        self.assertRaisesRegex(OverflowError, "can't convert negative int to unsigned", (-1).to_bytes, 1, 'big')
        self.assertRaisesRegex(ValueError, "byteorder must be either", (1).to_bytes, 1, 'x')
        self.assertRaises(TypeError, int.from_bytes, 'a', 'big')
        self.assertRaises(TypeError, int.from_bytes, 5, 'big')
        self.assertEqual(int.from_bytes([255, 0], 'big'), 65280)


class Conversions(unittest.TestCase):
    def test_of_floats(self):
        self.assertEqual(int(-1.9), -1)
        self.assertEqual(int(1e30), 1000000000000000019884624838656)
        self.assertRaisesRegex(OverflowError, 'cannot convert float infinity to integer', int, float('inf'))
        self.assertRaisesRegex(ValueError, 'cannot convert float NaN to integer', int, float('nan'))

    def test_methods_that_return_odd_things(self):
        class Odd:
            def __index__(self): return 'no'
            def __int__(self): return 1.5
        self.assertRaisesRegex(TypeError, r'__int__ returned non-int \(type float\)', int, Odd())
        self.assertRaisesRegex(TypeError, r'__index__ returned non-int \(type str\)', lambda: [1][Odd()])

        class Fails:
            def __index__(self): raise KeyError('x')
        self.assertRaises(KeyError, int, Fails())
        self.assertRaises(KeyError, lambda: 'ab'[Fails()])

    def test_to_float(self):
        self.assertEqual(float(2**53 + 1), 9007199254740992.0)
        self.assertEqual(float(2**53 + 3), 9007199254740996.0)
        self.assertRaisesRegex(OverflowError, 'int too large to convert to float', float, 10**400)

    def test_subclass(self):
        class N(int):
            pass
        for i in EDGES:
            n = N(i)
            n.tag = 'x'
            self.assertEqual((n, n.tag, hash(n), type(+n), type(n + 0), repr(n)), (i, 'x', hash(i), int, int, repr(i)))
        self.assertIs(type(N.from_bytes(b'\1', 'big')), N)
        self.assertIs(type(int(N(5))), int)

    def test_round(self):
        self.assertEqual([round(x, -1) for x in (5, 15, 25, -5, -15, 26)], [0, 20, 20, 0, -20, 30])
        self.assertEqual(round(10**50 + 5, -1), 10**50)
        self.assertEqual(round(123, -10**4), 0)
        self.assertEqual(round(123, 10**12), 123)

    def test_attributes(self):
        n = -5
        self.assertEqual((n.real, n.imag, n.numerator, n.denominator, n.conjugate()), (-5, 0, -5, 1, -5))
        self.assertEqual((n.bit_length(), (2**100).bit_length(), n.as_integer_ratio()), (3, 101, (-5, 1)))
        self.assertEqual((True.real, True + True, ~True, True & False, True | 2), (1, 2, -2, False, 3))


class LimbsTest(unittest.TestCase):
    """Numbers of all lengths around limbs, against the same computed digit by digit."""

    def numbers(self):
        x = 0x9E3779B97F4A7C15F39CC0605CEDC8341082276BF3A27251F86C6A11D0C18E95
        for bits in list(range(1, 200)) + [1000]:
            yield x * x * x * x % (1 << bits) | 1 << bits - 1
            yield -(1 << bits)
            yield (1 << bits) - 1

    def test_power_of_two_bases_there_and_back(self):
        for x in self.numbers():
            for base, show, prefix in (16, hex, '0x'), (8, oct, '0o'), (2, bin, '0b'):
                digits, rest = '', abs(x)
                while rest:
                    digits = '0123456789abcdef'[rest % base] + digits
                    rest //= base
                self.assertEqual(show(x), '-' * (x < 0) + prefix + digits)
                self.assertEqual(int(show(x), 0), x)
                self.assertEqual(int('_'.join(digits.upper()), base), abs(x))

    def test_bytes_there_and_back(self):
        for x in self.numbers():
            for length in range(abs(x).bit_length() // 8 + 1, abs(x).bit_length() // 8 + 4):
                big = x.to_bytes(length, 'big', signed=True)
                self.assertEqual(big[::-1], x.to_bytes(length, 'little', signed=True))
                self.assertEqual(int(big.hex(), 16), x % (1 << 8 * length))
                self.assertEqual(int.from_bytes(big, 'big', signed=True), x)
                self.assertEqual(int.from_bytes(big[::-1], 'little', signed=True), x)
                self.assertEqual(int.from_bytes(big, 'big'), x % (1 << 8 * length))

    def test_bits(self):
        numbers = list(self.numbers())
        for a, b in zip(numbers, reversed(numbers)):
            mask = (1 << 1100) - 1
            self.assertEqual(a & b & mask, (a & mask) & (b & mask))
            self.assertEqual((a | b), a + b - (a & b))
            self.assertEqual((a ^ b), (a | b) - (a & b))

    def test_sums_that_carry_into_a_new_limb(self):
        for bits in 63, 64, 128, 192, 64 * 40, 64 * 61:
            x = (1 << bits) - 1
            self.assertEqual(x + 1, 1 << bits)
            self.assertEqual(-x - 1, -(1 << bits))
            self.assertEqual(x + x, (1 << bits + 1) - 2)


if __name__ == '__main__':
    unittest.main()
