/* str.c: the type str: construction from Python, slots, and the methods that build a changed copy (padding, translation,
 * joining, encoding). The representation is in str_core.c; other methods are by theme in str_search.c, str_case.c and
 * str_format.c. Manual: Text Sequence Type, String Methods.
 */
#include "object/bytes.h"
#include "object/codec_internal.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/iterator.h"
#include "object/method.h"
#include "object/order.h"
#include "object/range.h"
#include "object/str_internal.h"
#include "object/tuple.h"
#include "gen/object/str.h"

/* --- Construction --- */

/* str(object, encoding, errors): the text of a bytes-like object. */
static Value decode_object(Thread *t, Ref object, Ref encoding, Ref errors)
{
    const char *codec, *handler;
    Buffer b;
    if (!codec_name(t, encoding, &codec) || !codec_name(t, errors, &handler))
        return EMPTY;
    if (is_str(object))
        return raise_type(t, "decoding str is not supported");
    if (!has_buffer(object))
        return raise_type(t, "decoding to str: need a bytes-like object, %T found", object);
    if (!buffer_get(t, object, &b, BUFFER_SIMPLE))
        return EMPTY;
    Value v = str_decode(t, b.data, b.len, codec, handler);
    buffer_release(&b);
    return v;
}

/* An instance of a subclass with the text of s. */
static Value instance_from(Thread *t, Type *cls, const Str *s)
{
    Value v = type_alloc(t, cls, (ssize)str_tail_size(s));
    if (is_empty(v))
        return v;
    Str *r = as_str(v);
    r->len = s->len;
    r->hash = -1;
    r->kind = s->kind;
    r->ascii = s->ascii;
    memcpy(str_data(r), str_data(s), (size_t)(s->len + 1) * s->kind);
    return v;
}

/** The text of an object: what its __str__ gives; or, with encoding or errors, of bytes. */
NEW(str, "(object = ?, encoding: str = ?, errors: str = ?)")
{
    Value text;
    if (is_empty(a->object))
        text = str_empty(t);
    else if (is_empty(a->encoding) && is_empty(a->errors))
        text = to_str(t, a->object);
    else
        text = decode_object(t, a->object, a->encoding, a->errors);
    if (is_empty(text) || cls == &str_type)
        return text;
    Value v = instance_from(t, cls, as_str(text));
    release(text);
    return v;
}

/* --- Slots --- */

static Value str_str(Thread *t, Ref self)
{
    return str_exact(t, self);
}

static bool str_hash_slot(Thread *t UNUSED, Ref self, int64_t *hash)
{
    *hash = str_hash(as_str(self));
    return true;
}

static Value str_compare_slot(Thread *t UNUSED, Ref self, Ref other, CompareOp op)
{
    if (!is_str(other))
        return NOT_IMPLEMENTED;
    const Str *a = as_str(self), *b = as_str(other);
    if (op == CMP_EQ || op == CMP_NE)
        return bool_value(str_equal(a, b) == (op == CMP_EQ));
    int c = a == b ? 0 : str_compare(a, b);
    return bool_value(order_holds(c, 0, op));
}

static bool str_len(Thread *t UNUSED, Ref self, ssize *n)
{
    *n = as_str(self)->len;
    return true;
}

static Value str_item(Thread *t, Ref self, ssize i)
{
    const Str *s = as_str(self);
    if (i < 0 || i >= s->len)
        return raise_index(t, "string index out of range");
    return str_from_char(t, str_at(s, i));
}

static Value slice_with_step(Thread *t, const Str *s, ssize start, ssize step, ssize count)
{
    void *units = mem_alloc_array(t, count + 1, s->kind);
    if (!units)
        return EMPTY;
    for (ssize i = 0; i < count; i++)
        unit_put(units, s->kind, i, str_at(s, start + i * step));
    Value v = str_from_units(t, units, s->kind, count);
    mem_free(units);
    return v;
}

static Value str_getitem(Thread *t, Ref self, Ref key)
{
    const Str *s = as_str(self);
    if (is_exact(key, &slice_type)) {
        ssize start, stop, step;
        if (!slice_unpack(t, as_slice(key), &start, &stop, &step))
            return EMPTY;
        ssize count = slice_adjust(s->len, &start, &stop, step);
        if (count <= 0)
            return str_empty(t);
        return step == 1 ? str_slice(t, self, start, start + count) : slice_with_step(t, s, start, step, count);
    }
    ssize i;
    if (is_fixnum(key))
        i = fixnum_value(key);
    else if (!type_of(key)->index)
        return raise_type(t, "string indices must be integers, not '%T'", key);
    else if (!to_ssize(t, key, &exc_IndexError, &i))
        return EMPTY;
    return str_item(t, self, i < 0 ? i + s->len : i);
}

static Test str_contains(Thread *t, Ref self, Ref item)
{
    if (!is_str(item))
        return raise_type(t, "'in <string>' requires string as left operand, not %T", item), TEST_ERROR;
    const Str *s = as_str(self);
    return str_find(s, as_str(item), 0, s->len) >= 0;
}

static Value str_concat_slot(Thread *t, Ref a, Ref b)
{
    if (!is_str(b))
        return raise_type(t, "can only concatenate str (not \"%T\") to str", b);
    return str_concat(t, a, b);
}

static Value str_mod_slot(Thread *t, Ref a, Ref b)
{
    return is_str(a) ? str_mod(t, a, b) : NOT_IMPLEMENTED;
}

/* --- Padding --- */

/* v EMPTY: a space. */
static bool fill_character(Thread *t, Ref v, uint32_t *fill)
{
    *fill = ' ';
    if (is_empty(v))
        return true;
    if (!is_str(v))
        return raise_type(t, "The fill character must be a unicode character, not %T", v), false;
    if (as_str(v)->len != 1)
        return raise_type(t, "The fill character must be exactly one character long"), false;
    *fill = str_at(as_str(v), 0);
    return true;
}

static Value pad(Thread *t, Ref self, ssize left, ssize right, uint32_t fill)
{
    const Str *s = as_str(self);
    left = MAX(left, (ssize)0);
    right = MAX(right, (ssize)0);
    if (left == 0 && right == 0)
        return str_exact(t, self);
    if (left > SSIZE_MAX_ - s->len || right > SSIZE_MAX_ - s->len - left)
        return raise_overflow(t, "padded string is too long");
    Value v = str_new(t, left + s->len + right, MAX(str_class(s), char_class(fill)));
    if (is_empty(v))
        return v;
    Str *r = as_str(v);
    void *data = str_data(r);
    for (ssize i = 0; i < left; i++)
        unit_put(data, r->kind, i, fill);
    units_copy_at(data, r->kind, left, str_data(s), s->kind, 0, s->len);
    for (ssize i = left + s->len; i < r->len; i++)
        unit_put(data, r->kind, i, fill);
    return v;
}

static ssize room_beside(Ref self, ssize width) { return MAX(width, (ssize)0) - as_str(self)->len; }

/** A copy with the text at the left of width columns. */
METHOD(str, ljust, "(self, width: index, fillchar = ?, /)")
{
    uint32_t fill;
    return fill_character(t, a->fillchar, &fill) ? pad(t, self, 0, room_beside(self, a->width), fill) : EMPTY;
}

/** A copy with the text at the right of width columns. */
METHOD(str, rjust, "(self, width: index, fillchar = ?, /)")
{
    uint32_t fill;
    return fill_character(t, a->fillchar, &fill) ? pad(t, self, room_beside(self, a->width), 0, fill) : EMPTY;
}

/** A copy with the text in the middle of width columns. */
METHOD(str, center, "(self, width: index, fillchar = ?, /)")
{
    ssize room = room_beside(self, a->width);
    ssize left = room <= 0 ? 0 : room / 2 + (room & a->width & 1);      /* odd: one more on the left when the width is odd */
    uint32_t fill;
    return fill_character(t, a->fillchar, &fill) ? pad(t, self, left, room - left, fill) : EMPTY;
}

/** A numeral filled with zeros after its sign, to width columns. */
METHOD(str, zfill, "(self, width: index, /)")
{
    ssize zeros = room_beside(self, a->width);
    Value v = pad(t, self, zeros, 0, '0');
    if (is_empty(v) || zeros <= 0 || as_str(v)->len == zeros)
        return v;
    Str *r = as_str(v);                     /* fresh: may still be changed */
    uint32_t sign = str_at(r, zeros);
    if (sign == '+' || sign == '-') {
        unit_put(str_data(r), r->kind, 0, sign);
        unit_put(str_data(r), r->kind, zeros, '0');
    }
    return v;
}

/** A copy with tabs replaced by spaces up to the next multiple of tabsize columns. */
METHOD(str, expandtabs, "(self, /, tabsize: int = 8)")
{
    const Str *s = as_str(self);
    if (str_find_char(s, '\t', 0, s->len) < 0)
        return str_slice(t, self, 0, s->len);
    StrBuilder b;
    builder_init(&b, t);
    ssize column = 0;
    for (ssize i = 0; i < s->len; i++) {
        uint32_t c = str_at(s, i);
        if (c == '\t') {
            ssize spaces = a->tabsize > 0 ? a->tabsize - column % a->tabsize : 0;
            if (spaces > SSIZE_MAX_ - column) {
                builder_free(&b);
                return raise_overflow(t, "result too long");
            }
            builder_fill(&b, ' ', spaces);
            column += spaces;
        } else {
            builder_char(&b, c);
            column = c == '\n' || c == '\r' ? 0 : column + 1;
        }
    }
    return builder_take(&b);
}

/* --- Translation --- */

/* What the table says of c: appended to b; MISSING: to be deleted. *plain: what one character in range became, for the caller to
 * remember, or UINT32_MAX. */
static Lookup translate_char(StrBuilder *b, Ref table, uint32_t c, uint32_t *plain)
{
    Thread *t = b->t;
    *plain = UINT32_MAX;
    OWN Value v = get_item(t, table, fixnum(c));
    if (is_empty(v)) {
        if (!raised_catch(t, &exc_LookupError))
            return ERROR;
        *plain = c;
        return builder_char(b, c) ? FOUND : ERROR;
    }
    if (is_none(v))
        return MISSING;
    if (is_str(v)) {
        if (as_str(v)->len == 1)
            *plain = str_at(as_str(v), 0);
        return builder_str(b, v) ? FOUND : ERROR;
    }
    if (!is_int(v))
        return raise_type(t, "character mapping must return integer, None or str"), ERROR;
    int64_t code;
    if (!int_as_int64(v, &code) || code < 0 || code > 0x10FFFF)
        return raise_value(t, "character mapping must be in range(0x110000)"), ERROR;
    *plain = (uint32_t)code;
    return builder_char(b, *plain) ? FOUND : ERROR;
}

/* What is remembered of a table: an ASCII character, or one of these. */
enum { KNOWN_DELETED = 0x80, KNOWN_NOT = 0xFF };

/* Maps ASCII characters from *i on by `known`, as long as they are known, at most `room` of them. Returns how many come of it. */
ALWAYS_INLINE ssize map_known(const Str *s, ssize *i, const uint8_t *known, char *run, ssize room)
{
    ssize n = 0, at = *i, end = at + MIN(s->len - at, room);
    for (; at < end; at++) {
        uint32_t c = str_at(s, at);
        uint8_t plain = c < 128 ? known[c] : KNOWN_NOT;
        if (plain == KNOWN_NOT)
            break;
        run[n] = (char)plain;
        n += plain != KNOWN_DELETED;
    }
    *i = at;
    return n;
}

static bool translate_all(StrBuilder *b, const Str *s, Ref table)
{
    uint8_t known[128];                     /* worth remembering, since looking up is slow */
    char run[1024];
    memset(known, KNOWN_NOT, sizeof known);
    bool remember = is_exact(table, &dict_type);
    for (ssize i = 0; i < s->len; ) {
        ssize n = map_known(s, &i, known, run, COUNT_OF(run));
        if (n && !builder_ascii(b, run, n))
            return true;                    /* the builder knows of its failure */
        if (n == COUNT_OF(run) || i == s->len)
            continue;
        uint32_t c = str_at(s, i), plain;
        if (c < 128 && known[c] != KNOWN_NOT)
            continue;
        ssize before = b->len;
        if (translate_char(b, table, c, &plain) == ERROR)
            return false;
        if (remember && c < 128 && (plain < 128 || b->len == before))
            known[c] = plain < 128 ? (uint8_t)plain : KNOWN_DELETED;
        i++;
    }
    return true;
}

/* What an error handler puts for the characters from *i on that the table has None for; *i becomes where to go on. */
static bool put_undefined(StrBuilder *b, Ref s, ssize *i, Ref table, const char *errors, Value *handler)
{
    Thread *t = b->t;
    ssize start = *i, end = start + 1;
    for (; end < as_str(s)->len; end++) {
        OWN Value v = get_item(t, table, fixnum(str_at(as_str(s), end)));
        if (is_empty(v) && !raised_catch(t, &exc_LookupError))
            return false;
        if (is_empty(v) || !is_none(v))
            break;
    }
    OWN Value exception = unicode_translate_error_new(t, s, start, end, "character maps to <undefined>");
    OWN Value text = is_empty(exception) ? EMPTY : call_handler(t, handler, errors, exception, ON_TRANSLATE, s, i);
    return !is_empty(text) && builder_str(b, text);
}

Value str_translate(Thread *t, Ref s, Ref table, const char *errors)
{
    OWN Value handler = EMPTY;
    StrBuilder b;
    bool ok = true;
    builder_init(&b, t);
    if (error_mode(errors) == ERRORS_IGNORE)
        ok = translate_all(&b, as_str(s), table);
    else
        for (ssize i = 0; ok && i < as_str(s)->len; ) {
            uint32_t plain;
            Lookup r = translate_char(&b, table, str_at(as_str(s), i), &plain);
            ok = r == MISSING ? put_undefined(&b, s, &i, table, errors, &handler) : (i++, r == FOUND);
        }
    if (ok)
        return builder_take(&b);
    builder_free(&b);
    return EMPTY;
}

/** A copy with each character replaced by what table[ord(character)] gives: a str, an int or,
to delete it, None; kept where that raises LookupError. */
METHOD1(str, translate, table) { return str_translate(t, self, table, "ignore"); }

/* maketrans(dict): keys may be characters. */
static bool table_from_dict(Thread *t, Dict *table, Dict *source)
{
    ssize position = 0;
    Ref key, value;
    while (dict_next(source, &position, &key, &value)) {
        if (is_str(key)) {
            if (as_str(key)->len != 1)
                return raise_value(t, "string keys in translate table must be of length 1"), false;
            key = fixnum(str_at(as_str(key), 0));
        } else if (!is_int(key)) {
            return raise_type(t, "keys in translate table must be strings or integers"), false;
        }
        OWN Value hold_key = retain(key), hold_value = retain(value);
        if (!dict_set(t, table, hold_key, hold_value))
            return false;
    }
    return true;
}

static bool table_from_strs(Thread *t, Dict *table, const Str *from, const Str *to, const Str *deleted)
{
    if (from->len != to->len)
        return raise_value(t, "the first two maketrans arguments must have equal length"), false;
    for (ssize i = 0; i < from->len; i++)
        if (!dict_set(t, table, fixnum(str_at(from, i)), fixnum(str_at(to, i))))
            return false;
    for (ssize i = 0; deleted && i < deleted->len; i++)
        if (!dict_set(t, table, fixnum(str_at(deleted, i)), NONE))
            return false;
    return true;
}

/** A table for translate(): from a dict of characters or ordinals, or such that characters
of x become those of y in the same place, and those of z are deleted. */
STATICMETHOD(str, maketrans, "(x, y: str = ?, z: str = ?, /)")
{
    Value table = dict_new(t);
    bool ok;
    if (is_empty(table))
        return table;
    if (!is_empty(a->y)) {
        ok = is_str(a->x) ? table_from_strs(t, as_dict(table), as_str(a->x), as_str(a->y), is_empty(a->z) ? NULL : as_str(a->z))
                          : (raise_type(t, "first maketrans argument must be a string if there is a second argument"), false);
    } else {
        ok = is_dict(a->x) ? table_from_dict(t, as_dict(table), as_dict(a->x))
                           : (raise_type(t, "if you give only one argument to maketrans it must be a dict"), false);
    }
    if (ok)
        return table;
    release(table);
    return EMPTY;
}

/* --- Others --- */

/** The strs of iterable, with this text between them. */
METHOD1(str, join, iterable)
{
    return str_join(t, self, iterable);
}

/** The text as bytes in an encoding; errors says what becomes of characters it lacks. */
METHOD(str, encode, "(self, /, encoding: str = 'utf-8', errors: str = 'strict')")
{
    const char *codec, *handler;
    if (!codec_name(t, a->encoding, &codec) || !codec_name(t, a->errors, &handler))
        return EMPTY;
    return str_encode(t, self, codec, handler);
}

/** The text, formatted as format_spec says. */
METHOD(str, __format__, "(self, format_spec: str, /)")
{
    if (as_str(a->format_spec)->len == 0)
        return is_exact(self, &str_type) ? retain(self) : to_str(t, self);
    return str_format_spec(t, self, a->format_spec);
}

METHOD0(str, __getnewargs__)
{
    const Str *s = as_str(self);
    OWN Value text = str_from_units(t, str_data(s), s->kind, s->len);      /* a copy, and no instance of a subclass */
    return is_empty(text) ? EMPTY : tuple_pack(t, 1, text);
}

/** The size of the str in memory, in bytes. */
METHOD0(str, __sizeof__)
{
    const Str *s = as_str(self);
    ssize size = is_exact(self, &str_type) ? (ssize)str_block_size(s) : (ssize)object_size(object_of(self));
    if (!s->ascii && s->utf8_or_data[0])
        size += (ssize)strlen(s->utf8_or_data[0]) + 1;
    return fixnum(size);
}

static Value str_construct(Thread *t, Type *cls UNUSED, const Value *args, ssize nargs) { return nargs == 1 ? to_str(t, args[0]) : EMPTY; }

Type str_type = {
    TYPE_HEAD("str", Str),
    .doc = str_new_doc,
    .item_size = 1,
    .flags = TYPE_BASE | TYPE_IS_STR,
    .methods = str_methods,
    .new_ = str_new_slot,
    .construct = str_construct,
    .new_signature = &str_new_signature,
    .dealloc = str_dealloc,
    .repr = str_repr,
    .str = str_str,
    .hash = str_hash_slot,
    .compare = str_compare_slot,
    .iter = str_iter,
    .len = str_len,
    .getitem = str_getitem,
    .item = str_item,
    .contains = str_contains,
    .concat = str_concat_slot,
    .repeat = str_repeat,
    .mod = str_mod_slot,
};
