import ast
import sys
import traceback
import unittest


class PositionsTest(unittest.TestCase):

    def test_line_is_that_of_the_raising_instruction(self):
        def f():
            a = 1
            a.x = 3
            a = 2
            return a
        try:
            f()
        except AttributeError:
            summary = traceback.extract_tb(sys.exc_info()[2])
        self.assertEqual(summary[-1].lineno, f.__code__.co_firstlineno + 2)

    def test_row_of_positions_for_two_bytes(self):
        def f(): return 1
        self.assertEqual(len(list(f.__code__.co_positions())), len(f.__code__.co_code) // 2)


class AstTest(unittest.TestCase):

    def test_excepthandler_is_a_class_of_its_own(self):
        self.assertTrue(issubclass(ast.ExceptHandler, ast.excepthandler))
        self.assertIsInstance(ast.parse('try: pass\nexcept: pass').body[0].handlers[0], ast.excepthandler)


if __name__ == '__main__':
    unittest.main()
