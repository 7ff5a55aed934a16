/* float_text.c: floats from text and to text: repr, float('...'), float.hex, float.fromhex. Decimal conversion, correctly
 * rounded, is base/floattext's. */
#include "object/float_internal.h"

#include <math.h>

#include "base/floattext.h"
#include "object/int_internal.h"
#include "object/number_text.h"
#include "object/str.h"

Value float_repr(Thread *t, Ref v)
{
    char text[DOUBLE_REPR_SIZE];
    return str_from_ascii(t, text, double_repr(float_value(v), text));
}

Lookup float_parse(Thread *t, Ref v, double *d)
{
    NumberText text;
    Lookup found = number_text_get(t, v, &text);
    if (found != FOUND)
        return found;
    found = number_text_drop_underscores(t, &text);
    if (found == FOUND) {
        number_text_strip(&text);
        size_t used;
        bool overflow;
        *d = double_parse(text.p, (size_t)text.n, &used, &overflow);
        if (!used || used != (size_t)text.n)
            found = MISSING;
    }
    number_text_free(&text);
    ssize n;
    if (found == MISSING && (!is_str(v) || str_utf8(t, v, &n)))         /* lone surrogates: UnicodeEncodeError */
        raise_value(t, "could not convert string to float: %R", v);
    return found == FOUND ? FOUND : ERROR;
}

Value float_from_text(Thread *t, Ref text)
{
    double d;
    Lookup found = float_parse(t, text, &d);
    if (found == MISSING)
        return raise_type(t, "float() argument must be a string or a real number, not '%T'", text);
    return found == FOUND ? float_from(t, d) : EMPTY;
}

/* ---- Hexadecimal ---- */

Value float_hex(Thread *t, double d)
{
    if (!isfinite(d)) {
        char text[DOUBLE_REPR_SIZE];
        return str_from_ascii(t, text, double_repr(d, text));
    }
    const char *sign = signbit(d) ? "-" : "";
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    uint64_t mantissa = bits & (((uint64_t)1 << 52) - 1);
    int exponent = (int)(bits >> 52 & 0x7FF);
    if (!exponent && !mantissa)
        return str_format(t, "%s0x0.0p+0", sign);
    int shown = exponent ? exponent - 1023 : -1022;
    char digits[14];
    for (int i = 12; i >= 0; i--, mantissa >>= 4)
        digits[i] = "0123456789abcdef"[mantissa & 15];
    digits[13] = 0;
    return str_format(t, "%s0x%d.%sp%s%d", sign, exponent != 0, digits, shown < 0 ? "-" : "+", shown < 0 ? -shown : shown);
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* The digits around the point: the value is mantissa * 2^exponent, with bits cut off below when sticky. */
typedef struct HexNumber {
    uint64_t mantissa;
    int64_t exponent;
    bool sticky, any;
} HexNumber;

static const char *hex_digits(const char *s, const char *end, HexNumber *h)
{
    bool point = false;
    for (; s < end; s++) {
        int digit = hex_digit(*s);
        if (*s == '.' && !point) {
            point = true;
            continue;
        }
        if (digit < 0)
            break;
        h->any = true;
        if (h->mantissa >> 60) {
            h->sticky |= digit != 0;
            h->exponent += point ? 0 : 4;
        } else {
            h->mantissa = h->mantissa << 4 | (uint64_t)digit;
            h->exponent -= point ? 4 : 0;
        }
    }
    return s;
}

/* An optional "p[sign]digits"; NULL when it is malformed. */
static const char *hex_exponent(const char *s, const char *end, HexNumber *h)
{
    if (s == end || (*s | 0x20) != 'p')
        return s;
    bool negative = false;
    if (++s < end && (*s == '+' || *s == '-'))
        negative = *s++ == '-';
    if (s == end || *s < '0' || *s > '9')
        return NULL;
    int64_t e = 0;
    for (; s < end && *s >= '0' && *s <= '9'; s++)
        e = MIN(e * 10 + (*s - '0'), (int64_t)1 << 58);
    h->exponent += negative ? -e : e;
    return s;
}

static Lookup parse_hex(const char *s, const char *end, double *d)
{
    bool negative = false, overflow;
    size_t used;
    *d = double_parse(s, (size_t)(end - s), &used, &overflow);
    if (used && used == (size_t)(end - s) && !isfinite(*d) && !overflow)
        return FOUND;
    if (s < end && (*s == '+' || *s == '-'))
        negative = *s++ == '-';
    if (end - s >= 2 && s[0] == '0' && (s[1] | 0x20) == 'x')
        s += 2;
    HexNumber h = {0};
    s = hex_digits(s, end, &h);
    if (!h.any || !(s = hex_exponent(s, end, &h)) || s != end)
        return MISSING;
    /* What double_from_scaled is given must be a full mantissa or exact, which it is: bits are only cut off at the top. */
    if (!double_from_scaled(h.mantissa, h.sticky, (ssize)h.exponent, d))
        return ERROR;
    if (negative)
        *d = -*d;
    return FOUND;
}

bool float_from_hex(Thread *t, const char *s, ssize n, double *d)
{
    const char *end = s + n;
    while (s < end && number_is_space((uint8_t)*s))
        s++;
    while (s < end && number_is_space((uint8_t)end[-1]))
        end--;
    Lookup found = parse_hex(s, end, d);
    if (found == MISSING)
        raise_value(t, "invalid hexadecimal floating-point string");
    else if (found == ERROR)
        raise_overflow(t, "hexadecimal value too large to represent as a float");
    return found == FOUND;
}
