import copy
import io
import unittest
from xml.etree import ElementInclude
from xml.etree import ElementTree as ET


class ReadWriteTest(unittest.TestCase):

    def test_round_trip(self):
        text = '<a x="1">t<b />u<!--c--></a>'
        parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))
        self.assertEqual(ET.tostring(ET.XML(text, parser), 'unicode'), text)

    def test_namespaces(self):
        tree = ET.XML('<a xmlns="u" xmlns:v="w" v:x="1"><v:b/></a>')
        self.assertEqual((tree.tag, tree.attrib, tree[0].tag), ('{u}a', {'{w}x': '1'}, '{w}b'))
        self.assertEqual(ET.tostring(tree, 'unicode', default_namespace=None),
                         '<ns0:a xmlns:ns0="u" xmlns:ns1="w" ns1:x="1"><ns1:b /></ns0:a>')

    def test_declaration(self):
        self.assertEqual(ET.tostring(ET.Element('é'), 'latin-1'), "<?xml version='1.0' encoding='latin-1'?>\n<é />".encode('latin-1'))
        self.assertEqual(ET.tostring(ET.XML('<a>é</a>')), b'<a>&#233;</a>')

    def test_undefined_entity(self):
        with self.assertRaisesRegex(ET.ParseError, 'undefined entity &x;: line 1, column 30'):
            ET.XML("<!DOCTYPE a SYSTEM 'a.dtd'><a>&x;</a>")

    def test_iterparse(self):
        events = list(ET.iterparse(io.BytesIO(b'<a><b/></a>'), ['start', 'end']))
        self.assertEqual([(event, e.tag) for event, e in events], [('start', 'a'), ('start', 'b'), ('end', 'b'), ('end', 'a')])

    def test_pull(self):
        parser = ET.XMLPullParser()
        parser.feed('<a><b/>')
        parser.flush()
        self.assertEqual([e.tag for event, e in parser.read_events()], ['b'])

    def test_indent(self):
        tree = ET.XML('<a><b><c/></b><d/></a>')
        ET.indent(tree)
        self.assertEqual(ET.tostring(tree, 'unicode'), '<a>\n  <b>\n    <c />\n  </b>\n  <d />\n</a>')

    def test_canonical_form(self):
        self.assertEqual(ET.canonicalize('<a b="1" a="2"  xmlns:x="u"><x:c/><!--d--></a>'),
                         '<a a="2" b="1"><x:c xmlns:x="u"></x:c></a>')

    def test_canonical_prefixes(self):
        self.assertEqual(ET.canonicalize('<b:a xmlns:b="y" xmlns:c="x" c:d="1"/>', rewrite_prefixes=True),
                         '<n1:a xmlns:n0="x" xmlns:n1="y" n0:d="1"></n1:a>')

    def test_attributes_by_default(self):
        self.assertEqual(ET.XML('<!DOCTYPE a [<!ATTLIST a x CDATA "1">]><a/>').attrib, {'x': '1'})

    def test_copy(self):
        tree = ET.XML('<a><b/></a>')
        self.assertIs(copy.copy(tree)[0], tree[0])
        self.assertIsNot(copy.deepcopy(tree)[0], tree[0])

    def test_depth_needs_no_recursion_to_iterate(self):
        tree = ET.Element('a')
        e = tree
        for i in range(5000):
            e = ET.SubElement(e, 'b')
        self.assertEqual(sum(1 for e in tree.iter('b')), 5000)
        while len(tree):
            tree = tree[0]              # taken apart from above, not by a recursion of destructors


class PathTest(unittest.TestCase):
    tree = ET.XML('<r><a k="1">x</a><a k="2"><b>y</b></a><c xmlns="u"><a/></c></r>')

    def found(self, path, **kw):
        return [(e.tag, e.get('k')) for e in self.tree.findall(path, **kw)]

    def test_paths(self):
        self.assertEqual(self.found('a'), [('a', '1'), ('a', '2')])
        self.assertEqual(self.found('.//b/..'), [('a', '2')])
        self.assertEqual(self.found("a[@k='2']"), [('a', '2')])
        self.assertEqual(self.found("a[@k!='2']"), [('a', '1')])
        self.assertEqual(self.found('a[b]'), [('a', '2')])
        self.assertEqual(self.found("a[b='y']"), [('a', '2')])
        self.assertEqual(self.found("a[.='x']"), [('a', '1')])
        self.assertEqual(self.found('a[last()]'), [('a', '2')])
        self.assertEqual(self.found('a[last()-1]'), [('a', '1')])
        self.assertEqual(self.found('.//{*}a'), [('a', '1'), ('a', '2'), ('{u}a', None)])
        self.assertEqual(self.found('n:c', namespaces={'n': 'u'}), [('{u}c', None)])

    def test_errors(self):
        for path, message in [('a[', 'invalid path'), ('a[0]', 'XPath position >= 1 expected'), ('/a', 'cannot use absolute path'),
                              ('a[@k==1]', 'invalid predicate'), ('x:a', "prefix 'x' not found in prefix map")]:
            with self.assertRaisesRegex(SyntaxError, message):
                self.tree.findall(path)


class IncludeTest(unittest.TestCase):

    def test_recursion_is_refused(self):
        def loader(href, parse, encoding=None):
            return ET.XML('<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="x"/></a>')
        with self.assertRaisesRegex(ElementInclude.FatalIncludeError, 'recursive include of x'):
            ElementInclude.include(loader('x', 'xml'), loader)


if __name__ == '__main__':
    unittest.main()
