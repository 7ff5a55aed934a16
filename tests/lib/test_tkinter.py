"""tkinter (modules/_tkinter, lib/tkinter): Tcl without a display, Tk where there is one."""
import gc
import os
import signal
import socket
import sys
import threading
import time
import unittest
import weakref

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from display import display

try:
    import _tkinter
    import tkinter
    from tkinter import TclError, font, messagebox, ttk
except ImportError:
    tkinter = None


@unittest.skipIf(tkinter is None, 'needs Tk')
class Values(unittest.TestCase):
    def setUp(self):
        self.tcl = tkinter.Tcl()

    def test_values_keep_their_types(self):
        for value in (0, -5, 2 ** 62, -2 ** 63, 2 ** 200, 1.5, float('inf'), '', 'a b', 'a\0b', '\u20ac', '\U0001f40d', b'\xff\0', (1, ('a', 2.5)), True):
            self.assertEqual(self.tcl.call('set', 'x', value), value)

    def test_tcl_counts_a_character_beyond_the_plane_and_gives_it_back(self):
        self.tcl.eval('set s "<\U0001f40d>"')
        self.assertEqual(self.tcl.getvar('s'), '<\U0001f40d>')

    def test_numbers_in_other_bases(self):
        self.assertEqual(self.tcl.getint(' 0x1%s ' % ('0' * 20)), 16 ** 20)
        self.assertEqual(self.tcl.call('expr', '0x1%s' % ('0' * 20)), 16 ** 20)
        self.assertEqual(self.tcl.getint('-0o17'), -15)

    def test_none_ends_the_arguments(self):
        self.assertEqual(self.tcl.call('list', 1, None, 2), (1,))

    def test_a_list_that_changes_while_it_is_converted(self):
        items = [1, 2, 3]

        class Evil:
            def __str__(self):
                items.clear()
                return 'evil'
        items.insert(0, Evil())
        self.assertEqual(self.tcl.call('list', items), (('evil', 1, 2, 3),))

    def test_a_list_that_holds_itself_is_an_error(self):
        items = []
        items.append(items)
        with self.assertRaises(RuntimeError):
            self.tcl.call('list', items)

    def test_an_error_of_str_comes_through(self):
        class Bad:
            def __str__(self):
                raise LookupError('bad')
        with self.assertRaises(LookupError):
            self.tcl.call('set', 'x', Bad())

    def test_other_values_are_Tcl_Obj(self):
        value = self.tcl.call('dict', 'create', 'a', 1)
        self.assertIsInstance(value, _tkinter.Tcl_Obj)
        self.assertEqual(value.typename, 'dict')
        self.assertEqual(str(value), 'a 1')
        self.assertEqual(value, self.tcl.call('dict', 'create', 'a', 1))
        self.assertRaises(TypeError, hash, value)

    def test_text_with_a_zero_is_no_script(self):
        with self.assertRaisesRegex(ValueError, 'embedded null character'):
            self.tcl.eval('set a\0 1')

    def test_a_command_may_delete_itself(self):
        def once():
            self.tcl.deletecommand('once')
            gc.collect()
            return 'done'
        self.tcl.createcommand('once', once)
        self.assertEqual(self.tcl.eval('once'), 'done')
        self.assertRaises(TclError, self.tcl.eval, 'once')

    def test_deleting_a_command_gives_up_its_function(self):
        class Function:
            def __call__(self):
                pass
        f = Function()
        watch = weakref.ref(f)
        self.tcl.createcommand('f', f)
        del f
        self.assertIsNotNone(watch())
        self.tcl.deletecommand('f')
        self.assertIsNone(watch())

    def test_what_a_command_raises_is_raised_by_the_loop(self):
        def fail():
            raise LookupError('from a command')
        self.tcl.createcommand('fail', fail)
        self.tcl.eval('proc bgerror message {}; after 0 fail')
        with self.assertRaisesRegex(LookupError, 'from a command'):
            while True:
                self.tcl.dooneevent()

    def test_commands_do_not_keep_their_interpreter(self):
        class Function:
            def __call__(self):
                pass
        tcl, function = tkinter.Tcl().tk, Function()
        tcl.createcommand('f', function)
        self.assertEqual(tcl.eval('f'), 'None')
        watch = weakref.ref(function)
        del tcl, function
        gc.collect()
        self.assertIsNone(watch())

    def test_timers(self):
        calls = []
        timer = self.tcl.createtimerhandler(1, lambda: calls.append(1))
        gone = self.tcl.createtimerhandler(1, lambda: calls.append(2))
        gone.deletetimerhandler()
        gone.deletetimerhandler()
        while not calls:
            self.tcl.dooneevent(_tkinter.TIMER_EVENTS)
        time.sleep(0.005)
        self.tcl.dooneevent(_tkinter.TIMER_EVENTS | _tkinter.DONT_WAIT)
        self.assertEqual(calls, [1])
        self.assertIn('handler deleted', repr(timer))

    def test_files(self):
        a, b = socket.socketpair()
        with a, b:
            calls = []
            self.tcl.createfilehandler(a, _tkinter.READABLE, lambda file, mask: calls.append((file, mask, file.recv(9))))
            b.send(b'abc')
            while not calls:
                self.tcl.dooneevent()
            self.assertEqual(calls, [(a, _tkinter.READABLE, b'abc')])
            self.tcl.deletefilehandler(a)
            b.send(b'def')
            while self.tcl.dooneevent(_tkinter.FILE_EVENTS | _tkinter.DONT_WAIT):
                pass
            self.assertEqual(len(calls), 1)

    def test_another_thread_without_mainloop_is_refused(self):
        errors = []

        def use():
            try:
                self.tcl.eval('set a 1')
            except RuntimeError as e:
                errors.append(str(e))
        thread = threading.Thread(target=use)
        thread.start()
        thread.join()
        self.assertEqual(errors, ['main thread is not in main loop'])

    def test_results_as_text(self):
        self.tcl.wantobjects(False)
        self.assertEqual(self.tcl.call('expr', '1 + 2'), '3')
        self.assertIs(self.tcl.wantobjects(), False)

    def test_flatten(self):
        self.assertEqual(_tkinter._flatten((1, [2, None, (3,)])), (1, 2, 3))


@unittest.skipUnless(display(tkinter and tkinter.Tk), 'needs a display')
class Windows(unittest.TestCase):
    def setUp(self):
        self.root = tkinter.Tk()
        self.addCleanup(self.close)

    def close(self):
        try:
            self.root.destroy()
        except TclError:
            pass

    def test_events_and_their_order(self):
        seen = []
        entry = tkinter.Entry(self.root)
        entry.pack()
        entry.bind('<Key>', lambda e: seen.append((e.char, e.keysym, str(e.type), e.widget is entry)))
        entry.focus_force()
        self.root.update()
        entry.event_generate('<a>')
        self.root.update()
        self.assertEqual(seen, [('a', 'a', 'KeyPress', True)])
        self.assertEqual(entry.get(), 'a')

    def test_a_callback_that_returns_break_ends_the_event(self):
        entry = tkinter.Entry(self.root)
        entry.pack()
        entry.bind('<Key>', lambda e: 'break')
        entry.focus_force()
        self.root.update()
        entry.event_generate('<a>')
        self.assertEqual(entry.get(), '')

    def test_other_threads_work_while_the_loop_runs(self):
        label = tkinter.Label(self.root, text='old')
        results = []

        def work():
            try:
                label['text'] = 'new'
                results.append(label['text'])
                try:
                    self.root.tk.call('no-such-command')
                except TclError as e:
                    results.append(str(e))
            finally:
                self.root.after(0, self.root.quit)
        thread = threading.Thread(target=work)
        self.root.after(1, thread.start)
        self.root.mainloop()
        thread.join()
        self.assertEqual(results, ['new', 'invalid command name "no-such-command"'])

    def test_an_exception_in_a_callback_is_reported_and_the_loop_goes_on(self):
        reported = []
        self.root.report_callback_exception = lambda *args: reported.append(args[0])

        def fail():
            1 / 0
        self.root.after(1, fail)
        self.root.after(20, self.root.quit)
        self.root.mainloop()
        self.assertEqual(reported, [ZeroDivisionError])

    def test_SystemExit_ends_the_loop(self):
        self.root.after(1, sys.exit)
        self.assertRaises(SystemExit, self.root.mainloop)

    def test_an_interrupt_ends_the_loop(self):
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()
        self.assertRaises(KeyboardInterrupt, self.root.mainloop)

    def test_destroyed_widgets_give_up_their_commands(self):
        class Function:
            def __call__(self):
                pass
        f = Function()
        watch = weakref.ref(f)
        button = tkinter.Button(self.root, command=f)
        del f
        button.invoke()
        button.destroy()
        del button
        gc.collect()
        self.assertIsNone(watch())
        self.assertRaises(TclError, self.root.tk.call, '.!button', 'invoke')

    def test_layout_of_a_grid(self):
        for i in range(4):
            tkinter.Label(self.root, text=str(i)).grid(row=i // 2, column=i % 2, sticky='nsew', padx=(1, 2))
        self.assertEqual(self.root.grid_size(), (2, 2))
        info = self.root.grid_slaves(row=1, column=1)[0].grid_info()
        self.assertEqual((info['row'], info['column'], info['in'], info['padx']), (1, 1, self.root, (1, 2)))
        self.root.columnconfigure(0, weight=1)
        self.assertEqual(self.root.columnconfigure(0)['weight'], 1)

    def test_canvas_items(self):
        canvas = tkinter.Canvas(self.root)
        line = canvas.create_line(0, 0, 10, 20, tags=('a', 'b'), fill='red')
        self.assertEqual(canvas.coords(line), [0, 0, 10, 20])
        self.assertEqual(canvas.gettags(line), ('a', 'b'))
        self.assertEqual(canvas.find_withtag('b'), (line,))
        self.assertEqual(canvas.itemcget(line, 'fill'), 'red')
        canvas.delete('all')
        self.assertEqual(canvas.find_all(), ())

    def test_menu_forgets_commands_of_deleted_entries(self):
        menu = tkinter.Menu(self.root, tearoff=0)
        menu.add_command(label='x', command=lambda: None)
        before = len(menu._tclCommands)
        menu.delete(0)
        self.assertEqual(len(menu._tclCommands), before - 1)
        self.assertIsNone(menu.index('end'))

    def test_treeview(self):
        tree = ttk.Treeview(self.root, columns=('size',))
        item = tree.insert('', 'end', text='a', values=(5,), tags='t')
        self.assertEqual(tree.item(item)['values'], [5])
        self.assertEqual(tree.set(item), {'size': '5'})
        self.assertEqual(tree.tag_has('t'), (item,))

    def test_font_is_deleted_with_its_object(self):
        f = font.Font(self.root, family='Courier', size=-20, weight='bold')
        name = f.name
        self.assertEqual(f.actual('weight'), 'bold')
        self.assertGreater(f.measure('abc'), 0)
        del f
        self.assertNotIn(name, font.names(self.root))

    def test_message_box_answers(self):
        def press():
            self.root.tk.eval('foreach w [winfo children .] { if {[winfo class $w] eq "Dialog"} { $w.yes invoke } }')
        self.root.after(100, press)
        self.assertIs(messagebox.askyesno('Title', 'Question?', parent=self.root), True)


if __name__ == '__main__':
    unittest.main()
