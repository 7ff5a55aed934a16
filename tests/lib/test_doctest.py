import doctest
import io
import unittest


def run(docstring, flags=0):
    """(failed, attempted, report)"""
    test = doctest.DocTestParser().get_doctest(docstring, {}, 'name', 'file', 0)
    out = io.StringIO()
    results = doctest.DocTestRunner(verbose=False, optionflags=flags).run(test, out=out.write)
    return results + (out.getvalue(),)


class ParserTest(unittest.TestCase):

    def test_examples_and_text(self):
        pieces = doctest.DocTestParser().parse('a\n  >>> if 1:\n  ...     x\n  5\n\nb')
        self.assertEqual([p if isinstance(p, str) else (p.source, p.want, p.lineno, p.indent) for p in pieces],
                         ['a\n', ('if 1:\n    x\n', '5\n', 1, 2), '\nb'])

    def test_blank_after_prompt(self):
        with self.assertRaisesRegex(ValueError, "line 1 of the docstring for n lacks blank after >>>: '>>>1'"):
            doctest.DocTestParser().get_examples('>>>1', 'n')


class RunnerTest(unittest.TestCase):

    def test_failure_is_told(self):
        self.assertEqual(run('>>> 2 + 3\n6\n'), (1, 1, '*' * 70 + '''
File "file", line 1, in name
Failed example:
    2 + 3
Expected:
    6
Got:
    5
'''))

    def test_expected_exception(self):
        self.assertEqual(run('>>> [].pop()\nTraceback (most recent call last):\n  ...\nIndexError: pop from empty list\n')[0], 0)

    def test_syntax_error_is_compared_without_its_line(self):
        self.assertEqual(run('>>> 1 +\nTraceback (most recent call last):\n  File "x"\nSyntaxError: invalid syntax\n')[0], 0)

    def test_options(self):
        self.assertEqual(run('>>> list(range(20)) # doctest: +ELLIPSIS\n[0, ..., 19]\n')[0], 0)
        self.assertEqual(run('>>> print("a\\n\\nb")\na\n<BLANKLINE>\nb\n')[0], 0)
        self.assertEqual(run('>>> print("a   b")\na b\n', doctest.NORMALIZE_WHITESPACE)[0], 0)
        self.assertEqual(run('>>> 1 / 0 # doctest: +SKIP\n5\n')[:2], (0, 0))
        self.assertEqual(run('>>> 1 / 0\nTraceback (most recent call last):\nx.ZeroDivisionError: y\n',
                             doctest.IGNORE_EXCEPTION_DETAIL)[0], 0)

    def test_ellipsis_does_not_use_text_twice(self):
        self.assertFalse(doctest.OutputChecker().check_output('aa...aa\n', 'aaa\n', doctest.ELLIPSIS))

    def test_source_of_an_example_shows_in_tracebacks(self):
        report = run('>>> def f():\n...     raise KeyError\n>>> f()\n')[2]
        self.assertIn('File "<doctest name[0]>", line 2, in f\n        raise KeyError\n', report)


class SuiteTest(unittest.TestCase):

    def test_case_fails_with_the_report(self):
        test = doctest.DocTestParser().get_doctest('>>> 1\n2\n', {}, 'm.name', 'file', 0)
        result = unittest.TestResult()
        doctest.DocTestCase(test).run(result)
        self.assertIn('Failed doctest test for m.name\n  File "file", line 0, in name\n', result.failures[0][1])

    def test_script(self):
        self.assertEqual(doctest.script_from_examples('Text\n>>> 1\n1\n'), '# Text\n1\n# Expected:\n## 1\n')


if __name__ == '__main__':
    unittest.main()
