"""datetime in C (_datetime) and in Python (_pydatetime): the same cases for both."""
import copy
import os
import pickle
import subprocess
import sys
import unittest

import _pydatetime
import datetime as c_datetime


class Zone:
    """A time zone of one change a year, made for a module."""

    def __new__(cls, module):
        class Summer(module.tzinfo):
            def utcoffset(self, dt):
                return module.timedelta(hours=1) + self.dst(dt)

            def dst(self, dt):
                naive = dt.replace(tzinfo=None)
                begin, end = module.datetime(dt.year, 3, 31, 2), module.datetime(dt.year, 10, 27, 2)
                return module.timedelta(hours=1 if begin <= naive < end else 0)

            def tzname(self, dt):
                return 'S%' if self.dst(dt) else 'W'
        return Summer()


class Cases:
    def test_arithmetic_of_dates(self):
        m = self.module
        self.assertEqual(m.date(2024, 2, 28) + m.timedelta(2), m.date(2024, 3, 1))
        self.assertEqual(m.date(2000, 3, 1) - m.date(1900, 3, 1), m.timedelta(36525))
        self.assertRaises(OverflowError, lambda: m.date.max + m.timedelta(1))
        for ordinal in list(range(1, 1500)) + list(range(730000, 731500)) + [3652059]:
            self.assertEqual(m.date.fromordinal(ordinal).toordinal(), ordinal)

    def test_rounding_of_durations(self):
        m = self.module
        self.assertEqual(m.timedelta(microseconds=0.5), m.timedelta(0))
        self.assertEqual(m.timedelta(microseconds=1.5), m.timedelta(0, 0, 2))
        self.assertEqual(m.timedelta(microseconds=1) * 2.5, m.timedelta(microseconds=2))
        self.assertEqual(m.timedelta(days=-1, microseconds=1) // m.timedelta(hours=1), -24)
        self.assertEqual(repr(m.timedelta(1, 0, 5)), 'datetime.timedelta(1, 0, 5)')
        self.assertEqual(str(m.timedelta(-1, 3, 5)), '-1 day, 0:00:03.000005')
        self.assertRaises(OverflowError, m.timedelta, 1e9)
        self.assertRaises(TypeError, m.timedelta, '1')

    def test_text(self):
        m = self.module
        d = m.datetime(2021, 12, 31, 23, 5, 9, 1200, m.timezone(-m.timedelta(hours=3, minutes=30)))
        self.assertEqual(d.isoformat(), '2021-12-31T23:05:09.001200-03:30')
        self.assertEqual(d.isoformat(' ', 'milliseconds'), '2021-12-31 23:05:09.001-03:30')
        self.assertEqual(d.strftime('%d.%m.%y %f %z %Z %%'), '31.12.21 001200 -0330 UTC-03:30 %')
        self.assertEqual(format(d, '%H'), '23')
        self.assertEqual(repr(d), 'datetime.datetime(2021, 12, 31, 23, 5, 9, 1200, '
                                  'tzinfo=datetime.timezone(datetime.timedelta(-1, 73800)))')
        self.assertEqual(d.ctime(), 'Fri Dec 31 23:05:09 2021')
        self.assertEqual(tuple(d.isocalendar()), (2021, 52, 5))
        self.assertEqual(str(m.time(1, 2, fold=1)), '01:02:00')

    def test_reading(self):
        m = self.module
        read = m.datetime.fromisoformat
        self.assertEqual(read('2011-11-04 00:05:23.283+00:00'),
                         m.datetime(2011, 11, 4, 0, 5, 23, 283000, m.timezone.utc))
        self.assertEqual(read('20111104T000523'), m.datetime(2011, 11, 4, 0, 5, 23))
        self.assertEqual(read('2011-W01-2T00:05'), m.datetime(2011, 1, 4, 0, 5))
        self.assertEqual(read('2011W013T00'), m.datetime(2011, 1, 5, 0))
        self.assertEqual(m.date.fromisoformat('2020W537'), m.date(2021, 1, 3))
        self.assertEqual(m.time.fromisoformat('T04:23:01,000384'), m.time(4, 23, 1, 384))
        for bad in '', '2011', '2011-13-01', '2011-11-04T', '2011-11-04T1', '2011-11-04T00:05:23.', '2011-1-1':
            self.assertRaisesRegex(ValueError, 'Invalid isoformat string|month must be', read, bad)
        self.assertEqual(m.datetime.strptime('31 Jan 12 01:30', '%d %b %y %H:%M'), m.datetime(2012, 1, 31, 1, 30))

    def test_zones(self):
        m = self.module
        zone = Zone(m)
        summer, winter = m.datetime(2020, 7, 1, 12, tzinfo=zone), m.datetime(2020, 1, 1, 12, tzinfo=zone)
        self.assertEqual(summer.strftime('%Z'), 'S%')
        self.assertEqual(summer.astimezone(m.timezone.utc).hour, 10)
        self.assertEqual(m.datetime(2020, 1, 1, 11, tzinfo=m.timezone.utc).astimezone(zone), winter)
        self.assertEqual(winter, m.datetime(2020, 1, 1, 11, tzinfo=m.timezone.utc))
        self.assertEqual(hash(winter), hash(m.datetime(2020, 1, 1, 11, tzinfo=m.timezone.utc)))
        self.assertNotEqual(winter, winter.replace(tzinfo=None))
        self.assertRaises(TypeError, lambda: winter < winter.replace(tzinfo=None))
        self.assertRaises(TypeError, lambda: winter < winter.date())
        self.assertNotEqual(winter, winter.date())
        self.assertIs(m.timezone(m.timedelta(0)), m.timezone.utc)
        self.assertRaises(ValueError, m.timezone, m.timedelta(1))

    def test_copies(self):
        m = self.module
        for v in (m.date(2020, 2, 29), m.time(23, 59, fold=1), m.datetime(1, 1, 1, tzinfo=m.timezone.utc),
                  m.timedelta(-3, 7), m.timezone(m.timedelta(hours=1), 'X')):
            self.assertEqual(copy.deepcopy(v), v)
        saved = sys.modules['datetime']
        sys.modules['datetime'] = m
        try:
            for v in m.date(2020, 2, 29), m.datetime(2020, 2, 29, 1, 2, 3, 4), m.time(1, 2, 3), m.timedelta(1, 2, 3):
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
                    self.assertEqual(pickle.loads(pickle.dumps(v, protocol)), v)
        finally:
            sys.modules['datetime'] = saved

    def test_arguments(self):
        m = self.module
        self.assertRaisesRegex(ValueError, 'day is out of range for month', m.date, 2021, 2, 29)
        self.assertRaisesRegex(ValueError, 'hour must be in 0..23', m.time, 24)
        self.assertRaisesRegex(TypeError, 'integer argument expected, got float', m.date, 1.0, 1, 1)
        self.assertRaises(TypeError, m.datetime, 2021, 1)
        self.assertRaises(TypeError, m.datetime, 2021, 1, 1, tzinfo=3)


class InC(Cases, unittest.TestCase):
    module = c_datetime


class InPython(Cases, unittest.TestCase):
    module = _pydatetime

    def test_local_time_is_that_of_the_c_implementation(self):
        for seconds in 0, 1, 1e9 + 0.25, 1.7e9 + 0.5, 1603587600, -3e9, 253402300799 - 10 ** 6:
            c, p = c_datetime.datetime.fromtimestamp(seconds), _pydatetime.datetime.fromtimestamp(seconds)
            self.assertEqual((repr(c), c.timestamp(), repr(c.astimezone())), (repr(p), p.timestamp(), repr(p.astimezone())))


class Modules(unittest.TestCase):
    def test_python_is_taken_where_there_is_no_c(self):
        code = ("import sys; sys.modules['_datetime'] = None; import datetime; "
                "print(datetime.date(2020, 1, 2), datetime.datetime.__module__, type(datetime.date.today).__name__)")
        out = subprocess.check_output([sys.executable, '-c', code]).decode()
        self.assertEqual(out, '2020-01-02 datetime method\n')

    def test_constants_stay_when_the_module_is_imported_afresh(self):
        code = ("import sys, datetime\n"
                "def read(): return datetime.datetime.resolution, datetime.date.min\n"
                "before = [read() for i in range(99)][-1]\n"
                "del sys.modules['_datetime'], sys.modules['datetime']\n"
                "import datetime as fresh\n"
                "junk = [fresh.timedelta(i) for i in range(999)]\n"
                "print(before == read(), fresh.timezone.utc is datetime.timezone.utc)")
        self.assertEqual(subprocess.check_output([sys.executable, '-c', code]), b'True True\n')

    def test_folds_of_a_zone(self):
        code = ("import sys, time; time.tzset()\nimport datetime as c, _pydatetime as p\n"
                "for m in c, p:\n"
                "    early, late = m.datetime(2014, 11, 2, 1, 30), m.datetime(2014, 11, 2, 1, 30, fold=1)\n"
                "    print(late.timestamp() - early.timestamp(), early.astimezone().tzname(), late.astimezone().tzname(),\n"
                "          m.datetime.fromtimestamp(late.timestamp()).fold, m.datetime(2014, 3, 9, 2, 30).timestamp())")
        out = subprocess.check_output([sys.executable, '-c', code], env=dict(os.environ, TZ='EST5EDT,M3.2.0,M11.1.0')).decode()
        self.assertEqual(out.splitlines(), ['3600.0 EDT EST 1 1394350200.0'] * 2)


if __name__ == '__main__':
    unittest.main()
