"""A client for Telnet, as RFC 854 defines it.

    with Telnet('host.example.org') as tn:
        tn.read_until(b'login: ')
        tn.write(b'name\\n')

What comes from the server waits in rawq as it came, and in cookedq without the
commands that Telnet mixes into it. The read methods differ in how long they wait;
all but read_all() raise EOFError once the connection is closed and nothing is left.
"""

import re
import selectors
import socket
import sys
from time import monotonic as _time

__all__ = ['Telnet']

DEBUGLEVEL = 0
TELNET_PORT = 23

# Commands.
theNULL = bytes([0])
SE = bytes([240])           # subnegotiation end
NOP = bytes([241])
DM = bytes([242])           # data mark
BRK = bytes([243])
IP = bytes([244])           # interrupt process
AO = bytes([245])           # abort output
AYT = bytes([246])          # are you there
EC = bytes([247])           # erase character
EL = bytes([248])           # erase line
GA = bytes([249])           # go ahead
SB = bytes([250])           # subnegotiation begin
WILL = bytes([251])
WONT = bytes([252])
DO = bytes([253])
DONT = bytes([254])
IAC = bytes([255])          # interpret as command
_COMMAND_NAMES = {DO: 'DO', DONT: 'DONT', WILL: 'WILL', WONT: 'WONT'}

# Options, by their numbers in the registry.
BINARY = bytes([0])
ECHO = bytes([1])
RCP = bytes([2])
SGA = bytes([3])
NAMS = bytes([4])
STATUS = bytes([5])
TM = bytes([6])
RCTE = bytes([7])
NAOL = bytes([8])
NAOP = bytes([9])
NAOCRD = bytes([10])
NAOHTS = bytes([11])
NAOHTD = bytes([12])
NAOFFD = bytes([13])
NAOVTS = bytes([14])
NAOVTD = bytes([15])
NAOLFD = bytes([16])
XASCII = bytes([17])
LOGOUT = bytes([18])
BM = bytes([19])
DET = bytes([20])
SUPDUP = bytes([21])
SUPDUPOUTPUT = bytes([22])
SNDLOC = bytes([23])
TTYPE = bytes([24])
EOR = bytes([25])
TUID = bytes([26])
OUTMRK = bytes([27])
TTYLOC = bytes([28])
VT3270REGIME = bytes([29])
X3PAD = bytes([30])
NAWS = bytes([31])
TSPEED = bytes([32])
LFLOW = bytes([33])
LINEMODE = bytes([34])
XDISPLOC = bytes([35])
OLD_ENVIRON = bytes([36])
AUTHENTICATION = bytes([37])
ENCRYPT = bytes([38])
NEW_ENVIRON = bytes([39])
TN3270E = bytes([40])
XAUTH = bytes([41])
CHARSET = bytes([42])
RSP = bytes([43])
COM_PORT_OPTION = bytes([44])
SUPPRESS_LOCAL_ECHO = bytes([45])
TLS = bytes([46])
KERMIT = bytes([47])
SEND_URL = bytes([48])
FORWARD_X = bytes([49])
PRAGMA_LOGON = bytes([138])
SSPI_LOGON = bytes([139])
PRAGMA_HEARTBEAT = bytes([140])
EXOPL = bytes([255])
NOOPT = bytes([0])

_TelnetSelector = getattr(selectors, 'PollSelector', selectors.SelectSelector)


class Telnet:
    """A connection to a server; connects where it is told the host."""

    sock = None

    def __init__(self, host=None, port=0, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
        self.debuglevel = DEBUGLEVEL
        self.host = host
        self.port = port
        self.timeout = timeout
        self.sock = None
        self.rawq = b''
        self.irawq = 0              # how much of rawq is done with
        self.cookedq = b''
        self.eof = 0
        self.iacseq = b''           # of a command that has begun
        self.sb = 0                 # within a subnegotiation
        self.sbdataq = b''
        self.option_callback = None
        if host is not None:
            self.open(host, port, timeout)

    def open(self, host, port=0, timeout=socket._GLOBAL_DEFAULT_TIMEOUT):
        """Connect. An instance that is connected must not be opened again."""
        self.eof = 0
        if not port:
            port = TELNET_PORT
        self.host = host
        self.port = port
        self.timeout = timeout
        self.sock = socket.create_connection((host, port), timeout)

    def __del__(self):
        self.close()

    def __enter__(self):
        return self

    def __exit__(self, type, value, traceback):
        self.close()

    def msg(self, msg, *args):
        """Print a message, where debugging is on."""
        if self.debuglevel > 0:
            print('Telnet(%s,%s):' % (self.host, self.port), end=' ')
            print(msg % args if args else msg)

    def set_debuglevel(self, debuglevel):
        """How much is printed; 0 nothing."""
        self.debuglevel = debuglevel

    def close(self):
        """Close the connection."""
        sock, self.sock = self.sock, None
        self.eof = True
        self.iacseq = b''
        self.sb = 0
        if sock:
            sock.close()

    def get_socket(self):
        """The socket."""
        return self.sock

    def fileno(self):
        """The socket's descriptor, so that select() takes a Telnet."""
        return self.sock.fileno()

    def write(self, buffer):
        """Send bytes, with IAC doubled. It may block; OSError if the connection is closed."""
        if IAC in buffer:
            buffer = buffer.replace(IAC, IAC + IAC)
        self.msg('send %r', buffer)
        self.sock.sendall(buffer)

    # ---- reading ----

    def _wait(self, deadline):
        """Wait until something can be read, at most to a deadline; whether it can."""
        with _TelnetSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            if deadline is None:
                return bool(selector.select())
            return bool(selector.select(max(0, deadline - _time())))

    def _read_while(self, find, timeout):
        """Read until find() finds its end in cookedq, or the time is up, or the stream."""
        deadline = None if timeout is None else _time() + timeout
        self.process_rawq()
        while True:
            found = find()
            if found is not None or self.eof:
                return found
            if not self._wait(deadline):
                return None
            self.fill_rawq()
            self.process_rawq()

    def read_until(self, match, timeout=None):
        """Read up to and with match; after timeout seconds, or at the end of the stream,
        what there is (EOFError where there is nothing at its end)."""
        searched = 0

        def find():
            nonlocal searched
            i = self.cookedq.find(match, max(0, searched - len(match)))
            searched = len(self.cookedq)
            return i + len(match) if i >= 0 else None

        end = self._read_while(find, timeout)
        if end is None:
            return self.read_very_lazy()
        return self._take(end)

    def _take(self, end):
        data, self.cookedq = self.cookedq[:end], self.cookedq[end:]
        return data

    def read_all(self):
        """Everything up to the end of the stream."""
        self.process_rawq()
        while not self.eof:
            self.fill_rawq()
            self.process_rawq()
        return self._take(len(self.cookedq))

    def read_some(self):
        """At least a byte; b'' at the end of the stream."""
        self.process_rawq()
        while not self.cookedq and not self.eof:
            self.fill_rawq()
            self.process_rawq()
        return self._take(len(self.cookedq))

    def read_very_eager(self):
        """What can be read without waiting."""
        self.process_rawq()
        while not self.eof and self.sock_avail():
            self.fill_rawq()
            self.process_rawq()
        return self.read_very_lazy()

    def read_eager(self):
        """What is at hand, or if that is nothing what can be read without waiting."""
        self.process_rawq()
        while not self.cookedq and not self.eof and self.sock_avail():
            self.fill_rawq()
            self.process_rawq()
        return self.read_very_lazy()

    def read_lazy(self):
        """What has been received."""
        self.process_rawq()
        return self.read_very_lazy()

    def read_very_lazy(self):
        """What has been received and searched for commands."""
        data = self._take(len(self.cookedq))
        if not data and self.eof and not self.rawq:
            raise EOFError('telnet connection closed')
        return data

    def read_sb_data(self):
        """The data of the last subnegotiation; for the callback at SE."""
        data, self.sbdataq = self.sbdataq, b''
        return data

    def set_option_negotiation_callback(self, callback):
        """callback(socket, command, option) is called for each command that comes."""
        self.option_callback = callback

    def process_rawq(self):
        """Move what came to cookedq, and obey the commands in it."""
        data, sbdata = bytearray(), bytearray()
        try:
            while self.rawq:
                self._process_byte(self.rawq_getchar(), data, sbdata)
        except EOFError:
            pass
        self.cookedq += data
        self.sbdataq += sbdata

    def _process_byte(self, c, data, sbdata):
        if not self.iacseq:
            if c in (theNULL, b'\021'):
                return
            if c == IAC:
                self.iacseq += c
            else:
                (sbdata if self.sb else data).extend(c)
        elif len(self.iacseq) == 1:
            if c in (DO, DONT, WILL, WONT):
                self.iacseq += c
                return
            self.iacseq = b''
            if c == IAC:
                (sbdata if self.sb else data).extend(c)
                return
            if c == SB:
                self.sb = 1
                self.sbdataq = b''
                sbdata.clear()
            elif c == SE:
                self.sb = 0
                self.sbdataq += sbdata
                sbdata.clear()
            if self.option_callback:
                self.option_callback(self.sock, c, NOOPT)
            elif c not in (SB, SE):
                self.msg('IAC %d not recognized' % ord(c))
        else:
            command = self.iacseq[1:2]
            self.iacseq = b''
            self.msg('IAC %s %d', _COMMAND_NAMES[command], ord(c))
            if self.option_callback:
                self.option_callback(self.sock, command, c)
            else:
                # Nothing can be done: so the other side is told.
                refusal = DONT if command in (WILL, WONT) else WONT
                self.sock.sendall(IAC + refusal + c)

    def rawq_getchar(self):
        """A byte as it came; waits for it. EOFError."""
        if not self.rawq:
            self.fill_rawq()
            if self.eof:
                raise EOFError
        c = self.rawq[self.irawq:self.irawq + 1]
        self.irawq += 1
        if self.irawq >= len(self.rawq):
            self.rawq = b''
            self.irawq = 0
        return c

    def fill_rawq(self):
        """Receive once; waits for something to come. Sets eof at the end of the stream."""
        if self.irawq >= len(self.rawq):
            self.rawq = b''
            self.irawq = 0
        # Small, so that a slow user sees what comes.
        buf = self.sock.recv(50)
        self.msg('recv %r', buf)
        self.eof = not buf
        self.rawq += buf

    def sock_avail(self):
        """Whether something can be received without waiting."""
        return self._wait(_time())

    # ---- between the terminal and the server ----

    def interact(self):
        """A very dumb terminal: what is typed goes to the server, what comes is shown."""
        if sys.platform == 'win32':
            self.mt_interact()
            return
        with _TelnetSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(sys.stdin, selectors.EVENT_READ)
            while True:
                for key, events in selector.select():
                    if key.fileobj is self:
                        try:
                            text = self.read_eager()
                        except EOFError:
                            print('*** Connection closed by remote host ***')
                            return
                        if text:
                            sys.stdout.write(text.decode('ascii', 'replace'))
                            sys.stdout.flush()
                    if key.fileobj is sys.stdin:
                        line = sys.stdin.readline().encode('ascii', 'replace')
                        if not line:
                            return
                        self.write(line)

    def mt_interact(self):
        """interact() with a thread that listens."""
        import _thread
        _thread.start_new_thread(self.listener, ())
        while True:
            line = sys.stdin.readline()
            if not line:
                break
            self.write(line.encode('ascii', 'replace'))

    def listener(self):
        """Show what comes until the stream ends."""
        while True:
            try:
                data = self.read_eager()
            except EOFError:
                print('*** Connection closed by remote host ***')
                return
            if data:
                sys.stdout.write(data.decode('ascii', 'replace'))
            else:
                sys.stdout.flush()

    def expect(self, list, timeout=None):
        """Read until one of a list of regular expressions (or their sources) matches:
        (its index, the match, what was read up to its end).

        After timeout seconds, or at the end of the stream: (-1, None, what was read);
        EOFError where nothing was read up to the end. Patterns that end in a greedy
        repetition, or of which several match, depend on how the data come in.
        """
        patterns = [re.compile(p) if not hasattr(p, 'search') else p for p in list]

        def find():
            for i, pattern in enumerate(patterns):
                m = pattern.search(self.cookedq)
                if m:
                    return i, m
            return None

        found = self._read_while(find, timeout)
        if found is not None:
            i, m = found
            return i, m, self._take(m.end())
        text = self.read_very_lazy()
        if not text and self.eof:
            raise EOFError
        return -1, None, text


def test():
    """telnetlib [-d] ... [host [port]]: a terminal, for trying it out."""
    debuglevel = 0
    args = sys.argv[1:]
    while args and args[0] == '-d':
        debuglevel += 1
        del args[0]
    host = args[0] if args else 'localhost'
    port = 0
    if len(args) > 1:
        try:
            port = int(args[1])
        except ValueError:
            port = socket.getservbyname(args[1], 'tcp')
    with Telnet() as tn:
        tn.set_debuglevel(debuglevel)
        tn.open(host, port, timeout=0.5)
        tn.interact()


if __name__ == '__main__':
    test()
