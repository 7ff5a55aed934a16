import json
import math
import unittest
from collections import OrderedDict
from json import decoder, encoder


class Decoding(unittest.TestCase):
    def test_values(self):
        for text, value in [('1', 1), ('-0', 0), ('-12', -12), ('12345678901234567890123', 12345678901234567890123),
                            ('1.5', 1.5), ('1e3', 1000.0), ('-1.5E-2', -0.015), ('true', True), ('false', False),
                            ('null', None), ('"a"', 'a'), ('[]', []), ('{}', {}), (' [ 1 , 2 ] ', [1, 2]),
                            ('{"a" : {"b":[]}}', {'a': {'b': []}}), ('999999999999999999', 999999999999999999),
                            ('1e400', math.inf), ('"\u20ac"', '\u20ac'), ('["\U0001F600", 12.25]', ['\U0001F600', 12.25])]:
            with self.subTest(text):
                self.assertEqual(json.loads(text), value)

    def test_escapes(self):
        self.assertEqual(json.loads(r'"\"\\\/\b\f\n\r\t\u00e4\u20ac\ud83d\ude00"'), '"\\/\b\f\n\r\tä€\U0001F600')
        self.assertEqual(json.loads(r'"\ud83d x \ud83dy \ud83d\u0041"'), '\ud83d x \ud83dy \ud83dA')

    def test_errors_tell_the_place(self):
        for text, message, pos in [('', 'Expecting value', 0), ('[1', "Expecting ',' delimiter", 2),
                                   ('[1,', 'Expecting value', 3), ('{"a"', "Expecting ':' delimiter", 4),
                                   ('{"a":1', "Expecting ',' delimiter", 6), ('{a', 'Expecting property name enclosed in double quotes', 1),
                                   ('"a', 'Unterminated string starting at', 0), ('"\\', 'Unterminated string starting at', 0),
                                   ('"a\n"', 'Invalid control character at', 2), (r'"\x"', r'Invalid \escape', 1),
                                   (r'"\u12"', r'Invalid \uXXXX escape', 2), ('1 2', 'Extra data', 2), ('nul', 'Expecting value', 0),
                                   ('-', 'Expecting value', 0), ('[1,]', 'Expecting value', 3)]:
            with self.subTest(text):
                with self.assertRaises(json.JSONDecodeError) as caught:
                    json.loads(text)
                self.assertEqual(caught.exception.msg.split(':')[0] if 'escape' in message else caught.exception.msg, message)
                self.assertEqual(caught.exception.pos, pos)

    def test_numbers_that_end_early(self):
        for text in ('1.', '1e', '1e+', '01', '-01', '1.e3', '.5', '+1'):
            with self.subTest(text), self.assertRaises(ValueError):
                json.loads(text)

    def test_hooks(self):
        self.assertEqual(json.loads('{"a":1,"b":[{"c":2}]}', object_hook=lambda d: sorted(d.items())),
                         [('a', 1), ('b', [[('c', 2)]])])
        self.assertEqual(json.loads('{"b":1,"a":2}', object_pairs_hook=OrderedDict), OrderedDict([('b', 1), ('a', 2)]))
        self.assertEqual(json.loads('[1, 1.5, NaN, -Infinity]', parse_int=str, parse_float=lambda s: s + '!', parse_constant=str.upper),
                         ['1', '1.5!', 'NAN', '-INFINITY'])

    def test_same_keys_are_one_object(self):
        a, b = json.loads('[{"some key": 1}, {"some key": 2}]')
        self.assertIs(list(a)[0], list(b)[0])

    def test_deep_nesting_is_an_error(self):
        for text in ('[' * 100000, '{"a":' * 100000):
            with self.assertRaises(RecursionError):
                json.loads(text)


class Encoding(unittest.TestCase):
    def test_values(self):
        for value, text in [(1, '1'), (-5, '-5'), (10**30, '1' + '0' * 30), (1.5, '1.5'), (1e100, '1e+100'), (math.nan, 'NaN'),
                            (-math.inf, '-Infinity'), (True, 'true'), (None, 'null'), ([], '[]'), ({}, '{}'), ((1, 'a'), '[1, "a"]'),
                            ({'a': 1, 2: None, 1.5: True, None: 0, False: []}, '{"a": 1, "2": null, "1.5": true, "null": 0, "false": []}'),
                            ('"\\\n\x01ä€\U0001F600\x7f', r'"\"\\\n\u0001\u00e4\u20ac\ud83d\ude00\u007f"')]:
            with self.subTest(value):
                self.assertEqual(json.dumps(value), text)

    def test_not_only_ascii(self):
        self.assertEqual(json.dumps('ä€"\n', ensure_ascii=False), '"ä€\\"\\n"')

    def test_indent(self):
        self.assertEqual(json.dumps({'a': [1, {}], 'b': {'c': []}}, indent=2), '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": {\n    "c": []\n  }\n}')
        self.assertEqual(json.dumps([1], indent='\t'), '[\n\t1\n]')

    def test_sorted_and_separators(self):
        self.assertEqual(json.dumps({'b': 1, 'a': 2}, sort_keys=True, separators=(',', ':')), '{"a":2,"b":1}')

    def test_odd_keys(self):
        with self.assertRaisesRegex(TypeError, 'keys must be str, int, float, bool or None, not tuple'):
            json.dumps({(1,): 2})
        self.assertEqual(json.dumps({(1,): 2, 'a': 3}, skipkeys=True), '{"a": 3}')

    def test_default(self):
        self.assertEqual(json.dumps([{1}], default=list), '[[1]]')
        with self.assertRaisesRegex(TypeError, 'Object of type set is not JSON serializable'):
            json.dumps({1})

    def test_cycles(self):
        a = []
        a.append({'a': a})
        with self.assertRaisesRegex(ValueError, 'Circular reference detected'):
            json.dumps(a)
        with self.assertRaisesRegex(ValueError, 'Circular reference detected'):
            json.dumps(object(), default=lambda o: o)
        with self.assertRaises(RecursionError):
            json.dumps(a, check_circular=False)

    def test_containers_that_change_meanwhile(self):
        items = [object() for _ in range(10)]

        def shrink(o):
            items.clear()
            return 1
        self.assertEqual(json.dumps(items, default=shrink), '[1]')
        d = {'a': object()}

        def grow(o):
            d[len(d)] = object()
            return 1
        with self.assertRaisesRegex(RuntimeError, 'dictionary changed size during iteration'):
            json.dumps(d, default=grow)

    def test_subclasses(self):
        class I(int):
            def __repr__(self): return 'bad'

        class F(float):
            def __repr__(self): return 'bad'
        self.assertEqual(json.dumps([I(3), F(1.5)]), '[3, 1.5]')
        self.assertEqual(json.dumps(OrderedDict([('z', 1), ('a', 2)])), '{"z": 1, "a": 2}')

    def test_nan_refused(self):
        with self.assertRaisesRegex(ValueError, 'Out of range float values are not JSON compliant'):
            json.dumps(math.nan, allow_nan=False)


class StringsTest(unittest.TestCase):
    """The code in C agrees with that in Python, whatever stands where."""

    ODD = ['"', '\\', '\n', '\x00', '\x1f', '\x7f', '\x80', '\xe9', '\u20ac', '\ud800', '\U0001f600', 'x']

    def strings(self):
        for n in list(range(35)) + [63, 64, 1022, 1023, 1024, 1025, 1040, 3000]:
            text = ('plain text ' * 300)[:n]
            yield text
            for c in self.ODD:
                for i in {0, 1, n // 2, n - 2, n - 1}:
                    if 0 <= i < n:
                        yield text[:i] + c + text[i + 1:]
                yield c * n

    def test_encoding(self):
        for text in self.strings():
            self.assertEqual(json.dumps(text), encoder.py_encode_basestring_ascii(text))
            self.assertEqual(json.dumps(text, ensure_ascii=False), encoder.py_encode_basestring(text))

    def test_decoding(self):
        for text in self.strings():
            for ascii in True, False:
                encoded = json.dumps(text, ensure_ascii=ascii)
                self.assertEqual(json.loads(encoded), text)
                self.assertEqual(decoder.scanstring('\u20ac' + encoded, 2), (text, len(encoded) + 1))
                self.assertEqual(decoder.scanstring('\U0001f600' + encoded, 2), (text, len(encoded) + 1))
            self.assertEqual(json.loads('"%s"' % text.replace('\\', '/').replace('"', '/'), strict=False),
                             text.replace('\\', '/').replace('"', '/'))

    def test_bad_strings_are_told_as_in_python(self):
        for inside in '\\', 'ab\\u12', '\\u12g4', '\\ud800\\u12', 'ab', '\\"', '\\u00e9ab\\u':
            for text in '"' + inside, '"' + inside + '"', '\u20ac"' + inside + '"':
                start = text.index('"') + 1
                outcomes = []
                for scan in decoder.scanstring, decoder.py_scanstring:
                    try:
                        outcomes.append(scan(text, start))
                    except ValueError as e:
                        outcomes.append(str(e))
                self.assertEqual(*outcomes)


if __name__ == '__main__':
    unittest.main()
