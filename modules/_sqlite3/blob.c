/* blob.c: Blob: a value of a table as something like a file of fixed size (sqlite3_blob). See types.h. Python manual (3.11): sqlite3,
 * "Blob Objects".
 *
 * A blob owns its connection, which knows its blobs as it knows its statements: closing it closes them. Reading and writing is done
 * under the connection's mutex, without the GIL, from and to memory that nobody else sees.
 */
#include <stdio.h>

#include "modules/_sqlite3/types.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/int.h"
#include "object/method.h"
#include "object/module.h"
#include "object/range.h"
#include "vm/gil.h"
#include "gen/modules/_sqlite3/blob.h"

typedef struct Blob Blob;
struct Blob {
    Object head;
    Value connection;           /* EMPTY once cleared by the collector */
    Blob *next, *previous;      /* of the connection's open ones */
    sqlite3_blob *blob;         /* NULL: closed */
    int position;               /* 0 ... size */
};
static Type blob_type;
ALWAYS_INLINE Blob *as_blob(Ref v) { return (Blob *)object_of(v); }

/* ---- opening and closing ---- */

/** Open and return a BLOB object.
 *
 * table is the table's name, column the column's, row the row's id (rowid). readonly opens the BLOB without write permissions; name is
 * the database's: 'main', 'temp' or an attached one's. */
METHOD(connection, blobopen, "(self, table: str, column: str, row: int64, /, *, readonly: bool=False, name: str='main')")
{
    Connection *c = as_connection(self);
    const char *name = str_utf8(t, a->name, NULL), *table = str_utf8(t, a->table, NULL), *column = str_utf8(t, a->column, NULL);
    OWN Value v = name && table && column ? type_alloc(t, &blob_type, 0) : EMPTY;
    if (is_empty(v) || !connection_enter(t, c))
        return EMPTY;
    sqlite3_blob *blob = NULL;
    int result;
    BLOCKING_BEGIN(t)
    result = sqlite3_blob_open(c->db, name, table, column, a->row, !a->readonly, &blob);
    BLOCKING_END(t)
    if (result == SQLITE_OK && !is_raised(t)) {
        Blob *b = as_blob(v);
        b->connection = retain(self);
        b->blob = blob;
        b->next = c->blobs;
        if (b->next)
            b->next->previous = b;
        c->blobs = b;
    } else {
        raise_sqlite(t, c->db);
        sqlite3_blob_close(blob);
    }
    connection_leave(c);
    return is_raised(t) ? EMPTY : take(&v);
}

/* The connection's mutex is held, or nobody else knows the blob. */
static int shut(Blob *b)
{
    sqlite3_blob *blob = b->blob;
    if (!blob)
        return SQLITE_OK;
    b->blob = NULL;
    *(b->previous ? &b->previous->next : &as_connection(b->connection)->blobs) = b->next;
    if (b->next)
        b->next->previous = b->previous;
    b->next = b->previous = NULL;
    return sqlite3_blob_close(blob);
}

void blobs_close(Connection *c)
{
    while (c->blobs)
        shut(c->blobs);
}

static void blob_clear(Object *o)
{
    Blob *b = (Blob *)o;
    shut(b);                    /* SQLite has locks of its own */
    release(take(&b->connection));
}

static void blob_dealloc(Object *o)
{
    blob_clear(o);
    object_free(o, object_size(o));
}

static void blob_traverse(Object *o, Visitor *visitor) { visit(visitor, ((Blob *)o)->connection); }

/* Its connection, entered; NULL: an exception is set. */
static Connection *enter(Thread *t, Blob *b)
{
    if (is_empty(b->connection)) {
        raise_format(t, &programming_error_type, "Cannot operate on a closed blob.");
        return NULL;
    }
    Connection *c = as_connection(b->connection);
    if (!connection_enter(t, c))
        return NULL;
    if (b->blob)
        return c;
    connection_leave(c);
    raise_format(t, &programming_error_type, "Cannot operate on a closed blob.");
    return NULL;
}

/** Close the blob. */
METHOD0(blob, close)
{
    Blob *b = as_blob(self);
    if (is_empty(b->connection))
        return NONE;
    Connection *c = as_connection(b->connection);
    if (!connection_enter(t, c))
        return EMPTY;
    int result = shut(b);
    if (result != SQLITE_OK)
        raise_sqlite(t, c->db);
    connection_leave(c);
    return result == SQLITE_OK ? NONE : EMPTY;
}

METHOD0(blob, __enter__)
{
    Connection *c = enter(t, as_blob(self));
    if (!c)
        return EMPTY;
    connection_leave(c);
    return retain(self);
}
METHOD(blob, __exit__, "(self, type=None, value=None, traceback=None, /)")
{
    Connection *c = enter(t, as_blob(self));
    if (!c)
        return EMPTY;
    connection_leave(c);
    OWN Value closed = blob_close_method(t, self);
    return is_empty(closed) ? EMPTY : FALSE_VALUE;
}

/* ---- reading and writing: the connection is entered ---- */

static bool check(Thread *t, Connection *c, int result)
{
    if (result == SQLITE_OK && !is_raised(t))
        return true;
    raise_sqlite(t, c->db);
    return false;
}
static Value read_bytes(Thread *t, Connection *c, Blob *b, int n, int offset)
{
    OWN Value bytes = bytes_new(t, n);
    int result = SQLITE_OK;
    if (is_empty(bytes))
        return EMPTY;
    sqlite3_blob *blob = b->blob;
    void *data = as_bytes(bytes)->data;
    BLOCKING_BEGIN(t)
    result = sqlite3_blob_read(blob, data, n, offset);
    BLOCKING_END(t)
    return check(t, c, result) ? take(&bytes) : EMPTY;
}
static bool write_bytes(Thread *t, Connection *c, Blob *b, const void *data, ssize n, ssize offset)
{
    int result;
    if (n > sqlite3_blob_bytes(b->blob) - offset)
        return raise_value(t, "data longer than blob length"), false;
    sqlite3_blob *blob = b->blob;
    BLOCKING_BEGIN(t)
    result = sqlite3_blob_write(blob, data, (int)n, (int)offset);
    BLOCKING_END(t)
    return check(t, c, result);
}

/** Read data at the current offset position.
 *
 * length is the number of bytes; if it is negative, or more than there is, all up to the end. */
METHOD(blob, read, "(self, length: int=-1, /)")
{
    Blob *b = as_blob(self);
    Connection *c = enter(t, b);
    if (!c)
        return EMPTY;
    int left = sqlite3_blob_bytes(b->blob) - b->position;
    int n = a->length < 0 || a->length > left ? left : a->length;
    Value bytes = n ? read_bytes(t, c, b, n, b->position) : bytes_new(t, 0);
    if (!is_empty(bytes))
        b->position += n;
    connection_leave(c);
    return bytes;
}

/** Write data at the current offset.
 *
 * This function cannot change the blob length. Writing beyond the end of the blob raises ValueError. */
METHOD(blob, write, "(self, data: buffer, /)")
{
    Blob *b = as_blob(self);
    Connection *c = enter(t, b);
    if (!c)
        return EMPTY;
    bool good = write_bytes(t, c, b, a->data.data, a->data.len, b->position);
    if (good)
        b->position += (int)a->data.len;
    connection_leave(c);
    return good ? NONE : EMPTY;
}

/** Set the current access position to offset.
 *
 * The origin argument defaults to os.SEEK_SET (absolute blob positioning). Others are os.SEEK_CUR (relative to the current position)
 * and os.SEEK_END (relative to the blob's end). */
METHOD(blob, seek, "(self, offset: int, origin: int=0, /)")
{
    Blob *b = as_blob(self);
    Connection *c = enter(t, b);
    if (!c)
        return EMPTY;
    int size = sqlite3_blob_bytes(b->blob);
    int64_t to = a->origin == SEEK_SET ? a->offset : a->origin == SEEK_CUR ? (int64_t)b->position + a->offset : (int64_t)size + a->offset;
    if (a->origin != SEEK_SET && a->origin != SEEK_CUR && a->origin != SEEK_END)
        raise_value(t, "'origin' should be os.SEEK_SET, os.SEEK_CUR, or os.SEEK_END");
    else if (to > INT32_MAX)
        raise_overflow(t, "seek offset results in offset overflow");
    else if (to < 0 || to > size)
        raise_value(t, "offset out of blob range");
    else
        b->position = (int)to;
    connection_leave(c);
    return is_raised(t) ? EMPTY : NONE;
}

/** Return the current access position for the blob. */
METHOD0(blob, tell)
{
    Connection *c = enter(t, as_blob(self));
    if (!c)
        return EMPTY;
    int position = as_blob(self)->position;
    connection_leave(c);
    return fixnum(position);
}

/* ---- as a sequence ---- */

static bool blob_len(Thread *t, Ref self, ssize *n)
{
    Connection *c = enter(t, as_blob(self));
    if (!c)
        return false;
    *n = sqlite3_blob_bytes(as_blob(self)->blob);
    connection_leave(c);
    return true;
}

/* An index to a position; the connection is entered. */
static bool to_position(Thread *t, Blob *b, ssize i, int *position)
{
    int size = sqlite3_blob_bytes(b->blob);
    if (i < 0)
        i += size;
    if (i < 0 || i >= size)
        return raise_index(t, "Blob index out of range"), false;
    *position = (int)i;
    return true;
}

/* A key: an index (step 0) or a slice. Runs Python code, so it comes before the connection is entered. */
static bool to_index_or_slice(Thread *t, Ref key, ssize *start, ssize *stop, ssize *step)
{
    *step = 0;
    if (is_exact(key, &slice_type))
        return slice_unpack(t, as_slice(key), start, stop, step);
    if (!type_of(key)->index)
        return raise_type(t, "Blob indices must be integers"), false;
    return to_ssize(t, key, &exc_IndexError, start);
}

static Value get_slice(Thread *t, Connection *c, Blob *b, ssize start, ssize stop, ssize step)
{
    ssize n = slice_adjust(sqlite3_blob_bytes(b->blob), &start, &stop, step);
    if (n == 0)
        return bytes_new(t, 0);
    if (step == 1)
        return read_bytes(t, c, b, (int)n, (int)start);
    ssize last = start + (n - 1) * step, low = MIN(start, last);
    OWN Value span = read_bytes(t, c, b, (int)(MAX(start, last) - low + 1), (int)low), bytes = EMPTY;
    if (is_empty(span) || is_empty(bytes = bytes_new(t, n)))
        return EMPTY;
    for (ssize i = 0; i < n; i++)
        as_bytes(bytes)->data[i] = as_bytes(span)->data[start + i * step - low];
    return take(&bytes);
}

static Value blob_getitem(Thread *t, Ref self, Ref key)
{
    Blob *b = as_blob(self);
    ssize start, stop, step;
    int position;
    if (!to_index_or_slice(t, key, &start, &stop, &step))
        return EMPTY;
    Connection *c = enter(t, b);
    if (!c)
        return EMPTY;
    Value result = EMPTY;
    if (step) {
        result = get_slice(t, c, b, start, stop, step);
    } else if (to_position(t, b, start, &position)) {
        OWN Value byte = read_bytes(t, c, b, 1, position);
        result = is_empty(byte) ? EMPTY : fixnum(as_bytes(byte)->data[0]);
    }
    connection_leave(c);
    return result;
}

static bool set_slice(Thread *t, Connection *c, Blob *b, ssize start, ssize stop, ssize step, const Buffer *from)
{
    ssize n = slice_adjust(sqlite3_blob_bytes(b->blob), &start, &stop, step);
    if (from->len != n)
        return raise_index(t, "Blob slice assignment is wrong size"), false;
    if (n == 0)
        return true;
    if (step == 1)
        return write_bytes(t, c, b, from->data, n, start);
    ssize last = start + (n - 1) * step, low = MIN(start, last), width = MAX(start, last) - low + 1;
    OWN Value span = read_bytes(t, c, b, (int)width, (int)low);
    if (is_empty(span))
        return false;
    for (ssize i = 0; i < n; i++)
        as_bytes(span)->data[start + i * step - low] = ((const uint8_t *)from->data)[i];
    return write_bytes(t, c, b, as_bytes(span)->data, width, low);
}

static bool to_byte(Thread *t, Ref value, uint8_t *byte)
{
    OWN Value index = is_int(value) || type_of(value)->index ? to_index(t, value) : raise_type(t, "'%T' object cannot be interpreted as an integer", value);
    int64_t n;
    if (is_empty(index))
        return false;
    if (!int_as_int64(index, &n) || n < 0 || n > 255)
        return raise_value(t, "byte must be in range(0, 256)"), false;
    *byte = (uint8_t)n;
    return true;
}

static bool blob_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    Blob *b = as_blob(self);
    ssize start, stop, step;
    int position;
    uint8_t byte;
    Buffer from = {0};
    if (!to_index_or_slice(t, key, &start, &stop, &step))
        return false;
    if (is_empty(value))
        return raise_type(t, step ? "Blob doesn't support slice deletion" : "Blob doesn't support item deletion"), false;
    if (step ? !buffer_get(t, value, &from, BUFFER_SIMPLE) : !to_byte(t, value, &byte))
        return false;
    Connection *c = enter(t, b);
    bool good = c && (step ? set_slice(t, c, b, start, stop, step, &from)
                           : to_position(t, b, start, &position) && write_bytes(t, c, b, &byte, 1, position));
    if (c)
        connection_leave(c);
    if (step)
        buffer_release(&from);
    return good;
}

static Value no_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return raise_type(t, "cannot create '%s' instances", cls->name);
}

static Type blob_type = {
    TYPE_HEAD("sqlite3.Blob", Blob), .flags = TYPE_GC, .doc = "A value in a table, for reading and writing in place: Connection.blobopen().",
    .dealloc = blob_dealloc, .traverse = blob_traverse, .clear = blob_clear, .new_ = no_new, .len = blob_len, .getitem = blob_getitem,
    .setitem = blob_setitem, .methods = blob_methods,
};

bool blob_add_type(Thread *t, Ref module) { return module_add_type(t, module, &blob_type); }
