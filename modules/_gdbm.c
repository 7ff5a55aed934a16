/* _gdbm.c: databases of GNU dbm (loaded on demand). lib/dbm/gnu.py shows it. Python manual: dbm.gnu. See dbm_mapping.h. */
#include <stdlib.h>

#include "modules/dbm_mapping.h"
#include "object/tuple.h"
#include "gen/modules/_gdbm.h"

extern Type gdbm_type;
static const DatabaseKind kind;
static Type gdbm_error_type = DATABASE_ERROR("_gdbm.error", "What goes wrong with a database of GNU dbm.");

static Value raise_gdbm(Thread *t) { return raise_database(t, &kind, errno, gdbm_strerror(gdbm_errno), EMPTY); }

/* ---- the library's operations: errno is set or 0 after a failure of its own ---- */

static Lookup fetch(Thread *t, void *handle, datum key, Value *value)
{
    errno = 0;
    datum found = gdbm_fetch(handle, key);
    if (!found.dptr) {
        if (gdbm_errno == GDBM_ITEM_NOT_FOUND)
            return MISSING;
        return raise_gdbm(t), ERROR;
    }
    *value = datum_bytes(t, found);
    free(found.dptr);
    return is_empty(*value) ? ERROR : FOUND;
}
static bool store(Thread *t, void *handle, datum key, datum value)
{
    errno = 0;
    return gdbm_store(handle, key, value, GDBM_REPLACE) >= 0 || (raise_gdbm(t), false);
}
static Lookup erase(Thread *t, void *handle, datum key)
{
    errno = 0;
    if (gdbm_delete(handle, key) >= 0)
        return FOUND;
    return gdbm_errno == GDBM_ITEM_NOT_FOUND ? MISSING : (raise_gdbm(t), ERROR);
}
static Test exists(void *handle, datum key) { return gdbm_exists(handle, key) ? TEST_TRUE : TEST_FALSE; }

static Lookup step_key(Thread *t, void *handle, datum *previous, Value *key)
{
    errno = 0;
    datum found = previous ? gdbm_nextkey(handle, *previous) : gdbm_firstkey(handle);
    if (!found.dptr)
        return gdbm_errno == GDBM_ITEM_NOT_FOUND || gdbm_errno == GDBM_NO_ERROR ? MISSING : (raise_gdbm(t), ERROR);
    *key = datum_bytes(t, found);
    free(found.dptr);
    return is_empty(*key) ? ERROR : FOUND;
}
static Lookup step_from(Thread *t, void *handle, Ref previous, Value *key)
{
    datum d = {0};
    if (!is_empty(previous))
        d = (datum){(char *)as_bytes(previous)->data, (int)as_bytes(previous)->len};
    return step_key(t, handle, is_empty(previous) ? NULL : &d, key);
}
static void close_handle(void *handle) { gdbm_close(handle); }

static const DatabaseKind kind = {"GDBM", &gdbm_error_type, fetch, store, erase, exists, step_from, close_handle};

/* ---- objects ---- */

static void gdbm_dealloc(Object *o)
{
    database_close(&kind, value_of(o));
    object_free(o, sizeof(Database));
}
static Value gdbm_getitem(Thread *t, Ref self, Ref key) { return database_getitem(t, &kind, self, key); }
static bool gdbm_setitem(Thread *t, Ref self, Ref key, Ref value) { return database_setitem(t, &kind, self, key, value); }
static Test gdbm_contains(Thread *t, Ref self, Ref key) { return database_contains(t, &kind, self, key); }
static bool gdbm_len(Thread *t, Ref self, ssize *n)
{
    gdbm_count_t count;
    void *handle = handle_of(t, &kind, self);
    errno = 0;
    if (!handle)
        return false;
    if (gdbm_count(handle, &count) != 0)
        return raise_gdbm(t), false;
    *n = (ssize)count;
    return true;
}

/** Close the database. */
METHOD0(gdbm, close) { return database_close(&kind, self); }
/** Get a list of all keys in the database. */
METHOD0(gdbm, keys) { return database_keys(t, &kind, self); }
/** Get the value for key, or default if not present. */
METHOD(gdbm, get, "(self, key, default=None, /)") { return database_get(t, &kind, self, a->key, a->default_); }
/** Get value for key, or set it to default and return default if not present. */
METHOD(gdbm, setdefault, "(self, key, default=?, /)") { return database_setdefault(t, &kind, self, a->key, a->default_); }

static Value key_or_none(Lookup found, Value key) { return found == FOUND ? key : found == MISSING ? NONE : EMPTY; }

/** Return the starting key for the traversal.
 *
 * It's possible to loop over every key in the database using this method
 * and the nextkey() method.  The traversal is ordered by GDBM's internal
 * hash values, and won't be sorted by the key values. */
METHOD0(gdbm, firstkey)
{
    Value key = EMPTY;
    void *handle = handle_of(t, &kind, self);
    return handle ? key_or_none(step_key(t, handle, NULL, &key), key) : EMPTY;
}
/** Returns the key that follows key in the traversal.
 *
 * The following code prints every key in the database db, without having
 * to create a list in memory that contains them all:
 *
 *       k = db.firstkey()
 *       while k is not None:
 *           print(k)
 *           k = db.nextkey(k) */
METHOD1(gdbm, nextkey, key)
{
    Value after = EMPTY;
    DATUM k;
    if (!datum_from(t, key, "key", &k))
        return EMPTY;
    void *handle = handle_of(t, &kind, self);
    return handle ? key_or_none(step_key(t, handle, &k.d, &after), after) : EMPTY;
}
/** Reorganize the database.
 *
 * If you have carried out a lot of deletions and would like to shrink
 * the space used by the GDBM file, this routine will reorganize the
 * database.  GDBM will not shorten the length of a database file except
 * by using this reorganization; otherwise, deleted file space will be
 * kept and reused as new (key,value) pairs are added. */
METHOD0(gdbm, reorganize)
{
    void *handle = handle_of(t, &kind, self);
    errno = 0;
    return !handle ? EMPTY : gdbm_reorganize(handle) < 0 ? raise_gdbm(t) : NONE;
}
/** Flush the database to the disk file.
 *
 * When the database has been opened in fast mode, this method forces
 * any unwritten data to be written to the disk. */
METHOD0(gdbm, sync)
{
    void *handle = handle_of(t, &kind, self);
    errno = 0;
    return !handle ? EMPTY : gdbm_sync(handle) < 0 ? raise_gdbm(t) : NONE;
}
METHOD0(gdbm, __enter__) { return retain(self); }
METHOD(gdbm, __exit__, "(self, /, *args)") { return database_close(&kind, self); }

Type gdbm_type = {
    TYPE_HEAD("_gdbm.gdbm", Database), .doc = "A database of GNU dbm.", .flags = TYPE_IS_MAPPING, .dealloc = gdbm_dealloc,
    .methods = gdbm_methods, .len = gdbm_len, .getitem = gdbm_getitem, .setitem = gdbm_setitem, .contains = gdbm_contains,
};

/* ---- the module ---- */

static bool read_flags(Thread *t, Ref flags, int *result)
{
    const Str *s = as_str(flags);
    switch (s->len ? str_at(s, 0) : 0) {
    case 'r': *result = GDBM_READER; break;
    case 'w': *result = GDBM_WRITER; break;
    case 'c': *result = GDBM_WRCREAT; break;
    case 'n': *result = GDBM_NEWDB; break;
    default: return raise_format(t, &gdbm_error_type, "First flag must be one of 'r', 'w', 'c' or 'n'"), false;
    }
    for (ssize i = 1; i < s->len; i++) {
        switch (str_at(s, i)) {
        case 'f': *result |= GDBM_FAST; break;
        case 's': *result |= GDBM_SYNC; break;
        case 'u': *result |= GDBM_NOLOCK; break;
        default: {
            OWN Value flag = str_from_char(t, str_at(s, i));
            return is_empty(flag) ? false : (raise_format(t, &gdbm_error_type, "Flag '%S' is not supported.", flag), false);
        }
        }
    }
    return true;
}

/** Open a dbm database and return a dbm object.
 *
 * The filename argument is the name of the database file.
 *
 * The optional flags argument can be 'r' (to open an existing database
 * for reading only -- default), 'w' (to open an existing database for
 * reading and writing), 'c' (which creates the database if it doesn't
 * exist), or 'n' (which always creates a new empty database).
 *
 * Some versions of gdbm support additional flags which must be
 * appended to one of the flags described above.  The module constant
 * 'open_flags' is a string of valid additional flags.  The 'f' flag
 * opens the database in fast mode; altered data will not automatically
 * be written to the disk after every change.  This results in faster
 * writes to the database, but may result in an inconsistent database
 * if the program crashes while the database is still open.  Use the
 * sync() method to force any unwritten data to be written to the disk.
 * The 's' flag causes all database operations to be synchronized to
 * disk.  The 'u' flag disables locking of the database file.
 *
 * The optional mode argument is the Unix mode of the file, used only
 * when the database has to be created.  It defaults to octal 0o666. */
FUNCTION(_gdbm, open, "(filename, flags: str = 'r', mode: int = 438, /)")
{
    int flags;
    OWN Value path = to_fs_bytes(t, a->filename);
    if (is_empty(path) || !read_flags(t, a->flags, &flags))
        return EMPTY;
    errno = 0;
    GDBM_FILE handle = gdbm_open((const char *)as_bytes(path)->data, 0, flags | GDBM_CLOEXEC, a->mode, NULL);
    if (!handle)
        return raise_database(t, &kind, errno, gdbm_strerror(gdbm_errno), a->filename);
    return database_new(t, &gdbm_type, &kind, handle);
}

static bool _gdbm_exec(Thread *t, Ref module)
{
    return type_ready(t, &gdbm_type) && module_add_type(t, module, &gdbm_error_type) && module_add_text(t, module, "open_flags", "rwcnfsu")
        && module_add_take(t, module, "_GDBM_VERSION", tuple_pack(t, 3, fixnum(gdbm_version_number[0]), fixnum(gdbm_version_number[1]), fixnum(gdbm_version_number[2])));
}

MODULE(_gdbm, .exec = _gdbm_exec,
       .doc = "This module provides an interface to the GNU DBM (GDBM) library.\n\n"
              "This module is quite similar to the dbm module, but uses GDBM instead to\n"
              "provide some additional functionality.  Please note that the file formats\n"
              "created by GDBM and dbm are incompatible.\n\n"
              "GDBM objects behave like mappings (dictionaries), except that keys and\n"
              "values are always immutable bytes-like objects or strings.  Printing\n"
              "a GDBM object doesn't print the keys and values, and the items() and\n"
              "values() methods are not supported.");
