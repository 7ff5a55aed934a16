/* callbacks.c: Python callables that SQLite calls: functions, aggregates, collations, authorizer, progress handler, trace callback. See
 * types.h. Python manual: sqlite3, "Connection Objects".
 *
 * SQLite is given the address of the callable, which the connection keeps alive (`pinned`). Callbacks come on the thread that has called
 * SQLite, without the GIL. While that thread has an exception already, no Python code is run: the operation is on its way out.
 */
#include <stdio.h>

#include "modules/_sqlite3/types.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/method.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "gen/modules/_sqlite3/callbacks.h"

/* Takes the GIL for the block; `may_run` tells whether Python code may be run in it. What is owned lies in a block further in. */
#define CALLBACK_BEGIN(t) { Thread *t = current_thread; gil_acquire(t); bool may_run = !is_raised(t);
#define CALLBACK_END(t)   gil_release(t); }

static bool pin(Thread *t, Connection *c, Ref callable)
{
    return dict_set(t, as_dict(c->pinned), callable, NONE);
}

/* A callback's exception is dropped; shown, if the program asked for that. */
static void drop_exception(Thread *t, const char *what)
{
    SqliteState *s = sqlite_state(t);
    if (s && s->callback_tracebacks)
        report_unraisable(t, "Exception ignored in a %s of sqlite3", what);
    else
        raised_clear(t);
}

/* ---- values ---- */

static Value argument_value(Thread *t, sqlite3_value *v)
{
    const char *data;
    ssize n;
    switch (sqlite3_value_type(v)) {
    case SQLITE_INTEGER: return int_from_int64(t, sqlite3_value_int64(v));
    case SQLITE_FLOAT: return float_from(t, sqlite3_value_double(v));
    case SQLITE_TEXT:
        data = (const char *)sqlite3_value_text(v);
        n = sqlite3_value_bytes(v);
        return data ? str_from_utf8(t, data, n) : raise_memory(t);
    case SQLITE_BLOB:
        data = sqlite3_value_blob(v);
        n = sqlite3_value_bytes(v);
        return data || !n ? bytes_from(t, data ? data : "", n) : raise_memory(t);
    default: return NONE;
    }
}

static Value argument_tuple(Thread *t, int n, sqlite3_value **values)
{
    OWN Value args = tuple_new(t, n);
    for (int i = 0; i < n && !is_empty(args); i++) {
        Value v = argument_value(t, values[i]);
        if (is_empty(v))
            return EMPTY;
        as_tuple(args)->item[i] = v;
    }
    return take(&args);
}

static bool set_result(Thread *t, sqlite3_context *context, Ref v)
{
    int64_t i;
    double d;
    ssize n;
    Buffer b;
    if (is_none(v)) {
        sqlite3_result_null(context);
    } else if (is_int(v)) {
        if (!int_as_int64(v, &i))
            return raise_overflow(t, "Python int too large to convert to SQLite INTEGER"), false;
        sqlite3_result_int64(context, i);
    } else if (is_float(v)) {
        if (!to_double(t, v, &d))
            return false;
        sqlite3_result_double(context, d);
    } else if (is_str(v)) {
        const char *text = str_utf8(t, v, &n);
        if (!text)
            return false;
        sqlite3_result_text64(context, text, (sqlite3_uint64)n, SQLITE_TRANSIENT, SQLITE_UTF8);
    } else if (has_buffer(v)) {
        if (!buffer_get(t, v, &b, BUFFER_SIMPLE))
            return false;
        sqlite3_result_blob64(context, b.len ? b.data : "", (sqlite3_uint64)b.len, SQLITE_TRANSIENT);
        buffer_release(&b);
    } else {
        return raise_type(t, "a user-defined function returned %T", v), false;
    }
    return true;
}

static void fail(Thread *t, sqlite3_context *context, const char *message)
{
    if (is_raised(t))
        drop_exception(t, "user-defined function");
    sqlite3_result_error(context, message, -1);
}

/* ---- functions ---- */

static void call_function(sqlite3_context *context, int n, sqlite3_value **values)
{
    CALLBACK_BEGIN(t)
    if (!may_run) {
        sqlite3_result_error(context, "interrupted", -1);
    } else {
        OWN Value function = retain_object(sqlite3_user_data(context)), args = argument_tuple(t, n, values);
        OWN Value result = is_empty(args) ? EMPTY : call_tuple(t, function, args, EMPTY);
        if (is_empty(result) || !set_result(t, context, result))
            fail(t, context, "user-defined function raised exception");
    }
    CALLBACK_END(t)
}

/** Creates a new function: func(*args) for calls of it in SQL with num_params arguments, -1 for any number. */
METHOD(connection, create_function, "(self, name: str, narg: int, func, *, deterministic: bool=False)")
{
    Connection *c = as_connection(self);
    const char *name = str_utf8(t, a->name, NULL);
    if (!name || !connection_enter(t, c))
        return EMPTY;
    bool good = is_none(a->func) || pin(t, c, a->func);
    if (good) {
        int flags = SQLITE_UTF8 | (a->deterministic ? SQLITE_DETERMINISTIC : 0);
        int result = is_none(a->func) ? sqlite3_create_function(c->db, name, a->narg, flags, NULL, NULL, NULL, NULL)
            : sqlite3_create_function(c->db, name, a->narg, flags, object_of(a->func), call_function, NULL, NULL);
        good = result == SQLITE_OK;
        if (!good)
            raise_format(t, &operational_error_type, "Error creating function");
    }
    connection_leave(c);
    return good ? NONE : EMPTY;
}

/* ---- aggregates: the context that SQLite keeps for each group holds the instance, owned ---- */

static void fail_in(Thread *t, sqlite3_context *context, const char *name)
{
    char message[80];
    snprintf(message, sizeof message, "user-defined aggregate's '%s' method raised error", name);
    fail(t, context, message);
}

/* Calls the method `name` for a row; the first row makes the instance. */
static void call_for_row(sqlite3_context *context, int n, sqlite3_value **values, const char *name)
{
    CALLBACK_BEGIN(t)
    Value *instance = sqlite3_aggregate_context(context, sizeof *instance);
    if (!may_run || !instance) {
        sqlite3_result_error(context, "interrupted", -1);
    } else {
        if (is_empty(*instance)) {
            OWN Value cls = retain_object(sqlite3_user_data(context));
            *instance = call0(t, cls);
        }
        OWN Value self = retain(*instance), method = EMPTY;
        if (is_empty(self)) {
            fail(t, context, "user-defined aggregate's '__init__' method raised error");
        } else if (is_empty(method = get_attr_text(t, self, name))) {
            char message[40];
            snprintf(message, sizeof message, "no method %s", name);
            sqlite3_result_error(context, message, -1);                 /* that exception goes on */
        } else {
            OWN Value args = argument_tuple(t, n, values);
            OWN Value done = is_empty(args) ? EMPTY : call_tuple(t, method, args, EMPTY);
            if (is_empty(done))
                fail_in(t, context, name);
        }
    }
    CALLBACK_END(t)
}
static void step_aggregate(sqlite3_context *context, int n, sqlite3_value **values) { call_for_row(context, n, values, "step"); }
static void inverse_aggregate(sqlite3_context *context, int n, sqlite3_value **values) { call_for_row(context, n, values, "inverse"); }

/* Gives what the method `name` gives for the rows so far. */
static void ask_aggregate(sqlite3_context *context, const char *name, bool last)
{
    CALLBACK_BEGIN(t)
    Value *place = sqlite3_aggregate_context(context, 0);       /* NULL: there was no row */
    if (place && !is_empty(*place)) {
        OWN Value instance = last ? take(place) : retain(*place), method = may_run ? get_attr_text(t, instance, name) : EMPTY;
        OWN Value result = is_empty(method) ? EMPTY : call0(t, method);
        if (may_run && (is_empty(result) || !set_result(t, context, result)))
            fail_in(t, context, name);
    }
    CALLBACK_END(t)
}
static void finish_aggregate(sqlite3_context *context) { ask_aggregate(context, "finalize", true); }
static void value_of_aggregate(sqlite3_context *context) { ask_aggregate(context, "value", false); }

/** Creates a new aggregate: aggregate_class() has the methods step(*args) and finalize(). */
METHOD(connection, create_aggregate, "(self, name: str, n_arg: int, aggregate_class)")
{
    Connection *c = as_connection(self);
    const char *name = str_utf8(t, a->name, NULL);
    if (!name || !connection_enter(t, c))
        return EMPTY;
    bool good = is_none(a->aggregate_class) || pin(t, c, a->aggregate_class);
    if (good) {
        int result = is_none(a->aggregate_class) ? sqlite3_create_function(c->db, name, a->n_arg, SQLITE_UTF8, NULL, NULL, NULL, NULL)
            : sqlite3_create_function(c->db, name, a->n_arg, SQLITE_UTF8, object_of(a->aggregate_class), NULL, step_aggregate, finish_aggregate);
        good = result == SQLITE_OK;
        if (!good)
            raise_format(t, &operational_error_type, "Error creating aggregate");
    }
    connection_leave(c);
    return good ? NONE : EMPTY;
}

/** Creates or redefines an aggregate window function.
 *
 * aggregate_class() has the methods step(*args) and inverse(*args), for rows that come into the window and leave it, value() and
 * finalize(). None removes the function. */
METHOD(connection, create_window_function, "(self, name: str, num_params: int, aggregate_class, /)")
{
    Connection *c = as_connection(self);
    const char *name = str_utf8(t, a->name, NULL);
    if (!name || !connection_enter(t, c))
        return EMPTY;
    bool none = is_none(a->aggregate_class);
    if (none || pin(t, c, a->aggregate_class)) {
        int result = none ? sqlite3_create_window_function(c->db, name, a->num_params, SQLITE_UTF8, NULL, NULL, NULL, NULL, NULL, NULL)
            : sqlite3_create_window_function(c->db, name, a->num_params, SQLITE_UTF8, object_of(a->aggregate_class), step_aggregate,
                                             finish_aggregate, value_of_aggregate, inverse_aggregate, NULL);
        if (result != SQLITE_OK)
            raise_sqlite(t, c->db);
    }
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

/* ---- collations ---- */

static int compare_texts(void *data, int n1, const void *p1, int n2, const void *p2)
{
    int sign = 0;
    CALLBACK_BEGIN(t)
    if (may_run) {
        OWN Value function = retain_object(data);
        OWN Value left = str_from_utf8(t, p1, n1), right = is_empty(left) ? EMPTY : str_from_utf8(t, p2, n2);
        OWN Value result = is_empty(right) ? EMPTY : call2(t, function, left, right);
        OWN Value number = is_empty(result) ? EMPTY : to_index(t, result);
        if (is_empty(number))
            drop_exception(t, "collation");
        else
            sign = int_sign(number);
    }
    CALLBACK_END(t)
    return sign;
}

/** Creates a collation function: callable(text1, text2) gives a negative number, 0 or a positive one. None: removes it. */
METHOD(connection, create_collation, "(self, name: str, callable, /)")
{
    Connection *c = as_connection(self);
    char name[256];
    const Str *s = as_str(a->name);
    if (!connection_enter(t, c))
        return EMPTY;
    bool good = s->len < (ssize)sizeof name;
    for (ssize i = 0; i < s->len && good; i++) {
        uint32_t ch = str_at(s, i);
        good = (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || ch == '_';
        name[i] = (char)(ch >= 'a' && ch <= 'z' ? ch - 32 : ch);
    }
    name[good ? s->len : 0] = 0;
    if (!good) {
        raise_format(t, &programming_error_type, "invalid character in collation name");
    } else if (!is_none(a->callable) && !is_callable(a->callable)) {
        raise_type(t, "parameter must be callable");
    } else if (is_none(a->callable) || pin(t, c, a->callable)) {
        int result = is_none(a->callable) ? sqlite3_create_collation(c->db, name, SQLITE_UTF8, NULL, NULL)
            : sqlite3_create_collation(c->db, name, SQLITE_UTF8, object_of(a->callable), compare_texts);
        if (result != SQLITE_OK)
            raise_sqlite(t, c->db);
    }
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

/* ---- authorizer, progress, trace ---- */

static Value text_or_none(Thread *t, const char *text) { return text ? str_from_text(t, text) : NONE; }

static int authorize(void *data, int action, const char *arg1, const char *arg2, const char *database, const char *source)
{
    int answer = SQLITE_DENY;
    CALLBACK_BEGIN(t)
    if (may_run) {
        OWN Value function = retain_object(data), a1 = text_or_none(t, arg1);
        OWN Value a2 = is_empty(a1) ? EMPTY : text_or_none(t, arg2), a3 = is_empty(a2) ? EMPTY : text_or_none(t, database);
        OWN Value a4 = is_empty(a3) ? EMPTY : text_or_none(t, source);
        OWN Value result = is_empty(a4) ? EMPTY : call(t, function, (Value[]){fixnum(action), a1, a2, a3, a4}, 5, EMPTY);
        int64_t n;
        if (is_empty(result))
            drop_exception(t, "authorizer");
        else if (is_int(result) && int_as_int64(result, &n) && n >= INT_MIN && n <= INT_MAX)
            answer = (int)n;
    }
    CALLBACK_END(t)
    return answer;
}

/** Sets authorizer callback: called with (action, arg1, arg2, database, trigger or view) for each access to a column. */
METHOD(connection, set_authorizer, "(self, authorizer_callback)")
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    bool none = is_none(a->authorizer_callback);
    if (none || pin(t, c, a->authorizer_callback)) {
        void *data = none ? NULL : object_of(a->authorizer_callback);
        if (sqlite3_set_authorizer(c->db, none ? NULL : authorize, data) != SQLITE_OK)
            raise_format(t, &operational_error_type, "Error setting authorizer callback");
    }
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

static int report_progress(void *data)
{
    int stop = 1;
    CALLBACK_BEGIN(t)
    if (may_run) {
        OWN Value function = retain_object(data);
        OWN Value result = call0(t, function);
        Test truth = is_empty(result) ? TEST_ERROR : test(t, result);
        if (truth == TEST_ERROR)
            drop_exception(t, "progress handler");
        else
            stop = truth;
    }
    CALLBACK_END(t)
    return stop;
}

/** Sets progress handler callback: called for every n instructions of SQLite's machine; a true result ends the operation. */
METHOD(connection, set_progress_handler, "(self, progress_handler, n: int)")
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    if (is_none(a->progress_handler))
        sqlite3_progress_handler(c->db, 0, NULL, NULL);
    else if (pin(t, c, a->progress_handler))
        sqlite3_progress_handler(c->db, a->n, report_progress, object_of(a->progress_handler));
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

/* `x` is the statement's text, or a comment that tells of a trigger; parameters are shown by their values. */
static int trace_statement(unsigned type UNUSED, void *data, void *stmt, void *x)
{
    const char *text = x;
    char *expanded = text && !strncmp(text, "--", 2) ? NULL : sqlite3_expanded_sql(stmt);
    CALLBACK_BEGIN(t)
    if (may_run) {
        OWN Value function = retain_object(data);
        const char *shown = expanded ? expanded : text;
        OWN Value sql = str_decode(t, (const uint8_t *)shown, (ssize)strlen(shown), "utf-8", "replace");
        OWN Value done = is_empty(sql) ? EMPTY : call1(t, function, sql);
        if (is_empty(done))
            drop_exception(t, "trace callback");
    }
    CALLBACK_END(t)
    sqlite3_free(expanded);
    return 0;
}

/** Sets a trace callback called for each SQL statement (passed as str). */
METHOD(connection, set_trace_callback, "(self, trace_callback)")
{
    Connection *c = as_connection(self);
    if (!connection_enter(t, c))
        return EMPTY;
    if (is_none(a->trace_callback))
        sqlite3_trace_v2(c->db, 0, NULL, NULL);
    else if (pin(t, c, a->trace_callback))
        sqlite3_trace_v2(c->db, SQLITE_TRACE_STMT, trace_statement, object_of(a->trace_callback));
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}
