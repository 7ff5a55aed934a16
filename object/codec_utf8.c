/* codec_utf8.c: UTF-8, and its subset ASCII, and Latin-1. Well-formed input goes at the speed of memory (base/utf8.h). */
#include "object/codec_internal.h"

#include "base/utf8.h"

/* --- UTF-8 --- */

/* Appends well-formed bytes that have been measured. */
static bool add_scanned(StrBuilder *b, const uint8_t *p, const Utf8Scan *scan)
{
    if (scan->count == 0)
        return true;
    void *out = builder_extend(b, scan->count, scan->max);
    if (!out)
        return false;
    const char *s = (const char *)p;
    if (b->kind == STR_1)
        utf8_decode1(s, scan->valid, out);
    else if (b->kind == STR_2)
        utf8_decode2(s, scan->valid, out);
    else
        utf8_decode4(s, scan->valid, out);
    return true;
}

Value utf8_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed)
{
    Utf8Scan scan;
    if (likely(utf8_scan((const char *)p, n, 0, &scan))) {
        if (consumed)
            *consumed = n;
        return str_from_scanned(t, (const char *)p, &scan);
    }
    Decoder d;
    bool ok = true;
    decoder_init(&d, t, "utf-8", p, n, errors);
    for (;;) {
        ok = add_scanned(&d.out, d.p + d.at, &scan);
        d.at += scan.valid;
        if (!ok || scan.status == UTF8_OK || (scan.status == UTF8_TRUNCATED && consumed))
            break;
        ok = decoder_error(&d, d.at, d.at + scan.error_length, utf8_reason(scan.status));
        if (!ok)
            break;
        utf8_scan((const char *)d.p + d.at, d.n - d.at, 0, &scan);
    }
    return decoder_finish(&d, ok, consumed);
}

static Test put_utf8(Encoder *e, uint32_t c)
{
    char text[4];
    if ((c & ~0x7FFu) == 0xD800)
        return TEST_FALSE;
    return encoder_bytes(e, text, utf8_encode_one(c, text)) ? TEST_TRUE : TEST_ERROR;
}

/* A str with surrogates in it. */
static Value encode_surrogates(Thread *t, Ref v, const char *errors)
{
    const Str *s = as_str(v);
    Encoder e;
    bool ok = true;
    encoder_init(&e, t, "utf-8", v, errors, put_utf8, s->len * 2);
    while (ok && e.at < s->len) {
        Test put = put_utf8(&e, str_at(s, e.at));
        if (put == TEST_TRUE) {
            e.at++;
            continue;
        }
        ssize end = e.at + 1;
        while (end < s->len && (str_at(s, end) & ~0x7FFu) == 0xD800)
            end++;
        ok = put == TEST_FALSE && encoder_error(&e, e.at, end, "surrogates not allowed");
    }
    return encoder_finish(&e, ok);
}

Value utf8_encode(Thread *t, Ref v, const char *errors)
{
    const Str *s = as_str(v);
    const void *data = str_data(s);
    if (s->ascii)
        return bytes_from(t, data, s->len);
    if (s->utf8_or_data[0] && s->utf8_len != UINT32_MAX)
        return bytes_from(t, s->utf8_or_data[0], s->utf8_len);
    if (s->kind == STR_2 ? utf8_find_surrogate2(data, 0, s->len) < s->len
                         : s->kind == STR_4 && utf8_find_surrogate4(data, 0, s->len) < s->len)
        return encode_surrogates(t, v, errors);
    Value b = bytes_new(t, s->kind == STR_1 ? utf8_size1(data, s->len) : s->kind == STR_2 ? utf8_size2(data, s->len) : utf8_size4(data, s->len));
    if (is_empty(b))
        return b;
    char *out = (char *)as_bytes(b)->data;
    if (s->kind == STR_1)
        utf8_encode1(data, s->len, out);
    else if (s->kind == STR_2)
        utf8_encode2(data, s->len, out);
    else
        utf8_encode4(data, s->len, out);
    return b;
}

/* --- Latin-1 and ASCII --- */

Value latin1_decode(Thread *t, const uint8_t *p, ssize n)
{
    return str_from_latin1(t, p, n);
}

Value ascii_decode(Thread *t, const uint8_t *p, ssize n, const char *errors)
{
    if (likely(utf8_is_ascii(p, n)))
        return str_from_ascii(t, (const char *)p, n);
    Decoder d;
    bool ok = true;
    decoder_init(&d, t, "ascii", p, n, errors);
    while (ok && d.at < d.n) {
        ssize run = utf8_ascii_prefix(d.p + d.at, d.n - d.at);
        ok = builder_ascii(&d.out, (const char *)d.p + d.at, run);
        d.at += run;
        if (ok && d.at < d.n)
            ok = decoder_error(&d, d.at, d.at + 1, "ordinal not in range(128)");
    }
    return decoder_finish(&d, ok, NULL);
}

static Test put_latin1(Encoder *e, uint32_t c)
{
    return c > 0xFF ? TEST_FALSE : encoder_byte(e, (uint8_t)c) ? TEST_TRUE : TEST_ERROR;
}

static Test put_ascii(Encoder *e, uint32_t c)
{
    return c > 0x7F ? TEST_FALSE : encoder_byte(e, (uint8_t)c) ? TEST_TRUE : TEST_ERROR;
}

/* Characters below `limit` are their own byte. */
static Value encode_below(Thread *t, Ref v, const char *errors, uint32_t limit)
{
    const Str *s = as_str(v);
    Encoder e;
    bool ok = true;
    encoder_init(&e, t, limit == 0x80 ? "ascii" : "latin-1", v, errors, limit == 0x80 ? put_ascii : put_latin1, s->len);
    while (ok && e.at < s->len) {
        uint32_t c = str_at(s, e.at);
        if (c < limit) {
            ok = encoder_byte(&e, (uint8_t)c);
            e.at++;
            continue;
        }
        ssize end = e.at + 1;
        while (end < s->len && str_at(s, end) >= limit)
            end++;
        ok = encoder_error(&e, e.at, end, limit == 0x80 ? "ordinal not in range(128)" : "ordinal not in range(256)");
    }
    return encoder_finish(&e, ok);
}

Value latin1_encode(Thread *t, Ref s, const char *errors)
{
    if (as_str(s)->kind == STR_1)
        return bytes_from(t, str_data(as_str(s)), as_str(s)->len);
    return encode_below(t, s, errors, 0x100);
}

Value ascii_encode(Thread *t, Ref s, const char *errors)
{
    if (as_str(s)->ascii)
        return bytes_from(t, str_data(as_str(s)), as_str(s)->len);
    return encode_below(t, s, errors, 0x80);
}
