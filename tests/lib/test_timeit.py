"""timeit: what the command line prints; the numbers of loops it tries."""
import contextlib
import io
import timeit
import unittest


class Clock:
    """A timer that goes on by a fixed time whenever the statement runs."""

    def __init__(self, step):
        self.now, self.step = 0.0, step

    def __call__(self):
        return self.now

    def tick(self):
        self.now += self.step


class Timeit(unittest.TestCase):
    def main(self, step, *args):
        clock = Clock(step)
        timeit.tick = clock.tick
        out = io.StringIO()
        try:
            with contextlib.redirect_stdout(out):
                timeit.main(list(args) + ['-s', 'import timeit', 'timeit.tick()'], _wrap_timer=lambda timer: clock)
        finally:
            del timeit.tick
        return out.getvalue()

    def test_loops_are_powers_of_ten(self):
        self.assertEqual(self.main(1 / 128), '100 loops, best of 3: 7.81 msec per loop\n')
        self.assertEqual(self.main(1.0), '10 loops, best of 3: 1 sec per loop\n')

    def test_options(self):
        self.assertEqual(self.main(0.25, '-n', '4', '-r', '2', '-u', 'msec'), '4 loops, best of 2: 250 msec per loop\n')
        self.assertEqual(self.main(0.25, '-v', '-r1'),
                         '10 loops -> 2.5 secs\nraw times: 2.5\n10 loops, best of 1: 250 msec per loop\n')

    def test_three_repetitions(self):
        self.assertEqual(len(timeit.repeat('pass', number=1)), 3)


if __name__ == '__main__':
    unittest.main()
