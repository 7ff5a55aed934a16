"""float.__getformat__ and float.__setformat__."""

import struct
import unittest


class SetFormat(unittest.TestCase):
    def setUp(self):
        self.native = float.__getformat__('double')

    def tearDown(self):
        float.__setformat__('double', self.native)

    def test_unknown_format_refuses_special_values(self):
        data = struct.pack('<d', float('inf'))
        float.__setformat__('double', 'unknown')
        self.assertEqual(float.__getformat__('double'), 'unknown')
        self.assertRaises(ValueError, struct.unpack, '<d', data)
        self.assertEqual(struct.unpack('<d', struct.pack('<d', 1.5)), (1.5,))

    def test_only_unknown_or_the_machines_own(self):
        self.assertTrue(self.native.startswith('IEEE, '))
        other = 'IEEE, big-endian' if 'little' in self.native else 'IEEE, little-endian'
        self.assertRaises(ValueError, float.__setformat__, 'double', other)
        self.assertRaises(ValueError, float.__setformat__, 'double', 'x')
        self.assertRaises(ValueError, float.__setformat__, 'x', 'unknown')


if __name__ == '__main__':
    unittest.main()
