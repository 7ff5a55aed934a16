"""Statistics of numeric data: averages, medians, spread, relations between two variables, the normal distribution.

Sums are taken exactly, as ratios of integers, and rounded once at the end, so that results do not depend on the order of
the data and keep their type (int and Fraction stay exact, Decimal is rounded to the context).

>>> mean([-1.0, 2.5, 3.25, 5.75])
2.625
>>> median([2, 3, 4, 5])
3.5
>>> mode([1, 1, 2, 3, 3, 3, 3, 4])
3
>>> stdev([2.5, 3.25, 5.5, 11.25, 11.75])  #doctest: +ELLIPSIS
4.38961843444...
"""

__all__ = ['NormalDist', 'StatisticsError', 'correlation', 'covariance', 'fmean', 'geometric_mean', 'harmonic_mean',
           'kde', 'kde_random', 'linear_regression', 'mean', 'median', 'median_grouped', 'median_high', 'median_low', 'mode', 'multimode',
           'pstdev', 'pvariance', 'quantiles', 'stdev', 'variance']

import math
import numbers
from bisect import bisect_left, bisect_right
from collections import Counter, namedtuple
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, repeat
from math import erf, erfc, exp, fabs, fsum, hypot, log, sqrt, tau
from operator import itemgetter


class StatisticsError(ValueError):
    pass


# ---- exact sums ----

def _isfinite(x):
    try:
        return x.is_finite()            # Decimal
    except AttributeError:
        return math.isfinite(x)


def _exact_ratio(x):
    """x as (numerator, denominator); (x, None) for infinities and NaNs."""
    try:
        if type(x) in (float, Decimal):
            return x.as_integer_ratio()
        try:
            return (x.numerator, x.denominator)
        except AttributeError:
            return x.as_integer_ratio()
    except (OverflowError, ValueError):
        return (x, None)
    except AttributeError:
        raise TypeError("can't convert type '{}' to numerator/denominator".format(type(x).__name__)) from None


def _coerce(T, S):
    """The type of results for data of both types; TypeError when they do not go together."""
    assert T is not bool, 'initial type T is bool'
    if T is S or S is int or S is bool:
        return T
    if T is int:
        return S
    if issubclass(S, T):
        return S
    if issubclass(T, S):
        return T
    if issubclass(T, int):
        return S
    if issubclass(S, int):
        return T
    if issubclass(T, Fraction) and issubclass(S, float):
        return S
    if issubclass(T, float) and issubclass(S, Fraction):
        return T
    raise TypeError("don't know how to coerce %s and %s" % (T.__name__, S.__name__))


def _total(partials):
    """The exact total of {denominator: sum of numerators}; what is no number counts under None."""
    if None in partials:
        return partials[None]
    return sum((Fraction(n, d) for d, n in sorted(partials.items())), Fraction(0))


def _type_of(data, T=int):
    """The common type of the items, and the items as a list."""
    items = list(data)
    for kind, _ in groupby(items, type):
        T = _coerce(T, kind)
    return T, items


def _sum(data, start=0):
    """(type, exact total, number of items) of the data; start counts for the total and the type only."""
    count = 0
    n, d = _exact_ratio(start)
    partials = {d: n}
    T = _coerce(int, type(start))
    for kind, values in groupby(data, type):
        T = _coerce(T, kind)
        if kind is int:
            values = list(values)
            count += len(values)
            partials[1] = partials.get(1, 0) + sum(values)
            continue
        for n, d in map(_exact_ratio, values):
            count += 1
            partials[d] = partials.get(d, 0) + n
    return (T, _total(partials), count)


def _convert(value, T):
    """An exact value as a T."""
    if type(value) is T or not _isfinite(value):
        return value
    if issubclass(T, int) and value.denominator != 1:
        T = float
    try:
        return T(value)
    except TypeError:
        if issubclass(T, Decimal):
            return T(value.numerator) / value.denominator
        raise


def _squares(data, c=None):
    """(type, sum of the squares of the deviations from c or from the mean, mean, number of items), exact."""
    T, items = _type_of(data)
    n = len(items)
    if c is not None:
        total = _sum(((x - c) ** 2 for x in items))[1]
        return T, total, c, n
    linear, square = {}, {}
    for num, den in map(_exact_ratio, items):
        linear[den] = linear.get(den, 0) + num
        if den is not None:
            square[den * den] = square.get(den * den, 0) + num * num
    if None in linear:
        total = linear[None] - linear[None]             # infinite or NaN data: NaN, of the type of the data
        return T, total, linear[None], n
    if not n:
        return T, Fraction(0), Fraction(0), 0
    sx = _total(linear)
    return T, _total(square) - sx * sx / n, sx / n, n


def _root(value):
    """The square root of a variance, of its type."""
    try:
        return value.sqrt()
    except AttributeError:
        return math.sqrt(value)


def _fail_neg(values, errmsg='negative value'):
    for x in values:
        if x < 0:
            raise StatisticsError(errmsg)
        yield x


# ---- averages ----

def mean(data):
    """Return the arithmetic mean of the data.

    >>> mean([1, 2, 3, 4, 4])
    2.8
    >>> from fractions import Fraction as F
    >>> mean([F(3, 7), F(1, 21), F(5, 3), F(1, 3)])
    Fraction(13, 21)
    """
    T, total, n = _sum(data)
    if n < 1:
        raise StatisticsError('mean requires at least one data point')
    return _convert(total / n, T)


def fmean(data, weights=None):
    """Convert data to floats and compute the (weighted) arithmetic mean.

    >>> fmean([3.5, 4.0, 5.25])
    4.25
    """
    data = list(data)
    if not data:
        raise StatisticsError('fmean requires at least one data point')
    if weights is None:
        return fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError('data and weights must be the same length')
    total = fsum(weights)
    if not total:
        raise StatisticsError('sum of weights must be non-zero')
    return fsum(x * w for x, w in zip(data, weights)) / total


def geometric_mean(data):
    """Convert data to floats and compute the geometric mean.

    >>> round(geometric_mean([54, 24, 36]), 9)
    36.0
    """
    logs, zero, count = [], False, 0
    for count, x in enumerate(data, 1):
        if x > 0.0 or math.isnan(x):
            logs.append(log(x))
        elif x == 0.0:
            zero = True
        else:
            raise StatisticsError('No negative inputs allowed', x)
    if not count:
        raise StatisticsError('Must have a non-empty dataset')
    if any(map(math.isnan, logs)):
        return math.nan
    if zero:
        return math.nan if math.inf in logs else 0.0
    return exp(fsum(logs) / count)


def harmonic_mean(data, weights=None):
    """Return the harmonic mean of the data: the reciprocal of the mean of the reciprocals.

    >>> harmonic_mean([40, 60])
    48.0
    >>> harmonic_mean([40, 60], weights=[5, 30])
    56.0
    """
    data = list(data)
    errmsg = 'harmonic mean does not support negative values'
    n = len(data)
    if n < 1:
        raise StatisticsError('harmonic_mean requires at least one data point')
    if n == 1 and weights is None:
        x = data[0]
        if not isinstance(x, (numbers.Real, Decimal)):
            raise TypeError('unsupported type')
        if x < 0:
            raise StatisticsError(errmsg)
        return x
    if weights is None:
        weights, sum_weights = repeat(1, n), n
    else:
        weights = list(weights)
        if len(weights) != n:
            raise StatisticsError('Number of weights does not match data size')
        sum_weights = _sum(_fail_neg(weights, errmsg))[1]
    try:
        T, total, _ = _sum(w / x if w else 0 for w, x in zip(weights, _fail_neg(data, errmsg)))
    except ZeroDivisionError:
        return 0
    if total <= 0:
        raise StatisticsError('Weighted sum must be positive')
    return _convert(sum_weights / total, T)


def _sorted(data):
    data = sorted(data)
    if not data:
        raise StatisticsError('no median for empty data')
    return data


def median(data):
    """Return the median (middle value) of numeric data; the mean of the two middle ones when their number is even.

    >>> median([1, 3, 5])
    3
    >>> median([1, 3, 5, 7])
    4.0
    """
    data = _sorted(data)
    i = len(data) // 2
    return data[i] if len(data) % 2 else (data[i - 1] + data[i]) / 2


def median_low(data):
    """Return the low median of the data: always a member of them.

    >>> median_low([1, 3, 5, 7])
    3
    """
    data = _sorted(data)
    return data[(len(data) - 1) // 2]


def median_high(data):
    """Return the high median of the data.

    >>> median_high([1, 3, 5, 7])
    5
    """
    data = _sorted(data)
    return data[len(data) // 2]


def median_grouped(data, interval=1):
    """Return the 50th percentile of grouped continuous data: each value is the middle of a class of that width.

    >>> median_grouped([1, 2, 2, 3, 4, 4, 4, 4, 4, 5])
    3.7
    """
    data = _sorted(data)
    n = len(data)
    if n == 1:
        return data[0]
    x = data[n // 2]
    for value in (x, interval):
        if isinstance(value, (str, bytes)):
            raise TypeError('expected number but got %r' % value)
    below = bisect_left(data, x)
    frequency = bisect_right(data, x, below) - below
    try:
        lower = x - interval / 2
    except TypeError:
        lower = float(x) - float(interval) / 2          # Decimal and float
    return lower + interval * (n / 2 - below) / frequency


def mode(data):
    """Return the most common data point, the first one found if there are several.

    >>> mode([1, 1, 2, 3, 3, 3, 3, 4])
    3
    >>> mode(['red', 'blue', 'blue', 'red', 'green', 'red', 'red'])
    'red'
    """
    pairs = Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError('no mode for empty data')
    return pairs[0][0]


def multimode(data):
    """Return a list of the most frequent values, in the order first found.

    >>> multimode('aabbbbbbbbcc')
    ['b']
    >>> multimode('aabbbbccddddeeffffgg')
    ['b', 'd', 'f']
    """
    counts = Counter(iter(data))
    if not counts:
        return []
    most = max(counts.values())
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method='exclusive'):
    """Return the n - 1 cut points that divide the data into n intervals of equal probability.

    >>> quantiles([1, 2, 3, 4, 5])
    [1.5, 3.0, 4.5]
    """
    if n < 1:
        raise StatisticsError('n must be at least 1')
    data = sorted(data)
    size = len(data)
    if size < 2:
        if size == 1:
            return data * (n - 1)
        raise StatisticsError('must have at least one data point')
    if method == 'inclusive':
        m, low = size - 1, 0
    elif method == 'exclusive':
        m, low = size + 1, 1
    else:
        raise ValueError('Unknown method: %r' % (method,))
    result = []
    for i in range(1, n):
        j = min(max(i * m // n, low), size - 1)
        delta = i * m - j * n
        a, b = (data[j], data[j + 1]) if method == 'inclusive' else (data[j - 1], data[j])
        result.append((a * (n - delta) + b * delta) / n)
    return result


# ---- spread ----

def variance(data, xbar=None):
    """Return the sample variance of the data, of which there must be two or more.

    >>> variance([2.75, 1.75, 1.25, 0.25, 0.5, 1.25, 3.5])
    1.3720238095238095
    """
    T, total, _, n = _squares(data, xbar)
    if n < 2:
        raise StatisticsError('variance requires at least two data points')
    return _convert(total / (n - 1), T)


def pvariance(data, mu=None):
    """Return the population variance of the data.

    >>> pvariance([0.0, 0.25, 0.25, 1.25, 1.5, 1.75, 2.75, 3.25])
    1.25
    """
    T, total, _, n = _squares(data, mu)
    if n < 1:
        raise StatisticsError('pvariance requires at least one data point')
    return _convert(total / n, T)


def stdev(data, xbar=None):
    """Return the square root of the sample variance.

    >>> stdev([1.5, 2.5, 2.5, 2.75, 3.25, 4.75])
    1.0810874155219827
    """
    return _root(variance(data, xbar))


def pstdev(data, mu=None):
    """Return the square root of the population variance.

    >>> pstdev([1.5, 2.5, 2.5, 2.75, 3.25, 4.75])
    0.986893273527251
    """
    return _root(pvariance(data, mu))


# ---- two variables ----

def _pairs(x, y, what):
    x, y = list(x), list(y)
    if len(x) != len(y):
        raise StatisticsError('%s requires that both inputs have same number of data points' % what)
    if len(x) < 2:
        raise StatisticsError('%s requires at least two data points' % what)
    return x, y


def _deviations(x):
    center = fsum(x) / len(x)
    return [value - center for value in x]


def _products(x, y):
    return fsum(a * b for a, b in zip(x, y))


def covariance(x, y, /):
    """Return the sample covariance of two inputs.

    >>> covariance([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 1, 2, 3, 1, 2, 3])
    0.75
    """
    x, y = _pairs(x, y, 'covariance')
    return _products(_deviations(x), _deviations(y)) / (len(x) - 1)


def _ranks(x):
    """Average ranks, centred around zero."""
    order = sorted(zip(x, range(len(x))))
    result = [0.0] * len(x)
    done = -(len(x) + 1) / 2
    for _, group in groupby(order, key=itemgetter(0)):
        group = list(group)
        for _, position in group:
            result[position] = done + (len(group) + 1) / 2
        done += len(group)
    return result


def correlation(x, y, /, *, method='linear'):
    """Return Pearson's correlation coefficient, or Spearman's with method='ranked'.

    >>> correlation([1, 2, 3], [9, 6, 3])
    -1.0
    """
    x, y = _pairs(x, y, 'correlation')
    if method not in ('linear', 'ranked'):
        raise ValueError('Unknown method: %r' % (method,))
    x, y = (_ranks(x), _ranks(y)) if method == 'ranked' else (_deviations(x), _deviations(y))
    try:
        return _products(x, y) / sqrt(_products(x, x) * _products(y, y))
    except ZeroDivisionError:
        raise StatisticsError('at least one of the inputs is constant') from None


LinearRegression = namedtuple('LinearRegression', ('slope', 'intercept'))


def linear_regression(x, y, /, *, proportional=False):
    """Return slope and intercept of the line that fits best, by least squares.

    >>> linear_regression([1, 2, 3], [5, 7, 9])
    LinearRegression(slope=2.0, intercept=3.0)
    """
    x, y = _pairs(x, y, 'linear regression')
    dx, dy = (x, y) if proportional else (_deviations(x), _deviations(y))
    try:
        slope = _products(dx, dy) / _products(dx, dx)
    except ZeroDivisionError:
        raise StatisticsError('x is constant') from None
    intercept = 0.0 if proportional else fsum(y) / len(y) - slope * (fsum(x) / len(x))
    return LinearRegression(slope=slope, intercept=intercept)


# ---- the normal distribution ----

def _standard_quantile(p):
    """The z with P(Z < z) = p for a standard normal Z: a rational first guess (Abramowitz and Stegun 26.2.23), then Halley's steps."""
    tail = min(p, 1.0 - p)
    t = sqrt(-2.0 * log(tail))
    z = (2.515517 + t * (0.802853 + t * 0.010328)) / (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308))) - t
    for _ in range(4):
        error = (0.5 * erfc(-z / sqrt(2.0)) - tail) * sqrt(tau) * exp(z * z / 2.0)
        step = error / (1.0 + z * error / 2.0)
        z -= step
        if fabs(step) < 1e-17 * fabs(z):
            break
    return z if p < 0.5 else -z


class NormalDist:
    """Normal distribution of a random variable.

    >>> NormalDist(100, 15).cdf(100)
    0.5
    """

    __slots__ = {'_mu': 'Arithmetic mean of a normal distribution', '_sigma': 'Standard deviation of a normal distribution'}

    def __init__(self, mu=0.0, sigma=1.0):
        if sigma < 0.0:
            raise StatisticsError('sigma must be non-negative')
        self._mu = float(mu)
        self._sigma = float(sigma)

    @classmethod
    def from_samples(cls, data):
        """Make a normal distribution instance from sample data."""
        data = list(data)
        return cls(mean(data), stdev(data))

    def samples(self, n, *, seed=None):
        """Generate n samples for a given mean and standard deviation."""
        import random
        gauss = random.gauss if seed is None else random.Random(seed).gauss
        return [gauss(self._mu, self._sigma) for _ in range(n)]

    def pdf(self, x):
        """Probability density function.  P(x <= X < x+dx) / dx"""
        variance = self._sigma * self._sigma
        if not variance:
            raise StatisticsError('pdf() not defined when sigma is zero')
        difference = x - self._mu
        return exp(difference * difference / (-2.0 * variance)) / sqrt(tau * variance)

    def cdf(self, x):
        """Cumulative distribution function.  P(X <= x)"""
        if not self._sigma:
            raise StatisticsError('cdf() not defined when sigma is zero')
        return 0.5 * erfc((self._mu - x) / (self._sigma * sqrt(2.0)))

    def inv_cdf(self, p):
        """Inverse cumulative distribution function: the x with P(X <= x) = p."""
        if p <= 0.0 or p >= 1.0:
            raise StatisticsError('p must be in the range 0.0 < p < 1.0')
        return self._mu + self._sigma * (_standard_quantile(p) if p != 0.5 else 0.0)

    def quantiles(self, n=4):
        """Divide into n continuous intervals with equal probability."""
        return [self.inv_cdf(i / n) for i in range(1, n)]

    def overlap(self, other):
        """The overlapping coefficient (OVL) of two normal distributions: the area below both densities."""
        if not isinstance(other, NormalDist):
            raise TypeError('Expected another NormalDist instance')
        x, y = (self, other) if (self._sigma, self._mu) <= (other._sigma, other._mu) else (other, self)
        vx, vy = x.variance, y.variance
        if not vx or not vy:
            raise StatisticsError('overlap() not defined when sigma is zero')
        dv = vy - vx
        dm = fabs(y._mu - x._mu)
        if not dv:
            return 1.0 - erf(dm / (2.0 * x._sigma * sqrt(2.0)))
        a = x._mu * vy - y._mu * vx
        b = x._sigma * y._sigma * sqrt(dm * dm + dv * log(vy / vx))
        low, high = (a + b) / dv, (a - b) / dv
        return 1.0 - (fabs(y.cdf(low) - x.cdf(low)) + fabs(y.cdf(high) - x.cdf(high)))

    def zscore(self, x):
        """How many standard deviations x lies above or below the mean."""
        if not self._sigma:
            raise StatisticsError('zscore() not defined when sigma is zero')
        return (x - self._mu) / self._sigma

    @property
    def mean(self):
        """Arithmetic mean of the normal distribution."""
        return self._mu

    @property
    def median(self):
        """The median of the normal distribution."""
        return self._mu

    @property
    def mode(self):
        """The mode of the normal distribution."""
        return self._mu

    @property
    def stdev(self):
        """Standard deviation of the normal distribution."""
        return self._sigma

    @property
    def variance(self):
        """Square of the standard deviation."""
        return self._sigma * self._sigma

    def __add__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu + other._mu, hypot(self._sigma, other._sigma))
        return NormalDist(self._mu + other, self._sigma)

    def __sub__(self, other):
        if isinstance(other, NormalDist):
            return NormalDist(self._mu - other._mu, hypot(self._sigma, other._sigma))
        return NormalDist(self._mu - other, self._sigma)

    def __mul__(self, other):
        return NormalDist(self._mu * other, self._sigma * fabs(other))

    def __truediv__(self, other):
        return NormalDist(self._mu / other, self._sigma / fabs(other))

    def __pos__(self):
        return NormalDist(self._mu, self._sigma)

    def __neg__(self):
        return NormalDist(-self._mu, self._sigma)

    __radd__ = __add__

    def __rsub__(self, other):
        return -(self - other)

    __rmul__ = __mul__

    def __eq__(self, other):
        if not isinstance(other, NormalDist):
            return NotImplemented
        return self._mu == other._mu and self._sigma == other._sigma

    def __hash__(self):
        return hash((self._mu, self._sigma))

    def __repr__(self):
        return '%s(mu=%r, sigma=%r)' % (type(self).__name__, self._mu, self._sigma)

    def __getstate__(self):
        return self._mu, self._sigma

    def __setstate__(self, state):
        self._mu, self._sigma = state


# ---- kernel density estimation ----

def _invert(cdf):
    """The inverse of a symmetric cumulative distribution on (-1, 1)."""
    def inverse(p):
        if p > 0.5:
            return -inverse(1.0 - p)
        low, high = -1.0, 0.0
        while True:
            middle = (low + high) / 2
            if not low < middle < high:
                return middle
            if cdf(middle) < p:
                low = middle
            else:
                high = middle
    return inverse


def _standard_normal_cdf(t):
    return erfc(-t / sqrt(2.0)) / 2


def _logistic_pdf(t):
    e = exp(-abs(t))
    return e / (1.0 + e)**2


def _sigmoid_pdf(t):
    e = exp(-abs(t))
    return 2 / math.pi * e / (1.0 + e * e)


def _quartic_cdf(t):
    return ((3 * t**2 - 10) * t**2 + 15) * t / 16 + 0.5


def _triweight_cdf(t):
    return (((-5 * t**2 + 21) * t**2 - 35) * t**2 + 35) * t / 32 + 0.5


def _triangular_cdf(t):
    return t**2 / 2 + t + 0.5 if t < 0 else -t**2 / 2 + t + 0.5


class _Kernel:
    """A symmetric density around 0: itself, its integral, the inverse of that, and how far from 0 it ends."""

    def __init__(self, pdf, cdf, inverse, support):
        self.pdf = pdf
        self.cdf = cdf
        self.inverse = inverse
        self.support = support


_kernels = {
    'normal': _Kernel(lambda t: exp(-t * t / 2) / sqrt(tau), _standard_normal_cdf, _standard_quantile, None),
    'logistic': _Kernel(_logistic_pdf, lambda t: 1.0 - 1.0 / (exp(t) + 1.0) if t < 700 else 1.0,
                        lambda p: log(p / (1.0 - p)), None),
    'sigmoid': _Kernel(_sigmoid_pdf, lambda t: 2 / math.pi * math.atan(exp(t)) if t < 700 else 1.0,
                       lambda p: log(math.tan(p * math.pi / 2)), None),
    'rectangular': _Kernel(lambda t: 0.5, lambda t: t / 2 + 0.5, lambda p: 2 * p - 1, 1.0),
    'triangular': _Kernel(lambda t: 1.0 - abs(t), _triangular_cdf,
                          lambda p: sqrt(2 * p) - 1 if p < 0.5 else 1 - sqrt(2 - 2 * p), 1.0),
    'parabolic': _Kernel(lambda t: 0.75 * (1.0 - t * t), lambda t: -t**3 / 4 + 3 * t / 4 + 0.5,
                         lambda p: 2 * math.cos((math.acos(2 * p - 1) + math.pi) / 3), 1.0),
    'quartic': _Kernel(lambda t: 15 / 16 * (1.0 - t * t)**2, _quartic_cdf, _invert(_quartic_cdf), 1.0),
    'triweight': _Kernel(lambda t: 35 / 32 * (1.0 - t * t)**3, _triweight_cdf, _invert(_triweight_cdf), 1.0),
    'cosine': _Kernel(lambda t: math.pi / 4 * math.cos(math.pi / 2 * t), lambda t: math.sin(math.pi / 2 * t) / 2 + 0.5,
                      lambda p: 2 * math.asin(2 * p - 1) / math.pi, 1.0),
}
for _alias, _name in (('gauss', 'normal'), ('uniform', 'rectangular'), ('epanechnikov', 'parabolic'), ('biweight', 'quartic')):
    _kernels[_alias] = _kernels[_name]
del _alias, _name


def _check_estimate(data, h, kernel):
    """The kernel of that name; raises what kde() raises."""
    if not data:
        raise StatisticsError('Empty data sequence')
    if not isinstance(data[0], (int, float)):
        raise TypeError('Data sequence must contain ints or floats')
    if h <= 0.0:
        raise StatisticsError('Bandwidth h must be positive, not h={!r}'.format(h))
    try:
        return _kernels[kernel]
    except (KeyError, TypeError):
        raise StatisticsError('Unknown kernel name: {!r}'.format(kernel)) from None


def kde(data, h, kernel='normal', *, cumulative=False):
    """A function that estimates the probability density, or the cumulative distribution, that the data is a sample of: the
    average of kernels scaled by h around the data points.

    Kernels: normal (gauss), logistic, sigmoid; and with an end: rectangular (uniform), triangular, parabolic (epanechnikov),
    quartic (biweight), triweight, cosine.
    """
    shape = _check_estimate(data, h, kernel)
    seen = ordered = None

    def points():
        """The data in order, which may have been added to."""
        nonlocal seen, ordered
        if seen != len(data):
            seen, ordered = len(data), sorted(data)
        return ordered

    def pdf(x):
        if shape.support is None:
            near = data
        else:
            reach = h * shape.support
            near = points()[bisect_left(points(), x - reach):bisect_right(ordered, x + reach)]
        return math.fsum(shape.pdf((x - x_i) / h) for x_i in near) / (len(data) * h)

    def cdf(x):
        if shape.support is None:
            return math.fsum(shape.cdf((x - x_i) / h) for x_i in data) / len(data)
        reach = h * shape.support
        passed = bisect_left(points(), x - reach)
        near = ordered[passed:bisect_right(ordered, x + reach)]
        return math.fsum([passed] + [shape.cdf((x - x_i) / h) for x_i in near]) / len(data)

    estimate = cdf if cumulative else pdf
    estimate.__doc__ = '{} estimate with h={!r} and kernel={!r}'.format('CDF' if cumulative else 'PDF', h, kernel)
    return estimate


def kde_random(data, h, kernel='normal', *, seed=None):
    """A function that makes a random choice from the distribution that kde() estimates."""
    import random
    shape = _check_estimate(data, h, kernel)
    generator = random.Random(seed)

    def rand():
        center, p = generator.choice(data), generator.random()
        while p == 0.0:                         # the others have quantiles
            p = generator.random()
        return center + h * shape.inverse(p)

    rand.__doc__ = 'Random KDE selection with h={!r} and kernel={!r}'.format(h, kernel)
    return rand
