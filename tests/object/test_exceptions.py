"""Exceptions as objects: attributes, copies, what a class may change."""
import copy
import pickle
import unittest


class Error(Exception):
    def __init__(self, code, text='text'):
        super().__init__(code, text)
        self.code = code


class AttributesTest(unittest.TestCase):
    def test_attributes(self):
        for make in (ValueError, lambda: Error(1), lambda: OSError(2, 'no'), lambda: UnicodeDecodeError('ascii', b'x', 0, 1, 'why')):
            e = make()
            e.a = 1
            e.b = 2
            self.assertEqual((e.a, e.b), (1, 2))
            self.assertEqual(e.__dict__['b'], 2)
            e.__dict__['c'] = 3
            self.assertEqual(e.c, 3)
            del e.a
            self.assertFalse(hasattr(e, 'a'))
            e.__dict__ = {'d': 4}
            self.assertEqual((e.d, vars(e)), (4, {'d': 4}))
            with self.assertRaises(TypeError):
                del e.__dict__
            with self.assertRaises(TypeError):
                e.__dict__ = 1

    def test_dict_descriptor_of_another_base(self):
        class Base:
            pass

        class Both(Exception, Base):
            pass
        e = Both()
        e.a = 1
        self.assertEqual(Base.__dict__['__dict__'].__get__(e), {'a': 1})
        with self.assertRaises(TypeError):
            Base.__dict__['__dict__'].__delete__(e)

    def test_slots(self):
        class Slots(Exception):
            __slots__ = 'a', 'b'
        e = Slots('text')
        e.a = 1
        e.other = 2
        self.assertEqual((e.a, e.other, e.__dict__, e.args), (1, 2, {'other': 2}, ('text',)))
        self.assertRaises(AttributeError, lambda: e.b)

    def test_class_assignment(self):
        class First(Exception):
            pass

        class Second(Exception):
            def name(self):
                return 'second', self.a
        e = First()
        e.a = 1
        e.__class__ = Second
        self.assertEqual(e.name(), ('second', 1))

    def test_copies(self):
        for e in (Error(1), Error(1, 'x'), ImportError('m', name='n', path='p'), OSError(2, 'no', 'file'), KeyError('k')):
            for attribute in (None, 5):
                if attribute:
                    e.attribute = attribute
                for other in [copy.copy(e), copy.deepcopy(e)] + [pickle.loads(pickle.dumps(e, n)) for n in range(5)]:
                    self.assertIs(type(other), type(e))
                    self.assertEqual((other.args, other.__dict__, str(other)), (e.args, e.__dict__, str(e)))

    def test_reduce(self):
        self.assertEqual(ValueError(1).__reduce__(), (ValueError, (1,)))
        e = ValueError(1)
        e.a = 2
        self.assertEqual(e.__reduce__(), (ValueError, (1,), {'a': 2}))
        self.assertEqual(OSError(2, 'no', 'file').__reduce__(), (FileNotFoundError, (2, 'no', 'file')))

    def test_attributes_in_cycles(self):
        import gc
        import weakref
        e = Error(1)
        e.me = e
        gone = weakref.ref(e)
        del e
        gc.collect()
        self.assertIsNone(gone())


if __name__ == '__main__':
    unittest.main()
