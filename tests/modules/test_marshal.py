"""marshal: values come back as they were; bad data raises and does no harm."""
import io
import marshal
import os
import random
import types
import unittest
import warnings

SOURCE = '''
"""doc"""
import sys
def f(a, b=2, *args, c: int = 3, **kw):
    x = [i * a for i in range(b) if i]
    def inner():
        nonlocal x
        return x, a
    try:
        with open(a) as fh:
            for line in fh:
                if line: continue
                yield line, inner
    except (OSError, ValueError) as e:
        raise KeyError(f"{e!r:>{b}}") from e
    finally:
        print(*args, **kw)
class C(object):
    y: int = 1
    def m(self):
        self.z = super().m()
        return {**self.z, 'k': 1.5, 2j: b'x'}
async def g(v):
    async with v as w:
        async for x in w:
            await x
    match v:
        case [1, *rest] | {'k': rest}: return rest
        case C(y=z): return z
'''


class RoundTripTest(unittest.TestCase):
    def check(self, value, versions=(0, 1, 2, 3, 4)):
        for version in versions:
            back = marshal.loads(marshal.dumps(value, version))
            self.assertEqual(back, value)
            self.assertIs(type(back), type(value))
            file = io.BytesIO()
            marshal.dump(value, file, version)
            file.write(b"more")
            file.seek(0)
            self.assertEqual(marshal.load(file), value)
            self.assertEqual(file.read(), b"more")

    def test_singletons(self):
        for value in None, True, False, ..., StopIteration:
            self.assertIs(marshal.loads(marshal.dumps(value)), value)

    def test_numbers(self):
        for exponent in 0, 1, 14, 15, 16, 29, 30, 31, 32, 62, 63, 64, 65, 127, 1000:
            for value in 2 ** exponent - 1, 2 ** exponent, -2 ** exponent, -2 ** exponent - 1:
                self.check(value)
        for value in 0.0, 1.5, -1e300, 5e-324, float("inf"):
            self.check(value)
            self.check(complex(value, -value) if value != float("inf") else complex(value, 1))
        self.assertEqual(repr(marshal.loads(marshal.dumps(-0.0))), "-0.0")

    def test_texts(self):
        for value in "", "name", "two words", "x" * 300, "\xe9", "\u20ac" * 300, "\U0001f600", "\ud800":
            self.check(value)
        for value in b"", b"abc", bytes(range(256)) * 3:
            self.check(value)
        self.assertEqual(marshal.loads(marshal.dumps(bytearray(b"ab"))), b"ab")

    def test_containers(self):
        self.check((1, [2, {3: "x"}], {4}, frozenset([5]), ()))
        self.check(tuple(range(1000)))
        self.check(list(range(1000)))

    def test_shared_and_recursive(self):
        inner = ["shared"]
        back = marshal.loads(marshal.dumps([inner, inner]))
        self.assertIs(back[0], back[1])
        recursive = [1]
        recursive.append(recursive)
        back = marshal.loads(marshal.dumps(recursive))
        self.assertIs(back[1], back)
        self.assertRaises(ValueError, marshal.dumps, recursive, 2)

    def test_code(self):
        code = compile(SOURCE, "file", "exec")
        back = marshal.loads(marshal.dumps(code))
        self.assertEqual(back, code)
        for a, b in zip(code.co_consts, back.co_consts):
            if isinstance(a, types.CodeType):
                for name in "co_name", "co_qualname", "co_filename", "co_firstlineno", "co_flags", "co_varnames", "co_freevars", "co_cellvars":
                    self.assertEqual(getattr(a, name), getattr(b, name))
                self.assertEqual(list(a.co_positions()), list(b.co_positions()))
        self.assertRaises(ValueError, marshal.dumps, code, allow_code=False)
        self.assertRaises(ValueError, marshal.loads, marshal.dumps(code), allow_code=False)

    def test_all_that_the_compiler_makes_is_loaded(self):
        sources = ["pass", "def f(): pass", "def f(): return 1", "lambda: None", "class C: pass"]
        here = os.path.dirname(os.path.abspath(__file__))
        for folder in os.path.join(here, "..", "..", "lib"), os.path.join(here, ".."):
            for path, _, files in os.walk(folder):
                for name in files:
                    if name.endswith(".py"):
                        with open(os.path.join(path, name), "rb") as f:
                            sources.append(f.read())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for source in sources:
                code = compile(source, "file", "exec")
                self.assertEqual(marshal.loads(marshal.dumps(code)), code)

    def test_code_runs(self):
        code = compile("def f(n):\n    return n if n < 2 else f(n - 1) + f(n - 2)\nx = f(15)", "f", "exec")
        namespace = {}
        exec(marshal.loads(marshal.dumps(code)), namespace)
        self.assertEqual(namespace["x"], 610)


class BadDataTest(unittest.TestCase):
    def test_unmarshallable(self):
        for value in object(), int, [object()], {1: len}:
            self.assertRaisesRegex(ValueError, "unmarshallable object", marshal.dumps, value)

    def test_too_deep(self):
        value = ()
        for _ in range(5000):
            value = [value]
        self.assertRaises(ValueError, marshal.dumps, value)
        self.assertRaises(ValueError, marshal.loads, b")\x01" * 100000 + b"N")
        self.assertRaises(ValueError, marshal.loads, b"[\x01\x00\x00\x00" * 100000 + b"N")

    def test_truncated(self):
        data = marshal.dumps(compile(SOURCE, "file", "exec"))
        for n in range(0, len(data), 7):
            self.assertRaises((EOFError, ValueError, TypeError), marshal.loads, data[:n])
        self.assertRaises(EOFError, marshal.loads, b"")
        self.assertRaises(EOFError, marshal.load, io.BytesIO(b"i\x01"))

    def test_sizes_that_cannot_be(self):
        for kind in b"([<>sutaA":
            for size in b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\x00\x00\x00\x40":
                self.assertRaises((EOFError, ValueError), marshal.loads, bytes([kind]) + size)
                self.assertRaises((EOFError, ValueError), marshal.load, io.BytesIO(bytes([kind]) + size))

    def test_bad_references(self):
        for data in b"r\x00\x00\x00\x00", b"r\xff\xff\xff\xff", b"\xbe\x01\x00\x00\x00r\x00\x00\x00\x00":
            self.assertRaises(ValueError, marshal.loads, data)
        inner = marshal.loads(b"\xa9\x01r\x00\x00\x00\x00")        # a tuple in itself
        self.assertIs(type(inner), tuple)

    def test_missing_items(self):
        for data in b"(\x01\x00\x00\x000", b"[\x01\x00\x00\x000", b"0", b"<\x01\x00\x00\x000":
            self.assertRaises(TypeError, marshal.loads, data)

    def test_unhashable_key(self):
        self.assertRaises(TypeError, marshal.loads, b"{[\x00\x00\x00\x00N0")

    def test_reader_that_lies(self):
        class Reader(io.BytesIO):
            def readinto(self, buffer):
                return super().readinto(buffer) + 10 ** 6
        self.assertRaises(ValueError, marshal.load, Reader(marshal.dumps([1, 2])))

        class Text:
            def read(self, n):
                return "text"
        self.assertRaises(TypeError, marshal.load, Text())

    def test_changed_code_is_loaded_or_refused(self):
        generator = random.Random(20)
        data = marshal.dumps(compile("def f(a, *b):\n    x = [a]\n    for i in b:\n        x.append(i)\n"
                                     "        try: x = x + [i / a]\n        except ZeroDivisionError as e: return e, x\n"
                                     "    return lambda: (x, i)\nr = f(1, 2, 3)()", "file", "exec"))
        loaded = 0
        for _ in range(3000):
            changed = bytearray(data)
            for _ in range(generator.randrange(1, 3)):
                changed[generator.randrange(len(changed))] = generator.randrange(256)
            try:
                marshal.loads(changed)
                loaded += 1
            except (ValueError, TypeError, EOFError):
                pass
        self.assertGreater(loaded, 0)


class CodeTest(unittest.TestCase):

    def test_codes_without_registers(self):
        for source in ('', 'pass', '1', 'def f(): pass', 'class A: pass', 'lambda: None'):
            code = compile(source, 'x', 'exec')
            self.assertEqual(marshal.loads(marshal.dumps(code)).co_code, code.co_code)


if __name__ == "__main__":
    unittest.main()
