"""Functions of the library are read in two parts: what they show, and, when they are first run or looked into, the rest. Each case
imports a module that nothing here has used, in a process of its own, so that its functions have not been read yet."""
import subprocess
import sys
import unittest


def run(source):
    result = subprocess.Popen([sys.executable, '-c', source], stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return result.communicate()[0].decode().strip()


class LibraryCodeTest(unittest.TestCase):
    def test_shown_without_being_read(self):
        self.assertEqual(run('import colorsys; c = colorsys.rgb_to_hls.__code__; print(c.co_name, c.co_argcount, c.co_flags & 3, c.co_firstlineno > 0)'),
                         'rgb_to_hls 3 3 True')

    def test_each_attribute_reads_it(self):
        for name in ('co_varnames', 'co_consts', 'co_names', 'co_code', 'co_lnotab', 'co_nlocals', 'co_cellvars', 'co_freevars'):
            source = 'import colorsys as m; c = m.rgb_to_hls.__code__; a = c.{0}; m.rgb_to_hls(1, 0, 0); print(a == c.{0})'
            self.assertEqual(run(source.format(name)), 'True')

    def test_methods_of_code(self):
        self.assertEqual(run('import colorsys as m; print(len(list(m.rgb_to_hls.__code__.co_lines())) > 3)'), 'True')
        self.assertEqual(run('import colorsys as m; print(len(list(m.rgb_to_hls.__code__.co_positions())) > 3)'), 'True')
        self.assertEqual(run('import colorsys as m; print(m.rgb_to_hls.__code__.replace(co_name="x").co_varnames[:3])'), "('r', 'g', 'b')")

    def test_calls(self):
        self.assertEqual(run('import colorsys as m; print(m.rgb_to_hls(b=0, g=0, r=0))'), '(0.0, 0.0, 0.0)')
        self.assertEqual(run('import colorsys as m; print(*map(m.rgb_to_hls, [0], [0], [0]))'), '(0.0, 0.0, 0.0)')
        self.assertIn("rgb_to_hls() missing 2 required positional arguments: 'g' and 'b'", run('import colorsys as m; m.rgb_to_hls(1)'))
        self.assertIn("unexpected keyword argument 'x'", run('import colorsys as m; m.rgb_to_hls(1, 2, 3, x=1)'))

    def test_a_class_whose_init_was_not_read(self):
        self.assertEqual(run('import sched; f = lambda: sched.scheduler(1, 2)\nfor i in range(5): s = f()\nprint(s.timefunc, s.delayfunc)'), '1 2')

    def test_generators(self):
        self.assertEqual(run('import mimetypes, fileinput, tokenize, io; print(len(list(tokenize.tokenize(io.BytesIO(b"a = 1").readline))) > 3)'), 'True')

    def test_comparison_and_marshal(self):
        self.assertEqual(run('import colorsys as m, marshal; c = m.rgb_to_hls.__code__; d = marshal.loads(marshal.dumps(c)); print(c == d, hash(c) == hash(d))'),
                         'True True')
        self.assertEqual(run('import colorsys as m; print(m.rgb_to_hls.__code__ == m.hls_to_rgb.__code__)'), 'False')

    def test_traced_from_the_first_line(self):
        source = '''import colorsys as m, sys
lines = []
def trace(frame, event, arg):
    lines.append((event, frame.f_lineno - m.rgb_to_yiq.__code__.co_firstlineno))
    return trace
sys.settrace(trace)
m.rgb_to_yiq(1, 1, 1)
sys.settrace(None)
print(lines[:2])'''
        self.assertEqual(run(source), "[('call', 0), ('line', 1)]")

    def test_introspection(self):
        self.assertEqual(run('import inspect, colorsys as m; print(inspect.signature(m.rgb_to_hls))'), '(r, g, b)')
        self.assertEqual(run('import dis, colorsys as m, io, contextlib; dis.dis(m.rgb_to_hls); print("done")').splitlines()[-1], 'done')


if __name__ == '__main__':
    unittest.main()
