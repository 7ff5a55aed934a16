/* bytes_ops.c: what bytes and bytearray share: searching, splitting, case, padding, hexadecimal text, construction.
 * "Letters", "digits" and "whitespace" are those of ASCII. Linear in the lengths. Manual: Bytes and Bytearray Operations.
 */
#include "object/bytes_ops.h"

#include "base/search.h"
#include "base/utf8.h"
#include "object/codec.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/order.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"

#define BYTES_LEN_MAX (SSIZE_MAX_ - 4096)

/* --- ASCII --- */

ALWAYS_INLINE bool is_lower(uint8_t c) { return (uint8_t)(c - 'a') < 26; }
ALWAYS_INLINE bool is_upper(uint8_t c) { return (uint8_t)(c - 'A') < 26; }
ALWAYS_INLINE bool is_alpha(uint8_t c) { return (uint8_t)((c | 32) - 'a') < 26; }
ALWAYS_INLINE bool is_digit(uint8_t c) { return (uint8_t)(c - '0') < 10; }
ALWAYS_INLINE bool is_space(uint8_t c) { return c == ' ' || (uint8_t)(c - 9) < 5; }
ALWAYS_INLINE uint8_t to_lower(uint8_t c) { return (uint8_t)(c + (is_upper(c) << 5)); }
ALWAYS_INLINE uint8_t to_upper(uint8_t c) { return (uint8_t)(c - (is_lower(c) << 5)); }

/* --- Making results --- */

Value byte_like(Thread *t, Ref self, const void *p, ssize n)
{
    return is_bytes(self) ? bytes_from(t, p, n) : bytearray_from(t, p, n);
}

Value byte_like_new(Thread *t, Ref self, ssize n, uint8_t **data)
{
    if (is_bytes(self)) {
        Value v = bytes_new(t, n);
        *data = is_empty(v) ? NULL : as_bytes(v)->data;
        return v;
    }
    Value v = bytearray_from(t, NULL, 0);
    if (!is_empty(v) && !bytearray_resize(t, as_bytearray(v), n)) {
        release(v);
        return EMPTY;
    }
    *data = is_empty(v) ? NULL : as_bytearray(v)->data;
    return v;
}

/* The part of self from start to end; self itself when it is exactly bytes and the part is all. */
static Value part(Thread *t, Ref self, ssize start, ssize end)
{
    ByteSpan s = byte_span(self);
    if (start == 0 && end == s.len && is_exact(self, &bytes_type))
        return retain(self);
    return byte_like(t, self, s.data + start, end - start);
}

static Value whole(Thread *t, Ref self)
{
    return part(t, self, 0, byte_span(self).len);
}

bool byte_from(Thread *t, Ref v, uint8_t *byte)
{
    int64_t i;
    if (is_fixnum(v)) {
        i = fixnum_value(v);
    } else {
        OWN Value index = to_index(t, v);
        if (is_empty(index))
            return false;
        if (!int_as_int64(index, &i))
            i = -1;
    }
    if (i < 0 || i > 255)
        return raise_value(t, "byte must be in range(0, 256)"), false;
    *byte = (uint8_t)i;
    return true;
}

/* What is searched for: the bytes of an object, or one byte. */
typedef struct Sub {
    Buffer buffer;
    uint8_t byte;
    const uint8_t *data;
    ssize len;
} Sub;

static bool sub_get(Thread *t, Sub *sub, Ref v)
{
    sub->buffer.object = EMPTY;
    if (has_buffer(v)) {
        if (!buffer_get(t, v, &sub->buffer, BUFFER_SIMPLE))
            return false;
        sub->data = sub->buffer.data;
        sub->len = sub->buffer.len;
        return true;
    }
    if (!type_of(v)->index)
        return raise_type(t, "argument should be integer or bytes-like object, not '%T'", v), false;
    sub->data = &sub->byte;
    sub->len = 1;
    return byte_from(t, v, &sub->byte);
}

static void sub_release(Sub *sub)
{
    if (!is_empty(sub->buffer.object))
        buffer_release(&sub->buffer);
}

/* --- Slots --- */

static Value with_step(Thread *t, Ref self, ssize start, ssize step, ssize count)
{
    uint8_t *out;
    Value v = byte_like_new(t, self, count, &out);
    if (is_empty(v))
        return v;
    const uint8_t *in = byte_span(self).data;
    for (ssize i = 0; i < count; i++)
        out[i] = in[start + i * step];
    return v;
}

Value byte_getitem(Thread *t, Ref self, Ref key, const char *what)
{
    ssize i;
    if (is_exact(key, &slice_type)) {
        ssize start, stop, step;
        if (!slice_unpack(t, as_slice(key), &start, &stop, &step))
            return EMPTY;
        ssize count = slice_adjust(byte_span(self).len, &start, &stop, step);
        if (count <= 0)
            return byte_like(t, self, NULL, 0);
        return step == 1 ? part(t, self, start, start + count) : with_step(t, self, start, step, count);
    }
    if (is_fixnum(key))
        i = fixnum_value(key);
    else if (!type_of(key)->index)
        return raise_type(t, "%s indices must be integers or slices, not %T", what, key);
    else if (!to_ssize(t, key, &exc_IndexError, &i))
        return EMPTY;
    ByteSpan s = byte_span(self);
    if (i < 0)
        i += s.len;
    if (i < 0 || i >= s.len)
        return raise_index(t, is_bytes(self) ? "index out of range" : "bytearray index out of range");
    return fixnum(s.data[i]);
}

Test byte_contains(Thread *t, Ref self, Ref item)
{
    Sub sub;
    if (!has_buffer(item) && !type_of(item)->index)
        return raise_type(t, "a bytes-like object is required, not '%T'", item), TEST_ERROR;
    if (!sub_get(t, &sub, item))
        return TEST_ERROR;
    ByteSpan s = byte_span(self);
    bool found = sub.len <= s.len && search1_first(s.data, s.len, sub.data, sub.len) >= 0;
    sub_release(&sub);
    return found;
}

static Value concat_bytes(Thread *t, const Bytes *x, const Bytes *y)
{
    if (x->len == 0 || y->len == 0)
        return retain(value_of(x->len ? x : y));
    if (x->len > BYTES_LEN_MAX - y->len)
        return raise_memory(t);
    Value v = bytes_new(t, x->len + y->len);
    if (!is_empty(v)) {
        memcpy(as_bytes(v)->data, x->data, (size_t)x->len);
        memcpy(as_bytes(v)->data + x->len, y->data, (size_t)y->len);
    }
    return v;
}

Value byte_concat(Thread *t, Ref self, Ref other)
{
    Buffer b;
    if (is_exact(self, &bytes_type) && is_exact(other, &bytes_type))
        return concat_bytes(t, as_bytes(self), as_bytes(other));
    if (!has_buffer(other))
        return raise_type(t, "can't concat %T to %T", other, self);
    if (!buffer_get(t, other, &b, BUFFER_SIMPLE))
        return EMPTY;
    ByteSpan s = byte_span(self);
    Value v = EMPTY;
    uint8_t *out;
    if (b.len == 0 && is_exact(self, &bytes_type))
        v = retain(self);
    else if (s.len == 0 && is_bytes(self) && is_exact(other, &bytes_type))
        v = retain(other);
    else if (s.len > BYTES_LEN_MAX - b.len)
        raise_memory(t);
    else if (!is_empty(v = byte_like_new(t, self, s.len + b.len, &out))) {
        if (s.len)
            memcpy(out, s.data, (size_t)s.len);
        if (b.len)
            memcpy(out + s.len, b.data, (size_t)b.len);
    }
    buffer_release(&b);
    return v;
}

Value byte_repeat(Thread *t, Ref self, ssize count)
{
    ByteSpan s = byte_span(self);
    uint8_t *out;
    if (count == 1 && is_exact(self, &bytes_type))
        return retain(self);
    if (count <= 0 || s.len == 0)
        return byte_like(t, self, NULL, 0);
    if (s.len > BYTES_LEN_MAX / count)
        return is_bytes(self) ? raise_overflow(t, "repeated bytes are too long") : raise_memory(t);
    size_t total = (size_t)s.len * (size_t)count;
    Value v = byte_like_new(t, self, (ssize)total, &out);
    if (is_empty(v))
        return v;
    if (s.len == 1) {
        memset(out, s.data[0], total);
        return v;
    }
    memcpy(out, s.data, (size_t)s.len);
    for (size_t done = (size_t)s.len; done < total;) {
        size_t step = MIN(done, total - done);
        memcpy(out + done, out, step);
        done += step;
    }
    return v;
}

Value byte_compare_other(Thread *t, const char *what, Ref other, CompareOp op)
{
    if (unlikely(t->interp->bytes_warning) && (op == CMP_EQ || op == CMP_NE)) {
        const char *with = is_str(other) ? "string" : is_int(other) && !strcmp(what, "bytes") ? "int" : NULL;
        if (with && !warn(t, &exc_BytesWarning, 1, "Comparison between %s and %s", what, with))
            return EMPTY;
    }
    return NOT_IMPLEMENTED;
}

Value byte_str(Thread *t, const char *what, Ref self)
{
    if (unlikely(t->interp->bytes_warning) && !warn(t, &exc_BytesWarning, 1, "str() on a %s instance", what))
        return EMPTY;
    return repr(t, self);
}

Value byte_compare_spans(ByteSpan a, ByteSpan b, CompareOp op)
{
    ssize n = MIN(a.len, b.len);
    if ((op == CMP_EQ || op == CMP_NE) && a.len != b.len)
        return bool_value(op == CMP_NE);
    int c = n ? memcmp(a.data, b.data, (size_t)n) : 0;
    if (c == 0)
        c = a.len < b.len ? -1 : a.len > b.len;
    return bool_value(order_holds(c, 0, op));
}

Value byte_repr(Thread *t, ByteSpan s, const char *before, const char *after)
{
    static const char hex[] = "0123456789abcdef";
    char quote = s.len && memchr(s.data, '\'', (size_t)s.len) && !memchr(s.data, '"', (size_t)s.len) ? '"' : '\'';
    StrBuilder b;
    builder_init(&b, t);
    builder_text(&b, before);
    builder_char(&b, 'b');
    builder_char(&b, (uint8_t)quote);
    for (ssize i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        if (c == quote || c == '\\' || (c == '\'' && *before)) {        /* a bytearray escapes both quotes */
            builder_char(&b, '\\');
            builder_char(&b, c);
        } else if (c >= ' ' && c < 0x7F) {
            builder_char(&b, c);
        } else if (c == '\t' || c == '\n' || c == '\r') {
            builder_char(&b, '\\');
            builder_char(&b, c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
        } else {
            builder_ascii(&b, (char[]){'\\', 'x', hex[c >> 4], hex[c & 15]}, 4);
        }
    }
    builder_char(&b, (uint8_t)quote);
    builder_text(&b, after);
    return builder_take(&b);
}

/* --- Searching --- */

Value byte_search(Thread *t, Ref self, enum ByteSearch what, Ref v, ssize start, ssize end)
{
    Sub sub;
    if (!sub_get(t, &sub, v))
        return EMPTY;
    ByteSpan s = byte_span(self);
    clamp_bounds(s.len, &start, &end);
    ssize result = what == BYTE_COUNT ? 0 : -1;
    if (start <= end && sub.len <= end - start) {
        const uint8_t *p = s.data + start;
        ssize n = end - start;
        if (what == BYTE_COUNT)
            result = sub.len ? search1_count(p, n, sub.data, sub.len, SSIZE_MAX_) : n + 1;
        else
            result = (what == BYTE_RFIND || what == BYTE_RINDEX ? search1_last : search1_first)(p, n, sub.data, sub.len);
        if (what != BYTE_COUNT && result >= 0)
            result += start;
    }
    sub_release(&sub);
    if (result < 0 && (what == BYTE_INDEX || what == BYTE_RINDEX))
        return raise_value(t, "subsection not found");
    return fixnum(result);
}

static bool affix_matches(ByteSpan s, const void *affix, ssize n, bool at_end)
{
    return n <= s.len && (n == 0 || memcmp(at_end ? s.data + s.len - n : s.data, affix, (size_t)n) == 0);
}

static Test affix_object_matches(Thread *t, Ref self, Ref affix, bool at_end, ssize start, ssize end)
{
    Buffer b;
    if (is_exact(affix, &bytes_type)) {
        ByteSpan whole = byte_span(self);
        clamp_bounds(whole.len, &start, &end);
        return start <= end && affix_matches((ByteSpan){whole.data + start, end - start}, as_bytes(affix)->data, as_bytes(affix)->len, at_end);
    }
    if (!buffer_get(t, affix, &b, BUFFER_SIMPLE))
        return TEST_ERROR;
    ByteSpan s = byte_span(self);
    clamp_bounds(s.len, &start, &end);
    bool matches = start <= end && affix_matches((ByteSpan){s.data + start, end - start}, b.data, b.len, at_end);
    buffer_release(&b);
    return matches;
}

Value byte_affix(Thread *t, Ref self, bool at_end, Ref affix, ssize start, ssize end)
{
    const char *name = at_end ? "endswith" : "startswith";
    if (is_tuple(affix)) {
        for (ssize i = 0; i < as_tuple(affix)->len; i++) {
            Test matches = affix_object_matches(t, self, as_tuple(affix)->item[i], at_end, start, end);
            if (matches != TEST_FALSE)
                return matches == TEST_ERROR ? EMPTY : TRUE_VALUE;
        }
        return FALSE_VALUE;
    }
    if (!has_buffer(affix))
        return raise_type(t, "%s first arg must be bytes or a tuple of bytes, not %T", name, affix);
    Test matches = affix_object_matches(t, self, affix, at_end, start, end);
    return matches == TEST_ERROR ? EMPTY : bool_value(matches);
}

Value byte_remove_affix(Thread *t, Ref self, bool at_end, const Buffer *affix)
{
    ByteSpan s = byte_span(self);
    ssize n = affix_matches(s, affix->data, affix->len, at_end) ? affix->len : 0;
    return part(t, self, at_end ? 0 : n, s.len - (at_end ? n : 0));
}

Value byte_replace(Thread *t, Ref self, const Buffer *old, const Buffer *new_, ssize max)
{
    ByteSpan s = byte_span(self);
    ssize count, len;
    if (max < 0)
        max = SSIZE_MAX_;
    if (old->len == 0)
        count = MIN(max, s.len + 1);
    else
        count = old->len > s.len ? 0 : search1_count(s.data, s.len, old->data, old->len, max);
    if (count == 0)
        return whole(t, self);
    if (old->len == 1 && new_->len == 1 && max >= s.len) {
        uint8_t *to;
        Value v = byte_like_new(t, self, s.len, &to);
        if (!is_empty(v))
            search1_substitute(to, byte_span(self).data, s.len, *(uint8_t *)old->data, *(uint8_t *)new_->data);
        return v;
    }
    if (__builtin_mul_overflow(count, new_->len - old->len, &len) || __builtin_add_overflow(len, s.len, &len))
        return raise_overflow(t, "replace bytes is too long");
    uint8_t *out;
    Value v = byte_like_new(t, self, len, &out);
    if (is_empty(v))
        return v;
    s = byte_span(self);
    ssize from = 0;
    for (ssize i = 0; i < count; i++) {
        ssize at = old->len ? from + search1_first(s.data + from, s.len - from, old->data, old->len) : i;
        if (at > from)
            memcpy(out, s.data + from, (size_t)(at - from));
        out += at - from;
        if (new_->len)
            memcpy(out, new_->data, (size_t)new_->len);
        out += new_->len;
        from = at + old->len;
    }
    if (s.len > from)
        memcpy(out, s.data + from, (size_t)(s.len - from));
    return v;
}

/* --- Splitting --- */

static bool add_piece(Thread *t, Value list, Ref self, ssize start, ssize end)
{
    Value piece = part(t, self, start, end);
    return !is_empty(piece) && list_append_take(t, as_list(list), piece);
}

static bool split_on_space(Thread *t, Ref self, ssize max, Value list)
{
    ByteSpan s = byte_span(self);
    ssize i = 0, n = s.len;
    for (;;) {
        while (i < n && is_space(s.data[i]))
            i++;
        if (i == n)
            return true;
        ssize start = i;
        if (max-- <= 0)
            return add_piece(t, list, self, start, n);
        while (i < n && !is_space(s.data[i]))
            i++;
        if (!add_piece(t, list, self, start, i))
            return false;
    }
}

static bool rsplit_on_space(Thread *t, Ref self, ssize max, Value list)
{
    ByteSpan s = byte_span(self);
    ssize i = s.len;
    for (;;) {
        while (i > 0 && is_space(s.data[i - 1]))
            i--;
        if (i == 0)
            return true;
        ssize end = i;
        if (max-- <= 0)
            return add_piece(t, list, self, 0, end);
        while (i > 0 && !is_space(s.data[i - 1]))
            i--;
        if (!add_piece(t, list, self, i, end))
            return false;
    }
}

/* The next `byte` at or behind `at`, or n: it is often near, so a call of memchr() has to wait. */
ALWAYS_INLINE ssize next_byte(const uint8_t *p, ssize at, ssize n, uint8_t byte)
{
    for (ssize near = MIN(at + 16, n); at < near; at++)
        if (p[at] == byte)
            return at;
    const uint8_t *found = at < n ? memchr(p + at, byte, (size_t)(n - at)) : NULL;
    return found ? found - p : n;
}

static bool split_on(Thread *t, Ref self, const Sub *sep, ssize max, Value list)
{
    ByteSpan s = byte_span(self);
    ssize from = 0;
    if (sep->len == 1) {
        uint8_t byte = sep->data[0];
        for (ssize at; max-- > 0 && (at = next_byte(s.data, from, s.len, byte)) < s.len; from = at + 1)
            if (!add_piece(t, list, self, from, at))
                return false;
        return add_piece(t, list, self, from, s.len);
    }
    while (max-- > 0) {
        ssize at = sep->len > s.len - from ? -1 : search1_first(s.data + from, s.len - from, sep->data, sep->len);
        if (at < 0)
            break;
        if (!add_piece(t, list, self, from, from + at))
            return false;
        from += at + sep->len;
    }
    return add_piece(t, list, self, from, s.len);
}

static bool rsplit_on(Thread *t, Ref self, const Sub *sep, ssize max, Value list)
{
    ByteSpan s = byte_span(self);
    ssize end = s.len;
    while (max-- > 0) {
        ssize at = sep->len > end ? -1 : search1_last(s.data, end, sep->data, sep->len);
        if (at < 0)
            break;
        if (!add_piece(t, list, self, at + sep->len, end))
            return false;
        end = at;
    }
    return add_piece(t, list, self, 0, end);
}

/* Separators are bytes-like only, not ints. */
static bool separator_get(Thread *t, Sub *sep, Ref v)
{
    if (!buffer_get(t, v, &sep->buffer, BUFFER_SIMPLE))
        return false;
    sep->data = sep->buffer.data;
    sep->len = sep->buffer.len;
    if (sep->len)
        return true;
    buffer_release(&sep->buffer);
    return raise_value(t, "empty separator"), false;
}

Value byte_split(Thread *t, Ref self, Ref separator, ssize max, bool from_right)
{
    Sub sep = {.len = 0};
    if (max < 0)
        max = SSIZE_MAX_;
    if (!is_none(separator) && !separator_get(t, &sep, separator))
        return EMPTY;
    bool ok = false;
    Value list = list_new(t, MIN(max, (ssize)11) + 1);
    if (!is_empty(list))
        ok = sep.len == 0 ? (from_right ? rsplit_on_space : split_on_space)(t, self, max, list)
                          : (from_right ? rsplit_on : split_on)(t, self, &sep, max, list);
    if (sep.len)
        buffer_release(&sep.buffer);
    if (!ok) {
        release(list);
        return EMPTY;
    }
    if (from_right)
        list_reverse(as_list(list));
    return list;
}

Value byte_splitlines(Thread *t, Ref self, bool keep_ends)
{
    ByteSpan s = byte_span(self);
    Value list = list_new(t, 12);
    if (is_empty(list))
        return list;
    bool returns = s.len && memchr(s.data, '\r', (size_t)s.len);
    for (ssize i = 0; i < s.len;) {
        ssize end = i;
        if (!returns)
            end = next_byte(s.data, i, s.len, '\n');
        else
            while (end < s.len && s.data[end] != '\n' && s.data[end] != '\r')
                end++;
        ssize next = end;
        if (next < s.len)
            next += s.data[next] == '\r' && next + 1 < s.len && s.data[next + 1] == '\n' ? 2 : 1;
        if (!add_piece(t, list, self, i, keep_ends ? next : end)) {
            release(list);
            return EMPTY;
        }
        i = next;
    }
    return list;
}

Value byte_partition(Thread *t, Ref self, Ref separator, bool last)
{
    Sub sep;
    if (!separator_get(t, &sep, separator))
        return EMPTY;
    ByteSpan s = byte_span(self);
    ssize at = sep.len > s.len ? -1 : (last ? search1_last : search1_first)(s.data, s.len, sep.data, sep.len);
    Value parts[3];
    if (at < 0) {
        parts[0] = part(t, self, 0, last ? 0 : s.len);
        parts[1] = byte_like(t, self, NULL, 0);
        parts[2] = part(t, self, last ? 0 : s.len, s.len);
    } else {
        parts[0] = part(t, self, 0, at);
        parts[1] = is_bytes(self) && is_exact(separator, &bytes_type) ? retain(separator) : byte_like(t, self, sep.data, sep.len);
        parts[2] = part(t, self, at + sep.len, s.len);
    }
    buffer_release(&sep.buffer);
    if (is_empty(parts[0]) || is_empty(parts[1]) || is_empty(parts[2])) {
        for (int i = 0; i < 3; i++)
            release(parts[i]);
        return EMPTY;
    }
    return tuple_from_array_take(t, parts, 3);
}

static Value strip_space(Thread *t, Ref self, bool left, bool right)
{
    ByteSpan s = byte_span(self);
    ssize start = 0, end = s.len;
    while (left && start < end && is_space(s.data[start]))
        start++;
    while (right && end > start && is_space(s.data[end - 1]))
        end--;
    return part(t, self, start, end);
}

Value byte_strip(Thread *t, Ref self, Ref chars, bool left, bool right)
{
    if (is_none(chars))
        return strip_space(t, self, left, right);
    bool stripped[256] = {false};
    Buffer b;
    if (!buffer_get(t, chars, &b, BUFFER_SIMPLE))
        return EMPTY;
    for (ssize i = 0; i < b.len; i++)
        stripped[((uint8_t *)b.data)[i]] = true;
    buffer_release(&b);
    ByteSpan s = byte_span(self);
    ssize start = 0, end = s.len;
    while (left && start < end && stripped[s.data[start]])
        start++;
    while (right && end > start && stripped[s.data[end - 1]])
        end--;
    return part(t, self, start, end);
}

/* --- Text-like operations --- */

Value byte_map_case(Thread *t, Ref self, enum ByteCase what)
{
    uint8_t *out;
    Value v = byte_like_new(t, self, byte_span(self).len, &out);
    if (is_empty(v))
        return v;
    ByteSpan s = byte_span(self);
    bool in_word = false;
    if (what == BYTE_LOWER || what == BYTE_UPPER) {
        uint8_t first = what == BYTE_LOWER ? 'A' : 'a';
        for (ssize i = 0; i < s.len; i++)
            out[i] = (uint8_t)(s.data[i] ^ ((uint8_t)(s.data[i] - first) < 26) << 5);
        return v;
    }
    for (ssize i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        switch (what) {
        case BYTE_LOWER:
        case BYTE_UPPER:      break;
        case BYTE_SWAPCASE:   out[i] = is_alpha(c) ? c ^ 32 : c; break;
        case BYTE_CAPITALIZE: out[i] = i ? to_lower(c) : to_upper(c); break;
        case BYTE_TITLE:
            out[i] = in_word ? to_lower(c) : to_upper(c);
            in_word = is_alpha(c);
            break;
        }
    }
    return v;
}

static bool is_title(ByteSpan s)
{
    bool in_word = false, found = false;
    for (ssize i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        if (in_word ? is_upper(c) : is_lower(c))
            return false;
        in_word = is_alpha(c);
        found |= in_word;
    }
    return found;
}

Value byte_test(Ref self, enum ByteTest what)
{
    ByteSpan s = byte_span(self);
    bool found = false;
    if (what == BYTE_IS_TITLE)
        return bool_value(is_title(s));
    if (what == BYTE_IS_ASCII)
        return bool_value(utf8_is_ascii(s.data, s.len));
    for (ssize i = 0; i < s.len; i++) {
        uint8_t c = s.data[i];
        bool yes = what == BYTE_IS_ALNUM ? is_alpha(c) || is_digit(c) : what == BYTE_IS_ALPHA ? is_alpha(c)
            : what == BYTE_IS_DIGIT ? is_digit(c) : what == BYTE_IS_SPACE ? is_space(c)
            : what == BYTE_IS_LOWER ? is_lower(c) : is_upper(c);
        bool no = what == BYTE_IS_LOWER ? is_upper(c) : what == BYTE_IS_UPPER ? is_lower(c) : !yes;
        if (no)
            return FALSE_VALUE;
        found |= yes;
    }
    return bool_value(found);
}

static Value pad(Thread *t, Ref self, ssize left, ssize right, uint8_t fill)
{
    ByteSpan s = byte_span(self);
    left = MAX(left, (ssize)0);
    right = MAX(right, (ssize)0);
    if (left == 0 && right == 0)
        return whole(t, self);
    if (left > BYTES_LEN_MAX - s.len || right > BYTES_LEN_MAX - s.len - left)
        return raise_memory(t);
    uint8_t *out;
    Value v = byte_like_new(t, self, left + s.len + right, &out);
    if (is_empty(v))
        return v;
    s = byte_span(self);
    memset(out, fill, (size_t)left);
    if (s.len)
        memcpy(out + left, s.data, (size_t)s.len);
    memset(out + left + s.len, fill, (size_t)right);
    return v;
}

Value byte_justify(Thread *t, Ref self, enum BytePad text_at, ssize width, Ref fill)
{
    static const char *const names[] = {"ljust", "rjust", "center"};
    uint8_t c = ' ';
    if (!is_empty(fill)) {
        bool fits = is_bytes(fill) || (is_ptr(fill) && type_is_subtype(type_of(fill), &bytearray_type));
        if (!fits || byte_span(fill).len != 1)
            return raise_type(t, "%s() argument 2 must be a byte string of length 1, not %T", names[text_at], fill);
        c = byte_span(fill).data[0];
    }
    ssize room = MAX(width, (ssize)0) - byte_span(self).len;
    if (room <= 0)
        return whole(t, self);
    ssize left = text_at == BYTE_LEFT ? 0 : text_at == BYTE_RIGHT ? room : room / 2 + (room & width & 1);
    return pad(t, self, left, room - left, c);
}

Value byte_zfill(Thread *t, Ref self, ssize width)
{
    ssize zeros = MAX(width, (ssize)0) - byte_span(self).len;
    Value v = pad(t, self, zeros, 0, '0');
    if (is_empty(v) || zeros <= 0)
        return v;
    uint8_t *p = (uint8_t *)byte_span(v).data;      /* fresh: may still be changed */
    if (byte_span(v).len > zeros && (p[zeros] == '+' || p[zeros] == '-')) {
        p[0] = p[zeros];
        p[zeros] = '0';
    }
    return v;
}

Value byte_expandtabs(Thread *t, Ref self, ssize tab_size)
{
    ByteSpan s = byte_span(self);
    ssize len = 0, column = 0;
    for (int pass = 0;; pass++) {
        uint8_t *out = NULL;
        Value v = EMPTY;
        if (pass) {
            v = byte_like_new(t, self, len, &out);
            if (is_empty(v))
                return v;
        }
        len = column = 0;
        for (ssize i = 0; i < s.len; i++) {
            uint8_t c = s.data[i];
            ssize n = c != '\t' ? 1 : tab_size > 0 ? tab_size - column % tab_size : 0;
            if (n > BYTES_LEN_MAX - len)
                return raise_overflow(t, "result too long");
            if (out)
                memset(out + len, c == '\t' ? ' ' : c, (size_t)n);
            len += n;
            column = c == '\n' || c == '\r' ? 0 : column + n;
        }
        if (pass)
            return v;
    }
}

/* to[0:n] = from[0:n] by a table of 256 bytes. */
static void map_bytes(uint8_t *to, const uint8_t *from, ssize n, const uint8_t *map)
{
    for (ssize i = 0; i < n; i++)
        to[i] = map[from[i]];
}

/* The same without the bytes that `drop` marks: branch-free, as what is dropped is overwritten by the next one. */
static ssize map_bytes_dropping(uint8_t *to, const uint8_t *from, ssize n, const uint8_t *map, const uint8_t *keep)
{
    ssize k = 0;
    for (ssize i = 0; i < n; i++) {
        to[k] = map[from[i]];
        k += keep[from[i]];
    }
    return k;
}

static Value translate_by(Thread *t, Ref self, const uint8_t *table, const Buffer *deleted)
{
    uint8_t identity[256], keep[256], *out;
    ByteSpan s = byte_span(self);
    Value v = byte_like_new(t, self, s.len, &out);
    if (is_empty(v))
        return v;
    if (table && deleted->len == 0) {
        map_bytes(out, s.data, s.len, table);
        return v;
    }
    for (int i = 0; i < 256; i++)
        identity[i] = (uint8_t)i;
    if (!table)
        table = identity;
    if (deleted->len == 0) {
        map_bytes(out, s.data, s.len, table);
        return v;
    }
    memset(keep, 1, sizeof keep);
    for (ssize i = 0; i < deleted->len; i++)
        keep[((uint8_t *)deleted->data)[i]] = 0;
    ssize n = map_bytes_dropping(out, s.data, s.len, table, keep);
    if (n != s.len && !(is_bytes(v) ? bytes_shrink_take(t, &v, n) : bytearray_resize(t, as_bytearray(v), n)))
        release(take(&v));
    return v;
}

Value byte_translate(Thread *t, Ref self, Ref table, Ref deleted)
{
    Buffer map = {.object = EMPTY}, drop = {.object = EMPTY};
    if (!is_none(table) && !buffer_get(t, table, &map, BUFFER_SIMPLE))
        return EMPTY;
    Value v = EMPTY;
    if (!is_none(table) && map.len != 256)
        raise_value(t, "translation table must be 256 characters long");
    else if (is_empty(deleted) || buffer_get(t, deleted, &drop, BUFFER_SIMPLE))
        v = translate_by(t, self, map.data, &drop);
    if (!is_empty(drop.object))
        buffer_release(&drop);
    if (!is_none(table))
        buffer_release(&map);
    return v;
}

Value byte_maketrans(Thread *t, const Buffer *from, const Buffer *to)
{
    if (from->len != to->len)
        return raise_value(t, "maketrans arguments must have same length");
    Value v = bytes_new(t, 256);
    if (is_empty(v))
        return v;
    for (int i = 0; i < 256; i++)
        as_bytes(v)->data[i] = (uint8_t)i;
    for (ssize i = 0; i < from->len; i++)
        as_bytes(v)->data[((uint8_t *)from->data)[i]] = ((uint8_t *)to->data)[i];
    return v;
}

/* --- Join --- */

static Value join_buffers(Thread *t, Ref self, const Buffer *item, ssize n)
{
    ByteSpan sep = byte_span(self);
    ssize len = 0;
    for (ssize i = 0; i < n; i++) {
        ssize more = item[i].len + (i ? sep.len : 0);
        if (len > BYTES_LEN_MAX - more)
            return raise_overflow(t, "join() result is too long");
        len += more;
    }
    uint8_t *out;
    Value v = byte_like_new(t, self, len, &out);
    for (ssize i = 0; !is_empty(v) && i < n; i++) {
        if (i && sep.len) {
            memcpy(out, sep.data, (size_t)sep.len);
            out += sep.len;
        }
        if (item[i].len)
            memcpy(out, item[i].data, (size_t)item[i].len);
        out += item[i].len;
    }
    return v;
}

/* The same where all are exactly bytes, which need no buffers; MISSING: they are not. */
static Lookup join_bytes(Thread *t, Ref self, const Value *item, ssize n, Value *result)
{
    ssize separator = as_bytes(self)->len, len = 0;
    for (ssize i = 0; i < n; i++) {
        if (!is_exact(item[i], &bytes_type))
            return MISSING;
        ssize more = as_bytes(item[i])->len + (i ? separator : 0);
        if (len > BYTES_LEN_MAX - more)
            return raise_overflow(t, "join() result is too long"), ERROR;
        len += more;
    }
    *result = bytes_new(t, len);
    if (is_empty(*result))
        return ERROR;
    uint8_t *out = as_bytes(*result)->data;
    for (ssize i = 0; i < n; i++) {
        if (i) {
            copy_short(out, as_bytes(self)->data, (size_t)separator);
            out += separator;
        }
        copy_short(out, as_bytes(item[i])->data, (size_t)as_bytes(item[i])->len);
        out += as_bytes(item[i])->len;
    }
    return FOUND;
}

Value byte_join(Thread *t, Ref self, Ref iterable)
{
    Value joined;
    bool is_list = is_exact(iterable, &list_type);
    if (is_exact(self, &bytes_type) && (is_list || is_exact(iterable, &tuple_type))) {      /* no Python code runs: a list cannot change */
        const Value *item = is_list ? as_list(iterable)->item : as_tuple(iterable)->item;
        ssize n = is_list ? as_list(iterable)->len : as_tuple(iterable)->len;
        if (n > 1) {
            Lookup found = join_bytes(t, self, item, n, &joined);
            if (found != MISSING)
                return found == FOUND ? joined : EMPTY;
        }
    }

    OWN Value items = to_tuple(t, iterable);        /* a copy: getting a buffer may run code */
    if (is_empty(items)) {
        if (raised_matches(t, &exc_TypeError) && !type_of(iterable)->iter && !type_of(iterable)->getitem) {
            raised_clear(t);
            raise_type(t, "can only join an iterable");
        }
        return EMPTY;
    }
    ssize n = as_tuple(items)->len, got = 0;
    Value *item = as_tuple(items)->item;
    if (n == 1 && is_exact(item[0], &bytes_type) && is_bytes(self))
        return retain(item[0]);
    Buffer *buffers = mem_alloc_array(t, n + 1, sizeof *buffers);
    if (!buffers)
        return EMPTY;
    for (; got < n; got++) {
        if (!has_buffer(item[got])) {
            raise_type(t, "sequence item %zd: expected a bytes-like object, %T found", got, item[got]);
            break;
        }
        if (!buffer_get(t, item[got], &buffers[got], BUFFER_SIMPLE))
            break;
    }
    Value v = got == n ? join_buffers(t, self, buffers, n) : EMPTY;
    while (got > 0)
        buffer_release(&buffers[--got]);
    mem_free(buffers);
    return v;
}

Value byte_decode(Thread *t, Ref self, Ref encoding, Ref errors)
{
    const char *codec, *handler;
    if (!codec_name(t, encoding, &codec) || !codec_name(t, errors, &handler))
        return EMPTY;
    ByteSpan s = byte_span(self);
    return str_decode(t, s.data, s.len, codec, handler);
}

/* --- Hexadecimal text --- */

static bool get_separator(Thread *t, Ref v, uint32_t *separator)
{
    if (is_str(v)) {
        if (as_str(v)->len != 1)
            return raise_value(t, "sep must be length 1."), false;
        *separator = str_at(as_str(v), 0);
    } else if (is_bytes(v)) {
        if (as_bytes(v)->len != 1)
            return raise_value(t, "sep must be length 1."), false;
        *separator = as_bytes(v)->data[0];
    } else {
        return raise_type(t, "sep must be str or bytes."), false;
    }
    if (*separator >= 128)
        return raise_value(t, "sep must be ASCII."), false;
    return true;
}

/* The eight digits of four bytes: the nibbles are spread over the bytes of a word, and those beyond 9 moved to the letters. */
ALWAYS_INLINE uint64_t hex_digits(const uint8_t *p)
{
    uint32_t four;
    memcpy(&four, p, 4);
    uint64_t w = four;
    w = (w | w << 16) & UINT64_C(0x0000FFFF0000FFFF);
    w = (w | w << 8) & UINT64_C(0x00FF00FF00FF00FF);
    w = (w >> 4 | w << 8) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    uint64_t letters = (w + UINT64_C(0x0606060606060606)) >> 4 & UINT64_C(0x0101010101010101);
    return w + UINT64_C(0x3030303030303030) + letters * ('a' - '0' - 10);
}

Value byte_hex(Thread *t, ByteSpan s, Ref separator_, int group)
{
    static const char hex[] = "0123456789abcdef";
    uint32_t separator = 0;
    if (!is_empty(separator_) && !get_separator(t, separator_, &separator))
        return EMPTY;
    ssize size = group < 0 ? -(ssize)group : group;
    if (is_empty(separator_) || size == 0 || s.len == 0)
        size = s.len + 1;
    if (s.len > SSIZE_MAX_ / 4)
        return raise_memory(t);
    Value v = str_new(t, s.len * 2 + (s.len ? (s.len - 1) / size : 0), 0x7F);
    if (is_empty(v) || s.len == 0)
        return v;
    char *out = str_data(as_str(v));
    if (size > s.len) {
        ssize i = 0;
        for (; i + 4 <= s.len; i += 4) {
            uint64_t digits = hex_digits(s.data + i);
            memcpy(out + 2 * i, &digits, 8);
        }
        for (; i < s.len; i++) {
            out[2 * i] = hex[s.data[i] >> 4];
            out[2 * i + 1] = hex[s.data[i] & 15];
        }
        return v;
    }
    for (ssize i = 0; i < s.len; i++) {
        /* Positive groups are counted from the right. */
        if (i && (group > 0 ? (s.len - i) % size == 0 : i % size == 0))
            *out++ = (char)separator;
        *out++ = hex[s.data[i] >> 4];
        *out++ = hex[s.data[i] & 15];
    }
    return v;
}

/* The value of a hexadecimal digit; 16 and more: it is none. */
ALWAYS_INLINE uint32_t hex_value(uint32_t c)
{
    static const uint8_t values[256] = {
        [0 ... '0' - 1] = 16, ['0'] = 0, ['1'] = 1, ['2'] = 2, ['3'] = 3, ['4'] = 4, ['5'] = 5, ['6'] = 6, ['7'] = 7, ['8'] = 8, ['9'] = 9,
        ['9' + 1 ... 'A' - 1] = 16, ['A'] = 10, ['B'] = 11, ['C'] = 12, ['D'] = 13, ['E'] = 14, ['F'] = 15,
        ['F' + 1 ... 'a' - 1] = 16, ['a'] = 10, ['b'] = 11, ['c'] = 12, ['d'] = 13, ['e'] = 14, ['f'] = 15, ['f' + 1 ... 255] = 16,
    };
    return c < 256 ? values[c] : 16;
}

Value byte_from_hex(Thread *t, Ref text)
{
    const Str *s = as_str(text);
    Value v = bytes_new(t, s->len / 2);
    if (is_empty(v))
        return v;
    uint8_t *out = as_bytes(v)->data;
    const uint8_t *latin = s->kind == 1 ? (uint8_t *)str_data(s) : NULL;
    ssize i = 0;
    if (latin)
        for (uint32_t high, low; i + 1 < s->len; i += 2) {
            high = hex_value(latin[i]);
            low = hex_value(latin[i + 1]);
            if (unlikely((high | low) > 15))
                break;
            *out++ = (uint8_t)(high << 4 | low);
        }
    while (i < s->len) {
        uint32_t c = latin ? latin[i] : str_at(s, i);
        uint32_t high = hex_value(c), low = i + 1 >= s->len ? 16 : hex_value(latin ? latin[i + 1] : str_at(s, i + 1));
        if (likely((high | low) < 16)) {
            *out++ = (uint8_t)(high << 4 | low);
            i += 2;
        } else if (c < 128 && is_space((uint8_t)c)) {
            i++;
        } else {
            release(v);
            return raise_value(t, "non-hexadecimal number found in fromhex() arg at position %zd", high > 15 ? i : i + 1);
        }
    }
    return bytes_shrink_take(t, &v, out - as_bytes(v)->data) ? v : EMPTY;
}

/* --- Construction --- */

/* Bytes from the small ints of a list or tuple; FOUND, or MISSING when there are others, nothing raised. */
static Lookup from_fixnums(Thread *t, const Value *item, ssize n, Value *result)
{
    for (ssize i = 0; i < n; i++)
        if (!is_fixnum(item[i]) || (uint64_t)fixnum_value(item[i]) > 255)
            return MISSING;
    *result = bytes_new(t, n);
    if (is_empty(*result))
        return ERROR;
    for (ssize i = 0; i < n; i++)
        as_bytes(*result)->data[i] = (uint8_t)fixnum_value(item[i]);
    return FOUND;
}

/* Bytes from ints; the sequence may change while __index__ runs. */
static Value from_iterable(Thread *t, Ref v)
{
    bool list = is_exact(v, &list_type);
    if (list || is_exact(v, &tuple_type)) {
        Value plain;
        Lookup all = from_fixnums(t, list ? as_list(v)->item : as_tuple(v)->item, list ? as_list(v)->len : as_tuple(v)->len, &plain);
        if (all != MISSING)
            return all == FOUND ? plain : EMPTY;
    }
    OWN Value array = bytearray_from(t, NULL, 0);
    OWN Value it = is_empty(array) ? EMPTY : iter(t, v);
    Value item;
    ssize hint;
    if (is_empty(it) || !length_hint(t, v, 8, &hint))       /* only for its errors */
        return EMPTY;
    ByteArray *b = as_bytearray(array);
    for (;;) {
        Lookup found = step(t, it, &item);
        if (found != FOUND)
            return found == ERROR ? EMPTY : bytes_from(t, b->data, b->len);
        uint8_t byte;
        bool ok = byte_from(t, item, &byte);
        release(item);
        if (!ok) {
            if (raised_catch(t, &exc_ValueError))
                raise_value(t, "bytes must be in range(0, 256)");
            return EMPTY;
        }
        if (!bytearray_resize(t, b, b->len + 1))
            return EMPTY;
        b->data[b->len - 1] = byte;
    }
}

Value bytes_from_object(Thread *t, Ref v)
{
    if (is_exact(v, &bytes_type))
        return retain(v);
    if (has_buffer(v)) {
        Buffer b;
        if (!buffer_get(t, v, &b, BUFFER_FULL_RO))
            return EMPTY;
        Value r = bytes_new(t, b.len);
        if (!is_empty(r))
            buffer_copy(&b, as_bytes(r)->data);
        buffer_release(&b);
        return r;
    }
    if (is_str(v))
        return raise_type(t, "cannot convert unicode object to bytes");
    if (!type_of(v)->iter && !type_of(v)->getitem)
        return raise_type(t, "cannot convert '%T' object to bytes", v);
    return from_iterable(t, v);
}

static Value zeros(Thread *t, Ref v)
{
    ssize n;
    if (!to_ssize(t, v, &exc_OverflowError, &n))
        return EMPTY;
    if (n < 0)
        return raise_value(t, "negative count");
    Value r = bytes_new(t, n);
    if (!is_empty(r) && n)
        memset(as_bytes(r)->data, 0, (size_t)n);
    return r;
}

Value byte_construct(Thread *t, Ref source, Ref encoding, Ref errors)
{
    const char *codec, *handler;
    if (!is_empty(source) && is_str(source) && (is_exact(source, &str_type) || !is_empty(encoding) || !is_empty(errors)
                                                || is_empty(type_lookup(t, type_of(source), NAME(__bytes__))))) {
        if (is_empty(encoding))
            return raise_type(t, "string argument without an encoding");
        if (!codec_name(t, encoding, &codec) || !codec_name(t, errors, &handler))
            return EMPTY;
        return str_encode(t, source, codec, handler);
    }
    if (!is_empty(encoding) || !is_empty(errors))
        return raise_type(t, is_empty(encoding) ? "errors without a string argument" : "encoding without a string argument");
    if (is_empty(source))
        return bytes_new(t, 0);
    if (is_fixnum(source))
        return zeros(t, source);
    if (is_exact(source, &bytes_type) || is_exact(source, &list_type) || is_exact(source, &tuple_type))
        return bytes_from_object(t, source);
    Value v;
    switch (call_special(t, source, NAME(__bytes__), NULL, 0, &v)) {
    case ERROR: return EMPTY;
    case FOUND:
        if (is_bytes(v))
            return v;
        raise_type(t, "__bytes__ returned non-bytes (type %T)", v);
        release(v);
        return EMPTY;
    case MISSING: break;
    }
    if (type_of(source)->index && !has_buffer(source)) {
        v = zeros(t, source);
        if (!is_empty(v) || !raised_matches(t, &exc_TypeError))
            return v;
        raised_clear(t);
    }
    return bytes_from_object(t, source);
}
