"""Code that is hot enough to run as machine code behaves as before: each case is repeated until it is, then meets something else."""
import subprocess
import sys
import textwrap
import unittest


def run(source, *options):
    p = subprocess.run([sys.executable, '-X', 'jit=2', *options, '-c', textwrap.dedent(source)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       universal_newlines=True)
    return p.returncode, p.stdout, p.stderr


class MachineCodeTest(unittest.TestCase):
    def check(self, source, expected):
        for options in ((), ('-X', 'jit=off')):
            self.assertEqual(run(source, *options), (0, expected, ''))

    def test_numbers(self):
        self.check('''
            def f(a, b):
                s = 0
                for i in range(10):
                    s = s + a * i - b
                    if s > 100: s = s - 100
                return s
            print([f(3, 1) for i in range(5)][-1], f(3.5, 0.5), f(1 << 70, 1), f(True, False))
            ''', '25 52.5 2361183241434822607105 45\n'.replace('2361183241434822607105', str(self.big())))

    def big(self):
        s = 0
        for i in range(10):
            s = s + (1 << 70) * i - 1
            if s > 100:
                s = s - 100
        return s

    def test_attributes_change_their_place(self):
        self.check('''
            class A:
                def __init__(self, x): self.x = x
            class B:
                def __init__(self, x): self.w = 0; self.x = x + 1
            class C:
                __slots__ = ('x',)
                def __init__(self, x): self.x = x + 2
            class D:
                x = property(lambda self: 4)
            class E: x = 5
            def get(o): return o.x
            def many(o):
                for i in range(20): r = get(o)
                return r
            print([many(o) for o in (A(1), B(1), C(1), D(), E(), A(9), B(9))])
            a = A(1)
            a.__dict__['x'] = 7
            print(many(a))
            E.x = 6
            print(many(E()))
            ''', '[1, 2, 3, 4, 5, 9, 10]\n7\n6\n')

    def test_globals_change_their_place(self):
        self.check('''
            x = 1
            def f(): return x, len('ab')
            for i in range(20): f()
            print(f())
            len = lambda s: 'mine'
            print(f())
            for i in range(300): globals()['n%d' % i] = i
            x = 2
            print(f())
            del len
            print(f())
            ''', "(1, 2)\n(1, 'mine')\n(2, 'mine')\n(2, 2)\n")

    def test_exceptions(self):
        self.check('''
            import traceback
            def inner(a, b):
                return a / b
            def outer(n):
                done = []
                for i in range(n, -1, -1):
                    try:
                        done.append(inner(6, i))
                    except ZeroDivisionError as e:
                        done.append(traceback.extract_tb(e.__traceback__)[-1].lineno)
                    finally:
                        done.append('f')
                return done
            for i in range(20): outer(2)
            print(outer(2))
            ''', "[3.0, 'f', 6.0, 'f', 4, 'f']\n")

    def test_generators(self):
        self.check('''
            def numbers(n):
                for i in range(n):
                    got = yield i
                    if got: yield got
                return 'end'
            def all(n):
                return (yield from numbers(n))
            def total(n):
                s = 0
                for i in all(n): s += i
                return s
            for i in range(30): total(10)
            print(total(10))
            g = numbers(3)
            print(next(g), g.send('x'), next(g), next(g))
            try: next(g)
            except StopIteration as e: print(e.value)
            ''', '45\n0 x 1 2\nend\n')

    def test_recursion_limit(self):
        self.check('''
            import sys
            def f(n): return f(n + 1)
            def g(n): return 0 if n == 0 else 1 + g(n - 1)
            for i in range(5):
                try: f(0)
                except RecursionError: pass
                else: print('no error')
            print(g(900))
            ''', '900\n')

    def test_tracing_begins_and_ends(self):
        self.check('''
            import sys
            def f(n):
                s = 0
                for i in range(n):
                    s += i
                return s
            for i in range(20): f(10)
            seen = []
            def trace(frame, event, arg):
                seen.append((event, frame.f_lineno))
                return trace
            sys.settrace(trace)
            f(1)
            sys.settrace(None)
            f(1)
            print(seen)
            ''', "[('call', 3), ('line', 4), ('line', 5), ('line', 6), ('line', 5), ('line', 7), ('return', 7)]\n")

    def test_interrupt_in_a_loop(self):
        code, out, err = run('''
            import signal, os
            def spin():
                while True: pass
            signal.signal(signal.SIGALRM, lambda *a: 1 / 0)
            signal.setitimer(signal.ITIMER_REAL, 0.2)
            try: spin()
            except ZeroDivisionError: print('out')
            ''')
        self.assertEqual((code, out, err), (0, 'out\n', ''))

    def test_callers_are_seen(self):
        self.check('''
            import sys
            def where():
                f = sys._getframe(1)
                return f.f_lineno, sorted(f.f_locals)
            def caller(a):
                b = a
                return where()
            for i in range(20): r = caller(1)
            print(r)
            ''', "(8, ['a', 'b'])\n")

    def test_functions_that_die_while_they_run(self):
        self.check('''
            def make():
                def f(n):
                    global g
                    g = None
                    return n + 1
                return f
            def call(n):
                return g(n)
            for i in range(30):
                g = make()
                r = call(i)
            print(r)
            ''', '30\n')


if __name__ == '__main__':
    unittest.main()
