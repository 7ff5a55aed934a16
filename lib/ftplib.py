"""A client for FTP, as RFC 959, 2228, 2428, 3659 and 4217 define it.

    with FTP('ftp.example.org') as ftp:
        ftp.login()
        ftp.retrlines('LIST')

Commands and answers travel on one connection, the control connection; each list
or file on one of its own, to a port that the server names (passive mode, the
default) or that it is told.
"""

import re
import socket
import sys
from socket import _GLOBAL_DEFAULT_TIMEOUT
try:
    import ssl
except ImportError:
    _SSLSocket = None           # and there is no FTP_TLS
else:
    _SSLSocket = ssl.SSLSocket

__all__ = ['FTP', 'error_reply', 'error_temp', 'error_perm', 'error_proto', 'all_errors']

MSG_OOB = 0x1               # a flag of send(): out of band

FTP_PORT = 21
MAXLINE = 8192              # longer lines are taken for an attack


class Error(Exception):
    """An answer that makes a command fail."""


class error_reply(Error):
    """An answer that was not expected."""


class error_temp(Error):
    """An answer 4xx: a failure that may pass."""


class error_perm(Error):
    """An answer 5xx: a failure that will stay."""


class error_proto(Error):
    """An answer that does not begin with 1 to 5."""


# What a method of FTP may raise where the program is not to blame.
all_errors = (Error, OSError, EOFError)

CRLF = '\r\n'
B_CRLF = b'\r\n'


class FTP:
    """A connection to a server; connects and logs in where it is told host and user."""

    debugging = 0
    host = ''
    port = FTP_PORT
    maxline = MAXLINE
    sock = None
    file = None
    welcome = None
    passiveserver = True
    encoding = 'latin-1'
    # Whether to connect to any host that an answer to PASV names, rather than to the
    # one we are connected with.
    trust_server_pasv_ipv4_address = False

    def __init__(self, host='', user='', passwd='', acct='', timeout=_GLOBAL_DEFAULT_TIMEOUT,
                 source_address=None):
        self.source_address = source_address
        self.timeout = timeout
        if host:
            self.connect(host)
            if user:
                self.login(user, passwd, acct)

    def __enter__(self):
        return self

    def __exit__(self, *exc):
        if self.sock is not None:
            try:
                self.quit()
            except (OSError, EOFError):
                pass
            finally:
                if self.sock is not None:
                    self.close()

    def connect(self, host='', port=0, timeout=-999, source_address=None):
        """Connect, and return the server's greeting. Without arguments to the same
        host as before."""
        if host != '':
            self.host = host
        if port > 0:
            self.port = port
        if timeout != -999:
            self.timeout = timeout
        if self.timeout is not None and not self.timeout \
                and self.timeout is not _GLOBAL_DEFAULT_TIMEOUT:
            raise ValueError('Non-blocking socket (timeout=0) is not supported')
        if source_address is not None:
            self.source_address = source_address
        self.sock = socket.create_connection((self.host, self.port), self.timeout,
                                             source_address=self.source_address)
        self.af = self.sock.family
        self.file = self.sock.makefile('r', encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome

    def getwelcome(self):
        """The server's greeting."""
        if self.debugging:
            print('*welcome*', self.sanitize(self.welcome))
        return self.welcome

    def set_debuglevel(self, level):
        """What to print: 0 nothing, 1 commands and answers, 2 every line."""
        self.debugging = level

    debug = set_debuglevel

    def set_pasv(self, val):
        """Whether connections for data go from here to the server (passive mode)."""
        self.passiveserver = val

    # ---- commands and answers ----

    def sanitize(self, s):
        """A line for people to see: no passwords."""
        if s[:5] in {'pass ', 'PASS '}:
            n = len(s.rstrip('\r\n'))
            s = s[:5] + '*' * (n - 5) + s[n:]
        return repr(s)

    def putline(self, line):
        """Send a line."""
        if '\r' in line or '\n' in line:
            raise ValueError('an illegal newline character should not be contained')
        line += CRLF
        if self.debugging > 1:
            print('*put*', self.sanitize(line))
        self.sock.sendall(line.encode(self.encoding))

    def putcmd(self, line):
        """Send a command."""
        if self.debugging:
            print('*cmd*', self.sanitize(line))
        self.putline(line)

    def getline(self):
        """A line of an answer, without its end; EOFError."""
        line = self.file.readline(self.maxline + 1)
        if len(line) > self.maxline:
            raise Error('got more than %d bytes' % self.maxline)
        if self.debugging > 1:
            print('*get*', self.sanitize(line))
        if not line:
            raise EOFError
        if line.endswith(CRLF):
            return line[:-2]
        if line[-1:] in CRLF:
            return line[:-1]
        return line

    def getmultiline(self):
        """A whole answer: where the first line has - behind the code, up to the line
        that begins with the code alone."""
        line = self.getline()
        if line[3:4] == '-':
            code = line[:3]
            while True:
                nextline = self.getline()
                line += '\n' + nextline
                if nextline[:3] == code and nextline[3:4] != '-':
                    break
        return line

    def getresp(self):
        """An answer; the exception that fits where it tells of a failure."""
        resp = self.getmultiline()
        if self.debugging:
            print('*resp*', self.sanitize(resp))
        self.lastresp = resp[:3]
        kind = resp[:1]
        if kind in {'1', '2', '3'}:
            return resp
        if kind == '4':
            raise error_temp(resp)
        if kind == '5':
            raise error_perm(resp)
        raise error_proto(resp)

    def voidresp(self):
        """An answer that must begin with 2."""
        resp = self.getresp()
        if resp[:1] != '2':
            raise error_reply(resp)
        return resp

    def abort(self):
        """Ask the server to end a transfer, out of band."""
        line = b'ABOR' + B_CRLF
        if self.debugging > 1:
            print('*put urgent*', self.sanitize(line))
        self.sock.sendall(line, MSG_OOB)
        resp = self.getmultiline()
        if resp[:3] not in {'426', '225', '226'}:
            raise error_proto(resp)
        return resp

    def sendcmd(self, cmd):
        """Send a command and return the answer."""
        self.putcmd(cmd)
        return self.getresp()

    def voidcmd(self, cmd):
        """Send a command whose answer must begin with 2."""
        self.putcmd(cmd)
        return self.voidresp()

    # ---- connections for data ----

    def sendport(self, host, port):
        """PORT: tell the server where to connect to."""
        return self.voidcmd('PORT ' + ','.join(host.split('.') + [str(port // 256),
                                                                 str(port % 256)]))

    def sendeprt(self, host, port):
        """EPRT: the same, for any kind of address."""
        if self.af == socket.AF_INET:
            af = 1
        elif self.af == socket.AF_INET6:
            af = 2
        else:
            raise error_proto('unsupported address family')
        return self.voidcmd('EPRT ' + '|'.join(['', str(af), host, str(port), '']))

    def makeport(self):
        """A socket that listens, of which the server was told."""
        sock = None
        error = None
        for family, kind, proto, _, address in socket.getaddrinfo(
                None, 0, self.af, socket.SOCK_STREAM, 0, socket.AI_PASSIVE):
            try:
                sock = socket.socket(family, kind, proto)
                sock.bind(address)
                break
            except OSError as e:
                error = e
                if sock:
                    sock.close()
                sock = None
        if sock is None:
            raise error or OSError('getaddrinfo returns an empty list')
        try:
            sock.listen(1)
            port = sock.getsockname()[1]
            host = self.sock.getsockname()[0]
            if self.af == socket.AF_INET:
                self.sendport(host, port)
            else:
                self.sendeprt(host, port)
            if self.timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                sock.settimeout(self.timeout)
        except:
            sock.close()
            raise
        return sock

    def makepasv(self):
        """Ask the server for a port; (host, port) to connect to."""
        if self.af == socket.AF_INET:
            untrusted_host, port = parse227(self.sendcmd('PASV'))
            if self.trust_server_pasv_ipv4_address:
                host = untrusted_host
            else:
                host = self.sock.getpeername()[0]
        else:
            host, port = parse229(self.sendcmd('EPSV'), self.sock.getpeername())
        return host, port

    def ntransfercmd(self, cmd, rest=None):
        """Begin a transfer: (socket, size), the size None where the server does not
        tell. rest: where to begin in the file."""
        size = None
        if self.passiveserver:
            host, port = self.makepasv()
            conn = socket.create_connection((host, port), self.timeout,
                                            source_address=self.source_address)
            try:
                resp = self._begin(cmd, rest)
            except:
                conn.close()
                raise
        else:
            with self.makeport() as sock:
                resp = self._begin(cmd, rest)
                conn, _ = sock.accept()
                if self.timeout is not _GLOBAL_DEFAULT_TIMEOUT:
                    conn.settimeout(self.timeout)
        if resp[:3] == '150':
            size = parse150(resp)
        return conn, size

    def _begin(self, cmd, rest):
        if rest is not None:
            self.sendcmd('REST %s' % rest)
        resp = self.sendcmd(cmd)
        # Some servers say 200 ahead of 150, though RFC 959 does not.
        if resp[0] == '2':
            resp = self.getresp()
        if resp[0] != '1':
            raise error_reply(resp)
        return resp

    def transfercmd(self, cmd, rest=None):
        """Begin a transfer: the socket."""
        return self.ntransfercmd(cmd, rest)[0]

    def login(self, user='', passwd='', acct=''):
        """Log in, as 'anonymous' by default."""
        if not user:
            user = 'anonymous'
        if not passwd:
            passwd = ''
        if not acct:
            acct = ''
        if user == 'anonymous' and passwd in {'', '-'}:
            passwd += 'anonymous@'      # servers like it to look like an address
        resp = self.sendcmd('USER ' + user)
        if resp[0] == '3':
            resp = self.sendcmd('PASS ' + passwd)
        if resp[0] == '3':
            resp = self.sendcmd('ACCT ' + acct)
        if resp[0] != '2':
            raise error_reply(resp)
        return resp

    def retrbinary(self, cmd, callback, blocksize=8192, rest=None):
        """Receive a file: callback gets each block."""
        self.voidcmd('TYPE I')
        with self.transfercmd(cmd, rest) as conn:
            while True:
                data = conn.recv(blocksize)
                if not data:
                    break
                callback(data)
            self._end_tls(conn)
        return self.voidresp()

    def retrlines(self, cmd, callback=None):
        """Receive lines of text: callback (by default print) gets each, without its end."""
        if callback is None:
            callback = print_line
        self.sendcmd('TYPE A')
        with self.transfercmd(cmd) as conn, conn.makefile('r', encoding=self.encoding) as fp:
            while True:
                line = fp.readline(self.maxline + 1)
                if len(line) > self.maxline:
                    raise Error('got more than %d bytes' % self.maxline)
                if self.debugging > 2:
                    print('*retr*', repr(line))
                if not line:
                    break
                if line.endswith(CRLF):
                    line = line[:-2]
                elif line[-1:] == '\n':
                    line = line[:-1]
                callback(line)
            self._end_tls(conn)
        return self.voidresp()

    def storbinary(self, cmd, fp, blocksize=8192, callback=None, rest=None):
        """Send a binary file; callback gets each block once it is sent."""
        self.voidcmd('TYPE I')
        with self.transfercmd(cmd, rest) as conn:
            while True:
                buf = fp.read(blocksize)
                if not buf:
                    break
                conn.sendall(buf)
                if callback:
                    callback(buf)
            self._end_tls(conn)
        return self.voidresp()

    def storlines(self, cmd, fp, callback=None):
        """Send the lines of a binary file, ended by CR LF; callback gets each once it is sent."""
        self.voidcmd('TYPE A')
        with self.transfercmd(cmd) as conn:
            while True:
                buf = fp.readline(self.maxline + 1)
                if len(buf) > self.maxline:
                    raise Error('got more than %d bytes' % self.maxline)
                if not buf:
                    break
                if buf[-2:] != B_CRLF:
                    if buf[-1] in B_CRLF:
                        buf = buf[:-1]
                    buf = buf + B_CRLF
                conn.sendall(buf)
                if callback:
                    callback(buf)
            self._end_tls(conn)
        return self.voidresp()

    def _end_tls(self, conn):
        """Where the data travel under TLS, end that."""

    # ---- the commands ----

    def acct(self, password):
        """ACCT: name the account."""
        return self.voidcmd('ACCT ' + password)

    def nlst(self, *args):
        """NLST: a list of the names in a directory."""
        files = []
        self.retrlines(' '.join(('NLST',) + args), files.append)
        return files

    def dir(self, *args):
        """LIST: print a directory; a function at the end gets the lines instead."""
        func = None
        if args[-1:] and not isinstance(args[-1], str):
            args, func = args[:-1], args[-1]
        self.retrlines(' '.join(['LIST'] + [arg for arg in args if arg]), func)

    def mlsd(self, path='', facts=[]):
        """MLSD: an iterator over (name, facts) of a directory.

        facts: the facts wanted, such as 'type', 'size', 'perm'. Those of an entry are a
        dictionary, with names in lower case.
        """
        if facts:
            self.sendcmd('OPTS MLST ' + ';'.join(facts) + ';')
        lines = []
        self.retrlines('MLSD %s' % path if path else 'MLSD', lines.append)
        for line in lines:
            facts_found, _, name = line.rstrip(CRLF).partition(' ')
            entry = {}
            for fact in facts_found[:-1].split(';'):
                key, _, value = fact.partition('=')
                entry[key.lower()] = value
            yield name, entry

    def rename(self, fromname, toname):
        """RNFR, RNTO: rename a file."""
        resp = self.sendcmd('RNFR ' + fromname)
        if resp[0] != '3':
            raise error_reply(resp)
        return self.voidcmd('RNTO ' + toname)

    def delete(self, filename):
        """DELE: remove a file."""
        resp = self.sendcmd('DELE ' + filename)
        if resp[:3] in {'250', '200'}:
            return resp
        raise error_reply(resp)

    def cwd(self, dirname):
        """CWD, CDUP: change the directory."""
        if dirname == '..':
            try:
                return self.voidcmd('CDUP')
            except error_perm as err:
                if err.args[0][:3] != '500':
                    raise
        elif dirname == '':
            dirname = '.'
        return self.voidcmd('CWD ' + dirname)

    def size(self, filename):
        """SIZE: the bytes of a file, None where the answer is no size."""
        resp = self.sendcmd('SIZE ' + filename)
        if resp[:3] == '213':
            return int(resp[3:].strip())

    def mkd(self, dirname):
        """MKD: make a directory; its full name."""
        resp = self.voidcmd('MKD ' + dirname)
        # Some servers say 250 and no name.
        return parse257(resp) if resp.startswith('257') else ''

    def rmd(self, dirname):
        """RMD: remove a directory."""
        return self.voidcmd('RMD ' + dirname)

    def pwd(self):
        """PWD: the current directory."""
        resp = self.voidcmd('PWD')
        return parse257(resp) if resp.startswith('257') else ''

    def quit(self):
        """QUIT: part from the server in peace."""
        resp = self.voidcmd('QUIT')
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
                sock.close()


if _SSLSocket is not None:

    class FTP_TLS(FTP):
        """FTP with the control connection under TLS from auth() or login() on, and the
        data as well after prot_p()."""

        ssl_version = getattr(ssl, 'PROTOCOL_TLS', None) or ssl.PROTOCOL_SSLv23

        def __init__(self, host='', user='', passwd='', acct='', keyfile=None, certfile=None,
                     context=None, timeout=_GLOBAL_DEFAULT_TIMEOUT, source_address=None):
            if context is not None and (keyfile is not None or certfile is not None):
                raise ValueError('context and %s arguments are mutually exclusive'
                                 % ('keyfile' if keyfile is not None else 'certfile'))
            self.keyfile = keyfile
            self.certfile = certfile
            if context is None:
                context = ssl.SSLContext(self.ssl_version)
                if certfile is not None:
                    context.load_cert_chain(certfile, keyfile)
            self.context = context
            self._prot_p = False
            FTP.__init__(self, host, user, passwd, acct, timeout, source_address)

        def login(self, user='', passwd='', acct='', secure=True):
            """Log in, under TLS."""
            if secure and not isinstance(self.sock, _SSLSocket):
                self.auth()
            return FTP.login(self, user, passwd, acct)

        def _wrap(self, conn):
            if getattr(ssl, 'HAS_SNI', False):
                return self.context.wrap_socket(conn, server_hostname=self.host)
            return self.context.wrap_socket(conn)

        def auth(self):
            """AUTH: put the control connection under TLS."""
            if isinstance(self.sock, _SSLSocket):
                raise ValueError('Already using TLS')
            if self.ssl_version >= ssl.PROTOCOL_SSLv23:
                resp = self.voidcmd('AUTH TLS')
            else:
                resp = self.voidcmd('AUTH SSL')
            self.sock = self._wrap(self.sock)
            self.file = self.sock.makefile(mode='r', encoding=self.encoding)
            return resp

        def ccc(self):
            """CCC: the control connection goes on in clear text."""
            if not isinstance(self.sock, _SSLSocket):
                raise ValueError('not using TLS')
            resp = self.voidcmd('CCC')
            self.sock = self.sock.unwrap()
            return resp

        def prot_p(self):
            """PROT P: data under TLS."""
            self.voidcmd('PBSZ 0')
            resp = self.voidcmd('PROT P')
            self._prot_p = True
            return resp

        def prot_c(self):
            """PROT C: data in clear text."""
            resp = self.voidcmd('PROT C')
            self._prot_p = False
            return resp

        def ntransfercmd(self, cmd, rest=None):
            conn, size = FTP.ntransfercmd(self, cmd, rest)
            if self._prot_p:
                conn = self._wrap(conn)
            return conn, size

        def _end_tls(self, conn):
            if isinstance(conn, _SSLSocket):
                conn.unwrap()

        def abort(self):
            """ABOR; there is nothing out of band under TLS."""
            self.sock.sendall(b'ABOR' + B_CRLF)
            resp = self.getmultiline()
            if resp[:3] not in {'426', '225', '226'}:
                raise error_proto(resp)
            return resp

    __all__.append('FTP_TLS')
    all_errors = (Error, OSError, EOFError, ssl.SSLError)


# ---- what answers tell ----

def parse150(resp):
    """The size in an answer 150, None where there is none."""
    if resp[:3] != '150':
        raise error_reply(resp)
    m = re.match(r'150 .* \((\d+) bytes\)', resp, re.IGNORECASE | re.ASCII)
    return int(m.group(1)) if m else None


def parse227(resp):
    """(host, port) in an answer 227, to PASV."""
    if resp[:3] != '227':
        raise error_reply(resp)
    m = re.search(r'(\d+),(\d+),(\d+),(\d+),(\d+),(\d+)', resp, re.ASCII)
    if not m:
        raise error_proto(resp)
    numbers = m.groups()
    return '.'.join(numbers[:4]), (int(numbers[4]) << 8) + int(numbers[5])


def parse229(resp, peer):
    """(host, port) in an answer 229, to EPSV: the host is the peer's."""
    if resp[:3] != '229':
        raise error_reply(resp)
    left = resp.find('(')
    right = resp.find(')', left + 1)
    if left < 0 or right < 0 or resp[left + 1] != resp[right - 1]:
        raise error_proto(resp)
    parts = resp[left + 1:right].split(resp[left + 1])
    if len(parts) != 5:
        raise error_proto(resp)
    return peer[0], int(parts[3])


def parse257(resp):
    """The directory in an answer 257, with doubled quotes made single."""
    if resp[:3] != '257':
        raise error_reply(resp)
    m = re.match(r' "((?:[^"]|"")*)"?', resp[3:])
    return m.group(1).replace('""', '"') if m else ''


def print_line(line):
    """What retrlines() does with a line by default."""
    print(line)


def ftpcp(source, sourcename, target, targetname='', type='I'):
    """Copy a file from one server to another, without it coming here."""
    if not targetname:
        targetname = sourcename
    type = 'TYPE ' + type
    source.voidcmd(type)
    target.voidcmd(type)
    sourcehost, sourceport = parse227(source.sendcmd('PASV'))
    target.sendport(sourcehost, sourceport)
    # The target first, as it is that listens for nothing and the source that waits.
    treply = target.sendcmd('STOR ' + targetname)
    if treply[:3] not in {'125', '150'}:
        raise error_proto
    sreply = source.sendcmd('RETR ' + sourcename)
    if sreply[:3] not in {'125', '150'}:
        raise error_proto
    source.voidresp()
    target.voidresp()


def test():
    """ftplib [-d] [-p] host [-l directory] [-d] [file ...]: fetch files, list directories."""
    import netrc
    args = sys.argv[1:]
    if not args:
        print('usage: ftplib [-d]... [-p] host [-l[dir]]... [file]...', file=sys.stderr)
        return 2
    debugging = 0
    passive = True
    while args and args[0] in ('-d', '-p'):
        if args.pop(0) == '-d':
            debugging += 1
        else:
            passive = False
    host = args.pop(0)
    user = passwd = acct = ''
    try:
        found = netrc.netrc().authenticators(host)
    except OSError:
        found = None
    if found:
        user, acct, passwd = found
    with FTP(host) as ftp:
        ftp.set_debuglevel(debugging)
        ftp.login(user, passwd, acct or '')
        ftp.set_pasv(passive)
        for arg in args:
            if arg.startswith('-l'):
                ftp.dir(*([arg[2:]] if arg[2:] else []))
            else:
                sys.stdout.flush()
                ftp.retrbinary('RETR ' + arg, sys.stdout.buffer.write, 1024)
                sys.stdout.buffer.flush()
    return 0


if __name__ == '__main__':
    sys.exit(test())
