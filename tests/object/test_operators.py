"""Operator dispatch: reflected methods, subclass priority, sequence fallbacks, messages."""
import operator
import unittest


class Dispatch(unittest.TestCase):
    def test_subclass_that_overrides_goes_first(self):
        class N(int):
            def __radd__(self, other): return 'N'
        class Plain(int):
            pass
        self.assertEqual((1 + N(2), 1 + Plain(2), N(1) + 2), ('N', 3, 3))

        class A:
            def __sub__(self, other): return 'A.sub'
            def __rsub__(self, other): return 'A.rsub'
        class B(A):
            def __rsub__(self, other): return 'B.rsub'
        self.assertEqual((A() - A(), A() - B(), B() - A()), ('A.sub', 'B.rsub', 'A.sub'))

    def test_truth_of_containers_is_by_the_length_a_subclass_tells(self):
        for base in str, bytes, bytearray, list, tuple, dict, set, frozenset:
            with self.subTest(base):
                class C(base):
                    def __len__(self): return told
                content = 'x' if base is str else b'x' if base in (bytes, bytearray) else [(1, 2)]
                told = 0
                self.assertEqual((bool(C(content)), 1 if C(content) else 0, not C(content)), (False, 0, True))
                told = 1
                self.assertIs(bool(C()), True)
                self.assertFalse(hasattr(base, '__bool__'))

    def test_not_implemented_goes_on_to_the_other_operand(self):
        class Shy:
            def __add__(self, other): return NotImplemented
            def __iadd__(self, other): return NotImplemented
        class Keen:
            def __radd__(self, other): return 'keen'
        x = Shy()
        self.assertEqual(x + Keen(), 'keen')
        x += Keen()
        self.assertEqual(x, 'keen')

    def test_reflected_of_every_operator(self):
        ops = {'add': '+', 'sub': '-', 'mul': '*', 'truediv': '/', 'floordiv': '//', 'mod': '%', 'pow': '**', 'lshift': '<<', 'rshift': '>>', 'and': '&', 'or': '|', 'xor': '^', 'matmul': '@'}
        for name, symbol in ops.items():
            R = type('R', (), {'__r%s__' % name: lambda self, other, *rest: ('r', other)})
            I = type('I', (), {'__i%s__' % name: lambda self, other: ('i', other)})
            self.assertEqual(eval('1 %s R()' % symbol, {'R': R}), ('r', 1))
            names = {'x': I()}
            exec('x %s= 2' % symbol, names)
            self.assertEqual(names['x'], ('i', 2))

    def test_sequences(self):
        class Three:
            def __index__(self): return 3
        self.assertEqual(([1] * Three(), Three() * 'ab', (1,) * -1), ([1] * 3, 'ababab', ()))
        x = y = [1]
        x += (2,)
        x *= 2
        self.assertEqual((x, x is y), ([1, 2, 1, 2], True))
        self.assertRaises(OverflowError, lambda: [1] * 2**70)

    def test_messages(self):
        for code, message in (
                ("1 + 'a'", "unsupported operand type(s) for +: 'int' and 'str'"), ("{} - []", "unsupported operand type(s) for -: 'dict' and 'list'"),
                ("1 ** 'a'", "unsupported operand type(s) for ** or pow(): 'int' and 'str'"), ("divmod(1, 'a')", "unsupported operand type(s) for divmod(): 'int' and 'str'"),
                ("pow(1, 2, 'a')", "unsupported operand type(s) for ** or pow(): 'int', 'int', 'str'"), ("[] + 1", 'can only concatenate list (not "int") to list'),
                ("() + []", 'can only concatenate tuple (not "list") to tuple'), ("[1] * 1.5", "can't multiply sequence by non-int of type 'float'"),
                ("-'a'", "bad operand type for unary -: 'str'"), ("+[]", "bad operand type for unary +: 'list'"), ("~1.5", "bad operand type for unary ~: 'float'"),
                ("abs('a')", "bad operand type for abs(): 'str'"), ("1 @ 2", "unsupported operand type(s) for @: 'int' and 'int'"),
                ("pow(2.0, 3, 4)", 'pow() 3rd argument not allowed unless all arguments are integers')):
            with self.assertRaises(TypeError) as caught:
                eval(code)
            self.assertEqual(str(caught.exception), message)
        with self.assertRaises(TypeError) as caught:
            operator.iadd(1, 'a')
        self.assertEqual(str(caught.exception), "unsupported operand type(s) for +=: 'int' and 'str'")

    def test_singletons(self):
        self.assertEqual((repr(None), repr(Ellipsis), repr(NotImplemented), bool(None)), ('None', 'Ellipsis', 'NotImplemented', False))
        self.assertIs(type(None)(), None)
        self.assertIs(type(...)(), ...)
        for kind in (bool, type(None), type(...), slice):
            self.assertRaises(TypeError, type, 'X', (kind,), {})


class Powers(unittest.TestCase):

    def test_bool_bases(self):
        class I(int):
            pass
        self.assertEqual((False ** 2, False ** 0, True ** 5, I(0) ** 3, False ** 2 ** 70), (0, 1, 1, 0, 0))

    def test_print_with_the_old_redirection(self):
        import sys
        with self.assertRaisesRegex(TypeError, 'Did you mean "print\\(<message>, file=<output_stream>\\)"'):
            print >> sys.stderr


if __name__ == '__main__':
    unittest.main()
