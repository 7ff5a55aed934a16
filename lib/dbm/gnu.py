"""The databases of GNU dbm."""

from _gdbm import *
