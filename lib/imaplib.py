"""A client for IMAP4rev1, as RFC 3501 defines it, with RFC 2087, 2195, 2342, 4314,
5161 and 6855.

A command method returns (type, [data, ...]), type usually 'OK' or 'NO', and the data
the text of the answer or of what came untagged. A literal in the data makes the item a
tuple (the header, the literal). Data are bytes.

    M = imaplib.IMAP4()
    M.login(getpass.getuser(), getpass.getpass())
    M.select()
    typ, data = M.search(None, 'ALL')
"""

import binascii
import calendar
import errno
import random
import re
import socket
import subprocess
import sys
import time
from datetime import datetime, timedelta, timezone
from io import DEFAULT_BUFFER_SIZE
try:
    import ssl
except ImportError:
    ssl = None

__all__ = ['IMAP4', 'IMAP4_stream', 'Internaldate2tuple', 'Int2AP', 'ParseFlags',
           'Time2Internaldate']

CRLF = b'\r\n'
Debug = 0
IMAP4_PORT = 143
IMAP4_SSL_PORT = 993
AllowedVersions = ('IMAP4REV1', 'IMAP4')        # the best first

_MAXLINE = 1000000          # lists of message numbers make long lines

# The commands, and the states in which they may be used.
_ANY = ('NONAUTH', 'AUTH', 'SELECTED', 'LOGOUT')
_NONAUTH = ('NONAUTH',)
_AUTH = ('AUTH', 'SELECTED')
_SELECTED = ('SELECTED',)
Commands = {
    'CAPABILITY': _ANY, 'NOOP': _ANY, 'LOGOUT': _ANY,
    'AUTHENTICATE': _NONAUTH, 'LOGIN': _NONAUTH, 'STARTTLS': _NONAUTH,
    'ENABLE': ('AUTH',),
    'APPEND': _AUTH, 'CREATE': _AUTH, 'DELETE': _AUTH, 'DELETEACL': _AUTH, 'EXAMINE': _AUTH,
    'GETACL': _AUTH, 'GETANNOTATION': _AUTH, 'GETQUOTA': _AUTH, 'GETQUOTAROOT': _AUTH,
    'LIST': _AUTH, 'LSUB': _AUTH, 'MYRIGHTS': _AUTH, 'NAMESPACE': _AUTH, 'PROXYAUTH': ('AUTH',),
    'RENAME': _AUTH, 'SELECT': _AUTH, 'SETACL': _AUTH, 'SETANNOTATION': _AUTH,
    'SETQUOTA': _AUTH, 'STATUS': _AUTH, 'SUBSCRIBE': _AUTH, 'UNSUBSCRIBE': _AUTH,
    'CHECK': _SELECTED, 'CLOSE': _SELECTED, 'COPY': _SELECTED, 'EXPUNGE': _SELECTED,
    'FETCH': _SELECTED, 'MOVE': _SELECTED, 'PARTIAL': _SELECTED, 'SEARCH': _SELECTED,
    'SORT': _SELECTED, 'STORE': _SELECTED, 'THREAD': _SELECTED, 'UID': _SELECTED,
    'UNSELECT': _SELECTED,
}

# What answers look like.
Continuation = re.compile(br'\+( (?P<data>.*))?')
Flags = re.compile(br'.*FLAGS \((?P<flags>[^\)]*)\)')
InternalDate = re.compile(br'.*INTERNALDATE "'
                          br'(?P<day>[ 0123][0-9])-(?P<mon>[A-Z][a-z][a-z])-(?P<year>[0-9][0-9][0-9][0-9])'
                          br' (?P<hour>[0-9][0-9]):(?P<min>[0-9][0-9]):(?P<sec>[0-9][0-9])'
                          br' (?P<zonen>[-+])(?P<zoneh>[0-9][0-9])(?P<zonem>[0-9][0-9])'
                          br'"')
Literal = re.compile(br'.*{(?P<size>\d+)}$', re.ASCII)
MapCRLF = re.compile(br'\r\n|\r|\n')
# RFC 3501 forbids ] in the flags, but servers have it there.
Response_code = re.compile(br'\[(?P<type>[A-Z-]+)( (?P<data>.*))?\]')
Untagged_response = re.compile(br'\* (?P<type>[A-Z-]+)( (?P<data>.*))?')
Untagged_status = re.compile(br'\* (?P<data>\d+) (?P<type>[A-Z-]+)( (?P<data2>.*))?', re.ASCII)


class IMAP4:
    """A connection to a server, host and port.

    A command's arguments become text, but for the last of APPEND and the password of
    AUTHENTICATE, which travel as literals. What comes untagged is kept in
    untagged_responses, a dictionary of lists, until it is asked for.
    """

    class error(Exception):
        """A command failed, or the server does not make sense."""

    class abort(error):
        """The connection is of no more use; a new one may do."""

    class readonly(abort):
        """The mailbox has become read-only."""

    def __init__(self, host='', port=IMAP4_PORT):
        self.debug = Debug
        self.state = 'LOGOUT'
        self.literal = None             # for the next command
        self.tagged_commands = {}       # tag: the answer, None before it comes
        self.untagged_responses = {}
        self.continuation_response = ''
        self.is_readonly = False
        self.tagnum = 0
        self._tls_established = False
        self._mode_ascii()
        self.open(host, port)
        try:
            self._connect()
        except Exception:
            try:
                self.shutdown()
            except OSError:
                pass
            raise

    def _mode_ascii(self):
        self.utf8_enabled = False
        self._encoding = 'ascii'

    def _mode_utf8(self):
        self.utf8_enabled = True
        self._encoding = 'utf-8'

    def _connect(self):
        """The server's greeting, and what it can do."""
        # A prefix for tags, hard to confuse with text.
        self.tagpre = Int2AP(random.randint(4096, 65535))
        self.tagre = re.compile(br'(?P<tag>' + self.tagpre + br'\d+) (?P<type>[A-Z]+) (?P<data>.*)',
                                re.ASCII)
        # The last commands and answers, for people who look for what went wrong.
        self._cmd_log = {}
        self._cmd_log_len = 10
        self._cmd_log_idx = 0
        if self.debug >= 1:
            self._mesg('imaplib')
            self._mesg('new IMAP4 connection, tag=%s' % self.tagpre)
        self.welcome = self._get_response()
        if 'PREAUTH' in self.untagged_responses:
            self.state = 'AUTH'
        elif 'OK' in self.untagged_responses:
            self.state = 'NONAUTH'
        else:
            raise self.error(self.welcome)
        self._get_capabilities()
        if self.debug >= 3:
            self._mesg('CAPABILITIES: %r' % (self.capabilities,))
        for version in AllowedVersions:
            if version in self.capabilities:
                self.PROTOCOL_VERSION = version
                return
        raise self.error('server not IMAP4 compliant')

    def __getattr__(self, attr):
        # The commands are methods by their own names too.
        if attr in Commands:
            return getattr(self, attr.lower())
        raise AttributeError("Unknown IMAP4 command: '%s'" % attr)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        if self.state == 'LOGOUT':
            return
        try:
            self.logout()
        except OSError:
            pass

    # ---- the stream; subclasses have others ----

    def _create_socket(self):
        # None is localhost; '' would be any interface.
        host = None if not self.host else self.host
        return socket.create_connection((host, self.port))

    def open(self, host='', port=IMAP4_PORT):
        """Connect to a host; read(), readline(), send() and shutdown() use the connection."""
        self.host = host
        self.port = port
        self.sock = self._create_socket()
        self.file = self.sock.makefile('rb')

    def read(self, size):
        """Bytes from the server."""
        return self.file.read(size)

    def readline(self):
        """A line from the server."""
        line = self.file.readline(_MAXLINE + 1)
        if len(line) > _MAXLINE:
            raise self.error('got more than %d bytes' % _MAXLINE)
        return line

    def send(self, data):
        """Bytes to the server."""
        self.sock.sendall(data)

    def shutdown(self):
        """Close the connection."""
        self.file.close()
        try:
            self.sock.shutdown(socket.SHUT_RDWR)
        except OSError as exc:
            # The other side may have closed it already.
            if exc.errno != errno.ENOTCONN:
                raise
        finally:
            self.sock.close()

    def socket(self):
        """The socket."""
        return self.sock

    # ---- helpers for programs ----

    def recent(self):
        """The number of recent messages: ('OK', [None]) where nothing is known."""
        name = 'RECENT'
        typ, dat = self._untagged_response('OK', [None], name)
        if dat[-1]:
            return typ, dat
        typ, dat = self.noop()
        return self._untagged_response(typ, dat, name)

    def response(self, code):
        """What came untagged under a name, which is then forgotten: (name, [data])."""
        return self._untagged_response(code, [None], code.upper())

    # ---- the commands ----

    def append(self, mailbox, flags, date_time, message):
        """APPEND: add a message to a mailbox. All but the message may be None."""
        name = 'APPEND'
        if not mailbox:
            mailbox = 'INBOX'
        if flags:
            if (flags[0], flags[-1]) != ('(', ')'):
                flags = '(%s)' % flags
        else:
            flags = None
        date_time = Time2Internaldate(date_time) if date_time else None
        literal = MapCRLF.sub(CRLF, message)
        if self.utf8_enabled:
            literal = b'UTF8 (' + literal + b')'
        self.literal = literal
        return self._simple_command(name, mailbox, flags, date_time)

    def authenticate(self, mechanism, authobject):
        """AUTHENTICATE: authobject(data) gets what the server says, decoded, and returns
        the answer, which is encoded; None to give up."""
        mech = mechanism.upper()
        self.literal = _Authenticator(authobject).process
        typ, dat = self._simple_command('AUTHENTICATE', mech)
        if typ != 'OK':
            raise self.error(dat[-1].decode('utf-8', 'replace'))
        self.state = 'AUTH'
        return typ, dat

    def capability(self):
        """CAPABILITY: what the server can do."""
        name = 'CAPABILITY'
        typ, dat = self._simple_command(name)
        return self._untagged_response(typ, dat, name)

    def check(self):
        """CHECK: see that the mailbox is on disk."""
        return self._simple_command('CHECK')

    def close(self):
        """CLOSE: leave the mailbox, and remove messages marked as deleted."""
        try:
            typ, dat = self._simple_command('CLOSE')
        finally:
            self.state = 'AUTH'
        return typ, dat

    def copy(self, message_set, new_mailbox):
        """COPY: copy messages to a mailbox."""
        return self._simple_command('COPY', message_set, new_mailbox)

    def create(self, mailbox):
        """CREATE: make a mailbox."""
        return self._simple_command('CREATE', mailbox)

    def delete(self, mailbox):
        """DELETE: remove a mailbox."""
        return self._simple_command('DELETE', mailbox)

    def deleteacl(self, mailbox, who):
        """DELETEACL: take all rights to a mailbox from somebody."""
        return self._simple_command('DELETEACL', mailbox, who)

    def enable(self, capability):
        """ENABLE: ask the server for an extension, such as UTF8=ACCEPT."""
        if 'ENABLE' not in self.capabilities:
            raise IMAP4.error('Server does not support ENABLE')
        typ, data = self._simple_command('ENABLE', capability)
        if typ == 'OK' and 'UTF8=ACCEPT' in capability.upper():
            self._mode_utf8()
        return typ, data

    def expunge(self):
        """EXPUNGE: remove messages marked as deleted; their numbers."""
        name = 'EXPUNGE'
        typ, dat = self._simple_command(name)
        return self._untagged_response(typ, dat, name)

    def fetch(self, message_set, message_parts):
        """FETCH: parts of messages, e.g. '(UID BODY[TEXT])'."""
        name = 'FETCH'
        typ, dat = self._simple_command(name, message_set, message_parts)
        return self._untagged_response(typ, dat, name)

    def getacl(self, mailbox):
        """GETACL: the rights to a mailbox."""
        typ, dat = self._simple_command('GETACL', mailbox)
        return self._untagged_response(typ, dat, 'ACL')

    def getannotation(self, mailbox, entry, attribute):
        """GETANNOTATION: annotations of a mailbox."""
        typ, dat = self._simple_command('GETANNOTATION', mailbox, entry, attribute)
        return self._untagged_response(typ, dat, 'ANNOTATION')

    def getquota(self, root):
        """GETQUOTA: limits and use of a quota root."""
        typ, dat = self._simple_command('GETQUOTA', root)
        return self._untagged_response(typ, dat, 'QUOTA')

    def getquotaroot(self, mailbox):
        """GETQUOTAROOT: the quota roots of a mailbox: (type, [roots, quotas])."""
        typ, dat = self._simple_command('GETQUOTAROOT', mailbox)
        typ, quota = self._untagged_response(typ, dat, 'QUOTA')
        typ, quotaroot = self._untagged_response(typ, dat, 'QUOTAROOT')
        return typ, [quotaroot, quota]

    def list(self, directory='""', pattern='*'):
        """LIST: names of mailboxes that match a pattern."""
        name = 'LIST'
        typ, dat = self._simple_command(name, directory, pattern)
        return self._untagged_response(typ, dat, name)

    def login(self, user, password):
        """LOGIN: by name and password, which is quoted."""
        typ, dat = self._simple_command('LOGIN', user, self._quote(password))
        if typ != 'OK':
            raise self.error(dat[-1])
        self.state = 'AUTH'
        return typ, dat

    def login_cram_md5(self, user, password):
        """Log in by CRAM-MD5: the password does not travel."""
        self.user, self.password = user, password
        return self.authenticate('CRAM-MD5', self._CRAM_MD5_AUTH)

    def _CRAM_MD5_AUTH(self, challenge):
        import hmac
        password = self.password.encode('utf-8') if isinstance(self.password, str) \
            else self.password
        return self.user + ' ' + hmac.HMAC(password, challenge, 'md5').hexdigest()

    def logout(self):
        """LOGOUT: close the connection; the server's last words."""
        self.state = 'LOGOUT'
        try:
            typ, dat = self._simple_command('LOGOUT')
        except Exception:
            typ, dat = 'NO', ['%s: %s' % sys.exc_info()[:2]]
        self.shutdown()
        if 'BYE' in self.untagged_responses:
            return 'BYE', self.untagged_responses['BYE']
        return typ, dat

    def lsub(self, directory='""', pattern='*'):
        """LSUB: names of mailboxes subscribed to."""
        name = 'LSUB'
        typ, dat = self._simple_command(name, directory, pattern)
        return self._untagged_response(typ, dat, name)

    def myrights(self, mailbox):
        """MYRIGHTS: one's own rights to a mailbox."""
        name = 'MYRIGHTS'
        typ, dat = self._simple_command(name, mailbox)
        return self._untagged_response(typ, dat, name)

    def namespace(self):
        """NAMESPACE: the namespaces (RFC 2342)."""
        name = 'NAMESPACE'
        typ, dat = self._simple_command(name)
        return self._untagged_response(typ, dat, name)

    def noop(self):
        """NOOP: hear whether there is news."""
        return self._simple_command('NOOP')

    def partial(self, message_num, message_part, start, length):
        """PARTIAL: a piece of a part of a message."""
        typ, dat = self._simple_command('PARTIAL', message_num, message_part, start, length)
        return self._untagged_response(typ, dat, 'FETCH')

    def proxyauth(self, user):
        """PROXYAUTH: go on as another user."""
        return self._simple_command('PROXYAUTH', user)

    def rename(self, oldmailbox, newmailbox):
        """RENAME: rename a mailbox."""
        return self._simple_command('RENAME', oldmailbox, newmailbox)

    def search(self, charset, *criteria):
        """SEARCH: numbers of messages that meet criteria. charset may be None, and must
        be where UTF-8 is enabled."""
        name = 'SEARCH'
        if charset:
            if self.utf8_enabled:
                raise IMAP4.error('Non-None charset not valid in UTF8 mode')
            typ, dat = self._simple_command(name, 'CHARSET', charset, *criteria)
        else:
            typ, dat = self._simple_command(name, *criteria)
        return self._untagged_response(typ, dat, name)

    def select(self, mailbox='INBOX', readonly=False):
        """SELECT, EXAMINE: open a mailbox; the number of its messages."""
        self.untagged_responses = {}
        self.is_readonly = readonly
        typ, dat = self._simple_command('EXAMINE' if readonly else 'SELECT', mailbox)
        if typ != 'OK':
            self.state = 'AUTH'         # another mailbox may have been selected
            return typ, dat
        self.state = 'SELECTED'
        if 'READ-ONLY' in self.untagged_responses and not readonly:
            if self.debug >= 1:
                self._dump_ur(self.untagged_responses)
            raise self.readonly('%s is not writable' % mailbox)
        return typ, self.untagged_responses.get('EXISTS', [None])

    def setacl(self, mailbox, who, what):
        """SETACL: give somebody rights to a mailbox."""
        return self._simple_command('SETACL', mailbox, who, what)

    def setannotation(self, *args):
        """SETANNOTATION: set annotations of a mailbox."""
        typ, dat = self._simple_command('SETANNOTATION', *args)
        return self._untagged_response(typ, dat, 'ANNOTATION')

    def setquota(self, root, limits):
        """SETQUOTA: set a quota root's limits."""
        typ, dat = self._simple_command('SETQUOTA', root, limits)
        return self._untagged_response(typ, dat, 'QUOTA')

    def sort(self, sort_criteria, charset, *search_criteria):
        """SORT: search(), in an order (RFC 5256)."""
        name = 'SORT'
        if (sort_criteria[0], sort_criteria[-1]) != ('(', ')'):
            sort_criteria = '(%s)' % sort_criteria
        typ, dat = self._simple_command(name, sort_criteria, charset, *search_criteria)
        return self._untagged_response(typ, dat, name)

    def starttls(self, ssl_context=None):
        """STARTTLS: put the connection under TLS."""
        if ssl is None:
            raise self.error('SSL support missing')
        if 'STARTTLS' not in self.capabilities:
            raise self.abort('TLS not supported by server')
        if self._tls_established:
            raise self.abort('TLS session already established')
        if ssl_context is None:
            ssl_context = ssl._create_stdlib_context()
        typ, dat = self._simple_command('STARTTLS')
        if typ != 'OK':
            raise self.error("Couldn't establish TLS session")
        self.sock = ssl_context.wrap_socket(self.sock, server_hostname=self.host)
        self.file = self.sock.makefile('rb')
        self._tls_established = True
        self._get_capabilities()
        return self._untagged_response(typ, dat, 'STARTTLS')

    def status(self, mailbox, names):
        """STATUS: what is asked for about a mailbox."""
        name = 'STATUS'
        typ, dat = self._simple_command(name, mailbox, names)
        return self._untagged_response(typ, dat, name)

    def store(self, message_set, command, flags):
        """STORE: set ('FLAGS'), add ('+FLAGS') or remove ('-FLAGS') flags of messages."""
        if (flags[0], flags[-1]) != ('(', ')'):
            flags = '(%s)' % flags
        typ, dat = self._simple_command('STORE', message_set, command, flags)
        return self._untagged_response(typ, dat, 'FETCH')

    def subscribe(self, mailbox):
        """SUBSCRIBE: to a mailbox."""
        return self._simple_command('SUBSCRIBE', mailbox)

    def thread(self, threading_algorithm, charset, *search_criteria):
        """THREAD: search(), with the messages in threads (RFC 5256)."""
        name = 'THREAD'
        typ, dat = self._simple_command(name, threading_algorithm, charset, *search_criteria)
        return self._untagged_response(typ, dat, name)

    def uid(self, command, *args):
        """UID: a command with messages named by UID rather than number."""
        command = command.upper()
        if command not in Commands:
            raise self.error('Unknown IMAP4 UID command: %s' % command)
        if self.state not in Commands[command]:
            raise self.error('command %s illegal in state %s, only allowed in states %s'
                             % (command, self.state, ', '.join(Commands[command])))
        typ, dat = self._simple_command('UID', command, *args)
        name = command if command in ('SEARCH', 'SORT', 'THREAD') else 'FETCH'
        return self._untagged_response(typ, dat, name)

    def unselect(self):
        """UNSELECT: leave the mailbox, and remove nothing."""
        try:
            typ, data = self._simple_command('UNSELECT')
        finally:
            self.state = 'AUTH'
        return typ, data

    def unsubscribe(self, mailbox):
        """UNSUBSCRIBE: from a mailbox."""
        return self._simple_command('UNSUBSCRIBE', mailbox)

    def xatom(self, name, *args):
        """A command that this module does not know, of an extension."""
        name = name.upper()
        if name not in Commands:
            Commands[name] = (self.state,)
        return self._simple_command(name, *args)

    # ---- the protocol ----

    def _append_untagged(self, typ, dat):
        if dat is None:
            dat = b''
        if self.debug >= 5:
            self._mesg('untagged_responses[%s] += ["%r"]' % (typ, dat))
        self.untagged_responses.setdefault(typ, []).append(dat)

    def _check_bye(self):
        bye = self.untagged_responses.get('BYE')
        if bye:
            raise self.abort(bye[-1].decode(self._encoding, 'replace'))

    def _command(self, name, *args):
        """Send a command; its tag."""
        if self.state not in Commands[name]:
            self.literal = None
            raise self.error('command %s illegal in state %s, only allowed in states %s'
                             % (name, self.state, ', '.join(Commands[name])))
        for typ in ('OK', 'NO', 'BAD'):
            self.untagged_responses.pop(typ, None)
        if 'READ-ONLY' in self.untagged_responses and not self.is_readonly:
            raise self.readonly('mailbox status changed to READ-ONLY')
        tag = self._new_tag()
        data = tag + b' ' + bytes(name, self._encoding)
        for arg in args:
            if arg is None:
                continue
            if isinstance(arg, str):
                arg = bytes(arg, self._encoding)
            data += b' ' + arg
        literal, self.literal = self.literal, None
        literator = None
        if literal is not None:
            if callable(literal):
                literator = literal
            else:
                data += bytes(' {%s}' % len(literal), self._encoding)
        self._log_or_show('> %r' % data)
        self._send(data + CRLF)
        if literal is not None:
            self._send_literals(tag, literal, literator)
        return tag

    def _send(self, data):
        try:
            self.send(data)
        except OSError as val:
            raise self.abort('socket error: %s' % val) from None

    def _send_literals(self, tag, literal, literator):
        """The literal, or each that a function makes, when the server is ready for it."""
        while True:
            while self._get_response():
                if self.tagged_commands[tag]:       # BAD or NO
                    return
            if literator:
                literal = literator(self.continuation_response)
            if self.debug >= 4:
                self._mesg('write literal size %s' % len(literal))
            self._send(literal + CRLF)
            if not literator:
                return

    def _command_complete(self, name, tag):
        """Wait for a command's answer."""
        logout = name == 'LOGOUT'
        if not logout:
            self._check_bye()
        try:
            typ, data = self._get_tagged_response(tag, expect_bye=logout)
        except self.abort as val:
            raise self.abort('command: %s => %s' % (name, val)) from None
        except self.error as val:
            raise self.error('command: %s => %s' % (name, val)) from None
        if not logout:
            self._check_bye()
        if typ == 'BAD':
            raise self.error('%s command error: %s %s' % (name, typ, data))
        return typ, data

    def _get_capabilities(self):
        typ, dat = self.capability()
        if dat == [None]:
            raise self.error('no CAPABILITY response from server')
        self.capabilities = tuple(str(dat[-1], self._encoding).upper().split())

    def _get_response(self):
        """Read an answer and file it; None where the server waits for more."""
        resp = self._get_line()
        m = self.tagre.match(resp)
        if m:
            tag = m.group('tag')
            if tag not in self.tagged_commands:
                raise self.abort('unexpected tagged response: %r' % resp)
            self.tagged_commands[tag] = str(m.group('type'), self._encoding), [m.group('data')]
        else:
            data2 = None
            m = Untagged_response.match(resp)
            if not m:
                m = Untagged_status.match(resp)
                if m:
                    data2 = m.group('data2')
            if not m:
                m = Continuation.match(resp)
                if m:
                    self.continuation_response = m.group('data')
                    return None
                raise self.abort('unexpected response: %r' % resp)
            typ = str(m.group('type'), self._encoding)
            dat = m.group('data')
            if dat is None:
                dat = b''
            if data2:
                dat = dat + b' ' + data2
            dat = self._get_literals(typ, dat)
            self._append_untagged(typ, dat)
            # A status may carry a code in brackets.
            if typ in ('OK', 'NO', 'BAD', 'BYE'):
                m = Response_code.match(dat)
                if m:
                    self._append_untagged(str(m.group('type'), self._encoding), m.group('data'))
        if self.debug >= 1:
            m = re.match(br'(?:\S+) (NO|BAD|BYE)\b', resp)
            if m:
                self._mesg('%s response: %r' % (m.group(1).decode(), resp))
        return resp

    def _get_literals(self, typ, dat):
        """Read the literals of an untagged answer; what follows the last of them."""
        while True:
            m = Literal.match(dat)
            if not m:
                return dat
            size = int(m.group('size'))
            if self.debug >= 4:
                self._mesg('read literal size %s' % size)
            data = self.read(size)
            self._append_untagged(typ, (dat, data))
            dat = self._get_line()

    def _get_tagged_response(self, tag, expect_bye=False):
        while True:
            result = self.tagged_commands[tag]
            if result is not None:
                del self.tagged_commands[tag]
                return result
            if expect_bye:
                bye = self.untagged_responses.pop('BYE', None)
                if bye is not None:
                    # The server may close at once, without an answer.
                    return 'BYE', bye
            self._check_bye()
            try:
                self._get_response()
            except self.abort:
                if self.debug >= 1:
                    self.print_log()
                raise

    def _get_line(self):
        line = self.readline()
        if not line:
            raise self.abort('socket error: EOF')
        if not line.endswith(CRLF):
            raise self.abort('socket error: unterminated line: %r' % line)
        line = line[:-2]
        self._log_or_show('< %r' % line)
        return line

    def _new_tag(self):
        tag = self.tagpre + bytes(str(self.tagnum), self._encoding)
        self.tagnum += 1
        self.tagged_commands[tag] = None
        return tag

    def _quote(self, arg):
        return '"' + arg.replace('\\', '\\\\').replace('"', '\\"') + '"'

    def _simple_command(self, name, *args):
        return self._command_complete(name, self._command(name, *args))

    def _untagged_response(self, typ, dat, name):
        """What came untagged under a name, which is then forgotten."""
        if typ == 'NO':
            return typ, dat
        if name not in self.untagged_responses:
            return typ, [None]
        data = self.untagged_responses.pop(name)
        if self.debug >= 5:
            self._mesg('untagged_responses[%s] => %s' % (name, data))
        return typ, data

    # ---- for people who look for what went wrong ----

    def _mesg(self, s, secs=None):
        if secs is None:
            secs = time.time()
        tm = time.strftime('%M:%S', time.localtime(secs))
        sys.stderr.write('  %s.%02d %s\n' % (tm, (secs * 100) % 100, s))
        sys.stderr.flush()

    def _log_or_show(self, line):
        if self.debug >= 4:
            self._mesg(line)
        else:
            self._cmd_log[self._cmd_log_idx] = line, time.time()
            self._cmd_log_idx = (self._cmd_log_idx + 1) % self._cmd_log_len

    def _dump_ur(self, untagged):
        if untagged:
            self._mesg('untagged responses dump:' +
                       ''.join('\n\t\t%s: %r' % item for item in untagged.items()))

    def print_log(self):
        """Show the last commands and answers."""
        self._mesg('last %d IMAP4 interactions:' % len(self._cmd_log))
        for i in range(self._cmd_log_len):
            line = self._cmd_log.get((self._cmd_log_idx + i) % self._cmd_log_len)
            if line:
                self._mesg(*line)


if ssl is not None:

    class IMAP4_SSL(IMAP4):
        """A connection under TLS from the beginning."""

        def __init__(self, host='', port=IMAP4_SSL_PORT, keyfile=None, certfile=None,
                     ssl_context=None):
            if ssl_context is not None and (keyfile is not None or certfile is not None):
                raise ValueError('ssl_context and %s arguments are mutually exclusive'
                                 % ('keyfile' if keyfile is not None else 'certfile'))
            self.keyfile = keyfile
            self.certfile = certfile
            if ssl_context is None:
                ssl_context = ssl._create_stdlib_context(certfile=certfile, keyfile=keyfile)
            self.ssl_context = ssl_context
            IMAP4.__init__(self, host, port)

        def _create_socket(self):
            sock = IMAP4._create_socket(self)
            return self.ssl_context.wrap_socket(sock, server_hostname=self.host)

        def open(self, host='', port=IMAP4_SSL_PORT):
            """Connect to a host."""
            IMAP4.open(self, host, port)

        def ssl(self):
            """The TLS socket."""
            return self.sock

    __all__.append('IMAP4_SSL')


class IMAP4_stream(IMAP4):
    """A connection over a command's standard input and output."""

    def __init__(self, command):
        self.command = command
        IMAP4.__init__(self)

    def open(self, host=None, port=None):
        """Start the command."""
        self.host = self.port = self.sock = self.file = None
        self.process = subprocess.Popen(self.command, bufsize=DEFAULT_BUFFER_SIZE, shell=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        close_fds=True)
        self.writefile = self.process.stdin
        self.readfile = self.process.stdout

    def read(self, size):
        return self.readfile.read(size)

    def readline(self):
        return self.readfile.readline()

    def send(self, data):
        self.writefile.write(data)
        self.writefile.flush()

    def shutdown(self):
        """Close the pipes, and wait for the command's end."""
        self.readfile.close()
        self.writefile.close()
        self.process.wait()


class _Authenticator:
    """What the server says and what is answered to it, in base64."""

    def __init__(self, mechinst):
        self.mech = mechinst

    def process(self, data):
        ret = self.mech(self.decode(data))
        if ret is None:
            return b'*'                 # give up
        return self.encode(ret)

    def encode(self, inp):
        if isinstance(inp, str):
            inp = inp.encode('utf-8')
        return binascii.b2a_base64(inp)[:-1]

    def decode(self, inp):
        return binascii.a2b_base64(inp) if inp else b''


# ---- dates, numbers and flags ----

Months = ' Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ')
Mon2num = {month.encode(): number for number, month in enumerate(Months[1:], 1)}


def Internaldate2tuple(resp):
    """A time tuple, in local time, for an INTERNALDATE; None where there is none."""
    m = InternalDate.match(resp)
    if not m:
        return None
    zone = (int(m.group('zoneh')) * 60 + int(m.group('zonem'))) * 60
    if m.group('zonen') == b'-':
        zone = -zone
    when = (int(m.group('year')), Mon2num[m.group('mon')], int(m.group('day')),
            int(m.group('hour')), int(m.group('min')), int(m.group('sec')), -1, -1, -1)
    return time.localtime(calendar.timegm(when) - zone)


def Int2AP(num):
    """A number in letters, A for 0 to P for 15."""
    val = b''
    num = int(abs(num))
    while num:
        num, digit = divmod(num, 16)
        val = b'ABCDEFGHIJKLMNOP'[digit:digit + 1] + val
    return val


def ParseFlags(resp):
    """A tuple of the flags in an answer."""
    m = Flags.match(resp)
    return tuple(m.group('flags').split()) if m else ()


def Time2Internaldate(date_time):
    """A date as INTERNALDATE, with quotes: "18-May-2033 05:33:20 +0200".

    date_time: seconds since the epoch, a time tuple, an aware datetime, or such a text.
    """
    if isinstance(date_time, (int, float)):
        dt = datetime.fromtimestamp(date_time, timezone.utc).astimezone()
    elif isinstance(date_time, tuple):
        try:
            gmtoff = date_time.tm_gmtoff
        except AttributeError:
            if time.daylight:
                dst = date_time[8]
                if dst == -1:
                    dst = time.localtime(time.mktime(date_time))[8]
                gmtoff = -(time.timezone, time.altzone)[dst]
            else:
                gmtoff = -time.timezone
        dt = datetime(*date_time[:6], tzinfo=timezone(timedelta(seconds=gmtoff)))
    elif isinstance(date_time, datetime):
        if date_time.tzinfo is None:
            raise ValueError('date_time must be aware')
        dt = date_time
    elif isinstance(date_time, str) and date_time[:1] == date_time[-1:] == '"':
        return date_time
    else:
        raise ValueError('date_time not of a known type')
    # The names of the months are English in every locale.
    return dt.strftime('"%d-{}-%Y %H:%M:%S %z"').format(Months[dt.month])
