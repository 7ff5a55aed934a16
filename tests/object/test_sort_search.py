"""Sorting and searching, against definitions that are slow but plain."""

import random
import unittest


class Sorting(unittest.TestCase):

    def check(self, items, key=None):
        order = key or (lambda x: x)
        for reverse in (False, True):
            made = sorted(items, key=key, reverse=reverse)
            self.assertEqual(sorted(map(id, made)), sorted(map(id, items)))
            for a, b in zip(made, made[1:]):
                self.assertFalse(order(a) < order(b) if reverse else order(b) < order(a), (a, b))

    def test_uniform_lists(self):
        rnd = random.Random(5)
        for n in (0, 1, 2, 63, 199, 200, 201, 1500):
            self.check([rnd.randrange(-2**62, 2**62) for _ in range(n)])
            self.check([rnd.randrange(-50, 50) for _ in range(n)])
            self.check([rnd.uniform(-1, 1) * 10**rnd.randrange(-300, 300) for _ in range(n)])
            self.check([rnd.choice([0.0, -0.0, 1.5, -1.5, float('inf'), -float('inf'), 5e-324]) for _ in range(n)])
            self.check(['%d' % rnd.randrange(1000) for _ in range(n)])
            self.check(['prefix' + 'ab\0'[rnd.randrange(3)] * rnd.randrange(14) for _ in range(n)])
            for letters in ('aé', 'a\u20ac', 'z\U0001F600'):
                self.check([''.join(rnd.choice(letters) for _ in range(rnd.randrange(12))) for _ in range(n)])
            ordered = list(range(n))
            self.check(ordered)
            self.check(ordered[::-1])
            self.check(ordered[n // 2:] + ordered[:n // 2])
            self.check([1.5 * i for i in ordered] + [0.5])
            self.check(['%05d' % i for i in ordered] + ['00000'])

    def test_stable(self):
        rnd = random.Random(6)
        for n in (50, 1000):
            pairs = [(rnd.randrange(9), i) for i in range(n)]
            for key in (lambda p: p[0], lambda p: float(p[0]), lambda p: 'k%d' % p[0], lambda p: 'a longer prefix %d and more' % p[0]):
                for reverse in (False, True):
                    made = sorted(pairs, key=key, reverse=reverse)
                    for a, b in zip(made, made[1:]):
                        self.assertTrue(a[0] != b[0] or a[1] < b[1])

    def test_equal_floats_keep_their_order(self):
        items = [0.0, -0.0] * 200
        self.assertEqual(list(map(str, sorted(items + [-1.0]))), ['-1.0'] + ['0.0', '-0.0'] * 200)

    def test_nan_loses_nothing(self):
        items = [float(i * 37 % 500) for i in range(500)] + [float('nan')]
        self.assertEqual(len(set(map(id, sorted(items)))), len(set(map(id, items))))

    def test_keys_are_released(self):
        class Text(str):
            alive = 0

            def __del__(self):
                Text.alive -= 1

        def key(i):
            Text.alive += 1
            return Text(i * 7919 % 999)
        self.assertEqual(len(sorted(range(999), key=key)), 999)
        self.assertEqual(Text.alive, 0)


def first(s, sub):
    return next((i for i in range(len(s) - len(sub) + 1) if s[i:i + len(sub)] == sub), -1)


def last(s, sub):
    return next((i for i in range(len(s) - len(sub), -1, -1) if s[i:i + len(sub)] == sub), -1)


class Searching(unittest.TestCase):

    def check(self, s, sub):
        self.assertEqual(s.find(sub), first(s, sub))
        self.assertEqual(s.rfind(sub), last(s, sub))
        self.assertEqual(sub in s, first(s, sub) >= 0)
        if sub:
            count = at = 0
            while first(s[at:], sub) >= 0:
                at += first(s[at:], sub) + len(sub)
                count += 1
            self.assertEqual(s.count(sub), count)
            self.assertEqual(len(s.split(sub)), count + 1)
            self.assertEqual(sub.join(s.split(sub)), s)
            self.assertEqual(s.replace(sub, sub[:0]), sub[:0].join(s.split(sub)))

    def test_against_the_definition(self):
        rnd = random.Random(7)
        for _ in range(3000):
            letters = rnd.choice(['ab', 'abc', 'a', 'xyzé', 'a\u20ac', 'ab\U0001F600'])
            s = ''.join(rnd.choice(letters) for _ in range(rnd.choice([5, 20, 40, 70])))
            sub = ''.join(rnd.choice(letters) for _ in range(rnd.randrange(6)))
            if rnd.random() < .4:
                at = rnd.randrange(len(s))
                sub = s[at:at + rnd.randrange(30)]
            self.check(s, sub)
            self.check(s.encode(), sub.encode())

    def test_periodic_texts_take_linear_time(self):
        n = 200000
        for text, sub in (('a' * n, 'a' * 1000 + 'b' + 'a' * 1000), ('ab' * n, 'ab' * 500 + 'b' + 'ab' * 500), ('a' * n + 'b', 'a' * 5000 + 'b')):
            self.assertEqual(text.find(sub), -1 if sub not in ('a' * 5000 + 'b',) else n - 5000)
            self.assertEqual(text[::-1].rfind(sub[::-1]), text[::-1].find(sub[::-1]))


if __name__ == '__main__':
    unittest.main()
