"""Parsing of addresses and dates (RFC 2822)."""

__all__ = ['mktime_tz', 'parsedate', 'parsedate_tz', 'quote']

import calendar
import time

SPACE = ' '
EMPTYSTRING = ''
COMMASPACE = ', '

_monthnames = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct',
               'nov', 'dec', 'january', 'february', 'march', 'april', 'may', 'june',
               'july', 'august', 'september', 'october', 'november', 'december']
_daynames = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
_timezones = {'UT': 0, 'UTC': 0, 'GMT': 0, 'Z': 0, 'AST': -400, 'ADT': -300,
              'EST': -500, 'EDT': -400, 'CST': -600, 'CDT': -500, 'MST': -700,
              'MDT': -600, 'PST': -800, 'PDT': -700}


def parsedate_tz(data):
    """A ten-tuple of a date; the last item is the offset from UTC in seconds.

    None if the text is no date; an unknown zone counts as UTC.
    """
    result = _parsedate_tz(data)
    if not result:
        return None
    if result[9] is None:
        result[9] = 0
    return tuple(result)


def _parsedate_tz(data):
    if not data:
        return None
    words = data.split()
    if not words:
        return None
    # A day of the week is of no interest.
    if words[0].endswith(',') or words[0].lower() in _daynames:
        del words[0]
    else:
        i = words[0].rfind(',')
        if i >= 0:
            words[0] = words[0][i + 1:]
    if len(words) == 3:     # RFC 850: day-month-year in one
        stuff = words[0].split('-')
        if len(stuff) == 3:
            words = stuff + words[1:]
    if len(words) == 4:
        s = words[3]
        i = s.find('+')
        if i == -1:
            i = s.find('-')
        if i > 0:
            words[3:] = [s[:i], s[i:]]
        else:
            words.append('')
    if len(words) < 5:
        return None
    dd, mm, yy, tm, tz = words[:5]
    if not (dd and mm and yy):
        return None
    mm = mm.lower()
    if mm not in _monthnames:
        dd, mm = mm, dd.lower()
        if mm not in _monthnames:
            return None
    mm = _monthnames.index(mm) + 1
    if mm > 12:
        mm -= 12
    if dd[-1] == ',':
        dd = dd[:-1]
    i = yy.find(':')
    if i > 0:
        yy, tm = tm, yy
    if yy[-1:] == ',':
        yy = yy[:-1]
        if not yy:
            return None
    if not yy[:1].isdigit():
        yy, tz = tz, yy
    if tm[-1:] == ',':
        tm = tm[:-1]
    tm = tm.split(':')
    if len(tm) == 1 and '.' in tm[0]:
        tm = tm[0].split('.')       # some put dots
    if len(tm) == 2:
        tm.append('0')
    elif len(tm) != 3:
        return None
    try:
        yy, dd = int(yy), int(dd)
        hh, mn, ss = map(int, tm)
    except ValueError:
        return None
    if yy < 100:
        # RFC 822 had two digits; the line is that of POSIX.
        yy += 1900 if yy > 68 else 2000
    offset = None
    tz = tz.upper()
    if tz in _timezones:
        offset = _timezones[tz]
    else:
        try:
            offset = int(tz)
        except ValueError:
            pass
        if offset == 0 and tz.startswith('-'):
            offset = None           # -0000: the zone is not known
    if offset:
        sign = 1
        if offset < 0:
            sign, offset = -1, -offset
        offset = sign * (offset // 100 * 3600 + offset % 100 * 60)
    return [yy, mm, dd, hh, mn, ss, 0, 1, -1, offset]


def parsedate(data):
    """A nine-tuple of a date, fit for time.mktime(); None if the text is no date."""
    t = parsedate_tz(data)
    return t[:9] if isinstance(t, tuple) else t


def mktime_tz(data):
    """The timestamp of a ten-tuple of parsedate_tz()."""
    if data[9] is None:
        return time.mktime(data[:8] + (-1,))
    return calendar.timegm(data) - data[9]


def quote(str):
    """Backslashes before backslashes and quotes."""
    return str.replace('\\', '\\\\').replace('"', '\\"')


class AddrlistClass:
    """A parser of addresses: field is the text, pos where we are."""

    LWS = ' \t'
    CR = '\r\n'
    FWS = LWS + CR
    specials = '()<>@,:;.\"[]'
    atomends = specials + LWS + CR
    # In phrases a dot may stand, though RFC 822 would not have it.
    phraseends = atomends.replace('.', '')

    def __init__(self, field):
        self.field = field
        self.pos = 0
        self.commentlist = []

    def gotonext(self):
        """Skip white space and comments; return the white space."""
        space = []
        while self.pos < len(self.field):
            c = self.field[self.pos]
            if c in self.FWS:
                if c not in '\n\r':
                    space.append(c)
                self.pos += 1
            elif c == '(':
                self.commentlist.append(self.getcomment())
            else:
                break
        return ''.join(space)

    def getaddrlist(self):
        """All addresses, as (name, address)."""
        result = []
        while self.pos < len(self.field):
            found = self.getaddress()
            if found:
                result += found
            else:
                result.append(('', ''))
        return result

    def getaddress(self):
        """The next address, or the addresses of the next group."""
        self.commentlist = []
        self.gotonext()
        oldpos, oldcomments = self.pos, self.commentlist
        phrase = self.getphraselist()
        self.gotonext()
        result = []
        if self.pos >= len(self.field):
            # An address without a domain.
            if phrase:
                result = [(' '.join(self.commentlist), phrase[0])]
        elif self.field[self.pos] in '.@':
            # An address without brackets.
            self.pos, self.commentlist = oldpos, oldcomments
            spec = self.getaddrspec()
            result = [(' '.join(self.commentlist), spec)]
        elif self.field[self.pos] == ':':
            # A group
            self.pos += 1
            while self.pos < len(self.field):
                self.gotonext()
                if self.pos < len(self.field) and self.field[self.pos] == ';':
                    self.pos += 1
                    break
                result = result + self.getaddress()
        elif self.field[self.pos] == '<':
            route = self.getrouteaddr()
            if self.commentlist:
                name = ' '.join(phrase) + ' (' + ' '.join(self.commentlist) + ')'
            else:
                name = ' '.join(phrase)
            result = [(name, route)]
        elif phrase:
            result = [(' '.join(self.commentlist), phrase[0])]
        elif self.field[self.pos] in self.specials:
            self.pos += 1
        self.gotonext()
        if self.pos < len(self.field) and self.field[self.pos] == ',':
            self.pos += 1
        return result

    def getrouteaddr(self):
        """What stands in <>; routes are skipped."""
        if self.field[self.pos] != '<':
            return
        expectroute = False
        self.pos += 1
        self.gotonext()
        result = ''
        while self.pos < len(self.field):
            if expectroute:
                self.getdomain()
                expectroute = False
            elif self.field[self.pos] == '>':
                self.pos += 1
                break
            elif self.field[self.pos] == '@':
                self.pos += 1
                expectroute = True
            elif self.field[self.pos] == ':':
                self.pos += 1
            else:
                result = self.getaddrspec()
                self.pos += 1
                break
            self.gotonext()
        return result

    def getaddrspec(self):
        """local@domain"""
        parts = []
        self.gotonext()
        while self.pos < len(self.field):
            keep_space = True
            if self.field[self.pos] == '.':
                if parts and not parts[-1].strip():
                    parts.pop()
                parts.append('.')
                self.pos += 1
                keep_space = False
            elif self.field[self.pos] == '"':
                parts.append('"%s"' % quote(self.getquote()))
            elif self.field[self.pos] in self.atomends:
                if parts and not parts[-1].strip():
                    parts.pop()
                break
            else:
                parts.append(self.getatom())
            space = self.gotonext()
            if keep_space and space:
                parts.append(space)
        if self.pos >= len(self.field) or self.field[self.pos] != '@':
            return ''.join(parts)
        parts.append('@')
        self.pos += 1
        self.gotonext()
        domain = self.getdomain()
        if not domain:
            # Two @: what was found cannot be trusted.
            return ''
        return ''.join(parts) + domain

    def getdomain(self):
        parts = []
        while self.pos < len(self.field):
            c = self.field[self.pos]
            if c in self.LWS:
                self.pos += 1
            elif c == '(':
                self.commentlist.append(self.getcomment())
            elif c == '[':
                parts.append(self.getdomainliteral())
            elif c == '.':
                self.pos += 1
                parts.append('.')
            elif c == '@':
                return ''
            elif c in self.atomends:
                break
            else:
                parts.append(self.getatom())
        return ''.join(parts)

    def getdelimited(self, beginchar, endchars, allowcomments=True):
        """The text from beginchar to one of endchars, unquoted."""
        if self.field[self.pos] != beginchar:
            return ''
        parts = ['']
        quoted = False
        self.pos += 1
        while self.pos < len(self.field):
            c = self.field[self.pos]
            if quoted:
                parts.append(c)
                quoted = False
            elif c in endchars:
                self.pos += 1
                break
            elif allowcomments and c == '(':
                parts.append(self.getcomment())
                continue
            elif c == '\\':
                quoted = True
            else:
                parts.append(c)
            self.pos += 1
        return ''.join(parts)

    def getquote(self):
        return self.getdelimited('"', '"\r', False)

    def getcomment(self):
        return self.getdelimited('(', ')\r', True)

    def getdomainliteral(self):
        return '[%s]' % self.getdelimited('[', ']\r', False)

    def getatom(self, atomends=None):
        if atomends is None:
            atomends = self.atomends
        start = self.pos
        while self.pos < len(self.field) and self.field[self.pos] not in atomends:
            self.pos += 1
        return self.field[start:self.pos]

    def getphraselist(self):
        """Words, quoted or not."""
        words = []
        while self.pos < len(self.field):
            c = self.field[self.pos]
            if c in self.FWS:
                self.pos += 1
            elif c == '"':
                words.append(self.getquote())
            elif c == '(':
                self.commentlist.append(self.getcomment())
            elif c in self.phraseends:
                break
            else:
                words.append(self.getatom(self.phraseends))
        return words


class AddressList(AddrlistClass):
    """A list of addresses with the operations of a set."""

    def __init__(self, field):
        AddrlistClass.__init__(self, field)
        self.addresslist = self.getaddrlist() if field else []

    def __len__(self):
        return len(self.addresslist)

    def _with(self, addresses):
        result = AddressList(None)
        result.addresslist = addresses
        return result

    def __add__(self, other):
        return self._with(self.addresslist + [x for x in other.addresslist
                                              if x not in self.addresslist])

    def __iadd__(self, other):
        self.addresslist.extend([x for x in other.addresslist
                                 if x not in self.addresslist])
        return self

    def __sub__(self, other):
        return self._with([x for x in self.addresslist if x not in other.addresslist])

    def __isub__(self, other):
        for x in other.addresslist:
            if x in self.addresslist:
                self.addresslist.remove(x)
        return self

    def __getitem__(self, index):
        return self.addresslist[index]
