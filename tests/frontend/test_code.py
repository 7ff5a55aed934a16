"""Code objects made from what their attributes tell."""
import types
import unittest

FIELDS = ('argcount', 'kwonlyargcount', 'nlocals', 'stacksize', 'flags', 'code', 'consts', 'names', 'varnames', 'filename',
          'name', 'firstlineno', 'lnotab', 'freevars', 'cellvars')


def fields(code):
    return [getattr(code, 'co_' + name) for name in FIELDS]


def remade(code):
    values = fields(code)
    values[6] = tuple(remade(c) if isinstance(c, types.CodeType) else c for c in code.co_consts)
    return types.CodeType(*values)


class ConstructionTest(unittest.TestCase):
    def sample(self, a, b=2, *rest, k='k', **names):
        """Doc."""
        total = 0
        try:
            for x in rest:
                total += (lambda: x + a)()
            {}[b]
        except KeyError as e:
            total += e.args[0]
        finally:
            names[k] = total
        return sorted(names.items()), [y * b for y in rest]

    def call(self, function):
        return function(self, 1, 10, 5, 6, k='q', z=0)

    def test_from_the_arguments_of_3_2(self):
        f = types.FunctionType(remade(self.sample.__func__.__code__), globals(), 'f', (2,))
        f.__kwdefaults__ = {'k': 'k'}
        self.assertEqual(self.call(f), self.call(self.sample.__func__))
        self.assertEqual(f.__doc__, 'Doc.')

    def test_lines_are_kept(self):
        code = self.sample.__func__.__code__
        self.assertEqual(remade(code).co_lnotab, code.co_lnotab)

    def test_later_arguments(self):
        code = self.sample.__func__.__code__
        values = fields(code)
        later = types.CodeType(values[0], 1, *values[1:11], 'C.f', *values[11:13], b'', *values[13:])
        self.assertEqual((later.co_posonlyargcount, later.co_qualname, later.co_name), (1, 'C.f', 'sample'))
        self.assertEqual(types.CodeType(values[0], 1, *values[1:]).co_posonlyargcount, 1)

    def test_functions_have_their_docstring_or_none_first(self):
        self.assertEqual([f.__code__.co_consts[0] for f in (lambda: 'x', self.sample)], [None, 'Doc.'])

    def test_defaults_are_constants_one_by_one_and_together_at_the_end(self):
        code = compile('def f(a=3, b=-4): pass\nx = "s"', 'f', 'exec')
        consts = code.co_consts
        self.assertEqual(consts[:2] + consts[-1:], (3, -4, (3, -4)))
        self.assertEqual(consts[2].co_name, 'f')
        names = {}
        exec(code, names)
        self.assertEqual((names['f'].__defaults__, names['x']), ((3, -4), 's'))

    def test_a_free_variable_added_shows_in_the_flags(self):
        code = (lambda: 1).__code__
        self.assertEqual(code.co_flags & 0x40, 0x40)
        self.assertEqual(code.replace(co_freevars=('x',)).co_flags & 0x40, 0)
        self.assertEqual(code.replace().co_flags, code.co_flags)

    def test_co_code_names_by_co_names(self):
        first, second = compile('a; b; a', 'f', 'exec').co_code[:16], compile('b; a; b', 'f', 'exec').co_code[:16]
        self.assertEqual(first, second)

    def test_running_does_not_change_co_code(self):
        def f(n):
            return [i + 1 for i in range(n)]
        before = f.__code__.co_code
        for _ in range(100):
            f(3)
        self.assertEqual(f.__code__.co_code, before)

    def test_bad_code_is_refused(self):
        code = self.sample.__func__.__code__
        for name, value in (('code', code.co_code[:8]), ('code', code.co_code[:-3]), ('code', b'\xff' * 8), ('names', ()),
                            ('consts', ()), ('nlocals', 1), ('stacksize', 0), ('stacksize', 1 << 40), ('argcount', 100),
                            ('varnames', code.co_varnames[1:])):
            values = fields(code)
            values[FIELDS.index(name)] = value
            self.assertRaises((ValueError, OverflowError), types.CodeType, *values)
        for name, value in ('code', 'x'), ('names', (1,)), ('consts', []), ('flags', 'x'):
            values = fields(code)
            values[FIELDS.index(name)] = value
            self.assertRaises(TypeError, types.CodeType, *values)
        self.assertRaises(TypeError, types.CodeType, 1)


class ReplaceTest(unittest.TestCase):
    def test_constants(self):
        def f():
            """Doc."""
            return 1234
        code = f.__code__
        f.__code__ = code.replace(co_consts=tuple(4321 if x == 1234 else x for x in code.co_consts))
        self.assertEqual((f(), list(f.__code__.co_positions())), (4321, list(code.co_positions())))

    def test_names(self):
        code = compile('sorted', 'f', 'eval')
        self.assertIs(eval(code.replace(co_names=('sum',))), sum)

    def test_lines(self):
        code = compile('\n\n1/0', 'f', 'exec')
        self.assertEqual({line for *_, line in code.replace(co_firstlineno=5, co_lnotab=b'').co_lines()}, {5})

    def test_flags_that_do_not_fit_are_refused(self):
        def g():
            yield 1
        with self.assertRaisesRegex(ValueError, 'yield outside a generator'):
            g.__code__.replace(co_flags=g.__code__.co_flags & ~0x20)


class MovedHandlers(unittest.TestCase):
    def test_a_handler_over_instructions_that_consume_what_it_needs(self):
        """Whatever the entries of an exception table say: the code is refused or its handlers find what they need."""
        def f(manager):
            for i in [1, 2]:
                with [manager].pop() as b:
                    try:
                        b.x += {}['k']
                    except (KeyError, TypeError) as e:
                        str(e)
        code = f.__code__.co_code
        outcomes = set()
        for at in range(0, len(code), 8):
            if code[at:at + 2] == b'\1\1':          # the word of an entry that tells where it begins
                changed = bytearray(code)
                changed[at + 4] -= 1
                try:
                    f.__code__ = f.__code__.replace(co_code=bytes(changed))
                except ValueError:
                    outcomes.add('refused')
                    continue
                for argument in None, 3, 'text', object(), memoryview(b'a'):
                    try:
                        f(argument)
                    except Exception:
                        outcomes.add('ran')
        self.assertEqual(outcomes, {'refused', 'ran'})


class LineTest(unittest.TestCase):
    """An error in an expression over several lines is told with the line of the part that failed."""

    def line_of(self, source):
        class Thing:
            value = 1
            def fail(self, *args):
                1 / 0
        names = {'one': 1, 'items': [1], 'thing': Thing(), 'f': lambda *a, **k: None}
        try:
            exec(compile(source, '<lines>', 'exec'), names)
        except Exception as e:
            at = e.__traceback__
            lines = []
            while at:
                if at.tb_frame.f_code.co_filename == '<lines>':
                    lines.append(at.tb_lineno)
                at = at.tb_next
            return lines[-1]

    def test_lines(self):
        for source, line in (
                ('x = (1 +\n 2 +\n z)', 3), ('f(1,\n 2,\n z)', 3), ('f(1,\n one(2,\n 3),\n 4)', 2), ('(1 < 2\n < z)', 2),
                ('(one +\n one\n + "s")', 1), ('("s"\n + one)', 1), ('(one and\n z)', 2), ('{1: 2,\n 3: z}', 2),
                ('(thing\n .value\n .other\n )', 3), ('(thing\n .fail\n (1))', 2), ('(thing.\n fail(1)\n .other)', 2),
                ('(items\n [0]\n [9])', 1), ('thing.value["a"\n] = 1', 1), ('(thing.value\n .other) = 1', 2),
                ('del (thing.value\n .other)', 2), ('(thing\n .value) += "s"', 1), ('(thing\n .other) += 1', 2),
                ('-(\n "s")', 1), ('f(\n k=z)', 2), ('raise ValueError(\n 1,\n 2)', 1), ('assert (\n one ==\n 2)', 2),
                ('assert one > 2, (\n 1)', 1), ('for i in (\n one): pass', 2), ('a, b = (\n 1,\n 2, 3)', 1), ('@(\n z)\ndef f(): pass', 2),
                ('from sys import (\n path,\n nothing)', 1), ('items[one:\n "s"]', 1), ('print("%d" %\n (\n "s"))', 1)):
            self.assertEqual(self.line_of(source), line, source)


if __name__ == '__main__':
    unittest.main()
