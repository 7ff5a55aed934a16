"""The end of a process: what shows is done, though most objects are not given up (vm/teardown.c)."""
import os
import subprocess
import sys
import tempfile
import unittest


def run(source):
    p = subprocess.Popen([sys.executable, '-c', source], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = p.communicate()
    return out.decode(), err.decode(), p.returncode


class TeardownTest(unittest.TestCase):
    def test_finalizers(self):
        self.assertEqual(run('class A:\n def __del__(self): print("del")\na = A()')[0], 'del\n')
        self.assertEqual(run('class A:\n def __del__(self): print("del")\na = A(); a.a = a')[0], 'del\n')
        self.assertEqual(run('class M(type):\n def __del__(self): print("del")\nclass A(metaclass=M): pass')[0], 'del\n')

    def test_instances_without_attributes_do_not_keep_a_module(self):
        for base in 'object', 'int', 'str':
            self.assertEqual(run('class S(%s):\n __slots__ = ()\n def f(self): pass\nclass A:\n def __del__(self): print("del")\n'
                                 's = S(); a = A()' % base)[0], 'del\n')

    def test_a_finalizer_given_later(self):
        self.assertEqual(run('class A: pass\na = A()\nA.__del__ = lambda self: print("del")')[0], 'del\n')

    def test_generators(self):
        self.assertEqual(run('def g():\n try: yield\n finally: print("finally")\ni = g(); next(i)')[0], 'finally\n')
        self.assertIn('never awaited', run('async def f(): pass\nc = f()')[1])

    def test_files_are_flushed(self):
        with tempfile.TemporaryDirectory() as folder:
            name = os.path.join(folder, 'x')
            run('f = open(%r, "w"); f.write("text")' % name)
            with open(name) as f:
                self.assertEqual(f.read(), 'text')

    def test_standard_output(self):
        self.assertEqual(run('import sys; sys.stdout.write("a"); sys.stdout = None')[0], 'a')
        self.assertEqual(run('import sys, io; sys.stdout = io.TextIOWrapper(sys.stdout.buffer); print("a")')[0], 'a\n')
        self.assertEqual(run('import sys; sys.stdout.buffer.write(b"a")')[0], 'a')

    def test_atexit_and_threads(self):
        self.assertEqual(run('import atexit; atexit.register(print, "exit")')[0], 'exit\n')
        self.assertEqual(run('import threading, time\nthreading.Thread(target=lambda: (time.sleep(.05), print("thread"))).start()')[0], 'thread\n')

    def test_weak_references_of_the_library(self):
        self.assertEqual(run('import logging, weakref, abc\nw = weakref.WeakValueDictionary()\nclass A: pass\na = w[1] = A()')[1:], ('', 0))

    def test_callbacks_of_the_collector(self):
        self.assertIn('stop', run('import gc\ngc.callbacks.append(lambda phase, info: print(phase))')[0])

    def test_exit_status(self):
        self.assertEqual(run('raise SystemExit(3)')[2], 3)

    def test_output_that_cannot_be_written_is_told_once(self):
        for source in ('print("a")', 'import sys; print("a"); sys.stdout.flush()', 'import os; os.close(1); print("a")',
                       'import sys; sys.stdout = open("/dev/full", "w"); print("a")'):
            with open('/dev/full', 'wb') as full:
                environment = {k: v for k, v in os.environ.items() if k != 'PYTHONUNBUFFERED'}
                p = subprocess.Popen([sys.executable, '-c', source], stdout=full, stderr=subprocess.PIPE, env=environment)
                err = p.communicate()[1].decode()
            self.assertEqual(p.returncode, 120, source)
            self.assertEqual(err.count('Exception ignored in: <_io.TextIOWrapper'), 1, err)


if __name__ == '__main__':
    unittest.main()
