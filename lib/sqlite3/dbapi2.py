"""The DB-API 2.0 over the module _sqlite3: constructors of types, and how dates are stored: as ISO 8601 text."""
import collections.abc
import datetime
import time

from _sqlite3 import *

paramstyle = 'qmark'
threadsafety = 1
apilevel = '2.0'

Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime
Binary = memoryview

version_info = tuple(int(part) for part in version.split('.'))
sqlite_version_info = tuple(int(part) for part in sqlite_version.split('.'))

collections.abc.Sequence.register(Row)


def DateFromTicks(ticks):
    return Date(*time.localtime(ticks)[:3])


def TimeFromTicks(ticks):
    return Time(*time.localtime(ticks)[3:6])


def TimestampFromTicks(ticks):
    return Timestamp(*time.localtime(ticks)[:6])


def _adapt_date(value):
    return value.isoformat()


def _adapt_datetime(value):
    return value.isoformat(' ')


def _convert_date(text):
    return datetime.date(*map(int, text.split(b'-')))


def _convert_timestamp(text):
    date, clock = text.split(b' ')
    year, month, day = map(int, date.split(b'-'))
    clock, _, fraction = clock.partition(b'.')
    hours, minutes, seconds = map(int, clock.split(b':'))
    microseconds = int(fraction[:6].ljust(6, b'0')) if fraction else 0
    return datetime.datetime(year, month, day, hours, minutes, seconds, microseconds)


register_adapter(datetime.date, _adapt_date)
register_adapter(datetime.datetime, _adapt_datetime)
register_converter('date', _convert_date)
register_converter('timestamp', _convert_timestamp)
