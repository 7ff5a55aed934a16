"""Fonts by name."""

import itertools

import tkinter

NORMAL = 'normal'
ROMAN = 'roman'
BOLD = 'bold'
ITALIC = 'italic'


def nametofont(name):
    """The Font of a font that exists."""
    return Font(name=name, exists=True)


class Font:
    """A named font: widgets that use it follow its changes.

    Options: font (a description to start from), name (made up if not given),
    exists (it does already); or family, size (in points, in pixels if
    negative), weight (NORMAL, BOLD), slant (ROMAN, ITALIC), underline,
    overstrike (0 or 1).
    """

    counter = itertools.count(1)

    def _set(self, kw):
        options = []
        for k, v in kw.items():
            options.append('-' + k)
            options.append(str(v))
        return tuple(options)

    def _get(self, args):
        return tuple('-' + k for k in args)

    def _mkdict(self, args):
        return {args[i][1:]: args[i + 1] for i in range(0, len(args), 2)}

    def __init__(self, root=None, font=None, name=None, exists=False, **options):
        if not root:
            root = tkinter._default_root
        tk = getattr(root, 'tk', root)
        if font:
            # All that it really is.
            font = tk.splitlist(tk.call('font', 'actual', font))
        else:
            font = self._set(options)
        if not name:
            name = 'font' + str(next(self.counter))
        self.name = name
        if exists:
            self.delete_font = False
            if self.name not in tk.splitlist(tk.call('font', 'names')):
                raise tkinter._tkinter.TclError('named font %s does not already exist' % (self.name,))
            if font:
                tk.call('font', 'configure', self.name, *font)
        else:
            tk.call('font', 'create', self.name, *font)
            self.delete_font = True
        self._tk = tk
        self._split = tk.splitlist
        self._call = tk.call

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return isinstance(other, Font) and self.name == other.name

    def __getitem__(self, key):
        return self.cget(key)

    def __setitem__(self, key, value):
        self.configure(**{key: value})

    def __del__(self):
        try:
            if self.delete_font:
                self._call('font', 'delete', self.name)
        except Exception:
            pass

    def copy(self):
        """Another font that is the same now."""
        return Font(self._tk, **self.actual())

    def actual(self, option=None, displayof=None):
        """What the font really is on the display: a dict, or one option."""
        args = ()
        if displayof:
            args = ('-displayof', displayof)
        if option:
            args = args + ('-' + option,)
            return self._call('font', 'actual', self.name, *args)
        return self._mkdict(self._split(self._call('font', 'actual', self.name, *args)))

    def cget(self, option):
        return self._call('font', 'config', self.name, '-' + option)

    def config(self, **options):
        """Change options; without any: a dict of them."""
        if options:
            self._call('font', 'config', self.name, *self._set(options))
        else:
            return self._mkdict(self._split(self._call('font', 'config', self.name)))

    configure = config

    def measure(self, text, displayof=None):
        """The width of a text in pixels."""
        args = (text,)
        if displayof:
            args = ('-displayof', displayof, text)
        return self._tk.getint(self._call('font', 'measure', self.name, *args))

    def metrics(self, *options, **kw):
        """The measures ascent, descent, linespace, fixed: a dict, or one of them."""
        args = ()
        displayof = kw.pop('displayof', None)
        if displayof:
            args = ('-displayof', displayof)
        if options:
            args = args + self._get(options)
            return self._tk.getint(self._call('font', 'metrics', self.name, *args))
        res = self._split(self._call('font', 'metrics', self.name, *args))
        return {res[i][1:]: self._tk.getint(res[i + 1]) for i in range(0, len(res), 2)}


def families(root=None, displayof=None):
    """The families of fonts there are."""
    if not root:
        root = tkinter._default_root
    args = ()
    if displayof:
        args = ('-displayof', displayof)
    return root.tk.splitlist(root.tk.call('font', 'families', *args))


def names(root=None):
    """The names of the named fonts."""
    if not root:
        root = tkinter._default_root
    return root.tk.splitlist(root.tk.call('font', 'names'))
