"""sqlite3: the module over SQLite: what the manual says, and what must not break it."""
import datetime
import gc
import os
import sqlite3
import tempfile
import threading
import unittest
import weakref


class Base(unittest.TestCase):
    def setUp(self):
        self.db = sqlite3.connect(':memory:')
        self.addCleanup(self.close)

    def close(self):
        try:
            self.db.close()
        except sqlite3.Error:
            pass

    def fill(self, n=5):
        self.db.execute('create table t(a integer, b text)')
        self.db.executemany('insert into t values(?, ?)', ((i, 'x%d' % i) for i in range(n)))


class Values(Base):
    def one(self, value):
        return self.db.execute('select ?', (value,)).fetchone()[0]

    def test_types_come_back(self):
        for value in None, 0, -1, 2 ** 63 - 1, -2 ** 63, 1.5, 1e300, '', 'text', 'na\xefve \u20ac \U0001F600', b'', b'\0\xff', 'with\0zero':
            self.assertEqual(self.one(value), value)
            self.assertIs(type(self.one(value)), type(value))
        self.assertEqual(self.one(True), 1)
        self.assertEqual(self.one(bytearray(b'ab')), b'ab')
        self.assertEqual(self.one(memoryview(b'abc')[1:]), b'bc')

    def test_what_sqlite_cannot_hold(self):
        with self.assertRaisesRegex(OverflowError, 'Python int too large to convert to SQLite INTEGER'):
            self.one(2 ** 63)
        with self.assertRaisesRegex(sqlite3.InterfaceError, r'Error binding parameter 0 - probably unsupported type\.'):
            self.one(object())
        with self.assertRaisesRegex(sqlite3.InterfaceError, r'Error binding parameter :v - probably unsupported type\.'):
            self.db.execute('select :v', {'v': 1j})
        self.assertRaises(UnicodeEncodeError, self.one, '\ud800')

    def test_numbers_of_parameters(self):
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'uses 2, and there are 1 supplied'):
            self.db.execute('select ?, ?', [1])
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'Binding 1 has no name'):
            self.db.execute('select ?', {})
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'did not supply a value for binding 1'):
            self.db.execute('select :x', {})
        with self.assertRaisesRegex(ValueError, 'parameters are of unsupported type'):
            self.db.execute('select 1', 5)
        self.assertEqual(self.db.execute('select :a, $b, @c', {'a': 1, 'b': 2, 'c': 3}).fetchone(), (1, 2, 3))

    def test_a_list_that_an_adapter_empties(self):
        class Odd:
            def __conform__(self, protocol):
                values.clear()
                return 'odd'
        values = [Odd(), 1, 2]
        with self.assertRaises(IndexError):
            self.db.execute('select ?, ?, ?', values)

    def test_adapters(self):
        class Point:
            pass
        self.addCleanup(sqlite3.adapters.pop, (Point, sqlite3.PrepareProtocol))
        sqlite3.register_adapter(Point, lambda p: 'point')
        self.assertEqual(self.one(Point()), 'point')
        self.assertEqual(sqlite3.adapt(Point()), 'point')
        self.assertEqual(sqlite3.adapt(1j, sqlite3.PrepareProtocol, 'other'), 'other')
        self.assertRaises(sqlite3.ProgrammingError, sqlite3.adapt, 1j)
        sqlite3.register_adapter(Point, lambda p: 1 / 0)
        self.assertRaises(ZeroDivisionError, self.one, Point())

    def test_adapters_of_plain_types(self):
        self.assertIs(type(self.one(3)), int)
        sqlite3.register_adapter(int, float)
        self.addCleanup(sqlite3.adapters.pop, (int, sqlite3.PrepareProtocol))
        self.assertIs(type(self.one(3)), float)

    def test_a_table_that_changes_its_types(self):
        db = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES)
        db.execute('create table c(x date)')
        db.execute('select * from c')
        db.execute('drop table c')
        db.execute('create table c(x integer, y text)')
        db.execute('insert into c values(5, 6)')
        found = db.execute('select * from c')
        self.assertEqual((found.fetchone(), len(found.description)), ((5, '6'), 2))
        db.close()

    def test_dates(self):
        db = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES)
        db.execute('create table d(d date, t timestamp)')
        row = datetime.date(2011, 2, 20), datetime.datetime(2011, 2, 20, 8, 15, 30, 250)
        db.execute('insert into d values(?, ?)', row)
        self.assertEqual(db.execute('select d, t from d').fetchone(), row)
        found = db.execute('select d as "x [date]", t as "y [timestamp]", null as "z [date]" from d')
        self.assertEqual(found.fetchone(), row + (None,))
        self.assertEqual([column[0] for column in found.description], ['x', 'y', 'z'])
        db.close()

    def test_text_factory(self):
        self.assertIs(self.db.text_factory, str)
        self.db.text_factory = lambda data: data.decode('latin-1')
        self.assertEqual(self.one('\xe9'), '\xc3\xa9')
        self.db.text_factory = bytes
        self.assertEqual(self.one('\xe9'), b'\xc3\xa9')
        self.db.text_factory = str
        with self.assertRaisesRegex(sqlite3.OperationalError, "Could not decode to UTF-8 column 'c' with text 'a\ufffd'"):
            self.db.execute("select cast(x'61ff' as text) as c").fetchone()


class Cursors(Base):
    def test_fetching(self):
        self.fill()
        c = self.db.execute('select a from t order by a')
        self.assertEqual(c.fetchone(), (0,))
        self.assertEqual(c.fetchmany(), [(1,)])
        self.assertEqual(c.fetchmany(2), [(2,), (3,)])
        self.assertEqual(c.fetchall(), [(4,)])
        self.assertEqual([c.fetchone(), c.fetchmany(3), list(c)], [None, [], []])
        self.assertEqual(c.description, (('a', None, None, None, None, None, None),))
        self.assertIs(c.connection, self.db)

    def test_counts(self):
        self.fill()
        c = self.db.cursor()
        self.assertEqual((c.rowcount, c.lastrowid, c.description), (-1, None, None))
        c.execute('insert into t values(9, 9)')
        self.assertEqual((c.rowcount, c.lastrowid, c.description), (1, 6, None))
        c.execute('-- comment\n /* another */ update t set b = 1 where a < 3')
        self.assertEqual((c.rowcount, c.lastrowid), (3, None))
        c.execute('select * from t')
        self.assertEqual(c.rowcount, -1)
        c.executemany('delete from t where a = ?', [(0,), (1,), (77,)])
        self.assertEqual(c.rowcount, 2)
        self.assertEqual(self.db.total_changes, 11)

    def test_one_statement_at_a_time(self):
        with self.assertRaisesRegex(sqlite3.Warning, 'You can only execute one statement at a time'):
            self.db.execute('select 1; select 2')
        self.db.execute('select 1; -- nothing more')
        self.db.execute('')
        self.db.execute('-- nothing')
        for bad in 'select 1\0', '\0':
            with self.assertRaisesRegex(ValueError, 'the query contains a null character'):
                self.db.execute(bad)
        self.assertRaisesRegex(ValueError, 'operation parameter must be str', self.db.execute, b'select 1')

    def test_scripts(self):
        c = self.db.cursor()
        self.assertIs(c.executescript('create table s(a); insert into s values(1); select * from s; insert into s values(2)'), c)
        self.assertEqual(self.db.execute('select sum(a) from s').fetchone(), (3,))
        with self.assertRaisesRegex(sqlite3.OperationalError, 'near "bad": syntax error'):
            c.executescript('insert into s values(3); bad')
        self.assertEqual(self.db.execute('select count(*) from s').fetchone(), (3,))
        with self.assertRaisesRegex(ValueError, 'script argument must be unicode.'):
            c.executescript(b'')

    def test_recursive_use(self):
        self.fill()
        c = self.db.cursor()
        def rows():
            yield (1,)
            c.execute('select 1')
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'Recursive use of cursors not allowed.'):
            c.executemany('delete from t where a = ?', rows())
        class Odd:
            def __conform__(self, protocol):
                c.close()
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'Recursive use of cursors not allowed.'):
            c.execute('select ?', (Odd(),))
        class Again:
            def __conform__(self, protocol):
                c.__init__(db)
        db = self.db
        with self.assertRaisesRegex(sqlite3.ProgrammingError, 'Recursive use of cursors not allowed.'):
            c.execute('select ?', (Again(),))
        self.assertEqual(c.execute('select 5').fetchall(), [(5,)])

    def test_after_close(self):
        c = self.db.execute('select 1')
        c.close()
        c.close()
        for call in c.fetchone, c.fetchall, lambda: c.execute('select 1'), lambda: next(c):
            self.assertRaisesRegex(sqlite3.ProgrammingError, 'Cannot operate on a closed cursor.', call)
        c = self.db.execute('select 1 union select 2')
        self.db.close()
        self.db.close()
        for call in c.fetchone, c.close, self.db.commit, self.db.cursor, self.db.interrupt, lambda: self.db('select 1'), lambda: self.db.in_transaction:
            self.assertRaisesRegex(sqlite3.ProgrammingError, 'Cannot operate on a closed database.', call)

    def test_without_init(self):
        class C(sqlite3.Connection):
            def __init__(self): pass
        class K(sqlite3.Cursor):
            def __init__(self, db): pass
        self.assertRaisesRegex(sqlite3.ProgrammingError, r'Base Connection.__init__ not called\.', C().commit)
        for call in C().cursor, C().close, C().interrupt, lambda: C().isolation_level, lambda: setattr(C(), 'isolation_level', None):
            self.assertRaises(sqlite3.ProgrammingError, call)
        k = K(self.db)
        for call in k.fetchone, k.close, k.fetchall, lambda: k.execute(''):
            self.assertRaisesRegex(sqlite3.ProgrammingError, r'Base Cursor.__init__ not called\.', call)

    def test_a_dead_cursor_resets_its_statement(self):
        self.fill()
        c = self.db.execute('select * from t')
        c.fetchone()
        other = self.db.execute('select * from t')      # the same text, while the first is in use
        self.assertEqual(len(other.fetchall()), 5)
        del c
        self.db.commit()
        self.db.execute('drop table t')

    def test_init_again(self):
        self.fill()
        c = self.db.execute('select * from t')
        c.__init__(self.db)
        self.assertIsNone(c.fetchone())
        self.db.execute('drop table t')
        self.db.__init__(':memory:')
        self.assertRaises(sqlite3.OperationalError, self.db.execute, 'select * from t')

    def test_cycles_are_collected(self):
        class DB(sqlite3.Connection):
            pass
        db = DB(':memory:')
        db.me = db
        db.create_function('f', 0, lambda: db)
        db.cursors = [db.execute('select 1 union select 2')]
        db.row_factory = lambda cursor, row: db
        seen = weakref.ref(db)
        del db
        gc.collect()
        self.assertIsNone(seen())

    def test_many_statements(self):
        db = sqlite3.connect(':memory:', cached_statements=5)
        cursors = [db.execute('select %d union select 9' % i) for i in range(20)]
        self.assertEqual([c.fetchone()[0] for c in cursors], list(range(9)) + [9] * 11)
        db.close()

    def test_factories(self):
        class K(sqlite3.Cursor):
            pass
        self.assertIs(type(self.db.cursor(K)), K)
        self.assertRaisesRegex(TypeError, 'factory must return a cursor, not int', self.db.cursor, lambda db: 1)
        self.assertRaises(TypeError, sqlite3.Cursor, 1)
        self.db.row_factory = lambda cursor, row: (cursor.description[0][0], row[0])
        self.assertEqual(self.db.execute('select 1 as one').fetchall(), [('one', 1)])
        self.db.row_factory = lambda cursor, row: 1 / 0
        self.assertRaises(ZeroDivisionError, self.db.execute('select 1').fetchone)


class Transactions(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.name = os.path.join(folder.name, 'db')
        self.one = sqlite3.connect(self.name, timeout=0)
        self.two = sqlite3.connect(self.name, timeout=0)
        self.addCleanup(self.one.close)
        self.addCleanup(self.two.close)
        self.one.execute('create table t(a)')

    def count(self, db):
        return db.execute('select count(*) from t').fetchone()[0]

    def test_changes_begin_one(self):
        self.assertFalse(self.one.in_transaction)
        self.one.execute('insert into t values(1)')
        self.assertTrue(self.one.in_transaction)
        self.assertEqual(self.count(self.two), 0)
        with self.assertRaisesRegex(sqlite3.OperationalError, 'database is locked'):
            self.two.execute('insert into t values(2)')
        self.one.commit()
        self.assertEqual(self.count(self.two), 1)
        self.one.execute('delete from t')
        self.one.rollback()
        self.assertEqual(self.count(self.one), 1)

    def test_other_statements_commit_it(self):
        self.one.execute('insert into t values(1)')
        self.one.execute('create table other(a)')
        self.assertFalse(self.one.in_transaction)
        self.assertEqual(self.count(self.two), 1)

    def test_explicit_ones_are_left_alone(self):
        self.one.execute('begin')
        self.one.execute('insert into t values(1)')
        self.one.execute('create table other(a)')
        self.assertTrue(self.one.in_transaction)
        self.one.execute('rollback')
        self.assertEqual(self.count(self.one), 0)
        self.assertRaises(sqlite3.OperationalError, self.one.execute, 'select * from other')

    def test_with(self):
        with self.one as db:
            self.assertIs(db, self.one)
            db.execute('insert into t values(1)')
        self.assertEqual(self.count(self.two), 1)
        with self.assertRaises(ZeroDivisionError):
            with self.one:
                self.one.execute('insert into t values(1)')
                1 / 0
        self.assertEqual(self.count(self.one), 1)

    def test_isolation_levels(self):
        self.assertEqual(self.one.isolation_level, '')
        self.one.isolation_level = 'exclusive'
        self.assertEqual(self.one.isolation_level, 'exclusive')
        for bad, error in (1, TypeError), ('x', ValueError), ('deferred\0', ValueError):
            with self.assertRaises(error):
                self.one.isolation_level = bad
        with self.assertRaises(AttributeError):
            del self.one.isolation_level
        self.one.execute('insert into t values(1)')
        self.one.isolation_level = None                 # commits
        self.assertEqual(self.count(self.two), 1)
        self.one.execute('insert into t values(1)')
        self.assertFalse(self.one.in_transaction)

    def test_rollback_ends_cursors(self):
        self.one.execute('insert into t values(1)')
        c = self.one.execute('select 1 union select 2')
        self.one.rollback()
        self.assertRaisesRegex(sqlite3.InterfaceError, 'Cursor needed to be reset', c.fetchone)

    def test_commit_does_not(self):
        self.one.executemany('insert into t values(?)', [(1,), (2,), (3,)])
        c = self.one.execute('select a from t')
        c.fetchone()
        self.one.commit()
        self.assertEqual(c.fetchall(), [(2,), (3,)])

    def test_uri(self):
        db = sqlite3.connect('file:%s?mode=ro' % self.name, uri=True)
        self.assertRaises(sqlite3.OperationalError, db.execute, 'create table x(a)')
        db.close()
        self.assertRaisesRegex(sqlite3.OperationalError, 'unable to open database file', sqlite3.connect, self.name + '/x')


class Callbacks(Base):
    def test_functions(self):
        self.db.create_function('py', -1, lambda *args: repr(args))
        self.assertEqual(self.db.execute("select py(1, 2.5, 'a', x'00', null)").fetchone(), ("(1, 2.5, 'a', b'\\x00', None)",))
        for value in None, 7, 1.5, 'x', b'y':
            self.db.create_function('give', 0, lambda: value)
            self.assertEqual(self.db.execute('select give()').fetchone(), (value,))
        for bad in 2 ** 64, object(), '\ud800':
            self.db.create_function('give', 0, lambda: bad)
            with self.assertRaisesRegex(sqlite3.OperationalError, 'user-defined function raised exception'):
                self.db.execute('select give()')
        self.assertRaisesRegex(sqlite3.OperationalError, 'Error creating function', self.db.create_function, 'x', 1000, len)

    def test_aggregates(self):
        self.fill()
        made = []
        class Join:
            def __init__(self):
                self.items = []
                made.append(weakref.ref(self))
            def step(self, x):
                self.items.append(x)
            def finalize(self):
                return '-'.join(self.items)
        self.db.create_aggregate('join_', 1, Join)
        self.assertEqual(self.db.execute('select join_(b) from t group by a % 2 order by 1').fetchall(), [('x0-x2-x4',), ('x1-x3',)])
        self.assertEqual(self.db.execute('select join_(b) from t where a > 100').fetchall(), [(None,)])
        self.assertEqual([ref() for ref in made], [None] * len(made))

    def test_collations(self):
        self.fill()
        self.db.create_collation('back', lambda a, b: (a < b) - (a > b))
        self.assertEqual(self.db.execute('select b from t order by b collate BACK limit 1').fetchone(), ('x4',))
        self.db.create_collation('back', lambda a, b: 1 / 0)
        self.db.execute('select b from t order by b collate back').fetchall()
        self.assertRaisesRegex(sqlite3.ProgrammingError, 'invalid character in collation name', self.db.create_collation, 'a b', len)
        self.assertRaisesRegex(TypeError, 'parameter must be callable', self.db.create_collation, 'ab', 5)

    def test_authorizer_progress_trace(self):
        self.fill()
        seen = []
        self.db.set_trace_callback(seen.append)
        self.db.execute('select * from t where a = ?', (3,))
        self.assertEqual(seen, ['select * from t where a = 3'])
        self.db.set_trace_callback(None)
        self.db.set_progress_handler(lambda: 1, 1)
        self.assertRaisesRegex(sqlite3.OperationalError, 'interrupted', self.db.execute, 'select * from t')
        self.db.set_progress_handler(None, 1)
        self.db.set_authorizer(lambda action, *args: sqlite3.SQLITE_IGNORE if args[1] == 'b' else sqlite3.SQLITE_OK)
        self.assertEqual(self.db.execute('select * from t').fetchone(), (0, None))
        self.db.set_authorizer(lambda *args: 1 / 0)
        self.assertRaisesRegex(sqlite3.DatabaseError, 'not authorized', self.db.execute, 'select 2')
        self.db.set_authorizer(None)
        self.db.execute('select 3')

    def test_callbacks_that_use_their_connection(self):
        self.fill()
        calls = []
        def nested(a):
            calls.append(self.db.execute('select b from t where a = ?', (a,)).fetchone()[0])
            if a == 2:
                with self.assertRaisesRegex(sqlite3.ProgrammingError, 'Cannot close a connection while it is in use.'):
                    self.db.close()
                with self.assertRaises(sqlite3.ProgrammingError):
                    self.db.__init__(':memory:')
            return a
        self.db.create_function('nested', 1, nested)
        self.assertEqual(len(self.db.execute('select nested(a) from t').fetchall()), 5)
        self.assertEqual(calls, ['x%d' % i for i in range(5)])

    def test_rollback_from_a_callback(self):
        self.fill()
        self.db.create_function('undo', 0, self.db.rollback)
        try:
            self.db.execute('select undo(), a from t').fetchall()
        except sqlite3.Error:
            pass
        self.db.execute('select 1')

    def test_converters_that_end_the_transaction(self):
        db = sqlite3.connect(':memory:', detect_types=sqlite3.PARSE_COLNAMES)
        sqlite3.register_converter('undo', lambda data: db.rollback())
        self.addCleanup(sqlite3.converters.pop, 'UNDO')
        db.execute('create table t(a)')
        db.execute('insert into t values(1)')
        c = db.execute('select a as "a [undo]", a, zeroblob(9) from t')
        self.assertRaises(sqlite3.InterfaceError, c.fetchall)
        db.close()

    def test_tracebacks(self):
        caught = []
        import sys
        hook, sys.unraisablehook = sys.unraisablehook, lambda info: caught.append(info.exc_type)
        sqlite3.enable_callback_tracebacks(True)
        try:
            self.db.create_function('f', 0, lambda: 1 / 0)
            self.assertRaises(sqlite3.OperationalError, self.db.execute, 'select f()')
        finally:
            sqlite3.enable_callback_tracebacks(False)
            sys.unraisablehook = hook
        self.assertEqual(caught, [ZeroDivisionError])


class Rows(Base):
    def test_row(self):
        self.db.row_factory = sqlite3.Row
        row = self.db.execute('select 1 as a, 2 as B').fetchone()
        self.assertEqual((row['A'], row['b'], row[-1], row[0:1], len(row), tuple(row), row.keys()), (1, 2, 2, (1,), 2, (1, 2), ['a', 'B']))
        self.assertRaisesRegex(IndexError, 'No item with that key', row.__getitem__, 'c')
        self.assertRaisesRegex(IndexError, 'Index must be int or string', row.__getitem__, 1.0)
        self.assertRaises(IndexError, row.__getitem__, 2)
        self.assertEqual(row, self.db.execute('select 1 as a, 2 as B').fetchone())
        self.assertNotEqual(row, self.db.execute('select 1 as a, 2 as C').fetchone())
        self.assertNotEqual(row, (1, 2))
        self.assertEqual(list(reversed(row)), [2, 1])
        self.assertIsInstance(hash(row), int)
        self.assertRaises(TypeError, sqlite3.Row, 1, ())
        self.assertRaises(TypeError, sqlite3.Row, self.db.cursor(), [])
        self.assertEqual(sqlite3.Row(self.db.cursor(), (1,)).keys(), [])


class Threads(Base):
    def run_thread(self, work):
        result = []
        def run():
            try:
                result.append(work())
            except BaseException as error:
                result.append(error)
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
        return result[0]

    def test_only_in_its_own(self):
        c = self.db.cursor()
        for work in self.db.cursor, self.db.commit, self.db.close, c.close, c.fetchone, lambda: c.execute('select 1'), lambda: self.db('select 1'):
            error = self.run_thread(work)
            self.assertIsInstance(error, sqlite3.ProgrammingError)
            self.assertIn('SQLite objects created in a thread can only be used in that same thread.', str(error))

    def test_shared(self):
        db = sqlite3.connect(':memory:', check_same_thread=False)
        db.create_function('py', 1, lambda x: x + 1)
        db.execute('create table t(a)')
        errors = []
        def work(k):
            try:
                for i in range(30):
                    db.execute('insert into t values(py(?))', (i,))
                    db.execute('select py(a) from t').fetchmany(3)
            except BaseException as error:
                errors.append(error)
        threads = [threading.Thread(target=work, args=(k,)) for k in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(errors, [])
        self.assertEqual(db.execute('select count(*) from t').fetchone(), (120,))
        db.close()

    def test_interrupt(self):
        db = sqlite3.connect(':memory:', check_same_thread=False)
        timer = threading.Timer(0.05, db.interrupt)
        timer.start()
        with self.assertRaisesRegex(sqlite3.OperationalError, 'interrupted'):
            db.execute('with recursive n(i) as (select 1 union all select i + 1 from n) select count(*) from n').fetchall()
        timer.join()
        db.close()


class Others(Base):
    def test_dump(self):
        self.db.executescript("""create table "a ""b"(x text, y blob, z); create index i on "a ""b"(x);
            create table k(n integer primary key autoincrement); insert into k values(5);""")
        self.db.execute('insert into "a ""b" values(?, ?, ?)', ("it's", b'\1', 1.5))
        text = '\n'.join(self.db.iterdump())
        self.assertTrue(self.db.in_transaction)
        other = sqlite3.connect(':memory:')
        other.executescript(text)
        self.assertEqual(other.execute('select * from "a ""b"').fetchall(), [("it's", b'\1', 1.5)])
        self.assertEqual('\n'.join(other.iterdump()), text)
        other.close()

    def test_complete_statement(self):
        self.assertTrue(sqlite3.complete_statement('select 1;'))
        self.assertFalse(sqlite3.complete_statement('select 1'))

    def test_errors(self):
        self.fill()
        self.db.execute('create unique index u on t(a)')
        self.assertRaisesRegex(sqlite3.IntegrityError, 'UNIQUE constraint failed: t.a', self.db.execute, 'insert into t values(1, 1)')
        self.assertRaisesRegex(sqlite3.OperationalError, 'no such table: absent', self.db.execute, 'select * from absent')
        self.assertIs(self.db.IntegrityError, sqlite3.IntegrityError)
        with tempfile.NamedTemporaryFile() as file:
            file.write(b'not a database' * 100)
            file.flush()
            db = sqlite3.connect(file.name)
            self.assertRaisesRegex(sqlite3.DatabaseError, 'not a database', db.execute, 'select * from t')
            db.close()

    def test_connect_arguments(self):
        class DB(sqlite3.Connection):
            pass
        self.assertIs(type(sqlite3.connect(':memory:', factory=DB)), DB)
        self.assertIs(type(sqlite3.connect(':memory:', 1, 0, None, True, DB)), DB)
        self.assertRaises(TypeError, sqlite3.connect)
        self.assertRaises(TypeError, sqlite3.connect, ':memory:', isolation_level=3)
        self.assertRaises(ValueError, sqlite3.connect, 'a\0b')


class Blobs(unittest.TestCase):
    def setUp(self):
        self.db = sqlite3.connect(':memory:')
        self.db.execute('create table t(b blob)')
        self.db.execute('insert into t values (?)', (b'this blob data',))
        self.db.commit()

    def test_reading_and_seeking(self):
        with self.db.blobopen('t', 'b', 1) as b:
            self.assertEqual((len(b), b.read(4), b.tell(), b.read(), b.read(1)), (14, b'this', 4, b' blob data', b''))
            b.seek(-4, 2)
            self.assertEqual(b.read(), b'data')
            self.assertRaisesRegex(ValueError, 'offset out of blob range', b.seek, 15)
            self.assertRaisesRegex(ValueError, "'origin' should be", b.seek, 0, 7)
            self.assertRaises(OverflowError, b.seek, 2**31 - 1, 1)
        for use in b.read, b.tell, b.__enter__, b.close, lambda: len(b):
            if use != b.close:
                self.assertRaisesRegex(sqlite3.ProgrammingError, 'closed blob', use)

    def test_items_and_slices(self):
        b = self.db.blobopen('t', 'b', 1)
        self.assertEqual((b[5], b[-1], b[5:9], b[::2], b[::-1], b[9:2]), (98, 97, b'blob', b'ti lbdt', b'atad bolb siht', b''))
        b[0] = 84
        b[-4:] = b'DATA'
        b[1:4:2] = b'..'
        self.assertRaisesRegex(IndexError, 'Blob index out of range', lambda: b[14])
        self.assertRaisesRegex(TypeError, 'Blob indices must be integers', lambda: b['a'])
        self.assertRaisesRegex(ValueError, 'byte must be in range', b.__setitem__, 0, 256)
        self.assertRaisesRegex(IndexError, 'wrong size', b.__setitem__, slice(2), b'a')
        self.assertRaisesRegex(TypeError, "doesn't support item deletion", b.__delitem__, 0)
        self.assertRaises(TypeError, iter, b)
        b.close()
        self.assertEqual(self.db.execute('select b from t').fetchone(), (b'T.i. blob DATA',))

    def test_writing(self):
        b = self.db.blobopen('t', 'b', 1)
        b.write(b'That')
        self.assertRaisesRegex(ValueError, 'data longer than blob length', b.write, bytes(11))
        self.assertEqual(b.read(), b' blob data')
        b = self.db.blobopen('t', 'b', 1, readonly=True)
        self.assertRaises(sqlite3.OperationalError, b.write, b'x')

    def test_ends_with_its_row_or_connection(self):
        self.assertRaises(sqlite3.OperationalError, self.db.blobopen, 't', 'b', 2)
        self.assertRaises(sqlite3.OperationalError, self.db.blobopen, 'none', 'b', 1)
        b = self.db.blobopen('t', 'b', 1, readonly=True)
        self.db.execute('update t set b = null')
        self.assertRaises(sqlite3.OperationalError, b.read)
        self.db.close()
        self.assertRaisesRegex(sqlite3.ProgrammingError, 'closed database', b.read)
        self.assertRaises(TypeError, type(b))


class Backups(unittest.TestCase):
    def setUp(self):
        self.db = sqlite3.connect(':memory:')
        self.db.executescript('create table t(x); insert into t values (1), (2)')

    def test_all_is_copied(self):
        told = []
        target = sqlite3.connect(':memory:')
        self.db.backup(target, pages=1, progress=lambda status, left, total: told.append((left, total)))
        self.assertEqual(told, [(1, 2), (0, 2)])
        self.assertEqual(target.execute('select x from t').fetchall(), [(1,), (2,)])
        self.db.execute("attach ':memory:' as other")
        self.db.backup(target, name='other')
        self.assertRaises(sqlite3.OperationalError, target.execute, 'select x from t')

    def test_failures(self):
        target = sqlite3.connect(':memory:')
        self.assertRaisesRegex(ValueError, 'same connection', self.db.backup, self.db)
        self.assertRaises(TypeError, self.db.backup, None)
        self.assertRaisesRegex(TypeError, 'must be a callable', self.db.backup, target, progress=1)
        self.assertRaisesRegex(sqlite3.OperationalError, 'unknown database', self.db.backup, target, name='nothing')
        self.assertRaises(ZeroDivisionError, self.db.backup, target, progress=lambda *args: 1 / 0)
        self.assertRaises(sqlite3.ProgrammingError, self.db.backup, target, pages=1, progress=lambda *args: target.close())
        target.close()
        self.assertRaisesRegex(sqlite3.ProgrammingError, 'closed database', self.db.backup, target)


class Windows(unittest.TestCase):
    def test_rows_come_and_go(self):
        class Sum:
            n = 0
            def step(self, value):
                self.n += value
            def inverse(self, value):
                self.n -= value
            def value(self):
                return self.n
            finalize = value
        class Failing(Sum):
            def inverse(self, value):
                1 / 0
        db = sqlite3.connect(':memory:')
        db.executescript("create table t(x, y); insert into t values ('a', 4), ('b', 5), ('c', 3), ('d', 8), ('e', 1)")
        db.create_window_function('added', 1, Sum)
        db.create_window_function('failing', 1, Failing)
        query = 'select x, %s(y) over (order by x rows between 1 preceding and 1 following) from t order by x'
        self.assertEqual(db.execute(query % 'added').fetchall(), [('a', 9), ('b', 12), ('c', 16), ('d', 12), ('e', 9)])
        with self.assertRaisesRegex(sqlite3.OperationalError, "user-defined aggregate's 'inverse' method raised error"):
            db.execute(query % 'failing').fetchall()
        db.create_window_function('added', 1, None)
        self.assertRaises(sqlite3.OperationalError, db.execute, query % 'added')


if __name__ == '__main__':
    unittest.main()
