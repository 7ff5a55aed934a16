"""Module _abc, and lib/_py_abc.py, which does the same in Python."""
import gc
import unittest
import _abc
import _py_abc


def meta_of(machinery):
    class Meta(type):
        def __new__(mcls, name, bases, namespace, **kwargs):
            cls = super().__new__(mcls, name, bases, namespace, **kwargs)
            machinery._abc_init(cls)
            return cls
        def register(cls, subclass):
            return machinery._abc_register(cls, subclass)
        def __instancecheck__(cls, instance):
            return machinery._abc_instancecheck(cls, instance)
        def __subclasscheck__(cls, subclass):
            return machinery._abc_subclasscheck(cls, subclass)
    return Meta


def abstract(f):
    f.__isabstractmethod__ = True
    return f


class Cases:
    def setUp(self):
        self.Meta = meta_of(self.machinery)

    def test_abstract_methods(self):
        class A(metaclass=self.Meta):
            @abstract
            def f(self): pass
            @property
            @abstract
            def g(self): pass
            def h(self): pass
        class B(A):
            def f(self): pass
        class C(B):
            g = 1
        self.assertEqual(A.__abstractmethods__, frozenset(['f', 'g']))
        self.assertEqual(B.__abstractmethods__, frozenset(['g']))
        self.assertEqual(C.__abstractmethods__, frozenset())
        self.assertRaises(TypeError, A)
        self.assertRaises(TypeError, B)
        C()

    def test_abstractness_that_fails(self):
        class Odd:
            def __bool__(self):
                raise ZeroDivisionError
        class Value:
            __isabstractmethod__ = Odd()
        with self.assertRaises(ZeroDivisionError):
            class A(metaclass=self.Meta):
                x = Value()

    def test_registration(self):
        class A(metaclass=self.Meta): pass
        class B(A): pass
        class V: pass
        class W(V): pass
        self.assertFalse(issubclass(W, A))
        before = self.machinery.get_cache_token()
        self.assertIs(B.register(V), V)
        self.assertNotEqual(self.machinery.get_cache_token(), before)
        self.assertTrue(issubclass(W, A) and issubclass(V, B) and isinstance(W(), A))
        self.assertFalse(isinstance(3, A))
        self.assertFalse(issubclass(A, B))
        self.assertRaisesRegex(TypeError, 'Can only register classes', A.register, 4)
        self.assertRaisesRegex(RuntimeError, 'Refusing to create an inheritance cycle', B.register, A)
        self.assertRaisesRegex(TypeError, r'issubclass\(\) arg 1 must be a class', issubclass, 4, A)
        self.assertIs(B.register(V), V)

    def test_answers_are_kept(self):
        calls = []
        class A(metaclass=self.Meta):
            @classmethod
            def __subclasshook__(cls, other):
                calls.append(other)
                return NotImplemented
        class V: pass
        for i in range(3):
            self.assertFalse(isinstance(V(), A))
            self.assertFalse(issubclass(V, A))
        self.assertEqual(calls, [V])
        A.register(V)
        self.assertTrue(isinstance(V(), A))
        self.assertTrue(isinstance(V(), A))
        self.assertLessEqual(len(calls), 3)

    def test_hooks(self):
        class A(metaclass=self.Meta):
            @classmethod
            def __subclasshook__(cls, other):
                return answer
        for answer in (True, False):
            class V: pass
            self.assertIs(issubclass(V, A), answer)
        answer = 'neither'
        class W: pass
        self.assertRaises(AssertionError, issubclass, W, A)

    def test_a_class_attribute_that_lies(self):
        class A(metaclass=self.Meta): pass
        class B(A): pass
        class Lies:
            @property
            def __class__(self):
                return B
        self.assertTrue(isinstance(Lies(), A))
        class Other:
            __class__ = property(lambda self: int)
        A.register(Other)
        self.assertTrue(isinstance(Other(), A))

    def test_many_short_lived_classes(self):
        class A(metaclass=self.Meta): pass
        for i in range(300):
            class V: pass
            self.assertFalse(issubclass(V, A))
            del V
            if i % 50 == 0:
                gc.collect()
        gc.collect()
        class V(A): pass
        self.assertTrue(issubclass(V, A))
        self.assertLess(len(self.machinery._get_dump(A)[2]), 300)

    def test_registered_classes_are_not_kept(self):
        class A(metaclass=self.Meta): pass
        class V:
            pass
        died = []
        import weakref
        ref = weakref.ref(V, died.append)
        A.register(V)
        self.assertTrue(issubclass(V, A))
        del V
        gc.collect()
        self.assertEqual(died, [ref])

    def test_reset(self):
        class A(metaclass=self.Meta): pass
        class V: pass
        A.register(V)
        self.assertTrue(issubclass(V, A))
        self.machinery._reset_registry(A)
        self.machinery._reset_caches(A)
        self.assertFalse(issubclass(V, A))


class InC(Cases, unittest.TestCase):
    machinery = _abc

    def test_wrong_arguments(self):
        self.assertRaises(TypeError, _abc._abc_init, 3)
        self.assertRaises(TypeError, _abc._abc_register, int, int)
        self.assertRaises(TypeError, _abc._abc_subclasscheck, int, int)
        self.assertRaises(TypeError, _abc._get_dump, 3)


class InPython(Cases, unittest.TestCase):
    machinery = _py_abc


class LostDataTest(unittest.TestCase):
    """A class's data can be taken away while it is in use."""

    def test_while_the_instance_is_asked_for_its_class(self):
        class C(metaclass=meta_of(_abc)):
            pass

        class Taker:
            @property
            def __class__(self):
                if '_abc_impl' in vars(C):
                    del C._abc_impl
                return int
        try:
            isinstance(Taker(), C)
        except TypeError:
            pass

    def test_while_a_subclass_is_registered(self):
        class Meta(meta_of(_abc)):
            def __subclasscheck__(cls, subclass):
                if '_abc_impl' in vars(cls):
                    del cls._abc_impl
                return False

        class C(metaclass=Meta):
            pass
        try:
            C.register(int)
        except TypeError:
            pass

    def test_while_inherited_names_are_listed(self):
        class Base(metaclass=meta_of(_abc)):
            pass

        class Names:
            def __iter__(self):
                if '__abstractmethods__' in vars(Base):
                    del Base.__abstractmethods__
                return iter(['x'])
        Base.__abstractmethods__ = Names()

        class C(Base):
            pass
        self.assertEqual(C.__abstractmethods__, frozenset())


class MetaclassTest(unittest.TestCase):
    def test_abstract_metaclass(self):
        import abc

        class Meta(type, metaclass=abc.ABCMeta):
            @abc.abstractmethod
            def x(self):
                pass
        self.assertEqual(Meta.__abstractmethods__, {'x'})


if __name__ == '__main__':
    unittest.main()
