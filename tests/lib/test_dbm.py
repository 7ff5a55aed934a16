"""dbm.gnu and dbm.ndbm (modules/_gdbm.c, _dbm.c), and dbm's choice among the kinds."""
import dbm
import dbm.dumb
import os
import tempfile
import unittest

try:
    import dbm.gnu
except ImportError:
    pass
try:
    import dbm.ndbm
except ImportError:
    pass


class Case(unittest.TestCase):
    kind = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = os.path.join(folder.name, 'd\xe9')


class Mapping:
    def test_text_is_stored_as_utf8_and_comes_out_as_bytes(self):
        with self.kind.open(self.path, 'c') as db:
            db['\u20ac'] = bytearray(b'x\0y')
            db[memoryview(b'k')] = '\xe9'
            self.assertEqual(db['\u20ac'.encode()], b'x\0y')
            self.assertEqual(sorted(db.keys()), [b'k', '\u20ac'.encode()])
            self.assertEqual(len(db), 2)

    def test_a_missing_key_is_a_KeyError_with_the_key_as_given(self):
        with self.kind.open(self.path, 'c') as db:
            with self.assertRaises(KeyError) as caught:
                db['x']
            self.assertEqual(caught.exception.args, ('x',))
            with self.assertRaises(KeyError):
                del db['x']
            self.assertIsNone(db.get('x'))
            self.assertEqual(db.setdefault('x'), b'')
            self.assertEqual(db['x'], b'')

    def test_other_keys_and_values_are_TypeErrors(self):
        with self.kind.open(self.path, 'c') as db:
            with self.assertRaisesRegex(TypeError, 'key must be bytes or string, not int'):
                db[1]
            with self.assertRaisesRegex(TypeError, 'value must be bytes or string, not NoneType'):
                db['x'] = None
            with self.assertRaises(UnicodeEncodeError):
                '\ud800' in db
            self.assertEqual(db.keys(), [])

    def test_a_database_opened_for_reading_cannot_be_written(self):
        self.kind.open(self.path, 'c').close()
        with self.kind.open(self.path, 'r') as db:
            with self.assertRaises(self.kind.error):
                db['x'] = 'y'

    def test_a_closed_database_raises_everywhere(self):
        db = self.kind.open(self.path, 'c')
        db.close()
        db.close()
        for use in (db.keys, lambda: db['x'], lambda: 'x' in db, lambda: len(db), lambda: db.get('x'), lambda: db.setdefault('x', 'y')):
            with self.assertRaisesRegex(self.kind.error, 'object has already been closed'):
                use()
        with self.assertRaises(self.kind.error):
            del db['x']

    def test_a_missing_file_is_told_with_its_number_and_name(self):
        with self.assertRaises(self.kind.error) as caught:
            self.kind.open(self.path, 'r')
        self.assertEqual(caught.exception.errno, 2)
        self.assertEqual(caught.exception.filename, self.path)

    def test_bad_arguments_of_open(self):
        for flags in ('', 'x', 'cr', '\u20ac'):
            self.assertRaises(self.kind.error, self.kind.open, self.path, flags)
        self.assertRaises(ValueError, self.kind.open, 'a\0b', 'c')
        self.assertRaises(TypeError, self.kind.open, 1, 'c')

    def test_whichdb_and_open_know_the_kind(self):
        self.kind.open(self.path, 'c').close()
        self.assertEqual(dbm.whichdb(self.path), self.kind.__name__)
        with dbm.open(self.path, 'w') as db:
            db['a'] = 'b'
        with self.kind.open(self.path) as db:
            self.assertEqual(db['a'], b'b')


@unittest.skipUnless(hasattr(dbm, 'gnu'), 'needs GNU dbm')
class Gnu(Mapping, Case):
    kind = getattr(dbm, 'gnu', None)

    def test_traversal_reaches_each_key_once(self):
        with self.kind.open(self.path, 'nf') as db:
            for i in range(50):
                db[str(i)] = 'v' * i
            keys, key = [], db.firstkey()
            while key is not None:
                keys.append(key)
                key = db.nextkey(key)
            self.assertEqual(sorted(keys), sorted(db.keys()))
            self.assertEqual(len(keys), 50)
            db.sync()
            size = os.path.getsize(self.path)
            for key in keys:
                del db[key]
            db.reorganize()
            self.assertIsNone(db.firstkey())

    def test_unknown_second_flag(self):
        with self.assertRaisesRegex(self.kind.error, "Flag 'x' is not supported."):
            self.kind.open(self.path, 'cx')


@unittest.skipUnless(hasattr(dbm, 'ndbm'), 'needs the compatibility library of GNU dbm')
class Ndbm(Mapping, Case):
    kind = getattr(dbm, 'ndbm', None)

    def test_library_is_named(self):
        self.assertEqual(self.kind.library, 'GNU gdbm')


if __name__ == '__main__':
    unittest.main()
