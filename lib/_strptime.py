"""Parsing of dates and times: time.strptime() and datetime's strptime().

A format becomes a regular expression with a group for every directive (TimeRE), made from the names that
the locale has for months, days and so on (LocaleTime). What the groups matched is then put together,
missing fields being worked out from others where they can be. Both the expressions and what they
are made from are kept until locale or time zone change.
"""

import locale
import re
import time
from calendar import monthrange
from datetime import date as _date, timedelta as _timedelta, timezone as _timezone
from threading import Lock

import _locale

__all__ = []

_known_language = (None, None)


def _getlang():
    """The locale of dates, as (language, encoding)."""
    global _known_language
    raw = _locale.setlocale(_locale.LC_TIME)
    known, language = _known_language
    if raw != known:
        language = locale.getlocale(locale.LC_TIME)
        _known_language = raw, language
    return language


def _tm(month=1, hour=0, weekday=0):
    return time.struct_time((1999, month, 1, hour, 0, 0, weekday, 1, 0))


def _in_locale(directive, values):
    return [time.strftime(directive, value).lower() for value in values]


class LocaleTime:
    """What the locale calls things, in lower case: lists indexed as struct_time's fields are."""

    # Directives that formats of the C library use, in terms of those that strptime() knows.
    _EXPANSIONS = {'%e': '%d', '%T': '%H:%M:%S', '%D': '%m/%d/%y', '%R': '%H:%M', '%h': '%b',
                   '%r': '%I:%M:%S %p', '%l': '%I', '%k': '%H', '%n': ' ', '%t': ' ',
                   '%F': '%Y-%m-%d', '%P': '%p'}

    def __init__(self):
        self.lang = _getlang()
        self.f_weekday = _in_locale('%A', [_tm(weekday=i) for i in range(7)])
        self.a_weekday = _in_locale('%a', [_tm(weekday=i) for i in range(7)])
        self.f_month = [''] + _in_locale('%B', [_tm(month=i) for i in range(1, 13)])
        self.a_month = [''] + _in_locale('%b', [_tm(month=i) for i in range(1, 13)])
        self.am_pm = _in_locale('%p', [_tm(hour=1), _tm(hour=22)])
        try:
            time.tzset()
        except AttributeError:
            pass
        self.tzname = time.tzname
        self.daylight = time.daylight
        summer = frozenset([self.tzname[1].lower()]) if self.daylight else frozenset()
        self.timezone = (frozenset(['utc', 'gmt', self.tzname[0].lower()]), summer)
        self.LC_date_time = self._format(locale.D_T_FMT)
        self.LC_date = self._format(locale.D_FMT)
        self.LC_time = self._format(locale.T_FMT)
        if self.lang != _getlang():
            raise ValueError('locale changed during initialization')
        if self.tzname != time.tzname or self.daylight != time.daylight:
            raise ValueError('timezone changed during initialization')

    def _format(self, which):
        text = re.sub('%[-_0^EO]([a-zA-Z])', r'%\1', locale.nl_langinfo(which))
        return re.sub('%.', lambda m: self._EXPANSIONS.get(m.group(), m.group()), text)


class TimeRE(dict):
    """Directives with the expressions that match them."""

    def __init__(self, locale_time=None):
        self.locale_time = names = locale_time or LocaleTime()
        super().__init__({
            'd': r'(?P<d>3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9])',
            'f': r'(?P<f>[0-9]{1,6})',
            'G': r'(?P<G>\d\d\d\d)',
            'H': r'(?P<H>2[0-3]|[0-1]\d|\d)',
            'I': r'(?P<I>1[0-2]|0[1-9]|[1-9]| [1-9])',
            'j': r'(?P<j>36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9])',
            'm': r'(?P<m>1[0-2]|0[1-9]|[1-9])',
            'M': r'(?P<M>[0-5]\d|\d)',
            'S': r'(?P<S>6[0-1]|[0-5]\d|\d)',
            'U': r'(?P<U>5[0-3]|[0-4]\d|\d)',
            'u': r'(?P<u>[1-7])',
            'V': r'(?P<V>5[0-3]|0[1-9]|[1-4]\d|\d)',
            'W': r'(?P<W>5[0-3]|[0-4]\d|\d)',
            'w': r'(?P<w>[0-6])',
            'y': r'(?P<y>\d\d)',
            'Y': r'(?P<Y>\d\d\d\d)',
            'z': r'(?P<z>[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|(?-i:Z))',
            'A': self._choice(names.f_weekday, 'A'),
            'a': self._choice(names.a_weekday, 'a'),
            'B': self._choice(names.f_month[1:], 'B'),
            'b': self._choice(names.a_month[1:], 'b'),
            'p': self._choice(names.am_pm, 'p'),
            'Z': self._choice((name for known in names.timezone for name in known), 'Z'),
            '%': '%',
        })
        for directive, text in (('c', names.LC_date_time), ('x', names.LC_date), ('X', names.LC_time)):
            self[directive] = self.pattern(text)

    @staticmethod
    def _choice(names, directive):
        """Any of the names, the longest first; '' if there are none to tell apart."""
        names = sorted(names, key=len, reverse=True)
        if not any(names):
            return ''
        return f'(?P<{directive}>{"|".join(map(re.escape, names))})'

    def pattern(self, format):
        """The expression for a format."""
        format = re.sub(r'([\\.^$*+?(){}\[\]|])', r'\\\1', format)
        format = re.sub(r'\s+', r'\\s+', format)
        result = []
        start = 0
        while True:
            at = format.find('%', start)
            if at < 0:
                break
            result += format[start:at], self[format[at + 1]]
            start = at + 2
        result.append(format[start:])
        return ''.join(result)

    def compile(self, format):
        return re.compile(self.pattern(format), re.IGNORECASE)


_cache_lock = Lock()
_TimeRE_cache = TimeRE()
_CACHE_MAX_SIZE = 5         # expressions; dropped all at once
_regex_cache = {}


def _compiled(format):
    """The expression for a format, and the names that hold now."""
    global _TimeRE_cache
    with _cache_lock:
        names = _TimeRE_cache.locale_time
        if _getlang() != names.lang or time.tzname != names.tzname or time.daylight != names.daylight:
            _TimeRE_cache = TimeRE()
            _regex_cache.clear()
            names = _TimeRE_cache.locale_time
        regex = _regex_cache.get(format)
        if regex is None:
            if len(_regex_cache) > _CACHE_MAX_SIZE:
                _regex_cache.clear()
            try:
                regex = _TimeRE_cache.compile(format)
            except KeyError as e:
                bad = e.args[0]
                if bad == '\\':
                    bad = '%'
                raise ValueError(f"'{bad}' is a bad directive in format '{format}'") from None
            except IndexError:
                raise ValueError(f"stray % in format '{format}'") from None
            except re.error as e:
                if 'redefinition of group' not in str(e):
                    raise
                raise ValueError(f"a directive, or what it stands for, is twice in format '{format}'") from None
            _regex_cache[format] = regex
        return regex, names


def _julian_of_week(year, week, weekday, starts_monday):
    """Day of the year from %U or %W and a weekday (Monday is 0)."""
    first = _date(year, 1, 1).weekday()
    if not starts_monday:
        first = (first + 1) % 7
        weekday = (weekday + 1) % 7
    week_0 = (7 - first) % 7
    if week == 0:
        return 1 + weekday - first
    return 1 + week_0 + 7 * (week - 1) + weekday


def _offset(text):
    """Seconds and microseconds east of UTC that %z gave."""
    if text in ('Z', 'z'):
        return 0, 0
    rest = text[1:]
    if rest[2] == ':':
        if len(rest) > 5 and rest[5] != ':':
            raise ValueError(f'Inconsistent use of : in {text}')
        rest = rest.replace(':', '')
    elif ':' in rest:
        raise ValueError(f'Inconsistent use of : in {text}')
    seconds = int(rest[:2]) * 3600 + int(rest[2:4]) * 60 + int(rest[4:6] or 0)
    micros = int(rest[7:].ljust(6, '0'))
    return (-seconds, -micros) if text[0] == '-' else (seconds, micros)


def _zone(name, names):
    """tm_isdst for the name of a zone."""
    name = name.lower()
    for dst, known in enumerate(names.timezone):
        if name in known:
            # One name for both halves of the year tells nothing.
            if time.tzname[0] == time.tzname[1] and time.daylight and name not in ('utc', 'gmt'):
                return -1
            return dst
    return -1


def _check_iso(format, found, has_weekday):
    if 'G' in found:
        if 'j' in found:
            raise ValueError("Day of the year directive '%j' is not compatible with ISO year "
                             "directive '%G'. Use '%Y' instead.")
        if 'V' not in found or not has_weekday:
            raise ValueError("ISO year directive '%G' must be used with the ISO week directive "
                             "'%V' and a weekday directive ('%A', '%a', '%w', or '%u').")
    elif 'V' in found:
        if 'Y' not in found or not has_weekday:
            raise ValueError("ISO week directive '%V' must be used with the ISO year directive "
                             "'%G' and a weekday directive ('%A', '%a', '%w', or '%u').")
        raise ValueError("ISO week directive '%V' is incompatible with the year directive '%Y'. "
                         "Use the ISO year '%G' instead.")


def _parse(data_string, format):
    """The fields of struct_time, microseconds, name of the zone, seconds and microseconds of its offset."""
    for i, arg in enumerate((data_string, format)):
        if not isinstance(arg, str):
            raise TypeError(f'strptime() argument {i} must be str, not {type(arg)}')
    regex, names = _compiled(format)
    match = regex.match(data_string)
    if not match:
        raise ValueError(f'time data {data_string!r} does not match format {format!r}')
    if match.end() != len(data_string):
        raise ValueError(f'unconverted data remains: {data_string[match.end():]}')
    found = match.groupdict()

    year = iso_year = julian = week = weekday = gmtoff = gmtoff_micros = zone_name = None
    month = day = 1
    hour = minute = second = fraction = 0
    dst = -1
    starts_monday = True
    for key, value in found.items():
        if key == 'Y':
            year = int(value)
        elif key == 'm':
            month = int(value)
        elif key == 'd':
            day = int(value)
        elif key == 'H':
            hour = int(value)
        elif key == 'M':
            minute = int(value)
        elif key == 'S':
            second = int(value)
        elif key == 'f':
            fraction = int(value.ljust(6, '0'))
        elif key == 'b':
            month = names.a_month.index(value.lower())
        elif key == 'B':
            month = names.f_month.index(value.lower())
        elif key == 'a':
            weekday = names.a_weekday.index(value.lower())
        elif key == 'A':
            weekday = names.f_weekday.index(value.lower())
        elif key == 'y':
            year = int(value)
            year += 2000 if year <= 68 else 1900        # as the Open Group says
        elif key == 'I':
            half = (found.get('p') or '').lower()
            hour = int(value) % 12
            if half == names.am_pm[1] and half != names.am_pm[0]:
                hour += 12
        elif key == 'z':
            gmtoff, gmtoff_micros = _offset(value)
        elif key == 'Z':
            zone_name = value
            dst = _zone(value, names)
        elif key == 'j':
            julian = int(value)
        elif key == 'w':
            weekday = (int(value) - 1) % 7
        elif key == 'u':
            weekday = int(value) - 1
        elif key == 'G':
            iso_year = int(value)
        elif key == 'V':
            week = int(value)
        elif key == 'U' or key == 'W':
            week = int(value)
            starts_monday = key == 'W'
    if 'G' in found or 'V' in found:
        _check_iso(format, found, weekday is not None)

    # A date without year is taken for one of 1900, except that this had no 29 February.
    leap_year_hack = year is None and month == 2 and day == 29
    if leap_year_hack:
        year = 1904
    elif year is None:
        year = 1900
    if julian is None and weekday is not None:
        if iso_year is not None:
            first = _date.fromisocalendar(iso_year, week, weekday + 1)
            year, month, day = first.year, first.month, first.day
            julian = first.timetuple()[7]
        elif week is not None:
            julian = _julian_of_week(year, week, weekday, starts_monday)
            if julian <= 0:
                year -= 1
                julian += 366 if monthrange(year, 2)[1] == 29 else 365
    if julian is None:
        julian = _date(year, month, day).toordinal() - _date(year, 1, 1).toordinal() + 1
    else:                       # as %j, or a week, is given, the rest follows from it
        derived = _date(year, 1, 1) + _timedelta(julian - 1)
        year, month, day = derived.year, derived.month, derived.day
    if weekday is None:
        weekday = _date(year, month, day).weekday()
    if leap_year_hack:
        year = 1900
    return (year, month, day, hour, minute, second, weekday, julian, dst), fraction, zone_name, gmtoff, gmtoff_micros


def _strptime(data_string, format='%a %b %d %H:%M:%S %Y'):
    """The fields of struct_time, with zone name and offset, and the microseconds."""
    fields, fraction, zone_name, gmtoff, _ = _parse(data_string, format)
    return (*fields, zone_name, gmtoff), fraction


def _strptime_time(data_string, format='%a %b %d %H:%M:%S %Y'):
    """For time.strptime()."""
    fields, _, zone_name, gmtoff, _ = _parse(data_string, format)
    return time.struct_time((*fields, zone_name, gmtoff)[:time._STRUCT_TM_ITEMS])


def _strptime_datetime(cls, data_string, format='%a %b %d %H:%M:%S %Y'):
    """For datetime.strptime(), cls being the class to make."""
    fields, fraction, zone_name, gmtoff, gmtoff_micros = _parse(data_string, format)
    args = (*fields[:6], fraction)
    if gmtoff is None:
        return cls(*args)
    delta = _timedelta(seconds=gmtoff, microseconds=gmtoff_micros)
    return cls(*args, _timezone(delta, zone_name) if zone_name else _timezone(delta))
