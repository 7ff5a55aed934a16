"""statistics: what is later than the suites that check the rest."""
import statistics
import unittest

KERNELS = ('normal', 'gauss', 'logistic', 'sigmoid', 'rectangular', 'uniform', 'triangular', 'parabolic', 'epanechnikov', 'quartic',
           'biweight', 'triweight', 'cosine')
DATA = [1.5, 2, 3.25, 7, -1, 2]


class DensityTest(unittest.TestCase):
    def test_densities_are_the_slopes_of_distributions(self):
        for kernel in KERNELS:
            pdf, cdf = statistics.kde(DATA, 1.3, kernel), statistics.kde(DATA, 1.3, kernel, cumulative=True)
            self.assertEqual((cdf(-1000), cdf(1000), pdf(1000)), (0, 1, 0))
            for x in (-2.1, -0.7, 0.33, 2.05, 3.1, 5, 7.7):
                self.assertAlmostEqual((cdf(x + 1e-5) - cdf(x - 1e-5)) / 2e-5, pdf(x), places=7, msg=(kernel, x))

    def test_values(self):
        self.assertAlmostEqual(statistics.kde(DATA, 1.3)(2), statistics.fmean(statistics.NormalDist(x, 1.3).pdf(2) for x in DATA))
        self.assertAlmostEqual(statistics.kde([0], 2, 'triangular')(1), 0.25)
        self.assertEqual(statistics.kde([0], 2, 'uniform').__doc__, "PDF estimate with h=2 and kernel='uniform'")

    def test_random_choices(self):
        for kernel in KERNELS:
            rand = statistics.kde_random(DATA, 1.3, kernel, seed=7)
            cdf = statistics.kde(DATA, 1.3, kernel, cumulative=True)
            chosen = sorted(cdf(rand()) for i in range(1000))
            self.assertTrue(all(abs(p - i / 1000) < 0.08 for i, p in enumerate(chosen)), kernel)
        self.assertEqual([statistics.kde_random(DATA, 1.3, seed=3)() for i in range(2)], [statistics.kde_random(DATA, 1.3, seed=3)()] * 2)

    def test_data_may_grow(self):
        data = [1.0]
        pdf = statistics.kde(data, 1, 'uniform')
        self.assertEqual(pdf(1), 0.5)
        data.append(10.0)
        self.assertEqual(pdf(1), 0.25)

    def test_arguments(self):
        for function in statistics.kde, statistics.kde_random:
            self.assertRaisesRegex(statistics.StatisticsError, 'Empty data sequence', function, [], 1)
            self.assertRaisesRegex(TypeError, 'ints or floats', function, ['a'], 1)
            self.assertRaisesRegex(statistics.StatisticsError, 'Bandwidth h must be positive, not h=0', function, [1], 0)
            self.assertRaisesRegex(statistics.StatisticsError, "Unknown kernel name: 'x'", function, [1], 1, 'x')


if __name__ == '__main__':
    unittest.main()
