"""Terminals in full screen."""

import os as _os
import sys as _sys
from _curses import *


def initscr():
    """Begin: the window of the whole screen.  Line characters, LINES and COLS are set from now on."""
    import _curses
    import curses
    # A terminal that is not known is told here, with a name.
    setupterm(term=_os.environ.get('TERM', 'unknown'), fd=_sys.__stdout__.fileno())
    stdscr = _curses.initscr()
    for key, value in _curses.__dict__.items():
        if key.startswith('ACS_') or key in ('LINES', 'COLS'):
            setattr(curses, key, value)
    return stdscr


def start_color():
    """Begin with colours: COLORS and COLOR_PAIRS are set from now on."""
    import _curses
    import curses
    result = _curses.start_color()
    for key in 'COLORS', 'COLOR_PAIRS':
        setattr(curses, key, getattr(_curses, key))
    return result


try:
    has_key
except NameError:
    from .has_key import has_key


def wrapper(*args, **kwds):
    """wrapper(func, ...): func(screen, ...) with the terminal set up; it is restored whatever happens."""
    if args:
        func, *args = args
    elif 'func' in kwds:
        func = kwds.pop('func')
    else:
        raise TypeError('wrapper expected at least 1 positional argument, got %d' % len(args))
    stdscr = None
    try:
        stdscr = initscr()
        noecho()
        cbreak()
        stdscr.keypad(True)
        # Without colours a program may still run.
        try:
            start_color()
        except error:
            pass
        return func(stdscr, *args, **kwds)
    finally:
        if stdscr is not None:
            stdscr.keypad(False)
            echo()
            nocbreak()
            endwin()


wrapper.__text_signature__ = '(func, /, *args, **kwds)'
