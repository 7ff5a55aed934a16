import gc
import unittest
from xml.parsers import expat


class ParserTest(unittest.TestCase):

    def events(self, data, **settings):
        log = []
        p = expat.ParserCreate()
        for name, value in settings.items():
            setattr(p, name, value)
        p.StartElementHandler = lambda *args: log.append(('start',) + args)
        p.EndElementHandler = lambda *args: log.append(('end',) + args)
        p.CharacterDataHandler = lambda *args: log.append(('text',) + args)
        p.Parse(data, True)
        return log

    def test_events(self):
        self.assertEqual(self.events('<a x="1">é<b/></a>'),
                         [('start', 'a', {'x': '1'}), ('text', 'é'), ('start', 'b', {}), ('end', 'b'), ('end', 'a')])

    def test_text_is_collected(self):
        self.assertEqual(self.events('<a>1&amp;2\n3</a>', buffer_text=True)[1], ('text', '1&2\n3'))

    def test_ordered_attributes(self):
        self.assertEqual(self.events('<a z="1" b="2"/>', ordered_attributes=True)[0], ('start', 'a', ['z', '1', 'b', '2']))

    def test_error_tells_the_place(self):
        with self.assertRaises(expat.ExpatError) as caught:
            expat.ParserCreate().Parse('<a>\n</b>', True)
        self.assertEqual(str(caught.exception), 'mismatched tag: line 2, column 2')
        self.assertEqual((caught.exception.lineno, caught.exception.offset), (2, 2))
        self.assertEqual(expat.errors.messages[caught.exception.code], expat.errors.XML_ERROR_TAG_MISMATCH)

    def test_exception_of_a_handler_ends_the_parse(self):
        calls = []

        def handler(*args):
            calls.append(args)
            raise KeyError('x')
        p = expat.ParserCreate()
        p.StartElementHandler = handler
        self.assertRaises(KeyError, p.Parse, '<a><b/></a>', True)
        self.assertEqual(len(calls), 1)

    def test_parser_dropped_by_its_own_handler(self):
        box = [expat.ParserCreate()]

        def handler(*args):
            box.clear()
            gc.collect()
        box[0].StartElementHandler = handler
        self.assertEqual(box[0].Parse('<a/>', True), 1)

    def test_parsing_in_a_handler_is_refused(self):
        p = expat.ParserCreate()
        p.StartElementHandler = lambda *args: p.Parse('<b/>')
        with self.assertRaisesRegex(RuntimeError, 'the parser is already parsing'):
            p.Parse('<a/>', True)

    def test_external_entity(self):
        log = []

        def external(context, base, system, public):
            sub = p.ExternalEntityParserCreate(context)
            log.append(system)
            return sub.Parse('<inner/>', True)
        p = expat.ParserCreate()
        p.StartElementHandler = lambda name, attributes: log.append(name)
        p.ExternalEntityRefHandler = external
        p.Parse('<!DOCTYPE a [<!ENTITY e SYSTEM "there">]><a>&e;</a>', True)
        self.assertEqual(log, ['a', 'there', 'inner'])

    def test_content_model(self):
        log = []
        p = expat.ParserCreate()
        p.ElementDeclHandler = lambda *args: log.append(args)
        p.Parse('<!DOCTYPE a [<!ELEMENT a (b, c?)>]><a/>', True)
        self.assertEqual(log, [('a', (6, 0, None, ((4, 0, 'b', ()), (4, 1, 'c', ()))))])

    def test_codec_of_one_byte_a_character(self):
        self.assertEqual(self.events("<?xml version='1.0' encoding='cp1252'?><a>".encode() + b'\x80</a>')[1], ('text', '€'))
        with self.assertRaisesRegex(ValueError, 'multi-byte encodings are not supported'):
            self.events(b"<?xml version='1.0' encoding='shift_jis'?><a/>")

    def test_cycle_through_handler_is_collected(self):
        import weakref

        class Owner:
            pass
        owner = Owner()
        owner.parser = expat.ParserCreate()
        owner.parser.CommentHandler = lambda text, owner=owner: None
        dead = weakref.ref(owner)
        del owner
        gc.collect()
        self.assertIsNone(dead())


if __name__ == '__main__':
    unittest.main()
