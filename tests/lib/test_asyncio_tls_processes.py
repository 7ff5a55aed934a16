"""asyncio: TLS, subprocesses, proactors."""

import asyncio
import os
import signal
import ssl
import sys
import tempfile
import unittest
from asyncio import proactor_events, unix_events

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


class Tls(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.NamedTemporaryFile('w', suffix='.pem') as f:
            f.write(CERTIFICATE + TEST_KEY)
            f.flush()
            cls.server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            cls.server.load_cert_chain(f.name)
        cls.client = ssl.create_default_context(cadata=CERTIFICATE)

    async def echo(self, reader, writer):
        while True:
            data = await reader.read(100000)
            if not data:
                break
            writer.write(data)
            await writer.drain()
        writer.close()

    def run_with_server(self, use, **options):
        async def main():
            server = await asyncio.start_server(self.echo, '127.0.0.1', 0, **options)
            try:
                await asyncio.wait_for(use(server.sockets[0].getsockname()[1]), 30)
            finally:
                server.close()
                await server.wait_closed()
        asyncio.run(main())

    def test_streams(self):
        async def use(port):
            reader, writer = await asyncio.open_connection('localhost', port, ssl=self.client)
            self.assertEqual(writer.get_extra_info('peercert')['serialNumber'], '0123456789ABCDEF')
            self.assertIs(writer.get_extra_info('sslcontext'), self.client)
            self.assertIsNotNone(writer.get_extra_info('ssl_object').version())
            self.assertFalse(writer.can_write_eof())
            data = os.urandom(1000000)
            writer.write(data)
            self.assertEqual(await reader.readexactly(len(data)), data)
            writer.close()
            await writer.wait_closed()
        self.run_with_server(use, ssl=self.server)

    def test_unknown_authority(self):
        async def use(port):
            with self.assertRaises(ssl.SSLCertVerificationError):
                await asyncio.open_connection('127.0.0.1', port, ssl=True)
        self.run_with_server(use, ssl=self.server)

    def test_server_without_tls(self):
        async def use(port):
            with self.assertRaises((ssl.SSLError, ConnectionError)):
                await asyncio.open_connection('localhost', port, ssl=self.client)
        self.run_with_server(use)

    def test_handshake_takes_too_long(self):
        async def silent(reader, writer):
            await reader.read()
            writer.close()

        async def main():
            server = await asyncio.start_server(silent, '127.0.0.1', 0)
            with self.assertRaises(ConnectionAbortedError):
                await asyncio.open_connection('localhost', server.sockets[0].getsockname()[1], ssl=self.client,
                                              ssl_handshake_timeout=0.05)
            server.close()
            await server.wait_closed()
        asyncio.run(main())

    def test_start_tls(self):
        async def upgrade(reader, writer):
            self.assertEqual(await reader.readline(), b'STARTTLS\n')
            writer.write(b'OK\n')
            await writer.start_tls(self.server)
            await self.echo(reader, writer)

        async def main():
            server = await asyncio.start_server(upgrade, '127.0.0.1', 0)
            reader, writer = await asyncio.open_connection('127.0.0.1', server.sockets[0].getsockname()[1])
            writer.write(b'STARTTLS\n')
            self.assertEqual(await reader.readline(), b'OK\n')
            await writer.start_tls(self.client, server_hostname='localhost')
            writer.write(b'secret\n')
            self.assertEqual(await reader.readline(), b'secret\n')
            writer.close()
            server.close()
            await server.wait_closed()
        asyncio.run(main())

    def test_arguments(self):
        async def main():
            loop = asyncio.get_running_loop()
            for wrong in (loop.create_connection(asyncio.Protocol, 'x', 1, server_hostname='x'),
                          loop.create_connection(asyncio.Protocol, 'x', 1, ssl_handshake_timeout=1),
                          loop.create_unix_connection(asyncio.Protocol, '/x', ssl=True)):
                with self.assertRaises(ValueError):
                    await wrong
            with self.assertRaises(TypeError):
                await loop.create_server(asyncio.Protocol, '127.0.0.1', 0, ssl=True)
        asyncio.run(main())


class Subprocesses(unittest.TestCase):
    def run_program(self, code, *, input=None, **options):
        async def main():
            process = await asyncio.create_subprocess_exec(
                sys.executable, '-c', code, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE, **options)
            out, err = await asyncio.wait_for(process.communicate(input), 30)
            return process.returncode, out, err
        return asyncio.run(main())

    def test_communicate(self):
        code = 'import sys; print(sys.stdin.read().upper()); print("e", file=sys.stderr); sys.exit(3)'
        self.assertEqual(self.run_program(code, input=b'abc'), (3, b'ABC\n', b'e\n'))

    def test_much_data(self):
        data = b'x' * 1000000
        self.assertEqual(self.run_program('import sys; sys.stdout.write(sys.stdin.read())', input=data), (0, data, b''))

    def test_program_that_does_not_read(self):
        self.assertEqual(self.run_program('pass', input=b'x' * 1000000), (0, b'', b''))

    def test_shell_and_signals(self):
        async def main():
            process = await asyncio.create_subprocess_shell('exit 7')
            self.assertEqual(await process.wait(), 7)
            process = await asyncio.create_subprocess_shell('sleep 100', stdin=asyncio.subprocess.PIPE)
            process.terminate()
            self.assertEqual(await process.wait(), -signal.SIGTERM)
            self.assertRaises(ProcessLookupError, process.kill)
            with self.assertRaises(FileNotFoundError):
                await asyncio.create_subprocess_exec('/no/such/program')
            with self.assertRaises(TypeError):
                await asyncio.create_subprocess_exec(sys.executable, 3)
            loop = asyncio.get_running_loop()
            with self.assertRaises(ValueError):
                await loop.subprocess_exec(asyncio.SubprocessProtocol, 'x', universal_newlines=True)
        asyncio.run(main())

    def test_many_at_once(self):
        async def one(n):
            process = await asyncio.create_subprocess_shell('exit %d' % n)
            return await process.wait()

        async def main():
            return await asyncio.gather(*[one(n) for n in range(10)])
        for watcher in unix_events.SafeChildWatcher(), unix_events.FastChildWatcher(), unix_events.ThreadedChildWatcher():
            asyncio.set_child_watcher(watcher)
            self.addCleanup(asyncio.set_child_watcher, None)
            self.assertEqual(asyncio.run(main()), list(range(10)))

    def test_watcher_without_a_loop(self):
        with self.assertRaisesRegex(RuntimeError, 'does not have a loop attached'):
            unix_events.SafeChildWatcher().add_child_handler(1, print)
        self.assertRaises(TypeError, asyncio.set_child_watcher, 3)


class Proactor(unittest.TestCase):
    def test_transport_over_futures(self):
        class Instant:
            """Its operations are done at once."""

            def __init__(self, loop):
                self.loop = loop
                self.data = [b'one', b'two', b'']
                self.sent = []

            def recv(self, sock, n):
                future = self.loop.create_future()
                future.set_result(self.data.pop(0))
                return future

            def send(self, sock, data):
                self.sent.append(bytes(data))
                future = self.loop.create_future()
                future.set_result(len(data))
                return future

        class Sock:
            def shutdown(self, how):
                pass
            close = getsockname = getpeername = lambda self: None

        events = []

        class Echo(asyncio.Protocol):
            def connection_made(self, transport):
                self.transport = transport

            def data_received(self, data):
                self.transport.write(data.upper())

            def connection_lost(self, exc):
                events.append(exc)

        async def main():
            loop = asyncio.get_running_loop()
            loop._proactor = Instant(loop)
            proactor_events._ProactorSocketTransport(loop, Sock(), Echo())
            while not events:
                await asyncio.sleep(0)
            return loop._proactor.sent
        self.assertEqual(asyncio.run(main()), [b'ONE', b'TWO'])
        self.assertEqual(events, [None])


if __name__ == '__main__':
    unittest.main()
