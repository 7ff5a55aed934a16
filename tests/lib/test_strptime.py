import time
import unittest
from datetime import datetime, timedelta


class Strptime(unittest.TestCase):
    def test_fields(self):
        t = time.strptime('Wed, 01 Dec 2004 13:02:47', '%a, %d %b %Y %H:%M:%S')
        self.assertEqual(tuple(t), (2004, 12, 1, 13, 2, 47, 2, 336, -1))

    def test_missing_fields_are_worked_out(self):
        self.assertEqual(time.strptime('2004 336', '%Y %j')[:3], (2004, 12, 1))
        self.assertEqual(time.strptime('2015 0 1', '%Y %W %w')[:3], (2014, 12, 29))
        self.assertEqual(time.strptime('2015 1 1', '%G %V %u')[:3], (2014, 12, 29))

    def test_noon_and_midnight(self):
        self.assertEqual(time.strptime('12 PM', '%I %p').tm_hour, 12)
        self.assertEqual(time.strptime('12 AM', '%I %p').tm_hour, 0)

    def test_mismatch(self):
        with self.assertRaisesRegex(ValueError, "time data 'x' does not match format '%Y'"):
            time.strptime('x', '%Y')
        with self.assertRaisesRegex(ValueError, 'unconverted data remains:  12'):
            time.strptime('10 12', '%m')
        with self.assertRaisesRegex(ValueError, "'e' is a bad directive in format '%e'"):
            time.strptime('1', '%e')
        with self.assertRaisesRegex(ValueError, "stray % in format '%'"):
            time.strptime('1', '%')
        for form in '%d %d', '%D %x', '%c %H':
            with self.assertRaisesRegex(ValueError, 'is twice in format' if '%D' not in form else 'bad directive'):
                time.strptime('1 1', form)

    def test_offset(self):
        d = datetime.strptime('2004-12-01 10:11:12.5 +0130', '%Y-%m-%d %H:%M:%S.%f %z')
        self.assertEqual(d.microsecond, 500000)
        self.assertEqual(d.utcoffset(), timedelta(minutes=90))
        self.assertEqual(datetime.strptime('-01:30:10', '%z').utcoffset(), -timedelta(minutes=90, seconds=10))
        self.assertEqual(datetime.strptime('Z', '%z').utcoffset(), timedelta(0))
        with self.assertRaisesRegex(ValueError, 'Inconsistent use of :'):
            datetime.strptime('+01:3010', '%z')


if __name__ == '__main__':
    unittest.main()
