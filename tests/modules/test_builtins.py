"""The functions of builtins: results, and the wording of errors."""
import sys
import unittest


class Raises:
    def assertMessage(self, exception, text, function, *args, **kwargs):
        with self.assertRaises(exception) as caught:
            function(*args, **kwargs)
        self.assertEqual(str(caught.exception), text)


class NumberTest(Raises, unittest.TestCase):
    def test_bases(self):
        self.assertEqual([bin(10), oct(8), hex(255), hex(-255)], ['0b1010', '0o10', '0xff', '-0xff'])

    def test_chr_and_ord(self):
        self.assertEqual([chr(97), ord('a'), ord(b'b'), ord(chr(0x10FFFF))], ['a', 97, 98, 0x10FFFF])
        self.assertMessage(ValueError, 'chr() arg not in range(0x110000)', chr, -1)
        self.assertMessage(TypeError, 'ord() expected a character, but string of length 2 found', ord, 'ab')
        self.assertMessage(TypeError, 'ord() expected string of length 1, but int found', ord, 5)

    def test_pow_and_divmod(self):
        self.assertEqual([divmod(7, 2), pow(2, 10), pow(2, 10, 1000), pow(3, -1, 7)], [(3, 1), 1024, 24, 5])

    def test_round(self):
        self.assertEqual([round(2.5), round(3.5), round(-0.5), round(5), round(1234, -2)], [2, 4, 0, 5, 1200])
        self.assertEqual(round(2.567, 2), 2.57)
        self.assertMessage(TypeError, "type str doesn't define __round__ method", round, 'a')
        self.assertRaises(OverflowError, round, float('inf'))

    def test_sum(self):
        self.assertEqual([sum([1, 2, 3]), sum(range(5), 10), sum([[1], [2]], [])], [6, 20, [1, 2]])
        self.assertEqual(sum([1.5, 2]), 3.5)
        self.assertEqual(sum([2 ** 62] * 3), 3 * 2 ** 62)
        self.assertMessage(TypeError, "sum() can't sum strings [use ''.join(seq) instead]", sum, ['a'], '')

    def test_sum_of_a_list_that_changes(self):
        class Adds:
            def __radd__(self, other):
                items.clear()
                return 0
        items = [Adds(), 1, 2]
        self.assertEqual(sum(items), 0)

    def test_min_and_max(self):
        self.assertEqual([max(1, 2.5, 2), min([3, 1, 2]), max([], default=5), max('a', 'bb', key=len)], [2.5, 1, 5, 'bb'])
        self.assertMessage(ValueError, 'max() arg is an empty sequence', max, [])
        self.assertMessage(TypeError, 'max expected at least 1 argument, got 0', max)
        self.assertMessage(TypeError, 'Cannot specify a default for max() with multiple positional arguments', max, 1, 2, default=3)


class ObjectTest(Raises, unittest.TestCase):
    def test_attributes(self):
        class C:
            x = 1
        self.assertEqual([getattr(C, 'x'), getattr(C, 'y', 5), hasattr(C, 'x'), hasattr(C, 'y')], [1, 5, True, False])
        self.assertMessage(AttributeError, "type object 'C' has no attribute 'y'", getattr, C, 'y')
        self.assertMessage(TypeError, "attribute name must be string, not 'int'", getattr, C, 5)
        setattr(C, 'z', 3)
        delattr(C, 'z')
        self.assertFalse(hasattr(C, 'z'))

    def test_len(self):
        self.assertMessage(TypeError, "object of type 'int' has no len()", len, 5)

    def test_iter_and_next(self):
        self.assertEqual(list(iter([1, 2].pop, 1)), [2])
        self.assertEqual(next(iter([]), 7), 7)
        self.assertRaises(StopIteration, next, iter([]))
        self.assertMessage(TypeError, "'list' object is not an iterator", next, [])
        self.assertMessage(TypeError, 'iter(v, w): v must be callable', iter, [], 1)

    def test_any_and_all(self):
        self.assertEqual([all([1, 1]), all([1, 0]), any([0, 1]), any([]), all([])], [True, False, True, False, True])

    def test_sorted(self):
        self.assertEqual(sorted('cab', reverse=True), ['c', 'b', 'a'])
        self.assertEqual(sorted([1, 2, 3], key=lambda x: -x), [3, 2, 1])

    def test_identity_of_numbers_in_the_word(self):
        self.assertEqual(id(5), id(5))
        self.assertNotEqual(id(5), id(6))
        self.assertNotEqual(id(0), id(None))


class CodeTest(Raises, unittest.TestCase):
    def test_eval(self):
        self.assertEqual([eval('1+1'), eval(' \t2'), eval('x', {'x': 5}), eval('x+y', {'x': 1}, {'y': 2})], [2, 2, 5, 3])
        self.assertMessage(TypeError, 'eval() arg 1 must be a string, bytes or code object', eval, 5)
        self.assertMessage(ValueError, 'source code string cannot contain null bytes', eval, '1\0')
        self.assertRaises(SyntaxError, eval, '1 +')

    def test_builtins_of_a_wrong_type(self):
        self.assertRaises(TypeError, exec, 'pass', {'__builtins__': 123})
        self.assertRaises(TypeError, eval, '1', {'__builtins__': None})

    def test_exec(self):
        names = {}
        exec('a = 1\nb = a + 1', names)
        self.assertEqual(names['b'], 2)
        self.assertIn('__builtins__', names)
        self.assertMessage(TypeError, 'exec() globals must be a dict, not list', exec, '1', [])
        self.assertMessage(TypeError, 'locals must be a mapping or None, not int', exec, '1', {}, 5)

    def test_compile(self):
        code = compile(b'y = 5', 'f.py', 'exec')
        names = {}
        exec(code, names)
        self.assertEqual([names['y'], code.co_filename], [5, 'f.py'])
        self.assertMessage(ValueError, "compile() mode must be 'exec', 'eval' or 'single'", compile, '1', 'f', 'bad')
        self.assertMessage(ValueError, 'compile(): invalid optimize value', compile, '1', 'f', 'exec', 0, False, 7)

    def test_futures_are_inherited_unless_told_not_to(self):
        names = {}
        exec('from __future__ import annotations\n'
             'a = compile("x: y", "f", "exec").co_flags\n'
             'b = compile("x: y", "f", "exec", dont_inherit=True).co_flags', names)
        self.assertEqual([names['a'] & 0x1000000, names['b'] & 0x1000000], [0x1000000, 0])

    def test_namespaces(self):
        def f():
            a = b = 1
            return sorted(locals()), sorted(vars()), dir()
        self.assertEqual(f(), (['a', 'b'],) * 3)
        self.assertIs(globals(), sys.modules[__name__].__dict__)
        self.assertMessage(TypeError, 'vars() argument must have __dict__ attribute', vars, 5)

    def test_closure_of_executed_code(self):
        def outer():
            n = 0
            def inner():
                nonlocal n
                n += 1
                return n
            return inner
        inner = outer()
        exec(inner.__code__, closure=inner.__closure__)
        self.assertEqual(inner(), 2)
        self.assertRaises(TypeError, exec, inner.__code__)


class PrintTest(Raises, unittest.TestCase):
    class File:
        def __init__(self):
            self.pieces = []
            self.flushed = 0

        def write(self, text):
            self.pieces.append(text)

        def flush(self):
            self.flushed += 1

    def test_pieces(self):
        file = self.File()
        print(1, 'b', sep='-', end='!', file=file)
        print(file=file, flush=True)
        self.assertEqual([file.pieces, file.flushed], [['1', '-', 'b', '!', '\n'], 1])

    def test_separator_must_be_text(self):
        self.assertMessage(TypeError, 'sep must be None or a string, not int', print, sep=3, file=self.File())

    def test_no_stdout(self):
        stdout, sys.stdout = sys.stdout, None
        try:
            print('nothing')
            del sys.stdout
            with self.assertRaises(RuntimeError):
                print('lost')
        finally:
            sys.stdout = stdout


def run(coroutine):
    try:
        while True:
            coroutine.send(None)
    except StopIteration as e:
        return e.value


class AsyncTest(Raises, unittest.TestCase):
    def test_anext_with_default(self):
        async def items():
            yield 1

        async def main():
            it = aiter(items())
            return [await anext(it), await anext(it, 'end')]
        self.assertEqual(run(main()), [1, 'end'])

    def test_messages(self):
        self.assertMessage(TypeError, "'int' object is not an async iterable", aiter, 5)
        self.assertMessage(TypeError, "'int' object is not an async iterator", anext, 5)

class ExtremeTest(unittest.TestCase):
    def test_without_a_key(self):
        self.assertEqual(max(1, 2.5, True), 2.5)
        self.assertEqual(min('b', 'a\u20ac', 'a'), 'a')
        self.assertEqual(max(['x', 'y', 'y\xe9']), 'y\xe9')
        self.assertEqual(min({}, default=3), 3)
        first, second = 1.0, 1
        self.assertIs(max(first, second), first)
        self.assertIs(max([second, first]), second)
        self.assertRaises(TypeError, max, 1, 'a')
        self.assertRaises(TypeError, min, [1, 'a'])
        self.assertRaisesRegex(ValueError, 'empty', max, ())
        self.assertRaises(ZeroDivisionError, max, (1 // i for i in (1, 0)))

    def test_sums_of_iterators(self):
        self.assertEqual(sum({1, 2, 3}), 6)
        self.assertEqual(sum(x / 2 for x in range(4)), 3.0)
        self.assertRaises(ZeroDivisionError, sum, (1 // i for i in (1, 0)))
        self.assertRaises(TypeError, sum, iter('a'))
        self.assertRaises(TypeError, sum, 5)


if __name__ == '__main__':
    unittest.main()
