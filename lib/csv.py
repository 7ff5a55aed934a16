"""Reading and writing of CSV files: dialects, and rows as dictionaries."""

import re
from _csv import (Error, __version__, __doc__, writer, reader, register_dialect,
                  unregister_dialect, get_dialect, list_dialects, field_size_limit,
                  QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE,
                  QUOTE_STRINGS, QUOTE_NOTNULL)
from _csv import Dialect as _Dialect
from collections import OrderedDict
from io import StringIO

__all__ = ['QUOTE_MINIMAL', 'QUOTE_ALL', 'QUOTE_NONNUMERIC', 'QUOTE_NONE',
           'QUOTE_STRINGS', 'QUOTE_NOTNULL', 'Error', 'Dialect',
           '__doc__', 'excel', 'excel_tab', 'field_size_limit', 'reader', 'writer',
           'register_dialect', 'get_dialect', 'list_dialects', 'Sniffer', 'unregister_dialect',
           '__version__', 'DictReader', 'DictWriter', 'unix_dialect']


class Dialect:
    """The base of dialects; an instance is valid, or cannot be made."""

    _name = ''
    _valid = False
    delimiter = None
    quotechar = None
    escapechar = None
    doublequote = None
    skipinitialspace = None
    lineterminator = None
    quoting = None

    def __init__(self):
        if self.__class__ != Dialect:
            self._valid = True
        self._validate()

    def _validate(self):
        try:
            _Dialect(self)
        except TypeError as e:
            raise Error(str(e)) from None


class excel(Dialect):
    """What Excel writes."""
    delimiter = ','
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = '\r\n'
    quoting = QUOTE_MINIMAL


class excel_tab(excel):
    """What Excel writes with tabs."""
    delimiter = '\t'


class unix_dialect(Dialect):
    """What Unix programs write."""
    delimiter = ','
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = '\n'
    quoting = QUOTE_ALL


register_dialect('excel', excel)
register_dialect('excel-tab', excel_tab)
register_dialect('unix', unix_dialect)


class DictReader:
    """Rows as dictionaries; the first row names the fields unless fieldnames does."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, f, fieldnames=None, restkey=None, restval=None, dialect='excel',
                 *args, **kwds):
        self._fieldnames = fieldnames
        self.restkey = restkey      # the key of surplus values
        self.restval = restval      # the value of missing ones
        self.reader = reader(f, dialect, *args, **kwds)
        self.dialect = dialect
        self.line_num = 0

    def __iter__(self):
        return self

    @property
    def fieldnames(self):
        if self._fieldnames is None:
            try:
                self._fieldnames = next(self.reader)
            except StopIteration:
                pass
        self.line_num = self.reader.line_num
        return self._fieldnames

    @fieldnames.setter
    def fieldnames(self, value):
        self._fieldnames = value

    def __next__(self):
        if self.line_num == 0:
            self.fieldnames     # reads the first row
        row = next(self.reader)
        self.line_num = self.reader.line_num
        # Empty rows are not rows of empty values.
        while row == []:
            row = next(self.reader)
        d = OrderedDict(zip(self.fieldnames, row))
        names, values = len(self.fieldnames), len(row)
        if names < values:
            d[self.restkey] = row[names:]
        elif names > values:
            for key in self.fieldnames[values:]:
                d[key] = self.restval
        return d


class DictWriter:
    """Writes dictionaries as rows."""

    __class_getitem__ = classmethod(type(list[int]))

    def __init__(self, f, fieldnames, restval='', extrasaction='raise', dialect='excel',
                 *args, **kwds):
        self.fieldnames = fieldnames
        self.restval = restval
        if extrasaction.lower() not in ('raise', 'ignore'):
            raise ValueError("extrasaction (%s) must be 'raise' or 'ignore'" % extrasaction)
        self.extrasaction = extrasaction
        self.writer = writer(f, dialect, *args, **kwds)

    def writeheader(self):
        return self.writerow(dict(zip(self.fieldnames, self.fieldnames)))

    def _dict_to_list(self, rowdict):
        if self.extrasaction == 'raise':
            wrong = rowdict.keys() - self.fieldnames
            if wrong:
                raise ValueError('dict contains fields not in fieldnames: '
                                 + ', '.join([repr(x) for x in wrong]))
        return (rowdict.get(key, self.restval) for key in self.fieldnames)

    def writerow(self, rowdict):
        return self.writer.writerow(self._dict_to_list(rowdict))

    def writerows(self, rowdicts):
        return self.writer.writerows(map(self._dict_to_list, rowdicts))


class Sniffer:
    """Guesses the dialect of a sample, and whether it has a header."""

    def __init__(self):
        # Of several candidates.
        self.preferred = [',', '\t', ';', ' ', ':']

    def sniff(self, sample, delimiters=None):
        """A dialect for the sample; delimiters are those to consider."""
        quotechar, doublequote, delimiter, skipinitialspace = \
            self._guess_quote_and_delimiter(sample, delimiters)
        if not delimiter:
            delimiter, skipinitialspace = self._guess_delimiter(sample, delimiters)
        if not delimiter:
            raise Error('Could not determine delimiter')

        class dialect(Dialect):
            _name = 'sniffed'
            lineterminator = '\r\n'
            quoting = QUOTE_MINIMAL

        dialect.doublequote = doublequote
        dialect.delimiter = delimiter
        dialect.quotechar = quotechar or '"'
        dialect.skipinitialspace = skipinitialspace
        return dialect

    def _guess_quote_and_delimiter(self, data, delimiters):
        """By quoted fields: what stands between them is the delimiter."""
        for pattern in (
                r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?P=delim)',
                r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?P<delim>[^\w\n"\'])(?P<space> ?)',
                r'(?P<delim>[^\w\n"\'])(?P<space> ?)(?P<quote>["\']).*?(?P=quote)(?:$|\n)',
                r'(?:^|\n)(?P<quote>["\']).*?(?P=quote)(?:$|\n)'):
            regexp = re.compile(pattern, re.DOTALL | re.MULTILINE)
            matches = list(regexp.finditer(data))
            if matches:
                break
        else:
            return '', False, None, 0
        quotes, delims = {}, {}
        spaces = 0
        for m in matches:
            quote = m.group('quote')
            quotes[quote] = quotes.get(quote, 0) + 1
            if 'delim' in regexp.groupindex:
                key = m.group('delim')
                if key and (delimiters is None or key in delimiters):
                    delims[key] = delims.get(key, 0) + 1
                if m.group('space'):
                    spaces += 1
        quotechar = max(quotes, key=quotes.get)
        if delims:
            delim = max(delims, key=delims.get)
            skipinitialspace = delims[delim] == spaces
            if delim == '\n':
                delim = ''      # a single column
        else:
            delim = ''
            skipinitialspace = 0
        # Is there a quote doubled within quotes?
        d, q = re.escape(delim), quotechar
        doublequote = re.search(
            r'((%(d)s)|^)\W*%(q)s[^%(d)s\n]*%(q)s[^%(d)s\n]*%(q)s\W*((%(d)s)|$)'
            % {'d': d, 'q': q}, data, re.MULTILINE)
        return quotechar, bool(doublequote), delim, skipinitialspace

    def _guess_delimiter(self, data, delimiters):
        """By frequency: a delimiter stands equally often in most lines."""
        lines = list(filter(None, data.split('\n')))
        characters = [chr(c) for c in range(127)]
        chunk = min(10, len(lines))
        tables = {}         # character -> {count in a line: number of lines}
        modes = {}          # character -> (count, how many lines have it, less the others)
        delims = {}
        start, end = 0, chunk
        iteration = 0
        while start < len(lines):
            iteration += 1
            for line in lines[start:end]:
                for c in characters:
                    table = tables.setdefault(c, {})
                    n = line.count(c)
                    table[n] = table.get(n, 0) + 1
            for c, table in tables.items():
                items = list(table.items())
                if len(items) == 1 and items[0][0] == 0:
                    continue
                best = max(items, key=lambda item: item[1])
                if len(items) > 1:
                    items.remove(best)
                    best = best[0], best[1] - sum(item[1] for item in items)
                modes[c] = best
            total = float(min(chunk * iteration, len(lines)))
            # Look for full consistency first, then less.
            consistency = 1.0
            while not delims and consistency >= 0.9:
                for c, (count, lines_with) in modes.items():
                    if count > 0 and lines_with > 0 and lines_with / total >= consistency \
                            and (delimiters is None or c in delimiters):
                        delims[c] = count, lines_with
                consistency -= 0.01
            if len(delims) == 1:
                delim = list(delims)[0]
                return delim, self._spaces_follow(lines[0], delim)
            start = end
            end += chunk
        if not delims:
            return '', 0
        for d in self.preferred:
            if d in delims:
                return d, self._spaces_follow(lines[0], d)
        delim = max(delims, key=delims.get)
        return delim, self._spaces_follow(lines[0], delim)

    @staticmethod
    def _spaces_follow(line, delim):
        return line.count(delim) == line.count('%c ' % delim)

    def has_header(self, sample):
        """Does the first row differ in kind from the others?"""
        rdr = reader(StringIO(sample), self.sniff(sample))
        header = next(rdr)
        columns = len(header)
        kinds = {i: None for i in range(columns)}     # int, float, complex, or a length
        for checked, row in enumerate(rdr):
            if checked > 20:
                break
            if len(row) != columns:
                continue
            for col in list(kinds):
                for kind in int, float, complex:
                    try:
                        kind(row[col])
                        break
                    except (ValueError, OverflowError):
                        pass
                else:
                    kind = len(row[col])
                if kind != kinds[col]:
                    if kinds[col] is None:
                        kinds[col] = kind
                    else:
                        del kinds[col]      # not all of one kind
        votes = 0
        for col, kind in kinds.items():
            if type(kind) == type(0):
                votes += 1 if len(header[col]) != kind else -1
            else:
                try:
                    kind(header[col])
                except (ValueError, TypeError):
                    votes += 1
                else:
                    votes -= 1
        return votes > 0
