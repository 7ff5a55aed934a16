"""The widgets of Tix, over its package of Tcl.

    from tkinter import tix
    root = tix.Tk()
    notebook = tix.NoteBook(root)

Widgets are made of others, their subwidgets: w.subwidget('entry'), or w.entry.  These are ordinary widgets here, of the class that
their window has.
"""

import os
import tkinter
from tkinter import *
from tkinter import _cnfmerge

# display items
WINDOW = 'window'
TEXT = 'text'
STATUS = 'status'
IMMEDIATE = 'immediate'
IMAGE = 'image'
IMAGETEXT = 'imagetext'
BALLOON = 'balloon'
AUTO = 'auto'
ACROSSTOP = 'acrosstop'

# of grids
ASCII = 'ascii'
CELL = 'cell'
COLUMN = 'column'
DECREASING = 'decreasing'
INCREASING = 'increasing'
INTEGER = 'integer'
MAIN = 'main'
MAX = 'max'
REAL = 'real'
ROW = 'row'
S_REGION = 's-region'
X_REGION = 'x-region'
Y_REGION = 'y-region'

# for dooneevent()
TCL_DONT_WAIT = 1 << 1
TCL_WINDOW_EVENTS = 1 << 2
TCL_FILE_EVENTS = 1 << 3
TCL_TIMER_EVENTS = 1 << 4
TCL_IDLE_EVENTS = 1 << 5
TCL_ALL_EVENTS = 0


class tixCommand:
    """What Tix knows: a part of the root."""

    def tix_addbitmapdir(self, directory):
        """Search bitmaps and images there too."""
        return self.tk.call('tix', 'addbitmapdir', directory)

    def tix_cget(self, option):
        """The value of an option of Tix."""
        return self.tk.call('tix', 'cget', option)

    def tix_configure(self, cnf=None, **kw):
        """Set options of Tix; without any: a dict of all."""
        if kw:
            cnf = _cnfmerge((cnf, kw))
        elif cnf:
            cnf = _cnfmerge(cnf)
        if cnf is None:
            return self._getconfigure('tix', 'configure')
        if isinstance(cnf, str):
            return self._getconfigure1('tix', 'configure', '-' + cnf)
        return self.tk.call(('tix', 'configure') + self._options(cnf))

    def tix_filedialog(self, dlgclass=None):
        """The dialog for files that all share: 'tixFileSelectDialog' or 'tixExFileSelectDialog'."""
        if dlgclass is not None:
            return self.tk.call('tix', 'filedialog', dlgclass)
        return self.tk.call('tix', 'filedialog')

    def tix_getbitmap(self, name):
        """A bitmap of the search path."""
        return self.tk.call('tix', 'getbitmap', name)

    def tix_getimage(self, name):
        """An image of the search path."""
        return self.tk.call('tix', 'getimage', name)

    def tix_option_get(self, name):
        """An option of the scheme: active_bg, bold_font, fixed_font ..."""
        return self.tk.call('tix', 'option', 'get', name)

    def tix_resetoptions(self, newScheme, newFontSet, newScmPrio=None):
        """Take another scheme and other fonts."""
        if newScmPrio is not None:
            return self.tk.call('tix', 'resetoptions', newScheme, newFontSet, newScmPrio)
        return self.tk.call('tix', 'resetoptions', newScheme, newFontSet)


class Tk(tkinter.Tk, tixCommand):
    """A main window with Tix loaded.  TclError if Tix is not installed."""

    def __init__(self, screenName=None, baseName=None, className='Tix'):
        tkinter.Tk.__init__(self, screenName, baseName, className)
        tixlib = os.environ.get('TIX_LIBRARY')
        self.tk.eval('global auto_path; lappend auto_path [file dir [info nameof]]')
        if tixlib is not None:
            self.tk.eval('global auto_path; lappend auto_path {%s}' % tixlib)
            self.tk.eval('global tcl_pkgPath; lappend tcl_pkgPath {%s}' % tixlib)
        self.tk.eval('package require Tix')

    def destroy(self):
        self.protocol('WM_DELETE_WINDOW', '')
        tkinter.Tk.destroy(self)


class Form:
    """The geometry manager of Tix: sides are attached to the master's or to other widgets'."""

    def form(self, cnf={}, **kw):
        """Place the widget: top, bottom, left, right, padtop ..., fill."""
        self.tk.call('tixForm', self._w, *self._options(cnf, kw))

    config = form

    def __setitem__(self, key, value):
        Form.form(self, {key: value})

    def check(self):
        """Would the attachments go round in a circle?"""
        return self.tk.call('tixForm', 'check', self._w)

    def forget(self):
        self.tk.call('tixForm', 'forget', self._w)

    def grid(self, xsize=0, ysize=0):
        """The size of the grid; sets it, if given."""
        if not xsize and not ysize:
            return tuple(map(self.tk.getint, self.tk.splitlist(self.tk.call('tixForm', 'grid', self._w))))
        return self.tk.call('tixForm', 'grid', self._w, xsize, ysize)

    def info(self, option=None):
        if not option:
            return self.tk.call('tixForm', 'info', self._w)
        if option[0] != '-':
            option = '-' + option
        return self.tk.call('tixForm', 'info', self._w, option)

    def slaves(self):
        return [self._nametowidget(x) for x in self.tk.splitlist(self.tk.call('tixForm', 'slaves', self._w))]


# All widgets can be placed so; where names differ from other managers' only by theirs, those stay.
tkinter.Widget.__bases__ = tkinter.Widget.__bases__ + (Form,)


class TixWidget(tkinter.Widget):
    """A widget of Tix."""

    _command = None             # what makes it
    _static = ()                # options that can only be given when it is made

    def __init__(self, master=None, cnf={}, **kw):
        if kw:
            cnf = _cnfmerge((cnf, kw))
        else:
            cnf = dict(_cnfmerge(cnf) or {})
        extra = ()
        for k in list(cnf):
            if k.rstrip('_') in self._static or k == 'options':
                extra = extra + ('-' + k.rstrip('_'), cnf.pop(k))
        self.widgetName = self._command
        tkinter.BaseWidget._setup(self, master, cnf)
        if self._tclCommands is None:
            self._tclCommands = []
        self.tk.call(self._command, self._w, *extra)
        if cnf:
            # Callbacks may ask for subwidgets, which are there only now.
            self.tk.call(self._w, 'configure', *self._options(cnf))
        self.subwidget_list = _Subwidgets(self)

    def __getattr__(self, name):
        if not name.startswith('_') and self.__dict__.get('subwidget_list') is not None and name in self.subwidget_list:
            return self.subwidget(name)
        raise AttributeError('%r object has no attribute %r' % (type(self).__name__, name))

    def set_silent(self, value):
        """Set the value without calling the command."""
        self.tk.call('tixSetSilent', self._w, value)

    def subwidget(self, name):
        """The subwidget with a name."""
        try:
            path = self._subwidget_name(name)
        except TclError:
            path = None
        if not path:
            raise TclError('Subwidget ' + name + ' not child of ' + self._name)
        return _widget_at(self, path)

    def subwidgets_all(self):
        """All subwidgets."""
        return [_widget_at(self, path) for path in self.tk.splitlist(self.tk.call(self._w, 'subwidgets', '-all') or ())]

    def _subwidget_name(self, name):
        return str(self.tk.call(self._w, 'subwidget', name))

    def config_all(self, option, value):
        """Set an option of all subwidgets."""
        if option == '':
            return
        if not isinstance(option, str):
            option = repr(option)
        if not isinstance(value, str):
            value = repr(value)
        for path in self.tk.splitlist(self.tk.call(self._w, 'subwidgets', '-all') or ()):
            self.tk.call(path, 'configure', '-' + option, value)

    def image_create(self, imgtype, cnf={}, master=None, **kw):
        """Make an image; its name."""
        return self.tk.call('image', 'create', imgtype, *self._options(cnf, kw))

    def image_delete(self, imgname):
        try:
            self.tk.call('image', 'delete', imgname)
        except TclError:
            pass                # with the window


class _Subwidgets:
    """The subwidgets by name, found when they are asked for."""

    def __init__(self, widget):
        self.widget = widget

    def __contains__(self, name):
        try:
            return bool(self.widget._subwidget_name(name))
        except TclError:
            return False

    def __getitem__(self, name):
        try:
            return self.widget.subwidget(name)
        except TclError:
            raise KeyError(name)


class TixSubWidget(TixWidget):
    """A subwidget of Tix: made by another one."""

    def __init__(self, master, name, destroy_physically=1, check_intermediate=1):
        _take_over(self, master, str(master.tk.call(master._w, 'subwidget', name)))


def _take_over(widget, master, path):
    """Make an object stand for a window that is there already."""
    widget.master = master
    widget.tk = master.tk
    widget._w = path
    widget._name = path.rpartition('.')[2]
    widget.widgetName = widget.tk.call('winfo', 'class', path)
    widget.children = {}
    widget._tclCommands = []
    widget.subwidget_list = _Subwidgets(widget)
    master.children[widget._name] = widget
    return widget


def _widget_at(master, path):
    """The widget with a path; the ones above it are made as they are needed."""
    w = master
    for name in path[len(master._w):].lstrip('.').split('.'):
        if name in w.children:
            w = w.children[name]
            continue
        below = (w._w if w._w != '.' else '') + '.' + name
        cls = _classes().get(str(w.tk.call('winfo', 'class', below)), tkinter.Widget)
        w = _take_over(cls.__new__(cls), w, below)
    return w


def _classes():
    """The classes here by the classes of Tk's windows."""
    result = {cls.__name__: cls for cls in (Button, Canvas, Checkbutton, Entry, Frame, Label, Listbox, Menu, Menubutton, Message, Radiobutton,
                                            Scale, Scrollbar, Text, Toplevel)}
    for cls in globals().values():
        if isinstance(cls, type) and issubclass(cls, TixWidget) and cls._command:
            result['T' + cls._command[1:]] = cls
    result['TixHList'], result['TixTList'], result['TixGrid'] = HList, TList, Grid
    return result


class DisplayStyle:
    """What display items look like; as a value of the option style."""

    def __init__(self, itemtype, cnf={}, *, master=None, **kw):
        master = tkinter._get_default_root(master or kw.pop('refwindow', None) or cnf.get('refwindow'))
        self.tk = master.tk
        cnf = {k: v for k, v in cnf.items() if k != 'refwindow'}
        self.stylename = self.tk.call('tixDisplayStyle', itemtype, *master._options(cnf, kw))

    def __str__(self):
        return self.stylename

    def _options(self, cnf, kw):
        return tkinter.Misc._options(self, cnf, kw)

    def delete(self):
        self.tk.call(self.stylename, 'delete')

    def __setitem__(self, key, value):
        self.tk.call(self.stylename, 'configure', '-%s' % key, value)

    def config(self, cnf={}, **kw):
        return tkinter.Misc._getconfigure(self, self.stylename, 'configure', *self._options(cnf, kw))

    def __getitem__(self, key):
        return self.tk.call(self.stylename, 'cget', '-%s' % key)


# ---- widgets made of others ----

class Balloon(TixWidget):
    """Help that appears beside a widget.  Subwidgets: label, message."""

    _command = 'tixBalloon'
    _static = 'installcolormap', 'initwait', 'statusbar', 'cursor'

    def bind_widget(self, widget, cnf={}, **kw):
        """Show a balloonmsg and a statusmsg for a widget."""
        self.tk.call(self._w, 'bind', widget._w, *self._options(cnf, kw))

    def unbind_widget(self, widget):
        self.tk.call(self._w, 'unbind', widget._w)


class ButtonBox(TixWidget):
    """Buttons in a row: subwidgets by name."""

    _command = 'tixButtonBox'
    _static = 'orientation', 'options'

    def add(self, name, cnf={}, **kw):
        return self.tk.call(self._w, 'add', name, *self._options(cnf, kw))

    def invoke(self, name):
        if name in self.subwidget_list:
            self.tk.call(self._w, 'invoke', name)


class StdButtonBox(TixWidget):
    """The buttons ok, apply, cancel, help."""

    _command = 'tixStdButtonBox'
    _static = 'orientation', 'options'

    def invoke(self, name):
        if name in self.subwidget_list:
            self.tk.call(self._w, 'invoke', name)


class ComboBox(TixWidget):
    """A line of text with a list.  Subwidgets: entry, arrow, slistbox, tick, cross."""

    _command = 'tixComboBox'
    _static = 'editable', 'dropdown', 'fancy', 'options'

    def add_history(self, str):
        self.tk.call(self._w, 'addhistory', str)

    def append_history(self, str):
        self.tk.call(self._w, 'appendhistory', str)

    def insert(self, index, str):
        self.tk.call(self._w, 'insert', index, str)

    def pick(self, index):
        self.tk.call(self._w, 'pick', index)


class Control(TixWidget):
    """A number with arrows.  Subwidgets: incr, decr, entry, label."""

    _command = 'tixControl'
    _static = 'options',

    def decrement(self):
        self.tk.call(self._w, 'decr')

    def increment(self):
        self.tk.call(self._w, 'incr')

    def invoke(self):
        self.tk.call(self._w, 'invoke')

    def update(self):
        self.tk.call(self._w, 'update')


class DirList(TixWidget):
    """A folder, those above it and those in it.  Subwidgets: hlist, hsb, vsb."""

    _command = 'tixDirList'
    _static = 'options',

    def chdir(self, dir):
        self.tk.call(self._w, 'chdir', dir)


class DirTree(TixWidget):
    """Folders in a tree.  Subwidgets: hlist, hsb, vsb."""

    _command = 'tixDirTree'
    _static = 'options',

    def chdir(self, dir):
        self.tk.call(self._w, 'chdir', dir)


class DirSelectBox(TixWidget):
    """Chooses a folder.  Subwidgets: dirlist, dircbx."""

    _command = 'tixDirSelectBox'
    _static = 'options',


class ExFileSelectBox(TixWidget):
    """Chooses a file.  Subwidgets: cancel, ok, hidden, types, dir, file, dirlist, filelist."""

    _command = 'tixExFileSelectBox'
    _static = 'options',

    def filter(self):
        self.tk.call(self._w, 'filter')

    def invoke(self):
        self.tk.call(self._w, 'invoke')


class _Dialog(TixWidget):
    _static = 'options',

    def popup(self):
        self.tk.call(self._w, 'popup')

    def popdown(self):
        self.tk.call(self._w, 'popdown')


class DirSelectDialog(_Dialog):
    """A DirSelectBox in a window.  Subwidget: dirbox."""

    _command = 'tixDirSelectDialog'


class ExFileSelectDialog(_Dialog):
    """An ExFileSelectBox in a window.  Subwidget: fsbox."""

    _command = 'tixExFileSelectDialog'


class FileSelectBox(TixWidget):
    """Chooses a file, as Motif does.  Subwidgets: selection, filter, dirlist, filelist."""

    _command = 'tixFileSelectBox'
    _static = 'options',

    def apply_filter(self):
        self.tk.call(self._w, 'filter')

    def invoke(self):
        self.tk.call(self._w, 'invoke')


class FileSelectDialog(_Dialog):
    """A FileSelectBox in a window.  Subwidgets: btns, fsbox."""

    _command = 'tixFileSelectDialog'


class FileEntry(TixWidget):
    """A name of a file and a button for a dialog.  Subwidgets: button, entry."""

    _command = 'tixFileEntry'
    _static = 'dialogtype', 'options'

    def invoke(self):
        self.tk.call(self._w, 'invoke')

    def file_dialog(self):
        return self.tk.call(self._w, 'filedialog')


class LabelEntry(TixWidget):
    """A line of text with a label.  Subwidgets: label, entry."""

    _command = 'tixLabelEntry'
    _static = 'labelside', 'options'


class LabelFrame(TixWidget):
    """A frame with a label.  Subwidgets: label, frame."""

    _command = 'tixLabelFrame'
    _static = 'labelside', 'options'


class Meter(TixWidget):
    """How far something has got."""

    _command = 'tixMeter'
    _static = 'options',


class _Pages(TixWidget):
    _static = 'options',

    def add(self, name, cnf={}, **kw):
        """Add a page; its frame."""
        self.tk.call(self._w, 'add', name, *self._options(cnf, kw))
        return self.subwidget(name)

    def page(self, name):
        return self.subwidget(name)

    def pages(self):
        return [self.subwidget(x) for x in self.tk.splitlist(self.tk.call(self._w, 'pages'))]

    def raise_page(self, name):
        self.tk.call(self._w, 'raise', name)


class ListNoteBook(_Pages):
    """Pages, chosen by a list.  Subwidgets: pane, hlist, shlist, and the pages by name."""

    _command = 'tixListNoteBook'


class NoteBook(_Pages):
    """Pages, chosen by tabs.  Subwidgets: nbframe, and the pages by name."""

    _command = 'tixNoteBook'

    def delete(self, name):
        self.tk.call(self._w, 'delete', name)
        self.children.pop(name, None)

    def raised(self):
        """The name of the page that is seen."""
        return self.tk.call(self._w, 'raised')


class NoteBookFrame(TixWidget):
    """The tabs of a NoteBook."""

    _command = 'tixNoteBookFrame'


class OptionMenu(TixWidget):
    """A button with a menu of values.  Subwidgets: menubutton, menu."""

    _command = 'tixOptionMenu'
    _static = 'labelside', 'options'

    def add_command(self, name, cnf={}, **kw):
        self.tk.call(self._w, 'add', 'command', name, *self._options(cnf, kw))

    def add_separator(self, name, cnf={}, **kw):
        self.tk.call(self._w, 'add', 'separator', name, *self._options(cnf, kw))

    def delete(self, name):
        self.tk.call(self._w, 'delete', name)

    def disable(self, name):
        self.tk.call(self._w, 'disable', name)

    def enable(self, name):
        self.tk.call(self._w, 'enable', name)


class PanedWindow(TixWidget):
    """Panes that share the room.  Subwidgets: the panes by name."""

    _command = 'tixPanedWindow'
    _static = 'orientation', 'options'

    def add(self, name, cnf={}, **kw):
        """Add a pane; its frame."""
        self.tk.call(self._w, 'add', name, *self._options(cnf, kw))
        return self.subwidget(name)

    def delete(self, name):
        self.tk.call(self._w, 'delete', name)
        self.children.pop(name, None)

    def forget(self, name):
        self.tk.call(self._w, 'forget', name)

    def panecget(self, entry, opt):
        return self.tk.call(self._w, 'panecget', entry, '-' + opt)

    def paneconfigure(self, entry, cnf={}, **kw):
        if cnf is None:
            return self._getconfigure(self._w, 'paneconfigure', entry)
        self.tk.call(self._w, 'paneconfigure', entry, *self._options(cnf, kw))

    def panes(self):
        return [self.subwidget(x) for x in self.tk.splitlist(self.tk.call(self._w, 'panes'))]


class PopupMenu(TixWidget):
    """A menu that widgets show when a button is pressed.  Subwidgets: menubutton, menu."""

    _command = 'tixPopupMenu'
    _static = 'options',

    def bind_widget(self, widget):
        self.tk.call(self._w, 'bind', widget._w)

    def unbind_widget(self, widget):
        self.tk.call(self._w, 'unbind', widget._w)

    def post_widget(self, widget, x, y):
        self.tk.call(self._w, 'post', widget._w, x, y)


class Select(TixWidget):
    """Buttons of which one or several are on: subwidgets by name."""

    _command = 'tixSelect'
    _static = 'allowzero', 'radio', 'orientation', 'labelside', 'options'

    def add(self, name, cnf={}, **kw):
        self.tk.call(self._w, 'add', name, *self._options(cnf, kw))
        return self.subwidget(name)

    def invoke(self, name):
        self.tk.call(self._w, 'invoke', name)


class Shell(TixWidget):
    """A window of its own."""

    _command = 'tixShell'
    _static = 'options', 'title'


class DialogShell(_Dialog):
    """A window that belongs to another."""

    _command = 'tixDialogShell'
    _static = 'options', 'title', 'mapped', 'minheight', 'minwidth', 'parent', 'transient'

    def center(self):
        self.tk.call(self._w, 'center')


class ScrolledGrid(TixWidget):
    """A Grid with scrollbars.  Subwidgets: grid, hsb, vsb."""

    _command = 'tixScrolledGrid'
    _static = 'options',


class ScrolledHList(TixWidget):
    """An HList with scrollbars.  Subwidgets: hlist, hsb, vsb."""

    _command = 'tixScrolledHList'
    _static = 'options',


class ScrolledListBox(TixWidget):
    """A Listbox with scrollbars.  Subwidgets: listbox, hsb, vsb."""

    _command = 'tixScrolledListBox'
    _static = 'options',


class ScrolledText(TixWidget):
    """A Text with scrollbars.  Subwidgets: text, hsb, vsb."""

    _command = 'tixScrolledText'
    _static = 'options',


class ScrolledTList(TixWidget):
    """A TList with scrollbars.  Subwidgets: tlist, hsb, vsb."""

    _command = 'tixScrolledTList'
    _static = 'options',


class ScrolledWindow(TixWidget):
    """A frame with scrollbars.  Subwidgets: window, hsb, vsb."""

    _command = 'tixScrolledWindow'
    _static = 'options',


class Tree(TixWidget):
    """An HList in which branches can be opened and closed.  Subwidgets: hlist, hsb, vsb."""

    _command = 'tixTree'
    _static = 'options',

    def autosetmode(self):
        """Let all entries that have some below them open and close."""
        self.tk.call(self._w, 'autosetmode')

    def close(self, entrypath):
        self.tk.call(self._w, 'close', entrypath)

    def getmode(self, entrypath):
        """'open', 'close' or 'none': what a click would do."""
        return self.tk.call(self._w, 'getmode', entrypath)

    def open(self, entrypath):
        self.tk.call(self._w, 'open', entrypath)

    def setmode(self, entrypath, mode='none'):
        self.tk.call(self._w, 'setmode', entrypath, mode)


class CheckList(Tree):
    """A Tree whose entries are on or off.  Subwidgets: hlist, hsb, vsb."""

    _command = 'tixCheckList'
    _static = 'options', 'radio'

    def getselection(self, mode='on'):
        """The entries that are 'on', 'off' or 'default'."""
        return self.tk.splitlist(self.tk.call(self._w, 'getselection', mode))

    def getstatus(self, entrypath):
        return self.tk.call(self._w, 'getstatus', entrypath)

    def setstatus(self, entrypath, mode='on'):
        self.tk.call(self._w, 'setstatus', entrypath, mode)


class InputOnly(TixWidget):
    """A widget that is not seen but gets events."""

    _command = 'tixInputOnly'


# ---- lists and grids of display items ----

class _DisplayList(TixWidget, XView, YView):
    """What lists of display items have in common; an entry is told by a path or a number."""

    def anchor_set(self, entry):
        self.tk.call(self._w, 'anchor', 'set', entry)

    def anchor_clear(self):
        self.tk.call(self._w, 'anchor', 'clear')

    def dragsite_set(self, entry):
        self.tk.call(self._w, 'dragsite', 'set', entry)

    def dragsite_clear(self):
        self.tk.call(self._w, 'dragsite', 'clear')

    def dropsite_set(self, entry):
        self.tk.call(self._w, 'dropsite', 'set', entry)

    def dropsite_clear(self):
        self.tk.call(self._w, 'dropsite', 'clear')

    def info_anchor(self):
        return self.tk.call(self._w, 'info', 'anchor')

    def info_selection(self):
        return self.tk.splitlist(self.tk.call(self._w, 'info', 'selection'))

    def see(self, entry):
        self.tk.call(self._w, 'see', entry)

    def selection_clear(self, cnf={}, **kw):
        self.tk.call(self._w, 'selection', 'clear', *self._options(cnf, kw))

    def selection_includes(self, entry):
        return self.tk.call(self._w, 'selection', 'includes', entry)

    def selection_set(self, first, last=None):
        self.tk.call(self._w, 'selection', 'set', first, last)


class HList(_DisplayList):
    """Entries in a hierarchy, by paths such as 'a.b', in columns."""

    _command = 'tixHList'
    _static = 'columns', 'options'

    def add(self, entry, cnf={}, **kw):
        return self.tk.call(self._w, 'add', entry, *self._options(cnf, kw))

    def add_child(self, parent=None, cnf={}, **kw):
        """Add an entry with a path made up."""
        return self.tk.call(self._w, 'addchild', parent if parent is not None else '', *self._options(cnf, kw))

    def column_width(self, col=0, width=None, chars=None):
        """The width of a column; sets it in pixels or characters, if given ('' is as wide as needed)."""
        if chars is not None:
            return self.tk.call(self._w, 'column', 'width', col, '-char', chars)
        return self.tk.call(self._w, 'column', 'width', col, width)

    def delete_all(self):
        self.tk.call(self._w, 'delete', 'all')

    def delete_entry(self, entry):
        self.tk.call(self._w, 'delete', 'entry', entry)

    def delete_offsprings(self, entry):
        self.tk.call(self._w, 'delete', 'offsprings', entry)

    def delete_siblings(self, entry):
        self.tk.call(self._w, 'delete', 'siblings', entry)

    def header_create(self, col, cnf={}, **kw):
        self.tk.call(self._w, 'header', 'create', col, *self._options(cnf, kw))

    def header_configure(self, col, cnf={}, **kw):
        if cnf is None:
            return self._getconfigure(self._w, 'header', 'configure', col)
        self.tk.call(self._w, 'header', 'configure', col, *self._options(cnf, kw))

    def header_cget(self, col, opt):
        return self.tk.call(self._w, 'header', 'cget', col, '-' + opt)

    def header_exists(self, col):
        return self.tk.getboolean(self.tk.call(self._w, 'header', 'exist', col))

    header_exist = header_exists

    def header_delete(self, col):
        self.tk.call(self._w, 'header', 'delete', col)

    def header_size(self, col):
        return self.tk.call(self._w, 'header', 'size', col)

    def hide_entry(self, entry):
        self.tk.call(self._w, 'hide', 'entry', entry)

    def show_entry(self, entry):
        self.tk.call(self._w, 'show', 'entry', entry)

    def indicator_create(self, entry, cnf={}, **kw):
        self.tk.call(self._w, 'indicator', 'create', entry, *self._options(cnf, kw))

    def indicator_configure(self, entry, cnf={}, **kw):
        if cnf is None:
            return self._getconfigure(self._w, 'indicator', 'configure', entry)
        self.tk.call(self._w, 'indicator', 'configure', entry, *self._options(cnf, kw))

    def indicator_cget(self, entry, opt):
        return self.tk.call(self._w, 'indicator', 'cget', entry, '-' + opt)

    def indicator_exists(self, entry):
        return self.tk.call(self._w, 'indicator', 'exists', entry)

    def indicator_delete(self, entry):
        self.tk.call(self._w, 'indicator', 'delete', entry)

    def indicator_size(self, entry):
        return self.tk.call(self._w, 'indicator', 'size', entry)

    def info_bbox(self, entry):
        return self._getints(self.tk.call(self._w, 'info', 'bbox', entry)) or None

    def info_children(self, entry=None):
        return self.tk.splitlist(self.tk.call(self._w, 'info', 'children', entry))

    def info_data(self, entry):
        return self.tk.call(self._w, 'info', 'data', entry)

    def info_dragsite(self):
        return self.tk.call(self._w, 'info', 'dragsite')

    def info_dropsite(self):
        return self.tk.call(self._w, 'info', 'dropsite')

    def info_exists(self, entry):
        return self.tk.call(self._w, 'info', 'exists', entry)

    def info_hidden(self, entry):
        return self.tk.call(self._w, 'info', 'hidden', entry)

    def info_next(self, entry):
        return self.tk.call(self._w, 'info', 'next', entry)

    def info_parent(self, entry):
        return self.tk.call(self._w, 'info', 'parent', entry)

    def info_prev(self, entry):
        return self.tk.call(self._w, 'info', 'prev', entry)

    def item_cget(self, entry, col, opt):
        return self.tk.call(self._w, 'item', 'cget', entry, col, '-' + opt)

    def item_configure(self, entry, col, cnf={}, **kw):
        if cnf is None:
            return self._getconfigure(self._w, 'item', 'configure', entry, col)
        self.tk.call(self._w, 'item', 'configure', entry, col, *self._options(cnf, kw))

    def item_create(self, entry, col, cnf={}, **kw):
        self.tk.call(self._w, 'item', 'create', entry, col, *self._options(cnf, kw))

    def item_exists(self, entry, col):
        return self.tk.call(self._w, 'item', 'exists', entry, col)

    def item_delete(self, entry, col):
        self.tk.call(self._w, 'item', 'delete', entry, col)

    def entrycget(self, entry, opt):
        return self.tk.call(self._w, 'entrycget', entry, '-' + opt)

    def entryconfigure(self, entry, cnf={}, **kw):
        if cnf is None:
            return self._getconfigure(self._w, 'entryconfigure', entry)
        self.tk.call(self._w, 'entryconfigure', entry, *self._options(cnf, kw))

    def nearest(self, y):
        return self.tk.call(self._w, 'nearest', y)


class TList(_DisplayList):
    """Entries in rows and columns, by numbers."""

    _command = 'tixTList'
    _static = 'options',

    def active_set(self, index):
        self.tk.call(self._w, 'active', 'set', index)

    def active_clear(self):
        self.tk.call(self._w, 'active', 'clear')

    def delete(self, from_, to=None):
        self.tk.call(self._w, 'delete', from_, to)

    def insert(self, index, cnf={}, **kw):
        self.tk.call(self._w, 'insert', index, *self._options(cnf, kw))

    def info_active(self):
        return self.tk.call(self._w, 'info', 'active')

    def info_down(self, index):
        return self.tk.call(self._w, 'info', 'down', index)

    def info_left(self, index):
        return self.tk.call(self._w, 'info', 'left', index)

    def info_right(self, index):
        return self.tk.call(self._w, 'info', 'right', index)

    def info_size(self):
        return self.tk.call(self._w, 'info', 'size')

    def info_up(self, index):
        return self.tk.call(self._w, 'info', 'up', index)

    def nearest(self, x, y):
        return self.tk.call(self._w, 'nearest', x, y)


class Grid(TixWidget, XView, YView):
    """Display items in cells."""

    _command = 'tixGrid'
    _static = 'options',

    def anchor_clear(self):
        self.tk.call(self._w, 'anchor', 'clear')

    def anchor_get(self):
        """The (column, row) of the cell that has the anchor."""
        return self._getints(self.tk.call(self._w, 'anchor', 'get'))

    def anchor_set(self, x, y):
        self.tk.call(self._w, 'anchor', 'set', x, y)

    def delete_row(self, from_, to=None):
        self.tk.call(self._w, 'delete', 'row', from_, to)

    def delete_column(self, from_, to=None):
        self.tk.call(self._w, 'delete', 'column', from_, to)

    def edit_apply(self):
        self.tk.call(self._w, 'edit', 'apply')

    def edit_set(self, x, y):
        self.tk.call(self._w, 'edit', 'set', x, y)

    def entrycget(self, x, y, option):
        if option and option[0] != '-':
            option = '-' + option
        return self.tk.call(self._w, 'entrycget', x, y, option)

    def entryconfigure(self, x, y, cnf=None, **kw):
        return self._configure(('entryconfigure', x, y), cnf, kw)

    def info_exists(self, x, y):
        return self._getboolean(self.tk.call(self._w, 'info', 'exists', x, y))

    def info_bbox(self, x, y):
        return self.tk.call(self._w, 'info', 'bbox', x, y)

    def move_column(self, from_, to, offset):
        self.tk.call(self._w, 'move', 'column', from_, to, offset)

    def move_row(self, from_, to, offset):
        self.tk.call(self._w, 'move', 'row', from_, to, offset)

    def nearest(self, x, y):
        return self._getints(self.tk.call(self._w, 'nearest', x, y))

    def set(self, x, y, itemtype=None, **kw):
        """Put a display item in a cell."""
        args = self._options({}, kw)
        if itemtype is not None:
            args = ('-itemtype', itemtype) + args
        self.tk.call(self._w, 'set', x, y, *args)

    def _size(self, which, index, kw):
        args = ()
        for option in 'size', 'pad0', 'pad1', 'char', 'chars':
            if option in kw:
                args = args + ('-' + option, kw[option])
        return self.tk.splitlist(self.tk.call(self._w, 'size', which, index, *args))

    def size_column(self, index, **kw):
        """The size of a column; sets size, pad0, pad1, if given."""
        return self._size('column', index, kw)

    def size_row(self, index, **kw):
        """The size of a row; sets size, pad0, pad1, if given."""
        return self._size('row', index, kw)

    def unset(self, x, y):
        self.tk.call(self._w, 'unset', x, y)
