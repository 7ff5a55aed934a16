"""math: functions of ints where numbers leave the machine's word, and products."""
import math
import unittest


class IntTest(unittest.TestCase):
    def test_comb_agrees_with_factorials(self):
        for n in (0, 1, 5, 20, 61, 62, 66, 67, 68, 100, 130):
            for k in (0, 1, 2, n // 2, n - 1, n):
                if 0 <= k <= n:
                    expected = math.factorial(n) // math.factorial(k) // math.factorial(n - k)
                    self.assertEqual(math.comb(n, k), expected)
        self.assertEqual(math.comb(2**62, 2), 2**61 * (2**62 - 1))
        self.assertEqual(math.comb(3, 5), 0)
        self.assertRaises(ValueError, math.comb, -1, 2)

    def test_prod(self):
        self.assertEqual(math.prod([0.5, 4.0, 3]), 6.0)
        self.assertEqual(math.prod([2] * 100), 2**100)
        self.assertEqual(math.prod([1e308, 10.0]), float('inf'))
        self.assertEqual(math.prod((), start='a'), 'a')

    def test_isclose(self):
        self.assertTrue(math.isclose(1.0, 1 + 1e-10))
        self.assertFalse(math.isclose(1.0, 1.1))
        self.assertTrue(math.isclose(1, 1.05, rel_tol=0.1))
        self.assertRaises(TypeError, math.isclose, 1)
        self.assertRaises(TypeError, math.isclose, 1, 2, 3)


if __name__ == '__main__':
    unittest.main()
