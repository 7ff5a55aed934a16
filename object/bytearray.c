/* bytearray.c: bytearray: a growable array of bytes. The contents are a malloc'ed block with spare room at the end, and at
 * the front after deletions there (so that consuming from the front is amortised O(1)); one spare byte holds a NUL.
 * While a buffer of it is out (`exports`), changing its length raises BufferError.
 * What it shares with bytes is in bytes_ops.c. Manual: Bytearray Objects.
 */
#include "object/bytes_ops.h"

#include <stdio.h>
#include <stdlib.h>

#include "object/dict.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/list.h"
#include "object/method.h"
#include "object/range.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/bytearray.h"

#define NO_BYTES ((uint8_t *)"")       /* what data points at before the first byte; never written */

/* --- Construction and growth --- */

Value bytearray_from(Thread *t, const void *p, ssize n)
{
    ByteArray *b = object_new_zeroed(t, &bytearray_type, sizeof *b);
    if (!b)
        return EMPTY;
    b->data = NO_BYTES;
    if (n > 0) {
        if (!bytearray_resize(t, b, n)) {
            release(value_of(b));
            return EMPTY;
        }
        memcpy(b->data, p, (size_t)n);
    }
    return value_of(b);
}

static bool can_resize(Thread *t, const ByteArray *b)
{
    return b->exports == 0 || (raise_format(t, &exc_BufferError, "Existing exports of data: object cannot be re-sized"), false);
}

/* Moves the contents into a block of that capacity (which counts from start). */
static bool reallocate(Thread *t, ByteArray *b, ssize capacity)
{
    ssize ahead = b->start ? b->data - b->start : 0;
    if (ahead) {
        memmove(b->start, b->data, (size_t)b->len);
        b->data = b->start;
    }
    uint8_t *p = mem_realloc(t, b->start, (size_t)capacity + 1);
    if (!p)
        return false;
    b->start = b->data = p;
    b->capacity = capacity;
    return true;
}

bool bytearray_resize(Thread *t, ByteArray *b, ssize len)
{
    if (len == b->len)
        return true;
    if (!can_resize(t, b))
        return false;
    ssize ahead = b->start ? b->data - b->start : 0;
    if (len < 0 || len > SSIZE_MAX_ / 2)
        return raise_memory(t), false;
    if (!b->start || ahead + len > b->capacity) {
        /* Slow growth wants a factor; a first or big step is taken as it is. */
        ssize capacity = b->start && len < b->capacity + b->capacity / 4 ? len + len / 4 + 16 : len + 8;
        if (b->len > len)
            b->len = len;
        if (!reallocate(t, b, capacity))
            return false;
    } else if (len < b->capacity / 4 && b->capacity > 64) {
        b->len = MIN(b->len, len);
        if (!reallocate(t, b, len + len / 8 + 8))
            return false;
    }
    b->len = len;
    b->data[len] = 0;
    return true;
}

/* Replaces self[start:end] by n bytes, which must not be the array's own. */
static bool set_range(Thread *t, ByteArray *b, ssize start, ssize end, const uint8_t *p, ssize n)
{
    ssize removed = end - start, tail = b->len - end;
    if (n != removed) {
        if (!can_resize(t, b))
            return false;
        if (start == 0 && n < removed && b->start) {     /* at the front: just move it */
            b->data += removed - n;
            b->len -= removed - n;
        } else if (n < removed) {
            memmove(b->data + start + n, b->data + end, (size_t)tail);
            if (!bytearray_resize(t, b, b->len - (removed - n)))
                return false;
        } else {
            if (!bytearray_resize(t, b, b->len + (n - removed)))
                return false;
            memmove(b->data + start + n, b->data + end, (size_t)tail);
        }
    }
    if (n)
        memcpy(b->data + start, p, (size_t)n);
    return true;
}

static void bytearray_dealloc(Object *o)
{
    mem_free(((ByteArray *)o)->start);
    object_free(o, object_size(o));
}

static Value bytearray_new(Thread *t, Type *cls, const Value *args UNUSED, ssize nargs UNUSED, Ref names UNUSED)
{
    Value v = cls == &bytearray_type ? bytearray_from(t, NULL, 0) : type_alloc(t, cls, 0);
    if (!is_empty(v) && !as_bytearray(v)->data)
        as_bytearray(v)->data = NO_BYTES;
    return v;
}

/* What an iterator yields, added at once: it may look at the array while it runs. */
static bool fill_from_iterator(Thread *t, Ref self, Ref iterator)
{
    ByteArray *b = as_bytearray(self);
    if (!bytearray_resize(t, b, 0))
        return false;
    for (;;) {
        OWN Value item = EMPTY;
        Lookup found = step(t, iterator, &item);
        if (found != FOUND)
            return found == MISSING;
        uint8_t byte;
        if (!byte_from(t, item, &byte) || !bytearray_resize(t, b, b->len + 1))
            return false;
        b->data[b->len - 1] = byte;
    }
}

/** bytearray(iterable of ints, bytes-like object, str and its encoding, or an int: that many zeros): a mutable array of bytes. */
INIT(bytearray, "(self, source = ?, encoding: str = ?, errors: str = ?)")
{
    if (!is_empty(a->source) && type_of(a->source)->iter == iter_self && type_of(a->source)->next && is_empty(a->encoding) && is_empty(a->errors))
        return fill_from_iterator(t, self, a->source);
    OWN Value plain = byte_construct(t, a->source, a->encoding, a->errors);
    if (is_empty(plain))
        return false;
    ByteArray *b = as_bytearray(self);
    return set_range(t, b, 0, b->len, as_bytes(plain)->data, as_bytes(plain)->len);
}

/* --- Slots --- */

static Value bytearray_repr(Thread *t, Ref v)
{
    char before[120];
    snprintf(before, sizeof before, "%.100s(", type_display_name(type_of(v)));
    return byte_repr(t, byte_span(v), is_exact(v, &bytearray_type) ? "bytearray(" : before, ")");
}

static Value bytearray_str(Thread *t, Ref self) { return byte_str(t, "bytearray", self); }

static Value bytearray_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    Buffer b;
    if (!has_buffer(other) || !has_buffer(self))
        return byte_compare_other(t, "bytearray", other, op);
    if (!buffer_get(t, other, &b, BUFFER_SIMPLE)) {
        raised_clear(t);
        return NOT_IMPLEMENTED;
    }
    Value v = byte_compare_spans(byte_span(self), (ByteSpan){b.data, b.len}, op);
    buffer_release(&b);
    return v;
}

static bool bytearray_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_bytearray(self)->len;
    return true;
}

static Value bytearray_item(Thread *t, Ref self, ssize i)
{
    const ByteArray *b = as_bytearray(self);
    return i < 0 || i >= b->len ? raise_index(t, "bytearray index out of range") : fixnum(b->data[i]);
}

static Value bytearray_getitem(Thread *t, Ref self, Ref key)
{
    return byte_getitem(t, self, key, "bytearray");
}

/* self[start:stop:step] = p[0:n], or its deletion when n is 0; step is not 1. */
static bool set_stepped(Thread *t, ByteArray *b, ssize start, ssize step, ssize count, const uint8_t *p, ssize n)
{
    if (n) {
        if (n != count)
            return raise_value(t, "attempt to assign bytes of size %zd to extended slice of size %zd", n, count), false;
        for (ssize i = 0; i < count; i++)
            b->data[start + i * step] = p[i];
        return true;
    }
    if (count <= 0)
        return true;
    if (!can_resize(t, b))
        return false;
    if (step < 0) {
        start += (count - 1) * step;
        step = -step;
    }
    ssize to = start;
    for (ssize from = start, next = start; from < b->len; from++) {
        if (from == next && count > 0) {
            next += step;
            count--;
        } else {
            b->data[to++] = b->data[from];
        }
    }
    return bytearray_resize(t, b, to);
}

static bool set_slice(Thread *t, Ref self, Slice *slice, Ref value)
{
    ByteArray *b = as_bytearray(self);
    ssize start, stop, step;
    OWN Value plain = EMPTY;            /* a copy: value may be self, or share its memory */
    if (!is_empty(value)) {
        if (is_int(value) || is_str(value))
            return raise_type(t, "can assign only bytes, buffers, or iterables of ints in range(0, 256)"), false;
        plain = bytes_from_object(t, value);
        if (is_empty(plain))
            return false;
    }
    if (!slice_unpack(t, slice, &start, &stop, &step))
        return false;
    ssize count = slice_adjust(b->len, &start, &stop, step);
    const uint8_t *p = is_empty(plain) ? NULL : as_bytes(plain)->data;
    ssize n = is_empty(plain) ? 0 : as_bytes(plain)->len;
    if (step == 1)
        return set_range(t, b, start, start + MAX(count, (ssize)0), p, n);
    return set_stepped(t, b, start, step, count, p, n);
}

static bool bytearray_setitem(Thread *t, Ref self, Ref key, Ref value)
{
    if (is_exact(key, &slice_type))
        return set_slice(t, self, as_slice(key), value);
    ssize i;
    uint8_t byte = 0;
    if (!is_fixnum(key) && !type_of(key)->index)
        return raise_type(t, "bytearray indices must be integers or slices, not %T", key), false;
    if (!to_ssize(t, key, &exc_IndexError, &i) || (!is_empty(value) && !byte_from(t, value, &byte)))
        return false;
    ByteArray *b = as_bytearray(self);
    if (i < 0)
        i += b->len;
    if (i < 0 || i >= b->len)
        return raise_index(t, "bytearray index out of range"), false;
    if (is_empty(value))
        return set_range(t, b, i, i + 1, NULL, 0);
    b->data[i] = byte;
    return true;
}

/* Appends what a bytes-like object holds, which may be self. */
static bool append_buffer(Thread *t, ByteArray *b, Ref v)
{
    Buffer other;
    if (same(v, value_of(b))) {
        ssize n = b->len;
        if (!bytearray_resize(t, b, 2 * n))
            return false;
        memcpy(b->data + n, b->data, (size_t)n);
        return true;
    }
    if (!buffer_get(t, v, &other, BUFFER_SIMPLE))
        return false;
    ssize n = b->len;
    bool ok = bytearray_resize(t, b, n + other.len);
    if (ok && other.len)
        memcpy(b->data + n, other.data, (size_t)other.len);
    buffer_release(&other);
    return ok;
}

static Value bytearray_inplace_concat(Thread *t, Ref self, Ref other)
{
    if (!has_buffer(other))
        return raise_type(t, "can't concat %T to %T", other, self);
    return append_buffer(t, as_bytearray(self), other) ? retain(self) : EMPTY;
}

static Value bytearray_inplace_repeat(Thread *t, Ref self, ssize count)
{
    ByteArray *b = as_bytearray(self);
    ssize unit = b->len, total;
    count = MAX(count, (ssize)0);
    if (__builtin_mul_overflow(unit, count, &total))
        return raise_memory(t);
    if (!bytearray_resize(t, b, total))
        return EMPTY;
    for (ssize done = unit; done < total; done += MIN(unit, total - done))
        memcpy(b->data + done, b->data, (size_t)MIN(unit, total - done));
    return retain(self);
}

static Value bytearray_mod_slot(Thread *t, Ref a, Ref b)
{
    if (!is_ptr(a) || !type_is_subtype(type_of(a), &bytearray_type))
        return NOT_IMPLEMENTED;
    /* Formatting runs code that could change the array: it works on a copy. */
    OWN Value format = bytes_from(t, as_bytearray(a)->data, as_bytearray(a)->len);
    OWN Value plain = is_empty(format) ? EMPTY : bytes_mod(t, as_bytes(format)->data, as_bytes(format)->len, b);
    return is_empty(plain) ? EMPTY : bytearray_from(t, as_bytes(plain)->data, as_bytes(plain)->len);
}

static bool bytearray_get_buffer(Thread *t, Ref self, Buffer *buffer, int flags)
{
    ByteArray *b = as_bytearray(self);
    if (!buffer_fill(t, buffer, self, b->data, b->len, false, flags))
        return false;
    b->exports++;
    return true;
}

static void bytearray_release_buffer(Ref self, Buffer *buffer UNUSED)
{
    as_bytearray(self)->exports--;
}

/* --- Methods that change it --- */

/** Adds one byte at the end. */
METHOD1(bytearray, append, item)
{
    ByteArray *b = as_bytearray(self);
    uint8_t byte;
    if (!byte_from(t, item, &byte) || !bytearray_resize(t, b, b->len + 1))
        return EMPTY;
    b->data[b->len - 1] = byte;
    return NONE;
}

/** Adds the bytes of a bytes-like object or of an iterable of ints at the end. */
METHOD1(bytearray, extend, iterable_of_ints)
{
    ByteArray *b = as_bytearray(self);
    if (has_buffer(iterable_of_ints))
        return append_buffer(t, b, iterable_of_ints) ? NONE : EMPTY;
    if (is_str(iterable_of_ints))
        return raise_type(t, "expected iterable of integers; got: 'str'");
    if (!type_of(iterable_of_ints)->iter && !type_of(iterable_of_ints)->getitem)
        return raise_type(t, "can't extend bytearray with %T", iterable_of_ints);
    OWN Value plain = bytes_from_object(t, iterable_of_ints);
    if (is_empty(plain)) {
        if (raised_catch(t, &exc_ValueError))
            raise_value(t, "byte must be in range(0, 256)");
        return EMPTY;
    }
    return append_buffer(t, b, plain) ? NONE : EMPTY;
}

/** Puts a byte in front of the one at index. */
METHOD(bytearray, insert, "(self, index: index, item, /)")
{
    ByteArray *b = as_bytearray(self);
    uint8_t byte;
    if (!byte_from(t, a->item, &byte))
        return EMPTY;
    ssize i = a->index < 0 ? MAX(a->index + b->len, (ssize)0) : MIN(a->index, b->len);
    return set_range(t, b, i, i, &byte, 1) ? NONE : EMPTY;
}

/** Takes the byte at index, by default the last, out, and returns it. */
METHOD(bytearray, pop, "(self, index: index = -1, /)")
{
    ByteArray *b = as_bytearray(self);
    ssize i = a->index < 0 ? a->index + b->len : a->index;
    if (b->len == 0)
        return raise_index(t, "pop from empty bytearray");
    if (i < 0 || i >= b->len)
        return raise_index(t, "pop index out of range");
    uint8_t byte = b->data[i];
    return set_range(t, b, i, i + 1, NULL, 0) ? fixnum(byte) : EMPTY;
}

/** Takes the first byte of that value out. */
METHOD1(bytearray, remove, value)
{
    ByteArray *b = as_bytearray(self);
    uint8_t byte;
    if (!byte_from(t, value, &byte))
        return EMPTY;
    const uint8_t *p = memchr(b->data, byte, (size_t)b->len);
    if (!p)
        return raise_value(t, "value not found in bytearray");
    return set_range(t, b, p - b->data, p - b->data + 1, NULL, 0) ? NONE : EMPTY;
}

/** Turns the order of the bytes round. */
METHOD0(bytearray, reverse)
{
    ByteArray *b = as_bytearray(self);
    for (ssize i = 0, j = b->len - 1; i < j; i++, j--) {
        uint8_t byte = b->data[i];
        b->data[i] = b->data[j];
        b->data[j] = byte;
    }
    return NONE;
}

/** Removes all bytes. */
METHOD0(bytearray, clear)
{
    return bytearray_resize(t, as_bytearray(self), 0) ? NONE : EMPTY;
}

/** A copy. */
METHOD0(bytearray, copy)
{
    return bytearray_from(t, as_bytearray(self)->data, as_bytearray(self)->len);
}

/* --- Methods shared with bytes --- */

/** The lowest index where sub (bytes-like or an int) lies within self[start:end], or -1. */
METHOD(bytearray, find, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_FIND, a->sub, a->start, a->end);
}

/** The highest index where sub lies within self[start:end], or -1. */
METHOD(bytearray, rfind, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_RFIND, a->sub, a->start, a->end);
}

/** Like find(), but ValueError when sub is absent. */
METHOD(bytearray, index, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_INDEX, a->sub, a->start, a->end);
}

/** Like rfind(), but ValueError when sub is absent. */
METHOD(bytearray, rindex, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_RINDEX, a->sub, a->start, a->end);
}

/** How often sub occurs in self[start:end] without overlapping. */
METHOD(bytearray, count, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_COUNT, a->sub, a->start, a->end);
}

/** Whether self[start:end] begins with prefix, bytes-like or a tuple of them. */
METHOD(bytearray, startswith, "(self, prefix, start: clamped = None, end: clamped = None, /)")
{
    return byte_affix(t, self, false, a->prefix, a->start, a->end);
}

/** Whether self[start:end] ends with suffix, bytes-like or a tuple of them. */
METHOD(bytearray, endswith, "(self, suffix, start: clamped = None, end: clamped = None, /)")
{
    return byte_affix(t, self, true, a->suffix, a->start, a->end);
}

/** A copy without prefix, if it begins with it. */
METHOD(bytearray, removeprefix, "(self, prefix: buffer, /)")
{
    return byte_remove_affix(t, self, false, &a->prefix);
}

/** A copy without suffix, if it ends with it. */
METHOD(bytearray, removesuffix, "(self, suffix: buffer, /)")
{
    return byte_remove_affix(t, self, true, &a->suffix);
}

/** A copy in which new stands for old, for the first count occurrences only unless count is negative. */
METHOD(bytearray, replace, "(self, old: buffer, new: buffer, count: index = -1, /)")
{
    return byte_replace(t, self, &a->old, &a->new, a->count);
}

/** A list of the pieces between separators, after at most maxsplit splits from the left
(-1: no limit). With sep None the pieces are those between runs of ASCII whitespace. */
METHOD(bytearray, split, "(self, /, sep = None, maxsplit: index = -1)")
{
    return byte_split(t, self, a->sep, a->maxsplit, false);
}

/** Like split(), but splitting from the right. */
METHOD(bytearray, rsplit, "(self, /, sep = None, maxsplit: index = -1)")
{
    return byte_split(t, self, a->sep, a->maxsplit, true);
}

/** A list of the lines, with their line breaks when keepends is true. */
METHOD(bytearray, splitlines, "(self, /, keepends: bool = False)")
{
    return byte_splitlines(t, self, a->keepends);
}

/** The bytes before the first sep, sep, and those after it; (self, b"", b"") when sep is absent. */
METHOD1(bytearray, partition, sep)
{
    return byte_partition(t, self, sep, false);
}

/** The bytes before the last sep, sep, and those after it; (b"", b"", self) when sep is absent. */
METHOD1(bytearray, rpartition, sep)
{
    return byte_partition(t, self, sep, true);
}

/** A copy without ASCII whitespace, or without the given bytes, at both ends. */
METHOD(bytearray, strip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, true, true);
}

/** A copy without ASCII whitespace, or without the given bytes, at the start. */
METHOD(bytearray, lstrip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, true, false);
}

/** A copy without ASCII whitespace, or without the given bytes, at the end. */
METHOD(bytearray, rstrip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, false, true);
}

/** A copy with ASCII letters in lower case. */
METHOD0(bytearray, lower)
{
    return byte_map_case(t, self, BYTE_LOWER);
}

/** A copy with ASCII letters in upper case. */
METHOD0(bytearray, upper)
{
    return byte_map_case(t, self, BYTE_UPPER);
}

/** A copy with the case of ASCII letters exchanged. */
METHOD0(bytearray, swapcase)
{
    return byte_map_case(t, self, BYTE_SWAPCASE);
}

/** A copy with the first byte in upper case and the others in lower case. */
METHOD0(bytearray, capitalize)
{
    return byte_map_case(t, self, BYTE_CAPITALIZE);
}

/** A copy in which runs of ASCII letters begin in upper case and go on in lower case. */
METHOD0(bytearray, title)
{
    return byte_map_case(t, self, BYTE_TITLE);
}

/** Whether all bytes are ASCII letters or digits, and there is at least one. */
METHOD0(bytearray, isalnum)
{
    return byte_test(self, BYTE_IS_ALNUM);
}

/** Whether all bytes are ASCII letters, and there is at least one. */
METHOD0(bytearray, isalpha)
{
    return byte_test(self, BYTE_IS_ALPHA);
}

/** Whether all bytes are below 128. */
METHOD0(bytearray, isascii)
{
    return byte_test(self, BYTE_IS_ASCII);
}

/** Whether all bytes are ASCII digits, and there is at least one. */
METHOD0(bytearray, isdigit)
{
    return byte_test(self, BYTE_IS_DIGIT);
}

/** Whether all ASCII letters are lower case, and there is at least one. */
METHOD0(bytearray, islower)
{
    return byte_test(self, BYTE_IS_LOWER);
}

/** Whether all bytes are ASCII whitespace, and there is at least one. */
METHOD0(bytearray, isspace)
{
    return byte_test(self, BYTE_IS_SPACE);
}

/** Whether runs of ASCII letters begin in upper case and go on in lower case, and there is at least one. */
METHOD0(bytearray, istitle)
{
    return byte_test(self, BYTE_IS_TITLE);
}

/** Whether all ASCII letters are upper case, and there is at least one. */
METHOD0(bytearray, isupper)
{
    return byte_test(self, BYTE_IS_UPPER);
}

/** A copy at the left of width columns. */
METHOD(bytearray, ljust, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_LEFT, a->width, a->fillchar);
}

/** A copy at the right of width columns. */
METHOD(bytearray, rjust, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_RIGHT, a->width, a->fillchar);
}

/** A copy in the middle of width columns. */
METHOD(bytearray, center, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_CENTER, a->width, a->fillchar);
}

/** A numeral filled with zeros after its sign, to width columns. */
METHOD(bytearray, zfill, "(self, width: index, /)")
{
    return byte_zfill(t, self, a->width);
}

/** A copy with tabs replaced by spaces up to the next multiple of tabsize columns. */
METHOD(bytearray, expandtabs, "(self, /, tabsize: int = 8)")
{
    return byte_expandtabs(t, self, a->tabsize);
}

/** A copy without the bytes in delete, the others replaced by what table, 256 bytes or None, has for them. */
METHOD(bytearray, translate, "(self, table, /, delete = ?)")
{
    return byte_translate(t, self, a->table, a->delete);
}

/** A table for translate() such that each byte of frm becomes the one of to in the same place. */
STATICMETHOD(bytearray, maketrans, "(frm: buffer, to: buffer, /)")
{
    return byte_maketrans(t, &a->frm, &a->to);
}

/** The bytes-like objects of iterable_of_bytes, with these bytes between them. */
METHOD1(bytearray, join, iterable_of_bytes)
{
    return byte_join(t, self, iterable_of_bytes);
}

/** The text that the bytes stand for in an encoding; errors says what becomes of malformed ones. */
METHOD(bytearray, decode, "(self, /, encoding: str = 'utf-8', errors: str = 'strict')")
{
    return byte_decode(t, self, a->encoding, a->errors);
}

/** Two hexadecimal digits for each byte; with sep, a character, between groups of bytes_per_sep bytes,
counted from the right, or from the left if it is negative. */
METHOD(bytearray, hex, "(self, /, sep = ?, bytes_per_sep: int = 1)")
{
    return byte_hex(t, byte_span(self), a->sep, a->bytes_per_sep);
}

/** The bytes that hexadecimal text stands for; whitespace between bytes is skipped. */
CLASSMETHOD(bytearray, fromhex, "(type, string: str, /)")
{
    OWN Value v = byte_from_hex(t, a->string);
    return is_empty(v) ? EMPTY : call1(t, self, v);
}

/** How many bytes are allocated. */
METHOD0(bytearray, __alloc__)
{
    const ByteArray *b = as_bytearray(self);
    return fixnum(b->start ? b->capacity + 1 : 0);
}

/** The size of the bytearray in memory, in bytes. */
METHOD0(bytearray, __sizeof__)
{
    const ByteArray *b = as_bytearray(self);
    return fixnum((ssize)object_size(object_of(self)) + (b->start ? b->capacity + 1 : 0));
}

/* What makes it again: the class with the bytes as Latin-1 text, or as bytes for new protocols, and the __dict__. */
static Value reduce(Thread *t, Ref self, int protocol)
{
    const ByteArray *b = as_bytearray(self);
    OWN Value args = EMPTY, state = EMPTY;
    if (find_attr(t, self, NAME(__dict__), &state) == ERROR)
        return EMPTY;
    if (protocol < 3) {
        OWN Value text = str_from_latin1(t, b->data, b->len), encoding = str_from_text(t, "latin-1");
        if (is_empty(text) || is_empty(encoding))
            return EMPTY;
        args = b->len ? tuple_pack(t, 2, text, encoding) : tuple_pack(t, 0);
    } else {
        OWN Value plain = bytes_from(t, b->data, b->len);
        if (is_empty(plain))
            return EMPTY;
        args = b->len ? tuple_pack(t, 1, plain) : tuple_pack(t, 0);
    }
    if (is_empty(args))
        return EMPTY;
    return tuple_pack(t, 3, value_of(type_of(self)), args, is_empty(state) ? NONE : state);
}

METHOD0(bytearray, __reduce__)
{
    return reduce(t, self, 2);
}

METHOD(bytearray, __reduce_ex__, "(self, proto: int = 0, /)")
{
    return reduce(t, self, a->proto);
}

Type bytearray_type = {
    TYPE_HEAD("bytearray", ByteArray),
    .doc = bytearray_init_doc,
    .flags = TYPE_BASE | TYPE_IS_BYTEARRAY,
    .methods = bytearray_methods,
    .new_ = bytearray_new,
    .init = bytearray_init_slot,
    .init_signature = &bytearray_init_signature,
    .dealloc = bytearray_dealloc,
    .repr = bytearray_repr,
    .str = bytearray_str,
    .hash = hash_unhashable,
    .compare = bytearray_compare,
    .iter = bytearray_iter,
    .len = bytearray_len,
    .getitem = bytearray_getitem,
    .setitem = bytearray_setitem,
    .item = bytearray_item,
    .contains = byte_contains,
    .concat = byte_concat,
    .repeat = byte_repeat,
    .inplace_concat = bytearray_inplace_concat,
    .inplace_repeat = bytearray_inplace_repeat,
    .mod = bytearray_mod_slot,
    .get_buffer = bytearray_get_buffer,
    .release_buffer = bytearray_release_buffer,
};
