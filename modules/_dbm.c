/* _dbm.c: databases of ndbm, over GNU dbm's emulation of it (loaded on demand). lib/dbm/ndbm.py shows it. Python manual:
 * dbm.ndbm. See dbm_mapping.h. */
#include <fcntl.h>
#include <ndbm.h>

#include "modules/dbm_mapping.h"
#include "gen/modules/_dbm.h"

extern Type dbm_type;
static const DatabaseKind kind;
static Type dbm_error_type = DATABASE_ERROR("_dbm.error", "What goes wrong with a database of ndbm.");

/* The library tells by dbm_error() that something failed, and why by errno only. */
static Value raise_dbm(Thread *t, DBM *handle, const char *text)
{
    int number = errno;
    dbm_clearerr(handle);
    return raise_database(t, &kind, number, text, EMPTY);
}

static Lookup fetch(Thread *t, void *handle, datum key, Value *value)
{
    errno = 0;
    datum found = dbm_fetch(handle, key);
    if (!found.dptr)
        return dbm_error(handle) ? (raise_dbm(t, handle, "Cannot read the database"), ERROR) : MISSING;
    *value = datum_bytes(t, found);         /* the memory is the database's */
    return is_empty(*value) ? ERROR : FOUND;
}
static bool store(Thread *t, void *handle, datum key, datum value)
{
    errno = 0;
    if (dbm_store(handle, key, value, DBM_REPLACE) == 0)
        return true;
    return raise_dbm(t, handle, "Cannot add item to database"), false;
}
static Test exists(void *handle, datum key) { return dbm_fetch(handle, key).dptr ? TEST_TRUE : TEST_FALSE; }

static Lookup erase(Thread *t, void *handle, datum key)
{
    if (exists(handle, key) == TEST_FALSE)
        return MISSING;
    errno = 0;
    return dbm_delete(handle, key) == 0 ? FOUND : (raise_dbm(t, handle, "Cannot delete item from database"), ERROR);
}
/* The library remembers the previous key itself. */
static Lookup step_from(Thread *t, void *handle, Ref previous, Value *key)
{
    errno = 0;
    datum found = is_empty(previous) ? dbm_firstkey(handle) : dbm_nextkey(handle);
    if (!found.dptr)
        return dbm_error(handle) ? (raise_dbm(t, handle, "Cannot read the database"), ERROR) : MISSING;
    *key = datum_bytes(t, found);
    return is_empty(*key) ? ERROR : FOUND;
}
static void close_handle(void *handle) { dbm_close(handle); }

static const DatabaseKind kind = {"DBM", &dbm_error_type, fetch, store, erase, exists, step_from, close_handle};

/* ---- objects ---- */

static void dbm_dealloc(Object *o)
{
    database_close(&kind, value_of(o));
    object_free(o, sizeof(Database));
}
static Value dbm_getitem(Thread *t, Ref self, Ref key) { return database_getitem(t, &kind, self, key); }
static bool dbm_setitem(Thread *t, Ref self, Ref key, Ref value) { return database_setitem(t, &kind, self, key, value); }
static Test dbm_contains(Thread *t, Ref self, Ref key) { return database_contains(t, &kind, self, key); }
static bool dbm_len(Thread *t, Ref self, ssize *n)
{
    DBM *handle = handle_of(t, &kind, self);
    if (!handle)
        return false;
    errno = 0;
    *n = 0;
    for (datum key = dbm_firstkey(handle); key.dptr; key = dbm_nextkey(handle))
        ++*n;
    return !dbm_error(handle) || (raise_dbm(t, handle, "Cannot read the database"), false);
}

/** Close the database. */
METHOD0(dbm, close) { return database_close(&kind, self); }
/** Return a list of all keys in the database. */
METHOD0(dbm, keys) { return database_keys(t, &kind, self); }
/** Return the value for key if present, otherwise default. */
METHOD(dbm, get, "(self, key, default=None, /)") { return database_get(t, &kind, self, a->key, a->default_); }
/** Return the value for key if present, otherwise default.
 *
 * If key is not in the database, it is inserted with default as the value. */
METHOD(dbm, setdefault, "(self, key, default=?, /)") { return database_setdefault(t, &kind, self, a->key, a->default_); }
METHOD0(dbm, __enter__) { return retain(self); }
METHOD(dbm, __exit__, "(self, /, *args)") { return database_close(&kind, self); }

Type dbm_type = {
    TYPE_HEAD("_dbm.dbm", Database), .doc = "A database of ndbm.", .flags = TYPE_IS_MAPPING, .dealloc = dbm_dealloc,
    .methods = dbm_methods, .len = dbm_len, .getitem = dbm_getitem, .setitem = dbm_setitem, .contains = dbm_contains,
};

/* ---- the module ---- */

/** Return a database object.
 *
 *   filename
 *     The filename to open.
 *   flags
 *     How to open the file.  "r" for reading, "w" for writing, etc.
 *   mode
 *     If creating a new file, the mode bits for the new file
 *     (e.g. os.O_RDWR). */
FUNCTION(_dbm, open, "(filename, flags: str = 'r', mode: int = 438, /)")
{
    static const struct { const char *name; int flags; } flags[] = {
        {"r", O_RDONLY}, {"w", O_RDWR}, {"rw", O_RDWR}, {"c", O_RDWR | O_CREAT}, {"n", O_RDWR | O_CREAT | O_TRUNC}};
    ssize i = 0;
    while (i < COUNT_OF(flags) && !str_is(a->flags, flags[i].name))
        i++;
    if (i == COUNT_OF(flags))
        return raise_format(t, &dbm_error_type, "arg 2 to open should be 'r', 'w', 'c', or 'n'");
    OWN Value path = to_fs_bytes(t, a->filename);
    if (is_empty(path))
        return EMPTY;
    errno = 0;
    DBM *handle = dbm_open((char *)as_bytes(path)->data, flags[i].flags | O_CLOEXEC, a->mode);
    if (!handle)
        return raise_database(t, &kind, errno, gdbm_strerror(gdbm_errno), a->filename);
    return database_new(t, &dbm_type, &kind, handle);
}

static bool _dbm_exec(Thread *t, Ref module)
{
    return type_ready(t, &dbm_type) && module_add_type(t, module, &dbm_error_type) && module_add_text(t, module, "library", "GNU gdbm");
}

MODULE(_dbm, .exec = _dbm_exec, .doc = "Databases of ndbm.");
