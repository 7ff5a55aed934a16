"""lib2to3: trees that keep every character, patterns, fixers, the 2to3 program."""
import contextlib
import io
import os
import tempfile
import unittest

from lib2to3 import fixer_util, main, patcomp, pygram, pytree, refactor
from lib2to3.pgen2 import driver, parse, pgen, token, tokenize

PARSER = driver.Driver(pygram.python_grammar, convert=pytree.convert)


def fixed(source, *fixers):
    names = ["lib2to3.fixes.fix_" + name for name in fixers] or refactor.get_fixers_from_package("lib2to3.fixes")
    return str(refactor.RefactoringTool(names, explicit=names if fixers else None).refactor_string(source + "\n", "<test>"))[:-1]


class TreeTest(unittest.TestCase):

    def test_tree_keeps_every_character(self):
        for source in ("x = 1 # one\n\n\nif x :\n\ty = `x`, 0777L  # two\n# three\nelse : pass\n",
                       "print >>f, u'x', ur'\\d'\nexec c in d\nraise E, V, T\n",
                       "async def f():\n    await x\n    async for a in b: pass\nasync = 1\n",
                       "def f(a, (b, c)=d, *e, **g) -> h: return a <> b\n",
                       "x = \"\"\"a\nb\"\"\" \\\n    'c'\n"):
            self.assertEqual(str(PARSER.parse_string(source)), source)

    def test_await_outside_async_def_is_an_error(self):
        with self.assertRaises(parse.ParseError):
            PARSER.parse_string("def f():\n    await x\n")

    def test_pattern_names_what_matched(self):
        pattern = patcomp.compile_pattern("power< head=any+ trailer< '.' name=('keys' | 'items') > trailer< '(' ')' > >")
        tree = PARSER.parse_string("a.b.items()\n").children[0].children[0]
        results = {}
        self.assertTrue(pattern.match(tree, results))
        self.assertEqual("".join(map(str, results["head"])), "a.b")
        self.assertEqual([str(leaf) for leaf in results["name"]], ["items"])
        self.assertRaises(patcomp.PatternSyntaxError, patcomp.compile_pattern, "power< no_such_symbol >")

    def test_grammar_from_text(self):
        g = pgen.ParserGenerator("g", io.StringIO("sum: NUMBER ('+' NUMBER)* ENDMARKER\n")).make_grammar()
        p = parse.Parser(g, pytree.convert)
        p.setup()
        done = [p.addtoken(type, text, ("", (1, 0))) for type, text in
                ((token.NUMBER, "1"), (token.PLUS, "+"), (token.NUMBER, "2"), (token.ENDMARKER, ""))]
        self.assertEqual(done, [False, False, False, True])
        with self.assertRaises(ValueError):
            pgen.ParserGenerator("g", io.StringIO("a: NAME | b\nb: NAME\n"))

    def test_touch_import_goes_after_other_imports(self):
        tree = PARSER.parse_string("import a\nx\n")
        fixer_util.touch_import("b", "c", tree)
        self.assertEqual(str(tree), "import a\nfrom b import c\nx\n")


class FixerTest(unittest.TestCase):

    def test_fixers_together(self):
        for before, after in (
                ("print 'a', b", "print('a', b)"),
                ("print >>f, x,", "print(x, end=' ', file=f)"),
                ("for k in d.iterkeys(): d.has_key(k)", "for k in d.keys(): k in d"),
                ("x = d.keys()", "x = list(d.keys())"),
                ("raise E, 'v', t", "raise E('v').with_traceback(t)"),
                ("import urllib2, ConfigParser", "import urllib.request, urllib.error, urllib.parse, configparser"),
                ("x = map(lambda a: a+1, b)", "x = [a+1 for a in b]"),
                ("class A:\n    __metaclass__ = M", "class A(metaclass=M):\n    pass"),
                ("try: f()\nexcept E, e: pass", "try: f()\nexcept E as e: pass"),
                ("x = 0777 + 12L", "x = 0o777 + 12"),
                ("def f((a, b)): return a", "def f(xxx_todo_changeme): (a, b) = xxx_todo_changeme; return a"),
                ("for i in xrange(3): i.next()", "for i in range(3): next(i)")):
            self.assertEqual(fixed(before), after)

    def test_optional_fixer_runs_only_when_named(self):
        self.assertEqual(fixed("set([1, 2])"), "set([1, 2])")
        self.assertEqual(fixed("set([1, 2])", "set_literal"), "{1, 2}")

    def test_examples_in_docstrings(self):
        tool = refactor.RefactoringTool(["lib2to3.fixes.fix_print"])
        self.assertEqual(tool.refactor_docstring("text\n    >>> print 1\n    1\n", "x"), "text\n    >>> print(1)\n    1\n")

    def test_encoding_of_a_file(self):
        lines = iter([b"#!x\n", b"# coding: latin-1\n"])
        self.assertEqual(tokenize.detect_encoding(lines.__next__)[0], "iso-8859-1")


class MainTest(unittest.TestCase):

    def test_write_with_backup(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, "a.py")
            with open(name, "w") as f:
                f.write("print 1\n")
            with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()):
                self.assertEqual(main.main("lib2to3.fixes", ["-w", name]), 0)
            with open(name) as f:
                self.assertEqual(f.read(), "print(1)\n")
            with open(name + ".bak") as f:
                self.assertEqual(f.read(), "print 1\n")
            self.assertIn("+print(1)", out.getvalue())


if __name__ == "__main__":
    unittest.main()
