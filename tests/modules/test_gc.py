"""gc: cycles, finalizers, resurrection, weak references to garbage."""
import gc
import subprocess
import sys
import unittest
import weakref


class Node:
    pass


class GcTest(unittest.TestCase):
    def setUp(self):
        gc.collect()

    def test_cycles_of_every_container(self):
        node = Node()
        node.me = node
        d = {}
        d[1] = d
        items = []
        items.append((items,))
        del node, d, items
        self.assertGreaterEqual(gc.collect(), 3)
        self.assertEqual(gc.collect(), 0)

    def test_reachable_cycle_is_kept(self):
        a, b = [], []
        a.append(b)
        b.append(a)
        gc.collect()
        self.assertIs(a[0][0], a)

    def test_class_in_cycle_with_itself(self):
        class C:
            pass
        ref = weakref.ref(C)
        del C
        gc.collect()
        self.assertIsNone(ref())

    def test_finalizer_runs_once_and_may_resurrect(self):
        saved = []

        class Finalized(Node):
            calls = 0

            def __del__(self):
                Finalized.calls += 1
                saved.append(self)
        node = Finalized()
        node.me = node
        node.payload = [1, 2]
        del node
        gc.collect()
        self.assertEqual(Finalized.calls, 1)
        self.assertEqual(saved[0].payload, [1, 2])
        saved.clear()
        gc.collect()
        self.assertEqual(Finalized.calls, 1)

    def test_weakref_callback_of_garbage(self):
        called = []
        node = Node()
        node.me = node
        ref = weakref.ref(node, called.append)
        inner = Node()
        inner.me = inner
        inner.ref = weakref.ref(inner, called.append)   # garbage itself: not called
        del node, inner
        gc.collect()
        self.assertIsNone(ref())
        self.assertEqual(called, [ref])

    def test_generations(self):
        gc.collect()
        x = []
        gc.collect(0)
        self.assertEqual(gc.get_count()[1:], (1, 0))
        gc.collect(1)
        self.assertEqual(gc.get_count()[1:], (0, 1))
        self.assertRaises(ValueError, gc.collect, 3)

    def test_automatic_collection(self):
        class C(Node):
            pass
        refs = []
        for i in range(20000):
            node = C()
            node.me = node
            refs.append(weakref.ref(node))
        self.assertLess(sum(r() is not None for r in refs), 15000)

    def test_referrers_and_referents(self):
        target = Node()
        holder = [target]
        self.assertTrue(any(r is holder for r in gc.get_referrers(target)))
        self.assertEqual(gc.get_referents([1, 'a', 2.5]).count('a'), 1)
        self.assertTrue(gc.is_tracked(holder) and not gc.is_tracked('a'))

    def test_tuples_of_what_makes_no_cycles_are_untracked(self):
        rows = [(n, str(n), None, 2.5) for n in range(3)]
        nested = tuple(list(rows[:1]) + [2 ** 100])
        other = ([], 1)
        self.assertTrue(gc.is_tracked((len(rows),)))
        gc.collect()
        gc.collect()
        self.assertFalse(any(map(gc.is_tracked, rows)) or gc.is_tracked(nested))
        self.assertTrue(gc.is_tracked(other))
        unfinished = tuple(gc.collect() for n in range(20))
        self.assertEqual(len(unfinished), 20)

    def test_untracked_tuple_that_an_iterator_uses_again(self):
        node = Node()
        pairs = zip([1, node], [2, 3])
        next(pairs)
        gc.collect()
        node.pairs = pairs
        node.last = next(pairs)
        ref = weakref.ref(node)
        del node, pairs
        gc.collect()
        self.assertIsNone(ref())

    def test_callbacks(self):
        phases = []
        callback = lambda phase, info: phases.append((phase, info['generation']))
        gc.callbacks.append(callback)
        try:
            gc.collect(1)
        finally:
            gc.callbacks.remove(callback)
        self.assertEqual(phases, [('start', 1), ('stop', 1)])

    def test_saveall(self):
        gc.set_debug(gc.DEBUG_SAVEALL)
        try:
            node = Node()
            node.me = node
            del node
            gc.collect()
            self.assertTrue(any(isinstance(x, Node) for x in gc.garbage))
        finally:
            gc.set_debug(0)
            gc.garbage.clear()
            gc.collect()

    def test_long_chain(self):
        head = None
        for i in range(200000):
            head = [head]
        del head
        head = tail = []
        for i in range(100000):
            head = [head]
        tail.append(head)
        del head, tail
        self.assertEqual(gc.collect(), 100001)

    def test_referents_that_are_no_heap_objects(self):
        self.assertEqual(sorted(gc.get_referents([1, 2.5], {3: 4})), [1, 2.5, 3, 4])

    def test_instances_without_room_are_not_tracked(self):
        class Bare:
            __slots__ = ()
        class Roomy(Bare):
            pass
        class Slotted(Bare):
            __slots__ = 'a'
        self.assertFalse(gc.is_tracked(Bare()))
        self.assertTrue(gc.is_tracked(Roomy()))
        self.assertTrue(gc.is_tracked(Slotted()))
        with self.assertRaises(TypeError):
            Bare().__class__ = Roomy

    def test_attributes_count_as_a_dictionary(self):
        a, b = Node(), Node()
        a.other, b.other = b, a
        del a, b
        self.assertEqual(gc.collect(), 4)

    def test_garbage_is_reported_at_the_end(self):
        code = 'import gc; gc.garbage.append([1])%s'
        def run(code):
            return subprocess.Popen([sys.executable, '-Wd', '-c', code], stderr=subprocess.PIPE).communicate()[1].decode()
        self.assertIn('gc: 1 uncollectable objects at shutdown; use gc.set_debug(gc.DEBUG_UNCOLLECTABLE) to list them', run(code % ''))
        self.assertIn('[[1]]', run(code % '; gc.set_debug(gc.DEBUG_UNCOLLECTABLE)'))


if __name__ == '__main__':
    unittest.main()
