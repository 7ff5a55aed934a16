"""The datetime module in Python, for where the one in C (_datetime) is not to be had.

Days are counted from 0001-01-01, which is day 1, in the Gregorian calendar extended backwards. A duration is
one whole number of microseconds while it is computed with, and days, seconds and microseconds when stored. What is
compared or subtracted across time zones is first turned to microseconds of UTC.
"""

import math as _math
import time as _time

__all__ = ('date', 'datetime', 'time', 'timedelta', 'timezone', 'tzinfo', 'MINYEAR', 'MAXYEAR', 'UTC')

MINYEAR = 1
MAXYEAR = 9999
_MAX_ORDINAL = 3652059              # of 9999-12-31
_EPOCH_ORDINAL = 719163             # of 1970-01-01
_DAY_SECONDS = 86400
_DAY_US = _DAY_SECONDS * 1000000
_MAX_FOLD = _DAY_SECONDS            # no clock is set back by more

# ---- the calendar ----

_MONTH_DAYS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_BEFORE_MONTH = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_DAY_NAMES = ('Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun')
_MONTH_NAMES = ('', 'Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec')


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _MONTH_DAYS[month]


def _day_of_year(year, month, day):
    return _BEFORE_MONTH[month] + (month > 2 and _is_leap(year)) + day


def _ordinal(year, month, day):
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + _day_of_year(year, month, day)


def _date_of_ordinal(ordinal):
    """Year, month and day: by cycles of 400, 100, 4 years and 1 year, the last year of each being the longer."""
    cycles400, rest = divmod(ordinal - 1, 146097)
    cycles100, rest = divmod(rest, 36524)
    cycles4, rest = divmod(rest, 1461)
    years, rest = divmod(rest, 365)
    year = cycles400 * 400 + cycles100 * 100 + cycles4 * 4 + years + 1
    if years == 4 or cycles100 == 4:
        return year - 1, 12, 31
    month = rest // 31 + 1
    if month < 12 and rest >= _day_of_year(year, month + 1, 0):
        month += 1
    return year, month, rest + 1 - _day_of_year(year, month, 0)


def _first_iso_monday(year):
    """The ordinal of the Monday of the week that has the year's first Thursday."""
    first = _ordinal(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def _ordinal_of_week(year, week, day):
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError('Year is out of range: %d' % year)
    monday = _first_iso_monday(year)
    if not 1 <= week <= (_first_iso_monday(year + 1) - monday) // 7:
        raise ValueError('Invalid week: %d' % week)
    if not 1 <= day <= 7:
        raise ValueError('Invalid weekday: %d (range is [1, 7])' % day)
    ordinal = monday + (week - 1) * 7 + day - 1
    if not 1 <= ordinal <= _MAX_ORDINAL:
        raise ValueError('Year is out of range: %d' % year)
    return ordinal


# ---- checking arguments ----

def _check_int(value):
    if isinstance(value, int):
        return value
    if isinstance(value, float):
        raise TypeError('integer argument expected, got float')
    convert = getattr(type(value), '__index__', None) or getattr(type(value), '__int__', None)
    if convert is None:
        raise TypeError('an integer is required (got type %s)' % type(value).__name__)
    result = convert(value)
    if not isinstance(result, int):
        raise TypeError('__int__ returned non-int (type %s)' % type(result).__name__)
    return result


def _check_date(year, month, day):
    year, month, day = _check_int(year), _check_int(month), _check_int(day)
    if not MINYEAR <= year <= MAXYEAR:
        raise ValueError('year %d is out of range' % year)
    if not 1 <= month <= 12:
        raise ValueError('month must be in 1..12')
    if not 1 <= day <= _days_in_month(year, month):
        raise ValueError('day is out of range for month')
    return year, month, day


def _check_clock(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = (_check_int(hour), _check_int(minute), _check_int(second),
                                         _check_int(microsecond))
    if not 0 <= hour <= 23:
        raise ValueError('hour must be in 0..23')
    if not 0 <= minute <= 59:
        raise ValueError('minute must be in 0..59')
    if not 0 <= second <= 59:
        raise ValueError('second must be in 0..59')
    if not 0 <= microsecond <= 999999:
        raise ValueError('microsecond must be in 0..999999')
    if fold not in (0, 1):
        raise ValueError('fold must be either 0 or 1')
    return hour, minute, second, microsecond, fold


def _check_tzinfo(value):
    if value is not None and not isinstance(value, tzinfo):
        raise TypeError("tzinfo argument must be None or of a tzinfo subclass, not type '%s'" % type(value).__name__)


def _check_str(value):
    if not isinstance(value, str):
        raise TypeError('must be str, not %s' % type(value).__name__)


def _state(args, size, month_at, months):
    """The state in a pickle, where that is what a constructor was given: bytes, or a str from Python 2."""
    data = args[0]
    if isinstance(data, str) and len(data) == size:
        try:
            data = data.encode('latin-1')
        except UnicodeEncodeError:
            return None
    if isinstance(data, bytes) and len(data) == size and data[month_at] & 0x7f in months:
        return data
    return None


_MISSING = object()             # an argument not given


def _ask_offset(zone, method, argument):
    """zone.utcoffset(argument) or .dst: None, or a timedelta within a day."""
    if zone is None:
        return None
    offset = getattr(zone, method)(argument)
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError("tzinfo.%s() must return None or a timedelta, not '%s'" % (method, type(offset).__name__))
    if not -_DAY_US < offset._us() < _DAY_US:
        raise ValueError(_OFFSET_RANGE + '.')
    return offset


_OFFSET_RANGE = 'offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)'


def _ask_name(zone, argument):
    if zone is None:
        return None
    name = zone.tzname(argument)
    if name is not None and not isinstance(name, str):
        raise TypeError("tzinfo.tzname() must return None or a string, not '%s'" % type(name).__name__)
    return name


# ---- text ----

def _clock_text(hour, minute, second, microsecond, timespec):
    if timespec == 'auto':
        timespec = 'microseconds' if microsecond else 'seconds'
    try:
        form = {'hours': '%02d', 'minutes': '%02d:%02d', 'seconds': '%02d:%02d:%02d',
                'milliseconds': '%02d:%02d:%02d.%03d', 'microseconds': '%02d:%02d:%02d.%06d'}[timespec]
    except (KeyError, TypeError):
        raise ValueError('Unknown timespec value') from None
    parts = hour, minute, second, microsecond // 1000 if timespec == 'milliseconds' else microsecond
    return form % parts[:form.count('%')]


def _offset_text(offset, colon=':'):
    """+01:00; '' for None."""
    if offset is None:
        return ''
    us = offset._us()
    sign = '-' if us < 0 else '+'
    seconds, us = divmod(abs(us), 1000000)
    minutes, seconds = divmod(seconds, 60)
    text = '%s%02d%s%02d' % (sign, minutes // 60, colon, minutes % 60)
    if seconds or us:
        text += '%s%02d' % (colon, seconds)
    if us:
        text += '.%06d' % us
    return text


def _expanded(instance, form):
    """The format with the directives filled in that the C library does not know."""
    parts = []
    i = 0
    while i < len(form):
        directive = form[i:i + 3] if form.startswith('%:z', i) else form[i:i + 2]
        if form[i] != '%' or len(directive) < 2:
            directive = text = form[i]
        elif directive in ('%z', '%:z'):
            offset = instance.utcoffset() if hasattr(instance, 'utcoffset') else None
            text = _offset_text(offset, ':' if len(directive) == 3 else '')
        elif directive == '%Z':
            name = instance.tzname() if hasattr(instance, 'tzname') else None
            text = '' if name is None else name.replace('%', '%%')
            if not isinstance(text, str):
                raise TypeError('tzname.replace() did not return a string')
        elif directive == '%f':
            text = '%06d' % getattr(instance, 'microsecond', 0)
        else:
            text = directive
        parts.append(text)
        i += len(directive)
    return ''.join(parts)


def _strftime(instance, form, fields):
    _check_str(form)
    return _time.strftime(_expanded(instance, form), fields)


def _number(text, start, size):
    digits = text[start:start + size]
    if len(digits) != size or not (digits.isascii() and digits.isdigit()):
        raise ValueError('digits expected')
    return int(digits)


def _parse_date(text):
    """(year, month, day) of YYYY-MM-DD, YYYYMMDD, or an ISO week with or without its day."""
    year = _number(text, 0, 4)
    dash = text[4:5] == '-'
    rest = text[4 + dash:]
    if rest[:1] == 'W':
        week, rest, day = _number(rest, 1, 2), rest[3:], 1
        if rest:
            if dash != (rest[0] == '-') or len(rest) != 1 + dash:
                raise ValueError('weekday expected')
            day = _number(rest, dash, 1)
        return _date_of_ordinal(_ordinal_of_week(year, week, day))
    if len(rest) != 4 + dash or (dash and rest[2] != '-'):
        raise ValueError('month and day expected')
    return year, _number(rest, 0, 2), _number(rest, 2 + dash, 2)


def _date_length(text):
    """How much of a datetime's text is its date. A week of the basic format has its weekday if an odd number of digits
    comes before the separator."""
    if text[4:5] == '-':
        if text[5:6] != 'W':
            return 10
        return 10 if text[8:9] == '-' and text[9:10].isdigit() else 8
    if text[4:5] != 'W':
        return 8
    i = 7
    while text[i:i + 1].isdigit():
        i += 1
    return i if i < 9 else 7 if i % 2 else 8


def _parse_clock(text):
    """[hour, minute, second, microsecond]; digits of the fraction beyond six are cut off."""
    parts = [0, 0, 0, 0]
    colon = text[2:3] == ':'
    at = 0
    for i in range(3):
        if i and colon:
            if text[at:at + 1] != ':':
                raise ValueError('colon expected')
            at += 1
        parts[i] = _number(text, at, 2)
        at += 2
        if at == len(text):
            return parts
        if text[at] in '.,':
            break
    digits = text[at + 1:]
    if i != 2 or text[at] not in '.,':
        raise ValueError('fraction of a second expected')
    parts[3] = int((str(_number(digits, 0, len(digits) or 1)).zfill(len(digits)) + '00000')[:6])
    return parts


def _parse_time(text):
    """The clock, and tzinfo or None."""
    split = 0
    while split < len(text) and text[split] not in '+-Z':
        split += 1
    clock, zone = _parse_clock(text[:split]), text[split:]
    if not zone:
        return clock, None
    if zone[0] == 'Z':
        if len(zone) > 1:
            raise ValueError('text after Z')
        return clock, timezone.utc
    hour, minute, second, us = _parse_clock(zone[1:])
    offset = timedelta(hours=hour, minutes=minute, seconds=second, microseconds=us)
    return clock, timezone(-offset if zone[0] == '-' else offset)


def _parsed(text, parse):
    if not isinstance(text, str):
        raise TypeError('fromisoformat: argument must be str')
    try:
        return parse(text)
    except ValueError:
        raise ValueError('Invalid isoformat string: %r' % text) from None


# ---- comparing: each class says what its instances compare by, in _compare() ----

class _Ordered:
    """The six comparisons, from _compare(other, equality): -1, 0, 1; 2 for neither; or NotImplemented."""

    __slots__ = ()

    def __eq__(self, other):
        order = self._compare(other, True)
        return order if order is NotImplemented else order == 0

    def __lt__(self, other):
        order = self._compare(other, False)
        return order if order is NotImplemented else order < 0

    def __le__(self, other):
        order = self._compare(other, False)
        return order if order is NotImplemented else order <= 0

    def __gt__(self, other):
        order = self._compare(other, False)
        return order if order is NotImplemented else order > 0

    def __ge__(self, other):
        order = self._compare(other, False)
        return order if order is NotImplemented else order >= 0

    __hash__ = None


def _order(a, b):
    return (a > b) - (a < b)


def _class_name(instance):
    cls = type(instance)
    return '%s.%s' % (cls.__module__, cls.__qualname__)


# ---- timedelta ----

def _divide_and_round(a, b):
    """a / b rounded to the nearest int, halves to the even one."""
    quotient, rest = divmod(a, b)
    rest *= 2
    above = rest > b if b > 0 else rest < b
    return quotient + 1 if above or (rest == b and quotient % 2) else quotient


class timedelta(_Ordered):
    """Difference between two datetime values.

    timedelta(days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0)

    All arguments are optional and default to 0.
    Arguments may be integers or floats, and may be positive or negative."""

    __slots__ = '_days', '_seconds', '_microseconds', '_hash'

    def __new__(cls, days=0, seconds=0, microseconds=0, milliseconds=0, minutes=0, hours=0, weeks=0):
        whole, fraction = 0, 0.0
        for name, value, unit in (('microseconds', microseconds, 1), ('milliseconds', milliseconds, 1000),
                                  ('seconds', seconds, 1000000), ('minutes', minutes, 60000000),
                                  ('hours', hours, 3600000000), ('days', days, _DAY_US),
                                  ('weeks', weeks, 7 * _DAY_US)):
            if isinstance(value, int):
                whole += int(value) * unit
            elif isinstance(value, float):
                part, number = _math.modf(value)
                part, more = _math.modf(part * unit)
                whole += int(number) * unit + int(more)
                fraction += part
            else:
                raise TypeError('unsupported type for timedelta %s component: %s' % (name, type(value).__name__))
        more = _math.floor(fraction)
        fraction -= more
        whole += more
        if fraction > 0.5 or (fraction == 0.5 and whole % 2):
            whole += 1
        return cls._from_us(whole)

    @classmethod
    def _from_us(cls, us):
        days, us = divmod(us, _DAY_US)
        if not -999999999 <= days <= 999999999:
            raise OverflowError('days=%d; must have magnitude <= 999999999' % days)
        self = object.__new__(cls)
        self._days = days
        self._seconds, self._microseconds = divmod(us, 1000000)
        self._hash = -1
        return self

    def _us(self):
        return (self._days * _DAY_SECONDS + self._seconds) * 1000000 + self._microseconds

    @property
    def days(self):
        """Number of days."""
        return self._days

    @property
    def seconds(self):
        """Number of seconds (>= 0 and less than 1 day)."""
        return self._seconds

    @property
    def microseconds(self):
        """Number of microseconds (>= 0 and less than 1 second)."""
        return self._microseconds

    def total_seconds(self):
        """Total seconds in the duration."""
        return self._us() / 1000000

    def __repr__(self):
        parts = [self._days, self._seconds, self._microseconds]
        while len(parts) > 1 and not parts[-1]:
            parts.pop()
        text = ', '.join(map(str, parts))
        return '%s(%s)' % (_class_name(self), text)

    def __str__(self):
        minutes, seconds = divmod(self._seconds, 60)
        text = '%d:%02d:%02d' % (minutes // 60, minutes % 60, seconds)
        if self._days:
            text = '%d day%s, %s' % (self._days, '' if abs(self._days) == 1 else 's', text)
        if self._microseconds:
            text += '.%06d' % self._microseconds
        return text

    def __add__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us() + other._us())
        return NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us() - other._us())
        return NotImplemented

    def __rsub__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(other._us() - self._us())
        return NotImplemented

    def __neg__(self):
        return timedelta._from_us(-self._us())

    def __pos__(self):
        return timedelta._from_us(self._us())

    def __abs__(self):
        return timedelta._from_us(abs(self._us()))

    def __mul__(self, other):
        if isinstance(other, int):
            return timedelta._from_us(self._us() * int(other))
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta._from_us(_divide_and_round(self._us() * numerator, denominator))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, other):
        if isinstance(other, timedelta):
            return self._us() / other._us()
        if isinstance(other, int):
            return timedelta._from_us(_divide_and_round(self._us(), int(other)))
        if isinstance(other, float):
            numerator, denominator = other.as_integer_ratio()
            return timedelta._from_us(_divide_and_round(self._us() * denominator, numerator))
        return NotImplemented

    def __floordiv__(self, other):
        if isinstance(other, timedelta):
            return self._us() // other._us()
        if isinstance(other, int):
            return timedelta._from_us(self._us() // int(other))
        return NotImplemented

    def __mod__(self, other):
        if isinstance(other, timedelta):
            return timedelta._from_us(self._us() % other._us())
        return NotImplemented

    def __divmod__(self, other):
        if isinstance(other, timedelta):
            quotient, rest = divmod(self._us(), other._us())
            return quotient, timedelta._from_us(rest)
        return NotImplemented

    def _compare(self, other, equality):
        return _order(self._us(), other._us()) if isinstance(other, timedelta) else NotImplemented

    def __hash__(self):
        if self._hash == -1:
            self._hash = hash((self._days, self._seconds, self._microseconds))
        return self._hash

    def __bool__(self):
        return self._us() != 0

    def __reduce__(self):
        return type(self), (self._days, self._seconds, self._microseconds)


timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, _DAY_SECONDS - 1, 999999)
timedelta.resolution = timedelta(0, 0, 1)


# ---- date ----

class IsoCalendarDate(tuple):
    """The result of date.isocalendar()."""

    __slots__ = ()

    def __new__(cls, year, week, weekday):
        return tuple.__new__(cls, (year, week, weekday))

    @property
    def year(self):
        return self[0]

    @property
    def week(self):
        return self[1]

    @property
    def weekday(self):
        return self[2]

    def __reduce__(self):
        return tuple, (tuple(self),)

    def __repr__(self):
        return '%s(year=%d, week=%d, weekday=%d)' % ((_class_name(self),) + self)


class date(_Ordered):
    """date(year, month, day) --> date object"""

    __slots__ = '_year', '_month', '_day', '_hash'

    def __new__(cls, year, month=_MISSING, day=_MISSING):
        if month is _MISSING and day is _MISSING:
            state = _state((year,), 4, 2, range(1, 13))
            if state is not None:
                return cls._make(state[0] << 8 | state[1], state[2], state[3])
        if day is _MISSING:
            raise TypeError('function missing required argument %r' % ('month' if month is _MISSING else 'day'))
        return cls._make(*_check_date(year, month, day))

    @classmethod
    def _make(cls, year, month, day):
        self = object.__new__(cls)
        self._year = year
        self._month = month
        self._day = day
        self._hash = -1
        return self

    @classmethod
    def fromtimestamp(cls, timestamp):
        """Create a date from a POSIX timestamp, which is interpreted as local time."""
        return cls(*_time.localtime(timestamp)[:3])

    @classmethod
    def today(cls):
        """Current date or datetime:  same as self.__class__.fromtimestamp(time.time())."""
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, ordinal):
        """int -> date corresponding to a proleptic Gregorian ordinal."""
        if ordinal < 1:
            raise ValueError('ordinal must be >= 1')
        if ordinal > _MAX_ORDINAL:
            raise ValueError('year is out of range')
        return cls(*_date_of_ordinal(ordinal))

    @classmethod
    def fromisoformat(cls, date_string):
        """str -> Construct a date from a string in ISO 8601 format."""
        return cls(*_parsed(date_string, lambda text: _check_date(*_parse_date(text))))

    @classmethod
    def fromisocalendar(cls, year, week, day):
        """int, int, int -> Construct a date from the ISO year, week number and weekday."""
        return cls.fromordinal(_ordinal_of_week(year, week, day))

    @classmethod
    def strptime(cls, date_string, format):
        """string, format -> new date parsed from a string (like time.strptime())."""
        import _strptime
        parsed = _strptime._strptime_datetime(datetime, date_string, format)
        return cls(parsed._year, parsed._month, parsed._day)

    @property
    def year(self):
        return self._year

    @property
    def month(self):
        return self._month

    @property
    def day(self):
        return self._day

    def __repr__(self):
        return '%s(%d, %d, %d)' % (_class_name(self), self._year, self._month, self._day)

    def __str__(self):
        return self.isoformat()

    def isoformat(self):
        """Return string in ISO 8601 format, YYYY-MM-DD."""
        return '%04d-%02d-%02d' % (self._year, self._month, self._day)

    def ctime(self):
        """Return ctime() style string."""
        return '%s %s %2d %02d:%02d:%02d %04d' % (
            _DAY_NAMES[self.weekday()], _MONTH_NAMES[self._month], self._day, getattr(self, '_hour', 0),
            getattr(self, '_minute', 0), getattr(self, '_second', 0), self._year)

    def strftime(self, format):
        """format -> strftime() style string."""
        return _strftime(self, format, self.timetuple())

    def __format__(self, format):
        _check_str(format)
        return self.strftime(format) if format else str(self)

    def timetuple(self):
        """Return time tuple, compatible with time.localtime()."""
        return _time.struct_time((self._year, self._month, self._day, 0, 0, 0, self.weekday(),
                                  _day_of_year(self._year, self._month, self._day), -1))

    def toordinal(self):
        """Return proleptic Gregorian ordinal.  January 1 of year 1 is day 1."""
        return _ordinal(self._year, self._month, self._day)

    def weekday(self):
        """Return the day of the week represented by the date. Monday == 0 ... Sunday == 6"""
        return (_ordinal(self._year, self._month, self._day) + 6) % 7

    def isoweekday(self):
        """Return the day of the week represented by the date. Monday == 1 ... Sunday == 7"""
        return self.weekday() + 1

    def isocalendar(self):
        """Return a named tuple containing ISO year, week number, and weekday."""
        ordinal, year = _ordinal(self._year, self._month, self._day), self._year
        if ordinal >= _first_iso_monday(year + 1):
            year += 1
        elif ordinal < _first_iso_monday(year):
            year -= 1
        week, day = divmod(ordinal - _first_iso_monday(year), 7)
        return IsoCalendarDate(year, week + 1, day + 1)

    def replace(self, year=None, month=None, day=None):
        """Return date with new specified fields."""
        return type(self)(self._year if year is None else year, self._month if month is None else month,
                          self._day if day is None else day)

    def __replace__(self, /, **changes):
        return self.replace(**changes)

    # A date and a datetime are never equal and have no order: the datetime, being of the subclass, is asked first.
    def _compare(self, other, equality):
        if not isinstance(other, date):
            return NotImplemented
        return _order((self._year, self._month, self._day), (other._year, other._month, other._day))

    def __hash__(self):
        if self._hash == -1:
            self._hash = hash(self._pack())
        return self._hash

    def _add_days(self, days):
        ordinal = _ordinal(self._year, self._month, self._day) + days
        if not 1 <= ordinal <= _MAX_ORDINAL:
            raise OverflowError('date value out of range')
        return type(self).fromordinal(ordinal)

    def __add__(self, other):
        return self._add_days(other._days) if isinstance(other, timedelta) else NotImplemented

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return self._add_days(-other._days)
        if isinstance(other, date) and not isinstance(other, datetime):
            return timedelta(self.toordinal() - other.toordinal())
        return NotImplemented

    def _pack(self):
        return bytes((self._year >> 8, self._year & 255, self._month, self._day))

    def __reduce__(self):
        return type(self), (self._pack(),)


date.min = date(MINYEAR, 1, 1)
date.max = date(MAXYEAR, 12, 31)
date.resolution = timedelta(1)


# ---- time zones ----

class tzinfo:
    """Abstract base class for time zone info objects."""

    __slots__ = ()

    def tzname(self, dt):
        """datetime -> string name of time zone."""
        raise NotImplementedError('a tzinfo subclass must implement tzname()')

    def utcoffset(self, dt):
        """datetime -> timedelta showing offset from UTC, negative values indicating West of UTC"""
        raise NotImplementedError('a tzinfo subclass must implement utcoffset()')

    def dst(self, dt):
        """datetime -> DST offset as timedelta positive east of UTC."""
        raise NotImplementedError('a tzinfo subclass must implement dst()')

    def fromutc(self, dt):
        """datetime in UTC -> datetime in local time."""
        self._check_fromutc(dt)
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError('fromutc: non-None utcoffset() result required')
        dst = dt.dst()
        if dst is None:
            raise ValueError('fromutc: non-None dst() result required')
        standard = offset - dst
        local = dt + standard
        if standard:
            dst = local.dst()
            if dst is None:
                raise ValueError('fromutc: tz.dst() gave inconsistent results; cannot convert')
        return local + dst

    def _check_fromutc(self, dt):
        if not isinstance(dt, datetime):
            raise TypeError('fromutc: argument must be a datetime')
        if dt.tzinfo is not self:
            raise ValueError('fromutc: dt.tzinfo is not self')

    def __reduce__(self):
        get_args = getattr(self, '__getinitargs__', None)
        args = get_args() if get_args else ()
        get_state = getattr(self, '__getstate__', None)
        state = get_state() if get_state else getattr(self, '__dict__', None) or None
        return (type(self), args) if state is None else (type(self), args, state)


class timezone(tzinfo):
    """Fixed offset from UTC implementation of tzinfo."""

    __slots__ = '_offset', '_name'

    def __new__(cls, offset, name=_MISSING):
        if not isinstance(offset, timedelta):
            raise TypeError('timezone() argument 1 must be datetime.timedelta, not %s' % type(offset).__name__)
        if name is _MISSING:
            if not offset:
                return cls.utc
            name = None
        elif not isinstance(name, str):
            raise TypeError('timezone() argument 2 must be str, not %s' % type(name).__name__)
        if not -_DAY_US < offset._us() < _DAY_US:
            raise ValueError('%s, not %r.' % (_OFFSET_RANGE, offset))
        return cls._make(offset, name)

    @classmethod
    def _make(cls, offset, name):
        self = object.__new__(cls)
        self._offset = offset
        self._name = name
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'datetime.timezone' is not an acceptable base type")

    def __getinitargs__(self):
        return (self._offset,) if self._name is None else (self._offset, self._name)

    def __reduce__(self):
        return type(self), self.__getinitargs__()

    def __eq__(self, other):
        return self._offset == other._offset if isinstance(other, timezone) else NotImplemented

    def __hash__(self):
        return hash(self._offset)

    def __repr__(self):
        if self is timezone.utc:
            return 'datetime.timezone.utc'
        return '%s(%s)' % (_class_name(self), ', '.join(map(repr, self.__getinitargs__())))

    def __str__(self):
        if self._name is not None:
            return self._name
        return 'UTC' + _offset_text(self._offset) if self._offset else 'UTC'

    def _check_argument(self, dt, method):
        if dt is not None and not isinstance(dt, datetime):
            raise TypeError('%s(dt) argument must be a datetime instance or None, not %s' % (method, type(dt).__name__))

    def tzname(self, dt):
        """If name is specified when timezone is created, returns the name.  Otherwise returns offset as 'UTC(+|-)HH:MM'."""
        self._check_argument(dt, 'tzname')
        return str(self)

    def utcoffset(self, dt):
        """Return fixed offset."""
        self._check_argument(dt, 'utcoffset')
        return self._offset

    def dst(self, dt):
        """Return None."""
        self._check_argument(dt, 'dst')

    def fromutc(self, dt):
        """datetime in UTC -> datetime in local time."""
        self._check_fromutc(dt)
        return dt + self._offset


timezone.utc = UTC = timezone._make(timedelta(0), None)
timezone.min = timezone(-timedelta(hours=23, minutes=59))
timezone.max = timezone(timedelta(hours=23, minutes=59))


# ---- time ----

class time(_Ordered):
    """time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object

    All arguments are optional. tzinfo may be None, or an instance of
    a tzinfo subclass. The remaining arguments may be ints."""

    __slots__ = '_hour', '_minute', '_second', '_microsecond', '_fold', '_tzinfo', '_hash'

    def __new__(cls, hour=0, minute=_MISSING, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if isinstance(hour, (bytes, str)):
            state = _state((hour,), 6, 0, range(24))
            if state is not None:
                zone = None if minute is _MISSING else minute
                _check_state_tzinfo(zone)
                return cls._make(_unpack_clock(state), zone)
        clock = _check_clock(hour, 0 if minute is _MISSING else minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        return cls._make(clock, tzinfo)

    @classmethod
    def _make(cls, clock, zone):
        self = object.__new__(cls)
        self._hour, self._minute, self._second, self._microsecond, self._fold = clock
        self._tzinfo = zone
        self._hash = -1
        return self

    @classmethod
    def fromisoformat(cls, time_string):
        """string -> time from a string in ISO 8601 format"""
        clock, zone = _parsed(time_string, lambda text: _parse_time(text[1:] if text[:1] == 'T' else text))
        return cls(*clock, tzinfo=zone)

    @classmethod
    def strptime(cls, time_string, format):
        """string, format -> new time parsed from a string (like time.strptime())."""
        import _strptime
        parsed = _strptime._strptime_datetime(datetime, time_string, format)
        return cls(*parsed._clock()[:4], tzinfo=parsed._tzinfo)

    @property
    def hour(self):
        return self._hour

    @property
    def minute(self):
        return self._minute

    @property
    def second(self):
        return self._second

    @property
    def microsecond(self):
        return self._microsecond

    @property
    def tzinfo(self):
        return self._tzinfo

    @property
    def fold(self):
        return self._fold

    def _clock(self):
        return self._hour, self._minute, self._second, self._microsecond, self._fold

    def isoformat(self, timespec='auto'):
        """Return string in ISO 8601 format, [HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].

        The optional argument timespec specifies the number of additional terms
        of the time to include. Valid options are 'auto', 'hours', 'minutes',
        'seconds', 'milliseconds' and 'microseconds'."""
        return _clock_text(*self._clock()[:4], timespec) + _offset_text(self.utcoffset())

    def __str__(self):
        return self.isoformat()

    def __repr__(self):
        return '%s(%s%s)' % (_class_name(self), _clock_repr(self), _zone_repr(self))

    # The year does not matter, but strftime wants one that it can show.
    def strftime(self, format):
        """format -> strftime() style string."""
        return _strftime(self, format, (1900, 1, 1, self._hour, self._minute, self._second, 0, 1, -1))

    def __format__(self, format):
        _check_str(format)
        return self.strftime(format) if format else str(self)

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        return _ask_offset(self._tzinfo, 'utcoffset', None)

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return _ask_name(self._tzinfo, None)

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        return _ask_offset(self._tzinfo, 'dst', None)

    def replace(self, hour=None, minute=None, second=None, microsecond=None, tzinfo=True, *, fold=None):
        """Return time with new specified fields."""
        return _replaced(self, (), (hour, minute, second, microsecond), tzinfo, fold)

    def __replace__(self, /, **changes):
        return self.replace(**changes)

    def _us(self):
        return ((self._hour * 60 + self._minute) * 60 + self._second) * 1000000 + self._microsecond

    def _compare(self, other, equality):
        if not isinstance(other, time):
            return NotImplemented
        if self._tzinfo is other._tzinfo:
            return _order(self._us(), other._us())
        a, b = self.utcoffset(), other.utcoffset()
        if (a is None) != (b is None):
            if equality:
                return 2
            raise TypeError("can't compare offset-naive and offset-aware times")
        if a is None:
            return _order(self._us(), other._us())
        return _order(self._us() - a._us(), other._us() - b._us())

    def __hash__(self):
        if self._hash == -1:
            offset = (self.replace(fold=0) if self._fold else self).utcoffset()
            self._hash = hash(self._us() - (offset._us() if offset else 0))
        return self._hash

    def __reduce_ex__(self, protocol):
        state = bytearray(_pack_clock(self))
        if protocol > 3 and self._fold:
            state[0] |= 0x80
        return _reduced(self, state)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _clock_repr(instance):
    """As few fields as say it: hour and minute at least."""
    hour, minute, second, microsecond, fold = instance._clock()
    if microsecond:
        return '%d, %d, %d, %d' % (hour, minute, second, microsecond)
    return '%d, %d, %d' % (hour, minute, second) if second else '%d, %d' % (hour, minute)


def _zone_repr(instance):
    zone = '' if instance._tzinfo is None else ', tzinfo=%r' % (instance._tzinfo,)
    return zone + ', fold=1' if instance._fold else zone


def _check_state_tzinfo(zone):
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError('bad tzinfo state arg')


def _pack_clock(instance):
    us = instance._microsecond
    return bytes((instance._hour, instance._minute, instance._second, us >> 16, us >> 8 & 255, us & 255))


def _unpack_clock(state):
    return state[0] & 0x7f, state[1], state[2], state[3] << 16 | state[4] << 8 | state[5], state[0] >> 7


def _reduced(instance, state):
    zone = instance._tzinfo
    return type(instance), ((bytes(state),) if zone is None else (bytes(state), zone))


def _replaced(instance, date_fields, clock_fields, zone, fold):
    """replace() of times and datetimes. None, and True for the zone, leave a field as it is; the fold is set afterwards, for
    not every subclass takes one."""
    old = ((instance._year, instance._month, instance._day) if date_fields else ()) + instance._clock()[:4]
    fields = [before if new is None else new for new, before in zip(date_fields + clock_fields, old)]
    zone = instance._tzinfo if zone is True else zone
    fold = instance._fold if fold is None else fold
    if fold not in (0, 1):
        raise ValueError('fold must be either 0 or 1')
    result = type(instance)(*fields, zone)
    if fold != result._fold:
        result._fold = fold
    return result


time.min = time(0, 0, 0)
time.max = time(23, 59, 59, 999999)
time.resolution = timedelta(0, 0, 1)


# ---- local time: seconds since the epoch, as UTC and as wall time taken for UTC ----

def _wall(utc):
    """Local wall time of a UTC time; at the ends of the calendar, where there is no year 0 or 10000, the same."""
    if not 2 - _EPOCH_ORDINAL < utc // _DAY_SECONDS < _MAX_ORDINAL - 1 - _EPOCH_ORDINAL:
        return utc
    year, month, day, hour, minute, second = _time.localtime(utc)[:6]
    return ((_ordinal(year, month, day) - _EPOCH_ORDINAL) * _DAY_SECONDS
            + (hour * 60 + minute) * 60 + min(second, 59))


def _utc_of_wall(wall, fold):
    """The UTC time whose local wall time is `wall`: the earlier of two for fold 0; in a gap, by the offset before (fold 0)
    or after it. The algorithm of PEP 495."""
    offset = _wall(wall) - wall
    first = wall - offset
    shown = _wall(first)
    if shown == wall:
        near = first + (_MAX_FOLD if fold else -_MAX_FOLD)
        other = _wall(near) - near
        if other == offset:
            return first
    else:
        other = shown - first
    second = wall - other
    if _wall(second) == wall:
        return second
    if shown == wall:
        return first
    return min(first, second) if fold else max(first, second)


def _local_zone(utc):
    fields = _time.localtime(utc)
    return timezone(timedelta(seconds=fields.tm_gmtoff), fields.tm_zone)


def _split_timestamp(timestamp):
    """Whole seconds and microseconds, rounded to the nearest, halves to even."""
    if not isinstance(timestamp, float):
        return timestamp, 0
    fraction, whole = _math.modf(timestamp)
    us = round(fraction * 1e6)
    if us >= 1000000:
        whole += 1
        us -= 1000000
    elif us < 0:
        whole -= 1
        us += 1000000
    return whole, us


# ---- datetime ----

class datetime(date):
    """datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])

    The year, month and day arguments are required. tzinfo may be None, or an
    instance of a tzinfo subclass. The remaining arguments may be ints."""

    __slots__ = '_hour', '_minute', '_second', '_microsecond', '_fold', '_tzinfo'

    def __new__(cls, year, month=_MISSING, day=_MISSING, hour=0, minute=0, second=0, microsecond=0, tzinfo=None,
                *, fold=0):
        if day is _MISSING and isinstance(year, (bytes, str)):
            state = _state((year,), 10, 2, range(1, 13))
            if state is not None:
                zone = None if month is _MISSING else month
                _check_state_tzinfo(zone)
                return cls._make_all((state[0] << 8 | state[1], state[2] & 0x7f, state[3]),
                                     _unpack_clock(state[4:])[:4] + (state[2] >> 7,), zone)
        if day is _MISSING:
            raise TypeError('function missing required argument %r' % ('month' if month is _MISSING else 'day'))
        fields = _check_date(year, month, day)
        clock = _check_clock(hour, minute, second, microsecond, fold)
        _check_tzinfo(tzinfo)
        return cls._make_all(fields, clock, tzinfo)

    @classmethod
    def _make_all(cls, fields, clock, zone):
        self = cls._make(*fields)
        self._hour, self._minute, self._second, self._microsecond, self._fold = clock
        self._tzinfo = zone
        return self

    @classmethod
    def _from_us(cls, us, zone):
        """The datetime so many microseconds after 0001-01-01, less a day."""
        ordinal, us = divmod(us, _DAY_US)
        if not 1 <= ordinal <= _MAX_ORDINAL:
            raise OverflowError('date value out of range')
        seconds, us = divmod(us, 1000000)
        return cls(*_date_of_ordinal(ordinal), seconds // 3600, seconds // 60 % 60, seconds % 60, us, zone)

    # ---- constructors ----

    @classmethod
    def _from_timestamp(cls, timestamp, utc, zone):
        seconds, us = _split_timestamp(timestamp)
        fields = (_time.gmtime if utc else _time.localtime)(seconds)
        result = cls(*fields[:5], min(fields[5], 59), us, zone)
        if not utc and zone is None:
            # A wall time that comes twice has fold 1 the second time.
            seconds = int(seconds)
            wall = _wall(seconds)
            change = wall - _wall(seconds - _MAX_FOLD) - _MAX_FOLD
            if change < 0 and _wall(seconds + change) == wall:
                result._fold = 1
        return result

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        """timestamp[, tz] -> tz's local time from POSIX timestamp."""
        _check_tzinfo(tz)
        result = cls._from_timestamp(timestamp, tz is not None, tz)
        return result if tz is None else tz.fromutc(result)

    @classmethod
    def utcfromtimestamp(cls, timestamp):
        """Construct a naive UTC datetime from a POSIX timestamp."""
        return cls._from_timestamp(timestamp, True, None)

    @classmethod
    def now(cls, tz=None):
        """Returns new datetime object representing current time local to tz.

        If no tz is specified, uses local timezone."""
        return cls.fromtimestamp(_time.time(), tz)

    @classmethod
    def utcnow(cls):
        """Return a new datetime representing UTC day and time."""
        return cls.utcfromtimestamp(_time.time())

    @classmethod
    def combine(cls, date, time, tzinfo=True):
        """date, time -> datetime with same date and time fields."""
        if not isinstance(date, _date_class):
            raise TypeError('combine() argument 1 must be datetime.date, not %s' % type(date).__name__)
        if not isinstance(time, _time_class):
            raise TypeError('combine() argument 2 must be datetime.time, not %s' % type(time).__name__)
        zone = time._tzinfo if tzinfo is True else tzinfo
        result = cls(date._year, date._month, date._day, *time._clock()[:4], zone)
        if time._fold:
            result._fold = time._fold
        return result

    @classmethod
    def fromisoformat(cls, date_string):
        """string -> datetime from a string in most ISO 8601 formats"""
        def parse(text):
            if len(text) < 7:
                raise ValueError('too short')
            split = _date_length(text)
            fields = _parse_date(text[:split])
            if len(text) == split:
                return fields, (), None
            return (fields,) + _parse_time(text[split + 1:])
        fields, clock, zone = _parsed(date_string, parse)
        return cls(*fields, *clock, tzinfo=zone)

    @classmethod
    def strptime(cls, date_string, format):
        """string, format -> new datetime parsed from a string (like time.strptime())."""
        import _strptime
        return _strptime._strptime_datetime(cls, date_string, format)

    # ---- fields ----

    hour, minute, second = time.hour, time.minute, time.second
    microsecond, tzinfo, fold = time.microsecond, time.tzinfo, time.fold
    _clock = time._clock

    def date(self):
        """Return date object with same year, month and day."""
        return _date_class(self._year, self._month, self._day)

    def time(self):
        """Return time object with same time but with tzinfo=None."""
        return _time_class._make(self._clock(), None)

    def timetz(self):
        """Return time object with same time and tzinfo."""
        return _time_class._make(self._clock(), self._tzinfo)

    def replace(self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None,
                tzinfo=True, *, fold=None):
        """Return datetime with new specified fields."""
        return _replaced(self, (year, month, day), (hour, minute, second, microsecond), tzinfo, fold)

    # ---- text ----

    def isoformat(self, sep='T', timespec='auto'):
        """[sep] -> string in ISO 8601 format, YYYY-MM-DDT[HH[:MM[:SS[.mmm[uuu]]]]][+HH:MM].
        sep is used to separate the year from the time, and defaults to 'T'.
        The optional argument timespec specifies the number of additional terms
        of the time to include. Valid options are 'auto', 'hours', 'minutes',
        'seconds', 'milliseconds' and 'microseconds'."""
        return '%04d-%02d-%02d%c%s%s' % (self._year, self._month, self._day, sep,
                                         _clock_text(*self._clock()[:4], timespec), _offset_text(self.utcoffset()))

    def __str__(self):
        return self.isoformat(sep=' ')

    def __repr__(self):
        return '%s(%d, %d, %d, %s%s)' % (_class_name(self), self._year, self._month, self._day, _clock_repr(self),
                                         _zone_repr(self))

    # ---- zones ----

    def utcoffset(self):
        """Return self.tzinfo.utcoffset(self)."""
        return _ask_offset(self._tzinfo, 'utcoffset', self)

    def tzname(self):
        """Return self.tzinfo.tzname(self)."""
        return _ask_name(self._tzinfo, self)

    def dst(self):
        """Return self.tzinfo.dst(self)."""
        return _ask_offset(self._tzinfo, 'dst', self)

    def _us(self):
        """Microseconds of the wall time."""
        seconds = self.toordinal() * _DAY_SECONDS + (self._hour * 60 + self._minute) * 60 + self._second
        return seconds * 1000000 + self._microsecond

    def _utc_us(self, offset):
        """Microseconds of UTC; a naive datetime is local time."""
        us = self._us()
        if offset is not None:
            return us - offset._us()
        epoch = _EPOCH_ORDINAL * _DAY_SECONDS
        return (_utc_of_wall(us // 1000000 - epoch, self._fold) + epoch) * 1000000 + self._microsecond

    def astimezone(self, tz=None):
        """tz -> convert to local time in new timezone tz"""
        _check_tzinfo(tz)
        if tz is not None and tz is self._tzinfo:
            return self
        us = self._utc_us(self.utcoffset())
        zone = _local_zone(us // 1000000 - _EPOCH_ORDINAL * _DAY_SECONDS) if tz is None else tz
        return zone.fromutc(type(self)._from_us(us, zone))

    def timetuple(self):
        """Return time tuple, compatible with time.localtime()."""
        dst = self.dst()
        return self._time_tuple(self, -1 if dst is None else int(bool(dst)))

    def utctimetuple(self):
        """Return UTC time tuple, compatible with time.localtime()."""
        offset = self.utcoffset()
        return self._time_tuple(datetime._from_us(self._us() - (offset._us() if offset else 0), None), 0)

    @staticmethod
    def _time_tuple(dt, dst):
        return _time.struct_time((dt._year, dt._month, dt._day, dt._hour, dt._minute, dt._second, dt.weekday(),
                                  _day_of_year(dt._year, dt._month, dt._day), dst))

    def timestamp(self):
        """Return POSIX timestamp as float."""
        offset = self.utcoffset()
        us = self._utc_us(offset) - _EPOCH_ORDINAL * _DAY_US
        if offset is None:
            return (us - self._microsecond) // 1000000 + self._microsecond / 1e6
        return us / 1000000

    # ---- arithmetic and comparing ----

    def __add__(self, other):
        if not isinstance(other, timedelta):
            return NotImplemented
        return type(self)._from_us(self._us() + other._us(), self._tzinfo)

    __radd__ = __add__

    def __sub__(self, other):
        if isinstance(other, timedelta):
            return type(self)._from_us(self._us() - other._us(), self._tzinfo)
        if not isinstance(other, datetime):
            return NotImplemented
        difference = self._us() - other._us()
        if self._tzinfo is not other._tzinfo:
            a, b = self.utcoffset(), other.utcoffset()
            if (a is None) != (b is None):
                raise TypeError("can't subtract offset-naive and offset-aware datetimes")
            if a is not None:
                difference += b._us() - a._us()
        return timedelta._from_us(difference)

    def _is_problematic(self, offset):
        """Does the offset depend on the fold (the time comes twice, or is skipped)? Then it equals no time of another zone."""
        flipped = datetime._make_all((self._year, self._month, self._day), self._clock()[:4] + (1 - self._fold,),
                                     self._tzinfo)
        return flipped.utcoffset() != offset

    def _compare(self, other, equality):
        if not isinstance(other, datetime):
            if not isinstance(other, _date_class):
                return NotImplemented
            if equality:
                return 2
            raise TypeError("can't compare %s to %s" % (type(self).__name__, type(other).__name__))
        if self._tzinfo is other._tzinfo:
            return _order(self._us(), other._us())
        a, b = self.utcoffset(), other.utcoffset()
        if (a is None) != (b is None):
            if equality:
                return 2
            raise TypeError("can't compare offset-naive and offset-aware datetimes")
        if a is None:
            return _order(self._us(), other._us())
        if equality and (self._is_problematic(a) or other._is_problematic(b)):
            return 2
        return _order(self._us() - a._us(), other._us() - b._us())

    def __hash__(self):
        if self._hash == -1:
            offset = (self.replace(fold=0) if self._fold else self).utcoffset()
            self._hash = hash(self._us() - (offset._us() if offset else 0))
        return self._hash

    def __reduce_ex__(self, protocol):
        state = bytearray(self._pack() + _pack_clock(self))
        if protocol > 3 and self._fold:
            state[2] |= 0x80
        return _reduced(self, state)

    def __reduce__(self):
        return self.__reduce_ex__(2)


_date_class, _time_class = date, time       # where arguments and methods have these names
datetime.min = datetime(MINYEAR, 1, 1)
datetime.max = datetime(MAXYEAR, 12, 31, 23, 59, 59, 999999)
datetime.resolution = timedelta(0, 0, 1)

for _class in (date, datetime, time, timedelta, timezone, tzinfo, IsoCalendarDate):
    _class.__module__ = 'datetime'
del _class
