"""The themed widgets of Tk (Ttk).

They look as the theme says; what they look like is changed by styles (Style),
not by options, of which they have few.  Button, Checkbutton, Entry, Frame,
Label, LabelFrame, Menubutton, PanedWindow, Radiobutton, Scale, Scrollbar and
Spinbox replace those of tkinter; new are Combobox, Notebook, Progressbar,
Separator, Sizegrip and Treeview, and on top of them LabeledScale and
OptionMenu.
"""

__all__ = ['Button', 'Checkbutton', 'Combobox', 'Entry', 'Frame', 'Label', 'Labelframe', 'LabelFrame', 'Menubutton',
           'Notebook', 'Panedwindow', 'PanedWindow', 'Progressbar', 'Radiobutton', 'Scale', 'Scrollbar', 'Separator',
           'Sizegrip', 'Spinbox', 'Style', 'Treeview', 'LabeledScale', 'OptionMenu', 'tclobjs_to_py', 'setup_master']

import tkinter
from tkinter import _flatten, _join, _splitdict, _stringify

# Tk 8.5 and later bring the widgets with them.
_REQUIRE_TILE = tkinter.TkVersion < 8.5


def _load_tile(master):
    """Load the widgets where they are a package of their own."""
    if _REQUIRE_TILE:
        import os
        tilelib = os.environ.get('TILE_LIBRARY')
        if tilelib:
            master.tk.eval('global auto_path; lappend auto_path {%s}' % tilelib)
        master.tk.eval('package require tile')
        master._tile_loaded = True


# ---- what goes to Tcl ----

def _format_optvalue(value, script=False):
    """The value of an option, as a word of a script or of a call."""
    if script:
        return _stringify(value)
    if isinstance(value, (list, tuple)):
        return _join(value)
    return value


def _format_optdict(optdict, script=False, ignore=None):
    """{'padding': [1, 2]} as ('-padding', '1 2'), or as text for a script."""
    opts = []
    for opt, value in optdict.items():
        if not ignore or opt not in ignore:
            opts.append('-%s' % opt)
            if value is not None:
                opts.append(_format_optvalue(value, script))
    return _flatten(opts)


def _mapdict_values(items):
    """[('active', 'selected', 'grey'), ('focus', 'red')] as ['active selected', 'grey', 'focus', 'red']."""
    opt_val = []
    for *state, val in items:
        # The list of states must stay one, also if there is one or none.
        state[0]
        if len(state) == 1:
            state = state[0] or ''
        else:
            state = ' '.join(state)
        opt_val.append(state)
        if val is not None:
            opt_val.append(val)
    return opt_val


def _format_mapdict(mapdict, script=False):
    """Options by state as words."""
    opts = []
    for opt, value in mapdict.items():
        opts.extend(('-%s' % opt, _format_optvalue(_mapdict_values(value), script)))
    return _flatten(opts)


def _format_elemcreate(etype, script=False, *args, **kw):
    """What makes an element: its specification and its options."""
    spec = None
    opts = ()
    if etype in ('image', 'vsapi'):
        if etype == 'image':
            # A name, and images by state.
            iname = args[0]
            imagespec = _join(_mapdict_values(args[1:]))
            spec = '%s %s' % (iname, imagespec)
        else:
            # Class and part in Windows' own drawing, and states.
            class_name, part_id = args[:2]
            statemap = _join(_mapdict_values(args[2:]))
            spec = '%s %s %s' % (class_name, part_id, statemap)
        opts = _format_optdict(kw, script)
    elif etype == 'from':
        # A theme, and an element of it.
        spec = args[0]
        if len(args) > 1:
            opts = (_format_optvalue(args[1], script),)
    if script:
        spec = '{%s}' % spec
        opts = ' '.join(opts)
    return spec, opts


def _format_layoutlist(layout, indent=0, indent_size=2):
    """A layout, [(element, {options, 'children': layout})], as text; and the indentation."""
    script = []
    for layout_elem in layout:
        elem, opts = layout_elem
        opts = opts or {}
        fopts = ' '.join(map(str, _format_optdict(opts, True, ('children',))))
        head = '%s%s%s' % (' ' * indent, elem, ' %s' % fopts if fopts else '')
        if 'children' in opts:
            script.append(head + ' -children {')
            indent += indent_size
            newscript, indent = _format_layoutlist(opts['children'], indent, indent_size)
            script.append(newscript)
            indent -= indent_size
            script.append('%s}' % (' ' * indent))
        else:
            script.append(head)
    return '\n'.join(script), indent


def _script_from_settings(settings):
    """The settings of a theme, {style: {'configure', 'map', 'layout', 'element create'}}, as a script."""
    script = []
    for name, opts in settings.items():
        if opts.get('configure'):
            s = ' '.join(_format_optdict(opts['configure'], True))
            script.append('ttk::style configure %s %s;' % (name, s))
        if opts.get('map'):
            s = ' '.join(_format_mapdict(opts['map'], True))
            script.append('ttk::style map %s %s;' % (name, s))
        if 'layout' in opts:
            if not opts['layout']:
                s = 'null'
            else:
                s, _ = _format_layoutlist(opts['layout'])
            script.append('ttk::style layout %s {\n%s\n}' % (name, s))
        if opts.get('element create'):
            eopts = opts['element create']
            etype = eopts[0]
            # The options are in a dict behind the arguments.
            argc = 1
            while argc < len(eopts) and not hasattr(eopts[argc], 'items'):
                argc += 1
            elemargs = eopts[1:argc]
            elemkw = eopts[argc] if argc < len(eopts) and eopts[argc] else {}
            spec, opts = _format_elemcreate(etype, True, *elemargs, **elemkw)
            script.append('ttk::style element create %s %s %s %s' % (name, etype, spec, opts))
    return '\n'.join(script)


# ---- what comes from Tcl ----

def _list_from_statespec(stuple):
    """(states, value, states, value) as [(state, ..., value)]."""
    if isinstance(stuple, str):
        return stuple
    result = []
    it = iter(stuple)
    for state, val in zip(it, it):
        if hasattr(state, 'typename'):      # a Tcl_Obj
            state = str(state).split()
        elif isinstance(state, str):
            state = state.split()
        elif not isinstance(state, (tuple, list)):
            state = (state,)
        if hasattr(val, 'typename'):
            val = str(val)
        result.append((*state, val))
    return result


def _list_from_layouttuple(tk, ltuple):
    """A layout as Style.layout() takes it, of the list that Tcl gives."""
    ltuple = tk.splitlist(ltuple)
    res = []
    indx = 0
    while indx < len(ltuple):
        name = ltuple[indx]
        opts = {}
        res.append((name, opts))
        indx += 1
        while indx < len(ltuple):
            opt, val = ltuple[indx:indx + 2]
            if not opt.startswith('-'):
                break           # the next element
            opt = opt[1:]
            indx += 2
            if opt == 'children':
                val = _list_from_layouttuple(tk, val)
            opts[opt] = val
    return res


def _val_or_dict(tk, options, *args):
    """Call with options: the value of the one that is asked for (None), or all as a dict."""
    options = _format_optdict(options)
    res = tk.call(*(args + options))
    if len(options) % 2:
        return res              # one was asked for
    return _splitdict(tk, res, conv=_tclobj_to_py)


def _convert_stringval(value):
    """A number of text, if it is one."""
    value = str(value)
    try:
        value = int(value)
    except (ValueError, TypeError):
        pass
    return value


def _to_number(x):
    if isinstance(x, str):
        x = float(x) if '.' in x else int(x)
    return x


def _tclobj_to_py(val):
    """A value of Tcl as one of Python."""
    if val and hasattr(val, '__len__') and not isinstance(val, str):
        if getattr(val[0], 'typename', None) == 'StateSpec':
            val = _list_from_statespec(val)
        else:
            val = list(map(_convert_stringval, val))
    elif hasattr(val, 'typename'):
        val = _convert_stringval(val)
    return val


def tclobjs_to_py(adict):
    """A dict with values of Tcl as one with values of Python."""
    for opt, val in adict.items():
        adict[opt] = _tclobj_to_py(val)
    return adict


def setup_master(master=None):
    """The master, or the default root if it is None, with Ttk loaded."""
    master = tkinter._get_default_root(master)
    if not getattr(master, '_tile_loaded', False):
        _load_tile(master)
    return master


# ---- styles ----

class Style:
    """The styles of the widgets of an interpreter, and its themes."""

    _name = 'ttk::style'

    def __init__(self, master=None):
        master = setup_master(master)
        self.master = master
        self.tk = self.master.tk

    def configure(self, style, query_opt=None, **kw):
        """Set default options of a style; without any: a dict of them; with query_opt: that one."""
        if query_opt is not None:
            kw[query_opt] = None
        result = _val_or_dict(self.tk, kw, self._name, 'configure', style)
        if result or query_opt:
            return result

    def map(self, style, query_opt=None, **kw):
        """Set options of a style by state: background=[('active', 'blue')]."""
        if query_opt is not None:
            result = self.tk.call(self._name, 'map', style, '-%s' % query_opt)
            return _list_from_statespec(self.tk.splitlist(result))
        result = self.tk.call(self._name, 'map', style, *_format_mapdict(kw))
        return {k: _list_from_statespec(self.tk.splitlist(v)) for k, v in _splitdict(self.tk, result).items()}

    def lookup(self, style, option, state=None, default=None):
        """The value of an option, in a state; default if there is none."""
        state = ' '.join(state) if state else ''
        return self.tk.call(self._name, 'lookup', style, '-%s' % option, state, default)

    def layout(self, style, layoutspec=None):
        """Set the layout of a style; without one: what it is."""
        lspec = None
        if layoutspec:
            lspec = _format_layoutlist(layoutspec)[0]
        elif layoutspec is not None:
            lspec = 'null'      # something without elements: no layout
        return _list_from_layouttuple(self.tk, self.tk.call(self._name, 'layout', style, lspec))

    def element_create(self, elementname, etype, *args, **kw):
        """Make an element of a kind, 'image', 'from' or 'vsapi'."""
        spec, opts = _format_elemcreate(etype, False, *args, **kw)
        self.tk.call(self._name, 'element', 'create', elementname, etype, spec, *opts)

    def element_names(self):
        return tuple(n.lstrip('-') for n in self.tk.splitlist(self.tk.call(self._name, 'element', 'names')))

    def element_options(self, elementname):
        return tuple(o.lstrip('-') for o in self.tk.splitlist(self.tk.call(self._name, 'element', 'options', elementname)))

    def theme_create(self, themename, parent=None, settings=None):
        """Make a theme, derived from another, with settings."""
        script = _script_from_settings(settings) if settings else ''
        if parent:
            self.tk.call(self._name, 'theme', 'create', themename, '-parent', parent, '-settings', script)
        else:
            self.tk.call(self._name, 'theme', 'create', themename, '-settings', script)

    def theme_settings(self, themename, settings):
        """Change the settings of a theme."""
        self.tk.call(self._name, 'theme', 'settings', themename, _script_from_settings(settings))

    def theme_names(self):
        return self.tk.splitlist(self.tk.call(self._name, 'theme', 'names'))

    def theme_use(self, themename=None):
        """Take a theme; without a name: the one in use."""
        if themename is None:
            return self.tk.eval('return $ttk::currentTheme')
        self.tk.call('ttk::setTheme', themename)


# ---- widgets ----

class Widget(tkinter.Widget):
    """What the themed widgets have in common.

    Options: class, cursor, takefocus, style.  States: active, disabled, focus,
    pressed, selected, background, readonly, alternate, invalid.
    """

    def __init__(self, master, widgetname, kw=None):
        master = setup_master(master)
        tkinter.Widget.__init__(self, master, widgetname, kw=kw)

    def identify(self, x, y):
        """The name of the element at a place, or ''."""
        return self.tk.call(self._w, 'identify', x, y)

    def instate(self, statespec, callback=None, *args, **kw):
        """Is the widget in a state?  With a callback: what it returns, if so."""
        ret = self.tk.getboolean(self.tk.call(self._w, 'instate', ' '.join(statespec)))
        if ret and callback is not None:
            return callback(*args, **kw)
        return ret

    def state(self, statespec=None):
        """Set states ('!' in front: unset); what was changed.  Without any: the states."""
        if statespec is not None:
            statespec = ' '.join(statespec)
        return self.tk.splitlist(str(self.tk.call(self._w, 'state', statespec)))


class Button(Widget):
    """Text or an image to be pressed."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::button', kw)

    def invoke(self):
        return self.tk.call(self._w, 'invoke')


class Checkbutton(Widget):
    """A button that is on or off."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::checkbutton', kw)

    def invoke(self):
        return self.tk.call(self._w, 'invoke')


class Entry(Widget, tkinter.Entry):
    """A line of text to be edited."""

    def __init__(self, master=None, widget=None, **kw):
        Widget.__init__(self, master, widget or 'ttk::entry', kw)

    def bbox(self, index):
        """The bounding box of a character."""
        return self._getints(self.tk.call(self._w, 'bbox', index))

    def identify(self, x, y):
        return self.tk.call(self._w, 'identify', x, y)

    def validate(self):
        """Check the text now; a bool."""
        return self.tk.getboolean(self.tk.call(self._w, 'validate'))


class Combobox(Entry):
    """A line of text with a list of values."""

    def __init__(self, master=None, **kw):
        Entry.__init__(self, master, 'ttk::combobox', **kw)

    def current(self, newindex=None):
        """The index of the value in the list, or -1; sets it, if given."""
        if newindex is None:
            return self.tk.getint(self.tk.call(self._w, 'current'))
        return self.tk.call(self._w, 'current', newindex)

    def set(self, value):
        self.tk.call(self._w, 'set', value)


class Frame(Widget):
    """A rectangle that holds widgets."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::frame', kw)


class Label(Widget):
    """Text or an image."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::label', kw)


class Labelframe(Widget):
    """A frame with a border and a label."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::labelframe', kw)


LabelFrame = Labelframe


class Menubutton(Widget):
    """A button that shows a menu."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::menubutton', kw)


class Notebook(Widget):
    """Widgets in tabs, of which one is visible.

    A tab is told by its number, its widget, '@x,y', 'current' or 'end'.
    """

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::notebook', kw)

    def add(self, child, **kw):
        """Add a tab at the end, or show a hidden one again."""
        self.tk.call(self._w, 'add', child, *_format_optdict(kw))

    def forget(self, tab_id):
        """Remove a tab."""
        self.tk.call(self._w, 'forget', tab_id)

    def hide(self, tab_id):
        """Hide a tab; add() shows it again."""
        self.tk.call(self._w, 'hide', tab_id)

    def identify(self, x, y):
        return self.tk.call(self._w, 'identify', x, y)

    def index(self, tab_id):
        """The number of a tab; of 'end': how many there are."""
        return self.tk.getint(self.tk.call(self._w, 'index', tab_id))

    def insert(self, pos, child, **kw):
        """Insert a tab at a place, or move it there."""
        self.tk.call(self._w, 'insert', pos, child, *_format_optdict(kw))

    def select(self, tab_id=None):
        """Show a tab; without one: the path of the widget that is visible."""
        return self.tk.call(self._w, 'select', tab_id)

    def tab(self, tab_id, option=None, **kw):
        """Set options of a tab; without any: a dict of them; with option: that one."""
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'tab', tab_id)

    def tabs(self):
        """The paths of the widgets."""
        return self.tk.splitlist(self.tk.call(self._w, 'tabs') or ())

    def enable_traversal(self):
        """Let Control-Tab and Alt with an underlined letter choose tabs."""
        self.tk.call('ttk::notebook::enableTraversal', self._w)


class Panedwindow(Widget, tkinter.PanedWindow):
    """Widgets side by side, with sashes between them to be moved."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::panedwindow', kw)

    forget = tkinter.PanedWindow.forget         # that of Pack would come first

    def insert(self, pos, child, **kw):
        """Insert a pane at a place, or move it there."""
        self.tk.call(self._w, 'insert', pos, child, *_format_optdict(kw))

    def pane(self, pane, option=None, **kw):
        """Set options of a pane; without any: a dict of them; with option: that one."""
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'pane', pane)

    def sashpos(self, index, newpos=None):
        """The position of a sash; sets it, if given."""
        return self.tk.getint(self.tk.call(self._w, 'sashpos', index, newpos))


PanedWindow = Panedwindow


class Progressbar(Widget):
    """How far something has got, or that it goes on."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::progressbar', kw)

    def start(self, interval=None):
        """Step every interval milliseconds (50)."""
        self.tk.call(self._w, 'start', interval)

    def step(self, amount=None):
        self.tk.call(self._w, 'step', amount)

    def stop(self):
        self.tk.call(self._w, 'stop')


class Radiobutton(Widget):
    """One of several buttons of which one is on."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::radiobutton', kw)

    def invoke(self):
        return self.tk.call(self._w, 'invoke')


class Scale(Widget, tkinter.Scale):
    """A number to be set by a slider."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::scale', kw)

    def configure(self, cnf=None, **kw):
        """As of any widget; a change of the range is told by <<RangeChanged>>."""
        retval = Widget.configure(self, cnf, **kw)
        if not isinstance(cnf, (type(None), str)):
            kw.update(cnf)
        if any(name in kw for name in ('from', 'from_', 'to')):
            self.event_generate('<<RangeChanged>>')
        return retval

    def get(self, x=None, y=None):
        """The value, or that at a place."""
        return self.tk.call(self._w, 'get', x, y)


class Scrollbar(Widget, tkinter.Scrollbar):
    """A bar that shows and sets which part of another widget is visible."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::scrollbar', kw)


class Separator(Widget):
    """A line."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::separator', kw)


class Sizegrip(Widget):
    """A corner to be pulled, for another size of the window."""

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::sizegrip', kw)


class Spinbox(Entry):
    """A line of text with arrows to step through values."""

    def __init__(self, master=None, **kw):
        Entry.__init__(self, master, 'ttk::spinbox', **kw)

    def set(self, value):
        self.tk.call(self._w, 'set', value)


class Treeview(Widget, tkinter.XView, tkinter.YView):
    """Items in a tree, with columns.

    An item has an identifier, which is made up if it is not given; '' is the
    root.  A column is told by its name, its number, '#n' (the n-th that is
    shown) or '#0' (the tree).
    """

    def __init__(self, master=None, **kw):
        Widget.__init__(self, master, 'ttk::treeview', kw)

    def bbox(self, item, column=None):
        """The bounding box of an item, or of a column of it; '' if it is not visible."""
        return self._getints(self.tk.call(self._w, 'bbox', item, column)) or ''

    def get_children(self, item=None):
        """The items in an item, or at the root."""
        return self.tk.splitlist(self.tk.call(self._w, 'children', item or '') or ())

    def set_children(self, item, *newchildren):
        """Make these the items in an item; others there are detached."""
        self.tk.call(self._w, 'children', item, newchildren)

    def column(self, column, option=None, **kw):
        """Set options of a column: anchor, minwidth, stretch, width; without any: a dict; with option: that one."""
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'column', column)

    def delete(self, *items):
        """Delete items and what is in them."""
        self.tk.call(self._w, 'delete', items)

    def detach(self, *items):
        """Take items out of the tree; move() puts them back."""
        self.tk.call(self._w, 'detach', items)

    def exists(self, item):
        return self.tk.getboolean(self.tk.call(self._w, 'exists', item))

    def focus(self, item=None):
        """The item that has the focus, or ''; sets it, if given."""
        return self.tk.call(self._w, 'focus', item)

    def heading(self, column, option=None, **kw):
        """Set options of the heading of a column: anchor, command, image, text; without any: a dict."""
        cmd = kw.get('command')
        if cmd and not isinstance(cmd, str):
            kw['command'] = self.master.register(cmd, self._substitute)
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'heading', column)

    def identify(self, component, x, y):
        """The 'row', 'column', 'region', 'item' or 'element' at a place."""
        return self.tk.call(self._w, 'identify', component, x, y)

    def identify_row(self, y):
        return self.identify('row', 0, y)

    def identify_column(self, x):
        return self.identify('column', x, 0)

    def identify_region(self, x, y):
        """'heading', 'separator', 'tree' or 'cell'."""
        return self.identify('region', x, y)

    def identify_element(self, x, y):
        return self.identify('element', x, y)

    def index(self, item):
        """The number of an item among those of its parent."""
        return self.tk.getint(self.tk.call(self._w, 'index', item))

    def insert(self, parent, index, iid=None, **kw):
        """Insert an item: image, open, tags, text, values; its identifier."""
        opts = _format_optdict(kw)
        if iid is not None:
            return self.tk.call(self._w, 'insert', parent, index, '-id', iid, *opts)
        return self.tk.call(self._w, 'insert', parent, index, *opts)

    def item(self, item, option=None, **kw):
        """Set options of an item; without any: a dict of them; with option: that one."""
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'item', item)

    def move(self, item, parent, index):
        """Move an item to a place among those of a parent."""
        self.tk.call(self._w, 'move', item, parent, index)

    reattach = move             # a detached one goes the same way

    def next(self, item):
        """The item after this one of the same parent, or ''."""
        return self.tk.call(self._w, 'next', item)

    def parent(self, item):
        return self.tk.call(self._w, 'parent', item)

    def prev(self, item):
        """The item before this one of the same parent, or ''."""
        return self.tk.call(self._w, 'prev', item)

    def see(self, item):
        """Scroll, and open what the item is in, so that it is visible."""
        self.tk.call(self._w, 'see', item)

    _none = object()

    def selection(self, selop=_none, items=None):
        """The selected items; with 'set', 'add', 'remove' or 'toggle' (deprecated): does that to items."""
        if selop is Treeview._none:
            return self.tk.splitlist(self.tk.call(self._w, 'selection'))
        if selop not in (None, 'set', 'add', 'remove', 'toggle'):
            raise TypeError("selop must be 'set', 'add', 'remove' or 'toggle', not %r" % (selop,))
        import warnings
        warnings.warn('selection() with arguments is deprecated, use selection_set(), selection_add(), selection_remove() '
                      'or selection_toggle()', DeprecationWarning, 2)
        if selop is None:
            return self.selection()
        self._selection(selop, (items,) if items is not None else ())

    def _selection(self, selop, items):
        if len(items) == 1 and isinstance(items[0], (tuple, list)):
            items = items[0]
        self.tk.call(self._w, 'selection', selop, items)

    def selection_set(self, *items):
        """Select these items only."""
        self._selection('set', items)

    def selection_add(self, *items):
        self._selection('add', items)

    def selection_remove(self, *items):
        self._selection('remove', items)

    def selection_toggle(self, *items):
        self._selection('toggle', items)

    def set(self, item, column=None, value=None):
        """The values of an item by column, or one of them; sets it, if given."""
        res = self.tk.call(self._w, 'set', item, column, value)
        if column is None and value is None:
            return _splitdict(self.tk, res, cut_minus=False, conv=_tclobj_to_py)
        return res

    def tag_bind(self, tagname, sequence=None, callback=None):
        """As bind(), for the items that have a tag."""
        self._bind((self._w, 'tag', 'bind', tagname), sequence, callback, add=0)

    def tag_configure(self, tagname, option=None, **kw):
        """Set how items with a tag look: background, font, foreground, image."""
        if option is not None:
            kw[option] = None
        return _val_or_dict(self.tk, kw, self._w, 'tag', 'configure', tagname)

    def tag_has(self, tagname, item=None):
        """Has an item a tag?  Without one: the items that have it."""
        if item is None:
            return self.tk.splitlist(self.tk.call(self._w, 'tag', 'has', tagname))
        return self.tk.getboolean(self.tk.call(self._w, 'tag', 'has', tagname, item))


# ---- made of other widgets ----

class LabeledScale(Frame):
    """A Scale and a Label that shows its value: `scale`, `label`, `value`."""

    def __init__(self, master=None, variable=None, from_=0, to=10, **kw):
        """compound='top' or 'bottom' is where the label goes; other options are the frame's."""
        self._label_top = kw.pop('compound', 'top') == 'top'
        Frame.__init__(self, master, **kw)
        self._variable = variable or tkinter.IntVar(master)
        self._variable.set(from_)
        self._last_valid = from_
        self.label = Label(self)
        self.scale = Scale(self, variable=self._variable, from_=from_, to=to)
        self.scale.bind('<<RangeChanged>>', self._adjust)
        scale_side = 'bottom' if self._label_top else 'top'
        label_side = 'top' if scale_side == 'bottom' else 'bottom'
        self.scale.pack(side=scale_side, fill='x')
        # Room for the label, which is placed over it.
        dummy = Label(self)
        dummy.pack(side=label_side)
        dummy.lower()
        self.label.place(anchor='n' if label_side == 'top' else 's')
        self.__tracecb = self._variable.trace_variable('w', self._adjust)
        self.bind('<Configure>', self._adjust)
        self.bind('<Map>', self._adjust)

    def destroy(self):
        try:
            self._variable.trace_vdelete('w', self.__tracecb)
        except AttributeError:
            pass
        else:
            del self._variable
        super().destroy()
        self.label = None
        self.scale = None

    def _adjust(self, *args):
        """Put the label where the slider is."""
        def adjust_label():
            self.update_idletasks()     # the coordinates must be those of now
            x, y = self.scale.coords()
            if self._label_top:
                y = self.scale.winfo_y() - self.label.winfo_reqheight()
            else:
                y = self.scale.winfo_reqheight() + self.label.winfo_reqheight()
            self.label.place_configure(x=x, y=y)

        from_ = _to_number(self.scale['from'])
        to = _to_number(self.scale['to'])
        if to < from_:
            from_, to = to, from_
        newval = self._variable.get()
        if not from_ <= newval <= to:
            # Out of range: the former value stays.
            self.value = self._last_valid
            return
        self._last_valid = newval
        self.label['text'] = newval
        self.after_idle(adjust_label)

    @property
    def value(self):
        return self._variable.get()

    @value.setter
    def value(self, val):
        self._variable.set(val)


class OptionMenu(Menubutton):
    """A button that shows the value of a variable, and a menu of the values it can have."""

    def __init__(self, master, variable, default=None, *values, **kwargs):
        """style, direction and command, which is called with the value chosen, are the only options."""
        kw = {'textvariable': variable, 'style': kwargs.pop('style', None), 'direction': kwargs.pop('direction', None)}
        Menubutton.__init__(self, master, **kw)
        self['menu'] = tkinter.Menu(self, tearoff=False)
        self._variable = variable
        self._callback = kwargs.pop('command', None)
        if kwargs:
            raise tkinter.TclError('unknown option -%s' % next(iter(kwargs.keys())))
        self.set_menu(default, *values)

    def __getitem__(self, item):
        if item == 'menu':
            return self.nametowidget(Menubutton.__getitem__(self, item))
        return Menubutton.__getitem__(self, item)

    def set_menu(self, default=None, *values):
        """Another menu, and a value if default is given."""
        menu = self['menu']
        menu.delete(0, 'end')
        for val in values:
            menu.add_radiobutton(label=val,
                                 command=None if self._callback is None else lambda val=val: self._callback(val),
                                 variable=self._variable)
        if default:
            self._variable.set(default)

    def destroy(self):
        try:
            del self._variable
        except AttributeError:
            pass
        super().destroy()
