"""The executable: options, what is run, exit statuses, the interactive loop."""
import os
import shutil
import subprocess
import sys
import tempfile
import unittest


def run(*args, input=None, env=None):
    """(status, standard output, standard error) of krait with the arguments."""
    full = dict(os.environ, **(env or {}))
    process = subprocess.Popen((sys.executable,) + args, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=full, universal_newlines=True)
    out, err = process.communicate(input)
    return process.returncode, out, err


class OptionTest(unittest.TestCase):
    def test_version(self):
        self.assertEqual(run('-V'), (0, 'Python 3.2.0 (Krait)\n', ''))

    def test_unknown_option(self):
        status, out, err = run('-Q')
        self.assertEqual([status, out], [2, ''])
        self.assertIn('Unknown option: -Q', err)

    def test_missing_argument(self):
        status, out, err = run('-c')
        self.assertEqual(status, 2)
        self.assertIn('Argument expected for the -c option', err)

    def test_flags(self):
        code = 'import sys; print(sys.flags.optimize, sys.flags.dont_write_bytecode, sys.flags.verbose, __debug__)'
        self.assertEqual(run('-OOB', '-c', code)[1], '2 1 0 False\n')

    def test_x_options(self):
        self.assertEqual(run('-X', 'a=b', '-Xc', '-c', 'import sys; print(sorted(sys._xoptions.items()))')[1],
                         "[('a', 'b'), ('c', True)]\n")

    def test_tracebacklimit_keeps_the_last_entries(self):
        code = 'import sys\ndef f(): 1/0\ndef g(): f()\nsys.tracebacklimit = %s\ng()'
        for limit, lines in (1, ['line 2']), (2, ['line 3', 'line 2']), (0, []), (-1, []), (None, ['line 5', 'line 3', 'line 2']):
            err = run('-c', code % limit)[2].splitlines()
            self.assertEqual([line.split(', ')[1] for line in err if line.startswith('  File')], lines)
            self.assertEqual(bool(lines), err[0].startswith('Traceback'))

    def test_daemon_threads_do_not_disturb_the_end(self):
        code = ('import threading, time\ndef spin():\n    while True: str([1])\n'
                'for i in range(3): threading.Thread(target=spin, daemon=True).start()\n'
                'time.sleep(.02)\nprint("end")')
        self.assertEqual(run('-c', code), (0, 'end\n', ''))

    def test_hash_seed(self):
        code = 'print(hash("krait"))'
        once = {run('-c', code, env={'PYTHONHASHSEED': '7'})[1] for i in range(3)}
        self.assertEqual(len(once), 1)
        status, out, err = run('-c', code, env={'PYTHONHASHSEED': 'x'})
        self.assertEqual(status, 1)
        self.assertIn('PYTHONHASHSEED must be "random" or an integer in range [0; 4294967295]', err)

    def test_warning_option(self):
        status, out, err = run('-W', 'error', '-c', 'import warnings; warnings.warn("x")')
        self.assertEqual(status, 1)
        self.assertIn('UserWarning: x', err)


class StartTest(unittest.TestCase):
    def test_bytes_warning(self):
        cases = [("b'a' == 'a'", 'Comparison between bytes and string'), ("'a' == b'a'", 'Comparison between bytes and string'),
                 ("b'a' != 97", 'Comparison between bytes and int'), ("bytearray() == ''", 'Comparison between bytearray and string'),
                 ("str(b'')", 'str() on a bytes instance'), ("'%s' % bytearray()", 'str() on a bytearray instance'),
                 ("{'a': 1}.get(b'a')", 'Comparison between bytes and string')]
        for code, message in cases:
            with self.subTest(code):
                self.assertEqual(run('-b', '-c', code), (0, '', f'-c:1: BytesWarning: {message}\n'))
                status, out, err = run('-bb', '-c', code)
                self.assertEqual([status, err.splitlines()[-1]], [1, f'BytesWarning: {message}'])
                self.assertEqual(run('-c', code), (0, '', ''))

    def test_original_arguments_keep_the_command(self):
        self.assertEqual(run('-c', 'import sys; print(sys.orig_argv[1:])', 'a')[1],
                         "['-c', 'import sys; print(sys.orig_argv[1:])', 'a']\n")

    def test_import_time(self):
        status, out, err = run('-X', 'importtime', '-c', 'import colorsys')
        lines = err.splitlines()
        self.assertEqual(lines[0], 'import time: self [us] | cumulative | imported package')
        self.assertRegex(lines[-1], r'^import time: +\d+ \| +\d+ \| colorsys$')

    def test_fault_handler(self):
        code = 'import faulthandler; print(faulthandler.is_enabled())'
        self.assertEqual(run('-c', code)[1], 'False\n')
        for option in 'faulthandler', 'dev':
            self.assertEqual(run('-X', option, '-c', code)[1], 'True\n')
        self.assertEqual(run('-c', code, env={'PYTHONFAULTHANDLER': '1'})[1], 'True\n')

    def test_cache_prefix(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'one.py'), 'w') as file:
                file.write('print("one")')
            prefix = os.path.join(folder, 'cache')
            env = {'PYTHONPATH': folder, 'PYTHONPYCACHEPREFIX': prefix, 'PYTHONDONTWRITEBYTECODE': ''}
            self.assertEqual(run('-c', 'import one', env=env), (0, 'one\n', ''))
            self.assertEqual(os.listdir(prefix + folder), ['one.krait-32.pyc'])
            self.assertNotIn('__pycache__', os.listdir(folder))

    def test_bytecode_script(self):
        with tempfile.TemporaryDirectory() as folder:
            source, bytecode = os.path.join(folder, 's.py'), os.path.join(folder, 's.pyc')
            with open(source, 'w') as file:
                file.write('print(__name__, __file__)')
            import py_compile
            py_compile.compile(source, bytecode, doraise=True)
            self.assertEqual(run(bytecode), (0, f'__main__ {bytecode}\n', ''))
            with open(bytecode, 'r+b') as file:
                file.write(b'xx')
            status, out, err = run(bytecode)
            self.assertEqual([status, err.splitlines()[-1]], [1, 'RuntimeError: Bad magic number in .pyc file'])

    def test_loaders_of_main(self):
        code = 'import importlib; print(__loader__)'
        self.assertEqual(run('-c', code)[1], "<class '_frozen_importlib.BuiltinImporter'>\n")
        self.assertEqual(run('-', input=code)[1], "<class '_frozen_importlib.BuiltinImporter'>\n")
        with tempfile.NamedTemporaryFile('w', suffix='.py') as file:
            file.write('import importlib; print(type(__loader__).__name__)')
            file.flush()
            self.assertEqual(run(file.name)[1], 'SourceFileLoader\n')

    def test_customization(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'sitecustomize.py'), 'w') as file:
                file.write('print("custom")')
            self.assertEqual(run('-c', 'print(1)', env={'PYTHONPATH': folder}), (0, 'custom\n1\n', ''))
            self.assertEqual(run('-S', '-c', 'print(1)', env={'PYTHONPATH': folder}), (0, '1\n', ''))
            self.assertEqual(run('-E', '-c', 'print(1)', env={'PYTHONPATH': folder}), (0, '1\n', ''))

    def test_the_executable_alone_has_regular_expressions(self):
        if '_pcre' not in sys.builtin_module_names:
            self.skipTest('PCRE2 is not installed as static libraries')
        with tempfile.TemporaryDirectory() as folder:
            alone = shutil.copy(sys.executable, folder)
            out = subprocess.check_output([alone, '-c', "import re, json; print(re.sub('b+', '-', 'abba'))"], cwd=folder)
        self.assertEqual(out, b'a-a\n')

    def test_user_site(self):
        with tempfile.TemporaryDirectory() as folder:
            packages = os.path.join(folder, 'lib', 'python3.2', 'site-packages')
            os.makedirs(packages)
            with open(os.path.join(packages, 'here.py'), 'w') as file:
                file.write('x = 5')
            code = 'import here; print(here.x)'
            self.assertEqual(run('-c', code, env={'PYTHONUSERBASE': folder})[1], '5\n')
            self.assertEqual(run('-s', '-c', code, env={'PYTHONUSERBASE': folder})[0], 1)

    def test_errors_nobody_can_catch(self):
        code = 'class A:\n def __del__(self): 1/0\na = A(); a.a = a; del a\nimport gc; gc.collect()'
        err = run('-c', code)[2]
        self.assertRegex(err, r'^Exception ignored in: <bound method A\.__del__ of <__main__\.A object at 0x')
        err = run('-c', 'import atexit\natexit.register(lambda: 1/0)')[2]
        self.assertEqual(err.splitlines()[0], 'Error in atexit._run_exitfuncs:')


class RunTest(unittest.TestCase):
    def test_command(self):
        self.assertEqual(run('-c', 'import sys; print(sys.argv, __name__)', 'a', '-b'), (0, "['-c', 'a', '-b'] __main__\n", ''))

    def test_stdin(self):
        self.assertEqual(run('-', 'a', input='import sys; print(sys.argv)'), (0, "['-', 'a']\n", ''))

    def test_script(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'script.py')
            with open(path, 'w') as file:
                file.write('#!/bin/sh\nimport sys, helper\nprint(__file__ == sys.argv[0], helper.x)\n')
            with open(os.path.join(folder, 'helper.py'), 'w') as file:
                file.write('x = 5')
            self.assertEqual(run(path), (0, 'True 5\n', ''))

    def test_folder(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, '__main__.py'), 'w') as file:
                file.write('print("main", __name__)')
            self.assertEqual(run(folder), (0, 'main __main__\n', ''))

    def test_module(self):
        with tempfile.TemporaryDirectory() as folder:
            with open(os.path.join(folder, 'krait_m.py'), 'w') as file:
                file.write('import sys; print(__name__, sys.argv[1:])')
            self.assertEqual(run('-m', 'krait_m', 'x', env={'PYTHONPATH': folder}), (0, "__main__ ['x']\n", ''))

    def test_missing_file(self):
        status, out, err = run('/no/such/file.py')
        self.assertEqual([status, out], [2, ''])
        self.assertTrue(err.endswith("can't open file '/no/such/file.py': [Errno 2] No such file or directory\n"), err)

    def test_exit_statuses(self):
        for code, status, err in [('raise SystemExit', 0, ''), ('raise SystemExit(3)', 3, ''), ('raise SystemExit("bye")', 1, 'bye\n'),
                                  ('import sys; sys.exit(300)', 300 & 255, ''), ('pass', 0, '')]:
            self.assertEqual(run('-c', code), (status, '', err))

    def test_uncaught_exception(self):
        status, out, err = run('-c', '1/0')
        self.assertEqual([status, out], [1, ''])
        self.assertTrue(err.startswith('Traceback (most recent call last):\n  File "<string>", line 1, in <module>\n'), err)
        self.assertTrue(err.endswith('ZeroDivisionError: division by zero\n'), err)

    def test_interrupt_kills_by_signal(self):
        self.assertEqual(run('-c', 'raise KeyboardInterrupt')[0], -2)
        for asked, status in (130, 130), (130 + 256, 130), (-1, 255), (256, 0), (1 << 80, 255):
            self.assertEqual(run('-c', 'import sys; sys.exit(%d)' % asked)[0], status)

    def test_atexit_and_finalizers_run_at_the_end(self):
        code = ('import atexit\n'
                'class C:\n'
                '    def __del__(self): print("del")\n'
                'c = C()\n'
                'atexit.register(print, "atexit")\n'
                'print("end")\n')
        self.assertEqual(run('-c', code), (0, 'end\natexit\ndel\n', ''))

    def test_nothing_is_imported_at_the_start(self):
        names = run('-s', '-c', 'import sys; print(*sorted(sys.modules))')[1].split()
        self.assertLessEqual(set(names), {'__main__', 'builtins', 'sys', '_io', '_warnings', 'io'})


class InteractiveTest(unittest.TestCase):
    def session(self, text):
        return run('-i', '-q', input=text, env={'PYTHONSTARTUP': ''})

    def test_values_are_shown(self):
        self.assertEqual(self.session('1 + 1\n_ * 2\nNone\n')[1], '2\n4\n')

    def test_blocks(self):
        text = 'def f(n):\n    return n * 2\n\nf(4)\nif 1:\n  print("yes")\nelse:\n  print("no")\n\nx = (1,\n2)\nx\n'
        self.assertEqual(self.session(text)[1], '8\nyes\n(1, 2)\n')

    def test_error_goes_on(self):
        status, out, err = self.session('1/0\n2\nx = = 3\n4\n')
        self.assertEqual([status, out], [0, '2\n4\n'])
        self.assertIn('ZeroDivisionError: division by zero', err)
        self.assertIn('SyntaxError: invalid syntax', err)

    def test_exit(self):
        self.assertEqual(self.session('raise SystemExit(5)\n')[0], 5)

    def test_prompts(self):
        self.assertIn('a> ', self.session('import sys\nsys.ps1 = "a> "\n1\n')[2])


if __name__ == '__main__':
    unittest.main()
