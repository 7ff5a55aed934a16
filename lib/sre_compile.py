"""The compiler of regular expressions, for code that imported it from here."""

import re
from sre_constants import MAXGROUPS, MAXREPEAT, error


def isstring(obj):
    """Whether obj can be a pattern's text."""
    return isinstance(obj, (str, bytes))


def compile(p, flags=0):
    """A pattern object."""
    return re.compile(p, flags)
