"""Weak references and proxies."""
import gc
import unittest
import weakref


class C:
    def __init__(self, value=0):
        self.value = value

    def __len__(self):
        return 7

    def __add__(self, other):
        return ("add", other)

    def __radd__(self, other):
        return ("radd", other)

    def __iadd__(self, other):
        return ("iadd", other)


class Callable(C):
    def __call__(self, *args, **kwargs):
        return args, kwargs


class RefTest(unittest.TestCase):
    def test_referent_dies_at_once(self):
        c = C()
        r = weakref.ref(c)
        self.assertIs(r(), c)
        del c
        self.assertIsNone(r())

    def test_without_callback_shared(self):
        c = C()
        shared = weakref.ref(c)
        self.assertIs(shared, weakref.ref(c, None))
        self.assertIsNot(shared, weakref.ref(c, len))
        self.assertEqual(weakref.getweakrefcount(c), 1)

    def test_callbacks_newest_first_after_all_are_dead(self):
        log = []
        c = C()
        refs = []
        for i in range(3):
            refs.append(weakref.ref(c, lambda r, i=i: log.append((i, [x() for x in refs]))))
        del c
        self.assertEqual(log, [(i, [None] * 3) for i in (2, 1, 0)])

    def test_no_callback_of_dead_reference(self):
        log = []
        c = C()
        r = weakref.ref(c, log.append)
        del r, c
        self.assertEqual(log, [])

    def test_callback_attribute(self):
        c = C()
        r = weakref.ref(c, repr)
        self.assertIs(r.__callback__, repr)

    def test_not_for_ints(self):
        with self.assertRaisesRegex(TypeError, "cannot create weak reference to 'int' object"):
            weakref.ref(1)

    def test_equality_and_hash(self):
        class V(C):
            def __eq__(self, other):
                return self.value == other.value

            def __hash__(self):
                return hash(self.value)
        a, b = V(1), V(1)
        r, s = weakref.ref(a), weakref.ref(b)
        self.assertEqual(r, s)
        self.assertEqual(hash(r), hash(1))
        del a
        self.assertNotEqual(r, s)
        self.assertEqual(hash(r), hash(1))
        del b
        self.assertRaises(TypeError, hash, s)

    def test_repr(self):
        c = C()
        r = weakref.ref(c)
        self.assertRegex(repr(r), "<weakref at 0x[0-9a-f]+; to '.*C' at 0x[0-9a-f]+>")
        del c
        self.assertRegex(repr(r), "<weakref at 0x[0-9a-f]+; dead>")

    def test_subclass_with_more_arguments(self):
        class R(weakref.ref):
            def __new__(cls, o, callback=None, key=None):
                return super().__new__(cls, o, callback)

            def __init__(self, o, callback=None, key=None):
                super().__init__(o, callback)
                self.key = key
        c = C()
        r = R(c, None, "k")
        self.assertEqual((r.key, r()), ("k", c))
        self.assertIsNot(R(c), R(c))

    def test_reference_in_cycle(self):
        log = []
        c = C()
        c.me = c
        r = weakref.ref(c, log.append)
        del c
        gc.collect()
        self.assertEqual((log, r()), ([r], None))

    def test_collected_reference_is_silent(self):
        log = []
        c = C()
        c.me = c
        c.ref = weakref.ref(c, log.append)
        del c
        gc.collect()
        self.assertEqual(log, [])

    def test_many(self):
        objects = [C(i) for i in range(5000)]
        refs = [weakref.ref(o) for o in objects]
        del objects[::2]
        alive = [r() for r in refs]
        self.assertEqual([o.value for o in alive if o is not None], list(range(1, 5000, 2)))

    def test_classes_and_functions(self):
        class D:
            pass
        for o in D, len, (lambda: 0), set(), frozenset([1]), unittest:
            self.assertIs(weakref.ref(o)(), o)


class ProxyTest(unittest.TestCase):
    def test_forwards(self):
        c = C(3)
        p = weakref.proxy(c)
        self.assertEqual((p.value, len(p), p + 1, 1 + p), (3, 7, ("add", 1), ("radd", 1)))
        p.value = 4
        self.assertEqual(c.value, 4)
        q = p
        q += 1
        self.assertEqual(q, ("iadd", 1))
        self.assertIs(p.__class__, C)

    def test_shared(self):
        c = C()
        self.assertIs(weakref.proxy(c), weakref.proxy(c))

    def test_dead(self):
        c = C()
        p = weakref.proxy(c)
        del c
        with self.assertRaisesRegex(ReferenceError, "weakly-referenced object no longer exists"):
            p.value

    def test_callable(self):
        c = Callable()
        p = weakref.proxy(c)
        self.assertIs(type(p), weakref.CallableProxyType)
        self.assertEqual(p(1, a=2), ((1,), {"a": 2}))
        self.assertIs(type(weakref.proxy(C)), weakref.CallableProxyType)

    def test_not_hashable(self):
        c = C()
        self.assertRaises(TypeError, hash, weakref.proxy(c))

    def test_comparison(self):
        s = frozenset([1])
        self.assertTrue(weakref.proxy(s) == s)
        self.assertTrue(weakref.proxy(s) <= {1, 2})

    def test_reference_that_alone_holds_its_referent(self):
        class Ref(weakref.ref):
            pass
        called = []
        c = C()
        r = Ref(c, called.append)
        r.c = c
        del c, r
        self.assertEqual(called, [])


if __name__ == "__main__":
    unittest.main()
