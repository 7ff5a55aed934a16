"""tkinter.tix, where Tix and a display are there."""
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from display import display

try:
    from tkinter import TclError, tix
except ImportError:
    tix = None


@unittest.skipUnless(display(tix and tix.Tk), 'needs Tix and a display')
class Tix(unittest.TestCase):
    def setUp(self):
        self.root = tix.Tk()
        self.addCleanup(self.root.destroy)

    def test_all_widgets_can_be_made_and_end(self):
        for name in sorted(vars(tix)):
            cls = getattr(tix, name)
            if isinstance(cls, type) and issubclass(cls, tix.TixWidget) and cls._command and name not in ('NoteBookFrame',):
                with self.subTest(name):
                    w = cls(self.root)
                    self.assertTrue(w.winfo_exists())
                    w.destroy()

    def test_subwidgets_are_widgets_of_their_class(self):
        box = tix.ComboBox(self.root, label='Colour', editable=True)
        for i, color in enumerate(('red', 'green')):
            box.insert(i, color)
        box.pick(1)
        self.assertEqual(box['value'], 'green')
        self.assertIsInstance(box.subwidget('entry'), tix.Entry)
        self.assertIs(box.entry, box.subwidget('entry'))
        self.assertEqual(box.subwidget('slistbox').listbox.get(0, 'end'), ('red', 'green'))
        self.assertRaises(TclError, box.subwidget, 'nothing')
        self.assertRaises(AttributeError, lambda: box.nothing)

    def test_pages_of_a_notebook_hold_widgets(self):
        book = tix.NoteBook(self.root)
        page = book.add('first', label='First')
        book.add('second', label='Second')
        label = tix.Label(page, text='in it')
        label.pack()
        book.raise_page('second')
        self.assertEqual(book.raised(), 'second')
        self.assertEqual([p._name for p in book.pages()], [page._name, book.page('second')._name])
        self.assertIs(self.root.nametowidget(str(label)), label)

    def test_entries_of_a_hierarchy(self):
        tree = tix.Tree(self.root)
        hlist = tree.hlist
        hlist.add('a', itemtype='text', text='A')
        hlist.add('a.b', itemtype='text', text='B')
        tree.autosetmode()
        self.assertEqual(hlist.info_children('a'), ('a.b',))
        self.assertEqual(tree.getmode('a'), 'close')
        self.assertEqual(hlist.entrycget('a.b', 'text'), 'B')

    def test_commands_are_called(self):
        calls = []
        control = tix.Control(self.root, value=5, min=0, max=10, command=lambda value: calls.append(value))
        control.increment()
        control.set_silent(3)
        self.root.update()
        self.assertEqual([int(c) for c in calls][-1:], [6])
        self.assertEqual(int(control['value']), 3)

    def test_form_and_style(self):
        a, b = tix.Label(self.root, text='a'), tix.Label(self.root, text='b')
        a.form(top=0, left=0)
        b.form(top=a, left='%50')
        self.assertEqual(len(tix.Form.slaves(self.root)), 2)
        style = tix.DisplayStyle('text', master=self.root, fg='red')
        self.assertEqual(str(style['fg']), 'red')
        style.delete()


if __name__ == '__main__':
    unittest.main()
