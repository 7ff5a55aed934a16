"""The interactive loop, on a pseudo-terminal and on a pipe."""
import os
import pty
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest


class Session:
    """krait on a pseudo-terminal."""

    def __init__(self, *args, env=None):
        self.home = tempfile.TemporaryDirectory()
        full = dict(os.environ, HOME=self.home.name, TERM='xterm', NO_COLOR='1')
        for name in ('PYTHONSTARTUP', 'PYTHONUSERBASE', 'PYTHONPATH'):
            full.pop(name, None)
        full.update(env or {})
        self.pid, self.fd = pty.fork()
        if not self.pid:
            try:
                os.execve(sys.executable, [sys.executable, '-q'] + list(args), full)
            finally:
                os._exit(99)
        self.text = ''

    def read_more(self, end, waited_for):
        """Whether anything came: False at the end of the output. An error if it is still silent at the time `end`."""
        while not select.select([self.fd], [], [], 1)[0]:
            if time.monotonic() > end:
                os.kill(self.pid, signal.SIGKILL)
                raise AssertionError(f'{waited_for} did not come; but {self.text!r}')
        try:
            data = os.read(self.fd, 4096)
        except OSError:
            return False
        self.text += data.decode('utf-8', 'replace')
        return data != b''

    def expect(self, what, seconds=30):
        """All that comes until `what` has come; it is then consumed."""
        end = time.monotonic() + seconds
        while what not in self.text:
            if not self.read_more(end, repr(what)):
                raise AssertionError(f'the end instead of {what!r}, after {self.text!r}')
        before, _, self.text = self.text.partition(what)
        return before

    def send(self, text):
        os.write(self.fd, text.encode())

    def enter(self, line, prompt='>>> '):
        """Enters a line after the prompt; what comes until the next one is returned by expect()."""
        self.expect(prompt)
        self.send(line + '\r')

    def finish(self, seconds=30):
        """The exit status."""
        end = time.monotonic() + seconds
        while self.read_more(end, 'the end'):
            pass
        os.close(self.fd)
        status = os.waitpid(self.pid, 0)[1]
        self.history = os.path.exists(os.path.join(self.home.name, '.krait_history'))
        self.home.cleanup()
        return os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status)


class TerminalTest(unittest.TestCase):
    def test_expressions_and_last_value(self):
        s = Session()
        s.enter('1 + 1')
        s.expect('2\r\n')
        s.enter('_ * 21')
        s.expect('42\r\n')
        s.enter('None')
        s.enter('_')
        s.expect('42\r\n')
        s.expect('>>> ')
        s.send('\x04')
        self.assertEqual(s.finish(), 0)

    def test_block(self):
        s = Session()
        s.enter('def f(n):')
        s.enter('  return n * 2', '... ')
        s.enter('', '... ')
        s.enter('f(21)')
        s.expect('42\r\n')
        s.enter('[1,')
        s.enter('2]', '... ')
        s.expect('[1, 2]\r\n')
        s.enter('exit(7)')
        self.assertEqual(s.finish(), 7)

    def test_error_goes_on(self):
        s = Session()
        s.enter('1/0')
        self.assertIn('File "<stdin>", line 1, in <module>', s.expect('ZeroDivisionError: division by zero\r\n'))
        s.enter('def')
        s.expect('SyntaxError: ')
        s.enter('raise SystemExit(3)')
        self.assertEqual(s.finish(), 3)

    def test_interrupt_at_the_prompt(self):
        s = Session()
        s.expect('>>> ')
        s.send('abc')
        s.expect('abc')
        s.send('\x03')
        s.expect('KeyboardInterrupt\r\n')
        s.enter('40 + 2')
        s.expect('42\r\n')
        s.enter('exit()')
        self.assertEqual(s.finish(), 0)

    def test_interrupt_of_a_statement(self):
        s = Session()
        s.enter('print("go") or [0 for i in iter(int, 1)]')
        s.expect('go\r\n')
        s.send('\x03')
        s.expect('KeyboardInterrupt\r\n')
        s.enter('exit()')
        self.assertEqual(s.finish(), 0)

    def test_prompts_and_display(self):
        s = Session()
        s.enter('import sys; sys.ps1 = "K> "; sys.ps2 = "| "')
        s.enter('sys.displayhook = lambda v: print("<%r>" % v)', 'K> ')
        s.enter('if 1:', 'K> ')
        s.enter('  5', '| ')
        s.enter('', '| ')
        s.expect('<5>\r\n')
        s.enter('sys.exit()', 'K> ')
        self.assertEqual(s.finish(), 0)

    def test_input(self):
        s = Session()
        s.enter('input("name? ")')
        s.enter('x\u00e9', 'name? ')
        s.expect("'x\u00e9'\r\n")
        s.enter('input("? ")')
        s.expect('"? ")\r\n')
        s.expect('? ')
        s.send('\x04')
        s.expect('EOFError')
        s.enter('exit()')
        self.assertEqual(s.finish(), 0)

    def test_startup_file(self):
        with tempfile.NamedTemporaryFile('w', suffix='.py') as file:
            file.write('answer = 42\n')
            file.flush()
            s = Session(env={'PYTHONSTARTUP': file.name})
            s.enter('answer')
            s.expect('42\r\n')
            s.enter('exit()')
            self.assertEqual(s.finish(), 0)

    def test_inspect_after_a_script(self):
        with tempfile.NamedTemporaryFile('w', suffix='.py') as file:
            file.write('x = 5\n1/0\n')
            file.flush()
            s = Session('-i', file.name)
            s.expect('ZeroDivisionError')
            s.enter('x + 37')
            s.expect('42\r\n')
            s.enter('exit()')
            self.assertEqual(s.finish(), 0)


try:
    import readline
except ImportError:
    readline = None


@unittest.skipUnless(readline, 'the library for line editing is not installed')
class EditingTest(unittest.TestCase):
    def test_end_of_file_typed_ahead(self):
        s = Session()
        s.enter('import time; print("zzz") or time.sleep(0.2)')
        s.expect('zzz\r\n')
        s.send('\x04')
        self.assertEqual(s.finish(), 0)

    def test_completion(self):
        s = Session()
        s.enter('import os')
        s.expect('>>> ')
        s.send('os.getpi\t')
        s.expect('d(')
        s.send(') == os.getpid()\r')
        s.expect('True\r\n')
        s.enter('exit()')
        self.assertEqual(s.finish(), 0)

    def test_history(self):
        s = Session()
        s.enter('6 * 7')
        s.expect('42\r\n')
        s.expect('>>> ')
        s.send('\x1b[A')
        s.expect('6 * 7')
        s.send('\r')
        s.expect('42\r\n')
        s.enter('exit()')
        self.assertEqual(s.finish(), 0)
        self.assertTrue(s.history)

    def test_history_functions(self):
        readline.clear_history()
        for line in 'one', 'two', 'three':
            readline.add_history(line)
        self.assertEqual(readline.get_current_history_length(), 3)
        self.assertEqual([readline.get_history_item(i) for i in range(5)], [None, 'one', 'two', 'three', None])
        readline.replace_history_item(1, 'zwei')
        readline.remove_history_item(0)
        self.assertEqual([readline.get_history_item(i) for i in (1, 2)], ['zwei', 'three'])
        for function in readline.remove_history_item, lambda n: readline.replace_history_item(n, 'x'):
            self.assertRaises(ValueError, function, -1)
            self.assertRaisesRegex(ValueError, 'No history item at position 5', function, 5)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'history')
            self.assertRaises(FileNotFoundError, readline.read_history_file, path)
            readline.write_history_file(path)
            readline.clear_history()
            self.assertEqual(readline.get_current_history_length(), 0)
            readline.read_history_file(path)
            self.assertEqual(readline.get_history_item(1), 'zwei')
        readline.clear_history()

    def test_settings(self):
        former = readline.get_completer()
        readline.set_completer(max)
        self.assertIs(readline.get_completer(), max)
        readline.set_completer(former)
        self.assertRaisesRegex(TypeError, r'set_completer\(func\): argument not callable', readline.set_completer, 1)
        delims = readline.get_completer_delims()
        readline.set_completer_delims(' .')
        self.assertEqual(readline.get_completer_delims(), ' .')
        readline.set_completer_delims(delims)
        readline.set_history_length(10)
        self.assertEqual(readline.get_history_length(), 10)
        readline.set_history_length(-1)


class PipeTest(unittest.TestCase):
    def run_lines(self, text, *args):
        p = subprocess.Popen([sys.executable, '-i', '-q'] + list(args), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                             stderr=subprocess.PIPE, universal_newlines=True)
        out, err = p.communicate(text)
        return p.returncode, out, err

    def test_statements(self):
        self.assertEqual(self.run_lines('x = 6\nx * 7\n'), (0, '42\n', '>>> >>> >>> \n'))

    def test_unfinished_block(self):
        status, out, err = self.run_lines('if 1:\n  5\n')
        self.assertEqual([status, out], [0, '5\n'])


if __name__ == '__main__':
    unittest.main()
