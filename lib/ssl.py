"""TLS over sockets: contexts, encrypted sockets, certificates. The work is done by OpenSSL, through _ssl."""

import base64
import calendar
import errno
import os
import re
import socket as _socket_module
import textwrap
from collections import namedtuple
from enum import Enum as _Enum, IntEnum as _IntEnum, IntFlag as _IntFlag
from socket import AF_INET, SOCK_STREAM, SOL_SOCKET, SO_TYPE, create_connection, socket

import _ssl
from _ssl import (HAS_ALPN, HAS_ECDH, HAS_NPN, HAS_SNI, HAS_SSLv2, HAS_SSLv3, HAS_TLS_UNIQUE, HAS_TLSv1,
                  HAS_TLSv1_1, HAS_TLSv1_2, HAS_TLSv1_3, OPENSSL_VERSION, OPENSSL_VERSION_INFO,
                  OPENSSL_VERSION_NUMBER, CertificateError, MemoryBIO, RAND_add, RAND_bytes, RAND_pseudo_bytes,
                  RAND_status, SSLCertVerificationError, SSLEOFError, SSLError, SSLSession, SSLSyscallError,
                  SSLWantReadError, SSLWantWriteError, SSLZeroReturnError, _OPENSSL_API_VERSION, _SSLContext)

socket_error = OSError      # as the module had it before OSError was one class


def _gather(kind, name, prefix, exclude=()):
    """An enumeration of the constants of _ssl with a prefix; its members become names of this module."""
    members = [(n, getattr(_ssl, n)) for n in dir(_ssl) if n.startswith(prefix) and n not in exclude]
    cls = kind(name, members, module=__name__)
    for n, _ in members:
        globals()[n] = cls[n]
    return cls


# Members with a text of the old kind, "_SSLMethod.PROTOCOL_TLS".
class _NamedInt(_IntEnum):
    def __str__(self):
        return '%s.%s' % (type(self).__name__, self._name_)


_SSLMethod = _gather(_NamedInt, '_SSLMethod', 'PROTOCOL_', exclude=('PROTOCOL_SSLv23',))
PROTOCOL_SSLv23 = _SSLMethod.PROTOCOL_SSLv23 = _SSLMethod.PROTOCOL_TLS
Options = _gather(_IntFlag, 'Options', 'OP_')
AlertDescription = _gather(_NamedInt, 'AlertDescription', 'ALERT_DESCRIPTION_')
SSLErrorNumber = _gather(_NamedInt, 'SSLErrorNumber', 'SSL_ERROR_')
VerifyMode = _gather(_NamedInt, 'VerifyMode', 'CERT_')
VerifyFlags = _gather(_IntFlag, 'VerifyFlags', 'VERIFY_')


class TLSVersion(_NamedInt):
    MINIMUM_SUPPORTED = -2
    SSLv3 = _ssl.PROTO_SSLv3
    TLSv1 = _ssl.PROTO_TLSv1
    TLSv1_1 = _ssl.PROTO_TLSv1_1
    TLSv1_2 = _ssl.PROTO_TLSv1_2
    TLSv1_3 = _ssl.PROTO_TLSv1_3
    MAXIMUM_SUPPORTED = -1


_PROTOCOL_NAMES = {value: name for name, value in _SSLMethod.__members__.items()}
_SSLv2_IF_EXISTS = getattr(_SSLMethod, 'PROTOCOL_SSLv2', None)
CHANNEL_BINDING_TYPES = ['tls-unique'] if HAS_TLS_UNIQUE else []

# Forward secrecy first; what is broken or has no authentication not at all. TLS 1.3 has a list of its own, which is always good.
_DEFAULT_CIPHERS = ('ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:DHE+CHACHA20:ECDHE+AES:DHE+AES:RSA+AESGCM:RSA+AES:'
                    '!aNULL:!eNULL:!MD5:!3DES')
_RESTRICTED_SERVER_CIPHERS = _DEFAULT_CIPHERS + ':!DSS:!RC4'


# ---- whom a certificate belongs to ----

def _dnsname_match(pattern, hostname, max_wildcards=1):
    """Is the host one of those that a name in a certificate stands for (RFC 6125)?

    A '*' may stand for the first label of the host, or a part of it.
    """
    if not pattern:
        return False
    left, _, rest = pattern.lower().partition('.')
    host_left, _, host_rest = hostname.lower().partition('.')
    wildcards = left.count('*')
    if wildcards > max_wildcards:
        # Trying all ways to match several would take long.
        raise CertificateError('too many wildcards in certificate DNS name: ' + repr(pattern))
    if not wildcards:
        return pattern.lower() == hostname.lower()
    if rest != host_rest:
        return False
    if left == '*':
        return bool(host_left)
    if left.startswith('xn--') or host_left.startswith('xn--'):
        return left == host_left        # the letters of an encoded label mean nothing one by one
    before, after = left.split('*')
    return len(host_left) >= len(before) + len(after) and host_left.startswith(before) and host_left.endswith(after)


def _inet_packed(text):
    """The bytes of an address of IPv4 or IPv6; None for another text."""
    for family in (AF_INET, getattr(_socket_module, 'AF_INET6', AF_INET)):
        try:
            return _socket_module.inet_pton(family, text)
        except (OSError, ValueError):
            pass
    return None


def _ipaddress_match(address, packed):
    return _inet_packed(address.rstrip()) == packed


def match_hostname(cert, hostname):
    """Check that a certificate (a dict, as of getpeercert()) belongs to the host: CertificateError if it does not."""
    if not cert:
        raise ValueError('empty or no certificate, match_hostname needs a SSL socket or SSL context with either '
                         'CERT_OPTIONAL or CERT_REQUIRED')
    packed = _inet_packed(hostname)
    names = []
    for kind, value in cert.get('subjectAltName', ()):
        if kind == 'DNS':
            if packed is None and _dnsname_match(value, hostname):
                return
            names.append(value)
        elif kind == 'IP Address':
            if packed is not None and _ipaddress_match(value, packed):
                return
            names.append(value)
    if not names:
        # The common name counts only when there are no alternative ones.
        for part in cert.get('subject', ()):
            for key, value in part:
                if key == 'commonName':
                    if _dnsname_match(value, hostname):
                        return
                    names.append(value)
    if len(names) > 1:
        raise CertificateError("hostname %r doesn't match either of %s" % (hostname, ', '.join(map(repr, names))))
    if len(names) == 1:
        raise CertificateError("hostname %r doesn't match %r" % (hostname, names[0]))
    raise CertificateError('no appropriate commonName or subjectAltName fields were found')


# ---- identifiers, paths ----

DefaultVerifyPaths = namedtuple('DefaultVerifyPaths',
                                'cafile capath openssl_cafile_env openssl_cafile openssl_capath_env openssl_capath')


def get_default_verify_paths():
    """Where certificates of authorities are looked for by default."""
    file_env, file, path_env, path = _ssl.get_default_verify_paths()
    cafile = os.environ.get(file_env, file)
    capath = os.environ.get(path_env, path)
    return DefaultVerifyPaths(cafile if os.path.isfile(cafile) else None, capath if os.path.isdir(capath) else None,
                              file_env, file, path_env, path)


class _ASN1Object(namedtuple('_ASN1Object', 'nid shortname longname oid')):
    """What OpenSSL knows about an object identifier."""

    __slots__ = ()

    def __new__(cls, oid):
        return super().__new__(cls, *_ssl.txt2obj(oid, name=False))

    @classmethod
    def fromnid(cls, nid):
        return super().__new__(cls, *_ssl.nid2obj(nid))

    @classmethod
    def fromname(cls, name):
        return super().__new__(cls, *_ssl.txt2obj(name, name=True))


class Purpose(_ASN1Object, _Enum):
    """What a context is for: to talk to servers, or to clients."""

    SERVER_AUTH = '1.3.6.1.5.5.7.3.1'
    CLIENT_AUTH = '1.3.6.1.5.5.7.3.2'


# ---- contexts ----

class SSLContext(_SSLContext):
    """Settings, certificates and keys of connections, which are made by wrap_socket() and wrap_bio()."""

    sslsocket_class = None      # SSLSocket and SSLObject, set below
    sslobject_class = None

    def __new__(cls, protocol=PROTOCOL_TLS, *args, **kwargs):
        self = _SSLContext.__new__(cls, protocol)
        self.set_ciphers(_DEFAULT_CIPHERS)
        return self

    def __init__(self, protocol=PROTOCOL_TLS):
        pass

    def wrap_socket(self, sock, server_side=False, do_handshake_on_connect=True, suppress_ragged_eofs=True,
                    server_hostname=None, session=None):
        """An SSLSocket that takes over the socket's descriptor."""
        return self.sslsocket_class(sock=sock, server_side=server_side,
                                    do_handshake_on_connect=do_handshake_on_connect,
                                    suppress_ragged_eofs=suppress_ragged_eofs, server_hostname=server_hostname,
                                    _context=self, _session=session)

    def wrap_bio(self, incoming, outgoing, server_side=False, server_hostname=None, session=None):
        """An SSLObject between two memory BIOs."""
        return self.sslobject_class(self._wrap_bio(incoming, outgoing, server_side, server_hostname), session=session)

    def set_npn_protocols(self, npn_protocols):
        """Next Protocol Negotiation was replaced by ALPN; this OpenSSL is without it."""
        raise NotImplementedError('NPN is not available: use set_alpn_protocols()')

    def set_alpn_protocols(self, alpn_protocols):
        """The protocols to offer, or to choose from, best first: a list of ASCII strings."""
        wire = bytearray()
        for protocol in alpn_protocols:
            name = bytes(protocol, 'ascii')
            if not 0 < len(name) < 256:
                raise SSLError('ALPN protocols must be 1 to 255 in length')
            wire.append(len(name))
            wire += name
        self._set_alpn_protocols(wire)

    def load_default_certs(self, purpose=Purpose.SERVER_AUTH):
        """Trust the authorities that the system trusts."""
        if not isinstance(purpose, _ASN1Object):
            raise TypeError(purpose)
        self.set_default_verify_paths()

    @property
    def protocol(self):
        return _SSLMethod(_SSLContext.protocol.__get__(self))

    @property
    def options(self):
        return Options(_SSLContext.options.__get__(self))

    @options.setter
    def options(self, value):
        _SSLContext.options.__set__(self, value)

    @property
    def verify_flags(self):
        return VerifyFlags(_SSLContext.verify_flags.__get__(self))

    @verify_flags.setter
    def verify_flags(self, value):
        _SSLContext.verify_flags.__set__(self, value)

    @property
    def verify_mode(self):
        mode = _SSLContext.verify_mode.__get__(self)
        try:
            return VerifyMode(mode)
        except ValueError:
            return mode

    @verify_mode.setter
    def verify_mode(self, value):
        _SSLContext.verify_mode.__set__(self, value)

    @property
    def minimum_version(self):
        return TLSVersion(_SSLContext.minimum_version.__get__(self))

    @minimum_version.setter
    def minimum_version(self, value):
        if value == TLSVersion.SSLv3:
            self.options &= ~OP_NO_SSLv3
        _SSLContext.minimum_version.__set__(self, value)

    @property
    def maximum_version(self):
        return TLSVersion(_SSLContext.maximum_version.__get__(self))

    @maximum_version.setter
    def maximum_version(self, value):
        _SSLContext.maximum_version.__set__(self, value)


def create_default_context(purpose=Purpose.SERVER_AUTH, *, cafile=None, capath=None, cadata=None):
    """A context with good settings for the purpose: for clients, one that checks certificates and host names."""
    if not isinstance(purpose, _ASN1Object):
        raise TypeError(purpose)
    context = SSLContext(PROTOCOL_TLS)
    if purpose == Purpose.SERVER_AUTH:
        context.verify_mode = CERT_REQUIRED
        context.check_hostname = True
    elif purpose == Purpose.CLIENT_AUTH:
        context.set_ciphers(_RESTRICTED_SERVER_CIPHERS)
    if cafile or capath or cadata:
        context.load_verify_locations(cafile, capath, cadata)
    elif context.verify_mode != CERT_NONE:
        # The system may have none; then every handshake fails.
        context.load_default_certs(purpose)
    return context


def _create_unverified_context(protocol=PROTOCOL_TLS, *, cert_reqs=None, check_hostname=False,
                               purpose=Purpose.SERVER_AUTH, certfile=None, keyfile=None,
                               cafile=None, capath=None, cadata=None):
    """The context of the library's modules when they are given none: it checks nothing by default."""
    if not isinstance(purpose, _ASN1Object):
        raise TypeError(purpose)
    context = SSLContext(protocol)
    if not check_hostname:
        context.check_hostname = False
    if cert_reqs is not None:
        context.verify_mode = cert_reqs
    if check_hostname:
        context.check_hostname = True
    if keyfile and not certfile:
        raise ValueError('certfile must be specified')
    if certfile or keyfile:
        context.load_cert_chain(certfile, keyfile)
    if cafile or capath or cadata:
        context.load_verify_locations(cafile, capath, cadata)
    elif context.verify_mode != CERT_NONE:
        context.load_default_certs(purpose)
    return context


_create_default_https_context = create_default_context
_create_stdlib_context = _create_unverified_context


# ---- connections ----

def _check_binding_type(kind):
    if kind not in CHANNEL_BINDING_TYPES:
        raise ValueError('Unsupported channel binding type')
    if kind != 'tls-unique':
        raise NotImplementedError('{0} channel binding type not implemented'.format(kind))


def _check_host(connection, hostname):
    """After a handshake: the certificate must be the host's, if the context wants that."""
    if connection.context.check_hostname:
        if not hostname:
            raise ValueError('check_hostname needs server_hostname argument')
        match_hostname(connection.peer_certificate(), hostname)


class SSLObject:
    """A connection between two memory BIOs, made by SSLContext.wrap_bio(); input and output are the program's."""

    def __init__(self, sslobj, owner=None, session=None):
        self._sslobj = sslobj
        # The callback for server names gets the owner as its first argument.
        self._sslobj.owner = owner or self
        if session is not None:
            self._sslobj.session = session

    @property
    def context(self):
        """The context in use."""
        return self._sslobj.context

    @context.setter
    def context(self, context):
        self._sslobj.context = context

    @property
    def session(self):
        """What a client needs to resume the connection."""
        return self._sslobj.session

    @session.setter
    def session(self, session):
        self._sslobj.session = session

    @property
    def session_reused(self):
        """Was a session resumed?"""
        return self._sslobj.session_reused

    @property
    def server_side(self):
        """Is this the server's end?"""
        return self._sslobj.server_side

    @property
    def server_hostname(self):
        """The host a client wants to talk to, or None."""
        return self._sslobj.server_hostname

    def read(self, len=1024, buffer=None):
        """Read up to `len` bytes: into the buffer, giving their number, or as bytes."""
        return self._sslobj.read(len) if buffer is None else self._sslobj.read(len, buffer)

    def write(self, data):
        """Write the bytes; return how many were written."""
        return self._sslobj.write(data)

    def getpeercert(self, binary_form=False):
        """The peer's certificate: a dict, empty when it was not validated; in DER if binary_form; None without one."""
        return self._sslobj.peer_certificate(binary_form)

    def selected_npn_protocol(self):
        """None: there is no NPN."""

    def selected_alpn_protocol(self):
        """The protocol agreed on by ALPN, or None."""
        return self._sslobj.selected_alpn_protocol()

    def cipher(self):
        """(name, protocol version, secret bits) of the cipher in use, or None."""
        return self._sslobj.cipher()

    def shared_ciphers(self):
        """The ciphers that both ends know (of a client: its own), or None."""
        return self._sslobj.shared_ciphers()

    def compression(self):
        """The name of the compression in use, or None."""
        return self._sslobj.compression()

    def pending(self):
        """How many bytes can be read without asking the network."""
        return self._sslobj.pending()

    def do_handshake(self):
        """Make the handshake."""
        self._sslobj.do_handshake()
        _check_host(self._sslobj, self.server_hostname)

    def unwrap(self):
        """End the encryption in due form."""
        return self._sslobj.shutdown()

    def get_channel_binding(self, cb_type='tls-unique'):
        """Bytes that tell this connection from all others, or None before the handshake."""
        _check_binding_type(cb_type)
        return self._sslobj.tls_unique_cb()

    def version(self):
        """The version of the protocol in use, or None."""
        return self._sslobj.version()

    def verify_client_post_handshake(self):
        """Ask the client for its certificate now (TLS 1.3)."""
        return self._sslobj.verify_client_post_handshake()


class SSLSocket(socket):
    """A socket with a TLS connection on it.

    Before it is connected, and after unwrap(), it has no connection (_sslobj is None) and works as a plain socket.
    """

    def __init__(self, sock=None, keyfile=None, certfile=None, server_side=False, cert_reqs=CERT_NONE,
                 ssl_version=PROTOCOL_TLS, ca_certs=None, do_handshake_on_connect=True, family=AF_INET,
                 type=SOCK_STREAM, proto=0, fileno=None, suppress_ragged_eofs=True, npn_protocols=None, ciphers=None,
                 server_hostname=None, _context=None, _session=None):
        if _context:
            self._context = _context
        else:
            self._context = self._own_context(keyfile, certfile, server_side, cert_reqs, ssl_version, ca_certs,
                                              npn_protocols, ciphers)
        # Can be asked since 3.2, so they are kept.
        self.keyfile = keyfile
        self.certfile = certfile
        self.cert_reqs = cert_reqs
        self.ssl_version = ssl_version
        self.ca_certs = ca_certs
        self.ciphers = ciphers
        kind = sock.getsockopt(SOL_SOCKET, SO_TYPE) if sock is not None else type
        if kind != SOCK_STREAM:
            raise NotImplementedError('only stream sockets are supported')
        if server_side and server_hostname:
            raise ValueError('server_hostname can only be specified in client mode')
        if server_side and _session is not None:
            raise ValueError('session can only be specified in client mode')
        if self._context.check_hostname and not server_hostname and not server_side:
            raise ValueError('check_hostname requires server_hostname')
        self._session = _session
        self.server_side = server_side
        self.server_hostname = server_hostname
        self.do_handshake_on_connect = do_handshake_on_connect
        self.suppress_ragged_eofs = suppress_ragged_eofs
        self._connected = False
        self._sslobj = None
        if sock is not None:
            timeout = sock.gettimeout()
            super().__init__(family=sock.family, type=sock.type, proto=sock.proto, fileno=sock.fileno())
            self.settimeout(timeout)
            sock.detach()
        else:
            super().__init__(family=family, type=type, proto=proto, fileno=fileno)
        self._start()

    @staticmethod
    def _own_context(keyfile, certfile, server_side, cert_reqs, ssl_version, ca_certs, npn_protocols, ciphers):
        if server_side and not certfile:
            raise ValueError('certfile must be specified for server-side operations')
        if keyfile and not certfile:
            raise ValueError('certfile must be specified')
        context = SSLContext(ssl_version)
        context.check_hostname = False
        context.verify_mode = cert_reqs
        if ca_certs:
            context.load_verify_locations(ca_certs)
        if certfile:
            context.load_cert_chain(certfile, keyfile)
        if npn_protocols:
            context.set_npn_protocols(npn_protocols)
        if ciphers:
            context.set_ciphers(ciphers)
        return context

    def _start(self):
        """Begin the connection on a socket that is connected already."""
        try:
            self._connected = self._is_connected()
            if not self._connected:
                return
            self._sslobj = self._new_connection()
            if self.do_handshake_on_connect:
                if self.gettimeout() == 0.0:
                    raise ValueError('do_handshake_on_connect should not be specified for non-blocking sockets')
                self.do_handshake()
        except (OSError, ValueError):
            self.close()
            raise

    def _is_connected(self):
        try:
            self.getpeername()
            return True
        except OSError as e:
            if e.errno != errno.ENOTCONN:
                raise
        # Gone already? Then what it sent came in clear text and must not be taken for what TLS has checked.
        timeout = self.gettimeout()
        self.settimeout(0)
        try:
            data = super().recv(1)
        except OSError as e:
            if e.errno not in (errno.ENOTCONN, errno.EINVAL, errno.EAGAIN, errno.EWOULDBLOCK):
                raise
            data = b''
        self.settimeout(timeout)
        if data:
            error = SSLError(_ssl.SSL_ERROR_SSL, 'Closed before TLS handshake with data in recv buffer.')
            error.library = error.reason = None
            raise error
        return False

    def _new_connection(self):
        return self._context._wrap_socket(self, self.server_side, self.server_hostname, owner=self,
                                          session=self._session)

    @property
    def context(self):
        """The context in use."""
        return self._context

    @context.setter
    def context(self, context):
        self._context = context
        if self._sslobj is not None:
            self._sslobj.context = context

    @property
    def session(self):
        """What a client needs to resume the connection, or None."""
        return None if self._sslobj is None else self._sslobj.session

    @session.setter
    def session(self, session):
        self._session = session
        if self._sslobj is not None:
            self._sslobj.session = session

    @property
    def session_reused(self):
        """Was a session resumed? None without a connection."""
        return None if self._sslobj is None else self._sslobj.session_reused

    def dup(self):
        raise NotImplementedError("Can't dup() %s instances" % self.__class__.__name__)

    def _checkClosed(self, msg=None):
        pass

    def _check_connected(self):
        if not self._connected:
            self.getpeername()      # tells why it is not

    def _connection(self):
        if self._sslobj is None:
            self._check_connected()
            raise ValueError('No SSL wrapper around ' + str(self))
        return self._sslobj

    # -- data --

    def read(self, len=1024, buffer=None):
        """Read up to `len` bytes: into the buffer, giving their number, or as bytes. None come at the end."""
        self._checkClosed()
        sslobj = self._sslobj
        if sslobj is None:
            raise ValueError('Read on closed or unwrapped SSL socket.')
        try:
            return sslobj.read(len) if buffer is None else sslobj.read(len, buffer)
        except SSLError as e:
            if e.args[0] == SSL_ERROR_EOF and self.suppress_ragged_eofs:
                return b'' if buffer is None else 0
            raise

    def write(self, data):
        """Write the bytes; return how many were written."""
        self._checkClosed()
        sslobj = self._sslobj
        if sslobj is None:
            raise ValueError('Write on closed or unwrapped SSL socket.')
        return sslobj.write(data)

    def _refuse_flags(self, flags, method):
        if flags:
            raise ValueError('non-zero flags not allowed in calls to %s() on %s' % (method, self.__class__))

    def send(self, data, flags=0):
        self._checkClosed()
        sslobj = self._sslobj
        if sslobj is None:
            return super().send(data, flags)
        self._refuse_flags(flags, 'send')
        return sslobj.write(data)

    def sendall(self, data, flags=0):
        self._checkClosed()
        if self._sslobj is None:
            return super().sendall(data, flags)
        self._refuse_flags(flags, 'sendall')
        with memoryview(data) as view, view.cast('B') as octets:
            done = 0
            while done < len(octets):
                done += self.send(octets[done:])

    def sendto(self, data, flags_or_addr, addr=None):
        self._checkClosed()
        if self._sslobj is not None:
            raise ValueError('sendto not allowed on instances of %s' % self.__class__)
        return super().sendto(data, flags_or_addr) if addr is None else super().sendto(data, flags_or_addr, addr)

    def sendmsg(self, *args, **kwargs):
        # Even without a connection: what is sent would be lost in clear text.
        raise NotImplementedError('sendmsg not allowed on instances of %s' % self.__class__)

    def sendfile(self, file, offset=0, count=None):
        """Send a file; return the number of bytes sent."""
        if self._sslobj is None:
            return super().sendfile(file, offset, count)
        return self._sendfile_use_send(file, offset, count)

    def recv(self, buflen=1024, flags=0):
        self._checkClosed()
        if self._sslobj is None:
            return super().recv(buflen, flags)
        self._refuse_flags(flags, 'recv')
        return self.read(buflen)

    def recv_into(self, buffer, nbytes=None, flags=0):
        self._checkClosed()
        if nbytes is None:
            with memoryview(buffer) as view:
                nbytes = view.nbytes or 1024
        if self._sslobj is None:
            return super().recv_into(buffer, nbytes, flags)
        self._refuse_flags(flags, 'recv_into')
        if nbytes < 0:
            raise ValueError('negative buffersize in recv_into')
        return self.read(nbytes, buffer)

    def recvfrom(self, buflen=1024, flags=0):
        self._checkClosed()
        if self._sslobj is not None:
            raise ValueError('recvfrom not allowed on instances of %s' % self.__class__)
        return super().recvfrom(buflen, flags)

    def recvfrom_into(self, buffer, nbytes=None, flags=0):
        self._checkClosed()
        if self._sslobj is not None:
            raise ValueError('recvfrom_into not allowed on instances of %s' % self.__class__)
        return super().recvfrom_into(buffer, nbytes or 0, flags)

    def recvmsg(self, *args, **kwargs):
        raise NotImplementedError('recvmsg not allowed on instances of %s' % self.__class__)

    def recvmsg_into(self, *args, **kwargs):
        raise NotImplementedError('recvmsg_into not allowed on instances of %s' % self.__class__)

    # -- questions --

    def getpeercert(self, binary_form=False):
        """The peer's certificate: a dict, empty when it was not validated; in DER if binary_form; None without one."""
        self._checkClosed()
        self._check_connected()
        return self._connection().peer_certificate(binary_form)

    def selected_npn_protocol(self):
        """None: there is no NPN."""
        self._checkClosed()

    def selected_alpn_protocol(self):
        """The protocol agreed on by ALPN, or None."""
        self._checkClosed()
        return None if self._sslobj is None else self._sslobj.selected_alpn_protocol()

    def cipher(self):
        """(name, protocol version, secret bits) of the cipher in use, or None."""
        self._checkClosed()
        return None if self._sslobj is None else self._sslobj.cipher()

    def shared_ciphers(self):
        """The ciphers that both ends know (of a client: its own), or None."""
        self._checkClosed()
        return None if self._sslobj is None else self._sslobj.shared_ciphers()

    def compression(self):
        """The name of the compression in use, or None."""
        self._checkClosed()
        return None if self._sslobj is None else self._sslobj.compression()

    def pending(self):
        """How many bytes can be read without asking the network."""
        self._checkClosed()
        return 0 if self._sslobj is None else self._sslobj.pending()

    def version(self):
        """The version of the protocol in use, or None."""
        return None if self._sslobj is None else self._sslobj.version()

    def get_channel_binding(self, cb_type='tls-unique'):
        """Bytes that tell this connection from all others, or None before the handshake."""
        _check_binding_type(cb_type)
        return None if self._sslobj is None else self._sslobj.tls_unique_cb()

    # -- beginning and end --

    def do_handshake(self, block=False):
        """Make the handshake; with `block`, wait for it even if the socket is non-blocking."""
        self._check_connected()
        timeout = self.gettimeout()
        try:
            if timeout == 0.0 and block:
                self.settimeout(None)
            sslobj = self._connection()
            sslobj.do_handshake()
            _check_host(sslobj, self.server_hostname)
        finally:
            if timeout == 0.0 and block:
                self.settimeout(timeout)

    def verify_client_post_handshake(self):
        """Ask the client for its certificate now (TLS 1.3)."""
        return self._connection().verify_client_post_handshake()

    def _real_connect(self, addr, connect_ex):
        if self.server_side:
            raise ValueError("can't connect in server-side mode")
        if self._connected or self._sslobj is not None:
            raise ValueError('attempt to connect already-connected SSLSocket!')
        self._sslobj = self._new_connection()
        try:
            code = None
            if connect_ex:
                code = super().connect_ex(addr)
            else:
                super().connect(addr)
            if not code:
                self._connected = True
                if self.do_handshake_on_connect:
                    self.do_handshake()
            return code
        except (OSError, ValueError):
            self._sslobj = None
            raise

    def connect(self, addr):
        """Connect to the address, and make the handshake if do_handshake_on_connect."""
        self._real_connect(addr, False)

    def connect_ex(self, addr):
        """As connect(); returns the error number of the connecting, 0 when it succeeded."""
        return self._real_connect(addr, True)

    def accept(self):
        """Wait for a client; return (SSLSocket, address)."""
        sock, address = super().accept()
        return self.context.wrap_socket(sock, server_side=True, do_handshake_on_connect=self.do_handshake_on_connect,
                                        suppress_ragged_eofs=self.suppress_ragged_eofs), address

    def shutdown(self, how):
        self._checkClosed()
        self._sslobj = None
        super().shutdown(how)

    def unwrap(self):
        """End the encryption in due form; the socket that is returned goes on in clear text."""
        if self._sslobj is None:
            raise ValueError('No SSL wrapper around ' + str(self))
        sock = self._sslobj.shutdown()
        self._sslobj = None
        return sock

    def _real_close(self):
        self._sslobj = None
        super()._real_close()


SSLContext.sslsocket_class = SSLSocket
SSLContext.sslobject_class = SSLObject


def wrap_socket(sock, keyfile=None, certfile=None, server_side=False, cert_reqs=CERT_NONE, ssl_version=PROTOCOL_TLS,
                ca_certs=None, do_handshake_on_connect=True, suppress_ragged_eofs=True, ciphers=None):
    """An SSLSocket that takes over the socket's descriptor, with a context of its own."""
    return SSLSocket(sock=sock, keyfile=keyfile, certfile=certfile, server_side=server_side, cert_reqs=cert_reqs,
                     ssl_version=ssl_version, ca_certs=ca_certs, do_handshake_on_connect=do_handshake_on_connect,
                     suppress_ragged_eofs=suppress_ragged_eofs, ciphers=ciphers)


# ---- helpers ----

_MONTHS = ('jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec')
_CERT_TIME = re.compile(r'([a-z]{3}) +(\d{1,2}) (\d{1,2}):(\d{1,2}):(\d{1,2}) (\d{4}) gmt', re.ASCII)


def cert_time_to_seconds(cert_time):
    """Seconds since the epoch, of a time as certificates have it: "Jan  5 09:34:43 2018 GMT"."""
    found = _CERT_TIME.fullmatch(cert_time.lower())
    if found and found.group(1) in _MONTHS:
        month = _MONTHS.index(found.group(1)) + 1
        day, hour, minute, second, year = map(int, found.groups()[1:])
        if 0 < year and 0 < day <= calendar.monthrange(year, month)[1] and hour < 24 and minute < 60 and second < 62:
            return calendar.timegm((year, month, day, hour, minute, second))
    raise ValueError('time data %r does not match format "%%b %%d %%H:%%M:%%S %%Y GMT"' % cert_time)


PEM_HEADER = '-----BEGIN CERTIFICATE-----'
PEM_FOOTER = '-----END CERTIFICATE-----'


def DER_cert_to_PEM_cert(der_cert_bytes):
    """A certificate in DER as text."""
    body = base64.standard_b64encode(der_cert_bytes).decode('ascii')
    return '\n'.join([PEM_HEADER] + textwrap.wrap(body, 64) + [PEM_FOOTER, ''])


def PEM_cert_to_DER_cert(pem_cert_string):
    """A certificate as text to DER."""
    text = pem_cert_string.strip()
    if not text.startswith(PEM_HEADER):
        raise ValueError('Invalid PEM encoding; must start with %s' % PEM_HEADER)
    if not text.endswith(PEM_FOOTER):
        raise ValueError('Invalid PEM encoding; must end with %s' % PEM_FOOTER)
    return base64.decodebytes(text[len(PEM_HEADER):-len(PEM_FOOTER)].encode('ascii', 'strict'))


def get_server_certificate(addr, ssl_version=PROTOCOL_TLS, ca_certs=None):
    """The certificate of the server at (host, port), as text; checked against the authorities in a file, if one is given."""
    host = addr[0]
    context = _create_stdlib_context(ssl_version, cert_reqs=CERT_NONE if ca_certs is None else CERT_REQUIRED,
                                     cafile=ca_certs)
    with create_connection(addr) as sock:
        with context.wrap_socket(sock, server_hostname=host) as connection:
            return DER_cert_to_PEM_cert(connection.getpeercert(True))


def get_protocol_name(protocol_code):
    return _PROTOCOL_NAMES.get(protocol_code, '<unknown>')
