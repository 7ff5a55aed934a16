import gc
import sys
import unittest
import weakref

import extension

types = extension.load("types", "types_")
Point, Point3, Node, Countdown, Stack = types.Point, types.Point3, types.Node, types.Countdown, types.Stack


class PointTest(unittest.TestCase):
    def test_class(self):
        self.assertEqual((Point.__name__, Point.__module__, Point.__qualname__, Point.__doc__), ("Point", "types_", "Point", "A point."))
        self.assertEqual(repr(Point), "<class 'types_.Point'>")
        self.assertEqual(Point.__text_signature__, "(x, y)")
        self.assertIs(type(Point), type)
        self.assertEqual(Point3.__mro__, (Point3, Point, object))

    def test_instances(self):
        p = Point(1, 2.5)
        self.assertEqual((repr(p), p.x, p.y), ("Point(1, 2)", 1.0, 2.5))
        self.assertEqual(p + Point(2, 2), Point(3, 4.5))
        self.assertEqual(p * 2, Point(2, 5))
        self.assertEqual(3 * p, Point(3, 7.5))
        self.assertNotEqual(p, Point())
        self.assertEqual(hash(Point(1, 2)), 33)
        self.assertTrue(p)
        self.assertFalse(Point())
        self.assertRaises(TypeError, lambda: p + 1)
        self.assertRaises(TypeError, lambda: 1 + p)
        self.assertRaises(TypeError, lambda: p < p)
        self.assertRaises(TypeError, Point, "text")

    def test_members(self):
        p = Point(1, 2)
        p.x = 7
        self.assertEqual(p.x, 7.0)
        with self.assertRaises(AttributeError):
            p.y = 1
        p.tag = 12345
        self.assertEqual(p.tag, 12345)
        self.assertRaises(OverflowError, setattr, p, "tag", 1 << 70)
        self.assertRaises(TypeError, delattr, p, "x")
        self.assertRaises(AttributeError, getattr, p, "note")
        for value in (300, 1.25, "text", None):
            p.note = value
            self.assertEqual(p.note, value)
        del p.note
        self.assertRaises(AttributeError, delattr, p, "note")
        self.assertEqual(Point.x.__doc__, "the abscissa")
        self.assertEqual(type(Point.x).__name__, "member_descriptor")
        self.assertRaises(AttributeError, setattr, p, "other", 1)

    def test_getset(self):
        p = Point(3, 4)
        for i in range(300):                    # often enough to be specialised
            self.assertEqual(p.norm, 25.0)
        self.assertEqual(p.norm1, 26.0)
        with self.assertRaisesRegex(ValueError, "cannot set"):
            p.norm = 1
        with self.assertRaisesRegex(ValueError, "cannot delete"):
            del p.norm
        with self.assertRaises(AttributeError):
            p.norm1 = 1
        self.assertEqual(type(Point.norm).__name__, "getset_descriptor")

    def test_methods(self):
        p = Point(1, 2)
        self.assertEqual(p.swapped(), Point(2, 1))
        self.assertEqual(Point.swapped(p), Point(2, 1))
        self.assertRaises(TypeError, Point.swapped, 1)
        self.assertRaises(TypeError, p.swapped, 1)
        self.assertEqual(Point.of(3), Point(3, 3))
        self.assertEqual(p.of(3), Point(3, 3))
        self.assertEqual(Point.static(5), "1 5")
        self.assertEqual(Point.swapped.__text_signature__, "($self)")
        self.assertEqual(repr(Point.swapped), "<method 'swapped' of 'types_.Point' objects>".replace("types_.", ""))
        self.assertEqual(Point.__add__(p, p), Point(2, 4))
        self.assertIs(Point.__add__(p, 1), NotImplemented)
        self.assertEqual(Point.__rmul__(p, 2), Point(2, 4))

    def test_weak_references(self):
        p = Point()
        ref = weakref.ref(p)
        self.assertIs(ref(), p)
        del p
        self.assertIsNone(ref())

    def test_all_die(self):
        before = types.live()
        counts = sys.getrefcount(Point)
        for i in range(100):
            p = Point(i, i)
            q = p + p
            Point3(1, 2)
            p.note = [q]
        del p, q
        self.assertEqual(types.live(), before)
        self.assertEqual(sys.getrefcount(Point), counts)


class InheritanceTest(unittest.TestCase):
    def test_in_c(self):
        p = Point3(1, 2)
        self.assertEqual(repr(p), "Point3<Point(1, 2)>")
        self.assertEqual(Point.__repr__(p), "Point(1, 2)")
        self.assertEqual(super(Point3, p).__repr__(), "Point(1, 2)")
        self.assertEqual(p + p, Point(2, 4))
        self.assertEqual(type(p.of(1)), Point3)
        self.assertEqual(hash(p), 33)

    def test_in_python(self):
        before = types.live()

        class P(Point3):
            def __init__(self, x):
                super().__init__(x, x)
                self.extra = x

            def __add__(self, other):
                return "added " + repr(super().__add__(other))

        p = P(2)
        self.assertEqual((p.extra, p.x), (2, 2.0))
        self.assertEqual(p + p, "added Point(4, 4)")
        self.assertEqual(p * 2, Point(4, 4))
        self.assertEqual(repr(p), "Point3<Point(2, 2)>")
        self.assertEqual(p.__dict__, {"extra": 2})
        P.__repr__ = lambda self: "mine"
        self.assertEqual(repr(p), "mine")
        del P.__repr__
        self.assertEqual(repr(p), "Point3<Point(2, 2)>")
        self.assertEqual(p, Point(2, 2))
        p.extra = p
        del p
        gc.collect()
        self.assertEqual(types.live(), before)

    def test_with_slots_and_mixins(self):
        class Mixin:
            def hello(self):
                return "hello"

        class P(Mixin, Point):
            __slots__ = ("a", "b")

        p = P(1, 2)
        p.a, p.b = "a", 5
        self.assertEqual((p.a, p.b, p.x, p.hello()), ("a", 5, 1.0, "hello"))
        self.assertEqual(p + p, Point(2, 4))

    def test_attributes_of_the_class_can_be_set(self):
        Point.__repr__, old = lambda self: "changed", Point.__repr__
        try:
            self.assertEqual(repr(Point()), "changed")
        finally:
            Point.__repr__ = old
        Point.note2 = 5
        self.assertEqual(repr(Point()), "Point(0, 0)")
        self.assertEqual(Point() + Point(1, 1), Point(1, 1))
        del Point.note2
        before = types.live()
        Point(1, 1)
        self.assertEqual(types.live(), before)

    def test_of_list(self):
        s = Stack([1, 2])
        s.push(1000)
        s.push("x")
        self.assertEqual(s, [1, 2, 1000, "x"])
        self.assertEqual((type(s), len(s), s[2]), (Stack, 4, 1000))

        class S(Stack):
            pass
        s = S("ab")
        s.push(s)
        s.attribute = 1
        self.assertEqual(s[:2], ["a", "b"])


class ContainerTest(unittest.TestCase):
    def test_cycles_are_collected(self):
        gc.collect()
        before = types.live()
        for i in range(50):
            a, b = Node(), Node()
            a.next, b.next = b, [a]
            a.attribute = a
            self.assertIs(a.attribute, a)
            self.assertRaises(AttributeError, getattr, a, "missing")
        self.assertTrue(gc.is_tracked(a))
        self.assertIn(b, gc.get_referents(a))
        del a, b
        gc.collect()
        self.assertEqual(types.live(), before)

    def test_object_field_reads_none(self):
        node = Node()
        self.assertIsNone(node.next)
        node.next = 1 << 40
        self.assertEqual(node.next, 1 << 40)
        del node.next
        self.assertIsNone(node.next)

    def test_subclass_in_python_is_collected(self):
        class N(Node):
            pass
        gc.collect()
        before = types.live()
        n = N()
        n.next = n
        n.more = [n]
        ref = weakref.ref(n)
        del n
        gc.collect()
        self.assertIsNone(ref())
        self.assertEqual(types.live(), before)


class SequenceTest(unittest.TestCase):
    def test_iterator(self):
        self.assertEqual(list(Countdown(0, 0, 0)), [3, 2, 1])
        self.assertRaises(StopIteration, next, Countdown())

    def test_sequence(self):
        c = Countdown(0, 0, 0)
        self.assertEqual((len(c), c[0], c[-1]), (3, 3, 1))
        self.assertRaises(IndexError, lambda: c[3])
        with self.assertRaises(KeyError) as caught:
            c[-1] = 5
        self.assertEqual(caught.exception.args, ("2=5",))
        with self.assertRaises(KeyError) as caught:
            del c[1]
        self.assertEqual(caught.exception.args, ("1=None",))
        self.assertEqual((c(1, 2), c(a=1)), ("(1, 2)", "{'a': 1}"))

    def test_final(self):
        with self.assertRaisesRegex(TypeError, "not an acceptable base type"):
            class C(Countdown):
                pass


if __name__ == "__main__":
    unittest.main()
