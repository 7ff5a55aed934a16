/* pickler.c: Pickler: writes the program that makes an object again (see pickletools).
 *
 * Output gathers in one buffer; with protocol 4 in frames, which go to the file as they are finished. The memo is a hash
 * table from object to number, and keeps the objects alive. Objects are saved depth first; depth is bounded by the recursion
 * limit. Whatever runs Python code (reducers, persistent_id, items of subclasses) may change a container being saved: items are
 * owned while they are saved, lengths read again. */
#include <stdio.h>

#include "base/floattext.h"
#include "object/attrs.h"
#include "object/bytes.h"
#include "object/codec.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/float.h"
#include "object/function.h"
#include "object/heap.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/set.h"
#include "object/state.h"
#include "object/str.h"
#include "object/tuple.h"
#include "modules/_pickle/internal.h"
#include "gen/modules/_pickle/pickler.h"

enum { BATCH = 1000, FRAME_TARGET = 64 * 1024, FRAME_MIN = 4, FRAME_HEADER = 9 };

typedef struct MemoEntry { Value object; ssize number; } MemoEntry;     /* object EMPTY: free */

typedef struct Pickler {
    Object head;
    Value write;                /* the file's method; EMPTY: dumps(), or __init__ not called */
    Value buffer_callback, persistent_id, dispatch_table;       /* as set; EMPTY for none */
    Value found_persistent_id, found_override, found_table;     /* as they hold for this dump; EMPTY for none */
    MemoEntry *memo;            /* open addressing */
    ssize memo_count, memo_mask;        /* slots - 1 */
    ssize memo_nameless;        /* numbers given to what was never an object: states of plain instances */
    const Shape *plain_shape;   /* instances of this shape, while their class is of that version, are saved by save_instance() */
    uint32_t plain_version;
    uint8_t *out;
    ssize len, capacity;
    ssize frame;                /* where the header of the current frame is; -1: no frame */
    int64_t protocol;
    bool bin, fast, fix_imports, ready, running;
} Pickler;
ALWAYS_INLINE Pickler *as_pickler(Ref v) { return (Pickler *)object_of(v); }

#define raise_pickling(t, ...) raise_format(t, &pickling_error_type, __VA_ARGS__)

/* ---- output ---- */

static bool make_room(Thread *t, Pickler *p, ssize n)
{
    if (n > SSIZE_MAX_ / 4 - p->len)
        return raise_memory(t), false;
    ssize capacity = MAX(p->len + n, p->capacity * 2);
    capacity = MAX(capacity, (ssize)256);
    uint8_t *out = mem_realloc(t, p->out, (size_t)capacity);
    if (!out)
        return false;
    p->out = out;
    p->capacity = capacity;
    return true;
}
ALWAYS_INLINE bool room(Thread *t, Pickler *p, ssize n) { return likely(p->capacity - p->len >= n) || make_room(t, p, n); }

ALWAYS_INLINE bool put(Thread *t, Pickler *p, uint8_t byte)
{
    if (!room(t, p, 1))
        return false;
    p->out[p->len++] = byte;
    return true;
}
static bool put_bytes(Thread *t, Pickler *p, const void *data, ssize n)
{
    if (!room(t, p, n))
        return false;
    memcpy(p->out + p->len, data, (size_t)n);
    p->len += n;
    return true;
}
ALWAYS_INLINE void store_le8(uint8_t *at, uint64_t value) { memcpy(at, &value, 8); }       /* the machine is little-endian */
/* An opcode and a little-endian number of `size` bytes: eight are written, for that is one instruction. */
ALWAYS_INLINE bool put_number(Thread *t, Pickler *p, uint8_t opcode, uint64_t value, int size)
{
    if (!room(t, p, 1 + 8))
        return false;
    p->out[p->len] = opcode;
    store_le8(p->out + p->len + 1, value);
    p->len += 1 + size;
    return true;
}
static bool put_text(Thread *t, Pickler *p, const char *format, ...) __attribute__((format(printf, 3, 4)));
static bool put_text(Thread *t, Pickler *p, const char *format, ...)
{
    char text[64];
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(text, sizeof text, format, ap);
    va_end(ap);
    return put_bytes(t, p, text, n);
}

static bool flush(Thread *t, Pickler *p)
{
    if (is_empty(p->write) || p->len == 0)
        return true;
    OWN Value data = bytes_from(t, p->out, p->len);
    p->len = 0;
    OWN Value result = is_empty(data) ? EMPTY : call1(t, p->write, data);
    return !is_empty(result);
}

/* Ends the current frame: a short one needs no header. */
static void close_frame(Pickler *p)
{
    if (p->frame < 0)
        return;
    ssize n = p->len - p->frame - FRAME_HEADER;
    uint8_t *header = p->out + p->frame;
    if (n < FRAME_MIN) {
        memmove(header, header + FRAME_HEADER, (size_t)n);
        p->len -= FRAME_HEADER;
    } else {
        header[0] = OP_FRAME;
        store_le8(header + 1, (uint64_t)n);
    }
    p->frame = -1;
}
static bool open_frame(Thread *t, Pickler *p)
{
    if (!room(t, p, FRAME_HEADER))
        return false;
    p->frame = p->len;
    p->len += FRAME_HEADER;
    return true;
}

/* ---- memo ---- */

ALWAYS_INLINE MemoEntry *memo_slot(const Pickler *p, Ref object)
{
    uint64_t h = object.bits * 0x9E3779B97F4A7C15u >> 20;
    for (ssize i = (ssize)h & p->memo_mask;; i = (i + 1) & p->memo_mask)
        if (is_empty(p->memo[i].object) || same(p->memo[i].object, object))
            return &p->memo[i];
}

/* The object's number, or -1. */
ALWAYS_INLINE ssize memo_find(const Pickler *p, Ref object)
{
    if (!p->memo_count)
        return -1;
    MemoEntry *e = memo_slot(p, object);
    return is_empty(e->object) ? -1 : e->number;
}

static NOINLINE bool memo_grow(Thread *t, Pickler *p)
{
    ssize old_slots = p->memo ? p->memo_mask + 1 : 0, slots = !old_slots ? 32 : old_slots < 1 << 10 ? old_slots * 4 : old_slots * 2;
    MemoEntry *old = p->memo, *memo = mem_alloc_array(t, slots, sizeof *memo);
    if (!memo)
        return false;
    memset(memo, 0, (size_t)slots * sizeof *memo);
    p->memo = memo;
    p->memo_mask = slots - 1;
    for (ssize i = 0; i < old_slots; i++)
        if (!is_empty(old[i].object))
            *memo_slot(p, old[i].object) = old[i];
    mem_free(old);
    return true;
}

ALWAYS_INLINE bool memo_add(Thread *t, Pickler *p, Ref object, ssize number)
{
    if (unlikely((p->memo_count + 1) * 3 > (p->memo_mask + 1) * 2 || !p->memo) && !memo_grow(t, p))
        return false;
    MemoEntry *e = memo_slot(p, object);
    if (is_empty(e->object)) {
        e->object = retain(object);
        p->memo_count++;
    }
    e->number = number;
    return true;
}

static void memo_clear(Pickler *p)
{
    MemoEntry *memo = p->memo;
    ssize slots = memo ? p->memo_mask + 1 : 0;
    p->memo = NULL;
    p->memo_count = p->memo_nameless = 0;
    p->memo_mask = -1;
    for (ssize i = 0; i < slots; i++)
        release(memo[i].object);
    mem_free(memo);
}

static bool put_get(Thread *t, Pickler *p, ssize number)
{
    if (!p->bin)
        return put_text(t, p, "%c%zd\n", OP_GET, number);
    return number < 256 ? put_number(t, p, OP_BINGET, (uint64_t)number, 1) : put_number(t, p, OP_LONG_BINGET, (uint64_t)number, 4);
}

/* Gives the topmost object of the machine a number. */
ALWAYS_INLINE bool put_memoize(Thread *t, Pickler *p, ssize number)
{
    if (likely(p->protocol >= 4))
        return put(t, p, OP_MEMOIZE);
    if (!p->bin)
        return put_text(t, p, "%c%zd\n", OP_PUT, number);
    return number < 256 ? put_number(t, p, OP_BINPUT, (uint64_t)number, 1) : put_number(t, p, OP_LONG_BINPUT, (uint64_t)number, 4);
}

ALWAYS_INLINE bool memoize(Thread *t, Pickler *p, Ref object)
{
    if (p->fast)
        return true;
    ssize number = p->memo_count + p->memo_nameless;
    if (unlikely(number > (ssize)UINT32_MAX))
        return raise_pickling(t, "memo id too large for LONG_BINPUT"), false;
    return memo_add(t, p, object, number) && put_memoize(t, p, number);
}

/* ---- atoms ---- */

static bool save(Thread *t, Pickler *p, Ref object);
static bool save_reduce(Thread *t, Pickler *p, const Value *part, ssize n, Ref object);

static bool save_int(Thread *t, Pickler *p, Ref v)
{
    int64_t i;
    if (p->bin && is_fixnum(v) && (i = fixnum_value(v)) >= INT32_MIN && i <= INT32_MAX)
        return i >= 0 && i < 256 ? put_number(t, p, OP_BININT1, (uint64_t)i, 1)
             : i >= 0 && i < 65536 ? put_number(t, p, OP_BININT2, (uint64_t)i, 2)
                                   : put_number(t, p, OP_BININT, (uint64_t)i, 4);
    if (p->protocol < 2) {
        OWN Value digits = int_to_str(t, v, 10, false);
        return !is_empty(digits) && put(t, p, OP_LONG) && put_bytes(t, p, str_data(as_str(digits)), as_str(digits)->len) && put_bytes(t, p, "L\n", 2);
    }
    if (int_sign(v) == 0)
        return put_number(t, p, OP_LONG1, 0, 1);
    ssize n = int_bit_length(v) / 8 + 1;
    if (n > INT32_MAX)
        return raise_overflow(t, "int too large to pickle"), false;
    if (!room(t, p, 5 + n))
        return false;
    ssize header = n < 256 ? 2 : 5, start = p->len + header;
    if (!int_to_bytes(t, v, p->out + start, n, true, true))
        return false;
    /* -128, -32768 ... have a byte to spare */
    if (n > 1 && p->out[start + n - 1] == 0xff && p->out[start + n - 2] & 0x80) {
        n--;
        if (n == 255) {                             /* the shorter header now */
            memmove(p->out + p->len + 2, p->out + start, (size_t)n);
            header = 2;
        }
    }
    p->out[p->len] = header == 2 ? OP_LONG1 : OP_LONG4;
    for (ssize i = 1; i < header; i++)
        p->out[p->len + i] = (uint8_t)((uint64_t)n >> (8 * (i - 1)));
    p->len += header + n;
    return true;
}

static bool save_float(Thread *t, Pickler *p, Ref v)
{
    double d = float_value(v);
    if (!p->bin) {
        OWN Value text = float_repr(t, v);
        return !is_empty(text) && put(t, p, OP_FLOAT) && put_bytes(t, p, str_data(as_str(text)), as_str(text)->len) && put(t, p, '\n');
    }
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return put_number(t, p, OP_BINFLOAT, __builtin_bswap64(bits), 8);
}

/* An atom: MISSING if v is none. */
static Lookup save_atom(Thread *t, Pickler *p, Ref v)
{
    bool ok;
    if (is_fixnum(v))
        ok = save_int(t, p, v);
    else if (is_flonum(v))
        ok = save_float(t, p, v);
    else if (is_none(v))
        ok = put(t, p, OP_NONE);
    else if (is_bool(v))
        ok = p->protocol >= 2 ? put(t, p, same(v, TRUE_VALUE) ? OP_NEWTRUE : OP_NEWFALSE)
                              : put_bytes(t, p, same(v, TRUE_VALUE) ? "I01\n" : "I00\n", 4);
    else if (is_exact(v, &int_type))
        ok = save_int(t, p, v);
    else if (is_exact(v, &float_type))
        ok = save_float(t, p, v);
    else
        return MISSING;
    return ok ? FOUND : ERROR;
}

/* Opcode, length and data; opcode8 0: there is none for 8 bytes of length. */
static bool put_data(Thread *t, Pickler *p, uint8_t opcode1, uint8_t opcode4, uint8_t opcode8, const void *data, ssize n)
{
    if (n < 256 && opcode1) {
        if (!put_number(t, p, opcode1, (uint64_t)n, 1))
            return false;
    } else if (n <= (ssize)UINT32_MAX && opcode4) {
        if (!put_number(t, p, opcode4, (uint64_t)n, 4))
            return false;
    } else if (!opcode8)
        return raise_overflow(t, "serializing a bytes or str object larger than 4 GiB requires pickle protocol 4 or higher"), false;
    else if (!put_number(t, p, opcode8, (uint64_t)n, 8))
        return false;
    return put_bytes(t, p, data, n);
}

/* The reduction function(*args), args being a new tuple; consumes both. */
static bool save_call_take(Thread *t, Pickler *p, Value function, Value args, Ref object)
{
    OWN Value f = function, a = args;
    Value part[] = {f, a};
    return !is_empty(f) && !is_empty(a) && save_reduce(t, p, part, 2, object);
}

static bool save_bytes(Thread *t, Pickler *p, Ref v)
{
    const Bytes *b = as_bytes(v);
    if (p->protocol >= 3)
        return put_data(t, p, OP_SHORT_BINBYTES, OP_BINBYTES, p->protocol >= 4 ? OP_BINBYTES8 : 0, b->data, b->len) && memoize(t, p, v);
    /* Python 2 has none: a call that makes them. */
    if (b->len == 0)
        return save_call_take(t, p, retain_object(&bytes_type), tuple_new(t, 0), v);
    OWN Value text = str_from_latin1(t, b->data, b->len), latin1 = str_from_text(t, "latin1");
    if (is_empty(text) || is_empty(latin1))
        return false;
    return save_call_take(t, p, import_attribute(t, "codecs", "encode"), tuple_pack(t, 2, text, latin1), v);
}

static bool save_bytearray(Thread *t, Pickler *p, Ref v)
{
    const ByteArray *b = as_bytearray(v);
    if (p->protocol >= 5)
        return put_data(t, p, 0, 0, OP_BYTEARRAY8, b->data, b->len) && memoize(t, p, v);
    if (b->len == 0)
        return save_call_take(t, p, retain_object(&bytearray_type), tuple_new(t, 0), v);
    if (p->protocol < 3) {                          /* by text, as Python 2 has no bytes */
        OWN Value reduced = call_method1(t, v, NAME(__reduce_ex__), fixnum(p->protocol));
        if (is_empty(reduced) || !is_tuple(reduced) || as_tuple(reduced)->len < 2)
            return is_empty(reduced) ? false : (raise_pickling(t, "__reduce_ex__ of bytearray must return a tuple"), false);
        return save_reduce(t, p, as_tuple(reduced)->item, 2, v);
    }
    OWN Value data = bytes_from(t, b->data, b->len);
    return !is_empty(data) && save_call_take(t, p, retain_object(&bytearray_type), tuple_pack(t, 1, data), v);
}

/* Protocol 0: raw-unicode-escape, and what would end the line or the file escaped too. */
static bool put_escaped(Thread *t, Pickler *p, const Str *s)
{
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        bool ok = c >= 0x10000 ? put_text(t, p, "\\U%08x", c)
                : c >= 256 || c == '\\' || c == 0 || c == '\n' || c == '\r' || c == 0x1a ? put_text(t, p, "\\u%04x", c)
                                                                                        : put(t, p, (uint8_t)c);
        if (!ok)
            return false;
    }
    return true;
}

static bool save_str(Thread *t, Pickler *p, Ref v)
{
    const Str *s = as_str(v);
    uint8_t short_code = p->protocol >= 4 ? OP_SHORT_BINUNICODE : 0, long_code = p->protocol >= 4 ? OP_BINUNICODE8 : 0;
    if (likely(s->ascii && s->len < 256 && p->protocol >= 4)) {
        if (!room(t, p, s->len + 2))
            return false;
        uint8_t *out = p->out + p->len;
        out[0] = OP_SHORT_BINUNICODE;
        out[1] = (uint8_t)s->len;
        memcpy(out + 2, str_data(s), (size_t)s->len);
        p->len += s->len + 2;
        return memoize(t, p, v);
    }
    if (!p->bin)
        return put(t, p, OP_UNICODE) && put_escaped(t, p, s) && put(t, p, '\n') && memoize(t, p, v);
    if (s->ascii)
        return put_data(t, p, short_code, OP_BINUNICODE, long_code, str_data(s), s->len) && memoize(t, p, v);
    OWN Value encoded = utf8_encode(t, v, "surrogatepass");
    return !is_empty(encoded)
           && put_data(t, p, short_code, OP_BINUNICODE, long_code, as_bytes(encoded)->data, as_bytes(encoded)->len) && memoize(t, p, v);
}

/* ---- containers ---- */

static bool save_tuple(Thread *t, Pickler *p, Ref v)
{
    ssize n = as_tuple(v)->len;
    if (n == 0)
        return p->bin ? put(t, p, OP_EMPTY_TUPLE) : put_bytes(t, p, "(t", 2);
    bool short_form = n <= 3 && p->protocol >= 2;
    if (!short_form && !put(t, p, OP_MARK))
        return false;
    for (ssize i = 0; i < n; i++)
        if (!save(t, p, as_tuple(v)->item[i]))
            return false;
    ssize known = memo_find(p, v);
    if (known >= 0) {                               /* it holds itself: drop this one */
        if (!short_form && p->bin)
            return put(t, p, OP_POP_MARK) && put_get(t, p, known);
        for (ssize i = short_form ? 0 : -1; i < n; i++)
            if (!put(t, p, OP_POP))
                return false;
        return put_get(t, p, known);
    }
    return put(t, p, short_form ? (uint8_t)(OP_TUPLE1 + n - 1) : OP_TUPLE) && memoize(t, p, v);
}

static bool save_list_items(Thread *t, Pickler *p, Ref v)
{
    List *l = as_list(v);
    for (ssize i = 0; i < l->len;) {
        ssize n = p->bin ? MIN(l->len - i, (ssize)BATCH) : 1;
        if (n > 1 && !put(t, p, OP_MARK))
            return false;
        for (ssize end = i + n; i < end && i < l->len; i++) {
            OWN Value item = retain(l->item[i]);
            if (!save(t, p, item))
                return false;
        }
        if (!put(t, p, n > 1 ? OP_APPENDS : OP_APPEND))
            return false;
    }
    return true;
}

static bool save_pair(Thread *t, Pickler *p, Ref key, Ref value)
{
    OWN Value k = retain(key), v = retain(value);
    return save(t, p, k) && save(t, p, v);
}

static bool save_dict_items(Thread *t, Pickler *p, Ref object)
{
    Dict *d = as_dict(object);
    uint32_t generation = d->generation;
    ssize position = 0, left = d->used;
    Ref key, value;
    while (left > 0) {
        ssize n = p->bin ? MIN(left, (ssize)BATCH) : 1;
        if (n > 1 && !put(t, p, OP_MARK))
            return false;
        for (ssize i = 0; i < n; i++, left--) {
            if (d->generation != generation || !dict_next(d, &position, &key, &value))
                return raise_runtime(t, "dictionary changed size during iteration"), false;
            if (!save_pair(t, p, key, value))
                return false;
        }
        if (!put(t, p, n > 1 ? OP_SETITEMS : OP_SETITEM))
            return false;
    }
    return true;
}

/* Items of an iterable, in batches: of a list, or pairs of a dict. */
static bool save_iterated(Thread *t, Pickler *p, Ref iterable, bool pairs)
{
    OWN Value items = iter(t, iterable);
    OWN Value batch = is_empty(items) ? EMPTY : list_new(t, 0);
    Lookup got = is_empty(batch) ? ERROR : FOUND;
    while (got == FOUND) {
        Value item;
        ssize wanted = p->bin ? BATCH : 1;
        while (as_list(batch)->len < wanted && (got = step(t, items, &item)) == FOUND)
            if (!list_append_take(t, as_list(batch), item))
                return false;
        ssize n = as_list(batch)->len;
        if (got == ERROR || (n > 1 && !put(t, p, OP_MARK)))
            return false;
        for (ssize i = 0; i < n; i++) {
            Ref v = as_list(batch)->item[i];
            if (pairs && (!is_tuple(v) || as_tuple(v)->len != 2))
                return raise_type(t, "dict items iterator must return 2-tuples"), false;
            if (!(pairs ? save(t, p, as_tuple(v)->item[0]) && save(t, p, as_tuple(v)->item[1]) : save(t, p, v)))
                return false;
        }
        if (n && !put(t, p, pairs ? n > 1 ? OP_SETITEMS : OP_SETITEM : n > 1 ? OP_APPENDS : OP_APPEND))
            return false;
        list_clear(as_list(batch));
    }
    return got != ERROR;
}

static bool save_set(Thread *t, Pickler *p, Ref v)
{
    OWN Value items = to_list(t, v);
    if (is_empty(items))
        return false;
    if (p->protocol < 4)
        return save_call_take(t, p, retain_object(&set_type), tuple_pack(t, 1, items), v);
    if (!put(t, p, OP_EMPTY_SET) || !memoize(t, p, v))
        return false;
    for (ssize i = 0, n = as_list(items)->len; i < n;) {
        if (!put(t, p, OP_MARK))
            return false;
        for (ssize end = MIN(n, i + BATCH); i < end; i++)
            if (!save(t, p, as_list(items)->item[i]))
                return false;
        if (!put(t, p, OP_ADDITEMS))
            return false;
    }
    return true;
}

static bool save_frozenset(Thread *t, Pickler *p, Ref v)
{
    OWN Value items = to_list(t, v);
    if (is_empty(items))
        return false;
    if (p->protocol < 4)
        return save_call_take(t, p, retain_object(&frozenset_type), tuple_pack(t, 1, items), v);
    if (!put(t, p, OP_MARK))
        return false;
    for (ssize i = 0; i < as_list(items)->len; i++)
        if (!save(t, p, as_list(items)->item[i]))
            return false;
    ssize known = memo_find(p, v);
    if (known >= 0)
        return put(t, p, OP_POP_MARK) && put_get(t, p, known);
    return put(t, p, OP_FROZENSET) && memoize(t, p, v);
}

/* ---- by name ---- */

static Value module_name_of(Thread *t, Ref object, Ref name)
{
    Value module = EMPTY;
    Lookup found = find_attr(t, object, NAME(__module__), &module);
    if (found == ERROR || (found == FOUND && !is_none(module)))
        return module;
    release(module);
    OWN Value which = import_attribute(t, "pickle", "whichmodule");
    return is_empty(which) ? EMPTY : call2(t, which, object, name);
}

/* MISSING: no extension code is registered for the name. */
static Lookup save_extension(Thread *t, Pickler *p, Ref module, Ref name)
{
    PickleState *s = pickle_state(t);
    if (!s || p->protocol < 2 || as_dict(s->extension_registry)->used == 0)
        return s ? MISSING : ERROR;
    OWN Value key = tuple_pack(t, 2, module, name);
    Ref code = EMPTY;
    Lookup found = is_empty(key) ? ERROR : dict_find(t, as_dict(s->extension_registry), key, &code);
    if (found != FOUND)
        return found;
    if (!is_fixnum(code) || fixnum_value(code) <= 0 || fixnum_value(code) > INT32_MAX)
        return raise_pickling(t, "Can't pickle %S.%S: extension code %R isn't an integer", module, name, code), ERROR;
    uint64_t n = (uint64_t)fixnum_value(code);
    bool ok = n < 256 ? put_number(t, p, OP_EXT1, n, 1) : n < 65536 ? put_number(t, p, OP_EXT2, n, 2) : put_number(t, p, OP_EXT4, n, 4);
    return ok ? FOUND : ERROR;
}

/* A line of text; before protocol 3 it must be ASCII. */
static bool put_name(Thread *t, Pickler *p, Ref module, Ref name)
{
    if (p->protocol < 3 && !(as_str(module)->ascii && as_str(name)->ascii))
        return raise_pickling(t, "can't pickle global identifier '%S.%S' using pickle protocol %d", module, name, (int)p->protocol), false;
    ssize m, n;
    const char *module_text = str_utf8(t, module, &m), *name_text = module_text ? str_utf8(t, name, &n) : NULL;
    return name_text && put(t, p, OP_GLOBAL) && put_bytes(t, p, module_text, m) && put(t, p, '\n') && put_bytes(t, p, name_text, n) && put(t, p, '\n');
}

static bool save_global(Thread *t, Pickler *p, Ref object, Ref given_name)
{
    OWN Value name = retain(given_name), parent = EMPTY;
    if (is_empty(name) && find_attr(t, object, NAME(__qualname__), &name) == ERROR)
        return false;
    if (is_empty(name) && is_empty(name = get_attr(t, object, NAME(__name__))))
        return false;
    OWN Value module_name = module_name_of(t, object, name);
    if (is_empty(module_name))
        return false;
    if (!is_str(name) || !is_str(module_name))
        return raise_pickling(t, "Can't pickle %R: its name is no string", object), false;
    OWN Value module = pickle_module(t, module_name);
    OWN Value found = is_empty(module) ? EMPTY : pickle_getattribute(t, module, name, &parent);
    if (is_empty(found)) {
        if (raised_catch(t, &exc_ImportError) || raised_catch(t, &exc_AttributeError) || raised_catch(t, &exc_KeyError))
            raise_pickling(t, "Can't pickle %R: it's not found as %S.%S", object, module_name, name);
        return false;
    }
    if (!same(found, object))
        return raise_pickling(t, "Can't pickle %R: it's not the same object as %S.%S", object, module_name, name), false;
    Lookup extension = save_extension(t, p, module_name, name);
    if (extension != MISSING)
        return extension == FOUND;
    const Str *s = as_str(name);
    ssize dot = -1;
    for (ssize i = str_find_char(s, '.', 0, s->len); i >= 0; i = str_find_char(s, '.', i + 1, s->len))
        dot = i;
    if (dot >= 0 && (p->protocol < 4 || same(parent, module))) {
        Value last = str_slice(t, name, dot + 1, s->len);
        if (is_empty(last))
            return false;
        replace_take(&name, last);
    }
    if (p->protocol >= 4)
        return save(t, p, module_name) && save(t, p, name) && put(t, p, OP_STACK_GLOBAL) && memoize(t, p, object);
    if (!same(parent, module)) {                    /* before protocol 4 there are only names at the top of a module */
        OWN Value getter = import_attribute(t, "builtins", "getattr");
        return save_call_take(t, p, take(&getter), tuple_pack(t, 2, parent, name), EMPTY) && memoize(t, p, object);
    }
    PickleState *state = pickle_state(t);
    if (p->fix_imports && !(state && pickle_map_name(t, state->reverse_name_mapping, state->reverse_import_mapping, &module_name, &name)))
        return false;
    return put_name(t, p, module_name, name) && memoize(t, p, object);
}

static bool save_type(Thread *t, Pickler *p, Ref v)
{
    /* The types of singletons have no name to import. */
    Ref single = same(v, value_of(&none_type)) ? NONE : same(v, value_of(&not_implemented_type)) ? NOT_IMPLEMENTED
               : same(v, value_of(&ellipsis_type)) ? ELLIPSIS : EMPTY;
    if (is_empty(single))
        return save_global(t, p, v, EMPTY);
    return save_call_take(t, p, retain_object(&type_type), tuple_pack(t, 1, single), v);
}

/* ---- by reduction ---- */

static bool check_new(Thread *t, Ref cls, Ref object, const char *name)
{
    OWN Value function = EMPTY, actual = EMPTY;
    Lookup found = find_attr(t, cls, NAME(__new__), &function);
    if (found == MISSING)
        raise_pickling(t, "args[0] from %s args has no __new__", name);
    if (found != FOUND)
        return false;
    if (is_empty(object))
        return true;
    if (is_empty(actual = get_attr(t, object, NAME(__class__))))
        return false;
    return same(actual, cls) || (raise_pickling(t, "args[0] from %s args has the wrong class", name), false);
}

static bool save_newobj(Thread *t, Pickler *p, Ref args, Ref object)
{
    if (as_tuple(args)->len < 1)
        return raise_pickling(t, "__newobj__ arglist is empty"), false;
    Ref cls = as_tuple(args)->item[0];
    if (!check_new(t, cls, object, "__newobj__") || !save(t, p, cls))
        return false;
    OWN Value rest = tuple_slice(t, args, 1, as_tuple(args)->len);
    return !is_empty(rest) && save(t, p, rest) && put(t, p, OP_NEWOBJ);
}

static bool save_newobj_ex(Thread *t, Pickler *p, Ref args, Ref object)
{
    if (as_tuple(args)->len != 3)
        return raise_pickling(t, "length of the NEWOBJ_EX argument tuple must be exactly 3, not %zd", as_tuple(args)->len), false;
    Ref cls = as_tuple(args)->item[0], positional = as_tuple(args)->item[1], keywords = as_tuple(args)->item[2];
    if (!is_tuple(positional))
        return raise_pickling(t, "second item from NEWOBJ_EX argument tuple must be a tuple, not %T", positional), false;
    if (!is_dict(keywords))
        return raise_pickling(t, "third item from NEWOBJ_EX argument tuple must be a dict, not %T", keywords), false;
    if (!check_new(t, cls, object, "__newobj_ex__"))
        return false;
    if (p->protocol >= 4)
        return save(t, p, cls) && save(t, p, positional) && save(t, p, keywords) && put(t, p, OP_NEWOBJ_EX);
    /* partial(cls.__new__, cls, *positional, **keywords)() */
    OWN Value function = import_attribute(t, "functools", "partial"), new_ = EMPTY, lead = EMPTY, all = EMPTY, bound = EMPTY;
    if (is_empty(function) || is_empty(new_ = get_attr(t, cls, NAME(__new__))) || is_empty(lead = tuple_pack(t, 2, new_, cls))
        || is_empty(all = tuple_concat(t, lead, positional)) || is_empty(bound = call_tuple(t, function, all, keywords)))
        return false;
    OWN Value none = tuple_new(t, 0);
    return !is_empty(none) && save(t, p, bound) && save(t, p, none) && put(t, p, OP_REDUCE);
}

static bool save_state(Thread *t, Pickler *p, Ref state, Ref setter, Ref object)
{
    if (is_none(setter))
        return save(t, p, state) && put(t, p, OP_BUILD);
    return save(t, p, setter) && save(t, p, object) && save(t, p, state) && put(t, p, OP_TUPLE2) && put(t, p, OP_REDUCE) && put(t, p, OP_POP);
}

/* part: function, arguments, then optionally state, list items, dict items, setter of the state. */
static bool save_reduce(Thread *t, Pickler *p, const Value *part, ssize n, Ref object)
{
    Ref function = part[0], args = part[1];
    if (!is_callable(function))
        return raise_pickling(t, "first item of the tuple returned by __reduce__ must be callable, not %T", function), false;
    if (!is_tuple(args))
        return raise_pickling(t, "second item of the tuple returned by __reduce__ must be a tuple, not %T", args), false;
    OWN Value name = EMPTY;
    if (p->protocol >= 2 && find_attr(t, function, NAME(__name__), &name) == ERROR)
        return false;
    bool named = !is_empty(name) && is_str(name), ok;
    if (named && str_is(name, "__newobj_ex__"))
        ok = save_newobj_ex(t, p, args, object);
    else if (named && str_is(name, "__newobj__"))
        ok = save_newobj(t, p, args, object);
    else
        ok = save(t, p, function) && save(t, p, args) && put(t, p, OP_REDUCE);
    if (!ok)
        return false;
    if (!is_empty(object)) {
        ssize known = memo_find(p, object);         /* the arguments may have held it */
        if (!(known >= 0 ? put(t, p, OP_POP) && put_get(t, p, known) : memoize(t, p, object)))
            return false;
    }
    if (n > 3 && !is_none(part[3]) && !save_iterated(t, p, part[3], false))
        return false;
    if (n > 4 && !is_none(part[4]) && !save_iterated(t, p, part[4], true))
        return false;
    return n <= 2 || is_none(part[2]) || save_state(t, p, part[2], n > 5 ? part[5] : NONE, object);
}

/* Looks for the reducer of a class in a dispatch table: MISSING if there is none. */
static Lookup find_reducer(Thread *t, Pickler *p, Ref type, Value *reducer)
{
    PickleState *s = pickle_state(t);
    Ref table = !s ? EMPTY : is_empty(p->found_table) ? s->dispatch_table : p->found_table, lent = EMPTY;
    if (is_empty(table))
        return ERROR;
    if (is_exact(table, &dict_type)) {
        Lookup found = dict_find(t, as_dict(table), type, &lent);
        *reducer = retain(lent);
        return found;
    }
    if (!is_empty(*reducer = get_item(t, table, type)))
        return FOUND;
    return raised_catch(t, &exc_KeyError) ? MISSING : ERROR;
}

/* What the object's reducer says; EMPTY without exception: save it by name. */
static Value reduction(Thread *t, Pickler *p, Ref v)
{
    OWN Value reducer = EMPTY;
    Lookup found = find_reducer(t, p, value_of(type_of(v)), &reducer);
    if (found != MISSING)
        return found == ERROR ? EMPTY : call1(t, reducer, v);
    if (is_type(v))
        return EMPTY;
    found = find_attr(t, v, NAME(__reduce_ex__), &reducer);
    if (found != MISSING)
        return found == ERROR ? EMPTY : call1(t, reducer, fixnum(p->protocol));
    found = find_attr(t, v, NAME(__reduce__), &reducer);
    if (found != MISSING)
        return found == ERROR ? EMPTY : call0(t, reducer);
    return raise_pickling(t, "can't pickle '%T' object: %R", v, v);
}

/* Is the instance saved as object's own methods say, with no slots and nothing of a built-in type in it? */
static bool is_plain_instance(Thread *t, Type *type, Shape *shape)
{
    static const char *const own[] = {"__reduce_ex__", "__reduce__", "__getstate__", "__class__"};
    if (!(type->flags & TYPE_HEAP) || type->getattr != object_type.getattr || type->attrs_offset != sizeof(Object) || !type->new_)
        return false;
    for (ssize i = 0; i < type->mro->len; i++) {
        const Type *c = as_type(type->mro->item[i]);
        if (c != &object_type && (!(c->flags & TYPE_HEAP) || !is_empty(c->slot_names)))
            return false;
    }
    for (ssize i = 0; i < COUNT_OF(own); i++) {
        OWN Value name = intern_text(t, own[i]);
        if (is_empty(name) || !same(type_lookup(t, type, name), type_lookup(t, &object_type, name)) || shape_find(shape, name) >= 0)
            return raised_clear(t), false;
    }
    return is_empty(type_lookup(t, type, NAME(__getnewargs_ex__))) && is_empty(type_lookup(t, type, NAME(__getnewargs__)))
           && shape_find(shape, NAME(__getnewargs_ex__)) < 0 && shape_find(shape, NAME(__getnewargs__)) < 0
           && is_exact(type_lookup(t, type, NAME(__dict__)), &getset_descriptor_type);
}

enum { PLAIN_MAX = 32 };        /* attributes of an instance that is saved without making its __dict__ */

/* The state of a plain instance, as the dict that nobody has asked for: names and values are owned while they are saved, for
 * that may run code. */
static bool save_attributes(Thread *t, Pickler *p, Shape *shape, Attrs *attrs)
{
    Value name[PLAIN_MAX], value[PLAIN_MAX];
    ssize n = 0;
    for (Shape *s = shape; s->parent; s = s->parent)
        name[s->count - 1] = s->name;
    for (uint32_t i = 0; i < shape->count; i++) {
        Ref v = *attrs_slot(attrs, i);
        if (!is_empty(v)) {
            name[n] = retain(name[i]);
            value[n++] = retain(v);
        }
    }
    bool ok = true;
    if (n) {
        ok = put(t, p, OP_EMPTY_DICT) && (p->fast || put_memoize(t, p, p->memo_count + p->memo_nameless++)) && (n == 1 || put(t, p, OP_MARK));
        for (ssize i = 0; i < n && ok; i++)
            ok = save(t, p, name[i]) && save(t, p, value[i]);
        ok = ok && put(t, p, n == 1 ? OP_SETITEM : OP_SETITEMS) && put(t, p, OP_BUILD);
    }
    for (ssize i = 0; i < n; i++) {
        release(name[i]);
        release(value[i]);
    }
    return ok;
}

/* The commonest kind of object, saved as reduction() would have it but without making tuples and a dict. MISSING: of another kind. */
static Lookup save_instance(Thread *t, Pickler *p, Ref v)
{
    Attrs *attrs = attrs_of(v);
    Type *type = type_of(v);
    if (!attrs || p->protocol < 2 || !is_empty(p->found_persistent_id) || attrs->shape->is_dict || attrs->shape->count > PLAIN_MAX)
        return MISSING;
    Shape *shape = attrs->shape;
    if (shape != p->plain_shape || type->version != p->plain_version || !type->version) {
        if (!is_plain_instance(t, type, shape))
            return MISSING;
        p->plain_shape = shape;
        p->plain_version = type->version;
    }
    OWN Value reducer = EMPTY, cls = retain_object(type);
    Lookup found = find_reducer(t, p, cls, &reducer);
    if (found != MISSING)
        return found == ERROR ? ERROR : MISSING;
    if (!save(t, p, cls) || !put(t, p, OP_EMPTY_TUPLE) || !put(t, p, OP_NEWOBJ) || !memoize(t, p, v))
        return ERROR;
    attrs = attrs_of(v);
    if (unlikely(attrs->shape != shape))                /* saving the class ran code that changed the instance */
        return raise_runtime(t, "instance changed while it was pickled"), ERROR;
    return save_attributes(t, p, shape, attrs) ? FOUND : ERROR;
}

static bool save_object(Thread *t, Pickler *p, Ref v)
{
    OWN Value reduced = EMPTY;
    if (!is_empty(p->found_override)) {
        if (is_empty(reduced = call1(t, p->found_override, v)))
            return false;
        if (is_not_implemented(reduced))
            replace_take(&reduced, EMPTY);
    }
    if (is_empty(reduced)) {
        Lookup saved = save_instance(t, p, v);
        if (saved != MISSING)
            return saved == FOUND;
        if (is_exact(v, &type_type))
            return save_type(t, p, v);
        if (is_exact(v, &function_type))
            return save_global(t, p, v, EMPTY);
        if (is_empty(reduced = reduction(t, p, v)))
            return !is_raised(t) && save_global(t, p, v, EMPTY);
    }
    if (is_str(reduced))
        return save_global(t, p, v, reduced);
    if (!is_tuple(reduced))
        return raise_pickling(t, "__reduce__ must return a string or tuple, not %T", reduced), false;
    if (as_tuple(reduced)->len < 2 || as_tuple(reduced)->len > 6)
        return raise_pickling(t, "tuple returned by __reduce__ must contain 2 through 6 elements"), false;
    return save_reduce(t, p, as_tuple(reduced)->item, as_tuple(reduced)->len, v);
}

/* ---- saving ---- */

/* A view of memory: left to the callback of the caller, or copied into the pickle. */
static bool save_buffer(Thread *t, Pickler *p, Ref v)
{
    if (p->protocol < 5)
        return raise_pickling(t, "PickleBuffer can only be pickled with protocol >= 5"), false;
    const Buffer *view = pickle_buffer_view(t, v);
    if (!view)
        return false;
    if (!buffer_is_contiguous(view, false) && !buffer_is_contiguous(view, true))
        return raise_pickling(t, "PickleBuffer can not be pickled when pointing to a non-contiguous buffer"), false;
    Test in_band = TEST_TRUE;
    if (!is_empty(p->buffer_callback)) {
        OWN Value callback = retain(p->buffer_callback), result = call1(t, callback, v);
        if (is_empty(result) || (in_band = test(t, result)) == TEST_ERROR)
            return false;
    }
    if (!(view = pickle_buffer_view(t, v)))     /* the callback may have released it */
        return false;
    if (in_band != TEST_TRUE)
        return put(t, p, OP_NEXT_BUFFER) && (!view->readonly || put(t, p, OP_READONLY_BUFFER));
    bool ok = view->readonly ? put_data(t, p, OP_SHORT_BINBYTES, OP_BINBYTES, OP_BINBYTES8, view->data, view->len)
                             : put_data(t, p, 0, 0, OP_BYTEARRAY8, view->data, view->len);
    return ok && memoize(t, p, v);
}

static bool save_compound(Thread *t, Pickler *p, Ref v)
{
    const Type *type = type_of(v);
    if (type == &tuple_type)
        return save_tuple(t, p, v);
    if (type == &list_type)
        return (p->bin ? put(t, p, OP_EMPTY_LIST) : put_bytes(t, p, "(l", 2)) && memoize(t, p, v) && save_list_items(t, p, v);
    if (type == &dict_type)
        return (p->bin ? put(t, p, OP_EMPTY_DICT) : put_bytes(t, p, "(d", 2)) && memoize(t, p, v) && save_dict_items(t, p, v);
    if (type == &set_type)
        return save_set(t, p, v);
    if (type == &frozenset_type)
        return save_frozenset(t, p, v);
    if (type == &pickle_buffer_type)
        return save_buffer(t, p, v);
    return save_object(t, p, v);
}

static bool save_persistent(Thread *t, Pickler *p, Ref id)
{
    if (p->bin) {
        OWN Value function = take(&p->found_persistent_id);      /* the id itself is saved as it is */
        bool ok = save(t, p, id) && put(t, p, OP_BINPERSID);
        p->found_persistent_id = take(&function);
        return ok;
    }
    OWN Value text = to_str(t, id);
    if (is_empty(text))
        return false;
    if (!as_str(text)->ascii)
        return raise_pickling(t, "persistent IDs in protocol 0 must be ASCII strings"), false;
    return put(t, p, OP_PERSID) && put_bytes(t, p, str_data(as_str(text)), as_str(text)->len) && put(t, p, '\n');
}

static bool save(Thread *t, Pickler *p, Ref v)
{
    if (p->frame >= 0 && p->len - p->frame - FRAME_HEADER >= FRAME_TARGET) {
        close_frame(p);
        if (!flush(t, p) || !open_frame(t, p))
            return false;
    }
    if (!is_empty(p->found_persistent_id)) {
        OWN Value id = call1(t, p->found_persistent_id, v);
        if (is_empty(id))
            return false;
        if (!is_none(id))
            return save_persistent(t, p, id);
    }
    Lookup atom = save_atom(t, p, v);
    if (atom != MISSING)
        return atom == FOUND;
    ssize known = memo_find(p, v);
    if (known >= 0)
        return put_get(t, p, known);
    if (is_exact(v, &str_type))
        return save_str(t, p, v);
    if (is_exact(v, &bytes_type))
        return save_bytes(t, p, v);
    if (is_exact(v, &bytearray_type))
        return save_bytearray(t, p, v);
    if (!recursion_enter(t, " while pickling an object"))
        return false;
    bool ok = save_compound(t, p, v);
    recursion_leave(t);
    return ok;
}

/* An attribute that a subclass, or the instance, may have. */
static bool find_own(Thread *t, Pickler *p, Ref name, Value *out)
{
    replace_take(out, EMPTY);
    return p->head.type == &pickler_type || find_attr(t, value_of(p), name, out) != ERROR;
}

static bool dump(Thread *t, Pickler *p, Ref object)
{
    p->len = 0;
    p->frame = -1;
    if (!find_own(t, p, NAME(persistent_id), &p->found_persistent_id) || !find_own(t, p, NAME(reducer_override), &p->found_override)
        || !find_own(t, p, NAME(dispatch_table), &p->found_table))
        return false;
    if (is_empty(p->found_persistent_id))
        p->found_persistent_id = retain(p->persistent_id);
    if (is_empty(p->found_table))
        p->found_table = retain(p->dispatch_table);
    if (p->protocol >= 2 && !put_number(t, p, OP_PROTO, (uint64_t)p->protocol, 1))
        return false;
    if (p->protocol >= 4 && !open_frame(t, p))
        return false;
    OWN Value held = retain(object);
    if (!save(t, p, held) || !put(t, p, OP_STOP))
        return false;
    close_frame(p);
    return flush(t, p);
}

static bool dump_guarded(Thread *t, Pickler *p, Ref object)
{
    if (p->running)
        return raise_runtime(t, "Pickler.dump() was called from within itself"), false;
    p->running = true;
    bool ok = dump(t, p, object);
    p->running = false;
    return ok;
}

/* ---- the type ---- */

static bool set_up(Thread *t, Pickler *p, Ref protocol, bool fix_imports, Ref buffer_callback)
{
    int64_t number = DEFAULT_PROTOCOL;
    if (!is_none(protocol) && !to_int64(t, protocol, &number))
        return false;
    if (number < 0)
        number = HIGHEST_PROTOCOL;
    if (number > HIGHEST_PROTOCOL)
        return raise_value(t, "pickle protocol must be <= %d", HIGHEST_PROTOCOL), false;
    if (!is_none(buffer_callback) && number < 5)
        return raise_value(t, "buffer_callback needs protocol >= 5"), false;
    p->protocol = number;
    p->bin = number >= 1;
    p->fast = false;
    p->fix_imports = fix_imports && number < 3;
    replace_take(&p->buffer_callback, is_none(buffer_callback) ? EMPTY : retain(buffer_callback));
    memo_clear(p);
    p->ready = true;
    return true;
}

static Pickler *pickler_alloc(Thread *t, Type *cls)
{
    Value v = type_alloc(t, cls, 0);
    if (is_empty(v))
        return NULL;
    Pickler *p = as_pickler(v);
    p->write = p->buffer_callback = p->persistent_id = p->dispatch_table = EMPTY;
    p->found_persistent_id = p->found_override = p->found_table = EMPTY;
    p->memo = NULL;
    p->memo_count = p->memo_nameless = 0, p->memo_mask = -1;
    p->plain_shape = NULL;
    p->out = NULL;
    p->len = p->capacity = 0;
    p->frame = -1;
    p->protocol = DEFAULT_PROTOCOL;
    p->bin = p->fast = p->fix_imports = p->ready = p->running = false;
    return p;
}

/** This takes a binary file for writing a pickle data stream. */
NEW(pickler, "(cls, *args, **kwargs)")
{
    Pickler *p = pickler_alloc(t, cls);
    return p ? value_of(p) : EMPTY;
}

/** This takes a binary file for writing a pickle data stream. */
INIT(pickler, "(self, file, protocol=None, fix_imports: bool=True, buffer_callback=None)")
{
    Pickler *p = as_pickler(self);
    if (p->running)
        return raise_runtime(t, "Pickler.__init__() was called from within dump()"), false;
    OWN Value write = EMPTY;
    Lookup found = find_attr(t, a->file, NAME(write), &write);
    if (found == MISSING)
        raise_type(t, "file must have a 'write' attribute");
    if (found != FOUND || !set_up(t, p, a->protocol, a->fix_imports, a->buffer_callback))
        return false;
    replace_take(&p->write, take(&write));
    return true;
}

/** Write a pickled representation of the given object to the open file. */
METHOD1(pickler, dump, obj)
{
    Pickler *p = as_pickler(self);
    if (!p->ready)
        return raise_pickling(t, "Pickler.__init__() was not called by %T.__init__()", self);
    OWN Value keep = retain(self);
    return dump_guarded(t, p, obj) ? NONE : EMPTY;
}

/** Clears the pickler's "memo".
 *
 * The memo is the data structure that remembers which objects the
 * pickler has already seen, so that shared or recursive objects are
 * pickled by reference and not by value.  This method is useful when
 * re-using picklers. */
METHOD0(pickler, clear_memo)
{
    if (as_pickler(self)->running)
        return raise_runtime(t, "Pickler.clear_memo() was called from within dump()");
    memo_clear(as_pickler(self));
    return NONE;
}

/* A dict {id: (number, object)}. */
GETTER(pickler, memo)
{
    Pickler *p = as_pickler(self);
    OWN Value dict = dict_new(t);
    for (ssize i = 0; !is_empty(dict) && i <= p->memo_mask; i++) {
        if (is_empty(p->memo[i].object))
            continue;
        OWN Value key = int_from_int64(t, (int64_t)p->memo[i].object.bits);
        OWN Value pair = is_empty(key) ? EMPTY : tuple_pack(t, 2, fixnum(p->memo[i].number), p->memo[i].object);
        if (is_empty(pair) || !dict_set(t, as_dict(dict), key, pair))
            return EMPTY;
    }
    return take(&dict);
}
SETTER(pickler, memo)
{
    Pickler *p = as_pickler(self);
    if (is_empty(value) || !is_dict(value))
        return raise_type(t, "'memo' attribute must be a dict"), false;
    if (p->running)
        return raise_runtime(t, "the memo was set from within dump()"), false;
    memo_clear(p);
    ssize position = 0;
    Ref key, pair;
    while (dict_next(as_dict(value), &position, &key, &pair)) {
        if (!is_tuple(pair) || as_tuple(pair)->len != 2 || !is_fixnum(as_tuple(pair)->item[0]) || fixnum_value(as_tuple(pair)->item[0]) < 0)
            return raise_type(t, "'memo' values must be 2-item tuples"), false;
        if (!memo_add(t, p, as_tuple(pair)->item[1], fixnum_value(as_tuple(pair)->item[0])))
            return false;
    }
    return true;
}

static Value attribute(Thread *t, Ref self, Ref v, Ref name) { return is_empty(v) ? raise_attribute(t, self, name) : retain(v); }

GETTER(pickler, persistent_id)  { return attribute(t, self, as_pickler(self)->persistent_id, NAME(persistent_id)); }
SETTER(pickler, persistent_id)
{
    if (is_empty(value) || !is_callable(value))
        return raise_type(t, "persistent_id must be a callable taking one argument"), false;
    replace_take(&as_pickler(self)->persistent_id, retain(value));
    return true;
}
GETTER(pickler, dispatch_table) { return attribute(t, self, as_pickler(self)->dispatch_table, NAME(dispatch_table)); }
SETTER(pickler, dispatch_table)
{
    replace_take(&as_pickler(self)->dispatch_table, retain(value));
    return true;
}
static bool set_flag(Thread *t, Ref value, bool *flag)
{
    Test truth = is_empty(value) ? TEST_FALSE : test(t, value);
    *flag = truth == TEST_TRUE;
    return truth != TEST_ERROR;
}
GETTER(pickler, fast) { return fixnum(as_pickler(self)->fast); }
SETTER(pickler, fast) { return set_flag(t, value, &as_pickler(self)->fast); }
GETTER(pickler, bin)  { return fixnum(as_pickler(self)->bin); }
SETTER(pickler, bin)  { return set_flag(t, value, &as_pickler(self)->bin); }

static void pickler_clear(Object *o)
{
    Pickler *p = (Pickler *)o;
    replace_take(&p->write, EMPTY);
    p->ready = false;
    replace_take(&p->buffer_callback, EMPTY);
    replace_take(&p->persistent_id, EMPTY);
    replace_take(&p->dispatch_table, EMPTY);
    replace_take(&p->found_persistent_id, EMPTY);
    replace_take(&p->found_override, EMPTY);
    replace_take(&p->found_table, EMPTY);
    memo_clear(p);
}
static void pickler_dealloc(Object *o)
{
    pickler_clear(o);
    mem_free(((Pickler *)o)->out);
    object_free(o, object_size(o));
}
static void pickler_traverse(Object *o, Visitor *visitor)
{
    Pickler *p = (Pickler *)o;
    visit(visitor, p->write);
    visit(visitor, p->buffer_callback);
    visit(visitor, p->persistent_id);
    visit(visitor, p->dispatch_table);
    visit(visitor, p->found_persistent_id);
    visit(visitor, p->found_override);
    visit(visitor, p->found_table);
    for (ssize i = 0; i <= p->memo_mask; i++)
        visit(visitor, p->memo[i].object);
}

Type pickler_type = {
    TYPE_HEAD("_pickle.Pickler", Pickler), .flags = TYPE_GC | TYPE_BASE | TYPE_WEAKREFS,
    .doc = "This takes a binary file for writing a pickle data stream.",
    .dealloc = pickler_dealloc, .traverse = pickler_traverse, .clear = pickler_clear,
    .new_ = pickler_new_slot, .init = pickler_init_slot, .init_signature = &pickler_init_signature,
    .methods = pickler_methods, .getset = pickler_getset,
};

Value pickle_dumps(Thread *t, Ref object, Ref protocol, bool fix_imports, Ref buffer_callback)
{
    Pickler *p = pickler_alloc(t, &pickler_type);
    if (!p)
        return EMPTY;
    OWN Value keep = value_of(p);
    return set_up(t, p, protocol, fix_imports, buffer_callback) && dump_guarded(t, p, object) ? bytes_from(t, p->out, p->len) : EMPTY;
}
