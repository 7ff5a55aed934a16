"""_elementtree: elements and the tree builder in C, beside the same in Python."""
import copy
import gc
import pickle
import sys
import unittest
import warnings
import weakref

import xml.etree.ElementTree as ElementTree

blocked = sys.modules.pop('xml.etree.ElementTree'), sys.modules.get('_elementtree')
sys.modules['_elementtree'] = None
import xml.etree.ElementTree as InPython
sys.modules['xml.etree.ElementTree'] = sys.modules['xml.etree'].ElementTree = blocked[0]
sys.modules['_elementtree'] = blocked[1]

TEXT = '<a x="1" y="2">text<b>1</b>t1<!-- c --><c:d xmlns:c="u/v.w"><b/>t2</c:d>t3<?p i?></a>'


def shape(e):
    return e.tag if isinstance(e.tag, str) else e.tag.__name__, dict(e.attrib), e.text, e.tail, [shape(x) for x in e]


class BothTest(unittest.TestCase):
    """What C does is what Python does."""

    def both(self, function):
        results = [function(module) for module in (ElementTree, InPython)]
        self.assertEqual(results[0], results[1])
        return results[0]

    def test_they_are_two(self):
        self.assertIsNot(ElementTree.Element, InPython.Element)
        self.assertFalse(hasattr(ElementTree.Element.append, '__code__'))
        self.assertTrue(hasattr(InPython.Element.append, '__code__'))

    def test_parsing(self):
        result = self.both(lambda m: shape(m.XML(TEXT)))
        self.assertEqual(result[4][1][0], '{u/v.w}d')
        self.both(lambda m: shape(m.XML(TEXT, m.XMLParser(target=m.TreeBuilder(insert_comments=True, insert_pis=True)))))
        self.both(lambda m: m.tostring(m.XML(TEXT)))

    def test_search(self):
        for path in 'b', '{u/v.w}d', './/b', '*', 'none', '{*}d', 'b[1]', '{u/v.w}d/b':
            self.both(lambda m: [m.XML(TEXT).findtext(path, 'no'), getattr(m.XML(TEXT).find(path), 'tag', None),
                                 [e.tag for e in m.XML(TEXT).findall(path)], [e.tag for e in m.XML(TEXT).iterfind(path)]])

    def test_iterators(self):
        for tag in None, '*', 'b', 'none':
            self.both(lambda m: [e.tag for e in m.XML(TEXT).iter(tag)])
        self.assertEqual(self.both(lambda m: list(m.XML(TEXT).itertext())), ['text', '1', 't1', 't2', 't3'])
        parser = lambda m: m.XMLParser(target=m.TreeBuilder(insert_comments=True))
        self.both(lambda m: list(m.XML(TEXT, parser(m)).itertext()))

    def test_children(self):
        def run(m):
            root = m.Element('r')
            root[:] = [m.Element(c) for c in 'abcdef']
            root[1:3] = [m.Element('x')]
            del root[-1]
            root[0] = m.Element('y')
            root.insert(-1, m.Element('z'))
            root.insert(-99, m.Element('0'))
            root.insert(99, m.Element('1'))
            root.remove(root[2])
            root.extend(iter([m.Element('2')]))
            del root[::2]
            return [e.tag for e in root], len(root), root[-1].tag, [e.tag for e in root[::-1]]
        self.both(run)

    def test_errors(self):
        def error(function):
            try:
                function()
            except Exception as e:
                return type(e)
        def mismatch(m):
            builder = m.TreeBuilder()
            builder.start('a', {})
            builder.end('b')
        for function in (lambda m, e: mismatch(m), lambda m, e: e.append('x'), lambda m, e: e.extend([e, 1]), lambda m, e: e.insert(0, None), lambda m, e: e[0],
                         lambda m, e: e.__setitem__(slice(0), [3]), lambda m, e: e.remove(e), lambda m, e: m.Element('x', []),
                         lambda m, e: m.TreeBuilder().end('x'), lambda m, e: m.TreeBuilder().close(), lambda m, e: e['x'],
                         lambda m, e: e.find(None)):
            with self.subTest(function.__code__.co_consts):
                self.assertIsNotNone(self.both(lambda m: error(lambda: function(m, m.Element('e')))))

    def test_copies(self):
        for copied in (copy.copy, copy.deepcopy):
            self.both(lambda m: shape(copied(m.XML(TEXT))))
        root = ElementTree.XML(TEXT)
        self.assertIs(copy.copy(root)[0], root[0])
        self.assertIsNot(copy.deepcopy(root)[0], root[0])
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            self.assertEqual(shape(pickle.loads(pickle.dumps(root, protocol))), shape(root))

    def test_attributes(self):
        def run(m):
            e = m.Element('e', {'a': '1'}, b='2')
            e.set('c', '3')
            f = m.SubElement(e, 'f', attrib={'tag': 'x'})
            return list(e.keys()), list(e.items()), e.get('a'), e.get('z', 0), e.attrib, f.attrib, m.Element('g').attrib, f.get('q')
        self.both(run)


class InCTest(unittest.TestCase):
    def test_subclass(self):
        class Sub(ElementTree.Element):
            def append(self, child):
                self.seen = child.tag
                super().append(child)
        parent = Sub('p')
        child = ElementTree.SubElement(parent, 'c', x='1')
        self.assertIs(type(child), Sub)
        self.assertEqual((parent.seen, len(parent)), ('c', 1))
        builder = ElementTree.TreeBuilder(element_factory=Sub)
        builder.start('a', {}), builder.data('te'), builder.data('xt'), builder.start('b', {'k': 'v'}), builder.end('b')
        root = builder.end('a')
        self.assertEqual((type(root), root.text, root.seen, root[0].attrib), (Sub, 'text', 'b', {'k': 'v'}))
        clone = copy.deepcopy(root)
        self.assertEqual((type(clone), clone.seen, clone[0].tag), (Sub, 'b', 'b'))

    def test_deep(self):
        top = e = ElementTree.Element('e')
        for i in range(200000):
            e = ElementTree.SubElement(e, 'e')
        self.assertEqual(sum(1 for x in top.iter()), 200001)
        del top, e

    def test_cycles_are_collected(self):
        e = ElementTree.Element('e')
        e.append(e)
        e.text = e.iter()
        next(e.text)
        r = weakref.ref(e)
        del e
        gc.collect()
        self.assertIsNone(r())
        b = ElementTree.TreeBuilder()
        b.start('x', {})
        b.data(b)
        r = weakref.ref(b)
        del b
        gc.collect()
        self.assertIsNone(r())

    def test_iterating_over_what_is_cleared(self):
        root, seen = ElementTree.XML(TEXT), []
        for e in root.iter():
            seen.append(e.tag)
            if e.tag == 'b':
                root.clear()
        self.assertEqual(seen, ['a', 'b'])

    def test_fields_cannot_be_deleted(self):
        e = ElementTree.Element('e')
        for name in 'tag', 'text', 'tail', 'attrib':
            with self.assertRaisesRegex(AttributeError, "can't delete element attribute"):
                delattr(e, name)

    def test_what_runs_meanwhile(self):
        e = ElementTree.Element('e')

        class Clears(str):
            def __eq__(self, other):
                e.clear()
                return False
            __hash__ = str.__hash__

            def __del__(self):
                e.clear()
        for i in range(5):
            ElementTree.SubElement(e, Clears('x'))
        self.assertIsNone(e.find('y'))
        e.text = e.tail = Clears('t')
        for i in range(5):
            ElementTree.SubElement(e, Clears('x'))
        self.assertEqual(list(e.iter('y')), [])
        e.__setstate__({'tag': Clears('q'), '_children': [ElementTree.Element(Clears('r'))]})
        e.clear()
        self.assertRaises(TypeError, e.__setstate__, 1)
        e.__setstate__({'_children': [1, None]})            # by a hostile pickle
        self.assertRaises(AttributeError, list, e.iter())
        self.assertRaises(AttributeError, list, e.itertext())
        self.assertRaises(TypeError, e.find, 'x')
        self.assertRaises(TypeError, e.findall, 'x')
        copy.copy(e)

    def test_deprecated(self):
        e = ElementTree.Element('e')
        for function, category in ((e.getchildren, DeprecationWarning), (e.getiterator, PendingDeprecationWarning),
                                   (e.copy, DeprecationWarning), (e.__bool__, FutureWarning)):
            with warnings.catch_warnings(record=True) as seen:
                warnings.simplefilter('always')
                function()
            self.assertEqual([w.category for w in seen], [category])
            self.assertEqual(seen[0].filename, __file__)


if __name__ == '__main__':
    unittest.main()
