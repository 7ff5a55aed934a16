"""curses (modules/_curses, _curses_panel.c, lib/curses), in a child of its own on a terminal of its own."""
import os
import pty
import select
import signal
import sys
import textwrap
import time
import unittest

try:
    import curses
    import curses.ascii
    import curses.has_key
    import curses.panel
    import curses.textpad
except ImportError:
    curses = None


def in_terminal(program, keys=b'', seconds=30):
    """Run a program on a new terminal; what it writes to the descriptor `out`."""
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)
    child, terminal = pty.fork()
    if child == 0:
        os.environ['TERM'] = 'xterm'
        text = 'import curses, os, sys\nout = lambda *v: os.write(%d, repr(v).encode() + b"\\n")\n' % writer
        os.execv(sys.executable, [sys.executable, '-c', text + textwrap.dedent(program)])
    os.close(writer)
    if keys:
        os.write(terminal, keys)
    written, end = b'', time.monotonic() + seconds
    open_ends = {reader, terminal}
    while reader in open_ends and time.monotonic() < end:
        for fd in select.select(list(open_ends), [], [], 1)[0]:
            try:
                data = os.read(fd, 4096)
            except OSError:
                data = b''
            if not data:
                open_ends.discard(fd)
            elif fd == reader:
                written += data
    if reader in open_ends:
        os.kill(child, signal.SIGKILL)
    os.close(reader)
    os.close(terminal)
    return written.decode(), os.waitpid(child, 0)[1]


@unittest.skipIf(curses is None, 'needs ncurses')
class Terminal(unittest.TestCase):
    def run_there(self, program, expected, keys=b''):
        self.assertEqual(in_terminal(program, keys), (expected, 0))

    def test_what_was_painted_can_be_read(self):
        self.run_there('''
            def main(scr):
                win = curses.newwin(3, 10, 2, 2)
                win.addstr(1, 1, "h\\u00e4", curses.A_BOLD)
                win.addnstr("xyz", 2)
                out(win.instr(1, 1, 5), win.inch(1, 1) & curses.A_BOLD != 0, win.getyx(), win.getmaxyx(), win.getbegyx())
                part = win.derwin(1, 1)
                del win
                out(part.getparyx(), part.inch() & 255)
            curses.wrapper(main)''', "(b'h\\xc3\\xa4xy', True, (1, 1), (3, 10), (2, 2))\n((1, 1), 104)\n")

    def test_keys_come_as_numbers_names_and_characters(self):
        self.run_there('''
            def main(scr):
                out(scr.getch(), scr.getkey(), scr.get_wch(), scr.get_wch())
                scr.nodelay(True)
                try:
                    scr.get_wch()
                except curses.error as e:
                    out(str(e), scr.getch())
            curses.wrapper(main)''', "(97, 'b', '\\u20ac', 'q')\n('no input', -1)\n".encode().decode('unicode_escape'), 'ab\u20acq'.encode())

    def test_bad_calls_raise_and_do_not_crash(self):
        self.run_there('''
            import curses.panel
            scr = curses.initscr()
            def tell(call, *args):
                try:
                    out(call(*args))
                except Exception as e:
                    out(type(e).__name__)
            win = curses.newwin(4, 4)
            tell(win.addstr, 'a\\0b')
            tell(win.addch, 'ab')
            tell(win.hline, '-', 2 ** 31 - 1)
            tell(win.hline, '-', -5)
            tell(win.insdelln, -2 ** 31)
            tell(win.mvwin, -1, 1)
            tell(win.mvwin, 2 ** 31 - 1, 0)
            tell(curses.newwin, 40000, 2)
            tell(curses.newpad, 32767, 32767)
            tell(curses.resizeterm, 32767, 3)
            tell(curses.tparm, b'%p1%s', 5)
            tell(curses.color_pair, 1)
            tell(curses.newwin(4, 1).box)
            tell(win.getstr, -1)
            tell(win.addch, 1, 2, 3, 4, 5)
            tell(curses.panel.new_panel, 1)
            curses.endwin()
            tell(curses.endwin)
            win.addstr(0, 0, 'still')
            out(curses.isendwin())''', '''\
('ValueError',)
('TypeError',)
(None,)
('error',)
(None,)
('error',)
('error',)
('OverflowError',)
('MemoryError',)
('OverflowError',)
('error',)
('error',)
('error',)
('ValueError',)
('TypeError',)
('TypeError',)
(None,)
(True,)
''')

    def test_panels_know_their_order(self):
        self.run_there('''
            import curses.panel as panel
            curses.initscr()
            a, b = (panel.new_panel(curses.newwin(2, 2)) for i in range(2))
            out(panel.top_panel() is b, panel.bottom_panel() is a, a.above() is b, a.below())
            a.top()
            a.set_userptr('x')
            b.hide()
            panel.update_panels()
            out(panel.top_panel() is a, b.hidden(), a.userptr(), a.window().getmaxyx())
            curses.endwin()''', "(True, True, True, None)\n(True, True, 'x', (2, 2))\n")

    def test_textbox_gathers_what_was_typed(self):
        self.run_there('''
            import curses.textpad
            def main(scr):
                box = curses.textpad.Textbox(curses.newwin(2, 10))
                out(box.edit())
            curses.wrapper(main)''', "('abd \\nxy \\n',)\n", b'abc\x08d\x0axy\x07')

    def test_an_interrupt_ends_the_wait_for_a_key(self):
        self.run_there('''
            import signal, threading, time
            scr = curses.initscr()
            threading.Timer(0.2, os.kill, (os.getpid(), signal.SIGINT)).start()
            try:
                scr.getch()
            except KeyboardInterrupt:
                out('interrupted')
            curses.endwin()''', "('interrupted',)\n")

    def test_an_unknown_terminal_is_an_error(self):
        self.run_there('''
            os.environ['TERM'] = 'no-such-terminal'
            try:
                curses.initscr()
            except curses.error as e:
                out(str(e))''', "('setupterm: could not find terminal',)\n")


@unittest.skipIf(curses is None, 'needs ncurses')
class WithoutTerminal(unittest.TestCase):
    def test_a_screen_is_needed_first(self):
        with self.assertRaisesRegex(curses.error, r'must call initscr\(\) first'):
            curses.newwin(2, 2)
        with self.assertRaisesRegex(curses.panel.error, r'must call initscr\(\) first'):
            curses.panel.top_panel()
        with self.assertRaisesRegex(curses.error, r'must call \(at least\) setupterm\(\) first'):
            curses.tigetnum('cols')

    def test_ascii(self):
        self.assertEqual([curses.ascii.unctrl(c) for c in ('a', '\x01', 127, 0x81)], ['a', '^A', '^?', '!^A'])
        self.assertTrue(curses.ascii.ispunct('!') and not curses.ascii.isalpha('\xe9'))


if __name__ == '__main__':
    unittest.main()
