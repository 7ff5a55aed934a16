/* codec_utf16.c: UTF-16 and UTF-32, of either byte order, with and without a byte order mark. */
#include "object/codec_internal.h"

/* One 2- or 4-byte unit. */
ALWAYS_INLINE uint32_t get_unit(const uint8_t *p, int width, bool big_endian)
{
    if (width == 2) {
        uint16_t c;
        memcpy(&c, p, 2);
        return big_endian ? __builtin_bswap16(c) : c;
    }
    uint32_t c;
    memcpy(&c, p, 4);
    return big_endian ? __builtin_bswap32(c) : c;
}

/* Skips a byte order mark when *order is 0, and says what it found. */
static ssize skip_mark(const uint8_t *p, ssize n, int width, int *order)
{
    if (*order != 0 || n < width)
        return 0;
    *order = get_unit(p, width, false) == 0xFEFF ? -1 : get_unit(p, width, true) == 0xFEFF ? 1 : 0;
    return *order ? width : 0;
}

/* --- UTF-16 --- */

/* Appends the run of units from d->at that are neither surrogates nor cut off. */
static bool add_plain_units(Decoder *d, bool big_endian)
{
    const uint8_t *p = d->p + d->at;
    ssize n = 0, room = (d->n - d->at) / 2;
    uint32_t all = 0;
    for (; n < room; n++) {
        uint32_t c = get_unit(p + 2 * n, 2, big_endian);
        if ((c & 0xF800) == 0xD800)
            break;
        all |= c;
    }
    if (n == 0)
        return true;
    void *out = builder_extend(&d->out, n, char_class(all));
    if (!out)
        return false;
    for (ssize i = 0; i < n; i++)
        unit_put(out, d->out.kind, i, get_unit(p + 2 * i, 2, big_endian));
    d->at += 2 * n;
    return true;
}

/* What is at d->at is a surrogate or the last byte. *stop: it is incomplete, and that is no error. */
static bool decode_surrogate(Decoder *d, bool big_endian, bool partial, bool *stop)
{
    ssize left = d->n - d->at;
    if (left < 2) {
        *stop = partial;
        return partial || decoder_error(d, d->at, d->n, "truncated data");
    }
    uint32_t high = get_unit(d->p + d->at, 2, big_endian), low;
    if (high >= 0xDC00)
        return decoder_error(d, d->at, d->at + 2, "illegal encoding");
    if (left < 4) {
        *stop = partial;
        return partial || decoder_error(d, d->at, d->n, "unexpected end of data");
    }
    low = get_unit(d->p + d->at + 2, 2, big_endian);
    if ((low & 0xFC00) != 0xDC00)
        return decoder_error(d, d->at, d->at + 2, "illegal UTF-16 surrogate");
    d->at += 4;
    return builder_char(&d->out, 0x10000 + ((high & 0x3FF) << 10 | (low & 0x3FF)));
}

Value utf16_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, int *order, ssize *consumed)
{
    Decoder d;
    bool ok = true, stop = false;
    decoder_init(&d, t, "", p, n, errors);
    d.at = skip_mark(p, n, 2, order);
    bool big_endian = *order == 1;
    d.encoding = big_endian ? "utf-16-be" : "utf-16-le";
    while (ok && !stop && d.at < d.n) {
        ok = add_plain_units(&d, big_endian);
        if (ok && d.at < d.n)
            ok = decode_surrogate(&d, big_endian, consumed != NULL, &stop);
    }
    return decoder_finish(&d, ok, consumed);
}

static bool add_unit(Encoder *e, uint32_t c, int width, bool big_endian)
{
    uint8_t unit[4];
    if (width == 2) {
        uint16_t u = big_endian ? __builtin_bswap16((uint16_t)c) : (uint16_t)c;
        memcpy(unit, &u, 2);
    } else {
        uint32_t u = big_endian ? __builtin_bswap32(c) : c;
        memcpy(unit, &u, 4);
    }
    return encoder_bytes(e, unit, width);
}

static Test put16(Encoder *e, uint32_t c, bool big_endian)
{
    if ((c & ~0x7FFu) == 0xD800)
        return TEST_FALSE;
    if (c < 0x10000)
        return add_unit(e, c, 2, big_endian) ? TEST_TRUE : TEST_ERROR;
    c -= 0x10000;
    return add_unit(e, 0xD800 | c >> 10, 2, big_endian) && add_unit(e, 0xDC00 | (c & 0x3FF), 2, big_endian) ? TEST_TRUE : TEST_ERROR;
}
static Test put16_little(Encoder *e, uint32_t c) { return put16(e, c, false); }
static Test put16_big(Encoder *e, uint32_t c)    { return put16(e, c, true); }

static Test put32(Encoder *e, uint32_t c, bool big_endian)
{
    if ((c & ~0x7FFu) == 0xD800)
        return TEST_FALSE;
    return add_unit(e, c, 4, big_endian) ? TEST_TRUE : TEST_ERROR;
}
static Test put32_little(Encoder *e, uint32_t c) { return put32(e, c, false); }
static Test put32_big(Encoder *e, uint32_t c)    { return put32(e, c, true); }

/* All of the str through e->put. */
static Value encode_all(Encoder *e, bool mark)
{
    bool ok = !mark || e->put(e, 0xFEFF) == TEST_TRUE;
    while (ok && e->at < e->s->len) {
        Test put = e->put(e, str_at(e->s, e->at));
        if (put == TEST_TRUE)
            e->at++;
        else
            ok = put == TEST_FALSE && encoder_error(e, e->at, e->at + 1, "surrogates not allowed");
    }
    return encoder_finish(e, ok);
}

Value utf16_encode(Thread *t, Ref s, const char *errors, int order)
{
    Encoder e;
    encoder_init(&e, t, order < 0 ? "utf-16-le" : order > 0 ? "utf-16-be" : "utf-16", s, errors,
                 order > 0 ? put16_big : put16_little, as_str(s)->len * 2 + 2);
    return encode_all(&e, order == 0);
}

/* --- UTF-32 --- */

Value utf32_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, int *order, ssize *consumed)
{
    Decoder d;
    bool ok = true;
    decoder_init(&d, t, "", p, n, errors);
    d.at = skip_mark(p, n, 4, order);
    bool big_endian = *order == 1;
    d.encoding = big_endian ? "utf-32-be" : "utf-32-le";
    while (ok && d.at < d.n) {
        if (d.n - d.at < 4) {
            if (consumed)
                break;
            ok = decoder_error(&d, d.at, d.n, "truncated data");
            continue;
        }
        uint32_t c = get_unit(d.p + d.at, 4, big_endian);
        if (c > 0x10FFFF) {
            ok = decoder_error(&d, d.at, d.at + 4, "code point not in range(0x110000)");
        } else if ((c & ~0x7FFu) == 0xD800) {
            ok = decoder_error(&d, d.at, d.at + 4, "code point in surrogate code point range");
        } else {
            ok = builder_char(&d.out, c);
            d.at += 4;
        }
    }
    return decoder_finish(&d, ok, consumed);
}

Value utf32_encode(Thread *t, Ref s, const char *errors, int order)
{
    Encoder e;
    encoder_init(&e, t, order < 0 ? "utf-32-le" : order > 0 ? "utf-32-be" : "utf-32", s, errors,
                 order > 0 ? put32_big : put32_little, as_str(s)->len * 4 + 4);
    return encode_all(&e, order == 0);
}
