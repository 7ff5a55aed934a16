/* encoder.c: the JSON encoder: the text of an object, at once.
 *
 * The containers being written form a chain on the C stack, which finds cycles. Depth is bounded by the recursion limit. What
 * runs Python code (default(), items() of subclasses, an encoder of strings of the caller's) may change the container being
 * written: items are owned while they are written, lengths read again. */
#include <math.h>

#include "base/floattext.h"
#include "object/dict.h"
#include "object/error.h"
#include "object/float.h"
#include "object/int.h"
#include "object/list.h"
#include "object/method.h"
#include "object/state.h"
#include "object/tuple.h"
#include "modules/_json/internal.h"
#include "modules/_json/plain.h"
#include "gen/modules/_json/encoder.h"

enum StringMode { ENCODER_CALL /* of the caller's */, ENCODER_ASCII, ENCODER_UNICODE };

typedef struct Encoder {
    Object head;
    bool check_cycles, sort_keys, skip_keys, allow_nan;
    uint8_t mode;                       /* StringMode */
    Value default_, encoder, indent;    /* indent: a str, or None */
    Value key_separator, item_separator;
} Encoder;
ALWAYS_INLINE Encoder *as_encoder(Ref v) { return (Encoder *)object_of(v); }

typedef struct Container { Ref object; const struct Container *outer; } Container;

/* One call. */
typedef struct Encode {
    Thread *t;
    const Encoder *e;
    StrBuilder b;
} Encode;

static bool append_value(Encode *x, Ref v, const Container *outer, ssize level);

/* ---- strings ---- */

static const char hex_digits[] = "0123456789abcdef";

/* The letter of the short escape of c, or 0. */
static char short_escape(uint32_t c)
{
    switch (c) {
    case '"':  return '"';
    case '\\': return '\\';
    case '\b': return 'b';
    case '\f': return 'f';
    case '\n': return 'n';
    case '\r': return 'r';
    case '\t': return 't';
    default:   return 0;
    }
}

enum { ESCAPE_MAX = 12 };               /* characters that one code point takes: two \uXXXX */

static char *put_unit(char *out, uint32_t c)
{
    const char text[6] = {'\\', 'u', hex_digits[c >> 12 & 15], hex_digits[c >> 8 & 15], hex_digits[c >> 4 & 15], hex_digits[c & 15]};
    memcpy(out, text, 6);
    return out + 6;
}

/* The escape of c; the end of it. */
static char *put_escape(char *out, uint32_t c)
{
    char letter = short_escape(c);
    if (letter) {
        out[0] = '\\';
        out[1] = letter;
        return out + 2;
    }
    if (c < 0x10000)
        return put_unit(out, c);
    c -= 0x10000;
    return put_unit(put_unit(out, 0xd800 | c >> 10), 0xdc00 | (c & 0x3ff));
}

/* A string whose text is ASCII when all else is escaped: pieces gather in `part`. DEL is escaped only if `ascii`. */
ALWAYS_INLINE bool append_ascii(StrBuilder *b, const void *data, ssize n, int kind, bool ascii)
{
    enum { SIZE = 1024 };
    char part[SIZE + ESCAPE_MAX], *out = part;
    *out++ = '"';
    for (ssize i = 0; i < n;) {
        if (kind == STR_1) {
            const uint8_t *p = data;
            ssize end = plain_bytes_end(p, n, i, ascii), run = end - i;
            if (run > part + SIZE - out) {
                if (!builder_ascii(b, part, out - part) || !builder_ascii(b, (const char *)p + i, run))
                    return false;
                out = part;
            } else {
                memcpy(out, p + i, (size_t)run);
                out += run;
            }
            if ((i = end) == n)
                break;
        }
        uint32_t c = kind == STR_1 ? ((const uint8_t *)data)[i] : kind == STR_2 ? ((const uint16_t *)data)[i] : ((const uint32_t *)data)[i];
        if (c >= ' ' && c < 128 - ascii && c != '"' && c != '\\')
            *out++ = (char)c;
        else
            out = put_escape(out, c);
        i++;
        if (out >= part + SIZE) {
            if (!builder_ascii(b, part, out - part))
                return false;
            out = part;
        }
    }
    *out++ = '"';
    return builder_ascii(b, part, out - part);
}

/* A string that keeps what is not ASCII. */
static bool append_unicode(StrBuilder *b, Ref v)
{
    const Str *s = as_str(v);
    char escape[ESCAPE_MAX];
    if (!builder_char(b, '"'))
        return false;
    for (ssize start = 0;;) {
        ssize i = start;
        if (s->kind == STR_1)
            i = plain_bytes_end(str_data(s), s->len, i, false);
        else
            for (uint32_t c; i < s->len && (c = str_at(s, i)) >= ' ' && c != '"' && c != '\\';)
                i++;
        if (i > start && !builder_slice(b, v, start, i))
            return false;
        if (i == s->len)
            return builder_char(b, '"');
        if (!builder_ascii(b, escape, put_escape(escape, str_at(s, i)) - escape))
            return false;
        start = i + 1;
    }
}

bool json_append_string(StrBuilder *b, Ref v, bool ascii)
{
    const Str *s = as_str(v);
    if (!ascii && !s->ascii)
        return append_unicode(b, v);
    switch (s->kind) {
    case STR_1: return append_ascii(b, str_data(s), s->len, STR_1, ascii);
    case STR_2: return append_ascii(b, str_data(s), s->len, STR_2, ascii);
    default:    return append_ascii(b, str_data(s), s->len, STR_4, ascii);
    }
}

static bool append_str(Encode *x, Ref v)
{
    if (x->e->mode != ENCODER_CALL)
        return json_append_string(&x->b, v, x->e->mode == ENCODER_ASCII);
    OWN Value text = call1(x->t, x->e->encoder, v);
    if (is_empty(text))
        return false;
    if (!is_str(text))
        return raise_type(x->t, "encoder() must return a string, not %T", text), false;
    return builder_str(&x->b, text);
}

/* ---- numbers ---- */

static bool append_int(Encode *x, Ref v)
{
    char text[24], *p = text + sizeof text;
    if (!is_fixnum(v)) {
        OWN Value digits = int_to_str(x->t, v, 10, false);
        return !is_empty(digits) && builder_str(&x->b, digits);
    }
    int64_t i = fixnum_value(v);
    uint64_t u = i < 0 ? -(uint64_t)i : (uint64_t)i;
    do
        *--p = (char)('0' + u % 10);
    while (u /= 10);
    if (i < 0)
        *--p = '-';
    return builder_ascii(&x->b, p, text + sizeof text - p);
}

static bool append_float(Encode *x, double d)
{
    char text[DOUBLE_REPR_SIZE];
    if (isfinite(d))
        return builder_ascii(&x->b, text, double_repr(d, text));
    if (!x->e->allow_nan) {
        OWN Value v = float_from(x->t, d);
        return raise_value(x->t, "Out of range float values are not JSON compliant: %R", v), false;
    }
    return builder_text(&x->b, isnan(d) ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
}

/* None, booleans, strings and numbers: MISSING if v is none of them. */
static Lookup append_atom(Encode *x, Ref v)
{
    bool ok;
    if (is_str(v))
        ok = append_str(x, v);
    else if (is_none(v))
        ok = builder_ascii(&x->b, "null", 4);
    else if (same(v, TRUE_VALUE))
        ok = builder_ascii(&x->b, "true", 4);
    else if (same(v, FALSE_VALUE))
        ok = builder_ascii(&x->b, "false", 5);
    else if (is_int(v))
        ok = append_int(x, v);
    else if (is_float(v))
        ok = append_float(x, float_value(v));
    else
        return MISSING;
    return ok ? FOUND : ERROR;
}

/* ---- containers ---- */

static bool enter(Encode *x, Ref v, const Container *outer)
{
    if (x->e->check_cycles)
        for (; outer; outer = outer->outer)
            if (same(outer->object, v))
                return raise_value(x->t, "Circular reference detected"), false;
    return recursion_enter(x->t, " while encoding a JSON object");
}

static bool append_newline(Encode *x, ssize level)
{
    if (is_none(x->e->indent))
        return true;
    if (!builder_char(&x->b, '\n'))
        return false;
    for (ssize i = 0; i < level; i++)
        if (!builder_str(&x->b, x->e->indent))
            return false;
    return true;
}

/* What comes before an item at this level. */
static bool append_separator(Encode *x, bool first, ssize level)
{
    return (first || builder_str(&x->b, x->e->item_separator)) && append_newline(x, level);
}

static bool append_sequence(Encode *x, Ref v, const Container *outer, ssize level)
{
    bool list = is_list(v);
    ssize n = list ? as_list(v)->len : as_tuple(v)->len;
    if (n == 0)
        return builder_ascii(&x->b, "[]", 2);
    Container self = {v, outer};
    if (!builder_char(&x->b, '['))
        return false;
    for (ssize i = 0; i < n; i++) {
        OWN Value item = retain(list ? as_list(v)->item[i] : as_tuple(v)->item[i]);
        if (!append_separator(x, i == 0, level + 1) || !append_value(x, item, &self, level + 1))
            return false;
        if (list)
            n = as_list(v)->len;
    }
    return append_newline(x, level) && builder_char(&x->b, ']');
}

/* Appends a key in quotes: MISSING if it is to be left out. */
static Lookup append_key(Encode *x, Ref key, bool first, ssize level)
{
    Thread *t = x->t;
    if (is_str(key))
        return append_separator(x, first, level) && append_str(x, key) ? FOUND : ERROR;
    if (!is_float(key) && !is_none(key) && !is_int(key)) {
        if (x->e->skip_keys)
            return MISSING;
        return raise_type(t, "keys must be str, int, float, bool or None, not %T", key), ERROR;
    }
    Encode inner = {.t = t, .e = x->e};
    builder_init(&inner.b, t);
    if (append_atom(&inner, key) != FOUND) {
        builder_free(&inner.b);
        return ERROR;
    }
    OWN Value text = builder_take(&inner.b);
    return !is_empty(text) && append_separator(x, first, level) && append_str(x, text) ? FOUND : ERROR;
}

/* One item of a dict; *first until one was written. */
static bool append_item(Encode *x, Ref key, Ref value, const Container *self, bool *first, ssize level)
{
    Lookup written = append_key(x, key, *first, level);
    if (written != FOUND)
        return written == MISSING;
    *first = false;
    return builder_str(&x->b, x->e->key_separator) && append_value(x, value, self, level);
}

static bool append_items_list(Encode *x, Ref v, const Container *self, ssize level)
{
    Thread *t = x->t;
    bool first = true;
    OWN Value view = call_method0(t, v, NAME(items));
    OWN Value items = is_empty(view) ? EMPTY : to_list(t, view);
    if (is_empty(items) || (x->e->sort_keys && !list_sort(t, as_list(items), EMPTY, false)))
        return false;
    for (ssize i = 0; i < as_list(items)->len; i++) {
        OWN Value item = retain(as_list(items)->item[i]);
        if (!is_exact(item, &tuple_type) || as_tuple(item)->len != 2)
            return raise_value(t, "items must return 2-tuples"), false;
        if (!append_item(x, as_tuple(item)->item[0], as_tuple(item)->item[1], self, &first, level))
            return false;
    }
    return true;
}

static bool append_items(Encode *x, Ref v, const Container *self, ssize level)
{
    if (x->e->sort_keys || !is_exact(v, &dict_type))
        return append_items_list(x, v, self, level);
    Dict *d = as_dict(v);
    uint32_t generation = d->generation;
    ssize position = 0;
    bool first = true;
    Ref lent_key, lent_value;
    while (dict_next(d, &position, &lent_key, &lent_value)) {
        OWN Value key = retain(lent_key), value = retain(lent_value);
        if (!append_item(x, key, value, self, &first, level))
            return false;
        if (d->generation != generation)
            return raise_runtime(x->t, "dictionary changed size during iteration"), false;
    }
    return true;
}

static bool append_dict(Encode *x, Ref v, const Container *outer, ssize level)
{
    Container self = {v, outer};
    if (as_dict(v)->used == 0)
        return builder_ascii(&x->b, "{}", 2);
    return builder_char(&x->b, '{') && append_items(x, v, &self, level + 1) && append_newline(x, level) && builder_char(&x->b, '}');
}

static bool append_default(Encode *x, Ref v, const Container *outer, ssize level)
{
    Container self = {v, outer};
    OWN Value other = call1(x->t, x->e->default_, v);
    return !is_empty(other) && append_value(x, other, &self, level);
}

static bool append_value(Encode *x, Ref v, const Container *outer, ssize level)
{
    Lookup atom = append_atom(x, v);
    if (atom != MISSING)
        return atom == FOUND;
    if (!enter(x, v, outer))
        return false;
    bool ok = is_list(v) || is_tuple(v) ? append_sequence(x, v, outer, level)
            : is_dict(v) ? append_dict(x, v, outer, level)
                                                : append_default(x, v, outer, level);
    recursion_leave(x->t);
    return ok;
}

/* ---- the type ---- */

static Value encoder_call(Thread *t, Ref self, const Value *args, ssize nargs, Ref names)
{
    int64_t level;
    if (nargs != 2 || !is_empty(names))
        return raise_type(t, "_iterencode() takes exactly 2 positional arguments (%zd given)", nargs);
    if (!to_int64(t, args[1], &level))
        return EMPTY;
    OWN Value keep = retain(self), object = retain(args[0]);
    Encode x = {.t = t, .e = as_encoder(self)};
    builder_init(&x.b, t);
    if (!append_value(&x, object, NULL, level)) {
        builder_free(&x.b);
        return is_raised(t) ? EMPTY : raise_memory(t);
    }
    OWN Value text = builder_take(&x.b);
    return is_empty(text) ? EMPTY : tuple_pack(t, 1, text);
}

static void encoder_clear(Object *o)
{
    Encoder *e = (Encoder *)o;
    replace_take(&e->default_, EMPTY);
    replace_take(&e->encoder, EMPTY);
}
static void encoder_dealloc(Object *o)
{
    Encoder *e = (Encoder *)o;
    encoder_clear(o);
    release(e->indent);
    release(e->key_separator);
    release(e->item_separator);
    object_free(o, object_size(o));
}
static void encoder_traverse(Object *o, Visitor *visitor)
{
    visit(visitor, ((Encoder *)o)->default_);
    visit(visitor, ((Encoder *)o)->encoder);
}

/* Which of the module's own string encoders it is. */
static bool string_mode(Thread *t, Ref encoder, uint8_t *mode)
{
    OWN Value ascii = import_attribute(t, "_json", "encode_basestring_ascii");
    OWN Value unicode = is_empty(ascii) ? EMPTY : import_attribute(t, "_json", "encode_basestring");
    *mode = same(encoder, ascii) ? ENCODER_ASCII : same(encoder, unicode) ? ENCODER_UNICODE : ENCODER_CALL;
    return !is_empty(unicode);
}

/** JSON encoder: encoder(object, level) gives a tuple with the text */
NEW(json_encoder, "(cls, markers, default, encoder, indent, key_separator: str, item_separator: str, sort_keys: bool, skipkeys: bool, allow_nan: bool)")
{
    uint8_t mode;
    if (!is_none(a->markers) && !is_dict(a->markers))
        return raise_type(t, "make_encoder() argument 1 must be dict or None, not %T", a->markers);
    if (!is_none(a->indent) && !is_str(a->indent))
        return raise_type(t, "make_encoder() argument 4 must be str or None, not %T", a->indent);
    if (!string_mode(t, a->encoder, &mode))
        return EMPTY;
    Value result = type_alloc(t, cls, 0);
    if (is_empty(result))
        return EMPTY;
    Encoder *e = as_encoder(result);
    e->check_cycles = !is_none(a->markers);
    e->sort_keys = a->sort_keys;
    e->skip_keys = a->skipkeys;
    e->allow_nan = a->allow_nan;
    e->mode = mode;
    e->default_ = retain(a->default_);
    e->encoder = retain(a->encoder);
    e->indent = retain(a->indent);
    e->key_separator = retain(a->key_separator);
    e->item_separator = retain(a->item_separator);
    return result;
}

Type json_encoder_type = {
    TYPE_HEAD("_json.Encoder", Encoder), .flags = TYPE_GC | TYPE_BASE,
    .doc = "JSON encoder: encoder(object, level) gives a tuple with the text",
    .dealloc = encoder_dealloc, .traverse = encoder_traverse, .clear = encoder_clear,
    .new_ = json_encoder_new_slot, .new_signature = &json_encoder_new_signature, .call = encoder_call,
};
