/* _codecs.c: the module _codecs: the registry and the codecs written in C, for lib/codecs.py and lib/encodings. Manual: codecs.
 *
 * Encoders take (str, errors) and give (bytes, characters encoded); decoders take (bytes-like, errors[, final]) and give
 * (str, bytes decoded), leaving an incomplete sequence at the end unless final.
 */
#include "object/codec.h"
#include "object/method.h"
#include "object/tuple.h"
#include "gen/modules/_codecs.h"

/* (result, count), consuming result. */
static Value pair_take(Thread *t, Value result, ssize count)
{
    if (is_empty(result))
        return result;
    Value pair = tuple_pack(t, 2, result, fixnum(count));
    release(result);
    return pair;
}

/* The text of an optional str, NULL when absent. */
static const char *text_of(Thread *t, Ref v)
{
    return is_empty(v) ? NULL : str_text(t, v);
}

/* --- The registry --- */

/** Adds a search function: called with a name of an encoding it returns a CodecInfo, or None. */
FUNCTION1(_codecs, register, search_function)
{
    return codec_register(t, search_function) ? NONE : EMPTY;
}

/** Removes a search function, and forgets the codecs found so far. */
FUNCTION1(_codecs, unregister, search_function)
{
    return codec_unregister(t, search_function) ? NONE : EMPTY;
}

/** The CodecInfo of an encoding; LookupError when there is none. */
FUNCTION(_codecs, lookup, "(encoding: str, /)")
{
    const char *name;
    return codec_name(t, a->encoding, &name) ? codec_lookup(t, name) : EMPTY;
}

/** obj encoded by the codec of that name. */
FUNCTION(_codecs, encode, "(obj, encoding: str = 'utf-8', errors: str = ?)")
{
    const char *name, *handler;
    return codec_name(t, a->encoding, &name) && codec_name(t, a->errors, &handler) ? codec_encode(t, a->obj, name, handler) : EMPTY;
}

/** obj decoded by the codec of that name. */
FUNCTION(_codecs, decode, "(obj, encoding: str = 'utf-8', errors: str = ?)")
{
    const char *name, *handler;
    return codec_name(t, a->encoding, &name) && codec_name(t, a->errors, &handler) ? codec_decode(t, a->obj, name, handler) : EMPTY;
}

/** Registers an error handler under a name. */
FUNCTION(_codecs, register_error, "(errors: str, handler, /)")
{
    const char *name;
    return codec_name(t, a->errors, &name) && codec_register_error(t, name, a->handler) ? NONE : EMPTY;
}

/** The error handler of that name; LookupError when there is none. */
FUNCTION(_codecs, lookup_error, "(name: str, /)")
{
    const char *name;
    return codec_name(t, a->name, &name) ? codec_lookup_error(t, name) : EMPTY;
}

/* --- Decoders --- */

/* What may be given to decoders that also take text: ASCII or not, as UTF-8. */
static bool get_input(Thread *t, Ref v, Buffer *b, const uint8_t **p, ssize *n)
{
    b->object = EMPTY;
    if (is_str(v)) {
        *p = (const uint8_t *)str_utf8(t, v, n);
        return *p != NULL;
    }
    if (!buffer_get(t, v, b, BUFFER_SIMPLE))
        return false;
    *p = b->data;
    *n = b->len;
    return true;
}

/** Decodes the escapes of bytes literals. */
FUNCTION(_codecs, escape_decode, "(data, errors: str? = None, /)")
{
    Buffer b;
    const uint8_t *p;
    ssize n;
    if (!get_input(t, a->data, &b, &p, &n))
        return EMPTY;
    Value v = pair_take(t, bytes_escape_decode(t, p, n, text_of(t, a->errors)), n);
    buffer_release(&b);
    return v;
}

/** Encodes bytes with the escapes of bytes literals. */
FUNCTION(_codecs, escape_encode, "(data: bytes, errors: str? = None, /)")
{
    const Bytes *b = as_bytes(a->data);
    return pair_take(t, bytes_escape_encode(t, b->data, b->len), b->len);
}

typedef Value (*StatefulDecoder)(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed);

static Value decode_stateful(Thread *t, StatefulDecoder decode, const uint8_t *p, ssize n, Ref errors, bool final)
{
    ssize consumed = n;
    Value v = decode(t, p, n, text_of(t, errors), final ? NULL : &consumed);
    return pair_take(t, v, consumed);
}

/** Decodes UTF-8. */
FUNCTION(_codecs, utf_8_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_stateful(t, utf8_decode, a->data.data, a->data.len, a->errors, a->final);
}

/** Decodes UTF-7. */
FUNCTION(_codecs, utf_7_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_stateful(t, utf7_decode, a->data.data, a->data.len, a->errors, a->final);
}

/** Decodes the escapes of str literals. */
FUNCTION(_codecs, unicode_escape_decode, "(data, errors: str? = None, final: bool = True, /)")
{
    Buffer b;
    const uint8_t *p;
    ssize n;
    if (!get_input(t, a->data, &b, &p, &n))
        return EMPTY;
    Value v = decode_stateful(t, unicode_escape_decode, p, n, a->errors, a->final);
    buffer_release(&b);
    return v;
}

/** Decodes the \u and \U escapes of text in Latin-1. */
FUNCTION(_codecs, raw_unicode_escape_decode, "(data, errors: str? = None, final: bool = True, /)")
{
    Buffer b;
    const uint8_t *p;
    ssize n;
    if (!get_input(t, a->data, &b, &p, &n))
        return EMPTY;
    Value v = decode_stateful(t, raw_unicode_escape_decode, p, n, a->errors, a->final);
    buffer_release(&b);
    return v;
}

typedef Value (*OrderedDecoder)(Thread *t, const uint8_t *p, ssize n, const char *errors, int *order, ssize *consumed);

static Value decode_ordered(Thread *t, OrderedDecoder decode, const Buffer *b, Ref errors, int *order, bool final)
{
    ssize consumed = b->len;
    Value v = decode(t, b->data, b->len, text_of(t, errors), order, final ? NULL : &consumed);
    return pair_take(t, v, consumed);
}

static Value decode_in_order(Thread *t, OrderedDecoder decode, const Buffer *b, Ref errors, int order, bool final)
{
    return decode_ordered(t, decode, b, errors, &order, final);
}

/* (str, bytes decoded, byte order found) */
static Value decode_telling(Thread *t, OrderedDecoder decode, const Buffer *b, Ref errors, int order, bool final)
{
    OWN Value pair = decode_ordered(t, decode, b, errors, &order, final);
    if (is_empty(pair))
        return EMPTY;
    return tuple_pack(t, 3, as_tuple(pair)->item[0], as_tuple(pair)->item[1], fixnum(order));
}

/** Decodes UTF-16 by its byte order mark. */
FUNCTION(_codecs, utf_16_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf16_decode, &a->data, a->errors, 0, a->final);
}

/** Decodes little-endian UTF-16. */
FUNCTION(_codecs, utf_16_le_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf16_decode, &a->data, a->errors, -1, a->final);
}

/** Decodes big-endian UTF-16. */
FUNCTION(_codecs, utf_16_be_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf16_decode, &a->data, a->errors, 1, a->final);
}

/** Decodes UTF-16 and tells the byte order. */
FUNCTION(_codecs, utf_16_ex_decode, "(data: buffer, errors: str? = None, byteorder: int = 0, final: bool = False, /)")
{
    return decode_telling(t, utf16_decode, &a->data, a->errors, a->byteorder, a->final);
}

/** Decodes UTF-32 by its byte order mark. */
FUNCTION(_codecs, utf_32_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf32_decode, &a->data, a->errors, 0, a->final);
}

/** Decodes little-endian UTF-32. */
FUNCTION(_codecs, utf_32_le_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf32_decode, &a->data, a->errors, -1, a->final);
}

/** Decodes big-endian UTF-32. */
FUNCTION(_codecs, utf_32_be_decode, "(data: buffer, errors: str? = None, final: bool = False, /)")
{
    return decode_in_order(t, utf32_decode, &a->data, a->errors, 1, a->final);
}

/** Decodes UTF-32 and tells the byte order. */
FUNCTION(_codecs, utf_32_ex_decode, "(data: buffer, errors: str? = None, byteorder: int = 0, final: bool = False, /)")
{
    return decode_telling(t, utf32_decode, &a->data, a->errors, a->byteorder, a->final);
}

/** Decodes Latin-1. */
FUNCTION(_codecs, latin_1_decode, "(data: buffer, errors: str? = None, /)")
{
    return pair_take(t, latin1_decode(t, a->data.data, a->data.len), a->data.len);
}

/** Decodes ASCII. */
FUNCTION(_codecs, ascii_decode, "(data: buffer, errors: str? = None, /)")
{
    return pair_take(t, ascii_decode(t, a->data.data, a->data.len, text_of(t, a->errors)), a->data.len);
}

/** Decodes bytes by a mapping: a str, or from ints to characters; None for Latin-1. */
FUNCTION(_codecs, charmap_decode, "(data: buffer, errors: str? = None, mapping = None, /)")
{
    return pair_take(t, charmap_decode(t, a->data.data, a->data.len, a->mapping, text_of(t, a->errors)), a->data.len);
}

/* --- Encoders --- */

/** The bytes of an object as they are; of a str, its UTF-8. */
FUNCTION(_codecs, readbuffer_encode, "(data, errors: str? = None, /)")
{
    Buffer b;
    const uint8_t *p;
    ssize n;
    if (!get_input(t, a->data, &b, &p, &n))
        return EMPTY;
    Value v = pair_take(t, bytes_from(t, p, n), n);
    buffer_release(&b);
    return v;
}

/** Encodes into UTF-8. */
FUNCTION(_codecs, utf_8_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf8_encode(t, a->str, text_of(t, a->errors)), as_str(a->str)->len);
}

/** Encodes into UTF-7. */
FUNCTION(_codecs, utf_7_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf7_encode(t, a->str), as_str(a->str)->len);
}

/** Encodes into UTF-16; byteorder 0: native with a byte order mark, -1: little-endian, 1: big-endian. */
FUNCTION(_codecs, utf_16_encode, "(str: str, errors: str? = None, byteorder: int = 0, /)")
{
    return pair_take(t, utf16_encode(t, a->str, text_of(t, a->errors), a->byteorder), as_str(a->str)->len);
}

/** Encodes into little-endian UTF-16. */
FUNCTION(_codecs, utf_16_le_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf16_encode(t, a->str, text_of(t, a->errors), -1), as_str(a->str)->len);
}

/** Encodes into big-endian UTF-16. */
FUNCTION(_codecs, utf_16_be_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf16_encode(t, a->str, text_of(t, a->errors), 1), as_str(a->str)->len);
}

/** Encodes into UTF-32; byteorder 0: native with a byte order mark, -1: little-endian, 1: big-endian. */
FUNCTION(_codecs, utf_32_encode, "(str: str, errors: str? = None, byteorder: int = 0, /)")
{
    return pair_take(t, utf32_encode(t, a->str, text_of(t, a->errors), a->byteorder), as_str(a->str)->len);
}

/** Encodes into little-endian UTF-32. */
FUNCTION(_codecs, utf_32_le_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf32_encode(t, a->str, text_of(t, a->errors), -1), as_str(a->str)->len);
}

/** Encodes into big-endian UTF-32. */
FUNCTION(_codecs, utf_32_be_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, utf32_encode(t, a->str, text_of(t, a->errors), 1), as_str(a->str)->len);
}

/** Encodes with the escapes of str literals, in ASCII. */
FUNCTION(_codecs, unicode_escape_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, unicode_escape_encode(t, a->str), as_str(a->str)->len);
}

/** Encodes into Latin-1 with \u and \U escapes. */
FUNCTION(_codecs, raw_unicode_escape_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, raw_unicode_escape_encode(t, a->str), as_str(a->str)->len);
}

/** Encodes into Latin-1. */
FUNCTION(_codecs, latin_1_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, latin1_encode(t, a->str, text_of(t, a->errors)), as_str(a->str)->len);
}

/** Encodes into ASCII. */
FUNCTION(_codecs, ascii_encode, "(str: str, errors: str? = None, /)")
{
    return pair_take(t, ascii_encode(t, a->str, text_of(t, a->errors)), as_str(a->str)->len);
}

/** Encodes by a mapping from ordinals to ints or bytes; None for Latin-1. */
FUNCTION(_codecs, charmap_encode, "(str: str, errors: str? = None, mapping = None, /)")
{
    return pair_take(t, charmap_encode(t, a->str, text_of(t, a->errors), a->mapping), as_str(a->str)->len);
}

/** The encoding map that reverses a decoding table of up to 256 characters. */
FUNCTION(_codecs, charmap_build, "(map: str, /)")
{
    return charmap_build(t, a->map);
}

MODULE(_codecs, .doc = "The codecs written in C, and their registry.");
