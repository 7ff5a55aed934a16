import pickle
import unittest
import xml.dom
from xml.dom import minidom, pulldom


class DocumentTest(unittest.TestCase):

    def test_round_trip(self):
        text = '<?xml version="1.0" ?><a x="&lt;"><!--c--><?p d?>t<b/><![CDATA[<]]></a>'
        self.assertEqual(minidom.parseString(text).toxml(), text)

    def test_namespaces(self):
        doc = minidom.parseString('<p:a xmlns:p="u" p:x="1"><b/></p:a>')
        root = doc.documentElement
        self.assertEqual((root.namespaceURI, root.localName, root.prefix), ('u', 'a', 'p'))
        self.assertEqual(root.getAttributeNS('u', 'x'), '1')
        self.assertEqual(len(doc.getElementsByTagNameNS('u', '*')), 1)

    def test_siblings_are_kept_up(self):
        doc = minidom.parseString('<r><a/><b/><c/></r>')
        root = doc.documentElement
        a, b, c = root.childNodes
        root.removeChild(b)
        self.assertIs(a.nextSibling, c)
        self.assertIs(c.previousSibling, a)
        root.insertBefore(b, a)
        self.assertEqual(root.toxml(), '<r><b/><a/><c/></r>')
        self.assertIs(b.nextSibling, a)
        self.assertRaises(xml.dom.NotFoundErr, a.removeChild, b)

    def test_ids_of_the_document_type(self):
        doc = minidom.parseString('<!DOCTYPE r [<!ATTLIST r k ID #IMPLIED>]><r k="v"/>')
        self.assertIs(doc.getElementById('v'), doc.documentElement)
        doc.documentElement.setAttribute('k', 'w')
        self.assertIsNone(doc.getElementById('v'))

    def test_pretty(self):
        self.assertEqual(minidom.parseString('<a><b>t</b></a>').documentElement.toprettyxml(' '), '<a>\n <b>t</b>\n</a>\n')

    def test_two_roots_are_refused(self):
        doc = minidom.parseString('<a/>')
        with self.assertRaisesRegex(xml.dom.HierarchyRequestErr, 'two document elements disallowed'):
            doc.appendChild(doc.createElement('b'))

    def test_pickle(self):
        doc = pickle.loads(pickle.dumps(minidom.parseString('<a x="1"><b/></a>')))
        self.assertEqual(doc.documentElement.toxml(), '<a x="1"><b/></a>')


class PullTest(unittest.TestCase):

    def test_expand(self):
        events = pulldom.parseString('<r><i>1</i><i>2</i></r>')
        found = []
        for event, node in events:
            if event == pulldom.START_ELEMENT and node.tagName == 'i':
                events.expandNode(node)
                found.append(node.toxml())
        self.assertEqual(found, ['<i>1</i>', '<i>2</i>'])


if __name__ == '__main__':
    unittest.main()
