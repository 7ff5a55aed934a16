"""What the dialogs that Tk itself brings have in common."""

from tkinter import *


class Dialog:
    command = None

    def __init__(self, master=None, **options):
        # The parent must be known where the system shows the dialog.
        if not master and options.get('parent'):
            master = options['parent']
        self.master = master
        self.options = options

    def _fixoptions(self):
        pass            # the kind of dialog may

    def _fixresult(self, widget, result):
        return result   # the kind of dialog may

    def show(self, **options):
        """Show the dialog, wait, and give what was chosen."""
        for k, v in options.items():
            self.options[k] = v
        self._fixoptions()
        # A widget to speak through.
        w = Frame(self.master)
        try:
            s = w.tk.call(self.command, *w._options(self.options))
            s = self._fixresult(w, s)
        finally:
            try:
                w.destroy()
            except TclError:
                pass
        return s
