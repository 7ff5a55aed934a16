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

/* How many units of p[0:room] come before a surrogate (or what is no code point); *all: the bits they have. */
ALWAYS_INLINE ssize plain_run(const uint8_t *p, ssize room, int width, bool big_endian, uint32_t *all)
{
    ssize n = 0;
    uint32_t bits = 0;
    for (; n < room; n++) {
        uint32_t c = get_unit(p + width * n, width, big_endian);
        if ((c & 0xFFFFF800) == 0xD800 || (width == 4 && c > 0x10FFFF))
            break;
        bits |= c;
    }
    *all = bits;
    return n;
}

ALWAYS_INLINE void put_run(void *out, StrKind kind, const uint8_t *p, ssize n, int width, bool big_endian)
{
    for (ssize i = 0; i < n; i++)
        unit_put(out, kind, i, get_unit(p + width * i, width, big_endian));
}

/* Appends the run of units from d->at that are neither surrogates nor cut off. */
ALWAYS_INLINE bool add_run(Decoder *d, int width, bool big_endian)
{
    const uint8_t *p = d->p + d->at;
    uint32_t all;
    ssize n = plain_run(p, (d->n - d->at) / width, width, big_endian, &all);
    if (n == 0)
        return true;
    void *out = builder_extend(&d->out, n, char_class(all));
    if (!out)
        return false;
    switch (d->out.kind) {
    case STR_1: put_run(out, STR_1, p, n, width, big_endian); break;
    case STR_2: put_run(out, STR_2, p, n, width, big_endian); break;
    default:    put_run(out, STR_4, p, n, width, big_endian); break;
    }
    d->at += width * n;
    return true;
}

static bool add_plain_units(Decoder *d, bool big_endian)
{
    return big_endian ? add_run(d, 2, true) : add_run(d, 2, false);
}

static bool add_plain_points(Decoder *d, bool big_endian)
{
    return big_endian ? add_run(d, 4, true) : add_run(d, 4, false);
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

ALWAYS_INLINE uint32_t ordered(uint32_t c, int width, bool big_endian)
{
    return !big_endian ? c : width == 2 ? __builtin_bswap16((uint16_t)c) : __builtin_bswap32(c);
}

/* Encodes the characters of one kind from e->at up to a surrogate, for which there is room; gives where it stopped. */
ALWAYS_INLINE ssize encode_run(Encoder *e, StrKind kind, int width, bool big_endian)
{
    const void *data = str_data(e->s);
    uint8_t *out = e->out + e->len;
    ssize i = e->at, n = e->s->len;
    for (; i < n; i++) {
        uint32_t c = unit_at(data, kind, i), unit;
        if (kind != STR_1 && (c & 0xFFFFF800) == 0xD800)
            break;
        if (kind == STR_4 && width == 2 && c >= 0x10000) {
            unit = ordered(0xD800 | (c - 0x10000) >> 10, 2, big_endian);
            memcpy(out, &unit, 2);
            out += 2;
            c = 0xDC00 | (c & 0x3FF);
        }
        unit = ordered(c, width, big_endian);
        memcpy(out, &unit, (size_t)width);
        out += width;
    }
    e->len = out - e->out;
    return i;
}

ALWAYS_INLINE ssize encode_kinds(Encoder *e, int width, bool big_endian)
{
    switch (e->s->kind) {
    case STR_1: return encode_run(e, STR_1, width, big_endian);
    case STR_2: return encode_run(e, STR_2, width, big_endian);
    default:    return encode_run(e, STR_4, width, big_endian);
    }
}

/* The run of characters from e->at that are no surrogates. */
static bool encode_plain(Encoder *e)
{
    ssize room = (e->s->len - e->at) * (e->s->kind == STR_1 && (e->put == put16_little || e->put == put16_big) ? 2 : 4);
    if (room > e->capacity - e->len && !encoder_grow(e, room))
        return false;
    e->at = e->put == put16_little ? encode_kinds(e, 2, false) : e->put == put16_big ? encode_kinds(e, 2, true)
            : e->put == put32_little ? encode_kinds(e, 4, false) : encode_kinds(e, 4, true);
    return true;
}

/* All of the str: runs at once, the others through e->put. */
static Value encode_all(Encoder *e, bool mark)
{
    bool ok = !mark || e->put(e, 0xFEFF) == TEST_TRUE;
    while (ok && e->at < e->s->len) {
        if (!(ok = encode_plain(e)) || e->at == e->s->len)
            break;
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
                 order > 0 ? put16_big : put16_little, as_str(s)->len * (as_str(s)->kind == STR_1 ? 2 : 4) + 4);
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
        if (!(ok = add_plain_points(&d, big_endian)) || d.at == d.n)
            break;
        if (d.n - d.at < 4) {
            if (consumed)
                break;
            ok = decoder_error(&d, d.at, d.n, "truncated data");
            continue;
        }
        bool beyond = get_unit(d.p + d.at, 4, big_endian) > 0x10FFFF;
        ok = decoder_error(&d, d.at, d.at + 4, beyond ? "code point not in range(0x110000)" : "code point in surrogate code point range");
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
