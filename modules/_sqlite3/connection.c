/* connection.c: Connection: opening and closing, transactions, the statement cache. See types.h. Python manual: sqlite3, "Connection
 * Objects".
 *
 * Transactions, as 3.2's manual has it: unless isolation_level is None, one is begun before INSERT, UPDATE, DELETE and REPLACE, and
 * one begun so is committed before any statement that is no query. Transactions that a program begins itself are its own.
 */
#include <stdlib.h>

#include "modules/_sqlite3/types.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "object/module.h"
#include "object/tuple.h"
#include "vm/system_call.h"
#include "gen/modules/_sqlite3/connection.h"

/* declgen: names cursor execute executemany executescript _iterdump */

/* ---- rules of use ---- */

bool connection_check_thread(Thread *t, Connection *c)
{
    if (!c->initialised)
        return raise_format(t, &programming_error_type, "Base Connection.__init__ not called."), false;
    if (c->check_same_thread && c->thread_id != t->id)
        return raise_format(t, &programming_error_type, "SQLite objects created in a thread can only be used in that same thread. "
                            "The object was created in thread id %ld and this is thread id %ld.", (long)c->thread_id, (long)t->id), false;
    return true;
}

static void lock(Thread *t, Connection *c)
{
    if (sqlite3_mutex_try(c->mutex) != SQLITE_OK) {
        BLOCKING_BEGIN(t)
        sqlite3_mutex_enter(c->mutex);
        BLOCKING_END(t)
    }
    c->depth++;
}

void connection_leave(Connection *c)
{
    c->depth--;
    sqlite3_mutex_leave(c->mutex);
}

bool connection_enter(Thread *t, Connection *c)
{
    if (!connection_check_thread(t, c))
        return false;
    lock(t, c);
    if (c->db)
        return true;
    connection_leave(c);
    return raise_format(t, &programming_error_type, "Cannot operate on a closed database."), false;
}

/* ---- opening and closing ---- */

/* Finalizes all statements and blobs and closes the database. The Python objects are told first: from then on nobody uses them. Where there is no
 * memory to note the statements, they stay until the process ends, and the database with them. */
static void shut(Thread *t, Connection *c)
{
    sqlite3 *db = c->db;
    ssize n = 0;
    blobs_close(c);
    for (Statement *s = c->statements; s; s = s->next)
        n++;
    sqlite3_stmt **open = malloc((size_t)(n + 1) * sizeof *open);
    n = 0;
    for (Statement *s = c->statements, *next; s; s = next) {
        next = s->next;
        if (open)
            open[n++] = s->stmt;
        s->stmt = NULL;
        s->connection = NULL;
        s->next = s->previous = NULL;
        s->in_use = false;
    }
    c->statements = NULL;
    c->db = NULL;
    if (db) {
        BLOCKING_BEGIN(t)
        while (n > 0)
            sqlite3_finalize(open[--n]);
        sqlite3_close_v2(db);
        BLOCKING_END(t)
    }
    free(open);
}

static bool set_isolation_level(Thread *t, Connection *c, Ref level)
{
    static const char *const begins[] = {"BEGIN ", "BEGIN DEFERRED", "BEGIN IMMEDIATE", "BEGIN EXCLUSIVE"};
    if (is_empty(level))
        return raise_format(t, &exc_AttributeError, "cannot delete attribute"), false;
    if (is_none(level)) {
        c->begin = NULL;
        replace_take(&c->isolation_level, EMPTY);
        return !c->db || connection_commit(t, c);
    }
    if (!is_str(level))
        return raise_type(t, "isolation_level must be a string or None, not %T", level), false;
    ssize n;
    const char *text = str_utf8(t, level, &n);
    if (!text)
        return false;
    for (ssize i = 0; i < COUNT_OF(begins); i++)
        if ((ssize)strlen(begins[i] + 6) == n && !strcasecmp(begins[i] + 6, text)) {
            Value plain = str_from_text(t, text);
            if (is_empty(plain))
                return false;
            c->begin = begins[i];
            replace_take(&c->isolation_level, plain);
            return true;
        }
    return raise_value(t, "invalid value for isolation_level"), false;
}

static sqlite3 *open_database(Thread *t, Ref path, bool uri, double timeout)
{
    sqlite3 *db = NULL;
    int result, flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX | (uri ? SQLITE_OPEN_URI : 0);
    const char *name = (const char *)as_bytes(path)->data;
    BLOCKING_BEGIN(t)
    result = sqlite3_open_v2(name, &db, flags, NULL);
    BLOCKING_END(t)
    if (result == SQLITE_OK && sqlite3_busy_timeout(db, (int)(timeout * 1000)) == SQLITE_OK)
        return db;
    if (db)
        raise_sqlite(t, db);
    else
        raise_memory(t);
    sqlite3_close_v2(db);
    return NULL;
}

INIT(connection, "(self, database, timeout: float=5.0, detect_types: int=0, isolation_level='', check_same_thread: bool=True, factory=None, cached_statements: int=100, uri: bool=False)")
{
    Connection *c = as_connection(self);
    OWN Value path = to_fs_bytes(t, a->database);
    if (is_empty(path))
        return false;
    if (!(a->timeout >= -2e6 && a->timeout <= 2e6))
        return raise_value(t, "timeout is out of range"), false;
    if (!c->mutex && !(c->mutex = sqlite3_mutex_alloc(SQLITE_MUTEX_RECURSIVE)))
        return raise_memory(t), false;
    lock(t, c);
    if (c->depth > 1) {
        connection_leave(c);
        return raise_format(t, &programming_error_type, "Cannot initialise a connection that is in use."), false;
    }
    shut(t, c);                         /* of an earlier call */
    c->initialised = false;
    OWN Value cache = dict_new(t), pinned = dict_new(t);
    bool good = !is_empty(cache) && !is_empty(pinned) && set_isolation_level(t, c, a->isolation_level);
    sqlite3 *db = good ? open_database(t, path, a->uri, a->timeout) : NULL;
    if (db) {
        c->db = db;
        c->check_same_thread = a->check_same_thread;
        c->thread_id = t->id;
        c->detect_types = a->detect_types;
        c->cache_max = a->cached_statements < 5 ? 5 : a->cached_statements;
        c->began = false;
        c->initialised = true;
        Value old[] = {c->cache, c->pinned, c->row_factory, c->text_factory};
        c->cache = take(&cache);
        c->pinned = take(&pinned);
        c->row_factory = EMPTY;
        c->text_factory = value_of(&str_type);
        for (ssize i = 0; i < COUNT_OF(old); i++)
            release(old[i]);
    }
    connection_leave(c);
    return db != NULL;
}

static Value connection_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v))
        as_connection(v)->text_factory = value_of(&str_type);
    return v;
}

static void connection_traverse(Object *o, Visitor *visitor)
{
    Connection *c = (Connection *)o;
    visit(visitor, c->isolation_level);
    visit(visitor, c->row_factory);
    visit(visitor, c->text_factory);
    visit(visitor, c->cache);
    visit(visitor, c->pinned);
}

/* SQLite lets go of the callables first. */
static void connection_clear(Object *o)
{
    Connection *c = (Connection *)o;
    shut(current_thread, c);
    Value owned[] = {take(&c->isolation_level), take(&c->row_factory), take(&c->text_factory), take(&c->cache), take(&c->pinned)};
    c->text_factory = value_of(&str_type);
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}

static void connection_dealloc(Object *o)
{
    connection_clear(o);
    sqlite3_mutex_free(((Connection *)o)->mutex);
    object_free(o, object_size(o));
}

/** Closes the connection. */
METHOD0(connection, close)
{
    Connection *c = as_connection(self);
    if (!connection_check_thread(t, c))
        return EMPTY;
    lock(t, c);
    if (c->depth > 1) {
        connection_leave(c);
        return raise_format(t, &programming_error_type, "Cannot close a connection while it is in use.");
    }
    shut(t, c);
    connection_leave(c);
    return NONE;
}

/* ---- the statement cache ---- */

static bool trim_cache(Thread *t, Dict *cache, ssize limit)
{
    while (dict_len(cache) > limit) {
        ssize position = 0;
        Ref key, value;
        if (!dict_next(cache, &position, &key, &value))
            break;
        OWN Value oldest = retain(key);
        if (dict_delete(t, cache, oldest) == ERROR)
            return false;
    }
    return true;
}

/* One that is in use stays so: the new one takes its place in the cache. */
Value connection_statement(Thread *t, Connection *c, Ref sql)
{
    OWN Value cache = retain(c->cache), plain = is_exact(sql, &str_type) ? retain(sql) : str_slice(t, sql, 0, as_str(sql)->len);
    if (is_empty(plain))
        return EMPTY;
    Value found = EMPTY;
    if (dict_pop(t, as_dict(cache), plain, &found) == ERROR)
        return EMPTY;
    OWN Value s = found;
    if (is_empty(s) || as_statement(s)->in_use || !as_statement(s)->connection)
        replace_take(&s, statement_new(t, c, plain));
    if (is_empty(s) || !dict_set(t, as_dict(cache), plain, s) || !trim_cache(t, as_dict(cache), c->cache_max))
        return EMPTY;
    return take(&s);
}

/** Compiles SQL text. */
static Value connection_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    Value s = EMPTY;
    if (nargs != 1 || !is_empty(names))
        raise_type(t, "Connection.__call__() takes exactly one argument");
    else if (!is_str(args[0]))
        raise_format(t, &sqlite_warning_type, "SQL is of wrong type. Must be string.");
    else
        s = statement_new(t, c, args[0]);
    connection_leave(c);
    return s;
}

/* ---- transactions ---- */

static bool run(Thread *t, Connection *c, const char *sql)
{
    int result;
    sqlite3 *db = c->db;
    BLOCKING_BEGIN(t)
    result = sqlite3_exec(db, sql, NULL, NULL, NULL);
    BLOCKING_END(t)
    return (result == SQLITE_OK && !is_raised(t)) || (raise_sqlite(t, db), false);
}

bool connection_begin(Thread *t, Connection *c)
{
    if (!run(t, c, c->begin))
        return false;
    c->began = true;
    return true;
}

bool connection_commit(Thread *t, Connection *c)
{
    if (!sqlite3_get_autocommit(c->db) && !run(t, c, "COMMIT"))
        return false;
    c->began = false;
    return true;
}

static Value none_if(bool good) { return good ? NONE : EMPTY; }

/** Commit the current transaction. */
METHOD0(connection, commit)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    bool good = connection_commit(t, c);
    connection_leave(c);
    return none_if(good);
}

/* Statements that still have rows would keep the transaction from ending. */
static bool roll_back(Thread *t, Connection *c)
{
    for (Cursor *k = c->cursors; k; k = k->next)
        k->reset = true;
    for (bool again = true; again;) {           /* resetting may run Python code, which may change the list */
        again = false;
        for (Statement *s = c->statements; s; s = s->next)
            if (s->in_use && !s->running) {
                OWN Value keep = retain_object(s);
                statement_reset(t, s);
                again = true;
                break;
            }
    }
    return run(t, c, "ROLLBACK");
}

/** Roll back the current transaction. */
METHOD0(connection, rollback)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    bool good = sqlite3_get_autocommit(c->db) || roll_back(t, c);
    if (good)
        c->began = false;
    connection_leave(c);
    return none_if(good);
}

METHOD0(connection, __enter__) { return retain(self); }

/** Commits, or rolls back if there was an exception. */
METHOD(connection, __exit__, "(self, type=None, value=None, traceback=None, /)")
{
    bool failed = !is_none(a->type) || !is_none(a->value) || !is_none(a->traceback);
    OWN Value done = call_method0(t, self, failed ? NAME(rollback) : NAME(commit));
    return is_empty(done) ? EMPTY : FALSE_VALUE;
}

/* ---- cursors ---- */

/** Returns a new cursor. */
METHOD(connection, cursor, "(self, factory=?)")
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    connection_leave(c);
    OWN Value k = call1(t, is_empty(a->factory) ? value_of(&cursor_type) : a->factory, self);
    if (is_empty(k))
        return EMPTY;
    if (!is_a(k, &cursor_type))
        return raise_type(t, "factory must return a cursor, not %T", k);
    if (!is_empty(c->row_factory))
        replace_take(&as_cursor(k)->row_factory, retain(c->row_factory));
    return take(&k);
}

Value connection_via_cursor(Thread *t, Ref self, Ref name, const Value *args, ssize nargs)
{
    OWN Value k = call_method0(t, self, NAME(cursor));
    return is_empty(k) ? EMPTY : call_method(t, k, name, args, nargs);
}

/** Executes a SQL statement, with a cursor of its own. */
METHOD(connection, execute, "(self, /, *args)") { return connection_via_cursor(t, self, NAME(execute), a->args, a->args_count); }
/** Repeatedly executes a SQL statement, with a cursor of its own. */
METHOD(connection, executemany, "(self, /, *args)") { return connection_via_cursor(t, self, NAME(executemany), a->args, a->args_count); }
/** Executes several SQL statements at once, with a cursor of its own. */
METHOD(connection, executescript, "(self, /, *args)") { return connection_via_cursor(t, self, NAME(executescript), a->args, a->args_count); }

/* ---- others ---- */

/** Abort any pending database operation: called from another thread. */
METHOD0(connection, interrupt)
{
    Connection *c = as_connection(self);
    if (!c->initialised)
        return raise_format(t, &programming_error_type, "Base Connection.__init__ not called.");
    if (!c->db)
        return raise_format(t, &programming_error_type, "Cannot operate on a closed database.");
    sqlite3_interrupt(c->db);
    return NONE;
}

/** Returns iterator to the dump of the database in an SQL text format. */
METHOD0(connection, iterdump)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    connection_leave(c);
    OWN Value name = str_from_text(t, "sqlite3.dump");
    OWN Value module = is_empty(name) ? EMPTY : import_module(t, name);
    return is_empty(module) ? EMPTY : call_method1(t, module, NAME(_iterdump), self);
}

/** Enable dynamic loading of SQLite extension modules. */
METHOD(connection, enable_load_extension, "(self, enabled: bool, /)")
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    int result = sqlite3_enable_load_extension(c->db, a->enabled);
    connection_leave(c);
    return result == SQLITE_OK ? NONE : raise_format(t, &operational_error_type, "Error enabling load extension");
}

/** Load SQLite extension module. */
METHOD(connection, load_extension, "(self, name: str, /)")
{
    Connection *c = as_connection(self);
    const char *name = str_utf8(t, a->name, NULL);
    if (!name || !connection_enter(t, c))
        return EMPTY;
    char *message = NULL;
    int result;
    BLOCKING_BEGIN(t)
    result = sqlite3_load_extension(c->db, name, NULL, &message);
    BLOCKING_END(t)
    if (result != SQLITE_OK && !is_raised(t))
        raise_format(t, &operational_error_type, "%s", message ? message : "the extension cannot be loaded");
    sqlite3_free(message);
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

GETTER(connection, isolation_level) { return connection_check_thread(t, as_connection(self)) ? or_none(as_connection(self)->isolation_level) : EMPTY; }
SETTER(connection, isolation_level)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return false;
    bool good = set_isolation_level(t, c, value);
    connection_leave(c);
    return good;
}

GETTER(connection, total_changes)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    int n = sqlite3_total_changes(c->db);
    connection_leave(c);
    return fixnum(n);
}

GETTER(connection, in_transaction)
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    bool in = !sqlite3_get_autocommit(c->db);
    connection_leave(c);
    return bool_value(in);
}

static bool set_factory(Thread *t, Value *slot, Ref value, Value none)
{
    if (is_empty(value))
        return raise_format(t, &exc_AttributeError, "cannot delete attribute"), false;
    replace_take(slot, is_none(value) ? none : retain(value));
    return true;
}
GETTER(connection, row_factory)  { return or_none(as_connection(self)->row_factory); }
SETTER(connection, row_factory)  { return set_factory(t, &as_connection(self)->row_factory, value, EMPTY); }
GETTER(connection, text_factory) { return or_none(as_connection(self)->text_factory); }
SETTER(connection, text_factory) { return set_factory(t, &as_connection(self)->text_factory, value, NONE); }

GETTER(connection, Warning)           { return value_of(&sqlite_warning_type); }
GETTER(connection, Error)             { return value_of(&sqlite_error_type); }
GETTER(connection, InterfaceError)    { return value_of(&interface_error_type); }
GETTER(connection, DatabaseError)     { return value_of(&database_error_type); }
GETTER(connection, DataError)         { return value_of(&data_error_type); }
GETTER(connection, OperationalError)  { return value_of(&operational_error_type); }
GETTER(connection, IntegrityError)    { return value_of(&integrity_error_type); }
GETTER(connection, InternalError)     { return value_of(&internal_error_type); }
GETTER(connection, ProgrammingError)  { return value_of(&programming_error_type); }
GETTER(connection, NotSupportedError) { return value_of(&not_supported_error_type); }

Type connection_type = {
    TYPE_HEAD("sqlite3.Connection", Connection), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_WEAKREFS,
    .doc = "SQLite database connection object.", .dealloc = connection_dealloc, .traverse = connection_traverse, .clear = connection_clear,
    .new_ = connection_new, .init = connection_init_slot, .init_signature = &connection_init_signature, .call = connection_call,
    .methods = connection_methods, .getset = connection_getset,
};
