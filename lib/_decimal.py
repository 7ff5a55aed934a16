"""The name that later Pythons have for the part of decimal in C: all of decimal."""

from decimal import *
from decimal import __all__, __version__
