"""Memory that runs out: MemoryError where an allocation is refused, and the program goes on; never a crash. Memory that is
given back.

Each case runs in a process of its own, the first ones with a limited address space, so that what it takes is known.
"""
import os
import subprocess
import sys
import unittest

PROGRAM = """
import resource, sys, io, array, collections, math, struct, threading
with open("/proc/self/statm") as f:
    used = int(f.read().split()[0]) * 4096
resource.setrlimit(resource.RLIMIT_AS, (used + (200 << 20), resource.RLIM_INFINITY))
def run():
{0}
try:
    run()
except MemoryError:
    outcome = "MemoryError"
else:
    outcome = "no error"
def count(n):
    return 1 + count(n - 1) if n else 0
assert count(100) == 100
print(outcome)
"""


@unittest.skipIf(os.path.dirname(sys.executable).endswith("-asan"), "AddressSanitizer needs address space of its own")
class MemoryTest(unittest.TestCase):
    def check(self, *lines):
        text = PROGRAM.format("\n".join("    " + line for line in lines))
        process = subprocess.Popen([sys.executable, "-c", text], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        out, error = process.communicate()
        self.assertEqual((out.strip(), process.returncode), (b"MemoryError", 0), (lines, error[-300:]))

    def test_one_large_object(self):
        for text in ("bytes(1 << 40)", "bytearray(1 << 40)", "[0] * (1 << 38)", "(0,) * (1 << 38)", "'x' * (1 << 40)", "'x'.center(1 << 40)",
                     "list(range(1 << 36))", "array.array('d', [0]) * (1 << 36)", "struct.pack('10000000000x')", "format(1, '2000000000d')",
                     "','.join(['x' * 100000] * 100000)", "('x' * 10000000).replace('x', 'y' * 1000)",
                     "('\\t' * 1000000).expandtabs(1 << 20)", "sorted(range(1 << 26))"):
            with self.subTest(text):
                self.check("return " + text)

    def test_growing_containers(self):
        for make, grow in (("[]", "x.append(x)"), ("[]", "x.append('x' * 1000)"), ("{}", "x[len(x)] = x"), ("{}", "x[str(len(x))] = 1"),
                           ("set()", "x.add(len(x))"), ("bytearray()", "x += bytes(1 << 20)"), ("io.StringIO()", "x.write('x' * 100000)"),
                           ("io.BytesIO()", "x.write(b'x' * 100000)"), ("collections.deque()", "x.append(x)"), ("'x' * 1000", "x += x")):
            with self.subTest(grow):
                self.check("x = " + make, "while True:", "    " + grow)

    def test_deep_structures(self):
        self.check("x = []", "while True:", "    x = [x]")
        self.check("class C: pass", "x = None", "while True:", "    c = C()", "    c.x = x", "    x = c")

    def test_large_ints(self):
        # GMP ends the process when it gets no memory: whether there is enough is asked first.
        for text in ("1 << (1 << 36)", "3 ** (1 << 33)", "math.factorial(10 ** 9)"):
            with self.subTest(text):
                self.check("return " + text)
        self.check("x = 3 ** 1000", "while True:", "    x = x * x")
        self.check("x, y = (1 << 400000000) - 1, (1 << 200000000) - 3", "return x // y, math.gcd(x, y), x * y")

    def test_reading_without_end(self):
        self.check("return open('/dev/zero', 'rb').read()")
        self.check("return open('/dev/zero').read()")


RESIDENT = """
import gc, time
def resident():
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * 4096
start = resident()
texts = ["%0100d" % i for i in range(400000)]
full = resident()
del texts
{0}
print(start, full, resident())
"""


@unittest.skipIf(os.path.dirname(sys.executable).endswith("-asan"), "AddressSanitizer keeps what is freed")
class ReturnTest(unittest.TestCase):
    def check(self, *lines):
        output = subprocess.check_output([sys.executable, "-c", RESIDENT.format("\n".join(lines))])
        start, full, after = map(int, output.split())
        self.assertLess((after - start) * 3, full - start, (start, full, after))

    def test_collect_returns_memory(self):
        self.check("gc.collect()")

    def test_going_on_returns_memory(self):
        self.check("for i in range(3):", "    time.sleep(0.02)", "    more = ['%0100d' % i for i in range(20000)]", "    del more")


if __name__ == "__main__":
    unittest.main()
