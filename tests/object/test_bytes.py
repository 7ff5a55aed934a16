"""bytes, bytearray, memoryview: what programs rely on, and what must not crash."""
import unittest


class ByteArrays(unittest.TestCase):
    def test_an_iterator_may_look_at_the_array_it_fills(self):
        b = bytearray(b'old')

        def items():
            for i in range(5):
                yield i
                self.assertEqual(list(b), list(range(i + 1)))
        b.__init__(items())
        self.assertEqual(b, b'\0\1\2\3\4')

    def test_an_iterator_may_change_the_array_it_fills(self):
        b = bytearray()

        def items():
            for i in range(100):
                if i % 10 == 9:
                    b.clear()
                    b.extend(b'ab')
                yield i
        b.__init__(items())
        self.assertEqual(b, b'ab' + bytes([99]))
        self.assertRaises(ValueError, bytearray, iter([1, 256]))

    def test_deleting_at_the_front(self):
        b = bytearray(b'0123456789')
        while len(b) > 2:
            del b[:2]
        self.assertEqual(b, b'89')
        b += b'x' * 100
        self.assertEqual(len(b), 102)

    def test_extended_slices(self):
        b = bytearray(b'0123456789')
        del b[::-3]
        self.assertEqual(b, b'124578')
        b[::2] = b'abc'
        self.assertEqual(b, b'a2b5c8')
        with self.assertRaisesRegex(ValueError, 'attempt to assign bytes of size 1 to extended slice of size 3'):
            b[::2] = b'a'

    def test_export_forbids_resizing(self):
        b = bytearray(b'abc')
        with memoryview(b) as m:
            m[0] = 120
            with self.assertRaises(BufferError):
                b.append(1)
        b.append(100)
        self.assertEqual(b, b'xbcd')

    def test_assigning_itself(self):
        b = bytearray(b'abc')
        b[1:1] = b
        self.assertEqual(b, b'aabcbc')

    def test_index_that_shrinks_the_array(self):
        class Evil:
            def __index__(self):
                b.clear()
                return 5
        b = bytearray(10)
        with self.assertRaises(IndexError):
            b[Evil()]

    def test_repr_escapes_both_quotes(self):
        self.assertEqual(repr(bytearray(b"'")), 'bytearray(b"\\\'")')


class MemoryViews(unittest.TestCase):
    def test_cast_to_two_dimensions(self):
        m = memoryview(bytes(range(6))).cast('B', [2, 3])
        self.assertEqual(m.tolist(), [[0, 1, 2], [3, 4, 5]])
        self.assertEqual((m[1, 2], m.shape, m.strides), (5, (2, 3), (3, 1)))

    def test_reversed_slice_shares_memory(self):
        b = bytearray(b'abcd')
        memoryview(b)[::-2][:] = b'XY'
        self.assertEqual(b, b'aYcX')

    def test_released(self):
        m = memoryview(b'abc')
        m.release()
        with self.assertRaisesRegex(ValueError, 'released memoryview'):
            m[0]
        self.assertTrue(repr(m).startswith('<released memory at '))

class QuickPathTest(unittest.TestCase):
    def test_from_ints(self):
        self.assertEqual(bytes([0, 255, 65]), b'\0\xffA')
        self.assertEqual(bytes((1, True)), b'\1\1')
        self.assertRaises(ValueError, bytes, [1, 256])
        self.assertRaises(ValueError, bytes, (-1,))
        self.assertRaises(TypeError, bytes, [1, 'a'])

    def test_concat_and_affixes(self):
        a = b'abc'
        self.assertIs(a + b'', a)
        self.assertEqual(a + bytearray(b'd'), b'abcd')
        self.assertTrue(a.startswith((b'x', b'ab')))
        self.assertFalse(a.endswith(b'bc', 0, 2))
        self.assertTrue(a.endswith(memoryview(b'bc')))

    def test_case_and_translate(self):
        self.assertEqual(b'aZ\xc9[`{@'.lower(), b'az\xc9[`{@')
        self.assertEqual(b'aZ\xe9[`{@'.upper(), b'AZ\xe9[`{@')
        self.assertEqual(b'hello'.translate(None, b'l'), b'heo')
        self.assertEqual(b'hello'.translate(bytes.maketrans(b'l', b'L'), b'o'), b'heLL')

    def test_memoryview_slice_takes_bytes(self):
        target = bytearray(b'0123456789')
        view = memoryview(target)
        view[2:5] = b'abc'
        view[-2:] = b'yz'
        self.assertEqual(target, b'01abc567yz')
        view[::3] = b'ABCD'
        self.assertEqual(target, b'A1aBc5C7yD')
        with self.assertRaisesRegex(ValueError, 'different structures'):
            view[:2] = b'abc'
        with self.assertRaises(IndexError):
            view[10]
        self.assertEqual(list(view[:3]), [65, 49, 97])
        self.assertEqual(memoryview(b'abcdef').cast('B', (2, 3)).tolist(), [[97, 98, 99], [100, 101, 102]])


if __name__ == '__main__':
    unittest.main()
