"""lib/profile.py, lib/cProfile.py, lib/pstats.py, lib/trace.py."""

import cProfile
import io
import os
import profile
import pstats
import sys
import tempfile
import trace
import unittest


def inner(n):
    return n and inner(n - 1)


def outer():
    inner(2)
    max(*[[1, 2]])


class ProfileTest(unittest.TestCase):

    def stats_of(self, module):
        p = module.Profile()
        p.runcall(outer)
        return pstats.Stats(p, stream=io.StringIO())

    def test_calls_are_counted(self):
        for module in profile, cProfile:
            with self.subTest(module=module.__name__):
                stats = self.stats_of(module).stats
                (found,) = [value[:2] for key, value in stats.items() if key[2] == 'inner']
                self.assertEqual(found, (1, 3))         # one call from outside, three in all
                self.assertTrue(any('max' in key[2] for key in stats))

    def test_reports(self):
        stats = self.stats_of(cProfile).strip_dirs().sort_stats('name')
        stats.print_stats('inner')
        stats.print_callers('inner')
        text = stats.stream.getvalue()
        self.assertRegex(text, r'(?m)^ +3/1 .* test_profile\.py:\d+\(inner\)$')
        self.assertRegex(text, r'inner\) +<- .*2/1|inner\) +<- .*1 ')
        self.assertIn('due to restriction', text)

    def test_files_are_added(self):
        with tempfile.TemporaryDirectory() as d:
            name = os.path.join(d, 'stats')
            p = cProfile.Profile()
            p.runcall(outer)
            p.dump_stats(name)
            total = pstats.Stats(name, name)
            self.assertEqual(total.total_calls, 2 * pstats.Stats(name).total_calls)


class TraceTest(unittest.TestCase):

    def tearDown(self):
        sys.settrace(None)

    def test_lines_are_counted(self):
        tracer = trace.Trace(count=1, trace=0)
        tracer.runfunc(outer)
        first = inner.__code__.co_firstlineno
        counts = {line: n for (name, line), n in tracer.results().counts.items() if name == __file__}
        self.assertEqual(counts[first + 1], 3)

    def test_callers(self):
        tracer = trace.Trace(count=0, trace=0, countcallers=1)
        tracer.runfunc(outer)
        found = {(a[2], b[2]) for a, b in tracer.results().callers}
        self.assertIn(('outer', 'inner'), found)
        self.assertIn(('inner', 'inner'), found)


if __name__ == '__main__':
    unittest.main()
