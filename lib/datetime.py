"""Dates and times; all of it is in _datetime."""

from _datetime import *
from _datetime import __doc__

__all__ = ['date', 'datetime', 'time', 'timedelta', 'timezone', 'tzinfo',
           'MINYEAR', 'MAXYEAR', 'UTC']

MINYEAR = 1
MAXYEAR = 9999
UTC = timezone.utc
