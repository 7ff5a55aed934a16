import codecs
import importlib.util
import io
import math
import os
import signal
import sys
import tempfile
import threading
import types
import unittest

import extension

c = extension.load("runtime")


class Case(unittest.TestCase):
    def fails(self, cls, message, function, *args):
        with self.assertRaises(cls) as caught:
            function(*args)
        self.assertIs(type(caught.exception), cls)
        if message:
            self.assertEqual(str(caught.exception), message)


class CodecTest(Case):
    def test_registry(self):
        c.Register(lambda name: codecs.CodecInfo(lambda s, e="strict": (b"<" + s.encode() + b">", len(s)),
                                                 lambda b, e="strict": (5000, len(b))) if name == "capi_test" else None)
        self.assertEqual((c.KnownEncoding("capi_test"), c.KnownEncoding("capi_none"), c.KnownEncoding("utf-8")), (1, 0, 1))
        self.assertEqual(c.Encode("a", "capi_test"), b"<a>")
        self.assertEqual(c.Decode(b"a", "capi_test"), 5000)
        self.assertEqual(c.Encode("\xe9", "utf-8"), b"\xc3\xa9")
        self.assertEqual(c.Encode("\u20ac", "ascii", "replace"), b"?")
        self.fails(LookupError, "unknown encoding: capi_none", c.Encode, "a", "capi_none")
        self.fails(LookupError, "unknown encoding: capi_none", c.Decoder, "capi_none")
        self.fails(TypeError, "argument must be callable", c.Register, 5)

    def test_parts(self):
        self.assertEqual(c.Encoder("latin-1")("\xe9"), (b"\xe9", 1))
        self.assertEqual(c.Decoder("latin-1")(b"\xe9"), ("\xe9", 1))
        self.assertEqual(c.IncrementalEncoder("utf-8", "strict").encode("\xe9"), b"\xc3\xa9")
        self.assertEqual(c.IncrementalDecoder("utf-8").decode(b"\xc3"), "")
        self.assertEqual(c.IncrementalDecoder("ascii", "ignore").decode(b"a\xff"), "a")
        self.assertEqual(c.StreamReader("utf-8", io.BytesIO(b"\xc3\xa9"), "strict").read(), "\xe9")
        out = io.BytesIO()
        c.StreamWriter("utf-8", out, "strict").write("\xe9")
        self.assertEqual(out.getvalue(), b"\xc3\xa9")

    def test_errors(self):
        def handler(e):
            return "!", e.end
        c.RegisterError("capi.test", handler)
        self.assertIs(c.LookupError("capi.test"), handler)
        self.assertIs(c.LookupError(None), codecs.lookup_error("strict"))
        self.fails(TypeError, "handler must be callable", c.RegisterError, "capi.test2", 5)
        self.fails(LookupError, "unknown error handler name 'capi.none'", c.LookupError, "capi.none")
        e = UnicodeEncodeError("ascii", "a\u20ac", 1, 2, "no")
        self.assertEqual(c.IgnoreErrors(e), ("", 2))
        self.assertEqual(c.ReplaceErrors(e), ("?", 2))
        self.assertEqual(c.XMLCharRefReplaceErrors(e), ("&#8364;", 2))
        self.assertEqual(c.BackslashReplaceErrors(e), ("\\u20ac", 2))
        self.fails(UnicodeEncodeError, None, c.StrictErrors, e)
        self.fails(TypeError, "codec must pass exception instance", c.StrictErrors, 5)
        self.fails(TypeError, "don't know how to handle int in error callback", c.IgnoreErrors, 5000)


class ImportTest(Case):
    def tearDown(self):
        for name in ("capi_made", "capi_code", "capi_folder"):
            sys.modules.pop(name, None)

    def test_import(self):
        self.assertIs(c.ImportModule("os.path"), sys.modules["os.path"])
        self.assertIs(c.Import("os.path"), sys.modules["os.path"])
        self.fails(ModuleNotFoundError, "No module named 'capi_nothing'", c.ImportModule, "capi_nothing")
        self.fails(TypeError, "module name must be a string", c.Import, 5)
        self.assertIs(c.ImportModuleLevel("os.path", None, None, 0), os)
        self.assertIs(c.ImportModuleLevel("os.path", None, ["join"], 0), os.path)
        self.fails(ValueError, "Empty module name", c.ImportModuleLevel, "", None, None, 0)
        self.fails(ValueError, "level must be >= 0", c.ImportModuleLevel, "os", None, None, -1)
        import email
        self.assertIs(c.ImportModuleLevel("charset", {"__package__": "email", "__name__": "email"}, ["x"], 1), sys.modules["email.charset"])

    def test_hook(self):
        import builtins
        names = []
        standard = builtins.__import__

        def hook(name, *args):
            names.append(name)
            return standard(name, *args)
        builtins.__import__ = hook
        try:
            self.assertIs(c.ImportModule("os.path"), os.path)
        finally:
            builtins.__import__ = standard
        self.assertEqual(names[:1], ["os.path"])

    def test_modules(self):
        self.assertIs(c.GetModuleDict(), sys.modules)
        self.assertIs(c.AddModule("os"), os)
        made = c.AddModule("capi_made")
        self.assertEqual((made.__name__, type(made)), ("capi_made", types.ModuleType))
        self.assertIs(sys.modules["capi_made"], made)
        import string
        self.assertIs(c.ReloadModule(string), string)
        self.fails(TypeError, None, c.ReloadModule, 5)

    def test_code(self):
        code = compile("value = 5000; name = __name__", "capi_file.py", "exec")
        module = c.ExecCodeModule("capi_code", code)
        self.assertIs(module, sys.modules["capi_code"])
        self.assertEqual((module.value, module.name, module.__file__), (5000, "capi_code", "capi_file.py"))
        again = c.ExecCodeModuleEx("capi_code", code, "other.py")
        self.assertIs(again, module)
        self.assertEqual(module.__file__, "other.py")
        self.fails(ZeroDivisionError, None, c.ExecCodeModule, "capi_code", compile("1 / 0", "x.py", "exec"))
        self.assertNotIn("capi_code", sys.modules)

    def test_formats(self):
        self.assertEqual(c.GetMagicNumber(), int.from_bytes(importlib.util.MAGIC_NUMBER, "little"))
        self.assertEqual(c.GetMagicTag(), sys.implementation.cache_tag)
        self.assertIsNone(c.GetImporter("/nowhere/at/all.zip/x"))
        self.assertEqual(type(c.GetImporter(extension.folder())).__name__, "FileFinder")
        self.assertEqual(c.ImportFrozenModule("capi_nothing"), 0)


class SysTest(Case):
    def test_objects(self):
        self.assertIs(c.GetObject("modules"), sys.modules)
        self.assertEqual(c.GetObject("maxsize"), sys.maxsize)
        self.assertIsNone(c.GetObject("capi_nothing"))
        c.SetObject("capi_value", 5000)
        self.assertEqual(sys.capi_value, 5000)
        c.SetObject("capi_value", None)
        self.assertFalse(hasattr(sys, "capi_value"))
        c.SetObject("capi_value", None)

    def test_argv_and_path(self):
        argv, path = sys.argv, sys.path
        try:
            sys.path = path[:]
            c.SetArgvEx(2, 0)
            self.assertEqual(sys.argv, ["/nowhere/program", "caf\xe9"])
            self.assertEqual(sys.path, path)
            c.SetArgvEx(0, 0)
            self.assertEqual(sys.argv, [""])
            c.SetPath()
            self.assertEqual(sys.path, ["/one", "/two"])
        finally:
            sys.argv, sys.path = argv, path

    def test_writing(self):
        for name, write, show in (("stdout", c.WriteStdout, c.FormatStdout), ("stderr", c.WriteStderr, c.FormatStderr)):
            old = getattr(sys, name)
            out = io.StringIO()
            setattr(sys, name, out)
            try:
                write("caf\xe9")
                show("\xe9'")
                write("x" * 2000)
                show("y" * 2000)
            finally:
                setattr(sys, name, old)
            self.assertEqual(out.getvalue(), "caf\xe9|5\n\"\xe9'\"|\xe9'\n" + "x" * 1000 + "... truncated" + "%r|%s\n" % ("y" * 2000, "y" * 2000))

    def test_options(self):
        old = sys.warnoptions[:]
        try:
            self.assertEqual(c.warn_options(), [0, 1])
            self.assertEqual(sys.warnoptions, ["ignore::capi", "error"])
        finally:
            sys.warnoptions[:] = old
        options = c.x_options()
        self.assertIs(options, sys._xoptions)
        self.assertEqual((options.pop("capi_one"), options.pop("capi_two")), (True, "a=b"))


class EvalTest(Case):
    def test_compile(self):
        self.assertEqual(eval(c.CompileString("1000 + 1", "f\xe9.py", 258)), 1001)
        code = c.CompileString("x = 1\n", "f\xe9.py", 257)
        self.assertEqual((code.co_filename, code.co_name), ("f\xe9.py", "<module>"))
        self.assertEqual(eval(c.CompileString("'\xe9'", "f", 258)), "\xe9")
        self.fails(SyntaxError, None, c.CompileString, "x = ", "f", 257)
        self.fails(SyntaxError, None, c.CompileString, "x = 1", "f", 258)

    def test_eval(self):
        names = {}
        c.EvalCode(compile("x = 5000\n", "f", "exec"), names, None)
        self.assertEqual(names["x"], 5000)
        local = {"x": 6}
        self.assertEqual(c.EvalCode(compile("x + y", "f", "eval"), {"y": 1}, local), 7)
        self.fails(SystemError, None, c.EvalCode, compile("x", "f", "eval"), None, None)
        self.fails(NameError, None, c.EvalCode, compile("nothing", "f", "eval"), {}, None)

    def test_eval_with_arguments(self):
        def f(a, k=1):
            return a, k
        code = f.__code__
        self.assertEqual(c.EvalCodeEx(code, {}, 1000, 2.5), (1000, 2.5))
        self.assertEqual(c.EvalCodeEx(code, {}, 1000, None, "k"), (1000, "k"))
        self.assertEqual(c.EvalCodeEx(code, {}, 1000, None, None, "default"), (1000, "default"))
        self.fails(TypeError, None, c.EvalCodeEx, code, {}, 1000)
        names = {}
        c.EvalCodeEx(compile("x = 1", "f", "exec"), names)
        self.assertEqual(names["x"], 1)

    def test_what_runs(self):
        local = 1234567
        self.assertIs(c.GetGlobals(), globals())
        self.assertEqual(c.GetLocals()["local"], local)
        self.assertIs(c.GetFrame(), sys._getframe())
        self.assertIn("len", c.GetBuiltins())
        self.assertEqual(c.Line(sys._getframe()), sys._getframe().f_lineno)

    def test_function_names(self):
        def f():
            pass
        self.assertEqual([c.FuncName(x) for x in (f, len, self.test_function_names, 5000)], ["f()", "len()", "test_function_names()", "int object"])

    def test_tracebacks(self):
        try:
            c.TraceBack_Here(sys._getframe())
        except ValueError as e:
            trace = e.__traceback__
            self.assertIs(trace.tb_frame, sys._getframe())
            self.assertIs(trace.tb_next.tb_frame, sys._getframe())
        out = io.StringIO()
        c.TraceBack_Print(trace, out)
        self.assertTrue(out.getvalue().startswith("Traceback (most recent call last):\n  File "))
        self.assertIn("in test_tracebacks", out.getvalue())
        self.fails(SystemError, None, c.TraceBack_Print, 5, out)

    def test_pending_calls(self):
        calls = []
        self.assertEqual(c.AddPendingCall(calls), 0)
        c.MakePendingCalls()
        self.assertEqual(calls, [True])
        self.assertEqual(c.add_in_thread(calls), 1)
        for i in range(100000):
            if len(calls) > 1:
                break
        self.assertEqual(calls, [True, True])
        with self.assertRaises(KeyError):
            c.AddPendingCall(calls)
            c.MakePendingCalls()
        c.MakePendingCalls()

    def test_too_many_pending_calls(self):
        calls = list(range(10))
        count = c.fill_pending_calls(calls)
        c.MakePendingCalls()
        self.assertGreaterEqual(count, 31)
        self.assertEqual(calls, list(range(10)) + [True] * count)

    def test_interrupts(self):
        arrived = []
        old = signal.signal(signal.SIGINT, lambda *args: arrived.append(1))
        try:
            self.assertEqual(c.InterruptOccurred(), 1)
            for i in range(1000):
                pass
            self.assertEqual(arrived, [])
        finally:
            signal.signal(signal.SIGINT, old)

    def test_recursion_limit(self):
        limit = sys.getrecursionlimit()
        self.assertEqual(c.recursion_limit(limit + 7), limit)
        self.assertEqual(sys.getrecursionlimit(), limit + 7)
        sys.setrecursionlimit(limit)


class FileTest(Case):
    def test_from_descriptor(self):
        with tempfile.TemporaryFile() as f:
            f.write(b"caf\xc3\xa9\n")
            f.seek(0)
            text = c.FromFd(f.fileno(), "r", "utf-8")
            self.assertEqual(text.read(), "caf\xe9\n")
            text.close()
            f.seek(0)
            self.assertEqual(c.FromFd(f.fileno(), "rb").read(), b"caf\xc3\xa9\n")
        self.fails(ValueError, None, c.FromFd, 0, "xyz")

    def test_lines(self):
        f = io.StringIO("one\ntwo\nthree")
        self.assertEqual([c.GetLine(f, 0), c.GetLine(f, 2), c.GetLine(f, -1), c.GetLine(f, -1)], ["one\n", "tw", "o", "three"])
        self.assertEqual(c.GetLine(f, 0), "")
        self.fails(EOFError, "EOF when reading a line", c.GetLine, f, -1)
        self.assertEqual(c.GetLine(io.BytesIO(b"a\nb"), -1), b"a")
        self.fails(AttributeError, "'int' object has no attribute 'readline'", c.GetLine, 5, 0)
        bad = type("Bad", (), {"readline": lambda self: 5})()
        self.fails(TypeError, "object.readline() returned non-string", c.GetLine, bad, 0)

    def test_writing(self):
        f = io.StringIO()
        c.WriteObject("\xe9", f, 0)
        c.WriteObject("\xe9", f, 1)
        c.WriteObject(5000, f, 1)
        c.WriteObject(None, f, 0)
        c.WriteString("text\xe9", f)
        self.assertEqual(f.getvalue(), "'\xe9'\xe95000<NULL>text\xe9")
        self.fails(TypeError, "writeobject with NULL file", c.WriteObject, "a", None, 0)
        self.fails(SystemError, "null file for PyFile_WriteString", c.WriteString, "a", None)
        self.fails(AttributeError, None, c.WriteObject, "a", 5, 0)

    def test_version(self):
        self.assertTrue(c.version().startswith(sys.version + "|linux|"))


class ProcessTest(Case):
    def test_places(self):
        prefixes, (executable, path) = c.places()
        self.assertEqual(prefixes, [sys.prefix, sys.exec_prefix])
        self.assertEqual(executable, sys.executable)
        self.assertIn(os.path.dirname(os.__file__), path.split(":"))

    @unittest.skipIf(c.Audit(), "not in this API")
    def test_audit(self):
        seen = []
        sys.addaudithook(lambda event, args: seen.append((event, args)) if event == "capi.event" else None)
        for format in (None, "", "i", "(is)", "is"):
            c.Audit(format)
        self.assertEqual([args for event, args in seen], [(), (), (1000,), (1000, "text"), (1000, "text")])

        def refuse(event, args):
            if event == "capi.event":
                raise KeyError(event)
        sys.addaudithook(refuse)
        self.fails(KeyError, "'capi.event'", c.Audit, "i")

    def test_frame_of_a_thread(self):
        self.assertIs(c.thread_frame(), sys._getframe())


class SystemTest(Case):
    def test_paths(self):
        s = "path"
        self.assertIs(c.FSPath(s), s)
        self.assertEqual(c.FSPath(b"p"), b"p")
        self.fails(TypeError, "expected str, bytes or os.PathLike object, not int", c.FSPath, 5)
        bad = type("Bad", (), {"__fspath__": lambda self: 5})()
        self.fails(TypeError, "expected Bad.__fspath__() to return str or bytes, not int", c.FSPath, bad)

    def test_texts(self):
        self.assertEqual(c.snprintf("abc"), [3, "abc"])
        self.assertEqual(c.snprintf("abcdef"), [6, "abcd"])
        self.assertEqual(c.stricmp("ABc", "abC"), [1, 1])
        self.assertEqual(c.stricmp("ABc", "abd"), [0, 1])
        self.assertEqual(c.stricmp("a", "ab"), [0, 0])
        self.assertEqual(c.stricmp("", ""), [1, 1])

    def test_string_to_double(self):
        for text, value in (("1.5", "1.5"), ("-1e5", "-100000.0"), ("inf", "inf"), ("-NaN", "nan"), ("1e400", "inf")):
            self.assertEqual(c.string_to_double(text, True), [repr(float(value)) if "." not in value else value.replace("100000.0", "100000"), ""])
        self.assertEqual(c.string_to_double("1.5abc"), ["1.5", "abc"])
        for bad in ("1.5abc", " 1", "1 ", "", "0x10"):
            self.fails(ValueError, "could not convert string to float: '%s'" % bad, c.string_to_double, bad, True)
        self.fails(ValueError, "could not convert string to float: 'abc'", c.string_to_double, "abc")
        self.fails(OverflowError, "value too large to convert to float: '1e400'", c.string_to_double, "1e400", True, OverflowError)

    def test_double_to_string(self):
        for args, result in ((("1.5", "r", 0, 0), ["1.5", 0]), (("2", "r", 0, 2), ["2.0", 0]), (("1234.5", "e", 2, 0), ["1.23e+03", 0]),
                             (("1234.5", "f", 2, 1), ["+1234.50", 0]), (("1234.5", "G", 2, 0), ["1.2E+03", 0]), (("100", "g", 6, 4), ["100.000", 0]),
                             (("inf", "f", 2, 0), ["inf", 1]), (("-inf", "F", 2, 0), ["-INF", 1]), (("nan", "r", 0, 0), ["nan", 2]), (("inf", "r", 0, 1), ["+inf", 1])):
            self.assertEqual(c.double_to_string(*args), result, args)
        self.fails(SystemError, None, c.double_to_string, "1", "x", 0, 0)
        self.fails(SystemError, None, c.double_to_string, "1", "r", 1, 0)

    def test_signals(self):
        self.assertEqual(c.signals(), 1)


class ThreadTest(Case):
    def test_locks(self):
        self.assertEqual(c.lock(), 1001)
        self.assertEqual(c.thread(), 1)

    def test_threads(self):
        self.assertEqual(c.ident(), threading.get_ident())
        self.assertEqual(c.info(), sys.thread_info)
        self.assertEqual(c.stack_size(), [-1, 0])

    def test_storage(self):
        self.assertEqual(c.keys(), 1)
        self.assertEqual(c.tss(), 1)


if __name__ == "__main__":
    unittest.main()
