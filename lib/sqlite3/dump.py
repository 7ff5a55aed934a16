"""The text of a database as SQL statements: Connection.iterdump()."""


def _identifier(name):
    return '"' + name.replace('"', '""') + '"'


def _literal(name):
    return "'" + name.replace("'", "''") + "'"


def _iterdump(connection):
    """Yield the statements that make the database anew."""
    cursor = connection.cursor()
    cursor.row_factory = None
    yield 'BEGIN TRANSACTION;'
    tables = cursor.execute("SELECT name, type, sql FROM sqlite_master WHERE sql NOT NULL AND type = 'table' ORDER BY name").fetchall()
    for name, type, sql in tables:
        if name == 'sqlite_sequence':
            yield 'DELETE FROM "sqlite_sequence";'
        elif name == 'sqlite_stat1':
            yield 'ANALYZE "sqlite_master";'
        elif name.startswith('sqlite_'):
            continue
        else:
            yield sql + ';'
        # The function, not the pragma: that is no query, and would end a transaction.
        columns = [row[0] for row in cursor.execute('SELECT name FROM pragma_table_info(?)', (name,)).fetchall()]
        values = " || ',' || ".join('quote(%s)' % _identifier(column) for column in columns)
        insert = _literal('INSERT INTO %s VALUES(' % _identifier(name))
        query = "SELECT %s || %s || ')' FROM %s" % (insert, values, _identifier(name))
        for (statement,) in cursor.execute(query).fetchall():
            yield statement + ';'
    others = cursor.execute("SELECT sql FROM sqlite_master WHERE sql NOT NULL AND type IN ('index', 'trigger', 'view')").fetchall()
    for (sql,) in others:
        yield sql + ';'
    yield 'COMMIT;'
