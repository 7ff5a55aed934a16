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


if __name__ == '__main__':
    unittest.main()
