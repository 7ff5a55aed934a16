import ast
import io
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


class MarksTest(unittest.TestCase):
    def marks(self, source):
        import linecache
        linecache.cache['<marks>'] = len(source), None, [source], '<marks>'
        try:
            exec(compile(source, '<marks>', 'exec'))
        except Exception:
            return [line for line in traceback.format_exc().splitlines()[4:] if not line.strip(' ~^')]

    def test_none_where_a_line_does_one_thing(self):
        self.assertEqual(self.marks('1/0'), [])
        self.assertEqual(self.marks('1/0 # comment'), [])

    def test_where_there_is_a_choice(self):
        self.assertEqual(self.marks('int("1")/0'), ['    ~~~~~~~~^~'])
        self.assertEqual(self.marks('x = 1/0'), ['        ~^~'])


class UnprintableTest(unittest.TestCase):
    def test_words_for_what_has_no_text(self):
        class E(Exception):
            def __str__(self):
                raise ValueError
        try:
            raise E
        except E as e:
            self.assertEqual(traceback.format_exception_only(E, e)[0].split(': ')[1], '<unprintable E object>\n')
            stderr, sys.stderr = sys.stderr, io.StringIO()
            try:
                sys.excepthook(E, e, e.__traceback__)
                self.assertIn('E: <exception str() failed>', sys.stderr.getvalue())
            finally:
                sys.stderr = stderr


if __name__ == '__main__':
    unittest.main()
