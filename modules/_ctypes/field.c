/* field.c: CField: the descriptors of structure and union fields: plain ones, bit fields, and fields of anonymous members.
 *
 * The bits of a bit field are numbered from the lowest of the bytes at `offset`, as gcc allocates them here; in a structure of
 * big-endian types from the highest. Only the bytes it has bits in are touched. A field of an anonymous member goes by way of the
 * member, so that what it keeps alive has a place of its own.
 */
#include "modules/_ctypes/types.h"

#include <wchar.h>

#include "object/bytes.h"
#include "object/int.h"
#include "object/method.h"
#include "object/str.h"
#include "gen/modules/_ctypes/field.h"

Value field_new(Thread *t, Ref name, Ref cls, ssize offset, ssize index)
{
    Value v = type_alloc(t, &field_type, 0);
    if (is_empty(v))
        return EMPTY;
    *as_field(v) = (Field){.head = as_field(v)->head, .name = retain(name), .type = retain(cls), .offset = offset, .index = index};
    return v;
}

static void field_clear(Object *o)
{
    Field *f = (Field *)o;
    Value owned[] = {take(&f->name), take(&f->type), take(&f->outer), take(&f->inner)};
    for (ssize i = 0; i < COUNT_OF(owned); i++)
        release(owned[i]);
}
static void field_dealloc(Object *o)
{
    field_clear(o);
    object_free(o, object_size(o));
}
static void field_traverse(Object *o, Visitor *visitor)
{
    Field *f = (Field *)o;
    visit(visitor, f->name);
    visit(visitor, f->type);
    visit(visitor, f->outer);
    visit(visitor, f->inner);
}

/* ---- bit fields ---- */

typedef struct Bits { ssize first, count; int shift; } Bits;       /* the bytes at data + first, and the lowest bit in them */

static Bits bits_of(const Field *f, bool swapped)
{
    int within = f->bit_offset % 8;
    Bits b = {.first = f->offset + f->bit_offset / 8, .count = (within + f->bits + 7) / 8};
    b.shift = swapped ? (int)b.count * 8 - within - f->bits : within;
    return b;
}
static uint64_t load_bytes(const uint8_t *p, ssize n, bool swapped)
{
    uint64_t word = 0;
    for (ssize i = 0; i < n; i++)
        word |= (uint64_t)p[swapped ? n - 1 - i : i] << 8 * i;
    return word;
}
static uint64_t mask_of(int bits) { return bits == 64 ? UINT64_MAX : ((uint64_t)1 << bits) - 1; }

static Value load_bits(Thread *t, const Field *f, const CData *d)
{
    const CType *c = as_ctype(f->type);
    Bits b = bits_of(f, c->swapped);
    if (!data_check(t, d, b.first, b.count))
        return EMPTY;
    uint64_t n = load_bytes(d->data + b.first, b.count, c->swapped) >> b.shift & mask_of(f->bits);
    if (c->code == '?')
        return bool_value(n != 0);
    if (strchr("bhilq", c->code) && n >> (f->bits - 1))
        return int_from_int64(t, (int64_t)(n | ~mask_of(f->bits)));
    return int_from_uint64(t, n);
}
static bool store_bits(Thread *t, const Field *f, CData *d, Ref value)
{
    const CType *c = as_ctype(f->type);
    Bits b = bits_of(f, c->swapped);
    uint64_t n;
    if (c->code == '?') {
        Test truth = test(t, value);
        if (truth == TEST_ERROR)
            return false;
        n = truth == TEST_TRUE;
    } else if (!int_masked(t, value, &n)) {
        return false;
    }
    if (!data_check(t, d, b.first, b.count))
        return false;
    uint8_t *p = d->data + b.first;
    uint64_t word = load_bytes(p, b.count, c->swapped);
    word = (word & ~(mask_of(f->bits) << b.shift)) | (n & mask_of(f->bits)) << b.shift;
    for (ssize i = 0; i < b.count; i++)
        p[c->swapped ? b.count - 1 - i : i] = (uint8_t)(word >> 8 * i);
    return true;
}

/* ---- fields that are arrays of characters: bytes and str ---- */

/* The letter of the items, 'c' or 'u'; 0: another kind of field. */
static char character_code(const CType *c)
{
    const CType *item = c->kind == KIND_ARRAY ? as_ctype(c->item) : NULL;
    return item && item->kind == KIND_SIMPLE && (item->code == 'c' || item->code == 'u') ? item->code : 0;
}

static Value load_text(Thread *t, const CType *c, uint8_t *p)
{
    if (character_code(c) == 'c')
        return bytes_from(t, p, (ssize)strnlen((char *)p, (size_t)c->size));
    ssize n = 0;
    for (wchar_t w; n < c->length; n++) {
        memcpy(&w, p + n * (ssize)sizeof w, sizeof w);
        if (!w)
            break;
    }
    return text_load(t, (wchar_t *)p, n);
}

static bool store_text(Thread *t, const CType *c, CData *d, ssize offset, Ref value)
{
    bool wide = character_code(c) == 'u';
    if (wide ? !is_str(value) : !is_bytes(value))
        return raise_type(t, wide ? "unicode string expected instead of %T instance" : "expected bytes, %T found", value), false;
    ssize n = wide ? as_str(value)->len : as_bytes(value)->len;
    if (n > c->length)
        return raise_value(t, "%s too long (%zd, maximum length %zd)", wide ? "string" : "bytes", n, c->length), false;
    if (!data_check(t, d, offset, c->size))
        return false;
    uint8_t *p = d->data + offset;
    if (!wide) {
        memcpy(p, as_bytes(value)->data, (size_t)(n < c->length ? n + 1 : n));
        return true;
    }
    for (ssize i = 0; i < n; i++)
        memcpy(p + i * 4, &(wchar_t){(wchar_t)str_at(as_str(value), i)}, sizeof(wchar_t));
    if (n < c->length)
        memset(p + n * 4, 0, sizeof(wchar_t));
    return true;
}

/* ---- the descriptor ---- */

static bool check_instance(Thread *t, Ref instance)
{
    return is_data(instance) || (raise_type(t, "not a ctype instance"), false);
}

static Value field_get(Thread *t, Ref self, Ref instance, Ref owner)
{
    Field *f = as_field(self);
    if (is_empty(instance))
        return retain(self);
    if (!check_instance(t, instance))
        return EMPTY;
    if (!is_empty(f->outer)) {
        OWN Value part = field_get(t, f->outer, instance, owner);
        return is_empty(part) ? EMPTY : field_get(t, f->inner, part, owner);
    }
    CType *c = as_ctype(f->type);
    CData *d = as_data(instance);
    if (f->bits)
        return load_bits(t, f, d);
    if (!data_check(t, d, f->offset, c->size))
        return EMPTY;
    if (character_code(c))
        return load_text(t, c, d->data + f->offset);
    return data_load(t, c, instance, f->index, d->data + f->offset);
}

static bool field_set(Thread *t, Ref self, Ref instance, Ref value)
{
    Field *f = as_field(self);
    OWN Value held = retain(self);                      /* conversions run Python code */
    if (!check_instance(t, instance))
        return false;
    if (is_empty(value))
        return raise_type(t, "can't delete attribute"), false;
    if (!is_empty(f->outer)) {
        OWN Value part = field_get(t, f->outer, instance, EMPTY);
        return !is_empty(part) && field_set(t, f->inner, part, value);
    }
    CType *c = as_ctype(f->type);
    if (f->bits)
        return store_bits(t, f, as_data(instance), value);
    if (character_code(c) && !is_data(value))
        return store_text(t, c, as_data(instance), f->offset, value);
    return data_store(t, instance, f->offset, c, value, f->index);
}

static Value field_repr(Thread *t, Ref self)
{
    Field *f = as_field(self);
    CType *c = as_ctype(f->type);
    if (f->bits)
        return str_format(t, "<Field type=%N, ofs=%zd:%d, bits=%d>", &c->type, f->offset, f->bit_offset, f->bits);
    return str_format(t, "<Field type=%N, ofs=%zd, size=%zd>", &c->type, f->offset, c->size);
}

/** offset in bytes of this field */
GETTER(field, offset) { return int_from_ssize(t, as_field(self)->offset); }
/** size in bytes of this field; of a bit field, its number of bits in the upper and the place of the first in the lower 16 bits */
GETTER(field, size)
{
    Field *f = as_field(self);
    return int_from_ssize(t, f->bits ? (ssize)f->bits << 16 | f->bit_offset : as_ctype(f->type)->size);
}

Type field_type = {
    TYPE_HEAD("_ctypes.CField", Field), .doc = "Structure/Union member", .flags = TYPE_GC, .dealloc = field_dealloc,
    .traverse = field_traverse, .clear = field_clear, .repr = field_repr, .descr_get = field_get, .descr_set = field_set,
    .getset = field_getset,
};
