import inspect
import unittest


class SignatureTest(unittest.TestCase):

    def test_class_without_constructor(self):
        class C:
            pass
        self.assertEqual(str(inspect.signature(C)), '()')


class StaticTest(unittest.TestCase):

    def test_dict_that_is_a_property_is_not_read(self):
        class C:
            a = 3
            @property
            def __dict__(self):
                raise AssertionError
        c = C()
        c.a = 4
        self.assertEqual(inspect.getattr_static(c, 'a'), 3)

    def test_signatures_of_built_in_classes_have_no_self(self):
        self.assertEqual(str(inspect.signature(property)), '(fget=None, fset=None, fdel=None, doc=None)')
        self.assertEqual(str(inspect.signature(staticmethod)), '(function, /)')
        self.assertEqual(str(inspect.signature(object)), '()')

    def test_descriptors_of_slots(self):
        class C:
            __slots__ = 'a'
        self.assertTrue(inspect.ismemberdescriptor(C.a))
        self.assertFalse(inspect.isgetsetdescriptor(C.a))


if __name__ == '__main__':
    unittest.main()
