import io
import unittest
import xml.sax
from xml.sax import handler, saxutils


class Recorder(handler.ContentHandler):
    def __init__(self):
        self.log = []

    def startElement(self, name, attrs):
        self.log.append((name, dict(attrs.items())))

    def startElementNS(self, name, qname, attrs):
        self.log.append((name, attrs.getQNames()))

    def characters(self, content):
        self.log.append(content)


class ReaderTest(unittest.TestCase):

    def test_events(self):
        recorder = Recorder()
        xml.sax.parseString('<a x="1">t<b/></a>', recorder)
        self.assertEqual(recorder.log, [('a', {'x': '1'}), 't', ('b', {})])

    def test_namespaces(self):
        parser = xml.sax.make_parser()
        parser.setFeature(handler.feature_namespaces, 1)
        recorder = Recorder()
        parser.setContentHandler(recorder)
        parser.parse(io.StringIO('<p:a xmlns:p="u" p:x="1" y="2"/>'))
        self.assertEqual(recorder.log, [(('u', 'a'), ['p:x', 'y'])])

    def test_error(self):
        with self.assertRaises(xml.sax.SAXParseException) as caught:
            xml.sax.parseString('<a>\n</b>', Recorder())
        self.assertEqual(str(caught.exception), '<unknown>:2:2: mismatched tag')

    def test_generator_writes_what_was_read(self):
        out = io.BytesIO()
        xml.sax.parseString('<a x="&quot;&lt;">é<b/></a>', saxutils.XMLGenerator(out, 'ascii', short_empty_elements=True))
        self.assertEqual(out.getvalue(), b'<?xml version="1.0" encoding="ascii"?>\n<a x=\'"&lt;\'>&#233;<b/></a>')

    def test_escape(self):
        self.assertEqual(saxutils.quoteattr('a"\'\n'), '"a&quot;\'&#10;"')
        self.assertEqual(saxutils.unescape('&amp;lt;'), '&lt;')


if __name__ == '__main__':
    unittest.main()
