"""Dialogs that tell something or ask a question.

    from tkinter import messagebox
    if messagebox.askyesno('Quit', 'Really?'): ...

Options of all: default (a name of a button), icon, message, parent, title, type.
"""

from tkinter.commondialog import Dialog

# icons
ERROR = 'error'
INFO = 'info'
QUESTION = 'question'
WARNING = 'warning'

# types: which buttons there are
ABORTRETRYIGNORE = 'abortretryignore'
OK = 'ok'
OKCANCEL = 'okcancel'
RETRYCANCEL = 'retrycancel'
YESNO = 'yesno'
YESNOCANCEL = 'yesnocancel'

# replies
ABORT = 'abort'
RETRY = 'retry'
IGNORE = 'ignore'
CANCEL = 'cancel'
YES = 'yes'
NO = 'no'


class Message(Dialog):
    """A message box."""

    command = 'tk_messageBox'


def _show(title=None, message=None, _icon=None, _type=None, **options):
    if _icon and 'icon' not in options:
        options['icon'] = _icon
    if _type and 'type' not in options:
        options['type'] = _type
    if title:
        options['title'] = title
    if message:
        options['message'] = message
    res = Message(**options).show()
    # Some versions of Tcl give a truth value.
    if isinstance(res, bool):
        return YES if res else NO
    # Others a Tcl_Obj.
    return str(res)


def showinfo(title=None, message=None, **options):
    """Tell something."""
    return _show(title, message, INFO, OK, **options)


def showwarning(title=None, message=None, **options):
    """Warn."""
    return _show(title, message, WARNING, OK, **options)


def showerror(title=None, message=None, **options):
    """Tell of an error."""
    return _show(title, message, ERROR, OK, **options)


def askquestion(title=None, message=None, **options):
    """Ask; 'yes' or 'no'."""
    return _show(title, message, QUESTION, YESNO, **options)


def askokcancel(title=None, message=None, **options):
    """Shall it be done?  A bool."""
    return _show(title, message, QUESTION, OKCANCEL, **options) == OK


def askyesno(title=None, message=None, **options):
    """Ask; a bool."""
    return _show(title, message, QUESTION, YESNO, **options) == YES


def askyesnocancel(title=None, message=None, **options):
    """Ask; a bool, None if cancelled."""
    s = _show(title, message, QUESTION, YESNOCANCEL, **options)
    return None if s == CANCEL else s == YES


def askretrycancel(title=None, message=None, **options):
    """Shall it be tried again?  A bool."""
    return _show(title, message, WARNING, RETRYCANCEL, **options) == RETRY
