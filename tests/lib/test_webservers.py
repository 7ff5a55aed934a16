"""lib/cgi.py, lib/xmlrpc/, lib/wsgiref/."""

import cgi
import io
import threading
import unittest
import xmlrpc.client
from wsgiref.handlers import SimpleHandler
from wsgiref.headers import Headers
from wsgiref.util import setup_testing_defaults, shift_path_info, request_uri
from wsgiref.validate import validator
from xmlrpc.server import ServerHTMLDoc, SimpleXMLRPCServer


class CgiTest(unittest.TestCase):

    def form(self, body, content_type, **environ):
        environ.update(REQUEST_METHOD='POST', CONTENT_TYPE=content_type, CONTENT_LENGTH=str(len(body)))
        return cgi.FieldStorage(io.BytesIO(body), environ=environ)

    def test_query_and_body_together(self):
        form = self.form(b'b=2&a=3', 'application/x-www-form-urlencoded', QUERY_STRING='a=1')
        self.assertEqual(form.getlist('a'), ['3', '1'])
        self.assertEqual((form.getfirst('b'), form.getvalue('c', 'none')), ('2', 'none'))

    def test_multipart_with_a_long_file(self):
        data = b'\r\n'.join([b'x' * 70000, b'', b'--not the boundary', b'\xff'])
        body = (b'--B\r\nContent-Disposition: form-data; name="f"; filename="n"\r\n\r\n' + data +
                b'\r\n--B\r\nContent-Disposition: form-data; name="t"\r\n\r\n\xc3\xa9\r\n--B--\r\n')
        form = self.form(body, 'multipart/form-data; boundary=B')
        self.assertEqual((form['f'].value, form['f'].filename, form['t'].value), (data, 'n', '\xe9'))

    def test_characters_are_not_torn_between_reads(self):
        text = 'a' + '\xe9' * 40000
        body = b'--B\r\nContent-Disposition: form-data; name="t"\r\n\r\n' + text.encode() + b'\r\n--B--\r\n'
        self.assertEqual(self.form(body, 'multipart/form-data; boundary=B').getvalue('t'), text)


class XmlRpcTest(unittest.TestCase):

    def test_values_there_and_back(self):
        values = (1, -2.5, 'a<b>&\u20ac', True, [1, ['x']], {'k': {'n': None}}, b'\0\xff')
        text = xmlrpc.client.dumps(values, 'm', allow_none=True)
        self.assertEqual(xmlrpc.client.loads(text, use_builtin_types=True), (values, 'm'))

    def test_what_cannot_be_sent(self):
        for value, error in (2 ** 31, OverflowError), (None, TypeError), ({1: 2}, TypeError), (object(), TypeError):
            self.assertRaises(error, xmlrpc.client.dumps, (value,))

    def test_calls(self):
        with SimpleXMLRPCServer(('127.0.0.1', 0), logRequests=False) as server:
            server.register_function(pow)
            server.register_multicall_functions()
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            try:
                with xmlrpc.client.ServerProxy('http://127.0.0.1:%d' % server.server_address[1]) as proxy:
                    self.assertEqual(proxy.pow(2, 5), 32)
                    with self.assertRaisesRegex(xmlrpc.client.Fault, 'method "nothing" is not supported'):
                        proxy.nothing()
                    multi = xmlrpc.client.MultiCall(proxy)
                    multi.pow(2, 3)
                    multi.pow(3, 2)
                    self.assertEqual(list(multi()), [8, 9])
            finally:
                server.shutdown()
                thread.join()

    def test_documentation_of_methods(self):
        def annotated(x: int, y=1):
            pass
        for method, expected in ((annotated, '(x: int, y=1)'), (self.id, '()'), ([].append, '(object)'), (None, '(...)')):
            with self.subTest(method=method):
                self.assertIn('</strong></a>%s</dt>' % expected, ServerHTMLDoc().docroutine(method, 'name'))


class WsgiTest(unittest.TestCase):

    def run_app(self, app, **environ):
        setup_testing_defaults(environ)
        out, err = io.BytesIO(), io.StringIO()
        SimpleHandler(io.BytesIO(), out, err, environ).run(app)
        return out.getvalue(), err.getvalue()

    def test_response(self):
        def app(environ, start_response):
            start_response('200 OK', [('Content-Type', 'text/plain'), ('Date', 'now')])
            return [b'hello']
        self.assertEqual(self.run_app(validator(app), QUERY_STRING='')[0],
                         b'HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nDate: now\r\n\r\nhello')

    def test_an_error_is_logged_and_answered(self):
        out, err = self.run_app(lambda environ, start_response: 1 / 0)
        self.assertIn(b'500 Internal Server Error', out)
        self.assertIn('ZeroDivisionError', err)

    def test_an_application_that_breaks_the_rules(self):
        def app(environ, start_response):
            start_response('200 OK', [('Content-Type', 'text/plain')])
            return 'text'
        self.assertIn('You should not return a string', self.run_app(validator(app), QUERY_STRING='')[1])

    def test_paths_and_headers(self):
        environ = {'SCRIPT_NAME': '/a', 'PATH_INFO': '/b/c'}
        setup_testing_defaults(environ)
        self.assertEqual((shift_path_info(environ), environ['SCRIPT_NAME'], environ['PATH_INFO']), ('b', '/a/b', '/c'))
        self.assertEqual(request_uri(environ), 'http://127.0.0.1/a/b/c')
        headers = Headers()
        headers.add_header('Content-Disposition', 'attachment', file_name='a"b')
        self.assertEqual(str(headers), 'Content-Disposition: attachment; file-name="a\\"b"\r\n\r\n')


if __name__ == '__main__':
    unittest.main()
