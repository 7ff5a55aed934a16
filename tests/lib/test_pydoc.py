"""lib/pydoc.py, lib/cgitb.py."""

import cgitb
import io
import keyword
import pydoc
import sys
import unittest


class Example:
    """What this is.

    More of it.
    """

    limit = 3

    def method(self, a, b=2):
        """Do it."""

    alias = method

    @property
    def size(self):
        """The size."""


class PydocTest(unittest.TestCase):

    def test_class_as_text(self):
        text = pydoc.plaintext.document(Example)
        self.assertTrue(text.startswith('class Example(builtins.object)\n |  What this is.\n'))
        self.assertIn(' |  alias = method(self, a, b=2)\n', text)
        self.assertIn(' |  method(self, a, b=2)\n |      Do it.\n', text)
        self.assertIn(' |  Data descriptors defined here:\n', text)
        self.assertIn(' |  size\n |      The size.\n', text)
        self.assertIn(' |  limit = 3', text)

    def test_class_as_html(self):
        text = pydoc.html.document(Example)
        self.assertIn('<a name="Example-method"><strong>method</strong></a>(self, a, b=2)', text)

    def test_names_are_located(self):
        self.assertIs(pydoc.locate('str.upper'), str.upper)
        self.assertIs(pydoc.locate('pydoc.Helper'), pydoc.Helper)
        self.assertIsNone(pydoc.locate('no.such.thing'))
        self.assertRaisesRegex(ImportError, "No Python documentation found for 'no.such'", pydoc.render_doc, 'no.such')

    def test_every_keyword_and_topic_has_a_text(self):
        helper = pydoc.Helper(output=io.StringIO())
        for name in keyword.kwlist + list(helper.topics):
            with self.subTest(name=name):
                text, related = helper._gettopic(name)
                self.assertTrue(text.strip())
                for other in related.split():
                    self.assertTrue(helper._gettopic(other) or pydoc.locate(other) is not None, other)
        for symbol in helper.symbols:
            self.assertIsNotNone(helper._gettopic(helper.symbols[symbol].split()[0]), symbol)

    def test_help_writes_to_its_output(self):
        out = io.StringIO()
        pydoc.Helper(output=out).help('while')
        self.assertIn('while condition:', out.getvalue())
        self.assertIn('Related help topics: break, continue', out.getvalue())

    def test_pages_of_the_server(self):
        self.assertIn('<title>Pydoc: module pydoc</title>', pydoc._url_handler('pydoc.html'))
        self.assertIn('<title>Pydoc: Error', pydoc._url_handler('getfile?key=/etc/passwd'))

    def test_cgitb_shows_values(self):
        secret = 'value of a local name'
        try:
            len(secret.missing)
        except AttributeError:
            info = sys.exc_info()
        self.assertIn("secret = 'value of a local name'", cgitb.text(info))
        self.assertIn('<strong>secret</strong> = ', cgitb.html(info))


if __name__ == '__main__':
    unittest.main()
