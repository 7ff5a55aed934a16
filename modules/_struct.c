/* _struct.c: values packed as in C structs; lib/struct.py only shows it.
 *
 * A format is compiled to a Layout: one Item per code with its repeat count and offset, so that packing is a walk along
 * items. Layouts are counted, because packing runs Python code, which may initialise the Struct anew. The functions of the
 * module keep the Structs of the last formats. Python manual: struct. */
#include <math.h>
#include <stdlib.h>

#include "object/bytes.h"
#include "object/dict.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/_struct.h"

/* ---- codes ---- */

enum Kind { PAD, CHAR, SIGNED, UNSIGNED, BOOL, FLOAT, STRING, PASCAL };

typedef struct Code {
    char code;
    uint8_t kind;
    uint8_t size, align;        /* native */
    uint8_t standard_size;      /* 0: native only */
} Code;

static const Code codes[] = {
    {'x', PAD, 1, 1, 1},      {'c', CHAR, 1, 1, 1},     {'b', SIGNED, 1, 1, 1},   {'B', UNSIGNED, 1, 1, 1},
    {'?', BOOL, 1, 1, 1},     {'h', SIGNED, 2, 2, 2},   {'H', UNSIGNED, 2, 2, 2}, {'i', SIGNED, 4, 4, 4},
    {'I', UNSIGNED, 4, 4, 4}, {'l', SIGNED, 8, 8, 4},   {'L', UNSIGNED, 8, 8, 4}, {'q', SIGNED, 8, 8, 8},
    {'Q', UNSIGNED, 8, 8, 8}, {'n', SIGNED, 8, 8, 0},   {'N', UNSIGNED, 8, 8, 0}, {'P', UNSIGNED, 8, 8, 0},
    {'e', FLOAT, 2, 2, 2},    {'f', FLOAT, 4, 4, 4},    {'d', FLOAT, 8, 8, 8},    {'s', STRING, 1, 1, 1},
    {'p', PASCAL, 1, 1, 1},
};

typedef struct Item {
    char code;
    uint8_t kind, size;
    bool big;                   /* most significant byte first */
    bool standard;              /* of a format with standard sizes */
    ssize repeat;               /* for strings, their length */
    ssize offset;
} Item;

typedef struct Layout {
    ssize references;
    ssize size;                 /* bytes */
    ssize values;               /* Python values */
    ssize count;
    Item item[];                /* without pads */
} Layout;

typedef struct Struct {
    Object head;
    Value format;               /* bytes; EMPTY before __init__ */
    Layout *layout;             /* NULL before __init__ */
} Struct;
ALWAYS_INLINE Struct *as_struct(Ref v) { return (Struct *)object_of(v); }

typedef struct StructState {
    Value cache[2];             /* dicts, format -> Struct: of str formats, of bytes formats */
} StructState;
#define CACHE_MAX 100

extern Type struct_error_type, Struct_type, unpack_iterator_type;
extern const ModuleDef module_def__struct;

#define raise_struct(t, ...) raise_format(t, &struct_error_type, __VA_ARGS__)

/* ---- formats ---- */

static Layout *layout_share(Layout *l)
{
    l->references++;
    return l;
}
static void layout_drop(Layout *l)
{
    if (l && --l->references == 0)
        mem_free(l);
}
static void layout_drop_scoped(Layout **l) { layout_drop(*l); }
#define SHARED __attribute__((cleanup(layout_drop_scoped)))

static const Code *code_find(char c)
{
    for (ssize i = 0; i < COUNT_OF(codes); i++)
        if (codes[i].code == c)
            return &codes[i];
    return NULL;
}

typedef struct Mode { bool native, big; } Mode;

static Mode mode_of(const char **p, const char *end)
{
    Mode m = {true, false};
    switch (*p < end ? **p : 0) {
    case '@': break;
    case '=':
    case '<': m = (Mode){false, false}; break;
    case '>':
    case '!': m = (Mode){false, true}; break;
    default: return m;
    }
    ++*p;
    return m;
}

static bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/* The count before a code, 1 if there is none; moves *p to the code. */
static bool parse_count(Thread *t, const char **p, const char *end, ssize *count)
{
    *count = 1;
    if (**p < '0' || **p > '9')
        return true;
    *count = 0;
    for (; *p < end && **p >= '0' && **p <= '9'; ++*p)
        if (__builtin_mul_overflow(*count, 10, count) || __builtin_add_overflow(*count, **p - '0', count))
            return raise_struct(t, "overflow in item count"), false;
    if (*p == end)
        return raise_struct(t, "repeat count given without format specifier"), false;
    return true;
}

/* Adds one code to the layout; `room` is known to be enough. */
static bool layout_add(Thread *t, Layout *l, const Code *c, Mode mode, ssize count)
{
    ssize size = mode.native ? c->size : c->standard_size, bytes;
    if (mode.native) {
        ssize mask = c->align - 1;
        if (l->size > SSIZE_MAX_ - mask)
            return raise_struct(t, "total struct size too long"), false;
        l->size = (l->size + mask) & ~mask;
    }
    ssize start = l->size;
    if (__builtin_mul_overflow(count, size, &bytes) || __builtin_add_overflow(l->size, bytes, &l->size))
        return raise_struct(t, "total struct size too long"), false;
    bool is_text = c->kind == STRING || c->kind == PASCAL;
    if (c->kind == PAD || (count == 0 && !is_text))
        return true;
    l->item[l->count++] = (Item){c->code, c->kind, (uint8_t)size, mode.big, !mode.native, count, start};
    l->values += is_text ? 1 : count;
    return true;
}

static bool layout_fill(Thread *t, Layout *l, const char *p, const char *end)
{
    Mode mode = mode_of(&p, end);
    while (p < end) {
        if (is_space(*p)) {
            p++;
            continue;
        }
        ssize count;
        if (!parse_count(t, &p, end, &count))
            return false;
        const Code *c = code_find(*p++);
        if (!c || !(mode.native || c->standard_size))
            return raise_struct(t, "bad char in struct format"), false;
        if (!layout_add(t, l, c, mode, count))
            return false;
    }
    return true;
}

static Layout *layout_new(Thread *t, const char *format, ssize n)
{
    if (memchr(format, 0, (size_t)n))
        return raise_struct(t, "embedded null character"), NULL;
    Layout *l = mem_alloc(t, sizeof *l + (size_t)n * sizeof(Item));
    if (!l)
        return NULL;
    *l = (Layout){.references = 1};
    if (layout_fill(t, l, format, format + n))
        return l;
    mem_free(l);
    return NULL;
}

/* ---- bytes of items ---- */

ALWAYS_INLINE uint64_t load(const uint8_t *p, int size, bool big)
{
    uint16_t h;
    uint32_t w;
    uint64_t q;
    switch (size) {
    case 1: return *p;
    case 2: memcpy(&h, p, 2); return big ? __builtin_bswap16(h) : h;
    case 4: memcpy(&w, p, 4); return big ? __builtin_bswap32(w) : w;
    default: memcpy(&q, p, 8); return big ? __builtin_bswap64(q) : q;
    }
}

ALWAYS_INLINE void store(uint8_t *p, uint64_t v, int size, bool big)
{
    uint16_t h = (uint16_t)v;
    uint32_t w = (uint32_t)v;
    if (big) {
        h = __builtin_bswap16(h);
        w = __builtin_bswap32(w);
        v = __builtin_bswap64(v);
    }
    switch (size) {
    case 1: *p = (uint8_t)(big ? v >> 56 : v); break;
    case 2: memcpy(p, &h, 2); break;
    case 4: memcpy(p, &w, 4); break;
    default: memcpy(p, &v, 8);
    }
}

static double float_load(uint64_t bits, int size)
{
    if (size == 8) {
        double d;
        memcpy(&d, &bits, 8);
        return d;
    }
    if (size == 4) {
        uint32_t w = (uint32_t)bits;
        float f;
        memcpy(&f, &w, 4);
        return f;
    }
    int exponent = bits >> 10 & 0x1f;
    double fraction = (double)(bits & 0x3ff), d;
    if (exponent == 0x1f)
        d = fraction != 0.0 ? (double)NAN : (double)INFINITY;
    else
        d = exponent ? ldexp(fraction + 1024.0, exponent - 25) : ldexp(fraction, -24);
    return bits & 0x8000 ? -d : d;
}

/* The bits of the nearest half-precision number, ties to even; false: out of range. */
static bool half_bits(double d, uint64_t *bits)
{
    uint64_t sign = signbit(d) ? 0x8000 : 0;
    d = fabs(d);
    *bits = sign;
    if (isnan(d)) {
        *bits |= 0x7e00;
        return true;
    }
    if (isinf(d)) {
        *bits |= 0x7c00;
        return true;
    }
    if (d == 0.0)
        return true;
    int exponent = ilogb(d);
    if (exponent < -14)
        exponent = -14;
    double unit = nearbyint(ldexp(d, 10 - exponent));   /* below 2048, or 2048 when rounded up to the next exponent */
    if (exponent > 15 || (exponent == 15 && unit >= 2048.0))
        return false;
    *bits |= (uint64_t)((exponent + 14) << 10) + (uint64_t)unit;    /* a unit of 1024 or more carries into the exponent */
    return true;
}

static Value get(Thread *t, const Item *item, const uint8_t *p)
{
    switch (item->kind) {
    case SIGNED: {
        int unused = 64 - 8 * item->size;
        return int_from_int64(t, (int64_t)(load(p, item->size, item->big) << unused) >> unused);
    }
    case UNSIGNED: return int_from_uint64(t, load(p, item->size, item->big));
    case FLOAT: {
        double d = float_load(load(p, item->size, item->big), item->size);
        if (unlikely(!isfinite(d)) && item->standard && item->size > 2 && float_format_unknown(t, item->size == 4))
            return raise_value(t, "can't unpack IEEE 754 special value on non-IEEE platform");
        return float_from(t, d);
    }
    case BOOL: return bool_value(*p);
    case CHAR: return bytes_from(t, p, 1);
    case STRING: return bytes_from(t, p, item->repeat);
    default: {
        ssize n = item->repeat ? MIN((ssize)*p, item->repeat - 1) : 0;
        return bytes_from(t, p + 1, n);
    }
    }
}

static bool raise_int_range(Thread *t, const Item *item)
{
    int bits = 8 * item->size;
    const char *name = item->size == 1 ? "byte" : "short";
    if (item->kind == SIGNED) {
        long long max = (long long)(UINT64_MAX >> (65 - bits));
        if (item->size <= 2)
            return raise_struct(t, "%s format requires %lld <= number <= %lld", name, -max - 1, max), false;
        return raise_struct(t, "'%c' format requires %lld <= number <= %lld", item->code, -max - 1, max), false;
    }
    unsigned long long max = UINT64_MAX >> (64 - bits);
    if (item->size <= 2)
        return raise_struct(t, "u%s format requires 0 <= number <= %llu", name, max), false;
    return raise_struct(t, "'%c' format requires 0 <= number <= %llu", item->code, max), false;
}

static bool put_int_object(Thread *t, const Item *item, Ref v, uint8_t *p)
{
    OWN Value number = EMPTY;
    if (is_int(v)) {
        number = retain(v);
    } else if (type_of(v)->index) {
        number = to_index(t, v);
        if (is_empty(number))
            return false;
    } else {
        return raise_struct(t, "required argument is not an integer"), false;
    }
    uint64_t u;
    int64_t i;
    int bits = 8 * item->size;
    if (item->kind == SIGNED || (item->code == 'P' && int_sign(number) < 0)) {
        if (!int_as_int64(number, &i) || (bits < 64 && (i >= (1ll << (bits - 1)) || i < -(1ll << (bits - 1)))))
            return raise_int_range(t, item);
        u = (uint64_t)i;
    } else if (!int_as_uint64(number, &u) || (bits < 64 && u >> bits)) {
        return raise_int_range(t, item);
    }
    store(p, u, item->size, item->big);
    return true;
}

ALWAYS_INLINE bool put_int(Thread *t, const Item *item, Ref v, uint8_t *p)
{
    if (likely(is_fixnum(v))) {
        int64_t i = fixnum_value(v);
        int unused = 64 - 8 * item->size;
        uint64_t back = item->kind == SIGNED ? (uint64_t)((int64_t)((uint64_t)i << unused) >> unused)
                        : i >= 0 ? (uint64_t)i << unused >> unused : ~(uint64_t)i;
        if (likely(back == (uint64_t)i)) {
            store(p, (uint64_t)i, item->size, item->big);
            return true;
        }
    }
    return put_int_object(t, item, v, p);
}

static bool put_float(Thread *t, const Item *item, Ref v, uint8_t *p)
{
    double d;
    uint64_t bits;
    if (is_float(v)) {
        d = float_value(v);
    } else if (!to_double(t, v, &d)) {
        raised_clear(t);
        return raise_struct(t, "required argument is not a float"), false;
    }
    if (item->size == 8) {
        memcpy(&bits, &d, 8);
    } else if (item->size == 4) {
        float f = (float)d;
        uint32_t w;
        if (isinf(f) && isfinite(d))
            return raise_overflow(t, "float too large to pack with f format"), false;
        memcpy(&w, &f, 4);
        bits = w;
    } else if (!half_bits(d, &bits)) {
        return raise_overflow(t, "float too large to pack with e format"), false;
    }
    store(p, bits, item->size, item->big);
    return true;
}

/* The bytes of a bytes or bytearray. */
static bool span_of(Ref v, const uint8_t **p, ssize *n)
{
    if (is_bytes(v)) {
        *p = as_bytes(v)->data;
        *n = as_bytes(v)->len;
        return true;
    }
    if (!has_flag(v, TYPE_IS_BYTEARRAY))
        return false;
    *p = as_bytearray(v)->data;
    *n = as_bytearray(v)->len;
    return true;
}

/* The memory of the item is zero already. */
static bool put_text(Thread *t, const Item *item, Ref v, uint8_t *p)
{
    const uint8_t *from;
    ssize n;
    if (!span_of(v, &from, &n))
        return raise_struct(t, "argument for '%c' must be a bytes object", item->code), false;
    if (item->kind == STRING) {
        memcpy(p, from, (size_t)MIN(n, item->repeat));
    } else if (item->repeat) {
        n = MIN(n, item->repeat - 1);
        memcpy(p + 1, from, (size_t)n);
        *p = (uint8_t)MIN(n, (ssize)255);
    }
    return true;
}

static bool put(Thread *t, const Item *item, Ref v, uint8_t *p)
{
    switch (item->kind) {
    case SIGNED:
    case UNSIGNED: return put_int(t, item, v, p);
    case FLOAT: return put_float(t, item, v, p);
    case BOOL: {
        Test truth = test(t, v);
        *p = truth == TEST_TRUE;
        return truth != TEST_ERROR;
    }
    case CHAR:
        if (!is_bytes(v) || as_bytes(v)->len != 1)
            return raise_struct(t, "char format requires a bytes object of length 1"), false;
        *p = as_bytes(v)->data[0];
        return true;
    default: return put_text(t, item, v, p);
    }
}

/* Packs l->values values into l->size bytes. */
static bool pack_values(Thread *t, const Layout *l, const Value *v, uint8_t *out)
{
    memset(out, 0, (size_t)l->size);
    for (const Item *item = l->item; item < l->item + l->count; item++) {
        uint8_t *p = out + item->offset;
        ssize n = item->kind == STRING || item->kind == PASCAL ? 1 : item->repeat;
        for (; n > 0; n--, p += item->size)
            if (!put(t, item, *v++, p))
                return false;
    }
    return true;
}

static Value unpack_values(Thread *t, const Layout *l, const uint8_t *from)
{
    OWN Value result = tuple_new(t, l->values);
    if (is_empty(result))
        return EMPTY;
    Value *v = as_tuple(result)->item;
    for (const Item *item = l->item; item < l->item + l->count; item++) {
        const uint8_t *p = from + item->offset;
        ssize n = item->kind == STRING || item->kind == PASCAL ? 1 : item->repeat;
        for (; n > 0; n--, p += item->size)
            if (is_empty(*v++ = get(t, item, p)))
                return EMPTY;
    }
    return take(&result);
}

/* ---- operations on a layout ---- */

static bool check_count(Thread *t, const Layout *l, ssize given, const char *function)
{
    return given == l->values
           || (raise_struct(t, "%s expected %zd items for packing (got %zd)", function, l->values, given), false);
}

static Value pack(Thread *t, Layout *l, const Value *values, ssize n)
{
    if (!check_count(t, l, n, "pack"))
        return EMPTY;
    SHARED Layout *held UNUSED = layout_share(l);
    OWN Value result = bytes_new(t, l->size);
    if (is_empty(result) || !pack_values(t, l, values, as_bytes(result)->data))
        return EMPTY;
    return take(&result);
}

/* An offset from the end when negative. `what` is pack or unpack. */
static bool check_room(Thread *t, const Layout *l, const Buffer *b, ssize *offset, bool packing)
{
    ssize given = *offset;
    if (given < 0) {
        if (given + l->size > 0) {
            if (packing)
                return raise_struct(t, "no space to pack %zd bytes at offset %zd", l->size, given), false;
            return raise_struct(t, "not enough data to unpack %zd bytes", l->size), false;
        }
        if (given + b->len < 0)
            return raise_struct(t, "offset %zd out of range for %zd-byte buffer", given, b->len), false;
        *offset += b->len;
    }
    if (b->len - *offset >= l->size)
        return true;
    if (packing)
        raise_struct(t, "pack_into requires a buffer of at least %zu bytes for packing %zd bytes at offset %zd "
                     "(actual buffer size is %zd)", (size_t)l->size + (size_t)*offset, l->size, *offset, b->len);
    else
        raise_struct(t, "unpack_from requires a buffer of at least %zu bytes for unpacking %zd bytes at offset %zd "
                     "(actual buffer size is %zd)", (size_t)l->size + (size_t)*offset, l->size, *offset, b->len);
    return false;
}

static Value pack_into(Thread *t, Layout *l, const Buffer *b, ssize offset, const Value *values, ssize n)
{
    if (!check_count(t, l, n, "pack_into") || !check_room(t, l, b, &offset, true))
        return EMPTY;
    SHARED Layout *held UNUSED = layout_share(l);
    return pack_values(t, l, values, (uint8_t *)b->data + offset) ? NONE : EMPTY;
}

static Value unpack(Thread *t, const Layout *l, const Buffer *b)
{
    if (b->len != l->size)
        return raise_struct(t, "unpack requires a buffer of %zd bytes", l->size);
    return unpack_values(t, l, b->data);
}

static Value unpack_from(Thread *t, const Layout *l, const Buffer *b, ssize offset)
{
    return check_room(t, l, b, &offset, false) ? unpack_values(t, l, (const uint8_t *)b->data + offset) : EMPTY;
}

/* ---- iter_unpack ---- */

typedef struct UnpackIterator {
    Object head;
    Layout *layout;             /* shared; NULL once exhausted */
    Buffer buffer;              /* valid while layout is set */
    ssize offset;
} UnpackIterator;
static UnpackIterator *as_unpack_iterator(Ref v) { return (UnpackIterator *)object_of(v); }

static void unpack_iterator_end(UnpackIterator *u)
{
    Layout *l = u->layout;
    u->layout = NULL;
    if (l)
        buffer_release(&u->buffer);
    layout_drop(l);
}
static void unpack_iterator_dealloc(Object *o)
{
    unpack_iterator_end((UnpackIterator *)o);
    object_free(o, sizeof(UnpackIterator));
}
static void unpack_iterator_traverse(Object *o, Visitor *visitor)
{
    if (((UnpackIterator *)o)->layout)
        visit(visitor, ((UnpackIterator *)o)->buffer.object);
}

static Value unpack_iterator_new(Thread *t, Layout *l, Ref buffer)
{
    if (l->size == 0)
        return raise_struct(t, "cannot iteratively unpack with a struct of length 0");
    UnpackIterator *u = object_new_zeroed(t, &unpack_iterator_type, sizeof *u);
    if (!u)
        return EMPTY;
    OWN Value v = value_of(u);
    if (!buffer_get(t, buffer, &u->buffer, BUFFER_SIMPLE))
        return EMPTY;
    u->layout = layout_share(l);
    if (u->buffer.len % l->size)
        return raise_struct(t, "iterative unpacking requires a buffer of a multiple of %zd bytes", l->size);
    return take(&v);
}

static Value unpack_iterator_next(Thread *t, Ref self)
{
    UnpackIterator *u = as_unpack_iterator(self);
    if (!u->layout)
        return EMPTY;
    if (u->offset >= u->buffer.len) {
        unpack_iterator_end(u);
        return EMPTY;
    }
    Value v = unpack_values(t, u->layout, (const uint8_t *)u->buffer.data + u->offset);
    u->offset += u->layout->size;
    return v;
}

METHOD0(unpack_iterator, __length_hint__)
{
    UnpackIterator *u = as_unpack_iterator(self);
    return fixnum(u->layout ? (u->buffer.len - u->offset) / u->layout->size : 0);
}

Type unpack_iterator_type = {
    TYPE_HEAD("_struct.unpack_iterator", UnpackIterator), .flags = TYPE_GC, .dealloc = unpack_iterator_dealloc,
    .traverse = unpack_iterator_traverse, .iter = iter_self, .next = unpack_iterator_next, .methods = unpack_iterator_methods,
};

/* ---- Struct ---- */

static Layout *layout_of(Thread *t, Ref self)
{
    Layout *l = as_struct(self)->layout;
    if (!l)
        raise_runtime(t, "Struct object is not initialized");
    return l;
}

/* The format as bytes. */
static Value format_bytes(Thread *t, Ref format)
{
    if (is_bytes(format))
        return retain(format);
    if (is_str(format))
        return str_encode(t, format, "ascii", NULL);
    return raise_type(t, "Struct() argument 1 must be a str or bytes object, not %T", format);
}

static bool struct_set_format(Thread *t, Ref self, Ref format)
{
    OWN Value text = format_bytes(t, format);
    Layout *l = is_empty(text) ? NULL : layout_new(t, (const char *)as_bytes(text)->data, as_bytes(text)->len);
    if (!l)
        return false;
    layout_drop(as_struct(self)->layout);
    as_struct(self)->layout = l;
    replace_take(&as_struct(self)->format, take(&text));
    return true;
}

static Value Struct_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    return type_alloc(t, cls, 0);
}

/** Struct(fmt) --> compiled struct object */
INIT(Struct, "(self, /, format)") { return struct_set_format(t, self, a->format); }

static void Struct_dealloc(Object *o)
{
    layout_drop(((Struct *)o)->layout);
    release(((Struct *)o)->format);
    object_free(o, object_size(o));
}
static void Struct_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Struct *)o)->format);
}

static Value Struct_repr(Thread *t, Ref self)
{
    if (!layout_of(t, self))
        return EMPTY;
    Bytes *format = as_bytes(as_struct(self)->format);
    OWN Value text = str_from_ascii(t, (const char *)format->data, format->len);
    return is_empty(text) ? EMPTY : str_format(t, "%s(%R)", type_of(self)->name, text);
}

/** Return a bytes object containing values v1, v2, ... packed according to the format string. */
METHOD(Struct, pack, "(self, /, *values)")
{
    Layout *l = layout_of(t, self);
    return l ? pack(t, l, a->values, a->values_count) : EMPTY;
}

/** Pack the values v1, v2, ... and write the packed bytes into the writable buffer starting at offset.
 *
 * Note that the offset is a required argument. */
METHOD(Struct, pack_into, "(self, buffer: wbuffer, offset: index, /, *values)")
{
    Layout *l = layout_of(t, self);
    return l ? pack_into(t, l, &a->buffer, a->offset, a->values, a->values_count) : EMPTY;
}

/** Return a tuple containing unpacked values.
 *
 * Unpack according to the format string Struct.format. The buffer's size
 * in bytes must be Struct.size. */
METHOD(Struct, unpack, "(self, buffer: buffer, /)")
{
    Layout *l = layout_of(t, self);
    return l ? unpack(t, l, &a->buffer) : EMPTY;
}

/** Return a tuple containing unpacked values.
 *
 * Values are unpacked according to the format string Struct.format.
 *
 * The buffer's size in bytes, starting at position offset, must be
 * at least Struct.size. */
METHOD(Struct, unpack_from, "(self, /, buffer: buffer, offset: index=0)")
{
    Layout *l = layout_of(t, self);
    return l ? unpack_from(t, l, &a->buffer, a->offset) : EMPTY;
}

/** Return an iterator yielding tuples.
 *
 * Tuples are unpacked from the given bytes source, like a repeated
 * invocation of unpack_from().
 *
 * Requires that the bytes length be a multiple of the struct size. */
METHOD1(Struct, iter_unpack, buffer)
{
    Layout *l = layout_of(t, self);
    return l ? unpack_iterator_new(t, l, buffer) : EMPTY;
}

METHOD0(Struct, __sizeof__)
{
    Layout *l = as_struct(self)->layout;
    return fixnum((int64_t)(object_size(object_of(self)) + (l ? sizeof *l + (size_t)l->count * sizeof(Item) : 0)));
}

/** struct format string */
GETTER(Struct, format)
{
    return layout_of(t, self) ? retain(as_struct(self)->format) : EMPTY;
}

/** struct size in bytes */
GETTER(Struct, size)
{
    Layout *l = layout_of(t, self);
    return l ? int_from_ssize(t, l->size) : EMPTY;
}

Type Struct_type = {
    TYPE_HEAD("_struct.Struct", Struct), .doc = "Struct(fmt) --> compiled struct object", .flags = TYPE_BASE | TYPE_WEAKREFS,
    .dealloc = Struct_dealloc, .traverse = Struct_traverse, .new_ = Struct_new, .init = Struct_init_slot, .init_signature = &Struct_init_signature,
    .repr = Struct_repr, .methods = Struct_methods, .getset = Struct_getset,
};

Type struct_error_type = {EXCEPTION_HEAD("struct.error", &exc_Exception)};

/* ---- functions ---- */

/* The Struct of a format; owned. */
static Value struct_for(Thread *t, Ref format)
{
    StructState *s = module_def_state(t, &module_def__struct);
    if (!s)
        return EMPTY;
    Value *cache = is_exact(format, &str_type) ? &s->cache[0] : is_exact(format, &bytes_type) ? &s->cache[1] : NULL;
    Ref known = EMPTY;
    if (cache && !is_empty(*cache) && dict_find(t, as_dict(*cache), format, &known) == FOUND)
        return retain(known);
    OWN Value made = type_alloc(t, &Struct_type, 0);
    if (is_empty(made) || !struct_set_format(t, made, format))
        return EMPTY;
    if (!cache)
        return take(&made);
    if (is_empty(*cache) && is_empty(*cache = dict_new(t)))
        return EMPTY;
    if (dict_len(as_dict(*cache)) >= CACHE_MAX)
        dict_clear(as_dict(*cache));
    return dict_set(t, as_dict(*cache), format, made) ? take(&made) : EMPTY;
}

/** Clear the internal cache. */
FUNCTION0(_struct, _clearcache)
{
    StructState *s = module_state(t, self);
    for (int i = 0; i < 2; i++)
        release(take(&s->cache[i]));
    return NONE;
}

/** Return size in bytes of the struct described by the format string. */
FUNCTION1(_struct, calcsize, format)
{
    OWN Value s = struct_for(t, format);
    return is_empty(s) ? EMPTY : int_from_ssize(t, as_struct(s)->layout->size);
}

/** Return a bytes object containing the values v1, v2, ... packed according to the format string.
 *
 * See help(struct) for more on format strings. */
FUNCTION(_struct, pack, "(format, /, *values)")
{
    OWN Value s = struct_for(t, a->format);
    return is_empty(s) ? EMPTY : pack(t, as_struct(s)->layout, a->values, a->values_count);
}

/** Pack the values v1, v2, ... and write the packed bytes into the writable buffer starting at offset.
 *
 * Note that the offset is a required argument.  See help(struct)
 * for more on format strings. */
FUNCTION(_struct, pack_into, "(format, buffer, offset, /, *values)")
{
    OWN Value s = struct_for(t, a->format);
    ssize offset;
    Buffer b;
    if (is_empty(s) || !buffer_get(t, a->buffer, &b, BUFFER_WRITABLE))
        return EMPTY;
    OWN Value result = EMPTY;
    if (to_ssize(t, a->offset, &exc_IndexError, &offset))
        result = pack_into(t, as_struct(s)->layout, &b, offset, a->values, a->values_count);
    buffer_release(&b);
    return take(&result);
}

/** Return a tuple containing values unpacked according to the format string.
 *
 * The buffer's size in bytes must be calcsize(format).
 *
 * See help(struct) for more on format strings. */
FUNCTION(_struct, unpack, "(format, buffer, /)")
{
    OWN Value s = struct_for(t, a->format);
    Buffer b;
    if (is_empty(s) || !buffer_get(t, a->buffer, &b, BUFFER_SIMPLE))
        return EMPTY;
    Value result = unpack(t, as_struct(s)->layout, &b);
    buffer_release(&b);
    return result;
}

/** Return a tuple containing values unpacked according to the format string.
 *
 * The buffer's size, minus offset, must be at least calcsize(format).
 *
 * See help(struct) for more on format strings. */
FUNCTION(_struct, unpack_from, "(format, /, buffer, offset: index=0)")
{
    OWN Value s = struct_for(t, a->format);
    Buffer b;
    if (is_empty(s) || !buffer_get(t, a->buffer, &b, BUFFER_SIMPLE))
        return EMPTY;
    Value result = unpack_from(t, as_struct(s)->layout, &b, a->offset);
    buffer_release(&b);
    return result;
}

/** Return an iterator yielding tuples unpacked from the given bytes.
 *
 * The bytes are unpacked according to the format string, like
 * a repeated invocation of unpack_from().
 *
 * Requires that the bytes length be a multiple of the format struct size. */
FUNCTION(_struct, iter_unpack, "(format, buffer, /)")
{
    OWN Value s = struct_for(t, a->format);
    return is_empty(s) ? EMPTY : unpack_iterator_new(t, as_struct(s)->layout, a->buffer);
}

static bool _struct_exec(Thread *t, Ref module)
{
    return module_add_type(t, module, &Struct_type) && module_add_type(t, module, &struct_error_type)
           && type_ready(t, &unpack_iterator_type);
}
static void _struct_clear(void *state)
{
    StructState *s = state;
    release(take(&s->cache[0]));
    release(take(&s->cache[1]));
}

MODULE(_struct, .state_size = sizeof(StructState), .exec = _struct_exec, .state_clear = _struct_clear,
       .doc = "Functions to convert between Python values and C structs.\n"
              "Python bytes objects are used to hold the data representing the C struct\n"
              "and also as format strings (explained below) to describe the layout of data\n"
              "in the C struct.\n\n"
              "The optional first format char indicates byte order, size and alignment:\n"
              "  @: native order, size & alignment (default)\n"
              "  =: native order, std. size & alignment\n"
              "  <: little-endian, std. size & alignment\n"
              "  >: big-endian, std. size & alignment\n"
              "  !: same as >\n\n"
              "The remaining chars indicate types of args and must match exactly;\n"
              "these can be preceded by a decimal repeat count:\n"
              "  x: pad byte (no data); c:char; b:signed byte; B:unsigned byte;\n"
              "  ?: _Bool; h:short; H:unsigned short; i:int; I:unsigned int;\n"
              "  l:long; L:unsigned long; f:float; d:double; e:half-float.\n"
              "Special cases (preceding decimal count indicates length):\n"
              "  s:string (array of char); p: pascal string (with count byte).\n"
              "Special cases (only available in native format):\n"
              "  n:ssize_t; N:size_t;\n"
              "  P:an integer type that is wide enough to hold a pointer.\n"
              "Special case (not in native mode unless 'long long' in platform C):\n"
              "  q:long long; Q:unsigned long long\n"
              "Whitespace between formats is ignored.\n\n"
              "The variable struct.error is an exception raised on errors.");
