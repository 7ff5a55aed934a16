"""Struct sequences, by way of time.struct_time and os.stat_result."""
import os
import time
import unittest


class StructSequenceTest(unittest.TestCase):
    def test_is_tuple_with_names(self):
        t = time.gmtime(0)
        self.assertIsInstance(t, tuple)
        self.assertEqual(len(t), 9)
        self.assertEqual((t.tm_year, t[0]), (1970, 1970))
        self.assertEqual(t[:3], (1970, 1, 1))

    def test_repr(self):
        self.assertEqual(repr(time.gmtime(0)), "time.struct_time(tm_year=1970, tm_mon=1, tm_mday=1, tm_hour=0, tm_min=0, "
                         "tm_sec=0, tm_wday=3, tm_yday=1, tm_isdst=0)")

    def test_constructor(self):
        t = time.struct_time(range(9))
        self.assertEqual(tuple(t), tuple(range(9)))
        self.assertRaises(TypeError, time.struct_time, range(8))
        self.assertRaises(TypeError, time.struct_time, 1)
        self.assertRaises(TypeError, time.struct_time)

    def test_hidden_fields(self):
        t = time.struct_time(tuple(range(9)) + ("UTC",))
        self.assertEqual((len(t), t.tm_zone), (9, "UTC"))
        self.assertEqual(time.struct_time(range(9), {"tm_zone": "X"}).tm_zone, "X")

    def test_fields_are_read_only(self):
        with self.assertRaises(AttributeError):
            time.gmtime(0).tm_year = 1

    def test_counts(self):
        self.assertEqual((time.struct_time.n_sequence_fields, time.struct_time.n_unnamed_fields), (9, 0))
        self.assertEqual(os.stat_result.n_unnamed_fields, 3)

    def test_equal_and_hash_as_tuple(self):
        t = time.gmtime(0)
        self.assertEqual(t, tuple(t))
        self.assertEqual(hash(t), hash(tuple(t)))

    def test_reduce(self):
        t = time.gmtime(0)
        cls, args = t.__reduce__()
        self.assertEqual(cls(*args), t)


if __name__ == "__main__":
    unittest.main()
