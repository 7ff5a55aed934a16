"""What the parser says about programs that are wrong, and where it points."""
import unittest


class SyntaxErrorTest(unittest.TestCase):
    def error(self, source, mode="exec"):
        try:
            compile(source, "<test>", mode)
        except SyntaxError as e:
            return e
        self.fail("no SyntaxError: %r" % source)

    def check(self, source, message, line=1, offset=None, error=SyntaxError):
        e = self.error(source)
        self.assertIs(type(e), error, source)
        self.assertEqual(e.msg, message, source)
        self.assertEqual(e.lineno, line, source)
        if offset is not None:
            self.assertEqual(e.offset, offset, source)

    def test_points_at_the_first_token_that_does_not_fit(self):
        self.check("x = 1 1\n", "invalid syntax", 1, 7)
        self.check("a\nx = )\n", "unmatched ')'", 2, 5)
        self.check("é = é $\n", "invalid syntax", 1, 7)

    def test_shows_the_line(self):
        self.assertEqual(self.error("a = 1\nb = = 2\nc = 3\n").text.rstrip(), "b = = 2")

    def test_brackets(self):
        self.check("(1,\n2", "unexpected EOF while parsing: '(' was never closed", 1, 1)
        self.check("(1]", "closing parenthesis ']' does not match opening parenthesis '('", 1, 3)
        self.check("(1\n]", "closing parenthesis ']' does not match opening parenthesis '(' on line 1", 2, 1)
        self.check("(" * 300, "too many nested parentheses", 1, 201)

    def test_unclosed_bracket_explains_an_error_on_a_later_line(self):
        self.check("x = (1,\ny = 2\nz = 3\n", "unexpected EOF while parsing: '(' was never closed", 1, 5)

    def test_indentation(self):
        self.check("  x\n", "unexpected indent", error=IndentationError)
        self.check("if x:\ny\n", "expected an indented block after 'if' statement on line 1", 2, 1, IndentationError)
        self.check("if x:\n  y\n z\n", "unindent does not match any outer indentation level", 3, 3, IndentationError)
        self.check("if x:\n\ty\n        z\n", "inconsistent use of tabs and spaces in indentation", 3, 1, TabError)
        source = "".join(" " * i + "if 1:\n" for i in range(101))
        self.check(source, "too many levels of indentation", 101, error=IndentationError)

    def test_missing_colon_and_parenthesis(self):
        self.check("if x\n  y\n", "expected ':'", 1, 5)
        self.check("def f:\n  pass\n", "expected '('", 1, 6)

    def test_strings(self):
        self.check("x = 'abc\n", "EOL while scanning string literal", 1, 5)
        self.check("x = '''abc\n\n", "EOF while scanning triple-quoted string literal", 1, 5)
        self.check("'\\x1'", "(unicode error) 'unicodeescape' codec can't decode bytes in position 0-2: truncated \\xXX escape")
        self.check("b'é'", "bytes can only contain ASCII literal characters")

    def test_numbers(self):
        self.check("0777", "leading zeros in decimal integer literals are not permitted; "
                           "use an 0o prefix for octal integers", 1, 1)
        self.check("0b12", "invalid digit '2' in binary literal", 1, 4)
        self.check("0xg", "invalid hexadecimal literal", 1, 2)
        self.check("1__0", "invalid decimal literal", 1, 2)

    def test_characters(self):
        self.check("a = “hi”", "invalid character in identifier", 1, 5)
        self.check("a\u00a0b", "invalid character in identifier", 1, 2)
        self.check("a = \\ b", "unexpected character after line continuation character", 1, 6)

    def test_targets(self):
        here = " here. Maybe you meant '==' instead of '='?"
        self.check("f() = 1", "can't assign to function call" + here, 1, 1)
        self.check("a + 1 = 2", "can't assign to expression" + here)
        self.check("None = 1", "can't assign to None")
        self.check("(a, 1) = 2", "can't assign to literal", 1, 5)
        self.check("del f()", "can't delete function call", 1, 5)
        self.check("for f() in x: pass", "can't assign to function call", 1, 5)
        self.check("with a as f(): pass", "can't assign to function call", 1, 11)
        self.check("a, b += 1", "'tuple' is an illegal expression for augmented assignment")
        self.check("x = yield = 1", "assignment to yield expression not possible")
        self.check("[a]: int", "only single target (not list) can be annotated")
        self.check("if x = 3: pass", "invalid syntax. Maybe you meant '==' or ':=' instead of '='?", 1, 4)

    def test_calls(self):
        self.check("f(a=1, 2)", "positional argument follows keyword argument")
        self.check("f(**a, 2)", "positional argument follows keyword argument unpacking")
        self.check("f(**a, *b)", "iterable argument unpacking follows keyword argument unpacking")
        self.check("f(a.b=1)", 'expression cannot contain assignment, perhaps you meant "=="?', 1, 3)
        self.check("f(True=1)", "can't assign to True")
        self.check("f(x for x in y, 1)", "Generator expression must be parenthesized", 1, 3)

    def test_parameters(self):
        self.check("def f(a=1, b): pass", "parameter without a default follows parameter with a default", 1, 12)
        self.check("def f(*): pass", "named arguments must follow bare *", 1, 7)
        self.check("def f(*a, *b): pass", "* argument may appear only once")
        self.check("def f(**a, b): pass", "arguments cannot follow var-keyword argument")
        self.check("def f((a, b)): pass", "Function parameters cannot be parenthesized")

    def test_forgotten_comma(self):
        self.check("f(a, b c)", "invalid syntax. Perhaps you forgot a comma?", 1, 6)
        self.check("x = [1, 2 3]", "invalid syntax. Perhaps you forgot a comma?", 1, 9)

    def test_dictionaries(self):
        self.check("{1: 2, 3}", "':' expected after dictionary key")
        self.check("{1: 2, 3:}", "expression expected after dictionary key and ':'")
        self.check("{1: *a}", "cannot use a starred expression in a dictionary value")

    def test_statements_of_python_2(self):
        self.check('print "hello"', "Missing parentheses in call to 'print'. Did you mean print(\"hello\")?", 1, 1)
        self.check('print a, b,', "Missing parentheses in call to 'print'. Did you mean print(a, b, end=\" \")?", 1, 1)
        self.check('print x, (2,\n3)', "Missing parentheses in call to 'print'. Did you mean print(...)?", 1, 1)
        self.check("exec code in ns", "Missing parentheses in call to 'exec'", 1, 1)
        self.check("try: pass\nexcept A, b: pass", "multiple exception types must be parenthesized", 2, 8)
        self.error("x <> y")

    def test_imports(self):
        self.check("import a from b", "Did you mean to use 'from ... import ...' instead?")
        self.check("from a import b,", "trailing comma not allowed without surrounding parentheses")

    def test_try(self):
        self.check("try:\n  pass\nx\n", "expected 'except' or 'finally' block", 3, 1)
        self.check("try: pass\nexcept A: pass\nexcept* B: pass\n",
                   "cannot have both 'except' and 'except*' on the same 'try'", 3, 1)

    def test_fstrings(self):
        self.check("f'{}'", "f-string: empty expression not allowed: valid expression required before '}'", 1, 4)
        self.check("f'{a b}'", "invalid syntax. Perhaps you forgot a comma?")
        self.check("f'}'", "f-string: single '}' is not allowed")
        self.check("f'{a!x}'", "f-string: invalid conversion character 'x': expected 's', 'r', or 'a'")
        self.check("f'{a +}'", "f-string: expecting '=', or '!', or ':', or '}'", 1, 6)
        self.check("f'{(a +)}'", "invalid syntax. f-string: expecting a valid expression after '{'", 1, 4)
        self.check("f'{a'", "f-string: expecting '}'")

    def test_fstring_fields_that_do_not_end(self):
        self.check("f'{1#}'", "'{' was never closed: in one line, f-string expression part cannot include '#'")
        self.check("f'{3' f'}'", "f-string: expecting '}'", 1, 5)
        self.check("f'{\"x}'", "f-string: unterminated string literal (detected at line 1)")
        self.check("f'{((}'", "invalid syntax in f-string: mismatched brackets: closing parenthesis '}' does not match "
                   "opening parenthesis '('")
        self.check("f'{a!ss}'", "f-string: expecting '}' or ':' after conversion character 's'")
        self.check("f'{a:{b:{c}}}'", "f-string: expressions nested too deeply")
        self.assertEqual(eval('f"{1 # one\n}"'), '1')

    def test_future_imports(self):
        self.check("x = 1\nfrom __future__ import division\n",
                   "from __future__ imports must occur at the beginning of the file", 2)
        self.check("from __future__ import braces\n", "not a chance")
        self.check("from __future__ import nothing\n", "future feature nothing is not defined")

    def test_declarations_count_columns_from_0(self):
        self.check("def f():\n    a = 1\n    global a\n", "name 'a' is assigned to before global declaration", 3, 4)
        self.check("def f():\n    nonlocal a\n", "no binding for nonlocal 'a' found", 2, 4)
        self.check("from __future__ import braces\n", "not a chance", 1, 0)
        self.check("x = 1\nx; from __future__ import division\n",
                   "from __future__ imports must occur at the beginning of the file", 2, 3)

    def test_an_error_of_the_lexer_further_down_comes_first(self):
        self.check("x = 1 1\ny = 'abc\n", "EOL while scanning string literal", 2, 5)

    def test_deep_nesting_is_an_error_not_a_crash(self):
        for source in "-" * 100000 + "1", "not " * 100000 + "1", "lambda:" * 100000 + "1", "a if b else " * 100000 + "c":
            self.assertRaises((MemoryError, RecursionError), compile, source, "<test>", "eval")

    def test_single_mode_takes_one_statement(self):
        e = self.error("x = 1\ny = 2\n", "single")
        self.assertEqual(e.msg, "multiple statements found while compiling a single statement")

    def test_coding_cookies(self):
        self.assertIn("BOM", self.error(b"\xef\xbb\xbf# coding: latin-1\n").msg)
        self.assertIn("unknown encoding: fake", self.error(b"# coding: fake\n").msg)
        self.error(b"x = '\xff'\n")
        namespace = {}
        exec(compile(b"# coding: latin-1\nx = '\xe9'\n", "<test>", "exec"), namespace)
        self.assertEqual(namespace["x"], "\u00e9")


if __name__ == "__main__":
    unittest.main()
