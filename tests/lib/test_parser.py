import parser
import pickle
import symbol
import unittest


class StTest(unittest.TestCase):

    def test_expression(self):
        st = parser.expr('1 + 2')
        self.assertTrue(parser.isexpr(st) and not st.issuite())
        self.assertEqual(eval(parser.compilest(st)), 3)
        self.assertEqual(st, parser.expr('1+2'))
        self.assertEqual(eval(pickle.loads(pickle.dumps(st)).compile()), 3)

    def test_suite(self):
        namespace = {}
        exec(parser.suite('x = 1\n').compile('f'), namespace)
        self.assertEqual(namespace['x'], 1)

    def test_errors(self):
        self.assertRaises(SyntaxError, parser.expr, 'x = 1')
        self.assertRaises(TypeError, parser.suite, b'x')
        self.assertRaises(NotImplementedError, parser.expr('1').totuple)

    def test_symbols(self):
        self.assertEqual((symbol.single_input, symbol.sym_name[258]), (256, 'eval_input'))


if __name__ == '__main__':
    unittest.main()
