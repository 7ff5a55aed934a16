/* row.c: Row: a row whose columns are found by position or by name, in any case of ASCII. See types.h. Python manual: sqlite3, "Row
 * Objects". */
#include "modules/_sqlite3/types.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/_sqlite3/row.h"

typedef struct Row {
    Object head;
    Value values;               /* tuple */
    Value description;          /* the cursor's: tuple of tuples with the name first, or EMPTY */
} Row;
static Row *as_row(Ref v) { return (Row *)object_of(v); }

NEW(row, "(cursor, data, /)")
{
    if (!is_a(a->cursor, &cursor_type))
        return raise_type(t, "instance of cursor required for first argument");
    if (!is_tuple(a->data))
        return raise_type(t, "tuple required for second argument");
    Value v = type_alloc(t, cls, 0);
    if (!is_empty(v)) {
        as_row(v)->values = retain(a->data);
        as_row(v)->description = retain(as_cursor(a->cursor)->description);
    }
    return v;
}

static void row_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Row *)o)->values);
    visit(visitor, ((Row *)o)->description);
}

static void row_dealloc(Object *o)
{
    release(((Row *)o)->values);
    release(((Row *)o)->description);
    object_free(o, object_size(o));
}

static ssize column_count(const Row *r) { return is_empty(r->description) ? 0 : as_tuple(r->description)->len; }
static Ref name_of(const Row *r, ssize i) { return as_tuple(as_tuple(r->description)->item[i])->item[0]; }

static uint32_t lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
static bool same_name(const Str *a, const Str *b)
{
    for (ssize i = 0; a->len == b->len && i < a->len; i++)
        if (lower(str_at(a, i)) != lower(str_at(b, i)))
            return false;
    return a->len == b->len;
}

static Value row_getitem(Thread *t, Ref self, Ref key)
{
    const Row *r = as_row(self);
    if (is_int(key) || (is_ptr(key) && object_of(key)->type == &slice_type))
        return get_item(t, r->values, key);
    if (!is_str(key))
        return raise_index(t, "Index must be int or string");
    for (ssize i = 0; i < column_count(r); i++)
        if (is_str(name_of(r, i)) && same_name(as_str(key), as_str(name_of(r, i))))
            return get_index(t, r->values, i);
    return raise_index(t, "No item with that key");
}

static Value row_item(Thread *t, Ref self, ssize i) { return get_index(t, as_row(self)->values, i); }

static bool row_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_tuple(as_row(self)->values)->len;
    return true;
}

static Value row_iter(Thread *t, Ref self) { return iter(t, as_row(self)->values); }

static bool row_hash(Thread *t, Ref self, int64_t *hash)
{
    int64_t values;
    OWN Value description = or_none(as_row(self)->description);
    if (!hash_of(t, description, hash) || !hash_of(t, as_row(self)->values, &values))
        return false;
    *hash ^= values;
    *hash -= *hash == -1;
    return true;
}

static Value row_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if ((op != CMP_EQ && op != CMP_NE) || !is_a(other, &row_type))
        return NOT_IMPLEMENTED;
    OWN Value a = or_none(as_row(self)->description), b = or_none(as_row(other)->description);
    Test same_columns = equal(t, a, b);
    if (same_columns == TEST_ERROR)
        return EMPTY;
    if (same_columns == TEST_FALSE)
        return bool_value(op == CMP_NE);
    return compare(t, as_row(self)->values, as_row(other)->values, op);
}

/** Returns the keys of the row. */
METHOD0(row, keys)
{
    const Row *r = as_row(self);
    OWN Value list = list_new(t, column_count(r));
    for (ssize i = 0; !is_empty(list) && i < column_count(r); i++)
        if (!list_append(t, as_list(list), name_of(r, i)))
            return EMPTY;
    return take(&list);
}

Type row_type = {
    TYPE_HEAD("sqlite3.Row", Row), .flags = TYPE_GC | TYPE_BASE | TYPE_ATTRS | TYPE_IS_SEQUENCE, .doc = "A row of a database.",
    .dealloc = row_dealloc, .traverse = row_traverse, .new_ = row_new_slot, .new_signature = &row_new_signature,
    .getitem = row_getitem, .item = row_item, .len = row_len, .iter = row_iter, .hash = row_hash, .compare = row_compare, .methods = row_methods,
};
