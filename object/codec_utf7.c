/* codec_utf7.c: UTF-7 (RFC 2152): ASCII, with the rest as runs of base64-coded UTF-16 between '+' and '-'. */
#include "object/codec_internal.h"

static const char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(uint32_t c)
{
    if (c - 'A' < 26u)
        return (int)(c - 'A');
    if (c - 'a' < 26u)
        return (int)(c - 'a') + 26;
    if (c - '0' < 10u)
        return (int)(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/* Characters that stand for themselves when encoding: all of ASCII that is printable but '+', '\' and '~', and whitespace. */
static bool is_direct(uint32_t c)
{
    return c == '\t' || c == '\n' || c == '\r' || (c >= ' ' && c < 0x7F && c != '+' && c != '\\' && c != '~');
}

/* --- Decoding --- */

typedef struct Shift {
    bool on;
    ssize start;                /* of the '+' */
    ssize out_start;            /* length of the output then */
    uint32_t buffer;            /* the last `bits` bits */
    int bits;
    uint32_t high;              /* a high surrogate that waits for its mate, or 0 */
} Shift;

static bool add_utf16(Decoder *d, Shift *shift, uint32_t unit)
{
    uint32_t high = shift->high;
    shift->high = 0;
    if (high) {
        if ((unit & 0xFC00) == 0xDC00)
            return builder_char(&d->out, 0x10000 + ((high & 0x3FF) << 10 | (unit & 0x3FF)));
        if (!builder_char(&d->out, high))
            return false;
    }
    if ((unit & 0xFC00) == 0xD800) {
        shift->high = unit;
        return true;
    }
    return builder_char(&d->out, unit);
}

/* One byte within a base64 run. */
static bool decode_shifted(Decoder *d, Shift *shift)
{
    uint8_t c = d->p[d->at];
    int value = base64_value(c);
    if (value >= 0) {
        d->at++;
        shift->buffer = shift->buffer << 6 | (uint32_t)value;
        shift->bits += 6;
        if (shift->bits < 16)
            return true;
        shift->bits -= 16;
        uint32_t unit = shift->buffer >> shift->bits & 0xFFFF;
        shift->buffer &= (1u << shift->bits) - 1;
        return add_utf16(d, shift, unit);
    }
    shift->on = false;
    if (shift->bits >= 6)
        return decoder_error(d, shift->start, d->at + 1, "partial character in shift sequence");
    if (shift->bits > 0 && shift->buffer)
        return decoder_error(d, shift->start, d->at + 1, "non-zero padding bits in shift sequence");
    if (shift->high && c < 128 && c != '+' && !builder_char(&d->out, shift->high))
        return false;
    shift->high = 0;
    d->at += c == '-';
    return true;
}

static bool decode_plain(Decoder *d, Shift *shift)
{
    uint8_t c = d->p[d->at];
    if (c >= 128)
        return decoder_error(d, d->at, d->at + 1, "unexpected special character");
    if (c != '+') {
        d->at++;
        return builder_char(&d->out, c);
    }
    if (d->at + 1 < d->n && d->p[d->at + 1] == '-') {
        d->at += 2;
        return builder_char(&d->out, '+');
    }
    if (d->at + 1 < d->n && base64_value(d->p[d->at + 1]) < 0)
        return decoder_error(d, d->at, d->at + 2, "ill-formed sequence");
    *shift = (Shift){.on = true, .start = d->at, .out_start = d->out.len};
    d->at++;
    return true;
}

Value utf7_decode(Thread *t, const uint8_t *p, ssize n, const char *errors, ssize *consumed)
{
    Decoder d;
    Shift shift = {.on = false};
    bool ok = true;
    decoder_init(&d, t, "utf7", p, n, errors);
    for (;;) {
        while (ok && d.at < d.n)
            ok = shift.on ? decode_shifted(&d, &shift) : decode_plain(&d, &shift);
        if (!ok || !shift.on)
            break;
        if (consumed) {                     /* the run may go on: come back to its start */
            d.out.len = shift.out_start;
            d.at = shift.start;
            break;
        }
        shift.on = false;
        if (!shift.high && shift.bits < 6 && !shift.buffer)
            break;
        ok = decoder_error(&d, shift.start, d.n, "unterminated shift sequence");
    }
    return decoder_finish(&d, ok, consumed);
}

/* --- Encoding --- */

static bool add_base64(Encoder *e, Shift *shift, uint32_t unit)
{
    shift->buffer = shift->buffer << 16 | unit;     /* at most 4 + 16 bits count */
    for (shift->bits += 16; shift->bits >= 6;) {
        shift->bits -= 6;
        if (!encoder_byte(e, (uint8_t)base64_digits[shift->buffer >> shift->bits & 63]))
            return false;
    }
    return true;
}

static bool end_base64(Encoder *e, Shift *shift)
{
    bool ok = shift->bits == 0 || encoder_byte(e, (uint8_t)base64_digits[shift->buffer << (6 - shift->bits) & 63]);
    *shift = (Shift){.on = false};
    return ok;
}

static bool encode_char(Encoder *e, Shift *shift, uint32_t c)
{
    if (is_direct(c)) {
        if (shift->on && (!end_base64(e, shift) || ((base64_value(c) >= 0 || c == '-') && !encoder_byte(e, '-'))))
            return false;
        return encoder_byte(e, (uint8_t)c);
    }
    if (!shift->on) {
        if (c == '+')
            return encoder_bytes(e, "+-", 2);
        shift->on = true;
        if (!encoder_byte(e, '+'))
            return false;
    }
    if (c < 0x10000)
        return add_base64(e, shift, c);
    c -= 0x10000;
    return add_base64(e, shift, 0xD800 | c >> 10) && add_base64(e, shift, 0xDC00 | (c & 0x3FF));
}

Value utf7_encode(Thread *t, Ref s)
{
    Encoder e;
    Shift shift = {.on = false};
    bool ok = true;
    encoder_init(&e, t, "utf7", s, NULL, NULL, as_str(s)->len * 2);
    for (ssize i = 0; ok && i < e.s->len; i++)
        ok = encode_char(&e, &shift, str_at(e.s, i));
    if (ok && shift.on)
        ok = end_base64(&e, &shift) && encoder_byte(&e, '-');
    return encoder_finish(&e, ok);
}
