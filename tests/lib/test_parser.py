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
        self.assertRaisesRegex(SyntaxError, 'does not know', parser.suite, 'type X = int\n')

    def test_tree(self):
        tree = parser.expr('f(1)').totuple(True, True)
        while len(tree) == 2 or tree[0] == symbol.eval_input:
            tree = tree[1]
        self.assertEqual(tree[0], symbol.power)
        self.assertEqual(tree[1], (symbol.atom, (1, 'f', 1, 0)))
        self.assertEqual((tree[2][0], tree[2][1], tree[2][3]), (symbol.trailer, (7, '(', 1, 1), (8, ')', 1, 3)))

    def test_trees_of_the_library(self):
        import inspect, heapq, parser as other, textwrap, contextlib
        for module in heapq, other, textwrap, contextlib:
            st = parser.suite(inspect.getsource(module))
            again = parser.sequence2st(st.tolist())
            self.assertEqual(again, st)
            self.assertEqual(again.compile().co_names, st.compile().co_names)
            namespace = {'__name__': 'copy'}
            exec(again.compile(), namespace)
            self.assertTrue(set(module.__all__) <= set(namespace))

    def test_soft_keywords(self):
        for source in 'async def f():\n  await x\n  async for y in z: pass\n', 'async = await = 1\n', 'await (x)\n', 'match = type(1)\n':
            self.assertEqual(parser.sequence2st(parser.suite(source).totuple()), parser.suite(source))

    def test_trees_that_are_none(self):
        good = parser.expr('a').tolist()
        for change in (lambda tree: tree.pop(), lambda tree: tree.append((12, ',')), lambda tree: tree.__setitem__(0, 300),
                       lambda tree: tree.__setitem__(1, 'text'), lambda tree: tree.__setitem__(1, [400])):
            tree = list(good)
            change(tree)
            with self.assertRaises(parser.ParserError):
                parser.sequence2st(tree)
        self.assertRaises(ValueError, parser.sequence2st, 'text')

    def test_symbols(self):
        self.assertEqual((symbol.single_input, symbol.sym_name[258]), (256, 'eval_input'))


if __name__ == '__main__':
    unittest.main()
