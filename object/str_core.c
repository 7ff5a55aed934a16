/* str_core.c: the representation of str: construction, conversion to and from UTF-8, hash, comparison, concatenation,
 * slices, join.
 *
 * PEP 393: a str has 1, 2 or 4 bytes a code point, always the narrowest that fits; so equal strs have equal kinds and
 * bytes, and comparison and hash work on memory. An ASCII str has no UTF-8 pointer, its data being its UTF-8.
 * "" and the 256 Latin-1 characters exist once per interpreter. A str is immutable, but one that has a single owner may
 * grow in place (str_append): its block then has more room than needed, and `room` says how much: the block's size is
 * (8 + low three bits) << (high five bits), so growing by a factor loses at most an eighth.
 * Indexing is O(1), everything else linear in what it touches. Manual: Text Sequence Type.
 */
#include "object/str_internal.h"

#include <emmintrin.h>
#include <stdlib.h>

#include "base/hash.h"
#include "base/utf8.h"
#include "object/exception.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/list.h"
#include "object/tuple.h"

#define STR_FIXED offsetof(Str, utf8_or_data)
#define STR_LEN_MAX ((SSIZE_MAX_ - 4096) / 4)

/* --- Units --- */

static __m128i load(const void *p) { return _mm_loadu_si128(p); }

/* The or of all units, K of which make 16 bytes; the last ones are looked at together with units before them again. */
#define OR_OF_UNITS(Unit, K)                                            \
    {                                                                   \
        const Unit *p = data;                                           \
        if (n < K) {                                                    \
            uint32_t all = 0;                                           \
            for (ssize i = 0; i < n; i++)                               \
                all |= p[i];                                            \
            return all;                                                 \
        }                                                               \
        __m128i all = load(p + n - K);                                  \
        for (ssize i = 0; i + K < n; i += K)                            \
            all = _mm_or_si128(all, load(p + i));                       \
        all = _mm_or_si128(all, _mm_srli_si128(all, 8));                \
        all = _mm_or_si128(all, _mm_srli_si128(all, 4));                \
        uint32_t low = (uint32_t)_mm_cvtsi128_si32(all);                \
        return K == 8 ? (uint16_t)(low | low >> 16) : low;              \
    }
static uint32_t or_of_units2(const void *data, ssize n) OR_OF_UNITS(uint16_t, 8)
static uint32_t or_of_units4(const void *data, ssize n) OR_OF_UNITS(uint32_t, 4)

uint32_t units_class(const void *data, StrKind kind, ssize n)
{
    switch (kind) {
    case STR_1: return utf8_is_ascii(data, n) ? 0x7F : 0xFF;
    case STR_2: return char_class(or_of_units2(data, n));
    default:    return char_class(or_of_units4(data, n));
    }
}

#define CONVERT(To, From)                                       \
    {                                                           \
        To *out = to;                                           \
        const From *in = from;                                  \
        for (ssize i = 0; i < n; i++)                           \
            out[i] = (To)in[i];                                 \
        break;                                                  \
    }

/* Units that all are below 256; the last ones are written together with units before them again. */
static void narrow_2_to_1(uint8_t *to, const uint16_t *from, ssize n)
{
    if (n < 8) {
        for (ssize i = 0; i < n; i++)
            to[i] = (uint8_t)from[i];
        return;
    }
    for (ssize i = 0; i + 8 < n; i += 8) {
        __m128i units = load(from + i);
        _mm_storel_epi64((__m128i *)(to + i), _mm_packus_epi16(units, units));
    }
    __m128i units = load(from + n - 8);
    _mm_storel_epi64((__m128i *)(to + n - 8), _mm_packus_epi16(units, units));
}

void units_copy(void *to, StrKind to_kind, const void *from, StrKind from_kind, ssize n)
{
    if (to_kind == from_kind) {
        if (n)
            memcpy(to, from, (size_t)n * to_kind);
        return;
    }
    switch (to_kind << 4 | from_kind) {
    case STR_2 << 4 | STR_1: CONVERT(uint16_t, uint8_t)
    case STR_4 << 4 | STR_1: CONVERT(uint32_t, uint8_t)
    case STR_4 << 4 | STR_2: CONVERT(uint32_t, uint16_t)
    case STR_1 << 4 | STR_2: narrow_2_to_1(to, from, n); break;
    case STR_1 << 4 | STR_4: CONVERT(uint8_t, uint32_t)
    case STR_2 << 4 | STR_4: CONVERT(uint16_t, uint32_t)
    }
}

/* --- Blocks --- */

static size_t room_size(uint8_t room)
{
    return (size_t)(8 + (room & 7)) << (room >> 3);
}

/* The code of the smallest size >= size; 0 when there is none. */
static uint8_t room_for(size_t size)
{
    int shift = 60 - __builtin_clzll((unsigned long long)size);        /* size >> shift is 8..15 */
    if (shift < 1)
        shift = 1;
    size_t eighths = (size >> shift) + ((size & ((1ull << shift) - 1)) != 0);
    if (eighths > 15) {
        eighths = 8;
        shift++;
    }
    return shift > 31 || eighths < 8 ? 0 : (uint8_t)(shift << 3 | (eighths - 8));
}

size_t str_block_size(const Str *s)
{
    return s->room ? room_size(s->room) : STR_FIXED + str_tail_size(s);
}

/* An uninitialised str of a class of code points in a block of `size` bytes, terminated. */
static Str *new_block(Thread *t, ssize len, uint32_t max_char, size_t size, uint8_t room)
{
    Str *s = likely(size <= HEAP_MAX) ? object_new_static(t, &str_type, size, false) : object_new(t, &str_type, size);
    if (unlikely(!s))
        return NULL;
    s->len = len;
    s->hash = -1;
    s->kind = (uint8_t)char_kind(max_char);
    s->ascii = max_char < 0x80;
    s->interned = false;
    s->room = room;
    s->utf8_len = 0;
    if (!s->ascii)
        s->utf8_or_data[0] = NULL;
    unit_put(str_data(s), s->kind, len, 0);
    return s;
}

/* The same for ASCII, the commonest by far: 0 < len. */
ALWAYS_INLINE Value new_ascii(Thread *t, ssize len)
{
    size_t size = STR_FIXED + (size_t)len + 1;
    if (unlikely(size > 512))
        return value_of(new_block(t, len, 0x7F, size, 0));
    Str *s = object_new_static(t, &str_type, size, false);
    if (unlikely(!s))
        return EMPTY;
    s->len = len;
    s->hash = -1;
    s->kind = STR_1;
    s->ascii = true;
    s->interned = false;
    s->room = 0;
    s->utf8_len = 0;
    ((char *)s->utf8_or_data)[len] = 0;
    return value_of(s);
}

Value str_empty(Thread *t)
{
    Value *slot = &t->interp->empty_str;
    if (unlikely(is_empty(*slot)))
        *slot = value_of(new_block(t, 0, 0, STR_FIXED + 1, 0));
    return retain(*slot);
}

Value str_new(Thread *t, ssize len, uint32_t max_char)
{
    if (unlikely(len <= 0))
        return str_empty(t);
    if (unlikely(len > STR_LEN_MAX))
        return raise_memory(t);
    if (likely(max_char < 0x80))
        return new_ascii(t, len);
    size_t size = STR_FIXED + (size_t)(len + 1) * char_kind(max_char) + sizeof(char *);
    return value_of(new_block(t, len, max_char, size, 0));
}

/* The type's dealloc. */
void str_dealloc(Object *o)
{
    Str *s = (Str *)o;
    if (likely(s->ascii && !s->interned && !s->room && s->len < 512 && o->type == &str_type)) {
        object_free_static(o, STR_FIXED + (size_t)s->len + 1, false);
        return;
    }
    if (s->interned)
        intern_forget(s);
    if (!s->ascii)
        free(s->utf8_or_data[0]);
    size_t size = str_block_size(s);
    if (likely(o->type == &str_type && size <= HEAP_MAX))
        object_free_static(o, size, false);
    else if (o->type == &str_type)
        object_free(o, size);
    else
        object_free(o, object_size(o));
}

/* --- Construction --- */

Value str_from_char(Thread *t, uint32_t c)
{
    if (likely(c < 256)) {
        Value *slot = &t->interp->latin1[c];
        if (likely(!is_empty(*slot)))
            return retain(*slot);
        Value v = str_new(t, 1, c);
        if (is_empty(v))
            return v;
        *(uint8_t *)str_data(as_str(v)) = (uint8_t)c;
        *slot = v;
        return retain(v);
    }
    Value v = str_new(t, 1, c);
    if (!is_empty(v))
        unit_put(str_data(as_str(v)), as_str(v)->kind, 0, c);
    return v;
}

Value str_from_ascii(Thread *t, const char *s, ssize n)
{
    if (n == 1)
        return str_from_char(t, (uint8_t)*s);
    if (n <= 0)
        return str_empty(t);
    Value v = n < 512 ? new_ascii(t, n) : str_new(t, n, 0x7F);
    if (likely(!is_empty(v)))
        copy_short(as_str(v)->utf8_or_data, s, (size_t)n);
    return v;
}

Value str_from_latin1(Thread *t, const uint8_t *s, ssize n)
{
    return str_from_units(t, s, STR_1, n);
}

Value str_from_units(Thread *t, const void *data, StrKind kind, ssize n)
{
    if (n == 1)
        return str_from_char(t, unit_at(data, kind, 0));
    Value v = str_new(t, n, units_class(data, kind, n));
    if (n > 0 && !is_empty(v))
        units_copy(str_data(as_str(v)), as_str(v)->kind, data, kind, n);
    return v;
}

Value str_from_points(Thread *t, const uint32_t *s, ssize n)
{
    return str_from_units(t, s, STR_4, n);
}

Value str_from_utf8(Thread *t, const char *p, ssize n)
{
    Utf8Scan scan;
    if (unlikely(!utf8_scan(p, n, 0, &scan)))
        return str_decode(t, (const uint8_t *)p, n, NULL, NULL);        /* raises */
    return str_from_scanned(t, p, &scan);
}

Value str_from_scanned(Thread *t, const char *p, const Utf8Scan *scan)
{
    ssize n = scan->valid;
    if (scan->max == 0x7F)
        return str_from_ascii(t, p, n);
    if (scan->count == 1)
        return str_from_char(t, utf8_next(&p));
    Value v = str_new(t, scan->count, scan->max);
    if (is_empty(v))
        return v;
    Str *s = as_str(v);
    if (s->kind == STR_1)
        utf8_decode1(p, n, str_data(s));
    else if (s->kind == STR_2)
        utf8_decode2(p, n, str_data(s));
    else
        utf8_decode4(p, n, str_data(s));
    return v;
}

Value str_from_utf8_lossless(Thread *t, const char *p, ssize n)
{
    return str_decode(t, (const uint8_t *)p, n, NULL, "surrogateescape");
}

Value str_from_text(Thread *t, const char *s)
{
    return str_from_utf8(t, s, (ssize)strlen(s));
}

Value str_exact(Thread *t, Ref v)
{
    if (is_exact(v, &str_type))
        return retain(v);
    return str_slice(t, v, 0, as_str(v)->len);
}

/* --- UTF-8 --- */

static ssize utf8_size(const Str *s)
{
    const void *data = str_data(s);
    return s->kind == STR_1 ? utf8_size1(data, s->len) : s->kind == STR_2 ? utf8_size2(data, s->len) : utf8_size4(data, s->len);
}

static ssize find_surrogate(const Str *s, ssize start)
{
    return s->kind == STR_1 ? s->len : s->kind == STR_2 ? utf8_find_surrogate2(str_data(s), start, s->len)
                                                        : utf8_find_surrogate4(str_data(s), start, s->len);
}

/* Fills the cache; lone surrogates become three bytes each. False: no memory. */
static bool cache_utf8(Str *s, bool lossy)
{
    ssize n = utf8_size(s);
    char *p = malloc((size_t)n + 1);
    if (!p)
        return false;
    const void *data = str_data(s);
    char *end = s->kind == STR_1 ? utf8_encode1(data, s->len, p) : s->kind == STR_2 ? utf8_encode2(data, s->len, p)
                                                                                    : utf8_encode4(data, s->len, p);
    *end = 0;
    s->utf8_len = lossy || n >= UINT32_MAX ? UINT32_MAX : (uint32_t)n;
    s->utf8_or_data[0] = p;
    return true;
}

const char *str_utf8(Thread *t, Ref v, ssize *n)
{
    Str *s = as_str(v);
    ssize unused;
    n = n ? n : &unused;
    if (likely(s->ascii)) {
        *n = s->len;
        return str_data(s);
    }
    bool cached = s->utf8_or_data[0] != NULL;
    if (cached && s->utf8_len != UINT32_MAX) {
        *n = s->utf8_len;
        return s->utf8_or_data[0];
    }
    ssize at = find_surrogate(s, 0);
    if (at < s->len) {
        ssize end = at + 1;
        while (end < s->len && find_surrogate(s, end) == end)
            end++;
        raise_unicode_encode(t, "utf-8", v, at, end, "surrogates not allowed");
        return NULL;
    }
    if (!cached && !cache_utf8(s, false)) {
        raise_memory(t);
        return NULL;
    }
    *n = s->utf8_len == UINT32_MAX ? utf8_size(s) : (ssize)s->utf8_len;
    return s->utf8_or_data[0];
}

const char *str_text(Thread *t UNUSED, Ref v)
{
    Str *s = as_str(v);
    if (s->ascii)
        return str_data(s);
    if (!s->utf8_or_data[0] && !cache_utf8(s, find_surrogate(s, 0) < s->len))
        return "?";
    return s->utf8_or_data[0];
}

/* --- Hash and comparison --- */

/* The key is the process's: every interpreter has the same, since static names keep their hash. */
int64_t str_hash(Str *s)
{
    if (s->hash == -1) {
        const uint64_t *key = current_thread->interp->hash_key;
        s->hash = hash_bytes((HashKey){key[0], key[1]}, str_data(s), (size_t)s->len * s->kind);
    }
    return s->hash;
}

bool str_equal(const Str *a, const Str *b)
{
    return a == b || (a->len == b->len && a->kind == b->kind && !(a->interned && b->interned)
                      && memcmp(str_data(a), str_data(b), (size_t)a->len * a->kind) == 0);
}

int str_compare(const Str *a, const Str *b)
{
    ssize n = MIN(a->len, b->len);
    const void *p = str_data(a), *q = str_data(b);
    if (a->kind == STR_1 && b->kind == STR_1) {
        int c = memcmp(p, q, (size_t)n);
        if (c)
            return c < 0 ? -1 : 1;
    } else {
        for (ssize i = 0; i < n; i++) {
            uint32_t x = unit_at(p, a->kind, i), y = unit_at(q, b->kind, i);
            if (x != y)
                return x < y ? -1 : 1;
        }
    }
    return a->len < b->len ? -1 : a->len > b->len;
}

bool str_is(Ref v, const char *ascii)
{
    const Str *s = as_str(v);
    size_t n = strlen(ascii);
    return s->ascii && (size_t)s->len == n && memcmp(str_data(s), ascii, n) == 0;
}

/* --- Slices and repetition --- */

Value str_slice(Thread *t, Ref v, ssize start, ssize end)
{
    const Str *s = as_str(v);
    ssize n = end - start;
    if (n == s->len && is_exact(v, &str_type))
        return retain(v);
    if (n == 1)
        return str_from_char(t, str_at(s, start));
    if (likely(s->ascii)) {
        if (n == 0)
            return str_empty(t);
        Value r = new_ascii(t, n);
        if (likely(!is_empty(r)))
            copy_short(as_str(r)->utf8_or_data, (char *)s->utf8_or_data + start, (size_t)n);
        return r;
    }
    return str_from_units(t, (char *)str_data(s) + start * s->kind, s->kind, n);
}

Value str_repeat(Thread *t, Ref v, ssize count)
{
    const Str *s = as_str(v);
    if (count <= 0 || s->len == 0)
        return str_empty(t);
    if (count == 1)
        return str_exact(t, v);
    if (s->len > SSIZE_MAX_ / count)
        return raise_overflow(t, "repeated string is too long");
    if (s->len > STR_LEN_MAX / count)
        return raise_memory(t);
    Value r = str_new(t, s->len * count, str_class(s));
    if (is_empty(r))
        return r;
    char *p = str_data(as_str(r));
    size_t unit = (size_t)s->len * s->kind, total = unit * (size_t)count;
    if (unit == 1) {
        memset(p, *(char *)str_data(s), total);
        return r;
    }
    memcpy(p, str_data(s), unit);
    for (size_t done = unit; done < total;) {
        size_t step = MIN(done, total - done);
        memcpy(p + done, p, step);
        done += step;
    }
    return r;
}

/* --- Concatenation --- */

Value str_concat(Thread *t, Ref a, Ref b)
{
    const Str *s = as_str(a), *tail = as_str(b);
    if (tail->len == 0 && is_exact(a, &str_type))
        return retain(a);
    if (s->len == 0 && is_exact(b, &str_type))
        return retain(b);
    if (s->len > STR_LEN_MAX - tail->len)
        return raise_overflow(t, "strings are too large to concat");
    Value v = str_new(t, s->len + tail->len, MAX(str_class(s), str_class(tail)));
    if (is_empty(v) || as_str(v)->len == 0)
        return v;
    Str *r = as_str(v);
    units_copy(str_data(r), r->kind, str_data(s), s->kind, s->len);
    units_copy_at(str_data(r), r->kind, s->len, str_data(tail), tail->kind, 0, tail->len);
    return v;
}

/* A copy of s with room to grow, and the tail. */
static Value concat_with_room(Thread *t, const Str *s, const Str *tail)
{
    if (s->len > STR_LEN_MAX - tail->len)
        return raise_overflow(t, "strings are too large to concat");
    ssize len = s->len + tail->len;
    uint32_t max_char = MAX(str_class(s), str_class(tail));
    size_t size = STR_FIXED + (size_t)(len + 1) * char_kind(max_char) + (max_char < 0x80 ? 0 : sizeof(char *));
    size += s->room ? size / 4 : size / 8;      /* one that has grown before is likely to grow again */
    uint8_t room = room_for(size);
    if (!room)
        return str_concat(t, value_of(s), value_of(tail));
    Str *r = new_block(t, len, max_char, room_size(room), room);
    if (!r)
        return EMPTY;
    units_copy(str_data(r), r->kind, str_data(s), s->kind, s->len);
    units_copy_at(str_data(r), r->kind, s->len, str_data(tail), tail->kind, 0, tail->len);
    return value_of(r);
}

bool str_append(Thread *t, Value *slot, Ref tail_)
{
    Str *s = as_str(*slot);
    const Str *tail = as_str(tail_);
    if (tail->len == 0 && is_exact(*slot, &str_type))
        return true;
    if (s->head.refcount != 1 || !is_exact(*slot, &str_type) || s->interned || s->len == 0) {
        replace_take(slot, str_concat(t, *slot, tail_));
        return !is_empty(*slot);
    }
    bool fits = s->room && str_class(tail) <= str_class(s)
        && STR_FIXED + str_tail_size(s) + (size_t)tail->len * s->kind <= room_size(s->room);
    if (!fits) {
        replace_take(slot, concat_with_room(t, s, tail));
        return !is_empty(*slot);
    }
    units_copy_at(str_data(s), s->kind, s->len, str_data(tail), tail->kind, 0, tail->len);
    s->len += tail->len;
    unit_put(str_data(s), s->kind, s->len, 0);
    s->hash = -1;
    if (!s->ascii && s->utf8_or_data[0]) {
        free(s->utf8_or_data[0]);
        s->utf8_or_data[0] = NULL;
    }
    return true;
}

/* --- Join --- */

static bool join_measure(Thread *t, const Str *separator, const Value *items, ssize n, ssize *len, uint32_t *max_char)
{
    *len = 0;
    *max_char = n > 1 ? str_class(separator) : 0x7F;
    for (ssize i = 0; i < n; i++) {
        if (!is_str(items[i]))
            return raise_type(t, "sequence item %zd: expected str instance, %T found", i, items[i]), false;
        const Str *s = as_str(items[i]);
        ssize more = s->len + (i ? separator->len : 0);
        if (*len > STR_LEN_MAX - more)
            return raise_overflow(t, "join() result is too long for a Python string"), false;
        *len += more;
        *max_char = MAX(*max_char, str_class(s));
    }
    return true;
}

/* Writes s, in units of that kind, to p. Returns where it ends. */
ALWAYS_INLINE char *put_piece(char *p, StrKind kind, const Str *s)
{
    if (likely(s->kind == kind))
        copy_short(p, str_data(s), (size_t)s->len * kind);
    else
        units_copy(p, kind, str_data(s), s->kind, s->len);
    return p + s->len * kind;
}

Value str_join_array(Thread *t, Ref separator_, const Value *items, ssize n)
{
    const Str *separator = as_str(separator_);
    ssize len;
    uint32_t max_char;
    if (n == 1 && is_exact(items[0], &str_type))
        return retain(items[0]);
    if (!join_measure(t, separator, items, n, &len, &max_char))
        return EMPTY;
    Value v = str_new(t, len, max_char);
    if (is_empty(v) || len == 0)
        return v;
    Str *r = as_str(v);
    char *p = str_data(r);
    for (ssize i = 0; i < n; i++) {
        if (i && separator->len)
            p = put_piece(p, r->kind, separator);
        p = put_piece(p, r->kind, as_str(items[i]));
    }
    return v;
}

/* --- f-strings: a layout is the tuple of texts before, between and after the pieces; a piece is a str, or a small int, whose
 * digits are written where they go. --- */

static bool layout_measure(Thread *t, const Tuple *layout, const Value *pieces, ssize *len, uint32_t *max_char)
{
    ssize n = layout->len - 1, total = 0;
    *max_char = 0x7F;
    for (ssize i = 0; i <= n; i++) {
        const Str *s = as_str(layout->item[i]);
        total += s->len;
        if (unlikely(!s->ascii))
            *max_char = MAX(*max_char, str_class(s));
    }
    for (ssize i = 0; i < n; i++) {
        if (is_fixnum(pieces[i])) {
            total += decimal_width(fixnum_value(pieces[i]));
            continue;
        }
        const Str *s = as_str(pieces[i]);
        if (unlikely(!s->ascii))
            *max_char = MAX(*max_char, str_class(s));
        total += s->len;            /* of fewer than 2**15 pieces: no overflow of what memory can hold */
    }
    if (unlikely(total > STR_LEN_MAX))
        return raise_overflow(t, "join() result is too long for a Python string"), false;
    *len = total;
    return true;
}

/* Writes the decimal digits of a small int, in units of that kind. */
static char *put_decimal(char *p, StrKind kind, int64_t number)
{
    int width = decimal_width(number);
    if (likely(kind == STR_1)) {
        decimal_before(number, p + width);
    } else {
        char text[24];
        decimal_before(number, text + width);
        units_copy(p, kind, text, STR_1, width);
    }
    return p + width * kind;
}

#define SHORT_TEXT 512

/* A short text of ASCII, as most are, in one pass: writes it to `text` of SHORT_TEXT bytes. Its length, or -1 if it is none. */
static ssize fill_short(const Tuple *layout, const Value *pieces, char *text)
{
    ssize n = layout->len - 1;
    char *p = text, *end = text + SHORT_TEXT;
    for (ssize i = 0;; i++) {
        const Str *s = as_str(layout->item[i]);
        if (unlikely(!s->ascii) || s->len > end - p)
            return -1;
        copy_short(p, str_data(s), (size_t)s->len);
        p += s->len;
        if (i == n)
            return p - text;
        if (is_fixnum(pieces[i])) {
            int64_t number = fixnum_value(pieces[i]);
            if (end - p < DECIMAL_MAX)
                return -1;
            if (number >= 0 && number < 10)
                *p++ = (char)('0' + number);
            else
                p = put_decimal(p, STR_1, number);
            continue;
        }
        s = as_str(pieces[i]);
        if (unlikely(!s->ascii) || s->len > end - p)
            return -1;
        copy_short(p, str_data(s), (size_t)s->len);
        p += s->len;
    }
}

Value str_fill_layout_take(Thread *t, const Tuple *layout, Value *pieces)
{
    char text[SHORT_TEXT];
    ssize len = fill_short(layout, pieces, text), n = layout->len - 1;
    uint32_t max_char;
    if (likely(len >= 0)) {
        Value v = str_from_ascii(t, text, len);
        for (ssize i = 0; i < n && !is_empty(v); i++)
            release(take(&pieces[i]));
        return v;
    }
    if (!layout_measure(t, layout, pieces, &len, &max_char))
        return EMPTY;
    Value v = str_new(t, len, max_char);
    if (unlikely(is_empty(v)))
        return v;
    Str *r = as_str(v);
    char *p = str_data(r);
    StrKind kind = r->kind;
    p = put_piece(p, kind, as_str(layout->item[0]));
    for (ssize i = 0; i < n; i++) {
        Value piece = pieces[i];
        pieces[i] = EMPTY;
        if (is_fixnum(piece)) {
            p = put_decimal(p, kind, fixnum_value(piece));
        } else {
            p = put_piece(p, kind, as_str(piece));
            release(piece);
        }
        p = put_piece(p, kind, as_str(layout->item[i + 1]));
    }
    return v;
}

Value str_join(Thread *t, Ref separator, Ref iterable)
{
    if (is_exact(iterable, &list_type))     /* nothing below runs Python code: the list cannot change */
        return str_join_array(t, separator, as_list(iterable)->item, as_list(iterable)->len);
    if (is_exact(iterable, &tuple_type))
        return str_join_array(t, separator, as_tuple(iterable)->item, as_tuple(iterable)->len);
    OWN Value list = to_list(t, iterable);
    if (is_empty(list)) {
        if (raised_matches(t, &exc_TypeError) && !type_of(iterable)->iter && !type_of(iterable)->getitem) {
            raised_clear(t);
            raise_type(t, "can only join an iterable");
        }
        return EMPTY;
    }
    return str_join_array(t, separator, as_list(list)->item, as_list(list)->len);
}
