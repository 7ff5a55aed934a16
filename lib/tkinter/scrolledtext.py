"""A Text with a scrollbar.  Geometry managers place the frame around both."""

__all__ = ['ScrolledText']

from tkinter import Frame, Grid, Pack, Place, Scrollbar, Text
from tkinter.constants import BOTH, LEFT, RIGHT, Y


class ScrolledText(Text):
    def __init__(self, master=None, **kw):
        self.frame = Frame(master)
        self.vbar = Scrollbar(self.frame)
        self.vbar.pack(side=RIGHT, fill=Y)
        kw.update({'yscrollcommand': self.vbar.set})
        Text.__init__(self, self.frame, **kw)
        self.pack(side=LEFT, fill=BOTH, expand=True)
        self.vbar['command'] = self.yview
        # What places the text places the frame.
        text_meths = vars(Text).keys()
        methods = vars(Pack).keys() | vars(Grid).keys() | vars(Place).keys()
        for m in methods.difference(text_meths):
            if m[0] != '_' and m not in ('config', 'configure'):
                setattr(self, m, getattr(self.frame, m))

    def __str__(self):
        return str(self.frame)
