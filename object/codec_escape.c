/* codec_escape.c: text and bytes as the inside of literals: unicode_escape, raw_unicode_escape, and the escapes of bytes. */
#include "object/codec_internal.h"

#include "base/unicode.h"

static int hex_value(uint32_t c)
{
    return c - '0' < 10u ? (int)(c - '0') : (c | 32) - 'a' < 6u ? (int)((c | 32) - 'a' + 10) : -1;
}

/* Up to `max` hexadecimal digits at p; returns how many there are. */
static int read_hex(const uint8_t *p, ssize n, int max, uint32_t *value)
{
    int count = 0;
    *value = 0;
    while (count < max && count < n && hex_value(p[count]) >= 0)
        *value = *value << 4 | (uint32_t)hex_value(p[count++]);
    return count;
}

/* --- unicode_escape --- */

/* \x, \u or \U with `digits` digits at d->at. *stop: incomplete, and that is no error. */
static bool decode_hex(Decoder *d, int digits, bool partial, bool *stop)
{
    static const char *const truncated[] = {[2] = "truncated \\xXX escape", [4] = "truncated \\uXXXX escape", [8] = "truncated \\UXXXXXXXX escape"};
    uint32_t c;
    ssize start = d->at;
    int count = read_hex(d->p + start + 2, d->n - start - 2, digits, &c);
    if (count < digits) {
        if (partial && start + 2 + count == d->n)
            return *stop = true;
        return decoder_error(d, start, start + 2 + count, truncated[digits]);
    }
    if (c > 0x10FFFF)
        return decoder_error(d, start, start + 2 + count, "illegal Unicode character");
    d->at = start + 2 + digits;
    return builder_char(&d->out, c);
}

/* \N{name} */
static bool decode_name(Decoder *d, bool partial, bool *stop)
{
    ssize start = d->at, i = start + 2;
    if (i >= d->n && partial)
        return *stop = true;
    if (i < d->n && d->p[i] == '{') {
        const uint8_t *name = d->p + i + 1, *end = memchr(name, '}', (size_t)(d->n - i - 1));
        if (end && end > name) {
            uint32_t c;
            i = end + 1 - d->p;
            if (!unicode_lookup((const char *)name, end - name, &c))
                return decoder_error(d, start, i, "unknown Unicode character name");
            d->at = i;
            return builder_char(&d->out, c);
        }
        if (!end && partial)
            return *stop = true;
        i = end ? end + 1 - d->p : d->n;
    }
    return decoder_error(d, start, MIN(i, d->n), "malformed \\N character escape");
}

/* The character that a one-letter escape stands for; -1: not one; -2: none (a line continuation). */
static int simple_escape(uint8_t c)
{
    switch (c) {
    case '\n': return -2;
    case '\\': case '\'': case '"': return c;
    case 'a': return 7;
    case 'b': return 8;
    case 't': return 9;
    case 'n': return 10;
    case 'v': return 11;
    case 'f': return 12;
    case 'r': return 13;
    }
    return -1;
}

/* Up to three octal digits; returns how many. */
static int read_octal(const uint8_t *p, ssize n, uint32_t *value)
{
    int count = 0;
    *value = 0;
    while (count < 3 && count < n && (uint8_t)(p[count] - '0') < 8)
        *value = *value << 3 | (uint32_t)(p[count++] - '0');
    return count;
}

/* Tells of the first escape that is none; letter 0: there was none. Runs Python code. */
static Value warn_of_escape_take(Thread *t, Value v, uint8_t letter)
{
    if (letter && !is_empty(v) && !warn(t, &exc_DeprecationWarning, 1, "invalid escape sequence '\\%c'", letter))
        release(take(&v));
    return v;
}

/* *invalid: the letter after the first backslash that begins nothing; 0: none so far. */
static bool decode_escape(Decoder *d, bool partial, bool *stop, uint8_t *invalid)
{
    if (d->at + 1 == d->n) {
        if (partial)
            return *stop = true;
        return decoder_error(d, d->at, d->n, "\\ at end of string");
    }
    uint8_t c = d->p[d->at + 1];
    uint32_t octal;
    int simple = simple_escape(c), digits = read_octal(d->p + d->at + 1, d->n - d->at - 1, &octal);
    if (simple != -1) {
        d->at += 2;
        return simple == -2 || builder_char(&d->out, (uint32_t)simple);
    }
    if (digits) {
        if (partial && digits < 3 && d->at + 1 + digits == d->n)
            return *stop = true;
        d->at += 1 + digits;
        return builder_char(&d->out, octal);
    }
    switch (c) {
    case 'x': return decode_hex(d, 2, partial, stop);
    case 'u': return decode_hex(d, 4, partial, stop);
    case 'U': return decode_hex(d, 8, partial, stop);
    case 'N': return decode_name(d, partial, stop);
    }
    d->at += 2;
    if (!*invalid)
        *invalid = c;
    return builder_char(&d->out, '\\') && builder_char(&d->out, c);
}

Value unicode_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed)
{
    Decoder d;
    bool ok = true, stop = false;
    uint8_t invalid = 0;
    decoder_init(&d, t, "unicodeescape", p, n, errors);
    while (ok && !stop && d.at < d.n) {
        if (d.p[d.at] == '\\')
            ok = decode_escape(&d, consumed != NULL, &stop, &invalid);
        else
            ok = builder_char(&d.out, d.p[d.at++]);
    }
    return warn_of_escape_take(t, decoder_finish(&d, ok, consumed), invalid);
}

/* Appends \x, \u or \U with the digits. */
static bool encode_hex(Encoder *e, char letter, int digits, uint32_t c)
{
    bool ok = encoder_byte(e, '\\') && encoder_byte(e, (uint8_t)letter);
    while (ok && digits-- > 0)
        ok = encoder_byte(e, (uint8_t)"0123456789abcdef"[c >> 4 * digits & 15]);
    return ok;
}

static bool encode_escaped(Encoder *e, uint32_t c)
{
    if (c >= 0x10000)
        return encode_hex(e, 'U', 8, c);
    if (c >= 0x100)
        return encode_hex(e, 'u', 4, c);
    if (c == '\\' || c == '\t' || c == '\n' || c == '\r')
        return encoder_byte(e, '\\') && encoder_byte(e, c == '\\' ? '\\' : c == '\t' ? 't' : c == '\n' ? 'n' : 'r');
    if (c < ' ' || c >= 0x7F)
        return encode_hex(e, 'x', 2, c);
    return encoder_byte(e, (uint8_t)c);
}

Value unicode_escape_encode(Thread *t, Ref s)
{
    Encoder e;
    bool ok = true;
    encoder_init(&e, t, "unicodeescape", s, NULL, NULL, as_str(s)->len);
    for (ssize i = 0; ok && i < e.s->len; i++)
        ok = encode_escaped(&e, str_at(e.s, i));
    return encoder_finish(&e, ok);
}

/* --- raw_unicode_escape --- */

/* d->at is at a backslash: it and those that follow; an odd one before u or U begins an escape. */
static bool decode_raw_escape(Decoder *d, bool partial, bool *stop)
{
    if (d->at + 1 == d->n) {
        if (partial)
            return *stop = true;
        d->at++;
        return builder_char(&d->out, '\\');
    }
    uint8_t c = d->p[d->at + 1];
    if (c == 'u' || c == 'U') {
        uint32_t value;
        int digits = c == 'u' ? 4 : 8;
        if (read_hex(d->p + d->at + 2, d->n - d->at - 2, digits, &value) == digits && value > 0x10FFFF)
            return decoder_error(d, d->at, d->at + 10, "\\Uxxxxxxxx out of range");
        return decode_hex(d, digits, partial, stop);
    }
    d->at += 2;
    return builder_char(&d->out, '\\') && builder_char(&d->out, c);
}

Value raw_unicode_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed)
{
    Decoder d;
    bool ok = true, stop = false;
    decoder_init(&d, t, "rawunicodeescape", p, n, errors);
    while (ok && !stop && d.at < d.n) {
        if (d.p[d.at] == '\\')
            ok = decode_raw_escape(&d, consumed != NULL, &stop);
        else
            ok = builder_char(&d.out, d.p[d.at++]);
    }
    return decoder_finish(&d, ok, consumed);
}

Value raw_unicode_escape_encode(Thread *t, Ref s)
{
    Encoder e;
    bool ok = true;
    encoder_init(&e, t, "rawunicodeescape", s, NULL, NULL, as_str(s)->len);
    for (ssize i = 0; ok && i < e.s->len; i++) {
        uint32_t c = str_at(e.s, i);
        ok = c < 0x100 ? encoder_byte(&e, (uint8_t)c) : encode_hex(&e, c < 0x10000 ? 'u' : 'U', c < 0x10000 ? 4 : 8, c);
    }
    return encoder_finish(&e, ok);
}

/* --- Bytes --- */

Value bytes_escape_decode(Thread *t, const uint8_t *p, ssize n, const char *errors)
{
    Value v = bytes_new(t, n);
    if (is_empty(v) || n == 0)
        return v;
    uint8_t *out = as_bytes(v)->data;
    ssize len = 0;
    uint8_t invalid = 0;
    for (ssize i = 0; i < n;) {
        uint32_t value;
        int simple, digits;
        if (p[i] != '\\') {
            out[len++] = p[i++];
            continue;
        }
        if (i + 1 == n) {
            release(v);
            return raise_value(t, "Trailing \\ in string");
        }
        if ((simple = simple_escape(p[i + 1])) != -1) {
            if (simple >= 0)
                out[len++] = (uint8_t)simple;
            i += 2;
        } else if ((digits = read_octal(p + i + 1, n - i - 1, &value))) {
            out[len++] = (uint8_t)value;
            i += 1 + digits;
        } else if (p[i + 1] != 'x') {
            if (!invalid)
                invalid = p[i + 1];
            out[len++] = p[i++];
            out[len++] = p[i++];
        } else if ((digits = read_hex(p + i + 2, n - i - 2, 2, &value)) == 2) {
            out[len++] = (uint8_t)value;
            i += 4;
        } else {
            ErrorMode mode = error_mode(errors);
            if (mode == ERRORS_REPLACE) {
                out[len++] = '?';
            } else if (mode != ERRORS_IGNORE) {
                release(v);
                return mode == ERRORS_STRICT ? raise_value(t, "invalid \\x escape at position %zd", i)
                                             : raise_value(t, "decoding error; unknown error handling code: %.400s", errors);
            }
            i += 2 + digits;
        }
    }
    return bytes_shrink_take(t, &v, len) ? warn_of_escape_take(t, v, invalid) : EMPTY;
}

Value bytes_escape_encode(Thread *t, const uint8_t *p, ssize n)
{
    static const char hex[] = "0123456789abcdef";
    if (n > SSIZE_MAX_ / 8)
        return raise_overflow(t, "string is too large to encode");
    Value v = bytes_new(t, n * 4);
    if (is_empty(v) || n == 0)
        return v;
    uint8_t *out = as_bytes(v)->data;
    for (ssize i = 0; i < n; i++) {
        uint8_t c = p[i];
        if (c == '\\' || c == '\'' || c == '\t' || c == '\n' || c == '\r') {
            *out++ = '\\';
            *out++ = c == '\t' ? 't' : c == '\n' ? 'n' : c == '\r' ? 'r' : c;
        } else if (c < ' ' || c >= 0x7F) {
            *out++ = '\\';
            *out++ = 'x';
            *out++ = (uint8_t)hex[c >> 4];
            *out++ = (uint8_t)hex[c & 15];
        } else {
            *out++ = c;
        }
    }
    return bytes_shrink_take(t, &v, out - as_bytes(v)->data) ? v : EMPTY;
}
