/* types.h: what the parts of the module _sqlite3 share: connections, statements, cursors, rows, and the rules of their use.
 *
 * Locking. A connection has a recursive mutex. Whoever uses the database holds it (connection_enter), having waited for it without
 * the GIL. SQLite is called without the GIL wherever that can take long or call back: the callbacks (callbacks.c) take the GIL. So
 * any number of threads may share a connection, and a callback may use its own connection.
 *
 * Lifetime. A connection knows its statements, blobs and cursors (lists of borrowed pointers; they unlink themselves). Closing finalizes
 * all statements and blobs; it is refused while the connection is in use further up the stack. A statement that is being stepped is not
 * reset.
 *
 * Errors. A callback that fails leaves its exception on the thread where the manual says so; SQLite's own error is then not told.
 */
#ifndef KRAIT_MODULES_SQLITE3_TYPES_H
#define KRAIT_MODULES_SQLITE3_TYPES_H

#include <sqlite3.h>

#include "object/protocol.h"
#include "object/str.h"

typedef struct Connection Connection;
typedef struct Statement Statement;
typedef struct Cursor Cursor;

enum { PARSE_DECLTYPES = 1, PARSE_COLNAMES = 2 };

/* What the statement does to transactions. */
typedef enum { SQL_QUERY, SQL_INSERT /* and REPLACE */, SQL_CHANGE /* UPDATE, DELETE */, SQL_CONTROL /* BEGIN, COMMIT, SAVEPOINT ... */, SQL_OTHER } SqlKind;

struct Connection {
    Object head;
    sqlite3 *db;                /* NULL: closed, or not opened yet */
    bool initialised;
    bool check_same_thread;
    uint64_t thread_id;         /* of the thread that made it */
    int detect_types;
    const char *begin;          /* the statement that begins a transaction; NULL: autocommit */
    bool began;                 /* the transaction was begun implicitly */
    Value isolation_level;      /* as it was set: a str, or EMPTY for None */
    Value row_factory;          /* EMPTY: None */
    Value text_factory;
    Value cache;                /* dict: SQL -> Statement, the one used last at the end */
    ssize cache_max;
    Value pinned;               /* dict whose keys are the callables SQLite knows: they live as long as the connection */
    Statement *statements;      /* all of them */
    Cursor *cursors;
    struct Blob *blobs;         /* those that are open */
    sqlite3_mutex *mutex;       /* recursive; lives until the connection is freed */
    int depth;                  /* how often its owner has entered */
};

struct Statement {
    Object head;
    Connection *connection;     /* borrowed; NULL once that is gone */
    Statement *next, *previous;
    sqlite3_stmt *stmt;         /* NULL: finalized, or there was nothing but comments */
    Value sql;
    SqlKind kind;
    bool in_use;                /* by a cursor: between its execution and its reset */
    bool running;               /* inside sqlite3_step() */
};

struct Cursor {
    Object head;
    Value connection;           /* EMPTY: __init__ was not called */
    Cursor *next, *previous;    /* of the connection's, once initialised */
    Value statement;            /* that still has rows, or EMPTY */
    Value next_row;             /* fetched ahead, or EMPTY */
    Value converters;           /* list: per column a converter or None; EMPTY: there are none */
    Value description, lastrowid, row_factory;      /* EMPTY: None */
    int64_t rowcount;
    int arraysize;
    bool initialised, closed;
    bool reset;                 /* its rows are gone because of a rollback */
    bool locked;                /* something of it is running */
};

typedef struct SqliteState {
    Value adapters;             /* dict: (type, protocol) -> callable */
    Value converters;           /* dict: NAME -> callable */
    bool callback_tracebacks;
    bool plain_adapted;         /* an adapter is registered for a type that else needs none */
} SqliteState;
SqliteState *sqlite_state(Thread *t);           /* NULL: MemoryError */

extern Type connection_type, statement_type, cursor_type, row_type, prepare_protocol_type;
extern Type sqlite_warning_type, sqlite_error_type, interface_error_type, database_error_type, data_error_type, operational_error_type, integrity_error_type,
    internal_error_type, programming_error_type, not_supported_error_type;

ALWAYS_INLINE Connection *as_connection(Ref v) { return (Connection *)object_of(v); }
ALWAYS_INLINE Statement *as_statement(Ref v)   { return (Statement *)object_of(v); }
ALWAYS_INLINE Cursor *as_cursor(Ref v)         { return (Cursor *)object_of(v); }
ALWAYS_INLINE bool is_a(Ref v, const Type *type) { return is_ptr(v) && !is_empty(v) && type_is_subtype(object_of(v)->type, type); }
ALWAYS_INLINE Value or_none(Ref v)             { return is_empty(v) ? NONE : retain(v); }
ALWAYS_INLINE Value none_as_empty(Ref v)       { return is_none(v) ? EMPTY : retain(v); }

/* ---- _sqlite3.c ---- */
/* The exception for the database's last error, unless a callback's is set already. */
Value raise_sqlite(Thread *t, sqlite3 *db);

/* ---- connection.c ---- */
bool connection_check_thread(Thread *t, Connection *c) MUST_CHECK;
/* Checks the thread, waits for the mutex, checks that the database is open. True: connection_leave() must follow. */
bool connection_enter(Thread *t, Connection *c) MUST_CHECK;
void connection_leave(Connection *c);
/* A statement for the SQL, out of the cache or new, that nobody uses. The connection is entered. */
Value connection_statement(Thread *t, Connection *c, Ref sql);
bool connection_begin(Thread *t, Connection *c) MUST_CHECK;             /* these two: entered */
bool connection_commit(Thread *t, Connection *c) MUST_CHECK;
/* db.cursor().NAME(args) */
Value connection_via_cursor(Thread *t, Ref self, Ref name, const Value *args, ssize nargs);

/* ---- statement.c: the connection is entered ---- */
Value statement_new(Thread *t, Connection *c, Ref sql);
int statement_step(Thread *t, Statement *s);            /* SQLite's result; is_raised(t) may be true whatever it is */
void statement_reset(Thread *t, Statement *s);
void statement_finalize(Thread *t, Statement *s);       /* and unlinks it */
bool statement_bind(Thread *t, Statement *s, Ref parameters) MUST_CHECK;

/* ---- convert.c ---- */
bool sqlite_is_plain(const Type *type);         /* of values that are bound as they are */
Value sqlite_adapt(Thread *t, Ref v, Ref protocol, Ref alternative);    /* alternative EMPTY: ProgrammingError if it cannot be adapted */
/* A list of the converters of a statement's columns, or EMPTY; false: an exception is set. */
bool converters_of(Thread *t, Connection *c, sqlite3_stmt *stmt, Value *converters) MUST_CHECK;
Value row_values(Thread *t, Connection *c, sqlite3_stmt *stmt, Ref converters);      /* a tuple */
Value column_name(Thread *t, sqlite3_stmt *stmt, int i);                /* as description shows it */

/* ---- blob.c ---- */
void blobs_close(Connection *c);                        /* the connection is entered, or dies */
bool blob_add_type(Thread *t, Ref module) MUST_CHECK;

/* ---- cursor.c ---- */
void cursor_forget(Thread *t, Cursor *k);               /* what is left of its statement; the connection is entered */

#endif
