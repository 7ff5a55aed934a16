/* statement.c: prepared statements: what kind they are, stepping them, binding their parameters. See types.h. Python manual: sqlite3. */
#include <ctype.h>

#include "modules/_sqlite3/types.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"
#include "vm/gil.h"

/* ---- the text ---- */

/* Behind white space, comments and, if `semicolons`, those. */
static const char *skip_blank(const char *p, bool semicolons)
{
    for (;;) {
        if (isspace((unsigned char)*p) || (semicolons && *p == ';')) {
            p++;
        } else if (p[0] == '-' && p[1] == '-') {
            p += strcspn(p, "\n");
        } else if (p[0] == '/' && p[1] == '*') {
            const char *end = strstr(p + 2, "*/");
            p = end ? end + 2 : p + strlen(p);
        } else {
            return p;
        }
    }
}

static SqlKind kind_of(const char *sql, sqlite3_stmt *stmt)
{
    static const struct { const char *word; SqlKind kind; } words[] = {
        {"select", SQL_QUERY}, {"insert", SQL_INSERT}, {"replace", SQL_INSERT}, {"update", SQL_CHANGE}, {"delete", SQL_CHANGE},
        {"begin", SQL_CONTROL}, {"commit", SQL_CONTROL}, {"end", SQL_CONTROL}, {"rollback", SQL_CONTROL}, {"savepoint", SQL_CONTROL},
        {"release", SQL_CONTROL},
    };
    const char *p = skip_blank(sql, true);
    size_t n = 0;
    while (isalpha((unsigned char)p[n]))
        n++;
    for (ssize i = 0; i < COUNT_OF(words); i++)
        if (strlen(words[i].word) == n && !strncasecmp(p, words[i].word, n))
            return words[i].kind;
    static const char *const readers[] = {"with", "values", "explain"};     /* later than the rule that all others commit */
    for (ssize i = 0; i < COUNT_OF(readers); i++)
        if (strlen(readers[i]) == n && !strncasecmp(p, readers[i], n))
            return i == 0 && stmt && !sqlite3_stmt_readonly(stmt) ? SQL_CHANGE : SQL_QUERY;
    return SQL_OTHER;
}

/* ---- construction, destruction ---- */

Value statement_new(Thread *t, Connection *c, Ref sql)
{
    ssize n;
    const char *text = str_utf8(t, sql, &n), *tail = NULL;
    if (!text)
        return EMPTY;
    if (memchr(text, 0, (size_t)n))
        return raise_value(t, "the query contains a null character");
    if (n > sqlite3_limit(c->db, SQLITE_LIMIT_SQL_LENGTH, -1))
        return raise_format(t, &data_error_type, "query string is too large");
    sqlite3_stmt *stmt = NULL;
    int result;
    BLOCKING_BEGIN(t)
    result = sqlite3_prepare_v2(c->db, text, (int)n + 1, &stmt, &tail);
    BLOCKING_END(t)
    if (result != SQLITE_OK)
        return raise_sqlite(t, c->db);
    bool more = *skip_blank(tail, true);
    Statement *s = is_raised(t) || more ? NULL : object_new_zeroed(t, &statement_type, sizeof *s);
    if (!s) {
        sqlite3_finalize(stmt);
        return is_raised(t) ? EMPTY : raise_format(t, &sqlite_warning_type, "You can only execute one statement at a time.");
    }
    s->stmt = stmt;
    s->sql = retain(sql);
    s->kind = kind_of(text, stmt);
    s->connection = c;
    s->next = c->statements;
    if (s->next)
        s->next->previous = s;
    c->statements = s;
    return value_of(s);
}

void statement_finalize(Thread *t, Statement *s)
{
    Connection *c = s->connection;
    sqlite3_stmt *stmt = s->stmt;
    s->stmt = NULL;
    s->connection = NULL;
    s->in_use = false;
    if (s->previous)
        s->previous->next = s->next;
    else if (c)
        c->statements = s->next;
    if (s->next)
        s->next->previous = s->previous;
    s->next = s->previous = NULL;
    if (stmt) {
        BLOCKING_BEGIN(t)
        sqlite3_finalize(stmt);
        BLOCKING_END(t)
    }
}

/* Its connection, unless that is being destroyed itself, waits for other threads' use of the database. */
static void statement_dealloc(Object *o)
{
    Statement *s = (Statement *)o;
    Thread *t = current_thread;
    if (s->connection) {
        Connection *c = s->connection;
        OWN Value keep = c->head.refcount > 0 ? retain_object(c) : EMPTY;
        o->refcount++;                  /* the connection may be closed meanwhile, which looks at this */
        sqlite3_mutex *mutex = c->mutex;
        BLOCKING_BEGIN(t)
        sqlite3_mutex_enter(mutex);
        BLOCKING_END(t)
        statement_finalize(t, s);
        sqlite3_mutex_leave(mutex);
        o->refcount--;
    }
    release(s->sql);
    object_free(s, sizeof *s);
}

Type statement_type = {
    TYPE_HEAD("sqlite3.Statement", Statement), .doc = "A compiled SQL statement.", .dealloc = statement_dealloc,
};

/* ---- running ---- */

int statement_step(Thread *t, Statement *s)
{
    int result = SQLITE_DONE;
    if (!s->stmt)
        return result;
    s->running = true;
    BLOCKING_BEGIN(t)
    result = sqlite3_step(s->stmt);
    BLOCKING_END(t)
    s->running = false;
    return result;
}

void statement_reset(Thread *t, Statement *s)
{
    if (!s->in_use || s->running)
        return;
    s->in_use = false;
    if (s->stmt) {
        BLOCKING_BEGIN(t)
        sqlite3_reset(s->stmt);
        BLOCKING_END(t)
    }
}

/* ---- parameters ---- */

static int bind_buffer(Thread *t, sqlite3_stmt *stmt, int i, Ref v)
{
    Buffer b;
    if (!buffer_get(t, v, &b, BUFFER_SIMPLE)) {
        raised_clear(t);
        raise_value(t, "could not convert BLOB to buffer");
        return SQLITE_ERROR;
    }
    int result = SQLITE_ERROR;
    if (b.len > INT_MAX)
        raise_overflow(t, "BLOB longer than INT_MAX bytes");
    else
        result = sqlite3_bind_blob(stmt, i, b.len ? b.data : "", (int)b.len, SQLITE_TRANSIENT);
    buffer_release(&b);
    return result;
}

/* Binds an adapted value: SQLite's result; -1: it is of no type that SQLite has. An exception may be set. */
static int bind_value(Thread *t, sqlite3_stmt *stmt, int i, Ref v)
{
    if (is_none(v))
        return sqlite3_bind_null(stmt, i);
    if (is_int(v)) {
        int64_t n;
        if (int_as_int64(v, &n))
            return sqlite3_bind_int64(stmt, i, n);
        raise_overflow(t, "Python int too large to convert to SQLite INTEGER");
        return SQLITE_ERROR;
    }
    if (is_float(v)) {
        double d;
        return to_double(t, v, &d) ? sqlite3_bind_double(stmt, i, d) : SQLITE_ERROR;
    }
    if (is_str(v)) {
        ssize n;
        const char *text = str_utf8(t, v, &n);
        if (text && n <= INT_MAX)
            return sqlite3_bind_text(stmt, i, text, (int)n, SQLITE_TRANSIENT);
        if (text)
            raise_overflow(t, "string longer than INT_MAX bytes");
        return SQLITE_ERROR;
    }
    return has_buffer(v) ? bind_buffer(t, stmt, i, v) : -1;
}

/* Parameter i, which has been fetched; `name` is for messages, NULL: it has a number only. */
static bool bind_parameter(Thread *t, Statement *s, int i, const char *name, Ref v)
{
    const SqliteState *state = sqlite_state(t);
    if (!state)
        return false;
    bool plain = sqlite_is_plain(type_of(v)) && !state->plain_adapted;
    OWN Value adapted = plain ? retain(v) : sqlite_adapt(t, v, value_of(&prepare_protocol_type), v);
    if (is_empty(adapted))
        return false;
    if (!s->stmt)                       /* finalized by what ran meanwhile */
        return raise_format(t, &programming_error_type, "Cannot operate on a closed database."), false;
    int result = bind_value(t, s->stmt, i, adapted);
    if (result == SQLITE_OK)
        return true;
    if (is_raised(t))
        return false;
    if (result == SQLITE_NOMEM)
        return raise_memory(t), false;
    if (result == SQLITE_TOOBIG)
        return raise_format(t, &data_error_type, "string or blob too big"), false;
    if (name)
        return raise_format(t, &interface_error_type, "Error binding parameter %s - probably unsupported type.", name), false;
    return raise_format(t, &interface_error_type, "Error binding parameter %d - probably unsupported type.", i - 1), false;
}

static bool bind_sequence(Thread *t, Statement *s, Ref parameters, int count)
{
    ssize n;
    if (!length(t, parameters, &n))
        return false;
    if (n != count)
        return raise_format(t, &programming_error_type, "Incorrect number of bindings supplied. The current statement uses %d, and "
                            "there are %zd supplied.", count, n), false;
    for (int i = 0; i < count; i++) {
        OWN Value v = get_index(t, parameters, i);      /* adapters may have changed it: IndexError */
        if (is_empty(v) || !bind_parameter(t, s, i + 1, NULL, v))
            return false;
    }
    return true;
}

static bool bind_mapping(Thread *t, Statement *s, Ref parameters, int count)
{
    for (int i = 1; i <= count; i++) {
        const char *name = s->stmt ? sqlite3_bind_parameter_name(s->stmt, i) : NULL;
        if (!name)
            return raise_format(t, &programming_error_type, "Binding %d has no name, but you supplied a dictionary (which has only names).", i), false;
        OWN Value key = str_from_text(t, name + 1);     /* behind ':', '@' or '$' */
        OWN Value shown = is_empty(key) ? EMPTY : str_from_text(t, name);
        if (is_empty(shown))
            return false;
        OWN Value v = get_item(t, parameters, key);
        if (is_empty(v)) {
            if (raised_catch(t, &exc_LookupError))
                raise_format(t, &programming_error_type, "You did not supply a value for binding %d.", i);
            return false;
        }
        if (!bind_parameter(t, s, i, str_text(t, shown), v))
            return false;
    }
    return true;
}

bool statement_bind(Thread *t, Statement *s, Ref parameters)
{
    int count = s->stmt ? sqlite3_bind_parameter_count(s->stmt) : 0;
    if (!is_dict(parameters) && type_of(parameters)->getitem)
        return bind_sequence(t, s, parameters, count);
    if (is_dict(parameters))
        return bind_mapping(t, s, parameters, count);
    return raise_value(t, "parameters are of unsupported type"), false;
}
