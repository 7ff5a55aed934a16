import array
import gc
import sys
import unittest
import weakref

import extension

c = extension.load("views")
NULL = ...
SIMPLE, WRITABLE, FORMAT, ND, STRIDES, FULL_RO, READ, WRITE = 0, 1, 4, 8, 0x18, 0x11c, 0x100, 0x200


class Case(unittest.TestCase):
    def raises(self, error, message, function, *args):
        with self.assertRaises(error) as caught:
            function(*args)
        if message is not None:
            self.assertEqual(str(caught.exception), message)


class BufferTest(Case):
    def test_check(self):
        for check in (c.PyObject_CheckBuffer, c.PyObject_CheckReadBuffer):
            self.assertEqual([check(x) for x in (b"", bytearray(), memoryview(b"x"), array.array("i"), "", 5, 2.5, None, NULL)],
                             [1, 1, 1, 1, 0, 0, 0, 0, 0])
        self.assertEqual(c.PyObject_CheckReadBuffer(memoryview(b"abcd")[::2]), 0)

    def test_get(self):
        self.assertEqual(c.get_buffer(b"abc", SIMPLE), (3, 1, 1, 1, 0, 0, 0, 1))
        self.assertEqual(c.get_buffer(bytearray(5), WRITABLE | STRIDES), (5, 1, 0, 1, 0, 1, 1, 1))
        self.assertEqual(c.get_buffer(array.array("i", [1, 2]), FULL_RO), (8, 4, 0, 1, 1, 1, 1, 1))
        self.raises(BufferError, "Object is not writable.", c.get_buffer, b"abc", WRITABLE)
        self.raises(TypeError, "a bytes-like object is required, not 'int'", c.get_buffer, 5, SIMPLE)
        self.raises(BufferError, None, c.get_buffer, memoryview(b"abcd")[::2], SIMPLE)

    def test_exporter_is_released(self):
        b = bytearray(b"abc")
        c.get_buffer(b, SIMPLE)
        b.append(1)
        self.assertEqual(b, b"abc\1")

    def test_layout(self):
        rows = memoryview(bytes(range(6))).cast("B", (2, 3))
        self.assertEqual([c.orders(x) for x in (b"abc", rows, memoryview(b"abcd")[::2], b"")], [7, 5, 0, 7])
        self.assertEqual([c.byte_at(rows, i, j) for i in range(2) for j in range(3)], list(range(6)))
        self.assertEqual([c.contiguous_strides(i) for i in (0, 1)], [(96, 32, 8), (8, 16, 48)])

    def test_copying(self):
        rows = memoryview(bytes(range(6))).cast("B", (2, 3))
        self.assertEqual([c.flat(rows, order, 0) for order in (0, 1, 2)], [[0, 1, 2, 3, 4, 5], [0, 3, 1, 4, 2, 5], [0, 1, 2, 3, 4, 5]])
        self.assertEqual(c.flat(memoryview(b"abcdef")[::-2], 0, 0), list(b"fdb"))
        self.raises(ValueError, "PyBuffer_ToContiguous: len != view->len", c.flat, b"abc", 0, 1)
        b = bytearray(6)
        self.assertEqual((c.fill(memoryview(b).cast("B", (2, 3)), 1, 6), list(b)), (0, [100, 102, 104, 101, 103, 105]))
        b = bytearray(6)
        self.assertEqual((c.fill(memoryview(b)[::2], 0, 3), list(b)), (0, [100, 0, 101, 0, 102, 0]))
        b = bytearray(6)
        self.assertEqual((c.fill(memoryview(b)[::-1], 0, 2), list(b)), (0, [0, 0, 0, 0, 101, 100]))

    def test_copy_data(self):
        b = bytearray(4)
        self.assertEqual((c.PyObject_CopyData(b, b"abcd"), b), (0, b"abcd"))
        self.assertEqual((c.PyObject_CopyData(memoryview(b)[::-1], b"1234"), b), (0, b"4321"))
        self.assertEqual((c.PyObject_CopyData(b, b"xy"), b), (0, b"xy21"))
        self.raises(BufferError, "destination is too small to receive data from source", c.PyObject_CopyData, b, b"12345")
        self.raises(TypeError, "both destination and source must be bytes-like objects", c.PyObject_CopyData, b, "1234")
        self.raises(BufferError, "Object is not writable.", c.PyObject_CopyData, b"1234", b)

    def test_fill_info(self):
        self.assertEqual(c.fill_info([], 1, SIMPLE), (16, 1, 0))
        self.raises(BufferError, "Object is not writable.", c.fill_info, [], 1, WRITABLE)

    def test_old_functions(self):
        self.assertEqual(c.old_read(b"abc"), (3, 3, 97))
        b = bytearray(b"abc")
        self.assertEqual((c.old_write(b), b), (3, b"!!!"))
        self.raises(TypeError, "expected a writable bytes-like object", c.old_write, b"abc")
        self.raises(TypeError, None, c.old_read, 5)
        self.raises(SystemError, "null argument to internal routine", c.old_read, NULL)


class MemoryViewTest(Case):
    def test_from_object(self):
        self.assertEqual(c.PyMemoryView_FromObject(b"abc"), b"abc")
        self.raises(TypeError, "memoryview: a bytes-like object is required, not 'int'", c.PyMemoryView_FromObject, 5)

    def test_from_memory(self):
        m = c.PyMemoryView_FromMemory(READ)
        self.assertEqual((bytes(m), m.readonly, m.obj), (b"0123456789", True, None))
        m = c.PyMemoryView_FromMemory(WRITE)
        m[0] = ord("x")
        self.assertEqual(bytes(c.PyMemoryView_FromMemory(READ))[:2], b"x1")
        m[0] = ord("0")

    def test_from_buffer(self):
        m = c.PyMemoryView_FromBuffer()
        self.assertEqual((m.shape, m.strides, m.format, m.readonly, m.obj), ((2, 5), (5, 1), "B", False, None))
        self.assertEqual((m[1, 2], m.tolist()[0]), (ord("7"), list(b"01234")))

    def test_contiguous(self):
        b = bytearray(b"abcdef")
        whole = c.PyMemoryView_GetContiguous(b, WRITE, ord("C"))
        whole[0] = ord("x")
        self.assertEqual(b, b"xbcdef")
        part = memoryview(b)[::2]
        copy = c.PyMemoryView_GetContiguous(part, READ, ord("A"))
        b[0] = 0
        self.assertEqual((bytes(copy), copy.readonly, copy.shape), (b"xce", True, (3,)))
        self.raises(BufferError, "writable contiguous buffer requested for a non-contiguous object.", c.PyMemoryView_GetContiguous, part, WRITE, ord("C"))
        self.raises(BufferError, "underlying buffer is not writable", c.PyMemoryView_GetContiguous, b"abc", WRITE, ord("C"))
        numbers = memoryview(array.array("h", range(6))).cast("B").cast("h", (2, 3))
        turned = c.PyMemoryView_GetContiguous(numbers, READ, ord("F"))
        self.assertEqual((turned.tolist(), turned.strides, turned.format), ([[0, 1, 2], [3, 4, 5]], (2, 4), "h"))
        del numbers
        gc.collect()
        self.assertEqual(turned.format, "h")


class WeakrefTest(Case):
    def test_references(self):
        class Thing:
            def __call__(self):
                return 42
        dead = []
        thing = Thing()
        ref, proxy = c.PyWeakref_NewRef(thing, NULL), c.PyWeakref_NewProxy(thing, dead.append)
        self.assertIs(ref, weakref.ref(thing))
        self.assertIs(c.PyWeakref_NewRef(thing, None), ref)
        self.assertIs(c.PyWeakref_GetObject(ref), thing)
        self.assertIs(c.PyWeakref_GetObject(proxy), thing)
        self.assertEqual(proxy(), 42)
        del thing
        gc.collect()
        self.assertIs(c.PyWeakref_GetObject(ref), None)
        self.assertEqual(len(dead), 1)
        self.assertIs(dead[0], proxy)
        self.assertIs(c.PyWeakref_GetObject(proxy), None)

    def test_wrong_arguments(self):
        self.raises(TypeError, "cannot create weak reference to 'int' object", c.PyWeakref_NewRef, 5, NULL)
        self.raises(TypeError, "cannot create weak reference to 'list' object", c.PyWeakref_NewProxy, [], NULL)
        for wrong in ([], 5, NULL):
            self.raises(SystemError, None, c.PyWeakref_GetObject, wrong)


class CapsuleTest(Case):
    def test_pointers(self):
        capsule = c.new_capsule(NULL)
        self.assertEqual(type(capsule).__name__, "PyCapsule")
        self.assertRegex(repr(capsule), '^<capsule object "views.first" at 0x[0-9a-f]+>$')
        self.assertRegex(repr(c.nameless_capsule()), "^<capsule object NULL at 0x[0-9a-f]+>$")
        self.assertEqual(c.PyCapsule_GetPointer(capsule), 0)
        self.assertEqual(c.change_capsule(capsule), 1)
        for wrong in (capsule, c.nameless_capsule()):
            self.raises(ValueError, "PyCapsule_GetPointer called with incorrect name", c.PyCapsule_GetPointer, wrong)
        for wrong in (5, None, NULL):
            self.raises(ValueError, "PyCapsule_GetPointer called with invalid PyCapsule object", c.PyCapsule_GetPointer, wrong)
        self.raises(ValueError, "PyCapsule_SetName called with invalid PyCapsule object", c.change_capsule, [])
        self.raises(ValueError, "PyCapsule_New called with null pointer", c.capsule_of_nothing)
        self.raises(TypeError, None, type(capsule))

    def test_destructor(self):
        told = []
        capsule = c.new_capsule(told)
        c.change_capsule(capsule)
        self.assertEqual(told, [])
        del capsule
        self.assertEqual(told, ["views.other context 1"])

    def test_import(self):
        module = sys.modules["views"]
        self.raises(AttributeError, None, c.PyCapsule_Import)
        module.first = 5
        self.raises(AttributeError, 'PyCapsule_Import "views.first" is not valid', c.PyCapsule_Import)
        module.first = c.new_capsule(NULL)
        self.assertEqual(c.PyCapsule_Import(), 0)
        c.change_capsule(module.first)
        self.raises(AttributeError, 'PyCapsule_Import "views.first" is not valid', c.PyCapsule_Import)
        del module.first
        self.raises(ImportError, 'PyCapsule_Import could not import module "no_such_module"', c.import_nothing)


class StructTest(Case):
    def test_fields(self):
        made = c.new_struct(1 << 40, 2.5, "hidden", 1 << 70)
        cls = type(made)
        self.assertEqual((cls.__name__, cls.__module__, cls.__doc__, cls.__mro__), ("struct", "views", "Some fields.", (cls, tuple, object)))
        self.assertEqual((made, made.a, made.c, made.d), ((1 << 40, 2.5), 1 << 40, "hidden", 1 << 70))
        self.assertEqual((cls.n_sequence_fields, cls.n_fields, cls.n_unnamed_fields, cls.d.__doc__), (2, 4, 1, "The last."))
        self.assertEqual(repr(made), "views.struct(a=1099511627776, 2.5)")
        self.assertEqual(cls((1, 2)).c, None)
        self.assertIsNot(type(c.new_struct(1, 2, 3, 4)), cls)


if __name__ == "__main__":
    unittest.main()
