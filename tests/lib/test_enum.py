"""enum: flags."""
import enum
import unittest


class Permission(enum.Flag):
    R = 4
    W = 2
    X = 1


class FlagTest(unittest.TestCase):
    def test_inversion_is_the_same_each_time(self):
        both = Permission.W | Permission.X
        for _ in range(3):
            self.assertIs(~Permission.R, both)
            self.assertIs(~both, Permission.R)
            self.assertIs(~~both, both)
        self.assertEqual(~Permission(0), Permission.R | Permission.W | Permission.X)
        self.assertEqual(list(Permission), [Permission.R, Permission.W, Permission.X])


if __name__ == '__main__':
    unittest.main()
