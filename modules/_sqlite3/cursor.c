/* cursor.c: Cursor: executing statements and fetching rows. See types.h. Python manual: sqlite3, "Cursor Objects".
 *
 * execute() steps the statement once and keeps the first row; each fetch gives the row kept and steps on, so that a statement whose last row has
 * been given is reset already and locks nothing. While a cursor is working it is `locked`: what runs meanwhile (adapters, callbacks,
 * iterators of parameters) must not use it.
 */
#include "modules/_sqlite3/types.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "gen/modules/_sqlite3/cursor.h"

/* ---- rules of use ---- */

static bool check_usable(Thread *t, Cursor *k)
{
    if (!k->initialised)
        return raise_format(t, &programming_error_type, "Base Cursor.__init__ not called."), false;
    if (k->closed)
        return raise_format(t, &programming_error_type, "Cannot operate on a closed cursor."), false;
    if (k->locked)
        return raise_format(t, &programming_error_type, "Recursive use of cursors not allowed."), false;
    return true;
}

/* The cursor is locked and its connection entered, until end(). Other threads' use of the cursor is waited for. */
static bool begin(Thread *t, Cursor *k)
{
    if (!k->initialised)
        return check_usable(t, k);
    if (!connection_enter(t, as_connection(k->connection)))
        return false;
    if (!check_usable(t, k)) {
        connection_leave(as_connection(k->connection));
        return false;
    }
    k->locked = true;
    return true;
}

static void end(Cursor *k)
{
    k->locked = false;
    connection_leave(as_connection(k->connection));
}

/* ---- construction, destruction ---- */

static void unlink_cursor(Cursor *k)
{
    if (!k->initialised)
        return;
    if (k->previous)
        k->previous->next = k->next;
    else
        as_connection(k->connection)->cursors = k->next;
    if (k->next)
        k->next->previous = k->previous;
    k->next = k->previous = NULL;
    k->initialised = false;
}

void cursor_forget(Thread *t, Cursor *k)
{
    Value statement = take(&k->statement), row = take(&k->next_row);
    if (!is_empty(statement))
        statement_reset(t, as_statement(statement));
    release(statement);
    release(row);
}

INIT(cursor, "(self, connection, /)")
{
    Cursor *k = as_cursor(self);
    if (!is_a(a->connection, &connection_type))
        return raise_type(t, "Cursor() argument 1 must be sqlite3.Connection, not %T", a->connection), false;
    Connection *c = as_connection(a->connection);
    if (k->locked)
        return raise_format(t, &programming_error_type, "Recursive use of cursors not allowed."), false;
    if (!connection_check_thread(t, c))
        return false;
    if (k->initialised && !is_empty(k->statement)) {
        Connection *old = as_connection(k->connection);
        if (!connection_enter(t, old))
            return false;
        cursor_forget(t, k);
        connection_leave(old);
    }
    unlink_cursor(k);
    k->next = c->cursors;
    if (k->next)
        k->next->previous = k;
    c->cursors = k;
    k->initialised = true;
    k->closed = k->reset = false;
    k->arraysize = 1;
    k->rowcount = -1;
    Value old[] = {k->connection, k->description, k->lastrowid, k->row_factory, k->converters};
    k->connection = retain(a->connection);
    k->description = k->lastrowid = k->row_factory = k->converters = EMPTY;
    for (ssize i = 0; i < COUNT_OF(old); i++)
        release(old[i]);
    return true;
}

static Value cursor_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return type_alloc(t, cls, 0);
}

static void cursor_traverse(Object *o, Visitor *visitor)
{
    Cursor *k = (Cursor *)o;
    const Value *owned[] = {&k->connection, &k->statement, &k->next_row, &k->converters, &k->description, &k->lastrowid, &k->row_factory};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        visit(visitor, *owned[i]);
}

/* Its rows are given up: the connection is entered for that unless it is being destroyed itself. */
static void cursor_clear(Object *o)
{
    Cursor *k = (Cursor *)o;
    Thread *t = current_thread;
    OWN Value keep = retain(k->connection);
    if (!is_empty(k->statement)) {
        Connection *c = as_statement(k->statement)->connection;
        if (c) {
            sqlite3_mutex *mutex = c->mutex;
            BLOCKING_BEGIN(t)
            sqlite3_mutex_enter(mutex);
            BLOCKING_END(t)
            cursor_forget(t, k);
            sqlite3_mutex_leave(mutex);
        } else {
            cursor_forget(t, k);
        }
    }
    unlink_cursor(k);
    Value owned[] = {take(&k->next_row), take(&k->converters), take(&k->description), take(&k->lastrowid), take(&k->row_factory), take(&k->connection)};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}

static void cursor_dealloc(Object *o)
{
    cursor_clear(o);
    object_free(o, object_size(o));
}

/* ---- executing ---- */

static Value describe(Thread *t, sqlite3_stmt *stmt)
{
    int n = sqlite3_column_count(stmt);
    OWN Value description = tuple_new(t, n);
    for (int i = 0; i < n && !is_empty(description); i++) {
        OWN Value name = column_name(t, stmt, i);
        Value column = is_empty(name) ? EMPTY : tuple_pack(t, 7, name, NONE, NONE, NONE, NONE, NONE, NONE);
        if (is_empty(column))
            return EMPTY;
        as_tuple(description)->item[i] = column;
    }
    return take(&description);
}

static bool prepare_transaction(Thread *t, Connection *c, SqlKind kind)
{
    bool in = !sqlite3_get_autocommit(c->db);
    if (!c->begin)
        return true;
    if (kind == SQL_INSERT || kind == SQL_CHANGE)
        return in || connection_begin(t, c);
    return kind != SQL_OTHER || !in || !c->began || connection_commit(t, c);
}

/* What describes the rows: known only after the first step, which compiles the statement anew when the tables have changed. */
static bool set_columns(Thread *t, Cursor *k, Statement *s)
{
    Value converters, description = EMPTY;
    if (s->stmt && sqlite3_column_count(s->stmt) && is_empty(description = describe(t, s->stmt)))
        return false;
    replace_take(&k->description, description);
    if (!converters_of(t, as_connection(k->connection), s->stmt, &converters))
        return false;
    replace_take(&k->converters, converters);
    return true;
}

/* Steps; ROW: *row is fetched. The statement is reset unless there may be more rows. `first`: it has just been executed. */
static int step_on(Thread *t, Cursor *k, Statement *s, bool first, Value *row)
{
    Connection *c = as_connection(k->connection);
    int result = statement_step(t, s);
    if (is_raised(t) || (result != SQLITE_ROW && result != SQLITE_DONE)) {
        raise_sqlite(t, c->db);
        result = SQLITE_ERROR;
    } else if (first && !set_columns(t, k, s)) {
        result = SQLITE_ERROR;
    } else if (result == SQLITE_ROW) {
        OWN Value converters = retain(k->converters);
        *row = row_values(t, c, s->stmt, converters);
        if (is_empty(*row))
            result = SQLITE_ERROR;
    }
    if (c->db && sqlite3_get_autocommit(c->db))
        c->began = false;
    if (result != SQLITE_ROW)
        statement_reset(t, s);
    return result;
}

static bool is_change(const Statement *s) { return s->kind == SQL_INSERT || s->kind == SQL_CHANGE; }

/* Executes it with one set of parameters. `first`: what describes its rows is made. */
static bool execute_with(Thread *t, Cursor *k, Statement *s, Ref parameters, bool many, bool first)
{
    Connection *c = as_connection(k->connection);
    statement_reset(t, s);
    s->in_use = true;
    if (s->stmt)
        sqlite3_clear_bindings(s->stmt);
    if (!statement_bind(t, s, parameters))
        return false;
    Value row = EMPTY;
    int result = step_on(t, k, s, first, &row);
    if (result == SQLITE_ERROR)
        return false;
    if (is_change(s))
        k->rowcount += sqlite3_changes(c->db);
    if (result == SQLITE_ROW && many && !is_change(s)) {
        release(row);
        return raise_format(t, &programming_error_type, "executemany() can only execute DML statements."), false;
    }
    if (result == SQLITE_ROW && many) {
        release(row);
        statement_reset(t, s);
    } else if (result == SQLITE_ROW) {
        replace_take(&k->next_row, row);
        replace_take(&k->statement, retain_object(s));
    }
    if (!many)
        replace_take(&k->lastrowid, s->kind == SQL_INSERT ? int_from_int64(t, sqlite3_last_insert_rowid(c->db)) : EMPTY);
    return !is_raised(t);
}

static bool execute_all(Thread *t, Cursor *k, Statement *s, Ref parameters, bool many)
{
    if (!many)
        return execute_with(t, k, s, parameters, false, true);
    OWN Value iterator = is_iterator(parameters) ? retain(parameters) : iter(t, parameters), row = EMPTY;
    Lookup found = MISSING;
    for (bool first = true; !is_empty(iterator) && (found = step(t, iterator, &row)) == FOUND; first = false) {
        bool good = execute_with(t, k, s, row, true, first);
        release(take(&row));
        if (!good)
            return false;
    }
    return !is_empty(iterator) && found != ERROR;
}

static Value execute(Thread *t, Ref self, Ref sql, Ref parameters, bool many)
{
    Cursor *k = as_cursor(self);
    if (!begin(t, k))
        return EMPTY;
    Connection *c = as_connection(k->connection);
    bool good = false;
    cursor_forget(t, k);
    k->reset = false;
    k->rowcount = -1;
    OWN Value s = EMPTY;
    if (!is_str(sql))
        raise_value(t, "operation parameter must be str");
    else if (!is_empty(s = connection_statement(t, c, sql))) {
        if (is_change(as_statement(s)))
            k->rowcount = 0;
        good = prepare_transaction(t, c, as_statement(s)->kind) && execute_all(t, k, as_statement(s), parameters, many);
        if (!good) {
            k->rowcount = -1;
            statement_reset(t, as_statement(s));
            cursor_forget(t, k);
        } else if (is_empty(k->statement)) {
            statement_reset(t, as_statement(s));        /* executemany() without parameters */
        }
    }
    end(k);
    return good ? retain(self) : EMPTY;
}

/** Executes a SQL statement. */
METHOD(cursor, execute, "(self, sql, parameters=(), /)")
{
    return execute(t, self, a->sql, a->parameters, false);
}

/** Repeatedly executes a SQL statement. */
METHOD(cursor, executemany, "(self, sql, seq_of_parameters, /)")
{
    return execute(t, self, a->sql, a->seq_of_parameters, true);
}

static bool run_script(Thread *t, Connection *c, const char *sql)
{
    while (*sql) {
        sqlite3_stmt *stmt = NULL;
        int result;
        BLOCKING_BEGIN(t)
        result = sqlite3_prepare_v2(c->db, sql, -1, &stmt, &sql);
        while (result == SQLITE_OK && stmt && (result = sqlite3_step(stmt)) == SQLITE_ROW)
            result = SQLITE_OK;
        BLOCKING_END(t)
        bool good = !is_raised(t) && (result == SQLITE_OK || result == SQLITE_DONE);
        if (!good)
            raise_sqlite(t, c->db);
        BLOCKING_BEGIN(t)
        sqlite3_finalize(stmt);
        BLOCKING_END(t)
        if (!good)
            return false;
    }
    return true;
}

/** Executes several SQL statements at once; a transaction that is open is committed first. */
METHOD1(cursor, executescript, sql_script)
{
    Cursor *k = as_cursor(self);
    if (!begin(t, k))
        return EMPTY;
    Connection *c = as_connection(k->connection);
    bool good = false;
    cursor_forget(t, k);
    k->reset = false;
    OWN Value script = retain(sql_script);
    ssize n;
    const char *text;
    if (!is_str(script))
        raise_value(t, "script argument must be unicode.");
    else if ((text = str_utf8(t, script, &n)) != NULL) {
        if (memchr(text, 0, (size_t)n))
            raise_value(t, "embedded null character");
        else if (n > sqlite3_limit(c->db, SQLITE_LIMIT_SQL_LENGTH, -1))
            raise_format(t, &data_error_type, "query string is too large");
        else
            good = connection_commit(t, c) && run_script(t, c, text);
    }
    end(k);
    return good ? retain(self) : EMPTY;
}

/* ---- fetching ---- */

/* The next row; EMPTY with nothing raised at the end. */
static Value cursor_next(Thread *t, Ref self)
{
    Cursor *k = as_cursor(self);
    if (!begin(t, k))
        return EMPTY;
    OWN Value row = EMPTY;
    if (k->reset) {
        cursor_forget(t, k);
        raise_format(t, &interface_error_type, "Cursor needed to be reset because of commit/rollback and can no longer be fetched from.");
    } else if (!is_empty(k->next_row)) {
        row = take(&k->next_row);
        OWN Value s = take(&k->statement), factory = retain(k->row_factory);
        if (!is_empty(factory))
            replace_take(&row, call2(t, factory, self, row));
        Value ahead = EMPTY;
        int result = is_empty(row) || !as_statement(s)->stmt ? SQLITE_ERROR : step_on(t, k, as_statement(s), false, &ahead);
        if (result == SQLITE_ROW) {
            k->next_row = ahead;
            k->statement = take(&s);
        } else if (result == SQLITE_ERROR) {
            if (is_raised(t))
                replace_take(&row, EMPTY);
            statement_reset(t, as_statement(s));
        }
    }
    end(k);
    return take(&row);
}

/** Fetches one row from the resultset: None at the end. */
METHOD0(cursor, fetchone)
{
    Value row = cursor_next(t, self);
    return is_empty(row) && !is_raised(t) ? NONE : row;
}

/* At most `limit` rows in a list. */
static Value fetch(Thread *t, Ref self, ssize limit)
{
    OWN Value list = list_new(t, 0);
    while (!is_empty(list) && as_list(list)->len < limit) {
        Value row = cursor_next(t, self);
        if (is_empty(row))
            return is_raised(t) ? EMPTY : take(&list);
        if (!list_append_take(t, as_list(list), row))
            return EMPTY;
    }
    return take(&list);
}

/** Fetches several rows from the resultset: as many as `arraysize` tells, unless told here; all if that is not positive. */
METHOD(cursor, fetchmany, "(self, size=?)")
{
    int size = as_cursor(self)->arraysize;
    if (!is_empty(a->size) && !to_c_int(t, a->size, &size))
        return EMPTY;
    return fetch(t, self, size > 0 ? size : SSIZE_MAX_);
}

/** Fetches all rows from the resultset. */
METHOD0(cursor, fetchall) { return fetch(t, self, SSIZE_MAX_); }

/* ---- others ---- */

/** Closes the cursor. */
METHOD0(cursor, close)
{
    Cursor *k = as_cursor(self);
    if (!k->initialised)
        return check_usable(t, k) ? NONE : EMPTY;
    Connection *c = as_connection(k->connection);
    if (!connection_enter(t, c))
        return EMPTY;
    if (k->locked) {
        raise_format(t, &programming_error_type, "Recursive use of cursors not allowed.");
    } else {
        cursor_forget(t, k);
        k->closed = true;
    }
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

/** Required by DB-API. Does nothing in sqlite3. */
METHOD1(cursor, setinputsizes, sizes) { return NONE; }
/** Required by DB-API. Does nothing in sqlite3. */
METHOD(cursor, setoutputsize, "(self, size, column=None, /)") { return NONE; }

GETTER(cursor, rowcount) { return int_from_int64(t, as_cursor(self)->rowcount); }

static const MemberDef cursor_members[] = {
    {"connection", MEMBER_OBJECT, false, offsetof(Cursor, connection), NULL},
    {"description", MEMBER_OBJECT, false, offsetof(Cursor, description), NULL},
    {"lastrowid", MEMBER_OBJECT, false, offsetof(Cursor, lastrowid), NULL},
    {"arraysize", MEMBER_INT, true, offsetof(Cursor, arraysize), NULL},
    {NULL},
};

GETTER(cursor, row_factory) { return or_none(as_cursor(self)->row_factory); }
SETTER(cursor, row_factory)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "cannot delete attribute"), false;
    replace_take(&as_cursor(self)->row_factory, none_as_empty(value));
    return true;
}

static Value cursor_iter(Thread *t UNUSED, Ref self) { return retain(self); }

Type cursor_type = {
    TYPE_HEAD("sqlite3.Cursor", Cursor), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "SQLite database cursor class.", .dealloc = cursor_dealloc, .traverse = cursor_traverse, .clear = cursor_clear,
    .new_ = cursor_new, .init = cursor_init_slot, .init_signature = &cursor_init_signature, .iter = cursor_iter, .next = cursor_next,
    .methods = cursor_methods, .getset = cursor_getset, .members = cursor_members,
};
