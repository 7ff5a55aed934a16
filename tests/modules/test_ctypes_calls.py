"""modules/_ctypes: calls of C functions, callbacks, prototypes, libraries. A library of our own is compiled where there is a compiler."""
import contextlib
import ctypes
import ctypes.util
import errno
import gc
import io
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import unittest
import warnings
import weakref
from ctypes import *

SOURCE = r"""
#include <pthread.h>
typedef struct { int x, y; } Point;
typedef struct { double a, b; } Doubles;
typedef struct { float a; int b; double c; } Mixed;
typedef struct { long a, b, c; } Large;
typedef union { int i; double d; } Both;
typedef struct { unsigned a : 3, b : 7; int c : 20; } Bits;
typedef struct { char a; short b; char c : 4; long long d : 40; char e; } Odd;
typedef struct __attribute__((packed)) { char a; int b; } Packed;
typedef struct { float v[3]; } Vector;
typedef struct { char s[5]; } Five;
typedef struct { long double g; } Long;

int number = 42;
int (*hook)(int);
Point points[2] = {{1, 2}, {3, 4}};

Point swap_point(Point p) { Point q = {p.y, p.x}; return q; }
Doubles swap_doubles(Doubles p) { Doubles q = {p.b, p.a}; return q; }
Mixed next_mixed(Mixed m) { m.a += 1; m.b += 1; m.c += 1; return m; }
Large sum_large(Large a, Large b) { a.a += b.a; a.b += b.b; a.c += b.c; return a; }
Both both(Both b) { b.d *= 2; return b; }
Bits bits(Bits b) { b.a += 1; b.b += 1; b.c -= 1; return b; }
Packed packed(Packed p) { p.a++; p.b++; return p; }
Vector vector(Vector v, float by) { for (int i = 0; i < 3; i++) v.v[i] *= by; return v; }
Five five(Five f) { f.s[0] = 'X'; return f; }
Long longer(Long l) { l.g *= 2; return l; }
int odd_size(void) { return sizeof(Odd); }
void odd_fill(Odd *o) { o->a = 1; o->b = -2; o->c = 3; o->d = -4; o->e = 5; }
double many(signed char a, short b, int c, long d, float e, double f, unsigned char g, long double h, int i, int j)
{ return a + b + c + d + e + f + g + (double)h + i + j; }
signed char minus(signed char a) { return -a; }
int apply(int (*f)(int), int n) { return f(n); }
double apply_double(double (*f)(double, float), double n) { return f(n, 2); }
int apply_struct(int (*f)(Point, Large, float), Point p) { Large l = {1, 2, 3}; return f(p, l, 0.5f); }
signed char apply_byte(signed char (*f)(unsigned char, short)) { return f(200, -3); }
int divide(int a, int b, int *quotient, int *rest) { *quotient = a / b; *rest = a % b; return a % b != 0; }
static void *in_thread(void *p) { ((void (*)(void))p)(); return 0; }
void run_in_thread(void (*f)(void)) { pthread_t t; pthread_create(&t, 0, in_thread, (void *)f); pthread_join(t, 0); }
void *same(void *p) { return p; }
"""


def build():
    compiler = shutil.which("gcc") or shutil.which("cc") or shutil.which("clang")
    if not compiler:
        return None
    with tempfile.TemporaryDirectory() as folder:
        source, library = os.path.join(folder, "lib.c"), os.path.join(folder, "lib.so")
        with open(source, "w") as file:
            file.write(SOURCE)
        if subprocess.call([compiler, "-shared", "-fPIC", "-O1", "-w", "-o", library, source, "-lpthread"]):
            return None
        return CDLL(library)            # stays mapped when the file is gone


library = build()
libc = CDLL(None, use_errno=True)


class Point(Structure):
    _fields_ = [("x", c_int), ("y", c_int)]


class Calls(unittest.TestCase):
    def test_undeclared(self):
        self.assertEqual(libc.abs(-5), 5)
        self.assertEqual(libc.strlen(b"hello"), 5)
        self.assertEqual(libc.wcslen("h\u20ac"), 2)
        self.assertEqual(libc.abs(c_int(-3)), 3)
        for bad in 1.5, object(), [1]:
            self.assertRaisesRegex(ArgumentError, "argument 1: <class 'TypeError'>: Don't know how to convert parameter 1", libc.abs, bad)
        self.assertRaisesRegex(ArgumentError, "int too long to convert", libc.abs, 2 ** 80)
        self.assertRaises(ArgumentError, libc.abs, *[0] * 2000)

        class Given:
            _as_parameter_ = -9
        self.assertEqual(libc.abs(Given()), 9)
        loop = Given()
        loop._as_parameter_ = loop
        self.assertRaises(RuntimeError, c_int.from_param, loop)

    def test_declared(self):
        f = CDLL(None).labs
        f.argtypes, f.restype = [c_long], c_long
        self.assertEqual(f(-2 ** 40), 2 ** 40)
        self.assertRaisesRegex(ArgumentError, "wrong type", f, "x")
        self.assertRaisesRegex(TypeError, r"at least 1 argument \(0 given\)", f)
        self.assertEqual(f.argtypes, [c_long])
        f.argtypes = None
        self.assertEqual(f.argtypes, None)
        self.assertRaisesRegex(TypeError, "item 1 in _argtypes_ has no from_param method", setattr, f, "argtypes", [int])
        self.assertRaisesRegex(TypeError, "restype must be a type, a callable, or None", setattr, f, "restype", 3)
        self.assertRaisesRegex(TypeError, "errcheck attribute must be callable", setattr, f, "errcheck", 3)
        f.restype = lambda n: n * 2
        self.assertEqual(f(-4), 8)
        f.restype = None
        self.assertIsNone(f(3))
        del f.restype
        self.assertIs(f.restype, c_int)

    def test_errcheck(self):
        f = CDLL(None).abs
        seen = []

        def check(result, function, args):
            seen.append((result, function is f, args))
            return result + 1
        f.errcheck = check
        self.assertEqual(f(-4), 5)
        self.assertEqual(seen, [(4, True, (-4,))])
        f.errcheck = lambda result, function, args: args
        self.assertEqual(f(-4), 4)

    def test_errno(self):
        set_errno(0)
        self.assertEqual(libc.close(-1), -1)
        self.assertEqual(get_errno(), errno.EBADF)
        self.assertEqual(set_errno(5), errno.EBADF)
        other = []
        thread = threading.Thread(target=lambda: other.append(get_errno()))
        thread.start()
        thread.join()
        self.assertEqual((other, get_errno()), ([0], 5))

    def test_missing(self):
        self.assertRaisesRegex(AttributeError, "undefined symbol: no_such_function", getattr, libc, "no_such_function")
        self.assertRaisesRegex(ValueError, "undefined symbol", c_int.in_dll, libc, "no_such_variable")
        self.assertRaises(OSError, CDLL, "no such library")
        self.assertRaises(ValueError, CDLL, "a\0b")
        self.assertRaises(AttributeError, getattr, pythonapi, "PyList_NoSuchFunction")
        self.assertRaises(AttributeError, c_int.in_dll, 3, "x")
        null = CFUNCTYPE(c_int)()
        self.assertFalse(null)
        self.assertRaisesRegex(ValueError, "NULL function pointer", null)

    def test_find_library(self):
        self.assertIsNotNone(ctypes.util.find_library("c"))
        self.assertIsNone(ctypes.util.find_library("surely not there"))

    def test_from_param(self):
        integers = POINTER(c_int)
        self.assertIsNone(integers.from_param(None))
        self.assertRaisesRegex(TypeError, "expected LP_c_int instance instead of int", integers.from_param, 3)
        self.assertRaisesRegex(TypeError, "instead of pointer to c_short", integers.from_param, byref(c_short()))
        array = (c_int * 3)()
        self.assertIs(integers.from_param(array), array)
        self.assertEqual(repr(c_int.from_param(3)), "<cparam 'i' (3)>")
        self.assertEqual(repr(c_char.from_param(200)), r"<cparam 'c' ('\xc8')>")
        self.assertIs(c_char_p.from_param(b"x")._obj.__class__, bytes)
        self.assertRaises(TypeError, Point.from_param, 3)
        self.assertRaises(TypeError, Structure.from_param, 3)

    def test_prototypes(self):
        self.assertIs(CFUNCTYPE(c_int, c_int), CFUNCTYPE(c_int, c_int))
        proto = CFUNCTYPE(c_int, c_int)
        f = proto(("abs", libc), ((1, "n", -7),))
        self.assertEqual((f(), f(-3), f(n=-4)), (7, 3, 4))
        self.assertRaisesRegex(TypeError, "call takes exactly 1 arguments", f, 1, 2)
        self.assertRaisesRegex(TypeError, "required argument 'n' missing", proto(("abs", libc), ((1, "n"),)))
        self.assertRaisesRegex(ValueError, "same length as argtypes", proto, ("abs", libc), ())
        self.assertRaisesRegex(TypeError, "paramflags must be a sequence", proto, ("abs", libc), ("x",))
        self.assertRaisesRegex(TypeError, "'out' parameter 1 must be a pointer type, not c_int", proto, ("abs", libc), ((2, "n"),))
        self.assertRaisesRegex(TypeError, "must be callable or integer function address", proto, "abs")
        for bad in ((), ("abs",), ("abs", 3), (3, libc)):
            self.assertRaises((TypeError, AttributeError), proto, bad)
        self.assertRaises(TypeError, CFUNCTYPE, c_int, 3)
        self.assertRaises(TypeError, CFUNCTYPE, 3)
        self.assertRaises(TypeError, libc.abs, n=3)

    def test_objects_kept_for_the_call(self):
        f = CDLL(None).strlen
        f.argtypes = [c_char_p]
        self.assertEqual(f(b"a" * 1000 + bytes(0)), 1000)
        self.assertEqual(libc.strlen(create_string_buffer(b"xyz")), 3)

    def test_python_objects_through_c(self):
        if not library:
            self.skipTest("no compiler")
        f = CDLL(library._name, handle=library._handle).same
        f.argtypes, f.restype = [py_object], py_object
        marker = object()
        before = sys.getrefcount(marker)
        callback = PYFUNCTYPE(py_object, py_object)(lambda o: o)
        for i in range(10):
            self.assertIs(callback(marker), marker)
            self.assertEqual(callback(i), i)
            self.assertEqual(callback(i + 0.5), i + 0.5)
        self.assertEqual(sys.getrefcount(marker), before)
        self.assertRaisesRegex(ValueError, "PyObject is NULL", PYFUNCTYPE(py_object, c_void_p)(("same", library)), None)


@unittest.skipUnless(library, "no compiler")
class Own(unittest.TestCase):
    def declare(self, name, restype, *argtypes):
        f = library[name]
        f.restype, f.argtypes = restype, argtypes
        return f

    def test_structures_by_value(self):
        p = self.declare("swap_point", Point, Point)(Point(1, 2))
        self.assertEqual((p.x, p.y), (2, 1))

        class Doubles(Structure):
            _fields_ = [("a", c_double), ("b", c_double)]
        d = self.declare("swap_doubles", Doubles, Doubles)(Doubles(1.5, 2.5))
        self.assertEqual((d.a, d.b), (2.5, 1.5))

        class Mixed(Structure):
            _fields_ = [("a", c_float), ("b", c_int), ("c", c_double)]
        m = self.declare("next_mixed", Mixed, Mixed)(Mixed(1.5, 2, 3.5))
        self.assertEqual((m.a, m.b, m.c), (2.5, 3, 4.5))

        class Large(Structure):
            _fields_ = [("a", c_long), ("b", c_long), ("c", c_long)]
        one = Large(1, 2, 3)
        s = self.declare("sum_large", Large, Large, Large)(one, Large(10, 20, 30))
        self.assertEqual((s.a, s.b, s.c, one.a), (11, 22, 33, 1))

        class Vector(Structure):
            _fields_ = [("v", c_float * 3)]
        self.assertEqual(self.declare("vector", Vector, Vector, c_float)(Vector((1, 2, 3)), 2).v[:], [2, 4, 6])

        class Five(Structure):
            _fields_ = [("s", c_char * 5)]
        self.assertEqual(self.declare("five", Five, Five)(Five(b"abcde")).s, b"Xbcde")

        class Long(Structure):
            _fields_ = [("g", c_longdouble)]
        self.assertEqual(self.declare("longer", Long, Long)(Long(1.5)).g, 3.0)
        self.assertEqual(library.swap_point(Point(0, 77)), 77)

    def test_unions_bit_fields_and_packed_by_value(self):
        class Both(Union):
            _fields_ = [("i", c_int), ("d", c_double)]
        self.assertEqual(self.declare("both", Both, Both)(Both(d=2.5)).d, 5.0)

        class Bits(Structure):
            _fields_ = [("a", c_uint, 3), ("b", c_uint, 7), ("c", c_int, 20)]
        b = self.declare("bits", Bits, Bits)(Bits(1, 2, 3))
        self.assertEqual((b.a, b.b, b.c), (2, 3, 2))

        class Packed(Structure):
            _pack_ = 1
            _fields_ = [("a", c_byte), ("b", c_int)]
        p = self.declare("packed", Packed, Packed)(Packed(1, 2))
        self.assertEqual((p.a, p.b), (2, 3))

    def test_bit_fields_lie_as_in_c(self):
        class Odd(Structure):
            _fields_ = [("a", c_byte), ("b", c_short), ("c", c_byte, 4), ("d", c_longlong, 40), ("e", c_byte)]
        o = Odd()
        library.odd_fill(byref(o))
        self.assertEqual((o.a, o.b, o.c, o.d, o.e), (1, -2, 3, -4, 5))
        self.assertEqual(sizeof(o), library.odd_size())

    def test_many_arguments(self):
        types = c_byte, c_short, c_int, c_long, c_float, c_double, c_ubyte, c_longdouble, c_int, c_int
        f = self.declare("many", c_double, *types)
        self.assertEqual(f(-1, 2, 3, 4, 0.5, 0.25, 255, 1.5, 10, 20), 295.25)
        self.assertEqual(self.declare("minus", c_byte, c_byte)(5), -5)

    def test_variables(self):
        self.assertEqual(c_int.in_dll(library, "number").value, 42)
        self.assertEqual([p.y for p in (Point * 2).in_dll(library, "points")], [2, 4])
        c_int.in_dll(library, "number").value = 43
        self.assertEqual(c_int.in_dll(library, "number").value, 43)

    def test_output_parameters(self):
        proto = CFUNCTYPE(c_int, c_int, c_int, POINTER(c_int), POINTER(c_int))
        divide = proto(("divide", library), ((1, "a"), (1, "b", 2), (2, "quotient"), (2, "rest")))
        self.assertEqual((divide(17, 5), divide(9), divide(b=4, a=9)), ((3, 2), (4, 1), (2, 1)))
        divide.errcheck = lambda result, function, args: (result, args[2].value)
        self.assertEqual(divide(17, 5), (1, 3))

    def test_callbacks(self):
        apply = library.apply
        twice = CFUNCTYPE(c_int, c_int)(lambda n: 2 * n)
        self.assertEqual(apply(twice, 21), 42)
        apply_double = self.declare("apply_double", c_double, CFUNCTYPE(c_double, c_double, c_float), c_double)
        self.assertEqual(apply_double(apply_double.argtypes[0](lambda a, b: a * b), 1.5), 3.0)
        self.assertRaises(ArgumentError, apply_double, twice, 1.5)
        byte = CFUNCTYPE(c_byte, c_ubyte, c_short)(lambda a, b: (a, b) == (200, -3) and -5)
        self.assertEqual(self.declare("apply_byte", c_byte, c_void_p)(byte), -5)

        class Large(Structure):
            _fields_ = [("a", c_long), ("b", c_long), ("c", c_long)]
        seen = []

        def take(p, large, number):
            seen.append((p.x, p.y, large.a, large.c, number))
            p.x = 99
            return 7
        proto = CFUNCTYPE(c_int, Point, Large, c_float)
        self.assertEqual(library.apply_struct(proto(take), Point(5, 6)), 7)
        self.assertEqual(seen, [(5, 6, 1, 3, 0.5)])

    def test_callback_on_a_foreign_thread(self):
        seen = []
        proto = CFUNCTYPE(None)
        for i in range(20):
            library.run_in_thread(proto(lambda: seen.append(threading.get_ident())))
        self.assertEqual(len(seen), 20)
        self.assertNotIn(threading.get_ident(), seen)

    def test_callbacks_nest(self):
        proto = CFUNCTYPE(c_int, c_int)

        def count(n):
            return library.apply(callback, n - 1) + 1 if n else 0
        callback = proto(count)
        self.assertEqual(callback(30), 30)

    def test_callback_errors_are_reported(self):
        def fail(n):
            return 1 // n
        hooked = []
        old = sys.unraisablehook
        sys.unraisablehook = lambda u: hooked.append((u.exc_type, u.err_msg))
        try:
            self.assertEqual(library.apply(CFUNCTYPE(c_int, c_int)(fail), 0), 0)
            self.assertEqual(library.apply(CFUNCTYPE(c_int, c_int)(str), 0), 0)
        finally:
            sys.unraisablehook = old
        self.assertEqual([kind for kind, message in hooked], [ZeroDivisionError, TypeError])
        self.assertIn("calling ctypes callback function", hooked[0][1])
        self.assertIn("converting result of ctypes callback function", hooked[1][1])
        with contextlib.redirect_stderr(io.StringIO()) as text:
            library.apply(CFUNCTYPE(c_int, c_int)(fail), 0)
        self.assertIn("ZeroDivisionError", text.getvalue().splitlines()[-1])

    def test_callback_types_are_checked(self):
        self.assertRaisesRegex(TypeError, "invalid result type for callback function", CFUNCTYPE(POINTER(c_int)), len)
        self.assertRaisesRegex(TypeError, "invalid result type", CFUNCTYPE(Point), len)

        class Odd:
            @classmethod
            def from_param(cls, value):
                return value
        self.assertRaises(TypeError, CFUNCTYPE(None, Odd), len)

    def test_callback_string_results_stay(self):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            f = CFUNCTYPE(c_char_p)(lambda: b"some" + b"thing")
            self.assertEqual(f(), b"something")
        self.assertIn("memory leak in callback function", str(caught[0].message))

    def test_callbacks_and_their_cycles_go(self):
        class Owner:
            def __init__(self):
                self.callback = CFUNCTYPE(None)(self.method)

            def method(self):
                pass
        gone = weakref.ref(Owner())
        gc.collect()
        self.assertIsNone(gone())

    def test_assigned_to_a_variable(self):
        proto = CFUNCTYPE(c_int, c_int)
        hook = proto.in_dll(library, "hook")
        self.assertFalse(hook)
        f = proto(lambda n: n + 1)
        pointer(hook)[0] = f
        self.assertEqual(proto.in_dll(library, "hook")(4), 5)

    def test_empty_structures(self):
        class Empty(Structure):
            _fields_ = []
        f = library["apply"]
        f.argtypes = [Empty, CFUNCTYPE(c_int, c_int), c_int]
        self.assertEqual(f(Empty(), f.argtypes[1](lambda n: n), 6), 6)

    def test_other_threads_run_during_a_call(self):
        ran = threading.Event()
        thread = threading.Thread(target=ran.set)
        usleep = libc.usleep
        thread.start()
        for i in range(100):
            usleep(1000)
            if ran.is_set():
                break
        thread.join()
        self.assertTrue(ran.is_set())

    def test_qsort(self):
        numbers = (c_int * 6)(5, 1, 4, 2, 6, 3)
        compare = CFUNCTYPE(c_int, POINTER(c_int), POINTER(c_int))(lambda a, b: a[0] - b[0])
        libc.qsort(numbers, len(numbers), sizeof(c_int), compare)
        self.assertEqual(numbers[:], [1, 2, 3, 4, 5, 6])


if __name__ == "__main__":
    unittest.main()
