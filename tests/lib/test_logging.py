"""Formatting of log records."""
import io
import logging
import unittest


class FormatTest(unittest.TestCase):

    def setUp(self):
        self.stream = io.StringIO()
        self.handler = logging.StreamHandler(self.stream)
        self.log = logging.Logger('test')
        self.log.addHandler(self.handler)

    def logged(self, fmt, *args, **kw):
        self.handler.setFormatter(logging.Formatter(fmt))
        self.stream.truncate(0)
        self.stream.seek(0)
        self.log.warning(*args, **kw)
        return self.stream.getvalue()

    def test_percent_styles(self):
        self.assertEqual(self.logged('%(levelname)-8s|%(name)s|%(message)s', 'x %d', 3), 'WARNING |test|x 3\n')
        self.assertEqual(self.logged('%(levelno)03d%% %(message)s', 'x'), '030% x\n')
        self.assertEqual(self.logged('100%% %(name)s %(message)s', 'x'), '100% test x\n')
        self.assertEqual(self.logged('%(message)s', 'x'), 'x\n')
        self.assertEqual(self.logged('%(message)s %(own)s', 'x', extra={'own': 5}), 'x 5\n')
        self.assertEqual(self.logged('%(message)s %(args)s', 'x %(a)s', {'a': 1}), "x 1 {'a': 1}\n")

    def test_missing_attributes_are_key_errors(self):
        record = logging.makeLogRecord({'message': 'm'})
        for fmt in ('%(message)s %(nothing)s', '%(getMessage)s %(message)s'):
            style = logging.PercentStyle(fmt)
            self.assertRaises(KeyError, style.format, record)

    def test_format_may_change(self):
        record = logging.makeLogRecord({'message': 'm', 'name': 'n'})
        style = logging.PercentStyle('%(message)s %(name)s')
        self.assertEqual(style.format(record), 'm n')
        style._fmt = '%(name)s %(message)s'
        self.assertEqual(style.format(record), 'n m')

    def test_records_of_other_classes(self):
        class Record(logging.LogRecord):
            pass
        record = Record('n', 30, 'p', 1, 'msg', (), None)
        self.assertEqual(logging.PercentStyle('%(name)s %(levelname)s').format(record), 'n WARNING')

    def test_filters_may_replace_the_record(self):
        other = logging.makeLogRecord({'msg': 'other', 'levelno': 40})
        self.log.addFilter(lambda record: other if record.msg == 'a' else record.msg != 'b')
        self.assertEqual(self.logged('%(message)s', 'a'), 'other\n')
        self.assertEqual(self.logged('%(message)s', 'b'), '')
        self.assertEqual(self.logged('%(message)s', 'c'), 'c\n')


if __name__ == '__main__':
    unittest.main()
