"""What the compiler makes of expressions, assignments, calls and scopes."""
import sys
import unittest
import warnings


def run(source, **names):
    exec(source, names)
    return names


class EvaluationOrderTest(unittest.TestCase):
    def setUp(self):
        self.seen = []

    def note(self, value):
        self.seen.append(value)
        return value

    def test_walrus_does_not_change_operands_read_before(self):
        def f(a):
            return a + (a := 5) + a
        self.assertEqual(f(1), 11)

        def g(a):
            return [a, (a := a + 1), a, (a := a * 2), a]
        self.assertEqual(g(3), [3, 4, 4, 8, 8])

        def h(a):
            return a < (a := 3) < a
        self.assertEqual(h(1), False)

    def test_comparison_chain_evaluates_each_operand_once_and_stops(self):
        n = self.note
        self.assertTrue(n(1) < n(2) < n(3))
        self.assertFalse(n(3) < n(2) < n(9))
        self.assertEqual(self.seen, [1, 2, 3, 3, 2])

    def test_comparison_chain_as_condition(self):
        n, taken = self.note, []
        for low, value, high in (1, 2, 3), (1, 5, 3), (4, 2, 3):
            if n(low) < n(value) < n(high):
                taken.append(value)
            if not (low < value + 0 < high):
                taken.append(-value)
        self.assertEqual(taken, [2, -5, -2])
        self.assertEqual(self.seen, [1, 2, 3, 1, 5, 3, 4, 2])

    def test_boolean_operators_give_operands(self):
        n = self.note
        self.assertEqual(n(0) or n(""), "")
        self.assertEqual(n(1) and n(0) and n(3), 0)
        self.assertEqual((n(1) or 2) and (n(0) or n(7)), 7)
        self.assertEqual(self.seen, [0, "", 1, 0, 1, 0, 7])

    def test_parallel_assignment_reads_before_it_stores(self):
        def rotate(a, b, c):
            a, b, c = c, a, b
            return a, b, c
        self.assertEqual(rotate(1, 2, 3), (3, 1, 2))
        a, b = 0, 1
        for _ in range(10):
            a, b = b, a + b
        self.assertEqual((a, b), (55, 89))
        i, items = 0, [0, 0]
        i, items[i] = 1, 7
        self.assertEqual(items, [0, 7])
        x = 1
        x, x = 2, x + 10
        self.assertEqual(x, 11)

    def test_chained_assignment_goes_from_left_to_right(self):
        a = b = c = []
        self.assertIs(a, c)
        i = x = [0, 1, 2]
        i[1] = i = 5
        self.assertEqual((i, x), (5, [0, 5, 2]))
        (c, d) = e = c = [1, 2]
        self.assertEqual((c, d, e), ([1, 2], 2, [1, 2]))

    def test_augmented_targets_are_evaluated_once(self):
        n, items = self.note, {1: [0]}
        items[n(1)][n(0)] += n(5)
        self.assertEqual((items, self.seen), ({1: [5]}, [1, 0, 5]))


class CallTest(unittest.TestCase):
    @staticmethod
    def f(a, b=2, *args, c, d=4, **kw):
        return a, b, args, c, d, kw

    def test_all_kinds_of_arguments(self):
        f = self.f
        self.assertEqual(f(1, c=3), (1, 2, (), 3, 4, {}))
        self.assertEqual(f(1, 2, 3, 4, c=5, e=6), (1, 2, (3, 4), 5, 4, {"e": 6}))
        self.assertEqual(f(*[1, 2], *(3,), c=4, **{"x": 1}, **{"y": 2}), (1, 2, (3,), 4, 4, {"x": 1, "y": 2}))
        self.assertEqual(f(*range(3), **{"c": 1}, d=0), (0, 1, (2,), 1, 0, {}))

    def test_duplicate_keyword_in_unpacking(self):
        self.assertRaises(TypeError, lambda: self.f(1, **{"c": 1}, c=2))
        self.assertRaises(TypeError, lambda: self.f(1, **{"c": 1}, **{"c": 2}))

    def test_unpacking_what_cannot_be_unpacked(self):
        self.assertRaisesRegex(TypeError, "after \\* must be an iterable, not int", lambda: self.f(*1))
        self.assertRaisesRegex(TypeError, "after \\*\\* must be a mapping, not int", lambda: self.f(**1))

    def test_hundreds_of_arguments(self):
        numbers = ", ".join(map(str, range(1000)))
        ns = run("def f(*a, **k): return len(a), len(k)\nx = f({0})\ny = f({0}, **{{}})\nz = f({1})".format(
            numbers, ", ".join("k%d=1" % i for i in range(1000))))
        self.assertEqual((ns["x"], ns["y"], ns["z"]), ((1000, 0), (1000, 0), (0, 1000)))

    def test_arguments_passed_on_as_they_came(self):
        def inner(*args, **kw):
            return args, kw

        def outer(*args, **kw):
            return inner(*args, **kw)

        def changed(*args):
            args = [9]
            return inner(*args)
        self.assertEqual(outer(1, 2, k=3), ((1, 2), {"k": 3}))
        self.assertEqual(changed(1), ((9,), {}))

    def test_super_is_looked_up_when_the_module_rebinds_it(self):
        ns = run("def super():\n    class Fake:\n        def m(self): return 'fake'\n    return Fake()\n"
                 "class A:\n    def m(self): return super().m()\nx = A().m()")
        self.assertEqual(ns["x"], "fake")

    def test_super_without_arguments(self):
        class A:
            def m(self, x):
                return ["A", x]

        class B(A):
            def m(self, x):
                return super().m(x) + ["B"]

            def n(self, x):
                self = self
                return super().m(x) + [(lambda: super(B, self).m(0))()]
        self.assertEqual(B().m(1), ["A", 1, "B"])
        self.assertEqual(B().n(1), ["A", 1, ["A", 0]])


class ScopeTest(unittest.TestCase):
    def test_unbound_locals(self):
        def after_branch(flag):
            if flag:
                x = 1
            return x

        def after_loop(items):
            for x in items:
                pass
            return x

        def after_del():
            x = 1
            del x
            return x

        def after_except():
            try:
                raise ValueError
            except ValueError as x:
                pass
            return x

        def in_finally():
            try:
                1 / 0
                x = 1
            except ZeroDivisionError:
                pass
            return x
        self.assertEqual(after_branch(True), 1)
        self.assertEqual(after_loop([1, 2]), 2)
        for call in (lambda: after_branch(False), lambda: after_loop([]), after_del, after_except, in_finally):
            self.assertRaisesRegex(UnboundLocalError, "'x'", call)

    def test_unbound_free_variable(self):
        def f(flag):
            if flag:
                x = 1
            return lambda: x
        self.assertEqual(f(True)(), 1)
        self.assertRaisesRegex(NameError, "'x'", f(False))

    def test_class_body_sees_its_own_names_then_those_around(self):
        def f():
            x = "function"

            class C:
                before = x
                x = "class"
                after = x

                def method(self):
                    return x
                items = [x for _ in range(1)]
            return C.before, C.after, C().method(), C.items
        self.assertRaises(NameError, f)         # x is a local of the class, unbound at `before`
        ns = run("x = 'module'\nclass C:\n    before = x\n    x = 'class'\n    after = x\n    def m(self): return x\n")
        self.assertEqual((ns["C"].before, ns["C"].after, ns["C"]().m()), ("module", "class", "module"))

    def test_free_variable_in_a_class_body(self):
        def f():
            v = "free"

            class C:
                w = v

                class D:
                    u = v

                def m(self):
                    return v, __class__.__name__
            return C.w, C.D.u, C().m()
        self.assertEqual(f(), ("free", "free", ("free", "C")))

    def test_global_statement_reaches_the_module_only(self):
        ns = run("x = 7\ndef f():\n    x = 1\n    def g():\n        global x\n        def h(): return x\n        return h()\n"
                 "    return g()\ny = f()\nclass C:\n    global z\n    z = 8\n")
        self.assertEqual((ns["y"], ns["z"], hasattr(ns["C"], "z")), (7, 8, False))

    def test_private_names(self):
        class _Outer:
            __x = 1

            def m(self, __p=5):
                self.__y = __p
                return self.__x, [n for n in vars(self)], (lambda __q: __q)(3)
        self.assertEqual(_Outer().m(), (1, ["_Outer__y"], 3))

    def test_comprehension_variables_stay_inside(self):
        x = "outer"
        self.assertEqual([x for x in range(3)], [0, 1, 2])
        self.assertEqual({x: y for x, y in [(1, 2)]}, {1: 2})
        self.assertEqual(x, "outer")
        self.assertEqual([(i, j) for i in range(3) if i for j in [i, -i] if j != 2], [(1, 1), (1, -1), (2, -2)])

    def test_walrus_in_comprehension_binds_around(self):
        def f(data):
            return [y for x in data if (y := 2 * x) > 2], y
        self.assertEqual(f([1, 2, 3]), ([4, 6], 6))

    def test_qualified_names(self):
        def f():
            class C:
                def m(self):
                    return lambda: 0
            return C
        prefix = "ScopeTest.test_qualified_names.<locals>.f.<locals>.C"
        self.assertEqual((f().__qualname__, f().m.__qualname__, f()().m().__qualname__),
                         (prefix, prefix + ".m", prefix + ".m.<locals>.<lambda>"))

    def test_generator_code_called_with_anything(self):
        genexpr = (x for x in ()).gi_code
        function = type(lambda: 0)(genexpr, {})
        self.assertRaises(TypeError, list, function(5))
        self.assertEqual(list(function(iter("ab"))), ["a", "b"])


class FoldingTest(unittest.TestCase):
    def test_values(self):
        self.assertEqual((2 ** 10, -2 ** 2, 7 // -2, 7 % -3, 1 << 5, 6 & 3 | 8 ^ 1, ~5, not 0, - - 2), 
                         (1024, -4, -4, -2, 32, 11, -6, True, 2))
        self.assertEqual(("a" * 3, (1, 2) * 2, (1, 2) + (3,), "abc"[1], (1, 2, 3)[-1]), ("aaa", (1, 2, 1, 2), (1, 2, 3), "b", 3))

    def test_types_and_signs_of_constants_are_kept_apart(self):
        def f():
            return 1, 1.0, True, 0.0, -0.0, 1j, "1", b"1", (1,), (1.0,), (True,)
        values = f()
        self.assertEqual([type(v) for v in values[:5]], [int, float, bool, float, float])
        self.assertEqual(str(values[3:5]), "(0.0, -0.0)")
        self.assertEqual([type(v[0]) for v in values[-3:]], [int, float, bool])

    def test_errors_are_left_for_run_time(self):
        for source in "1 / 0", "1 << -1", "'a' + 1", "()[1]", "-'a'", "2 ** 2 ** 100 if 0 else 1":
            code = compile("def f(): return " + source, "f", "exec")
            self.assertIn("f", run(code) if source.endswith("else 1") else (exec(code, {}) or "f"))

    def test_large_results_are_left_for_run_time(self):
        for source in "1 << 10 ** 9", "'a' * 10 ** 10", "2 ** 10 ** 9", "(0,) * 10 ** 9", "[0] * 10 ** 10":
            compile(source, "f", "eval")

    def test_asserts_and_debug(self):
        self.assertRaisesRegex(AssertionError, "^told$", run, compile("assert 0, 'told'", "f", "exec", optimize=0))
        run(compile("assert 0\nx = __debug__", "f", "exec", optimize=1))
        ns = run(compile("def f(): 'doc'\nclass C: 'doc'", "f", "exec", optimize=2))
        self.assertEqual((ns["f"].__doc__, ns["C"].__doc__), (None, None))


class ModeTest(unittest.TestCase):
    def test_a_compound_statement_on_one_line_wants_its_newline_in_single_mode(self):
        for source in "def f(): pass", "if x: pass", "class C: pass", "@x\ndef f(): pass", "try: pass\nexcept: pass":
            self.assertRaises(SyntaxError, compile, source, "f", "single")
            compile(source + "\n", "f", "single")
        for source in "def f():\n pass", "if x:\n  y\n", "x = 1", "x; y":
            compile(source, "f", "single")

    def test_file_names(self):
        for name in 'a.py', b'a.py':
            self.assertEqual(compile('pass', name, 'exec').co_filename, 'a.py')
        for name in bytearray(b'a.py'), memoryview(b'a.py'):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter('always')
                self.assertEqual(compile('pass', name, 'exec').co_filename, 'a.py')
            self.assertEqual([w.category for w in caught], [DeprecationWarning])
        self.assertRaises(TypeError, compile, 'pass', ['a.py'], 'exec')

    def test_codes_with_constants_that_differ_are_unequal(self):
        for a, b in ('0', '0.0'), ('0.0', '-0.0'), ('(0,)', '(0.0,)'), ('(0.0, 1)', '(-0.0, 1)'), ("'a'", "b'a'"):
            code = run(f'f = lambda: {a}')['f'].__code__
            self.assertNotEqual(code, run(f'f = lambda: {b}')['f'].__code__, (a, b))
            self.assertEqual(code, run(f'f = lambda: {a}')['f'].__code__, (a, b))

    def test_codeop(self):
        from codeop import compile_command
        for source in ("(a **", "if 1:", "if 1:\n  x", "def f(): pass", "try:\n  x\nexcept:", "'''a", "x = [",
                       "@a.b\n", "x = 1 + \\"):
            self.assertIsNone(compile_command(source), source)
        for source in "x", "if 1:\n  x\n", "", "# comment", "x = [1,\n2]", "def f(): pass\n":
            self.assertIsNotNone(compile_command(source), source)
        for source in "a b", "1 +", "x = )", "if x y:", "a = 'x", "def f():\n  x\n y":
            self.assertRaises(SyntaxError, compile_command, source)
        self.assertRaisesRegex(SyntaxError, "EOL while scanning string literal", compile_command, "a = 'x")

    def test_yield_in_a_generator_expression(self):
        self.assertEqual(list((yield 21) for i in range(2)), [21, None, 21, None])
        g = ((yield i) for i in range(2))
        self.assertEqual([next(g), g.send("a"), next(g), list(g)], [0, "a", 1, [None]])
        self.assertRaises(SyntaxError, compile, "[(yield i) for i in x]", "f", "exec")

    def test_flag_nofree(self):
        def f(x):
            return lambda: x
        self.assertEqual([f.__code__.co_flags & 64, f(1).__code__.co_flags & 64, (lambda: 1).__code__.co_flags & 64],
                         [0, 0, 64])

    def test_annotations_in_a_namespace_of_its_own_kind(self):
        class Names:
            def __init__(self):
                self.names = {}

            def __getitem__(self, name):
                return self.names[name]

            def __setitem__(self, name, value):
                self.names[name] = value
        names = Names()
        exec("x: int = 1", {}, names)
        self.assertEqual((names["x"], names["__annotations__"]), (1, {"x": int}))


class SizeTest(unittest.TestCase):
    """Nothing in a program is too long; what is too deep is an error."""
    def test_long(self):
        n = 3000
        items = ", ".join(map(str, range(n)))
        ns = run("a = 1\n"
                 "total = {sum}\nlist_ = [{items}]\ntuple_ = ({items})\nset_ = {{{items}}}\nnames = [{names}]\n"
                 "dict_ = {{{pairs}}}\nchain = {chain}\nboth = {both}\ntext = f'{fields}'\n".format(
                     sum=" + ".join(["a"] * n), items=items, names=", ".join(["a"] * n), pairs=", ".join("a + %d: %d" % (i, i) for i in range(n)),
                     chain=" < ".join(map(str, range(n))), both=" and ".join(["a"] * n), fields="{a}" * n))
        self.assertEqual(ns["total"], n)
        self.assertEqual((ns["list_"], ns["tuple_"], ns["set_"]), (list(range(n)), tuple(range(n)), set(range(n))))
        self.assertEqual((len(ns["names"]), len(ns["dict_"]), ns["chain"], ns["both"], len(ns["text"])), (n, n, True, 1, n))

    def test_many_names_and_constants(self):
        n = 40000
        ns = run("".join("v%d = %d.5\n" % (i, i) for i in range(n)) + "x = v39999 + 1000000")
        self.assertEqual(ns["x"], 1039999.5)

    def test_more_constants_than_operands_can_name(self):
        ns = run("".join("class c%d: pass\n" % i for i in range(17000)) + "x = 'last'\nif x == 'last': y = -1.5\n")
        self.assertEqual((ns["c16999"].__name__, ns["x"], ns["y"]), ("c16999", "last", -1.5))

    def test_long_chained_comparison(self):
        counts = []

        def f(x):
            counts.append(x)
            return x
        for n in 3, 4, 5, 40:
            for last in range(1, n + 1):
                del counts[:]
                source = "<".join("f(%d)" % (i if i < last else 0) for i in range(n))
                self.assertIs(eval(source, {"f": f}), last == n)
                self.assertEqual(len(counts), min(last + 1, n))
                self.assertEqual(run("x = 1 if %s else 0" % source, f=f)["x"], int(last == n))
        self.assertIs(eval("<".join("x" * 40000), {"x": 1}), False)

    def test_many_keyword_arguments(self):
        names = ["k%d" % i for i in range(5000)]
        self.assertEqual(len(eval("dict(%s)" % ", ".join(n + "=1" for n in names))), 5000)
        with self.assertRaisesRegex(SyntaxError, "keyword argument repeated"):
            compile("f(%s, k7=2)" % ", ".join(n + "=1" for n in names), "f", "eval")

    def test_a_limit_of_the_compiler_tells_its_place(self):
        with self.assertRaises(SyntaxError) as caught:
            compile("pass\n" + "@x\n" * 40000 + "def f(): pass", "f", "exec")
        self.assertIn("too complex", caught.exception.msg)
        self.assertGreater(caught.exception.lineno, 1)

    def test_long_elif_chain(self):
        ns = run("a = 4999\nif a < 0: x = -1\n" + "".join("elif a == %d: x = %d\n" % (i, i) for i in range(5000)))
        self.assertEqual(ns["x"], 4999)

    def test_deep(self):
        for source in "a" + ".b" * 100000, "a" + "()" * 100000, "a" + "[0]" * 100000:
            self.assertRaisesRegex(RuntimeError, "during compilation", compile, source, "f", "exec")
        for source in "-" * 100000 + "1", "(" * 1000 + ")" * 1000, "lambda: " * 100000 + "0":
            self.assertRaises((MemoryError, SyntaxError, RuntimeError), compile, source, "f", "exec")

    def test_nested_blocks(self):
        def nested(n):
            return "".join("%swhile 1:\n" % (" " * i) for i in range(n)) + " " * n + "break"
        compile(nested(20), "f", "exec")
        self.assertRaisesRegex(SyntaxError, "too many statically nested blocks", compile, nested(21), "f", "exec")


class PatternTest(unittest.TestCase):
    class Point:
        __match_args__ = "x", "y"

        def __init__(self, x, y):
            self.x, self.y = x, y

    def test_captures_are_bound_only_when_all_matches(self):
        a = "before"
        match [1, 2]:
            case [a, 3]:
                pass
            case [1, b]:
                pass
        self.assertEqual((a, b), ("before", 2))

    def test_subject_may_be_rebound_by_a_failed_guard(self):
        x = [1, 2]
        match x:
            case [x, _] if x > 1:
                found = "guard"
            case [1, y]:
                found = y
        self.assertEqual((found, x), (2, 1))

    def test_kinds(self):
        P = self.Point

        def f(v):
            match v:
                case -1 | 1.5 | None | True:
                    return "literal"
                case []:
                    return "empty"
                case [1, *rest, 9]:
                    return "star", rest
                case (x, y) if x == y:
                    return "equal", x
                case [P(x=a), P(b, c)]:
                    return "points", a, b, c
                case {"k": v, **rest}:
                    return "mapping", v, rest
                case P(0, y) | P(y, 0):
                    return "axis", y
                case int() | float() as n:
                    return "number", n
                case str(s):
                    return "str", s
                case sys.maxsize:
                    return "never"
            return "nothing"
        self.assertEqual([f(v) for v in (-1, 1.5, None, True, [], [1, 2, 3, 9], (3, 3), [P(1, 2), P(3, 4)], {"k": 1, "j": 2}, P(0, 5), P(4, 0), P(1, 1), 8, "s", {})],
                         ["literal"] * 4 + ["empty", ("star", [2, 3]), ("equal", 3), ("points", 1, 3, 4), ("mapping", 1, {"j": 2}),
                                            ("axis", 5), ("axis", 4), "nothing", ("number", 8), ("str", "s"), "nothing"])

    def test_wildcard_star_fetches_only_what_matters(self):
        match range(1 << 40):
            case [a, b, *_, c, 1099511627775]:
                pass
        self.assertEqual((a, b, c), (0, 1, (1 << 40) - 2))
        match [[1, 2], 3, [4, 5, 6]]:
            case [[_, *_], *_, [x, _, y] as z]:
                pass
        self.assertEqual((x, y, z), (4, 6, [4, 5, 6]))
        match (1, 2):
            case (_, 3, *_) | (*_, 1):
                self.fail()
            case (p, *_, q):
                self.assertEqual((p, q), (1, 2))

    def test_formatted_strings_are_no_patterns(self):
        for pattern in 'f""', 'f"{x}"', '{f"": _}':
            with self.assertRaisesRegex(SyntaxError, "may only match literals"):
                compile("match x:\n case %s: pass" % pattern, "f", "exec")

    def test_too_many_positional_patterns(self):
        def f(v):
            match v:
                case int(a, b):
                    pass
        self.assertRaises(TypeError, f, 1)



class FirstLine(unittest.TestCase):
    def test_of_a_module_is_its_first_statement(self):
        self.assertEqual(compile('# comment\n\nx = 1\n', '<test>', 'exec').co_firstlineno, 3)
        self.assertEqual(compile('', '<test>', 'exec').co_firstlineno, 1)


class EmptyCode(unittest.TestCase):
    def test_code_without_registers_survives_marshal(self):
        """Its RETURN releases nothing; the verifier refused the count 65535."""
        import marshal
        for source in '', 'def f(): pass', 'pass':
            code = compile(source, '<test>', 'exec')
            self.assertEqual(marshal.loads(marshal.dumps(code)), code)


if __name__ == "__main__":
    unittest.main()
