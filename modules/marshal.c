/* marshal.c: module marshal (Library 11.6): values as bytes, for .pyc files and the library in the executable.
 *
 * The format is that of CPython up to version 4, but for code objects, whose bytecode is our own: after 'c' comes CODE_FORMAT,
 * to be changed with whatever changes the meaning of code (the tag of .pyc files is importlib's). A type byte may have
 * FLAG_REF: the object gets the next number, by which 'r' means the same object again.
 *
 * Reading trusts nothing: lengths are checked against what is left before memory is taken, nesting is limited, an object
 * that is being read cannot be referred to unless it is valid meanwhile (tuples are filled with None first), and code must pass
 * code_verify() (frontend/verify.h). Only what the executable itself carries is read without that (marshal_load_code).
 *
 * There, functions are written in two parts, type 'C': what the object shows without being run, and, with numbers of its own for
 * references, the arrays, which are read when the function is first called (code_read).
 */
#include "base/utf8.h"
#include "base/vec.h"
#include "frontend/opcode_info.h"
#include "frontend/verify.h"
#include "object/buffer.h"
#include "object/bytes.h"
#include "object/code.h"
#include "object/dict.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/module.h"
#include "object/set.h"
#include "object/str.h"
#include "object/tuple.h"
#include "vm/import.h"
#include "gen/modules/marshal.h"

#define VERSION     4
#define DEPTH_MAX   2000
#define FLAG_REF    0x80
#define CODE_FORMAT (0x4B520000u | OPCODE_COUNT)    /* "KR" */

VEC(ByteVec, byte_vec, uint8_t)
VEC(ValueVec, value_vec, Value)

/* ---- Writing ---- */

typedef struct {
    Thread *t;
    ByteVec out;
    int version, depth;
    bool allow_code, in_parts;
    struct RefEntry { uint64_t key; uint32_t number; } *refs;   /* open addressing by identity; key 0: free */
    uint32_t ref_size, ref_count;
} Writer;

static bool write_value(Writer *w, Ref v);

static bool write_bytes(Writer *w, const void *p, ssize n)
{
    return byte_vec_extend(&w->out, p, n) || (raise_memory(w->t), false);
}
static bool write_byte(Writer *w, int b) { return byte_vec_push(&w->out, (uint8_t)b) || (raise_memory(w->t), false); }
static bool write_u16(Writer *w, uint32_t v)
{
    uint8_t b[2] = {(uint8_t)v, (uint8_t)(v >> 8)};
    return write_bytes(w, b, 2);
}
static bool write_u32(Writer *w, uint32_t v)
{
    uint8_t b[4] = {(uint8_t)v, (uint8_t)(v >> 8), (uint8_t)(v >> 16), (uint8_t)(v >> 24)};
    return write_bytes(w, b, 4);
}
static bool write_double(Writer *w, double d)
{
    return write_bytes(w, &d, 8);               /* little-endian, as the machine is */
}
static bool write_size(Writer *w, ssize n)
{
    if (n > INT32_MAX)
        return raise_value(w->t, "unmarshallable object"), false;
    return write_u32(w, (uint32_t)n);
}
static bool write_counted(Writer *w, const void *p, ssize n) { return write_size(w, n) && write_bytes(w, p, n); }

static struct RefEntry *ref_entry(struct RefEntry *refs, uint32_t size, uint64_t key)
{
    for (uint32_t i = (uint32_t)(key * 0x9E3779B97F4A7C15ull >> 32);; i++) {
        struct RefEntry *e = &refs[i & (size - 1)];
        if (!e->key || e->key == key)
            return e;
    }
}

/* FOUND: v was written before, and a reference to it has been written now. Else *flag is for its type byte. */
static Lookup write_ref(Writer *w, Ref v, int *flag)
{
    *flag = 0;
    if (w->version < 3 || !is_ptr(v) || object_of(v)->refcount == 1)
        return MISSING;
    if (w->ref_count * 2 >= w->ref_size) {
        uint32_t size = w->ref_size ? 2 * w->ref_size : 64;
        struct RefEntry *refs = calloc(size, sizeof *refs);
        if (!refs)
            return raise_memory(w->t), ERROR;
        for (uint32_t i = 0; i < w->ref_size; i++)
            if (w->refs[i].key)
                *ref_entry(refs, size, w->refs[i].key) = w->refs[i];
        free(w->refs);
        w->refs = refs;
        w->ref_size = size;
    }
    struct RefEntry *e = ref_entry(w->refs, w->ref_size, v.bits);
    if (e->key)
        return write_byte(w, 'r') && write_u32(w, e->number) ? FOUND : ERROR;
    *e = (struct RefEntry){v.bits, w->ref_count++};
    *flag = FLAG_REF;
    return MISSING;
}

/* Digits of 15 bits, the count signed. */
static bool write_int(Writer *w, Ref v, int flag)
{
    mp_limb_t small;
    const mp_limb_t *limb;
    bool negative;
    ssize n = int_limbs(v, &limb, &small, &negative), bits = int_bit_length(v), digits = (bits + 14) / 15;
    if (digits > INT32_MAX)
        return raise_value(w->t, "unmarshallable object"), false;
    if (!write_byte(w, 'l' | flag) || !write_u32(w, (uint32_t)(negative ? -digits : digits)))
        return false;
    for (ssize i = 0; i < digits; i++) {
        ssize at = i * 15, word = at / 64, shift = at % 64;
        mp_limb_t d = limb[word] >> shift;
        if (shift > 64 - 15 && word + 1 < n)
            d |= limb[word + 1] << (64 - shift);
        if (!write_u16(w, d & 0x7FFF))
            return false;
    }
    return true;
}

static bool write_float_text(Writer *w, double d)
{
    OWN Value f = float_from(w->t, d);
    OWN Value text = is_empty(f) ? EMPTY : float_repr(w->t, f);
    return !is_empty(text) && write_byte(w, (int)as_str(text)->len) && write_bytes(w, str_data(as_str(text)), as_str(text)->len);
}

static bool write_float(Writer *w, Ref v, int flag)
{
    if (w->version > 1)
        return write_byte(w, 'g' | flag) && write_double(w, float_value(v));
    return write_byte(w, 'f' | flag) && write_float_text(w, float_value(v));
}
static bool write_complex(Writer *w, Ref v, int flag)
{
    const Complex *c = as_complex(v);
    if (w->version > 1)
        return write_byte(w, 'y' | flag) && write_double(w, c->real) && write_double(w, c->imag);
    return write_byte(w, 'x' | flag) && write_float_text(w, c->real) && write_float_text(w, c->imag);
}

static bool write_str(Writer *w, Ref v, int flag)
{
    const Str *s = as_str(v);
    if (w->version >= 4 && s->ascii) {
        if (s->len < 256)
            return write_byte(w, (s->interned ? 'Z' : 'z') | flag) && write_byte(w, (int)s->len) && write_bytes(w, str_data(s), s->len);
        return write_byte(w, (s->interned ? 'A' : 'a') | flag) && write_counted(w, str_data(s), s->len);
    }
    const void *data = str_data(s);
    ssize n = s->kind == STR_1 ? utf8_size1(data, s->len) : s->kind == STR_2 ? utf8_size2(data, s->len) : utf8_size4(data, s->len);
    if (!write_byte(w, (w->version >= 3 && s->interned ? 't' : 'u') | flag) || !write_size(w, n))
        return false;
    if (!byte_vec_reserve(&w->out, w->out.len + n))
        return raise_memory(w->t), false;
    char *to = (char *)w->out.item + w->out.len;
    if (s->kind == STR_1)
        utf8_encode1(data, s->len, to);
    else if (s->kind == STR_2)
        utf8_encode2(data, s->len, to);
    else
        utf8_encode4(data, s->len, to);
    w->out.len += n;
    return true;
}

static bool write_tuple(Writer *w, Ref v, int flag)
{
    ssize n = as_tuple(v)->len;
    if (w->version >= 4 && n < 256 ? !write_byte(w, ')' | flag) || !write_byte(w, (int)n) : !write_byte(w, '(' | flag) || !write_size(w, n))
        return false;
    for (ssize i = 0; i < n; i++)
        if (!write_value(w, as_tuple(v)->item[i]))
            return false;
    return true;
}
static bool write_list(Writer *w, Ref v, int flag)
{
    ssize n = as_list(v)->len;
    if (!write_byte(w, '[' | flag) || !write_size(w, n))
        return false;
    for (ssize i = 0; i < n; i++)
        if (i >= as_list(v)->len ? (raise_value(w->t, "list changed size while being marshalled"), true) : !write_value(w, as_list(v)->item[i]))
            return false;
    return true;
}
static bool write_dict(Writer *w, Ref v, int flag)
{
    ssize position = 0;
    Ref key, value;
    if (!write_byte(w, '{' | flag))
        return false;
    while (dict_next(as_dict(v), &position, &key, &value))
        if (!write_value(w, key) || !write_value(w, value))
            return false;
    return write_byte(w, '0');
}
static bool write_set(Writer *w, Ref v, int flag)
{
    ssize position = 0;
    Ref key;
    if (!write_byte(w, (has_flag(v, TYPE_IS_FROZENSET) ? '>' : '<') | flag) || !write_size(w, as_set(v)->used))
        return false;
    while (set_next(as_set(v), &position, &key))
        if (!write_value(w, key))
            return false;
    return true;
}

/* ---- Code ---- */

static uint32_t zigzag(int32_t v)   { return (uint32_t)v << 1 ^ (uint32_t)(v >> 31); }
static int32_t unzigzag(uint32_t v) { return (int32_t)(v >> 1 ^ -(v & 1)); }

static bool write_varint(Writer *w, uint32_t v)
{
    for (; v >= 128; v >>= 7)
        if (!write_byte(w, (int)(v | 128) & 255))
            return false;
    return write_byte(w, (int)v);
}

/* Places in the source, each as what differs from the one before: a byte of LOCATION_ bits, then the differences;
 * LOCATION_REPEAT has a count in its low bits. */
enum { LOCATION_LINE = 1, LOCATION_END_LINE = 2, LOCATION_COL = 4, LOCATION_END_COL = 8, LOCATION_REPEAT = 128 };

static bool write_locations(Writer *w, const Location *at, uint32_t n)
{
    Location last = {0, 0, 0, 0};
    for (uint32_t i = 0; i < n; ) {
        uint32_t same = 0;
        while (i + same < n && same < 127 && memcmp(&at[i + same], &last, sizeof last) == 0)
            same++;
        if (same) {
            if (!write_byte(w, LOCATION_REPEAT | (int)same))
                return false;
            i += same;
            continue;
        }
        const Location *p = &at[i++];
        int32_t lines = p->end_line - p->line, last_lines = last.end_line - last.line;
        int bits = (p->line != last.line ? LOCATION_LINE : 0) | (lines != last_lines ? LOCATION_END_LINE : 0)
            | (p->col != last.col ? LOCATION_COL : 0) | (p->end_col != last.end_col ? LOCATION_END_COL : 0);
        if (!write_byte(w, bits) || (bits & LOCATION_LINE && !write_varint(w, zigzag(p->line - last.line)))
            || (bits & LOCATION_END_LINE && !write_varint(w, zigzag(lines)))
            || (bits & LOCATION_COL && !write_varint(w, zigzag(p->col - last.col)))
            || (bits & LOCATION_END_COL && !write_varint(w, zigzag(p->end_col - last.end_col))))
            return false;
        last = *p;
    }
    return true;
}

static bool write_values(Writer *w, const Value *v, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (is_empty(v[i]) ? !write_byte(w, '0') : !write_value(w, v[i]))
            return false;
    return true;
}

static bool write_arrays(Writer *w, const Code *c)
{
    if (!write_values(w, c->local_names, c->local_count) || !write_values(w, c->free_names, c->free_count))
        return false;
    for (uint32_t i = 0; i < c->cache_count; i++)
        if (!write_values(w, &c->cache[i].name, 1))
            return false;
    for (uint32_t i = 0; i < c->const_count; i++)
        if (!write_value(w, c->consts_end[~(ssize)i]))
            return false;
    for (uint32_t i = 0; i < c->instr_count; i++) {         /* without specialisation */
        Instr instr = c->instr[i];
        instr.op = opcode_generic(instr.op);
        if (opcode_counts(instr.op))
            instr.n = 0;
        if (!write_bytes(w, &instr, sizeof instr))
            return false;
    }
    return write_bytes(w, c->local_kinds, c->local_count)
        && write_bytes(w, c->handlers, (ssize)(c->handler_count * sizeof *c->handlers))
        && write_locations(w, c->locations, c->instr_count);
}

/* The arrays as a part of their own. */
static bool write_arrays_apart(Writer *w, const Code *c)
{
    Writer part = {.t = w->t, .version = w->version, .allow_code = true, .in_parts = true};
    bool done = write_arrays(&part, c) && write_counted(w, part.out.item, part.out.len);
    byte_vec_free(&part.out);
    free(part.refs);
    return done;
}

static bool write_code(Writer *w, Ref v, int flag)
{
    Code *c = as_code(v);
    if (!code_ready(w->t, c))
        return false;
    const uint32_t numbers[] = {
        c->flags, (uint32_t)c->arg_count, (uint32_t)c->positional_only_count, (uint32_t)c->keyword_only_count, c->local_count,
        c->register_count, c->instr_count, c->const_count, c->cache_count, c->handler_count, c->free_count,
        (uint32_t)c->first_line, c->self_attrs,
    };
    bool in_parts = w->in_parts && c->flags & CODE_OPTIMIZED && c->flags & CODE_NEWLOCALS;
    if (!write_byte(w, (in_parts ? 'C' : 'c') | flag) || (!in_parts && !write_u32(w, CODE_FORMAT)))
        return false;
    for (ssize i = 0; i < COUNT_OF(numbers); i++)
        if (!write_varint(w, numbers[i]))
            return false;
    if (!write_value(w, c->name) || !write_value(w, c->qualname) || !write_value(w, c->filename) || !write_value(w, c->doc))
        return false;
    return in_parts ? write_arrays_apart(w, c) : write_arrays(w, c);
}

/* ---- All values ---- */

static bool write_buffer(Writer *w, Ref v)
{
    Buffer b;
    if (!buffer_get(w->t, v, &b, BUFFER_SIMPLE)) {
        raised_clear(w->t);
        return raise_value(w->t, "unmarshallable object"), false;
    }
    bool done = write_byte(w, 's') && write_counted(w, b.data, b.len);
    buffer_release(&b);
    return done;
}

static bool write_object(Writer *w, Ref v)
{
    int flag;
    if (same(v, value_of(&exc_StopIteration)))
        return write_byte(w, 'S');
    switch (write_ref(w, v, &flag)) {
    case FOUND: return true;
    case ERROR: return false;
    default:    break;
    }
    Type *type = type_of(v);
    if (type == &int_type) {
        int64_t i;
        if (int_as_int64(v, &i) && i >= INT32_MIN && i <= INT32_MAX)
            return write_byte(w, 'i' | flag) && write_u32(w, (uint32_t)(int32_t)i);
        return write_int(w, v, flag);
    }
    if (type == &float_type)
        return write_float(w, v, flag);
    if (type == &complex_type)
        return write_complex(w, v, flag);
    if (type == &bytes_type)
        return write_byte(w, 's' | flag) && write_counted(w, as_bytes(v)->data, as_bytes(v)->len);
    if (type == &str_type)
        return write_str(w, v, flag);
    if (type == &tuple_type)
        return write_tuple(w, v, flag);
    if (type == &list_type)
        return write_list(w, v, flag);
    if (type == &dict_type)
        return write_dict(w, v, flag);
    if (type == &set_type || type == &frozenset_type)
        return write_set(w, v, flag);
    if (type == &code_type) {
        if (!w->allow_code)
            return raise_value(w->t, "marshalling code objects is disallowed"), false;
        return write_code(w, v, flag);
    }
    if (has_buffer(v))
        return write_buffer(w, v);
    return raise_value(w->t, "unmarshallable object"), false;
}

static bool write_value(Writer *w, Ref v)
{
    if (is_none(v))
        return write_byte(w, 'N');
    if (is_bool(v))
        return write_byte(w, same(v, TRUE_VALUE) ? 'T' : 'F');
    if (same(v, ELLIPSIS))
        return write_byte(w, '.');
    if (++w->depth > DEPTH_MAX || !c_stack_left(w->t))
        return raise_value(w->t, "object too deeply nested to marshal"), false;
    bool done = write_object(w, v);
    w->depth--;
    return done;
}

static Value dump(Thread *t, Ref v, int version, bool allow_code, bool in_parts)
{
    Writer w = {.t = t, .version = version, .allow_code = allow_code, .in_parts = in_parts};
    Value result = write_value(&w, v) ? bytes_from(t, w.out.item, w.out.len) : EMPTY;
    byte_vec_free(&w.out);
    free(w.refs);
    return result;
}

/* ---- Reading ---- */

typedef struct {
    Thread *t;
    const uint8_t *p, *end;         /* in memory */
    Ref file;                       /* or from a file's readinto(); EMPTY */
    ByteVec chunk;                  /* what was read from the file last */
    ValueVec refs;
    int depth;
    bool trusted, allow_code;
    Ref filename;                   /* of code objects instead of theirs; EMPTY */
} Reader;

static Value read_value(Reader *r);
static Value read_code(Reader *r);
static Value read_code_apart(Reader *r);

static Value bad(Reader *r, const char *what) { return raise_value(r->t, "bad marshal data (%s)", what); }

static Lookup read_into(Reader *r, uint8_t *to, ssize n, ssize *got)
{
    Thread *t = r->t;
    OWN Value view = memoryview_from_memory(t, to, n, false, EMPTY);
    OWN Value count = is_empty(view) ? EMPTY : call_method1(t, r->file, NAME(readinto), view);
    if (!is_empty(view)) {                      /* nobody may write there later */
        Value error = raised_take(t);
        OWN Value released = call_method0(t, view, NAME(release));
        if (is_empty(released))
            raised_clear(t);
        if (!is_empty(error))
            raise_again_take(t, error);
    }
    if (is_empty(count) || !to_ssize(t, count, &exc_OverflowError, got))
        return ERROR;
    if (*got > n)
        return raise_value(t, "read() returned too much data: %zd bytes requested, %zd returned", n, *got), ERROR;
    return FOUND;
}

/* The next n bytes, lent until the next read; NULL: EOFError is set. Memory grows with what is really there. */
static const uint8_t *read_bytes(Reader *r, ssize n)
{
    if (is_empty(r->file)) {
        if (n > r->end - r->p)
            return raise_format(r->t, &exc_EOFError, "marshal data too short"), NULL;
        r->p += n;
        return r->p - n;
    }
    r->chunk.len = 0;
    while (r->chunk.len < n || !r->chunk.item) {
        ssize want = MIN(n - r->chunk.len, MAX(r->chunk.len, (ssize)65536)), got;
        if (!byte_vec_reserve(&r->chunk, r->chunk.len + MAX(want, (ssize)1)))
            return raise_memory(r->t), NULL;
        if (!n)
            break;
        if (read_into(r, r->chunk.item + r->chunk.len, want, &got) == ERROR)
            return NULL;
        if (got < want)
            return raise_format(r->t, &exc_EOFError, "marshal data too short"), NULL;
        r->chunk.len += got;
    }
    return r->chunk.item;
}

ALWAYS_INLINE bool read_byte(Reader *r, int *b)
{
    if (likely(r->p < r->end))                  /* in memory */
        return *b = *r->p++, true;
    const uint8_t *p = read_bytes(r, 1);
    if (p)
        *b = *p;
    return p;
}
static bool read_u32(Reader *r, uint32_t *v)
{
    const uint8_t *p = read_bytes(r, 4);
    if (p)
        *v = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
    return p;
}
/* A count of things that take at least a byte each. */
static bool read_size(Reader *r, const char *what, ssize *n)
{
    uint32_t v;
    if (!read_u32(r, &v))
        return false;
    if (v > INT32_MAX)
        return raise_value(r->t, "bad marshal data (%s size out of range)", what), false;
    if (is_empty(r->file) && (ssize)v > r->end - r->p)
        return raise_format(r->t, &exc_EOFError, "marshal data too short"), false;
    *n = v;
    return true;
}

/* Numbers an object that FLAG_REF marks; ref_reserve before it exists, when it may not be referred to yet. */
static bool ref_add(Reader *r, Ref v, int flag)
{
    if (!flag)
        return true;
    if (!value_vec_push(&r->refs, retain(v)))
        return release(v), raise_memory(r->t), false;
    return true;
}
static bool ref_reserve(Reader *r, int flag, ssize *index)
{
    *index = r->refs.len;
    return !flag || value_vec_push(&r->refs, EMPTY) || (raise_memory(r->t), false);
}
static Value ref_fill(Reader *r, Value v, int flag, ssize index)
{
    if (flag && !is_empty(v))
        replace_take(&r->refs.item[index], retain(v));
    return v;
}
static Value ref_take(Reader *r, Value v, int flag)         /* numbers a finished object */
{
    if (is_empty(v) || ref_add(r, v, flag))
        return v;
    release(v);
    return EMPTY;
}

static Value read_int64(Reader *r)
{
    const uint8_t *p = read_bytes(r, 8);
    int64_t v;
    if (!p)
        return EMPTY;
    memcpy(&v, p, 8);
    return int_from_int64(r->t, v);
}

static Value read_long(Reader *r)
{
    uint32_t count;
    if (!read_u32(r, &count))
        return EMPTY;
    ssize digits = (int32_t)count < 0 ? -(ssize)(int32_t)count : (int32_t)count;
    if (!digits)
        return fixnum(0);
    if (digits > INT32_MAX)
        return bad(r, "long size out of range");
    const uint8_t *p = read_bytes(r, 2 * digits);
    ssize n = (digits * 15 + 63) / 64 + 1;
    mp_limb_t *limb = p ? calloc((size_t)n, sizeof *limb) : NULL;
    if (!limb)
        return p ? raise_memory(r->t) : EMPTY;
    Value result = EMPTY;
    for (ssize i = 0; i < digits; i++) {
        mp_limb_t d = (mp_limb_t)p[2 * i] | (mp_limb_t)p[2 * i + 1] << 8;
        ssize at = i * 15, word = at / 64, shift = at % 64;
        if (d > 0x7FFF) {
            bad(r, "digit out of range in long");
            goto done;
        }
        limb[word] |= d << shift;
        if (shift > 64 - 15)
            limb[word + 1] |= d >> (64 - shift);
        if (i == digits - 1 && !d) {
            bad(r, "unnormalized long data");
            goto done;
        }
    }
    while (n && !limb[n - 1])
        n--;
    result = int_from_limbs(r->t, limb, n, (int32_t)count < 0);
done:
    free(limb);
    return result;
}

static bool read_double(Reader *r, double *d)
{
    const uint8_t *p = read_bytes(r, 8);
    if (p)
        memcpy(d, p, 8);
    return p;
}
static bool read_double_text(Reader *r, double *d)
{
    int n;
    const uint8_t *p = read_byte(r, &n) ? read_bytes(r, n) : NULL;
    OWN Value text = p ? str_from_latin1(r->t, p, n) : EMPTY;
    OWN Value f = is_empty(text) ? EMPTY : float_from_text(r->t, text);
    if (is_empty(f))
        return false;
    *d = float_value(f);
    return true;
}

static Value read_ascii(Reader *r, ssize n, bool interned)
{
    const uint8_t *p = read_bytes(r, n);
    if (!p)
        return EMPTY;
    if (!r->trusted && !utf8_is_ascii(p, n)) {
        Value s = str_from_latin1(r->t, p, n);
        return interned && !is_empty(s) ? intern_take(r->t, s) : s;
    }
    return interned ? intern_utf8(r->t, (const char *)p, n) : str_from_ascii(r->t, (const char *)p, n);
}
static Value read_unicode(Reader *r, bool interned)
{
    ssize n;
    const uint8_t *p = read_size(r, "string", &n) ? read_bytes(r, n) : NULL;
    Value s = p ? str_decode(r->t, p, n, "utf-8", "surrogatepass") : EMPTY;
    return interned && !is_empty(s) ? intern_take(r->t, s) : s;
}

static Value read_item(Reader *r, const char *of)
{
    Value v = read_value(r);
    if (is_empty(v) && !is_raised(r->t))
        raise_type(r->t, "NULL object in marshal data for %s", of);
    return v;
}

/* From a file the length says nothing about what is there: long ones are collected first. */
static Value read_long_tuple(Reader *r, ssize n, int flag)
{
    ssize index;
    OWN Value list = list_new(r->t, 0);
    if (is_empty(list) || !ref_reserve(r, flag, &index))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        Value v = read_item(r, "tuple");
        if (is_empty(v) || !list_append_take(r->t, as_list(list), v))
            return EMPTY;
    }
    return ref_fill(r, to_tuple(r->t, list), flag, index);
}
static Value read_tuple(Reader *r, ssize n, int flag)
{
    if (!is_empty(r->file) && n > 10000)
        return read_long_tuple(r, n, flag);
    OWN Value tuple = tuple_new(r->t, n);
    if (is_empty(tuple))
        return EMPTY;
    for (ssize i = 0; i < n; i++)
        as_tuple(tuple)->item[i] = NONE;
    if (!ref_add(r, tuple, flag))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        Value v = read_item(r, "tuple");
        if (is_empty(v))
            return EMPTY;
        as_tuple(tuple)->item[i] = v;
    }
    return take(&tuple);
}
static Value read_list(Reader *r, int flag)
{
    ssize n;
    if (!read_size(r, "list", &n))
        return EMPTY;
    OWN Value list = list_new(r->t, is_empty(r->file) ? n : 0);
    if (is_empty(list) || !ref_add(r, list, flag))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        Value v = read_item(r, "list");
        if (is_empty(v) || !list_append_take(r->t, as_list(list), v))
            return EMPTY;
    }
    return take(&list);
}
static Value read_dict(Reader *r, int flag)
{
    OWN Value dict = dict_new(r->t);
    if (is_empty(dict) || !ref_add(r, dict, flag))
        return EMPTY;
    for (;;) {
        OWN Value key = read_value(r);
        if (is_empty(key))
            return is_raised(r->t) ? EMPTY : take(&dict);
        OWN Value value = read_value(r);
        if (is_empty(value))
            return is_raised(r->t) ? EMPTY : take(&dict);
        if (!dict_set(r->t, as_dict(dict), key, value))
            return EMPTY;
    }
}
static Value read_set(Reader *r, int flag)
{
    ssize n;
    OWN Value set = read_size(r, "set", &n) ? set_new(r->t) : EMPTY;
    if (is_empty(set) || !ref_add(r, set, flag))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        OWN Value v = read_item(r, "set");
        if (is_empty(v) || !set_add(r->t, as_set(set), v))
            return EMPTY;
    }
    return take(&set);
}
static Value read_frozenset(Reader *r, int flag)
{
    ssize n, index;
    OWN Value set = read_size(r, "set", &n) ? set_new(r->t) : EMPTY;
    if (is_empty(set) || !ref_reserve(r, flag, &index))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        OWN Value v = read_item(r, "set");
        if (is_empty(v) || !set_add(r->t, as_set(set), v))
            return EMPTY;
    }
    return ref_fill(r, frozenset_from(r->t, set), flag, index);
}

static Value read_reference(Reader *r)
{
    uint32_t n;
    if (!read_u32(r, &n))
        return EMPTY;
    if (n >= (size_t)r->refs.len || is_empty(r->refs.item[n]))
        return bad(r, "invalid reference");
    return retain(r->refs.item[n]);
}

static Value read_object(Reader *r)
{
    Thread *t = r->t;
    int type, n;
    ssize size, index;
    uint32_t u;
    double d, e;
    const uint8_t *p;
    Value v;
    if (!read_byte(r, &type)) {
        if (raised_catch(t, &exc_EOFError))
            raise_format(t, &exc_EOFError, "EOF read where object expected");
        return EMPTY;
    }
    int flag = type & FLAG_REF;
    switch (type & ~FLAG_REF) {
    case '0': return EMPTY;
    case 'N': return NONE;
    case 'T': return TRUE_VALUE;
    case 'F': return FALSE_VALUE;
    case '.': return ELLIPSIS;
    case 'S': return value_of(&exc_StopIteration);
    case 'i': return read_u32(r, &u) ? ref_take(r, fixnum((int32_t)u), flag) : EMPTY;
    case 'I': return ref_take(r, read_int64(r), flag);
    case 'l': return ref_take(r, read_long(r), flag);
    case 'f': return read_double_text(r, &d) ? ref_take(r, float_from(t, d), flag) : EMPTY;
    case 'g': return read_double(r, &d) ? ref_take(r, float_from(t, d), flag) : EMPTY;
    case 'x': return read_double_text(r, &d) && read_double_text(r, &e) ? ref_take(r, complex_from(t, d, e), flag) : EMPTY;
    case 'y': return read_double(r, &d) && read_double(r, &e) ? ref_take(r, complex_from(t, d, e), flag) : EMPTY;
    case 's':
        p = read_size(r, "bytes object", &size) ? read_bytes(r, size) : NULL;
        return p ? ref_take(r, bytes_from(t, p, size), flag) : EMPTY;
    case 'A': case 'a':
        return read_size(r, "string", &size) ? ref_take(r, read_ascii(r, size, (type & ~FLAG_REF) == 'A'), flag) : EMPTY;
    case 'Z': case 'z':
        return read_byte(r, &n) ? ref_take(r, read_ascii(r, n, (type & ~FLAG_REF) == 'Z'), flag) : EMPTY;
    case 't': return ref_take(r, read_unicode(r, true), flag);
    case 'u': return ref_take(r, read_unicode(r, false), flag);
    case ')': return read_byte(r, &n) ? read_tuple(r, n, flag) : EMPTY;
    case '(': return read_size(r, "tuple", &size) ? read_tuple(r, size, flag) : EMPTY;
    case '[': return read_list(r, flag);
    case '{': return read_dict(r, flag);
    case '<': return read_set(r, flag);
    case '>': return read_frozenset(r, flag);
    case 'c':
        if (!r->allow_code)
            return raise_value(t, "unmarshalling code objects is disallowed");
        if (!ref_reserve(r, flag, &index))
            return EMPTY;
        v = read_code(r);
        return ref_fill(r, v, flag, index);
    case 'C':
        if (!r->trusted)
            return bad(r, "unknown type code");
        if (!ref_reserve(r, flag, &index))
            return EMPTY;
        v = read_code_apart(r);
        return ref_fill(r, v, flag, index);
    case 'r': return read_reference(r);
    default:  return bad(r, "unknown type code");
    }
}

/* EMPTY without exception: the mark '0'. */
static Value read_value(Reader *r)
{
    if (++r->depth > DEPTH_MAX || !c_stack_left(r->t))
        return raise_value(r->t, "recursion limit exceeded");
    Value v = read_object(r);
    r->depth--;
    return v;
}

/* ---- Code ---- */

static bool read_varint(Reader *r, uint32_t *v)
{
    int b, shift = 0;
    if (likely(r->p < r->end && *r->p < 128))
        return *v = *r->p++, true;
    *v = 0;
    do {
        if (!read_byte(r, &b))
            return false;
        if (shift > 28)
            return bad(r, "number out of range"), false;
        *v |= (uint32_t)(b & 127) << shift;
        shift += 7;
    } while (b & 128);
    return true;
}

static bool read_difference(Reader *r, int bits, int bit, int32_t *v)
{
    uint32_t u;
    if (!(bits & bit))
        return true;
    if (!read_varint(r, &u))
        return false;
    *v = (int32_t)((uint32_t)*v + (uint32_t)unzigzag(u));
    return true;
}

static bool read_locations(Reader *r, Location *at, uint32_t n)
{
    Location last = {0, 0, 0, 0};
    for (uint32_t i = 0; i < n; ) {
        int bits;
        if (!read_byte(r, &bits))
            return false;
        if (bits & LOCATION_REPEAT) {
            uint32_t count = bits & 127;
            if (count > n - i || !count)
                return bad(r, "invalid line table"), false;
            while (count--)
                at[i++] = last;
            continue;
        }
        int32_t line = last.line, lines = last.end_line - last.line, col = last.col, end_col = last.end_col;
        if (bits & LOCATION_END_LINE)
            lines = 0;
        if (!read_difference(r, bits, LOCATION_LINE, &line) || !read_difference(r, bits, LOCATION_END_LINE, &lines)
            || !read_difference(r, bits, LOCATION_COL, &col) || !read_difference(r, bits, LOCATION_END_COL, &end_col))
            return false;
        last = (Location){line, (int32_t)((uint32_t)line + (uint32_t)lines), (uint16_t)col, (uint16_t)end_col};
        at[i++] = last;
    }
    return true;
}

/* What a code object is read into; owned until it is made. */
typedef struct { CodeSpec spec; Value name, qualname, filename, doc; Value *values; void *arrays[4]; } CodeParts;

static void code_parts_free(CodeParts *c, uint32_t n)
{
    release(c->name);
    release(c->qualname);
    release(c->filename);
    release(c->doc);
    for (uint32_t i = 0; c->values && i < n; i++)
        release(c->values[i]);
    free(c->values);
    for (ssize i = 0; i < COUNT_OF(c->arrays); i++)
        free(c->arrays[i]);
}

/* n items of a size, copied; counts have been checked against what is left. */
static void *read_array(Reader *r, uint32_t n, size_t size)
{
    const uint8_t *p = read_bytes(r, (ssize)(n * size));
    void *array = p ? malloc(n * size + 1) : NULL;
    if (array)
        memcpy(array, p, n * size);
    else if (p)
        raise_memory(r->t);
    return array;
}

static bool read_name(Reader *r, Value *name)
{
    *name = read_item(r, "code object");
    return !is_empty(*name) && (is_exact(*name, &str_type) || (bad(r, "a name is not a string"), false));
}

/* Names that are compared by identity. */
static bool read_names(Reader *r, Value *names, uint32_t n, bool may_be_missing)
{
    for (uint32_t i = 0; i < n; i++) {
        Value v = read_value(r);
        if (is_empty(v) && (is_raised(r->t) || !may_be_missing))
            return is_raised(r->t) ? false : (bad(r, "a name is missing"), false);
        if (!is_empty(v) && !is_exact(v, &str_type))
            return release(v), bad(r, "a name is not a string"), false;
        if (!is_empty(v) && !as_str(v)->interned && is_empty(v = intern_take(r->t, v)))
            return false;
        names[i] = v;
    }
    return true;
}

/* What an object shows without being run. */
static bool read_description(Reader *r, CodeParts *c)
{
    CodeSpec *s = &c->spec;
    uint32_t n[13];
    for (ssize i = 0; i < COUNT_OF(n); i++)
        if (!read_varint(r, &n[i]))
            return false;
    *s = (CodeSpec){
        .flags = n[0], .arg_count = (int32_t)n[1], .positional_only_count = (int32_t)n[2], .keyword_only_count = (int32_t)n[3],
        .local_count = n[4], .register_count = n[5], .instr_count = n[6], .const_count = n[7], .cache_count = n[8],
        .handler_count = n[9], .free_count = n[10], .first_line = (int32_t)n[11], .self_attrs = (uint16_t)n[12],
    };
    uint32_t largest = 0;
    for (int i = 4; i <= 10; i++)
        largest = MAX(largest, i == 5 ? 0 : n[i]);
    if (largest > (is_empty(r->file) ? (uint64_t)(r->end - r->p) : 1 << 20) || s->register_count > UINT16_MAX)
        return bad(r, "code size out of range"), false;
    if (!read_name(r, &c->name) || !read_name(r, &c->qualname) || !read_name(r, &c->filename))
        return false;
    c->doc = read_item(r, "code object");
    if (is_empty(c->doc))
        return false;
    if (!is_none(c->doc) && !is_exact(c->doc, &str_type))
        return bad(r, "docstring is not a string"), false;
    s->name = c->name;
    s->qualname = c->qualname;
    s->filename = is_empty(r->filename) ? c->filename : r->filename;
    s->doc = c->doc;
    return true;
}

static uint32_t value_count(const CodeSpec *s) { return s->local_count + s->free_count + s->cache_count + s->const_count; }

static bool read_arrays(Reader *r, CodeParts *c)
{
    CodeSpec *s = &c->spec;
    c->values = calloc(value_count(s) + 1, sizeof *c->values);
    if (!c->values)
        return raise_memory(r->t), false;
    Value *frees = c->values + s->local_count, *caches = frees + s->free_count, *consts = caches + s->cache_count;
    if (!read_names(r, c->values, s->local_count, false) || !read_names(r, frees, s->free_count, false)
        || !read_names(r, caches, s->cache_count, true))
        return false;
    for (uint32_t i = 0; i < s->const_count; i++)
        if (is_empty(consts[i] = read_item(r, "code object")))
            return false;
    if (!(c->arrays[0] = read_array(r, s->instr_count, sizeof(Instr))) || !(c->arrays[1] = read_array(r, s->local_count, 1))
        || !(c->arrays[2] = read_array(r, s->handler_count, sizeof(Handler))))
        return false;
    if (!(c->arrays[3] = malloc(s->instr_count * sizeof(Location) + 1)))
        return raise_memory(r->t), false;
    if (!read_locations(r, c->arrays[3], s->instr_count))
        return false;
    s->local_names = c->values;
    s->free_names = frees;
    s->cache_names = caches;
    s->consts = consts;
    s->instr = c->arrays[0];
    s->local_kinds = c->arrays[1];
    s->handlers = c->arrays[2];
    s->locations = c->arrays[3];
    return true;
}

static Value read_code(Reader *r)
{
    uint32_t format;
    CodeParts c = {0};
    if (!read_u32(r, &format))
        return EMPTY;
    if (format != CODE_FORMAT)
        return bad(r, "code of another version");
    const char *problem = NULL;
    uint32_t at;
    Value code = EMPTY;
    if (read_description(r, &c) && read_arrays(r, &c) && (r->trusted || code_verify(r->t, &c.spec, false, &problem, &at)))
        code = code_new(r->t, &c.spec);
    if (problem)
        raise_value(r->t, "bad marshal data (invalid code at instruction %u: %s)", at, problem);
    code_parts_free(&c, value_count(&c.spec));
    return code;
}

/* A function of the library: its arrays are passed over. */
static Value read_code_apart(Reader *r)
{
    CodeParts c = {0};
    Value code = EMPTY;
    ssize n;
    const uint8_t *arrays;
    if (read_description(r, &c) && read_size(r, "code", &n) && (arrays = read_bytes(r, n)))
        code = code_new_unread(r->t, &c.spec, arrays, (uint32_t)n);
    code_parts_free(&c, 0);
    return code;
}

static void reader_clear(Reader *r)
{
    for (ssize i = 0; i < r->refs.len; i++)
        release(r->refs.item[i]);
    value_vec_free(&r->refs);
    byte_vec_free(&r->chunk);
}

bool code_read(Thread *t, Code *code)
{
    Reader r = {.t = t, .p = code->unread, .end = code->unread + code->unread_size, .trusted = true, .allow_code = true, .filename = code->filename};
    CodeParts c = {.spec = {
        .flags = code->flags, .arg_count = code->arg_count, .keyword_only_count = code->keyword_only_count, .local_count = code->local_count,
        .instr_count = code->instr_count, .const_count = code->const_count, .cache_count = code->cache_count,
        .handler_count = code->handler_count, .free_count = code->free_count,
    }};
    bool done = read_arrays(&r, &c) && code_fill(t, code, &c.spec);
    code_parts_free(&c, value_count(&c.spec));
    reader_clear(&r);
    return done;
}

/* ---- Entry points ---- */

static Value load(Reader *r)
{
    Value v = read_value(r);
    if (is_empty(v) && !is_raised(r->t))
        raise_type(r->t, "NULL object in marshal data for object");
    reader_clear(r);
    return v;
}

Value marshal_load_code(Thread *t, const uint8_t *p, ssize n, Ref file)
{
    Reader r = {.t = t, .p = p, .end = p + n, .trusted = true, .allow_code = true, .filename = file};
    Value v = load(&r);
    if (is_empty(v) || is_exact(v, &code_type))
        return v;
    release(v);
    return raise_value(t, "bad marshal data (no code object)");
}

Value marshal_dump(Thread *t, Ref v) { return dump(t, v, VERSION, true, true); }

Value marshal_write(Thread *t, Ref v, int version) { return dump(t, v, version, true, false); }
Value marshal_read(Thread *t, const uint8_t *p, ssize n)
{
    Reader r = {.t = t, .p = p, .end = p + n, .allow_code = true};
    return load(&r);
}

/** Write the value on the open file.
 *
 * The value must be a supported type; the file must be a writeable binary file. If the value has (or contains an object that
 * has) an unsupported type, a ValueError exception is raised.
 */
FUNCTION(marshal, dump, "(value, file, version: int = 4, /, *, allow_code: bool = True)")
{
    OWN Value bytes = dump(t, a->value, a->version, a->allow_code, false);
    return is_empty(bytes) ? EMPTY : call_method1(t, a->file, NAME(write), bytes);
}

/** Read one value from the open file and return it.
 *
 * If no valid value is read, raise EOFError, ValueError or TypeError. The file must be a readable binary file.
 */
FUNCTION(marshal, load, "(file, /, *, allow_code: bool = True)")
{
    OWN Value empty = call_method1(t, a->file, NAME(read), fixnum(0));
    if (is_empty(empty))
        return EMPTY;
    if (!is_bytes(empty))
        return raise_type(t, "file.read() returned not bytes but %.100T", empty);
    Reader r = {.t = t, .file = a->file, .allow_code = a->allow_code};
    return load(&r);
}

/** Return the bytes object that would be written to a file by dump(value, file). */
FUNCTION(marshal, dumps, "(value, version: int = 4, /, *, allow_code: bool = True)")
{
    return dump(t, a->value, a->version, a->allow_code, false);
}

/** Convert the bytes-like object to a value.
 *
 * If no valid value is found, raise EOFError, ValueError or TypeError. Extra bytes in the input are ignored.
 */
FUNCTION(marshal, loads, "(bytes: buffer, /, *, allow_code: bool = True)")
{
    Reader r = {.t = t, .p = a->bytes.data, .end = (const uint8_t *)a->bytes.data + a->bytes.len, .allow_code = a->allow_code};
    return load(&r);
}

static bool marshal_exec(Thread *t, Ref module) { return dict_set_text(t, module_dict(module), "version", fixnum(VERSION)); }

MODULE(marshal,
    .doc = "This module contains functions that can read and write Python values in\n"
           "a binary format. The format is specific to Python, but independent of\n"
           "machine architecture issues.\n"
           "\n"
           "Not all Python object types are supported; in general, only objects\n"
           "whose value is independent from a particular invocation of Python can be\n"
           "written and read. The following types are supported: None, integers,\n"
           "floating point numbers, strings, bytes, bytearrays, tuples, lists, sets,\n"
           "dictionaries, and code objects, where it should be understood that\n"
           "tuples, lists and dictionaries are only supported as long as the values\n"
           "contained therein are themselves supported; and recursive lists and\n"
           "dictionaries should not be written (they will cause infinite loops).",
    .exec = marshal_exec);
