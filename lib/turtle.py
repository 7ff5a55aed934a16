"""Turtle graphics: a pen on a turtle that is told where to go.

    from turtle import *
    for i in range(4):
        forward(100)
        left(90)
    done()

A turtle (RawTurtle on any canvas, Turtle on the one Screen()) has a position and a heading (TNavigator) and a pen (TPen).  The
functions of this module are the methods of one turtle and of the screen, which are made when they are first needed.  A file
turtle.cfg in the current folder, and one beside this module, set what things are at first.

Each segment, dot, stamp and text is an item of the canvas.  What a turtle does is noted as functions that undo it, a list for each
step; undo() runs the last list backwards.
"""

import inspect
import math
import sys
import tkinter as TK
from collections import deque
from contextlib import contextmanager
from copy import deepcopy
from os.path import isfile, join, split
from tkinter import simpledialog

_ver = 'turtle 1.1b- - for Python 3.1   -  4. 5. 2009'

_tg_classes = ['ScrolledCanvas', 'TurtleScreen', 'Screen', 'RawTurtle', 'Turtle', 'RawPen', 'Pen', 'Shape', 'Vec2D']
_tg_screen_functions = ['addshape', 'bgcolor', 'bgpic', 'bye', 'clearscreen', 'colormode', 'delay', 'exitonclick', 'getcanvas', 'getshapes',
                        'listen', 'mainloop', 'mode', 'numinput', 'onkey', 'onkeypress', 'onkeyrelease', 'onscreenclick', 'ontimer',
                        'register_shape', 'resetscreen', 'screensize', 'setup', 'setworldcoordinates', 'textinput', 'title', 'tracer',
                        'turtles', 'update', 'window_height', 'window_width']
_tg_turtle_functions = ['back', 'backward', 'begin_fill', 'begin_poly', 'bk', 'circle', 'clear', 'clearstamp', 'clearstamps', 'clone', 'color',
                        'degrees', 'distance', 'dot', 'down', 'end_fill', 'end_poly', 'fd', 'fillcolor', 'filling', 'forward', 'get_poly',
                        'getpen', 'getscreen', 'get_shapepoly', 'getturtle', 'goto', 'heading', 'hideturtle', 'home', 'ht', 'isdown',
                        'isvisible', 'left', 'lt', 'onclick', 'ondrag', 'onrelease', 'pd', 'pen', 'pencolor', 'pendown', 'pensize', 'penup',
                        'pos', 'position', 'pu', 'radians', 'right', 'reset', 'resizemode', 'rt', 'seth', 'setheading', 'setpos',
                        'setposition', 'settiltangle', 'setundobuffer', 'setx', 'sety', 'shape', 'shapesize', 'shapetransform',
                        'shearfactor', 'showturtle', 'speed', 'st', 'stamp', 'tilt', 'tiltangle', 'towards', 'turtlesize', 'undo',
                        'undobufferentries', 'up', 'width', 'write', 'xcor', 'ycor']
_tg_utilities = ['write_docstringdict', 'done']

__all__ = _tg_classes + _tg_screen_functions + _tg_turtle_functions + _tg_utilities + ['Terminator']

_alias_list = ['addshape', 'backward', 'bk', 'fd', 'ht', 'lt', 'pd', 'pos', 'pu', 'rt', 'seth', 'setpos', 'setposition', 'st', 'turtlesize', 'up',
               'width']


# ---- what things are at first ----

_CFG = {'width': 0.5,               # of the window: a part of the screen, or pixels
        'height': 0.75,
        'canvwidth': 400,
        'canvheight': 300,
        'leftright': None,          # where the window is
        'topbottom': None,
        'mode': 'standard',         # or 'logo', 'world'
        'colormode': 1.0,
        'delay': 10,
        'undobuffersize': 1000,
        'shape': 'classic',
        'pencolor': 'black',
        'fillcolor': 'black',
        'resizemode': 'noresize',
        'visible': True,
        'language': 'english',      # of the docstrings
        'exampleturtle': 'turtle',
        'examplescreen': 'screen',
        'title': 'Python Turtle Graphics',
        'using_IDLE': False}


def config_dict(filename):
    """The settings in a file, lines of `name = value`."""
    cfgdict = {}
    with open(filename, 'r') as f:
        cfglines = f.readlines()
    for line in cfglines:
        line = line.strip()
        if not line or line.startswith('#'):
            continue
        try:
            key, value = line.split('=')
        except ValueError:
            print('Bad line in config-file %s:\n%s' % (filename, line))
            continue
        key = key.strip()
        value = value.strip()
        if value in ('True', 'False', 'None', "''", '""'):
            value = {'True': True, 'False': False, 'None': None}.get(value, '')
        else:
            try:
                value = float(value) if '.' in value else int(value)
            except ValueError:
                pass                # text
        cfgdict[key] = value
    return cfgdict


def readconfig(cfgdict):
    """Take the settings of turtle.cfg beside this module, and then of the one in the current folder.

    If that one says importconfig = name, turtle_name.cfg is taken too.
    """
    default_cfg = 'turtle.cfg'
    cfgdict1 = {}
    if isfile(default_cfg):
        cfgdict1 = config_dict(default_cfg)
    if 'importconfig' in cfgdict1:
        default_cfg = 'turtle_%s.cfg' % cfgdict1['importconfig']
    cfgdict2 = {}
    try:
        head, tail = split(__file__)
        cfg_file2 = join(head, default_cfg)
    except Exception:
        cfg_file2 = ''
    if isfile(cfg_file2):
        cfgdict2 = config_dict(cfg_file2)
    _CFG.update(cfgdict2)
    _CFG.update(cfgdict1)


try:
    readconfig(_CFG)
except Exception:
    print('No configfile read, reason unknown')


# ---- vectors and shapes ----

class Vec2D(tuple):
    """A vector in the plane: a + b, a - b, a * b (inner product), k * a, abs(a), a.rotate(degrees)."""

    def __new__(cls, x, y):
        return tuple.__new__(cls, (x, y))

    def __add__(self, other):
        return Vec2D(self[0] + other[0], self[1] + other[1])

    def __mul__(self, other):
        if isinstance(other, Vec2D):
            return self[0] * other[0] + self[1] * other[1]
        return Vec2D(self[0] * other, self[1] * other)

    def __rmul__(self, other):
        if isinstance(other, (int, float)):
            return Vec2D(self[0] * other, self[1] * other)
        return NotImplemented

    def __sub__(self, other):
        return Vec2D(self[0] - other[0], self[1] - other[1])

    def __neg__(self):
        return Vec2D(-self[0], -self[1])

    def __abs__(self):
        return (self[0] ** 2 + self[1] ** 2) ** 0.5

    def rotate(self, angle):
        """Turned counterclockwise by an angle in degrees."""
        perp = Vec2D(-self[1], self[0])
        angle = math.radians(angle)
        c, s = math.cos(angle), math.sin(angle)
        return Vec2D(self[0] * c + perp[0] * s, self[1] * c + perp[1] * s)

    def __getnewargs__(self):
        return (self[0], self[1])

    def __repr__(self):
        return '(%.2f,%.2f)' % self


class TurtleGraphicsError(Exception):
    """What a turtle cannot do."""


class Terminator(Exception):
    """The window was closed while a program still draws."""


class Shape:
    """What a turtle looks like: 'polygon' (a tuple of points), 'image' (a PhotoImage) or 'compound' (by addcomponent())."""

    def __init__(self, type_, data=None):
        self._type = type_
        if type_ == 'polygon':
            if isinstance(data, list):
                data = tuple(data)
        elif type_ == 'image':
            if isinstance(data, str):
                if data.lower().endswith('.gif') and isfile(data):
                    data = TurtleScreen._image(data)
        elif type_ == 'compound':
            data = []
        else:
            raise TurtleGraphicsError('There is no shape type %s' % type_)
        self._data = data

    def addcomponent(self, poly, fill, outline=None):
        """Add a polygon with its colours to a compound shape."""
        if self._type != 'compound':
            raise TurtleGraphicsError('Cannot add component to %s Shape' % self._type)
        if outline is None:
            outline = fill
        self._data.append([poly, fill, outline])


# ---- the canvas ----

class ScrolledCanvas(TK.Frame):
    """A Canvas with scrollbars when it is larger than its window.  The middle is (0, 0)."""

    def __init__(self, master, width=500, height=350, canvwidth=600, canvheight=500):
        TK.Frame.__init__(self, master, width=width, height=height)
        self._rootwindow = self.winfo_toplevel()
        self.width, self.height = width, height
        self.canvwidth, self.canvheight = canvwidth, canvheight
        self.bg = 'white'
        self._canvas = TK.Canvas(master, width=width, height=height, bg=self.bg, relief=TK.SUNKEN, borderwidth=2)
        self.hscroll = TK.Scrollbar(master, command=self._canvas.xview, orient=TK.HORIZONTAL)
        self.vscroll = TK.Scrollbar(master, command=self._canvas.yview)
        self._canvas.configure(xscrollcommand=self.hscroll.set, yscrollcommand=self.vscroll.set)
        self.rowconfigure(0, weight=1, minsize=0)
        self.columnconfigure(0, weight=1, minsize=0)
        self._canvas.grid(padx=1, in_=self, pady=1, row=0, column=0, rowspan=1, columnspan=1, sticky='news')
        self.vscroll.grid(padx=1, in_=self, pady=1, row=0, column=1, rowspan=1, columnspan=1, sticky='news')
        self.hscroll.grid(padx=1, in_=self, pady=1, row=1, column=0, rowspan=1, columnspan=1, sticky='news')
        self.reset()
        self._rootwindow.bind('<Configure>', self.onResize)

    def reset(self, canvwidth=None, canvheight=None, bg=None):
        """Another size and colour of the canvas."""
        if canvwidth:
            self.canvwidth = canvwidth
        if canvheight:
            self.canvheight = canvheight
        if bg:
            self.bg = bg
        self._canvas.config(bg=self.bg, scrollregion=(-self.canvwidth // 2, -self.canvheight // 2, self.canvwidth // 2, self.canvheight // 2))
        self._canvas.xview_moveto(0.5 * (self.canvwidth - self.width + 30) / self.canvwidth)
        self._canvas.yview_moveto(0.5 * (self.canvheight - self.height + 30) / self.canvheight)
        self.adjustScrolls()

    def adjustScrolls(self):
        """Show the scrollbars if they are needed."""
        cwidth = self._canvas.winfo_width()
        cheight = self._canvas.winfo_height()
        self._canvas.xview_moveto(0.5 * (self.canvwidth - cwidth) / self.canvwidth)
        self._canvas.yview_moveto(0.5 * (self.canvheight - cheight) / self.canvheight)
        if cwidth < self.canvwidth or cheight < self.canvheight:
            self.hscroll.grid(padx=1, in_=self, pady=1, row=1, column=0, rowspan=1, columnspan=1, sticky='news')
            self.vscroll.grid(padx=1, in_=self, pady=1, row=0, column=1, rowspan=1, columnspan=1, sticky='news')
        else:
            self.hscroll.grid_forget()
            self.vscroll.grid_forget()

    def onResize(self, event):
        self.adjustScrolls()

    # These are of both: the canvas is meant.
    def bbox(self, *args):
        return self._canvas.bbox(*args)

    def cget(self, *args, **kwargs):
        return self._canvas.cget(*args, **kwargs)

    def config(self, *args, **kwargs):
        self._canvas.config(*args, **kwargs)

    def bind(self, *args, **kwargs):
        self._canvas.bind(*args, **kwargs)

    def unbind(self, *args, **kwargs):
        self._canvas.unbind(*args, **kwargs)

    def focus_force(self):
        self._canvas.focus_force()


def _forward_canvas_methods():
    """The other methods of Canvas, as methods of ScrolledCanvas."""
    def forwarder(name):
        def method(self, *args, **kw):
            return getattr(self._canvas, name)(*args, **kw)
        method.__name__ = name
        method.__qualname__ = 'ScrolledCanvas.' + name
        method.__doc__ = getattr(TK.Canvas, name).__doc__
        return method
    for cls in TK.Canvas, TK.XView, TK.YView:
        for name, value in vars(cls).items():
            if callable(value) and not name.startswith('_') and not hasattr(ScrolledCanvas, name):
                setattr(ScrolledCanvas, name, forwarder(name))


_forward_canvas_methods()


class _Root(TK.Tk):
    """The window of Screen()."""

    def __init__(self):
        TK.Tk.__init__(self)

    def setupcanvas(self, width, height, cwidth, cheight):
        self._canvas = ScrolledCanvas(self, width, height, cwidth, cheight)
        self._canvas.pack(expand=1, fill='both')

    def _getcanvas(self):
        return self._canvas

    def set_geometry(self, width, height, startx, starty):
        self.geometry('%dx%d%+d%+d' % (width, height, startx, starty))

    def ondestroy(self, destroy):
        self.wm_protocol('WM_DELETE_WINDOW', destroy)

    def win_width(self):
        return self.winfo_screenwidth()

    def win_height(self):
        return self.winfo_screenheight()


Canvas = TK.Canvas


class TurtleScreenBase:
    """The canvas as turtles see it: y goes up, coordinates are scaled."""

    @staticmethod
    def _blankimage():
        return TK.PhotoImage(width=1, height=1)

    @staticmethod
    def _image(filename):
        return TK.PhotoImage(file=filename)

    def __init__(self, cv):
        self.cv = cv
        if isinstance(cv, ScrolledCanvas):
            w, h = self.cv.canvwidth, self.cv.canvheight
        else:                           # a plain Canvas
            w, h = int(self.cv.cget('width')), int(self.cv.cget('height'))
            self.cv.config(scrollregion=(-w // 2, -h // 2, w // 2, h // 2))
        self.canvwidth = w
        self.canvheight = h
        self.xscale = self.yscale = 1.0

    def _flat(self, points):
        """Coordinates of the canvas."""
        return [c for x, y in points for c in (x * self.xscale, -y * self.yscale)]

    def _createpoly(self):
        return self.cv.create_polygon((0, 0, 0, 0, 0, 0), fill='', outline='')

    def _drawpoly(self, polyitem, coordlist, fill=None, outline=None, width=None, top=False):
        self.cv.coords(polyitem, *self._flat(coordlist))
        if fill is not None:
            self.cv.itemconfigure(polyitem, fill=fill)
        if outline is not None:
            self.cv.itemconfigure(polyitem, outline=outline)
        if width is not None:
            self.cv.itemconfigure(polyitem, width=width)
        if top:
            self.cv.tag_raise(polyitem)

    def _createline(self):
        return self.cv.create_line(0, 0, 0, 0, fill='', width=2, capstyle=TK.ROUND)

    def _drawline(self, lineitem, coordlist=None, fill=None, width=None, top=False):
        if coordlist is not None:
            self.cv.coords(lineitem, *self._flat(coordlist))
        if fill is not None:
            self.cv.itemconfigure(lineitem, fill=fill)
        if width is not None:
            self.cv.itemconfigure(lineitem, width=width)
        if top:
            self.cv.tag_raise(lineitem)

    def _delete(self, item):
        self.cv.delete(item)

    def _update(self):
        self.cv.update()

    def _delay(self, delay):
        self.cv.after(delay)

    def _iscolorstring(self, color):
        """Does Tk know a colour of that name?"""
        try:
            self.cv.winfo_rgb(color)
            return True
        except TK.TclError:
            return False

    def _bgcolor(self, color=None):
        if color is None:
            return self.cv.cget('bg')
        self.cv.config(bg=color)
        self._update()

    def _write(self, pos, txt, align, font, pencolor):
        """Text at a position: its item, and the coordinate of its right edge."""
        x, y = pos
        anchor = {'left': 'sw', 'center': 's', 'right': 'se'}
        item = self.cv.create_text(x * self.xscale - 1, -y * self.yscale, text=txt, anchor=anchor[align], fill=pencolor, font=font)
        x0, y0, x1, y1 = self.cv.bbox(item) or (0, 0, x * self.xscale, 0)
        return item, (x1 - 1) / self.xscale

    def _coordinates(self, event):
        return self.cv.canvasx(event.x) / self.xscale, -self.cv.canvasy(event.y) / self.yscale

    def _onitem(self, item, sequence, fun, add):
        if fun is None:
            self.cv.tag_unbind(item, sequence)
        else:
            self.cv.tag_bind(item, sequence, lambda event: fun(*self._coordinates(event)), add)

    def _onclick(self, item, fun, num=1, add=None):
        self._onitem(item, '<Button-%s>' % num, fun, add)

    def _onrelease(self, item, fun, num=1, add=None):
        self._onitem(item, '<Button%s-ButtonRelease>' % num, fun, add)

    def _ondrag(self, item, fun, num=1, add=None):
        if fun is None:
            self._onitem(item, '<Button%s-Motion>' % num, None, add)
            return

        def eventfun(x, y):
            try:
                fun(x, y)
            except (TK.TclError, ZeroDivisionError):
                pass                # the window was left
        self._onitem(item, '<Button%s-Motion>' % num, eventfun, add)

    def _onscreenclick(self, fun, num=1, add=None):
        if fun is None:
            self.cv.unbind('<Button-%s>' % num)
        else:
            self.cv.bind('<Button-%s>' % num, lambda event: fun(*self._coordinates(event)), add)

    def _onkeyrelease(self, fun, key):
        if fun is None:
            self.cv.unbind('<KeyRelease-%s>' % key, None)
        else:
            self.cv.bind('<KeyRelease-%s>' % key, lambda event: fun())

    def _onkeypress(self, fun, key=None):
        sequence = '<KeyPress>' if key is None else '<KeyPress-%s>' % key
        if fun is None:
            self.cv.unbind(sequence, None)
        else:
            self.cv.bind(sequence, lambda event: fun())

    def _listen(self):
        self.cv.focus_force()

    def _ontimer(self, fun, t):
        if t == 0:
            self.cv.after_idle(fun)
        else:
            self.cv.after(t, fun)

    def _createimage(self, image):
        return self.cv.create_image(0, 0, image=image)

    def _drawimage(self, item, pos, image):
        x, y = pos
        self.cv.coords(item, x * self.xscale, -y * self.yscale)
        self.cv.itemconfig(item, image=image)

    def _setbgpic(self, item, image):
        self.cv.itemconfig(item, image=image)
        self.cv.tag_lower(item)

    def _type(self, item):
        return self.cv.type(item)

    def _pointlist(self, item):
        """The points of an item, in turtles' coordinates before they are scaled."""
        cl = self.cv.coords(item)
        return [(cl[i], -cl[i + 1]) for i in range(0, len(cl), 2)]

    def _setscrollregion(self, srx1, sry1, srx2, sry2):
        self.cv.config(scrollregion=(srx1, sry1, srx2, sry2))

    def _rescale(self, xscalefactor, yscalefactor):
        for item in self.cv.find_all():
            coords = self.cv.coords(item)
            self.cv.coords(item, *[c * (yscalefactor if i % 2 else xscalefactor) for i, c in enumerate(coords)])

    def _resize(self, canvwidth=None, canvheight=None, bg=None):
        # The window is not changed.
        if not isinstance(self.cv, ScrolledCanvas):
            return self.canvwidth, self.canvheight
        if canvwidth is canvheight is bg is None:
            return self.cv.canvwidth, self.cv.canvheight
        if canvwidth is not None:
            self.canvwidth = canvwidth
        if canvheight is not None:
            self.canvheight = canvheight
        self.cv.reset(canvwidth, canvheight, bg)

    def _window_size(self):
        """(width, height) of the visible part."""
        width = self.cv.winfo_width()
        if width <= 1:
            width = self.cv['width']
        height = self.cv.winfo_height()
        if height <= 1:
            height = self.cv['height']
        return width, height

    def mainloop(self):
        """Handle events until the window is closed: the last call of a program."""
        TK.mainloop()

    def textinput(self, title, prompt):
        """Ask for a text in a window; None if cancelled."""
        return simpledialog.askstring(title, prompt)

    def numinput(self, title, prompt, default=None, minval=None, maxval=None):
        """Ask for a number in a window; None if cancelled."""
        return simpledialog.askfloat(title, prompt, initialvalue=default, minvalue=minval, maxvalue=maxval)


_SHAPES = {
    'arrow': ((-10, 0), (10, 0), (0, 10)),
    'turtle': ((0, 15), (-2, 13), (-2, 10), (-4, 8), (-7, 10), (-9, 8), (-6, 5), (-7, 1), (-6, -3), (-8, -6), (-6, -9), (-4, -6), (0, -8),
               (4, -6), (6, -9), (8, -6), (6, -3), (7, 1), (6, 5), (9, 8), (7, 10), (4, 8), (2, 10), (2, 13)),
    'circle': tuple((round(10 * math.cos(math.radians(a)), 2), round(10 * math.sin(math.radians(a)), 2)) for a in range(0, 360, 18)),
    'square': ((10, -10), (10, 10), (-10, 10), (-10, -10)),
    'triangle': ((10, -5.77), (0, 11.55), (-10, -5.77)),
    'classic': ((0, 0), (-5, -9), (0, -7), (5, -9)),
}


class TurtleScreen(TurtleScreenBase):
    """A canvas with turtles on it."""

    _RUNNING = True

    def __init__(self, cv, mode=_CFG['mode'], colormode=_CFG['colormode'], delay=_CFG['delay']):
        TurtleScreenBase.__init__(self, cv)
        self._shapes = {name: Shape('polygon', poly) for name, poly in _SHAPES.items()}
        self._shapes['blank'] = Shape('image', self._blankimage())
        self._bgpics = {'nopic': ''}
        self._mode = mode
        self._delayvalue = delay
        self._colormode = _CFG['colormode']
        self._keys = []
        self.clear()

    def clear(self):
        """Delete all drawings and turtles, and set the screen as at first.  As a function: clearscreen()."""
        self._delayvalue = _CFG['delay']
        self._colormode = _CFG['colormode']
        self._delete('all')
        self._bgpic = self._createimage('')
        self._bgpicname = 'nopic'
        self._tracing = 1
        self._updatecounter = 0
        self._turtles = []
        self.bgcolor('white')
        for btn in 1, 2, 3:
            self.onclick(None, btn)
        self.onkeypress(None)
        for key in self._keys[:]:
            self.onkey(None, key)
            self.onkeypress(None, key)
        Turtle._pen = None

    def mode(self, mode=None):
        """'standard' (east first, counterclockwise), 'logo' (north first, clockwise) or 'world' (own coordinates).

        Setting it resets the turtles.
        """
        if mode is None:
            return self._mode
        mode = mode.lower()
        if mode not in ('standard', 'logo', 'world'):
            raise TurtleGraphicsError('No turtle-graphics-mode %s' % mode)
        self._mode = mode
        if mode in ('standard', 'logo'):
            self._setscrollregion(-self.canvwidth // 2, -self.canvheight // 2, self.canvwidth // 2, self.canvheight // 2)
            self.xscale = self.yscale = 1.0
        self.reset()

    def setworldcoordinates(self, llx, lly, urx, ury):
        """The coordinates of the lower left and upper right corner.  Angles are distorted if the scales differ."""
        if self.mode() != 'world':
            self.mode('world')
        xspan = float(urx - llx)
        yspan = float(ury - lly)
        wx, wy = self._window_size()
        self.screensize(wx - 20, wy - 20)
        oldxscale, oldyscale = self.xscale, self.yscale
        self.xscale = self.canvwidth / xspan
        self.yscale = self.canvheight / yspan
        srx1 = llx * self.xscale
        sry1 = -ury * self.yscale
        self._setscrollregion(srx1, sry1, self.canvwidth + srx1, self.canvheight + sry1)
        self._rescale(self.xscale / oldxscale, self.yscale / oldyscale)
        self.update()

    def register_shape(self, name, shape=None):
        """Add a shape: a name and points or a Shape, or the name of a .gif."""
        if shape is None:
            if not name.lower().endswith('.gif'):
                raise TurtleGraphicsError('Bad arguments for register_shape.\n' + 'Use  help(register_shape)')
            shape = Shape('image', self._image(name))
        elif isinstance(shape, tuple):
            shape = Shape('polygon', shape)
        self._shapes[name] = shape

    def _colorstr(self, color):
        """A colour as Tk knows it, of a name or three numbers."""
        if len(color) == 1:
            color = color[0]
        if isinstance(color, str):
            if self._iscolorstring(color) or color == '':
                return color
            raise TurtleGraphicsError('bad color string: %s' % str(color))
        try:
            r, g, b = color
        except (TypeError, ValueError):
            raise TurtleGraphicsError('bad color arguments: %s' % str(color))
        if self._colormode == 1.0:
            r, g, b = [round(255.0 * x) for x in (r, g, b)]
        if not (0 <= r <= 255 and 0 <= g <= 255 and 0 <= b <= 255):
            raise TurtleGraphicsError('bad color sequence: %s' % str(color))
        return '#%02x%02x%02x' % (int(r), int(g), int(b))

    def _color(self, cstr):
        """A colour as programs see it: '#rrggbb' as numbers."""
        if not cstr.startswith('#'):
            return cstr
        if len(cstr) == 7:
            cl = [int(cstr[i:i + 2], 16) for i in (1, 3, 5)]
        elif len(cstr) == 4:
            cl = [16 * int(cstr[h], 16) for h in cstr[1:]]
        else:
            raise TurtleGraphicsError('bad colorstring: %s' % cstr)
        return tuple(c * self._colormode / 255 for c in cl)

    def colormode(self, cmode=None):
        """The largest number in colours, 1.0 or 255; sets it, if given."""
        if cmode is None:
            return self._colormode
        if cmode == 1.0:
            self._colormode = float(cmode)
        elif cmode == 255:
            self._colormode = int(cmode)

    def reset(self):
        """Set all turtles as they were at first.  As a function: resetscreen()."""
        for turtle in self._turtles:
            turtle._setmode(self._mode)
            turtle.reset()

    def turtles(self):
        """The turtles on the screen."""
        return self._turtles

    def bgcolor(self, *args):
        """The colour behind everything; sets it, if given."""
        color = self._colorstr(args) if args else None
        color = self._bgcolor(color)
        if color is not None:
            color = self._color(color)
        return color

    def tracer(self, n=None, delay=None):
        """Show only each n-th change (0: none until update()); and delay() for the time between two."""
        if n is None:
            return self._tracing
        self._tracing = int(n)
        self._updatecounter = 0
        if delay is not None:
            self._delayvalue = int(delay)
        if self._tracing:
            self.update()

    def delay(self, delay=None):
        """The milliseconds between two changes; sets them, if given."""
        if delay is None:
            return self._delayvalue
        self._delayvalue = int(delay)

    def _incrementudc(self):
        """Count a change."""
        if not TurtleScreen._RUNNING:
            TurtleScreen._RUNNING = True
            raise Terminator
        if self._tracing > 0:
            self._updatecounter += 1
            self._updatecounter %= self._tracing

    def update(self):
        """Show everything now."""
        tracing = self._tracing
        self._tracing = True
        for t in self.turtles():
            t._update_data()
            t._drawturtle()
        self._tracing = tracing
        self._update()

    def window_width(self):
        return self._window_size()[0]

    def window_height(self):
        return self._window_size()[1]

    def getcanvas(self):
        """The canvas of tkinter."""
        return self.cv

    def getshapes(self):
        """The names of the shapes."""
        return sorted(self._shapes.keys())

    def onclick(self, fun, btn=1, add=None):
        """Call fun(x, y) when a button is pressed on the canvas; None: no more.  As a function: onscreenclick()."""
        self._onscreenclick(fun, btn, add)

    def onkey(self, fun, key):
        """Call fun() when a key is released; None: no more.  Needs listen()."""
        if fun is None:
            if key in self._keys:
                self._keys.remove(key)
        elif key not in self._keys:
            self._keys.append(key)
        self._onkeyrelease(fun, key)

    def onkeypress(self, fun, key=None):
        """Call fun() when a key (any key) is pressed; None: no more.  Needs listen()."""
        if fun is None:
            if key in self._keys:
                self._keys.remove(key)
        elif key is not None and key not in self._keys:
            self._keys.append(key)
        self._onkeypress(fun, key)

    def listen(self, xdummy=None, ydummy=None):
        """Take the keys; the arguments are there so that onclick() can call it."""
        self._listen()

    def ontimer(self, fun, t=0):
        """Call fun() once, in t milliseconds."""
        self._ontimer(fun, t)

    def bgpic(self, picname=None):
        """The picture behind everything, a .gif; 'nopic': none.  Without an argument: its name."""
        if picname is None:
            return self._bgpicname
        if picname not in self._bgpics:
            self._bgpics[picname] = self._image(picname)
        self._setbgpic(self._bgpic, self._bgpics[picname])
        self._bgpicname = picname

    def screensize(self, canvwidth=None, canvheight=None, bg=None):
        """The (width, height) of the canvas; sets them, if given.  The window is not changed."""
        return self._resize(canvwidth, canvheight, bg)

    onscreenclick = onclick
    resetscreen = reset
    clearscreen = clear
    addshape = register_shape
    onkeyrelease = onkey


# ---- where a turtle is ----

class TNavigator:
    """Position and heading."""

    START_ORIENTATION = {'standard': Vec2D(1.0, 0.0), 'world': Vec2D(1.0, 0.0), 'logo': Vec2D(0.0, 1.0)}
    DEFAULT_MODE = 'standard'
    DEFAULT_ANGLEOFFSET = 0
    DEFAULT_ANGLEORIENT = 1

    def __init__(self, mode=DEFAULT_MODE):
        self._angleOffset = self.DEFAULT_ANGLEOFFSET
        self._angleOrient = self.DEFAULT_ANGLEORIENT
        self._mode = mode
        self.undobuffer = None
        self.degrees()
        self._mode = None
        self._setmode(mode)
        TNavigator.reset(self)

    def reset(self):
        """To the middle, with the first heading."""
        self._position = Vec2D(0.0, 0.0)
        self._orient = TNavigator.START_ORIENTATION[self._mode]

    def _setmode(self, mode=None):
        """Where angles begin and which way they go."""
        if mode is None:
            return self._mode
        if mode not in ('standard', 'logo', 'world'):
            return
        self._mode = mode
        if mode in ('standard', 'world'):
            self._angleOffset = 0
            self._angleOrient = 1
        else:
            self._angleOffset = self._fullcircle / 4
            self._angleOrient = -1

    def _setDegreesPerAU(self, fullcircle):
        self._fullcircle = fullcircle
        self._degreesPerAU = 360 / fullcircle
        if self._mode == 'standard':
            self._angleOffset = 0
        else:
            self._angleOffset = fullcircle / 4 if self._mode == 'logo' else 0

    def degrees(self, fullcircle=360.0):
        """Angles are in degrees, or in other parts of a full circle."""
        self._setDegreesPerAU(fullcircle)

    def radians(self):
        """Angles are in radians."""
        self._setDegreesPerAU(2 * math.pi)

    def _go(self, distance):
        self._goto(self._position + self._orient * distance)

    def _rotate(self, angle):
        """Turn counterclockwise by an angle in the present unit."""
        self._orient = self._orient.rotate(angle * self._degreesPerAU)

    def _goto(self, end):
        self._position = end

    def forward(self, distance):
        """Go a distance where it looks."""
        self._go(distance)

    def back(self, distance):
        """Go a distance the other way, looking as before."""
        self._go(-distance)

    def right(self, angle):
        """Turn right by an angle."""
        self._rotate(-angle)

    def left(self, angle):
        """Turn left by an angle."""
        self._rotate(angle)

    def pos(self):
        """The position, a Vec2D."""
        return self._position

    def xcor(self):
        return self._position[0]

    def ycor(self):
        return self._position[1]

    def goto(self, x, y=None):
        """Go to a position: two numbers or a pair."""
        if y is None:
            self._goto(Vec2D(*x))
        else:
            self._goto(Vec2D(x, y))

    def home(self):
        """Go to the middle, with the first heading."""
        self.goto(0, 0)
        self.setheading(0)

    def setx(self, x):
        self._goto(Vec2D(x, self._position[1]))

    def sety(self, y):
        self._goto(Vec2D(self._position[0], y))

    def _vector(self, x, y):
        """A position given as two numbers, a pair or a turtle."""
        if y is not None:
            return Vec2D(x, y)
        if isinstance(x, Vec2D):
            return x
        if isinstance(x, tuple):
            return Vec2D(*x)
        if isinstance(x, TNavigator):
            return x._position
        raise TypeError('a position or a turtle is required, not %s' % type(x).__name__)

    def distance(self, x, y=None):
        """The distance to a position or another turtle."""
        return abs(self._vector(x, y) - self._position)

    def towards(self, x, y=None):
        """The heading to a position or another turtle."""
        x, y = self._vector(x, y) - self._position
        result = round(math.degrees(math.atan2(y, x)), 10) % 360.0
        result /= self._degreesPerAU
        return (self._angleOffset + self._angleOrient * result) % self._fullcircle

    def heading(self):
        x, y = self._orient
        result = round(math.degrees(math.atan2(y, x)), 10) % 360.0
        result /= self._degreesPerAU
        return (self._angleOffset + self._angleOrient * result) % self._fullcircle

    def setheading(self, to_angle):
        """Turn to a heading, the shorter way."""
        angle = (to_angle - self.heading()) * self._angleOrient
        full = self._fullcircle
        angle = (angle + full / 2) % full - full / 2
        self._rotate(angle)

    def circle(self, radius, extent=None, steps=None):
        """Draw a circle, or the part of it that extent is, or a polygon of steps.

        The centre is radius to the left; to the right if it is negative.
        """
        speed = self.speed()
        if extent is None:
            extent = self._fullcircle
        if steps is None:
            frac = abs(extent) / self._fullcircle
            steps = 1 + int(min(11 + abs(radius) / 6.0, 59.0) * frac)
        w = 1.0 * extent / steps
        w2 = 0.5 * w
        l = 2.0 * radius * math.sin(math.radians(w2 * self._degreesPerAU))
        if radius < 0:
            l, w, w2 = -l, -w, -w2
        with self._one_step():
            tr = self._tracer()
            dl = self._delay()
            if speed == 0:
                self._tracer(0, 0)
            else:
                self.speed(0)
            self._rotate(w2)
            for i in range(steps):
                self.speed(speed)
                self._go(l)
                self.speed(0)
                self._rotate(w)
            self._rotate(-w2)
            if speed == 0:
                self._tracer(tr, dl)
            self.speed(speed)

    # What those do that draw.
    def speed(self, s=0):
        pass

    def _tracer(self, a=None, b=None):
        pass

    def _delay(self, n=None):
        pass

    @contextmanager
    def _one_step(self):
        yield

    fd = forward
    bk = back
    backward = back
    rt = right
    lt = left
    position = pos
    setpos = goto
    setposition = goto
    seth = setheading


# ---- what a turtle draws with ----

class TPen:
    """The pen: up or down, colours, width, speed; and whether the turtle is shown."""

    _SPEEDS = {'fastest': 0, 'fast': 10, 'normal': 6, 'slow': 3, 'slowest': 1}

    def __init__(self, resizemode=_CFG['resizemode']):
        self._resizemode = resizemode
        self.undobuffer = None
        TPen._reset(self)

    def _reset(self, pencolor=_CFG['pencolor'], fillcolor=_CFG['fillcolor']):
        self._pensize = 1
        self._shown = True
        self._pencolor = pencolor
        self._fillcolor = fillcolor
        self._drawing = True
        self._speed = 3
        self._stretchfactor = (1., 1.)
        self._shearfactor = 0.
        self._tilt = 0.
        self._shapetrafo = (1., 0., 0., 1.)
        self._outlinewidth = 1

    def resizemode(self, rmode=None):
        """'auto' (with the pen's width), 'user' (by shapesize()) or 'noresize'; sets it, if given."""
        if rmode is None:
            return self._resizemode
        rmode = rmode.lower()
        if rmode in ('auto', 'user', 'noresize'):
            self.pen(resizemode=rmode)

    def pensize(self, width=None):
        """The width of the line; sets it, if given."""
        if width is None:
            return self._pensize
        self.pen(pensize=width)

    def penup(self):
        """Draw no more when it goes."""
        if self._drawing:
            self.pen(pendown=False)

    def pendown(self):
        """Draw when it goes."""
        if not self._drawing:
            self.pen(pendown=True)

    def isdown(self):
        return self._drawing

    def speed(self, speed=None):
        """0 (at once), or 1 (slowest) to 10, or 'fastest', 'fast', 'normal', 'slow', 'slowest'; sets it, if given."""
        if speed is None:
            return self._speed
        if speed in self._SPEEDS:
            speed = self._SPEEDS[speed]
        elif 0.5 < speed < 10.5:
            speed = int(round(speed))
        else:
            speed = 0
        self.pen(speed=speed)

    def color(self, *args):
        """(pencolor, fillcolor); one colour sets both, two set one each."""
        if args:
            if len(args) == 1:
                pcolor = fcolor = args[0]
            elif len(args) == 2:
                pcolor, fcolor = args
            elif len(args) == 3:
                pcolor = fcolor = args
            self.pen(pencolor=self._colorstr(pcolor), fillcolor=self._colorstr(fcolor))
        else:
            return self._color(self._pencolor), self._color(self._fillcolor)

    def pencolor(self, *args):
        """The colour of the line: a name, or three numbers up to colormode(); sets it, if given."""
        if args:
            color = self._colorstr(args)
            if color == self._pencolor:
                return
            self.pen(pencolor=color)
        else:
            return self._color(self._pencolor)

    def fillcolor(self, *args):
        """The colour of areas: a name, or three numbers up to colormode(); sets it, if given."""
        if args:
            color = self._colorstr(args)
            if color == self._fillcolor:
                return
            self.pen(fillcolor=color)
        else:
            return self._color(self._fillcolor)

    def showturtle(self):
        self.pen(shown=True)

    def hideturtle(self):
        self.pen(shown=False)

    def isvisible(self):
        return self._shown

    _PEN_KEYS = ('shown', 'pendown', 'pencolor', 'fillcolor', 'pensize', 'speed', 'resizemode', 'stretchfactor', 'shearfactor', 'outline', 'tilt')

    def _pendict(self):
        return {'shown': self._shown, 'pendown': self._drawing, 'pencolor': self._pencolor, 'fillcolor': self._fillcolor,
                'pensize': self._pensize, 'speed': self._speed, 'resizemode': self._resizemode, 'stretchfactor': self._stretchfactor,
                'shearfactor': self._shearfactor, 'outline': self._outlinewidth, 'tilt': self._tilt}

    def pen(self, pen=None, **pendict):
        """All of the pen, a dict; sets what is given in a dict or by name.

        shown, pendown, pencolor, fillcolor, pensize, speed, resizemode,
        stretchfactor (a pair), shearfactor, outline, tilt
        """
        if not (pen or pendict):
            return self._pendict()
        p = dict(pen) if isinstance(pen, dict) else {}
        p.update(pendict)
        self._note_pen({key: value for key, value in self._pendict().items() if key in p}, self._shapetrafo)
        self._set_pen(p)
        self._update()

    def _set_pen(self, p):
        if 'pendown' in p:
            self._drawing = p['pendown']
        if 'pencolor' in p:
            self._pencolor = p['pencolor'] if isinstance(p['pencolor'], str) else self._colorstr(p['pencolor'])
        if 'pensize' in p:
            self._pensize = p['pensize']
        if 'fillcolor' in p:
            self._fillcolor = p['fillcolor'] if isinstance(p['fillcolor'], str) else self._colorstr(p['fillcolor'])
        if 'speed' in p:
            self._speed = p['speed']
        if 'shown' in p:
            self._shown = p['shown']
        if 'resizemode' in p:
            self._resizemode = p['resizemode']
        if 'stretchfactor' in p:
            sf = p['stretchfactor']
            self._stretchfactor = (sf, sf) if isinstance(sf, (int, float)) else sf
        if 'shearfactor' in p:
            self._shearfactor = p['shearfactor']
        if 'outline' in p:
            self._outlinewidth = p['outline']
        if 'tilt' in p:
            self._tilt = p['tilt']
        if p.keys() & {'stretchfactor', 'tilt', 'shearfactor'}:
            scx, scy = self._stretchfactor
            shf = self._shearfactor
            sa, ca = math.sin(self._tilt), math.cos(self._tilt)
            self._shapetrafo = (scx * ca, scy * (shf * ca + sa), -scx * sa, scy * (ca - shf * sa))

    # What those do that draw.
    def _note_pen(self, before, trafo):
        pass

    def _update(self):
        pass

    def _newLine(self, usePos=True):
        pass

    def _color(self, args):
        return args

    def _colorstr(self, args):
        return args[0] if isinstance(args, tuple) and len(args) == 1 else args

    width = pensize
    up = pu = penup
    pd = down = pendown
    st = showturtle
    ht = hideturtle


class _TurtleImage:
    """The items of the canvas that show a turtle."""

    def __init__(self, screen, shapeIndex):
        self.screen = screen
        self._type = None
        self._setshape(shapeIndex)

    def _setshape(self, shapeIndex):
        screen = self.screen
        self.shapeIndex = shapeIndex
        shape = screen._shapes[shapeIndex]
        if self._type == shape._type == 'polygon' or self._type == shape._type == 'image':
            return
        self._remove()
        self._type = shape._type
        if self._type == 'polygon':
            self._item = screen._createpoly()
        elif self._type == 'image':
            self._item = screen._createimage(screen._shapes['blank']._data)
        else:
            self._item = [screen._createpoly() for item in shape._data]

    def _remove(self):
        if self._type in ('image', 'polygon'):
            self.screen._delete(self._item)
        elif self._type == 'compound':
            for item in self._item:
                self.screen._delete(item)

    def _items(self):
        return self._item if self._type == 'compound' else [self._item]


# ---- turtles ----

class RawTurtle(TPen, TNavigator):
    """A turtle on a canvas: of tkinter, a ScrolledCanvas or a TurtleScreen."""

    screens = []

    def __init__(self, canvas=None, shape=_CFG['shape'], undobuffersize=_CFG['undobuffersize'], visible=_CFG['visible']):
        if isinstance(canvas, _Screen):
            self.screen = canvas
        elif isinstance(canvas, TurtleScreen):
            if canvas not in RawTurtle.screens:
                RawTurtle.screens.append(canvas)
            self.screen = canvas
        elif isinstance(canvas, (ScrolledCanvas, Canvas)):
            for screen in RawTurtle.screens:
                if screen.cv == canvas:
                    self.screen = screen
                    break
            else:
                self.screen = TurtleScreen(canvas)
                RawTurtle.screens.append(self.screen)
        else:
            raise TurtleGraphicsError('bad canvas argument %s' % canvas)
        screen = self.screen
        TNavigator.__init__(self, screen.mode())
        TPen.__init__(self)
        screen._turtles.append(self)
        self._poly = None
        self._creatingPoly = False
        self._fillitem = self._fillpath = None
        self._shown = visible
        self._hidden_from_screen = False
        self.items = []
        self.stampItems = []
        self.drawingLineItem = None
        self._step = None
        self._undobuffersize = undobuffersize
        self.undobuffer = deque(maxlen=undobuffersize) if undobuffersize else None
        self.turtle = _TurtleImage(screen, shape)
        self._update()

    # -- undoing --

    @contextmanager
    def _one_step(self):
        """What is done within is undone together."""
        if self._step is not None:
            yield
            return
        self._step = []
        try:
            yield
        finally:
            step, self._step = self._step, None
            if step and self.undobuffer is not None:
                self.undobuffer.append(step)

    def _note(self, *undo):
        """Remember how to undo something: a function and its arguments."""
        if self._step is not None:
            self._step.append(undo)
        elif self.undobuffer is not None:
            self.undobuffer.append([undo])

    def _note_pen(self, before, trafo):
        if self.undobuffer is not None:
            self._note(self._restore_pen, before, trafo)

    def _restore_pen(self, before, trafo):
        self._set_pen(before)
        self._shapetrafo = trafo

    def _note_navigation(self):
        self._note(self._restore_navigation, self._position, self._orient, len(self._fillpath or ()), len(self._poly or ()))

    def _restore_navigation(self, position, orient, fillpoints, polypoints):
        self._position, self._orient = position, orient
        if self._fillpath:
            del self._fillpath[fillpoints:]
        if self._poly and self._creatingPoly:
            del self._poly[polypoints:]

    def _remove_item(self, item):
        self.screen._delete(item)
        if item in self.items:
            self.items.remove(item)

    def setundobuffer(self, size):
        """How many steps can be undone; None: none."""
        self.undobuffer = None if size is None or size <= 0 else deque(maxlen=size)

    def undobufferentries(self):
        """How many steps can be undone now."""
        return 0 if self.undobuffer is None else len(self.undobuffer)

    def undo(self):
        """Undo the last step.  May be repeated."""
        if not self.undobuffer:
            return
        for function, *args in reversed(self.undobuffer.pop()):
            function(*args)
        self._update()

    # -- all at once --

    def reset(self):
        """Delete what it has drawn, and set it as it was at first."""
        TNavigator.reset(self)
        TPen._reset(self)
        self._clear()
        self._drawturtle()
        self._update()

    def _clear(self):
        for item in self.items:
            self.screen._delete(item)
        for item in self._stamp_items():
            self.screen._delete(item)
        if self._fillitem is not None:
            self.screen._delete(self._fillitem)
        self.items = []
        self.stampItems = []
        self._fillitem = self._fillpath = None
        self._poly = None
        self._creatingPoly = False
        if self.undobuffer is not None:
            self.undobuffer.clear()

    def clear(self):
        """Delete what it has drawn."""
        self._clear()
        self._update()

    def clone(self):
        """Another turtle that is the same."""
        screen = self.screen
        q = self.__class__.__new__(self.__class__)
        shared = 'screen', 'turtle', 'undobuffer', 'items', 'stampItems', '_fillitem', '_step'
        for key, value in self.__dict__.items():
            if key not in shared:
                q.__dict__[key] = deepcopy(value)
        q.screen = screen
        q.items, q.stampItems = [], []
        q._step = None
        q._fillitem = screen._createpoly() if self._fillpath else None
        q.undobuffer = deque(maxlen=self._undobuffersize) if self._undobuffersize else None
        q.turtle = _TurtleImage(screen, self.turtle.shapeIndex)
        screen._turtles.append(q)
        q._update()
        return q

    # -- how it looks --

    def shape(self, name=None):
        """The name of its shape; sets it, if given."""
        if name is None:
            return self.turtle.shapeIndex
        if name not in self.screen.getshapes():
            raise TurtleGraphicsError('There is no shape named %s' % name)
        self.turtle._setshape(name)
        self._update()

    def shapesize(self, stretch_wid=None, stretch_len=None, outline=None):
        """(stretch across, stretch along, width of the outline); sets them, if given.  For resizemode('user')."""
        if stretch_wid is stretch_len is outline is None:
            stretch_wid, stretch_len = self._stretchfactor
            return stretch_wid, stretch_len, self._outlinewidth
        if stretch_wid == 0 or stretch_len == 0:
            raise TurtleGraphicsError('stretch_wid/stretch_len must not be zero')
        if stretch_wid is not None:
            stretchfactor = (stretch_wid, stretch_wid) if stretch_len is None else (stretch_wid, stretch_len)
        elif stretch_len is not None:
            stretchfactor = self._stretchfactor[0], stretch_len
        else:
            stretchfactor = self._stretchfactor
        if outline is None:
            outline = self._outlinewidth
        self.pen(resizemode='user', stretchfactor=stretchfactor, outline=outline)

    def shearfactor(self, shear=None):
        """The tangent of the shear angle; sets it, if given."""
        if shear is None:
            return self._shearfactor
        self.pen(resizemode='user', shearfactor=shear)

    def settiltangle(self, angle):
        """Turn its picture to an angle from its heading."""
        tilt = -angle * self._degreesPerAU * self._angleOrient
        tilt = math.radians(tilt) % math.tau
        self.pen(resizemode='user', tilt=tilt)

    def tiltangle(self, angle=None):
        """The angle of its picture from its heading; sets it, if given."""
        if angle is None:
            tilt = -math.degrees(self._tilt) * self._angleOrient
            return (tilt / self._degreesPerAU) % self._fullcircle
        self.settiltangle(angle)

    def tilt(self, angle):
        """Turn its picture by an angle; its heading stays."""
        self.settiltangle(angle + self.tiltangle())

    def shapetransform(self, t11=None, t12=None, t21=None, t22=None):
        """The matrix by which its picture is transformed; sets it, if given."""
        if t11 is t12 is t21 is t22 is None:
            return self._shapetrafo
        m11, m12, m21, m22 = self._shapetrafo
        if t11 is not None:
            m11 = t11
        if t12 is not None:
            m12 = t12
        if t21 is not None:
            m21 = t21
        if t22 is not None:
            m22 = t22
        if m11 * m22 - m12 * m21 == 0:
            raise TurtleGraphicsError('Bad shape transform matrix: must not be singular')
        before = self._pendict()
        trafo = self._shapetrafo
        # As a turn, a stretch along both axes and a shear.
        alfa = math.atan2(-m21, m11) % math.tau
        sa, ca = math.sin(alfa), math.cos(alfa)
        a11, a12 = ca * m11 - sa * m21, ca * m12 - sa * m22
        a22 = sa * m12 + ca * m22
        self._note_pen(before, trafo)
        self._stretchfactor = a11, a22
        self._shearfactor = a12 / a22
        self._tilt = alfa
        self._shapetrafo = m11, m12, m21, m22
        self._resizemode = 'user'
        self._update()

    def _polytrafo(self, poly):
        """The points of a shape where the turtle is, as it is turned."""
        p0, p1 = self._position
        e0, e1 = self._orient
        e = Vec2D(e0, e1 * self.screen.yscale / self.screen.xscale)
        length = abs(e)
        e0, e1 = e[0] / length, e[1] / length
        xscale, yscale = self.screen.xscale, self.screen.yscale
        return [(p0 + (e1 * x + e0 * y) / xscale, p1 + (-e0 * x + e1 * y) / yscale) for x, y in poly]

    def _getshapepoly(self, polygon, compound=False):
        """The points of a shape in its present size."""
        if self._resizemode == 'user' or compound:
            t11, t12, t21, t22 = self._shapetrafo
        elif self._resizemode == 'auto':
            size = max(1, self._pensize / 5.0)
            t11, t12, t21, t22 = size, 0, 0, size
        else:
            return polygon
        return tuple((t11 * x + t12 * y, t21 * x + t22 * y) for x, y in polygon)

    def get_shapepoly(self):
        """The points of its shape in its present size, to make a shape of."""
        shape = self.screen._shapes[self.turtle.shapeIndex]
        if shape._type == 'polygon':
            return self._getshapepoly(shape._data, shape._type == 'compound')

    def _paint(self, items):
        """Draw its shape with items of the canvas."""
        screen = self.screen
        shape = screen._shapes[self.turtle.shapeIndex]
        if shape._type == 'polygon':
            w = self._outlinewidth if self._resizemode == 'user' else self._pensize if self._resizemode == 'auto' else 1
            poly = self._polytrafo(self._getshapepoly(shape._data))
            screen._drawpoly(items[0], poly, fill=self._fillcolor, outline=self._pencolor, width=w, top=True)
        elif shape._type == 'image':
            screen._drawimage(items[0], self._position, shape._data)
        else:
            for item, (poly, fc, oc) in zip(items, shape._data):
                poly = self._polytrafo(self._getshapepoly(poly, True))
                screen._drawpoly(item, poly, fill=self._cc(fc), outline=self._cc(oc), width=self._outlinewidth, top=True)

    def _cc(self, args):
        """A colour of a component; '' is none."""
        if isinstance(args, str):
            return args
        return self.screen._colorstr(args if len(args) != 1 else args)

    def _drawturtle(self):
        """Show the turtle as it is now."""
        screen = self.screen
        if self._shown and screen._shapes[self.turtle.shapeIndex]._type == 'compound' \
                and len(self.turtle._item) != len(screen._shapes[self.turtle.shapeIndex]._data):
            self.turtle._type, kept = 'compound', self.turtle.shapeIndex
            self.turtle._remove()
            self.turtle._type = None
            self.turtle._setshape(kept)
        if self._shown:
            self._hidden_from_screen = False
            self._paint(self.turtle._items())
            return
        if self._hidden_from_screen:
            return
        for item in self.turtle._items():
            if self.turtle._type == 'image':
                screen._drawimage(item, self._position, screen._shapes['blank']._data)
            else:
                screen._drawpoly(item, ((0, 0), (0, 0), (0, 0)), '', '')
        self._hidden_from_screen = True

    # -- showing changes --

    def _update_data(self):
        self.screen._incrementudc()

    def _update(self):
        """Show a change, if it is its turn."""
        screen = self.screen
        if screen._tracing == 0:
            screen._incrementudc()
            return
        if screen._tracing == 1:
            self._update_data()
            self._drawturtle()
            screen._update()
            screen._delay(screen._delayvalue)
        else:
            self._update_data()
            if screen._updatecounter == 0:
                for t in screen.turtles():
                    t._drawturtle()
                screen._update()

    def _tracer(self, flag=None, delay=None):
        return self.screen.tracer(flag, delay)

    def _delay(self, delay=None):
        return self.screen.delay(delay)

    def _color(self, args):
        return self.screen._color(args)

    def _colorstr(self, args):
        if isinstance(args, str):
            args = (args,)
        return self.screen._colorstr(args)

    # -- going and turning --

    def _goto(self, end):
        """Go there, in hops if it is slow, and draw if the pen is down."""
        screen = self.screen
        start = self._position
        self._note_navigation()
        item = None
        if self._drawing:
            item = screen._createline()
            self.items.append(item)
            self._note(self._remove_item, item)
        if self._speed and screen._tracing == 1:
            diff = end - start
            pixels = math.hypot(diff[0] * screen.xscale, diff[1] * screen.yscale)
            nhops = 1 + int(pixels / (2.0 * self._speed ** 1.4))
            for n in range(1, nhops):
                self._position = start + diff * (n / nhops)
                if item is not None:
                    screen._drawline(item, (start, self._position), self._pencolor, self._pensize)
                self._update()
        if item is not None:
            screen._drawline(item, (start, end), self._pencolor, self._pensize)
        if isinstance(self._fillpath, list):
            self._fillpath.append(end)
        if self._creatingPoly:
            self._poly.append(end)
        self._position = Vec2D(*end)
        self._update()

    def _rotate(self, angle):
        """Turn counterclockwise, in steps if it is slow."""
        self._note_navigation()
        angle *= self._degreesPerAU
        neworient = self._orient.rotate(angle)
        if self._speed > 0 and self.screen._tracing == 1:
            steps = 1 + int(abs(angle) / (3.0 * self._speed))
            delta = angle / steps
            for _ in range(steps - 1):
                self._orient = self._orient.rotate(delta)
                self._update()
        self._orient = neworient
        self._update()

    def home(self):
        """Go to the middle, with the first heading."""
        with self._one_step():
            TNavigator.home(self)

    def speed(self, speed=None):
        """0 (at once), or 1 (slowest) to 10, or 'fastest', 'fast', 'normal', 'slow', 'slowest'; sets it, if given."""
        if speed is None:
            return self._speed
        if self._step is None:
            return TPen.speed(self, speed)
        self._speed = speed             # within a step nothing of this is seen

    # -- filling --

    def filling(self):
        """Is an area being drawn?"""
        return isinstance(self._fillpath, list)

    def begin_fill(self):
        """What is drawn from here on is the border of an area."""
        with self._one_step():
            if not self.filling():
                self._note(self._forget_fill, self._fillitem, self._fillpath)
                self._fillitem = self.screen._createpoly()
                self.items.append(self._fillitem)
                self._note(self._remove_item, self._fillitem)
            else:
                self._note(self._forget_fill, self._fillitem, self._fillpath)
            self._fillpath = [self._position]

    def _forget_fill(self, item, path):
        self._fillitem, self._fillpath = item, path

    def end_fill(self):
        """Fill the area drawn since begin_fill()."""
        if not self.filling():
            return
        with self._one_step():
            item, path = self._fillitem, self._fillpath
            if len(path) > 2:
                self.screen._drawpoly(item, path, fill=self._fillcolor)
                self._note(self.screen._drawpoly, item, ((0, 0), (0, 0), (0, 0)), '')
            self._note(self._forget_fill, item, path)
            self._fillitem = self._fillpath = None
            self._update()

    # -- dots, stamps, text --

    def dot(self, size=None, *color):
        """Draw a round dot, of a diameter and a colour."""
        if not color:
            if isinstance(size, (str, tuple)):
                color = self._colorstr(size)
                size = self._pensize + max(self._pensize, 4)
            else:
                color = self._pencolor
                if not size:
                    size = self._pensize + max(self._pensize, 4)
        else:
            if size is None:
                size = self._pensize + max(self._pensize, 4)
            color = self._colorstr(color)
        with self._one_step():
            screen = self.screen
            item = screen._createline()
            self.items.append(item)
            self._note(self._remove_item, item)
            # A line that goes nowhere, with round ends.
            screen._drawline(item, (self._position, self._position), color, size)
            self._update()

    def _stamp_items(self):
        return [item for stamp in self.stampItems for item in (stamp if isinstance(stamp, tuple) else (stamp,))]

    def stamp(self):
        """Leave a copy of its picture; the number for clearstamp()."""
        screen = self.screen
        shape = screen._shapes[self.turtle.shapeIndex]
        with self._one_step():
            if shape._type == 'polygon':
                stitem = screen._createpoly()
            elif shape._type == 'image':
                stitem = screen._createimage('')
            else:
                stitem = tuple(screen._createpoly() for _ in shape._data)
            self._paint(stitem if isinstance(stitem, tuple) else (stitem,))
            self.stampItems.append(stitem)
            self._note(self.clearstamp, stitem)
        return stitem

    def _clearstamp(self, stampid):
        if stampid in self.stampItems:
            for item in stampid if isinstance(stampid, tuple) else (stampid,):
                self.screen._delete(item)
            self.stampItems.remove(stampid)

    def clearstamp(self, stampid):
        """Delete the stamp with a number."""
        self._clearstamp(stampid)
        self._update()

    def clearstamps(self, n=None):
        """Delete all stamps, the first n, or the last -n."""
        if n is None:
            toDelete = self.stampItems[:]
        elif n >= 0:
            toDelete = self.stampItems[:n]
        else:
            toDelete = self.stampItems[n:]
        for item in toDelete:
            self._clearstamp(item)
        self._update()

    def write(self, arg, move=False, align='left', font=('Arial', 8, 'normal')):
        """Write text at its position: align is 'left', 'center' or 'right'; with move it goes to the end of the text."""
        with self._one_step():
            item, end = self.screen._write(self._position, str(arg), align.lower(), font, self._pencolor)
            self.items.append(item)
            self._note(self._remove_item, item)
            if move:
                x, y = self._position
                self.setpos(end, y)
            else:
                self._update()

    # -- polygons --

    def begin_poly(self):
        """What is gone from here on is a polygon."""
        self._poly = [self._position]
        self._creatingPoly = True

    def end_poly(self):
        """The present position is the last point of the polygon."""
        self._creatingPoly = False

    def get_poly(self):
        """The last polygon, a tuple of points."""
        if self._poly is not None:
            return tuple(self._poly)

    # -- others --

    def getscreen(self):
        return self.screen

    def getturtle(self):
        """The turtle itself: as a function, the one that the functions move."""
        return self

    getpen = getturtle

    def _on(self, bind, fun, btn, add):
        for item in self.turtle._items():
            bind(item, fun, btn, add)
        self._update()

    def onclick(self, fun, btn=1, add=None):
        """Call fun(x, y) when a button is pressed on the turtle; None: no more."""
        self._on(self.screen._onclick, fun, btn, add)

    def onrelease(self, fun, btn=1, add=None):
        """Call fun(x, y) when a button is released on the turtle; None: no more."""
        self._on(self.screen._onrelease, fun, btn, add)

    def ondrag(self, fun, btn=1, add=None):
        """Call fun(x, y) when the turtle is dragged; None: no more."""
        self._on(self.screen._ondrag, fun, btn, add)

    turtlesize = shapesize


RawPen = RawTurtle


# ---- the one screen and its turtles ----

def Screen():
    """The one screen with a window of its own."""
    if Turtle._screen is None:
        Turtle._screen = _Screen()
    return Turtle._screen


class _Screen(TurtleScreen):
    _root = None
    _canvas = None
    _title = _CFG['title']

    def __init__(self):
        if _Screen._root is None:
            _Screen._root = self._root = _Root()
            self._root.title(_Screen._title)
            self._root.ondestroy(self._destroy)
        if _Screen._canvas is None:
            width, height = _CFG['width'], _CFG['height']
            canvwidth, canvheight = _CFG['canvwidth'], _CFG['canvheight']
            leftright, topbottom = _CFG['leftright'], _CFG['topbottom']
            self._root.setupcanvas(width, height, canvwidth, canvheight)
            _Screen._canvas = self._root._getcanvas()
            TurtleScreen.__init__(self, _Screen._canvas)
            self.setup(width, height, leftright, topbottom)

    def setup(self, width=_CFG['width'], height=_CFG['height'], startx=_CFG['leftright'], starty=_CFG['topbottom']):
        """Size and place of the window.

        Sizes: an int is in pixels, a float a part of the screen.  Places: from
        the left or top, negative from the right or bottom, None in the middle.
        """
        if not hasattr(self._root, 'set_geometry'):
            return
        sw, sh = self._root.win_width(), self._root.win_height()
        if isinstance(width, float) and 0 <= width <= 1:
            width = sw * width
        if startx is None:
            startx = (sw - width) / 2
        if isinstance(height, float) and 0 <= height <= 1:
            height = sh * height
        if starty is None:
            starty = (sh - height) / 2
        self._root.set_geometry(width, height, startx, starty)
        self.update()

    def title(self, titlestring):
        """Set the title of the window."""
        if _Screen._root is not None:
            _Screen._root.title(titlestring)
        _Screen._title = titlestring

    def _destroy(self):
        root = self._root
        if root is _Screen._root:
            Turtle._pen = None
            Turtle._screen = None
            _Screen._root = None
            _Screen._canvas = None
        TurtleScreen._RUNNING = False
        root.destroy()

    def bye(self):
        """Close the window."""
        self._destroy()

    def exitonclick(self):
        """Close the window when it is clicked on.  Handles events until then, unless using_IDLE is set."""
        def exitGracefully(x, y):
            self.bye()
        self.onclick(exitGracefully)
        if _CFG['using_IDLE']:
            return
        try:
            mainloop()
        except AttributeError:
            sys.exit(0)


class Turtle(RawTurtle):
    """A turtle on the one Screen(), which is made if it is not there."""

    _pen = None
    _screen = None

    def __init__(self, shape=_CFG['shape'], undobuffersize=_CFG['undobuffersize'], visible=_CFG['visible']):
        if Turtle._screen is None:
            Turtle._screen = Screen()
        RawTurtle.__init__(self, Turtle._screen, shape=shape, undobuffersize=undobuffersize, visible=visible)


Pen = Turtle


# ---- docstrings in other languages ----

def write_docstringdict(filename='turtle_docstringdict'):
    """Write the docstrings as a dict to filename.py, to be translated.

    A file turtle_docstringdict_LANGUAGE.py, with language = LANGUAGE in
    turtle.cfg, replaces the docstrings.
    """
    docsdict = {}
    for methodname in _tg_screen_functions:
        key = '_Screen.' + methodname
        docsdict[key] = eval(key).__doc__
    for methodname in _tg_turtle_functions:
        key = 'Turtle.' + methodname
        docsdict[key] = eval(key).__doc__
    with open('%s.py' % filename, 'w') as f:
        f.write('docsdict = {\n\n')
        for key in sorted(docsdict):
            if key.split('.')[1] not in _alias_list:
                f.write('%s :\n%r,\n\n' % (repr(key), docsdict[key]))
        f.write('}\n')


def read_docstrings(lang):
    """Take the docstrings of a language."""
    modname = 'turtle_docstringdict_%(language)s' % {'language': lang.lower()}
    module = __import__(modname)
    for key, text in module.docsdict.items():
        try:
            eval(key).__doc__ = text
        except Exception:
            print('Bad docstring-entry: %s' % key)


_LANGUAGE = _CFG['language']

try:
    if _LANGUAGE != 'english':
        read_docstrings(_LANGUAGE)
except ImportError:
    print('Cannot find docsdict for', _LANGUAGE)
except Exception:
    print('Unknown Error when trying to import %s-docstring-dictionary' % _LANGUAGE)


# ---- the functions ----

def _turtle():
    if Turtle._pen is None:
        Turtle._pen = Turtle()
    return Turtle._pen


_FUNCTION = '''
def {name}{parameters}:
    try:
        return {object}().{name}({arguments})
    except TK.TclError:
        # The window was closed while the program still draws.
        if not TurtleScreen._RUNNING:
            TurtleScreen._RUNNING = True
            raise Terminator
        raise
{name}.__doc__ = _method.__doc__
'''


def _make_functions(names, cls, maker):
    """Functions of this module that are methods of one object, with their signatures."""
    for name in names:
        _method = getattr(cls, name)
        parameters = list(inspect.signature(_method).parameters.values())[1:]
        words = []
        for p in parameters:
            star = '*' if p.kind is p.VAR_POSITIONAL else '**' if p.kind is p.VAR_KEYWORD else ''
            words.append(star + p.name)
        text = _FUNCTION.format(name=name, parameters=inspect.Signature(parameters), object=maker, arguments=', '.join(words))
        globals()['_method'] = _method
        exec(text, globals())
        del globals()['_method']


_make_functions(_tg_screen_functions, _Screen, 'Screen')
_make_functions(_tg_turtle_functions, Turtle, '_turtle')

done = mainloop


if __name__ == '__main__':
    def _demo():
        reset()
        for i in range(36):
            color('red', 'yellow')
            begin_fill()
            for j in range(4):
                forward(80)
                left(90)
            end_fill()
            left(10)
        write('click to end')
        exitonclick()
    _demo()
