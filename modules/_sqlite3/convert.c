/* convert.c: values on their way into the database (adapters) and out of it (converters). See types.h. Python manual: sqlite3, "SQLite
 * and Python types". */
#include "modules/_sqlite3/types.h"
#include "object/bytes.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"

/* declgen: names __adapt__ __conform__ */

/* ---- adapters ---- */

bool sqlite_is_plain(const Type *type)
{
    return type == &int_type || type == &float_type || type == &str_type || type == &bytearray_type;
}

/* asked.NAME(other): FOUND with what it gives unless that is None; a TypeError counts as "cannot". */
static Lookup ask(Thread *t, Ref asked, Ref name, Ref other, Value *adapted)
{
    OWN Value method = EMPTY;
    Lookup found = find_attr(t, asked, name, &method);
    if (found != FOUND)
        return found;
    Value v = call1(t, method, other);
    if (is_empty(v))
        return raised_catch(t, &exc_TypeError) ? MISSING : ERROR;
    if (is_none(v))
        return MISSING;
    *adapted = v;
    return FOUND;
}

Value sqlite_adapt(Thread *t, Ref v, Ref protocol, Ref alternative)
{
    SqliteState *s = sqlite_state(t);
    OWN Value key = s ? tuple_pack(t, 2, value_of(type_of(v)), protocol) : EMPTY;
    Ref registered;
    Value adapted;
    if (is_empty(key))
        return EMPTY;
    OWN Value adapters = retain(s->adapters);
    Lookup found = dict_find(t, as_dict(adapters), key, &registered);
    if (found == FOUND) {
        OWN Value adapter = retain(registered);
        return call1(t, adapter, v);
    }
    if (found == MISSING)
        found = ask(t, protocol, NAME(__adapt__), v, &adapted);
    if (found == MISSING)
        found = ask(t, v, NAME(__conform__), protocol, &adapted);
    if (found == FOUND)
        return adapted;
    if (found == ERROR)
        return EMPTY;
    return is_empty(alternative) ? raise_format(t, &programming_error_type, "can't adapt") : retain(alternative);
}

/* ---- converters ---- */

/* The converter registered for the name of n bytes, in any case: owned; None if there is none. */
static Value converter_named(Thread *t, const char *name, size_t n)
{
    SqliteState *s = sqlite_state(t);
    OWN Value text = s ? str_decode(t, (const uint8_t *)name, (ssize)n, "utf-8", "replace") : EMPTY;
    OWN Value key = is_empty(text) ? EMPTY : call_method0(t, text, NAME(upper));
    Ref found;
    if (is_empty(key))
        return EMPTY;
    OWN Value converters = retain(s->converters);
    switch (dict_find(t, as_dict(converters), key, &found)) {
    case FOUND: return retain(found);
    case MISSING: return NONE;
    default: return EMPTY;
    }
}

/* By "name [type]", then by the first word of the declared type. */
static Value converter_of_column(Thread *t, Connection *c, sqlite3_stmt *stmt, int i)
{
    if (c->detect_types & PARSE_COLNAMES) {
        const char *name = sqlite3_column_name(stmt, i);
        const char *open = name ? strchr(name, '[') : NULL, *close = open ? strchr(open, ']') : NULL;
        if (close) {
            Value converter = converter_named(t, open + 1, (size_t)(close - open - 1));
            if (is_empty(converter) || !is_none(converter))
                return converter;
        }
    }
    if (c->detect_types & PARSE_DECLTYPES) {
        const char *type = sqlite3_column_decltype(stmt, i);
        if (type)
            return converter_named(t, type, strcspn(type, " ("));
    }
    return NONE;
}

bool converters_of(Thread *t, Connection *c, sqlite3_stmt *stmt, Value *converters)
{
    *converters = EMPTY;
    if (!c->detect_types)
        return true;
    int n = sqlite3_column_count(stmt);
    OWN Value list = list_new(t, n);
    for (int i = 0; i < n && !is_empty(list); i++) {
        Value converter = converter_of_column(t, c, stmt, i);
        if (is_empty(converter) || !list_append_take(t, as_list(list), converter))
            return false;
    }
    *converters = take(&list);
    return !is_empty(*converters);
}

Value column_name(Thread *t, sqlite3_stmt *stmt, int i)
{
    const char *name = sqlite3_column_name(stmt, i);
    if (!name)
        return NONE;
    size_t n = strcspn(name, "[");
    if (name[n] && n && name[n - 1] == ' ')
        n--;
    return str_decode(t, (const uint8_t *)name, (ssize)n, "utf-8", "replace");
}

static Value text_of_column(Thread *t, Connection *c, sqlite3_stmt *stmt, int i)
{
    const char *text = (const char *)sqlite3_column_text(stmt, i);
    ssize n = sqlite3_column_bytes(stmt, i);
    if (!text)
        return raise_memory(t);
    if (same(c->text_factory, value_of(&str_type))) {
        Value v = str_from_utf8(t, text, n);
        if (!is_empty(v) || !raised_catch(t, &exc_UnicodeDecodeError))
            return v;
        OWN Value name = column_name(t, stmt, i), shown = str_decode(t, (const uint8_t *)text, n, "utf-8", "replace");
        return is_empty(name) || is_empty(shown) ? EMPTY
            : raise_format(t, &operational_error_type, "Could not decode to UTF-8 column '%S' with text '%S'", name, shown);
    }
    OWN Value bytes = bytes_from(t, text, n), factory = retain(c->text_factory);
    if (is_empty(bytes) || same(factory, value_of(&bytes_type)))
        return take(&bytes);
    return call1(t, factory, bytes);
}

static Value blob_of_column(Thread *t, sqlite3_stmt *stmt, int i)
{
    const void *data = sqlite3_column_blob(stmt, i);
    ssize n = sqlite3_column_bytes(stmt, i);
    return data || !n ? bytes_from(t, data ? data : "", n) : raise_memory(t);
}

static Value value_of_column(Thread *t, Connection *c, sqlite3_stmt *stmt, int i, Ref converter)
{
    int type = sqlite3_column_type(stmt, i);
    if (type == SQLITE_NULL)
        return NONE;
    if (!is_none(converter)) {
        OWN Value bytes = blob_of_column(t, stmt, i), keep = retain(converter);
        return is_empty(bytes) ? EMPTY : call1(t, keep, bytes);
    }
    switch (type) {
    case SQLITE_INTEGER: return int_from_int64(t, sqlite3_column_int64(stmt, i));
    case SQLITE_FLOAT: return float_from(t, sqlite3_column_double(stmt, i));
    case SQLITE_TEXT: return text_of_column(t, c, stmt, i);
    default: return blob_of_column(t, stmt, i);
    }
}

Value row_values(Thread *t, Connection *c, sqlite3_stmt *stmt, Ref converters)
{
    int n = sqlite3_data_count(stmt);
    OWN Value row = tuple_new(t, n);
    for (int i = 0; i < n && !is_empty(row); i++) {
        Ref converter = !is_empty(converters) && i < as_list(converters)->len ? as_list(converters)->item[i] : NONE;
        Value v = value_of_column(t, c, stmt, i, converter);
        if (is_empty(v))
            return EMPTY;
        as_tuple(row)->item[i] = v;
    }
    return take(&row);
}
