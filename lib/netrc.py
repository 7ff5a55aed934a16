"""The file .netrc: logins for hosts."""

import os
import re
import stat

__all__ = ['netrc', 'NetrcParseError']


class NetrcParseError(Exception):
    """The file is wrong; with file name and line."""

    def __init__(self, msg, filename=None, lineno=None):
        self.filename = filename
        self.lineno = lineno
        self.msg = msg
        Exception.__init__(self, msg)

    def __str__(self):
        return '%s (%s, line %s)' % (self.msg, self.filename, self.lineno)


class _Lexer:
    """Words of the file; a word that begins with # where a keyword should be is a comment."""

    def __init__(self, fp):
        self.fp = fp
        self.line = ''
        self.lineno = 0
        self.pushed = []

    def get_token(self):
        if self.pushed:
            return self.pushed.pop()
        while True:
            m = re.match(r'\s*(\S+)', self.line)
            if m:
                self.line = self.line[m.end():]
                return m.group(1)
            if not self.read_line():
                return ''

    def push_token(self, token):
        self.pushed.append(token)

    def read_line(self):
        self.line = self.fp.readline()
        self.lineno += bool(self.line)
        return self.line

    def skip_line(self):
        self.line = ''


class netrc:
    """hosts: {host: (login, account, password)}; macros: {name: lines}"""

    def __init__(self, file=None):
        default_netrc = file is None
        if file is None:
            try:
                file = os.path.join(os.environ['HOME'], '.netrc')
            except KeyError:
                raise OSError('Could not find .netrc: $HOME is not set') from None
        self.hosts = {}
        self.macros = {}
        with open(file) as fp:
            self._parse(file, fp, default_netrc)

    def _parse(self, file, fp, default_netrc):
        lexer = _Lexer(fp)
        while True:
            toplevel = tt = lexer.get_token()
            if not tt:
                break
            if tt[0] == '#':
                lexer.skip_line()
                continue
            if tt == 'machine':
                entryname = lexer.get_token()
            elif tt == 'default':
                entryname = 'default'
            elif tt == 'macdef':
                entryname = lexer.get_token()
                self.macros[entryname] = []
                # The macro goes to the next empty line.
                while lexer.read_line() not in ('', '\n'):
                    self.macros[entryname].append(lexer.line)
                lexer.skip_line()
                continue
            else:
                raise NetrcParseError('bad toplevel token %r' % tt, file, lexer.lineno)
            self._parse_entry(file, fp, lexer, toplevel, entryname, default_netrc)

    def _parse_entry(self, file, fp, lexer, toplevel, entryname, default_netrc):
        login = ''
        account = password = None
        self.hosts[entryname] = {}
        while True:
            tt = lexer.get_token()
            if tt.startswith('#'):
                lexer.skip_line()
                continue
            if tt in {'', 'machine', 'default', 'macdef'}:
                if password is None:
                    raise NetrcParseError('malformed %s entry %s terminated by %s'
                                          % (toplevel, entryname, repr(tt)), file, lexer.lineno)
                self.hosts[entryname] = login, account, password
                lexer.push_token(tt)
                return
            if tt in ('login', 'user'):
                login = lexer.get_token()
            elif tt == 'account':
                account = lexer.get_token()
            elif tt == 'password':
                if os.name == 'posix' and default_netrc:
                    self._check_owner(file, fp, login, lexer)
                password = lexer.get_token()
            else:
                raise NetrcParseError('bad follower token %r' % tt, file, lexer.lineno)

    def _check_owner(self, file, fp, login, lexer):
        # Passwords must be for the user's eyes only.
        prop = os.fstat(fp.fileno())
        if prop.st_uid != os.getuid():
            import pwd

            def name(uid):
                try:
                    return pwd.getpwuid(uid)[0]
                except KeyError:
                    return 'uid %s' % uid
            raise NetrcParseError('~/.netrc file owner (%s) does not match current user (%s)'
                                  % (name(prop.st_uid), name(os.getuid())), file, lexer.lineno)
        if prop.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            raise NetrcParseError("~/.netrc access too permissive: access permissions must "
                                  'restrict access to only the owner', file, lexer.lineno)

    def authenticators(self, host):
        """(login, account, password) for a host, or None."""
        if host in self.hosts:
            return self.hosts[host]
        return self.hosts.get('default')

    def __repr__(self):
        rep = ''
        for host, attrs in self.hosts.items():
            rep += 'machine %s\n\tlogin %s\n' % (host, attrs[0])
            if attrs[1]:
                rep += '\taccount %s\n' % attrs[1]
            rep += '\tpassword %s\n' % attrs[2]
        for macro, lines in self.macros.items():
            rep += 'macdef %s\n%s\n' % (macro, ''.join(lines))
        return rep


if __name__ == '__main__':
    print(netrc())
