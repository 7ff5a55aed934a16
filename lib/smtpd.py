"""A server for mail (SMTP, RFC 5321), on asynchat: subclasses say what becomes of messages."""

import asynchat
import asyncore
import collections
import errno
import re
import socket
import sys
import time
from email._parseaddr import AddrlistClass
from warnings import warn

__all__ = ['SMTPChannel', 'SMTPServer', 'DebuggingServer', 'PureProxy']

program = sys.argv[0]
__version__ = 'Python SMTP proxy version 0.3'

NEWLINE = '\n'
COMMASPACE = ', '
DATA_SIZE_DEFAULT = 33554432
DEBUGSTREAM = None


def _log(*args):
    if DEBUGSTREAM is not None:
        print(*args, file=DEBUGSTREAM)


class SMTPChannel(asynchat.async_chat):
    """A conversation with a client."""

    COMMAND = 0
    DATA = 1

    command_size_limit = 512
    command_size_limits = collections.defaultdict(lambda x=command_size_limit: x)

    @property
    def max_command_size_limit(self):
        try:
            return max(self.command_size_limits.values())
        except ValueError:
            return self.command_size_limit

    def __init__(self, server, conn, addr, data_size_limit=DATA_SIZE_DEFAULT, map=None,
                 enable_SMTPUTF8=False, decode_data=False):
        asynchat.async_chat.__init__(self, conn, map=map)
        self.smtp_server = server
        self.conn = conn
        self.addr = addr
        self.data_size_limit = data_size_limit
        self.enable_SMTPUTF8 = enable_SMTPUTF8
        self._decode_data = decode_data
        if enable_SMTPUTF8 and decode_data:
            raise ValueError('decode_data and enable_SMTPUTF8 cannot be set to True at the '
                             'same time')
        self._emptystring, self._linesep, self._dotsep, self._newline = \
            ('', '\r\n', '.', '\n') if decode_data else (b'', b'\r\n', b'.', b'\n')
        self._set_rset_state()
        self.seen_greeting = ''
        self.extended_smtp = False
        self.command_size_limits.clear()
        self.fqdn = socket.getfqdn()
        try:
            self.peer = conn.getpeername()
        except OSError as err:
            # The client may have gone already.
            self.close()
            if err.args[0] != errno.ENOTCONN:
                raise
            return
        _log('Peer:', repr(self.peer))
        self.push('220 %s %s' % (self.fqdn, __version__))

    def _set_post_data_state(self):
        """After a message: for the next one."""
        self.smtp_state = self.COMMAND
        self.mailfrom = None
        self.rcpttos = []
        self.require_SMTPUTF8 = False
        self.num_bytes = 0
        self.set_terminator(b'\r\n')

    def _set_rset_state(self):
        self._set_post_data_state()
        self.received_data = ''
        self.received_lines = []

    def push(self, msg):
        asynchat.async_chat.push(self, bytes(
            msg + '\r\n', 'utf-8' if self.require_SMTPUTF8 else 'ascii'))

    def collect_incoming_data(self, data):
        limit = None
        if self.smtp_state == self.COMMAND:
            limit = self.max_command_size_limit
        elif self.smtp_state == self.DATA:
            limit = self.data_size_limit
        if limit and self.num_bytes > limit:
            return
        if limit:
            self.num_bytes += len(data)
        self.received_lines.append(str(data, 'utf-8') if self._decode_data else data)

    def found_terminator(self):
        line = self._emptystring.join(self.received_lines)
        _log('Data:', repr(line))
        self.received_lines = []
        if self.smtp_state == self.COMMAND:
            self._command(line)
            return
        if self.smtp_state != self.DATA:
            self.push('451 Internal confusion')
            self.num_bytes = 0
            return
        if self.data_size_limit and self.num_bytes > self.data_size_limit:
            self.push('552 Error: Too much mail data')
            self.num_bytes = 0
            return
        # Dots at the start of lines were doubled.
        data = [text[1:] if text and text.startswith(self._dotsep) else text
                for text in line.split(self._linesep)]
        self.received_data = self._newline.join(data)
        args = self.peer, self.mailfrom, self.rcpttos, self.received_data
        kwargs = {}
        if not self._decode_data:
            kwargs = {'mail_options': self.mail_options, 'rcpt_options': self.rcpt_options}
        status = self.smtp_server.process_message(*args, **kwargs)
        self._set_post_data_state()
        self.push(status if status else '250 OK')

    mail_options = ()
    rcpt_options = ()

    def _command(self, line):
        sz, self.num_bytes = self.num_bytes, 0
        if not line:
            self.push('500 Error: bad syntax')
            return
        if not self._decode_data:
            line = str(line, 'utf-8')
        i = line.find(' ')
        if i < 0:
            command, arg = line.upper(), None
        else:
            command, arg = line[:i].upper(), line[i + 1:].strip()
        limit = self.command_size_limits[command] if self.extended_smtp \
            else self.command_size_limit
        if sz > limit:
            self.push('500 Error: line too long')
            return
        method = getattr(self, 'smtp_' + command, None)
        if not method:
            self.push('500 Error: command "%s" not recognized' % command)
            return
        method(arg)

    # Commands

    def _greet(self, verb, arg):
        """Take a greeting: true if it is accepted, else the answer is given."""
        if not arg:
            self.push('501 Syntax: %s hostname' % verb)
            return False
        if self.seen_greeting:
            self.push('503 Duplicate HELO/EHLO')
            return False
        self._set_rset_state()
        self.seen_greeting = arg
        return True

    def smtp_HELO(self, arg):
        if not self._greet('HELO', arg):
            return
        self.push('250 %s' % self.fqdn)

    def smtp_EHLO(self, arg):
        if not self._greet('EHLO', arg):
            return
        self.extended_smtp = True
        self.push('250-%s' % self.fqdn)
        if self.data_size_limit:
            self.push('250-SIZE %s' % self.data_size_limit)
            self.command_size_limits['MAIL'] += 26
        if not self._decode_data:
            self.push('250-8BITMIME')
        if self.enable_SMTPUTF8:
            self.push('250-SMTPUTF8')
            self.command_size_limits['MAIL'] += 10
        self.push('250 HELP')

    def smtp_NOOP(self, arg):
        self.push('501 Syntax: NOOP' if arg else '250 OK')

    def smtp_QUIT(self, arg):
        self.push('221 Bye')
        self.close_when_done()

    def _strip_command_keyword(self, keyword, arg):
        n = len(keyword)
        return arg[n:].strip() if arg[:n].upper() == keyword else ''

    def _getaddr(self, arg):
        """(address, rest), each None or '' without an address."""
        if not arg:
            return '', ''
        parser = AddrlistClass(arg)
        parser.gotonext()
        if arg.lstrip().startswith('<'):
            end = arg.find('>')
            # Nobody, who sends reports that something failed, is <>.
            address = parser.getrouteaddr() or ('<>' if arg.lstrip().startswith('<>') else '')
            return address, arg[end + 1:].strip() if end >= 0 else ''
        # Without brackets a space outside of quotes ends it.
        m = re.match(r'((?:"(?:[^"\\]|\\.)*"|[^\s"])+)\s*(.*)', arg.lstrip())
        if m is None:
            return None, None
        return AddrlistClass(m.group(1)).getaddrspec(), m.group(2)

    def _getparams(self, params):
        # {NAME: value or True}; None if one is wrong
        result = {}
        for param in params:
            param, eq, value = param.partition('=')
            if not param.isalnum() or eq and not value:
                return None
            result[param] = value if eq else True
        return result

    def smtp_HELP(self, arg):
        if not arg:
            self.push('250 Supported commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY')
            return
        extended = ' [SP <mail-parameters>]'
        texts = {'EHLO': 'EHLO hostname', 'HELO': 'HELO hostname',
                 'MAIL': 'MAIL FROM: <address>', 'RCPT': 'RCPT TO: <address>', 'DATA': 'DATA',
                 'RSET': 'RSET', 'NOOP': 'NOOP', 'QUIT': 'QUIT', 'VRFY': 'VRFY <address>'}
        name = arg.upper()
        if name not in texts:
            self.push('501 Supported commands: EHLO HELO MAIL RCPT DATA RSET NOOP QUIT VRFY')
            return
        msg = '250 Syntax: ' + texts[name]
        if self.extended_smtp and name in ('MAIL', 'RCPT'):
            msg += extended
        self.push(msg)

    def smtp_VRFY(self, arg):
        if not arg:
            self.push('501 Syntax: VRFY <address>')
            return
        address, params = self._getaddr(arg)
        if address:
            self.push('252 Cannot VRFY user, but will accept message and attempt delivery')
        else:
            self.push('502 Could not VRFY %s' % arg)

    def smtp_MAIL(self, arg):
        if not self.seen_greeting:
            self.push('503 Error: send HELO first')
            return
        _log('===> MAIL', arg)
        syntaxerr = '501 Syntax: MAIL FROM: <address>'
        if self.extended_smtp:
            syntaxerr += ' [SP <mail-parameters>]'
        if arg is None:
            self.push(syntaxerr)
            return
        address, params = self._getaddr(self._strip_command_keyword('FROM:', arg))
        if not address and '<>' not in arg or not self.extended_smtp and params:
            self.push(syntaxerr)
            return
        if self.mailfrom is not None:
            self.push('503 Error: nested MAIL command')
            return
        self.mail_options = params.upper().split()
        params = self._getparams(self.mail_options)
        if params is None:
            self.push(syntaxerr)
            return
        if not self._decode_data:
            if params.pop('BODY', '7BIT') not in ('7BIT', '8BITMIME'):
                self.push('501 Error: BODY can only be one of 7BIT, 8BITMIME')
                return
        if self.enable_SMTPUTF8:
            smtputf8 = params.pop('SMTPUTF8', False)
            if smtputf8 is True:
                self.require_SMTPUTF8 = True
            elif smtputf8 is not False:
                self.push('501 Error: SMTPUTF8 takes no arguments')
                return
        size = params.pop('SIZE', None)
        if size:
            if not (isinstance(size, str) and size.isdigit()):
                self.push(syntaxerr)
                return
            if self.data_size_limit and int(size) > self.data_size_limit:
                self.push('552 Error: message size exceeds fixed maximum message size')
                return
        if params:
            self.push('555 MAIL FROM parameters not recognized or not implemented')
            return
        self.mailfrom = address
        _log('sender:', self.mailfrom)
        self.push('250 OK')

    def smtp_RCPT(self, arg):
        if not self.seen_greeting:
            self.push('503 Error: send HELO first')
            return
        _log('===> RCPT', arg)
        if self.mailfrom is None:
            self.push('503 Error: need MAIL command')
            return
        syntaxerr = '501 Syntax: RCPT TO: <address>'
        if self.extended_smtp:
            syntaxerr += ' [SP <mail-parameters>]'
        if arg is None:
            self.push(syntaxerr)
            return
        address, params = self._getaddr(self._strip_command_keyword('TO:', arg))
        if not address or not self.extended_smtp and params:
            self.push(syntaxerr)
            return
        self.rcpt_options = params.upper().split()
        params = self._getparams(self.rcpt_options)
        if params is None:
            self.push(syntaxerr)
            return
        if params:
            self.push('555 RCPT TO parameters not recognized or not implemented')
            return
        self.rcpttos.append(address)
        _log('recips:', self.rcpttos)
        self.push('250 OK')

    def smtp_RSET(self, arg):
        if arg:
            self.push('501 Syntax: RSET')
            return
        self._set_rset_state()
        self.push('250 OK')

    def smtp_DATA(self, arg):
        if not self.seen_greeting:
            self.push('503 Error: send HELO first')
            return
        if not self.rcpttos:
            self.push('503 Error: need RCPT command')
            return
        if arg:
            self.push('501 Syntax: DATA')
            return
        self.smtp_state = self.DATA
        self.set_terminator(b'\r\n.\r\n')
        self.push('354 End data with <CR><LF>.<CR><LF>')

    def smtp_EXPN(self, arg):
        self.push('502 EXPN not implemented')


def _old_name(old, new):
    """A property for what was a private attribute once."""
    text = 'Access to %s attribute on SMTPChannel is deprecated, use %r instead' % (old, new)

    def get(self):
        warn(text, DeprecationWarning, 2)
        return getattr(self, new)

    def set(self, value):
        warn(text, DeprecationWarning, 2)
        setattr(self, new, value)

    setattr(SMTPChannel, '_SMTPChannel' + old, property(get, set))


for _old, _new in (('__server', 'smtp_server'), ('__line', 'received_lines'),
                   ('__state', 'smtp_state'), ('__greeting', 'seen_greeting'),
                   ('__mailfrom', 'mailfrom'), ('__rcpttos', 'rcpttos'),
                   ('__data', 'received_data'), ('__fqdn', 'fqdn'), ('__peer', 'peer'),
                   ('__conn', 'conn'), ('__addr', 'addr')):
    _old_name(_old, _new)
del _old, _new


class SMTPServer(asyncore.dispatcher):
    """Listens; process_message() is for subclasses."""

    channel_class = SMTPChannel

    def __init__(self, localaddr, remoteaddr, data_size_limit=DATA_SIZE_DEFAULT, map=None,
                 enable_SMTPUTF8=False, decode_data=False):
        self._localaddr = localaddr
        self._remoteaddr = remoteaddr
        self.data_size_limit = data_size_limit
        self.enable_SMTPUTF8 = enable_SMTPUTF8
        self._decode_data = decode_data
        if enable_SMTPUTF8 and decode_data:
            raise ValueError('decode_data and enable_SMTPUTF8 cannot be set to True at the '
                             'same time')
        asyncore.dispatcher.__init__(self, map=map)
        try:
            info = socket.getaddrinfo(*localaddr, type=socket.SOCK_STREAM)
            self.create_socket(info[0][0], info[0][1])
            self.set_reuse_addr()
            self.bind(localaddr)
            self.listen(5)
        except:
            self.close()
            raise
        _log('%s started at %s\n\tLocal addr: %s\n\tRemote addr:%s'
             % (self.__class__.__name__, time.ctime(time.time()), localaddr, remoteaddr))

    def handle_accepted(self, conn, addr):
        _log('Incoming connection from %s' % repr(addr))
        self.channel_class(self, conn, addr, self.data_size_limit, self._map,
                           self.enable_SMTPUTF8, self._decode_data)

    def process_message(self, peer, mailfrom, rcpttos, data, **kwargs):
        """Do something with a message; return None, or the answer to the client.

        data is bytes, or str with decode_data; the keyword arguments are mail_options
        and rcpt_options.
        """
        raise NotImplementedError


class DebuggingServer(SMTPServer):
    """Prints messages."""

    def _print_message_content(self, peer, data):
        inheaders = 1
        for line in data.splitlines():
            if inheaders and not line:
                peerheader = 'X-Peer: ' + peer[0]
                if not isinstance(data, str):
                    peerheader = repr(peerheader.encode('utf-8'))
                print(peerheader)
                inheaders = 0
            if not isinstance(data, str):
                line = repr(line)
            print(line)

    def process_message(self, peer, mailfrom, rcpttos, data, **kwargs):
        print('---------- MESSAGE FOLLOWS ----------')
        if kwargs:
            if kwargs.get('mail_options'):
                print('mail options: %s' % kwargs['mail_options'])
            if kwargs.get('rcpt_options'):
                print('rcpt options: %s\n' % kwargs['rcpt_options'])
        self._print_message_content(peer, data)
        print('------------ END MESSAGE ------------')


class PureProxy(SMTPServer):
    """Hands messages on to another server."""

    def __init__(self, *args, **kwargs):
        if kwargs.get('enable_SMTPUTF8'):
            raise ValueError('PureProxy does not support SMTPUTF8.')
        super().__init__(*args, **kwargs)

    def process_message(self, peer, mailfrom, rcpttos, data):
        lines = data.split('\n')
        i = 0
        for line in lines:
            if not line:
                break
            i += 1
        lines.insert(i, 'X-Peer: %s' % peer[0])
        refused = self._deliver(mailfrom, rcpttos, '\n'.join(lines))
        _log('we got some refusals:', refused)

    def _deliver(self, mailfrom, rcpttos, data):
        import smtplib
        refused = {}
        try:
            s = smtplib.SMTP()
            s.connect(self._remoteaddr[0], self._remoteaddr[1])
            try:
                refused = s.sendmail(mailfrom, rcpttos, data)
            finally:
                s.quit()
        except smtplib.SMTPRecipientsRefused as e:
            refused = e.recipients
        except (OSError, smtplib.SMTPException) as e:
            # All recipients, then.
            errcode = getattr(e, 'smtp_code', -1)
            errmsg = getattr(e, 'smtp_error', 'ignore')
            for r in rcpttos:
                refused[r] = errcode, errmsg
        return refused
