"""_tracemalloc and lib/tracemalloc.py: where memory was allocated."""
import gc
import os
import subprocess
import sys
import tempfile
import threading
import tracemalloc
import unittest
import warnings

HERE = tracemalloc._normalize_filename(__file__)


def line():
    return sys._getframe(1).f_lineno


class Point:
    def __init__(self, x):
        self.x = x


class Tracing(unittest.TestCase):
    def setUp(self):
        tracemalloc.start(1)
        self.addCleanup(tracemalloc.stop)

    def check(self, obj, lineno):
        trace = tracemalloc.get_object_traceback(obj)
        self.assertIsNotNone(trace)
        self.assertEqual((tracemalloc._normalize_filename(trace[0].filename), trace[0].lineno), (HERE, lineno))

    def test_lines_of_all_kinds_of_objects(self):
        n = len(sys.argv) + 1000
        a = [n, n]; self.check(a, line())
        a = (n, n); self.check(a, line())
        a = {n: n}; self.check(a, line())
        a = {n, n + 1}; self.check(a, line())
        a = 'x' * n; self.check(a, line())
        a = 'x%d' % n; self.check(a, line())
        a = f'{n}y'; self.check(a, line())
        a = b'x' * 100000; self.check(a, line())
        a = Point(n); self.check(a, line())
        a = object(); self.check(a, line())
        a = lambda: n; self.check(a, line())
        a = n ** 50; self.check(a, line())
        a = (i for i in [n]); self.check(a, line())
        a = slice(n, n); self.check(a, line())
        a = [i for i in range(n)]; self.check(a, line())
        a = list(range(n)); self.check(a, line())

    def test_what_has_no_memory_has_no_traceback(self):
        for a in 5, 1.5, None, 'name':
            self.assertIsNone(tracemalloc.get_object_traceback(a))

    def test_in_hot_code_too(self):
        def make():
            return [Point(1)]
        for i in range(3000):
            made = make()
        self.check(made, make.__code__.co_firstlineno + 1)
        tracemalloc.stop()
        for i in range(3000):
            made = make()
        self.assertIsNone(tracemalloc.get_object_traceback(made))
        tracemalloc.start(1)
        made = make()
        self.check(made, make.__code__.co_firstlineno + 1)

    def test_limit(self):
        def inner():
            return [[]]
        def outer():
            return inner()
        tracemalloc.stop()
        tracemalloc.start(3)
        self.assertEqual(tracemalloc.get_traceback_limit(), 3)
        made = outer()
        lines = [frame.lineno for frame in tracemalloc.get_object_traceback(made)]
        first = inner.__code__.co_firstlineno
        self.assertEqual(lines[:2], [first + 1, first + 3])
        self.assertEqual(len(lines), 3)
        for bad in 0, -1, 65536:
            with self.assertRaisesRegex(ValueError, r'the number of frames must be in range \[1; 65535\]'):
                tracemalloc.start(bad)

    def test_counts_what_is_taken_and_given_back(self):
        before = tracemalloc.get_traced_memory()[0]
        big = bytearray(3000000)
        now, peak = tracemalloc.get_traced_memory()
        self.assertLess(abs(now - before - 3000000), 5000)
        big = None
        self.assertLess(abs(tracemalloc.get_traced_memory()[0] - before), 5000)
        self.assertGreaterEqual(tracemalloc.get_traced_memory()[1], peak)
        tracemalloc.reset_peak()
        self.assertLess(tracemalloc.get_traced_memory()[1], peak)
        items = []
        for i in range(100000):             # the list's memory moves as it grows
            items.append(None)
        self.assertGreater(tracemalloc.get_traced_memory()[0] - before, 800000)
        del items
        small = [object() for i in range(20000)]
        self.assertGreater(tracemalloc.get_traced_memory()[0] - before, 20000 * 16)
        del small
        # A sanitizer keeps some thousand freed blocks for a while.
        self.assertLess(abs(tracemalloc.get_traced_memory()[0] - before), 20000 * 16 // 2)

    def test_clear_forgets(self):
        made = [[]]
        tracemalloc.clear_traces()
        self.assertIsNone(tracemalloc.get_object_traceback(made))
        del made
        again = [[]]
        self.assertIsNotNone(tracemalloc.get_object_traceback(again))

    def test_snapshots_find_the_line(self):
        first = tracemalloc.take_snapshot()
        keep = [bytearray(1000) for i in range(500)]; here = line()
        second = tracemalloc.take_snapshot()
        best = second.compare_to(first, 'lineno')[0]
        self.assertEqual(best.traceback[0].lineno, here)
        self.assertGreater(best.size_diff, 500000)
        self.assertGreaterEqual(best.count_diff, 1000)
        only = second.filter_traces([tracemalloc.Filter(True, __file__, here)])
        self.assertGreater(len(only.traces), 999)
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'snapshot')
            only.dump(name)
            self.assertEqual(tracemalloc.Snapshot.load(name).traces, only.traces)
        self.assertRaisesRegex(ValueError, 'unknown key_type', second.statistics, 'size')

    def test_threads(self):
        made = []
        def work():
            for i in range(200):
                made.append([Point(i)])
        threads = [threading.Thread(target=work) for i in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        lineno = work.__code__.co_firstlineno + 2
        for obj in made:
            self.check(obj, lineno)

    def test_together_with_a_trace_function(self):
        events = []
        def hook(frame, event, arg):
            if frame.f_code.co_name == 'traced':
                events.append(event)
            return hook
        def traced():
            a = [[]]
            return a
        sys.settrace(hook)
        made = traced()
        sys.settrace(None)
        self.assertEqual(events, ['call', 'line', 'line', 'return'])
        self.check(made, traced.__code__.co_firstlineno + 1)
        traced()
        self.assertEqual(len(events), 4)

    def test_generators_and_collector(self):
        def numbers():
            for i in range(100):
                yield [i]
        self.assertEqual([a[0] for a in numbers()], list(range(100)))
        loop = []
        loop.append(loop)
        del loop
        gc.collect()

    def test_warning_tells_its_source(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            file = open(os.devnull); here = line()
            del file
        self.assertEqual(len(caught), 1)
        self.check(caught[0].source, here)


class NotTracing(unittest.TestCase):
    def test_nothing_is_known(self):
        self.assertFalse(tracemalloc.is_tracing())
        self.assertIsNone(tracemalloc.get_object_traceback([]))
        self.assertEqual(tracemalloc.get_traced_memory(), (0, 0))
        self.assertEqual(tracemalloc._get_traces(), [])
        self.assertRaises(RuntimeError, tracemalloc.take_snapshot)
        tracemalloc.stop()
        tracemalloc.clear_traces()


class Options(unittest.TestCase):
    def run_krait(self, *args, **environment):
        return subprocess.run([sys.executable, *args], env=dict(os.environ, **environment), stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, universal_newlines=True)

    def test_options_and_variable(self):
        code = 'import tracemalloc as t; print(t.is_tracing(), t.get_traceback_limit())'
        self.assertEqual(self.run_krait('-X', 'tracemalloc', '-c', code).stdout, 'True 1\n')
        self.assertEqual(self.run_krait('-X', 'tracemalloc=7', '-c', code).stdout, 'True 7\n')
        self.assertEqual(self.run_krait('-c', code, PYTHONTRACEMALLOC='9').stdout, 'True 9\n')
        self.assertEqual(self.run_krait('-E', '-c', code, PYTHONTRACEMALLOC='9').stdout, 'False 1\n')

    def test_bad_number_ends_the_process(self):
        for value in '-1', '0', '65536', 'x':
            done = self.run_krait('-X', 'tracemalloc=' + value, '-c', 'pass')
            self.assertEqual(done.returncode, 1)
            self.assertIn('-X tracemalloc=NFRAME: invalid number of frames', done.stderr)
        done = self.run_krait('-c', 'pass', PYTHONTRACEMALLOC='z')
        self.assertEqual(done.returncode, 1)
        self.assertIn('PYTHONTRACEMALLOC: invalid number of frames', done.stderr)

    def test_warning_shows_where_the_file_was_opened(self):
        done = self.run_krait('-Wd', '-X', 'tracemalloc', '-c', 'f = open("/dev/null")\nf = None')
        self.assertIn('Object allocated at (most recent call first):\n  File "<string>", lineno 1\n', done.stderr)


if __name__ == '__main__':
    unittest.main()
