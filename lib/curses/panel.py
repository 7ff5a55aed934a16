"""Windows in a stack."""

from _curses_panel import *
