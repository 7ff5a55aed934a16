"""Words that became keywords after 3.2 are names wherever 3.2 allows a name."""
import unittest
import warnings


def run(source):
    namespace = {}
    exec(source, namespace)
    return namespace


class SoftKeywordTest(unittest.TestCase):
    def test_all_are_names(self):
        for word in "match", "case", "type", "_", "async", "await", "print", "exec", "nonlocals":
            ns = run("def {0}({0}=1, *, k=2): return {0} + k\n"
                     "class C: {0} = 3\n"
                     "a = {0}(4)\nb = C().{0}\n{0} = 5\n{0} += 1\nc = [{0}][0]\n"
                     "d = {{{0}: {0}}}\ne = (lambda {0}: {0})(7)\nf = dict({0}=8)\n"
                     "for {0} in (9,): pass\nimport sys as {0}\n".format(word))
            self.assertEqual((ns["a"], ns["b"], ns["c"], ns["d"], ns["e"], ns["f"]), (6, 3, 6, {6: 6}, 7, {word: 8}), word)

    def test_their_use_as_names_is_deprecated(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter('always')
            compile('async = 1\nx.await\nasync def f(): await x\n', '<test>', 'exec')
        self.assertEqual([(w.category, w.lineno) for w in caught], [(DeprecationWarning, 1), (DeprecationWarning, 2)])
        with warnings.catch_warnings():
            warnings.simplefilter('error')
            self.assertRaises(DeprecationWarning, compile, 'async = 1', '<test>', 'exec')

    def test_await_as_an_operand(self):
        ns = run("await = 5\na = await + 1\nb = await * 2\nc = -await\nd = [await, await]\ne = await if await else 0\n")
        self.assertEqual((ns["a"], ns["b"], ns["c"], ns["d"], ns["e"]), (6, 10, -5, [5, 5], 5))

    def test_await_called_and_subscripted(self):
        ns = run("def await(x): return x\na = await (1)\nawait = [2]\nb = await [0]\n")
        self.assertEqual((ns["a"], ns["b"]), (1, 2))

    def test_await_is_reserved_in_async_functions(self):
        run("async def f(x):\n    return await (x)\n")
        self.assertRaises(SyntaxError, run, "async def f():\n    await = 1\n")
        self.assertRaises(SyntaxError, run, "async def f():\n    def g():\n        async = 1\n")

    def test_match_called_subscripted_and_in_expressions(self):
        ns = run("match = lambda *a: a\na = match(1)\nmatch (2)\nmatch = [3, 4]\nb = match[0]\nmatch[1] = 5\n"
                 "match [1]\nmatch, x = [1], 2\nmatch = 3\nc = match - 1\nmatch -1\nmatch * 2\nmatch: int\nmatch in [3]\nmatch not in [3]\n")
        self.assertEqual((ns["a"], ns["b"], ns["c"]), ((1,), 3, 2))

    def test_match_statements(self):
        ns = run("def f(x):\n"
                 "    match x:\n        case 0: return 'zero'\n        case [1, *rest]: return rest\n"
                 "        case {'k': v}: return v\n        case str() as s if s: return s\n        case _: return None\n"
                 "def g(match, case):\n    match (match, case):\n        case (case, match): return case, match\n"
                 "def h(x):\n    match -x:\n        case -1: return 'minus'\n    match [x]:\n        case [y]: return y\n")
        self.assertEqual([ns["f"](x) for x in (0, [1, 2], {"k": 3}, "s", 1.5)], ["zero", [2], 3, "s", None])
        self.assertEqual(ns["g"](1, 2), (1, 2))
        self.assertEqual((ns["h"](1), ns["h"](2)), ("minus", 2))

    def test_type_statements_and_names(self):
        ns = run("a = type(1)\nif 0:\n    type X = int\ntype = 3\ntype\ntype: int\n")
        self.assertIs(ns["a"], int)

    def test_async_comprehension_and_name(self):
        run("async def f(a):\n    return [x async for x in a if await x]\n")
        ns = run("async = [1]\na = [async for async in async]\n")
        self.assertEqual(ns["a"], [1])

    def test_barry_as_flufl(self):
        ns = run("from __future__ import barry_as_FLUFL\na = 1 <> 2\n")
        self.assertIs(ns["a"], True)
        self.assertRaises(SyntaxError, run, "from __future__ import barry_as_FLUFL\n1 != 2\n")
        self.assertRaises(SyntaxError, run, "1 <> 2\n")


if __name__ == "__main__":
    unittest.main()
