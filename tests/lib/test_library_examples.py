"""The examples in the docstrings of library modules are true."""
import doctest
import importlib
import unittest


class Examples(unittest.TestCase):
    def check(self, name, at_least):
        failed, tried = doctest.testmod(importlib.import_module(name))
        self.assertEqual(failed, 0)
        self.assertGreaterEqual(tried, at_least)

    def test_collections(self):
        self.check('collections', 20)

    def test_decimal(self):
        self.check('decimal', 70)

    def test_difflib(self):
        self.check('difflib', 40)

    def test_http_cookies(self):
        self.check('http.cookies', 9)

    def test_json(self):
        self.check('json', 6)
        self.check('json.encoder', 1)

    def test_pickle(self):
        self.check('pickle', 4)

    def test_pickletools(self):
        self.check('pickletools', 30)


if __name__ == '__main__':
    unittest.main()
