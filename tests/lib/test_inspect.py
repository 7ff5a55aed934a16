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

    def test_signatures_of_built_ins_with_defaults_that_no_value_stands_for(self):
        self.assertEqual(str(inspect.signature(dict.pop)), '(self, key, default=<unrepresentable>, /)')
        self.assertEqual(str(inspect.signature(range)), '(start, stop=<unrepresentable>, step=<unrepresentable>, /)')
        bound = inspect.signature(dict.pop).bind({}, 1)
        self.assertEqual(bound.arguments, {'self': {}, 'key': 1})

    def test_descriptors_of_slots(self):
        class C:
            __slots__ = 'a'
        self.assertTrue(inspect.ismemberdescriptor(C.a))
        self.assertFalse(inspect.isgetsetdescriptor(C.a))


class TextOfBuiltInsTest(unittest.TestCase):

    def test_slash_and_dollar(self):
        self.assertEqual(inspect._signature_strip_non_python_syntax('($self, a, b = (1, 2), /, c=3)'), ('(self, a, b=(1, 2), c=3)', 0, 2))
        self.assertEqual(inspect._signature_strip_non_python_syntax('(a)'), ('(a)', None, None))
        self.assertEqual(inspect._signature_get_bound_param('($cls, /, a)'), 'cls')
        signature = inspect._signature_fromstr(inspect.Signature, print, '($self, a, /, b)', skip_bound_arg=False)
        self.assertEqual(str(signature), '(a, /, b)')


if __name__ == '__main__':
    unittest.main()
