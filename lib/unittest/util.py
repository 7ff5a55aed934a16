"""Helpers of the package: short representations and comparison of sequences."""

from collections import namedtuple

__unittest = True

_MAX_LENGTH = 80
_PLACEHOLDER_LEN = 12
_MIN_BEGIN_LEN = 5
_MIN_END_LEN = 5
_MIN_COMMON_LEN = 5
_MIN_DIFF_LEN = _MAX_LENGTH - (_MIN_BEGIN_LEN + _PLACEHOLDER_LEN + _MIN_COMMON_LEN
                               + _PLACEHOLDER_LEN + _MIN_END_LEN)


def _shorten(s, prefixlen, suffixlen):
    """Cut out the middle of a text."""
    skip = len(s) - prefixlen - suffixlen
    if skip > _PLACEHOLDER_LEN:
        s = f'{s[:prefixlen]}[{skip} chars]{s[len(s) - suffixlen:]}'
    return s


def _common_prefix(texts):
    first, last = min(texts), max(texts)
    n = 0
    for a, b in zip(first, last):
        if a != b:
            break
        n += 1
    return first[:n]


def _common_shorten_repr(*args):
    """Representations of the arguments, shortened so that they differ visibly."""
    texts = tuple(map(safe_repr, args))
    maxlen = max(map(len, texts))
    if maxlen <= _MAX_LENGTH:
        return texts
    prefix = _common_prefix(texts)
    prefixlen = len(prefix)
    common_len = _MAX_LENGTH - (maxlen - prefixlen + _MIN_BEGIN_LEN + _PLACEHOLDER_LEN)
    if common_len > _MIN_COMMON_LEN:
        prefix = _shorten(prefix, _MIN_BEGIN_LEN, common_len)
        return tuple(prefix + s[prefixlen:] for s in texts)
    prefix = _shorten(prefix, _MIN_BEGIN_LEN, _MIN_COMMON_LEN)
    return tuple(prefix + _shorten(s[prefixlen:], _MIN_DIFF_LEN, _MIN_END_LEN)
                 for s in texts)


def safe_repr(obj, short=False):
    """repr(), also of objects whose own fails; cut when short is wanted."""
    try:
        result = repr(obj)
    except Exception:
        result = object.__repr__(obj)
    if not short or len(result) < _MAX_LENGTH:
        return result
    return result[:_MAX_LENGTH] + ' [truncated]...'


def strclass(cls):
    """The full name of a class."""
    return f'{cls.__module__}.{cls.__qualname__}'


def sorted_list_difference(expected, actual):
    """What only one of two sorted lists has: (missing, unexpected)."""
    missing, unexpected = [], []
    i = j = 0
    while i < len(expected) and j < len(actual):
        e, a = expected[i], actual[j]
        if e < a:
            missing.append(e)
            i += 1
            while i < len(expected) and expected[i] == e:
                i += 1
        elif e > a:
            unexpected.append(a)
            j += 1
            while j < len(actual) and actual[j] == a:
                j += 1
        else:
            i += 1
            while i < len(expected) and expected[i] == e:
                i += 1
            j += 1
            while j < len(actual) and actual[j] == a:
                j += 1
    return missing + expected[i:], unexpected + actual[j:]


def unorderable_list_difference(expected, actual):
    """The same for lists that cannot be sorted; empties expected and actual."""
    missing = []
    while expected:
        item = expected.pop()
        try:
            actual.remove(item)
        except ValueError:
            missing.append(item)
    return missing, actual


def three_way_cmp(x, y):
    """-1, 0 or 1 for x < y, x == y, x > y."""
    return (x > y) - (x < y)


_Mismatch = namedtuple('Mismatch', 'actual expected value')


def _count_diff_all_purpose(actual, expected):
    """The differences in counts of elements that need not be hashable."""
    s, t = list(actual), list(expected)
    m, n = len(s), len(t)
    gone = object()
    result = []

    def count(seq, elem, start):
        found = 0
        for i in range(start, len(seq)):
            if seq[i] == elem:
                found += 1
                seq[i] = gone
        return found

    for i, elem in enumerate(s):
        if elem is gone:
            continue
        in_s = count(s, elem, i)
        in_t = count(t, elem, 0)
        if in_s != in_t:
            result.append(_Mismatch(in_s, in_t, elem))
    for i, elem in enumerate(t):
        if elem is not gone:
            result.append(_Mismatch(0, count(t, elem, i), elem))
    return result


def _count_diff_hashable(actual, expected):
    """The differences in counts of hashable elements."""
    from collections import Counter
    s, t = Counter(actual), Counter(expected)
    result = [_Mismatch(n, t.get(elem, 0), elem)
              for elem, n in s.items() if n != t.get(elem, 0)]
    result += [_Mismatch(0, n, elem) for elem, n in t.items() if elem not in s]
    return result
