/* constants.c: the Python values a parser needs (constants.h), made by the built-in types. */
#include "frontend/constants.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/floattext.h"
#include "base/unicode.h"
#include "base/utf8.h"
#include "object/bytes.h"
#include "object/exception.h"
#include "object/float.h"
#include "object/int.h"
#include "object/str.h"

/* NFKC of text that is not ASCII. */
static Value normalised_str(Thread *t, const char *text, ssize len)
{
    OWN Value plain = make_str(t, text, len);
    if (is_empty(plain))
        return EMPTY;
    const Str *s = as_str(plain);
    uint32_t *points;
    ssize n;
    if (unicode_quick_check(UNICODE_NFKC, str_data(s), s->kind, s->len) == UNICODE_YES)
        return take(&plain);
    if (!unicode_normalize(UNICODE_NFKC, str_data(s), s->kind, s->len, &points, &n))
        return raise_memory(t);
    Value normal = str_from_points(t, points, n);
    free(points);
    return normal;
}

Value make_identifier(Thread *t, const char *text, ssize len)
{
    if (likely(utf8_is_ascii(text, len)))
        return intern_utf8(t, text, len);
    Value name = normalised_str(t, text, len);
    return is_empty(name) ? EMPTY : intern_take(t, name);
}

Value make_str(Thread *t, const char *utf8, ssize len)
{
    Utf8Scan scan;
    if (!utf8_scan(utf8, len, UTF8_SURROGATES, &scan))
        return raise_unicode_decode(t, "utf-8", (const uint8_t *)utf8, len, scan.valid, scan.valid + scan.error_length,
                                    utf8_reason(scan.status));
    if (scan.max < 0x80)
        return str_from_ascii(t, utf8, len);
    Value v = str_new(t, scan.count, scan.max);
    if (is_empty(v))
        return EMPTY;
    Str *s = as_str(v);
    switch (s->kind) {
    case STR_1: utf8_decode1(utf8, len, str_data(s)); break;
    case STR_2: utf8_decode2(utf8, len, str_data(s)); break;
    default:    utf8_decode4(utf8, len, str_data(s)); break;
    }
    return v;
}

Value make_bytes(Thread *t, const char *bytes, ssize len)
{
    return bytes_from(t, bytes, len);
}

Value make_int(Thread *t, const char *digits, ssize len, int base)
{
    return int_from_text(t, digits, len, base);
}

/* The lexer has checked the text. */
static double parse_double(const char *text, ssize len)
{
    size_t used;
    bool overflow;
    return double_parse(text, (size_t)len, &used, &overflow);
}

Value make_float(Thread *t, const char *text, ssize len)
{
    return float_from(t, parse_double(text, len));
}

Value make_imaginary(Thread *t, const char *text, ssize len)
{
    return complex_from(t, 0.0, parse_double(text, len));
}

bool is_str_constant(Ref v) { return is_ptr(v) && is_str(v); }
bool is_text(Ref str, const char *ascii) { return str_is(str, ascii); }
const char *peek_text(Thread *t, Ref str) { return str_text(t, str); }

Value decode_source(Thread *t, const char *encoding, const char *bytes, ssize len, char *reason, size_t size)
{
    Value str = str_decode(t, (const uint8_t *)bytes, len, encoding, NULL);
    reason[0] = 0;
    if (!is_empty(str) && is_str(str))
        return str;
    if (!is_empty(str)) {               /* a codec that is not one of text */
        release(str);
        snprintf(reason, size, "encoding problem: %s", encoding);
    } else if (raised_catch(t, &exc_LookupError)) {
        snprintf(reason, size, "unknown encoding: %s", encoding);
    } else if (raised_matches(t, &exc_UnicodeError)) {
        OWN Value error = raised_take(t);
        OWN Value text = to_str(t, error);
        if (!is_empty(text))
            snprintf(reason, size, "(unicode error) %s", str_text(t, text));
    }
    return EMPTY;
}

const char *peek_str_utf8(Thread *t, Ref str, ssize *len)
{
    return str_utf8(t, str, len);
}
