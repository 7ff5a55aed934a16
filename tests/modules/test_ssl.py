"""ssl: contexts, connections over sockets and over memory, certificates."""

import contextlib
import gc
import io
import os
import signal
import socket
import ssl
import sys
import tempfile
import threading
import time
import unittest
import weakref

# A key and its self-signed certificate, made for these tests alone (with the openssl command); valid from 2010 to 2110.
CERTIFICATE = '''\
-----BEGIN CERTIFICATE-----
MIICjjCCAjSgAwIBAgIIASNFZ4mrze8wCgYIKoZIzj0EAwIwNzELMAkGA1UEBhMC
WFgxFDASBgNVBAoMC0tyYWl0IHRlc3RzMRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcN
MTAwMTAxMDAwMDAwWhgPMjExMDAxMDEwMDAwMDBaMDcxCzAJBgNVBAYTAlhYMRQw
EgYDVQQKDAtLcmFpdCB0ZXN0czESMBAGA1UEAwwJbG9jYWxob3N0MFkwEwYHKoZI
zj0CAQYIKoZIzj0DAQcDQgAEEkfiDcbYEz5VLjGdt/jMuvqAIqCHPWlEhgNY9FBd
5f9JW/4fQfArdAfGORZC9Clt2USCfchO0OPiaPoibdChSKOCASYwggEiMGUGA1Ud
EQReMFyCCWxvY2FsaG9zdIINKi5leGFtcGxlLm9yZ4cEfwAAAYcQAAAAAAAAAAAA
AAAAAAAAAYESbm9ib2R5QGV4YW1wbGUub3JnhhRodHRwczovL2V4YW1wbGUub3Jn
LzAsBgNVHR8EJTAjMCGgH6AdhhtodHRwOi8vZXhhbXBsZS5vcmcvbGlzdC5jcmww
WwYIKwYBBQUHAQEETzBNMCQGCCsGAQUFBzABhhhodHRwOi8vb2NzcC5leGFtcGxl
Lm9yZy8wJQYIKwYBBQUHMAKGGWh0dHA6Ly9leGFtcGxlLm9yZy9jYS5jZXIwDwYD
VR0TAQH/BAUwAwEB/zAdBgNVHQ4EFgQUz7ozUy+rFV5ttgUb83EG6ZyNFcYwCgYI
KoZIzj0EAwIDSAAwRQIgD7g1J1iN/U67fRUPj5bYT8MpsT3BgRSHyZQ+86MvtZcC
IQCQoshhFzYVHUU7rldoFcmN+iC+KmFTlczrwtOiL2dnEg==
-----END CERTIFICATE-----
'''
TEST_KEY = '''\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguUXYGK9SK9DjhH69
DmoZxtUN3e9dG3SGWBFjcxCsamGhRANCAAQSR+INxtgTPlUuMZ23+My6+oAioIc9
aUSGA1j0UF3l/0lb/h9B8Ct0B8Y5FkL0KW3ZRIJ9yE7Q4+Jo+iJt0KFI
-----END PRIVATE KEY-----
'''
# The same key, encrypted with the password "secret".
ENCRYPTED_TEST_KEY = '''\
-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,85CD72130FC5F6B3070DEB53E0EAD616

Z2supBzkli6X9kF0cuaNr5xv0orEErjoxZp7PNgAH1xfrItSvNVnxOKi0nvNdZcV
VMUp5mxOGhSMqtRpDWSOrA1IxHJgTDw0yfuofPEAkzFKYxVAbK7PdidqDqcy5vuy
+c07ttlaSxgXQWToddkdM1cMDnfS61PINg/lV7zwYqw=
-----END EC PRIVATE KEY-----
'''


class Files(unittest.TestCase):
    """Gives the texts above as files."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.both = cls.write('both.pem', CERTIFICATE + TEST_KEY)
        cls.certificate = cls.write('cert.pem', CERTIFICATE)
        cls.encrypted = cls.write('encrypted.pem', CERTIFICATE + ENCRYPTED_TEST_KEY)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    @classmethod
    def write(cls, name, text):
        path = os.path.join(cls.folder.name, name)
        with open(path, 'w') as f:
            f.write(text)
        return path

    def server_context(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.both)
        return context

    def client_context(self):
        return ssl.create_default_context(cadata=CERTIFICATE)


class Memory(Files):
    """Two ends joined by memory BIOs, in one thread."""

    def join(self, client=None, server=None, hostname='localhost', **options):
        client = client or self.client_context()
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        server_context = server or self.server_context()
        a = client.wrap_bio(down, up, server_hostname=hostname, **options)
        b = server_context.wrap_bio(up, down, server_side=True)
        return a, b

    def handshake(self, a, b):
        pending = [a, b]
        for i in range(20):
            for end in list(pending):
                try:
                    end.do_handshake()
                    pending.remove(end)
                except ssl.SSLWantReadError:
                    pass
            if not pending:
                return
        self.fail('the handshake does not end')

    def joined(self, *args, **options):
        a, b = self.join(*args, **options)
        self.handshake(a, b)
        return a, b

    def test_data_both_ways(self):
        a, b = self.joined()
        self.assertEqual(a.write(b'hello'), 5)
        self.assertEqual(b.read(3), b'hel')
        self.assertEqual(b.pending(), 2)
        buffer = bytearray(b'.....')
        self.assertEqual(b.read(-1, buffer), 2)
        self.assertEqual(buffer, b'lo...')
        self.assertRaises(ssl.SSLWantReadError, b.read)
        self.assertEqual(b.read(0), b'')
        self.assertEqual(b.write(memoryview(b'x' * 100000)), 100000)
        data = b''
        while len(data) < 100000:
            data += a.read(1 << 60)
        self.assertEqual(data, b'x' * 100000)
        self.assertEqual(a.version(), 'TLSv1.3')
        self.assertEqual(a.cipher(), b.cipher())
        self.assertIn(a.cipher(), b.shared_ciphers())
        self.assertTrue(a.get_channel_binding())
        self.assertEqual(a.get_channel_binding(), b.get_channel_binding())
        self.assertRaises(ValueError, a.get_channel_binding, 'other')
        self.assertEqual(b.server_side, True)
        self.assertEqual(a.server_hostname, 'localhost')

    def test_end(self):
        a, b = self.joined()
        self.assertRaises(ssl.SSLWantReadError, a.unwrap)
        self.assertEqual(b.read(), b'')
        self.assertIsNone(b.unwrap())
        self.assertIsNone(a.unwrap())

    def test_end_without_goodbye(self):
        a, b = self.join()
        with self.assertRaises(ssl.SSLWantReadError) as caught:
            a.do_handshake()
        self.assertEqual(caught.exception.errno, ssl.SSL_ERROR_WANT_READ)
        self.assertEqual(str(caught.exception), 'The operation did not complete (read)')
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        c = self.client_context().wrap_bio(down, up, server_hostname='localhost')
        down.write_eof()
        with self.assertRaises(ssl.SSLEOFError) as caught:
            c.do_handshake()
        self.assertEqual(caught.exception.errno, ssl.SSL_ERROR_EOF)
        self.assertRaises(ssl.SSLEOFError, c.read)

    def test_noise_for_a_handshake(self):
        up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
        c = self.client_context().wrap_bio(down, up, server_hostname='localhost')
        down.write(b'HTTP/1.0 400 Bad request\r\n\r\n')
        with self.assertRaises(ssl.SSLError) as caught:
            c.do_handshake()
        self.assertEqual((caught.exception.library, caught.exception.reason), ('SSL', 'WRONG_VERSION_NUMBER'))
        self.assertEqual(str(caught.exception), '[SSL: WRONG_VERSION_NUMBER] wrong version number')
        self.assertRaises(ssl.SSLError, c.write, b'x')

    def test_changed_records(self):
        client, server = self.client_context(), self.server_context()
        for position in range(0, 200, 7):
            up, down = ssl.MemoryBIO(), ssl.MemoryBIO()
            a = client.wrap_bio(down, up, server_hostname='localhost')
            b_in, b_out = ssl.MemoryBIO(), ssl.MemoryBIO()
            b = server.wrap_bio(b_in, b_out, server_side=True)
            self.assertRaises(ssl.SSLWantReadError, a.do_handshake)
            hello = bytearray(up.read())
            hello[position] ^= 255
            b_in.write(hello)
            with contextlib.suppress(ssl.SSLError):
                b.do_handshake()

    def test_certificate(self):
        a, b = self.join()
        self.assertRaises(ValueError, a.getpeercert)
        self.handshake(a, b)
        self.assertEqual(a.getpeercert(True), ssl.PEM_cert_to_DER_cert(CERTIFICATE))
        self.assertIsNone(b.getpeercert())
        name = ((('countryName', 'XX'),), (('organizationName', 'Krait tests'),), (('commonName', 'localhost'),))
        self.assertEqual(a.getpeercert(), {
            'subject': name, 'issuer': name, 'version': 3, 'serialNumber': '0123456789ABCDEF',
            'notBefore': 'Jan  1 00:00:00 2010 GMT', 'notAfter': 'Jan  1 00:00:00 2110 GMT',
            'subjectAltName': (('DNS', 'localhost'), ('DNS', '*.example.org'), ('IP Address', '127.0.0.1'),
                               ('IP Address', '0:0:0:0:0:0:0:1'), ('email', 'nobody@example.org'),
                               ('URI', 'https://example.org/')),
            'OCSP': ('http://ocsp.example.org/',), 'caIssuers': ('http://example.org/ca.cer',),
            'crlDistributionPoints': ('http://example.org/list.crl',)})

    def test_unknown_authority(self):
        client = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        a, b = self.join(client)
        with self.assertRaises(ssl.SSLCertVerificationError) as caught:
            self.handshake(a, b)
        self.assertIn('certificate verify failed: self-signed certificate', str(caught.exception))
        self.assertEqual(caught.exception.reason, 'CERTIFICATE_VERIFY_FAILED')
        self.assertEqual(caught.exception.verify_code, 18)
        self.assertEqual(caught.exception.verify_message, 'self-signed certificate')
        self.assertIsInstance(caught.exception, ssl.CertificateError)
        with self.assertRaises(ssl.SSLError) as caught:
            b.do_handshake()
        self.assertEqual(caught.exception.reason, 'TLSV1_ALERT_UNKNOWN_CA')

    def test_wrong_host(self):
        for host in 'example.net', '127.0.0.2', 'a.b.example.org':
            a, b = self.join(hostname=host)
            with self.assertRaises(ssl.CertificateError):
                self.handshake(a, b)
        for host in 'x.example.org', '127.0.0.1', '::1':
            self.joined(hostname=host)

    def test_unusable_hosts(self):
        client = self.client_context()
        for host in '', '.example.org', 'a' * 64, 'a\0b':
            self.assertRaises(ValueError, self.join, client, hostname=host)
        self.assertRaises(TypeError, self.join, client, hostname=3)

    def test_alpn(self):
        for offered, expected in ((['b', 'a'], 'a'), (['c'], None), (['b'], 'b')):
            client, server = self.client_context(), self.server_context()
            client.set_alpn_protocols(offered)
            server.set_alpn_protocols(['a', 'b'])
            a, b = self.joined(client, server)
            self.assertEqual((a.selected_alpn_protocol(), b.selected_alpn_protocol()), (expected, expected))
        self.assertRaises(ssl.SSLError, client.set_alpn_protocols, [''])
        self.assertRaises(ssl.SSLError, client.set_alpn_protocols, ['a' * 256])
        for wire in b'\5abc', b'\0', b'\1a\2':
            self.assertRaises(ValueError, client._set_alpn_protocols, wire)

    def test_session_is_resumed(self):
        client, server = self.client_context(), self.server_context()
        client.maximum_version = ssl.TLSVersion.TLSv1_2
        a, b = self.join(client, server)
        self.assertIsNone(a.session)
        self.handshake(a, b)
        session = a.session
        self.assertEqual(session, a.session)
        self.assertEqual(hash(session), hash(a.session))
        self.assertNotEqual(session, 3)
        self.assertTrue(session.id and session.has_ticket)
        self.assertAlmostEqual(session.time, time.time(), delta=60)
        del a, b
        a, b = self.joined(client, server, session=session)
        self.assertTrue(a.session_reused and b.session_reused)
        with self.assertRaisesRegex(ValueError, 'Cannot set session after handshake'):
            a.session = session
        with self.assertRaisesRegex(TypeError, 'Value is not a SSLSession'):
            a.session = 3
        with self.assertRaisesRegex(ValueError, 'different SSLContext'):
            self.join(self.client_context(), server, session=session)
        self.assertRaises(TypeError, ssl.SSLSession)

    def test_server_name(self):
        server, other = self.server_context(), self.server_context()
        seen = []

        def choose(connection, name, context):
            # What can be asked meanwhile is asked; what works on the connection is refused.
            seen.append((connection, name, context, connection.version(), connection.cipher(), connection.pending()))
            for use in connection.do_handshake, connection.read, connection.unwrap:
                self.assertRaisesRegex(ValueError, 'callback', use)
            self.assertRaisesRegex(ValueError, 'callback', connection.write, b'x')
            connection.context = other
            server.set_servername_callback(None)
            gc.collect()
        server.set_servername_callback(choose)
        a, b = self.joined(None, server)
        self.assertEqual(seen, [(b, 'localhost', server, None, None, 0)])
        self.assertIs(b.context, other)
        with self.assertRaises(TypeError):
            b.context = 3

    def test_server_name_refused(self):
        def fail(*args):
            1 / 0
        for callback, reason in ((lambda *a: ssl.ALERT_DESCRIPTION_ACCESS_DENIED, 'TLSV1_ALERT_ACCESS_DENIED'),
                                 (fail, 'SSLV3_ALERT_HANDSHAKE_FAILURE'), (lambda *a: 'x', 'TLSV1_ALERT_INTERNAL_ERROR'),
                                 (lambda: 0, 'SSLV3_ALERT_HANDSHAKE_FAILURE'), (lambda *a: 1 << 100, 'TLSV1_ALERT_INTERNAL_ERROR')):
            server = self.server_context()
            server.sni_callback = callback
            self.assertIs(server.sni_callback, callback)
            a, b = self.join(None, server)
            with contextlib.redirect_stderr(io.StringIO()), self.assertRaises(ssl.SSLError):
                self.handshake(a, b)
            with self.assertRaises(ssl.SSLError) as caught:
                a.do_handshake()
            self.assertEqual(caught.exception.reason, reason)

    def test_cycle_through_the_callback(self):
        server = self.server_context()
        server.set_servername_callback(lambda a, b, c, d=server: None)
        gone = weakref.ref(server)
        a, b = self.joined(None, server)
        del server, a, b
        gc.collect()
        self.assertIsNone(gone())

    def test_authentication_of_clients(self):
        client, server = self.client_context(), self.server_context()
        server.verify_mode = ssl.CERT_REQUIRED
        server.load_verify_locations(cadata=CERTIFICATE)
        client.load_cert_chain(self.both)
        a, b = self.joined(client, server)
        self.assertEqual(b.getpeercert()['serialNumber'], '0123456789ABCDEF')
        client.post_handshake_auth = server.post_handshake_auth = True
        a, b = self.joined(client, server)
        self.assertIsNone(b.getpeercert())
        b.verify_client_post_handshake()
        b.write(b'?')
        self.assertEqual(a.read(), b'?')
        a.write(b'!')
        self.assertEqual(b.read(), b'!')
        self.assertTrue(b.getpeercert())
        self.assertRaisesRegex(ssl.SSLError, 'not server', a.verify_client_post_handshake)

    def test_same_memory_for_both_ways(self):
        both = ssl.MemoryBIO()
        c = self.client_context().wrap_bio(both, both, server_hostname='localhost')
        for i in range(3):
            with contextlib.suppress(ssl.SSLError):
                c.do_handshake()

    def test_arguments_of_wrap_bio(self):
        context = self.client_context()
        self.assertRaises(TypeError, context.wrap_bio, 1, ssl.MemoryBIO())
        self.assertRaises(TypeError, context.wrap_bio, ssl.MemoryBIO(), None)
        self.assertRaises(TypeError, context._wrap_bio, ssl.MemoryBIO(), ssl.MemoryBIO())
        self.assertRaises(TypeError, ssl._ssl._SSLSocket)

    def test_memory_bio(self):
        bio = ssl.MemoryBIO()
        self.assertEqual((bio.pending, bio.eof, bio.read()), (0, False, b''))
        self.assertEqual(bio.write(b''), 0)
        bio.write(b'abc')
        self.assertRaises(TypeError, bio.write, 'x')
        self.assertRaises(OverflowError, bio.read, 1 << 40)
        bio.write_eof()
        self.assertEqual((bio.read(2), bio.eof, bio.read(5), bio.eof), (b'ab', False, b'c', True))
        self.assertRaises(ssl.SSLError, bio.write, b'x')


class Sockets(Files):
    def pair(self, client=None, server=None, **options):
        """Two plain ends; the server's handshake is made by a thread."""
        a, b = socket.socketpair()
        self.addCleanup(a.close)
        self.addCleanup(b.close)
        return a, b

    def joined(self, **options):
        a, b = self.pair()
        ends = []

        def serve():
            ends.append(self.server_context().wrap_socket(b, server_side=True))
        thread = threading.Thread(target=serve)
        thread.start()
        client = self.client_context().wrap_socket(a, server_hostname='localhost', **options)
        thread.join()
        self.addCleanup(client.close)
        self.addCleanup(ends[0].close)
        return client, ends[0]

    def test_data(self):
        a, b = self.joined()
        self.assertEqual(a.send(b'hello'), 5)
        self.assertEqual(b.recv(100), b'hello')
        buffer = bytearray(10)
        b.sendall(memoryview(b'abcd'))
        self.assertEqual(a.recv_into(buffer), 4)
        self.assertEqual(a.recv_into(bytearray()), 0)
        with a.makefile('rw') as f, b.makefile('rw') as g:
            f.write('line\n')
            f.flush()
            self.assertEqual(g.readline(), 'line\n')
        for refused in (a.recvfrom, lambda: a.sendto(b'x', 'y'), lambda: a.recvfrom_into(buffer), lambda: a.recv(-1),
                        lambda: a.send(b'x', 1), lambda: a.recv_into(buffer, -1)):
            self.assertRaises(ValueError, refused)
        for refused in a.dup, a.sendmsg, a.recvmsg, a.recvmsg_into:
            self.assertRaises(NotImplementedError, refused)

    def test_both_ways_at_once(self):
        a, b = self.joined()
        size = 3000000
        received = []

        def receive(end):
            n = 0
            while n < size:
                n += len(end.recv(65536))
            received.append(n)

        def send(end):
            end.sendall(b'x' * size)
        threads = [threading.Thread(target=f, args=(end,)) for f in (receive, send) for end in (a, b)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        self.assertEqual(received, [size, size])

    def test_reader_does_not_hold_up_writer(self):
        a, b = self.joined()
        data = []
        reader = threading.Thread(target=lambda: data.append(a.recv(10)))
        reader.start()
        time.sleep(0.05)
        a.sendall(b'question')
        self.assertEqual(b.recv(10), b'question')
        b.sendall(b'answer')
        reader.join(10)
        self.assertEqual(data, [b'answer'])

    def test_timeouts(self):
        a, b = self.joined()
        a.settimeout(0.02)
        self.assertRaisesRegex(socket.timeout, 'The read operation timed out', a.recv, 1)
        with self.assertRaisesRegex(socket.timeout, 'The write operation timed out'):
            while True:
                a.send(b'x' * 100000)
        c, d = self.pair()
        c.settimeout(0.02)
        self.assertRaisesRegex(socket.timeout, 'The handshake operation timed out', ssl.wrap_socket, c)

    def test_nonblocking(self):
        a, b = self.joined()
        a.setblocking(False)
        self.assertRaises(ssl.SSLWantReadError, a.recv, 1)
        self.assertEqual(a.recv(0), b'')
        with self.assertRaises(ssl.SSLWantWriteError):
            while True:
                a.send(b'x' * 100000)
        c, d = self.pair()
        c.setblocking(False)
        self.assertRaises(ValueError, ssl.wrap_socket, c)
        self.assertEqual(c.fileno(), -1)

    def test_unwrap_and_go_on(self):
        a, b = self.joined()
        thread = threading.Thread(target=lambda: self.assertEqual(b.recv(10), b'') or b.unwrap())
        thread.start()
        plain = a.unwrap()
        thread.join()
        self.assertIs(plain, a)
        a.send(b'clear')
        self.assertEqual(b.recv(10), b'clear')
        self.assertRaises(ValueError, a.unwrap)
        self.assertRaises(ValueError, a.read)
        self.assertIsNone(a.version())

    def test_peer_goes_away(self):
        a, b = self.joined()
        b.close()
        for i in range(3):
            self.assertEqual(a.recv(10), b'')
        c, d = self.joined(suppress_ragged_eofs=False)
        d.close()
        self.assertRaises(ssl.SSLEOFError, c.recv, 10)
        e, f = self.pair()
        f.close()
        self.assertRaises(OSError, ssl.wrap_socket, e)

    def test_closed_under_a_read(self):
        a, b = self.joined()
        errors = []

        def read():
            try:
                a.recv(1)
            except (OSError, ValueError) as e:
                errors.append(e)
        thread = threading.Thread(target=read)
        thread.start()
        time.sleep(0.05)
        inner = a._sslobj
        a.close()
        b.sendall(b'x')     # wakes the reader
        thread.join(10)
        self.assertFalse(thread.is_alive())
        self.assertRaises(ssl.SSLError, inner.read, 1)
        self.assertRaises(ssl.SSLError, inner.write, b'x')
        del a
        self.assertRaises(ValueError, self.joined()[0].read, -1)

    def test_closed_under_a_handshake(self):
        c, d = self.pair()
        s = ssl.SSLContext().wrap_socket(c, do_handshake_on_connect=False)
        inner = s._sslobj
        errors = []

        def shake():
            try:
                inner.do_handshake()
            except OSError as e:
                errors.append(e)
        thread = threading.Thread(target=shake)
        thread.start()
        time.sleep(0.05)
        s.close()
        d.close()
        thread.join(10)
        self.assertFalse(thread.is_alive())
        self.assertEqual(len(errors), 1)

    def test_socket_gone(self):
        c, d = self.pair()
        s = ssl.SSLContext().wrap_socket(c, do_handshake_on_connect=False)
        inner = s._sslobj
        s.close()
        del s
        gc.collect()
        self.assertRaisesRegex(ssl.SSLError, 'Underlying socket connection gone', inner.do_handshake)
        self.assertIsNone(inner.owner)

    def test_no_cycle(self):
        c, d = self.pair()
        s = ssl.SSLContext().wrap_socket(c, do_handshake_on_connect=False)
        gone = weakref.ref(s)
        s.close()
        gc.disable()
        try:
            del s
            self.assertIsNone(gone())
        finally:
            gc.enable()

    @unittest.skipUnless(hasattr(signal, 'setitimer'), 'needs timers')
    def test_signals_interrupt(self):
        a, b = self.joined()
        count = 0

        def handler(*args):
            nonlocal count
            count += 1
            if count == 3:
                b.sendall(b'x')
            if count == 6:
                raise KeyError('stop')
        old = signal.signal(signal.SIGALRM, handler)
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        try:
            self.assertEqual(a.recv(10), b'x')      # two handlers ran, and it waited on
            self.assertRaises(KeyError, a.recv, 10)
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, old)

    def test_unconnected(self):
        s = ssl.wrap_socket(socket.socket())
        self.addCleanup(s.close)
        for use in s.getpeercert, s.do_handshake, lambda: s.recv(1), lambda: s.send(b'x'):
            self.assertRaises(OSError, use)
        self.assertIsNone(s.cipher() or s.version() or s.session or s.get_channel_binding())
        with socket.socket(type=socket.SOCK_DGRAM) as datagrams:
            self.assertRaises(NotImplementedError, ssl.wrap_socket, datagrams)

    def test_arguments_of_wrap_socket(self):
        a, b = self.pair()
        with self.assertRaisesRegex(ValueError, 'certfile must be specified for server-side operations'):
            ssl.wrap_socket(a, server_side=True)
        with self.assertRaisesRegex(ValueError, 'certfile must be specified'):
            ssl.wrap_socket(a, keyfile=self.both)
        with self.assertRaisesRegex(ValueError, 'client mode'):
            self.server_context().wrap_socket(a, server_side=True, server_hostname='x')
        with self.assertRaisesRegex(ValueError, 'check_hostname requires server_hostname'):
            self.client_context().wrap_socket(a)
        with self.assertRaises(TypeError):
            ssl.SSLContext()._wrap_socket(3, False)
        self.assertGreaterEqual(a.fileno(), 0)

    def test_listening(self):
        server = self.server_context().wrap_socket(socket.socket(), server_side=True)
        self.addCleanup(server.close)
        server.bind(('127.0.0.1', 0))
        server.listen(1)
        self.assertRaisesRegex(ValueError, "can't connect", server.connect, server.getsockname())

        def serve():
            connection, _ = server.accept()
            with connection:
                connection.sendall(connection.recv(10).upper())
        thread = threading.Thread(target=serve)
        thread.start()
        with self.client_context().wrap_socket(socket.socket(), server_hostname='localhost') as client:
            client.connect(server.getsockname())
            self.assertRaises(ValueError, client.connect, server.getsockname())
            client.sendall(b'abc')
            self.assertEqual(client.recv(10), b'ABC')
        thread.join()

    def test_server_certificate(self):
        server = self.server_context().wrap_socket(socket.socket(), server_side=True)
        self.addCleanup(server.close)
        server.bind(('127.0.0.1', 0))
        server.listen(1)
        thread = threading.Thread(target=lambda: server.accept()[0].close())
        thread.start()
        self.assertEqual(ssl.get_server_certificate(server.getsockname()), CERTIFICATE)
        thread.join()

    @unittest.skipUnless(hasattr(os, 'fork'), 'needs fork')
    def test_fork(self):
        a, b = self.joined()
        pid = os.fork()
        if pid == 0:
            try:
                b.sendall(b'from the child')
            finally:
                os._exit(0)
        self.assertEqual(a.recv(100), b'from the child')
        os.waitpid(pid, 0)


class Context(Files):
    def test_settings(self):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self.assertEqual((context.verify_mode, context.check_hostname), (ssl.CERT_REQUIRED, True))
        with self.assertRaises(ValueError):
            context.verify_mode = ssl.CERT_NONE
        context.check_hostname = False
        for mode in ssl.VerifyMode:
            context.verify_mode = mode
            self.assertIs(context.verify_mode, mode)
        for name in 'verify_mode', 'options', 'verify_flags', 'minimum_version':
            self.assertRaises(TypeError, setattr, context, name, 'x')
            self.assertRaises((AttributeError, TypeError), delattr, context, name)
            self.assertRaises((OverflowError, ValueError), setattr, context, name, 1 << 70)
        context.options = 0
        context.options |= ssl.OP_NO_TLSv1
        self.assertEqual(context.options, ssl.OP_NO_TLSv1)
        context.verify_flags = ssl.VERIFY_CRL_CHECK_LEAF
        self.assertEqual(context.verify_flags, ssl.VERIFY_CRL_CHECK_LEAF)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.assertIs(context.minimum_version, ssl.TLSVersion.TLSv1_2)
        context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
        self.assertIs(context.minimum_version, ssl.TLSVersion.MINIMUM_SUPPORTED)
        self.assertIs(context.maximum_version, ssl.TLSVersion.MAXIMUM_SUPPORTED)
        self.assertRaises(ValueError, setattr, ssl.SSLContext(ssl.PROTOCOL_TLSv1), 'maximum_version', 0x304)
        for protocol in -1, 0, 1, 42:
            self.assertRaises(ValueError, ssl.SSLContext, protocol)

    def test_ciphers(self):
        context = ssl.SSLContext()
        context.set_ciphers('AESGCM')
        self.assertIn('AES256-GCM-SHA384', [c['name'] for c in context.get_ciphers()])
        self.assertRaisesRegex(ssl.SSLError, 'No cipher can be selected.', context.set_ciphers, 'nonsense')
        self.assertRaises(ValueError, context.set_ciphers, 'A\0B')
        self.assertRaises(TypeError, context.set_ciphers, b'ALL')
        context.set_ecdh_curve('prime256v1')
        for curve in 'x', 'prime256v1\0':
            self.assertRaises(ValueError, context.set_ecdh_curve, curve)
        self.assertRaises(TypeError, context.set_ecdh_curve, 3)

    def test_passwords(self):
        context = ssl.SSLContext()
        for password in 'secret', b'secret', bytearray(b'secret'), lambda: 'secret', lambda: b'secret':
            context.load_cert_chain(self.encrypted, password=password)
        self.assertRaises(ssl.SSLError, context.load_cert_chain, self.encrypted, password='wrong')
        self.assertRaisesRegex(TypeError, 'should be a string', context.load_cert_chain, self.both, password=3)
        self.assertRaisesRegex(TypeError, 'must return a string', context.load_cert_chain, self.encrypted,
                               password=lambda: 3)
        self.assertRaisesRegex(ValueError, 'cannot be longer', context.load_cert_chain, self.encrypted,
                               password='x' * 100000)
        self.assertRaises(ZeroDivisionError, context.load_cert_chain, self.encrypted, password=lambda: 1 / 0)

        def nested():
            context.load_cert_chain(self.encrypted, password=b'secret')
            self.assertRaises(ssl.SSLError, context.load_cert_chain, self.encrypted, password=b'wrong')
            return 'secret'
        context.load_cert_chain(self.encrypted, password=nested)

    def test_files_that_are_not_good(self):
        context = ssl.SSLContext()
        missing = os.path.join(self.folder.name, 'missing')
        for load in context.load_cert_chain, context.load_verify_locations, context.load_dh_params:
            with self.assertRaises(FileNotFoundError) as caught:
                load(missing)
            self.assertEqual(caught.exception.filename, missing)
            self.assertRaises(TypeError, load, 3)
            self.assertRaises(ValueError, load, 'a\0b')
        lines = CERTIFICATE.splitlines(True)
        for n, text in enumerate(['', 'x', lines[0], ''.join(lines[:5]), ''.join(lines[:3] + lines[5:]),
                                  CERTIFICATE.replace('MII', '***'), CERTIFICATE + TEST_KEY[:80],
                                  lines[0] + 'MAMCAQA=\n' + lines[-1]]):
            path = self.write('bad%d.pem' % n, text)
            self.assertRaises(ssl.SSLError, context.load_cert_chain, path)
            self.assertRaises(ssl.SSLError, context.load_dh_params, path)
            self.assertRaises(ssl.SSLError, ssl._ssl._test_decode_cert, path) if n < 6 else None
        with self.assertRaises(ssl.SSLError) as caught:
            context.load_dh_params(self.both)
        self.assertEqual((caught.exception.library, caught.exception.reason), ('PEM', 'NO_START_LINE'))

    def test_authorities_in_memory(self):
        der = ssl.PEM_cert_to_DER_cert(CERTIFICATE)
        for data in CERTIFICATE, 'text\n' + CERTIFICATE + 'more\n' + CERTIFICATE, der, bytearray(der * 2), memoryview(der):
            context = ssl.SSLContext()
            context.load_verify_locations(cadata=data)
            self.assertEqual(context.cert_store_stats(), {'x509': 1, 'x509_ca': 1, 'crl': 0})
            self.assertEqual(context.get_ca_certs(True), [der])
            self.assertEqual(context.get_ca_certs()[0]['serialNumber'], '0123456789ABCDEF')
        self.assertRaisesRegex(ssl.SSLError, 'no start line', context.load_verify_locations, cadata='broken')
        self.assertRaisesRegex(ssl.SSLError, 'not enough data', context.load_verify_locations, cadata=b'broken')
        for data in '', b'':
            self.assertRaises(ValueError, context.load_verify_locations, cadata=data)
        for data in 3, 'caf\xe9', object:
            self.assertRaises(TypeError, context.load_verify_locations, cadata=data)
        for data in der[:-1], der + b'x', der + der[:100], CERTIFICATE.replace('MII', '***'):
            self.assertRaises(ssl.SSLError, context.load_verify_locations, cadata=data)

    def test_damaged_certificates(self):
        der = ssl.PEM_cert_to_DER_cert(CERTIFICATE)
        for i in range(0, len(der), 11):
            for change in 1, 0x80, 0xff:
                damaged = bytearray(der)
                damaged[i] ^= change
                context = ssl.SSLContext()
                with contextlib.suppress(ssl.SSLError, UnicodeError):
                    context.load_verify_locations(cadata=damaged)
                    for certificate in context.get_ca_certs():
                        self.assertIn('subject', certificate)

    def test_arguments_of_load_verify_locations(self):
        context = ssl.SSLContext()
        self.assertRaises(TypeError, context.load_verify_locations)
        with self.assertRaisesRegex(TypeError, 'capath should be a valid filesystem path'):
            context.load_verify_locations(None, True)
        context.load_verify_locations(os.fsencode(self.certificate), capath=self.folder.name)
        self.assertEqual(context.cert_store_stats()['x509'], 1)

    def test_statistics(self):
        self.assertEqual(set(ssl.SSLContext().session_stats().values()), {0})

    def test_subclass(self):
        class Own(ssl.SSLContext):
            def __init__(self, protocol=ssl.PROTOCOL_TLS):
                self.extra = [self]
        own = Own()
        gone = weakref.ref(own)
        del own
        gc.collect()
        self.assertIsNone(gone())

    def test_callback_for_names_must_be_callable(self):
        context = ssl.SSLContext()
        for value in 3, '', context:
            self.assertRaises(TypeError, context.set_servername_callback, value)
            self.assertRaises(TypeError, setattr, context, 'sni_callback', value)


class Helpers(unittest.TestCase):
    def test_host_names(self):
        def certificate(*names, common=None):
            subject = ((('commonName', common),),) if common else ()
            return {'subject': subject, 'subjectAltName': tuple(('DNS', n) for n in names)}
        for name, host in (('a.b', 'A.b'), ('*.b', 'a.b'), ('a*.b', 'abc.b'), ('*c.b', 'abc.b'), ('a*c.b', 'ac.b')):
            ssl.match_hostname(certificate(name), host)
            ssl.match_hostname(certificate(common=name), host)
        for name, host in (('*.b', 'x.a.b'), ('*.b', '.b'), ('a.*', 'a.b'), ('a*a.b', 'a.b'), ('x*.b', 'xn--a.b'),
                           ('*.0.0.1', '127.0.0.1')):
            self.assertRaises(ssl.CertificateError, ssl.match_hostname, certificate(name), host)
        with self.assertRaisesRegex(ssl.CertificateError, 'too many wildcards'):
            ssl.match_hostname(certificate('*a*.b'), 'a.b')
        with self.assertRaisesRegex(ssl.CertificateError, "hostname 'c' doesn't match either of 'a', 'b'"):
            ssl.match_hostname(certificate('a', 'b'), 'c')
        with self.assertRaisesRegex(ssl.CertificateError, "hostname 'b' doesn't match 'a'"):
            ssl.match_hostname(certificate('a', common='b'), 'b')
        self.assertRaises(ValueError, ssl.match_hostname, {}, 'a')

    def test_times(self):
        self.assertEqual(ssl.cert_time_to_seconds('Jan  5 09:34:43 2018 GMT'), 1515144883)
        self.assertEqual(ssl.cert_time_to_seconds('jan 05 09:34:60 2018 gmt'), 1515144900)
        for text in ('Jan  5 09:34:43 2018', 'Jan 32 09:34:43 2018 GMT', 'Feb 29 09:34:43 2018 GMT', '',
                     'Jan  5 24:34:43 2018 GMT', 'Xan  5 09:34:43 2018 GMT', 'Jan  5 09:34:43 0000 GMT'):
            self.assertRaises(ValueError, ssl.cert_time_to_seconds, text)

    def test_pem(self):
        self.assertEqual(ssl.DER_cert_to_PEM_cert(ssl.PEM_cert_to_DER_cert(CERTIFICATE)), CERTIFICATE)
        self.assertRaises(ValueError, ssl.PEM_cert_to_DER_cert, 'x' + CERTIFICATE)
        self.assertRaises(ValueError, ssl.PEM_cert_to_DER_cert, CERTIFICATE + 'x')

    def test_random(self):
        self.assertEqual(len(ssl.RAND_bytes(20)), 20)
        self.assertNotEqual(ssl.RAND_bytes(20), ssl.RAND_bytes(20))
        self.assertEqual(ssl.RAND_bytes(0), b'')
        self.assertTrue(ssl.RAND_status())
        self.assertEqual(ssl.RAND_pseudo_bytes(3)[1], True)
        for function in ssl.RAND_bytes, ssl.RAND_pseudo_bytes:
            self.assertRaises(ValueError, function, -1)
            self.assertRaises(OverflowError, function, 1 << 40)
        ssl.RAND_add('text', 1.0)
        self.assertRaises(TypeError, ssl.RAND_add, 3, 1.0)

    def test_object_identifiers(self):
        expected = (129, 'serverAuth', 'TLS Web Server Authentication', '1.3.6.1.5.5.7.3.1')
        self.assertEqual(ssl._ASN1Object.fromname('serverAuth'), expected)
        self.assertEqual(ssl._ASN1Object.fromnid(129), expected)
        self.assertEqual(ssl.Purpose.SERVER_AUTH, expected)
        for wrong in (lambda: ssl._ASN1Object('serverAuth'), lambda: ssl._ASN1Object.fromnid(-1),
                      lambda: ssl._ASN1Object.fromnid(1 << 30), lambda: ssl._ASN1Object.fromname('a\0b')):
            self.assertRaises(ValueError, wrong)

    def test_errors(self):
        e = ssl.SSLError(1, 'text')
        self.assertEqual((str(e), e.errno, e.args), ('text', 1, (1, 'text')))
        self.assertEqual(str(ssl.SSLError('text')), "('text',)")
        self.assertTrue(issubclass(ssl.SSLWantReadError, ssl.SSLError) and issubclass(ssl.SSLError, OSError))
        self.assertTrue(issubclass(ssl.CertificateError, ValueError))
        self.assertEqual(ssl.get_protocol_name(ssl.PROTOCOL_TLSv1), 'PROTOCOL_TLSv1')
        self.assertEqual(str(ssl.PROTOCOL_TLS), '_SSLMethod.PROTOCOL_TLS')


if __name__ == '__main__':
    unittest.main()
