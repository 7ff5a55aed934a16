"""Damaged and hostile input of pickle, marshal, pyc files, dates, struct, json and zipfile is an error: no crash, no allocation on trust."""
import datetime
import dis
import fnmatch
import importlib.machinery
import importlib.util
import io
import json
import marshal
import os
import pickle
import random
import re
import resource
import struct
import tempfile
import unittest
import zipfile
import zlib

DATA = [1, -2, 3.5, 'text', 'gr\xfc\xdf', b'bytes', (1, (2, 3)), {'a': [1, 2], 'b': None}, True, 2 ** 100, {1, 2}, frozenset('ab')]


def code():
    return compile('def f(x, *a, y=1):\n    for i in x:\n        yield [i, lambda: y]\n', 'name', 'exec')


def damaged(data, chance, n):
    """Copies of the data with a few bytes changed, cut off or put in."""
    for _ in range(n):
        copy = bytearray(data)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(copy))
            action = chance.randrange(4)
            if action == 0:
                del copy[at:at + chance.randrange(1, 5)]
            elif action == 1:
                copy[at:at] = bytes(chance.choice([0, 1, 127, 128, 255]) for _ in range(chance.randrange(1, 9)))
            else:
                copy[at] = chance.choice([0, 1, 127, 128, 255, chance.randrange(256)])
            if not copy:
                copy.append(0)
        yield bytes(copy)


class HostileInput(unittest.TestCase):
    def setUp(self):
        # What claims to be larger than what is there must not be allocated: a gibibyte more than now is too much.
        self.limits = resource.getrlimit(resource.RLIMIT_AS)
        with open('/proc/self/statm') as file:
            used = int(file.read().split()[0]) * resource.getpagesize()
        hard = self.limits[1]
        wanted = used + (1 << 30)
        resource.setrlimit(resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard))

    def tearDown(self):
        resource.setrlimit(resource.RLIMIT_AS, self.limits)

    def test_damaged_pickles(self):
        chance = random.Random(1)
        allowed = (pickle.UnpicklingError, ValueError, EOFError, TypeError, AttributeError, ImportError, IndexError, KeyError,
                   OverflowError, RecursionError, NameError)

        class Careful(pickle.Unpickler):
            def find_class(self, module, name):
                if module in ('builtins', '__builtin__') and name in ('set', 'frozenset', 'list', 'dict'):
                    return getattr(__builtins__, name) if not isinstance(__builtins__, dict) else __builtins__[name]
                raise pickle.UnpicklingError('forbidden')
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            for data in damaged(pickle.dumps(DATA, protocol), chance, 400):
                try:
                    Careful(io.BytesIO(data)).load()
                except allowed:
                    pass

    def test_pickles_that_claim_too_much(self):
        for data in (b'\x80\x04\x8e' + b'\xff' * 7 + b'\x7f', b'\x80\x03B\xff\xff\xff\x7fabc', b'\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7f',
                     b'\x80\x04\x8d' + b'\xff' * 6 + b'\x00\x00', b'\x8b\xff\xff\xff\x7f', b'r\xff\xff\xff\xff', b'\x80\x05\x96' + b'\xff' * 8):
            self.assertRaises((pickle.UnpicklingError, EOFError, ValueError, OverflowError), pickle.loads, data)
            self.assertRaises((pickle.UnpicklingError, EOFError, ValueError, OverflowError), pickle.load, io.BytesIO(data))
        deep = b'\x80\x04' + b'(' * 300000 + b't' * 300000 + b'.'
        try:
            pickle.loads(deep)
        except (pickle.UnpicklingError, RecursionError):
            pass

    def test_damaged_marshal(self):
        chance = random.Random(2)
        for value in DATA, code():
            for data in damaged(marshal.dumps(value), chance, 2500):
                try:
                    marshal.loads(data)
                except (ValueError, EOFError, TypeError, OverflowError, MemoryError):
                    pass

    def test_marshal_that_claims_too_much(self):
        for kind in b'(', b'[', b's', b'u', b't', b'a', b'A', b'<', b'>':
            self.assertRaises((ValueError, EOFError), marshal.loads, kind + b'\xff\xff\xff\x7f')
            self.assertRaises((ValueError, EOFError), marshal.load, io.BytesIO(kind + b'\xff\xff\xff\x7f'))
        self.assertRaises((ValueError, EOFError), marshal.loads, b'l\xff\xff\xff\x7f')
        self.assertRaises((ValueError, EOFError, RecursionError), marshal.loads, b')\x01' * 1000000)

    def test_damaged_pyc(self):
        chance = random.Random(5)
        good = importlib.util.MAGIC_NUMBER + bytes(12) + marshal.dumps(code())
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, 'm.pyc')
            loader = importlib.machinery.SourcelessFileLoader('m', path)
            for data in damaged(good, chance, 800):
                with open(path, 'wb') as f:
                    f.write(data)
                try:
                    found = loader.get_code('m')
                    list(found.co_lines()), list(found.co_positions()), dis.code_info(found)
                except (ImportError, ValueError, EOFError, TypeError, OverflowError, MemoryError):
                    pass

    def test_texts_of_dates(self):
        chance = random.Random(6)
        for cls, good in ((datetime.datetime, '2011-11-04T00:05:23.283185+04:00:01'), (datetime.date, '2011-W05-3'),
                          (datetime.time, '23:59:59.9-00:01')):
            for data in damaged(good.encode(), chance, 1500):
                try:
                    value = cls.fromisoformat(data.decode('latin-1'))
                except ValueError:
                    continue
                self.assertEqual(cls.fromisoformat(value.isoformat()), value)
            for data in damaged(pickle.dumps(cls.fromisoformat(good), 2), chance, 500):
                try:
                    repr(pickle.loads(data))
                except Exception as e:                          # the manual: any
                    self.assertNotIsInstance(e, SystemError)

    def test_struct_formats(self):
        for form in ('9' * 30 + 'x', '%dx' % 2 ** 63, '%ds' % (2 ** 63 - 1) + 'i', '9223372036854775807i', '4611686018427387904q',
                     '1' * 19 + 'd', '3', '!', '\0', '>i\0', '5 i'):
            for call in struct.calcsize, struct.Struct:
                try:
                    call(form)
                except struct.error:
                    pass
        self.assertRaises(struct.error, struct.unpack, '%ds' % 2 ** 40, b'abc')
        self.assertRaises((struct.error, MemoryError), struct.pack, '%dx' % 2 ** 40)
        self.assertRaises((struct.error, MemoryError, OverflowError), struct.pack, '%ds' % 2 ** 62, b'')
        for offset in -2 ** 62, 2 ** 62, -1:
            self.assertRaises(struct.error, struct.unpack_from, '<q', b'abcd', offset)
            self.assertRaises(struct.error, struct.pack_into, '<q', bytearray(4), offset, 1)

    def test_json(self):
        for text in '[' * 200000, '{"a":' * 200000, '[' * 200000 + ']' * 200000:
            self.assertRaises((ValueError, RecursionError), json.loads, text)
        chance = random.Random(3)
        good = json.dumps([1, -2.5e10, 'te\u20acxt "\\', {'a': [True, None, {}]}, []]).encode()
        for data in damaged(good, chance, 4000):
            try:
                json.loads(data.decode('latin-1'))
            except (ValueError, RecursionError):
                pass
        deep = []
        for _ in range(200000):
            deep = [deep]
        self.assertRaises(RecursionError, json.dumps, deep)
        while deep:
            deep = deep.pop()

    def test_damaged_archives(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w', zipfile.ZIP_DEFLATED) as archive:
            for i in range(4):
                archive.writestr('name%d' % i, b'some text, ' * 30 * i)
        chance = random.Random(4)
        allowed = (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError, KeyError, OSError,
                   struct.error, OverflowError)
        for data in damaged(out.getvalue(), chance, 500):
            try:
                with zipfile.ZipFile(io.BytesIO(data)) as archive:
                    for name in archive.namelist():
                        archive.read(name)
            except allowed:
                pass

    def test_archive_that_claims_too_much(self):
        out = io.BytesIO()
        with zipfile.ZipFile(out, 'w') as archive:
            archive.writestr('a', b'x')
        data = bytearray(out.getvalue())
        central = data.index(b'PK\x01\x02')
        data[central + 20:central + 28] = b'\xf0\xff\xff\xff' * 2          # both sizes
        with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
            self.assertRaises((zipfile.BadZipFile, EOFError, ValueError), archive.read, 'a')

    def test_file_name_patterns_of_many_stars(self):
        self.assertIsNone(re.match(fnmatch.translate('*a' * 40 + '*b'), 'a' * 3000))
        self.assertTrue(fnmatch.fnmatch('xxaxaxxbxcab', 'x*a*a?*b*c*b'))
        self.assertFalse(fnmatch.fnmatch('xxaxaxxbxcab', 'x*a*a?*b*d*b'))
        self.assertEqual((fnmatch.translate('a?b*'), fnmatch.translate('*')), ('(?s:a.b.*)\\Z', '(?s:.*)\\Z'))


if __name__ == '__main__':
    unittest.main()
