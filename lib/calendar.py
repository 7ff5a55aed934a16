"""Calendars as lists and as text.

The Gregorian calendar is extended to all years. Weekdays are numbered from
Monday, 0, to Sunday, 6; in tables of days 0 is a day outside the month.
"""

import datetime
from itertools import repeat

__all__ = ['IllegalMonthError', 'IllegalWeekdayError', 'setfirstweekday',
           'firstweekday', 'isleap', 'leapdays', 'weekday', 'monthrange',
           'monthcalendar', 'prmonth', 'month', 'prcal', 'calendar', 'timegm',
           'month_name', 'month_abbr', 'day_name', 'day_abbr', 'Calendar',
           'TextCalendar', 'HTMLCalendar', 'LocaleTextCalendar',
           'LocaleHTMLCalendar', 'weekheader']

error = ValueError
MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)
January, February = 1, 2
mdays = [0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
EPOCH = 1970
_EPOCH_ORD = datetime.date(EPOCH, 1, 1).toordinal()


class IllegalMonthError(ValueError):
    """The number of a month is not in 1..12."""

    def __init__(self, month):
        self.month = month

    def __str__(self):
        return f'bad month number {self.month!r}; must be 1-12'


class IllegalWeekdayError(ValueError):
    """The number of a weekday is not in 0..6."""

    def __init__(self, weekday):
        self.weekday = weekday

    def __str__(self):
        return (f'bad weekday number {self.weekday!r}; '
                'must be 0 (Monday) to 6 (Sunday)')


class _Names:
    """The names of months or days in the current locale, made when asked for."""

    def __init__(self, dates, format, empty_first):
        self._dates = dates
        self._format = format
        self._empty_first = empty_first

    def __len__(self):
        return len(self._dates) + self._empty_first

    def __getitem__(self, i):
        def name(i):
            if self._empty_first and i == 0:
                return ''
            return self._dates[i - self._empty_first].strftime(self._format)
        indices = range(len(self))[i]
        if isinstance(i, slice):
            return [name(i) for i in indices]
        return name(indices)


_week = [datetime.date(2001, 1, i + 1) for i in range(7)]   # from a Monday
_year = [datetime.date(2001, i + 1, 1) for i in range(12)]
day_name = _Names(_week, '%A', 0)
day_abbr = _Names(_week, '%a', 0)
month_name = _Names(_year, '%B', 1)
month_abbr = _Names(_year, '%b', 1)


def isleap(year):
    """Tell whether a year has 366 days."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def leapdays(y1, y2):
    """Return the number of leap years in range(y1, y2)."""
    def before(y):
        y -= 1
        return y // 4 - y // 100 + y // 400
    return before(y2) - before(y1)


def weekday(year, month, day):
    """Return the weekday of a date."""
    if not datetime.MINYEAR <= year <= datetime.MAXYEAR:
        year = 2000 + year % 400    # the calendar repeats itself
    return datetime.date(year, month, day).weekday()


def monthrange(year, month):
    """Return the weekday of the first of a month and its number of days."""
    if not 1 <= month <= 12:
        raise IllegalMonthError(month)
    return (weekday(year, month, 1),
            mdays[month] + (month == February and isleap(year)))


def _next(year, month, step=1):
    months = year * 12 + month - 1 + step
    return months // 12, months % 12 + 1


def _chunks(items, n):
    return [items[i:i + n] for i in range(0, len(items), n)]


class Calendar:
    """Tables of days; weeks begin with firstweekday."""

    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    @property
    def firstweekday(self):
        """The weekday with which weeks begin."""
        return self._firstweekday % 7

    @firstweekday.setter
    def firstweekday(self, firstweekday):
        self._firstweekday = firstweekday

    getfirstweekday = firstweekday.fget
    setfirstweekday = firstweekday.fset

    def iterweekdays(self):
        """Yield the numbers of the weekdays of a week."""
        return ((self.firstweekday + i) % 7 for i in range(7))

    def itermonthdays3(self, year, month):
        """Yield (year, month, day) of the whole weeks that have the month."""
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        after = -(before + days) % 7
        y, m = _next(year, month, -1)
        last = monthrange(y, m)[1]
        for d in range(last - before + 1, last + 1):
            yield y, m, d
        for d in range(1, days + 1):
            yield year, month, d
        y, m = _next(year, month)
        for d in range(1, after + 1):
            yield y, m, d

    def itermonthdays4(self, year, month):
        """Yield (year, month, day, weekday) of these days."""
        for i, date in enumerate(self.itermonthdays3(year, month)):
            yield date + ((self.firstweekday + i) % 7,)

    def itermonthdates(self, year, month):
        """Yield these days as datetime.date objects, as far as there are any."""
        for date in self.itermonthdays3(year, month):
            if date[0] > datetime.MAXYEAR:
                return
            yield datetime.date(*date)

    def itermonthdays(self, year, month):
        """Yield the numbers of these days, 0 outside the month."""
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        yield from repeat(0, before)
        yield from range(1, days + 1)
        yield from repeat(0, -(before + days) % 7)

    def itermonthdays2(self, year, month):
        """Yield (number, weekday) of these days."""
        for i, d in enumerate(self.itermonthdays(year, month)):
            yield d, (self.firstweekday + i) % 7

    def monthdatescalendar(self, year, month):
        """Return the weeks of a month as lists of dates."""
        return _chunks(list(self.itermonthdates(year, month)), 7)

    def monthdays2calendar(self, year, month):
        """Return the weeks of a month as lists of (number, weekday)."""
        return _chunks(list(self.itermonthdays2(year, month)), 7)

    def monthdayscalendar(self, year, month):
        """Return the weeks of a month as lists of day numbers."""
        return _chunks(list(self.itermonthdays(year, month)), 7)

    def yeardatescalendar(self, year, width=3):
        """Return rows of `width` months of weeks of dates."""
        return _chunks([self.monthdatescalendar(year, m)
                        for m in range(1, 13)], width)

    def yeardays2calendar(self, year, width=3):
        """Return rows of months of weeks of (number, weekday)."""
        return _chunks([self.monthdays2calendar(year, m)
                        for m in range(1, 13)], width)

    def yeardayscalendar(self, year, width=3):
        """Return rows of months of weeks of day numbers."""
        return _chunks([self.monthdayscalendar(year, m)
                        for m in range(1, 13)], width)


class TextCalendar(Calendar):
    """Calendars as plain text; w is the width of a day, l the lines of a week."""

    def prweek(self, theweek, width):
        """Print a week without a line end."""
        print(self.formatweek(theweek, width), end='')

    def formatday(self, day, weekday, width):
        """Return the text of a day."""
        return ('' if day == 0 else f'{day:2}').center(width)

    def formatweek(self, theweek, width):
        """Return the line of a week, a list of (number, weekday)."""
        return ' '.join(self.formatday(d, wd, width) for d, wd in theweek)

    def formatweekday(self, day, width):
        """Return the heading of a weekday."""
        names = day_name if width >= 9 else day_abbr
        return names[day][:width].center(width)

    def formatweekheader(self, width):
        """Return the line of weekday names."""
        return ' '.join(self.formatweekday(i, width)
                        for i in self.iterweekdays())

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        """Return the heading of a month."""
        name = month_name[themonth]
        return (f'{name} {theyear!r}' if withyear else name).center(width)

    def prmonth(self, theyear, themonth, w=0, l=0):
        """Print a month."""
        print(self.formatmonth(theyear, themonth, w, l), end='')

    def formatmonth(self, theyear, themonth, w=0, l=0):
        """Return a month as text of several lines."""
        w, l = max(2, w), max(1, l)
        lines = [self.formatmonthname(theyear, themonth, 7 * (w + 1) - 1),
                 self.formatweekheader(w)]
        lines += [self.formatweek(week, w)
                  for week in self.monthdays2calendar(theyear, themonth)]
        return ''.join(line.rstrip() + '\n' * l for line in lines)

    def formatyear(self, theyear, w=2, l=1, c=6, m=3):
        """Return a year as text: m months a row, c spaces between."""
        w, l, c = max(2, w), max(1, l), max(2, c)
        width = (w + 1) * 7 - 1
        out = [repr(theyear).center(width * m + c * (m - 1)).rstrip(), '\n' * l]
        header = self.formatweekheader(w)
        for i, row in enumerate(self.yeardays2calendar(theyear, m)):
            months = range(m * i + 1, min(m * (i + 1) + 1, 13))
            out += ['\n' * l, formatstring(
                (self.formatmonthname(theyear, k, width, False)
                 for k in months), width, c).rstrip(), '\n' * l,
                formatstring((header for k in months), width, c).rstrip(),
                '\n' * l]
            for j in range(max(map(len, row))):
                weeks = [self.formatweek(month[j], w) if j < len(month) else ''
                         for month in row]
                out += [formatstring(weeks, width, c).rstrip(), '\n' * l]
        return ''.join(out)

    def pryear(self, theyear, w=0, l=0, c=6, m=3):
        """Print a year."""
        print(self.formatyear(theyear, w, l, c, m), end='')


class HTMLCalendar(Calendar):
    """Calendars as HTML tables; the attributes are the CSS classes."""

    cssclasses = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
    cssclasses_weekday_head = cssclasses
    cssclass_noday = 'noday'
    cssclass_month_head = 'month'
    cssclass_month = 'month'
    cssclass_year_head = 'year'
    cssclass_year = 'year'

    def formatday(self, day, weekday):
        """Return a day as a table cell."""
        if day == 0:
            return f'<td class="{self.cssclass_noday}">&nbsp;</td>'
        return f'<td class="{self.cssclasses[weekday]}">{day}</td>'

    def formatweek(self, theweek):
        """Return a week as a table row."""
        days = ''.join(self.formatday(d, wd) for d, wd in theweek)
        return f'<tr>{days}</tr>'

    def formatweekday(self, day):
        """Return the heading of a weekday."""
        return (f'<th class="{self.cssclasses_weekday_head[day]}">'
                f'{day_abbr[day]}</th>')

    def formatweekheader(self):
        """Return the row of weekday names."""
        days = ''.join(map(self.formatweekday, self.iterweekdays()))
        return f'<tr>{days}</tr>'

    def formatmonthname(self, theyear, themonth, withyear=True):
        """Return the heading of a month as a table row."""
        name = month_name[themonth] + (f' {theyear}' if withyear else '')
        return (f'<tr><th colspan="7" class="{self.cssclass_month_head}">'
                f'{name}</th></tr>')

    def formatmonth(self, theyear, themonth, withyear=True):
        """Return a month as a table."""
        rows = ['<table border="0" cellpadding="0" cellspacing="0" '
                f'class="{self.cssclass_month}">',
                self.formatmonthname(theyear, themonth, withyear),
                self.formatweekheader()]
        rows += map(self.formatweek, self.monthdays2calendar(theyear, themonth))
        return '\n'.join(rows + ['</table>', ''])

    def formatyear(self, theyear, width=3):
        """Return a year as a table of tables."""
        width = max(width, 1)
        out = ['<table border="0" cellpadding="0" cellspacing="0" '
               f'class="{self.cssclass_year}">\n'
               f'<tr><th colspan="{width}" class="{self.cssclass_year_head}">'
               f'{theyear}</th></tr>']
        for i in range(1, 13, width):
            months = ''.join(f'<td>{self.formatmonth(theyear, m, False)}</td>'
                             for m in range(i, min(i + width, 13)))
            out.append(f'<tr>{months}</tr>')
        return ''.join(out + ['</table>'])

    def formatyearpage(self, theyear, width=3, css='calendar.css',
                       encoding=None):
        """Return a year as an HTML page, in bytes."""
        if encoding is None:
            import sys
            encoding = sys.getdefaultencoding()
        link = (f'<link rel="stylesheet" type="text/css" href="{css}" />\n'
                if css is not None else '')
        return (f'<?xml version="1.0" encoding="{encoding}"?>\n'
                '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
                '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
                '<html>\n<head>\n<meta http-equiv="Content-Type" '
                f'content="text/html; charset={encoding}" />\n{link}'
                f'<title>Calendar for {theyear}</title>\n</head>\n<body>\n'
                f'{self.formatyear(theyear, width)}</body>\n</html>\n'
                ).encode(encoding, 'xmlcharrefreplace')


class _InLocale:
    """Mixed into calendars: headings are made in the locale `locale`."""

    def __init__(self, firstweekday=0, locale=None):
        super().__init__(firstweekday)
        import locale as _locale
        self.locale = _locale.getdefaultlocale() if locale is None else locale

    def _in_locale(self, function, *args):
        import locale as _locale
        old = _locale.setlocale(_locale.LC_TIME, None)
        _locale.setlocale(_locale.LC_TIME, self.locale)
        try:
            return function(*args)
        finally:
            _locale.setlocale(_locale.LC_TIME, old)

    def formatweekday(self, day, *width):
        """Return the heading of a weekday."""
        return self._in_locale(super().formatweekday, day, *width)

    def formatmonthname(self, theyear, themonth, *rest, withyear=True):
        """Return the heading of a month."""
        return self._in_locale(super().formatmonthname, theyear, themonth, *rest, withyear)


class LocaleTextCalendar(_InLocale, TextCalendar):
    """A TextCalendar with the names of another locale."""

    def formatmonthname(self, theyear, themonth, width, withyear=True):
        """Return the heading of a month."""
        return super().formatmonthname(theyear, themonth, width, withyear=withyear)


class LocaleHTMLCalendar(_InLocale, HTMLCalendar):
    """An HTMLCalendar with the names of another locale."""

    def formatmonthname(self, theyear, themonth, withyear=True):
        """Return the heading of a month as a row of a table."""
        return super().formatmonthname(theyear, themonth, withyear=withyear)


def formatstring(cols, colwidth=20, spacing=6):
    """Return texts in centred columns."""
    return (' ' * spacing).join(c.center(colwidth) for c in cols)


def format(cols, colwidth=20, spacing=6):
    """Print texts in centred columns."""
    print(formatstring(cols, colwidth, spacing))


def timegm(tuple):
    """Return the seconds since 1970 of a time in UTC: time.gmtime()'s inverse."""
    year, month, day, hour, minute, second = tuple[:6]
    days = datetime.date(year, month, 1).toordinal() - _EPOCH_ORD + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second


# One calendar serves the functions of the module.
c = TextCalendar()
firstweekday = c.getfirstweekday


def setfirstweekday(firstweekday):
    """Set the weekday with which weeks begin."""
    if not MONDAY <= firstweekday <= SUNDAY:
        raise IllegalWeekdayError(firstweekday)
    c.firstweekday = firstweekday


monthcalendar = c.monthdayscalendar
prweek = c.prweek
week = c.formatweek
weekheader = c.formatweekheader
prmonth = c.prmonth
month = c.formatmonth
calendar = c.formatyear
prcal = c.pryear


# Command line

def _options():
    import argparse
    parser = argparse.ArgumentParser(prog='calendar.py', description='Show a calendar.')
    text = parser.add_argument_group('text output only')
    html = parser.add_argument_group('html output only')
    text.add_argument('-w', '--width', type=int, default=2, help='width of a day (default 2)')
    text.add_argument('-l', '--lines', type=int, default=1, help='lines for a week (default 1)')
    text.add_argument('-s', '--spacing', type=int, default=6, help='space between months (default 6)')
    text.add_argument('-m', '--months', type=int, default=3, help='months in a row (default 3)')
    html.add_argument('-c', '--css', default='calendar.css', help='style sheet of the page')
    parser.add_argument('-L', '--locale', default=None, help='locale of names')
    parser.add_argument('-e', '--encoding', default=None, help='encoding of the output')
    parser.add_argument('-t', '--type', default='text', choices=('text', 'html'), help='kind of output')
    parser.add_argument('-f', '--first-weekday', type=int, default=0,
                        help='weekday with which weeks begin (0 is Monday, the default)')
    parser.add_argument('year', nargs='?', type=int, help='the year; default: this one')
    parser.add_argument('month', nargs='?', type=int, help='the month, for text only')
    return parser


def main(args=None):
    """Show the calendar that the command line asks for."""
    import sys
    parser = _options()
    options = parser.parse_args(args)
    if options.locale and not options.encoding:
        parser.error('if --locale is specified --encoding is required')
    locale = (options.locale, options.encoding) if options.locale else None
    year = options.year
    if year is None:
        year = datetime.date.today().year
    if options.type == 'html':
        if options.month is not None:
            parser.error('incorrect number of arguments')
        page = LocaleHTMLCalendar(locale=locale) if locale else HTMLCalendar()
        page.setfirstweekday(options.first_weekday)
        encoding = options.encoding or sys.getdefaultencoding()
        sys.stdout.buffer.write(page.formatyearpage(year, encoding=encoding, css=options.css))
        return
    cal = LocaleTextCalendar(locale=locale) if locale else TextCalendar()
    cal.setfirstweekday(options.first_weekday)
    if options.month is None:
        result = cal.formatyear(year, options.width, options.lines, options.spacing, options.months)
    else:
        result = cal.formatmonth(year, options.month, options.width, options.lines)
    if options.encoding:
        sys.stdout.buffer.write(result.encode(options.encoding))
    else:
        sys.stdout.write(result)


if __name__ == '__main__':
    main()
