import unittest
from codeop import compile_command


class IncompleteTest(unittest.TestCase):

    def test_open_brackets_and_strings_want_more(self):
        for source in '(', '[1,', 'f(a,\n b', "a = 'b\\", "'''x", 'if 1:', 'def f():\n  x = {':
            self.assertIsNone(compile_command(source), source)

    def test_errors_are_raised(self):
        for source in 'a b', ')', "'x", '(]':
            self.assertRaises(SyntaxError, compile_command, source)


if __name__ == '__main__':
    unittest.main()
