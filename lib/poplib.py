"""A client for POP3, as RFC 1939 defines it, with CAPA (2449), STLS (2595) and
UTF8 (6856). Answers and lines are bytes.

    m = POP3('pop.example.org')
    m.user('name')
    m.pass_('password')
    for i in range(m.stat()[0]):
        response, lines, octets = m.retr(i + 1)
    m.quit()
"""

import errno
import re
import socket
try:
    import ssl
except ImportError:
    ssl = None

__all__ = ['POP3', 'error_proto']


class error_proto(Exception):
    """An answer -ERR, or none that the protocol knows."""


POP3_PORT = 110
POP3_SSL_PORT = 995

CR = b'\r'
LF = b'\n'
CRLF = CR + LF

_MAXLINE = 2048             # RFC 1939 has 512; longer lines are an attack


class POP3:
    """A connection to a server; the answers are those of the commands (see the RFC)."""

    encoding = 'UTF-8'

    def __init__(self, host, port=POP3_PORT, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
        self.host = host
        self.port = port
        self._tls_established = False
        self.sock = self._create_socket(timeout)
        self.file = self.sock.makefile('rb')
        self._debugging = 0
        self.welcome = self._getresp()

    def _create_socket(self, timeout):
        if timeout is not None and not timeout:
            raise ValueError('Non-blocking socket (timeout=0) is not supported')
        return socket.create_connection((self.host, self.port), timeout)

    # ---- commands and answers ----

    def _putline(self, line):
        if self._debugging > 1:
            print('*put*', repr(line))
        self.sock.sendall(line + CRLF)

    def _putcmd(self, line):
        if self._debugging:
            print('*cmd*', repr(line))
        line = bytes(line, self.encoding)
        if re.search(b'[\x00-\x1F\x7F]', line):
            raise ValueError('Control characters not allowed in commands')
        self._putline(line)

    def _getline(self):
        """A line without its end, and the octets it took."""
        line = self.file.readline(_MAXLINE + 1)
        if len(line) > _MAXLINE:
            raise error_proto('line too long')
        if self._debugging > 1:
            print('*get*', repr(line))
        if not line:
            raise error_proto('-ERR EOF')
        octets = len(line)
        # Some servers end lines with LF, or begin them with CR.
        if line.endswith(CRLF):
            return line[:-2], octets
        if line.startswith(CR):
            return line[1:-1], octets
        return line[:-1], octets

    def _getresp(self):
        resp, _ = self._getline()
        if self._debugging > 1:
            print('*resp*', repr(resp))
        if not resp.startswith(b'+'):
            raise error_proto(resp)
        return resp

    def _getlongresp(self):
        """An answer with lines up to a single dot: (answer, lines, octets)."""
        resp = self._getresp()
        lines = []
        octets = 0
        while True:
            line, n = self._getline()
            if line == b'.':
                return resp, lines, octets
            if line.startswith(b'..'):
                n -= 1
                line = line[1:]
            octets += n
            lines.append(line)

    def _shortcmd(self, line):
        self._putcmd(line)
        return self._getresp()

    def _longcmd(self, line):
        self._putcmd(line)
        return self._getlongresp()

    # ---- the commands ----

    def getwelcome(self):
        """The server's greeting."""
        return self.welcome

    def set_debuglevel(self, level):
        """What to print: 0 nothing, 1 commands and answers, 2 every line."""
        self._debugging = level

    def user(self, user):
        """USER: name the user."""
        return self._shortcmd('USER %s' % user)

    def pass_(self, pswd):
        """PASS: send the password. The mailbox is locked until quit()."""
        return self._shortcmd('PASS %s' % pswd)

    def stat(self):
        """STAT: (number of messages, size of all)."""
        fields = self._shortcmd('STAT').split()
        if self._debugging:
            print('*stat*', repr(fields))
        return int(fields[1]), int(fields[2])

    def list(self, which=None):
        """LIST: (answer, lines b'number size', octets), or of one message the answer."""
        if which is not None:
            return self._shortcmd('LIST %s' % which)
        return self._longcmd('LIST')

    def retr(self, which):
        """RETR: a message: (answer, lines, octets)."""
        return self._longcmd('RETR %s' % which)

    def dele(self, which):
        """DELE: mark a message; it is removed at quit()."""
        return self._shortcmd('DELE %s' % which)

    def noop(self):
        """NOOP: do nothing."""
        return self._shortcmd('NOOP')

    def rset(self):
        """RSET: unmark all messages."""
        return self._shortcmd('RSET')

    def quit(self):
        """QUIT: end, and unlock the mailbox."""
        resp = self._shortcmd('QUIT')
        self.close()
        return resp

    def close(self):
        """Close the connection, without a word to the server."""
        try:
            file, self.file = self.file, None
            if file is not None:
                file.close()
        finally:
            sock, self.sock = self.sock, None
            if sock is not None:
                try:
                    sock.shutdown(socket.SHUT_RDWR)
                except OSError as exc:
                    # The other side may have closed it already.
                    if exc.errno not in (errno.ENOTCONN, errno.EINVAL):
                        raise
                finally:
                    sock.close()

    def rpop(self, user):
        """RPOP: name the user, where the host vouches for it."""
        return self._shortcmd('RPOP %s' % user)

    timestamp = re.compile(br'\+OK.[^<]*(<.*>)')

    def apop(self, user, password):
        """APOP: log in with a digest of the password and the greeting's timestamp."""
        secret = bytes(password, self.encoding)
        m = self.timestamp.match(self.welcome)
        if not m:
            raise error_proto('-ERR APOP not supported by server')
        import hashlib
        digest = hashlib.md5(m.group(1) + secret).hexdigest()
        return self._shortcmd('APOP %s %s' % (user, digest))

    def top(self, which, howmuch):
        """TOP: a message's headers and first lines: (answer, lines, octets)."""
        return self._longcmd('TOP %s %s' % (which, howmuch))

    def uidl(self, which=None):
        """UIDL: (answer, lines b'number id', octets), or of one message the answer."""
        if which is not None:
            return self._shortcmd('UIDL %s' % which)
        return self._longcmd('UIDL')

    def utf8(self):
        """UTF8: what follows may be UTF-8."""
        return self._shortcmd('UTF8')

    def capa(self):
        """CAPA: {capability: list of parameters}."""
        caps = {}
        for line in self._longcmd('CAPA')[1]:
            name, *parameters = line.decode('ascii').split()
            caps[name] = parameters
        return caps

    def stls(self, context=None):
        """STLS: put the connection under TLS."""
        if ssl is None:
            raise error_proto('-ERR TLS support missing')
        if self._tls_established:
            raise error_proto('-ERR TLS session already established')
        if 'STLS' not in self.capa():
            raise error_proto('-ERR STLS not supported by server')
        if context is None:
            context = ssl._create_stdlib_context()
        resp = self._shortcmd('STLS')
        self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        self.file = self.sock.makefile('rb')
        self._tls_established = True
        return resp


if ssl is not None:

    class POP3_SSL(POP3):
        """A connection under TLS from the beginning."""

        def __init__(self, host, port=POP3_SSL_PORT, keyfile=None, certfile=None,
                     timeout=socket._GLOBAL_DEFAULT_TIMEOUT, context=None):
            if context is not None and (keyfile is not None or certfile is not None):
                raise ValueError('context and %s arguments are mutually exclusive'
                                 % ('keyfile' if keyfile is not None else 'certfile'))
            self.keyfile = keyfile
            self.certfile = certfile
            if context is None:
                context = ssl._create_stdlib_context(certfile=certfile, keyfile=keyfile)
            self.context = context
            POP3.__init__(self, host, port, timeout)

        def _create_socket(self, timeout):
            sock = POP3._create_socket(self, timeout)
            return self.context.wrap_socket(sock, server_hostname=self.host)

        def stls(self, context=None):
            """The connection is under TLS already."""
            raise error_proto('-ERR TLS session already established')

    __all__.append('POP3_SSL')
