"""Runaway recursion and very deep structures: RuntimeError or another exception, never a crash; and the program goes on.

Every case runs in the main thread and again in a thread that asked for the smallest stack.
"""
import collections
import contextlib
import copy
import functools
import gc
import io
import itertools
import json
import marshal
import operator
import pickle
import subprocess
import sys
import threading
import traceback
import types
import unittest

DEEP = 100000
DEPTH_ERROR = "maximum recursion depth exceeded"


def nest(wrap, value, n=DEEP):
    for i in range(n):
        value = wrap(value)
    return value


class Linked:
    def __init__(self, other):
        self.other = other


class LinkedBySlot:
    __slots__ = "other"

    def __init__(self, other):
        self.other = other


class Finalized(Linked):
    def __del__(self):
        pass


class MainThread(unittest.TestCase):
    def run_here(self, function):
        function()

    def check(self, function, error=RuntimeError, message=DEPTH_ERROR):
        """function fails with the error, or gives a value if `error` is None; afterwards recursion still works."""
        seen = []

        def body():
            try:
                function()
            except Exception as e:
                seen.append((type(e), str(e)))
            else:
                seen.append((None, ""))

        self.run_here(body)
        kind, text = seen[0]
        if error is None:
            self.assertIsNone(kind, text)
        else:
            self.assertTrue(kind is not None and issubclass(kind, error), (kind, text))
            self.assertIn(message, text)

        def count(n):
            return 1 + count(n - 1) if n else 0
        self.assertEqual(count(300), 300)

    # ---- special methods that call themselves ----

    def test_function(self):
        def f():
            return f()
        self.check(f)

    def test_special_methods(self):
        bodies = {
            "__repr__": (repr, lambda self: repr(self)),
            "__str__": (str, lambda self: str(self)),
            "__bytes__": (bytes, lambda self: bytes(self)),
            "__format__": (format, lambda self, spec: format(self)),
            "__hash__": (hash, lambda self: hash(self)),
            "__bool__": (bool, lambda self: bool(self)),
            "__len__": (len, lambda self: len(self)),
            "__iter__": (iter, lambda self: iter(self)),
            "__next__": (next, lambda self: next(self)),
            "__reversed__": (reversed, lambda self: reversed(self)),
            "__call__": (lambda x: x(), lambda self: self()),
            "__neg__": (operator.neg, lambda self: -self),
            "__int__": (int, lambda self: int(self)),
            "__index__": (operator.index, lambda self: operator.index(self)),
            "__dir__": (dir, lambda self: dir(self)),
            "__getattr__": (lambda x: x.a, lambda self, name: self.a),
            "__getattribute__": (lambda x: x.a, lambda self, name: self.a),
            "__setattr__": (lambda x: setattr(x, "a", 1), lambda self, name, value: setattr(self, "a", 1)),
            "__eq__": (lambda x: x == x, lambda self, other: self == other),
            "__lt__": (lambda x: x < x, lambda self, other: self < other),
            "__add__": (lambda x: x + 1, lambda self, other: self + other),
            "__radd__": (lambda x: 1 + x, lambda self, other: other + self),
            "__contains__": (lambda x: 1 in x, lambda self, item: item in self),
            "__getitem__": (lambda x: x[1], lambda self, key: self[key]),
            "__enter__": (lambda x: enter(x), lambda self: enter(self)),
        }

        def enter(x):
            with x:
                pass

        for name in sorted(bodies):
            use, method = bodies[name]
            cls = type("C", (), {name: method, "__exit__": lambda self, *error: None})
            with self.subTest(name):
                self.check(lambda: use(cls()))

    def test_construction(self):
        class New:
            def __new__(cls):
                return cls()

        class Init:
            def __init__(self):
                Init()

        class Meta(type):
            def __call__(cls):
                return cls()

            def __instancecheck__(cls, x):
                return isinstance(x, cls)
        self.check(New)
        self.check(Init)
        self.check(Meta("C", (), {}))
        self.check(lambda: isinstance(1, Meta("C", (), {})))

    def test_an_instance_as_its_class_call(self):
        class A:
            pass
        A.__call__ = A()
        self.check(A())

    def test_missing_key(self):
        class D(dict):
            def __missing__(self, key):
                return self[key]
        self.check(lambda: D()[1])

    def test_exec_and_sort_keys(self):
        self.check(lambda: exec("exec(s)", {"s": "exec(s)"}))

        def smallest(x):
            return min([1, 2], key=smallest)
        self.check(lambda: smallest(1))

    def test_generators_and_coroutines(self):
        def g():
            yield from g()

        async def f():
            await f()
        self.check(lambda: list(g()))
        self.check(lambda: f().send(None))

    def test_finalizers_where_recursion_ends(self):
        # They got no room to run, nor did the report of that.
        seen = []

        class Noted:
            def __del__(self):
                seen.append(str(len(seen)))

        def down():
            noted = Noted()
            down()

        def reported():
            class Failing:
                def __del__(self):
                    raise KeyError("told")

            def down():
                failing = Failing()
                down()
            down()

        self.check(down)
        self.assertGreater(len(seen), 500)
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            self.check(reported)
            gc.collect()
        self.assertIn("KeyError: 'told'", errors.getvalue())
        self.assertNotIn("RecursionError", errors.getvalue())
        self.assertNotIn("failed>", errors.getvalue())

    def test_generator_chain(self):
        def plain(inner):
            for item in inner:
                yield item

        def delegating(inner):
            yield from inner
        self.check(lambda: list(nest(plain, iter([1]))))
        self.check(lambda: list(nest(delegating, iter([1]), 20000)))

    # ---- deep structures ----

    def test_text_of_deep_structures(self):
        wraps = [lambda x: [x], lambda x: (x,), lambda x: {1: x}, lambda x: slice(x), lambda x: collections.deque([x]),
                 lambda x: types.SimpleNamespace(x=x), lambda x: ValueError(x), lambda x: collections.OrderedDict([(1, x)])]
        for wrap in wraps:
            self.check(lambda: repr(nest(wrap, None)))
        self.check(lambda: str(nest(ValueError, None)))

    def test_comparing_deep_structures(self):
        for wrap in (lambda x: [x], lambda x: (x,), lambda x: {1: x}, lambda x: slice(x), lambda x: types.MethodType(print, x)):
            self.check(lambda: nest(wrap, 1) == nest(wrap, 1.0))
        self.check(lambda: nest(lambda x: (x,), ()) < nest(lambda x: (x,), ()))

    def test_hashing_deep_structures(self):
        self.check(lambda: hash(nest(lambda x: (x,), ())))
        self.check(lambda: hash(nest(lambda x: types.MethodType(x, 1), int, 4 * DEEP)))
        self.check(lambda: hash(nest(lambda x: list[x], list[int])))

    def test_class_tests_of_deep_tuples(self):
        deep = nest(lambda x: (x,), int)
        self.check(lambda: isinstance(1.0, deep))
        self.check(lambda: issubclass(float, deep))

    def test_iterators_over_iterators(self):
        for wrap in (lambda x: map(int, x), lambda x: filter(None, x), zip, enumerate, itertools.chain, lambda x: itertools.islice(x, 1),
                     itertools.cycle, lambda x: itertools.accumulate(x), lambda x: itertools.takewhile(bool, x)):
            self.check(lambda: list(nest(wrap, iter([1]), 4 * DEEP)))

    def test_calls_through_calls(self):
        class Partial(functools.partial):
            pass

        def wrap(x):
            p = Partial(x)
            p.attribute = 1             # or else partial() takes the inner one apart
            return p
        self.assertEqual(nest(wrap, int)(), 0)
        self.assertEqual(len(nest(lambda x: Partial(x, 1), lambda *args: args)(2)), DEEP + 1)
        self.assertEqual(len(nest(lambda x: types.MethodType(x, 1), lambda *args: args)(2)), DEEP + 1)
        with_keywords = nest(lambda x: Partial(x, k=1), dict)
        self.check(with_keywords)

    def test_ring_of_calls(self):
        first, second, third = functools.partial(int), functools.partial(int, 1), functools.partial(int, 1)
        first.__setstate__((second, (), {}, {}))
        second.__setstate__((third, (1,), {}, {}))
        third.__setstate__((second, (1,), {}, {}))
        self.check(first)
        self.check(third)
        second.__setstate__((second, (1,), {}, {}))
        self.check(second)

    def test_serializing_deep_structures(self):
        deep = nest(lambda x: [x], [])
        self.check(lambda: pickle.dumps(deep))
        self.check(lambda: copy.deepcopy(deep))
        self.check(lambda: json.dumps(deep))
        self.check(lambda: json.loads("[" * DEEP))
        self.check(lambda: json.loads('{"a":' * DEEP))
        self.check(lambda: marshal.dumps(deep), ValueError, "too deeply nested")
        self.check(lambda: marshal.loads(b"[\1\0\0\0" * DEEP), ValueError, "recursion limit")

    def test_deep_structures_die(self):
        def generator(inner):
            yield inner

        def started(inner):
            g = generator(inner)
            next(g)
            return g
        for wrap in (lambda x: [x], lambda x: (x,), lambda x: {1: x}, Linked, LinkedBySlot, Finalized, started,
                     lambda x: lambda: x, lambda x: collections.deque([x]), lambda x: map(int, [x]), lambda x: types.MethodType(print, x),
                     property, ValueError):
            self.check(lambda: nest(wrap, print) and None, None)

    def test_long_chain_of_contexts(self):
        def wrap(inner):
            e = ValueError()
            e.__context__ = inner
            return e

        def raise_in_handler():
            try:
                raise nest(wrap, None)
            except ValueError:
                try:
                    raise KeyError
                except KeyError:
                    pass
        self.check(raise_in_handler, None)
        self.check(lambda: traceback.print_exception(ValueError, nest(wrap, None, 3000), None, file=io.StringIO()), None)

    # ---- source text ----

    def test_deeply_nested_source(self):
        for text in ("-" * DEEP + "1", "not " * DEEP + "1", "lambda:" * DEEP + "1", "1 if x else " * DEEP + "1", "x**" * DEEP + "1"):
            self.check(lambda: compile(text, "x", "exec"), MemoryError, "too complex")
        self.check(lambda: compile("(" * DEEP, "x", "exec"), SyntaxError, "too many nested parentheses")
        for text in ("x" + ".a" * DEEP, "x" + "()" * DEEP, "x" + "[0]" * DEEP):
            self.check(lambda: compile(text, "x", "exec"), RuntimeError, DEPTH_ERROR)

    def test_long_source_is_no_recursion(self):
        for text in ("+".join(["x"] * DEEP), "x and " * DEEP + "x", "x = " * 30000 + "1"):
            self.check(lambda: compile(text, "x", "exec"), None)

    def test_long_elif_chain(self):
        # Looking for annotations went down the chain by recursion.
        self.check(lambda: compile("if x: pass\n" + "elif x: pass\n" * 20000 + "y = 1\n", "x", "exec"), None)


class SmallThread(MainThread):
    def run_here(self, function):
        old = threading.stack_size(32768)
        try:
            thread = threading.Thread(target=function)
            thread.start()
            thread.join()
        finally:
            threading.stack_size(old)


class CaughtAgainAndAgainTest(unittest.TestCase):
    """A program that catches RecursionError and recurses again."""

    def run_program(self, source):
        p = subprocess.run([sys.executable, "-c", source], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        return p.returncode, p.stdout.decode(), p.stderr.decode()

    def test_without_giving_up_frames_it_ends(self):
        for limit in (60, 1000):
            status, _, err = self.run_program("import sys\n"
                                              "def f():\n"
                                              "    try: f()\n"
                                              "    except RecursionError: f()\n"
                                              "sys.setrecursionlimit(%d)\n"
                                              "f()\n" % limit)
            self.assertNotEqual(status, 0)
            self.assertIn("Fatal Python error: Cannot recover from stack overflow", err)

    def test_from_the_start_each_time_it_goes_on(self):
        status, out, err = self.run_program("import sys\n"
                                            "def f(): f()\n"
                                            "def g(n):\n"
                                            "    if n: return g(n - 1)\n"
                                            "    for i in range(1500):\n"
                                            "        try: f()\n"
                                            "        except RecursionError: pass\n"
                                            "    return i\n"
                                            "sys.setrecursionlimit(200)\n"
                                            "print(g(10), g(100))\n")
        self.assertEqual((status, out), (0, "1499 1499\n"), err)


if __name__ == "__main__":
    unittest.main()
