"""decimal: arithmetic, contexts, text, functions, hostile sizes."""

import contextvars
import copy
import pickle
import threading
import unittest
from decimal import *
from decimal import DecimalTuple
from fractions import Fraction


class Arithmetic(unittest.TestCase):
    def test_addition_is_decimal(self):
        self.assertEqual(str(Decimal('1.1') + Decimal('2.2')), '3.3')
        self.assertEqual(str(Decimal('1.30') + Decimal('1.20')), '2.50')
        self.assertEqual(str(1 - Decimal('0.9')), '0.1')

    def test_far_smaller_operand_only_tells_the_rounding(self):
        with localcontext(Context(prec=3, rounding=ROUND_UP)):
            self.assertEqual(str(Decimal(1) + Decimal('1e-999999')), '1.01')
            self.assertEqual(str(Decimal(1) - Decimal('1e-999999')), '1.00')
        with localcontext(Context(prec=3, rounding=ROUND_DOWN)):
            self.assertEqual(str(Decimal(1) - Decimal('1e-999999')), '0.999')

    def test_division_shows_the_ideal_exponent(self):
        self.assertEqual(str(Decimal(1) / 8), '0.125')
        self.assertEqual(str(Decimal('2.40') / 2), '1.20')
        self.assertEqual(str(Decimal(1) / 3), '0.' + '3' * 28)
        self.assertEqual(str(Decimal(1000) / Decimal('0.001')), '1.000E+6')

    def test_remainder_has_the_sign_of_the_dividend(self):
        self.assertEqual(Decimal(-7) % 4, -3)
        self.assertEqual(Decimal(-7) // 4, -1)
        self.assertEqual(divmod(Decimal('7.5'), 2), (3, Decimal('1.5')))
        self.assertEqual(Decimal(10).remainder_near(6), -2)

    def test_beyond_two_limbs(self):
        a, b = 10**60 + 7, 3**150
        with localcontext(Context(prec=500)):
            self.assertEqual(int(Decimal(a) * Decimal(b)), a * b)
            self.assertEqual(int(Decimal(a) + Decimal(b)), a + b)
            self.assertEqual(int(Decimal(b) // Decimal(a)), b // a)
            self.assertEqual(str(Decimal(b)), str(b))
            self.assertEqual(Decimal(str(b)), b)

    def test_digits_are_counted_right_around_powers_of_ten(self):
        for k in list(range(1, 120)) + [1500, 4000]:
            for d in -1, 0, 1:
                i = 10**k + d
                self.assertEqual(Decimal(i).adjusted(), len(str(i)) - 1)

    def test_rounding_modes(self):
        results = {}
        for mode in (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
                     ROUND_05UP):
            results[mode] = [str(Decimal(x).quantize(Decimal(1), mode)) for x in ('1.5', '2.5', '-2.5', '0.1', '5.1')]
        self.assertEqual(results[ROUND_UP], ['2', '3', '-3', '1', '6'])
        self.assertEqual(results[ROUND_DOWN], ['1', '2', '-2', '0', '5'])
        self.assertEqual(results[ROUND_CEILING], ['2', '3', '-2', '1', '6'])
        self.assertEqual(results[ROUND_FLOOR], ['1', '2', '-3', '0', '5'])
        self.assertEqual(results[ROUND_HALF_UP], ['2', '3', '-3', '0', '5'])
        self.assertEqual(results[ROUND_HALF_DOWN], ['1', '2', '-2', '0', '5'])
        self.assertEqual(results[ROUND_HALF_EVEN], ['2', '2', '-2', '0', '5'])
        self.assertEqual(results[ROUND_05UP], ['1', '2', '-2', '1', '6'])

    def test_subclass_arithmetic_gives_decimal(self):
        class Money(Decimal):
            pass
        m = Money('1.5')
        m.note = 'x'
        self.assertEqual(m.note, 'x')
        self.assertIs(type(m + 1), Decimal)
        self.assertEqual(repr(m), "Decimal('1.5')")


class Functions(unittest.TestCase):
    def test_known_values(self):
        self.assertEqual(str(Decimal(2).sqrt()), '1.414213562373095048801688724')
        self.assertEqual(str(Decimal(1).exp()), '2.718281828459045235360287471')
        self.assertEqual(str(Decimal(10).ln()), '2.302585092994045684017991455')
        self.assertEqual(str(Decimal(2).log10()), '0.3010299956639811952137388947')
        self.assertEqual(str(Decimal('1e-30').exp()), '1.000000000000000000000000000')
        self.assertEqual(str(Decimal('1.0000000000000000000000000001').ln()), '1.000000000000000000000000000E-28')

    def test_exact_results_are_exact(self):
        self.assertEqual(str(Decimal('1.44').sqrt()), '1.2')
        self.assertEqual(str(Decimal(1000).log10()), '3')
        self.assertEqual(str(Decimal(2) ** -3), '0.125')
        self.assertEqual(Decimal(27) ** (1 / Decimal(3)).quantize(Decimal(1), ROUND_UP), 27)
        with localcontext(Context(prec=5)):
            self.assertEqual(str(Decimal(4) ** Decimal('0.5')), '2.0000')
            self.assertEqual(str(Decimal('0.25') ** Decimal('-1.5')), '8.0000')

    def test_inexact_power_below_emin_underflows(self):
        c = Context(prec=9, Emin=-9, Emax=9, traps=[])
        self.assertEqual(c.power(Decimal('1E-20'), Decimal('0.5')), Decimal('1E-10'))
        self.assertTrue(c.flags[Underflow] and c.flags[Subnormal])

    def test_inverse_functions_agree_at_many_precisions(self):
        for prec in 1, 2, 5, 17, 60, 300, 1200:
            with localcontext(Context(prec=prec + 5)):
                x = Decimal('1.234567')
                y = x.ln().exp()
            self.assertLess(abs(y - x), Decimal(10) ** -(prec + 2) * 100)

    def test_modular_power(self):
        self.assertEqual(pow(Decimal(3), 1000, 1009), pow(3, 1000, 1009))
        self.assertEqual(pow(Decimal(-7), 3, 10), -3)
        self.assertRaises(InvalidOperation, pow, Decimal(2), -1, 5)

    def test_integer_power_of_one_point_zero_keeps_zeros(self):
        with localcontext(Context(prec=3)):
            self.assertEqual(str(Decimal('1.0') ** 100), '1.00')


class Text(unittest.TestCase):
    def test_notation(self):
        for text in '0', '-0', '1E+5', '1.0E-10', '0.000001', '1E-7', 'NaN123', '-sNaN', '-Infinity', '0E+3', '12.30':
            self.assertEqual(str(Decimal(text)), text)
        self.assertEqual(str(Decimal(' +1_000.5\n')), '1000.5')
        self.assertEqual(str(Decimal('\u0661\u0662.5')), '12.5')
        self.assertEqual(Decimal('123e-10').to_eng_string(), '12.3E-9')

    def test_invalid_text(self):
        for text in '', '.', '1e', 'e5', '1 2', '--1', 'nanx', 'in', '1__0':
            self.assertRaises(InvalidOperation, Decimal, text)

    def test_format(self):
        cases = [('1234567.891', ',.2f', '1,234,567.89'), ('1.5', '>10', '       1.5'), ('123', 'e', '1.23e+2'), ('0.5', '%', '50%'),
                 ('-0.001', 'z.1f', '0.0'), ('1', '#g', '1.'), ('12.345', '.3g', '12.3'), ('0E-15', '.6e', '0.000000e-9'),
                 ('-7', '=+8', '-      7'), ('NaN', '8', '     NaN'), ('9.99', '.0e', '1e+1'), ('1E+3', 'f', '1000'), ('1e5', '', '1E+5'),
                 ('7', '\u20ac^5', '\u20ac\u20ac7\u20ac\u20ac'), ('1234', '010,', '00,001,234')]
        for value, spec, expected in cases:
            self.assertEqual(format(Decimal(value), spec), expected, (value, spec))
        self.assertRaises(ValueError, format, Decimal(1), 'x')

    def test_tuple_and_ratio(self):
        self.assertEqual(Decimal('-1.25').as_tuple(), DecimalTuple(1, (1, 2, 5), -2))
        self.assertEqual(Decimal((1, (1, 2, 5), -2)), Decimal('-1.25'))
        self.assertEqual(Decimal('-1.25').as_integer_ratio(), (-5, 4))
        self.assertEqual(Decimal((0, (), 'F')), Decimal('inf'))

    def test_floats_convert_exactly(self):
        self.assertEqual(str(Decimal(0.1)), '0.1000000000000000055511151231257827021181583404541015625')
        self.assertEqual(float(Decimal('0.1')), 0.1)
        self.assertEqual(Decimal(5e-324).as_integer_ratio(), (1, 2**1074))
        self.assertEqual(float(Decimal('1e400')), float('inf'))


class Comparison(unittest.TestCase):
    def test_equal_numbers_hash_alike(self):
        for a, b in ((Decimal('0.5'), 0.5), (Decimal(10) ** 40, 10**40), (Decimal('-1.5'), Fraction(-3, 2)), (Decimal('1e5'), 100000),
                     (Decimal('inf'), float('inf'))):
            self.assertEqual(a, b)
            self.assertEqual(b, a)
            self.assertEqual(hash(a), hash(b))

    def test_order_against_other_numbers(self):
        self.assertLess(Decimal('0.1'), 0.1)
        self.assertGreater(Decimal('0.34'), Fraction(1, 3))
        self.assertLess(Decimal('1e-999999'), 1)
        self.assertNotEqual(Decimal(1), '1')
        self.assertEqual(Decimal(2), complex(2, 0))

    def test_nan(self):
        nan = Decimal('nan')
        self.assertNotEqual(nan, nan)
        self.assertRaises(InvalidOperation, lambda: nan < 1)
        self.assertRaises(InvalidOperation, lambda: Decimal('snan') == 1)
        self.assertRaises(TypeError, hash, Decimal('snan'))


class Contexts(unittest.TestCase):
    def test_signals(self):
        c = Context(prec=3, traps=[])
        self.assertEqual(str(c.divide(1, 0)), 'Infinity')
        self.assertTrue(c.flags[DivisionByZero])
        c.divide(1, 3)
        self.assertTrue(c.flags[Inexact] and c.flags[Rounded])
        c.clear_flags()
        self.assertFalse(any(c.flags.values()))
        c.traps[Inexact] = True
        with self.assertRaises(Inexact) as caught:
            c.divide(1, 3)
        self.assertEqual(caught.exception.args, ([Inexact],))

    def test_settings_are_checked(self):
        c = Context()
        for name, bad, error in (('prec', 0, ValueError), ('prec', 'x', TypeError), ('Emin', 1, ValueError), ('rounding', 'UP', TypeError),
                                 ('clamp', 2, ValueError), ('Emax', 2**70, OverflowError), ('flags', ['x'], TypeError)):
            self.assertRaises(error, setattr, c, name, bad)
        with self.assertRaises(ValueError):
            del c.flags[Inexact]
        with self.assertRaises(KeyError):
            c.traps['x'] = 1

    def test_signal_dict_outlives_its_context(self):
        flags = Context().flags
        self.assertRaises(ValueError, lambda: flags[Inexact])
        self.assertRaises(ValueError, repr, flags)

    def test_localcontext_restores(self):
        before = getcontext().prec
        with localcontext(prec=5) as c:
            self.assertIs(getcontext(), c)
            self.assertEqual(str(Decimal(1) / 3), '0.33333')
        self.assertEqual(getcontext().prec, before)

    def test_each_thread_and_task_has_its_own(self):
        results = []

        def run():
            getcontext().prec = 4
            results.append(str(Decimal(1) / 3))
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        contextvars.Context().run(run)
        self.assertEqual(results, ['0.3333', '0.3333'])
        self.assertEqual(getcontext().prec, 28)

    def test_overflow_and_underflow(self):
        c = Context(prec=3, Emax=9, Emin=-9, traps=[])
        self.assertEqual(str(c.multiply(Decimal('9e9'), 10)), 'Infinity')
        self.assertTrue(c.flags[Overflow])
        self.assertEqual(str(c.divide(Decimal('1.23e-9'), 100)), '1E-11')
        self.assertTrue(c.flags[Underflow] and c.flags[Subnormal])
        c.rounding = ROUND_DOWN
        self.assertEqual(str(c.multiply(Decimal('9e9'), 10)), '9.99E+9')

    def test_pickle_and_copy(self):
        class Money(Decimal):
            pass
        globals()['Money'] = Money
        Money.__qualname__ = 'Money'
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            self.assertEqual(str(pickle.loads(pickle.dumps(Decimal('1.50'), protocol))), '1.50')
            self.assertIs(type(pickle.loads(pickle.dumps(Money(1), protocol))), Money)
            self.assertEqual(repr(pickle.loads(pickle.dumps(getcontext(), protocol))), repr(getcontext()))
        self.assertEqual(copy.deepcopy([Decimal(1)]), [1])


class HostileSizes(unittest.TestCase):
    def test_exponents_do_not_allocate(self):
        huge = Decimal('1e999999999999999999')
        with localcontext(Context(Emax=MAX_EMAX, Emin=MIN_EMIN)):
            self.assertEqual(huge + 1, huge)
            self.assertTrue(huge > 10**100)
            self.assertRaises(InvalidOperation, huge.quantize, Decimal(1))
            self.assertRaises(InvalidOperation, divmod, huge, 3)
            hash(huge)
            self.assertEqual(float(huge), float('inf'))
        self.assertRaises(MemoryError, int, huge)
        self.assertRaises(MemoryError, format, huge, 'f')
        self.assertRaises(InvalidOperation, Decimal, '1e9999999999999999999')

    def test_precision_does_not_allocate(self):
        with localcontext(Context(prec=MAX_PREC, Emax=MAX_EMAX, Emin=MIN_EMIN)):
            self.assertEqual(Decimal(1) / 4, Decimal('0.25'))
            self.assertEqual(Decimal(2) * 3, 6)
            self.assertEqual(Decimal('0.01').sqrt(), Decimal('0.1'))
            self.assertRaises(MemoryError, lambda: Decimal(1) / 3)
            self.assertRaises(MemoryError, Decimal(2).sqrt)
            self.assertRaises(MemoryError, Decimal(2).exp)
            self.assertRaises(MemoryError, Decimal(2).logical_invert)


if __name__ == '__main__':
    unittest.main()
