"""Numeric modules in small: fractions with floats, cmath.rect, statistics."""

import cmath
import math
import statistics
import unittest
from decimal import Decimal
from fractions import Fraction


class MixedFractions(unittest.TestCase):
    def test_floor_division_by_float_is_int(self):
        q = Fraction(1, 10) // 1.0
        self.assertEqual((type(q), q), (int, 0))
        self.assertEqual(1.0 // Fraction(1, 10), 10)

    def test_modulo_agrees_with_floor_division(self):
        self.assertEqual(1.0 % Fraction(1, 10), 0.0)
        self.assertEqual(Fraction(7, 2) % 1.5, 0.5)


class Rect(unittest.TestCase):
    def test_nan_length_without_angle_is_real(self):
        z = cmath.rect(math.nan, 0.0)
        self.assertTrue(math.isnan(z.real))
        self.assertEqual(z.imag, 0.0)


class Statistics(unittest.TestCase):
    def test_sums_are_exact(self):
        self.assertEqual(statistics.mean([1e100, 1, 3, -1e100]), 1)
        self.assertEqual(statistics.mean([Fraction(1, 3), Fraction(2, 3)]), Fraction(1, 2))
        self.assertEqual(statistics.mean([Decimal('0.5'), Decimal('0.75')]), Decimal('0.625'))
        self.assertEqual(statistics.variance([1, 2, 3, 4]), 5 / 3)
        self.assertEqual(statistics.pvariance([Fraction(1), Fraction(2)]), Fraction(1, 4))

    def test_special_values(self):
        self.assertTrue(math.isnan(statistics.mean([1, math.nan])))
        self.assertEqual(statistics.mean([1, math.inf]), math.inf)
        self.assertTrue(math.isnan(statistics.variance([1.0, math.inf])))

    def test_incompatible_types(self):
        self.assertRaises(TypeError, statistics.mean, [1.5, Decimal(1)])
        self.assertRaises(TypeError, statistics.mean, ['1'])
        self.assertRaises(statistics.StatisticsError, statistics.mean, [])

    def test_quantiles(self):
        self.assertEqual(statistics.quantiles(range(1, 12)), [3.0, 6.0, 9.0])
        self.assertEqual(statistics.quantiles([1, 2, 3], n=2, method='inclusive'), [2.0])

    def test_relations(self):
        self.assertEqual(tuple(statistics.linear_regression([1, 2, 3], [5, 7, 9])), (2.0, 3.0))
        self.assertAlmostEqual(statistics.correlation([1, 2, 3, 4], [1, 8, 27, 64], method='ranked'), 1.0)
        self.assertRaises(statistics.StatisticsError, statistics.correlation, [1, 1], [1, 2])

    def test_normal_distribution(self):
        n = statistics.NormalDist(100, 15)
        self.assertAlmostEqual(n.cdf(115), 0.8413447460685429, 14)
        for p in 1e-10, 0.001, 0.3, 0.5, 0.975, 0.999999:
            self.assertAlmostEqual(n.cdf(n.inv_cdf(p)) / p, 1.0, 11)
        self.assertAlmostEqual(statistics.NormalDist().inv_cdf(0.975), 1.959963984540054, 14)
        self.assertEqual(n + n, statistics.NormalDist(200, math.hypot(15, 15)))
        self.assertAlmostEqual(statistics.NormalDist(2.4, 1.6).overlap(statistics.NormalDist(3.2, 2.0)), 0.8035050657330205, 12)


if __name__ == '__main__':
    unittest.main()
