"""Classes: method resolution order, __class__ and __dict__ assignment, descriptors of built-in types, pickling support."""

import copyreg
import unittest


class MroReentry(unittest.TestCase):
    """mro() of a metaclass is Python code: it can look at the class being made and assign __bases__ of any class."""

    def test_class_without_mro_shows_none_and_finds_no_attribute(self):
        seen = []

        class Meta(type):
            def mro(cls):
                if cls.__mro__ is None:
                    seen.append((hasattr(cls, 'missing'), hasattr(super(cls, cls), 'missing')))
                return type.mro(cls)

        class C(metaclass=Meta):
            pass
        self.assertEqual(seen, [(False, False)])

    def test_extending_an_incomplete_class(self):
        messages = []

        class Meta(type):
            def mro(cls):
                if cls.__mro__ is None and cls.__name__ != 'Sub':
                    try:
                        class Sub(cls):
                            pass
                    except TypeError as e:
                        messages.append(str(e))
                return type.mro(cls)

        class C(metaclass=Meta):
            pass
        self.assertEqual(messages, ["Cannot extend an incomplete type 'C'"])

    def test_cycle_made_while_bases_change(self):
        ready = False

        class Meta(type):
            def mro(cls):
                if ready and cls.__name__ == 'B':
                    C.__bases__ = (B,)
                if ready and cls.__name__ == 'C':
                    B.__bases__ = (C,)
                return type.mro(cls)

        class A(metaclass=Meta):
            pass

        class B(A):
            pass

        class C(A):
            pass
        ready = True
        with self.assertRaises(TypeError):
            B.__bases__ += ()

    def test_newest_bases_win(self):
        ready = False

        class Meta(type):
            def mro(cls):
                nonlocal ready
                if ready and cls.__name__ == 'C':
                    ready = False
                    C.__bases__ = (B2,)
                return type.mro(cls)

        class A(metaclass=Meta):
            pass

        class B1(A):
            pass

        class B2(A):
            pass

        class C(A):
            pass
        ready = True
        C.__bases__ = (B1,)
        self.assertEqual(C.__bases__, (B2,))
        self.assertEqual(B2.__subclasses__(), [C])
        self.assertEqual(B1.__subclasses__(), [])

    def test_failed_change_leaves_mros_as_they_were(self):
        fail = False

        class Meta(type):
            def mro(cls):
                if fail and cls.__name__ == 'Sub':
                    raise KeyError('no')
                return type.mro(cls)

        class A(metaclass=Meta):
            pass

        class B(metaclass=Meta):
            pass

        class C(A):
            pass

        class Sub(C):
            pass
        before = C.__mro__, Sub.__mro__
        fail = True
        with self.assertRaises(KeyError):
            C.__bases__ = (B,)
        self.assertEqual((C.__mro__, Sub.__mro__, C.__bases__), before + ((A,),))


class Assignment(unittest.TestCase):
    def test_class_with_other_slots_is_refused(self):
        class G:
            __slots__ = ['a', 'b']

        class H:
            __slots__ = ['b', 'a']

        class J:
            __slots__ = ['c', 'b']

        class WeakJ(J):
            __slots__ = ['__weakref__']
        x = G()
        x.a = 1
        x.__class__ = H
        self.assertEqual(x.a, 1)
        for cls in J, WeakJ:
            with self.assertRaises(TypeError):
                x.__class__ = cls
        with self.assertRaises(TypeError):
            J().__class__ = WeakJ

    def test_dict_descriptor_of_a_mixin_does_not_open_a_class(self):
        class Mixin:
            pass

        class Meta(type, Mixin):
            pass
        C = Meta('C', (), {})
        with self.assertRaises(AttributeError):
            Mixin.__dict__['__dict__'].__set__(C, {})
        self.assertIn('__module__', Mixin.__dict__['__dict__'].__get__(C))


class BuiltinDescriptors(unittest.TestCase):
    def test_method_wrappers_compare_by_their_objects(self):
        self.assertEqual([].__add__, [].__add__)
        self.assertNotEqual([].__add__, [5].__add__)
        self.assertRaises(TypeError, hash, [].__add__)
        self.assertEqual(hash((7,).__add__), hash((7,).__add__))

    def test_fields_are_members(self):
        self.assertEqual(type(complex.real).__name__, 'member_descriptor')
        self.assertEqual((1 + 2j).imag, 2.0)

    def test_sequence_keyword(self):
        self.assertEqual(list(sequence=(1, 2)), [1, 2])
        self.assertEqual(tuple(sequence=[1, 2]), (1, 2))

    def test_reversed_looks_the_method_up_once_with_descriptors(self):
        class Refusing:
            def __get__(self, instance, owner):
                raise KeyError('refused')

        class C:
            __reversed__ = Refusing()
        self.assertRaises(KeyError, reversed, C())

    def test_equality_that_cannot_be_bound_counts_as_absent(self):
        class C:
            @property
            def __eq__(self):
                raise AttributeError('no')
        c = C()
        self.assertTrue(c == c)
        self.assertFalse(c == C())

    def test_large_hash_is_not_reduced(self):
        class C:
            def __hash__(self):
                return (1 << 63) - 5
        self.assertEqual(hash(C()), (1 << 63) - 5)


class Reduce(unittest.TestCase):
    def test_who_is_asked(self):
        """Of what reduction asks for, only __getstate__ may come from a class's __getattr__."""
        asked = []

        class Answers:
            def __getattr__(self, name):
                asked.append(name)
                if name == '__getstate__':
                    return lambda: 'state'
                raise AttributeError(name)
        self.assertEqual(Answers().__reduce_ex__(2)[2], 'state')
        self.assertEqual(asked, ['__getstate__'])

        class Endless:
            def __getattr__(self, name):
                return self.missing
        with self.assertRaises(RuntimeError):
            Endless().__reduce_ex__(2)

    def test_no_attributes_give_no_state(self):
        class C:
            pass
        self.assertEqual(C().__reduce_ex__(2), (copyreg.__newobj__, (C,), None, None, None))

    def test_protocol_argument(self):
        class C:
            pass
        self.assertEqual(C().__reduce__(2)[0], copyreg.__newobj__)


class DictInBodyTest(unittest.TestCase):
    def test_dict_defined_in_the_body_counts(self):
        class C:
            @property
            def __dict__(self):
                return {'x': 1}
        c = C()
        c.a = 2
        self.assertEqual((c.__dict__, c.a), ({'x': 1}, 2))


class SlotTest(unittest.TestCase):
    """Special methods work wherever along the MRO they are defined, and when they come and go."""
    def test_inherited_and_own(self):
        class A:
            def __len__(self): return 1
            def __add__(self, other): return 'A'
        class B(A):
            def __add__(self, other): return 'B'
        class C(B): pass
        self.assertEqual((len(C()), C() + 1, B() + 1, A() + 1), (1, 'B', 'B', 'A'))
        del B.__add__
        self.assertEqual((C() + 1, B() + 1), ('A', 'A'))
        A.__len__ = lambda self: 5
        self.assertEqual(len(C()), 5)
        del A.__len__
        self.assertRaises(TypeError, len, C())

    def test_names_made_at_run_time(self):
        C = type('C', (), {''.join(['__le', 'n__']): lambda self: 7})
        self.assertEqual(len(C()), 7)

    def test_built_in_bases(self):
        class L(list):
            def __getitem__(self, i): return ('item', i)
        class M(L): pass
        self.assertEqual((M([1, 2])[1], len(M([1, 2])), M([1]) + [2]), (('item', 1), 2, [1, 2]))
        class I(int):
            def __add__(self, other): return 'add'
        class J(I): pass
        self.assertEqual((J(1) + 1, J(1) - 1, hash(J(1))), ('add', 0, 1))
        class D(dict):
            __hash__ = lambda self: 3
        self.assertEqual(hash(D()), 3)
        self.assertRaises(TypeError, hash, M())

    def test_several_bases(self):
        class A:
            def __repr__(self): return 'A'
        class B:
            def __repr__(self): return 'B'
            def __call__(self): return 'called'
        class C(A, B): pass
        class D(C):
            def __eq__(self, other): return True
        self.assertEqual((repr(D()), D()(), D() == 1), ('A', 'called', True))
        self.assertRaises(TypeError, hash, D())

    def test_new(self):
        class A:
            def __new__(cls, *args): return object.__new__(cls) if cls is not A else 'made'
        class B(A): pass
        class C(B):
            def __init__(self, x): self.x = x
        self.assertEqual((A(), type(B()), C(3).x), ('made', B, 3))
        class T(tuple): pass
        self.assertEqual(T([1, 2]), (1, 2))
        del A.__new__
        self.assertIs(type(A()), A)


class HalfMade(unittest.TestCase):
    """What only C code makes cannot be made by way of object either: nothing would be in it."""

    def test_object_new_makes_no_object_of_c_code(self):
        import re
        match = re.match('a', 'a')
        for made in match, match.re, match.re.scanner('a'), iter([]), (x for x in ()), {}.keys(), {}.items(), len, type.__dict__:
            with self.assertRaisesRegex(TypeError, 'is not safe'):
                object.__new__(type(made))


class SharedSlotTest(unittest.TestCase):
    """Setting and deleting an item are one slot in C, but two methods."""

    def test_one_of_the_two_overridden(self):
        class Deletes(dict):
            def __delitem__(self, key):
                log.append(('del', key))

        class Sets(Deletes):
            def __setitem__(self, key, value):
                log.append(('set', key))
                super().__setitem__(key, value)

        class Neither(Deletes):
            pass

        log = []
        for cls in Deletes, Neither, Sets:
            d = cls()
            d['a'] = 1
            d['a'] += 1
            del d['a'], d['b']
            self.assertEqual(d, {'a': 2})
        self.assertEqual(log, [('del', 'a'), ('del', 'b')] * 2 + [('set', 'a'), ('set', 'a'), ('del', 'a'), ('del', 'b')])

    def test_method_added_and_removed(self):
        class Base(dict):
            def __delitem__(self, key):
                pass

        class Derived(Base):
            pass

        d = Derived()
        d['a'] = 1
        Base.__setitem__ = lambda self, key, value: dict.__setitem__(self, key, -value)
        d['b'] = 1
        del Base.__setitem__
        d['c'] = 1
        del Base.__delitem__
        del d['a']
        d['d'] = 1
        self.assertEqual(d, {'b': -1, 'c': 1, 'd': 1})

    def test_bases_of_two_kinds(self):
        class Deletes:
            def __delitem__(self, key):
                log.append(key)

        class Both(Deletes, list):
            pass

        log = []
        both = Both([1, 2])
        both[0] = 5
        del both[0]
        self.assertEqual((both, log), ([5, 2], [0]))


class EmptySlotsTest(unittest.TestCase):
    def test_each_end_is_told(self):
        class Phoenix:
            __slots__ = ()

            def __del__(self):
                ends.append(id(self))
                risen.append(self)

        ends, risen = [], []
        phoenix = Phoenix()
        for _ in range(3):
            phoenix = None
            phoenix = risen.pop()
        Phoenix.__del__ = lambda self: None
        self.assertEqual(ends, [id(phoenix)] * 3)


if __name__ == '__main__':
    unittest.main()
