/* array.c: array.array: numbers of one machine type, or characters, side by side in memory.
 *
 * Items are read into Values and written from them by the type code's row in `codes`. While a buffer of the memory is out the
 * size is fixed. Converting a value can run Python code, so an item is converted first, into a Cell, and only then are
 * the bounds looked at. Python manual: array. */
#include <math.h>

#include "object/bytes.h"
#include "object/float.h"
#include "object/generic_alias.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/module.h"
#include "object/order.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/array.h"

/* ---- type codes ---- */

enum Kind { SIGNED, UNSIGNED, FLOATING, CHARACTER };

/* Portable names of machine formats, as pickles have them. Even: little-endian, odd: big-endian, from 2 on. */
enum MachineFormat { FORMAT_U8 = 0, FORMAT_S8, FORMAT_U16 = 2, FORMAT_S16 = 4, FORMAT_U32 = 6, FORMAT_S32 = 8, FORMAT_U64 = 10,
                     FORMAT_S64 = 12, FORMAT_FLOAT = 14, FORMAT_DOUBLE = 16, FORMAT_UTF16 = 18, FORMAT_UTF32 = 20, FORMAT_END = 22 };

typedef struct Code {
    char letter[2];             /* and the buffer's format */
    char format[2];
    uint8_t kind;
    uint8_t machine_format;
    ssize size;
    const char *name;           /* in messages */
} Code;

static const Code codes[] = {
    {"b", "b", SIGNED, FORMAT_S8, 1, "signed char"},        {"B", "B", UNSIGNED, FORMAT_U8, 1, "unsigned byte integer"},
    {"u", "w", CHARACTER, FORMAT_UTF32, 4, "character"},    {"w", "w", CHARACTER, FORMAT_UTF32, 4, "character"},
    {"h", "h", SIGNED, FORMAT_S16, 2, "signed short integer"}, {"H", "H", UNSIGNED, FORMAT_U16, 2, "unsigned short"},
    {"i", "i", SIGNED, FORMAT_S32, 4, "signed int"},        {"I", "I", UNSIGNED, FORMAT_U32, 4, "unsigned int"},
    {"l", "l", SIGNED, FORMAT_S64, 8, "signed long"},       {"L", "L", UNSIGNED, FORMAT_U64, 8, "unsigned long"},
    {"q", "q", SIGNED, FORMAT_S64, 8, "signed long long"},  {"Q", "Q", UNSIGNED, FORMAT_U64, 8, "unsigned long long"},
    {"f", "f", FLOATING, FORMAT_FLOAT, 4, "float"},         {"d", "d", FLOATING, FORMAT_DOUBLE, 8, "double"},
};

typedef struct Array {
    Object head;
    ssize len;                  /* items */
    const Code *code;
    uint8_t *data;              /* mem_alloc'ed; NULL while nothing was ever added */
    ssize room;                 /* items */
    ssize exports;              /* buffers out */
} Array;

typedef struct ArrayIterator {
    Object head;
    Value array;                /* EMPTY when exhausted */
    ssize index;
} ArrayIterator;

extern Type array_type, array_iterator_type;
ALWAYS_INLINE Array *as_array(Ref v) { return (Array *)object_of(v); }
static bool is_array(Ref v) { return is_ptr(v) && type_is_subtype(object_of(v)->type, &array_type); }

static const Code *code_find(uint32_t letter)
{
    for (ssize i = 0; i < COUNT_OF(codes); i++)
        if ((uint32_t)codes[i].letter[0] == letter)
            return &codes[i];
    return NULL;
}

/* ---- items ---- */

/* An item's memory. */
typedef union Cell {
    int8_t b; int16_t h; int32_t i; int64_t q;
    uint8_t B; uint16_t H; uint32_t I; uint64_t Q;
    float f; double d;
} Cell;

ALWAYS_INLINE uint8_t *at(const Array *a, ssize i) { return a->data + i * a->code->size; }

static Value cell_get(Thread *t, const Code *code, const uint8_t *p)
{
    Cell c;
    c.q = 0;
    switch (code->letter[0]) {
    case 'b': return fixnum((int8_t)*p);
    case 'B': return fixnum(*p);
    case 'h': memcpy(&c, p, 2); return fixnum(c.h);
    case 'H': memcpy(&c, p, 2); return fixnum(c.H);
    case 'i': memcpy(&c, p, 4); return fixnum(c.i);
    case 'I': memcpy(&c, p, 4); return fixnum(c.I);
    case 'l': case 'q': memcpy(&c, p, 8); return int_from_int64(t, c.q);
    case 'L': case 'Q': memcpy(&c, p, 8); return int_from_uint64(t, c.Q);
    case 'f': memcpy(&c, p, 4); return float_from(t, c.f);
    case 'd': memcpy(&c, p, 8); return float_from(t, c.d);
    default:
        memcpy(&c, p, 4);
        if (c.I > 0x10ffff)
            return raise_value(t, "character U+%x is not in range [U+0000; U+10ffff]", c.I);
        return str_from_char(t, c.I);
    }
}

static bool set_integer(Thread *t, const Code *code, Ref v, Cell *c)
{
    int bits = 8 * (int)code->size;
    if (!is_fixnum(v)) {
        OWN Value number = int_argument(t, v);
        if (is_empty(number))
            return false;
        if (is_fixnum(number))
            return set_integer(t, code, number, c);
        bool fits = code->kind == SIGNED ? int_as_int64(number, &c->q) : int_as_uint64(number, &c->Q);
        if (!fits || (bits < 64 && !is_bool(number)))
            return raise_overflow(t, "%s is %s", code->name, int_sign(number) < 0 ? "less than minimum" : "greater than maximum"), false;
        return true;
    }
    int64_t i = fixnum_value(v), low = code->kind == SIGNED ? -1ll << (bits - 1) : 0;
    int64_t high = code->kind == SIGNED ? (int64_t)(UINT64_MAX >> (65 - bits)) : bits == 64 ? INT64_MAX : (int64_t)(UINT64_MAX >> (64 - bits));
    if (i < low || i > high)
        return raise_overflow(t, "%s is %s", code->name, i < low ? "less than minimum" : "greater than maximum"), false;
    c->q = i;                   /* little-endian: the narrow ones are its first bytes */
    return true;
}

/* Runs Python code. */
static bool cell_set(Thread *t, const Code *code, Ref v, Cell *c)
{
    c->q = 0;
    if (code->kind == FLOATING) {
        double d;
        if (!to_double(t, v, &d))
            return false;
        if (code->size == 4)
            c->f = (float)d;
        else
            c->d = d;
        return true;
    }
    if (code->kind != CHARACTER)
        return set_integer(t, code, v, c);
    if (!is_str(v) || as_str(v)->len != 1)
        return raise_type(t, "array item must be a unicode character, not %T", v), false;
    c->I = str_at(as_str(v), 0);
    return true;
}

/* ---- size ---- */

static bool check_resizable(Thread *t, const Array *a)
{
    return !a->exports || (raise_format(t, &exc_BufferError, "cannot resize an array that is exporting buffers"), false);
}

/* Another length; new items are not set. */
static bool resize(Thread *t, Array *a, ssize len)
{
    if (len == a->len)
        return true;
    if (!check_resizable(t, a))
        return false;
    if (len > a->room || len < a->room / 2) {
        ssize room = len ? len + (len >> 4) + (len < 8 ? 3 : 7) : 0;
        if (room < len || room > SSIZE_MAX_ / a->code->size)
            return raise_memory(t), false;
        uint8_t *data = mem_realloc(t, a->data, (size_t)(room * a->code->size));
        if (!data)
            return false;
        a->data = data;
        a->room = room;
    }
    a->len = len;
    return true;
}

/* Items [start, end) become n unset ones. */
static bool resize_range(Thread *t, Array *a, ssize start, ssize end, ssize n)
{
    ssize old = a->len, change = n - (end - start), tail = (old - end) * a->code->size;
    if (change < 0) {
        if (!check_resizable(t, a))
            return false;
        memmove(at(a, start + n), at(a, end), (size_t)tail);
        return resize(t, a, old + change);
    }
    if (n > SSIZE_MAX_ - old)
        return raise_memory(t), false;
    if (!resize(t, a, old + change))
        return false;
    if (tail && change)
        memmove(at(a, start + n), at(a, end), (size_t)tail);
    return true;
}

static Value array_make(Thread *t, Type *cls, const Code *code, ssize len)
{
    OWN Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return EMPTY;
    as_array(v)->code = code;
    return resize(t, as_array(v), len) ? take(&v) : EMPTY;
}

static void copy_items(Array *to, ssize i, const Array *from, ssize j, ssize n)
{
    if (n)
        memcpy(at(to, i), at(from, j), (size_t)(n * to->code->size));
}

static bool append(Thread *t, Array *a, Ref v)
{
    Cell c;
    if (!cell_set(t, a->code, v, &c) || !resize(t, a, a->len + 1))
        return false;
    memcpy(at(a, a->len - 1), &c, (size_t)a->code->size);
    return true;
}

static bool extend_array(Thread *t, Array *a, Array *other)
{
    ssize n = other->len, old = a->len;
    if (a->code != other->code)
        return raise_type(t, "can only extend with array of same kind"), false;
    if (n > SSIZE_MAX_ - old)
        return raise_memory(t), false;
    if (!resize(t, a, old + n))
        return false;
    copy_items(a, old, other, 0, n);        /* other may be a itself: its first n items have not changed */
    return true;
}

static bool extend_iterable(Thread *t, Array *a, Ref iterable)
{
    OWN Value it = iter(t, iterable);
    Value item;
    Lookup found = ERROR;
    while (!is_empty(it) && (found = step(t, it, &item)) == FOUND) {
        bool good = append(t, a, item);
        release(item);
        if (!good)
            return false;
    }
    return found == MISSING;
}

static bool extend(Thread *t, Array *a, Ref v)
{
    return is_array(v) ? extend_array(t, a, as_array(v)) : extend_iterable(t, a, v);
}

static bool extend_bytes(Thread *t, Array *a, const uint8_t *p, ssize n)
{
    ssize old = a->len;
    if (n % a->code->size)
        return raise_value(t, "bytes length not a multiple of item size"), false;
    if (!resize(t, a, old + n / a->code->size))
        return false;
    if (n)
        memcpy(at(a, old), p, (size_t)n);
    return true;
}

static bool extend_text(Thread *t, Array *a, Ref text)
{
    Str *s = as_str(text);
    ssize old = a->len;
    if (a->code->kind != CHARACTER)
        return raise_value(t, "fromunicode() may only be called on unicode type arrays"), false;
    if (!resize(t, a, old + s->len))
        return false;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        memcpy(at(a, old + i), &c, 4);
    }
    return true;
}

static Value text_of(Thread *t, const Array *a)
{
    for (ssize i = 0; i < a->len; i++) {
        OWN Value c = cell_get(t, a->code, at(a, i));       /* checks it */
        if (is_empty(c))
            return EMPTY;
    }
    return str_from_points(t, (const uint32_t *)a->data, a->len);
}

/* ---- construction ---- */

static bool initialise(Thread *t, Array *a, Ref v)
{
    if (is_array(v) && as_array(v)->code == a->code)
        return extend_array(t, a, as_array(v));
    if (is_str(v))
        return extend_text(t, a, v);
    if (is_bytes(v))
        return extend_bytes(t, a, as_bytes(v)->data, as_bytes(v)->len);
    if (has_flag(v, TYPE_IS_BYTEARRAY))
        return extend_bytes(t, a, as_bytearray(v)->data, as_bytearray(v)->len);
    return extend_iterable(t, a, v);
}

static const Code *parse_code(Thread *t, const char *function, Ref v)
{
    if (!is_str(v) || as_str(v)->len != 1)
        return raise_type(t, "%s must be a unicode character, not %T", function, v), NULL;
    const Code *code = code_find(str_at(as_str(v), 0));
    if (!code)
        raise_value(t, "bad typecode (must be b, B, u, w, h, H, i, I, l, L, q, Q, f or d)");
    return code;
}

/* Keywords are left to the __init__ of subclasses. */
static Value array_new(Thread *t, Type *cls, const Value *args, ssize nargs, Ref names)
{
    if (cls == &array_type && !is_empty(names) && as_tuple(names)->len)
        return raise_type(t, "array.array() takes no keyword arguments");
    if (nargs < 1 || nargs > 2)
        return raise_type(t, "array() takes %s (%zd given)", nargs < 1 ? "at least 1 argument" : "at most 2 arguments", nargs);
    const Code *code = parse_code(t, "array() argument 1", args[0]);
    if (!code)
        return EMPTY;
    if (nargs == 2 && code->kind != CHARACTER) {
        if (is_str(args[1]))
            return raise_type(t, "cannot use a str to initialize an array with typecode '%s'", code->letter);
        if (is_array(args[1]) && as_array(args[1])->code->kind == CHARACTER)
            return raise_type(t, "cannot use a unicode array to initialize an array with typecode '%s'", code->letter);
    }
    OWN Value v = array_make(t, cls, code, 0);
    if (is_empty(v) || (nargs == 2 && !initialise(t, as_array(v), args[1])))
        return EMPTY;
    return take(&v);
}

static void array_dealloc(Object *o)
{
    mem_free(((Array *)o)->data);
    object_free(o, object_size(o));
}

/* ---- slots ---- */

static bool array_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_array(self)->len;
    return true;
}

static Value array_item(Thread *t, Ref self, ssize i)
{
    Array *a = as_array(self);
    return i < 0 || i >= a->len ? raise_index(t, "array index out of range") : cell_get(t, a->code, at(a, i));
}

/* The items a slice stands for. */
static bool slice_bounds(Thread *t, Array *a, Ref slice, ssize *start, ssize *step, ssize *count)
{
    ssize stop;
    if (!slice_unpack(t, as_slice(slice), start, &stop, step))
        return false;
    *count = slice_adjust(a->len, start, &stop, *step);
    return true;
}

static Value array_getitem(Thread *t, Ref self, Ref key)
{
    Array *a = as_array(self);
    ssize i, step, count;
    if (type_of(key)->index) {
        if (!to_ssize(t, key, &exc_IndexError, &i))
            return EMPTY;
        return array_item(t, self, i < 0 ? i + a->len : i);
    }
    if (!is_exact(key, &slice_type))
        return raise_type(t, "array indices must be integers");
    if (!slice_bounds(t, a, key, &i, &step, &count))
        return EMPTY;
    Value v = array_make(t, &array_type, a->code, count);
    if (is_empty(v))
        return EMPTY;
    if (step == 1) {
        copy_items(as_array(v), 0, a, i, count);
    } else {
        for (ssize k = 0; k < count; k++, i += step)
            copy_items(as_array(v), k, a, i, 1);
    }
    return v;
}

static bool set_index(Thread *t, Array *a, Ref key, Ref value)
{
    ssize i;
    Cell c;
    if (!to_ssize(t, key, &exc_IndexError, &i) || (!is_empty(value) && !cell_set(t, a->code, value, &c)))
        return false;
    if (i < 0)
        i += a->len;
    if (i < 0 || i >= a->len)
        return raise_index(t, "array assignment index out of range"), false;
    if (is_empty(value))
        return resize_range(t, a, i, i + 1, 0);
    memcpy(at(a, i), &c, (size_t)a->code->size);
    return true;
}

static bool delete_slice(Thread *t, Array *a, ssize start, ssize step, ssize count)
{
    if (count == 0)
        return true;
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    if (step == 1)
        return resize_range(t, a, start, start + count, 0);
    if (!check_resizable(t, a))
        return false;
    ssize to = start;
    for (ssize i = start; i < a->len; i++) {
        if ((i - start) % step == 0 && (i - start) / step < count)
            continue;
        copy_items(a, to++, a, i, 1);
    }
    return resize(t, a, to);
}

static bool assign_slice(Thread *t, Array *a, Array *value, ssize start, ssize step, ssize count)
{
    if (step == 1) {
        ssize n = value->len;
        if (!resize_range(t, a, start, start + count, n))
            return false;
        copy_items(a, start, value, 0, n);
        return true;
    }
    if (value->len != count)
        return raise_value(t, "attempt to assign array of size %zd to extended slice of size %zd", value->len, count), false;
    for (ssize k = 0; k < count; k++, start += step)
        copy_items(a, start, value, k, 1);
    return true;
}

static bool array_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    Array *a = as_array(self);
    ssize start, step, count;
    if (type_of(key)->index)
        return set_index(t, a, key, value);
    if (!is_exact(key, &slice_type))
        return raise_type(t, "array indices must be integers"), false;
    if (!is_empty(value) && !is_array(value))
        return raise_type(t, "can only assign array (not \"%T\") to array slice", value), false;
    if (!is_empty(value) && as_array(value)->code != a->code)
        return raise_type(t, "bad argument type for built-in operation"), false;
    if (!slice_bounds(t, a, key, &start, &step, &count))
        return false;
    if (is_empty(value))
        return delete_slice(t, a, start, step, count);
    OWN Value copy = EMPTY;
    if (same(value, self)) {
        copy = array_make(t, &array_type, a->code, a->len);
        if (is_empty(copy))
            return false;
        copy_items(as_array(copy), 0, a, 0, a->len);
        value = copy;
    }
    return assign_slice(t, a, as_array(value), start, step, count);
}

/* The first item from `start` below `end` that equals v; MISSING, *i is where the search stopped. */
static Lookup find_item(Thread *t, Ref self, Ref v, ssize start, ssize end, ssize *i)
{
    Array *a = as_array(self);
    for (*i = start; *i < end && *i < a->len; ++*i) {
        OWN Value item = cell_get(t, a->code, at(a, *i));
        Test same_ = is_empty(item) ? TEST_ERROR : equal(t, item, v);
        if (same_ != TEST_FALSE)
            return (Lookup)same_;
    }
    return MISSING;
}

static Test array_contains(Thread *t, Ref self, Ref item)
{
    ssize i;
    return (Test)find_item(t, self, item, 0, SSIZE_MAX_, &i);
}

static Value array_concat(Thread *t, Ref self, Ref other)
{
    if (!is_array(other))
        return raise_type(t, "can only append array (not \"%T\") to array", other);
    Array *a = as_array(self), *b = as_array(other);
    if (a->code != b->code)
        return raise_type(t, "bad argument type for built-in operation");
    if (a->len > SSIZE_MAX_ - b->len)
        return raise_memory(t);
    Value v = array_make(t, &array_type, a->code, a->len + b->len);
    if (!is_empty(v)) {
        copy_items(as_array(v), 0, a, 0, a->len);
        copy_items(as_array(v), a->len, b, 0, b->len);
    }
    return v;
}

static Value array_inplace_concat(Thread *t, Ref self, Ref other)
{
    if (!is_array(other))
        return raise_type(t, "can only extend with array (not \"%T\")", other);
    return extend_array(t, as_array(self), as_array(other)) ? retain(self) : EMPTY;
}

static bool repeated_len(Thread *t, const Array *a, ssize count, ssize *len)
{
    *len = 0;
    return count <= 0 || !__builtin_mul_overflow(a->len, count, len) || (raise_memory(t), false);
}

/* Fills a up to len with repetitions of its first n items. */
static void fill_repeated(Array *a, ssize n, ssize len)
{
    for (ssize done = n; n && done < len;) {
        ssize more = MIN(done, len - done);
        copy_items(a, done, a, 0, more);
        done += more;
    }
}

static Value array_repeat(Thread *t, Ref self, ssize count)
{
    Array *a = as_array(self);
    ssize len;
    Value v = repeated_len(t, a, count, &len) ? array_make(t, &array_type, a->code, len) : EMPTY;
    if (!is_empty(v) && len) {
        copy_items(as_array(v), 0, a, 0, a->len);
        fill_repeated(as_array(v), a->len, len);
    }
    return v;
}

static Value array_inplace_repeat(Thread *t, Ref self, ssize count)
{
    Array *a = as_array(self);
    ssize len, old = a->len;
    if (!repeated_len(t, a, count, &len) || !resize(t, a, len))
        return EMPTY;
    fill_repeated(a, old, len);
    return retain(self);
}

static Value compare_items(Thread *t, Ref x, Ref y, CompareOp op)
{
    Array *a = as_array(x), *b = as_array(y);
    for (ssize i = 0; i < a->len && i < b->len; i++) {
        OWN Value v = cell_get(t, a->code, at(a, i));
        OWN Value w = is_empty(v) ? EMPTY : cell_get(t, b->code, at(b, i));
        Test same_ = is_empty(w) ? TEST_ERROR : compare_test(t, v, w, CMP_EQ);
        if (same_ == TEST_ERROR)
            return EMPTY;
        if (!same_)
            return op == CMP_EQ ? FALSE_VALUE : op == CMP_NE ? TRUE_VALUE : compare(t, v, w, op);
    }
    ssize n = a->len, m = b->len;
    return bool_value(order_holds(n, m, op));
}

static Value array_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    if (!is_array(self) || !is_array(other))
        return NOT_IMPLEMENTED;
    Array *a = as_array(self), *b = as_array(other);
    if (op == CMP_EQ || op == CMP_NE) {
        if (a->len != b->len)
            return bool_value(op == CMP_NE);
        if (a->code == b->code && a->code->kind != FLOATING)
            return bool_value((a->len == 0 || !memcmp(a->data, b->data, (size_t)(a->len * a->code->size))) == (op == CMP_EQ));
    }
    return compare_items(t, self, other, op);
}

static Value to_list_of(Thread *t, Array *a)
{
    OWN Value list = list_new(t, a->len);
    for (ssize i = 0; !is_empty(list) && i < a->len; i++) {
        Value item = cell_get(t, a->code, at(a, i));
        if (is_empty(item) || !list_append_take(t, as_list(list), item))
            return EMPTY;
    }
    return take(&list);
}

static Value array_repr(Thread *t, Ref self)
{
    Array *a = as_array(self);
    if (a->len == 0)
        return str_format(t, "%T('%s')", self, a->code->letter);
    OWN Value items = a->code->kind == CHARACTER ? text_of(t, a) : to_list_of(t, a);
    return is_empty(items) ? EMPTY : str_format(t, "%T('%s', %R)", self, a->code->letter, items);
}

static bool array_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    Array *a = as_array(self);
    static const uint8_t nothing[8];
    if (!buffer_fill(t, b, self, a->data ? a->data : (uint8_t *)nothing, a->len * a->code->size, false, flags))
        return false;
    b->item_size = a->code->size;
    b->ndim = 1;
    b->format = flags & BUFFER_FORMAT ? a->code->format : NULL;
    b->shape = flags & BUFFER_ND ? &a->len : NULL;          /* fixed while the buffer is out */
    b->strides = (flags & BUFFER_STRIDES) == BUFFER_STRIDES ? (ssize *)&a->code->size : NULL;
    a->exports++;
    return true;
}

static void array_release_buffer(Ref self, Buffer *b UNUSED) { as_array(self)->exports--; }

/* ---- methods ---- */

/** Append new value v to the end of the array. */
METHOD1(array, append, v) { return append(t, as_array(self), v) ? NONE : EMPTY; }

/** Return a tuple (address, length) giving the current memory address and the length in items of the buffer used to hold array's contents.
 *
 * The length should be multiplied by the itemsize attribute to calculate
 * the buffer length in bytes. */
METHOD0(array, buffer_info)
{
    OWN Value address = int_from_uint64(t, (uint64_t)as_array(self)->data);
    return is_empty(address) ? EMPTY : tuple_pack(t, 2, address, fixnum(as_array(self)->len));
}

/** Byteswap all items of the array.
 *
 * If the items in the array are not 1, 2, 4, or 8 bytes in size, RuntimeError is
 * raised. */
METHOD0(array, byteswap)
{
    Array *a = as_array(self);
    for (ssize i = 0; i < a->len; i++) {
        uint8_t *p = at(a, i);
        for (ssize j = 0, k = a->code->size - 1; j < k; j++, k--) {
            uint8_t byte = p[j];
            p[j] = p[k];
            p[k] = byte;
        }
    }
    return NONE;
}

/** Remove all items from the array. */
METHOD0(array, clear) { return resize(t, as_array(self), 0) ? NONE : EMPTY; }

static Value copy(Thread *t, Ref self)
{
    Array *a = as_array(self);
    Value v = array_make(t, type_of(self) == &array_type ? &array_type : type_of(self), a->code, a->len);
    if (!is_empty(v))
        copy_items(as_array(v), 0, a, 0, a->len);
    return v;
}

/** Return a copy of the array. */
METHOD0(array, __copy__) { return copy(t, self); }

/** Return a copy of the array. */
METHOD1(array, __deepcopy__, memo) { return copy(t, self); }

/** Return number of occurrences of v in the array. */
METHOD1(array, count, v)
{
    ssize n = 0, i = -1;
    Lookup found;
    while ((found = find_item(t, self, v, i + 1, SSIZE_MAX_, &i)) == FOUND)
        n++;
    return found == ERROR ? EMPTY : fixnum(n);
}

/** Append items to the end of the array. */
METHOD1(array, extend, bb) { return extend(t, as_array(self), bb) ? NONE : EMPTY; }

/** Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method. */
METHOD(array, frombytes, "(self, buffer: buffer, /)")
{
    return extend_bytes(t, as_array(self), a->buffer.data, a->buffer.len) ? NONE : EMPTY;
}

/** Appends items from the string, interpreting it as an array of machine values, as if it had been read from a file using the fromfile() method).
 *
 * This method is deprecated. Use frombytes instead. */
METHOD1(array, fromstring, buffer)
{
    Buffer b;
    if (!is_str(buffer) && !has_buffer(buffer))
        return raise_type(t, "fromstring() argument must be read-only bytes-like object, not %T", buffer);
    if (!warn(t, &exc_DeprecationWarning, 2, "fromstring() is deprecated. Use frombytes() instead."))
        return EMPTY;
    if (is_str(buffer)) {
        ssize n;
        const char *text = str_utf8(t, buffer, &n);
        return text && extend_bytes(t, as_array(self), (const uint8_t *)text, n) ? NONE : EMPTY;
    }
    if (!buffer_get(t, buffer, &b, BUFFER_SIMPLE))
        return EMPTY;
    bool good = extend_bytes(t, as_array(self), b.data, b.len);
    buffer_release(&b);
    return good ? NONE : EMPTY;
}

/** Read n objects from the file object f and append them to the end of the array. */
METHOD(array, fromfile, "(self, f, n: index, /)")
{
    Array *array = as_array(self);
    ssize size;
    if (a->n < 0)
        return raise_value(t, "negative count");
    if (__builtin_mul_overflow(a->n, array->code->size, &size))
        return raise_memory(t);
    OWN Value amount = int_from_ssize(t, size);
    OWN Value bytes = is_empty(amount) ? EMPTY : call_method1(t, a->f, NAME(read), amount);
    if (is_empty(bytes))
        return EMPTY;
    if (!is_bytes(bytes))
        return raise_type(t, "read() didn't return bytes");
    ssize n = as_bytes(bytes)->len;
    if (!extend_bytes(t, array, as_bytes(bytes)->data, n))
        return EMPTY;
    return n == size ? NONE : raise_format(t, &exc_EOFError, "read() didn't return enough bytes");
}

/** Append items to array from list. */
METHOD1(array, fromlist, list)
{
    Array *a = as_array(self);
    ssize old = a->len;
    if (!is_list(list))
        return raise_type(t, "arg must be list");
    for (ssize i = 0, n = as_list(list)->len; i < n; i++) {
        OWN Value item = retain(as_list(list)->item[i]);
        bool good = append(t, a, item);
        if (good && as_list(list)->len != n)
            good = (raise_runtime(t, "list changed size during iteration"), false);
        if (!good) {
            Value raised = raised_take(t);
            if (a->len > old && !resize(t, a, old))
                raised_clear(t);
            return raise_again_take(t, raised);
        }
    }
    return NONE;
}

/** Extends this array with data from the unicode string ustr.
 *
 * The array must be a unicode type array; otherwise a ValueError is raised.
 * Use array.frombytes(ustr.encode(...)) to append Unicode data to an array of
 * some other type. */
METHOD(array, fromunicode, "(self, ustr: str, /)") { return extend_text(t, as_array(self), a->ustr) ? NONE : EMPTY; }

/** Return index of first occurrence of v in the array.
 *
 * Raise ValueError if the value is not present. */
METHOD(array, index, "(self, v, start: clamped=0, stop: clamped=9223372036854775807, /)")
{
    ssize start = a->start, stop = a->stop, i;
    clamp_bounds(as_array(self)->len, &start, &stop);
    Lookup found = find_item(t, self, a->v, start, stop, &i);
    if (found == MISSING)
        return raise_value(t, "array.index(x): x not in array");
    return found == FOUND ? fixnum(i) : EMPTY;
}

/** Insert a new item v into the array before position i. */
METHOD(array, insert, "(self, i: index, v, /)")
{
    Array *array = as_array(self);
    Cell c;
    if (!cell_set(t, array->code, a->v, &c))
        return EMPTY;
    ssize i = a->i < 0 ? MAX(a->i + array->len, (ssize)0) : MIN(a->i, array->len);
    if (!resize_range(t, array, i, i, 1))
        return EMPTY;
    memcpy(at(array, i), &c, (size_t)array->code->size);
    return NONE;
}

/** Return the i-th element and delete it from the array.
 *
 * i defaults to -1. */
METHOD(array, pop, "(self, i: index=-1, /)")
{
    Array *array = as_array(self);
    ssize i = a->i < 0 ? a->i + array->len : a->i;
    if (array->len == 0)
        return raise_index(t, "pop from empty array");
    if (i < 0 || i >= array->len)
        return raise_index(t, "pop index out of range");
    OWN Value v = cell_get(t, array->code, at(array, i));
    return !is_empty(v) && resize_range(t, array, i, i + 1, 0) ? take(&v) : EMPTY;
}

/** Remove the first occurrence of v in the array. */
METHOD1(array, remove, v)
{
    ssize i;
    Lookup found = find_item(t, self, v, 0, SSIZE_MAX_, &i);
    if (found == MISSING)
        return raise_value(t, "array.remove(x): x not in array");
    if (found == ERROR || i >= as_array(self)->len)
        return found == ERROR ? EMPTY : NONE;
    return resize_range(t, as_array(self), i, i + 1, 0) ? NONE : EMPTY;
}

/** Reverse the order of the items in the array. */
METHOD0(array, reverse)
{
    Array *a = as_array(self);
    for (ssize i = 0, j = a->len - 1; i < j; i++, j--) {
        Cell c;
        memcpy(&c, at(a, i), (size_t)a->code->size);
        copy_items(a, i, a, j, 1);
        memcpy(at(a, j), &c, (size_t)a->code->size);
    }
    return NONE;
}

static Value to_bytes(Thread *t, const Array *a) { return bytes_from(t, a->data, a->len * a->code->size); }

/** Convert the array to an array of machine values and return the bytes representation. */
METHOD0(array, tobytes) { return to_bytes(t, as_array(self)); }

/** Convert the array to an array of machine values and return the bytes representation.
 *
 * This method is deprecated. Use tobytes instead. */
METHOD0(array, tostring)
{
    if (!warn(t, &exc_DeprecationWarning, 2, "tostring() is deprecated. Use tobytes() instead."))
        return EMPTY;
    return to_bytes(t, as_array(self));
}

/** Write all items (as machine values) to the file object f. */
METHOD1(array, tofile, f)
{
    enum { BLOCK = 64 * 1024 };
    Array *a = as_array(self);
    for (ssize done = 0; done < a->len * a->code->size; done += BLOCK) {
        OWN Value bytes = bytes_from(t, a->data + done, MIN((ssize)BLOCK, a->len * a->code->size - done));
        OWN Value result = is_empty(bytes) ? EMPTY : call_method1(t, f, NAME(write), bytes);
        if (is_empty(result))
            return EMPTY;
    }
    return NONE;
}

/** Convert array to an ordinary list with the same items. */
METHOD0(array, tolist) { return to_list_of(t, as_array(self)); }

/** Extends this array with data from the unicode string ustr.
 *
 * Convert the array to a unicode string.  The array must be a unicode type array;
 * otherwise a ValueError is raised.  Use array.tobytes().decode() to obtain a
 * unicode string from an array of some other type. */
METHOD0(array, tounicode)
{
    Array *a = as_array(self);
    return a->code->kind == CHARACTER ? text_of(t, a) : raise_value(t, "tounicode() may only be called on unicode type arrays");
}

/* The instance's __dict__, or None. */
static Value dict_of(Thread *t, Ref self)
{
    Value dict;
    Lookup found = find_attr(t, self, NAME(__dict__), &dict);
    return found == FOUND ? dict : found == MISSING ? NONE : EMPTY;
}

/** Return state information for pickling. */
METHOD(array, __reduce_ex__, "(self, value: int, /)")
{
    Array *array = as_array(self);
    Ref cls = value_of(type_of(self));
    OWN Value dict = dict_of(t, self), letter = str_from_text(t, array->code->letter), args = EMPTY;
    if (is_empty(dict) || is_empty(letter))
        return EMPTY;
    if (a->value < 3) {
        OWN Value items = to_list_of(t, array);
        args = is_empty(items) ? EMPTY : tuple_pack(t, 2, letter, items);
        return is_empty(args) ? EMPTY : tuple_pack(t, 3, cls, args, dict);
    }
    OWN Value make = import_attribute(t, "array", "_array_reconstructor");
    OWN Value bytes = is_empty(make) ? EMPTY : to_bytes(t, array);
    args = is_empty(bytes) ? EMPTY : tuple_pack(t, 4, cls, letter, fixnum(array->code->machine_format), bytes);
    return is_empty(args) ? EMPTY : tuple_pack(t, 3, make, args, dict);
}

/** Size of the array in memory, in bytes. */
METHOD0(array, __sizeof__)
{
    return fixnum((int64_t)object_size(object_of(self)) + as_array(self)->room * as_array(self)->code->size);
}

CLASSMETHOD1(array, __class_getitem__, item) { return generic_alias_new(t, self, item); }

/** the typecode character used to create the array */
GETTER(array, typecode) { return str_from_text(t, as_array(self)->code->letter); }

/** the size, in bytes, of one array item */
GETTER(array, itemsize) { return fixnum(as_array(self)->code->size); }

/* ---- the iterator ---- */

static Value array_iter(Thread *t, Ref self)
{
    ArrayIterator *it = object_new(t, &array_iterator_type, sizeof *it);
    if (it) {
        it->array = retain(self);
        it->index = 0;
    }
    return value_of(it);
}

static ArrayIterator *as_array_iterator(Ref v) { return (ArrayIterator *)object_of(v); }

static void array_iterator_dealloc(Object *o)
{
    release(((ArrayIterator *)o)->array);
    object_free(o, sizeof(ArrayIterator));
}
static void array_iterator_traverse(Object *o, Visitor *visitor) { visit(visitor, ((ArrayIterator *)o)->array); }

static Value array_iterator_next(Thread *t, Ref self)
{
    ArrayIterator *it = as_array_iterator(self);
    if (is_empty(it->array))
        return EMPTY;
    Array *a = as_array(it->array);
    if (it->index < a->len)
        return cell_get(t, a->code, at(a, it->index++));
    release(take(&it->array));
    return EMPTY;
}

/** Return state information for pickling. */
METHOD0(array_iterator, __reduce__)
{
    ArrayIterator *it = as_array_iterator(self);
    return iterator_reduce(t, NAME(iter), it->array, it->index, t->interp->empty_tuple);
}

/** Set state information for unpickling. */
METHOD(array_iterator, __setstate__, "(self, state: index, /)")
{
    ArrayIterator *it = as_array_iterator(self);
    if (!is_empty(it->array))
        it->index = MAX((ssize)0, MIN(a->state, as_array(it->array)->len));
    return NONE;
}

Type array_iterator_type = {
    TYPE_HEAD("array.arrayiterator", ArrayIterator), .flags = TYPE_GC, .dealloc = array_iterator_dealloc,
    .traverse = array_iterator_traverse, .iter = iter_self, .next = array_iterator_next, .methods = array_iterator_methods,
};

Type array_type = {
    TYPE_HEAD("array.array", Array), .flags = TYPE_BASE | TYPE_WEAKREFS | TYPE_IS_SEQUENCE,
    .doc = "array(typecode [, initializer]) -> array\n\n"
           "Return a new array whose items are restricted by typecode, and\n"
           "initialized from the optional initializer value, which must be a list,\n"
           "string or iterable over elements of the appropriate type.",
    .dealloc = array_dealloc, .new_ = array_new, .repr = array_repr, .compare = array_compare, .hash = hash_unhashable,
    .iter = array_iter, .len = array_len, .item = array_item, .getitem = array_getitem, .setitem = array_setitem,
    .contains = array_contains, .concat = array_concat, .repeat = array_repeat, .inplace_concat = array_inplace_concat,
    .inplace_repeat = array_inplace_repeat, .get_buffer = array_get_buffer, .release_buffer = array_release_buffer,
    .methods = array_methods, .getset = array_getset,
};

/* ---- pickles of other machines ---- */

static Value decode_item(Thread *t, int format, const uint8_t *p, ssize size)
{
    bool little = format < FORMAT_U16 || !(format & 1);
    bool is_signed = format == FORMAT_S8 || (format >= FORMAT_U16 && format < FORMAT_FLOAT && (format >> 1) % 2 == 0);
    uint8_t bytes[8];
    Cell c;
    if (format < FORMAT_FLOAT)
        return int_from_bytes(t, p, size, little, is_signed);
    for (ssize i = 0; i < size; i++)
        bytes[i] = p[little ? i : size - 1 - i];
    memcpy(&c, bytes, (size_t)size);
    return float_from(t, size == 4 ? (double)c.f : c.d);
}

static Value decode_items(Thread *t, int format, Ref bytes)
{
    static const uint8_t sizes[FORMAT_END] = {1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 8, 8, 8, 8, 4, 4, 8, 8};
    static const char *const encodings[] = {"utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"};
    const uint8_t *p = as_bytes(bytes)->data;
    ssize n = as_bytes(bytes)->len, size = sizes[format];
    if (format >= FORMAT_UTF16)
        return str_decode(t, p, n, encodings[format - FORMAT_UTF16], NULL);
    if (n % size)
        return raise_value(t, "string length not a multiple of item size");
    OWN Value list = list_new(t, n / size);
    for (ssize i = 0; !is_empty(list) && i < n; i += size) {
        Value item = decode_item(t, format, p + i, size);
        if (is_empty(item) || !list_append_take(t, as_list(list), item))
            return EMPTY;
    }
    return take(&list);
}

/** Internal. Used for pickling support. */
FUNCTION(array, _array_reconstructor, "(arraytype, typecode, mformat_code: int, items, /)")
{
    if (!is_type(a->arraytype))
        return raise_type(t, "first argument must be a type object, not %T", a->arraytype);
    Type *cls = as_type(a->arraytype);
    if (!type_is_subtype(cls, &array_type))
        return raise_type(t, "%N is not a subtype of %N", cls, &array_type);
    if (!is_str(a->typecode) || as_str(a->typecode)->len != 1)
        return raise_type(t, "_array_reconstructor() argument 2 must be a unicode character, not %T", a->typecode);
    const Code *code = code_find(str_at(as_str(a->typecode), 0));
    if (!code)
        return raise_value(t, "second argument must be a valid type code");
    if (a->mformat_code < 0 || a->mformat_code >= FORMAT_END)
        return raise_value(t, "third argument must be a valid machine format code.");
    if (!is_bytes(a->items))
        return raise_type(t, "fourth argument should be bytes, not %T", a->items);
    bool native = a->mformat_code == code->machine_format;
    OWN Value items = native ? retain(a->items) : decode_items(t, a->mformat_code, a->items);
    OWN Value v = is_empty(items) ? EMPTY : array_make(t, cls, code, 0);
    return !is_empty(v) && initialise(t, as_array(v), items) ? take(&v) : EMPTY;
}

static bool array_exec(Thread *t, Ref module)
{
    char letters[COUNT_OF(codes) + 1] = {0};
    for (ssize i = 0; i < COUNT_OF(codes); i++)
        letters[i] = codes[i].letter[0];
    OWN Value sequence = import_attribute(t, "collections.abc", "MutableSequence");
    if (is_empty(sequence) || !module_add_type(t, module, &array_type) || !type_ready(t, &array_iterator_type)
        || !module_add(t, module, "ArrayType", value_of(&array_type)) || !module_add_text(t, module, "typecodes", letters))
        return false;
    OWN Value registered = call_method1(t, sequence, NAME(register), value_of(&array_type));
    return !is_empty(registered);
}

MODULE(array, .exec = array_exec,
       .doc = "This module defines an object type which can efficiently represent\n"
              "an array of basic values: characters, integers, floating-point\n"
              "numbers.  Arrays are sequence types and behave very much like lists,\n"
              "except that the type of objects stored in them is constrained.");
