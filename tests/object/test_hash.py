"""hash(): known values for a seed, keyed hashes of dates."""
import os
import subprocess
import sys
import unittest


def hash_of(expression, seed):
    environ = dict(os.environ, PYTHONHASHSEED=str(seed))
    return int(subprocess.check_output([sys.executable, '-c', 'import datetime; print(hash(%s))' % expression], env=environ))


class SeedTest(unittest.TestCase):
    def test_known_values(self):
        self.assertEqual(hash_of("'abc'", 0), 4596069200710135518)
        self.assertEqual(hash_of("b'abc'", 42), -4501618152524544106)
        self.assertEqual(hash_of("memoryview(b'abcdefghijk')", 42), 4436719588892876975)
        self.assertEqual(hash_of(ascii('äú∑ℇ'), 0), 5749986484189612790)

    def test_dates_depend_on_the_seed(self):
        for text in 'datetime.date(1066, 10, 14)', 'datetime.datetime(1, 2, 3, 4)', 'datetime.time(0)':
            self.assertNotEqual(hash_of(text, 1), hash_of(text, 2))
            self.assertEqual(hash_of(text, 1), hash_of(text, 1))

    def test_equal_instants_hash_alike(self):
        import datetime
        utc = datetime.timezone.utc
        one = datetime.timezone(datetime.timedelta(hours=1))
        self.assertEqual(hash(datetime.datetime(2000, 1, 1, 12, tzinfo=utc)), hash(datetime.datetime(2000, 1, 1, 13, tzinfo=one)))

    def test_empty_is_zero(self):
        self.assertEqual([hash(''), hash(b''), hash(memoryview(b''))], [0, 0, 0])


if __name__ == '__main__':
    unittest.main()
