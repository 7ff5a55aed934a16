/* bytes.c: bytes: an immutable array of bytes in one block, NUL-terminated. b'' and the 256 single bytes exist once per
 * interpreter. Indexing is O(1). What it shares with bytearray is in bytes_ops.c. Manual: Binary Sequence Types.
 */
#include "object/bytes_ops.h"

#include "base/hash.h"
#include "object/heap_pages.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/object/bytes.h"

#define BYTES_FIXED offsetof(Bytes, data)
#define BYTES_LEN_MAX (SSIZE_MAX_ - 4096)

/* --- Construction --- */

static Bytes *new_block(Thread *t, ssize len)
{
    if (len > BYTES_LEN_MAX) {
        raise_memory(t);
        return NULL;
    }
    size_t size = BYTES_FIXED + (size_t)len + 1;
    Bytes *b = likely(size <= HEAP_MAX) ? object_new_static(t, &bytes_type, size, false) : object_new(t, &bytes_type, size);
    if (b) {
        b->len = len;
        b->hash = -1;
        b->data[len] = 0;
    }
    return b;
}

Value bytes_new(Thread *t, ssize len)
{
    if (len > 0)
        return value_of(new_block(t, len));
    Value *slot = &t->interp->empty_bytes;
    if (is_empty(*slot))
        *slot = value_of(new_block(t, 0));
    return retain(*slot);
}

Value bytes_from(Thread *t, const void *p, ssize n)
{
    if (n == 1) {
        uint8_t byte = *(const uint8_t *)p;
        Value *slot = &t->interp->bytes1[byte];
        if (is_empty(*slot)) {
            Bytes *b = new_block(t, 1);
            if (!b)
                return EMPTY;
            b->data[0] = byte;
            *slot = value_of(b);
        }
        return retain(*slot);
    }
    Value v = bytes_new(t, n);
    if (n > 0 && !is_empty(v))
        copy_short(as_bytes(v)->data, p, (size_t)n);
    return v;
}

bool bytes_resize(Thread *t, Value *v, ssize len)
{
    Bytes *b = as_bytes(*v);
    if (b->len == len)
        return true;
    if (len > BYTES_LEN_MAX)
        return raise_memory(t), false;
    b = object_resize(t, b, BYTES_FIXED + (size_t)b->len + 1, BYTES_FIXED + (size_t)len + 1);
    if (!b)
        return false;
    b->len = len;
    b->hash = -1;
    b->data[len] = 0;
    *v = value_of(b);
    return true;
}

bool bytes_shrink_take(Thread *t, Value *v, ssize len)
{
    if (as_bytes(*v)->len == len)
        return true;
    if (len > 1 && as_bytes(*v)->head.refcount == 1) {
        if (bytes_resize(t, v, len))
            return true;
        replace_take(v, EMPTY);
        return false;
    }
    replace_take(v, bytes_from(t, as_bytes(*v)->data, len));
    return !is_empty(*v);
}

Value bytes_concat(Thread *t, Ref a, Ref b)
{
    return byte_concat(t, a, b);
}

/** bytes(iterable of ints, bytes-like object, str and its encoding, or an int: that many zeros): bytes that cannot be changed. */
NEW(bytes, "(source = ?, encoding: str = ?, errors: str = ?)")
{
    Value plain = byte_construct(t, a->source, a->encoding, a->errors);
    if (is_empty(plain) || cls == &bytes_type)
        return plain;
    const Bytes *from = as_bytes(plain);
    Value v = type_alloc(t, cls, from->len + 1);
    if (!is_empty(v)) {
        as_bytes(v)->len = from->len;
        as_bytes(v)->hash = -1;
        memcpy(as_bytes(v)->data, from->data, (size_t)from->len + 1);
    }
    release(plain);
    return v;
}

static void bytes_dealloc(Object *o)
{
    size_t size = likely(o->type == &bytes_type) ? BYTES_FIXED + (size_t)((Bytes *)o)->len + 1 : object_size(o);
    if (likely(o->type == &bytes_type && size <= HEAP_MAX))
        object_free_static(o, size, false);
    else
        object_free(o, size);
}

/* --- Slots --- */

Value bytes_repr(Thread *t, Ref v)
{
    return byte_repr(t, byte_span(v), "", "");
}

static bool bytes_hash(Thread *t, Ref self, int64_t *hash)
{
    Bytes *b = as_bytes(self);
    if (b->hash == -1) {
        const uint64_t *key = t->interp->hash_key;
        b->hash = hash_bytes((HashKey){key[0], key[1]}, b->data, (size_t)b->len);
    }
    *hash = b->hash;
    return true;
}

static Value bytes_compare(Thread *t, Ref self, Ref other, CompareOp op)
{
    return is_bytes(other) ? byte_compare_spans(byte_span(self), byte_span(other), op) : byte_compare_other(t, "bytes", other, op);
}

static Value bytes_str(Thread *t, Ref self) { return byte_str(t, "bytes", self); }

static bool bytes_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_bytes(self)->len;
    return true;
}

static Value bytes_item(Thread *t, Ref self, ssize i)
{
    const Bytes *b = as_bytes(self);
    return i < 0 || i >= b->len ? raise_index(t, "index out of range") : fixnum(b->data[i]);
}

static Value bytes_getitem(Thread *t, Ref self, Ref key)
{
    return byte_getitem(t, self, key, "byte");
}

static Value bytes_mod_slot(Thread *t, Ref a, Ref b)
{
    return is_bytes(a) ? bytes_mod(t, as_bytes(a)->data, as_bytes(a)->len, b) : NOT_IMPLEMENTED;
}

static bool bytes_get_buffer(Thread *t, Ref self, Buffer *b, int flags)
{
    return buffer_fill(t, b, self, as_bytes(self)->data, as_bytes(self)->len, true, flags);
}

/* --- Methods --- */

/** The lowest index where sub (bytes-like or an int) lies within self[start:end], or -1. */
METHOD(bytes, find, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_FIND, a->sub, a->start, a->end);
}

/** The highest index where sub lies within self[start:end], or -1. */
METHOD(bytes, rfind, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_RFIND, a->sub, a->start, a->end);
}

/** Like find(), but ValueError when sub is absent. */
METHOD(bytes, index, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_INDEX, a->sub, a->start, a->end);
}

/** Like rfind(), but ValueError when sub is absent. */
METHOD(bytes, rindex, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_RINDEX, a->sub, a->start, a->end);
}

/** How often sub occurs in self[start:end] without overlapping. */
METHOD(bytes, count, "(self, sub, start: clamped = None, end: clamped = None, /)")
{
    return byte_search(t, self, BYTE_COUNT, a->sub, a->start, a->end);
}

/** Whether self[start:end] begins with prefix, bytes-like or a tuple of them. */
METHOD(bytes, startswith, "(self, prefix, start: clamped = None, end: clamped = None, /)")
{
    return byte_affix(t, self, false, a->prefix, a->start, a->end);
}

/** Whether self[start:end] ends with suffix, bytes-like or a tuple of them. */
METHOD(bytes, endswith, "(self, suffix, start: clamped = None, end: clamped = None, /)")
{
    return byte_affix(t, self, true, a->suffix, a->start, a->end);
}

/** A copy without prefix, if it begins with it. */
METHOD(bytes, removeprefix, "(self, prefix: buffer, /)")
{
    return byte_remove_affix(t, self, false, &a->prefix);
}

/** A copy without suffix, if it ends with it. */
METHOD(bytes, removesuffix, "(self, suffix: buffer, /)")
{
    return byte_remove_affix(t, self, true, &a->suffix);
}

/** A copy in which new stands for old, for the first count occurrences only unless count is negative. */
METHOD(bytes, replace, "(self, old: buffer, new: buffer, count: index = -1, /)")
{
    return byte_replace(t, self, &a->old, &a->new, a->count);
}

/** A list of the pieces between separators, after at most maxsplit splits from the left
(-1: no limit). With sep None the pieces are those between runs of ASCII whitespace. */
METHOD(bytes, split, "(self, /, sep = None, maxsplit: index = -1)")
{
    return byte_split(t, self, a->sep, a->maxsplit, false);
}

/** Like split(), but splitting from the right. */
METHOD(bytes, rsplit, "(self, /, sep = None, maxsplit: index = -1)")
{
    return byte_split(t, self, a->sep, a->maxsplit, true);
}

/** A list of the lines, with their line breaks when keepends is true. */
METHOD(bytes, splitlines, "(self, /, keepends: bool = False)")
{
    return byte_splitlines(t, self, a->keepends);
}

/** The bytes before the first sep, sep, and those after it; (self, b"", b"") when sep is absent. */
METHOD1(bytes, partition, sep)
{
    return byte_partition(t, self, sep, false);
}

/** The bytes before the last sep, sep, and those after it; (b"", b"", self) when sep is absent. */
METHOD1(bytes, rpartition, sep)
{
    return byte_partition(t, self, sep, true);
}

/** A copy without ASCII whitespace, or without the given bytes, at both ends. */
METHOD(bytes, strip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, true, true);
}

/** A copy without ASCII whitespace, or without the given bytes, at the start. */
METHOD(bytes, lstrip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, true, false);
}

/** A copy without ASCII whitespace, or without the given bytes, at the end. */
METHOD(bytes, rstrip, "(self, bytes = None, /)")
{
    return byte_strip(t, self, a->bytes, false, true);
}

/** A copy with ASCII letters in lower case. */
METHOD0(bytes, lower)
{
    return byte_map_case(t, self, BYTE_LOWER);
}

/** A copy with ASCII letters in upper case. */
METHOD0(bytes, upper)
{
    return byte_map_case(t, self, BYTE_UPPER);
}

/** A copy with the case of ASCII letters exchanged. */
METHOD0(bytes, swapcase)
{
    return byte_map_case(t, self, BYTE_SWAPCASE);
}

/** A copy with the first byte in upper case and the others in lower case. */
METHOD0(bytes, capitalize)
{
    return byte_map_case(t, self, BYTE_CAPITALIZE);
}

/** A copy in which runs of ASCII letters begin in upper case and go on in lower case. */
METHOD0(bytes, title)
{
    return byte_map_case(t, self, BYTE_TITLE);
}

/** Whether all bytes are ASCII letters or digits, and there is at least one. */
METHOD0(bytes, isalnum)
{
    return byte_test(self, BYTE_IS_ALNUM);
}

/** Whether all bytes are ASCII letters, and there is at least one. */
METHOD0(bytes, isalpha)
{
    return byte_test(self, BYTE_IS_ALPHA);
}

/** Whether all bytes are below 128. */
METHOD0(bytes, isascii)
{
    return byte_test(self, BYTE_IS_ASCII);
}

/** Whether all bytes are ASCII digits, and there is at least one. */
METHOD0(bytes, isdigit)
{
    return byte_test(self, BYTE_IS_DIGIT);
}

/** Whether all ASCII letters are lower case, and there is at least one. */
METHOD0(bytes, islower)
{
    return byte_test(self, BYTE_IS_LOWER);
}

/** Whether all bytes are ASCII whitespace, and there is at least one. */
METHOD0(bytes, isspace)
{
    return byte_test(self, BYTE_IS_SPACE);
}

/** Whether runs of ASCII letters begin in upper case and go on in lower case, and there is at least one. */
METHOD0(bytes, istitle)
{
    return byte_test(self, BYTE_IS_TITLE);
}

/** Whether all ASCII letters are upper case, and there is at least one. */
METHOD0(bytes, isupper)
{
    return byte_test(self, BYTE_IS_UPPER);
}

/** A copy at the left of width columns. */
METHOD(bytes, ljust, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_LEFT, a->width, a->fillchar);
}

/** A copy at the right of width columns. */
METHOD(bytes, rjust, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_RIGHT, a->width, a->fillchar);
}

/** A copy in the middle of width columns. */
METHOD(bytes, center, "(self, width: index, fillchar = ?, /)")
{
    return byte_justify(t, self, BYTE_CENTER, a->width, a->fillchar);
}

/** A numeral filled with zeros after its sign, to width columns. */
METHOD(bytes, zfill, "(self, width: index, /)")
{
    return byte_zfill(t, self, a->width);
}

/** A copy with tabs replaced by spaces up to the next multiple of tabsize columns. */
METHOD(bytes, expandtabs, "(self, /, tabsize: int = 8)")
{
    return byte_expandtabs(t, self, a->tabsize);
}

/** A copy without the bytes in delete, the others replaced by what table, 256 bytes or None, has for them. */
METHOD(bytes, translate, "(self, table, /, delete = ?)")
{
    return byte_translate(t, self, a->table, a->delete);
}

/** A table for translate() such that each byte of frm becomes the one of to in the same place. */
STATICMETHOD(bytes, maketrans, "(frm: buffer, to: buffer, /)")
{
    return byte_maketrans(t, &a->frm, &a->to);
}

/** The bytes-like objects of iterable_of_bytes, with these bytes between them. */
METHOD1(bytes, join, iterable_of_bytes)
{
    return byte_join(t, self, iterable_of_bytes);
}

/** The text that the bytes stand for in an encoding; errors says what becomes of malformed ones. */
METHOD(bytes, decode, "(self, /, encoding: str = 'utf-8', errors: str = 'strict')")
{
    return byte_decode(t, self, a->encoding, a->errors);
}

/** Two hexadecimal digits for each byte; with sep, a character, between groups of bytes_per_sep bytes,
counted from the right, or from the left if it is negative. */
METHOD(bytes, hex, "(self, /, sep = ?, bytes_per_sep: int = 1)")
{
    return byte_hex(t, byte_span(self), a->sep, a->bytes_per_sep);
}

/** The bytes that hexadecimal text stands for; whitespace between bytes is skipped. */
CLASSMETHOD(bytes, fromhex, "(type, string: str, /)")
{
    Value v = byte_from_hex(t, a->string);
    if (is_empty(v) || same(self, value_of(&bytes_type)))
        return v;
    Value result = call1(t, self, v);
    release(v);
    return result;
}

METHOD0(bytes, __getnewargs__)
{
    OWN Value plain = bytes_from(t, as_bytes(self)->data, as_bytes(self)->len);
    return is_empty(plain) ? EMPTY : tuple_pack(t, 1, plain);
}

/** Exactly bytes with the same contents. */
METHOD0(bytes, __bytes__)
{
    return is_exact(self, &bytes_type) ? retain(self) : bytes_from(t, as_bytes(self)->data, as_bytes(self)->len);
}

Type bytes_type = {
    TYPE_HEAD("bytes", Bytes),
    .doc = bytes_new_doc,
    .item_size = 1,
    .flags = TYPE_BASE | TYPE_IS_BYTES,
    .methods = bytes_methods,
    .new_ = bytes_new_slot,
    .new_signature = &bytes_new_signature,
    .dealloc = bytes_dealloc,
    .repr = bytes_repr,
    .str = bytes_str,
    .hash = bytes_hash,
    .compare = bytes_compare,
    .iter = bytes_iter,
    .len = bytes_len,
    .getitem = bytes_getitem,
    .item = bytes_item,
    .contains = byte_contains,
    .concat = byte_concat,
    .repeat = byte_repeat,
    .mod = bytes_mod_slot,
    .get_buffer = bytes_get_buffer,
};
