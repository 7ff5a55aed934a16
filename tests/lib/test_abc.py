"""Abstract base classes: registered classes, lying instances, classes that come and go."""
import abc
import collections.abc
import gc
import numbers
import unittest


class AbcTest(unittest.TestCase):

    def test_abstract_methods(self):
        class A(metaclass=abc.ABCMeta):
            @abc.abstractmethod
            def f(self):
                pass

        class B(A):
            pass

        class C(A):
            def f(self):
                return 1
        self.assertEqual([cls.__abstractmethods__ for cls in (A, B, C)], [{'f'}, {'f'}, set()])
        self.assertRaises(TypeError, B)
        self.assertEqual(C().f(), 1)

    def test_registration(self):
        class A(metaclass=abc.ABCMeta):
            pass

        class D(A):
            pass
        self.assertFalse(isinstance(3, A))
        token = abc.get_cache_token()
        self.assertIs(A.register(int), int)
        self.assertNotEqual(abc.get_cache_token(), token)
        self.assertTrue(isinstance(3, A))
        self.assertTrue(issubclass(bool, A))
        self.assertFalse(issubclass(int, D))
        with self.assertRaisesRegex(TypeError, 'Can only register classes'):
            A.register(3)
        with self.assertRaisesRegex(RuntimeError, 'inheritance cycle'):
            D.register(A)
        with self.assertRaisesRegex(TypeError, 'arg 1 must be a class'):
            issubclass(3, A)

    def test_metaclasses_extend_the_checks(self):
        class Meta(abc.ABCMeta):
            def __instancecheck__(cls, instance):
                return instance == 'x' or super().__instancecheck__(instance)

        class A(metaclass=Meta):
            pass
        self.assertTrue(isinstance('x', A))
        self.assertTrue(isinstance(A(), A))
        self.assertFalse(isinstance('y', A))

    def test_instances_that_lie_about_their_class(self):
        class Liar:
            @property
            def __class__(self):
                return int
        self.assertTrue(isinstance(Liar(), numbers.Number))
        self.assertFalse(isinstance(Liar(), collections.abc.Mapping))

    def test_hook_must_answer(self):
        class A(metaclass=abc.ABCMeta):
            @classmethod
            def __subclasshook__(cls, other):
                return 5
        self.assertRaises(AssertionError, isinstance, 1, A)

    def test_many_classes_that_die(self):
        class A(metaclass=abc.ABCMeta):
            pass
        for i in range(500):
            T = type('T', (), {})
            self.assertFalse(isinstance(T(), A))
            if i % 3 == 0:
                A.register(T)
            self.assertEqual(isinstance(T(), A), i % 3 == 0)
            del T
            if i % 100 == 0:
                gc.collect()


if __name__ == '__main__':
    unittest.main()
