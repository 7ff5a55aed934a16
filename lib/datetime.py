"""Dates, times and durations. They are in _datetime, in C; where that is not to be had, in _pydatetime."""

try:
    from _datetime import (MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta, timezone,
                           tzinfo)
except ImportError:
    from _pydatetime import (MAXYEAR, MINYEAR, UTC, _divide_and_round, date, datetime, time,
                             timedelta, timezone, tzinfo)

__all__ = ('date', 'datetime', 'time', 'timedelta', 'timezone', 'tzinfo',
           'MINYEAR', 'MAXYEAR', 'UTC')
