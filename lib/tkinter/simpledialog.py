"""Dialogs of one's own, and those that ask for a number or a text."""

import re

from tkinter import *
from tkinter import messagebox
import tkinter


class SimpleDialog:
    """A text and buttons; go() gives the number of the one that was pressed."""

    def __init__(self, master, text='', buttons=[], default=None, cancel=None, title=None, class_=None):
        if class_:
            self.root = Toplevel(master, class_=class_)
        else:
            self.root = Toplevel(master)
        if title:
            self.root.title(title)
            self.root.iconname(title)
        self.message = Message(self.root, text=text, aspect=400)
        self.message.pack(expand=1, fill=BOTH)
        self.frame = Frame(self.root)
        self.frame.pack()
        self.num = default
        self.cancel = cancel
        self.default = default
        self.root.bind('<Return>', self.return_event)
        for num, s in enumerate(buttons):
            b = Button(self.frame, text=s, command=lambda self=self, num=num: self.done(num))
            if num == default:
                b.config(relief=RIDGE, borderwidth=8)
            b.pack(side=LEFT, fill=BOTH, expand=1)
        self.root.protocol('WM_DELETE_WINDOW', self.wm_delete_window)
        self._set_transient(master)

    def _set_transient(self, master, relx=0.5, rely=0.3):
        """Belong to the master, and appear in the middle of it."""
        widget = self.root
        widget.withdraw()
        widget.transient(master)
        widget.update_idletasks()
        if master.winfo_ismapped():
            m_width, m_height = master.winfo_width(), master.winfo_height()
            m_x, m_y = master.winfo_rootx(), master.winfo_rooty()
        else:
            m_width, m_height = master.winfo_screenwidth(), master.winfo_screenheight()
            m_x = m_y = 0
        w_width, w_height = widget.winfo_reqwidth(), widget.winfo_reqheight()
        x = m_x + (m_width - w_width) * relx
        y = m_y + (m_height - w_height) * rely
        x = max(min(x, master.winfo_screenwidth() - w_width), 0)
        y = max(min(y, master.winfo_screenheight() - w_height), 0)
        widget.geometry('+%d+%d' % (x, y))
        widget.deiconify()

    def go(self):
        self.root.wait_visibility()
        self.root.grab_set()
        self.root.mainloop()
        self.root.destroy()
        return self.num

    def return_event(self, event):
        if self.default is None:
            self.root.bell()
        else:
            self.done(self.default)

    def wm_delete_window(self):
        if self.cancel is None:
            self.root.bell()
        else:
            self.done(self.cancel)

    def done(self, num):
        self.num = num
        self.root.quit()


class Dialog(Toplevel):
    """A dialog to be derived from: body(), buttonbox(), validate() and apply() are to be overridden.

    Making an instance shows it and waits until it is closed; `result` is what apply() left there.
    """

    def __init__(self, parent, title=None):
        master = parent or tkinter._get_default_root()
        Toplevel.__init__(self, master)
        self.withdraw()         # until it is complete
        # A parent that is not visible would hide this window too.
        if parent is not None and parent.winfo_viewable():
            self.transient(parent)
        if title:
            self.title(title)
        self.parent = parent
        self.result = None
        body = Frame(self)
        self.initial_focus = self.body(body)
        body.pack(padx=5, pady=5)
        self.buttonbox()
        if not self.initial_focus:
            self.initial_focus = self
        self.protocol('WM_DELETE_WINDOW', self.cancel)
        if self.parent is not None:
            self.geometry('+%d+%d' % (parent.winfo_rootx() + 50, parent.winfo_rooty() + 50))
        self.deiconify()
        self.initial_focus.focus_set()
        self.wait_visibility()
        self.grab_set()
        self.wait_window(self)

    def destroy(self):
        self.initial_focus = None
        Toplevel.destroy(self)

    def body(self, master):
        """Make the widgets; return the one that gets the focus."""

    def buttonbox(self):
        """Make the buttons: OK and Cancel."""
        box = Frame(self)
        w = Button(box, text='OK', width=10, command=self.ok, default=ACTIVE)
        w.pack(side=LEFT, padx=5, pady=5)
        w = Button(box, text='Cancel', width=10, command=self.cancel)
        w.pack(side=LEFT, padx=5, pady=5)
        self.bind('<Return>', self.ok)
        self.bind('<Escape>', self.cancel)
        box.pack()

    def ok(self, event=None):
        if not self.validate():
            self.initial_focus.focus_set()
            return
        self.withdraw()
        self.update_idletasks()
        try:
            self.apply()
        finally:
            self.cancel()

    def cancel(self, event=None):
        # The focus goes back first, or the window manager may put the parent behind others.
        if self.parent is not None:
            self.parent.focus_set()
        self.destroy()

    def validate(self):
        """Is what was entered good?"""
        return 1

    def apply(self):
        """Do what the dialog was for."""


class _QueryDialog(Dialog):
    def __init__(self, title, prompt, initialvalue=None, minvalue=None, maxvalue=None, parent=None):
        if not parent:
            parent = tkinter._default_root
        self.prompt = prompt
        self.minvalue = minvalue
        self.maxvalue = maxvalue
        self.initialvalue = initialvalue
        Dialog.__init__(self, parent, title)

    def destroy(self):
        self.entry = None
        Dialog.destroy(self)

    def body(self, master):
        w = Label(master, text=self.prompt, justify=LEFT)
        w.grid(row=0, padx=5, sticky=W)
        self.entry = Entry(master, name='entry')
        self.entry.grid(row=1, padx=5, sticky=W + E)
        if self.initialvalue is not None:
            self.entry.insert(0, self.initialvalue)
            self.entry.select_range(0, END)
        return self.entry

    def validate(self):
        try:
            result = self.getresult()
        except ValueError:
            messagebox.showwarning('Illegal value', self.errormessage + '\nPlease try again', parent=self)
            return 0
        if self.minvalue is not None and result < self.minvalue:
            messagebox.showwarning('Too small', 'The allowed minimum value is %s. Please try again.' % self.minvalue, parent=self)
            return 0
        if self.maxvalue is not None and result > self.maxvalue:
            messagebox.showwarning('Too large', 'The allowed maximum value is %s. Please try again.' % self.maxvalue, parent=self)
            return 0
        self.result = result
        return 1


class _QueryInteger(_QueryDialog):
    errormessage = 'Not an integer.'

    def getresult(self):
        return self.getint(self.entry.get())


def askinteger(title, prompt, **kw):
    """Ask for an int (initialvalue, minvalue, maxvalue, parent); None if cancelled."""
    return _QueryInteger(title, prompt, **kw).result


class _QueryFloat(_QueryDialog):
    errormessage = 'Not a floating point value.'

    def getresult(self):
        return self.getdouble(self.entry.get())


def askfloat(title, prompt, **kw):
    """Ask for a float (initialvalue, minvalue, maxvalue, parent); None if cancelled."""
    return _QueryFloat(title, prompt, **kw).result


class _QueryString(_QueryDialog):
    def __init__(self, *args, **kw):
        self.__show = kw.pop('show', None)
        _QueryDialog.__init__(self, *args, **kw)

    def body(self, master):
        entry = _QueryDialog.body(self, master)
        if self.__show is not None:
            entry.configure(show=self.__show)
        return entry

    def getresult(self):
        return self.entry.get()


def askstring(title, prompt, **kw):
    """Ask for a text (initialvalue, parent, show: a character for each); None if cancelled."""
    return _QueryString(title, prompt, **kw).result
