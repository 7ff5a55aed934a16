"""lib/http/cookiejar.py."""

import email
import os
import tempfile
import unittest
import urllib.request
from http.cookiejar import (CookieJar, DefaultCookiePolicy, LWPCookieJar, MozillaCookieJar, LoadError,
                            http2time, iso2time, split_header_words, join_header_words)


class Response:
    def __init__(self, *headers):
        self.headers = email.message_from_string('\n'.join(headers) + '\n\n')

    def info(self):
        return self.headers


def exchange(jar, url, *headers):
    """The header Cookie of a request; then the response's cookies are taken."""
    request = urllib.request.Request(url)
    jar.add_cookie_header(request)
    jar.extract_cookies(Response(*headers), request)
    return request.get_header('Cookie')


class CookieJarTest(unittest.TestCase):

    def test_cookies_go_back_to_their_paths_longest_first(self):
        jar = CookieJar()
        exchange(jar, 'http://a.example.com/', 'Set-Cookie: one=1; path=/', 'Set-Cookie: two=2; path=/deep')
        self.assertEqual(exchange(jar, 'http://a.example.com/'), 'one=1')
        self.assertEqual(exchange(jar, 'http://a.example.com/deep/er'), 'two=2; one=1')
        self.assertEqual(exchange(jar, 'http://a.example.com/deeper'), 'one=1')
        self.assertIsNone(exchange(jar, 'http://b.example.com/'))

    def test_max_age_of_zero_deletes(self):
        jar = CookieJar()
        exchange(jar, 'http://example.com/', 'Set-Cookie: a=1; max-age=100')
        exchange(jar, 'http://example.com/', 'Set-Cookie: a=1; max-age=0')
        self.assertEqual(len(jar), 0)

    def test_secure_cookies_need_tls(self):
        jar = CookieJar()
        exchange(jar, 'https://example.com/', 'Set-Cookie: a=1; secure')
        self.assertIsNone(exchange(jar, 'http://example.com/'))
        self.assertEqual(exchange(jar, 'https://example.com/'), 'a=1')

    def test_other_domains_are_refused(self):
        jar = CookieJar(DefaultCookiePolicy(blocked_domains=['.bad.com']))
        exchange(jar, 'http://example.com/', 'Set-Cookie: a=1; domain=other.com')
        exchange(jar, 'http://www.bad.com/', 'Set-Cookie: a=1')
        self.assertEqual(len(jar), 0)

    def test_files(self):
        for kind in LWPCookieJar, MozillaCookieJar:
            with self.subTest(kind=kind.__name__), tempfile.TemporaryDirectory() as d:
                name = os.path.join(d, 'cookies')
                jar = kind(name)
                exchange(jar, 'http://example.com/x/y', 'Set-Cookie: a="1 2"; max-age=100', 'Set-Cookie: gone=1')
                jar.save()
                other = kind(name)
                other.load()
                self.assertEqual([(c.name, c.value, c.path, c.domain) for c in other],
                                 [('a', '"1 2"', '/x', 'example.com')])
                with open(name, 'w') as f:
                    f.write('nonsense\n')
                self.assertRaises(LoadError, other.load)

    def test_dates(self):
        for text in 'Thu, 03 Feb 1994 00:00:00 GMT', 'Thursday, 03-Feb-94 00:00:00 GMT', '3 Feb 1994':
            self.assertEqual(http2time(text), 760233600)
        self.assertEqual(iso2time('1994-02-03 01:00:00 +0100'), 760233600)
        self.assertIsNone(http2time('32 Feb 1994'))

    def test_header_words(self):
        words = [[('a', None), ('b', 'x"y')], [('c', 'd')]]
        self.assertEqual(split_header_words(['a; b="x\\"y", c=d']), words)
        self.assertEqual(join_header_words(words), 'a; b="x\\"y", c=d')


if __name__ == '__main__':
    unittest.main()
