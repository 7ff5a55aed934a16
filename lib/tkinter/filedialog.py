"""Dialogs to choose files: those of the system, and FileDialog, made of widgets.

    name = filedialog.askopenfilename(filetypes=[('Text', '*.txt'), ('All', '*')])

Options: defaultextension, filetypes, initialdir, initialfile, parent, title,
multiple; of askdirectory(): initialdir, mustexist, parent, title.
"""

import fnmatch
import os

from tkinter import (Button, Entry, Frame, Listbox, Scrollbar, Toplevel,
                     BOTH, BOTTOM, END, LEFT, RIGHT, TOP, X, Y, YES)
from tkinter import commondialog
from tkinter.dialog import Dialog

dialogstates = {}


class FileDialog:
    """A dialog made of widgets: go(folder, pattern, default, key) gives a name or None.

    With a key it remembers folder and pattern for the next time.
    """

    title = 'File Selection Dialog'

    def __init__(self, master, title=None):
        if title is None:
            title = self.title
        self.master = master
        self.directory = None
        self.top = Toplevel(master)
        self.top.title(title)
        self.top.iconname(title)
        self.botframe = Frame(self.top)
        self.botframe.pack(side=BOTTOM, fill=X)
        self.selection = Entry(self.top)
        self.selection.pack(side=BOTTOM, fill=X)
        self.selection.bind('<Return>', self.ok_event)
        self.filter = Entry(self.top)
        self.filter.pack(side=TOP, fill=X)
        self.filter.bind('<Return>', self.filter_command)
        self.midframe = Frame(self.top)
        self.midframe.pack(expand=YES, fill=BOTH)
        self.files, self.filesbar = self._list(RIGHT, (RIGHT, LEFT), self.files_select_event, self.files_double_event)
        self.dirs, self.dirsbar = self._list(LEFT, (LEFT, RIGHT), self.dirs_select_event, self.dirs_double_event)
        self.ok_button = Button(self.botframe, text='OK', command=self.ok_command)
        self.ok_button.pack(side=LEFT)
        self.filter_button = Button(self.botframe, text='Filter', command=self.filter_command)
        self.filter_button.pack(side=LEFT, expand=YES)
        self.cancel_button = Button(self.botframe, text='Cancel', command=self.cancel_command)
        self.cancel_button.pack(side=RIGHT)
        self.top.protocol('WM_DELETE_WINDOW', self.cancel_command)
        self.top.bind('<Alt-w>', self.cancel_command)
        self.top.bind('<Alt-W>', self.cancel_command)

    def _list(self, side, sides, select, double):
        bar = Scrollbar(self.midframe)
        bar.pack(side=side, fill=Y)
        box = Listbox(self.midframe, exportselection=0, yscrollcommand=(bar, 'set'))
        box.pack(side=side, expand=YES, fill=BOTH)
        tags = box.bindtags()
        # The bindings of the class come first: what is selected is known then.
        box.bindtags(tags[1:] + tags[:1])
        box.bind('<ButtonRelease-1>', select)
        box.bind('<Double-ButtonRelease-1>', double)
        bar.config(command=(box, 'yview'))
        return box, bar

    def go(self, dir_or_file=os.curdir, pattern='*', default='', key=None):
        if key and key in dialogstates:
            self.directory, pattern = dialogstates[key]
        else:
            dir_or_file = os.path.expanduser(dir_or_file)
            if os.path.isdir(dir_or_file):
                self.directory = dir_or_file
            else:
                self.directory, default = os.path.split(dir_or_file)
        self.set_filter(self.directory, pattern)
        self.set_selection(default)
        self.filter_command()
        self.selection.focus_set()
        self.top.wait_visibility()
        self.top.grab_set()
        self.how = None
        self.master.mainloop()          # until quit()
        if key:
            directory, pattern = self.get_filter()
            if self.how:
                directory = os.path.dirname(self.how)
            dialogstates[key] = directory, pattern
        self.top.destroy()
        return self.how

    def quit(self, how=None):
        self.how = how
        self.master.quit()

    def dirs_double_event(self, event):
        self.filter_command()

    def dirs_select_event(self, event):
        dir, pat = self.get_filter()
        subdir = self.dirs.get('active')
        self.set_filter(os.path.normpath(os.path.join(self.directory, subdir)), pat)

    def files_double_event(self, event):
        self.ok_command()

    def files_select_event(self, event):
        self.set_selection(self.files.get('active'))

    def ok_event(self, event):
        self.ok_command()

    def ok_command(self):
        self.quit(self.get_selection())

    def filter_command(self, event=None):
        dir, pat = self.get_filter()
        try:
            names = os.listdir(dir)
        except OSError:
            self.master.bell()
            return
        self.directory = dir
        self.set_filter(dir, pat)
        names.sort()
        subdirs = [os.pardir]
        matchingfiles = []
        for name in names:
            if os.path.isdir(os.path.join(dir, name)):
                subdirs.append(name)
            elif fnmatch.fnmatch(name, pat):
                matchingfiles.append(name)
        self.dirs.delete(0, END)
        for name in subdirs:
            self.dirs.insert(END, name)
        self.files.delete(0, END)
        for name in matchingfiles:
            self.files.insert(END, name)
        head, tail = os.path.split(self.get_selection())
        self.set_selection('' if tail == os.curdir else tail)

    def get_filter(self):
        filter = os.path.expanduser(self.filter.get())
        if filter[-1:] == os.sep or os.path.isdir(filter):
            filter = os.path.join(filter, '*')
        return os.path.split(filter)

    def get_selection(self):
        return os.path.expanduser(self.selection.get())

    def cancel_command(self, event=None):
        self.quit()

    def set_filter(self, dir, pat):
        if not os.path.isabs(dir):
            try:
                pwd = os.getcwd()
            except OSError:
                pwd = None
            if pwd:
                dir = os.path.normpath(os.path.join(pwd, dir))
        self.filter.delete(0, END)
        self.filter.insert(END, os.path.join(dir or os.curdir, pat or '*'))

    def set_selection(self, file):
        self.selection.delete(0, END)
        self.selection.insert(END, os.path.join(self.directory, file))


class LoadFileDialog(FileDialog):
    """A FileDialog for a file that exists."""

    title = 'Load File Selection Dialog'

    def ok_command(self):
        file = self.get_selection()
        if not os.path.isfile(file):
            self.master.bell()
        else:
            self.quit(file)


class SaveFileDialog(FileDialog):
    """A FileDialog for a file to be written: it asks before one is overwritten."""

    title = 'Save File Selection Dialog'

    def ok_command(self):
        file = self.get_selection()
        if os.path.exists(file):
            if os.path.isdir(file):
                self.master.bell()
                return
            d = Dialog(self.top, title='Overwrite Existing File Question', text='Overwrite existing file %r?' % (file,),
                       bitmap='questhead', default=1, strings=('Yes', 'Cancel'))
            if d.num != 0:
                return
        else:
            head, tail = os.path.split(file)
            if not os.path.isdir(head):
                self.master.bell()
                return
        self.quit(file)


# ---- the dialogs of the system ----

class _Dialog(commondialog.Dialog):
    def _fixoptions(self):
        try:
            # A list as tuple of tuples.
            self.options['filetypes'] = tuple(self.options['filetypes'])
        except KeyError:
            pass

    def _fixresult(self, widget, result):
        if result:
            # Remembered for the next time.
            result = getattr(result, 'string', result)
            path, file = os.path.split(result)
            self.options['initialdir'] = path
            self.options['initialfile'] = file
        self.filename = result
        return result


class Open(_Dialog):
    """Ask for a file to open."""

    command = 'tk_getOpenFile'

    def _fixresult(self, widget, result):
        if isinstance(result, tuple):
            # Several: without extra braces.
            result = tuple(getattr(r, 'string', r) for r in result)
            if result:
                path, file = os.path.split(result[0])
                self.options['initialdir'] = path
            return result
        if not widget.tk.wantobjects() and 'multiple' in self.options:
            return self._fixresult(widget, widget.tk.splitlist(result))
        return _Dialog._fixresult(self, widget, result)


class SaveAs(_Dialog):
    """Ask for a file to save as."""

    command = 'tk_getSaveFile'


class Directory(commondialog.Dialog):
    """Ask for a folder."""

    command = 'tk_chooseDirectory'

    def _fixresult(self, widget, result):
        if result:
            result = getattr(result, 'string', result)
            self.options['initialdir'] = result
        self.directory = result
        return result


def askopenfilename(**options):
    """Ask for the name of a file to open."""
    return Open(**options).show()


def asksaveasfilename(**options):
    """Ask for the name of a file to save as."""
    return SaveAs(**options).show()


def askopenfilenames(**options):
    """Ask for the names of files to open; empty if cancelled."""
    options['multiple'] = 1
    return Open(**options).show()


def askopenfile(mode='r', **options):
    """Ask for a file and open it; None if cancelled."""
    filename = Open(**options).show()
    if filename:
        return open(filename, mode)
    return None


def askopenfiles(mode='r', **options):
    """Ask for files and open them: a list."""
    files = askopenfilenames(**options)
    return [open(filename, mode) for filename in files] if files else files


def asksaveasfile(mode='w', **options):
    """Ask for a file to save as and open it; None if cancelled."""
    filename = SaveAs(**options).show()
    if filename:
        return open(filename, mode)
    return None


def askdirectory(**options):
    """Ask for a folder."""
    return Directory(**options).show()
