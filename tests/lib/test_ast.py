"""ast, symtable, dis: syntax trees and back, scopes, instructions."""
import ast
import dis
import opcode
import symtable
import unittest


class TreeTest(unittest.TestCase):
    def test_nodes_of_the_base_class(self):
        self.assertEqual(ast.AST(a=1).a, 1)

        class Pair(ast.AST):
            _fields = "left", "right"
        pair = Pair(1, right=2)
        self.assertEqual((pair.left, pair.right), (1, 2))

    def test_former_classes_of_constants(self):
        node = ast.parse("f(1, 'a', b'b', None, ...)").body[0].value
        for arg, cls in zip(node.args, (ast.Num, ast.Str, ast.Bytes, ast.NameConstant, ast.Ellipsis)):
            self.assertIs(type(arg), cls)
            self.assertIsInstance(arg, ast.Constant)
            self.assertIsInstance(ast.Constant(arg.value), cls)
            self.assertNotIsInstance(ast.Constant((1,)), cls)
        self.assertEqual((node.args[0].n, node.args[1].s, ast.Num(3).value, node.args[4].value), (1, "a", 3, ...))
        self.assertEqual(ast.dump(node), "Call(func=Name(id='f', ctx=Load()), args=[Num(n=1), Str(s='a'), Bytes(s=b'b'), "
                         "NameConstant(value=None), Ellipsis()], keywords=[])")
        self.assertEqual(ast.unparse(node), "f(1, 'a', b'b', None, ...)")

    def test_dump_shows_the_fields_of_3_2(self):
        self.assertEqual(ast.dump(ast.parse("f()")), "Module(body=[Expr(value=Call(func=Name(id='f', ctx=Load()), "
                         "args=[], keywords=[]))])")
        self.assertEqual(ast.dump(ast.parse("lambda: None").body[0].value, False),
                         "Lambda(arguments(args=[], vararg=None, kwonlyargs=[], kw_defaults=[], kwarg=None, defaults=[]), "
                         "NameConstant(None))")
        self.assertEqual(ast.dump(ast.parse(""), show_empty=True), "Module(body=[], type_ignores=[])")

    def test_visiting_literals(self):
        class Old(ast.NodeVisitor):
            found = ()

            def visit_Num(self, node):
                self.found += node.n,

            def visit_Str(self, node):
                self.found += node.s,

        class New(ast.NodeVisitor):
            found = ()

            def visit_Constant(self, node):
                self.found += node.value,
        for cls, result in (Old, (1, 'a')), (New, (1, 'a', None)):
            visitor = cls()
            visitor.visit(ast.parse("[1, 'a', None]"))
            self.assertEqual(visitor.found, result)
        old = Old()
        old.visit(ast.Constant('text'))
        self.assertEqual(old.found, ('text',))

    def test_a_literal_of_another_type(self):
        for node, error, message in ((ast.Num('1'), TypeError, 'non-numeric'), (ast.Str(1), TypeError, 'must be of type str'),
                                     (ast.Bytes(''), TypeError, 'must be of type bytes'),
                                     (ast.NameConstant(1), ValueError, 'singleton must be True, False, or None')):
            with self.assertRaisesRegex(error, message):
                compile(ast.fix_missing_locations(ast.Expression(node)), 'f', 'eval')

    def test_all_fields_or_none(self):
        with self.assertRaisesRegex(TypeError, 'BinOp constructor takes either 0 or 3 positional arguments'):
            ast.BinOp(1, 2)
        self.assertEqual(ast.BinOp(1, 2, right=3).right, 3)
        arguments = ast.arguments([ast.arg('x')], None, [], [], None, [])       # as before 3.8
        self.assertEqual((arguments.args[0].arg, arguments.posonlyargs), ('x', []))

    def test_a_position_that_is_no_number(self):
        name = ast.Name("x", ast.Load(), lineno=None, col_offset=0)
        with self.assertRaisesRegex(ValueError, "invalid integer value: None"):
            compile(ast.Expression(name), "f", "eval")
        del name.lineno
        with self.assertRaisesRegex(TypeError, 'required field "lineno" missing from expr'):
            compile(ast.Expression(name), "f", "eval")

    def test_segments_keep_their_line_ends(self):
        for end in "\n", "\r\n", "\r":
            source = "x = 1" + end + "def f():" + end + "  pass" + end + "y\f= 2" + end
            tree = ast.parse(source)
            self.assertEqual(ast.get_source_segment(source, tree.body[1]), "def f():" + end + "  pass")
            self.assertEqual(ast.get_source_segment(source, tree.body[2]), "y\f= 2")

    def test_a_tree_is_its_own_tree(self):
        node = ast.Constant(1)
        self.assertIs(ast.parse(node), node)


class UnparseTest(unittest.TestCase):
    def test_round_trip(self):
        for source in ("x = (a, b)", "return_ = not a", "while (a := f()):\n    pass", "a and (not b)", "10 ** (-x)", "f((x for x in y))",
                       "f\"it's {x!r:>{w}}\"", "f'{(x if y else z)}'", "f'{(lambda: 1)}'", "x = yield_", "for a, b in (c, d):\n    pass",
                       "'''ends with \"'''", "(x := 1)", "a, *b = c", "x[1:2, ...]", "f'{x:{y}}{{'", "f\"{'a'}\""):
            self.assertEqual(ast.unparse(ast.parse(source)).strip(), source)

    def test_strings_in_strings_take_linear_time(self):
        source = "f\"{'x'}\""
        for i in range(60):
            source = "f'{%s}'" % source
        tree = ast.parse(source)
        self.assertEqual(ast.dump(ast.parse(ast.unparse(tree))), ast.dump(tree))

    def test_long_strings(self):
        source = '"""' + "text\n" * 200000 + '"""'
        self.assertEqual(ast.unparse(ast.parse(source)), source)


class ScopeTest(unittest.TestCase):
    def test_what_3_2_could_tell(self):
        self.assertTrue(symtable.symtable("from os import *", "f", "exec").has_import_star())
        self.assertFalse(symtable.symtable("import os", "f", "exec").has_import_star())
        self.assertFalse(symtable.symtable("import os", "f", "exec").has_exec())


class PositionTest(unittest.TestCase):
    """aliases, keywords and parameters had no positions in 3.2."""

    def test_those_around_are_taken(self):
        at = dict(lineno=3, col_offset=4)
        call = ast.Call(ast.Name('dict', ast.Load(), **at), [], [ast.keyword('a', ast.Constant(1, **at))], **at)
        self.assertEqual(eval(compile(ast.Expression(call), 'f', 'eval')), {'a': 1})
        ns = {}
        tree = ast.Module([ast.ImportFrom('time', [ast.alias('sleep', None)], 0, **at)], [])
        exec(compile(tree, 'f', 'exec'), ns)
        self.assertTrue(callable(ns['sleep']))
        parameters = ast.arguments([], [ast.arg('x', None)], None, [], [], None, [])
        function = ast.Lambda(parameters, ast.Name('x', ast.Load(), **at), **at)
        self.assertEqual(eval(compile(ast.Expression(function), 'f', 'eval'))(5), 5)

    def test_others_must_have_them(self):
        with self.assertRaisesRegex(TypeError, 'required field "lineno" missing from expr'):
            compile(ast.Expression(ast.Name('x', ast.Load())), 'f', 'eval')


class LiteralTest(unittest.TestCase):
    def test_complex_numbers_in_either_order(self):
        for text in '3+6j', '3-6j', '-6j+3', '6j-3', '-1.5-2j':
            self.assertEqual(ast.literal_eval(text), eval(text))
        for text in '1+2', '1j+2j', '1+2+3j', "'a'+1j":
            self.assertRaises(ValueError, ast.literal_eval, text)


class DisassemblerTest(unittest.TestCase):
    def test_operands_are_named(self):
        def f(x):
            def inner():
                return x
            y = x.name
            return len(y)
        texts = ' '.join(i.argrepr for i in dis.get_instructions(f))
        for name in 'x', 'y', 'name', 'len':
            self.assertRegex(texts, r'\b' + name + r'\b')

    def test_the_exception_table_is_no_instruction(self):
        def f():
            try:
                g()
            except KeyError:
                pass
        self.assertNotIn('EXT', [i.opname for i in dis.get_instructions(f)])

    def test_lists_of_instructions(self):
        self.assertIn(dis.opmap["LOAD_GLOBAL"], dis.hasname)
        self.assertIn(dis.opmap["LOAD_CONST"], dis.hasconst)
        self.assertIn(dis.opmap["JUMP"], dis.hasjrel)
        self.assertIn(dis.opmap["LOAD_FREE"], dis.hasfree)
        self.assertIs(dis.opname, opcode.opname)
        self.assertEqual(dis.cmp_op[:2], ("<", "<="))

    def test_text_of_instructions_with_another_first_line(self):
        def f():
            return 1
        self.assertEqual(dis.Bytecode(f, first_line=350).dis()[:3], "351")
        plain = dis.Instruction("NAME", 1, None, None, "", 0, None, False)      # as before there were positions
        self.assertIsNone(plain.positions)

    def test_code_info(self):
        text = dis.code_info(lambda a, b: a)
        self.assertNotIn("Positional-only", text)
        self.assertIn("Argument count:    2\nKw-only arguments: 0\n", text)
        self.assertIn("Argument count:    2\nPositional-only arguments: 1\n", dis.code_info(lambda a, /, b: a))

    def test_bytes_of_instructions(self):
        def f(x):
            while x:
                x = g(x)
        code = f.__code__
        self.assertEqual([i.opname for i in dis.get_instructions(code.co_code)], [i.opname for i in dis.get_instructions(f)])
        self.assertEqual(dis.findlabels(code.co_code), dis.findlabels(code))


if __name__ == "__main__":
    unittest.main()
