"""Constants of the regular expression parser; for code that imported them from here."""

from re import MAXGROUPS, MAXREPEAT, error
