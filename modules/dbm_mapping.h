/* dbm_mapping.h: what the databases of GNU dbm and of ndbm have in common: the faces of a mapping from bytes to bytes, and their
 * error. Included by _gdbm.c and _dbm.c, each a shared object of its own. Python manual: dbm.
 *
 * A Database is a head for both: how its library fetches, stores and deletes is in a table of functions. They neither release the
 * GIL nor run Python code: the libraries are not safe for threads. A key or value may be str, which is stored as UTF-8, or
 * bytes-like; what comes out is bytes.
 */
#ifndef KRAIT_MODULES_DBM_MAPPING_H
#define KRAIT_MODULES_DBM_MAPPING_H

#include <errno.h>
#include <gdbm.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/list.h"
#include "object/module.h"
#include "object/str.h"
#include "vm/system_call.h"

typedef struct DatabaseKind DatabaseKind;
typedef struct Database {
    Object head;
    void *handle;               /* the library's; NULL: closed */
} Database;
struct DatabaseKind {
    const char *name;           /* in messages: "DBM" */
    Type *error;
    Lookup (*fetch)(Thread *t, void *handle, datum key, Value *value);
    bool (*store)(Thread *t, void *handle, datum key, datum value);
    Lookup (*erase)(Thread *t, void *handle, datum key);
    Test (*exists)(void *handle, datum key);
    Lookup (*step)(Thread *t, void *handle, Ref previous, Value *key);      /* the key after `previous` (EMPTY: the first one) */
    void (*close)(void *handle);
};

#define DATABASE_ERROR(name_, doc_) { \
    TYPE_HEAD(name_, OSErrorObject), .base = &exc_OSError, .doc = doc_, \
    EXCEPTION_SLOTS }

/* ---- keys and values ---- */

typedef struct DatumSource { datum d; Buffer buffer; } DatumSource;     /* buffer.object EMPTY: the text of a str, which the caller holds */

static inline void datum_done(DatumSource *s)
{
    if (!is_empty(s->buffer.object))
        buffer_release(&s->buffer);
}
/* Released at the end of the scope. */
#define DATUM __attribute__((cleanup(datum_done))) DatumSource

static inline bool datum_from(Thread *t, Ref v, const char *what, DatumSource *s)
{
    ssize n;
    *s = (DatumSource){0};
    if (is_str(v)) {
        s->d.dptr = (char *)(uintptr_t)str_utf8(t, v, &n);
        if (!s->d.dptr)
            return false;
    } else if (has_buffer(v)) {
        if (!buffer_get(t, v, &s->buffer, BUFFER_SIMPLE))
            return false;
        s->d.dptr = s->buffer.data ? s->buffer.data : (char *)(uintptr_t)"";
        n = s->buffer.len;
    } else {
        return raise_type(t, "%s must be bytes or string, not %T", what, v), false;
    }
    s->d.dsize = (int)n;
    return n <= INT_MAX || (raise_overflow(t, "%s is too long for the database", what), false);
}

static inline Value datum_bytes(Thread *t, datum d) { return bytes_from(t, d.dptr ? d.dptr : "", d.dptr ? d.dsize : 0); }

/* error(number, its text[, file]); `text` where the system has no number for it. */
static inline Value raise_database(Thread *t, const DatabaseKind *kind, int number, const char *text, Ref filename)
{
    if (!number)
        return raise_format(t, kind->error, "%s", text);
    OWN Value message = str_from_text(t, strerror(number));
    if (is_empty(message))
        return EMPTY;
    OWN Value error = is_empty(filename) ? call2(t, value_of(kind->error), fixnum(number), message)
                                         : call3(t, value_of(kind->error), fixnum(number), message, filename);
    return is_empty(error) ? EMPTY : raise_object(t, error, EMPTY);
}

/* ---- the mapping ---- */

static inline Database *as_database(Ref v) { return (Database *)object_of(v); }

static inline void *handle_of(Thread *t, const DatabaseKind *kind, Ref self)
{
    void *handle = as_database(self)->handle;
    if (!handle)
        raise_format(t, kind->error, "%s object has already been closed", kind->name);
    return handle;
}

/* FOUND with the value, owned. A buffer's exporter may be Python code that closes the database: so the handle is asked for last. */
static inline Lookup database_find(Thread *t, const DatabaseKind *kind, Ref self, Ref key, Value *value)
{
    DATUM k;
    if (!datum_from(t, key, "key", &k))
        return ERROR;
    void *handle = handle_of(t, kind, self);
    return handle ? kind->fetch(t, handle, k.d, value) : ERROR;
}

static inline Value database_getitem(Thread *t, const DatabaseKind *kind, Ref self, Ref key)
{
    Value value;
    Lookup found = database_find(t, kind, self, key, &value);
    return found == FOUND ? value : found == ERROR ? EMPTY : raise_key(t, key);
}

static inline bool database_setitem(Thread *t, const DatabaseKind *kind, Ref self, Ref key, Ref value)
{
    DATUM k, v = {0};
    if (!datum_from(t, key, "key", &k) || (!is_empty(value) && !datum_from(t, value, "value", &v)))
        return false;
    void *handle = handle_of(t, kind, self);
    if (!handle)
        return false;
    if (!is_empty(value))
        return kind->store(t, handle, k.d, v.d);
    Lookup found = kind->erase(t, handle, k.d);
    if (found == MISSING)
        raise_key(t, key);
    return found == FOUND;
}

static inline Test database_contains(Thread *t, const DatabaseKind *kind, Ref self, Ref key)
{
    DATUM k;
    if (!datum_from(t, key, "key", &k))
        return TEST_ERROR;
    void *handle = handle_of(t, kind, self);
    return handle ? kind->exists(handle, k.d) : TEST_ERROR;
}

static inline Value database_keys(Thread *t, const DatabaseKind *kind, Ref self)
{
    void *handle = handle_of(t, kind, self);
    OWN Value list = handle ? list_new(t, 0) : EMPTY, key = EMPTY;
    if (is_empty(list))
        return EMPTY;
    for (;;) {
        Value after;
        Lookup found = kind->step(t, handle, key, &after);
        if (found != FOUND)
            return found == ERROR ? EMPTY : take(&list);
        replace_take(&key, after);
        if (!list_append(t, as_list(list), key))
            return EMPTY;
    }
}

static inline Value database_get(Thread *t, const DatabaseKind *kind, Ref self, Ref key, Ref fallback)
{
    Value value;
    Lookup found = database_find(t, kind, self, key, &value);
    return found == FOUND ? value : found == ERROR ? EMPTY : retain(fallback);
}

/* As of a dict, but None is stored as b''. */
static inline Value database_setdefault(Thread *t, const DatabaseKind *kind, Ref self, Ref key, Ref fallback)
{
    Value value;
    Lookup found = database_find(t, kind, self, key, &value);
    if (found != MISSING)
        return found == FOUND ? value : EMPTY;
    OWN Value stored = is_empty(fallback) ? bytes_from(t, "", 0) : retain(fallback);
    return !is_empty(stored) && database_setitem(t, kind, self, key, stored) ? take(&stored) : EMPTY;
}

static inline Value database_close(const DatabaseKind *kind, Ref self)
{
    void *handle = as_database(self)->handle;
    as_database(self)->handle = NULL;
    if (handle)
        kind->close(handle);
    return NONE;
}

static inline Value database_new(Thread *t, Type *type, const DatabaseKind *kind, void *handle)
{
    Database *d = object_new_zeroed(t, type, sizeof *d);
    if (d)
        d->handle = handle;
    else
        kind->close(handle);
    return value_of(d);
}

#endif
