"""Which program shows data of a type, by the system's mailcap files (RFC 1524).

    caps = mailcap.getcaps()
    command, entry = mailcap.findmatch(caps, 'video/mpeg', filename='/tmp/x')
"""

import os
import re
import sys
import warnings

__all__ = ['getcaps', 'findmatch']


def lineno_sort_key(entry):
    """Entries with line numbers first, in their order."""
    if 'lineno' in entry:
        return 0, entry['lineno']
    return 1, 0


# What may stand in a command without being quoted.
_is_unsafe = re.compile(r'[^\xa1-\U0010FFFF\w@+=:,./-]', re.ASCII).search


class UnsafeMailcapInput(Warning):
    """A file's name or a parameter could do harm in a command."""


def getcaps():
    """The entries of all mailcap files: {type: list of entries}, an entry being a
    dictionary of its fields, with its 'lineno' among all."""
    caps = {}
    lineno = 0
    for mailcap in listmailcapfiles():
        try:
            fp = open(mailcap, 'r')
        except OSError:
            continue
        with fp:
            morecaps, lineno = _readmailcapfile(fp, lineno)
        for key, value in morecaps.items():
            caps.setdefault(key, []).extend(value)
    return caps


def listmailcapfiles():
    """The names of the mailcap files: those of $MAILCAPS, or the usual ones."""
    if 'MAILCAPS' in os.environ:
        return os.environ['MAILCAPS'].split(os.pathsep)
    home = os.environ.get('HOME', '.')
    return [home + '/.mailcap', '/etc/mailcap', '/usr/etc/mailcap', '/usr/local/etc/mailcap']


def readmailcapfile(fp):
    """The entries of a file, without line numbers. Deprecated: use getcaps()."""
    warnings.warn('readmailcapfile is deprecated, use getcaps instead',
                  DeprecationWarning, 2)
    caps, _ = _readmailcapfile(fp, None)
    return caps


def _readmailcapfile(fp, lineno):
    """(entries, next line number) of a file; no numbers where lineno is None."""
    caps = {}
    while True:
        line = fp.readline()
        if not line:
            return caps, lineno
        if line[0] == '#' or line.strip() == '':
            continue
        # A backslash at the end: the line goes on.
        nextline = line
        while nextline[-2:] == '\\\n':
            nextline = fp.readline()
            if not nextline:
                nextline = '\n'
            line = line[:-2] + nextline
        key, fields = parseline(line)
        if not (key and fields):
            continue
        if lineno is not None:
            fields['lineno'] = lineno
            lineno += 1
        # A type alone means all its subtypes.
        types = [part.strip() for part in key.split('/')]
        key = '/'.join(types).lower()
        caps.setdefault(key, []).append(fields)


def parseline(line):
    """(type, fields) of a line; (None, None) where it makes no sense."""
    fields = []
    i, n = 0, len(line)
    while i < n:
        field, i = parsefield(line, i, n)
        fields.append(field)
        i += 1                  # the semicolon
    if len(fields) < 2:
        return None, None
    key, view, rest = fields[0], fields[1], fields[2:]
    result = {'view': view}
    for field in rest:
        name, equals, value = field.partition('=')
        name = name.strip()
        # The first counts.
        if name not in result:
            result[name] = value.strip() if equals else ''
    return key, result


def parsefield(line, i, n):
    """(field, end) of the field that begins at i and ends at a semicolon."""
    start = i
    while i < n:
        c = line[i]
        if c == ';':
            break
        i += 2 if c == '\\' else 1
    return line[start:i].strip(), i


def findmatch(caps, MIMEtype, key='view', filename='/dev/null', plist=[]):
    """(command, entry) for data of a type in a file; (None, None).

    key: the field that is the command; plist: the type's parameters, 'name=value'.
    """
    if _is_unsafe(filename):
        warnings.warn('Refusing to use mailcap with filename %r. Use a safe temporary filename.'
                      % (filename,), UnsafeMailcapInput)
        return None, None
    for e in lookup(caps, MIMEtype, key):
        if 'test' in e:
            test = subst(e['test'], filename, plist)
            if test is None:
                continue
            if test and os.system(test) != 0:
                continue
        command = subst(e[key], MIMEtype, filename, plist)
        if command is not None:
            return command, e
    return None, None


def lookup(caps, MIMEtype, key=None):
    """The entries for a type that have a field: its own and those of all subtypes."""
    entries = []
    if MIMEtype in caps:
        entries = entries + caps[MIMEtype]
    wildcard = MIMEtype.split('/')[0] + '/*'
    if wildcard in caps:
        entries = entries + caps[wildcard]
    if key is not None:
        entries = [e for e in entries if key in e]
    return sorted(entries, key=lineno_sort_key)


def subst(field, MIMEtype, filename, plist=[]):
    """A field with %s, %t and %{parameter} filled in; None where that would be unsafe."""
    res = ''
    i, n = 0, len(field)
    while i < n:
        c = field[i]
        i += 1
        if c != '%':
            if c == '\\':
                c = field[i:i + 1]
                i += 1
            res += c
            continue
        c = field[i:i + 1]
        i += 1
        if c == '%':
            res += c
        elif c == 's':
            res += filename
        elif c == 't':
            # The user chose the type: what is no type must not reach a shell.
            if _is_unsafe(MIMEtype.replace('*', '')):
                warnings.warn('Refusing to substitute MIME type %r into a shell command.'
                              % (MIMEtype,), UnsafeMailcapInput)
                return None
            res += MIMEtype
        elif c == '{':
            start = i
            while i < n and field[i] != '}':
                i += 1
            name = field[start:i]
            i += 1
            param = findparam(name, plist)
            if _is_unsafe(param):
                warnings.warn('Refusing to substitute parameter %r (%s) into a shell command'
                              % (param, name), UnsafeMailcapInput)
                return None
            res += param
        else:
            # %n and %F, for multipart data, are not known here.
            res += '%' + c
    return res


def findparam(name, plist):
    """A parameter's value, '' where there is none."""
    name = name.lower() + '='
    for p in plist:
        if p[:len(name)].lower() == name:
            return p[len(name):]
    return ''


def test():
    """mailcap [type file ...]: show files, or without arguments all entries."""
    caps = getcaps()
    args = sys.argv[1:]
    if not args:
        show(caps)
        return
    for i in range(0, len(args), 2):
        pair = args[i:i + 2]
        if len(pair) < 2:
            print('usage: mailcap [MIMEtype file] ...')
            return
        MIMEtype, file = pair
        command, e = findmatch(caps, MIMEtype, 'view', file)
        if not command:
            print('No viewer found for', MIMEtype)
        else:
            print('Executing:', command)
            sts = os.system(command) >> 8
            if sts:
                print('Exit status:', sts)


def show(caps):
    """Print the names of the files and all entries."""
    print('Mailcap files:')
    for fn in listmailcapfiles():
        print('\t' + fn)
    print()
    print('Mailcap entries:')
    print()
    for type in sorted(caps):
        print(type)
        for e in caps[type]:
            for k in sorted(e):
                print('  %-15s' % k, e[k])
            print()


if __name__ == '__main__':
    test()
