/* codec_errors.c: what codecs do about errors: the standard handlers, as C and as the functions that lookup_error() gives;
 * handlers registered by programs; the state that a decoder or encoder keeps. Manual: codecs, Error Handlers.
 */
#include "object/codec_internal.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/unicode.h"
#include "object/dict.h"
#include "object/int.h"
#include "object/method.h"
#include "object/tuple.h"

static const char *const mode_names[] = {"strict", "ignore", "replace", "xmlcharrefreplace", "backslashreplace", "namereplace",
                                         "surrogateescape", "surrogatepass"};

ErrorMode error_mode(const char *errors)
{
    if (!errors)
        return ERRORS_STRICT;
    for (int i = 0; i < (int)COUNT_OF(mode_names); i++)
        if (strcmp(errors, mode_names[i]) == 0)
            return (ErrorMode)i;
    return ERRORS_OTHER;
}

/* --- Replacements --- */

ALWAYS_INLINE bool is_surrogate(uint32_t c) { return (c & ~0x7FFu) == 0xD800; }

/* The UTF that a name means: 8, 16 or 32 and the byte order; 0: none of them. */
static int utf_width(const char *name, bool *big_endian)
{
    *big_endian = false;
    if ((name[0] | 32) != 'u' || (name[1] | 32) != 't' || (name[2] | 32) != 'f')
        return 0;
    name += 3;
    if (*name == '-' || *name == '_')
        name++;
    int width = name[0] == '8' ? 8 : name[0] == '1' && name[1] == '6' ? 16 : name[0] == '3' && name[1] == '2' ? 32 : 0;
    if (!width)
        return strcmp(name, "cp_utf8") == 0 ? 8 : 0;
    name += width == 8 ? 1 : 2;
    if (width == 8)
        return *name ? 0 : 8;
    if (*name == '-' || *name == '_')
        name++;
    *big_endian = (name[0] | 32) == 'b';
    return width;
}

static void add_xml_reference(StrBuilder *b, uint32_t c)
{
    char text[16], *p = text + sizeof text;
    *--p = ';';
    for (; c > 9; c /= 10)
        *--p = (char)('0' + c % 10);
    *--p = (char)('0' + c);
    *--p = '#';
    *--p = '&';
    builder_ascii(b, p, text + sizeof text - p);
}

static void add_backslash(StrBuilder *b, uint32_t c)
{
    static const char hex[] = "0123456789abcdef";
    char text[16] = {'\\', c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U'};
    int digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;
    for (int i = 0; i < digits; i++)
        text[2 + i] = hex[c >> 4 * (digits - 1 - i) & 15];
    builder_ascii(b, text, digits + 2);
}

static void add_name(StrBuilder *b, uint32_t c)
{
    char name[UNICODE_NAME_LIMIT];
    if (!unicode_name(c, name)) {
        add_backslash(b, c);
        return;
    }
    builder_text(b, "\\N{");
    builder_text(b, name);
    builder_char(b, '}');
}

/* The bytes that escaped surrogates stand for; EMPTY if others are among them. */
static Value unescape_surrogates(Thread *t, const Str *s, ssize start, ssize end)
{
    for (ssize i = start; i < end; i++)
        if (str_at(s, i) < 0xDC80 || str_at(s, i) > 0xDCFF)
            return EMPTY;
    Value v = bytes_new(t, end - start);
    for (ssize i = start; !is_empty(v) && i < end; i++)
        as_bytes(v)->data[i - start] = (uint8_t)str_at(s, i);
    return v;
}

static Value pass_surrogates(Thread *t, const char *encoding, const Str *s, ssize start, ssize end)
{
    bool big_endian;
    int width = utf_width(encoding, &big_endian);
    if (!width)
        return EMPTY;
    ssize unit = width == 8 ? 3 : width / 8;
    for (ssize i = start; i < end; i++)
        if (!is_surrogate(str_at(s, i)))
            return EMPTY;
    Value v = bytes_new(t, (end - start) * unit);
    if (is_empty(v))
        return v;
    uint8_t *out = as_bytes(v)->data;
    for (ssize i = start; i < end; i++, out += unit) {
        uint32_t c = str_at(s, i);
        if (width == 8) {
            out[0] = (uint8_t)(0xE0 | c >> 12);
            out[1] = (uint8_t)(0x80 | (c >> 6 & 0x3F));
            out[2] = (uint8_t)(0x80 | (c & 0x3F));
        } else {
            for (int k = 0; k < unit; k++)
                out[k] = (uint8_t)(c >> 8 * (big_endian ? unit - 1 - k : k));
        }
    }
    return v;
}

Value encode_replacement(Thread *t, ErrorMode mode, const char *encoding, const Str *s, ssize start, ssize end, ssize *resume)
{
    StrBuilder b;
    *resume = end;
    switch (mode) {
    case ERRORS_SURROGATEESCAPE: return unescape_surrogates(t, s, start, end);
    case ERRORS_SURROGATEPASS:   return pass_surrogates(t, encoding, s, start, end);
    case ERRORS_STRICT: case ERRORS_OTHER: return EMPTY;
    default: break;
    }
    builder_init(&b, t);
    for (ssize i = start; i < end && mode != ERRORS_IGNORE; i++) {
        uint32_t c = str_at(s, i);
        switch (mode) {
        case ERRORS_REPLACE:   builder_char(&b, '?'); break;
        case ERRORS_XMLCHARREF: add_xml_reference(&b, c); break;
        case ERRORS_BACKSLASH: add_backslash(&b, c); break;
        default:               add_name(&b, c); break;
        }
    }
    return builder_take(&b);
}

/* The surrogate that the bytes at p stand for in a UTF, or 0; *length: how many bytes. */
static uint32_t surrogate_at(const char *encoding, const uint8_t *p, ssize n, ssize *length)
{
    bool big_endian;
    int width = utf_width(encoding, &big_endian);
    uint32_t c = 0;
    *length = width == 8 ? 3 : width / 8;
    if (!width || n < *length)
        return 0;
    if (width == 8) {
        if ((p[0] & 0xF0) == 0xE0 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80)
            c = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
    } else {
        for (ssize k = 0; k < *length; k++)
            c |= (uint32_t)p[k] << 8 * (big_endian ? *length - 1 - k : k);
    }
    return is_surrogate(c) ? c : 0;
}

Value decode_replacement(Thread *t, ErrorMode mode, const char *encoding, const uint8_t *p, ssize n, ssize start, ssize end, ssize *resume)
{
    StrBuilder b;
    *resume = end;
    switch (mode) {
    case ERRORS_IGNORE: return str_empty(t);
    case ERRORS_REPLACE: return str_from_char(t, 0xFFFD);
    case ERRORS_BACKSLASH:
        builder_init(&b, t);
        for (ssize i = start; i < end; i++)
            add_backslash(&b, p[i]);
        return builder_take(&b);
    case ERRORS_SURROGATEESCAPE: {
        ssize i = start;
        builder_init(&b, t);
        for (; i < end && i < start + 4 && p[i] >= 128; i++)
            builder_char(&b, 0xDC00u + p[i]);
        *resume = i;
        return i == start ? EMPTY : builder_take(&b);
    }
    case ERRORS_SURROGATEPASS: {
        ssize length;
        uint32_t c = surrogate_at(encoding, p + start, n - start, &length);
        *resume = start + length;
        return c ? str_from_char(t, c) : EMPTY;
    }
    default: return EMPTY;
    }
}

/* --- Handlers as Python functions --- */

static Value handler_result_take(Thread *t, Value text, ssize position)
{
    if (is_empty(text))
        return text;
    Value r = tuple_pack(t, 2, text, fixnum(position));
    release(text);
    return r;
}

/* The part that the exception is about, within the bounds of its object. */
static void error_range(const UnicodeErrorObject *e, ssize len, ssize *start, ssize *end)
{
    *start = MIN(MAX(e->start, (ssize)0), MAX(len - 1, (ssize)0));
    *end = MIN(MAX(e->end, MIN((ssize)1, len)), len);
    *end = MAX(*end, *start);
}

static Value handle_encode(Thread *t, ErrorMode mode, Ref exception)
{
    const UnicodeErrorObject *e = (UnicodeErrorObject *)object_of(exception);
    ssize start, end, resume;
    if (is_empty(e->object) || !is_str(e->object))
        return raise_type(t, "object attribute must be str");
    error_range(e, as_str(e->object)->len, &start, &end);
    const char *encoding = !is_empty(e->encoding) && is_str(e->encoding) ? str_text(t, e->encoding) : "";
    Value text = encode_replacement(t, mode, encoding, as_str(e->object), start, end, &resume);
    return handler_result_take(t, text, resume);
}

static Value handle_decode(Thread *t, ErrorMode mode, Ref exception)
{
    const UnicodeErrorObject *e = (UnicodeErrorObject *)object_of(exception);
    ssize start, end, resume;
    if (is_empty(e->object) || !is_bytes(e->object))
        return raise_type(t, "object attribute must be bytes");
    const Bytes *b = as_bytes(e->object);
    error_range(e, b->len, &start, &end);
    const char *encoding = !is_empty(e->encoding) && is_str(e->encoding) ? str_text(t, e->encoding) : "";
    Value text = decode_replacement(t, mode, encoding, b->data, b->len, start, end, &resume);
    return handler_result_take(t, text, resume);
}

static Value handle_translate(Thread *t, ErrorMode mode, Ref exception)
{
    const UnicodeErrorObject *e = (UnicodeErrorObject *)object_of(exception);
    ssize start, end, resume;
    if (is_empty(e->object) || !is_str(e->object))
        return raise_type(t, "object attribute must be str");
    error_range(e, as_str(e->object)->len, &start, &end);
    if (mode == ERRORS_REPLACE) {
        StrBuilder b;
        builder_init(&b, t);
        builder_fill(&b, 0xFFFD, end - start);
        return handler_result_take(t, builder_take(&b), end);
    }
    Value text = encode_replacement(t, mode, "", as_str(e->object), start, end, &resume);
    return handler_result_take(t, text, resume);
}

static Value handle(Thread *t, ErrorMode mode, int kinds, Ref exception)
{
    Value r = EMPTY;
    if (!is_exception(exception))
        return raise_type(t, mode == ERRORS_STRICT ? "codec must pass exception instance"
                                                   : "don't know how to handle %T in error callback", exception);
    if (mode == ERRORS_STRICT)
        return raise_object(t, exception, EMPTY);
    if ((kinds & ON_ENCODE) && type_is_subtype(type_of(exception), &exc_UnicodeEncodeError))
        r = handle_encode(t, mode, exception);
    else if ((kinds & ON_DECODE) && type_is_subtype(type_of(exception), &exc_UnicodeDecodeError))
        r = handle_decode(t, mode, exception);
    else if ((kinds & ON_TRANSLATE) && type_is_subtype(type_of(exception), &exc_UnicodeTranslateError))
        r = handle_translate(t, mode, exception);
    else
        return raise_type(t, "don't know how to handle %T in error callback", exception);
    if (is_empty(r) && !is_raised(t))
        return raise_object(t, exception, EMPTY);
    return r;
}

#define HANDLER(name, mode, kinds) static Value name(Thread *t, Ref self UNUSED, Ref e) { return handle(t, mode, kinds, e); }
HANDLER(strict_errors, ERRORS_STRICT, 0)
HANDLER(ignore_errors, ERRORS_IGNORE, ON_ENCODE | ON_DECODE | ON_TRANSLATE)
HANDLER(replace_errors, ERRORS_REPLACE, ON_ENCODE | ON_DECODE | ON_TRANSLATE)
HANDLER(xmlcharrefreplace_errors, ERRORS_XMLCHARREF, ON_ENCODE)
HANDLER(backslashreplace_errors, ERRORS_BACKSLASH, ON_ENCODE | ON_DECODE | ON_TRANSLATE)
HANDLER(namereplace_errors, ERRORS_NAME, ON_ENCODE)
HANDLER(surrogateescape_errors, ERRORS_SURROGATEESCAPE, ON_ENCODE | ON_DECODE)
HANDLER(surrogatepass_errors, ERRORS_SURROGATEPASS, ON_ENCODE | ON_DECODE)

#define HANDLER_ROW(function, text) {.name = #function, .kind = METHOD_FUNCTION, .arity = ARITY_1, .call1 = function, .doc = text}
static const MethodDef handlers[] = {
    HANDLER_ROW(strict_errors, "The handler 'strict': raises the exception."),
    HANDLER_ROW(ignore_errors, "The handler 'ignore': leaves out what is malformed."),
    HANDLER_ROW(replace_errors, "The handler 'replace': puts a question mark or U+FFFD."),
    HANDLER_ROW(xmlcharrefreplace_errors, "The handler 'xmlcharrefreplace': puts XML character references."),
    HANDLER_ROW(backslashreplace_errors, "The handler 'backslashreplace': puts backslash escapes."),
    HANDLER_ROW(namereplace_errors, "The handler 'namereplace': puts \\N{...} escapes."),
    HANDLER_ROW(surrogateescape_errors, "The handler 'surrogateescape': turns bytes to lone surrogates and back."),
    HANDLER_ROW(surrogatepass_errors, "The handler 'surrogatepass': lets surrogates through."),
};

/* --- Registered handlers --- */

static Dict *registered(Thread *t)
{
    Value *slot = &t->interp->codec_errors;
    if (is_empty(*slot))
        *slot = dict_new(t);
    return is_empty(*slot) ? NULL : as_dict(*slot);
}

bool codec_register_error(Thread *t, const char *name, Ref handler)
{
    if (!is_callable(handler))
        return raise_type(t, "handler must be callable"), false;
    Dict *d = registered(t);
    return d && dict_set_text(t, d, name, handler);
}

Value codec_lookup_error(Thread *t, const char *name)
{
    Dict *d = registered(t);
    if (!d)
        return EMPTY;
    if (!name)
        name = "strict";
    OWN Value key = str_from_text(t, name);
    Ref found;
    if (is_empty(key))
        return EMPTY;
    switch (dict_find(t, d, key, &found)) {
    case FOUND: return retain(found);
    case ERROR: return EMPTY;
    case MISSING: break;
    }
    ErrorMode mode = error_mode(name);
    if (mode == ERRORS_OTHER)
        return raise_format(t, &exc_LookupError, "unknown error handler name '%.400s'", name);
    Value function = builtin_function_new(t, &handlers[mode], EMPTY, EMPTY);
    if (!is_empty(function) && !dict_set(t, d, key, function))
        release(take(&function));
    return function;
}

/* --- Calling a handler --- */

Value call_handler(Thread *t, Value *handler, const char *errors, Ref exception, ErrorKind kind, Ref input, ssize *position)
{
    static const char *const wanted[] = {[ON_ENCODE] = "encoding error handler must return (str/bytes, int) tuple",
                                         [ON_DECODE] = "decoding error handler must return (str, int) tuple",
                                         [ON_TRANSLATE] = "translating error handler must return (str, int) tuple"};
    if (is_empty(*handler) && is_empty(*handler = codec_lookup_error(t, errors)))
        return EMPTY;
    OWN Value result = call1(t, *handler, exception);
    if (is_empty(result))
        return EMPTY;
    if (!is_tuple(result) || as_tuple(result)->len != 2)
        return raise_type(t, "%s", wanted[kind]);
    Ref text = as_tuple(result)->item[0], where = as_tuple(result)->item[1];
    if (!(is_str(text) || (kind == ON_ENCODE && is_bytes(text))) || !is_int(where))
        return raise_type(t, "%s", wanted[kind]);
    if (!to_ssize(t, where, &exc_IndexError, position))
        return EMPTY;
    if (kind == ON_DECODE) {        /* a handler may have replaced the input */
        input = ((UnicodeErrorObject *)object_of(exception))->object;
        if (is_empty(input) || !is_bytes(input))
            return raise_type(t, "exception attribute object must be bytes");
    }
    ssize len = kind == ON_DECODE ? as_bytes(input)->len : as_str(input)->len, i = *position;
    if (i < 0)
        i += len;
    if (i < 0 || i > len)
        return raise_index(t, "position %zd from error handler out of bounds", *position);
    *position = i;
    return retain(text);
}

/* --- Decoders --- */

void decoder_init(Decoder *d, Thread *t, const char *encoding, const uint8_t *p, ssize n, const char *errors)
{
    *d = (Decoder){.t = t, .encoding = encoding, .errors = errors, .mode = error_mode(errors), .p = p, .n = n};
    builder_init(&d->out, t);
}

/* The decoder's exception, told of this error. */
static bool set_decode_exception(Decoder *d, ssize start, ssize end, const char *reason)
{
    if (is_empty(d->object)) {
        d->object = bytes_from(d->t, d->p, d->n);
        if (is_empty(d->object))
            return false;
        d->p = as_bytes(d->object)->data;
    }
    replace_take(&d->exception, unicode_decode_error_new(d->t, d->encoding, d->object, start, end, reason));
    return !is_empty(d->exception);
}

static bool decode_error_general(Decoder *d, ssize start, ssize end, const char *reason)
{
    ssize position;
    if (!set_decode_exception(d, start, end, reason))
        return false;
    OWN Value text = call_handler(d->t, &d->handler, d->errors, d->exception, ON_DECODE, d->object, &position);
    if (is_empty(text))
        return false;
    replace_take(&d->object, retain(((UnicodeErrorObject *)object_of(d->exception))->object));
    d->p = as_bytes(d->object)->data;
    d->n = as_bytes(d->object)->len;
    d->at = position;
    return builder_str(&d->out, text);
}

bool decoder_error(Decoder *d, ssize start, ssize end, const char *reason)
{
    switch (d->mode) {
    case ERRORS_OTHER:
        return decode_error_general(d, start, end, reason);
    case ERRORS_IGNORE:
        d->at = end;
        return true;
    case ERRORS_REPLACE:
        d->at = end;
        return builder_char(&d->out, 0xFFFD);
    case ERRORS_SURROGATEESCAPE:
        for (d->at = start; d->at < end && d->at < start + 4 && d->p[d->at] >= 128; d->at++)
            if (!builder_char(&d->out, 0xDC00u + d->p[d->at]))
                return false;
        if (d->at > start)
            return true;
        break;
    default: break;
    }
    Value text = decode_replacement(d->t, d->mode, d->encoding, d->p, d->n, start, end, &d->at);
    if (is_empty(text)) {
        if (!is_raised(d->t))
            raise_unicode_decode(d->t, d->encoding, d->p, d->n, start, end, reason);
        return false;
    }
    bool ok = builder_str(&d->out, text);
    release(text);
    return ok;
}

Value decoder_finish(Decoder *d, bool ok, ssize *consumed)
{
    if (consumed)
        *consumed = d->at;
    release(d->object);
    release(d->exception);
    release(d->handler);
    if (ok)
        return builder_take(&d->out);
    builder_free(&d->out);
    return EMPTY;
}

/* --- Encoders --- */

void encoder_init(Encoder *e, Thread *t, const char *encoding, Ref s, const char *errors, Test (*put)(Encoder *, uint32_t), ssize room)
{
    *e = (Encoder){.t = t, .encoding = encoding, .errors = errors, .mode = error_mode(errors), .object = s, .s = as_str(s), .put = put};
    e->out = malloc((size_t)room + 16);
    e->capacity = e->out ? room + 16 : 0;
}

bool encoder_grow(Encoder *e, ssize more)
{
    ssize capacity = MAX(e->len + more, e->capacity + e->capacity / 2 + 64);
    uint8_t *p = more > SSIZE_MAX_ / 4 - e->len ? NULL : realloc(e->out, (size_t)capacity);
    if (!p)
        return raise_memory(e->t), false;
    e->out = p;
    e->capacity = capacity;
    return true;
}

static bool raise_encode_error(Encoder *e, ssize start, ssize end, const char *reason)
{
    raise_unicode_encode(e->t, e->encoding, e->object, start, end, reason);
    return false;
}

static bool put_replacement(Encoder *e, Ref replacement, ssize start, ssize end, const char *reason)
{
    if (is_bytes(replacement))
        return encoder_bytes(e, as_bytes(replacement)->data, as_bytes(replacement)->len);
    for (ssize i = 0; i < as_str(replacement)->len; i++)
        switch (e->put(e, str_at(as_str(replacement), i))) {
        case TEST_TRUE: break;
        case TEST_FALSE: return raise_encode_error(e, start, end, reason);
        case TEST_ERROR: return false;
        }
    return true;
}

bool encoder_error(Encoder *e, ssize start, ssize end, const char *reason)
{
    ssize position;
    OWN Value replacement = EMPTY;
    if (e->mode == ERRORS_STRICT)
        return raise_encode_error(e, start, end, reason);
    if (e->mode == ERRORS_SURROGATEESCAPE || e->mode == ERRORS_SURROGATEPASS) {
        /* As much of the run as they can take. */
        ssize stop = start;
        bool escape = e->mode == ERRORS_SURROGATEESCAPE;
        while (stop < end && (escape ? str_at(e->s, stop) - 0xDC80 < 0x80 : is_surrogate(str_at(e->s, stop))))
            stop++;
        if (stop > start)
            end = stop;
    }
    if (e->mode == ERRORS_IGNORE) {
        e->at = end;
        return true;
    }
    if (e->mode != ERRORS_OTHER) {
        replacement = encode_replacement(e->t, e->mode, e->encoding, e->s, start, end, &position);
        if (is_empty(replacement))
            return is_raised(e->t) ? false : raise_encode_error(e, start, end, reason);
    } else {
        replace_take(&e->exception, unicode_encode_error_new(e->t, e->encoding, e->object, start, end, reason));
        if (is_empty(e->exception))
            return false;
        replacement = call_handler(e->t, &e->handler, e->errors, e->exception, ON_ENCODE, e->object, &position);
        if (is_empty(replacement))
            return false;
    }
    if (!put_replacement(e, replacement, start, end, reason))
        return false;
    e->at = position;
    return true;
}

Value encoder_finish(Encoder *e, bool ok)
{
    Value v = ok ? bytes_from(e->t, e->out, e->len) : EMPTY;
    free(e->out);
    release(e->exception);
    release(e->handler);
    return v;
}
