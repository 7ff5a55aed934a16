"""lib/ftplib.py, lib/poplib.py, lib/imaplib.py, lib/telnetlib.py, against servers that say what a test tells them."""

import ftplib
import imaplib
import poplib
import re
import socket
import telnetlib
import threading
import unittest


class Server:
    """Answers each line by the first pattern that matches it; greets first."""

    def __init__(self, greeting, answers):
        self.answers = answers
        self.lines = []
        self.listener = socket.socket()
        self.listener.bind(('127.0.0.1', 0))
        self.listener.listen(1)
        self.host, self.port = self.listener.getsockname()
        self.thread = threading.Thread(target=self.serve, args=(greeting,))
        self.thread.start()

    def serve(self, greeting):
        conn, _ = self.listener.accept()
        with conn, conn.makefile('rb') as f:
            conn.sendall(greeting)
            for line in f:
                line = line.rstrip(b'\r\n')
                self.lines.append(line)
                for pattern, answer in self.answers:
                    m = re.match(pattern, line)
                    if m:
                        if callable(answer):
                            answer = answer()
                        conn.sendall(m.expand(answer))
                        break

    def close(self):
        self.thread.join(10)
        self.listener.close()


class ClientTest(unittest.TestCase):

    def server(self, greeting, *answers):
        server = Server(greeting, answers)
        self.addCleanup(server.close)
        return server

    def test_ftp_lists_a_directory(self):
        data = socket.socket()
        self.addCleanup(data.close)
        data.bind(('127.0.0.1', 0))
        data.listen(1)
        port = data.getsockname()[1]

        def transfer():
            conn, _ = data.accept()
            conn.sendall(b'one\r\ntwo\r\n')
            conn.close()
            return b'150 here\r\n226 done\r\n'

        server = self.server(b'220-hello\r\n220 there\r\n',
                             (b'TYPE', b'200 ok\r\n'), (b'NLST', transfer), (b'QUIT', b'221 bye\r\n'),
                             (b'PASV', b'227 (10,0,0,1,%d,%d)\r\n' % (port >> 8, port & 255)),
                             (b'CWD', b'550 no\r\n'), (b'MKD', b'257 "/a""b"\r\n'))
        ftp = ftplib.FTP()
        self.assertEqual(ftp.connect(server.host, server.port), '220-hello\n220 there')
        self.assertEqual(ftp.nlst(), ['one', 'two'])
        self.assertRaisesRegex(ftplib.error_perm, '550 no', ftp.cwd, 'x')
        self.assertEqual(ftp.mkd('x'), '/a"b')
        self.assertRaises(ValueError, ftp.sendcmd, 'a\r\nb')
        self.assertEqual(ftp.quit(), '221 bye')

    def test_pop_undoes_dots(self):
        server = self.server(b'+OK <stamp@x>\r\n', (b'STAT', b'+OK 2 30\r\n'),
                             (b'RETR 1', b'+OK\r\na\r\n..b\r\n.\r\n'), (b'RETR', b'-ERR none\r\n'),
                             (b'APOP', b'+OK\r\n'), (b'QUIT', b'+OK\r\n'))
        pop = poplib.POP3(server.host, server.port)
        self.assertEqual(pop.stat(), (2, 30))
        self.assertEqual(pop.retr(1), (b'+OK', [b'a', b'.b'], 7))
        self.assertRaises(poplib.error_proto, pop.retr, 2)
        self.assertRaisesRegex(ValueError, 'Control characters', pop.user, 'a\nb')
        pop.apop('me', 'secret')
        pop.quit()
        self.assertIn(b'APOP me e3d6fc6fe95247141b4c7406134b28fc', server.lines)

    def test_imap_literals_and_states(self):
        server = self.server(b'* OK ready\r\n',
                             (rb'(\w+) CAPABILITY', b'* CAPABILITY IMAP4rev1\r\n\\1 OK\x20done\r\n'),
                             (rb'(\w+) LOGIN', b'\\1 OK in\r\n'),
                             (rb'(\w+) SELECT', b'* 3 EXISTS\r\n\\1 OK\x20[READ-WRITE] ok\r\n'),
                             (rb'(\w+) FETCH', b'* 1 FETCH (BODY {5}\r\nhello)\r\n\\1 OK\x20done\r\n'),
                             (rb'(\w+) LOGOUT', b'* BYE\x20bye\r\n\\1 OK\x20out\r\n'))
        client = imaplib.IMAP4(server.host, server.port)
        self.assertRaisesRegex(imaplib.IMAP4.error, 'illegal in state NONAUTH', client.select)
        client.login('me', 'pass "word"')
        self.assertTrue(server.lines[-1].endswith(rb'LOGIN me "pass \"word\""'))
        self.assertEqual(client.select(), ('OK', [b'3']))
        self.assertEqual(client.fetch('1', '(BODY)'), ('OK', [(b'1 (BODY {5}', b'hello'), b')']))
        self.assertEqual(client.logout(), ('BYE', [b'bye']))

    def test_telnet_refuses_options(self):
        server = self.server(b'\xff\xfd\x01login: ', (rb'.*me', b'hi\xff\xff\0there$ '), (b'exit', b''))
        with telnetlib.Telnet(server.host, server.port) as tn:
            self.assertEqual(tn.read_until(b'login: ', 5), b'login: ')
            tn.write(b'me\n')
            self.assertEqual(tn.expect([b'zzz', b't(h)ere'], 5)[0::2], (1, b'hi\xffthere'))
            self.assertEqual(tn.read_until(b'$ ', 5), b'$ ')
        self.assertEqual(server.lines[0], b'\xff\xfc\x01me')


if __name__ == '__main__':
    unittest.main()
