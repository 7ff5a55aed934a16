/* _sqlite3.c: the module _sqlite3 over SQLite (loaded on demand): exceptions, module functions, constants. lib/sqlite3 shows it, and
 * has the adapters and converters of dates. Python manual: sqlite3. */
#include "modules/_sqlite3/types.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/module.h"
#include "object/tuple.h"
#include "vm/gil.h"
#include "gen/modules/_sqlite3/_sqlite3.h"

extern const ModuleDef module_def__sqlite3;

SqliteState *sqlite_state(Thread *t)
{
    SqliteState *s = module_def_state(t, &module_def__sqlite3);
    if (s && is_empty(s->converters) && (is_empty(s->adapters = dict_new(t)) || is_empty(s->converters = dict_new(t)))) {
        release(take(&s->adapters));
        return NULL;
    }
    return s;
}

/* ---- exceptions ---- */

Type sqlite_warning_type = {EXCEPTION_HEAD("sqlite3.Warning", &exc_Exception)};
Type sqlite_error_type = {EXCEPTION_HEAD("sqlite3.Error", &exc_Exception)};
Type interface_error_type = {EXCEPTION_HEAD("sqlite3.InterfaceError", &sqlite_error_type)};
Type database_error_type = {EXCEPTION_HEAD("sqlite3.DatabaseError", &sqlite_error_type)};
Type data_error_type = {EXCEPTION_HEAD("sqlite3.DataError", &database_error_type)};
Type operational_error_type = {EXCEPTION_HEAD("sqlite3.OperationalError", &database_error_type)};
Type integrity_error_type = {EXCEPTION_HEAD("sqlite3.IntegrityError", &database_error_type)};
Type internal_error_type = {EXCEPTION_HEAD("sqlite3.InternalError", &database_error_type)};
Type programming_error_type = {EXCEPTION_HEAD("sqlite3.ProgrammingError", &database_error_type)};
Type not_supported_error_type = {EXCEPTION_HEAD("sqlite3.NotSupportedError", &database_error_type)};

static Type *const exceptions[] = {
    &sqlite_warning_type, &sqlite_error_type, &interface_error_type, &database_error_type, &data_error_type, &operational_error_type, &integrity_error_type,
    &internal_error_type, &programming_error_type, &not_supported_error_type,
};

static Type *class_of_error(int code)
{
    switch (code) {
    case SQLITE_INTERNAL: case SQLITE_NOTFOUND:
        return &internal_error_type;
    case SQLITE_ERROR: case SQLITE_PERM: case SQLITE_ABORT: case SQLITE_BUSY: case SQLITE_LOCKED: case SQLITE_READONLY:
    case SQLITE_INTERRUPT: case SQLITE_IOERR: case SQLITE_FULL: case SQLITE_CANTOPEN: case SQLITE_PROTOCOL: case SQLITE_EMPTY:
    case SQLITE_SCHEMA:
        return &operational_error_type;
    case SQLITE_TOOBIG:
        return &data_error_type;
    case SQLITE_CONSTRAINT: case SQLITE_MISMATCH:
        return &integrity_error_type;
    case SQLITE_MISUSE:
        return &programming_error_type;
    }
    return &database_error_type;
}

Value raise_sqlite(Thread *t, sqlite3 *db)
{
    if (is_raised(t))
        return EMPTY;
    int code = sqlite3_errcode(db) & 0xff;
    if (code == SQLITE_NOMEM)
        return raise_memory(t);
    return raise_format(t, class_of_error(code), "%s", sqlite3_errmsg(db));
}

/* ---- functions ---- */

/** Opens a connection to the SQLite database file: connect(database[, timeout, detect_types, isolation_level,
 * check_same_thread, factory, cached_statements, uri]).
 *
 * ":memory:" opens a database in memory.
 */
FUNCTION(_sqlite3, connect, "(*args, **kwargs)")
{
    Ref factory = value_of(&connection_type);
    OWN Value given = is_empty(a->kwargs) ? EMPTY : retain(dict_peek_text(t, as_dict(a->kwargs), "factory"));
    if (!is_empty(given))
        factory = given;
    else if (a->args_count > 5)
        factory = a->args[5];
    OWN Value args = tuple_from_array(t, a->args, a->args_count);
    return is_empty(args) ? EMPTY : call_tuple(t, factory, args, a->kwargs);
}

/** Checks if a string contains one or more complete SQL statements. */
FUNCTION(_sqlite3, complete_statement, "(sql: str)")
{
    const char *sql = str_utf8(t, a->sql, NULL);
    return sql ? bool_value(sqlite3_complete(sql)) : EMPTY;
}

/** Enable or disable shared cache mode for the calling thread. */
FUNCTION(_sqlite3, enable_shared_cache, "(do_enable: bool)")
{
    return sqlite3_enable_shared_cache(a->do_enable) == SQLITE_OK ? NONE : raise_format(t, &operational_error_type, "Changing the shared_cache flag failed");
}

/** Registers an adapter with sqlite3's adapter registry. */
FUNCTION(_sqlite3, register_adapter, "(type: type, caster, /)")
{
    SqliteState *s = sqlite_state(t);
    OWN Value key = s ? tuple_pack(t, 2, a->type, value_of(&prepare_protocol_type)) : EMPTY;
    if (is_empty(key) || !dict_set(t, as_dict(s->adapters), key, a->caster))
        return EMPTY;
    s->plain_adapted |= sqlite_is_plain(as_type(a->type));
    return NONE;
}

/** Registers a converter with sqlite3: the names are compared without regard to case. */
FUNCTION(_sqlite3, register_converter, "(name: str, converter, /)")
{
    SqliteState *s = sqlite_state(t);
    OWN Value name = s ? call_method0(t, a->name, NAME(upper)) : EMPTY;
    return !is_empty(name) && dict_set(t, as_dict(s->converters), name, a->converter) ? NONE : EMPTY;
}

/** adapt(obj, protocol, alternate): adapt obj to the protocol. */
FUNCTION(_sqlite3, adapt, "(obj, proto=?, alternate=?, /)")
{
    return sqlite_adapt(t, a->obj, is_empty(a->proto) ? value_of(&prepare_protocol_type) : a->proto, a->alternate);
}

/** Enable or disable callback functions throwing errors to stderr. */
FUNCTION1(_sqlite3, enable_callback_tracebacks, enable)
{
    SqliteState *s = sqlite_state(t);
    Test on = test(t, enable);
    if (!s || on == TEST_ERROR)
        return EMPTY;
    s->callback_tracebacks = on;
    return NONE;
}

/* ---- the protocol of adapters ---- */

Type prepare_protocol_type = {
    TYPE_HEAD("sqlite3.PrepareProtocol", Object), .doc = "The protocol that values are adapted to, for use as parameters.",
};

/* ---- the module ---- */

static const struct { const char *name; int value; } constants[] = {
    {"PARSE_DECLTYPES", PARSE_DECLTYPES}, {"PARSE_COLNAMES", PARSE_COLNAMES},
#define CODE(name) {#name, name}
    CODE(SQLITE_OK), CODE(SQLITE_DENY), CODE(SQLITE_IGNORE), CODE(SQLITE_CREATE_INDEX), CODE(SQLITE_CREATE_TABLE),
    CODE(SQLITE_CREATE_TEMP_INDEX), CODE(SQLITE_CREATE_TEMP_TABLE), CODE(SQLITE_CREATE_TEMP_TRIGGER), CODE(SQLITE_CREATE_TEMP_VIEW),
    CODE(SQLITE_CREATE_TRIGGER), CODE(SQLITE_CREATE_VIEW), CODE(SQLITE_DELETE), CODE(SQLITE_DROP_INDEX), CODE(SQLITE_DROP_TABLE),
    CODE(SQLITE_DROP_TEMP_INDEX), CODE(SQLITE_DROP_TEMP_TABLE), CODE(SQLITE_DROP_TEMP_TRIGGER), CODE(SQLITE_DROP_TEMP_VIEW),
    CODE(SQLITE_DROP_TRIGGER), CODE(SQLITE_DROP_VIEW), CODE(SQLITE_INSERT), CODE(SQLITE_PRAGMA), CODE(SQLITE_READ), CODE(SQLITE_SELECT),
    CODE(SQLITE_TRANSACTION), CODE(SQLITE_UPDATE), CODE(SQLITE_ATTACH), CODE(SQLITE_DETACH), CODE(SQLITE_ALTER_TABLE),
    CODE(SQLITE_REINDEX), CODE(SQLITE_ANALYZE), CODE(SQLITE_CREATE_VTABLE), CODE(SQLITE_DROP_VTABLE), CODE(SQLITE_FUNCTION),
    CODE(SQLITE_SAVEPOINT), CODE(SQLITE_RECURSIVE),
#undef CODE
};

static bool _sqlite3_exec(Thread *t, Ref module)
{
    SqliteState *s = sqlite_state(t);
    Type *const types[] = {&connection_type, &cursor_type, &row_type, &statement_type, &prepare_protocol_type};
    if (!s || !module_add(t, module, "adapters", s->adapters) || !module_add(t, module, "converters", s->converters))
        return false;
    for (ssize i = 0; i < COUNT_OF(exceptions); i++)
        if (!module_add_type(t, module, exceptions[i]))
            return false;
    for (ssize i = 0; i < COUNT_OF(types); i++)
        if (!module_add_type(t, module, types[i]))
            return false;
    if (!blob_add_type(t, module))
        return false;
    for (ssize i = 0; i < COUNT_OF(constants); i++)
        if (!module_add_int(t, module, constants[i].name, constants[i].value))
            return false;
    return module_add(t, module, "OptimizedUnicode", value_of(&str_type)) && module_add_text(t, module, "version", "2.6.0")
           && module_add_text(t, module, "sqlite_version", sqlite3_libversion());
}

static void _sqlite3_clear(void *state)
{
    SqliteState *s = state;
    release(take(&s->adapters));
    release(take(&s->converters));
}

MODULE(_sqlite3, .doc = "SQLite databases.", .exec = _sqlite3_exec, .state_size = sizeof(SqliteState), .state_clear = _sqlite3_clear);
