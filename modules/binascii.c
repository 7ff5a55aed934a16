/* binascii.c: binary data as ASCII text and back: hexadecimal, base64, quoted-printable, uuencode, BinHex 4; and CRCs.
 *
 * Every encoder knows the longest result its input can have, writes into a bytes object of that size, and cuts it.
 * What takes text (a2b_...) takes ASCII str as well as bytes. Python manual: binascii. */
#include "object/bytes_ops.h"
#include "object/exception.h"
#include "object/int.h"
#include "object/module.h"
#include "object/str.h"
#include "object/tuple.h"
#include "gen/modules/binascii.h"

/* Tables of the CRCs, filled when the module is made. crc[k][b]: what byte b does k bytes further on. */
typedef struct CrcTables {
    uint32_t crc[8][256];
    uint16_t hqx[256];
} CrcTables;

static Type binascii_error_type = {EXCEPTION_HEAD("binascii.Error", &exc_ValueError)};
static Type binascii_incomplete_type = {EXCEPTION_HEAD("binascii.Incomplete", &exc_Exception)};

#define raise_error(t, ...) raise_format(t, &binascii_error_type, __VA_ARGS__)

/* ---- input and output ---- */

/* Bytes of a text argument: of an ASCII str, or of a buffer, to be released. */
typedef struct Text {
    const uint8_t *p;
    ssize n;
    Buffer buffer;              /* object EMPTY: none */
} Text;

static bool text_get(Thread *t, Ref v, Text *text)
{
    text->buffer.object = EMPTY;
    if (is_str(v)) {
        if (!as_str(v)->ascii)
            return raise_value(t, "string argument should contain only ASCII characters"), false;
        text->p = str_data(as_str(v));
        text->n = as_str(v)->len;
        return true;
    }
    if (!has_buffer(v))
        return raise_type(t, "argument should be bytes, buffer or ASCII string, not '%T'", v), false;
    if (!buffer_get(t, v, &text->buffer, BUFFER_SIMPLE))
        return false;
    text->p = text->buffer.data;
    text->n = text->buffer.len;
    return true;
}
static void text_release(Text *text)
{
    if (!is_empty(text->buffer.object))
        buffer_release(&text->buffer);
}
#define TEXT __attribute__((cleanup(text_release))) Text

/* A bytes object being written. */
typedef struct Output { Value bytes; uint8_t *p; } Output;

static bool output_start(Thread *t, Output *o, ssize most)
{
    o->bytes = bytes_new(t, most);
    o->p = is_empty(o->bytes) ? NULL : as_bytes(o->bytes)->data;
    return o->p;
}
static Value output_take(Thread *t, Output *o)
{
    return bytes_shrink_take(t, &o->bytes, o->p - as_bytes(o->bytes)->data) ? o->bytes : EMPTY;
}
static Value output_drop(Output *o)
{
    release(take(&o->bytes));
    return EMPTY;
}

/* n * times / by + extra, or too large for memory. */
static bool size_for(Thread *t, ssize n, ssize times, ssize by, ssize extra, ssize *size)
{
    if (n > (SSIZE_MAX_ - extra) / times)
        return raise_memory(t), false;
    *size = n * times / by + extra;
    return true;
}

/* ---- uuencode ---- */

/** Decode a line of uuencoded data. */
FUNCTION1(binascii, a2b_uu, data)
{
    TEXT text = {0};
    Output o;
    if (!text_get(t, data, &text))
        return EMPTY;
    const uint8_t *p = text.p, *end = p + text.n;
    int n = ((p < end ? *p++ : 0) - ' ') & 63;
    if (!output_start(t, &o, n))
        return EMPTY;
    uint32_t bits = 0;
    int count = 0;
    while (n > 0) {
        uint8_t c = p < end ? *p++ : '\n';
        if (c == '\n' || c == '\r') {               /* a mailer cut spaces off the end */
            c = 0;
        } else if (c < ' ' || c > ' ' + 64) {
            raise_error(t, "Illegal char");
            return output_drop(&o);
        } else {
            c = (uint8_t)(c - ' ') & 63;
        }
        bits = bits << 6 | c;
        count += 6;
        if (count >= 8) {
            count -= 8;
            *o.p++ = (uint8_t)(bits >> count);
            n--;
        }
    }
    for (; p < end; p++)
        if (*p != ' ' && *p != ' ' + 64 && *p != '\n' && *p != '\r') {
            raise_error(t, "Trailing garbage");
            return output_drop(&o);
        }
    return output_take(t, &o);
}

/** Uuencode line of data. */
FUNCTION(binascii, b2a_uu, "(data: buffer, /, *, backtick: bool=False)")
{
    const uint8_t *p = a->data.data;
    ssize n = a->data.len;
    Output o;
    if (n > 45)
        return raise_error(t, "At most 45 bytes at once");
    if (!output_start(t, &o, (n + 2) / 3 * 4 + 2))
        return EMPTY;
    uint8_t zero = a->backtick ? '`' : ' ';
    *o.p++ = n ? (uint8_t)(' ' + n) : zero;
    for (ssize i = 0; i < n; i += 3) {
        uint32_t bits = (uint32_t)p[i] << 16 | (i + 1 < n ? p[i + 1] : 0) << 8 | (i + 2 < n ? p[i + 2] : 0);
        for (int shift = 18; shift >= 0; shift -= 6) {
            uint8_t c = bits >> shift & 63;
            *o.p++ = c ? (uint8_t)(' ' + c) : zero;
        }
    }
    *o.p++ = '\n';
    return output_take(t, &o);
}

/* ---- base64 ---- */

static const char base64_digits[65] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/* 0..63, or 255 for other characters. */
static uint8_t base64_value(uint8_t c)
{
    return c - 'A' < 26u ? (uint8_t)(c - 'A') : c - 'a' < 26u ? (uint8_t)(c - 'a' + 26)
           : c - '0' < 10u ? (uint8_t)(c - '0' + 52) : c == '+' ? 62 : c == '/' ? 63 : 255;
}

typedef struct Base64 {
    uint32_t bits;
    int phase;                  /* digits of the group of four so far */
    int pads;
    bool ended;                 /* by padding */
} Base64;

/* What strict mode minds about padding. */
static bool check_strict(Thread *t, const Text *text, ssize i, const Base64 *b)
{
    uint8_t c = text->p[i];
    if (c == '=') {
        if (b->phase == 0 && b->pads == 0)
            return raise_error(t, i == 0 ? "Leading padding not allowed" : "Excess padding not allowed"), false;
        return true;
    }
    if (base64_value(c) == 255)
        return raise_error(t, "Only base64 data is allowed"), false;
    return b->pads == 0 || (raise_error(t, "Discontinuous padding not allowed"), false);
}

static bool base64_decode(Thread *t, const Text *text, bool strict, Output *o, Base64 *b)
{
    for (ssize i = 0; i < text->n; i++) {
        uint8_t c = text->p[i], digit;
        if (strict && !check_strict(t, text, i, b))
            return false;
        if (c == '=') {
            if (b->phase >= 2 && b->phase + ++b->pads >= 4) {
                b->ended = true;
                return !strict || i + 1 == text->n || (raise_error(t, "Excess data after padding"), false);
            }
            continue;
        }
        if ((digit = base64_value(c)) == 255)
            continue;
        b->pads = 0;
        b->bits = b->bits << 6 | digit;
        if (b->phase)
            *o->p++ = (uint8_t)(b->bits >> (6 - 2 * b->phase));
        b->phase = (b->phase + 1) & 3;
    }
    return true;
}

/* Whole groups of plain digits, the usual case; the rest is base64_decode's. */
static void base64_decode_fast(Text *text, Output *o)
{
    while (text->n >= 4) {
        uint32_t w = base64_value(text->p[0]), x = base64_value(text->p[1]), y = base64_value(text->p[2]), z = base64_value(text->p[3]);
        if ((w | x | y | z) & 0xc0)
            return;
        uint32_t bits = w << 18 | x << 12 | y << 6 | z;
        *o->p++ = (uint8_t)(bits >> 16);
        *o->p++ = (uint8_t)(bits >> 8);
        *o->p++ = (uint8_t)bits;
        text->p += 4;
        text->n -= 4;
    }
}

/** Decode a line of base64 data.
 *
 *   strict_mode
 *     When set to True, bytes that are not in the base64 standard are not allowed.
 *     The same applies to excess data after padding (= / ==). */
FUNCTION(binascii, a2b_base64, "(data, /, *, strict_mode: bool=False)")
{
    TEXT text = {0};
    Output o;
    Base64 b = {0};
    ssize most;
    if (!text_get(t, a->data, &text) || !size_for(t, text.n, 3, 4, 3, &most) || !output_start(t, &o, most))
        return EMPTY;
    if (!a->strict_mode)
        base64_decode_fast(&text, &o);
    if (!base64_decode(t, &text, a->strict_mode, &o, &b))
        return output_drop(&o);
    if (b.phase && !b.ended) {
        if (b.phase == 1)
            raise_error(t, "Invalid base64-encoded string: number of data characters (%zd) cannot be 1 more "
                        "than a multiple of 4", (o.p - as_bytes(o.bytes)->data) / 3 * 4 + 1);
        else
            raise_error(t, "Incorrect padding");
        return output_drop(&o);
    }
    return output_take(t, &o);
}

/** Base64-code line of data. */
FUNCTION(binascii, b2a_base64, "(data: buffer, /, *, newline: bool=True)")
{
    const uint8_t *p = a->data.data;
    ssize n = a->data.len, most;
    Output o;
    if (!size_for(t, n, 2, 1, 8, &most) || !output_start(t, &o, (n + 2) / 3 * 4 + a->newline))
        return EMPTY;
    for (; n >= 3; n -= 3, p += 3) {
        uint32_t bits = (uint32_t)p[0] << 16 | p[1] << 8 | p[2];
        *o.p++ = base64_digits[bits >> 18];
        *o.p++ = base64_digits[bits >> 12 & 63];
        *o.p++ = base64_digits[bits >> 6 & 63];
        *o.p++ = base64_digits[bits & 63];
    }
    if (n) {
        uint32_t bits = (uint32_t)p[0] << 16 | (n == 2 ? p[1] << 8 : 0);
        *o.p++ = base64_digits[bits >> 18];
        *o.p++ = base64_digits[bits >> 12 & 63];
        *o.p++ = n == 2 ? base64_digits[bits >> 6 & 63] : '=';
        *o.p++ = '=';
    }
    if (a->newline)
        *o.p++ = '\n';
    return output_take(t, &o);
}

/* ---- base32 and base85, for base64.py ---- */

static bool check_alphabet(Thread *t, const Buffer *alphabet, ssize n)
{
    return alphabet->len == n || (raise_value(t, "alphabet must have %zd characters", n), false);
}

/** The data as digits of 5 bits each, padded with = to a multiple of 8. */
FUNCTION(binascii, b2a_base32, "(data: buffer, alphabet: buffer = None, /)")
{
    static const uint8_t digits_of[5] = {0, 2, 4, 5, 7};
    static const char usual[33] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    const uint8_t *p = a->data.data, *digit = a->alphabet.data ? a->alphabet.data : (const uint8_t *)usual;
    ssize n = a->data.len, most;
    Output o;
    if ((a->alphabet.data && !check_alphabet(t, &a->alphabet, 32)) || !size_for(t, n, 2, 1, 8, &most) || !output_start(t, &o, (n + 4) / 5 * 8))
        return EMPTY;
    for (; n > 0; n -= 5, p += 5) {
        uint64_t bits = 0;
        for (int i = 0; i < 5; i++)
            bits = bits << 8 | (i < n ? p[i] : 0);
        int digits = n < 5 ? digits_of[n] : 8;
        for (int i = 0; i < 8; i++)
            *o.p++ = i < digits ? digit[bits >> (35 - 5 * i) & 31] : '=';
    }
    return output_take(t, &o);
}

/** Each four bytes as five digits to the base 85; of the last ones, as many more than bytes as needed (pad: all five).
 *
 * zeros: a character for four zero bytes; spaces: one for four spaces. */
FUNCTION(binascii, b2a_base85, "(data: buffer, alphabet: buffer, /, *, pad: bool = False, zeros: buffer = None, spaces: buffer = None)")
{
    const uint8_t *p = a->data.data, *digit = a->alphabet.data;
    ssize n = a->data.len, most;
    Output o;
    if (!check_alphabet(t, &a->alphabet, 85) || !size_for(t, n, 2, 1, 8, &most) || !output_start(t, &o, (n + 3) / 4 * 5))
        return EMPTY;
    for (; n > 0; n -= 4, p += 4) {
        uint32_t word = 0;
        bool whole = n >= 4 || a->pad;
        for (int i = 0; i < 4; i++)
            word = word << 8 | (i < n ? p[i] : 0);
        if (word == 0 && whole && a->zeros.len) {
            *o.p++ = *(const uint8_t *)a->zeros.data;
        } else if (word == 0x20202020 && whole && a->spaces.len) {
            *o.p++ = *(const uint8_t *)a->spaces.data;
        } else {
            uint8_t *end = o.p + (whole ? 5 : n + 1);
            for (int i = 4; i >= 0; i--, word /= 85)
                if (o.p + i < end)
                    o.p[i] = digit[word % 85];
            o.p = end;
        }
    }
    return output_take(t, &o);
}

/* ---- BinHex 4 ---- */

static const char hqx_digits[65] = "!\"#$%&'()*+,-012345689@ABCDEFGHIJKLMNPQRSTUVXYZ[`abcdefhijklmpqr";
#define RUN 0x90        /* RUN n: the byte before n times in all; RUN 0: the byte RUN itself */

/** Decode .hqx coding. */
FUNCTION1(binascii, a2b_hqx, data)
{
    TEXT text = {0};
    Output o;
    if (!text_get(t, data, &text) || !output_start(t, &o, text.n + 1))
        return EMPTY;
    uint32_t bits = 0;
    int count = 0;
    bool done = false;
    for (ssize i = 0; i < text.n && !done; i++) {
        uint8_t c = text.p[i];
        const char *digit = c ? strchr(hqx_digits, c) : NULL;
        if (c == '\n' || c == '\r')
            continue;
        if (c == ':') {
            done = true;
        } else if (!digit) {
            raise_error(t, "Illegal char");
            return output_drop(&o);
        } else {
            bits = bits << 6 | (uint32_t)(digit - hqx_digits);
            count += 6;
            if (count >= 8) {
                count -= 8;
                *o.p++ = (uint8_t)(bits >> count);
            }
        }
    }
    if (count && !done) {
        raise_format(t, &binascii_incomplete_type, "String has incomplete number of bytes");
        return output_drop(&o);
    }
    OWN Value decoded = output_take(t, &o);
    return is_empty(decoded) ? EMPTY : tuple_pack(t, 2, decoded, fixnum(done));
}

/** Encode .hqx data. */
FUNCTION(binascii, b2a_hqx, "(data: buffer, /)")
{
    const uint8_t *p = a->data.data;
    ssize n = a->data.len, most;
    Output o;
    if (!size_for(t, n, 2, 1, 2, &most) || !output_start(t, &o, most))
        return EMPTY;
    uint32_t bits = 0;
    int count = 0;
    for (ssize i = 0; i < n; i++) {
        bits = bits << 8 | p[i];
        for (count += 8; count >= 6;) {
            count -= 6;
            *o.p++ = hqx_digits[bits >> count & 63];
        }
    }
    if (count)
        *o.p++ = hqx_digits[bits << (6 - count) & 63];
    return output_take(t, &o);
}

/** Binhex RLE-code binary data. */
FUNCTION(binascii, rlecode_hqx, "(data: buffer, /)")
{
    const uint8_t *p = a->data.data, *end = p + a->data.len;
    ssize most;
    Output o;
    if (!size_for(t, a->data.len, 2, 1, 2, &most) || !output_start(t, &o, most))
        return EMPTY;
    while (p < end) {
        uint8_t c = *p;
        ssize run = 1;
        while (c != RUN && run < 255 && p + run < end && p[run] == c)
            run++;
        if (c == RUN) {
            *o.p++ = RUN;
            *o.p++ = 0;
        } else if (run > 3) {
            *o.p++ = c;
            *o.p++ = RUN;
            *o.p++ = (uint8_t)run;
        } else {
            memset(o.p, c, (size_t)run);
            o.p += run;
        }
        p += run;
    }
    return output_take(t, &o);
}

/* Bytes that the runs stand for; -1 with an exception set. */
static bool rle_size(Thread *t, const uint8_t *p, ssize n, ssize *size)
{
    *size = 0;
    for (ssize i = 0; i < n; i++) {
        if (p[i] != RUN) {
            ++*size;
            continue;
        }
        if (++i == n)
            return raise_format(t, &binascii_incomplete_type, "String ends in a run"), false;
        if (p[i] == 0)
            ++*size;
        else if (*size == 0)
            return raise_error(t, "Orphaned RLE code at start"), false;
        else
            *size += p[i] - 1;
    }
    return true;
}

/** Decode hexbin RLE-coded string. */
FUNCTION(binascii, rledecode_hqx, "(data: buffer, /)")
{
    const uint8_t *p = a->data.data;
    ssize n = a->data.len, size;
    Output o;
    if (!rle_size(t, p, n, &size) || !output_start(t, &o, size))
        return EMPTY;
    for (ssize i = 0; i < n; i++) {
        if (p[i] != RUN) {
            *o.p++ = p[i];
        } else if (p[++i] == 0) {
            *o.p++ = RUN;
        } else {
            size_t more = (size_t)p[i] - 1;
            memset(o.p, o.p[-1], more);
            o.p += more;
        }
    }
    return output_take(t, &o);
}

/** Compute CRC-CCITT incrementally. */
FUNCTION(binascii, crc_hqx, "(data: buffer, crc, /)")
{
    const CrcTables *tables = module_state(t, self);
    const uint8_t *p = a->data.data;
    OWN Value mask = fixnum(0xffff), number = to_index(t, a->crc);
    OWN Value low = is_empty(number) ? EMPTY : int_and(t, number, mask);
    if (is_empty(low))
        return EMPTY;
    uint32_t crc = (uint32_t)fixnum_value(low);
    for (ssize i = 0; i < a->data.len; i++)
        crc = (crc << 8 & 0xff00) ^ tables->hqx[crc >> 8 ^ p[i]];
    return fixnum(crc);
}

/* ---- CRC-32 ---- */

static uint32_t crc32_of(const CrcTables *tables, uint32_t crc, const uint8_t *p, ssize n)
{
    crc = ~crc;
    for (; n >= 8; n -= 8, p += 8) {
        uint64_t w;
        memcpy(&w, p, 8);
        w ^= crc;
        crc = 0;
        for (int k = 0; k < 8; k++)
            crc ^= tables->crc[7 - k][w >> 8 * k & 0xff];
    }
    for (; n > 0; n--)
        crc = crc >> 8 ^ tables->crc[0][(crc ^ *p++) & 0xff];
    return ~crc;
}

/** Compute CRC-32 incrementally. */
FUNCTION(binascii, crc32, "(data: buffer, crc=0, /)")
{
    OWN Value mask = fixnum(0xffffffff), number = to_index(t, a->crc);
    OWN Value low = is_empty(number) ? EMPTY : int_and(t, number, mask);
    if (is_empty(low))
        return EMPTY;
    return fixnum(crc32_of(module_state(t, self), (uint32_t)fixnum_value(low), a->data.data, a->data.len));
}

static void crc_tables_fill(CrcTables *tables)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i, hqx = i << 8;
        for (int bit = 0; bit < 8; bit++) {
            crc = crc >> 1 ^ (crc & 1 ? 0xedb88320u : 0);
            hqx = (hqx << 1 ^ (hqx & 0x8000 ? 0x1021 : 0)) & 0xffff;
        }
        tables->crc[0][i] = crc;
        tables->hqx[i] = (uint16_t)hqx;
    }
    for (int k = 1; k < 8; k++)
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t before = tables->crc[k - 1][i];
            tables->crc[k][i] = before >> 8 ^ tables->crc[0][before & 0xff];
        }
}

/* ---- hexadecimal ---- */

static Value to_hex(Thread *t, const Buffer *data, Ref separator, int group)
{
    OWN Value text = byte_hex(t, (ByteSpan){data->data, data->len}, separator, group);
    return is_empty(text) ? EMPTY : bytes_from(t, str_data(as_str(text)), as_str(text)->len);
}

static int hex_value(uint8_t c)
{
    return c - '0' < 10u ? c - '0' : (c | 32) - 'a' < 6u ? (c | 32) - 'a' + 10 : -1;
}

static Value from_hex(Thread *t, Ref hexstr)
{
    TEXT text = {0};
    Output o;
    if (!text_get(t, hexstr, &text))
        return EMPTY;
    if (text.n % 2)
        return raise_error(t, "Odd-length string");
    if (!output_start(t, &o, text.n / 2))
        return EMPTY;
    for (ssize i = 0; i < text.n; i += 2) {
        int high = hex_value(text.p[i]), low = hex_value(text.p[i + 1]);
        if ((high | low) < 0) {
            raise_error(t, "Non-hexadecimal digit found");
            return output_drop(&o);
        }
        *o.p++ = (uint8_t)(high << 4 | low);
    }
    return output_take(t, &o);
}

/** Hexadecimal representation of binary data.
 *
 *   sep
 *     An optional single character or byte to separate hex bytes.
 *   bytes_per_sep
 *     How many bytes between separators.  Positive values count from the
 *     right, negative values count from the left.
 *
 * The return value is a bytes object.  This function is also
 * available as "hexlify()". */
FUNCTION(binascii, b2a_hex, "(data: buffer, sep=?, bytes_per_sep: int=1)")
{
    return to_hex(t, &a->data, a->sep, a->bytes_per_sep);
}

/** Hexadecimal representation of binary data.
 *
 * The return value is a bytes object.  This function is also
 * available as "b2a_hex()". */
FUNCTION(binascii, hexlify, "(data: buffer, sep=?, bytes_per_sep: int=1)")
{
    return to_hex(t, &a->data, a->sep, a->bytes_per_sep);
}

/** Binary data of hexadecimal representation.
 *
 * hexstr must contain an even number of hex digits (upper or lower case).
 * This function is also available as "unhexlify()". */
FUNCTION1(binascii, a2b_hex, hexstr) { return from_hex(t, hexstr); }

/** Binary data of hexadecimal representation.
 *
 * hexstr must contain an even number of hex digits (upper or lower case). */
FUNCTION1(binascii, unhexlify, hexstr) { return from_hex(t, hexstr); }

/* ---- quoted-printable ---- */

#define LINE_MAX_ 76

/** Decode a string of qp-encoded data. */
FUNCTION(binascii, a2b_qp, "(data, header: bool=False)")
{
    TEXT text = {0};
    Output o;
    if (!text_get(t, a->data, &text) || !output_start(t, &o, text.n))
        return EMPTY;
    const uint8_t *p = text.p, *end = p + text.n;
    while (p < end) {
        uint8_t c = *p++;
        if (c != '=') {
            *o.p++ = a->header && c == '_' ? ' ' : c;
        } else if (p == end) {
            break;
        } else if (*p == '\n' || *p == '\r') {          /* a soft line break: the rest of the line is dropped */
            while (p < end && *p != '\n')
                p++;
            p += p < end;
        } else if (*p == '=') {                         /* what broken encoders make of '=' */
            *o.p++ = *p++;
        } else if (p + 1 < end && hex_value(p[0]) >= 0 && hex_value(p[1]) >= 0) {
            *o.p++ = (uint8_t)(hex_value(p[0]) << 4 | hex_value(p[1]));
            p += 2;
        } else {
            *o.p++ = '=';
        }
    }
    return output_take(t, &o);
}

typedef struct Quoting {
    const uint8_t *p, *end;
    bool quote_tabs, is_text, header;
    bool crlf;                  /* line ends as in the data */
    int column;
} Quoting;

static bool must_quote(const Quoting *q)
{
    uint8_t c = *q->p;
    const uint8_t *following = q->p + 1;
    bool last = following == q->end;
    if (c > 126 || c == '=' || (q->header && c == '_'))
        return true;
    if (c == '.' && q->column == 0)                     /* alone on its line it would end a mail */
        return last || *following == '\n' || *following == '\r' || *following == 0;
    if (c == '\r' || c == '\n')
        return !q->is_text;
    if (c == ' ' || c == '\t')
        return last || q->quote_tabs;
    return c < 33;
}

static void put_newline(const Quoting *q, Output *o)
{
    if (q->crlf)
        *o->p++ = '\r';
    *o->p++ = '\n';
}

static void break_line(Quoting *q, Output *o)
{
    *o->p++ = '=';
    put_newline(q, o);
    q->column = 0;
}

static void put_quoted(Output *o, uint8_t c)
{
    *o->p++ = '=';
    *o->p++ = "0123456789ABCDEF"[c >> 4];
    *o->p++ = "0123456789ABCDEF"[c & 15];
}

static void put_line_end(Quoting *q, Output *o, const uint8_t *start)
{
    if (o->p > start && (o->p[-1] == ' ' || o->p[-1] == '\t'))
        put_quoted(o, *--o->p);                         /* whitespace at the end of a line may get lost */
    put_newline(q, o);
    q->p += *q->p == '\r' ? 2 : 1;
    q->column = 0;
}

static void quote(Quoting *q, Output *o)
{
    const uint8_t *start = o->p;
    while (q->p < q->end) {
        uint8_t c = *q->p;
        const uint8_t *following = q->p + 1;
        bool newline_next = following < q->end && *following == '\n';
        if (must_quote(q)) {
            if (q->column + 3 >= LINE_MAX_)
                break_line(q, o);
            put_quoted(o, c);
            q->p++;
            q->column += 3;
        } else if (q->is_text && (c == '\n' || (c == '\r' && newline_next))) {
            put_line_end(q, o, start);
        } else {
            if (following < q->end && !newline_next && q->column + 1 >= LINE_MAX_)
                break_line(q, o);
            *o->p++ = q->header && c == ' ' ? '_' : c;
            q->p++;
            q->column++;
        }
    }
}

/** Encode a string using quoted-printable encoding.
 *
 * On encoding, when istext is set, newlines are not encoded, and white
 * space at end of lines is.  When istext is not set, \r and \n (CR/LF)
 * are both encoded.  When quotetabs is set, space and tabs are encoded. */
FUNCTION(binascii, b2a_qp, "(data: buffer, quotetabs: bool=False, istext: bool=True, header: bool=False)")
{
    const uint8_t *p = a->data.data, *newline = memchr(p, '\n', (size_t)a->data.len);
    Quoting q = {.p = p, .end = p + a->data.len, .quote_tabs = a->quotetabs, .is_text = a->istext, .header = a->header,
                 .crlf = newline && newline > p && newline[-1] == '\r'};
    ssize most;
    Output o;
    /* At worst a byte takes three, and every line of at least 72 a break of three. */
    if (!size_for(t, a->data.len, 4, 1, 8, &most) || !output_start(t, &o, most))
        return EMPTY;
    quote(&q, &o);
    return output_take(t, &o);
}

static bool binascii_exec(Thread *t, Ref module)
{
    crc_tables_fill(module_state(t, module));
    return module_add_type(t, module, &binascii_error_type) && module_add_type(t, module, &binascii_incomplete_type);
}

MODULE(binascii, .doc = "Conversion between binary data and ASCII", .state_size = sizeof(CrcTables), .exec = binascii_exec);
